"""What the front page shows besides its prose and the gallery: a word to guess, how to cite."""

import html
import re

import matplotlib.pyplot as plt
import numpy as np

from .. import data, harbor
from ..experiments import contest
from ..mechanisms.attention.attention import softmax
from ..mechanisms.measures import compute
from ..mechanisms.networks.transformer import relu
from ..mechanisms.objectives import detection
from ..page import figures
from ..page.explore import explore
from ..page.predict import predict
from ..training.descent import minibatches, train
from .gallery import Html

LINE = "the cat smells the crust by the oven at noon".split()
HIDDEN = 4  # which of its words is asked for
OTHERS = 1, 2, 7  # and which one may hide besides
STEPS = 400  # two seconds of training
LOOKS = 100  # steps from look to look
OPTIONS = {
    "fish": "A cat would think of it. But here cats steal fish, on the quay, and nobody ever smelled one.",
    "bread": "By the oven that is a good guess. In the log bread is baked, bought and sold, and never smelled.",
    "crust": "It has no nose. In the lines that it has read, what is smelled is always the crust.",
}


def hidden_word():
    """A line with a word hidden, for the visitor to guess what a small network says.

    The network is an encoder of one layer that learns BERT's task, on this page, from lines of
    the harbor's log.

    Returns
    -------
    predict.Prediction
    """
    lines, _ = contest.texts()
    rng = np.random.default_rng(0)
    looks = train(
        lambda p, batch: contest.bert_loss(p, batch, rng),
        contest.new_bert(rng),
        minibatches(lines, rng, size=contest.BATCH, steps=STEPS),
        step_size=contest.RATE,
        watch=lambda p: {k: guesses(p, k) for k in (HIDDEN, *OTHERS)},
        every=LOOKS,
    )[2]
    seen = {step: told for step, told in looks if told}

    def what_it_says(hidden, steps):
        """Hide another word, or let it learn less"""
        at = LINE.index(hidden)
        return bars(seen[steps][at], at, steps)

    shown = explore(
        what_it_says,
        labels={"steps": "steps of training"},
        hidden=[LINE[k] for k in (HIDDEN, *OTHERS)],
        steps=[STEPS, *(step for step in seen if step < STEPS)],
    )
    line = " ".join("___" if k == HIDDEN else w for k, w in enumerate(LINE))
    return predict(
        f"One word is hidden: *{line}*. A small network has learned to fill such gaps from "
        f"{len(lines):,} lines of a harbor town's log. Which word does it put there?",
        max(seen[STEPS][HIDDEN], key=seen[STEPS][HIDDEN].get),
        OPTIONS,
        shows=shown,
    )


def guesses(p, hidden):
    """What a network makes of `LINE` with one word hidden: the five likeliest, word -> share."""
    ids = np.array(harbor.encode(f"[CLS] {' '.join(LINE)} [SEP]"))
    ids[hidden + 1] = harbor.MASK
    net, how = p["generator"], {"activation": relu}
    read = detection.encode(ids, p["tables"], net, heads=contest.HEADS[1], **how)
    scores = detection.token_scores(read[[hidden + 1]], p["tables"], net["head"], **how)
    shares = softmax(scores)[0]
    best = np.argsort(-shares)[:5]
    return dict(zip(harbor.decode(best), shares[best].tolist(), strict=True))


def bars(shares, hidden, steps):
    """The guesses as bars, the word that stood there in another color and with a sign."""
    fig, ax = plt.subplots(figsize=(4.0, 2.1))
    words, right = list(shares), LINE[hidden]
    color = [figures.COLORS["green" if w == right else "blue"] for w in words]
    ax.barh(words, shares.values(), color=color)
    for k, (word, share) in enumerate(shares.items()):
        sign = " ✓" if word == right else ""
        ax.text(share + 0.01, k, f"{share:.0%}{sign}", va="center")
    ax.set(xlim=(0, 1.16), xticks=[], ylim=(len(words) - 0.4, -0.6))
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    line = " ".join("___" if k == hidden else w for k, w in enumerate(LINE))
    told = ", ".join(f"{word} {share:.0%}" for word, share in shares.items())
    ax.set_title(line, fontsize=9.5)
    return figures.picture(
        ax, f"After {steps} steps, for {line}: {told}. There stood {right}."
    )


