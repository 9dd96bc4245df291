"""BART's noises: the rules of fairseq, restated from its released code and not run.

facebookresearch/fairseq, fairseq/data/denoising_dataset.py (read at commit 003179f), with
the options of BART: --mask 0.3 --mask-length span-poisson --poisson-lambda 3
--replace-length 1 --permute-sentences 1. Written again here one token at a time, with the
marks of begin and end (0 and 2 there) around each text; what is drawn is kept.
"""

import math

import numpy as np
from harness import SPREAD, agrees, plant, producer, record

from fieldguide.mechanisms.objectives import noises

MASK, BEGIN, END = 50, 0, 2

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_fairseq_infilling():
    """Lengths until the budget is reached, spans from words on, then masks for nothing."""
    seed = 20191029
    rng = np.random.default_rng(seed)
    texts, draws, results = [], [], []
    for n, rate in [(1, 0.3), (4, 0.3), (7, 0.3), (20, 0.3), (20, 1.0), (60, 0.3)] * 3:
        text = rng.integers(3, MASK, n).tolist()
        budget = math.ceil(n * rate)
        chunks, lengths = [], []
        while sum(lengths) < budget:
            chunks.append(rng.poisson(3.0, budget).tolist())
            lengths += chunks[-1]
        some, total = [], 0
        for length in lengths:  # the last one is cut to the budget
            some.append(min(length, budget - total))
            total += some[-1]
            if total == budget:
                break
        real = [length for length in some if length > 0]
        starts = rng.permutation(n).tolist()
        source = [BEGIN, *text, END]
        keep = [True] * len(source)
        for start in starts[: len(real)]:
            source[start + 1] = MASK
        for start, length in zip(starts, real, strict=False):
            place, left = start + 1, length - 1
            while left > 0 and source[place + 1] != END:
                place, left = place + 1, left - 1
                keep[place] = False
        source = [k for k, kept in zip(source, keep, strict=True) if kept]
        empty = len(some) - len(real)
        places = rng.permutation(len(source) + empty - 2).tolist()
        if empty:
            wider = [None] * (len(source) + empty)
            for place in places[:empty]:
                wider[place + 1] = MASK
            rest = iter(source)
            source = [next(rest) if k is None else k for k in wider]
        texts.append([text, rate])
        draws.append([chunks, starts, places])
        results.append([some, source[1:-1]])
    return record(
        "numpy",
        "add_whole_word_mask and add_insertion_noise of fairseq, restated; each token is "
        "a word, and no masked token is replaced by a random one",
        seed,
        {"texts": texts, "draws": draws, "mask": MASK},
        {"results": results},
    )


@producer
def restated_fairseq_orders():
    """Sentences after full stops (13) in a given order, and a text rolled by an offset."""
    seed = 20191030
    rng = np.random.default_rng(seed)
    stop, documents, orders, permuted, rolled = 13, [], [], [], []
    for lengths in [(3, 2, 4), (1, 5), (6,), (2, 2, 2, 2)]:
        sentences = [[*rng.integers(14, MASK, n).tolist(), stop] for n in lengths]
        order = rng.permutation(len(sentences)).tolist()
        source = [BEGIN, *(k for s in sentences for k in s), END]
        ends = [k + 1 for k, token in enumerate(source) if token == stop]
        begins, result = [1, *ends], [BEGIN]
        for k in order:
            result += source[begins[k] : ends[k]]
        documents.append(sentences)
        orders.append(order)
        permuted.append(result[1:])
        offset = int(rng.integers(1, len(source) - 1))
        turned = [source[0], *source[offset:-1], *source[1:offset], source[-1]]
        rolled.append([offset, turned[1:-1]])
    return record(
        "numpy",
        "permute_sentences and add_rolling_noise of fairseq, restated",
        seed,
        {"documents": documents, "orders": orders, "offsets": [k for k, _ in rolled]},
        {"permuted": permuted, "rolled": [text for _, text in rolled]},
    )


