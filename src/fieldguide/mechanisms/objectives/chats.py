"""A conversation as one row of tokens, and which of them the loss asks for.

A template says what stands before and behind the words of each speaker. Some of these marks
are single tokens that no text is ever cut into, so that a model can tell who speaks from what
is said; a template whose marks are ordinary words has to trust what it reads.
"""

import re
from typing import NamedTuple

import numpy as np

from ... import checks
from ..attention.attention import log_softmax

TEMPLATE = -1  # the writer of a token that no speaker has said
ASSISTANT = "assistant"


class Template(NamedTuple):
    """How turns are written one behind the other."""

    begin: str  # before the first turn
    before: dict  # of role to what stands before its words
    after: dict  # of role to what stands behind them
    marks: tuple  # those that are one token each


# As ChatGPT's interface had it, and many open models after it; no paper describes it.
CHATML = Template(
    begin="",
    before={
        "system": "<|im_start|>system\n",
        "user": "<|im_start|>user\n",
        "assistant": "<|im_start|>assistant\n",
    },
    after=dict.fromkeys(("system", "user", "assistant"), "<|im_end|>\n"),
    marks=("<|im_start|>", "<|im_end|>"),
)

# young-geng/EasyLM, docs/koala.md, the options chat_... of the serving command
KOALA = Template(
    begin="BEGINNING OF CONVERSATION: ",
    before={"user": "USER: ", "assistant": "GPT:"},
    after={"user": " ", "assistant": "</s>"},
    marks=("</s>",),
)

# tatsu-lab/stanford_alpaca, train.py, PROMPT_DICT: with an input, and without
_ALPACA = {
    "before": {
        "instruction": "### Instruction:\n",
        "input": "### Input:\n",
        "assistant": "### Response:",
    },
    "after": {"instruction": "\n\n", "input": "\n\n", "assistant": "</s>"},
    "marks": ("</s>",),
}
_RESPOND = "Write a response that appropriately completes the request.\n\n"
ALPACA = Template(
    "Below is an instruction that describes a task. " + _RESPOND, **_ALPACA
)
ALPACA_INPUT = Template(
    "Below is an instruction that describes a task, paired with an input that provides "
    "further context. " + _RESPOND,
    **_ALPACA,
)


def chat_text(turns, template, *, ask=False):
    """Write a conversation out as the template has it.

    By Koala's template ("user", "ahoy") and ("assistant", "aye") make "BEGINNING OF
    CONVERSATION: USER: ahoy GPT:aye</s>".

    Parameters
    ----------
    turns : list of pairs of str
        (role, words), in their order.
    template : Template
    ask : bool
        Whether to go on with what stands before an answer, so that a model gives one.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the template does not know a role.

    References
    ----------
    Koala: young-geng/EasyLM@fe5b2c3, docs/koala.md. ChatML: the templates that transformers
    takes (apply_chat_template; `ask` is its add_generation_prompt).
    """
    turns, ask = _turns(turns, template), checks.flag("ask", ask)
    parts = [template.begin]
    for role, words in turns:
        parts += [template.before[role], words, template.after[role]]
    return "".join(parts) + (template.before[ASSISTANT] if ask else "")


def alpaca_prompt(instruction, given=""):
    """What Alpaca reads before its answer: one of two forms, with an input or without.

    Parameters
    ----------
    instruction : str
    given : str
        The input; empty if there is none, and then it is not mentioned either.

    Returns
    -------
    str
        Ends with "### Response:".

    Raises
    ------
    ValueError
        If something is no text.

    References
    ----------
    tatsu-lab/stanford_alpaca@761dc5b, train.py, PROMPT_DICT and SupervisedDataset.
    """
    turns = [("instruction", checks.text("instruction", instruction))]
    if checks.text("given", given):
        return chat_text([*turns, ("input", given)], ALPACA_INPUT, ask=True)
    return chat_text(turns, ALPACA, ask=True)


