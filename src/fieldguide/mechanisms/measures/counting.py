"""How many numbers training has to set: closed forms from the shape of a network.

Letters: V rows of the table of tokens, P of positions, S of segments; L layers; d width,
e width of the tables if they are narrower, f of the feed-forward layer (4 d if not
given), a of all attention heads together (mostly d).

Every argument is a keyword, so that no two can be swapped unseen, and a whole number above
zero, unless a docstring says more; anything else is a ValueError that names it. Every result
is a Python int, which cannot overflow. A matrix that serves twice, like
a table that is the output layer too, counts once. Heads for training are left out.
"""

from ... import checks


def matrix_parameters(*, layers, width, ffn=None):
    """The weight matrices of the blocks alone: L (4 d^2 + 2 d f), or 12 L d^2 if f = 4 d.

    One layer of width 2 has four 2 x 2 matrices for attention and two of 2 x 8: 48.

    Parameters
    ----------
    layers, width : int
    ffn : int, optional

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, sec. 3.2.2 and 3.3. The rule of thumb that
    gives Gato's and DALL-E's sizes; biases, norms and embeddings are left out.
    """
    layers, width = checks.counts(layers=layers, width=width)
    return layers * (4 * width**2 + 2 * width * inner_width(width, ffn))


def block_parameters(*, width, ffn=None):
    """One Transformer block with all biases and two norms: 12 d^2 + 13 d if f = 4 d.

    Width 2: 48 in matrices, 4 x 2 biases in attention, 8 + 2 in the feed-forward
    layer, 2 x 4 in the norms, 74 in all.

    Parameters
    ----------
    width : int
    ffn : int, optional

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, sec. 3; the same in BERT and in GPT-2.
    """
    width, f = checks.count("width", width), inner_width(width, ffn)
    return matrix_parameters(layers=1, width=width, ffn=ffn) + 9 * width + f


def decoder_parameters(*, layers, width, vocab_size, positions, ffn=None):
    """A decoder like GPT-2 and GPT-3: V d + P d + L blocks + a last norm of 2 d.

    The output layer is the embedding table again and counts once.

    Parameters
    ----------
    layers, width : int
    vocab_size : int
        Rows of the embedding table.
    positions : int
        Rows of the learned position table, which is the longest input in tokens.
    ffn : int, optional

    References
    ----------
    Radford et al. 2019, GPT-2, sec. 2.3, and its code; Brown et al. 2020,
    arXiv:2005.14165, Table 2.1. Sparse attention, which GPT-3 has in every second
    layer, changes no weight.
    """
    layers, vocab_size = checks.counts(layers=layers, vocab_size=vocab_size)
    width, positions = checks.counts(width=width, positions=positions)
    blocks = layers * block_parameters(width=width, ffn=ffn)
    return (vocab_size + positions + 2) * width + blocks


def galactica_parameters(*, layers, width, vocab_size, positions):
    """Parameters of Galactica: a decoder in which no layer and no norm has a bias.

    One layer of width 2 with 3 tokens and 2 positions: 48 in matrices, 2 x 2 gains of norms
    and 2 of the last norm, 6 + 4 in the tables: 64.

    Parameters
    ----------
    layers, width, vocab_size, positions : int

    Returns
    -------
    int
        The output layer is the embedding table again and counts once.

    Raises
    ------
    ValueError
        If a size is below 1.

    References
    ----------
    Taylor et al. 2022, arXiv:2211.09085, sec. 4.1 and table 5.
    """
    layers, width, vocab_size, positions = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size, positions=positions
    )
    blocks = matrix_parameters(layers=layers, width=width) + layers * 2 * width
    return blocks + width + (vocab_size + positions) * width


def gpt_neox_parameters(*, layers, width, vocab_size, ffn=None):
    """A decoder like GPT-NeoX-20B: 2 V d + L blocks + a last norm of 2 d.

    Places are turned into angles, which nothing has to learn. The table that reads and the
    table that scores are two.

    Parameters
    ----------
    layers, width : int
    vocab_size : int
        Rows of each table, padded ones too.
    ffn : int, optional

    References
    ----------
    Black et al. 2022, arXiv:2204.06745, sec. 2.1; EleutherAI/gpt-neox, configs/20B.yml.
    """
    layers, width, vocab_size = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size
    )
    blocks = layers * block_parameters(width=width, ffn=ffn)
    return 2 * (vocab_size + 1) * width + blocks


