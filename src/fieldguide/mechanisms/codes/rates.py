"""What a codec makes of a second of sound: so many tokens, so many bits, so much in a context."""

import math

from ... import checks


def token_rate(sample_rate, *, hop, stages=1):
    """How many tokens stand for a second.

    A sound of 16,000 numbers a second, of which 320 make a moment, has 50 moments a second;
    with 12 stages these are 600 tokens.

    Parameters
    ----------
    sample_rate : float
        Numbers a second, in hertz.
    hop : int
        Numbers from the start of a moment to the start of the next.
    stages : int
        Codes of a moment.

    Returns
    -------
    float
        Tokens a second.

    Raises
    ------
    ValueError
        If a rate or a number is not above 0.

    References
    ----------
    Borsos et al. 2022, AudioLM, arXiv:2209.03143, section IV-B, for the example.
    """
    sample_rate = checks.number("sample_rate", sample_rate, above=0)
    hop, stages = checks.counts(hop=hop, stages=stages)
    return sample_rate / hop * stages


def bit_rate(sample_rate, *, hop, size, stages=1):
    """How many bits stand for a second: log2 of the codebook's size for each token.

    Parameters
    ----------
    sample_rate, hop, stages
        As for `token_rate`.
    size : int
        Codes of a codebook; one of 1,024 takes 10 bits, and one of a single code none.

    Returns
    -------
    float
        Bits a second. What a better code for frequent tokens would save is not counted.

    Raises
    ------
    ValueError
        If a rate or a number is not above 0.

    References
    ----------
    Borsos et al. 2022, arXiv:2209.03143, table I: 50 x 12 x 10 bits are 6 kbps.
    """
    size = checks.count("size", size)
    return token_rate(sample_rate, hop=hop, stages=stages) * math.log2(size)


def context_seconds(tokens, sample_rate, *, hop, stages=1):
    """How many seconds a decoder overlooks that sees so many tokens at once.

    Parameters
    ----------
    tokens : int
        Places of its context.
    sample_rate, hop, stages
        As for `token_rate`.

    Returns
    -------
    float
        In seconds.

    Raises
    ------
    ValueError
        If a rate or a number is not above 0.

    References
    ----------
    openai/jukebox@08efbbc, jukebox/hparams.py: 8,192 codes at hops of 8, 32 and 128.
    """
    tokens = checks.count("tokens", tokens)
    return tokens / token_rate(sample_rate, hop=hop, stages=stages)
