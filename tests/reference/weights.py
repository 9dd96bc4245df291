"""Weights of models that we did not write: at random, and as our functions take them.

torch's nn.Linear keeps its weight as (out, in), ours is (in, out).
"""

import numpy as np

BERT_LAYER = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


# --- for producers --------------------------------------------------------------------


def random_weights(model, rng, minus_zero=False):
    """Weights of two digits for a torch module, as it names them, the norms' gains near 1.

    They are ten times as large as in training, so that attention prefers some tokens.
    `minus_zero` keeps -0.0, which two stored vectors contain; elsewhere it is 0.0.
    """
    state = {}
    for name, old in model.state_dict().items():
        if old.is_floating_point():
            new = rng.normal(0, 0.4, tuple(old.shape)).round(2)
            gain = name.endswith("weight") and old.ndim == 1
            state[name] = new if minus_zero and not gain else (new + gain).round(2)
    return state


def with_weights(model, state):
    """The module in double precision, not training, with these weights."""
    import torch

    model = model.double().eval()  # first: 0.1 in single precision is another number
    state = {name: torch.from_numpy(values) for name, values in state.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert all("position_ids" in m or "token_type_ids" in m for m in missing), missing
    return model


# --- for checks -----------------------------------------------------------------------


def as_arrays(state):
    """The weights among a vector's inputs: torch's names have a dot."""
    return {name: np.array(values) for name, values in state.items() if "." in name}


def linear(state, name):
    return {"weight": state[f"{name}.weight"].T, "bias": state[f"{name}.bias"]}


def norm(state, name):
    return {"gain": state[f"{name}.weight"], "bias": state[f"{name}.bias"]}


def block(state, at, names=BERT_LAYER):
    """A layer from eight names: query, key, value, output, norm, up, down, norm."""
    query, key, value, output, first, up, down, last = (f"{at}{name}" for name in names)
    return {
        "attention": {
            "query": linear(state, query),
            "key": linear(state, key),
            "value": linear(state, value),
            "output": linear(state, output),
        },
        "attention_norm": norm(state, first),
        "feed_forward": {"up": linear(state, up), "down": linear(state, down)},
        "feed_forward_norm": norm(state, last),
    }


def torch_attention(state, name):
    """A MultiheadAttention: it keeps queries, keys and values in one matrix."""
    three = np.split(state[f"{name}.in_proj_weight"], 3)
    biases = np.split(state[f"{name}.in_proj_bias"], 3)
    asks = {
        part: {"weight": weight.T, "bias": bias}
        for part, weight, bias in zip(
            ("query", "key", "value"), three, biases, strict=True
        )
    }
    return asks | {"output": linear(state, f"{name}.out_proj")}


def torch_layer(state, at="", norms=("norm1", "norm2")):
    """What a TransformerEncoderLayer and a TransformerDecoderLayer have in common."""
    return {
        "attention": torch_attention(state, f"{at}self_attn"),
        "attention_norm": norm(state, f"{at}{norms[0]}"),
        "feed_forward": {
            "up": linear(state, f"{at}linear1"),
            "down": linear(state, f"{at}linear2"),
        },
        "feed_forward_norm": norm(state, f"{at}{norms[-1]}"),
    }


def gpt2(state):
    """A GPT2Model: its Conv1D has (in, out), and queries, keys and values side by side."""
    state = as_arrays(state)

    def conv(name):
        return {"weight": state[f"{name}.weight"], "bias": state[f"{name}.bias"]}

    def one(name):
        three = conv(f"{name}.attn.c_attn")
        parts = zip(*(np.split(three[k], 3, -1) for k in three), strict=True)
        attend = {
            part: dict(zip(three, pair, strict=True))
            for part, pair in zip(("query", "key", "value"), parts, strict=True)
        }
        return {
            "attention": {**attend, "output": conv(f"{name}.attn.c_proj")},
            "attention_norm": norm(state, f"{name}.ln_1"),
            "feed_forward": {
                "up": conv(f"{name}.mlp.c_fc"),
                "down": conv(f"{name}.mlp.c_proj"),
            },
            "feed_forward_norm": norm(state, f"{name}.ln_2"),
        }

    blocks = sum(name.endswith("mlp.c_fc.weight") for name in state)
    return {
        "token_table": state["wte.weight"],
        "position_table": state["wpe.weight"],
        "norm": norm(state, "ln_f"),
        "blocks": [one(f"h.{k}") for k in range(blocks)],
    }


def named_linear(given, *names):
    """Weights that a restated producer named as we do, with their biases, 0 where none is."""
    return {
        name: {"weight": given[name], "bias": given.get(f"{name}_bias", 0)}
        for name in names
    }


def named_norm(given, name):
    return {"gain": given[f"{name}_gain"], "bias": given[f"{name}_bias"]}
