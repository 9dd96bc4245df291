"""The dataset: what must be in it, and what breaks it."""

import csv
import datetime
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from fieldguide import data
from fieldguide.data import package

CORE = (
    "title", "arxiv", "organization", "first_public", "input_modality",
    "output_modality", "architecture", "parameters", "training_data", "training_size",
    "tokenizer", "vocabulary", "context_length", "objective", "base_model", "weights",
    "weights_license",
)  # fmt: skip
TABLES = (
    "systems",
    "surveys",
    "quantities",
    "facts",
    "benchmarks",
    "lineage",
    "claims",
)
READERS = {name: getattr(data, name) for name in TABLES}


@pytest.fixture(scope="module")
def facts():
    return data.facts()


@pytest.fixture(scope="module")
def systems():
    return data.systems()


# --- what is in it ------------------------------------------------------------------


def test_58_systems_and_their_supporting_ones(systems):
    assert (systems["kind"] == "system").sum() == 58
    assert systems.index.is_unique
    assert systems.index[:2].tolist() == ["bert", "roberta"]
    assert systems.index[57] == "chatbcg"
    assert systems["idea"].str.split().str.len().max() <= 25


def test_every_fact_has_a_source_and_a_place(facts):
    assert len(facts) >= 1000
    assert set(facts["source"]) <= set(data.sources().index)
    assert (facts["locator"] != "").all()
    vague = facts["locator"].str.fullmatch("paper|the paper|article|website|text")
    assert not (vague & (facts["status"] == "stated")).any()


def test_each_of_the_58_has_every_core_quantity_or_says_why_not(facts, systems):
    found = set(zip(facts["system"], facts["quantity"], strict=True))
    ids = systems.index[systems["kind"] == "system"]
    assert [(s, q) for s in ids for q in CORE if (s, q) not in found] == []


def test_a_value_is_empty_exactly_where_the_status_says_so(facts):
    empty = facts["status"].isin(["undisclosed", "inapplicable", "unknown"])
    assert ((facts["value"] == "") == empty).all()


def test_what_was_stated_was_read(facts):
    read = facts["source"].map(data.sources()["read"])
    rests = facts["status"].isin(["stated", "computed", "estimated"])
    assert not (rests & (read == "none")).any()
    assert (facts["checked"] != "")[rests].all()


def test_the_facts_that_pages_rely_on():
    said = {
        "bert.parameters": "110 million",
        "bert@large.parameters": "340 million",
        "bert.vocabulary": "30,522",
        "bert.mask_rate": "15%",
        "bert.first_public": "October 11, 2018",
        "roberta.first_public": "July 2019",
        "roberta@books-wiki.training_size": "16 billion",
        "gpt-4.parameters": "not disclosed",
        "gpt-2.arxiv": "none",
    }
    assert {key: str(data.fact(key)) for key in said} == said


def test_categories_and_modalities_are_two_things(facts, systems):
    told = facts.query("quantity == 'survey_category' and variant == 's004'")
    filed = dict(zip(told["system"], told["value"], strict=True))
    assert filed["whisper"] == filed["audiolm"] == "text-to-audio"
    assert systems.at["whisper", "input_modality"] == ("speech",)
    assert systems.at["audiolm", "input_modality"] == ("audio",)
    assert filed["soundify"] == "text-to-video"
    assert systems.at["soundify", "output_modality"] == ("audio",)
    assert filed["speech-from-brain"] == "text-to-text"
    assert "brain-signal" in systems.at["speech-from-brain", "input_modality"]


def test_each_of_the_58_has_a_parent_or_a_child():
    steps, rows = data.lineage(), data.systems()
    named = set(steps["parent"]) | set(steps["child"])
    alone = set(rows.index[rows["kind"] == "system"]) - named
    assert alone <= {"physdiff"}  # its denoisers, MDM and MotionDiffuse, have no entry


