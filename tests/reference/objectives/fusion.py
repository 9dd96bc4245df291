"""ERNIE's fusion: tokens and entities, mixed in a layer.

The paper's equations and the released layer are restated in torch, token by token;
thunlp/ERNIE itself needs packages of 2019.
"""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers
from weights import named_linear, named_norm

from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import knowledge

D, HEADS, INNER = 6, 2, 8
C = 4  # width of an entity
FUSION = {
    **{"token_in": (D, INNER), "token_in_bias": INNER, "entity_in": (C, INNER)},
    **{"token_out": (INNER, D), "token_out_bias": D},
    **{"entity_out": (INNER, C), "entity_out_bias": C},
}
NORMS = {"token_norm_gain": D, "token_norm_bias": D,
         "entity_norm_gain": C, "entity_norm_bias": C}  # fmt: skip
ALIGNED = [True, False, True, False, False, True]


# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_ernie_fusion():
    """Equations 4 and 5, token by token."""
    import torch
    from torch.nn.functional import gelu

    seed = 20190517
    w = draw(np.random.default_rng(seed), 4, tokens=(6, D), entities=(6, C), **FUSION)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    tokens, entities = [], []
    for j, has in enumerate(ALIGNED):
        h = t["token_in"].T @ t["tokens"][j] + t["token_in_bias"]
        h = gelu(h + t["entity_in"].T @ t["entities"][j]) if has else gelu(h)
        tokens.append(gelu(t["token_out"].T @ h + t["token_out_bias"]))
        e = gelu(t["entity_out"].T @ h + t["entity_out_bias"])
        entities.append(e if has else None)
    return record(
        "torch",
        "restated from Zhang et al. 2019, equations 4 and 5, token by token",
        seed,
        w | {"aligned": ALIGNED},
        {"tokens": tokens, "entities": entities},
    )


@producer
def restated_ernie_layer():
    """A layer of the K-Encoder as released: two attentions, then the mixing."""
    import torch
    from torch.nn.functional import gelu, layer_norm

    seed = 20190518
    shapes = {
        f"{side}{name}{end}": (width, width)[: 1 if end else 2]
        for side, width in (("", D), ("entity_", C))
        for name in ("query", "key", "value", "output")
        for end in ("", "_bias")
    }
    for side, width in (("", D), ("entity_", C)):
        shapes |= {f"{side}attention_{p}": width for p in ("gain", "bias")}
    w = draw(
        np.random.default_rng(seed), 4, tokens=(6, D), entities=(6, C),
        **shapes, **FUSION, entity_in_bias=INNER, **NORMS,
    )  # fmt: skip
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    has = torch.tensor(ALIGNED, dtype=torch.float64)[:, None]

    def attend(x, side, shown):
        """Hidden tokens lose 10,000 of their score, as in the code."""
        width = x.shape[1]
        e = width // HEADS
        q, k, v = (
            x @ t[f"{side}{name}"] + t[f"{side}{name}_bias"]
            for name in ("query", "key", "value")
        )
        out = torch.zeros_like(x)
        for h in range(HEADS):
            own = slice(h * e, (h + 1) * e)
            for i in range(len(x)):
                scores = torch.stack([q[i, own] @ k[j, own] for j in range(len(x))])
                scores = scores / e**0.5 - 10_000 * (1 - shown[:, 0])
                out[i, own] = torch.softmax(scores, 0) @ v[:, own]
        out = x + out @ t[f"{side}output"] + t[f"{side}output_bias"]
        gain, bias = t[f"{side}attention_gain"], t[f"{side}attention_bias"]
        return layer_norm(out, (width,), gain, bias, 1e-12)

    tokens = attend(t["tokens"], "", torch.ones_like(has))
    entities = attend(t["entities"], "entity_", has) * has
    h = gelu(
        tokens @ t["token_in"]
        + t["token_in_bias"]
        + entities @ t["entity_in"]
        + t["entity_in_bias"]
    )
    w_out = tokens + h @ t["token_out"] + t["token_out_bias"]
    e_out = entities + h @ t["entity_out"] + t["entity_out_bias"]
    w_out = layer_norm(w_out, (D,), t["token_norm_gain"], t["token_norm_bias"], 1e-12)
    e_out = layer_norm(e_out, (C,), t["entity_norm_gain"], t["entity_norm_bias"], 1e-12)
    return record(
        "torch",
        "restated from thunlp/ERNIE, code/knowledge_bert/modeling.py, BertLayer, not run",
        seed,
        w | {"aligned": ALIGNED, "heads": HEADS},
        {
            "attended_tokens": tokens,
            "attended_entities": entities,
            "tokens": w_out,
            "entities": e_out,
        },
    )


