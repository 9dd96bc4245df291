"""Fill a hole in a picture: draw the whole, and see to it that the visible part stays.

There are two places for that. What is visible can be put back into the noisy x, with as much
noise as x has by now, so that the network guesses the rest from it. Or it can be put into the
guess itself. GLIDE's authors began with the first and saw edges, since the network never
sees the visible part clearly; so they trained it to be shown the part and the hole, and in
their code do the second as well.
"""

import numpy as np

from ... import checks
from .steps import add_noise


def put_back(x, picture, visible, rng, *, alpha_bar):
    """The visible part of a picture in place of x there, with noise of its own.

    Parameters
    ----------
    x : array, shape (n, height, width, colors)
        Noisy pictures on the way back.
    picture : array, shape (height, width, colors)
        Whose visible part is to stay.
    visible : bool array, shape (height, width)
        True where it is visible.
    rng : numpy.random.Generator
        Draws the noise, anew at each step.
    alpha_bar : float
        In [0, 1]: what is left of the picture in x.

    Returns
    -------
    array, shape (n, height, width, colors)

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Nichol et al. 2021, arXiv:2112.10741, sec. 4.3: a sample from q(x_t | x_0) after each step.
    """
    x, picture, visible = _fitting("x", x, picture, visible)
    alpha_bar = checks.rate("alpha_bar", alpha_bar)
    noise = checks.rng(rng).normal(size=x.shape)
    whole = np.broadcast_to(picture, x.shape)
    return np.where(visible, add_noise(whole, noise, alpha_bar=alpha_bar), x)


def keep_visible(guess, picture, visible):
    """A guess whose visible part is what is visible.

    Parameters
    ----------
    guess : array, shape (n, height, width, colors)
        Pictures as guessed below the noise.
    picture, visible
        As for `put_back`.

    Returns
    -------
    array, shape (n, height, width, colors)

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    openai/glide-text2im, notebooks/inpaint.ipynb, denoised_fn.
    """
    guess, picture, visible = _fitting("guess", guess, picture, visible)
    return np.where(visible, picture, guess)


def _fitting(name, x, picture, visible):
    x = checks.numbers(name, x, (None, None, None, None))
    picture = checks.numbers("picture", picture, x.shape[1:])
    return x, picture, checks.booleans("visible", visible, x.shape[1:3])[..., None]