def test_claims_of_every_kind_and_survey():
    claims = data.claims()
    assert set(claims["kind"]) == {
        "right", "rounded", "imprecise", "contested", "mistranslated", "wrong",
    }  # fmt: skip
    assert {s for ids in claims["survey"] for s in ids} == set(data.surveys()["id"])


def test_no_table_speaks_of_how_it_was_put_together():
    files = [*data.FOLDER.glob("*.csv"), data.BIBLIOGRAPHY]
    files += [data.FOLDER / "README.md", data.FOLDER / "datapackage.json"]
    forbidden = re.compile(
        r"index ids?\b|text index|search tool|ledger|seeds? ?\d|seeds/|seed only"
        r"|(?-i:MECHANISMS)|/work/|/tmp/|/home/|\d{9,}\)",
        re.I,
    )
    hits = [
        (path.name, number, line.strip()[:90])
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert hits == []


def test_frictionless_finds_nothing():
    import frictionless

    report = frictionless.validate(str(data.FOLDER / "datapackage.json"))
    errors = report.flatten(["fieldName", "rowNumber", "message"])
    assert report.valid, errors[:5]


# --- the functions ------------------------------------------------------------------


def test_systems_wide(systems):
    texts = ["title", "arxiv", "first_public", "tokenizer", "weights", "variant"]
    lists = ["mechanisms", "organization", "training_size", "base_model", "objective"]
    numbers = ["parameters", "parameters_largest", "vocabulary", "context_length"]
    assert all(isinstance(v, str) for c in texts for v in systems[c])
    assert all(isinstance(v, tuple) for c in lists for v in systems[c])
    assert all(systems[c].dtype == float for c in [*numbers, "tokens_seen", "compute"])
    assert pd.api.types.is_datetime64_any_dtype(systems["date"])
    bert = systems.loc["bert"]
    assert bert["parameters"] == 110e6 and bert["parameters_largest"] == 340e6
    assert bert["first_public"] == "2018-10-11"
    assert bert["date"] == pd.Timestamp(2018, 10, 11)
    assert bert["organization"] == ("Google",)
    assert bert["training_size"] == ("3.3 billion words",)
    assert systems.at["gpt-4", "parameters_status"] == "undisclosed"
    assert np.isnan(systems.at["gpt-4", "parameters"])
    assert systems.at["instructgpt", "base_model"] == ("gpt-3",)
    assert len(systems.columns) <= 32


def test_facts_tidy(facts):
    assert facts.columns.tolist() == [
        "system", "quantity", "variant", "value", "number", "unit", "status", "source",
        "locator", "checked", "note",
    ]  # fmt: skip
    assert facts["number"].dtype == float
    row = facts.query("system == 'bert' and quantity == 'mask_rate'").iloc[0]
    assert (row["value"], row["number"], row["unit"]) == ("0.15", 0.15, "fraction")
    assert facts.query("quantity == 'arxiv'")["number"].isna().all()


def test_the_other_frames():
    quantities = data.quantities().set_index("quantity")
    assert quantities.at["parameters", "units"] == ("count",)
    assert quantities.at["parameters", "many"] == False  # noqa: E712 (a numpy bool)
    assert "gated" in quantities.at["weights", "choices"]
    assert data.benchmarks()["number"].dtype == float
    assert {"parent", "child", "relation"} <= set(data.lineage().columns)
    assert data.sentences()["place"].dtype == int
    sources = data.sources()
    assert sources.at["devlin2018", "kind"] == "paper"
    assert sources.at["devlin2018", "authors"][0] == "Devlin"
    assert set(sources["read"]) == {"full", "part", "notes", "none"}
    assert sources["url"].str.startswith("https://").all()


def test_every_sentence_stands_in_four_languages():
    texts, sentences = data.translations(), data.sentences()
    assert texts.columns.tolist() == ["story", "place", "en", "de", "es", "pl"]
    assert texts["en"].tolist() == sentences["text"].tolist() and len(texts) == 56
    assert texts.notna().all(axis=None)
    rows = data.table("translations")
    assert len(rows) == 3 * len(sentences)  # none for a sentence that is not there
    first = texts.iloc[0]
    assert first["de"] == "der Wärter besteigt den Turm in der Abenddämmerung"
    assert first["pl"].startswith("latarnik wspina się")
    for language in ("en", "de", "es", "pl"):
        assert texts[language].is_unique


@pytest.mark.parametrize("name", [*TABLES, "sources", "sentences", "translations"])
def test_a_frame_is_a_copy(name):
    make = getattr(data, name)
    frame = make()
    frame[frame.columns[0]] = "spoiled"
    assert "spoiled" not in set(make()[frame.columns[0]])


@pytest.mark.parametrize(
    "value, number, unit, status, said",
    [
        ("110000000", 110e6, "count", "stated", "110 million"),
        ("1200000000000", 1.2e12, "count", "stated", "1.2 trillion"),
        ("30522", 30522, "tokens", "stated", "30,522"),
        ("0.15", 0.15, "fraction", "stated", "15%"),
        ("0.33333", 0.33333, "fraction", "stated", "one third"),
        ("0.1667", 0.1667, "fraction", "computed", "one sixth"),
        ("0.99999", 0.99999, "fraction", "stated", "99.999%"),
        ("0.565", 0.565, "fraction", "stated", "56.5%"),
        ("81.5", 81.5, "%", "stated", "81.5%"),
        ("0.1", 0.1, "probability", "stated", "0.1"),
        ("314000000000000000000000", 3.14e23, "FLOP", "computed", "3.14 × 10²³"),
        ("0.000000000001", 1e-12, "1", "stated", "1 × 10⁻¹²"),
        ("0.99999", 0.99999, "fraction", "stated", "99.999%"),
        ("99.996", 99.996, "%", "stated", "99.996%"),
        ("1.00001", 1.00001, "fraction", "stated", "100.001%"),
        ("1", 1.0, "fraction", "stated", "100%"),
        ("0.00001", 1e-5, "fraction", "stated", "0.001%"),
        ("0.0000001", 1e-7, "fraction", "stated", "1 × 10⁻⁵%"),
        ("12345.6", 12345.6, "%", "computed", "12,350%"),
        ("999949999", 999949999, "count", "stated", "999.9 million"),
        ("999999999", 999999999, "count", "stated", "999.999999 million"),
        ("999999999999999", 999999999999999, "", "stated", "999.999999999999 trillion"),
        ("1000000000000000", 1e15, "", "stated", "1 × 10¹⁵"),
        ("1000000001", 1000000001, "", "stated", "1 billion"),
        ("999999.7", 999999.7, "", "stated", "999,999.7"),
        ("1234.56789", 1234.56789, "", "stated", "1,234.57"),
        ("inf", np.inf, "", "computed", "inf"),
        ("2018-10-11", np.nan, "", "stated", "October 11, 2018"),
        ("2019-07", np.nan, "", "stated", "July 2019"),
        ("2022", np.nan, "", "stated", "2022"),
        ("WordPiece", np.nan, "", "stated", "WordPiece"),
        ("", np.nan, "count", "undisclosed", "not disclosed"),
        ("", np.nan, "", "inapplicable", "none"),
        ("", np.nan, "", "unknown", "unknown"),
    ],
)
def test_say_by_hand(value, number, unit, status, said):
    assert data.say(value, number, unit, status) == said


NAMED = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "%": 0.01}
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SHARES = {"one third": 1 / 3, "two thirds": 2 / 3, "one sixth": 1 / 6}


