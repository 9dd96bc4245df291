"""What pages of the book and of live notebooks get in different ways: style, script, ids."""

import itertools
import os
import uuid
from functools import lru_cache
from pathlib import Path

_count = itertools.count(1)
STATIC = Path(__file__).parent / "static"


def in_book():
    """True while the book is built: the build sets the variable."""
    return os.environ.get("FIELDGUIDE_BOOK") == "1"


@lru_cache(2)
def _static(name):
    return (STATIC / name).read_text("utf-8")


def style():
    """The components' CSS for a live notebook; empty in the book, whose pages link it."""
    return "" if in_book() else f"<style>{_static('components.css')}</style>"


def script():
    """The pages' script for a live notebook, where no page links it; empty in the book."""
    return "" if in_book() else f"<script>{_static('pages.js')}</script>"


def new_id(kind):
    """A name for an element that no other one of its document has, such as quiz3.

    In the book a page has one kernel and the same names in each build. JupyterLab keeps the
    outputs of several kernels in one document, so there a name is random.
    """
    return f"{kind}{next(_count)}" if in_book() else f"{kind}-{uuid.uuid4().hex}"
