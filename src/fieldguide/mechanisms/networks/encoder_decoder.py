"""Encoder and decoder together: one reads a text, the other writes one and looks at it.

A block of the decoder has two attentions. The first sees what has been written so far; the
second, *cross-attention*, takes its queries from there and its keys and values from what
the encoder made of the text. Two families are here.

BART's is the Transformer of 2017 with GELU and learned places, norms after each sum. It has
the parts of `transformer`; a block of the decoder has two more:

    cross_attention: query, key, value, output    each weight (d, d), bias (d,)
    cross_attention_norm                          gain (d,), bias (d,)

T5's has its norms before the layers, no biases, no places but numbers that are added to the
scores, and scores that are not divided by the root of the width. Its matrices are plain
arrays; a heads together may be wider or narrower than d:

    attention, cross_attention: query, key, value (d, a), output (a, d)
    feed_forward: up (d, f), down (f, d), and in T5 1.1 gate (d, f)
    ..._norm                                      gain (d,)
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    attend,
    causal_mask,
    for_all_heads,
    merge_heads,
    multi_head_attention,
    split_heads,
)
from ..attention.positions import (
    BUCKETS,
    FURTHEST,
    bucket_bias,
    causal_position_bucket,
    relative_position_bucket,
)
from .norm import layer_norm, new_norm, new_rms_norm, rms_norm
from .transformer import (
    SPREAD,
    WIDER,
    embed,
    encoder,
    feed_forward,
    gated_feed_forward,
    gelu,
    gelu_tanh,
    new_block,
    new_model,
    relu,
)

# the shapes of T5's parameters: see `fieldguide.shapes`
LOOKS = {"query": "d A", "key": "d A", "value": "d B", "output": "B d"}
RELU = {"up": "d F", "down": "F d"}


LAYERS = {  # of a block; encoders have no cross-attention
    "attention": LOOKS,
    "attention_norm": shapes.RMS_NORM,
    "feed_forward_norm": shapes.RMS_NORM,
}
CROSS = {"cross_attention": LOOKS, "cross_attention_norm": shapes.RMS_NORM}
STACK = {
    "bias_table": "b h",
    "norm": shapes.RMS_NORM,
    "blocks": [LAYERS | {f"{name}?": part for name, part in CROSS.items()}],
}


def _t5(feed_forward):
    block = LAYERS | {"feed_forward": feed_forward}
    stack = STACK | {"blocks": [block]}
    writer = STACK | {"bias_table": "c h", "blocks": [block | CROSS]}
    return {"token_table": "v d", "encoder": stack, "decoder": writer}


T5, MT5 = _t5(RELU), _t5(shapes.GATED) | {"output_table": "v d"}
BART_EPS = 1e-5  # of the layer norms, fairseq
T5_EPS = 1e-6  # of the RMS norms, T5's code


# --- BART: norms after ----------------------------------------------------------------


@checks.weights(p=shapes.BLOCK | shapes.CROSS)
def cross_block(
    x, memory, p, *, heads, mask=None, memory_mask=None, activation=gelu, eps=BART_EPS
):
    """A decoder's block: look at what is written, look at what was read, think; add each.

    Parameters
    ----------
    x : array, shape (..., n, d)
        What is written: the decoder's stream.
    memory : array, shape (..., m, d)
        What the encoder made of the text.
    p : dict
        The parts of a block and two for cross-attention; see above.
    heads : int
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a written token may look among the written: `causal_mask(n)`.
    memory_mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where it may look in the text: not at padding.
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)
        How each written token shares out its look at the text.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.1 and figure 1; with GELU, BART's
    (Lewis et al. 2019, arXiv:1910.13461, sec. 2.1). Without dropout.
    """
    x = checks.rows("x", x)
    width = len(p["cross_attention"]["key"]["weight"])
    memory = checks.rows("memory", memory, width)
    memory_mask = _mask("memory_mask", memory_mask)
    seen, _ = multi_head_attention(x, x, p["attention"], heads=heads, mask=mask)
    x = layer_norm(x + seen, p["attention_norm"], eps=eps)  # (..., n, d)
    read, shares = multi_head_attention(
        x, memory, p["cross_attention"], heads=heads, mask=memory_mask
    )
    x = layer_norm(x + read, p["cross_attention_norm"], eps=eps)
    inner = feed_forward(x, p["feed_forward"], activation=activation)
    return layer_norm(x + inner, p["feed_forward_norm"], eps=eps), shares


@checks.weights(p=shapes.BART)
def bart(source, target, p, *, heads, mask=None, activation=gelu, eps=BART_EPS):
    """From a damaged text and what is written so far to scores for each next token.

    Parameters
    ----------
    source : int array, shape (..., m)
        The text that the encoder reads.
    target : int array, shape (..., n)
        What the decoder has written, its start token first.
    p : dict
        token_table, shape (v, d), for both; encoder and decoder, each with a
        position_table, a norm after the embedding, and blocks. As `new_bart` makes it.
    heads : int
    mask : bool array, shape (m,) or (..., 1, m), optional
        True where the text is and not padding: `padding_mask(source)`.
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what follows target token i.

    Raises
    ------
    ValueError
        If a text is longer than the positions, or something does not fit.

    References
    ----------
    Lewis et al. 2019, arXiv:1910.13461, sec. 2.1. In the released code the table of
    places begins with two rows that are never used.
    """
    table = {"token_table": p["token_table"]}
    reader, writer = p["encoder"], p["decoder"]
    source, target = (
        _ids(name, x, p["token_table"])
        for name, x in (("source", source), ("target", target))
    )
    checks.places("source", source.shape[-1], reader["position_table"])
    checks.places("target", target.shape[-1], writer["position_table"])
    rule = {"heads": heads, "activation": activation, "eps": eps}
    memory = encoder(source, table | reader, mask=mask, **rule)
    x = layer_norm(embed(target, table | writer), writer["norm"], eps=eps)
    so_far = causal_mask(x.shape[-2])
    for block in checks.dicts("blocks of p's decoder", writer["blocks"]):
        x, _ = cross_block(x, memory, block, mask=so_far, memory_mask=mask, **rule)
    return x @ p["token_table"].T  # (..., n, v)


def new_bart(rng, *, vocab_size, positions, d, layers, inner=None, spread=SPREAD):
    """Parameters of an encoder and a decoder like BART's, before they have learned.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, positions, d : int
    layers : int
        Blocks of each of the two, 0 or more.
    inner, spread
        As in `transformer.new_block`.

    Returns
    -------
    dict
        For `bart`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.

    References
    ----------
    Lewis et al. 2019, arXiv:1910.13461, sec. 2.1: normal draws of standard deviation 0.02.
    """
    sizes = {"positions": positions, "d": d, "inner": inner, "spread": spread}
    one, two = (
        new_model(rng, vocab_size=vocab_size, layers=layers, **sizes) for _ in range(2)
    )
    table = one.pop("token_table")
    del two["token_table"]
    for block in two["blocks"]:
        block["cross_attention"] = new_block(rng, d=d, spread=spread)["attention"]
        block["cross_attention_norm"] = new_norm(d)
    return {"token_table": table, "encoder": one, "decoder": two}


def write_out(source, model, *, start, end, most):
    """Let a model write: the likeliest token, again and again, until it says it is done.

    Parameters
    ----------
    source : int array, shape (m,)
        The text that it reads.
    model : function
        ``model(source, target)`` gives scores, shape (n, v), for what follows each of the n
        tokens of `target`: `bart`, `t5` or `mt5` with parameters.
    start, end : int
        The token that stands before the first, and the one that ends a text.
    most : int
        Tokens at most, the end among them.

    Returns
    -------
    int array
        What was written, without start and end.

    Raises
    ------
    ValueError
        If something does not fit, or a score is no finite number.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 3.1.2, "greedy decoding".
    """
    source = checks.ids("source", source, shape=(None,))
    checks.function("model", model)
    start, end = (
        checks.count("start", start, least=0),
        checks.count("end", end, least=0),
    )
    written = [start]
    for _ in range(checks.count("most", most)):
        given = model(source, np.array(written))
        scores = checks.finite("model's scores", given, (len(written), None))
        checks.count("end", end, least=0, most=scores.shape[1] - 1)
        token = int(scores[-1].argmax())
        if token == end:
            break
        written.append(token)
    return np.array(written[1:], int)


# --- T5: norms before, no biases ------------------------------------------------------


@checks.weights(p=LOOKS | {"key": "c A", "value": "c B"})
def biased_attention(x, context, p, *, heads, bias=None, mask=None):
    """Attention as T5 has it: scores are not scaled, and a number is added to each.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Asks the queries.
    context : array, shape (..., m, d)
        Gives the keys and values.
    p : dict of arrays
        query, key and value, shape (d, a), and output, shape (a, d).
    heads : int
        A divisor of a.
    bias : array, shape (heads, n, m), optional
        What is added to the scores; see `bucket_bias`. Cross-attention has none.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a token may look, in all heads.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1. That scores are not divided by the
    root of the width stands in the code: the first weights of the queries are smaller by
    that factor instead (mesh_tensorflow/transformer/attention.py).
    """
    x = checks.numbers("x", x, (..., None, len(p["query"])))
    context = checks.numbers("context", context, (..., None, len(p["key"])))
    d, c, f = len(p["query"]), len(p["key"]), len(p["output"])
    checks.shaped(p, value=(c, f), output=(f, d))
    q = split_heads(x @ p["query"], heads)  # (..., heads, n, e)
    k = split_heads(context @ p["key"], heads)  # (..., heads, m, e)
    v = split_heads(context @ p["value"], heads)  # (..., heads, m, e)
    checks.one_batch(x=x, context=context)
    scores = q @ k.swapaxes(-1, -2)  # (..., heads, n, m)
    if bias is not None:
        scores = scores + checks.numbers("bias", bias, np.shape(scores)[-3:])
    mixed, shares = attend(scores, v, mask=for_all_heads(mask))
    return merge_heads(mixed) @ p["output"], shares


@checks.weights(p=RELU)
def relu_layer(x, p):
    """The first T5's small network: max(0, x W_up) W_down, without biases.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of arrays
        up, shape (d, f), and down, shape (f, d).

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1 and 3.1.1.
    """
    x = checks.numbers("x", x, (..., len(p["up"])))
    checks.shaped(p, down=np.shape(p["up"])[::-1])
    return relu(x @ p["up"]) @ p["down"]


@checks.weights(p=shapes.GATED)
def geglu_layer(x, p):
    """T5 1.1's and mT5's small network: `gated_feed_forward` with GELU by its tanh formula.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of arrays
        gate, up and down.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    google-research/t5, t5/models/gin/models/t5.1.1.base.gin; Xue et al. 2020,
    arXiv:2010.11934, sec. 3.2.
    """
    return gated_feed_forward(x, p, activation=gelu_tanh)


@checks.weights(p=STACK, table="v d")
def t5_stack(ids, table, p, *, heads, memory=None, mask=None, memory_mask=None,
             layer=relu_layer, furthest=FURTHEST, eps=T5_EPS):  # fmt: skip
    """T5's encoder, or with a memory its decoder: from token ids to a vector a token.

    Parameters
    ----------
    ids : int array, shape (..., n)
    table : array, shape (v, d)
        A vector for each token.
    p : dict
        bias_table, shape (buckets, heads); norm, which comes last; and blocks.
    heads : int
    memory : array, shape (..., m, d), optional
        What the encoder made of the text. With it the stack is a decoder: it sees only
        what came before, uses all buckets for that, and has cross-attention.
    mask : bool array, shape (n,) or (..., 1, n), optional
        True where the text is and not padding.
    memory_mask : bool array, shape (m,) or (..., 1, m), optional
        The same for the text that the encoder read.
    layer : function
        `layer(x, p)`: `relu_layer` in T5, `geglu_layer` in T5 1.1 and mT5.
    furthest : int
        See `relative_position_bucket`.
    eps : float
        Of the norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1. Without dropout.
    """
    table = checks.numbers("table", table, (None, None))
    ids = checks.ids("ids", ids, len(table), (..., None))
    checks.function("layer", layer)
    n, decodes = ids.shape[-1], memory is not None
    if decodes:
        memory = checks.rows("memory", memory, table.shape[1])
        memory_mask = _mask("memory_mask", memory_mask)
    offset = np.arange(n) - np.arange(n)[:, None]  # (n, n)  column minus row
    numbers = len(p["bias_table"])
    least, step = (2, 1) if decodes else (4, 2)
    if numbers < least or numbers % step:
        kind = f"{least} rows or more" + ", an even number" * (step == 2)
        raise ValueError(f"p['bias_table'] must have {kind}, got {numbers}")
    checks.column_each(heads, p, "bias_table")
    bucket = causal_position_bucket if decodes else relative_position_bucket
    buckets = bucket(offset, buckets=numbers, furthest=furthest)
    bias = bucket_bias(p["bias_table"], buckets)  # (heads, n, n), for all blocks
    seen = np.ones(n, bool) if mask is None else mask
    seen = checks.booleans("mask", seen, (..., n))
    seen = seen & causal_mask(n) if decodes else seen
    x = table[ids]  # (..., n, d)
    for block in checks.dicts("blocks of p", p["blocks"]):
        y = rms_norm(x, block["attention_norm"], eps=eps)
        found, _ = biased_attention(
            y, y, block["attention"], heads=heads, bias=bias, mask=seen
        )
        x = x + found
        if decodes:
            checks.parts("block of p, a decoder's,", block, *CROSS)
            y = rms_norm(x, block["cross_attention_norm"], eps=eps)
            found, _ = biased_attention(
                y, memory, block["cross_attention"], heads=heads, mask=memory_mask
            )
            x = x + found
        y = rms_norm(x, block["feed_forward_norm"], eps=eps)
        x = x + layer(y, block["feed_forward"])
    return rms_norm(x, p["norm"], eps=eps)


@checks.weights(p=T5)
def t5(source, target, p, *, heads, mask=None, furthest=FURTHEST):
    """The first T5: one table of tokens serves reader, writer and scores.

    Parameters
    ----------
    source : int array, shape (..., m)
        The text that the encoder reads.
    target : int array, shape (..., n)
        What the decoder has written, its start token first.
    p : dict
        token_table, shape (v, d), encoder and decoder, as `new_t5` makes it.
    heads : int
    mask : bool array, shape (m,) or (..., 1, m), optional
        True where the text is and not padding.
    furthest : int

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what follows target token i.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1 and 3.1.2. That the vectors are divided
    by the root of d before they meet the table stands in the code.
    """
    x = _written(source, target, p, heads, mask, furthest, relu_layer)
    return x @ p["token_table"].T / np.sqrt(x.shape[-1])  # (..., n, v)


@checks.weights(p=MT5)
def mt5(source, target, p, *, heads, mask=None, furthest=FURTHEST):
    """mT5, which is T5 1.1: gated layers, and scores by a table of their own.

    Parameters
    ----------
    source, target, heads, mask, furthest
        As in `t5`.
    p : dict
        As in `t5`, with a gate in each block, and output_table, shape (v, d).

    Returns
    -------
    array, shape (..., n, v)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Xue et al. 2020, arXiv:2010.11934, sec. 3.2; google-research/t5, "T5.1.1".
    """
    checks.shaped(p, output_table=np.shape(p["token_table"]))
    x = _written(source, target, p, heads, mask, furthest, geglu_layer)
    return x @ p["output_table"].T  # (..., n, v)


def _written(source, target, p, heads, mask, furthest, layer):
    """What the decoder makes of what is written, with the text before its eyes."""
    rule = {"heads": heads, "layer": layer, "furthest": furthest}
    table = p["token_table"]
    memory = t5_stack(
        _ids("source", source, table), table, p["encoder"], mask=mask, **rule
    )
    target = _ids("target", target, table)
    return t5_stack(
        target, table, p["decoder"], memory=memory, memory_mask=mask, **rule
    )


def new_t5(rng, *, vocab_size, d, heads, layers, inner=None, head_size=None,
           buckets=BUCKETS):  # fmt: skip
    """Parameters of T5 before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, d, heads : int
    layers : int
        Blocks of each of the two stacks, 0 or more.
    inner : int, optional
        Features in the middle of the small network; 4 d if not given.
    head_size : int, optional
        Features of a head; d / heads if not given.
    buckets : int
        Of relative places, even and 4 or more.

    Returns
    -------
    dict
        For `t5`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small, or the buckets are odd.

    References
    ----------
    transformers, modeling_t5.py, _init_weights, after mesh_tensorflow: normal draws of
    standard deviation 1 for the table, (d e)^-1/2 for queries with e the size of a head,
    d^-1/2 for the rest that reads the stream and for biases, (heads e)^-1/2 and f^-1/2 for
    what writes to it.
    """
    sizes = {"vocab_size": vocab_size, "d": d, "heads": heads, "layers": layers,
             "inner": inner, "head_size": head_size, "buckets": buckets}  # fmt: skip
    return _new(rng, ("up",), **sizes)


def new_mt5(rng, *, vocab_size, d, heads, layers, inner=None, head_size=None,
            buckets=BUCKETS):  # fmt: skip
    """Parameters of mT5 before it has learned anything: T5's, gates and a second table.

    Parameters
    ----------
    rng, vocab_size, d, heads, layers, inner, head_size, buckets
        As in `new_t5`.

    Returns
    -------
    dict
        For `mt5`.

    Raises
    ------
    ValueError
        As `new_t5`.
    """
    sizes = {"vocab_size": vocab_size, "d": d, "heads": heads, "layers": layers,
             "inner": inner, "head_size": head_size, "buckets": buckets}  # fmt: skip
    p = _new(rng, ("gate", "up"), **sizes)
    shape = p["token_table"].shape
    return p | {"output_table": rng.normal(0, shape[1] ** -0.5, shape)}


def _new(rng, ups, *, vocab_size, d, heads, layers, inner, head_size, buckets):
    vocab_size, d = checks.counts(vocab_size=vocab_size, d=d)
    if head_size is None:
        heads = checks.heads(heads, d)
        head_size = d // heads
    heads, e = checks.counts(heads=heads, head_size=head_size)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    layers = checks.count("layers", layers, least=0)
    buckets, rng = checks.count("buckets", buckets, least=4), checks.rng(rng)
    if buckets % 2:
        raise ValueError(f"buckets must be even, half for each side, got {buckets}")

    def looks():
        spread = {"query": (d * e) ** -0.5, "key": d**-0.5, "value": d**-0.5}
        parts = {name: rng.normal(0, s, (d, heads * e)) for name, s in spread.items()}
        return parts | {"output": rng.normal(0, (heads * e) ** -0.5, (heads * e, d))}

    def block(*attentions):
        parts = {name: looks() for name in attentions}
        parts |= {f"{name}_norm": new_rms_norm(d) for name in attentions}
        f = {name: rng.normal(0, d**-0.5, (d, inner)) for name in ups}
        f |= {"down": rng.normal(0, inner**-0.5, (inner, d))}
        return parts | {"feed_forward": f, "feed_forward_norm": new_rms_norm(d)}

    p = {"token_table": rng.normal(0, 1, (vocab_size, d))}
    attentions = {
        "encoder": ("attention",),
        "decoder": ("attention", "cross_attention"),
    }
    for name, has in attentions.items():
        p[name] = {
            "bias_table": rng.normal(0, d**-0.5, (buckets, heads)),
            "norm": new_rms_norm(d),
            "blocks": [block(*has) for _ in range(layers)],
        }
    return p


def _ids(name, x, table):
    return checks.ids(name, x, len(table), (..., None))


def _mask(name, mask):
    return None if mask is None else checks.booleans(name, mask)
