"""Source listings."""

import pytest

from fieldguide.mechanisms.objectives import masking
from fieldguide.page import (
    show,
)


def test_source_is_the_code_that_runs_with_a_short_docstring():
    code = repr(show.source(masking.choose_each))
    assert code.startswith("def choose_each(candidates, rng, *, rate=MASK_RATE):")
    assert code.count('"""') == 2 and "References" not in code
    assert code.rstrip().endswith(
        "return candidates & (rng.random(candidates.shape) < rate)"
    )
    assert "choose_each" in show.source(masking.choose_each)._repr_html_()


def test_source_without_a_docstring_and_of_a_builtin():
    assert "return 1" in repr(show.source(_plain))
    with pytest.raises(TypeError):
        show.source(len)


def _plain():
    return 1
