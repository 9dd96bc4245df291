"""GPT-4's forecast on the harbor's ships: small networks foretell a large one.

Which port is a ship from? It is the question of `ships`, in a harbor where the rare ships are
rarer still: ship k comes as often as k^-1.5. A network that is twice as wide meets twice as
many ships, so its training costs four times as much. All small ones together cost a tenth of
the large one.
"""

import numpy as np

from ..mechanisms.attention.attention import softmax
from ..mechanisms.measures.compute import training_compute
from ..mechanisms.networks.transformer import size
from ..training import descent, primitives
from . import ships

SMALL, LARGE = (2, 3, 4, 5, 6), 32  # widths
RARITY = 1.5
EACH, STEP_SIZE, SEED = 40, 0.01, 0  # steps of training for one of width
PROBLEMS = (
    164  # ships of the exam, those that come most: as many as HumanEval has problems
)


def train(width, *, seed=SEED):
    """A network of one width, trained as long as befits it: its parameters."""
    rng = np.random.default_rng(seed)
    batches = ships.arrivals(rng, EACH * width, RARITY)
    p, _, _ = descent.train(
        ships.loss, ships.new(width, rng), batches, step_size=STEP_SIZE
    )
    return p


def spent(width):
    """Operations of such a training."""
    parameters = size(ships.new(width, np.random.default_rng(0)))
    return float(training_compute(parameters, ships.BATCH * EACH * width))


def loss(p):
    """Mean surprise by the ports of all ships, each as often as it comes, in nats."""
    return ships.true_loss(p, RARITY)


def chances(p):
    """What a network says of all ships: probabilities of the ports, (ships, ports)."""
    return softmax(ships.logits(p, np.arange(ships.SHIPS)))


def pass_rates(p):
    """How often it names a ship's own port, if it draws its answers: (PROBLEMS,)."""
    _, ports = ships.world(RARITY)
    asked = np.arange(PROBLEMS)
    return chances(p)[asked, ports[asked]]


def reward(p, *, steps, seed=SEED):
    """Train on for what is rewarded: to be right, and not to know how sure one is."""
    batches = ships.arrivals(np.random.default_rng(seed), steps, RARITY)
    p, _, _ = descent.train(_missed, p, batches, step_size=STEP_SIZE)
    return p


def _missed(p, seen, ports):
    """One minus the mean chance of a right answer: the reward that is missed."""
    shares = primitives.softmax(ships.logits(p, seen))
    return 1 - (shares * np.eye(ships.PORTS)[ports]).sum(-1).mean()


def exam(p, *, number=20_000, seed=1):
    """Ships that come in, each answered with the likeliest port.

    Returns
    -------
    chances : array, shape (number,)
        That the network gave to its answer.
    right : bool array, shape (number,)
    """
    often, ports = ships.world(RARITY)
    rng = np.random.default_rng(seed)
    seen = rng.choice(ships.SHIPS, size=number, p=often)
    lent = rng.random(number) < ships.LENT
    truth = np.where(lent, rng.integers(ships.PORTS, size=number), ports[seen])
    found = chances(p)[seen]
    return found.max(1), found.argmax(1) == truth
