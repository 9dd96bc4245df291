"""Whisper's rules, names, ratios and fallback: openai-whisper's own code, executed."""

from functools import partial

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sampling import transcribing

TEXTS, LATEST = 5, 3
NAMES = transcribing.special_tokens(["en", "de"], seconds=0.2, interval=0.02)
SPECIAL = transcribing.layout(NAMES, ahead=TEXTS)
V, T = TEXTS + len(NAMES), SPECIAL.first_time
WRITTEN = [
    [], [T], [T + 2], [T, 1], [T + 1, 1, 2], [T, 1, T + 4], [T, 1, T + 4, T + 4],
    [T, 1, T + 4, T + 5], [T, 1, T + 4, T + 4, 2], [T, 1, T + 3, T + 6, 2, T + 9],
    [T + 1, 0, 1, T + 10], [1, 2, T + 3],
]  # fmt: skip
SAID = ["fog", "the keeper lights the lamp at dusk", "gull " * 50, "fog fog fog fog"]
TALES = ["fog", "fog " * 60]  # one that is believed, one that repeats itself

# --- how the vectors are made ---------------------------------------------------------


@producer
def whisper_timestamp_rules():
    """ApplyTimestampRules with a tokenizer of a few tokens, behind three commands."""
    from types import SimpleNamespace

    import torch
    from whisper.decoding import ApplyTimestampRules

    seed = 20220921
    rng = np.random.default_rng(seed)
    tokenizer = SimpleNamespace(
        no_timestamps=SPECIAL.no_times, timestamp_begin=T, eot=SPECIAL.end
    )
    rules = ApplyTimestampRules(tokenizer, 3, LATEST)
    logits = rng.normal(0, 2, (3, len(WRITTEN), V)).round(3)
    allowed = []
    for rows in logits:
        found = []
        for row, written in zip(rows, WRITTEN, strict=True):
            scores = torch.tensor(row)[None]
            rules.apply(scores, torch.tensor([[SPECIAL.start, 7, 9, *written]]))
            found.append(torch.isfinite(scores[0]).int().tolist())
        allowed.append(found)
    return record(
        "openai-whisper",
        "decoding.ApplyTimestampRules(tokenizer, 3, 3).apply(logits, tokens)",
        seed,
        {"logits": logits, "written": WRITTEN},
        {"allowed": allowed},
    )


@producer
def whisper_special_tokens():
    """Names and ids of the multilingual vocabulary."""
    from whisper.tokenizer import LANGUAGES, get_encoding

    encoding = get_encoding("multilingual", num_languages=99)
    ids = {
        name: encoding.encode_single_token(name) for name in encoding.special_tokens_set
    }
    names = sorted(ids, key=ids.get)
    return record(
        "openai-whisper",
        "tokenizer.get_encoding('multilingual', num_languages=99)",
        0,  # nothing is drawn
        {"languages": [*LANGUAGES][:99]},
        {
            "ahead": ids[names[0]],
            "number": len(names),
            "vocabulary": encoding.n_vocab,
            "first": names[:112],
            "last": names[-3:],
            "layout": [
                ids[f"<|{name}|>"]
                for name in (
                    "endoftext", "startoftranscript", "nospeech", "notimestamps", "0.00",
                )
            ],
        },
    )  # fmt: skip


@producer
def whisper_compression_ratios():
    """utils.compression_ratio of texts that repeat themselves, and of others."""
    from whisper.utils import compression_ratio

    return record(
        "openai-whisper",
        "utils.compression_ratio(text)",
        0,  # nothing is drawn
        {"texts": SAID},
        {"ratios": [compression_ratio(text) for text in SAID]},
    )


