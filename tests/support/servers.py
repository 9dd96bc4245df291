"""Jupyter's servers, for tests that open their pages."""

import contextlib
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Thread

from places import PATIENCE


@contextlib.contextmanager
def serving(*words, **how):
    """A Jupyter server that anybody on this computer may talk to; gives its address.

    Parameters
    ----------
    *words : str
        Behind `jupyter`.
    **how
        Of subprocess.Popen: cwd, env.
    """
    command = [
        Path(sys.executable).with_name("jupyter"), *words, "--no-browser", "--port=0",
        "--ServerApp.token=", "--ServerApp.allow_root=True", "--ServerApp.ip=127.0.0.1",
    ]  # fmt: skip
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **how)
    address, said = None, []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/", line):
            address = found[1]
            break
    assert address, "".join(said)
    # Read on: a server that nobody listens to stops when the pipe is full.
    Thread(target=lambda: said.extend(server.stderr), daemon=True).start()
    while server.poll() is None:  # the address is printed before it answers
        try:
            urllib.request.urlopen(address + "/api", timeout=PATIENCE).close()
            break
        except OSError:
            time.sleep(0.2)
    try:
        yield address
    finally:
        server.terminate()
        server.wait(PATIENCE)
