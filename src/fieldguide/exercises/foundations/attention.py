"""Checks of notebooks/foundations/02-attention.ipynb."""

import numpy as np

from ...mechanisms.attention.attention import (
    attention,
    causal_mask,
    multi_head_attention,
    prefix_mask,
)
from ...mechanisms.networks.transformer import new_block
from ...page.check import close, listed, start

SHARE, OTHERS, CROWD, WIDTH = 0.95, 3, 512, 4  # of ex-sharp
# of ex-maps: keeper, lights, lamp, dusk by who, act, thing, time, bright
FEATURES = np.array(
    [[1, 0, 0, 0, 0], [0, 1, 0, 0, 1], [0, 0, 1, 0, 1], [0, 0, 0, 1, -1]]
)
WORDS, REPLACED, PREFIX = 7, 3, 4  # of ex-know
SHAPES = {  # of ex-cross: 4 words of 32 features look at 7 of 48, with 8 heads
    "queries": (8, 4, 4),
    "keys": (8, 7, 4),
    "shares": (8, 4, 7),
    "out": (4, 32),
    "key weight": (48, 32),
}


def ex_sharp(answer):
    """Exercise ex-sharp: how strongly the lamp must ask to give the keeper 95%, and what
    the keeper gets at that strength among 512 other words."""
    report = start("ex-sharp", answer)
    given = report.expect(answer, 2, "a pair (strength, share)", 3)
    if given is None:
        return report
    strength, share = given
    odds = SHARE / (1 - SHARE) * OTHERS  # exp(score) of the keeper; the others have 1
    wanted = np.log(odds) * np.sqrt(WIDTH)
    report.mark(
        "the strength, roughly", 1, close(strength, wanted, 0.5),
        "Find the score first; a logarithm undoes exp. Then undo the division.",
    )  # fmt: skip
    report.mark(
        "the strength, to two decimals", 1, close(strength, wanted, 0.005),
        "Give more decimals, or try your strength in `attention`.",
    )  # fmt: skip
    report.mark(
        "the share in the crowd", 1, close(share, odds / (odds + CROWD), 1e-3),
        "The keeper's own score is what it was. What stands below the fraction line?",
    )  # fmt: skip
    return report


def ex_maps(answer):
    """Exercise ex-maps: a matrix by which acts ask for things, things for acts, and nobody
    else for anything."""
    report = start("ex-maps", answer)
    w = _matrix(answer) if report.answered else np.zeros((5, 4))
    if w is None:
        report.mark("an array of numbers, 5 x 4", 5, False, f"Got {answer!r:.200}.")
        return report
    keys = np.eye(5)[:, :4]
    _, shares = attention(FEATURES @ w, FEATURES @ keys, FEATURES @ keys)
    _, horn = attention(np.eye(5)[[2]] @ w, FEATURES @ keys, FEATURES @ keys)
    hint = "Which row of the matrix does it read? In which column does what it wants stand?"
    asked = shares[1].argmax() == 2, shares[2].argmax() == 1
    report.mark("lights looks most at lamp, lamp at lights", 1, all(asked), hint)
    report.mark(
        "keeper and dusk give everybody the same", 1, np.allclose(shares[[0, 3]], 0.25),
        "Who asks nothing has only zeros in its query. Brightness is a feature, too.",
    )  # fmt: skip
    report.mark(
        "what fits gets its share", 2, min(shares[1, 2], shares[2, 1]) > SHARE - 1e-6,
        "Find the score that is needed, as in the exercise before. Scores are divided.",
    )  # fmt: skip
    report.mark(
        "a thing that is not bright asks like the others", 1, horn[0, 1] > SHARE - 1e-6,
        "The horn is a thing and nothing else. What makes your lamp ask?",
    )  # fmt: skip
    return report


def _matrix(answer):
    """The answer as an array of 5 x 4 finite numbers, or None."""
    try:
        w = np.asarray(answer, float)
    except (TypeError, ValueError):
        return None
    return w if w.shape == (5, 4) and np.isfinite(w).all() else None