@producer
def whisper_fallback():
    """transcribe(), with a model that says what it is told to say at each temperature."""
    from types import SimpleNamespace

    import torch
    from whisper.decoding import DecodingResult
    from whisper.tokenizer import get_tokenizer
    from whisper.transcribe import transcribe
    from whisper.utils import compression_ratio

    seed = 20220922
    rng = np.random.default_rng(seed)
    tokens = get_tokenizer(True, num_languages=99).encode(" fog")
    rows = {
        "tale": rng.integers(2, size=(40, 6)) * (rng.random((40, 6)) < 0.6),
        "sure": rng.uniform(-1.6, -0.6, (40, 6)).round(3),
        "silent": rng.uniform(0, 1, (40, 6)).round(3),
    }
    tried, kept = [], []
    for k in range(40):
        heats = []

        def decode(segment, options, k=k, heats=heats):
            i = len(heats)
            heats.append(options.temperature)
            return DecodingResult(
                audio_features=None,
                language="en",
                tokens=tokens,
                text=TALES[rows["tale"][k, i]],
                avg_logprob=rows["sure"][k, i],
                no_speech_prob=rows["silent"][k, i],
                temperature=options.temperature,
                compression_ratio=compression_ratio(TALES[rows["tale"][k, i]]),
            )

        model = SimpleNamespace(
            device=torch.device("cpu"),
            dims=SimpleNamespace(n_mels=80, n_audio_ctx=1500, n_text_ctx=448),
            is_multilingual=True,
            num_languages=99,
            decode=decode,
        )
        result = transcribe(
            model, np.zeros(16_000, np.float32), language="en", fp16=False
        )
        tried.append(heats)
        kept.append(len(result["segments"]))
    return record(
        "openai-whisper",
        "transcribe(a model that says what it is told, a second of silence, language='en')",
        seed,
        rows,
        {"tried": tried, "kept": kept},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("whisper_timestamp_rules")
def rules_agree(vector):
    given = vector["inputs"]
    for rows, theirs in zip(given["logits"], vector["outputs"]["allowed"], strict=True):
        for row, written, allowed in zip(rows, given["written"], theirs, strict=True):
            ours = transcribing.allowed(
                np.array(row), np.array(written, int), SPECIAL, latest=LATEST
            )
            assert ours.astype(int).tolist() == allowed, written


@agrees("whisper_special_tokens")
def names_agree(vector):
    theirs = vector["outputs"]
    names = transcribing.special_tokens(vector["inputs"]["languages"])
    assert len(names) == theirs["number"]
    assert theirs["ahead"] + len(names) == theirs["vocabulary"]
    assert names[:112] == theirs["first"] and names[-3:] == theirs["last"]
    assert [*transcribing.layout(names, ahead=theirs["ahead"])] == theirs["layout"]


@agrees("whisper_compression_ratios")
def ratios_agree(vector):
    ours = [transcribing.compression_ratio(text) for text in vector["inputs"]["texts"]]
    same_numbers(np.array(ours), vector["outputs"]["ratios"])


@agrees("whisper_fallback")
def fallbacks_agree(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    rows = zip(given["tale"], given["sure"], given["silent"], strict=True)
    for row, tried, kept in zip(rows, theirs["tried"], theirs["kept"], strict=True):
        told = iter(zip(*row, strict=True))

        def attempt(temperature, told=told):
            tale, sure, silent = next(told)
            return transcribing.Attempt(np.array([tale]), sure, silent)

        _, heat, said = transcribing.with_fallback(
            attempt, lambda tokens: TALES[tokens[0]]
        )
        assert abs(heat - tried[-1]) < 1e-9 and 6 - len([*told]) == len(tried)
        assert (said != "silence") == bool(kept)


# --- what must be noticed -------------------------------------------------------------

ALLOWED, VERDICT = transcribing.allowed, transcribing.verdict
SPECIAL_TOKENS = transcribing.special_tokens


def _times_may_go_back(logits, so_far, special, *, latest):
    if len(so_far) < 2:
        return ALLOWED(logits, so_far, special, latest=latest)
    early = np.where(so_far >= special.first_time, special.first_time, so_far)
    return ALLOWED(logits, early, special, latest=latest)


def _never_together(logits, so_far, special, *, latest):
    """Times are not weighed against texts all together."""
    low = np.where(np.arange(len(logits)) >= special.first_time, -50.0, logits)
    return ALLOWED(low, so_far, special, latest=latest)


def _at_any_time(logits, so_far, special, *, latest):
    return ALLOWED(logits, so_far, special, latest=len(logits))


def _no_speech_alone(ratio, sure, quiet, **limits):
    return "silence" if quiet > 0.6 else VERDICT(ratio, sure, quiet, **limits)


def _believes_loops(ratio, sure, quiet, **limits):
    return VERDICT(1.0, sure, quiet, **limits)


def _never_silent(ratio, sure, quiet, **limits):
    return VERDICT(ratio, sure, 0.0, **limits)


plant(
    "whisper_timestamp_rules",
    "sampling.transcribing.allowed",
    _times_may_go_back,
    _never_together,
    _at_any_time,
)
plant(
    "whisper_special_tokens",
    "sampling.transcribing.special_tokens",
    partial(SPECIAL_TOKENS, seconds=29.98),
    lambda languages: SPECIAL_TOKENS(sorted(languages)),
)
plant("whisper_compression_ratios", "sampling.transcribing.compression_ratio", len)
plant(
    "whisper_fallback",
    "sampling.transcribing.verdict",
    _no_speech_alone,
    _never_silent,
    _believes_loops,
)
