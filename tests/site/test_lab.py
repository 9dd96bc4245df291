"""The same explorables, live in JupyterLab."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from places import ROOT

NOTEBOOK = ROOT / "notebooks" / "encoders" / "01-masking.ipynb"

SETTINGS = {
    # All cells in the page, not only those in sight.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false", "checkForUpdates": False,
    },
}  # fmt: skip


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab server on a copy of the notebook's folder; gives its address."""
    shutil.copytree(NOTEBOOK.parent, tmp_path / "notebooks")
    for name, setting in SETTINGS.items():
        path = tmp_path / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(setting))
    command = [
        Path(sys.executable).with_name("jupyter"), "lab", "--no-browser", "--port=0",
        "--ServerApp.token=", "--ServerApp.allow_root=True", "--ServerApp.ip=127.0.0.1",
    ]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=tmp_path / "notebooks", stderr=subprocess.PIPE, text=True,
        env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")},
    )  # fmt: skip
    address, said = None, []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
            address = found[1]
            break
    assert address, "".join(said)
    for _ in range(60):  # the address is printed before it answers
        try:
            urllib.request.urlopen(address + "/api", timeout=5).close()
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(20)


def test_explorables_are_live_widgets(browser, lab):
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    tab.goto(f"{lab}/lab/tree/{NOTEBOOK.name}")
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cell = tab.locator(".jp-CodeCell", has=tab.locator(".widget-dropdown")).first
    strip = cell.locator(".fg-strip")
    strip.wait_for(timeout=90_000)
    assert "[MASK]" in strip.inner_text()
    cell.locator(".widget-dropdown select").select_option("only random")
    tab.wait_for_function(
        "cell => !cell.querySelector('.fg-strip')?.innerText.includes('[MASK]')",
        arg=cell.element_handle(), timeout=30_000,
    )  # fmt: skip
    assert "dusk" in strip.inner_text()
    assert tab.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    assert tab.locator(".widget-dropdown, .widget-hslider").count() >= 7
