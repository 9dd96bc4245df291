"""The published pages, as a reader's browser sees them: opened from the disk, in Chromium."""

import gzip
import html
import re
from collections import namedtuple
from functools import lru_cache

import pytest
from fontTools.ttLib import TTFont
from places import PAGES, SITE

Seen = namedtuple("Seen", "asked errors mute wrong width")
MUTE = """() => [...document.querySelectorAll('article img, article svg')]
    .filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label') || '').trim()
                 && e.getAttribute('aria-hidden') !== 'true'
                 && !e.closest('button'))
    .map(e => e.outerHTML.slice(0, 120))"""
WRONG_NUMBERS = """() => [...document.querySelectorAll('article a[href*="#equation-"]')]
    .filter(a => !a.closest('.eqno') && a.pathname === location.pathname)
    .map(a => [a.textContent, document.getElementById(a.hash.slice(1))
                                  .querySelector('.eqno').firstChild.textContent])
    .filter(([said, number]) => said.replace(/[()]/g, '') !== number.replace(/[()]/g, ''))"""
FIRST_VISIT = 250_000  # bytes, gzipped, of everything that a page loads


def has(page, mark):
    return mark in (SITE / page).read_text("utf-8")


EXPLORABLE = [p for p in PAGES if has(p, 'class="fg-explore"')]
SHEETED = [p for p in PAGES if has(p, 'class="fg-sheet"')]
QUIZZED = [p for p in PAGES if has(p, 'class="fg-quiz"')]


def test_the_address_of_the_folder_leads_to_the_book(visit):
    tab = visit("index.html")
    tab.wait_for_url("**/book/index.html")


def test_the_book_has_pages(site):
    assert {"book/index.html", "book/encoders/index.html", "search.html"} <= set(PAGES)
    assert "notebooks/encoders/01-masking.html" in EXPLORABLE
    assert "notebooks/encoders/01-masking.html" in QUIZZED


def test_no_title_reads_twice(site):
    titles = {
        p: re.search("<title>(.*?)</title>", (site / p).read_text("utf-8"))[1]
        for p in PAGES
    }
    parts = {p: re.split(" (?:&#8212;|—) ", title) for p, title in titles.items()}
    assert [p for p in PAGES if len(set(parts[p])) < len(parts[p])] == []
    assert "Field Guide" in titles["book/index.html"]


def test_the_table_of_what_is_covered_shows_all_its_columns(visit):
    tab = visit("book/coverage.html", viewport={"width": 1300, "height": 800})
    shown, whole = tab.evaluate(
        "(s => [s.clientWidth, s.scrollWidth])(document.querySelector('.fg-scroll'))"
    )
    assert whole <= shown


def test_on_a_phone_captions_are_whole_and_nothing_covers_the_controls(visit):
    tab = visit("book/foundations/index.html", viewport={"width": 390, "height": 700})
    seen = tab.evaluate(
        """() => [...document.querySelectorAll('article caption')].map(c =>
            [c.getBoundingClientRect().right, c.getBoundingClientRect().left])"""
    )
    assert len(seen) == 3 and all(0 <= left < right <= 390 for right, left in seen)
    tab.evaluate("window.scrollTo(0, 3000)")
    tab.wait_for_timeout(300)
    tab.mouse.wheel(0, -200)  # the theme shows its button to who scrolls up
    tab.wait_for_timeout(600)
    assert tab.locator("#pst-back-to-top").bounding_box() is None


@pytest.fixture(scope="session")
def look(browser, site):
    """look(page): what one visit shows, wide and then narrow; each page is visited once."""

    @lru_cache(None)
    def look(page):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        tab, asked, errors = context.new_page(), [], []
        tab.on("request", lambda r: asked.append(r.url))
        tab.on("console", lambda m: m.type == "error" and errors.append(m.text))
        tab.on("pageerror", lambda e: errors.append(str(e)))
        tab.goto((site / page).as_uri(), wait_until="load")
        tab.wait_for_timeout(300)
        mute, wrong = tab.evaluate(MUTE), tab.evaluate(WRONG_NUMBERS)
        tab.set_viewport_size({"width": 390, "height": 800})
        width = tab.evaluate("document.documentElement.scrollWidth")
        context.close()
        return Seen(asked, errors, mute, wrong, width)

    return look


