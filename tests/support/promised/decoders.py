"""What the tasks of Decoders promise their functions, drawn at random."""

import numpy as np

WORDS = "the keeper lights the lamp at dusk and the gulls sleep".split()


def spread(rng, *sizes):
    """Normal numbers, sometimes close to each other and sometimes far apart."""
    return rng.choice([0.3, 1, 3]) * rng.normal(size=sizes)


def shares(rng, n):
    """Numbers that add up to 1: wholes to eighths, many of them equal or 0, or any."""
    if rng.random() < 0.7:
        parts = rng.choice([1, 2, 8])
        return rng.multinomial(parts, np.ones(n) / n) / parts
    return rng.dirichlet(np.ones(n))


def unlike(rng, n):
    """Shares of which no two are equal: any, or such that all their sums are exact."""
    if rng.random() < 0.5:
        return rng.dirichlet(np.ones(n))
    counts = rng.choice(10, n, replace=False)
    counts[counts.argmax()] += 64 - counts.sum()
    return counts / 64


def tokens(rng, most):
    return rng.integers(1, 9, rng.integers(0, most + 1)).tolist()


# --- GPT-2 and CTRL -----------------------------------------------------------------------


def gpt2_rows(rng):
    return rng.integers(0, 9, rng.integers(1, 14)), int(rng.integers(1, 6))


def gpt2_step(rng):
    e, m = rng.integers(1, 5), rng.integers(0, 4)
    q, k, v = rng.choice([1, 1, 40]) * rng.normal(size=(3, e))
    if rng.random() < 0.3:  # numbers that come twice
        q, k, v = np.round([q, k, v])
    return q, k, v, rng.normal(size=(m, e)), rng.normal(size=(m, e))


def gpt2_cut(rng):
    n = rng.integers(1, 6)
    p, k = unlike(rng, n), int(rng.integers(1, n + 1))
    reached = np.sort(p)[::-1].cumsum()
    exact = k == n and np.all(p * 64 % 1 == 0)  # else a limit is a matter of rounding
    top_p = rng.choice(reached) if exact else rng.choice([0.05, *rng.random(3)])
    return p, k, float(top_p)


def ctrl_floor(rng):
    c, x = rng.integers(1, 4), rng.integers(1, 5)
    return shares(rng, c), np.array([shares(rng, x) for _ in range(c)])


def ctrl_penalty(rng):
    v = rng.integers(1, 6)
    text, spared = (
        rng.integers(0, v, rng.integers(0, most)).tolist() for most in (7, 3)
    )
    scores = rng.choice([-2.0, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0], v)
    if rng.random() < 0.2:
        scores = scores.astype(int)
    return scores, text, float(rng.choice([1.2, 1.5, 2, 4])), spared


def ctrl_source(rng):
    c, n = rng.integers(1, 4), rng.choice([1, 2, 3, 1000])
    row = rng.uniform(0.001, 1, n)
    words = np.array([rng.permutation(row) for _ in range(c)])
    words[:, 0] = rng.uniform(0.1, 1, c)
    if rng.random() < 0.2:
        words *= 1e-12
    if rng.random() < 0.5:
        words = words ** rng.choice(
            [0.1, 2], (c, 1)
        )  # one code or none says such a text
    if rng.random() < 0.2:
        words = words * 1e-13  # words that no code expects
    return words, rng.choice([1, 2, 5, 30], c)


# --- T5 and BART --------------------------------------------------------------------------


def t5_cut(rng):
    n = rng.integers(1, 11)
    return WORDS[:n], {
        int(i) for i in np.flatnonzero(rng.random(n) < rng.choice([0.3, 0.6, 1]))
    }


def t5_restore(rng):
    marks = rng.choice(["<0>", "<1>", "<2>", "<3>", "<10>", "<12>"], (2, 6))
    read, write = [], []
    for text, some in zip((read, write), marks, strict=True):
        for mark in dict.fromkeys(some[: rng.integers(0, 6)].tolist()):
            text += [*rng.choice(WORDS, rng.integers(0, 4)).tolist(), mark]
        text += rng.choice(WORDS, rng.integers(0, 3)).tolist()
    return read, write


def t5_price(rng):
    length = int(rng.choice([1, 2, 3, 4, 6, 10, 20, 36, 50, 512]))
    share = float(rng.choice([0.01, 0.125, 0.15, 0.25, 0.5, 0.75, 1]))
    return length, share, float(rng.choice([1, 1.5, 2, 3, 4, 10]))


def bart_infill(rng):
    n = int(rng.choice([0, 1, 3, 6, 8]))
    spans, at = [], 0
    while at <= n and len(spans) < 5:
        start = at + int(rng.choice([0, 0, 0, 1, 2]))
        spans.append((start, int(rng.choice([0, 0, 1, 2, 3]))))
        at = sum(spans[-1])
    if at > n and rng.random() < 0.8:
        spans.pop()
    if rng.random() < 0.3:
        spans.append((int(rng.integers(0, n + 1)), int(rng.integers(0, 4))))
    return WORDS[:n], [spans[i] for i in rng.permutation(len(spans))]


def bart_budget(rng):
    draws = rng.choice([0, 0, 1, 2, 3, 5], rng.integers(0, 7)).tolist()
    reached = [total for total in np.cumsum(draws).tolist() if total]
    near = int(rng.choice(reached or [1])) + int(rng.choice([-1, 0, 0, 1]))
    return draws, max(1, near)


# --- mT5, GPT-NeoX and BLOOM --------------------------------------------------------------


def mt5_readings(rng):
    texts = rng.choice([1, 2, 3, 10, 300, 7 * 10**6, 10**12], rng.integers(1, 5))
    return texts.tolist(), float(rng.choice([0, 0.2, 0.3, 0.5, 0.7, 1]))


