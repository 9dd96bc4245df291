"""GPT-2's four sizes and CTRL: numbers of parameters, and operations of a cached word.

On the device "meta" a model has shapes and no numbers. transformers ties the output layer to
the table, and CTRL's output has a bias, so both are counted with their heads.
"""

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import compute, counting

# --- how the vectors are made ---------------------------------------------------------

SHAPES = {  # what the makers chose; the rest are the defaults of the class
    "gpt-2@small": ("GPT2", {}),
    "gpt-2@medium": ("GPT2", {"n_embd": 1024, "n_layer": 24, "n_head": 16}),
    "gpt-2@large": ("GPT2", {"n_embd": 1280, "n_layer": 36, "n_head": 20}),
    "gpt-2@xl": ("GPT2", {"n_embd": 1600, "n_layer": 48, "n_head": 25}),
    "ctrl": ("CTRL", {}),
}


@producer
def transformers_language_models():
    """Parameters of GPT2LMHeadModel and CTRLLMHeadModel, tied ones once."""
    import torch
    import transformers

    sizes, counts = {}, {}
    for name, (family, given) in SHAPES.items():
        config = getattr(transformers, f"{family}Config")(**given)
        with torch.device("meta"):
            model = getattr(transformers, f"{family}LMHeadModel")(config)
        sizes[name] = {
            "layers": config.n_layer,
            "width": config.n_embd,
            "vocab_size": config.vocab_size,
            "positions": config.n_positions,
            "ffn": getattr(config, "dff", None) or 4 * config.n_embd,
        }
        tied = {id(model.get_input_embeddings().weight)}
        counts[name] = model.get_input_embeddings().weight.numel() + sum(
            p.numel()
            for key, p in model.named_parameters()
            if id(p) not in tied and not key.endswith("lm_head.weight")
        )
    return record(
        "transformers",
        "sum of p.numel() over GPT2LMHeadModel(...) and CTRLLMHeadModel(...) on 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


@producer
def torch_cached_operations():
    """Operations of GPT2Model for new tokens after cached ones, as torch counts them."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode
    from transformers import GPT2Config, GPT2Model

    config = GPT2Config(vocab_size=30, n_embd=12, n_layer=2, n_head=3, n_positions=40)
    config._attn_implementation = "eager"
    asked = [(0, 7), (7, 1), (20, 1), (5, 4)]
    counts, kept = [], []
    with torch.device("meta"):
        model = GPT2Model(config).eval()
        for before, new in asked:
            old = None
            if before:
                out = model(torch.zeros((1, before), dtype=torch.long), use_cache=True)
                old = out.past_key_values
            ids = torch.zeros((1, new), dtype=torch.long)
            with FlopCounterMode(display=False) as counter:
                out = model(ids, past_key_values=old, use_cache=True)
            counts.append(counter.get_total_flops())
            layers = out.past_key_values.layers
            kept.append(sum(x.keys.numel() + x.values.numel() for x in layers))
    return record(
        "torch",
        "FlopCounterMode around GPT2Model(ids, past_key_values=...), eager attention",
        0,
        {"layers": 2, "width": 12, "asked": asked},
        {"operations": counts, "kept": kept},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_language_models")
def every_parameter_is_counted(vector):
    for name, theirs in vector["outputs"].items():
        assert _count(name, vector["inputs"][name]) == theirs, name


@agrees("transformers_language_models")
def the_dataset_has_the_same_counts(vector):
    for name, theirs in vector["outputs"].items():
        assert data.fact(f"{name}.parameters_counted").number == theirs, name


def _count(name, sizes):
    if name == "ctrl":
        return counting.ctrl_parameters(
            **{key: sizes[key] for key in ("layers", "width", "vocab_size", "ffn")}
        )
    return counting.decoder_parameters(**sizes)


@agrees("torch_cached_operations")
def a_cached_word_costs_as_much(vector):
    given, found = vector["inputs"], vector["outputs"]
    sizes = {"layers": given["layers"], "width": given["width"]}
    for (before, new), theirs in zip(given["asked"], found["operations"], strict=True):
        assert compute.reading_compute(new=new, before=before, **sizes) == theirs


@agrees("torch_cached_operations")
def as_many_numbers_are_kept(vector):
    given, found = vector["inputs"], vector["outputs"]
    sizes = {"layers": given["layers"], "width": given["width"]}
    for (before, new), theirs in zip(given["asked"], found["kept"], strict=True):
        assert compute.cache_numbers(n=before + new, **sizes) == theirs


# --- what must be noticed -------------------------------------------------------------

CTRL, READING, DECODER = (
    counting.ctrl_parameters,
    compute.reading_compute,
    counting.decoder_parameters,
)


def _untied(*, layers, width, vocab_size, positions, ffn=None):
    """The output layer counted as a table of its own."""
    tied = DECODER(
        layers=layers, width=width, vocab_size=vocab_size, positions=positions, ffn=ffn
    )
    return tied + vocab_size * width


def _no_output_bias(*, layers, width, vocab_size, ffn=None):
    return CTRL(layers=layers, width=width, vocab_size=vocab_size, ffn=ffn) - vocab_size


def _four_times_as_wide(*, layers, width, vocab_size, ffn=None):
    """CTRL's inner layer is 6.4 times as wide, not four times."""
    return CTRL(layers=layers, width=width, vocab_size=vocab_size)


def _no_old_pairs(*, new, before, layers, width, ffn=None):
    return READING(new=new, before=0, layers=layers, width=width, ffn=ffn)


def _all_anew(*, new, before, layers, width, ffn=None):
    return READING(new=new + before, before=0, layers=layers, width=width, ffn=ffn)


def _keys_only(*, n, layers, width):
    return layers * n * width


plant("transformers_language_models", "measures.counting.decoder_parameters", _untied)
plant(
    "transformers_language_models",
    "measures.counting.ctrl_parameters",
    _no_output_bias,
    _four_times_as_wide,
)
plant(
    "torch_cached_operations",
    "measures.compute.reading_compute",
    _no_old_pairs,
    _all_anew,
)
plant("torch_cached_operations", "measures.compute.cache_numbers", _keys_only)
