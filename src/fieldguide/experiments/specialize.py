"""Who takes what: a small decoder whose second layer has eight experts reads the keeper's log.

Nobody tells the router what to go by. Afterwards one can count which expert each word of new
lines is sent to, and sort the words by what they do in the line, or the lines by the work that
the day was about.

    python -m fieldguide.experiments.specialize > 04-bigger.runs.csv

writes what comes out for three seeds and three weights of the balancing loss.
"""

from functools import partial

import numpy as np

from ..harbor import logbook, text
from ..mechanisms.networks import experts
from ..training import descent, primitives
from .kept import kept

WIDTH, HEADS, LAYERS, EXPERTS, INNER = 32, 4, 2, 8, 16
STEPS, BATCH, STEP_SIZE, SPREAD = 150, 32, 0.01, 0.1
WEIGHTS = 0.0, experts.BALANCE, 1.0  # of the balancing loss: none, GLaM's, far more
# what a word does in a line: [CLS] the keeper lights the lamp in the tower at dusk
ROLES = {
    "start": [0],
    "the": [1, 4, 7],
    "who": [2],
    "does": [3],
    "what": [5],
    "in, on, by": [6],
    "where": [8],
    "at": [9],
    "when": [10],
}
WORK = tuple(logbook.WORK)


def new(rng):
    """Parameters that have learned nothing."""
    sizes = {"vocab_size": len(text.vocabulary()), "d": WIDTH, "heads": HEADS}
    sizes |= {"layers": LAYERS, "experts": EXPERTS, "inner": INNER}
    return experts.new_glam(rng, **sizes, spread=SPREAD)


def loss(p, lines, *, balance):
    """Mean surprise by each next word, in nats, and the balancing losses times `balance`."""
    logits, routed = experts.glam(lines[:, :-1], p, heads=HEADS)
    said = primitives.cross_entropy(
        logits.reshape((-1, logits.shape[-1])), lines[:, 1:].ravel()
    )
    uneven = sum(experts.balancing_loss(r["shares"], r["choices"]) for r in routed)
    return said + balance * uneven


@kept
def train(*, seed, balance=experts.BALANCE, steps=STEPS):
    """Parameters after training on new lines of the log, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p = new(rng)
    batches = ((logbook.write(BATCH, rng)[0],) for _ in range(steps))
    step_size = {"step_size": STEP_SIZE}
    p, losses, _ = descent.train(
        partial(loss, balance=balance), p, batches, **step_size
    )
    return p, losses


def new_lines(days=200):
    """Lines that no training has seen, and the work of each."""
    return logbook.write(days, np.random.default_rng(0))


def sent(p, lines):
    """Where the words of some lines are sent: which experts, shape (lines, 11, 2)."""
    _, (routed,) = experts.glam(lines[:, :-1], p, heads=HEADS)
    return routed["choices"].reshape((len(lines), lines.shape[1] - 1, -1))


def visits(went, groups):
    """Of the visits of each group of words, the share that each expert gets.

    Parameters
    ----------
    went : int array, shape (lines, words, 2)
        As of `sent`.
    groups : int array, shape (lines, words)
        The number of each word's group, 0 ... g - 1.

    Returns
    -------
    array, shape (g, EXPERTS)
        Rows add up to 1.
    """
    counts = np.zeros((groups.max() + 1, EXPERTS))
    np.add.at(counts, (groups[..., None], went), 1)
    return counts / counts.sum(1, keepdims=True)


def by_role(lines):
    """The group of each word: what it does in its line, in the order of `ROLES`."""
    number = np.empty(lines.shape[1] - 1, int)
    for k, places in enumerate(ROLES.values()):
        number[places] = k
    return np.tile(number, (len(lines), 1))


def by_work(lines, work):
    """The group of each word: the work that its line is about, in the order of `WORK`."""
    return np.tile(np.asarray(work)[:, None], (1, lines.shape[1] - 1))


def told(went, groups):
    """How much of a visit's expert its group tells, in [0, 1].

    0 if every group is sent out alike, 1 if the group decides: the mutual information of the
    two, divided by the entropy of the experts.
    """
    shares = visits(went, groups)
    size = np.bincount(groups.ravel()) / groups.size
    whole = size @ shares
    return float(1 - size @ _entropy(shares) / _entropy(whole))


def loads(went):
    """The share of all visits that each expert gets, (EXPERTS,); 1 / EXPERTS if even."""
    return np.bincount(went.ravel(), minlength=EXPERTS) / went.size


def outcome(p):
    """On new lines: nats a word, the idlest and the busiest expert's share of the visits, and
    what a word's role and its line's work tell of where it is sent."""
    lines, work = new_lines()
    went = sent(p, lines)
    return {
        "nats": float(loss(p, lines, balance=0)),
        "idlest": float(loads(went).min()),
        "busiest": float(loads(went).max()),
        "role": told(went, by_role(lines)),
        "work": told(went, by_work(lines, work)),
    }


def floor():
    """What nobody can beat on a line: nats a token, the sure [SEP] counted too."""
    words = logbook.WORDS
    return logbook.entropy(logbook.possible_lines()[1]) * words / (words + 1)


def _entropy(shares):
    safe = np.where(shares > 0, shares, 1)
    return -(shares * np.log(safe)).sum(-1)


def main(seeds=(1, 2, 3)):
    """Print a line for each weight of the balancing loss and each seed."""
    print("balance,seed,nats,idlest,busiest,role,work")
    for balance in WEIGHTS:
        for seed in seeds:
            p, _ = train(seed=seed, balance=balance)
            found = ",".join(f"{x:.3f}" for x in outcome(p).values())
            print(f"{balance:g},{seed},{found}", flush=True)


if __name__ == "__main__":
    main()
