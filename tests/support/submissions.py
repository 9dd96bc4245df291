"""What students hand in, well and badly behaved, and the points that are due for it."""

import copy
import json
import os
import re
from pathlib import Path

from planted import PLANTED

STEAL = r"""
import base64, os, pathlib
from IPython.display import HTML, Javascript, display

loot = str(dict(os.environ)) + "\n".join(map(str, globals().get("In", [])))
for place in (".", "..", "../.."):
    for path in pathlib.Path(place).glob("*.ipynb"):
        loot += path.read_text()
pathlib.Path("loot.txt").write_text(loot)
pathlib.Path("loot.html").write_text(loot)
print(loot, loot[::-1], base64.b64encode(loot.encode()).decode())
display(HTML(loot), Javascript(f"alert({loot!r})"))
raise type("V" + loot.encode().hex(), (ValueError,), {})(loot)
"""
FORGE = """
import builtins, sys
from fieldguide.classroom import marks

class Yes:
    "Equal to everything, larger and smaller than everything, and true."
    def __getattr__(self, name):
        return lambda *args, **kwargs: self
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __contains__ = __call__ = lambda self, *args, **kwargs: True
    __len__ = lambda self: 1
    __array__ = lambda self, *args, **kwargs: [0]
    __hash__ = lambda self: 0

def test(self, part, points, passes, hint):
    self.outcomes.append(True)

marks.Marks.test = Marks.test = test
marks._outcome = close = builtins.all = lambda *args: True
sys.modules["numpy"].array_equal = sys.modules["fieldguide.page.check"].close = close
"""
MANNERS = [
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "%%time\nx = 3\nassert x == 3",
    "%load_ext autoreload\n%autoreload 2\n!echo {3 + 4}\nfiles = !ls",
    "print?",
    "?print",
    "import asyncio\nawait asyncio.sleep(0.01)",
    "import threading\nready = threading.Event()\n"
    "thread = threading.Thread(target=ready.wait, daemon=True)\nthread.start()",
    "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n"
    "print(list(pool.map(str, range(9))))",
    "def chatter():\n    while not ready.is_set():\n        print('.')\n        ready.wait(0.01)\n"
    "threading.Thread(target=chatter, daemon=True).start()",
    "ready.set()\nthread.join()\nassert list(pool.map(str, [1])) == ['1']",
    "name = input('What is your name? ')",
    "import subprocess\nassert subprocess.run(['true']).returncode == 0",
    "from multiprocessing import get_context\n"
    "with get_context('fork').Pool(2) as workers:\n    workers.map(print, range(3))",
    "from fieldguide.page.explore import explore\nexplore(lambda n: str(n), n=[1, 2])",
    "import pandas as pd\npd.DataFrame({'a': [1]})",
    "get_ipython().run_line_magic('pip', '--version')",
    "%config InlineBackend.figure_format = 'retina'\n%matplotlib inline",
    "%%writefile helper.py\nx = 3",
    "import helper\nassert helper.x == 3",
    "%%capture said\nprint(3)",
    "%%bash\necho done",
    "import asyncio\ntask = asyncio.create_task(asyncio.sleep(0.01))\nawait task",
]


def ours(name, source="", **told):
    """A cell of an assignment, with what nbgrader writes into it."""
    from nbformat.v4 import new_code_cell

    told = {"solution": False, "grade": False, "locked": True, **told}
    told |= {"grade_id": name, "schema_version": 3, "task": False, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": told}, id=name)


def framed(tree, raw=b""):
    """A value as `wire.Wire.dump` writes it."""
    text = json.dumps(tree).encode()
    return len(text).to_bytes(8, "big") + text + raw


class Submission:
    """A notebook that a student hands in, made from another."""

    def __init__(self, cells):
        self.cells = copy.deepcopy(cells)

    def place(self, name):
        return next(k for k, cell in enumerate(self.cells) if cell["id"] == name)

    def cell(self, name):
        return self.cells[self.place(name)]

    def answer(self, name, text):
        self.cell(f"{name}-answer")["source"] = text
        return self

    def before(self, name, text):
        """Put lines in front of a right answer."""
        cell = self.cell(f"{name}-answer")
        cell["source"] = text + "\n" + "".join(cell["source"])
        return self

    def delete(self, *names):
        self.cells = [cell for cell in self.cells if cell["id"] not in names]
        return self

    def add(self, place, text, name="added", kind="code"):
        cell = {"cell_type": kind, "id": name, "metadata": {}, "source": text}
        code = {"outputs": [], "execution_count": None} if kind == "code" else {}
        self.cells.insert(place, cell | code)
        return self

    def split(self, name):
        """Split a cell as JupyterLab does: both pieces have the name."""
        place = self.place(f"{name}-answer")
        second = copy.deepcopy(self.cells[place])
        self.cells[place]["source"] = "helper = lambda *args: real(*args)\n"
        second["source"] = re.sub(
            r"def (\w+)\(",
            r"def \1(*args):\n    return helper(*args)\n\n\ndef real(",
            "".join(second["source"]),
        )
        self.cells.insert(place + 1, second | {"id": "piece"})
        return self

    def notebook(self, kernel="python3"):
        told = {"kernelspec": {"name": kernel, "display_name": kernel, "language": "x"}}
        notebook = {"cells": self.cells, "metadata": told}
        return notebook | {"nbformat": 4, "nbformat_minor": 5}

    def write(self, path, kernel="python3", encoding="utf-8"):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.notebook(kernel), ensure_ascii=False)
        path.write_text(text, encoding)
        return path


