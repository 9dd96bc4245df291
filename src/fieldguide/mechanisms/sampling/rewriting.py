"""Write by changing what is there: plan, edit, and again, until nothing changes any more."""

from ... import checks


def rewrite(text, planner, editor, *, rounds):
    """Plan an edit, carry it out, and repeat until there is no plan or no change.

    Parameters
    ----------
    text : str
        The first draft; it may be empty.
    planner : function
        From a text to what is to be done with it, in words, or None. A person may plan instead.
    editor : function
        From (text, plan) to the text that comes out.
    rounds : int
        Edits at most. Two plans that undo each other would go on for ever.

    Returns
    -------
    list of (plan, text)
        The edits that changed something; the last text is the result.

    Raises
    ------
    ValueError
        If a plan or an edited text is no text.

    References
    ----------
    Schick et al. 2022, PEER, arXiv:2208.11663, section 3 and figure 1. Explaining comes after
    an edit and changes no text, so it stands outside of the loop.
    """
    text, history = checks.text("text", text), []
    planner = checks.function("planner", planner)
    editor = checks.function("editor", editor)
    for _ in range(checks.count("rounds", rounds, least=0)):
        todo = planner(text)
        if todo is None:
            break
        todo = checks.text("what planner gives", todo)
        new = checks.text("what editor gives", editor(text, todo))
        if new == text:
            break
        history.append((todo, new))
        text = new
    return history
