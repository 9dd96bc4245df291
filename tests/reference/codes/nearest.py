"""Vector quantization: diffusers' VectorQuantizer, its choice, its loss and who is moved by it.

Moving averages and how their counts are smoothed: deepmind/sonnet's rule, restated; and how
Jukebox throws codes that are hardly chosen.
"""

import numpy as np
from autograd import grad
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.codes import nearest
from fieldguide.training.held import straight_through

K, D, N = 7, 5, 12

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_vector_quantizer():
    """Numbers of codes, what stands in place of the vectors, the loss, and its slopes.

    ``legacy=False``: with the default, beta stands at the wrong term, as its comment says.
    """
    import torch
    from diffusers.models.autoencoders.vae import VectorQuantizer

    seed = 20171102
    drawn = draw(np.random.default_rng(seed), 2, x=(N, D), codes=(K, D), back=(N, D))
    x, codes, back = (torch.from_numpy(a) for a in drawn.values())
    x.requires_grad_(True)
    quantizer = VectorQuantizer(K, D, beta=0.25, legacy=False).double()
    quantizer.embedding.weight.data.copy_(codes)
    # (batch, channels, height, width): the vectors lie in the channels
    quantized, loss, (_, _, ids) = quantizer(x.T[None, :, None])
    (loss + (quantized[0, :, 0].T * back).sum()).backward()
    return record(
        "diffusers",
        "autoencoders.vae.VectorQuantizer(k, d, beta=0.25, legacy=False)(x)",
        seed,
        drawn,
        {
            "ids": ids,
            "quantized": quantized[0, :, 0].T,
            "loss": loss.item(),
            "by_x": x.grad,
            "by_codes": quantizer.embedding.weight.grad,
        },
    )


@producer
def restated_sonnet_moving_averages():
    """VectorQuantizerEMA, restated: deepmind/sonnet, sonnet/src/nets/vqvae.py.

    Counts and sums are averaged with a decay; the code is the sum over the count, smoothed by
    (count + 1e-5) / (n + k 1e-5) n. Its averages begin at 0 and are corrected for it; here they
    begin at given values, and are not.
    """
    import torch

    seed, decay, small = 20190802, 0.99, 1e-5
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, x=(N, D), total=(K, D)) | {
        "count": rng.integers(0, 4, K).astype(float),
        "ids": rng.integers(0, K, N),
    }
    x, total, count, ids = (torch.from_numpy(a) for a in drawn.values())
    chose = torch.nn.functional.one_hot(ids, K).double()
    count = count * decay + chose.sum(0) * (1 - decay)
    total = total * decay + (chose.T @ x) * (1 - decay)
    n = count.sum()
    smooth = (count + small) / (n + K * small) * n
    return record(
        "torch",
        "ema = ema * decay + (1 - decay) * value; total / smoothed count",
        seed,
        drawn,
        {"count": count, "total": total, "codes": total / smooth[:, None]},
    )


@producer
def restated_jukebox_restarts():
    """BottleneckBlock.update_k, restated: openai/jukebox@08efbbc, jukebox/vqvae/bottleneck.py.

    Sums and counts are averaged with mu = 0.99; where the count is below 1.0, the code is a row
    of the batch in a random order, elsewhere the sum over the count. The order is NumPy's.
    """
    import torch

    seed, mu, threshold = 20200501, 0.99, 1.0
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, x=(N, D), total=(K, D)) | {
        "count": np.array([2.5, 0.4, 1.0, 3.0, 0.99, 1.005, 0.0]),
        "ids": np.array([1, 1, 5, 6, 0, 3, 3, 3, 2, 2, 4, 4]),
        "order_seed": seed,
    }
    order = np.random.default_rng(seed).permutation(N)
    x, total, count, ids = (
        torch.from_numpy(drawn[name]) for name in ("x", "total", "count", "ids")
    )
    one_hot = torch.zeros(K, N, dtype=torch.float64).scatter_(0, ids.view(1, N), 1)
    total = mu * total + (1 - mu) * (one_hot @ x)
    count = mu * count + (1 - mu) * one_hot.sum(-1)
    thrown = x[torch.from_numpy(order)][:K]
    usage = (count.view(K, 1) >= threshold).double()
    codes = usage * (total / count.view(K, 1)) + (1 - usage) * thrown
    return record("torch", "update_k(x, x_l), restated", seed, drawn, {"codes": codes})


