"""BLIP-2 on the harbor: five queries between an eye that knows no words and a reader that
has never seen a picture. Both stay as they are; what is trained is the queries' network and
the map to the reader's width.
"""

import numpy as np

from ..harbor import views
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.networks import queries, spliced, transformer
from ..mechanisms.networks.spliced import MARKER
from ..training import descent, layers, primitives
from . import prompted, seeing

WIDTH, HEADS, LAYERS, SPREAD = 48, 4, 2, 0.1
QUERIES = prompted.KEYS
STEPS, BATCH, STEP_SIZE, SEED = 150, 32, 0.005, 1
PICTURES = 3000  # that the queries learn from


def new(rng):
    """A Q-Former and a map to the reader, which have learned nothing."""
    former = queries.new_q_former(
        rng, queries=QUERIES, d=WIDTH, image_width=seeing.WIDTH, layers=LAYERS,
        inner=2 * WIDTH, spread=SPREAD,
    )  # fmt: skip
    former["query_tokens"] = rng.normal(size=former["query_tokens"].shape)
    return {
        "former": former,
        "to_reader": new_linear(rng, d=WIDTH, e=prompted.WIDTH, spread=SPREAD),
    }


def ask(p, seen):
    """What the queries hand on of pictures (n, 16, 48): vectors (n, 5, 48) in place of words.

    The vectors of `queries.q_former`, made of the primitives, so that it learns sooner.
    """
    former, eps = p["former"], transformer.BERT_EPS
    x = former["query_tokens"] + np.zeros((len(seen), 1, 1))
    x = layers.norm(x, former["norm"], eps=eps)
    for block in former["blocks"]:
        x = layers.post_norm_block(
            x, block, memory=seen if "cross_attention" in block else None, heads=HEADS,
            activation=primitives.gelu_tanh, eps=eps,
        )  # fmt: skip
    return layers.linear(x, p["to_reader"])


def loss(p, reader, seen, ids):
    """How surprised the reader is by the captions, in nats a word; it has the queries' vectors."""
    told = ask(p, seen)
    row = np.hstack([np.full((len(ids), QUERIES), MARKER), ids])
    scores = prompted.expected(row[:, :-1], told, reader)
    asked = np.flatnonzero((row != prompted.PAD)[:, QUERIES + 1 :])
    scores = scores[:, QUERIES:].reshape((-1, scores.shape[-1]))[asked]
    return primitives.cross_entropy(scores, row[:, QUERIES + 1 :].ravel()[asked])


def train(reader, eye, *, steps=STEPS, seed=SEED):
    """Queries after training, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    pictures, scenes = views.sample(PICTURES, rng)
    seen, ids = seeing.tokens_of(pictures, eye), prompted.captions(scenes)

    def batches():
        for _ in range(steps):
            k = rng.integers(PICTURES, size=BATCH)
            yield seen[k], ids[k]

    p, losses, _ = descent.train(
        lambda p, *batch: loss(p, reader, *batch),
        new(rng),
        batches(),
        step_size=STEP_SIZE,
    )
    return p, losses


def say(told, reader):
    """What the reader writes behind vectors (n, 5, 48), the likeliest word each time: list of str."""
    ids = np.tile([MARKER] * QUERIES + [prompted.END], (len(told), 1))
    for _ in range(views.LONGEST):
        scores = spliced.spliced_decoder(ids, told, reader, heads=prompted.HEADS)
        ids = np.append(ids, scores[:, -1].argmax(-1)[:, None], axis=1)
    return [prompted.words(row) for row in ids[:, QUERIES + 1 :]]


def nearest_words(vectors, reader, vocabulary):
    """The words whose rows of the table point most nearly as vectors (..., d) do, as str."""
    table = reader["token_table"]
    cosine = vectors @ (table / np.linalg.norm(table, axis=1, keepdims=True)).T
    return np.array(vocabulary)[cosine.argmax(-1)]
