"""How Whisper is told what to do, what it may write next, and when what it wrote is not believed.

All that can be asked for is a token: the language, whether to transcribe or to translate, whether
to write times. Texts come first in the vocabulary, then the end, then commands, and last the
times, so that a comparison with two numbers says of which kind a token is.
"""

import zlib
from typing import NamedTuple

import numpy as np

from ... import checks
from ..attention.attention import log_softmax, softmax
from .choosing import sample_tokens

INTERVAL = 0.02  # seconds from time to time, openai/whisper, tokenizer.py
SECONDS = 30
LATEST = 50  # steps: a transcript begins within the first second, sec. 4.5
MOST = 224  # tokens: half of what the decoder has places for, decoding.py, sample_len
TEMPERATURES = 0.0, 0.2, 0.4, 0.6, 0.8, 1.0  # Radford et al. 2022, section 4.5
REPETITIVE = 2.4  # compression ratio above which a text repeats itself, sec. 4.5
UNSURE = -1.0  # mean log-probability below which it is not believed, sec. 4.5
SILENT = 0.6  # probability of <|nospeech|> above which it may be silence, sec. 4.5


class Layout(NamedTuple):
    """Ids of the special tokens that rules are about."""

    end: int  # all below are text
    start: int
    no_speech: int
    no_times: int
    first_time: int  # all from here on are times


class Attempt(NamedTuple):
    """A transcript, and how far it is to be believed."""

    tokens: np.ndarray  # without commands and end
    mean_log_probability: float  # nats a token, the end among them
    no_speech: float  # probability, at the start, that nobody speaks


def special_tokens(languages, *, seconds=SECONDS, interval=INTERVAL):
    """The names of all special tokens, in the order of their ids.

    With 99 languages there are 2 + 99 + 6 + 1501 of them.

    Parameters
    ----------
    languages : list of str
        "en", "de", ...
    seconds, interval : float
        How long a sound is, and how exactly times are told.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If the languages are no texts, or a number is not above 0.

    References
    ----------
    openai/whisper, tokenizer.py, get_encoding; Radford et al. 2022, section 2.3.
    """
    languages = checks.texts("languages", languages)
    seconds = checks.number("seconds", seconds, above=0)
    interval = checks.number("interval", interval, above=0)
    names = ["endoftext", "startoftranscript", *languages, "translate", "transcribe"]
    names += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    names += [f"{k * interval:.2f}" for k in range(round(seconds / interval) + 1)]
    return [f"<|{name}|>" for name in names]


def layout(names, *, ahead):
    """Where the special tokens stand that rules are about.

    Parameters
    ----------
    names : list of str
        As `special_tokens` gives them.
    ahead : int
        Tokens that stand before them: the texts.

    Returns
    -------
    Layout

    Raises
    ------
    ValueError
        If one of them is missing.
    """
    names = list(checks.texts("names", names))
    ahead = checks.count("ahead", ahead, least=0)
    wanted = "endoftext", "startoftranscript", "nospeech", "notimestamps", "0.00"
    for name in wanted:
        if f"<|{name}|>" not in names:
            raise ValueError(f"names must have <|{name}|>, got {names!r:.60}")
    return Layout(*(ahead + names.index(f"<|{name}|>") for name in wanted))


def allowed(logits, so_far, special, *, latest=LATEST):
    """Which tokens may come next where times are written.

    Times stand in pairs: the end of one piece and the beginning of the next. So behind a text
    and a time comes a time or the end, and behind two times a text. A transcript begins with a
    time, not too late; times never go back, and no piece is over when it begins. And if all
    times together are likelier than the likeliest of all else, it is a time.

    Parameters
    ----------
    logits : array, shape (v,)
        Scores; -inf for what is forbidden anyway.
    so_far : int array, shape (n,)
        What is written behind the commands.
    special : Layout
    latest : int
        Steps: the first time may not be later.

    Returns
    -------
    bool array, shape (v,)

    Raises
    ------
    ValueError
        If nothing that may come has a score above -inf, or something does not fit.

    References
    ----------
    openai/whisper, decoding.py, ApplyTimestampRules, 20250625; Radford et al. 2022, sec. 4.5.
    """
    logits = checks.numbers("logits", logits, (None,))
    checks.count("tokens of logits", len(logits), least=max(special) + 1)
    checks.finite("the largest of logits", logits.max(initial=-np.inf))
    so_far = checks.ids("so_far", so_far, len(logits), (None,))
    latest = checks.count("latest", latest, least=0)
    end, _, _, no_times, first = special
    may = np.ones(len(logits), bool)
    may[no_times] = False
    is_time = so_far >= first
    ended = is_time[-1:].any()  # the last token is a time
    begins = (
        len(so_far) < 2 or is_time[-2]
    )  # and so is the one before, or there is none
    if ended:
        may[slice(first, None) if begins else slice(end)] = False
    if is_time.any():
        last = so_far[is_time][-1]
        may[first : last if ended and not begins else last + 1] = False
    if not len(so_far):
        may[:first] = False
        may[first + latest + 1 :] = False
    shares = softmax(_open("logits", np.where(may, logits, -np.inf)))
    if shares[first:].sum() > shares[:first].max():
        may[:first] = False
    return may


