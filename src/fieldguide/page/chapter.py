"""How a chapter opens and closes: the family, the comparison, what the surveys say.

A chapter is a category of `data.systems`; all that is drawn here comes from the dataset.
"""

import html

import matplotlib.pyplot as plt
import pandas as pd

from .. import data
from . import figures, tables

WEIGHTS = {"weights", "distillation"}  # a child that starts from its parent's numbers


def members(category):
    """The systems that a chapter covers, by date: rows of `data.systems`.

    Parameters
    ----------
    category : str or list of str
        A chapter may hold more than one.

    Raises
    ------
    ValueError
        If no system is in one of these categories.
    """
    wanted = [category] if isinstance(category, str) else list(category)
    rows = data.systems().query("kind == 'system'")
    known = sorted(set(rows["category"]))
    if strange := [name for name in wanted if name not in known]:
        raise ValueError(f"category must be one of {known}, got {strange[0]!r}")
    return rows[rows["category"].isin(wanted)].sort_values(["date", "name"])


def family(category, outside=()):
    """The systems of a chapter by date, with arrows from parent to child.

    Parameters
    ----------
    category : str or list of str
    outside : list of str
        Ids of relatives from elsewhere that the picture needs.

    Returns
    -------
    figures.Picture
        A dashed arrow means that the child starts from its parent's trained weights.
    """
    rows = members(category)
    elsewhere = data.systems().loc[list(outside)]
    rows = pd.concat([rows, elsewhere]).sort_values(["date", "name"])
    # A month without a day is shown on its first; two in a month stand a little apart.
    again = rows.groupby("date").cumcount()
    rows["date"] += pd.to_timedelta(20 * again, unit="D")
    at = {system: k for k, system in enumerate(rows.index)}
    steps = data.lineage()
    steps = steps[steps["parent"].isin(at) & steps["child"].isin(at)]
    steps = steps.groupby(["parent", "child"])["relation"].agg(set)

    fig, ax = plt.subplots(figsize=(4.0, 0.28 * len(rows) + 0.5))
    for (parent, child), how in steps.items():
        _arrow(ax, rows["date"], at, parent, child, "--" if how & WEIGHTS else "-")
    for system, k in at.items():
        mark = "s" if system in elsewhere.index else "o"
        ax.plot(rows["date"][system], k, mark, ms=7, mec="none", color=_color(mark))
        name = rows["name"][system].split(" (")[0]
        ax.annotate(
            name, (rows["date"][system], k), (7, 0), textcoords="offset points",
            va="center", fontsize=9.5, color=figures.COLORS["ink"],
        )  # fmt: skip
    first, last = rows["date"].iloc[[0, -1]]
    room = (last - first) * 0.34  # for the last names
    ax.set(ylim=(len(rows) - 0.4, -0.6), xlim=(first - room / 9, last + room))
    years = range(first.year + (first.day_of_year > 1), last.year + 1)
    ax.set_xticks([pd.Timestamp(year, 1, 1) for year in years], years)
    ax.set_xlabel("first public (start of the year)")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    return figures.picture(ax, _tell(rows, steps))


def _color(mark):
    return figures.COLORS["blue" if mark == "o" else "soft"]


def _arrow(ax, dates, at, parent, child, line):
    """From under the parent's mark, down and across to the left of the child's."""
    ax.annotate(
        "", (dates[child], at[child]), (dates[parent], at[parent]),
        arrowprops={
            "arrowstyle": "-|>", "lw": 1, "linestyle": line, "shrinkA": 5, "shrinkB": 6,
            "color": figures.COLORS["orange" if line == "--" else "soft"],
            "connectionstyle": "angle,angleA=-90,angleB=180,rad=4",
        },
    )  # fmt: skip


def _tell(rows, steps):
    """The picture in words: each child with its parents."""
    name = rows["name"].str.split(" (", regex=False).str[0]
    parents = steps.groupby("child").groups
    told = []
    for system in rows.index:
        month = f"{rows['date'][system]:%B %Y}"
        from_ = [
            name[p] + " (with its weights)" * bool(steps[p, system] & WEIGHTS)
            for p, _ in parents.get(system, [])
        ]
        told.append(
            f"{name[system]}, {month}" + f", from {' and '.join(from_)}" * bool(from_)
        )
    return f"{len(rows)} systems by date. {'; '.join(told)}."


