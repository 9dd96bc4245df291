"""Turn sources and kept runs into pages, by Jupyter Book.

    python -m fieldguide.site.render ROOT FOLDER JOBS [PAGE ...]

A whole book reads and writes all of its pages: what one says (a title, a label, its place
in the table of contents) stands on others, and a page left as it was would not know. Every
warning is an error. With pages named, only these are written, and only what has changed is
read: a preview for their author.
"""

import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx


def render(root, folder, jobs, pages=()):
    """Make pages in folder/html; returns the exit code.

    Parameters
    ----------
    root : Path
        The clone.
    folder : Path
    jobs : int
        Processes that read and write side by side.
    pages : list of str
        Sources of the only pages to write; all if there are none.
    """
    done = build_sphinx(
        str(root),
        str(folder / "html"),
        noconfig=True,
        path_config=str(root / "_config.yml"),
        confoverrides={
            "external_toc_path": str(root / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": True,
            "fieldguide_partial": bool(pages),
        },
        doctreedir=str(folder / "doctrees"),
        filenames=list(pages),
        freshenv=not pages,
        warningiserror=not pages,
        keep_going=True,
        jobs=jobs,
    )
    return done if isinstance(done, int) else 2


if __name__ == "__main__":
    root, folder, jobs, *pages = sys.argv[1:]
    sys.exit(render(Path(root), Path(folder), int(jobs), pages))
