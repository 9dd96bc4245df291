"""Numbers of parameters of Whisper in five sizes: transformers' models without weights."""

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting

VARIANTS = "tiny", "base", "small", "medium", "large"
QUANTITIES = "layers", "hidden_size", "heads"

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_whisper_counts():
    """The numbers of five models, on the device "meta"."""
    import torch
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    sizes, counts = {}, {}
    for variant in VARIANTS:
        given = _sizes(variant)
        both = {"layers": given["layers"], "attention_heads": given["heads"],
                "ffn_dim": 4 * given["hidden_size"]}  # fmt: skip
        config = WhisperConfig(
            d_model=given["hidden_size"],
            **{
                f"{half}_{k}": n
                for half in ("encoder", "decoder")
                for k, n in both.items()
            },
        )
        with torch.device("meta"):
            model = WhisperForConditionalGeneration(config)
        sizes[variant] = given
        counts[variant] = sum(p.numel() for p in model.parameters())
    return record(
        "transformers",
        "sum(p.numel() for p in WhisperForConditionalGeneration(config).parameters()), on "
        "the device 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


def _sizes(variant):
    """As the dataset has them."""
    return {q: int(data.fact(f"whisper@{variant}.{q}").number) for q in QUANTITIES}


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_whisper_counts")
def closed_forms_agree(vector):
    for variant, theirs in vector["outputs"].items():
        given = vector["inputs"][variant]
        assert given == _sizes(variant), variant  # else: make the vector again
        ours = counting.whisper_parameters(
            layers=given["layers"],
            width=given["hidden_size"],
            sounds=int(data.fact("whisper@encoder.context_length").number),
            **{name: int(data.fact(f"whisper.{q}").number) for name, q in REST.items()},
        )
        assert (
            ours == theirs == data.fact(f"whisper@{variant}.parameters_counted").number
        )


REST = {
    "vocab_size": "vocabulary",
    "bands": "mel_bins",
    "positions": "context_length",
}


# --- what must be noticed -------------------------------------------------------------

COUNT = counting.whisper_parameters


def _keys_with_a_bias(*, layers, width, **rest):
    return COUNT(layers=layers, width=width, **rest) + 3 * layers * width


plant(
    "transformers_whisper_counts",
    "measures.counting.whisper_parameters",
    _keys_with_a_bias,
)
