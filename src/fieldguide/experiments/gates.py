"""What a gate is good for: a plain small network and a gated one, equally large, learn a task.

Each gets a row of two numbers and a 1, which takes the place of biases, and is to answer in the
first feature of a row of zeros, as a layer of a Transformer adds to one feature of the stream.
The plain one has two matrices; the gated one has three, of two thirds the inner width.
"""

from functools import partial

import numpy as np

from ..mechanisms.networks import encoder_decoder, lean
from ..training import descent

TASKS = {
    "multiply the two": lambda a, b: a * b,
    "take the larger one": np.maximum,
    "add the two up": lambda a, b: a + b,
}
LAYERS = {"plain": encoder_decoder.relu_layer, "gated": lean.swiglu_layer}
WIDTHS = {36: (6, 4), 72: (12, 8)}  # numbers in all: inner width without a gate, with
FEATURES, STEPS, BATCH, STEP_SIZE = 3, 400, 64, 0.02


def new(kind, rng, *, size):
    """A network of so many numbers that has learned nothing."""
    inner = WIDTHS[size][list(LAYERS).index(kind)]
    shapes = {"up": (FEATURES, inner), "down": (inner, FEATURES)}
    if kind == "gated":
        shapes["gate"] = shapes["up"]
    return {name: rng.normal(0, 0.5, shape) for name, shape in shapes.items()}


def draw(task, rng, *, n):
    """Rows of two numbers in -1 ... 1 and a 1, and of the answer and zeros: (n, 3) each."""
    a, b = rng.uniform(-1, 1, (2, n))
    answer = TASKS[task](a, b)
    nothing = np.zeros(n)
    return np.stack([a, b, nothing + 1], 1), np.stack([answer, nothing, nothing], 1)


def loss(p, x, y, *, kind):
    """Mean squared error of the rows."""
    return ((LAYERS[kind](x, p) - y) ** 2).sum() / len(x)


def train(task, kind, *, size, seed, steps=STEPS):
    """Parameters after training on new numbers in each step."""
    rng = np.random.default_rng(seed)
    p = new(kind, rng, size=size)
    batches = (draw(task, rng, n=BATCH) for _ in range(steps))
    rule = partial(loss, kind=kind)
    return descent.train(rule, p, batches, step_size=STEP_SIZE)[0]


def error(task, kind, *, size, seed=1):
    """How far off it is on new numbers: the root of the mean squared error."""
    p = train(task, kind, size=size, seed=seed)
    x, y = draw(task, np.random.default_rng(0), n=2000)
    return float(np.sqrt(loss(p, x, y, kind=kind)))
