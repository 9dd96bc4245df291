"""The rates that AudioLM's and Jukebox's papers and code state, from sample rate, hop and size."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.codes.rates import bit_rate, context_seconds, token_rate


def fact(name):
    return data.fact(name).number


AUDIOLM = {
    "hop": int(fact("audiolm.encoder_stride")),
    "stages": int(fact("audiolm.quantizers")),
}
HERTZ, SIZE = int(fact("audiolm.sample_rate")), int(fact("audiolm.codebook_size"))


def test_audiolms_rates():
    assert token_rate(HERTZ, hop=AUDIOLM["hop"]) == fact("audiolm@acoustic.frame_rate")
    assert token_rate(HERTZ, **AUDIOLM) == fact("audiolm@acoustic.token_rate")
    assert bit_rate(HERTZ, **AUDIOLM, size=SIZE) == fact("audiolm@acoustic.bitrate")
    coarse = AUDIOLM | {"stages": int(fact("audiolm@coarse.quantizers"))}
    assert bit_rate(HERTZ, **coarse, size=SIZE) == fact("audiolm@coarse.bitrate")
    semantic = bit_rate(HERTZ, hop=640, size=int(fact("audiolm.vocabulary")))
    assert semantic == fact("audiolm@semantic.bitrate")


@pytest.mark.parametrize("level", ["bottom", "middle", "top"])
def test_jukeboxs_levels(level):
    rate, hop = (
        int(fact("jukebox.sample_rate")),
        int(fact(f"jukebox@{level}.hop_length")),
    )
    assert token_rate(rate, hop=hop) == fact(f"jukebox@{level}.token_rate")
    seconds = context_seconds(int(fact("jukebox.context_length")), rate, hop=hop)
    np.testing.assert_allclose(
        seconds, fact(f"jukebox@{level}.context_seconds"), atol=0.005
    )


def test_encodec_at_its_lowest_rate_has_two_codebooks():
    """24,000 numbers a second, hops of 320, books of 1,024: 1.5 kbps are two and not four."""
    assert bit_rate(24_000, hop=320, size=1024, stages=2) == 1500


def test_a_codebook_of_one_says_nothing():
    assert bit_rate(4000, hop=100, size=1) == 0
    with pytest.raises(ValueError, match="sample_rate must be .* got 0"):
        token_rate(0, hop=4)
    with pytest.raises(ValueError, match="hop must be .* got 0"):
        context_seconds(8, 4000, hop=0)
