"""Parameters of GPT-NeoX-20B and of BLOOM's six sizes, as transformers has them."""

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting

# --- how the vector is made -----------------------------------------------------------

SHAPES = {  # Le Scao et al. 2022, table 3
    "bloom@560m": (24, 1024, 16),
    "bloom@1.1b": (24, 1536, 16),
    "bloom@1.7b": (24, 2048, 16),
    "bloom@3b": (30, 2560, 32),
    "bloom@7.1b": (30, 4096, 32),
    "bloom@176b": (70, 14336, 112),
}


@producer
def transformers_placed_counts():
    """GPTNeoXForCausalLM with the default sizes, BloomForCausalLM, tied tables once."""
    import torch
    from transformers import (
        BloomConfig,
        BloomForCausalLM,
        GPTNeoXConfig,
        GPTNeoXForCausalLM,
    )

    configs = {"gpt-neox-20b": GPTNeoXConfig()} | {
        name: BloomConfig(
            vocab_size=250_880, n_layer=layers, hidden_size=width, n_head=heads
        )
        for name, (layers, width, heads) in SHAPES.items()
    }
    sizes, counts = {}, {}
    for name, config in configs.items():
        neox = name == "gpt-neox-20b"
        with torch.device("meta"):
            model = (GPTNeoXForCausalLM if neox else BloomForCausalLM)(config)
        model.tie_weights()
        sizes[name] = {
            "layers": config.num_hidden_layers,
            "width": config.hidden_size,
            "vocab_size": config.vocab_size,
        }
        counts[name] = sum(p.numel() for p in model.parameters())
    return record(
        "transformers",
        "sum of p.numel() over GPTNeoXForCausalLM(...) and BloomForCausalLM(...) on 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_placed_counts")
def every_parameter_is_counted(vector):
    for name, theirs in vector["outputs"].items():
        neox = name == "gpt-neox-20b"
        count = counting.gpt_neox_parameters if neox else counting.bloom_parameters
        assert count(**vector["inputs"][name]) == theirs, name


@agrees("transformers_placed_counts")
def the_dataset_has_the_same_counts(vector):
    for name, theirs in vector["outputs"].items():
        assert data.fact(f"{name}.parameters_counted").number == theirs, name


# --- what must be noticed -------------------------------------------------------------

NEOX, BLOOM = counting.gpt_neox_parameters, counting.bloom_parameters


def _tied(*, vocab_size, width, **sizes):
    return NEOX(vocab_size=vocab_size, width=width, **sizes) - vocab_size * width


def _no_token_norm(*, width, **sizes):
    return BLOOM(width=width, **sizes) - 2 * width


def _untied(*, vocab_size, width, **sizes):
    return BLOOM(vocab_size=vocab_size, width=width, **sizes) + vocab_size * width


plant("transformers_placed_counts", "measures.counting.gpt_neox_parameters", _tied)
plant(
    "transformers_placed_counts",
    "measures.counting.bloom_parameters",
    _no_token_norm,
    _untied,
)
