"""A scaling law that is straight: which port is a ship from?

Three thousand ships call at the harbor, a few of them often and most of them rarely: ship k
comes as often as k^-1.1. Each belongs to one of fifty ports, and nothing about a ship says to
which; it must be learned by heart. Now and then a ship has been lent to another port, which
nobody can foresee: that is the floor. A network with a narrow table remembers the ships that
it has met most, and the wider the table, the further down the list it gets.
"""

import numpy as np

from ..mechanisms.networks.transformer import size
from ..training import descent, primitives
from .kept import kept

SHIPS, PORTS, RARITY, LENT = 3000, 50, 1.1, 0.05
WIDTHS = 1, 2, 3, 4, 6, 8
BATCH, STEP_SIZE, STEPS = 512, 0.02, 400
MOST = 2.7e9  # parameters times ships met, where budgets are compared
EVERY = 10  # steps between two looks at the loss


def world(rarity=RARITY):
    """How often each ship comes, adding up to 1, and its port; each of shape (SHIPS,)."""
    often = np.arange(1, SHIPS + 1) ** -rarity
    return often / often.sum(), np.random.default_rng(0).integers(PORTS, size=SHIPS)


def chances():
    """Probability of a ship's own port, and of each of the others."""
    return 1 - LENT + LENT / PORTS, LENT / PORTS


def floor():
    """What nobody can beat: the surprise of one who knows all ships, in nats."""
    own, other = chances()
    return -(own * np.log(own) + (PORTS - 1) * other * np.log(other))


def arrivals(rng, steps, rarity=RARITY):
    """Ships as they come in, and the ports that they come from: a batch a step."""
    often, ports = world(rarity)
    for _ in range(steps):
        ships = rng.choice(SHIPS, size=BATCH, p=often)
        lent = rng.random(BATCH) < LENT
        yield ships, np.where(lent, rng.integers(PORTS, size=BATCH), ports[ships])


def new(width, rng):
    """A table of ships, and a layer from its rows to the ports; four times as wide inside."""
    wide = 4 * width
    return {
        "table": rng.normal(size=(SHIPS, width)),
        "up": _dense(rng, width, wide),
        "out": _dense(rng, wide, PORTS),
    }


def _dense(rng, d, e):
    return {"weight": rng.normal(0, d**-0.5, (d, e)), "bias": np.zeros(e)}


def logits(p, ships):
    """A score for each port, (b, PORTS)."""
    x = primitives.take(p["table"], ships)
    x = primitives.gelu_tanh(primitives.affine(x, p["up"]["weight"], p["up"]["bias"]))
    return primitives.affine(x, p["out"]["weight"], p["out"]["bias"])


def loss(p, ships, ports):
    """Mean surprise by the ports, in nats."""
    return primitives.cross_entropy(logits(p, ships), ports)


def true_loss(p, rarity=RARITY):
    """The loss over all ships, each as often as it comes: no sample, the number itself."""
    (often, ports), (own, other) = world(rarity), chances()
    scores = logits(p, np.arange(SHIPS))
    scores = scores - scores.max(1, keepdims=True)
    log_p = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    its_own = log_p[np.arange(SHIPS), ports]
    return float(-often @ ((own - other) * its_own + other * log_p.sum(1)))


def train(width, *, steps=STEPS):
    """A network of one width, trained on ships as they come in.

    Returns
    -------
    parameters : int
    curve : array, shape (steps / EVERY + 1, 2)
        Ships met, and the true loss then.
    """
    rng = np.random.default_rng(0)
    p = new(width, rng)
    _, _, watched = descent.train(
        loss,
        p,
        arrivals(rng, steps),
        step_size=STEP_SIZE,
        watch=true_loss,
        every=EVERY,
    )
    return size(p), np.array([(BATCH * done, found) for done, found in watched])


@kept
def all_runs():
    """{parameters: curve}: small networks longer than large ones, as far as `MOST` reaches."""
    runs = {}
    for width in WIDTHS:
        parameters = size(new(width, np.random.default_rng(0)))
        longest = int(MOST / parameters / BATCH)
        steps = -(-max(STEPS, longest) // EVERY) * EVERY
        found, curve = train(width, steps=steps)
        runs[found] = curve
    return runs


def after(curve, ships):
    """The loss of a run when it has met so many ships, between two looks on a line."""
    return float(np.interp(ships, *curve.T))
