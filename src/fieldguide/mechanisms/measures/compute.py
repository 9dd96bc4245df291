"""What a Transformer costs to run and to train: operations and memory from its shape.

An operation (FLOP) is one addition or one multiplication of floats, so a weight that is
multiplied and added costs 2. Only matrix multiplications are counted; biases, norms,
softmax and activations grow with n d or n^2 and are small beside them.

Letters: n tokens in a text; L layers; d width, f of the feed-forward layer (4 d if not
given), V rows of the table of tokens; N parameters, D tokens of training. Sizes are
keywords and whole numbers above zero, N and D positive numbers; anything else is a
ValueError that names it.
"""

import numpy as np

from ... import checks
from .counting import inner_width

FORWARD = 2  # operations a weight and token: one multiplication, one addition
TRAINING = 3  # forward passes that a training step is worth: the way back takes two
ADAM_NUMBERS = 4  # a parameter: itself, its gradient and Adam's two running means
PREDICTED = 0.15625  # share of tokens with an output: ELECTRA's code, 80 of 512


def inference_compute(parameters, tokens=1):
    """Operations to read `tokens` tokens: 2 N a token.

    One weight, one token: 2.

    Parameters
    ----------
    parameters : number
        N, of those that are multiplied with every token. Kaplan et al. leave tables out.
    tokens : number

    Returns
    -------
    number
        FLOP. Attention's scores are not in it; see `block_compute`.

    References
    ----------
    Kaplan et al. 2020, arXiv:2001.08361, sec. 2.1, for tables left out and texts that
    are short against the width.
    """
    return FORWARD * _amount("parameters", parameters) * _amount("tokens", tokens)


def training_compute(parameters, tokens):
    """Operations of a training run: 6 N D, three times as many as for reading alone.

    The way back multiplies each matrix twice: once for the gradient of its input, once
    for its own.

    Parameters
    ----------
    parameters, tokens : number
        N and D.

    Returns
    -------
    number
        FLOP.

    References
    ----------
    Kaplan et al. 2020, arXiv:2001.08361, sec. 2.1, with N without the tables; Hoffmann
    et al. 2022, arXiv:2203.15556, app. F, with all parameters.
    """
    return TRAINING * inference_compute(parameters, tokens)


def block_compute(*, n, width, ffn=None):
    """Operations of one block for one text of n tokens, forward.

    An (a, b) times a (b, c) matrix takes 2 a b c. Attention compares n tokens with n.

    Parameters
    ----------
    n, width : int
    ffn : int, optional

    Returns
    -------
    dict of str to int
        FLOP. projections 8 n d^2 (queries, keys, values, output), scores 2 n^2 d,
        mixing 2 n^2 d (values by their shares), feed_forward 4 n d f. The number of
        heads does not matter.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, sec. 3.2 and Table 1. Kaplan et al. 2020, eq.
    2.2, has 2 L n d a token for scores and mixing, which is half of ours.
    """
    n, width = checks.counts(n=n, width=width)
    f = inner_width(width, ffn)
    return {
        "projections": FORWARD * 4 * n * width**2,
        "scores": FORWARD * n**2 * width,
        "mixing": FORWARD * n**2 * width,
        "feed_forward": FORWARD * 2 * n * width * f,
    }


def forward_compute(*, n, layers, width, ffn=None):
    """Operations of all blocks for one text of n tokens; shared layers count each time.

    Parameters
    ----------
    n, layers, width : int
    ffn : int, optional

    Returns
    -------
    int
        FLOP: L (8 n d^2 + 4 n d f + 4 n^2 d). Looking rows up in tables is free.
    """
    layers = checks.count("layers", layers)
    return layers * sum(block_compute(n=n, width=width, ffn=ffn).values())


