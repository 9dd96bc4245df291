"""What is told by tokens, what may be written, and what is believed: by hand."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.sampling import transcribing as t

NAMES = t.special_tokens(["en", "de"], seconds=0.1, interval=0.02)  # six times
SPECIAL = t.layout(NAMES, ahead=5)  # five texts stand before them
V = 5 + len(NAMES)
TIMES = [*range(SPECIAL.first_time, V)]
EQUAL = np.zeros(V)


def may(written, logits=EQUAL, **options):
    return np.flatnonzero(t.allowed(logits, np.array(written, int), SPECIAL, **options))


def at(*steps):
    return [SPECIAL.first_time + k for k in steps]


def test_thresholds_are_whispers():
    facts = {
        "timestamp_step": t.INTERVAL,
        "window_seconds": t.SECONDS,
        "max_initial_timestamp": t.LATEST * t.INTERVAL,
        "compression_ratio_threshold": t.REPETITIVE,
        "logprob_threshold": t.UNSURE,
        "no_speech_threshold": t.SILENT,
        "temperature_step": t.TEMPERATURES[1],
        "special_tokens": len(t.special_tokens(["xx"] * 99)),
    }
    for quantity, ours in facts.items():
        assert data.fact(f"whisper.{quantity}").number == pytest.approx(ours), quantity
    np.testing.assert_allclose(np.diff(t.TEMPERATURES), t.TEMPERATURES[1])
    assert data.fact("whisper.context_length").number == 2 * t.MOST


def test_special_tokens_stand_in_whispers_order():
    assert NAMES[:4] == [
        "<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|de|>",
    ]  # fmt: skip
    assert NAMES[4:6] == ["<|translate|>", "<|transcribe|>"]
    assert NAMES[-6:] == [f"<|0.{k:02}|>" for k in (0, 2, 4, 6, 8, 10)]
    assert SPECIAL == (5, 6, 13, 14, 15)
    assert NAMES[SPECIAL.no_speech - 5] == "<|nospeech|>"
    assert NAMES[SPECIAL.no_times - 5] == "<|notimestamps|>"
    with pytest.raises(ValueError, match=r"names must have <\|nospeech\|>"):
        t.layout(["<|endoftext|>", "<|startoftranscript|>"], ahead=5)


def test_it_begins_with_a_time_that_is_not_too_late():
    assert may([]).tolist() == TIMES
    assert may([], latest=2).tolist() == at(0, 1, 2)


def test_behind_the_first_time_comes_a_text():
    found = may(at(1))
    assert not {*found} & {*TIMES} and {0, 1, 2, 3, 4, SPECIAL.end} <= {*found}
    assert SPECIAL.no_times not in found


def test_behind_a_text_a_time_must_be_later_than_the_last():
    low = np.where(np.arange(V) >= SPECIAL.first_time, -9.0, 0.0)  # so that texts stay
    found = may([*at(1), 0], low)
    assert [k for k in found if k >= SPECIAL.first_time] == at(2, 3, 4, 5)
    assert {0, SPECIAL.end} <= {*found}


def test_behind_a_text_and_a_time_comes_the_same_time_a_later_one_or_the_end():
    low = np.where(np.arange(V) >= SPECIAL.first_time, -9.0, 0.0)
    found = may([*at(1), 0, *at(3)], low)
    assert [k for k in found if k >= SPECIAL.first_time] == at(3, 4, 5)
    assert SPECIAL.end in found and not {0, 1, 2, 3, 4} & {*found}


def test_times_that_are_together_likelier_than_any_text_win():
    """Each of three times has less than the best text, all three have more."""
    logits = np.full(V, -20.0)
    logits[0], logits[at(3, 4, 5)] = np.log(0.4), np.log(0.2)
    assert may([*at(1), 1], logits).tolist() == at(2, 3, 4, 5)
    logits[0] = np.log(0.9)
    assert 0 in may([*at(1), 1], logits)


def writer(*wanted):
    """A model that wants to write these tokens, one after the other."""

    def model(ids):
        scores = np.zeros((len(ids), V))
        step = len(ids) - model.begun
        scores[-1, wanted[min(step, len(wanted) - 1)]] = 5.0
        scores[0, SPECIAL.no_speech] = np.log(V - 1)  # a half of all
        return scores

    model.begun = 4
    return model


BEGUN = [SPECIAL.start, 7, 10, SPECIAL.no_times]


def test_a_transcript_ends_with_the_end(rng):
    found = t.transcribe(writer(0, 1, 2, SPECIAL.end), BEGUN, SPECIAL, rng)
    assert found.tokens.tolist() == [0, 1, 2]
    one = 5 - np.log(np.exp(5) + V - 1)
    assert found.mean_log_probability == pytest.approx(one)
    assert found.no_speech == pytest.approx(0.5)


def test_what_is_never_written_is_not_and_most_is_the_most(rng):
    found = t.transcribe(writer(3), BEGUN, SPECIAL, rng, most=2)
    assert found.tokens.tolist() == [3, 3]
    found = t.transcribe(writer(3), BEGUN, SPECIAL, rng, most=2, never=[3])
    assert 3 not in found.tokens


def test_rules_hold_where_times_are_asked_for(rng):
    """A model that would write one text for ever is made to begin with a time."""
    model = writer(3)
    model.begun = 3
    found = t.transcribe(model, BEGUN[:3], SPECIAL, rng, most=3)
    assert found.tokens.tolist() == [*at(0), 3, 3]
    free = t.transcribe(writer(3), BEGUN, SPECIAL, rng, most=3)
    assert free.tokens.tolist() == [3, 3, 3]


def test_heat_draws_and_the_cold_does_not(rng):
    texts = {
        heat: {
            tuple(
                t.transcribe(
                    writer(0, 1, SPECIAL.end),
                    BEGUN,
                    SPECIAL,
                    rng,
                    temperature=heat,
                    most=3,
                ).tokens
            )
            for _ in range(10)
        }
        for heat in (0.0, 3.0)
    }
    assert texts[0.0] == {(0, 1)} and len(texts[3.0]) > 3


def test_commands_need_a_start(rng):
    with pytest.raises(ValueError, match="begun must hold the start, 6, got"):
        t.transcribe(writer(0), [7, 10], SPECIAL, rng)


def test_what_repeats_becomes_short():
    assert t.compression_ratio("fog") < 1
    told = "gull " * 50
    assert len(told) == 250 and t.compression_ratio(told) == pytest.approx(250 / 16)
    assert t.compression_ratio("the keeper lights the lamp at dusk") < t.REPETITIVE


@pytest.mark.parametrize(
    "ratio, sure, silent, said",
    [
        (1.0, -0.3, 0.1, "keep"),
        (2.5, -0.3, 0.1, "again"),
        (1.0, -1.2, 0.1, "again"),
        (1.0, -1.2, 0.7, "silence"),
        (1.0, -0.3, 0.9, "keep"),  # sure of its words: somebody speaks after all
        (2.5, -1.2, 0.7, "silence"),
        (2.4, -1.0, 0.6, "keep"),  # the thresholds themselves pass
    ],
)
def test_verdicts(ratio, sure, silent, said):
    assert t.verdict(ratio, sure, silent) == said


def test_thresholds_may_be_others():
    assert t.verdict(1.0, -0.4, 0.5, unsure=-0.3) == "again"
    assert t.verdict(1.0, -0.4, 0.5, unsure=-0.3, silent=0.4) == "silence"
    assert t.verdict(3.0, -0.4, 0.5, repetitive=4.0) == "keep"


def test_it_is_tried_hotter_until_it_is_believed():
    tried = []

    def attempt(heat):
        tried.append(heat)
        return t.Attempt(np.array([0]), -2.0 if heat < 0.5 else -0.5, 0.0)

    found, heat, said = t.with_fallback(attempt, lambda tokens: "fog")
    assert tried == [0.0, 0.2, 0.4, 0.6] and heat == 0.6 and said == "keep"
    assert found.mean_log_probability == -0.5
    found, heat, said = t.with_fallback(attempt, lambda tokens: "fog " * 100)
    assert heat == 1.0 and said == "again"  # and is kept all the same: nothing is left
    with pytest.raises(ValueError, match="temperatures must be one or more, got none"):
        t.with_fallback(attempt, str, temperatures=[])


def test_what_is_believed_may_be_set():
    def attempt(heat):
        return t.Attempt(np.array([0]), -0.5 - heat, 0.3)

    def tried(text="fog", **limits):
        return t.with_fallback(attempt, lambda tokens: text, **limits)[1:]

    assert tried() == (0.0, "keep")
    assert tried(unsure=-0.4) == (1.0, "again")  # hotter, it is only less sure
    assert tried(unsure=-0.4, silent=0.2) == (0.0, "silence")
    assert tried("fog " * 100, repetitive=99) == (0.0, "keep")


@pytest.mark.parametrize("left", [[0, 1], [SPECIAL.no_times]])
def test_where_nothing_may_be_written_that_is_said(left):
    """A transcript begins with a time, and of these none is left."""
    logits = np.full(V, -np.inf)
    logits[left] = 0
    with pytest.raises(ValueError, match="logits must leave a token"):
        may([], logits)


def test_a_model_that_knows_too_few_tokens_or_may_write_none_is_refused(rng):
    with pytest.raises(
        ValueError, match=f"tokens of logits must be .* {SPECIAL[-1] + 1}"
    ):
        may([], np.zeros(3))

    def model(size):
        return lambda ids: np.zeros((len(ids), size))

    told = [SPECIAL.start, SPECIAL.no_times], SPECIAL, rng
    with pytest.raises(ValueError, match="tokens of model's scores must be"):
        t.transcribe(model(3), *told)
    with pytest.raises(ValueError, match="model's scores must leave a token"):
        t.transcribe(model(V), *told, never=range(V))


def test_what_is_tried_again_is_an_attempt():
    with pytest.raises(ValueError, match="attempt must give an Attempt, got None"):
        t.with_fallback(lambda temperature: None, str)