def stealing(reference, task):
    """Right answers, and code everywhere that shows all it can get at."""
    stolen = Submission(reference)
    lines = "\n".join("    " + line for line in STEAL.strip().split("\n"))
    name = re.search(r"def (\w+)", "".join(stolen.cell(f"{task}-answer")["source"]))[1]
    stolen.answer(task, f"def {name}(*args):\n{lines}\n")
    return stolen.add(len(stolen.cells), STEAL)


def planted(reference, assignment, k):
    """The k-th planted wrong answer to each task."""
    wrong = Submission(reference)
    for task, answers in PLANTED[assignment].items():
        wrong.answer(task, answers[k])
    return wrong


# --- misbehavior in `foundations`, by name of the student -----------------------------


def loops(reference):
    """Code that does not end."""
    s = Submission(reference).before("merge", "while True:\n    pass")
    s.answer("softmax", "def softmax(*args):\n    while True:\n        pass")
    stay = "    while True:\n        try:\n            1 + 1\n        except BaseException:\n            pass"
    return s.answer("count", f"def untied_parameters(*args):\n{stay}")


def sleeps(reference):
    """Code that takes long by the clock and does nothing."""
    s = Submission(reference).add(3, "import time\ntime.sleep(4)")
    slow = "import time\nfrom functools import cache\n\nnap = cache(time.sleep)"
    return s.answer(
        "bytes",
        f"{slow}\n\ndef bytes_of(text):\n    nap(6)\n"
        "    return [len(c.encode()) for c in text]",
    )


def deletes(reference):
    s = Submission(reference)
    right = "".join(s.cell("softmax-answer")["source"])
    s.delete("title", "setup", "merge-task", "merge-answer", "merge-tests")
    s.delete("window-mask-tests", "end", "softmax-answer")
    return s.add(3, right)


def prints(reference):
    s = Submission(reference).add(3, "print('x' * 100_000_000)")
    s.add(3, "from IPython.display import display\nfor k in range(10**6):\n"
             "    display({'a/' + str(k) * 50: ''}, raw=True)")  # fmt: skip
    s.answer("norms", "def pre_and_post(*args):\n    print('y' * 100_000_000)")
    much = "for _ in range(1000):\n        print('y' * 100_000)"
    s.answer("bytes", f"def bytes_of(text):\n    {much}\n    return [1] * len(text)")
    s.answer("merge", "def merge(*args):\n    while True:\n        print('z' * 1000)")
    return s.answer("attention", "def attention(*args):\n    return np.ones(3 * 10**9)")


def changes(reference):
    s = Submission(reference).answer("surplus", "surplus = 1")
    s.cell("surplus-tests")["source"] = "3"
    s.cell("surplus-tests")["metadata"]["nbgrader"]["points"] = 100
    tests = s.cell("gato-tests")
    tests["cell_type"], tests["source"] = "markdown", "# nothing to see"
    del tests["outputs"], tests["execution_count"]
    s.cells.insert(8, copy.deepcopy(s.cell("bytes-tests")) | {"id": "again"})
    s.cell("setup")["source"] = "Marks = None"
    return s


def raises(reference):
    s = Submission(reference).add(0, "import a_package_of_nowhere")
    s.before("next-pair", "import a_package_of_nowhere")
    s.before("bytes", "np = Marks = close = data = math = None")
    s.before("norms", "import warnings\nwarnings.warn('careful')")
    s.answer("days", "def training_days(:\n")
    return s.answer("split-heads", "def deal_heads(x, heads):\n    raise SystemExit")


