"""Equations as MathML, made at build time: no script, no request, read by screen readers.

The browser draws MathML itself, given a font with a MATH table. The pages carry STIX Two Math
(from the ziamath package, SIL Open Font License), cut down to the characters that the book uses.
"""

import html
import re
from importlib.util import find_spec
from pathlib import Path

import latex2mathml.converter
from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from . import fonts

logger = logging.getLogger(__name__)
# Found, not imported: of the package only the font is needed.
FONT = Path(find_spec("ziamath").origin).parent / "fonts/STIXTwoMath-Regular.ttf"


def to_mathml(tex, display="inline"):
    """TeX -> a <math> element. Raises ValueError if the TeX cannot be read."""
    try:
        math = latex2mathml.converter.convert(tex, display=display)
    except Exception as error:
        raise ValueError(f"cannot read the equation {tex!r}: {error!r}") from error
    # latex2mathml passes an unknown command through as text that starts with a backslash.
    if unknown := re.search(r">\\([A-Za-z]+)<", math):
        raise ValueError(f"cannot read the equation {tex!r}: unknown \\{unknown[1]}")
    # ... and the & of an environment that it does not know, such as aligned, as a sign.
    if re.search(r"<m[io]>&(amp;|#x0*26;)?</m[io]>", math):
        raise ValueError(f"cannot read the equation {tex!r}: a bare & in it")
    return math.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")


def _write(self, node, display):
    try:
        math = to_mathml(node.astext(), display)
    except ValueError as error:
        logger.warning(str(error), location=node)
        math = f"<code>{self.encode(node.astext())}</code>"
    return math


def visit_inline(self, node):
    """HTML writer of $...$."""
    self.body.append(_write(self, node, "inline"))
    raise nodes.SkipNode


def visit_display(self, node):
    """HTML writer of $$...$$, with its number and a link to it."""
    ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
    math = _write(self, node, "block")
    self.body.append(
        f'<div class="fg-math"{ids}><div class="fg-math-box" tabindex="0">{math}</div>'
    )
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>")
    raise nodes.SkipNode


def write_font(app, error):
    """Write the font with just the characters that the pages' equations need."""
    if error or app.builder.format != "html":
        return
    pages = [page.read_text("utf-8") for page in Path(app.outdir).rglob("*.html")]
    math = "".join(
        m for page in pages for m in re.findall(r"<math.*?</math>", page, re.DOTALL)
    )
    text = html.unescape(re.sub(r"<[^>]*>", "", math))
    text += "√" * bool(re.search("<msqrt|<mroot", math))  # drawn, and written nowhere
    fonts.cut(FONT, text + _italic(text), Path(app.outdir) / "_static" / "math.woff2")


def _italic(text):
    """The mathematical italics that a browser shows for single letters in <mi>."""
    out = []
    for c in text:
        for first, italic in (
            ("A", 0x1D434),
            ("a", 0x1D44E),
            ("α", 0x1D6FC),
            ("Α", 0x1D6E2),
        ):
            if 0 <= ord(c) - ord(first) < 26:
                out.append("ℎ" if c == "h" else chr(italic + ord(c) - ord(first)))
    return "".join(out)


def setup(app):
    """Register the renderer, chosen in _config.yml by html_math_renderer."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    app.connect("build-finished", write_font)
