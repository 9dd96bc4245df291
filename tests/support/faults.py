"""What can be wrong with a page that is open in a browser, a function each.

Each takes the page as the fixture `visit` opens it and returns its faults, a text each, none
if all is well. `on_a_visit` and `without_scripts` call them all.
"""

import gzip
import re

import accessibility
from places import SITE

FIRST_VISIT = 250_000  # bytes, gzipped, of everything that a page loads
PHONE = {"width": 390, "height": 800}  # CSS pixels


def on_a_visit(tab):
    """All that one visit can show, as {what: faults}; empty if nothing is wrong."""
    wide = tab.viewport_size
    found = {
        "equations": wrong_numbers(tab),
        "pictures": mute_pictures(tab),
        "states": missing_states(tab),
        "phone": too_wide(tab),
        "axe, light": accessibility.violations(tab, "light"),
        "axe, dark": accessibility.violations(tab, "dark"),
        "cut off": cut_off(tab),  # while the page is narrow and all of it unfolded
    }
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size(wide)
    found |= {
        "controls": silent_controls(tab),
        "quiz": silent_quiz(tab) + quiz_without_result(tab),
        "tables": stubborn_tables(tab),
        "paper": controls_on_paper(tab),
        # last, so that what came late is seen too
        "requests": strangers(tab),
        "weight": too_heavy(tab),
        "console": tab.errors,
    }
    return {what: faults for what, faults in found.items() if faults}


def without_scripts(tab):
    """All that a visit without JavaScript can show, as `on_a_visit`."""
    found = {
        "states": hidden_states(tab),
        "quiz": silent_quiz(tab),
        "tables": hidden_rows(tab),
    }
    return {what: faults for what, faults in found.items() if faults}


# --- what the page loads --------------------------------------------------------------


def strangers(tab):
    """Requests to anyone but the folder that the page lies in."""
    return [url for url in tab.asked if not url.startswith(("file://", "data:"))]


def too_heavy(tab):
    """More than a first visit may load; the search page has to load the index of all words."""
    own = {re.sub("[?#].*", "", url) for url in tab.asked if url.startswith("file://")}
    weight = sum(
        _packed(SITE / url.removeprefix(SITE.as_uri() + "/")) for url in sorted(own)
    )
    if weight <= FIRST_VISIT or tab.url.endswith("/search.html"):
        return []
    return [f"{weight / 1000:.0f} kB, expected at most {FIRST_VISIT / 1000:.0f}"]


def _packed(path):
    content = path.read_bytes()
    packed = path.suffix in (".woff2", ".png", ".jpg")
    return len(content) if packed else len(gzip.compress(content, 6))


# --- what stands on it ----------------------------------------------------------------


def mute_pictures(tab):
    """Pictures that say nothing to who does not see them."""
    return tab.evaluate("""() => [...document.querySelectorAll('article img, article svg')]
        .filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label') || '').trim()
                     && e.getAttribute('aria-hidden') !== 'true'
                     && !e.closest('button'))
        .map(e => e.outerHTML.slice(0, 120))""")


def wrong_numbers(tab):
    """References to equations that say another number than the equation has."""
    return tab.evaluate("""() =>
        [...document.querySelectorAll('article a[href*="#equation-"]')]
        .filter(a => !a.closest('.eqno') && a.pathname === location.pathname)
        .map(a => [a.textContent.replace(/[()]/g, ''),
                   document.getElementById(a.hash.slice(1))
                           .querySelector('.eqno').firstChild.textContent.replace(/[()]/g, '')])
        .filter(([said, number]) => said !== number)
        .map(([said, number]) => `says ${said}, the equation has ${number}`)""")


def too_wide(tab):
    """A page, or a table of a story, that must be moved sideways on a phone."""
    before = tab.viewport_size
    tab.set_viewport_size(PHONE)
    width = tab.evaluate("document.documentElement.scrollWidth")
    found = [f"{width} pixels wide"] if width > PHONE["width"] else []
    found += tab.evaluate("""() =>
        [...document.querySelectorAll('.pst-scrollable-table-container')]
        .filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => `a table ${e.scrollWidth} pixels wide: ${e.innerText.trim().slice(0, 40)}`)""")
    tab.set_viewport_size(before)
    return found