@pytest.mark.parametrize("page", PAGES)
def test_page_is_light_and_asks_nobody(look, page):
    seen = look(page)
    strangers = [url for url in seen.asked if not url.startswith(("file://", "data:"))]
    assert strangers == [] and seen.errors == []
    weight = 0
    for url in {
        re.sub(r"[?#].*", "", u) for u in seen.asked if u.startswith("file://")
    }:
        content = (SITE / url.removeprefix(SITE.as_uri() + "/")).read_bytes()
        packed = url.endswith((".woff2", ".png", ".jpg"))
        weight += len(content) if packed else len(gzip.compress(content, 6))
    if page != "search.html":  # which has to load the index of all words
        assert weight <= FIRST_VISIT, f"{weight / 1000:.0f} kB"


def test_the_math_font_has_every_sign_of_the_equations(site):
    """A sign that is missing is drawn from another font, or not at all."""
    pages = [(site / page).read_text("utf-8") for page in PAGES]
    math = re.findall(r"<math.*?</math>", " ".join(pages), re.DOTALL)
    signs = {html.unescape(t) for t in re.findall(r">([^<>]+)<", " ".join(math))}
    signs = {
        c
        for text in signs
        for c in text
        if (not c.isspace() and ord(c) < 0x2061) or ord(c) > 0x2064
    }
    signs |= {"√"} if any("<msqrt" in m for m in math) else set()
    known = TTFont(site / "_static/math.woff2").getBestCmap()
    assert "√" in signs and [c for c in sorted(signs) if ord(c) not in known] == []


@pytest.mark.parametrize("page", [p for p in PAGES if has(p, 'class="eqno"')])
def test_references_to_equations_have_their_numbers(look, page):
    assert look(page).wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_says_what_to_see(look, page):
    assert look(page).mute == []


@pytest.mark.parametrize("page", PAGES)
def test_page_fits_a_phone(look, page):
    assert look(page).width <= 390


@pytest.mark.parametrize("page", PAGES)
def test_no_traceback_is_published(page):
    text = (SITE / page).read_text("utf-8")
    assert "Traceback (most recent call last)" not in text
    assert 'class="problematic"' not in text and "system-message" not in text


@pytest.mark.parametrize("page", [p for p in PAGES if has(p, "fg-report")])
def test_the_solutions_on_a_page_get_full_marks(page):
    """Each exercise is checked on its page twice: the stub, and the solution below it."""
    text = (SITE / page).read_text("utf-8")
    reports = re.findall(r'<pre class="fg-report"[^>]*>(.*?)</pre>', text, re.DOTALL)
    names = {report.partition(":")[0] for report in reports}
    full = {m[1] for m in re.finditer(r">(ex-[\w-]+): (\d+) of \2 points", text)}
    assert names and names == full


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_same_each_time(page):
    """What would change from build to build: random ids of a pandas Styler, addresses."""
    text = (SITE / page).read_text("utf-8")
    assert 'id="T_' not in text and not re.search(r" at 0x[0-9a-f]{6,}", text)


def matters_elsewhere(box, control):
    """Whether a control changes the picture at other values of the others, and moved now."""
    return control.evaluate(
        """(control, box) => {
        const data = JSON.parse(box.querySelector("script").textContent);
        const inputs = [...box.querySelectorAll(".fg-control input, .fg-control select")];
        const size = i => i.type === "range" ? +i.max + 1 : i.options ? i.options.length : 2;
        const step = inputs.slice(inputs.indexOf(control) + 1).reduce((n, i) => n * size(i), 1);
        const at = control.type === "range" ? +control.value : control.selectedIndex;
        return at > 0 && data.states.some((state, k) =>
            Math.floor(k / step) % size(control) > 0 &&
            state.join() !== data.states[k - step].join());
    }""",
        box,
    )


@pytest.mark.parametrize("page", EXPLORABLE)
def test_explorables_work_by_keyboard_and_say_so(visit, page):
    tab = visit(page)
    for box in tab.query_selector_all(".fg-explore"):
        view, status = (
            box.query_selector(".fg-state"),
            box.query_selector("[role=status]"),
        )
        assert box.query_selector(".fg-controls").is_visible()
        for control in box.query_selector_all(".fg-control input, .fg-control select"):
            before = view.inner_html()
            control.focus()
            tab.keyboard.press(
                "Space" if control.get_attribute("type") == "checkbox" else "Home"
            )
            first = view.inner_html()
            key = "Space" if control.get_attribute("type") == "checkbox" else "End"
            tab.keyboard.press(key)
            changed = view.inner_html() != first or first != before
            assert changed or matters_elsewhere(box, control), "changes nothing"
            label = control.evaluate(
                "e => (e.labels[0] || e.closest('label')).textContent.trim()"
            )
            tab.wait_for_function(
                "([e, label]) => e.textContent.includes(label)", arg=[status, label]
            )
            said = status.text_content()
            assert label in said and len(said) > len(label) + 10
    assert tab.errors == []


