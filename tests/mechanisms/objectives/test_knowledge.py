"""ERNIE: vectors for entities, alignments and what spoils them, text and knowledge mixed."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import new_linear
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.networks.norm import new_norm
from fieldguide.mechanisms.objectives import knowledge
from fieldguide.mechanisms.objectives.knowledge import NOTHING

# --- TransE ---------------------------------------------------------------------------


def test_distance_by_hand():
    origin, walk, there = np.zeros(2), np.array([3.0, 0]), np.array([3.0, 4])
    assert knowledge.translation_distance(origin, walk, there) == 4
    assert knowledge.translation_distance(origin, there, there) == 0


TOWN = [(0, 0, 2), (1, 0, 3), (0, 1, 4), (1, 1, 4)]


def fit(seed=0, d=6, **more):
    sizes = {"entity_count": 5, "relation_count": 2, "d": d}
    return knowledge.fit_translations(
        TOWN, np.random.default_rng(seed), **sizes, **more
    )


def test_facts_come_nearer_than_what_is_not_a_fact():
    e, r, losses = fit()
    assert e.shape == (5, 6)
    assert r.shape == (2, 6)
    assert losses[-1] < 0.01 < losses[0]
    for h, k, t in TOWN:
        distance = knowledge.translation_distance(e[h], r[k], e)
        others = [o for o in range(5) if (h, k, o) not in TOWN]
        assert distance[t] < distance[others].min()


def test_entities_stay_within_length_1():
    e, _, _ = fit(steps=50)
    assert np.sqrt((e**2).sum(-1)).max() <= 1 + 1e-12


def test_the_same_start_gives_the_same_vectors():
    assert np.array_equal(fit(3)[0], fit(3)[0])


def test_corruptions_by_hand():
    """Two entities and one fact: both ends replaced, and no fact among the false."""
    true, false = knowledge._corruptions(np.array([(0, 0, 1)]), 2)
    assert true.tolist() == [[0, 0, 1]] * 2
    assert sorted(false.tolist()) == [[0, 0, 0], [1, 0, 1]]


@pytest.mark.parametrize("triples", [[(0, 0, 5)], [(0, 2, 1)], [(-1, 0, 1)]])
def test_unknown_numbers_are_refused(triples):
    with pytest.raises(ValueError, match="must lie in 0"):
        knowledge.fit_translations(
            triples, np.random.default_rng(0), entity_count=5, relation_count=2, d=3
        )


# --- alignments -----------------------------------------------------------------------


def test_only_the_first_token_is_aligned():
    assert knowledge.align([(1, 3, 7)], n=4).tolist() == [-1, 7, -1, -1]
    assert knowledge.align([(0, 1, 0), (2, 4, 5)], n=4).tolist() == [0, -1, 5, -1]
    assert knowledge.align([], n=2).tolist() == [-1, -1]


@pytest.mark.parametrize(
    "mentions", [[(2, 2, 0)], [(3, 5, 0)], [(-1, 1, 0)], [(0, 2, 0), (1, 3, 1)]]
)
def test_mentions_must_fit(mentions):
    with pytest.raises(ValueError, match=r"mention"):
        knowledge.align(mentions, n=4)


@pytest.mark.parametrize(
    ("entities", "kept"),
    [([7], [7]), ([7, 7], [7, -1]), ([7, 7, 7], [7, -1, 7]), ([7] * 5, [7, -1, 7, -1, 7]),
     ([7, 8, 8, -1, 8], [7, 8, -1, -1, 8])],
)  # fmt: skip
def test_the_released_code_keeps_every_other_one(entities, kept):
    assert knowledge.align_released(entities).tolist() == kept


def test_the_released_code_agrees_with_the_paper_up_to_two_tokens():
    for n in range(1, 6):
        paper = knowledge.align([(0, n, 3)], n=n).tolist()
        assert (knowledge.align_released([3] * n).tolist() == paper) == (n <= 2)


def test_alignments_are_spoiled_5_15_80():
    assert knowledge.WRONG == data.fact("ernie-thu.entity_random").number
    assert knowledge.UNALIGNED == data.fact("ernie-thu.entity_masked").number
    n, m = 200_000, 50
    aligned = np.resize(np.r_[np.arange(m), NOTHING], n)
    before = aligned.copy()
    seen = knowledge.corrupt_alignments(
        aligned, np.random.default_rng(0), entity_count=m
    )
    assert np.array_equal(aligned, before)
    real = aligned != NOTHING
    assert (seen[~real] == NOTHING).all()
    shares = {
        "lost": ((seen == NOTHING)[real].mean(), 0.15),
        "other": (((seen != aligned) & (seen != NOTHING))[real].mean(), 0.05 * 49 / 50),
        "same": ((seen == aligned)[real].mean(), 0.8 + 0.05 / 50),
    }
    for got, p in shares.values():
        assert abs(got - p) < 4 * np.sqrt(p * (1 - p) / real.sum())


def test_rates_at_the_ends():
    rng, aligned = np.random.default_rng(0), np.array([0, 1, NOTHING])
    assert knowledge.corrupt_alignments(
        aligned, rng, entity_count=2, wrong=0, unaligned=0
    ).tolist() == [0, 1, -1]
    assert knowledge.corrupt_alignments(
        aligned, rng, entity_count=2, wrong=0, unaligned=1
    ).tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    ("links", "rates"),
    [([5], (0.05, 0.15)), ([-2], (0.05, 0.15)), ([0], (0.9, 0.2)), ([0], (-0.1, 0.2))],
)
def test_spoiling_refuses(links, rates):
    wrong, unaligned = rates
    with pytest.raises(ValueError, match="must lie in|must be at most 1"):
        knowledge.corrupt_alignments(
            links,
            np.random.default_rng(0),
            entity_count=5,
            wrong=wrong,
            unaligned=unaligned,
        )


# --- belief ---------------------------------------------------------------------------


def test_belief_by_hand():
    """Prior 0.9 and 0.1, linked to the second, pool of 2: 0.9 x 0.025 to 0.1 x 0.825."""
    belief = knowledge.believe_link([0.9, 0.1], 1, pool=2)
    assert np.allclose(belief, np.array([0.0225, 0.0825]) / 0.105)


def test_without_a_link_the_text_decides():
    assert knowledge.believe_link([0.9, 0.1], NOTHING, pool=2).tolist() == [0.9, 0.1]


def test_a_larger_pool_makes_a_link_more_credible():
    beliefs = [
        knowledge.believe_link([0.99, 0.01], 1, pool=n)[1] for n in (1, 10, 100, 10**6)
    ]
    assert beliefs == sorted(beliefs)
    assert beliefs[0] < 0.2
    assert beliefs[-1] > 0.999


def test_where_links_are_never_wrong_they_are_believed():
    assert knowledge.believe_link([0.999, 0.001], 1, pool=5, wrong=0).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("prior", "linked", "pool"),
    [([0.5, 0.4], 0, 2), ([0.5, 0.5], 2, 2), ([0.5, 0.5], -2, 2), ([0.5, 0.5], 0, 0)],
)
def test_belief_refuses(prior, linked, pool):
    with pytest.raises(ValueError, match=r"prior|linked|pool"):
        knowledge.believe_link(prior, linked, pool=pool)


# --- mixing ---------------------------------------------------------------------------


def fusion(d=6, c=4, f=8, seed=0):
    rng = np.random.default_rng(seed)
    shapes = {"token_in": (d, f), "entity_in": (c, f), "token_out": (f, d),
              "entity_out": (f, c)}  # fmt: skip
    p = {name: {"weight": rng.normal(size=s), "bias": rng.normal(size=s[1])}
         for name, s in shapes.items()}  # fmt: skip
    for name, width in (("token_norm", d), ("entity_norm", c)):
        p[name] = {"gain": np.ones(width), "bias": np.zeros(width)}
    return p, rng.normal(size=(5, d)), rng.normal(size=(5, c))


HAS = np.array([False, True, False, False, True])


def test_fusion_by_hand():
    """One feature each, no bend: h = 2 x 3 + 5 x 7 = 41; without the entity 6."""
    p = {name: {"weight": np.array([[w]]), "bias": 0}
         for name, w in (("token_in", 2.0), ("entity_in", 5.0),
                         ("token_out", 10.0), ("entity_out", 100.0))}  # fmt: skip
    tokens, entities = np.full((2, 1), 3.0), np.full((2, 1), 7.0)
    w, e = knowledge.fuse(tokens, entities, [True, False], p, activation=lambda x: x)
    assert w.tolist() == [[410], [60]]
    assert e.tolist() == [[4100], [0]]


@pytest.mark.parametrize("fuse", [knowledge.fuse, knowledge.fuse_released])
def test_an_entity_changes_its_own_token_only(fuse):
    p, tokens, entities = fusion()
    with_, _ = fuse(tokens, entities, HAS, p)
    without, none = fuse(tokens, entities, np.zeros(5, bool), p)
    changed = (with_ != without).any(-1)
    assert np.array_equal(changed, HAS)
    assert (none == 0).all()


@pytest.mark.parametrize("fuse", [knowledge.fuse, knowledge.fuse_released])
def test_what_stands_beside_other_tokens_does_not_matter(fuse):
    p, tokens, entities = fusion()
    other = np.where(HAS[:, None], entities, 99.0)
    for a, b in zip(fuse(tokens, entities, HAS, p), fuse(tokens, other, HAS, p)):  # noqa: B905
        assert np.array_equal(a, b)


def test_released_fusion_without_entities_is_a_layer_of_bert():
    p, tokens, entities = fusion()
    w, _ = knowledge.fuse_released(tokens, entities, np.zeros(5, bool), p)
    bert = {"up": p["token_in"], "down": p["token_out"]}
    bert["up"] = {**bert["up"], "bias": p["token_in"]["bias"] + p["entity_in"]["bias"]}
    inner = transformer.feed_forward(tokens, bert, activation=transformer.gelu)
    ours = transformer.layer_norm(tokens + inner, p["token_norm"], eps=1e-12)
    assert np.allclose(w, ours)


def block(d=6, c=4):
    rng = np.random.default_rng(1)
    p, tokens, entities = fusion(d, c)
    text, side = (transformer.new_block(rng, d=w, spread=0.5) for w in (d, c))
    return {
        "attention": text["attention"],
        "attention_norm": text["attention_norm"],
        "entity_attention": side["attention"],
        "entity_attention_norm": side["attention_norm"],
        "fusion": p,
    }, tokens, entities  # fmt: skip


def test_knowledge_spreads_in_the_next_layer():
    p, tokens, entities = block()
    none = np.zeros(5, bool)
    plain, _ = knowledge.knowledge_block(
        tokens, 0 * entities, none, p, heads=2, entity_heads=2
    )
    first, e = knowledge.knowledge_block(
        tokens, entities, HAS, p, heads=2, entity_heads=2
    )
    assert np.array_equal((first != plain).any(-1), HAS)
    plain, _ = knowledge.knowledge_block(
        plain, 0 * entities, none, p, heads=2, entity_heads=2
    )
    second, _ = knowledge.knowledge_block(first, e, HAS, p, heads=2, entity_heads=2)
    assert (second != plain).any(-1).all()


def test_shares_of_entities_by_hand():
    """One asks for (0, ln 3): e1 = (1, 0) scores 0, e2 = (0, 1) scores ln 3."""
    p = {"weight": np.eye(2), "bias": 0}
    shares = knowledge.entity_shares(np.array([[0, np.log(3)]]), np.eye(2), p)
    assert np.allclose(shares, [[0.25, 0.75]])


def test_parameters_of_the_entities_side():
    """Counted from arrays of the published shapes: 658,372 a layer, 3,950,232 in all."""
    c, f = knowledge.WIDTH, 3072
    assert c == data.fact("ernie-thu.entity_size").number
    attention = transformer.size(
        transformer.new_block(np.random.default_rng(0), d=c, inner=1)
    )
    attention -= c + 1 + c + c + 2 * c  # its feed-forward part and second norm
    fusion_in, fusion_out, norm = c * f + f, f * c + c, 2 * c
    layer = attention + fusion_in + fusion_out + norm
    assert layer == knowledge.entity_parameters(layers=1) == 658_372
    assert knowledge.entity_parameters() == 3_950_232
    layers = data.fact("ernie-thu@k-encoder.layers").number
    assert knowledge.entity_parameters(layers=int(layers)) == 3_950_232
    added = data.fact("ernie-thu.added_parameters").number
    assert abs(knowledge.entity_parameters() - added) < 0.05e6


# --- edges ----------------------------------------------------------------------------


@pytest.mark.parametrize("fuse", [knowledge.fuse, knowledge.fuse_released])
def test_links_are_no_mask(fuse, rng):
    """align() gives numbers and -1; multiplied with vectors they gave plausible ones."""
    links = knowledge.align([(0, 1, 3)], n=2)
    with pytest.raises(ValueError, match="aligned must be boolean.*3, -1"):
        fuse(np.ones((2, 4)), np.ones((2, 3)), links, narrow_fusion(rng))


def test_the_last_layer_has_an_entity_for_every_token(rng):
    tokens, entities = rng.normal(size=(2, 4)), rng.normal(size=(2, 3))
    has, p = [True, False], narrow_fusion(rng)
    all_tokens, every = knowledge.entity_outputs_released(tokens, entities, has, p)
    some_tokens, some = knowledge.fuse_released(tokens, entities, has, p)
    np.testing.assert_array_equal(all_tokens, some_tokens)
    np.testing.assert_array_equal(every[0], some[0])
    assert not some[1].any() and every[1].any()


def narrow_fusion(rng):
    sizes = {"token_in": (4, 5), "entity_in": (3, 5), "token_out": (5, 4)}
    sizes["entity_out"] = (5, 3)
    p = {k: new_linear(rng, d=d, e=e, spread=1) for k, (d, e) in sizes.items()}
    return p | {"token_norm": new_norm(4), "entity_norm": new_norm(3)}
