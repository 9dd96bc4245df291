"""Memory and order: XLNet as transformers runs it, and two published rules restated.

transformers 5 no longer has Transformer-XL. With the segment term left out and attention
to the left only ("uni"), XLNet's layers are Transformer-XL's, memory included.
"""

from unittest.mock import patch

import numpy as np
from producers import _record, vector

SEED = 20190109
WIDTH, HEADS, INNER, LAYERS = 6, 2, 4, 2


def _in_doubles():
    """transformers makes the sines with .float(), in 32 bits; here in 64 like the rest."""
    import torch

    return patch.object(torch.Tensor, "float", torch.Tensor.double)


def _model(rng, **config):
    """XLNetModel with weights of three digits, and these weights as lists."""
    import torch
    from transformers import XLNetConfig, XLNetModel

    config = XLNetConfig(
        vocab_size=8,
        d_model=WIDTH,
        n_head=HEADS,
        n_layer=LAYERS,
        d_inner=INNER,
        ff_activation="relu",
        **config,
    )
    model = XLNetModel(config).double().eval()
    state = {}
    for name, old in model.state_dict().items():
        if name.startswith("word_embedding"):
            state[name] = old  # the vectors are given
            continue
        new = rng.normal(0, WIDTH**-0.5, tuple(old.shape)).round(3)
        state[name] = torch.from_numpy(new + ("norm.weight" in name))
    model.load_state_dict(state)
    told = {
        name: weights.numpy().round(3).tolist()
        for name, weights in state.items()
        if name.startswith("layer") and "r_s_bias" not in name and "seg" not in name
    }
    return model, told


@vector
def transformers_xlnet_rel_shift():
    """Distances, as numbers, through XLNet's shift: one way and both ways."""
    import torch
    from transformers.models.xlnet.modeling_xlnet import XLNetRelativeAttention

    sizes = [[1, 1], [1, 4], [3, 3], [3, 5], [4, 7]]  # those who ask, those they ask
    shift = XLNetRelativeAttention.rel_shift_bnij

    def shifted(n, m, end):
        x = np.tile(np.arange(m, end, -1.0), (1, 1, n, 1))
        return shift(torch.from_numpy(x), klen=m)[0, 0].tolist()

    return _record(
        "transformers",
        "XLNetRelativeAttention.rel_shift_bnij(distances, klen=m), the distances from "
        "m down to -(n - 1), and down to 0",
        SEED,
        {"sizes": sizes},
        {
            "both_ways": [shifted(n, m, -n) for n, m in sizes],
            "back_only": [shifted(n, m, -1) for n, m in sizes],
        },
    )


@vector
def transformers_xlnet_segments():
    """Three segments through two whole layers, to the left only, with memory."""
    import torch

    rng = np.random.default_rng(SEED)
    model, weights = _model(rng, attn_type="uni", mem_len=4)
    segments = rng.normal(size=(3, 3, WIDTH)).round(3)
    mems, states, shares = None, [], []
    with torch.no_grad(), _in_doubles():
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
    return _record(
        "transformers",
        "XLNetModel(XLNetConfig(attn_type='uni', mem_len=4, ...)).double().eval()("
        "inputs_embeds, mems=mems, use_mems=True), a segment; no token types, so "
        "no segment term: the layers of Transformer-XL",
        SEED,
        {**weights, "memory": 4, "segments": segments.tolist()},
        {
            "states": np.round(states, 14).tolist(),
            "last_shares": _rounded(shares[-1]),
            "memories": [np.round(m[:, 0].numpy(), 14).tolist() for m in mems],
        },
    )


