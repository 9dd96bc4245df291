"""Counts that we did not make: transformers' models without weights, torch's own counters.

On the "meta" device a model has shapes and no numbers, so the largest costs nothing.
"""

import re

from producers import _record, vector

# What the makers chose; what is missing here is the default of the class.
SHAPES = {
    "bert@base": ("Bert", {}),
    "bert@large": ("Bert", {"d": 1024, "layers": 24, "heads": 16, "f": 4096}),
    "roberta@base": ("Roberta", {"v": 50_265, "positions": 514, "segments": 1}),
    "roberta@large": (
        "Roberta",
        {"v": 50_265, "positions": 514, "segments": 1}
        | {"d": 1024, "layers": 24, "heads": 16, "f": 4096},
    ),
    "labse": ("Bert", {"v": 501_153}),
    "albert@base": ("Albert", {"d": 768, "layers": 12, "heads": 12, "f": 3072}),
    "albert@large": ("Albert", {"d": 1024, "layers": 24, "heads": 16, "f": 4096}),
    "albert@xlarge": ("Albert", {"d": 2048, "layers": 24, "heads": 32, "f": 8192}),
    "albert@xxlarge": ("Albert", {"d": 4096, "layers": 12, "heads": 64, "f": 16_384}),
    "distilbert": ("DistilBert", {}),
    "electra@small": ("Electra", {"d": 256, "heads": 4, "f": 1024, "e": 128}),
    "electra@base": ("Electra", {"d": 768, "heads": 12, "f": 3072, "e": 768}),
    "electra@large": (
        "Electra",
        {"d": 1024, "layers": 24, "heads": 16, "f": 4096, "e": 1024},
    ),
    "xlnet@base": ("XLNet", {"d": 768, "layers": 12, "heads": 12, "f": 3072}),
    "xlnet@large": ("XLNet", {"d": 1024, "layers": 24, "heads": 16, "f": 4096}),
    "xlm@en-2048": ("XLM", {"v": 30_145, "d": 2048, "layers": 12, "heads": 16}),
    "xlm@xnli15": (
        "XLM",
        {"v": 95_000, "d": 1024, "layers": 12, "heads": 8, "languages": 15},
    ),
    "deberta@base": ("Deberta", {"v": 50_265}),
    "deberta@large": (
        "Deberta",
        {"v": 50_265, "d": 1024, "layers": 24, "heads": 16, "f": 4096},
    ),
    "gpt-2@small": ("GPT2", {}),
    "gpt-2@xl": ("GPT2", {"d": 1600, "layers": 48, "heads": 25}),
}
NAMES = {  # in the order of the letters: Bert and most others, then the exceptions
    "": {
        "v": "vocab_size",
        "d": "hidden_size",
        "layers": "num_hidden_layers",
        "heads": "num_attention_heads",
        "f": "intermediate_size",
        "e": "embedding_size",
        "positions": "max_position_embeddings",
        "segments": "type_vocab_size",
    },
    "DistilBert": {
        "d": "dim",
        "layers": "n_layers",
        "heads": "n_heads",
        "f": "hidden_dim",
    },
    "XLNet": {"d": "d_model", "layers": "n_layer", "heads": "n_head", "f": "d_inner"},
    "XLM": {
        "v": "n_words",
        "d": "emb_dim",
        "layers": "n_layers",
        "heads": "n_heads",
        "languages": "n_langs",
    },
    "GPT2": {"d": "n_embd", "layers": "n_layer", "heads": "n_head"},
}
# The released DeBERTa: distances instead of places, no segments (its config.json).
DEBERTA = {
    "relative_attention": True,
    "max_relative_positions": 512,
    "pos_att_type": ["c2p", "p2c"],
    "position_biased_input": False,
    "type_vocab_size": 0,
}


def _configuration(family, letters):
    import transformers

    names = NAMES[""] | NAMES.get(family, {})
    given = {names[letter]: size for letter, size in letters.items()}
    given |= DEBERTA if family == "Deberta" else {}
    return getattr(transformers, f"{family}Config")(**given), given


