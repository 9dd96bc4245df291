"""Whisper's network: a tiny model of transformers', with its waves, which it keeps in single precision."""

import numpy as np
import weights
from harness import SINGLE, agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import positions
from fieldguide.mechanisms.networks import listener
from fieldguide.training import primitives

LAYER = (
    "self_attn.q_proj",
    "self_attn.k_proj",
    "self_attn.v_proj",
    "self_attn.out_proj",
    "self_attn_layer_norm",
    "fc1",
    "fc2",
    "final_layer_norm",
)
LOOK = [name.replace("self_attn", "encoder_attn") for name in LAYER[:5]] + [*LAYER[5:]]
IDS = np.array([[1, 5, 9, 3], [1, 8, 2, 10]])

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_whisper():
    """WhisperForConditionalGeneration on two sounds of ten frames with three bands."""
    import torch
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    seed = 20221206
    rng = np.random.default_rng(seed)
    config = WhisperConfig(
        vocab_size=11,
        num_mel_bins=3,
        d_model=8,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=6,
        decoder_ffn_dim=6,
        max_source_positions=5,
        max_target_positions=6,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        attn_implementation="eager",
    )
    model = WhisperForConditionalGeneration(config)
    waves = model.model.encoder.embed_positions.weight.detach().numpy().copy()
    state = weights.random_weights(model, rng)
    state["proj_out.weight"] = state["model.decoder.embed_tokens.weight"]
    state["model.encoder.embed_positions.weight"] = waves.astype(float)
    model = weights.with_weights(model, state)
    for name in ("proj_out.weight", "model.encoder.embed_positions.weight"):
        del state[name]
    mel = rng.normal(size=(2, 10, 3)).round(2)
    with torch.no_grad():
        out = model(
            torch.from_numpy(mel.swapaxes(1, 2)),
            decoder_input_ids=torch.from_numpy(IDS),
            output_attentions=True,
        )
    return record(
        "transformers",
        "WhisperForConditionalGeneration(WhisperConfig(...)).double().eval()(mel.T, "
        "decoder_input_ids=ids, output_attentions=True)",
        seed,
        {"mel": mel, "ids": IDS, "heads": 2, "state": state},
        {
            "memory": out.encoder_last_hidden_state,
            "logits": out.logits,
            "shares": out.cross_attentions[-1],
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_whisper")
def what_is_heard_agrees(vector):
    given, p = vector["inputs"], _parameters(vector["inputs"]["state"])
    ours = listener.listen(np.array(given["mel"]), p, heads=given["heads"])
    same_numbers(ours, vector["outputs"]["memory"], within=SINGLE)


@agrees("transformers_whisper")
def what_is_written_agrees(vector):
    given, p = vector["inputs"], _parameters(vector["inputs"]["state"])
    memory, how = np.array(vector["outputs"]["memory"]), {"heads": given["heads"]}
    ours = listener.write_down(given["ids"], memory, p["decoder"], **how)
    same_numbers(ours, vector["outputs"]["logits"])
    ours = listener.where_it_listens(given["ids"], memory, p["decoder"], **how)
    same_numbers(ours, vector["outputs"]["shares"])


def _parameters(state):
    """transformers' names to ours; torch keeps a convolution as (out, in, frames)."""
    state = weights.as_arrays(state)
    for name in [*state]:
        if name.endswith("k_proj.weight"):
            state[name.replace("weight", "bias")] = np.zeros(len(state[name]))

    def convolution(name):
        kernel = state[f"{name}.weight"].transpose(2, 1, 0)  # (frames, in, out)
        return {
            "weight": kernel.reshape(-1, kernel.shape[-1]),
            "bias": state[f"{name}.bias"],
        }

    def half(at, looks):
        blocks = []
        for k in range(2):
            block = weights.block(state, f"{at}layers.{k}.", LAYER)
            if looks:
                look = weights.block(state, f"{at}layers.{k}.", LOOK)
                block["cross_attention"] = look["attention"]
                block["cross_attention_norm"] = look["attention_norm"]
            blocks.append(block)
        return {"blocks": blocks, "norm": weights.norm(state, f"{at}layer_norm")}

    tables = {
        "token_table": state["model.decoder.embed_tokens.weight"],
        "position_table": state["model.decoder.embed_positions.weight"],
    }
    return {
        "first": convolution("model.encoder.conv1"),
        "second": convolution("model.encoder.conv2"),
        "encoder": half("model.encoder.", looks=False),
        "decoder": tables | half("model.decoder.", looks=True),
    }


# --- what must be noticed -------------------------------------------------------------


def _from_the_next(x, width=3, stride=1):
    """Every second place, beginning with the second."""
    found = primitives.neighbors(x, width, 1)
    return found[..., stride - 1 :: stride, :]


def _all_see_all(n):
    return np.ones((n, n), bool)


plant("transformers_whisper", "networks.listener.neighbors", _from_the_next)
plant(
    "transformers_whisper",
    "networks.listener.timing_signal",
    positions.sinusoidal_positions,
)
plant("transformers_whisper", "networks.listener.causal_mask", _all_see_all)
