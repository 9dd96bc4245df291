"""Masked language modeling: hide some tokens, ask for them back.

BERT (Devlin et al. 2018, arXiv:1810.04805) hides 15% of the tokens once, before
training; RoBERTa (Liu et al. 2019, arXiv:1907.11692) hides other ones each time.
"""

import numpy as np

from ... import checks

MASK_RATE = 0.15  # share of the tokens that are chosen, BERT sec. 3.1, "Task #1"
MASKED, RANDOM = 0.8, 0.1  # of the chosen: [MASK], random token; the rest is kept
MAX_PREDICTIONS = 20  # most tokens chosen in 128, README of google-research/bert
COPIES = 10  # static masks made of each sentence, RoBERTa sec. 4.1
LONGEST_NGRAM = 3  # words hidden in one piece, ALBERT sec. 4.1
IGNORE = -100  # label of a place where no loss is taken, PyTorch's convention


def choose_each(candidates, rng, *, rate=MASK_RATE):
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
    candidates = checks.booleans("candidates", candidates)
    rate, rng = checks.rate("rate", rate), checks.rng(rng)
    return candidates & (rng.random(candidates.shape) < rate)


def choose_exactly(
    candidates, rng, *, rate=MASK_RATE, most=MAX_PREDICTIONS, counted=None
):
    """Choose round(rate x length) candidates of each sentence: at least 1, at most `most`.

    A sentence of 20 tokens, [CLS] and [SEP] counted, always has exactly 3 chosen; one of
    30 has 4, since halves are rounded to the even number, as in Google's code.

    Parameters
    ----------
    candidates : bool array, shape (..., n)
        True where a token may be chosen; n is the length with the special tokens.
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].
    most : int
        Upper limit in each sentence, in tokens.
    counted : bool array, shape (..., n), optional
        True where the sentence is, special tokens included; False at padding, which does
        not count as length. All, if not given.

    Returns
    -------
    bool array, shape (..., n)

    Raises
    ------
    ValueError
        If `rate` is not a probability, `candidates` is not boolean or a sentence has none,
        or `most` is below 1.

    References
    ----------
    google-research/bert, create_pretraining_data.py, create_masked_lm_predictions.
    """
    candidates, rng = _candidates(candidates), checks.rng(rng)
    if counted is None:
        counted = np.ones(candidates.shape, bool)
    counted = checks.booleans("counted", counted, candidates.shape)
    chosen, n = np.zeros(candidates.shape, bool), candidates.shape[-1]
    lengths = counted.reshape(-1, n).sum(-1).tolist()
    number = {k: prediction_number(k, rate=rate, most=most) for k in {*lengths}}
    rows = zip(candidates.reshape(-1, n), chosen.reshape(-1, n), lengths, strict=True)
    for row, pick, length in rows:
        pick[rng.permutation(np.flatnonzero(row))[: number[length]]] = True
    return chosen


def prediction_number(length, *, rate=MASK_RATE, most=MAX_PREDICTIONS):
    """How many tokens Google's code hides in a sentence: round(rate x length), 1 ... most.

    Of 20 tokens 3, of 30 tokens 4, since halves are rounded to the even number.

    Parameters
    ----------
    length : int
        Tokens, [CLS] and [SEP] counted.
    rate : float
        Probability in [0, 1].
    most : int

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If `rate` is not a probability, or `most` or `length` below 1.

    References
    ----------
    google-research/bert, create_pretraining_data.py, create_masked_lm_predictions.
    """
    length, most = checks.counts(length=length, most=most)
    return min(most, max(1, round(checks.rate("rate", rate) * length)))


