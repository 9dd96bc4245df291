"""Memory and order agree; see agreement.py."""

import numpy as np
from agreement import agrees, same_numbers

from fieldguide.mechanisms.networks import norm, recurrence
from fieldguide.mechanisms.objectives import permutation

EPS = 1e-12  # of the layer norms in XLNetConfig


def _weights(vector, layer):
    """transformers keeps (d, heads, e), ours (heads, d, e); r_w_bias is u, r_r_bias v."""
    name = f"layer.{layer}.rel_attn."
    given = {
        key.removeprefix(name): np.array(values)
        for key, values in vector["inputs"].items()
        if key.startswith(name)
    }
    into = [given[k].transpose(1, 0, 2) for k in "qkvr"]
    return recurrence.Weights(
        *into,
        given["o"].transpose(1, 2, 0),
        given["r_w_bias"],
        given["r_r_bias"],
        given["layer_norm.weight"],
        given["layer_norm.bias"],
    )


def _rows(vector, layer, x):
    """The half of a layer that our functions leave out: a network for each row."""
    name = f"layer.{layer}.ff."
    given = {
        key.removeprefix(name): np.array(values)
        for key, values in vector["inputs"].items()
        if key.startswith(name)
    }
    inner = x @ given["layer_1.weight"].T + given["layer_1.bias"]
    out = np.maximum(inner, 0) @ given["layer_2.weight"].T + given["layer_2.bias"]
    gain, bias = given["layer_norm.weight"], given["layer_norm.bias"]
    return norm.layer_norm(out + x, gain, bias, EPS)


def _layers(vector):
    def layer(number):
        def run(h, seen, mask):
            w = _weights(vector, number)
            return _rows(
                vector, number, recurrence.relative_block(h, seen, w, mask, EPS)
            )

        return run

    return [layer(0), layer(1)]


@agrees("transformers_xlnet_rel_shift")
def the_shift_is_the_same(vector):
    """Both ways everywhere; back only also what runs over from the next row."""
    out = vector["outputs"]
    for k, (n, m) in enumerate(vector["inputs"]["sizes"]):
        for end, theirs in ((-n, out["both_ways"][k]), (-1, out["back_only"][k])):
            ours = recurrence.rel_shift(np.tile(np.arange(m, end, -1.0), (n, 1)))
            assert ours[:, :m].tolist() == theirs, (n, m, end)


@agrees("transformers_xlnet_segments")
def three_segments_with_memory_agree(vector):
    """Two whole layers; what is remembered; and who looks at whom in the last segment."""
    given, out = vector["inputs"], vector["outputs"]
    segments = list(np.array(given["segments"]))
    ours = recurrence.read_segments(segments, _layers(vector), given["memory"])
    for states, theirs in zip(ours, out["states"], strict=True):
        same_numbers(np.array(states[1:]), theirs)
    for level, theirs in enumerate(out["memories"]):
        memory = np.zeros((0, segments[0].shape[1]))
        for states in ours:
            before, memory = (
                memory,
                recurrence.remember(memory, states[level], given["memory"]),
            )
        same_numbers(memory, theirs)
        h = ours[-1][level]
        mask = recurrence.beside_memory(recurrence.causal_mask(len(h)), len(before))
        seen = np.concatenate([before, h])
        w = _weights(vector, level)
        _, shares = recurrence.relative_attention(h, seen, w, mask)
        same_numbers(shares, out["last_shares"][level])


@agrees("transformers_xlnet_two_streams")
def both_streams_agree(vector):
    """Two whole layers with memory."""
    given, out = vector["inputs"], vector["outputs"]
    masks = permutation.factorization_masks(given["order"])
    h = np.array(given["x"])
    g = np.tile(given["mask_emb"], (len(h), 1))
    for level, memory in enumerate(np.array(given["memory"])):
        w = _weights(vector, level)
        h, g = permutation.two_stream(h, g, w, *masks, memory, EPS)
        h, g = _rows(vector, level, h), _rows(vector, level, g)
        same_numbers(h, out["h"][level])
        same_numbers(g, out["g"][level])


@agrees("transformers_xlnet_two_streams")
def an_order_lets_the_same_words_look(vector):
    """Where their shares are not 0; memory first, in every head."""
    masks = permutation.factorization_masks(vector["inputs"]["order"])
    rows = len(vector["inputs"]["memory"][0])
    for mask, name in zip(masks, ("looked_h", "looked_g"), strict=True):
        ours = recurrence.beside_memory(mask, rows)
        for theirs in vector["outputs"][name]:
            assert np.array_equal(ours, theirs), name


@agrees("transformers_xlnet_two_streams")
def an_empty_context_is_everything_there(vector):
    """Ours gives zeros; theirs, without memory, equal shares of all, itself included."""
    shares = np.array(vector["outputs"]["first_alone"])
    same_numbers(np.full(shares.shape, 1 / shares.shape[-1]), shares)
    query = permutation.factorization_masks(vector["inputs"]["order"])[1]
    assert not query[vector["inputs"]["order"][0]].any()


@agrees("restated_transformer_xl_attention")
def distances_are_encoded_alike(vector):
    """From two ahead to three behind."""
    ours = recurrence.relative_encoding(np.arange(-2, 4), 6)
    same_numbers(ours, vector["outputs"]["encoding"])


@agrees("restated_transformer_xl_attention")
def four_terms_add_up_to_the_same_scores(vector):
    """Ahead too, with distances both ways."""
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    seen = np.concatenate([given["memory"], given["h"]])
    (m, d), n = seen.shape, len(given["h"])
    r = recurrence.relative_encoding(np.arange(m, -n, -1), d)
    for head, theirs in enumerate(vector["outputs"]["scores"]):
        w = {name: values[head] for name, values in given.items() if len(values) == 2}
        q, k = given["h"] @ w["W_q"], seen @ w["W_k"]
        ours = recurrence.relative_scores(q, k, r @ w["W_R"], w["u"], w["v"])
        same_numbers(ours, theirs)


@agrees("restated_transformer_xl_attention")
def attention_by_four_terms_agrees(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    h, memory = given.pop("h"), given.pop("memory")
    w = recurrence.Weights(**given, gain=None, bias=None)
    mask = recurrence.beside_memory(recurrence.causal_mask(len(h)), len(memory))
    seen = np.concatenate([memory, h])
    out, shares = recurrence.relative_attention(h, seen, w, mask)
    same_numbers(shares, vector["outputs"]["shares"])
    same_numbers(out, vector["outputs"]["out"])


@agrees("restated_xlnet_orders")
def masks_of_the_released_code_agree(vector):
    """Theirs hold 1 where one may not look, and for the query stream."""
    given = vector["inputs"]
    for order, asked, theirs in zip(
        given["orders"], given["asked"], vector["outputs"]["hidden"], strict=True
    ):
        content, query = permutation.released_masks(order, np.array(asked, bool))
        assert np.array_equal(~query, np.array(theirs, bool)), order
        assert np.array_equal(content, query | np.eye(len(order), dtype=bool))


@agrees("restated_xlnet_orders")
def words_that_are_asked_for_see_what_the_paper_says(vector):
    given = vector["inputs"]
    for order, asked, theirs in zip(
        given["orders"], given["asked"], vector["outputs"]["hidden"], strict=True
    ):
        asked = np.array(asked, bool)
        _, query = permutation.factorization_masks(order)
        assert np.array_equal(query[asked], np.array(theirs)[asked] == 0), order
