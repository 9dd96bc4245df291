"""Fine-tuning on the log: its parts, and what the pages say of the stored runs."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.experiments import contest, finetune
from fieldguide.harbor import logbook
from fieldguide.training.parameters import leaves

RUNS = data.ROOT / "notebooks" / "encoders" / "07-finetune.runs.csv"


@pytest.fixture(scope="module")
def pretrained():
    lines, _ = contest.texts()
    return contest.teach("BERT", lines, np.random.default_rng(0))[0]


@pytest.fixture(scope="module")
def told():
    return finetune.labeled("which work", 64, np.random.default_rng(7))


# --- the parts ------------------------------------------------------------------------


def test_lines_have_answers():
    """Half of the lines are spoiled, and the work is one of four; all in the town's words."""
    for question, classes in finetune.QUESTIONS.items():
        lines, answers = finetune.labeled(question, 400, np.random.default_rng(0))
        assert lines.shape == (400, 12) and set(answers) == set(range(classes))
        assert harbor.UNK not in lines
        often = np.bincount(answers) / 400
        assert (abs(often - 1 / classes) < 5 * np.sqrt(0.25 / 400)).all()


def test_frozen_means_that_only_the_head_learns(pretrained, told):
    before = [a.copy() for a in leaves(pretrained)]
    ways = {
        way: finetune.tune(
            way, pretrained, *told, np.random.default_rng(1), 4, steps=3
        )[0]
        for way in ("frozen", "fine-tuned")
    }
    for a, b in zip(before, leaves(pretrained), strict=True):
        np.testing.assert_array_equal(a, b)
    start = finetune.new_start(pretrained, np.random.default_rng(1), 4)
    for part, same in (("tables", True), ("net", True), ("head", False)):
        kept = zip(leaves(start[part]), leaves(ways["frozen"][part]), strict=True)
        assert all(np.array_equal(a, b) for a, b in kept) is same
        kept = zip(leaves(start[part]), leaves(ways["fine-tuned"][part]), strict=True)
        assert not all(np.array_equal(a, b) for a, b in kept)


def test_the_frozen_head_sees_what_the_whole_network_would(pretrained, told):
    lines, answers = told
    p = finetune.new_start(pretrained, np.random.default_rng(1), 4)
    first = finetune.encode(p, lines)[:, :1]
    one = finetune.head_loss(p["head"], first, answers)
    np.testing.assert_allclose(one, finetune.loss(p, lines, answers), rtol=1e-12)


def test_from_nothing_takes_nothing_over(pretrained, told):
    """It is the same network whatever the pre-trained one has learned."""
    other = contest.new_bert(np.random.default_rng(5))
    runs = [
        finetune.tune("from nothing", p, *told, np.random.default_rng(1), 4, steps=2)[1]
        for p in (pretrained, other)
    ]
    np.testing.assert_array_equal(*runs)


def test_it_learns(pretrained, told):
    p, losses = finetune.tune(
        "fine-tuned", pretrained, *told, np.random.default_rng(1), 4
    )
    assert len(losses) == finetune.STEPS and losses[-5:].mean() < 0.1 < losses[0]
    assert finetune.right(p, *told) > 0.95


def test_nobody_knows_more_than_the_log_tells():
    """By drawing: who takes the most probable work of each line is right as often as said."""
    lines, work = logbook.write(4000, np.random.default_rng(9))
    known, answers = logbook.write(60_000, np.random.default_rng(10))
    key = [tuple(line[[2, 3, 5, 6, 8]]) for line in known]
    count = defaultdict(lambda: np.zeros(4))
    for k, answer in zip(key, answers, strict=True):
        count[k][answer] += 1
    guesses = [count[tuple(line[[2, 3, 5, 6, 8]])].argmax() for line in lines]
    best = logbook.best_guess_of_work()
    assert abs(np.mean(guesses == work) - best) < 5 * np.sqrt(best * (1 - best) / 4000)


# --- what the pages say ---------------------------------------------------------------


@pytest.fixture(scope="module")
def means():
    found = defaultdict(list)
    with RUNS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = row["question"], int(row["labeled"]), row["way"]
            found[key].append(float(row["right"]))
    assert {len(runs) for runs in found.values()} == {8}
    assert len(found) == len(finetune.QUESTIONS) * len(finetune.LABELED) * 3
    return {key: np.mean(runs) for key, runs in found.items()}


def lead(means, question, labeled):
    """Of fine-tuned over from nothing, in percentage points."""
    return 100 * (
        means[question, labeled, "fine-tuned"]
        - means[question, labeled, "from nothing"]
    )


def test_pre_training_saves_labels_where_they_are_few(means):
    leads = [lead(means, "which work", k) for k in finetune.LABELED]
    assert 15.5 < leads[0] < 16.5 and 2 < leads[1] < 3  # sixteen; less than three
    assert all(abs(points) < 1 for points in leads[2:])  # makes no difference


def test_frozen_is_near_with_few_labels_and_left_behind_with_many(means):
    behind = [
        means["which work", k, "fine-tuned"] - means["which work", k, "frozen"]
        for k in finetune.LABELED
    ]
    assert all(gap < 0.04 for gap in behind[:2]) and all(
        gap > 0.03 for gap in behind[2:]
    )


def test_at_the_second_question_few_labels_help_nobody_and_then_the_lead_stays(means):
    question = "spoiled or not"
    for way in finetune.WAYS:
        assert all(0.5 < means[question, k, way] < 0.55 for k in (8, 32)), way
    assert [lead(means, question, k) > 4 for k in (128, 512, 2000)] == [True] * 3
    assert 7 < lead(means, question, 2000) < 8


def test_nobody_is_better_than_possible(means):
    best = logbook.best_guess_of_work()
    assert max(v for k, v in means.items() if k[0] == "which work") < best


def test_from_one_beginning_the_pre_trained_network_was_worse_with_eight_labels():
    with RUNS.open(encoding="utf-8", newline="") as lines:
        right = {
            (row["beginning"], row["way"]): float(row["right"])
            for row in csv.DictReader(lines)
            if (row["question"], row["labeled"]) == ("which work", "8")
        }
    lost = [
        right[f"{b}", "fine-tuned"] < right[f"{b}", "from nothing"] for b in range(8)
    ]
    assert sum(lost) == 1


def test_a_stored_run_comes_out_again(pretrained):
    """Within what another order of additions may move."""
    told = finetune.labeled("which work", 32, np.random.default_rng(100))
    new = finetune.labeled("which work", finetune.NEW, np.random.default_rng(3))
    with RUNS.open(encoding="utf-8", newline="") as lines:
        stored = {
            row["way"]: float(row["right"])
            for row in csv.DictReader(lines)
            if (row["question"], row["labeled"], row["beginning"])
            == ("which work", "32", "0")
        }
    for way in finetune.WAYS:
        p, _ = finetune.tune(way, pretrained, *told, np.random.default_rng(0), 4)
        assert abs(finetune.right(p, *new) - stored[way]) < 0.03, way
