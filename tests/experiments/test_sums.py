"""The decoder that adds: its texts, the exact chances of its answers, and that it learns."""

import numpy as np
import pytest

from fieldguide.experiments import sums


def test_solutions_by_hand():
    assert sums.written([[47, 38]], pad=False).tolist() == [
        [4, 7, 10, 3, 8, 11, 8, 5, 12]
    ]
    assert sums.written([[47, 38]], pad=True).tolist() == [
        [4, 7, 10, 3, 8, 11, 5, 1, 8, 12]
    ]
    assert sums.sums([[75, 50]]).tolist() == [25]
    assert sums.carries([[47, 38], [41, 38]]).tolist() == [1, 0]


@pytest.fixture(scope="module", params=[False, True])
def learned(request):
    pad = request.param
    p, losses, _ = sums.learn(pad=pad, steps=30)
    return pad, p, losses


def test_it_learns(learned):
    _, _, losses = learned
    assert losses[-5:].mean() < losses[0] - 0.2


def test_chances_are_those_of_writing(learned, rng):
    """The exact chances beside 4,000 solutions that are drawn token by token."""
    pad, p, _ = learned
    problems = sums.pose(3, rng)
    scores = sums.said(p, problems, pad=pad)
    exact = sums.chances(sums.solutions(scores), pad=pad)
    assert (exact > 0).all() and (exact.sum(axis=1) < 1).all()
    rows = np.repeat(sums.written(problems, pad=pad)[:, : sums.ASKED], 4000, axis=0)
    for _ in range(3 if pad else 2):
        x = sums.next_word.read(
            p, rows, heads=sums.HEADS, activation=sums.primitives.gelu_tanh
        )
        z = sums.next_word.next_word_scores(p, x[:, -1])
        rows = np.append(
            rows, (z + rng.gumbel(size=z.shape)).argmax(axis=1)[:, None], axis=1
        )
    wrote = rows[:, sums.ASKED :]
    digits = (wrote < 10).all(axis=1)
    tens, units = (wrote[:, 2], wrote[:, 0]) if pad else wrote.T
    numbers = np.where(digits, 10 * tens + units, 100).reshape(3, 4000)
    for each, chances in zip(numbers, exact, strict=True):
        counted = np.bincount(each, minlength=101)[:100]
        wide = 5 * np.sqrt(4000 * chances) + 5
        assert (np.abs(counted - 4000 * chances) < wide).all()


def test_colder_is_surer(learned):
    pad, p, _ = learned
    scores = sums.said(p, [[12, 34]], pad=pad)
    cold, warm = (sums.solutions(scores, temperature=t).max() for t in (0.2, 1.0))
    assert cold > warm


def test_a_temperature_is_above_zero(learned):
    pad, p, _ = learned
    scores = sums.said(p, [[12, 34]], pad=pad)
    assert [s.shape[-1] for s in scores] == [sums.SIZE] * len(scores)
    for temperature in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="temperature"):
            sums.solutions(scores, temperature=temperature)


def test_voting(rng):
    chances = np.zeros((2, 100))
    chances[:, 7], chances[:, 8] = 0.6, 0.4
    assert sums.voted(chances, [7, 8], 1, rng, times=4000) == pytest.approx(
        0.5, abs=0.03
    )
    assert sums.voted(chances[:1], [7], 3, rng, times=8000) == pytest.approx(
        0.648, abs=0.03
    )
    assert sums.voted(chances[:1], [8], 99, rng, times=400) < 0.1
    assert sums.voted(np.zeros((1, 100)), [3], 5, rng, times=500) == 0  # nobody answers
    assert sums.voted(np.zeros((1, 100)), [0], 5, rng, times=500) == 0
    empty = np.zeros((1, 100))
    empty[0, 3] = 0.01  # 99 of 100 solutions come to no answer
    assert sums.voted(empty, [3], 400, rng, times=50) > 0.9
