"""Five ways to damage a text that is to be written again as it was: BART's noises.

BART (Lewis et al. 2019, arXiv:1910.13461, sec. 2.2) compares token masking, token
deletion, text infilling, sentence permutation and document rotation, and trains on
infilling and permutation together. Whatever the noise, the target is the whole text. The
tokens that begin and end a text are not damaged: leave them off, and put them back after.

The released code is facebookresearch/fairseq, fairseq/data/denoising_dataset.py (read at
commit 003179f).
"""

import math

import numpy as np

from ... import checks

MASKED = 0.3  # share of the tokens of a document, Lewis et al. 2019, sec. 5.1
MEAN_SPAN = 3.0  # lambda of the Poisson distribution, sec. 2.2


def mask_places(ids, chosen, *, mask_id):
    """Token masking: each chosen token becomes [MASK], one for one.

    Parameters
    ----------
    ids : int array, any shape
        Not modified.
    chosen : bool array, shape of `ids`
    mask_id : int

    Returns
    -------
    int array, shape of `ids`

    Raises
    ------
    ValueError
        If shapes differ, or an id is negative.

    References
    ----------
    Lewis et al. 2019, sec. 2.2, "Token Masking", after BERT, but without its random and
    kept tokens.
    """
    ids, mask_id = checks.ids("ids", ids), _mask_id(mask_id)
    chosen = checks.booleans("chosen", chosen, ids.shape)
    return np.where(chosen, mask_id, ids)


def delete_tokens(ids, chosen):
    """Token deletion: the chosen tokens vanish, and nothing says where.

    Parameters
    ----------
    ids : int array, shape (n,)
        Not modified.
    chosen : bool array, shape (n,)

    Returns
    -------
    int array
        The tokens that are left.

    Raises
    ------
    ValueError
        If shapes differ, or an id is negative.

    References
    ----------
    Lewis et al. 2019, sec. 2.2, "Token Deletion".
    """
    ids = checks.ids("ids", ids, shape=(None,))
    return ids[~checks.booleans("chosen", chosen, ids.shape)]


def infill(ids, starts, lengths, *, mask_id):
    """Replace each span by a single [MASK], however long it is.

    "the keeper lights the lamp" with a span of 3 from place 1 becomes "the [MASK] lamp".
    A span that begins in another is swallowed by it; two that touch leave two masks.

    Parameters
    ----------
    ids : int array, shape (n,)
        Not modified.
    starts, lengths : int array, shape (k,)
        Places where spans begin, all different, and tokens in them, 1 or more. What would
        go beyond the end is cut off.
    mask_id : int

    Returns
    -------
    int array

    Raises
    ------
    ValueError
        If a place is not in the text or stands twice, or a length is below 1: spans of
        length 0 are for `insert_masks`.

    References
    ----------
    Lewis et al. 2019, sec. 2.2, "Text Infilling"; add_whole_word_mask in fairseq, where
    spans may overlap so.
    """
    ids, mask_id = checks.ids("ids", ids, shape=(None,)), _mask_id(mask_id)
    n = len(ids)
    starts = checks.ids("starts", starts, n, (None,))
    lengths = checks.ids("lengths", lengths, shape=starts.shape, least=1)
    if len(np.unique(starts)) < len(starts):
        raise ValueError(f"starts must be different places, got {starts.tolist()}")
    turn = np.zeros(n + 1, int)  # spans that go on from a place, less those that end
    turn[starts + 1] += 1  # the mask stands at the start; what goes lies behind it
    ends = starts + np.minimum(lengths, n - starts)  # a sum of any lengths may overflow
    np.subtract.at(turn, ends, 1)
    inside = np.cumsum(turn)[:n] > 0  # (n,)
    masked = ids.copy()
    masked[starts] = mask_id
    return masked[~inside]


def insert_masks(ids, slots, *, mask_id):
    """Spans of length 0: put a [MASK] where nothing is missing.

    "the lamp" with slot 1 becomes "the [MASK] lamp".

    Parameters
    ----------
    ids : int array, shape (n,)
        Not modified.
    slots : int array, shape (k,)
        Places of the new masks in the result, all different.
    mask_id : int

    Returns
    -------
    int array, shape (n + k,)

    Raises
    ------
    ValueError
        If a place is not in the result or stands twice.

    References
    ----------
    Lewis et al. 2019, sec. 2.2: "0-length spans correspond to the insertion of [MASK]
    tokens"; add_insertion_noise in fairseq.
    """
    ids, mask_id = checks.ids("ids", ids, shape=(None,)), _mask_id(mask_id)
    slots = checks.integers("slots", slots, (None,))
    slots = checks.ids("slots", slots, len(ids) + len(slots))
    new = np.zeros(len(ids) + len(slots), bool)
    new[slots] = True
    if new.sum() < len(slots):
        raise ValueError(f"slots must be different places, got {slots.tolist()}")
    result = np.full(len(new), mask_id)
    result[~new] = ids
    return result


