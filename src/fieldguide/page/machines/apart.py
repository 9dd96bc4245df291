"""The machines of *Positions apart*: DeBERTa's three terms, ERNIE's fusion with entities."""

import numpy as np

from ...mechanisms.attention import attention as att
from ...mechanisms.networks import disentangled, transformer
from ...mechanisms.networks.norm import layer_norm
from ...mechanisms.objectives import knowledge
from .drawing import Machine
from .transformers import SPREAD, vectors


def deberta_run(words, furthest=3, d=6, e=4, seed=3):
    """One disentangled attention: terms, scores, shares, and the places that come last."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(2 * furthest, d))
    x = vectors(words, d, rng)
    q, k, v = (x @ rng.normal(0, SPREAD, (d, e)) for _ in range(3))
    k_r, q_r = (table @ rng.normal(0, SPREAD, (d, e)) for _ in range(2))
    p2c = disentangled.position_to_content
    mixed, shares = disentangled.disentangled_attention(q, k, v, k_r, q_r, p2c=p2c)
    return {
        "x": x, "table": table, "q": q, "k": k, "v": v, "k_r": k_r, "q_r": q_r,
        "cc": disentangled.content_to_content(q, k),
        "cp": disentangled.content_to_position(q, k_r),
        "pc": p2c(k, q_r), "scores": disentangled.disentangled_scores(q, k, k_r, q_r, p2c=p2c),
        "shares": shares, "mixed": mixed, "places": 0.5 * rng.normal(size=mixed.shape),
    }  # fmt: skip


def deberta(words, follow, **sizes):
    """Draw DeBERTa's attention: content and distance keep vectors of their own."""
    r = deberta_run(words, **sizes)
    row = {"cells": {"follow": follow}}
    m = Machine(f"DeBERTa's attention over {' '.join(words)!r}", 580)
    m.box("words", 76, 18, "data", text="what they are:\n" + " ".join(words))
    m.box("far", 222, 18, "data", text="how far\nthey are apart")
    m.box("content", 66, 106, text="query, key, value", wide=118)
    m.box("distance", 218, 106, text="query, key", wide=90)
    m.wire("words", "content", "", r["x"], into=10, at=(76, 64), **row)
    m.wire(
        "far", "distance", "", r["table"], into=4, at=(222, 64), cells={}, side="left"
    )
    for name, x, text in (("cc", 46, "word asks\nword"), ("cp", 136, "word asks\nplace"),
                          ("pc", 226, "place asks\nword")):  # fmt: skip
        m.box(name, x, 222, "fixed", text=text, wide=80)
    m.wire("content", "cc", "Q, K", r["q"], out=-30, into=-10, at=(36, 162))
    m.wire(
        "content",
        "cp",
        "Q",
        r["q"],
        out=30,
        into=-20,
        bend=138,
        at=(116, 188),
        side="left",
    )
    m.wire(
        "content",
        "pc",
        "K",
        r["k"],
        out=50,
        into=-30,
        bend=128,
        at=(196, 188),
        side="left",
    )
    m.wire("distance", "cp", "K", r["k_r"], out=-34, into=16, bend=148, at=(152, 166))
    m.wire("distance", "pc", "Q", r["q_r"], out=22, into=14, at=(240, 152), side="left")
    m.box("add", 136, 322, "fixed", text="add the three, softmax", wide=256)
    for name, x in (("cc", 46), ("cp", 136), ("pc", 226)):
        m.wire(name, "add", "", r[name], into=x - 136, at=(x - 14, 274), **row)
    m.box("mix", 136, 412, "fixed", text="mix the values", wide=120)
    m.wire("add", "mix", "shares", r["shares"], **row)
    m.box("end", 136, 486, "fixed", text="add absolute places", wide=140)
    m.wire("mix", "end", "after all layers", r["mixed"])
    m.box("guess", 136, 566, "data", text="which word?")
    m.wire("end", "guess", "", r["mixed"] + r["places"], **row)
    return m.picture(f"The outlined row is <em>{words[follow]}</em>.")


def _linear(rng, a, b):
    return {"weight": rng.normal(0, SPREAD, (a, b)), "bias": np.zeros(b)}


