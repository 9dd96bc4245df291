"""Learning what people prefer: taste, rankings, and what the page says of the runs."""

import csv

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.experiments import taste
from fieldguide.harbor import logbook
from fieldguide.mechanisms.preferences import comparisons

RUNS = data.ROOT / "notebooks" / "assistants" / "01-preferences.runs.csv"
NUMBERS = "reward", "taste", "kl"


@pytest.fixture(scope="module")
def ends():
    """The last round of each run: (seed, beta) -> its row."""
    with RUNS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * len(taste.BETAS) * taste.ROUNDS
    last = [r for r in rows if int(r["round"]) == taste.ROUNDS]
    return {
        (int(r["seed"]), float(r["beta"])): r | {k: float(r[k]) for k in NUMBERS}
        for r in last
    }


def line(text):
    return harbor.encode(f"[CLS] {text} [SEP]")


def test_what_the_town_likes_by_hand():
    liked = line("the cat steals the fish on the quay at noon")
    lines = [
        liked,
        line("the cat steals the fish on the quay at dusk"),
        line("the keeper lights the lamp in the tower at dusk"),
        line("fish cat fish cat the cat fish cat the cat"),
    ]
    assert taste.taste(np.array(lines)).tolist() == [2, 1, -1, 0]
    assert taste.makes_sense(np.array(lines)).tolist() == [True, True, True, False]
    cut = liked.copy()
    cut[-1] = harbor.encode(["fish"])[0]
    assert taste.taste(cut) == 0


def test_a_question_names_whom_the_answer_should_be_about(rng):
    lines, _ = logbook.write(20, rng)
    rows = taste.as_dialogues(lines)
    assert rows.shape == (20, taste.ASKED + taste.LINE)
    assert taste.names_him(rows).all() and taste.makes_sense(rows).all()
    np.testing.assert_array_equal(taste.taste(rows), taste.taste(lines))
    rows[:, 1] = harbor.encode(["lamp"])[0]
    assert taste.names_him(rows).mean() < 1


def test_texts_that_are_mixed_in_count_as_much_as_is_said(rng):
    lines, _ = logbook.write(6, rng)
    policy, _ = taste.imitate(rng, steps=1)
    p = {
        "policy": policy,
        "value": {"weight": np.ones((taste.WIDTH, 1)), "bias": np.zeros(1)},
    }
    old, _ = taste.log_probs(policy, lines, prompt=1)
    batch = lines, old, np.ones_like(old), np.zeros_like(old)
    plain, mixed = taste._ppo_loss(p, *batch), taste._ppo_loss(p, *batch, lines, 0.5)
    assert mixed - plain == pytest.approx(0.5 * taste.surprise(policy, lines))
    assert taste.surprise(policy, lines) > 1  # nats; it has seen 64 lines only


def test_rankings_come_out_as_bradley_and_terry_say(rng):
    """A cat's line against a plain one, a lead of 1."""
    pair = np.stack(
        [
            line("the cat sells the bread in the street at noon"),
            line("the child sells the bread in the street at noon"),
        ]
    )
    n = 4000
    ranked = taste.rank(np.repeat(pair[None], n, axis=0), taste.taste, rng)
    won = (ranked[:, 0] == pair[0]).all(-1).mean()
    chance = comparisons.win_chance(taste.SURE, 0.0)
    assert abs(won - chance) < 4 * np.sqrt(chance * (1 - chance) / n)


def test_a_stored_run_comes_out_again(ends):
    policy, judged = taste.prepare(seed=1)
    rng = np.random.default_rng([1, 2])
    _, history = taste.follow(policy, judged, taste.NOTHING, rng, beta=0.0)
    want = [ends[1, 0.0][k] for k in NUMBERS]
    np.testing.assert_allclose(history[-1][:2], want[:2], atol=0.6)
    assert history[-1, 2] > 40 and want[2] > 40


def test_what_the_page_says_of_the_runs(ends):
    """With a leash the town is pleased; without one the judge is, and the town is not."""
    for seed in (1, 2, 3):
        for beta in (0.5, 0.3):
            assert ends[seed, beta]["taste"] > 0.8 and ends[seed, beta]["kl"] < 6
        free, held = ends[seed, 0.0], ends[seed, 0.3]
        assert free["reward"] > held["reward"] + 0.5
        assert free["taste"] < held["taste"] - 1 and free["kl"] > 40
        rewards = [ends[seed, beta]["reward"] for beta in taste.BETAS]
        assert rewards == sorted(rewards)
        assert not taste.makes_sense(line(free["line"].replace(" [SEP]", "")))
    assert ends[1, 0.1]["taste"] < ends[1, 0.3]["taste"] - 1
    assert ends[2, 0.02]["taste"] > ends[2, 0.3]["taste"]


def test_what_no_verdict_depends_on_is_given_up(rng):
    stages = taste.three_stages(seed=2)
    asked = taste.as_dialogues(logbook.write(200, rng)[0])[:, : taste.ASKED]
    about = {
        name: taste.names_him(write(asked)).mean() for name, write in stages.items()
    }
    assert about["pre-trained"] < about["supervised"]
    assert about["supervised"] > 0.75 and about["policy"] < about["supervised"] - 0.25
