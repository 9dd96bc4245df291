"""Tuning on answers: two losses on the same rows, and what the page says of the outcome."""

import numpy as np
import pytest

from fieldguide.experiments import answers
from fieldguide.harbor import questions


@pytest.fixture(scope="module")
def base():
    return answers.base(1, steps=12)


def test_training_on_the_log_lowers_the_loss_and_answers_nothing(base):
    p, losses = base
    assert losses[-1] < losses[0] - 1
    assert [answers.right(p, kind, size=40) for kind in questions.PARTS] == [0] * 4


def test_both_see_the_same_rows(base):
    both = [
        list(answers.batches(asked, np.random.default_rng(2), steps=3))
        for asked in ("answers", "everything")
    ]
    for (one, answer), (other, everything) in zip(*both, strict=True):
        np.testing.assert_array_equal(one, other)
        assert (answer <= everything).all() and answer.sum() < everything.sum() / 3


def test_a_few_steps_on_the_answers_come_out_again_and_leave_the_base_alone(base):
    p, _ = base
    before = p["token_table"].copy()
    one, losses, _ = answers.tune(p, "answers", seed=2, steps=4)
    again, _, _ = answers.tune(p, "answers", seed=2, steps=4)
    np.testing.assert_array_equal(one["token_table"], again["token_table"])
    np.testing.assert_array_equal(p["token_table"], before)
    assert losses[-1] < losses[0]


def test_an_answer_is_right_only_with_the_mark_that_ends_it(monkeypatch):
    """A model that would write the right words and go on gets nothing for them."""
    ids, asked, _ = questions.exchanges(
        ["who"] * 3, answers.lines()[answers.KNOWN :][:3]
    )
    sure = 9.0 * np.eye(len(questions.VOCABULARY))[ids[:, 1:]]
    monkeypatch.setattr(answers.transformer, "decoder", lambda *_, **__: sure)
    assert answers.right({}, "who", size=3) == 3
    end = np.flatnonzero(asked[0])[-1] - 1
    endless = sure.copy()
    endless[:, end] = np.eye(len(questions.VOCABULARY))[questions.PAD]
    monkeypatch.setattr(answers.transformer, "decoder", lambda *_, **__: endless)
    assert answers.right({}, "who", size=3) == 0


def test_an_unknown_loss_is_refused(base):
    with pytest.raises(
        ValueError, match="asked must be answers or everything, got 'x'"
    ):
        answers.tune(base[0], "x", seed=1)


def test_what_the_page_says_of_its_runs():
    """The loss on the answers alone is ahead at every kind; new kinds are answered by neither."""
    p, _ = answers.base(1)
    tuned = {
        asked: answers.tune(p, asked, seed=2)[0] for asked in ("answers", "everything")
    }
    for kind in questions.PARTS:
        right = {asked: answers.right(q, kind) for asked, q in tuned.items()}
        assert right["answers"] > right["everything"] + 10, (kind, right)
    for kind in questions.NEW:
        assert [answers.right(q, kind) for q in tuned.values()] == [0, 0]
