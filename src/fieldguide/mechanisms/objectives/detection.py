"""Replaced-token detection: swap some tokens, ask of every token whether it is original.

ELECTRA (Clark et al. 2020, arXiv:2003.10555). A small generator fills in hidden tokens,
and learns that by itself, as in BERT; the discriminator reads what it wrote and judges
every token. Only the discriminator is kept.

Parameters are dicts:

    tables           token_table (v, e), position_table (m, e), norm: shared by both
    generator        [project: e to d], blocks, head: dense (d, e), norm, bias (v,)
    discriminator    [project: e to d], blocks, head: dense (d, d), score (d, 1)
"""

from typing import NamedTuple

import numpy as np

from ... import checks, shapes
from ...training.losses import cross_entropy
from ..attention.attention import linear, new_linear
from ..networks.norm import layer_norm, new_norm
from ..networks.transformer import (
    BERT_EPS,
    WIDER,
    embed,
    gelu,
    new_block,
    post_norm_blocks,
)
from ..sampling.choosing import sample_tokens
from .masking import MASK_RATE, choose_each, corrupt

# the shapes, e wide in the tables, d in a network, g in the generator of two: see
# `fieldguide.shapes`
NARROW = shapes.renamed(shapes.NORM, d="e")
TABLES = shapes.renamed(shapes.TABLES, d="e") | {"norm": NARROW}
NET = {"project?": shapes.affine("e", "d"), "blocks": [shapes.BLOCK]}
WORDS = {"dense": shapes.affine("d", "e"), "norm": NARROW, "bias": "v?"}
JUDGE = {"dense": shapes.affine("d", "f"), "score": shapes.affine("f", "1")}
GENERATOR = {
    "tables": TABLES,
    "generator": shapes.renamed(NET | {"head": WORDS}, d="g"),
}
ELECTRA = GENERATOR | {"discriminator": NET | {"head": JUDGE}}
DISC_WEIGHT = (
    50.0  # lambda, Clark et al. 2020, app. A; on means, as in the released code
)
MASKED = (
    0.85  # of the chosen: [MASK]; the rest is kept. Released code, pretrain_helpers.py
)


def replace_tokens(ids, chosen, samples):
    """Put the generator's tokens in the chosen places, and note what has changed.

    A lucky guess counts as original: (the cat) with "the" drawn for place 0 has nothing
    replaced.

    Parameters
    ----------
    ids : int array, any shape
        The original tokens. Not modified.
    chosen : bool array, shape of `ids`
    samples : int array, shape (number of chosen,)
        In the order of `ids[chosen]`.

    Returns
    -------
    corrupted : int array, shape of `ids`
        What the discriminator reads. It never sees [MASK] unless the generator says so.
    replaced : bool array, shape of `ids`
        True where the token differs from the original: the discriminator's labels.

    Raises
    ------
    ValueError
        If `chosen` is not bool or of another shape, there is not one sample for each, or
        something is no token id.

    References
    ----------
    Clark et al. 2020, arXiv:2003.10555, section 2; run_pretraining.py, _get_fake_data.
    """
    ids = checks.ids("ids", ids)
    chosen = checks.booleans("chosen", chosen, ids.shape)
    samples = checks.ids("samples", samples, shape=(np.count_nonzero(chosen),))
    corrupted = ids.copy()
    corrupted[chosen] = samples
    return corrupted, corrupted != ids