@vector
def transformers_parameter_counts():
    """The numbers of 21 models, in all and by table, layer kind and the rest."""
    import torch
    import transformers

    sizes, counts = {}, {}
    for name, (family, letters) in SHAPES.items():
        config, given = _configuration(family, letters)
        with torch.device("meta"):
            model = getattr(transformers, f"{family}Model")(config)
        parts = {}
        for key, weight in model.named_parameters():
            key = re.sub(r"\.\d+\.", ".", key)  # all layers together
            part = ".".join(key.split(".")[:2])
            parts[part] = parts.get(part, 0) + weight.numel()
        assert sum(parts.values()) == sum(w.numel() for w in model.parameters())
        sizes[name] = {"model": f"{family}Model", **given}
        counts[name] = parts
    return _record(
        "transformers",
        "sum(p.numel() for p in getattr(transformers, model)(config).parameters()), "
        "on the device 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


@vector
def torch_operation_counts():
    """Operations of whole encoders, forward and with the way back, as torch counts them."""
    import torch
    import transformers
    from torch.utils.flop_counter import FlopCounterMode

    tiny = {"d": 12, "layers": 2, "heads": 3, "f": 20, "v": 30}
    asked = [("Bert", tiny, n) for n in (1, 7, 16)]
    asked += [("Albert", tiny | {"e": 8}, 7)]
    asked += [("Bert", {}, n) for n in (128, 512)]
    asked += [(SHAPES["bert@large"][0], SHAPES["bert@large"][1], 512)]
    asked += [(*SHAPES[f"albert@{size}"], 512) for size in ("large", "xxlarge")]
    inputs, counts = {}, {}
    for family, letters, n in asked:
        config, _ = _configuration(family, letters)
        config._attn_implementation = "eager"
        with torch.device("meta"):
            model = getattr(transformers, f"{family}Model")(config)
            ids = torch.zeros((1, n), dtype=torch.long)
        with FlopCounterMode(display=False) as forward:
            out = model(ids)
        with FlopCounterMode(display=False) as back:
            (out.last_hidden_state.sum() + out.pooler_output.sum()).backward()
        name = f"{family.lower()} {len(inputs)}"
        inputs[name] = {
            "n": n,
            "layers": config.num_hidden_layers,
            "width": config.hidden_size,
            "ffn": config.intermediate_size,
            "embedding": getattr(config, "embedding_size", config.hidden_size),
        }
        counts[name] = {
            "forward": forward.get_total_flops(),
            "back": back.get_total_flops(),
        }
    return _record(
        "torch",
        "FlopCounterMode around transformers' BertModel or AlbertModel, eager attention",
        0,
        inputs,
        counts,
    )


@vector
def torch_kept_numbers():
    """What autograd keeps of one block, read off while it is being kept."""
    shapes = [[5, 8, 2, 32], [16, 12, 3, 20], [64, 32, 4, 128], [1, 4, 1, 16]]
    return _record(
        "torch",
        "torch.autograd.graph.saved_tensors_hooks around a post-norm block that is "
        "written out: linear, softmax, linear, layer_norm, linear, gelu, linear, layer_norm",
        0,
        {"shapes": shapes, "order": ["n", "width", "heads", "ffn"]},
        {"kept": [_kept(*shape) for shape in shapes]},
    )


def _kept(n, d, heads, f):
    """Numbers, each storage once, without the weights."""
    import torch
    from torch.nn import functional as F

    def weight(*shape):
        return torch.ones(shape, dtype=torch.double, requires_grad=True)

    weights = [weight(d, d) for _ in range(4)] + [weight(f, d), weight(d, f)]
    vectors = [weight(len(w)) for w in weights]
    gains = [weight(d) for _ in range(4)]
    own = {w.data_ptr() for w in (*weights, *vectors, *gains)}
    found = {}

    def keep(tensor):
        if tensor.data_ptr() not in own:
            found[tensor.untyped_storage().data_ptr()] = (tensor, tensor.numel())
        return tensor

    def linear(k, x):
        return F.linear(x, weights[k], vectors[k])

    def heads_of(x):
        return x.view(n, heads, d // heads).transpose(0, 1)

    x = torch.linspace(-1, 1, n * d, dtype=torch.double).reshape(n, d)
    x = x.clone().requires_grad_()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        q, k, v = (heads_of(linear(j, x)) for j in range(3))
        scores = q @ k.transpose(1, 2) / (d // heads) ** 0.5
        mixed = scores.softmax(-1) @ v
        y = linear(3, mixed.transpose(0, 1).reshape(n, d)) + x
        y = F.layer_norm(y, (d,), gains[0], gains[1])
        z = linear(5, F.gelu(linear(4, y))) + y
        F.layer_norm(z, (d,), gains[2], gains[3])
    return sum(size for _, size in found.values())
