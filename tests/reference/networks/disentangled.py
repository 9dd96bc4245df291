"""DeBERTa: content and position apart.

transformers runs a layer, and the attention of version 2; equation 4 as it is printed, which no
released code computes, and the mask decoder are restated in torch, pair by pair.

transformers computes its square root in single precision and its layer norm too. With heads
3 wide the root is exact, so attention agrees in double precision; a whole layer within SINGLE.
"""

from functools import partial

import numpy as np
from harness import SINGLE, agrees, draw, plant, producer, record, same_numbers
from weights import named_linear, named_norm

from fieldguide.mechanisms.attention.attention import linear, split_heads
from fieldguide.mechanisms.networks import disentangled

D, HEADS, INNER, K = 6, 2, 8, 3
BLOCK = {
    **dict.fromkeys(("query", "key", "value", "output"), (D, D)),
    **dict.fromkeys(("position_key", "position_query"), (D, D)),
    **dict.fromkeys(
        ("query_bias", "value_bias", "output_bias", "position_query_bias"), D
    ),
    **{"up": (D, INNER), "up_bias": INNER, "down": (INNER, D), "down_bias": D},
    **dict.fromkeys(("norm1_gain", "norm1_bias", "norm2_gain", "norm2_bias"), D),
}


# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_deberta_layer():
    """A layer of DeBERTa on 8 words with k = 3, so that both ends are clipped, and on 3."""
    import torch
    from transformers import DebertaConfig
    from transformers.models.deberta import modeling_deberta as m

    seed = 20200605
    w = draw(np.random.default_rng(seed), 4, x=(8, D), table=(2 * K, D), **BLOCK)
    config = DebertaConfig(
        hidden_size=D,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        relative_attention=True,
        max_relative_positions=K,
        pos_att_type="c2p|p2c",
        layer_norm_eps=1e-7,
    )
    layer = m.DebertaLayer(config).double().eval()
    heads = [w[name].T.reshape(HEADS, -1, D) for name in ("query", "key", "value")]
    state = {
        # query, key and value of one head, then of the next
        "attention.self.in_proj.weight": np.concatenate(heads, 1).reshape(-1, D),
        "attention.self.q_bias": w["query_bias"],
        "attention.self.v_bias": w["value_bias"],
        "attention.self.pos_proj.weight": w["position_key"].T,
        "attention.self.pos_q_proj.weight": w["position_query"].T,
        "attention.self.pos_q_proj.bias": w["position_query_bias"],
        "attention.output.dense.weight": w["output"].T,
        "attention.output.dense.bias": w["output_bias"],
        "attention.output.LayerNorm.weight": w["norm1_gain"],
        "attention.output.LayerNorm.bias": w["norm1_bias"],
        "intermediate.dense.weight": w["up"].T,
        "intermediate.dense.bias": w["up_bias"],
        "output.dense.weight": w["down"].T,
        "output.dense.bias": w["down_bias"],
        "output.LayerNorm.weight": w["norm2_gain"],
        "output.LayerNorm.bias": w["norm2_bias"],
    }
    layer.load_state_dict({k: torch.tensor(a) for k, a in state.items()})
    out = {"lengths": [8, 3], "mixed": [], "shares": [], "layer": []}
    for n in out["lengths"]:
        x = torch.from_numpy(w["x"][None, :n])
        apart = {
            "relative_pos": m.build_relative_position(x, x),
            "rel_embeddings": torch.from_numpy(w["table"]),
        }
        mask = torch.ones(1, 1, n, n, dtype=torch.bool)
        with torch.no_grad():
            mixed, shares = layer.attention.self(x, mask, True, **apart)
            whole = layer(x, mask, **apart)[0]
        for key, value in (("mixed", mixed), ("shares", shares), ("layer", whole)):
            out[key].append(value[0])
    return record(
        "transformers",
        "DebertaLayer(DebertaConfig(hidden_size=6, num_attention_heads=2, "
        "max_relative_positions=3, pos_att_type='c2p|p2c', ...)).double().eval()",
        seed,
        w | {"heads": HEADS},
        out,
    )


