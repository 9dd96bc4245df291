"""Noise added and taken away: one step forward, many at once, and the ways back.

A picture x0 has numbers around -1 ... 1; noise has mean 0 and variance 1. After t steps it is
x_t = sqrt(alpha_bar_t) x0 + sqrt(1 - alpha_bar_t) noise. Of the three, x_t, x0 and the noise,
two always give the third.
"""

import numpy as np

from ... import checks


def add_noise(x, noise, *, alpha_bar):
    """The picture after many steps, at once: sqrt(alpha_bar) x + sqrt(1 - alpha_bar) noise.

    With 1 - beta in alpha_bar's place it is a single step.

    Parameters
    ----------
    x, noise : array, shape (...)
        A picture, and noise of the same shape.
    alpha_bar : float, or array that broadcasts against x
        In [0, 1]. For a time each in a batch of pictures: shape (n, 1, 1, 1).

    Returns
    -------
    array, shape (...)

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, eq. 4; a single step is eq. 2.
    """
    x, noise, alpha_bar = _alike(alpha_bar, x=x, noise=noise)
    return np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * noise


def noise_in(x, picture, *, alpha_bar):
    """The noise in x, if the picture below it is known: add_noise, solved for the noise.

    Parameters
    ----------
    x, picture : array, shape (...)
    alpha_bar : float or array
        In [0, 1); where it is 1 there is no noise.

    Returns
    -------
    array, shape (...)
    """
    x, picture, alpha_bar = _alike(alpha_bar, x=x, picture=picture)
    if (alpha_bar == 1).any():
        raise ValueError(
            "alpha_bar must be less than 1: without noise none can be found"
        )
    return (x - np.sqrt(alpha_bar) * picture) / np.sqrt(1 - alpha_bar)


def picture_below(x, noise, *, alpha_bar):
    """The picture in x, if the noise on it is known: add_noise, solved for the picture.

    Parameters
    ----------
    x, noise : array, shape (...)
    alpha_bar : float or array
        In (0, 1]; where it is 0 there is no picture.

    Returns
    -------
    array, shape (...)
    """
    x, noise, alpha_bar = _alike(alpha_bar, x=x, noise=noise)
    if (alpha_bar == 0).any():
        raise ValueError(
            "alpha_bar must be more than 0: of nothing no picture is found"
        )
    return (x - np.sqrt(1 - alpha_bar) * noise) / np.sqrt(alpha_bar)


def velocity(picture, noise, *, alpha_bar):
    """v = sqrt(alpha_bar) noise - sqrt(1 - alpha_bar) picture, which a network may predict.

    x = sqrt(alpha_bar) picture + sqrt(1 - alpha_bar) noise and v are the two coordinates of
    (picture, noise), turned by an angle; `picture_of_velocity` turns back.

    Parameters
    ----------
    picture, noise : array, shape (...)
    alpha_bar : float or array
        In [0, 1].

    Returns
    -------
    array, shape (...)

    References
    ----------
    Salimans and Ho 2022, arXiv:2202.00512, appendix D.
    """
    picture, noise, alpha_bar = _alike(alpha_bar, picture=picture, noise=noise)
    return np.sqrt(alpha_bar) * noise - np.sqrt(1 - alpha_bar) * picture


def picture_of_velocity(x, v, *, alpha_bar):
    """The picture below x, if v is known: sqrt(alpha_bar) x - sqrt(1 - alpha_bar) v.

    Nothing is divided, so at no time does an error of v grow.

    Parameters
    ----------
    x, v : array, shape (...)
    alpha_bar : float or array
        In [0, 1].

    Returns
    -------
    array, shape (...)

    References
    ----------
    Salimans and Ho 2022, arXiv:2202.00512, appendix D.
    """
    x, v, alpha_bar = _alike(alpha_bar, x=x, v=v)
    return np.sqrt(alpha_bar) * x - np.sqrt(1 - alpha_bar) * v


def posterior(x, picture, *, earlier, alpha_bar):
    """Where x came from, one step (or several) earlier, if the picture were known: a Gaussian.

    Bayes' rule with two Gaussians: what the picture says of the earlier x, and what the later
    x says of it. The mean is a weighted sum of both, the variance is less than either's.

    Parameters
    ----------
    x, picture : array, shape (...)
    earlier, alpha_bar : float
        What was left of the picture before the step, and what is left now: 1 >= earlier >=
        alpha_bar >= 0, and alpha_bar < 1.

    Returns
    -------
    mean : array, shape (...)
    variance : float

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, eq. 6 and 7; alpha_t is alpha_bar / earlier.
    """
    x, picture, _ = _alike(alpha_bar, x=x, picture=picture)
    earlier, alpha_bar = _falling(earlier, alpha_bar)
    kept = alpha_bar / earlier  # in this step: 1 - beta
    from_picture = np.sqrt(earlier) * (1 - kept) / (1 - alpha_bar)
    from_x = np.sqrt(kept) * (1 - earlier) / (1 - alpha_bar)
    variance = (1 - earlier) * (1 - kept) / (1 - alpha_bar)
    return from_picture * picture + from_x * x, variance


