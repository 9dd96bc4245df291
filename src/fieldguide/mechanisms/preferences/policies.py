"""A policy that learns from rewards: try, see what it brought, and do more of what was better.

Nothing tells a policy what it should have written, only how good it was. The three losses
here are steps of one derivation: `reinforce_loss` is the plain policy gradient, `advantages`
make it steadier, and `clipped_loss` lets one batch of answers serve for several steps.
"""

import numpy as np

from ... import checks

CLIP = 0.2  # Ouyang et al. 2022, app. C.4
DISCOUNT = 1.0  # the same: no discount
LAMBDA = 0.95  # not in that paper; openai/lm-human-preferences and trl have it
PRETRAINING = 27.8  # gamma in equation 2, app. C.4; 0 is plain PPO


def reinforce_loss(log_probs, advantage):
    """Minus the mean of advantage times ln p: its gradient is the policy gradient.

    A token that turned out better than expected, advantage 2, pulls its own probability up
    twice as hard as one with advantage 1; one with -1 pushes its own down.

    Parameters
    ----------
    log_probs : array, shape (...)
        Of the tokens that were written, under the policy that is to learn, in nats.
    advantage : array, shape of `log_probs`
        What each brought, more or less than expected.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If shapes differ or there is no token.

    References
    ----------
    Williams 1992, Mach. Learn. 8, 229-256, REINFORCE with a baseline, theorem 1.
    """
    log_probs, advantage = _tokens(log_probs=log_probs, advantage=advantage)
    return -(advantage * log_probs).mean()


def advantages(rewards, values, *, discount=DISCOUNT, lam=LAMBDA):
    """How much better things went than expected, from each token on.

    Rewards (0, 1) where the values were (0.5, 0.8): the second token brought 0.2 more than
    expected, and with it the expectation rose by 0.3 at the first. With lam = 1 the first
    gets both, 0.5, with lam = 0 only its own 0.3.

    Parameters
    ----------
    rewards : array, shape (..., n)
        What each token earned.
    values : array, shape (..., n)
        What was expected from each token on, before it was written.
    discount : float
        In [0, 1]: what comes a token later counts so much less.
    lam : float
        In [0, 1]: how far surprises are handed back. 1 trusts what happened, 0 the values.

    Returns
    -------
    array, shape (..., n)
        Added to `values` they are what the values should learn to say.

    Raises
    ------
    ValueError
        If shapes differ, or a rate is not in [0, 1].

    References
    ----------
    Schulman et al. 2015, arXiv:1506.02438, equation 16: generalized advantage estimation.
    """
    rewards = checks.numbers("rewards", rewards, (..., None))
    values = checks.numbers("values", values, rewards.shape)
    discount, lam = checks.rate("discount", discount), checks.rate("lam", lam)
    after = np.concatenate([values[..., 1:], np.zeros_like(values[..., :1])], axis=-1)
    surprise = rewards + discount * after - values  # (..., n)
    found, handed_back = np.empty_like(surprise), 0.0
    for t in reversed(range(rewards.shape[-1])):
        handed_back = surprise[..., t] + discount * lam * handed_back
        found[..., t] = handed_back
    return found


def clipped_loss(log_probs, old_log_probs, advantage, *, clip=CLIP):
    """Gain what one can, but nothing for leaving the neighborhood of the policy that wrote.

    The ratio r is how much more probable a token has become since it was written. With an
    advantage of 1 the gain is r, up to 1.2; with -1 the loss is r, but never less than 0.8.

    Parameters
    ----------
    log_probs : array, shape (...)
        Of the tokens that were written, under the policy that is learning, in nats.
    old_log_probs : array, shape of `log_probs`
        The same, under the policy that wrote them.
    advantage : array, shape of `log_probs`
    clip : float
        Above 0.

    Returns
    -------
    float
        Minus the mean gain.

    Raises
    ------
    ValueError
        If shapes differ, there is no token, or clip is not above 0.

    References
    ----------
    Schulman et al. 2017, PPO, arXiv:1707.06347, equation 7.
    """
    log_probs, old, advantage = _tokens(
        log_probs=log_probs, old_log_probs=old_log_probs, advantage=advantage
    )
    clip = checks.number("clip", clip, above=0)
    ratio = np.exp(log_probs - old)
    near = np.minimum(np.maximum(ratio, 1 - clip), 1 + clip)
    return -np.minimum(ratio * advantage, near * advantage).mean()


def value_loss(values, returns):
    """Half the mean square by which the expectations missed.

    Parameters
    ----------
    values : array, shape (...)
        What was expected.
    returns : array, shape of `values`
        What came: `advantages` plus the values of that time.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If shapes differ or there is no token.

    References
    ----------
    Schulman et al. 2017, arXiv:1707.06347, equation 9, with the half that OpenAI's code
    (lm-human-preferences) and trl put before it; both also clip, which is left out here.
    """
    values, returns = _tokens(values=values, returns=returns)
    return 0.5 * ((values - returns) ** 2).mean()


def mixed_loss(policy_loss, pretraining_loss, *, gamma=PRETRAINING):
    """PPO-ptx: what is learned from rewards, plus gamma times what the old texts still teach.

    Parameters
    ----------
    policy_loss, pretraining_loss : float
        On the answers, and on texts of the kind that the model was pre-trained on.
    gamma : float
        0 or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If gamma is below 0, or a loss is no number.

    References
    ----------
    Ouyang et al. 2022, arXiv:2203.02155, equation 2, second line.
    """
    policy_loss = checks.numbers("policy_loss", policy_loss, ())
    pretraining_loss = checks.numbers("pretraining_loss", pretraining_loss, ())
    return policy_loss + checks.number("gamma", gamma, least=0) * pretraining_loss


def _tokens(**arrays):
    """Arrays of one shape, a number a token, of at least one token."""
    arrays = {name: checks.numbers(name, x) for name, x in arrays.items()}
    checks.same_shape(**arrays)
    if not all(x.size for x in arrays.values()):
        raise ValueError(f"{', '.join(arrays)} must hold a token, got none")
    return arrays.values()
