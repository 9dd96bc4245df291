"""How wrong a transcript is: the fewest words that must be changed to make it right."""

from ... import checks


def edit_distance(known, said):
    """The fewest changes that make one row of words of another: replace, add, take out.

    From "the gull sees fish" to "gull sees a ship" it is 3.

    Parameters
    ----------
    known, said : list of str
        Words, or letters.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If something is no list of words.

    References
    ----------
    Levenshtein 1966. Row i of the usual table holds the distances of the first i known words
    to each beginning of what was said; only one row is kept.
    """
    known, said = list(checks.texts("known", known)), list(checks.texts("said", said))
    row = [*range(len(said) + 1)]
    for i, word in enumerate(known, 1):
        before, row = row, [i]
        for j, other in enumerate(said):
            row.append(min(before[j + 1] + 1, row[j] + 1, before[j] + (word != other)))
    return row[-1]


def error_rate(known, said):
    """Changes that are needed, as a share of the words that were said in truth.

    One wrong word of four is 0.25. A transcript with many more words than were said may have
    more than 1.

    Parameters
    ----------
    known, said : list of lists of str
        As many transcripts as there are known texts. Long texts count more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there are not as many, or no known word at all.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 3.2: the word error rate, WER. Their texts
    are made alike first: small letters, no signs, numbers in digits; that is left out.
    """
    known, said = (
        [list(checks.texts(name, text)) for text in checks.iterable(name, texts)]
        for name, texts in (("known", known), ("said", said))
    )
    checks.as_many(known=known, said=said)
    words = sum(map(len, known))
    if not words:
        raise ValueError("known must have a word or more, got none")
    return sum(map(edit_distance, known, said)) / words