def reading_compute(*, new, before, layers, width, ffn=None):
    """Operations of all blocks for `new` tokens, if those `before` are kept.

    Kept are their keys and values. Nothing before: `forward_compute`. One new token after
    n: L (8 d^2 + 4 d f + 4 (n + 1) d), so that a word costs about the same everywhere.

    Parameters
    ----------
    new : int
        Tokens that are read now.
    before : int
        Tokens before them, 0 or more.
    layers, width : int
    ffn : int, optional

    Returns
    -------
    int
        FLOP: L (new (8 d^2 + 4 d f) + 4 new (before + new) d).

    References
    ----------
    openai/gpt-2, src/model.py, attn with its `past`: new queries meet all keys.
    """
    new, layers, width = checks.counts(new=new, layers=layers, width=width)
    before = checks.count("before", before, least=0)
    pairs = 2 * FORWARD * new * before * width  # scores and mixing, with what was kept
    return forward_compute(n=new, layers=layers, width=width, ffn=ffn) + layers * pairs


def output_compute(*, n, width, vocab_size):
    """Operations of the output layer, n vectors against all V rows: 2 n d V.

    Parameters
    ----------
    n : int
        Places that are predicted: all of them in GPT, the hidden ones in BERT.
    width, vocab_size : int

    Returns
    -------
    int
        FLOP.
    """
    n, width, vocab_size = checks.counts(n=n, width=width, vocab_size=vocab_size)
    return FORWARD * n * width * vocab_size


def even_length(*, width, ffn=None):
    """The length at which scores and mixing cost as much as all weights: 2 d + f.

    4 n^2 d = 8 n d^2 + 4 n d f; with f = 4 d that is 6 d, and a text of n tokens spends
    the share n / (n + 6 d) on comparing them.

    Parameters
    ----------
    width : int
    ffn : int, optional

    Returns
    -------
    int
        Tokens.
    """
    return inner_width(width, ffn) + 2 * checks.count("width", width)


def electra_compute(*, n, layers, width, vocab_size, sequences, embedding=None):
    """Training operations by the rule with which ELECTRA's authors compare models.

    Two choices differ from `training_compute`: the way back counts as *one* pass, and a
    row is looked up by multiplying the whole table with a vector of zeros and a one.

    Parameters
    ----------
    n, layers, width, vocab_size : int
    sequences : int
        Texts read in training: steps times batch.
    embedding : int, optional
        Width e of the tables.

    Returns
    -------
    float
        FLOP, of the matrices; the authors' code counts norms and the like as well.

    References
    ----------
    google-research/electra, flops_computation.py: "backward pass takes the same number
    of FLOPs as forward pass", which holds for no matrix whose input has a gradient too.
    """
    n, width, sequences = checks.counts(n=n, width=width, sequences=sequences)
    e = width if embedding is None else checks.count("embedding", embedding)
    look_up = output_compute(n=n, width=e, vocab_size=vocab_size) + FORWARD * n * e * (
        n + 2
    )
    widen = FORWARD * n * e * width if e != width else 0
    out = PREDICTED * (
        output_compute(n=n, width=e, vocab_size=vocab_size) + FORWARD * n * e * width
    )
    return (
        2
        * sequences
        * (forward_compute(n=n, layers=layers, width=width) + look_up + widen + out)
    )


def adam_memory(parameters, *, size=4):
    """Bytes that training with Adam holds besides the texts: 4 numbers a parameter.

    Parameters
    ----------
    parameters : number
    size : int
        Bytes a number: 4 for float32.

    Returns
    -------
    number
        Bytes: weights, gradients and Adam's two means. Weights alone are a quarter.

    References
    ----------
    Kingma and Ba 2014, arXiv:1412.6980, Algorithm 1.
    """
    return ADAM_NUMBERS * _amount("parameters", parameters) * checks.count("size", size)


