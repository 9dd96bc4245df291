"""Near misses: a right answer with one small slip in it, of every kind and in every place.

Each is compared with the right answer on inputs that the task promises (promised/): one
that gives something else is wrong, and must not have full marks; one that gives the same
is right, however odd it looks, and must have them.
"""

import ast
import contextlib
import copy
import io
import signal
import warnings

import numpy as np

OTHERS = {
    ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt, ast.GtE], ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv], ast.FloorDiv: [ast.Div], ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult], ast.MatMult: [ast.Mult], ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}  # fmt: skip
NAMES = {
    "min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "any": "all",
    "all": "any", "sum": "max", "mean": "sum", "sorted": "list", "set": "list",
    "minimum": "maximum", "maximum": "minimum", "floor": "ceil", "ceil": "floor",
    "round": "int", "int": "round", "abs": "float", "cumsum": "asarray", "sort": "asarray",
}  # fmt: skip
DROPPED = (
    ast.AugAssign, ast.Expr, ast.If, ast.Raise, ast.Continue, ast.Break, ast.Delete,
)  # fmt: skip
MADE = {
    "zeros",
    "ones",
    "empty",
    "full",
    "zeros_like",
}  # arrays, of floats unless one says so
FIRST = (
    "X.lower()", "X.strip()", "[t.lower() for t in X]", "[t.strip() for t in X]",
    "list(dict.fromkeys(X))", "sorted(X)", "X[::-1]", "int(X)", "round(X)", "np.abs(X)",
    "np.maximum(X, 0)",
)  # fmt: skip
LAST = ("sorted(X)", "X[::-1]", "X.squeeze()")
TINY = 1e-12  # what one adds so that nothing is divided by 0
SECONDS = 0.03  # of processor time: a slip may make an endless loop
PATIENT = 2  # for what must not be mistaken for one


def near_misses(code):
    """What was changed, and the code with it, for each small slip.

    Parameters
    ----------
    code : str

    Yields
    ------
    tuple of str
    """
    tree = ast.parse(code)
    seen = {ast.unparse(tree)}
    names = _names(tree)
    docstrings = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        for part in (node.body[0], node.body[0].value)
    }
    for place in [*_places(tree)]:
        parent, field, index, node = place
        if id(node) in docstrings:
            continue
        for what, new in _slips(node, names):
            _put(parent, field, index, new)
            slipped = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, index, node)
            if slipped not in seen:
                seen.add(slipped)
                was = ast.unparse(node).split("\n")[0][:70]
                yield f"line {node.lineno}: {was} | {what}", slipped


def _places(tree):
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.expr | ast.stmt):
                    yield parent, field, index, node


def _put(parent, field, index, node):
    if isinstance(getattr(parent, field), list):
        getattr(parent, field)[index] = node
    else:
        setattr(parent, field, node)


def _names(tree):
    """Arguments, and what is assigned."""
    nodes = [*ast.walk(tree)]
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and _stored(n)}
    return sorted({n.arg for n in nodes if isinstance(n, ast.arg)} | stored)


def _stored(node):
    return isinstance(node.ctx, ast.Store)


def _changed(node, **fields):
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _without(items, k):
    return [*items[:k], *items[k + 1 :]]


