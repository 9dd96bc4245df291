"""Guesses that are put right inside the steps, and when."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.diffusion import projected, schedules, steps

TIMES = np.arange(50)[::-1]


def test_the_guess_is_put_right_and_only_when_asked():
    seen = []

    def denoise(x, t):
        seen.append(t)
        return x - 1

    guess = projected.project_at(denoise, abs, [3, 1])
    x = np.array([0.5, 3.0])
    assert guess(x, 3).tolist() == [0.5, 2.0]
    assert guess(x, 2).tolist() == [-0.5, 2.0]
    assert seen == [3, 2]  # x as it is goes in


def test_the_papers_schedule_is_the_last_four():
    steps_ = data.fact("physdiff.projection_steps").number
    space = data.fact("physdiff.projection_spacing").number
    assert (projected.STEPS, projected.SPACE) == (steps_, space)
    assert projected.last_times(TIMES).tolist() == [3, 2, 1, 0]
    last = data.fact("physdiff.last_projection_timestep").number
    assert projected.last_times(TIMES)[-1] == last
    assert len(TIMES) == data.fact("physdiff.sampling_steps").number


def test_schedules_by_hand():
    ten, eight = np.arange(10)[::-1], np.arange(8)[::-1]
    assert projected.last_times(ten, steps=3, space=2).tolist() == [4, 2, 0]
    assert projected.last_times(ten, steps=0).tolist() == []
    assert projected.last_times(ten, steps=10).tolist() == ten.tolist()
    assert projected.first_times(ten, steps=2).tolist() == [9, 8]
    assert projected.even_times(eight).tolist() == [6, 4, 2, 0]
    assert projected.even_times(TIMES, steps=1).tolist() == [0]
    assert projected.even_times(TIMES, steps=50).tolist() == TIMES.tolist()


def test_projected_in_the_last_step_it_ends_lawful(rng):
    """The last step gives out the guess itself; so the law holds for what comes out."""
    left = schedules.alpha_bars(schedules.cosine_betas(50))
    x = rng.normal(size=(4, 3))

    def walk(times):
        guess = projected.project_at(lambda x, t: 0.9 * np.tanh(x), abs, times)
        return steps.walk_back(guess, x, left, TIMES)[-1]

    assert (walk([0]) >= 0).all() and (walk([]) < 0).any()
    np.testing.assert_allclose(
        walk([0]), abs(walk([]))
    )  # the same as put right afterward
    assert not np.allclose(walk([3, 2, 1, 0]), abs(walk([])))


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: projected.last_times(TIMES[::-1]), "times must fall"),
        (
            lambda: projected.last_times(TIMES, steps=20, space=3),
            "steps must fit into 50 times, got 20 with a space of 3",
        ),
        (lambda: projected.first_times(TIMES, steps=51), "steps must be"),
        (lambda: projected.even_times(TIMES, steps=0), "steps must be"),
        (lambda: projected.project_at(abs, 3, [1]), "project must be a function"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()
