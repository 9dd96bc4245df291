"""From comparisons to a reward: people say which answer is better, and a number is learned.

Nobody can say how good an answer is on a scale that others share. Which of two is better,
most can. A reward model gives each answer a number, such that differences of these numbers
predict what people say.
"""

import math

import numpy as np

from ... import checks


def win_chance(reward, other):
    """How probable it is that an answer is preferred to another: 1 / (1 + exp(other - reward)).

    A lead of 0 gives 1/2, a lead of ln 3 gives 3/4, whatever the two rewards are.

    Parameters
    ----------
    reward, other : array, shape (...)

    Returns
    -------
    array, shape (...)
        Probabilities, in [0, 1].

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Bradley and Terry 1952, Biometrika 39, 324-345, with exp(reward) as an answer's strength.
    """
    reward, other = checks.numbers("reward", reward), checks.numbers("other", other)
    checks.same_shape(reward=reward, other=other)
    return np.exp(-np.logaddexp(0, other - reward))


def pairs(k):
    """All pairs of a ranking, best first: (0, 1), (0, 2) and so on, the better one in front.

    A ranking of 4 answers is 6 comparisons, one of 9 is 36.

    Parameters
    ----------
    k : int
        Answers that were ranked, 2 or more.

    Returns
    -------
    int array, shape (k (k - 1) / 2, 2)
        Places in the ranking.

    Raises
    ------
    ValueError
        If there are not two answers.

    References
    ----------
    Ouyang et al. 2022, arXiv:2203.02155, section 3.5, where k is 4 to 9.
    """
    return np.stack(np.triu_indices(checks.count("k", k, least=2), 1), axis=1)


def ranking_loss(rewards):
    """How surprised the rewards are by rankings: -ln win_chance, mean over a ranking's pairs.

    Rewards (ln 3, 0) of a better and a worse answer cost ln(4/3) = 0.288 nats, (0, ln 3) cost
    ln 4. Only differences count.

    Parameters
    ----------
    rewards : array, shape (..., k)
        Of k answers to one prompt, in the order of the ranking, best first; a row a prompt.

    Returns
    -------
    float
        Mean over the prompts, in nats a comparison; ln 2 if all rewards are equal.

    Raises
    ------
    ValueError
        If there is no prompt, or fewer than two answers.

    References
    ----------
    Ouyang et al. 2022, arXiv:2203.02155, equation 1. All pairs of a prompt go together as one
    element of the batch: k answers are read once each, where separate pairs would have them
    read k - 1 times and, the authors write, overfitted.
    """
    rewards = checks.numbers("rewards", rewards, (..., None))
    if not rewards.size:
        raise ValueError(f"rewards must hold a ranking, got shape {rewards.shape}")
    better, worse = pairs(checks.count("answers in rewards", rewards.shape[-1], 2)).T
    lead = rewards[..., better] - rewards[..., worse]  # (..., pairs)
    return np.logaddexp(0, -lead).mean()


def center(rewards, demonstrations):
    """Shift rewards so that answers which people wrote have 0 on average.

    Comparisons leave the zero open: rewards (5, 3) say what (2, 0) say.

    Parameters
    ----------
    rewards : array, any shape
    demonstrations : array, shape (n,)
        What the same model gives to n written answers.

    Returns
    -------
    array, shape of `rewards`

    Raises
    ------
    ValueError
        If there is no demonstration.

    References
    ----------
    Ouyang et al. 2022, arXiv:2203.02155, section 3.5, last lines on the reward model.
    """
    rewards = checks.numbers("rewards", rewards)
    demonstrations = checks.finite("demonstrations", demonstrations, (None,))
    if not len(demonstrations):
        raise ValueError("demonstrations must hold a reward, got none")
    return rewards - demonstrations.mean()


def best_of(rewards):
    """Write several answers, and hand out the one with the highest reward.

    Parameters
    ----------
    rewards : array, shape (..., n)
        Of n answers to one prompt.

    Returns
    -------
    int array, shape (...)
        Place of the best; the first of equals.

    Raises
    ------
    ValueError
        If there is no answer, or a reward is not finite.

    References
    ----------
    Nakano et al. 2021, WebGPT, arXiv:2112.09332, section 3.2, where it is called rejection
    sampling; nothing is trained for it.
    """
    rewards = checks.finite("rewards", rewards, (..., None))
    checks.count("answers in rewards", rewards.shape[-1])
    return rewards.argmax(-1)


def best_of_kl(n):
    """How far the best of n answers has moved from one answer: ln n - (n - 1) / n nats.

    Of 2 it is 0.193, of 16 it is 1.835: sixteen times the work buys less than two nats.

    Parameters
    ----------
    n : int
        Answers among which the best is chosen.

    Returns
    -------
    float
        The KL divergence from the distribution of one answer, exact if no two answers have
        the same reward and no answer is probable; in general not more than this.

    Raises
    ------
    ValueError
        If n is below 1.

    References
    ----------
    Stiennon et al. 2020, arXiv:2009.01325, appendix G.3. That it is an upper bound in
    general: Beirami et al. 2024, arXiv:2401.01879.
    """
    n = checks.count("n", n)
    return math.log(n) - (n - 1) / n  # n may be larger than NumPy's numbers
