"""A root folder of its own for strangers' code: Python, this library, and an empty folder.

`sandbox` gives the command that runs another command there. That command is `unshare`,
which makes new name spaces (users, mounts, processes, network, System V memory), and in
them this file as a program, which builds the new root and goes there:

    python -I -S apart.py FOLDER '{"bytes": ..., "show": ..., "hide": ...}' COMMAND ...

Where FOLDER is empty it only refuses what no name space holds in.

Everything that is seen is listed; so no socket, no key and no neighbor's file that
somebody puts somewhere has to be thought of. Needs Linux 5.12 with user namespaces. The
program imports nothing but Python's own library, since it runs before there is more.
"""

import contextlib
import ctypes
import functools
import json
import os
import resource
import struct
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

# Of Linux's <sys/mount.h>.
READ_ONLY, NO_SUID, NO_DEV = 1, 2, 4
BIND, RECURSIVE = 4096, 16384
DETACH = 2
DROP_RIGHT, NO_NEW_RIGHTS, FILTER_CALLS = 24, 38, 22  # of <sys/prctl.h>
# By machine: its number in <linux/audit.h>, and those of the calls socket; add_key,
# request_key and keyctl; clone; fork and vfork; fcntl; inotify_init (also another one),
# fanotify_init and io_setup; shmget, semget, msgget, mq_open, memfd_create, bpf, unshare.
CALLS = {
    "x86_64": (
        0xC000003E, 41, (248, 249, 250), 56, (57, 58), 72,
        (253, 294, 300, 206), (29, 64, 68, 240, 319, 321, 272),
    ),
    "aarch64": (
        0xC00000B7, 198, (217, 218, 219), 220, (), 25,
        (26, 262, 0), (194, 190, 186, 180, 279, 280, 97),
    ),
}  # fmt: skip
MAKE_RING = 425  # io_uring_setup: calls that no filter sees
SECRET_STORE = 447  # memfd_secret
CLONE_3 = 435  # what it starts, stands in memory, where no filter looks
THREAD = 0x10000  # CLONE_THREAD: it is no process of its own
OWN_USERS = 0x10000000  # CLONE_NEWUSER: who has them may have all other name spaces
LEASE, NOTIFY = 1024, 1026  # F_SETLEASE, F_NOTIFY: of fcntl
HINTS = 1035  # F_GET_RW_HINT, and what comes after that
FAMILIES = 1, 2, 10, 16  # of sockets that the new network name space holds in
MOUNT_SETATTR = 442
WHOLE_TREE = 0x8000

# What Python and its packages need of a system; what does not exist is left out.
SYSTEM = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store",
    "/etc/alternatives", "/etc/fonts", "/etc/group", "/etc/hosts", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/mime.types", "/etc/nsswitch.conf", "/etc/passwd",
    "/etc/protocols", "/etc/services", "/etc/ssl/certs",
]  # fmt: skip
PLACES = 1000  # in the new root, for what is shown there
PROCESSES = 1000  # that may run at once, unless the grader is run by root
DEVICES = ["null", "zero", "full", "random", "urandom"]
PIPES = {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
SPACES = "--user --map-root-user --net --mount --pid --ipc --fork --kill-child"


@functools.cache
def sandbox(show=(), hide=(), most=500_000_000, *, library=True, limits=()):
    """The command that runs another apart, as far as this system lets us.

    Parameters
    ----------
    show : tuple of str
        Files and folders that strangers' code may read, beside Python and this library.
    hide : tuple of str
        Folders in these that it may not.
    most : int
        Bytes that it may write.
    library : bool
        Whether it may read this library, with its data.
    limits : tuple of int, optional
        The arguments of `limit`. With them the command is one process: it may start
        threads and no other process.

    Returns
    -------
    command : list of str
        With {folder} for a folder that must be there; empty if nothing works.
    missing : str
        What the command does not do; empty if it does all.
    """
    here = Path(__file__).resolve()
    root = here.parents[
        3
    ]  # of the clone; an installed library keeps its data elsewhere
    needed = [sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), *show]
    if library:
        needed += [here.parents[1], root / "data", root / "book" / "references.bib"]
    shown = [*map(str, SYSTEM), *(str(Path(p).absolute()) for p in needed)]
    shown += [str(Path(path).resolve()) for path in shown]
    told = {
        "bytes": most,
        "limits": limits,
        "show": sorted({path for path in shown if Path(path).exists()}),
        "hide": [str(Path(path).resolve()) for path in hide],
        "inside": [str(Path(path).resolve()) for path in needed],
    }
    python = ["--", sys.executable, "-I", "-S", str(here)]
    full = ["unshare", *SPACES.split(), *python, "{folder}", json.dumps(told)]
    probe = "import fieldguide.data.places" if library else "import json"
    if works(full, probe):
        return full, ""
    less = [
        "unshare",
        "--user",
        "--map-current-user",
        "--net",
        "--ipc",
        *python,
        "",
        json.dumps({"limits": limits}),
    ]
    hidden = "hide files, keep them from being changed, or keep other processes apart"
    if works(less, probe):
        return less, hidden
    return [], f"cut off the network, {hidden}"