def ernie_run(words, entities, d=6, c=4, f=8, heads=2, seed=2):
    """One layer of the K-Encoder over a sentence; `entities` maps word numbers to names.

    w and e: what attention gives for tokens and entities; h: both mixed; new_w, new_e: taken
    apart again.
    """
    rng = np.random.default_rng(seed)
    names = sorted(set(entities.values()))
    links = knowledge.align(
        [(k, k + 1, names.index(name)) for k, name in entities.items()], n=len(words)
    )
    aligned = links >= 0
    graph = rng.normal(size=(len(names), c))
    tokens, given = vectors(words, d, rng), graph[links] * aligned[:, None]
    block, small = (transformer.new_block(rng, d=n, spread=SPREAD) for n in (d, c))
    p = {
        "attention": block["attention"], "attention_norm": block["attention_norm"],
        "entity_attention": small["attention"], "entity_attention_norm": small["attention_norm"],
        "fusion": {"token_in": _linear(rng, d, f), "entity_in": _linear(rng, c, f),
                   "token_out": _linear(rng, f, d), "entity_out": _linear(rng, f, c),
                   "token_norm": block["feed_forward_norm"], "entity_norm": small["feed_forward_norm"]},
    }  # fmt: skip
    w, e = tokens, given
    w = w + att.multi_head_attention(w, w, p["attention"], heads=heads)[0]
    w = layer_norm(w, p["attention_norm"], eps=transformer.BERT_EPS)
    e = (
        e
        + att.multi_head_attention(
            e, e, p["entity_attention"], heads=heads, mask=aligned[None, :]
        )[0]
    )
    e = layer_norm(e, p["entity_attention_norm"], eps=transformer.BERT_EPS)
    e = e * aligned[:, None]
    mix = p["fusion"]
    h = transformer.gelu(
        att.linear(w, mix["token_in"]) + att.linear(e, mix["entity_in"])
    )
    new_w, new_e = knowledge.fuse_released(w, e, aligned, mix)
    whole = knowledge.knowledge_block(
        tokens, given, aligned, p, heads=heads, entity_heads=heads
    )
    return {"tokens": tokens, "given": given, "w": w, "e": e, "h": h,
            "new w": new_w, "new e": new_e, "whole": whole}  # fmt: skip


def ernie(words, entities, follow, **sizes):
    """Draw one layer of ERNIE: tokens and entities attend apart, then are mixed."""
    r = ernie_run(words, entities, **sizes)
    row, one = {"follow": follow}, {"follow": follow, "only": True}
    m = Machine(f"A layer of ERNIE over {' '.join(words)!r}", 448)
    beside = [entities.get(k, "") for k in range(len(words))]
    m.sentence("words", 12, words, bold=[follow], above=beside)
    m.box("table", 66, 150, text="attention", said="attention of tokens", wide=100)
    m.box("graph", 204, 74, "frozen", text="entity vectors", wide=100)
    m.wire("words", "graph", out=69)
    m.wire("words", "table", "tokens", r["tokens"], out=-69, at=(66, 98), cells=row)
    m.box(
        "entity attention",
        204,
        158,
        text="attention",
        said="attention of entities",
        wide=100,
    )
    m.wire("graph", "entity attention", "", r["given"], cells=row)
    m.box("mix", 135, 258, text="mix", wide=220)
    m.wire("table", "mix", "w", r["w"], into=-69, cells=row)
    m.wire("entity attention", "mix", "e", r["e"], into=69, cells=row)
    m.box("token out", 66, 340, text="out", said="to tokens", wide=100)
    m.box("entity out", 204, 340, text="out", said="to entities", wide=100)
    m.wire("mix", "token out", "h", r["h"], out=-69, cells=one, side="below")
    m.wire("mix", "entity out", "h", r["h"], out=69, cells=one, side="below")
    m.box("new w", 66, 436, "data", text="tokens").box(
        "new e", 204, 436, "data", text="entities"
    )
    m.wire("token out", "new w", "", r["new w"], cells=row)
    m.wire("entity out", "new e", "", r["new e"], cells=row)
    return m.picture(f"The outlined row is <em>{words[follow]}</em>.")
