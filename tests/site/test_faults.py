"""Faults planted in pages are noticed, each by the function that looks for it, and named."""

import json
import re

import faults
import pytest
from places import SITE

MASKING = "notebooks/encoders/01-masking.html"  # explorables and a quiz
CODEBOOK = "notebooks/map/02-codebook.html"  # tables
COUNTING = "book/foundations/counting.html"  # a table of a story
APPEND = "document.querySelector('article').append(%s)"
STYLE = "document.head.insertAdjacentHTML('beforeend', '<style>%s</style>')"
STOP = "document.addEventListener('%s', e => %s && e.stopImmediatePropagation(), true)"
DATA = "document.querySelector('.fg-explore script')"
CHANGE = f"""(change => {{ const d = JSON.parse({DATA}.textContent); change(d);
    {DATA}.textContent = JSON.stringify(d); }})"""

PLANTS = {  # page, what is done to it, who notices, what is said
    "a picture without words": (MASKING, APPEND % "new Image()", faults.mute_pictures, "<img>"),
    "a page too wide": (
        MASKING, STYLE % "article { min-width: 800px }", faults.too_wide, r"8\d\d pixels wide"),
    "a table too wide": (
        COUNTING, STYLE % "th { min-width: 90px }", faults.too_wide,
        r"a table 4\d\d pixels wide: Table"),
    "words cut off": (
        MASKING, "document.querySelector('article p').innerHTML ="
        " `<code style='white-space: nowrap'>${'long_name.'.repeat(99)}</code>`",
        faults.cut_off, "long_name.long_name"),
    "another number": (
        MASKING, """document.querySelectorAll('article a[href^="#equation-"]')
            .forEach(a => a.closest('.eqno') || (a.textContent = '(77)'))""",
        faults.wrong_numbers, "says 77, the equation has"),
    "a state too few": (
        MASKING, CHANGE + "(d => d.states.pop())", faults.missing_states, "0: 74 states for 75"),
    "a state without its lines": (
        MASKING, CHANGE + "(d => d.lines.pop())", faults.missing_states, r"0: \d+ states lack lines"),
    "states all alike": (
        MASKING, CHANGE + "(d => d.states.fill(d.states[0]))", faults.missing_states,
        "0: one picture in all states"),
    "controls hidden": (
        MASKING, STYLE % ".fg-controls { display: none }", faults.silent_controls,
        "0: its controls are hidden"),
    "a value that is not told": (
        MASKING, "document.querySelectorAll('.fg-values').forEach(v => v.remove())"
        " || document.querySelectorAll('.fg-explore').forEach(b => b.insertAdjacentHTML("
        "'beforeend', '<p class=fg-values>settings</p>'))",
        faults.silent_controls, "its value is not told"),
    "a state that is not announced": (
        MASKING, "document.querySelectorAll('.fg-explore [role=status]').forEach(s =>"
        " new MutationObserver(() => s.textContent && (s.textContent = '')).observe(s, {childList: true}))",
        faults.silent_controls, 'but announces ""'),
    "controls on paper": (
        MASKING, STYLE % "@media print { .fg-controls { display: block !important } }",
        faults.controls_on_paper, "0: controls on paper"),
    "paper without the state's name": (
        MASKING, STYLE % "@media print { .fg-values { display: none !important } }",
        faults.controls_on_paper, "0: nothing says which state is printed"),
    "answers that stand open": (
        MASKING, STYLE % ".fg-quiz .fg-why { display: block !important }", faults.silent_quiz,
        "explained too early"),
    "answers that stay closed": (
        MASKING, STYLE % ".fg-quiz .fg-why { display: none !important }", faults.silent_quiz,
        "not explained"),
    "right answers that are not counted": (
        MASKING, STOP % ("change", "e.target.closest('.fg-quiz')"), faults.quiz_without_result,
        r"expected (\d) of \1 right, got ''"),
    "a deaf search": (
        CODEBOOK, STOP % ("input", "e.target.type === 'search'"), faults.stubborn_tables,
        r"0: a search for nothing shows [1-9]\d* rows"),
    "a filter that empties a table": (
        CODEBOOK, "document.addEventListener('input', e => e.target.matches('select') &&"
        " e.target.value && e.target.closest('.fg-sheet').querySelectorAll('tbody tr')"
        ".forEach(r => (r.hidden = true)))",
        faults.stubborn_tables, "a filter shows 0 of"),
    "headings that do nothing": (
        CODEBOOK, STOP % ("click", "e.target.closest('th')"), faults.stubborn_tables,
        "is not marked as sorted"),
    "rows in the wrong order": (
        CODEBOOK, "document.addEventListener('click', e => e.target.closest('th') && (b =>"
        " b.append(...[...b.rows].reverse()))(e.target.closest('table').tBodies[0]))",
        faults.stubborn_tables, "is not in order"),
}  # fmt: skip


