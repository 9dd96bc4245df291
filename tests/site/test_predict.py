"""Predictions as a reader's browser has them: on a page of the test, and on those of the book."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from places import PAGES, SITE

from fieldguide.page import assets, figures
from fieldguide.page.explore import explore
from fieldguide.page.predict import predict

PREDICTED = [p for p in PAGES if 'class="fg-predict"' in (SITE / p).read_text("utf-8")]
WHY = {"more": "Because there is more.", "less": "It only seems so."}


def draw(k):
    """What was kept back"""
    return f"<p>state {k}</p>"


@pytest.fixture
def page(monkeypatch, tmp_path, visit):
    """page(**options) opens a page as the book has it, with three predictions."""
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")
    strips = [["cat", "fish"], ["cat", "##fish"]]
    one, two = (figures.Picture(figures.token_strip(s), " ".join(s)) for s in strips)
    asked = [
        predict("How many?", 12.34, unit="words", near=1, shows=explore(draw, k=[1, 2])),
        predict("More or less?", "more", WHY, shows="<p>all the rest</p>"),
        predict("Which?", two, {one: "No mark.", two: "A mark."}),
    ]  # fmt: skip
    cells = "".join(
        f'<div class="cell"><div class="cell_input">the code</div>{one._repr_html_()}</div>'
        f'<p class="reading" id="reading{k}">reading {k}</p>'
        for k, one in enumerate(asked)
    )
    style, script = (
        (assets.STATIC / n).as_uri() for n in ("components.css", "pages.js")
    )
    path = tmp_path / "page.html"
    path.write_text(
        f'<!doctype html><html lang="en"><title>Page</title><link rel="stylesheet" href="{style}">'
        f"<section>{cells}<div class=cell>the next</div><p>the end</p></section>"
        f'<script src="{script}"></script>',
        "utf-8",
    )
    return lambda **options: visit(path, **options)


def test_nothing_is_seen_heard_or_found_before_there_is_a_guess(page):
    tab = page()
    seen = tab.inner_text("body")
    for kept in ("12.3", "state", "reading", "all the rest", "seems", "A mark", "code"):
        assert kept not in seen
    assert "How many?" in seen and "the end" in seen and "the next" in seen
    heard = tab.locator("body").aria_snapshot()
    assert "12.3" not in heard and "state" not in heard and "A mark" not in heard
    assert tab.errors == []


@pytest.mark.parametrize(
    "guess, verdict",
    [
        ("3", "Too low, by a factor of 4.1. You said 3 words; it is 12.3 words."),
        ("11", "Too low. You said 11 words; it is 12.3 words."),
        ("12", "Near. You said 12 words; it is 12.3 words."),
        ("13.34", "Near. You said 13.34 words; it is 12.3 words."),
        ("12.34", "Exactly. You said 12.34 words; it is 12.3 words."),
        ("14", "Too high. You said 14 words; it is 12.3 words."),
        ("-2", "Too low. You said -2 words; it is 12.3 words."),
        ("0", "Too low. You said 0 words; it is 12.3 words."),
    ],
)
def test_a_number_gets_a_verdict_that_depends_on_it_by_keyboard(page, guess, verdict):
    tab = page()
    box = tab.locator(".fg-predict").first
    tab.keyboard.press("Tab")
    tab.keyboard.type(guess)
    tab.keyboard.press("Enter")
    assert box.locator(".fg-verdict").inner_text() == verdict
    assert box.locator(".fg-state").inner_text() == "state 1"
    assert tab.locator("#reading0").is_visible()
    assert not tab.locator("#reading1").is_visible()
    tab.keyboard.press("Tab")  # on into what has been revealed
    tab.keyboard.press("End")
    assert box.locator(".fg-state").inner_text() == "state 2"
    assert tab.errors == []


def test_nothing_is_a_factor_away_from_zero(page):
    tab = page()
    box = tab.locator(".fg-predict").first
    box.evaluate("box => Object.assign(box.dataset, {answer: 0, said: '0 words'})")
    box.locator("input[type=number]").fill("3")
    tab.keyboard.press("Enter")
    verdict = box.locator(".fg-verdict").inner_text()
    assert verdict == "Too high. You said 3 words; it is 0 words."


def test_an_empty_field_reveals_nothing(page):
    tab = page()
    for box, said in zip(
        tab.locator(".fg-predict").all(),
        ["Type a number", "Choose", "Choose"],
        strict=True,
    ):
        box.get_by_role("button", name="Compare").click()
        assert said in box.locator(".fg-verdict").inner_text()
        assert not box.locator("details").is_visible()


@pytest.mark.parametrize(
    "choice, verdict",
    [
        ("more", "So it is. You said: more. Because there is more."),
        ("less", "Not so. You said: less. It only seems so. It is: more."),
    ],
)
def test_a_choice_is_told_why(page, choice, verdict):
    tab = page()
    box = tab.locator(".fg-predict").nth(1)
    radio = box.get_by_role("radio", name=choice)
    radio.check()
    box.get_by_role("button", name="Compare").click()
    assert box.locator(".fg-verdict").inner_text() == verdict
    assert box.get_by_text("all the rest").is_visible()
    others = box.locator("input:not(:checked)")  # the guess stays, and stays seen
    assert radio.is_checked() and others.count() == 1 and others.is_disabled()


def test_a_sketch_is_chosen_by_a_click_into_it(page):
    tab = page()
    box = tab.locator(".fg-predict").nth(2)
    box.locator(".fg-strip").nth(1).click()
    assert box.get_by_role("radio", name="cat ##fish").is_checked()
    box.get_by_role("button", name="Compare").click()
    assert "So it is. You said: cat ##fish." in box.locator(".fg-verdict").inner_text()


def test_who_asks_to_see_it_is_shown_it(page):
    tab = page()
    for box, said in zip(
        tab.locator(".fg-predict").all(),
        [
            "It is 12.3 words.",
            "It is: more. Because there is more.",
            "It is: cat ##fish. A mark.",
        ],
        strict=True,
    ):
        box.get_by_role("button", name="Just show me").click()
        assert said in box.locator(".fg-verdict").inner_text()
        assert box.evaluate("b => b.contains(document.activeElement)")
    assert all(p.is_visible() for p in tab.locator(".reading").all())


def test_a_link_to_what_is_kept_back_shows_it(page):
    tab = page()
    address = tab.url
    tab.goto("about:blank")
    tab.goto(f"{address}#reading1")
    assert (
        tab.locator("#reading1").is_visible()
        and not tab.locator("#reading0").is_visible()
    )
    tab.evaluate("location.hash = 'reading0'")
    tab.locator("#reading0").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_on_paper_everything_stands(page, javascript):
    tab = page(java_script_enabled=javascript)
    tab.emulate_media(media="print")
    for text in (
        "It is 12.3 words.",
        "state 1",
        "reading 0",
        "all the rest",
        "A mark.",
    ):
        assert tab.get_by_text(text, exact=True).is_visible(), text
    assert not tab.locator(".fg-guess").first.is_visible()


def test_without_javascript_the_answer_is_folded_away(page):
    tab = page(java_script_enabled=False)
    box = tab.locator(".fg-predict").nth(1)
    assert (
        not box.locator("form").is_visible()
        and box.get_by_text("More or less?").is_visible()
    )
    assert not box.get_by_text("all the rest").is_visible()
    box.get_by_text("Show the answer").click()
    assert box.get_by_text("all the rest").is_visible()
    assert box.get_by_text("It only seems so.").is_visible()


@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 390)])
def test_it_is_accessible_before_and_after_and_fits_a_phone(page, scheme, width):
    tab = page(color_scheme=scheme, viewport={"width": width, "height": 800})
    tab.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
    tab.add_style_tag(
        content="body { background: var(--fg-page); color: var(--fg-ink) }"
    )
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for choose in (False, True):
        for box in tab.locator(".fg-predict").all() if choose else []:
            box.locator("input[type=number]").or_(
                box.get_by_role("radio")
            ).first.click()
            tab.keyboard.type("1")
            box.get_by_role("button", name="Compare").click()
        assert tab.locator("[data-told]").count() == 3 * choose
        found = Axe().run(tab, options=rules).response["violations"]
        said = [(v["id"], [n["html"][:150] for n in v["nodes"][:3]]) for v in found]
        assert said == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("page_name", PREDICTED)
def test_each_prediction_of_the_book_reveals_what_it_keeps(visit, page_name):
    tab = visit(page_name)
    for box in tab.locator(".fg-predict").all():
        assert box.locator(".fg-guess").is_visible()
        assert not box.locator("details").is_visible()
        box.get_by_role("button", name="Just show me").click()
        assert len(box.locator(".fg-verdict").inner_text()) > 5
        # What is kept back may be the code and the text below, and nothing in the box.
        if box.locator(".fg-reveal").inner_html().strip():
            assert box.locator("details").is_visible()
    assert tab.locator("[data-fg-kept]").count() == 0
    assert tab.errors == []
