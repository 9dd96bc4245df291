"""Beam search: the docstring's town, and every text tried."""

import itertools

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.sampling.beams import beam_search

# What follows the beginning, a or b: after a one of three words, after b always d.
NEXT = {(): {1: 0.6, 2: 0.4}, (1,): {3: 1 / 3, 4: 1 / 3, 5: 1 / 3}, (2,): {4: 1.0}}


def town(texts):
    p = np.zeros((len(texts), 6))
    for row, text in zip(p, texts, strict=True):
        for token, chance in NEXT[tuple(text[1:].tolist())].items():
            row[token] = chance
    with np.errstate(divide="ignore"):
        return np.log(p)


def test_greedy_misses_what_two_beams_find():
    texts, log_p = beam_search([0], town, beams=1, tokens=2)
    assert texts.tolist() == [[0, 1, 3]] and np.exp(log_p) == pytest.approx([0.2])
    texts, log_p = beam_search([0], town, beams=2, tokens=2)
    assert texts[0].tolist() == [0, 2, 4] and np.exp(log_p[0]) == pytest.approx(0.4)


def test_there_are_no_more_texts_than_can_be_written():
    texts, log_p = beam_search([0], town, beams=50, tokens=2)
    assert len(texts) == 4 and np.exp(log_p).sum() == pytest.approx(1)


def test_enough_beams_find_the_best_of_all_texts(rng):
    v, n, tables = 3, 4, rng.normal(size=(5, 3, 3))

    def scores(texts):  # depends on place and last word
        return tables[texts.shape[1], texts[:, -1]]

    def chance(text):
        whole = np.array([0, *text])
        steps = [log_softmax(scores(whole[None, : k + 1]))[0] for k in range(n)]
        return sum(step[token] for step, token in zip(steps, text, strict=True))

    best = max(itertools.product(range(v), repeat=n), key=chance)
    texts, log_p = beam_search([0], scores, beams=v**n, tokens=n)
    assert tuple(texts[0, 1:]) == best and log_p[0] == pytest.approx(chance(best))
    assert (np.diff(log_p) <= 0).all() and len(texts) == v**n


def test_wrong_arguments():
    with pytest.raises(ValueError, match="beams must be a whole number of 1 or more"):
        beam_search([0], town, beams=0, tokens=1)
    with pytest.raises(ValueError, match="what model gives must have shape"):
        beam_search([0], lambda texts: np.zeros(3), beams=1, tokens=1)
    with pytest.raises(ValueError, match="largest of what model gives must be finite"):
        beam_search([0], lambda texts: np.full((1, 3), -np.inf), beams=1, tokens=1)


def test_a_model_that_scribbles_leaves_the_prompt_alone():
    def model(texts):
        texts[:] = 0
        return np.zeros((len(texts), 2))

    prompt = np.array([1, 2])
    beam_search(prompt, model, beams=1, tokens=1)
    assert prompt.tolist() == [1, 2]
