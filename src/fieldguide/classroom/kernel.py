"""A Python kernel with limits that the code in it cannot lift.

    python -m fieldguide.classroom.kernel MEMORY SECONDS FILE -f connection.json

MEMORY in bytes of address space, SECONDS of processor time for the whole notebook, FILE
in bytes, the most that one file may hold. Needs a Unix system.
"""

import os
import sys


def limit(memory, seconds, file):
    """Set the limits, hard and soft alike."""
    import resource

    limits = [
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_CORE, 0),
    ]
    for kind, most in limits:
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    limit(*map(int, sys.argv[1:4]))
    del sys.argv[1:4]
    os.environ.pop("JPY_PARENT_PID", None)  # has another number in a sandbox
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
