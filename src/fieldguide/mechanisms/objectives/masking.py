"""Masked language modeling: hide some tokens, ask for them back.

BERT (Devlin et al. 2018, arXiv:1810.04805) hides 15% of the tokens once, before
training; RoBERTa (Liu et al. 2019, arXiv:1907.11692) hides other ones each time.
"""

import numpy as np

MASK_RATE = 0.15  # share of the tokens that are chosen, BERT sec. 3.1, "Task #1"
MASK, RANDOM = 0.8, 0.1  # of the chosen: [MASK], random token; the rest is kept
MAX_PREDICTIONS = 20  # most tokens chosen in 128, README of google-research/bert
COPIES = 10  # static masks made of each sentence, RoBERTa sec. 4.1
LONGEST_NGRAM = 3  # words hidden in one piece, ALBERT sec. 4.1
IGNORE = -100  # label of a place where no loss is taken, PyTorch's convention


def choose_each(candidates, rng, rate=MASK_RATE):
    """Choose each candidate with probability `rate`, whatever happens to the others.

    Of 100 candidates about 15 are chosen, sometimes 10 and sometimes 20.

    Parameters
    ----------
    candidates : bool array, any shape
        True where a token may be chosen (not [CLS], [SEP] or [PAD]).
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].

    Returns
    -------
    bool array, shape of `candidates`

    Raises
    ------
    ValueError
        If `rate` is not a probability or `candidates` is not boolean.

    References
    ----------
    The usual reading of Devlin et al. 2018, sec. 3.1 ("15% of all WordPiece tokens
    at random"), and what transformers' collator does. Google's own code chooses a
    fixed number instead: see `choose_exactly`.
    """
    candidates = _as_bool("candidates", candidates)
    _check_probability("rate", rate)
    return candidates & (rng.random(candidates.shape) < rate)


def choose_exactly(candidates, rng, rate=MASK_RATE, most=MAX_PREDICTIONS):
    """Choose round(rate x length) candidates of one sentence: at least 1, at most `most`.

    A sentence of 20 tokens, [CLS] and [SEP] counted, always has exactly 3 chosen; one of
    30 has 4, since halves are rounded to the even number, as in Google's code.

    Parameters
    ----------
    candidates : bool array, shape (n,)
        True where a token may be chosen; n is the length with the special tokens.
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].
    most : int
        Upper limit, in tokens.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    ValueError
        If `rate` is not a probability, `candidates` is not one boolean row, or `most`
        is below 1.

    References
    ----------
    google-research/bert, create_pretraining_data.py, create_masked_lm_predictions.
    """
    candidates = _as_bool("candidates", candidates)
    if candidates.ndim != 1:
        raise ValueError(f"candidates must be one row, got shape {candidates.shape}")
    _check_probability("rate", rate)
    if most < 1:
        raise ValueError(f"most must be at least 1 token, got {most}")
    number = min(most, max(1, round(rate * len(candidates))))
    places = rng.permutation(np.flatnonzero(candidates))[:number]
    chosen = np.zeros(candidates.shape, bool)
    chosen[places] = True
    return chosen


def ngram_probabilities(longest=LONGEST_NGRAM):
    """How often n words in a row are hidden together: in proportion to 1 / n.

    Up to three: 6/11, 3/11 and 2/11. Times n these are equal: single words, pairs and
    triples would each hide a third of what is hidden, if no run were let go. But long runs
    are let go more often (`ngram_spans`): 39, 33 and 29% of a text of 128 words.

    Parameters
    ----------
    longest : int

    Returns
    -------
    array, shape (longest,)
        Probabilities of n = 1, 2, ... longest.

    Raises
    ------
    ValueError
        If `longest` is below 1.

    References
    ----------
    Lan et al. 2019, ALBERT, arXiv:1909.11942, sec. 4.1.
    """
    if longest < 1:
        raise ValueError(f"longest must be at least 1 word, got {longest}")
    weights = 1 / np.arange(1, longest + 1)
    return weights / weights.sum()


def ngram_spans(candidates, rng, rate=MASK_RATE, longest=LONGEST_NGRAM,
                most=MAX_PREDICTIONS):  # fmt: skip
    """Choose words in runs of up to three, until the number of `choose_exactly` is reached.

    A length is drawn, then a run of that length; one that covers a chosen word is let
    go, and so are all lengths that are more than what is left to choose. Two runs may
    stand side by side.

    Parameters
    ----------
    candidates : bool array, shape (n,)
        True where a token may be chosen; n is the length with the special tokens.
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].
    longest : int
        Words in the longest run.
    most : int
        Upper limit, in tokens.

    Returns
    -------
    list of (start, length)
        Runs without overlap, in the order in which they were chosen.

    Raises
    ------
    ValueError
        If an argument does not fit `choose_exactly` or `ngram_probabilities`.

    References
    ----------
    Lan et al. 2019, ALBERT, arXiv:1909.11942, sec. 4.1, which leaves open what happens
    when runs meet. This is the rule of tensorflow/models, official/nlp/data/
    create_pretraining_data.py, _masking_ngrams; google-research/albert draws the places
    first and shortens what is too long. Each token is a word here; both codes keep the
    pieces of a word together.
    """
    left = int(choose_exactly(candidates, rng, rate, most).sum())
    share = ngram_probabilities(longest)
    waiting = {n: _runs(candidates, n, rng) for n in range(1, longest + 1)}
    taken, spans = np.zeros(len(candidates), bool), []
    while left and any(waiting.values()):
        n = int(rng.choice(longest, p=share)) + 1
        if n > left:
            waiting[n] = []
        elif waiting[n]:
            start = waiting[n].pop()
            if not taken[start : start + n].any():
                taken[start : start + n] = True
                spans.append((start, n))
                left -= n
    return spans


