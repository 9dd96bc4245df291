"""Checks of notebooks/foundations/03-counting.ipynb."""

from ... import data
from ...mechanisms.measures import compute, counting
from ...page.check import close, start

PARTS = {  # of ex-toy-block: one block of width 3
    "attention": (48, "Four matrices of 3 x 3. How many biases has each?"),
    "feed_forward": (87, "The inner layer is four times as wide: 12. Each layer adds a bias."),
    "norms": (12, "Two norms; each has a gain and a bias for every feature."),
}  # fmt: skip
TABLES = {"positions": 512, "segments": 2}  # rows, in ex-count-encoder


def ex_toy_block(answer):
    """Exercise ex-toy-block: the numbers of a block of width 3, in three parts."""
    report = start("ex-toy-block", answer)
    given = report.expect_keys(answer, PARTS, 3)
    if given is None:
        return report
    for part, (count, hint) in PARTS.items():
        report.mark(part.replace("_", " "), 1, close(given[part], count), hint)
    return report


def ex_count_encoder(function):
    """Exercise ex-count-encoder: `function(layers, width, vocabulary, embedding, shared)`
    -> parameters with 512 positions, 2 segments and a pooler; tried on published models
    and on shapes that nobody has published."""
    report = start("ex-count-encoder", function)
    given = {}
    for name, shape in _encoders().items() if report.answered else ():
        try:
            given[name] = function(*shape)
        except Exception as error:
            report.mark(
                "it runs and returns a number", 5, False,
                f"{type(error).__name__}: {error}",
            )  # fmt: skip
            return report
    right = {
        name: name in given and close(given[name], _count(*shape))
        for name, shape in _encoders().items()
    }
    report.mark(
        "BERT base and large", 2, right["base"] and right["large"],
        "Three tables and a norm, the blocks, and the pooler's square matrix with bias.",
    )  # fmt: skip
    report.mark(
        "tables narrower than the network", 1, right["narrow"],
        "All three tables and the norm after them are narrow. What takes their vectors to "
        "the full width, and has it a bias?",
    )  # fmt: skip
    report.mark(
        "layers that share one block", 1, right["shared"],
        "How many blocks are stored, however often they are applied?",
    )  # fmt: skip
    report.mark(
        "both, as in ALBERT", 1, right["both"] and right["odd"],
        "Do the two ideas get in each other's way?",
    )  # fmt: skip
    return report


def _encoders():
    """Layers, width, vocabulary, embedding, shared."""
    return {
        "base": (12, 768, 30_522, 768, False),
        "large": (24, 1024, 30_522, 1024, False),
        "narrow": (7, 320, 9_000, 96, False),
        "shared": (5, 320, 9_000, 320, True),
        "both": (12, 4096, 30_000, 128, True),
        "odd": (3, 100, 1_000, 20, True),
    }


def _count(layers, width, vocabulary, embedding, shared):
    blocks = 1 if shared else layers
    parts = counting.encoder_parts(
        blocks=blocks, width=width, vocab_size=vocabulary, embedding=embedding, **TABLES
    )
    return sum(parts.values()) + counting.pooler_parameters(width)


def ex_xxlarge(answer):
    """Exercise ex-xxlarge: by how much the count of ALBERT xxlarge misses the printed
    number, how much of that xlarge would have at least, and what it would come to."""
    report = start("ex-xxlarge", answer)
    given = report.expect(answer, 3, "(missing, least, xlarge), in parameters", 3)
    if given is None:
        return report
    missing, least, xlarge = given
    gap = _albert("xxlarge", "parameters") - _albert("xxlarge", "parameters_counted")
    counted = _albert("xlarge", "parameters_counted")
    report.mark(
        "what is missing in xxlarge", 1, close(missing, gap, 1),
        "Printed less counted, both from the dataset, neither rounded again.",
    )  # fmt: skip
    report.mark(
        "what xlarge would have of it at least", 1, close(least, gap / 4, 1),
        "Half as wide: what is left of a part that grows with the square of the width?",
    )  # fmt: skip
    report.mark(
        "xlarge, counted with it", 1, close(xlarge, counted + gap / 4, 1),
        "Add it to the count of xlarge, not to the printed number.",
    )  # fmt: skip
    return report


def _albert(size, quantity):
    return data.fact(f"albert@{size}.{quantity}").number


def ex_pairs_length(answer):
    """Exercise ex-pairs-length: the lengths at which BERT large spends a quarter, and
    half, of its operations on pairs of tokens."""
    report = start("ex-pairs-length", answer)
    given = report.expect(answer, 2, "a pair (quarter, half)", 3)
    if given is None:
        return report
    quarter, half = given
    even = compute.even_length(width=int(data.fact("bert@large.hidden_size").number))
    report.mark(
        "half",
        1,
        close(half, even),
        "There both kinds of work are equal. How wide is it?",
    )
    report.mark(
        "a quarter, roughly", 1, close(quarter, even / 3, even / 30),
        "One part of four is on pairs, so how many times as much is the rest?",
    )  # fmt: skip
    report.mark(
        "a quarter, exactly", 1, close(quarter, even / 3),
        "Solve n / (n + 6 d) for n; it comes out even.",
    )  # fmt: skip
    return report


def ex_same_rule(answer):
    """Exercise ex-same-rule: GPT-3's training in RoBERTa's, as the dataset prints both,
    and with RoBERTa's way back counted like GPT-3's."""
    report = start("ex-same-rule", answer)
    given = report.expect(answer, 2, "a pair (as_printed, same_rule)", 3)
    if given is None:
        return report
    printed, same = given
    ratio = (
        data.fact("gpt-3@175b.compute").number
        / data.fact("roberta@large.compute").number
    )
    report.mark(
        "as printed", 1, close(printed, ratio, 0.5),
        "One divided by the other; the keys stand in the question.",
    )  # fmt: skip
    report.mark(
        "the right direction", 1,
        close(same, ratio / 1.5, ratio * 0.3),
        "RoBERTa's number is too small by this rule. Does the ratio grow or shrink?",
    )  # fmt: skip
    report.mark(
        "by the same rule", 1, close(same, ratio / 1.5, 0.5),
        "Forward and back are two passes in one count, three in the other.",
    )  # fmt: skip
    return report