def cut_off(tab):
    """Words beyond the right edge that nothing lets one move to."""
    return tab.evaluate("""() => [...document.querySelectorAll('article :not(svg, svg *)')]
        .filter(e => {
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
            if (!own || !e.checkVisibility({visibilityProperty: true})) return false;
            const words = document.createRange();
            words.selectNodeContents(e);
            if (words.getBoundingClientRect().right <= innerWidth + 1) return false;
            for (let above = e; above.tagName !== 'ARTICLE'; above = above.parentElement)
                if (/auto|scroll/.test(getComputedStyle(above).overflowX)) return false;
            return e.getBoundingClientRect().width > 2;  // else it is for screen readers
        })
        .map(e => e.textContent.trim().slice(0, 80))""")


# --- explorables ----------------------------------------------------------------------


def missing_states(tab):
    """Explorables whose states are not one for each setting, or all alike, or not whole."""
    return tab.evaluate("""() => [...document.querySelectorAll('.fg-explore')].flatMap((box, k) => {
        const data = JSON.parse(box.querySelector('script').textContent);
        const grid = [...box.querySelectorAll('.fg-control input, .fg-control select')]
            .map(i => i.type === 'range' ? +i.max + 1 : i.options ? i.options.length
                                         : i.disabled ? 1 : 2)
            .reduce((a, b) => a * b, 1);
        const broken = data.states.filter(s => s.some(line => data.lines[line] === undefined));
        const different = new Set(data.states.map(s => s.join())).size;
        const n = data.states.length;
        return [n !== grid && `explorable ${k}: ${n} states for ${grid} settings`,
                broken.length && `explorable ${k}: ${broken.length} states lack lines`,
                different < 2 && `explorable ${k}: one picture in all states`].filter(Boolean);
    })""")


def silent_controls(tab):
    """Controls that do not answer to the keyboard, change nothing, or are not announced."""
    for button in tab.query_selector_all(".fg-guess button[type=button]"):
        if button.is_visible():
            button.click()  # a prediction keeps its explorable back
    found = []
    for k, box in enumerate(tab.query_selector_all(".fg-explore")):
        if not box.query_selector(".fg-controls").is_visible():
            found.append(f"explorable {k}: its controls are hidden")
            continue
        for control in box.query_selector_all(".fg-control input, .fg-control select"):
            label = control.evaluate(
                "e => (e.labels[0] || e.closest('label')).textContent.trim()"
            )
            if not (_changes(tab, box, control) or _matters_elsewhere(box, control)):
                found.append(f"explorable {k}, {label}: changes nothing")
            if label not in box.query_selector(".fg-values").text_content():
                found.append(f"explorable {k}, {label}: its value is not told")
    return found + tab.evaluate(UNANNOUNCED)


# pages.js speaks after a pause of 400 ms. However busy the machine is, a timer of the page
# that is set later and for longer goes off after that.
UNANNOUNCED = """() => new Promise(done => setTimeout(() => done(
    [...document.querySelectorAll(".fg-explore")].flatMap((box, k) => {
        const said = box.querySelector("[role=status]").textContent;
        const values = box.querySelector(".fg-values").textContent;
        return said.startsWith(values) && said.length > values.length + 10 ? []
            : [`explorable ${k}: shows ${values}, but announces "${said}"`];
    })), 500))"""


def _changes(tab, box, control):
    """Whether the picture changes on the way to a control's one end and to its other."""
    toggles = control.get_attribute("type") == "checkbox"
    view = box.query_selector(".fg-state")
    seen = {view.inner_html()}
    control.focus()
    for key in ("Space", "Space") if toggles else ("Home", "End"):
        tab.keyboard.press(key)
        seen.add(view.inner_html())
    return len(seen) > 1


def _matters_elsewhere(box, control):
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


def hidden_states(tab):
    """Explorables that show no first state, or controls that could do nothing."""
    for summary in tab.query_selector_all(".fg-predict summary"):
        summary.click()  # a prediction folds its explorable away
    found = []
    for k, box in enumerate(tab.query_selector_all(".fg-explore")):
        if box.query_selector(".fg-controls").is_visible():
            found.append(f"explorable {k}: controls without a script")
        if not box.query_selector(".fg-values").is_visible():
            found.append(f"explorable {k}: nothing says which state is shown")
        if box.query_selector(".fg-state").bounding_box()["height"] <= 40:
            found.append(f"explorable {k}: nothing is shown")
    return found


def controls_on_paper(tab):
    """Explorables that print their controls, or do not say which state is printed."""
    tab.emulate_media(media="print")
    found = []
    for k, box in enumerate(tab.query_selector_all(".fg-explore")):
        if box.query_selector(".fg-controls").is_visible():
            found.append(f"explorable {k}: controls on paper")
        if not box.query_selector(".fg-values").is_visible():
            found.append(f"explorable {k}: nothing says which state is printed")
    tab.emulate_media(media="screen")
    return found


