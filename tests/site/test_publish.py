"""What a published book has besides its pages, and an unpublished one has not."""

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from places import PAGES, ROOT, SITE
from small_book import build, html, notebook, write
from sphinx.errors import ConfigError

import fieldguide
from fieldguide import data
from fieldguide.site import publish

ADDRESS, REPOSITORY = "https://harbor.example/guide/", "https://github.com/keeper/guide"
LINK = re.compile(r'(?:href|src|content)="(https?://[^"]+)"')


def settle(folder, **settings):
    """Fill in the publisher's settings in a small book's _config.yml."""
    path = folder / "_config.yml"
    text = path.read_text("utf-8")
    for name, value in settings.items():
        text, found = re.subn(
            f'fieldguide_{name}: ""', f'fieldguide_{name}: "{value}"', text
        )
        assert found == 1, name
    path.write_text(text, "utf-8")


def metas(page):
    """name -> content of a page's meta elements."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)" />', page)
    return dict(found)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A small book with an address and a repository: path -> bytes."""
    folder = tmp_path_factory.mktemp("published")
    first = '# The quay & the "tower"\n\nA *cat* sleeps by the oven.\n\nAnd more.\n'
    pages = {"index.md": first, "deep/run.ipynb": notebook("6 * 7")}
    write(folder, pages)
    settle(
        folder,
        address=ADDRESS.rstrip("/"),
        repository=REPOSITORY,
        pages_branch="gh-pages",
    )
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return html(folder)


def test_a_published_page_says_where_it_stands_and_what_it_is(published):
    page = published["index.html"].decode()
    assert f'<link rel="canonical" href="{ADDRESS}index.html" />' in page
    said = metas(page)
    assert said["description"] == said["og:description"]
    assert said["description"] == "A cat sleeps by the oven. And more."
    assert said["og:title"] == "The quay &amp; the “tower”"
    assert said["og:url"] == f"{ADDRESS}index.html"
    picture = said["og:image"].removeprefix(ADDRESS)
    assert published[picture].startswith(b"\x89PNG")
    size = published[picture][16:24]
    assert (int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")) == (
        1200,
        630,
    )


def test_the_sitemap_lists_every_page(published):
    listed = re.findall(r"<loc>(.*?)</loc>", published["sitemap.xml"].decode())
    pages = ("book/references", "deep/run", "index")
    assert listed == [f"{ADDRESS}{page}.html" for page in pages]


def test_a_notebook_can_be_run_elsewhere_and_a_story_cannot(published):
    page = published["deep/run.html"].decode()
    links = [link.replace("&amp;", "&") for link in LINK.findall(page)]
    colab = "https://colab.research.google.com/github/keeper/guide/blob/gh-pages/"
    assert f"{colab}_sources/deep/run.ipynb" in links
    binder = "https://mybinder.org/v2/gh/keeper/guide/gh-pages?urlpath="
    assert f"{binder}lab%2Ftree%2F_sources%2Fdeep%2Frun.ipynb" in links
    assert "_sources/deep/run.ipynb" in published
    assert "colab" not in published["index.html"].decode()


def test_every_published_page_leads_to_the_repository_and_its_issues(published):
    for name in ("index.html", "deep/run.html"):
        links = LINK.findall(published[name].decode())
        page = name.removesuffix(".html").replace("/", "%2F").replace("%2F", "/")
        assert REPOSITORY in links
        assert f"{REPOSITORY}/issues/new?title=Error%20on%20page%20{page}" in links


def test_the_page_for_what_is_not_there_works_at_any_depth(published):
    page = published["404.html"].decode()
    assert page.index(f'<base href="{ADDRESS}" />') < page.index('href="')
    assert 'href="index.html"' in page and ".nojekyll" in published


def test_without_a_publisher_there_is_none_of_it():
    assert not (SITE / "sitemap.xml").exists() and not (SITE / "binder").exists()
    assert not (SITE / publish.PICTURE).exists()
    for name in [*PAGES, "404.html"]:
        page = (SITE / name).read_text("utf-8")
        assert 'rel="canonical"' not in page and "og:" not in metas(page), name
        assert "colab" not in page and "mybinder" not in page, name
        assert "Report an error" not in page and "<base" not in page, name


def test_every_page_has_its_own_description_and_the_icon():
    said = {}
    for name in PAGES:
        page = (SITE / name).read_text("utf-8")
        assert re.search(r'<link rel="icon" href="[^"]*favicon\.svg', page), name
        if "data-content" in page and (told := metas(page).get("description")):
            said.setdefault(told, []).append(name)
    assert [names for names in said.values() if len(names) > 1] == []


@pytest.mark.parametrize("name", ["address", "repository"])
@pytest.mark.parametrize(
    "value", ["harbor.example", "http://harbor.example", "https://"]
)
def test_an_address_that_is_none_is_refused_by_name(name, value):
    config = SimpleNamespace(fieldguide_address="", fieldguide_repository="")
    setattr(config, f"fieldguide_{name}", value)
    with pytest.raises(
        ConfigError, match=f"fieldguide_{name}.*{re.escape(repr(value))}"
    ):
        publish.check_settings(None, config)


