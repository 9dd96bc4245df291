"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.foundations import attention as ex
from fieldguide.mechanisms.attention.attention import (
    attention,
    causal_mask,
    linear,
    multi_head_attention,
    softmax,
)


def causal(hide, scale=None, axis=-1, after=False):
    """Causal attention with something else hidden, another scale or axis."""

    def function(q, k, v):
        n, d = q.shape
        scores = q @ k.T / (np.sqrt(d) if scale is None else scale)
        if after:
            return (softmax(scores, axis=axis) * ~hide(n)) @ v
        shares = softmax(np.where(hide(n), -1e9, scores), axis=axis)
        return shares @ v

    return function


def later(n):
    return ~causal_mask(n)


def honest(q, k, v):
    return attention(q, k, v, mask=causal_mask(len(q)))[0]


def heads(swap=True, all_features=False, axis=-1, back=True):
    """Multi-head attention with the mistakes of the notebook's version, one by one."""

    def function(x, p, heads):
        n, d = x.shape
        q, k, v = (linear(x, p[name]) for name in ("query", "key", "value"))
        if swap:
            q, k, v = (a.reshape(n, heads, -1).swapaxes(0, 1) for a in (q, k, v))
        else:
            q, k, v = (a.reshape(heads, n, -1) for a in (q, k, v))
        scores = q @ k.swapaxes(-1, -2) / np.sqrt(d if all_features else d // heads)
        mixed = softmax(scores, axis=axis) @ v
        mixed = mixed.swapaxes(0, 1) if back else mixed
        return linear(mixed.reshape(n, d), p["output"])

    return function


RIGHT = {
    "causal": [3, 4, 5, 6],
    "prefix": [0, 1, 2, 3, 4, 5, 6],
    "before": [3, 4, 5],
    "others": [0, 1, 2, 3, 4, 5, 6],
}
SHAPES = {
    "queries": (8, 4, 4),
    "keys": (8, 7, 4),
    "shares": (8, 4, 7),
    "out": (4, 32),
    "key weight": (48, 32),
}


def asks(**strengths):
    """A W_Q, 5 x 4, with these numbers: act_thing=9 in the row of act, column of thing."""
    names, w = ["who", "act", "thing", "time", "bright"], np.zeros((5, 4))
    for pair, strength in strengths.items():
        row, column = pair.split("_")
        w[names.index(row), names.index(column)] = strength
    return w


# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_maps,
        asks(act_thing=8.1, thing_act=8.1),
        [
            asks(act_thing=4.05, thing_act=4.05),  # the score, not the strength
            asks(act_act=9, thing_thing=9),  # what one is, not what one wants
            asks(bright_thing=9, bright_act=9),  # both are bright
            asks(act_thing=9, bright_act=18),  # and dusk is, the other way round
            asks(act_thing=9, thing_act=9, who_act=4),  # the keeper goes on asking
            asks(act_thing=9, thing_who=9),
            asks(act_thing=9, thing_act=9)[:4],
            np.full((5, 4), np.nan),
            "W_Q",
        ],
    ),
    (
        ex.ex_sharp,
        (2 * np.log(57), 57 / 569),
        [
            (np.log(57), 57 / 569),  # the score, not the strength
            (4 * np.log(57), 57 / 569),  # divided by d, not by its root
            (2 * np.log(19), 57 / 569),  # odds against one other word
            (2 * np.log(57), 0.95),  # as if the crowd did not matter
            (8, 57 / 569),
            (8.0861, 19 / 531),
            8.09,
        ],
    ),
    (
        ex.ex_causal,
        honest,
        [
            causal(lambda n: ~np.tri(n, k=-1, dtype=bool)),  # not even itself
            causal(lambda n: ~np.triu(np.ones((n, n), bool))),  # sees what comes later
            causal(later, scale=1),
            causal(later, scale=9),
            causal(later, axis=-2),
            causal(later, after=True),  # what is left does not add up to 1
            lambda q, k, v: attention(q, k, v)[0],
            lambda q, k, v: attention(
                q, k, v, mask=causal_mask(5)
            ),  # the shares as well
            lambda q, k, v: None,
            3,
        ],
    ),
    (
        ex.ex_know,
        RIGHT,
        [
            RIGHT | {"causal": [4, 5, 6]},  # the word itself
            RIGHT | {"causal": [0, 1, 2, 3, 4, 5, 6]},  # depth brings it back
            RIGHT | {"prefix": [3, 4, 5, 6]},
            RIGHT | {"before": [3, 4]},  # one layer
            RIGHT | {"others": [0, 1, 2, 4, 5, 6]},  # no go-between
            {"causal": [3, 4, 5, 6]},
            "all",
        ],
    ),
    (
        ex.ex_mend,
        lambda x, p, heads: multi_head_attention(x, x, p, heads=heads)[0],
        [
            heads(swap=False, all_features=True, axis=-2, back=False),  # as it was
            heads(all_features=True),
            heads(axis=-2),
            heads(swap=False, back=False),
            heads(back=False),
            lambda x, p, heads: multi_head_attention(x, x, p, heads=heads),
            lambda x, p, heads: x[0],
            None,
        ],
    ),
    (
        ex.ex_cross,
        SHAPES,
        [
            SHAPES | {"keys": (8, 7, 6)},  # 48 / 8
            SHAPES | {"shares": (8, 7, 4)},
            SHAPES | {"out": (7, 32)},
            SHAPES | {"key weight": (32, 48)},
            SHAPES | {"queries": (4, 8, 4)},
            {"out": (4, 32)},
            (4, 32),
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("8.09", "8.08", "0.1", "10%", "57", "two numbers")


def test_our_own_variants_without_a_mistake_get_full_marks():
    for check, function in ((ex.ex_causal, causal(later)), (ex.ex_mend, heads())):
        report = check(function)
        assert report.points == report.most


def test_known_is_what_attention_does(rng):
    """Not only by multiplying masks: replace a word and look."""
    n, place = ex.WORDS, ex.REPLACED
    weights = rng.normal(size=(12, 3, 8, 8)) / np.sqrt(8)
    masks = {
        "causal": (causal_mask(n), 12),
        "before": (causal_mask(n) & ~np.tri(n, k=-2, dtype=bool), 2),
        "others": (~np.eye(n, dtype=bool), 2),
    }
    x = rng.normal(size=(n, 8))
    other = x.copy()
    other[place] = rng.normal(size=8)
    for name, (mask, layers) in masks.items():
        outs = []
        for states in (x, other):
            for w in weights[:layers]:
                states = attention(*(states @ a for a in w), mask=mask)[0]
            outs.append(states)
        changed = np.flatnonzero((outs[0] != outs[1]).any(-1))
        assert changed.tolist() == ex.known()[name], name


def test_the_solutions_are_as_the_notebook_says():
    assert ex.known() == RIGHT
    assert ex.ex_sharp((8.09, 0.1)).points == 3


def test_the_untouched_function_counts_as_unanswered():
    report = ex.ex_causal(lambda q, k, v: ...)
    assert report.points == 0 and "replace the ..." in repr(report)
