"""The bends of feed-forward networks: ReLU, both GELUs and SiLU as torch has them."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import transformer

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_activations():
    """ReLU, both GELUs and SiLU, from where they are flat to where they are straight."""
    import torch
    from torch.nn.functional import gelu, relu, silu

    x = np.concatenate([np.arange(-4, 4.01, 0.25), [-40, -9, -8.3, 8.3, 9, 40]])
    given = torch.from_numpy(x)
    return record(
        "torch",
        "torch.nn.functional.relu(x), gelu(x), gelu(x, approximate='tanh'), silu(x)",
        0,  # nothing is drawn
        {"x": x},
        {
            "relu": relu(given),
            "gelu": gelu(given),
            "gelu_tanh": gelu(given, approximate="tanh"),
            "silu": silu(given),
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_activations")
def activations_agree(vector):
    x = np.array(vector["inputs"]["x"])
    for name in ("relu", "gelu", "gelu_tanh", "silu"):
        same_numbers(getattr(transformer, name)(x), vector["outputs"][name])


# --- what must be noticed -------------------------------------------------------------

plant("torch_activations", "networks.transformer.gelu", transformer.gelu_tanh)
plant("torch_activations", "networks.transformer.gelu_tanh", transformer.gelu)
plant("torch_activations", "networks.transformer.silu", transformer.gelu)
