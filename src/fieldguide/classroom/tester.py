"""The process that runs test cells, apart from the student's code that they try.

    python -m fieldguide.classroom.tester MEMORY

Standard input is a socket to the grader. There is one for each student. For each test
cell a copy of this process runs the assignment's set-up and then the cell, among names
of its own; what it needs of the student's it gets as values, and as functions that are
called on the other side. So the tests' ``all``, ``np`` and ``close`` are what the
teacher wrote, and a student's code sees of a hidden test what it is called with, and
nothing else.
"""

import builtins
import json
import os
import socket
import sys

import numpy as np

from .. import classroom, data  # noqa: F401  loaded once, not for each cell
from ..sandbox.apart import limit
from . import marks, wire
from .marks import error_of, name_of

FLOATS = np.geterr()


class Tests:
    """One test cell at work, and its connection to the grader."""

    def __init__(self, link):
        self.link, self.wire, self.marks = link, wire.Wire(self.call), None
        self.asked = False  # by the student's code, which waits for us

    def call(self, number, args, kwargs):
        """Call a function of the student's."""
        if self.asked:
            raise RuntimeError("the student's code waits, and can be asked nothing")
        told = {"do": "call", "call": number, "body": self.wire.pickle((args, kwargs))}
        if (floats := np.geterr()) != FLOATS:  # a test that wants no overflow, say
            told["floats"] = floats
        self.link.send(told)
        while "call" in (told := self.link.receive()):
            try:
                self.link.send({"called": True, **self.called(told)})
            except MemoryError:  # each call is answered, or nobody knows who is asking
                self.link.send({"called": True, "raised": "MemoryError"})
        if "raised" in told:
            raised = error_of(told["raised"])
            if isinstance(raised, StopIteration | StopAsyncIteration):
                # In the middle of a map it would end the map, and `all` of it be true.
                raise RuntimeError from raised
            raise raised
        return self.wire.load(told["body"])

    def called(self, told):
        """What a function of ours returns that the student's code called."""
        self.asked = True
        try:
            args, kwargs = self.wire.load(told["body"])
            value = self.wire.lent[told["call"]](*args, **kwargs)
            return {"body": self.wire.pickle(value)}
        except BaseException as error:
            return {"raised": name_of(error)}
        finally:
            self.asked = False

    def run(self, source, setup, given, names, body=None):
        """Run a cell; the outcomes of its tests, or what it raised itself.

        Parameters
        ----------
        source : str
        setup : list of str
            Cells to run first.
        given : list of str
            Names that the answer cell binds as it was given out; they are the student's
            even if Python or the set-up has such a name.
        names : list of str
            Names that the student was asked for; others that come are not looked at.
        body : bytes, optional
            What the student's names stand for, as it came over the wire.
        """
        space = {"__name__": "fieldguide_tests", "__builtins__": builtins}
        try:
            for cell in setup:
                exec(compile(cell, "<set-up>", "exec"), space)
            ours = set(space) | set(dir(builtins))
            came = self.wire.load(body) if body else {}
            for name in came.keys() & names:
                if name in given or name not in ours:
                    space[name] = came[name]
            exec(compile(source, "<tests>", "exec"), space)
        except BaseException as error:  # a sys.exit() of the student's too
            return {"raised": name_of(error)}
        return {"outcomes": self.marks.outcomes if self.marks else None}


class Watched(marks.Marks):
    """Marks that say when a test begins; the grader sees to the time."""

    tests = None

    def __init__(self, task, answer=None):
        super().__init__(task, answer)
        Watched.tests.marks = self

    def test(self, part, points, passes, hint):
        """Count `points` if `passes()` is true."""
        Watched.tests.link.send({"test": self.outcomes})
        super().test(part, points, passes, hint)


def serve(link):
    """Run test cells until the grader is gone, or one of them ends its process."""
    marks.SECONDS, classroom.Marks = None, Watched
    link.send({"ready": True})
    while True:
        told = link.receive()
        ours, theirs = os.pipe()
        if not os.fork():
            Watched.tests = Tests(link)
            marks.keeping = Watched.tests.wire.keeping
            link.send(Watched.tests.run(**told))
            os.write(theirs, json.dumps([link.sent, link.got]).encode())
            os._exit(0)
        os.close(theirs)
        counts = os.read(ours, 100)
        os.close(ours)
        os.wait()
        if not counts:
            return  # the grader sees the connection end
        link.sent, link.got = json.loads(counts)


if __name__ == "__main__":
    limit(int(sys.argv[1]), 240, 0)
    link = wire.Channel(socket.socket(fileno=os.dup(0)), "tester", "grader")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    for number in (1, 2):
        os.dup2(0, number)
    try:
        serve(link)
    except wire.Broken:
        pass
    os._exit(0)
