"""The shared dataset: 58 systems, one fact a row, each with its source.

The tables stand in data/ of the clone and are described in its datapackage.json; package.py
reads and checks them. Every function returns a new pandas frame.
"""

import datetime
import html
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from . import package
from .places import BIBLIOGRAPHY, FOLDER
from .plain import DataError
from .rules import EMPTY

PF_DAY = 8.64e19  # operations: 1e15 a second, for a day
NAN = float("nan")
UNTOLD = {"undisclosed": "not disclosed", "inapplicable": "none"}

# Columns of systems() that come from facts.csv, by what their cells are.
TEXT = ("title", "arxiv", "first_public", "tokenizer", "weights", "weights_license")
LIST = (
    "organization", "input_modality", "output_modality", "architecture", "training_data",
    "objective", "base_model",
)  # fmt: skip
NUMBER = {  # with the unit that is taken
    "parameters": "count",
    "tokens_seen": "tokens",
    "vocabulary": "tokens",
    "context_length": "tokens",
}


def systems(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """The systems, one a row, wide: what `systems.csv` says and each one's main facts.

    Where there are several sizes or editions, a column speaks of the one that the bare
    name means (column variant), and `facts()` has the others.

    Returns
    -------
    frame, index `id`, the 58 in the order of the book, then the supporting ones
        name, kind (system or supporting), category, variant, chapter, notebook, idea:
        str. mechanisms: tuple of str, names of functions.
        title, arxiv, tokenizer, weights (open, gated, api or closed), weights_license,
        first_public (ISO, as precise as known): str, empty if not known.
        date: Timestamp, the first day that first_public can mean.
        organization, input_modality, output_modality, architecture, training_data,
        objective, base_model: tuple of str.
        training_size: tuple of str like "3.3 billion words".
        parameters, parameters_largest (of all variants): float. parameters_status: str,
        which tells an undisclosed size from an unknown one.
        tokens_seen, vocabulary, context_length: float, tokens.
        compute: float, operations of the training run.
    """
    return _cached(_systems, folder, bibliography).copy()


def _systems(folder, bibliography):
    rows = table("systems", folder, bibliography).set_index("id")
    rows["mechanisms"] = [tuple(m.split()) for m in rows["mechanisms"]]
    variant = rows["variant"].to_dict()
    told = {}
    for row in _cached(_facts, folder, bibliography).itertuples(index=False):
        told.setdefault((row.system, row.quantity), []).append(row)

    def main(system, quantity):
        """The facts that the bare name means: of its variant, or of the whole."""
        own = told.get((system, quantity), [])
        of_variant = [r for r in own if r.variant == variant[system]]
        return of_variant or [r for r in own if r.variant == ""]

    def values(system, quantity):
        own = told.get((system, quantity), [])
        fitting = [r for r in own if r.variant in ("", variant[system])]
        return tuple(r for r in fitting or own if r.value)

    def text(system, quantity, column="value"):
        return next((getattr(r, column) for r in main(system, quantity)), "")

    def number(system, quantity, unit):
        own = [r.number for r in main(system, quantity) if r.unit == unit]
        return own[0] if own else NAN

    def compute(system):
        size = {"FLOP": 1, "PF-days": PF_DAY}
        own = [r.number * size[r.unit] for r in main(system, "compute") if r.value]
        return own[0] if own else NAN

    ids = rows.index
    for quantity in TEXT:
        rows[quantity] = [text(s, quantity) for s in ids]
    days = [f"{d}-01-01"[:10] if d else None for d in rows["first_public"]]
    rows["date"] = pd.to_datetime(days)
    for quantity in LIST:
        rows[quantity] = [tuple(r.value for r in values(s, quantity)) for s in ids]
    trained = [values(s, "training_size") for s in ids]
    rows["training_size"] = [tuple(_with_unit(r) for r in t) for t in trained]
    for quantity, unit in NUMBER.items():
        rows[quantity] = [number(s, quantity, unit) for s in ids]
    sizes = [[r.number for r in told.get((s, "parameters"), [])] for s in ids]
    rows["parameters_largest"] = [max(s, default=NAN) for s in sizes]
    rows["parameters_status"] = [text(s, "parameters", "status") for s in ids]
    rows["compute"] = [compute(s) for s in ids]
    return rows


def _with_unit(row):
    return f"{say(row.value, row.number, row.unit, row.status)} {row.unit}"


def facts(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """Every fact, tidy.

    Returns
    -------
    frame
        system, quantity, variant, value (text, as printed), number (float, nan for
        text), unit, status, source, locator, checked, note.
    """
    return _cached(_facts, folder, bibliography).copy()


def _facts(folder, bibliography):
    rows = table("facts", folder, bibliography)
    kinds = table("quantities", folder, bibliography).set_index("quantity")["kind"]
    values = rows["value"].where(rows["quantity"].map(kinds) == "number")
    rows.insert(4, "number", pd.to_numeric(values, errors="coerce"))
    return rows


def quantities(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """What is measured: quantity, kind, units and choices (tuples), many (bool), meaning."""
    rows = table("quantities", folder, bibliography)
    for column in ("units", "choices"):
        rows[column] = [tuple(u.split("|")) if u else () for u in rows[column]]
    rows["many"] = rows["many"] == "true"
    return rows


def benchmarks(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """Measured results, tidy.

    Returns
    -------
    frame
        system, benchmark, metric, setting, variant, value (text, as printed), number
        (float), unit, status, source, locator, checked, note.
    """
    rows = table("benchmarks", folder, bibliography)
    rows.insert(6, "number", pd.to_numeric(rows["value"], errors="coerce"))
    return rows


def lineage(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """What came from what: parent, child, relation, source, locator, checked, note."""
    return table("lineage", folder, bibliography)


def claims(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """What surveys say, and what is right.

    Returns
    -------
    frame
        id, survey (a tuple of ids of `surveys()`), system (empty if none in particular),
        kind (right, rounded, imprecise, contested, mistranslated or wrong), verdict,
        says, truth, compute (name of a computation that proves it), source, locator,
        confidence, checked, note.
    """
    rows = table("claims", folder, bibliography)
    rows["survey"] = [tuple(s.split()) for s in rows["survey"]]
    return rows


def surveys(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """The surveys that the book examines: id, name, language, source, note."""
    return table("surveys", folder, bibliography)


def sentences(folder=FOLDER):
    """The harbor stories: story, place (from 1), text."""
    rows = table("sentences", folder)
    rows["place"] = rows["place"].astype(int)
    return rows


def translations(folder=FOLDER):
    """The harbor stories in four languages, a sentence a row.

    Returns
    -------
    frame, in the order of `sentences`
        story, place (from 1), then the sentence in English, German, Spanish and Polish:
        en, de, es, pl (str; German nouns have their capitals).
    """
    rows = table("translations", folder)
    rows["place"] = rows["place"].astype(int)
    wide = rows.pivot(index=["story", "place"], columns="language", values="text")
    english = sentences(folder).rename(columns={"text": "en"})
    return english.join(wide[["de", "es", "pl"]], on=["story", "place"])


def sources(path=BIBLIOGRAPHY):
    """The bibliography, one source a row.

    Returns
    -------
    frame, index `key`
        kind (paper, repository, code, catalog, survey or web), authors (tuple of family
        names), year, title, url, note, and read: how much of it was read: full (it or a
        full copy of its text), part, notes (what others write about it) or none.
    """
    return _bibliography(path).copy()


def _bibliography(path=BIBLIOGRAPHY):
    path = Path(path)
    return _sources(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(4)
def _sources(path, _time):
    from pybtex.database import parse_file
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    package.source_keys(path)  # says what is wrong in our words, where it can
    try:
        entries = parse_file(str(path)).entries
    except PybtexError as error:
        raise DataError(f"{path.name}: expected BibTeX, {error}") from None
    rows = []
    for key, entry in entries.items():
        fields = {k: re.sub(r"[{}\\]", "", v) for k, v in entry.fields.items()}
        people = [
            str(Text.from_latex(" ".join([*p.prelast_names, *p.last_names])))
            for p in entry.persons.get("author", [])
        ]
        told = {k: fields.get(k, "") for k in ("year", "title", "url", "note", "read")}
        kind = fields.get("keywords", "")
        rows.append({"key": key, "kind": kind, "authors": tuple(people), **told})
    return pd.DataFrame(rows).set_index("key")


@dataclass(frozen=True)
class Fact:
    """One fact, ready to be said: ``fact("bert.parameters")`` reads "110 million"."""

    key: str
    text: str
    number: float
    unit: str
    status: str
    source: str
    locator: str
    note: str

    def __str__(self):
        return self.text

    def where(self):
        """The source in words: "Devlin et al. 2018, sec. 3"."""
        row = _bibliography().loc[self.source]
        people = row["authors"]
        names = " and ".join(people[:2]) if len(people) < 3 else f"{people[0]} et al."
        said = f"{names} {row['year']}".strip() or row["title"]
        checked = "" if self.status != "unverified" else " (not checked)"
        return f"{said}, {self.locator}{checked}"

    def url(self):
        """Where the source can be read."""
        return _bibliography().at[self.source, "url"]

    def __repr__(self):
        return f"{self.key}: {self.text} [{self.where()}]"

    def _repr_html_(self):
        where, text = html.escape(self.where()), html.escape(self.text)
        link = f'<a href="{html.escape(self.url())}">{where}</a>'
        return f"<p><code>{self.key}</code>: <strong>{text}</strong> ({link})</p>"


def fact(key, folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """Look one fact up by ``system.quantity`` or ``system@variant.quantity``.

    Parameters
    ----------
    key : str
        Like ``bert.parameters`` (the variant that the bare name means) or
        ``bert@large.parameters``.

    Returns
    -------
    Fact
        With several values (organizations, say) the text lists them.

    Raises
    ------
    KeyError
        If there is no such fact; names what there is instead.
    """
    at = (Path(folder), Path(bibliography))
    return _fact(key, *at, package.stamp(*at))


@lru_cache(4096)  # a page asks for the same facts again and again
def _fact(key, folder, bibliography, _stamp):
    match = re.fullmatch(r"([\w-]+)(?:@([\w.-]+))?\.(\w+)", key)
    if not match:
        raise KeyError(f"{key!r}: expected system.quantity or system@variant.quantity")
    system, variant, quantity = match.groups()
    rows = _cached(_facts, folder, bibliography)
    own = rows[rows["system"] == system]
    if own.empty:
        raise KeyError(f"{key!r}: no system {system!r} has facts")
    found = own[own["quantity"] == quantity]
    if found.empty:
        known = ", ".join(sorted(set(own["quantity"])))
        raise KeyError(f"{key!r}: {system} has {known}")
    if variant is None:
        names = table("systems", folder, bibliography).set_index("id")
        main = names.at[system, "variant"]
        picked = found[found["variant"] == main]
        picked = picked if len(picked) else found[found["variant"] == ""]
    else:
        picked = found[found["variant"] == variant]
    if picked.empty:
        variants = ", ".join(sorted(set(found["variant"])))
        raise KeyError(f"{key!r}: {system}.{quantity} has the variants {variants}")
    first = picked.iloc[0]
    texts = [say(r.value, r.number, r.unit, r.status) for r in picked.itertuples()]
    rest = {k: first[k] for k in ("unit", "status", "source", "locator", "note")}
    *others, last = texts
    text = f"{', '.join(others)} and {last}" if others else last
    return Fact(key, text, first["number"], **rest)


def say(value, number, unit, status):
    """A value as prose says it: 110 million, 15%, 30,522, 3.14 × 10²³, October 11, 2018.

    Rounding never crosses a border that has a name: a share that is not whole is not said to be
    100%, nor a number below a million, billion or trillion to be one.
    """
    if status in EMPTY:
        return UNTOLD.get(status, status)
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
        day = datetime.date.fromisoformat(value if len(value) == 10 else f"{value}-01")
        return f"{day:%B} {day.day}, {day.year}" if len(value) == 10 else f"{day:%B %Y}"
    if not math.isfinite(number):
        return value
    if unit == "fraction" and len(value) > 5:
        for share, words in (
            (1 / 3, "one third"),
            (2 / 3, "two thirds"),
            (1 / 6, "one sixth"),
        ):
            if abs(number - share) < 5e-5:
                return words
    if unit in ("fraction", "%"):
        return f"{_rounded(number * (100 if unit == 'fraction' else 1), 4, 100)}%"
    for name, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if size <= number < 1e15:
            return f"{_rounded(number / size, 4, 1000)} {name}"
    return _rounded(number, 15 if number == int(number) else 6, 1e6)


def _rounded(number, digits, border):
    """A number with so many significant digits, or the fewest more that keep it off a border."""
    if number and not 1e-4 <= abs(number) < 1e15:
        first, power = f"{number:.2e}".split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{float(first):g} × 10{raised}"
    while digits < 15 and float(f"{number:.{digits}g}") == border != number:
        digits += 1
    return f"{float(f'{number:.{digits}g}'):,.15g}"


def table(name, folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """One table as text columns, checked; see `package.read`.

    Raises
    ------
    DataError
        Names file, row (the header is row 1), column, value and what was expected.
    """
    return package.read(name, folder, bibliography)


def check(folder=FOLDER, bibliography=BIBLIOGRAPHY):
    """Check every table of the package; raises the DataError of the first broken one."""
    package.check(folder, bibliography)


def _cached(make, folder, bibliography):
    at = (Path(folder), Path(bibliography))
    return _made(make, *at, package.stamp(*at))


@lru_cache(32)
def _made(make, folder, bibliography, _stamp):
    return make(folder, bibliography)
