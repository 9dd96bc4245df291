"""A small Whisper for the town crier: it hears a second and a half, and does what tokens say.

The crier sings English and German words of the harbor, and letters in any order. The network
has learned, all at once, to say which language it is, to write down what was sung or to
translate it into English, to say when it was sung, and that nobody sings. Beside it stands its
ancestor, one linear map on the same encoder that says a letter or nothing at each moment.

    python -m fieldguide.experiments.hearing

trains the network, in about a minute, and writes its weights beside the notebook.
"""

from typing import NamedTuple

import numpy as np

from ..harbor import crier, sounds
from ..harbor.sounds import RATE
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.networks import listener
from ..mechanisms.objectives import alignment
from ..mechanisms.sampling import transcribing
from ..mechanisms.sounds import mel
from ..training import descent, layers, primitives
from . import weights

FILE = "05-listen.weights.npy"
SECONDS = 1.5
LENGTH = round(SECONDS * RATE)
FRAME = {"sample_rate": RATE, "window": 200, "hop": 100, "bands": 24}
STEP = (
    listener.STRIDE * FRAME["hop"] / RATE
)  # seconds from place to place, and time to time
WORDS = dict(
    zip(
        "fog ship boat lamp tower sea cat fish storm bread child night".split()
        + "water rope sail moon bell rock quay wave".split(),
        "nebel schiff boot lampe turm meer katze fisch sturm brot kind nacht".split()
        + "wasser seil segel mond glocke fels kai welle".split(),
        strict=True,
    )
)  # English: German
LANGUAGES = ["en", "de"]
TEXTS = len(crier.LETTERS)
NAMES = [
    *crier.LETTERS,
    *transcribing.special_tokens(LANGUAGES, seconds=SECONDS, interval=STEP),
]
IDS = {name: k for k, name in enumerate(NAMES)}
SPECIAL = transcribing.layout(NAMES[TEXTS:], ahead=TEXTS)
NEVER = [IDS[f"<|{name}|>"] for name in ("startoflm", "startofprev")]
NEVER += [SPECIAL.start, SPECIAL.no_speech]
LATE = 0.4  # seconds before he begins, at most
LONGEST = 12  # tokens: start, language, task, six letters, two times, end
LATEST = 20  # steps: a second, as in Whisper

WIDTH, HEADS, LAYERS, SPREAD = 48, 4, 2, 0.15
POOL, BATCH, AVERAGE, SEED = 5000, 32, 0.99, 1
COURSE = (
    (200, 0.004, 3),
    (900, 0.004, None),
    (300, 0.001, None),
)  # steps, size, most letters
HEAD_POOL, HEAD_STEPS, HEAD_STEP_SIZE = 500, 300, 0.03


class Lesson(NamedTuple):
    """What was sung, in which language, what it means in English, from when to when."""

    sung: str
    language: str
    english: str
    begins: float  # seconds
    ends: float


# --- sounds ---------------------------------------------------------------------------


def clip(word, rng, *, noise=None):
    """A second and a half in which a word is sung somewhere, and from when to when, in seconds."""
    noise = rng.uniform(*crier.NOISE) if noise is None else noise
    sung, edges = crier.timed_cry(word, rng, noise=0)
    start = rng.integers(round(LATE * RATE))
    sound = rng.normal(0, noise, LENGTH)
    sound[start : start + len(sung)] += sung
    return sound, (start + edges[[0, -1]]) / RATE


def unsung(rng):
    """The same time in which nobody sings: a hiss, or waves."""
    loud = rng.uniform(0.02, 0.5)
    if rng.random() < 0.5:
        return rng.normal(0, loud, LENGTH)
    return loud * sounds.sea(rng, LENGTH)


def letters(rng, *, least=2, most=5):
    """A word that does not exist, most likely."""
    return "".join(rng.choice([*crier.LETTERS], rng.integers(least, most + 1)))


