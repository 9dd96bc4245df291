"""What a function must do with bad arguments: kinds of arguments, and what can go wrong.

A kind holds a good value and makes the bad ones, each with what must come of it: an error
that names the argument, the same result, the result of another value, or a NaN that shows.
"""

import importlib
import inspect
import pkgutil
import re
import traceback
import warnings
from pathlib import Path

import numpy as np

import fieldguide.mechanisms
import fieldguide.training

HOME = str(Path(fieldguide.__file__).parent)
ERROR, SAME, SHOWS = "error", "same", "shows"
BETWEEN = "error between"  # two arguments disagree: it names one of them


def like(value):
    """What must come of it: the result of another value."""
    return ("like", value)


class Kind:
    """A good value; `optional` if None is one too."""

    def __init__(self, value, optional=False, **more):
        self.value, self.optional = value, optional
        self.__dict__.update(self.defaults | more)

    defaults = {}  # noqa: RUF012

    def good(self):
        return self.value

    def bad(self):
        """(what is wrong, value, what must come of it), for each mistake."""
        if not self.optional:
            yield "None", None, ERROR
        yield from self.mistakes()

    def mistakes(self):
        return ()


class Given(Kind):
    """Anything else: only that it must be there."""

    def bad(self):
        return ()


class Rng(Kind):
    """A generator, the same for each call."""

    def __init__(self, seed=0):
        super().__init__(seed)

    def good(self):
        return np.random.default_rng(self.value)

    def mistakes(self):
        yield "a seed", 0, ERROR
        yield "the global generator", np.random, ERROR
        yield "a str", "rng", ERROR


class Count(Kind):
    """A whole number; `big` if a large one costs nothing."""

    defaults = {"least": 1, "most": None, "big": False}  # noqa: RUF012

    def mistakes(self):
        yield "too small", self.least - 1, BETWEEN
        yield "far too small", -1000, ERROR
        if self.most is not None:
            yield "too large", self.most + 1, ERROR
        for wrong in (True, 2.5, float(self.value), np.nan, np.inf, "2", [2]):
            yield f"{type(wrong).__name__} {wrong}", wrong, ERROR
        for kind in (np.int8, np.uint8, np.int32, np.uint64):
            if 0 <= self.value < 128:
                yield kind.__name__, kind(self.value), SAME
        if self.big:
            yield "large int32", np.int32(60_000), like(60_000)


class Rate(Kind):
    """A share or probability."""

    def mistakes(self):
        for wrong in (-0.1, 1.1, np.nan, np.inf, True, "0.1", [0.1]):
            yield f"{type(wrong).__name__} {wrong}", wrong, ERROR
        yield "float32", np.float32(0.25), like(0.25)


class Number(Kind):
    """A number with a lower end; `above` if the end itself does not count."""

    defaults = {"least": None, "above": None}  # noqa: RUF012

    def mistakes(self):
        if self.above is not None:
            yield "at the end", self.above, ERROR
            yield "below", self.above - 1, ERROR
        if self.least is not None:
            yield "below", self.least - 0.5, ERROR
        for wrong in (np.nan, np.inf, True, "1", [1.0]):
            yield f"{type(wrong).__name__} {wrong}", wrong, ERROR


class Array(Kind):
    """An array; `fits` if its last axis must fit another one, `axes` if it needs so many."""

    defaults = {"fits": True, "axes": 1}  # noqa: RUF012

    def __init__(self, value, **more):
        super().__init__(np.asarray(value), **more)

    def good(self):
        return self.value.copy()

    def mistakes(self):
        yield "a str", "array", ERROR
        yield "a list of str", ["a"] * max(1, len(self.value)), ERROR
        yield "a list", self.value.tolist(), SAME
        hidden = np.ma.masked_array(self.value, mask=np.ones(self.value.shape, bool))
        yield "entries that are masked", hidden, ERROR
        if self.fits:
            yield "cut", self.value[..., :-1], BETWEEN
        if self.axes:
            yield "no axes", self.value.ravel()[0], BETWEEN
        if self.axes > 1:
            yield "one axis", self.value.ravel(), BETWEEN
        yield from self.wrong_entries()

    def changed(self, entry):
        other = self.value.astype(np.asarray(entry).dtype)
        other.flat[0] = entry
        return other


class Ids(Array):
    """Whole numbers that name something."""

    defaults = Array.defaults | {"below": None, "least": 0}

    def wrong_entries(self):
        yield "too small", self.changed(self.least - 1), ERROR
        if self.least > -100:
            yield "label -100", self.changed(-100), ERROR
        if self.below is not None:
            yield "too large", self.changed(self.below), ERROR
            yield "far too large", self.changed(10**9), ERROR
        yield "floats", self.value.astype(float), ERROR
        yield "NaN", self.changed(np.nan), ERROR
        yield "bools", self.value.astype(bool), ERROR
        for kind in (np.int8, np.int32, np.uint8, np.uint64):
            ends = np.iinfo(kind)
            if ends.min <= self.value.min() and self.value.max() <= ends.max:
                yield kind.__name__, self.value.astype(kind), SAME


