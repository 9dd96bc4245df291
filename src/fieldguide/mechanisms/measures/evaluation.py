"""Evaluation: what a score counts, and how far it may be off.

A benchmark figure is a share of questions, so it carries the noise of a sample. The
functions take counts; multiply a share by the number of questions to get one.
"""

import re
from collections import Counter
from math import lgamma

import numpy as np

from ... import checks

Z = 1.959963984540054  # a normal variable lies within +-Z in 95 of 100 cases


def wilson_interval(correct, n, *, z=Z):
    """The shares that n questions with so many right answers leave believable.

    15 right answers of 148 are a share of 0.101; the interval is 0.062 to 0.161.

    Parameters
    ----------
    correct : float or array
        Right answers, 0 to n; a mean over several tries need not be whole.
    n : int or array
        Questions, taken to be drawn by chance from all that might be asked.
    z : float
        Half width in standard errors; 1.96 gives 95% of the cases.

    Returns
    -------
    low, high : float or array
        Shares in [0, 1].

    Raises
    ------
    ValueError
        If `n` is below 1 or `correct` does not lie between 0 and `n`.

    References
    ----------
    Wilson 1927, J. Am. Stat. Assoc. 22, 209-212; without continuity correction, method 3
    of Newcombe 1998, Statist. Med. 17, 857-872, from where the example comes.
    """
    share, n = _share(correct, n)
    z = checks.number("z", z, least=0)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def difference_interval(correct_1, n_1, correct_2, n_2, *, z=Z):
    """The differences between two shares that are believable: share 1 minus share 2.

    56 of 70 against 48 of 80 differ by 0.20; the interval is 0.05 to 0.33. If it holds
    0, chance alone can explain the difference.

    Parameters
    ----------
    correct_1, n_1, correct_2, n_2 : float or array
        As in `wilson_interval`, for two samples that have nothing to do with each other.
        Two systems that answer the same questions are usually compared more sharply
        question by question, if the answers are published: see `sign_test`.
    z : float
        As in `wilson_interval`.

    Returns
    -------
    low, high : float or array
        Differences in [-1, 1].

    Raises
    ------
    ValueError
        As `wilson_interval`.

    References
    ----------
    Newcombe 1998, Statist. Med. 17, 873-890, method 10, with his example.
    """
    p, _ = _share(correct_1, n_1, "correct_1", "n_1")
    q, _ = _share(correct_2, n_2, "correct_2", "n_2")
    p_low, p_high = wilson_interval(correct_1, n_1, z=z)
    q_low, q_high = wilson_interval(correct_2, n_2, z=z)
    low = p - q - np.hypot(p - p_low, q_high - q)
    high = p - q + np.hypot(p_high - p, q - q_low)
    return low, high


def sign_test(only_first, only_second):
    """How often a fair coin would favor one of two systems as clearly as this.

    Both answered the same questions; those that both or neither got right say nothing.
    With 1 against 5 a coin is as one-sided in 14 of 64 cases: 0.21875.

    Parameters
    ----------
    only_first, only_second : int
        Questions that only the first, or only the second, got right.

    Returns
    -------
    float
        Probability in [0, 1], two-sided.

    Raises
    ------
    ValueError
        If a count is negative or not whole.

    References
    ----------
    McNemar 1947, Psychometrika 12, 153-157, in the exact (binomial) form.
    """
    counts = checks.counts(least=0, only_first=only_first, only_second=only_second)
    n = sum(counts)
    log_of = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1)
                       for i in range(min(counts) + 1)])  # fmt: skip
    return float(min(1.0, 2 * np.exp(log_of - n * np.log(2)).sum()))


