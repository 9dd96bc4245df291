"""Embeddings: what enters the first layer of BERT, and RoBERTa's numbers of places."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import embeddings, norm

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_bert_embeddings():
    """BertEmbeddings with weights as small as BERT's, so that its epsilon matters."""
    import torch
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertEmbeddings

    seed, v, d, places, n = 20181011, 30, 12, 16, 14
    rng = np.random.default_rng(seed)
    shapes = {
        "word_embeddings": (v, d),
        "position_embeddings": (places, d),
        "token_type_embeddings": (2, d),
        "LayerNorm": (d,),
    }
    state = {f"{k}.weight": rng.normal(0, 0.02, s).round(6) for k, s in shapes.items()}
    state["LayerNorm.weight"] += 1
    state["LayerNorm.bias"] = rng.normal(0, 0.02, d).round(6)
    ids = rng.integers(v, size=(2, n))
    segments = np.array([[0] * 9 + [1] * 5, [0] * 4 + [1] * 10])
    config = BertConfig(
        vocab_size=v, hidden_size=d, max_position_embeddings=places, type_vocab_size=2
    )
    module = BertEmbeddings(config).double().eval()
    module.load_state_dict({k: torch.from_numpy(w) for k, w in state.items()})
    with torch.no_grad():
        out = module(torch.from_numpy(ids), torch.from_numpy(segments))
    return record(
        "transformers",
        "BertEmbeddings(BertConfig(...)).double().eval()(ids, segments)",
        seed,
        {
            **state,
            "ids": ids,
            "segments": segments,
        },
        {"embeddings": out},
    )


@producer
def transformers_roberta_positions():
    """Place numbers of padded rows: right, left, in the middle, and nothing else."""
    import torch
    from transformers.models.roberta.modeling_roberta import RobertaEmbeddings

    seed = 20190726
    rng = np.random.default_rng(seed)
    mixed = np.where(rng.random((3, 8)) < 0.4, 1, rng.integers(2, 50, (3, 8)))
    rows = [
        [0, 11, 12, 13, 2, 1, 1, 1],
        [1, 1, 1, 0, 11, 12, 13, 2],
        [0, 11, 1, 1, 12, 13, 1, 2],
        [1, 1, 1, 1, 1, 1, 1, 1],
        [0, 11, 12, 13, 14, 15, 16, 2],
        *mixed.tolist(),
    ]
    number = RobertaEmbeddings.create_position_ids_from_input_ids
    return record(
        "transformers",
        "RobertaEmbeddings.create_position_ids_from_input_ids(rows, padding_id)",
        seed,
        {"rows": rows, "padding_ids": [1, 0]},
        {"positions": [number(torch.tensor(rows), pad) for pad in (1, 0)]},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_bert_embeddings")
def bert_embeddings_agree(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    p = {
        "token_table": given["word_embeddings.weight"],
        "position_table": given["position_embeddings.weight"],
        "segment_table": given["token_type_embeddings.weight"],
        "norm": {"gain": given["LayerNorm.weight"], "bias": given["LayerNorm.bias"]},
    }
    for ids, segments, theirs in zip(
        given["ids"], given["segments"], vector["outputs"]["embeddings"], strict=True
    ):
        same_numbers(embeddings.bert_embeddings(ids, segments, p), theirs)


@agrees("transformers_roberta_positions")
def roberta_positions_are_the_same(vector):
    rows = vector["inputs"]["rows"]
    for padding_id, theirs in zip(
        vector["inputs"]["padding_ids"], vector["outputs"]["positions"], strict=True
    ):
        ours = embeddings.roberta_positions(rows, padding_id=padding_id)
        assert ours.tolist() == theirs


# --- what must be noticed -------------------------------------------------------------

LAYER_NORM = norm.layer_norm


def _large_eps(x, p, *, eps=1e-5):
    return LAYER_NORM(x, p, eps=1e-5)


def _count_padding(ids, padding_id=1):
    return np.broadcast_to(np.arange(np.shape(ids)[-1]) + padding_id + 1, np.shape(ids))


plant("transformers_bert_embeddings", "networks.embeddings.layer_norm", _large_eps)
plant(
    "transformers_roberta_positions",
    "networks.embeddings.roberta_positions",
    _count_padding,
)
