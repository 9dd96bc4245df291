"""Moments in a row, what is learned of them, prompts, and episodes worth being imitated."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks.spliced import MARKER
from fieldguide.mechanisms.objectives import episodes
from fieldguide.mechanisms.tokens import numbers


def test_the_constants_are_the_paper_s():
    for quantity, ours in {
        "prompt_fraction": episodes.PROMPTED,
        "goal_prompt_share": episodes.FROM_END,
        "return_filter": episodes.KEPT,
    }.items():
        assert data.fact(f"gato.{quantity}").number == ours
    assert episodes.SEPARATOR == data.fact("gato.vocabulary").number


def test_a_moment_by_hand():
    ids, asked = episodes.lay_out_step(
        {"ship": (4,), "lamp": (2, 3)}, (9,), separator=7
    )
    assert ids.tolist() == [2, 3, 4, 7, 9]
    assert asked.tolist() == [False] * 4 + [True]


def test_a_text_that_is_read_is_learned_too():
    seen = {"ship": (4,), "lamp": (2, 3)}
    _, asked = episodes.lay_out_step(seen, (9,), texts=["lamp"])
    assert asked.tolist() == [True, True, False, False, True]
    _, both = episodes.lay_out_episode([seen] * 2, [(9,)] * 2, texts=["lamp"])
    assert both.tolist() == asked.tolist() * 2
    with pytest.raises(
        ValueError, match="texts must be among lamp, ship, got {'bell'}"
    ):
        episodes.lay_out_step(seen, (9,), texts=["bell"])


def test_things_come_in_the_order_of_their_names_and_row_by_row():
    seen = {"b": [[1, 2], [3, 4]], "a": [MARKER] * 2, "B": [5]}
    ids, asked = episodes.lay_out_step(seen, [[6], [7]])
    assert ids.tolist() == [5, -1, -1, 1, 2, 3, 4, episodes.SEPARATOR, 6, 7]
    assert asked.sum() == 2


def test_an_episode_is_its_moments_in_time():
    seen = [{"x": [k]} for k in range(3)]
    ids, asked = episodes.lay_out_episode(seen, [[10], [11], [12]], separator=9)
    assert ids.tolist() == [0, 9, 10, 1, 9, 11, 2, 9, 12]
    assert ids[asked].tolist() == [10, 11, 12]


def test_the_separator_is_no_word_and_no_number():
    edge = numbers.observation_tokens([1e9])
    assert edge.max() < episodes.SEPARATOR


def test_what_is_missing_is_refused():
    with pytest.raises(ValueError, match="observation must be a dict of tokens"):
        episodes.lay_out_step({}, [1])
    with pytest.raises(ValueError, match="tokens of action must be .* got 0"):
        episodes.lay_out_step({"x": [1]}, np.empty(0, int))
    with pytest.raises(ValueError, match="observations 1, actions 2"):
        episodes.lay_out_episode([{"x": [1]}], [[1], [2]])
    with pytest.raises(ValueError, match="moments of observations"):
        episodes.lay_out_episode([], [])


def test_a_quarter_of_the_rows_is_prompted(rng):
    chosen = [episodes.choose_prompted(rng, batch=512) for _ in range(3)]
    assert [c.sum() for c in chosen] == [128] * 3
    assert (chosen[0] != chosen[1]).any()


def test_half_of_the_prompts_and_some_by_chance_are_the_end(rng):
    starts = [episodes.prompt_start(rng, steps=10, length=3) for _ in range(4000)]
    counted = np.bincount(starts)
    assert len(counted) == 8
    share = 0.5 + 0.5 / 8  # the end is also one of eight places
    assert abs(counted[7] - 4000 * share) < 5 * np.sqrt(4000 * share * (1 - share))
    assert counted[:7].min() > 150
    assert episodes.prompt_start(rng, steps=3, length=3) == 0
    with pytest.raises(ValueError, match="length must be .* 1 ... 2, got 3"):
        episodes.prompt_start(rng, steps=2, length=3)


def test_an_expert_s_return_by_hand():
    assert episodes.expert_return([1, 3, 5, 3]) == 5
    many = np.r_[np.zeros(10), np.full(2, 9.0), np.zeros(8)]  # stretches of two
    assert episodes.expert_return(many) == pytest.approx(9)
    single = np.r_[np.zeros(19), 9.0]
    assert episodes.expert_return(single) == pytest.approx(4.5)  # one lucky day


def test_a_stretch_has_a_thousand_episodes_at_most():
    returns = np.r_[np.ones(1000), np.zeros(19_000)]
    assert episodes.expert_return(returns) == pytest.approx(1)
    assert episodes.expert_return(returns[1:]) == pytest.approx(0.999)


def test_good_episodes_by_hand():
    found = episodes.good_episodes([1.0, 4.0, 5.0, 3.9])
    assert found.tolist() == [False, True, True, False]
    with pytest.raises(ValueError, match="returns must be 0 or more, got -1"):
        episodes.good_episodes([1, -1])


def test_names_of_texts_may_come_from_what_is_gone_through_once():
    seen, done = {"ship": [4], "lamp": [2]}, [9]
    wanted = [False, True, False, True]
    _, asked = episodes.lay_out_step(seen, done, texts=iter(["ship"]))
    assert asked.tolist() == wanted
    _, asked = episodes.lay_out_episode([seen] * 2, [done] * 2, texts=iter(["ship"]))
    assert asked.tolist() == 2 * wanted


@pytest.mark.parametrize("n", [70, 490, 1000])
def test_who_is_always_as_good_reaches_his_own_return(n):
    assert episodes.expert_return(np.ones(n)) == 1
    assert episodes.good_episodes(np.full(n, 0.3), least=1).all()
