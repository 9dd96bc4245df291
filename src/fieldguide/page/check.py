"""Checks that tell a student what is wrong and not what is right.

Each exercise has a function in ``fieldguide.exercises`` that takes the student's answer
and returns a `Report`: some points, and a hint for each that was missed.
"""

import copy
import html

import numpy as np

from . import assets

SINGLE = 1e-5  # of a number, after some steps of which each leaves 6e-8


class Report:
    """Points for one answer, with a hint for each part that is missing."""

    def __init__(self, exercise, answered=True):
        self.exercise, self.answered = exercise, answered
        self.points, self.most, self.parts = 0, 0, []

    def mark(self, part, points, passed, hint):
        """Count `points` for a part if it passed; else keep the hint.

        Parameters
        ----------
        part : str
            What is looked at, in a few words.
        points : int
        passed : bool
        hint : str
            What to think about again; not the answer.
        """
        try:
            passed = bool(passed) and self.answered
        except ValueError:  # it was compared with an array, and has become one
            passed = False
        self.most += points
        self.points += points * passed
        self.parts.append((part, points, passed, hint))
        return passed

    def call(self, function, *arguments):
        """What a student's function returns for copies of the arguments; a hint if it stops.

        Parameters
        ----------
        function : function
        *arguments
            Copied deeply: a function that spoils its arguments spoils no other test.

        Returns
        -------
        got : object
            None if it raised, or if the exercise is unanswered.
        hint : str
            Empty if it ran.
        """
        if not self.answered:
            return None, ""
        try:
            return function(*copy.deepcopy(arguments)), ""
        except Exception as error:
            return None, f"It stops: {type(error).__name__}: {error}"

    def expect(self, answer, n, what, points):
        """The answer as a tuple if it is one of n parts, or a list or array of so many.

        Parameters
        ----------
        answer : object
            The student's.
        n : int
        what : str
            What is asked for, such as "a pair (epochs, share)".
        points : int
            All that the exercise has; they are lost with the wrong kind of answer.

        Returns
        -------
        tuple or None
            n times None if nothing was answered; None, and it is marked, if something else was.
        """
        if not self.answered:
            return (None,) * n
        parts = listed(answer)
        if parts is not None and len(parts) == n:
            return tuple(parts)
        self.mark(what, points, False, f"Got {answer!r}.")
        return None

    def expect_keys(self, answer, keys, points):
        """The answer if it is a dict with these keys; otherwise as `expect`."""
        if not self.answered:
            return dict.fromkeys(keys)
        if isinstance(answer, dict) and set(answer) == set(keys):
            return answer
        what = f"a dict with the keys {', '.join(keys)}"
        self.mark(what, points, False, f"Got {answer!r}.")
        return None

    def __repr__(self):
        if not self.answered:
            here = "In Jupyter, " if assets.in_book() else ""  # a page runs nothing
            return f"{self.exercise}: {here}replace the ... above, then run this cell again."
        lines = [f"{self.exercise}: {self.points} of {self.most} points"]
        for part, points, passed, hint in self.parts:
            lines.append(f"  {'✓' if passed else '✗'} {part} ({points})")
            if not passed:
                lines.append(f"      {hint}")
        return "\n".join(lines)

    def _repr_html_(self):
        return (
            f'<pre class="fg-report" tabindex="0">{html.escape(repr(self))}</pre>'
            + assets.style()
        )


def start(exercise, answer):
    """A `Report` for an answer; unanswered while the stub's ``...`` still stands in it."""
    parts = answer.values() if isinstance(answer, dict) else [answer]
    return Report(exercise, answered=not any(part is ... for part in parts))


def close(got, want, tolerance=1e-9):
    """True if `got` is a number, or an array of the shape of `want`, within `tolerance`.

    What was computed in single precision is close, too: each number may differ by `SINGLE`
    of itself, and by `SINGLE` of the largest that is wanted, or of 1 if that is less. Where
    whole numbers are wanted they may differ by `SINGLE`: a count must be right.
    """
    try:
        parts = np.asarray(got)
        if parts.dtype.kind in "cSTUmMV":  # else text and complex numbers pass
            return False
        if parts.dtype == object and any(
            isinstance(p, str | bytes) for p in parts.flat
        ):
            return False
        got = np.asarray(got, float)
    except (TypeError, ValueError, OverflowError):
        return False
    whole, want = np.asarray(want).dtype.kind in "biu", np.asarray(want, float)
    sizes = np.abs(np.where(np.isfinite(want), want, 0))
    usual = min(1, sizes.max(initial=0)) or 0.1  # where 0 is wanted
    least = SINGLE if whole else SINGLE * np.maximum(sizes, usual)
    if got.shape != want.shape:
        return False
    with np.errstate(invalid="ignore"):  # one infinity from another
        return bool(np.all(np.abs(got - want) <= np.maximum(tolerance, least)))


def listed(got):
    """The parts of a list, a tuple or an array, in a list; None if it is something else."""
    if isinstance(got, list | tuple):
        return [*got]
    return got.tolist() if isinstance(got, np.ndarray) and got.ndim else None


def true_or_false(got):
    """The bool that an answer is, Python's or NumPy's; None if it is something else."""
    return bool(got) if isinstance(got, bool | np.bool_) else None


def same(got, want):
    """True if two things are equal; False for what cannot be compared, such as an array."""
    try:
        return bool(got == want)
    except ValueError:
        return False
