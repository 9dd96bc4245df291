"""A table that can be searched, filtered and sorted, in a static page and live.

Without a script it is a plain table with all its rows. static/pages.js adds the rest.
"""

import html
import json
import re
from typing import NamedTuple

import pandas as pd

from .. import data
from . import assets

SHORT = 12  # rows up to which a table stands whole, without a bar to scroll


class Link(NamedTuple):
    """A cell that leads somewhere; sorted by its number, if it has one, else by its text."""

    text: str
    url: str
    number: float | None = None


class Table:
    """A frame ready to be shown, as `table` makes it."""

    def __init__(self, html_text):
        self.html = html_text

    def _repr_html_(self):
        return self.html + assets.style() + assets.script()


def table(frame, label, filters=()):
    """Show a frame with a search field, a menu for some columns, and headers that sort.

    Parameters
    ----------
    frame : pandas frame
        Columns become headers (underscores become spaces). Cells may be text, numbers
        (written as prose does: 110 million), `Link`, tuples of these (joined by "; ") or nan
        (empty).
    label : str
        Caption, which also names the table for a screen reader.
    filters : list of column names
        Each gets a menu of its values; a tuple counts as each of its parts.

    Returns
    -------
    Table

    Raises
    ------
    KeyError
        If a filter is not a column.
    """
    missing = set(filters) - set(frame.columns)
    if missing:
        raise KeyError(
            f"filters must be among {list(frame.columns)}, got {sorted(missing)}"
        )
    name = assets.new_id("sheet")
    numbers = [_is_number(frame[c]) for c in frame.columns]
    heads = "".join(
        f'<th scope="col"{" data-number" * n}><button type="button">{_title(c)}</button></th>'
        for c, n in zip(frame.columns, numbers, strict=True)
    )
    menus = "".join(_menu(name, frame, column) for column in filters)
    # The parts by which a menu filters stand in the cells of its column only.
    marked = [c in filters for c in frame.columns]
    rows = "\n".join(
        f"<tr>{''.join(map(_cell, row, numbers, marked))}</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    return Table(
        f'<div class="fg-sheet"><form class="fg-controls" autocomplete="off" hidden>'
        f'<div class="fg-control"><label for="{name}">search</label>'
        f'<input type="search" id="{name}"></div>{menus}</form>'
        f'<p role="status">{len(frame)} rows</p>'
        f'<div class="fg-scroll{" fg-whole" * (len(frame) <= SHORT)}" tabindex="0" '
        f'role="region" aria-label="{html.escape(label)}">'
        f"<table><caption>{html.escape(label)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>\n{rows}\n</tbody></table></div></div>"
    )


def plain(frame, digits=1, caption=""):
    """Show a short frame as it is, without its index and without controls.

    Parameters
    ----------
    frame : pandas frame
    digits : int
        Decimals of floats.
    caption : str
        HTML to stand below it.

    Returns
    -------
    Table
    """
    written = f"{{:.{digits}f}}".format
    frame = frame.map(_on_one_line)  # pandas would print a line break as \n
    with pd.option_context("display.max_colwidth", None):  # or long text would be cut
        text = frame.to_html(index=False, border=0, na_rep="", float_format=written)
    below = f'<p class="fg-caption">{caption}</p>' if caption else ""
    named = "" if _is_number(frame.iloc[:, 0]) else " fg-named"
    return Table(f'<div class="fg-table{named}">{text}</div>{below}')


def _on_one_line(value):
    return re.sub(r"[\t\r\n]", " ", value) if isinstance(value, str) else value


def _is_number(column):
    """Whether a column is sorted by size: numbers, or links that all have one."""
    cells = [value for value in column if not _empty(value)]
    linked = cells and all(isinstance(v, Link) and v.number is not None for v in cells)
    return bool(linked) or pd.api.types.is_numeric_dtype(column)


def _title(column):
    return html.escape(str(column).replace("_", " "))


def _parts(value):
    """The values by which a menu finds a cell."""
    several = isinstance(value, tuple) and not isinstance(value, Link)
    return [
        part.text if isinstance(part, Link) else str(part)
        for part in (value if several else [value])
    ]


def _menu(name, frame, column):
    values = sorted({p for v in frame[column] if not _empty(v) for p in _parts(v)})
    options = "".join(f"<option>{html.escape(v)}</option>" for v in values)
    at = list(frame.columns).index(column)
    return (
        f'<div class="fg-control"><label for="{name}-{at}">{_title(column)}</label>'
        f'<select id="{name}-{at}" data-column="{at}"><option value="">all</option>'
        f"{options}</select></div>"
    )


def _empty(value):
    return not isinstance(value, (tuple, Link)) and pd.isna(value)


def _cell(value, number, marked):
    empty = _empty(value)
    marks = ""
    if marked:
        parts = json.dumps([] if empty else _parts(value), ensure_ascii=False)
        marks += f' data-parts="{html.escape(parts)}"'
    if isinstance(value, Link):
        key = f' data-sort="{value.number}"' if number else ""
        return f"<td{key}{marks}>{_written(value)}</td>"
    if number:
        said = "" if empty else data.say(str(value), float(value), "", "stated")
        return f'<td data-sort="{"" if empty else value}"{marks}>{said}</td>'
    several = isinstance(value, tuple)
    said = "" if empty else "; ".join(map(_written, value if several else [value]))
    return f"<td{marks}>{said}</td>"


def _written(part):
    """A cell, or one of its parts: text, linked if it leads somewhere."""
    if not isinstance(part, Link):
        return html.escape(str(part))
    text = html.escape(part.text)
    return f'<a href="{html.escape(part.url)}">{text}</a>' if part.url else text
