"""Rotary positions: transformers' GPT-NeoX and LLaMA, and Meta's code for the other layout."""

from functools import partial

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import rotary

N, HEADS, WIDTH = 9, 2, 8

# --- how the vectors are made ---------------------------------------------------------


def _drawn(seed):
    rng = np.random.default_rng(seed)
    return draw(rng, 2, q=(1, HEADS, N, WIDTH), k=(1, HEADS, N, WIDTH))


def _by_transformers(config, package, seed):
    """Queries and keys turned by a model's own module for angles and its own function."""
    import torch

    drawn = _drawn(seed)
    q, k = (torch.from_numpy(x) for x in drawn.values())
    turn = next(v for name, v in vars(package).items() if "RotaryEmbedding" in name)
    cos, sin = turn(config).double()(q, torch.arange(N)[None])
    q, k = package.apply_rotary_pos_emb(q, k, cos, sin)
    return drawn, {"q": q, "k": k}


@producer
def transformers_gpt_neox_rotary():
    """A quarter of each head turned, as in GPT-NeoX-20B."""
    from transformers import GPTNeoXConfig
    from transformers.models.gpt_neox import modeling_gpt_neox

    config = GPTNeoXConfig(
        hidden_size=HEADS * WIDTH, num_attention_heads=HEADS, num_hidden_layers=1
    )
    drawn, turned = _by_transformers(config, modeling_gpt_neox, 20220414)
    return record(
        "transformers",
        "modeling_gpt_neox.apply_rotary_pos_emb(q, k, *GPTNeoXRotaryEmbedding(config)(...))",
        20220414,
        drawn,
        turned,
    )


@producer
def transformers_llama_rotary():
    """All of each head turned, as in LLaMA."""
    from transformers import LlamaConfig
    from transformers.models.llama import modeling_llama

    config = LlamaConfig(
        hidden_size=HEADS * WIDTH, num_attention_heads=HEADS, num_hidden_layers=1
    )
    drawn, turned = _by_transformers(config, modeling_llama, 20230227)
    return record(
        "transformers",
        "modeling_llama.apply_rotary_pos_emb(q, k, *LlamaRotaryEmbedding(config)(...))",
        20230227,
        drawn,
        turned,
    )


@producer
def restated_llama_rotary():
    """Meta's rule for neighbors as pairs, restated: facebookresearch/llama, commit 54c22c0.

    llama/model.py, precompute_freqs_cis and apply_rotary_emb: x seen as complex numbers,
    times torch.polar(1, place * speed).
    """
    import torch

    seed = 20230301
    drawn = _drawn(seed)
    speed = 1.0 / (10000.0 ** (torch.arange(0, WIDTH, 2).double() / WIDTH))
    angle = torch.outer(torch.arange(N).double(), speed)
    turn = torch.polar(torch.ones_like(angle), angle)
    out = {}
    for name, x in drawn.items():
        hands = torch.view_as_complex(torch.from_numpy(x).reshape(1, HEADS, N, -1, 2))
        out[name] = torch.view_as_real(hands * turn).flatten(3)
    return record(
        "torch",
        "view_as_real(view_as_complex(x pairs) * polar(1, outer(place, speed)))",
        seed,
        drawn,
        out,
    )


# --- how ours is compared -------------------------------------------------------------

SINGLE = 2e-6  # transformers makes angles in single precision, here up to 8 radians


def _compare(vector, turn, within):
    for name, x in vector["inputs"].items():
        same_numbers(turn(np.array(x), np.arange(N)), vector["outputs"][name], within)


@agrees("transformers_gpt_neox_rotary")
def a_quarter_turned_in_halves_agrees(vector):
    _compare(vector, partial(rotary.rotate_halves, turned=WIDTH // 4), SINGLE)


@agrees("transformers_llama_rotary")
def all_turned_in_halves_agrees(vector):
    _compare(vector, rotary.rotate_halves, SINGLE)


@agrees("restated_llama_rotary")
def neighbors_as_pairs_agree(vector):
    _compare(vector, rotary.rotate, 1e-12)


@agrees("restated_llama_rotary")
def the_layouts_agree_up_to_an_order(vector):
    order = rotary.halves_order(WIDTH)
    for name, x in vector["inputs"].items():
        ours = rotary.rotate_halves(np.array(x)[..., order], np.arange(N))
        same_numbers(ours, np.array(vector["outputs"][name])[..., order])


# --- what must be noticed -------------------------------------------------------------

ROTATE, HALVES, ANGLES = rotary.rotate, rotary.rotate_halves, rotary.turning_angles


def _backward(x, place, **options):
    return HALVES(x, -np.asarray(place), **options)


def _from_one(x, place, **options):
    return HALVES(x, np.asarray(place) + 1, **options)


def _other_layout(x, place, **options):
    return ROTATE(x, place, **options)


def _all(x, place, turned=None, **options):
    return HALVES(x, place, **options)


def _backward_pairs(x, place, **options):
    return ROTATE(x, -np.asarray(place), **options)


def _halves(x, place, **options):
    return HALVES(x, place, **options)


def _one_speed(place, *, width, base=10_000):
    """Every pair turns alike."""
    return np.repeat(ANGLES(place, width=2, base=base), width // 2, axis=1)


def _half_the_speed(place, *, width, base=10_000):
    """i / d in the exponent, where it must be 2 i / d."""
    return ANGLES(place, width=width, base=base**0.5)


TARGET = "attention.rotary."
plant(
    "transformers_gpt_neox_rotary", TARGET + "rotate_halves", _backward, _from_one, _all
)
plant(
    "transformers_llama_rotary",
    TARGET + "rotate_halves",
    _backward,
    _from_one,
    _other_layout,
)
plant("restated_llama_rotary", TARGET + "rotate", _backward_pairs, _halves)
plant(
    "restated_llama_rotary",
    TARGET + "halves_order",
    lambda width: np.arange(width),
    lambda width: np.arange(width).reshape(2, -1).T.ravel(),
)
plant(
    "transformers_llama_rotary",
    TARGET + "turning_angles",
    _one_speed,
    _half_the_speed,
)
