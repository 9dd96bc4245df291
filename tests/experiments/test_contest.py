"""The keeper's log, the contest on equal terms, and what the pages say of its outcome."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.experiments import contest
from fieldguide.harbor import logbook
from fieldguide.mechanisms.objectives import detection

RUNS = data.ROOT / "notebooks" / "encoders" / "04-every-token.runs.csv"
V = len(harbor.vocabulary())


@pytest.fixture(scope="module")
def texts():
    return contest.texts()


# --- the log --------------------------------------------------------------------------


def test_a_line_has_twelve_tokens_of_the_town(rng):
    lines, work = logbook.write(200, rng)
    assert lines.shape == (200, 12) and set(work) == {0, 1, 2, 3}
    assert (lines[:, 0] == harbor.CLS).all() and (lines[:, -1] == harbor.SEP).all()
    assert harbor.UNK not in lines
    assert set(harbor.decode(lines[:, 10])) == set(logbook.TIMES)


def test_the_same_generator_writes_the_same_log():
    a, b = (logbook.write(9, np.random.default_rng(3))[0] for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_the_words_of_a_line_belong_to_its_work(rng):
    """Bakers bake: 92.5% of the bakery's deeds are its own, within 4 standard deviations."""
    lines, work = logbook.write(4000, rng)
    bakery = lines[work == 1]
    own = {tuple(harbor.encode(d)) for d in logbook.WORK["bakery"][1].split(", ")}
    share = np.mean([tuple(line[3:6]) in own for line in bakery])
    p = 1 - logbook.SLIP * 3 / 4
    assert abs(share - p) < 4 * np.sqrt(p * (1 - p) / len(bakery))


def test_a_spoiled_line_differs_in_one_part(rng):
    lines, work = logbook.write(400, rng)
    before = lines.copy()
    spoiled, wrong = logbook.spoil(lines, work, rng)
    np.testing.assert_array_equal(lines, before)
    np.testing.assert_array_equal(spoiled[~wrong], lines[~wrong])
    parts = [set(part) for part in logbook.PARTS]
    for line, was in zip(spoiled[wrong], lines[wrong], strict=True):
        changed = set(np.flatnonzero(line != was))
        assert any(changed <= part for part in parts)
    assert abs(wrong.mean() - 0.5) < 4 * np.sqrt(0.25 / 400)


# --- the contest ----------------------------------------------------------------------


def test_no_new_line_is_among_those_to_learn_from(texts):
    lines, new = texts
    assert len(lines) > 3000 and new.shape == (200, 12)
    assert not set(map(tuple, new)) & set(map(tuple, lines))


def test_all_ways_cost_the_same_within_a_step():
    total = contest.effort("ELECTRA") * contest.STEPS
    for way in contest.WAYS:
        effort = contest.effort(way)
        assert abs(effort * contest.steps(way) - total) <= effort
    assert contest.steps("BERT") > contest.steps("ELECTRA") == contest.STEPS


def test_the_networks_that_are_kept_have_one_size(rng):
    shapes = [
        [b["attention"]["query"]["weight"].shape for b in net["blocks"]]
        for net in (
            contest.new_bert(rng)["generator"],
            contest.new_electra(rng)["discriminator"],
        )
    ]
    assert shapes == [[(32, 32)], [(32, 32)]]


def test_chosen_only_differs_from_electra_in_the_loss_alone(texts):
    lines, p = texts[0][:64], contest.new_electra(np.random.default_rng(0))
    step = contest.electra_step(p, lines, np.random.default_rng(1))
    all_of_them = contest.electra_loss(p, lines, np.random.default_rng(1))
    chosen = contest.chosen_only_loss(p, lines, np.random.default_rng(1))
    assert all_of_them == step.mlm + 50 * step.disc != chosen
    assert np.count_nonzero(step.chosen) < step.chosen.size / 3


def test_what_is_expected_at_a_hidden_place_are_probabilities_of_the_scores():
    p = contest.new_bert(np.random.default_rng(0))
    ids = harbor.read("the keeper lights the lamp in the tower at dusk")[0]
    ids[5] = harbor.MASK
    expected = contest.expect(p, ids, 5)
    assert expected.shape == (V,) and np.isclose(expected.sum(), 1)
    logits = detection.masked_lm_step(
        ids[None], ids[None] == harbor.MASK, p, np.random.default_rng(0),
        mask_id=harbor.MASK, heads=4, rate=1, activation=contest.relu,
    )[2]  # fmt: skip
    np.testing.assert_allclose(
        np.log(expected) - np.log(expected[0]), logits[0] - logits[0, 0]
    )


def test_a_judge_reads_its_own_text_again_with_the_same_loss(texts):
    p, other = (contest.new_electra(np.random.default_rng(k)) for k in (0, 1))
    step = contest.electra_step(p, texts[1][:20], np.random.default_rng(2))
    assert np.isclose(contest.judge_again(p, step), step.disc)
    assert not np.isclose(contest.judge_again(other, step), step.disc)


