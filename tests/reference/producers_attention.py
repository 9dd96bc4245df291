"""Attention and the Transformer's block as torch and transformers compute them.

Random tiny models in double precision, nothing downloaded. Weights are ten times as large
as in training, so that attention prefers some tokens; producers.py tells how vectors are
made.
"""

import numpy as np
from producers import _record, vector


def _arrays(rng, **shapes):
    return {name: rng.normal(0, 1, shape).round(3) for name, shape in shapes.items()}


def _lists(**arrays):
    return {name: array.tolist() for name, array in arrays.items()}


def _weights(module, rng):
    """Random weights for a module, the norms' gains near 1; its state as lists."""
    import torch

    state = {}
    for name, old in module.state_dict().items():
        new = rng.normal(0, 0.4, tuple(old.shape)).round(2)
        gain = name.endswith("weight") and old.ndim == 1
        state[name] = torch.from_numpy((new + gain).round(2))
    module.load_state_dict(state)
    return _lists(**state)


@vector
def torch_attention():
    """Three tokens look at five, freely and through a mask; and five at one another."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    seed = 20170612
    rng = np.random.default_rng(seed)
    given = _arrays(rng, q=(2, 3, 4), k=(2, 5, 4), v=(2, 5, 3))
    given["mask"] = rng.random((2, 3, 5)) < 0.5
    given["mask"][..., 1] = True  # torch gives nan where a token may look nowhere
    q, k, v, mask = (torch.from_numpy(a) for a in given.values())
    return _record(
        "torch",
        "torch.nn.functional.scaled_dot_product_attention(q, k, v), with attn_mask=mask, "
        "and (k, k, v, is_causal=True)",
        seed,
        _lists(**given),
        _lists(
            free=scaled_dot_product_attention(q, k, v),
            masked=scaled_dot_product_attention(q, k, v, attn_mask=mask),
            causal=scaled_dot_product_attention(k, k, v, is_causal=True),
        ),
    )


@vector
def torch_multi_head_attention():
    """Two heads, tokens of 6 features that look at tokens of 4; padding; and themselves."""
    import torch

    seed = 20170613
    rng = np.random.default_rng(seed)
    given = _arrays(rng, x=(2, 3, 6), context=(2, 5, 4))
    given["real"] = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)
    x, context, real = (torch.from_numpy(a) for a in given.values())
    mine = torch.nn.MultiheadAttention(6, 2, batch_first=True).double().eval()
    cross = torch.nn.MultiheadAttention(6, 2, kdim=4, vdim=4, batch_first=True)
    cross = cross.double().eval()
    states = {"self": _weights(mine, rng), "cross": _weights(cross, rng)}
    later = torch.ones(3, 3, dtype=torch.bool).triu(1)
    with torch.no_grad():
        ours, own = mine(x, x, x, attn_mask=later, average_attn_weights=False)
        out, shares = cross(
            x, context, context, key_padding_mask=~real, average_attn_weights=False
        )
    return _record(
        "torch",
        "torch.nn.MultiheadAttention(6, 2)(x, x, x, attn_mask=later) and "
        "MultiheadAttention(6, 2, kdim=4, vdim=4)(x, context, context, "
        "key_padding_mask=~real)",
        seed,
        _lists(**given) | states,
        _lists(self=ours, self_shares=own, cross=out, cross_shares=shares),
    )


@vector
def torch_activations():
    """ReLU and both GELUs, from where they are flat to where they are straight."""
    import torch
    from torch.nn.functional import gelu, relu

    x = np.concatenate([np.arange(-4, 4.01, 0.25), [-40, -9, -8.3, 8.3, 9, 40]])
    given = torch.from_numpy(x)
    return _record(
        "torch",
        "torch.nn.functional.relu(x), gelu(x), gelu(x, approximate='tanh')",
        0,  # nothing is drawn
        {"x": x.tolist()},
        _lists(
            relu=relu(given),
            gelu=gelu(given),
            gelu_tanh=gelu(given, approximate="tanh"),
        ),
    )


@vector
def transformers_bert_encoder():
    """BertModel with one kind of segment, all zero, on two sentences, one of them padded."""
    import torch
    from transformers import BertConfig, BertModel

    seed = 20181012
    rng = np.random.default_rng(seed)
    config = BertConfig(
        vocab_size=9,
        hidden_size=6,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=10,
        max_position_embeddings=7,
        type_vocab_size=1,
        attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False).double().eval()
    _weights(model, rng)
    model.embeddings.token_type_embeddings.weight.data.zero_()
    ids = np.array([[2, 5, 6, 7, 3], [2, 8, 3, 0, 0]])
    given = torch.from_numpy(ids)
    with torch.no_grad():
        out = model(given, attention_mask=given != 0, output_hidden_states=True)
    return _record(
        "transformers",
        "BertModel(BertConfig(...), add_pooling_layer=False).double().eval()"
        "(ids, attention_mask=ids != 0, output_hidden_states=True)",
        seed,
        {"ids": ids.tolist(), "heads": 2, "state": _lists(**model.state_dict())},
        {"hidden_states": [h.tolist() for h in out.hidden_states]},
    )


@vector
def transformers_gpt2_decoder():
    """GPT2LMHeadModel on two sentences: states before each block, and scores."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    seed = 20190214
    rng = np.random.default_rng(seed)
    config = GPT2Config(
        vocab_size=9,
        n_embd=6,
        n_layer=2,
        n_head=2,
        n_inner=10,
        n_positions=7,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config).double().eval()
    _weights(model.transformer, rng)
    ids = rng.integers(9, size=(2, 5))
    with torch.no_grad():
        out = model(torch.from_numpy(ids), output_hidden_states=True)
    return _record(
        "transformers",
        "GPT2LMHeadModel(GPT2Config(...)).double().eval()"
        "(ids, output_hidden_states=True)",
        seed,
        {
            "ids": ids.tolist(),
            "heads": 2,
            "state": _lists(**model.transformer.state_dict()),
        },
        {
            # the last of these has gone through the last layer norm
            "hidden_states": [h.tolist() for h in out.hidden_states[:-1]],
            "logits": out.logits.tolist(),
        },
    )


@vector
def transformers_sinusoidal_positions():
    """DistilBERT's first position table, kept by it in single precision."""
    import torch
    from transformers.models.distilbert.modeling_distilbert import (
        create_sinusoidal_embeddings,
    )

    n, d = 12, 8
    out = create_sinusoidal_embeddings(n, d, torch.empty(n, d))
    return _record(
        "transformers",
        "create_sinusoidal_embeddings(12, 8, torch.empty(12, 8))",
        0,  # nothing is drawn
        {"n": n, "d": d},
        {"positions": [[round(x, 9) for x in row] for row in out.tolist()]},
    )
