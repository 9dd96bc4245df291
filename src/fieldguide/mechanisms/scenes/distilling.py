"""Score distillation: a painter of pictures that judges what something else has drawn.

A picture x is spoiled with noise, and a denoiser that knows what pictures look like guesses the
noise. Where it guesses more than was added, it takes a part of x itself for noise: that part
does not belong there. The difference of the two is a direction for x, and through x for
whatever x was made from: a scene in space, if x is one of its views.
"""

import numpy as np
from autograd import make_vjp

from ... import checks
from ..diffusion.steps import add_noise

GUIDANCE = 100.0  # Poole et al. 2022, sec. 3.2: a weight, 0 would be no guidance
EARLIEST, LATEST = 0.02, 0.98  # there: times that are drawn
OVERHEAD = 60.0  # there: degrees above which one looks from overhead
FACING, BEHIND = 45.0, 45.0  # degrees to each side, threestudio's thresholds


def distillation_gradient(x, noise, denoise, *, alpha_bar, weight=None):
    """Which way x should not go: weight (guessed noise - noise).

    The gradient of the loss of denoising without the denoiser's own derivative. Nothing is
    differentiated here; to move what x was made from, multiply by the derivative of x.

    Parameters
    ----------
    x, noise : array, shape (...)
        A picture, or several, and noise of the same shape.
    denoise : function
        `denoise(z)` guesses the noise in a spoiled picture, of its shape.
    alpha_bar : float
        In (0, 1): what is left of x's variance when it is spoiled.
    weight : float, optional
        w(t); 1 - alpha_bar where nothing is said.

    Returns
    -------
    array, shape (...)

    References
    ----------
    Poole et al. 2022, arXiv:2209.14988, eq. 3; weight as in sec. 3.2. The root of alpha_bar,
    by which x was shrunk, is left to the weight, as below eq. 2.
    """
    noisy, weight = _spoiled(x, noise, denoise, alpha_bar, weight)
    return weight * (_guess(denoise, noisy) - noise)


def denoising_gradient(x, noise, denoise, *, alpha_bar, weight=None):
    """The true gradient by x of weight / 2 |guessed noise - noise|², through the denoiser.

    One of its factors is how the guess answers to what is seen. Where little noise was added,
    that is almost nothing for a painter of smooth shades, and very much for one who knows a few
    pictures by heart; it says little about where x should go.

    Parameters
    ----------
    x, noise, denoise, alpha_bar, weight
        As of `distillation_gradient`; autograd must be able to follow `denoise`.

    Returns
    -------
    array, shape (...)

    References
    ----------
    Poole et al. 2022, arXiv:2209.14988, eq. 2, "U-Net Jacobian" included.
    """
    noisy, weight = _spoiled(x, noise, denoise, alpha_bar, weight)
    back, guess = make_vjp(lambda z: _guess(denoise, z))(noisy)
    return np.sqrt(alpha_bar) * back(weight * (guess - noise))


def distillation_target(x, gradient):
    """Where x is asked to be: then |x - target|² / 2 has this gradient, and is not followed.

    So score distillation fits into a program that wants a loss. What it prints is half the
    squared length of the gradient of this one time and noise.

    Parameters
    ----------
    x, gradient : array, shape (...)

    Returns
    -------
    target : array, shape (...)
        To be held fixed.
    loss : float
        |x - target|² / 2, summed.

    References
    ----------
    threestudio, commit 02d05b0, stable_diffusion_guidance.py, "reparameterization trick".
    """
    x = checks.numbers("x", x)
    gradient = checks.numbers("gradient", gradient, x.shape)
    target = x - gradient
    return target, float(((x - target) ** 2).sum() / 2)


def view_words(azimuth, elevation):
    """What is said of a camera's place behind the caption: the side from which it looks.

    Parameters
    ----------
    azimuth : float
        Degrees around the scene, any number; 0 is in front of it.
    elevation : float
        Degrees above the horizon, at most 90.

    Returns
    -------
    str
        "overhead view" above 60 degrees, and else "front view", "back view" or "side view".

    References
    ----------
    Poole et al. 2022, arXiv:2209.14988, sec. 3.2 and app. A.2: by the quadrant, after the
    nearest text was found to do as well as mixtures of texts.
    """
    azimuth = (checks.number("azimuth", azimuth) + 180) % 360 - 180
    elevation = checks.number("elevation", elevation)
    if abs(elevation) > 90:
        raise ValueError(f"elevation must be in [-90, 90], got {elevation}")
    if elevation > OVERHEAD:
        return "overhead view"
    if abs(azimuth) < FACING:
        return "front view"
    return "back view" if abs(azimuth) > 180 - BEHIND else "side view"


def _spoiled(x, noise, denoise, alpha_bar, weight):
    """x with its noise, and the weight; says what is wrong with them."""
    checks.function("denoise", denoise)
    if checks.rate("alpha_bar", alpha_bar) in (0, 1):
        raise ValueError(f"alpha_bar must be between 0 and 1, got {alpha_bar}")
    weight = 1 - alpha_bar if weight is None else checks.number("weight", weight)
    return add_noise(x, noise, alpha_bar=alpha_bar), weight


def _guess(denoise, noisy):
    return checks.numbers("what denoise returns", denoise(noisy), np.shape(noisy))