@producer
def transformers_deberta_v2_attention():
    """The attention of version 2, which is written differently and has two biases more."""
    import torch
    from transformers import DebertaV2Config
    from transformers.models.deberta_v2 import modeling_deberta_v2 as m

    seed, n = 20210204, 7
    shapes = {
        k: s for k, s in BLOCK.items() if k[:4] in ("quer", "key", "valu", "posi")
    }
    shapes |= {"key_bias": D, "position_key_bias": D}
    w = draw(np.random.default_rng(seed), 4, x=(n, D), table=(2 * K, D), **shapes)
    config = DebertaV2Config(
        hidden_size=D,
        num_attention_heads=HEADS,
        relative_attention=True,
        max_relative_positions=K,
        pos_att_type="c2p|p2c",
    )
    module = m.DisentangledSelfAttention(config).double().eval()
    theirs = {"position_key": "pos_key_proj", "position_query": "pos_query_proj"}
    theirs |= {name: f"{name}_proj" for name in ("query", "key", "value")}
    state = {f"{t}.weight": w[name].T for name, t in theirs.items()}
    state |= {f"{t}.bias": w[f"{name}_bias"] for name, t in theirs.items()}
    module.load_state_dict({k: torch.tensor(a) for k, a in state.items()})
    x = torch.from_numpy(w["x"][None])
    with torch.no_grad():
        mixed, shares = module(
            x,
            torch.ones(1, 1, n, n, dtype=torch.bool),
            True,
            relative_pos=m.build_relative_position(x, x),
            rel_embeddings=torch.from_numpy(w["table"]),
        )
    return record(
        "transformers",
        "deberta_v2 DisentangledSelfAttention(DebertaV2Config(hidden_size=6, "
        "num_attention_heads=2, max_relative_positions=3, pos_att_type='c2p|p2c'))"
        ".double().eval()(...)",
        seed,
        w | {"heads": HEADS},
        {"mixed": mixed[0], "shares": shares[0]},
    )


@producer
def restated_deberta_equation_4():
    """The score of each pair from equations 3 and 4 as printed; no code does this."""
    import torch

    seed, n, d = 20200606, 8, 5
    shapes = {"q": (n, d), "k": (n, d), "k_r": (2 * K, d), "q_r": (2 * K, d)}
    w = draw(np.random.default_rng(seed), 4, **shapes)
    q, k, k_r, q_r = (torch.from_numpy(a) for a in w.values())

    def delta(i, j):
        if i - j <= -K:
            return 0
        return 2 * K - 1 if i - j >= K else i - j + K

    scores = torch.zeros(n, n, dtype=torch.float64)
    for i in range(n):
        for j in range(n):
            terms = (q[i] @ k[j], q[i] @ k_r[delta(i, j)], k[j] @ q_r[delta(j, i)])
            scores[i, j] = sum(terms) / (3 * d) ** 0.5
    rows = [[delta(i, j) for j in range(n)] for i in range(n)]
    return record(
        "torch",
        "restated from He et al. 2020, equations 3 and 4, pair by pair",
        seed,
        w,
        {"rows": rows, "scores": scores},
    )


@producer
def restated_deberta_mask_decoder():
    """Two turns of one layer, whose query starts with absolute places."""
    import torch

    seed, n = 20200607, 5
    rng = np.random.default_rng(seed)
    w = draw(rng, 4, hidden=(n, D), places=(n, D), table=(2 * K, D), **BLOCK)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    query = t["hidden"] + t["places"]
    for _ in range(2):
        query = _layer(query, t)
    return record(
        "torch",
        "restated from microsoft/DeBERTa, masked_language_model.py, EnhancedMaskDecoder, "
        "bert.py and disentangled_attention.py, not run",
        seed,
        w | {"heads": HEADS},
        {"decoded": query},
    )