@vector
def transformers_xlnet_two_streams():
    """Both streams through two whole layers, with memory, in an order of five words."""
    import torch

    rng = np.random.default_rng(SEED)
    model, weights = _model(rng, attn_type="bi")
    order = [3, 0, 4, 1, 2]
    time = np.argsort(order)
    hidden = (time[None] >= time[:, None]).astype(float)  # 1 where one may not look
    x = rng.normal(size=(5, WIDTH)).round(3)
    memory = rng.normal(size=(LAYERS, 2, WIDTH)).round(3)

    def run(mems):
        with torch.no_grad(), _in_doubles():
            return model(
                inputs_embeds=torch.from_numpy(x)[None],
                mems=mems,
                perm_mask=torch.from_numpy(hidden)[None],
                target_mapping=torch.eye(5, dtype=torch.float64)[None],
                output_hidden_states=True,
                output_attentions=True,
                use_mems=True,
            )

    out = run([torch.from_numpy(m)[:, None] for m in memory])
    alone = run(None)
    streams = [s[0].tolist() for s in out.hidden_states]  # h0, g0, h1, g1, h2, g2
    return _record(
        "transformers",
        "XLNetModel(XLNetConfig(attn_type='bi', ...)).double().eval()(inputs_embeds, "
        "mems=memory, perm_mask=hidden, target_mapping=eye); then without mems",
        SEED,
        {
            **weights,
            "order": order,
            "x": x.tolist(),
            "mask_emb": model.mask_emb[0, 0].tolist(),
            "memory": memory.tolist(),
        },
        {
            "h": np.round(streams[2::2], 14).tolist(),
            "g": np.round(streams[3::2], 14).tolist(),
            "looked_h": (out.attentions[0][0][0].numpy() > 0).astype(int).tolist(),
            "looked_g": (out.attentions[0][1][0].numpy() > 0).astype(int).tolist(),
            "first_alone": _rounded(alone.attentions[0][1][0][:, order[0]]),
        },
    )


def _rounded(numbers):
    return np.round(np.asarray(numbers, float), 14).tolist()


@vector
def restated_transformer_xl_attention():
    """The four terms of Dai et al. 2019, sec. 3.3, pair by pair; restated, not run.

    From the paper's formula and from kimiyoung/transformer-xl at 0110210,
    pytorch/mem_transformer.py, for what the formula leaves out: sines before cosines,
    division by the root of the head's width, everything ahead hidden.
    """
    import torch

    rng = np.random.default_rng(SEED)
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
    return _record(
        "torch",
        "restated from arXiv:1901.02860, sec. 3.3, and kimiyoung/transformer-xl, "
        "RelPartialLearnableMultiHeadAttn: a + b + c + d for each pair; not run",
        SEED,
        {name: values.tolist() for name, values in given.items()},
        {
            "encoding": _rounded(
                [code(distance).tolist() for distance in range(-2, 4)]
            ),
            "scores": _rounded(scores),
            "shares": _rounded(shares),
            "out": _rounded(out),
        },
    )


@vector
def restated_xlnet_orders():
    """Masks for orders with some words asked for; restated, not run.

    From zihangdai/xlnet at 1b61bf2, data_utils.py, _local_perm, for sentences without
    [SEP] and [CLS]: a word that is not asked for gets time -1; nobody sees an asked word
    whose time is not smaller than its own; others count themselves one later.
    """
    import torch

    rng = np.random.default_rng(SEED)
    orders, asked, hidden = [], [], []
    for n, number in [(4, 4), (6, 2), (7, 1), (9, 3), (12, 2), (5, 0)]:
        order = rng.permutation(n)
        target = torch.zeros(n, dtype=torch.bool)
        target[torch.from_numpy(order[n - number :].copy())] = True
        index = torch.empty(n, dtype=torch.int64)
        index[torch.from_numpy(order)] = torch.arange(n)
        seen_as = torch.where(target, index, torch.tensor(-1))
        looks_as = torch.where(target, seen_as, seen_as + 1)
        mask = (looks_as[:, None] <= seen_as[None, :]) & target
        orders.append(order.tolist())
        asked.append(target.int().tolist())
        hidden.append(mask.int().tolist())
    return _record(
        "torch",
        "restated from zihangdai/xlnet, data_utils.py, _local_perm; not run",
        SEED,
        {"orders": orders, "asked": asked},
        {"hidden": hidden},
    )