class Whole(Ids):
    """Whole numbers of any size."""

    def wrong_entries(self):
        for mistake in super().wrong_entries():
            if mistake[0] not in ("too small", "label -100"):
                yield mistake


class Numbers(Array):
    """Numbers that flow through: NaN goes on and shows."""

    def wrong_entries(self):
        yield "NaN", np.full(self.value.shape, np.nan), SHOWS
        yield from self.kinds()

    def kinds(self):
        yield "bools", self.value > 0, ERROR
        yield "complex", self.value.astype(complex), ERROR
        whole = np.clip(np.round(self.value * 50), 1, 120)  # int8 would overflow
        yield "int8", whole.astype(np.int8), like(whole)
        yield "uint8", whole.astype(np.uint8), like(whole)


class Finite(Numbers):
    """Numbers of which something else is made: NaN would not show."""

    def wrong_entries(self):
        yield "NaN", self.changed(np.nan), ERROR
        yield "infinity", self.changed(np.inf), ERROR
        yield from self.kinds()


class Shares(Finite):
    """Probabilities that add up to 1."""

    def kinds(self):
        yield "bools", self.value > 0, ERROR
        yield "not 1", self.value * 2, ERROR
        yield "negative", self.changed(-0.5), ERROR


class Chances(Finite):
    """Probabilities, each for itself."""

    def kinds(self):
        yield "bools", self.value > 0, ERROR
        yield "above 1", self.changed(1.5), ERROR
        yield "negative", self.changed(-0.5), ERROR


class Places(Finite):
    """Numbers from -1 to 1, left to right."""

    def kinds(self):
        yield "bools", self.value > 0, ERROR
        yield "beyond 1", self.changed(1.5), ERROR
        yield "beyond -1", self.changed(-1.5), ERROR


class Flags(Array):
    """True and False."""

    def wrong_entries(self):
        yield "whole numbers", self.value.astype(int), ERROR
        yield "floats", self.value.astype(float), ERROR
        yield "whole numbers like align's", np.where(self.value, 3, -1), ERROR


class Text(Kind):
    """A str."""

    def mistakes(self):
        yield "a lone surrogate", "a\ud800", ERROR
        yield "bytes", b"a", ERROR
        yield "a number", 5, ERROR


class Texts(Kind):
    """A list of str."""

    def mistakes(self):
        yield "a lone surrogate", ["a\ud800"], ERROR
        yield "numbers", [5], ERROR
        yield "a number", 5, ERROR


class Parts(Kind):
    """A dict of weights, each part needed but those in `spare`."""

    defaults = {"spare": ()}  # noqa: RUF012

    def mistakes(self):
        yield "a str", "p", ERROR
        yield "an array", np.ones(3), ERROR
        for part in self.value:
            if part not in self.spare:
                rest = {k: v for k, v in self.value.items() if k != part}
                yield f"without {part}", rest, ERROR


class Words(Kind):
    """A dict from words or pieces to numbers."""

    defaults = {"wrong": (0, -1, 2.5, np.nan, "1", None)}  # noqa: RUF012

    def mistakes(self):
        yield "a list", list(self.value), ERROR
        yield "a str", "words", ERROR
        for wrong in self.wrong:
            other = dict(self.value)
            other[next(iter(other))] = wrong
            yield f"{type(wrong).__name__} {wrong}", other, ERROR


class Flag(Kind):
    """True or False."""

    def mistakes(self):
        for wrong in (0, 1, "no", np.nan, [True]):
            yield f"{type(wrong).__name__} {wrong}", wrong, ERROR


class Filled(Kind):
    """A dict that holds something."""

    def mistakes(self):
        yield "an empty dict", {}, ERROR
        yield "a list", [*self.value], ERROR
        yield "a number", 5, ERROR


class Dicts(Kind):
    """A list of dicts."""

    defaults = {"spare": ()}  # noqa: RUF012

    def mistakes(self):
        yield "one alone", {"a": 1}, ERROR
        yield "a number", 5, ERROR
        yield "a str", "blocks", ERROR


class Merges(Kind):
    """A list of pairs of str."""

    def mistakes(self):
        yield "a str", "merges", ERROR
        yield "a number", 5, ERROR
        yield "a list of numbers", [5], ERROR
        yield "texts for pairs", ["ab"], ERROR
        yield "a part in a list", [(["a"], "b")], ERROR
        yield "ranks of no pairs", {"ab": 1}, ERROR
        yield "ranks in words", {("a", "b"): "first"}, ERROR
        yield "ranks", {pair: k for k, pair in enumerate(self.value)}, SAME
        yield "triples", [("a", "b", "c")], ERROR
        yield "numbers", [(1, 2)], ERROR


