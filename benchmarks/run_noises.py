"""Time span corruption and text infilling beside the rules of T5 and fairseq; JSON.

Neither is in a package: T5's preprocessing needs TensorFlow, and fairseq's dataset the rest
of fairseq. So both rules are written again step by step, as the released code has them, T5's
in NumPy where it has TensorFlow and fairseq's in torch, on one thread. What is compared is
therefore our way of computing with theirs, not our interpreter with theirs. Runs in
.venv-reference; seconds are the processor's, the fewest of the runs.
"""

import json
import math
import time

import numpy as np
import torch

from fieldguide.mechanisms.objectives import noises, spans

LENGTH, ROWS, RUNS = 568, 1_761, 5  # T5's texts; 1,000,248 tokens
MASK = 31_999
torch.set_num_threads(1)
texts = np.random.default_rng(0).integers(3, MASK, (ROWS, LENGTH))


def our_spans(rng):
    """choose_spans and corrupt_spans, a text after the other."""
    return [spans.corrupt_spans(ids, spans.choose_spans(LENGTH, rng)) for ids in texts]


def t5_spans(rng):
    """random_spans_noise_mask, then either side by noise_span_to_unique_sentinel."""

    def segments(items, pieces):
        first = rng.permutation(np.arange(items - 1) < pieces - 1)
        number = np.cumsum(np.pad(first, (1, 0)))
        return np.bincount(number)

    def sentinels(tokens, mask):
        before = np.pad(mask[:-1], (1, 0))
        first, later = mask & ~before, mask & before
        sentinel = 32_100 - np.cumsum(first)
        return np.where(first, sentinel, tokens)[~later]

    made = []
    for tokens in texts:
        noise = min(max(int(np.round(np.float32(LENGTH * 0.15))), 1), LENGTH - 1)
        pieces = max(int(np.round(np.float32(noise) / 3)), 1)
        gone, kept = segments(noise, pieces), segments(LENGTH - noise, pieces)
        starts = np.cumsum(np.stack([kept, gone], 1).ravel())[:-1]
        mask = np.cumsum(np.bincount(starts, minlength=LENGTH)) % 2 == 1
        made.append((sentinels(tokens, mask), sentinels(tokens, ~mask)))
    return made


def our_infilling(rng):
    """text_infilling, a text after the other."""
    return [noises.text_infilling(ids, rng, mask_id=MASK) for ids in texts]


CHANCES = torch.tensor([math.exp(-3) * 3**k / math.factorial(k) for k in range(17)])
DRAW = torch.distributions.Categorical(CHANCES)
ROWS_OF_TORCH = torch.tensor(np.pad(texts, ((0, 0), (1, 1)), constant_values=2))


def fairseq_infilling(rng):
    """add_whole_word_mask with span-poisson and replace_length 1, each token a word."""
    made = []
    for row in ROWS_OF_TORCH:
        source, budget = row.clone(), math.ceil(LENGTH * 0.3)
        lengths = DRAW.sample((budget,))
        reached = torch.cumsum(lengths, 0)
        while reached[-1] < budget:
            lengths = torch.cat([lengths, DRAW.sample((budget,))])
            reached = torch.cumsum(lengths, 0)
        last = 0
        while reached[last] < budget:
            last += 1
        lengths[last] = budget - (0 if last == 0 else reached[last - 1])
        lengths = lengths[: last + 1]
        empty = int((lengths == 0).sum())
        lengths = lengths[lengths > 0]
        indices = torch.randperm(LENGTH)[: len(lengths)] + 1
        keep = torch.ones(len(source), dtype=torch.bool)
        word_start = torch.ones(len(source), dtype=torch.long)
        word_start[0], word_start[-1] = 0, 255
        source[indices] = MASK
        lengths = lengths - 1
        while len(indices):
            lengths = lengths - word_start[indices + 1]
            going = lengths >= 0
            indices, lengths = indices[going] + 1, lengths[going]
            keep[indices] = False
        source = source[keep]
        if empty:
            places = torch.randperm(len(source) + empty - 2)[:empty] + 1
            new = torch.zeros(len(source) + empty, dtype=torch.bool)
            new[places] = True
            result = torch.full((len(new),), MASK)
            result[~new] = source
            source = result
        made.append(source[1:-1])
    return made


def best(call):
    """Fewest seconds of the processor, and what the last run made."""
    seconds = []
    for run in range(RUNS):
        start = time.process_time()
        made = call(np.random.default_rng(run))
        seconds.append(time.process_time() - start)
    return min(seconds), made


def left(made):
    """Share of the tokens that can still be read."""
    return sum(int((np.asarray(row) < MASK).sum()) for row in made) / texts.size


ours, mine = best(our_spans)
theirs, wanted = best(t5_spans)
for one, other in zip(mine, wanted, strict=True):  # the same draws
    if any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True)):
        raise RuntimeError("the two rules made different texts of the same draws")
infilled, filled = best(our_infilling)
fairseq, theirs_filled = best(fairseq_infilling)
if abs(left(filled) - left(theirs_filled)) > 0.01:
    raise RuntimeError(f"left to read: {left(filled):.3f}, {left(theirs_filled):.3f}")
print(
    json.dumps(
        {
            "tokens": texts.size,
            "spans": {"corrupt_spans": ours, "T5's rule, restated": theirs},
            "infilling": {
                "text_infilling": infilled,
                "fairseq's rule, restated": fairseq,
            },
        }
    )
)
