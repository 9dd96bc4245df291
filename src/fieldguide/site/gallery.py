"""All systems at a glance: cards by family for the front page, and an A-Z.

What is not written yet is there too, dimmed and without a link. A card's picture is the
machine that the system's story draws first, its boxes and arrows.
"""

import ast
import html
import os
import re

from .. import data
from ..page import figures
from . import coverage

FAMILIES = {  # categories whose name is not what a reader would say
    "vision-language": "Vision and language",
    "shapes": "Shapes in space",
    "code": "Code",
    "other": "And others",
}
CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", re.DOTALL | re.M
)


class Html(str):
    """HTML that a notebook shows."""

    def _repr_html_(self):
        return self


def systems(root=data.ROOT):
    """The 58, in the order of the book, with a column `page`: "" if not written yet."""
    rows = data.systems().query("kind == 'system'").copy()
    rows["page"] = [
        chapter
        if chapter and coverage.has_story(root / f"{chapter}.md", system)
        else ""
        for system, chapter in rows["chapter"].items()
    ]
    return rows


def gallery(root=data.ROOT, folder="book"):
    """Cards by family and date; a family of which nothing is written is folded.

    Parameters
    ----------
    root : Path
        The clone.
    folder : str
        Of the page that shows them, from which links lead.
    """
    rows = systems(root)
    parts = []
    for category, family in rows.groupby("category", sort=False):
        done = (family["page"] != "").sum()
        by_date = family.sort_values(["date", "name"])
        cards = "".join(_card(row, root, folder) for _, row in by_date.iterrows())
        parts.append(
            f'<details class="fg-family"{" open" * bool(done)}><summary>'
            f"<strong>{family_name(category)}</strong> <span>{done} of {len(family)} "
            f'written</span></summary><ul class="fg-cards">{cards}</ul></details>'
        )
    return Html("".join(parts))


def count(root=data.ROOT):
    """How many of the systems are written, and how one sees which."""
    pages = systems(root)["page"]
    missing = "" in set(pages)
    others = " The others are dimmed, and their families folded." if missing else ""
    return Html(
        f"<p><strong>{(pages != '').sum()} of {len(pages)}</strong> are written. A card with "
        "a picture leads to a system's story; the picture is its machine, boxes and "
        f"arrows.{others}</p>"
    )


def family_name(category):
    """A category as a reader would say it."""
    return FAMILIES.get(category, category.replace("-", " ").capitalize())


def _card(row, root, folder):
    when = data.fact(f"{row.name}.first_public").text
    about = f"<small>{when}</small><p>{html.escape(row['idea'])}</p>"
    if not row["page"]:
        about = about.replace("</small>", " · not written yet</small>")
        return f'<li class="fg-card fg-dim"><div>{_name(row)}{about}</div></li>'
    link = f'<a href="{link_to(row, folder)}">{_name(row)}</a>'
    return f'<li class="fg-card"><div>{link}{about}</div>{icon(root, row)}</li>'


def _name(row):
    return f"<strong>{html.escape(row['name'])}</strong>"


def link_to(row, folder="book"):
    """The address of a system's section, from a page in a folder."""
    return f"{os.path.relpath(row['page'], folder)}.html#{row.name}"


# --- pictures -------------------------------------------------------------------------


def icon(root, row):
    """The machine that a story draws first for a system, small; "" if it draws none.

    The story's own cell is run, with the lines before it that it needs.
    """
    page = root / f"{row['page']}.md"
    call, lines = first_machine(page.read_text("utf-8"), coverage.story(page, row.name))
    if call is None:
        return ""
    call.func.attr = call.func.attr.removesuffix(
        "_walk"
    )  # the whole, without its steps
    known = {}
    with figures.put_off():  # the picture itself is not drawn
        exec(compile(ast.Module(lines, []), str(page), "exec"), known)
        made = eval(compile(ast.Expression(call), str(page), "eval"), known)
    return made.icon


def first_machine(text, section):
    """The first call of `machines` in a section, and the statements of the page it needs.

    Parameters
    ----------
    text, section : str
        A story, and the part of it that is about the system.

    Returns
    -------
    call : ast.Call or None
    lines : list of ast statements
    """
    before, statements = text.partition(section)[0], []
    for part in (before, section):
        for cell in CELL.finditer(part):
            for statement in ast.parse(cell[2]).body:
                calls = filter(_draws_machine, ast.walk(statement))
                if part is section and (call := next(calls, None)):
                    return call, _needed(call, statements)
                statements.append(statement)
    return None, []


def _draws_machine(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("machines.")


def _needed(call, statements):
    """Those statements, in order, that give the call its names, and these theirs."""
    wanted, kept = _loaded(call), []
    for statement in reversed(statements):
        gives = _given(statement)
        if gives & wanted:
            wanted |= _loaded(statement)
            kept.insert(0, statement)
    return kept


def _loaded(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _given(statement):
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(name.asname or name.name).split(".")[0] for name in statement.names}
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    stores = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
    return {n.id for n in stores if isinstance(n.ctx, ast.Store)}


# --- A to Z ---------------------------------------------------------------------------


def a_to_z(root=data.ROOT, folder="book"):
    """Every system by its name, with family, date, idea, and where its story and lab are."""
    rows = systems(root)
    rows = rows.iloc[rows["name"].str.casefold().argsort(kind="stable")]
    letters = rows["name"].str[0].str.upper()
    jump = " ".join(f'<a href="#az-{k}">{k}</a>' for k in dict.fromkeys(letters))
    parts = [f'<nav class="fg-letters" aria-label="Letters">{jump}</nav>']
    for letter, group in rows.groupby(letters, sort=False):
        entries = "".join(_entry(row, folder) for _, row in group.iterrows())
        parts.append(
            f'<h2 id="az-{letter}">{letter}</h2><ul class="fg-az">{entries}</ul>'
        )
    return Html("".join(parts))


def _entry(row, folder):
    when = data.fact(f"{row.name}.first_public").text
    family = family_name(row["category"])
    said = f"<small>{family} · {when}</small><p>{html.escape(row['idea'])}</p>"
    if not row["page"]:
        return f'<li class="fg-dim">{_name(row)} {said}<p>Not written yet.</p></li>'
    labs = row["notebook"].split()
    links = [f'<a href="{link_to(row, folder)}">its story</a>'] + [
        f'<a href="{os.path.relpath(lab, folder)}.html">its lab</a>' for lab in labs
    ]
    links = ", ".join(links)
    return f'<li><a href="{link_to(row, folder)}">{_name(row)}</a> {said}<p>{links}</p></li>'
