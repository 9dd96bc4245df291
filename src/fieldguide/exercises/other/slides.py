"""Checks of notebooks/other/04-slides.ipynb."""

from ... import data
from ...mechanisms.documents.layout import room
from ...mechanisms.documents.outline import parse_outline
from ...page.check import close, listed, same, start, true_or_false

NUMBERED = (
    "1. the keeper",
    "  - lights the lamp",
    "    - at dusk",
    "2. the baker",
    "   - opens the oven",
)
LISTS = {  # what a case shows: its points, and a hint
    "dashes": (
        ("- a", "  - b", "    - c", "- d"),
        "Two spaces are where a dash's text begins.",
    ),
    "four spaces": (
        ("- a", "    - b", "    - c"),
        "Four spaces are one level, if one point is above.",
    ),
    "numbers": (
        NUMBERED,
        "Below *1.* a text begins one further to the right than below a dash.",
    ),
    "one step at a time": (
        ("- a", " - b", "   - c", "- d"),
        "A single space is not enough.",
    ),
}


def _levels(lines):
    (slide,) = parse_outline("\n".join(("## x", *lines))).slides
    return [point.level for point in slide.points]


def ex_levels(answer):
    """Exercise ex-levels: the levels of five points, of which some are numbered."""
    parts = listed(answer)
    report = start(
        "ex-levels", ... if parts and any(p is ... for p in parts) else answer
    )
    given = report.expect(answer, 5, "five levels", 5)
    if given is None:
        return report
    hints = (
        "The first point stands on level 0.",
        "Where does the keeper's text begin, and where the dash?",
        "Which text above begins not further right than this dash?",
        "Another number, as far left as the first.",
        "Count the spaces, and the width of *2.* with its space.",
    )
    for k, (got, wanted, hint) in enumerate(
        zip(given, _levels(NUMBERED), hints, strict=True)
    ):
        report.mark(f"point {k + 1}", 1, close(got, wanted), hint)
    return report


def ex_columns(function):
    """Exercise ex-columns: `function(lines)` -> levels of points, as Markdown has them."""
    report = start("ex-columns", function)
    for part, (lines, hint) in LISTS.items():
        got, stops = report.call(function, [*lines])
        report.mark(part, 1, close(listed(got), _levels(lines)), stops or hint)
    return report


def ex_room(answer):
    """Exercise ex-room: letters and lines of a box of 600 by 360 points, at 20 and at 30."""
    report = start("ex-room", answer)
    wanted = {}
    for size in (20, 30):
        letters, lines = room(size, wide=600, tall=360)
        wanted |= {f"letters at {size}": letters, f"lines at {size}": lines}
    given = report.expect_keys(answer, wanted, 4)
    if given is None:
        return report
    for name, number in wanted.items():
        hint = (
            "How wide is one letter?" if "letters" in name else "How high is one line?"
        )
        report.mark(name, 1, close(given[name], number), hint)
    return report


def ex_together(function):
    """Exercise ex-together: `function(groups, most)` -> groups of each slide, none torn."""
    report = start("ex-together", function)
    cases = {
        "all on one": ([3, 2, 4], 9, [[3, 2, 4]], "Nine lines fit on a slide of nine."),
        "none is torn": ([3, 4, 2, 5], 6, [[3], [4, 2], [5]],
                         "A group that does not fit as a whole goes to the next slide."),
        "in their order": ([4, 3, 2], 6, [[4], [3, 2]],
                           "What comes later must not be pulled forward to fill a gap."),
        "full slides": ([6, 6], 6, [[6], [6]], "No slide may be empty."),
    }  # fmt: skip
    for part, (groups, most, wanted, hint) in cases.items():
        got, stops = report.call(function, groups, most)
        outer = listed(got)
        inner = None if outer is None else [listed(g) for g in outer]
        report.mark(part, 1, same(inner, wanted), stops or hint)
    return report


ASKED = {  # a sentence, and the row of the dataset that says it
    "it makes slides": ("output_modality", "slides"),
    "ChatGPT writes the outline": ("base_model", "chatgpt"),
    "it was public in January 2023": ("first_public", "2023-01"),
    "text goes in": ("input_modality", "text"),
}


def ex_known(answer):
    """Exercise ex-known: which of four sentences about ChatBCG a source that was read states."""
    report = start("ex-known", answer)
    given = report.expect_keys(answer, ASKED, 4)
    if given is None:
        return report
    rows = data.facts().query("system == 'chatbcg' and status == 'stated'")
    stated = {*zip(rows["quantity"], rows["value"], strict=True)}
    for said, row in ASKED.items():
        report.mark(
            said, 1, true_or_false(given[said]) is (row in stated),
            "Look for it in the table, and read the word in front of the row.",
        )  # fmt: skip
    return report
