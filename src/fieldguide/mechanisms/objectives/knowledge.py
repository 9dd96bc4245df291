"""Entities for words: vectors of a knowledge graph join the vectors of a text.

ERNIE of Tsinghua University and Huawei (Zhang et al. 2019, arXiv:1905.07129). TransE
(Bordes et al. 2013) gives each entity a vector. A mention's first token carries it into
the upper half of the network, which mixes text and knowledge.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import linear, multi_head_attention, softmax
from ..networks.norm import layer_norm
from ..networks.transformer import BERT_EPS, gelu

WIDTH = 100  # of entity vectors, H_e, Zhang et al. 2019, sec. 4.2
WRONG, UNALIGNED = 0.05, 0.15  # what happens to an alignment, sec. 3.4
NOTHING = -1  # in place of an entity's number: this token has none
# the shapes, d wide for tokens and c for entities: see `fieldguide.shapes`
FUSION = {
    "token_in": shapes.affine("d", "f"),
    "entity_in": shapes.affine("c", "f"),
    "token_out": shapes.affine("f", "d"),
    "entity_out": shapes.affine("f", "c"),
}
RELEASED = FUSION | {
    "token_norm": shapes.NORM,
    "entity_norm": shapes.renamed(shapes.NORM, d="c"),
}
LAYER = {
    "attention": shapes.SELF,
    "attention_norm": shapes.NORM,
    "entity_attention": shapes.renamed(shapes.SELF, d="c", A="a", B="b"),
    "entity_attention_norm": shapes.renamed(shapes.NORM, d="c"),
    "fusion": RELEASED,
}


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

    Raises
    ------
    ValueError
        If shapes differ.

    References
    ----------
    Bordes et al. 2013, "Translating embeddings for modeling multi-relational data", NeurIPS,
    section 2, with the L2 norm; L1 is the other choice there. ERNIE does not say which.
    """
    head = checks.numbers("head", head, (..., None))
    relation = checks.numbers("relation", relation, (..., head.shape[-1]))
    tail = checks.numbers("tail", tail, (..., head.shape[-1]))
    return np.sqrt(((head + relation - tail) ** 2).sum(-1))


def fit_translations(triples, rng, *, entity_count, relation_count, d,
                     steps=400, step_size=0.02, margin=1.0):  # fmt: skip
    """TransE: vectors for entities and relations such that head + relation is near tail.

    Each fact is held against itself with another tail, and with another head; a false
    triple should be farther off than the true one by `margin`, in squared distance.

    Parameters
    ----------
    triples : int array, shape (m, 3)
        Facts: head, relation, tail.
    rng : numpy.random.Generator
        Draws the vectors to start from.
    entity_count, relation_count : int
        How many there are.
    d : int
        Width of the vectors; 100 in ERNIE.
    steps : int
        Passes over all facts.
    step_size : float
    margin : float

    Returns
    -------
    entity_vectors : array, shape (entity_count, d)
        Of length 1 or less.
    relation_vectors : array, shape (relation_count, d)
    losses : array, shape (steps,)
        Mean shortfall of a false triple before each step.

    Raises
    ------
    ValueError
        If a number in `triples` names nothing, every triple is a fact, or an argument
        does not fit.

    References
    ----------
    Bordes et al. 2013, algorithm 1. There a few facts a step are each held against one random
    false triple, and entities have length exactly 1; here all false triples are used at
    once, those that are facts are left out, and lengths are only cut down to 1.
    """
    entity_count, relation_count, d = checks.counts(
        entity_count=entity_count, relation_count=relation_count, d=d
    )
    steps = checks.count("steps", steps, least=0)
    step_size = checks.number("step_size", step_size, above=0)
    margin = checks.number("margin", margin)
    triples = checks.integers("triples", triples, (None, 3))
    checks.ids("triples[:, 0::2], the entities,", triples[:, 0::2], entity_count)
    checks.ids("triples[:, 1], the relations,", triples[:, 1], relation_count)
    checks.rng(rng)
    true, false = _corruptions(triples, entity_count)  # (pairs, 3) each
    bound = 6 / np.sqrt(d)
    e = _shorten(rng.uniform(-bound, bound, (entity_count, d)))
    r = _shorten(rng.uniform(-bound, bound, (relation_count, d)))
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
        e, r = _shorten(e - step_size * grad_e), r - step_size * grad_r
    return e, r, losses


def _corruptions(triples, entity_count):
    """Every fact beside every triple that differs in head or tail and is not a fact."""
    facts = {tuple(row) for row in triples.tolist()}
    pairs = [
        (fact, false)
        for fact in sorted(facts)
        for other in range(entity_count)
        for false in ((other, *fact[1:]), (*fact[:2], other))
        if false not in facts
    ]
    if not pairs:
        raise ValueError("triples must leave some triple false, got none or all")
    true, false = zip(*pairs, strict=True)
    return np.array(true), np.array(false)


