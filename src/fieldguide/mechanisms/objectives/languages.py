"""Many languages in one model: how often to draw each, and how to lay out a translation.

XLM (Lample and Conneau 2019, arXiv:1901.07291) trains one encoder on many languages.
Where a text and its translation are at hand, it reads both in one row and hides words
on either side: translation language modeling. The hiding itself is in `masking`.
"""

from typing import NamedTuple

import numpy as np
from autograd import grad

from ... import checks, shapes
from ..attention.attention import softmax
from ..networks.norm import layer_norm
from .contrast import MARGIN, additive_margin_loss

XLM = shapes.TABLES | {"language_table": "k d", "norm": shapes.NORM}
# Exponent of the text for the pieces, Lample and Conneau 2019, sec. 3.1; to read, they took 0.7.
ALPHA = 0.5


class Row(NamedTuple):
    """What the encoder reads: token ids, place numbers, language numbers, all (n,)."""

    ids: np.ndarray
    positions: np.ndarray
    languages: np.ndarray


def sampling_probabilities(counts, *, alpha=ALPHA):
    """How often to draw each language: its share to the power alpha, made to add up to 1.

    Shares of 0.9 and 0.1 become 0.75 and 0.25 at alpha = 0.5, since their square roots
    are as 3 to 1. At alpha = 1 they stay; at alpha = 0 all languages are equal.

    Parameters
    ----------
    counts : array, shape (k,)
        Sentences of each of k languages, all above 0. Not modified.
    alpha : float
        In [0, 1]. A temperature T, as others write it, is 1 / alpha.

    Returns
    -------
    array, shape (k,)
        Probabilities that add up to 1, in the same order of size.

    Raises
    ------
    ValueError
        If a count is not positive, `counts` is not one row, or alpha is outside [0, 1].

    References
    ----------
    Lample and Conneau 2019, arXiv:1901.07291, sec. 3.1; set_sampling_probs in
    facebookresearch/XLM, which draws each batch from one language or pair in this way.
    That code refuses alpha = 0 and takes -1 for "all alike"; here 0 means that.
    """
    counts, alpha = _as_counts(counts), checks.rate("alpha", alpha)
    p = counts / counts.sum()  # (k,)
    q = p**alpha  # (k,)
    return q / q.sum()


def readings(counts, *, alpha=ALPHA, draws=None):
    """How many times each sentence is read, on average, when sentences are drawn so.

    With 90 and 10 sentences, 100 draws and alpha = 0.5, a sentence of the large language
    is read 75 / 90 = 0.83 times, one of the small language 25 / 10 = 2.5 times.

    Parameters
    ----------
    counts : array, shape (k,)
        Sentences of each language, all above 0.
    alpha : float
        In [0, 1].
    draws : float, optional
        Sentences drawn in all; if not given, as many as there are.

    Returns
    -------
    array, shape (k,)
        Readings a sentence.

    Raises
    ------
    ValueError
        As `sampling_probabilities`, or if `draws` is negative.
    """
    counts = _as_counts(counts)
    draws = counts.sum() if draws is None else checks.number("draws", draws, least=0)
    return draws * sampling_probabilities(counts, alpha=alpha) / counts


def concatenate_translations(source, target, *, source_language, target_language):
    """Lay a sentence and its translation out in one row; places start again at the second.

    `</s> the cat wakes </s> </s> die Katze erwacht </s>` has the places 0 1 2 3 4 0 1 2
    3 4, so that *cat* and *Katze* both stand at place 2.

    Parameters
    ----------
    source, target : int array, shape (n,) and (m,)
        Token ids of either text, each with its own separators. Not modified.
    source_language, target_language : int
        Two different language numbers.

    Returns
    -------
    Row
        ids, positions and languages, each of shape (n + m,).

    Raises
    ------
    ValueError
        If a text is not one row of integers or is empty, or the languages are the same.

    References
    ----------
    Lample and Conneau 2019, arXiv:1901.07291, sec. 3.4 and figure 1; concat_batches with
    reset_positions=True in facebookresearch/XLM, without its padding. XLM has no segment
    embeddings: the language embedding tells the two texts apart.
    """
    source = checks.ids("source", source, shape=(None,))
    target = checks.ids("target", target, shape=(None,))
    checks.counts(**{"length of source": len(source), "length of target": len(target)})
    source_language = checks.count("source_language", source_language, least=0)
    target_language = checks.count("target_language", target_language, least=0)
    if source_language == target_language:
        raise ValueError(
            "source_language and target_language must be two languages, got "
            f"{source_language} twice"
        )
    n, m = len(source), len(target)
    return Row(
        np.concatenate([source, target]),  # (n + m,)
        np.concatenate([np.arange(n), np.arange(m)]),  # (n + m,)  not 0 ... n + m - 1
        np.repeat([source_language, target_language], [n, m]),  # (n + m,)
    )


@checks.weights(p=XLM)
def xlm_embeddings(row, p):
    """Add the vectors of token, place and language, then normalize each sum.

    Parameters
    ----------
    row : Row
        n tokens.
    p : dict
        token_table, shape (v, d), one for the pieces of all languages; position_table, shape
        (m, d), learned; language_table, shape (k, d), one vector a language, where BERT has
        one a segment; norm, gain and bias of the layer norm (epsilon 1e-12, as in the
        released code).

    Returns
    -------
    array, shape (n, d)
        One row a token. XLM then applies dropout 0.1, left out here.

    Raises
    ------
    ValueError
        If a token, a place or a language has no vector.

    References
    ----------
    Lample and Conneau 2019, arXiv:1901.07291, figure 1; the layer norm is in the
    released code (xlm/model/transformer.py).
    """
    checks.tables(p, "token_table", "position_table", "language_table")
    if not isinstance(row, Row):
        raise ValueError(f"row must be a Row, got {row!r}")
    ids = checks.ids("row.ids", row.ids, len(p["token_table"]), (None,))
    places = checks.ids(
        "row.positions", row.positions, len(p["position_table"]), ids.shape
    )
    languages = checks.ids(
        "row.languages", row.languages, len(p["language_table"]), ids.shape
    )
    x = p["token_table"][ids] + p["position_table"][places]  # (n, d)
    return layer_norm(x + p["language_table"][languages], p["norm"], eps=1e-12)


