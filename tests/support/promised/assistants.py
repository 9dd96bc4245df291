"""What the tasks of Assistants promise their functions, drawn at random."""

import numpy as np

LETTERS = [*"abc"]


def instructgpt_loss(rng):
    k = rng.integers(1, 6)
    rewards = rng.choice([0.0, 1, -1.5, rng.normal(), 1000], k)
    if np.ptp(rewards) > 1000:
        rewards = np.minimum(rewards, 1)
    ranks = rng.integers(1, k + 1, k)  # with gaps behind equal ones, or without
    closed = np.searchsorted(np.unique(ranks), ranks) + 1
    ahead = (ranks < ranks[:, None]).sum(1) + 1
    return rewards, closed if rng.random() < 0.5 else ahead


def instructgpt_leash(rng):
    b, n = rng.integers(1, 5, 2)
    new, old = rng.choice([-4.0, -1, -0.5, 0], (2, b, n))
    lengths = rng.integers(1, n + 1, b)
    padding = np.arange(n) >= lengths[:, None]
    for array in (new, old):
        anything = rng.choice([-np.inf, np.inf, np.nan, 0, 7], (b, n))
        array[padding] = anything[padding]
    return rng.integers(-2, 3, b) / 2, new, old, lengths, float(rng.choice([0, 0.1, 2]))


def chatgpt_prompts(rng):
    roles = ["user", "assistant", "note", "system"]
    talk = rng.choice(roles, rng.integers(0, 9), p=[0.3, 0.4, 0.2, 0.1])
    words = rng.choice(["", "aye", "ahoy"], len(talk))
    role = rng.choice(["user", "assistant", "assistant"])
    return [*zip(talk.tolist(), words.tolist(), strict=True)], str(role)


def chatgpt_best(rng):
    k = rng.integers(1, 6)
    chances = rng.integers(0, 4, k) + np.eye(k)[0]
    rewards = rng.choice([-1.0, 0, 0.5, 0.7, 3], k)
    n = rng.choice([1, 2, 3, 5, 10**6])
    return rng.permutation(chances / chances.sum()), rewards, int(n)


def lamda_labels(rng):
    n, people = rng.integers(0, 6), rng.integers(1, 5)
    votes = rng.choice([-1, 0, 1, 1], (n, 3, people))
    return votes, int(rng.integers(1, people + 1))


def lamda_batches(rng):
    size = rng.integers(0, 10)
    safe = rng.choice([0.1, 0.2, 0.3, 0.5, 0.5, 0.8], size)
    quality = rng.choice([-2.0, -1, 0, 1, 4], size) * rng.choice([1, 1, 1e12])
    threshold = float(rng.choice([0.2, 0.5, 0.8, 0.9]))
    return safe, quality, threshold, int(rng.integers(1, 6))


def sparrow_weights(rng):
    n, rules = rng.integers(1, 5, 2)
    kept = rng.choice([0, 0.25, 0.9, 1], (n, rules), p=[0.1, 0.3, 0.3, 0.3])
    weights = rng.permutation(rng.choice([0, 0, 0.5, 1, 3], rules) + np.eye(rules)[0])
    size = rng.choice([1, 1, 1e-9])
    preference = rng.choice([-1.0, 0, 0.5, 20], n)
    if rng.random() < 0.2:
        preference = preference.astype(int)
    return preference, kept, size * weights


def sparrow_passage(rng):
    some = [
        "tide",
        "tide",
        "Tide",
        "tides",
        "quay",
        "high",
        "highest",
        "at",
        "on",
        "the",
    ]
    page = rng.choice(some, rng.integers(0, 13)).tolist()
    question = rng.permutation(["tide", "quay", "high", "whale"])[: rng.integers(0, 5)]
    worth = {str(word): float(rng.integers(1, 7)) / 2 for word in question}
    return page, worth, int(rng.integers(1, 9))


