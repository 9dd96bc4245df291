"""Where attention and the Transformer's block must agree with others; see agreement.py.

Three conventions differ. torch's nn.Linear keeps its weight as (out, in), so it is
transposed here; GPT-2's Conv1D keeps (in, out), as we do, with queries, keys and values
side by side. A bool mask in nn.MultiheadAttention is True where a token may *not* look.
"""

import numpy as np
from agreement import agrees, same_numbers

from fieldguide.mechanisms.attention import attention, positions
from fieldguide.mechanisms.networks import transformer

SINGLE = 2.0**-24  # half the gap between two single-precision numbers near 1


@agrees("torch_attention")
def scaled_dot_product_attention_agrees(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    q, k, v, mask = (given[name] for name in ("q", "k", "v", "mask"))
    for name, ours in (
        ("free", attention.attention(q, k, v)),
        ("masked", attention.attention(q, k, v, mask)),
        ("causal", attention.attention(k, k, v, attention.causal_mask(5))),
    ):
        same_numbers(ours[0], vector["outputs"][name])


@agrees("torch_multi_head_attention")
def self_attention_with_heads_agrees(vector):
    """The output, and the shares of each head."""
    x, state = np.array(vector["inputs"]["x"]), vector["inputs"]["self"]
    parts = np.split(np.array(state["in_proj_weight"]), 3)
    out, shares = attention.multi_head_attention(
        x, x, _heads(parts, state), 2, attention.causal_mask(3)
    )
    same_numbers(out, vector["outputs"]["self"])
    same_numbers(shares, vector["outputs"]["self_shares"])


@agrees("torch_multi_head_attention")
def cross_attention_with_padding_agrees(vector):
    given = vector["inputs"]
    x, context = np.array(given["x"]), np.array(given["context"])
    mask = attention.padding_mask(np.array(given["real"], int))
    state = given["cross"]
    parts = [np.array(state[f"{k}_proj_weight"]) for k in "qkv"]
    out, shares = attention.multi_head_attention(
        x, context, _heads(parts, state), 2, mask
    )
    same_numbers(out, vector["outputs"]["cross"])
    same_numbers(shares, vector["outputs"]["cross_shares"])


@agrees("torch_activations")
def activations_agree(vector):
    x = np.array(vector["inputs"]["x"])
    for name in ("relu", "gelu", "gelu_tanh"):
        same_numbers(getattr(transformer, name)(x), vector["outputs"][name])


@agrees("transformers_bert_encoder")
def the_encoder_agrees(vector):
    """At padding too: it looks at the same tokens as the others, though nobody at it."""
    ids, heads = np.array(vector["inputs"]["ids"]), vector["inputs"]["heads"]
    p = bert_parameters(vector["inputs"]["state"])
    mask = attention.padding_mask(ids)
    states = vector["outputs"]["hidden_states"]
    same_numbers(transformer.encoder(ids, p, heads, mask), states[-1])


@agrees("transformers_bert_encoder")
def each_post_norm_block_agrees(vector):
    heads = vector["inputs"]["heads"]
    mask = attention.padding_mask(np.array(vector["inputs"]["ids"]))
    blocks = bert_parameters(vector["inputs"]["state"])["blocks"]
    states = np.array(vector["outputs"]["hidden_states"])
    for before, block, after in zip(states[:-1], blocks, states[1:], strict=True):
        same_numbers(transformer.post_norm_block(before, block, heads, mask), after)


@agrees("transformers_gpt2_decoder")
def the_decoder_agrees(vector):
    ids, heads = np.array(vector["inputs"]["ids"]), vector["inputs"]["heads"]
    p = gpt2_parameters(vector["inputs"]["state"])
    same_numbers(transformer.decoder(ids, p, heads), vector["outputs"]["logits"])


@agrees("transformers_gpt2_decoder")
def the_first_pre_norm_block_agrees(vector):
    """Of the last block, transformers shows only what the last norm makes of it."""
    p = gpt2_parameters(vector["inputs"]["state"])
    before, after = np.array(vector["outputs"]["hidden_states"])
    same_numbers(transformer.embed(vector["inputs"]["ids"], p), before)
    mask = attention.causal_mask(before.shape[-2])
    heads = vector["inputs"]["heads"]
    same_numbers(transformer.pre_norm_block(before, p["blocks"][0], heads, mask), after)


@agrees("transformers_sinusoidal_positions")
def sinusoidal_positions_agree(vector):
    ours = positions.sinusoidal_positions(vector["inputs"]["n"], vector["inputs"]["d"])
    theirs = np.array(vector["outputs"]["positions"])  # single precision, 9 decimals
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= SINGLE + 5e-10


def _linear(weight, bias):
    return {"weight": np.array(weight).T, "bias": np.array(bias)}


def _heads(weights, state):
    """Of a torch.nn.MultiheadAttention."""
    biases = np.split(np.array(state["in_proj_bias"]), 3)
    names = "query", "key", "value"
    p = {n: _linear(w, b) for n, w, b in zip(names, weights, biases, strict=True)}
    p["output"] = _linear(state["out_proj.weight"], state["out_proj.bias"])
    return p


def bert_parameters(state):
    """transformers' names to ours; the segments, all zero, are dropped."""

    def linear(name):
        return _linear(state[f"{name}.weight"], state[f"{name}.bias"])

    def norm(name):
        return {
            "gain": np.array(state[f"{name}.weight"]),
            "bias": np.array(state[f"{name}.bias"]),
        }

    def block(name):
        attend = f"{name}.attention"
        return {
            "attention": {
                **{k: linear(f"{attend}.self.{k}") for k in ("query", "key", "value")},
                "output": linear(f"{attend}.output.dense"),
            },
            "attention_norm": norm(f"{attend}.output.LayerNorm"),
            "feed_forward": {
                "up": linear(f"{name}.intermediate.dense"),
                "down": linear(f"{name}.output.dense"),
            },
            "feed_forward_norm": norm(f"{name}.output.LayerNorm"),
        }

    assert not np.any(state["embeddings.token_type_embeddings.weight"])
    layers = sum(name.endswith("intermediate.dense.weight") for name in state)
    return {
        "token_table": np.array(state["embeddings.word_embeddings.weight"]),
        "position_table": np.array(state["embeddings.position_embeddings.weight"]),
        "norm": norm("embeddings.LayerNorm"),
        "blocks": [block(f"encoder.layer.{k}") for k in range(layers)],
    }


def gpt2_parameters(state):
    """transformers' names to ours; one matrix there makes queries, keys and values."""

    def linear(name):
        return {
            "weight": np.array(state[f"{name}.weight"]),
            "bias": np.array(state[f"{name}.bias"]),
        }

    def norm(name):
        return {
            "gain": np.array(state[f"{name}.weight"]),
            "bias": np.array(state[f"{name}.bias"]),
        }

    def block(name):
        three = linear(f"{name}.attn.c_attn")
        weights, biases = (np.split(three[k], 3, -1) for k in ("weight", "bias"))
        names = "query", "key", "value"
        attend = {
            n: {"weight": w, "bias": b}
            for n, w, b in zip(names, weights, biases, strict=True)
        }
        return {
            "attention": {**attend, "output": linear(f"{name}.attn.c_proj")},
            "attention_norm": norm(f"{name}.ln_1"),
            "feed_forward": {
                "up": linear(f"{name}.mlp.c_fc"),
                "down": linear(f"{name}.mlp.c_proj"),
            },
            "feed_forward_norm": norm(f"{name}.ln_2"),
        }

    layers = sum(name.endswith("mlp.c_fc.weight") for name in state)
    return {
        "token_table": np.array(state["wte.weight"]),
        "position_table": np.array(state["wpe.weight"]),
        "norm": norm("ln_f"),
        "blocks": [block(f"h.{k}") for k in range(layers)],
    }
