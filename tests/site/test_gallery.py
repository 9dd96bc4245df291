"""The front page's cards and the A-Z: all systems, and links to those that are written."""

import re

import pytest
from places import ROOT, SITE

from fieldguide import data
from fieldguide.site import coverage, gallery

SYSTEMS = gallery.systems()
WRITTEN = SYSTEMS[SYSTEMS["page"] != ""]


def cards(html):
    return re.findall(r'<li class="fg-card.*?</li>', html, re.DOTALL)


def test_a_card_a_system_and_a_link_and_a_picture_where_it_is_written():
    shown = {re.search("<strong>(.*?)</strong>", c)[1]: c for c in cards(gallery.gallery())}  # fmt: skip
    assert sorted(shown) == sorted(SYSTEMS["name"]) and len(shown) == 58
    for system, row in SYSTEMS.iterrows():
        card = shown[row["name"]]
        written = system in WRITTEN.index
        assert ("<a href=" in card) == written == ("not written yet" not in card)
        if written and coverage.machines_drawn(
            coverage.story(ROOT / f"{row['page']}.md", system)
        ):
            assert card.count("<rect") >= 3 and card.count("<polyline") >= 3, system


def test_cards_of_a_family_stand_in_the_order_of_their_dates_and_are_counted():
    html = str(gallery.gallery())
    encoders = html.partition("</details>")[0]
    names = re.findall("<strong>(.*?)</strong>", encoders)
    rows = SYSTEMS.query("category == 'encoders'").sort_values(["date", "name"])
    assert names == ["Encoders", *rows["name"]]
    n = (rows["page"] != "").sum()
    assert f"{n} of {len(rows)} written" in encoders
    said = gallery.count()
    assert f"<strong>{len(WRITTEN)} of 58</strong>" in said
    assert ("The others" in said) == (len(WRITTEN) < 58)


def test_a_family_of_which_nothing_is_written_is_folded(monkeypatch):
    rows = SYSTEMS.assign(page="")
    rows.loc["bert", "page"] = "book/encoders/masking"
    monkeypatch.setattr(gallery, "systems", lambda root: rows)
    html = str(gallery.gallery())
    assert "The others are dimmed" in gallery.count()
    assert html.count('<details class="fg-family" open') == 1
    assert html.count("<a href=") == 1 and 'href="encoders/masking.html#bert"' in html


def test_a_to_z_has_every_system_once_in_the_order_of_names():
    html = str(gallery.a_to_z())
    names = re.findall("<strong>(.*?)</strong>", html)
    assert names == sorted(SYSTEMS["name"], key=str.casefold)
    assert html.count("Not written yet.") == 58 - len(WRITTEN)
    jumps = re.findall(r'<a href="#(az-\w)">', html)
    assert jumps == re.findall(r'<h2 id="(az-\w)">', html)
    assert jumps == sorted(set(jumps))


@pytest.mark.parametrize("system", WRITTEN.index)
def test_a_written_system_is_one_click_from_home_and_in_the_a_to_z(system):
    link = f'href="{gallery.link_to(WRITTEN.loc[system])}"'
    for page in ("book/index.html", "book/a-z.html"):
        assert link in (SITE / page).read_text("utf-8")


STORY = """# A story

```{code-cell} python
:tags: [remove-input]
from fieldguide.page import figures, machines

figures.use_theme()
unused = 1 / 0
words = "the lamp".split()
```

(one)=
## One

```{code-cell} python
more = [*words, "shines"]
machines.electra_walk(more, hide=[1])
```
"""


def test_only_the_lines_that_a_machine_needs_are_run():
    before, section = STORY.split("(one)=\n")
    call, lines = gallery.first_machine(STORY, section)
    assert call.func.attr == "electra_walk"
    assert [type(line).__name__ for line in lines] == ["ImportFrom", "Assign", "Assign"]
    assert gallery.first_machine(STORY, "## Another\n") == (None, [])


def test_a_storys_machine_becomes_a_picture_without_words(tmp_path):
    (tmp_path / "story.md").write_text(STORY)
    row = data.systems().loc["electra"].copy()
    row["page"], row.name = "story", "one"
    icon = gallery.icon(tmp_path, row)
    assert icon.count("<rect") >= 3 and "<text" not in icon
    assert 'aria-hidden="true"' in icon and len(icon) < 3000
