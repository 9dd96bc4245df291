"""GPT-2's first weights: what transformers draws, as the paper has it.

transformers gives the table of places the same spread as that of tokens, 0.02; OpenAI's
code, src/model.py, wpe, has 0.01 and does not scale what adds to the stream.
"""

import numpy as np
from harness import SPREAD, agrees, plant, producer, record

from fieldguide.mechanisms.networks import beginnings

# --- how the vectors are made ---------------------------------------------------------

SIZES = {"vocab_size": 300, "positions": 200, "d": 48, "layers": 8}
KINDS = {  # ours: transformers' Conv1D, whose weights add to the stream or not
    "output": "attn.c_proj.weight",
    "down": "mlp.c_proj.weight",
    "up": "mlp.c_fc.weight",
    "query": "attn.c_attn.weight",
}


@producer
def transformers_gpt2_beginnings():
    """Standard deviations of a new GPT2LMHeadModel's weights, and how many they are of."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    seed = 48
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=SIZES["vocab_size"],
        n_positions=SIZES["positions"],
        n_embd=SIZES["d"],
        n_layer=SIZES["layers"],
        n_head=4,
        bos_token_id=None,
        eos_token_id=None,
    )
    state = GPT2LMHeadModel(config).transformer.state_dict()
    kinds = {"tokens": "wte.weight"} | KINDS
    found = {
        kind: torch.cat(
            [w.double().ravel() for n, w in state.items() if n.endswith(end)]
        )
        for kind, end in kinds.items()
    }
    return record(
        "transformers",
        "torch.manual_seed(seed); GPT2LMHeadModel(GPT2Config(...)).transformer",
        seed,
        SIZES,
        {
            "spreads": {kind: w.std().item() for kind, w in found.items()},
            "numbers": {kind: w.numel() for kind, w in found.items()},
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_gpt2_beginnings")
def new_weights_are_as_large(vector):
    """The standard deviation of n draws is known to 1 / sqrt(2 n) of itself, each."""
    p = beginnings.new_decoder(np.random.default_rng(0), **vector["inputs"])
    ours = {"tokens": p["token_table"]}
    for room, names in (
        ("attention", ("output", "query")),
        ("feed_forward", ("down", "up")),
    ):
        for name in names:
            ours[name] = np.array([b[room][name]["weight"] for b in p["blocks"]])
    for kind, w in ours.items():
        theirs, n = (vector["outputs"][k][kind] for k in ("spreads", "numbers"))
        limit = SPREAD * np.sqrt(1 / (2 * n) + 1 / (2 * w.size))
        assert abs(w.std() / theirs - 1) < limit, kind


@agrees("transformers_gpt2_beginnings")
def the_scale_is_the_same(vector):
    found = vector["outputs"]["spreads"]
    n = vector["outputs"]["numbers"]["output"]
    scale = beginnings.residual_scale(vector["inputs"]["layers"])
    assert abs(found["output"] / found["up"] / scale - 1) < SPREAD / np.sqrt(n)


# --- what must be noticed -------------------------------------------------------------


def _once_a_block(layers):
    """A block has two residual layers, not one."""
    return layers**-0.5


plant(
    "transformers_gpt2_beginnings",
    "networks.beginnings.new_decoder",
    beginnings.new_decoder_released,
)
plant(
    "transformers_gpt2_beginnings", "networks.beginnings.residual_scale", _once_a_block
)
