"""Time the book's tokenizers beside tokenizers and sentencepiece; print seconds as JSON.

Runs in .venv-reference. The text is a megabyte of made-up words, as frequent as words are
(Zipf's law). Both sides get the same pieces and scores and cut the same text; where they
do not cut it alike, the run fails. What is learned and made beforehand is off the clock.
Ours cuts a word once, however often it occurs, where a tokenizer works word by word.
"""

import io
import json
import time
from collections import Counter

import numpy as np
import sentencepiece
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from fieldguide.mechanisms.tokens import tokenizers

BYTES, WORDS, LONGEST = 1_000_000, 5_000, 10
MERGES, PIECES, RUNS = 1_000, 2_000, 3
# sentencepiece adds scores in 32 bits, so that what nearly ties may come out otherwise
ALIKE = 0.999

rng = np.random.default_rng(0)
letters = list("etaoinshrdlucmfw")
vocabulary = [
    "".join(rng.choice(letters, rng.integers(2, LONGEST + 1))) for _ in range(WORDS)
]
shares = 1 / np.arange(1, WORDS + 1)
drawn = rng.choice(vocabulary, BYTES // 4, p=shares / shares.sum())
text = " ".join(drawn)[:BYTES].rpartition(" ")[0]
words = text.split(" ")
counts = Counter(words)


def best(call):
    """What comes out, and the fewest seconds of CPU time of the runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        out = call()
        seconds.append(time.process_time() - start)
    return out, min(seconds)


def by_word(encode):
    """Cut each different word once."""
    cut = {word: encode(word) for word in counts}
    return [piece for word in words for piece in cut[word]]


def theirs(model, split):
    """A tokenizer of the library tokenizers that cuts a text into words as we do."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = split
    return lambda: tokenizer.encode(text).tokens


def bpe():
    """Byte-pair encoding."""
    merges = tokenizers.train_bpe(dict(counts.most_common(500)), MERGES)
    rank = tokenizers.merge_ranks(merges)
    names = [*letters, *map("".join, merges)]
    model = models.BPE({name: k for k, name in enumerate(names)}, merges)
    return (
        lambda: by_word(lambda word: tokenizers.encode_bpe(word, rank)),
        {"tokenizers": theirs(model, pre_tokenizers.WhitespaceSplit())},
    )


def wordpiece():
    """WordPiece."""
    names = tokenizers.wordpiece_vocabulary(dict(counts.most_common(500)), MERGES)
    names = [*dict.fromkeys([*names, *letters, *map("##{}".format, letters), "[UNK]"])]
    model = models.WordPiece({n: k for k, n in enumerate(names)}, unk_token="[UNK]")
    known = {*names}
    return (
        lambda: by_word(lambda word: tokenizers.encode_wordpiece(word, known)),
        {"tokenizers": theirs(model, pre_tokenizers.WhitespaceSplit())},
    )


def unigram():
    """The unigram language model, with the pieces and scores that sentencepiece learned."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(" ".join(words[k : k + 20]) for k in range(0, 20_000, 20)),
        model_writer=out, model_type="unigram", vocab_size=PIECES, num_threads=1,
        hard_vocab_limit=False, normalization_rule_name="identity", minloglevel=2,
    )  # fmt: skip
    model = sentencepiece.SentencePieceProcessor(model_proto=out.getvalue())
    scores = {
        model.id_to_piece(k): model.get_score(k)
        for k in range(model.get_piece_size())
        if not (model.is_control(k) or model.is_unknown(k))
    }
    spaced = "▁" + text.replace(" ", "▁")
    other = models.Unigram([("<unk>", 0.0), *scores.items()], unk_id=0)
    split = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(split=False), pre_tokenizers.Split(Regex("(?=▁)"), "isolated")]
    )  # fmt: skip
    return (
        lambda: tokenizers.encode_unigram(spaced, scores),
        {
            "sentencepiece": lambda: model.encode(text, out_type=str),
            "tokenizers": theirs(other, split),
        },
    )


found = {}
for make in (bpe, wordpiece, unigram):
    ours, others = make()
    pieces, seconds = best(ours)
    found[make.__name__] = {"ours": seconds}
    for name, call in others.items():
        their_pieces, found[make.__name__][name] = best(call)
        alike = np.mean([a == b for a, b in zip(pieces, their_pieces, strict=True)])
        if alike < ALIKE:
            raise RuntimeError(
                f"{make.__name__}: {alike:.2%} of {name}'s pieces are ours"
            )
print(json.dumps({"megabytes": len(text.encode()) / 1e6, "seconds": found}))
