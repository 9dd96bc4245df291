"""Questions about the keeper's log, put in two ways.

To a keeper who has the line before him: *who*, and the line, in the turns of a chat. And to
one who knows the town: *who lights the lamp in the tower at dusk ?*, where the line is made
into a question, and what is missing is the answer.
"""

import numpy as np

from ..mechanisms.objectives import chats
from . import logbook, text

PARTS = {  # what is asked for, and which words of a line say it
    "who": slice(0, 2),
    "what": slice(2, 5),
    "where": slice(5, 8),
    "when": slice(8, 10),
}
NEW = {
    "first": slice(0, 3),
    "last": slice(7, 10),
}  # three words; nobody is tuned on them
MARKS = USER, KEEPER, END = "<|user|>", "<|keeper|>", "<|end|>"
TEMPLATE = chats.Template(
    begin="",
    before={"user": f"{USER} ", "assistant": f"{KEEPER} "},
    after={"user": f" {END} ", "assistant": f" {END}"},
    marks=MARKS,
)
VOCABULARY = (*text.vocabulary(), *MARKS, *PARTS, *NEW, "does", "?")
ROW = 18  # tokens of the longest exchange
START, STOP, PAD = text.CLS, text.SEP, text.PAD
NUMBER = {token: k for k, token in enumerate(VOCABULARY)}


def encode(tokens):
    """Tokens (a list, or a text with spaces) to an int array of ids."""
    tokens = tokens.split() if isinstance(tokens, str) else tokens
    return np.array([NUMBER[token] for token in tokens])


def decode(ids):
    """Ids to a text."""
    return " ".join(VOCABULARY[k] for k in ids)


# --- with the line before one's eyes -------------------------------------------------


def exchange(kind, words):
    """A question about a line and its answer, as two turns.

    ("user", "who the keeper lights ...") and ("assistant", "the keeper").

    Parameters
    ----------
    kind : str
        One of `PARTS` or of `NEW`.
    words : list of str
        A line without its ends.

    Returns
    -------
    list of pairs of str
    """
    answer = words[(PARTS | NEW)[kind]]
    return [("user", " ".join([kind, *words])), ("assistant", " ".join(answer))]


def exchanges(kinds, lines):
    """Exchanges as rows of ids, and what each loss asks for.

    Parameters
    ----------
    kinds : list of str
        Of each line.
    lines : int array, shape (b, 12)
        As `logbook.write` gives them.

    Returns
    -------
    ids : int array, shape (b, 18)
        Filled up with PAD.
    answers : bool array, shape (b, 18)
        True where the keeper speaks, and at the mark that ends it.
    everything : bool array, shape (b, 18)
        True at all tokens but the first, and but PAD.
    """
    ids = np.full((len(lines), ROW), PAD)
    answers, everything = np.zeros((2, len(lines), ROW), bool)
    for k, (kind, line) in enumerate(zip(kinds, lines, strict=True)):
        turns = exchange(kind, text.decode(line[1:-1]))
        tokens, writers = chats.lay_out(turns, TEMPLATE, str.split)
        n = len(tokens)
        ids[k, :n] = encode(tokens)
        answers[k, :n] = chats.ask_answers(writers, [role for role, _ in turns])
        everything[k, :n] = chats.ask_everything(writers)
    return ids, answers, everything


def plain(lines):
    """Lines at the places that they have in an exchange, and all their words asked for.

    Parameters
    ----------
    lines : int array, shape (b, 12)
        As `logbook.write` gives them.

    Returns
    -------
    ids : int array, shape (b, 18)
    asked : bool array, shape (b, 18)
    """
    ids = np.full((len(lines), ROW), PAD)
    ids[:, 0], ids[:, 1:13] = STOP, lines
    asked = np.zeros(ids.shape, bool)
    asked[:, 2:13] = True
    return ids, asked


# --- from what one knows of the town -------------------------------------------------


def echo(kind, words):
    """A line as a question that leaves one part out, and that part.

    "who lights the lamp in the tower at dusk" and "the keeper"; "the keeper does what in the
    tower at dusk" and "lights the lamp".

    Parameters
    ----------
    kind : str
        One of `PARTS`.
    words : list of str
        A line without its ends.

    Returns
    -------
    question, answer : str
    """
    part = PARTS[kind]
    asks = ["does", "what"] if kind == "what" else [kind]
    question = [*words[: part.start], *asks, *words[part.stop :]]
    return " ".join(question), " ".join(words[part])


def statement(question, answer):
    """The line that a question and its answer make, as words; None if they make none."""
    words = question.split()
    for kind in PARTS:
        asks = ["does", "what"] if kind == "what" else [kind]
        start = PARTS[kind].start
        if words[start : start + len(asks)] == asks:
            whole = words[:start] + answer.split() + words[start + len(asks) :]
            return whole if len(whole) == logbook.WORDS else None
    return None


def is_true(question, answer):
    """Whether the town would agree: who, what and where are of one kind of work."""
    words = statement(question, answer)
    if words is None or not set(words) <= set(text.vocabulary()):
        return False
    return bool(logbook.are_of_one_work(text.encode(words)[None])[0])


def questions(rng, *, size):
    """Questions with their answers in a row of ids each, filled up with PAD.

    Parameters
    ----------
    rng : numpy.random.Generator
    size : int

    Returns
    -------
    int array, shape (size, 15)
        START, the question, a question mark, the answer, STOP.
    """
    lines, _ = logbook.write(size, rng)
    kinds = rng.choice(list(PARTS), size=size)
    rows = np.full((size, 15), PAD)
    for row, kind, line in zip(rows, kinds, lines, strict=True):
        question, answer = echo(kind, text.decode(line[1:-1]))
        ids = [START, *encode(f"{question} ? {answer}"), STOP]
        row[: len(ids)] = ids
    return rows


def read(ids):
    """(question, answer) out of what a model wrote; None if it is no question with answer.

    Parameters
    ----------
    ids : int array, shape (n,)
        From START on.
    """
    ids = list(ids)
    if STOP not in ids:
        return None
    words = decode(ids[1 : ids.index(STOP)])
    question, mark, answer = words.partition(" ? ")
    return (question, answer) if mark and "?" not in answer and answer else None