@pytest.mark.parametrize("page", EXPLORABLE)
def test_every_state_of_every_explorable_can_be_shown(visit, page):
    tab = visit(page)
    counts = tab.evaluate("""() => [...document.querySelectorAll('.fg-explore')].map(box => {
        const data = JSON.parse(box.querySelector('script').textContent);
        const sizes = [...box.querySelectorAll('.fg-control input, .fg-control select')].map(i =>
            i.type === 'range' ? +i.max + 1 : i.options ? i.options.length : i.disabled ? 1 : 2);
        const broken = data.states.filter(s => s.some(k => data.lines[k] === undefined)).length;
        return [data.states.length, sizes.reduce((a, b) => a * b, 1), broken,
                new Set(data.states.map(s => s.join())).size];
    })""")
    assert counts
    for states, grid, broken, different in counts:
        assert states == grid and broken == 0 and different > 1


@pytest.mark.parametrize("page", EXPLORABLE)
def test_without_javascript_the_first_state_stands(visit, page):
    tab = visit(page, java_script_enabled=False)
    for box in tab.query_selector_all(".fg-explore"):
        assert not box.query_selector(".fg-controls").is_visible()
        assert box.query_selector(".fg-values").is_visible()
        assert box.query_selector(".fg-state").bounding_box()["height"] > 40


@pytest.mark.parametrize("page", EXPLORABLE)
def test_on_paper_the_state_stands_without_its_controls(visit, page):
    tab = visit(page)
    tab.emulate_media(media="print")
    box = tab.query_selector(".fg-explore")
    assert not box.query_selector(".fg-controls").is_visible()
    assert box.query_selector(".fg-values").is_visible()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("page", QUIZZED)
def test_quiz_answers_back(visit, page, javascript):
    tab = visit(page, java_script_enabled=javascript)
    questions = tab.query_selector_all(".fg-quiz fieldset")
    assert questions
    for question in questions:
        for option in question.query_selector_all(".fg-option"):
            why = option.query_selector(".fg-why")
            assert not why.is_visible()
            option.query_selector("input").check()
            assert why.is_visible() and len(why.text_content()) > 20
        question.query_selector("[data-right] input").check()
    if javascript:
        n = len(questions)
        assert (
            f"{n} of {n} right"
            in tab.query_selector(".fg-quiz [role=status]").text_content()
        )


@pytest.mark.parametrize("page", SHEETED)
def test_tables_are_searched_filtered_and_sorted(visit, page):
    tab = visit(page)
    for sheet in tab.query_selector_all(".fg-sheet"):
        rows, status = (
            sheet.query_selector_all("tbody tr"),
            sheet.query_selector("[role=status]"),
        )
        search = sheet.query_selector("input[type=search]")
        search.fill("no such words anywhere")
        assert not any(row.is_visible() for row in rows)
        assert status.text_content() == f"0 of {len(rows)} rows"
        search.fill("")
        assert all(row.is_visible() for row in rows)
        for menu in sheet.query_selector_all("select"):
            menu.select_option(index=1)
            shown = sum(row.is_visible() for row in rows)
            assert 0 < shown <= len(rows)
            menu.select_option(index=0)
        for head in sheet.query_selector_all("th button"):
            head.focus()
            tab.keyboard.press("Enter")
            tab.keyboard.press("Enter")
            assert (
                sheet.query_selector("th[aria-sort=descending] button").inner_text()
                == head.inner_text()
            )
            assert "falling" in status.text_content()
            if head.evaluate("b => b.closest('th').dataset.number !== undefined"):
                column = head.evaluate("b => b.closest('th').cellIndex")
                keys = sheet.evaluate(
                    "(s, c) => [...s.querySelectorAll('tbody tr')].map(r => r.cells[c].dataset.sort)",
                    column,
                )
                numbers = [float(k) for k in keys if k]
                assert numbers == sorted(numbers, reverse=True)
                assert keys == [k for k in keys if k] + [""] * keys.count("")
    assert tab.errors == []


@pytest.mark.parametrize("page", SHEETED)
def test_without_javascript_a_table_shows_all_its_rows(visit, page):
    tab = visit(page, java_script_enabled=False)
    for sheet in tab.query_selector_all(".fg-sheet"):
        assert not sheet.query_selector("form").is_visible()
        assert all(row.is_visible() for row in sheet.query_selector_all("tbody tr"))
