"""BLIP-2's first stage on the harbor: queries and words in one row learn three things at once.

The eye is frozen. Three passes through the same blocks, each under its own mask, give three
losses, which are added up: texts found by the best query, captions foretold, pairs judged. The
next word is scored by the table that reads words; LAVIS has BERT's head in between.

    python -m fieldguide.experiments.first_stage

trains it, in half a minute, and writes its weights beside the notebook.
"""

from functools import lru_cache

import numpy as np
from autograd.numpy import concatenate  # so that what is joined can learn
from autograd.tracer import getval

from ..harbor import views
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.networks import queries, transformer
from ..mechanisms.objectives import best_query, captions, pairing
from ..training import descent, layers, primitives
from . import seeing, weights

FILE = "02-queries.first.npy"
WIDTH, HEADS, LAYERS, SPREAD, SPACE = 48, 4, 2, 0.1, 16
QUERIES = 5
STEPS, BATCH, STEP_SIZE, SEED = 400, 24, 0.003, 1
PICTURES = 3000  # that it learns from
# what the first word of a row says of the task, as BERT's [CLS] and BLIP-2's [DEC] do
CLS, DEC = (len(views.VOCABULARY) + k for k in range(2))


def new(rng):
    """A Q-Former with words, two maps into one space, and a head that says no or yes."""
    former = queries.new_q_former(
        rng, queries=QUERIES, d=WIDTH, image_width=seeing.WIDTH, layers=LAYERS,
        vocab_size=len(views.VOCABULARY) + 2, positions=views.LONGEST + 1,
        inner=2 * WIDTH, spread=SPREAD,
    )  # fmt: skip
    former["query_tokens"] = rng.normal(size=former["query_tokens"].shape)
    return {
        "former": former,
        "to_picture": new_linear(rng, d=WIDTH, e=SPACE, spread=SPREAD),
        "to_text": new_linear(rng, d=WIDTH, e=SPACE, spread=SPREAD),
        "head": new_linear(rng, d=WIDTH, e=2, spread=SPREAD),
        "log_temperature": np.array(np.log(best_query.TEMPERATURE)),
    }


def begun(texts, first):
    """Captions as rows of ids, behind the word that names the task: (n, 1 + LONGEST)."""
    ids = views.encode(texts)
    return np.hstack([np.full((len(ids), 1), first), ids])


def read(p, seen, ids, mask):
    """Queries and words after all blocks, (n, QUERIES + m, 48), under a mask.

    The vectors of `queries.q_former`, made of the primitives, so that it learns. Nobody looks at
    padding.
    """
    former, eps = p["former"], transformer.BERT_EPS
    n, m = ids.shape
    words = primitives.take(former["token_table"], ids) + former["position_table"][:m]
    x = concatenate([former["query_tokens"] + np.zeros((n, 1, 1)), words], axis=1)
    x = layers.norm(x, former["norm"], eps=eps)
    mask = mask & looked_at(ids)
    for block in former["blocks"]:
        x = _block(x, seen, block, mask, eps)
    return x


def looked_at(ids):
    """Which of queries and words are no padding: (n, 1, QUERIES + m)."""
    words = ids != views.VOCABULARY.index(views.PAD)
    return np.hstack([np.ones((len(ids), QUERIES), bool), words])[:, None]


def _block(x, seen, p, mask, eps):
    found = layers.multi_head_attention(x, x, p["attention"], heads=HEADS, mask=mask)
    x = layers.norm(x + found, p["attention_norm"], eps=eps)
    asking, words = x[:, :QUERIES], x[:, QUERIES:]
    if "cross_attention" in p:
        found = layers.multi_head_attention(
            asking, seen, p["cross_attention"], heads=HEADS
        )
        asking = layers.norm(asking + found, p["cross_attention_norm"], eps=eps)
    both = []
    for part, own in ((asking, ""), (words, "text_")):
        inner = layers.feed_forward(
            part, p[f"{own}feed_forward"], activation=primitives.gelu_tanh
        )
        both.append(layers.norm(part + inner, p[f"{own}feed_forward_norm"], eps=eps))
    return concatenate(both, axis=1)


# --- where the three losses are -------------------------------------------------------


def contrast(p, seen, texts):
    """Neither sees the other: the loss, and how well each text fits each picture, (n, n)."""
    ids = begun(texts, CLS)
    mask = queries.contrast_mask(k=QUERIES, n=ids.shape[1])
    x = read(p, seen, ids, mask)
    of_pictures = layers.linear(x[:, :QUERIES], p["to_picture"])
    of_texts = layers.linear(x[:, QUERIES], p["to_text"])  # the first word, [CLS]
    temperature = np.exp(p["log_temperature"])
    loss = best_query.best_query_loss(of_pictures, of_texts, temperature=temperature)
    return loss, best_query.best_query_cosines(of_pictures, of_texts) / temperature


def generation(p, seen, texts):
    """Words see queries and the words before: the surprise by each next word."""
    ids = begun(texts, DEC)
    mask = queries.generation_mask(k=QUERIES, n=ids.shape[1])
    x = read(p, seen, ids, mask)
    table = p["former"]["token_table"]
    scores = primitives.affine(x[:, QUERIES:-1], table.T, np.zeros(len(table)))
    return captions.caption_loss(scores, ids[:, 1:])


def matching(p, seen, texts, pairs):
    """All see all: the surprise by which of the pairs belong together."""
    pictures, which, belong = pairs
    ids = begun([texts[k] for k in which], CLS)
    mask = queries.matching_mask(k=QUERIES, n=ids.shape[1])
    x = read(p, seen[pictures], ids, mask)
    return pairing.matching_loss(x[:, :QUERIES], p["head"], belong)


def losses(p, seen, texts, rng):
    """The three, each under its mask; the wrong pairs are those that the contrast finds hard."""
    told, scores = contrast(p, seen, texts)
    pairs = pairing.matching_batch(getval(scores), rng)
    return told, generation(p, seen, texts), matching(p, seen, texts, pairs)


def apart(texts, rng, *, size=BATCH):
    """Rows of texts that are all different: a stranger with the same caption would be right."""
    order = rng.permutation(len(texts))
    _, first = np.unique(np.array(texts)[order], return_index=True)
    return order[rng.permutation(first)[:size]]


def train(*, steps=STEPS, seed=SEED):
    """Parameters after training on the sum of the three, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    pictures, scenes = views.sample(PICTURES, rng)
    seen = seeing.tokens_of(pictures, seeing.frozen()["eye"])
    texts = [views.caption(scene) for scene in scenes]

    def batches():
        for _ in range(steps):
            k = apart(texts, rng)
            yield seen[k], [texts[j] for j in k]

    p, found, _ = descent.train(
        lambda p, *batch: sum(losses(p, *batch, rng)),
        new(rng),
        batches(),
        step_size=STEP_SIZE,
    )
    return p, found


@lru_cache(1)
def stored():
    """What the script has written."""
    return weights.read(FILE, new(np.random.default_rng(0)))


if __name__ == "__main__":
    weights.write("captions", {FILE: train})
