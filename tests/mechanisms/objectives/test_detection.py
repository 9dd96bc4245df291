"""Replaced-token detection: lucky guesses, losses by hand, who gets which gradient."""

import numpy as np
import pytest
from autograd import grad, jacobian

from fieldguide import data, harbor
from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import detection
from fieldguide.mechanisms.sampling.choosing import sample_tokens
from fieldguide.training import parameters

V = len(harbor.vocabulary())


def town(rng, rows=4):
    """A few lines of equal length, and an untrained pair of networks."""
    ids = np.array([harbor.read("the cat steals the fish from the fisher")[0]] * rows)
    p = detection.new_electra(
        rng, vocab_size=V, positions=ids.shape[1], e=8, widths=(4, 8), layers=1
    )
    return ids, harbor.is_special(ids), p


# --- labels ---------------------------------------------------------------------------


def test_a_lucky_guess_counts_as_original():
    ids = harbor.encode("the cat steals the fish")
    chosen = np.array([True, True, False, False, True])
    corrupted, replaced = detection.replace_tokens(
        ids, chosen, harbor.encode("the gull bread")
    )
    assert harbor.decode(corrupted) == ["the", "gull", "steals", "the", "bread"]
    assert replaced.tolist() == [False, True, False, False, True]


def test_only_chosen_places_can_be_replaced(rng):
    ids = rng.integers(V, size=(6, 20))
    chosen = rng.random(ids.shape) < 0.3
    before = ids.copy()
    corrupted, replaced = detection.replace_tokens(
        ids, chosen, rng.integers(V, size=chosen.sum())
    )
    np.testing.assert_array_equal(ids, before)
    np.testing.assert_array_equal(corrupted[~chosen], ids[~chosen])
    assert not replaced[~chosen].any() and replaced.any()


def test_nothing_chosen_nothing_replaced():
    corrupted, replaced = detection.replace_tokens([5, 6], np.zeros(2, bool), [])
    assert corrupted.tolist() == [5, 6] and not replaced.any()


@pytest.mark.parametrize(
    ("chosen", "samples", "said"),
    [
        ([1, 0], [5], r"chosen must (be boolean|have shape \(2,\))"),
        ([True], [5], r"chosen must (be boolean|have shape \(2,\))"),
        ([True, False], [5, 6], r"samples must have shape \(1,\)"),
        ([True, True], [5], r"samples must have shape \(2,\)"),
    ],
)
def test_replace_tokens_says_what_is_wrong(chosen, samples, said):
    with pytest.raises(ValueError, match=said):
        detection.replace_tokens([7, 8], chosen, np.array(samples))


# --- losses ---------------------------------------------------------------------------


def test_detection_loss_of_the_docstring():
    loss = detection.detection_loss
    for label in (True, False):
        np.testing.assert_allclose(loss(np.zeros(1), [label]), np.log(2))
    np.testing.assert_allclose(loss(np.array([-np.log(3)]), [False]), np.log(4 / 3))


def test_all_tokens_count_by_default_and_padding_if_told():
    scores, replaced = np.array([0.0, 0.0, 50.0]), np.array([True, False, False])
    all_three = detection.detection_loss(scores, replaced)
    np.testing.assert_allclose(all_three, (2 * np.log(2) + 50) / 3)
    counted = np.array([True, True, False])
    np.testing.assert_allclose(
        detection.detection_loss(scores, replaced, counted=counted), np.log(2)
    )


def test_detection_loss_survives_large_scores():
    scores = np.array([1000.0, -1000.0])
    assert detection.detection_loss(scores, [True, False]) == 0
    assert detection.detection_loss(scores, [False, True]) == 1000


def test_detection_loss_has_the_gradient_sigmoid_minus_label(rng):
    scores, replaced = rng.normal(0, 3, 8), rng.random(8) < 0.3
    slope = grad(detection.detection_loss)(scores, replaced)
    np.testing.assert_allclose(slope, (1 / (1 + np.exp(-scores)) - replaced) / 8)


def test_detection_loss_says_what_is_wrong():
    with pytest.raises(ValueError, match="must have shape"):
        detection.detection_loss(np.zeros(3), np.zeros(2, bool))
    with pytest.raises(ValueError, match="counted must be True"):
        detection.detection_loss(
            np.zeros(2), np.zeros(2, bool), counted=np.zeros(2, bool)
        )