def mt5_gate(rng):
    n, d, f = rng.integers(1, 4, 3)
    x, w_gate = (
        rng.normal(size=(n, d)),
        rng.choice([1, 1, 400]) * rng.normal(size=(d, f)),
    )
    return x, w_gate, rng.normal(size=(d, f)), rng.normal(size=(f, d))


def neox_hands(rng):
    n, pairs = rng.integers(1, 5), rng.integers(1, 4)
    q, k = rng.normal(size=(2, n, pairs)) + 1j * rng.normal(size=(2, n, pairs))
    places = rng.integers(0, 90) + rng.integers(1, 4, n).cumsum()
    return q, k, places, rng.uniform(0, 1.5, pairs)


def neox_fuse(rng):
    heads, size = (int(x) for x in rng.integers(1, 4, 2))
    query, key, value = rng.integers(-9, 10, (3, heads * size, heads * size))
    return query, key, value, heads


def bloom_slopes(rng):
    return int(rng.integers(1, 20)), float(rng.choice([0.5, 1, 3, 4, 8, 10]))


def bloom_shares(rng):
    n = rng.integers(1, 6)
    scores = rng.choice([0.5, 3, 400]) * rng.normal(size=(n, n)).clip(-2.5, 2.5)
    if rng.random() < 0.3:
        scores = rng.choice([-990, 990]) + scores / 400  # far from 0, near each other
    if rng.random() < 0.2:
        scores = scores.astype(int)
    return scores, float(rng.choice([0, 0.25, 1, rng.random()]))


# --- GPT-3 and LLaMA ----------------------------------------------------------------------


def gpt3_room(rng):
    examples = [(tokens(rng, 3), tokens(rng, 2)) for _ in range(rng.integers(0, 5))]
    query, reserve = tokens(rng, 3), int(rng.integers(0, 4))
    sizes = [len(query), *(len(q) + len(a) for q, a in examples)]
    return (
        examples,
        query,
        max(0, int(rng.choice(np.cumsum(sizes)) + reserve + rng.choice([-1, 0, 0, 1]))),
        reserve,
    )


def gpt3_fair(rng):
    n, m, c = rng.integers(1, 5, 3)
    low = rng.choice([0, 20, 1990])
    log_p = spread(rng, n, c) - 5 - rng.uniform(0, low, (n, 1))
    empty = spread(rng, m, c) - 5 - rng.uniform(0, low, (m, 1))
    if rng.random() < 0.4:
        log_p[:, 0] = rng.choice([-1, -2000])
    if rng.random() < 0.2:  # as rare without content
        log_p[:, 0] -= 50
        empty[:, 0] -= 50
    return log_p, empty


def llama_floor(rng):
    ratio = float(rng.choice([1.5, 2, 4, 10]))
    if rng.random() < 0.4:  # whole numbers, which follow the law or not
        last, *falls = rng.choice([-1.0, 0.0, 1.0, 2.0, 3.0], 3).tolist()
        return [last + sum(falls), last + falls[1], last], ratio
    sizes = ratio ** np.arange(3)
    y = rng.uniform(-0.5, 3) + rng.uniform(0.1, 9) / sizes ** rng.uniform(0.1, 2)
    return y.tolist(), ratio


def llama_cheapest(rng):
    """Two models cost the same if parameters * (data + even) are, and 3 * even are served."""
    even = int(rng.integers(0, 5))
    parameters = rng.permutation([1, 2, 3, 4, 5, 6, 10])[: rng.integers(1, 6)].tolist()
    data = [60 // n - even + int(rng.choice([0, 0, 0, 2, 5])) for n in parameters]
    served = rng.choice([0, 1, 3 * even, 7, 20, 100], rng.integers(0, 5)).tolist()
    unit = rng.choice([1, 10**9])
    models = [
        (n * int(unit), d * int(unit)) for n, d in zip(parameters, data, strict=True)
    ]
    return models, [s * int(unit) for s in served]


# --- GLaM and PaLM ------------------------------------------------------------------------


def glam_second(rng):
    n, e = rng.integers(1, 4), rng.integers(2, 6)
    if rng.random() < 0.1:  # the second has nothing, and that is enough
        return np.eye(2)[rng.integers(2, size=n)], 0.0
    each = np.array([unlike(rng, e) for _ in range(n)])
    limits = [*np.sort(each)[:, -2], 0.01, 0.2, 0.5]
    return each, float(rng.choice(limits))


def glam_seats(rng):
    e, n, d = rng.integers(2, 5), rng.integers(1, 6), rng.integers(1, 4)
    experts = np.array([rng.permutation(e)[:2] for _ in range(n)])
    first = rng.choice([0.5, 0.625, 0.75, 0.9], n)
    weights = np.stack([first, 1 - first], axis=1)
    return (
        spread(rng, n, d),
        spread(rng, e, n, d),
        experts,
        weights,
        int(rng.integers(0, 4)),
    )


def palm_fit(rng):
    layers, groups, head_size, n = (int(x) for x in rng.integers(1, 6, 4))
    size, parameters = int(rng.choice([1, 2, 4])), int(rng.choice([3, 2000]))
    text = 2 * layers * groups * head_size * n * size
    left = int(rng.integers(-1, 4)) * text + int(rng.choice([-1, 0, 0, 1]))
    return (
        max(1, parameters * size + left),
        parameters,
        layers,
        groups,
        head_size,
        n,
        size,
    )


def palm_groups(rng):
    groups, each, n, e = rng.integers(1, 4, 4)
    return spread(rng, groups * each, n, e), *spread(rng, 2, groups, n, e)
