"""Ask before answering: LaMDA's toolset, and the turns in which it talks to it.

The model writes to whom a turn goes and what it says: "TS, 31 * 3" asks the tools, "User, it
is 93 meters" ends the matter. What the tools say is put before it, and it writes again.
"""

import ast
import operator
import re

from ... import checks

ROUNDS = 4  # questions to the tools, Thoppilan et al. 2022, section 6.2
TOOLS, USER = "TS", "User"
_DOES = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_LONGEST = 80  # characters of a sum: nobody asks for more, and nesting has an end


def calculate(text):
    """The calculator: "135+7721" gives ["7856"]; what is no sum gives nothing.

    Numbers, + - * / and brackets. The text comes from a model that repeats what users say,
    so it is never run as a program: only its arithmetic is read.

    Parameters
    ----------
    text : str
        At most 80 characters.

    Returns
    -------
    list of str
        One text or none.

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.2, with the example. Which sums the
    tool could read is not said.
    """
    text = checks.text("text", text).strip().replace("×", "*").replace("÷", "/")
    if len(text) > _LONGEST or not re.fullmatch(r"[\d\s.+\-*/()]+", text):
        return []
    try:
        value = _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, KeyError, ZeroDivisionError, OverflowError):
        return []
    return [f"{value:.12g}" if isinstance(value, float) else str(value)]


def _value(node):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # three dots are a constant, too, and no number
    if isinstance(node, ast.UnaryOp):
        return _DOES[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp):
        return _DOES[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(f"text must be a sum, got {ast.dump(node)[:60]}")


def translate(text, lexicon):
    """The translator: "hello in French" gives ["Bonjour"]; an unknown word gives nothing.

    Parameters
    ----------
    text : str
        "... in <language>".
    lexicon : dict of str to dict
        For each language, from English to its words. The model that LaMDA asks is another.

    Returns
    -------
    list of str
        One text or none.

    Raises
    ------
    ValueError
        If there is no language in the lexicon, or no words in the one that is asked for.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.2, with the example.
    """
    lexicon = checks.filled("lexicon", lexicon, "languages")
    what, _, language = checks.text("text", text).rpartition(" in ")
    language = language.strip()
    if language not in lexicon:
        return []
    words = checks.filled(f"lexicon[{language!r}]", lexicon[language], "words")
    found = words.get(what.strip())
    return [] if found is None else [checks.text(f"lexicon[{language!r}]", found)]


def ask_tools(query, tools):
    """Ask every tool, and put what they say one behind the other.

    Parameters
    ----------
    query : str
    tools : list of functions
        Each from a text to a list of texts, empty if it cannot read the query. LaMDA's order
        is calculator, translator, search.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If a tool is no function, or does not give a list of texts.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.2, "The toolset (TS)".
    """
    query, tools = checks.text("query", query), checks.functions("tools", tools)
    said = []
    for k, tool in enumerate(tools):
        said += checks.texts(f"what tools[{k}] gives", tool(query))
    return said


def addressed(utterance):
    """To whom a turn goes, and what it says: "TS, 31 * 3" -> ("TS", "31 * 3").

    Parameters
    ----------
    utterance : str

    Returns
    -------
    recipient, words : str
        A turn that names neither the tools nor the user goes to the user as it stands.

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.2: the first string says who gets the
    rest.
    """
    first, comma, rest = checks.text("utterance", utterance).partition(",")
    if comma and first.strip() in (TOOLS, USER):
        return first.strip(), rest.strip()
    return USER, utterance.strip()


def research(question, draft, write, tools, *, rounds=ROUNDS):
    """Let a model ask its tools until it turns to the user, or the rounds are used up.

    Parameters
    ----------
    question : str
        What the user has said.
    draft : str
        The answer that the model would give without tools.
    write : function
        From (question, turns) to the next turn, a text. `turns` begins with the draft; then come
        queries and what the tools said, in the order in which they came.
    tools : list of functions
        As in `ask_tools`.
    rounds : int
        Queries at most.

    Returns
    -------
    answer : str
        What the user is told: the draft, if the model is still asking at the end.
    turns : list of str
        All that was written.

    Raises
    ------
    ValueError
        If something is not what it should be.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.2 and figure 3. What happens when the
    rounds are used up is not said; that the draft is sent then is ours.
    """
    question = checks.text("question", question)
    draft = checks.text("draft", draft)
    write, tools = checks.function("write", write), checks.functions("tools", tools)
    turns, rounds = [draft], checks.count("rounds", rounds, least=0)
    for asked in range(rounds + 1):
        turn = checks.text("what write gives", write(question, [*turns]))
        recipient, words = addressed(turn)
        if recipient == USER:
            return words, [*turns, turn]
        if asked < rounds:
            turns += [turn, *ask_tools(words, tools)]
    return draft, turns
