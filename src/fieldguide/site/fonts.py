"""Fonts cut down to the characters in use: equations' and the theme's icons."""

import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
FEATURES = ["ccmp", "dtls", "flac"]  # composition; dotless and flat forms under accents
WEBFONTS = "vendor/fontawesome/webfonts"


def cut(source, text, target, mend=None):
    """Write `target` (WOFF2), the font `source` with the glyphs of `text` only.

    The MATH table stays, with the larger pieces of roots and brackets; alternates that no
    browser asks for go, and so do hints for coarse screens. `mend` may change the font first.
    The same input gives the same bytes.
    """
    options = subset.Options(flavor="woff2", layout_features=FEATURES)
    options.notdef_outline, options.hinting = True, False
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    if mend:
        mend(font)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def cut_icons(app, error):
    """Cut the theme's Font Awesome (300 kB) down to the icons that pages and styles name."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    readers = [
        *Path(app.outdir).rglob("*.html"),
        *(static / "scripts").glob("*-theme.js"),
    ]
    text = "".join(path.read_text("utf-8") for path in readers)
    named = set(re.findall(r"\bfa-([a-z0-9-]+)", text))
    icons = set()
    for path in static.rglob("*.css"):
        # The theme's own file, not the one beside the pages, which an earlier build has cut.
        original = THEME / path.relative_to(static)
        style = (original if original.exists() else path).read_text("utf-8")
        kept = ICON_RULE.sub(
            lambda rule: rule[0] * bool(named & _icons(rule[0])), style
        )
        icons.update(
            chr(int(c, 16)) for c in re.findall(r"\\([ef][0-9a-f]{3})\b", kept)
        )
        icons.update(re.findall("[\ue000-\uf8ff]", kept))
        if kept != style:
            path.write_text(kept, "utf-8")
    for font in (THEME / WEBFONTS).glob("*.woff2"):
        cut(font, "".join(icons), static / WEBFONTS / font.name)
    for second_format in (static / WEBFONTS).glob(
        "*.ttf"
    ):  # for browsers that are gone
        second_format.unlink()


# A rule that only says which glyph an icon's name means: .fa-bars:before{content:"\f0c9"}
ICON_RULE = re.compile(r"(?:\.fa-[a-z0-9-]+:before,?)+\{content:\"[^\"]*\"\}")


def _icons(rule):
    return set(re.findall(r"\.fa-([a-z0-9-]+):before", rule))


def setup(app):
    """Connect; after the pages are written."""
    app.connect("build-finished", cut_icons)