def bloom_parameters(*, layers, width, vocab_size, ffn=None):
    """A decoder like BLOOM: V d + a norm after the table + L blocks + a last norm.

    The slopes of ALiBi are fixed. The output layer is the table again and counts once.

    Parameters
    ----------
    layers, width : int
    vocab_size : int
        Rows of the table, padded ones too.
    ffn : int, optional

    References
    ----------
    Le Scao et al. 2022, arXiv:2211.05100, sec. 3.2 and table 3.
    """
    layers, width, vocab_size = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size
    )
    blocks = layers * block_parameters(width=width, ffn=ffn)
    return (vocab_size + 4) * width + blocks


def ctrl_parameters(*, layers, width, vocab_size, ffn=None):
    """A decoder like CTRL: V d + V + L blocks + a last norm of 2 d.

    Places are sines and cosines, which nothing has to learn. The output layer is the table
    again, with a bias for each token.

    Parameters
    ----------
    layers, width : int
    vocab_size : int
    ffn : int, optional

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, sec. 3; salesforce/ctrl, generation.py
    (TiedEmbeddingSoftmax) and transformer.py.
    """
    layers, width, vocab_size = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size
    )
    blocks = layers * block_parameters(width=width, ffn=ffn)
    return vocab_size * (width + 1) + blocks + 2 * width


def encoder_parts(
    *, blocks, width, vocab_size, positions, segments, embedding=None, ffn=None
):
    """An encoder without pooler, part by part: what BERT, ELECTRA and ALBERT have.

    With `blocks` the number of layers and full-width tables it is BERT; with one block,
    which all layers share, and narrow tables it is ALBERT.

    Parameters
    ----------
    blocks : int
        Blocks that are stored, not how often they are applied.
    width, vocab_size : int
    positions, segments : int
        Rows of the two other tables, or 0: RoBERTa's code has 514 and 1, DistilBERT no
        segments, XLM one row a language in their place.
    embedding : int, optional
        Width e of the tables and of the norm after them; `width` if not given. Only if
        it differs is there a matrix, with bias, that takes e numbers to d.
    ffn : int, optional

    Returns
    -------
    dict of str to int
        tokens V e, positions P e, segments S e, norm 2 e, projection e d + d or 0, and
        blocks.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3, and google-research/bert, modeling.py;
    Lan et al. 2019, arXiv:1909.11942, sec. 3.1, and google-research/albert, modeling.py.
    transformers' ALBERT has the projection even if e = d, its ELECTRA has not.
    """
    blocks, width, vocab_size = checks.counts(
        blocks=blocks, width=width, vocab_size=vocab_size
    )
    e = width if embedding is None else checks.count("embedding", embedding)
    positions, segments = checks.counts(0, positions=positions, segments=segments)
    return {
        "tokens": vocab_size * e,
        "positions": positions * e,
        "segments": segments * e,
        "norm": 2 * e,
        "projection": e * width + width if e != width else 0,
        "blocks": blocks * block_parameters(width=width, ffn=ffn),
    }


def encoder_parameters(*, layers, width, vocab_size, positions, segments, ffn=None):
    """An encoder like BERT, without pooler: (V + P + S) d + a norm of 2 d + L blocks.

    Parameters
    ----------
    layers, width, vocab_size, positions, segments : int
        As in `encoder_parts`.
    ffn : int, optional

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, sec. 3; google-research/bert, modeling.py.
    """
    layers = checks.count("layers", layers)
    parts = encoder_parts(
        blocks=layers,
        width=width,
        vocab_size=vocab_size,
        positions=positions,
        segments=segments,
        embedding=None,
        ffn=ffn,
    )
    return sum(parts.values())


def pooler_parameters(width):
    """The layer that BERT puts on [CLS]: d^2 + d.

    References
    ----------
    google-research/bert, modeling.py, "pooler".
    """
    width = checks.count("width", width)
    return width**2 + width


