"""The log as text to text: each exercise by hand, batches, and what nobody can beat."""

import numpy as np
import pytest

from fieldguide import harbor
from fieldguide.harbor import logbook, tasks
from fieldguide.mechanisms.objectives import spans

LINE = harbor.encode("[CLS] the keeper lights the lamp in the tower at dusk [SEP]")
TEXT = "the keeper lights the lamp in the tower at dusk"


def posed(task, rng, work=0):
    source, target = tasks.pose(task, LINE, work, rng)
    return tasks.decode(source), tasks.decode(target)


def test_words_and_numbers():
    assert (
        tasks.decode(tasks.encode("who: the cat <X> [SEP]")) == "who: the cat <X> [SEP]"
    )
    assert tasks.VOCABULARY[tasks.FIRST_SENTINEL] == "<X>"
    assert tasks.VOCABULARY[tasks.FIRST_SENTINEL - 1] == "<Y>"
    assert len(set(tasks.VOCABULARY)) == len(tasks.VOCABULARY)


def test_questions(rng):
    assert posed("who:", rng) == (f"who: {TEXT} [SEP]", "keeper [SEP]")
    assert posed("where:", rng)[1] == "in the tower [SEP]"
    for k, word in enumerate(tasks.WORK):
        assert posed("work:", rng, k) == (f"work: {TEXT} [SEP]", f"{word} [SEP]")


def test_gaps_are_filled_and_hold_one_to_four_words(rng):
    lengths = set()
    for _ in range(200):
        source, target = tasks.pose("fill", LINE, 0, rng)
        read, write = source[:-1], target[:-1]
        assert source[-1] == target[-1] == tasks.END
        whole = spans.restore_spans(read, write, **tasks.RULE)
        assert tasks.decode(whole) == TEXT
        lengths.add(11 - len(read))
        assert tasks.decode(read).count("<X>") == tasks.decode(write).count("<X>") == 1
    assert lengths == {1, 2, 3, 4}


def test_a_line_is_rebuilt_whole_even_if_nothing_is_missing(rng):
    lengths = set()
    for _ in range(200):
        read, write = posed("rebuild", rng)
        assert write == f"{TEXT} [SEP]" and read.count("[MASK]") == 1
        lengths.add(12 - len(read.split()))
    assert lengths == {0, 1, 2, 3, 4}


def test_no_such_task(rng):
    with pytest.raises(ValueError, match="task must be fill, rebuild .* got 'sum:'"):
        posed("sum:", rng)


def test_batches_are_padded_and_all_tasks_come(rng):
    drawn = list(tasks.batches(["fill", "who:"], rng, size=8, steps=5))
    assert len(drawn) == 5
    first = set()
    for source, target in drawn:
        assert source.shape[0] == target.shape[0] == 8
        for row in (*source, *target):
            end = int(np.flatnonzero(row == tasks.END)[0])
            assert (row[end + 1 :] == tasks.PAD).all() and (
                row[:end] != tasks.PAD
            ).all()
        first |= set(tasks.decode(source[:, 0]).split())
    assert "who:" in first and len(first) > 1


def test_the_best_guess(rng):
    """Of a time nothing is known; of an article everything."""
    assert tasks.best_guess(9, 1) == pytest.approx(1 / 3)
    assert tasks.best_guess(0, 1) == pytest.approx(1)
    lines, chances = logbook.possible_lines()
    assert tasks.best_guess(0, 10) == pytest.approx(chances.max())
    assert tasks.best_guess(1, 4) < tasks.best_guess(1, 1)