def pass_at_k(n, c, k):
    """The chance that one of k tries solves a problem, estimated from c of n that did.

    Of 5 tries 2 were right. Choose 2 of the 5: in 3 of 10 choices both are wrong, so
    pass@2 is 0.7.

    Parameters
    ----------
    n : int or int array
        Tries that were made, for each problem.
    c : int or int array
        How many of them passed.
    k : int
        How many tries count; at most `n`.

    Returns
    -------
    float or array
        Probability in [0, 1]; the benchmark's figure is the mean over the problems.

    Raises
    ------
    ValueError
        If 1 <= k <= n or 0 <= c <= n is violated, or a number is not whole.

    References
    ----------
    Chen et al. 2021, arXiv:2107.03374, equation 1: 1 - C(n - c, k) / C(n, k), which
    has no bias; `plug_in_pass_at_k` has.
    """
    n, c = _together(n=checks.integers("n", n), c=checks.integers("c", c))
    k = checks.count("k", k)
    if (k > n).any():
        raise ValueError(f"k must lie in 1 ... n, got k = {k} with n = {n.min()}")
    if (c < 0).any() or (c > n).any():
        raise ValueError(f"c must lie in 0 ... n, got {c} of {n}")
    drawn = np.arange(k)
    wrong = np.maximum(n[..., None] - c[..., None] - drawn, 0)  # (..., k)
    return 1 - np.prod(wrong / (n[..., None] - drawn), axis=-1)  # (...)


def plug_in_pass_at_k(n, c, k):
    """The chance that one of k tries is right, if c / n were the chance of each.

    Of 5 tries 2 were right: 1 - (3 / 5)**2 = 0.64, where `pass_at_k` gives 0.7. On average
    it is too small for every k above 1: it is the mean of `pass_at_k` over draws that may
    take the same try twice.

    Parameters
    ----------
    n, c, k
        As in `pass_at_k`; k may be more than n.

    Returns
    -------
    float or array
        Probability in [0, 1].

    Raises
    ------
    ValueError
        If 1 <= n, 1 <= k or 0 <= c <= n is violated, or a number is not whole.

    References
    ----------
    Chen et al. 2021, arXiv:2107.03374, sec. 2.1 and appendix A, which warn of it.
    """
    n, c = _together(n=checks.ids("n", n, least=1), c=checks.integers("c", c))
    k = checks.count("k", k)
    if (c < 0).any() or (c > n).any():
        raise ValueError(f"c must lie in 0 ... n, got {c} of {n}")
    return 1 - (1 - c / n) ** k


def mean_estimate(estimate, p, *, n, k):
    """What an estimate of pass@k is on average over all ways in which n tries can go.

    With p = 1/2, n = 2 and k = 2 no, one or two tries are right in 1, 2 and 1 of 4 cases;
    `pass_at_k` gives 0, 1 and 1, on average 3/4, which is 1 - (1 - p)**2.

    Parameters
    ----------
    estimate : function
        estimate(n, c, k), such as `pass_at_k`; c is an array.
    p : float
        The chance of one try, in [0, 1].
    n, k : int

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If p is no probability, or n or k no whole number of 1 or more.

    References
    ----------
    Chen et al. 2021, arXiv:2107.03374, appendix A, where the sum is worked out.
    """
    checks.function("estimate", estimate)
    p, (n, k) = checks.rate("p", p), checks.counts(n=n, k=k)
    c = np.arange(n + 1)
    ways = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in c])
    if 0 < p < 1:
        chances = np.exp(ways + c * np.log(p) + (n - c) * np.log1p(-p))
    else:
        chances = (c == n * p) * 1.0
    return float(chances @ estimate(n, c, k))


def spread_pass_at_k(a, b, k):
    """The mean chance that one of k tries is right, when problems differ in difficulty.

    The chance of one try follows a Beta(a, b) distribution over the problems. If all
    chances between 0 and 1 are equally common (a = b = 1), it is k / (k + 1).

    Parameters
    ----------
    a, b : float
        Above 0. The mean chance of one try is a / (a + b); the larger a + b, the more
        alike the problems.
    k : int or int array
        Tries, at least 1.

    Returns
    -------
    float or array
        Probability in [0, 1].

    Raises
    ------
    ValueError
        If `a` or `b` is not above 0, or `k` is below 1.

    References
    ----------
    The mean of 1 - (1 - p)**k under the beta distribution, a textbook integral. That
    real problems follow this distribution is an assumption of ours.
    """
    a, b = checks.number("a", a, above=0), checks.number("b", b, above=0)
    k = checks.ids("k", k, least=1)
    log_gamma = np.vectorize(lgamma, otypes=[float])
    fail = log_gamma(b + k) - log_gamma(a + b + k)
    return 1 - np.exp(fail + lgamma(a + b) - lgamma(b))


