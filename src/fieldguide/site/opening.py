"""The card at the head of a story and of a lab: what for, what you need, minutes, its twin.

A story writes it as a directive, whose paragraphs begin as those of a lab's first cell do:

    ```{opening}
    Afterwards you can ...

    You need ...
    ```

A notebook is read in JupyterLab and Colab too, where it stays plain paragraphs below the
question; `carded` makes the directive of them. The minutes of a story are counted from its
words, a lab says its own; the twin is the page above or below in _toc.yml.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

SPEED = 150  # words a minute: of prose that has tables, pictures and equations in it
NOT_READ = re.compile(r"\A---\n.*?^---$|^```\{code-cell\}.*?^```$", re.DOTALL | re.M)


def carded(text):
    """A notebook's first cell, its paragraphs after the question made a card.

    ``carded("# Title\\n\\n*Why?*\\n\\nYou need pens.")`` puts the last of the three into the
    directive; a cell without a question in italics stays as it is.
    """
    title, _, rest = text.partition("\n\n")
    question, _, card = rest.partition("\n\n")
    if not (title.startswith("# ") and question.startswith("*") and card.strip()):
        return text
    return f"{title}\n\n{question}\n\n```{{opening}}\n{card.strip()}\n```"


def minutes(text):
    """How long the prose of a Markdown page takes to read, at least 1."""
    return max(1, round(len(NOT_READ.sub("", text).split()) / SPEED))


def twins(site_map, page):
    """The labs below a story, or the story above a lab: names of pages."""
    below = {
        name: [str(item) for tree in site_map[name].subtrees for item in tree.items]
        for name in site_map
        if name
        != site_map.root.docname  # what stands right below it is no pair with it
    }
    if _is_lab(page):
        return [name for name, pages in below.items() if page in pages]
    return [name for name in below.get(page, []) if _is_lab(name)]


def _is_lab(page):
    return page.startswith("notebooks/")


class Opening(SphinxDirective):
    """The card itself."""

    has_content = True

    def run(self):
        """Return the card; called by docutils."""
        page, card = self.env.docname, nodes.container(classes=["fg-opening"])
        card += self.parse_content_to_nodes()
        last = nodes.paragraph(classes=["fg-twin"])
        if not _is_lab(page):
            text = Path(self.env.doc2path(page)).read_text("utf-8")
            n = minutes(text)
            last += nodes.Text(f"Reading takes about {n} minute{'s' * (n > 1)}. ")
        for twin in twins(self.env.external_site_map, page):
            last += nodes.Text("The story: " if _is_lab(page) else "Then run it: ")
            last += addnodes.pending_xref(
                "", nodes.inline(), refdomain="std", reftype="doc",
                reftarget=f"/{twin}", refdoc=page, refexplicit=False, refwarn=True,
            )  # fmt: skip
            last += nodes.Text(". ")
        if last.children:
            card += last
        return [card]


def said_minutes(env, page):
    """The minutes of a page in words: "1 minute", "8 minutes"."""
    n = minutes(Path(env.doc2path(page)).read_text("utf-8"))
    return f"{n} minute{'s' * (n > 1)}"


class Minutes(SphinxRole):
    """How long a page takes to read: {minutes}`book/instructors` prints "9 minutes"."""

    def run(self):
        """Return the words, or the problem; called by docutils."""
        if self.text not in self.env.found_docs:
            message = f"expected a page of the book, got {self.text!r}"
            problem = self.inliner.reporter.error(message, line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [problem]
        self.env.note_dependency(self.env.doc2path(self.text))
        return [nodes.Text(said_minutes(self.env, self.text))], []


def setup(app):
    """Register both; exercises.py calls `carded` when it writes a notebook out."""
    app.add_directive("opening", Opening)
    app.add_role("minutes", Minutes())
