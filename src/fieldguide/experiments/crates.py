"""A small decoder that writes programs for the quay, and what its samples are worth.

It reads one or two examples, rows of crates before and after, and writes a program of
`harbor.programs`. There are 1,110 programs, so the chance that it writes any one of them
can be worked out, at every temperature: what sampling would give is known exactly, and
samples are drawn from these chances.

    python -m fieldguide.experiments.crates

trains it, in under a minute, and writes its weights beside the notebook.
"""

import numpy as np

from ..harbor import programs
from ..mechanisms.attention.attention import causal_mask, log_softmax
from ..mechanisms.networks import cache, placed, transformer
from ..mechanisms.networks.norm import layer_norm
from ..mechanisms.search.programs import clusters
from ..training import descent, primitives
from . import weights

FILE = "01-tests.weights.npy"
WIDTH, HEADS, LAYERS, SPREAD = 48, 4, 2, 0.1
STEPS, BATCH, STEP_SIZE, SEED = 1000, 64, 0.004, 1
INPUTS = 50  # rows on which clusters are told apart
NONE = -1  # a sample that is no program


def new(rng):
    """Parameters that have learned nothing."""
    return transformer.new_model(
        rng,
        vocab_size=len(programs.VOCABULARY),
        positions=programs.LENGTH - 1,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )


def batches(rng, *, steps):
    """Solved problems as texts, with one example and with two by turns."""
    for step in range(steps):
        problems = programs.pose(BATCH, rng)
        text = problems.statements(1 + step % programs.EXAMPLES)
        yield (np.append(text, programs.written(problems.wanted), axis=1),)


def loss(p, ids):
    """Mean surprise by each token of the programs, in nats; the statements are only read."""
    n = ids.shape[1] - 1
    x = primitives.take(p["token_table"], ids[:, :-1]) + p["position_table"][:n]
    how = {"heads": HEADS, "mask": causal_mask(n), "activation": primitives.gelu_tanh}
    for block in p["blocks"]:
        x = placed.placed_block(x, block, **how)
    asked = layer_norm(x[:, programs.STATEMENT - 1 :], p["norm"])  # (b, 3, d)
    scores = asked @ p["token_table"].T
    return primitives.cross_entropy(
        scores.reshape((-1, scores.shape[-1])), ids[:, programs.STATEMENT :].ravel()
    )


def train(*, seed=SEED, steps=STEPS):
    """Parameters after training, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p, losses, _ = descent.train(
        loss, new(rng), batches(rng, steps=steps), step_size=STEP_SIZE
    )
    return p, losses


def stored():
    """The parameters that the script has written."""
    return weights.read(FILE, new(np.random.default_rng(0)))


def scores(p, statements):
    """What the model says after a statement and after each beginning of a program.

    Parameters
    ----------
    p : dict
    statements : int array, shape (n, 17)

    Returns
    -------
    list of arrays, shape (n, 1, v), (n, 10, v) and (n, 100, v)
        After no order, after one and after two, in the order of the programs.
    """
    n, found = len(statements), []
    said, kept = cache.read_on(statements, p, heads=HEADS)
    found.append(said[:, -1:])
    for _ in range(programs.LONGEST - 1):
        kept = [
            {
                name: np.repeat(part, len(programs.NAMES), axis=0)
                for name, part in k.items()
            }
            for k in kept
        ]
        before = n * found[-1].shape[1]
        orders = np.tile(10 + np.arange(len(programs.NAMES)), before)[:, None]
        said, kept = cache.read_on(orders, p, heads=HEADS, cache=kept)
        found.append(said.reshape(n, -1, said.shape[-1]))
    return found


def log_chances(scores, *, temperature=1.0):
    """The log-probability of each token of each program.

    Parameters
    ----------
    scores : list of arrays
        As `scores` gives them.
    temperature : float

    Returns
    -------
    array, shape (n, 1110, 3)
        0 for places that are not `written`.
    """
    said = [log_softmax(s / temperature) for s in scores]
    found = np.zeros((len(scores[0]), *written().shape))
    start = 0
    for length in range(1, programs.LONGEST + 1):
        each = np.arange(10**length)
        rows = slice(start, start + len(each))
        for place in range(length):
            begun, order = np.divmod(each // 10 ** (length - place - 1), 10)
            found[:, rows, place] = said[place][:, begun, 10 + order]
        if length < programs.LONGEST:
            found[:, rows, length] = said[length][:, each, programs.END]
        start = rows.stop
    return found


def written():
    """Which of its three tokens a program has, [END] among them: bool, shape (1110, 3)."""
    length = np.array([len(program) for program in programs.every_program()])
    return np.arange(programs.LONGEST) <= length[:, None]


def chances(scores, *, temperature=1.0):
    """How probable each program is, (n, 1110); what is missing to 1 is no program."""
    return np.exp(log_chances(scores, temperature=temperature).sum(-1))


def draw(chances, k, rng):
    """Draw k programs for each problem: their numbers, shape (n, k), NONE for none."""
    edges = chances.cumsum(1)
    u = rng.random((len(chances), k))
    found = np.array(
        [np.searchsorted(e, x, side="right") for e, x in zip(edges, u, strict=True)]
    )
    return np.where(found < chances.shape[1], found, NONE)


def grouped(samples, fitting, rng):
    """The samples that pass the examples, in groups that do the same on new rows.

    Parameters
    ----------
    samples : int array, shape (k,)
        Of one problem, as `draw` gives them.
    fitting : bool array, shape (1110,)
        Which programs pass.
    rng : numpy.random.Generator
        Draws the rows.

    Returns
    -------
    list of int arrays
        Numbers of programs, the largest group first.
    """
    kept = samples[(samples != NONE) & fitting[samples]]
    if not len(kept):
        return []
    rows = rng.integers(10**programs.CRATES, size=INPUTS)
    made = programs.outcomes()[kept[:, None], rows]
    return [kept[group] for group in clusters(made)]


def main():
    """Train, and write the weights beside the notebook."""
    weights.write("programs", {FILE: train})


if __name__ == "__main__":
    main()
