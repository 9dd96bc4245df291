"""What an exercise is in a notebook, and what the book makes of it.

A notebook is read in JupyterLab and Colab too, which know none of the book's directives. There
an exercise is plain Markdown, and its solution is folded away:

    **Exercise** <!-- ex-visible -->
    **Predict.** What share ...                    the name is a comment, and not seen

    answer = ...                                   code: the stub, and what it needs

    <details><summary>Solution</summary>

    Each share is ...

    </details>

    # The solution                                 code, its source folded: only this line is seen
    answer = ...

    <details><summary>Remark</summary>             if there is more to say, and always after code
    ...

For the book `written_out` turns these into sphinx-exercise's directives, which number, name and
fold them, and hides the line that calls ``show.source``: what it shows begins with its name.
"""

import re

import nbformat

EXERCISE = re.compile(r"\*\*Exercise\*\* <!-- (ex-[\w-]+) -->\n")
FOLDED = re.compile(
    r"<details><summary>(Solution|Remark)</summary>\n\n(.*?)\n\n</details>\s*",
    re.DOTALL,
)
SEEN = "# The solution\n"  # JupyterLab shows the first line of a cell that it folds
SHOW = re.compile(r"show\.source\([^\n]*\)\s*")


def labels(text):
    """The names of the exercises that begin in a cell's text."""
    return EXERCISE.findall(text)


def written_out(cells):
    """The cells of a notebook as the book takes them.

    Parameters
    ----------
    cells : list of NotebookNode
        Not modified.

    Returns
    -------
    list of NotebookNode

    Raises
    ------
    ValueError
        If an exercise has no solution, or a solution or remark no exercise; names the cell.
    """
    made, label, solving = [], None, False
    for cell in cells:
        text = cell.source
        begun, folded = EXERCISE.match(text), FOLDED.fullmatch(text)
        if cell.cell_type == "code":
            made.append(_without_its_line(cell) if SHOW.fullmatch(text) else cell)
            if solving and text.startswith(SEEN):
                made[-1] = _with(cell, text.removeprefix(SEEN))
            continue
        remark = bool(folded) and folded[1] == "Remark"
        if solving and not remark:  # it ends with its code
            made.append(_markdown(f"{label}-closed", _end("solution")))
            label, solving = None, False
        if label and not solving and not (folded and not remark):
            raise _broken(cell, f"the solution of {label}")
        if folded and (not label or remark != solving):
            raise _broken(cell, f"an exercise before this {folded[1].lower()}")
        if begun:
            label = begun[1]
            text = f"```{{exercise-start}}\n:label: {label}\n```\n{text[begun.end() :]}"
        elif remark:
            text = f"{folded[2]}\n\n{_end('solution')}"
            label, solving = None, False
        elif folded:
            start = f"```{{solution-start}} {label}\n:class: dropdown\n```"
            text, solving = f"{_end('exercise')}\n\n{start}\n{folded[2]}", True
        made.append(_with(cell, text))
    if solving:
        made.append(_markdown(f"{label}-closed", _end("solution")))
    elif label:
        raise _broken(cells[-1], f"the solution of {label}")
    return made


def _end(kind):
    return f"```{{{kind}-end}}\n```"


def _with(cell, text):
    return nbformat.from_dict({**cell, "source": text})


def _without_its_line(cell):
    tags = [*cell.metadata.get("tags", []), "remove-input"]
    return nbformat.from_dict({**cell, "metadata": {**cell.metadata, "tags": tags}})


def _markdown(name, text):
    return nbformat.v4.new_markdown_cell(text, id=name)


def _broken(cell, expected):
    return ValueError(f"cell {cell.id}: expected {expected}, got {cell.source[:60]!r}")


def read(app, docname, source):
    """Write a notebook out when Sphinx has read it, before anything is made of it."""
    from sphinx.errors import ExtensionError  # here: coverage.py needs only `labels`

    from .opening import carded

    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = nbformat.reads(source[0], as_version=4)
    try:
        notebook.cells = written_out(notebook.cells)
        notebook.cells[:1] = [_with(c, carded(c.source)) for c in notebook.cells[:1]]
    except ValueError as error:
        raise ExtensionError(f"{docname}.ipynb, {error}") from None
    source[0] = nbformat.writes(notebook)


def setup(app):
    """Stand between the file and MyST-NB."""
    app.connect("source-read", read)