def works(command, probe="import json"):
    """True if a line of Python can be run with this command in front."""
    with tempfile.TemporaryDirectory(prefix="fg-") as folder:
        (Path(folder) / "work").mkdir()
        words = fill(command, Path(folder).resolve())
        words += [sys.executable, "-c", probe]
        try:
            done = subprocess.run(words, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError):
            return False
    return done.returncode == 0


def fill(command, folder):
    """A command with the name of the folder in its place."""
    return [word.replace("{folder}", str(folder)) for word in command]


# --- inside ---------------------------------------------------------------------------

libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    """OSError with the system's reason if a call failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def mount(source, target, kind=None, flags=0, options=""):
    """Mount something, as mount(2) does."""
    words = [x.encode() if x else None for x in (source, target, kind, options)]
    check(libc.mount(words[0], words[1], words[2], flags, words[3]), target)


def read_only(target):
    """Make a mount and all below it read-only; their other flags stay as they are."""
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY, 0, 0, 0)
    name = target.encode()
    size = ctypes.sizeof(attributes)
    call = libc.syscall(MOUNT_SETATTR, -100, name, WHOLE_TREE, attributes, size)
    check(call, target)


def bind(source, root):
    """Show a file or folder in the new root, where it is in the old one."""
    target = root + source
    if os.path.islink(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.lexists(target):
            os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        open(target, "a").close()
    mount(source, target, flags=BIND | RECURSIVE)
    read_only(target)


def seen(path, paths):
    """True if something above a path is among some paths, or the path itself."""
    return any(path == p or path.startswith(p.rstrip("/") + "/") for p in paths)


def enter(folder, told):
    """Build the new root, and go there."""
    root = folder + "/root"
    os.makedirs(root, exist_ok=True)
    # A file takes a kilobyte of the kernel's memory, be it empty.
    size = f"size={told['bytes']},nr_inodes={told['bytes'] // 1000 + PLACES}"
    mount("none", root, "tmpfs", NO_SUID | NO_DEV, f"{size},mode=755")
    done = []
    for path in told["show"]:  # in order: what is above comes first
        if not seen(path, done):
            bind(path, root)
            done += [] if os.path.islink(path) else [path]
    for path in told["hide"]:
        needed = [p for p in told["inside"] if seen(p, [path])]
        if os.path.isdir(root + path) and seen(path, done) and not needed:
            mount("none", root + path, "tmpfs", NO_SUID | NO_DEV | READ_ONLY)
    for name in ("dev", "proc", "tmp", "old"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
    for name in DEVICES:
        open(f"{root}/dev/{name}", "w").close()
        mount(f"/dev/{name}", f"{root}/dev/{name}", flags=BIND)
        read_only(f"{root}/dev/{name}")  # or who is root may change its mode
    os.makedirs(root + "/dev/shm", exist_ok=True)
    for name, place in PIPES.items():
        os.symlink(f"/proc/self/{place}", f"{root}/dev/{name}")
    mount("proc", root + "/proc", "proc", NO_SUID | NO_DEV)
    read_only(root + "/proc")  # or who is root may set what is in /proc/sys
    os.makedirs(root + folder + "/work", exist_ok=True)
    check(libc.pivot_root(root.encode(), f"{root}/old".encode()), root)
    os.chdir("/")
    check(libc.umount2(b"/old", DETACH), "/old")
    os.rmdir("/old")
    os.chdir(folder + "/work")
    own_null()
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def own_null():
    """Open /dev/null anew where it came open from outside.

    There its mount can be written, and who is root may change the mode of an open file.
    """
    null = os.stat("/dev/null")
    for number in range(3):
        with contextlib.suppress(OSError):  # it is closed
            if os.path.samestat(os.fstat(number), null):
                opened = os.open("/dev/null", os.O_RDWR)
                os.dup2(opened, number)
                os.close(opened)


def limit(memory, seconds, file, opened=None):
    """Set limits that cannot be lifted.

    Parameters
    ----------
    memory : int
        Bytes of address space of a process.
    seconds : int
        Of processor time of a process.
    file : int
        Bytes that one file may hold.
    opened : int, optional
        Files, sockets and pipes that a process may have open: the kernel keeps for each
        what nobody has read yet, up to some megabytes.
    """
    limits = [
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_CORE, 0),
    ]
    if opened is not None:
        limits.append((resource.RLIMIT_NOFILE, opened))
    for kind, most in limits:
        resource.setrlimit(kind, (most, most))


def give_up_rights(alone):
    """Give up what root may do in here, for good, so that nothing can be undone."""
    for right in range(64):
        libc.prctl(DROP_RIGHT, right, 0, 0, 0)  # fails beyond the last one
    check(libc.prctl(NO_NEW_RIGHTS, 1, 0, 0, 0), "no new rights")
    if os.uname().machine in CALLS:
        filter_calls(*CALLS[os.uname().machine], alone)


def filter_calls(machine, make_socket, keys, clone, forks, control, few, stores, alone):
    """Refuse what no name space holds in: a VM's sockets to its host, and the keyring.

    And what the owner of a file may do to it even where it can only be read: a lease has
    everybody who opens it wait for 45 seconds, each time, and a hint stays with the file.
    And what a user or the computer has only some of: watches of files, which also show
    who else opens them, as the signals of a folder do, and queues for reading. And what
    makes stores of memory that no limit counts: segments, semaphores and queues of System
    V, POSIX queues, files without a name, tables of BPF where everybody may have them,
    and name spaces, in which a file system of any size can be mounted and more of the
    kernel can be reached. With `alone`, also new processes; threads are clones that say
    so. The newer call for all of these is answered as an older kernel does, so that C
    libraries take the old one.

    A program for the kernel (seccomp, classic BPF). Each line loads a number, or
    compares it and goes on at one of two lines (a number: so many further on), or
    returns a verdict.
    """
    load, equal, at_least, has, verdict = 0x20, 0x15, 0x35, 0x45, 0x06
    allowed, refused, unknown = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, ENOSYS
    lines = [(load, 4), (equal, machine, None, "no"), (load, 0)]
    lines += [(at_least, 0x40000000, "no", None)]  # calls in an older style
    never = [*keys, MAKE_RING, *few, *stores, SECRET_STORE, *(forks if alone else ())]
    lines += [(equal, call, "no", None) for call in never]
    lines += [(equal, CLONE_3, "unknown", None), (equal, clone, None, 2), (load, 16)]
    lines += [(has, THREAD, "yes", "no") if alone else (has, OWN_USERS, "no", "yes")]
    lines += [(equal, control, None, 4), (load, 24), (equal, LEASE, "no", None)]
    lines += [(equal, NOTIFY, "no", None), (at_least, HINTS, "no", "yes")]
    lines += [(equal, make_socket, None, "yes"), (load, 16)]
    lines += [(equal, family, "yes", None) for family in FAMILIES]
    end = {"no": len(lines), "yes": len(lines) + 1, "unknown": len(lines) + 2}
    lines += [(verdict, refused), (verdict, allowed), (verdict, unknown)]
    program = b""
    for place, (code, number, *targets) in enumerate(lines):
        end |= {None: place + 1} | {n: place + 1 + n for n in (2, 4)}
        jumps = [end[target] - place - 1 for target in targets or (None, None)]
        program += struct.pack("HBBI", code, *jumps, number)
    kept = ctypes.create_string_buffer(program)
    told = ctypes.create_string_buffer(
        struct.pack("HP", len(lines), ctypes.addressof(kept))
    )
    check(libc.prctl(FILTER_CALLS, 2, told, 0, 0), "filter of calls")


if __name__ == "__main__":
    told = json.loads(sys.argv[2])
    if sys.argv[1]:
        enter(sys.argv[1], told)
    with contextlib.suppress(PermissionError):  # it leads its group already
        os.setsid()  # or a signal to its group would reach whoever started this
    if told["limits"]:
        limit(*told["limits"])
    give_up_rights(alone=bool(told["limits"]))
    os.execvp(sys.argv[3], sys.argv[3:])
