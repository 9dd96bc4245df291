"""The parts that all machines are drawn with: boxes that do, arrows that carry arrays.

A unit of the drawing is a point. Data flows upward. An arrow's label is a name and the shape
of the array that a run gave it; nobody types a shape.
"""

from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path

from .. import explore, figures

C = figures.COLORS
WIDTH = 270  # points: on a phone of 390 px about as many pixels as in print
TEXT, LABEL = 10, 9.5  # points; 11 px or more on that phone
TALL = 22  # of a box with one line of text
LEVELS = 4  # shades of a cell: enough for the eye, and one path for each

# kind: (color, line, width, roundness, hatch, share of the color that fills it, said of it)
KINDS = {
    "trained": ("blue", "-", 1.3, 4, None, 0.10, "blue are trained"),
    "fixed": ("soft", "-", 0.8, 4, None, 0.06, "thin gray only compute"),
    "frozen": ("soft", "--", 1.3, 1, "////", 0, "hatched are frozen"),
    "loss": ("orange", "-", 2.2, 11, None, 0.12, "round orange are losses"),
    "data": (None, None, 0, 0, None, 0, ""),
}
SIGNS = "Cells: blue are positive, small orange negative."


class Box(NamedTuple):
    """Where a box stands, and what is said of it."""

    x: float  # its middle
    y: float
    wide: float
    low: float
    high: float
    kind: str
    said: str
    stage: int


class Carried(NamedTuple):
    """What goes from one box to another."""

    start: str
    end: str
    name: str
    shape: str
    stage: int

    def told(self, box):
        """In words, from a box."""
        carried = " ".join(filter(None, [self.name, self.shape.replace("×", " by ")]))
        return f"{carried} from {box.said}" if carried else f"what {box.said} gives"


