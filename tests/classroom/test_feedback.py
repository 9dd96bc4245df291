"""The page that a student gets back."""

import re

import pytest
from submissions import ours

feedback = pytest.importorskip("fieldguide.classroom.feedback")
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
    clear = feedback.functools.partial(
        feedback.cleared,
        pytest.importorskip("nbgrader").preprocessors.ClearHiddenTests(),
    )
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
    assert (
        "✗ an owl (1)\n    It raised KeyError. Count again.\n✗ a secret owl (2)" in said
    )
    assert '<a href="#owl-tests">1. An owl &amp; more</a>' in made
    assert "0 / 3" in said and "−0.5" in said and "<strong>Nice</strong> try" in made
    assert "This cell raised" not in said


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
    made = str(feedback.markdown(HARMFUL))
    assert "far.example" not in re.sub(r'href="https://far\\.example"', "", made)
    assert not re.search('(href|src)="(?!https://)', made)
    tags = "script svg form input video base body iframe object link textarea".split()
    words = ["onerror", "onclick", "style=", "id=", "class=", "data:", "</body"]
    for bad in [*(f"<{tag}" for tag in tags), *words]:
        assert bad not in made, (bad, made)


def test_pictures_that_came_along_are_shown_and_others_are_not():
    png = {"image/png": "iVBORw0KGgo="}
    text = "![a](attachment:a.png) ![b](attachment:gone.png) and *more*"
    made = str(feedback.markdown(text, {"a.png": png}))
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="a">' in made
    assert "<em>more</em>" in made and "gone" not in made


def test_what_cannot_be_made_is_shown_as_it_was_written(monkeypatch):
    monkeypatch.setattr(feedback, "markdown2html_mistune", lambda text: 1 / 0)
    assert str(feedback.markdown("a < b")) == "<pre>a &lt; b</pre>"
    monkeypatch.undo()
    assert "<script" not in feedback.markdown("<script>" * 100_000)
    assert "<script" not in feedback.code("'<script>'" * 100_000)
    assert "<script" not in feedback.code("'<script>'")


def test_a_page_forbids_scripts_and_strangers():
    made = page(graded(), v4.new_markdown_cell("</style><script>alert(1)</script>"))
    policy = re.search('Content-Security-Policy" content="([^"]*)"', made)[1]
    assert policy.startswith("default-src 'none';") and "script" not in policy
    assert "<script" not in made
    assert not re.search(r"""(src|href|url\(|import)\W{0,3}(https?:)?//""", made)