def test_a_repository_that_no_service_finds_is_refused():
    config = SimpleNamespace(
        fieldguide_address="", fieldguide_repository="https://github.com/keeper"
    )
    with pytest.raises(ConfigError, match=r"github\.com/owner/name.*keeper"):
        publish.check_settings(None, config)


# --- the library beside the pages -------------------------------------------------------------


def test_the_wheel_has_the_tables_and_what_lies_beside_the_notebooks():
    (wheel,) = SITE.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    beside = [
        *(ROOT / "data").glob("*.csv"), ROOT / "data/datapackage.json",
        ROOT / "book/references.bib", *(ROOT / "notebooks").rglob("*.toml"),
        *(ROOT / "notebooks").rglob("*.csv"),
    ]  # fmt: skip
    lacking = [
        p for p in beside if f"fieldguide/shared/{p.relative_to(ROOT)}" not in names
    ]
    assert lacking == [] and len(beside) > 20
    assert [name for name in names if "__pycache__" in name] == []


def test_the_same_sources_give_the_same_wheel(tmp_path):
    (wheel,) = SITE.glob("*.whl")
    name = publish.build_wheel(ROOT, tmp_path)
    assert (tmp_path / name).read_bytes() == wheel.read_bytes() and name == wheel.name


def without_numbers(cells):
    """Cells as they stand in the clone, where no exercise has its number."""
    text = json.dumps(cells)
    return json.loads(re.sub(r"\*\*Exercise [\d.]+\*\*", "**Exercise**", text))


def test_a_downloaded_notebook_says_how_to_install_the_library():
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        name = path.relative_to(ROOT).as_posix()
        first, *rest = json.loads((SITE / "_sources" / name).read_text("utf-8"))[
            "cells"
        ]
        assert re.search(
            r"%pip install fieldguide-[\d.]+-py3-none-any\.whl", first["source"]
        )
        assert without_numbers(rest) == json.loads(path.read_text("utf-8"))["cells"], (
            name
        )


def test_with_an_address_the_first_cell_installs_from_there():
    told = publish.installing('{"cells": []}', "fieldguide-9-py3-none-any.whl", ADDRESS)
    (cell,) = json.loads(told)["cells"]
    compile(cell["source"].replace("%pip", "pip = 1 #"), "cell", "exec")
    assert (
        f"%pip install --quiet {ADDRESS}fieldguide-9-py3-none-any.whl" in cell["source"]
    )


def link_dependencies(name, folder, seen):
    """Show in `folder` what a distribution declares that it needs, and nothing else."""
    for line in distribution(name).requires or []:
        need = Requirement(line)
        if need.name in seen or (
            need.marker and not need.marker.evaluate({"extra": ""})
        ):
            continue
        seen.add(need.name)
        found = distribution(need.name)
        for part in {file.parts[0] for file in found.files}:
            if part not in ("..", "__pycache__") and not (folder / part).exists():
                (folder / part).symlink_to(found.locate_file(part))
        link_dependencies(need.name, folder, seen)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An environment with the wheel and what it declares; returns its Python, and a folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv, needs, empty = folder / "venv", folder / "needs", folder / "empty"
    needs.mkdir()
    empty.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (site,) = venv.glob("lib/python*/site-packages")
    link_dependencies("fieldguide", needs, set())
    (site / "needs.pth").write_text(f"{needs}\n")
    (wheel,) = SITE.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)  # a wheel of pure Python needs no more
    return venv / "bin" / "python", empty


# One that asks a quiz, and one that reads a table of stored runs beside it.
@pytest.mark.parametrize("name", ["foundations/01-tokens", "encoders/04-every-token"])
def test_a_downloaded_notebook_runs_with_the_installed_wheel_alone(name, elsewhere):
    python, empty = elsewhere
    path = SITE / "_sources" / "notebooks" / f"{name}.ipynb"
    (empty / path.name).write_bytes(path.read_bytes())
    settings = {
        "MPLBACKEND": "agg",
        "IPYTHONDIR": str(empty / "ipython"),
        "HOME": str(empty),
    }
    where = "import fieldguide; print(fieldguide.__file__)"
    ran = {
        "cwd": empty,
        "env": settings,
        "capture_output": True,
        "text": True,
        "check": False,
    }
    found = subprocess.run([python, "-c", where], **ran)
    assert found.stdout.startswith(str(python.parents[1])), found.stdout + found.stderr
    done = subprocess.run([python, "-m", "IPython", path.name], **ran)
    assert done.returncode == 0 and "Error" not in done.stderr, (
        done.stdout[-3000:] + done.stderr
    )
    assert str(ROOT) not in done.stdout


def test_what_lies_beside_a_notebook_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = data.beside("01-masking.quiz.toml")
    assert found == ROOT / "notebooks/encoders/01-masking.quiz.toml"
    (tmp_path / "01-masking.quiz.toml").write_text("mine")
    assert data.beside("01-masking.quiz.toml").read_text() == "mine"
    assert not data.beside("no-such.toml").exists()


def test_one_version_everywhere():
    version = publish.project(ROOT)["version"]
    assert fieldguide.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    changes = (ROOT / "book/changelog.md").read_text("utf-8")
    assert re.search(r"^## (\S+)", changes, re.MULTILINE)[1] == version
