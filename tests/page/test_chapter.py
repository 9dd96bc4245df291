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


FIVE = {"five tasks": {"benchmark": "Average of five tasks"}}
TRAINED = {
    k: {"system": "albert", "setting": f"trained on {k}"}
    for k in ("neither", "sentence order")
}


def test_what_was_measured_is_shown_as_printed_with_its_place():
    shown = chapter.measured("lan2019", TRAINED, FIVE)._repr_html_()
    assert re.findall(r"<td>(.*?)</td>", shown) == [
        "neither",
        "79.0",
        "sentence order",
        "80.1",
    ]
    assert (
        'href="https://arxiv.org/abs/1909.11942">Lan 2019, sec. 4.6, Table 5</a>'
        in shown
    )
    shown = chapter.measured("lan2019", {"BERT": "bert@large"}, FIVE)._repr_html_()
    assert "<td>87.2</td>" in shown and "sec. 4.7, Table 6</a>" in shown


def test_a_result_that_is_not_there_or_not_alone_is_named():
    with pytest.raises(ValueError, match="one result for 'bert@huge' .*, got 0"):
        chapter.measured("lan2019", {"x": "bert@huge"}, FIVE)
    with pytest.raises(ValueError, match="'albert@base' under 'five tasks', got 3"):
        chapter.measured("lan2019", {"x": "albert@base"}, FIVE)
