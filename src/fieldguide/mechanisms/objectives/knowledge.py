"""Entities for words: vectors of a knowledge graph join the vectors of a text.

ERNIE of Tsinghua University and Huawei (Zhang et al. 2019, arXiv:1905.07129). TransE
(Bordes et al. 2013) gives each entity a vector. A mention's first token carries it into
the upper half of the network, which mixes text and knowledge.
"""

import numpy as np

from ..attention.attention import linear, multi_head_attention, softmax
from ..networks.transformer import BERT_EPS, gelu, normalize

WIDTH = 100  # of entity vectors, H_e, Zhang et al. 2019, sec. 4.2
WRONG, UNALIGNED = 0.05, 0.15  # what happens to an alignment, sec. 3.4
NOTHING = -1  # in place of an entity's number: this token has none


# --- vectors for entities -------------------------------------------------------------


def translation_distance(head, relation, tail):
    """How far from `tail` one lands when one starts at `head` and walks `relation`.

    From (0, 0) by (3, 0) one lands 4 away from (3, 4).

    Parameters
    ----------
    head, relation, tail : array, shape (..., d)

    Returns
    -------
    array, shape (...)
        Small if the graph says so; not negative.

    References
    ----------
    Bordes et al. 2013, "Translating embeddings for modeling multi-relational data", NeurIPS,
    section 2, with the L2 norm; L1 is the other choice there. ERNIE does not say which.
    """
    return np.sqrt(((head + relation - tail) ** 2).sum(-1))


def fit_translations(triples, entities, relations, d, rng,
                     steps=400, rate=0.02, margin=1.0):  # fmt: skip
    """TransE: vectors for entities and relations such that head + relation is near tail.

    Each fact is held against itself with another tail, and with another head; a false
    triple should be farther off than the true one by `margin`, in squared distance.

    Parameters
    ----------
    triples : int array, shape (m, 3)
        Facts: head, relation, tail.
    entities, relations : int
        How many there are.
    d : int
        Width of the vectors; 100 in ERNIE.
    rng : numpy.random.Generator
        Draws the vectors to start from.
    steps : int
        Passes over all facts.
    rate : float
        Step size.
    margin : float

    Returns
    -------
    entity_vectors : array, shape (entities, d)
        Of length 1 or less.
    relation_vectors : array, shape (relations, d)
    losses : array, shape (steps,)
        Mean shortfall of a false triple before each step.

    Raises
    ------
    ValueError
        If a number in `triples` names nothing.

    References
    ----------
    Bordes et al. 2013, algorithm 1. There a few facts a step are each held against one random
    false triple, and entities have length exactly 1; here all false triples are used at
    once, those that are facts are left out, and lengths are only cut down to 1.
    """
    triples = np.asarray(triples)
    for column, most in zip(triples.T, (entities, relations, entities), strict=True):
        if column.min() < 0 or column.max() >= most:
            raise ValueError(f"numbers must lie in 0 ... {most - 1}, got {column}")
    true, false = _corruptions(triples, entities)  # (pairs, 3) each
    bound = 6 / np.sqrt(d)
    e = _shorten(rng.uniform(-bound, bound, (entities, d)))
    r = _shorten(rng.uniform(-bound, bound, (relations, d)))
    losses = np.empty(steps)
    for step in range(steps):
        near, far = (e[h] + r[k] - e[t] for h, k, t in (true.T, false.T))  # (pairs, d)
        short = margin + (near**2).sum(-1) - (far**2).sum(-1)  # (pairs,)
        losses[step] = np.maximum(short, 0).mean()
        grad_e, grad_r = np.zeros_like(e), np.zeros_like(r)
        for (h, k, t), gap, sign in ((true.T, near, 2), (false.T, far, -2)):
            push = sign * gap * (short > 0)[:, None]  # (pairs, d)
            np.add.at(grad_e, h, push)
            np.add.at(grad_r, k, push)
            np.add.at(grad_e, t, -push)
        e, r = _shorten(e - rate * grad_e), r - rate * grad_r
    return e, r, losses


def _corruptions(triples, entities):
    """Every fact beside every triple that differs in head or tail and is not a fact."""
    facts = {tuple(row) for row in triples.tolist()}
    pairs = [
        (fact, false)
        for fact in sorted(facts)
        for other in range(entities)
        for false in ((other, *fact[1:]), (*fact[:2], other))
        if false not in facts
    ]
    true, false = zip(*pairs, strict=True)
    return np.array(true), np.array(false)


def _shorten(x):
    """Cut rows longer than 1 down to length 1."""
    return x / np.maximum(1, np.sqrt((x**2).sum(-1, keepdims=True)))


# --- entities beside tokens -----------------------------------------------------------


