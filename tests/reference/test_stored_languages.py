"""The checks of languages and contrasts notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.objectives import contrast, languages


def _margin_added(x, y, margin=0.3, *, scale):
    scores = scale * (contrast.cosines(x, y) + margin * np.eye(len(x)))
    return contrast.in_batch_loss(scores) + contrast.in_batch_loss(scores.T)


def _mean_of_directions(x, y, margin=0.3, *, scale):
    return MARGIN_LOSS(x, y, margin, scale=scale) / 2


def _one_direction(x, y, margin=0.3, *, scale):
    scores = scale * (contrast.cosines(x, y) - margin * np.eye(len(x)))
    return 2 * contrast.in_batch_loss(scores)


def _margin_after_scaling(x, y, margin=0.3, *, scale):
    return MARGIN_LOSS(x, y, margin / scale, scale=scale)


def _margin_everywhere(x, y, margin=0.3, *, scale):
    return MARGIN_LOSS(x, y, 0, scale=scale)  # it cancels in the softmax


def _temperature(counts, alpha):
    return (
        SAMPLING(counts, 1) ** (1 / alpha) / (SAMPLING(counts, 1) ** (1 / alpha)).sum()
    )


def _no_second_normalization(counts, alpha):
    return SAMPLING(counts, 1) ** alpha


def _places_run_on(source, target, *numbers):
    row = CONCATENATE(source, target, *numbers)
    return row._replace(positions=np.arange(len(row.ids)))


def _segments(source, target, *numbers):
    row = CONCATENATE(source, target, *numbers)
    return row._replace(languages=(np.arange(len(row.ids)) >= len(source)).astype(int))


def _one_separator(source, target, *numbers):
    """Between the two texts, as BERT has it."""
    return CONCATENATE(source, target[1:], *numbers)


def _without_languages(row, token_table, position_table, language_table, gain, bias):
    return EMBED(row, token_table, position_table, 0 * language_table, gain, bias)


MARGIN_LOSS = contrast.additive_margin_loss
SAMPLING = languages.sampling_probabilities
CONCATENATE = languages.concatenate_translations
EMBED = languages.xlm_embeddings
WRONG = [
    ("torch_margin_losses", contrast, "additive_margin_loss", _margin_added),
    ("torch_margin_losses", contrast, "additive_margin_loss", _mean_of_directions),
    ("torch_margin_losses", contrast, "additive_margin_loss", _one_direction),
    ("torch_margin_losses", contrast, "additive_margin_loss", _margin_after_scaling),
    ("torch_margin_losses", contrast, "additive_margin_loss", _margin_everywhere),
    ("torch_margin_losses", contrast, "normalize", lambda x: x),
    ("torch_xlm_sampling", languages, "sampling_probabilities", _temperature),
    (
        "torch_xlm_sampling",
        languages,
        "sampling_probabilities",
        _no_second_normalization,
    ),
    ("torch_xlm_rows", languages, "concatenate_translations", _places_run_on),
    ("torch_xlm_rows", languages, "concatenate_translations", _segments),
    ("torch_xlm_rows", languages, "concatenate_translations", _one_separator),
    (
        "transformers_xlm_embeddings",
        languages,
        "concatenate_translations",
        _places_run_on,
    ),
    ("transformers_xlm_embeddings", languages, "concatenate_translations", _segments),
    ("transformers_xlm_embeddings", languages, "xlm_embeddings", _without_languages),
]


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_mechanism_is_noticed(name, module, attribute, wrong, monkeypatch):
    monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)