@pytest.mark.parametrize("page, planted, look, message", PLANTS.values(), ids=PLANTS)
def test_a_fault_is_noticed(visit, page, planted, look, message):
    tab = visit(page)
    if page == CODEBOOK:  # a prediction keeps its table back
        tab.get_by_role("button", name="Just show me").click()
    tab.evaluate(planted)
    assert re.search(message, "\n".join(look(tab)))


SCRIPTLESS = {
    "controls that can do nothing": (
        MASKING, ".fg-explore .fg-controls { display: block !important }", "states", "controls without"),
    "a state without a name": (
        MASKING, ".fg-values { display: none !important }", "states", "which state is shown"),
    "no state": (MASKING, ".fg-state { height: 0 }", "states", "nothing is shown"),
    "a quiz that needs a script": (
        MASKING, ".fg-quiz .fg-why { display: none !important }", "quiz", "not explained"),
    "a form that can do nothing": (
        CODEBOOK, ".fg-sheet form { display: block !important }", "tables", "a form without"),
    "rows hidden": (
        CODEBOOK, ".fg-sheet tbody tr:last-child { display: none }", "tables", r"shows \d+ of"),
}  # fmt: skip


@pytest.mark.parametrize(
    "page, css, what, message", SCRIPTLESS.values(), ids=SCRIPTLESS
)
def test_a_fault_without_scripts_is_noticed(visit, page, css, what, message):
    tab = visit(page, java_script_enabled=False)
    tab.evaluate(STYLE % css)  # add_style_tag would wait for a script
    found = faults.without_scripts(tab)
    assert list(found) == [what] and re.search(message, "\n".join(found[what]))


def with_states(page, change):
    """A page's text whose first explorable has other states; it may lie in another folder."""
    folder = (SITE / page).parent.as_uri()
    text = (SITE / page).read_text("utf-8")
    text = text.replace("<head>", f'<head><base href="{folder}/">', 1)
    data = re.compile(r'(?<=<script type="application/json">).*?(?=</script>)', re.S)

    def replace(found):
        explorable = json.loads(found[0])
        explorable["states"] = change(explorable["states"])
        return json.dumps(explorable).replace("</", r"<\/")

    return data.sub(replace, text, count=1)


def test_a_control_that_changes_nothing_is_noticed(visit, tmp_path):
    """The first explorable has a menu of 3, then sliders of 5 and 5: the last moves nothing."""
    tab = visit(MASKING)
    assert faults.silent_controls(tab) == []
    page = tmp_path / "page.html"
    page.write_text(
        with_states(MASKING, lambda s: [s[k - k % 5] for k in range(75)]), "utf-8"
    )
    (fault,) = faults.silent_controls(visit(page))
    assert re.fullmatch("explorable 0, .+: changes nothing", fault)


def test_requests_and_errors_are_noticed_however_late(visit):
    tab = visit("book/notation.html")
    assert faults.on_a_visit(tab) == {}
    tab.evaluate(
        "setTimeout(() => { new Image().src = 'http://127.0.0.1:9/x.png'; throw Error('planted') })"
    )
    with tab.expect_event("requestfailed"):
        pass
    assert faults.strangers(tab) == ["http://127.0.0.1:9/x.png"]
    assert any("planted" in error for error in tab.errors)


def test_a_page_too_heavy_is_noticed(visit, monkeypatch):
    tab = visit(MASKING)
    assert faults.too_heavy(tab) == []
    monkeypatch.setattr(faults, "FIRST_VISIT", 20_000)
    (fault,) = faults.too_heavy(tab)
    assert re.fullmatch(r"\d{2,3} kB, expected at most 20", fault)


def test_one_visit_names_all_that_is_wrong(visit):
    tab = visit(MASKING)
    for planted in (
        APPEND % "new Image()",
        STYLE % "article { min-width: 800px }",
        STYLE % ".fg-quiz .fg-why { display: none !important }",
        STYLE % "@media print { .fg-controls { display: block !important } }",
        CHANGE + "(d => d.states.pop())",
        "new Image().src = 'http://127.0.0.1:9/x.png'",
    ):
        tab.evaluate(planted)
    found = faults.on_a_visit(tab)
    assert sorted(found) == sorted(
        ["pictures", "phone", "cut off", "quiz", "paper", "states", "requests", "console", "axe, light"]
    )  # fmt: skip
