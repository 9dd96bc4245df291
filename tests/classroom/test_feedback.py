"""The page that a student gets back."""

import html
import re
from html.parser import HTMLParser

import pytest
from submissions import ours
from traitlets.config import Config

feedback = pytest.importorskip("fieldguide.classroom.feedback")
harmless = pytest.importorskip("fieldguide.classroom.harmless")
v4 = pytest.importorskip("nbformat.v4")

TESTS = """
marks.test("an owl", 1, lambda: owl() == 7, "Count again.")
# BEGIN HIDDEN TESTS
marks.test("a secret owl", 2, lambda: owl() == 7 * 1, "Which owl?")
# END HIDDEN TESTS
"""
TOLD = {"notebook": "birds", "score": 0, "max_score": 3.0, "late_penalty": 0.5}


def page(*cells):
    told = TOLD | {"student": "ann"}
    clear = feedback.clearing(Config())
    return feedback.page(v4.new_notebook(cells=list(cells)), told, clear)


def graded():
    cell = ours("owl-tests", TESTS, grade=True, points=3, score=0)
    cell.metadata["fieldguide"] = {"note": "", "outcomes": ["KeyError", False]}
    return cell


def test_a_page_has_points_hints_comments_and_no_output():
    task = v4.new_markdown_cell("## 1. An owl & more\n\nHow many?")
    task.metadata["nbgrader"] = ours("task").metadata.nbgrader
    answer = ours("owl-answer", "print(In)", solution=True, comment="**Nice** try")
    answer.outputs = [v4.new_output("stream", text="loot")]
    answer.metadata["fieldguide"] = {"note": "KeyError"}
    made = page(task, answer, graded())
    said = re.sub("<[^>]*>", "", made)
    assert "loot" not in made and "7 * 1" not in said and "HIDDEN" not in said
    assert "✗ an owl (1)\n    Count again.\n✗ a secret owl (2)" in said
    assert '<a href="#owl-tests">1. An owl &amp; more</a>' in made
    assert "0 / 3" in said and "−0.5" in said and "<strong>Nice</strong> try" in made
    assert "This cell raised" not in said and "KeyError" not in made


def test_a_test_that_ran_further_down_is_called_by_its_task():
    """A student who tried it there again found its points under another task's name."""
    cells = []
    for bird in ("owl", "jay"):
        task = v4.new_markdown_cell(f"## The {bird}")
        task.metadata["nbgrader"] = ours("task").metadata.nbgrader
        cells += [task, ours(f"{bird}-answer", f"{bird} = 7", solution=True)]
    cells.append(graded())
    assert '<a href="#owl-tests">The jay</a>' in page(*cells)
    cells[-1].metadata["fieldguide"]["answer"] = "owl-answer"
    assert '<a href="#owl-tests">The owl</a>' in page(*cells)


def test_an_answer_that_a_teacher_reads_has_points_and_no_tests():
    told = {"grade": True, "solution": True, "points": 4, "score": None}
    source = "def (:  # BEGIN HIDDEN TESTS"
    answer = ours("essay", source, comment="**Nice** try", **told)
    answer.metadata["fieldguide"] = {"note": "SyntaxError"}
    made = page(answer)
    said = html.unescape(re.sub("<[^>]*>", "", made))
    assert "essay: 0 / 4 points" in said and source in said and "Nice try" in said


@pytest.mark.parametrize("note", ["", "AssertionError"])
def test_a_plain_test_cell_says_whether_it_passed(note):
    """Run apart it has no outcomes, and nobody of its class had a page."""
    told = {"grade": True, "points": 2, "score": 0 if note else 2}
    source = (
        "assert owl == 7\n# BEGIN HIDDEN TESTS\nassert owl != 8\n# END HIDDEN TESTS"
    )
    cell = ours("plain", source, **told)
    cell.metadata["fieldguide"] = {"note": note, "outcomes": None}
    said = html.unescape(re.sub("<[^>]*>", "", page(cell)))
    assert f"plain: {told['score']} / 2 points" in said and "!= 8" not in said


def notebook(notes, outcomes):
    """A graded notebook with cells of the student's own, and one test cell."""
    cells = [v4.new_code_cell("1", metadata={"fieldguide": {"note": n}}) for n in notes]
    cells.append(graded())
    cells[-1].metadata["fieldguide"]["outcomes"] = outcomes
    return cells


