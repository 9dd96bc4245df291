"""A mixture of experts: many small networks in one layer, of which each token visits a few.

A router, a matrix with a column for each expert, scores all of them for each token. The best
few work on it, and their answers are added up in the proportion of their scores. What is
stored grows with the number of experts, and what is computed does not.

    router        (d, e)
    experts       a list of e dicts, each a small network: up (d, f), down (f, d)

An expert has a number of seats, since arrays in a computer have a size. Whoever finds it
full is sent away, and goes on as it came: the block adds nothing to it.

All functions but those that count can learn: see `fieldguide.training`.
"""

import math

import numpy as np

from ... import checks, shapes
from ..attention.attention import causal_mask, softmax
from ..attention.positions import (
    BUCKETS,
    FURTHEST,
    bucket_bias,
    causal_position_bucket,
)
from .encoder_decoder import RELU, geglu_layer, relu_layer
from .norm import layer_norm, new_norm
from .placed import placed_attention
from .transformer import GPT2_EPS, SPREAD, WIDER, new_block

MIXTURE = {"router": "d e", "experts": [RELU]}
ATTENDING = {k: part for k, part in shapes.BLOCK.items() if k != "feed_forward"}
ATTENDING |= {"bucket_table": "b h"}
GLAM = {"token_table": "v d", "blocks": [ATTENDING], "norm": shapes.NORM}

TOP = 2  # experts that work on a token, Du et al. 2021, sec. 4
EXPERTS = 64  # of a layer in the largest model, table 4
BALANCE = 0.01  # weight of the balancing loss, sec. 5.2
EVERY = 2  # each second layer has experts, sec. 4
ROUNDING = 1e-12  # what a product of floats may be off, as a share


def route(x, router, *, top=TOP):
    """Which experts a token visits, and in what proportion their answers count.

    Shares (1/2, 1/3, 1/6) send it to the first two, which count 3/5 and 2/5: the shares of
    the chosen are made to add up to 1 again.

    Parameters
    ----------
    x : array, shape (n, d)
    router : array, shape (d, e)
    top : int
        Experts a token, 1 ... e.

    Returns
    -------
    choices : int array, shape (n, top)
        Their numbers, the best first; of equals the one with the smaller number.
    weights : array, shape (n, top)
        Adding up to 1.
    shares : array, shape (n, e)
        Of all experts, adding up to 1: what the balancing loss looks at.

    Raises
    ------
    ValueError
        If more experts are to be chosen than there are, or something does not fit.

    References
    ----------
    Du et al. 2021, GLaM, arXiv:2112.06905, sec. 4; Lepikhin et al. 2020, GShard,
    arXiv:2006.16668, algorithm 1, where the second expert is skipped at random; not here.
    """
    router = checks.numbers("router", router, (None, None))
    x = checks.numbers("x", x, (None, len(router)))
    top = checks.count("top", top, most=router.shape[1])
    scores = x @ router  # (n, e)
    shares = softmax(scores)
    # by their scores: two shares may both be too small to differ from 0
    choices = (-scores).argsort(-1, kind="stable")[:, :top]  # (n, top)
    picked = shares[np.arange(len(x))[:, None], choices]
    return choices, picked / picked.sum(-1, keepdims=True), shares


def expert_capacity(tokens, *, experts, factor, top=TOP):
    """Seats of an expert: `factor` times what it would get if all were asked as often.

    16 tokens that visit 2 of 8 experts each need 4 seats in each. A factor of 1.25 gives 5.

    Parameters
    ----------
    tokens, experts : int
        How many there are.
    factor : float
        Above 0. GLaM's is not published.
    top : int
        Experts a token.

    Returns
    -------
    int
        Rounded up, so 1 or more.

    Raises
    ------
    ValueError
        If the factor is not above 0, the seats are too many to count, or more are chosen
        than there are.

    References
    ----------
    Fedus, Zoph and Shazeer 2021, Switch Transformers, arXiv:2101.03961, equation 3, for one
    expert a token; Lepikhin et al. 2020, arXiv:2006.16668, sec. 2.2.
    """
    tokens, experts = checks.counts(tokens=tokens, experts=experts)
    top = checks.count("top", top, most=experts)
    factor = checks.number("factor", factor, above=0)
    seats = checks.number("seats", factor * top * tokens / experts)
    return math.ceil(seats * (1 - ROUNDING))  # 1.1 x 50 is a little more than 55