def albert_parameters(*, width, vocab_size, positions, segments, embedding, ffn=None):
    """ALBERT without pooler: (V + P + S + 2) e + e d + d + one block for all layers.

    Two ideas, two savings: the tables have e columns, which a matrix widens to d, and
    the number of layers does not appear, for all of them share one block.

    Parameters
    ----------
    width, vocab_size, positions, segments, embedding : int
        As in `encoder_parts`.
    ffn : int, optional

    References
    ----------
    Lan et al. 2019, arXiv:1909.11942, sec. 3.1 and Table 1.
    """
    one = encoder_parts(
        blocks=1,
        width=width,
        vocab_size=vocab_size,
        positions=positions,
        segments=segments,
        embedding=embedding,
        ffn=ffn,
    )
    return sum(one.values())


def electra_parameters(
    *, layers, width, vocab_size, positions, segments, embedding, ffn=None
):
    """ELECTRA's discriminator, which has no pooler: BERT with tables of width e.

    Parameters
    ----------
    layers, width, vocab_size, positions, segments, embedding : int
        As in `encoder_parts`.
    ffn : int, optional

    References
    ----------
    Clark et al. 2020, arXiv:2003.10555; google-research/electra, model/modeling.py, and
    configure_pretraining.py: e = 128 in the small model, e = d in base and large.
    """
    layers = checks.count("layers", layers)
    parts = encoder_parts(
        blocks=layers,
        width=width,
        vocab_size=vocab_size,
        positions=positions,
        segments=segments,
        embedding=embedding,
        ffn=ffn,
    )
    return sum(parts.values())


def xlnet_parameters(*, layers, width, vocab_size, ffn=None):
    """XLNet: V d + d + L (a block + d^2 + d), with no table of positions.

    A layer has a fifth matrix, for distances, and three vectors of biases and two of
    segments where BERT has four vectors of biases; the d alone is the query stream's
    first vector.

    Parameters
    ----------
    layers, width, vocab_size : int
    ffn : int, optional

    References
    ----------
    Yang et al. 2019, arXiv:1906.08237, sec. 2.3-2.5; zihangdai/xlnet, modeling.py.
    """
    layers, width, vocab_size = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size
    )
    block = block_parameters(width=width, ffn=ffn) + width**2 + width
    return (vocab_size + 1) * width + layers * block


def deberta_parameters(*, layers, width, vocab_size, distances, ffn=None):
    """DeBERTa, base and large: V d + 2 k d + a norm of 2 d + L (a block + 2 d^2).

    A layer has two more matrices, for keys and queries of positions; keys of
    either kind have no bias, queries and values have. There is no pooler.

    Parameters
    ----------
    layers, width, vocab_size : int
    distances : int
        Rows 2 k of the one table of relative positions, which all layers share.
    ffn : int, optional

    References
    ----------
    He et al. 2020, arXiv:2006.03654, sec. 3.1; microsoft/DeBERTa,
    disentangled_attention.py. Absolute positions enter in the enhanced mask decoder,
    which is not counted.
    """
    layers, width = checks.counts(layers=layers, width=width)
    vocab_size, distances = checks.counts(vocab_size=vocab_size, distances=distances)
    block = block_parameters(width=width, ffn=ffn) + 2 * width**2
    return (vocab_size + distances + 2) * width + layers * block


def ernie_parameters(
    *,
    layers,
    entity_layers,
    width,
    entity_width,
    vocab_size,
    positions,
    segments,
    ffn=None,
):
    """ERNIE of Tsinghua: BERT, and for entities of width h, in some layers, more.

    Such a layer has for the entities an attention of 4 (h^2 + h), a way into the inner
    layer, h f + f, a way out, f h + h, and two norms of 2 h.

    Parameters
    ----------
    layers : int
        All layers.
    entity_layers : int
        Those of the upper part, the K-encoder.
    width, entity_width, vocab_size, positions, segments : int
    ffn : int, optional

    Returns
    -------
    int
        Without the table of entities, which is frozen, and without pooler.

    References
    ----------
    Zhang et al. 2019, arXiv:1905.07129, sec. 3.3 and 3.4, eq. 2 to 5; thunlp/ERNIE,
    code/knowledge_bert/modeling.py, BertLayer.
    """
    entity_layers, h = checks.counts(
        entity_layers=entity_layers, entity_width=entity_width
    )
    text = encoder_parameters(
        layers=layers,
        width=width,
        vocab_size=vocab_size,
        positions=positions,
        segments=segments,
        ffn=ffn,
    )
    f = inner_width(width, ffn)
    return text + entity_layers * (4 * h**2 + 2 * h * f + f + 9 * h)


