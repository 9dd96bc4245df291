"""The log as text in and text out: gaps to fill, damage to undo, questions behind a prefix.

Each exercise is a pair of texts, what is read and what is to be written, as T5 and BART have
them. All are made from lines of the log, one token a word.
"""

import numpy as np

from ..mechanisms.objectives import noises, spans
from . import logbook, text

PREFIXES = "work:", "who:", "where:"  # what is asked; a gap needs no prefix
SENTINELS = "<X>", "<Y>", "<Z>"  # the first has the largest number, as in T5
VOCABULARY = (*text.vocabulary(), *PREFIXES, *SENTINELS[::-1])
FIRST_SENTINEL = len(VOCABULARY) - 1
RULE = {"first_sentinel": FIRST_SENTINEL, "sentinels": len(SENTINELS)}
START, END, PAD = text.CLS, text.SEP, text.PAD
WORK = "tower", "oven", "quay", "ship"  # the word for each of the four kinds of work
LONGEST = 4  # words in a gap
WHO, WHERE = slice(1, 2), slice(5, 8)  # places in a line without its ends


def encode(words):
    """Words (a list, or a text with spaces) to ids, prefixes and sentinels among them."""
    words = words.split() if isinstance(words, str) else words
    return np.array([VOCABULARY.index(w) for w in words])


def decode(ids):
    """Ids to a text."""
    return " ".join(VOCABULARY[k] for k in ids)


def gap(rng, n, longest=LONGEST, least=1):
    """One run of words anywhere in a line of n: (start, length), all lengths as likely."""
    length = int(rng.integers(least, longest + 1))
    return int(rng.integers(n - length + 1)), length


def pose(task, line, work, rng):
    """An exercise from a line of the log: what is read, and what is to be written.

    Parameters
    ----------
    task : str
        "fill": a gap, of which the words are asked, in T5's way. "rebuild": a gap behind
        one [MASK], and perhaps no gap at all; the whole line is asked, in BART's way. Or
        one of `PREFIXES`.
    line : int array, shape (12,)
        As `logbook.write` gives it.
    work : int
        The day's kind of work.
    rng : numpy.random.Generator

    Returns
    -------
    source, target : int array, shape (m,), (n,)
        Each ends with END.
    """
    words = line[1:-1]
    n = len(words)
    if task == "fill":
        start, length = gap(rng, n)
        chosen = (np.arange(n) >= start) & (np.arange(n) < start + length)
        source, target = spans.corrupt_spans(words, chosen, **RULE)
    elif task == "rebuild":
        start, length = gap(rng, n, least=0)
        mask = {"mask_id": text.MASK}
        if length:
            source = noises.infill(words, [start], [length], **mask)
        else:
            source = noises.insert_masks(words, [start], **mask)
        target = words
    elif task in PREFIXES:
        source = np.append(encode(task), words)
        answers = encode([WORK[work]]), words[WHO], words[WHERE]
        target = dict(zip(PREFIXES, answers, strict=True))[task]
    else:
        raise ValueError(f"task must be fill, rebuild or in {PREFIXES}, got {task!r}")
    return np.append(source, END), np.append(target, END)


def pad(texts):
    """Texts of different lengths as one array, filled up with PAD."""
    filled = np.full((len(texts), max(map(len, texts))), PAD)
    for row, ids in zip(filled, texts, strict=True):
        row[: len(ids)] = ids
    return filled


def batches(tasks, rng, *, size, steps):
    """Exercises for `descent.train`, each on a new line: pairs (source, target), padded.

    Parameters
    ----------
    tasks : list of str
        See `pose`; each exercise draws one of them. One that stands there twice comes twice
        as often.
    rng : numpy.random.Generator
    size, steps : int

    Returns
    -------
    iterator of pairs of int arrays, shape (size, m) and (size, n)
    """
    for _ in range(steps):
        lines, work = logbook.write(size, rng)
        drawn = [tasks[k] for k in rng.integers(len(tasks), size=size)]
        posed = [pose(*one, rng) for one in zip(drawn, lines, work, strict=True)]
        sources, targets = zip(*posed, strict=True)
        yield pad(sources), pad(targets)


def best_guess(start, length):
    """How often the likeliest words for a gap are right: nobody can do better.

    Parameters
    ----------
    start, length : int
        Where the gap is in a line without its ends.

    Returns
    -------
    float
        A probability, over all lines of the log.
    """
    lines, chances = logbook.possible_lines()
    seen = np.delete(lines[:, 1:-1], np.s_[start : start + length], axis=1)
    _, group = np.unique(seen, axis=0, return_inverse=True)
    best = np.zeros(group.max() + 1)
    np.maximum.at(best, group.ravel(), chances)
    return float(best.sum())
