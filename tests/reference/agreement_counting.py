"""Where our counts must agree with others, to the last one; see agreement.py.

transformers' ALBERT has its projection always; all of its sizes here have e < d, so that
this makes no difference. BERT and ALBERT have a pooler, d^2 + d, which `encoder_parts`
leaves out.
"""

from agreement import agrees

from fieldguide import data
from fieldguide.mechanisms.measures import compute, counting

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


def _letters(shape):
    family = shape["model"].removesuffix("Model")
    found = DEFAULTS[""] | DEFAULTS.get(family, {})
    given = [(x, shape[k]) for x, names in LETTERS.items() for k in names if k in shape]
    return family, found | dict(given)


def _parts(family, s):
    """The encoders with tables of rows, part by part."""
    blocks = 1 if family == "Albert" else s["layers"]
    return counting.encoder_parts(
        blocks, s["d"], s["v"], s["positions"], s["segments"], s.get("e", s["d"])
    )


def _total(family, s):
    d, layers, v = s["d"], s["layers"], s["v"]
    match family:
        case "XLNet":
            return counting.xlnet_parameters(layers, d, v)
        case "Deberta":
            return counting.deberta_parameters(layers, d, v, 2 * 512)
        case "GPT2":
            return counting.decoder_parameters(layers, d, v, s["positions"])
        case "XLM":
            return counting.encoder_parameters(layers, d, v, 512, s["languages"])
        case "Electra":
            return counting.electra_parameters(layers, d, v, 512, 2, s["e"])
        case "Albert":
            total = counting.albert_parameters(d, v, 512, 2, s["e"])
        case _:
            total = counting.encoder_parameters(
                layers, d, v, s["positions"], s["segments"]
            )
    return total + (family != "DistilBert") * counting.pooler_parameters(d)


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


@agrees("torch_operation_counts")
def operations_forward_agree_exactly(vector):
    for name, s in vector["inputs"].items():
        assert _forward(s) == vector["outputs"][name]["forward"], name


@agrees("torch_operation_counts")
def the_way_back_takes_twice_as_many(vector):
    for name, counts in vector["outputs"].items():
        ours = (compute.TRAINING - 1) * _forward(vector["inputs"][name])
        assert ours == counts["back"], name


def _forward(s):
    """With ALBERT's projection, and the pooler, which reads one vector."""
    n, d, e = s["n"], s["width"], s["embedding"]
    widen = compute.FORWARD * n * e * d if e != d else 0
    blocks = compute.forward_compute(n, s["layers"], d, s["ffn"])
    return blocks + widen + compute.inference_compute(d * d)


@agrees("torch_kept_numbers")
def what_a_block_keeps_agrees_exactly(vector):
    for shape, theirs in zip(
        vector["inputs"]["shapes"], vector["outputs"]["kept"], strict=True
    ):
        assert compute.kept_numbers(*shape) == theirs, shape
