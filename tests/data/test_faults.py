# ruff: noqa: E501  (a fault is a line)
"""Faults planted in a copy of data/: each is named, none is accepted, none is a traceback.

A fault is a file, what is done to its text, and what the message must say.
"""

import json
import re
import shutil

import pytest

from fieldguide import data
from fieldguide.data import package

NAMES = [path.stem for path in sorted(data.FOLDER.glob("*.csv"))]
ROWS = len(data.facts())
COUNTED = f'"rows": {ROWS}'  # as datapackage.json says it of facts.csv
BIBLIOGRAPHY = "references.bib"
PACKAGE = "datapackage.json"


@pytest.fixture
def copy(tmp_path):
    """A copy of the dataset: (folder, bibliography)."""
    folder = tmp_path / "data"
    shutil.copytree(data.FOLDER, folder)
    return folder, shutil.copy(data.BIBLIOGRAPHY, tmp_path / BIBLIOGRAPHY)


def plant(copy, name, fault):
    """Do something to the text of a file; `fault` takes and returns bytes or str."""
    folder, bibliography = copy
    path = bibliography if name == BIBLIOGRAPHY else folder / name
    before = path.read_bytes()
    if isinstance(fault, tuple):
        old, new = fault
        assert old in before.decode(), f"{old!r} does not stand in {name} any more"
        after = before.decode().replace(old, new, 1).encode()
    else:
        after = fault(before)
    assert after != before
    path.write_bytes(after)


def refused(copy, *said):
    """What `data.check` says against it; fails if it says nothing or breaks down."""
    with pytest.raises(data.DataError) as caught:
        data.check(*copy)
    message = str(caught.value)
    for part in said:
        assert part in message
    assert "expected" in message and re.search("got|found", message)
    return message


# --- faults of a text, in every table -------------------------------------------------


def line(number, change):
    """Change one line of a file, counted from 1; `change` takes and returns bytes."""

    def fault(raw):
        lines = raw.split(b"\n")
        lines[number - 1] = change(lines[number - 1])
        return b"\n".join(lines)

    return fault


def twice(first):
    """The line with its first word again, behind a comma."""
    return first.split(b",")[0] + b"," + first


ANYWHERE = {
    "cut at the end of a line": (lambda b: b"\n".join(b.split(b"\n")[:4]) + b"\n", "row"),
    "one row lost": (lambda b: b"\n".join(b.split(b"\n")[:-2]) + b"\n", "row"),
    "nothing but its header": (lambda b: b.split(b"\n")[0] + b"\n", "row 1"),
    "empty": (lambda b: b"", "row 1: expected some text"),
    "a blank line": (line(3, lambda b: b"\n" + b), "row 3: expected", " cells, got 0"),
    "a blank last line": (lambda b: b + b"\n", " cells, got 0"),
    "a row too short": (line(2, lambda b: b.split(b",")[0]), "row 2", "got 1"),
    "a cell too many": (line(2, lambda b: b + b",more"), "row 2: expected"),
    "no line end at the end": (lambda b: b[:-1], "a line that ends in LF (is the file cut?)"),
    "cut in a line": (lambda b: b[: b.rindex(b"\n", 0, -1) + 3], "is the file cut?"),
    "line ends of Windows": (lambda b: b.replace(b"\n", b"\r\n"), "row 1", "LF, got CR LF"),
    "line ends of an old Mac": (lambda b: b.replace(b"\n", b"\r"), "row 1", "LF, got CR"),
    "a byte order mark": (lambda b: b"\xef\xbb\xbf" + b, "row 1", "(BOM), got U+FEFF"),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), "row 1: expected UTF-8, got the byte 0x"),
    "UTF-16 without a mark": (lambda b: b.decode().encode("utf-16-le"), "expected UTF-8, got"),
    "Latin-1": (line(2, lambda b: b"\xe9" + b), "row 2: expected UTF-8, got the byte 0xe9"),
    "a surrogate": (line(2, lambda b: b"\xed\xa0\x80" + b), "row 2: expected UTF-8"),
    "semicolons": (lambda b: b.replace(b",", b";"), "row 1: expected the columns"),
    "tabs": (lambda b: b.replace(b",", b"\t"), "row 1: expected the columns"),
    "no header": (lambda b: b.split(b"\n", 1)[1], "row 1: expected the columns"),
    "a column named twice": (line(1, twice), "row 1: expected the columns"),
    "a renamed column": (line(1, lambda b: b"x" + b), "row 1: expected the columns"),
    "a column name with a space": (line(1, lambda b: b + b" "), "row 1: expected the columns"),
    "a quote that never ends": (line(3, lambda b: b'"' + b), "row 3"),
    "a quote within a cell": (line(2, lambda b: b.replace(b",", b'",', 1)), "row 2"),
    "quotes where none are needed": (
        line(1, lambda b: b.replace(b",", b'",', 1).join([b'"', b""])),
        "row 1: expected the quotes of a CSV file",
    ),
    "a line break in a cell": (
        line(2, lambda b: b'"a\nb"' + b), "row 2"
    ),
    "NUL": (line(2, lambda b: b"\0" + b), "row 2, column ", "be seen, got U+0000"),
    "a tab": (line(2, lambda b: b"\t" + b), "row 2, column ", "be seen, got U+0009"),
}  # fmt: skip