# --- a result that surprises ----------------------------------------------------------


def how_much_faster():
    """ALBERT has a twentieth of BERT's numbers: asked first, then shown.

    Returns
    -------
    predict.Prediction
    """
    work = albert_of_bert()["work for a word"]
    return predict(
        "How much faster does ALBERT (large) read a text than BERT (large)?",
        "not at all" if round(work, 2) == 1 else "somewhat",
        {
            "twenty times": "It has about a twentieth of the numbers to store, but storing is not reading.",
            "somewhat": "Its layers do the same multiplications, one for one.",
            "not at all": "Each word costs about as many multiplications in both.",
        },
        shows=smaller_is_not_faster(),
    )


def albert_of_bert(length=128):
    """What ALBERT (large) stores, and what a word costs it, as shares of BERT (large).

    Parameters
    ----------
    length : int
        Tokens of a text; attention's share of the work grows with it.

    Returns
    -------
    dict
        "numbers to store" and "work for a word".
    """
    size, work = {}, {}
    for system in ("bert", "albert"):
        told = {
            q: int(data.fact(f"{system}@large.{q}").number)
            for q in ("parameters_counted", "layers", "hidden_size")
        }
        size[system], width = told["parameters_counted"], told["hidden_size"]
        work[system] = compute.forward_compute(
            n=length, layers=told["layers"], width=width
        )
    narrow = int(data.fact("albert@large.embedding_size").number)
    work["albert"] += 2 * length * narrow * width  # the narrow rows are widened
    return {
        "numbers to store": size["albert"] / size["bert"],
        "work for a word": work["albert"] / work["bert"],
    }


def smaller_is_not_faster():
    """BERT and ALBERT of one shape: the numbers that they store, the work that a word costs."""
    shares = albert_of_bert()
    fig, ax = plt.subplots(figsize=(4.0, 1.7))
    for k, share in enumerate(shares.values()):
        ax.barh(k - 0.18, 1, 0.3, color=figures.COLORS["line"])
        ax.barh(k + 0.18, share, 0.3, color=figures.COLORS["blue"], hatch="//")
        ax.text(1.01, k - 0.18, "BERT (large)", va="center", fontsize=9.5)
        said = f"ALBERT (large), {share:.0%}"
        ax.text(share + 0.01, k + 0.18, said, va="center", fontsize=9.5)
    ax.set(xlim=(0, 2.2), xticks=[], ylim=(1.5, -0.5))
    ax.set_yticks([0, 1], shares)
    ax.tick_params(length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    told = ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
    return figures.picture(ax, f"ALBERT (large) as a share of BERT (large): {told}.")


# --- who made it ----------------------------------------------------------------------


def how_to_cite(root=data.ROOT):
    """Who made the book, its version and license, and an entry for a bibliography."""
    lines = (root / "CITATION.cff").read_text("utf-8")
    field = {
        name: re.search(rf"^(?:  - )?{name}: (.*)$", lines, re.MULTILINE)[1]
        for name in ("title", "name", "version", "date-released", "license")
    }
    year = field["date-released"][:4]
    entry = (
        f"@book{{fieldguide,\n  author = {{{{{field['name']}}}}},\n"
        f"  title = {{{field['title']}}},\n  year = {{{year}}},\n"
        f"  note = {{Version {field['version']}}}\n}}"
    )
    return Html(
        f"<p>{html.escape(field['name'])}: <em>{html.escape(field['title'])}</em>, version "
        f"{field['version']} of {data.say(field['date-released'], np.nan, '', 'stated')}.</p>"
        f'<details><summary>For a bibliography (BibTeX)</summary><pre tabindex="0">'
        f"{html.escape(entry)}</pre></details>"
    )