def detection_loss(scores, replaced, *, counted=None):
    """Mean surprise, in nats, of a judge who gives "replaced" the probability sigmoid(score).

    A score of 0 costs ln 2, whichever is right; -ln 3 for an original costs ln(4/3).

    Parameters
    ----------
    scores : array, shape (..., n)
        Positive for "replaced".
    replaced : bool array, shape of `scores`
    counted : bool array, shape of `scores`, optional
        Which places count: all that are no padding. All, if not given.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If shapes differ, or nothing is counted.

    References
    ----------
    Clark et al. 2020, section 2, prints sums over the places; the released code and
    transformers take the mean over all tokens but padding, [CLS] and [SEP] included, and
    so do we. The paper writes D for the probability of "original"; its code and
    transformers score "replaced", like us.
    """
    scores = checks.numbers("scores", scores)
    replaced = checks.booleans("replaced", replaced, scores.shape)
    if counted is None:
        counted = np.ones(replaced.shape, bool)
    counted = checks.booleans("counted", counted, scores.shape)
    if not np.count_nonzero(counted):
        raise ValueError("counted must be True at some place, got none")
    # -log sigmoid(s) or -log(1 - sigmoid(s)), without overflow
    surprise = np.maximum(scores, 0) - scores * replaced
    surprise = surprise + np.log(1 + np.exp(-np.abs(scores)))
    return (surprise * counted).sum() / counted.sum()


