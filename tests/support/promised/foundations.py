"""What the tasks of Foundations promise their functions, drawn at random."""

import numpy as np
from promised.draws import one_of, some, whole

LETTERS = [*"abc"]
SYMBOLS = [*"ace", "bd", "bac"]  # none begins another: one alphabetical order of pairs


def next_pair(rng):
    letters = some(rng, SYMBOLS, 1, 5)
    counts = one_of(rng, [[1], [1, 2], [3, 7, 20]])  # small counts make ties
    words = [tuple(some(rng, letters, 1, 5)) for _ in range(rng.integers(0, 5))]
    return ({word: one_of(rng, counts) for word in words},)


def merge(rng):
    parts = [
        *"abc",
        "ab",
        "bc",
        " a",
        "A",
    ]  # "a" and "bc" look like "ab" and "c" if joined
    pair = one_of(
        rng,
        [("a", "a"), ("ab", "c"), ("a", "bc"), tuple(rng.choice(parts, 2).tolist())],
    )
    split = one_of(
        rng, [pair, (*pair, "d"), ("a", "bc", "ab", "c"), [*parts, "".join(pair)]]
    )
    return tuple(some(rng, split, 0, 8)), pair


EDGES = ["\n", "\r", " ", "a", "\x7f", "\x80", "é", "\u07ff", "\u0800", "語", "\uffff"]
EDGES += ["\u212a", "\u212b", "\u0130", "e\u0301", "\U00010000", "🦭", "\U0010ffff"]


def bytes(rng):
    return ("".join(some(rng, one_of(rng, [EDGES, EDGES[:4]]), 0, 6)),)


def cut_points(rng):
    word = "".join(some(rng, LETTERS[: whole(rng, 1, 3)], 1, 7))
    word = word.capitalize() if rng.random() < 0.2 else word
    ends = range(1, len(word) + 1)
    parts = [word[i:j] for j in ends for i in range(j)]
    dropped = some(rng, LETTERS, 0, 1)  # so that some words cannot be cut
    share = one_of(rng, [0.3, 0.6, 0.9])
    known = [
        p for p in parts if p not in dropped and (rng.random() < share or not p[1:])
    ]
    starts = {p for p in known if p != word or rng.random() < 0.1}
    return word, starts | {"##" + p for p in known if rng.random() < share + 0.1}


def best_score(rng):
    text = "".join(some(rng, LETTERS[: whole(rng, 1, 3)], 0, 8))
    parts = [text[i : i + k] for i in range(len(text)) for k in (1, 1, 2, 3, 6)]
    share = one_of(rng, [0.2, 0.6])  # with few pieces some texts cannot be cut
    pieces = {p for p in [*parts, text] if p and rng.random() < share}
    pieces |= {*some(rng, "cde", 0, 2)}
    few, many, zero, low = (
        (-1.0, -2.0),
        (-0.5, -1.25, -3.0, -7.5),
        (0.0, -1.0),
        (-90.0, -99.0),
    )
    scores = one_of(rng, [few, many, zero, low])
    text = one_of(rng, [text, text, text, 6 * text])
    return text, {piece: one_of(rng, scores) for piece in sorted(pieces)}


def softmax(rng):
    shape = one_of(rng, [(1,), (4,), (1, 3), (3, 1), (2, 3), (3, 3), (2, 2, 3)])
    scores = one_of(rng, [1.0, 3.0, 1000.0]) * rng.normal(size=shape)
    rows = rng.integers(-1, 2, (*shape[:-1], 1))  # some far from others
    scores = scores + one_of(rng, [0.0, 1000.0]) * rows
    kind = one_of(rng, [float, float, int])
    return scores.astype(kind), one_of(rng, [1, 2, 0.5, 0.1, 10.0, 1e-6])


def attention(rng):
    n, m, d, e = rng.integers(1, 5, 4)
    q, k, v = (rng.normal(size=size) for size in ((n, d), (m, d), (m, e)))
    hidden = rng.random((n, m)) < one_of(rng, [0.0, 0.4, 0.8])
    hidden[rng.random(n) < one_of(rng, [0.0, 0.3])] = True
    return one_of(rng, [1, 2, 1000, 10**6]) * q, k, v, hidden


def window_mask(rng):
    return whole(rng, 1, 6), whole(rng, 1, 8)


def split_heads(rng):
    heads, share, n = (int(size) for size in rng.integers(1, 5, 3))
    d = one_of(rng, [heads * share, heads * share, whole(rng, 1, 8)])
    x = rng.integers(-9, 10, (n, d))
    return one_of(rng, [x, x / 4]), heads


def norms(rng):
    n, d = rng.integers(1, 4, 2)
    weights, mixer = rng.normal(size=(d, d)), rng.normal(size=(n, n))
    layers = [np.abs, np.tanh, lambda x: x @ weights + 1, lambda x: mixer @ x]
    center = lambda x: x - x.mean(-1, keepdims=True)  # noqa: E731
    scale = lambda x: x / np.sqrt((x**2).mean(-1, keepdims=True) + 0.01)  # noqa: E731
    return rng.normal(size=(n, d)), one_of(rng, layers), one_of(rng, [center, scale])


def count(rng):
    return tuple(int(size) for size in rng.integers(1, one_of(rng, [4, 40, 400]), 4))


def days(rng):
    parameters, tokens, chips, peak = (int(size) for size in rng.integers(1, 1000, 4))
    if rng.random() < 0.3:  # as large as they are
        whole_ones = parameters * 10**9, tokens * 10**10, peak * 10**12
        parameters, tokens, peak = one_of(rng, [whole_ones, [*map(float, whole_ones)]])
    return parameters, tokens, chips, peak, one_of(rng, [1, 0.5, 0.3])


KNOWN = {
    "merge": {
        "line 12: tuple(merged) | argument 0": "a list: the text asks for a tuple",
    },
    "days": {
        "line 5: 86400 | 86401": "wrong, by less than `alike` sees",
        "line 5: 86400 | 86399": "wrong, by less than `alike` sees",
    },
}
