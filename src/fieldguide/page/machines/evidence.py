"""The machines of *Choose, check, change*: LaMDA's filter, Sparrow's weighing, PEER's loop."""

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear
from ...mechanisms.objectives import edits, ratings
from ...mechanisms.sampling import candidates
from ...mechanisms.search import retrieval
from .drawing import Machine, number


def _rows(texts):
    """Texts as rows of numbers of words, filled up with 0."""
    words = [text.split() for text in texts]
    known = sorted({w for text in words for w in text})
    rows = np.zeros((len(words), max(map(len, words))), int)
    for row, text in zip(rows, words, strict=True):
        row[: len(text)] = [1 + known.index(w) for w in text]
    return rows, known


def _chances(question, replies, known, columns, rng):
    """What a judge with random weights thinks of replies: array, shape (n, columns)."""
    bags = ratings.bag_of_words([question] * len(replies), replies, known)
    p = new_linear(rng, d=bags.shape[1], e=columns, spread=0.8)
    return ratings.yes_chance(linear(bags, p))


def lamda_run(replies, question, threshold=0.4, seed=1):
    """Replies through LaMDA's filter and ranking, judged by random weights."""
    rng = np.random.default_rng(seed)
    rows, known = _rows(replies)
    chances = _chances(question, replies, known, 4, rng)
    safe, *parts = chances.T
    scores = candidates.quality(*parts)
    order = candidates.filter_then_rank(safe, scores, threshold=threshold)
    return {
        "replies": rows, "chances": chances, "safe": (safe >= threshold)[:, None],
        "score": scores[:, None], "order": order,
    }  # fmt: skip


def lamda(replies, question, **sizes):
    """Draw LaMDA's way from a question to the reply that is said."""
    r = lamda_run(replies, question, **sizes)
    m = Machine("LaMDA: write several, drop, rank", 470)
    m.box("question", 135, 14, "data", text=question, said="the question")
    m.box("writes", 135, 64, text="decoder writes", wide=110).wire("question", "writes")
    m.box("rates", 135, 134, text="the same decoder rates", wide=150)
    m.wire("writes", "rates", "replies", r["replies"])
    m.box("drop", 68, 256, "fixed", text="safe enough?", wide=96)
    m.box(
        "weigh", 202, 256, "fixed", text="3, 1, 1", wide=80, said="three to one to one"
    )
    m.wire(
        "rates",
        "drop",
        "chances",
        r["chances"],
        bend=214,
        at=(135, 184),
        cells={},
        side="right",
    )
    m.wire("rates", "weigh", bend=214)
    m.box("rank", 135, 386, "fixed", text="rank what is left", wide=120)
    m.wire(
        "drop",
        "rank",
        "safe",
        r["safe"],
        into=-8,
        bend=350,
        at=(68, 312),
        cells={},
        side="right",
    )
    m.wire(
        "weigh",
        "rank",
        "score",
        r["score"],
        into=8,
        bend=350,
        at=(202, 312),
        cells={},
        side="left",
    )
    said = (
        f"reply {r['order'][0] + 1} is said" if len(r["order"]) else "nothing is said"
    )
    m.box("out", 135, 450, "data", text=said).wire("rank", "out")
    return m.picture(
        "Columns of the chances: safe, sensible, specific, interesting. The weights are random, "
        "so this judge has no taste yet."
    )


def sparrow_run(replies, question, notes, rules=4, seed=3):
    """Replies, the second half of them beside a note, weighed by preference and rules."""
    rng = np.random.default_rng(seed)
    rows, known = _rows(replies)
    found = retrieval.bm25(question, notes)
    preference = _chances(question, replies, known, 1, rng)[:, 0]
    obeyed = _chances(question, replies, known, rules, rng)
    return {
        "found": found, "replies": rows, "preference": preference[:, None], "obeyed": obeyed,
        "score": candidates.rerank(preference, obeyed)[:, None],
    }  # fmt: skip


def sparrow(replies, question, notes, **sizes):
    """Draw Sparrow's way: search, write with and without evidence, weigh by two judges."""
    r = sparrow_run(replies, question, notes, **sizes)
    m = Machine("Sparrow: search, write, weigh", 520)
    m.box("question", 135, 14, "data", text=question, said="the question")
    m.box("search", 208, 76, "frozen", text="search", wide=70)
    m.wire("question", "search", bend=40)
    m.box("writes", 135, 148, text="decoder writes", wide=110)
    m.wire("question", "writes", into=-20, bend=40)
    m.wire("search", "writes", "a note", into=20, bend=112, at=(208, 104))
    m.box("likes", 68, 236, text="preference model", wide=116)
    m.box("rules", 204, 236, text="rule model", wide=90)
    m.wire("writes", "likes", "replies", r["replies"], bend=196, at=(135, 180))
    m.wire("writes", "rules", bend=196)
    m.box("weigh", 135, 396, "fixed", text="one times the other", wide=130)
    m.wire(
        "likes",
        "weigh",
        "preference",
        r["preference"],
        into=-8,
        bend=366,
        at=(68, 306),
        cells={},
        side="below",
    )
    m.wire(
        "rules",
        "weigh",
        "obeyed",
        r["obeyed"],
        into=8,
        bend=366,
        at=(204, 306),
        cells={},
        side="below",
    )
    best = int(r["score"].argmax())
    m.box("out", 135, 502, "data", text=f"reply {best + 1} is said")
    m.wire("weigh", "out", "score", r["score"], cells={}, at=(135, 450))
    return m.picture(
        f"Rows are replies, columns of what is obeyed are rules. The best score is "
        f"{number(r['score'].max(), 2)}, by judges with random weights."
    )


def peer_run(old, edited):
    """Which words of a text stay through an edit, as a table: True where a word is the same one."""
    found = edits.find_edits(old, edited)
    stays = np.zeros((len(old), len(edited)), bool)
    i = j = 0
    for start, end, words in [*found, (len(old), len(old), [])]:
        while i < start:
            stays[i, j] = True
            i, j = i + 1, j + 1
        i, j = end, j + len(words)
    return {"stays": stays, "edits": found}


def peer(old, edited, plan, reason):
    """Draw one round of PEER: plan, edit, explain, and again."""
    r = peer_run(old, edited)
    m = Machine("PEER: plan, edit, explain, repeat", 500)
    m.sentence("text", 14, old)
    m.box("plan", 92, 76, text="plan", wide=70).wire("text", "plan", out=-43)
    m.box("notes", 222, 76, "data", text="documents", wide=80)
    m.box("what", 92, 122, "data", text=plan, said="the plan", wide=140).wire(
        "plan", "what"
    )
    m.box("edit", 92, 172, text="edit", wide=70).wire("what", "edit")
    m.wire("notes", "edit", into=18, bend=146)
    m.sentence("after", 300, edited)
    m.wire(
        "edit", "after", "stays", r["stays"], out=0, into=-43, at=(92, 240), cells={}
    )
    m.box("explain", 92, 352, text="explain", wide=80).wire("after", "explain", out=-43)
    m.box("why", 92, 400, "data", text=reason, said="the reason", wide=140).wire(
        "explain", "why"
    )
    m.box("again", 222, 400, "fixed", text="changed?\nthen again", wide=90)
    m.wire("after", "again", out=87)
    changes = len(r["edits"])
    return m.picture(
        f"Rows of the table are the words of the first text, columns those of the second; "
        f"full is a word that stays. It takes {changes} edit{'s' * (changes != 1)}."
    )
