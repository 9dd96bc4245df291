"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

from grading import Grading

from fieldguide import data
from fieldguide.exercises.foundations import counting as ex
from fieldguide.mechanisms.measures import counting


def honest(layers, width, vocabulary, embedding, shared):
    blocks = (1 if shared else layers) * (12 * width**2 + 13 * width)
    tables = (vocabulary + 512 + 2 + 2) * embedding
    widen = (embedding + 1) * width if embedding != width else 0
    return tables + widen + blocks + width**2 + width


def matrices_only(layers, width, vocabulary, embedding, shared):
    return vocabulary * embedding + (1 if shared else layers) * 12 * width**2


def shares_nothing(layers, width, vocabulary, embedding, shared):
    return honest(layers, width, vocabulary, embedding, False)


def no_pooler(layers, width, *rest):
    return honest(layers, width, *rest) - width**2 - width


def no_bias(layers, width, vocabulary, embedding, shared):
    short = width if embedding != width else 0
    return honest(layers, width, vocabulary, embedding, shared) - short


def always_widens(layers, width, vocabulary, embedding, shared):
    more = (width + 1) * width if embedding == width else 0
    return honest(layers, width, vocabulary, embedding, shared) + more


def narrow_words_only(layers, width, vocabulary, embedding, shared):
    """Positions, segments and norm stay as wide as the network."""
    more = 516 * (width - embedding)
    return honest(layers, width, vocabulary, embedding, shared) + more


def number(key):
    return data.fact(key).number


COUNTED = [number(f"albert@{s}.parameters_counted") for s in ("xlarge", "xxlarge")]
PRINTED = [number(f"albert@{s}.parameters") for s in ("xlarge", "xxlarge")]
GAP = PRINTED[1] - COUNTED[1]
RATIO = number("gpt-3@175b.compute") / number("roberta@large.compute")

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_toy_block,
        {"attention": 48, "feed_forward": 87, "norms": 12},
        [
            {"attention": 36, "feed_forward": 72, "norms": 12},  # biases forgotten
            {"attention": 48, "feed_forward": 87, "norms": 6},  # a gain, no bias
            {"attention": 36, "feed_forward": 87, "norms": 12},  # three biases
            {"attention": 48, "feed_forward": 87},
            147,
        ],
    ),
    (
        ex.ex_count_encoder,
        honest,
        [
            matrices_only,
            shares_nothing,
            no_pooler,
            no_bias,
            always_widens,
            narrow_words_only,
            lambda *a: None,
            lambda a: 1,
            5,
        ],
    ),
    (
        ex.ex_xxlarge,
        (GAP, GAP / 4, COUNTED[0] + GAP / 4),
        [
            (GAP, GAP, COUNTED[0] + GAP),  # as large in both
            (GAP, GAP / 2, COUNTED[0] + GAP / 2),  # grows with the width
            (-GAP, -GAP / 4, COUNTED[0] - GAP / 4),
            (GAP, GAP / 4, PRINTED[0] + GAP / 4),
            GAP,
        ],
    ),
    (
        ex.ex_pairs_length,
        (2048, 6144),
        [
            (1536, 6144),  # a quarter of the length
            (3072, 6144),  # half of it
            (1536, 4608),  # of BERT base
            (2048, 1024),
            6144,
        ],
    ),
    (
        ex.ex_same_rule,
        (RATIO, RATIO / 1.5),
        [
            (RATIO, RATIO * 1.5),  # the wrong way
            (RATIO, RATIO),  # nothing mended
            (RATIO, RATIO / 2),
            (1 / RATIO, 1.5 / RATIO),
            RATIO,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("48", "87", "2048", "6144", "65", "98", "3.1", "1.5")


def test_the_shapes_of_the_check_are_those_of_published_models():
    base, large, _, _, both, _ = (honest(*shape) for shape in ex._encoders().values())
    assert base == number("bert@base.parameters_counted")
    assert large == number("bert@large.parameters_counted")
    assert both == number("albert@xxlarge.parameters_counted")


def test_the_toy_block_adds_up():
    total = sum(count for count, _ in ex.PARTS.values())
    assert total == counting.block_parameters(width=3) == 147


def test_rounding_on_the_way_is_forgiven():
    assert ex.ex_same_rule((98.2, 65.5)).points == 3
