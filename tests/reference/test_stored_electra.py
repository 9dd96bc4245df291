"""The checks of ELECTRA and Adam notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import detection
from fieldguide.training import descent


def _unlucky(ids, chosen, samples):
    """Calls every sample a replacement, right or wrong."""
    return REPLACE(ids, chosen, samples)[0], chosen


def _over_padding(scores, replaced, counted=None):
    return DETECTION_LOSS(scores, replaced)


def _over_replaced(scores, replaced, counted=None):
    return DETECTION_LOSS(scores, replaced, replaced)


def _original_is_one(scores, replaced, counted=None):
    return DETECTION_LOSS(scores, ~replaced, counted)


def _summed(scores, replaced, counted=None):
    return DETECTION_LOSS(scores, replaced, counted) * counted.sum()


def _without_projection_norm(ids, tables, net, heads, mask=None, **rest):
    """Forgets the norm of the embedding."""
    x = transformer.linear(transformer.embed(ids, tables), net["project"])
    return transformer.post_norm_blocks(x, net["blocks"], heads, mask)


def _without_bias(hidden, tables, head, **rest):
    return TOKEN_SCORES(hidden, tables, head | {"bias": 0.0})


def _w_h_alone(hidden, head, **rest):
    """As the paper prints it, without the layer in between."""
    return transformer.linear(hidden, head["score"])[..., 0]


def _uncorrected(arrays, gradients, moments, step, rate=descent.RATE):
    return ADAM(arrays, gradients, moments, 10**6, rate)


def _epsilon_inside(arrays, gradients, moments, step, rate=descent.RATE):
    """Adds it below the root."""
    moved, kept = ADAM(arrays, gradients, moments, step, rate)
    mean, square = kept[0]
    mean, square = mean / (1 - 0.9**step), square / (1 - 0.999**step)
    return [arrays[0] - rate * mean / np.sqrt(square + 1e-8)], kept


REPLACE = detection.replace_tokens
DETECTION_LOSS = detection.detection_loss
TOKEN_SCORES = detection.token_scores
ADAM = descent.adam
WRONG = [
    ("transformers_electra_step", detection, "replace_tokens", _unlucky),
    ("transformers_electra_step", detection, "detection_loss", _over_padding),
    ("transformers_electra_step", detection, "detection_loss", _over_replaced),
    ("transformers_electra_step", detection, "detection_loss", _original_is_one),
    ("transformers_electra_step", detection, "detection_loss", _summed),
    ("transformers_electra_step", detection, "encode", _without_projection_norm),
    ("transformers_electra_step", detection, "token_scores", _without_bias),
    ("transformers_electra_step", detection, "replaced_scores", _w_h_alone),
    ("transformers_electra_step", detection, "DISC_WEIGHT", 1.0),
    ("torch_adam", descent, "adam", _uncorrected),
    ("torch_adam", descent, "adam", _epsilon_inside),
    ("torch_adam", descent, "BETA2", 0.99),
]


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_step_is_noticed(name, module, attribute, wrong, monkeypatch):
    monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)
