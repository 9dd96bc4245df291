"""A text with what was taken out and put in, as an editor would mark it."""

from html import escape

from ..mechanisms.objectives.edits import apply_edits


def edited(old, edits):
    """HTML of a text: words that go are struck out, words that come are underlined.

    Parameters
    ----------
    old : list of str
        The text before the edits.
    edits : list of (start, end, words)

    Returns
    -------
    str
    """
    apply_edits(old, edits)  # says what does not fit
    told, at = [], 0
    for start, end, new in edits:
        told += map(escape, old[at:start])
        told += [f"<del>{escape(' '.join(old[start:end]))}</del>"] * (end > start)
        told += [f"<ins>{escape(' '.join(new))}</ins>"] * bool(new)
        at = end
    return f"<p>{' '.join([*told, *map(escape, old[at:])])}</p>"