def peer_merge(rng):
    words = rng.choice(LETTERS, rng.integers(0, 9)).tolist()
    apart = rng.random() < 0.6
    owner = rng.integers(0, 2, len(words) + 1)
    ours = _edits(rng, words, owner == 0 if apart else owner >= 0)
    return words, ours, _edits(rng, words, owner == 1 if apart else owner >= 0)


def _edits(rng, words, mine):
    """In order, without overlap, of words that are `mine`."""
    edits, at = [], 0
    while at < len(words):
        end = at
        while end < len(words) and mine[end] and end - at < rng.integers(1, 4):
            end += 1
        if end > at and rng.random() < 0.6:
            new = rng.choice([*"abx"], rng.integers(0, 3)).tolist()
            new = words[at:end] if rng.random() < 0.2 else new
            edits.append((at, end, new))
        at = max(end, at + 1)
    return edits


def peer_reverts(rng):
    some = ["", "high at six", "HA HA", "high at eight", "High at six", " high at six"]
    return (rng.choice(some[: rng.integers(1, 7)], rng.integers(0, 9)).tolist(),)


def koala_mask(rng):
    some = ["GPT:", "</s>", "USER:", "GPT", "s"]
    tokens = rng.choice(some, rng.integers(0, 13), p=[0.3, 0.2, 0.2, 0.2, 0.1])
    marker, end = ("GPT:", "</s>") if rng.random() < 0.7 else ("USER:", "s")
    return tokens.tolist(), marker, end


def koala_loss(rng):
    b, n = rng.integers(1, 5, 2)
    asked = rng.random((b, n)) < rng.choice([0, 0.3, 0.8])
    surprise = rng.choice([0.0, 0.5, 1, 4], (b, n))
    surprise[~asked] = rng.choice([np.inf, 9.0], (b, n))[~asked]
    return surprise, asked


def flan_t5_families(rng):
    names = rng.permutation(["solve", "tell", "rhyme", "sum"])[: rng.integers(1, 5)]
    some = [rng.integers(0, 4) for _ in names]
    some[0] = max(1, some[0])
    sizes = {
        str(name): rng.choice([1, 5, 30, 30, 200], k).tolist()
        for name, k in zip(names, some, strict=True)
    }
    caps = {name: int(rng.choice([1, 5, 20, 30, 900])) for name in sizes}
    weights = {name: float(rng.choice([0, 0.5, 1, 6])) for name in sizes}
    weights[names[0]] = float(rng.integers(1, 4))
    some = rng.choice([1, 1, 1e-9])
    weights = {name: float(some * weight) for name, weight in weights.items()}
    order = rng.permutation([*sizes]).tolist()
    return {name: sizes[name] for name in order}, caps, weights


def flan_t5_shots(rng):
    some = ["who", "who  lights it", "the\nkeeper", " I ", "a very long old rope"]
    texts = rng.choice(some, (rng.integers(0, 5), 2)).tolist()
    question = str(rng.choice(["who rows", " why", "how  far\nis it", ""]))
    texts += texts[: rng.integers(0, 2)]
    return [*map(tuple, texts)], question, int(rng.integers(0, 16))


def alpaca_closest(rng):
    def text(letters):
        return rng.choice([*letters], rng.choice([0, 0, 1, 4, 6, 8])).tolist()

    letters = rng.choice(["abcdxy", "abc", "aAbB"])
    if rng.random() < 0.1:  # one in two of two, and two in six
        return [*"ab"], [[*"ax"], [*"acdebf"]]
    return text("abcdA"), [text(letters) for _ in range(rng.integers(0, 5))]


def alpaca_verbs(rng):
    verbs = rng.choice(
        ["list", "List", "LIST", "listen", "say", "Say"], rng.integers(0, 8)
    )
    ends = rng.choice(["", " it", "  a boat", "\nlist"], len(verbs))
    tasks = [
        verb + end for verb, end in zip(verbs.tolist(), ends.tolist(), strict=True)
    ]
    return tasks, int(rng.integers(0, len(tasks) + 3))
