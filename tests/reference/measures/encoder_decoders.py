"""Numbers of parameters of T5, mT5 and BART: transformers' models without weights.

transformers 5 ties the two tables of MT5 whatever its configuration says; the published
model has both, so the second one is taken off ours before the two are compared.
"""

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting

T5 = ("layers", "hidden_size", "heads", "head_size", "ffn_size")
ROWS = {"t5": 32_128, "mt5": 250_112}
VARIANTS = {
    "t5": ("small", "base", "large", "3b", "11b"),
    "mt5": ("small", "base", "large", "xl", "xxl"),
    "bart": ("base", "large"),
}

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_encoder_decoder_counts():
    """The numbers of twelve models, on the device "meta"."""
    import torch
    import transformers

    sizes, counts = {}, {}
    for system, variants in VARIANTS.items():
        for variant in variants:
            given = _sizes(system, variant)
            if system == "bart":
                kind, names = (
                    "Bart",
                    {
                        "layers": ("encoder_layers", "decoder_layers"),
                        "hidden_size": ("d_model",),
                        "ffn_size": ("encoder_ffn_dim", "decoder_ffn_dim"),
                        "heads": ("encoder_attention_heads", "decoder_attention_heads"),
                    },
                )
            else:
                kind, names = (
                    {"t5": "T5", "mt5": "MT5"}[system],
                    {
                        "layers": ("num_layers", "num_decoder_layers"),
                        "hidden_size": ("d_model",),
                        "ffn_size": ("d_ff",),
                        "heads": ("num_heads",),
                        "head_size": ("d_kv",),
                    },
                )
            chosen = {key: given[q] for q, keys in names.items() for key in keys}
            if system == "mt5":
                chosen["feed_forward_proj"] = "gated-gelu"
            if system in ROWS:
                chosen["vocab_size"] = ROWS[system]
            config = getattr(transformers, f"{kind}Config")(**chosen)
            with torch.device("meta"):
                model = getattr(transformers, f"{kind}ForConditionalGeneration")(config)
            name = f"{system}@{variant}"
            sizes[name], counts[name] = (
                given,
                sum(p.numel() for p in model.parameters()),
            )
    return record(
        "transformers",
        "sum(p.numel() for p in ...ForConditionalGeneration(config).parameters()), on the "
        "device 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


def _sizes(system, variant):
    """As the dataset has them; a size that all variants share has no variant."""
    wanted = T5 if system in ROWS else ("layers", "hidden_size", "heads", "ffn_size")
    found = {}
    for quantity in wanted:
        try:
            fact = data.fact(f"{system}@{variant}.{quantity}")
        except KeyError:
            fact = data.fact(f"{system}.{quantity}")
        found[quantity] = int(fact.number)
    return found


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_encoder_decoder_counts")
def closed_forms_agree(vector):
    for name, theirs in vector["outputs"].items():
        system, variant = name.split("@")
        given = vector["inputs"][name]
        assert given == _sizes(system, variant), name  # else: make the vector again
        assert _count(system, given) == theirs, name


@agrees("transformers_encoder_decoder_counts")
def the_dataset_agrees(vector):
    for name, theirs in vector["outputs"].items():
        counted = data.fact(f"{name}.parameters_counted").number
        if name.startswith("mt5"):
            counted -= ROWS["mt5"] * vector["inputs"][name]["hidden_size"]
        assert counted == theirs, name


def _count(system, given):
    shared = {"layers": given["layers"], "width": given["hidden_size"]}
    shared["ffn"] = given["ffn_size"]
    if system == "bart":
        return counting.bart_parameters(vocab_size=50_265, positions=1026, **shared)
    shared |= {
        "inner": given["heads"] * given["head_size"],
        "biases": 32 * given["heads"],
        "vocab_size": ROWS[system],
    }
    if system == "t5":
        return counting.t5_parameters(**shared)
    second_table = ROWS["mt5"] * given["hidden_size"]
    return counting.mt5_parameters(**shared) - second_table


# --- what must be noticed -------------------------------------------------------------


def _without_cross_attention(*, layers, width, vocab_size, positions, ffn=None):
    blocks = 2 * layers * counting.block_parameters(width=width, ffn=ffn)
    return vocab_size * width + 2 * (positions + 2) * width + blocks


def _with_biases(*, layers, width, inner, ffn, vocab_size, biases):
    wrong = {"layers": layers, "width": width, "inner": inner, "ffn": ffn}
    return T5_COUNT(vocab_size=vocab_size, biases=layers * biases, **wrong)


T5_COUNT = counting.t5_parameters
for _target, _wrong in (
    ("bart_parameters", _without_cross_attention),
    ("t5_parameters", _with_biases),
    ("mt5_parameters", T5_COUNT),
):
    plant("transformers_encoder_decoder_counts", f"measures.counting.{_target}", _wrong)