def heard(said):
    """The number that a reader takes from what was said."""
    if said in SHARES:
        return SHARES[said]
    match = re.fullmatch(r"(-?[\d,.]+)(?: × 10([⁻⁰-⁹¹²³]+))? ?(\w+|%)?", said)
    digits, power, name = match.groups()
    power = 10.0 ** int(power.translate(POWERS)) if power else 1
    return float(digits.replace(",", "")) * power * NAMED.get(name, 1)


@pytest.mark.parametrize("rows", [data.facts, data.benchmarks])
def test_no_rounding_in_the_dataset_crosses_a_border(rows):
    rows = rows().dropna(subset="number")
    assert len(rows) > 100
    for row in rows.itertuples():
        number = row.number * (0.01 if row.unit == "%" else 1)
        got = heard(data.say(row.value, row.number, row.unit, row.status))
        digits = 4 if 1e-4 <= abs(number) < 1e15 else 3
        assert got == pytest.approx(number, rel=0.5 * 10.0 ** (1 - digits)), row
        for border in (1e6, 1e9, 1e12, 1e15):
            assert (got < border) == (number < border), row
        for border in (0, *[1] * (row.unit in ("fraction", "%"))):
            assert (got == border) == (number == border), row


def test_a_fact_says_where_it_stands():
    fact = data.fact("bert.parameters")
    assert (fact.number, fact.unit, fact.source) == (110e6, "count", "devlin2018")
    assert fact.where().startswith("Devlin et al. 2018, sec. 3")
    assert fact.url() == "https://arxiv.org/abs/1810.04805"
    assert repr(fact).startswith("bert.parameters: 110 million [Devlin et al. 2018")
    assert "<strong>110 million</strong>" in fact._repr_html_()
    assert data.fact("peer.parameters").where().endswith("(not checked)")
    assert str(data.fact("bert.organization")) == "Google"
    assert str(data.fact("roberta.organization")) == (
        "Facebook AI and University of Washington"
    )
    assert str(data.fact("visualgpt.organization")) == (
        "Carnegie Mellon University, KAUST and Nanyang Technological University"
    )