def cut_marks(text, special_marks):
    """Cut a text at its marks, as a tokenizer does before all else.

    "aye</s>USER" with the mark "</s>" is cut into "aye", "</s>" and "USER".

    Parameters
    ----------
    text : str
    special_marks : list of str

    Returns
    -------
    list of str
        Together they are the text; none is empty.

    Raises
    ------
    ValueError
        If something is no text, or a mark is empty.
    """
    text, special_marks = (
        checks.text("text", text),
        list(checks.texts("special_marks", special_marks)),
    )
    if "" in special_marks:
        raise ValueError("special_marks must have a character or more, got ''")
    if not special_marks:
        return [text] if text else []
    longest_first = sorted(special_marks, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return [piece for piece in pieces if piece]


def encode_marked(text, special_marks, encode):
    """Tokens of a text whose marks are tokens, whoever has written them.

    Parameters
    ----------
    text : str
    special_marks : list of str
    encode : function
        Cuts an ordinary text: str -> list of tokens.

    Returns
    -------
    list of tokens
        A mark is itself a token.

    Raises
    ------
    ValueError
        As for `cut_marks`.
    """
    checks.function("encode", encode)
    tokens, special_marks = [], list(checks.texts("special_marks", special_marks))
    for piece in cut_marks(text, special_marks):
        tokens += [piece] if piece in special_marks else list(encode(piece))
    return tokens


def lay_out(turns, template, encode, *, ask=False):
    """A conversation as tokens, each with the turn to which it belongs.

    The template's marks become single tokens; the same characters in what a speaker has
    typed do not, because the words of a turn are cut as ordinary text.

    Parameters
    ----------
    turns, template, ask
        As for `chat_text`.
    encode : function
        Cuts an ordinary text: str -> list of tokens.

    Returns
    -------
    tokens : list
    writers : int array, shape (n,)
        The number of the turn whose speaker has to write the token: words, and the first
        special mark behind them, which ends the turn. -1 for what the template puts.

    Raises
    ------
    ValueError
        If the template does not know a role.

    References
    ----------
    young-geng/EasyLM@fe5b2c3, EasyLM/data.py, TextProcessor, which likewise cuts piece by
    piece, a field in [...] without loss.
    """
    turns, ask = _turns(turns, template), checks.flag("ask", ask)
    checks.function("encode", encode)
    tokens, writers = [], []

    def put(written, writer):
        tokens.extend(written)
        writers.extend([writer] * len(written))

    def mark(text):
        return encode_marked(text, template.marks, encode)

    put(mark(template.begin), TEMPLATE)
    for k, (role, words) in enumerate(turns):
        put(mark(template.before[role]), TEMPLATE)
        put(list(encode(words)), k)
        behind = mark(template.after[role])
        ends = [j for j, token in enumerate(behind, 1) if token in template.marks]
        end = ends[0] if ends else 0
        put(behind[:end], k)
        put(behind[end:], TEMPLATE)
    if ask:
        put(mark(template.before[ASSISTANT]), TEMPLATE)
    return tokens, np.array(writers, int)


def ask_everything(writers):
    """Ask for every token that has one before it, as in pre-training.

    Parameters
    ----------
    writers : int array, shape (n,)
        As `lay_out` gives them.

    Returns
    -------
    bool array, shape (n,)
    """
    writers = checks.ids("writers", writers, shape=(None,), least=TEMPLATE)
    return np.arange(len(writers)) > 0


def ask_answers(writers, roles, *, role=ASSISTANT):
    """Ask for what one speaker says, in all turns: Koala's loss.

    Parameters
    ----------
    writers : int array, shape (n,)
        As `lay_out` gives them.
    roles : list of str
        Who speaks in each turn.
    role : str

    Returns
    -------
    bool array, shape (n,)
        True for the words of that speaker and the marks that end the turns.

    Raises
    ------
    ValueError
        If there are more turns than roles.

    References
    ----------
    young-geng/koala_data_pipeline@24585ff, process_chat_data.py: the user's field stands in
    [...], the answer and <|eos|> do not.
    """
    roles = list(checks.texts("roles", roles))
    writers = checks.ids("writers", writers, len(roles), (None,), least=TEMPLATE)
    checks.text("role", role)
    return np.isin(writers, [k for k, each in enumerate(roles) if each == role])


def ask_last_answer(writers, roles, *, role=ASSISTANT):
    """Ask for the last turn of one speaker; with a single answer the same as `ask_answers`.

    Parameters
    ----------
    writers, roles, role
        As for `ask_answers`.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    ValueError
        If there are more turns than roles.

    References
    ----------
    tatsu-lab/stanford_alpaca@761dc5b, train.py, preprocess: all before the response is
    labeled -100.
    """
    asked = ask_answers(writers, roles, role=role)
    turns = np.asarray(writers)[asked]
    return asked & (np.asarray(writers) == turns.max(initial=TEMPLATE))


def find_answers(tokens, before, end):
    """Ask for what stands between the mark of an answer and the end of a turn, by reading.

    It believes the tokens: whoever has written them. With the mark "GPT:" and the end
    "</s>", of ("USER:", "ahoy", "GPT:", "aye", "</s>") the last two are asked.

    Parameters
    ----------
    tokens : list
    before : list
        What stands before an answer, as tokens.
    end : token
        What ends a turn; it is asked for, too.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    ValueError
        If `before` is empty.
    """
    tokens = list(checks.iterable("tokens", tokens))
    before = list(checks.iterable("before", before))
    if not before:
        raise ValueError("before must hold a token or more, got none")
    asked, inside = np.zeros(len(tokens), bool), False
    for k, token in enumerate(tokens):
        asked[k] = inside
        if inside:
            inside = token != end
        elif tokens[max(0, k + 1 - len(before)) : k + 1] == before:
            inside = True
    return asked


def answer_loss(logits, ids, asked):
    """Mean surprise about the tokens that are asked for, in nats.

    Parameters
    ----------
    logits : array, shape (b, n, v)
        At each place, scores for what comes next.
    ids : int array, shape (b, n)
    asked : bool array, shape (b, n)
        Which tokens count; the first of a row cannot.

    Returns
    -------
    float
        The mean over all asked tokens of the batch: a long answer counts for more.

    Raises
    ------
    ValueError
        If nothing is asked for, or the first token of a row is.

    References
    ----------
    torch's cross_entropy with the label -100 where nothing is asked (its ignore_index).
    """
    logits = checks.numbers("logits", logits, (None, None, None))
    b, n, v = np.shape(getattr(logits, "_value", logits))
    ids = checks.ids("ids", ids, v, (b, n))
    asked = checks.asked("asked", asked, (b, n))
    log_p = log_softmax(logits[:, :-1])
    said = np.take_along_axis(log_p, ids[:, 1:, None], -1)[..., 0]  # (b, n - 1)
    return -said[asked[:, 1:]].mean()


def _turns(turns, template):
    """Pairs of known roles and texts."""
    if not isinstance(template, Template):
        raise ValueError(f"template must be a Template, got {template!r:.60}")
    turns = list(checks.iterable("turns", turns))
    for k, turn in enumerate(turns):
        if not isinstance(turn, tuple | list) or len(turn) != 2:
            raise ValueError(f"turns[{k}] must be a pair (role, words), got {turn!r}")
        checks.text(f"turns[{k}]", turn[0])
        if turn[0] not in template.before:
            known = ", ".join(template.before)
            raise ValueError(f"turns[{k}] must be of one of {known}, got {turn[0]!r}")
        checks.text(f"turns[{k}]", turn[1])
    return turns
