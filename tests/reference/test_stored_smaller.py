"""The checks of ALBERT and DistilBERT notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.networks import sharing, transformer
from fieldguide.mechanisms.objectives import distillation, masking
from fieldguide.mechanisms.tokens import sentences

LINEAR = sharing.linear
REPEAT = sharing.repeat_block
SOFT_LOSS = distillation.soft_loss
MASKED_LOSS = distillation.masked_loss
COSINE_LOSS = distillation.cosine_loss
NGRAMS = masking.ngram_probabilities
ORDER = sentences.sentence_order_pairs


def _without_bias(x, p):
    return x @ p["weight"]


def _one_layer_more(x, block, layers, *rest, **more):
    return REPEAT(x, block, layers + 1, *rest, **more)


def _exact_gelu(x, block, layers, heads, mask=None, **_):
    return REPEAT(x, block, layers, heads, mask, activation=transformer.gelu)


def _deaf_to_the_mask(x, block, layers, heads, mask=None, **_):
    return REPEAT(x, block, layers, heads)


def _backwards(student, teacher, temperature=2.0):
    return SOFT_LOSS(teacher, student, temperature)


def _without_t_squared(student, teacher, temperature=2.0):
    return SOFT_LOSS(student, teacher, temperature) / temperature**2


def _mean_over_all(student, teacher, temperature=2.0):
    """KLDivLoss's default, which divides by the vocabulary as well."""
    return SOFT_LOSS(student, teacher, temperature) / student.shape[-1]


def _plain_cosine(student, teacher):
    return 1 - COSINE_LOSS(student, teacher)


def _sum_of_losses(logits, labels):
    return MASKED_LOSS(logits, labels) * np.count_nonzero(np.array(labels) != -100)


def _every_second(teacher=12, student=6):
    return list(range(0, teacher, teacher // student))


def _first_layers(teacher=12, student=6):
    return list(range(student))


def _all_lengths_alike(longest=3):
    return np.full(longest, 1 / longest)


def _longest_first(longest=3):
    return NGRAMS(longest)[::-1]


def _longer_to_the_end(longest=3):
    """In proportion to 1 / n**2."""
    p = NGRAMS(longest) ** 2
    return p / p.sum()


def _stranger_instead(documents, rng):
    """Next-sentence pairs under a new name: the wrong half comes from elsewhere."""
    first = documents[0][0]
    return [
        p if p.is_next else sentences.Pair(p.second, first, False)
        for p in ORDER(documents, rng)
    ]


def _label_turned(documents, rng):
    return [p._replace(is_next=not p.is_next) for p in ORDER(documents, rng)]


START = "transformers_distilbert_start"
LOSSES = "torch_distillation_losses"
WRONG = [
    ("transformers_albert", sharing, "linear", _without_bias),
    ("transformers_albert", sharing, "repeat_block", _one_layer_more),
    ("transformers_albert", sharing, "repeat_block", _exact_gelu),
    ("transformers_albert", sharing, "repeat_block", _deaf_to_the_mask),
    (START, distillation, "starting_layers", _every_second),
    (START, distillation, "starting_layers", _first_layers),
    (START, transformer, "gelu", transformer.gelu_tanh),
    (LOSSES, distillation, "soft_loss", _backwards),
    (LOSSES, distillation, "soft_loss", _without_t_squared),
    (LOSSES, distillation, "soft_loss", _mean_over_all),
    (LOSSES, distillation, "cosine_loss", _plain_cosine),
    (LOSSES, distillation, "masked_loss", _sum_of_losses),
    ("google_ngrams", masking, "ngram_probabilities", _all_lengths_alike),
    ("google_ngrams", masking, "ngram_probabilities", _longest_first),
    ("google_ngrams", masking, "ngram_probabilities", _longer_to_the_end),
    ("restated_sentence_order", sentences, "sentence_order_pairs", _stranger_instead),
    ("restated_sentence_order", sentences, "sentence_order_pairs", _label_turned),
]


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_mechanism_is_noticed(name, module, attribute, wrong, monkeypatch):
    if attribute == "gelu":  # a default argument of the encoder
        defaults = transformer.encoder.__defaults__
        other = tuple(wrong if d is transformer.gelu else d for d in defaults)
        monkeypatch.setattr(transformer.encoder, "__defaults__", other)
    else:
        monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)
