"""Span corruption: cut runs of tokens out of a text, and ask for them in order.

T5 (Raffel et al. 2020, arXiv:1910.10683) puts one sentinel where a run has been, a token
that stands for nothing else, and has the decoder write each sentinel and what it stands
for. The released code is google-research/text-to-text-transfer-transformer,
t5/data/preprocessors.py (read at commit 0068fa7). The token that ends a text is left out
here but for where lengths are counted.
"""

import numpy as np

from ... import checks

DENSITY = 0.15  # share of the tokens that are cut out, Raffel et al. 2020, sec. 3.1.4
MEAN_SPAN = 3.0  # tokens in a run, on average, sec. 3.3.4 and 3.7
SENTINELS = 100  # the last tokens of T5's vocabulary, <extra_id_99> ... <extra_id_0>
FIRST_SENTINEL = 32_099  # <extra_id_0>; <extra_id_1> is 32,098: they descend


def noise_numbers(length, *, density=DENSITY, mean_span=MEAN_SPAN):
    """How many tokens of a text are cut out, in how many runs: both are fixed.

    Of 100 tokens round(15) in round(15 / 3) = 5 runs. Of 20 tokens 3, in a single run.

    Parameters
    ----------
    length : int
        Tokens, 2 or more: one is cut out and one stays.
    density : float
        Share of the tokens to cut out, between 0 and 1.
    mean_span : float
        Tokens of a run, on average; 1 or more.

    Returns
    -------
    noise, spans : int
        Halves are rounded to the even number. At least one token is cut out, at least
        one stays.

    Raises
    ------
    ValueError
        If `density` cuts out nothing or everything, or so much in so many runs that there
        is no token to stand before each.

    References
    ----------
    random_spans_noise_mask in T5's preprocessors.py. It computes in 32-bit floats, so that
    a half may go the other way (190 tokens: 28 here, 29 there), takes texts of 0 and 1
    tokens too, and fails where there are too many runs.
    """
    length = checks.count("length", length, least=2)
    density = checks.number("density", density, above=0)
    if density >= 1:
        raise ValueError(f"density must leave tokens, below 1, got {density}")
    mean_span = checks.number("mean_span", mean_span, least=1)
    noise = min(max(round(length * density), 1), length - 1)
    spans = max(round(noise / mean_span), 1)
    if spans > length - noise:
        raise ValueError(
            f"density {density} must leave a token before each run: of {length} tokens "
            f"{length - noise} stay, for {spans} runs"
        )
    return noise, spans


def random_segmentation(items, runs, rng):
    """Cut a row of items into so many pieces, none empty, all ways equally likely.

    5 items in 2 pieces: 1 + 4, 2 + 3, 3 + 2 or 4 + 1.

    Parameters
    ----------
    items, runs : int
        1 <= segments <= items.
    rng : numpy.random.Generator

    Returns
    -------
    int array, shape (segments,)
        Lengths, 1 or more, that add up to `items`.

    Raises
    ------
    ValueError
        If there are more pieces than items.

    References
    ----------
    _random_segmentation in T5's preprocessors.py: of the items - 1 places between two
    items, segments - 1 are cuts.
    """
    items = checks.count("items", items)
    runs = checks.count("runs", runs, most=items)
    cuts = checks.rng(rng).permutation(np.arange(items - 1) < runs - 1)
    ends = np.append(np.flatnonzero(cuts) + 1, items)  # (runs,)
    return np.diff(ends, prepend=0)


def choose_spans(length, rng, *, density=DENSITY, mean_span=MEAN_SPAN):
    """Choose runs of tokens as T5 does: what stays and what goes take turns.

    The text begins with what stays and ends with what goes. If there is one run, it is
    therefore always the end of the text: up to 30 tokens with T5's numbers.

    Parameters
    ----------
    length : int
        Tokens of the text, 2 or more.
    rng : numpy.random.Generator
    density, mean_span : float
        As in `noise_numbers`, which says how many tokens and runs there are.

    Returns
    -------
    bool array, shape (length,)
        True where a token is cut out.

    Raises
    ------
    ValueError
        As `noise_numbers`.

    References
    ----------
    random_spans_noise_mask in T5's preprocessors.py. The paper says only that lengths and
    number are given and that runs are placed at random (sec. 3.3.4).
    """
    noise, spans = noise_numbers(length, density=density, mean_span=mean_span)
    gone = random_segmentation(noise, spans, rng)  # (spans,)
    kept = random_segmentation(length - noise, spans, rng)  # (spans,)
    turns = np.stack([kept, gone], 1).ravel()  # (2 spans,)  kept, gone, kept, gone, ...
    return np.repeat(np.arange(2 * spans) % 2 == 1, turns)


