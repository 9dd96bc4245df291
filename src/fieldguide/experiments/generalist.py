"""One small decoder for four jobs in the harbor, after Gato: what is meant, a prompt says.

A row has five moments of a job, or a prompt of two and then three:

    2 0 | east  3 0 | east  ...        what is seen, a mark, what is done
    5 1 | the boat is near south east .

Only moves and words are learned. Numbers, moves and words have tokens of their own, so that a
reader can tell them apart; Gato's numbers of buttons share theirs with words.
"""

import numpy as np

from ..harbor import moves
from ..mechanisms.networks.transformer import new_model
from ..mechanisms.objectives import episodes
from ..mechanisms.sampling import writing
from ..training import next_word, primitives
from ..training.descent import train

JOBS = (*moves.JOBS, "tell")
BAR = moves.SIDE  # the mark; 0 to 5 are numbers
MOVE = BAR + 1  # the first move
WORD = MOVE + len(moves.MOVES)  # the first word
TOKENS = (*map(str, range(moves.SIDE)), "|", *moves.MOVES, *moves.WORDS)
EACH = 4  # tokens of a moment
SHOWN, AFTER = 2, 3  # moments of a prompt, and behind it
LENGTH = EACH * (SHOWN + AFTER)
WIDTH, HEADS, LAYERS, SPREAD = 32, 2, 2, 0.1
BATCH, STEPS, STEP_SIZE, SEED = 96, 200, 0.006, 0
SHARE = 0.5  # rows with a prompt: Gato has a quarter, and a million steps
HOW = {"heads": HEADS, "activation": primitives.gelu_tanh}


def written(seen, done):
    """Moments as tokens: seen (n, t, 2) and done (n, t) make rows (n, 4 t)."""
    mark = np.full((*done.shape, 1), BAR)
    row = np.concatenate([seen, mark, MOVE + done[..., None]], axis=-1)
    return row.reshape(len(row), -1)


def shown(job, n, rng, *, length=SHOWN, from_end=episodes.FROM_END):
    """Pieces of what an expert did, as prompts: rows of tokens (n, 4 length)."""
    if job == "tell":
        return tellings(n, rng)
    seen, done = moves.play(job, n, rng)
    start = np.array(
        [
            episodes.prompt_start(
                rng, steps=moves.MOMENTS, length=length, from_end=from_end
            )
            for _ in range(n)
        ]
    )
    at = start[:, None] + np.arange(length)
    rows = np.arange(n)[:, None]
    return written(seen[rows, at], done[rows, at])


def tellings(n, rng):
    """Boats somewhere, and what the lookout says of them: rows of tokens (n, 10)."""
    boats = moves.JOBS["quay"].begin(n, rng)
    mark = np.full((n, 1), BAR)
    return np.concatenate([boats, mark, WORD + moves.tell(boats)], axis=1)


def rows_of(job, n, rng, *, share=SHARE):
    """Rows to learn from: tokens (n, 20), of which a share begins with a prompt."""
    if job == "tell":
        return np.concatenate([tellings(n, rng), tellings(n, rng)], axis=1)
    seen, done = moves.play(job, n, rng)
    long = SHOWN + AFTER
    at = rng.integers(moves.MOMENTS - long + 1, size=n)[:, None] + np.arange(long)
    rows = np.arange(n)[:, None]
    plain = written(seen[rows, at], done[rows, at])
    prompted = np.concatenate([shown(job, n, rng), plain[:, : EACH * AFTER]], axis=1)
    begins = episodes.choose_prompted(rng, batch=n, share=share)
    return np.where(begins[:, None], prompted, plain)


def batch(n, rng, *, jobs=JOBS, share=SHARE):
    """As many rows of each job, n in all: tokens (n, 20), and which are learned."""
    each = n // len(jobs)
    ids = np.concatenate([rows_of(job, each, rng, share=share) for job in jobs])
    return ids, ids >= MOVE


def new(rng):
    """A decoder that has learned nothing."""
    return new_model(
        rng, vocab_size=len(TOKENS), positions=LENGTH, d=WIDTH, layers=LAYERS,
        spread=SPREAD,
    )  # fmt: skip


def learn(jobs=JOBS, *, steps=STEPS, p=None, seed=SEED, size=BATCH, rows=None):
    """Train on jobs, from nothing or from p.

    Parameters
    ----------
    jobs : tuple of str
    steps, size : int
        Batches, and rows of each.
    p : dict, optional
        What has been learned before.
    seed : int
    rows : int array, shape (m, 20), optional
        All that there is to learn from; without it there are always new episodes.

    Returns
    -------
    p : dict
    losses : array, shape (steps,)
    """
    rng = np.random.default_rng(seed)
    p = new(rng) if p is None else p

    def loss(p, ids, asked):
        return next_word.next_word_loss(p, ids, asked, **HOW)

    def batches():
        for _ in range(steps):
            if rows is None:
                yield batch(size, rng, jobs=jobs)
            else:
                ids = rows[rng.integers(len(rows), size=size)]
                yield ids, ids >= MOVE

    p, losses, _ = train(loss, p, batches(), step_size=STEP_SIZE)
    return p, losses


def expected(p, ids):
    """Scores of the token behind each row: array (n, v)."""
    x = next_word.read(p, ids[:, -LENGTH:], **HOW)
    return next_word.next_word_scores(p, x[:, -1])


def policy(p, prompt=None, rng=None):
    """A `choose` for `moves.play`: what the decoder would do next.

    Parameters
    ----------
    p : dict
    prompt : int array, shape (n, k), optional
        Tokens that stand in front of each row.
    rng : numpy.random.Generator, optional
        Draws moves as they are probable; without it the most probable one is made.
    """

    def choose(seen, done):
        begin = np.empty((len(seen), 0), int) if prompt is None else prompt
        fits = (LENGTH - begin.shape[1] - EACH + 1) // EACH  # moments before this one
        past = slice(max(0, done.shape[1] - fits), done.shape[1])
        now = np.column_stack([seen[:, -1], np.full(len(seen), BAR)])
        row = np.concatenate(
            [begin, written(seen[:, past], done[:, past]), now], axis=1
        )
        z = expected(p, row)[:, MOVE:WORD]
        return (z if rng is None else z + rng.gumbel(size=z.shape)).argmax(1)

    return choose


def score(p, job, *, prompt=None, n=150, seed=9, from_end=1.0, rng=None):
    """How well a job is done, 0 to 1, in new episodes, with a prompt from each.

    Parameters
    ----------
    p : dict
    job : str
    prompt : str, optional
        The job that is shown first; "" for none. Without it the one that is to be done.
    from_end : float
        Share of the prompts that are the end of an episode.
    rng : numpy.random.Generator, optional
        As for `policy`.
    """
    draws = np.random.default_rng(seed)
    if job == "tell":
        return told_right(p, n=n, seed=seed)
    which = job if prompt is None else prompt
    front = shown(which, n, draws, from_end=from_end) if which else None
    seen, _ = moves.play(job, n, draws, choose=policy(p, front, rng))
    return float(moves.score(job, seen).mean())


def told_right(p, *, n=150, seed=9):
    """Share of new boats of which the whole sentence is right, behind one that is."""
    rows = np.concatenate(
        [tellings(n, np.random.default_rng(seed + k)) for k in (0, 1)], 1
    )
    words = moves.tell([moves.QUAY]).shape[1]
    said = writing.write_on(
        rows[:, :-words], p, lambda z, _: z.argmax(1), tokens=words, **HOW
    )
    return float((said == rows).all(1).mean())
