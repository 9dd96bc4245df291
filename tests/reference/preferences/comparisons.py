"""Comparisons: trl's loss of a reward model in torch, and torch's divergence of the best of n.

The loss is restated from huggingface/trl@f2cd577, trl/trainer/reward_trainer.py, compute_loss,
-logsigmoid(chosen - rejected).mean(), applied to all pairs of a ranking as equation 1 of
Ouyang et al. 2022 has it. The largest of n uniform draws follows Beta(n, 1), so torch's own
divergence between that and the uniform distribution is that of the best of n answers.
"""

from itertools import combinations

import autograd
import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.preferences import comparisons

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_ranking_losses():
    """logsigmoid over all pairs of 4 and of 9 ranked answers, with gradients."""
    import torch
    from torch.nn.functional import logsigmoid

    seed = 20220304
    drawn = draw(np.random.default_rng(seed), 4, four=(3, 4), nine=(2, 9))
    out = {}
    for name, given in drawn.items():
        r = torch.from_numpy(given).requires_grad_()
        pairs = list(combinations(range(r.shape[1]), 2))
        chosen = torch.stack([r[:, i] for i, _ in pairs], 1)
        rejected = torch.stack([r[:, j] for _, j in pairs], 1)
        loss = -logsigmoid(chosen - rejected).mean()
        loss.backward()
        out |= {name: loss.item(), f"{name}_gradient": r.grad}
    lead = torch.from_numpy(drawn["nine"])
    out["chances"] = torch.sigmoid(lead[0] - lead[1])
    out["best"] = lead.argmax(1)
    out["pairs"] = torch.combinations(torch.arange(4))
    out["centered"] = lead - torch.from_numpy(drawn["four"]).mean()
    return record(
        "torch",
        "-logsigmoid(chosen - rejected).mean() over all pairs of a ranking; "
        "sigmoid(a - b); argmax(1); x - y.mean(); combinations(arange(4))",
        seed,
        drawn,
        out,
    )


@producer
def torch_best_of():
    """kl_divergence(Beta(n, 1), Uniform(0, 1))."""
    import torch
    from torch.distributions import Beta, Uniform, kl_divergence

    n = [1, 2, 4, 16, 64, 1000]
    ones, zero = torch.ones((), dtype=torch.double), torch.zeros((), dtype=torch.double)
    far = [kl_divergence(Beta(k * ones, ones), Uniform(zero, ones)).item() for k in n]
    return record(
        "torch",
        "kl_divergence(Beta(n, 1), Uniform(0, 1))",
        0,  # nothing is drawn
        {"n": n},
        {"divergence": far},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("torch_ranking_losses")
def ranking_losses_agree(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    for name in ("four", "nine"):
        r = np.array(given[name])
        same_numbers(comparisons.ranking_loss(r), theirs[name])
        slope = autograd.grad(comparisons.ranking_loss)(r)
        same_numbers(slope, theirs[f"{name}_gradient"])


@agrees("torch_ranking_losses")
def pairs_agree(vector):
    assert comparisons.pairs(4).tolist() == vector["outputs"]["pairs"]


@agrees("torch_ranking_losses")
def chances_agree(vector):
    first, second = np.array(vector["inputs"]["nine"])
    same_numbers(comparisons.win_chance(first, second), vector["outputs"]["chances"])


@agrees("torch_ranking_losses")
def the_best_and_the_zero_agree(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    nine = np.array(given["nine"])
    assert comparisons.best_of(nine).tolist() == theirs["best"]
    centered = comparisons.center(nine, np.ravel(given["four"]))
    same_numbers(centered, theirs["centered"])


@agrees("torch_best_of")
def how_far_the_best_is_agrees(vector):
    ours = [comparisons.best_of_kl(n) for n in vector["inputs"]["n"]]
    same_numbers(np.array(ours), vector["outputs"]["divergence"], 1e-10)


# --- what must be noticed -------------------------------------------------------------

PAIRS = comparisons.pairs


def _neighbors(k):
    """Only answers that stand next to each other in the ranking."""
    return PAIRS(k)[PAIRS(k) @ [-1, 1] == 1]


def _worse_first(k):
    return PAIRS(k)[:, ::-1]


def _against_the_best(k):
    return PAIRS(k)[PAIRS(k)[:, 0] == 0]


def _without_the_root(reward, other):
    return np.exp(reward) / (np.exp(reward) + np.exp(-other))


def _by_the_sum(rewards, demonstrations):
    return rewards - np.sum(demonstrations)


def _too_far(n):
    return np.log(n) - 1 / n


plant(
    "torch_ranking_losses",
    "preferences.comparisons.pairs",
    _neighbors,
    _worse_first,
    _against_the_best,
)
plant("torch_ranking_losses", "preferences.comparisons.win_chance", _without_the_root)
plant("torch_ranking_losses", "preferences.comparisons.center", _by_the_sum)
plant("torch_best_of", "preferences.comparisons.best_of_kl", _too_far, np.log)
