"""Sentence pairs: does the second text follow the first?

BERT's second task (Devlin et al. 2018, arXiv:1810.04805, sec. 3.1, "Task #2: Next
Sentence Prediction"), as the paper tells it and as the released code does it. ALBERT
asks which of two neighbors comes first instead.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ... import checks


class Pair(NamedTuple):
    """Two texts (lists of tokens) and whether the second one really came next."""

    first: list
    second: list
    is_next: bool


def next_sentence_pairs(documents, rng):
    """Pair each sentence with its successor, or, half of the time, with a stranger.

    A stranger comes from another document, so that it cannot follow by accident.

    Parameters
    ----------
    documents : list of lists of lists of tokens
        documents[d][s] is sentence s of document d. At least two documents.
    rng : numpy.random.Generator

    Returns
    -------
    list of Pair
        One for each sentence that has a successor.

    Raises
    ------
    ValueError
        If there are fewer than two documents, or an empty one.

    References
    ----------
    Devlin et al. 2018, sec. 3.1, Task #2: 50% IsNext, 50% NotNext. The paper's
    "sentence" is a span of any length; here it is one sentence.
    """
    _check_documents(documents)
    checks.rng(rng)
    pairs = []
    for d, document in enumerate(documents):
        for first, second in pairwise(document):
            if rng.random() < 0.5:
                pairs.append(Pair(first, second, True))
            else:
                other = documents[_another(d, len(documents), rng)]
                pairs.append(Pair(first, other[rng.integers(len(other))], False))
    return pairs


def packed_pairs(documents, rng, *, max_tokens):
    """Pair spans of sentences as BERT's released code does: more than half are strangers.

    Sentences are gathered until they hold `max_tokens`; the gathered chunk is cut in two at a
    random place. A chunk of a single sentence has no second half, so it always
    gets a stranger: that is why the coin is fair and the pairs are not.

    Parameters
    ----------
    documents : list of lists of lists of tokens
        At least two documents.
    rng : numpy.random.Generator
    max_tokens : int
        Length to gather, in tokens, special tokens not counted.

    Returns
    -------
    list of Pair

    Raises
    ------
    ValueError
        If there are fewer than two documents, an empty one, or `max_tokens` < 2.

    References
    ----------
    google-research/bert, create_pretraining_data.py, create_instances_from_document.
    Left out here: the 10% of shorter targets (short_seq_prob). Cutting a pair down to
    `max_tokens` at the end is `truncate_pair`. The code tries ten times for another document and may,
    rarely, end up with the same one; here it never is.
    """
    _check_documents(documents)
    max_tokens = checks.count("max_tokens", max_tokens, least=2)
    checks.rng(rng)
    pairs = []
    for d, document in enumerate(documents):
        start = 0
        while start < len(document):
            chunk = _gather(document[start:], max_tokens)
            cut = int(rng.integers(1, len(chunk))) if len(chunk) > 1 else 1
            first = _join(chunk[:cut])
            if len(chunk) > 1 and rng.random() >= 0.5:
                pairs.append(Pair(first, _join(chunk[cut:]), True))
                start += len(chunk)
            else:
                other = documents[_another(d, len(documents), rng)]
                begin = int(rng.integers(len(other)))
                stranger = _gather(other[begin:], max_tokens - len(first))
                pairs.append(Pair(first, _join(stranger), False))
                start += cut  # the unused second half is used again
    return pairs


def sentence_order_pairs(documents, rng):
    """Pair each sentence with its successor, and swap the two half of the time.

    Both sentences always come from the same place, so their topic gives nothing away.

    Parameters
    ----------
    documents : list of lists of lists of tokens
        documents[d][s] is sentence s of document d. One document is enough.
    rng : numpy.random.Generator

    Returns
    -------
    list of Pair
        One for each sentence that has a successor; is_next is False if swapped.

    Raises
    ------
    ValueError
        If there is no document, or an empty one.

    References
    ----------
    Lan et al. 2019, ALBERT, arXiv:1909.11942, section 3.1, "Inter-sentence coherence
    loss". The paper's segments mostly hold several sentences; here each is one. In the
    released code (create_pretraining_data.py) a chunk of a single sentence, which cannot
    be swapped, gets a stranger from another document and counts as swapped.
    """
    _check_documents(documents, least=1)
    checks.rng(rng)
    pairs = []
    for document in documents:
        for first, second in pairwise(document):
            if rng.random() < 0.5:
                pairs.append(Pair(first, second, True))
            else:
                pairs.append(Pair(second, first, False))
    return pairs


def truncate_pair(pair, rng, *, max_tokens):
    """Cut a pair down to a length: always from the longer text, at a random end.

    With 3, the texts "a b c d" and "x" lose two tokens of the first: a b, b c or c d
    remain, and so does x.

    Parameters
    ----------
    pair : Pair
        Not modified.
    rng : numpy.random.Generator
        A coin for each token that goes: from the front or from the end.
    max_tokens : int
        Tokens of both texts together, special tokens not counted.

    Returns
    -------
    Pair

    Raises
    ------
    ValueError
        If `max_tokens` is below 2: then a text would vanish.

    References
    ----------
    google-research/bert, create_pretraining_data.py, truncate_seq_pair, "to add more
    randomness and avoid biases"; of two equally long texts the second is cut. For other
    tasks, run_classifier.py cuts at the end only. The paper says that both together have
    at most 512 tokens (Devlin et al. 2018, app. A.2).
    """
    pair, max_tokens = _pair(pair), checks.count("max_tokens", max_tokens, least=2)
    checks.rng(rng)
    first, second = list(pair.first), list(pair.second)
    while len(first) + len(second) > max_tokens:
        longer = first if len(first) > len(second) else second
        del longer[0 if rng.random() < 0.5 else -1]
    return pair._replace(first=first, second=second)


def pack(pair, *, cls="[CLS]", sep="[SEP]"):
    """Lay a pair out as BERT reads it: [CLS] first [SEP] second [SEP].

    Parameters
    ----------
    pair : Pair
    cls, sep : token
        The two special tokens.

    Returns
    -------
    tokens : list
    segments : int array, shape (n,)
        0 for [CLS], the first text and its [SEP]; 1 for the second text and its own.

    Raises
    ------
    ValueError
        If `pair` is no Pair.

    References
    ----------
    Devlin et al. 2018, figure 2.
    """
    pair = _pair(pair)
    left = [cls, *pair.first, sep]
    right = [*pair.second, sep]
    return left + right, np.repeat([0, 1], [len(left), len(right)])


def pack_at_end(pair, *, cls="<cls>", sep="<sep>"):
    """Lay a pair out as XLNet reads it: first <sep> second <sep> <cls>.

    Parameters
    ----------
    pair : Pair
    cls, sep : token
        The two special tokens.

    Returns
    -------
    tokens : list
    segments : int array, shape (n,)
        0 for the first text and its <sep>; 1 for the second and its own; 2 for <cls>.

    Raises
    ------
    ValueError
        If `pair` is no Pair.

    References
    ----------
    Yang et al. 2019, arXiv:1906.08237, section 2.5, prints BERT's order, [CLS, A, SEP, B,
    SEP]; zihangdai/xlnet, data_utils.py and classifier_utils.py, puts <cls> last and
    numbers the segments so (SEG_ID_CLS = 2).
    """
    pair = _pair(pair)
    left, right = [*pair.first, sep], [*pair.second, sep]
    segments = np.repeat([0, 1, 2], [len(left), len(right), 1])
    return [*left, *right, cls], segments


def _pair(pair):
    if not isinstance(pair, Pair):
        raise ValueError(f"pair must be a Pair of two texts, got {pair!r}")
    for side in (pair.first, pair.second):
        if isinstance(side, str) or not hasattr(side, "__len__"):
            raise ValueError(f"pair must hold two lists of tokens, got {side!r:.60}")
    return pair


def _gather(sentences, max_tokens):
    """The first sentences, until they hold at least `max_tokens`; never none."""
    lengths = np.cumsum([len(s) for s in sentences])
    return sentences[: int(np.searchsorted(lengths, max_tokens)) + 1]


def _join(sentences):
    return [token for sentence in sentences for token in sentence]


def _another(d, n, rng):
    """A document number that is not d, all others equally likely."""
    return (d + 1 + int(rng.integers(n - 1))) % n


def _check_documents(documents, least=2):
    if isinstance(documents, str) or not hasattr(documents, "__len__"):
        raise ValueError(f"documents must be lists of sentences, got {documents!r}")
    if len(documents) < least:
        raise ValueError(f"expected {least} documents or more, got {len(documents)}")
    for d, document in enumerate(documents):
        if isinstance(document, str) or not hasattr(document, "__len__"):
            raise ValueError(
                f"documents[{d}] must be a list of sentences: {document!r}"
            )
        if not len(document):
            raise ValueError(f"documents[{d}] needs a sentence, got none")
        for sentence in document:
            if isinstance(sentence, str) or not hasattr(sentence, "__len__"):
                raise ValueError(
                    f"documents[{d}] must hold lists of tokens, got {sentence!r}"
                )
            if not len(sentence):
                raise ValueError(f"documents[{d}] must hold no empty sentence, got one")
