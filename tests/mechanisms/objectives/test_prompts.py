"""Prompts of solved examples, three ways to score options, and calibration."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import control, prompts

P = transformer.new_model(
    np.random.default_rng(0), vocab_size=11, positions=9, d=6, layers=2, spread=0.6
)
OPTIONS = [[4], [5, 6, 7], [5, 1]]


def test_a_prompt_by_hand():
    made = prompts.few_shot_prompt(
        [], [([5], [6]), ([7], [8])], [9], arrow=[1], delimiter=[2]
    )
    assert made.tolist() == [5, 1, 6, 2, 7, 1, 8, 2, 9, 1]


@pytest.mark.parametrize("shots", [0, 1, 3])
def test_zero_one_and_few_shots_differ_by_examples_only(shots):
    examples = [([5, 6], [7])] * shots
    made = prompts.few_shot_prompt([3, 3], examples, [8], arrow=[1], delimiter=[2])
    assert made[:3].tolist() == [3, 3, 2] and made[-2:].tolist() == [8, 1]
    assert len(made) == 3 + 5 * shots + 2


def test_a_prompt_without_description_begins_with_no_delimiter():
    assert prompts.few_shot_prompt([], [], [9], delimiter=[2]).tolist() == [9]


@pytest.mark.parametrize("example", [5, ([5], [6], [7]), "ab", ([5],)])
def test_an_example_is_a_pair(example):
    with pytest.raises(ValueError, match=r"examples\[1\] must be a question"):
        prompts.few_shot_prompt([], [([5], [6]), example], [9])


def test_options_are_as_probable_as_whole_texts():
    prompt = [1, 2, 3]
    found = prompts.option_log_probabilities(prompt, OPTIONS, P, heads=2)
    assert [len(x) for x in found] == [1, 3, 2]
    before = control.text_log_probabilities([prompt], P, heads=2)[0]
    for option, log_p in zip(OPTIONS, found, strict=True):
        whole = control.text_log_probabilities([prompt + option], P, heads=2)[0]
        np.testing.assert_allclose(log_p.sum(), whole - before)


def test_first_tokens_of_all_options_are_shares_of_one():
    found = prompts.option_log_probabilities([1], [[k] for k in range(11)], P, heads=2)
    np.testing.assert_allclose(np.exp(found).sum(), 1)
    logits = transformer.decoder([1], P, heads=2)
    np.testing.assert_allclose(np.ravel(found), log_softmax(logits)[0])


def test_a_prompt_longer_than_the_positions_is_refused():
    prompts.option_log_probabilities([1] * 7, OPTIONS, P, heads=2)  # 7 + 3 - 1 are read
    with pytest.raises(
        ValueError, match=r"prompt and option: at most 9 tokens .* got 10"
    ):
        prompts.option_log_probabilities([1] * 8, OPTIONS, P, heads=2)


@pytest.mark.parametrize(
    "prompt, options, error",
    [
        ([], [[1]], "prompt must have a token"),
        ([1], [[1], []], r"options\[1\] must have a token"),
        ([1], [], "options must hold"),
        ([1], [[11]], r"options\[0\] must lie in 0 ... 10"),
    ],
)
def test_nothing_to_read_or_to_score(prompt, options, error):
    with pytest.raises(ValueError, match=error):
        prompts.option_log_probabilities(prompt, options, P, heads=2)


def test_a_sum_charges_each_token_and_a_mean_does_not():
    half = np.log([0.5]), np.log([0.5, 0.5])
    np.testing.assert_allclose(prompts.sum_scores(half), np.log([0.5, 0.25]))
    np.testing.assert_allclose(prompts.per_token_scores(half), np.log([0.5, 0.5]))


def test_the_ratio_asks_what_the_question_has_changed():
    asked = [np.log([0.3]), np.log([0.2])]
    alone = [np.log([0.6]), np.log([0.1])]
    found = prompts.ratio_scores(asked, alone)
    np.testing.assert_allclose(found, np.log([0.5, 2]))
    assert prompts.sum_scores(asked).argmax() != found.argmax()


def test_a_ratio_does_not_depend_on_what_both_prompts_share():
    asked = [np.array([-1.0, -2.0]), np.array([-3.0])]
    alone = [np.array([-1.5, -1.0]), np.array([-1.0])]
    harder = [x - 5 for x in asked], [x - 5 for x in alone]
    np.testing.assert_allclose(
        prompts.ratio_scores(asked, alone), prompts.ratio_scores(*harder)
    )


def test_ratios_need_the_same_options():
    with pytest.raises(ValueError, match="as many"):
        prompts.ratio_scores([[-1.0], [-2.0]], [[-1.0]])
    with pytest.raises(ValueError, match="one shape"):
        prompts.ratio_scores([[-1.0], [-2.0]], [[-1.0], [-2.0, -1.0]])


@pytest.mark.parametrize("score", [prompts.sum_scores, prompts.per_token_scores])
def test_an_option_without_tokens_has_no_score(score):
    with pytest.raises(ValueError, match=r"by_option\[1\] must have a token"):
        score([[-1.0], []])


def test_calibration_by_hand():
    found = prompts.calibrate([0.6, 0.4], [0.75, 0.25])
    np.testing.assert_allclose(found, [1 / 3, 2 / 3])


def test_after_calibration_a_question_without_content_gets_equal_shares(rng):
    bias = rng.dirichlet(np.ones(5))
    np.testing.assert_allclose(prompts.calibrate(bias, bias), 0.2)


def test_calibration_by_an_even_bias_changes_nothing(rng):
    chances = rng.dirichlet(np.ones(4), size=(2, 3))
    np.testing.assert_allclose(prompts.calibrate(chances, [0.25] * 4), chances)


def test_an_option_that_never_comes_cannot_be_calibrated():
    with pytest.raises(ValueError, match="content_free must give each option a chance"):
        prompts.calibrate([0.5, 0.5], [1.0, 0.0])


def test_a_chance_of_next_to_nothing_raises_an_option_without_limit():
    found = prompts.calibrate([[0.5, 0.5], [1, 0]], [1, 1e-310])
    np.testing.assert_allclose(found, [[0, 1], [1, 0]], atol=1e-12)
