"""Small draws that several assignments need."""


def whole(rng, low, high):
    """A whole number of Python's, both ends included."""
    return int(rng.integers(low, high + 1))


def one_of(rng, options):
    """One of them, as it is: NumPy's `choice` would make arrays and NumPy's scalars of them."""
    return options[rng.integers(len(options))]


def some(rng, things, low, high):
    """A list of `low` to `high` things that may repeat."""
    found = rng.integers(len(things), size=whole(rng, low, high))
    return [things[k] for k in found]