def ex_causal(function):
    """Exercise ex-causal: `function(q, k, v)` gives the mixed values of causal attention."""
    report = start("ex-causal", function)
    if not report.answered:
        return _unanswered(report, 6)
    rng = np.random.default_rng(2017)
    q, k, v = (rng.normal(0, 2, (5, d)) for d in (9, 9, 3))
    given = [a.copy() for a in (q, k, v)]
    try:
        out = function(*given)
        if out is ...:
            return _unanswered(start("ex-causal", ...), 6)
        out = np.asarray(out, float)
        given[1][4], given[2][4] = 3, 3
        later = np.asarray(function(*[a.copy() for a in given]), float)
    except Exception as error:
        report.mark(
            "it runs and returns an array", 6, False, f"{type(error).__name__}: {error}"
        )
        return report
    right = out.shape == (5, 3)
    wanted = attention(q, k, v, mask=causal_mask(5))[0]
    report.mark(
        "shape", 1, right, f"Five words, values of three features. Got {out.shape}."
    )
    report.mark(
        "nobody knows what comes later", 1, right and close(out[:4], later[:4]),
        "The last key and value were replaced, and an earlier word noticed.",
    )  # fmt: skip
    report.mark(
        "the first word gets its own value", 1, right and close(out[0], v[0]),
        "Nothing comes before it; what is left for it to look at, and with what share?",
    )  # fmt: skip
    report.mark(
        "the last word, who sees all, gets the right mixture", 1,
        right and close(out[4], wanted[4]),
        "No mask matters here: look at the scale of the scores, and along which axis "
        "the shares add up.",
    )  # fmt: skip
    report.mark(
        "all words get the right mixture", 2, right and close(out, wanted),
        "Do the shares of each word still add up to 1 once the future is hidden?",
    )  # fmt: skip
    return report


def ex_know(answer):
    """Exercise ex-know: which outputs change when one word of seven is replaced."""
    report = start("ex-know", answer)
    wanted = known()
    given = report.expect_keys(answer, wanted, 4)
    if given is None:
        return report
    hints = {
        "causal": "Can a later layer bring back what no layer lets through?",
        "prefix": "Is the replaced word inside the part that sees all of itself?",
        "before": "One layer carries the news one place. Does the word itself change?",
        "others": "Follow a message there and back again.",
    }
    for name, places in wanted.items():
        said = given[name]
        said = [*said] if isinstance(said, (set, frozenset)) else listed(said) or []
        numbers = all(close(place, place) for place in said)
        report.mark(name, 1, numbers and sorted(said) == places, hints[name])
    return report


def known():
    """The answers of ex-know: masks, multiplied as often as there are layers."""
    n = WORDS
    masks = {
        "causal": (causal_mask(n), 12),
        "prefix": (prefix_mask(n=n, prefix=PREFIX), 12),
        "before": (causal_mask(n) & ~np.tri(n, k=-2, dtype=bool), 2),
        "others": (~np.eye(n, dtype=bool), 2),
    }
    return {
        name: np.flatnonzero(
            np.linalg.matrix_power(mask.astype(int), layers)[:, REPLACED]
        ).tolist()
        for name, (mask, layers) in masks.items()
    }


def ex_mend(function):
    """Exercise ex-mend: `function(x, p, heads)`, multi-head self-attention of one text."""
    report = start("ex-mend", function)
    if not report.answered:
        return _unanswered(report, 6)
    rng = np.random.default_rng(8)
    p, x = new_block(rng, d=12, spread=0.5)["attention"], rng.normal(size=(5, 12))
    order = np.array([2, 0, 4, 1, 3])
    try:
        outs = {
            h: np.asarray(function(x.copy(), p, h), float) for h in (1, 2, 3, 4, 12)
        }
        moved = np.asarray(function(x[order], p, 3), float)
    except Exception as error:
        report.mark(
            "it runs and returns an array", 6, False, f"{type(error).__name__}: {error}"
        )
        return report
    right = {
        h: close(out, multi_head_attention(x, x, p, heads=h)[0])
        for h, out in outs.items()
    }
    shapes = all(out.shape == x.shape for out in outs.values())
    report.mark("shape", 1, shapes, "What comes out is as large as what goes in.")
    report.mark(
        "right with a single head", 2, right[1],
        "Without heads, two of the three mistakes do not show. Whose shares add up to 1?",
    )  # fmt: skip
    report.mark(
        "words keep to themselves", 1, shapes and close(moved, outs[3][order]),
        "Change the order of the words, and the results should only change places. "
        "Print what each head gets of np.arange(10).reshape(5, 2).",
    )  # fmt: skip
    report.mark(
        "right with any number of heads", 2, all(right.values()),
        f"Right with {[h for h in right if right[h]]} heads. How many features does a "
        "dot product add up?",
    )  # fmt: skip
    return report


def ex_cross(answer):
    """Exercise ex-cross: the shapes when 4 words of 32 features look at 7 words of 48."""
    report = start("ex-cross", answer)
    given = report.expect_keys(answer, SHAPES, 5)
    if given is None:
        return report
    hints = {
        "queries": "Heads come first, then who asks, then features of one head.",
        "keys": "Who answers? And with as many features as a query, or no product exists.",
        "shares": "A row for each word that asks; what are its columns?",
        "out": "It is added to the stream of those who asked.",
        "key weight": "It takes vectors of the other text, for all heads at once.",
    }
    for name, shape in SHAPES.items():
        said = given[name]
        passed = isinstance(said, (tuple, list)) and tuple(said) == shape
        report.mark(name, 1, passed, hints[name])
    return report


def _unanswered(report, most):
    report.mark("answered", most, False, "")
    return report
