"""explore(draw, **controls): one widget, live in Jupyter and in a static page.

Live, it is an ipywidgets interface that calls `draw` whenever a control moves. In the book every
state is drawn at build time; native inputs and static/pages.js swap them.
"""

import html
import inspect
import itertools
import json
import math

import matplotlib.pyplot as plt
import numpy as np

from . import figures, svg
from .assets import in_book, new_id, style

MOST_STATES = 300  # drawn at build time at some 25 ms each, and carried by the page


class ExploreError(ValueError):
    """A control or a `draw` that cannot make an explorable."""


def explore(draw, /, *, labels=None, **controls):
    """Show one control a keyword and what `draw` makes of their values.

    ``explore(bars, rate=[0.15, 0, 0.5, 1], rule=["BERT", "mask only"])`` calls
    ``bars(rate=0.15, rule="BERT")`` first. The first value of each list is where the control
    starts; a slider puts its numbers in order.

    Parameters
    ----------
    draw : function
        Takes the controls as keywords; returns a `figures.Picture`, a matplotlib figure or axes,
        a pandas frame, HTML text or anything with ``_repr_html_``. The first line of its docstring
        names the explorable.
    labels : dict of control to str, optional
        What a control is called on the page, such as ``{"draw": "another draw"}``; its keyword,
        where nothing is said.
    controls : list of values, or dict of label to value
        Numbers make a slider, True and False a checkbox, anything else a menu. Numbers and
        text of NumPy count as Python's, and `draw` gets Python's: a list and an array of the
        same values make the same explorable.

    Returns
    -------
    Explorable
        Show it as the last line of a cell.

    Raises
    ------
    ExploreError
        If a control has no values or repeats one, a slider has nan or infinity, the grid has more
        than 300 states, `draw` does not take the controls or, in the book, raises at any state;
        if `labels` names what is no control.
    """
    labels = labels or {}
    if unknown := sorted(set(labels) - set(controls)):
        raise ExploreError(f"expected labels of {[*controls]}, got {unknown[0]!r}")
    return Explorable(
        draw, {name: Control(name, v, labels.get(name)) for name, v in controls.items()}
    )


class Control:
    """One control: its name, labels and values; the first value is where it starts."""

    def __init__(self, name, values, text=None):
        if isinstance(values, str) or not np.iterable(values):
            raise ExploreError(
                f"control {name!r} needs a list of values, got {values!r}"
            )
        if isinstance(values, dict):
            pairs = [(label(_python(k)), _python(v)) for k, v in values.items()]
        else:
            pairs = [(label(v), v) for v in map(_python, values)]
        options, given = dict(pairs), len(pairs)
        if not given:
            raise ExploreError(
                f"control {name!r} needs at least one value, got an empty list"
            )
        if len(options) != given:
            raise ExploreError(
                f"control {name!r} has values that look the same: {[*options]}"
            )
        start = next(iter(options))
        kinds = {type(v) for v in options.values()}
        if kinds == {bool}:
            self.kind = "checkbox"
        elif all(issubclass(k, (int, float)) and k is not bool for k in kinds):
            self.kind = "slider"
            if not all(map(math.isfinite, options.values())):
                raise ExploreError(
                    f"control {name!r} needs finite numbers for a slider, got {[*options]}"
                )
            options = dict(sorted(options.items(), key=lambda item: item[1]))
        else:
            self.kind = "menu"
        self.name, self.text = name, text or name.replace("_", " ").strip()
        self.labels, self.values = list(options), list(options.values())
        self.start = self.labels.index(start)


def _python(value):
    """A number, truth value or text of NumPy as Python's; anything else as it is."""
    kinds = {np.bool_: bool, np.integer: int, np.floating: float, np.str_: str}
    for numpy_kind, kind in kinds.items():
        if isinstance(value, numpy_kind):
            return kind(value)
    return value


