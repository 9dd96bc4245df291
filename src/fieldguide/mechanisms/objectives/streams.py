"""One stream of words and pieces of a picture, and a loss that counts the two kinds apart.

A decoder does not ask what its tokens mean. So a caption and the codes of a picture can stand in
one row, the words first, and the model that continues captions paints.
"""

import numpy as np

from ... import checks

TEXT, PICTURE = 1 / 8, 7 / 8  # weights of the losses, Ramesh et al. 2021, sec. 2.2


def join_stream(captions, codes, *, vocab_size, text_places):
    """Captions and pictures as rows of tokens of one vocabulary.

    It holds the words, then a padding token for each place of the caption, then the codes. With
    10 words and 3 places the caption (4, 7) and the codes (0, 2) become (4, 7, 12, 13, 15).

    Parameters
    ----------
    captions : list of lists of int
        Numbers of words, 0 ... vocab_size - 1.
    codes : int array, shape (b, n)
        Numbers of codes, a row a picture.
    vocab_size : int
        How many words there are; DALL·E has 16,384.
    text_places : int
        Tokens that a caption takes, empty ones among them; DALL·E's has 256.

    Returns
    -------
    int array, shape (b, text_places + n)

    Raises
    ------
    ValueError
        If a caption is too long, or there is not one for each picture.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, section 2.2: "a special padding token" that is
    "learned separately for each of the 256 text positions".
    """
    vocab_size, text_places = checks.counts(
        vocab_size=vocab_size, text_places=text_places
    )
    codes = checks.ids("codes", codes, shape=(None, None))
    checks.as_many(captions=captions, codes=codes)
    rows = np.tile(vocab_size + np.arange(text_places), (len(codes), 1))
    for k, caption in enumerate(captions):
        caption = checks.ids(f"captions[{k}]", caption, vocab_size, (None,))
        checks.count(
            f"length of captions[{k}]", len(caption), least=0, most=text_places
        )
        rows[k, : len(caption)] = caption
    return np.append(rows, vocab_size + text_places + codes, axis=1)


def stream_loss(surprise, is_picture):
    """The mean surprise by words, weighted by 1/8, and that by codes, weighted by 7/8.

    Each kind is averaged for itself first, so that it does not matter how many there are.
    Words with 4 nats and codes with 2 give 4/8 + 14/8 = 2.25.

    Parameters
    ----------
    surprise : array, shape (b, n)
        -log probability of each token, in nats.
    is_picture : bool array, shape (n,)
        Which of them are codes; some must be and some not.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there are only words, or only codes.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, section 2.2: "since we are primarily interested in
    image modeling".
    """
    surprise = checks.numbers("surprise", surprise, (None, None))
    is_picture = checks.booleans("is_picture", is_picture, (surprise.shape[1],))
    if is_picture.all() or not is_picture.any() or not len(surprise):
        raise ValueError(
            f"is_picture must hold words and codes, got {is_picture.sum()} codes of "
            f"{len(is_picture)} tokens in {len(surprise)} rows"
        )
    words, codes = np.flatnonzero(~is_picture), np.flatnonzero(is_picture)
    return TEXT * surprise[:, words].mean() + PICTURE * surprise[:, codes].mean()