def align(mentions, n):
    """Put each entity beside the first token of its mention; the other tokens get none.

    "old keeper" at places 1 and 2 of 4, entity 7: (-1, 7, -1, -1).

    Parameters
    ----------
    mentions : list of (start, end, entity)
        Tokens start ... end - 1 name the entity of that number.
    n : int
        Number of tokens.

    Returns
    -------
    int array, shape (n,)
        Number of the entity, -1 where there is none.

    Raises
    ------
    ValueError
        If a mention is empty, leaves the text, or overlaps another one.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, section 3.1, last sentence.
    """
    aligned, taken = np.full(n, NOTHING), np.zeros(n, bool)
    for start, end, entity in mentions:
        if not 0 <= start < end <= n:
            raise ValueError(f"a mention lies in 0 ... {n}, got {start} ... {end}")
        if taken[start:end].any():
            raise ValueError(f"mentions must not overlap, {start} ... {end} does")
        aligned[start], taken[start:end] = entity, True
    return aligned


def align_released(entities):
    """Keep one entity a mention as the released code does it: every other token keeps it.

    A comment there says that A A A becomes A - -. But the loop compares each token with
    the one before it as it stands now, after a removal: A A A becomes A - A.

    Parameters
    ----------
    entities : int array, shape (n,)
        The entity of each token of a mention, -1 where there is none.

    Returns
    -------
    int array, shape (n,)

    References
    ----------
    thunlp/ERNIE, code/create_instances.py at 4b0e90a. For mentions of one or two tokens it
    gives what `align` gives.
    """
    kept = np.array(entities)
    for place in range(1, len(kept)):
        if kept[place] == kept[place - 1]:
            kept[place] = NOTHING
    return kept


def corrupt_alignments(aligned, entities, rng, wrong=WRONG, unaligned=UNALIGNED):
    """Spoil some alignments: 5% get another entity, 15% lose theirs, 80% stay.

    The model is then asked for the original in all three cases.

    Parameters
    ----------
    aligned : int array, any shape
        Number of the entity, -1 where there is none. Not modified.
    entities : int
        A wrong one is drawn from 0 ... entities - 1; it can be the right one by chance.
    rng : numpy.random.Generator
    wrong, unaligned : float
        Probabilities; what is left to 1 stays.

    Returns
    -------
    int array, shape of `aligned`
        Tokens without an entity never get one.

    Raises
    ------
    ValueError
        If an entity's number is too large or the probabilities do not fit.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, section 3.4. The released code (run_pretrain.py) has
    one random number with the thresholds 0.05 and 0.20, as here, and draws a wrong entity
    from those that the same batch mentions.
    """
    aligned = np.asarray(aligned)
    _check_links(aligned, entities, wrong, unaligned)
    fate = rng.random(aligned.shape)
    other = rng.integers(entities, size=aligned.shape)
    seen = np.where(fate < wrong + unaligned, NOTHING, aligned)
    seen = np.where(fate < wrong, other, seen)
    return np.where(aligned == NOTHING, NOTHING, seen)


def _check_links(links, entities, wrong, unaligned):
    if links.size and not (NOTHING <= links.min() and links.max() < entities):
        raise ValueError(f"entities must lie in -1 ... {entities - 1}, got {links}")
    if min(wrong, unaligned) < 0 or wrong + unaligned > 1 + 1e-9:
        raise ValueError(f"probabilities do not fit: {wrong} wrong, {unaligned} none")


def _check_prior(prior, pool):
    if prior.ndim != 1 or prior.min() < 0 or not np.isclose(prior.sum(), 1):
        raise ValueError(f"prior must be probabilities that add up to 1, got {prior}")
    if pool < 1:
        raise ValueError(f"pool must be at least 1 entity, got {pool}")


def believe_link(prior, linked, pool, wrong=WRONG, unaligned=UNALIGNED):
    """What a perfect reader thinks a mention means, given the text and a doubtful link.

    Bayes' rule: belief(e) is proportional to prior(e) x P(link | e). A link to `linked` is
    right with probability 1 - wrong - unaligned, or drawn by accident from `pool`.

    Parameters
    ----------
    prior : array, shape (m,)
        What the text alone says: a probability for each entity that could be meant.
    linked : int
        The entity that the mention is linked to, or -1 for none.
    pool : int
        From how many entities a wrong one was drawn in training.
    wrong, unaligned : float
        The rule's probabilities.

    Returns
    -------
    array, shape (m,)
        Probabilities.

    Raises
    ------
    ValueError
        If `prior` does not add up to 1, `linked` names nothing, the rates do not fit, or
        `pool` is below 1.

    References
    ----------
    Bayes' rule applied to Zhang et al. 2019, section 3.4; the formula is ours, as is
    `masking.believe`, its sister for words.
    """
    prior = np.asarray(prior, float)
    _check_links(np.asarray(linked), len(prior), wrong, unaligned)
    _check_prior(prior, pool)
    if linked == NOTHING:
        return prior.copy()  # every mention loses its link equally often
    likelihood = np.full(len(prior), wrong / pool)  # (m,)
    likelihood[linked] += 1 - wrong - unaligned
    return prior * likelihood / (prior @ likelihood)


# --- mixing text and knowledge --------------------------------------------------------


