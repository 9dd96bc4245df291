"""The checks of the counts notice what is wrong; see test_stored.py."""

import agreement
import agreement_counting
import producers
import pytest

from fieldguide.mechanisms.measures import compute, counting

ENCODER_PARTS = counting.encoder_parts
BLOCK = counting.block_parameters
BLOCK_COMPUTE = compute.block_compute


def _times_layers(width, v, positions, segments, embedding, ffn=None):
    """The likeliest mistake with ALBERT: a block for each layer."""
    return sum(
        ENCODER_PARTS(12, width, v, positions, segments, embedding, ffn).values()
    )


def _wide_places(blocks, width, v, positions, segments, embedding=None, ffn=None):
    """Tables of positions and segments as wide as the network, whatever e is."""
    parts = ENCODER_PARTS(blocks, width, v, positions, segments, embedding, ffn)
    return parts | {"positions": positions * width, "segments": segments * width}


def _no_biases(width, ffn=None):
    return counting.matrix_parameters(1, width, ffn) + 4 * width


def _one_norm(width, ffn=None):
    return BLOCK(width, ffn) - 2 * width


def _bert_for_xlnet(layers, width, v, ffn=None):
    return counting.encoder_parameters(layers, width, v, 512, 2, ffn)


def _one_position_matrix(layers, width, v, distances, ffn=None):
    whole = DEBERTA(layers, width, v, distances, ffn)
    return whole - layers * width**2


def _no_scores(n, width, ffn=None):
    return BLOCK_COMPUTE(n, width, ffn) | {"scores": 0, "mixing": 0}


def _looks_back(n, width, ffn=None):
    """Half of the pairs, as for a causal mask; BERT has no such mask."""
    parts = BLOCK_COMPUTE(n, width, ffn)
    return parts | {k: parts[k] // 2 for k in ("scores", "mixing")}


def _heads_forgotten(n, width, heads, ffn=None):
    return KEPT(n, width, 1, ffn)


def _scores_too(n, width, heads, ffn=None):
    """What softmax has read is not needed again, for its result tells enough."""
    return KEPT(n, width, heads, ffn) + heads * n**2


DEBERTA, KEPT = counting.deberta_parameters, compute.kept_numbers
COUNTS = "transformers_parameter_counts"
OPERATIONS = "torch_operation_counts"
WRONG = [
    (COUNTS, counting, "albert_parameters", _times_layers),
    (COUNTS, counting, "encoder_parts", _wide_places),
    (COUNTS, counting, "block_parameters", _no_biases),
    (COUNTS, counting, "block_parameters", _one_norm),
    (COUNTS, counting, "xlnet_parameters", _bert_for_xlnet),
    (COUNTS, counting, "deberta_parameters", _one_position_matrix),
    (COUNTS, counting, "pooler_parameters", lambda width: width**2),
    (OPERATIONS, compute, "block_compute", _no_scores),
    (OPERATIONS, compute, "block_compute", _looks_back),
    (OPERATIONS, compute, "FORWARD", 1),  # a multiplication and an addition as one
    (OPERATIONS, compute, "TRAINING", 2),  # the way back as one pass
    ("torch_kept_numbers", compute, "kept_numbers", _heads_forgotten),
    ("torch_kept_numbers", compute, "kept_numbers", _scores_too),
]


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_count_is_noticed(name, module, attribute, wrong, monkeypatch):
    monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)


def test_what_is_compared():
    vector = producers.load(COUNTS)
    assert len(vector["inputs"]) == 21
    families = {agreement_counting._letters(s)[0] for s in vector["inputs"].values()}
    assert len(families) == 9