def take_seats(choices, *, experts, capacity):
    """Who finds a seat: all first choices in the order of the tokens, then all second ones.

    Three tokens whose first choice is expert 0 find, if it has two seats, that the third
    is sent away.

    Parameters
    ----------
    choices : int array, shape (n, top)
        As `route` gives them.
    experts : int
        How many there are, e.
    capacity : int
        Seats of each.

    Returns
    -------
    bool array, shape (n, top)
        True where a token is served by the expert that it has chosen.

    Raises
    ------
    ValueError
        If an expert has no seat, or there is no expert of that number.

    References
    ----------
    Lepikhin et al. 2020, arXiv:2006.16668, algorithm 1.
    """
    experts, capacity = checks.counts(experts=experts, capacity=capacity)
    choices = checks.ids("choices", choices, experts, (None, None))
    queue = choices.T.ravel()  # (top n,)  in the order in which they come
    asks = queue[:, None] == np.arange(experts)  # (top n, e)
    seat = (asks.cumsum(0) * asks).sum(1)  # 1 for the first who comes to an expert
    return (seat <= capacity).reshape(choices.T.shape).T


@checks.weights(p=MIXTURE)
def mixture(x, p, *, top=TOP, capacity=None, layer=relu_layer):
    """A layer of experts: each works on those who have chosen it and found a seat.

    Parameters
    ----------
    x : array, shape (..., d)
        All tokens together share the seats.
    p : dict
        router and experts, see above.
    top : int
    capacity : int, optional
        Seats of each expert; as many as are wanted if not given.
    layer : function
        ``layer(x, p)`` is a small network; `relu_layer` is GShard's.

    Returns
    -------
    out : array, shape (..., d)
        0 for a token that no expert has served.
    routed : dict
        choices, weights, shares as of `route`, and kept as of `take_seats`.

    Raises
    ------
    ValueError
        If an expert has no seat, more are chosen than there are, or something does not fit.

    References
    ----------
    Du et al. 2021, arXiv:2112.06905, sec. 4; Lepikhin et al. 2020, arXiv:2006.16668,
    equations 2 and 3. What a seat that was refused would have counted is not given to the
    other expert.
    """
    networks = checks.dicts("experts", p["experts"])
    number = len(networks)
    router = checks.numbers("p['router']", p["router"], (None, number))
    x = checks.numbers("x", x, (..., len(router)))
    checks.function("layer", layer)
    rows = x.reshape((-1, x.shape[-1]))  # (n, d)
    choices, weights, shares = route(rows, router, top=top)
    kept = np.ones(choices.shape, bool)
    if capacity is not None:
        kept = take_seats(choices, experts=number, capacity=capacity)
    out, nothing = (np.zeros((n, rows.shape[1]), rows.dtype) for n in (len(rows), 1))
    for k, network in enumerate(networks):
        who, choice = ((choices == k) & kept).nonzero()  # (m,) each
        answer = weights[who, choice][:, None] * layer(rows[who], network)  # (m, d)
        out = out + (np.arange(len(rows))[:, None] == who) @ answer  # each to its row
    routed = {"choices": choices, "weights": weights, "shares": shares, "kept": kept}
    return out.reshape(x.shape), routed


def balancing_loss(shares, choices):
    """What it costs to ask some experts more than others: e times the sum of f_i P_i.

    f_i is how many of the n tokens visit expert i, divided by n; P_i is the mean of its
    shares. If all are asked alike, it is `top`: 1 with one expert a token, 2 with two.
    If all tokens go to one, and are sure of it, it is e.

    Parameters
    ----------
    shares : array, shape (n, e)
        As `route` gives them.
    choices : int array, shape (n, top)
        Those that count: all that were chosen, or only the first.

    Returns
    -------
    float
        What is learned are the shares; who was chosen has no gradient.

    Raises
    ------
    ValueError
        If there are no tokens, or something does not fit.

    References
    ----------
    Fedus, Zoph and Shazeer 2021, arXiv:2101.03961, equations 4 to 6, with one choice.
    transformers, modeling_mixtral.py, load_balancing_loss_func, counts both. GShard
    (Lepikhin et al. 2020, sec. 2.2) counts first choices and leaves out the factor e**2.
    """
    shares = checks.numbers("shares", shares, (None, None))
    n, e = shares.shape
    checks.count("number of shares", n)
    choices = checks.ids("choices", choices, e, (n, None))
    visits = (choices[..., None] == np.arange(e)).sum((0, 1)) / n  # (e,)
    return e * (visits * shares.mean(0)).sum()


@checks.weights(p=ATTENDING | {"feed_forward": shapes.GATED})
def gated_block(x, p, *, heads, mask=None, eps=GPT2_EPS):
    """Attend and add; then one network with a gate, for all tokens, and add: between experts.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        attention, attention_norm, feed_forward (gate, up, down), feed_forward_norm, and
        bucket_table, shape (buckets, heads).
    heads : int
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look.
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Du et al. 2021, arXiv:2112.06905, sec. 4: a Gated Linear Unit, with GELU.
    """
    x, y = _attend(x, p, heads, mask, eps)
    return x + geglu_layer(y, p["feed_forward"])  # (..., n, d)


