"""TransE: facts as translations between vectors of entities, three steps of training.

Restated from the paper with the gradients by torch, one false triple after the other.
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import knowledge

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_translations():
    """Three steps of TransE, the gradients by torch, one false triple after the other."""
    import torch

    seed, d, rate, margin = 20131205, 3, 0.02, 1.0
    triples = [[0, 0, 3], [1, 0, 3], [1, 1, 2], [2, 1, 4]]
    e, r = (a.numpy() for a in _start(seed, 5, 2, d))
    facts, steps = {tuple(t) for t in triples}, []
    for _ in range(3):
        ent, rel = (torch.tensor(a, requires_grad=True) for a in (e, r))
        loss, count = 0, 0
        for h, k, t in triples:
            for other in range(5):
                for a, b in ((other, t), (h, other)):
                    if (a, k, b) not in facts:
                        near = ((ent[h] + rel[k] - ent[t]) ** 2).sum()
                        far = ((ent[a] + rel[k] - ent[b]) ** 2).sum()
                        loss = loss + torch.clamp(margin + near - far, min=0)
                        count += 1
        loss.backward()
        e = (ent - rate * ent.grad).detach()
        e = (e / torch.clamp(e.norm(dim=1, keepdim=True), min=1)).numpy()
        r = (rel - rate * rel.grad).detach().numpy()
        steps.append(loss.item() / count)
    return record(
        "torch",
        "restated from Bordes et al. 2013, section 2, all false triples at once; "
        "gradients by torch.autograd",
        seed,
        {"triples": triples, "entities": 5, "relations": 2, "d": d,
         "rate": rate, "margin": margin},
        {"losses": steps, "entity_vectors": e, "relation_vectors": r},
    )  # fmt: skip


def _start(seed, entities, relations, d):
    """Uniform vectors, cut to length 1, drawn in the order that our function draws them."""
    import torch

    rng, bound = np.random.default_rng(seed), 6 / d**0.5
    drawn = (torch.from_numpy(rng.uniform(-bound, bound, (n, d)))
             for n in (entities, relations))  # fmt: skip
    return [x / torch.clamp(x.norm(dim=1, keepdim=True), min=1) for x in drawn]


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_translations")
def three_steps_of_translations_agree(vector):
    given, out = vector["inputs"], vector["outputs"]
    e, r, losses = knowledge.fit_translations(
        given["triples"],
        np.random.default_rng(vector["seed"]),
        entity_count=given["entities"],
        relation_count=given["relations"],
        d=given["d"],
        steps=3,
        step_size=given["rate"],
        margin=given["margin"],
    )
    same_numbers(e, out["entity_vectors"])
    same_numbers(r, out["relation_vectors"])
    same_numbers(losses, out["losses"])


# --- what must be noticed -------------------------------------------------------------


def _unshortened(x):
    return x


def _all_of_length_one(x):
    return x / np.sqrt((x**2).sum(-1, keepdims=True))


plant(
    "restated_translations",
    "objectives.knowledge._shorten",
    _unshortened,
    _all_of_length_one,
)
