"""What pages say without a cell: facts, and what the book covers.

The role ``{fact}`bert.parameters``` prints "110 million", linked to its source; the directive
``{coverage}`` the table of `fieldguide.site.coverage`, counted anew by every build.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .. import data
from . import coverage


class FactRole(SphinxRole):
    """Print a fact of the dataset; an unknown one is an error of the build."""

    def run(self):
        """Return the link, or the problem; called by docutils."""
        try:
            fact = data.fact(self.text)
        except (KeyError, data.DataError) as error:
            message = f"unknown fact: {error.args[0]}"
            problem = self.inliner.reporter.error(message, line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [problem]
        self.env.note_dependency(str(data.FOLDER / "facts.csv"))
        classes = ["fg-fact"] + ["fg-unverified"] * (fact.status == "unverified")
        link = nodes.reference(
            "", fact.text, refuri=fact.url(), internal=False, classes=classes,
            reftitle=fact.where(),
        )  # fmt: skip
        return [
            link if fact.url() else nodes.inline("", fact.text, classes=classes)
        ], []


class CoverageDirective(SphinxDirective):
    """The table of what the book has for each system."""

    def run(self):
        """Return the table; called by docutils."""
        self.env.note_reread()  # it changes with notebooks and tests, not with this page
        return [nodes.raw("", coverage.show()._repr_html_(), format="html")]


def setup(app):
    """Register both."""
    app.add_role("fact", FactRole())
    app.add_directive("coverage", CoverageDirective)
