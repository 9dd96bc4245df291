"""Speech from Brain on the harbor: which word has a listener heard?

The crier sings letters that mean nothing, and four listeners' sensors are recorded; from that a
network learns to foretell what was sung. Then he sings the harbor's own words, none of which was
in the training, and the network's guess is held against all of them.
"""

import numpy as np

from ..harbor import listeners, text
from ..harbor.crier import LETTERS
from ..mechanisms.attention.attention import linear
from ..mechanisms.measures import ranks
from ..mechanisms.networks import sensors
from ..mechanisms.objectives import contrast, ridge
from ..training import descent, primitives

SHORTEST, LONGEST = 3, 7  # letters of a word
WORDS = [w for w in text.vocabulary() if w.isalpha() and SHORTEST <= len(w) <= LONGEST]
HARMONICS, CHANNELS, INNER, DEPTH = 4, 16, 32, 4
HEARD, NOISE, SEED = 2000, 1.5, 1  # words heard in training
STEPS, BATCH, STEP_SIZE = 150, 64, 0.008
LAGS = np.arange(-4, 5)  # moments that the linear decoder looks at
PENALTY = 300.0


def made_up(n, rng):
    """Words without a meaning: a list of n, of three to seven letters."""
    lengths = rng.integers(SHORTEST, LONGEST + 1, n)
    return ["".join(rng.choice([*LETTERS], length)) for length in lengths]


def session(words, rng, *, noise=NOISE, heads, people=None):
    """A recording: each word is heard by one of the people, by turns if it is not said by whom.

    Returns
    -------
    windows : array, shape (n, 32, 32)
        Of the sensors.
    people : int array, shape (n,)
    heard : array, shape (n, 352)
        What was sung, all moments in a row.
    """
    if people is None:
        people = np.arange(len(words)) % len(heads["fields"])
    windows = listeners.record(words, people, heads, rng, noise=noise)
    return windows, people, rows(words)


def rows(words):
    """What is sung, for `candidate_scores`: (n, 352), the mean of each tone taken off."""
    heard = listeners.features(words)
    usual = listeners.features(WORDS).mean((0, 1))
    return (heard - usual).reshape(len(words), -1)


def practice(*, noise=NOISE, seed=SEED, n=HEARD):
    """Heads, and a session with words that mean nothing, to learn from."""
    rng = np.random.default_rng(seed)
    heads = listeners.new_heads(rng)
    return heads, session(made_up(n, rng), rng, noise=noise, heads=heads)


def trial(heads, *, noise=NOISE, seed=SEED + 1):
    """A session with each of the harbor's words for each of the people, and which word each was."""
    people, which = np.divmod(np.arange(listeners.PEOPLE * len(WORDS)), len(WORDS))
    words = [WORDS[k] for k in which]
    rng = np.random.default_rng(seed)
    return session(words, rng, noise=noise, heads=heads, people=people), which


def new(rng):
    """A brain encoder that has learned nothing."""
    return sensors.new_brain_encoder(
        rng, people=listeners.PEOPLE, features=listeners.FEATURES, channels=CHANNELS,
        inner=INNER, depth=DEPTH, harmonics=HARMONICS,
    )  # fmt: skip


def guess(p, windows, people):
    """What a network takes for sung: (n, 352)."""
    found = sensors.brain_encoder(
        windows, listeners.POSITIONS, people, p, activation=primitives.gelu_tanh
    )
    return found.reshape((len(people), -1))


def squared_error(guessed, heard):
    """Regression's loss: the mean of the squared differences."""
    return ((guessed - heard) ** 2).mean()


def train(recorded, loss=contrast.candidate_loss, *, steps=STEPS, seed=SEED):
    """A brain encoder after training with a loss of guesses and what was sung; losses of the steps."""
    windows, people, heard = recorded
    rng = np.random.default_rng(seed)
    batches = (
        (windows[rows], people[rows], heard[rows])
        for (rows,) in descent.minibatches(
            np.arange(len(people)), rng, size=BATCH, steps=steps
        )
    )
    p, losses, _ = descent.train(
        lambda p, windows, people, heard: loss(guess(p, windows, people), heard),
        new(rng),
        batches,
        step_size=STEP_SIZE,
    )
    return p, losses


def fit_linear(recorded, *, penalty=PENALTY):
    """Ridge regression for each person: a list of weights."""
    windows, people, heard = recorded
    heard = heard.reshape(len(heard), listeners.MOMENTS, -1)
    seen = ridge.lagged(windows, LAGS)
    return [
        ridge.fit_ridge(
            np.concatenate(seen[people == k]), np.concatenate(heard[people == k]),
            penalty=penalty,
        )
        for k in range(listeners.PEOPLE)
    ]  # fmt: skip


def guess_linear(fits, windows, people):
    """What the linear decoders take for sung: (n, 352)."""
    seen = ridge.lagged(windows, LAGS)
    found = np.stack([linear(s, fits[k]) for s, k in zip(seen, people, strict=True)])
    return found.reshape(len(people), -1)


def right(guessed, which, *, k=1, words=WORDS):
    """Share of the guesses that have the word that was heard among the best k."""
    scores = contrast.candidate_scores(guessed, rows(words))
    return ranks.top_k_accuracy(scores, which, k=k)


def right_among(guessed, which, n):
    """Share of the guesses that would be right among n candidates: the word that was heard, and
    n - 1 others drawn by chance, on the average of all such draws."""
    scores = contrast.candidate_scores(guessed, rows(WORDS))
    others = len(WORDS) - 1
    weaker = others - (ranks.ranks(scores, which) - 1)[:, None]  # strangers that lose
    drawn = np.arange(n - 1)  # all of them must be among those
    return np.clip((weaker - drawn) / (others - drawn), 0, 1).prod(1).mean()