def draw_lesson(rng, *, silent=0.1, known=0.35):
    """A sound and its `Lesson`: nothing, a word of the harbor, or letters in any order."""
    kind = rng.random()
    if kind < silent:
        return unsung(rng), Lesson("", "", "", 0.0, 0.0)
    if kind < silent + known:
        english = [*WORDS][rng.integers(len(WORDS))]
        language = LANGUAGES[rng.integers(2)]
        sung = english if language == "en" else WORDS[english]
    else:
        sung = english = letters(rng)
        language = "en"
    sound, (begins, ends) = clip(sung, rng)
    return sound, Lesson(sung, language, english, begins, ends)


def seen(waves):
    """Sounds as the network gets them: (n, 60, 24)."""
    return mel.log_mel(np.asarray(waves), **FRAME)


# --- tokens ---------------------------------------------------------------------------


def prefix(language="en", task="transcribe", *, times=False):
    """What is to be done, as ids."""
    names = ["startoftranscript", language, task] + ([] if times else ["notimestamps"])
    return [IDS[f"<|{name}|>"] for name in names]


def tokens(lesson, *, translate, times):
    """The whole text that is to be written of a lesson, from start to end, as ids."""
    if not lesson.sung:
        return [SPECIAL.start, SPECIAL.no_speech, SPECIAL.end]
    word = lesson.english if translate else lesson.sung
    inner = [IDS[letter] for letter in word]
    if times:
        edges = (round(t / STEP) for t in (lesson.begins, lesson.ends))
        first, last = (SPECIAL.first_time + k for k in edges)
        inner = [first, *inner, last]
    task = "translate" if translate else "transcribe"
    return [*prefix(lesson.language, task, times=times), *inner, SPECIAL.end]


def text_of(ids):
    """The letters among ids, as a str."""
    return "".join(NAMES[k] for k in ids if k < TEXTS)


# --- the network ----------------------------------------------------------------------


def new(rng):
    """Parameters that have learned nothing."""
    p = listener.new_listener(
        rng, bands=FRAME["bands"], vocab_size=len(NAMES), positions=LONGEST - 1, d=WIDTH,
        layers=LAYERS, inner=WIDTH, spread=SPREAD,
    )  # fmt: skip
    p["decoder"]["token_table"] *= 2  # tokens are told apart from the start
    p["first"]["weight"] *= (
        5  # in hiss only a fifth of the eight powers of ten are used
    )
    return p


HOW = {"heads": HEADS, "activation": primitives.gelu_tanh}


def loss(p, heard, ids, asked):
    """Mean surprise by each token behind the start, in nats."""
    memory = listener.listen(heard, p, **HOW)
    scores = listener.write_down(ids[:, :-1], memory, p["decoder"], **HOW)
    rows = np.flatnonzero(asked[:, 1:])
    scores = scores.reshape((-1, scores.shape[-1]))[rows]
    return primitives.cross_entropy(scores, ids[:, 1:].ravel()[rows])


def lessons(rng, n):
    """So many sounds as the network gets them, and what is to be learned of each."""
    waves, found = zip(*(draw_lesson(rng) for _ in range(n)), strict=True)
    return seen(waves), found


def batches(rng, heard, found, *, steps, most=None):
    """Sounds with texts: who sings German is translated half of the time."""
    rows = [
        k for k, lesson in enumerate(found) if len(lesson.sung) <= (most or LONGEST)
    ]
    for _ in range(steps):
        ids = np.full((BATCH, LONGEST), SPECIAL.end)
        asked = np.zeros((BATCH, LONGEST), bool)
        taken = rng.choice(rows, BATCH)
        for k, row in enumerate(taken):
            translate = found[row].language == "de" and rng.random() < 0.5
            told = tokens(found[row], translate=translate, times=rng.random() < 0.5)
            ids[k, : len(told)], asked[k, 1 : len(told)] = told, True
        yield heard[taken], ids, asked