@pytest.mark.parametrize("way", ["BERT", "ELECTRA"])
def test_it_learns(way, texts):
    """On new lines: below the words' entropy, and below the lazy judge's loss."""
    lines, new = texts
    p, losses, _ = contest.teach(way, lines, np.random.default_rng(0), budget=80)
    words = np.bincount(lines[:, 1:-1].ravel()) / lines[:, 1:-1].size
    entropy = -(words[words > 0] * np.log(words[words > 0])).sum()
    assert entropy < np.log(V)
    if way == "BERT":
        assert contest.bert_loss(p, new, np.random.default_rng(0)) < entropy - 1
    else:
        step = contest.electra_step(p, new, np.random.default_rng(0))
        r = step.replaced.mean()
        assert step.mlm < entropy - 1
        assert step.disc < -r * np.log(r) - (1 - r) * np.log(1 - r) - 0.05
    assert losses[-10:].mean() < losses[:10].mean()


def test_a_probe_finds_what_is_there_and_nothing_else(rng):
    labels = np.repeat([0, 1, 2], 60)
    clear = np.eye(3)[labels] + rng.normal(0, 0.01, (180, 3))
    assert contest.probe(clear, labels, 2, rng).min() == 1
    noise = contest.probe(rng.normal(size=(180, 3)), labels, 2, rng)
    assert noise.shape == (30,) and abs(noise.mean() - 1 / 3) < 0.1


# --- what the pages say ---------------------------------------------------------------


@pytest.fixture(scope="module")
def runs():
    found = defaultdict(dict)
    for row in csv.DictReader(RUNS.open()):
        key = row["budget"], row["question"], row["beginning"]
        found[key][row["way"]] = float(row["right"])
    return found


def mean(runs, budget, question, way):
    own = [r[way] for k, r in runs.items() if k[:2] == (budget, question)]
    return np.mean(own)


def test_there_are_eight_beginnings_and_four_with_more_steps(runs):
    count = defaultdict(int)
    for budget, _, _ in runs:
        count[budget] += 1
    assert count == {"400": 2 * 8, "1600": 2 * 4}


def test_bert_wins_one_question_and_electra_the_other_from_every_beginning(runs):
    for (_, question, _), right in runs.items():
        winner = "BERT" if question == "which work" else "ELECTRA"
        assert right[winner] == max(right.values()), (question, right)


def test_bert_is_hardly_better_than_a_coin_at_spoiled_lines(runs):
    for budget in ("400", "1600"):
        assert 0.5 < mean(runs, budget, "spoiled or not", "BERT") < 0.54


def test_more_steps_bring_electra_on(runs):
    for question in ("which work", "spoiled or not"):
        early, late = (mean(runs, b, question, "ELECTRA") for b in ("400", "1600"))
        assert late > early + 0.03
    gaps = [
        mean(runs, b, "which work", "BERT") - mean(runs, b, "which work", "ELECTRA")
        for b in ("400", "1600")
    ]
    assert 0 < gaps[1] < gaps[0]


def test_the_twin_learns_next_to_nothing(runs):
    for question in ("which work", "spoiled or not"):
        untrained = mean(runs, "400", question, "untrained")
        for budget in ("400", "1600"):
            assert mean(runs, budget, question, "chosen only") < untrained + 0.04


def test_other_numbers_that_the_pages_state():
    assert sum(len(story) for story in harbor.stories()) == 56
    assert V == 81
    assert abs(0.85**10 - 1 / 5) < 0.01  # one line in five would lose no word
    thirds = np.full(3, 1 / 3)
    doubt, _ = detection.suspect(thirds, thirds, rate=contest.HIDDEN)
    np.testing.assert_allclose(doubt, 0.2)
    assert contest.HIDDEN * 10 == 3 and contest.NARROW / contest.WIDE == 0.25
    assert round(1 / data.fact("electra.mask_rate").number) == 7  # sums against means


@pytest.mark.parametrize("way", ["BERT", "ELECTRA"])
def test_a_stored_run_comes_out_again(way, texts, runs):
    """Within what another order of additions may move: an exam's mean strays by 0.01."""
    p = contest.teach(way, texts[0], np.random.default_rng(0))[0]
    for question, right in contest.examine(p, np.random.default_rng(5)).items():
        assert abs(right - runs["400", question, "0"][way]) < 0.04, question


def test_the_judges_loss_does_not_pull_at_the_generator(texts):
    """Exactly not; and the generator's loss not at the judge. Both pull at the tables."""
    p = contest.new_electra(np.random.default_rng(0))
    mlm, disc = (contest.pulls(p, texts[0][:8], loss) for loss in ("mlm", "disc"))
    assert disc["generator"] == 0 == mlm["discriminator"]
    assert min(mlm["tables"], disc["tables"], mlm["generator"]) > 0
    assert disc["discriminator"] > 0