@pytest.mark.parametrize(
    "key, message",
    [
        ("bert", "expected system.quantity"),
        ("bart-9.layers", "no system 'bart-9'"),
        ("bert.wheels", "bert has accelerators, activation"),
        ("bert@huge.parameters", "has the variants base, large"),
    ],
)
def test_an_unknown_fact_is_named_with_what_there_is(key, message):
    with pytest.raises(KeyError, match=message):
        data.fact(key)


# --- bad input ----------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    """A copy of the dataset: (folder, bibliography)."""
    folder = tmp_path / "data"
    shutil.copytree(data.FOLDER, folder)
    return folder, shutil.copy(data.BIBLIOGRAPHY, tmp_path / "references.bib")


def rows_of(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, rows):
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def place(rows, **wanted):
    """Index of the first row with these cells; in the file its row is two more."""
    return next(
        i for i, r in enumerate(rows) if all(r[k] == v for k, v in wanted.items())
    )


def message_of(copy, name="facts"):
    with pytest.raises(data.DataError) as caught:
        READERS[name](*copy)
    with pytest.raises(data.DataError):  # and so does what checks them all
        data.check(*copy)
    return str(caught.value)


def change(copy, name, wanted, **changes):
    """Change one row; returns its row number in the file."""
    rows = rows_of(copy[0], name)
    at = place(rows, **wanted)
    rows[at].update(changes)
    write(copy[0], name, rows)
    return at + 2


BERT = {"system": "bert", "quantity": "parameters", "variant": "base"}
TOMORROW = str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1))


def test_the_untouched_copy_is_sound(copy):
    data.check(*copy)
    for name in TABLES:
        assert len(READERS[name](*copy)) == len(READERS[name]())


