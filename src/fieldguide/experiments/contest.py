"""Three ways to learn from the keeper's log with equal effort, and what came of them.

BERT's way asks for hidden words. ELECTRA's asks of every word whether it was replaced.
The third is ELECTRA's, but takes the judge's loss at the chosen places only.

`python -m fieldguide.experiments.contest > runs.csv` tries eight beginnings, and four of them with
four times the steps; it takes a quarter of an hour. The notebook shows that table.
"""

import numpy as np
from autograd import grad

from .. import harbor
from ..harbor import logbook
from ..mechanisms.attention.attention import softmax
from ..mechanisms.networks.transformer import relu
from ..mechanisms.objectives import detection
from ..training.descent import minibatches, train
from ..training.parameters import leaves, rebuild

WIDE, NARROW = 32, 8  # widths of the network that is kept, and of the small generator
HEADS = 1, 4  # of generator and discriminator
HIDDEN = 0.3  # share of the words: with 15%, one line in five would lose none
BATCH, RATE = 32, 0.005  # lines in a batch, step size of Adam
STEPS = 400  # of ELECTRA
SHAPE = {
    "vocab_size": len(harbor.vocabulary()),
    "positions": 12,
    "e": WIDE,
    "layers": 1,
}
WAYS = "BERT", "ELECTRA", "chosen only"


def texts():
    """Lines to learn from and 200 to try on, none of which is among the first."""
    lines, _ = logbook.write(4000, np.random.default_rng(1))
    new, _ = logbook.write(200, np.random.default_rng(2))
    seen = (lines[:, None] == new).all(-1).any(1)
    return lines[~seen], new


def new_bert(rng):
    """ELECTRA's generator at full width, alone: tables and generator."""
    p = detection.new_electra(rng, **SHAPE, widths=(WIDE, WIDE))
    return {part: p[part] for part in ("tables", "generator")}


def new_electra(rng):
    """A small generator and a discriminator as wide as BERT's network."""
    return detection.new_electra(rng, **SHAPE, widths=(NARROW, WIDE))


def bert_loss(p, lines, rng):
    """How badly hidden words are found."""
    special = harbor.is_special(lines)
    return detection.masked_lm_step(
        lines,
        ~special,
        p,
        rng,
        mask_id=harbor.MASK,
        heads=HEADS[1],
        rate=HIDDEN,
        activation=relu,
    )[0]


def electra_step(p, lines, rng):
    """ELECTRA's step on lines of the log."""
    special = harbor.is_special(lines)
    return detection.electra_step(
        lines,
        ~special,
        p,
        rng,
        mask_id=harbor.MASK,
        heads=HEADS,
        rate=HIDDEN,
        activation=relu,
    )


def electra_loss(p, lines, rng):
    """The generator's loss, plus 50 times the judge's over every token."""
    step = electra_step(p, lines, rng)
    return step.mlm + detection.DISC_WEIGHT * step.disc


def chosen_only_loss(p, lines, rng):
    """The same, but the judge is asked about the chosen places only."""
    step = electra_step(p, lines, rng)
    disc = detection.detection_loss(step.scores, step.replaced, counted=step.chosen)
    return step.mlm + detection.DISC_WEIGHT * disc


def pulls(p, lines, loss):
    """Length of the gradient of one loss, "mlm" or "disc", by each part of the parameters."""

    def value(arrays):
        p_now = rebuild(p, arrays)
        return getattr(electra_step(p_now, lines, np.random.default_rng(1)), loss)

    slopes = rebuild(p, grad(value)(leaves(p)))
    return {
        part: sum((g**2).sum() for g in leaves(slope)) ** 0.5
        for part, slope in slopes.items()
    }


def expect(p, ids, place):
    """What the network that fills in expects at one hidden place of one line.

    Parameters
    ----------
    p : dict
        As `teach` returns it for BERT.
    ids : int array, shape (n,)
        The line, hidden words as `harbor.MASK`.
    place : int

    Returns
    -------
    array, shape (v,)
        Probabilities.
    """
    net = p["generator"]
    hidden = detection.encode(ids, p["tables"], net, heads=HEADS[1], activation=relu)
    return softmax(
        detection.token_scores(hidden[place], p["tables"], net["head"], activation=relu)
    )


