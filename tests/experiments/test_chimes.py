"""Melodies as tokens: what each kind keeps, and lines that decoders read and write."""

import numpy as np
import pytest

from fieldguide.experiments import adrift, chimes, speeds
from fieldguide.harbor import sounds
from fieldguide.mechanisms.codes.residual import add_codes
from fieldguide.mechanisms.tokens.numbers import bin_numbers


@pytest.fixture(scope="module")
def heard():
    return chimes.perform(40, np.random.default_rng(1))


def test_each_stage_comes_nearer_and_the_first_keeps_the_melody(heard):
    waves, glass = heard
    ids = chimes.encode(waves)
    assert ids.shape == (40, chimes.MOMENTS, chimes.STAGES)
    off = [chimes.decibels(waves, chimes.decode(ids[..., :q])) for q in (1, 2, 3, 4)]
    assert np.all(np.diff(off) > 0.5) and off[0] > 10
    first = chimes.decode(ids[..., :1])
    np.testing.assert_array_equal(sounds.tell(first), sounds.tell(waves))
    assert (sounds.tell_voice(first) == glass[:, None]).mean() > 0.9


def test_without_a_stage_those_behind_it_are_of_little_use(heard):
    """What a silent stage costs is little less than what it costs to silence all behind it, too."""
    waves, _ = heard
    ids, codebooks = chimes.encode(waves), chimes.codec()
    for stage in range(chimes.STAGES):
        others = np.delete(np.arange(chimes.STAGES), stage)
        gap = add_codes(ids[..., others], codebooks[others]).reshape(waves.shape)
        cut = add_codes(ids[..., :stage], codebooks) if stage else 0 * chimes.cut(waves)
        gap, cut = (
            chimes.decibels(waves, made) for made in (gap, cut.reshape(waves.shape))
        )
        assert cut - 0.1 < gap < cut + 1


def test_number_by_number_nothing_is_written_that_was_not_heard(rng):
    back, heard = 4, chimes.learned_from()[0][: chimes.LEARNED]
    made = chimes.write_numbers(3, rng, back=back)
    assert made.shape == (3, chimes.LENGTH)
    was, now = (
        bin_numbers(w / abs(heard).max(), bins=chimes.HEIGHTS) for w in (heard, made)
    )
    ring = np.append(was.ravel(), was.ravel()[:back])
    known = {
        tuple(row) for row in np.lib.stride_tricks.sliding_window_view(ring, back + 1)
    }
    for line in now:
        windows = np.lib.stride_tricks.sliding_window_view(line, back + 1)
        assert {tuple(row) for row in windows} <= known
    assert len({tuple(line) for line in now}) == 3


def test_a_longer_past_rings_more_but_keeps_no_theme():
    made = {
        back: chimes.write_numbers(100, np.random.default_rng(0), back=back)
        for back in (1, 2, 4, 8)
    }
    power = {back: abs(np.fft.rfft(waves)) ** 2 for back, waves in made.items()}
    hiss = [p[:, 1000:].sum() / p.sum() for p in power.values()]  # from 1,000 hertz
    assert np.all(np.diff(hiss) < 0) and hiss[-1] < 0.01 < 0.04 < hiss[0]
    assert all(chimes.kept(w)["the theme comes back"] < 0.15 for w in made.values())
    assert chimes.kept(chimes.learned_from()[0][:100])["the theme comes back"] == 1


def test_contents_are_the_bells_whatever_they_are_made_of():
    every = np.arange(sounds.BELLS)[None].repeat(2, 0).ravel()[None, : sounds.NOTES]
    bronze, glass = (
        chimes.contents(sounds.play(every, voice=v)) for v in sounds.VOICES
    )
    np.testing.assert_array_equal(bronze, glass)
    assert len(np.unique(bronze)) == sounds.BELLS
    np.testing.assert_array_equal(chimes.contents(0.3 * sounds.play(every)), bronze)


def test_a_decoder_learns_and_writes_tokens_of_its_kind():
    rows = chimes.rows()
    p, losses = chimes.train(chimes.started(rows["semantic"][:200]), read=1, steps=8)
    assert losses[-1] < losses[0]
    rng = np.random.default_rng(0)
    written = chimes.write_contents(5, p, rng, begin=rows["semantic"][:5, :3])
    assert written.shape == (5, sounds.NOTES) and written.max() < chimes.CONTENTS
    np.testing.assert_array_equal(written[:, :3], rows["semantic"][:5, :3])
    p, _ = chimes.train(rows["coarse"][:200], read=sounds.NOTES, steps=2)
    coarse = chimes.write_coarse(written, p, rng)
    assert coarse.shape == (5, chimes.MOMENTS)
    assert 0 <= coarse.min() and coarse.max() < chimes.K
    fine = chimes.add_fine(coarse, rng)
    assert fine.shape == (5, chimes.MOMENTS, chimes.STAGES)
    np.testing.assert_array_equal(fine[..., 0], coarse)


def test_fine_codes_are_drawn_from_those_that_followed():
    shares = chimes.fine_chances()
    used = shares.sum(-1) > 0
    np.testing.assert_allclose(shares.sum(-1)[used], 1)


def test_the_slower_a_level_the_further_it_is_off(rng):
    waves = speeds.ring(10, rng)
    off = [chimes.decibels(waves, speeds.coded(waves, level)) for level in speeds.HOPS]
    assert off[0] > off[1] > off[2] > 2


def test_a_codebook_dies_and_is_kept_alive():
    alive = {
        restart: (speeds.follow(restart)[0][-10:].sum(0) > 0).sum()
        for restart in (False, True)
    }
    assert alive[False] < 0.25 * speeds.K and alive[True] > 0.9 * speeds.K


def test_a_codec_that_sees_neighbors_learns():
    """Forty-five steps of six hundred; what comes back leaves two frames out at either end."""
    frames = adrift.drift(
        chimes.perform(20, np.random.default_rng(3))[0], np.random.default_rng(4)
    )
    p, losses = adrift.train(steps=45)
    assert len(losses) == 45
    made = adrift.learned(p, frames)
    assert made.shape == (chimes.STAGES, 20, chimes.MOMENTS - 4, chimes.HOP)
    assert chimes.decibels(frames[:, 2:-2], made[1]) > 1.5  # silence has 0
    heart = adrift.by_heart(frames)
    off = [chimes.decibels(frames, stage) for stage in heart]
    assert np.all(np.diff(off) > 0.5) and off[-1] < 15  # aligned ones come within 30
