"""The model that writes programs: its chances are those of sampling, its weights come out again."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import crates
from fieldguide.harbor import programs
from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.search.programs import submissions
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


def test_its_parameters_are_stored_in_half_precision():
    stored = np.load(data.ROOT / "notebooks" / "programs" / crates.FILE)
    flat, _ = parameters.join(crates.new(np.random.default_rng(0)))
    assert stored.dtype == np.float16 and stored.shape == flat.shape
