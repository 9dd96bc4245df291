"""Assignments that a teacher gives to a class and lets nbgrader grade.

`marks` is what the notebooks call and works everywhere; `grader` plugs into nbgrader and
runs students' code in a process of its own, `student`, and the tests in another, `tester`.
See book/instructors.md.
"""

from ..page.check import close
from .marks import Marks, refuses, unchanged

__all__ = ["Marks", "close", "refuses", "unchanged"]