def train(*, seed=SEED, course=COURSE, pool=POOL):
    """Parameters after training, and the losses of the steps: short words first, fine steps last."""
    rng = np.random.default_rng(seed)
    p, losses, (heard, found) = new(rng), [], lessons(rng, pool)
    for steps, step_size, most in course:
        p, some, _ = descent.train(
            loss,
            p,
            batches(rng, heard, found, steps=steps, most=most),
            step_size=step_size,
            average=AVERAGE,
        )
        losses.append(some)
    return p, np.concatenate(losses)


def stored():
    """The parameters that the script has written."""
    return weights.read(FILE, new(np.random.default_rng(0)))


def listen(p, waves):
    """What the encoder makes of sounds: (n, 30, d)."""
    return listener.listen(seen(waves), p, **HOW)


def write(p, memory, begun, rng=None, *, temperature=0.0, rules=True):
    """What is written of one sound, memory (30, d), behind a prefix: an `Attempt`.

    Without rules nothing is forbidden but what is never written.
    """
    # rules are for texts with times: if the start meant that there are none, there are none
    special = SPECIAL if rules else SPECIAL._replace(no_times=SPECIAL.start)
    return transcribing.transcribe(
        lambda ids: listener.write_down(ids, memory, p["decoder"], **HOW),
        begun,
        special,
        rng or np.random.default_rng(0),
        temperature=temperature,
        never=NEVER,
        latest=LATEST,
        most=LONGEST - 1 - len(begun),
    )


def write_all(p, memory, begun):
    """The likeliest texts of many sounds without times: list of str."""
    ids = np.tile(begun, (len(memory), 1))
    while ids.shape[1] < LONGEST - 1:
        scores = listener.write_down(ids, memory, p["decoder"], **HOW)[:, -1]
        scores[:, NEVER] = -np.inf
        ids = np.append(ids, scores.argmax(-1)[:, None], axis=1)
    ended = (ids == SPECIAL.end).cumsum(1) > 0
    return [text_of(row[~over]) for row, over in zip(ids, ended, strict=True)]


# --- its ancestor ---------------------------------------------------------------------


def labels(words):
    """Words as labels, 1 for "a" and 0 for what is filled up, and their lengths."""
    lengths = np.array([len(word) for word in words])
    rows = np.zeros((len(words), lengths.max()), int)
    for row, word in zip(rows, words, strict=True):
        row[: len(word)] = [1 + IDS[letter] for letter in word]
    return rows, lengths


def new_head(rng):
    """A map from a place to letters and blank that has learned nothing."""
    return new_linear(rng, d=WIDTH, e=1 + TEXTS, spread=0.01)


def head_loss(head, memory, targets, lengths):
    """How surprised a head is by the words, in nats a word."""
    return alignment.alignment_loss(layers.linear(memory, head), targets, lengths)


def train_head(p, *, seed=SEED, steps=HEAD_STEPS):
    """A head for an encoder that stays as it is, learned by aligning; and the losses."""
    rng = np.random.default_rng(seed)
    heard, found = lessons(rng, HEAD_POOL)
    memory = listener.listen(heard, p, **HOW)
    targets, lengths = labels([lesson.sung for lesson in found])
    head, losses, _ = descent.train(
        lambda head, rows: head_loss(head, memory[rows], targets[rows], lengths[rows]),
        new_head(rng),
        descent.minibatches(np.arange(HEAD_POOL), rng, size=64, steps=steps),
        step_size=HEAD_STEP_SIZE,
    )
    return head, losses


def spell(head, memory):
    """What the head says of sounds, its likeliest label at each place: list of str."""
    paths = layers.linear(memory, head).argmax(-1)
    read = (alignment.read_path(path) for path in paths)
    return ["".join(NAMES[k - 1] for k in word) for word in read]


def main():
    """Train, and write the weights beside the notebook."""
    weights.write("senses", {FILE: train})


if __name__ == "__main__":
    main()
