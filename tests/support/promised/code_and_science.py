"""What the tasks of Programs and science promise their functions, drawn at random."""

import numpy as np
from promised.draws import some, whole


def codex_two(rng):
    n = whole(rng, 1, 9) if rng.random() < 0.8 else whole(rng, 200, 900)
    return n, whole(rng, 0, min(n, 12)), whole(rng, 1, n)


def codex_bench(rng):
    tries = rng.integers(0, 8, whole(rng, 0, 5))
    chances = rng.choice([0, 0.3, 0.3, 1], len(tries))
    passed = [(rng.random(n) < p).tolist() for n, p in zip(tries, chances, strict=True)]
    return passed, whole(rng, 1, 4)


def codex_show(rng):
    # Sums of quarters are exact, so equal means are equal floats.
    names = rng.permutation(["swap", "turn", "load", " turn", "wait"]).tolist()
    logs = {x: (rng.integers(-4, 1, whole(rng, 1, 4)) / 4).tolist() for x in names}
    texts = some(rng, names, 0, 7)
    return texts, [[*logs[x]] for x in texts], whole(rng, 1, 6)


def alphacode_groups(rng):
    programs, inputs = whole(rng, 0, 8), whole(rng, 1, 3)
    printed = some(
        rng, ["1", "1.0", "2", "12", "1 2", "a", "A", "", "None", None], 1, 4
    )
    outputs = [some(rng, printed, inputs, inputs) for _ in range(programs)]
    return outputs, (rng.permutation(12)[:programs] + 1).tolist()


def alphacode_contest(rng):
    sizes = sorted(rng.integers(1, 7, whole(rng, 0, 4)).tolist(), reverse=True)
    numbers = rng.permutation(sum(sizes) + 2).tolist()
    clusters = [[numbers.pop() for _ in range(size)] for size in sizes]
    right = rng.permutation(sum(sizes) + 2)[: whole(rng, 0, 2)]
    return clusters, set(right.tolist()), whole(rng, 1, sum(sizes) + 2)


def alphacode_temper(rng):
    p = rng.choice([0, 0, 0.001, 0.2, 1, 3], whole(rng, 1, 6)) * rng.choice([0.5, 1, 1])
    p[whole(rng, 0, len(p) - 1)] += 1
    first, second = rng.choice([0.001, 0.12, 0.2, 0.5, 1, 3], 2).tolist()
    return p / p.sum(), first, second


def galactica_numbers(rng):
    pieces = [*"0123456789", " ", " at", "-", "...", "[END_REF]", ".", ".", ".", "."]
    if rng.random() < 0.5:
        pieces = ["1", "0", ".", rng.choice(pieces).item()]
    return (some(rng, pieces, 0, 10),)


def galactica_kinds(rng):
    known = ["bell-1874", "bell-1960", "old lamp"][whole(rng, 0, 2) :]
    names = [
        *known,
        *known,
        "bell-187",
        "Bell-1874",
        "lamp",
        "",
        "[START_REF] old lamp",
    ]
    ends = [
        "[END_REF]",
        "[END_REF]",
        "",
        " [END",
        "[END_REF] rings",
        "[END_REF][END_REF]",
    ]
    texts = []
    for name in some(rng, names, 0, 6):
        before, after = some(rng, ["", " ", "  "], 2, 2)
        texts.append(before + name + after + some(rng, ends, 1, 1)[0])
    texts += texts[: whole(rng, 0, 1)]
    return texts, some(rng, known, len(texts), len(texts)), set(known)


def galactica_tilt(rng):
    names = [*"abcd"][: whole(rng, 1, 4)]
    counts = {x: whole(rng, 1, 9) * rng.choice([1, 100]).item() for x in names}
    cited = some(rng, [*names, "x", "y"] if rng.random() < 0.8 else ["x"], 0, 6)
    return cited, some(rng, names, len(cited), len(cited)), counts


NUMBERS = [
    ["1/2", "0.5", "\\frac{1}{2}", "0.50", "2/4", "\\frac{12}{24}"],
    ["-1/2", "-0.5", "-\\frac{2}{4}", "1/2", "-0.50"],
    ["7", "7.0", "007", "14/2", "\\frac{14}{2}", "-7", "+7", "70"],
    ["0", "-0", "0/3", "0.0", "\\frac{0}{5}"],
    ["1/3", "0.333", "\\frac{2}{6}", "0." + "3" * 18, "0." + "3" * 36],
    ["0.1", "1/10", "0.10"],
    ["10", "1e1", "10.0", "1_0", "1,0"],
    ["1/0", "\\frac{1}{0}"],
    ["-1/0", "2/0", "0/0", "1/0", "\\frac{0}{0}"],
    ["x", "X", "x/2", "\\frac{x}{2}", "2x", "2"],
    ["7\\frac{1}{2}", "71/2", "15/2", "7.5", "7"],
    ["\\frac{1}{2}7", "1/27", "1/2/7", "1.5/2", "0.75"],
    ["9007199254740992", "9007199254740993", "9007199254740992.0"],
]


def minerva_values(rng):
    if rng.random() < 0.2:
        return (some(rng, ["x", "", None, None], 0, 3),)
    one, other = rng.permutation(NUMBERS[whole(rng, 0, len(NUMBERS) - 1)])[:2].tolist()
    found = [one, *[other] * whole(rng, 1, 2), "5", "5", *[None] * whole(rng, 0, 3)]
    return ([found[k] for k in rng.permutation(len(found))],)


def minerva_silent(rng):
    p, q, _ = rng.dirichlet(np.ones(3) * rng.choice([0.3, 1])).tolist()
    p, q = [(p, q), (0.0, q), (p, 0.0), (p, 1 - p), (0.25, 0.25)][whole(rng, 0, 4)]
    return p, q, whole(rng, 1, 8)


def minerva_read(rng):
    levels = []
    for _ in range(whole(rng, 1, 5)):
        problems = whole(rng, 1, 20)
        right = whole(rng, 0, problems)
        read = whole(rng, 0, right) * whole(rng, 0, 1)
        levels.append((problems, right, read, whole(rng, 0, read)))
    return (levels,)
