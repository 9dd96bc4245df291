"""What a page loads, and small mends to the theme's pages."""

import os
import re
from pathlib import Path

HERE = Path(__file__).parent
COMPONENTS = HERE.parent / "page" / "static"  # of what pages show, live or built
# Scripts that Jupyter Book adds to every page and that no page here uses.
UNUSED = re.compile(r"thebe|design-tabs|sphinx-design|tippy", re.IGNORECASE)


def add_assets(app, config):
    """Our styles, script and templates, before the theme's where both have one."""
    config.html_static_path += [str(COMPONENTS), str(HERE / "static")]
    config.templates_path.append(str(HERE / "templates"))


def shorten_paths(app, config):
    """Say where folders are seen from the book: .buildinfo keeps a hash, alike in all clones."""
    for paths in (config.html_static_path, config.templates_path):
        paths[:] = [
            os.path.relpath(Path(app.confdir, path), app.confdir) for path in paths
        ]


def trim(app, pagename, templatename, context, doctree):
    """Leave out the scripts and styles that the page does not need; give it our icon."""
    context["favicon_url"] = context["pathto"]("_static/favicon.svg", 1)
    for kind in ("script_files", "css_files"):
        context[kind] = [
            f for f in context.get(kind, []) if not UNUSED.search(_name(f))
        ]


def mend(app, error):
    """After the pages are written: names of buttons, search scripts only where one searches."""
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        if "_static" in page.parts:
            continue
        text = page.read_text("utf-8")
        mended = mend_page(text, search=page.name == "search.html")
        if mended != text:
            page.write_text(mended, "utf-8")


def mend_page(text, search):
    """One page's HTML, mended; see the comments for what and why."""
    # The front page has the name of the book, which the theme adds to the name of each page.
    text = re.sub(r"<title>(.+?) (?:&#8212;|—) \1</title>", r"<title>\1</title>", text)
    # The search box submits to search.html, which loads these itself.
    if not search:
        scripts = r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'
        text = re.sub(scripts, "", text)
    # A label that hides the words in sight: who speaks to the page could not name the button.
    text = re.sub(
        r'(<button class="[^"]*search-button-field[^>]*?) aria-label="Search"',
        r"\1",
        text,
    )
    text = text.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    # docutils' role for a citation is withdrawn; in its list it is an item.
    text = text.replace('role="doc-biblioentry"', 'role="listitem"')
    # And a label for what has no words at all.
    arrow = '<summary><span class="toctree-toggle"'
    return text.replace(
        arrow, arrow.replace("<summary", '<summary aria-label="Pages below"')
    )


def _name(file):
    """A script's or style's file name or, where it stands in the page, its text."""
    inline = getattr(file, "attributes", {}).get("body") or ""
    return f"{getattr(file, 'filename', file)} {inline}"


def setup(app):
    """Connect everything."""
    app.connect("config-inited", add_assets)
    app.connect("config-inited", shorten_paths, priority=999)  # the theme's are there
    app.connect("html-page-context", trim)
    app.connect("build-finished", mend)
    app.add_css_file("components.css")
    app.add_css_file("book.css")
    app.add_js_file("pages.js", loading_method="defer")