def fuse(tokens, entities, aligned, p, activation=gelu):
    """Mix each token with its entity, if it has one, and take both apart again.

    h = s(w W_t + e W_e + b); then w' = s(h W_t' + b_t) and e' = s(h W_e' + b_e), where s is
    the activation. Without an entity the term e W_e is missing, and so is e'.

    Parameters
    ----------
    tokens : array, shape (n, d)
        w.
    entities : array, shape (n, c)
        e, row by row beside its token; rows without an entity do not matter.
    aligned : bool array, shape (n,)
        True where a token has an entity.
    p : dict of dicts
        token_in, d to f, and entity_in, c to f, whose biases together are the paper's b;
        token_out, f to d, and entity_out, f to c. See `linear`.
    activation : function

    Returns
    -------
    tokens : array, shape (n, d)
    entities : array, shape (n, c)
        0 where there is none.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, equations 4 and 5. The released code does it otherwise:
    see `fuse_released`.
    """
    aligned = np.asarray(aligned)[:, None]  # (n, 1)
    h = linear(tokens, p["token_in"]) + linear(entities * aligned, p["entity_in"])
    h = activation(h)  # (n, f)
    tokens = activation(linear(h, p["token_out"]))  # (n, d)
    return tokens, activation(linear(h, p["entity_out"])) * aligned  # (n, c)


def fuse_released(tokens, entities, aligned, p, activation=gelu, eps=BERT_EPS):
    """The same as the released code has it: input added again, layer norm, no second bend.

    h as in `fuse`; then w' = LayerNorm(w + h W_t' + b_t), e' likewise. So BERT's own layer is
    what remains where there is no entity.

    Parameters
    ----------
    tokens, entities, aligned, activation
        As in `fuse`.
    p : dict of dicts
        As in `fuse`, and token_norm and entity_norm with gain and bias.
    eps : float
        Of the layer norms.

    Returns
    -------
    tokens : array, shape (n, d)
    entities : array, shape (n, c)
        0 where there is none.

    References
    ----------
    thunlp/ERNIE, knowledge_bert/modeling.py, BertIntermediate and BertOutput. There e' is
    computed for all tokens and set to 0 in the next layer. Without dropout.
    """
    aligned = np.asarray(aligned)[:, None]  # (n, 1)
    entities = entities * aligned
    h = linear(tokens, p["token_in"]) + linear(entities, p["entity_in"])
    h = activation(h)  # (n, f)
    w = normalize(tokens + linear(h, p["token_out"]), p["token_norm"], eps)
    e = normalize(entities + linear(h, p["entity_out"]), p["entity_norm"], eps)
    return w, e * aligned


def knowledge_block(tokens, entities, aligned, p, heads, entity_heads):
    """One layer of the K-Encoder: tokens attend, entities attend, then both are mixed.

    Parameters
    ----------
    tokens : array, shape (n, d)
    entities : array, shape (n, c)
    aligned : bool array, shape (n,)
        True where a token has an entity: others neither give nor take in the entities'
        attention. The released code also has a vector of zeros beside [CLS]; for that, set
        the first one True.
    p : dict
        attention and attention_norm for tokens, entity_attention and
        entity_attention_norm for entities, fusion as in `fuse_released`.
    heads, entity_heads : int
        12 and 4 in ERNIE.

    Returns
    -------
    tokens : array, shape (n, d)
    entities : array, shape (n, c)

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, section 3.3; thunlp/ERNIE, modeling.py, BertLayer.
    """
    w, _ = multi_head_attention(tokens, tokens, p["attention"], heads)
    w = normalize(tokens + w, p["attention_norm"], BERT_EPS)  # (n, d)
    looks = np.asarray(aligned)[None, :]  # (1, n)  at entities only
    e, _ = multi_head_attention(
        entities, entities, p["entity_attention"], entity_heads, looks
    )
    e = normalize(entities + e, p["entity_attention_norm"], BERT_EPS)  # (n, c)
    return fuse_released(w, e, aligned, p["fusion"])


def entity_shares(tokens, candidates, p):
    """Which entity does each token stand for? softmax(linear(w) . e) over the candidates.

    Parameters
    ----------
    tokens : array, shape (n, d)
        From the last layer.
    candidates : array, shape (m, c)
        Vectors of the entities that could be meant.
    p : dict
        weight, shape (d, c), and bias.

    Returns
    -------
    array, shape (n, m)
        Rows add up to 1.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, equation 7: the candidates are the entities of the
    sentence. In the released code they are those of the whole batch, and GELU and a layer
    norm follow the linear map.
    """
    return softmax(linear(tokens, p) @ candidates.T)  # (n, m)


def entity_parameters(layers=6, width=WIDTH, inner=3072):
    """How many numbers the entities' side of the K-Encoder adds to BERT.

    Per layer: attention among entities, 4 (width + 1) width; entity into the inner layer and
    out again, 2 width x inner + inner + width; two layer norms, 4 width.

    Parameters
    ----------
    layers : int
        Of the K-Encoder.
    width : int
        Of an entity's vector.
    inner : int
        Of the feed-forward layer; 3072 in BERT-base.

    Returns
    -------
    int

    References
    ----------
    Counted from thunlp/ERNIE, modeling.py; the paper says "about 114M" in all (sec. 4.2).
    """
    attention = 4 * (width + 1) * width
    fusion = 2 * width * inner + inner + width
    return layers * (attention + fusion + 4 * width)
