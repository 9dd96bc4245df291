"""Read what students hand in; `restoring` puts the assignment together from it.

What is handed in was written by some program on some computer: nothing about it is
taken for granted but that it can be read as text, as JSON, and as a list of cells.
"""

import base64
import codecs
import contextlib
import itertools
import json
import re
import resource
import stat

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader import utils

MOST = 80_000_000  # bytes of a file
MEMORY = 1 << 30  # bytes for what is in it: three of `[],` become seventy
CELLS = 5000  # each takes time and a kilobyte, be it three bytes in the file
TEXT = 10_000_000  # characters of all cells: of a page each may become nine
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")  # browsers add some
PER_CELL = 100  # attachments: of a million each would take us a kilobyte
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Unreadable(Exception):
    """A file that cannot be graded; the message says why."""

    def __init__(self, why):
        super().__init__(printable(why))


def printable(text):
    """A text for a terminal, which signs in a file's name could make do something."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "?", text)


def text_of(path, most=MOST):
    """The text in a file, whatever its encoding.

    Raises
    ------
    Unreadable
        If it is a link, no ordinary file, or larger than `most` bytes.
    """
    told = path.lstat()
    if stat.S_ISLNK(told.st_mode):
        raise Unreadable(f"{path} is a link to another file; links are not followed")
    if not stat.S_ISREG(told.st_mode):
        raise Unreadable(f"{path} is no ordinary file")
    if told.st_size > most:
        raise Unreadable(f"{path} has {told.st_size} bytes; {most} are allowed")
    data = path.read_bytes()
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:2].count(0) == 1:  # UTF-16 without a mark: JSON starts with one ASCII sign
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(path):
    """The cells that a student hands in.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of cells
        Of the present format, without outputs, and with texts where texts must be.

    Raises
    ------
    Unreadable
        If the file is no notebook.
    """
    try:
        with memory(MEMORY):
            told = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path} is no notebook: {error}") from error
    except MemoryError:
        raise Unreadable(f"{path} takes more memory than {MEMORY} bytes") from None
    if isinstance(told, dict) and "cells" not in told and "worksheets" in told:
        told = _upgraded(path, told)
    cells = told.get("cells") if isinstance(told, dict) else None
    if not isinstance(cells, list):
        raise Unreadable(f"{path} is no notebook: it has no list of cells")
    _check_number(path, cells)
    found = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if (size := sum(len(cell.source) for cell in found)) > TEXT:
        raise Unreadable(f"{path} has {size} characters in cells; {TEXT} are allowed")
    return found


@contextlib.contextmanager
def memory(most):
    """Allow this process so many bytes more than it has; MemoryError beyond them."""
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [psutil.Process().memory_info().vms + most, before, hard]
    least = min(limit for limit in limits if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def _check_number(path, cells):
    if len(cells) > CELLS:
        raise Unreadable(f"{path} has {len(cells)} cells; {CELLS} are allowed")


def _upgraded(path, told):
    """A notebook of format 3, from before 2015, in format 4."""
    sheets = told["worksheets"] if isinstance(told["worksheets"], list) else []
    for sheet in sheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        cells = cells if isinstance(cells, list) else []
        _check_number(path, cells)
        for cell in cells:
            if isinstance(cell, dict):
                cell["outputs"] = []
    try:
        return nbformat.convert(nbformat.from_dict(told), 4)
    except Exception as error:
        raise Unreadable(
            f"{path} is an old notebook that is broken: {error}"
        ) from error


def _cell(told):
    source = told.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    source = source.encode("utf-8", "replace").decode()  # half a surrogate pair
    make = new_code_cell if told.get("cell_type") == "code" else new_markdown_cell
    cell = make(source, metadata={}, id="unknown")
    if cell.cell_type != "code" and (pictures := _pictures(told.get("attachments"))):
        cell["attachments"] = pictures
    cell["name"] = _name(told)
    return cell


def _name(told):
    """What a cell of ours is called, from its metadata or else from its id."""
    metadata = told.get("metadata")
    ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    name = name if isinstance(name, str) else told.get("id")
    return name if isinstance(name, str) else None


def _pictures(told):
    """The attachments of a cell that are pictures, in their one form."""
    found = {}
    told = told if isinstance(told, dict) else {}
    for name, kinds in itertools.islice(told.items(), PER_CELL):
        for kind, data in kinds.items() if isinstance(kinds, dict) else ():
            try:
                data = "".join(data)
                base64.b64decode(data, validate=True)
            except (TypeError, ValueError):
                continue
            if kind in PICTURES:
                found.setdefault(str(name), {})[kind] = data
    return found


def find(folder, name, among=()):
    """The file in a student's folder that is to be graded.

    Parameters
    ----------
    folder : Path
    name : str
        Of the notebook.
    among : list of str
        Names of all notebooks of the assignment: a file of another one's name is that
        one, and one of no name is taken for this one only if the others are there.

    Returns
    -------
    path : Path or None
        None if there is no notebook, or several and none has the right name.
    doubt : str
        Why this may not be what was meant; "" if there is no doubt.
    """
    right = folder / f"{name}.ipynb"
    named = {folder / f"{other}.ipynb" for other in among} - {right}
    files = sorted(p for p in folder.iterdir() if p.name.lower().endswith(ENDINGS))
    # A hidden one is the shadow that macOS puts into an archive beside each file.
    files = [p for p in files if not p.is_dir() and not p.name.startswith(".")]
    alone = named <= {*files}
    files = [p for p in files if p not in named]
    others = printable(", ".join(path.name for path in files if path != right))
    if right in files:
        return right, f"{others} is not looked at" if others and alone else ""
    notebooks = [p for p in files if ".ipynb" in p.name.lower()] or files
    if len(notebooks) == 1 and alone:
        doubt = f"{printable(notebooks[0].name)} is taken for {right.name}"
        return notebooks[0], doubt
    if others:
        return None, f"none of {others} is called {right.name}"
    return None, f"there is no {right.name if among else 'notebook'}"


def check_place(folder, submitted):
    """Unreadable if a student's folder leads to somewhere else by a link.

    Parameters
    ----------
    folder : Path
        Such as submitted/alice/foundations.
    submitted : Path
        What lies above it may be links: it is the teacher's.
    """
    for path in [folder, *folder.parents]:
        if path == submitted:
            return
        if path.is_symlink():
            raise Unreadable(f"{path} is a link; links are not followed")


def is_test(cell):
    """True for what counts points by itself: a test; not for an answer that a teacher reads.

    That one is the student's, and runs where the student's code runs.
    """
    return utils.is_grade(cell) and not utils.is_solution(cell)


def is_setup(cell):
    """True for code of ours that is neither a test nor an answer."""
    ours = cell.cell_type == "code" and utils.is_locked(cell)
    return ours and not utils.is_grade(cell)


def alike(cell, mine):
    """True for a cell that nobody wrote in since we gave it out."""
    return cell.source.strip() == mine.source.strip()
