"""A kernel that starts as a copy is like one that starts from nothing, and dies like one."""

import asyncio
import os
import subprocess
import sys
import time

import pytest
from small_book import alone, notebook, run

from fieldguide.site import forks, runs

pytestmark = pytest.mark.skipif(
    not forks.POSSIBLE, reason="needs a system on which kernels are copied"
)
LOOKS = """
import os, signal, sys
from fieldguide.page import figures
from pathlib import Path
ours = {name for name in sys.modules if name.partition(".")[0] == "fieldguide"}
sorted(name for name in ours if not name.startswith("fieldguide.site"))
""", """
{name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"} | {
    "FIELDGUIDE_KEEP": Path(os.environ["FIELDGUIDE_KEEP"]).parent.name
}
""", """
import matplotlib, matplotlib.pyplot as plt
axes = plt.figure(figsize=(1, 1)).gca()
matplotlib.get_backend(), dict(matplotlib.rcParams)
""", """
{n: str(signal.getsignal(n)).partition(" at ")[0] for n in sorted(signal.valid_signals())}
""", """
Path("table.csv").read_text()
os.getcwd(), sys.path, sys.flags, os.getsid(0) == os.getpid(), os.read(0, 9), hash("harbor")
""", """
os.system("true"), os.waitpid(os.spawnlp(os.P_NOWAIT, "true", "true"), 0)[1]
"""  # fmt: skip


def looked(root, name):
    """What a page of the book saw, and what it rests on."""
    kept = runs.load(root, name)
    del kept["seconds"], kept["sum"]
    return kept


@pytest.fixture
def book(tmp_path):
    """A clone with two pages that look around."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/table.csv").write_text("a")
    for name in ("one", "two"):
        (tmp_path / f"notebooks/{name}.ipynb").write_text(notebook(*LOOKS))
    return tmp_path


def test_a_copy_sees_what_a_kernel_of_its_own_sees(book):
    """Modules, variables, settings, stray figures, signals, folder, path, flags, children."""
    both = ["notebooks/one", "notebooks/two"]
    assert run(book, *both) == []
    copied = [looked(book, name) for name in both]
    assert run(book, both[0]) == []  # one page is not worth a copy
    own = looked(book, both[0])
    assert copied[0] == own and copied[1] == own
    assert list(own["files"]) == ["notebooks/table.csv"]
    assert "fieldguide.page.figures" in own["modules"]
    assert "fieldguide.site.forks" not in own["modules"]
    kinds = [o["output_type"] for o in own["outputs"][2]]
    assert kinds == ["execute_result", "display_data"]  # the figure that nobody closed


def test_two_pages_are_copied_and_one_is_not(book, monkeypatch):
    asked = []
    real = forks.Copied.launch_kernel

    def launch(self, cmd, **options):
        asked.append(cmd)
        return real(self, cmd, **options)

    monkeypatch.setattr(forks.Copied, "launch_kernel", launch)
    assert run(book, "notebooks/one") == [] and asked == []
    assert run(book, "notebooks/one", "notebooks/two") == [] and len(asked) == 2


def test_where_no_process_can_be_copied_each_starts_from_nothing(book, monkeypatch):
    monkeypatch.setattr(forks, "POSSIBLE", False)
    monkeypatch.setattr(forks, "Copied", None)
    assert run(book, "notebooks/one", "notebooks/two") == []
    assert looked(book, "notebooks/one") == looked(book, "notebooks/two")


def test_a_copy_that_dies_is_told_and_stops_no_other(tmp_path):
    (tmp_path / "dies.ipynb").write_text(
        notebook("import os, sys\nprint('last words', file=sys.__stderr__, flush=True)",
                 "os.kill(os.getpid(), 9)")
    )  # fmt: skip
    (tmp_path / "lives.ipynb").write_text(notebook("print(6 * 7)"))
    (failure,) = run(tmp_path, "dies", "lives")
    assert failure.where == "cell 3 (id cell-2)"
    assert failure.why.startswith("Python died")
    assert failure.traceback.splitlines()[-1] == "last words"
    assert runs.load(tmp_path, "lives")["outputs"][0][0]["text"] == "42\n"


def test_if_the_process_to_copy_dies_each_page_says_so(tmp_path):
    kill = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time; time.sleep(600)"
    names = ["a", "b", "c", "d"]  # the last cannot start
    for name in names:
        (tmp_path / f"{name}.ipynb").write_text(notebook(kill))
    failures = run(tmp_path, *names)
    assert [f.name for f in failures] == names
    assert all(f.why.startswith("Python died") for f in failures)
    assert sum("expected the process to copy" in f.why for f in failures) >= 1


def test_kernels_end_with_the_process_that_they_are_copies_of(tmp_path):
    """So that a build that is killed leaves nothing behind."""
    (tmp_path / "kernel.json").write_text("{}")
    log = tmp_path / "said.txt"
    log.touch()
    with forks.server(runs.environment(tmp_path), tmp_path) as server:
        copied = forks.Copied(_manager(tmp_path), server)
        with log.open("wb") as said:
            command = [sys.executable, "-m", "fieldguide.site.kernel", str(tmp_path)]
            command += [str(tmp_path / "notes.json")]
            alone(_launch, copied, command, tmp_path, said)
        assert copied.process.poll() is None
        os.kill(server.pid, 9)
    for _ in range(6000):  # ten minutes, for a busy machine
        if copied.process.poll() is not None:
            break
        time.sleep(0.1)
    assert copied.process.poll() == 1


def _manager(folder):
    return runs._Manager(argv=[], connection_file=str(folder / "kernel.json"))


def _launch(copied, command, folder, said):
    variables = runs.environment(folder)
    asyncio.run(copied.launch_kernel(command, cwd=folder, env=variables, stdout=said))


def test_a_kernel_that_is_done_is_stopped_and_not_asked_to_end(tmp_path):
    """Asked, one in four of ipykernel's kernels waited for 2.5 s until it was stopped."""
    code = "import atexit, pathlib\natexit.register(pathlib.Path('asked').touch)"
    for name in ("copied", "another"):
        (tmp_path / f"{name}.ipynb").write_text(notebook(code))
    assert run(tmp_path, "copied", "another") == [] and run(tmp_path, "copied") == []
    assert not (tmp_path / "asked").exists()


def test_processor_time_of_kernels_counts_as_the_builds(tmp_path):
    """What `make bench` reports is that of all processes that have ended."""
    burns = "import time\nwhile time.process_time() < 2: pass"
    (tmp_path / "burns.ipynb").write_text(notebook(burns))
    (tmp_path / "idles.ipynb").write_text(notebook("1"))
    code = (
        "import os, pathlib, sys; from fieldguide.site import runs\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "pages = [runs.read_page(root, n) for n in ('burns', 'idles')]\n"
        "assert runs.run_all(pages, root, 2, lambda *_: None) == []\n"
        "times = os.times(); print(times.children_user + times.children_system)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(done.stdout) > 2