def dies(reference):
    """Python ends, in cells of the student's own, in answers, and in functions."""
    s = Submission(reference).answer("count", "import os\nos._exit(0)")
    s.answer("days", "import os\n\ndef training_days(*args):\n    os._exit(0)")
    s.add(s.place("gato-answer"), "get_ipython().kernel.do_shutdown(True)")
    s.add(s.place("softmax-answer"), "import os, signal\nos.kill(os.getpid(), 9)")
    s.add(s.place("merge-answer"), "quit()")
    s.add(3, "import sys\nsys.exit()")
    s.add(3, "import os\nos.fork()")
    return s.add(3, "import os, threading\nthreading.Timer(0, os._exit, [1]).start()\n"
                    "while True:\n    pass")  # fmt: skip


def stars(reference):
    """The names of Python and of the tests become others."""
    s = Submission(reference).add(3, "all = any = abs = list = set = lambda *args: 0")
    s.add(
        3, "from numpy import *\nfrom math import *\nfrom builtins import max, min, sum"
    )
    return s.add(3, "close = unchanged = refuses = lambda *args: False")


def forges(reference):
    """Everything is true, and all tests have passed."""
    s = Submission(reference).add(3, FORGE)
    s.answer("merge", "def merge(*args):\n    return Yes()")
    s.answer("softmax", "softmax = Yes()")
    s.answer("surplus", "surplus = Yes()")
    return s.answer("gato", "matrices = verdict = Yes()")


def rude(reference):
    """What may be done in a notebook, if not by everybody."""
    s = Submission(reference)
    for text in MANNERS[::-1]:
        s.add(3, text)
    return s


def splits(reference):
    s = Submission(reference)
    for name in ("next-pair", "merge", "softmax"):
        s.split(name)
    # A copy behind the tests is none of the answer.
    copied = copy.deepcopy(s.cell("bytes-answer"))
    copied |= {"id": "draft", "source": "def bytes_of(text):\n    return 1"}
    s.cells.insert(s.place("bytes-tests") + 1, copied)
    return s


def pictures(reference):
    """Markdown with pictures: attached, missing, from elsewhere; and with scripts."""
    s = Submission(reference).add(2, MARKDOWN, kind="markdown")
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    s.cells[2]["attachments"] = {
        "mine.png": {"image/png": png},
        "bad.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"},
        "broken": {"image/png": {"x": 1}},
    }
    return s


def unlucky(reference):
    """Names of the first cell and of the tests for things of one's own, and more."""
    s = Submission(reference)
    s.add(3, "data = {'code': 'utf-8'}\nclose = lambda s: s.encode(data['code'])")
    s.add(3, "keys = []\nkeys += [keys, keys]\nfour = signs = keys\nnp.bool = bool")
    s.add(3, "import socket, sys, faulthandler\nsocket.setdefaulttimeout(0.5)\n"
             "faulthandler.enable()\nsys.setrecursionlimit(10**6)")  # fmt: skip
    s.cell("merge-answer")["source"] = "".join(s.cell("merge-answer")["source"]) + (
        "\n\nquiet = merge\n\ndef merge(*args):\n"
        "    print('x' * 9_000)\n    return quiet(*args)"
    )
    return s.answer(
        "bytes", "def bytes_of(text):\n    return [len(close(c)) for c in text]"
    )


def threads(reference):
    """An answer by threads, after Python has ended in a cell and in a function."""
    s = Submission(reference).add(3, THREADS)
    s.answer("next-pair", "import os\n\ndef next_pair(*args):\n    os._exit(1)")
    s.add(s.place("bytes-answer"), "import os\nos._exit(1)")
    return s.answer(
        "bytes", "def bytes_of(text):\n    return [*pool.map(length, text)]"
    )


THREADS = """
import queue, threading
from concurrent.futures import ThreadPoolExecutor
pool, asked, told = ThreadPoolExecutor(1), queue.Queue(), queue.Queue()

def work():
    while True:
        told.put(len(asked.get().encode()))

def length(character):
    asked.put(character)
    return told.get()

threading.Thread(target=work, daemon=True).start()
assert length("ż") == 2 and [*pool.map(length, "灯")] == [3]
"""


def forkless(reference):
    """Python ends, and no copy of it could be made before."""
    s = Submission(reference).add(3, "import os\nos.fork = None")
    s.add(s.place("merge-answer"), "import ctypes\nctypes.string_at(0)")
    return s.answer("count", "def untied_parameters(*args):\n    os._exit(1)")


MARKDOWN = """
![mine](attachment:mine.png) ![gone](attachment:gone.png)
![far](https://far.example/a.png) ![file](/etc/passwd)
<script>alert(1)</script><img src=x onerror="alert(2)"><iframe src="https://far.example">
</iframe><b onclick="alert(3)">bold</b> <a href="javascript:alert(4)">here</a>
<style>@import url(https://far.example/x.css);</style><form action="https://far.example">
<input></form><svg><script>alert(5)</script></svg><meta http-equiv="refresh" content="0">
"""

