"""Learn to write from how texts were changed: edits, their undoing, and what PEER learns.

An edit is (start, end, words): the words start ... end - 1 go, and others come in their place.
"""

import numpy as np

from ... import checks


def find_edits(old, edited):
    """The fewest words to take out and put in, so that one text becomes the other.

    "the tide is high" to "the tide stands high at noon": is becomes stands, and at noon comes
    at the end, [(2, 3, ["stands"]), (4, 4, ["at", "noon"])]. What stays is the longest common
    subsequence.

    Parameters
    ----------
    old, edited : list of str
        Words.

    Returns
    -------
    list of (start, end, words)
        In order; empty if nothing changed.

    Raises
    ------
    ValueError
        If something is no list of words.

    References
    ----------
    Hunt and McIlroy 1976, An algorithm for differential file comparison, which `diff` began
    with; here its textbook form, n m steps. Where several ways are as short, words go before
    others come.
    """
    old, edited = list(checks.texts("old", old)), list(checks.texts("edited", edited))
    stays = _common(old, edited)  # (n + 1, m + 1)
    edits, i, j, n, m = [], 0, 0, len(old), len(edited)
    while i < n or j < m:
        start, first = i, j
        while (i < n or j < m) and not _same(old, edited, i, j):
            if j == m or (i < n and stays[i + 1, j] >= stays[i, j + 1]):
                i += 1
            else:
                j += 1
        if (start, first) != (i, j):
            edits.append((start, i, edited[first:j]))
        while _same(old, edited, i, j):
            i, j = i + 1, j + 1
    return edits


def _same(old, edited, i, j):
    return i < len(old) and j < len(edited) and old[i] == edited[j]


def _common(old, edited):
    """Longest common subsequence of what follows each pair of places."""
    longest = np.zeros((len(old) + 1, len(edited) + 1), int)
    for i in reversed(range(len(old))):
        for j in reversed(range(len(edited))):
            skip = max(longest[i + 1, j], longest[i, j + 1])
            longest[i, j] = (
                longest[i + 1, j + 1] + 1 if _same(old, edited, i, j) else skip
            )
    return longest


def apply_edits(old, edits):
    """Carry edits out.

    Parameters
    ----------
    old : list of str
        Not modified.
    edits : list of (start, end, words)
        In order, none reaching into another.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If an edit reaches beyond the text or into the one before it.
    """
    words = list(checks.texts("old", old))
    edits = _ordered(words, edits)
    for start, end, new in reversed(edits):  # from the back: places in front stay right
        words[start:end] = new
    return words


def undo_edits(old, edits):
    """The edits that take the changed text back to the first one.

    Where a word was put in, it is taken out again. Places shift by what came and went before
    them: after [(0, 1, ["an", "old"])] the second word of the text is the third.

    Parameters
    ----------
    old : list of str
        The text *before* the edits.
    edits : list of (start, end, words)

    Returns
    -------
    list of (start, end, words)
        For the text after them.

    Raises
    ------
    ValueError
        As `apply_edits`.
    """
    words = list(checks.texts("old", old))
    undone, shift = [], 0
    for start, end, new in _ordered(words, edits):
        undone.append((start + shift, start + shift + len(new), words[start:end]))
        shift += len(new) - (end - start)
    return undone


def marked(old, edits):
    """A text with its edits written in: the tide [-is-] {+stands+} high.

    Parameters
    ----------
    old : list of str
        The text before the edits.
    edits : list of (start, end, words)

    Returns
    -------
    str
        [-taken out-] and {+put in+}, as `git diff --word-diff` writes them.

    Raises
    ------
    ValueError
        As `apply_edits`.
    """
    words = list(checks.texts("old", old))
    told, at = [], 0
    for start, end, new in _ordered(words, edits):
        told += words[at:start]
        told += [f"[-{' '.join(words[start:end])}-]"] * (end > start)
        told += [f"{{+{' '.join(new)}+}}"] * bool(new)
        at = end
    return " ".join(told + words[at:])


def peer_examples(draft, revised, *, plan, explanation, document):
    """What one step of a text's history teaches each of PEER's four models.

    Parameters
    ----------
    draft, revised : str
        The text, before somebody edited it and afterwards.
    plan, explanation : str
        What was to be done, and why it was right; both made of the comment that the editor left.
    document : str
        What the edit rests on: a passage of a source that was cited.

    Returns
    -------
    dict of str to (dict, dict)
        For Edit, Undo, Explain and Document: what is given, and what is asked for. Undo is Edit
        with the two texts exchanged, so that it can spoil any good text.

    Raises
    ------
    ValueError
        If something is no text.

    References
    ----------
    Schick et al. 2022, arXiv:2208.11663, section 3. How the parts are written into one row of
    tokens we could not find out.
    """
    text = {"draft": draft, "revised": revised, "plan": plan}
    text |= {"explanation": explanation, "document": document}
    for name, x in text.items():
        checks.text(name, x)
    both = {"draft": draft, "revised": revised}
    seen = {"document": document}
    return {
        "Edit": ({"text": draft} | seen, {"plan": plan, "text": revised}),
        "Undo": ({"text": revised} | seen, {"plan": plan, "text": draft}),
        "Explain": (both | seen, {"explanation": explanation}),
        "Document": (both | {"plan": plan}, {"document": document}),
    }


def spoiled_examples(texts, undo):
    """Training pairs from texts that have no history: spoil each, and learn to mend it.

    Parameters
    ----------
    texts : list of str
        Good ones, such as those of a town without a record of edits.
    undo : function
        From a text to (plan, a worse text), what PEER-Undo writes; the plan says what would
        lead back.

    Returns
    -------
    list of (text, plan, text)
        Worse text, plan, good text: what Edit learns from. A text that undo leaves as it is
        gives none.

    Raises
    ------
    ValueError
        If `undo` does not give a plan and a text.

    References
    ----------
    Schick et al. 2022, arXiv:2208.11663, section 3.3 (self-training), for the case without
    documents.
    """
    undo, pairs = checks.function("undo", undo), []
    for text in checks.texts("texts", texts):
        given = undo(text)
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise ValueError(f"undo must give a plan and a text, got {given!r:.60}")
        plan, worse = checks.texts("what undo gives", given)
        if worse != text:
            pairs.append((worse, plan, text))
    return pairs


def _ordered(words, edits):
    """Edits that fit a text, each (start, end, list of words)."""
    ordered, last = [], 0
    for k, edit in enumerate(checks.iterable("edits", edits)):
        if not isinstance(edit, tuple | list) or len(edit) != 3:
            raise ValueError(
                f"edits[{k}] must be (start, end, words), got {edit!r:.60}"
            )
        start, end, new = edit
        start = checks.count(f"start of edits[{k}]", start, last, len(words))
        last = checks.count(f"end of edits[{k}]", end, start, len(words))
        ordered.append((start, last, list(checks.texts(f"words of edits[{k}]", new))))
    return ordered