def ddim_step(x, picture, *, alpha_bar, earlier, eta=0.0, rng=None):
    """One step back: towards the guessed picture, with the noise that was in x kept.

    With eta = 0 nothing is drawn: the same noise gives the same picture. With eta = 1 the new x
    is drawn from `posterior`, which is DDPM's step.

    Parameters
    ----------
    x : array, shape (...)
        What we have.
    picture : array, shape (...)
        The picture that is guessed below it.
    alpha_bar, earlier : float
        What is left of the picture in x, and what should be left after the step back.
    eta : float
        0 or more: how much of the noise is new.
    rng : numpy.random.Generator
        Needed if eta > 0.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If eta is so large that more noise would be new than there is.

    References
    ----------
    Song, Meng and Ermon 2020, arXiv:2010.02502, eq. 12 and 16.
    """
    x, picture, _ = _alike(alpha_bar, x=x, picture=picture)
    earlier, alpha_bar = _falling(earlier, alpha_bar)
    noise = noise_in(x, picture, alpha_bar=alpha_bar)
    eta = checks.number("eta", eta, least=0)
    # Its variance, of which eta = 1 takes as much as the posterior has.
    new = eta**2 * (1 - earlier) / (1 - alpha_bar) * (1 - alpha_bar / earlier)
    if eta == 0:
        return np.sqrt(earlier) * picture + np.sqrt(1 - earlier) * noise
    if new > 1 - earlier:
        raise ValueError(f"eta must leave some of the old noise, got {eta}")
    fresh = checks.rng(rng).normal(size=x.shape)
    old = np.sqrt(1 - earlier - new)
    return np.sqrt(earlier) * picture + old * noise + np.sqrt(new) * fresh


def walk_back(denoise, x, alpha_bars, times, *, eta=0.0, rng=None):
    """From noise to a picture: guess the picture, step back, guess again.

    Parameters
    ----------
    denoise : function
        denoise(x, t) -> the picture that it guesses below x, of x's shape.
    x : array, shape (...)
        Noise.
    alpha_bars : array, shape (steps,)
        Of the schedule.
    times : int array
        The times to visit, falling: `schedules.spaced_times`.
    eta : float
        0 is DDIM, 1 is DDPM (if all times are visited).
    rng : numpy.random.Generator
        Needed if eta > 0.

    Returns
    -------
    list of arrays, each of x's shape
        What it had on the way: x first, and the picture last.
    """
    alpha_bars = _shares("alpha_bars", checks.finite("alpha_bars", alpha_bars, (None,)))
    times = checks.ids("times", times, len(alpha_bars), (None,))
    checks.function("denoise", denoise)
    checks.number("eta", eta, least=0)
    path = [checks.numbers("x", x)]
    left = [*alpha_bars[times], 1.0]  # in the end, a picture without noise
    for t, now, then in zip(times, left[:-1], left[1:], strict=True):
        guess = denoise(path[-1].copy(), int(t))  # who writes into it changes no path
        step = {"alpha_bar": now, "earlier": then, "eta": eta, "rng": rng}
        path.append(ddim_step(path[-1], guess, **step))
    return path


def _alike(alpha_bar, **arrays):
    """Two arrays of one shape, each by its name, and what is left: in [0, 1]."""
    (first, x), (second, y) = arrays.items()
    x = checks.numbers(first, x)
    return x, checks.numbers(second, y, x.shape), _shares("alpha_bar", alpha_bar)


def _shares(name, values):
    """Numbers that are in [0, 1] each."""
    values = checks.finite(name, values)
    if ((values < 0) | (values > 1)).any():
        raise ValueError(f"{name} must be in [0, 1], got {values}")
    return values


def _falling(earlier, alpha_bar):
    """Both in [0, 1], the earlier not smaller than the later, and some noise in the later."""
    earlier = checks.rate("earlier", earlier)
    alpha_bar = checks.rate("alpha_bar", alpha_bar)
    if not (earlier >= alpha_bar and earlier > 0 and alpha_bar < 1):
        raise ValueError(
            f"earlier must be at least alpha_bar, and alpha_bar below 1, got {earlier} and "
            f"{alpha_bar}"
        )
    return earlier, alpha_bar