class Explorable:
    """A `draw` with its controls, ready to be shown."""

    def __init__(self, draw, controls):
        self.draw, self.controls = draw, controls
        if not controls:
            raise ExploreError(
                "explore needs a control, such as rate=[0.15, 0.5], got none"
            )
        self.title = (
            inspect.getdoc(draw) or draw.__name__.replace("_", " ")
        ).splitlines()[0]
        states = 1
        for control in controls.values():
            states *= len(control.values)
        if states > MOST_STATES:
            sizes = " x ".join(f"{len(c.values)} {c.name}" for c in controls.values())
            raise ExploreError(
                f"the grid has {states} states ({sizes}); at most {MOST_STATES} fit in a page"
            )
        try:
            inspect.signature(draw).bind(**controls)
        except TypeError as error:
            raise ExploreError(
                f"{draw.__name__} does not take the controls: {error}"
            ) from None
        # In the book all states are drawn here and not when the cell is shown: IPython
        # prints an error of a display method and goes on, and the build would pass.
        self._html = self._all_html() if in_book() else None

    def state(self, **values):
        """Draw one state: (html, words), the words for a screen reader.

        Raises
        ------
        ExploreError
            If `draw` raises or returns nothing that can be shown, naming the values.
        """
        return self._shown(values, self._drawn(values))

    def _shown(self, values, drawn):
        try:
            return to_html(drawn)
        except Exception as error:
            raise self._failure(values, error) from error

    def _drawn(self, values):
        """What `draw` makes of the values, a figure as a picture."""
        try:
            return _to_picture(self.draw(**values), self.title)
        except Exception as error:
            raise self._failure(values, error) from error

    def _failure(self, values, error):
        said = ", ".join(f"{name}={value!r}" for name, value in values.items())
        why = f"{type(error).__name__}: {error}"
        if isinstance(error, svg.DrawError):  # begins with the type of its cause
            why = str(error)
        return ExploreError(f"{self.draw.__name__} failed at {said}: {why}")

    def _repr_mimebundle_(self, include=None, exclude=None):
        if in_book():
            return {"text/html": self._html, "text/plain": self.title}
        live = self.widget()
        bundle = live._repr_mimebundle_()
        still = self.state(
            **{c.name: c.values[c.start] for c in self.controls.values()}
        )[0]
        return {**bundle, "text/html": still, "text/plain": self.title}

    def widget(self):
        """The live interface: an ipywidgets box."""
        import ipywidgets as widgets
        from IPython.display import HTML, display

        inputs = {name: self._live_input(c) for name, c in self.controls.items()}
        for control in inputs.values():
            control.style.description_width = "initial"

        def show(**values):
            display(HTML(self.state(**values)[0] + style()))

        view = widgets.interactive_output(show, inputs)
        return widgets.VBox([widgets.HBox([*inputs.values()]), view])

    def _live_input(self, c):
        """The control as a widget of ipywidgets."""
        import ipywidgets as widgets

        options, value = list(zip(c.labels, c.values, strict=True)), c.values[c.start]
        if c.kind == "checkbox":
            return widgets.Checkbox(value=value, description=c.text)
        if c.kind == "slider":
            return widgets.SelectionSlider(
                options=options, value=value, description=c.text
            )
        return widgets.Dropdown(options=options, value=value, description=c.text)

    def _all_states(self, grid):
        """Draw every state, the pictures together: a list of (html, words)."""
        drawn, whose, shown = [], [], []
        with svg.rare_collections():
            with figures.put_off() as pictures:
                for values in grid:
                    drawn.append(self._drawn(values))
                    whose += [values] * (len(pictures) - len(whose))
            try:
                figures.draw_together(pictures)
            except svg.DrawError as error:
                at = [p.undrawn for p in pictures].index(error.figure)
                raise self._failure(whose[at], error) from error
        for values, one in zip(grid, drawn, strict=True):
            shown.append(self._shown(values, one))
        return shown

    def static_html(self):
        """All states with native inputs, as the book has them."""
        return self._html or self._all_html()

    def _all_html(self):
        controls = list(self.controls.values())
        names = [c.name for c in controls]
        grid = [
            dict(zip(names, values, strict=True))
            for values in itertools.product(*(c.values for c in controls))
        ]
        lines, numbers, states, words = [], {}, [], []
        for drawn, alt in self._all_states(grid):
            words.append(alt)
            state = []
            for (
                line
            ) in drawn.splitlines():  # a line that many states share travels once
                if line not in numbers:
                    numbers[line] = len(lines)
                    lines.append(line)
                state.append(numbers[line])
            states.append(state)
        first = 0
        for c in controls:
            first = first * len(c.values) + c.start
        still = "\n".join(lines[k] for k in states[first])
        data = json.dumps(
            {"lines": lines, "states": states, "words": words}, separators=(",", ":")
        )
        # Neither the end of a script nor a comment, in which that end would not count.
        data = data.replace("</", "<\\/").replace("<!--", "\\u003c!--")
        name = new_id("fg")
        values = "; ".join(f"{c.text}: {c.labels[c.start]}" for c in controls)
        inputs = "".join(_input(c, f"{name}-{c.name}") for c in controls)
        return (
            f'<figure class="fg-explore" aria-labelledby="{name}">'
            f'<figcaption id="{name}">{html.escape(self.title)}</figcaption>'
            f'<form class="fg-controls" autocomplete="off" hidden>{inputs}</form>'
            f'<p class="fg-values">{html.escape(values)}</p>'
            f'<div class="fg-state">{still}</div>'
            '<p class="fg-hidden" role="status"></p>'
            f'<script type="application/json">{data}</script></figure>'
        )


