"""Edits: by hand, the shortest, undone; PEER's four examples, and texts spoiled to learn from."""

import difflib
import itertools

import pytest

from fieldguide import data
from fieldguide.mechanisms.objectives import edits

BEFORE = "the tide is high".split()
AFTER = "the tide stands high at noon".split()
FOUND = [(2, 3, ["stands"]), (4, 4, ["at", "noon"])]


def texts(rng, pairs=60):
    for _ in range(pairs):
        yield [[*map(str, rng.integers(4, size=rng.integers(0, 9)))] for _ in range(2)]


def test_by_hand():
    assert edits.find_edits(BEFORE, AFTER) == FOUND
    assert edits.apply_edits(BEFORE, FOUND) == AFTER
    assert edits.marked(BEFORE, FOUND) == "the tide [-is-] {+stands+} high {+at noon+}"
    assert BEFORE == "the tide is high".split()


def test_edits_lead_from_any_text_to_any_other_and_back(rng):
    for before, after in texts(rng):
        found = edits.find_edits(before, after)
        assert edits.apply_edits(before, found) == after
        back = edits.undo_edits(before, found)
        assert edits.apply_edits(after, back) == before
        assert edits.undo_edits(after, back) == [(s, e, [*w]) for s, e, w in found]


def test_no_way_is_shorter(rng):
    """difflib finds a way too, and it is never shorter."""
    for before, after in texts(rng):
        ours = sum(
            end - start + len(new)
            for start, end, new in edits.find_edits(before, after)
        )
        match = difflib.SequenceMatcher(None, before, after, autojunk=False)
        stays = sum(block.size for block in match.get_matching_blocks())
        assert ours <= len(before) + len(after) - 2 * stays


def test_edits_stand_apart_and_change_something(rng):
    for before, after in texts(rng):
        found = edits.find_edits(before, after)
        assert all(before[s:e] != new for s, e, new in found)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(found))
    assert edits.find_edits(before, before) == []


def test_undoing_shifts():
    assert edits.undo_edits(
        ["cat", "sees"], [(0, 1, ["an", "old"]), (2, 2, ["x"])]
    ) == [
        (0, 2, ["cat"]),
        (3, 4, []),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        [(0, 9, [])],
        [(3, 2, [])],
        [(2, 3, []), (1, 2, [])],
        [(0, 1)],
        [(0, 1, "word")],
        [(0.0, 1, [])],
        [7],
    ],
)
def test_edits_must_fit_the_text(wrong):
    for function in (edits.apply_edits, edits.undo_edits, edits.marked):
        with pytest.raises(ValueError, match="edits"):
            function(BEFORE, wrong)


STEP = {
    "plan": "say when", "explanation": "the table has the hour", "document": "high at noon",
}  # fmt: skip


def test_four_models_learn_from_one_step():
    examples = edits.peer_examples("it is high", "it is high at noon", **STEP)
    assert len(examples) == data.fact("peer.instances").number
    given, asked = examples["Edit"]
    assert given == {"text": "it is high", "document": "high at noon"}
    assert asked == {"plan": "say when", "text": "it is high at noon"}
    for name, (given, asked) in examples.items():
        assert not set(given.values()) & set(asked.values()), (
            name
        )  # nothing is given away


def test_undo_is_edit_with_the_texts_exchanged():
    there = edits.peer_examples("a", "b", **STEP)
    back = edits.peer_examples("b", "a", **STEP)
    assert there["Undo"] == back["Edit"] and there["Edit"] == back["Undo"]


def test_good_texts_are_spoiled_and_those_that_stay_are_left_out():
    def undo(text):
        return "add the hour", text.removesuffix(" at noon")

    pairs = edits.spoiled_examples(["the bell rings at noon", "the cat sleeps"], undo)
    assert pairs == [("the bell rings", "add the hour", "the bell rings at noon")]


@pytest.mark.parametrize("undo", [lambda t: t, lambda t: ("plan", 3), lambda t: None])
def test_undo_gives_a_plan_and_a_text(undo):
    with pytest.raises(ValueError, match="undo"):
        edits.spoiled_examples(["a text"], undo)


def test_what_stays_is_as_long_as_it_can_be(rng):
    """Against all subsequences, one by one."""
    for before, after in texts(rng, 20):
        n = len(before)
        best = 0
        for bits in range(2**n):
            kept = [before[k] for k in range(n) if bits >> k & 1]
            rest = iter(after)
            if all(word in rest for word in kept):
                best = max(best, len(kept))
        assert edits._common(before, after)[0, 0] == best
