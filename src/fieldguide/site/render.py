"""Turn sources and kept runs into pages, by Jupyter Book.

    python -m fieldguide.site.render ROOT FOLDER JOBS [PAGE ...]

The pages are made in FOLDER/html, which may hold the last book: then only what a change
touches is made again (warm.py), unless something has changed that all pages rest on. Every
warning is an error. With pages named, only these are written and nothing is an error: a
preview for their author.
"""

import hashlib
import shutil
import sys
from pathlib import Path

GROUND = (
    "_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt", "book/references.bib", "data",
    "src/fieldguide/site", "src/fieldguide/page", "src/fieldguide/data",
)  # fmt: skip
NOISE = {"__pycache__", ".ipynb_checkpoints"}


def digest(root, names):
    """A hash of files and folders below `root`, and of the Python that runs."""
    found = hashlib.sha256(sys.version.encode())
    for name in names:
        path = root / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not NOISE & set(file.parts):
                told = file.relative_to(root).as_posix().encode()
                found.update(told + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def render(root, folder, jobs, pages=()):
    """Make pages in folder/html; returns the exit code.

    Parameters
    ----------
    root : Path
        The clone.
    folder : Path
        Keeps, beside the pages, what Sphinx remembers of the sources. A build that fails or
        is killed leaves no stamp, and the next one begins anew.
    jobs : int
        Processes that read and write side by side.
    pages : list of str
        Sources of the only pages to write; all if there are none.
    """
    # Where JupyterLab is installed, jsonschema would make a grammar of international
    # addresses, which takes a second, for a kind of text that no file of ours has.
    sys.modules.setdefault("rfc3987_syntax", None)
    from jupyter_book.sphinx import build_sphinx  # here: build.py needs only digest

    stamp, now = folder / "stamp", digest(root, GROUND)
    warm = stamp.exists() and stamp.read_text("utf-8") == now
    stamp.unlink(missing_ok=True)
    if not warm or not (folder / "html").exists():
        shutil.rmtree(folder, ignore_errors=True)
    done = build_sphinx(
        str(root),
        str(folder / "html"),
        noconfig=True,
        path_config=str(root / "_config.yml"),
        confoverrides={
            "external_toc_path": "_toc.yml",  # relative: .buildinfo has a hash of it
            "latex_individualpages": False,
            "nitpicky": True,
            "fieldguide_partial": bool(pages),
        },
        doctreedir=str(folder / "doctrees"),
        filenames=list(pages),
        warningiserror=not pages,
        keep_going=True,
        jobs=jobs,
    )
    if done == 0:
        stamp.write_text(now, "utf-8")
    return done if isinstance(done, int) else 2


if __name__ == "__main__":
    root, folder, jobs, *pages = sys.argv[1:]
    sys.exit(render(Path(root), Path(folder), int(jobs), pages))
