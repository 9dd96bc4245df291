"""The page that a student gets back: answers, points, hints, and the teacher's comments.

It holds what the student and the teacher wrote, and nothing that the student's code
showed: code can read what it is called with and show that, plainly or in disguise. Which
tests passed is in it, and once for the whole page what kinds of things happened; said of
each cell or test, that would be a message too. What a student wrote in Markdown is
cleaned; the page forbids scripts all the same, and asks no other host for anything.
"""

import functools
import re
from pathlib import Path

import jinja2
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbgrader import utils
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .grader import NOTES, clearing, happened, results
from .harmless import LONG, made, markdown, mosts
from .notebooks import is_test

TEMPLATE = Path(__file__).with_name("feedback.html.j2")
TITLE = re.compile(r"^#+ *(.+)$", re.M)


class Pages(Exporter):
    """Makes pages of graded notebooks; `GetGrades` has put the points into them."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb, resources=None, **kw):
        """A page, and what nbconvert wants to know about it."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return page(nb, resources["nbgrader"], clearing(self.config)), resources


def page(notebook, told, clear):
    """The page of a graded notebook, as HTML.

    Parameters
    ----------
    notebook : notebook
        With points and comments in the metadata of its cells.
    told : dict
        notebook, score, max_score, late_penalty.
    clear : function
        Cuts hidden tests and mark schemes out of the source of a cell.
    """
    cells, title, titles = [], "", {}
    for cell, most in zip(notebook.cells, mosts(), strict=False):
        ours = cell.metadata.get("nbgrader", {})
        hides = utils.is_task(cell) or is_test(cell)
        source = clear(cell.source) if hides else cell.source
        if cell.cell_type == "markdown" and utils.is_locked(cell):
            found = TITLE.search(source)
            title = found[1] if found else title
        shown = {"id": ours.get("grade_id"), "comment": ours.get("comment")}
        shown["comment"] = markdown(shown["comment"]) if shown["comment"] else ""
        shown["answer"] = utils.is_solution(cell)
        if utils.is_solution(cell):
            titles[ours["grade_id"]] = title
        if utils.is_grade(cell) or utils.is_task(cell):
            answer = cell.metadata.get("fieldguide", {}).get("answer")
            shown |= {"task": titles.get(answer, title) or ours["grade_id"]}
            shown |= {"score": ours["score"], "points": ours["points"]}
        if cell.cell_type == "code":
            note = cell.metadata.get("fieldguide", {"note": ""})["note"]
            shown["said"] = NOTES[note] if note == "missing" else ""
            if is_test(cell):
                shown["said"] = results(cell)
            shown["code"] = code(source, most)
        else:
            shown["text"] = markdown(source, cell.get("attachments"), most)
        cells.append(shown)
    return _template().render(
        cells=cells,
        tasks=[cell for cell in cells if "task" in cell],
        happened=happened(notebook),
        style=Markup(HtmlFormatter(style="friendly").get_style_defs(".code")),
        **told,
    )


@functools.cache
def _template():
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["number"] = lambda number: f"{float(number or 0):g}"
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def code(source, most=LONG):
    """Python in color."""
    formatter = HtmlFormatter(nowrap=True)
    return made(lambda: highlight(source, PythonLexer(), formatter), source, most)
