"""Where our mechanisms must agree with a vector, stored or made a moment ago.

Each check says in its name what agrees. Whole numbers must be equal, floats within
RELATIVE, and what comes from two different random generators within SPREAD standard
deviations, computed from the numbers of draws.
"""

import importlib
import math
from pathlib import Path

import numpy as np

from fieldguide import harbor
from fieldguide.mechanisms.networks import embeddings, norm
from fieldguide.mechanisms.objectives import masking
from fieldguide.mechanisms.tokens import sentences

RELATIVE = 1e-12  # double precision on both sides; measured: 4e-16
SPREAD = 4  # standard deviations: chance alone goes beyond once in 16,000 times
CHECKS = {}
PROVENANCE = {"package": str, "version": str, "call": str, "seed": int}


def agrees(*names):
    """Register a check for the vectors of these names."""

    def register(check):
        for name in names:
            CHECKS.setdefault(name, []).append(check)
        return check

    return register


def check_provenance(vector):
    """A vector tells which package, version, call and seed made it, and from what."""
    for key, kind in PROVENANCE.items():
        assert isinstance(vector.get(key), kind), f"{key}: {vector.get(key)!r}"
        assert vector[key] != "", f"{key} is empty"
    for key in ("inputs", "outputs"):
        assert vector.get(key), f"no {key}"


def near(count, n, p):
    """A count among n draws of probability p: its share has variance p (1 - p) / n."""
    count, p = np.asarray(count), np.asarray(p)
    inside = np.abs(count / n - p) <= SPREAD * np.sqrt(p * (1 - p) / n)
    assert np.all(inside), f"{count / n} is too far from {p} for {n} draws"


def same_share(a, n, b, m):
    """a of n and b of m: the difference has variance p (1 - p) (1/n + 1/m)."""
    a, b = np.asarray(a), np.asarray(b)
    p = (a + b) / (n + m)
    limit = SPREAD * np.sqrt(p * (1 - p) * (1 / n + 1 / m))
    inside = np.abs(a / n - b / m) <= limit
    assert np.all(inside), f"{a / n} and {b / m} differ"


def same_mean(a, variance_a, b, variance_b):
    """Two means and the variances of these means (s**2 / n)."""
    limit = SPREAD * math.sqrt(variance_a + variance_b)
    assert abs(a - b) <= limit, f"{a} and {b} differ by more than {limit}"


def same_numbers(ours, theirs):
    """The largest difference, relative to the largest number, is below RELATIVE."""
    theirs = np.asarray(theirs)
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    error = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert error <= RELATIVE, f"relative error {error:.1e}"


def caught(vector, name):
    """The checks of a vector that fail on it, by name; empty if all agree."""
    found = []
    for check in CHECKS[name]:
        try:
            check(vector)
        except AssertionError:
            found.append(check.__name__)
    return found


# --- masking: transformers ------------------------------------------------------------


@agrees("transformers_masked_tokens")
def the_share_of_chosen_tokens_agrees(vector):
    """In all, and in how many sentences there are 0, 1, 2, ... chosen ones."""
    rows, special = vector["inputs"]["rows"], np.array(vector["outputs"]["special"])
    words = rows * np.count_nonzero(special == 0)
    theirs = np.array(vector["outputs"]["chosen_in_row"])
    ours = np.bincount((_mask(vector)[2] != -100).sum(1), minlength=len(theirs))
    total, our_total = (counts @ np.arange(len(theirs)) for counts in (theirs, ours))
    near(total, words, masking.MASK_RATE)
    same_share(our_total, words, total, words)
    same_share(ours, rows, theirs, rows)


@agrees("transformers_masked_tokens")
def what_replaces_a_chosen_token_agrees(vector):
    ids, inputs, labels = _mask(vector)
    _same_fates(vector, _count_seen(ids, inputs, labels != -100))


