"""What a build refuses before anything runs: broken notebooks, quizzes and tables.

    python -m fieldguide.site.sources strip [FILE ...]

removes from notebooks what a run leaves in them, which is what `check_notebooks` refuses.
"""

import argparse
import ast
import importlib
import json
import re
import sys
from pathlib import Path

from .. import data
from ..data.package import broken
from ..data.plain import SLIPS, read_json, read_text, unseen, write_text
from ..page import quiz

ROOT = data.ROOT
FOLDERS = ("notebooks", "assignments")
STRIP = "python -m fieldguide.site.sources strip"

# What running leaves in the metadata, and what asks tools to leave outputs where they are.
LEFT_IN_CELL = ("ExecuteTime", "collapsed", "execution", "keep_output", "scrolled")
LEFT_IN_NOTEBOOK = ("keep_output", "signature", "widgets")
KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"
    },
    "language_info": {"name": "python"},
}  # fmt: skip
# In a cell: tabs, the joints of emoji, and what stands for bytes that are no character.
CONFLICT = SLIPS["no conflict of two branches"]
KNOWN_TAGS = {"hide-input", "hide-output", "hide-cell", "remove-input", "remove-output",
              "remove-cell", "raises-exception"}  # of Jupyter Book  # fmt: skip
SHOWN = "\t\u200d\ufe0f\ufffd"


class BuildError(Exception):
    """Something in the sources or the cache that the build cannot go on with."""


# --- notebooks ----------------------------------------------------------------------


def notebooks(root=ROOT, folders=FOLDERS):
    """The paths of all notebooks that are sources, not Jupyter's own copies."""
    return _files(root, folders, "*.ipynb")


def _files(root, folders, pattern):
    return [
        path
        for folder in folders
        for path in sorted((Path(root) / folder).rglob(pattern))
        if ".ipynb_checkpoints" not in path.parts
    ]


def check_notebooks(root=ROOT):
    """Every notebook is one of Python, of format 4.5 and stripped: the build runs it.

    Raises
    ------
    BuildError
        Names file, cell, what was found there and what was expected.
    """
    systems = set(data.systems().index)
    for path in notebooks(root):
        name = path.relative_to(root)
        for cell, expected, got in _problems(_read(path, name), systems):
            raise BuildError(f"{name}{cell}: expected {expected}, got {_short(got)}")


def _read(path, name):
    """What stands in the JSON of a notebook."""
    try:
        return read_json(path)
    except data.DataError as error:
        told = str(error).removeprefix(path.name)
        raise BuildError(f"{name}{told}") from None


def _short(got):
    """A value in an error: as JSON would write it, cut to a line."""
    text = got if isinstance(got, str) else json.dumps(got, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:97]}..."


def _problems(found, systems):
    """What is wrong with a notebook: (place, expected, got), shapes before contents."""
    if not isinstance(found, dict):
        yield "", "a notebook, an object with cells", found
    if "nbformat" not in found or found["nbformat"] != 4:
        yield "", "nbformat 4", f"nbformat {_short(found.get('nbformat'))}"
    minor = found.get("nbformat_minor")
    if not isinstance(minor, int) or minor < 5:
        expected = "nbformat_minor 5 or more, where cells have ids"
        yield "", expected, f"nbformat_minor {_short(minor)}"
    cells, metadata = found.get("cells"), found.get("metadata")
    if not isinstance(cells, list) or not cells:
        yield "", "a list of cells", f"cells {_short(cells)}"
    if not isinstance(metadata, dict):
        yield "", "metadata in an object", f"metadata {_short(metadata)}"
    seen = set()
    for k, cell in enumerate(cells, 1):
        told = cell.get("id") if isinstance(cell, dict) else None
        where = f", cell {k}" + (f" (id {told})" if told else "")
        for expected, got in _cell_problems(cell, seen, systems):
            yield where, expected, got
    if left := [key for key in LEFT_IN_NOTEBOOK if key in metadata]:
        yield "", f"no metadata {left[0]}; strip it with: {STRIP}", metadata[left[0]]
    yield from _kernel_problems(metadata)


