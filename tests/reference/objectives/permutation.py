"""XLNet: orders of reading as masks, and two streams of attention.

transformers runs both streams (see xlnet.py beside the folders); the masks of the released code
are restated and not run.
"""

import numpy as np
import xlnet
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import recurrence
from fieldguide.mechanisms.objectives import permutation

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_xlnet_two_streams():
    """Both streams through two whole layers, with memory, in an order of five words."""
    import torch

    rng = np.random.default_rng(xlnet.SEED)
    model, weights = xlnet.model(rng, attn_type="bi")
    order = [3, 0, 4, 1, 2]
    time = np.argsort(order)
    hidden = (time[None] >= time[:, None]).astype(float)  # 1 where one may not look
    x = rng.normal(size=(5, xlnet.WIDTH)).round(3)
    memory = rng.normal(size=(xlnet.LAYERS, 2, xlnet.WIDTH)).round(3)

    def run(mems):
        with torch.no_grad(), xlnet.in_doubles():
            return model(
                inputs_embeds=torch.from_numpy(x)[None],
                mems=mems,
                perm_mask=torch.from_numpy(hidden)[None],
                target_mapping=torch.eye(5, dtype=torch.float64)[None],
                output_hidden_states=True,
                output_attentions=True,
                use_mems=True,
            )

    out = run([torch.from_numpy(m)[:, None] for m in memory])
    alone = run(None)
    streams = [s[0].tolist() for s in out.hidden_states]  # h0, g0, h1, g1, h2, g2
    return record(
        "transformers",
        "XLNetModel(XLNetConfig(attn_type='bi', ...)).double().eval()(inputs_embeds, "
        "mems=memory, perm_mask=hidden, target_mapping=eye); then without mems",
        xlnet.SEED,
        {
            **weights,
            "order": order,
            "x": x,
            "mask_emb": model.mask_emb[0, 0],
            "memory": memory,
        },
        {
            "h": np.round(streams[2::2], 14),
            "g": np.round(streams[3::2], 14),
            "looked_h": (out.attentions[0][0][0].numpy() > 0).astype(int),
            "looked_g": (out.attentions[0][1][0].numpy() > 0).astype(int),
            "first_alone": xlnet.rounded(alone.attentions[0][1][0][:, order[0]]),
        },
    )


@producer
def restated_xlnet_orders():
    """Masks for orders with some words asked for; restated, not run.

    From zihangdai/xlnet at 1b61bf2, data_utils.py, _local_perm, for sentences without
    [SEP] and [CLS]: a word that is not asked for gets time -1; nobody sees an asked word
    whose time is not smaller than its own; others count themselves one later.
    """
    import torch

    rng = np.random.default_rng(xlnet.SEED)
    orders, asked, hidden = [], [], []
    for n, number in [(4, 4), (6, 2), (7, 1), (9, 3), (12, 2), (5, 0)]:
        order = rng.permutation(n)
        target = torch.zeros(n, dtype=torch.bool)
        target[torch.from_numpy(order[n - number :].copy())] = True
        index = torch.empty(n, dtype=torch.int64)
        index[torch.from_numpy(order)] = torch.arange(n)
        seen_as = torch.where(target, index, torch.tensor(-1))
        looks_as = torch.where(target, seen_as, seen_as + 1)
        mask = (looks_as[:, None] <= seen_as[None, :]) & target
        orders.append(order)
        asked.append(target.int())
        hidden.append(mask.int())
    return record(
        "torch",
        "restated from zihangdai/xlnet, data_utils.py, _local_perm; not run",
        xlnet.SEED,
        {"orders": orders, "asked": asked},
        {"hidden": hidden},
    )


