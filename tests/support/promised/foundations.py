"""What the tasks of Foundations promise their functions, drawn at random."""

LETTERS = [*"abc"]


def merge(rng):
    symbols = tuple(rng.choice(LETTERS, rng.integers(0, 8)).tolist())
    return symbols, tuple(rng.choice(LETTERS, 2).tolist())


KNOWN = {
    "merge": {
        "line 12: tuple(merged) | argument 0": "a list: the text asks for a tuple",
    },
}