def test_why_a_test_failed_does_not_come_back():
    """Which of sixty kinds of error a function raises, it may choose by its arguments."""
    kinds = [False, "KeyError", "OSError", "SystemExit", "TimeUp", "Died", "Flood"]
    bodies = {
        re.sub("(?s)<ul>.*?</ul>", "", page(*notebook(["died"], [True, kind])))
        for kind in kinds
    }
    assert len({re.sub("<p>While.*", "", body) for body in bodies}) == 1
    told = {
        tuple(feedback.happened(v4.new_notebook(cells=notebook([], [kind]))))
        for kind in kinds
    }
    assert len(told) == 5  # nothing, an error, three that stop a test


def test_what_happened_to_a_cell_of_ones_own_is_said_once_for_all():
    """A thousand cells, each stopped or not, would spell what a test was called with."""
    notes = ["", "time", "died", "output", "KeyError", "not run"]
    several = page(*notebook(notes, [True, True]))
    others = page(*notebook([*notes[::-1]], [True, True]))
    assert several == others and several.count("<li>") == 5


HARMFUL = """
<script>alert(1)</script> <img src="https://far.example/a.png"> <img src=x onerror=alert(1)>
![far](https://far.example/b.png) ![](data:image/svg+xml;base64,PHN2Zy8+) <a href="data:text/html,x">a</a>
<iframe src="https://far.example"></iframe> [b](javascript:alert(2)) <a href="jAvascript:x">c</a>
<object data="https://far.example"></object> <link rel=stylesheet href="https://far.example">
<b style="background: url(https://far.example)" onclick="x" id="owl-tests" class="said">d</b>
<form action="https://far.example"><input name=a></form> <video src="https://far.example">
</video> <base href="https://far.example"> <svg><image href="https://far.example"/></svg>
<p>✓ an owl (1)</p></div></body></html> <textarea>
"""


def test_markdown_is_cleaned():
    made = str(harmless.markdown(HARMFUL))
    assert "far.example" not in re.sub(r'href="https://far\\.example"', "", made)
    assert not re.search('(href|src)="(?!https://)', made)
    tags = "script svg form input video base body iframe object link textarea".split()
    words = ["onerror", "onclick", "style=", "id=", "class=", "data:", "</body"]
    for bad in [*(f"<{tag}" for tag in tags), *words]:
        assert bad not in made, (bad, made)


@pytest.mark.parametrize("gap", ["", "\t", "\n", "\r", "\x01", "&#9;", "\x1f "])
def test_a_link_that_brings_its_own_page_is_cut(gap):
    """Browsers leave out what stands in front of a URL and, of some signs, within."""
    links = [f'<a href="{gap}data:x">a</a>', f'<a href="da{gap}ta:x">b</a>']
    for link in [*links, f'<a href="data{gap}:x">c</a>']:
        assert "href" not in harmless.clean(link), link
    assert 'href="https://a.example/x"' in harmless.clean(
        '<a href="https://a.example/x">d</a>'
    )


def test_pictures_that_came_along_are_shown_and_others_are_not():
    png = {"image/png": "iVBORw0KGgo="}
    text = "![a](attachment:a.png) ![b](attachment:gone.png) and *more*"
    made = str(harmless.markdown(text, {"a.png": png}))
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="a">' in made
    assert "<em>more</em>" in made and "gone" not in made


def test_a_large_picture_is_shown_once_however_often_it_is_asked_for():
    png = {"image/png": "A" * 100_000}
    made = str(harmless.markdown("![](attachment:a)" * 1000, {"a": png}))
    assert made.count("data:image/png") == 1 and len(made) < 200_000


def test_a_link_that_is_written_out_thousands_of_times_is_shown_as_it_was_written():
    """Twenty thousand characters became fifteen million, and more three gigabytes."""
    for long, times in ((10_000, 3000), (100_000, 33_000)):
        text = f"[a]: http://x.example/{'u' * long}\n\n{'[a]' * times}"
        assert harmless.markdown(text).startswith("<pre>[a]: http")
    assert '<a href="http://x' in harmless.markdown("[a]: http://x.example\n\n[a]" * 9)


def test_what_cannot_be_made_is_shown_as_it_was_written(monkeypatch):
    monkeypatch.setattr(harmless, "markdown2html_mistune", lambda text: 1 / 0)
    assert str(harmless.markdown("a < b")) == "<pre>a &lt; b</pre>"
    monkeypatch.undo()
    assert "<script" not in harmless.markdown("<script>" * 100_000)
    assert "<script" not in feedback.code("'<script>'" * 100_000)
    assert "<script" not in feedback.code("'<script>'")


