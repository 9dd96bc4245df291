"""What a pre-trained encoder is worth: two questions about the log, with few labels and many.

A small BERT has filled gaps in the keeper's log (`contest`). It is then fine-tuned, [CLS] to
class, to say which of four kinds of work a line is about, or whether it was spoiled. Beside
it the same network learns from nothing, and one that is pre-trained stays as it is but for
its head.

`python -m fieldguide.experiments.finetune > runs.csv` tries eight beginnings, in about five
minutes. The notebook shows that table.
"""

import numpy as np

from ..harbor import logbook
from ..mechanisms.networks.transformer import relu
from ..mechanisms.objectives import detection
from ..mechanisms.objectives.finetuning import class_scores, new_classifier
from ..training.descent import minibatches, train
from ..training.losses import cross_entropy
from . import contest

QUESTIONS = {"which work": 4, "spoiled or not": 2}  # and how many answers there are
WAYS = "from nothing", "frozen", "fine-tuned"
LABELED = 8, 32, 128, 512, 2000  # lines with an answer
STEPS, BATCH, RATE = 200, 32, 0.002
NEW = 800  # lines to try on


def labeled(question, days, rng):
    """Lines of the log with the answers to a question: ids (days, 12), and int (days,)."""
    lines, work = logbook.write(days, rng)
    if question == "which work":
        return lines, work
    spoiled, wrong = logbook.spoil(lines, work, rng)
    return spoiled, wrong.astype(int)


def encode(p, lines):
    """The encoder's vectors of all tokens, [CLS] first."""
    return detection.encode(
        lines, p["tables"], p["net"], heads=contest.HEADS[1], activation=relu
    )


def new_start(pretrained, rng, classes):
    """A network to be fine-tuned: tables and net as they are, and a new head."""
    return {
        "tables": pretrained["tables"],
        "net": {"blocks": pretrained["generator"]["blocks"]},
        "head": new_classifier(rng, d=contest.WIDE, classes=classes),
    }


def loss(p, lines, answers):
    """How surprised the classifier is by the right answers, in nats a line."""
    return cross_entropy(class_scores(encode(p, lines), p["head"]), answers)


def head_loss(head, first, answers):
    """The same from vectors of [CLS] that stay as they are: only the head learns."""
    return cross_entropy(class_scores(first, head), answers)


def tune(way, pretrained, lines, answers, rng, classes, steps=STEPS):
    """Train one way on labeled lines: the network afterwards, and the losses of its batches.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    pretrained : dict
        tables and generator, from `contest.teach`. Not modified.
    lines, answers : int arrays, shape (m, 12) and (m,)
    rng : numpy.random.Generator
    classes : int
    steps : int
        Of Adam, a batch of at most 32 lines each.
    """
    p = new_start(
        contest.new_bert(rng) if way == "from nothing" else pretrained, rng, classes
    )
    order = minibatches(
        np.arange(len(lines)), rng, size=min(BATCH, len(lines)), steps=steps
    )
    if way == "frozen":
        first = encode(p, lines)[:, :1]
        head, losses, _ = train(
            head_loss,
            p["head"],
            ((first[k], answers[k]) for (k,) in order),
            step_size=RATE,
        )
        return p | {"head": head}, losses
    p, losses, _ = train(
        loss, p, ((lines[k], answers[k]) for (k,) in order), step_size=RATE
    )
    return p, losses


def right(p, lines, answers):
    """The share of lines that are answered right."""
    return np.mean(class_scores(encode(p, lines), p["head"]).argmax(-1) == answers)


def main(beginnings=range(8), sizes=LABELED):
    """Print a table of runs: question, labeled lines, way, beginning, share right."""
    lines, _ = contest.texts()
    print("question,labeled,way,beginning,right")
    for beginning in beginnings:
        pretrained, _, _ = contest.teach(
            "BERT", lines, np.random.default_rng(beginning)
        )
        for question, classes in QUESTIONS.items():
            new = labeled(question, NEW, np.random.default_rng(3))
            for size in sizes:
                told = labeled(question, size, np.random.default_rng(100 + beginning))
                for way in WAYS:
                    rng = np.random.default_rng(beginning)
                    p, _ = tune(way, pretrained, *told, rng, classes)
                    share = right(p, *new)
                    print(
                        f"{question},{size},{way},{beginning},{share:.4f}", flush=True
                    )


if __name__ == "__main__":
    main()