def llama_parameters(*, layers, width, ffn, vocab_size):
    """A decoder like LLaMA: 2 V d + L (4 d^2 + 3 d f + 2 d) + d.

    The feed-forward layer is gated and has three matrices; norms have no bias, nothing
    else has one either; the output layer has a table of its own.

    Parameters
    ----------
    layers, width, ffn, vocab_size : int
        As in `decoder_parameters`.

    References
    ----------
    Touvron et al. 2023, arXiv:2302.13971, sec. 2.2 and Table 2.
    """
    layers, width, vocab_size = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size
    )
    blocks = gated_parameters(layers=layers, width=width, inner=width, ffn=ffn)
    return 2 * vocab_size * width + blocks + (2 * layers + 1) * width


def gated_parameters(*, layers, width, inner, ffn):
    """The matrices of blocks with gated feed-forward layers: L (4 d a + 3 d f).

    Parameters
    ----------
    layers, width, ffn : int
    inner : int
        Width a of all attention heads together.

    References
    ----------
    Shazeer 2020, arXiv:2002.05202, for the gate; with LaMDA's shape (Thoppilan et al.
    2022, arXiv:2201.08239, sec. 3) it gives the size without embeddings.
    """
    layers, width = checks.counts(layers=layers, width=width)
    inner, ffn = checks.counts(inner=inner, ffn=ffn)
    return layers * (4 * width * inner + 3 * width * ffn)


def palm_parameters(*, layers, width, heads, head_size, vocab_size):
    """PaLM: V d + L (2 d a + 2 d h + 12 d^2 + d) + d, with h the size of one head.

    All heads share one key and one value; three matrices of 4 d in the feed-forward
    layer; one norm a block, without bias.

    Parameters
    ----------
    layers, width, heads, head_size, vocab_size : int
        heads x head_size need not be the width.

    References
    ----------
    Chowdhery et al. 2022, arXiv:2204.02311, sec. 2 and Table 1.
    """
    layers, width, heads = checks.counts(layers=layers, width=width, heads=heads)
    head_size, vocab_size = checks.counts(head_size=head_size, vocab_size=vocab_size)
    attention = 2 * width * heads * head_size + 2 * width * head_size
    return (vocab_size + 1) * width + layers * (attention + 12 * width**2 + width)


def t5_parameters(*, layers, width, inner, ffn, vocab_size, biases):
    """T5: V d + encoder L (4 d a + 2 d f + 2 d) + decoder L (8 d a + 2 d f + 3 d) + ends.

    A block of the decoder has a second attention, which reads the encoder. Each of the
    two stacks ends in a norm of d and has one table of relative biases.

    Parameters
    ----------
    layers : int
        Blocks in each of the two stacks.
    width, ffn, vocab_size : int
    inner : int
        Width a of all attention heads together.
    biases : int
        Numbers in one table of relative biases: buckets x heads.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1. The first T5 shares input and
    output embedding; for its successors see `mt5_parameters`.
    """
    layers, width, inner = checks.counts(layers=layers, width=width, inner=inner)
    ffn, vocab_size, biases = checks.counts(
        ffn=ffn, vocab_size=vocab_size, biases=biases
    )
    blocks = layers * (12 * width * inner + 4 * width * ffn + 5 * width)
    return vocab_size * width + blocks + 2 * (width + biases)


