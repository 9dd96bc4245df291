"""What a piece of code binds and looks up: read as a tree, never run.

The student is asked for the names that a test cell looks up; what an answer binds is the
student's; what a test cell leaves for the cells behind it is run for them.
"""

import ast
import builtins
import re
import symtable
import warnings

PARSED = 200_000  # characters of a student's code that we read as Python
MAGIC = re.compile(r"^[%!].*", re.M)  # IPython's, and no Python


def names_in(source):
    """The names that a piece of code looks up outside its functions and comprehensions.

    None at all if it is no Python.
    """
    try:
        tables = [symtable.symtable(source, "<tests>", "exec")]
    except SyntaxError:
        return set()
    found = {symbol.get_name() for symbol in tables[0].get_symbols()}
    for table in tables:  # which grows
        tables += table.get_children()
        found |= {s.get_name() for s in table.get_symbols() if s.is_global()}
    return found


def wanted(source, setup, given):
    """The names in a test cell that may be the student's: only these is a student asked for.

    A name tells something of a hidden test, too. So not those of Python or the set-up,
    unless the answer is to bind them, nor those that the cell binds before it reads them.

    Parameters
    ----------
    source : str
    setup : list of str
    given : list of str
        Names that the answer is to bind.
    """
    names, ours = names_in(source), set(dir(builtins))
    for cell in setup:
        ours |= _bound(cell)
    read = _read(ast.parse(source).body if names else [], set())
    return names & set(given) | names - ours - (_bound(source) - read)


def _read(statements, bound):
    """The names that some statements read before they bind them, if not `bound` before."""
    read, bound = set(), {*bound}
    for statement in statements:
        if not isinstance(statement, ast.FunctionDef):  # it reads when it is called
            # What a `for` or a `with` binds, the statements in it find.
            inner = [n for n in ast.iter_child_nodes(statement) if _is_statement(n)]
            heads = [n for n in ast.iter_child_nodes(statement) if not _is_statement(n)]
            nodes = [node for head in heads for node in ast.walk(head)]
            names = [node for node in nodes if isinstance(node, ast.Name)]
            stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            loaded = {n.id for n in names if isinstance(n.ctx, ast.Load)}
            if isinstance(statement, ast.AugAssign):
                loaded |= stored
            read |= loaded - bound | _read(inner, bound | stored)
        bound |= _bound(ast.unparse(statement))
    return read


def _is_statement(node):
    return isinstance(node, ast.stmt)


def _bound(source):
    """The names that a piece of code binds outside its functions and comprehensions."""
    try:
        table = symtable.symtable(source, "<code>", "exec")
    except SyntaxError:
        return set()
    return {
        s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()
    }


def left_by(source):
    """What a test cell leaves for the cells behind it: all statements but its tests."""
    body = ast.parse(source).body
    kept = [
        node
        for node in body
        if not any(getattr(n, "id", None) == "marks" for n in ast.walk(node))
        and not isinstance(node, ast.Assert | ast.Expr)
    ]
    return "\n".join(map(ast.unparse, kept))


def bound_in(source):
    """The names that a piece of code binds for those who come after it."""
    try:
        return bound_by(ast.parse(source).body)
    except SyntaxError:
        return []


def bound_by(body):
    """The names that some statements bind for those who come after them."""
    found = {node.name for node in body if hasattr(node, "name")}
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            names = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
            found |= {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return sorted(found)


def written_by(body):
    """The names that some statements bind, or change a part of: what stands on the left."""
    found = {*bound_by(body)}
    for statement in body:
        one = getattr(statement, "target", None)
        for target in [one] if one else getattr(statement, "targets", []):
            found |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def statements(source):
    """The statements of a student's code; none if it is no Python, or too long for us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            short = source if len(source) < PARSED else ""
            return ast.parse(MAGIC.sub("", short)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
