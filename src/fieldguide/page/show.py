"""Show the code that runs, not a copy of it."""

import ast
import inspect
import textwrap

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .assets import in_book


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
    """The source of a function, its docstring cut to the first line.

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
    code = textwrap.dedent(inspect.getsource(function)).rstrip()
    tree = ast.parse(code).body[0]
    docstring = ast.get_docstring(tree)
    if docstring is None:
        return Source(code)
    lines = code.splitlines()
    node = tree.body[0]
    indent = " " * node.col_offset
    first = f'{indent}"""{docstring.splitlines()[0]}"""'
    return Source(
        "\n".join([*lines[: node.lineno - 1], first, *lines[node.end_lineno :]])
    )
