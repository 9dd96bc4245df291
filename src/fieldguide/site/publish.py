"""What a book that can be found and shared has besides its pages.

Where it is published stands in one place, _config.yml: the address of the pages, the
repository, and the branch that holds the built pages. With an address each page has a
canonical link and a picture for those who share it, and there is a sitemap; with a
repository there are buttons to it, to a report of an error, and to the services that run a
notebook. Without them there is none of this, and no link that leads nowhere. In any case the
library lies beside the pages as a wheel, and the notebooks that one downloads begin by
installing it where it is missing.

The sitemap is ours because a warm build writes few pages, and the known extension lists those
that were written.
"""

import json
import re
import subprocess
import sys
import textwrap
import tomllib
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.errors import ConfigError

from .numbers import numbered

SETTINGS = ("fieldguide_address", "fieldguide_repository", "fieldguide_pages_branch")
PICTURE = "_static/share.png"
LONGEST = 200  # characters of a description; search engines show fewer
COLAB, BINDER = "https://colab.research.google.com", "https://mybinder.org"


# --- what _config.yml says ------------------------------------------------------------


def check_settings(app, config):
    """Take the publisher's settings, or say what is wrong with them.

    Raises
    ------
    ConfigError
        If the address or the repository is no https address, or a repository is not on GitHub.
    """
    address, repository = config.fieldguide_address, config.fieldguide_repository
    for name, value in (
        ("fieldguide_address", address),
        ("fieldguide_repository", repository),
    ):
        if value and (urlsplit(value).scheme != "https" or not urlsplit(value).netloc):
            raise ConfigError(
                f"_config.yml: expected {name} to be an address that begins with "
                f"https://, or empty, got {value!r}"
            )
    if repository and len(owner_and_name(repository)) != 2:
        raise ConfigError(
            "_config.yml: expected fieldguide_repository to be like "
            f"https://github.com/owner/name, got {repository!r}"
        )
    if address:
        config.fieldguide_address = address.rstrip("/") + "/"
        config.html_baseurl = config.fieldguide_address  # Sphinx's canonical links
    config.html_additional_pages = {"404": "404.html"}


def owner_and_name(repository):
    """The parts of a repository's address on GitHub, or nothing: ["owner", "name"]."""
    parts = urlsplit(repository)
    named = [part for part in parts.path.removesuffix(".git").split("/") if part]
    return named if parts.netloc == "github.com" else []


def project(root):
    """What pyproject.toml says of the project, or {} where there is none."""
    path = Path(root) / "pyproject.toml"
    return tomllib.loads(path.read_text("utf-8"))["project"] if path.exists() else {}


# --- on each page ---------------------------------------------------------------------


def describe(doctree):
    """How a page begins, in plain words, cut at a word: a story and its lab may begin with
    the same question, and go on with different words."""
    if doctree is None:
        return ""
    begins = " ".join(
        paragraph.astext()
        for paragraph in doctree.findall(nodes.paragraph)
        if isinstance(paragraph.parent, nodes.section)
    )
    return textwrap.shorten(begins, LONGEST, placeholder=" …")


def add_to_page(app, pagename, templatename, context, doctree):
    """The page's description and, for a published book, who it is and where."""
    config, said = app.config, describe(doctree)
    title = unescape(re.sub(r"<[^>]+>", "", context.get("title", "")))
    told = {"name": {"description": said}}
    if address := config.fieldguide_address:
        told["property"] = {
            "og:type": "article",
            "og:site_name": config.project,
            "og:title": title or config.project,
            "og:description": said,
            "og:url": f"{address}{quote(pagename)}.html",
            "og:image": address + PICTURE,
            "og:image:alt": f"{config.project}: a lighthouse at night, and its beam",
        }
    tags = [
        f'<meta {attribute}="{name}" content="{escape(value)}" />\n'
        for attribute, values in told.items()
        for name, value in values.items()
        if value
    ]
    if pagename == "404" and address:  # it is shown at any depth
        tags.insert(0, f'<base href="{address}" />\n')
    context["metatags"] = context.get("metatags", "") + "".join(tags)
    context["theme_extra_footer"] = footer(app, pagename, context["pathto"])
    if buttons := run_elsewhere(app, pagename):
        context["header_buttons"].append(
            {
                "type": "group",
                "tooltip": "Run this notebook elsewhere",
                "icon": "fas fa-rocket",
                "buttons": buttons,
                "label": "launch-buttons",
            }
        )


def footer(app, pagename, pathto):
    """Version and changes and, where there is a repository, where to report an error."""
    version, repository = (
        project(app.srcdir).get("version"),
        app.config.fieldguide_repository,
    )
    parts = []
    if version:
        parts.append(f"Version {version}")
        if "book/changelog" in app.env.found_docs:
            parts[-1] += f' (<a href="{pathto("book/changelog")}">what changed</a>)'
    if repository:
        title = quote(f"Error on page {pagename}")
        parts.append(
            f'<a href="{repository}">Source</a> · '
            f'<a href="{repository}/issues/new?title={title}">Report an error</a>'
        )
    return " · ".join(parts)


