"""Gato's numbers: librosa's mu-law, NumPy's bins, and the rule of an open implementation.

librosa squeezes what lies in -1 ... 1, so the reach goes into both its number and its mu. The
open implementation is huggingface/jat at commit c376177, gia/processing/tokenizer.py
(GiaTokenizer), restated, with the example in its docstring; its bins begin at 30,000.
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.tokens import numbers

SEED = 20220512

# --- how the vectors are made ---------------------------------------------------------


@producer
def librosa_mu_law():
    """mu_compress and mu_expand of numbers as far as the reach."""
    import librosa

    rng = np.random.default_rng(SEED)
    x = np.concatenate([rng.normal(size=20), rng.uniform(-256, 256, 20)]).round(3)
    cases = [(100.0, 256.0), (255.0, 300.0)]
    squeezed = [librosa.mu_compress(x / r, mu=m * r, quantize=False) for m, r in cases]
    back = [
        librosa.mu_expand(y, mu=m * r, quantize=False) * r
        for (m, r), y in zip(cases, squeezed, strict=True)
    ]
    return record(
        "librosa",
        "mu_compress(x / reach, mu=mu * reach, quantize=False), "
        "mu_expand(y, mu=mu * reach, quantize=False) * reach",
        SEED,
        {"x": x, "cases": cases},
        {"squeezed": squeezed, "back": back},
    )


@producer
def numpy_bins():
    """digitize with the inner edges of 1,024 bins, and of three."""
    rng = np.random.default_rng(SEED + 1)
    y = np.concatenate([rng.uniform(-1.2, 1.2, 60).round(4), [-1.0, 0.0, 0.5, 1.0]])
    found = {
        str(bins): np.digitize(y, np.linspace(-1, 1, bins + 1)[1:-1])
        for bins in (3, 1024)
    }
    return record(
        "numpy",
        "digitize(y, linspace(-1, 1, bins + 1)[1:-1])",
        SEED + 1,
        {"y": y},
        found,
    )


@producer
def restated_gia_tokens():
    """tokenize_continuous and decode_continuous of GiaTokenizer, and its docstring's example."""
    import math

    def tokenize(x, squeezed):
        if squeezed:
            x = math.copysign(1, x) * math.log(100 * abs(x) + 1) / math.log(25_601)
        x = math.floor((max(min(x, 1), -1) + 1.0) / 2 * 1024)
        return 32_000 + (1023 if x == 1024 else x)

    def decode(token, squeezed):
        value = (2 * (token - 32_000) + 1) / 1024 - 1
        if not squeezed:
            return value
        return (
            math.copysign(1, value)
            * (math.exp(abs(value) * math.log(25_601)) - 1)
            / 100
        )

    rng = np.random.default_rng(SEED + 2)
    x = [*rng.normal(size=30).round(4), *rng.uniform(-400, 400, 30).round(2), 0.0, 1.0]
    tokens = {
        name: [tokenize(each, name == "observation") for each in x]
        for name in ("observation", "action")
    }
    back = {
        name: [decode(t, name == "observation") for t in tokens[name]]
        for name in tokens
    }
    return record(
        "numpy",
        "floor((clip(sign(x) log(100 |x| + 1) / log(25601)) + 1) / 2 * 1024), 1024 becomes 1023",
        SEED + 2,
        {"x": [float(each) for each in x], "docstring": [[0.1, 0.2], [0.3, 0.4]]},
        {
            "tokens": tokens,
            "back": back,
            "docstring": [[30632, 30665], [30685, 30699]],
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("librosa_mu_law")
def squeezing_agrees(vector):
    given, out = vector["inputs"], vector["outputs"]
    for (mu, reach), squeezed, back in zip(
        given["cases"], out["squeezed"], out["back"], strict=True
    ):
        ours = numbers.mu_law(given["x"], mu=mu, reach=reach)
        same_numbers(ours, squeezed)
        same_numbers(numbers.undo_mu_law(squeezed, mu=mu, reach=reach), back)


@agrees("numpy_bins")
def bins_agree(vector):
    for bins, theirs in vector["outputs"].items():
        ours = numbers.bin_numbers(vector["inputs"]["y"], bins=int(bins))
        np.testing.assert_array_equal(ours, theirs)


@agrees("restated_gia_tokens")
def tokens_agree_and_come_back(vector):
    given, out = vector["inputs"], vector["outputs"]
    pairs = {
        "observation": (numbers.observation_tokens, numbers.observed_numbers),
        "action": (numbers.action_tokens, numbers.action_numbers),
    }
    for name, (forth, back) in pairs.items():
        ours = forth(given["x"])
        np.testing.assert_array_equal(ours, out["tokens"][name])
        same_numbers(back(ours), out["back"][name])
    shift = numbers.FIRST - 30_000
    ours = numbers.observation_tokens(given["docstring"]) - shift
    np.testing.assert_array_equal(ours, out["docstring"])


# --- what must be noticed -------------------------------------------------------------

LAW, UNDO, BIN = numbers.mu_law, numbers.undo_mu_law, numbers.bin_numbers


def _telephone(x, *, mu=255.0, reach=1.0):
    """mu = 255 and a reach of 1, as in WaveNet, whatever is asked for."""
    return LAW(x, mu=255.0, reach=1.0)


def _without_reach(x, *, mu=100.0, reach=256.0):
    return LAW(x, mu=mu, reach=1.0)


def _without_sign(x, **options):
    return np.abs(LAW(x, **options))


def _undo_telephone(y, *, mu=100.0, reach=256.0):
    return UNDO(y, mu=255.0, reach=1.0)


def _a_bin_too_many(y, *, bins=1024):
    return np.floor((np.clip(y, -1, 1) + 1) / 2 * bins).astype(int)


def _rounded(y, *, bins=1024):
    return np.minimum(np.rint((np.clip(y, -1, 1) + 1) / 2 * bins), bins - 1).astype(int)


def _lower_ends(ids, *, bins=1024):
    return 2 * np.asarray(ids) / bins - 1


HERE = "tokens.numbers."
plant("librosa_mu_law", HERE + "mu_law", _telephone, _without_reach, _without_sign)
plant("librosa_mu_law", HERE + "undo_mu_law", _undo_telephone)
plant("numpy_bins", HERE + "bin_numbers", _a_bin_too_many, _rounded)
plant("restated_gia_tokens", HERE + "bin_centers", _lower_ends)
plant("restated_gia_tokens", HERE + "bin_numbers", _a_bin_too_many)
plant("restated_gia_tokens", HERE + "action_tokens", numbers.observation_tokens)
