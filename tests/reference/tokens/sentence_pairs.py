"""Next-sentence pairs, BERT's second task: a text and its neighbor, or a stranger.

Google's own code packs pairs from the harbor stories. Once it tells what it drew, and ours,
given the same draws, must make the same pairs word by word; twice it only counts pairs and
strangers, over many passes, and ours must be as many.
"""

import math
import random
from unittest.mock import patch

import harbor_texts
import numpy as np
from google_bert import google
from harness import SPREAD, agrees, plant, producer, record, same_mean

from fieldguide import harbor
from fieldguide.mechanisms.tokens import sentences

# --- how the vectors are made ---------------------------------------------------------


@producer
def google_pairs_told():
    """Every pair of the harbor stories, with the random draws that led to it.

    Google's last step, cutting a pair down to the maximum, is switched off: it hides
    what was gathered, and ours leaves it out.
    """
    seed, documents = 12345, harbor.stories()
    rng = Witness(seed)
    lengths = [11, 19, 35]
    told = []
    for length in lengths:
        pairs = []
        for d in range(len(documents)):
            rng.whole_numbers.clear()
            with patch.object(google(), "truncate_seq_pair", lambda *args: None):
                made = google().create_instances_from_document(
                    documents, d, length, 0.0, 0.15, 20, ["gull"], rng
                )
            pairs += [_tell(d, one, rng.whole_numbers) for one in made]
            assert not rng.whole_numbers
        told.append(pairs)
    return record(
        "tf-models-official",
        "create_instances_from_document(documents, d, max_seq_length, "
        "short_seq_prob=0, 0.15, 20, ['gull'], rng) for each document d, "
        "truncate_seq_pair doing nothing",
        seed,
        {"documents": harbor_texts.stories(), "max_seq_lengths": lengths},
        {"pairs": told},
    )


@producer
def google_pairs_harbor():
    """How many pairs, and strangers among them, the harbor stories give."""
    seed, documents, passes = 12345, harbor.stories(), 1_000
    rng = random.Random(seed)
    lengths = [11, 19, 35, 67]
    return record(
        "tf-models-official",
        "create_instances_from_document(documents, d, max_seq_length, "
        "short_seq_prob=0, 0.15, 1, ['gull'], rng) for each document d, a pass",
        seed,
        {"documents": harbor_texts.stories(), "max_seq_lengths": lengths},
        {"counts": [_count_pairs(documents, n, 0.0, passes, rng) for n in lengths]},
    )


@producer
def google_pairs_long():
    """The same at 128 tokens, for 20 documents of 30 sentences of 10 to 30 words."""
    seed, passes, shorts = 12345, 400, [0.0, 0.1]
    rng = random.Random(seed)
    lengths = [[rng.randint(10, 30) for _ in range(30)] for _ in range(20)]
    documents = [[["gull"] * n for n in document] for document in lengths]
    return record(
        "tf-models-official",
        "create_instances_from_document(documents, d, max_seq_length, "
        "short_seq_prob, 0.15, 1, ['gull'], rng) for each document d, a pass",
        seed,
        {"lengths": lengths, "max_seq_length": 128, "short_seq_probs": shorts},
        {"counts": [_count_pairs(documents, 128, p, passes, rng) for p in shorts]},
    )


@producer
def google_truncated_pairs():
    """Pairs of many lengths, with the coins that said which end goes."""
    seed, coins = 12345, []
    rng = random.Random(seed)

    class Remembers:
        def random(self):
            coins.append(rng.random())
            return coins[-1]

    pairs, cut, thrown = [], [], []
    for n, m, most in [
        (4, 1, 3),
        (1, 4, 3),
        (5, 5, 7),
        (9, 3, 8),
        (2, 2, 4),
        (20, 13, 16),
    ]:
        pair = [f"a{k}" for k in range(n)], [f"b{k}" for k in range(m)]
        pairs.append([*map(list, pair), most])
        coins.clear()
        google().truncate_seq_pair(*pair, most, Remembers())
        cut.append(pair)
        thrown.append(list(coins))
    return record(
        "tf-models-official",
        "truncate_seq_pair(first, second, most, rng)",
        seed,
        {"pairs": pairs, "coins": thrown},
        {"cut": cut},
    )


class Witness:
    """A random.Random that remembers its whole numbers: (lower limit, value)."""

    def __init__(self, seed):
        self._rng = random.Random(seed)
        self.random, self.shuffle = self._rng.random, self._rng.shuffle
        self.choice = self._rng.choice
        self.whole_numbers = []

    def randint(self, low, high):
        value = self._rng.randint(low, high)
        self.whole_numbers.append((low, value))
        return value


