"""CoCa on the harbor: what each part is given; what it learns stands in its notebook."""

import csv

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide import data
from fieldguide.experiments import captioner, matching
from fieldguide.harbor import views
from fieldguide.mechanisms.networks import transformer


@pytest.fixture(scope="module")
def begun():
    """A few steps, on a few pictures."""
    pictures, scenes = matching.learn_from(np.random.default_rng(0), 200)
    return captioner.train(pictures, scenes, steps=12)


def test_the_first_steps_learn(begun):
    p, losses = begun
    assert losses[-3:].mean() < losses[:3].mean()
    assert 80_000 < transformer.size(p) < 100_000


def test_texts_and_pictures_lie_in_one_space(begun):
    pictures = views.draw(views.SCENES[:3])
    seen, read = captioner.directions(begun[0], pictures, [*views.CAPTIONS[:5]])
    assert seen.shape == (3, captioner.SPACE) and read.shape == (5, captioner.SPACE)
    assert np.allclose((seen**2).sum(1), 1) and np.allclose((read**2).sum(1), 1)


def test_surprise_is_asked_of_words_alone(begun):
    texts = ["the boat at noon", views.CAPTIONS[-1]]
    nats = captioner.surprise(begun[0], views.draw(views.SCENES[:2]), texts)
    assert nats.shape == (2, views.LONGEST) and (nats[0, :5] > 0).all()  # with its end
    assert (nats[0, 5:] == 0).all()


def test_it_writes_words(begun):
    said = captioner.say(begun[0], views.draw(views.SCENES[:2]))
    assert len(said) == 2
    assert {word for text in said for word in text.split()} <= {*views.VOCABULARY}


# --- two losses, and what each of them moves ------------------------------------------

PAGE = "notebooks/pictures/05-one-space"  # trains this network
RUNS = data.ROOT / f"{PAGE}.runs.csv"
SHARES = "written", "found", "written_new", "found_new"


@pytest.fixture(scope="module")
def runs():
    with RUNS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (float(r["contrastive"]), float(r["captioning"]), int(r["seed"])): {
            k: float(r[k]) for k in (*SHARES, "eye", "first half")
        }
        for r in rows
    }


def test_each_number_belongs_to_one_part(begun):
    p, _ = begun
    assert transformer.size(captioner.parts(p)) == transformer.size(p)


def test_each_loss_has_parts_for_itself(begun):
    """Exactly nothing, whatever has been learned: no word looks at the mark, and the half that
    reads comes before the one that looks."""
    texts = [views.caption(scene) for scene in views.SCENES[:4]]
    found = captioner.pulls(begun[0], views.draw(views.SCENES[:4]), texts)
    for loss, others in (
        ("captions", {"one query, its map", "mark, its map"}),
        ("contrast", {"eight queries", "second half"}),
    ):
        assert {part for part, pull in found.items() if pull[loss] == 0} == others
    for part, pull in found.items():
        shared = part in {"eye", "words, their places", "first half"}
        assert shared != np.isnan(pull["cosine"])
        assert not shared or abs(pull["cosine"]) <= 1


def test_the_weights_of_the_losses(begun):
    """The gradient is what each loss pulls, added up."""
    p = begun[0]
    patched, ids = (
        captioner.cut(views.draw(views.SCENES[:4])),
        views.encode([views.caption(scene) for scene in views.SCENES[:4]]),
    )
    one = captioner.loss(p, patched, ids, captioning=0)
    other = captioner.loss(p, patched, ids, contrastive=0)
    assert np.isclose(captioner.loss(p, patched, ids), one + other)
    assert np.isclose(captioner.loss(p, patched, ids, contrastive=3), 3 * one + other)


def test_there_are_eight_beginnings_of_each(runs):
    seeds = range(1, captioner.SEEDS + 1)
    assert set(runs) == {(*w, k) for w in captioner.WEIGHTS for k in seeds}


def test_a_stored_run_comes_out_again(runs):
    p, _ = taken_up(PAGE, captioner.run)
    found = captioner.outcome(p)
    for name in SHARES:
        assert abs(found[name] - runs[1, 2, 1][name]) < 0.02, name


def test_what_the_page_says_of_the_runs(runs):
    """Captions help to find and lose nothing; nothing decides about scenes that never were."""

    def mean(column, *weights):
        seeds = range(1, captioner.SEEDS + 1)
        return np.mean([runs[(*weights, k)][column] for k in seeds])

    found = [mean("found", *w) for w in captioner.WEIGHTS]
    assert found[:4] == sorted(found[:4]) and 0.15 < found[0] < 0.25 and found[3] > 0.5
    assert found[4] < 0.02
    for k in range(1, captioner.SEEDS + 1):
        assert runs[1, 2, k]["found"] > runs[1, 0, k]["found"]
        assert runs[1, 0, k]["written"] == 0
        assert abs(runs[1, 2, k]["first half"]) < 0.05
    assert abs(mean("written", 1, 2) - mean("written", 0, 2)) < 0.01
    for weights in ((1, 2), (0, 2)):
        new = [runs[(*weights, k)]["written_new"] for k in range(1, 9)]
        assert min(new) == 0 and max(new) > 0.95
    assert runs[1, 2, 1]["written_new"] == 1
    assert sum(runs[1, 2, k]["eye"] > 0.1 for k in range(1, 9)) == 7
