"""Read the tables of the data package and check them.

A table must fit its description in data/datapackage.json and the rules below, which a
table schema cannot express. A table that does not raises a `DataError`. What has been
read stays in memory until one of the files changes.
"""

import csv
import datetime
import io
import json
import os
import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pandas as pd

EMPTY = ("undisclosed", "inapplicable", "unknown")  # statuses without a value
OPENED = ("stated", "computed", "estimated")  # statuses of what was read
HOW_READ = ("full", "part", "notes", "none")


class DataError(ValueError):
    """A table that breaks its description: says file, row, column, value, expectation."""


def read(name, folder, bibliography):
    """One table as text columns, checked.

    Parameters
    ----------
    name : str
        A resource of datapackage.json, like ``facts``.
    folder, bibliography : path
        Where the tables and the package lie, and the BibTeX file with the sources.

    Returns
    -------
    frame
        A new one, every cell a str, in the order of the file.

    Raises
    ------
    DataError
        Names file, row (the header is row 1), column, value and what was expected.
    """
    at = (Path(folder), Path(bibliography))
    return _checked(name, *at, stamp(*at)).copy()


def names(folder):
    """The tables of the package, in its order."""
    return list(_package(Path(folder)))


def source_keys(bibliography):
    """Key of each source -> how much of it was read: full, part, notes or none."""
    text = _text(Path(bibliography))
    found = {}
    for entry in re.split(r"^@", text, flags=re.M)[1:]:
        key = re.match(r"\w+\{\s*([^,\s]+)\s*,", entry)
        level = re.search(r"^\s*read\s*=\s*\{(\w+)\}", entry, re.M)
        if key:
            found[key[1]] = level[1] if level else ""
    return found