@agrees("transformers_masked_tokens")
def special_tokens_are_never_chosen(vector):
    """transformers spares [UNK] too, because its tokenizer calls that special."""
    seen = np.array(vector["outputs"]["seen"])
    special = np.array(vector["outputs"]["special"], bool)
    sentence = np.array(vector["inputs"]["sentence"])
    assert seen[sentence[special]].sum() == 0
    _, inputs, labels = _mask(vector)
    assert (labels[:, special] == -100).all()
    assert (inputs[:, special] == sentence[special]).all()
    ours = harbor.is_special(sentence)
    assert np.array_equal(special, ours | (sentence == harbor.UNK))


@agrees("transformers_masked_tokens")
def labels_follow_one_convention(vector):
    """A label is the original token or -100; without a label nothing has changed."""
    out, sentence = vector["outputs"], np.array(vector["inputs"]["sentence"])
    theirs = np.array(out["first_inputs"]), np.array(out["first_labels"])
    for inputs, labels in (theirs, _mask(vector)[1:]):
        chosen = labels != -100
        assert 0 < chosen.mean() < 1
        assert (labels == np.where(chosen, sentence, -100)).all()
        assert (inputs == sentence)[~chosen].all()


@agrees("transformers_masked_tokens", "google_masked_tokens")
def a_perfect_reader_learns_what_the_counts_say(vector):
    """Where b stands: how often was it w? The sentence tells how often w is chosen."""
    seen = np.array(vector["outputs"]["seen"])
    candidates = np.array(vector["outputs"]["special"]) == 0
    words = np.array(vector["inputs"]["sentence"])[candidates]
    prior = np.bincount(words, minlength=len(seen))
    for b, column in enumerate(seen.T):
        belief = masking.believe(prior / prior.sum(), b, vector["inputs"]["mask_id"])
        near(column, column.sum(), belief)


@agrees("transformers_dynamic_masks")
def dynamic_masks_cover_a_text_equally_fast(vector):
    """After 1, 2, ... 40 epochs; and as the formula says."""
    copies, epochs = vector["inputs"]["copies"], vector["inputs"]["epochs"]
    candidates = np.array(vector["outputs"]["special"]) == 0
    n, theirs = copies * candidates.sum(), vector["outputs"]["covered"]
    near(theirs, n, masking.coverage(np.arange(1, epochs + 1)))
    rng = np.random.default_rng(vector["seed"])
    masks = masking.dynamic_masks(np.tile(candidates, copies), epochs, rng)
    ours = np.logical_or.accumulate(masks).sum(1)  # (epochs,)
    same_share(ours, n, theirs, n)


def _mask(vector):
    given, special = vector["inputs"], np.array(vector["outputs"]["special"], bool)
    ids = np.tile(given["sentence"], (given["rows"], 1))
    rng = np.random.default_rng(vector["seed"])
    args = len(given["tokens"]), given["mask_id"], rng
    return ids, *masking.mask_tokens(ids, np.tile(special, (len(ids), 1)), *args)


def _count_seen(original, seen, chosen):
    counts = np.zeros((original.max() + 1, original.max() + 1), int)
    np.add.at(counts, (original[chosen], seen[chosen]), 1)
    return counts


def _same_fates(vector, ours):
    """80% [MASK], 10% any token, 10% the same: in all, and for each of the tokens."""
    theirs, mask_id = np.array(vector["outputs"]["seen"]), vector["inputs"]["mask_id"]
    v, kept = len(theirs), 1 - masking.MASK - masking.RANDOM
    for count, rule in (
        (lambda seen: seen[:, mask_id].sum(), masking.MASK + masking.RANDOM / v),
        (lambda seen: seen.trace(), kept + masking.RANDOM / v),
    ):
        near(count(theirs), theirs.sum(), rule)
        same_share(count(ours), ours.sum(), count(theirs), theirs.sum())
    for token in np.flatnonzero(theirs.sum(1)):
        rule = np.full(v, masking.RANDOM / v)
        rule[mask_id] += masking.MASK
        rule[token] += kept
        n, m = ours[token].sum(), theirs[token].sum()
        near(theirs[token], m, rule)
        same_share(ours[token], n, theirs[token], m)


# --- masking: Google's code -----------------------------------------------------------


