"""Vectors that others made, our checks of them, and mistakes that the checks must notice.

Each idea has one file, <family>/<idea>.py, which registers all three with what stands
here. `find_ideas` imports them all; no list names them, and none imports another.
"""

import importlib
import importlib.util
import json
import math
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
FOLDER = HERE / "vectors"
PRODUCERS = {}  # name of a vector: the function that makes it
CHECKS = {}  # name of a vector: functions that raise AssertionError on it
PLANTS = []  # (name of a vector, what is wrong, what plants it)

RELATIVE = 1e-12  # double precision on both sides; measured: 4e-16
SINGLE = 1e-6  # a step of theirs is in single precision whatever one asks for
SPREAD = 4  # standard deviations: chance alone goes beyond once in 16,000 times
PROVENANCE = {"package": str, "version": str, "call": str, "seed": int}


def find_ideas():
    """Import every <family>/<idea>.py, once; what they hold is then registered."""
    for path in sorted(HERE.glob("*/*.py")):
        name = f"reference_ideas.{path.parent.name}.{path.stem}"  # no package has it
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, path)
            sys.modules[name] = module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)


# --- what an idea registers -----------------------------------------------------------


def producer(produce):
    """Register a function that makes a vector, which gets the function's name.

    It imports its packages inside, so that the tests can do without them.
    """
    name = produce.__name__
    if name in PRODUCERS:
        raise ValueError(
            f"two producers make the vector {name}: in {PRODUCERS[name].__module__} "
            f"and in {produce.__module__}"
        )
    PRODUCERS[name] = produce
    return produce


def agrees(*names):
    """Register a check, which says in its name what agrees, for vectors by name."""

    def register(check):
        for name in names:
            CHECKS.setdefault(name, []).append(check)
        return check

    return register


def plant(name, target, *wrongs):
    """Register mistakes: while one is planted, some check of the vector must fail.

    Parameters
    ----------
    name : str
        Of the vector.
    target : str
        What is replaced: family.module.attribute as in data/systems.csv, such as
        objectives.masking.corrupt, or training.module.attribute.
    *wrongs : objects
        What stands there instead, one mistake each: mostly a function. For another default
        value of an argument: ``partial(function, argument=value)``.
    """
    for wrong in wrongs:
        PLANTS.append((name, f"{target}={_say(wrong)}", partial(_put, target, wrong)))


def plant_in_vector(name):
    """Register a mistake in what is compared: a function that changes the loaded vector."""

    def register(change):
        PLANTS.append((name, change.__name__, lambda _, vector: change(vector)))
        return change

    return register


def _put(target, wrong, monkeypatch, vector):
    path, _, attribute = target.rpartition(".")
    room = "" if path.startswith("training.") else "mechanisms."
    module = importlib.import_module(f"fieldguide.{room}{path}")
    monkeypatch.setattr(module, attribute, wrong)


def _say(wrong):
    if isinstance(wrong, partial):
        given = ", ".join(f"{k}={_say(v)}" for k, v in wrong.keywords.items())
        return f"{wrong.func.__name__}({given})"
    return getattr(wrong, "__name__", repr(wrong))


def caught(vector, name):
    """The checks of a vector that fail on it, by name; empty if all agree."""
    found = []
    for check in CHECKS[name]:
        try:
            check(vector)
        except AssertionError:
            found.append(check.__name__)
    return found


# --- vectors --------------------------------------------------------------------------


def draw(rng, digits, /, **shapes):
    """Normal arrays of a few decimals, so that the stored ones are those that were used."""
    return {
        name: rng.normal(0, 1, shape).round(digits) for name, shape in shapes.items()
    }


def record(package, call, seed, inputs, outputs):
    """A vector: where it comes from, what went in, what came out; arrays become lists."""
    return {
        "package": package,
        "version": version(package).partition("+")[0],  # torch says 2.13.0+cpu
        "call": call,
        "seed": seed,  # 0 where nothing is drawn
        "inputs": _as_lists(inputs),
        "outputs": _as_lists(outputs),
    }


def _as_lists(value):
    """Arrays of NumPy and torch, however deep in lists and dicts, as lists of numbers."""
    if isinstance(value, dict):
        return {key: _as_lists(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | range):
        return [_as_lists(inner) for inner in value]
    return value.tolist() if hasattr(value, "tolist") else value


def load(name):
    """The stored vector."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def store(name, vector):
    """Write a vector, one entry of its inputs and outputs a line."""
    lines = []
    for key, value in vector.items():
        if isinstance(value, dict):
            inner = [f'  "{k}": {json.dumps(v)}' for k, v in value.items()]
            lines.append(f' "{key}": {{\n' + ",\n".join(inner) + "\n }")
        else:
            lines.append(f' "{key}": {json.dumps(value)}')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    assert json.loads(text) == vector
    (FOLDER / f"{name}.json").write_text(text, "utf-8")


def check_provenance(vector):
    """A vector tells which package, version, call and seed made it, and from what."""
    for key, kind in PROVENANCE.items():
        assert isinstance(vector.get(key), kind), f"{key}: {vector.get(key)!r}"
        assert vector[key] != "", f"{key} is empty"
    for key in ("inputs", "outputs"):
        assert vector.get(key), f"no {key}"


# --- how close is the same ------------------------------------------------------------
# Whole numbers must be equal, floats within RELATIVE, and what comes from two different
# random generators within SPREAD standard deviations, from the numbers of draws.


def same_numbers(ours, theirs, within=RELATIVE):
    """The largest difference, relative to the largest number, is not above `within`."""
    theirs = np.asarray(theirs)
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    error = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert error <= within, f"relative error {error:.1e}"


def near(count, n, p):
    """A count among n draws of probability p: its share has variance p (1 - p) / n."""
    count, p = np.asarray(count), np.asarray(p)
    inside = np.abs(count / n - p) <= SPREAD * np.sqrt(p * (1 - p) / n)
    assert np.all(inside), f"{count / n} is too far from {p} for {n} draws"


def same_share(a, n, b, m):
    """a of n and b of m: the difference has variance p (1 - p) (1/n + 1/m)."""
    a, b = np.asarray(a), np.asarray(b)
    p = (a + b) / (n + m)
    limit = SPREAD * np.sqrt(p * (1 - p) * (1 / n + 1 / m))
    inside = np.abs(a / n - b / m) <= limit
    assert np.all(inside), f"{a / n} and {b / m} differ"


def same_mean(a, variance_a, b, variance_b):
    """Two means and the variances of these means (s**2 / n)."""
    limit = SPREAD * math.sqrt(variance_a + variance_b)
    assert abs(a - b) <= limit, f"{a} and {b} differ by more than {limit}"
