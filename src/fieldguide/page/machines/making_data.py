"""The machine of *Making data out of a model*: Alpaca's loop."""

import numpy as np

from ...mechanisms.measures.overlap import rouge_l, rouge_words
from ...mechanisms.objectives import bootstrap
from .drawing import Machine


def alpaca_run(seeds, written, number=3, seed=1):
    """One round: what is shown, what came back, and how like the pool each of it is.

    Parameters
    ----------
    seeds : list of triples of str
        (instruction, input, output), that people wrote.
    written : list of triples of str
        What the teacher writes behind the request.
    number : int
        Tasks that are shown.
    """
    rng = np.random.default_rng(seed)
    shown = bootstrap.choose_shown(seeds, [], rng, from_people=number, from_machine=0)
    request = bootstrap.request_text(shown)
    reply = bootstrap.request_text([*shown, *written])[len(request) :]
    tasks = bootstrap.read_tasks(reply, shown=number)
    new, pool = ([rouge_words(task[0]) for task in some] for some in (tasks, seeds))
    alike = np.array([[rouge_l(old, one).f for old in pool] for one in new])
    kept, reasons = bootstrap.sift(
        [task[0] for task in tasks],
        [task[0] for task in seeds],
        lambda one, two: rouge_l(rouge_words(one), rouge_words(two)).f,
    )
    return {
        "shown": np.array(shown), "reply": reply,
        "tasks": np.array(tasks), "alike": alike, "kept": np.array(kept),
        "reasons": reasons,
    }  # fmt: skip


def alpaca(seeds, written, **sizes):
    """Draw Alpaca's loop: show, let write, read, sift, and tune a student in the end."""
    r = alpaca_run(seeds, written, **sizes)
    m = Machine("Alpaca: a teacher writes, a filter sifts", 520)
    m.box("seeds", 76, 14, "data", text="tasks of people")
    m.box("show", 76, 70, "fixed", text="show some", wide=90).wire("seeds", "show")
    m.box("teacher", 76, 160, "frozen", text="text-davinci-003", wide=120)
    m.wire("show", "teacher", "shown", r["shown"])
    m.box("read", 76, 240, "fixed", text="read the tasks", wide=110)
    m.wire("teacher", "read")
    m.box("compare", 135, 326, "fixed", text="ROUGE-L with all", wide=124)
    m.wire("read", "compare", "tasks", r["tasks"], into=-20, bend=280, at=(76, 266))
    m.box("pool", 210, 240, "data", text="the pool so far", said="the pool")
    m.wire("seeds", "pool", bend=40)
    m.wire("pool", "compare", into=40, bend=280)
    m.box("keep", 135, 424, "fixed", text="keep what is new", wide=124)
    m.wire("compare", "keep", "alike", r["alike"], cells={}, at=(135, 376))
    m.box("student", 135, 502, text="LLaMA, tuned", wide=110)
    m.wire("keep", "student", "kept", r["kept"])
    dropped = sum(r["reasons"].values())
    return m.picture(
        f"A row of the cells is a new instruction, a column one of the pool; the stronger the "
        f"color, the more alike. Dropped here: {dropped} of {len(r['tasks'])}. What is kept joins the "
        "pool."
    )
