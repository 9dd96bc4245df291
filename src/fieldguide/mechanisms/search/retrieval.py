"""Find notes by their words: BM25, which adds up how much each word of a query says.

A rare word says more than a frequent one, the second mention less than the first, and in a
long note a mention is worth less than in a short one, which cannot mention everything.
Nothing is learned, and nothing is understood: a note that says the same in other words, or
that has been wrong for years, looks to it like any other.
"""

import re
from collections import Counter

import numpy as np

from ... import checks

K1, B = 1.2, 0.75  # Lucene's; Robertson and Zaragoza advise 1.2 to 2 and 0.5 to 0.8


def words_of(text):
    """The words and numbers of a text, in small letters and without punctuation.

    "High water: 7 o'clock." has high, water, 7, o, clock.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If it is no text.
    """
    return re.findall(r"\w+", checks.text("text", text).lower())


def rarity(notes):
    """How much each word says that stands somewhere in the notes: ln(1 + without / with).

    Of ten notes four mention the tide: ln(1 + 6.5 / 4.5) = 0.89, with a half added on both
    sides. A word in all ten says next to nothing: ln(1 + 0.5 / 10.5) = 0.05.

    Parameters
    ----------
    notes : list of str

    Returns
    -------
    dict of str to float
        In nats, above 0.

    Raises
    ------
    ValueError
        If there are no notes, or something else than texts.

    References
    ----------
    Robertson and Zaragoza 2009, doi:10.1561/1500000019, section 3.1; with the 1 inside the
    logarithm, which keeps it above 0, as in Lucene's BM25Similarity, idf.
    """
    notes = _notes(notes)
    n = len(notes)
    mentions = Counter(word for note in notes for word in {*words_of(note)})
    return {
        w: float(np.log(1 + (n - m + 0.5) / (m + 0.5))) for w, m in mentions.items()
    }


def bm25(query, notes, *, k1=K1, b=B):
    """Score each note by the words that it shares with a query.

    A word gives its rarity, times f / (f + k1 (1 - b + b length)) for f mentions in a note of
    that length, in mean lengths. One mention in a note of mean length gives 1 / 2.2 of the
    rarity, two give 2 / 3.2, and no number of them gives all of it.

    Parameters
    ----------
    query : str
        A word that stands there twice counts twice.
    notes : list of str
    k1 : float
        Above 0: how slowly further mentions wear off.
    b : float
        In [0, 1]: how much length counts.

    Returns
    -------
    array, shape (notes,)
        0 for a note that has none of the words.

    Raises
    ------
    ValueError
        If there are no notes, or none has a word, or `k1` or `b` does not fit.

    References
    ----------
    Robertson and Zaragoza 2009, doi:10.1561/1500000019, equation 3.15, without the constant
    k1 + 1 on top, which orders nothing; so does Lucene since version 8.
    """
    asked, rare = words_of(checks.text("query", query)), rarity(notes)
    k1, b = checks.number("k1", k1, above=0), checks.rate("b", b)
    counts = [Counter(words_of(note)) for note in notes]
    length = np.array([c.total() for c in counts], float)  # (notes,)  words
    if not length.any():
        raise ValueError(f"notes must hold words, got {notes!r:.60}")
    slow = k1 * (1 - b + b * length / length.mean())  # (notes,)
    scores = np.zeros(len(counts))
    for word in asked:
        f = np.array([c[word] for c in counts])  # (notes,)  mentions
        scores = scores + rare.get(word, 0.0) * f / (f + slow)
    return scores


def retrieve(query, notes, *, most=1, k1=K1, b=B):
    """Which notes answer a query best: their numbers, the best first.

    Parameters
    ----------
    query, notes, k1, b
        As in `bm25`.
    most : int
        How many at most; a note that shares no word with the query is never among them.

    Returns
    -------
    list of int
        Of two notes with one score the earlier comes first.

    Raises
    ------
    ValueError
        As `bm25`.
    """
    most = checks.count("most", most)
    scores = bm25(query, notes, k1=k1, b=b)
    order = np.argsort(-scores, kind="stable")[:most]
    return [int(k) for k in order if scores[k] > 0]


def newest(scores, days, *, share=0.5):
    """Of the notes that answer nearly as well as the best one, the newest.

    With scores 3, 2 and 1 and a share of 0.5 the first two are near enough; if the second was
    written later, it is the second. A score knows nothing of time, so somebody must.

    Parameters
    ----------
    scores : array, shape (notes,)
        As `bm25` gives them.
    days : array, shape (notes,)
        When each was written; larger is later.
    share : float
        In [0, 1], of the best score. 1 looks at the date only among equals, 0 asks for
        nothing but a word in common.

    Returns
    -------
    int or None
        The number of the note; None if no note shares a word with the query.

    Raises
    ------
    ValueError
        If there is not one day a note.

    References
    ----------
    Ours: a rule of thumb for the harbor's archive. How LaMDA's and Sparrow's search engines
    weigh the age of a page has not been published.
    """
    scores = checks.finite("scores", scores, (None,))
    days = checks.finite("days", days, (len(scores),))
    share = checks.rate("share", share)
    if not (scores > 0).any():
        return None
    near = (scores > 0) & (scores >= share * scores.max())
    return int(np.where(near, days, -np.inf).argmax())


def support(claim, evidence, rare):
    """How much of what a claim says stands in the evidence, word by word, by rarity.

    "The tower has 112 steps" beside "112 steps lead up the tower": only *the*, *has* can be
    missing, and they say little. A number that is not there is missing whole.

    Parameters
    ----------
    claim, evidence : str
    rare : dict of str to float
        As `rarity` gives it; a word that no note has is as rare as the rarest.

    Returns
    -------
    float
        In [0, 1]; 0 for a claim without words.

    Raises
    ------
    ValueError
        If `rare` is empty or has a weight that is not above 0.

    References
    ----------
    Ours: a stand-in for the people, and the models, who judge whether evidence supports an
    answer. It compares words and not meanings: *not* is a word of little weight.
    """
    rare = checks.filled("rare", rare, "words and their weights")
    for word, weight in rare.items():
        checks.number(f"rare[{word!r}]", weight, above=0)
    claimed = {*words_of(checks.text("claim", claim))}
    there = {*words_of(checks.text("evidence", evidence))}
    most = max(rare.values())
    weight = {word: rare.get(word, most) for word in claimed}
    found = sum(w for word, w in weight.items() if word in there)
    return float(found / sum(weight.values())) if weight else 0.0


def _notes(notes):
    notes = checks.texts("notes", notes)
    checks.count("number of notes", len(notes))
    return notes
