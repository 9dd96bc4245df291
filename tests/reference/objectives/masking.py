"""Masked tokens: which are chosen, and what stands in their place.

transformers chooses each token by itself; Google's own BERT code chooses an exact number of
them. Both hide the words of one long sentence thousands of times; what is kept are counts, and
ours, with other random numbers, must have the same shares within chance.
"""

import random
from functools import partial

import numpy as np
from google_bert import google
from harness import agrees, near, plant, producer, record, same_share

from fieldguide import harbor
from fieldguide.mechanisms.objectives import masking

# A small world for counting: five special tokens, then eleven words.
PAD, UNK, CLS, SEP, MASK = range(5)
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
TOKENS += "the keeper climbs tower at dusk gull steals fish from boat".split()
SENTENCE = [CLS, *[*range(5, 16)] * 11, UNK, SEP]  # 124 tokens, one of them unknown


def _count_seen(original, seen, chosen):
    """seen[a, b]: how often token a was chosen and b stands in its place."""
    counts = np.zeros((len(TOKENS), len(TOKENS)), int)
    np.add.at(counts, (original[chosen], seen[chosen]), 1)
    return counts


# --- how the vectors are made: transformers -------------------------------------------


@producer
def transformers_masked_tokens():
    """What the usual collator does with 1.7 million words, and a row to look at."""
    seed, rows = 20181011, 14_000
    sentence = [*SENTENCE, PAD, PAD]
    collate = _collator(seed)
    batch = collate([sentence] * rows)
    inputs, labels = batch["input_ids"], batch["labels"]
    special = _special(collate.tokenizer, sentence)
    in_row = np.bincount((labels != -100).sum(1), minlength=len(sentence))
    return record(
        "transformers",
        "DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15, "
        "return_tensors='np', seed=seed)([sentence] * rows)",
        seed,
        {"tokens": TOKENS, "sentence": sentence, "rows": rows, "mask_id": MASK},
        {
            "special": special,
            "seen": _count_seen(np.tile(sentence, (rows, 1)), inputs, labels != -100),
            "chosen_in_row": in_row,
            "first_inputs": inputs[0],
            "first_labels": labels[0],
        },
    )


@producer
def transformers_dynamic_masks():
    """How many words have been hidden at least once after 1, 2, ... 40 epochs."""
    seed, copies, epochs = 20190726, 200, 40
    sentence = [*SENTENCE, PAD, PAD]
    collate = _collator(seed)
    chosen = [collate([sentence] * copies)["labels"] != -100 for _ in range(epochs)]
    covered = np.logical_or.accumulate(chosen).sum((1, 2))  # (epochs,)
    special = _special(collate.tokenizer, sentence)
    return record(
        "transformers",
        "DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15, "
        "return_tensors='np', seed=seed)([sentence] * copies), once an epoch",
        seed,
        {"sentence": sentence, "copies": copies, "epochs": epochs},
        {"special": special, "covered": covered},
    )


def _collator(seed):
    """NumPy tensors, because torch's bernoulli differs between processors."""
    from tokenizers import Tokenizer, models
    from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

    words = models.WordLevel({t: k for k, t in enumerate(TOKENS)}, unk_token="[UNK]")
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(words), **dict(zip(names, TOKENS, strict=False))
    )
    return DataCollatorForLanguageModeling(
        tokenizer, mlm_probability=0.15, return_tensors="np", seed=seed
    )


def _special(tokenizer, ids):
    """1 where the collator may not choose; for transformers that includes [UNK]."""
    return tokenizer.get_special_tokens_mask(ids, already_has_special_tokens=True)


# --- how the vectors are made: Google's own BERT code ---------------------------------


@producer
def google_prediction_numbers():
    """How many tokens are chosen in sentences of 3 to 300 tokens."""
    seed, lengths, limits = 12345, range(3, 301), [20, 300]
    rng = random.Random(seed)

    def number(length, most):
        tokens = ["[CLS]", *["word"] * (length - 2), "[SEP]"]
        call = google().create_masked_lm_predictions
        return len(call(tokens, 0.15, most, ["word"], rng, False)[1])

    return record(
        "tf-models-official",
        "create_masked_lm_predictions(tokens, 0.15, limit, ['word'], rng, False)",
        seed,
        {"lengths": list(lengths), "limits": limits},
        {"numbers": [[number(n, most) for n in lengths] for most in limits]},
    )


@producer
def google_masked_tokens():
    """What Google's code does with 190,000 chosen tokens, 19 of each sentence."""
    seed, rows = 12345, 10_000
    rng = random.Random(seed)
    tokens = [TOKENS[k] for k in SENTENCE]
    inputs = np.empty((rows, len(tokens)), int)
    chosen = np.zeros((rows, len(tokens)), bool)
    for row in range(rows):
        out, places, labels = google().create_masked_lm_predictions(
            tokens, 0.15, 20, TOKENS, rng, False
        )
        assert labels == [tokens[place] for place in places]
        inputs[row] = [TOKENS.index(token) for token in out]
        chosen[row, places] = True
    return record(
        "tf-models-official",
        "create_masked_lm_predictions(sentence, 0.15, 20, tokens, rng, False), a row",
        seed,
        {"tokens": TOKENS, "sentence": SENTENCE, "rows": rows, "mask_id": MASK},
        {
            "special": [int(k in (CLS, SEP)) for k in SENTENCE],
            "seen": _count_seen(np.tile(SENTENCE, (rows, 1)), inputs, chosen),
            "chosen_at_place": chosen.sum(0),
        },
    )


