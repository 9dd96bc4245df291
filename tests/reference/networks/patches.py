"""An eye over patches: transformers' ViT, tiny, with its word in front."""

import numpy as np
import weights
from harness import SINGLE, agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import patches

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_vit():
    """ViTModel on two pictures of 6 x 4 pixels in patches of 2 x 2."""
    import torch
    from transformers import ViTConfig, ViTModel

    seed = 20201022
    config = ViTConfig(
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=10,
        hidden_act="gelu_new",
        image_size=(6, 4),
        patch_size=2,
        layer_norm_eps=1e-6,
        attn_implementation="eager",
    )
    rng = np.random.default_rng(seed)
    model = ViTModel(config, add_pooling_layer=False)
    state = weights.random_weights(model, rng)
    weights.with_weights(model, state)
    pictures = rng.random((2, 6, 4, 3)).round(3)
    seen = torch.from_numpy(pictures.transpose(0, 3, 1, 2).copy())
    with torch.no_grad():
        out = model(seen).last_hidden_state
    return record(
        "transformers",
        "ViTModel(ViTConfig(...), add_pooling_layer=False).double().eval()(pictures)",
        seed,
        {"pictures": pictures, "state": state, "heads": 2},
        {"seen": out},
    )


# --- how ours is compared -------------------------------------------------------------
# Their softmax is in single precision.

LAYER = (  # of transformers' ViT, in the order of `weights.block`
    *(f"attention.{name}_proj" for name in "qkvo"),
    "layernorm_before",
    "mlp.fc1",
    "mlp.fc2",
    "layernorm_after",
)


def _eye(state):
    """Their weights as ours. Their word in front is our patch of zeros with a place."""
    cut = state["embeddings.patch_embeddings.projection.weight"]  # (d, color, y, x)
    bias = state["embeddings.patch_embeddings.projection.bias"]
    places = state["embeddings.position_embeddings"][0].copy()
    places[0] += state["embeddings.cls_token"][0, 0] - bias
    read = {"weight": cut.transpose(2, 3, 1, 0).reshape(-1, len(cut)), "bias": bias}
    layers = sum(name.endswith("fc1.weight") for name in state)
    return {
        "patch": read,
        "position_table": places,
        "blocks": [weights.block(state, f"layers.{k}.", LAYER) for k in range(layers)],
        "norm": weights.norm(state, "layernorm"),
    }


@agrees("transformers_vit")
def the_eye_agrees(vector):
    cut = patches.cut_patches(np.array(vector["inputs"]["pictures"]), side=2)
    front = np.zeros((len(cut), 1, cut.shape[-1]))
    ours = patches.eye(
        np.concatenate([front, cut], 1),
        _eye(weights.as_arrays(vector["inputs"]["state"])),
        heads=vector["inputs"]["heads"],
    )
    same_numbers(ours, np.array(vector["outputs"]["seen"]), SINGLE)


# --- what must be noticed -------------------------------------------------------------

CUT, EYE = patches.cut_patches, patches.eye


def _columns_first(pictures, *, side):
    return CUT(pictures.swapaxes(-2, -3), side=side)


def _stripes(pictures, *, side):
    """Cuts the numbers as they lie, without bringing a square's lines together."""
    *batch, height, width, colors = pictures.shape
    m = height * width // side**2
    return pictures.reshape((*batch, m, side * side * colors))


def _without_last_norm(patches_, p, *, heads):
    return EYE(
        patches_, p | {"norm": {"gain": np.ones(8), "bias": np.zeros(8)}}, heads=heads
    )


def _without_places(patches_, p, *, heads):
    return EYE(patches_, p | {"position_table": 0 * p["position_table"]}, heads=heads)


plant("transformers_vit", "networks.patches.cut_patches", _columns_first, _stripes)
plant("transformers_vit", "networks.patches.eye", _without_last_norm, _without_places)
