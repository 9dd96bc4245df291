"""What a function was given, checked in a line: right, or a ValueError that names it.

A check takes the name of an argument and its value, says what was expected and what came
instead, and returns the value in the form that the function computes with: a list becomes
an array, an unsigned id an ordinary one, ``np.int32(7)`` the Python integer 7, which
cannot overflow.

Arrays that autograd follows pass untouched. NaN and infinity pass where a network would
hand them on, so that they show in the result; `finite` refuses them where what comes out
would look like a number.
"""

import inspect
import math
import operator
from collections import Counter
from functools import lru_cache, wraps
from types import ModuleType

import numpy as np
from autograd.tracer import Box
from numpy import (
    ndarray,  # looked up in each check: a name is sooner found than np.name
)

INT, UNSIGNED = np.dtype(np.int64), np.dtype(np.uint64)
FLOAT = np.dtype(float)
INF = math.inf
SHORT = 50  # entries; the largest of so few is found sooner in a list than in an array

# --- single numbers and words ---------------------------------------------------------


def count(name, n, least=1, most=None):
    """A whole number, `least` or more, as a Python integer; True and 2.0 are none."""
    if type(n) is int and n >= least and most is None:
        return n  # by far the most common, as below
    try:
        whole = operator.index(n)
    except TypeError:
        whole = None
    if isinstance(n, bool | np.bool_):
        whole = None
    if whole is None or whole < least or (most is not None and whole > most):
        ends = f"of {least} or more" if most is None else f"in {least} ... {most}"
        raise ValueError(f"{name} must be a whole number {ends}, got {_say(n)}")
    return whole


def heads(h, *widths):
    """A number of heads among which so many features can be shared evenly, each of them."""
    if type(h) is not int or h < 1:
        h = count("heads", h)
    for d in widths:
        if d % h:
            raise ValueError(f"heads must divide {d} features evenly, got {h}")
    return h


def counts(least=1, **sizes):
    """The same for several numbers, each by its name: a list in their order."""
    return [count(name, n, least) for name, n in sizes.items()]


def number(name, x, least=-INF, *, above=None):
    """A finite number, `least` or more, or more than `above`; it may be one that is learned."""
    plain = type(x) is float or type(x) is int
    if plain and -INF < x < INF and x >= least and (above is None or x > above):
        return x
    if isinstance(x, Box):  # autograd follows it
        number(name, x._value, least, above=above)
        return x
    fits = (plain or _is_number(x)) and least <= x and -INF < x < INF
    if not fits or (above is not None and not x > above):  # NaN does not fit
        if above is not None:
            ends = f" above {above}"
        else:
            ends = "" if least == -INF else f" of {least} or more"
        raise ValueError(f"{name} must be a finite number{ends}, got {_say(x)}")
    return x


def rate(name, x):
    """A probability or share, in [0, 1]."""
    if not ((type(x) is float or _is_number(x)) and 0 <= x <= 1):
        raise ValueError(f"{name} must lie in [0, 1], got {_say(x)}")
    return x


def rates(**shares):
    """Shares of one whole: each in [0, 1], and together not more than 1."""
    for name, x in shares.items():
        rate(name, x)
    if sum(shares.values()) > 1 + 1e-9:
        names = " + ".join(shares)
        values = " + ".join(str(x) for x in shares.values())
        raise ValueError(f"{names} must be at most 1, got {values}")


def text(name, x):
    """A str that can be written down: half a surrogate pair cannot."""
    if not isinstance(x, str):
        raise ValueError(f"{name} must be a text (str), got {_say(x)}")
    try:
        x.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{name} must be characters, got half of one, {x[error.start]!r}, at place "
            f"{error.start}"
        ) from None
    return x


def texts(name, x):
    """Several of them, such as a list of tokens; a single str is none."""
    if isinstance(x, str | bytes) or not hasattr(x, "__iter__"):
        raise ValueError(f"{name} must be a list of texts, got {_say(x)}")
    if not hasattr(x, "__len__"):  # what can be gone through only once
        x = [*x]
    for k, each in enumerate(x):
        text(f"{name}[{k}]", each)
    return x


def rng(x):
    """A NumPy Generator, or what draws like one; no seed, and not the global one."""
    if type(x) is np.random.Generator:
        return x
    if not hasattr(x, "random") or isinstance(x, np.random.RandomState | ModuleType):
        raise ValueError(f"rng must be a np.random.default_rng(seed), got {_say(x)}")
    return x