def label(value):
    """A control's value as the reader sees it: 0.15, 1e-05, yes, BERT."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _to_picture(drawn, title):
    """A figure or axes becomes a picture; all else stays."""
    figure = getattr(drawn, "figure", drawn)
    return figures.picture(drawn, title) if isinstance(figure, plt.Figure) else drawn


def to_html(drawn):
    """What a `draw` returned -> (HTML, words for a screen reader)."""
    if isinstance(drawn, figures.Picture):
        caption = f'<p class="fg-caption">{drawn.caption}</p>' if drawn.caption else ""
        return f'<div class="fg-picture">{drawn.svg}{caption}</div>', drawn.alt
    if isinstance(drawn, str):
        return drawn, ""
    if isinstance(drawn, Explorable):
        return drawn.static_html(), ""
    if hasattr(drawn, "to_html"):
        return f'<div class="fg-table">{drawn.to_html(border=0)}</div>', ""
    if hasattr(drawn, "_repr_html_"):
        return drawn._repr_html_(), ""
    raise TypeError(
        f"expected a figure, a frame, an explorable or HTML text, got {type(drawn).__name__}"
    )


def _input(control, name):
    text = html.escape(control.text)
    options = "".join(
        f"<option{' selected' * (k == control.start)}>{html.escape(v)}</option>"
        for k, v in enumerate(control.labels)
    )
    if control.kind == "checkbox":
        yes = control.values.index(True) if True in control.values else -1
        checked = " checked" * (control.values[control.start] is True)
        off = " disabled" * (len(control.values) == 1)
        return (
            f'<label class="fg-control"><input type="checkbox" data-yes="{yes}"{checked}{off}>'
            f" {text}</label>"
        )
    if control.kind == "slider":
        labels = html.escape(json.dumps(control.labels))
        now = html.escape(control.labels[control.start])
        return (
            f'<div class="fg-control"><label for="{name}">{text}</label> '
            f'<output for="{name}">{now}</output>'
            f'<input type="range" id="{name}" min="0" max="{len(control.labels) - 1}" step="1" '
            f'value="{control.start}" aria-valuetext="{now}" data-labels="{labels}"></div>'
        )
    return (
        f'<div class="fg-control"><label for="{name}">{text}</label>'
        f'<select id="{name}">{options}</select></div>'
    )
