"""Span corruption: T5's rule, restated from its released code and not run.

google-research/text-to-text-transfer-transformer, t5/data/preprocessors.py (read at commit
0068fa7): random_spans_noise_mask, noise_span_to_unique_sentinel, random_spans_helper and
random_prefix_noise_mask. The code needs TensorFlow; the rule is written again here, token
by token and in its 32-bit floats. The shuffles are kept, and ours gets the same ones. The
paper's figure 2 is typed from the paper.
"""

from fractions import Fraction

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.objectives import spans

SETTINGS = [
    (0.15, 3.0),
    (0.15, 2.0),
    (0.15, 5.0),
    (0.15, 10.0),
    (0.25, 3.0),
    (0.5, 3.0),
]
FIRST, COUNT = 99, 40  # a small vocabulary: tokens 0 ... 59, sentinels 99, 98, ... 60

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_t5_noise_numbers():
    """How many tokens and spans: rounded, then kept in bounds, in 32-bit floats."""
    lengths, numbers = [*range(2, 201), 350, 512, 568, 1000], []
    for density, mean in SETTINGS:
        found = []
        for length in lengths:
            noise = int(np.round(np.float32(length) * np.float32(density)))
            noise = min(max(noise, 1), length - 1)
            runs = max(int(np.round(np.float32(noise) / np.float32(mean))), 1)
            found.append([noise, runs])
        numbers.append(found)
    return record(
        "numpy",
        "random_spans_noise_mask of t5/data/preprocessors.py, its numbers, restated",
        0,  # nothing is drawn
        {"settings": SETTINGS, "lengths": lengths},
        {"numbers": numbers},
    )


@producer
def restated_t5_spans():
    """Masks from shuffles, and what they make of a text: piece by piece."""
    seed = 20191023
    rng = np.random.default_rng(seed)
    texts, shuffles, masks, inputs, targets = [], [], [], [], []
    for length, density, mean in [
        (2, 0.15, 3.0), (7, 0.15, 3.0), (12, 0.5, 3.0), (31, 0.15, 3.0), (40, 0.3, 2.0),
        (64, 0.15, 1.0), (64, 0.5, 5.0), (100, 0.15, 3.0), (100, 0.15, 3.0),
    ]:  # fmt: skip
        noise = min(max(round(length * density), 1), length - 1)
        runs = max(round(noise / mean), 1)
        drawn, pieces = [], []
        for items in (noise, length - noise):
            cuts = [k < runs - 1 for k in range(items - 1)]
            cuts = [cuts[k] for k in rng.permutation(items - 1)]
            sizes, size = [], 1  # an item begins a piece where a cut stands before it
            for cut in cuts:
                if cut:
                    sizes.append(size)
                    size = 0
                size += 1
            drawn.append([int(c) for c in cuts])
            pieces.append([*sizes, size])
        gone, kept = pieces
        text = rng.integers(0, FIRST + 1 - COUNT, length).tolist()
        mask, read, written, place = [], [], [], 0
        for k, (stay, go) in enumerate(zip(kept, gone, strict=True)):
            mask += [0] * stay + [1] * go
            read += [*text[place : place + stay], FIRST - k]
            place += stay
            written += [FIRST - k, *text[place : place + go]]
            place += go
        texts.append([text, density, mean])
        shuffles.append(drawn)
        masks.append(mask)
        inputs.append(read)
        targets.append(written)
    return record(
        "numpy",
        "random_spans_noise_mask and noise_span_to_unique_sentinel of "
        "t5/data/preprocessors.py, restated; first what goes is shuffled, then what stays",
        seed,
        {"texts": texts, "shuffles": shuffles, "first": FIRST, "count": COUNT},
        {"masks": masks, "inputs": inputs, "targets": targets},
    )


@producer
def restated_t5_lengths():
    """random_spans_helper: from the length to read to the length of the text, counted up."""
    wanted, found = [100, 128, 256, 511, 512, 513, 1024, 2048], []
    for density, mean in SETTINGS[:5]:  # at one half the code takes one token less
        of_setting = []
        for most in wanted:
            length, sizes = most - 1, (0, 0)
            while True:
                noise = round((length + 1) * density)
                runs = round(noise / mean)
                if length + 1 - noise + runs + 1 > most:
                    break
                length, sizes = (
                    length + 1,
                    (length + 1 - noise + runs + 1, noise + runs + 1),
                )
            of_setting.append([length, sizes[1]])
        found.append(of_setting)
    return record(
        "numpy",
        "random_spans_helper of t5/data/preprocessors.py with one sentinel a span, restated",
        0,
        {"settings": SETTINGS[:5], "wanted": wanted},
        {"found": found},
    )