def _slips(node, names):
    """What else could stand in the place of a node, and a word for it."""
    if isinstance(node, DROPPED):
        yield "left out", ast.Pass(lineno=node.lineno)
    if isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name):
        yield "left out", ast.Pass(lineno=node.lineno)
    if isinstance(node, ast.If | ast.IfExp):
        yield "always", _changed(node, test=ast.Constant(True))
        yield "never", _changed(node, test=ast.Constant(False))
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for kind in OTHERS.get(type(node.op), []):
            yield kind.__name__, _changed(node, op=kind())
    yield from _habits(node)
    if isinstance(node, ast.BinOp):
        yield "left", node.left
        yield "right", node.right
    elif isinstance(node, ast.BoolOp):
        swapped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and for or", _changed(node, op=swapped)
        for k in range(len(node.values)):
            rest = _without(node.values, k)
            yield (
                f"without {k}",
                _changed(node, values=rest) if rest[1:] else rest[0],
            )
    elif isinstance(node, ast.UnaryOp):
        yield "operand", node.operand
    elif isinstance(node, ast.Compare):
        yield "true", ast.Constant(True)
        yield "false", ast.Constant(False)
        for k, op in enumerate(node.ops):
            for kind in OTHERS.get(type(op), []):
                ops = [*node.ops[:k], kind(), *node.ops[k + 1 :]]
                yield kind.__name__, _changed(node, ops=ops)
    elif isinstance(node, ast.Constant):
        for value in _near(node.value):
            yield repr(value), ast.Constant(value)
    elif isinstance(node, ast.Name) and not _stored(node):
        for name in [NAMES[node.id]] if node.id in NAMES else names:
            yield name, _changed(node, id=name)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield NAMES[node.attr], _changed(node, attr=NAMES[node.attr])
    elif isinstance(node, ast.Call):
        yield from _slips_of_call(node)
    elif isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            yield f"no {part}", _changed(node, **{part: None})
    elif isinstance(node, ast.Tuple) and not _stored(node):
        for k in range(len(node.elts) - 1):
            before, (a, b), after = (
                node.elts[:k],
                node.elts[k : k + 2],
                node.elts[k + 2 :],
            )
            yield "swapped", _changed(node, elts=[*before, b, a, *after])
    elif isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        for k, loop in enumerate(node.generators):
            for j in range(len(loop.ifs)):
                less = ast.comprehension(
                    loop.target, loop.iter, _without(loop.ifs, j), 0
                )
                loops = [*node.generators[:k], less, *node.generators[k + 1 :]]
                yield "no condition", _changed(node, generators=loops)


def _habits(node):
    """What one has seen elsewhere and writes here too."""
    if isinstance(node, ast.FunctionDef):
        for arg in node.args.args:
            for made in FIRST:
                made = made.replace("X", arg.arg)
                line = ast.parse(f"{arg.arg} = {made}").body
                yield f"first {made}", _changed(node, body=[*line, *node.body])
    elif isinstance(node, ast.Return) and node.value:
        for made in LAST:
            line = made.replace("X", f"({ast.unparse(node.value)})")
            yield f"last {made}", ast.parse(f"return {line}").body[0]
    elif isinstance(node, ast.Attribute) and node.attr == "inf":
        yield "1e9", ast.Constant(1e9)
    elif isinstance(node, ast.BinOp):
        op, pair = type(node.op), (node.left, node.right)
        if op is ast.Div:
            yield "a little more", _changed(node, right=_plus(node.right, TINY))
        elif op is ast.FloorDiv:
            yield "toward 0", _call("int", _changed(node, op=ast.Div()))
        elif op is ast.Mod:
            yield "fmod", _call("np.fmod", *pair)
        elif op is ast.Sub:
            yield "abs", _call("abs", node)
    elif isinstance(node, ast.Slice):
        for part in ("lower", "upper"):
            if value := getattr(node, part):
                for step in (1, -1):
                    yield (
                        f"{part} {step:+}",
                        _changed(node, **{part: _plus(value, step)}),
                    )
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in ("log", "sqrt") and len(node.args) == 1:
            yield "a little more", _changed(node, args=[_plus(node.args[0], TINY)])
        elif name == "range":
            for step in (1, -1):
                last = _plus(node.args[-1], step)
                yield f"end {step:+}", _changed(node, args=[*node.args[:-1], last])
        elif name == "split" and not node.args:
            yield "at each space", _changed(node, args=[ast.Constant(" ")])
        elif name == "sorted":
            down = ast.keyword("reverse", ast.Constant(True))
            yield "down", _changed(node, keywords=[*node.keywords, down])
        elif name in MADE and not any(k.arg == "dtype" for k in node.keywords):
            whole = ast.keyword("dtype", ast.Name("int", ast.Load()))
            yield "of whole numbers", _changed(node, keywords=[*node.keywords, whole])


def _call(name, *args):
    return ast.Call(ast.parse(name, mode="eval").body, [*args], [])


def _plus(node, n):
    return ast.BinOp(node, ast.Add() if n > 0 else ast.Sub(), ast.Constant(abs(n)))


