"""Show the code that runs, not a copy of it."""

import ast
import inspect
import re
import textwrap

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .assets import in_book

WIDTH = 84  # characters of a line
REFERENCES = re.compile(r"^References\n-+\n(.*?)(?:\n\n|\Z)", re.M | re.S)


class Source:
    """Python code that Jupyter and the book show highlighted."""

    def __init__(self, code):
        self.code = code

    def __repr__(self):
        return self.code

    def _repr_html_(self):
        # The book's pages have the styles; a live notebook gets them with the code.
        formatter = HtmlFormatter(nowrap=True, noclasses=not in_book())
        code = highlight(self.code, PythonLexer(), formatter)
        return (
            '<div class="highlight-ipython3 notranslate"><div class="highlight">'
            f'<pre tabindex="0">{code}</pre></div></div>'
        )


def source(function):
    """The source of a function; of its docstring the first line, and where it is from.

    A private function of its module that it returns what it gives is part of it, and follows.

    Parameters
    ----------
    function : Python function

    Returns
    -------
    Source

    Raises
    ------
    TypeError
        If it has no Python source, like a built-in.
    """
    return Source(
        "\n\n\n".join(_cut(part) for part in _whole(inspect.unwrap(function)))
    )


def _whole(function, found=()):
    """A function, and the private ones whose answers it returns."""
    found = [*found, function]
    for node in ast.walk(_tree(function)):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        for name in ast.walk(node.value):
            if isinstance(name, ast.Name) and name.id.startswith("_"):
                other = inspect.unwrap(function.__globals__.get(name.id, len))
                if inspect.isfunction(other) and other not in found:
                    found = _whole(other, found)
    return found


def _code(function):
    return textwrap.dedent(inspect.getsource(function)).rstrip()


def _tree(function):
    return ast.parse(_code(function)).body[0]


def _cut(function):
    """Without what decorates it, and with what is told of its docstring."""
    lines, tree = _code(function).splitlines(), _tree(function)
    begin = tree.lineno - 1
    docstring = ast.get_docstring(tree)
    if docstring is None:
        return "\n".join(lines[begin:])
    node = tree.body[0]
    told = textwrap.indent(_told(docstring), " " * node.col_offset).splitlines()
    return "\n".join(
        [*lines[begin : node.lineno - 1], *told, *lines[node.end_lineno :]]
    )


def _told(docstring):
    """A docstring with its first line and its references only."""
    first = docstring.splitlines()[0]
    found = REFERENCES.search(docstring)
    if not found:
        return f'"""{first}"""'
    source = textwrap.fill(" ".join(f"Source: {found[1]}".split()), WIDTH)
    return f'"""{first}\n\n{source}\n"""'
