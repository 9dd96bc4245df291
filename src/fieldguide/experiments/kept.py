"""What a page has trained, put down where the tests find it: they look at the same numbers.

The book's build names a folder in the variable FIELDGUIDE_KEEP; anywhere else nothing is put
down, and everything is trained when it is asked for.
"""

import functools
import inspect
import os
import pickle
from pathlib import Path


def kept(train):
    """The same function, which in the book's build also puts down what it returns."""

    @functools.wraps(train)
    def trained(*args, **options):
        made = train(*args, **options)
        if folder := os.environ.get("FIELDGUIDE_KEEP"):
            path = Path(folder) / name_of(train, *args, **options)
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            fresh.write_bytes(pickle.dumps(made))
            fresh.replace(path)  # whole, or not there
        return made

    return trained


def name_of(train, *args, **options):
    """The file for one call: train(1) and train(seed=1) are the same.

    Raises
    ------
    ValueError
        If an argument is no number, text or flag, whose name would say too little.
    """
    given = inspect.signature(train).bind(*args, **options)
    given.apply_defaults()
    for name, value in given.arguments.items():
        if not isinstance(value, int | float | str | None):
            raise ValueError(
                f"{name} of a call that is kept must be a number or a text, got {value!r}"
            )
    told = ",".join(f"{name}={value}" for name, value in given.arguments.items())
    return f"{train.__module__.rpartition('.')[2]}.{train.__name__}({told}).pickle"
