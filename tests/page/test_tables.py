"""Tables: what stands in them without a script; the browser tests do the rest."""

import numpy as np
import pandas as pd
import pytest

from fieldguide.page.tables import Link, plain, table

FRAME = pd.DataFrame(
    {
        "name": [Link("BERT", "https://x.example/?a&b"), "A <b>", None],
        "size": [110e6, np.nan, 1000],
        "made_by": [("Google",), ("A", "B"), ()],
    }
)


def test_all_rows_stand_in_the_page():
    html = table(FRAME, "Three systems", ["made_by"])._repr_html_()
    assert html.count("<tr>") == 4 and "<caption>Three systems</caption>" in html
    assert (
        '<a href="https://x.example/?a&amp;b">BERT</a>' in html
        and "A &lt;b&gt;" in html
    )
    assert '<td data-sort="110000000.0">110 million</td>' in html
    assert '<td data-sort=""></td>' in html and ">1,000</td>" in html
    assert ">A; B</td>" in html and ">made by</button>" in html
    assert "<option>A</option><option>B</option><option>Google</option>" in html


def test_a_filter_must_be_a_column():
    with pytest.raises(KeyError, match="filters must be among .* got \\['maker'\\]"):
        table(FRAME, "x", ["maker"])


def test_live_it_brings_its_script(monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_BOOK")
    assert "<script>" in table(FRAME, "x")._repr_html_()


def test_a_plain_table_has_no_index_and_no_controls():
    html = plain(
        pd.DataFrame({"name": ["A <b>"], "score": [0.25]}), digits=2
    )._repr_html_()
    assert "<td>A &lt;b&gt;</td>" in html and "<td>0.25</td>" in html
    assert "<form" not in html and "id=" not in html


def test_links_with_numbers_are_sorted_by_them():
    sizes = [Link("9 million", "https://x.example", 9e6), None, Link("12", "", 12)]
    html = table(pd.DataFrame({"size": sizes}), "x")._repr_html_()
    assert '<th scope="col" data-number>' in html
    assert '<td data-sort="9000000.0"><a href="https://x.example">9 million</a>' in html
    assert '<td data-sort=""></td>' in html and '<td data-sort="12">12</td>' in html


def test_one_link_without_a_number_makes_a_column_of_text():
    cells = [Link("9 million", "", 9e6), Link("unknown", "")]
    assert "data-" not in table(pd.DataFrame({"size": cells}), "x")._repr_html_()