@pytest.mark.parametrize("fault", ANYWHERE)
@pytest.mark.parametrize("name", NAMES)
def test_a_fault_that_any_table_can_have(copy, name, fault):
    change, *said = ANYWHERE[fault]
    plant(copy, f"{name}.csv", change)
    refused(copy, f"{name}.csv", *said)


SIGNS = {
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a no-break space": "\u00a0",
    "a soft hyphen": "\u00ad",
    "a turn of direction": "\u202e",
    "an isolated turn of direction": "\u2066",
    "a byte order mark within": "\ufeff",
    "a Hangul filler": "\u3164",
    "a variation selector": "\ufe0f",
    "a blank Braille cell": "\u2800",
    "a line separator": "\u2028",
    "a next line": "\u0085",
    "an escape": "\x1b",
    "a private character": "\ue000",
    "no character at all": "\uffff",
    "a replacement character": "\ufffd",
    "an Arabic digit": "\u0663",
    "a fullwidth digit": "\uff11",
    "a mathematical digit": "\U0001d7d9",
}


@pytest.mark.parametrize("fault", SIGNS)
@pytest.mark.parametrize("column", ["note", "value"])
def test_a_sign_that_nobody_sees_is_named(copy, fault, column):
    sign = SIGNS[fault]
    old, new = {
        "value": ("albert,accelerators,,512", f"albert,accelerators,,51{sign}2"),
        "note": ("all layers share one set", f"all layers{sign} share one set"),
    }[column]
    row = {"value": 2, "note": 4}[column]
    plant(copy, "facts.csv", (old, new))
    refused(copy, f"facts.csv, row {row}, column {column}: ", f"got U+{ord(sign):04X}")


# --- faults of one table: (file, old, new, what the message must say) ----------------------

