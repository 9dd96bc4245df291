"""Equations as MathML, made at build time: no script, no request, read by screen readers.

The browser draws MathML itself, given a font with a MATH table. The pages carry STIX Two Math
(from the ziamath package, SIL Open Font License), cut down to the characters that the book uses.
"""

import html
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from fontTools.ttLib import TTFont
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from . import fonts

logger = logging.getLogger(__name__)
# Found, not imported: of the package only the font is needed.
FONT = Path(find_spec("ziamath").origin).parent / "fonts/STIXTwoMath-Regular.ttf"
MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "colon": r"\mathpunct{:}",  # with the space of f: A
}
CONVERTER = LatexToMathML(fancy_error=False, macros=MACROS)
# What the converter writes, and what Chromium draws right in its place.
MENDS = {
    "&ApplyFunction;": "\u2061",
    "[\ufe00\ufe01]": "",  # ask for another hand of script letters, which the cut font lacks
    # A bracket grows to the size it is given only as a part of a row.
    r"(<m(?:sub|sup|subsup)>)(<mo [^>]*minsize[^>]*>[^<]*</mo>)": r"\1<mrow>\2</mrow>",
    # Combining characters have no width: they do not stretch, or stand beside their letter.
    "\u0332</mo></mover>": "‾</mo></mover>",
    "\u0332</mo></munder>": "_</mo></munder>",
    '<mo stretchy="false">\u20d7</mo>': '<mo stretchy="false" mathsize="70%">→</mo>',
}
# What browsers draw; menclose, which \boxed and \cancel become, is not among it.
DRAWN = set(
    "math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover b i".split()
)
# Which parts of an element may not be empty; the base of a script may, as in {}^\circ.
NEEDED = {
    **dict.fromkeys(("mfrac", "mover", "mroot", "munder", "munderover"), 0),
    **dict.fromkeys(("msub", "msubsup", "msup"), 1),
    "msqrt": 0,
}
UNSEEN = set(" \n\u00a0\u2061\u2062\u2063\u2064")  # need no glyph
# TeX that would print something else than its author meant, and what to write instead.
MISLEADING = {
    r"(?<!\\)(?:\\\\)*(%)": r"% hides the rest of the line; write \%",
    r"(\\widehat)\b": r"the font's wide hat stands beside its letters; write \hat",
    r"(\\(?:text)?color)\b": "a color would not follow the page's dark mode",
    r"(\\(?:label|tag\*?|eqref|notag|nonumber))(?![a-zA-Z])": "numbers are given by the "
    "book: put the label behind the $$, in parentheses",
    r"(\\begin\{(?:equation|align|alignat|gather|multline)\})": "numbers are given by the "
    r"book; write \begin{aligned} or \begin{gathered}",
    r"(\\begin\{\w+\*?\}\[)": "an option in brackets would be printed; leave it out",
    r"(?<![\d.])([1-9]\d{0,2}(?:,\d{3})+)(?!\d)": "a space would follow the comma; write "
    "{,} in a number, and the space in a list",
    r"(\\mathop\b.*\\limits)": r"write \operatorname*{name}_{below}, or \underset{below}{sign}",
    r"\\text\w*\s*\{[^}]*?(--|``|'')": "it would be printed so; write –, —, “ or ”",
    r"(?<!\\)(?:\\\\)*(\$)": r"a dollar sign in it; write \$",
}

TEXT = re.compile(r"\\text[a-z]*\s*\{(?:[^{}\\]|\\.|\{[^{}]*\})*\}", re.DOTALL)
PIECE = re.compile(
    r"(?P<rows>\\begin\s*\{[^}]*\}|\\substack\s*\{)|(?P<end>\\end\s*\{[^}]*\}|\})"
    r"|(?P<group>\{)|\\.",
    re.DOTALL,
)


