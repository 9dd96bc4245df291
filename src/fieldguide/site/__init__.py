"""How sources become pages.

build.py: ``make book``. sources.py: what it refuses. runs.py, kernel.py, forks.py: notebooks
run and kept. render.py: Jupyter Book, for which this package is a Sphinx extension: notebooks.py
fills in what came out of the runs, exercises.py writes out exercises as directives, facts.py
has the ``{fact}`` role, opening.py the card at the head of a page, numbers.py counts by
chapter, mathml.py writes equations without a script, fonts.py only the glyphs in use, pages.py
says what a page loads, publish.py what a book that can be found has, warm.py which pages a
change touches. coverage.py: what the book has for each system. static/, templates/: the style
of the book, its icon, theme templates of our own.
"""

from importlib import import_module

PARTS = (
    "exercises", "facts", "fonts", "mathml", "notebooks", "numbers", "opening", "pages",
    "publish", "warm",
)  # fmt: skip


def setup(app):
    """Register everything; named in _config.yml under sphinx.extra_extensions."""
    for part in PARTS:  # here: `make book` itself needs none of them
        import_module(f"{__name__}.{part}").setup(app)
    # It numbers chapters after all pages have been read, and does not say that this is safe.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    # For every citation pybtex looks through all installed packages, which takes 4 ms.
    plugin = import_module("pybtex.plugin")
    backend = "pybtex.backends", "plaintext"
    plugin.register_plugin(*backend, plugin.find_plugin(*backend), force=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