# --- quizzes --------------------------------------------------------------------------


def silent_quiz(tab):
    """Options that explain themselves before they are chosen, or not when they are.

    One look for all: `quiz_without_result` clicks as a reader does.
    """
    return tab.evaluate("""() => [...document.querySelectorAll('.fg-quiz .fg-option')].flatMap(o => {
        const why = o.querySelector('.fg-why'), text = o.textContent.trim().slice(0, 60);
        const early = why.checkVisibility({visibilityProperty: true});
        o.querySelector('input').click();
        const late = why.checkVisibility({visibilityProperty: true})
            && why.textContent.length > 20;
        return [early && `explained too early: ${text}`,
                !late && `not explained: ${text}`].filter(Boolean);
    })""")


def quiz_without_result(tab):
    """Quizzes that do not count right answers."""
    found = []
    for quiz in tab.query_selector_all(".fg-quiz"):
        questions = quiz.query_selector_all("fieldset")
        for question in questions:
            question.query_selector("[data-right] input").check()
        n, said = len(questions), quiz.query_selector("[role=status]").text_content()
        if not n or f"{n} of {n} right" not in said:
            found.append(f"expected {n} of {n} right, got {said!r}")
    return found


# --- tables ---------------------------------------------------------------------------

SHOWN = """sheet => [...sheet.querySelectorAll('tbody tr')].filter(row =>
    row.checkVisibility({visibilityProperty: true}) &&
    row.getBoundingClientRect().height > 0).length"""


def stubborn_tables(tab):
    """Tables that are not searched, filtered or sorted, or do not say so."""
    found = []
    for k, sheet in enumerate(tab.query_selector_all(".fg-sheet")):
        said = _search(sheet) + _filter(sheet) + _sort(tab, sheet)
        found += [f"table {k}: {what}" for what in said]
    return found


def _search(sheet):
    all_rows = len(sheet.query_selector_all("tbody tr"))
    search = sheet.query_selector("input[type=search]")
    search.fill("no such words anywhere")
    none = sheet.evaluate(SHOWN)
    told = sheet.query_selector("[role=status]").text_content()
    search.fill("")
    every = sheet.evaluate(SHOWN)
    if (none, told, every) == (0, f"0 of {all_rows} rows", all_rows):
        return []
    return [f"a search for nothing shows {none} rows, says {told!r}, then {every}"]


def _filter(sheet):
    found, all_rows = [], len(sheet.query_selector_all("tbody tr"))
    for menu in sheet.query_selector_all("select"):
        menu.select_option(index=1)
        shown = sheet.evaluate(SHOWN)
        menu.select_option(index=0)
        if not 0 < shown <= all_rows:
            found.append(f"a filter shows {shown} of {all_rows} rows")
    return found


def _sort(tab, sheet):
    """Press each heading twice: falling. Numbers are then in order, unknown ones last."""
    found, status = [], sheet.query_selector("[role=status]")
    for head in sheet.query_selector_all("th button"):
        name = head.inner_text()
        head.focus()
        tab.keyboard.press("Enter")
        tab.keyboard.press("Enter")
        marked = sheet.query_selector("th[aria-sort=descending] button")
        if marked is None or marked.inner_text() != name:
            found.append(f"{name} is not marked as sorted")
        if "falling" not in status.text_content():
            found.append(f"{name}: said {status.text_content()!r}")
        keys = head.evaluate("""b => b.closest('th').dataset.number === undefined ? [] :
            [...b.closest('table').querySelectorAll('tbody tr')]
            .map(row => row.cells[b.closest('th').cellIndex].dataset.sort)""")
        known = [float(key) for key in keys if key]
        if known != sorted(known, reverse=True) or any(keys[len(known) :]):
            found.append(f"{name} is not in order: {keys[:20]}")
    return found


def hidden_rows(tab):
    """Tables that show fewer rows without a script, or a form that could do nothing."""
    found = []
    for k, sheet in enumerate(tab.query_selector_all(".fg-sheet")):
        if sheet.query_selector("form").is_visible():
            found.append(f"table {k}: a form without a script")
        shown, rows = sheet.evaluate(SHOWN), len(sheet.query_selector_all("tbody tr"))
        if shown != rows:
            found.append(f"table {k}: shows {shown} of {rows} rows")
    return found