def kept_numbers(*, n, width, heads, ffn=None):
    """Numbers that one block keeps of one text until the way back: 8 n d + 2 n f + h n^2.

    Kept are the inputs of the six matrices (3 n d + n f: three share one), queries, keys
    and values (3 n d), the shares (n^2 a head), what the activation reads (n f), and
    what the norms read (2 n d) with mean and spread of each row (4 n).

    Parameters
    ----------
    n, width, heads : int
    ffn : int, optional

    Returns
    -------
    int
        8 n d + 2 n f + h n^2 + 4 n. Dropout, which keeps masks, is left out, and so are
        attention that recomputes its shares and blocks that recompute everything.

    Raises
    ------
    ValueError
        If the heads do not divide the width.

    References
    ----------
    Korthikanti et al. 2022, arXiv:2205.05198, sec. 4.1, count the same in bytes, with
    dropout and half precision.
    """
    n, width = checks.counts(n=n, width=width)
    heads = checks.heads(heads, width)
    return 8 * n * width + 2 * n * inner_width(width, ffn) + heads * n**2 + 4 * n


def cache_numbers(*, n, layers, width):
    """Numbers in the kept keys and values of n tokens: 2 L n d, whatever the heads.

    Parameters
    ----------
    n, layers, width : int

    Returns
    -------
    int
        For one text. Heads that share keys and values need fewer.

    References
    ----------
    openai/gpt-2, src/model.py, past_shape: layers, 2, heads, n, width / heads.
    """
    n, layers, width = checks.counts(n=n, layers=layers, width=width)
    return 2 * layers * n * width


def grouped_cache_numbers(*, n, layers, groups, head_size):
    """Numbers in the kept keys and values of n tokens, if heads share them: 2 L n g e.

    g is how many heads have keys and values, and e how wide they are. With all heads it is
    `cache_numbers`; with one, which all others share, so many times less.

    Parameters
    ----------
    n, layers, groups, head_size : int

    Returns
    -------
    int
        For one text.

    References
    ----------
    Shazeer 2019, arXiv:1911.02150, sec. 3; Chowdhery et al. 2022, arXiv:2204.02311, sec. 2,
    have one.
    """
    n, layers = checks.counts(n=n, layers=layers)
    groups, head_size = checks.counts(groups=groups, head_size=head_size)
    return 2 * layers * n * groups * head_size


def token_compute(*, parameters, n, layers, heads, head_size):
    """Operations of training for one token of a text of n: 6 N + 12 L h e n.

    The second part compares it with all n, three times as often as reading does: its
    scores and the mixing of values, 2 n h e each.

    Parameters
    ----------
    parameters : number
        N.
    n, layers, heads, head_size : int

    Returns
    -------
    number
        FLOP, without what is computed a second time to save memory.

    References
    ----------
    Chowdhery et al. 2022, arXiv:2204.02311, app. B.
    """
    n, layers = checks.counts(n=n, layers=layers)
    heads, head_size = checks.counts(heads=heads, head_size=head_size)
    return training_compute(parameters, 1) + 12 * layers * heads * head_size * n


def utilization(tokens_per_second, *, compute, chips, peak):
    """The share of what chips could compute at best that went into the model: its MFU.

    A chip that can do 100 operations a second and reads 3 tokens, which need 20 each, is
    used at 0.6.

    Parameters
    ----------
    tokens_per_second : number
        Of all chips together.
    compute : number
        Operations a token, such as `token_compute`.
    chips : int
    peak : number
        Operations a second of one chip.

    Returns
    -------
    float
        Mostly in 0 ... 1.

    References
    ----------
    Chowdhery et al. 2022, arXiv:2204.02311, sec. 4.1 and app. B: model FLOPs utilization.
    """
    done = _amount("tokens_per_second", tokens_per_second) * _amount("compute", compute)
    return done / (checks.count("chips", chips) * _amount("peak", peak))


def _amount(name, x):
    """A number above 0; a whole one as a Python integer, which cannot overflow."""
    x = checks.number(name, x, above=0)
    whole = isinstance(x, int) or np.asarray(x).dtype.kind in "iu"
    return int(x) if whole else float(x)