def _tell(d, made, whole_numbers):
    """One pair as text, and the draws taken off the front of `whole_numbers`.

    Google draws where to cut (from 1; a chunk of one sentence is not cut), then for a
    stranger a document (again, while it is the same one) and its first sentence.
    """
    cut = whole_numbers.pop(0)[1] if whole_numbers[0][0] == 1 else None
    stranger = None
    if made.is_random_next:
        while (other := whole_numbers.pop(0)[1]) == d:
            pass
        stranger = [other, whole_numbers.pop(0)[1]]
    tokens = list(made.tokens)
    for place, label in zip(
        made.masked_lm_positions, made.masked_lm_labels, strict=True
    ):
        tokens[place] = label
    return {
        "document": d,
        "cut": cut,
        "stranger": stranger,
        "tokens": " ".join(tokens),
        "segments": "".join(map(str, made.segment_ids)),
    }


def _count_pairs(documents, max_seq_length, short_seq_prob, passes, rng):
    """Sums over the passes, enough for means and standard deviations."""
    pairs, strangers = np.zeros((2, passes), int)
    for k in range(passes):
        for d in range(len(documents)):
            made = google().create_instances_from_document(
                documents, d, max_seq_length, short_seq_prob, 0.15, 1, ["gull"], rng
            )
            pairs[k] += len(made)
            strangers[k] += sum(one.is_random_next for one in made)
    return {
        "passes": passes,
        "pairs": int(pairs.sum()),
        "pairs_squared": int((pairs**2).sum()),
        "strangers": int(strangers.sum()),
        "strangers_squared": int((strangers**2).sum()),
        "pairs_times_strangers": int((pairs * strangers).sum()),
    }


# --- how ours are compared ------------------------------------------------------------


@agrees("google_pairs_told", "google_pairs_harbor")
def the_documents_are_the_harbor_stories(vector):
    """If this fails, the stories have changed: make the vectors again."""
    assert _as_lists(vector["inputs"]["documents"]) == harbor.stories()


@agrees("google_pairs_told")
def the_same_draws_give_the_same_pairs(vector):
    """Word by word, before Google cuts a pair down to the maximum."""
    documents = _as_lists(vector["inputs"]["documents"])
    for length, told in zip(
        vector["inputs"]["max_seq_lengths"], vector["outputs"]["pairs"], strict=True
    ):
        replay = Replay(told, len(documents))
        pairs = sentences.packed_pairs(documents, replay, max_tokens=length - 3)
        assert not replay.draws
        assert pairs == [(*_unpack(one), one["stranger"] is None) for one in told]


@agrees("google_truncated_pairs")
def pairs_are_cut_alike(vector):
    given = vector["inputs"]
    for (first, second, most), coins, theirs in zip(
        given["pairs"], given["coins"], vector["outputs"]["cut"], strict=True
    ):
        replay = Replay([], 1)
        replay.draws = [("random", coin) for coin in coins]
        pair = sentences.Pair(first, second, False)
        ours = sentences.truncate_pair(pair, replay, max_tokens=most)
        assert [ours.first, ours.second] == theirs
        assert not replay.draws


@agrees("google_pairs_told")
def pairs_are_laid_out_in_the_same_way(vector):
    for told in vector["outputs"]["pairs"]:
        for one in told:
            tokens, segments = sentences.pack(sentences.Pair(*_unpack(one), True))
            assert " ".join(tokens) == one["tokens"]
            assert "".join(map(str, segments)) == one["segments"]


@agrees("google_pairs_harbor")
def harbor_pairs_and_strangers_are_as_many(vector):
    documents = _as_lists(vector["inputs"]["documents"])
    rng = np.random.default_rng(vector["seed"])
    for length, counts in zip(
        vector["inputs"]["max_seq_lengths"], vector["outputs"]["counts"], strict=True
    ):
        _same_counts([_passes(documents, length - 3, 300, rng)], [1], counts)


@agrees("google_pairs_long")
def long_pairs_and_strangers_are_as_many(vector):
    """Of Google's shorter targets, which we leave out, ours make the right mixture."""
    documents = [[["gull"] * n for n in doc] for doc in vector["inputs"]["lengths"]]
    rng = np.random.default_rng(vector["seed"])
    most = vector["inputs"]["max_seq_length"] - 3
    full = _passes(documents, most, 50, rng)
    short = [_passes(documents, target, 2, rng) for target in range(2, most + 1)]
    for p, counts in zip(
        vector["inputs"]["short_seq_probs"], vector["outputs"]["counts"], strict=True
    ):
        weights = [1 - p, *[p / len(short)] * len(short)]
        _same_counts([full, *short], weights, counts)


