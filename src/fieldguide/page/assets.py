"""What a live notebook needs in its page that the pages of the book link: style and script."""

import os
from functools import lru_cache
from pathlib import Path

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
