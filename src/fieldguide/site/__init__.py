"""Sphinx extension that turns the sources into the published pages.

facts.py: the ``{fact}`` role. mathml.py: equations without a script. fonts.py: only the
glyphs in use. pages.py: what a page loads. static/, templates/: styles, the one script, an
overridden theme template. build.py: ``make book``.
"""

import os


def setup(app):
    """Register everything; named in _config.yml under sphinx.extra_extensions."""
    from . import (
        facts,
        fonts,
        mathml,
        pages,
    )  # here: `make book` does not need them

    os.environ["FIELDGUIDE_BOOK"] = "1"  # notebooks run by this build draw all states
    facts.setup(app)
    fonts.setup(app)
    mathml.setup(app)
    pages.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
