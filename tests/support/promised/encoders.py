"""What the tasks of Encoders promise their functions, drawn at random."""

import itertools

import numpy as np

WORDS = "a fog lighthouse gull so seashore".split()
RATES = (0.0, 0.15, 0.4, 0.5, 1.0)
TEMPERATURES = (0.5, 1.0, 2.0, 10 / 3, 5.0)


def bert_corrupt(rng):
    ids = rng.integers(10, 99, rng.integers(1, 40))
    chosen = rng.random(len(ids)) < rng.choice([0, 0.5, 1])
    ordinary = rng.choice(np.arange(10, 99), rng.integers(1, 9), replace=False)
    return ids, chosen, ordinary, int(rng.integers(0, 10)), _new(rng)


def bert_pack(rng):
    first, second = (
        rng.choice([*WORDS, "Fog"], n).tolist() for n in rng.integers(0, 7, 2)
    )
    return first, second, int(rng.integers(3, 16))


def roberta_never(rng):
    epochs, copies = rng.integers(1, 8, 2).tolist()
    return epochs, [None, copies][rng.integers(2)], float(rng.choice(RATES))


def roberta_places(rng):
    padding_id = int(rng.integers(0, 4))
    ids = rng.choice([padding_id, *range(9)], rng.integers(1, 9))
    return ids, padding_id, int(rng.choice([1, 4, 7, 8, 9, 20]))


def xlm_shares(rng):
    counts = rng.choice([1, 3, 5, 100, 10**7], rng.integers(1, 5)).tolist()
    return counts, float(rng.choice(TEMPERATURES))


def xlm_tlm(rng):
    return (rng.integers(1, 5, rng.integers(1, 5)).tolist(),)


def xl_shift(rng):
    n, memory = rng.integers(1, 5), rng.integers(0, 5)
    return (rng.choice([-2, -1, 0, 1, 2, 3, 4], (n, n + memory)),)


def ernie_align(rng):
    """Mentions have no token in common; some follow at once, and in any order."""
    n = rng.integers(1, 12)
    ends = [0, *np.flatnonzero(rng.random(n) < 0.5) + 1]
    spans = [*itertools.pairwise(ends)]
    kept = [spans[k] for k in rng.permutation(len(spans)) if rng.random() < 0.7]
    mentions = [(int(a), int(b), int(rng.integers(0, 4))) for a, b in kept]
    return mentions, int(n)


def ernie_noise(rng):
    number = int(rng.integers(2, 6))
    return rng.integers(-1, number, rng.integers(1, 60)), number, _new(rng)


def xlnet_masks(rng):
    return (tuple((rng.permutation(rng.integers(1, 7)) + 1).tolist()),)


def albert_count(rng):
    return tuple(rng.integers(1, 30, 7).tolist())


def distil(rng):
    n, v = rng.integers(1, 5, 2)
    student, teacher = rng.choice([3, 3, 400]) * rng.normal(size=(2, n, v))
    real = rng.random(n) < 0.6
    real[rng.integers(n)] = True
    return student, teacher, float(rng.choice(TEMPERATURES)), real


def labse(rng):
    n, d = rng.integers(1, 5, 2)
    x, y = rng.normal(size=(2, n, d)) * rng.choice([0.1, 1, 5], (2, n, 1))
    return x, y, float(rng.choice([0, 0.2, 0.3, 1])), float(rng.choice([0.5, 1, 10]))


def electra(rng):
    ids = rng.integers(10, 14, rng.integers(1, 9))
    places = rng.permutation(len(ids))[: rng.integers(1, len(ids) + 1)]
    guesses = rng.integers(10, 14, len(places))
    logits = rng.normal(size=len(ids)) * rng.choice([1, 10, 300])
    return ids, places.tolist(), guesses.tolist(), logits.clip(-700, 700)


def deberta(rng):
    here, there = (rng.integers(0, 9, n).tolist() for n in rng.integers(1, 6, 2))
    return here, there, int(rng.integers(1, 5))


def _new(rng):
    return np.random.default_rng(int(rng.integers(2**31)))


ANY_ORDER = "each is as likely, in whatever order they stand"
KNOWN = {
    "bert-corrupt": {
        "line 6: fate < 0.9 | Gt": "the last tenth is random and the one before stays",
        "line 1: def corrupt(ids, chosen, ordinary, mask_id, rng): | first sorted(ordinary)": ANY_ORDER,
        "line 1: def corrupt(ids, chosen, ordinary, mask_id, rng): | first ordinary[::-1]": ANY_ORDER,
    },
    "ernie-noise": {
        "line 5: entities + rng.integers(1, number, entities.shape) | Sub": (
            "another entity is as likely so many before the right one as behind it"
        ),
    },
}