def mt5_parameters(*, layers, width, inner, ffn, vocab_size, biases):
    """T5 1.1, which mT5 and Flan-T5 are: T5 with gated layers and an output table.

    Parameters
    ----------
    layers, width, inner, ffn, vocab_size, biases : int
        As in `t5_parameters`.

    References
    ----------
    Xue et al. 2020, arXiv:2010.11934, sec. 3.2; google-research/t5,
    t5/models/gin/models/t5.1.1.*.gin.
    """
    layers, width = checks.counts(layers=layers, width=width)
    ffn, vocab_size = checks.counts(ffn=ffn, vocab_size=vocab_size)
    plain = t5_parameters(
        layers=layers,
        width=width,
        inner=inner,
        ffn=ffn,
        vocab_size=vocab_size,
        biases=biases,
    )
    return plain + 2 * layers * width * ffn + vocab_size * width


def bart_parameters(*, layers, width, vocab_size, positions, ffn=None):
    """BART: V d + two tables of P d and norms of 2 d + L blocks + L blocks that also read.

    A block of the decoder has a second attention with a norm: 4 d^2 + 4 d + 2 d more.

    Parameters
    ----------
    layers : int
        Blocks in each of encoder and decoder.
    width, vocab_size : int
    positions : int
        Rows of each table of places; fairseq has two more than the longest text.
    ffn : int, optional

    References
    ----------
    Lewis et al. 2019, arXiv:1910.13461, sec. 2.1; fairseq/models/bart/model.py. Input and
    output share one table.
    """
    layers, width = checks.counts(layers=layers, width=width)
    vocab_size, positions = checks.counts(vocab_size=vocab_size, positions=positions)
    cross = 4 * width**2 + 6 * width
    blocks = layers * (2 * block_parameters(width=width, ffn=ffn) + cross)
    return vocab_size * width + 2 * (positions + 2) * width + blocks


def whisper_parameters(
    *, layers, width, vocab_size, bands, sounds, positions, ffn=None
):
    """Whisper: two convolutions over three frames, an encoder, and a decoder that looks at it.

    Keys have no bias, so each of the three attentions of a pair of blocks has d less. Of the
    rest, V d for tokens that are read and scored, P d for the decoder's places, S d for the
    encoder's, which are waves and not learned, and two last norms.

    Parameters
    ----------
    layers : int
        Blocks in each of encoder and decoder.
    width, vocab_size : int
    bands : int
        Of a frame.
    sounds : int
        Places of the encoder; the decoder's are `positions`.
    positions : int
    ffn : int, optional

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, sec. 2.2 and Table 1; openai/whisper, model.py.
    """
    layers, width, vocab_size, bands, sounds, positions = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size, bands=bands, sounds=sounds,
        positions=positions,
    )  # fmt: skip
    convolutions = 3 * (bands + width) * width + 2 * width
    cross = 4 * width**2 + 6 * width
    blocks = layers * (2 * block_parameters(width=width, ffn=ffn) + cross - 3 * width)
    tables = (vocab_size + positions + sounds) * width
    return convolutions + blocks + tables + 4 * width


def alphacode_parameters(
    *,
    encoder_layers,
    decoder_layers,
    width,
    heads,
    key_value_heads,
    head_size,
    ffn,
    vocab_size,
):
    """An encoder-decoder like AlphaCode, whose heads share keys and values.

    An attention of h heads has 2 d h s numbers for queries and output, and 2 d g s for
    the keys and values of g heads; a block of the encoder has one, one of the decoder two.

    Parameters
    ----------
    encoder_layers, decoder_layers, width : int
    heads, key_value_heads : int
        Of the queries, and of keys and values; the second divides the first.
    head_size : int
    ffn : int
        Inner width of the small networks.
    vocab_size : int
        Rows of each table: the one that reads and the one that scores.

    Returns
    -------
    int
        Without biases and norms, of which the paper says nothing: within 1% of its sizes, as
        far as it prints them.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the heads do not go out even.

    References
    ----------
    Li et al. 2022, arXiv:2203.07814, sec. 4.1 and table 3.
    """
    sizes = checks.counts(
        encoder_layers=encoder_layers, decoder_layers=decoder_layers, width=width,
        head_size=head_size, ffn=ffn, vocab_size=vocab_size,
    )  # fmt: skip
    heads, shared = checks.counts(heads=heads, key_value_heads=key_value_heads)
    if heads % shared:
        raise ValueError(f"key_value_heads must divide {heads} heads, got {shared}")
    encoder_layers, decoder_layers, width, head_size, ffn, vocab_size = sizes
    attention = 2 * width * (heads + shared) * head_size
    blocks = (encoder_layers + 2 * decoder_layers) * attention
    blocks += (encoder_layers + decoder_layers) * 2 * width * ffn
    return blocks + 2 * vocab_size * width


