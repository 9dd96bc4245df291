"""The unigram language model: the most probable way to cut a text into pieces.

The library tokenizers gets random pieces with random scores; sentencepiece trains models
of its own on the harbor stories. Ours gets their scores and must find the same path.
"""

import io

import harbor_texts
import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.tokens import tokenizers

NEW_TEXTS = [
    "the captain sees the lighthouse at dusk",
    "kot śpi przy piecu w południe",
    "猫中午睡在炉子旁边",
    "a jazzy fjord 猫",
]


# --- how the vectors are made ---------------------------------------------------------


@producer
def tokenizers_unigram_pieces():
    """Random pieces with random scores; of single letters, d is no piece."""
    from tokenizers import models

    seed = 20180429
    rng = np.random.default_rng(seed)
    texts = ["".join(rng.choice([*"abcd"], rng.integers(0, 13))) for _ in range(150)]
    found = {t[k : k + n] for t in texts for k in range(12) for n in (2, 3, 4)}
    known = sorted(p for p in found if len(p) > 1)
    pieces = ["a", "b", "c", *rng.choice(known, 25, replace=False).tolist()]
    scores = dict(zip(pieces, rng.uniform(-9, -1, len(pieces)).round(6).tolist()))  # noqa: B905
    model = models.Unigram([("<unk>", 0.0), *scores.items()], unk_id=0)
    return record(
        "tokenizers",
        "Unigram([('<unk>', 0.0), *scores.items()], unk_id=0).tokenize(text)",
        seed,
        {"scores": scores, "texts": texts},
        {"pieces": [[t.value for t in model.tokenize(text)] for text in texts]},
    )


@producer
def sentencepiece_pieces():
    """Unigram models trained on the stories, without and with pieces for bytes."""
    texts = [*harbor_texts.sentences()[::4], *NEW_TEXTS]
    inputs, outputs = {"texts": texts}, {}
    for name, size, in_bytes in (("plain", 100, False), ("bytes", 400, True)):
        model = _sentencepiece(size, in_bytes)
        inputs[name] = {
            model.id_to_piece(k): round(model.get_score(k), 6)
            for k in range(model.get_piece_size())
            if not (model.is_byte(k) or model.is_control(k) or model.is_unknown(k))
        }
        outputs[name] = [model.encode(text, out_type=str) for text in texts]
    return record(
        "sentencepiece",
        "SentencePieceTrainer.train(sentence_iterator=stories, model_type='unigram', "
        "vocab_size=100 or 400, byte_fallback=False or True, "
        "normalization_rule_name='identity'), encode(text, out_type=str)",
        0,  # nothing is drawn
        inputs,
        outputs,
    )


def _sentencepiece(size, in_bytes):
    import sentencepiece

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(harbor_texts.sentences()),
        model_writer=out,
        model_type="unigram",
        vocab_size=size,
        hard_vocab_limit=False,
        byte_fallback=in_bytes,
        normalization_rule_name="identity",
        num_threads=1,
        minloglevel=2,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=out.getvalue())


# --- how ours are compared ------------------------------------------------------------


@agrees("tokenizers_unigram_pieces")
def the_most_probable_pieces_are_the_same(vector):
    scores = vector["inputs"]["scores"]
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["pieces"], strict=True
    ):
        assert _fused(tokenizers.encode_unigram(text, scores), scores) == theirs, text


@agrees("sentencepiece_pieces")
def sentencepiece_finds_the_same_path(vector):
    """It writes a space as ▁, and puts one in front of the text."""
    plain, in_bytes = vector["inputs"]["plain"], vector["inputs"]["bytes"]
    for k, text in enumerate(vector["inputs"]["texts"]):
        text = "▁" + text.replace(" ", "▁")
        ours = _fused(tokenizers.encode_unigram(text, plain), plain)
        assert ours == vector["outputs"]["plain"][k], text
        pieces = tokenizers.encode_unigram(text, in_bytes)
        ours = tokenizers.fall_back(pieces, in_bytes)
        assert ours == vector["outputs"]["bytes"][k], text


def _fused(pieces, known):
    """Unknown neighbors as one piece, as both libraries show them."""
    out, unknown = [], False
    for piece in pieces:
        if piece not in known and unknown:
            out[-1] += piece
        else:
            out.append(piece)
        unknown = piece not in known
    return out


# --- what must be noticed -------------------------------------------------------------

ENCODE = tokenizers.encode_unigram


def _fewest(text, scores):
    """Counts pieces instead of adding scores."""
    return ENCODE(text, dict.fromkeys(scores, -1.0))


def _no_bytes(pieces, vocabulary):
    return pieces


plant("tokenizers_unigram_pieces", "tokens.tokenizers.encode_unigram", _fewest)
plant("tokenizers_unigram_pieces", "tokens.tokenizers.UNKNOWN_PENALTY", 5.0)
plant("sentencepiece_pieces", "tokens.tokenizers.encode_unigram", _fewest)
plant("sentencepiece_pieces", "tokens.tokenizers.fall_back", _no_bytes)
