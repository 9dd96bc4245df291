"""What strangers wrote, as HTML that can do nothing to the one who looks at it.

nh3 cleans it. In the graded notebook, which a teacher opens with programs that are not
ours, such as nbgrader's formgrader, Markdown stands as the HTML that it makes, spelled
so that no second reading finds anything more in it.
"""

import re
import time
from html.parser import HTMLParser

import nh3
from markupsafe import Markup, escape
from nbconvert.filters import markdown2html_mistune

from .marks import TimeUp, time_limit
from .notebooks import memory

LONG = 200_000  # characters of a cell that is shown as it was written
ROOM = 300_000_000  # bytes of memory for the reading of a cell
GROWS = 20  # characters that HTML may have for one of Markdown
ALL = 60  # seconds of work for all cells of a notebook, likewise: each may take us five
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
UNSEEN = re.compile(r"[\x00-\x20]")  # in front of a URL, and some within, for browsers
LINKS = {"http", "https", "mailto"}
ATTRIBUTES = {"img": {"src", "alt"}, "a": {"href", "title"}}
SPANS = {tag: {"colspan", "rowspan"} for tag in ("td", "th")}
QUIET = '<div class="tex2jax_ignore">{}</div>'  # MathJax would follow \href


def clean(made, links=True):
    """HTML without scripts, frames, forms and styles, and with its own pictures only.

    What code made has no links, either: browsers ask for the address of a host before
    anybody follows a link to it, and its name could hold what the code was called with.
    """

    def attribute(tag, name, value):
        if tag == "img" and name == "src":
            return value if PICTURE.fullmatch(value) else None
        if name == "href" and UNSEEN.sub("", value).lower().startswith("data:"):
            return None
        return value if links or name != "href" else None

    return nh3.clean(
        made,
        attribute_filter=attribute,
        url_schemes=LINKS | {"data"},  # of pictures; those of links are cut above
        attributes=ATTRIBUTES | SPANS,
    )


def markdown(source, attachments=None, most=LONG):
    """Markdown as clean HTML; as it was written if it cannot be read, or is too long."""

    def make():
        text = source
        for name, kinds in (attachments or {}).items():
            for kind, data in kinds.items():
                url = f"data:{kind};base64,{data}".replace("\n", "")
                # Once: a small cell can ask for a large picture thousands of times.
                text = text.replace(f"(attachment:{name})", f"({url})", 1)
        # nbconvert gives up a whole cell for an attachment that is not there.
        text = re.sub(r"\(attachment:[^)\s]*\)", "()", text)
        # A link that is named thousands of times is written out as often.
        with memory(ROOM + 10 * len(text)):
            html = markdown2html_mistune(text)
        if len(html) > GROWS * len(text) + 10_000:
            raise ValueError("it grows too much")
        return clean(html)

    return made(make, Markup("<pre>{}</pre>").format(source), most)


def made(make, source, most=LONG):
    """What `make` makes, or the source if that takes too long or is not possible."""
    if len(source) > most:
        return escape(source)
    try:
        with time_limit():
            return Markup(make())
    except (Exception, TimeUp):  # a picture that is not there, nests without end
        return escape(source)


def mosts():
    """For one cell of a notebook after the other, the most that it may be long."""
    late = time.process_time() + ALL
    while True:
        yield LONG if time.process_time() < late else 0


def all_still(cells):
    """Make some Markdown cells `still`, without their attachments."""
    for cell, most in zip(cells, mosts(), strict=False):
        cell.source = still(cell.source, cell.pop("attachments", None), most)


def still(source, attachments=None, most=LONG):
    """Markdown that shows what other Markdown would, and hides nothing.

    One line of HTML, in which all but letters and digits is spelled as a number, so that
    whoever reads it as Markdown finds neither links nor tags nor formulas in its texts
    and in what its tags say, and no line ends: a second one would end the HTML.
    """
    spelled = Spelled()
    spelled.feed(str(markdown(source, attachments, most)))
    spelled.close()
    return QUIET.format("".join(spelled.parts))


class Spelled(HTMLParser):
    """HTML that is clean, with its texts and the values of its attributes spelled out."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_starttag(self, tag, attributes):
        """Keep a tag."""
        inside = "".join(f' {k}="{spelled(v or "")}"' for k, v in attributes)
        self.parts.append(f"<{tag}{inside}>")

    def handle_endtag(self, tag):
        """Keep it."""
        self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        """Spell it."""
        self.parts.append(spelled(data))


def spelled(text):
    """A text with numbers for all that is no letter, digit or space."""
    return re.sub(r"[^\w ]|_", lambda found: f"&#{ord(found[0])};", text)
