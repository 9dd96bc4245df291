"""CTC: torch's loss of each word, and its gradient, with a letter twice and words of all lengths."""

import numpy as np
from autograd import grad
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import alignment

TARGETS = np.array([[1, 2, 3], [2, 2, 0], [4, 0, 0], [3, 1, 3]])
LENGTHS = np.array([3, 2, 1, 3])

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_ctc_loss():
    """functional.ctc_loss in double precision: the mean over words, not over letters."""
    import torch

    seed = 20060625
    drawn = draw(np.random.default_rng(seed), 2, logits=(4, 7, 5))
    logits = torch.tensor(drawn["logits"], requires_grad=True)
    losses = torch.nn.functional.ctc_loss(
        logits.log_softmax(-1).swapaxes(0, 1),
        torch.from_numpy(TARGETS),
        torch.full((4,), 7),
        torch.from_numpy(LENGTHS),
        reduction="none",
    )
    losses.mean().backward()
    return record(
        "torch",
        "nn.functional.ctc_loss(logits.log_softmax(-1).swapaxes(0, 1), targets, full(7), "
        "lengths, reduction='none')",
        seed,
        drawn | {"targets": TARGETS, "lengths": LENGTHS},
        {"losses": losses.detach(), "gradient": logits.grad},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_ctc_loss")
def losses_agree(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    ours = [
        alignment.alignment_loss(*(given[name][[k]] for name in given))
        for k in range(len(given["lengths"]))
    ]
    same_numbers(np.array(ours), vector["outputs"]["losses"])


@agrees("torch_ctc_loss")
def gradients_agree(vector):
    logits, targets, lengths = (np.array(x) for x in vector["inputs"].values())
    ours = grad(lambda z: alignment.alignment_loss(z, targets, lengths))(logits)
    same_numbers(ours, vector["outputs"]["gradient"])


# --- what must be noticed -------------------------------------------------------------

MOVED = alignment._moved


def _never_skips(x, by):
    """A blank must be heard between any two letters."""
    return MOVED(x, by) if abs(by) < 2 else np.full(x.shape, -np.inf)


plant("torch_ctc_loss", "objectives.alignment._moved", _never_skips)
