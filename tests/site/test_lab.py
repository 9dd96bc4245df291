"""What pages show, live in JupyterLab."""

import json
import os
import shutil

import nbformat
import pytest
from places import PATIENCE, ROOT
from servers import serving

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
    with serving(
        "lab",
        f"--MappingKernelManager.kernel_info_timeout={PATIENCE}",
        cwd=tmp_path / "notebooks",
        env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")},
    ) as address:
        yield address


def test_explorables_are_live_widgets(browser, lab):
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    tab.set_default_timeout(PATIENCE * 1000)
    tab.goto(f"{lab}/lab/tree/{NOTEBOOK.name}")
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    cell = tab.locator(".jp-CodeCell", has=tab.locator(".widget-dropdown")).first
    strip = cell.locator(".fg-strip")
    strip.wait_for()
    assert "[MASK]" in strip.inner_text()
    cell.locator(".widget-dropdown select").select_option("only random")
    tab.wait_for_function(
        "cell => !cell.querySelector('.fg-strip')?.innerText.includes('[MASK]')",
        arg=cell.element_handle(),
    )  # fmt: skip
    assert "dusk" in strip.inner_text()
    assert tab.locator(".jp-OutputArea-output[data-mime-type*=stderr]").count() == 0
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    # Two explorables stand by themselves; in a prediction they are as in the book.
    assert tab.locator(".widget-dropdown, .widget-hslider").count() == 5
    assert tab.locator(".fg-reveal .fg-explore[data-ready]").count() == 3


ASKED = """
from fieldguide.page.predict import predict
from fieldguide.page.quiz import quiz
from IPython.display import display
display(quiz("01-masking.quiz.toml"))
predict("Which?", "a", {"a": "The why.", "b": "The other."}, shows="<p>the result</p>")
"""


def test_an_answer_in_one_notebook_is_none_in_another(browser, lab, tmp_path):
    """Two notebooks are one document, and both kernels count from 1."""
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    told = nbformat.v4.new_notebook(cells=[code(ASKED), markdown("The reading.")])
    told.metadata = json.loads(NOTEBOOK.read_text("utf-8"))[
        "metadata"
    ]  # or it asks for a kernel
    for name in ("a", "b"):
        nbformat.write(told, tmp_path / "notebooks" / f"{name}.ipynb")
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    tab.set_default_timeout(PATIENCE * 1000)
    tab.goto(f"{lab}/lab/tree/a.ipynb?reset")  # not what the last test had open
    panel = tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    for n in (1, 2):
        if n == 2:
            tab.locator(".jp-DirListing-item", has_text="b.ipynb").dblclick()
            tab.wait_for_function(
                "document.querySelectorAll('.jp-NotebookPanel').length === 2"
            )
        panel.locator(".jp-CodeCell").click()
        tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        tab.keyboard.press("Shift+Enter")
        panel.locator(".fg-predict[data-ready]").wait_for()
    hidden = tab.locator(".jp-NotebookPanel.lm-mod-hidden")
    assert (
        hidden.count() == 1
        and not panel.locator("p", has_text="The reading.").is_visible()
    )
    panel.locator(".fg-quiz label").first.click()
    panel.locator(".fg-predict label").first.click()
    panel.get_by_role("button", name="Compare").click()
    assert panel.locator("input:checked").count() == 2
    assert "So it is." in panel.locator(".fg-verdict").inner_text()
    assert panel.locator(".fg-reveal").is_visible()
    assert panel.locator("p", has_text="The reading.").is_visible()
    assert hidden.locator("input:checked, [data-told]").count() == 0


TYPED = """
from fieldguide.page.typed import type_your_own
type_your_own(lambda text: f"<p class='told'>{text[::-1]}</p>", ["the gull"], label="your text")
"""


def test_a_sentence_of_ones_own_is_read_live(browser, lab, tmp_path):
    told = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TYPED)])
    told.metadata = json.loads(NOTEBOOK.read_text("utf-8"))["metadata"]
    nbformat.write(told, tmp_path / "notebooks" / "typed.ipynb")
    tab = browser.new_page(viewport={"width": 1400, "height": 1000})
    tab.set_default_timeout(PATIENCE * 1000)
    tab.goto(f"{lab}/lab/tree/typed.ipynb?reset")
    tab.locator(".jp-CodeCell").click()
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    tab.keyboard.press("Shift+Enter")
    tab.locator(".told", has_text="llug eht").wait_for()
    field = tab.locator(".jp-OutputArea-output input[list]")
    field.fill("a lamp at sea")
    field.press("Enter")
    tab.locator(".told", has_text="aes ta pmal a").wait_for()