def _cell_problems(cell, seen, systems):
    """What is wrong with one cell; `seen` collects the ids."""
    if not isinstance(cell, dict):
        yield "a cell, an object", cell
    kind, own, metadata = (cell.get(key) for key in ("cell_type", "id", "metadata"))
    if not isinstance(own, str) or not re.fullmatch("[A-Za-z0-9_-]{1,64}", own):
        yield "an id of its own of letters, digits, - and _", f"the id {_short(own)}"
    if own in seen:
        yield "an id of its own", f"the id {own} of an earlier cell"
    seen.add(own)
    if kind not in ("code", "markdown", "raw"):
        yield "a cell_type code, markdown or raw", f"cell_type {_short(kind)}"
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        yield "a source of text or lines of text", f"source {_short(source)}"
    elif problem := unseen("".join(lines), SHOWN):
        yield problem[2], problem[1]
    if not isinstance(metadata, dict):
        yield "metadata in an object", f"metadata {_short(metadata)}"
    if kind == "code":
        clean = cell.get("outputs") == [] and cell.get("execution_count", 0) is None
    else:
        clean = not {"outputs", "execution_count"} & set(cell)
    if not clean:
        got = f"{_short(cell.get('outputs'))} and {_short(cell.get('execution_count'))}"
        yield f"no outputs and no run number; strip them with: {STRIP}", got
    if left := [key for key in LEFT_IN_CELL if key in metadata]:
        yield f"no metadata {left[0]}; strip it with: {STRIP}", metadata[left[0]]
    tags = metadata.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield "tags in a list of texts", tags
    if "keep_output" in tags:
        yield f"no tag keep_output; strip it with: {STRIP}", tags
    if len(tags) > len({*tags}) or not {*tags} <= KNOWN_TAGS:
        yield f"tags of {', '.join(sorted(KNOWN_TAGS))}, each once", tags
    named = metadata.get("systems", "")
    if not isinstance(named, str):
        yield "systems as one text, ids with spaces between", named
    if unknown := sorted(set(named.split()) - systems):
        yield "ids of systems.csv in the metadata systems", unknown[0]
    if "systems" in metadata and len(named.split()) != max(1, len({*named.split()})):
        yield "systems that are named, each once", named
    if "attachments" in cell:
        yield (
            "no attachments: pictures are drawn or stand beside",
            [*cell["attachments"]],
        )
    for line in lines[:-1]:
        if not line.endswith("\n"):
            yield "lines that end in a line break, but the last", line
    yield from _source_problems(kind, "".join(lines))


def _source_problems(kind, text):
    """What is wrong with the text of a cell, where running or showing it would not say it well."""
    if found := CONFLICT.search(text):
        yield "no conflict of two branches", found[0]
    if kind == "code":
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            for node in ast.walk(compile(text, "cell", "exec", flags)):
                if isinstance(node, ast.Name) and node.id == "input":
                    yield "no question to whoever builds the book", "input"
        except SyntaxError as error:
            got = f"{error.msg} in line {error.lineno}: {(error.text or '').strip()}"
            yield "Python alone, no magics or commands of a shell", got
        if found := re.search(r"[\"'](/home/|/Users/|/tmp/|[A-Z]:\\)", text):
            yield "no path of one machine", found[0]
    if kind == "markdown":
        if len(re.findall(r"^\s*(```|~~~)", text, re.M)) % 2:
            yield "each fence closed", "an odd number of them"
        if text.count("$$") % 2:
            yield "each $$ closed", "an odd number of them"
        if found := re.search(
            r"<(script|iframe)\b|!\[\]\(|!\[[^]]*\]\(https?:[^)]*\)", text
        ):
            yield (
                "pictures of ours with words for whoever cannot see, and no scripts",
                found[0],
            )


def _kernel_problems(metadata):
    """A notebook of another language; the name of a kernel is a matter of the machine."""
    language = {}
    for key, part in (("kernelspec", "language"), ("language_info", "name")):
        told = metadata.get(key, {})
        if not isinstance(told, dict):
            yield "", f"{key} in an object", told
        language[key] = told.get(part)
    for key, told in language.items():
        if told is not None and str(told).lower() not in (
            "python",
            "ipython",
            "python3",
        ):
            yield "", f"a notebook in Python, as {key} says", _short(told)
    if "kernelspec" not in metadata:
        return
    name = metadata["kernelspec"].get("name")
    if not isinstance(name, str) or not name:
        yield "", "a kernelspec with a name", f"the name {_short(name)}"
    if not any(language.values()) and "python" not in name.lower():
        yield "", "a kernelspec that names Python as its language", f"kernel {name}"


# --- strip --------------------------------------------------------------------------