class Function(Kind):
    """Something to call."""

    def mistakes(self):
        yield "a str", "gelu", ERROR


MISSING = object()


def spoilt(value, spare=()):
    """(where, what is wrong, the whole with it, what must come of it) for each array in it."""
    for path, part in _arrays(value):
        if path and path[0] in spare:
            continue
        wrong = {
            "missing": MISSING,
            "None": None,
            "a text": "array",
            "a row more": np.concatenate([part, part[:1]]) if part.ndim else part,
            "a column more": np.concatenate([part, part[..., :1]], -1),
            "an axis more": part[None],
            "two axes more": part[None, None],
            "NaN": np.full(part.shape, np.nan),
        }
        for what, other in wrong.items():
            yield (
                path,
                what,
                _with(value, path, other),
                SHOWS if what == "NaN" else ERROR,
            )


def _arrays(value, path=()):
    if isinstance(value, np.ndarray):
        yield path, value
        return
    named = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in named:
        yield from _arrays(part, (*path, name))


def _with(value, path, other):
    """The same dicts and lists with another array in one place, or without one."""
    if not path:
        return other
    first, *rest = path
    if isinstance(value, list):
        return [_with(v, rest, other) if k == first else v for k, v in enumerate(value)]
    if not rest and other is MISSING:
        return {name: part for name, part in value.items() if name != first}
    return value | {first: _with(value[first], rest, other)}


def public_functions():
    """All functions of the mechanisms and of training that have no _ in front."""
    for package in (fieldguide.mechanisms, fieldguide.training):
        names = [
            m.name
            for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        ]
        for module in map(importlib.import_module, names):
            for name, function in vars(module).items():
                own = getattr(function, "__module__", "") == module.__name__
                if inspect.isfunction(function) and own and not name.startswith("_"):
                    yield function


# --- calls ----------------------------------------------------------------------------


class Entry:
    """A function and a good value, or a kind, for each of its arguments."""

    def __init__(self, function, **arguments):
        self.function = function
        self.kinds = {
            name: kind if isinstance(kind, Kind) else Given(kind)
            for name, kind in arguments.items()
        }

    def __repr__(self):
        module = self.function.__module__.removeprefix("fieldguide.")
        return f"{module.removeprefix('mechanisms.')}.{self.function.__name__}"

    def missing(self):
        """Arguments that the entry does not give."""
        return set(inspect.signature(self.function).parameters) - set(self.kinds)

    def call(self, **changes):
        arguments = {name: kind.good() for name, kind in self.kinds.items()}
        return self.run(self.function, arguments | changes)

    @staticmethod
    def run(function, arguments):
        positional, named = [], dict(arguments)
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind is parameter.POSITIONAL_ONLY and name in named:
                positional.append(named.pop(name))
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = function(*positional, **named)
            return list(result) if inspect.isgenerator(result) else result

    def mistakes(self):
        """(argument, what is wrong, value, what must come of it)."""
        for name, kind in self.kinds.items():
            for what, value, wanted in kind.bad():
                yield name, what, value, wanted

    def outcome(self, name, value, wanted):
        """right, clear, cryptic, silent or NaN; and what was said or came out."""
        try:
            result = self.call(**{name: value})
        except Exception as error:
            kind = "clear" if _is_ours(error) else "cryptic"
            return kind, f"{type(error).__name__}: {error}"
        if wanted == SHOWS:
            return ("right" if has_nan(result) else "silent"), result
        if wanted in (ERROR, BETWEEN):
            return ("NaN" if has_nan(result) else "silent"), result
        right = self.call() if wanted == SAME else self.call(**{name: wanted[1]})
        return ("right" if same(result, right) else "silent"), result


def names_it(message, name):
    """An error's text names an argument."""
    return re.search(rf"\b{re.escape(name)}\b", message) is not None


def _is_ours(error):
    """Raised on purpose: by a line of the library, as what bad input raises."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    raised = (last.line or "").startswith("raise")
    return (
        isinstance(error, ValueError | TypeError) and raised and HOME in last.filename
    )


def has_nan(result):
    if isinstance(result, dict):
        return any(map(has_nan, result.values()))
    if isinstance(result, list | tuple):
        return any(map(has_nan, result))
    array = np.asarray(result)
    return array.dtype.kind in "fc" and bool(np.isnan(array).any())


def same(a, b):
    """Equal, all the way down; arrays to a few last digits."""
    if isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in b)
    if isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if callable(b):
        return True
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or (a.dtype.kind in "OUS") != (b.dtype.kind in "OUS"):
        return False
    if b.dtype.kind in "OUSb":
        return bool((a == b).all())
    return np.allclose(a, b, rtol=1e-6, atol=1e-12, equal_nan=True)
