"""Shared by the tests: the built pages and a browser."""

import os
import shutil

import matplotlib.pyplot as plt
import numpy as np
import pytest

pytest.register_assert_rewrite("grading")
import grading  # noqa: E402
from places import SITE  # noqa: E402


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


@pytest.fixture
def rng():
    return np.random.default_rng(2018)


@pytest.fixture(scope="session")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("these tests look at the built book; build it with: make book")
    return SITE


@pytest.fixture(scope="session")
def browser():
    """Chromium, from the system: Playwright's own download is not needed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )
    if not found:
        message = (
            "no Chromium found; install it (Debian: apt-get install chromium) "
            "or set CHROMIUM to the path of one"
        )
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found,
            # As root, in a container, there is no sandbox to be had.
            args=["--disable-background-networking"]
            + ["--no-sandbox"] * (os.geteuid() == 0),
        )
        yield launched
        launched.close()


@pytest.fixture
def visit(browser, site):
    """visit(page, **context) opens a page; .asked and .errors tell what happened."""
    contexts = []

    def visit(page, **options):
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        tab = context.new_page()
        tab.asked, tab.errors = [], []
        tab.on("request", lambda r: tab.asked.append(r.url))
        tab.on("console", lambda m: m.type == "error" and tab.errors.append(m.text))
        tab.on("pageerror", lambda e: tab.errors.append(str(e)))
        tab.goto((site / page).as_uri(), wait_until="load")
        return tab

    yield visit
    for context in contexts:
        context.close()


def pytest_generate_tests(metafunc):
    if metafunc.cls and issubclass(metafunc.cls, grading.Grading):
        grading.parametrize(metafunc)
