"""CoCa's decoder: torch's own Transformer layers, norms first, in two halves."""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.networks import decoupled

V, D, N, SPACE = 7, 8, 4, 3

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_decoupled_decoder():
    """A TransformerEncoderLayer for the text, a TransformerDecoderLayer for text and picture.

    [CLS] stands behind the text, and of padding it sees nothing: CoCa (Yu et al. 2022,
    arXiv:2205.01917, sec. 3.2) and mlfoundations/open_clip@89fb801, transformer.py,
    build_cls_mask, restated.
    """
    import torch
    from torch.nn import functional

    seed = 20220504
    rng = np.random.default_rng(seed)

    def bend(x):
        return functional.gelu(x, approximate="tanh")

    how = {"activation": bend, "norm_first": True, "batch_first": True}
    how |= {"dim_feedforward": 10, "dropout": 0}
    first = torch.nn.TransformerEncoderLayer(D, 2, **how)
    second = torch.nn.TransformerDecoderLayer(D, 2, **how)
    rest = torch.nn.ModuleDict(
        {
            "text_norm": torch.nn.LayerNorm(D),
            "norm": torch.nn.LayerNorm(D),
            "text": torch.nn.Linear(D, SPACE),
            "words": torch.nn.Embedding(V + 1, D),
            "places": torch.nn.Embedding(N + 1, D),
        }
    )
    parts = {"first": first, "second": second, "rest": rest}
    states = {k: weights.random_weights(m, rng) for k, m in parts.items()}
    for k, m in parts.items():
        weights.with_weights(m, states[k])
    ids = np.array([[1, 5, 4, 6], [1, 3, 0, 0]])
    seen = rng.normal(size=(2, 5, D)).round(3)
    with torch.no_grad():
        text = torch.from_numpy(ids)
        marked = torch.cat([text, torch.full((2, 1), V)], 1)
        hidden = torch.ones(N + 1, N + 1, dtype=torch.bool).triu(1).repeat(2, 1, 1)
        hidden[:, -1, :-1] = text == 0  # padding
        x = rest["words"](marked) + rest["places"](torch.arange(N + 1))
        x = first(x, src_mask=hidden.repeat_interleave(2, 0))  # for two heads
        texts = rest["text"](rest["text_norm"](x[:, -1]))
        later = torch.ones(N, N, dtype=torch.bool).triu(1)
        y = second(x[:, :-1], torch.from_numpy(seen), tgt_mask=later)
        logits = rest["norm"](y) @ rest["words"].weight[:V].T
    return record(
        "torch",
        "TransformerEncoderLayer(norm_first=True), then TransformerDecoderLayer",
        seed,
        {"ids": ids, "seen": seen, "heads": 2} | states,
        {"texts": texts, "logits": logits},
    )


# --- how ours is compared -------------------------------------------------------------


def _decoder(given):
    first, second, rest = (
        weights.as_arrays(given[k]) for k in ("first", "second", "rest")
    )
    looking = weights.torch_layer(second, norms=("norm1", "norm3")) | {
        "cross_attention": weights.torch_attention(second, "multihead_attn"),
        "cross_attention_norm": weights.norm(second, "norm2"),
    }
    return {
        "token_table": rest["words.weight"],
        "position_table": rest["places.weight"],
        "text_blocks": [weights.torch_layer(first)],
        "mixed_blocks": [looking],
        "text_norm": weights.norm(rest, "text_norm"),
        "norm": weights.norm(rest, "norm"),
        "text": weights.linear(rest, "text"),
    }


@agrees("torch_decoupled_decoder")
def both_outputs_agree(vector):
    given = vector["inputs"]
    texts, logits = decoupled.decoupled_decoder(
        np.array(given["ids"]),
        np.array(given["seen"]),
        _decoder(given),
        heads=given["heads"],
    )
    same_numbers(texts, vector["outputs"]["texts"])
    same_numbers(logits, vector["outputs"]["logits"])


# --- what must be noticed -------------------------------------------------------------

DECODE = decoupled.decoupled_decoder


def _padding_seen(ids, *, padding_id=0):
    return np.tile(causal_mask(ids.shape[-1] + 1), (len(ids), 1, 1))


def _mark_sees_only_itself(ids, *, padding_id=0):
    mask = _padding_seen(ids)
    mask[:, -1, :-1] = False
    return mask


def _whole_decoder_looks(ids, seen, p, *, heads):
    """Cross-attention in the first half, too: then the text's vector knows the picture."""
    looks = p["mixed_blocks"][0]
    block = p["text_blocks"][0] | {
        name: looks[name] for name in ("cross_attention", "cross_attention_norm")
    }
    marked = np.concatenate([ids, np.full((len(ids), 1), V)], 1)
    x = p["token_table"][marked] + p["position_table"]
    x = decoupled.layers.pre_norm_block(
        x,
        block,
        heads=heads,
        mask=decoupled.class_mask(ids),
        memory=seen,
        activation=decoupled.gelu_tanh,
    )
    x = decoupled.layers.norm(x[:, -1], p["text_norm"], eps=1e-5)
    return decoupled.layers.linear(x, p["text"]), DECODE(ids, seen, p, heads=heads)[1]


plant(
    "torch_decoupled_decoder",
    "networks.decoupled.class_mask",
    _padding_seen,
    _mark_sees_only_itself,
)
plant(
    "torch_decoupled_decoder",
    "networks.decoupled.decoupled_decoder",
    _whole_decoder_looks,
)
