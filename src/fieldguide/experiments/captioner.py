"""CoCa on the harbor: one model that tells pictures apart by captions, and writes them.

An eye reads the picture. One learned query sums it up for the contrast, eight ask it for the
captions. The decoder's first half reads the caption alone, its second half looks at the
picture's answers, too. Both poolers stand on the eye, as in the paper's figure 2; its own models
put the one query behind the many, which did a little better (section 4.3).

    python -m fieldguide.experiments.captioner > 05-one-space.runs.csv

writes what comes out without either loss, and with three weights of both, for eight beginnings.
"""

import sys
from functools import partial

import numpy as np
from autograd import grad

from ..harbor import views
from ..mechanisms.attention.attention import log_softmax, new_linear
from ..mechanisms.networks import decoupled, patches, pooler
from ..mechanisms.objectives import captions, contrast
from ..mechanisms.objectives.captions import CAPTIONING, CONTRASTIVE
from ..training import descent, layers
from ..training.parameters import leaves, rebuild
from . import matching
from .kept import kept
from .matching import HEADS, SCALE, SPACE, SPREAD, WIDTH

SIDE = 4  # pixels of a patch
QUERIES = 8
STEPS, BATCH, STEP_SIZE, SEED = 250, 32, 0.004, 1
SEEDS = 8
# of the contrast and of the captions: either alone, and the ratios of the paper's Table 8c
WEIGHTS = (1, 0), (2, 1), (1, 1), (CONTRASTIVE, CAPTIONING), (0, 2)
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


def loss(p, patched, ids, *, contrastive=CONTRASTIVE, captioning=CAPTIONING):
    """Both losses of one pass, for captions as `views.encode` writes them."""
    seen, answers = look(p, patched)
    texts, logits = decoupled.decoupled_decoder(
        _begun(ids), answers, p["decoder"], heads=HEADS
    )
    scale = contrast.learned_scale(p["log_scale"])
    return captions.coca_loss(
        seen, texts, logits, ids, scale=scale,
        contrastive=contrastive, captioning=captioning,
    )  # fmt: skip


def train(pictures, scenes, *, seed=SEED, steps=STEPS, **weights):
    """Parameters after training on pictures and their full captions, and the losses.

    `weights` are those of `loss`, if they are not to be the paper's.
    """
    rng = np.random.default_rng(seed)
    patched = cut(pictures)
    ids = views.encode([views.caption(scene) for scene in scenes])
    batches = descent.minibatches(np.arange(len(ids)), rng, size=BATCH, steps=steps)
    p, losses, _ = descent.train(
        partial(loss, **weights),
        new(rng),
        ((patched[rows], ids[rows]) for (rows,) in batches),
        step_size=STEP_SIZE,
    )
    return p, losses


@kept
def run(*, contrastive=CONTRASTIVE, captioning=CAPTIONING, seed=SEED, steps=STEPS):
    """The same on the pictures that CLIP had, with any weights of the two losses."""
    pictures, scenes = matching.learn_from(np.random.default_rng(0))
    weights = {"contrastive": contrastive, "captioning": captioning}
    return train(pictures, scenes, seed=seed, steps=steps, **weights)


def parts(p):
    """The arrays by what they serve; the last place of the table is the mark's."""
    text = p["decoder"]
    return {
        "eye": p["eye"],
        "one query, its map": [p["contrast_pool"], p["picture"], p["log_scale"]],
        "eight queries": p["caption_pool"],
        "words, their places": [text["token_table"][:-1], text["position_table"][:-1]],
        "first half": text["text_blocks"],
        "mark, its map": [
            *(text["token_table"][-1:], text["position_table"][-1:]),
            *(text["text_norm"], text["text"]),
        ],
        "second half": [text["mixed_blocks"], text["norm"]],
    }


def pulls(p, pictures, texts):
    """Where the two losses pull, each with its weight, and whether they pull the same way.

    Returns
    -------
    dict
        For each part its gradients' lengths, `contrast` and `captions`, and their `cosine`; NaN
        where a loss does not pull at all.
    """
    patched, ids = cut(pictures), views.encode(texts)

    def slopes(**weights):
        def value(arrays):
            return loss(rebuild(p, arrays), patched, ids, **weights)

        found = parts(rebuild(p, grad(value)(leaves(p))))
        return {
            k: np.concatenate([*map(np.ravel, leaves(v))]) for k, v in found.items()
        }

    one, other = slopes(captioning=0), slopes(contrastive=0)
    found = {}
    for part, a in one.items():
        b = other[part]
        lengths = np.sqrt(a @ a), np.sqrt(b @ b)
        cosine = a @ b / np.prod(lengths) if all(lengths) else np.nan
        found[part] = {"contrast": lengths[0], "captions": lengths[1], "cosine": cosine}
    return found


def outcome(p, number=600):
    """Of new pictures: how many captions it writes word for word, and finds among all 72.

    Returns
    -------
    dict
        Shares `written` and `found` of scenes that it has seen, and `written_new` and
        `found_new` of those that it has not, boats by the quay at dusk.
    """
    pictures, true = views.sample(number, np.random.default_rng(9))
    seen = ~matching.HELD_OUT[(true[:, None] == views.SCENES).all(-1).argmax(1)]
    told = np.array(say(p, pictures)) == [views.caption(scene) for scene in true]
    x, y = directions(p, pictures, [*views.CAPTIONS])
    right = (views.SCENES[(x @ y.T).argmax(1)] == true).all(1)
    shares = {"written": told[seen], "found": right[seen]}
    shares |= {"written_new": told[~seen], "found_new": right[~seen]}
    return {name: float(share.mean()) for name, share in shares.items()}


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


def main(file=sys.stdout):
    """A line for each run: its weights and seed, its outcome, and the two cosines."""
    names = "written", "found", "written_new", "found_new", "eye", "first half"
    print("contrastive", "captioning", "seed", *names, sep=",", file=file)
    pictures, scenes = views.sample(128, np.random.default_rng(4))
    texts = [views.caption(scene) for scene in scenes]
    for contrastive, captioning in WEIGHTS:
        for seed in range(1, SEEDS + 1):
            p, _ = run(contrastive=contrastive, captioning=captioning, seed=seed)
            found = outcome(p)
            for part in ("eye", "first half"):
                found[part] = pulls(p, pictures, texts)[part]["cosine"]
            row = [f"{found[name]:.3f}" for name in names]
            print(f"{contrastive:g}", f"{captioning:g}", seed, *row, sep=",", file=file)
            file.flush()


if __name__ == "__main__":
    main()