def choose_ngrams(candidates, rng, rate=MASK_RATE, longest=LONGEST_NGRAM,
                  most=MAX_PREDICTIONS):  # fmt: skip
    """Choose as many tokens as `choose_exactly`, in runs of up to three words.

    Parameters
    ----------
    candidates, rng, rate, longest, most
        As in `ngram_spans`.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    ValueError
        As in `ngram_spans`.

    References
    ----------
    Lan et al. 2019, ALBERT, arXiv:1909.11942, sec. 4.1.
    """
    chosen = np.zeros(np.shape(candidates), bool)
    for start, n in ngram_spans(candidates, rng, rate, longest, most):
        chosen[start : start + n] = True
    return chosen


def corrupt(ids, chosen, vocab_size, mask_id, rng, mask=MASK, random=RANDOM):
    """Replace the chosen tokens: 80% by [MASK], 10% by any token, 10% not at all.

    Parameters
    ----------
    ids : int array, any shape
        Token ids. Not modified.
    chosen : bool array, shape of `ids`
    vocab_size : int
        A random token is drawn from 0 ... vocab_size - 1, special tokens and the
        original included, as Google's code and transformers do.
    mask_id : int
        The id of [MASK].
    rng : numpy.random.Generator
    mask, random : float
        Probabilities among the chosen tokens; what is left to 1 is kept.

    Returns
    -------
    int array, shape of `ids`

    Raises
    ------
    ValueError
        If ids are not integers in the vocabulary, shapes differ, or the
        probabilities do not fit.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3.1 and appendix A.1.
    """
    ids = _as_ids(ids, vocab_size)
    chosen = _as_bool("chosen", chosen, ids.shape)
    _check_rule(vocab_size, mask_id, mask, random)
    fate = rng.random(np.count_nonzero(chosen))  # (chosen,)
    other = rng.integers(vocab_size, size=fate.shape)  # (chosen,)
    inputs = ids.copy()
    inputs[chosen] = np.where(fate < mask + random, other, ids[chosen])
    inputs[chosen] = np.where(fate < mask, mask_id, inputs[chosen])
    return inputs


def mask_tokens(ids, special, vocab_size, mask_id, rng,
                rate=MASK_RATE, mask=MASK, random=RANDOM):  # fmt: skip
    """Make a masked-language-modeling exercise out of a sentence: (inputs, labels).

    Parameters
    ----------
    ids : int array, shape (..., n)
        Sentences of n token ids. Not modified.
    special : bool array, shape (..., n)
        True at [CLS], [SEP] and [PAD]: these are never chosen.
    vocab_size, mask_id, rng, mask, random
        As in `corrupt`.
    rate : float
        Share of the ordinary tokens that are chosen, each by itself, in [0, 1].

    Returns
    -------
    inputs : int array, shape (..., n)
        What the model reads.
    labels : int array, shape (..., n)
        The original id at the chosen places, -100 elsewhere: no loss is taken there.

    Raises
    ------
    ValueError
        If an argument does not fit, or a sentence holds special tokens only.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3.1, "Task #1: Masked LM".
    """
    ids = _as_ids(ids, vocab_size)
    special = _as_bool("special", special, ids.shape)
    if special.all(-1).any():
        row = np.argwhere(special.all(-1))[0].tolist()
        where = f" in row {row}" if row else ""
        raise ValueError(f"nothing to hide: special tokens only{where}")
    chosen = choose_each(~special, rng, rate)
    inputs = corrupt(ids, chosen, vocab_size, mask_id, rng, mask, random)
    return inputs, np.where(chosen, ids, IGNORE)


