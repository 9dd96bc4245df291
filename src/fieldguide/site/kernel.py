"""The kernel that runs a notebook for the book: an ipykernel that notes what the run rests on.

    python -m fieldguide.site.kernel ROOT NOTES -f connection.json

After each cell it writes NOTES: the modules of the library that were imported, and the files
below ROOT that were opened or listed, as paths from ROOT. See runs.py.
"""

import json
import os
import sys

CPU_SECONDS = 1200  # a cell that never ends is stopped, however busy the machine is


def note_reads(root):
    """Start noting; returns two sets that grow: files opened to be read, folders listed.

    Python reports every `open` to an audit hook, whoever calls it. The library's own code is
    left out, since imported modules are noted by name, and so is the environment, for which
    the lock stands.
    """
    root = os.path.realpath(root) + os.sep
    code = os.path.join(root, "src") + os.sep
    made = os.path.join(root, "_build") + os.sep
    environment = os.path.realpath(sys.prefix) + os.sep
    files, folders = set(), set()

    def hook(event, arguments):
        if event == "open":
            path, mode, flags = arguments
            writes = (flags or 0) & (os.O_WRONLY | os.O_RDWR)
            noted = None if writes or "w" in str(mode or "") else files
        elif event == "os.scandir":  # what pathlib's glob does; imports list otherwise
            path, noted = arguments[0] or ".", folders
        else:
            return
        if noted is None or not isinstance(path, (str, bytes, os.PathLike)):
            return
        path = os.path.realpath(os.fsdecode(path))
        inside = path + os.sep  # a folder lies in itself
        if path.startswith(root) and not inside.startswith((code, made, environment)):
            noted.add(path[len(root) :].replace(os.sep, "/"))

    sys.addaudithook(hook)
    return files, folders


def write_notes(path, files, folders, before):
    """Write what `note_reads` found, and the library's modules that came after `before`."""
    modules = sorted(
        name
        for name in set(sys.modules) - before
        if name.partition(".")[0] == "fieldguide"
    )
    notes = {"modules": modules, "files": sorted(files), "folders": sorted(folders)}
    with open(path, "w", encoding="utf-8") as out:
        json.dump(notes, out)


def limit_processor_time(seconds=CPU_SECONDS):
    """End this process after so much processor time, where the system can do that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def main():
    """Take the two paths off the command line and be an ordinary kernel."""
    from ipykernel.kernelapp import IPKernelApp  # here: runs.py needs only the constant

    root, notes = sys.argv[1:3]
    del sys.argv[1:3]
    before = set(sys.modules)
    files, folders = note_reads(root)
    limit_processor_time()
    app = IPKernelApp.instance()
    app.initialize()
    app.shell.events.register(
        "post_run_cell", lambda _: write_notes(notes, files, folders, before)
    )
    app.start()


if __name__ == "__main__":
    main()