def iterable(name, x):
    """Something to go through, item by item; a text is none."""
    if isinstance(x, str | bytes) or not (hasattr(x, "__iter__") or isinstance(x, Box)):
        raise ValueError(f"{name} must be a list or its like, got {_say(x)}")
    return x


def as_many(**lists):
    """Lists of one length, each by its name."""
    numbers = {}
    for name, x in lists.items():
        if not hasattr(iterable(name, x), "__len__"):  # it would be gone afterwards
            raise ValueError(f"{name} must be a list, got {_say(x)}")
        numbers[name] = len(x)
    if len(set(numbers.values())) > 1:
        found = ", ".join(f"{name} {n}" for name, n in numbers.items())
        raise ValueError(f"must be as many: {found}")


def function(name, x):
    """Something that can be called."""
    if not callable(x):
        raise ValueError(f"{name} must be a function, got {_say(x)}")
    return x


def functions(name, x):
    """Several of them, in a list."""
    if isinstance(x, str | dict) or not hasattr(x, "__len__"):
        raise ValueError(f"{name} must be a list of functions, got {_say(x)}")
    for k, each in enumerate(x):
        function(f"{name}[{k}]", each)
    return x


def flag(name, x):
    """True or False, and nothing that counts as one of them."""
    if not isinstance(x, bool | np.bool_):
        raise ValueError(f"{name} must be True or False, got {_say(x)}")
    return bool(x)


def filled(name, x, what):
    """A dict that has something in it."""
    if not isinstance(x, dict) or not x:
        raise ValueError(f"{name} must be a dict of {what}, got {_say(x)}")
    return x


def dicts(name, x):
    """A list of dicts, such as the parameters of blocks; none is fine."""
    if not isinstance(x, list | tuple | Box):  # autograd wraps lists
        raise ValueError(f"{name} must be a list of dicts, got {_say(x)}")
    return x


def parts(name, p, *keys):
    """A dict of parameters with at least these parts."""
    given = p if type(p) is dict else getattr(p, "_value", p)  # autograd wraps dicts
    if not isinstance(given, dict):
        raise ValueError(f"{name} must be a dict with {', '.join(keys)}, got {_say(p)}")
    for key in keys:
        if key not in given:
            raise ValueError(f"{name} must have the part {key}, got {', '.join(given)}")
    return p


# --- parameters -----------------------------------------------------------------------
# What they must look like is written as in `fieldguide.shapes`.


def weights(**wanted):
    """Decorate a function: what is wrong with its parameters is named if it fails.

    Whoever gives good ones pays a try, which costs next to nothing. When something is
    raised, whatever it is, the parameters are gone through from end to end, and the part
    that is missing or misshapen is named, with its place and what was expected. If all is
    well with them, the first error stands.
    """

    def decorate(function):
        def explain(_, given):
            shown = {n: (given[n], what) for n, what in wanted.items() if n in given}
            if fault := _fault(shown):
                raise ValueError(fault) from None

        explained = _explained(function, explain)
        explained.weights = wanted
        return explained

    return decorate


def _explained(function, explain):
    """A function whose errors are looked into by `explain(error, arguments by name)`.

    One that is explained already is not wrapped again: of several, the last is asked first.
    """
    if hasattr(function, "explainers"):
        function.explainers.insert(0, explain)
        return function
    names, explainers = [*inspect.signature(function).parameters], [explain]

    @wraps(function)
    def explained(*args, **named):
        try:
            return function(*args, **named)
        except Exception as error:
            given = dict(zip(names, args, strict=False)) | named
            for each in explainers:
                each(error, given)
            raise

    explained.explainers = explainers
    return explained


def affine(p):
    """Weight and bias of a linear map: (d, e), and (e,) or a single number."""
    weight, bias = p["weight"], p["bias"]
    try:
        (_, e), (f,) = weight.shape, bias.shape
        if e == f and type(weight) is type(bias) is ndarray:
            return weight, bias
    except (AttributeError, ValueError):
        pass  # a list, a single number, or what is named below
    weight = numbers("p['weight']", weight, (None, None))
    if np.ndim(getattr(bias, "_value", bias)):
        bias = numbers("p['bias']", bias, weight.shape[1:])
    return weight, bias


def features(name, x, p, *parts):
    """Parts of p that are laid over the rows of x: a number for each feature, or one for all.

    NumPy would lay others over them by luck, such as a row for each token.
    """
    wanted = (x if type(x) is ndarray else np.asarray(getattr(x, "_value", x))).shape
    wanted = wanted[-1:]
    for key in parts:
        part = p[key]
        if type(part) is not ndarray:
            part = np.asarray(getattr(part, "_value", part))
        if part.shape != wanted and part.shape:
            raise ValueError(
                f"p['{key}'] must have shape {wanted}, as {name} has, or be a number, "
                f"got shape {part.shape}"
            )