FACT = "albert,accelerators,,512,count,stated,lan2019,sec. 4.1,2026-11-22,"
BERT = "bert,parameters,base,110000000,count,stated,devlin2018,sec. 3,2026-11-22,"
FAULTS = {
    "a negative count": ("facts.csv", ",,512,count", ",,-512,count", "row 2, column value: expected no negative"),
    "a share above one": ("facts.csv", "bert,mask_rate,,0.15,", "bert,mask_rate,,15,", "column value: expected a number from 0 to 1"),
    "a negative share": ("facts.csv", "bert,mask_rate,,0.15,", "bert,mask_rate,,-0.15,", "column value: expected no negative"),
    "minus zero": ("facts.csv", ",,512,count", ",,-0,count", "column value: expected a number in digits, got '-0'"),
    "a zero in front": ("facts.csv", ",,512,count", ",,0512,count", "expected a number in digits, got '0512'"),
    "an exponent": ("facts.csv", ",,512,count", ",,5.12e2,count", "expected a number in digits"),
    "a thousands separator": ("facts.csv", ",,512,count", ',,"5,120",count', "expected a number in digits, got '5,120'"),
    "infinity": ("facts.csv", ",,512,count", ",,inf,count", "expected a number in digits, got 'inf'"),
    "not a number": ("facts.csv", ",,512,count", ",,nan,count", "expected a number in digits, got 'nan'"),
    "a point without digits": ("facts.csv", ",,512,count", ",,512.,count", "expected a number in digits"),
    "thousands of digits": ("facts.csv", ",,512,count", f",,{'9' * 5000},count", "expected a number in digits"),
    "a superscript digit": ("facts.csv", ",,512,count", ",,51²,count", "expected a number in digits, got '51²'"),
    "another minus": ("facts.csv", ",,512,count", ",,−512,count", "expected a number in digits"),
    "spaces around a value": ("facts.csv", ",,512,count", ",, 512,count", "column value: expected single spaces", "' 512'"),
    "two spaces in a note": ("facts.csv", "share one set", "share  one set", "row 4, column note: expected single spaces"),
    "a letter and its accent apart": ("facts.csv", "share one set", "share one se\u0301t", "one character (NFC), got U+0301"),
    "a Cyrillic letter in a word": ("facts.csv", "share one set", "sh\u0430re one set", "letters of one script, got U+0430"),
    "UTF-8 read as Windows-1252": ("facts.csv", "share one set", "share fünf".encode().decode("cp1252"), "expected 'ü'", "got 'Ã¼'"),
    "a second value": ("facts.csv", FACT, FACT + "a note\nalbert,accelerators,,64,count,stated,lan2019,sec. 4.1,2026-11-22,", "row 3, column value: expected one value of albert.accelerators"),
    "a second value with another unit": ("facts.csv", "gpt-3,compute,,3640,PF-days,", "gpt-3,compute,,300000000000000000000000,FLOP,stated,ouyang2022,sec. 5.1,2026-11-22,other\ngpt-3,compute,,3640,PF-days,", "column value: expected one value of gpt-3.compute"),
    "a second value with the same note": ("facts.csv", "gpt-2,context_length,,1024,", "gpt-2,context_length,,1000,tokens,stated,radford2019,sec. 2.3,2026-11-22,GPT: 512\ngpt-2,context_length,,1024,", "expected one value of gpt-2.context_length"),
    "the same number printed twice": ("facts.csv", "bert,batch_size,,256,sequences,", "bert,batch_size,,256,sequences,stated,devlin2018,sec. 3,2026-11-22,\nbert,batch_size,,256.0,sequences,", "another number than before for bert.batch_size", "'256.0'"),
    "a value beside its absence": ("facts.csv", "\nbert,batch_size,,", "\nbert,batch_size,,,,unknown,devlin2018,sec. 3,,\nbert,batch_size,,", "either values of bert.batch_size or one row without any"),
    "a day that is not": ("facts.csv", ",2026-11-22,", ",2026-02-30,", "row 2, column checked: expected a past date", "2026-02-30"),
    "a day before computers": ("facts.csv", ",2026-11-22,", ",1826-11-22,", "row 2, column checked: expected", "1826-11-22"),
    "a day in another order": ("facts.csv", ",2026-11-22,", ",22.11.2026,", "row 2, column checked: expected a past date"),
    "a day without zeros": ("facts.csv", ",2026-11-22,", ",2026-11-2,", "row 2, column checked: expected a past date"),
    "an instant": ("facts.csv", ",2026-11-22,", ",2026-11-22T10:00,", "row 2, column checked: expected a past date"),
    "an age before papers": ("facts.csv", "bert,first_public,,2018-10-11,", "bert,first_public,,0218-10-11,", "column value: expected a past date", "0218-10-11"),
    "a month that is not": ("facts.csv", "bert,first_public,,2018-10-11,", "bert,first_public,,2018-13,", "column value: expected a past date"),
    "a number of arXiv with a slip": ("facts.csv", "bert,arxiv,,1810.04805,", "bert,arxiv,,1810.4805x,", "a number of arXiv", "1810.4805x"),
    "a month that arXiv cannot have": ("facts.csv", "bert,arxiv,,1810.04805,", "bert,arxiv,,1813.04805,", "a number of arXiv", "1813.04805"),
    "a number that arXiv has yet to give": ("facts.csv", "bert,arxiv,,1810.04805,", "bert,arxiv,,9910.04805,", "a number of arXiv", "9910.04805"),
    "a unit of another quantity": ("facts.csv", ",,512,count", ",,512,bits", "column unit: expected count"),
    "a system that is not there": ("facts.csv", FACT, FACT.replace("albert", "albart"), "row 2, column system: expected an id of systems.csv, got 'albart'"),
    "a quantity that is not there": ("facts.csv", FACT, FACT.replace("accelerators", "accelerator"), "row 2, column quantity: expected an quantity"),
    "a source that is not there": ("facts.csv", FACT, FACT.replace("lan2019", "lan2020"), "row 2, column source: expected a key of the bibliography"),
    "a row out of place": ("facts.csv", FACT, FACT.replace(",512,", ",513,").replace("albert", "bert"), "expected rows sorted by"),
    "a place without text": ("facts.csv", "lan2019,sec. 4.1,", "lan2019,,", "row 2, column locator: expected a value"),
    "a cycle of two": ("lineage.csv", "alphazero,alphatensor,", "alphatensor,alphazero,recipe,fawzi2022,abstract,2026-11-22,\nalphazero,alphatensor,", "row 3, column child: expected no step that leads back, as alphatensor > alphazero > alphatensor"),
    "a step turned round": ("lineage.csv", "alphazero,alphatensor,", "alphatensor,alphazero,", "row 3, column child: expected a note on why alphazero of 2017"),
    "a parent that is not there": ("lineage.csv", "alphazero,alphatensor,", "alphaone,alphatensor,", "row 3, column parent: expected an id of systems.csv"),
    "its own parent": ("lineage.csv", "alpaca,koala,data", "alpaca,alpaca,data", "row 2, column child: expected another system"),
    "a relation that is not there": ("lineage.csv", "alpaca,koala,data", "alpaca,koala,uncle", "row 2, column relation: expected one of"),
    "a negative result": ("benchmarks.csv", ",80b,1000,x,", ",80b,-1000,x,", "row 2, column value: expected no negative"),
    "a result in words": ("benchmarks.csv", ",80b,1000,x,", ",80b,many,x,", "row 2, column value: expected"),
    "a percentile above 100": ("benchmarks.csv", ",48,percentile,", ",480,percentile,", "column value: expected a number from 0 to 100"),
    "two results, one note": ("benchmarks.csv", 'as printed; the token counts of the same section make 37', '"100 billion tokens against 2.7 billion, as in the paper; the paper itself prints 50"', "expected one value, or a note of its own for each"),
    "a kind that is not there": ("quantities.csv", "accelerators,number,", "accelerators,numeral,", "row 3, column kind: expected one of"),
    "many that is no boolean": ("quantities.csv", "accelerators,number,count,,false", "accelerators,number,count,,no", "row 3, column many: expected true or false"),
    "many in capitals": ("quantities.csv", "accelerators,number,count,,false", "accelerators,number,count,,False", "row 3, column many: expected true or false"),
    "a unit listed twice": ("quantities.csv", "accelerators,number,count,", "accelerators,number,count|count,", "row 3, column units: expected each once"),
    "a unit that is empty": ("quantities.csv", "accelerators,number,count,", "accelerators,number,count|,", "row 3, column units: expected units"),
    "no meaning": ("quantities.csv", "Activation function of the feed-forward layers", "", "row 4, column meaning: expected a value"),
    "an id in capitals": ("systems.csv", "\nroberta,", "\nRoBERTa,", "row 3, column id: expected the form"),
    "a name of two systems": ("systems.csv", "\nroberta,RoBERTa,", "\nroberta,BERT,", "row 3, column name: expected a name that no other"),
    "an idea of many words": ("systems.csv", "Hide some words", "Hide" + " and more" * 12 + " some words", "row 2, column idea: expected at most 25 words"),
    "a mechanism without family": ("systems.csv", "objectives.masking.mask_tokens", "mask_tokens", "row 2, column mechanisms: expected the form"),
    "a mechanism named twice": ("systems.csv", "objectives.masking.mask_tokens", "objectives.masking.corrupt", "row 2, column mechanisms: expected each once"),
    "a category that is not there": ("systems.csv", "bert,BERT,system,encoders,", "bert,BERT,system,decoders,", "row 2, column category: expected one of"),
    "a supporting system first": ("systems.csv", "bert,BERT,system,", "bert,BERT,supporting,", "row 3, column kind: expected the systems first"),
    "a survey named twice": ("claims.csv", "s000 s001", "s000 s000", "row 2, column survey: expected each survey once"),
    "sure without reading": ("claims.csv", ",high,2026-11-22,", ",high,,", "row 2, column confidence: expected medium or low"),
    "a sure reading tomorrow": ("claims.csv", ",high,2026-11-22,", ",high,2999-01-01,", "row 2, column checked: expected a past date"),
    "an id with three digits of others": ("claims.csv", "\nc002,", "\nc00\u0662,", "row 3, column id: ", "got U+0662"),
    "a place zero": ("sentences.csv", "keeper,1,", "keeper,0,", "row 2, column place: expected 1 or more"),
    "a place left out": ("sentences.csv", "keeper,2,", "keeper,9,", "row 3, column place: expected 2: places count"),
    "a place with a zero": ("sentences.csv", "keeper,1,", "keeper,01,", "row 2, column place: expected a whole number"),
    "a place with a point": ("sentences.csv", "keeper,1,", "keeper,1.0,", "row 2, column place: expected a whole number"),
    "a sentence with a capital": ("sentences.csv", "the keeper climbs", "The keeper climbs", "row 2, column text: expected the form"),
    "a language that is not there": ("translations.csv", "keeper,1,es,", "keeper,1,fr,", "row 3, column language: expected one of"),
    "two languages exchanged": ("translations.csv", "keeper,1,de,", "keeper,1,pl,", "translations.csv, row"),
    "a sentence left in English": ("translations.csv", "der Wärter besteigt den Turm in der Abenddämmerung", "the keeper climbs the tower at dusk", "row 2, column text: expected another text than in sentences.csv"),
    "a sentence nobody wrote": ("translations.csv", "keeper,1,de,", "keeper,9,de,", "row 2, column place: expected 1, in the order"),
    "a source of a survey": ("surveys.csv", "survey_deephub2023", "survey_deephub2024", "row 4, column source: expected a key"),
    "a second entry with a key": (BIBLIOGRAPHY, "@misc{allal2023,", "@misc{alayrac2022,", "row 12: expected each key once, got 'alayrac2022'"),
    "an entry without a brace": (BIBLIOGRAPHY, "  read = {full}\n}", "  read = {full}\n", "references.bib, row 10: expected"),
    "a field without a brace": (BIBLIOGRAPHY, "  year = {2022},", "  year = {2022,", "references.bib, row 4: expected one field a line"),
    "a field without a comma": (BIBLIOGRAPHY, "  year = {2022},", "  year = {2022}", "references.bib, row 5: expected one field a line"),
    "a brace within a title": (BIBLIOGRAPHY, "title = {{Flamingo}:", "title = {{Flamingo:", "references.bib, row 3: expected braces that close"),
    "two fields on a line": (BIBLIOGRAPHY, "  year = {2022},\n  eprint", "  year = {2022}, eprint", "references.bib, row 4: expected braces that close"),
    "a field twice": (BIBLIOGRAPHY, "  year = {2022},", "  year = {2022},\n  year = {2023},", "row 5: expected each field once, got 'year'"),
    "no field read": (BIBLIOGRAPHY, ",\n  read = {full}\n}", "\n}", "row 1: expected alayrac2022 with the fields", "read"),
    "read that is no word of ours": (BIBLIOGRAPHY, "read = {full}", "read = {fully}", "row 1: expected alayrac2022 with a read that is one of", "'fully'"),
    "a kind of source unknown": (BIBLIOGRAPHY, "keywords = {paper}", "keywords = {papers}", "a keywords that is one of paper,", "'papers'"),
    "an entry without @": (BIBLIOGRAPHY, "@misc{allal2023,", "misc{allal2023,", "references.bib, row 10: expected"),
    "text before the first entry": (BIBLIOGRAPHY, "@misc{alayrac2022,", "To do\n@misc{alayrac2022,", "row 1: expected an entry that begins @kind{key,"),
    "a key in capitals": (BIBLIOGRAPHY, "@misc{allal2023,", "@misc{Allal2023,", "row 12: expected an entry that begins @kind{key,"),
    "a zero-width space in a key": (BIBLIOGRAPHY, "@misc{allal2023,", "@misc{allal\u200b2023,", "row 12: expected characters that can be seen, got U+200B"),
    "a year in words": (BIBLIOGRAPHY, "year = {2022}", "year = {MMXXII}", "row 1: expected alayrac2022 with year = {a year up to", "'MMXXII'"),
    "a year to come": (BIBLIOGRAPHY, "year = {2022}", "year = {3022}", "row 1: expected alayrac2022 with year = {a year up to", "'3022'"),
    "no title": (BIBLIOGRAPHY, "title = {{Flamingo}: a Visual Language Model for Few-Shot Learning}", "title = {}", "row 1: expected alayrac2022 with title = {words}, got ''"),
    "no name": (BIBLIOGRAPHY, "author = {Alayrac, Jean-Baptiste and Donahue, Jeff", "author = {?},\n  note = {Donahue, Jeff", "row 1: expected alayrac2022 with author = {names}, got '?'"),
    "a slip in an address": (BIBLIOGRAPHY, "url = {https://arxiv", "url = {https:/arxiv", "row 1: expected alayrac2022 with url = {https://"),
    "a slip in a number of arXiv": (BIBLIOGRAPHY, "eprint = {2204.14198}", "eprint = {2224.14198}", "row 1: expected alayrac2022 with eprint = {a number of arXiv", "'2224.14198'"),
    "markup in a note": ("facts.csv", "share one set", "share <b>one set", "row 4, column note: expected no markup"),
    "a script in a note": ("facts.csv", "share one set", "share <script>one</script> set", "row 4, column note: expected no markup"),
    "an entity of HTML in a note": ("facts.csv", "share one set", "share&nbsp;one set", "row 4, column note: expected no markup"),
    "a note that waits": ("facts.csv", "all layers share one set", "TODO: ask", "row 4, column note: expected no place that waits to be filled"),
    "a place that nobody knows": ("facts.csv", "lan2019,sec. 4.1,", "lan2019,???,", "row 2, column locator: expected no place that waits to be filled"),
    "a section without number": ("facts.csv", "lan2019,sec. 4.1,", "lan2019,sec.,", "row 2, column locator: expected a number behind the last word"),
    "a formula of a spreadsheet": ("facts.csv", "all layers share one set", "=A1", "row 4, column note: expected no formula of a spreadsheet"),
    "a word twice in a note": ("facts.csv", "share one set", "share share one set", "row 4, column note: expected no word twice"),
    "a bracket that stays open": ("facts.csv", "share one set", "(share one set", "row 4, column note: expected each ( closed by )"),
    "a quotation that stays open": ("facts.csv", "share one set", "“share one set", "row 4, column note: expected each “ closed by ”"),
    "a word twice in a sentence": ("sentences.csv", "the keeper climbs", "the the keeper climbs", "row 2, column text: expected no word twice"),
    "two entries on one paper": (BIBLIOGRAPHY, "eprint = {2204.14198}", "eprint = {2204.06745}", "expected each eprint once, got '2204.06745'"),
    "a year long before arXiv's": (BIBLIOGRAPHY, "year = {2022}", "year = {2012}", "row 1: expected alayrac2022 with a year of 2022 to 2025, as its eprint says", "'2012'"),
    "a name that is left out": (BIBLIOGRAPHY, "Jean-Baptiste and ", "Jean-Baptiste and and ", "row 1: expected author of alayrac2022 with no word twice"),
    "a title with a full stop": (BIBLIOGRAPHY, "Few-Shot Learning}", "Few-Shot Learning.}", "row 1: expected alayrac2022 with title = {words}"),
    "an entity of HTML in a title": (BIBLIOGRAPHY, "a Visual Language", "a Visual &amp; Language", "row 1: expected title of alayrac2022 with no markup"),
    "a conflict of two branches": (BIBLIOGRAPHY, "@misc{allal2023,", "<<<<<<< HEAD\n@misc{allal2023,", "references.bib, row 10: expected"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(copy, fault):
    name, old, new, *said = FAULTS[fault]
    plant(copy, name, (old, new))
    refused(copy, name, *said)


def test_a_cycle_is_named_with_all_its_steps(copy):
    """Sorted as it must be, so that nothing else is wrong."""
    path = copy[0] / "lineage.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    rows.append("electra,bert,recipe,clark2020,sec. 2,2026-11-22,")
    path.write_text("\n".join([header, *sorted(rows)]) + "\n", "utf-8")
    message = refused(copy, "column child: expected no step that leads back, as ")
    assert "bert > electra > bert" in message


# --- faults of the package itself ---------------------------------------------------------


def with_json(change):
    """Change what a file of JSON holds."""

    def fault(raw):
        found = json.loads(raw)
        return json.dumps(change(found) or found, indent=2).encode() + b"\n"

    return fault


def on(name, change):
    """Change what the package says of a table."""
    return with_json(
        lambda p: change(next(r for r in p["resources"] if r["name"] == name)) and None
    )


def field(table, **changes):
    """Change the first field of a table."""
    return on(table, lambda r: r["schema"]["fields"][0].update(changes))


SHAPES = {
    "cut": (lambda b: b[: len(b) // 2], "expected JSON"),
    "cut at the end of a line": (lambda b: b"\n".join(b.split(b"\n")[:50]) + b"\n", "expected JSON"),
    "empty": (lambda b: b"", "row 1: expected some text"),
    "a list": (lambda b: b"[]\n", "expected an object, got []"),
    "null": (lambda b: b"null\n", "expected an object, got null"),
    "nothing in it": (lambda b: b"{}\n", "resources: expected a list of objects, got null"),
    "deeply nested": (lambda b: b"[" * 99999 + b"\n", "expected JSON"),
    "a conflict of two branches": (lambda b: b"<<<<<<< HEAD\n" + b, "row 1: expected JSON"),
    "resources null": (with_json(lambda p: p | {"resources": None}), "got null"),
    "resources an object": (with_json(lambda p: p | {"resources": {}}), "got {}"),
    "resources of texts": (with_json(lambda p: p | {"resources": ["facts"]}), 'got ["facts"]'),
    "no resources": (with_json(lambda p: p | {"resources": []}), "got []"),
    "a resource lost": (with_json(lambda p: {"resources": p["resources"][1:]}), "systems"),
    "a resource twice": (with_json(lambda p: p["resources"].append(p["resources"][0])), "resource 10: expected each name once"),
    "a resource without name": (on("facts", lambda r: r.pop("name")), "resource 4: expected a name like facts, got null"),
    "a resource of another file": (on("facts", lambda r: r.update(path="facts.tsv")), 'facts, path: expected "facts.csv", got "facts.tsv"'),
    "a file elsewhere": (on("facts", lambda r: r.update(path="../facts.csv")), "facts, path: expected"),
    "no schema": (on("facts", lambda r: r.pop("schema")), "facts, schema: expected an object, got null"),
    "no fields": (on("facts", lambda r: r["schema"].pop("fields")), "facts, fields: expected a list of objects"),
    "fields of texts": (on("facts", lambda r: r["schema"].update(fields=["system"])), "facts, fields: expected a list of objects"),
    "a field lost": (on("facts", lambda r: r["schema"]["fields"].pop()), "facts.csv, row 1: expected the columns"),
    "a field twice": (on("facts", lambda r: r["schema"]["fields"].append(r["schema"]["fields"][0])), "facts: expected each column once"),
    "a field without name": (field("facts", name=None), "facts, fields: expected a name like system, got null"),
    "a field named by a word of Python": (field("facts", name="class"), 'expected a name like system, got "class"'),
    "a type that is not there": (field("facts", type="text"), "facts, field system: expected a type of"),
    "a type left out": (field("facts", type=None), "facts, field system: expected a type of"),
    "constraints in a list": (field("facts", constraints=[]), "expected constraints in an object"),
    "a constraint we do not know": (field("facts", constraints={"maxLength": 3}), "expected constraints of"),
    "a pattern that is none": (field("facts", constraints={"pattern": "("}), "facts, field system, pattern: expected a pattern"),
    "an enum of numbers": (field("facts", constraints={"enum": [1, 2]}), "expected an enum of texts"),
    "required in words": (field("facts", constraints={"required": "yes"}), "required: expected another type"),
    "no key": (on("facts", lambda r: r["schema"].pop("primaryKey")), "facts, primaryKey: expected a list of its columns, got null"),
    "a key that is no list": (on("facts", lambda r: r["schema"].update(primaryKey="system")), "facts, primaryKey: expected a list of its columns"),
    "a key of no column": (on("facts", lambda r: r["schema"].update(primaryKey=["id"])), "facts, primaryKey: expected a list of its columns"),
    "an order of no column": (on("facts", lambda r: r.update(sorted=["id"])), "facts, sorted: expected a list of its columns"),
    "a foreign key to nowhere": (on("facts", lambda r: r["schema"]["foreignKeys"][0]["reference"].update(resource="model")), "facts, foreignKeys: expected a column and one of another table"),
    "a foreign key to no column": (on("facts", lambda r: r["schema"]["foreignKeys"][0]["reference"].update(fields="key")), "facts, foreignKeys: expected"),
    "foreign keys of another shape": (on("facts", lambda r: r["schema"].update(foreignKeys={"a": 1})), "facts, foreignKeys: expected a list"),
    "a foreign key that is a text": (on("facts", lambda r: r["schema"].update(foreignKeys=["system"])), "facts, foreignKeys: expected"),
    "units without a list": (on("facts", lambda r: r["schema"]["fields"][4].pop("constraints")), "facts: expected a list of values for unit"),
    "no number of rows": (on("facts", lambda r: r.pop("rows")), f"facts.csv, row {ROWS + 1} (the last): expected", "no number"),
    "another number of rows": (on("facts", lambda r: r.update(rows=3)), f"facts.csv, row {ROWS + 1} (the last): expected", f"says, 3, got {ROWS}", "python -m fieldguide.data"),
    "rows in words": (on("facts", lambda r: r.update(rows="many")), 'facts, rows: expected a whole number, got "many"'),
    "rows that are true": (on("surveys", lambda r: r.update(rows=True)), "surveys, rows: expected a whole number"),
    "negative rows": (on("facts", lambda r: r.update(rows=-1)), "facts, rows: expected a whole number"),
    "a name twice in an object": (lambda b: b.replace(COUNTED.encode(), COUNTED.encode() + b', "rows": 1'), "expected each name once in an object, got 'rows' twice"),
    "NaN": (lambda b: b.replace(COUNTED.encode(), b'"rows": NaN'), "expected numbers of JSON, got NaN"),
    "half a character": (lambda b: b.replace(b"What the facts", b"\\ud83d What the facts"), "got half of one, \\ud83d"),
    "a byte order mark": (lambda b: b"\xef\xbb\xbf" + b, "row 1: expected UTF-8 without a byte order mark"),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), "row 1: expected UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("fault", SHAPES)
def test_a_package_of_another_shape_is_named(copy, fault):
    change, *said = SHAPES[fault]
    plant(copy, PACKAGE, change)
    refused(copy, *said)
    with pytest.raises(data.DataError):  # and so does what a page calls first
        data.systems(*copy)


# --- files that are not there, or not what they should be ---------------------------------


@pytest.mark.parametrize("name", [PACKAGE, BIBLIOGRAPHY, *(f"{n}.csv" for n in NAMES)])
@pytest.mark.parametrize("instead", ["nothing", "a folder", "a link to nowhere"])
def test_a_file_that_is_not_there(copy, name, instead):
    path = copy[1] if name == BIBLIOGRAPHY else copy[0] / name
    path.unlink()
    if instead == "a folder":
        path.mkdir()
    elif instead == "a link to nowhere":
        path.symlink_to("nowhere")
    refused(copy, f"{name}: expected ")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(
        data.DataError, match="nowhere: expected the tables, got No such file"
    ):
        data.check(tmp_path / "nowhere", data.BIBLIOGRAPHY)


def test_a_table_that_nobody_describes(copy):
    (copy[0] / "people.csv").write_text("id\n", "utf-8")
    refused(copy, "people.csv: expected a description in datapackage.json, found none")


def test_a_bibliography_that_is_broken_is_named_by_sources_too(copy):
    plant(copy, BIBLIOGRAPHY, ("  year = {2022},", "  year = {2022"))
    with pytest.raises(
        data.DataError, match="references.bib, row 4: expected one field"
    ):
        data.sources(copy[1])
    with pytest.raises(data.DataError, match="nowhere.bib: expected in "):
        data.sources(copy[0] / "nowhere.bib")


# --- what is right must pass --------------------------------------------------------------


def test_one_may_write_in_other_scripts(copy):
    note = '"多样本 für α·β², Ωmega, “müde” − Привет, l’été"'
    plant(copy, "facts.csv", ("all layers share one set of weights", note))
    data.check(*copy)


def test_a_child_may_be_older_where_a_note_says_why(copy):
    row = "alphazero,alphatensor,algorithm,fawzi2022,abstract,2026-11-22,"
    turned = "alphatensor,alphazero,algorithm,fawzi2022,abstract,2026-11-22,"
    plant(copy, "lineage.csv", (row, turned + "why it is so"))
    data.check(*copy)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_the_day_is_the_same_everywhere(zone, monkeypatch):
    """14 hours before and 12 behind Greenwich: the same days are past and future."""
    import datetime
    import time

    from fieldguide.data import rules

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = datetime.datetime.now(datetime.UTC).date()
        assert rules.is_date(str(now))
        assert not rules.is_date(str(now + datetime.timedelta(days=1)))
    finally:
        monkeypatch.undo()
        time.tzset()


# --- the number of rows -------------------------------------------------------------------

ROW = "albert,activation,,GELU,,stated,lan2019,sec. 3.1,2026-11-22,\n"


def test_who_adds_a_row_is_told_what_to_run_and_what_it_changed(copy):
    plant(copy, "facts.csv", (ROW, ROW + ROW.replace("activation", "activation_x")))
    refused(
        copy, "quantity: expected an quantity of quantities.csv, got 'activation_x'"
    )
    plant(copy, "facts.csv", ("albert,activation_x,,GELU,", "albert,actors,,1,count"))
    message = refused(copy, f"says, {ROWS}, got {ROWS + 1}; if that is meant")
    assert message.endswith(f"write it there with: {package.COMMAND}")
    assert package.count_rows(*copy) == [
        f"facts.csv: {ROWS + 1} rows, 1 more than before"
    ]
    data.check(*copy)
    assert package.count_rows(*copy) == []


def test_fewer_rows_are_pointed_out(copy):
    plant(copy, "claims.csv", lambda b: b"\n".join(b.split(b"\n")[:-3]) + b"\n")
    (told,) = package.count_rows(*copy)
    assert told.startswith(
        f"claims.csv: {len(data.claims()) - 2} rows, 2 FEWER than before: look"
    )
    data.check(*copy)


def test_a_broken_table_is_not_counted(copy):
    plant(copy, "facts.csv", (ROW, ROW + ROW))
    before = (copy[0] / PACKAGE).read_bytes()
    with pytest.raises(
        data.DataError, match="row 4, .*no second row with the same key"
    ):
        package.count_rows(*copy)
    assert (copy[0] / PACKAGE).read_bytes() == before


def test_counting_changes_the_numbers_and_nothing_else(copy):
    before = (copy[0] / PACKAGE).read_text("utf-8")
    plant(copy, PACKAGE, (COUNTED, '"rows": 1'))
    assert package.count_rows(*copy) == [
        f"facts.csv: {ROWS} rows, {ROWS - 1} more than before"
    ]
    assert (copy[0] / PACKAGE).read_text("utf-8") == before
    assert not list(copy[0].glob("*.new"))


def test_a_new_table_is_counted(copy):
    plant(copy, PACKAGE, (COUNTED, f'"rowed": {ROWS}'))
    expected = [f"facts.csv: {ROWS} rows, counted for the first time"]
    assert package.count_rows(*copy) == expected


def test_the_command_that_the_message_names(capsys, copy, monkeypatch):
    from fieldguide.data import __main__ as command

    monkeypatch.setattr("sys.argv", package.COMMAND.split()[1:])
    assert package.COMMAND == f"python -m {command.__name__.removesuffix('.__main__')}"
    command.main(*copy)
    assert "right numbers of rows already" in capsys.readouterr().out
    plant(copy, "facts.csv", (ROW, ""))
    command.main(*copy)
    assert capsys.readouterr().out.startswith(
        f"facts.csv: {ROWS - 1} rows, 1 FEWER than before"
    )
    plant(copy, "facts.csv", lambda b: b[:-1])
    with pytest.raises(SystemExit, match="Nothing was written. facts.csv, row"):
        command.main(*copy)
