"""Transformer-XL: memory of the segment before, and attention by distance.

transformers' XLNet runs three segments with memory (see xlnet.py beside the folders); the four
terms of the paper are restated pair by pair.
"""

import numpy as np
import xlnet
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import recurrence

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_xlnet_rel_shift():
    """Distances, as numbers, through XLNet's shift: one way and both ways."""
    import torch
    from transformers.models.xlnet.modeling_xlnet import XLNetRelativeAttention

    sizes = [[1, 1], [1, 4], [3, 3], [3, 5], [4, 7]]  # those who ask, those they ask
    shift = XLNetRelativeAttention.rel_shift_bnij

    def shifted(n, m, end):
        x = np.tile(np.arange(m, end, -1.0), (1, 1, n, 1))
        return shift(torch.from_numpy(x), klen=m)[0, 0]

    return record(
        "transformers",
        "XLNetRelativeAttention.rel_shift_bnij(distances, klen=m), the distances from "
        "m down to -(n - 1), and down to 0",
        xlnet.SEED,
        {"sizes": sizes},
        {
            "both_ways": [shifted(n, m, -n) for n, m in sizes],
            "back_only": [shifted(n, m, -1) for n, m in sizes],
        },
    )


@producer
def transformers_xlnet_segments():
    """Three segments through two whole layers, to the left only, with memory."""
    import torch

    rng = np.random.default_rng(xlnet.SEED)
    model, weights = xlnet.model(rng, attn_type="uni", mem_len=4)
    segments = rng.normal(size=(3, 3, xlnet.WIDTH)).round(3)
    mems, states, shares = None, [], []
    with torch.no_grad(), xlnet.in_doubles():
        for x in segments:
            out = model(
                inputs_embeds=torch.from_numpy(x)[None],
                mems=mems,
                use_mems=True,
                output_hidden_states=True,
                output_attentions=True,
            )
            mems = out.mems
            states.append([h[0].tolist() for h in out.hidden_states[1:]])
            shares.append([a[0].tolist() for a in out.attentions])
    return record(
        "transformers",
        "XLNetModel(XLNetConfig(attn_type='uni', mem_len=4, ...)).double().eval()("
        "inputs_embeds, mems=mems, use_mems=True), a segment; no token types, so "
        "no segment term: the layers of Transformer-XL",
        xlnet.SEED,
        {**weights, "memory": 4, "segments": segments},
        {
            "states": np.round(states, 14),
            "last_shares": xlnet.rounded(shares[-1]),
            "memories": [np.round(m[:, 0].numpy(), 14) for m in mems],
        },
    )


