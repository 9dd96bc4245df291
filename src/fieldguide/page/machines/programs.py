"""The machines of *Does the program work?*: Codex's samples under test, AlphaCode's ten."""

import numpy as np

from ...mechanisms.attention.attention import causal_mask
from ...mechanisms.measures.evaluation import pass_at_k
from ...mechanisms.networks import encoder_decoder as nets
from ...mechanisms.networks import transformer
from ...mechanisms.search import programs
from .drawing import Machine

SPREAD = 0.6  # of random weights


def codex_run(words, outputs, expected, k=2, d=8, seed=3):
    """A statement through a small decoder; programs that somebody has drawn under test.

    Parameters
    ----------
    words : list of str
        The statement.
    outputs : int array, shape (n, m)
        What each of n programs prints.
    expected : int array, shape (m,)
    """
    rng, known = np.random.default_rng(seed), sorted(set(words))
    ids = np.array([known.index(w) for w in words])
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=len(ids), d=d, layers=1, spread=SPREAD
    )
    right = programs.passes(outputs, expected)
    n, c = len(right), int(right.sum())
    return {
        "x": transformer.embed(ids, p), "outputs": np.asarray(outputs), "n": n, "c": c,
        "right": right[:, None], "k": k, "estimate": float(pass_at_k(n, c, k)),
    }  # fmt: skip


def codex(words, outputs, expected, **sizes):
    """Draw Codex under test: many samples, the ones that pass are counted, k are chosen."""
    r = codex_run(words, outputs, expected, **sizes)
    m = Machine("Codex under test", 500)
    m.box("text", 135, 14, "data", text=" ".join(words))
    m.box("decoder", 135, 148, wide=90)
    m.wire("text", "decoder", "x", r["x"], cells={}, at=(135, 80), side="right")
    m.box("draw", 135, 204, "fixed", text=f"draw {r['n']} programs", wide=130)
    m.wire("decoder", "draw", "chances")
    m.box("run", 135, 262, "fixed", text="run them, apart", wide=116)
    m.wire("draw", "run", "programs")
    m.box("tests", 135, 366, "fixed", text="as the tests want?", wide=130)
    m.wire("run", "tests", "printed", r["outputs"], cells={}, at=(135, 312))
    m.box(
        "choose", 135, 454, "fixed", text=f"{r['k']} of {r['n']}: one right?", wide=130
    )
    m.wire("tests", "choose", "right", r["right"], cells={"size": 6}, at=(135, 410))
    m.box("estimate", 135, 489, "data", text=f"pass@{r['k']} = {r['estimate']:.2f}")
    return m.picture(
        f"{r['c']} of {r['n']} programs are right. Nobody has read them, so they run apart "
        "from all else."
    )


def alphacode_run(words, outputs, expected, new, d=4, deep=3, seed=3):
    """A statement through a shallow encoder and a deep decoder; then filter, cluster, submit.

    Parameters
    ----------
    words : list of str
        The statement.
    outputs : int array, shape (n, m)
        What each of n drawn programs makes of the example.
    expected : int array, shape (m,)
    new : int array, shape (n, j)
        What each makes of new inputs.
    """
    rng, known = np.random.default_rng(seed), sorted(set(words))
    ids = np.array([known.index(w) for w in words])
    p = nets.new_bart(
        rng, vocab_size=len(known), positions=len(ids), d=d, layers=deep, spread=SPREAD
    )
    table, rule = {"token_table": p["token_table"]}, {"heads": 1, "eps": 1e-5}
    shallow = p["encoder"] | {"blocks": p["encoder"]["blocks"][:1]}
    memory = transformer.encoder(ids, table | shallow, **rule)
    y = transformer.embed(ids[:3], table | p["decoder"])
    for block in p["decoder"]["blocks"]:
        y, _ = nets.cross_block(y, memory, block, heads=1, mask=causal_mask(3))
    kept = np.flatnonzero(programs.passes(outputs, expected))
    groups = programs.clusters(np.asarray(new)[kept])
    return {
        "memory": memory, "y": y, "deep": deep, "n": len(outputs), "kept": len(kept),
        "outputs": np.asarray(outputs), "new": np.asarray(new)[kept],
        "sizes": [len(group) for group in groups],
        "submitted": kept[programs.submissions(groups, most=len(groups))],
    }  # fmt: skip


def alphacode(words, outputs, expected, new, **sizes):
    """Draw AlphaCode: from a statement to a few programs that are handed in."""
    r = alphacode_run(words, outputs, expected, new, **sizes)
    m = Machine("AlphaCode, from a problem to what is handed in", 600)
    m.box("text", 135, 14, "data", text=" ".join(words))
    m.box("encoder", 68, 66, wide=84, times=1, text="encoder")
    m.wire("text", "encoder", bend=38)
    m.box("decoder", 204, 176, wide=84, times=r["deep"])
    m.sideways("encoder", "decoder", "memory", r["memory"], at=(68, 124), cells={})
    m.box("draw", 204, 234, "fixed", text="draw very many", wide=112)
    m.wire("decoder", "draw")
    m.box("filter", 135, 362, "fixed", text="run on the example", wide=130)
    m.wire("draw", "filter", "printed", r["outputs"], bend=260, at=(135, 302), cells={})
    m.box("cluster", 135, 462, "fixed", text="run on new inputs", wide=130)
    m.wire("filter", "cluster", "of those that pass", r["new"], at=(135, 422), cells={},
           side="below")  # fmt: skip
    m.box("submit", 135, 522, "fixed", text="one of each cluster", wide=130)
    m.wire("cluster", "submit", "clusters of " + ", ".join(map(str, r["sizes"])))
    m.box("out", 135, 576, "data", text=f"{len(r['submitted'])} programs are handed in")
    m.wire("submit", "out")
    return m.picture(
        f"Of {r['n']} programs {r['kept']} pass the example. What is right for the new inputs "
        "nobody knows; they only tell programs apart."
    )
