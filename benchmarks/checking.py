"""What the checks of arguments cost: functions with them and without, call by call.

The library is loaded twice into one process, once as it is and once with checks that let
everything pass, or, with ``--against COMMIT``, as it was in that commit. Calls alternate, in
rounds, in seconds of CPU time; the median of the rounds' ratios counts, so that what else
the machine does falls on both.
"""

import importlib
import pkgutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import contextmanager
from inspect import isfunction
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
from measure import ROOT, Row, failed

ROUNDS, LONG = 41, 2e-3  # pairs; seconds of CPU that each of a pair takes, or more
MOST = 5  # per cent that checks may cost


def checking(against=None):
    """Per cent that a call takes longer through its checks, or longer than in a commit."""
    with tempfile.TemporaryDirectory() as place:
        now = load(ROOT / "src")
        before = (
            load(unpack(against, place)) if against else load(ROOT / "src", pass_all())
        )
        other = f"in {against}" if against else "without checks"
        for item, calls in cases().items():
            try:
                mine, theirs = (calls(lib) for lib in (now, before))
                seconds, more = compare(mine, theirs)
            except Exception as error:  # another commit may have other arguments
                yield failed("checks", item, error)
                continue
            yield Row("checks", item, "a call, CPU", seconds * 1e6, "us")
            yield Row("checks", item, f"longer than {other}", more, "%", most=MOST)


def compare(mine, theirs):
    """Seconds of a call of mine, and by how many per cent it takes longer than theirs."""
    mine(), theirs()
    times = 1
    while (once := clock(mine, times)) < LONG:
        times = max(2 * times, int(times * LONG / max(once, 1e-6)))
    pairs = []
    for k in range(ROUNDS):
        both = (mine, theirs) if k % 2 else (theirs, mine)
        spent = {call: clock(call, times) for call in both}
        pairs.append((spent[mine], spent[theirs]))
    seconds = min(a for a, _ in pairs) / times
    return seconds, 100 * (statistics.median(a / b for a, b in pairs) - 1)


def clock(call, times):
    """Seconds of CPU time for so many calls."""
    start = time.process_time()
    for _ in range(times):
        call()
    return time.process_time() - start


# --- the library, twice ---------------------------------------------------------------


def load(source, checks=None):
    """The modules of the library under a folder, by their last name, apart from others."""
    with apart():
        sys.path.insert(0, str(source))
        try:
            importlib.invalidate_caches()
            if checks is not None:
                package = importlib.import_module("fieldguide")
                sys.modules["fieldguide.checks"] = package.checks = checks
            return SimpleNamespace(**dict(modules()))
        finally:
            sys.path.remove(str(source))


def modules():
    """The mechanisms by the last part of their names, wherever they lie; likewise losses."""
    for package in ("fieldguide.mechanisms", "fieldguide.training"):
        try:
            path = importlib.import_module(package).__path__
        except ModuleNotFoundError:
            continue  # an older commit has another layout
        for module in pkgutil.walk_packages(path, f"{package}."):
            if not module.ispkg:
                yield (
                    module.name.rpartition(".")[2],
                    importlib.import_module(module.name),
                )


@contextmanager
def apart():
    """Import the library anew, and leave the one that others import as it was."""
    held = {name: sys.modules.pop(name) for name in [*sys.modules] if ours(name)}
    try:
        yield
    finally:
        for name in [name for name in sys.modules if ours(name)]:
            del sys.modules[name]
        sys.modules.update(held)


def ours(name):
    """Whether a module is of the library."""
    return name.partition(".")[0] == "fieldguide"


def unpack(commit, place):
    """The library as it was in a commit: the folder that holds it."""
    packed = subprocess.run(
        ["git", "archive", commit, "src", "data"],
        cwd=ROOT, check=True, capture_output=True,
    ).stdout  # fmt: skip
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")
    return Path(place) / "src"


