"""Checks of notebooks/foundations/00-learn.ipynb."""

import numpy as np

from ...mechanisms.attention.attention import softmax
from ...page.check import close, start

GIVEN = 1 / 2, 1 / 8, 1, 1 / 4  # of ex-surprise: what the words that came had
LANDS, FORECAST = 0.8, 0.6  # of ex-forecast
STEEP, RATE = 8, 0.05  # of ex-rate: the loss is STEEP / 2 times the square of x - 1
LINES, WORDS, BATCH = 200, 10, 50  # of ex-stop
RUN = (  # of ex-stop: step, loss on the lines to learn from, on lines held out
    (0, 4.39, 4.39),
    (150, 1.31, 1.38),
    (300, 0.88, 0.99),
    (450, 0.76, 0.94),
    (600, 0.70, 0.97),
    (750, 0.66, 1.03),
)


def ex_surprise(answer):
    """Exercise ex-surprise: four words, what they cost in bits and nats, and on average."""
    report = start("ex-surprise", answer)
    bits = -np.log2(GIVEN).sum()
    nats = bits * np.log(2)
    wanted = {
        "bits": (bits, "One bit is one halving. How often is 1 halved to get each?"),
        "nats": (nats, "A nat is a larger unit than a bit, so there are fewer of them."),
        "loss": (nats / len(GIVEN), "The mean over all words, the certain one too, in nats."),
        "even": (
            np.exp(-nats / len(GIVEN)),
            "Undo -ln for the mean surprise. The mean of the probabilities is another number.",
        ),
    }  # fmt: skip
    return _numbers(report, answer, wanted, 0.006)


def ex_forecast(answer):
    """Exercise ex-forecast: what a forecast of 0.6 costs where the truth is 0.8."""
    report = start("ex-forecast", answer)
    truth = np.array([LANDS, 1 - LANDS])
    said = np.array([FORECAST, 1 - FORECAST])
    wanted = {
        "loss": (
            -(truth * np.log(said)).sum(),
            "Days are weighted by how often they come; surprise is that of the forecast.",
        ),
        "floor": (
            -(truth * np.log(truth)).sum(),
            "What does somebody pay who forecasts the truth?",
        ),
        "sure": (np.inf, "One day in five the gull does not come. What is -ln of 0?"),
    }  # fmt: skip
    return _numbers(report, answer, wanted, 0.001)


def ex_gradient(function):
    """Exercise ex-gradient: `function(logits, targets)`, the gradient of the cross-entropy."""
    rng = np.random.default_rng(1986)
    logits, targets = rng.normal(0, 2, (6, 4)), np.array([0, 3, 3, 1, 2, 0])
    report, out = _run("ex-gradient", function, 6, logits, targets)
    if out is None:
        return report
    wanted = softmax(logits)
    wanted[np.arange(6), targets] -= 1
    right = out.shape == wanted.shape
    report.mark(
        "shape", 1, right, f"As many numbers as there are scores. Got {out.shape}."
    )
    report.mark(
        "each question's pulls add up to 0", 1, right and close(out.sum(-1), np.zeros(6)),
        "Along which axis do the probabilities add up to 1? And what is taken away?",
    )  # fmt: skip
    signs = right and np.array_equal(out > 0, wanted > 0)
    report.mark(
        "it points uphill", 1, signs,
        "A step goes against the gradient, and a step should raise the right score.",
    )  # fmt: skip
    along = right and close(
        out / max(np.abs(out).max(), 1e-9), wanted / np.abs(wanted).max()
    )
    report.mark(
        "direction", 1, signs and along,
        "Compare the first row with a numerical difference, score by score.",
    )  # fmt: skip
    report.mark(
        "length", 2, right and close(out, wanted / 6),
        "The loss is a mean over the questions. What does that do to each one's pull?",
    )  # fmt: skip
    return report


