"""CTRL's decoder: transformers' CTRLLMHeadModel, tiny and random."""

from functools import partial

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import transformer, waves

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_ctrl():
    """CTRLLMHeadModel on two texts: the scores."""
    import torch
    from transformers import CTRLConfig, CTRLLMHeadModel

    seed = 20190911
    rng = np.random.default_rng(seed)
    config = CTRLConfig(
        vocab_size=9, n_positions=7, n_embd=6, dff=10, n_layer=2, n_head=2
    )
    model = CTRLLMHeadModel(config)
    state = weights.random_weights(model, rng)
    state["lm_head.weight"] = state["transformer.w.weight"]  # they are one table
    weights.with_weights(model, state)
    # its waves were made in single precision
    angles = model.transformer.pos_encoding.double()
    places, pairs = torch.arange(7.0).double()[:, None], torch.arange(3.0).double()
    angle = places / 10_000 ** (2 * pairs / 6)
    exact = torch.cat([angle.sin(), angle.cos()], dim=1)
    assert (angles - exact).abs().max() < 1e-6
    model.transformer.pos_encoding = exact
    ids = rng.integers(9, size=(2, 5))
    with torch.no_grad():
        logits = model(torch.from_numpy(ids)).logits
    return record(
        "transformers",
        "CTRLLMHeadModel(CTRLConfig(...)).double().eval()(ids), waves in double precision",
        seed,
        {"ids": ids, "heads": 2, "state": state},
        {"logits": logits},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_ctrl")
def the_scores_agree(vector):
    given = vector["inputs"]
    p = _parameters(given["state"])
    ours = waves.wave_decoder(given["ids"], p, heads=given["heads"])
    same_numbers(ours, vector["outputs"]["logits"])


def _parameters(state):
    state = weights.as_arrays(state)

    def one(name):
        attend = "multi_head_attention"
        names = {"query": "Wq", "key": "Wk", "value": "Wv", "output": "dense"}
        return {
            "attention": {
                ours: weights.linear(state, f"{name}.{attend}.{theirs}")
                for ours, theirs in names.items()
            },
            "attention_norm": weights.norm(state, f"{name}.layernorm1"),
            "feed_forward": {
                "up": weights.linear(state, f"{name}.ffn.0"),
                "down": weights.linear(state, f"{name}.ffn.2"),
            },
            "feed_forward_norm": weights.norm(state, f"{name}.layernorm2"),
        }

    blocks = sum(name.endswith("ffn.0.weight") for name in state)
    return {
        "token_table": state["transformer.w.weight"],
        "bias": state["lm_head.bias"],
        "norm": weights.norm(state, "transformer.layernorm"),
        "blocks": [one(f"transformer.h.{k}") for k in range(blocks)],
    }


# --- what must be noticed -------------------------------------------------------------

WAVES, DECODER = waves.sinusoidal_positions, waves.wave_decoder


def _side_by_side(*, n, d):
    """Sines and cosines in turn, as the first Transformer's paper has them."""
    halves = WAVES(n=n, d=d)
    turned = np.empty_like(halves)
    turned[:, 0::2], turned[:, 1::2] = halves[:, : d // 2], halves[:, d // 2 :]
    return turned


def _not_scaled(ids, p, *, heads):
    """The tokens' vectors as they stand in the table, small beside the waves."""
    root = np.sqrt(p["token_table"].shape[1])
    scores = DECODER(ids, p | {"token_table": p["token_table"] / root}, heads=heads)
    return (scores - p["bias"]) * root + p["bias"]


plant("transformers_ctrl", "networks.waves.sinusoidal_positions", _side_by_side)
plant(
    "transformers_ctrl",
    "networks.waves.wave_decoder",
    _not_scaled,
    partial(waves.wave_decoder, activation=transformer.gelu_tanh),
    partial(waves.wave_decoder, eps=1e-2),
)