@checks.weights(tables=TABLES, net=NET)
def encode(ids, tables, net, *, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """BERT's encoder behind an embedding that may be narrower, or wider, than the blocks.

    Parameters
    ----------
    ids : int array, shape (..., n)
    tables, net : dict
        See the top of this module; `net` has `project` if widths differ.
    heads, mask, activation, eps
        As in `transformer.encoder`.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Clark et al. 2020, section 3.2, "Weight Sharing"; google-research/electra,
    model/modeling.py, "embeddings_project". Segments are left out.
    """
    x = layer_norm(embed(ids, tables), tables["norm"], eps=eps)  # (..., n, e)
    if "project" in net:
        x = linear(x, net["project"])  # (..., n, d)
    return post_norm_blocks(
        x, net["blocks"], heads=heads, mask=mask, activation=activation, eps=eps
    )


@checks.weights(tables={"token_table": "v e"}, head=WORDS)
def token_scores(hidden, tables, head, *, activation=gelu, eps=BERT_EPS):
    """The generator's head: a score for every token of the vocabulary.

    Parameters
    ----------
    hidden : array, shape (..., d)
        Vectors of the places that are asked for.
    tables, head : dict
        The token table of the input serves again for the output.

    Returns
    -------
    array, shape (..., v)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    google-research/electra, run_pretraining.py, _get_masked_lm_output: BERT's head.
    """
    hidden = checks.numbers("hidden", hidden, (..., len(head["dense"]["weight"])))
    checks.function("activation", activation)
    x = layer_norm(activation(linear(hidden, head["dense"])), head["norm"], eps=eps)
    scores = x @ tables["token_table"].T  # (..., v)
    checks.features("a row of scores", scores, head, "bias")
    return scores + head["bias"]


@checks.weights(head=JUDGE)
def replaced_scores(hidden, head, *, activation=gelu):
    """The discriminator's head: one score a token, positive for "replaced".

    Parameters
    ----------
    hidden : array, shape (..., n, d)
    head : dict

    Returns
    -------
    array, shape (..., n)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    google-research/electra, run_pretraining.py, _get_discriminator_output. The paper has
    w^T h alone; the code puts a layer of width d in between.
    """
    hidden = checks.numbers("hidden", hidden, (..., len(head["dense"]["weight"])))
    checks.function("activation", activation)
    scores = linear(activation(linear(hidden, head["dense"])), head["score"])
    return checks.numbers("the scores of head", scores, (..., 1))[..., 0]


@checks.weights(p=GENERATOR)
def masked_lm_step(
    ids, candidates, p, rng, *, mask_id, heads, rate=MASK_RATE, activation=gelu
):
    """Hide some tokens and ask the generator for them: BERT's task, and half of ELECTRA's.

    Parameters
    ----------
    ids : int array, shape (..., n)
        Original tokens, without padding.
    candidates : bool array, shape (..., n)
        True where a token may be chosen: not at [CLS] and [SEP].
    p : dict
        tables and generator; see `new_electra`.
    rng : numpy.random.Generator
    mask_id : int
    heads : int
    rate : float
        Share of the tokens that are chosen, each by itself.
    activation : function

    Returns
    -------
    loss : float
        Mean over the chosen places, in nats.
    chosen : bool array, shape (..., n)
    logits : array, shape (number of chosen, v)

    Raises
    ------
    ValueError
        If nothing is chosen, or an argument does not fit.

    References
    ----------
    Clark et al. 2020, arXiv:2003.10555, section 2. Of the chosen, 85% become [MASK] and
    15% are kept, as in google-research/electra, which chooses a fixed number.
    """
    tables, net = p["tables"], p["generator"]
    ids = checks.ids("ids", ids, len(tables["token_table"]), (..., None))
    candidates = checks.booleans("candidates", candidates, ids.shape)
    chosen = choose_each(candidates, rng, rate=rate)
    if not chosen.any():
        raise ValueError("candidates: none was chosen, so there is no loss")
    masked = corrupt(
        ids,
        chosen,
        rng,
        vocab_size=len(tables["token_table"]),
        mask_id=mask_id,
        masked=MASKED,
        random=0,
    )
    hidden = encode(masked, tables, net, heads=heads, activation=activation)
    logits = token_scores(hidden[chosen], tables, net["head"], activation=activation)
    return cross_entropy(logits, ids[chosen]), chosen, logits


class Step(NamedTuple):
    """What `electra_step` found: two losses, and what they were taken from."""

    mlm: float
    disc: float
    chosen: np.ndarray
    corrupted: np.ndarray
    replaced: np.ndarray
    scores: np.ndarray


@checks.weights(p=ELECTRA)
def electra_step(
    ids, candidates, p, rng, *, mask_id, heads, rate=MASK_RATE, activation=gelu
):
    """Hide, let the generator fill in, judge every token.

    Parameters
    ----------
    ids, candidates, rng, mask_id, rate, activation
        As in `masked_lm_step`. What is no candidate is judged like all else.
    p : dict
        tables, generator and discriminator; see `new_electra`.
    heads : pair of int
        Of generator and discriminator.

    Returns
    -------
    Step
        mlm, the generator's loss over the chosen places; disc, the discriminator's over
        all places: train on mlm + DISC_WEIGHT * disc. Then chosen, corrupted, replaced
        and scores, arrays of the shape of `ids`.

    Raises
    ------
    ValueError
        If nothing is chosen, or an argument does not fit.

    References
    ----------
    Clark et al. 2020, arXiv:2003.10555, section 2; google-research/electra,
    run_pretraining.py.
    """
    if np.shape(heads) != (2,):
        raise ValueError(f"heads must be a pair of numbers, got {heads!r}")
    ids = checks.ids("ids", ids)
    mlm, chosen, logits = masked_lm_step(
        ids,
        candidates,
        p,
        rng,
        mask_id=mask_id,
        heads=heads[0],
        rate=rate,
        activation=activation,
    )
    samples = sample_tokens(logits, rng)  # whole numbers: no gradient passes
    corrupted, replaced = replace_tokens(ids, chosen, samples)
    net = p["discriminator"]
    hidden = encode(corrupted, p["tables"], net, heads=heads[1], activation=activation)
    scores = replaced_scores(hidden, net["head"], activation=activation)  # (..., n)
    disc = detection_loss(scores, replaced)
    return Step(mlm, disc, chosen, corrupted, replaced, scores)


def suspect(prior, generator, *, rate=MASK_RATE):
    """What a perfect judge thinks of each token that may stand at a place.

    Bayes' rule. Token w stands there untouched with probability (1 - rate) p(w), as a
    lucky guess with rate p(w) g(w), as a replacement with rate (1 - p(w)) g(w). If the
    generator is perfect, g = p, that leaves rate (1 - p(w)): never more than the rate.

    Parameters
    ----------
    prior : array, shape (v,)
        p, what the rest of the text says of the place: probabilities.
    generator : array, shape (v,)
        g, the probabilities from which a replacement is drawn.
    rate : float
        Probability that a place is filled in by the generator.

    Returns
    -------
    suspicion : array, shape (v,)
        Probability that w, if it stands there, is a replacement; nan if it never does.
    shown : array, shape (v,)
        Probability that w stands there.

    Raises
    ------
    ValueError
        If there are not as many probabilities, or some do not add up to 1.

    References
    ----------
    Bayes' rule applied to Clark et al. 2020, section 2; the formula is ours.
    """
    prior = checks.probabilities("prior", prior)
    generator = checks.probabilities("generator", generator, prior.shape)
    rate = checks.rate("rate", rate)
    replaced = rate * (1 - prior) * generator  # (v,)
    shown = (1 - rate) * prior + rate * prior * generator + replaced  # (v,)
    with np.errstate(invalid="ignore"):
        return replaced / shown, shown


def new_electra(rng, *, vocab_size, positions, e, widths, layers):
    """Parameters of a generator and a discriminator that share one embedding.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size : int
        v, the number of tokens.
    positions : int
        m, rows of the table of places: the longest text.
    e : int
        Width of the embedding, in ELECTRA mostly that of the discriminator.
    widths : pair of int
        Of the generator, a quarter to a half of the other, and of the discriminator.
    layers : int
        Of each.

    Returns
    -------
    dict
        tables, generator and discriminator; see the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.

    References
    ----------
    Clark et al. 2020, arXiv:2003.10555, section 3.2, "Weight Sharing" and "Smaller
    Generators". Weights start with a standard deviation of 1 / sqrt(d), tables with 0.1,
    so that a narrow network learns within minutes; ELECTRA starts all with 0.02.
    """
    vocab_size, positions, e = checks.counts(
        vocab_size=vocab_size, positions=positions, e=e
    )
    layers = checks.count("layers", layers, least=0)
    checks.rng(rng)
    if np.shape(widths) != (2,):
        raise ValueError(f"widths must be a pair of numbers, got {widths!r}")
    narrow, wide = checks.counts(**{"widths[0]": widths[0], "widths[1]": widths[1]})
    tables = {
        "token_table": rng.normal(0, 0.1, (vocab_size, e)),
        "position_table": rng.normal(0, 0.1, (positions, e)),
        "norm": new_norm(e),
    }
    generator = _new_net(rng, e=e, d=narrow, layers=layers) | {
        "head": {
            "dense": new_linear(rng, d=narrow, e=e, spread=narrow**-0.5),
            "norm": new_norm(e),
            "bias": np.zeros(vocab_size),
        }
    }
    discriminator = _new_net(rng, e=e, d=wide, layers=layers) | {
        "head": {
            "dense": new_linear(rng, d=wide, e=wide, spread=wide**-0.5),
            "score": new_linear(rng, d=wide, e=1, spread=wide**-0.5),
        }
    }
    return {"tables": tables, "generator": generator, "discriminator": discriminator}


def _new_net(rng, *, e, d, layers):
    project = {} if e == d else {"project": new_linear(rng, d=e, e=d, spread=e**-0.5)}
    blocks = [new_block(rng, d=d, spread=d**-0.5) for _ in range(layers)]
    return project | {"blocks": blocks}


def multiply_adds(*, n, e, d, layers, predicted=0, vocab_size=0):
    """Multiplications, each with an addition, of one forward pass over one text.

    One layer of width 2 on one token: 48 for the weights, 4 for attention to itself.

    Parameters
    ----------
    n : int
        Tokens in the text.
    e, d : int
        Width of the embedding, and of the blocks.
    layers : int
    predicted : float
        At how many places a head scores all tokens, d e + e v each; with 0, the other
        head judges all n places, d d + d each.
    vocab_size : int
        v, the number of tokens.

    Returns
    -------
    float
        Training takes about three times that: the way back costs as much as two ways
        forward. Norms, activations and sums are left out.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.

    References
    ----------
    Clark et al. 2020, footnotes to Table 1, count operations likewise, in
    flops_computation.py; the closed form is ours.
    """
    n, e, d = checks.counts(n=n, e=e, d=d)
    layers, vocab_size = checks.counts(least=0, layers=layers, vocab_size=vocab_size)
    predicted = checks.number("predicted", predicted, least=0)
    project = n * e * d * (e != d)
    block = n * (4 + 2 * WIDER) * d * d + 2 * n * n * d
    head = predicted * (d * e + e * vocab_size) if predicted else n * (d * d + d)
    return project + layers * block + head