def comparison(category, quantities):
    """One row a system, by date; every number leads to where it stands.

    Parameters
    ----------
    category : str or list of str
    quantities : dict
        Header -> quantity of `data.quantities`. A system without one has an empty cell,
        or says why it is not known.

    Returns
    -------
    tables.Table
    """
    rows = members(category)
    columns = {"system": list(rows["name"])}
    for title, quantity in quantities.items():
        columns[title] = [_cell(rows.loc[system], quantity) for system in rows.index]
    label = f"The {len(rows)} systems, oldest first"
    return tables.table(pd.DataFrame(columns), label)


def _cell(row, quantity):
    """A fact as a link to its source; dates are sorted as days, numbers by size."""
    try:
        fact = data.fact(f"{row.name}.{quantity}")
    except KeyError:
        return None
    number = row["date"].toordinal() if quantity == "first_public" else fact.number
    return tables.Link(fact.text, fact.url(), None if pd.isna(number) else number)


def corrections(category, kinds=("wrong", "imprecise", "contested", "mistranslated")):
    """What surveys say of the chapter's systems that is not right, and what is.

    Parameters
    ----------
    category : str or list of str
    kinds : tuple of str
        Values of `data.claims`' column kind to be shown.

    Returns
    -------
    tables.Table
    """
    rows, sources = members(category), data.sources()
    found = data.claims()
    found = found[found["system"].isin(rows.index) & found["kind"].isin(kinds)]
    frame = pd.DataFrame(
        {
            "system": [rows["name"][s] for s in found["system"]],
            "the surveys say": found["says"],
            "the sources say": found["truth"],
            "kind": found["kind"],
            "source": [
                tables.Link(f"{_first(sources, s)}, {where}", sources.at[s, "url"])
                for s, where in zip(found["source"], found["locator"], strict=True)
            ],
        }
    )
    label = f"{len(frame)} statements of surveys beside what the sources say"
    return tables.table(frame, label, filters=["system", "kind"])


def measured(source, rows, columns):
    """Results that a source printed, a row a system or a variant, a column a benchmark.

    ``measured("lan2019", {"after 34 hours": "bert@large"}, columns)`` with ``columns =
    {"five tasks": {"benchmark": "Average of five tasks"}}`` shows a number of ALBERT's Table 6.

    Parameters
    ----------
    source : str
        Key of the bibliography.
    rows : dict of str to str or dict
        What a row is called -> ``system`` or ``system@variant``, or else the cells of
        `data.benchmarks` that its results have in common, such as their system and setting.
    columns : dict of str to dict
        Header -> the cells that single a row of `data.benchmarks` out, such as its benchmark;
        a `str` or a list of what may stand there.

    Returns
    -------
    tables.Table
        Values as printed, and below them where they stand.

    Raises
    ------
    ValueError
        If there is not exactly one result for a cell; names the row and the column.
    """
    found = data.benchmarks()
    found = found[found["source"] == source]
    frame, places = pd.DataFrame({"": list(rows)}), {}
    for title, wanted in columns.items():
        results = [_result(found, own, title, wanted) for own in rows.values()]
        frame[title] = [result["value"] for result in results]
        places |= dict.fromkeys(result["locator"] for result in results)
    where = html.escape(f"{_first(data.sources(), source)}, {'; '.join(places)}")
    link = f'<a href="{html.escape(data.sources().at[source, "url"])}">{where}</a>'
    return tables.plain(frame, caption=link)


def _result(found, own, title, wanted):
    """The one row of the benchmarks that is meant."""
    if isinstance(own, str):
        system, _, variant = own.partition("@")
        cells = {"system": system, "variant": variant}
    else:
        cells = own
    for column, values in (cells | wanted).items():
        found = found[
            found[column].isin([values] if isinstance(values, str) else values)
        ]
    if len(found) != 1:
        raise ValueError(
            f"expected one result for {own!r} under {title!r}, got {len(found)}"
        )
    return found.iloc[0]


def _first(sources, key):
    """Author and year, or the title where there is no author."""
    people, year = sources.at[key, "authors"], sources.at[key, "year"]
    return f"{people[0]} {year}" if people else sources.at[key, "title"]
