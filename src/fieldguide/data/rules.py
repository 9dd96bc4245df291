"""What must hold in the tables and cannot be said by a table schema.

Each rule takes the rows of its table (named tuples of str) and the other tables
(`package.Tables`), and yields what it finds: (row, column, value, expected), rows below
the header counted from 0.
"""

import datetime
import re

EMPTY = ("undisclosed", "inapplicable", "unknown")  # statuses without a value
OPENED = ("stated", "computed", "estimated")  # statuses of what was read
SIGNED = ("1", "degrees", "seconds", "points", "rating")  # a count is not
SHARES = ("fraction", "probability")
HUNDREDTHS = ("BLEU", "F1", "percentile")
DIGITS = 40  # more are a slip of the keyboard: the largest number here has 25


def is_number(text):
    """Digits with an optional sign and decimal point: no exponent, no separator."""
    form = r"(?!-0(\.0+)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?"
    return len(text) <= DIGITS and re.fullmatch(form, text) is not None


def is_date(text):
    """A day, month or year since 1950, ISO, not in the future anywhere (UTC)."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return False
    try:
        day = datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return datetime.date(1950, 1, 1) <= day <= today()


def is_arxiv(text):
    """A number as arXiv gives them since April 2007: year, month, a count of that month."""
    form = r"([0-9]{2}(0[1-9]|1[0-2]))\.[0-9]{4,5}"
    found = re.fullmatch(form, text)
    return found is not None and "0704" <= found[1] <= f"{today():%y%m}"


def is_year(text):
    """A year of print up to this one, or n.d. for none."""
    past = re.fullmatch(r"1[5-9][0-9]{2}|2[0-9]{3}", text) and int(text) <= today().year
    return text == "n.d." or bool(past)


def today():
    """The day in UTC: whether a table is sound must not depend on who reads it where."""
    return datetime.datetime.now(datetime.UTC).date()


def _range_problem(value, unit):
    """What a number in this unit should be, if it is not; empty otherwise."""
    if value.startswith("-") and unit not in SIGNED:
        return f"no negative number, as the unit is {unit}"
    if unit in SHARES and float(value) > 1:
        return f"a number from 0 to 1, as the unit is {unit}"
    if unit in HUNDREDTHS and float(value) > 100:
        return f"a number from 0 to 100, as the unit is {unit}"
    return ""


def _quantities(rows, other):
    units = set(other.allowed("facts", "unit"))
    for at, row in enumerate(rows):
        if bool(row.units) != (row.kind == "number"):
            yield at, "units", row.units, "units for a number, none for other kinds"
        for unit in row.units.split("|") if row.units else ():
            if unit not in units:
                yield at, "units", unit, f"units out of {', '.join(sorted(units))}"
        if bool(row.choices) != (row.kind == "choice"):
            yield at, "choices", row.choices, "choices for a choice, none otherwise"
        for column in ("units", "choices"):
            told = getattr(row, column).split("|")
            if len(set(told)) < len(told) or (len(told) > 1 and "" in told):
                expected = "each once, with one | between two"
                yield at, column, getattr(row, column), expected


def _facts(rows, other):
    known = {row.quantity: row for row in other.table("quantities")}
    units = {name: row.units.split("|") for name, row in known.items()}
    choices = {name: row.choices.split("|") for name, row in known.items()}
    systems, surveys = other.column("systems", "id"), other.column("surveys", "id")
    seen = {}
    for at, row in enumerate(rows):
        yield from _source_problems(at, row, other.sources)
        what = known[row.quantity]
        value = row.value
        if value:
            if row.unit not in units[row.quantity]:
                expected = what.units.replace("|", " or ") or "no unit"
                yield at, "unit", row.unit, f"{expected}, the unit of {row.quantity}"
            if what.kind == "number":
                if not is_number(value):
                    yield at, "value", value, "a number in digits"
                elif expected := _range_problem(value, row.unit):
                    yield at, "value", value, expected
            elif what.kind == "date" and not is_date(value):
                yield at, "value", value, "a past date: YYYY, YYYY-MM or YYYY-MM-DD"
            elif what.kind == "choice" and value not in choices[row.quantity]:
                yield at, "value", value, what.choices.replace("|", " or ")
            elif row.quantity == "base_model" and value not in systems:
                yield at, "value", value, "an id of systems.csv"
            elif row.quantity == "arxiv" and not is_arxiv(value):
                yield at, "value", value, "a number of arXiv like 1810.04805"
        if row.quantity == "survey_category" and row.variant not in surveys:
            yield at, "variant", row.variant, "an id of surveys.csv"
        same = (row.system, row.quantity, row.variant)
        if same in seen:
            yield from _second_value(at, row, what, seen[same])
            seen[same].append(row)
        else:
            seen[same] = [row]


def _second_value(at, row, what, earlier):
    """A row on what other rows tell already: only where there can be several values."""
    name = f"{row.system}.{row.quantity}"
    if what.many == "false":
        expected = f"one value of {name}, or a variant that tells two apart"
        yield at, "value", row.value, expected
    elif not row.value or not earlier[0].value:
        yield at, "value", row.value, f"either values of {name} or one row without any"
    elif what.kind == "number":
        numbers = [float(e.value) for e in earlier if e.unit == row.unit]
        if is_number(row.value) and float(row.value) in numbers:
            yield at, "value", row.value, f"another number than before for {name}"


def _benchmarks(rows, other):
    seen = {}
    for at, row in enumerate(rows):
        yield from _source_problems(at, row, other.sources)
        if row.value and not is_number(row.value):
            yield at, "value", row.value, "a number in digits"
        elif row.value and (expected := _range_problem(row.value, row.unit)):
            yield at, "value", row.value, expected
        same = (row.benchmark, row.system, row.metric, row.setting, row.variant)
        notes = seen.setdefault(same, set())
        if notes and (not row.note or "" in notes or row.note in notes):
            yield at, "value", row.value, "one value, or a note of its own for each"
        notes.add(row.note)


def _source_problems(at, row, sources):
    """A value or the reason why there is none, a known source, and when it was read."""
    if (row.value == "") != (row.status in EMPTY):
        expected = "no value" if row.status in EMPTY else "a value"
        yield at, "value", row.value, f"{expected} with the status {row.status}"
    yield from _known_source(at, row, sources)
    if row.status in OPENED:
        if sources.get(row.source) == "none":
            yield at, "status", row.status, f"unverified, as {row.source} was not read"
        if not row.checked:
            yield (
                at, "checked", "", f"the day of reading, as the status is {row.status}"
            )  # fmt: skip
    elif row.status in ("unverified", "unknown") and row.checked:
        yield at, "checked", row.checked, f"no day, as the status is {row.status}"


def _known_source(at, row, sources):
    if row.source not in sources:
        yield at, "source", row.source, "a key of the bibliography"


def _systems(rows, other):
    variants = {(row.system, row.variant) for row in other.table("facts")}
    supporting, names = False, set()
    for at, row in enumerate(rows):
        if row.variant and (row.id, row.variant) not in variants:
            yield at, "variant", row.variant, f"a variant of {row.id} in facts.csv"
        if len(row.idea.split()) > 25:
            yield at, "idea", row.idea, "at most 25 words"
        if supporting and row.kind == "system":
            yield at, "kind", row.kind, "the systems first, then the supporting ones"
        supporting = row.kind == "supporting"
        if row.name in names:
            yield at, "name", row.name, "a name that no other system has"
        names.add(row.name)
        for column in ("notebook", "mechanisms"):
            told = getattr(row, column).split(" ") if getattr(row, column) else []
            if len(set(told)) < len(told) or "" in told:
                expected = "each once, with one space between two"
                yield at, column, getattr(row, column), expected


def _surveys(rows, other):
    for at, row in enumerate(rows):
        yield from _known_source(at, row, other.sources)


def _lineage(rows, other):
    for at, row in enumerate(rows):
        yield from _known_source(at, row, other.sources)
        if row.parent == row.child:
            yield at, "child", row.child, "another system than the parent"
        if row.checked and other.sources.get(row.source) == "none":
            yield at, "checked", row.checked, f"no day, as {row.source} was not read"
    yield from _cycles(rows)


def _born_before(rows, other):
    """Children that were public before their parents, for which there must be a reason."""
    public = {
        row.system: row.value
        for row in other.rows("facts")
        if row.quantity == "first_public" and row.value
    }
    for at, row in enumerate(rows):
        parent, child = public.get(row.parent, ""), public.get(row.child, "")
        length = min(len(parent), len(child))  # as precise as both are known
        if parent[:length] > child[:length] and not row.note:
            expected = f"a note on why {row.child} of {child} has a parent of {parent}"
            yield at, "child", row.child, expected


def _cycles(rows):
    """Steps that lead back to where they came from: nobody descends from a descendant."""
    children = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row.child)
    while True:  # take away whoever has no children left; what stays is on a cycle
        gone = {c for below in children.values() for c in below} - set(children)
        kept = {
            parent: left
            for parent, below in children.items()
            if (left := [c for c in below if c not in gone])
        }
        if not gone:
            break
        children = kept
    for at, row in enumerate(rows):
        if path := _path(children, row.child, row.parent):
            around = " > ".join([row.parent, *path])
            yield at, "child", row.child, f"no step that leads back, as {around}"
            return


def _path(children, start, goal):
    """The nodes from `start` to `goal`, both included; empty if no way leads there."""
    before, ahead = {start: None}, [start]
    for node in ahead:
        if node == goal:
            way = [node]
            while (node := before[node]) is not None:
                way.append(node)
            return way[::-1]
        for child in children.get(node, ()):
            if child not in before:
                before[child] = node
                ahead.append(child)
    return []


def _claims(rows, other):
    surveys = other.column("surveys", "id")
    for at, row in enumerate(rows):
        yield from _known_source(at, row, other.sources)
        told = row.survey.split()
        for survey in told:
            if survey not in surveys:
                yield at, "survey", survey, "ids of surveys.csv"
        if len(set(told)) < len(told):
            yield at, "survey", row.survey, "each survey once"
        if row.confidence == "high" and not row.checked:
            yield at, "confidence", "high", "medium or low where nothing was read"


def _sentences(rows, other):
    before = ("", 0)
    for at, row in enumerate(rows):
        place = before[1] + 1 if row.story == before[0] else 1
        if row.place != str(place):
            yield at, "place", row.place, f"{place}: places count from 1 without a gap"
        before = (row.story, place)


def _translations(rows, other):
    english = {(row.story, row.place): row.text for row in other.rows("sentences")}
    for at, row in enumerate(rows):
        if row.text == english.get((row.story, row.place)):
            yield at, "text", row.text, "another text than in sentences.csv"
    order = [(row.story, row.place) for row in other.rows("sentences")]
    languages = other.allowed("translations", "language")
    expected = [(*sentence, k) for sentence in order for k in languages]
    for at, (row, want) in enumerate(zip(rows, expected, strict=False)):
        for column, got, wanted in zip(row._fields, row[:3], want, strict=False):
            if got != wanted:
                told = ", ".join(want)
                yield (
                    at,
                    column,
                    got,
                    f"{wanted}, in the order of sentences.csv: {told}",
                )
    if len(rows) != len(expected):
        at = min(len(rows), len(expected)) - 1
        told = f"{len(expected)} rows, each sentence of sentences.csv in {languages}"
        yield at, "story", f"{len(rows)} rows", told


RULES = {
    "systems": _systems,
    "surveys": _surveys,
    "quantities": _quantities,
    "facts": _facts,
    "benchmarks": _benchmarks,
    "lineage": _lineage,
    "claims": _claims,
    "sentences": _sentences,
    "translations": _translations,
}

# Looked at by `data.check` only: they need tables that a page may do without.
SLOW_RULES = {"lineage": _born_before}
