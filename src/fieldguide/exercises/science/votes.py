"""Checks of notebooks/science/01-votes.ipynb."""

from ...mechanisms.measures.answers import most_votes, normalize_answer
from ...mechanisms.measures.evaluation import majority_vote
from ...mechanisms.tokens.science import cited, split_science
from ...page.check import close, start

SHARES = 0.5, 0.3, 0.2
# So many that who takes the first of a set, whose order is anything, is not right by luck.
TIES = [
    ["9", "1", "1", "9"],
    ["b", "a"],
    ["7", "3", "5"],
    [*"wzyx"],
    [*"41532"],
    [*"badfec"],
]


def ex_pieces(function):
    """Exercise ex-pieces: `function(text)` -> pieces, digits and molecules in characters."""
    report = start("ex-pieces", function)
    cases = {
        "digits": ["at 19 miles", "737612.62", "in 1868, 31 meters"],
        "a molecule": [
            "[START_SMILES]CCO[END_SMILES]",
            "spirit [START_SMILES]CC(=O)O[END_SMILES] burns",
            "[START_SMILES]CO[END_SMILES] or [START_SMILES]O[END_SMILES]",
        ],
        "a citation": ["the bell[START_REF]bell-1874[END_REF] rings"],
        "what is not closed": ["[START_SMILES]CCO", "[START_SMILES]CCO[END_REF]"],
    }
    hints = (
        "Every digit is a piece of its own. The space before a number is one, too.",
        "Every character between them is a piece; the two marks stay whole.",
        "In a citation digits are alone and words are not. The two marks stay whole.",
        "Only what begins and ends with the same kind of mark is a molecule.",
    )
    for (part, texts), hint in zip(cases.items(), hints, strict=True):
        fits = []
        for text in texts:
            got, stopped = report.call(function, text)
            fits.append(_texts(got) == split_science(text))
            hint = stopped or hint
        report.mark(part, 1, all(fits), hint)
    return report


def ex_unreal(function):
    """Exercise ex-unreal: `function(text, known)` -> the cited names that are not known."""
    report = start("ex-unreal", function)
    known = ["bell-1874", "lamp-1870", "lamp-1926"]

    def ref(name):
        return f"[START_REF]{name}[END_REF]"

    cases = {
        "one that exists, one that does not": f"bell{ref('bell-1874')}, lamp{ref('lamp-1874')}",
        "a part of a name": f"the lamp{ref('lamp-18')}, the bell{ref('bell-1874')}",
        "spaces around a name": f"lamp{ref(' lamp-1870 ')} and fog{ref(' fog-1870 ')}",
        "twice the same": f"a{ref('fog-1')}, b{ref('lamp-1926')}, c{ref('fog-1')}",
        "nothing cited, and nothing closed": "the bell-1874 and [START_REF]lamp-1871",
    }
    hints = (
        "Look each name up among those that are known.",
        "A name exists as a whole, or not at all.",
        "A space is no part of a name.",
        "Give every citation that does not exist, as often as it stands there.",
        "What has no end mark is no citation.",
    )
    for (part, text), hint in zip(cases.items(), hints, strict=True):
        got, stopped = report.call(function, text, list(known))
        wanted = [name for name in cited(text) if name not in known]
        report.mark(part, 1, _texts(got) == wanted, stopped or hint)
    return report


def ex_normal(function):
    """Exercise ex-normal: `function(answer)` -> one form for answers that mean the same."""
    report = start("ex-normal", function)
    cases = {
        "what stands behind the last =": ["x = 12", "a = b = 7"],
        "units and spaces": ["31 meters", "5 dollars", " 12 "],
        "dollar signs": ["$0.5$", "so it is $7$, I think"],
        "short fractions": ["\\frac12", "\\frac{1}{2}", "x = $\\frac34$"],
        "thousands, and no pairs": ["100,000", "1,000,000", "(1,2)"],
    }
    hints = (
        "An equation says its answer last.",
        "Take out meters, dollars and spaces.",
        "What stands between two dollar signs is the answer, and nothing else.",
        "\\frac12 is short for \\frac{1}{2}; what has its braces stays as it is.",
        "A comma goes if all the rest is digits.",
    )
    for (part, texts), hint in zip(cases.items(), hints, strict=True):
        fits = []
        for text in texts:
            got, stopped = report.call(function, text)
            fits.append(isinstance(got, str) and got == normalize_answer(text))
            hint = stopped or hint
        report.mark(part, 1, all(fits), hint)
    return report


def ex_won(answer):
    """Exercise ex-won: how often the right answer wins with two votes, and with three."""
    report = start("ex-won", answer)
    given = report.expect_keys(answer, ["two", "three"], 4)
    if given is None:
        return report
    report.mark(
        "two", 2, close(given["two"], majority_vote(SHARES, 2), 0.002),
        "With two votes it wins with both, and in half of the ties.",
    )  # fmt: skip
    report.mark(
        "three", 2, close(given["three"], majority_vote(SHARES, 3), 0.002),
        "Three or two votes win. And if each answer has one, it wins one time in three.",
    )  # fmt: skip
    return report


def ex_most(function):
    """Exercise ex-most: `function(answers)` -> the most frequent one; None has no vote."""
    report = start("ex-most", function)
    cases = {
        "a clear winner": [["7", "6", "6"], ["a", "b", "b", "b", "a"]],
        "who has no answer has no vote": [
            ["7", None, None],
            [None, "2", None, "1", "1", None],
        ],
        "of equals the first": TIES,
        "no answer at all": [[None, None], []],
    }
    hints = (
        "Count how often each answer was given.",
        "A solution that came to no answer must not win.",
        "Of two that have as many votes, the one that was given first.",
        "Then there is no winner, and None says so.",
    )
    for (part, lists), hint in zip(cases.items(), hints, strict=True):
        fits = []
        for found in lists:
            got, stopped = report.call(function, list(found))
            known = got is None or isinstance(got, str)
            fits.append(not stopped and known and got == most_votes(found))
            hint = stopped or hint
        report.mark(part, 1, all(fits), hint)
    return report


def _texts(got):
    """A list of texts; None if it is something else."""
    if isinstance(got, list | tuple) and all(isinstance(x, str) for x in got):
        return list(got)
    return None
