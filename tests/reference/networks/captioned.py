"""Pictures that look at words: diffusers' block, and the cross-attention of CompVis."""

from functools import partial

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import captioned, transformer

PLACES, WORDS, D, C, HEADS = 5, 4, 8, 6, 2

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_captioned_block():
    """BasicTransformerBlock, of which Stable Diffusion's U-Net has sixteen; two words hidden."""
    import torch
    from diffusers.models.attention import BasicTransformerBlock

    seed = 20220822
    block = BasicTransformerBlock(
        D, HEADS, D // HEADS, cross_attention_dim=C, activation_fn="geglu"
    )
    block = block.double().eval()
    rng = np.random.default_rng(seed)
    state = {
        name: rng.normal(0, 0.7, tuple(old.shape)).round(2)
        for name, old in block.state_dict().items()
    }
    block.load_state_dict({name: torch.from_numpy(w) for name, w in state.items()})
    drawn = draw(rng, 2, x=(2, PLACES, D), words=(2, WORDS, C))
    x, words = (torch.from_numpy(a) for a in drawn.values())
    seen = torch.tensor([[True] * WORDS, [True, True, False, False]])
    with torch.no_grad():
        out = block(x, encoder_hidden_states=words)
        hidden = block(
            x, encoder_hidden_states=words, encoder_attention_mask=seen[:, None]
        )
    return record(
        "diffusers",
        "BasicTransformerBlock(8, 2, 4, cross_attention_dim=6, activation_fn='geglu')",
        seed,
        drawn | {"state": state, "seen": seen},
        {"out": out, "with words hidden": hidden},
    )


@producer
def restated_cross_attention():
    """CompVis' rule restated: latent-diffusion, ldm/modules/attention.py, commit 3fea3d1.

    CrossAttention: to_q of the picture, to_k and to_v of the context, none with a bias, cut
    into heads; softmax of q k / sqrt(width of a head), times v; to_out, with a bias.
    """
    import torch

    seed, wide = 20211221, D // HEADS
    drawn = draw(
        np.random.default_rng(seed), 2, x=(PLACES, D), words=(WORDS, C), query=(D, D),
        key=(C, D), value=(C, D), output=(D, D), bias=(D,),
    )  # fmt: skip
    t = {name: torch.from_numpy(a) for name, a in drawn.items()}
    q, k, v = (
        (t[of] @ t[name]).reshape(-1, HEADS, wide).transpose(0, 1)
        for of, name in (("x", "query"), ("words", "key"), ("words", "value"))
    )
    shares = (torch.einsum("hid,hjd->hij", q, k) * wide**-0.5).softmax(-1)
    out = torch.einsum("hij,hjd->hid", shares, v).transpose(0, 1).reshape(PLACES, D)
    return record(
        "torch",
        "einsum(softmax(einsum(to_q(x), to_k(words)) / sqrt(4)), to_v(words)), to_out",
        seed,
        drawn,
        {"out": out @ t["output"] + t["bias"], "shares": shares},
    )


# --- how ours is compared -------------------------------------------------------------


def _weights(state):
    """diffusers' names and (out, in) for ours; GEGLU's first half is what is gated."""
    w = {name: np.array(value) for name, value in state.items()}

    def layer(name, rows=slice(None)):
        bias = w[name + ".bias"][rows] if name + ".bias" in w else 0
        return {"weight": w[name + ".weight"][rows].T, "bias": bias}

    def look(name):
        parts = {"query": "to_q", "key": "to_k", "value": "to_v", "output": "to_out.0"}
        return {ours: layer(f"{name}.{theirs}") for ours, theirs in parts.items()}

    def even(name):
        return {"gain": w[name + ".weight"], "bias": w[name + ".bias"]}

    half = len(w["ff.net.0.proj.bias"]) // 2
    return {
        "attention": look("attn1"),
        "attention_norm": even("norm1"),
        "cross_attention": look("attn2"),
        "cross_attention_norm": even("norm2"),
        "feed_forward": {
            "up": layer("ff.net.0.proj", slice(half)),
            "gate": layer("ff.net.0.proj", slice(half, None)),
            "down": layer("ff.net.2"),
        },
        "feed_forward_norm": even("norm3"),
    }


@agrees("diffusers_captioned_block")
def the_block_agrees(vector):
    given = vector["inputs"]
    x, words = np.array(given["x"]), np.array(given["words"])
    p = _weights(given["state"])
    out, _ = captioned.captioned_block(x, words, p, heads=HEADS)
    same_numbers(out, vector["outputs"]["out"], 1e-11)
    mask = np.repeat(np.array(given["seen"])[:, None], PLACES, axis=1)
    hidden, _ = captioned.captioned_block(x, words, p, heads=HEADS, mask=mask)
    same_numbers(hidden, vector["outputs"]["with words hidden"], 1e-11)


@agrees("restated_cross_attention")
def the_look_at_words_agrees(vector):
    given = {name: np.array(value) for name, value in vector["inputs"].items()}
    p = {name: {"weight": given[name], "bias": 0} for name in ("query", "key", "value")}
    p["output"] = {"weight": given["output"], "bias": given["bias"]}
    out, shares = attention.multi_head_attention(
        given["x"], given["words"], p, heads=HEADS
    )
    same_numbers(out, vector["outputs"]["out"])
    same_numbers(shares, vector["outputs"]["shares"])


# --- what must be noticed -------------------------------------------------------------

BLOCK, LOOK = captioned.captioned_block, attention.multi_head_attention


def _words_first(x, words, p, **how):
    """The look at words before the look at each other."""
    swapped = p | {
        "attention_norm": p["cross_attention_norm"],
        "cross_attention_norm": p["attention_norm"],
    }
    return BLOCK(x, words, swapped, **how)


def _without_words(x, words, p, **how):
    return BLOCK(x, 0 * words, p, **how)


def _hiding_nothing(x, words, p, *, heads, mask=None):
    return BLOCK(x, words, p, heads=heads)


def _gates_swapped(x, words, p, **how):
    inner = p["feed_forward"]
    swapped = inner | {"up": inner["gate"], "gate": inner["up"]}
    return BLOCK(x, words, p | {"feed_forward": swapped}, **how)


def _by_the_whole_width(x, context, p, *, heads):
    """Scores over the root of all features, where a head's are meant."""
    weaker = p["query"] | {"weight": p["query"]["weight"] / np.sqrt(heads)}
    return LOOK(x, context, p | {"query": weaker}, heads=heads)


def _keys_for_values(x, context, p, *, heads):
    return LOOK(x, context, p | {"value": p["key"]}, heads=heads)


plant(
    "diffusers_captioned_block",
    "networks.captioned.captioned_block",
    _words_first,
    _without_words,
    _hiding_nothing,
    _gates_swapped,
    partial(BLOCK, activation=transformer.gelu_tanh),
)
plant(
    "restated_cross_attention",
    "attention.attention.multi_head_attention",
    _by_the_whole_width,
    _keys_for_values,
)
