"""The machines of *Text that is also science*: Galactica's citation, Minerva's vote."""

import numpy as np

from ...mechanisms.measures import answers
from ...mechanisms.networks import transformer
from ...mechanisms.tokens.science import cited, split_science
from .drawing import Machine

SPREAD = 0.6  # of random weights


def _read(pieces, d, seed):
    """Pieces through the tables of a small decoder."""
    known = sorted(set(pieces))
    ids = np.array([known.index(piece) for piece in pieces])
    p = transformer.new_model(
        np.random.default_rng(seed), vocab_size=len(known), positions=len(ids), d=d,
        layers=1, spread=SPREAD,
    )  # fmt: skip
    return transformer.embed(ids, p)


def galactica_run(text, written, known, d=8, seed=3):
    """A text is cut, read and completed; each completion is looked up.

    Parameters
    ----------
    text : str
        With [START_REF] at its end.
    written : list of str
        Completions, with [END_REF].
    known : list of str
        What can be cited.
    """
    pieces = split_science(text)
    names = [cited(text + completion)[-1] for completion in written]
    spelled = split_science(text + written[0])[len(pieces) - 1 :]
    return {
        "pieces": pieces, "x": _read(pieces, d, seed), "names": names,
        "citation": _read(spelled, d, seed), "spelled": spelled,
        "exists": np.array([[name in known] for name in names]),
    }  # fmt: skip


def galactica(text, written, known, **sizes):
    """Draw Galactica: a citation is a completion, and nobody looks up whether it exists."""
    r = galactica_run(text, written, known, **sizes)
    m = Machine("Galactica cites", 470)
    m.box("text", 135, 14, "data", text="... " + "".join(r["pieces"][-4:]).strip())
    m.box("cut", 135, 66, "fixed", text="cut", wide=60)
    m.wire("text", "cut")
    m.box("decoder", 135, 190, wide=90, times=2)
    m.wire("cut", "decoder", "x", r["x"], cells={}, at=(135, 126), side="right")
    m.box("write", 135, 308, "fixed", text="write on, to [END_REF]", wide=140)
    m.wire("decoder", "write", "citation", r["citation"], cells={}, at=(135, 252))
    m.box("lookup", 135, 404, "fixed", text="is there such a note?", wide=136)
    m.wire("write", "lookup", "exists", r["exists"], cells={"size": 6}, at=(135, 358))
    m.box(
        "out", 135, 448, "data", text=f"{r['exists'].sum()} of {len(r['names'])} exist"
    )
    m.wire("lookup", "out")
    return m.picture(
        f"The name is spelled in {len(r['spelled'])} tokens. Of {len(r['names'])} completions "
        f"{r['exists'].sum()} name a note; the last step is ours, the model has none."
    )


def minerva_run(problem, solutions, d=8, seed=3):
    """A problem is read and solved several times; the answers are made alike and counted.

    Parameters
    ----------
    problem : str
    solutions : list of str
        Each ends in the sentence that `answers.final_answer` looks for, or in none.
    """
    found = [answers.final_answer(s) for s in solutions]
    normal = [None if a is None else answers.normalize_answer(a) for a in found]
    each = [*dict.fromkeys(a for a in normal if a is not None)]
    return {
        "x": _read(split_science(problem), d, seed), "found": found, "each": each,
        "votes": np.array([[normal.count(a)] for a in each]),
        "winner": answers.most_votes(normal),
    }  # fmt: skip


def minerva(problem, solutions, **sizes):
    """Draw Minerva: many solutions, one form for their answers, a vote."""
    r = minerva_run(problem, solutions, **sizes)
    m = Machine("Minerva votes", 500)
    m.box("problem", 135, 14, "data", text=problem)
    m.box("decoder", 135, 144, wide=90, times=2)
    m.wire("problem", "decoder", "x", r["x"], cells={}, at=(135, 80), side="right")
    m.box("draw", 135, 210, "fixed", text=f"draw {len(solutions)} solutions", wide=130)
    m.wire("decoder", "draw")
    m.box("find", 135, 262, "fixed", text="find each final answer", wide=140)
    m.wire("draw", "find")
    m.box("normalize", 135, 314, "fixed", text="bring them into one form", wide=150)
    m.wire("find", "normalize")
    m.box("vote", 135, 420, "fixed", text="the most frequent one", wide=136)
    m.wire("normalize", "vote", "votes", r["votes"], cells={"size": 6}, at=(135, 368))
    m.box("out", 135, 470, "data", text=r["winner"])
    m.wire("vote", "out")
    none = sum(a is None for a in r["found"])
    shares = ", ".join(
        f"{a} has {n}" for a, (n,) in zip(r["each"], r["votes"], strict=True)
    )
    return m.picture(
        f"Of {len(solutions)} solutions {none} came to no answer and {'has' if none == 1 else 'have'} "
        f"no vote. {shares[0].upper() + shares[1:]}. Nobody looks at how an answer was found."
    )
