"""CoCa on the harbor: one model that tells pictures apart by captions, and writes them.

An eye reads the picture. One learned query sums it up for the contrast, eight ask it for the
captions. The decoder's first half reads the caption alone, its second half looks at the
picture's answers, too.
"""

import numpy as np

from ..harbor import views
from ..mechanisms.attention.attention import log_softmax, new_linear
from ..mechanisms.networks import decoupled, patches, pooler
from ..mechanisms.objectives import captions, contrast
from ..training import descent, layers
from .matching import HEADS, SCALE, SPACE, SPREAD, WIDTH

SIDE = 4  # pixels of a patch
QUERIES = 8
STEPS, BATCH, STEP_SIZE, SEED = 250, 32, 0.004, 1
START = views.VOCABULARY.index(views.END)  # what ends a caption also opens it


def new(rng):
    """Parameters that have learned nothing."""
    pool = {"d": WIDTH, "c": WIDTH, "spread": SPREAD}
    eye = patches.new_eye(
        rng, d=WIDTH, positions=(views.SIZE // SIDE) ** 2, r=SIDE * SIDE * 3, layers=1,
        inner=2 * WIDTH, spread=SPREAD,
    )  # fmt: skip
    decoder = decoupled.new_decoupled(
        rng, vocab_size=len(views.VOCABULARY), positions=views.LONGEST + 1, d=WIDTH,
        c=WIDTH, space=SPACE, layers=1, inner=2 * WIDTH, spread=SPREAD,
    )  # fmt: skip
    eye["position_table"] *= 2
    decoder["token_table"] *= 4  # words are told apart from the start
    decoder["position_table"] *= 2
    return {
        "eye": eye,
        "contrast_pool": pooler.new_pooler(rng, queries=1, **pool),
        "caption_pool": pooler.new_pooler(rng, queries=QUERIES, **pool),
        "picture": new_linear(rng, d=WIDTH, e=SPACE, spread=SPREAD),
        "decoder": decoder,
        "log_scale": np.array(np.log(SCALE)),
    }


def cut(pictures):
    """Pictures as patches, their colors from -1 to 1."""
    return patches.cut_patches(2.0 * pictures - 1, side=SIDE)


def look(p, patched):
    """Of each picture, given as patches: a vector (n, SPACE), and its answers (n, QUERIES, d)."""
    seen = patches.eye(patched, p["eye"], heads=HEADS)
    summed = pooler.attentional_pool(seen, p["contrast_pool"], heads=HEADS)[:, 0]
    answers = pooler.attentional_pool(seen, p["caption_pool"], heads=HEADS)
    return layers.linear(summed, p["picture"]), answers


def loss(p, patched, ids):
    """Both losses of one pass, for captions as `views.encode` writes them."""
    seen, answers = look(p, patched)
    texts, logits = decoupled.decoupled_decoder(
        _begun(ids), answers, p["decoder"], heads=HEADS
    )
    scale = contrast.learned_scale(p["log_scale"])
    return captions.coca_loss(seen, texts, logits, ids, scale=scale)


def train(pictures, scenes, *, seed=SEED, steps=STEPS):
    """Parameters after training on pictures and their full captions, and the losses."""
    rng = np.random.default_rng(seed)
    patched = cut(pictures)
    ids = views.encode([views.caption(scene) for scene in scenes])
    batches = descent.minibatches(np.arange(len(ids)), rng, size=BATCH, steps=steps)
    p, losses, _ = descent.train(
        loss,
        new(rng),
        ((patched[rows], ids[rows]) for (rows,) in batches),
        step_size=STEP_SIZE,
    )
    return p, losses


def directions(p, pictures, texts):
    """Where pictures and captions lie in the one space: two arrays, (n, SPACE) and (m, SPACE)."""
    seen, answers = look(p, cut(pictures))
    ids = _begun(views.encode(texts))
    unseen = np.zeros(
        (len(ids), *answers.shape[1:])
    )  # the half that reads does not look
    read, _ = decoupled.decoupled_decoder(ids, unseen, p["decoder"], heads=HEADS)
    return contrast.normalize(seen), contrast.normalize(read)


def _begun(ids):
    """Captions as the decoder reads them: a start, and all but what stands in the last place."""
    return np.pad(ids[:, :-1], ((0, 0), (1, 0)), constant_values=START)


def say(p, pictures):
    """The caption that is written for each picture, the likeliest word each time."""
    _, answers = look(p, cut(pictures))
    ids = np.full((len(pictures), 1), START)
    while ids.shape[1] <= views.LONGEST:
        _, logits = decoupled.decoupled_decoder(ids, answers, p["decoder"], heads=HEADS)
        ids = np.append(ids, logits[:, -1:].argmax(-1), axis=1)
    return [views.decode(row) for row in ids[:, 1:]]


def surprise(p, pictures, texts):
    """How surprised the decoder is by each word of a caption given a picture, in nats."""
    _, answers = look(p, cut(pictures))
    ids = views.encode(texts)
    _, logits = decoupled.decoupled_decoder(
        _begun(ids), answers, p["decoder"], heads=HEADS
    )
    found = -np.take_along_axis(log_softmax(logits), ids[..., None], -1)[..., 0]
    return np.where(ids == views.VOCABULARY.index(views.PAD), 0, found)
