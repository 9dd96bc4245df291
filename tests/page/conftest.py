"""What pages show is tested as the book shows it."""

import pytest


@pytest.fixture(autouse=True)
def book(monkeypatch):
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")