def mixture_parameters(*, layers, width, inner, ffn, vocab_size, experts):
    """GLaM: every second layer has `experts` feed-forward layers, the others a gated one.

    Called with 64 experts it counts what is stored, with the 2 that a router picks what
    works on one token: V d + 4 L d a + (L / 2) (3 + 2 experts) d f.

    Parameters
    ----------
    layers : int
        Even.
    width, inner, ffn, vocab_size, experts : int

    Returns
    -------
    int
        Without norms and router, which are small beside the rest.

    Raises
    ------
    ValueError
        If an argument is not a whole number above zero, or `layers` is odd.

    References
    ----------
    Du et al. 2021, arXiv:2112.06905, sec. 4 and Table 4. That experts are not gated
    while the other layers are follows from the printed counts, not from the text.
    """
    layers, width, inner = checks.counts(layers=layers, width=width, inner=inner)
    ffn, vocab_size, experts = checks.counts(
        ffn=ffn, vocab_size=vocab_size, experts=experts
    )
    if layers % 2:
        raise ValueError(
            f"layers must be even, half of them with experts, got {layers}"
        )
    attention = 4 * layers * width * inner
    feed_forward = layers // 2 * (3 + 2 * experts) * width * ffn
    return vocab_size * width + attention + feed_forward


def q_former_parameters(
    *, queries, layers, width, image_width, reader_width, every=2, ffn=None
):
    """What BLIP-2 trains beside a frozen eye and a frozen reader.

    Queries, a norm, blocks of which every other looks at the picture, and a linear map to
    the reader's width. What words would need is not there: the reader has its own.

    Parameters
    ----------
    queries, layers, width : int
        32, 12 and 768 in the paper.
    image_width, reader_width : int
        Of the eye's vectors and of the reader's: 1408 for ViT-g, 2560 for OPT-2.7B.
    every : int
        The first of so many blocks looks at the picture.
    ffn : int, optional
        Inner width; 4 times the width if not given.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is not a whole number of 1 or more.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, Table 2, prints 103 to 108 million; counted from
    transformers' Blip2ForConditionalGeneration, whose norm behind the eye is the eye's.
    """
    queries, layers, d, c, e, every = checks.counts(
        queries=queries, layers=layers, width=width, image_width=image_width,
        reader_width=reader_width, every=every,
    )  # fmt: skip
    blocks = layers * block_parameters(width=d, ffn=ffn)
    # query and output from d, key and value from c, and a norm
    look = 2 * (d + 1) * d + 2 * (c + 1) * d + 2 * d
    looks = -(-layers // every)  # the first block looks, too
    return queries * d + 2 * d + blocks + looks * look + (d + 1) * e


def q_former_text_parameters(*, layers, width, vocab_size, positions, ffn=None):
    """What a Q-Former has besides while it learns from captions: tables and thoughts of words.

    Parameters
    ----------
    layers, width, vocab_size, positions : int
        12, 768, 30,523 and 512 in the paper's code.
    ffn : int, optional
        Inner width; 4 times the width if not given.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is not a whole number of 1 or more.

    References
    ----------
    salesforce/LAVIS, Qformer.py, BertLayer: the words' feed-forward networks and norms; the
    heads of the three losses are left out.
    """
    layers, d, v, m = checks.counts(
        layers=layers, width=width, vocab_size=vocab_size, positions=positions
    )
    f = inner_width(d, ffn)
    think = (d + 1) * f + (f + 1) * d + 2 * d
    return (v + m) * d + layers * think


def inner_width(width, ffn=None):
    """The width f of the feed-forward layer: 4 d, if not given."""
    width = checks.count("width", width)
    return 4 * width if ffn is None else checks.count("ffn", ffn)
