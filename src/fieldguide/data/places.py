"""Where the tables, and what lies beside the notebooks, stand: in the clone or, where the
library is installed without one, in the package itself (pyproject.toml puts them there)."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
SHARED = PACKAGE / "shared"
ROOT = SHARED if SHARED.is_dir() else PACKAGE.parents[1]
FOLDER = ROOT / "data"
BIBLIOGRAPHY = ROOT / "book" / "references.bib"
NOTEBOOKS = ROOT / "notebooks"


def beside(name, notebooks=NOTEBOOKS):
    """The path of a file that lies beside the notebook that asks for it.

    In the clone a notebook runs in its own folder, and the path is `name` as it stands. A
    notebook that was downloaded alone finds the file of that name in the library.

    Parameters
    ----------
    name : str or Path
        ``01-masking.quiz.toml``.
    notebooks : Path
        The folder with the chapters' folders.

    Returns
    -------
    Path
        `name` itself if there is such a file, or none in the library: who opens it says so.
    """
    if Path(name).exists():
        return Path(name)
    found = list(notebooks.glob(f"*/{Path(name).name}"))
    return found[0] if len(found) == 1 else Path(name)
