"""Kernels that start as copies of one process, which has the packages loaded already.

    python -m fieldguide.site.forks

Loading IPython, pandas and matplotlib takes a kernel more processor time than most stories
take for their cells. So one process loads them and is copied, once a page, where the system
can copy a process safely (Linux); elsewhere each kernel starts from nothing. No module that
pages import is loaded before the copy: which ones they are is noted page by page.
"""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

from jupyter_client.provisioning import LocalProvisioner

from . import kernel

POSSIBLE = sys.platform.startswith("linux")  # macOS has `fork`, but its libraries break
PACKAGES = (  # what most pages load; not what looks for a kernel while it is loaded, as pyplot
    "autograd",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "pandas",
)
BACKEND = "module://matplotlib_inline.backend_inline"  # as ipykernel chooses


# --- the one that is copied -----------------------------------------------------------


def main():
    """Load the packages; then, for each line of standard input, start a kernel and say its number."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # copies end when we do
    for name in PACKAGES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # or the first collection in a copy would touch, and so copy, all memory
    signal.signal(signal.SIGCHLD, _collect)
    for line in sys.stdin:
        wanted = json.loads(line)
        number = os.fork()
        if not number:
            _become(**wanted)
            return kernel.main()
        print(number, flush=True)


def _collect(*_):
    """Take note of kernels that have ended: their processor time counts as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become(command, folder, variables, log):
    """Be what `python -m fieldguide.site.kernel` would be in this folder, with these variables."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()  # so that it can be stopped together with what it starts
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables, JPY_PARENT_PID=str(os.getppid()))
    sys.argv, sys.path[0] = command, folder
    nothing = os.open(os.devnull, os.O_RDONLY)
    said = os.open(log, os.O_WRONLY | os.O_APPEND)
    for old, new in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(old, new)


# --- the one that asks for copies -----------------------------------------------------


@contextmanager
def server(variables, folder):
    """A process to copy, or None where that is not possible; it ends when this is left.

    Parameters
    ----------
    variables : dict
        Environment variables that all kernels share; Python reads some only at its start.
    folder : Path
    """
    if not POSSIBLE:
        yield None
        return
    with subprocess.Popen(
        [sys.executable, "-m", __name__],
        env=variables | {"MPLBACKEND": BACKEND}, cwd=folder, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            with suppress(BrokenPipeError):  # it has died, which was told page by page
                process.stdin.close()  # this ends it


class Copied(LocalProvisioner):
    """Starts a kernel by having a process copied."""

    def __init__(self, manager, server):
        super().__init__(parent=manager, kernel_spec=manager.kernel_spec)
        self.server = server

    async def launch_kernel(self, cmd, *, cwd, env, stdout, **_):
        """Ask for a copy that runs the module of `cmd`, and says what it says into a file."""
        wanted = {
            "command": cmd[2:],  # without: python -m
            "folder": str(cwd),
            "variables": env,
            "log": stdout.name,
        }
        with suppress(BrokenPipeError):
            print(json.dumps(wanted), file=self.server.stdin, flush=True)
        number = self.server.stdout.readline()
        if not number:
            raise RuntimeError("expected the process to copy to live, it has ended")
        self.process = _Copy(int(number))
        self.pid = self.pgid = self.process.pid
        self.cwd = cwd
        return self.connection_info


class _Copy:
    """A kernel that is a child of the server: as much of `subprocess.Popen` as is asked of it."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        """None while it runs; how it ended is known to the server only."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 1
        return None

    wait = poll

    def send_signal(self, number):
        """To this process alone."""
        os.kill(self.pid, number)


if __name__ == "__main__":
    main()