def shaped(p, **wanted):
    """Parts of p, by name, that must have a shape, and not only one that broadcasts to it."""
    for name, shape in wanted.items():
        try:
            found = p[name].shape
        except AttributeError:
            found = np.shape(p[name])
        if found != shape:
            raise _wrong_shape(f"p['{name}']", found, shape)


def column_each(heads, p, name):
    """A table among the parts of p that has a column for each head."""
    shape = np.shape(p[name])
    if len(shape) != 2 or shape[1] != count("heads", heads):
        raise ValueError(
            f"heads must be the columns of p['{name}'], {shape}, got {heads}"
        )


def tables(p, *names):
    """Tables among the parts of p that are looked up and added: rows of one width."""
    first, *others = (np.shape(p[name]) for name in names)
    for name, shape in zip(names[1:], others, strict=True):
        if len(first) != 2 or len(shape) != 2 or shape[1] != first[1]:
            raise ValueError(
                f"p['{name}'] must be a table as wide as p['{names[0]}'], {first}, got "
                f"shape {shape}"
            )


def _fault(shown):
    """What is wrong with parameters that are (value, wanted) by name; None if nothing is."""
    leaves = []
    for name, (value, wanted) in shown.items():
        if fault := _walk(name, value, wanted, "", leaves):
            return fault
    # a size is what most parts say, so that the odd one is blamed; of two the later
    votes = {}
    for _, shape, axes in leaves:
        if len(shape) == len(axes):
            for letter, n in zip(axes, shape, strict=True):
                votes.setdefault(letter, Counter())[n] += 1
    sizes = {letter: found.most_common(1)[0][0] for letter, found in votes.items()}
    for path, shape, axes in leaves:
        expected = [int(a) if a.isdigit() else sizes.get(a) for a in axes]
        if not _fits(shape, tuple(expected)):
            message = str(_wrong_shape(path, shape, expected))
            pairs = zip(axes, shape, expected, strict=False)
            odd = {letter for letter, n, right in pairs if n != right}
            for other, found, letters in leaves:
                if other != path and odd & {*letters}:
                    return f"{message}; {other} has shape {found}"
            return message
    return None


def _walk(path, value, wanted, item, leaves):
    """Notes (path, shape, letters) of all arrays; a text if something is not even there."""
    value = getattr(value, "_value", value)  # autograd wraps dicts and lists
    if isinstance(wanted, dict):
        parts = [name for name in wanted if not name.endswith("?")]
        if not isinstance(value, dict):
            return f"{path} must be a dict with {', '.join(parts)}, got {_say(value)}"
        for name in parts:
            if name not in value:
                found = ", ".join(map(str, value)) or "none"
                return f"{path} must have the part {name}, got {found}"
        return _first(
            _walk(f"{path}['{name}']", value[name], what, item, leaves)
            for name, what in (
                (name.rstrip("?"), what) for name, what in wanted.items()
            )
            if name in value
        )
    if isinstance(wanted, list):
        if not isinstance(value, list | tuple):
            return f"{path} must be a list of dicts, got {_say(value)}"
        return _first(
            _walk(f"{path}[{k}]", part, wanted[0], f" {path} {k}", leaves)
            for k, part in enumerate(value)
        )
    try:
        shape = np.shape(numbers(path, value))
    except ValueError as error:
        return str(error)
    if shape or not wanted.endswith("?"):
        axes = wanted.rstrip("?").split()
        leaves.append((path, shape, [a + item * a.isupper() for a in axes]))
    return None


def _first(faults):
    return next((fault for fault in faults if fault), None)


# --- arrays ---------------------------------------------------------------------------
# `shape` is what the array must have: a number an axis, None where any length will do,
# and ... in front if there may be more axes.


def numbers(name, x, shape=None):
    """Real numbers as an array of floats; what autograd follows passes as it is."""
    if type(x) is not ndarray:
        if isinstance(x, Box):
            if shape is not None and not _fits(np.shape(x._value), shape):
                raise _wrong_shape(name, np.shape(x._value), shape)
            return x
        x = _array(name, x, "numbers")
    elif x.dtype.kind == "f" and (
        shape is None or x.shape == shape or _fits(x.shape, shape)
    ):
        return x  # by far the most common: this is called in every layer
    kind = x.dtype.kind
    if kind != "f":
        if kind not in "iu":
            raise ValueError(f"{name} must be numbers, got {_say(x)}")
        x = x.astype(float)  # int8 and its like would overflow
    if shape is not None and not _fits(x.shape, shape):
        raise _wrong_shape(name, x.shape, shape)
    return x


