"""A draft of the keeper's, and an editor who can do four things to it, each by a plan in words.

The editor is made by hand. Two of his plans rest on the tide tables of the archive, which do not
agree, so that one undoes the other.
"""

from . import archive

DRAFT = "hte tide is high at six"
# plan: what goes, what comes, and why
PLANS = {
    "mend the spelling": ("hte tide", "the tide", "A word was misspelled."),
    "say when": (
        "is high at", "is high on market day at", "The hour holds for market day alone.",
    ),
    "use the table of 1902": ("at eight", "at six", archive.note("tides-1902").text),
    "use the table of 1931": ("at six", "at eight", archive.note("tides-1931").text),
}  # fmt: skip


def carry_out(text, plan):
    """The text after a plan: PEER's edit, by hand."""
    goes, comes, _ = PLANS[plan]
    return text.replace(goes, comes, 1)


def reason(plan):
    """Why a plan is right: PEER's explanation, by hand."""
    return PLANS[plan][2]


def planner(*plans):
    """A planner that takes the first of these plans that would change a text.

    Parameters
    ----------
    *plans : str
        Of `PLANS`.

    Returns
    -------
    function
        From a text to a plan, or None if none of them changes anything.
    """
    return lambda text: next((p for p in plans if carry_out(text, p) != text), None)