# --- how ours are compared with transformers ------------------------------------------


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
        belief = masking.believe(
            prior / prior.sum(), b, mask_id=vector["inputs"]["mask_id"]
        )
        near(column, column.sum(), belief)


@agrees("transformers_dynamic_masks")
def dynamic_masks_cover_a_text_equally_fast(vector):
    """After 1, 2, ... 40 epochs; and as the formula says."""
    copies, epochs = vector["inputs"]["copies"], vector["inputs"]["epochs"]
    candidates = np.array(vector["outputs"]["special"]) == 0
    n, theirs = copies * candidates.sum(), vector["outputs"]["covered"]
    near(theirs, n, masking.coverage(np.arange(1, epochs + 1)))
    rng = np.random.default_rng(vector["seed"])
    masks = masking.dynamic_masks(np.tile(candidates, copies), rng, epochs=epochs)
    ours = np.logical_or.accumulate(masks).sum(1)  # (epochs,)
    same_share(ours, n, theirs, n)


def _mask(vector):
    given, special = vector["inputs"], np.array(vector["outputs"]["special"], bool)
    ids = np.tile(given["sentence"], (given["rows"], 1))
    rng = np.random.default_rng(vector["seed"])
    sizes = {"vocab_size": len(given["tokens"]), "mask_id": given["mask_id"]}
    candidates = np.tile(~special, (len(ids), 1))
    return ids, *masking.mask_tokens(ids, candidates, rng, **sizes)


def _same_fates(vector, ours):
    """80% [MASK], 10% any token, 10% the same: in all, and for each of the tokens."""
    theirs, mask_id = np.array(vector["outputs"]["seen"]), vector["inputs"]["mask_id"]
    v, kept = len(theirs), 1 - masking.MASKED - masking.RANDOM
    for count, rule in (
        (lambda seen: seen[:, mask_id].sum(), masking.MASKED + masking.RANDOM / v),
        (lambda seen: seen.trace(), kept + masking.RANDOM / v),
    ):
        near(count(theirs), theirs.sum(), rule)
        same_share(count(ours), ours.sum(), count(theirs), theirs.sum())
    for token in np.flatnonzero(theirs.sum(1)):
        rule = np.full(v, masking.RANDOM / v)
        rule[mask_id] += masking.MASKED
        rule[token] += kept
        n, m = ours[token].sum(), theirs[token].sum()
        near(theirs[token], m, rule)
        same_share(ours[token], n, theirs[token], m)


# --- how ours are compared with Google's ----------------------------------------------


@agrees("google_prediction_numbers")
def the_number_of_predictions_is_the_same(vector):
    """For every length from 3 to 300, with and without the limit of 20."""
    rng, given = np.random.default_rng(vector["seed"]), vector["inputs"]
    for most, numbers in zip(
        given["limits"], vector["outputs"]["numbers"], strict=True
    ):
        for length, number in zip(given["lengths"], numbers, strict=True):
            words = np.array([False, *[True] * (length - 2), False])
            chosen = masking.choose_exactly(
                words, rng, rate=masking.MASK_RATE, most=most
            )
            assert chosen.sum() == number, (length, most)


@agrees("google_masked_tokens")
def choosing_exactly_agrees(vector):
    """19 of 124, [CLS] and [SEP] spared, every other place equally often."""
    theirs = np.array(vector["outputs"]["chosen_at_place"])
    rows = vector["inputs"]["rows"]
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
    chosen = masking.choose_exactly(np.tile(candidates, (rows, 1)), rng)
    v, mask_id = len(given["tokens"]), given["mask_id"]
    return ids, chosen, masking.corrupt(ids, chosen, rng, vocab_size=v, mask_id=mask_id)


# --- what must be noticed -------------------------------------------------------------

CORRUPT, DYNAMIC_MASKS = masking.corrupt, masking.dynamic_masks


def _other_shares(ids, chosen, rng, *, vocab_size, mask_id, shares, **_):
    sizes = {"vocab_size": vocab_size, "mask_id": mask_id}
    return CORRUPT(ids, chosen, rng, **sizes, masked=shares[0], random=shares[1])


def _no_specials(ids, chosen, rng, *, vocab_size, mask_id, **_):
    """Random tokens without the five special ones."""
    fate = rng.random(ids.shape)
    other = np.where(fate < 0.9, rng.integers(5, vocab_size, ids.shape), ids)
    return np.where(chosen, np.where(fate < 0.8, mask_id, other), ids)


def _rounded_down(candidates, rng, *, rate=0.15, most=20):
    number = min(most, max(1, int(rate * len(candidates))))
    chosen = np.zeros(len(candidates), bool)
    chosen[rng.permutation(np.flatnonzero(candidates))[:number]] = True
    return chosen


def _the_same_every_epoch(candidates, rng, *, epochs):
    """Static masks under a new name."""
    return np.tile(DYNAMIC_MASKS(candidates, rng, epochs=1), (epochs, 1))


plant(
    "transformers_masked_tokens",
    "objectives.masking.corrupt",
    partial(_other_shares, shares=(0.81, 0.1)),
    partial(_other_shares, shares=(0.8, 0.11)),
    _no_specials,
)
plant(
    "google_masked_tokens",
    "objectives.masking.corrupt",
    partial(_other_shares, shares=(0.81, 0.1)),
    _no_specials,
)
plant("google_prediction_numbers", "objectives.masking.choose_exactly", _rounded_down)
plant(
    "transformers_dynamic_masks",
    "objectives.masking.dynamic_masks",
    _the_same_every_epoch,
)