def ex_rate(answer):
    """Exercise ex-rate: rates of descent in the valley 4 (x - 1)^2."""
    report = start("ex-rate", answer)
    wanted = {
        "slope": (2 * STEEP, "The derivative at 3: bring the square down, keep the 4."),
        "arrives": (1 / STEEP, "By which factor does a step multiply the distance to 1?"),
        "diverges": (
            2 / STEEP, "The distance may change its sign, as long as it does not grow."
        ),
        "left": (
            (1 - RATE * STEEP) ** 3, "Three steps: the factor of one step, three times."
        ),
    }  # fmt: skip
    return _numbers(report, answer, wanted, 1e-3)


def ex_back(function):
    """Exercise ex-back: `function(shares, g)`, the way back of the softmax."""
    rng = np.random.default_rng(1974)
    scores, g = rng.normal(0, 1.5, (5, 4)), rng.normal(size=(5, 4))
    report, out = _run("ex-back", function, 6, softmax(scores), g)
    if out is None:
        return report
    wanted = numerical(lambda z: (softmax(z) * g).sum(), scores)
    right = out.shape == wanted.shape
    report.mark("shape", 1, right, f"One number for each score. Got {out.shape}.")
    report.mark(
        "each row's pulls add up to 0", 2, right and close(out.sum(-1), np.zeros(5)),
        "If all scores of a row rise alike, no share moves.",
    )  # fmt: skip
    report.mark(
        "what small differences give", 2, right and close(out, wanted, 1e-6),
        "A score moves its own share by s (1 - s), and each other share as well: by how much?",
    )  # fmt: skip
    level = right and close(_quiet(function, softmax(scores), np.ones((5, 4))), 0 * g)
    report.mark(
        "nothing moves if all shares are wanted alike", 1, level,
        "With g = 1 everywhere the loss is the sum of the shares. Can it change?",
    )  # fmt: skip
    return report


def ex_stop(answer):
    """Exercise ex-stop: epochs of a run, the step to keep, and what its loss shows."""
    report = start("ex-stop", answer)
    epoch = LINES * WORDS // BATCH
    wanted = {
        "steps": (epoch, "How many words are there to learn from, and how many in a batch?"),
        "epochs": (RUN[-1][0] / epoch, "The last step of the run, in rounds through all words."),
        "keep": (
            min(RUN, key=lambda row: row[2])[0],
            "Which column tells how the network will do on lines that it has not seen?",
        ),
    }  # fmt: skip
    given = report.expect_keys(answer, [*wanted, "beaten"], 5)
    if given is None:
        return report
    for name, (number, hint) in wanted.items():
        report.mark(name, 1, close(given[name], number, 0.01), hint)
    report.mark(
        "beaten", 2, given["beaten"] is False,
        "Of which lines is the floor the mean surprise?",
    )  # fmt: skip
    return report


def numerical(function, x, h=1e-5):
    """The gradient of a function of an array, by a small difference for each number."""
    out = np.empty_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        out[place] = (function(up) - function(down)) / (2 * h)
    return out


def _numbers(report, answer, wanted, tolerance):
    """One point for each number of a dict; name: (number, hint)."""
    given = report.expect_keys(answer, wanted, len(wanted))
    if given is None:
        return report
    for name, (number, hint) in wanted.items():
        infinite = np.isinf(number)
        passed = (
            given[name] == number if infinite else close(given[name], number, tolerance)
        )
        report.mark(name, 1, passed, hint)
    return report


def _run(exercise, function, most, *arrays):
    """A report, and what the student's function gives as an array; None if it gives none."""
    report = start(exercise, function)
    if report.answered:
        out = _quiet(function, *arrays)
        if out is ...:
            report = start(exercise, ...)
        elif isinstance(out, np.ndarray):
            return report, out
        else:
            report.mark("it runs and returns an array", most, False, out)
            return report, None
    report.mark("answered", most, False, "")
    return report, None


def _quiet(function, *arrays):
    """An array, `...` from an untouched stub, or what went wrong in words."""
    try:
        out = function(*(a.copy() for a in arrays))
        return out if out is ... else np.asarray(out, float)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