def infill_lengths(budget, rng, *, mean_span=MEAN_SPAN):
    """Draw lengths of spans until they hold so many tokens; the last one is cut to fit.

    A budget of 8 may give 3, 0, 4, 1: the last was drawn as 2 or more, or is 1.

    Parameters
    ----------
    budget : int
        Tokens to hide, 1 or more.
    rng : numpy.random.Generator
    mean_span : float
        Mean of the Poisson distribution, above 0.

    Returns
    -------
    int array, shape (k,)
        0 or more each; they add up to `budget`.

    Raises
    ------
    ValueError
        If there is nothing to hide, or the mean is not above 0.

    References
    ----------
    Lewis et al. 2019, sec. 2.2; add_whole_word_mask in fairseq, which cuts the
    distribution off where it falls below one in ten million.
    """
    budget, rng = checks.count("budget", budget), checks.rng(rng)
    mean_span = checks.number("mean_span", mean_span, above=0)
    lengths = np.minimum(rng.poisson(mean_span, budget), budget)
    while lengths.sum() < budget:
        more = np.minimum(rng.poisson(mean_span, budget), budget)
        lengths = np.append(lengths, more)
    reached = np.cumsum(lengths)
    last = int(np.searchsorted(reached, budget))
    lengths[last] -= reached[last] - budget
    return lengths[: last + 1]


def text_infilling(ids, rng, *, mask_id, rate=MASKED, mean_span=MEAN_SPAN):
    """Text infilling: a [MASK] for each of some spans, whose lengths are Poisson draws.

    Parameters
    ----------
    ids : int array, shape (n,)
        One token or more. Not modified.
    rng : numpy.random.Generator
    mask_id : int
    rate : float
        Share of the tokens that the spans hold together, in [0, 1], rounded up.
    mean_span : float
        Mean length of a span, in tokens, above 0.

    Returns
    -------
    int array
        Spans of length 0 have added a [MASK]. Spans may overlap, so that somewhat fewer
        tokens are hidden than `rate` says.

    Raises
    ------
    ValueError
        If the text is empty or `rate` is not in [0, 1].

    References
    ----------
    Lewis et al. 2019, sec. 2.2 and 5.1; add_whole_word_mask in fairseq, where whole words
    are hidden, and each token is one here.
    """
    ids, mask_id = checks.ids("ids", ids, shape=(None,)), _mask_id(mask_id)
    n = checks.count("length of ids", len(ids))
    budget, rng = math.ceil(checks.rate("rate", rate) * n), checks.rng(rng)
    checks.number("mean_span", mean_span, above=0)
    if not budget:
        return ids.copy()
    lengths = infill_lengths(budget, rng, mean_span=mean_span)
    real = lengths[lengths > 0]  # at most `budget`, so that there are starts for all
    starts = rng.permutation(n)[: len(real)]
    out = infill(ids, starts, real, mask_id=mask_id)
    empty = len(lengths) - len(real)
    slots = rng.permutation(len(out) + empty)[:empty]
    return insert_masks(out, slots, mask_id=mask_id)


def permute_sentences(sentences, order):
    """Sentence permutation: the sentences of a document in another order.

    Inside a sentence nothing moves.

    Parameters
    ----------
    sentences : list of int arrays, shape (n_i,)
        The sentences, each with its full stop if it has one.
    order : int array, shape (k,)
        Which sentence comes first, second, ...: each of 0 ... k - 1 once.

    Returns
    -------
    int array, shape (n_1 + ... + n_k,)

    Raises
    ------
    ValueError
        If `order` does not name each sentence once.

    References
    ----------
    Lewis et al. 2019, sec. 2.2, "Sentence Permutation"; permute_sentences in fairseq.
    """
    sentences = checks.several("sentences", sentences, _row)
    order = checks.ids("order", order, len(sentences), (len(sentences),))
    if len(np.unique(order)) < len(order):
        raise ValueError(f"order must name each sentence once, got {order.tolist()}")
    return np.concatenate([sentences[k] for k in order])


def rotate(ids, k):
    """Document rotation: begin at token number k, and go on at the front.

    "the lamp shines over the sea" from token 2 is "shines over the sea the lamp".

    Parameters
    ----------
    ids : int array, shape (n,)
        Not modified.
    k : int
        0 ... n - 1; 0 changes nothing.

    Returns
    -------
    int array, shape (n,)

    Raises
    ------
    ValueError
        If the text has no token number k.

    References
    ----------
    Lewis et al. 2019, sec. 2.2, "Document Rotation"; add_rolling_noise in fairseq, which
    keeps the first and the last token, its marks of begin and end, where they are.
    """
    ids = checks.ids("ids", ids, shape=(None,))
    k = checks.count("k", k, least=0, most=len(ids) - 1)
    return np.roll(ids, -k)


def _mask_id(mask_id):
    return checks.count("mask_id", mask_id, least=0, most=np.iinfo(int).max)


def _row(name, x):
    return checks.ids(name, x, shape=(None,))