def rows(name, x, width=None, n=None):
    """Real numbers of shape (..., n, width): what layers of a network are given."""
    if (
        type(x) is ndarray
        and x.dtype.kind == "f"
        and x.ndim > 1
        and (width is None or x.shape[-1] == width)
        and (n is None or x.shape[-2] == n)
    ):
        return x
    return numbers(name, x, (..., n, width))


def array(name, x, shape=None):
    """Numbers of any kind, as they are: for what moves them and does not compute."""
    if type(x) is ndarray and x.dtype.kind in "iuf":
        if shape is not None and not _fits(x.shape, shape):
            raise _wrong_shape(name, x.shape, shape)
        return x
    if not isinstance(x, ndarray | Box):
        x = _array(name, x, "numbers")
        if x.dtype.kind in "iu":  # a list of ids stays whole
            return array(name, x, shape)
    return numbers(name, x, shape)


def finite(name, x, shape=None):
    """As `numbers`, none of them NaN or infinite."""
    x = numbers(name, x, shape)
    if not surely_finite(x) and not np.isfinite(getattr(x, "_value", x)).all():
        raise ValueError(f"{name} must be finite numbers, got {_say(x)}")
    return x


def surely_finite(x):
    """Whether numbers, already checked, are finite, in one pass; False if squares overflow."""
    given = getattr(x, "_value", x)
    return math.isfinite(np.vdot(given, given))


def integers(name, x, shape=None):
    """Whole numbers of any signed or unsigned kind, as int64."""
    if type(x) is not ndarray:
        x = _array(name, x, "whole numbers")
    if x.dtype.kind != "i":
        if x.size and x.dtype.kind != "u":
            raise ValueError(f"{name} must be whole numbers, got {_say(x)}")
        if x.size and x.dtype == np.uint64 and x.max() >= 2**63:
            raise ValueError(f"{name} must be below 2**63, got {x.max()}")
    if shape is not None and not _fits(x.shape, shape):
        raise _wrong_shape(name, x.shape, shape)
    return x if x.dtype == INT else x.astype(INT)


def ids(name, x, below=None, shape=None, least=0):
    """Whole numbers that name something: rows of a table, 0 ... below - 1."""
    x = integers(name, x, shape)
    if x.size:
        # as unsigned, numbers below `least` are larger than all others
        unsigned = (x - least if least else x).view(UNSIGNED)
        if x.size <= SHORT:
            high = max(unsigned.ravel().tolist())
        else:
            high = np.maximum.reduce(unsigned, axis=None)
        if high >= (2**63 if below is None else below - least):
            ends = f"be {least} or more"
            if below is not None:
                ends = f"lie in {least} ... {below - 1}"
            bad = x.min() if x.min() < least else x.max()
            raise ValueError(f"{name} must {ends}, got {bad}")
    return x


def places(name, n, table):
    """A length n of a text, not more than a table of positions has rows."""
    if n > len(table):
        raise ValueError(
            f"{name}: at most {len(table)} tokens have a position vector, got {n}"
        )
    return n


def booleans(name, x, shape=None):
    """True and False as an array; 0 and 1 are numbers."""
    if type(x) is not ndarray:
        x = _array(name, x, "booleans")
    kind = x.dtype.kind
    if kind != "b" and x.size:
        raise ValueError(f"{name} must be boolean, True or False, got {_say(x)}")
    if shape is not None and not _fits(x.shape, shape):
        raise _wrong_shape(name, x.shape, shape)
    return x if kind == "b" else x.astype(bool)


def asked(name, x, shape):
    """Which tokens of each row a loss asks for: some, and none that has no token before it."""
    x = booleans(name, x, shape)
    if not x.any():
        raise ValueError(f"{name} must ask for a token or more, got none")
    if x[:, 0].any():
        raise ValueError(
            f"{name} must not ask for the first token, before which is none"
        )
    return x


def probabilities(name, x, shape=(None,)):
    """Numbers in [0, 1] that add up to 1, along the last axis."""
    x = numbers(name, x, shape)
    if not x.size or (x < 0).any() or not (np.abs(x.sum(-1) - 1) < 1e-5).all():
        raise ValueError(
            f"{name} must be probabilities that add up to 1, got {_say(x)}"
        )
    return x


