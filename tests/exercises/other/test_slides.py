"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

from grading import Grading

from fieldguide.exercises.other import slides as ex


def right_levels(lines):
    levels, columns = [], []
    for line in lines:
        left = len(line) - len(line.lstrip())
        columns = [c for c in columns if c <= left]
        levels.append(len(columns))
        columns.append(left + len(line.split()[0]) + 1)
    return levels


def in_twos(lines):
    return [(len(line) - len(line.lstrip())) // 2 for line in lines]


def further_right(lines):
    """Whatever stands further right than the line above is below it."""
    levels, columns = [], []
    for line in lines:
        left = len(line) - len(line.lstrip())
        columns = [c for c in columns if c < left]
        levels.append(len(columns))
        columns.append(left)
    return levels


def right_slides(groups, most):
    found = [[]]
    for lines in groups:
        if sum(found[-1]) + lines > most:
            found.append([])
        found[-1].append(lines)
    return found


def torn(groups, most):
    lines = sum(groups)
    return [[most]] * (lines // most) + [[lines % most]] * (lines % most > 0)


def one_each(groups, most):
    return [[lines] for lines in groups]


def never_full(groups, most):
    found = [[]]
    for lines in groups:
        if sum(found[-1]) + lines >= most:
            found.append([])
        found[-1].append(lines)
    return found


def pulled_forward(groups, most):
    """The first slide with room for it, which may be an earlier one."""
    found = []
    for lines in groups:
        for slide in found:
            if sum(slide) + lines <= most:
                slide.append(lines)
                break
        else:
            found.append([lines])
    return found


KNOWN = {
    "it makes slides": True,
    "ChatGPT writes the outline": False,
    "it was public in January 2023": False,
    "text goes in": True,
}
CASES = [
    (
        ex.ex_levels,
        [0, 0, 1, 0, 1],
        [[0, 1, 2, 0, 1], [0, 0, 0, 0, 1], [1, 1, 2, 1, 2], [0, 0, 1, 0, 0], 2],
    ),
    (
        ex.ex_columns,
        right_levels,
        [
            in_twos,
            further_right,
            lambda lines: [0] * len(lines),
            lambda lines: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_room,
        {
            "letters at 20": 60,
            "lines at 20": 15,
            "letters at 30": 40,
            "lines at 30": 10,
        },
        [
            {
                "letters at 20": 30,
                "lines at 20": 18,
                "letters at 30": 20,
                "lines at 30": 12,
            },
            {
                "letters at 20": 60,
                "lines at 20": 18,
                "letters at 30": 40,
                "lines at 30": 12,
            },
            {
                "letters at 20": 60,
                "lines at 20": 15,
                "letters at 30": 30,
                "lines at 30": 7,
            },
            60,
        ],
    ),
    (
        ex.ex_together,
        right_slides,
        [
            torn,
            one_each,
            never_full,
            pulled_forward,
            lambda g, m: [g],
            lambda g, m: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_known,
        KNOWN,
        [
            KNOWN | {"ChatGPT writes the outline": True},
            KNOWN | {"it was public in January 2023": True},
            dict.fromkeys(KNOWN, True),
            dict.fromkeys(KNOWN, 1),
            True,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("60", "15", "40", "10")
