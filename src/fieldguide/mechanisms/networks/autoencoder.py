"""Autoencoders: a picture as few numbers, its latent, and back again.

The honest one is linear: the directions in which pictures differ most, found at once and in
closed form. The learned one bends, and is a variational one: its encoder says for each number
of the latent where it is and how unsure it is, and a penalty keeps both near a standard
normal, so that nothing runs away and neighbors mean nearly the same.
"""

import numpy as np

from ... import checks, shapes
from ...training import layers
from ...training.descent import minibatches, train
from ...training.primitives import gelu_tanh

SCALE = 0.18215  # of Stable Diffusion's latents, scale_factor in v1-inference.yaml
LEAST, MOST = -30.0, 20.0  # of a log variance, in CompVis' distributions.py
KL_WEIGHT = 1e-6  # of the penalty, against errors summed over all pixels
INNER = 128
STEP_SIZE = 0.004

PRINCIPAL = {"mean": "n", "directions": "n d"}
AUTOENCODER = {
    "encoder": {"up": shapes.affine("n", "h"), "down": shapes.affine("h", "m")},
    "decoder": {"up": shapes.affine("d", "h"), "down": shapes.affine("h", "n")},
}

# --- linear ---------------------------------------------------------------------------


def fit_principal(x, *, d):
    """The d directions in which rows differ most: the best linear autoencoder there is.

    Parameters
    ----------
    x : array, shape (m, n)
        Rows to learn from, 2 or more.
    d : int
        1 ... the smaller of m and n.

    Returns
    -------
    dict
        mean, shape (n,), and directions, shape (n, d): columns of length 1 at right angles,
        the most telling first.

    Raises
    ------
    ValueError
        If there are more directions than rows or numbers.

    References
    ----------
    Pearson 1901; Baldi and Hornik 1989, Neural Networks 2(1), show that no linear autoencoder
    has a smaller squared error.
    """
    x = checks.finite("x", x, (None, None))
    checks.count("rows of x", len(x), least=2)
    d = checks.count("d", d, most=min(x.shape))
    mean = x.mean(0)
    away = x - mean
    if len(x) < x.shape[1]:
        directions = np.linalg.svd(away, full_matrices=False)[2][:d].T
    else:  # with many rows the covariance is the smaller matrix
        directions = np.linalg.eigh(away.T @ away)[1][:, ::-1][:, :d]
    return {"mean": mean, "directions": directions}


@checks.weights(p=PRINCIPAL)
def encode_principal(x, p):
    """How far each row goes along each direction.

    Parameters
    ----------
    x : array, shape (m, n)
    p : dict
        As `fit_principal` makes it.

    Returns
    -------
    array, shape (m, d)
    """
    mean, directions = _principal(p)
    x = checks.finite("x", x, (None, len(mean)))
    return (x - mean) @ directions


@checks.weights(p=PRINCIPAL)
def decode_principal(z, p):
    """Back from latents to rows: the mean, and so much of each direction.

    Parameters
    ----------
    z : array, shape (m, d)
    p : dict
        As `fit_principal` makes it.

    Returns
    -------
    array, shape (m, n)
    """
    mean, directions = _principal(p)
    z = checks.finite("z", z, (None, directions.shape[1]))
    return mean + z @ directions.T


def _principal(p):
    mean = checks.finite("p['mean']", p["mean"], (None,))
    return mean, checks.finite("p['directions']", p["directions"], (len(mean), None))


def latent_scale(z):
    """By what latents are multiplied, all by the same, so that they have variance 1.

    Diffusion takes for granted that clean rows are about as large as the noise. Latents
    (3, -3) become (1, -1): the scale is 1/3. Stable Diffusion's is 0.18215.

    Parameters
    ----------
    z : array, any shape
        Latents of many pictures.

    Returns
    -------
    float
        1 / standard deviation over all numbers at once.

    Raises
    ------
    ValueError
        If all are the same.

    References
    ----------
    Rombach et al. 2021, arXiv:2112.10752, appendix G: measured on the first batch of training.
    """
    z = checks.finite("z", z)
    if not z.size or z.min() == z.max():  # its deviation may still be 1e-17
        raise ValueError(
            f"z must vary, got {z.size} numbers that are all {z.ravel()[:1]}"
        )
    return float(1 / z.std())


# --- variational ----------------------------------------------------------------------


