"""A head for classes on the vector of [CLS]."""

import numpy as np
import pytest

from fieldguide.mechanisms.objectives import finetuning


def head(d, classes, pool=1.0):
    """A pooler that keeps what it gets but for its bend, and the first features as scores."""
    return {
        "pooler": {"weight": pool * np.eye(d), "bias": np.zeros(d)},
        "output": {"weight": np.eye(d)[:, :classes], "bias": np.arange(float(classes))},
    }


def test_by_hand():
    hidden = np.array([[[1.0, -1, 0], [9, 9, 9]]])
    scores = finetuning.class_scores(hidden, head(3, 2))
    np.testing.assert_allclose(scores, [[np.tanh(1), 1 - np.tanh(1)]])


def test_only_the_first_vector_is_read(rng):
    hidden, p = (
        rng.normal(size=(2, 5, 4)),
        finetuning.new_classifier(rng, d=4, classes=3),
    )
    before = hidden.copy()
    scores = finetuning.class_scores(hidden, p)
    np.testing.assert_array_equal(hidden, before)
    assert scores.shape == (2, 3)
    np.testing.assert_array_equal(finetuning.class_scores(hidden[:, :1], p), scores)
    one = finetuning.class_scores(hidden[0], p)
    np.testing.assert_allclose(one, scores[0], rtol=1e-12)


def test_the_pooler_bends():
    """However large the features: scores stay within what the output makes of -1 ... 1."""
    hidden = np.full((1, 2, 3), 1e6)
    scores = finetuning.class_scores(hidden, head(3, 2))
    np.testing.assert_allclose(scores, [[1, 2]])


def test_a_new_head_has_as_many_numbers_as_its_docstring_says(rng):
    p = finetuning.new_classifier(rng, d=32, classes=4)
    sizes = [sum(a.size for a in part.values()) for part in p.values()]
    assert sizes == [1056, 132] and not p["output"]["bias"].any()
    n = 32 * 32
    assert abs(p["pooler"]["weight"].std() * 32**0.5 - 1) < 5 / np.sqrt(2 * n)


def test_errors(rng):
    p = finetuning.new_classifier(rng, d=4, classes=3)
    with pytest.raises(ValueError, match=r"hidden.*4"):
        finetuning.class_scores(np.zeros((2, 5, 3)), p)
    with pytest.raises(ValueError, match="output"):
        finetuning.class_scores(np.zeros((2, 5, 4)), {"pooler": p["pooler"]})
    with pytest.raises(ValueError, match=r"classes.*2.*1"):
        finetuning.new_classifier(rng, d=4, classes=1)