def _layer(query, t):
    """A layer of DeBERTa in which `query` looks at t["hidden"], head by head."""
    import torch
    from torch.nn.functional import gelu, layer_norm

    n, e = len(query), D // HEADS
    mixed = torch.zeros(n, D, dtype=torch.float64)
    for h in range(HEADS):
        own = slice(h * e, (h + 1) * e)
        q = (query @ t["query"] + t["query_bias"])[:, own]
        k = (t["hidden"] @ t["key"])[:, own]
        v = (t["hidden"] @ t["value"] + t["value_bias"])[:, own]
        k_r = (t["table"] @ t["position_key"])[:, own]
        q_r = (t["table"] @ t["position_query"] + t["position_query_bias"])[:, own]
        for i in range(n):
            row = [min(max(i - j + K, 0), 2 * K - 1) for j in range(n)]
            scores = [q[i] @ k[j] + q[i] @ k_r[r] + k[j] @ q_r[r]
                      for j, r in enumerate(row)]  # fmt: skip
            mixed[i, own] = torch.softmax(torch.stack(scores) / (3 * e) ** 0.5, 0) @ v
    x = query + mixed @ t["output"] + t["output_bias"]
    x = layer_norm(x, (D,), t["norm1_gain"], t["norm1_bias"], 1e-7)
    inner = gelu(x @ t["up"] + t["up_bias"]) @ t["down"] + t["down_bias"]
    return layer_norm(x + inner, (D,), t["norm2_gain"], t["norm2_bias"], 1e-7)


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_deberta_layer")
def disentangled_attention_agrees(vector):
    """For a text longer than k and one as long: transformers then cuts its table."""
    given, out = _given(vector), vector["outputs"]
    for n, mixed, shares in zip(
        out["lengths"], out["mixed"], out["shares"], strict=True
    ):
        ours = _attention(given, n, disentangled.position_to_content_released)
        same_numbers(ours[0], mixed)
        same_numbers(ours[1], shares)


@agrees("transformers_deberta_v2_attention")
def disentangled_attention_of_version_2_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    p2c = disentangled.position_to_content_released
    mixed, shares = _attention(given, len(given["x"]), p2c)
    same_numbers(mixed, out["mixed"])
    same_numbers(shares, out["shares"])


@agrees("transformers_deberta_layer", "transformers_deberta_v2_attention")
def no_released_code_computes_equation_4(vector):
    """With delta(j, i) as printed, some share of attention is off by more than 0.2."""
    given, theirs = _given(vector), vector["outputs"]["shares"]
    longest = np.array(theirs[0] if "lengths" in vector["outputs"] else theirs)
    n = longest.shape[-1]
    _, shares = _attention(given, n, disentangled.position_to_content)
    assert np.abs(shares - longest).max() > 0.2


@agrees("transformers_deberta_layer")
def a_whole_layer_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    p2c = disentangled.position_to_content_released
    for n, theirs in zip(out["lengths"], out["layer"], strict=True):
        x = given["x"][:n]
        ours = disentangled.disentangled_block(
            x, x, given["table"], _block(given), heads=HEADS, p2c=p2c
        )
        same_numbers(ours, theirs, SINGLE)


