"""Gated looks: transformers' Idefics, an open Flamingo, and VisualGPT's own block, restated.

Idefics has RMS norms and a gated network in its layers, where Flamingo's paper has a plain
network; both are exchanged for torch's here. What is compared is all the rest: attention
without biases, gates, who sees which picture, and who sees none.
"""

import math

import numpy as np
import weights
from harness import SINGLE, agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention.attention import multi_head_attention
from fieldguide.mechanisms.networks import gated
from fieldguide.mechanisms.networks.norm import layer_norm
from fieldguide.mechanisms.networks.transformer import gelu

D, C, INNER, EACH = 8, 6, 10, 2
PICTURE, WORD = 1, 0

# --- how the vectors are made ---------------------------------------------------------


@producer
def idefics_gated_look():
    """IdeficsGatedCrossAttentionLayer with layer norms and a plain network, gates half open."""
    import torch
    from transformers import IdeficsConfig
    from transformers.models.idefics import modeling_idefics

    seed, n = 20220429, 5
    config = IdeficsConfig(
        hidden_size=D,
        num_attention_heads=2,
        intermediate_size=INNER,
        vision_config={"embed_dim": C},
        attn_implementation="eager",
    )
    layer = modeling_idefics.IdeficsGatedCrossAttentionLayer(config, 0)
    layer.input_layernorm = torch.nn.LayerNorm(D)
    layer.post_attention_layernorm = torch.nn.LayerNorm(D)
    layer.mlp = torch.nn.Sequential(
        torch.nn.Linear(D, INNER), torch.nn.GELU(), torch.nn.Linear(INNER, D)
    )
    rng = np.random.default_rng(seed)
    state = weights.random_weights(layer, rng)
    weights.with_weights(layer, state)
    given = draw(rng, 3, x=(1, n, D), memory=(1, 2 * EACH, C))
    mask = np.array(
        [[0, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    )
    hidden = torch.zeros(1, 1, n, 2 * EACH, dtype=torch.float64)
    hidden[0, 0] = torch.from_numpy(np.where(mask, 0.0, torch.finfo(torch.float64).min))
    with torch.no_grad():
        out = layer(
            torch.from_numpy(given["x"]),
            image_hidden_states=torch.from_numpy(given["memory"]),
            image_attention_mask=hidden,
            cross_attention_gate=torch.from_numpy(mask.any(-1)[None].astype(float)),
        )
    return record(
        "transformers",
        "modeling_idefics.IdeficsGatedCrossAttentionLayer(IdeficsConfig(...), 0) with "
        "torch's LayerNorm and Linear, GELU, Linear in place of its norms and network",
        seed,
        given | {"mask": mask, "state": state},
        {"out": out},
    )


@producer
def idefics_latest_picture():
    """Which picture each token sees, by the function that packs Idefics' training texts."""
    import torch
    from transformers.models.idefics import processing_idefics

    seed = 5
    starts = np.random.default_rng(seed).random((6, 9)) < 0.3

    class Tokenizer:
        eos_token_id = 2

        @staticmethod
        def convert_tokens_to_ids(token):
            return PICTURE

    number, _ = processing_idefics.image_attention_mask_for_packed_input_ids(
        torch.from_numpy(np.where(starts, PICTURE, WORD)), Tokenizer, "pt"
    )
    mask = processing_idefics.incremental_to_binary_attention_mask(
        number.clone(), "pt", num_classes=3
    )
    return record(
        "transformers",
        "processing_idefics.image_attention_mask_for_packed_input_ids(ids, tokenizer, 'pt'), "
        "incremental_to_binary_attention_mask(..., 'pt', num_classes=3)",
        seed,
        {"starts": starts},
        {"number": number, "mask": mask},
    )


@producer
def visualgpt_block():
    """The gates of VisualGPT's block, its rules restated in torch.

    Vision-CAIR/VisualGPT@10a9bf3, models/transformer/gpt_decoder_visualGPT.py, lines 263 to
    283: three levels, one attention, gates by a threshold, the sum over the root of 3.
    """
    import torch

    seed, n, m = 20210220, 4, 3
    rng = np.random.default_rng(seed)
    shapes = {
        f"{name}_{kind}": (D, D) if kind == "weight" else (D,)
        for name in ("query", "key", "value", "output")
        for kind in ("weight", "bias")
    }
    gates = {f"gate{k}_weight": (D, 2 * D) for k in range(3)}
    gates |= {f"gate{k}_bias": (D,) for k in range(3)}
    given = draw(
        rng,
        3,
        x=(2, n, D),
        levels=(2, 3, m, D),
        gain=(D,),
        bias=(D,),
        **shapes,
        **gates,
    )
    tensors = {name: torch.from_numpy(value) for name, value in given.items()}
    heads, threshold = 2, 0.2

    def part(name, x):
        line = torch.nn.functional.linear
        return line(x, tensors[f"{name}_weight"], tensors[f"{name}_bias"])

    def first_norm(x):
        return torch.nn.functional.layer_norm(
            x, (D,), tensors["gain"], tensors["bias"], eps=1e-5
        )

    def attention(x, seen):
        q, k, v = (
            part(name, y).view(2, -1, heads, D // heads).transpose(1, 2)
            for name, y in (("query", x), ("key", seen), ("value", seen))
        )
        share = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(D // heads), -1)
        return part("output", (share @ v).transpose(1, 2).reshape(2, -1, D))

    a, total = tensors["x"], 0
    for k in range(3):
        found = attention(first_norm(a), first_norm(tensors["levels"][:, k]))
        alpha = torch.sigmoid(part(f"gate{k}", torch.cat([a, found], -1)))
        of_words = (alpha > threshold).double()
        of_picture = (alpha < 1 - threshold).double()
        total = total + alpha * of_words * a + (1 - alpha) * of_picture * found
    return record(
        "torch",
        "restated from Vision-CAIR/VisualGPT@10a9bf3, "
        "models/transformer/gpt_decoder_visualGPT.py, lines 263-283, without dropout",
        seed,
        given,
        {"out": total / math.sqrt(3)},
    )


# --- how ours is compared -------------------------------------------------------------


def _arrays(given):
    """As arrays, also what has no dot in its name."""
    return {name: np.array(values) for name, values in given.items()}


@agrees("idefics_gated_look")
def looks_agree(vector):
    given = vector["inputs"]
    state = _arrays(given["state"])
    names = zip(("query", "key", "value", "output"), "qkvo", strict=True)
    p = {
        "attention": {
            ours: {"weight": state[f"cross_attn.{short}_proj.weight"].T, "bias": 0}
            for ours, short in names
        },
        "attention_norm": weights.norm(state, "input_layernorm"),
        "attention_gate": state["alpha_cross_attn"],
        "feed_forward": {
            "up": weights.linear(state, "mlp.0"),
            "down": weights.linear(state, "mlp.2"),
        },
        "feed_forward_norm": weights.norm(state, "post_attention_layernorm"),
        "feed_forward_gate": state["alpha_dense"],
    }
    ours, _ = gated.gated_look(
        np.array(given["x"]), np.array(given["memory"]), p, heads=2,
        mask=np.array(given["mask"], bool), activation=gelu,
    )  # fmt: skip
    same_numbers(ours, vector["outputs"]["out"], SINGLE)  # their softmax is


@agrees("idefics_latest_picture")
def who_sees_what_agrees(vector):
    starts = np.array(vector["inputs"]["starts"])
    number = np.array(vector["outputs"]["number"])  # there the first is 0, and none -1
    np.testing.assert_array_equal(gated.latest_picture(starts), number + 1)
    mask = gated.picture_mask(starts, images=3, each=1)
    np.testing.assert_array_equal(mask, np.array(vector["outputs"]["mask"], bool))


@agrees("visualgpt_block")
def balanced_looks_agree(vector):
    given = _arrays(vector["inputs"])
    names = "query", "key", "value", "output"
    p = {
        "norm": {"gain": given["gain"], "bias": given["bias"]},
        "attention": {
            name: {"weight": given[f"{name}_weight"].T, "bias": given[f"{name}_bias"]}
            for name in names
        },
        "gates": [  # their gate is that of the words: the other sign
            {"weight": -given[f"gate{k}_weight"].T, "bias": -given[f"gate{k}_bias"]}
            for k in range(3)
        ],
    }
    levels = [given["levels"][:, k] for k in range(3)]
    ours, _ = gated.balanced_look(given["x"], levels, p, heads=2)
    same_numbers(ours, vector["outputs"]["out"])


# --- what must be noticed -------------------------------------------------------------

LOOK, GATES = gated.gated_look, gated.resurrecting_gates


def _network_without_a_gate(x, memory, p, **how):
    return LOOK(x, memory, p | {"feed_forward_gate": np.array([20.0])}, **how)


def _a_mean_for_who_sees_nothing(x, memory, p, *, heads, mask=None, **how):
    """A softmax of equal scores: what a very negative number for all of them gives."""
    return LOOK(x, memory, p, heads=heads, mask=mask | ~mask.any(-1)[:, None], **how)


def _all_before(begins, *, images, each):
    number = np.repeat(np.arange(1, images + 1), each)
    return gated.latest_picture(begins)[..., None] >= number


def _adding_up(scores, *, threshold=gated.THRESHOLD):
    seen, said = GATES(scores, threshold=threshold)
    return seen / (seen + said), said / (seen + said)


def _exchanged(scores, *, threshold=gated.THRESHOLD):
    return GATES(scores, threshold=threshold)[::-1]


def _threshold_on_scores(scores, *, threshold=gated.THRESHOLD):
    share = 1 / (1 + np.exp(-scores))
    return share * (scores > threshold), (1 - share) * (-scores > threshold)


def _never_shut(scores, *, threshold=gated.THRESHOLD):
    return GATES(scores, threshold=0)


def _unnormed_picture(x, p, *, eps):
    return x if x.shape[-2] == 3 else layer_norm(x, p, eps=eps)


def _one_head(x, context, p, *, heads, mask=None):
    return multi_head_attention(x, context, p, heads=1, mask=mask)


HERE = "networks.gated."
plant("idefics_gated_look", HERE + "gated_look", _network_without_a_gate,
      _a_mean_for_who_sees_nothing)  # fmt: skip
plant("idefics_gated_look", HERE + "multi_head_attention", _one_head)
plant("idefics_latest_picture", HERE + "picture_mask", _all_before)
plant("visualgpt_block", HERE + "resurrecting_gates", _adding_up, _exchanged,
      _threshold_on_scores, _never_shut)  # fmt: skip
plant("visualgpt_block", HERE + "layer_norm", _unnormed_picture)
plant("visualgpt_block", HERE + "multi_head_attention", _one_head)