def majority_vote(chances, k):
    """The chance that the first answer gets the most of k votes; ties are drawn by lot.

    With chances 0.6 and 0.4 and three votes it wins with 3 or 2 of them:
    0.216 + 0.432 = 0.648.

    Parameters
    ----------
    chances : array, shape (answers,)
        How often one try gives each answer; the right answer first. Adds up to 1.
    k : int
        Tries, each one vote.

    Returns
    -------
    float
        Probability in [0, 1].

    Raises
    ------
    ValueError
        If `chances` are not probabilities that add up to 1, or `k` is below 1.

    References
    ----------
    Wang et al. 2022, self-consistency, arXiv:2203.11171; what tables call maj1@k. Counted
    exactly: numbers of votes are independent Poisson variables that happen to add up to k.
    """
    chances, k = checks.probabilities("chances", chances), checks.count("k", k)
    votes = np.array([_poisson(k * p, k) for p in chances])  # (answers, k + 1)
    return (
        sum(votes[0, c] * _beaten(votes[1:], c, k) for c in range(1, k + 1))
        / (_poisson(k, k)[k])
    )


def _beaten(others, c, k):
    """P(the others share k - c votes and none has more than c), ties by lot."""
    tied = {0: np.eye(1, k - c + 1)[0]}  # answers with exactly c -> (k - c + 1,)
    for row in others:
        fewer = np.where(np.arange(k - c + 1) < c, row[: k - c + 1], 0)
        grown = Counter()
        for t, p in tied.items():
            grown[t] = grown[t] + np.convolve(p, fewer)[: k - c + 1]
            if c <= k - c:
                shifted = np.zeros(k - c + 1)
                shifted[c:] = p[: k - 2 * c + 1] * row[c]
                grown[t + 1] = grown[t + 1] + shifted
        tied = grown
    return sum(p[k - c] / (t + 1) for t, p in tied.items())


def _poisson(mean, most):
    """P(count) for counts 0 ... most; array, shape (most + 1,)."""
    counts = np.arange(most + 1)
    if mean == 0:
        return (counts == 0) * 1.0
    return np.exp(counts * np.log(mean) - mean - [lgamma(i + 1) for i in counts])


def exact_match(answer, reference):
    """1.0 if two answers are the same but for case, punctuation and articles, else 0.0.

    "The harbor!" matches "harbor"; "in the harbor" does not.

    Parameters
    ----------
    answer, reference : str

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If an answer is no text.

    References
    ----------
    Rajpurkar et al. 2016, SQuAD, arXiv:1606.05250, sec. 6.1, and its evaluation script.
    With several references the best one counts; here there is one.
    """
    answer, reference = _words("answer", answer), _words("reference", reference)
    return float(answer == reference)


def token_f1(answer, reference):
    """How far two answers overlap: the harmonic mean of precision and recall in words.

    "in the harbor" against "harbor": of 2 words 1 is right, of 1 wanted 1 is there;
    precision 1/2, recall 1, F1 2/3. Order does not count.

    Parameters
    ----------
    answer, reference : str
        Case, punctuation and the articles a, an, the are ignored.

    Returns
    -------
    float
        In [0, 1]; 1 if both are empty.

    Raises
    ------
    ValueError
        If an answer is no text.

    References
    ----------
    As `exact_match`. CoQA (arXiv:1808.07042) uses the same measure.
    """
    given, wanted = _words("answer", answer), _words("reference", reference)
    if not given or not wanted:
        return float(given == wanted)
    common = sum((Counter(given) & Counter(wanted)).values())
    return 2 * common / (len(given) + len(wanted))


def _words(name, text):
    """Lower case, no punctuation, no articles: a list of words."""
    kept = re.sub(r"[!-/:-@\[-`{-~]", "", checks.text(name, text).lower())
    return re.sub(r"\b(a|an|the)\b", " ", kept).split()


def _share(correct, n, correct_name="correct", n_name="n"):
    correct, n = checks.finite(correct_name, correct), checks.finite(n_name, n)
    correct, n = _together(correct=correct, n=n)
    if (n < 1).any() or (n % 1).any():
        raise ValueError(f"{n_name} must be whole numbers of 1 or more, got {n}")
    if (correct < 0).any() or (correct > n).any():
        raise ValueError(f"{correct_name} must lie in 0 ... {n}, got {correct}")
    return correct / n, n


def _together(**arrays):
    """Arrays that fit each other, laid side by side."""
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        found = ", ".join(f"{name} {np.shape(x)}" for name, x in arrays.items())
        raise ValueError(f"shapes must fit each other: {found}") from None
