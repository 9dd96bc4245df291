"""Tasks as text: prefixes, ratings as words, answers that name no class."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.objectives import text_tasks as t


def test_the_parts_stand_in_order_behind_the_prefix():
    assert (
        t.phrase("cola", {"sentence": "Lights lamp the."})
        == "cola sentence: Lights lamp the."
    )
    made = t.phrase(
        "stsb", {"sentence1": "The lamp shines.", "sentence2": "The lamp is lit."}
    )
    assert made == "stsb sentence1: The lamp shines. sentence2: The lamp is lit."
    assert (
        t.phrase("mnli", {"hypothesis": "a", "premise": "b"})
        == "mnli hypothesis: a premise: b"
    )


@pytest.mark.parametrize(
    "score, text",
    [
        (2.57, "2.6"),
        (2.5, "2.4"),
        (2.7, "2.8"),
        (0, "0.0"),
        (5, "5.0"),
        (3.09, "3.0"),
        (0.3, "0.4"),
    ],
)
def test_ratings_become_words(score, text):
    assert t.similarity_text(score) == text


def test_stsb_needs_21_words():
    """The paper's count, for ratings from 1 to 5; 26 from 0 on."""
    words = {t.similarity_text(x) for x in np.linspace(0, 5, 2001)}
    assert len(words) == 26
    from_one = {w for w in words if float(w) >= 1}
    assert len(from_one) == data.fact("t5.similarity_classes").number


def test_only_a_name_names_a_class():
    names = ["unacceptable", "acceptable"]
    assert t.read_class("acceptable", names) == 1
    assert t.read_class("not acceptable", names) is None
    assert t.read_class("Acceptable", names) is None
    assert t.read_class("", names) is None


def test_bad_input():
    with pytest.raises(ValueError, match="score must be a number from 0 to 5, got 5.1"):
        t.similarity_text(5.1)
    with pytest.raises(
        ValueError, match=r"names must be some, all different, got \['a', 'a'\]"
    ):
        t.read_class("a", ["a", "a"])
    with pytest.raises(ValueError, match="sentence must be a text"):
        t.phrase("cola", {"sentence": 3})
