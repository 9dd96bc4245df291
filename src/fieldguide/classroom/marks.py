"""What a test cell of an assignment calls: points for each test, and a hint if it fails."""

import builtins
import copy
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import numpy as np

from ..page.check import Report, close

SECONDS = 5  # of processor time for one test; what needs more is taken to loop
PATIENCE = 120  # seconds by the clock, for a function that sleeps


class TimeUp(BaseException):
    """Raised in the middle of a test that takes too long."""


class Died(BaseException):
    """Raised when Python ended in a function that was called for a test."""


class Flood(BaseException):
    """Raised when a function that was called for a test printed too much."""


class Lost(BaseException):
    """Raised when the process of the tests ended, and not that of the student's code."""


STOPS = {kind.__name__: kind for kind in (TimeUp, Died, Flood, Lost)}


def keeping(values):
    """Let a function that is called twice with these objects find them as it left them.

    Here nothing has to be done for that. The grader's tests call functions of another
    process; they put `wire.Wire.keeping` into this place.
    """
    return nullcontext()


class Marks(Report):
    """Points for one task; the last line of a test cell shows it.

    nbgrader takes the points from what the cell shows: a number, as plain text. People
    see the report.

    Parameters
    ----------
    task : str
        Name of the task.
    answer : any
        What the student gave, if it is a value: nothing is tried while it is ``...``.
    """

    def __init__(self, task, answer=None):
        super().__init__(task, answered=answer is not ...)
        self.outcomes = []

    def test(self, part, points, passes, hint):
        """Count `points` if `passes()` is true; an error or an endless loop is not.

        After a test that took too long the others are not tried.

        Parameters
        ----------
        part : str
            What is looked at, in a few words.
        points : int
        passes : function
            Without arguments.
        hint : str
            What to think about again; not the answer.
        """
        if not self.answered:
            outcome = False
        elif "TimeUp" in self.outcomes:
            outcome = "TimeUp"
        else:
            outcome = _outcome(passes)
        self.outcomes.append(outcome)
        self.mark(part, points, outcome is True, explain(outcome) + hint)

    def __repr__(self):
        if not self.answered:
            return super().__repr__()
        return super().__repr__() + "\nMore tests, and more points, come with grading."

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/plain": str(self.points),
            "text/html": self._repr_html_(),
        }


def unchanged(function, *args, again=None):
    """True if a second call finds the arguments as the first one found them.

    It gets the very same objects, and must return what it returns for fresh copies.
    When graded the function runs in a process of the student's, which may say of its
    arguments what it likes; therefore only results count.

    Parameters
    ----------
    function : function
        Must return something.
    *args : objects
        They stay as they are; copies are handed on.
    again : function, optional
        To be called the second time, with the same arguments, if `function` would not
        notice what it has done: one with another seed, say.
    """
    given, again = copy.deepcopy(args), again or function
    with keeping(given):
        returned, second = function(*given), again(*given)
    fresh = again(*copy.deepcopy(args))
    kept = all(map(_same, args, given))
    return returned is not None and kept and _same(second, fresh)


def _same(a, b):
    if isinstance(a, Iterator) and isinstance(b, Iterator):  # a generator's parts
        a, b = [*a], [*b]
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if hasattr(a, "dtype") and hasattr(b, "dtype"):
        equal = a.shape == b.shape and bool(np.all(a == b))  # of texts it is a bool
        return a.dtype == b.dtype and (equal or close(a, b))
    return a == b


def refuses(function, *args):
    """True if the function raises a ValueError."""
    try:
        function(*args)
    except ValueError:
        return True
    return False


def explain(outcome):
    """The words before a hint: what stopped the test, if anything did."""
    words = {
        "TimeUp": f"It took more than {SECONDS} seconds. ",
        "Died": "Python itself ended, or had to be ended. ",
        "Flood": "It printed too much. ",
        "Lost": "The process of the tests ended; that is no fault of yours. ",
    }
    raised = f"It raised {outcome}. " if isinstance(outcome, str) else ""
    return words.get(outcome, raised)


def known_error(name):
    """True for the name of one of Python's own exceptions, and of what stops a test.

    Other names are the student's: a report that repeats them could carry anything.
    """
    kind = getattr(builtins, str(name), None)
    is_error = isinstance(kind, type) and issubclass(kind, BaseException)
    return name in STOPS or is_error


def name_of(error):
    """The name of the first kind of error that is known, from the most special one up.

    Of one that is a ValueError among other things, that: `refuses` asks for it.
    """
    first = next(kind for kind in type(error).__mro__ if known_error(kind.__name__))
    other = isinstance(error, ValueError) and not issubclass(first, ValueError)
    return "ValueError" if other else first.__name__


def error_of(name):
    """An error of a known kind, by its name.

    An interrupt becomes a BaseException: nobody interrupts us in this way.
    """
    known = STOPS.get(name) or getattr(
        builtins, name if known_error(name) else "", None
    )
    if known in (None, KeyboardInterrupt):
        return BaseException()
    try:
        return known.__new__(known)
    except TypeError:  # a group of exceptions
        return Exception()


def _outcome(passes):
    """True or False, or the name of what was raised."""
    try:
        with time_limit():
            return bool(passes())
    except KeyboardInterrupt:
        raise  # the reader wants us to stop
    except BaseException as error:  # a student's sys.exit() too
        return name_of(error)


@contextmanager
def time_limit():
    """Raise TimeUp after SECONDS of work, and again each half second, should it be caught.

    Needs a Unix system and the main thread, where notebooks run; elsewhere, and where
    SECONDS is None, no limit.
    """
    main = threading.current_thread() is threading.main_thread()
    if SECONDS is None or not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeUp

    timers = [
        (signal.SIGPROF, signal.ITIMER_PROF, SECONDS),
        (signal.SIGALRM, signal.ITIMER_REAL, PATIENCE),
    ]
    before = [signal.signal(kind, stop) for kind, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds, 0.5)
    try:
        yield
    finally:
        for _, timer, _ in timers:
            signal.setitimer(timer, 0)
        for (kind, _, _), handler in zip(timers, before, strict=True):
            signal.signal(kind, handler)