@producer
def restated_xlnet_blocks():
    """Orders block by block, and masks with <sep> and <cls>; restated, not run.

    From zihangdai/xlnet at 1b61bf2, data_utils.py, _local_perm, all of it: the times are
    shuffled in one block and repeated in the others; <sep> and <cls> keep their time and
    count themselves one later, as what is not asked for does.
    """
    import torch

    rng = np.random.default_rng(xlnet.SEED)
    cases, times, hidden = [], [], []
    for n, block in [(8, 4), (12, 3), (6, 6)]:
        index = torch.arange(n).reshape(-1, block).T
        shuffle = rng.permutation(block)
        index = index[torch.from_numpy(shuffle)].T.reshape(-1)
        functional = torch.zeros(n, dtype=torch.bool)
        functional[[n // 2, n - 1]] = True
        masked = torch.from_numpy(rng.random(n) < 0.5)
        non_mask = ~masked & ~functional
        masked_or_func = ~non_mask
        rev_index = torch.where(non_mask, torch.tensor(-1), index)
        target = masked_or_func & ~functional
        self_rev_index = torch.where(target, rev_index, rev_index + 1)
        mask = (self_rev_index[:, None] <= rev_index[None, :]) & masked_or_func
        cases.append({
            "n": n, "block": block, "shuffle": shuffle.tolist(),
            "asked": target.int().tolist(), "marks": functional.int().tolist(),
        })  # fmt: skip
        times.append(index)
        hidden.append(mask.int())
    return record(
        "torch",
        "restated from zihangdai/xlnet, data_utils.py, _local_perm; not run",
        xlnet.SEED,
        {"cases": cases},
        {"times": times, "hidden": hidden},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_xlnet_two_streams")
def both_streams_agree(vector):
    """Two whole layers with memory."""
    given, out = vector["inputs"], vector["outputs"]
    masks = permutation.factorization_masks(given["order"])
    h = np.array(given["x"])
    g = np.tile(given["mask_emb"], (len(h), 1))
    for level, memory in enumerate(np.array(given["memory"])):
        p = xlnet.layer_weights(vector, level)
        streams = permutation.two_stream(h, g, *masks, p, memory=memory, eps=xlnet.EPS)
        h, g = (xlnet.feed_forward(vector, level, stream) for stream in streams)
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


class Shuffled:
    """In place of a NumPy Generator: the shuffle that gives these times in one block."""

    random = None

    def __init__(self, times):
        self.order = np.argsort(times)

    def permutation(self, n):
        assert n == len(self.order)
        return self.order


@agrees("restated_xlnet_blocks")
def blocks_and_marks_agree(vector):
    out = vector["outputs"]
    for case, times, theirs in zip(
        vector["inputs"]["cases"], out["times"], out["hidden"], strict=True
    ):
        n, block = case["n"], case["block"]
        rng = Shuffled(case["shuffle"])
        order = permutation.order_in_blocks(rng, n=n, block_size=block)
        assert np.argsort(order).tolist() == times
        asked, marks = (np.array(case[k], bool) for k in ("asked", "marks"))
        content, query = permutation.released_masks(order, asked, marks=marks)
        assert np.array_equal(~query, np.array(theirs, bool)), case
        assert np.array_equal(content, query | np.eye(n, dtype=bool))


# --- what must be noticed -------------------------------------------------------------

ENCODING = recurrence.relative_encoding
SCORES = recurrence._scores
MASKS = permutation.factorization_masks
RELEASED = permutation.released_masks
TWO_STREAM = permutation.two_stream
BLOCKS = permutation.order_in_blocks


def _interleaved(distance, d):
    """Sine, cosine, sine, cosine, as in Vaswani et al. 2017."""
    r = ENCODING(distance, d)
    return np.stack([r[:, : d // 2], r[:, d // 2 :]], -1).reshape(len(r), d)


def _one_bias(q, k, r, u, v):
    return SCORES(q, k, r, u, u)


def _query_keys(h, g, content, query, p, *, memory=None, eps=1e-12):
    """Keys and values of the query stream from the query stream."""
    h2, _ = TWO_STREAM(h, g, content, query, p, memory=memory, eps=eps)
    _, g2 = TWO_STREAM(g, g, content, query, p, memory=memory, eps=eps)
    return h2, g2


def _query_sees_itself(order):
    content, _ = MASKS(order)
    return content, content


def _rank_for_order(order):
    """Takes the order for the times; the two are each other's inverse."""
    return MASKS(np.argsort(order))


def _upside_down(order):
    return tuple(~mask for mask in MASKS(order))


def _marks_are_context(order, asked, *, marks):
    return RELEASED(order, asked)


def _own_shuffle_each(rng, *, n, block_size):
    """Another shuffle in the second block."""
    order = BLOCKS(rng, n=n, block_size=block_size)
    first, second = order[:block_size], order[block_size:]
    return np.r_[first, second[::-1]] if n > block_size else order


def _strict_context(order, asked):
    """The paper's masks in place of the code's."""
    return MASKS(order)


def _times_swapped(order, asked):
    time = np.argsort(order)
    return RELEASED(time, asked)


STREAMS, ORDERS = "transformers_xlnet_two_streams", "restated_xlnet_orders"
BY_ORDER = "objectives.permutation.factorization_masks"
RELEASED_MASKS = "objectives.permutation.released_masks"
plant(STREAMS, "networks.recurrence.relative_encoding", _interleaved)
plant(STREAMS, "networks.recurrence._scores", _one_bias)
plant(STREAMS, "objectives.permutation.two_stream", _query_keys)
plant(STREAMS, BY_ORDER, _query_sees_itself, _rank_for_order, _upside_down)
plant(ORDERS, RELEASED_MASKS, _strict_context, _times_swapped)
plant(ORDERS, BY_ORDER, _rank_for_order)
plant("restated_xlnet_blocks", RELEASED_MASKS, _marks_are_context)
plant(
    "restated_xlnet_blocks", "objectives.permutation.order_in_blocks", _own_shuffle_each
)
