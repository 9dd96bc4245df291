"""The Transformer's decoder, norms before each part: transformers' GPT-2, tiny.

GPT-2's Conv1D keeps its weights as (in, out), as we do, with queries, keys and values side by
side.
"""

from functools import partial

import numpy as np
import weights
from harness import agrees, plant, plant_in_vector, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import transformer

# --- how the vector is made -----------------------------------------------------------


@producer
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
    state = weights.random_weights(model.transformer, rng)
    weights.with_weights(model.transformer, state)
    ids = rng.integers(9, size=(2, 5))
    with torch.no_grad():
        out = model(torch.from_numpy(ids), output_hidden_states=True)
    return record(
        "transformers",
        "GPT2LMHeadModel(GPT2Config(...)).double().eval()"
        "(ids, output_hidden_states=True)",
        seed,
        {"ids": ids, "heads": 2, "state": state},
        {
            # the last of these has gone through the last layer norm
            "hidden_states": out.hidden_states[:-1],
            "logits": out.logits,
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_gpt2_decoder")
def the_decoder_agrees(vector):
    ids, heads = np.array(vector["inputs"]["ids"]), vector["inputs"]["heads"]
    p = weights.gpt2(vector["inputs"]["state"])
    same_numbers(transformer.decoder(ids, p, heads=heads), vector["outputs"]["logits"])


@agrees("transformers_gpt2_decoder")
def the_first_pre_norm_block_agrees(vector):
    """Of the last block, transformers shows only what the last norm makes of it."""
    p = weights.gpt2(vector["inputs"]["state"])
    before, after = np.array(vector["outputs"]["hidden_states"])
    same_numbers(transformer.embed(vector["inputs"]["ids"], p), before)
    mask = attention.causal_mask(before.shape[-2])
    heads = vector["inputs"]["heads"]
    same_numbers(
        transformer.pre_norm_block(before, p["blocks"][0], heads=heads, mask=mask),
        after,
    )


# --- what must be noticed -------------------------------------------------------------

PRE = transformer.pre_norm_block


def _post(x, p, heads, mask=None, activation=transformer.gelu_tanh, eps=1e-5):
    return transformer.post_norm_block(
        x, p, heads=heads, mask=mask, activation=activation, eps=eps
    )


def _other(x, p, *, heads, mask=None, bend, tiny, **_):
    return PRE(x, p, heads=heads, mask=mask, activation=bend, eps=tiny)


plant(
    "transformers_gpt2_decoder",
    "networks.transformer.pre_norm_block",
    _post,
    partial(_other, bend=transformer.gelu, tiny=1e-5),
    partial(_other, bend=transformer.relu, tiny=1e-5),
)


@plant_in_vector("transformers_gpt2_decoder")
def _transposed_weights(vector):
    """Conv1D and nn.Linear keep theirs the other way round; squares would pass."""
    state = vector["inputs"]["state"]
    for key in ("h.0.attn.c_proj.weight", "h.1.attn.c_proj.weight"):
        state[key] = np.array(state[key]).T.tolist()
