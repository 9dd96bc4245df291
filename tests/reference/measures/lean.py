"""Parameters of LLaMA's four sizes and PaLM's three, and what their shared keys keep.

On the device "meta" a model has shapes and no numbers. PaLM is transformers' Cohere with one
key for all heads; see networks/lean.py.
"""

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import compute, counting

# --- how the vectors are made ---------------------------------------------------------

LLAMA = {"7b": (32, 4096, 32, 11_008), "13b": (40, 5120, 40, 13_824),
         "33b": (60, 6656, 52, 17_920), "65b": (80, 8192, 64, 22_016)}  # fmt: skip
PALM = {"8b": (32, 4096, 16), "62b": (64, 8192, 32), "540b": (118, 18_432, 48)}


@producer
def transformers_lean_counts():
    """Parameters of LlamaForCausalLM, and of CohereForCausalLM with tied ones once."""
    import torch
    from transformers import (
        CohereConfig,
        CohereForCausalLM,
        LlamaConfig,
        LlamaForCausalLM,
    )

    sizes, counts = {}, {}
    for size, (layers, width, heads, ffn) in LLAMA.items():
        config = LlamaConfig(
            num_hidden_layers=layers,
            hidden_size=width,
            num_attention_heads=heads,
            intermediate_size=ffn,
        )
        with torch.device("meta"):
            model = LlamaForCausalLM(config)
        name = f"llama@{size}"
        sizes[name] = {"layers": layers, "width": width, "ffn": ffn}
        sizes[name]["vocab_size"] = config.vocab_size
        counts[name] = sum(p.numel() for p in model.parameters())
    for size, (layers, width, heads) in PALM.items():
        config = CohereConfig(
            num_hidden_layers=layers,
            hidden_size=width,
            num_attention_heads=heads,
            num_key_value_heads=1,
            head_dim=256,
            intermediate_size=4 * width,
        )
        with torch.device("meta"):
            model = CohereForCausalLM(config)
        name = f"palm@{size}"
        sizes[name] = {"layers": layers, "width": width, "heads": heads}
        sizes[name] |= {"head_size": 256, "vocab_size": config.vocab_size}
        counts[name] = sum(
            p.numel()
            for key, p in model.named_parameters()
            if not key.endswith("lm_head.weight")
        )
    return record(
        "transformers",
        "sum of p.numel() over LlamaForCausalLM(...) and CohereForCausalLM(...) on 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


@producer
def transformers_shared_cache():
    """Numbers in the cache of LlamaModel, in which four heads share one, two or four keys."""
    import torch
    from transformers import LlamaConfig, LlamaModel

    kept = {}
    for groups in (1, 2, 4):
        config = LlamaConfig(
            vocab_size=30,
            hidden_size=16,
            intermediate_size=8,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=groups,
        )
        model = LlamaModel(config).eval()
        with torch.no_grad():
            out = model(torch.zeros((1, 7), dtype=torch.long), use_cache=True)
        layers = out.past_key_values.layers
        kept[str(groups)] = sum(x.keys.numel() + x.values.numel() for x in layers)
    return record(
        "transformers",
        "LlamaModel(LlamaConfig(..., num_key_value_heads=g))(ids, use_cache=True)",
        0,
        {"n": 7, "layers": 3, "head_size": 4},
        kept,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_lean_counts")
def every_parameter_is_counted(vector):
    for name, theirs in vector["outputs"].items():
        sizes = vector["inputs"][name]
        if name.startswith("llama"):
            assert counting.llama_parameters(**sizes) == theirs, name
        else:
            assert counting.palm_parameters(**sizes) == theirs, name


@agrees("transformers_lean_counts")
def the_dataset_has_the_same_counts(vector):
    for name, theirs in vector["outputs"].items():
        assert data.fact(f"{name}.parameters_counted").number == theirs, name


@agrees("transformers_shared_cache")
def as_many_numbers_are_kept(vector):
    for groups, theirs in vector["outputs"].items():
        ours = compute.grouped_cache_numbers(groups=int(groups), **vector["inputs"])
        assert ours == theirs, groups


# --- what must be noticed -------------------------------------------------------------

LLAMA_COUNT, CACHE = counting.llama_parameters, compute.grouped_cache_numbers


def _tied(*, layers, width, ffn, vocab_size):
    """LLaMA with one table, as GPT-2 has."""
    whole = LLAMA_COUNT(layers=layers, width=width, ffn=ffn, vocab_size=vocab_size)
    return whole - vocab_size * width


def _a_key_for_each_head(*, layers, width, heads, head_size, vocab_size):
    attention = 4 * width * heads * head_size
    blocks = layers * (attention + 12 * width**2 + width)
    return (vocab_size + 1) * width + blocks


def _shrunk(*, layers, width, heads, head_size, vocab_size):
    """LLaMA's two thirds, which PaLM does not have."""
    attention = 2 * width * (heads + 1) * head_size
    return (vocab_size + 1) * width + layers * (attention + 8 * width**2 + width)


def _keys_only(*, n, layers, groups, head_size):
    return CACHE(n=n, layers=layers, groups=groups, head_size=head_size) // 2


HERE = "measures.counting."
plant("transformers_lean_counts", HERE + "llama_parameters", _tied)
plant(
    "transformers_lean_counts", HERE + "palm_parameters", _a_key_for_each_head, _shrunk
)
plant("transformers_shared_cache", "measures.compute.grouped_cache_numbers", _keys_only)