@agrees("restated_deberta_equation_4")
def equation_4_agrees_as_printed(vector):
    given, out = _given(vector), vector["outputs"]
    place = np.arange(len(given["q"]))
    rows = disentangled.delta(place[:, None], place, k=len(given["k_r"]) // 2)
    assert rows.tolist() == out["rows"]
    p2c = disentangled.position_to_content
    same_numbers(disentangled.disentangled_scores(**given, p2c=p2c), out["scores"])


@agrees("restated_deberta_mask_decoder")
def the_mask_decoder_agrees(vector):
    given = _given(vector)

    def layer(query, hidden):
        return disentangled.disentangled_block(
            query,
            hidden,
            given["table"],
            _block(given),
            heads=HEADS,
            p2c=disentangled.position_to_content_released,
        )

    ours = disentangled.enhanced_mask_decoder(given["hidden"], given["places"], layer)
    same_numbers(ours, vector["outputs"]["decoded"])


def _given(vector):
    return {name: np.array(values) for name, values in vector["inputs"].items()}


ATTENTION = ("query", "key", "value", "output")
POSITIONS = ("position_key", "position_query")


def _block(given):
    return {
        "attention": named_linear(given, *ATTENTION, *POSITIONS),
        "attention_norm": named_norm(given, "norm1"),
        "feed_forward": named_linear(given, "up", "down"),
        "feed_forward_norm": named_norm(given, "norm2"),
    }


def _attention(given, n, p2c):
    """Mixed values (n, d) before the output layer, and shares (heads, n, n)."""
    p, heads = named_linear(given, *ATTENTION[:3], *POSITIONS), int(given["heads"])
    q, k, v = (split_heads(linear(given["x"][:n], p[m]), heads) for m in ATTENTION[:3])
    k_r, q_r = (split_heads(linear(given["table"], p[m]), heads) for m in POSITIONS)
    mixed, shares = disentangled.disentangled_attention(q, k, v, k_r, q_r, p2c=p2c)
    return np.concatenate(list(mixed), -1), shares


# --- what must be noticed -------------------------------------------------------------

DELTA, ADD_TERMS = disentangled.delta, disentangled.add_terms
CONTENT_TO_POSITION = disentangled.content_to_position


def _turned(i, j, k=disentangled.FURTHEST):
    return DELTA(j, i, k=k)


def _one_row_more(i, j, k=disentangled.FURTHEST):
    """Clips to 2k, as if distances were symmetric."""
    return np.clip(np.asarray(i) - j + k, 0, 2 * k - 1 - (k == 3))


def _root_d(terms, d):
    """Forgets that there are three terms."""
    return ADD_TERMS(terms, d) * np.sqrt(len(terms))


def _without_c2p(q, k_r):
    return 0 * CONTENT_TO_POSITION(q, k_r)


def _p2p_too(terms, d):
    return ADD_TERMS([*terms, terms[0]], d)


_bent_by_tanh = partial(disentangled.disentangled_block, activation=np.tanh)


def _places_each_turn(hidden, places, layer, layers=2):
    query = hidden + places
    for _ in range(layers):
        query = layer(query + places, hidden)
    return query


def _hidden_moves(hidden, places, layer, layers=2):
    """Keys and values from the layer before, as in an ordinary encoder."""
    query = hidden + places
    for _ in range(layers):
        query = hidden = layer(query, hidden)
    return query


HOME = "networks.disentangled"
LAYER, VERSION_2 = "transformers_deberta_layer", "transformers_deberta_v2_attention"
EQUATION_4, DECODER = "restated_deberta_equation_4", "restated_deberta_mask_decoder"
RELEASED = disentangled.position_to_content_released
PRINTED = disentangled.position_to_content
for name in (LAYER, VERSION_2):
    plant(name, f"{HOME}.position_to_content_released", PRINTED)
    plant(name, f"{HOME}.delta", _turned)
    plant(name, f"{HOME}.add_terms", _root_d)
    plant(name, f"{HOME}.content_to_position", _without_c2p)
plant(LAYER, f"{HOME}.delta", _one_row_more)
plant(LAYER, f"{HOME}.disentangled_block", _bent_by_tanh)
plant(VERSION_2, f"{HOME}.add_terms", _p2p_too)
plant(EQUATION_4, f"{HOME}.position_to_content", RELEASED)
plant(EQUATION_4, f"{HOME}.delta", _turned)
plant(EQUATION_4, f"{HOME}.add_terms", _root_d)
plant(DECODER, f"{HOME}.enhanced_mask_decoder", _places_each_turn, _hidden_moves)
