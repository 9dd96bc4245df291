"""Read what students hand in, and put the assignment together again.

What is handed in was written by some program on some computer: nothing about it is
taken for granted but that it can be read as text, as JSON, and as a list of cells.
"""

import ast
import base64
import bisect
import codecs
import contextlib
import json
import re
import resource
import stat
import warnings
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from .grader import bound_by, bound_in

MOST = 80_000_000  # bytes of a file
MEMORY = 1 << 30  # bytes for what is in it: three of `[],` become seventy
CELLS = 5000  # each takes time and a kilobyte, be it three bytes in the file
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")  # browsers add some
PARSED = 200_000  # characters that we read as Python, of what stands above an answer
MAGIC = re.compile(r"^[%!].*", re.M)  # IPython's, and no Python
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
    return [_cell(cell) for cell in cells if isinstance(cell, dict)]


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
    for name, kinds in told.items() if isinstance(told, dict) else ():
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


# --- the assignment, put together again -----------------------------------------------


def given_out(database, assignment, name):
    """The cells of an assignment's notebook, by name, as the gradebook knows them."""
    with Gradebook(database) as gradebook:
        notebook = gradebook.find_notebook(name, assignment)
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        # What only a teacher gives points for, whatever is added below it.
        tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
        cells = {
            cell.name: _our_cell(cell, points.get(cell.name), cell.name in answers)
            for cell in notebook.source_cells
        }
        for name, most in tasks.items():
            cells[name].metadata.nbgrader |= {"task": True, "points": most}
        return cells


def _our_cell(source, points, is_answer):
    graded = points is not None
    told = {
        "schema_version": 3, "grade_id": source.name, "grade": graded, "task": False,
        "solution": is_answer, "locked": source.locked, "checksum": source.checksum,
        "cell_type": source.cell_type,
    }  # fmt: skip
    if graded:
        told["points"] = points
    make = new_code_cell if source.cell_type == "code" else new_markdown_cell
    return make(source.source, metadata={"nbgrader": told}, id=source.name)


def restore(ours, submitted, clear=str):
    """Our cells in our order, with the student's answers and the student's own cells.

    Parameters
    ----------
    ours : dict of str to cell
        By their names, in order.
    submitted : list of cells
        From `read`.
    clear : function
        Cuts hidden tests out of the source of a test cell.

    Returns
    -------
    list of cells
        An answer cell that is missing stands there empty, since what we gave out would
        undo an answer that stands in another cell; so does one that nobody wrote in, if
        what it binds is bound by the student's own cells above. Of several with one name, which
        JupyterLab makes of a cell that is split, the first is ours and the others are
        the student's own: all run, in their order, and one behind the tests stays there.
        So is what the student made of a copy of a task or of a test, and what stands in a
        copy of an answer in front of the place where that one belongs. What stands
        behind a cell of a later task that was moved up stays in the task that it is in.
        A set-up that the student added to runs behind ours, a copy where it stands. What
        was written above or below a test into its cell, runs above or below it.
    """
    theirs, added, place = {}, {None: []}, None
    given = {name: _as_given(cell, clear) for name, cell in ours.items()}
    for cell in submitted:  # a teacher's: who knows a whole test learns nothing by this
        if (name := cell.get("name")) in ours and _alike(cell, ours[name]):
            cell.source = given[name].source
    _name_by_text(given, submitted)
    _disown_copies(given, submitted)
    kept = _last_copies(ours, _without_strays(given, submitted))
    for cell, (above, below) in zip(kept, _between(ours, kept), strict=True):
        name = cell.pop("name", None)
        if place and below and [*ours].index(below) < [*ours].index(place):
            place = above  # what stood there was moved up from below
        mine = name in ours and ours[name].metadata.nbgrader["solution"]
        if name in ours and _is_setup(ours[name]):
            place = max(place or name, name, key=[*ours].index)
            if name in theirs or cell.source.strip() != ours[name].source.strip():
                added.setdefault(place, []).append(cell)
            theirs[name] = cell
        elif name in ours and name not in theirs:
            above, below = ("", "") if mine else _around(cell, given[name])
            if above:
                added.setdefault(place, []).append(new_code_cell(above))
            place, theirs[name] = name, cell
            if below:
                added.setdefault(place, []).append(new_code_cell(below))
        elif name not in ours:
            added.setdefault(place, []).append(cell)
        elif mine and not _alike(cell, ours[name]):
            later = max(place, name, key=[*ours].index)
            added.setdefault(later, []).append(cell)
    cells = added[None]
    for name, cell in ours.items():
        if cell.metadata.nbgrader["solution"]:
            found = theirs.get(name)
            undoes = found and _alike(found, cell) and _is_bound(cell, cells)
            cell.source = found.source if found and not undoes else ""
            if found and "attachments" in found and cell.cell_type != "code":
                cell["attachments"] = found["attachments"]
            if not found:
                cell.metadata["fieldguide"] = {"note": "missing"}
        cells += [cell, *added.get(name, [])]
    for k, cell in enumerate(cells):
        cell["id"] = f"cell-{k}"  # a student's copies may share one
    return cells


