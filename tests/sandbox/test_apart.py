"""What strangers' code can reach from where it runs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

box = pytest.importorskip("fieldguide.sandbox.apart", exc_type=ImportError)

LOOK = """
import ctypes, fcntl, json, os, socket, sys, urllib.request
libc = ctypes.CDLL(None, use_errno=True)

def works(act, *args):
    try:
        act(*args)
    except OSError:
        return False
    return True

def connect(path):
    socket.socket(socket.AF_UNIX).connect(path)

open("leased", "w").close()
leased = os.open("leased", os.O_RDONLY)
told = json.loads(sys.argv[1])
print(json.dumps({
    "files": [p for p in told["hidden"] if os.path.exists(p)],
    "sockets": [p for p in told["sockets"] if works(connect, p)],
    "shared memory": libc.shmget(told["key"], 0, 0) != -1,
    "host": works(socket.socket, 40, socket.SOCK_STREAM),  # AF_VSOCK
    "local": works(socket.socket, socket.AF_INET) and works(socket.socketpair),
    "keys": libc.syscall({"x86_64": 250, "aarch64": 219}[os.uname().machine], 0, -3, 1) != -1,
    "network": works(urllib.request.urlopen, "http://192.0.2.1", None, 3),
    "root": sorted(os.listdir("/")),
    "write": [p for p in told["seen"] if works(open, p + "/x", "w")],
    "mode": works(os.chmod, "/dev/null", 0o600),
    "open mode": works(os.fchmod, 0, 0o666),
    "setting": works(open, "/proc/sys/kernel/core_pattern", "w"),
    "mount": libc.mount(b"none", b"/usr", b"tmpfs", 0, None) == 0,
    "space": libc.unshare(0x10000000) == 0,
    "cloned space": libc.syscall({"x86_64": 56, "aarch64": 220}[os.uname().machine],
                                 0x10000011, 0, 0, 0, 0) >= 0,
    "new segment": libc.shmget(0, 4096, 0o1600) != -1,
    "nameless file": works(os.memfd_create, "a"),
    # Nonsense, so that the kernel says EINVAL if it gets to see it.
    "table": libc.syscall({"x86_64": 321, "aarch64": 280}[os.uname().machine], 0,
                          ctypes.create_string_buffer(72), 72) != -1 or ctypes.get_errno() != 1,
    "lease": works(fcntl.fcntl, leased, fcntl.F_SETLEASE, fcntl.F_WRLCK),
    "hint": works(fcntl.fcntl, leased, 1035, bytes(8)),  # F_GET_RW_HINT
    "watch": libc.inotify_init1(0) != -1,
    "signal": works(fcntl.fcntl, os.open("/usr", os.O_RDONLY), fcntl.F_NOTIFY, 1),
    "queue": libc.syscall({"x86_64": 206, "aarch64": 0}[os.uname().machine], 1,
                          ctypes.create_string_buffer(8)) != -1,
    "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
    "pipes": [os.path.exists(f"/dev/{name}") for name in ("fd", "stdin", "stdout", "stderr")],
    "own": works(open, "mine", "w") and works(open, os.environ["HOME"] + "/x", "w"),
    "systems": len(__import__("fieldguide.data").data.systems()),
}))
"""


@pytest.fixture(scope="module")
def command():
    command, missing = box.sandbox()
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    return command


def look(command, folder, told):
    """What code in the sandbox finds."""
    (folder / "work").mkdir(parents=True)
    words = [*box.fill(command, folder.resolve()), sys.executable, "-c", LOOK]
    environment = {**os.environ, "HOME": str(folder.resolve() / "work")}
    said = subprocess.run(
        [*words, json.dumps(told)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.fixture
def listening():
    """Sockets in the folders where programs put theirs."""
    with tempfile.TemporaryDirectory(prefix="so-") as folder:
        places = [
            Path(folder),
            *(p for p in map(Path, ["/run", "/var/tmp"]) if os.access(p, os.W_OK)),
        ]
        open_, paths = [], [str(p / f"fg-test-{os.getpid()}") for p in places]
        for path in paths:
            open_.append(socket.socket(socket.AF_UNIX))
            open_[-1].bind(path)
            open_[-1].listen()
        open_.append(socket.socket(socket.AF_UNIX))
        open_[-1].bind("\0" + paths[0])
        open_[-1].listen()
        yield [*paths, "\0" + paths[0]]
        for one in open_:
            one.close()
        for path in paths:
            os.unlink(path)


@pytest.fixture
def memory():
    """The key of a piece of System V memory."""
    import ctypes

    libc, key = ctypes.CDLL(None), os.getpid() + 10_000_000
    found = libc.shmget(key, 4096, 0o1666)
    assert found != -1
    yield key
    libc.shmctl(found, 0, None)


def test_nothing_is_reached_that_is_not_listed(command, tmp_path, listening, memory):
    other = tmp_path / "other"
    other.mkdir()
    (other / "gradebook.db").write_text("secret")
    root = Path(box.__file__).parents[3]
    hidden = [
        other,
        "/etc/shadow",
        "/run",
        "/sys",
        "/old",
        root / "assignments",
        root / ".git",
        root / "tests",
    ]
    seen = [
        sys.prefix,
        str(root / "src" / "fieldguide"),
        str(root / "data"),
        "/usr",
        "/etc/fonts",
    ]
    told = {"hidden": [str(p) for p in hidden], "sockets": listening, "key": memory}
    got = look(command, tmp_path / "own", told | {"seen": seen})
    assert got["files"] == got["sockets"] == got["write"] == []
    assert set(got["root"]) <= {
        "bin", "dev", "etc", "home", "lib", "lib32", "lib64", "nix", "opt", "proc", "root",
        "sbin", "tmp", "usr", "work", "var", "Users", "mnt", "srv", "builds",
    } | {Path(sys.prefix).parts[1], Path(sys.base_prefix).parts[1], root.parts[1]}  # fmt: skip
    for act in (
        "shared memory",
        "host",
        "keys",
        "network",
        "mode",
        "open mode",
        "setting",
        "mount",
        "space",
        "cloned space",
        "new segment",
        "nameless file",
        "table",
        "lease",
        "hint",
        "watch",
        "signal",
        "queue",
    ):
        assert not got[act], act
    assert all(got["pipes"])  # such as a shell's <(command) needs
    assert got["processes"] <= 2 and got["own"] and got["local"] and got["systems"] > 50
    assert not any((tmp_path / "own" / "work").iterdir())  # it was a folder of its own


def test_a_temporary_folder_may_be_long_and_behind_a_link(command, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folder = tmp_path / "link" / ("a long name " * 10) / "x\\y\tz"
    told = {
        "hidden": [str(tmp_path / "real" / "x")],
        "sockets": [],
        "key": 0,
        "seen": [],
    }
    assert look(command, folder, told)["own"]


def test_folders_are_shown_and_hidden_on_request(tmp_path):
    for name in ("shown/inside", "shown/hidden"):
        (tmp_path / name).mkdir(parents=True)
    shown, hidden = str(tmp_path / "shown"), str(tmp_path / "shown" / "hidden")
    (tmp_path / "shown" / "hidden" / "secret").touch()
    command, missing = box.sandbox((shown,), (hidden, sys.prefix))
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    told = {"hidden": [f"{shown}/inside", f"{hidden}/secret"], "sockets": [], "key": 0}
    got = look(command, tmp_path / "own", told | {"seen": [shown]})
    assert got["files"] == [f"{shown}/inside"] and got["write"] == []


def test_without_namespaces_it_says_what_is_missing(monkeypatch):
    find, works = box.sandbox.__wrapped__, box.works
    monkeypatch.setattr(box, "works", lambda command, probe: "--mount" not in command)
    command, missing = find()
    assert "--ipc" in command and missing.startswith("hide files")
    if works(command):  # what it has it does
        found = (
            "import socket\nfor kind in (2, 40):\n    try:\n        "
            "socket.socket(kind).connect(('192.0.2.1', 80))\n    except OSError:\n        print('no')"
        )
        words = [*box.fill(command, Path("/")), sys.executable, "-c", found]
        done = subprocess.run(words, capture_output=True, text=True, timeout=300)
        assert done.stdout == "no\nno\n", done.stderr
    monkeypatch.setattr(box, "works", lambda command, probe: False)
    assert find()[0] == [] and find()[1].startswith("cut off the network, hide files")
    monkeypatch.undo()
    assert not box.works(["a-command-of-nowhere"]) and not box.works(["false"])