def transcribe(
    model, begun, special, rng, *, temperature=0.0, never=(), latest=LATEST, most=MOST
):
    """Write down what is heard, token by token, until the end is written.

    Parameters
    ----------
    model : function
        ``model(ids)`` gives scores, shape (n, v), for what follows each of n tokens:
        `networks.listener.write_down` with a memory and parameters.
    begun : int array, shape (m,)
        Commands, what is to be done: start, language, task, and `no_times` where no times
        are wanted.
    special : Layout
    rng : numpy.random.Generator
        Draws the tokens, if it is not cold.
    temperature : float
        0 takes the likeliest each time.
    never : list of int
        Tokens that are never written, such as the start.
    latest : int
        As in `allowed`.
    most : int
        Tokens at most.

    Returns
    -------
    Attempt

    Raises
    ------
    ValueError
        If the commands do not hold the start, a score is no finite number, nothing may be
        written, or something does not fit.

    References
    ----------
    openai/whisper, decoding.py, DecodingTask and GreedyDecoder: what is averaged are
    log-probabilities after the rules and before the temperature. Its list of symbols that are
    no speech, and that a text may not begin with a blank, are left to `never`.
    """
    checks.function("model", model)
    ids = checks.ids("begun", begun, shape=(None,)).tolist()
    if special.start not in ids:
        raise ValueError(f"begun must hold the start, {special.start}, got {ids}")
    temperature = checks.number("temperature", temperature, least=0)
    latest = checks.count("latest", latest, least=0)
    rng, commands, total = checks.rng(rng), len(ids), 0.0
    for step in range(checks.count("most", most)):
        given = checks.finite("model's scores", model(np.array(ids)), (len(ids), None))
        scores = given[-1].copy()
        if not step:
            checks.count(
                "tokens of model's scores", len(scores), least=max(special) + 1
            )
            never = checks.ids("never", never, len(scores), (None,))
            heard = softmax(given[ids.index(special.start)])[special.no_speech]
        scores[never] = -np.inf
        if special.no_times not in ids[:commands]:
            so_far = np.array(ids[commands:], int)
            may = allowed(scores, so_far, special, latest=latest)
            scores = np.where(may, scores, -np.inf)
        scores = _open("model's scores", scores)
        if temperature:
            token = int(sample_tokens(scores, rng, temperature=temperature))
        else:
            token = int(scores.argmax())
        total += log_softmax(scores)[token]
        if token == special.end:
            break
        ids.append(token)
    tokens = np.array(ids[commands:], int)
    return Attempt(tokens, float(total / (len(tokens) + 1)), float(heard))


def _open(name, scores):
    """Scores of which one at least is not forbidden."""
    if scores.max() == -np.inf:
        raise ValueError(f"{name} must leave a token that may be written, got none")
    return scores


def compression_ratio(text):
    """How many times shorter a text becomes when what repeats is told once.

    "gull " fifty times has 250 bytes, and 16 are enough to tell it.

    Parameters
    ----------
    text : str

    Returns
    -------
    float
        Below 1 for a text too short to gain anything.

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    openai/whisper, utils.py, compression_ratio: bytes over bytes of zlib.
    """
    told = checks.text("text", text).encode()
    return len(told) / len(zlib.compress(told))


def verdict(
    ratio,
    mean_log_probability,
    no_speech,
    *,
    repetitive=REPETITIVE,
    unsure=UNSURE,
    silent=SILENT,
):
    """Whether a transcript is kept, tried again, or taken for silence.

    Parameters
    ----------
    ratio : float
        As `compression_ratio` gives it.
    mean_log_probability, no_speech : float
        Of an `Attempt`.
    repetitive, unsure, silent : float
        Beyond which each of the three is a bad sign.

    Returns
    -------
    str
        "keep", "again" or "silence". That <|nospeech|> is likely is not enough for silence:
        the words must be unlikely, too.

    Raises
    ------
    ValueError
        If a number is not finite, or what must be a probability is none.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 4.5; openai/whisper, transcribe.py,
    decode_with_fallback and what follows it.
    """
    ratio = checks.number("ratio", ratio, least=0)
    sure = checks.number("mean_log_probability", mean_log_probability)
    repetitive = checks.number("repetitive", repetitive, least=0)
    doubtful = sure < checks.number("unsure", unsure)
    quiet = checks.rate("no_speech", no_speech) > checks.rate("silent", silent)
    if quiet and doubtful:
        return "silence"
    return "again" if doubtful or ratio > repetitive else "keep"


def with_fallback(
    attempt,
    text_of,
    *,
    temperatures=TEMPERATURES,
    repetitive=REPETITIVE,
    unsure=UNSURE,
    silent=SILENT,
):
    """Try again, each time hotter, until a transcript is believed.

    Parameters
    ----------
    attempt : function
        ``attempt(temperature)`` gives an `Attempt`.
    text_of : function
        From its tokens to a str.
    temperatures : list of float
    repetitive, unsure, silent : float
        As in `verdict`.

    Returns
    -------
    attempt : Attempt
        The first that was not to be tried again, or the last of all.
    temperature : float
    said : str
        Its verdict.

    Raises
    ------
    ValueError
        If there is no temperature, or what comes is no `Attempt`.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 4.5; openai/whisper, transcribe.py,
    decode_with_fallback. When not cold Whisper takes the best of five, here it is one.
    """
    checks.function("attempt", attempt)
    checks.function("text_of", text_of)
    limits = {"repetitive": repetitive, "unsure": unsure, "silent": silent}
    temperatures = [*checks.iterable("temperatures", temperatures)]
    if not temperatures:
        raise ValueError("temperatures must be one or more, got none")
    for temperature in temperatures:
        temperature = checks.number("temperatures", temperature, least=0)
        found = attempt(temperature)
        if not isinstance(found, Attempt):
            raise ValueError(f"attempt must give an Attempt, got {found!r:.60}")
        ratio = compression_ratio(text_of(found.tokens))
        said = verdict(ratio, found.mean_log_probability, found.no_speech, **limits)
        if said != "again":
            break
    return found, temperature, said
