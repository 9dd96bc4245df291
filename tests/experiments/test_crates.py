"""The model that writes programs: its chances are those of sampling, its weights come out again."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import crates
from fieldguide.harbor import programs
from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.search.programs import best_by_probability, submissions
from fieldguide.training import parameters


@pytest.fixture(scope="module")
def p():
    return crates.stored()


@pytest.fixture(scope="module")
def problems():
    return programs.pose(200, np.random.default_rng(5))


@pytest.fixture(scope="module")
def scores(p, problems):
    return crates.scores(p, problems.statements())


def test_the_weights_are_small_and_of_this_model(p):
    path = data.ROOT / "notebooks" / "programs" / crates.FILE
    assert path.stat().st_size < 200_000
    assert transformer.size(p) == transformer.size(crates.new(np.random.default_rng(0)))


def test_the_first_steps_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = crates.train(steps=30)
    np.testing.assert_allclose(losses[[0, 9, 29]], FIRST, atol=0.01)


FIRST = [3.488, 2.056, 1.930]


def test_scores_are_those_of_the_whole_text(p, problems, scores):
    """A program's chance is the product of its tokens', read as one text."""
    some = np.array([3, 40, 700])
    found = crates.chances(scores, temperature=0.7)[:, some]
    for k, number in enumerate(some):
        text = programs.written(np.full(len(problems), number))
        ids = np.append(problems.statements(), text, axis=1)[:, :-1]
        said = transformer.decoder(ids, p, heads=crates.HEADS)[
            :, programs.STATEMENT - 1 :
        ]
        shares = softmax(said / 0.7)
        told = np.take_along_axis(shares, text[..., None], -1)[..., 0]
        length = len(programs.every_program()[number])
        wanted = told[:, : length + (length < programs.LONGEST)].prod(1)
        np.testing.assert_allclose(found[:, k], wanted, rtol=1e-9)


def test_chances_add_up_to_1_with_what_is_no_program(scores):
    total = crates.chances(scores).sum(1)
    assert (total <= 1 + 1e-9).all() and total.mean() > 0.95


def test_draws_come_as_often_as_they_are_probable(rng):
    chances = np.array([[0.5, 0.2, 0.1]])
    drawn = crates.draw(chances, 20_000, rng)[0]
    for number, p in zip((0, 1, 2, crates.NONE), (0.5, 0.2, 0.1, 0.2), strict=True):
        assert abs((drawn == number).mean() - p) < 4 * np.sqrt(p / 20_000)


def test_groups_hold_what_passes_and_do_the_same(scores, problems, rng):
    samples = crates.draw(crates.chances(scores), 300, rng)
    fitting = problems.fitting(1)
    for k in range(20):
        groups = crates.grouped(samples[k], fitting[k], rng)
        kept = [s for s in samples[k] if s != crates.NONE and fitting[k, s]]
        assert sorted(np.concatenate([[], *groups])) == sorted(kept)
        sizes = [len(group) for group in groups]
        assert sizes == sorted(sizes, reverse=True)
        picks = submissions(groups, most=10)
        assert len(picks) == min(10, len(kept)) and {*picks} <= {*kept}
    assert crates.grouped(np.array([crates.NONE]), fitting[0], rng) == []


def test_it_is_better_than_chance_and_far_from_sure(scores, problems):
    """What the pages say: one sample is seldom right, the model is no oracle."""
    solved = (crates.chances(scores) * problems.right()).sum(1)
    by_lot = problems.right().mean()
    assert 5 * by_lot < solved.mean() < 0.5


def test_the_more_tries_the_hotter(scores, problems):
    """What the lab says of temperatures."""
    heats = [0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0]
    chances = {
        t: crates.chances(scores, temperature=t) * problems.right() for t in heats
    }
    found = {
        k: [(1 - (1 - chances[t].sum(1)) ** k).mean() for t in heats]
        for k in (1, 10, 100, 1000)
    }
    best = [heats[int(np.argmax(found[k]))] for k in found]
    assert best[0] == heats[0] and best == sorted(best) and len(set(best)) == 4
    assert found[100][0] < 2.2 * found[1][0]  # at the coldest, hardly twice as many
    assert max(found[100]) > 3 * found[1][0]


def test_the_examples_know_more_than_the_model(scores, problems):
    """What the lab says of a hundred samples: the favorite, the filter, and one by lot."""
    logs = crates.log_chances(scores, temperature=0.8)
    drawn = crates.draw(np.exp(logs.sum(-1)), 100, np.random.default_rng(3))
    right, lot, favorite, left = problems.right(), 0, 0, 0
    for k, numbers in enumerate(drawn):
        numbers = numbers[numbers != crates.NONE]
        best = best_by_probability(logs[k, numbers], crates.written()[numbers])
        lot += right[k, numbers].mean() / 200
        favorite += right[k, numbers[best]] / 200
        kept = numbers[problems.fitting()[k, numbers]]
        left += (right[k, kept].mean() if len(kept) else 0) / 200
    assert 0.15 < favorite < 0.25 and 1.5 * lot < favorite and left > 3 * favorite


def test_tests_deceive_less_the_more_there_are(scores, problems, rng):
    """Of the samples that pass one, two, five and twenty tests, fewer and fewer are wrong."""
    chances, found = crates.chances(scores), []
    row = rng.integers(10_000, size=(200, 20))
    wanted = programs.outcomes()[problems.wanted[:, None], row]
    for tests in (1, 2, 5, 20):
        passes = (programs.outcomes()[:, row[:, :tests]] == wanted[:, :tests]).all(-1).T
        kept = chances * passes
        found.append((kept * ~problems.right()).sum() / kept.sum())
    assert found == sorted(found, reverse=True) and found[0] > 0.1 > 0.01 > found[-1]


def test_clusters_help_where_the_filter_leaves_a_mixture(p, problems):
    """One example told, three handed in: of different clusters they solve more problems."""
    chances = crates.chances(crates.scores(p, problems.statements(1)))
    drawn = crates.draw(chances, 10_000, np.random.default_rng(1))
    right, rng, alone, grouped, first = (
        problems.right(),
        np.random.default_rng(2),
        0,
        0,
        0,
    )
    for k, numbers in enumerate(drawn):
        kept = numbers[problems.fitting(1)[k, numbers] & (numbers != crates.NONE)]
        groups = crates.grouped(numbers, problems.fitting(1)[k], rng)
        alone += right[k, kept[:3]].any() / 200
        grouped += right[k, submissions(groups, most=3)].any() / 200
        first += (bool(groups) and right[k, groups[0][0]]) / 200
    assert 0.75 < first < alone < 0.9 < grouped


def test_its_parameters_are_stored_in_half_precision():
    stored = np.load(data.ROOT / "notebooks" / "programs" / crates.FILE)
    flat, _ = parameters.join(crates.new(np.random.default_rng(0)))
    assert stored.dtype == np.float16 and stored.shape == flat.shape
