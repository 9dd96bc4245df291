"""Instructions out of a few instructions: show some, let a model write more, keep the new.

Self-Instruct (Wang et al. 2022, arXiv:2212.10560) grows a pool from 175 tasks that people
wrote. Alpaca's script is a shorter form of it.
"""

import re
import string
from collections import Counter

from ... import checks

PEOPLE, MACHINE = 6, 2  # tasks of either kind that a request shows, sec. 2.2
FEWEST_WORDS, MOST_WORDS = 4, 150
MOST_ALIKE = 0.7  # ROUGE-L to any other, sec. 2.2
NOT_FOR_TEXT = (
    "image", "images", "graph", "graphs", "picture", "pictures", "file", "files", "map",
    "maps", "draw", "plot", "go to", "video", "audio", "music", "flowchart", "diagram",
)  # fmt: skip


def choose_shown(people, machine, rng, *, from_people=PEOPLE, from_machine=MACHINE):
    """Draw the tasks that a request shows: some of people's, some that came back before.

    As long as the machine has too few, people's take their places. Alpaca shows three of
    people's and none of its own: from_people=3, from_machine=0.

    Parameters
    ----------
    people, machine : list
        Tasks.
    rng : numpy.random.Generator
    from_people, from_machine : int

    Returns
    -------
    list
        from_people + from_machine tasks, none twice, in any order.

    Raises
    ------
    ValueError
        If people have written too few.

    References
    ----------
    Wang et al. 2022, section 2.2; yizhongw/self-instruct@10dd06e, bootstrap_instructions.py,
    main. tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py: "only sampling from the
    seed tasks", and num_prompt_instructions = 3.
    """
    people = list(checks.iterable("people", people))
    machine = list(checks.iterable("machine", machine))
    rng = checks.rng(rng)
    wanted = checks.count("from_people", from_people, least=0)
    wanted += checks.count("from_machine", from_machine, least=0)
    own = min(from_machine, len(machine))
    wanted -= own
    if wanted > len(people):
        raise ValueError(f"people must have {wanted} tasks or more, got {len(people)}")
    shown = [people[k] for k in rng.permutation(len(people))[:wanted]]
    shown += [machine[k] for k in rng.permutation(len(machine))[:own]]
    return [shown[k] for k in rng.permutation(len(shown))]


def request_text(tasks):
    """The list that a model is to go on with, and the number of the next task.

    Parameters
    ----------
    tasks : list of triples of str
        (instruction, input, output); an empty input is written <noinput>.

    Returns
    -------
    str
        Without the sentences that stand in front of the list (Alpaca's prompt.txt).

    Raises
    ------
    ValueError
        If there is no task, or it is no triple of texts.

    References
    ----------
    tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py, encode_prompt.
    """
    parts, k = [], 0
    for k, task in enumerate(checks.iterable("tasks", tasks), 1):
        task = list(checks.texts(f"tasks[{k - 1}]", task))
        if len(task) != 3:
            raise ValueError(f"tasks[{k - 1}] must be three texts, got {len(task)}")
        instruction, given, output = task
        instruction = " ".join(instruction.split()).rstrip(":")
        parts.append(
            f"###\n{k}. Instruction: {instruction}\n{k}. Input:\n{given or '<noinput>'}\n"
            f"{k}. Output:\n{output}\n"
        )
    if not k:
        raise ValueError("tasks must hold a task or more, got none")
    return "".join(parts) + f"###\n{k + 1}. Instruction:"


def read_tasks(written, *, shown, cut=False):
    """Take the tasks out of what a model wrote behind `request_text`.

    Parameters
    ----------
    written : str
    shown : int
        How many tasks the request had: the first one here is the next.
    cut : bool
        Whether the model was stopped at the longest length: then the last task is dropped.

    Returns
    -------
    list of triples of str
        (instruction, input, output). What lacks a part, or has a wrong number, is left out.

    Raises
    ------
    ValueError
        If `written` is no text.

    References
    ----------
    tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py, post_process_gpt3_response.
    """
    shown, cut = checks.count("shown", shown, least=0), checks.flag("cut", cut)
    pieces = checks.text("written", written).split("###")
    pieces[0] = f"{shown + 1}. Instruction:{pieces[0]}"
    if cut:
        pieces.pop()
    tasks = []
    for number, piece in enumerate(pieces, shown + 1):
        parts = re.split(rf"{number}\.\s+(?:Instruction|Input|Output):", piece)
        if len(parts) == 4:
            instruction, given, output = (part.strip() for part in parts[1:])
            given = "" if given.lower() == "<noinput>" else given
            tasks.append((instruction, given, output))
    return tasks


def why_refused(instruction):
    """What is wrong with an instruction, read by itself; None if nothing is.

    Parameters
    ----------
    instruction : str

    Returns
    -------
    str or None
        The first reason that holds.

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    tatsu-lab/stanford_alpaca@761dc5b, generate_instruction.py, whose list of words is
    Self-Instruct's and six more; the words are found in any case, whole.
    """
    words = checks.text("instruction", instruction).split()
    if len(words) < FEWEST_WORDS:
        return "too short"
    if len(words) > MOST_WORDS:
        return "too long"
    if re.search(rf"\b({'|'.join(NOT_FOR_TEXT)})\b", instruction, re.IGNORECASE):
        return "not for text"
    if instruction.startswith("Write a program"):
        return "a program"
    if instruction[0] in string.punctuation:
        return "begins with a sign"
    if not instruction[0].isascii():
        return "begins with another alphabet"
    return None


def sift(candidates, pool, alike, *, most_alike=MOST_ALIKE, refuse=why_refused):
    """Keep the instructions that are sound and new, one after the other.

    Parameters
    ----------
    candidates, pool : list
        New instructions, and all that there are; people's among them. Not modified.
    alike : function
        How alike two of them are, in [0, 1]: `measures.overlap.rouge_l`, its f.
    most_alike : float
        One that is more alike than this to any of the pool, or to one that has just been
        kept, is dropped.
    refuse : function
        `why_refused` or its like.

    Returns
    -------
    kept : list
    reasons : dict of str to int
        How many were dropped, and why.

    Raises
    ------
    ValueError
        If `most_alike` is no share.

    References
    ----------
    Wang et al. 2022, section 2.2, "only if its ROUGE-L similarity with any existing task is
    less than 0.7"; both scripts keep what is at 0.7 exactly, as here.
    """
    pool = list(checks.iterable("pool", pool))
    most_alike = checks.rate("most_alike", most_alike)
    alike, refuse = checks.function("alike", alike), checks.function("refuse", refuse)
    kept, reasons = [], Counter()
    for candidate in checks.iterable("candidates", candidates):
        why = refuse(candidate)
        if why is None and any(alike(other, candidate) > most_alike for other in pool):
            why = "too much like another"
        if why is None:
            kept.append(candidate)
            pool.append(candidate)
        else:
            reasons[why] += 1
    return kept, dict(reasons)
