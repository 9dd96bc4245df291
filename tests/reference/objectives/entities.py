"""ERNIE's entities: which are linked to which tokens, spoiled, and guessed again.

The paper's equation 7 and two rules of thunlp/ERNIE, restated and not run: it needs packages of
2019.
"""

import random

import numpy as np
from harness import (
    agrees,
    draw,
    near,
    plant,
    producer,
    record,
    same_numbers,
    same_share,
)

from fieldguide.mechanisms.objectives import knowledge

D, C = 6, 4  # widths of a token and of an entity


# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_ernie_entity_shares():
    """Equation 7: each token against each entity of the sentence."""
    import torch

    seed = 20190519
    shapes = {"tokens": (4, D), "candidates": (3, C), "weight": (D, C), "bias": C}
    w = draw(np.random.default_rng(seed), 4, **shapes)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    rows = []
    for token in t["tokens"]:
        asked = t["weight"].T @ token + t["bias"]
        e = torch.stack([torch.exp(asked @ one) for one in t["candidates"]])
        rows.append(e / e.sum())
    return record(
        "torch",
        "restated from Zhang et al. 2019, equation 7",
        seed,
        w,
        {"shares": rows},
    )


@producer
def restated_ernie_alignments():
    """How often each entity was seen in place of each, in 200,000 draws."""
    seed, draws, entities = 20190520, 200_000, 5
    rng = random.Random(seed)
    aligned = [0, 1, 1, 2, 3, 4, -1]
    seen = np.zeros((entities + 1, entities + 1), int)  # the last for none
    for n in range(draws):
        before = aligned[n % len(aligned)]
        after = before
        if before != -1:
            chance = rng.uniform(0, 1)
            if chance < 0.05:
                after = rng.randint(0, entities - 1)
            elif chance < 0.2:
                after = -1
        seen[before, after] += 1
    return record(
        "torch",
        "restated from thunlp/ERNIE, code/run_pretrain.py, collate_fn; drawn by Python's "
        "random, not run",
        seed,
        {"aligned": aligned, "entities": entities, "draws": draws},
        {"seen": seen},
    )


@producer
def restated_ernie_mentions():
    """What is left of the entities of mentions of one to six tokens, and of mixed ones."""
    seed = 20190521
    rng = np.random.default_rng(seed)
    texts = [[7] * n for n in range(1, 7)]
    texts += [rng.choice([-1, 3, 4], 12).tolist() for _ in range(10)]
    kept = []
    for text in texts:
        vec = [f"Q{e}" if e >= 0 else "#UNK#" for e in text]
        for i, name in enumerate(vec):
            if name == "#UNK#":
                vec[i] = -1
            else:
                vec[i] = int(name[1:])
                if i != 0 and vec[i] == vec[i - 1]:
                    vec[i] = -1
        kept.append(vec)
    return record(
        "torch",
        "restated from thunlp/ERNIE, code/create_instances.py, create_training_instances, "
        "not run",
        seed,
        {"entities": texts},
        {"kept": kept},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_ernie_entity_shares")
def the_shares_of_entities_agree(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    p = {"weight": given["weight"], "bias": given["bias"]}
    ours = knowledge.entity_shares(given["tokens"], given["candidates"], p)
    same_numbers(ours, vector["outputs"]["shares"])


@agrees("restated_ernie_alignments")
def alignments_are_spoiled_equally_often(vector):
    given, theirs = vector["inputs"], np.array(vector["outputs"]["seen"])
    rng, m = np.random.default_rng(vector["seed"]), given["entities"]
    before = np.resize(given["aligned"], given["draws"])
    after = knowledge.corrupt_alignments(before, rng, entity_count=m)
    ours = np.zeros_like(theirs)
    np.add.at(ours, (before, after), 1)
    assert ours[-1, -1] == theirs[-1, -1] == ours[-1].sum()
    for entity in range(m):
        rule = np.full(m + 1, knowledge.WRONG / m)
        rule[entity] += 1 - knowledge.WRONG - knowledge.UNALIGNED
        rule[-1] = knowledge.UNALIGNED
        near(theirs[entity], theirs[entity].sum(), rule)
        same_share(
            ours[entity], ours[entity].sum(), theirs[entity], theirs[entity].sum()
        )


@agrees("restated_ernie_alignments")
def a_perfect_reader_concludes_what_the_counts_say(vector):
    """Where entity b is linked: how often was it a?"""
    given, seen = vector["inputs"], np.array(vector["outputs"]["seen"])
    m = given["entities"]
    prior = np.bincount([e for e in given["aligned"] if e >= 0], minlength=m)
    for linked in [*range(m), knowledge.NOTHING]:
        belief = knowledge.believe_link(prior / prior.sum(), linked, pool=m)
        column = seen[:m, linked]
        near(column, column.sum(), belief)


@agrees("restated_ernie_mentions")
def entities_of_mentions_are_kept_alike(vector):
    for text, theirs in zip(
        vector["inputs"]["entities"], vector["outputs"]["kept"], strict=True
    ):
        assert knowledge.align_released(text).tolist() == theirs


@agrees("restated_ernie_mentions")
def only_short_mentions_are_kept_as_the_paper_says(vector):
    for text, theirs in zip(
        vector["inputs"]["entities"][:6], vector["outputs"]["kept"], strict=False
    ):
        paper = knowledge.align([(0, len(text), text[0])], n=len(text)).tolist()
        assert (paper == theirs) == (len(text) <= 2)


# --- what must be noticed -------------------------------------------------------------

CORRUPT, BELIEVE = knowledge.corrupt_alignments, knowledge.believe_link
SHARES = knowledge.entity_shares


def _swapped_rates(links, rng, *, entity_count):
    return CORRUPT(links, rng, entity_count=entity_count, wrong=0.15, unaligned=0.05)


def _two_draws(links, rng, *, entity_count):
    """15% of what the first draw left."""
    first = CORRUPT(links, rng, entity_count=entity_count, wrong=0.05, unaligned=0)
    return CORRUPT(first, rng, entity_count=entity_count, wrong=0, unaligned=0.15)


def _trusting(prior, linked, *, pool):
    return BELIEVE(prior, linked, pool=pool, wrong=0)


def _first_only(links):
    """What the comment in the code promises."""
    links = np.array(links)
    again = np.r_[False, links[1:] == links[:-1]]
    return np.where(again, -1, links)


def _unscaled(tokens, entities, p):
    return SHARES(tokens / np.sqrt(entities.shape[1]), entities, p)


ALIGNMENTS = "restated_ernie_alignments"
plant("restated_ernie_entity_shares", "objectives.knowledge.entity_shares", _unscaled)
plant(ALIGNMENTS, "objectives.knowledge.corrupt_alignments", _swapped_rates, _two_draws)
plant(ALIGNMENTS, "objectives.knowledge.believe_link", _trusting)
plant("restated_ernie_mentions", "objectives.knowledge.align_released", _first_only)