def corrupt_spans(ids, chosen, *, first_sentinel=FIRST_SENTINEL, sentinels=SENTINELS):
    """Cut runs out of a text: (inputs, targets), with sentinels that tell which is which.

    "Thank you for inviting me to your party last week" without "for inviting" and "last"
    becomes "Thank you X me to your party Y week", and "X for inviting Y last Z".

    Parameters
    ----------
    ids : int array, shape (n,)
        Tokens, none of them a sentinel. Not modified.
    chosen : bool array, shape (n,)
        True where a token is cut out; a run of them is one span.
    first_sentinel : int
        The id of the first sentinel; the next one is one less.
    sentinels : int
        How many there are.

    Returns
    -------
    inputs : int array
        The text with a sentinel for each run: what the encoder reads.
    targets : int array
        Each sentinel and its run, and one more sentinel if the text ends with what stays:
        what the decoder writes. The end of text is not among them.

    Raises
    ------
    ValueError
        If there are more runs than sentinels, an id is a sentinel, or shapes differ.

    References
    ----------
    Raffel et al. 2020, figure 2. T5's code turns each run that *stays* into a sentinel to
    get the targets, which is the same if the text begins with one, as its masks always
    do; those masks never end so, and the last sentinel never appears. A text that begins
    with a run has its sentinel here; that code would write the run without.
    """
    sentinels = checks.count("sentinels", sentinels)
    first_sentinel = checks.count("first_sentinel", first_sentinel, least=sentinels)
    ids = checks.ids("ids", ids, first_sentinel + 1 - sentinels, (None,))
    chosen = checks.booleans("chosen", chosen, ids.shape)
    begins = chosen & ~np.append(False, chosen)[:-1]  # (n,)  where a run begins
    goes_on = ~chosen[-1:]  # (1,)  whether something stays behind the last run
    numbers = first_sentinel - np.arange(begins.sum() + goes_on.sum())  # descending
    _enough(numbers, sentinels)
    inputs = ids.copy()
    inputs[begins] = numbers[: begins.sum()]
    places = np.append((np.cumsum(chosen) - 1)[begins], chosen.sum() * goes_on[goes_on])
    targets = np.insert(ids[chosen], places, numbers)
    return inputs[begins | ~chosen], targets


def _enough(numbers, sentinels):
    if len(numbers) > sentinels:
        raise ValueError(
            f"chosen needs {len(numbers)} sentinels, one a run and one to close the "
            f"last, got {sentinels}"
        )


def restore_spans(inputs, targets, *, first_sentinel=FIRST_SENTINEL,
                  sentinels=SENTINELS):  # fmt: skip
    """Put the runs back where their sentinels stand: undoes `corrupt_spans`.

    What a model writes may lack a sentinel, or name one that the text has not: then
    nothing stands there, and what has no place is left out.

    Parameters
    ----------
    inputs, targets : int array, shape (n,) and (m,)
    first_sentinel, sentinels : int
        As in `corrupt_spans`.

    Returns
    -------
    int array
        The text, without sentinels.

    Raises
    ------
    ValueError
        If an id is negative or above the first sentinel.
    """
    sentinels = checks.count("sentinels", sentinels)
    first_sentinel = checks.count("first_sentinel", first_sentinel, least=sentinels)
    inputs = checks.ids("inputs", inputs, first_sentinel + 1, (None,))
    targets = checks.ids("targets", targets, first_sentinel + 1, (None,))
    least = first_sentinel + 1 - sentinels
    runs, current = {}, []
    for k in targets.tolist():
        if k >= least:
            current = runs.setdefault(k, [])
        else:
            current.append(k)
    text = [runs.get(k, []) if k >= least else [k] for k in inputs.tolist()]
    return np.array([k for part in text for k in part], int)


def corrupted_lengths(length, *, density=DENSITY, mean_span=MEAN_SPAN):
    """What a text of so many tokens becomes: tokens to read, and tokens to write.

    568 tokens: 85 are cut out in 28 runs. To read are the 483 others, 28 sentinels and
    the end, 512; to write 85, 28 sentinels and the end, 114.

    Parameters
    ----------
    length : int
        Tokens, 2 or more.
    density, mean_span : float
        As in `noise_numbers`.

    Returns
    -------
    inputs, targets : int
        Both with the token that ends a text, and without a last sentinel.

    Raises
    ------
    ValueError
        As `noise_numbers`.

    References
    ----------
    random_spans_helper in T5's preprocessors.py, which forgets the run that even the
    shortest text has.
    """
    noise, spans = noise_numbers(length, density=density, mean_span=mean_span)
    return length - noise + spans + 1, noise + spans + 1


def raw_length(inputs_length, *, density=DENSITY, mean_span=MEAN_SPAN):
    """How long a text may be to give no more than so many tokens to read.

    512 tokens come from 568, of which 114 to write are made.

    Parameters
    ----------
    inputs_length : int
        Most tokens to read, the end of text counted; 3 or more.
    density, mean_span : float
        As in `noise_numbers`.

    Returns
    -------
    length, targets : int
        Tokens of the text, and to write.

    Raises
    ------
    ValueError
        As `noise_numbers`, or if nothing fits.

    References
    ----------
    random_spans_helper in T5's preprocessors.py, without its exception for a density of
    one half.
    """
    inputs_length = checks.count("inputs_length", inputs_length, least=3)
    rule = {"density": density, "mean_span": mean_span}
    length = max(2, inputs_length - 1)
    while corrupted_lengths(length + 1, **rule)[0] <= inputs_length:
        length += 1
    return length, corrupted_lengths(length, **rule)[1]


def split_prefix(ids, rng):
    """Cut a text in two at a random place: read the first part, write the second.

    Parameters
    ----------
    ids : int array, shape (n,)
        Two tokens or more. Not modified.
    rng : numpy.random.Generator

    Returns
    -------
    inputs, targets : int array, shape (k,) and (n - k,)
        k is 1 ... n - 1, each as likely.

    Raises
    ------
    ValueError
        If the text has fewer than two tokens.

    References
    ----------
    Raffel et al. 2020, sec. 3.2.1, "prefix LM" as an objective; random_prefix_noise_mask
    in T5's preprocessors.py.
    """
    ids = checks.ids("ids", ids, shape=(None,))
    n = checks.count("length of ids", len(ids), least=2)
    cut = int(checks.rng(rng).integers(1, n))
    return ids[:cut], ids[cut:]
