"""The loop of Self-Instruct in the harbor, on pairs that nobody has to train for."""

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide.experiments import growing
from fieldguide.harbor import questions, text


@pytest.fixture(scope="module")
def pairs():
    """What a perfect teacher would write: questions drawn from the log itself."""
    rng = np.random.default_rng(5)
    return [
        [questions.read(row) for row in questions.questions(rng, size=40)]
        for _ in range(5)
    ]


def test_the_seeds_are_questions_of_the_town_and_new_to_each_other():
    words = {word for seed in growing.SEEDS for word in seed.split()}
    assert words <= {*text.vocabulary(), *questions.PARTS, "does"}
    for k, seed in enumerate(growing.SEEDS):
        assert all(growing.alike(seed, other) <= 0.7 for other in growing.SEEDS[:k])


def test_fewer_and_fewer_are_new(pairs):
    rounds = growing.sift_rounds(pairs, most=0.7)
    kept = [len(found.kept) for found in rounds]
    assert kept[0] > 2 * kept[-1]
    assert all(len(r.kept) + sum(r.reasons.values()) == 40 for r in rounds)


def test_a_stricter_filter_keeps_less_and_what_it_keeps_is_as_unlike_as_it_says(pairs):
    sizes = []
    for most in (0.5, 0.7, 0.9, 1):
        found = [p for r in growing.sift_rounds(pairs, most=most) for p in r.kept]
        sizes.append(len(found))
        pool = [*growing.SEEDS, *(question for question, _ in found)]
        assert all(
            growing.alike(pool[k], two) <= most
            for k in range(len(growing.SEEDS), len(pool))
            for two in pool[:k]
        )
    assert sizes == sorted(sizes) and sizes[-1] == 200


def test_what_the_page_says_of_its_run():
    """A wrong answer makes a question unlike the rest, and so it passes more often."""
    p, _ = taken_up("notebooks/assistants/03-making-data", growing.teacher, 1)
    pairs = growing.ask(p, np.random.default_rng(3))
    rounds = growing.sift_rounds(pairs, most=0.7)
    kept = [pair for found in rounds for pair in found.kept]
    written = [pair for some in pairs for pair in some if pair]
    assert len(written) > 0.95 * growing.ROUNDS * growing.REQUEST
    assert len(kept) < 0.25 * len(written)
    assert len(rounds[0].kept) > 2 * np.mean([len(r.kept) for r in rounds[-3:]])
    shares = [growing.wrong(some) / len(some) for some in (written, kept)]
    assert 0.2 < shares[0] < 0.4 and shares[1] > shares[0] + 0.05


def test_what_cannot_be_read_is_counted():
    found = growing.sift_rounds([[None, ("who is it", "x")]], most=0.7)
    assert found[0] == ([], {"no question": 1, "too short": 1})


def test_a_teacher_learns_and_its_rows_are_asked_for_up_to_their_end():
    p, losses = growing.teacher(1, steps=10)
    assert losses[-1] < losses[0] - 1
    rows = growing.write(p, np.random.default_rng(1), size=6)
    assert rows.shape == (6, 15) and (rows[:, 0] == questions.START).all()
    ids = np.array([[questions.START, 7, questions.STOP, questions.PAD]])
    assert growing.asked(ids).tolist() == [[False, True, True, False]]
