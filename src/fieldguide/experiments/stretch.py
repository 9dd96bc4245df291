"""Train short, read long: one small decoder with six ways of knowing places.

Each learns the keeper's log from windows of 24 words and is then read to on 96. Nothing but
the way of knowing places differs: width, block, text, seed and steps are the same.

    python -m fieldguide.experiments.stretch > 03-positions.runs.csv

writes what comes out for three seeds, a minute of training that the notebook shows beside the
seed that it trains itself.
"""

from functools import partial

import numpy as np

from ..harbor import logbook, text
from ..mechanisms.attention import positions, rotary, slopes
from ..mechanisms.attention.attention import (
    causal_mask,
    log_softmax,
    merge_heads,
    split_heads,
)
from ..mechanisms.networks import transformer
from ..mechanisms.networks.transformer import GPT2_EPS
from ..training import descent, layers, next_word, primitives
from .kept import kept

SHORT, LONG = 24, 96  # words that are asked for in training, and in the test
WIDTH, HEADS, LAYERS = 32, 4, 1
STEPS, BATCH, STEP_SIZE, SPREAD = 200, 32, 0.01, 0.1
SCHEMES = {
    "none": "nothing at all",
    "learned": "a learned table",
    "sines": "sines and cosines",
    "buckets": "T5's buckets",
    "rotary": "rotary",
    "slopes": "ALiBi's slopes",
}


def windows(rng, *, n, size):
    """Words of the running log, a row each, that begin anywhere in a line.

    Parameters
    ----------
    rng : numpy.random.Generator
    n, size : int
        Words of a row, and rows.

    Returns
    -------
    int array, shape (size, n)
    """
    days = n // (logbook.WORDS + 1) + 2
    lines, _ = logbook.write(size * days, rng)
    rows = logbook.running_text(lines, days)
    starts = rng.integers(logbook.WORDS + 1, size=size)
    return rows[np.arange(size)[:, None], starts[:, None] + np.arange(n)]


def new(scheme, rng):
    """Parameters that have learned nothing: a decoder, and what the scheme has to learn."""
    sizes = {"vocab_size": len(text.vocabulary()), "d": WIDTH, "layers": LAYERS}
    p = transformer.new_model(rng, **sizes, positions=LONG, spread=SPREAD)
    if scheme != "learned":
        p = {name: part for name, part in p.items() if name != "position_table"}
    if scheme == "buckets":
        shape = positions.BUCKETS, HEADS
        p |= {"bucket_table": rng.normal(0, SPREAD, shape)}
    return p


def logits(p, ids, *, scheme):
    """Scores for each next word, (b, n, v), under one of `SCHEMES`."""
    n = ids.shape[-1]
    x = primitives.take(p["token_table"], ids)  # (b, n, d)
    how = {}
    if scheme == "learned":
        x = x + p["position_table"][:n]
    elif scheme == "sines":
        x = x + positions.sinusoidal_positions(n=n, d=WIDTH)
    elif scheme == "rotary":
        how = {"turn": partial(rotary.rotate_halves, place=np.arange(n))}
    elif scheme == "slopes":
        how = {"bias": slopes.alibi_bias(slopes.alibi_slopes(HEADS), n=n)}
    elif scheme == "buckets":
        offset = np.arange(n) - np.arange(n)[:, None]  # (n, n)
        bucket = positions.causal_position_bucket(offset)
        how = {"bias": positions.bucket_bias(p["bucket_table"], bucket)}
    for block in p["blocks"]:
        x = _block(x, block, **how)
    return next_word.next_word_scores(p, layers.norm(x, p["norm"], eps=GPT2_EPS))


def _block(x, p, *, turn=None, bias=0.0):
    """`placed.placed_block` under the causal mask, of the primitives, so that it learns sooner."""
    y, part = layers.norm(x, p["attention_norm"], eps=GPT2_EPS), p["attention"]
    q, k, v = (
        split_heads(layers.linear(y, part[name]), HEADS)
        for name in ("query", "key", "value")
    )  # (b, heads, n, d / heads) each
    if turn is not None:
        q, k = turn(q), turn(k)
    hidden = np.where(causal_mask(x.shape[1]), 0, -np.inf)
    scores = q @ k.swapaxes(-1, -2) * q.shape[-1] ** -0.5 + (bias + hidden)
    mixed = merge_heads(primitives.softmax(scores) @ v)
    x = x + layers.linear(mixed, part["output"])
    y = layers.norm(x, p["feed_forward_norm"], eps=GPT2_EPS)
    gelu = primitives.gelu_tanh
    return x + layers.feed_forward(y, p["feed_forward"], activation=gelu)


def loss(p, ids, *, scheme):
    """Mean surprise by each next word, in nats."""
    scores = logits(p, ids[:, :-1], scheme=scheme)
    return primitives.cross_entropy(
        scores.reshape((-1, scores.shape[-1])), ids[:, 1:].ravel()
    )


@kept
def train(scheme, *, seed, steps=STEPS):
    """Parameters after training on windows of `SHORT` words, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p = new(scheme, rng)
    batches = ((windows(rng, n=SHORT + 1, size=BATCH),) for _ in range(steps))
    p, losses, _ = descent.train(
        partial(loss, scheme=scheme), p, batches, step_size=STEP_SIZE
    )
    return p, losses


def surprise(p, ids, *, scheme):
    """Mean surprise by the word at each place, (n - 1,), in nats."""
    said = log_softmax(logits(p, ids[:, :-1], scheme=scheme))
    return -np.take_along_axis(said, ids[:, 1:, None], -1)[..., 0].mean(0)


def floor():
    """What nobody can beat on the running log: nats a word, the sure [SEP] counted too."""
    words = logbook.WORDS
    return logbook.entropy(logbook.possible_lines()[1]) * words / (words + 1)


def long_rows():
    """Two hundred rows to be read to the end, that no training has seen."""
    return windows(np.random.default_rng(0), n=LONG + 1, size=200)


def quarters(p, *, scheme):
    """Mean surprise in each quarter of the long rows; the first is as long as in training."""
    return surprise(p, long_rows(), scheme=scheme).reshape(-1, SHORT).mean(1)


def main(seeds=(1, 2, 3)):
    """Print a line for each scheme and seed."""
    print("seed,scheme,to 24,to 48,to 72,to 96")
    for seed in seeds:
        for scheme in SCHEMES:
            p, _ = train(scheme, seed=seed)
            found = ",".join(f"{x:.2f}" for x in quarters(p, scheme=scheme))
            print(f"{seed},{scheme},{found}", flush=True)


if __name__ == "__main__":
    main()