@producer
def restated_t5_figure_2():
    """Raffel et al. 2020, figure 2, as printed; X, Y and Z are its sentinels."""
    text = "Thank you for inviting me to your party last week"
    return record(
        "numpy",
        "typed from arXiv:1910.10683, figure 2",
        0,
        {"text": text, "chosen": [0, 0, 1, 1, 0, 0, 0, 0, 1, 0]},
        {
            "inputs": "Thank you X me to your party Y week",
            "targets": "X for inviting Y last Z",
        },
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_t5_noise_numbers")
def numbers_of_tokens_and_spans_agree(vector):
    """A half is a matter of the floats: 190 x 0.15 is 28.5, and 28.500001 in 32 bits."""
    given = vector["inputs"]
    for (density, mean), numbers in zip(
        given["settings"], vector["outputs"]["numbers"], strict=True
    ):
        for length, theirs in zip(given["lengths"], numbers, strict=True):
            ours = spans.noise_numbers(length, density=density, mean_span=mean)
            if length * Fraction(str(density)) % 1 == Fraction(1, 2):
                assert abs(ours[0] - theirs[0]) <= 1
            else:
                assert list(ours) == theirs, (length, density, mean)


@agrees("restated_t5_spans")
def the_same_shuffles_give_the_same_masks(vector):
    given = vector["inputs"]
    for (text, density, mean), drawn, mask in zip(
        given["texts"], given["shuffles"], vector["outputs"]["masks"], strict=True
    ):
        rng = Shuffles(drawn)
        ours = spans.choose_spans(len(text), rng, density=density, mean_span=mean)
        assert not rng.left and ours.astype(int).tolist() == mask


@agrees("restated_t5_spans")
def the_same_shuffles_give_the_same_pieces(vector):
    """Those of what goes: the lengths of the mask's runs."""
    for drawn, mask in zip(
        vector["inputs"]["shuffles"], vector["outputs"]["masks"], strict=True
    ):
        runs = "".join(map(str, mask)).replace("0", " ").split()
        ours = spans.random_segmentation(sum(mask), len(runs), Shuffles(drawn[:1]))
        assert ours.tolist() == [len(run) for run in runs]


@agrees("restated_t5_spans")
def the_same_masks_give_the_same_texts(vector):
    given, made = vector["inputs"], vector["outputs"]
    rule = {"first_sentinel": given["first"], "sentinels": given["count"]}
    for (text, *_), mask, inputs, targets in zip(
        given["texts"], made["masks"], made["inputs"], made["targets"], strict=True
    ):
        ours = spans.corrupt_spans(text, np.array(mask, bool), **rule)
        assert [part.tolist() for part in ours] == [inputs, targets]
        assert spans.restore_spans(inputs, targets, **rule).tolist() == text


@agrees("restated_t5_lengths")
def lengths_agree(vector):
    given = vector["inputs"]
    for (density, mean), found in zip(
        given["settings"], vector["outputs"]["found"], strict=True
    ):
        for most, theirs in zip(given["wanted"], found, strict=True):
            ours = spans.raw_length(most, density=density, mean_span=mean)
            assert list(ours) == theirs, (most, density, mean)
            inputs, targets = spans.corrupted_lengths(
                ours[0], density=density, mean_span=mean
            )
            assert inputs <= most and targets == theirs[1]


@agrees("restated_t5_figure_2")
def figure_2_agrees(vector):
    words = vector["inputs"]["text"].split()
    names = [*words, "Z", "Y", "X"]  # the first sentinel has the largest number
    made = spans.corrupt_spans(
        np.arange(len(words)),
        np.array(vector["inputs"]["chosen"], bool),
        first_sentinel=len(names) - 1,
        sentinels=3,
    )
    for name, ids in zip(("inputs", "targets"), made, strict=True):
        assert " ".join(names[k] for k in ids) == vector["outputs"][name]


class Shuffles:
    """In place of a NumPy Generator: shuffles as they were shuffled before."""

    def __init__(self, drawn):
        self.left = list(drawn)

    def random(self):
        raise AssertionError("no number is drawn")

    def permutation(self, x):
        drawn = np.array(self.left.pop(0), bool)
        assert sorted(drawn) == sorted(x), "another number of cuts"
        return drawn


# --- what must be noticed -------------------------------------------------------------

CORRUPT, CHOOSE, NUMBERS = spans.corrupt_spans, spans.choose_spans, spans.noise_numbers


def _rounded_up(length, density=0.15, mean_span=3.0):
    noise, _ = NUMBERS(length, density=density, mean_span=mean_span)
    return noise, max(1, -int(-noise // mean_span))


def _cut_off(length, density=0.15, mean_span=3.0):
    noise = max(1, int(length * density))
    return noise, max(1, round(noise / mean_span))


def _ascending(ids, chosen, first_sentinel, sentinels):
    low = first_sentinel + 1 - sentinels
    turn = [np.where(x >= low, low + first_sentinel - x, x)
            for x in CORRUPT(ids, chosen, first_sentinel=first_sentinel,
                             sentinels=sentinels)]  # fmt: skip
    return tuple(turn)


def _always_a_last_sentinel(ids, chosen, first_sentinel, sentinels):
    rule = {"first_sentinel": first_sentinel, "sentinels": sentinels}
    inputs, targets = CORRUPT(ids, chosen, **rule)
    return inputs, np.append(targets, first_sentinel - (inputs > max(ids)).sum())


def _never_a_last_sentinel(ids, chosen, first_sentinel, sentinels):
    inputs, targets = CORRUPT(
        ids, chosen, first_sentinel=first_sentinel, sentinels=sentinels
    )
    return inputs, targets if chosen[-1] else targets[:-1]


def _a_sentinel_a_token(ids, chosen, first_sentinel, sentinels):
    numbers = first_sentinel + 1 - np.cumsum(chosen)
    inputs = np.where(chosen, numbers, ids)
    return inputs, np.stack([numbers[chosen], np.asarray(ids)[chosen]], 1).ravel()


def _noise_first(n, rng, density, mean_span):
    return CHOOSE(n, rng, density=density, mean_span=mean_span)[::-1]


NAME = "objectives.spans."
plant("restated_t5_noise_numbers", NAME + "noise_numbers", _rounded_up, _cut_off)
plant("restated_t5_spans", NAME + "choose_spans", _noise_first)
plant(
    "restated_t5_spans",
    NAME + "corrupt_spans",
    _ascending,
    _always_a_last_sentinel,
    _a_sentinel_a_token,
)
plant(
    "restated_t5_figure_2",
    NAME + "corrupt_spans",
    _never_a_last_sentinel,
    _a_sentinel_a_token,
)
plant("restated_t5_lengths", NAME + "noise_numbers", _rounded_up, _cut_off)