def _alike(cell, mine):
    """True for a cell that is as ours."""
    return cell.source.strip() == mine.source.strip()


def _is_bound(stub, cells):
    """True if all names that a cell would bind are bound by the student's own among some."""
    own = [c for c in cells if c.cell_type == "code" and "nbgrader" not in c.metadata]
    missing, left = set(bound_in(stub.source)), PARSED
    if not missing:
        return False
    for cell in own:
        left -= len(cell.source)
        if left > 0 and any(name in cell.source for name in missing):
            missing -= {*bound_by(_statements(cell.source))}
    return not missing


def _statements(source):
    """The statements of a student's code; none if it is no Python, or too long for us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            short = source if len(source) < PARSED else ""
            return ast.parse(MAGIC.sub("", short)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _as_given(cell, clear):
    """A cell of ours as students got it.

    What they hand in is compared with nothing else: what becomes of a cell would tell
    which of its lines stand in a hidden test.
    """
    told = cell.metadata.nbgrader
    if cell.cell_type != "code" or not told["grade"] or told["solution"]:
        return cell
    return new_code_cell(clear(cell.source), metadata=cell.metadata)


def _name_by_text(ours, submitted):
    """Give our names back to cells that some program took them from, if nobody wrote in them.

    Else all that the student wrote would run before the first test, and of two helpers
    with one name, in two tasks, the second would serve both.
    """

    def lines(source):
        return tuple(map(str.rstrip, source.strip().splitlines()))

    there, names = {cell.get("name") for cell in submitted}, {}
    for name, mine in ours.items():
        if name not in there and not mine.metadata.nbgrader["solution"]:
            known = mine.cell_type, lines(mine.source)
            names.setdefault(known, []).append(name)
    for cell in submitted:
        found = names.get((cell.cell_type, lines(cell.source)))
        if found and cell.source.strip() and cell.get("name") not in ours:
            cell["name"] = found.pop(0) if found[1:] else found[0]  # copies, too


def _disown_copies(ours, submitted):
    """Take our name from cells that a student copied from a locked one and wrote anew.

    The one that has most lines of ours keeps it; code that has none is the student's own.
    """
    best, anew = {}, []
    for cell in submitted:
        mine = ours.get(cell.get("name"))
        if mine and not (mine.metadata.nbgrader["solution"] or _is_setup(mine)):
            lines, given = _lines(cell), _lines(mine)
            alike, more = lines & given, lines - given
            text = cell.cell_type != "code"
            if not more or text or (alike - {""} and mine.cell_type == "code"):
                rank = not more, len(alike)
                if rank > best.get(cell["name"], ((),))[0]:
                    best[cell["name"]] = rank, cell
            if more:
                anew.append(cell)
    for cell in anew:
        if best.get(cell["name"], (0, None))[1] is not cell:
            cell["name"] = None


def _lines(cell):
    return {line.strip() for line in cell.source.splitlines()}


def _around(cell, mine):
    """What a student wrote above and below all lines of ours in a test's cell; "" if nothing.

    And if that is no Python: then it belonged to what is put back.
    """
    if len(cell.source) > PARSED:
        return "", ""
    ours = [line.strip() for line in mine.source.splitlines() if line.strip()]
    lines, known = [line.strip() for line in cell.source.splitlines()], {*ours}
    there = [k for k, line in enumerate(lines) if line in known]
    if not there or cell.cell_type != "code" or not mine.metadata.nbgrader["grade"]:
        return "", ""
    first, last = ours[0], ours[-1]
    start = lines.index(first) if first in lines else there[0]
    end = len(lines) - lines[::-1].index(last) if last in lines else there[-1] + 1
    whole = cell.source.splitlines()
    return tuple(map(_python, (whole[:start], whole[max(start, end) :])))


def _python(lines):
    """Some lines as a text, if it is code that does something."""
    source = "\n".join(lines).strip("\n")
    return source if _statements(source) else ""


def _without_strays(ours, submitted):
    """What is handed in, with no copy in the place of the cell that it was made from.

    Of several cells with one name the first is ours. But who copies the answer of a later
    task may write a helper for this one into it: in front of a cell that stands in our
    order, a copy is the student's own, or nothing if it is one of a text or a test. The
    set-up's stay, since each of them runs where it is.
    """
    home = _in_order([*ours], [cell.get("name") for cell in submitted])
    kept = []
    for k, cell in enumerate(submitted):
        mine = ours.get(cell.get("name"))
        if mine and k < home.get(cell["name"], 0) and not _is_setup(mine):
            if not (mine.metadata.nbgrader["solution"] or _lines(cell) - _lines(mine)):
                continue
            cell["name"] = None
        kept.append(cell)
    return kept


def _last_copies(ours, cells):
    """What is handed in, of a test that was copied below itself only the last one.

    Who mends an answer below the test may try it by a copy of that test.
    """
    kept, below = [], None
    for cell in reversed(cells):
        mine = ours.get(cell.get("name"))
        if mine and not mine.metadata.nbgrader["solution"]:
            if cell["name"] == below and mine.metadata.nbgrader["grade"]:
                continue
            below = cell["name"]
        kept.append(cell)
    return kept[::-1]


def _between(ours, cells):
    """For each cell the last of ours at or above it that stands in our order, and the next
    of ours below it; None for that if it does not stand in order.

    And None if what follows an answer follows it out of a task: it may be a part of it.
    """
    names = [cell.get("name") for cell in cells]
    home = _in_order([*ours], names)
    below, found = None, []
    for k in reversed(range(len(names))):
        found.append(below)
        if names[k] in ours and home.get(names[k], k) == k:  # no copy
            below = names[k] if names[k] in home else None
    last, above = None, None
    for k, (name, below) in enumerate(zip(names, found[::-1], strict=True)):
        above = name if home.get(name) == k else above
        if name not in ours and last and ours[last].metadata.nbgrader["solution"]:
            told = ours[below].metadata.nbgrader if below else {}
            below = below if told and (told["solution"] or told["grade"]) else None
        yield above, below
        last = name if name in ours else last


def _in_order(order, names):
    """Where the names of the longest series that stands in a given order are, by name.

    Of equal ones the first. Names that are not in the order are passed over; if half of
    the others are not in their order, nobody knows what is, and nothing is found.
    """
    number, ends, series = {name: k for k, name in enumerate(order)}, [], []
    for k, name in enumerate(names):
        if name in number:
            n = bisect.bisect_left(ends, number[name])
            if ends[n : n + 1] != [number[name]]:
                before = series[n - 1] if n else None
                ends[n : n + 1], series[n : n + 1] = [number[name]], [(k, before)]
    found, rest = {}, series[-1] if series else None
    while rest:
        k, rest = rest
        found[names[k]] = k
    return found if 2 * len(found) > len({*names} & {*order}) else {}


def _is_setup(cell):
    told = cell.metadata.nbgrader
    return cell.cell_type == "code" and not told["grade"] and not told["solution"]


def put_together(ours, path, clear=str):
    """The notebook to run, from the assignment's cells and a student's file; see `restore`.

    Returns
    -------
    notebook : notebook
    doubt : str
        What is strange about the file; "" if nothing is.
    """
    cells = read(Path(path))
    known = {cell["name"] for cell in cells} & set(ours)
    doubt = "" if known else "no cell of the assignment was found in it"
    return new_notebook(cells=restore(ours, cells, clear)), doubt
