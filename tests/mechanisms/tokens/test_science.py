"""Galactica's cuts, by hand."""

import pytest

from fieldguide.harbor.archive import NOTES
from fieldguide.mechanisms.tokens import science as sc


def test_digits_are_alone_and_words_keep_their_space():
    assert sc.split_science("at 19 miles") == ["at", " ", "1", "9", " miles"]


def test_operations_repeat_and_parentheses_do_not():
    assert sc.split_science("((a==b))") == ["(", "(", "a", "==", "b", ")", ")"]


def test_a_molecule_is_spelled():
    cut = sc.split_science("[START_SMILES]C=O[END_SMILES]")
    assert cut == ["[START_SMILES]", "C", "=", "O", "[END_SMILES]"]


@pytest.mark.parametrize(
    "text",
    [
        "[START_SMILES]CCO",
        "[START_SMILES]CC\nO[END_SMILES]",
        "[START_SMILES]CCO[END_DNA]",
    ],
)
def test_what_is_not_closed_on_its_line_is_no_molecule(text):
    assert "".join(sc.split_science(text)) == text
    assert "O" not in sc.split_science(text) or "\n" in text


def test_special_tokens_are_whole():
    cut = sc.split_science("bell[START_REF]bell-1874[END_REF]<work>4</work>")
    assert cut == [
        "bell",
        "[START_REF]",
        "bell",
        "-",
        *"1874",
        "[END_REF]",
        "<work>",
        "4",
        "</work>",
    ]


@pytest.mark.parametrize("note", NOTES)
def test_nothing_is_lost(note):
    for text in (note.text, note.key, f"[START_REF]{note.key}[END_REF]\n {note.text}"):
        assert "".join(sc.split_science(text)) == text


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("737612.62", "7,3,7,6,1,2,.,6,2".split(",")),
        ("[START_SMILES]C(C(=O)O)N[END_SMILES]", [*"C(C(=O)O)N"]),
        ("[START_AMINO]MIRLGAPQTL[END_AMINO]", [*"MIRLGAPQTL"]),
    ],
)
def test_the_examples_that_the_paper_prints(text, pieces):
    """Taylor et al. 2022, section 3.1."""
    cut = sc.split_science(text)
    assert [piece for piece in cut if piece not in sc.SPECIAL] == pieces


def test_marks_inside_of_a_molecule_are_spelled_like_all_that_is_in_it():
    text = "[START_SMILES]C[START_DNA]A[END_DNA][END_SMILES] é 🐟 ²"
    cut = sc.split_science(text)
    assert "".join(cut) == text
    assert cut[1:18] == [*"C[START_DNA]A[END_"][:17]


def test_a_citation_that_is_opened_twice_is_closed_once():
    text = "as in[START_REF]lamp and[START_REF]bell-1874[END_REF], [END_REF]"
    assert sc.cited(text) == ["bell-1874"]
    assert sc.cited("[START_REF][END_REF]") == [""]  # closed, and it names nothing
    assert sc.cited("[START_REF]bell\n1874[END_REF]") == []


def test_citations_in_their_order():
    text = "a bell[START_REF]bell-1874[END_REF], a lamp[START_REF] lamp-1870 [END_REF], [START_REF]x"
    assert sc.cited(text) == ["bell-1874", "lamp-1870"]
    assert sc.cited("no source") == []
