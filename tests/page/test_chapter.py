"""What a chapter opens and closes with follows from the dataset."""

import re

import pytest

from fieldguide import data
from fieldguide.page import chapter


def test_the_encoders_are_eleven_and_begin_with_bert():
    rows = chapter.members("encoders")
    assert len(rows) == 11 and rows.index[0] == "bert"
    assert rows["date"].is_monotonic_increasing and set(rows["kind"]) == {"system"}


def test_an_unknown_chapter_is_named():
    with pytest.raises(ValueError, match="one of .*'encoders'.*, got 'decoders'"):
        chapter.members("decoders")


def test_the_family_tells_each_system_and_its_parents():
    alt = chapter.family("encoders", ["transformer"]).alt
    assert "12 systems by date" in alt and alt.index("BERT") < alt.index("XLNet")
    assert "XLNet, June 2019, from Transformer-XL;" in alt
    assert "DistilBERT, August 2019, from BERT (with its weights)" in alt
    for name in chapter.members("encoders")["name"]:
        assert name.split(" (")[0] in alt


def test_a_parent_from_outside_is_shown_only_if_asked_for():
    assert not re.search(r"from Transformer\b(?!-)", chapter.family("encoders").alt)


def test_the_comparison_links_every_number_to_its_source():
    html = chapter.comparison("encoders", {"size": "parameters"})._repr_html_()
    fact = data.fact("bert.parameters")
    assert f'href="{fact.url()}">110 million</a>' in html
    assert len(re.findall(r'<td data-sort="\d', html)) == 11


def test_corrections_leave_out_what_is_right():
    html = chapter.corrections("encoders")._repr_html_()
    claims = data.claims().query("system == 'electra'")
    wrong, right = (
        claims[claims["kind"] == k]["says"].iloc[0] for k in ("wrong", "right")
    )
    assert wrong in html and right not in html


TRAINED = {
    "order": {"system": "albert", "setting": "trained on sentence order"},
    "neither": {"system": "albert", "setting": "trained on neither"},
}


def test_results_stand_as_printed_with_a_link_to_where():
    columns = {
        "order": {"benchmark": "Sentence order"},
        "SQuAD": {"benchmark": "SQuAD 2.0"},
    }
    html = chapter.measured(TRAINED, columns)._repr_html_()
    assert re.findall(r"<td>(.*?)</td>", html) == [
        "order",
        "86.5",
        "",
        "neither",
        "53.3",
        "",
    ]
    assert "arxiv.org/abs/1909.11942" in html and "Table 5" in html


def test_a_result_is_one_and_a_row_has_some():
    with pytest.raises(ValueError, match="'order' needs one result a cell, got "):
        chapter.measured(TRAINED, {"all": {}})
    with pytest.raises(ValueError, match="'order' needs a result, got none"):
        chapter.measured(TRAINED, {"MNLI": {"benchmark": "MNLI"}})