def strip(path):
    """Remove from a notebook what a run left in it, and name the kernel python3.

    Ids and all other metadata stay. The file is written as JupyterLab writes it, and only
    if something has changed.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    bool
        Whether it has changed.

    Raises
    ------
    BuildError
        If the file is no notebook of cells.
    """
    path = Path(path)
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    found = _read(path, name)
    metadata = found.get("metadata") if isinstance(found, dict) else None
    cells = found.get("cells") if isinstance(metadata, dict) else None
    if not isinstance(cells, list) or not all(map(_has_metadata, cells)):
        raise BuildError(f"{name}: expected a notebook with cells and metadata")
    for cell in cells:
        _strip_cell(cell)
    for key in LEFT_IN_NOTEBOOK:
        metadata.pop(key, None)
    metadata |= KERNEL
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if text == path.read_text("utf-8"):
        return False
    write_text(path, text)
    return True


def _has_metadata(cell):
    return isinstance(cell, dict) and isinstance(cell.get("metadata"), dict)


def _strip_cell(cell):
    metadata = cell["metadata"]
    for key in LEFT_IN_CELL:
        metadata.pop(key, None)
    tags = metadata.get("tags")
    if isinstance(tags, list) and "keep_output" in tags:
        metadata["tags"] = [tag for tag in tags if tag != "keep_output"]
        if not metadata["tags"]:
            del metadata["tags"]
    if cell.get("cell_type") == "code":
        cell |= {"outputs": [], "execution_count": None}
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


# --- quizzes ------------------------------------------------------------------------


def check_quizzes(root=ROOT):
    """Every quiz can be asked, is plain text and about a system of the dataset.

    Raises
    ------
    quiz.QuizError
        Names file and question.
    """
    systems = {"", *data.systems().index}
    for path in _files(root, ("notebooks",), "*.quiz.toml"):
        name = path.relative_to(root)
        try:
            text = read_text(path)
        except data.DataError as error:
            told = str(error).removeprefix(path.name)
            raise quiz.QuizError(f"{name}{told}") from None
        if problem := unseen(text):
            at, got, expected = problem
            row = text.count("\n", 0, at) + 1
            raise quiz.QuizError(f"{name}, row {row}: expected {expected}, got {got}")
        for k, question in enumerate(quiz.read(path), 1):
            where, system = f"{name}, question {k}", question["system"]
            if not isinstance(system, str) or system not in systems:
                raise quiz.QuizError(
                    f"{where}: expected a system that is an id of systems.csv, or an "
                    f"empty one, got {system!r}"
                )
            # An escape like \u200b is plain in the file, but not on the page.
            for key, text in _texts(question):
                if problem := unseen(str(text)):
                    _, got, expected = problem
                    raise quiz.QuizError(
                        f"{where}, {key}: expected {expected}, got {got}"
                    )


def _texts(question):
    """The texts of a question, with what each is."""
    yield "ask", question["ask"]
    for option in question["option"]:
        yield "text", option["text"]
        yield "why", option["why"]


# --- tables -------------------------------------------------------------------------


def check_data(folder=data.FOLDER, bibliography=data.BIBLIOGRAPHY, root=ROOT):
    """The tables and the bibliography are sound, and what they name exists.

    Raises
    ------
    data.DataError
        Names file, row, column, value and what was expected.
    """
    data.check(folder, bibliography)
    data.sources(bibliography)
    for at, row in enumerate(data.systems(folder, bibliography).itertuples()):
        for column, suffix in (("chapter", ".md"), ("notebook", ".ipynb")):
            for page in getattr(row, column).split():
                if not (Path(root) / f"{page}{suffix}").is_file():
                    expected = f"a page that there is, without {suffix}"
                    raise broken("systems.csv", at, column, page, expected)
        for name in row.mechanisms:
            if not _is_function(name):
                expected = "family.module.function of fieldguide.mechanisms"
                raise broken("systems.csv", at, "mechanisms", name, expected)


def _is_function(name):
    module, _, function = name.rpartition(".")
    try:
        found = importlib.import_module(f"fieldguide.mechanisms.{module}")
    except ModuleNotFoundError:
        return False
    return callable(getattr(found, function, None))


def main():
    """Strip the notebooks that are named, or all; says which have changed."""
    parser = argparse.ArgumentParser(description="The sources of the book.")
    parser.add_argument("command", choices=["strip"])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    asked = parser.parse_args()
    try:
        for path in asked.files or notebooks():
            if strip(path):
                print(f"Stripped {path}")
    except BuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
