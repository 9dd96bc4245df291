"""What the book has for each system is computed, and all stay whole."""

import json

import pandas as pd
import pytest

from fieldguide import data
from fieldguide.page import quiz
from fieldguide.site import coverage

COUNTS = coverage.coverage()
SYSTEMS = data.systems().query("kind == 'system'")


def test_every_system_is_counted():
    assert list(COUNTS.index) == list(SYSTEMS.index) and len(COUNTS) == 58


@pytest.mark.parametrize("part", coverage.PARTS)
@pytest.mark.parametrize("system", SYSTEMS.index)
def test_every_system_has_every_part(system, part):
    assert COUNTS.at[system, part] >= coverage.PARTS[part]


@pytest.mark.parametrize("system", SYSTEMS.index)
def test_every_function_of_a_system_is_there(system):
    assert COUNTS.at[system, "functions"] == len(SYSTEMS.at[system, "mechanisms"])


def test_every_question_is_about_a_system_of_the_dataset():
    for path in (data.ROOT / "notebooks").rglob("*.quiz.toml"):
        for question in quiz.read(path):
            assert question.get("system", "") in {"", *data.systems().index}, path


@pytest.fixture
def clone(tmp_path):
    """A book with a page, a notebook and a check about a single system."""
    for folder in ("book", "notebooks", "tests/reference"):
        (tmp_path / folder).mkdir(parents=True)
    cells = [
        ("markdown", "# Title", {}),
        ("markdown", "## One", {"systems": "bert roberta"}),
        ("code", "explore(draw, rate=[1, 2])", {}),
        ("markdown", "**Exercise** <!-- ex-one -->\n\nCount.", {}),
        ("markdown", "### Below", {}),
        ("code", "explore(other, rate=[1, 2])", {}),
        ("code", "window.predict(x); predict_window(x)", {}),
        ("code", "predict('How many?', n, shows=explore(other, rate=[1, 2]))", {}),
        ("markdown", "## Another", {}),
        ("code", "explore(draw, rate=[1, 2])", {}),
    ]
    cells = [{"cell_type": t, "source": [s], "metadata": m} for t, s, m in cells]
    (tmp_path / "notebooks/x.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


def test_a_section_ends_at_the_next_heading_of_its_level(clone):
    cells = coverage.sections(clone, "notebooks/x", "roberta")
    assert [text[:10] for _, text in cells if text.startswith("explore")] == [
        "explore(dr",
        "explore(ot",
    ]
    assert coverage.sections(clone, "notebooks/x", "xlm") == []


def test_a_prediction_counts_where_it_is_asked_for(clone, monkeypatch):
    (clone / "book/x.md").write_text("(bert)=\n# Title\n")
    systems = data.systems()
    systems["notebook"], systems["chapter"] = "notebooks/x", "book/x"
    monkeypatch.setattr(coverage.data, "systems", lambda: systems)
    counts = coverage.coverage(clone)
    assert counts["predictions"].to_dict() == {
        s: int(s in ("bert", "roberta")) for s in counts.index
    }
    assert counts.at["bert", "explorables"] == 3
    assert counts.at["bert", "exercises"] == 1


STORY = """
(bert)=
## BERT

machines.bert(first, second)

machines.masks(words)

(roberta)=
## RoBERTa

No drawing, but a word on machines.

(after)=
machines.bert(first, second)
"""


def test_machines_count_in_a_systems_own_section(clone):
    (clone / "book/masking.md").write_text(STORY)
    sections = [
        coverage.story(clone / "book/masking.md", s) for s in ("bert", "roberta", "xlm")
    ]
    assert [len(coverage.machines_drawn(text)) for text in sections] == [2, 0, 0]


IDEA = """
from harness import agrees, plant, producer
from fieldguide.mechanisms import networks
from fieldguide.mechanisms.objectives import masking
from fieldguide.mechanisms.tokens import sentences as s
from fieldguide.mechanisms.attention.attention import linear, softmax
from fieldguide.training import descent

@producer
def a_vector():
    return masking.made()

@agrees("a_vector")
def it_agrees(vector):
    assert RULES[vector["rule"]](vector) == networks.norm.layer_norm(vector)
    assert isinstance(masking, object) and descent.adam(vector)
    shape = _ours(vector).shape  # not the one of the loop below
    assert shape == linear(vector)

RULES, OTHERS = {"first": masking.corrupt}, {}

def _ours(vector):
    return s.pack(vector).tokens or _ours(vector[1:])

def _wrong(vector):
    return CORRECT(vector) + softmax(vector)

CORRECT = masking.planted
for shape in (softmax,):
    plant("a_vector", "attention.attention.softmax", shape)
plant("a_vector", "objectives.masking.corrupt", _wrong)
"""


def test_a_mechanism_counts_if_a_check_calls_it_by_name(clone):
    """Itself or through what it uses of its file; producers and mistakes do not count."""
    (clone / "tests/reference/objectives").mkdir()
    (clone / "tests/reference/objectives/masking.py").write_text(IDEA)
    assert coverage.checked_functions(clone) == {
        "attention.attention.linear",
        "networks.norm.layer_norm",
        "objectives.masking.corrupt",
        "tokens.sentences.pack",
    }


def test_a_part_that_is_missing_shows(monkeypatch):
    html = coverage.show()._repr_html_()
    assert "bert" in html and ">predict<" in html and "not yet" not in html
    monkeypatch.setattr(coverage, "checked_functions", lambda root: frozenset())
    assert coverage.coverage()["checked"].eq(0).all()
    assert "not yet" in coverage.show()._repr_html_()


def test_the_table_prints():
    assert isinstance(COUNTS, pd.DataFrame) and "questions" in COUNTS.to_string()
