"""A leash: what an answer's reward is worth depends on how far the policy has strayed for it.

A policy is a model that writes. It starts as a copy of a reference, the model that has
learned from demonstrations, and every nat by which the two differ costs something.
"""

import numpy as np

from ... import checks
from ..attention.attention import log_softmax

BETA = 0.02  # Ouyang et al. 2022, app. C.4: reward for each nat of divergence


def token_log_probs(logits, ids):
    """ln of the probability that a model gave to each token that was written.

    Parameters
    ----------
    logits : array, shape (..., n, v)
        Scores for each of v tokens, before each of n was written.
    ids : int array, shape (..., n)
        What was written.

    Returns
    -------
    array, shape (..., n)
        At most 0, in nats.

    Raises
    ------
    ValueError
        If shapes do not fit, or a token has no score.
    """
    logits = checks.rows("logits", logits)
    *_, v = logits.shape
    ids = checks.ids("ids", ids, v, logits.shape[:-1])
    rows = log_softmax(logits).reshape((-1, v))  # (all tokens, v)
    return rows[np.arange(ids.size), ids.ravel()].reshape(ids.shape)


def leashed_rewards(reward, log_probs, supervised, *, beta=BETA):
    """What each token earns: minus its part of the divergence, and at the last one the reward.

    Reward 1, beta 0.5, and two tokens that the policy writes with probabilities 1/2 and 1 where
    the supervised model had 1/4 and 1: the first costs 0.5 ln 2, the second earns 1.

    Parameters
    ----------
    reward : array, shape (...)
        Of each answer as a whole.
    log_probs, supervised : array, shape (..., n)
        Of the tokens that were written, under the policy and under the model
        that has only learned from demonstrations, in nats.
    beta : float
        0 or more; 0 takes the leash off.

    Returns
    -------
    array, shape (..., n)
        Rewards; they add up to reward - beta (log_probs - supervised).

    Raises
    ------
    ValueError
        If shapes do not fit, an answer has no token, or beta is below 0.

    References
    ----------
    Ouyang et al. 2022, arXiv:2203.02155, equation 2, first line. The paper's sum over an
    answer, shared out among its tokens as in openai/lm-human-preferences, train_policy.py,
    compute_rewards, and in trl, which has beta 0.05 by default.
    """
    log_probs = checks.numbers("log_probs", log_probs, (..., None))
    supervised = checks.numbers("supervised", supervised, log_probs.shape)
    reward = checks.numbers("reward", reward, log_probs.shape[:-1])
    beta = checks.number("beta", beta, least=0)
    checks.count("tokens of log_probs", log_probs.shape[-1])
    last = np.arange(log_probs.shape[-1]) == log_probs.shape[-1] - 1  # (n,)
    return reward[..., None] * last - beta * (log_probs - supervised)


def tilt(chances, rewards, *, beta):
    """The best that a leash allows: each answer's chance times exp(reward / beta), rescaled.

    Two answers with chances (1/2, 1/2) and rewards (1, 0): at beta = 1 the better one gets
    0.731, at 0.1 nearly all, at 10 hardly more than before.

    Parameters
    ----------
    chances : array, shape (..., m)
        How the reference answers; adds up to 1. What it never says is never said.
    rewards : array, shape (..., m)
    beta : float
        Above 0.

    Returns
    -------
    array, shape (..., m)
        The chances q for which (q * rewards).sum() - beta * kl(q, chances) is highest.

    Raises
    ------
    ValueError
        If chances are none, shapes differ, or beta is not above 0.

    References
    ----------
    Korbak, Perez and Buckley 2022, arXiv:2205.11275, section 3; Rafailov et al. 2023,
    arXiv:2305.18290, equation 4.
    """
    chances = checks.probabilities("chances", chances, (..., None))
    rewards = checks.finite("rewards", rewards, chances.shape)
    beta = checks.number("beta", beta, above=0)
    # from the highest one down, so that no exponential is too large
    highest = np.where(chances > 0, rewards, -np.inf).max(-1, keepdims=True)
    q = chances * np.exp(np.minimum(rewards - highest, 0) / beta)
    return q / q.sum(-1, keepdims=True)


def divergence(q, p):
    """How far q has moved from p: the mean of ln q - ln p over what q does, in nats.

    From a fair coin to one that always shows heads it is ln 2; back it is infinite, since q
    would do what p never does.

    Parameters
    ----------
    q, p : array, shape (..., m)
        Probabilities that add up to 1.

    Returns
    -------
    array, shape (...)
        0 if both are the same.

    Raises
    ------
    ValueError
        If one does not hold probabilities, or shapes differ.

    References
    ----------
    Kullback and Leibler 1951, Ann. Math. Statist. 22, 79-86, equation 2.2 in nats.
    """
    q = checks.probabilities("q", q, (..., None))
    p = checks.probabilities("p", p, q.shape)
    done = q > 0  # what q never does costs nothing
    with np.errstate(divide="ignore"):
        away = np.log(np.where(done, q, 1)) - np.log(np.where(done, p, 1))
    return (q * np.where(done, away, 0)).sum(-1)
