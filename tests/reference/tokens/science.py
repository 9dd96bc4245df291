"""Galactica's cuts with the package tokenizers, its sequences as in galai, its printed sizes."""

import re

from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.tokens import science

# --- how the vectors are made ---------------------------------------------------------


@producer
def tokenizers_science():
    """Pieces of texts, cut by tokenizers' own digits, splits and byte-level words.

    Sequences get markers as paperswithcode/galai at 04dff86, galai/utils.py, gives them, and
    the tokenizer cuts at these. A model of whole words says where every piece lies.
    """
    from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers

    marker = "\u2063"  # theirs is a long word; any that is in no text will do
    kinds = "DNA", "SMILES", "I_SMILES", "AMINO"
    sequence = re.compile(r"(\[START_(DNA|SMILES|I_SMILES|AMINO)])(.*?)(\[END_\2])")

    def marked(m):
        inside = re.sub("(.)", marker + r"\1", m.group(3))
        return m.group(1) + inside + marker + m.group(4)

    operations = r"""[\(\)\[\]\{\}]|([!"#\$%&'\*\+,\-\./:;<=>\?\\\^_`\|])\1*"""
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(marker, "removed"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split(Regex(operations), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    special = ["[START_REF]", "[END_REF]", "<work>", "</work>"]
    special += [f"[{side}_{kind}]" for kind in kinds for side in ("START", "END")]
    tokenizer.add_special_tokens([AddedToken(x, normalized=False) for x in special])
    texts = [
        "From the rocks to the lamp it measures 31 meters.",
        "737612.62 = 7 + 3, or (a+b)^2 == a**2... {x_1}",
        "The bell was the anchor[START_REF]bell-1874[END_REF] of a ship [START_REF] ship [END_REF].",
        "Spirit [START_SMILES]CC(=O)O[END_SMILES] and [START_AMINO]MIRLGAPQTL[END_AMINO]!",
        "[START_DNA]CG TA[END_DNA][START_I_SMILES]C[C@H](N)O[END_I_SMILES]",
        "[START_SMILES]CCO[END_DNA] is not closed, [START_AMINO]MIR",
        "What is 4 + 5? <work>4 + 5 = 9</work> 9",
        "the keeper's  lamp,\n\nand two   lines", "", " ", "\\frac12 \\sqrt{3}", "[1] [[2]] a-b--c",
    ]  # fmt: skip
    pieces = []
    for text in texts:
        full = sequence.sub(marked, text)
        spans = tokenizer.encode(full, add_special_tokens=False).offsets
        pieces.append([full[a:b] for a, b in spans])
    call = "Split, Digits, Split, ByteLevel; special tokens added"
    return record("tokenizers", call, 0, {"texts": texts}, {"pieces": pieces})


@producer
def printed_galactica_sizes():
    """Taylor et al. 2022, arXiv:2211.09085, table 5: layers, width, parameters as printed."""
    shapes = {
        "125m": (12, 768), "1.3b": (24, 2048), "6.7b": (32, 4096), "30b": (48, 7168),
        "120b": (96, 10240),
    }  # fmt: skip
    sizes = {
        name: {"layers": n, "width": d, "vocab_size": 50_000, "positions": 2048}
        for name, (n, d) in shapes.items()
    }
    billions = {"125m": 0.125, "1.3b": 1.3, "6.7b": 6.7, "30b": 30.0, "120b": 120.0}
    return record("numpy", "arXiv:2211.09085, table 5", 0, sizes, billions)


# --- how ours is compared -------------------------------------------------------------


@agrees("tokenizers_science")
def every_text_is_cut_alike(vector):
    ours = [science.split_science(text) for text in vector["inputs"]["texts"]]
    assert ours == vector["outputs"]["pieces"]


@agrees("printed_galactica_sizes")
def every_size_is_the_printed_one(vector):
    """The paper prints two or three digits; the largest is rounded by more than one percent."""
    for name, printed in vector["outputs"].items():
        ours = counting.galactica_parameters(**vector["inputs"][name]) / 1e9
        assert abs(ours / printed - 1) < 0.0125, (name, ours)


@agrees("printed_galactica_sizes")
def the_dataset_has_these_shapes(vector):
    for name, sizes in vector["inputs"].items():
        assert data.fact(f"galactica@{name}.layers").number == sizes["layers"]
        assert data.fact(f"galactica@{name}.hidden_size").number == sizes["width"]
        assert data.fact("galactica.vocabulary").number == sizes["vocab_size"]
        assert data.fact("galactica.context_length").number == sizes["positions"]


# --- what must be noticed -------------------------------------------------------------

SPLIT, COUNT = science.split_science, counting.galactica_parameters


def _merged_molecules(text):
    """What stands in a molecule is cut like any text."""
    return science._outside(text)


def _whole_numbers(text):
    """Digits that follow each other stay together, as in GPT-2."""
    pieces = []
    for piece in SPLIT(text):
        if piece.isdigit() and pieces and pieces[-1].isdigit():
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


plant(
    "tokenizers_science",
    "tokens.science.split_science",
    _merged_molecules,
    _whole_numbers,
)
plant(
    "printed_galactica_sizes",
    "measures.counting.galactica_parameters",
    lambda *, width, **sizes: COUNT(width=width + width // 50, **sizes),
    lambda *, layers, **sizes: COUNT(layers=layers + 1, **sizes),
)