@producer
def torch_poisson_lengths():
    """How often each length of a span is drawn: fairseq's list of chances, and torch's."""
    import torch

    chances, power, factorial = [], 1.0, 1
    for k in range(128):
        chances.append(math.exp(-3.0) * power / factorial)
        power, factorial = power * 3.0, factorial * (k + 1)
        if chances[-1] < 1e-7:
            break
    exact = torch.distributions.Poisson(torch.tensor(3.0, dtype=torch.double))
    theirs = exact.log_prob(torch.arange(len(chances), dtype=torch.double)).exp()
    assert torch.allclose(theirs, torch.tensor(chances, dtype=torch.double))
    return record(
        "torch",
        "torch.distributions.Poisson(3).log_prob(k).exp(), equal to the list that "
        "DenoisingDataset.__init__ makes",
        0,
        {"mean": 3.0},
        {"chances": chances},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_fairseq_infilling")
def the_same_draws_give_the_same_lengths(vector):
    given = vector["inputs"]
    for (text, rate), (chunks, *_), (lengths, _) in zip(
        given["texts"], given["draws"], vector["outputs"]["results"], strict=True
    ):
        rng = Draws(chunks, [])
        ours = noises.infill_lengths(math.ceil(len(text) * rate), rng)
        assert ours.tolist() == lengths and not rng.chunks


@agrees("restated_fairseq_infilling")
def the_same_draws_give_the_same_text(vector):
    given = vector["inputs"]
    for (text, rate), draws, (_, wanted) in zip(
        given["texts"], given["draws"], vector["outputs"]["results"], strict=True
    ):
        rng = Draws(draws[0], draws[1:])
        ours = noises.text_infilling(text, rng, mask_id=given["mask"], rate=rate)
        assert ours.tolist() == wanted


@agrees("restated_fairseq_infilling")
def the_parts_give_the_same_text(vector):
    given = vector["inputs"]
    for (text, _), (_, starts, places), (lengths, wanted) in zip(
        given["texts"], given["draws"], vector["outputs"]["results"], strict=True
    ):
        real = [length for length in lengths if length]
        empty = len(lengths) - len(real)
        mask = {"mask_id": given["mask"]}
        starts = np.array(starts[: len(real)], int)
        out = noises.infill(text, starts, np.array(real, int), **mask)
        out = noises.insert_masks(out, np.array(places[:empty], int), **mask)
        assert out.tolist() == wanted


@agrees("restated_fairseq_orders")
def sentences_and_turns_agree(vector):
    given, made = vector["inputs"], vector["outputs"]
    for sentences, order, offset, permuted, rolled in zip(
        given["documents"], given["orders"], given["offsets"], made["permuted"],
        made["rolled"], strict=True,
    ):  # fmt: skip
        assert noises.permute_sentences(sentences, order).tolist() == permuted
        text = [k for sentence in sentences for k in sentence]
        # an offset counts the mark in front, which ours does not see
        assert noises.rotate(text, offset - 1).tolist() == rolled


@agrees("torch_poisson_lengths")
def lengths_are_poisson(vector):
    """All but the last, which is cut; a hundred thousand of them."""
    chances = np.array(vector["outputs"]["chances"])
    lengths = noises.infill_lengths(300_000, np.random.default_rng(3))[:-1]
    n = len(lengths)
    counts = np.bincount(lengths, minlength=len(chances))[: len(chances)]
    off = np.abs(counts / n - chances)
    assert (off <= SPREAD * np.sqrt(chances / n) + 1 / n).all(), off


class Draws:
    """In place of a NumPy Generator: the numbers and orders that were drawn before."""

    def __init__(self, chunks, orders):
        self.chunks, self.orders = list(chunks), list(orders)

    def random(self):
        raise AssertionError("no such number is drawn")

    def poisson(self, mean, size):
        chunk = np.array(self.chunks.pop(0))
        assert mean == 3.0 and len(chunk) == size
        return chunk

    def permutation(self, n):
        order = np.array(self.orders.pop(0), int)
        assert len(order) == n
        return order


# --- what must be noticed -------------------------------------------------------------

INFILL, INSERT, LENGTHS = noises.infill, noises.insert_masks, noises.infill_lengths


def _a_mask_a_token(ids, starts, lengths, mask_id):
    out = np.array(ids)
    for start, length in zip(starts, lengths, strict=True):
        out[start : start + length] = mask_id
    return out


def _one_too_many(ids, starts, lengths, mask_id):
    return INFILL(ids, starts, lengths + 1, mask_id=mask_id)


def _no_insertion(ids, slots, mask_id):
    return np.asarray(ids)


def _at_least_one(budget, rng, mean_span=3.0):
    lengths = np.maximum(LENGTHS(budget, rng, mean_span=mean_span), 1)
    return lengths[np.cumsum(lengths) <= budget]


def _not_cut(budget, rng, mean_span=3.0):
    lengths = LENGTHS(budget, rng, mean_span=mean_span)
    return np.append(lengths[:-1], lengths[-1] + 1)


def _geometric(budget, rng, mean_span=3.0):
    return rng.geometric(1 / mean_span, budget // 3)


def _words_permuted(sentences, order):
    return np.concatenate([sentence[::-1] for sentence in sentences])


def _from_the_end(ids, k):
    return np.roll(ids, k)


NAME = "objectives.noises."
plant("restated_fairseq_infilling", NAME + "infill", _a_mask_a_token, _one_too_many)
plant("restated_fairseq_infilling", NAME + "insert_masks", _no_insertion)
plant("restated_fairseq_infilling", NAME + "infill_lengths", _at_least_one, _not_cut)
plant("torch_poisson_lengths", NAME + "infill_lengths", _geometric)
plant("restated_fairseq_orders", NAME + "permute_sentences", _words_permuted)
plant("restated_fairseq_orders", NAME + "rotate", _from_the_end)