# --- constants of the paper and its code ----------------------------------------------


def test_constants_are_those_on_record():
    assert data.fact("electra.discriminator_weight").number == detection.DISC_WEIGHT
    assert data.fact("electra.mask_replace").number == detection.MASKED
    assert data.fact("electra.mask_keep").number == pytest.approx(1 - detection.MASKED)
    assert data.fact("electra.mask_rate").number == detection.MASK_RATE


# --- one step -------------------------------------------------------------------------


def test_a_step_hides_replaces_and_judges(rng):
    ids, special, p = town(rng, 200)
    mlm, found, chosen, corrupted, replaced, scores = detection.electra_step(
        ids, ~special, p, rng, mask_id=harbor.MASK, heads=(1, 2)
    )
    assert not chosen[special].any() and not replaced[~chosen].any()
    np.testing.assert_array_equal(corrupted != ids, replaced)
    assert abs(chosen[~special].mean() - 0.15) < 4 * np.sqrt(0.15 * 0.85 / 1600)
    assert 0 < replaced.sum() < chosen.sum()  # some guesses are lucky, most are not
    assert abs(mlm - np.log(V)) < 1.5 and abs(found - np.log(2)) < 0.5


def loss_of(part, ids, special, p, shared=True):
    """A loss of one fixed step as a function of the parameters' arrays."""

    def loss(arrays):
        q = parameters.rebuild(p, arrays)
        rng = np.random.default_rng(3)
        return detection.electra_step(
            ids, ~special, q, rng, mask_id=harbor.MASK, heads=(1, 2)
        )[part]

    return loss


def slopes(part, ids, special, p):
    found = grad(loss_of(part, ids, special, p))(parameters.leaves(p))
    return parameters.rebuild(p, found)


def test_the_judges_loss_does_not_reach_the_generator(rng):
    """Not adversarial: what makes the judge err leaves the generator's network alone.

    The embedding is shared, so it does learn from both.
    """
    ids, special, p = town(rng)
    by_judge, by_generator = (slopes(part, ids, special, p) for part in (1, 0))
    assert not any(g.any() for g in parameters.leaves(by_judge["generator"]))
    assert all(g.any() for g in parameters.leaves(by_judge["discriminator"]["head"]))
    assert not any(g.any() for g in parameters.leaves(by_generator["discriminator"]))
    for slope in (by_judge, by_generator):
        assert slope["tables"]["token_table"].any()


def test_every_step_of_the_gradient_agrees_with_small_differences(rng):
    """The generator's loss in full; the judge's as long as no sample changes."""
    ids, special, p = town(rng)
    arrays = parameters.leaves(p)
    for part in (0, 1):
        loss = loss_of(part, ids, special, p)
        slope = grad(loss)(arrays)
        way = [rng.normal(size=a.shape) for a in arrays]
        up, down = (
            loss([a + s * 1e-6 * w for a, w in zip(arrays, way, strict=True)])
            for s in (1, -1)
        )
        along = sum((g * w).sum() for g, w in zip(slope, way, strict=True))
        np.testing.assert_allclose((up - down) / 2e-6, along, rtol=1e-5, atol=1e-8)


def test_a_sample_has_no_gradient(rng):
    """It is a whole number: the slope of a step is zero wherever it exists."""

    def mean_sample(logits):
        drawn = sample_tokens(logits, np.random.default_rng(1))
        return (logits * 0).sum() + drawn.mean()

    assert not grad(mean_sample)(rng.normal(size=(4, 5))).any()


# --- the perfect judge ----------------------------------------------------------------


def test_a_perfect_generator_leaves_little_to_suspect():
    p = np.array([0.5, 0.3, 0.2])
    suspicion, shown = detection.suspect(p, p, rate=0.15)
    np.testing.assert_allclose(suspicion, 0.15 * (1 - p))
    np.testing.assert_allclose(shown, p)


def test_suspicion_by_hand():
    """Half of the places are filled in from (1/2, 1/2), where the first always stands."""
    suspicion, shown = detection.suspect([1, 0], [0.5, 0.5], rate=0.5)
    np.testing.assert_allclose(shown, [0.75, 0.25])
    np.testing.assert_allclose(suspicion, [0, 1])


