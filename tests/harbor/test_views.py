"""The view from the quay: what stands where, captions that can be checked, the keeper's rule."""

import numpy as np
import pytest

from fieldguide.harbor import views, witness


def test_captions_and_scenes_are_one_to_one():
    assert len(set(views.CAPTIONS)) == len(views.SCENES) == 3 * 2 * 3 * 2 * 2
    for scene, text in zip(views.SCENES, views.CAPTIONS, strict=True):
        assert (views.scene(text) == scene).all()
    wanted = "the gull flies over the ship by the rocks in the fog at dusk"
    assert views.caption([2, 1, 0, 1, 1]) == wanted
    assert views.caption([1, 0, 2, 0, 0]) == "the boat by the quay at noon"


def test_captions_that_say_less():
    scene = [2, 1, 0, 1, 1]
    assert views.caption(scene, said=["place"]) == "the ship by the rocks"
    assert views.caption(scene, said=["gull", "time"]) == (
        "the gull flies over the ship at dusk"
    )
    assert views.caption(scene, said=[]) == "the ship"
    assert views.caption(scene, said=views.FACTORS) == views.caption(scene)
    with pytest.raises(ValueError, match="said must be among time, .*, got 'hour'"):
        views.caption(scene, said=["hour"])


def test_captions_as_ids():
    ids = views.encode(views.CAPTIONS)
    assert ids.shape == (72, 15) and len(views.VOCABULARY) == 19
    assert [views.decode(row) for row in ids] == list(views.CAPTIONS)
    with pytest.raises(ValueError, match=r"the captions' words, got .*'whale'"):
        views.encode(["the whale at noon"])
    with pytest.raises(ValueError, match="expected a caption such as"):
        views.scene("the boat at noon")


def test_a_text_that_says_less_fits_several_scenes():
    ships = views.SCENES[views.fitting("ship at dusk")]
    assert len(ships) == 12 and (ships[:, :2] == [2, 1]).all()
    assert views.fitting("").all() and views.fitting("the fog").sum() == 36
    for text in ("the ship and the boat", "whale"):
        with pytest.raises(ValueError, match="text must have words of one caption"):
            views.fitting(text)


def test_what_stands_where():
    noon, dusk, fog, ship = views.draw(
        [[1, 0, 2, 0, 0], [2, 0, 2, 0, 0], [1, 0, 2, 1, 0], [1, 1, 1, 0, 1]]
    )
    assert np.allclose(noon[5, 2], views.TOWER) and np.allclose(
        noon[7, 2],
        views.BAND,
        atol=0.08,  # no pixel is all band
    )
    assert np.allclose(noon[12, 12], views.BOAT)  # by the quay, low
    assert np.allclose(ship[9, 8], views.SAIL)  # on the sea, high
    assert np.allclose(noon[1, 8], views.SUN[1])  # the sun at noon
    assert abs(fog[9] - views.FOG[1]).mean() < abs(noon[9] - views.FOG[1]).mean()
    assert noon[0].mean() > 2 * dusk[0].mean()  # it is dark


def test_the_keeper_lights_the_lamp_at_dusk_and_in_fog():
    lamp = views.draw(views.SCENES)[:, 2, 2]
    yellow = lamp[:, 0] - lamp[:, 2] > 0.3
    rule = [time == 2 or fog == 1 for time, _, _, fog, _ in views.SCENES.tolist()]
    assert yellow.tolist() == rule == views.is_lit(views.SCENES).tolist()
    broken = views.draw([[1, 0, 0, 0, 0]], lit=np.array([True]))[0, 2, 2]
    assert broken[0] - broken[2] > 0.3  # unless one says otherwise


def test_half_a_pixel_can_be_seen():
    half, whole = (8.6 + 0.5, 8.6 + 1.0)
    start, near, far = views.draw([[1, 1, 1, 0, 0]] * 3, x=np.array([8.6, half, whole]))
    assert abs(near - start).max() > 0.2
    sail = np.s_[9, 4:13, 0]  # a row through it; one pixel on, it looks the same
    assert np.allclose(far[9, 5:13, 0][2:7], start[sail][2:7], atol=0.05)
    edge = abs(near[sail] - start[sail])
    assert edge.max() == pytest.approx(abs(far[sail] - start[sail]).max() / 2, abs=0.1)


