"""What pages show is tested as the book shows it."""

import pytest

from fieldguide.page import figures


@pytest.fixture(autouse=True)
def book(monkeypatch):
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")
    figures.use_theme()