def test_suspicion_is_what_counting_finds(rng):
    """Four standard deviations, on 200,000 places."""
    n, rate = 200_000, 0.3
    p, g = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
    ids = rng.choice(3, n, p=p)
    chosen = rng.random(n) < rate
    corrupted, replaced = detection.replace_tokens(
        ids, chosen, rng.choice(3, chosen.sum(), p=g)
    )
    suspicion, shown = detection.suspect(p, g, rate=rate)
    for w in range(3):
        here = corrupted == w
        spread = np.sqrt(shown[w] * (1 - shown[w]) / n)
        assert abs(here.mean() - shown[w]) < 4 * spread
        spread = np.sqrt(suspicion[w] * (1 - suspicion[w]) / here.sum())
        assert abs(replaced[here].mean() - suspicion[w]) < 4 * spread


def test_a_token_that_never_stands_there_has_no_suspicion():
    suspicion, _ = detection.suspect([1, 0], [1, 0])
    assert suspicion[0] == 0 and np.isnan(suspicion[1])


def test_suspect_says_what_is_wrong():
    with pytest.raises(ValueError, match="must have shape"):
        detection.suspect([1, 0], [1])
    with pytest.raises(ValueError, match="generator must be probabilities"):
        detection.suspect([1, 0], [1, 1])


# --- networks -------------------------------------------------------------------------


def test_a_head_scores_what_is_asked(rng):
    ids, special, p = town(rng)
    h = detection.encode(ids, p["tables"], p["generator"], heads=1)
    assert h.shape == (*ids.shape, 4)
    scores = detection.token_scores(h[:, 2], p["tables"], p["generator"]["head"])
    assert scores.shape == (len(ids), V)
    np.testing.assert_allclose(softmax(scores).sum(-1), 1)
    h = detection.encode(ids, p["tables"], p["discriminator"], heads=2)
    assert "project" not in p["discriminator"] and h.shape == (*ids.shape, 8)
    scores = detection.replaced_scores(h, p["discriminator"]["head"])
    assert scores.shape == ids.shape


def test_without_a_projection_it_is_berts_encoder(rng):
    model = transformer.new_model(
        rng, vocab_size=V, positions=9, d=8, layers=2, spread=0.3
    )
    tables = {k: model[k] for k in ("token_table", "position_table", "norm")}
    ids = rng.integers(V, size=(2, 9))
    np.testing.assert_array_equal(
        detection.encode(ids, tables, {"blocks": model["blocks"]}, heads=2),
        transformer.encoder(ids, model, heads=2),
    )


def test_new_networks_have_the_size_of_the_closed_form(rng):
    p = detection.new_electra(
        rng, vocab_size=V, positions=12, e=8, widths=(4, 8), layers=2
    )
    blocks = 2 * counting.block_parameters(width=8)
    assert transformer.size(p["discriminator"]) == blocks + 8 * 8 + 8 + 8 + 1
    tables = (V + 12 + 2) * 8
    assert transformer.size(p["tables"]) == tables
    narrow = 8 * 4 + 4 + 2 * counting.block_parameters(width=4) + (4 * 8 + 8) + 16 + V
    assert transformer.size(p["generator"]) == narrow


def test_multiply_adds_of_the_docstring():
    assert detection.multiply_adds(n=1, e=2, d=2, layers=1) == 48 + 4 + 2 * 2 + 2
    assert (
        detection.multiply_adds(n=1, e=2, d=2, layers=1, predicted=1, vocab_size=10)
        == 48 + 4 + 4 + 20
    )


def test_attention_of_a_step_by_jacobian(rng):
    """A judged token may depend on every other: no mask hides anything."""
    ids, _, p = town(rng, 1)

    def scores(position_table):
        tables = p["tables"] | {"position_table": position_table}
        h = detection.encode(ids[0], tables, p["discriminator"], heads=2)
        return detection.replaced_scores(h, p["discriminator"]["head"])

    reach = np.abs(jacobian(scores)(p["tables"]["position_table"])).sum(-1)
    assert reach.shape == (10, 10) and (reach > 0).all()