def choose_whole_words(
    candidates, continues, rng, *, rate=MASK_RATE, most=MAX_PREDICTIONS
):
    """Choose all pieces of a word or none, until the number of `choose_exactly` is reached.

    Words come in random order; one with more pieces than are left to choose is passed
    over. Of "the un ##aff ##able harbor", with 3 to choose, either the three pieces in the
    middle are hidden, or the two other words and nothing more.

    Parameters
    ----------
    candidates : bool array, shape (n,)
        True where a token may be chosen; n is the length with the special tokens.
    continues : bool array, shape (n,)
        True at a piece that continues a word, in BERT one that begins with ##.
    rng : numpy.random.Generator
    rate : float
        Probability in [0, 1].
    most : int
        Upper limit, in tokens.

    Returns
    -------
    bool array, shape (n,)
        As many as `choose_exactly` chooses, or fewer if no word is short enough.

    Raises
    ------
    ValueError
        If an argument does not fit `choose_exactly`, or lengths differ.

    References
    ----------
    google-research/bert, create_pretraining_data.py, create_masked_lm_predictions with
    do_whole_word_mask, and the README of 31 May 2019; the paper hides pieces one by one.
    """
    candidates = _candidates(candidates, (None,))
    continues = checks.booleans("continues", continues, candidates.shape)
    left = prediction_number(len(candidates), rate=rate, most=most)
    words = []
    for place in np.flatnonzero(candidates):
        if continues[place] and words and words[-1][-1] == place - 1:
            words[-1].append(place)
        else:
            words.append([place])
    chosen = np.zeros(candidates.shape, bool)
    for k in checks.rng(rng).permutation(len(words)):
        if len(words[k]) <= left:
            chosen[words[k]] = True
            left -= len(words[k])
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
    longest = checks.count("longest", longest)
    weights = 1 / np.arange(1, longest + 1)
    return weights / weights.sum()


def ngram_spans(
    candidates, rng, *, rate=MASK_RATE, longest=LONGEST_NGRAM, most=MAX_PREDICTIONS
):
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
    candidates = _candidates(candidates, (None,))
    left = int(choose_exactly(candidates, rng, rate=rate, most=most).sum())
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


def choose_ngrams(
    candidates, rng, *, rate=MASK_RATE, longest=LONGEST_NGRAM, most=MAX_PREDICTIONS
):
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
    for start, n in ngram_spans(candidates, rng, rate=rate, longest=longest, most=most):
        chosen[start : start + n] = True
    return chosen


