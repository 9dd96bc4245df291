"""The calculator: Python's own arithmetic, on sums that were drawn."""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.search import toolset

# --- how the vector is made -----------------------------------------------------------


@producer
def python_sums():
    """eval of sums from a small grammar: what our calculator must never do itself."""
    seed = 61
    rng = np.random.default_rng(seed)

    def draw(depth):
        if depth == 0 or rng.random() < 0.2:
            return (
                str(rng.integers(1, 10_000))
                if rng.random() < 0.7
                else f"{rng.random():.3f}"
            )
        left, right = draw(depth - 1), draw(depth - 1)
        both = f"{left} {rng.choice(['+', '-', '*', '/'])} {right}"
        return (
            f"({both})"
            if rng.random() < 0.5
            else f"-({both})"
            if rng.random() < 0.2
            else both
        )

    sums = [text for text in (draw(3) for _ in range(200)) if len(text) <= 80][:60]
    values = [f"{eval(text):.12g}" for text in sums]
    return record(
        "numpy",  # which draws the sums; the values are Python's
        'f"{eval(text):.12g}"',
        seed,
        {"sums": sums},
        {"values": values},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("python_sums")
def every_sum_agrees(vector):
    for text, value in zip(
        vector["inputs"]["sums"], vector["outputs"]["values"], strict=True
    ):
        (ours,) = toolset.ask_tools(text, [toolset.calculate])
        assert f"{float(ours):.12g}" == value, text


# --- what must be noticed -------------------------------------------------------------


def _left_to_right(text):
    """As on a cheap pocket calculator: no precedence, no brackets."""
    parts = text.replace("(", " ").replace(")", " ").replace("-", "- ").split()
    total, sign = 0.0, "+"
    for part in parts:
        if part in "+-*/":
            sign = part
        else:
            x = float(part)
            total = {"+": total + x, "-": total - x, "*": total * x, "/": total / x}[
                sign
            ]
    return [f"{total:.12g}"]


def _whole_numbers(text):
    """Division that forgets the rest."""
    return [str(int(float(value))) for value in CALCULATE(text)]


CALCULATE = toolset.calculate
plant("python_sums", "search.toolset.calculate", _left_to_right, _whole_numbers)