@producer
def restated_transformer_xl_attention():
    """The four terms of Dai et al. 2019, sec. 3.3, pair by pair; restated, not run.

    From the paper's formula and from kimiyoung/transformer-xl at 0110210,
    pytorch/mem_transformer.py, for what the formula leaves out: sines before cosines,
    division by the root of the head's width, everything ahead hidden.
    """
    import torch

    rng = np.random.default_rng(xlnet.SEED)
    d, heads, n, m = 6, 2, 3, 5
    e = d // heads
    shapes = {
        "W_q": (heads, d, e),
        "W_k": (heads, d, e),
        "W_v": (heads, d, e),
        "W_R": (heads, d, e),
        "W_o": (heads, e, d),
        "u": (heads, e),
        "v": (heads, e),
        "h": (n, d),
        "memory": (m - n, d),
    }
    given = {name: rng.normal(0, 0.6, shape).round(3) for name, shape in shapes.items()}
    t = {name: torch.from_numpy(values) for name, values in given.items()}
    words = [*t["memory"], *t["h"]]

    def code(distance):
        angles = [distance / 10000 ** (2 * k / d) for k in range(d // 2)]
        return torch.tensor([*map(np.sin, angles), *map(np.cos, angles)])

    scores = torch.zeros(heads, n, m, dtype=torch.float64)
    shares = torch.zeros(heads, n, m, dtype=torch.float64)
    out = torch.zeros(n, d, dtype=torch.float64)
    for head in range(heads):
        keep = {name: t[name][head] for name in shapes if name not in ("h", "memory")}
        values = torch.stack([word @ keep["W_v"] for word in words])
        for i in range(n):
            query = words[m - n + i] @ keep["W_q"]
            for j in range(m):
                key = words[j] @ keep["W_k"]
                gap = code(m - n + i - j) @ keep["W_R"]
                a_and_c = query @ key + keep["u"] @ key
                b_and_d = query @ gap + keep["v"] @ gap
                scores[head, i, j] = a_and_c + b_and_d
            last = m - n + i + 1  # the query's own place; what is ahead is hidden
            visible = scores[head, i, :last] / e**0.5
            shares[head, i, :last] = torch.softmax(visible, 0)
            out[i] += (shares[head, i] @ values) @ keep["W_o"]
    return record(
        "torch",
        "restated from arXiv:1901.02860, sec. 3.3, and kimiyoung/transformer-xl, "
        "RelPartialLearnableMultiHeadAttn: a + b + c + d for each pair; not run",
        xlnet.SEED,
        given,
        {
            "encoding": xlnet.rounded(
                [code(distance).tolist() for distance in range(-2, 4)]
            ),
            "scores": xlnet.rounded(scores),
            "shares": xlnet.rounded(shares),
            "out": xlnet.rounded(out),
        },
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_xlnet_rel_shift")
def the_shift_is_the_same(vector):
    """Both ways everywhere; back only also what runs over from the next row."""
    out = vector["outputs"]
    for k, (n, m) in enumerate(vector["inputs"]["sizes"]):
        for end, theirs in ((-n, out["both_ways"][k]), (-1, out["back_only"][k])):
            ours = recurrence.rel_shift(np.tile(np.arange(m, end, -1.0), (n, 1)))
            assert ours[:, :m].tolist() == theirs, (n, m, end)


@agrees("transformers_xlnet_segments")
def three_segments_with_memory_agree(vector):
    """Two whole layers; what is remembered; and who looks at whom in the last segment."""
    given, out = vector["inputs"], vector["outputs"]
    segments = list(np.array(given["segments"]))
    ours = recurrence.read_segments(segments, _layers(vector), most=given["memory"])
    for states, theirs in zip(ours, out["states"], strict=True):
        same_numbers(np.array(states[1:]), theirs)
    for level, theirs in enumerate(out["memories"]):
        memory = np.zeros((0, segments[0].shape[1]))
        for states in ours:
            before, most = memory, given["memory"]
            memory = recurrence.remember(memory, states[level], most=most)
        same_numbers(memory, theirs)
        h = ours[-1][level]
        mask = recurrence.beside_memory(recurrence.causal_mask(len(h)), len(before))
        seen = np.concatenate([before, h])
        p = xlnet.layer_weights(vector, level)
        _, shares = recurrence.relative_attention(h, seen, p, mask=mask)
        same_numbers(shares, out["last_shares"][level])


def _layers(vector):
    def layer(number):
        def run(h, seen, mask):
            p = xlnet.layer_weights(vector, number)
            mixed = recurrence.relative_block(h, seen, p, mask=mask, eps=xlnet.EPS)
            return xlnet.feed_forward(vector, number, mixed)

        return run

    return [layer(0), layer(1)]


@agrees("restated_transformer_xl_attention")
def distances_are_encoded_alike(vector):
    """From two ahead to three behind."""
    ours = recurrence.relative_encoding(np.arange(-2, 4), 6)
    same_numbers(ours, vector["outputs"]["encoding"])


@agrees("restated_transformer_xl_attention")
def four_terms_add_up_to_the_same_scores(vector):
    """Ahead too, with distances both ways."""
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    seen = np.concatenate([given["memory"], given["h"]])
    (m, d), n = seen.shape, len(given["h"])
    r = recurrence.relative_encoding(np.arange(m, -n, -1), d)
    for head, theirs in enumerate(vector["outputs"]["scores"]):
        w = {name: values[head] for name, values in given.items() if len(values) == 2}
        q, k = given["h"] @ w["W_q"], seen @ w["W_k"]
        ours = recurrence.relative_scores(q, k, r @ w["W_R"], w["u"], w["v"])
        same_numbers(ours, theirs)


@agrees("restated_transformer_xl_attention")
def attention_by_four_terms_agrees(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    h, memory = given["h"], given["memory"]
    mask = recurrence.beside_memory(recurrence.causal_mask(len(h)), len(memory))
    seen = np.concatenate([memory, h])
    out, shares = recurrence.relative_attention(h, seen, given, mask=mask)
    same_numbers(shares, vector["outputs"]["shares"])
    same_numbers(out, vector["outputs"]["out"])


# --- what must be noticed -------------------------------------------------------------

ENCODING = recurrence.relative_encoding
SCORES = recurrence._scores  # what `relative_scores` and attention share


def _interleaved(distance, d):
    """Sine, cosine, sine, cosine, as in Vaswani et al. 2017."""
    r = ENCODING(distance, d)
    return np.stack([r[:, : d // 2], r[:, d // 2 :]], -1).reshape(len(r), d)


def _one_off(distance, d):
    return ENCODING(np.asarray(distance) - 1, d)


def _forgets_the_memory(distance, d):
    """Distances as if the words of the memory were not there: counted from the end."""
    return ENCODING(np.sort(np.abs(distance)), d)


def _no_shift(x):
    return x[..., 1:]


def _one_bias(q, k, r, u, v):
    return SCORES(q, k, r, u, u)


def _no_bias(q, k, r, u, v):
    return SCORES(q, k, r, 0 * u, 0 * v)


def _keeps_the_oldest(memory, h, most):
    return np.concatenate([memory, h])[:most]


def _forgets_the_old(memory, h, most):
    """Keeps of the new segment only, though the memory is longer than it."""
    return h[max(0, len(h) - most) :]


def _causal_only(n):
    return np.ones((n, n), bool)


SEGMENTS = "transformers_xlnet_segments"
FOUR = "restated_transformer_xl_attention"
ENCODED = "networks.recurrence.relative_encoding"
SCORED = "networks.recurrence.relative_scores"
plant("transformers_xlnet_rel_shift", "networks.recurrence.rel_shift", _no_shift)
plant(SEGMENTS, ENCODED, _interleaved, _one_off, _forgets_the_memory)
plant(SEGMENTS, "networks.recurrence.rel_shift", _no_shift)
plant(SEGMENTS, "networks.recurrence._scores", _one_bias)
plant(SEGMENTS, "networks.recurrence.remember", _keeps_the_oldest, _forgets_the_old)
plant(SEGMENTS, "networks.recurrence.causal_mask", _causal_only)
plant(FOUR, ENCODED, _interleaved, _one_off)
plant(FOUR, SCORED, _no_bias)
plant(FOUR, "networks.recurrence.rel_shift", _no_shift)