def nearby(place_numbers, *, reach=1.0):
    """How much each token looks at each other one, by place number alone.

    A look fades by a factor e with every `reach` places, and no token looks at itself.
    A microscope, not a part of XLM: an attention head that knows nothing but places.

    Parameters
    ----------
    place_numbers : int array, shape (n,)
        Place numbers; where they start again, equal ones are at distance 0.
    reach : float
        Above 0, in places.

    Returns
    -------
    array, shape (n, n)
        Weight of token j in row i, in [0, 1]; the diagonal is 0.

    Raises
    ------
    ValueError
        If `reach` is not positive.
    """
    place_numbers = checks.ids("place_numbers", place_numbers, shape=(None,))
    reach = checks.number("reach", reach, above=0)
    distance = np.abs(np.subtract.outer(place_numbers, place_numbers))  # (n, n)  places
    return np.exp(-distance / reach) * (1 - np.eye(len(place_numbers)))


def fit_bag(bags, targets, *, answers, steps=40, step_size=30.0):
    """Learn one table, so that the weighted rows of the tokens in sight name the target.

    Softmax regression: logits = bag @ table. The table starts at zero, where every answer
    is equally likely; rows of tokens that are never in sight stay zero.

    Parameters
    ----------
    bags : array, shape (m, v)
        How much the model sees of each token, an example a row.
    targets : int array, shape (m,)
        The hidden tokens, in 0 ... answers - 1.
    answers : int
        How many tokens can be the answer: the first ones of the vocabulary.
    steps : int
        Passes over all examples.
    step_size : float
        Of plain gradient descent on the mean loss.

    Returns
    -------
    table : array, shape (v, answers)
    losses : array, shape (steps,)
        Mean cross-entropy before each step, in nats.

    Raises
    ------
    ValueError
        If a target is no answer, there is not one a bag, or an argument does not fit.
    """
    bags = checks.finite("bags", bags, (None, None))
    answers, steps = checks.count("answers", answers), checks.count("steps", steps, 0)
    targets = checks.ids("targets", targets, answers, (len(bags),))
    checks.count("number of bags", len(bags))
    step_size = checks.number("step_size", step_size, above=0)
    table, losses = np.zeros((bags.shape[1], answers)), np.empty(steps)
    seen, each = bags.any(0), np.arange(len(targets))  # (v,), (m,)
    bags, rows = bags[:, seen], table[seen]
    for step in range(steps):
        p = predict_bag(bags, rows)  # (m, answers)
        losses[step] = -np.log(p[each, targets]).mean()
        p[each, targets] -= 1  # gradient of the loss by the logits
        rows = rows - step_size * bags.T @ p / len(targets)
    table[seen] = rows
    return table, losses


def predict_bag(bags, table):
    """The probability of each answer, given what is in sight: shape (m, answers)."""
    bags = checks.numbers("bags", bags, (None, None))
    table = checks.numbers("table", table, (bags.shape[-1], None))
    return softmax(bags @ table)


def fit_sentences(
    originals, translations, rng, *, width, scale, margin=MARGIN, batch=24, steps=150
):
    """Learn one vector a word, so that sentences and their translations point alike.

    A sentence is the sum of its words' vectors: LaBSE's dual encoder, with a table where
    LaBSE has twelve layers. Each step takes a batch of sentences with the translations
    into one language; the languages come in turn.

    Parameters
    ----------
    originals : array, shape (n, v)
        How often each of v words stands in each sentence.
    translations : list of arrays, shape (n, v)
        The same sentences in other languages, over the same vocabulary.
    rng : numpy.random.Generator
    width : int
        Numbers a vector.
    scale, margin : float
        Of `contrast.additive_margin_loss`.
    batch : int
        Sentences a step.
    steps : int
        With 0 the table stays as random as it starts.

    Returns
    -------
    table : array, shape (v, width)

    Raises
    ------
    ValueError
        If shapes differ, or the loss refuses an argument.
    """
    originals = checks.finite("originals", originals, (None, None))
    translations = checks.several(
        "translations", translations, checks.finite, originals.shape
    )
    width, batch = checks.counts(width=width, batch=batch)
    steps = checks.count("steps", steps, least=0)
    margin = checks.number("margin", margin, least=0)
    scale = checks.number("scale", scale, above=0)
    checks.rng(rng)

    def loss(table, x, y):
        return additive_margin_loss(x @ table, y @ table, margin=margin, scale=scale)

    slope, step_size = grad(loss), 100 / scale  # slopes grow with the scale
    table = rng.normal(0, 1, (originals.shape[1], width))
    for step in range(steps):
        rows = rng.permutation(len(originals))[:batch]
        other = translations[step % len(translations)]
        table = table - step_size * slope(table, originals[rows], other[rows])
    return table


def _as_counts(counts):
    counts = checks.finite("counts", counts, (None,))
    if not counts.size or min(counts.tolist()) <= 0:  # a list, as they are few
        raise ValueError(f"counts must be one row of positive numbers, got {counts}")
    return counts