def along(name, x, axis):
    """Numbers with something along one of their axes, which `axis` names."""
    try:
        if (
            type(x) is ndarray
            and x.dtype is FLOAT
            and type(axis) is int
            and x.shape[axis]
        ):
            return x  # by far the most common: each softmax asks
    except IndexError:
        pass  # it is named below
    if type(x) is not ndarray or x.dtype.kind != "f":
        x = numbers(name, x)
    if type(axis) is not int or not -x.ndim <= axis < x.ndim:
        raise ValueError(
            f"axis must name an axis of {name}, of shape {x.shape}, got {_say(axis)}"
        )
    if not x.shape[axis]:
        raise ValueError(
            f"{name} must hold something along axis {axis}, got shape {x.shape}"
        )
    return x


def several(name, arrays, check, *more):
    """A list of arrays, at least one, each checked like one alone."""
    if isinstance(arrays, str | dict) or not hasattr(arrays, "__iter__"):
        raise ValueError(f"{name} must be a list of arrays, got {_say(arrays)}")
    arrays = [check(f"{name}[{k}]", x, *more) for k, x in enumerate(arrays)]
    if not arrays:
        raise ValueError(f"{name} must hold an array, got none")
    return arrays


def mask(name, x, shape):
    """Who may look at whom, laid over scores of a shape (..., n, m), True where one may.

    One row (m,) is for whoever looks, (n, m) has one for each. What has more axes must
    have as many as the scores, so that it is never laid over heads by luck.
    """
    x = booleans(name, x)
    if x.ndim > 2 and x.ndim != len(shape):
        raise ValueError(
            f"{name} must have 1, 2 or {len(shape)} axes, to fit scores {shape}, "
            f"got {x.shape}"
        )
    if not x.ndim or x.shape != shape[len(shape) - x.ndim :]:
        try:
            return np.broadcast_to(x, shape)
        except ValueError:
            raise ValueError(f"{name} {x.shape} does not fit scores {shape}") from None
    return x


def one_batch(**arrays):
    """Arrays of rows, already checked, whose other axes lie beside each other."""
    ahead = {name: np.shape(x)[:-2] for name, x in arrays.items()}
    try:
        if len({*ahead.values()}) > 1:
            np.broadcast_shapes(*ahead.values())
    except ValueError:
        found = ", ".join(f"{name} {np.shape(x)}" for name, x in arrays.items())
        raise ValueError(f"must be of one batch: {found}") from None


def batches(*names):
    """Decorate a function: if it fails because arrays are of two batches, that is said.

    As with `weights`, whoever gives good ones pays a try.
    """

    def decorate(function):
        def explain(error, given):
            if isinstance(error, ValueError):
                try:
                    arrays = {name: np.asarray(given[name]) for name in names}
                except (KeyError, ValueError):  # something else is wrong with them
                    return
                one_batch(**arrays)

        return _explained(function, explain)

    return decorate


def same_shape(**arrays):
    """Arrays, already checked, that belong together place by place."""
    shapes = {name: getattr(x, "_value", x).shape for name, x in arrays.items()}
    if len(set(shapes.values())) > 1:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"must have one shape: {found}")


def _array(name, x, what):
    if x is None or isinstance(x, str | bytes | dict | set | np.ma.MaskedArray):
        raise ValueError(f"{name} must be {what} in an array, got {_say(x)}")
    try:
        return np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} must be rows of one length, got {_say(x)}") from None


@lru_cache(4096)  # the same few shapes come again and again
def _fits(shape, wanted):
    axis = len(shape)
    for n in reversed(wanted):
        if n is ...:
            return True
        axis -= 1
        if axis < 0 or (n is not None and n != shape[axis]):
            return False
    return axis == 0


def _wrong_shape(name, shape, wanted):
    axes = ["..." if w is ... else "any" if w is None else str(w) for w in wanted]
    comma = "," if len(axes) == 1 else ""
    return ValueError(f"{name} must have shape ({', '.join(axes)}{comma}), got {shape}")


def _is_number(x):
    if type(x) is float or type(x) is int:
        return True
    return np.ndim(x) == 0 and np.asarray(x).dtype.kind in "fiu"


def _say(x):
    """A value as an error shows it: short, and an array with its kind and shape."""
    x = getattr(x, "_value", x)
    if isinstance(x, np.ndarray) and x.ndim:
        shown = np.array2string(x.ravel()[:4], separator=", ")
        dots = ", ..." if x.size > 4 else ""
        return f"{x.dtype} of shape {x.shape}: {shown[:-1]}{dots}]"
    shown = repr(x)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
