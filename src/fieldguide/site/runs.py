"""Run notebooks, and stories with cells, side by side; keep what came out.

A run is kept in _build/runs, one file a page, with all that it rests on: the page's code
cells, the library's modules that it imported, the files that it read, the lock, the Python.
A page runs again when one of these has changed, and for no other reason.
"""

import asyncio
import hashlib
import json
import os
import re
import signal
import sys
import tempfile
import time
from contextlib import nullcontext, suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets import List

from . import forks, kernel

COLORS = re.compile(r"\x1b\[[\d;]*m")  # of a terminal
FORMAT = 1  # of the files below; another number makes everything run again
SETTINGS = ("MPL", "MATPLOTLIB", "IPYTHON", "JUPYTER", "PYTHON", "SPHINX")
ONE_THREAD = {  # the matrices are small: threads would wait for each other
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Linux gives each large array fresh pages of memory, and takes them back: up to a third of
# a lab's time. With these it keeps what it has.
KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_TOP_PAD_": str(2**26),
}


class Page(NamedTuple):
    """A page with cells: its name as in _toc.yml, its file, its notebook as read."""

    name: str
    path: Path
    notebook: nbformat.NotebookNode


class Failure(NamedTuple):
    """A page that could not be run: in which cell, why in a line, and the traceback."""

    name: str
    where: str
    why: str
    traceback: str = ""


def environment(root):
    """Variables for whatever makes the book: nobody's own settings reach it.

    matplotlib, IPython and Jupyter look for settings below _build, where there are none, and
    sets are in the same order each time.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(SETTINGS) or name == "PYTHONPATH"
    }
    nowhere = root / "_build" / "settings"
    folders = ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    ours = {name: str(nowhere / name.lower()) for name in folders}
    return {
        **kept,
        **ONE_THREAD,
        **KEPT_MEMORY,
        **ours,
        "JUPYTER_PLATFORM_DIRS": "1",
        "FIELDGUIDE_BOOK": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def read_page(root, name):
    """The page of this name if it has cells, else None.

    Parameters
    ----------
    root : Path
    name : str
        As in _toc.yml, without an ending: notebooks/encoders/01-masking.
    """
    path = root / f"{name}.ipynb"
    if path.exists():
        notebook = nbformat.read(path, as_version=4)
    else:
        path = root / f"{name}.md"
        text = path.read_text("utf-8")
        if not is_myst_markdown_notebook(text):
            return None
        notebook = read_myst_markdown_notebook(text, path=path)
    return Page(name, path, notebook) if code_cells(notebook) else None


def code_cells(notebook):
    """The cells that run."""
    return [c for c in notebook.cells if c.cell_type == "code"]


def fingerprint(notebook):
    """A hash of what runs: the code cells' text and tags."""
    cells = [(c.source, c.metadata.get("tags", [])) for c in code_cells(notebook)]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def why_again(page, root, kept):
    """Why a page must run, in a few words; "" if what is kept still holds.

    Parameters
    ----------
    page : Page
    root : Path
    kept : dict or None
        As `load` gives it.
    """
    if not kept:
        return "it has not run yet"
    if kept["cells"] != fingerprint(page.notebook):
        return "its cells have changed"
    if kept["ground"] != ground(root):
        return "the lock or Python has changed"
    for kind, now in (("modules", _module), ("files", _file), ("folders", _folder)):
        for name, was in kept[kind].items():
            if now(root, name) != was:
                return f"{name} has changed"
    return ""