# --- how ours is compared -------------------------------------------------------------


def _given(vector):
    return [np.array(vector["inputs"][name]) for name in ("x", "codes", "back")]


@agrees("diffusers_vector_quantizer")
def the_nearest_code_agrees(vector):
    x, codes, _ = _given(vector)
    ids = nearest.nearest_code(x, codes)
    assert ids.tolist() == vector["outputs"]["ids"]
    same_numbers(straight_through(x, codes[ids]), vector["outputs"]["quantized"])


@agrees("diffusers_vector_quantizer")
def the_loss_and_who_it_moves_agree(vector):
    x, codes, back = _given(vector)
    ids = nearest.nearest_code(x, codes)

    def loss(x, codes):
        through = straight_through(x, codes[ids])
        return nearest.vq_loss(x, codes[ids]) + (through * back).sum()

    theirs = vector["outputs"]
    same_numbers(np.array(nearest.vq_loss(x, codes[ids])), theirs["loss"])
    same_numbers(grad(loss, 0)(x, codes), theirs["by_x"])
    same_numbers(grad(loss, 1)(x, codes), theirs["by_codes"])


@agrees("restated_sonnet_moving_averages")
def moving_averages_agree(vector):
    given = {name: np.array(value) for name, value in vector["inputs"].items()}
    p = {"count": given["count"], "total": given["total"]}
    moved = nearest.move_codes(given["x"], given["ids"], p)
    for name in p:
        same_numbers(moved[name], vector["outputs"][name])
    same_numbers(nearest.codes_of(moved), vector["outputs"]["codes"])


@agrees("restated_jukebox_restarts")
def codes_that_are_thrown_agree(vector):
    given = vector["inputs"]
    x, ids = np.array(given["x"]), np.array(given["ids"])
    p = {name: np.array(given[name]) for name in ("count", "total")}
    moved = nearest.move_codes(x, ids, p)
    codes = nearest.restarted_codes(
        moved, x, np.random.default_rng(given["order_seed"])
    )
    same_numbers(codes, vector["outputs"]["codes"])


# --- what must be noticed -------------------------------------------------------------

NEAREST, LOSS, MOVE = nearest.nearest_code, nearest.vq_loss, nearest.move_codes


def _most_alike(x, codebook):
    """The largest product, not the smallest distance."""
    return (x @ codebook.T).argmax(-1)


def _furthest(x, codebook):
    return -NEAREST(-np.asarray(x), codebook)


def _beta_at_the_codes(x, quantized, *, commitment=0.25):
    return LOSS(quantized, x, commitment=commitment)


def _forgotten(x, quantized, *, commitment=0.25):
    """Beta is 1."""
    return LOSS(x, quantized, commitment=1.0)


def _nothing_held(x, quantized, *, commitment=0.25):
    return (1 + commitment) * ((x - quantized) ** 2).mean()


def _turned_about(x, ids, p, *, decay=0.99):
    return MOVE(x, ids, p, decay=1 - decay)


def _counts_alone(x, ids, p, *, decay=0.99):
    return MOVE(x, ids, p, decay=decay) | {"total": p["total"]}


def _unsmoothed(p, *, small=1e-5):
    return p["total"] / np.maximum(p["count"], small)[:, None]


TARGET = "codes.nearest."
plant("diffusers_vector_quantizer", TARGET + "nearest_code", _most_alike, _furthest)
plant(
    "diffusers_vector_quantizer",
    TARGET + "vq_loss",
    _beta_at_the_codes,
    _forgotten,
    _nothing_held,
)
plant(
    "restated_sonnet_moving_averages",
    TARGET + "move_codes",
    _turned_about,
    _counts_alone,
)
plant("restated_sonnet_moving_averages", TARGET + "codes_of", _unsmoothed)


RESTARTED = nearest.restarted_codes


def _more_often(p, x, rng, *, least=1.0):
    return RESTARTED(p, x, rng, least=2 * least)


def _stays_there(p, x, rng, *, least=1.0):
    """Nothing is thrown."""
    return p["total"] / np.maximum(p["count"], 1e-9)[:, None]


plant(
    "restated_jukebox_restarts", TARGET + "restarted_codes", _more_often, _stays_there
)
