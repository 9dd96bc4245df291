"""Give each page with cells what came out when it ran; see runs.py."""

from functools import lru_cache
from pathlib import Path

import nbformat
from myst_nb import sphinx_
from myst_nb.core import render
from myst_nb.core.execute import NotebookClientBase

from . import runs


class Kept(NotebookClientBase):
    """Stands where MyST-NB would run a notebook, and fills in the kept outputs.

    MyST-NB's own cache finds a run by the text of its cells alone: a notebook with the same
    cells in another folder, or after a change in the library, would get the wrong one.
    """

    def start_client(self):
        """Fill in; a page that has not run as it stands is an error."""
        cells = runs.code_cells(self.notebook)
        if not cells:
            return
        root = Path(self._kwargs["root"])
        name = self.path.relative_to(root).with_suffix("").as_posix()
        run = runs.load(root, name)
        # Not of our own cells, which exercises.py may have tagged.
        page = runs.read_page(root, name)
        if run is None or run["cells"] != runs.fingerprint(page.notebook):
            if not self._kwargs["partial"]:
                self.logger.error(
                    "expected a run of this page as it stands, found none"
                )
            return
        self.notebook.metadata["language_info"] = nbformat.from_dict(run["language"])
        for cell, outputs in zip(cells, run["outputs"], strict=True):
            cell.outputs = [nbformat.from_dict(output) for output in outputs]


def setup(app):
    """Let MyST-NB ask us; it has no setting for that."""
    app.add_config_value("fieldguide_partial", False, "")

    def create_client(notebook, source, nb_config, logger, read_fmt=None):
        return Kept(
            notebook, Path(source), nb_config, logger,
            root=app.srcdir, partial=app.config.fieldguide_partial,
        )  # fmt: skip

    sphinx_.create_client = create_client
    # For every page it looks through all installed packages, twice, which takes 20 ms.
    render.entry_points = lru_cache(1)(render.entry_points)
