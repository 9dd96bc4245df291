"""Numbers of parameters: transformers' models without weights, counted part by part.

On the device "meta" a model has shapes and no numbers, so the largest costs nothing. Our closed
forms, and the dataset, must have the same counts to the last one. transformers' ALBERT has its
projection always; all of its sizes here have e < d, so that this makes no difference. BERT and
ALBERT have a pooler, d^2 + d, which `encoder_parts` leaves out.
"""

import re

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting

# --- how the vector is made -----------------------------------------------------------


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


@producer
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
    return record(
        "transformers",
        "sum(p.numel() for p in getattr(transformers, model)(config).parameters()), "
        "on the device 'meta'",
        0,  # nothing is drawn
        sizes,
        counts,
    )


def _configuration(family, letters):
    import transformers

    names = NAMES[""] | NAMES.get(family, {})
    given = {names[letter]: size for letter, size in letters.items()}
    given |= DEBERTA if family == "Deberta" else {}
    return getattr(transformers, f"{family}Config")(**given), given


# --- how ours is compared -------------------------------------------------------------


# Names in a configuration that differ from the class's default, by our letter.
LETTERS = {
    "v": ("vocab_size", "n_words"),
    "d": ("hidden_size", "d_model", "emb_dim", "n_embd"),
    "layers": ("num_hidden_layers", "n_layer", "n_layers"),
    "positions": ("max_position_embeddings",),
    "segments": ("type_vocab_size",),
    "e": ("embedding_size",),
    "languages": ("n_langs",),
}
DEFAULTS = {  # of transformers' configuration classes
    "": {"v": 30_522, "d": 768, "layers": 12, "positions": 512, "segments": 2},
    "Albert": {"v": 30_000, "e": 128},
    "DistilBert": {"layers": 6, "segments": 0},
    "XLNet": {"v": 32_000},
    "XLM": {"languages": 0},
    "GPT2": {"v": 50_257, "positions": 1024},
}
EMBEDDINGS = {  # our part: the modules of transformers
    "tokens": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings",
    "norm": "embeddings.LayerNorm",
}


@agrees("transformers_parameter_counts")
def all_models_are_compared(vector):
    assert len(vector["inputs"]) == 21
    assert len({_letters(shape)[0] for shape in vector["inputs"].values()}) == 9


@agrees("transformers_parameter_counts")
def the_closed_forms_count_every_model_exactly(vector):
    for name, shape in vector["inputs"].items():
        theirs = sum(vector["outputs"][name].values())
        assert _total(*_letters(shape)) == theirs, name


@agrees("transformers_parameter_counts")
def the_dataset_has_the_same_counts(vector):
    for name, parts in vector["outputs"].items():
        system, _, variant = name.partition("@")
        key = f"{system}@{variant}" if variant else system
        assert data.fact(f"{key}.parameters_counted").number == sum(parts.values()), (
            name
        )


@agrees("transformers_parameter_counts")
def the_dataset_has_the_same_shapes(vector):
    """Where it has one: vocabulary, width and number of layers."""
    quantities = {"v": "vocabulary", "d": "hidden_size", "layers": "layers"}
    for name, shape in vector["inputs"].items():
        letters = _letters(shape)[1]
        for letter, quantity in quantities.items():
            try:
                told = data.fact(f"{name}.{quantity}").number
            except KeyError:  # said of the system as a whole, or not at all
                continue
            assert told == letters[letter], (name, quantity)


@agrees("transformers_parameter_counts")
def every_part_agrees(vector):
    for name, shape in vector["inputs"].items():
        family, letters = _letters(shape)
        if family not in ("Bert", "Roberta", "Albert", "Electra"):
            continue
        theirs, ours = dict(vector["outputs"][name]), _parts(family, letters)
        for part, module in EMBEDDINGS.items():
            assert ours[part] == theirs.pop(module), (name, part)
        widen = ("encoder.embedding_hidden_mapping_in", "embeddings_project")
        projection = [key for key in theirs if key.startswith(widen)]
        assert ours["projection"] == sum(map(theirs.pop, projection)), name
        pooler = [key for key in theirs if key.startswith("pooler")]
        pooled = sum(map(theirs.pop, pooler))
        assert pooled in (0, counting.pooler_parameters(letters["d"])), name
        assert ours["blocks"] == sum(theirs.values()), (name, theirs)


