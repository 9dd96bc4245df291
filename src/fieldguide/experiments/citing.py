"""A small decoder that cites the harbor's archive, Galactica's way: a citation is a completion.

It reads words of a note and writes the note's name between the two tokens for citations, digit
by digit. Some notes are cited often and most seldom, as papers are. How probable each name is
can be worked out, and so can what is left: names that no note has.
"""

import numpy as np

from ..harbor.archive import NOTES
from ..mechanisms.attention.attention import log_softmax
from ..mechanisms.networks.transformer import new_model
from ..mechanisms.search.retrieval import words_of
from ..mechanisms.tokens.science import REFERENCE, split_science
from ..training import next_word, primitives
from ..training.descent import train
from .kept import kept

CONTEXT = 3  # words that are read before a citation
WIDTH, HEADS, LAYERS, SPREAD = 32, 2, 1, 0.1
BATCH, STEPS, STEP_SIZE, SEED = 64, 200, 0.005, 0

KEYS = [note.key for note in NOTES]
WORDS = [words_of(note.text) for note in NOTES]
CITATIONS = [split_science(REFERENCE[0] + key + REFERENCE[1]) for key in KEYS]
VOCABULARY = sorted(
    {w for words in WORDS for w in words} | {t for c in CITATIONS for t in c}
)
LENGTH = CONTEXT + max(map(len, CITATIONS))


def ids(tokens):
    """Their numbers in the vocabulary: list of int."""
    return [VOCABULARY.index(token) for token in tokens]


ENDS = np.array([ids(citation) for citation in CITATIONS])  # (notes, 8)


def fame():
    """How often each note is cited, as a share: few very often, most hardly ever.

    The share falls with the power 1.5 of a note's rank, and the ranks are drawn by lot.
    """
    rank = np.random.default_rng(6).permutation(len(NOTES)) + 1.0
    return rank**-1.5 / (rank**-1.5).sum()


def contexts(notes, rng):
    """Words of these notes, in their order, drawn by lot: int array, shape (n, CONTEXT)."""
    rows = []
    for k in notes:
        words = WORDS[k]
        few = rng.choice(len(words), size=min(CONTEXT, len(words)), replace=False)
        row = [words[i] for i in sorted(few)]
        rows.append(ids((row * CONTEXT)[:CONTEXT]))
    return np.array(rows, int).reshape(-1, CONTEXT)


@kept
def learn(rng=None, *, steps=STEPS, shares=None):
    """Train from nothing; only the citation's tokens count. Gives p and the losses."""
    rng = np.random.default_rng(SEED) if rng is None else rng
    shares = fame() if shares is None else shares
    p = new_model(
        rng,
        vocab_size=len(VOCABULARY),
        positions=LENGTH,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )
    asked = np.tile(np.arange(LENGTH) > CONTEXT, (BATCH, 1))

    def batches():
        for _ in range(steps):
            notes = rng.choice(len(NOTES), size=BATCH, p=shares)
            yield (np.append(contexts(notes, rng), ENDS[notes], axis=1),)

    def loss(p, ids):
        return next_word.next_word_loss(
            p, ids, asked, heads=HEADS, activation=primitives.gelu_tanh
        )

    p, losses, _ = train(loss, p, batches(), step_size=STEP_SIZE)
    return p, losses


def chances(p, rows):
    """How probable each note's name is after these words: array, shape (n, notes).

    What is missing to 1 goes to names that no note has.
    """
    found = []
    for ends in ENDS:
        texts = np.append(rows, np.tile(ends, (len(rows), 1)), axis=1)
        x = next_word.read(
            p, texts[:, :-1], heads=HEADS, activation=primitives.gelu_tanh
        )[:, CONTEXT:]
        logs = log_softmax(next_word.next_word_scores(p, x))
        picked = np.take_along_axis(logs, texts[:, CONTEXT + 1 :, None], axis=-1)
        found.append(picked.sum(axis=(1, 2)))
    return np.exp(np.array(found).T)


def write(p, rows, rng=None):
    """Complete each row with a citation: list of str, such as "tower-1868".

    The most probable token each time, or, with `rng`, one that is drawn.
    """
    texts = np.append(rows, np.tile(ENDS[0, :1], (len(rows), 1)), axis=1)
    while texts.shape[1] < LENGTH:
        x = next_word.read(p, texts, heads=HEADS, activation=primitives.gelu_tanh)
        scores = next_word.next_word_scores(p, x[:, -1])
        if rng is not None:
            scores = scores + rng.gumbel(size=scores.shape)
        texts = np.append(texts, scores.argmax(axis=1)[:, None], axis=1)
    return ["".join(VOCABULARY[i] for i in row[CONTEXT + 1 : -1]) for row in texts]