def stamp(folder, bibliography):
    """What tells whether a file has changed: name, time and size of each."""
    files = [f for f in os.scandir(folder) if f.name.endswith((".csv", ".json"))]
    found = [(f.name, f.stat().st_mtime_ns, f.stat().st_size) for f in files]
    if Path(bibliography).exists():
        state = os.stat(bibliography)
        found.append((str(bibliography), state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


@lru_cache(128)
def _checked(name, folder, bibliography, _stamp):
    resource = _package(folder).get(name)
    if resource is None:
        raise DataError(f"datapackage.json: expected a resource {name!r}, found none")
    rows, schema = _parsed(name, folder, _stamp), resource["schema"]
    file = f"{name}.csv"
    columns = [field["name"] for field in schema["fields"]]
    if list(rows.columns) != columns:
        got = [*rows.columns]
        raise DataError(f"{file}, row 1: expected the columns {columns}, got {got}")
    for field in schema["fields"]:
        for at, value, expected in _column_problems(rows[field["name"]], field):
            raise broken(file, at, field["name"], value, expected)
    for problem in _key_problems(rows, resource, folder, _stamp):
        raise broken(file, *problem)
    if name in RULES:
        other = Others(folder, bibliography, _stamp)
        for problem in RULES[name](rows, other):
            raise broken(file, *problem)
    return rows


class Others:
    """The other tables and the sources, for a rule that must look there."""

    def __init__(self, folder, bibliography, stamp):
        self.at = (folder, bibliography, stamp)
        self.sources = _sources(bibliography, stamp)

    def table(self, name):
        """Another table, checked."""
        return _checked(name, *self.at)

    def column(self, name, column):
        """The cells of one column of another table, a set; not checked further."""
        return set(_parsed(name, self.at[0], self.at[2])[column])

    def units(self):
        """All units that facts may have."""
        fields = _package(self.at[0])["facts"]["schema"]["fields"]
        return next(f for f in fields if f["name"] == "unit")["constraints"]["enum"]


def broken(file, at, column, value, expected):
    """The error for a cell: `at` counts the rows below the header from 0."""
    return DataError(
        f"{file}, row {at + 2}, column {column}: expected {expected}, got {value!r}"
    )


# --- what the package says of one column and of keys --------------------------------


def _column_problems(values, field):
    """Cells that break type or constraints; an empty cell is "no value"."""
    limits = field.get("constraints", {})
    bad = {v: e for v in set(values) if (e := _expected(v, field, limits))}
    for at, value in enumerate(values) if bad else ():
        if value in bad:
            yield at, value, bad[value]


def _expected(value, field, limits):
    if value == "":
        return "a value" if limits.get("required") else None
    if "enum" in limits and value not in limits["enum"]:
        return f"one of {', '.join(limits['enum'])}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        return f"the form {limits['pattern']}"
    if field["type"] == "integer" and not re.fullmatch(r"-?\d+", value):
        return "a whole number"
    if field["type"] == "boolean" and value not in ("true", "false"):
        return "true or false"
    if field["type"] == "date" and not (len(value) == 10 and is_date(value)):
        return "a past date, YYYY-MM-DD"
    return None


def _key_problems(rows, resource, folder, stamp):
    """A row that stands twice, points nowhere, or stands in the wrong place."""
    schema = resource["schema"]
    key = schema["primaryKey"]
    if (twice := rows.duplicated(key)).any():
        at = int(twice.to_numpy().argmax())
        value = ", ".join(rows[key].iloc[at])
        yield at, ", ".join(key), value, "no second row with the same key"
    for foreign in schema.get("foreignKeys", []):
        column, there = foreign["fields"], foreign["reference"]
        known = set(_parsed(there["resource"], folder, stamp)[there["fields"]]) | {""}
        for at, value in enumerate(rows[column]):
            if value not in known:
                expected = f"an {there['fields']} of {there['resource']}.csv"
                yield at, column, value, expected
    if order := resource.get("sorted"):
        cells = list(rows[order].itertuples(index=False, name=None))
        for at, (here, after) in enumerate(pairwise(cells), 1):
            if after < here:
                yield at, ", ".join(order), ", ".join(after), f"rows sorted by {order}"


# --- rules that a schema cannot express; each yields (row, column, value, expected)


def _quantities(rows, other):
    units = set(other.units())
    for at, row in enumerate(rows.itertuples(index=False)):
        if bool(row.units) != (row.kind == "number"):
            yield at, "units", row.units, "units for a number, none for other kinds"
        for unit in row.units.split("|") if row.units else ():
            if unit not in units:
                yield at, "units", unit, f"units out of {', '.join(sorted(units))}"
        if bool(row.choices) != (row.kind == "choice"):
            yield at, "choices", row.choices, "choices for a choice, none otherwise"


def _facts(rows, other):
    known = other.table("quantities").set_index("quantity").to_dict("index")
    systems, surveys = other.column("systems", "id"), other.column("surveys", "id")
    seen = {}
    for at, row in enumerate(rows.itertuples(index=False)):
        yield from _source_problems(at, row, other.sources)
        what = known[row.quantity]
        if row.value:
            if row.unit not in what["units"].split("|"):
                expected = what["units"].replace("|", " or ") or "no unit"
                yield at, "unit", row.unit, f"{expected}, the unit of {row.quantity}"
            if what["kind"] == "number" and not is_number(row.value):
                yield at, "value", row.value, "a number in digits"
            if what["kind"] == "date" and not is_date(row.value):
                yield at, "value", row.value, "a past date: YYYY, YYYY-MM or YYYY-MM-DD"
            if what["kind"] == "choice" and row.value not in what["choices"].split("|"):
                yield at, "value", row.value, what["choices"].replace("|", " or ")
            if row.quantity == "base_model" and row.value not in systems:
                yield at, "value", row.value, "an id of systems.csv"
        if row.quantity == "survey_category" and row.variant not in surveys:
            yield at, "variant", row.variant, "an id of surveys.csv"
        same = (row.system, row.quantity, row.variant)
        if what["many"] == "false" and same in seen and not (row.note and seen[same]):
            expected = f"one value of {row.system}.{row.quantity}, or notes on why two"
            yield at, "value", row.value, expected
        seen[same] = row.note


def _benchmarks(rows, other):
    seen = {}
    for at, row in enumerate(rows.itertuples(index=False)):
        yield from _source_problems(at, row, other.sources)
        same = (row.benchmark, row.system, row.metric, row.setting, row.variant)
        if same in seen and not (row.note and seen[same]):
            yield at, "value", row.value, "one value, or notes on why two"
        seen[same] = row.note


def _source_problems(at, row, sources):
    """A value or the reason why there is none, a known source, and when it was read."""
    if (row.value == "") != (row.status in EMPTY):
        expected = "no value" if row.status in EMPTY else "a value"
        yield at, "value", row.value, f"{expected} with the status {row.status}"
    yield from _known_source(at, row, sources)
    if row.status in OPENED and sources.get(row.source) == "none":
        yield at, "status", row.status, f"unverified, as {row.source} was not read"
    if row.status in OPENED and not row.checked:
        yield at, "checked", "", f"the day of reading, as the status is {row.status}"
    if row.status in ("unverified", "unknown") and row.checked:
        yield at, "checked", row.checked, f"no day, as the status is {row.status}"


def _known_source(at, row, sources):
    if row.source not in sources:
        yield at, "source", row.source, "a key of the bibliography"
    elif sources[row.source] not in HOW_READ:
        expected = f"a source whose field read is one of {', '.join(HOW_READ)}"
        yield at, "source", row.source, expected


def _systems(rows, other):
    told = other.table("facts")
    variants = set(zip(told["system"], told["variant"], strict=True))
    supporting = False
    for at, row in enumerate(rows.itertuples(index=False)):
        if row.variant and (row.id, row.variant) not in variants:
            yield at, "variant", row.variant, f"a variant of {row.id} in facts.csv"
        if len(row.idea.split()) > 25:
            yield at, "idea", row.idea, "at most 25 words"
        if supporting and row.kind == "system":
            yield at, "kind", row.kind, "the systems first, then the supporting ones"
        supporting = row.kind == "supporting"


def _surveys(rows, other):
    for at, row in enumerate(rows.itertuples(index=False)):
        yield from _known_source(at, row, other.sources)


def _lineage(rows, other):
    for at, row in enumerate(rows.itertuples(index=False)):
        yield from _known_source(at, row, other.sources)
        if row.parent == row.child:
            yield at, "child", row.child, "another system than the parent"
        if row.checked and other.sources[row.source] == "none":
            yield at, "checked", row.checked, f"no day, as {row.source} was not read"


def _claims(rows, other):
    surveys = other.column("surveys", "id")
    for at, row in enumerate(rows.itertuples(index=False)):
        yield from _known_source(at, row, other.sources)
        for survey in row.survey.split():
            if survey not in surveys:
                yield at, "survey", survey, "ids of surveys.csv"
        if row.confidence == "high" and not row.checked:
            yield at, "confidence", "high", "medium or low where nothing was read"


RULES = {
    "systems": _systems,
    "surveys": _surveys,
    "quantities": _quantities,
    "facts": _facts,
    "benchmarks": _benchmarks,
    "lineage": _lineage,
    "claims": _claims,
}


# --- files --------------------------------------------------------------------------


def is_number(text):
    """Digits with an optional sign and decimal point: no exponent, no separator."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def is_date(text):
    """A day, month or year, ISO, not in the future."""
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    try:
        day = datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return day <= datetime.date.today()


def _text(path):
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError:
        raise DataError(f"{path.name}: expected in {path.parent}, not found") from None
    except UnicodeDecodeError as error:
        row, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        raise DataError(
            f"{path.name}, row {row}: expected UTF-8, got the byte {byte:#04x}"
        ) from None
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        raise DataError(
            f"{path.name}, row {row}: expected lines that end in LF, got CR LF"
        )
    return text


@lru_cache(128)
def _parsed(name, folder, _stamp):
    """A table as it stands in the file."""
    path = folder / f"{name}.csv"
    try:
        header, *body = list(csv.reader(io.StringIO(_text(path)), strict=True)) or [[]]
    except csv.Error as error:
        raise DataError(f"{path.name}: expected commas and quotes, {error}") from None
    for at, row in enumerate(body, 2):
        if len(row) != len(header):
            raise DataError(
                f"{path.name}, row {at}: expected {len(header)} cells, got {len(row)}"
            )
    return pd.DataFrame(body, columns=header, dtype=object)


@lru_cache(8)
def _sources(bibliography, _stamp):
    return source_keys(bibliography)


def _package(folder):
    """Name of each resource -> what the package says of it."""
    state = os.stat(folder / "datapackage.json")
    return _load_package(folder, state.st_mtime_ns)


@lru_cache(8)
def _load_package(folder, _time):
    package = json.loads(_text(folder / "datapackage.json"))
    return {resource["name"]: resource for resource in package["resources"]}