def believe(prior, seen, mask_id, mask=MASK, random=RANDOM):
    """What a perfect reader concludes about a chosen token from what stands there.

    Bayes' rule: belief(w) is proportional to prior(w) x P(seen | w), where [MASK] is
    equally likely for every w, a random token too, and only w itself can be kept.

    Parameters
    ----------
    prior : array, shape (v,)
        What the rest of the sentence says: a probability for each of the v tokens.
    seen : int
        The token id that stands in the corrupted sentence.
    mask_id : int
        The id of [MASK].
    mask, random : float
        The rule's probabilities; 1 - mask - random is the probability of "kept".

    Returns
    -------
    array, shape (v,)
        Probabilities. All nan if the rule never produces `seen`: training holds no
        such example, so it says nothing.

    Raises
    ------
    ValueError
        If `prior` does not add up to 1 or an id or probability does not fit.

    References
    ----------
    Bayes' rule applied to Devlin et al. 2018, sec. 3.1; the formula is ours.
    """
    prior = _as_probabilities("prior", prior)
    v = len(prior)
    _as_ids(seen, v)
    _check_rule(v, mask_id, mask, random)
    likelihood = np.full(v, mask * (seen == mask_id) + random / v)  # (v,)
    likelihood[seen] += max(0.0, 1 - mask - random)
    joint = prior * likelihood  # (v,)
    return joint / joint.sum() if joint.any() else np.full(v, np.nan)


def static_masks(candidates, epochs, rng, rate=MASK_RATE, copies=COPIES):
    """The masks that a sentence shows over training when they are made beforehand.

    With 10 copies and 40 epochs each mask comes round four times.

    Parameters
    ----------
    candidates : bool array, shape (n,)
    epochs : int
        Times that training sees the sentence.
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].
    copies : int
        How many different masks are prepared.

    Returns
    -------
    bool array, shape (epochs, n)

    Raises
    ------
    ValueError
        If `epochs` or `copies` is below 1, or an argument of `choose_each` fails.

    References
    ----------
    Liu et al. 2019, arXiv:1907.11692, sec. 4.1, "Static vs. Dynamic Masking". The
    copies come in turn here; in training they are shuffled.
    """
    if copies < 1:
        raise ValueError(f"copies must be at least 1, got {copies}")
    prepared = dynamic_masks(candidates, copies, rng, rate)  # (copies, n)
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    return prepared[np.arange(epochs) % copies]  # (epochs, n)


def dynamic_masks(candidates, epochs, rng, rate=MASK_RATE):
    """The masks that a sentence shows over training when each is drawn anew.

    Parameters
    ----------
    candidates : bool array, shape (n,)
    epochs : int
        Times that training sees the sentence.
    rng : numpy.random.Generator
        One generator for all epochs. A new one with the same seed each epoch would
        give the same mask each time: static masking with a single copy.
    rate : float
        Probability in [0, 1].

    Returns
    -------
    bool array, shape (epochs, n)

    Raises
    ------
    ValueError
        If `epochs` is below 1, or an argument of `choose_each` fails.

    References
    ----------
    Liu et al. 2019, arXiv:1907.11692, sec. 4.1.
    """
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    candidates = _as_bool("candidates", candidates)
    return choose_each(np.tile(candidates, (epochs, 1)), rng, rate)


def coverage(masks, rate=MASK_RATE):
    """Share of a long text that has been hidden at least once after `masks` draws.

    One draw covers 0.15, two cover 1 - 0.85**2 = 0.2775.

    Parameters
    ----------
    masks : int or int array
        Number of different masks, each drawn independently.
    rate : float
        Probability in [0, 1].

    Returns
    -------
    float or array
        Probability in [0, 1].

    Raises
    ------
    ValueError
        If `masks` is negative or `rate` is not a probability.
    """
    if np.min(masks) < 0:
        raise ValueError(f"masks must not be negative, got {np.min(masks)}")
    _check_probability("rate", rate)
    return 1 - (1 - rate) ** np.asarray(masks, float)


def _runs(candidates, n, rng):
    """Where n candidates stand in a row: their first places, shuffled."""
    last = len(candidates) - n
    starts = [k for k in range(last + 1) if all(candidates[k : k + n])]
    return rng.permutation(np.array(starts, int)).tolist()


def _as_ids(ids, vocab_size):
    ids = np.asarray(ids)
    if ids.dtype.kind not in "iu":
        raise ValueError(f"ids must be integers, got {ids.dtype}")
    if ids.size and not (0 <= ids.min() and ids.max() < vocab_size):
        bad = ids.min() if ids.min() < 0 else ids.max()
        raise ValueError(f"ids must lie in 0 ... {vocab_size - 1}, got {bad}")
    return ids


def _as_bool(name, array, shape=None):
    array = np.asarray(array)
    if array.dtype != bool:
        raise ValueError(f"{name} must be boolean, got {array.dtype}")
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return array


def _as_probabilities(name, p):
    p = np.asarray(p, float)
    if p.ndim != 1 or not np.isclose(p.sum(), 1) or p.min() < 0:
        raise ValueError(f"{name} must be probabilities that add up to 1, got {p}")
    return p


def _check_probability(name, value):
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie in [0, 1], got {value}")


def _check_rule(vocab_size, mask_id, mask, random):
    if not 0 <= mask_id < vocab_size:
        raise ValueError(f"mask_id must lie in 0 ... {vocab_size - 1}, got {mask_id}")
    _check_probability("mask", mask)
    _check_probability("random", random)
    if mask + random > 1 + 1e-9:
        raise ValueError(f"mask + random must be at most 1, got {mask} + {random}")
