"""nbgrader's settings for the assignments of the book; see book/instructors.md.

A course folder has an nbgrader_config.py of its own with the two lines

    c = get_config()
    load_subconfig("/path/to/the/book/assignments/nbgrader_config.py")

and, below them, what the teacher wants otherwise.
"""

import os
import sys
import warnings
from pathlib import Path

import nbgrader
from nbgrader import preprocessors as stock
from sqlalchemy.exc import SAWarning

from fieldguide.classroom import course, exporting, grader

c = get_config()  # noqa: F821  nbgrader's
root, here = Path.cwd(), Path(__file__).resolve().parent

# nbgrader calls the program alembic, which stands beside our Python.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ["PATH"]]
)
warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9 with SQLAlchemy 2, harmless

c.CourseDirectory.course_id = "fieldguide"
c.CourseDirectory.source_directory = str(here)
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "__pycache__", "*.pyc", "nbgrader_config.py",
]  # fmt: skip

c.ClearSolutions.code_stub = {"python": "...  # your answer"}

c.Autograde.autograde_preprocessors = [
    grader.RunApart,
    grader.Judge,
    stock.SaveAutoGrades,
    stock.AssignLatePenalties,
    stock.CheckCellMetadata,
]
c.GenerateFeedback.preprocessors = [stock.GetGrades]
c.GenerateAssignment.force = True  # else what has changed in the source is passed over
c.ExportApp.plugin_class = exporting.Scores
course.install()

# What is of ours comes first: without it the formgrader's page asks another host.
forms = (
    Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
)
c.HTMLExporter.extra_template_basedirs = [
    str(Path(course.__file__).parent),
    str(forms),
]

# The gradebook, what others handed in, solutions, hidden tests, and what is made of them.
told = [here.parent / name for name in (".git", "_build", "tests")]
c.RunApart.hide = [str(path) for path in (root, here, *told)]