@pytest.mark.parametrize(
    "wanted, changes, column, value",
    [
        (BERT, {"source": ""}, "source", ""),
        (BERT, {"source": "nobody1999"}, "source", "nobody1999"),
        (BERT, {"locator": ""}, "locator", ""),
        (BERT, {"unit": "parsecs"}, "unit", "parsecs"),
        (BERT, {"unit": "tokens"}, "unit", "tokens"),
        (BERT, {"value": "110e6"}, "value", "110e6"),
        (BERT, {"value": ""}, "value", ""),
        (BERT, {"status": "guessed"}, "status", "guessed"),
        (BERT, {"status": "unknown"}, "value", "110000000"),
        (BERT, {"checked": ""}, "checked", ""),
        (BERT, {"checked": TOMORROW}, "checked", TOMORROW),
        (BERT, {"checked": "2026-02-30"}, "checked", "2026-02-30"),
        (BERT, {"variant": "Base!"}, "variant", "Base!"),
        (BERT, {"source": "conneau2019"}, "status", "stated"),
        (
            {"system": "bert", "quantity": "first_public"},
            {"value": TOMORROW},
            "value",
            TOMORROW,
        ),
        ({"system": "bert", "quantity": "weights"}, {"value": "free"}, "value", "free"),
        (
            {"system": "roberta", "quantity": "base_model"},
            {"value": "ernie"},
            "value",
            "ernie",
        ),
    ],
)
def test_a_bad_cell_is_named(copy, wanted, changes, column, value):
    row = change(copy, "facts", wanted, **changes)
    message = message_of(copy)
    assert message.startswith(f"facts.csv, row {row}, column {column}: expected ")
    assert message.endswith(f"got {value!r}")


def test_a_missing_column(copy):
    rows = rows_of(copy[0], "facts")
    write(copy[0], "facts", [{k: v for k, v in r.items() if k != "unit"} for r in rows])
    message = message_of(copy)
    assert message.startswith("facts.csv, row 1: expected the columns")
    assert (
        "'unit'" in message.split("got")[0] and "'unit'" not in message.split("got")[1]
    )


def test_a_missing_cell(copy):
    path = copy[0] / "facts.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[4] = "bert,layers"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert message_of(copy) == "facts.csv, row 5: expected 10 cells, got 2"


def test_a_missing_file(copy):
    (copy[0] / "claims.csv").unlink()
    assert message_of(copy, "claims").startswith("claims.csv: expected in ")


@pytest.mark.parametrize("name", [*TABLES, "sentences", "translations"])
def test_a_row_that_stands_twice(copy, name):
    rows = rows_of(copy[0], name)
    write(copy[0], name, [*rows[:3], rows[2], *rows[3:]])
    with pytest.raises(data.DataError) as caught:
        data.table(name, *copy)
    message = str(caught.value)
    assert message.startswith(f"{name}.csv, row 5, column ")
    assert "expected no second row with the same key" in message
    assert next(iter(rows[2].values())) in message


def test_a_second_value_needs_a_variant(copy):
    rows = rows_of(copy[0], "facts")
    at = place(rows, **BERT)
    second = dict(rows[at], value="110000001", note="")
    rows.insert(at + 1, second)
    write(copy[0], "facts", rows)
    message = message_of(copy)
    assert message.startswith(
        f"facts.csv, row {at + 3}, column value: expected one value"
    )
    assert "bert.parameters" in message and message.endswith("got '110000001'")
    rows[at]["note"] = second["note"] = "one is by another count"
    write(copy[0], "facts", rows)
    assert message_of(copy) == message
    second["variant"] = "base-counted"
    write(copy[0], "facts", rows)
    package.count_rows(*copy)
    assert len(data.facts(*copy)) == len(rows)


def test_rows_out_of_order(copy):
    rows = rows_of(copy[0], "facts")
    at = place(rows, system="bert", quantity="layers", variant="base")
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    write(copy[0], "facts", rows)
    message = message_of(copy)
    assert message.startswith(f"facts.csv, row {at + 3}, column system")
    assert "expected rows sorted by" in message and "bert, layers, base" in message