@agrees("google_pairs_long")
def short_targets_make_more_strangers(vector):
    """About 53% strangers without them, about 55% with BERT's 10%, in these documents.

    "About" is rounding, half a percent, and chance.
    """
    (plain, error), (usual, usual_error) = map(_share, vector["outputs"]["counts"])
    assert usual - plain > SPREAD * math.hypot(error, usual_error)
    assert abs(plain - 0.53) <= 0.005 + SPREAD * error
    assert abs(usual - 0.55) <= 0.005 + SPREAD * usual_error


class Replay:
    """In place of a NumPy Generator: gives back the draws that Google's code made."""

    def __init__(self, told, documents):
        self.draws = []
        for one in told:
            if one["cut"] is not None:
                coin = 0.25 if one["stranger"] else 0.75
                self.draws += [("integers", one["cut"]), ("random", coin)]
            if one["stranger"]:
                other, start = one["stranger"]
                steps = (
                    other - one["document"] - 1
                ) % documents  # from the next one on
                self.draws += [("integers", steps), ("integers", start)]

    def integers(self, low, high=None):
        low, high = (0, low) if high is None else (low, high)
        kind, value = self.draws.pop(0)
        assert kind == "integers", kind
        assert low <= value < high, (low, value, high)
        return value

    def random(self):
        kind, value = self.draws.pop(0)
        assert kind == "random", kind
        return value


def _as_lists(documents):
    return [[sentence.split() for sentence in document] for document in documents]


def _unpack(one):
    """The two texts between [CLS], [SEP] and [SEP], told apart by their segments."""
    words = one["tokens"].split()
    second = one["segments"].count("1")
    return words[1 : -second - 1], words[-second:-1]


def _passes(documents, target, passes, rng):
    """Number of pairs, and of strangers, in each pass; shape (passes, 2)."""
    made = [
        sentences.packed_pairs(documents, rng, max_tokens=target) for _ in range(passes)
    ]
    return np.array([(len(p), sum(not q.is_next for q in p)) for p in made])


def _share(counts):
    """Share f of strangers, and its standard error: that of strangers - f pairs."""
    n, pairs, f = (
        counts["passes"],
        counts["pairs"],
        counts["strangers"] / counts["pairs"],
    )
    squares = counts["strangers_squared"] + f**2 * counts["pairs_squared"]
    squares -= 2 * f * counts["pairs_times_strangers"]  # their mean is 0
    return f, math.sqrt(squares * n / (n - 1)) / pairs


def _same_counts(strata, weights, counts):
    """A weighted mean of means has the variance sum of weight**2 s**2 / n."""
    n = counts["passes"]
    for column, key in enumerate(("pairs", "strangers")):
        ours = [stratum[:, column] for stratum in strata]
        mean = sum(w * x.mean() for w, x in zip(weights, ours, strict=True))
        variance = sum(
            w**2 * x.var(ddof=1) / len(x) for w, x in zip(weights, ours, strict=True)
        )
        theirs = counts[key] / n
        spread = counts[f"{key}_squared"] / n - theirs**2
        same_mean(mean, variance, theirs, spread / (n - 1))


# --- what must be noticed -------------------------------------------------------------

PACKED_PAIRS = sentences.packed_pairs


def _one_token_more(documents, rng, *, max_tokens):
    """Forgets one of [CLS], [SEP], [SEP]."""
    return PACKED_PAIRS(documents, rng, max_tokens=max_tokens + 1)


def _cut_at_the_end(pair, rng, *, max_tokens):
    """As for other tasks."""
    first, second = pair.first, pair.second
    while len(first) + len(second) > max_tokens:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    return pair._replace(first=first, second=second)


def _only_what_fits(texts, max_tokens):
    """Stops before the limit is passed, where Google's code stops behind it."""
    lengths = np.cumsum([len(text) for text in texts])
    return texts[: max(1, np.count_nonzero(lengths <= max_tokens))]


def _from_the_same_document(document, number, rng):
    return document


plant("google_pairs_told", "tokens.sentences.packed_pairs", _one_token_more)
plant("google_pairs_told", "tokens.sentences._another", _from_the_same_document)
plant("google_pairs_harbor", "tokens.sentences.packed_pairs", _one_token_more)
plant("google_truncated_pairs", "tokens.sentences.truncate_pair", _cut_at_the_end)
plant("google_pairs_long", "tokens.sentences._gather", _only_what_fits)
