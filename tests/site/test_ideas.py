"""The index of ideas: every function that a system uses, and the section that shows it."""

import json
import re

from fieldguide import data
from fieldguide.mechanisms.objectives import masking
from fieldguide.site import ideas

ROWS = data.systems().query("kind == 'system'")
USED = {name for names in ROWS["mechanisms"] for name in names}


def cells(*texts):
    """A notebook as text; headings are Markdown, the rest is code."""
    made = [
        {"cell_type": "markdown" if t.startswith("#") else "code", "source": t}
        for t in texts
    ]
    return json.dumps({"cells": made})


def test_each_function_stands_once_with_all_its_systems():
    html = ideas.index().html
    rows = re.findall(r"<tr>(<td.*?)</tr>", html, re.DOTALL)
    assert len(rows) == len(USED) > 50
    (row,) = [r for r in rows if "<td>encoder_parameters</td>" in r]
    for system in ("bert", "roberta", "labse"):
        assert f'#{system}">{ROWS.at[system, "name"]}</a>' in row


def test_a_module_is_an_idea():
    assert ideas.idea_of(masking) == "Masked language modeling"
    assert ideas.first_line(masking.corrupt) in ideas.index().html


TOC = "format: jb-book\nroot: index\nchapters:\n- file: one\n- file: two\n"
IMPORT = "from fieldguide.mechanisms.objectives import masking as m"


def test_a_section_that_shows_the_code_goes_before_one_that_calls_it(tmp_path):
    (tmp_path / "_toc.yml").write_text(TOC)
    one = cells("# One", IMPORT, "## Call it", "m.corrupt(ids)\nm.coverage(masks)")
    two = cells(
        "# Two", IMPORT, "## Show: it's code", "show.source(m.corrupt)",
        "## Why `[MASK]`?", "show.source(m.believe)",
        "## Twice", "m.static_masks(x)", "## Twice", "m.corrupt(y)",
    )  # fmt: skip
    (tmp_path / "one.ipynb").write_text(one)
    (tmp_path / "two.ipynb").write_text(two)
    found = ideas.places(tmp_path)
    family = "objectives.masking"
    assert found[f"{family}.corrupt"] == ("two", "#show-it-s-code", "Show: it's code")
    assert found[f"{family}.coverage"] == ("one", "#call-it", "Call it")
    # where a heading's address is not sure, the page's beginning
    assert found[f"{family}.believe"] == ("two", "", "Why [MASK]?")
    assert found[f"{family}.static_masks"] == ("two", "", "Twice")