@pytest.mark.parametrize(
    "name, wanted, changes, column",
    [
        ("facts", BERT, {"system": "bert-9"}, "system"),
        ("facts", BERT, {"quantity": "parameters_x"}, "quantity"),
        ("benchmarks", {"system": "palm"}, {"system": "palm-9"}, "system"),
        ("lineage", {"child": "roberta"}, {"child": "bert-9"}, "child"),
        ("lineage", {"child": "roberta"}, {"parent": "bert-9"}, "parent"),
        ("claims", {"system": "bert"}, {"system": "bert-9"}, "system"),
        ("claims", {"system": "bert"}, {"survey": "s999"}, "survey"),
        ("claims", {"system": "bert"}, {"source": "nobody1999"}, "source"),
        ("benchmarks", {"system": "palm"}, {"source": "nobody1999"}, "source"),
        ("lineage", {"child": "roberta"}, {"source": "nobody1999"}, "source"),
        ("surveys", {"id": "s002"}, {"source": "nobody1999"}, "source"),
        ("systems", {"id": "bert"}, {"variant": "tiny"}, "variant"),
        ("quantities", {"quantity": "layers"}, {"units": "parsecs"}, "units"),
        ("quantities", {"quantity": "weights"}, {"choices": ""}, "choices"),
    ],
)
def test_an_orphan_is_named(copy, name, wanted, changes, column):
    row = change(copy, name, wanted, **changes)
    message = message_of(copy, name)
    assert message.startswith(f"{name}.csv, row {row}, column {column}: expected ")
    assert message.endswith(f"got {next(iter(changes.values()))!r}")


def test_an_orphan_survey_of_a_fact(copy):
    wanted = {"system": "bert", "quantity": "survey_category"}
    row = change(copy, "facts", wanted, variant="s999")
    message = message_of(copy)
    assert message == (
        f"facts.csv, row {row}, column variant: expected an id of surveys.csv, got 's999'"
    )


def test_a_source_that_leaves_the_bibliography(copy):
    folder, path = copy
    text = path.read_text("utf-8")
    path.write_text(text.replace("@misc{devlin2018,", "@misc{devlin2017,"), "utf-8")
    rows = rows_of(folder, "facts")
    row = place(rows, source="devlin2018") + 2
    assert message_of(copy) == (
        f"facts.csv, row {row}, column source: expected a key of the bibliography, "
        "got 'devlin2018'"
    )


def test_a_byte_that_is_not_utf8(copy):
    path = copy[0] / "facts.csv"
    lines = path.read_bytes().split(b"\n")
    lines[10] = lines[10].replace(b",", b"\xe9,", 1)
    path.write_bytes(b"\n".join(lines))
    assert message_of(copy) == "facts.csv, row 11: expected UTF-8, got the byte 0xe9"


def test_line_ends_of_windows(copy):
    path = copy[0] / "facts.csv"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(lines[:7]) + b"\r\n" + b"\n".join(lines[7:]))
    assert message_of(copy) == (
        "facts.csv, row 7: expected lines that end in LF, got CR LF"
    )


def test_a_changed_file_is_read_again(copy):
    before = len(data.facts(*copy))
    rows = rows_of(copy[0], "facts")
    del rows[-1]
    write(copy[0], "facts", rows)
    package.count_rows(*copy)
    assert len(data.facts(*copy)) == before - 1


def test_frictionless_refuses_what_a_schema_can_refuse(copy):
    change(copy, "facts", BERT, system="bert-9")
    command = [sys.executable, "-m", "frictionless", "validate"]
    run = subprocess.run([*command, copy[0] / "datapackage.json"], capture_output=True)
    assert run.returncode == 1 and b"bert-9" in run.stdout


def test_frictionless_counts_the_rows_too(copy):
    import frictionless

    rows = rows_of(copy[0], "claims")
    write(copy[0], "claims", rows[:-3])
    report = frictionless.validate(str(copy[0] / "datapackage.json"))
    assert [e[0] for e in report.flatten(["type"])] == ["row-count"]


def test_every_system_has_the_title_of_what_tells_of_it():
    """The table of all systems on the map leads to its source."""
    titles = data.facts().query("quantity == 'title'")["system"]
    assert set(titles) == set(data.systems().index)