def split_moments(stacked):
    """What an encoder gives out, as a mean and a log variance, which is kept in bounds.

    Parameters
    ----------
    stacked : array, shape (..., 2 d)

    Returns
    -------
    mean, log_variance : array, shape (..., d)

    Raises
    ------
    ValueError
        If the width is odd.

    References
    ----------
    CompVis/latent-diffusion, commit a506df5, ldm/modules/distributions/distributions.py, which
    splits the channels.
    """
    stacked = checks.numbers("stacked", stacked, (..., None))
    width = stacked.shape[-1]
    if width % 2:
        raise ValueError(f"stacked must have an even width, got {width}")
    mean, log_variance = stacked[..., : width // 2], stacked[..., width // 2 :]
    return mean, np.minimum(np.maximum(log_variance, LEAST), MOST)


def reparametrize(mean, log_variance, noise):
    """Draw a latent, so that what learns can follow: mean + standard deviation times noise.

    The chance stands in the noise, which nothing has to be learned about. With mean 2 and log
    variance ln 9, noise of 1 gives 5.

    Parameters
    ----------
    mean, log_variance, noise : array, shape (..., d)
        Of one shape.

    Returns
    -------
    array, shape (..., d)

    References
    ----------
    Kingma and Welling 2013, arXiv:1312.6114, section 2.4.
    """
    mean, log_variance = _moments(mean, log_variance)
    noise = checks.numbers("noise", noise, np.shape(getattr(mean, "_value", mean)))
    return mean + np.exp(0.5 * log_variance) * noise


def normal_kl(mean, log_variance):
    """How far each of several normal distributions is from the standard one, in nats.

    (mean² + variance - 1 - log variance) / 2, added up. A mean of 2 with variance 1 costs 2.

    Parameters
    ----------
    mean, log_variance : array, shape (..., d)

    Returns
    -------
    array, shape (...)
        0 or more, and 0 only for the standard normal itself.

    References
    ----------
    Kingma and Welling 2013, arXiv:1312.6114, appendix B.
    """
    mean, log_variance = _moments(mean, log_variance)
    return 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(-1)


def _moments(mean, log_variance):
    mean = checks.numbers("mean", mean, (..., None))
    shape = np.shape(getattr(mean, "_value", mean))
    return mean, checks.numbers("log_variance", log_variance, shape)


def new_autoencoder(rng, *, n, d, inner=INNER):
    """Parameters of a small variational autoencoder before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    n, d : int
        Numbers of a row and of its latent.
    inner : int
        Features in between, on both ways.

    Returns
    -------
    dict of dicts
        encoder, whose last layer is 2 d wide, and decoder; each up and down.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.
    """
    n, d, inner = checks.counts(n=n, d=d, inner=inner)
    rng = checks.rng(rng)

    def way(into, out):
        sizes = {"up": (into, inner), "down": (inner, out)}
        return {
            name: {"weight": rng.normal(0, a**-0.5, (a, b)), "bias": np.zeros(b)}
            for name, (a, b) in sizes.items()
        }

    return {"encoder": way(n, 2 * d), "decoder": way(d, n)}


@checks.weights(p=AUTOENCODER)
def encode(x, p):
    """Where the latent of each row is, and how unsure that is.

    Parameters
    ----------
    x : array, shape (m, n)
    p : dict
        As `new_autoencoder` makes it.

    Returns
    -------
    mean, log_variance : array, shape (m, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    x = checks.numbers("x", x, (None, len(p["encoder"]["up"]["weight"])))
    return split_moments(layers.feed_forward(x, p["encoder"], activation=gelu_tanh))


@checks.weights(p=AUTOENCODER)
def decode(z, p):
    """The row that a latent stands for.

    Parameters
    ----------
    z : array, shape (m, d)
    p : dict
        As `new_autoencoder` makes it.

    Returns
    -------
    array, shape (m, n)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    z = checks.numbers("z", z, (None, len(p["decoder"]["up"]["weight"])))
    return layers.feed_forward(z, p["decoder"], activation=gelu_tanh)


@checks.weights(p=AUTOENCODER)
def autoencoder_loss(p, x, noise, *, kl_weight=KL_WEIGHT):
    """What is lost on the way there and back, and a light penalty on the latents.

    Parameters
    ----------
    p : dict
        As `new_autoencoder` makes it.
    x : array, shape (m, n)
    noise : array, shape (m, d)
        For `reparametrize`.
    kl_weight : float
        0 or more.

    Returns
    -------
    float
        The squared error of a row plus `kl_weight` times `normal_kl`, the mean over rows.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Rombach et al. 2021, arXiv:2112.10752, section 3.1 and appendix G. Theirs measures the
    error by a network's features too, and by a discriminator that tells true from decoded.
    """
    _latent(p)
    mean, log_variance = encode(x, p)
    back = decode(reparametrize(mean, log_variance, noise), p)
    checks.number("kl_weight", kl_weight, least=0)
    errors = ((back - x) ** 2).sum(-1)
    return (errors + kl_weight * normal_kl(mean, log_variance)).mean()


@checks.weights(p=AUTOENCODER)
def teach_autoencoder(
    p, x, rng, *, size=64, steps=400, kl_weight=KL_WEIGHT, step_size=STEP_SIZE
):
    """Train an autoencoder, a minibatch a step.

    Parameters
    ----------
    p : dict
        As `new_autoencoder` makes it. Not modified.
    x : array, shape (m, n)
    rng : numpy.random.Generator
    size, steps : int
        Rows of a batch, and batches.
    kl_weight : float
        See `autoencoder_loss`.
    step_size : float
        See `train`.

    Returns
    -------
    p : dict
    losses : array, shape (steps,)

    Raises
    ------
    ValueError
        If something does not fit; see `minibatches` and `train`.
    """
    x = checks.finite("x", x, (None, len(p["encoder"]["up"]["weight"])))
    checks.number("kl_weight", kl_weight, least=0)
    d = _latent(p)
    batches = minibatches(x, rng, size=size, steps=steps)
    noisy = ((rows, rng.normal(size=(len(rows), d))) for (rows,) in batches)

    def loss(p, rows, noise):
        return autoencoder_loss(p, rows, noise, kl_weight=kl_weight)

    p, losses, _ = train(loss, p, noisy, step_size=step_size)
    return p, losses


def _latent(p):
    """Numbers of a latent, which must be half of what the encoder gives out."""
    d = len(p["decoder"]["up"]["weight"])
    moments = np.shape(p["encoder"]["down"]["weight"])[-1]
    if moments != 2 * d:
        raise ValueError(
            f"p['decoder']['up']['weight'] must have a row for each two of the encoder's "
            f"{moments} moments, got {d}"
        )
    return d
