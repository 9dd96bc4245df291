"""Exercises in plain Markdown become the book's directives."""

import json

import nbformat
import pytest
from places import ROOT

from fieldguide.site import exercises

NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
ASK = "**Exercise** <!-- ex-a -->\n\nHow many?"
SOLVE = "<details><summary>Solution</summary>\n\nCount *them*.\n\n</details>"
REMARK = "<details><summary>Remark</summary>\n\nSo many.\n\n</details>"
STUB, ANSWER, NEXT = "answer = ...", "answer = 3", "## Next"
FOLDED = "# The solution\nanswer = 3"  # only its first line is seen in JupyterLab


def cells(*texts):
    code = ("answer", "show", "print", "# The solution")
    return [
        (nbformat.v4.new_code_cell if t.startswith(code) else nbformat.v4.new_markdown_cell)(
            t, id=f"cell-{k}"
        )
        for k, t in enumerate(texts)
    ]  # fmt: skip


def written(*texts):
    return [cell.source for cell in exercises.written_out(cells(*texts))]


BEGIN = "```{exercise-start}\n:label: ex-a\n```\n\nHow many?"
SOLUTION = "```{exercise-end}\n```\n\n```{solution-start} ex-a\n:class: dropdown\n```\nCount *them*."
END = "```{solution-end}\n```"


@pytest.mark.parametrize(
    "texts, expected",
    [
        ([ASK, STUB, SOLVE, FOLDED, REMARK], [BEGIN, STUB, SOLUTION, ANSWER, f"So many.\n\n{END}"]),
        ([ASK, STUB, SOLVE, ANSWER, NEXT], [BEGIN, STUB, SOLUTION, ANSWER, END, NEXT]),
        ([ASK, STUB, SOLVE, ANSWER], [BEGIN, STUB, SOLUTION, ANSWER, END]),
        ([NEXT, STUB], [NEXT, STUB]),
    ],
)  # fmt: skip
def test_an_exercise_is_written_out(texts, expected):
    assert written(*texts) == expected


def test_two_exercises_follow_each_other():
    both = [ASK, STUB, SOLVE, ANSWER, ASK.replace("ex-a", "ex-b"), STUB, SOLVE, REMARK]
    text = "\n".join(written(*both))
    assert text.count(END) == 2 and "{solution-start} ex-b" in text


@pytest.mark.parametrize(
    "texts, message",
    [
        (
            [ASK, STUB, NEXT],
            "cell cell-2: expected the solution of ex-a, got '## Next'",
        ),
        ([ASK, STUB], "cell cell-1: expected the solution of ex-a"),
        ([SOLVE], "cell cell-0: expected an exercise before this solution"),
        ([ASK, STUB, REMARK], "cell cell-2: expected the solution of ex-a"),
        ([NEXT, REMARK], "cell cell-1: expected an exercise before this remark"),
    ],
)
def test_one_that_is_not_whole_is_refused(texts, message):
    with pytest.raises(ValueError, match=message):
        exercises.written_out(cells(*texts))


def test_the_line_that_shows_a_source_is_hidden_and_no_other():
    texts = ["show.source(f)", "show.source(f)\nprint(1)", "print(show.source(f))"]
    given = cells(*texts)
    tags = [c.metadata.get("tags") for c in exercises.written_out(given)]
    assert tags == [["remove-input"], None, None]
    assert "tags" not in given[0].metadata


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_notebook_shows_a_directive_to_who_reads_it_in_jupyterlab(path):
    """And each solution's code is folded there."""
    told = json.loads(path.read_text("utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in told]
    assert [t for t in texts if "{exercise-" in t or "{solution-" in t] == []
    for at, text in enumerate(texts):
        if text.startswith("<details><summary>Solution"):
            assert texts[at + 1].startswith("# The solution\n")
            assert told[at + 1]["cell_type"] == "code"
            assert told[at + 1]["metadata"]["jupyter"] == {"source_hidden": True}