def judge_again(p, step):
    """The judge's loss on a text that another generator has written.

    Parameters
    ----------
    p : dict
        Whose judge reads.
    step : result of `electra_step`
        What was written, and what of it is replaced.

    Returns
    -------
    float
        In nats a token.
    """
    net = p["discriminator"]
    hidden = detection.encode(
        step.corrupted, p["tables"], net, heads=HEADS[1], activation=relu
    )
    scores = detection.replaced_scores(hidden, net["head"], activation=relu)
    return detection.detection_loss(scores, step.replaced)


def effort(way):
    """Multiply-adds of one forward pass over one line, heads included."""
    n, v = 12, len(harbor.vocabulary())
    asked = HIDDEN * (n - 2)
    if way == "BERT":
        return detection.multiply_adds(
            n=n, e=WIDE, d=WIDE, layers=1, predicted=asked, vocab_size=v
        )
    small = detection.multiply_adds(
        n=n, e=WIDE, d=NARROW, layers=1, predicted=asked, vocab_size=v
    )
    return small + detection.multiply_adds(n=n, e=WIDE, d=WIDE, layers=1)


def steps(way, budget=STEPS):
    """The steps that cost as many multiply-adds as `budget` steps of ELECTRA."""
    return round(budget * effort("ELECTRA") / effort(way))


def teach(way, lines, rng, budget=STEPS, watch=None, every=20):
    """Train one way from a new beginning; see `descent.train` for what it returns."""
    start, loss = {
        "BERT": (new_bert, bert_loss),
        "ELECTRA": (new_electra, electra_loss),
        "chosen only": (new_electra, chosen_only_loss),
    }[way]
    batches = minibatches(lines, rng, size=BATCH, steps=steps(way, budget))
    return train(
        lambda p, batch: loss(p, batch, rng),
        start(rng),
        batches,
        step_size=RATE,
        watch=watch,
        every=every,
    )


def read(p, lines):
    """What the network that is kept makes of each line: the mean vector of its tokens."""
    net = p.get("discriminator", p["generator"])
    hidden = detection.encode(lines, p["tables"], net, heads=HEADS[1], activation=relu)
    return hidden[:, 1:].mean(1)  # (lines, 32)


def probe(vectors, labels, few, rng, times=30):
    """How many lines a simple rule gets right that has seen `few` labeled ones a class.

    The rule is linear (ridge regression on standardized vectors); the network stays as it
    is. All lines without a label are tried.

    Parameters
    ----------
    vectors : array, shape (lines, d)
    labels : int array, shape (lines,)
        Classes 0, 1, ...
    few : int
        Labeled lines of each class.
    rng : numpy.random.Generator
        Draws which lines those are, anew each time.
    times : int

    Returns
    -------
    array, shape (times,)
        Shares of lines that are right.
    """
    classes, right = np.eye(labels.max() + 1), np.empty(times)
    for k in range(times):
        order = rng.permutation(len(labels))
        known = np.concatenate([order[labels[order] == c][:few] for c in set(labels)])
        x = (vectors - vectors[known].mean(0)) / (vectors[known].std(0) + 1e-6)
        a, wanted = x[known], classes[labels[known]] - 1 / len(classes)
        rule = np.linalg.solve(
            a.T @ a + 0.1 * len(a) * np.eye(a.shape[1]), a.T @ wanted
        )
        new = np.setdiff1d(order, known)
        right[k] = np.mean((x[new] @ rule).argmax(1) == labels[new])
    return right


def examine(p, rng):
    """Two questions to a network: what is a line about, and has it been spoiled?"""
    lines, work = logbook.write(800, np.random.default_rng(3))  # the same for all
    spoiled, wrong = logbook.spoil(lines, work, np.random.default_rng(4))
    return {
        "which work": probe(read(p, lines), work, 4, rng).mean(),
        "spoiled or not": probe(read(p, spoiled), 1 * wrong, 32, rng).mean(),
    }


def main(beginnings={STEPS: range(8), 4 * STEPS: range(4)}):  # noqa: B006
    """Print a table of runs: steps of ELECTRA, way, beginning, question, share right."""
    lines, _ = texts()
    print("budget,way,beginning,question,right")
    for budget, tried in beginnings.items():
        for beginning in tried:
            for way in WAYS if budget > STEPS else ("untrained", *WAYS):
                rng = np.random.default_rng(beginning)
                untrained = way == "untrained"
                p = new_bert(rng) if untrained else teach(way, lines, rng, budget)[0]
                for question, right in examine(p, np.random.default_rng(5)).items():
                    print(
                        f"{budget},{way},{beginning},{question},{right:.4f}", flush=True
                    )


if __name__ == "__main__":
    main()
