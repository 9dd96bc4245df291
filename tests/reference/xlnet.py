"""XLNet in transformers, tiny: for the memory of Transformer-XL and for orders.

transformers 5 no longer has Transformer-XL. With the segment term left out and attention
to the left only ("uni"), XLNet's layers are Transformer-XL's, memory included.
"""

from unittest.mock import patch

import numpy as np

from fieldguide.mechanisms.networks import norm

SEED = 20190109
WIDTH, HEADS, INNER, LAYERS = 6, 2, 4, 2
EPS = 1e-12  # of the layer norms in XLNetConfig


# --- for producers --------------------------------------------------------------------


def in_doubles():
    """transformers makes the sines with .float(), in 32 bits; here in 64 like the rest."""
    import torch

    return patch.object(torch.Tensor, "float", torch.Tensor.double)


def model(rng, **config):
    """XLNetModel with weights of three digits, and the weights that our functions take."""
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
        name: weights.numpy().round(3)
        for name, weights in state.items()
        if name.startswith("layer") and "r_s_bias" not in name and "seg" not in name
    }
    return model, told


def rounded(numbers):
    return np.round(np.asarray(numbers, float), 14)


# --- for checks -----------------------------------------------------------------------


def layer_weights(vector, layer):
    """transformers keeps (d, heads, e), ours (heads, d, e); r_w_bias is u, r_r_bias v."""
    name = f"layer.{layer}.rel_attn."
    given = {
        key.removeprefix(name): np.array(values)
        for key, values in vector["inputs"].items()
        if key.startswith(name)
    }
    names = {"q": "W_q", "k": "W_k", "v": "W_v", "r": "W_R"}
    into = {ours: given[k].transpose(1, 0, 2) for k, ours in names.items()}
    return into | {
        "W_o": given["o"].transpose(1, 2, 0),
        "u": given["r_w_bias"],
        "v": given["r_r_bias"],
        "norm": {"gain": given["layer_norm.weight"], "bias": given["layer_norm.bias"]},
    }


def feed_forward(vector, layer, x):
    """The half of a layer that our functions leave out: a network for each row."""
    name = f"layer.{layer}.ff."
    given = {
        key.removeprefix(name): np.array(values)
        for key, values in vector["inputs"].items()
        if key.startswith(name)
    }
    inner = x @ given["layer_1.weight"].T + given["layer_1.bias"]
    out = np.maximum(inner, 0) @ given["layer_2.weight"].T + given["layer_2.bias"]
    p = {"gain": given["layer_norm.weight"], "bias": given["layer_norm.bias"]}
    return norm.layer_norm(out + x, p, eps=EPS)
