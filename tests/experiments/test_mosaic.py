"""Three small networks of codes: their weights come out again, and paint what the pages say."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import mosaic
from fieldguide.harbor import views, witness
from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.codes.nearest import perplexity
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives.streams import stream_loss
from fieldguide.training import parameters

HERE = data.ROOT / "notebooks" / "pictures"


@pytest.fixture(scope="module")
def truth():
    return views.sample(150, np.random.default_rng(9))


@pytest.fixture(scope="module")
def captions(truth):
    return [views.caption(scene) for scene in truth[1]]


def painted(ids):
    return mosaic.decode(mosaic.stored("tokenizer"), ids)


@pytest.mark.parametrize("name", mosaic.FILES)
def test_the_weights_are_small_and_of_these_networks(name):
    path = HERE / mosaic.FILES[name]
    stored = np.load(path)
    assert stored.dtype == np.float16 and path.stat().st_size < 200_000
    flat, _ = parameters.join(mosaic.stored(name))
    np.testing.assert_array_equal(flat.astype(np.float16), stored)


def test_the_first_steps_of_the_tokenizer_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = mosaic.train_tokenizer(steps=mosaic.PARTS * 20)
    np.testing.assert_allclose(losses[[0, 9, 19]], [0.520, 0.196, 0.138], atol=0.002)


@pytest.mark.parametrize(
    "train, wanted",
    [(mosaic.train_writer, [5.210, 2.692]), (mosaic.train_filler, [5.075, 3.732])],
)
def test_the_first_steps_of_the_others_come_out_again(train, wanted):
    _, losses = train(steps=20)
    np.testing.assert_allclose(losses[[0, 9]], wanted, atol=0.02)


def test_the_writer_s_loss_is_that_of_the_mechanisms():
    p, ids = mosaic.stored("writer"), mosaic.stream()[:3]
    logs = log_softmax(transformer.decoder(ids[:, :-1], p, heads=mosaic.HEADS))
    surprise = -np.take_along_axis(logs, ids[:, 1:, None], -1)[..., 0]
    is_picture = np.arange(1, ids.shape[1]) >= views.LONGEST
    wanted = stream_loss(surprise, is_picture)
    assert mosaic.writer_loss(p, ids) == pytest.approx(wanted, rel=1e-4)


def test_a_row_has_words_empty_places_and_codes():
    row = mosaic.rows(["the boat by the quay at noon", ""], np.full((2, 16), 5))
    assert row.shape == (2, views.LONGEST + 16)
    assert [views.VOCABULARY[k] for k in row[0, :8]][-2:] == ["noon", views.END]
    assert (row[1, : views.LONGEST] == mosaic.WORDS + np.arange(views.LONGEST)).all()
    assert (row[:, views.LONGEST :] == mosaic.FIRST + 5).all()


def test_tiles_learn_and_dead_ones_stay_dead_unless_revived(truth):
    """What the lab says of codes that nobody chooses."""
    used = {}
    for begin in ("tiles", "random numbers"):
        for revive in (False, True):
            book, _ = mosaic.learn_tiles(
                128, np.random.default_rng(1), begin=begin, revive=revive
            )
            used[begin, revive] = perplexity(mosaic.tile_codes(book, truth[0]), k=128)
    assert used["random numbers", False] < 30
    assert min(used["random numbers", True], used["tiles", True]) > 70


def test_about_a_hundred_tiles_are_enough(truth):
    """What the lab asks for first."""
    right = {}
    for k in (16, 64, 128, 512):
        book, _ = mosaic.learn_tiles(k, np.random.default_rng(3))
        made = mosaic.pictures_of(book[mosaic.tile_codes(book, truth[0])])
        right[k] = witness.all_right(made, truth[1]).mean()
    assert right[16] < 0.3 and right[64] < 0.8 < right[128] <= right[512]


def test_the_tokenizer_says_more_than_as_many_tiles(truth, captions):
    pictures, scenes = truth
    book, _ = mosaic.learn_tiles(128, np.random.default_rng(3))
    tiles = mosaic.pictures_of(book[mosaic.tile_codes(book, pictures)])
    learned = painted(mosaic.encode(mosaic.stored("tokenizer"), pictures))
    rms = [np.sqrt(((made - pictures) ** 2).mean()) for made in (tiles, learned)]
    right = [witness.all_right(made, scenes).mean() for made in (tiles, learned)]
    assert rms[1] < rms[0] < 0.05 and right[1] > right[0] and right[1] > 0.95


def test_the_writer_paints_captions_and_a_cold_one_all_alike(truth, captions):
    made = {
        t: painted(mosaic.write(captions, np.random.default_rng(5), temperature=t))
        for t in (0.3, 1.0, 2.5)
    }
    right = {t: witness.all_right(x, truth[1]).mean() for t, x in made.items()}
    far = {t: witness.distance(x) for t, x in made.items()}
    assert right[0.3] > 0.97 and right[1.0] > 0.9 and right[2.5] < 0.3
    assert far[1.0] < far[0.3] < far[2.5]


def test_the_filler_loses_gulls_and_guidance_brings_some_back(truth, captions):
    """And nothing else: each of the other four things is right on nearly all pictures."""
    gulls = truth[1][:, 4] == 1
    right, kept = {}, {}
    for weight in (0, 1.5):
        ids = mosaic.fill(captions, np.random.default_rng(5), steps=8, weight=weight)
        told, _ = witness.tell(painted(ids[-1]))
        right[weight] = (told == truth[1]).mean(0)
        kept[weight] = told[gulls, 4].mean()
    assert (right[0][:4] > 0.97).all() and kept[0] < 0.7 < kept[1.5]


def test_without_a_caption_steps_make_a_harbor_of_the_soup():
    off = [
        witness.tell(
            painted(
                mosaic.fill([""] * 100, np.random.default_rng(5), steps=k, noise=5)[-1]
            )
        )[1].mean()
        for k in (1, 4, 16)
    ]
    assert off == sorted(off, reverse=True) and off[0] > 3 * off[-1]


def test_the_surest_is_the_lighthouse_and_the_sky_is_left_for_the_end(captions):
    ids = mosaic.fill(captions, np.random.default_rng(5), steps=8)
    late = (ids == mosaic.HIDDEN).sum(0).mean(0).reshape(4, 4)
    assert late[:, 0].mean() < late[2:, 1:].mean() < late[:2, 1:3].mean()


def test_a_negative_prompt_is_kept_away_from():
    dusk = ["the ship on the sea at dusk"] * 100
    share = {}
    for weight in (0, 2):
        ids = mosaic.fill(
            [""] * 100,
            np.random.default_rng(5),
            steps=16,
            weight=weight,
            against=dusk,
            noise=5,
        )
        share[weight] = (witness.tell(painted(ids[-1]))[0][:, 0] == views.DUSK).mean()
    assert share[0] > 0.4 and share[2] < 0.1


def test_the_diffusion_beside_them_paints_captions_too():
    """The notebook trains it; here a few steps, after which guidance makes a difference."""
    trained = mosaic.train_diffusion(steps=30)
    texts = ["the boat by the quay at noon", "the ship on the sea at dusk"]
    plainly, guided = (
        mosaic.diffuse(texts, np.random.default_rng(5), trained, weight=weight)
        for weight in (0, 2)
    )
    assert plainly.shape == (2, 16, 16, 3) and 0 <= plainly.min() <= plainly.max() <= 1
    assert plainly[0].mean() > plainly[1].mean()  # noon is brighter than dusk
    assert guided[0].mean() - guided[1].mean() > plainly[0].mean() - plainly[1].mean()


def test_squares_that_are_not_known_are_gray():
    ids = np.full((1, 16), 3)
    ids[0, 5] = mosaic.HIDDEN
    shown = mosaic.half_painted(ids)[0]
    np.testing.assert_allclose(shown[4:8, 4:8], (mosaic.GRAY + 1) / 2, atol=1e-6)
    assert np.ptp(shown[:4, :4]) > 0


def test_a_sheet_has_a_white_line_between_tiles():
    sheet = mosaic.sheet(np.zeros((6, 48)), columns=3)
    assert sheet.shape == (10, 15, 3)
    assert (sheet[4] == 1).all() and sheet[0, 0, 0] == 0.5