def to_mathml(tex, display="inline"):
    r"""Turn TeX into a <math> element.

    Parameters
    ----------
    tex : str
        What stands between the dollar signs.
    display : "inline" or "block"
        Where it stands; in a block, limits are above and below the sums.

    Returns
    -------
    str
        HTML, as `tests/site/test_mathml.py` has looked at it in Chromium. A command that is
        not there yet may be right too, and belongs there before a page uses it.

    Raises
    ------
    ValueError
        If the TeX cannot be read, has an empty part, needs what browsers do not draw or a
        sign that the font lacks, or would print something else than it says. Names the equation,
        what is wrong, and where.
    """
    _refuse_misleading(tex)
    # The converter drops the space after an escaped sign, which TeX does not.
    mended = TEXT.sub(lambda t: re.sub(r"(\\[%$&#_{}])(?=\s)", r"\1{}", t[0]), tex)
    block = display == "block"
    try:
        math = CONVERTER.convert_with_local_state(mended, displaystyle=block)
    except LatexError as error:
        place, _, what = str(error).partition(": ")
        what = re.sub(r"(?<!\.)\.$", "", what)
        raise _wrong(tex, what, mended[int(place) :]) from None
    for written, drawn in MENDS.items():
        math = re.sub(written, drawn, math)
    try:
        tree = ElementTree.fromstring(math)
    except ElementTree.ParseError:  # where alone, the converter does not escape it
        raise _wrong(tex, "a name is nothing but < or &") from None
    _check_parts(tex, tree)
    return math


def _wrong(tex, what, rest=""):
    at = f", at {rest[:20]}" if rest.strip() else ""
    return ValueError(f"cannot read the equation ${' '.join(tex.split())}$: {what}{at}")


def _refuse_misleading(tex):
    for pattern, why in MISLEADING.items():
        if found := re.search(pattern, tex):
            raise _wrong(tex, why, tex[found.start(1) :])
    inside = ["group"]  # what is open at this place: rows or a group in braces
    for found in PIECE.finditer(tex):
        kind, sign = found.lastgroup, found[0]
        if kind in ("rows", "group"):
            inside.append(kind)
        elif kind == "end":
            inside.pop()
            inside = inside or ["group"]  # the converter says which is one too many
        elif sign == r"\\" and inside[-1] == "group":
            raise _wrong(tex, r"\\ ends a row, and here is none", tex[found.start() :])


def _check_parts(tex, math):
    """Refuse what would be drawn as nothing, or not at all."""
    if not "".join(math.itertext()).strip():
        raise _wrong(tex, "nothing in it")
    for element in math.iter():
        if element.tag not in DRAWN:
            raise _wrong(tex, f"it needs <{element.tag}>, which browsers do not draw")
        parts = list(element)[NEEDED.get(element.tag, len(element)) :]
        if any(part.tag == "mrow" and not len(part) for part in parts):
            raise _wrong(tex, f"a part of its <{element.tag}> is empty")
    signs = set("".join(math.itertext())) - UNSEEN
    if lacking := sorted(sign for sign in signs if ord(sign) not in _glyphs()):
        raise _wrong(tex, f"the math font has no sign {' '.join(lacking)}")


@cache
def _glyphs():
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


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
    cut_font(math, Path(app.outdir) / "_static" / "math.woff2")


def cut_font(math, target):
    """Write the font with what this MathML needs."""
    fonts.cut(FONT, text_of(math), target, mend=_mend_joints)


def _mend_joints(font):
    """Let bars and arrows grow: how far their pieces may overlap is wrong in STIX 2.11.

    The head of → says that its joint is on the right; ‖ may overlap by 100 units where |
    may by 800, so that it would be drawn in twice the height that is asked for.
    """
    variants = font["MATH"].table.MathVariants
    for construction in [
        *variants.HorizGlyphConstruction,
        *variants.VertGlyphConstruction,
    ]:
        for part in getattr(construction.GlyphAssembly, "PartRecords", ()):
            if part.glyph == "uni2192.var":
                part.StartConnectorLength, part.EndConnectorLength = 200, 0
            if part.glyph == "uni2016":
                part.StartConnectorLength = part.EndConnectorLength = 800


def text_of(math):
    """The signs that the font needs to draw MathML, some of which are written nowhere."""
    text = html.unescape(re.sub(r"<[^>]*>", "", math))
    return text + "√" * bool(re.search("<msqrt|<mroot", math)) + _italic(text)


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
