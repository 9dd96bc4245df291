"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.encoders import languages as ex
from fieldguide.mechanisms.objectives import contrast, languages


def temperature(counts, alpha):
    p = counts / counts.sum()
    q = p ** (1 / max(alpha, 1e-3))
    return q / q.sum()


def unnormalized(counts, alpha):
    return (counts / counts.sum()) ** alpha


def in_place(counts, alpha):
    counts /= counts.sum()
    counts **= alpha
    counts /= counts.sum()
    return counts


def labse(x, y, margin, scale):
    return contrast.additive_margin_loss(x, y, margin=margin, scale=scale)


def _loss(scores):
    return contrast.in_batch_loss(scores)


def added(x, y, margin, scale):
    scores = scale * (contrast.cosines(x, y) + margin * np.eye(len(x)))
    return _loss(scores) + _loss(scores.T)


def averaged(x, y, margin, scale):
    return labse(x, y, margin, scale) / 2


def unnormal(x, y, margin, scale):
    scores = scale * (x @ y.T - margin * np.eye(len(x)))
    return _loss(scores) + _loss(scores.T)


def one_way(x, y, margin, scale):
    return 2 * _loss(scale * (contrast.cosines(x, y) - margin * np.eye(len(x))))


def margin_after(x, y, margin, scale):
    return labse(x, y, margin / scale, scale)


def margin_everywhere(x, y, margin, scale):
    scores = scale * (contrast.cosines(x, y) - margin)
    return _loss(scores) + _loss(scores.T)


def stub_of_the_notebook(x, y, margin, scale):
    scores = scale * (x @ y.T + margin * np.eye(len(x)))
    return (_loss(scores) + _loss(scores.T)) / 2


PLACES = {"positions": [0, 1, 2, 3, 4, 0, 1, 2, 3], "languages": [0] * 5 + [3] * 4}

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_sampling,
        lambda counts, alpha: languages.sampling_probabilities(counts, alpha=alpha),
        [temperature, unnormalized, in_place, lambda c, a: c / c.sum(), max, 3],
    ),
    (
        ex.ex_restart,
        PLACES,
        [
            PLACES | {"positions": list(range(9))},  # places run on
            PLACES | {"languages": [0] * 5 + [1] * 4},  # segments
            PLACES | {"positions": [0, 1, 2, 3, 4, 1, 2, 3, 4]},
            PLACES | {"languages": [0] * 4 + [3] * 5},
            {"positions": [0, 1, 2, 0, 1], "languages": [0, 0, 0, 3, 3]},
            {"positions": "abc", "languages": [0]},
            7,
        ],
    ),
    (
        ex.ex_segments_of_languages,
        (2, 15, 15_360),
        [(15, 15, 15_360), (2, 2, 15_360), (2, 15, 2048), (2, 15, 15), 15],
    ),
    (
        ex.ex_margin,
        labse,
        [
            added,
            averaged,
            unnormal,
            one_way,
            margin_after,
            margin_everywhere,
            stub_of_the_notebook,
            lambda *a: None,
            5,
        ],
    ),
    (
        ex.ex_blind,
        (1 / 2048, 2 * np.log(2048)),
        [
            (1 / 2048, np.log(2048)),
            (1 / 2047, 2 * np.log(2048)),
            (1 / 2, 2 * np.log(2048)),
            (1 / 8192, 2 * np.log(8192)),  # the batch of pre-training
            0.5,
        ],
    ),
    (
        ex.ex_rounded,
        (1153 * 768, 384_885_504 / 470_926_848),
        [
            (1153 * 768 - 1, 384_885_504 / 470_926_848),
            (1153, 384_885_504 / 470_926_848),
            (1153 * 768, 470_926_848 / 384_885_504),
            (500_000 * 768, 0.5),
            1153,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("15", "15360", "885504", "15.25", "0.817", "1153", "2048")


def test_partial_credit_says_what_is_right():
    assert ex.ex_margin(added).points == 3
    assert ex.ex_margin(averaged).points == 2
    assert ex.ex_sampling(temperature).points < ex.ex_sampling(unnormalized).most
    assert ex.ex_blind((1 / 2048, np.log(2048))).points == 2