class Machine:
    """A drawing to which boxes and arrows are added, and which can put itself into words.

    Parameters
    ----------
    title : str
        What the machine is: begins the words for those who do not see it.
    height : int
        Points.
    step : int
        0 shows the whole. With k > 0 what was added after ``stage(k)`` is heavy, and what
        comes later is faint and carries nothing yet.
    """

    def __init__(self, title, height, step=0):
        self.title, self.height, self.step, self.now = title, height, step, 0
        self.fig = plt.figure(figsize=(WIDTH / 72, height / 72), layout="none")
        self.ax = self.fig.add_axes([0, 0, 1, 1])
        self.ax.set(xlim=(0, WIDTH), ylim=(0, height))
        self.ax.axis("off")
        self.boxes, self.lines, self.carried, self.said = {}, [], [], []
        self.signed = False  # whether some number is negative

    def stage(self, step):
        """Say to which step the parts belong that are added next; 0: to all."""
        self.now = step
        return self

    @property
    def later(self):
        """Whether the parts added now belong to a step that is not reached yet."""
        return 0 < self.step < self.now

    @property
    def current(self):
        """Whether the parts added now are those of the step that is shown."""
        return 0 < self.step == self.now

    # --- boxes ------------------------------------------------------------------------

    def box(self, name, x, y, kind="trained", *, text=None, said=None, wide=78, tall=None,
            times=0):  # fmt: skip
        """Add a box around (x, y) that does something; with `times`, a stack of boxes.

        Parameters
        ----------
        name : str
            By which wires call it, and which it shows unless `text` is given.
        kind : str
            One of `KINDS`; "data" has no frame.
        said : str, optional
            What is said of it aloud, if not its text.
        times : int
            How many equal layers it stands for; 0 for a single one.
        """
        color, line, width, roundness, hatch, fill, _ = KINDS[kind]
        text = name if text is None else text
        said = " ".join((said or text).replace("×", " by ").split())
        if times:
            text += f" × {times}"
            said += f" of {times} layer{'s' * (times > 1)}"
        tall = tall or TALL + 12 * text.count("\n")
        if kind != "data":
            ink = C["line" if self.later else color]
            inside = mpl.colors.to_rgba(C[color], 0 if self.later else fill)
            look = {"ec": ink, "lw": width + self.current, "hatch": hatch, "ls": line}
            look["fc"] = inside if inside[3] else "none"
            style = f"round,pad=0,rounding_size={roundness}"
            for k in (6, 3, 0) if times > 1 else (0,):
                low = x - wide / 2 + k, y - tall / 2 + k
                if times > 1:
                    self._add(Rectangle(low, wide, tall, fc=C["page"], ec="none"))
                self._add(FancyBboxPatch(low, wide, tall, boxstyle=style, **look))
        behind = {"fc": C["page"], "ec": "none", "boxstyle": "round,pad=0.15"}
        self.text(x, y, text, TEXT, "soft" if self.later else "ink",
                  weight="bold" if kind == "data" else "normal",
                  bbox=behind if hatch else None)  # fmt: skip
        high = y + tall / 2 + (6 if times > 1 else 0)
        self.boxes[name] = Box(x, y, wide, y - tall / 2, high, kind, said, self.now)
        return self

    def text(self, x, y, text, size=LABEL, color="soft", **look):
        """Write a text at a place."""
        look = {"ha": "center", "va": "center", "zorder": 6} | look
        self.ax.text(x, y, text, fontsize=size, color=C[color], **look)
        return self

    # --- arrows -----------------------------------------------------------------------

    def wire(self, start, end, name="", array=None, *, out=0, into=0, bend=None, at=None,
             side="right", cells=None, dashed=False):  # fmt: skip
        """An arrow from box to box: up, sideways at height `bend`, up again.

        Parameters
        ----------
        start, end : str
            Names of boxes.
        name : str
            Of what is carried.
        array : array, optional
            What is carried; its shape is written.
        out, into : float
            Where the arrow leaves and arrives, points right of the boxes' middles.
        bend : float, optional
            Height of the sideways part; halfway if not given.
        at : (x, y), optional
            Where the label stands; beside the last upright part if not given.
        side : str
            On which side of that place the label stands: right, left or below.
        cells : dict, optional
            Draw the array itself there: arguments of `cells`.
        """
        below, above = self.boxes[start], self.boxes[end]
        (x0, y0), (x1, y1) = (below.x + out, below.high), (above.x + into, above.low)
        bend = (y0 + y1) / 2 if bend is None else bend
        corners = [(x0, y0), (x0, bend), (x1, bend), (x1, y1)]
        if x0 == x1:
            corners, bend = [(x0, y0), (x1, y1)], y0
        self._arrow(corners, dashed)
        self._carry(start, end, name, array, at or (x1, (bend + y1) / 2), side, cells)
        return self

    def sideways(self, start, end, name="", array=None, *, out=0, at=None, side="right",
                 cells=None, dashed=False):  # fmt: skip
        """An arrow into a flank of `end`: from a flank of `start`, or up from its top.

        The arguments are those of `wire`.
        """
        one, two = self.boxes[start], self.boxes[end]
        turn = 1 if two.x > one.x else -1
        flank = two.x - turn * two.wide / 2, two.y
        corners = [(one.x + turn * one.wide / 2, one.y), flank]
        if one.y != two.y:
            corners = [(one.x + out, one.high), (one.x + out, two.y), flank]
        place = (corners[-1][0] + corners[-2][0]) / 2, two.y + 9
        self._arrow(corners, dashed)
        self._carry(start, end, name, array, at or place, side, cells)
        return self

    def tap(self, start, end, y, *, x=None, out=0, into=None):
        """A line that leaves the upward arrow above `start` at height y, and enters `end`.

        Straight from the side; or round by `x`, as a residual line does; or with `into`, up
        into the bottom of `end`, so many points right of its middle. It carries what the
        arrow carries.
        """
        x0, end_box = self.boxes[start].x + out, self.boxes[end]
        turn = 1 if (x0 if x is None else x) > end_box.x else -1
        flank = end_box.x + turn * end_box.wide / 2, end_box.y
        corners = [(x0, y), flank]
        if x is not None:
            corners = [(x0, y), (x, y), (x, end_box.y), flank]
        if into is not None:
            x1 = end_box.x + into
            corners = [(x0, y), (x1, y), (x1, end_box.low)]
        self._arrow(corners, dashed=False)
        self.carried.append(Carried(start, end, "", "", self.now))
        return self

    def _arrow(self, corners, dashed):
        """A line with a head. Forth and back, it has no inside: one path with one filling."""
        self.lines.append(corners)
        color = C["line" if self.later else "ink" if self.current else "soft"]
        look = {"ec": color, "lw": 2.0 if self.current else 1.1}
        (x0, y0), (x1, y1) = corners[-2:]
        ahead = np.sign([x1 - x0, y1 - y0])
        back, wing = np.array([x1, y1]) - 5 * ahead, 2.5 * ahead[::-1]
        head = [(x1, y1), back + wing, back - wing, (x1, y1)]
        if dashed:
            self._add(PathPatch(Path(corners), fc="none", ls="--", **look), 1)
            corners = []
        bent = corners[-2::-1] if len(corners) > 2 else []
        codes = [Path.LINETO] * len([*corners, *bent, *head])
        codes[0] = codes[-len(head)] = Path.MOVETO
        self._add(PathPatch(Path([*corners, *bent, *head], codes), fc=color, **look), 1)

    def _carry(self, start, end, name, array, place, side, cells):
        """Write what an arrow carries, draw it, and remember it for the words."""
        shape = "" if array is None else shape_of(array)
        self.carried.append(Carried(start, end, name, shape, self.now))
        label = " ".join(filter(None, [name, shape]))
        (x, y), half, high = place, 0, 0
        if cells is not None and array is not None and not self.later:
            half, high = self.cells(x, y, array, **cells)
        if label:
            ha, dx, dy = {"right": ("left", half + 4, 0), "left": ("right", -half - 4, 0),
                          "below": ("center", 0, -high - 9)}[side]  # fmt: skip
            look = {"ha": ha, "style": "italic"}
            if side == "below":  # upon the arrow
                look["bbox"] = {"fc": C["page"], "ec": "none", "pad": 1}
            color = "ink" if self.current else "soft"
            self.text(x + dx, y + dy, label, color=color, **look)

    # --- arrays -----------------------------------------------------------------------

    def cells(self, x, y, array, follow=None, only=False, size=8):
        """Draw an array around (x, y), a cell a number; returns half its size.

        A positive number fills its cell in blue, a negative one is a smaller orange square; the
        stronger the color, the larger. True is full and False empty. `follow` outlines a row; with `only`
        it is the only one that is drawn.
        """
        array = np.atleast_2d(np.asarray(array))
        if only:
            array, follow = array[[follow]], 0
        n, d = array.shape
        left, top = round(x - d * size / 2), round(y + n * size / 2)
        edge = {"ec": C["ink"], "lw": 1.4} if only else {"ec": C["soft"], "lw": 0.6}
        corner = left, top - n * size
        self._add(Rectangle(corner, d * size, n * size, fc=C["page"], **edge), 3)
        self.signed |= bool((array.astype(float) < 0).any())
        far = np.abs(array.astype(float)).max() or 1
        level = np.round(LEVELS * array.astype(float) / far).astype(int)
        for k in sorted(set(level.flat) - {0}):
            # A cell is a short thick line, the fewest bytes that make a square.
            high = size - 1 if k > 0 else size / 2
            free = (size - high) / 2
            ends = [((left + j * size + free, y), (left + (j + 1) * size - free, y))
                    for i, j in np.argwhere(level == k)
                    for y in [top - (i + 0.5) * size]]  # fmt: skip
            codes = [Path.MOVETO, Path.LINETO] * len(ends)
            path = Path(np.reshape(ends, (-1, 2)), codes)
            look = {"ec": C["blue" if k > 0 else "orange"], "lw": high, "fc": "none"}
            look |= {"alpha": abs(k) / LEVELS, "capstyle": "butt"}
            self._add(PathPatch(path, **look), 4)
        if follow is not None and not only:
            corner = left - 0.5, top - (follow + 1) * size - 0.5
            self._add(Rectangle(corner, d * size + 1, size + 1, fill=False, ec=C["ink"],
                                lw=1.4), 5)  # fmt: skip
        return d * size / 2, n * size / 2

    def numbers(self, x, y, row, above=None, wide=30, digits=1):
        """Draw one row around (x, y) with its numbers in the cells, and words above them."""
        if self.later:
            return self
        row = np.asarray(row)
        far = np.abs(row).max() or 1
        for j, value in enumerate(row):
            left = x + (j - len(row) / 2) * wide
            color = mpl.colors.to_rgba(C["blue" if value > 0 else "orange"],
                                       0.45 * abs(value) / far)  # fmt: skip
            look = {"fc": color, "ec": C["soft"], "lw": 0.6}
            self._add(Rectangle((left, y - 8), wide, 16, **look), 3)
            self.text(left + wide / 2, y, number(value, digits), color="ink")
            if above is not None:
                self.text(left + wide / 2, y + 15, above[j])
        return self

    def row(self, name, row, above=None, digits=1):
        """The followed word's numbers, at the top of the drawing, and in the words for it."""
        middle, wide = WIDTH / 2, min(46, 240 / len(row))
        y = self.height - (26 if above is None else 40)
        self.text(middle, self.height - 8, name, color="ink")
        self.numbers(middle, y, row, above, wide, digits)
        numbers = [number(value, digits) for value in row]
        if above is not None:
            numbers = [" ".join(pair) for pair in zip(above, numbers, strict=True)]
        return self.say(f"{_capital(name)} {', '.join(numbers)}.")

    def sentence(self, name, y, words, bold=(), above=None):
        """A row of words that wires may start from or lead to.

        `bold` has the numbers of those that are written in bold; `above` a text above each.
        """
        color = "soft" if self.later else "ink"
        wide = WIDTH - 10
        for k, word in enumerate(words):
            x = 5 + wide / len(words) * (k + 0.5)
            weight = {"weight": "bold"} if k in bold else {}
            self.text(x, y, word, TEXT, color, parse_math=False, **weight)
            if above is not None:
                self.text(x, y + 16, above[k])
        high = y + (9 if above is None else 25)
        said = repr(" ".join(words))
        self.boxes[name] = Box(WIDTH / 2, y, wide, y - 9, high, "data", said, self.now)
        return self

    # --- words ------------------------------------------------------------------------

    def say(self, sentence):
        """Add a sentence to the words for those who do not see the picture."""
        self.said.append(sentence)
        return self

    def alt(self):
        """The machine in words: what each box gets, and from where; then what is what.

        Of a machine at a step, what has been reached.
        """
        last = self.step or max((box.stage for box in self.boxes.values()), default=0)
        carried = [one for one in self.carried if one.stage <= last]
        sentences = [self.title + (f", step {self.step}." if self.step else ".")]
        for end in dict.fromkeys(one.end for one in carried):
            gets = [c.told(self.boxes[c.start]) for c in carried if c.end == end]
            sentences.append(f"{_capital(self.boxes[end].said)} gets {_listed(gets)}.")
        for kind in ("trained", "frozen", "loss"):
            of = [
                b.said
                for b in self.boxes.values()
                if b.kind == kind and b.stage <= last
            ]
            if of:
                kind = {"loss": "A loss"}.get(kind, kind.capitalize())
                sentences.append(f"{kind}: {_listed(list(dict.fromkeys(of)))}.")
        return " ".join([*sentences, *self.said])

    def picture(self, caption=""):
        """The drawing with its words, and below it what its looks mean."""
        used = {box.kind for box in self.boxes.values()}
        key = [said for kind, (*_, said) in KINDS.items() if kind in used and said]
        key = f"Boxes: {', '.join(key)}." if key else ""
        signs = SIGNS if self.signed else ""
        caption = " ".join(filter(None, [caption, key, signs]))
        made = figures.picture(self.fig, self.alt(), caption)
        made.icon = self.icon()
        return made

    def icon(self):
        """Boxes and arrows alone, as a small SVG that stands beside the machine's name."""
        drawn = []
        for corners in self.lines:
            points = " ".join(f"{x:.0f},{self.height - y:.0f}" for x, y in corners)
            drawn.append(f'<polyline points="{points}"/>')
        for box in self.boxes.values():
            color, line, _, round_, *_ = KINDS[box.kind]
            look = f"var(--fg-{color})" if color else "none"
            dashes = ' stroke-dasharray="9 6"' * (line == "--")
            drawn.append(
                f'<rect x="{box.x - box.wide / 2:.0f}" y="{self.height - box.high:.0f}" '
                f'width="{box.wide:.0f}" height="{box.high - box.low:.0f}" '
                f'rx="{round_}" stroke="{look}"{dashes}/>'
            )
        return (
            f'<svg class="fg-icon" viewBox="-4 0 {WIDTH + 8} {self.height}" '
            f'aria-hidden="true" fill="var(--fg-tint)">{"".join(drawn)}</svg>'
        )

    def _add(self, patch, zorder=2):
        patch.set(zorder=zorder - 0.5 * self.later, clip_on=False, joinstyle="round")
        self.ax.add_artist(patch)


def shape_of(array):
    """The shape of an array as it is written on an arrow: 5×8; a row is 5."""
    return "×".join(map(str, np.shape(array)))


def number(value, digits=1):
    """A number with a real minus sign, and never minus zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "\u2212")


def walk(draw, title, *steps):
    """A machine whose steps the reader walks: `draw(step)` with 0 for the whole, then 1, 2, ...

    Parameters
    ----------
    draw : function
        Takes `step` and returns a picture.
    title : str
        Names the explorable.
    steps : str
        What happens in step 1, 2, ...
    """
    draw.__doc__ = title
    labels = {f"{k}. {said}": k for k, said in enumerate(steps, 1)}
    return explore.explore(draw, step={"the whole": 0, **labels})


def _listed(parts):
    return ", ".join(parts[:-1]) + " and " * (len(parts) > 1) + parts[-1]


def _capital(text):
    return text[:1].upper() + text[1:]