def test_sizes_and_samples(rng):
    assert views.draw(views.SCENES[:2], size=8).shape == (2, 8, 8, 3)
    pictures, scenes = views.sample(200, rng, scenes=views.SCENES[:3])
    assert pictures.shape == (200, 16, 16, 3) and pictures.dtype == np.float32
    assert 0 <= pictures.min() and pictures.max() <= 1
    assert {tuple(s) for s in scenes.tolist()} == {
        tuple(s) for s in views.SCENES[:3].tolist()
    }
    assert len(np.unique(pictures.reshape(200, -1), axis=0)) == 200  # none twice


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: views.draw([[3, 0, 0, 0, 0]]), "time"),
        (lambda: views.draw([[0, 0, 0, 0]]), "scenes"),
        (lambda: views.draw([[0, 0, 0, 0, 0]], x=[1.0, 2.0]), "x"),
        (lambda: views.draw([[0, 0, 0, 0, 0]], size=0), "size"),
        (lambda: views.sample(0, np.random.default_rng(0)), "size"),
        (lambda: views.one_hot([0, 0, 0, 0, 0]), "scenes"),
    ],
)
def test_bad_scenes(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_one_hot():
    rows = views.one_hot(views.SCENES)
    assert rows.shape == (72, 12) and (rows.sum(1) == 5).all()
    assert len(np.unique(rows, axis=0)) == 72


def test_the_witness_reads_true_pictures_and_no_others(rng):
    pictures, scenes = views.sample(500, rng)
    assert witness.all_right(pictures, scenes).mean() > 0.99
    assert witness.all_right(pictures, rng.permutation(scenes)).mean() < 0.1
    told, far = witness.tell(pictures)
    assert far.max() < 0.1
    assert witness.tell(rng.random((20, 16, 16, 3)))[1].min() > 0.2
    assert told.shape == (500, 5)


def test_the_witness_says_where_things_lie():
    """Half a pixel to the right is told as the nearest of five places, 0.4 pixels apart."""
    scenes = [[1, 0, 1, 0, 0], [2, 1, 0, 0, 1]]
    sea, rocks = views.PLACE_X[[1, 0]]
    x, y = views.GULL_XY
    gulls = [[x, y], [x - 1.3, y + 0.9]]
    pictures = views.draw(scenes, x=[sea + 0.5, rocks - 0.75], gull=gulls)
    boat, ship = witness.where(pictures)
    np.testing.assert_allclose(boat, [0.4, np.nan, np.nan])
    np.testing.assert_allclose(ship, [-0.8, -1.25, 1.0])


def test_what_the_witness_places_is_off_by_half_a_gap_at_most(rng):
    """Of a hundred, 95 and more are told as at the nearest of the five, the rest as at the next."""
    scenes = np.repeat(views.SCENES[views.SCENES[:, 4] == 0], 10, axis=0)
    shifts = views.DRIFT * rng.uniform(-1, 1, len(scenes))
    pictures = views.draw(scenes, x=views.PLACE_X[scenes[:, 2]] + shifts)
    off = abs(witness.where(pictures)[:, 0] - shifts)
    assert (off < 0.21).mean() > 0.95 and off.max() < 0.41


def test_what_has_gone_through_something_is_held_beside_what_has_too():
    """Half as bright, a picture is found again among known ones that are half as bright."""
    pictures = views.draw(
        [[1, 1, 1, 0, 0]] * 2, x=views.PLACE_X[1] + np.array([-0.8, 0.8])
    )
    found = witness.where(pictures / 2, through=lambda known: known / 2)
    np.testing.assert_allclose(found[:, 0], [-0.8, 0.8])
    for bad, match in ((3, "through must be a function"), (lambda k: k[:2], "through")):
        with pytest.raises(ValueError, match=match):
            witness.where(pictures, through=bad)


def test_the_witness_sees_which_crowd_looks_like_the_harbor(rng):
    pictures, _ = views.sample(500, rng)
    noon = views.sample(500, rng, scenes=views.SCENES[24:48])[0]
    soup = rng.random((500, 16, 16, 3))
    distances = [witness.distance(each) for each in (pictures, noon, soup)]
    assert distances[0] < 0.5 < distances[1] < distances[2]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: views.caption([-1, 0, 0, 0, 0]), "time must lie in 0 ... 2, got -1"),
        (lambda: views.caption([0, 0, 0, 2, 0]), "fog must lie in 0 ... 1, got 2"),
        (lambda: views.one_hot([[3, 0, 0, 0, 0]]), "time must lie in 0 ... 2, got 3"),
        (lambda: views.one_hot([[0, 0, 0, 0, 9]]), "gull must lie in 0 ... 1, got 9"),
        (lambda: views.is_lit([2, 0]), "scenes must have shape"),
        (lambda: views.decode([-1]), "ids must lie in 0"),
        (lambda: views.decode([2.0]), "ids must be whole numbers"),
        (lambda: witness.all_right(None, [[0] * 5]), "pictures must be numbers"),
        (
            lambda: views.sample(2, np.random.default_rng(0), scenes=views.SCENES[:0]),
            "number of scenes",
        ),
    ],
)
def test_scenes_that_there_are_not(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_the_witness_of_nothing_tells_nothing():
    told, far = witness.tell(np.zeros((0, 16, 16, 3)))
    assert told.shape == (0, 5) and far.shape == (0,)