@checks.weights(p=ATTENDING | {"feed_forward": MIXTURE})
def expert_block(x, p, *, heads, mask=None, top=TOP, capacity=None, eps=GPT2_EPS):
    """Attend and add; then the experts that each token has chosen, and add.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        As for `gated_block`; feed_forward has router and experts.
    heads, mask, eps
        As in `gated_block`.
    top, capacity
        As in `mixture`.

    Returns
    -------
    x : array, shape (..., n, d)
    routed : dict
        As of `mixture`.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Du et al. 2021, arXiv:2112.06905, sec. 4 and figure 2.
    """
    x, y = _attend(x, p, heads, mask, eps)
    out, routed = mixture(y, p["feed_forward"], top=top, capacity=capacity)
    return x + out, routed  # whom no expert has served goes on as it came


def _attend(x, p, heads, mask, eps):
    """The stream with attention's answer, and it normalized for what comes next.

    Distances are a number for each head and bucket, in a table a layer, as in T5; the paper
    names Transformer-XL's.
    """
    x = checks.rows("x", x)
    heads, buckets = checks.heads(heads, x.shape[-1]), len(p["bucket_table"])
    checks.column_each(heads, p, "bucket_table")
    place, far = np.arange(x.shape[-2]), {"buckets": buckets, "furthest": FURTHEST}
    bucket = causal_position_bucket(place - place[:, None], **far)  # (n, n)
    how = {"heads": heads, "bias": bucket_bias(p["bucket_table"], bucket), "mask": mask}
    y = layer_norm(x, p["attention_norm"], eps=eps)
    x = x + placed_attention(y, p["attention"], **how)[0]  # (..., n, d)
    return x, layer_norm(x, p["feed_forward_norm"], eps=eps)


@checks.weights(p=GLAM)
def glam(ids, p, *, heads, top=TOP, capacity=None, eps=GPT2_EPS):
    """From token ids to scores for the next token, in the manner of GLaM.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        As `new_glam` makes it.
    heads : int
    top, capacity
        As in `mixture`.
    eps : float

    Returns
    -------
    logits : array, shape (..., n, v)
        Row i scores what may follow token i.
    routed : list of dicts
        Who went where, for each layer that has experts.

    Raises
    ------
    ValueError
        If an id has no row, or something does not fit.

    References
    ----------
    Du et al. 2021, arXiv:2112.06905, sec. 4.
    """
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    x, routed = p["token_table"][ids], []  # (..., n, d)
    how = {"heads": heads, "mask": causal_mask(ids.shape[-1]), "eps": eps}
    for k, block in enumerate(checks.dicts("blocks", p["blocks"])):
        if k % EVERY != EVERY - 1:
            x = gated_block(x, block, **how)
            continue
        x, went = expert_block(x, block, top=top, capacity=capacity, **how)
        routed.append(went)
    return layer_norm(x, p["norm"], eps=eps) @ p["token_table"].T, routed


def new_mixture(rng, *, d, inner, experts=EXPERTS, spread=SPREAD):
    """Parameters of a layer of experts before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d, inner, experts : int
        Features of the stream, in the middle of each expert, and how many there are.
    spread : float
        Standard deviation of the weights.

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the spread is negative.
    """
    d, inner, experts = checks.counts(d=d, inner=inner, experts=experts)
    spread = checks.number("spread", spread, least=0)
    checks.rng(rng)
    shapes = {"up": (d, inner), "down": (inner, d)}
    return {
        "router": rng.normal(0, spread, (d, experts)),
        "experts": [
            {name: rng.normal(0, spread, shape) for name, shape in shapes.items()}
            for _ in range(experts)
        ],
    }


def new_glam(
    rng, *, vocab_size, d, heads, layers, experts=EXPERTS, inner=None, spread=SPREAD
):
    """Parameters for `glam` before it has learned anything: every second block has experts.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, d, heads, layers, experts : int
    inner : int, optional
        Features in the middle of the small networks; 4 d if not given.
    spread : float

    Returns
    -------
    dict
        token_table, norm and blocks; see `gated_block` and `expert_block`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    vocab_size, d, layers = checks.counts(vocab_size=vocab_size, d=d, layers=layers)
    heads = checks.heads(heads, d)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    spread = checks.number("spread", spread, least=0)
    checks.rng(rng)
    blocks = []
    for k in range(layers):
        block = new_block(rng, d=d, inner=1, spread=spread)  # of which half is kept
        block["bucket_table"] = np.zeros((BUCKETS, heads))
        if k % EVERY == EVERY - 1:
            sizes = {"d": d, "inner": inner, "experts": experts}
            block["feed_forward"] = new_mixture(rng, **sizes, spread=spread)
        else:
            shapes = {"gate": (d, inner), "up": (d, inner), "down": (inner, d)}
            block["feed_forward"] = {
                name: rng.normal(0, spread, shape) for name, shape in shapes.items()
            }
        blocks.append(block)
    table = rng.normal(0, spread, (vocab_size, d))
    return {"token_table": table, "norm": new_norm(d), "blocks": blocks}
