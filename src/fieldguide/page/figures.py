"""The look of the book: one theme, pictures with alt text, token strips and matrices.

A picture leaves as SVG inside the page. Its colors are names (``var(--fg-blue)``) with the
light value behind them, so that the page's dark mode recolors it.
"""

import contextlib
import contextvars
import html
import math
import re
from functools import lru_cache

import matplotlib as mpl
import matplotlib.pyplot as plt

from . import assets, svg

# Light values; the dark ones are in static/components.css under the same names.
# Each stands against its page by 4.5 : 1 or more.
COLORS = {
    "ink": "#1f2329",
    "soft": "#57606b",
    "line": "#c9d1da",
    "page": "#fffffe",
    "blue": "#0a5fb4",
    "orange": "#a64b00",
    "green": "#1a7a37",
    "purple": "#7b3fb4",
}

THEME = {
    "axes.edgecolor": COLORS["soft"],
    "axes.facecolor": "none",
    "axes.labelcolor": COLORS["ink"],
    "axes.prop_cycle": mpl.cycler(
        color=[COLORS[c] for c in ("blue", "orange", "green", "purple")],
        marker=["o", "s", "^", "D"],
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": COLORS["ink"],
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "figure.figsize": (
        4.4,
        2.5,
    ),  # inches; small, so that text stays legible on a phone
    "font.family": "sans-serif",
    "font.size": 10,
    "grid.color": COLORS["line"],
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.labelcolor": COLORS["ink"],
    "patch.edgecolor": COLORS["page"],
    "savefig.facecolor": "none",
    "svg.fonttype": "none",  # text stays text: read aloud, found, small
    "svg.hashsalt": "fieldguide",  # the same figure gives the same bytes
    "text.color": COLORS["ink"],
    "xtick.color": COLORS["soft"],
    "xtick.labelcolor": COLORS["ink"],
    "ytick.color": COLORS["soft"],
    "ytick.labelcolor": COLORS["ink"],
}

LEGIBLE = 10.5  # px: no label is smaller, however narrow the screen
FONT_SIZE = re.compile(r'<text style="font(?:-size)?: ([\d.]+)px')  # not of an exponent

TOKEN_KINDS = {  # kind: (sign shown beside the token, word for a screen reader)
    "plain": ("", ""),
    "special": ("", "special"),
    "masked": ("?", "masked"),
    "random": ("≠", "random"),
    "kept": ("=", "kept"),
    "loss": ("✓", "predicted"),
    "forbidden": ("×", "forbidden"),
    "first": ("", "first text"),
    "second": ("", "second text"),
}


def use_theme():
    """Give matplotlib the book's look. A notebook calls it once, after its imports."""
    mpl.rcParams.update(THEME)


# While explore() makes the figures of all states: the pictures that it will draw together.
_waiting = contextvars.ContextVar("waiting", default=None)


class Picture:
    """A drawing: SVG text, and words for those who do not see it."""

    icon = ""  # a machine's is a small SVG

    def __init__(self, svg, alt, caption=None, undrawn=None):
        self._svg, self.alt, self.caption, self.undrawn = svg, alt, caption, undrawn

    @property
    def svg(self):
        """SVG text; drawn now if that had been put off."""
        if self._svg is None:
            draw_together([self])
        return self._svg

    def _repr_html_(self):
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return (
            f'<figure class="fg-picture">{self.svg}{caption}</figure>{assets.style()}'
        )

    def __repr__(self):
        return f"Picture: {self.alt}"


def numbered(n, word):
    """So many of what a word names whose plural ends in s: 1 word, 2,048 words."""
    return f"{n:,} {word}{'s' * (n != 1)}"


def picture(drawing, alt, caption=None):
    """Turn a matplotlib figure or axes into a picture with words beside it.

    Parameters
    ----------
    drawing : matplotlib Figure or Axes
        Is closed, so that Jupyter does not show it a second time.
    alt : str
        What one should see, for a reader who cannot: the point, with its numbers.
    caption : str, optional
        HTML below the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` is empty.
    TypeError
        If `drawing` is neither Figure nor Axes.
    """
    if not alt or not alt.strip():
        raise ValueError("a picture needs alt text that says what to see, got none")
    figure = getattr(drawing, "figure", drawing)
    if not isinstance(figure, mpl.figure.Figure):
        raise TypeError(f"expected a matplotlib Figure or Axes, got {type(drawing)}")
    plt.close(figure)
    made = Picture(None, alt, caption, figure)
    if (waiting := _waiting.get()) is None:
        draw_together([made])  # now, for an error belongs to the cell that drew
    elif any(figure is other.undrawn for other in waiting):
        raise ValueError("expected a new figure for each state, got one a second time")
    else:
        waiting.append(made)
    return made


@contextlib.contextmanager
def put_off():
    """Pictures made inside are not drawn yet, but listed: `draw_together` takes the list."""
    pictures = []
    token = _waiting.set(pictures)
    try:
        yield pictures
    finally:
        _waiting.reset(token)


def draw_together(pictures):
    """Give pictures that were put off their SVG, with their axes at the same places.

    Raises
    ------
    svg.DrawError
        If one cannot be drawn, or if in the book a label sticks out of it.
    """
    pictures = [p for p in pictures if p._svg is None]
    figures = [p.undrawn for p in pictures]
    # Ids are made from the salt. Two pictures of a page must not share that of a hatch: the
    # browser takes the first, and if that is hidden, in a prediction, draws nothing. The states
    # of an explorable share it, since one is in the page at a time.
    salt = THEME["svg.hashsalt"] + "".join(p.alt for p in pictures[:1])
    look = {"svg.fonttype": THEME["svg.fonttype"], "svg.hashsalt": salt}
    with mpl.rc_context(look):
        drawn = svg.draw_all(figures)
    for picture, figure, (text, labels) in zip(pictures, figures, drawn, strict=True):
        if assets.in_book():
            svg.check(figure, labels)
        picture._svg = _clean(text, picture.alt)
        picture.undrawn = None  # a notebook may keep many pictures


def _clean(text, alt):
    """What matplotlib writes -> an SVG element for the page, with names of colors."""
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL)
    # matplotlib's style sheet, "*{stroke-linejoin: round; ...}", would make the browser look at
    # every element of the page again whenever a state is swapped.
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", text, flags=re.DOTALL)
    # What stands between tags is a caller's text, whatever it looks like.
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    text = re.sub(r"<[^>]*>", lambda tag: _rewrite(_name(tag[0], used)), text)
    root = f'role="img" aria-label="{html.escape(alt)}" stroke-linejoin="round"'
    return f"<svg {root}{_least_width(text)} " + text.removeprefix("<svg ")