def pass_all():
    """A module like `fieldguide.checks` that hands on whatever it is given."""
    real = importlib.import_module("fieldguide.checks")
    checks = ModuleType(real.__name__)
    for name, function in vars(real).items():
        if isfunction(function) and not name.startswith("_"):
            setattr(checks, name, lambda name, x, *_, **__: x)
    checks.heads = lambda h, *_: h
    checks.rng = lambda x: x
    checks.surely_finite = lambda x: True
    checks.weights = checks.batches = lambda *_, **__: lambda function: function
    checks.affine = lambda p: (p["weight"], p["bias"])
    checks.features = checks.shaped = lambda *_, **__: None
    checks.tables = checks.column_each = lambda *_: None
    checks.counts = lambda least=1, **sizes: [*sizes.values()]
    checks.rates = checks.same_shape = checks.one_batch = checks.as_many = lambda **_: (
        None
    )
    checks.several = lambda name, arrays, *_: [*arrays]
    return checks


# --- what is called -------------------------------------------------------------------
# Each case takes the library and gives a call. "Lab" is the size that a notebook has, "tiny"
# the smallest that means something.


def cases():
    """Calls by name, each made for a library that it is given."""
    return {
        f"{name}, {size}": (lambda lib, make=make, sizes=sizes: make(lib, **sizes))
        for name, (make, all_sizes) in CASES.items()
        for size, sizes in all_sizes.items()
    }


def draw(*shape):
    """Normal numbers, the same for both."""
    return np.random.default_rng(0).normal(size=shape)


def rng():
    """Dice, the same for both."""
    return np.random.default_rng(0)


def _softmax(lib, n):
    x = draw(n, n)
    return lambda: lib.attention.softmax(x)


def _attention(lib, n, d):
    x, mask = draw(n, d), np.tri(n, dtype=bool)
    return lambda: lib.attention.attention(x, x, x, mask=mask)


def _heads(lib, shape, heads):
    x = draw(*shape)
    p = lib.transformer.new_block(rng(), d=shape[-1])["attention"]
    return lambda: lib.attention.multi_head_attention(x, x, p, heads=heads)


def _layer_norm(lib, shape):
    x, p = draw(*shape), lib.norm.new_norm(shape[-1])
    return lambda: lib.norm.layer_norm(x, p)


def _gelu(lib, shape):
    x = draw(*shape)
    return lambda: lib.transformer.gelu(x)


def _block(lib, shape, heads):
    x, p = draw(*shape), lib.transformer.new_block(rng(), d=shape[-1])
    return lambda: lib.transformer.post_norm_block(x, p, heads=heads)


def _decoder(lib, rows, n, d, layers, heads):
    p = lib.transformer.new_model(rng(), vocab_size=96, positions=n, d=d, layers=layers)
    ids = rng().integers(96, size=(rows, n))
    return lambda: lib.transformer.decoder(ids, p, heads=heads)


