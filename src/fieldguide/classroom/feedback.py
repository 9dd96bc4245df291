"""The page that a student gets back: answers, points, hints, and the teacher's comments.

It holds what the student and the teacher wrote, and nothing that the student's code
showed: code can read what it is called with and show that, plainly or in disguise. What
a student wrote in Markdown is cleaned by nh3; the page forbids scripts all the same, and
asks no other host for anything.
"""

import functools
import re
from pathlib import Path

import jinja2
import nh3
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbconvert.filters import markdown2html_mistune
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from traitlets.config import Config

from .grader import NOTES, cleared, report
from .marks import TimeUp, time_limit

LONG = 200_000  # characters of a cell that is shown as it was written
TEMPLATE = Path(__file__).with_name("feedback.html.j2")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
LINKS = {"http", "https", "mailto"}
TITLE = re.compile(r"^#+ *(.+)$", re.M)


class Pages(Exporter):
    """Makes pages of graded notebooks; `GetGrades` has put the points into them."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb, resources=None, **kw):
        """A page, and what nbconvert wants to know about it."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        hidden = Config({"ClearHiddenTests": self.config.ClearHiddenTests})
        clear = functools.partial(cleared, ClearHiddenTests(config=hidden))
        return page(nb, resources["nbgrader"], clear), resources


def page(notebook, told, clear):
    """The page of a graded notebook, as HTML.

    Parameters
    ----------
    notebook : notebook
        With points and comments in the metadata of its cells.
    told : dict
        notebook, score, max_score, late_penalty.
    clear : function
        Cuts hidden tests out of the source of a test cell.
    """
    cells, title = [], ""
    for cell in notebook.cells:
        ours = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and utils.is_locked(cell):
            found = TITLE.search(cell.source)
            title = found[1] if found else title
        shown = {"id": ours.get("grade_id"), "comment": ours.get("comment")}
        shown["comment"] = markdown(shown["comment"]) if shown["comment"] else ""
        shown["answer"] = utils.is_solution(cell)
        if utils.is_grade(cell):
            shown |= {"task": title or ours["grade_id"]}
            shown |= {"score": ours["score"], "points": ours["points"]}
        if cell.cell_type == "code":
            note = cell.metadata.get("fieldguide", {"note": ""})["note"]
            shown["said"] = NOTES.get(note, "")
            if utils.is_grade(cell):
                shown["said"] = report(cell)
                cell.source = clear(cell.source)
            shown["code"] = code(cell.source)
        else:
            shown["text"] = markdown(cell.source, cell.get("attachments"))
        cells.append(shown)
    return _template().render(
        cells=cells,
        tasks=[cell for cell in cells if "task" in cell],
        style=Markup(HtmlFormatter(style="friendly").get_style_defs(".code")),
        **told,
    )


@functools.cache
def _template():
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["number"] = lambda number: f"{float(number or 0):g}"
    return environment.from_string(TEMPLATE.read_text("utf-8"))


def code(source):
    """Python in color."""
    return _made(
        lambda: highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)), source
    )


def markdown(source, attachments=None):
    """Markdown as clean HTML; as it was written if it cannot be read as Markdown."""

    def make():
        text = source
        for name, kinds in (attachments or {}).items():
            for kind, data in kinds.items():
                url = f"data:{kind};base64,{data}".replace("\n", "")
                text = text.replace(f"(attachment:{name})", f"({url})")
        # nbconvert gives up a whole cell for an attachment that is not there.
        text = re.sub(r"\(attachment:[^)\s]*\)", "()", text)
        return clean(markdown2html_mistune(text))

    return _made(make, Markup("<pre>{}</pre>").format(source))


def _made(make, source):
    """What `make` makes, or the source if that takes too long or is not possible."""
    if len(source) > LONG:
        return escape(source)
    try:
        with time_limit():
            return Markup(make())
    except (Exception, TimeUp):  # a picture that is not there, nests without end
        return escape(source)


def clean(made):
    """HTML without scripts, frames, forms and styles, and with its own pictures only."""

    def attribute(tag, name, value):
        if tag == "img" and name == "src":
            return value if PICTURE.fullmatch(value) else None
        if name == "href" and value.lstrip().lower().startswith("data:"):
            return None
        return value

    return nh3.clean(
        made,
        attribute_filter=attribute,
        url_schemes=LINKS | {"data"},  # of pictures; those of links are cut above
        attributes={"img": {"src", "alt"}, "a": {"href", "title"}},
    )
