"""Where positions apart from content, and entities, must agree; see agreement.py.

transformers computes its square root in single precision and its layer norm too. With heads
3 wide the root is exact, so attention agrees in double precision; a whole layer within SINGLE.
"""

import numpy as np
from agreement import agrees, near, same_numbers, same_share

from fieldguide.mechanisms.attention.attention import linear, split_heads
from fieldguide.mechanisms.networks import disentangled
from fieldguide.mechanisms.objectives import knowledge

SINGLE = 1e-6  # relative; measured: 1e-7


def _given(vector):
    return {name: np.array(values) for name, values in vector["inputs"].items()}


def _linear(given, *names):
    """Weights with their biases, 0 where there is none."""
    return {
        name: {"weight": given[name], "bias": given.get(f"{name}_bias", 0)}
        for name in names
    }


def _norm(given, name):
    return {"gain": given[f"{name}_gain"], "bias": given[f"{name}_bias"]}


ATTENTION = ("query", "key", "value", "output")
POSITIONS = ("position_key", "position_query")


def _block(given):
    return {
        "attention": _linear(given, *ATTENTION, *POSITIONS),
        "attention_norm": _norm(given, "norm1"),
        "feed_forward": _linear(given, "up", "down"),
        "feed_forward_norm": _norm(given, "norm2"),
    }


def _attention(given, n, p2c):
    """Mixed values (n, d) before the output layer, and shares (heads, n, n)."""
    p, heads = _linear(given, *ATTENTION[:3], *POSITIONS), int(given["heads"])
    q, k, v = (split_heads(linear(given["x"][:n], p[m]), heads) for m in ATTENTION[:3])
    k_r, q_r = (split_heads(linear(given["table"], p[m]), heads) for m in POSITIONS)
    mixed, shares = disentangled.disentangled_attention(q, k, v, k_r, q_r, p2c)
    return np.concatenate(list(mixed), -1), shares


# --- DeBERTa --------------------------------------------------------------------------


@agrees("transformers_deberta_layer")
def disentangled_attention_agrees(vector):
    """For a text longer than k and one as long: transformers then cuts its table."""
    given, out = _given(vector), vector["outputs"]
    for n, mixed, shares in zip(
        out["lengths"], out["mixed"], out["shares"], strict=True
    ):
        ours = _attention(given, n, disentangled.position_to_content_released)
        same_numbers(ours[0], mixed)
        same_numbers(ours[1], shares)


@agrees("transformers_deberta_v2_attention")
def disentangled_attention_of_version_2_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    p2c = disentangled.position_to_content_released
    mixed, shares = _attention(given, len(given["x"]), p2c)
    same_numbers(mixed, out["mixed"])
    same_numbers(shares, out["shares"])


@agrees("transformers_deberta_layer", "transformers_deberta_v2_attention")
def no_released_code_computes_equation_4(vector):
    """With delta(j, i) as printed, some share of attention is off by more than 0.2."""
    given, theirs = _given(vector), vector["outputs"]["shares"]
    longest = np.array(theirs[0] if "lengths" in vector["outputs"] else theirs)
    n = longest.shape[-1]
    _, shares = _attention(given, n, disentangled.position_to_content)
    assert np.abs(shares - longest).max() > 0.2


@agrees("transformers_deberta_layer")
def a_whole_layer_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    p2c = disentangled.position_to_content_released
    for n, theirs in zip(out["lengths"], out["layer"], strict=True):
        x = given["x"][:n]
        ours = disentangled.disentangled_block(
            x, x, given["table"], _block(given), HEADS, p2c
        )
        error = np.abs(ours - theirs).max() / np.abs(theirs).max()
        assert error <= SINGLE, f"relative error {error:.1e}"


@agrees("restated_deberta_equation_4")
def equation_4_agrees_as_printed(vector):
    given, out = _given(vector), vector["outputs"]
    place = np.arange(len(given["q"]))
    rows = disentangled.delta(place[:, None], place, len(given["k_r"]) // 2)
    assert rows.tolist() == out["rows"]
    p2c = disentangled.position_to_content
    same_numbers(disentangled.disentangled_scores(**given, p2c=p2c), out["scores"])


@agrees("restated_deberta_mask_decoder")
def the_mask_decoder_agrees(vector):
    given = _given(vector)

    def layer(query, hidden):
        return disentangled.disentangled_block(
            query, hidden, given["table"], _block(given), HEADS,
            disentangled.position_to_content_released,
        )  # fmt: skip

    ours = disentangled.enhanced_mask_decoder(given["hidden"], given["places"], layer)
    same_numbers(ours, vector["outputs"]["decoded"])


HEADS = 2


# --- ERNIE ----------------------------------------------------------------------------

FUSION = ("token_in", "entity_in", "token_out", "entity_out")


@agrees("restated_ernie_fusion")
def the_paper_s_fusion_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    tokens, entities = knowledge.fuse(
        given["tokens"], given["entities"], given["aligned"], _linear(given, *FUSION)
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
    entity = _linear(given, *side.values())
    p = {
        "attention": _linear(given, *ATTENTION),
        "attention_norm": _norm(given, "attention"),
        "entity_attention": {name: entity[theirs] for name, theirs in side.items()},
        "entity_attention_norm": _norm(given, "entity_attention"),
        "fusion": _fusion(given),
    }
    heads, has = int(given["heads"]), given["aligned"]
    tokens, entities = knowledge.knowledge_block(
        given["tokens"], given["entities"], has, p, heads, heads
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


def _fusion(given):
    norms = {name: _norm(given, name) for name in ("token_norm", "entity_norm")}
    return {**_linear(given, *FUSION), **norms}


@agrees("restated_ernie_entity_shares")
def the_shares_of_entities_agree(vector):
    given = _given(vector)
    p = {"weight": given["weight"], "bias": given["bias"]}
    ours = knowledge.entity_shares(given["tokens"], given["candidates"], p)
    same_numbers(ours, vector["outputs"]["shares"])


@agrees("restated_ernie_alignments")
def alignments_are_spoiled_equally_often(vector):
    given, theirs = vector["inputs"], np.array(vector["outputs"]["seen"])
    rng, m = np.random.default_rng(vector["seed"]), given["entities"]
    before = np.resize(given["aligned"], given["draws"])
    after = knowledge.corrupt_alignments(before, m, rng)
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
        belief = knowledge.believe_link(prior / prior.sum(), linked, m)
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
        paper = knowledge.align([(0, len(text), text[0])], len(text)).tolist()
        assert (paper == theirs) == (len(text) <= 2)


@agrees("restated_translations")
def three_steps_of_translations_agree(vector):
    given, out = vector["inputs"], vector["outputs"]
    e, r, losses = knowledge.fit_translations(
        given["triples"], given["entities"], given["relations"], given["d"],
        np.random.default_rng(vector["seed"]), 3, given["rate"], given["margin"],
    )  # fmt: skip
    same_numbers(e, out["entity_vectors"])
    same_numbers(r, out["relation_vectors"])
    same_numbers(losses, out["losses"])
