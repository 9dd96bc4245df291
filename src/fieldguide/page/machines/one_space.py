"""The machines of *One space for both*: DALL·E 2's prior and decoder, CoCa's two losses."""

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear
from ...mechanisms.diffusion import directions, learned, schedules, steps
from ...mechanisms.networks import decoupled, patches, pooler, transformer
from ...mechanisms.objectives.contrast import normalize
from .drawing import Machine

SPREAD = 0.6  # of random weights
PATCH = 4  # pixels of a side
ALPHA_BARS = schedules.alpha_bars(schedules.cosine_betas(100))


def _known(words):
    known = sorted(set(words))
    return np.array([[known.index(w) for w in words]]), len(known)


def dall_e_2_run(words, d=8, space=6, row=12, draws=2, seed=1):
    """A caption read, two vectors drawn for it by a prior, the better one painted."""
    ids, v = _known(words)
    rng = np.random.default_rng(seed)
    p = transformer.new_model(
        rng, vocab_size=v, positions=ids.shape[1], d=d, layers=1, spread=SPREAD
    )
    x = transformer.pre_norm_block(transformer.embed(ids, p), p["blocks"][0], heads=1)
    text = normalize(linear(x[:, -1], new_linear(rng, d=d, e=space, spread=SPREAD)))
    prior, decoder = (
        learned.new_denoiser(rng, d=wide, condition_size=space, width=d, blocks=1)
        for wide in (space, row)
    )

    def walk(p, noise, condition):
        def guess(x, t):
            return learned.learned_denoiser(x, condition, p, alpha_bar=ALPHA_BARS[t])

        times = schedules.spaced_times(len(ALPHA_BARS), steps=5)
        return steps.walk_back(guess, noise, ALPHA_BARS, times)[-1]

    noise = rng.normal(size=(draws, space))
    samples = walk(prior, noise, np.tile(text, (draws, 1)))
    chosen = directions.closest_sample(samples[:, None], text)
    painted = walk(decoder, rng.normal(size=(1, row)), chosen)
    return {
        "x": x[0], "text": text, "noise": noise, "samples": samples, "chosen": chosen,
        "painted": painted,
    }  # fmt: skip


def dall_e_2(words, **sizes):
    """Draw DALL·E 2: from a caption to a picture's vector, and from that to a picture."""
    r = dall_e_2_run(words, **sizes)
    m = Machine("DALL·E 2: caption, prior, decoder", 540)
    m.box("caption", 88, 14, "data", text=" ".join(words))
    m.box("clip", 88, 128, "frozen", text="CLIP, what it\nlearned to read", wide=104)
    m.wire("caption", "clip", "x", r["x"], cells={}, at=(88, 66))
    m.box("prior", 88, 220, text="prior: take the\nnoise off, twice", wide=112)
    m.wire("clip", "prior", "text", r["text"], cells={})
    m.box("noise", 222, 160, "data", text="noise")
    m.sideways("noise", "prior", "", r["noise"], at=(222, 190), cells={}, side="below")
    m.box("choose", 88, 312, "fixed", text="which is closer\nto the text?", wide=104)
    m.wire("prior", "choose", "samples", r["samples"], cells={}, at=(88, 266))
    m.tap("clip", "choose", 152, x=16)
    m.box("decoder", 88, 404, text="decoder: take\nthe noise off", wide=104)
    m.wire("choose", "decoder", "chosen", r["chosen"], cells={}, at=(88, 358))
    m.box("more", 222, 352, "data", text="more noise")
    m.sideways("more", "decoder")
    m.box("out", 88, 498, "data", text="a picture")
    m.wire("decoder", "out", "painted", r["painted"], cells={}, at=(88, 452))
    return m.picture(
        "Caption, samples and what is chosen are directions in one space. Only the picture's "
        "vector reaches the decoder here; the words may be shown to it, too."
    )


def coca_run(words, picture, d=8, space=4, queries=4, seed=1):
    """A picture and a caption through an eye, two poolers and a decoder in two halves."""
    ids, v = _known(words)
    rng = np.random.default_rng(seed)
    cut = patches.cut_patches(np.asarray(picture, float)[None], side=PATCH)
    m, r = cut.shape[1:]
    eye = patches.new_eye(rng, d=d, positions=m, r=r, layers=1, spread=SPREAD)
    seen = patches.eye(cut, eye, heads=1)
    one, many = (
        pooler.attentional_pool(
            seen,
            pooler.new_pooler(rng, d=d, c=d, queries=k, spread=SPREAD),
            heads=1,
        )
        for k in (1, queries)
    )
    shown = linear(one[:, 0], new_linear(rng, d=d, e=space, spread=SPREAD))
    p = decoupled.new_decoupled(
        rng, vocab_size=v + 1, positions=ids.shape[1] + 1, d=d, c=d, space=space,
        layers=1, spread=SPREAD,
    )  # fmt: skip
    texts, logits = decoupled.decoupled_decoder(ids + 1, many, p, heads=1)
    return {
        "seen": seen[0], "shown": shown, "many": many[0], "texts": texts,
        "logits": logits[0, :, 1:], "queries": queries,
    }  # fmt: skip


def coca(words, picture, **sizes):
    """Draw CoCa: a decoder whose first half reads, and whose second half also looks."""
    r = coca_run(words, picture, **sizes)
    m = Machine("CoCa: one pass, two losses", 560)
    m.box("picture", 68, 14, "data", text="a picture, in patches", said="a picture")
    m.box("eye", 68, 66, wide=70).wire("picture", "eye")
    m.box("caption", 204, 14, "data", text=" ".join(words))
    m.box("first", 204, 66, text="half that reads", wide=100).wire("caption", "first")
    m.box("many", 36, 252, text=f"{r['queries']} queries", wide=66)
    m.box("one", 110, 252, text="1 query", wide=58)
    m.wire("eye", "one", "seen", r["seen"], bend=214, at=(68, 148), cells={})
    m.wire("eye", "many", bend=214)
    m.box("told", 134, 346, "loss", text="whose caption?", wide=92)
    m.wire("one", "told", "", r["shown"], into=-24, cells={}, at=(110, 292))
    m.wire("first", "told", "text", r["texts"], out=-24, into=32, bend=214, cells={},
           at=(180, 140), side="below")  # fmt: skip
    m.box("second", 204, 436, text="half that\nalso looks", wide=84)
    m.wire("first", "second", out=20, into=20)
    m.sideways("many", "second", "answers", r["many"], cells={}, at=(36, 390),
               side="below")  # fmt: skip
    m.box("written", 204, 536, "loss", text="which word next?", wide=112)
    m.wire("second", "written", "", r["logits"], cells={"size": 6}, at=(204, 488))
    return m.picture(
        "The caption is read once. A vector of the whole of it leaves before the picture comes in."
    )
