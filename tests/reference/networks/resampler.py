"""The Perceiver resampler: transformers', which Idefics has from an open Flamingo."""

import numpy as np
import weights
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import resampler
from fieldguide.mechanisms.networks.norm import layer_norm
from fieldguide.mechanisms.networks.transformer import gelu, relu

D, LATENTS, DEPTH = 8, 3, 2

# --- how the vectors are made ---------------------------------------------------------


@producer
def idefics_resampler():
    """IdeficsPerceiverResampler on two pictures of five tokens; its network has ReLU."""
    import torch
    from transformers import IdeficsConfig
    from transformers.models.idefics.perceiver import IdeficsPerceiverResampler

    seed = 20210304
    config = IdeficsConfig(vision_config={"embed_dim": D})
    model = IdeficsPerceiverResampler(config, D, DEPTH, 2, D // 2, LATENTS)
    rng = np.random.default_rng(seed)
    state = weights.random_weights(model, rng)
    weights.with_weights(model, state)
    given = draw(rng, 3, x=(2, 5, D))
    with torch.no_grad():
        out = model(torch.from_numpy(given["x"]))
    return record(
        "transformers",
        "idefics.perceiver.IdeficsPerceiverResampler(config, 8, 2, 2, 4, 3)(x)",
        seed,
        given | {"state": state},
        {"out": out},
    )


# --- how ours is compared -------------------------------------------------------------


def _matrix(state, name):
    return {"weight": state[f"{name}.weight"].T, "bias": 0}


@agrees("idefics_resampler")
def resamplers_agree(vector):
    given = vector["inputs"]
    state = {name: np.array(values) for name, values in given["state"].items()}
    names = "q_proj", "k_proj", "v_proj", "output_proj"
    p = {
        "latents": state["latents"],
        "time_table": np.zeros((1, D)),  # Idefics has none: it reads pictures
        "layers": [
            {
                "attention": {
                    ours: _matrix(state, f"blocks.{k}.0.{theirs}")
                    for ours, theirs in zip(
                        ("query", "key", "value", "output"), names, strict=True
                    )
                },
                "context_norm": weights.norm(state, f"blocks.{k}.0.context_layer_norm"),
                "latents_norm": weights.norm(state, f"blocks.{k}.0.latents_layer_norm"),
                "feed_forward": {
                    "up": _matrix(state, f"blocks.{k}.1.fc"),
                    "down": _matrix(state, f"blocks.{k}.1.c_proj"),
                },
                "feed_forward_norm": weights.norm(state, f"blocks.{k}.1.ln"),
            }
            for k in range(DEPTH)
        ],
        "norm": weights.norm(state, "layer_norm"),
    }
    frames = np.array(given["x"])[:, None]  # a picture is a film of one frame
    ours = resampler.resample(frames, p, heads=2, activation=relu)
    same_numbers(ours, vector["outputs"]["out"])


# --- what must be noticed -------------------------------------------------------------

LAYER = resampler.resample_layer


def _tokens_only(latents, context, p, *, heads, activation, eps=1e-5):
    """The latents do not see each other, as in the first Perceiver."""
    y = layer_norm(latents, p["latents_norm"], eps=eps)
    z = layer_norm(context, p["context_norm"], eps=eps)
    found, shares = resampler.multi_head_attention(y, z, p["attention"], heads=heads)
    latents = latents + found
    y = layer_norm(latents, p["feed_forward_norm"], eps=eps)
    inner = resampler.feed_forward(y, p["feed_forward"], activation=activation)
    return latents + inner, shares


def _one_norm_for_both(latents, context, p, **how):
    return LAYER(latents, context, p | {"context_norm": p["latents_norm"]}, **how)


def _nothing_added(latents, context, p, **how):
    out, shares = LAYER(latents, context, p, **how)
    return out - latents, shares


def _other_activation(latents, context, p, *, heads, activation, eps=1e-5):
    return LAYER(latents, context, p, heads=heads, activation=gelu, eps=eps)


plant("idefics_resampler", "networks.resampler.resample_layer", _tokens_only,
      _one_norm_for_both, _nothing_added, _other_activation)  # fmt: skip