def _slips_of_call(node):
    plain = [arg for arg in node.args if not isinstance(arg, ast.Starred)]
    for k, arg in enumerate(plain[:2]):
        yield f"argument {k}", arg
    if plain[1:] and len(plain) == len(node.args):
        yield "swapped", _changed(node, args=[plain[1], plain[0], *plain[2:]])
        for k in range(1, len(plain)):
            yield f"without argument {k}", _changed(node, args=_without(plain, k))
    for k, word in enumerate(node.keywords):
        yield f"without {word.arg}", _changed(node, keywords=_without(node.keywords, k))
    if isinstance(node.func, ast.Attribute):
        yield "not called", node.func.value


def _near(value):
    """Constants that one may write for another."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value + 1, 2 * value, -value]
    if isinstance(value, str):
        return ["" if value else " "]
    return [0] if value is None else []


# --- what an answer does ----------------------------------------------------------------


class TooLong(BaseException):
    pass


def _stop(*_):
    raise TooLong


@contextlib.contextmanager
def _limited(seconds):
    """Quiet, without warnings, and not for ever."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stdout(io.StringIO()):
                yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def outcomes(space, calls, seconds=PATIENT):
    """What the functions of an answer give, or raise, and what they do to their arguments.

    Parameters
    ----------
    space : dict
        Where the answer was carried out.
    calls : dict of str to tuple
        Arguments, by function.
    seconds : float
        Of processor time, for each call.

    Returns
    -------
    list of tuple
    """
    found = []
    for name, args in calls.items():
        args = copy.deepcopy(args)
        try:
            with _limited(seconds):
                value = space[name](*args)
                value = [*value] if hasattr(value, "__next__") else value
            found.append((value, args))
        except (Exception, TooLong) as error:
            found.append((type(error), args))
    return found


def carried_out(setup, answer):
    """The names of an answer, or None if it cannot be carried out."""
    space = {}
    exec(setup, space)
    try:
        with _limited(PATIENT):
            exec(answer, space)
    except (Exception, TooLong):
        return None
    return space


def alike(a, b):
    """True if two outcomes are the same to a test: 1 is 1.0, a list is a tuple or an array."""
    if isinstance(a, np.random.Generator):
        return True  # what was drawn is seen in what came of it
    if isinstance(a, dict) and isinstance(b, dict):
        return set(a) == set(b) and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, str | bytes | set | frozenset | type) or a is None or callable(a):
        return type(a) is type(b) and a == b
    listed = isinstance(a, list | tuple) and isinstance(b, list | tuple)
    if listed and len(a) != len(b):
        return False  # at once: a slip may have made a list without an end
    x, y = _arrayed(a), _arrayed(b)
    if x is None or y is None:
        return listed and all(map(alike, a, b))
    exact = {x.dtype.kind, y.dtype.kind} & {
        *"UO"
    } or x.dtype.kind + y.dtype.kind == "ii"
    if x.shape != y.shape or exact:
        return x.shape == y.shape and bool(np.all(x == y))
    size = np.abs(np.where(np.isfinite(x), x, 0)).max(initial=0)
    with np.errstate(all="ignore"):
        return np.allclose(x, y, rtol=1e-4, atol=1e-12 + 1e-4 * size, equal_nan=True)


def _arrayed(value):
    """An array of numbers, of truths or of texts; None for anything else, and for a mixture."""
    kinds = _kinds(value)
    if (len(kinds) > 1 and str in kinds) or kinds - {
        str,
        int,
        float,
        complex,
        np.ndarray,
    }:
        return None
    try:
        return np.asarray(value)
    except ValueError:  # rows that are not of one length
        return None


def _kinds(value, around=()):
    """Which kinds of values stand in a list; a slip may append it to itself."""
    if isinstance(value, list | tuple):
        if any(value is outer for outer in around):
            return {list}
        return set().union(*(_kinds(v, (*around, value)) for v in value))
    known = (str, int, float, complex, np.ndarray)  # truths are whole numbers
    kind = next((k for k in known if isinstance(value, k)), None)
    return {kind or (int if isinstance(value, np.generic) else type(value))}
