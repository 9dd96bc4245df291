"""The machines of *Queries between eye and reader*: BLIP-2's interpreter, PaLM-E's sentence."""

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear
from ...mechanisms.networks import patches, queries, spliced, transformer
from ...mechanisms.networks.spliced import MARKER
from ...training.losses import cross_entropy
from .drawing import Machine

SIDE = 8  # pixels of a patch: large ones, so that few rows are drawn
SPREAD = 0.6  # of random weights
HOLE = "▢"  # a place that an observation takes, in a sentence that is drawn


def _seen(pictures, rng, c):
    """Pictures (..., 16, 16, 3) through an eye with random weights: (..., patches, c)."""
    cut = patches.cut_patches(pictures, side=SIDE)
    eye = patches.new_eye(
        rng, d=c, positions=cut.shape[-2], r=cut.shape[-1], layers=1, spread=SPREAD
    )
    return patches.eye(cut, eye, heads=1)


def blip_2_run(picture, words, c=6, d=8, e=6, k=3, seed=2):
    """A picture through an eye, queries and a map into a reader that foretells its caption."""
    rng = np.random.default_rng(seed)
    seen = _seen(picture, rng, c)
    p = queries.new_q_former(
        rng, queries=k, d=d, image_width=c, layers=2, spread=SPREAD
    )
    found = queries.q_former(seen, p, heads=1)
    told = linear(found, new_linear(rng, d=d, e=e, spread=SPREAD))
    known = sorted({*words})
    reader = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=k + len(words),
        d=e,
        layers=2,
        spread=SPREAD,
    )
    target = np.array([known.index(word) for word in words])
    ids = np.append(np.full(k, MARKER), target)
    logits = spliced.spliced_decoder(ids[:-1], told, reader, heads=1)[k - 1 :]
    return {
        "seen": seen, "queries": p["query_tokens"], "found": found, "told": told,
        "logits": logits, "loss": cross_entropy(logits, target),
    }  # fmt: skip


def blip_2(picture, words, **sizes):
    """Draw BLIP-2's second stage: queries look, and what they bring stands in front of a text."""
    r = blip_2_run(picture, words, **sizes)
    k = len(r["queries"])
    m = Machine("BLIP-2: queries between a frozen eye and a frozen reader", 510)
    m.box("picture", 68, 14, "data", text="a picture")
    m.box("eye", 68, 62, "frozen", wide=70).wire("picture", "eye")
    m.box("queries", 204, 62, text=f"{k} queries", wide=84)
    m.box("look", 135, 176, text="queries look", wide=100)
    m.wire("eye", "look", "seen", r["seen"], cells={}, into=-20, bend=150, at=(68, 116),
           side="below")  # fmt: skip
    m.wire("queries", "look", "", r["queries"], cells={}, into=20, bend=150, at=(204, 116),
           side="below")  # fmt: skip
    m.box("map", 135, 266, text="linear map", wide=90)
    m.wire("look", "map", "found", r["found"], cells={}, at=(135, 222))
    half = len(words) // 2 + 1
    text = " ".join(words[:half]) + "\n" + " ".join(words[half:])
    m.box("words", 218, 316, "data", text=text, said=" ".join(words), tall=30)
    m.box("reader", 135, 380, "frozen", wide=90, times=2)
    m.wire("map", "reader", "told", r["told"], cells={}, into=-20, bend=290, at=(115, 324),
           side="left")  # fmt: skip
    m.wire("words", "reader", into=20, bend=350)
    m.box("loss", 135, 450, "loss", text="next word?", wide=90)
    m.wire("reader", "loss", "logits", r["logits"], at=(135, 418))
    m.box("nats", 135, 498, "data", text=f"{r['loss']:.2f} nats a word").wire(
        "loss", "nats"
    )
    return m.picture(
        f"Whatever the picture, {k} vectors stand in front of the text. The loss goes back "
        "through the reader and changes only what is blue."
    )


def palm_e_run(pictures, meters, words, answer, c=6, d=6, each=2, seed=4):
    """Two pictures and a measurement in a sentence, through a decoder; the answer is foretold."""
    rng = np.random.default_rng(seed)
    seen = _seen(np.asarray(pictures), rng, c).mean(-2)  # (2, c)
    looks = linear(seen, new_linear(rng, d=c, e=each * d, spread=SPREAD))
    looks = looks.reshape(len(seen) * each, d)
    state = linear(np.array([[meters]]), new_linear(rng, d=1, e=d, spread=SPREAD))
    known = sorted({*words, *answer} - {HOLE})
    prompt = [MARKER if word == HOLE else known.index(word) for word in words]
    target = np.array([known.index(word) for word in answer])
    ids, asked = spliced.multimodal_sentence(prompt, [each, each, 1], target)
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=len(ids), d=d, layers=2, spread=SPREAD
    )
    observed = np.concatenate([looks, state])
    rows = p["token_table"][np.where(ids == MARKER, 0, ids)]
    logits = spliced.spliced_decoder(ids[:-1], observed, p, heads=1)[asked[1:]]
    return {
        "looks": looks, "state": state, "words": rows[ids != MARKER],
        "sentence": spliced.splice(rows, observed, ids == MARKER), "logits": logits,
        "loss": cross_entropy(logits, target), "places": len(ids),
    }  # fmt: skip


def palm_e(pictures, meters, words, answer, **sizes):
    """Draw PaLM-E: rows of the table and rows from elsewhere make one sentence."""
    r = palm_e_run(pictures, meters, words, answer, **sizes)
    m = Machine("PaLM-E: a sentence that is not all words", 510)
    m.box("pictures", 52, 14, "data", text="two pictures")
    m.box("meters", 135, 14, "data", text=f"{meters} m", said=f"{meters} meters")
    m.box("text", 218, 22, "data", text="words, and\nan answer", tall=34)
    m.box("eye", 52, 74, text="eye and map", wide=84).wire("pictures", "eye")
    m.box("state", 135, 74, text="map", wide=50).wire("meters", "state")
    m.box("table", 218, 74, text="token table", wide=84).wire("text", "table")
    m.box("put", 135, 220, "fixed", text="each in its place", wide=120)
    at = 146
    m.wire("eye", "put", "", r["looks"], cells={}, into=-30, bend=186, at=(52, at - 12),
           side="below")  # fmt: skip
    m.wire("state", "put", "", r["state"], cells={}, at=(135, at), side="below")
    m.wire("table", "put", "", r["words"], cells={}, into=30, bend=186, at=(218, at - 12),
           side="below")  # fmt: skip
    m.box("reader", 135, 366, wide=90, times=2)
    m.wire("put", "reader", "x", r["sentence"], cells={}, at=(135, 292))
    m.box("loss", 135, 446, "loss", text="the answer?", wide=96)
    m.wire("reader", "loss", "logits", r["logits"], at=(135, 410))
    m.box("nats", 135, 496, "data", text=f"{r['loss']:.2f} nats a word").wire(
        "loss", "nats"
    )
    return m.picture(
        f"<em>{' '.join(words)}</em>, then <em>{' '.join(answer)}</em>: {r['places']} places. "
        "Of the scores only those for the answer are asked for."
    )