def run_elsewhere(app, pagename):
    """Buttons that open a notebook in Colab and Binder, if its published copy can be found."""
    repository, branch = (
        app.config.fieldguide_repository,
        app.config.fieldguide_pages_branch,
    )
    if not (repository and branch) or not _is_notebook(app, pagename):
        return []
    place = "/".join(owner_and_name(repository))
    path = f"_sources/{pagename}.ipynb"
    links = {
        "Colab": f"{COLAB}/github/{place}/blob/{branch}/{quote(path)}",
        "Binder": f"{BINDER}/v2/gh/{place}/{quote(branch, safe='')}?urlpath="
        + quote(f"lab/tree/{path}", safe=""),
    }
    return [
        {
            "type": "link",
            "text": name,
            "url": url,
            "tooltip": f"Open in {name}",
            "icon": "fas fa-rocket",
        }
        for name, url in links.items()
    ]


def _is_notebook(app, pagename):
    """Whether the page is a notebook of the clone."""
    return pagename in app.env.found_docs and app.env.doc2path(pagename).endswith(
        ".ipynb"
    )


# --- beside the pages -----------------------------------------------------------------


def add_files(app, error):
    """Wheel, notebooks that install it, sitemap, picture."""
    if error or app.builder.format != "html" or app.config.fieldguide_partial:
        return
    out, root = Path(app.outdir), Path(app.srcdir)
    wheel = build_wheel(root, out) if project(root) else None
    for name in filter(lambda name: _is_notebook(app, name), app.env.found_docs):
        target = out / "_sources" / f"{name}.ipynb"
        text = Path(app.env.doc2path(name)).read_text("utf-8")
        counted = app.env.toc_fignumbers.get(name, {})
        text = numbered(text, counted.get("exercise", {}))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            installing(text, wheel, app.config.fieldguide_address), "utf-8"
        )
    if wheel and app.config.fieldguide_repository:
        (out / "binder").mkdir(exist_ok=True)
        (out / "binder" / "requirements.txt").write_text(f"./{wheel}\n", "utf-8")
    if address := app.config.fieldguide_address:
        pages = sorted(f"{address}{quote(name)}.html" for name in app.env.found_docs)
        (out / "sitemap.xml").write_text(sitemap(pages), "utf-8")
        draw_picture(out / PICTURE, app.config.project)


def build_wheel(root, folder):
    """Build the library's wheel into the folder; returns its name.

    It holds the tables, too, and what lies beside the notebooks: see pyproject.toml. The same
    sources give the same bytes.
    """
    for old in folder.glob("*.whl"):
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root, check=True, capture_output=True, text=True,
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    return wheel.name


def installing(text, wheel, address):
    """A notebook's text with a first cell that installs the library where it is missing."""
    if not wheel:
        return text
    notebook = json.loads(text)
    if address:
        cell = _cell(
            "code",
            "# Outside a copy of the book this installs its library.\n"
            "try:\n    import fieldguide\nexcept ModuleNotFoundError:\n"
            f"    %pip install --quiet {address}{wheel}",
        )
    else:
        cell = _cell(
            "markdown",
            "*This notebook needs the book's library. Outside a copy of the book, fetch "
            f"`{wheel}`, which lies beside the book's first page, and run "
            f"`%pip install {wheel}`.*",
        )
    notebook["cells"].insert(0, cell)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cell(kind, source):
    """A notebook's cell."""
    cell = {"cell_type": kind, "id": "install", "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def sitemap(pages):
    """The addresses of all pages, as search engines read them (sitemaps.org)."""
    urls = "".join(f"  <url><loc>{escape(page)}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{urls}</urlset>\n"
    )


def draw_picture(path, title):
    """The picture, 1200 by 630 points, that a shared link shows."""
    import matplotlib.pyplot as plt  # here: only a published book needs it
    from matplotlib.patches import Circle, Polygon

    fig = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="#14213d")
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 1200), ylim=(0, 630))
    ax.axis("off")
    for shape, color in (
        (Polygon([(188, 450), (1200, 630), (1200, 300)]), "#2a3f6d"),  # the beam
        (Polygon([(0, 0), (1200, 0), (1200, 90), (0, 90)]), "#0b1428"),  # the sea
        (Polygon([(130, 90), (246, 90), (218, 420), (158, 420)]), "#f4f1e8"),
        (Polygon([(142, 220), (234, 220), (228, 300), (148, 300)]), "#c8553d"),
        (Polygon([(150, 480), (226, 480), (188, 530)]), "#c8553d"),  # the roof
        (Circle((188, 450), 26), "#ffd166"),
    ):
        ax.add_patch(shape)
        shape.set(facecolor=color, edgecolor="none")
    for line, y in zip(title.split(" to "), (400, 330), strict=False):
        ax.text(330, y, line if y == 400 else f"to {line}", color="white", size=44)
    fig.savefig(path, metadata={"Software": None})
    plt.close(fig)


def setup(app):
    """Connect all."""
    for name in SETTINGS:
        app.add_config_value(name, "", "env", [str])
    app.setup_extension("sphinx.ext.githubpages")  # .nojekyll: _static is to be served
    app.connect("config-inited", check_settings)
    app.connect("html-page-context", add_to_page, priority=502)  # after the buttons
    app.connect("build-finished", add_files, priority=400)
