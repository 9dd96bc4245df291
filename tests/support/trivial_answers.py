"""Answers without a thought, for any task: constants, the arguments, filled arrays.

The best of them know from a right answer which kind of thing is asked for, and of which
shape, but nothing of what must stand in it.
"""

import inspect
import re

import numpy as np

CONSTANTS = [
    "None", "0", "1", "-1", "0.5", "math.nan", "math.inf", "-math.inf", "True", "False",
    "''", "[]", "()", "{}", "set()", "(0, 0)", "(1, 1)", "[0]", "[1]", "np.zeros(1)",
    "np.eye(2)", "np.zeros((2, 2), int)", "args", "args[::-1]", "len(args[0])",
    "sum(args[0])", "max(args[0])", "sorted(few(args[0]))", "list(few(args[0]))",
    "tuple(few(args[0]))", "tuple(args[0])[:2]", "(args[0], args[0])",
    "(tuple(few(args[0])), 0)", "(tuple(few(args[0])), 1)",
    "np.sort(args[0])", "np.argsort(args[0])", "np.ones_like(args[0]) / len(args[0])",
    "np.arange(int(args[0]) % 100)", "np.eye(int(args[0]) % 100)",
    "np.tri(int(args[0]) % 100, dtype=bool)",
    "args[0].T", "args[0].reshape(args[1], len(args[0]), -1)",
]  # fmt: skip
FILLS = ["0", "1", "math.nan", "1 / max(1, len(a))"]


def like(value, fill):
    """Something of the kind and shape of a value, filled otherwise."""
    if isinstance(value, np.ndarray):
        row = value.reshape(-1, value.shape[-1])[0] if value.size else value
        new = np.empty_like(value)
        with np.errstate(all="ignore"):
            new[...] = np.asarray(fill(row)).astype(value.dtype)
        return new
    if isinstance(value, list | tuple):
        return type(value)(like(v, fill) for v in value)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return fill([0])
    return value if value is None else type(value)()


def overwrite(value, fill):
    """Change an argument in place, if it can be."""
    if isinstance(value, np.ndarray):
        with np.errstate(all="ignore"):
            value[...] = np.asarray(fill(value)).astype(value.dtype)
    elif isinstance(value, list | dict | set):
        value.clear()
    return value


def few(value):
    """What is as long as a simulation's draws is cut: its numbers cross to the grader one by one."""
    return value[:5000] if isinstance(value, np.ndarray) else value


TOOLS = "import copy, math\nimport numpy as np\n\n" + "\n".join(
    map(inspect.getsource, (like, overwrite, few))
)


def trivial_answers(task, right):
    """Trivial answers to a task, as code, by a word for each.

    Parameters
    ----------
    task : str
    right : str
        The right answer; the best of them know from it what kind of thing is asked for.
    """
    if task in VALUES:
        return {code: f"import math\n{code}" for code in VALUES[task]}
    name, told = re.search(r"^def (\w+)\((.*?)\):", right, re.M).groups()
    made = {c: f"{TOOLS}\ndef {name}(*args):\n    return {c}\n" for c in CONSTANTS}
    made["refuses"] = f"def {name}(*args):\n    raise ValueError\n"
    made["always the first"] = (
        f"{right}\n_right, _first = {name}, []\n\ndef {name}(*args):\n"
        "    _first[:] = _first or [_right(*args)]\n    return _first[0]\n"
    )
    arguments = range(told.count(",") + 1)
    for k in arguments:
        made[f"argument {k}"] = f"def {name}(*args):\n    return args[{k}]\n"
    for fill in FILLS:
        made[f"like {fill}"] = (
            f"{TOOLS}\n{right}\n_right = {name}\n\ndef {name}(*args):\n"
            f"    return like(_right(*copy.deepcopy(args)), lambda a: {fill})\n"
        )
        for k in arguments if fill in ("0", "math.nan") else ():
            made[f"spoils {k} {fill}"] = spoiled(name, k, fill, "args")
            made[f"copies {k} {fill}"] = spoiled(name, k, fill, "copies")
    return made


def spoiled(name, k, fill, which):
    """A function that spoils its arguments, or copies of them, and returns the k-th."""
    return (
        f"{TOOLS}\ndef {name}(*args):\n    copies = copy.deepcopy(args)\n"
        f"    for a in {which}:\n        overwrite(a, lambda a: {fill})\n"
        f"    return {which}[{k}]\n"
    )


VALUES = {
    "surplus": [f"surplus = {v}" for v in ("0", "1", "0.1", "0.05", "math.nan", "-0.05")],
    "gato": [
        f"matrices, verdict = {number}, {word!r}"
        for number in ("1", "1.2e9", "1.18e9", "math.inf")
        for word in ("right", "rounded", "wrong")
    ],
    "claims": [
        f"verdicts, times = dict.fromkeys('abcdef', {word!r}), {number}"
        for word in ("right", "wrong", "")
        for number in ("18", "1", "math.nan")
    ],
}  # fmt: skip
