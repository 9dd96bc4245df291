"""BLIP-2's Q-Former: LAVIS's masks restated, and transformers' network under each of them."""

import numpy as np
import weights
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import queries

MASKS = "contrast_mask", "generation_mask", "matching_mask"
SIZES = [(1, 1), (3, 4), (4, 2)]  # queries and words
LAYER = (
    "attention.attention.query",
    "attention.attention.key",
    "attention.attention.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate_query.dense",
    "output_query.dense",
    "output_query.LayerNorm",
)
LOOK = [name.replace("attention", "crossattention", 1) for name in LAYER[:5]]

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_query_masks():
    """get_extended_attention_mask: salesforce/LAVIS, commit c6bec01, Qformer.py.

    Generation, is_decoder with has_query: a causal mask of the words, zeros of the queries'
    rows put above it, ones of the queries' columns in front. Matching: ones. Contrast is two
    calls there, one of queries and one of words (blip2_qformer.py), so that neither is in the
    other's row.
    """
    import torch

    found = {name: [] for name in MASKS}
    for k, n in SIZES:
        causal = torch.arange(n)[None, :] <= torch.arange(n)[:, None]
        causal = torch.cat([torch.zeros((k, n), dtype=torch.bool), causal], 0)
        ones = torch.ones((k + n, k), dtype=torch.bool)
        found["generation_mask"].append(torch.cat([ones, causal], -1).int())
        found["matching_mask"].append(torch.ones((k + n, k + n)).int())
        alone = torch.block_diag(torch.ones(k, k), torch.ones(n, n))
        found["contrast_mask"].append(alone.int())
    return record(
        "torch",
        "cat([ones(k + n, k), cat([zeros(k, n), arange(n) <= arange(n)[:, None]])], -1), "
        "ones(k + n, k + n), block_diag(ones(k, k), ones(n, n))",
        0,  # nothing is drawn
        {"sizes": SIZES},
        found,
    )


@producer
def transformers_q_former():
    """Blip2QFormerModel with words' own networks, under LAVIS's masks and without words."""
    import torch
    from transformers import Blip2QFormerConfig, Blip2QFormerModel

    seed = 20230130
    rng = np.random.default_rng(seed)
    config = Blip2QFormerConfig(
        vocab_size=9,
        hidden_size=8,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=6,
        encoder_hidden_size=6,
        cross_attention_frequency=2,
        use_qformer_text_input=True,
        attn_implementation="eager",
    )
    model = Blip2QFormerModel(config)
    state = weights.random_weights(model, rng)
    model = weights.with_weights(model, state)
    given = draw(rng, 2, query_tokens=(3, 8), token_table=(9, 8), position_table=(5, 8))
    image, ids = rng.normal(size=(2, 5, 6)).round(2), rng.integers(9, size=(2, 4))

    def run(mask, words):
        rows = np.broadcast_to(given["query_tokens"], (2, 3, 8))
        if words:
            text = given["token_table"][ids] + given["position_table"][:4]
            rows = np.concatenate([rows, text], axis=1)
        away = None
        if mask is not None:
            away = torch.where(torch.tensor(mask), 0.0, -torch.inf).double()
            away = away.expand(2, 1, -1, -1)
        with torch.no_grad():
            return model(
                torch.tensor(rows),
                query_length=3,
                attention_mask=away,
                encoder_hidden_states=torch.tensor(image),
            ).last_hidden_state

    found = {"alone": run(None, words=False)}
    for name in MASKS:
        found[name] = run(getattr(queries, name)(k=3, n=4), words=True)
    return record(
        "transformers",
        "Blip2QFormerModel(Blip2QFormerConfig(..., use_qformer_text_input=True)).double()"
        ".eval()(cat([query_tokens, words], 1), query_length=3, attention_mask=mask, "
        "encoder_hidden_states=image)",
        seed,
        {"image": image, "ids": ids, "heads": 2, "tables": given, "state": state},
        found,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_query_masks")
def the_masks_agree(vector):
    for name in MASKS:
        for (k, n), theirs in zip(
            vector["inputs"]["sizes"], vector["outputs"][name], strict=True
        ):
            ours = getattr(queries, name)(k=k, n=n)
            np.testing.assert_array_equal(ours, np.array(theirs, bool))


@agrees("transformers_q_former")
def queries_that_look_agree(vector):
    given, p = vector["inputs"], _parameters(vector["inputs"])
    ours = queries.q_former(given["image"], p, heads=given["heads"])
    same_numbers(ours, vector["outputs"]["alone"])


@agrees("transformers_q_former")
def queries_and_words_agree_under_each_mask(vector):
    given, p = vector["inputs"], _parameters(vector["inputs"])
    for name in MASKS:
        mask = getattr(queries, name)(k=3, n=4)
        ours = queries.q_former(
            given["image"], p, heads=given["heads"], ids=given["ids"], mask=mask
        )
        same_numbers(ours, vector["outputs"][name])


def _parameters(given):
    """transformers' names to ours."""
    state = weights.as_arrays(given["state"])

    def block(at):
        p = weights.block(state, at, LAYER)
        words = weights.block(state, at, [n.replace("_query", "") for n in LAYER])
        p |= {
            f"text_{name}": words[name]
            for name in ("feed_forward", "feed_forward_norm")
        }
        if f"{at}{LOOK[0]}.weight" in state:
            look = weights.block(state, at, [*LOOK, *LAYER[5:]])
            p["cross_attention"] = look["attention"]
            p["cross_attention_norm"] = look["attention_norm"]
        return p

    layers = sum(name.endswith("intermediate_query.dense.weight") for name in state)
    tables = {name: np.array(table) for name, table in given["tables"].items()}
    return tables | {
        "norm": weights.norm(state, "layernorm"),
        "blocks": [block(f"encoder.layer.{k}.") for k in range(layers)],
    }


# --- what must be noticed -------------------------------------------------------------

CONTRAST, GENERATION, BLOCK = (
    queries.contrast_mask,
    queries.generation_mask,
    queries.query_block,
)


def _queries_look_ahead(*, k, n):
    """The queries see the text that is to be written from them."""
    mask = GENERATION(k=k, n=n)
    mask[:k] = True
    return mask


def _causal(*, k, n):
    """A row like any other: queries see only those before them."""
    return np.tri(k + n, dtype=bool)


def _no_words(*, k, n):
    return CONTRAST(k=k, n=n) & (np.arange(k + n) < k)


def _everybody_looks(x, image, p, *, queries, **how):
    """Words look at the picture, too."""
    return BLOCK(x, image, p, queries=np.shape(x)[-2], **how)


def _one_network(x, image, p, **how):
    """Words think with the weights of the queries."""
    other = {f"text_{n}": p[n] for n in ("feed_forward", "feed_forward_norm")}
    return BLOCK(x, image, p | other, **how)


def _blind(x, image, p, **how):
    return BLOCK(x, image, {k: v for k, v in p.items() if "cross" not in k}, **how)


HERE = "networks.queries."
plant("restated_query_masks", HERE + "contrast_mask", _no_words, GENERATION)
plant("restated_query_masks", HERE + "generation_mask", _queries_look_ahead, _causal)
plant("restated_query_masks", HERE + "matching_mask", GENERATION)
plant(
    "transformers_q_former",
    HERE + "query_block",
    _everybody_looks,
    _one_network,
    _blind,
)
plant("transformers_q_former", HERE + "generation_mask", _queries_look_ahead)