# Full marks but for these tasks.
LOST = {
    "loops": {"merge": 0, "softmax": 0, "count": 0},
    "sleeps": {},
    "deletes": {"merge": 0},
    "prints": {"bytes": 0, "norms": 0, "merge": 0, "attention": 0},
    "changes": {"surplus": 0},
    "raises": {"next-pair": 0, "days": 0, "split-heads": 0},
    "dies": {"count": 0, "days": 0},
    "stars": {},
    "forges": {"merge": 0, "softmax": 0, "surplus": 0, "gato": 0},
    "rude": {},
    "splits": {},
    "pictures": {},
    "unlucky": {},
    "threads": {"next-pair": 0},
    "forkless": {"count": 0},
}
WAYS = (
    loops, sleeps, deletes, prints, changes, raises, dies, stars, forges, rude, splits,
    pictures, unlucky, threads, forkless,
)  # fmt: skip


def misbehaving(reference):
    """Submissions to `foundations`, by name of the student."""
    return {way.__name__: way(reference) for way in WAYS}


# --- files: right answers that are hard to read, by name of the student ----------------


def write_files(reference, place):
    """Hand in right answers in files of many kinds.

    Parameters
    ----------
    reference : list of cells
    place : function
        ``place(student)`` is the path that the notebook should have.

    Returns
    -------
    graded, refused : list of str
        Students who are due full marks, and whose file cannot be taken.
    """
    right = Submission(reference)
    right.write(place("bom"), encoding="utf-8-sig")
    place("bom").with_name("timestamp.txt").write_text(
        "2026-03-01 12:00:00 UTC", "utf-8-sig"
    )
    right.write(place("utf16"), encoding="utf-16")
    place("utf16").with_name("timestamp.txt").write_text("the day before yesterday")
    right.write(place("Zoë O'Neil [2] {x}"))
    right.write(place("wrong-name").with_name("Foundations (1).ipynb"))
    right.write(place("text").with_name("foundations.ipynb.txt"))

    bare = Submission(reference)
    for cell in bare.cells:
        cell["metadata"], source = {}, "".join(cell["source"])
        cell["source"] = re.sub(
            "# BEGIN HIDDEN.*# END HIDDEN TESTS", "", source, flags=re.S
        )
        del cell["id"]
    bare.write(place("no-names"))

    large = Submission(reference)
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    large.cell("setup")["outputs"] = [
        output,
        {
            "output_type": "display_data",
            "data": {"bad mime": {"a": [1]}, "image/png": 7},
        },
    ]
    large.write(place("large"))

    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    cells = [
        {"cell_type": "markdown", "metadata": c["metadata"], "source": c["source"]}
        if c["cell_type"] == "markdown"
        else {
            "cell_type": "code", "metadata": c["metadata"], "input": c["source"],
            "language": "python", "outputs": [{"output_type": "pyout"}],
            "prompt_number": 3,
        }
        for c in reference
    ]  # fmt: skip
    _write(place("format-3"), json.dumps(old | {"worksheets": [{"cells": cells}]}))

    colab = Submission(reference)
    for k, cell in enumerate(colab.cells):
        cell["metadata"] |= {"id": f"a{k}", "colab": {"base_uri": "x"}, "vscode": {}}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
        del cell["id"]
    told = colab.notebook() | {"nbformat_minor": 0}
    told["metadata"] = {"colab": {"provenance": []}, "kernelspec": "python3"}
    _write(place("colab"), json.dumps(told))

    files = right.write(place("files")).parent
    (files / "report.html").write_bytes("<p>caf\xe9 <script>".encode("latin-1"))
    (files / "other.ipynb").write_text("{")
    (files / "timestamp.txt").write_bytes(b"\xff\xfe\x00\xd8soon")
    here = Path.cwd()
    os.chdir(files)
    for _ in range(1500):  # deeper than Python's recursion goes
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    os.mkfifo(files / "pipe.txt")

    graded = [
        "bom", "utf16", "Zoë O'Neil [2] {x}", "wrong-name", "text", "no-names", "large",
        "format-3", "colab", "files",
    ]  # fmt: skip

    _write(place("broken"), "{")
    _write(place("empty").with_name("notes.pdf"), "")
    _write(place("list"), "[1, 2]")
    place("linked").parent.mkdir(parents=True)
    place("linked").symlink_to(place("files"))
    place("folder-linked").parent.parent.mkdir()
    place("folder-linked").parent.symlink_to(place("files").parent)
    place("pipe").parent.mkdir(parents=True)
    os.mkfifo(place("pipe"))
    return graded, ["broken", "empty", "list", "linked", "folder-linked", "pipe"]


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
