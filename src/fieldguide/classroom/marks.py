"""What a test cell of an assignment calls: points for each test, and a hint if it fails."""

import builtins
import copy
import signal
import threading
from contextlib import contextmanager

from ..page.check import Report

SECONDS = 5  # for one test; a function that needs more is taken to loop
MIME = "application/vnd.fieldguide.marks+json"


class TimeUp(BaseException):
    """Raised in the middle of a test that takes too long."""


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
            MIME: {"outcomes": self.outcomes},
        }


def unchanged(function, *args):
    """True if the function returns something and leaves its arguments as they were."""
    given = copy.deepcopy(args)
    returned = function(*given)
    return returned is not None and all(map(_same, args, given))


def _same(a, b):
    if hasattr(a, "dtype") and hasattr(b, "dtype"):
        return a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all())
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
    if outcome == "TimeUp":
        return f"It took more than {SECONDS} seconds. "
    return f"It raised {outcome}. " if isinstance(outcome, str) else ""


def known_error(name):
    """True for the name of one of Python's own exceptions, and for "TimeUp".

    Other names are the student's: a report that repeats them could carry anything.
    """
    kind = getattr(builtins, str(name), None)
    is_error = isinstance(kind, type) and issubclass(kind, BaseException)
    return name == "TimeUp" or is_error


def _outcome(passes):
    """True or False, or the name of what was raised."""
    try:
        with _time_limit():
            return bool(passes())
    except KeyboardInterrupt:
        raise  # the grader, or the reader, wants us to stop
    except BaseException as error:  # a student's sys.exit() too
        names = [kind.__name__ for kind in type(error).__mro__]
        return next(name for name in names if known_error(name))


@contextmanager
def _time_limit():
    """Raise TimeUp after SECONDS, and again each half second, should it be caught.

    Needs a Unix system and the main thread, where notebooks run; elsewhere no limit.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
