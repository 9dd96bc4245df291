"""A file's tests run in one process, the files side by side."""

import subprocess
import sys
from pathlib import Path

CONFTEST = """
import pytest
from side_by_side import Files


def pytest_xdist_make_scheduler(config, log):
    return Files(config, log)
"""
TESTS = """
import os
import pytest


@pytest.mark.parametrize("k", ["[", "a@b", *range(6)])
def test_it(k):
    with open("seen.txt", "a") as seen:
        print(__name__, os.environ["PYTEST_XDIST_WORKER"], file=seen)
"""
OPTIONS = "-n 2 --dist loadscope --no-loadscope-reorder -q -p no:cacheprovider".split()


def test_whole_files_go_to_a_process(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in "abcdef":
        (tmp_path / f"test_{name}.py").write_text(TESTS)
    said = subprocess.run(
        # With a folder of its own for what is temporary: else it would also remove what
        # other runs on this computer have left, be it whatever it is.
        [sys.executable, "-m", "pytest", *OPTIONS, "--basetemp=own", "."],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert "48 passed" in said.stdout, said.stdout + said.stderr
    seen = [x.split() for x in (tmp_path / "seen.txt").read_text().splitlines()]
    assert len(seen) == 48 and len({worker for _, worker in seen}) == 2
    assert len({tuple(x) for x in seen}) == 6  # each file has one process
