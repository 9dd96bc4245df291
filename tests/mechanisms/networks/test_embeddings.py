"""What an encoder reads: the sum of three vectors, and its norm."""

import numpy as np
import pytest

from fieldguide.mechanisms.networks import embeddings, norm


def test_layer_norm_by_hand():
    p = norm.new_norm(2)
    assert norm.layer_norm([1.0, 3.0], p, eps=0).tolist() == [-1, 1]
    p = {"gain": np.ones(2), "bias": np.ones(2)}
    assert norm.layer_norm(np.array([5.0, 5.0]), p).tolist() == [1, 1]


def tables(rng, d=768):
    rows = {"token_table": 81, "position_table": 512, "segment_table": 2}
    p = {name: rng.normal(0, 0.02, (n, d)) for name, n in rows.items()}
    return p | {"norm": norm.new_norm(d)}


def test_the_same_word_twice_is_one_third_the_same(rng):
    ids, segments = np.array([2, 9, 3, 9, 3]), np.array([0, 0, 0, 1, 1])
    d = 100_000  # wide, so that the share is sharp
    x = embeddings.bert_embeddings(ids, segments, tables(rng, d))
    cosine = x @ x.T / d
    assert cosine[1, 3] == pytest.approx(1 / 3, abs=0.02)  # the word only
    assert cosine[0, 1] == pytest.approx(1 / 3, abs=0.02)  # the text only
    assert cosine[0, 3] == pytest.approx(0, abs=0.02)  # nothing


def test_embeddings_refuse_a_long_sentence_and_other_lengths(rng):
    ids = np.zeros(513, int)
    with pytest.raises(
        ValueError, match="at most 512 tokens have a position vector, got 513"
    ):
        embeddings.bert_embeddings(ids, ids, tables(rng))
    with pytest.raises(
        ValueError, match=r"segments must have shape \(3,\), got \(2,\)"
    ):
        embeddings.bert_embeddings(ids[:3], ids[:2], tables(rng))


def test_roberta_counts_from_two():
    ids = np.array([[0, 50, 51, 2, 1, 1], [0, 50, 2, 1, 1, 1]])
    assert embeddings.roberta_positions(ids).tolist() == [
        [2, 3, 4, 5, 1, 1],
        [2, 3, 4, 1, 1, 1],
    ]