def _letters(shape):
    family = shape["model"].removesuffix("Model")
    found = DEFAULTS[""] | DEFAULTS.get(family, {})
    given = [(x, shape[k]) for x, names in LETTERS.items() for k in names if k in shape]
    return family, found | dict(given)


def _parts(family, s):
    """The encoders with tables of rows, part by part."""
    blocks = 1 if family == "Albert" else s["layers"]
    return counting.encoder_parts(
        blocks=blocks,
        width=s["d"],
        vocab_size=s["v"],
        positions=s["positions"],
        segments=s["segments"],
        embedding=s.get("e", s["d"]),
    )


def _total(family, s):
    d, layers, v = s["d"], s["layers"], s["v"]
    match family:
        case "XLNet":
            return counting.xlnet_parameters(layers=layers, width=d, vocab_size=v)
        case "Deberta":
            return counting.deberta_parameters(
                layers=layers, width=d, vocab_size=v, distances=2 * 512
            )
        case "GPT2":
            return counting.decoder_parameters(
                layers=layers, width=d, vocab_size=v, positions=s["positions"]
            )
        case "XLM":
            return counting.encoder_parameters(
                layers=layers,
                width=d,
                vocab_size=v,
                positions=512,
                segments=s["languages"],
            )
        case "Electra":
            return counting.electra_parameters(
                layers=layers,
                width=d,
                vocab_size=v,
                positions=512,
                segments=2,
                embedding=s["e"],
            )
        case "Albert":
            total = counting.albert_parameters(
                width=d, vocab_size=v, positions=512, segments=2, embedding=s["e"]
            )
        case _:
            total = counting.encoder_parameters(
                layers=layers,
                width=d,
                vocab_size=v,
                positions=s["positions"],
                segments=s["segments"],
            )
    return total + (family != "DistilBert") * counting.pooler_parameters(d)


# --- what must be noticed -------------------------------------------------------------

ENCODER_PARTS = counting.encoder_parts
BLOCK = counting.block_parameters
DEBERTA_PARAMETERS = counting.deberta_parameters


def _times_layers(*, width, vocab_size, positions, segments, embedding, ffn=None):
    """The likeliest mistake with ALBERT: a block for each layer."""
    return sum(
        ENCODER_PARTS(
            blocks=12,
            width=width,
            vocab_size=vocab_size,
            positions=positions,
            segments=segments,
            embedding=embedding,
            ffn=ffn,
        ).values()
    )


def _wide_places(
    *, blocks, width, vocab_size, positions, segments, embedding=None, ffn=None
):
    """Tables of positions and segments as wide as the network, whatever e is."""
    parts = ENCODER_PARTS(
        blocks=blocks,
        width=width,
        vocab_size=vocab_size,
        positions=positions,
        segments=segments,
        embedding=embedding,
        ffn=ffn,
    )
    return parts | {"positions": positions * width, "segments": segments * width}


def _no_biases(width, ffn=None):
    return counting.matrix_parameters(layers=1, width=width, ffn=ffn) + 4 * width


def _one_norm(width, ffn=None):
    return BLOCK(width=width, ffn=ffn) - 2 * width


def _bert_for_xlnet(*, layers, width, vocab_size, ffn=None):
    return counting.encoder_parameters(
        layers=layers,
        width=width,
        vocab_size=vocab_size,
        positions=512,
        segments=2,
        ffn=ffn,
    )


def _one_position_matrix(*, layers, width, vocab_size, distances, ffn=None):
    whole = DEBERTA_PARAMETERS(
        layers=layers, width=width, vocab_size=vocab_size, distances=distances, ffn=ffn
    )
    return whole - layers * width**2


def _matrix_alone(width):
    return width**2


COUNTS = "transformers_parameter_counts"
plant(COUNTS, "measures.counting.albert_parameters", _times_layers)
plant(COUNTS, "measures.counting.encoder_parts", _wide_places)
plant(COUNTS, "measures.counting.block_parameters", _no_biases, _one_norm)
plant(COUNTS, "measures.counting.xlnet_parameters", _bert_for_xlnet)
plant(COUNTS, "measures.counting.deberta_parameters", _one_position_matrix)
plant(COUNTS, "measures.counting.pooler_parameters", _matrix_alone)