@agrees("google_prediction_numbers")
def the_number_of_predictions_is_the_same(vector):
    """For every length from 3 to 300, with and without the limit of 20."""
    rng, given = np.random.default_rng(vector["seed"]), vector["inputs"]
    for most, numbers in zip(
        given["limits"], vector["outputs"]["numbers"], strict=True
    ):
        for length, number in zip(given["lengths"], numbers, strict=True):
            words = np.array([False, *[True] * (length - 2), False])
            chosen = masking.choose_exactly(words, rng, masking.MASK_RATE, most)
            assert chosen.sum() == number, (length, most)


@agrees("google_masked_tokens")
def choosing_exactly_agrees(vector):
    """19 of 124, [CLS] and [SEP] spared, every other place equally often."""
    theirs, rows = (
        np.array(vector["outputs"]["chosen_at_place"]),
        vector["inputs"]["rows"],
    )
    candidates = np.array(vector["outputs"]["special"]) == 0
    _, chosen, _ = _mask_exactly(vector)
    assert theirs.sum() == 19 * rows
    assert (chosen.sum(1) == 19).all()
    assert (theirs[~candidates] == 0).all()
    assert not chosen[:, ~candidates].any()
    near(theirs[candidates], rows, 19 / candidates.sum())
    same_share(chosen.sum(0), len(chosen), theirs, rows)


@agrees("google_masked_tokens")
def what_replaces_an_exactly_chosen_token_agrees(vector):
    ids, chosen, inputs = _mask_exactly(vector)
    _same_fates(vector, _count_seen(ids, inputs, chosen))


@agrees("google_masked_tokens")
def harbor_spares_the_tokens_that_google_spares(vector):
    """[CLS] and [SEP], but not [UNK]; Google pads only after masking."""
    special = harbor.is_special(np.array(vector["inputs"]["sentence"]))
    assert np.array_equal(special, vector["outputs"]["special"])


def _mask_exactly(vector):
    given, rng = vector["inputs"], np.random.default_rng(vector["seed"])
    rows = given["rows"]
    ids = np.tile(given["sentence"], (rows, 1))
    candidates = np.array(vector["outputs"]["special"]) == 0
    chosen = np.array([masking.choose_exactly(candidates, rng) for _ in range(rows)])
    v, mask_id = len(given["tokens"]), given["mask_id"]
    return ids, chosen, masking.corrupt(ids, chosen, v, mask_id, rng)


# --- embeddings, normalization --------------------------------------------------------


@agrees("transformers_bert_embeddings")
def bert_embeddings_agree(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    tables = [
        given[f"{name}.weight"]
        for name in ("word_embeddings", "position_embeddings", "token_type_embeddings")
    ]
    norms = given["LayerNorm.weight"], given["LayerNorm.bias"]
    for ids, segments, theirs in zip(
        given["ids"], given["segments"], vector["outputs"]["embeddings"], strict=True
    ):
        same_numbers(embeddings.bert_embeddings(ids, segments, *tables, *norms), theirs)


@agrees("transformers_roberta_positions")
def roberta_positions_are_the_same(vector):
    rows = vector["inputs"]["rows"]
    for padding_id, theirs in zip(
        vector["inputs"]["padding_ids"], vector["outputs"]["positions"], strict=True
    ):
        assert embeddings.roberta_positions(rows, padding_id).tolist() == theirs


@agrees("torch_layer_norm")
def layer_norm_agrees(vector):
    x, gain, bias = (np.array(vector["inputs"][k]) for k in ("x", "gain", "bias"))
    for eps, theirs in zip(
        vector["inputs"]["eps"], vector["outputs"]["rows"], strict=True
    ):
        same_numbers(norm.layer_norm(x, gain, bias, eps), theirs)


# --- sentence pairs -------------------------------------------------------------------


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
        pairs = sentences.packed_pairs(documents, length - 3, replay)
        assert not replay.draws
        assert pairs == [(*_unpack(one), one["stranger"] is None) for one in told]


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
    made = [sentences.packed_pairs(documents, target, rng) for _ in range(passes)]
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


# Checks of other chapters, in files beside this one.
for _path in sorted(Path(__file__).parent.glob("agreement_*.py")):
    importlib.import_module(_path.stem)
