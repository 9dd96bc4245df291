"""The reader and the eye that are stored, and what the looks are trained on."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import seeing
from fieldguide.harbor import views
from fieldguide.mechanisms.networks import transformer
from fieldguide.training import parameters


@pytest.fixture(scope="module")
def frozen():
    return seeing.frozen()


def test_the_weights_are_small_and_of_these_two(frozen):
    path = data.ROOT / "notebooks" / "captions" / seeing.FILE
    assert path.stat().st_size < 200_000
    rng = np.random.default_rng(0)
    made = {"reader": seeing.new_reader(rng), "eye": seeing.new_eye(rng)}
    assert transformer.size(frozen) == transformer.size(made)


def test_the_first_steps_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, read = seeing.train_reader(steps=10)
    np.testing.assert_allclose(read[[0, 4, 9]], READ, atol=0.005)
    _, seen = seeing.train_eye(steps=10)
    np.testing.assert_allclose(seen[[0, 4, 9]], SEEN, atol=0.005)


def test_the_first_steps_of_looks_open_the_gates(frozen):
    looks, losses, watched = seeing.teach(frozen["reader"], frozen["eye"], steps=3)
    assert [step for step, _ in watched] == [0, 3]
    assert not any(watched[0][1]) and all(watched[1][1])
    assert len(losses) == 3 and np.isfinite(losses).all()
    assert seeing.gates_of(looks) == watched[1][1]


def test_a_page_by_hand():
    """[EOS] stands in front of each line and behind the last one; pictures stand there."""
    noon, dusk = views.SCENES[views.SCENES[:, 0] == 1][0], views.SCENES[-1]
    ids = seeing.page([noon, dusk], "the hour")
    words = [views.VOCABULARY[k] for k in ids[:7]]
    assert words == ["[EOS]", "at", "noon", "[EOS]", "at", "dusk", "[EOS]"]
    assert len(ids) == seeing.LENGTH and not ids[7:].any()
    seen = seeing.who_sees(ids[None])[0]  # (n, 2 * 16)
    np.testing.assert_array_equal(seen[:7, 0], [1, 1, 1, 0, 0, 0, 0])
    np.testing.assert_array_equal(seen[:7, 16], [0, 0, 0, 1, 1, 1, 0])
    assert not seen[7:].any()
    asked = seeing.asked_of(ids[None])[0]
    np.testing.assert_array_equal(
        asked, [False, *[True] * 6, *[False] * (len(ids) - 7)]
    )


@pytest.mark.parametrize("kind", seeing.KINDS)
def test_each_kind_of_line_is_part_of_the_caption(kind):
    for scene in views.SCENES[::7]:
        assert seeing.line(scene, kind) in views.caption(scene)


def test_a_long_page_has_only_whole_lines(rng):
    ids = seeing.page(views.SCENES[rng.integers(72, size=10)], "a caption")
    lines = views.VOCABULARY.index(views.END)
    end = np.flatnonzero(ids == lines)[-1]
    assert not ids[end + 1 :].any() and len(ids) == seeing.LENGTH


def test_the_reader_writes_in_the_form_of_the_page_without_a_picture(frozen):
    """Looks that are shut: what the reader has learned from text alone."""
    looks = seeing.new_looks(np.random.default_rng(0))
    memory = np.zeros((1, 2 * seeing.TOKENS, seeing.WIDTH))
    for kind in seeing.KINDS:
        begun = seeing.page(views.SCENES[:1], kind)[None]
        begun = begun[:, : np.count_nonzero(begun)]
        (written,) = seeing.write(looks, frozen["reader"], memory, begun)
        assert written in {seeing.line(scene, kind) for scene in views.SCENES}


def test_the_eye_is_sharp_enough_to_tell_scenes_apart(frozen):
    """Nearest of known pictures, by the mean of its tokens; guessing is right 1 in 72."""
    known, scenes = views.sample(600, np.random.default_rng(1))
    new, wanted = views.sample(100, np.random.default_rng(2))
    one, two = (seeing.tokens_of(p, frozen["eye"]).mean(1) for p in (known, new))
    far = ((two[:, None] - one) ** 2).sum(-1)
    assert (scenes[far.argmin(1)] == wanted).all(1).mean() > 0.8


def test_all_numbers_of_both_are_stored(frozen):
    flat, _ = parameters.join(frozen)
    assert flat.std() > 0.1 and np.isfinite(flat).all()


READ, SEEN = [3.470, 1.891, 1.056], [1.616, 0.279, 0.232]
