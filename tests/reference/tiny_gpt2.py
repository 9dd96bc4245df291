"""A GPT-2 of transformers, tiny and random, from which several ideas start."""

import weights


def tiny_gpt2(rng, **sizes):
    """The model in double precision, and its weights; 11 tokens unless told otherwise."""
    from transformers import GPT2Config, GPT2LMHeadModel

    sizes = {"vocab_size": 11, "n_embd": 6, "n_layer": 2, "n_head": 2} | sizes
    config = GPT2Config(
        **sizes,
        n_inner=10,
        n_positions=9,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = GPT2LMHeadModel(config).double().eval()
    state = weights.random_weights(model.transformer, rng)
    weights.with_weights(model.transformer, state)
    return model, state
