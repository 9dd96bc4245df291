"""How far a motion breaks the laws of the ground: feet below it, above it, and sliding on it.

All is in millimeters and for one motion or many; what is given is in meters, as bodies are.
"""

import numpy as np

from ... import checks

TOLERANCE = 0.005  # meters; what is nearer to the ground stands on it
MILLIMETERS = 1000  # in a meter


def penetration(heights, *, tolerance=TOLERANCE):
    """How deep the lowest point is below the ground, on the average of all moments.

    Heights of -0.02 and 0.01 at one moment and of 0 and 0.1 at the next: (20 + 0) / 2 = 10.

    Parameters
    ----------
    heights : array, shape (..., t, n)
        Of n points of the body, such as the feet, above the ground, in meters.
    tolerance : float
        Meters. What is less deep does not count.

    Returns
    -------
    array, shape (...)
        Millimeters.

    Raises
    ------
    ValueError
        If there is no moment or no point, or the tolerance is negative.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on experiments, metrics: Penetrate, of the lowest
    vertex of the body's surface.
    """
    low, tolerance = _lowest(heights, tolerance)
    return MILLIMETERS * np.where(low < -tolerance, -low, 0).mean(-1)


def floating(heights, *, tolerance=TOLERANCE):
    """How high the lowest point is above the ground, on the average of all moments.

    Somebody who leaps floats, too, by this measure.

    Parameters
    ----------
    heights, tolerance
        As in `penetration`.

    Returns
    -------
    array, shape (...)
        Millimeters.

    Raises
    ------
    ValueError
        As in `penetration`.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on experiments, metrics: Float.
    """
    low, tolerance = _lowest(heights, tolerance)
    return MILLIMETERS * np.where(low > tolerance, low, 0).mean(-1)


def skating(places, heights, *, tolerance=TOLERANCE):
    """How far feet slide that are on the ground at two moments that follow each other.

    A foot on the ground that moves by 0.03 in one of two steps, and not in the other: 15. Of two
    feet on the ground the mean counts; where none is, 0.

    Parameters
    ----------
    places : array, shape (..., t, n)
        Of n feet, along the way, in meters.
    heights : array, shape (..., t, n)
        In meters.
    tolerance : float
        Meters. What is not higher is on the ground.

    Returns
    -------
    array, shape (...)
        Millimeters from one moment to the next.

    Raises
    ------
    ValueError
        If there are not two moments, or something does not fit.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on experiments, metrics: Skate, in the plane; our
    feet move along a line. The paper does not say how near to the ground is contact.
    """
    heights = checks.finite("heights", heights, (..., None, None))
    places = checks.finite("places", places, heights.shape)
    tolerance = checks.number("tolerance", tolerance, least=0)
    checks.count("moments of heights", heights.shape[-2], least=2)
    down = heights <= tolerance
    both = down[..., 1:, :] & down[..., :-1, :]  # (..., t - 1, n)
    moved = abs(np.diff(places, axis=-2)) * both
    return MILLIMETERS * (moved.sum(-1) / np.maximum(both.sum(-1), 1)).mean(-1)


def physical_error(places, heights, *, tolerance=TOLERANCE):
    """Penetration, floating and skating, added up.

    Parameters
    ----------
    places, heights : array, shape (..., t, n)
        As in `skating`.
    tolerance : float
        Meters.

    Returns
    -------
    array, shape (...)
        Millimeters.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Yuan et al. 2022, arXiv:2212.02500, section on experiments, metrics: Phys-Err.
    """
    return (
        penetration(heights, tolerance=tolerance)
        + floating(heights, tolerance=tolerance)
        + skating(places, heights, tolerance=tolerance)
    )


def _lowest(heights, tolerance):
    heights = checks.finite("heights", heights, (..., None, None))
    checks.counts(
        **{
            "moments of heights": heights.shape[-2],
            "points of heights": heights.shape[-1],
        }
    )
    return heights.min(-1), checks.number("tolerance", tolerance, least=0)
