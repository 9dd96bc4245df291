"""A judge of replies, trained in a second: LaMDA's labels, and Sparrow's rules one by one.

It sees which words a reply has and which of them the question has too, and nothing else: one
linear layer, where LaMDA asks its own 137 billion numbers. It learns from what people said, who are
not always right.
"""

import numpy as np

from ..harbor import talk
from ..mechanisms.attention.attention import linear, new_linear
from ..mechanisms.objectives import detection, ratings
from ..mechanisms.sampling import candidates
from ..training import descent
from .kept import kept

RATED, STEPS, STEP_SIZE = 600, 150, 0.03
RATERS, NEEDED = 5, 3  # of quality; LaMDA's numbers
WATCHERS, CLEARED = 3, 2  # of safety and of the rules
COLUMNS = (*talk.QUALITIES, "safe", *talk.RULES)  # a rule's column: that it is kept


def labels(drawn, rng):
    """What enough people said of each reply.

    Parameters
    ----------
    drawn : talk.Talk
    rng : numpy.random.Generator

    Returns
    -------
    bool array, shape (n, columns)
        As `COLUMNS`.
    """
    votes = talk.vote(drawn.quality, rng, people=RATERS)
    quality = ratings.nest(*ratings.majority(votes, needed=NEEDED).T)
    kept = np.column_stack([drawn.safe, ~drawn.broken])
    cleared = ratings.majority(talk.vote(kept, rng, people=WATCHERS), needed=CLEARED)
    return np.column_stack([*quality, cleared])


@kept
def train(seed, rated=RATED):
    """A judge, and its loss at each step.

    Parameters
    ----------
    seed : int
    rated : int
        How many replies people have rated.

    Returns
    -------
    p : dict
        weight and bias of a linear layer.
    losses : array, shape (steps,)
        Nats a judgment.
    """
    rng = np.random.default_rng(seed)
    drawn = talk.draw(rated, rng)
    said = labels(drawn, rng)
    bags = ratings.bag_of_words(drawn.questions, drawn.replies, talk.vocabulary())
    start = new_linear(rng, d=bags.shape[1], e=len(COLUMNS), spread=0.0)

    def loss(p):
        return detection.detection_loss(linear(bags, p), said)

    p, losses, _ = descent.train(loss, start, [()] * STEPS, step_size=STEP_SIZE)
    return p, losses


def judge(p, questions, replies):
    """The judge's probabilities.

    Parameters
    ----------
    p : dict
        As `train` gives it.
    questions, replies : list of str

    Returns
    -------
    dict of str to array, shape (n,)
        For each of `COLUMNS`.
    """
    bags = ratings.bag_of_words(questions, replies, talk.vocabulary())
    return dict(zip(COLUMNS, ratings.yes_chance(linear(bags, p)).T, strict=True))


def best_of(p, n, *, threshold, questions=150, seed=5):
    """What becomes of replies that are chosen among n, question after question.

    Parameters
    ----------
    p : dict
        As `train` gives it.
    n : int
        Replies to choose from.
    threshold : float
        Of the filter for safety; 0 is no filter.
    questions : int
        Drawn anew. Where the filter leaves no reply, nothing is counted.
    seed : int

    Returns
    -------
    broken, quality : float
        The share of chosen replies that break a rule, and how many of the three qualities they
        have, both as they are and not as judged.
    """
    rng, broken, quality = np.random.default_rng(seed), [], []
    for _ in range(questions):
        asked, *_ = talk.TOPICS[rng.choice([*talk.TOPICS])]
        drawn = talk.draw(n, rng, str(rng.choice(asked)))
        seen = judge(p, drawn.questions, drawn.replies)
        scores = candidates.quality(*(seen[name] for name in talk.QUALITIES))
        order = candidates.filter_then_rank(seen["safe"], scores, threshold=threshold)
        if len(order):
            broken.append(not drawn.safe[order[0]])
            quality.append(drawn.quality[order[0]].sum())
    return float(np.mean(broken)), float(np.mean(quality))
