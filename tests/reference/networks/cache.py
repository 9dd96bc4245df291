"""Keys and values that are kept: transformers' GPT-2 with its own cache, read in pieces."""

from functools import partial

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers
from tiny_gpt2 import tiny_gpt2

from fieldguide.mechanisms.networks import cache, norm

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_gpt2_cache():
    """GPT2LMHeadModel on two texts in three pieces: scores of each, and what is kept."""
    import torch

    seed = 20191105
    rng = np.random.default_rng(seed)
    model, state = tiny_gpt2(rng)
    pieces = [rng.integers(11, size=(2, n)) for n in (3, 1, 2)]
    kept, logits = None, []
    with torch.no_grad():
        for piece in pieces:
            out = model(torch.from_numpy(piece), past_key_values=kept, use_cache=True)
            kept = out.past_key_values
            logits.append(out.logits)
    return record(
        "transformers",
        "GPT2LMHeadModel(...)(piece, past_key_values=those of the piece before)",
        seed,
        {"pieces": pieces, "heads": 2, "state": state},
        {
            "logits": logits,
            "keys": [layer.keys for layer in kept.layers],
            "values": [layer.values for layer in kept.layers],
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_gpt2_cache")
def each_piece_has_the_same_scores(vector):
    for (logits, _), theirs in zip(
        _read(vector), vector["outputs"]["logits"], strict=True
    ):
        same_numbers(logits, theirs)


@agrees("transformers_gpt2_cache")
def the_same_keys_and_values_are_kept(vector):
    *_, (_, kept) = _read(vector)
    for name in ("key", "value"):
        same_numbers(np.array([k[name] for k in kept]), vector["outputs"][f"{name}s"])


@agrees("transformers_gpt2_cache")
def the_first_block_keeps_the_same_by_itself(vector):
    """What enters the first block is known: the tables' rows."""
    p, kept = weights.gpt2(vector["inputs"]["state"]), None
    heads, start = vector["inputs"]["heads"], 0
    for piece in vector["inputs"]["pieces"]:
        end = start + len(piece[0])
        x = p["token_table"][piece] + p["position_table"][start:end]
        out, again = cache.cached_block(x, p["blocks"][0], heads=heads, kept=kept)
        y = norm.layer_norm(x, p["blocks"][0]["attention_norm"])
        mixed, kept = cache.cached_attention(
            y, p["blocks"][0]["attention"], heads=heads, kept=kept
        )
        same_numbers(again["key"], kept["key"])
        assert out.shape == mixed.shape
        start = end
    same_numbers(kept["key"], vector["outputs"]["keys"][0])
    same_numbers(kept["value"], vector["outputs"]["values"][0])


def _read(vector):
    """Scores and cache after each piece."""
    p, kept = weights.gpt2(vector["inputs"]["state"]), None
    for piece in vector["inputs"]["pieces"]:
        logits, kept = cache.read_on(
            piece, p, heads=vector["inputs"]["heads"], cache=kept
        )
        yield logits, kept


# --- what must be noticed -------------------------------------------------------------

READ_ON, ATTENTION = cache.read_on, cache.cached_attention


def _places_from_zero(ids, p, *, heads, cache=None, **more):
    """The likeliest mistake: new tokens stand at the first places again."""
    before = cache[0]["key"].shape[-2] if cache else 0
    shifted = np.roll(p["position_table"], before, axis=0)
    return READ_ON(
        ids, p | {"position_table": shifted}, heads=heads, cache=cache, **more
    )


def _forgets(ids, p, *, heads, cache=None, **more):
    """Looks at the new tokens only."""
    logits, _ = READ_ON(ids, p, heads=heads, **more)
    return logits, READ_ON(ids, p, heads=heads, cache=cache, **more)[1]


def _mask_from_the_left(q, k, v, *, mask, attend):
    """The causal mask counted from the upper left corner: new tokens see too little."""
    return attend(q, k, v, mask=np.tri(*mask.shape, dtype=bool))


plant("transformers_gpt2_cache", "networks.cache.read_on", _places_from_zero, _forgets)
plant(
    "transformers_gpt2_cache",
    "networks.cache.attention",
    partial(_mask_from_the_left, attend=cache.attention),
)
