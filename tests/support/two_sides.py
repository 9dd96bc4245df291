"""Grade an answer as the grader does, with both sides of the wire in one process.

A function of the student's gets copies of what the tests hand it, and what it returns
crosses as `wire` has it; test_running.py looks at the two real processes.
"""

import copy
from contextlib import contextmanager

from fieldguide import classroom
from fieldguide.classroom import bindings, marks, tester, wire


class Silent:
    """A connection to a grader who does not listen."""

    def send(self, message):
        pass


class Tests(tester.Tests):
    """Tests whose student is in the same process."""

    def __init__(self):
        super().__init__(Silent())
        self.student = wire.Wire(self.called_back)

    def call(self, number, args, kwargs):
        args, kwargs = self.student.unpickle(self.wire.pickle((args, kwargs)))
        return self.crossed(self.student.lent[number](*args, **kwargs))

    def called_back(self, number, args, kwargs):
        args, kwargs = self.crossed((args, kwargs))
        value = self.wire.lent[number](*args, **kwargs)
        return self.student.unpickle(self.wire.pickle(value))

    def crossed(self, value):
        return self.wire.load(self.student.dump(value))


@contextmanager
def graders_marks(tests):
    """The marks that a test cell gets when it is graded."""
    before = classroom.Marks, marks.keeping, tester.Watched.tests
    classroom.Marks, marks.keeping = tester.Watched, tests.wire.keeping
    tester.Watched.tests = tests
    try:
        yield
    finally:
        classroom.Marks, marks.keeping, tester.Watched.tests = before


def grade(setup, answer, source, given):
    """The report on one answer.

    Parameters
    ----------
    setup, answer, source : str
        Of the set-up, the student's answer and the tests.
    given : list of str
        Names that the answer cell binds as it was given out.
    """
    tests, space = Tests(), {}
    exec(setup, space)
    exec(answer, space)
    names = {n: space[n] for n in bindings.names_in(source) if n in space}
    with graders_marks(tests):
        told = tests.run(
            source, [setup], given, [*names], tests.student.dump_all(names)
        )
    assert "raised" not in told, told
    return copy.copy(tests.marks)