def test_how_a_teacher_gives_points_does_not_come_back():
    """nbgrader cuts a mark scheme from what students get, and we write it into no page."""
    text = "Tell.\n\n### BEGIN MARK SCHEME\n## Owls: 2\n### END MARK SCHEME\n\nBelow."
    task = v4.new_markdown_cell(text)
    task.metadata["nbgrader"] = ours("owl-task", score=0, points=2).metadata.nbgrader
    task.metadata["nbgrader"] |= {"task": True}
    made = page(task)
    assert "Tell." in made and "Below." in made
    assert "Owls" not in made and "SCHEME" not in made  # nor as the name of the task


@pytest.mark.parametrize("seconds", [60, 0])
def test_what_takes_very_long_in_all_is_shown_as_it_was_written(monkeypatch, seconds):
    """Else thousands of cells, of which each takes seconds, would keep the others waiting."""
    monkeypatch.setattr(harmless, "ALL", seconds)
    texts = [v4.new_markdown_cell("**a**") for _ in range(3)]
    made = page(*texts, v4.new_code_cell("a = 1"))
    assert ("<strong>a" in made) == ('<span class="n">a' in made) == (seconds > 0)
    harmless.all_still(texts)
    bold = ["<strong>" in cell.source for cell in texts]
    assert bold == [seconds > 0] * 3 and "a" in texts[2].source


def test_a_page_forbids_scripts_and_strangers():
    made = page(graded(), v4.new_markdown_cell("</style><script>alert(1)</script>"))
    policy = re.search('Content-Security-Policy" content="([^"]*)"', made)[1]
    assert policy.startswith("default-src 'none';") and "script" not in policy
    assert "<script" not in made
    assert not re.search(r"""(src|href|url\(|import)\W{0,3}(https?:)?//""", made)


TRICKS = """
\\[a\\](javascript:alert(1)) `[b](javascript:alert(2))`

&lt;script&gt;alert(3)&lt;/script&gt; $\\href{javascript:alert(4)}{x}$

```
<script>alert(5)</script>

[c](javascript:alert(6))
```

[d](https://far.example "one

two") | e |
"""
# Each ends a line for some program: the rest of the title was read as Markdown, and the
# quote of a link in it ended the title.
ENDS = [
    f'<b title="a{end}{end}[b](/autofocus/onfocus=alert(1)//)">c</b>'
    for end in ("&#13;", "&#10;", "&#13;&#10;", "&#11;", "&#12;", "&#x2028;")
]


@pytest.mark.parametrize(
    "text", [HARMFUL, TRICKS, *ENDS, "a\n\n- b\n\n    <b\n\n`", "<pre>\n\n*a*"]
)
def test_a_second_reading_of_still_markdown_finds_nothing_more(text):
    """As nbgrader's formgrader reads it, and nbconvert, which clean nothing."""
    from nbconvert.exporters import HTMLExporter
    from nbconvert.filters import markdown2html_mistune

    still = harmless.still(text)
    assert len(still.splitlines()) == 1 and "tex2jax_ignore" in still
    for read in (markdown2html_mistune(still), exported(HTMLExporter(), still)):
        assert not re.search(r"<script>alert|<iframe|onerror|onclick|<form|<svg", read)
        names = attributes_of(read)
        assert not [name for name in names if name.startswith(("on", "auto"))]
        read = re.sub("&#[0-9]+;", lambda found: html.unescape(found[0]), read)
        assert not re.search(r'(href|src)="(?!https?://|mailto:|data:image/|#)', read)
    shown = [re.sub(r"\s+", " ", text_of(x)) for x in (harmless.markdown(text), still)]
    assert shown[0].strip() == shown[1].strip()


def attributes_of(page):
    """The names of the attributes of all tags."""
    found, reader = [], HTMLParser()
    reader.handle_starttag = lambda tag, told: found.extend(name for name, _ in told)
    reader.feed(page)
    return found


def exported(exporter, source):
    """A Markdown cell as an exporter shows it, without the exporter's own page."""
    cells = [v4.new_markdown_cell(source)]
    made, _ = exporter.from_notebook_node(v4.new_notebook(cells=cells))
    return made.partition("<main>")[2] or made.partition("<body")[2]


def text_of(page):
    return html.unescape(re.sub(r"<[^>]*>", "", str(page)))
