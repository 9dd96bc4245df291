"""Samples that keep to a law: what is guessed is put right inside the steps, and not after them.

A denoiser guesses what lies below the noise. Before that guess is used for a step back, it is
replaced by the nearest thing that keeps the law, its *projection*; so the next guess starts from
something lawful, and can answer it. PhysDiff lets a simulated body imitate the guessed motion,
which then falls, stands and pushes off as bodies do.
"""

import numpy as np

from ... import checks

STEPS, SPACE = 4, 1  # of PhysDiff: "End 4, Space 1", of 50 steps


def project_at(denoise, project, times):
    """A denoiser whose guesses are put right at some times, and left as they are at others.

    Parameters
    ----------
    denoise : function
        denoise(x, t) -> what it guesses below x, of x's shape.
    project : function
        project(guess) -> the guess put right, of the same shape.
    times : int array, shape (k,)
        When to do so; none is none.

    Returns
    -------
    function
        Of x and t, for `steps.walk_back`.

    Raises
    ------
    ValueError
        If something is no function, or a time no whole number of 0 or more.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, algorithm 1. That the guess is projected, and not x,
    is the point: x is noise for the most part, and no law holds for noise.
    """
    checks.function("denoise", denoise)
    checks.function("project", project)
    chosen = {*checks.ids("times", times, shape=(None,)).tolist()}

    def guess(x, t):
        found = denoise(x, t)
        return project(found) if t in chosen else found

    return guess


def last_times(times, *, steps=STEPS, space=SPACE):
    """The last steps of a walk, each `space` apart: "End 4, Space 1".

    Of 9, 8, ... 0 the last 3 with a space of 2 are 4, 2 and 0.

    Parameters
    ----------
    times : int array, shape (n,)
        Of the walk, falling.
    steps, space : int
        How many, and how many steps of the walk from one to the next, 1 for all of them. There
        must be so many.

    Returns
    -------
    int array, shape (steps,)

    Raises
    ------
    ValueError
        If the walk is too short.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on schedules of the projection.
    """
    times, steps = _falling(times), checks.count("steps", steps, least=0)
    space = checks.count("space", space)
    reach = (steps - 1) * space + 1
    if steps and reach > len(times):
        raise ValueError(
            f"steps must fit into {len(times)} times, got {steps} with a space of {space}"
        )
    return times[::-1][: max(reach, 0) : space][::-1]


def first_times(times, *, steps=STEPS):
    """The first steps of a walk, where all is noise still: "Start 4".

    Parameters
    ----------
    times : int array, shape (n,)
        Falling.
    steps : int
        How many, at most n.

    Returns
    -------
    int array, shape (steps,)

    Raises
    ------
    ValueError
        If the walk is too short.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on schedules of the projection.
    """
    times = _falling(times)
    return times[: checks.count("steps", steps, 0, len(times))]


def even_times(times, *, steps=STEPS):
    """Steps spread evenly over a walk, of which the last is the walk's last: "Uniform 4".

    Of 7, 6, ... 0 four are 6, 4, 2 and 0.

    Parameters
    ----------
    times : int array, shape (n,)
        Falling.
    steps : int
        How many, 1 ... n.

    Returns
    -------
    int array, shape (steps,)

    Raises
    ------
    ValueError
        If the walk is too short.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on schedules of the projection; where exactly
    its steps lie is not said.
    """
    times = _falling(times)
    steps = checks.count("steps", steps, 1, len(times))
    places = np.round(np.arange(1, steps + 1) * len(times) / steps).astype(int) - 1
    return times[places]


def _falling(times):
    times = checks.ids("times", times, shape=(None,))
    if (np.diff(times) >= 0).any():
        raise ValueError(f"times must fall from step to step, got {times}")
    return times
