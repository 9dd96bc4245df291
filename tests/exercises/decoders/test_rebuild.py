"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide import data
from fieldguide.exercises.decoders import rebuild as ex
from fieldguide.mechanisms.networks.transformer import gelu, gelu_tanh
from fieldguide.mechanisms.objectives import spans

TABLE = int(
    data.fact("mt5@embedding-rows.vocabulary").number
    * data.fact("mt5@xxl.hidden_size").number
)
ALL = data.fact("mt5@xxl.parameters_counted").number
READ, WRITE = "the X steals Y from the Z", "X gull Y the fish Z boat"
ONE, TWO = "the captain M by the lamp", "the M the chart M the lamp"
NONE = "the captain reads the M chart by the lamp"


def my_inputs(ids, chosen, first):
    read, _ = spans.corrupt_spans(
        ids, np.array(chosen, bool), first_sentinel=first, sentinels=9
    )
    return read.tolist()


def a_sentinel_a_token(ids, chosen, first):
    numbers = first + 1 - np.cumsum(chosen)
    return [int(s) if c else k for k, c, s in zip(ids, chosen, numbers, strict=True)]


def counting_up(ids, chosen, first):
    return [k if k < 90 else 2 * first - k for k in my_inputs(ids, chosen, first)]


def one_for_all(ids, chosen, first):
    return [min(k, first) if k < 90 else first for k in my_inputs(ids, chosen, first)]


def my_infill(tokens, spans, mask):
    out = list(tokens)
    for start, length in reversed(spans):
        out[start : start + length] = [mask]
    return out


def a_mask_a_word(tokens, spans, mask):
    out = list(tokens)
    for start, length in spans:
        out[start : start + length] = [mask] * length
    return out


def from_the_front(tokens, spans, mask):
    """Places of later spans are no longer what they were."""
    out = list(tokens)
    for start, length in spans:
        out[start : start + length] = [mask]
    return out


def no_insertion(tokens, spans, mask):
    return my_infill(tokens, [(s, k) for s, k in spans if k], mask)


def geglu(x, w_gate, w_up, w_down, gelu):
    return (gelu(x @ w_gate) * (x @ w_up)) @ w_down


CASES = [
    (
        ex.ex_cut,
        {"read": READ, "write": WRITE},
        [
            {"read": READ, "write": f"{WRITE} W"},  # a last sentinel
            {
                "read": "the X steals Y Z from the W",
                "write": "X gull Y the Z fish W boat",
            },
            {"read": READ, "write": "the gull steals the fish from the boat"},  # BART's
            {"read": WRITE, "write": READ},
            {"read": READ},
            "X",
        ],
    ),
    (
        ex.ex_last,
        (50, 1991),
        [
            (60, 2000),  # without rounding
            (47, 1991),  # 15% of 47 is 7.05, and 7.05 / 3 is 2.35
            (50, 1990),
            (51, 1992),
            (50, 1991.0),
            50,
        ],
    ),
    (
        ex.ex_mine,
        my_inputs,
        [a_sentinel_a_token, counting_up, one_for_all, lambda *a: None, 3],
    ),
    (
        ex.ex_text,
        ("2.4", "5.0", None),
        [
            ("2.6", "5.0", None),  # rounded up
            (2.4, 5.0, None),  # numbers, not texts
            ("2.4", "5.0", -1),
            ("2.4", "5.0", 1),  # nearly right counts
            ("2.5", "4.95", None),
            "2.4",
        ],
    ),
    (
        ex.ex_infill,
        {"one": ONE, "two": TWO, "none": NONE},
        [
            {"one": "the captain M M M by the lamp", "two": TWO, "none": NONE},
            {"one": ONE, "two": TWO, "none": "the captain reads the chart by the lamp"},
            {"one": ONE, "two": TWO, "none": "the captain reads the M by the lamp"},
            {"one": ONE, "two": "the M the chart M M the lamp", "none": NONE},
            {"one": ONE, "two": "M M the the chart the lamp", "none": NONE},
            {"one": ONE, "two": "the M the chart the M lamp", "none": NONE},
            {"one": ONE},
            7,
        ],
    ),
    (
        ex.ex_noise,
        my_infill,
        [a_mask_a_word, from_the_front, no_insertion, lambda *a: 1 / 0, 3],
    ),
    (
        ex.ex_tables,
        (TABLE, TABLE / ALL),
        [
            (250_000 * 4096, TABLE / ALL),  # pieces, not rows
            (2 * TABLE, 2 * TABLE / ALL),  # both
            (TABLE, 100 * TABLE / ALL),
            (TABLE, TABLE / (ALL - TABLE)),
            TABLE,
        ],
    ),
    (
        ex.ex_gate,
        geglu,
        [
            lambda x, g, u, d, gelu: (x @ g + gelu(x @ u)) @ d,  # the stub
            lambda x, g, u, d, gelu: ((x @ g) * gelu(x @ u)) @ d,  # the wrong copy
            lambda x, g, u, d, gelu: gelu(x @ u) @ d,  # no gate
            lambda x, g, u, d, gelu: (gelu(x @ g) * gelu(x @ u)) @ d,
            None,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("1991", "2.4", WRITE, NONE, str(TABLE))


def test_the_gelu_that_is_handed_on_is_gelu():
    x = np.linspace(-6, 6, 25)
    np.testing.assert_allclose(ex._bend(x), gelu_tanh(x), atol=1e-12)
    np.testing.assert_allclose(ex._bend(x), gelu(x), atol=5e-4)


def test_answers_as_arrays_and_tuples_count():
    assert ex.ex_mine(lambda *a: np.array(my_inputs(*a))).points == 4
    assert ex.ex_noise(lambda *a: tuple(my_infill(*a))).points == 4


def test_words_in_a_list_are_as_good_as_a_text():
    assert ex.ex_cut({"read": READ.split(), "write": WRITE.split()}).points == 5
    given = {"one": ONE.split(), "two": TWO.split(), "none": np.array(NONE.split())}
    assert ex.ex_infill(given).points == 4