def corrupt(ids, chosen, rng, *, vocab_size, mask_id, masked=MASKED, random=RANDOM):
    """Replace the chosen tokens: 80% by [MASK], 10% by any token, 10% not at all.

    Parameters
    ----------
    ids : int array, any shape
        Token ids. Not modified.
    chosen : bool array, shape of `ids`
    rng : numpy.random.Generator
    vocab_size : int
        A random token is drawn from 0 ... vocab_size - 1, special tokens and the
        original included, as Google's code and transformers do.
    mask_id : int
        The id of [MASK].
    masked, random : float
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
    vocab_size = checks.count("vocab_size", vocab_size)
    ids = checks.ids("ids", ids, vocab_size)
    chosen = checks.booleans("chosen", chosen, ids.shape)
    mask_id = checks.count("mask_id", mask_id, least=0, most=vocab_size - 1)
    checks.rates(masked=masked, random=random)
    fate = checks.rng(rng).random(np.count_nonzero(chosen))  # (chosen,)
    other = rng.integers(vocab_size, size=fate.shape)  # (chosen,)
    inputs = ids.copy()
    inputs[chosen] = np.where(fate < masked + random, other, ids[chosen])
    inputs[chosen] = np.where(fate < masked, mask_id, inputs[chosen])
    return inputs


def mask_tokens(ids, candidates, rng, *, vocab_size, mask_id, rate=MASK_RATE,
                masked=MASKED, random=RANDOM, choose=choose_each):  # fmt: skip
    """Make a masked-language-modeling exercise out of a sentence: (inputs, labels).

    Parameters
    ----------
    ids : int array, shape (..., n)
        Sentences of n token ids. Not modified.
    candidates : bool array, shape (..., n)
        True where a token may be chosen: not at [CLS], [SEP] and [PAD].
    rng, vocab_size, mask_id, masked, random
        As in `corrupt`.
    rate : float
        Share of the candidates that are chosen, in [0, 1].
    choose : function
        `choose(candidates, rng, rate=rate)` says which: `choose_each`, each by itself, as
        the paper is usually read; or `choose_exactly`, a fixed number in each sentence, as
        Google's code does it.

    Returns
    -------
    inputs : int array, shape (..., n)
        What the model reads.
    labels : int array, shape (..., n)
        The original id at the chosen places, -100 elsewhere: no loss is taken there.

    Raises
    ------
    ValueError
        If an argument does not fit, or a sentence has no candidate.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3.1, "Task #1: Masked LM".
    """
    ids = checks.integers("ids", ids, (..., None))  # `corrupt` looks at their size
    candidates = _candidates(candidates, ids.shape)
    chosen = checks.function("choose", choose)(candidates, rng, rate=rate)
    rule = {"mask_id": mask_id, "masked": masked, "random": random}
    inputs = corrupt(ids, chosen, rng, vocab_size=vocab_size, **rule)
    return inputs, np.where(chosen, ids, IGNORE)


def believe(prior, shown, *, mask_id, masked=MASKED, random=RANDOM):
    """What a perfect reader concludes about a chosen token from what stands there.

    Bayes' rule: belief(w) is proportional to prior(w) x P(seen | w), where [MASK] is
    equally likely for every w, a random token too, and only w itself can be kept.

    Parameters
    ----------
    prior : array, shape (v,)
        What the rest of the sentence says: a probability for each of the v tokens.
    shown : int
        The token id that stands in the corrupted sentence.
    mask_id : int
        The id of [MASK].
    masked, random : float
        The rule's probabilities; 1 - masked - random is the probability of "kept".

    Returns
    -------
    array, shape (v,)
        Probabilities. All nan if the rule never produces `shown`: training holds no
        such example, so it says nothing.

    Raises
    ------
    ValueError
        If `prior` does not add up to 1 or an id or probability does not fit.

    References
    ----------
    Bayes' rule applied to Devlin et al. 2018, sec. 3.1; the formula is ours.
    """
    prior = checks.probabilities("prior", prior)
    v = len(prior)
    shown = checks.count("shown", shown, least=0, most=v - 1)
    mask_id = checks.count("mask_id", mask_id, least=0, most=v - 1)
    checks.rates(masked=masked, random=random)
    likelihood = np.full(v, masked * (shown == mask_id) + random / v)  # (v,)
    likelihood[shown] += max(0.0, 1 - masked - random)
    joint = prior * likelihood  # (v,)
    return joint / joint.sum() if joint.any() else np.full(v, np.nan)


def static_masks(candidates, rng, *, epochs, rate=MASK_RATE, copies=COPIES):
    """The masks that a sentence shows over training when they are made beforehand.

    With 10 copies and 40 epochs each mask comes round four times.

    Parameters
    ----------
    candidates : bool array, shape (n,)
    rng : numpy.random.Generator
    epochs : int
        Times that training sees the sentence.
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
    copies, epochs = checks.counts(copies=copies, epochs=epochs)
    prepared = dynamic_masks(candidates, rng, epochs=copies, rate=rate)  # (copies, n)
    return prepared[np.arange(epochs) % copies]  # (epochs, n)


def dynamic_masks(candidates, rng, *, epochs, rate=MASK_RATE):
    """The masks that a sentence shows over training when each is drawn anew.

    Parameters
    ----------
    candidates : bool array, shape (n,)
    rng : numpy.random.Generator
        One generator for all epochs. A new one with the same seed each epoch would
        give the same mask each time: static masking with a single copy.
    epochs : int
        Times that training sees the sentence.
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
    epochs = checks.count("epochs", epochs)
    candidates = checks.booleans("candidates", candidates, (None,))
    return choose_each(np.tile(candidates, (epochs, 1)), rng, rate=rate)


def coverage(masks, *, rate=MASK_RATE):
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
    masks, rate = checks.ids("masks", masks), checks.rate("rate", rate)
    return 1 - (1 - rate) ** masks.astype(float)


def _runs(candidates, n, rng):
    """Where n candidates stand in a row: their first places, shuffled."""
    last = len(candidates) - n
    starts = [k for k in range(last + 1) if all(candidates[k : k + n])]
    return rng.permutation(np.array(starts, int)).tolist()


def _candidates(candidates, shape=(..., None)):
    """Candidates, of which every sentence needs one."""
    candidates = checks.booleans("candidates", candidates, shape)
    if not np.logical_or.reduce(candidates, -1).all():
        row = np.argwhere(~candidates.any(-1))[0].tolist()
        where = f" in row {row}" if row else ""
        raise ValueError(f"candidates: nothing to hide, got none{where}")
    return candidates
