"""Gumbel-softmax: torch's, with the very noise that torch drew; KL divergence by torch."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.codes import soft

TEMPERATURES = 1.0, 0.5, soft.COLDEST

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_gumbel_softmax():
    """Soft draws at three temperatures, and the noise that went into them."""
    import torch

    seed = 20161103
    drawn = draw(np.random.default_rng(seed), 2, logits=(3, 6))
    logits = torch.from_numpy(drawn["logits"])
    torch.manual_seed(seed)
    # how torch.nn.functional.gumbel_softmax makes its noise, with the same seed
    noise = -torch.empty_like(logits).exponential_().log()
    found = []
    for temperature in TEMPERATURES:
        torch.manual_seed(seed)
        found.append(torch.nn.functional.gumbel_softmax(logits, tau=temperature))
    return record(
        "torch",
        "nn.functional.gumbel_softmax(logits, tau=temperature)",
        seed,
        drawn | {"noise": noise, "temperatures": TEMPERATURES},
        {"shares": torch.stack(found)},
    )


@producer
def torch_divergence_from_uniform():
    """KL divergence of a choice among six from one by lot."""
    import torch
    from torch.distributions import Categorical, kl_divergence

    seed = 20131220
    drawn = draw(np.random.default_rng(seed), 2, logits=(4, 6))
    chosen = Categorical(logits=torch.from_numpy(drawn["logits"]))
    by_lot = Categorical(logits=torch.zeros(4, 6, dtype=torch.float64))
    return record(
        "torch",
        "distributions.kl_divergence(Categorical(logits), Categorical(zeros))",
        seed,
        drawn,
        {"divergence": kl_divergence(chosen, by_lot)},
    )


# --- how ours is compared -------------------------------------------------------------


class Drawn(np.random.Generator):
    """A generator that hands out noise that was drawn elsewhere."""

    def __init__(self, noise):
        super().__init__(np.random.PCG64(0))
        self.noise = np.array(noise)

    def gumbel(self, size):
        assert size == self.noise.shape, size
        return self.noise


@agrees("torch_gumbel_softmax")
def soft_draws_agree(vector):
    given = vector["inputs"]
    for temperature, theirs in zip(
        given["temperatures"], vector["outputs"]["shares"], strict=True
    ):
        ours = soft.gumbel_softmax(
            np.array(given["logits"]), Drawn(given["noise"]), temperature=temperature
        )
        same_numbers(ours, theirs)


@agrees("torch_divergence_from_uniform")
def divergence_agrees(vector):
    ours = soft.uniform_divergence(np.array(vector["inputs"]["logits"]))
    same_numbers(ours, vector["outputs"]["divergence"], 1e-7)


# --- what must be noticed -------------------------------------------------------------

DRAW = soft.gumbel_softmax


def _without_noise(logits, rng, *, temperature):
    return softmax(logits / temperature)


def _cooled_before(logits, rng, *, temperature):
    """The scores alone are divided, and the noise is as strong as ever."""
    return DRAW(np.asarray(logits) / temperature, rng, temperature=1.0)


def _by_one(logits, rng, *, temperature):
    return DRAW(logits, rng, temperature=1.0)


def _entropy(logits):
    shares = softmax(logits)
    return -(shares * np.log(shares)).sum(-1)


def _other_way(logits):
    """Of a choice by lot from this one."""
    return -np.log(softmax(logits) * logits.shape[-1]).mean(-1)


plant(
    "torch_gumbel_softmax",
    "codes.soft.gumbel_softmax",
    _without_noise,
    _cooled_before,
    _by_one,
)
plant(
    "torch_divergence_from_uniform",
    "codes.soft.uniform_divergence",
    _entropy,
    _other_way,
)
