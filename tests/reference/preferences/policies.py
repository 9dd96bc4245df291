"""PPO as trl has it: rewards on a leash, advantages, clipped losses, with torch's gradients.

Restated from huggingface/trl@d6196b6, trl/experimental/ppo/ppo_trainer.py, train, steps 4 and 6
and the losses behind them, without padding and whitening; it follows
openai/lm-human-preferences@1ab856d, train_policy.py, compute_rewards and loss.
"""

import autograd
import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.preferences import leash, policies

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_trl_ppo():
    """Two answers of five tokens, judged, and one step of the policy and of the values."""
    import torch

    seed, beta, lam, clip, gamma = 20220304, 0.02, 0.95, 0.2, 27.8
    shape = 2, 5
    names = ("logits", "supervised_logits", "new_logits", "values", "new_values")
    drawn = draw(
        np.random.default_rng(seed),
        4,
        **dict.fromkeys(names[:3], (*shape, 4)),
        **dict.fromkeys(names[3:], shape),
        score=(2,),
    )
    ids = np.random.default_rng(seed).integers(4, size=shape)
    at = torch.from_numpy(ids)[..., None]
    given = {name: torch.from_numpy(x) for name, x in drawn.items()}
    old, supervised = (
        torch.log_softmax(given[name], -1).gather(-1, at)[..., 0]
        for name in ("logits", "supervised_logits")
    )
    rewards = -beta * -(supervised - old)
    rewards[:, -1] += given["score"]
    carried, found = 0, []
    for t in reversed(range(shape[1])):
        after = given["values"][:, t + 1] if t < shape[1] - 1 else 0.0
        delta = rewards[:, t] + after - given["values"][:, t]
        carried = delta + lam * carried
        found.append(carried)
    advantages = torch.stack(found[::-1], axis=1)
    logits = given["new_logits"].requires_grad_()
    new = torch.log_softmax(logits, -1).gather(-1, at)[..., 0]
    new.retain_grad()
    ratio = torch.exp(new - old)
    loss = torch.max(
        -advantages * ratio, -advantages * torch.clamp(ratio, 1 - clip, 1 + clip)
    ).mean()
    loss.backward(retain_graph=True)
    clipped = {"clipped": loss.item(), "clipped_gradient": new.grad.clone()}
    new.grad = None
    plain = -(advantages * new).mean()
    plain.backward()
    values = given["new_values"].requires_grad_()
    missed = 0.5 * torch.square(values - (advantages + given["values"])).mean()
    missed.backward()
    return record(
        "torch",
        "trl's PPO restated: kl_coef 0.02, gamma 1, lam 0.95, cliprange 0.2, "
        "no cliprange_value, no whitening; pretraining loss 0.5 with weight 27.8",
        seed,
        drawn | {"ids": ids, "old": old, "supervised": supervised, "new": new.detach()},
        {
            "rewards": rewards,
            "advantages": advantages,
            **clipped,
            "plain": plain.item(),
            "plain_gradient": new.grad,
            "missed": missed.item(),
            "missed_gradient": values.grad,
            "mixed": loss.item() + gamma * 0.5,
        },
    )


# --- how ours are compared ------------------------------------------------------------


def _arrays(vector):
    return {k: np.array(v) for k, v in (vector["inputs"] | vector["outputs"]).items()}


@agrees("restated_trl_ppo")
def rewards_on_a_leash_agree(vector):
    v = _arrays(vector)
    ours = leash.leashed_rewards(v["score"], v["old"], v["supervised"])
    same_numbers(ours, v["rewards"])


@agrees("restated_trl_ppo")
def advantages_agree(vector):
    v = _arrays(vector)
    same_numbers(policies.advantages(v["rewards"], v["values"]), v["advantages"])


@agrees("restated_trl_ppo")
def losses_and_gradients_agree(vector):
    v = _arrays(vector)
    returns = v["advantages"] + v["values"]
    for name, loss, *given in (
        ("clipped", policies.clipped_loss, v["new"], v["old"], v["advantages"]),
        ("plain", policies.reinforce_loss, v["new"], v["advantages"]),
        ("missed", policies.value_loss, v["new_values"], returns),
    ):
        same_numbers(loss(*given), v[name])
        same_numbers(autograd.grad(loss)(*given), v[f"{name}_gradient"])


@agrees("restated_trl_ppo")
def the_mix_agrees(vector):
    v = _arrays(vector)
    same_numbers(policies.mixed_loss(v["clipped"], 0.5), v["mixed"])


# --- what must be noticed -------------------------------------------------------------

REWARDS, ADVANTAGES, CLIPPED = (
    leash.leashed_rewards,
    policies.advantages,
    policies.clipped_loss,
)


def _other_sign(score, log_probs, supervised, **options):
    return REWARDS(score, supervised, log_probs, **options)


def _score_at_every_token(score, log_probs, supervised, *, beta=leash.BETA):
    return score[:, None] - beta * (log_probs - supervised)


def _all_at_the_end(score, log_probs, supervised, *, beta=leash.BETA):
    """The sum is right, but no token knows which of them strayed."""
    rewards = np.zeros(log_probs.shape)
    rewards[:, -1] = score - beta * (log_probs - supervised).sum(1)
    return rewards


def _no_memory(rewards, values, **options):
    return ADVANTAGES(rewards, values, lam=0.0)


def _last_value_stays(rewards, values, *, discount=1.0, lam=policies.LAMBDA):
    """What comes after the end is worth as much as the end."""
    rewards = np.array(rewards)
    rewards[:, -1] += values[:, -1]
    return ADVANTAGES(rewards, values, discount=discount, lam=lam)


def _only_clipped(log_probs, old_log_probs, advantage, *, clip=policies.CLIP):
    """Without the smaller of both."""
    near = np.minimum(np.maximum(np.exp(log_probs - old_log_probs), 1 - clip), 1 + clip)
    return -(near * advantage).mean()


def _never_clipped(log_probs, old_log_probs, advantage, *, clip=policies.CLIP):
    return -(np.exp(log_probs - old_log_probs) * advantage).mean()


def _larger_of_both(log_probs, old_log_probs, advantage, *, clip=policies.CLIP):
    return -CLIPPED(log_probs, old_log_probs, -advantage, clip=clip)


def _without_ln(log_probs, advantage):
    return -(advantage * np.exp(log_probs)).mean()


def _whole_square(values, returns):
    return ((values - returns) ** 2).mean()


plant(
    "restated_trl_ppo",
    "preferences.leash.leashed_rewards",
    _other_sign,
    _score_at_every_token,
    _all_at_the_end,
)
plant(
    "restated_trl_ppo", "preferences.policies.advantages", _no_memory, _last_value_stays
)
plant(
    "restated_trl_ppo",
    "preferences.policies.clipped_loss",
    _only_clipped,
    _never_clipped,
    _larger_of_both,
)
plant("restated_trl_ppo", "preferences.policies.reinforce_loss", _without_ln)
plant("restated_trl_ppo", "preferences.policies.value_loss", _whole_square)
