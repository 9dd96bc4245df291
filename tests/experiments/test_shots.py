"""Learning from the prompt: what the lab and its story say of the network that they train."""

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide.experiments import shots
from fieldguide.harbor import sheds
from fieldguide.mechanisms.networks import transformer


@pytest.fixture(scope="module")
def networks():
    return taken_up("notebooks/decoders/05-prompts", shots.train)


def right(p, k, *, held):
    return shots.share_right(p, shots=k, held=held)


def test_texts_are_lists_of_training_and_inventories(rng):
    rows = shots.texts(rng)
    assert rows.shape == (shots.LISTS + shots.INVENTORIES, shots.PLACES)
    flags = rows[: shots.LISTS, 1::2] - sheds.FIRST_FLAG
    held = {tuple(sorted(r)) for r in sheds.rules(held=True).tolist()}
    known = {tuple(sorted(r)) for r in sheds.rules(held=False).tolist()}
    met = {tuple(sorted(set(row))) for row in flags[:5000].tolist()}
    assert not met & (held - known)
    assert (rows[shots.LISTS :] < sheds.FIRST_FLAG).all()


def test_a_new_network_guesses_and_its_first_steps_are_the_stored_ones():
    p = shots.train(steps=20)
    assert list(p) == [0, 20]
    assert transformer.size(p[0]) == transformer.size(p[20])
    assert abs(right(p[0], 8, held=False) - 1 / 35) < 0.1


def test_prompts_have_the_kinds_and_the_wrong_flags_that_one_chooses():
    rows, flags = shots.prompts_of([0, 1, 0], 1, held=True, wrong=[2], lists=50)
    assert rows.shape == (50, 7)
    assert (sheds.KIND[rows[:, ::2]] == [0, 1, 0, 1]).all()
    np.testing.assert_array_equal(rows[:, 1::2], flags[:, [0, 1, 1]])
    empty = shots.without_content(rows)
    assert sheds.decode(empty[0]).endswith(sheds.SOMETHING)
    np.testing.assert_array_equal(empty[:, :-1], rows[:, :-1])


def test_it_learns_from_the_prompt_and_more_under_rules_that_it_has_met(networks):
    p = networks[shots.STEPS]
    new = [right(p, k, held=True) for k in (0, 1, 4, 8)]
    assert new[0] < 0.2 < 0.4 < new[1] < new[2] and 0.7 < new[3] < 0.92
    assert right(p, 8, held=False) > 0.97


def test_on_the_way_it_knows_pairs_by_heart_and_new_rules_go_wrong(networks):
    """Worse than at first, and the more examples the worse; then within a few hundred steps well."""
    p = networks[480]
    assert right(p, 8, held=True) < 0.1 < 0.4 < right(networks[120], 8, held=True)
    assert right(p, 8, held=True) < right(p, 4, held=True) < right(p, 1, held=True)
    assert right(p, 8, held=False) > 0.45
    assert right(networks[840], 8, held=True) > 0.7


def test_the_first_example_decides_and_no_later_one_matters(networks):
    p, kept = networks[shots.STEPS], []
    for place in range(4):
        rows, flags = shots.prompts_of([0, 1] * 4, 0, held=False, wrong=[2 * place])
        kept.append((shots.next_scores(p, rows).argmax(-1) == flags[:, 0]).mean())
    assert kept[0] < 0.1 and min(kept[1:]) > 0.9


def test_calibration_helps_where_one_answer_has_all_examples_and_hurts_where_none_has(
    networks,
):
    plain, fair = shots.both_ways(networks[840], 8, held=True)
    assert plain[1] < 0.3 and fair[1] > 0.6 and fair.mean() > plain.mean() + 0.1
    plain, fair = shots.both_ways(networks[840], 4, held=True)
    assert fair.mean() < plain.mean() - 0.05
