"""Read the tables of the data package and check them.

A table must fit its description in data/datapackage.json and the rules of rules.py. A table
that does not raises a `DataError`. What has been read stays in memory until one of the
files changes.
"""

import csv
import io
import json
import keyword
import os
import re
from collections import namedtuple
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import pandas as pd

from .plain import DataError, read_json, read_text, slip, unseen, write_text
from .rules import RULES, SLOW_RULES, is_arxiv, is_date, is_year, today

COMMAND = "python -m fieldguide.data"  # writes the row counts; see __main__.py
HOW_READ = ("full", "part", "notes", "none")
KINDS = ("paper", "repository", "code", "catalog", "survey", "web")  # of sources


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
    return tables(folder, bibliography).frame(name).copy()


def check(folder, bibliography):
    """Check the bibliography, every table, and that no table goes without description.

    More than what reading checks: each table is compared with what the csv module would
    write, and a few rules look at tables that a page may do without.

    Raises
    ------
    DataError
        For the first fault.
    """
    _check_all(tables(folder, bibliography))


def count_rows(folder, bibliography):
    """Write into datapackage.json how many rows each table has.

    Returns
    -------
    list of str
        A line on each table whose number has changed.

    Raises
    ------
    DataError
        If anything else is wrong with the tables; nothing is written then.
    """
    found = Tables(folder, bibliography, counted=False)
    _check_all(found)
    path = Path(folder) / "datapackage.json"
    package, told = read_json(path), []
    for resource in package["resources"]:
        before, now = resource.get("rows"), len(found.rows(resource["name"]))
        if before == now:
            continue
        resource["rows"] = now
        line = f"{resource['path']}: {now} rows"
        if before is None:
            line += ", counted for the first time"
        elif now > before:
            line += f", {now - before} more than before"
        else:
            line += f", {before - now} FEWER than before: look whether that was meant"
        told.append(line)
    if told:
        write_text(path, json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    return told


def source_keys(bibliography):
    """Key of each source -> how much of it was read: full, part, notes or none.

    Raises
    ------
    DataError
        If an entry is not in the one form of the file, lacks a field, or has the key of
        another; names file and row.
    """
    path = Path(bibliography)
    text = read_text(path)
    if problem := unseen(text):
        at, got, expected = problem
        raise _bad_line(path, text, at, expected, got)
    starts = [0, *(at.start() + 1 for at in re.finditer(r"\n@", text))]
    found, numbers = {}, set()
    for start, end in pairwise([*starts, len(text)]):
        key, fields = _entry(path, text, start, end)
        if key in found:
            raise _bad_line(path, text, start, "each key once", repr(key))
        for name in ("eprint", "doi"):
            if fields.get(name) in numbers and name in fields:
                raise _bad_line(
                    path, text, start, f"each {name} once", repr(fields[name])
                )
            numbers.add(fields.get(name))
        found[key] = fields["read"]
    return found


FIELD = re.compile(r"\n[ \t]*(\w+)[ \t]*=[ \t]*\{(.*)\}(,?)(?=\n)")
NEEDED = {"author", "title", "year", "url", "keywords", "read"}
PRINTED = 3  # years that may pass from arXiv to print
FORMS = {  # field: whether its text is one, and what it should be
    "author": (re.compile(r"(?!.*\band(\s+and\b|$)).*[^\W\d_]").match, "names"),
    "title": (re.compile(r".*\w.*(?<!\.)").fullmatch, "words"),
    "year": (is_year, "a year up to this one, or n.d."),
    "url": (re.compile(r"https://[^\s{}]+").fullmatch, "https:// and a place"),
    "eprint": (is_arxiv, "a number of arXiv like 1810.04805"),
    "doi": (re.compile(r"10\.[0-9.]+/\S+").fullmatch, "a DOI, 10. and so on"),
}


def _entry(path, text, start, end):
    """Key of an entry of the bibliography, and how much of the source was read."""
    body = text[start:end].rstrip("\n") + "\n"
    head = re.match(r"@[a-z]+\{([a-z][a-z0-9_]*),(?=\n)", body)
    if not head:
        got = repr(body.partition("\n")[0])
        raise _bad_line(path, text, start, "an entry that begins @kind{key,", got)
    fields, at = {}, head.end()
    while field := FIELD.match(body, at):
        where = start + field.start(1)
        if field[1] in fields:
            raise _bad_line(path, text, where, "each field once", repr(field[1]))
        if not _closes(field[2]):
            raise _bad_line(path, text, where, "braces that close", repr(field[2]))
        fields[field[1]] = field[2]
        at = field.end()
        if not field[3]:
            break
    if body[at:] != "\n}\n":
        got = repr(body[at + 1 :].partition("\n")[0])
        expected = "one field a line, name = {text}, then } on a line of its own"
        raise _bad_line(path, text, start + at + 1, expected, got)
    for name, value in fields.items():
        if name != "url" and (slipped := slip(value)):
            raise _bad_line(
                path, text, start, f"{name} of {head[1]} with {slipped}", repr(value)
            )
    if missing := NEEDED - set(fields):
        expected = f"{head[1]} with the fields {', '.join(sorted(NEEDED))}"
        got = f"none named {', '.join(sorted(missing))}"
        raise _bad_line(path, text, start, expected, got)
    for name, allowed in (("keywords", KINDS), ("read", HOW_READ)):
        if fields[name] not in allowed:
            expected = f"{head[1]} with a {name} that is one of {', '.join(allowed)}"
            raise _bad_line(path, text, start, expected, repr(fields[name]))
    for name, (fits, expected) in FORMS.items():
        if name in fields and not fits(fields[name]):
            expected = f"{head[1]} with {name} = {{{expected}}}"
            raise _bad_line(path, text, start, expected, repr(fields[name]))
    if "eprint" in fields and fields["year"].isdecimal():
        given = 2000 + int(fields["eprint"][:2])
        if not given <= int(fields["year"]) <= given + PRINTED:
            expected = f"{head[1]} with a year of {given} to {given + PRINTED}, as its eprint says"
            raise _bad_line(path, text, start, expected, repr(fields["year"]))
    return head[1], fields


def _closes(text):
    """Whether each brace is closed after it was opened."""
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _bad_line(path, text, at, expected, got):
    row = text.count("\n", 0, at) + 1
    return DataError(f"{path.name}, row {row}: expected {expected}, got {got}")


def stamp(folder, bibliography):
    """What tells whether a file has changed: name, time and size of each."""
    try:
        names = sorted(n for n in os.listdir(folder) if n.endswith((".csv", ".json")))
    except OSError as error:
        raise DataError(
            f"{folder}: expected the tables, got {error.strerror}"
        ) from None
    paths = [*(os.path.join(folder, name) for name in names), str(bibliography)]
    return tuple((path, *_state(path)) for path in paths)


def _state(path):
    try:
        state = os.stat(path)
    except OSError:  # who reads it will say so
        return 0, 0
    return state.st_mtime_ns, state.st_size


def tables(folder, bibliography):
    """The tables of a package, kept in memory until one of its files changes."""
    at = (Path(folder), Path(bibliography))
    return _tables(*at, stamp(*at))


@lru_cache(8)
def _tables(folder, bibliography, _stamp):
    return Tables(folder, bibliography)


class Tables:
    """The tables of a package and its sources, each read and checked when asked for.

    `counted` says whether a table must have as many rows as datapackage.json says.
    """

    def __init__(self, folder, bibliography, counted=True):
        self.folder, self.bibliography = Path(folder), Path(bibliography)
        self.counted = counted
        self.resources = _resources(self.folder / "datapackage.json")
        self._rows, self._sound, self._frames = {}, set(), {}

    @cached_property
    def sources(self):
        """Key of each source -> how much of it was read."""
        return source_keys(self.bibliography)

    def rows(self, name):
        """A table as named tuples of str, each cell checked by itself only."""
        if name not in self._rows:
            resource = self._resource(name)
            rows, fields = _parsed(self.folder, resource), resource["schema"]["fields"]
            for field, cells in zip(fields, zip(*rows, strict=True), strict=bool(rows)):
                for at, value, expected in _column_problems(cells, field):
                    raise broken(f"{name}.csv", at, field["name"], value, expected)
            self._rows[name] = rows
        return self._rows[name]

    def column(self, name, column):
        """The cells of one column of a table, a set, each checked by itself only."""
        at = self._columns(name).index(column)
        return {row[at] for row in self.rows(name)}

    def allowed(self, name, column):
        """The values that a column may have, as datapackage.json lists them."""
        fields = self._resource(name)["schema"]["fields"]
        field = next((f for f in fields if f["name"] == column), {})
        if found := field.get("constraints", {}).get("enum"):
            return found
        raise DataError(
            f"datapackage.json, {name}: expected a list of values for {column}, got none"
        )

    def table(self, name):
        """The rows of a table, checked."""
        rows = self.rows(name)
        if name not in self._sound:
            self._check(name, rows)
            self._sound.add(name)
        return rows

    def frame(self, name):
        """A table as a frame, checked; not to be changed."""
        if name not in self._frames:
            rows, columns = self.table(name), self._columns(name)
            self._frames[name] = pd.DataFrame(rows, columns=columns, dtype=object)
        return self._frames[name]

    def names(self):
        """The tables of the package, in its order."""
        return list(self.resources)

    def _resource(self, name):
        if name not in self.resources:
            raise DataError(
                f"datapackage.json: expected a resource {name!r}, found none"
            )
        return self.resources[name]

    def _columns(self, name):
        return [field["name"] for field in self._resource(name)["schema"]["fields"]]

    def _check(self, name, rows):
        for problem in self._across(name, rows):
            self._count_others(name)  # a cut table lacks what this one points to
            raise broken(f"{name}.csv", *problem)
        self._count(name)

    def _across(self, name, rows):
        """What is wrong between rows and between tables."""
        yield from _key_problems(rows, self._resource(name), self)
        if name in RULES:
            yield from RULES[name](rows, self)

    def _count(self, name):
        """Compare the number of rows with the one that stands in datapackage.json."""
        told, found = self._resource(name).get("rows"), len(self.rows(name))
        if self.counted and found != told:
            told = "no number" if told is None else told
            raise DataError(
                f"{name}.csv, row {found + 1} (the last): expected as many rows below the "
                f"header as datapackage.json says, {told}, got {found}; "
                f"if that is meant, write it there with: {COMMAND}"
            )

    def _count_others(self, name):
        for other in self._rows:
            if other != name and len(self.rows(other)) < (
                self._resource(other).get("rows") or 0
            ):
                self._count(other)


def _check_all(found):
    """Everything that `check` promises, for these tables."""
    files = {path.name for path in found.folder.glob("*.csv")}
    described = {resource["path"] for resource in found.resources.values()}
    if strays := sorted(files - described):
        raise DataError(
            f"{strays[0]}: expected a description in datapackage.json, found none"
        )
    for name in found.names():
        _check_form(found.folder / f"{name}.csv", found.rows(name))
    for name in found.names():
        found.table(name)
    for name, rule in SLOW_RULES.items():
        for problem in rule(found.table(name), found):
            raise broken(f"{name}.csv", *problem)


def _check_form(path, rows):
    """A table is written as the csv module would: quotes where they are needed only."""
    lines = path.read_text("utf-8").split("\n")
    for at, row in enumerate([rows[0]._fields, *rows] if rows else []):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(row)
        if out.getvalue() != lines[at]:
            raise DataError(
                f"{path.name}, row {at + 1}: expected the quotes of a CSV file, "
                f"{out.getvalue()!r}, got {lines[at]!r}"
            )


def broken(file, at, column, value, expected):
    """The error for a cell: `at` counts the rows below the header from 0."""
    return DataError(
        f"{file}, row {at + 2}, column {column}: expected {expected}, got {value!r}"
    )


# --- what the package says of one column and of keys --------------------------------


def _column_problems(cells, field):
    """Cells that break type or constraints; an empty cell is "no value"."""
    expectation = _expectation(field)
    bad = {v: e for v in set(cells) if (e := expectation(v))}
    for at, value in enumerate(cells) if bad else ():
        if value in bad:
            yield at, value, bad[value]


def _expectation(field):
    """A function of a cell that says what was expected, or None if the cell is right."""
    limits, kind = field.get("constraints", {}), field["type"]
    enum, smallest = limits.get("enum"), limits.get("minimum")
    form = re.compile(limits["pattern"]) if "pattern" in limits else None

    def expected(value):
        if value == "":
            return "a value" if limits.get("required") else None
        if enum is not None and value not in enum:
            return f"one of {', '.join(enum)}"
        if form and not form.fullmatch(value):
            return f"the form {limits['pattern']}"
        if value[0] == " " or value[-1] == " " or "  " in value:
            return "single spaces, and none at the ends"
        if kind == "string" and (slipped := slip(value)):
            return slipped
        if kind == "integer":
            if not re.fullmatch("-?(0|[1-9][0-9]{0,14})", value):
                return "a whole number"
            if smallest is not None and int(value) < smallest:
                return f"{smallest} or more"
        if kind == "boolean" and value not in ("true", "false"):
            return "true or false"
        if kind == "date":
            if not (len(value) == 10 and is_date(value)):
                return f"a past date, YYYY-MM-DD (in UTC today is {today()})"
            if smallest is not None and value < smallest:
                return f"{smallest} or later"
        return None

    return expected


def _key_problems(rows, resource, other):
    """A row that stands twice, points nowhere, or stands in the wrong place."""
    schema = resource["schema"]
    columns = [field["name"] for field in schema["fields"]]
    key = [columns.index(name) for name in schema["primaryKey"]]
    keys = [tuple([row[k] for k in key]) for row in rows]
    if len(set(keys)) < len(keys):
        seen = set()
        at = next(k for k, one in enumerate(keys) if one in seen or seen.add(one))
        told = ", ".join(schema["primaryKey"]), ", ".join(keys[at])
        yield at, *told, "no second row with the same key"
    for foreign in schema.get("foreignKeys", []):
        column, there = columns.index(foreign["fields"]), foreign["reference"]
        known = other.column(there["resource"], there["fields"]) | {""}
        if not {row[column] for row in rows} <= known:
            at = next(k for k, row in enumerate(rows) if row[column] not in known)
            expected = f"an {there['fields']} of {there['resource']}.csv"
            yield at, columns[column], rows[at][column], expected
    if order := resource.get("sorted"):
        by = [columns.index(name) for name in order]
        cells = [tuple([row[k] for k in by]) for row in rows]
        if cells != sorted(cells):
            at = next(
                k for k, (one, after) in enumerate(pairwise(cells)) if after < one
            )
            told = ", ".join(order), ", ".join(cells[at + 1])
            yield at + 1, *told, f"rows sorted by {order}"


# --- files --------------------------------------------------------------------------


def _parsed(folder, resource):
    """A table as it stands in the file: header and cells are right, their text is plain."""
    path = folder / resource["path"]
    columns = [field["name"] for field in resource["schema"]["fields"]]
    text = read_text(path)
    # The csv module at its fastest; only where something is wrong, again record by record.
    try:
        header, *body = csv.reader(io.StringIO(text), strict=True)
        widths = set(map(len, body)) | {len(columns)}
        sound = len(body) + 1 == text.count("\n") and len(widths) == 1
    except csv.Error:
        header, sound = None, False
    if header != columns or not sound or unseen(text):
        _explain(path, text, columns)
    return list(map(namedtuple("Row", columns)._make, body))


def _explain(path, text, columns):
    """Raise the error for the first place where a text is not a table of these columns."""
    reader, row = csv.reader(io.StringIO(text), strict=True), 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            line = text.split("\n")[row - 1]
            raise DataError(
                f"{path.name}, row {row}: expected commas and quotes, the quotes in pairs "
                f"({error}), got {line[:120]!r}"
            ) from None
        if cells is None:
            raise DataError(f"{path.name}: expected a table of {columns}")
        if row == 1 and cells != columns:
            raise DataError(
                f"{path.name}, row 1: expected the columns {columns}, got {cells}"
            )
        names = dict(enumerate(columns))
        for at, cell in enumerate(cells):
            where = f"{path.name}, row {row}, column {names.get(at, at + 1)}"
            if problem := unseen(cell):
                at, got, expected = problem
                raise DataError(
                    f"{where}: expected {expected}, got {got} as character {at + 1} "
                    f"of {cell[:120]!r}"
                )
            if "\n" in cell:
                got = repr(cell[:120])
                raise DataError(f"{where}: expected a text on one line, got {got}")
        if len(cells) != len(columns):
            raise DataError(
                f"{path.name}, row {row}: expected {len(columns)} cells, got {len(cells)}"
            )
        row += 1


TYPES = ("string", "integer", "boolean", "date")
LIMITS = {"required": bool, "pattern": str, "enum": list, "minimum": (int, str)}


def _resources(path):
    """Name of each table -> what datapackage.json says of it, in a shape to rely on."""
    package = read_json(path)

    def need(sound, where, expected, got):
        if not sound:
            told = json.dumps(got, ensure_ascii=False)
            told = told if len(told) < 80 else told[:77] + "..."
            raise DataError(f"{path.name}, {where}: expected {expected}, got {told}")

    need(isinstance(package, dict), "top", "an object", package)
    listed = package.get("resources")
    need(_list_of(listed, dict), "resources", "a list of objects", listed)
    found = {}
    for k, resource in enumerate(listed, 1):
        name, schema = resource.get("name"), resource.get("schema")
        need(_is_name(name), f"resource {k}", "a name like facts", name)
        need(name not in found, f"resource {k}", "each name once", name)
        file = resource.get("path")
        need(file == f"{name}.csv", f"{name}, path", f'"{name}.csv"', file)
        rows = resource.get("rows")
        need(rows is None or _is_count(rows), f"{name}, rows", "a whole number", rows)
        need(isinstance(schema, dict), f"{name}, schema", "an object", schema)
        fields = schema.get("fields")
        need(_list_of(fields, dict), f"{name}, fields", "a list of objects", fields)
        for field in fields:
            _need_field(need, name, field)
        columns = [field["name"] for field in fields]
        need(len(set(columns)) == len(columns), name, "each column once", columns)
        for key, part in (("primaryKey", schema), ("sorted", resource)):
            listed_columns = part.get(key, None if key == "primaryKey" else columns)
            sound = _list_of(listed_columns, str) and set(listed_columns) <= set(
                columns
            )
            need(sound, f"{name}, {key}", "a list of its columns", listed_columns)
        found[name] = resource
    for name, resource in found.items():
        foreign = resource["schema"].get("foreignKeys", [])
        need(isinstance(foreign, list), f"{name}, foreignKeys", "a list", foreign)
        for key in foreign:
            sound = _points(key, resource, found)
            expected = "a column and one of another table"
            need(sound, f"{name}, foreignKeys", expected, key)
    missing = sorted(set(RULES) - set(found))
    need(not missing, "resources", f"one named {', '.join(missing)}", list(found))
    return found


def _need_field(need, table, field):
    name, limits = field.get("name"), field.get("constraints", {})
    need(_is_name(name), f"{table}, fields", "a name like system", name)
    where = f"{table}, field {name}"
    need(field.get("type") in TYPES, where, f"a type of {TYPES}", field.get("type"))
    need(isinstance(limits, dict), where, "constraints in an object", limits)
    for key, value in limits.items():
        need(key in LIMITS, where, f"constraints of {list(LIMITS)}", key)
        need(isinstance(value, LIMITS[key]), f"{where}, {key}", "another type", value)
    need(_list_of(limits.get("enum", ["-"]), str), where, "an enum of texts", limits)
    try:
        re.compile(limits.get("pattern", ""))
    except re.error as error:
        need(False, f"{where}, pattern", f"a pattern ({error})", limits["pattern"])


def _list_of(found, kind):
    """Whether something is a list, not empty, of things of one type."""
    return isinstance(found, list) and found and all(isinstance(f, kind) for f in found)


def _is_name(found):
    """Whether something can name a table or a column: a Python name in lower case."""
    named = isinstance(found, str) and re.fullmatch("[a-z][a-z0-9_]*", found)
    return bool(named) and not keyword.iskeyword(found)


def _is_count(found):
    return isinstance(found, int) and not isinstance(found, bool) and found >= 0


def _points(key, resource, found):
    """Whether a foreign key leads from a column of this table to one that there is."""

    def has(resource, column):
        fields = resource["schema"]["fields"]
        return any(field["name"] == column for field in fields)

    there = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(there, dict) or there.get("resource") not in [*found]:
        return False
    target = found[there["resource"]]
    return has(resource, key.get("fields")) and has(target, there.get("fields"))