def _albert(lib, n, d, layers, heads):
    p = lib.sharing.new_albert(rng(), vocab_size=96, positions=n, e=d // 4, d=d)
    ids, segments = rng().integers(96, size=n), np.zeros(n, int)
    return lambda: lib.sharing.albert(ids, segments, p, layers=layers, heads=heads)


def _fuse(lib, n, d, c, f, name="fuse"):
    new, unit = lib.attention.new_linear, lib.norm.new_norm
    p = {
        "token_in": new(rng(), d=d, e=f, spread=0.1),
        "entity_in": new(rng(), d=c, e=f, spread=0.1),
        "token_out": new(rng(), d=f, e=d, spread=0.1),
        "entity_out": new(rng(), d=f, e=c, spread=0.1),
        "token_norm": unit(d),
        "entity_norm": unit(c),
    }
    tokens, entities, aligned = draw(n, d), draw(n, c), np.arange(n) % 3 == 0
    fuse = getattr(lib.knowledge, name)
    return lambda: fuse(tokens, entities, aligned, p)


def _fuse_released(lib, **sizes):
    return _fuse(lib, **sizes, name="fuse_released")


def _two_stream(lib, shape):
    *_, n, d = shape
    h, p = draw(*shape), lib.recurrence.new_relative_block(rng(), d=d)
    masks = lib.permutation.factorization_masks(np.arange(n)[::-1])
    return lambda: lib.permutation.two_stream(h, h, *masks, p)


def _relative(lib, n, m, d):
    x, seen, p = draw(n, d), draw(m, d), lib.recurrence.new_relative_block(rng(), d=d)
    mask = np.tri(n, m, m - n, dtype=bool)
    return lambda: lib.recurrence.relative_attention(x, seen, p, mask=mask)


def _disentangled(lib, n, d, heads):
    p = lib.transformer.new_block(rng(), d=d)
    a = p["attention"]
    a |= {f"position_{name}": a[name] for name in ("key", "query")}
    x, table = draw(n, d), draw(8, d)
    p2c, block = (
        lib.disentangled.position_to_content,
        lib.disentangled.disentangled_block,
    )
    return lambda: block(x, x, table, p, heads=heads, p2c=p2c)


def _mask_tokens(lib, rows, n):
    ids, free = rng().integers(5, 96, size=(rows, n)), np.ones((rows, n), bool)
    dice, how = rng(), {"vocab_size": 96, "mask_id": 4}
    return lambda: lib.masking.mask_tokens(ids, free, dice, **how)


def _choose_exactly(lib, rows, n):
    free, dice = np.ones((rows, n), bool), rng()
    return lambda: lib.masking.choose_exactly(free, dice)


def _sample_tokens(lib, rows, v):
    logits, dice = draw(rows, v), rng()
    return lambda: lib.choosing.sample_tokens(logits, dice)


def _detection_loss(lib, rows, n):
    scores, replaced = draw(rows, n), draw(rows, n) > 1
    return lambda: lib.detection.detection_loss(scores, replaced)


def _cross_entropy(lib, rows, v):
    logits, targets = draw(rows, v), rng().integers(v, size=rows)
    return lambda: lib.losses.cross_entropy(logits, targets)


def _soft_loss(lib, rows, v):
    student, teacher = draw(rows, v), draw(rows, v) + 1
    return lambda: lib.distillation.soft_loss(student, teacher, temperature=2.0)


def _margin_loss(lib, rows, d):
    x, y = draw(rows, d), draw(rows, d) + 0.5
    return lambda: lib.contrast.additive_margin_loss(x, y, scale=10.0)


def _sampling(lib, n):
    counts = np.arange(1.0, n + 1)
    return lambda: lib.languages.sampling_probabilities(counts)


def _sinusoidal(lib, n, d):
    return lambda: lib.positions.sinusoidal_positions(n=n, d=d)


def _bpe(lib, letters):
    merges = lib.tokenizers.train_bpe(
        dict.fromkeys("lower lowest newest low".split(), 1), 8
    )
    return lambda: lib.tokenizers.encode_bpe(letters, merges)


def _wordpiece(lib, word):
    vocabulary = {"un", "##aff", "##able", *"unafble", *(f"##{c}" for c in "unafble")}
    return lambda: lib.tokenizers.encode_wordpiece(word, vocabulary)


def _unigram(lib, text):
    scores = dict.fromkeys("the keprligsamd", -3.0) | {
        "the": -2.0,
        " the": -1.5,
        "ee": -2.5,
    }
    return lambda: lib.tokenizers.encode_unigram(text, scores)


CASES = {
    "softmax": (_softmax, {"lab": {"n": 11}, "tiny": {"n": 2}}),
    "attention": (_attention, {"lab": {"n": 11, "d": 32}, "tiny": {"n": 2, "d": 2}}),
    "multi_head_attention": (
        _heads,
        {
            "lab": {"shape": (32, 11, 32), "heads": 4},
            "one sentence": {"shape": (11, 32), "heads": 4},
            "tiny": {"shape": (2, 4), "heads": 2},
        },
    ),
    "layer_norm": (
        _layer_norm,
        {"lab": {"shape": (32, 11, 32)}, "tiny": {"shape": (2, 4)}},
    ),
    "gelu": (_gelu, {"lab": {"shape": (11, 128)}, "tiny": {"shape": (2, 4)}}),
    "post_norm_block": (
        _block,
        {
            "lab": {"shape": (32, 11, 32), "heads": 4},
            "tiny": {"shape": (2, 4), "heads": 2},
        },
    ),
    "decoder": (
        _decoder,
        {
            "lab": {"rows": 32, "n": 10, "d": 32, "layers": 2, "heads": 2},
            "tiny": {"rows": 1, "n": 3, "d": 4, "layers": 1, "heads": 2},
        },
    ),
    "albert": (
        _albert,
        {
            "lab": {"n": 9, "d": 32, "layers": 12, "heads": 4},
            "tiny": {"n": 2, "d": 4, "layers": 1, "heads": 2},
        },
    ),
    "fuse": (
        _fuse,
        {
            "lab": {"n": 9, "d": 16, "c": 6, "f": 32},
            "tiny": {"n": 1, "d": 4, "c": 2, "f": 4},
        },
    ),
    "fuse_released": (
        _fuse_released,
        {
            "lab": {"n": 9, "d": 16, "c": 6, "f": 32},
            "tiny": {"n": 1, "d": 4, "c": 2, "f": 4},
        },
    ),
    "two_stream": (
        _two_stream,
        {"lab": {"shape": (32, 8, 32)}, "tiny": {"shape": (2, 4)}},
    ),
    "relative_attention": (
        _relative,
        {"lab": {"n": 4, "m": 8, "d": 32}, "tiny": {"n": 1, "m": 2, "d": 4}},
    ),
    "disentangled_block": (
        _disentangled,
        {"lab": {"n": 7, "d": 16, "heads": 2}, "tiny": {"n": 2, "d": 4, "heads": 2}},
    ),
    "mask_tokens": (
        _mask_tokens,
        {"lab": {"rows": 1, "n": 16}, "batch": {"rows": 64, "n": 128}},
    ),
    "choose_exactly": (
        _choose_exactly,
        {"lab": {"rows": 1, "n": 16}, "batch": {"rows": 64, "n": 128}},
    ),
    "sample_tokens": (
        _sample_tokens,
        {"lab": {"rows": 48, "v": 96}, "tiny": {"rows": 1, "v": 4}},
    ),
    "detection_loss": (
        _detection_loss,
        {"lab": {"rows": 32, "n": 11}, "tiny": {"rows": 1, "n": 3}},
    ),
    "cross_entropy": (
        _cross_entropy,
        {"lab": {"rows": 256, "v": 96}, "tiny": {"rows": 2, "v": 4}},
    ),
    "soft_loss": (
        _soft_loss,
        {"lab": {"rows": 256, "v": 96}, "tiny": {"rows": 1, "v": 4}},
    ),
    "additive_margin_loss": (
        _margin_loss,
        {"lab": {"rows": 24, "d": 8}, "tiny": {"rows": 2, "d": 2}},
    ),
    "sampling_probabilities": (_sampling, {"lab": {"n": 15}, "tiny": {"n": 2}}),
    "sinusoidal_positions": (
        _sinusoidal,
        {"lab": {"n": 64, "d": 32}, "tiny": {"n": 2, "d": 2}},
    ),
    "encode_bpe": (_bpe, {"lab": {"letters": "lowest"}}),
    "encode_wordpiece": (_wordpiece, {"lab": {"word": "unaffable"}}),
    "encode_unigram": (
        _unigram,
        {
            "lab": {"text": "the keeper lights the lamp at dusk"},
            "tiny": {"text": "the"},
        },
    ),
}