# --- how ours are compared ------------------------------------------------------------


ATTENTION = ("query", "key", "value", "output")
PARTS = ("token_in", "entity_in", "token_out", "entity_out")


@agrees("restated_ernie_fusion")
def the_paper_s_fusion_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    tokens, entities = knowledge.fuse(
        given["tokens"],
        given["entities"],
        given["aligned"],
        named_linear(given, *PARTS),
    )
    same_numbers(tokens, out["tokens"])
    has = given["aligned"]
    theirs = [e for e in out["entities"] if e is not None]
    same_numbers(entities[has], theirs)
    assert (entities[~has] == 0).all()


@agrees("restated_ernie_layer")
def a_layer_of_the_k_encoder_agrees(vector):
    """Entities beside tokens that have none do not matter: the next layer drops them."""
    given, out = _given(vector), vector["outputs"]
    side = {name: f"entity_{name}" for name in ATTENTION}
    entity = named_linear(given, *side.values())
    p = {
        "attention": named_linear(given, *ATTENTION),
        "attention_norm": named_norm(given, "attention"),
        "entity_attention": {name: entity[theirs] for name, theirs in side.items()},
        "entity_attention_norm": named_norm(given, "entity_attention"),
        "fusion": _fusion(given),
    }
    heads, has = int(given["heads"]), given["aligned"]
    tokens, entities = knowledge.knowledge_block(
        given["tokens"], given["entities"], has, p, heads=heads, entity_heads=heads
    )
    same_numbers(tokens, out["tokens"])
    same_numbers(entities[has], np.array(out["entities"])[has])


@agrees("restated_ernie_layer")
def the_released_fusion_agrees(vector):
    """The second half of the layer alone."""
    given, out = _given(vector), vector["outputs"]
    has = given["aligned"]
    attended = (np.array(out[f"attended_{side}"]) for side in ("tokens", "entities"))
    tokens, entities = knowledge.fuse_released(*attended, has, _fusion(given))
    same_numbers(tokens, out["tokens"])
    same_numbers(entities[has], np.array(out["entities"])[has])
    assert (entities[~has] == 0).all()


@agrees("restated_ernie_layer")
def entities_of_tokens_without_one_agree(vector):
    """What the last layer gives for every token; `fuse_released` leaves these out."""
    given, out = _given(vector), vector["outputs"]
    attended = (np.array(out[f"attended_{side}"]) for side in ("tokens", "entities"))
    _, entities = knowledge.entity_outputs_released(
        *attended, given["aligned"], _fusion(given)
    )
    same_numbers(entities, np.array(out["entities"]))


def _given(vector):
    return {name: np.array(values) for name, values in vector["inputs"].items()}


def _fusion(given):
    norms = {name: named_norm(given, name) for name in ("token_norm", "entity_norm")}
    return {**named_linear(given, *PARTS), **norms}


# --- what must be noticed -------------------------------------------------------------

FUSE, FUSE_RELEASED = knowledge.fuse, knowledge.fuse_released


def _all_tokens(tokens, entities, aligned, p, **more):
    return FUSE(tokens, entities, np.ones_like(aligned), p, **more)


def _all_tokens_released(tokens, entities, aligned, p, **more):
    return FUSE_RELEASED(tokens, entities, np.ones_like(aligned), p, **more)


def _not_bent_again(tokens, entities, aligned, p, **more):
    """Only the inner layer has an activation."""
    once = iter([transformer.gelu, lambda x: x, lambda x: x])
    return FUSE(tokens, entities, aligned, p, activation=lambda x: next(once)(x))


def _bent_twice(tokens, entities, aligned, p, **more):
    """The paper's fusion where the code's is wanted."""
    return FUSE(tokens, entities, aligned, p)


plant(
    "restated_ernie_fusion", "objectives.knowledge.fuse", _all_tokens, _not_bent_again
)
plant(
    "restated_ernie_layer",
    "objectives.knowledge.fuse_released",
    _all_tokens_released,
    _bent_twice,
)
plant("restated_ernie_layer", "objectives.knowledge.BERT_EPS", 1e-2)
