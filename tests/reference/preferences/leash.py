"""The leash: torch's categorical distributions, their divergence, and the best policy there is."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.preferences import leash

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_leash():
    """Categorical: log_prob, kl_divergence; and a policy that LBFGS finds for the leash."""
    import torch
    from torch.distributions import Categorical, kl_divergence

    seed, beta = 20220304, 0.5
    drawn = draw(
        np.random.default_rng(seed),
        4,
        logits=(2, 3, 5),
        p=(2, 4),
        q=(2, 4),
        rewards=(2, 4),
    )
    ids = np.random.default_rng(seed).integers(5, size=(2, 3))
    logits, p, q, rewards = (torch.from_numpy(x) for x in drawn.values())
    written = Categorical(logits=logits).log_prob(torch.from_numpy(ids))
    p, q = Categorical(logits=p), Categorical(logits=q)
    free = torch.zeros_like(rewards, requires_grad=True)
    search = torch.optim.LBFGS(
        [free], lr=1, max_iter=400, tolerance_grad=1e-13, tolerance_change=0,
        line_search_fn="strong_wolfe",
    )  # fmt: skip

    def worth():
        search.zero_grad()
        new = Categorical(logits=free)
        loss = -((new.probs * rewards).sum(-1) - beta * kl_divergence(new, p)).sum()
        loss.backward()
        return loss

    search.step(worth)
    return record(
        "torch",
        "Categorical(logits).log_prob(ids); kl_divergence(q, p); "
        "LBFGS on -(probs * rewards).sum() + beta * kl_divergence(new, p)",
        seed,
        drawn | {"ids": ids, "beta": beta, "p_chances": p.probs, "q_chances": q.probs},
        {
            "log_probs": written,
            "divergence": kl_divergence(q, p),
            "best": torch.softmax(free, -1).detach(),
        },
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("torch_leash")
def log_probs_agree(vector):
    given = vector["inputs"]
    ours = leash.token_log_probs(np.array(given["logits"]), np.array(given["ids"]))
    same_numbers(ours, vector["outputs"]["log_probs"])


@agrees("torch_leash")
def divergences_agree(vector):
    given = vector["inputs"]
    ours = leash.divergence(given["q_chances"], given["p_chances"])
    same_numbers(ours, vector["outputs"]["divergence"], 1e-10)


@agrees("torch_leash")
def what_a_search_finds_is_the_tilt(vector):
    given = vector["inputs"]
    ours = leash.tilt(given["p_chances"], given["rewards"], beta=given["beta"])
    same_numbers(ours, vector["outputs"]["best"], 1e-5)  # the search stops there


# --- what must be noticed -------------------------------------------------------------

DIVERGENCE, TILT = leash.divergence, leash.tilt


def _the_other_way(q, p):
    return DIVERGENCE(p, q)


def _times_beta(chances, rewards, *, beta):
    return TILT(chances, rewards, beta=1 / beta)


def _without_the_reference(chances, rewards, *, beta):
    return TILT(np.full_like(np.asarray(chances), 0.25), rewards, beta=beta)


def _not_normalized(logits, ids):
    return np.take_along_axis(logits, ids[..., None], -1)[..., 0]


plant("torch_leash", "preferences.leash.divergence", _the_other_way)
plant("torch_leash", "preferences.leash.tilt", _times_beta, _without_the_reference)
plant("torch_leash", "preferences.leash.token_log_probs", _not_normalized)
