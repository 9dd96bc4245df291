"""How fast a picture drowns in noise: betas, and what is left of the picture after t steps.

In step t the share beta_t of the variance is replaced by noise. What remains of the picture's
variance after steps 0 ... t is alpha_bar_t, the product of all 1 - beta: near 1 at first, and
near 0 in the end.
"""

import numpy as np

from ... import checks

FIRST, LAST = 1e-4, 0.02  # of DDPM's thousand steps, Ho et al., sec. 4
SCALED_FIRST, SCALED_LAST = 0.00085, 0.012  # of Stable Diffusion, v1-inference.yaml
OFFSET = 0.008  # Nichol and Dhariwal, sec. 3.2: more noise than none in the first step
CAP = 0.999  # there: no step may replace all


def linear_betas(steps, *, beta_start=FIRST, beta_end=LAST):
    """DDPM's schedule: from `beta_start` to `beta_end` in equal steps.

    Parameters
    ----------
    steps : int
        The constants are meant for 1000.
    beta_start, beta_end : float
        In (0, 1).

    Returns
    -------
    array, shape (steps,)

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, sec. 4.
    """
    return np.linspace(*_between(beta_start, beta_end), checks.count("steps", steps))


def scaled_linear_betas(steps, *, beta_start=SCALED_FIRST, beta_end=SCALED_LAST):
    """Stable Diffusion's schedule: the roots of the betas rise in equal steps.

    Parameters
    ----------
    steps : int
        The constants are meant for 1000.
    beta_start, beta_end : float
        In (0, 1).

    Returns
    -------
    array, shape (steps,)

    References
    ----------
    CompVis/latent-diffusion, ldm/modules/diffusionmodules/util.py, make_beta_schedule, which
    calls it "linear"; the numbers stand in CompVis/stable-diffusion, v1-inference.yaml.
    """
    beta_start, beta_end = np.sqrt(_between(beta_start, beta_end))
    return np.linspace(beta_start, beta_end, checks.count("steps", steps)) ** 2


def cosine_betas(steps, *, s=OFFSET, beta_max=CAP):
    """The schedule under which alpha_bar falls like the square of a cosine.

    Parameters
    ----------
    steps : int
    s : float
        0 or more. With 0 the first steps would hardly change anything.
    beta_max : float
        The most that a beta may be; the last would be 1.

    Returns
    -------
    array, shape (steps,)

    References
    ----------
    Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17. GLIDE uses it.
    """
    t = np.arange(checks.count("steps", steps) + 1) / steps
    s = checks.number("s", s, least=0)
    left = np.cos((t + s) / (1 + s) * np.pi / 2) ** 2
    return np.minimum(1 - left[1:] / left[:-1], checks.rate("beta_max", beta_max))


def alpha_bars(betas):
    """What is left of the picture's variance after each step: the product of all 1 - beta.

    Parameters
    ----------
    betas : array, shape (steps,)
        In [0, 1].

    Returns
    -------
    array, shape (steps,)
        Falling, in [0, 1].

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, above eq. 4.
    """
    betas = checks.finite("betas", betas, (None,))
    for beta in (betas.min(initial=0), betas.max(initial=0)):
        checks.rate("betas", beta)
    return np.cumprod(1 - betas)


def cosine_alpha_bar(time):
    """What is left at any time between 0 and 1, if it falls like the square of a cosine.

    The schedule of `cosine_betas` without steps: at time 1/2 half of the variance is left.

    Parameters
    ----------
    time : array or float
        In [0, 1].

    Returns
    -------
    array or float
        1 at time 0, and 0 at time 1.

    References
    ----------
    Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17 with s = 0.
    """
    time = checks.finite("time", time)
    if ((time < 0) | (time > 1)).any():
        raise ValueError(f"time must be in [0, 1], got {time}")
    return np.cos(time * np.pi / 2) ** 2


def signal_to_noise(alpha_bar):
    """How much stronger the picture is than the noise: alpha_bar / (1 - alpha_bar).

    Parameters
    ----------
    alpha_bar : array or float
        In [0, 1).

    Returns
    -------
    array or float
        A ratio of variances, of pictures whose numbers have variance 1. It is 1 where both
        are equally strong.

    References
    ----------
    Kingma et al. 2021, arXiv:2107.00630, eq. 2.
    """
    alpha_bar = checks.finite("alpha_bar", alpha_bar)
    if ((alpha_bar < 0) | (alpha_bar >= 1)).any():
        raise ValueError(f"alpha_bar must be in [0, 1), got {alpha_bar}")
    return alpha_bar / (1 - alpha_bar)


def spaced_times(total, *, steps):
    """Which of a schedule's times a shorter walk back visits, evenly spaced.

    Of 1000 in 4 steps: 999, 749, 499, 249. The last is the walk's first, the most noisy.

    Parameters
    ----------
    total : int
        Steps of the schedule.
    steps : int
        Of the walk, not more than `total`.

    Returns
    -------
    int array, shape (steps,)
        Falling, below `total`.

    References
    ----------
    diffusers, DDIMScheduler, timestep_spacing="trailing"; Lin et al. 2023, arXiv:2305.08891,
    table 2, say why a walk must begin where no picture is left.
    """
    total = checks.count("total", total)
    steps = checks.count("steps", steps, most=total)
    return np.round(np.arange(total, 0, -total / steps)).astype(int)[:steps] - 1


def _between(beta_start, beta_end):
    return checks.rate("beta_start", beta_start), checks.rate("beta_end", beta_end)