def _shorten(x):
    """Cut rows longer than 1 down to length 1."""
    return x / np.maximum(1, np.sqrt((x**2).sum(-1, keepdims=True)))


# --- entities beside tokens -----------------------------------------------------------


def align(mentions, *, n):
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
    n = checks.count("n", n, least=0)
    if not hasattr(mentions, "__len__") or len(mentions):
        mentions = checks.ids("mentions", mentions, shape=(None, 3))
    links, taken = np.full(n, NOTHING), np.zeros(n, bool)
    for start, end, entity in mentions:
        if not 0 <= start < end <= n:
            raise ValueError(f"mentions must lie in 0 ... {n}, got {start} ... {end}")
        if taken[start:end].any():
            raise ValueError(f"mentions must not overlap, {start} ... {end} does")
        links[start], taken[start:end] = entity, True
    return links


def align_released(links):
    """Keep one entity a mention as the released code does it: every other token keeps it.

    A comment there says that A A A becomes A - -. But the loop compares each token with
    the one before it as it stands now, after a removal: A A A becomes A - A.

    Parameters
    ----------
    links : int array, shape (n,)
        The entity of each token of a mention, -1 where there is none.

    Returns
    -------
    int array, shape (n,)

    Raises
    ------
    ValueError
        If `links` is not one row of whole numbers of -1 or more.

    References
    ----------
    thunlp/ERNIE, code/create_instances.py at 4b0e90a. For mentions of one or two tokens it
    gives what `align` gives.
    """
    kept = checks.ids("links", links, shape=(None,), least=NOTHING).copy()
    for place in range(1, len(kept)):
        if kept[place] == kept[place - 1]:
            kept[place] = NOTHING
    return kept


def corrupt_alignments(links, rng, *, entity_count, wrong=WRONG, unaligned=UNALIGNED):
    """Spoil some alignments: 5% get another entity, 15% lose theirs, 80% stay.

    The model is then asked for the original in all three cases.

    Parameters
    ----------
    links : int array, any shape
        Number of the entity, -1 where there is none. Not modified.
    rng : numpy.random.Generator
    entity_count : int
        A wrong one is drawn from 0 ... entity_count - 1; it can be the right one by chance.
    wrong, unaligned : float
        Probabilities; what is left to 1 stays.

    Returns
    -------
    int array, shape of `links`
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
    entity_count = checks.count("entity_count", entity_count)
    links = checks.ids("links", links, entity_count, least=NOTHING)
    checks.rates(wrong=wrong, unaligned=unaligned)
    fate = checks.rng(rng).random(links.shape)
    other = rng.integers(entity_count, size=links.shape)
    seen = np.where(fate < wrong + unaligned, NOTHING, links)
    seen = np.where(fate < wrong, other, seen)
    return np.where(links == NOTHING, NOTHING, seen)


def believe_link(prior, linked, *, pool, wrong=WRONG, unaligned=UNALIGNED):
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
    prior = checks.probabilities("prior", prior)
    linked = checks.count("linked", linked, least=NOTHING, most=len(prior) - 1)
    pool = checks.count("pool", pool)
    checks.rates(wrong=wrong, unaligned=unaligned)
    if linked == NOTHING:
        return prior.copy()  # every mention loses its link equally often
    likelihood = np.full(len(prior), wrong / pool)  # (m,)
    likelihood[linked] += 1 - wrong - unaligned
    return prior * likelihood / (prior @ likelihood)


# --- mixing text and knowledge --------------------------------------------------------


@checks.weights(p=FUSION)
def fuse(tokens, entities, aligned, p, *, activation=gelu):
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

    Raises
    ------
    ValueError
        If `aligned` is not bool, like the whole numbers of `align`, or something does not
        fit.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, equations 4 and 5. The released code does it otherwise:
    see `fuse_released`.
    """
    tokens, entities, aligned = _side_by_side(tokens, entities, aligned, p)
    checks.function("activation", activation)
    h = linear(tokens, p["token_in"]) + linear(entities * aligned, p["entity_in"])
    h = activation(h)  # (n, f)
    tokens = activation(linear(h, p["token_out"]))  # (n, d)
    return tokens, activation(linear(h, p["entity_out"])) * aligned  # (n, c)


