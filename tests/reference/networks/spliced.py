"""Vectors among words: transformers' GPT-2 reads the same rows as inputs_embeds."""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers
from tiny_gpt2 import tiny_gpt2

from fieldguide.mechanisms.networks import spliced, transformer

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_spliced_gpt2():
    """GPT2LMHeadModel(inputs_embeds=...): two observations of 2 and 1 vectors among words."""
    import torch

    seed = 20230306
    rng = np.random.default_rng(seed)
    model, state = tiny_gpt2(rng)
    seen = rng.normal(size=(2, 3, 6)).round(2)  # two sentences, three vectors each
    table = torch.tensor(np.array(state["wte.weight"]))
    rows = [
        torch.cat(
            [
                table[[5]],
                torch.tensor(o[:2]),
                table[[7, 2]],
                torch.tensor(o[2:]),
                table[[9]],
            ]
        )
        for o in seen
    ]
    with torch.no_grad():
        logits = model(inputs_embeds=torch.stack(rows)).logits
    return record(
        "transformers",
        "GPT2LMHeadModel(GPT2Config(...)).double().eval()(inputs_embeds=stack of "
        "cat([wte[5], o[:2], wte[7], wte[2], o[2:], wte[9]]))",
        seed,
        {
            "prefix": [5, -1, 7, 2, -1, 9],
            "sizes": [2, 1],
            "observations": seen,
            "heads": 2,
            "state": state,
        },
        {"logits": logits},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_spliced_gpt2")
def the_spliced_decoder_agrees(vector):
    given = vector["inputs"]
    p = weights.gpt2(given["state"])
    ids, _ = spliced.multimodal_sentence(given["prefix"], given["sizes"])
    seen = np.array(given["observations"])
    ours = spliced.spliced_decoder(ids, seen, p, heads=given["heads"])
    same_numbers(ours, vector["outputs"]["logits"])


# --- what must be noticed -------------------------------------------------------------

SENTENCE, SPLICE, DECODER = (
    spliced.multimodal_sentence,
    spliced.splice,
    spliced.spliced_decoder,
)


def _sizes_swapped(ids, sizes, target=()):
    return SENTENCE(ids, sizes[::-1], target)


def _backward(x, observations, marked):
    return SPLICE(x, observations[..., ::-1, :], marked)


def _added(x, observations, marked):
    """On top of the vector of a word, where it must stand in its place."""
    return SPLICE(x, observations, marked) + x * marked[:, None]


def _places_of_the_words(ids, observations, p, *, heads):
    """Places counted before the observations were put in: all vectors of one have its place."""
    first = np.append(True, ~((ids[1:] == -1) & (ids[:-1] == -1)))
    table = p["position_table"][np.cumsum(first) - 1]
    return DECODER(ids, observations, p | {"position_table": table}, heads=heads)


HERE = "networks.spliced."
plant("transformers_spliced_gpt2", HERE + "multimodal_sentence", _sizes_swapped)
plant("transformers_spliced_gpt2", HERE + "splice", _backward, _added)
plant("transformers_spliced_gpt2", HERE + "spliced_decoder", _places_of_the_words)
plant(
    "transformers_spliced_gpt2",
    HERE + "pre_norm_block",
    lambda x, p, **how: transformer.post_norm_block(x, p, **how),
)