def _least_width(text):
    """How narrow the picture may get: where a label would be too small, it scrolls instead."""
    sizes = [float(size) for size in FONT_SIZE.findall(text)]
    if not sizes:
        return ""
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    return f' style="min-width: {math.ceil(LEGIBLE * width / min(sizes))}px"'


def _name(tag, used):
    """A tag with its id, if that is used."""
    return re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in used else "", tag)


@lru_cache(5000)  # most tags are the same in all states
def _rewrite(tag):
    """A tag of matplotlib's with the book's font and colors, and shorter."""
    # A hundredth of a point is more than any eye needs.
    tag = re.sub(r' (?:d|x|y|points|transform)="[^"]*"', _shorten, tag)
    tag = re.sub(r"'DejaVu Sans'.*?sans-serif", "var(--fg-font, sans-serif)", tag)
    for name, value in COLORS.items():
        tag = tag.replace(value, f"var(--fg-{name}, {value})")
    return tag


def _shorten(attribute):
    """Round the coordinates in an SVG attribute, a match, to two decimals."""
    return re.sub(r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}", attribute[0])


def token_strip(tokens, kinds=None, below=None, label=None):
    """A row of tokens that wraps on a narrow page; each kind has a sign and a color.

    Parameters
    ----------
    tokens : list of str
    kinds : list of str, optional
        One of `TOKEN_KINDS` for each token.
    below : list of str, optional
        A second line in each box, such as the token that was there before.
    label : str, optional
        Names the strip, in sight and for a screen reader.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    ValueError
        If a list has another length, or a kind is unknown.
    """
    kinds = ["plain"] * len(tokens) if kinds is None else list(kinds)
    below = [""] * len(tokens) if below is None else list(below)
    for name, given in (("kinds", kinds), ("below", below)):
        if len(given) != len(tokens):
            raise ValueError(
                f"{len(tokens)} tokens need as many {name}, got {len(given)}"
            )
    unknown = set(kinds) - set(TOKEN_KINDS)
    if unknown:
        raise ValueError(f"kinds must be among {list(TOKEN_KINDS)}, got {unknown}")
    boxes = []
    for token, kind, under in zip(tokens, kinds, below, strict=True):
        sign, word = TOKEN_KINDS[kind]
        sign = f'<i aria-hidden="true">{sign}</i>' if sign else ""
        word = f'<span class="fg-hidden"> ({word})</span>' if word else ""
        under = f"<small>{html.escape(under)}</small>" if under else ""
        boxes.append(
            f'<li class="fg-token fg-{kind}">{html.escape(token)}{sign}{word}{under}</li>'
        )
    name = html.escape(label or "tokens")
    shown = f'<p class="fg-strip-label">{name}</p>' if label else ""
    return f'<div class="fg-strip">{shown}<ol aria-label="{name}">{"".join(boxes)}</ol></div>'


def matrix(ax, values, rows, columns, color="blue", digits=2, vmax=None):
    """Draw a small matrix: the stronger a cell's color, the larger its number, which stands in it.

    Parameters
    ----------
    ax : matplotlib Axes
    values : array, shape (r, c)
        Not negative.
    rows, columns : list of str
        Labels.
    color : str
        A name from `COLORS`.
    digits : int
        Decimals of the printed numbers.
    vmax : float, optional
        The value of the fullest color; the largest value if not given.

    Returns
    -------
    matplotlib Axes
    """
    vmax = vmax or values.max() or 1
    for i in range(len(rows)):
        for j in range(len(columns)):
            share = min(1.0, values[i, j] / vmax)
            if share:
                # Not add_patch: it would search for limits, which are set below.
                look = {"facecolor": COLORS[color], "alpha": 0.55 * share}
                ax.add_artist(plt.Rectangle((j, i), 1, 1, **look))
            ax.text(
                j + 0.5, i + 0.5, f"{values[i, j]:.{digits}f}", ha="center", va="center"
            )
    ax.set(xlim=(0, len(columns)), ylim=(len(rows), 0))
    plain = {"parse_math": False}  # a label may be a token such as $
    ax.set_xticks([j + 0.5 for j in range(len(columns))], columns, **plain)
    ax.set_yticks([i + 0.5 for i in range(len(rows))], rows, **plain)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax
