"""Source listings."""

import pytest

from fieldguide import checks
from fieldguide.mechanisms.objectives import masking
from fieldguide.page import (
    show,
)


def test_source_is_the_code_that_runs_with_a_short_docstring():
    code = repr(show.source(masking.choose_each))
    assert code.startswith("def choose_each(candidates, rng, *, rate=MASK_RATE):")
    assert code.count('"""') == 2 and "Returns" not in code
    lines = code.splitlines()
    assert lines[1].startswith('    """') and not lines[2].strip()
    assert lines[3].startswith(
        "    Source: The usual reading of Devlin et al. 2018, sec."
    )
    assert lines[5].endswith(" see `choose_exactly`.") and lines[6] == '    """'
    assert max(map(len, lines)) <= 88
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


@checks.weights(p={"w": "d"})
def _decorated(p):
    """Twice."""
    if "w" not in p:
        raise ValueError(_message())
    return 2 * _inner(p["w"]), [_inner]


def _inner(w):
    """As it is."""
    return _inner(w) if w is None else w


def _message():
    return "no w"


def test_what_a_private_function_answers_is_shown_with_it():
    """What only checks or words an error is not, nor what decorates the function."""
    code = repr(show.source(_decorated))
    assert code.startswith("def _decorated(p):")
    assert code.endswith("return _inner(w) if w is None else w")
    assert code.count("def ") == 2 and "def _message" not in code