@lru_cache
def ground(root):
    """A hash of what every run rests on: the locked packages, Python, and how we run."""
    how = (Path(module.__file__) for module in (kernel, forks))
    parts = [sys.version, str(FORMAT)]
    parts += [_hash(p) for p in (root / "requirements.txt", *how)]
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _hash(path):
    """A file's hash; None if it cannot be read."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return None


@lru_cache(None)
def _file(root, name):
    return _hash(root / name)


@lru_cache(None)
def _folder(root, name):
    try:
        return sorted(os.listdir(root / name))
    except OSError:
        return None


@lru_cache(None)
def _module(root, name):
    try:
        found = find_spec(name)
    except ImportError:
        found = None
    return _hash(found.origin) if found and found.origin else None


def forget():
    """Look at all files again: what they were is remembered within one build."""
    for remembered in (ground, _file, _folder, _module):
        remembered.cache_clear()


def kept_in(root, name):
    """Where the run of a page is kept."""
    return root / "_build" / "runs" / f"{name}.json"


def trained_in(root, name):
    """Where a page may put down what it has trained, for the tests (`experiments.kept`)."""
    return root / "_build" / "trained" / name


def load(root, name):
    """The run that is kept, a dict; None if there is none or it is damaged."""
    try:
        kept = json.loads(kept_in(root, name).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(kept, dict) and kept.get("sum") == _sum(kept)
    return kept if whole else None


def save(root, name, run):
    """Keep a run; what was there stays until the new one is whole."""
    path = kept_in(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(run | {"sum": _sum(run)}), "utf-8")
    fresh.replace(path)


def _sum(run):
    """A checksum over all of a run but the checksum."""
    text = json.dumps({k: v for k, v in run.items() if k != "sum"}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# --- running --------------------------------------------------------------------------


def run_all(pages, root, jobs, report):
    """Run pages side by side, longest first, and keep each as soon as it is done.

    Parameters
    ----------
    pages : list of Page
    root : Path
    jobs : int
        How many at a time.
    report : function
        Called as ``report(page, seconds, failure)`` when one is done; failure may be None.

    Returns
    -------
    list of Failure
        One that fails does not stop the others.
    """
    return asyncio.run(_run_all(pages, root, jobs, report))


async def _run_all(pages, root, jobs, report):
    waiting, failures = longest_first(pages, root), []
    turns = asyncio.Semaphore(jobs)

    async def work(server):
        while waiting:
            page = waiting.pop(0)
            made = await run(page, root, server, turns)
            if isinstance(made, Failure):
                failures.append(made)
                report(page, 0, made)
            else:
                save(root, page.name, made)
                report(page, made["seconds"], None)

    one = len(pages) == 1  # which copying would not start sooner
    with nullcontext() if one else forks.server(environment(root), root) as server:
        # One more than work: a kernel waits for messages while it starts, and when it ends.
        await asyncio.gather(*(work(server) for _ in range(jobs + 1)))
    return sorted(failures)


def expected_seconds(page, root):
    """What its last run took; before the first, a guess from the length of its code."""
    kept = load(root, page.name)
    if kept:
        return kept["seconds"]
    return 1 + sum(len(c.source) for c in code_cells(page.notebook)) / 4000


def longest_first(pages, root):
    """Pages in the order in which they begin: what is short fills the gap at the end."""
    return sorted(pages, key=lambda page: -expected_seconds(page, root))


class _Manager(AsyncKernelManager):
    """Starts our kernel, whatever kernels the machine has and the notebook asks for."""

    argv = List()

    @property
    def kernel_spec(self):
        return KernelSpec(argv=self.argv, display_name="Python", language="python")


async def run(page, root, server=None, turns=None):
    """Run one page in a kernel of its own, in its own folder.

    Parameters
    ----------
    page : Page
    root : Path
    server : subprocess.Popen, optional
        What `forks.server` gave: the kernel starts as a copy of it.
    turns : asyncio.Semaphore, optional
        Held while cells are carried out; the kernel starts and ends without.

    Returns
    -------
    dict or Failure
        What `save` keeps: the outputs of each code cell, the seconds that all took, and what
        they rest on.
    """
    with tempfile.TemporaryDirectory(prefix="fieldguide-run-") as folder:
        notes, said = Path(folder) / "notes.json", Path(folder) / "said.txt"
        argv = [sys.executable, "-m", "fieldguide.site.kernel", str(root), str(notes)]
        manager = _Manager(argv=[*argv, "-f", "{connection_file}"])
        manager.connection_file = str(Path(folder) / "kernel.json")
        if server:
            manager.provisioner = forks.Copied(manager, server)
        with said.open("wb") as log:
            keep = {"FIELDGUIDE_KEEP": str(trained_in(root, page.name))}
            variables = environment(root) | keep
            made = await _execute(page, manager, variables, log, turns)
        if isinstance(made, Failure):
            return made
        rests_on = json.loads(notes.read_text("utf-8"))
    return {
        "cells": fingerprint(page.notebook),
        "ground": ground(root),
        "modules": {m: _module(root, m) for m in rests_on["modules"]},
        "files": {f: _file(root, f) for f in rests_on["files"]},
        "folders": {f: _folder(root, f) for f in rests_on["folders"]},
        "seconds": round(made, 2),
        "language": page.notebook.metadata["language_info"],
        "outputs": [c.outputs for c in code_cells(page.notebook)],
    }


async def _execute(page, manager, variables, log, turns):
    """Run the cells one by one; returns the seconds, or the `Failure` of the first that fails."""
    client = NotebookClient(
        page.notebook,
        km=manager,
        timeout=None,  # the kernel limits its own processor time
        # Asked to end, one in four of ipykernel's kernels waits for a thread that has ended:
        # 2.5 s until it is stopped. What a run rests on is written after each cell, so
        # nothing is lost if it is stopped at once.
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(page.path.parent)}},
        extra_arguments=["--HistoryManager.enabled=False"],
    )
    where = "before the first cell"
    try:
        async with client.async_setup_kernel(
            env=variables, stdout=log, stderr=log, cleanup_kc=True
        ):
            _let_interrupts_through()
            told = await client.async_wait_for_reply(client.kc.kernel_info())
            page.notebook.metadata["language_info"] = told["content"]["language_info"]
            async with turns or nullcontext():
                begun = time.perf_counter()
                for index, cell in enumerate(page.notebook.cells):
                    if cell.cell_type == "code":
                        where = _where(page, cell)
                        await client.async_execute_cell(cell, index)
                        if warned := _warning(cell):
                            why = f"expected no warning, got: {warned}"
                            return Failure(page.name, where, why)
                return time.perf_counter() - begun
    except CellExecutionError as error:
        why = f"{error.ename}: {error.evalue}"
        return Failure(page.name, where, why, COLORS.sub("", error.traceback))
    except (DeadKernelError, RuntimeError) as error:
        why = f"Python died ({error}), or took more than {kernel.CPU_SECONDS} s of processor time"
        return Failure(page.name, where, why, _last_words(log.name))


def _let_interrupts_through():
    """Take back what nbclient does with Ctrl-C: it stops one notebook, we want all."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows
            loop.remove_signal_handler(number)


def _where(page, cell):
    """A cell as its author finds it: cell 3 (id imports)."""
    number = page.notebook.cells.index(cell) + 1
    named = f" (id {cell.id})" if page.path.suffix == ".ipynb" else ""
    return f"cell {number}{named}"


def _warning(cell):
    """The last line that a cell wrote to standard error, which is not for readers."""
    text = "".join(o.text for o in cell.outputs if o.get("name") == "stderr")
    return text.strip().splitlines()[-1] if text.strip() else ""


def _last_words(path):
    """The end of what the kernel itself printed."""
    return Path(path).read_text("utf-8", "replace").strip()[-2000:]