@checks.weights(p=RELEASED)
def fuse_released(tokens, entities, aligned, p, *, activation=gelu, eps=BERT_EPS):
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

    Raises
    ------
    ValueError
        As `fuse`.

    References
    ----------
    thunlp/ERNIE, knowledge_bert/modeling.py, BertIntermediate and BertOutput. There e' is
    computed for all tokens, as in `entity_outputs_released`, and set to 0 in the next layer.
    Without dropout.
    """
    w, e = entity_outputs_released(
        tokens, entities, aligned, p, activation=activation, eps=eps
    )
    return w, e * np.asarray(aligned)[:, None]


@checks.weights(p=RELEASED)
def entity_outputs_released(
    tokens, entities, aligned, p, *, activation=gelu, eps=BERT_EPS
):
    """What the last layer of the released code gives: an e' for tokens without an entity too.

    Where there is no entity, e' = LayerNorm(h W_e' + b_e) says which one the token's own
    vector brings to mind. `fuse_released` sets it to 0.

    Parameters
    ----------
    tokens, entities, aligned, p, activation, eps
        As in `fuse_released`.

    Returns
    -------
    tokens : array, shape (n, d)
    entities : array, shape (n, c)
        None is 0 for lack of an entity.

    Raises
    ------
    ValueError
        As `fuse`.

    References
    ----------
    thunlp/ERNIE, knowledge_bert/modeling.py, BertOutput; BertEncoder returns this of its last
    layer. Zhang et al. 2019, arXiv:1905.07129, equation 5, has no e' for such tokens.
    """
    tokens, entities, aligned = _side_by_side(tokens, entities, aligned, p)
    checks.function("activation", activation)
    entities = entities * aligned
    h = linear(tokens, p["token_in"]) + linear(entities, p["entity_in"])
    h = activation(h)  # (n, f)
    w = layer_norm(tokens + linear(h, p["token_out"]), p["token_norm"], eps=eps)
    e = layer_norm(entities + linear(h, p["entity_out"]), p["entity_norm"], eps=eps)
    return w, e


def _side_by_side(tokens, entities, aligned, p):
    """Vectors of tokens and entities, a row a token, and a column of who has an entity."""
    d, c = (len(p[part]["weight"]) for part in ("token_in", "entity_in"))
    tokens = checks.numbers("tokens", tokens, (None, d))
    entities = checks.numbers("entities", entities, (len(tokens), c))
    aligned = checks.booleans("aligned", aligned, (len(tokens),))
    return tokens, entities, aligned[:, None]  # (n, 1)


@checks.weights(p=LAYER)
def knowledge_block(tokens, entities, aligned, p, *, heads, entity_heads):
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

    Raises
    ------
    ValueError
        If `aligned` is not bool, or something does not fit.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, section 3.3; thunlp/ERNIE, modeling.py, BertLayer.
    """
    tokens, entities, has = _side_by_side(tokens, entities, aligned, p["fusion"])
    entity_heads = checks.count("entity_heads", entity_heads)
    w, _ = multi_head_attention(tokens, tokens, p["attention"], heads=heads)
    w = layer_norm(tokens + w, p["attention_norm"], eps=BERT_EPS)  # (n, d)
    e, _ = multi_head_attention(
        entities, entities, p["entity_attention"], heads=entity_heads, mask=has.T
    )
    e = layer_norm(entities + e, p["entity_attention_norm"], eps=BERT_EPS)  # (n, c)
    return fuse_released(w, e, has[:, 0], p["fusion"])


@checks.weights(p=shapes.LINEAR)
def entity_shares(tokens, entities, p):
    """Which entity does each token stand for? softmax(linear(w) . e) over the entities.

    Parameters
    ----------
    tokens : array, shape (n, d)
        From the last layer.
    entities : array, shape (m, c)
        Vectors of the entities that could be meant.
    p : dict
        weight, shape (d, c), and bias.

    Returns
    -------
    array, shape (n, m)
        Rows add up to 1.

    Raises
    ------
    ValueError
        If the widths do not fit.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, equation 7: the candidates are the entities of the
    sentence. In the released code they are those of the whole batch, and GELU and a layer
    norm follow the linear map.
    """
    tokens = checks.numbers("tokens", tokens, (None, len(p["weight"])))
    asked = linear(tokens, p)  # (n, c)
    entities = checks.numbers("entities", entities, (None, asked.shape[-1]))
    return softmax(asked @ entities.T)  # (n, m)


def entity_parameters(*, layers=6, width=WIDTH, inner=3072):
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

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.

    References
    ----------
    Counted from thunlp/ERNIE, modeling.py; the paper says "about 114M" in all (sec. 4.2).
    """
    layers, width, inner = checks.counts(layers=layers, width=width, inner=inner)
    attention = 4 * (width + 1) * width
    fusion = 2 * width * inner + inner + width
    return layers * (attention + fusion + 4 * width)
