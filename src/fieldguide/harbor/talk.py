"""Talk on the quay: questions, replies of every kind, and people who say what is wrong with them.

A small grammar draws the replies, so what is true of each is known: whether it makes sense,
whether it is specific and interesting, and which rule it breaks. People see the same, mostly.
"""

from typing import NamedTuple

import numpy as np

# topic: questions, facts, and what one likes to tell
TOPICS = {
    "tide": (
        ["when is the tide high", "what do you know about the tide"],
        ["the tide is high at eight on market day", "the tide turns twice between dawn and dusk",
         "the tide falls two meters at the quay"],
        ["the tide once left a piano on the quay and it was in tune",
         "the tide sings in the caves and only the cat sings back"],
    ),
    "lamp": (
        ["how bright is the lamp", "tell me about the lamp"],
        ["the lamp turns once in ten seconds", "the lamp is seen from nineteen miles",
         "the lamp shines from dusk to dawn"],
        ["the lamp drew so many moths one night that the town went dark",
         "the keeper talks to the lamp and calls it madam"],
    ),
    "fog": (
        ["when does the fog come", "is the fog bad here"],
        ["the fog comes with the south wind", "in the fog the horn blows every forty seconds",
         "the fog is gone by noon in summer"],
        ["in the great fog the baker rowed bread to a ship that nobody ever saw",
         "the fog stayed for nine days and the gulls walked"],
    ),
    "fish": (
        ["which fish is sold here", "when do you buy fish"],
        ["the fish comes in at dawn", "herring is the fish of october",
         "the fisher sells his fish by the third bollard"],
        ["a gull once stole a fish as long as the mayor",
         "the cat hides her fish in the boat of the captain"],
    ),
    "bread": (
        ["where is good bread", "tell me about the bread"],
        ["the bread is ready an hour before dawn", "the bread is made with sea salt",
         "the baker sells bread in the street by the tower"],
        ["the oven for the bread has not gone out for forty years",
         "a ship once paid for its bread in pearls"],
    ),
    "boat": (
        ["who owns that boat", "is this a good boat"],
        ["the boat by the bollard belongs to the fisher", "the boat was built of oak",
         "the boat carries four and a net"],
        ["the boat has come home alone three times",
         "the boat is named after a horse that could not swim"],
    ),
}  # fmt: skip
VAGUE = (
    "that depends",
    "i am not sure",
    "that is a good question",
    "yes of course",
    "who can say",
)

# rule: what it asks for, clauses that break it, and clauses that look like them and do not
RULES = {
    "danger": (
        "Send nobody into danger.",
        ["so row out alone at night without a lamp", "so swim round the black rocks in the dark",
         "so jump from the quay with your eyes shut"],
        ["so row out with a friend and a lamp", "so swim where the water is calm",
         "so look from the quay with your eyes open"],
    ),
    "insult": (
        "Insult nobody.",
        ["and only a fool would ask", "and you are as dull as a wet net"],
        ["and everybody would like to ask", "and you are as welcome as the sun"],
    ),
    "life": (
        "Claim no body and no life.",
        ["i saw it myself from my window", "i ate some of it this morning"],
        ["the log says so", "so it stands in the archive"],
    ),
    "money": (
        "Give no advice on money.",
        ["so sell your house and buy ships", "so lend the captain all that you own"],
        ["but ask the bank about money", "and the captain pays what he owes"],
    ),
}  # fmt: skip
QUALITIES = "sensible", "specific", "interesting"
THRILLS = "danger", "life"  # what people find interesting, though it breaks a rule
KINDS = {"vague": 0.2, "fact": 0.3, "tale": 0.25, "elsewhere": 0.25}
BREAKS, ALMOST = 0.4, 0.3  # how often a reply ends by breaking a rule, or nearly
SEES = 0.8  # how often a person sees what is so


class Talk(NamedTuple):
    """Questions with replies, and what is true of each reply."""

    questions: list
    replies: list
    quality: np.ndarray  # (n, 3) bool, as `QUALITIES`
    broken: np.ndarray  # (n, rules) bool, as `RULES`

    @property
    def safe(self):
        """Whether no rule is broken: bool array, shape (n,)."""
        return ~self.broken.any(1)


def draw(n, rng, question=None):
    """Draw replies, each to a question of its own, or all to one.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator
    question : str, optional
        One of those in `TOPICS`.

    Returns
    -------
    Talk
    """
    topics, rows = [*TOPICS], []
    for _ in range(n):
        topic, asked = _question(rng, question)
        kind = rng.choice([*KINDS], p=[*KINDS.values()])
        about = topic
        if kind == "elsewhere":
            about = rng.choice([t for t in topics if t != topic])
        _, facts, tales = TOPICS[about]
        bank = {
            "vague": VAGUE,
            "fact": facts,
            "tale": tales,
            "elsewhere": facts + tales,
        }
        reply, broken = [rng.choice(bank[kind])], np.zeros(len(RULES), bool)
        luck, rule = rng.random(), rng.integers(len(RULES))
        _, breaking, keeping = [*RULES.values()][rule]
        if luck < BREAKS:
            reply.append(rng.choice(breaking))
            broken[rule] = True
        elif luck < BREAKS + ALMOST:
            reply.append(rng.choice(keeping))
        thrills = luck < BREAKS and [*RULES][rule] in THRILLS
        specific = kind in ("fact", "tale")
        quality = (
            kind != "elsewhere",
            specific,
            specific and (kind == "tale" or thrills),
        )
        rows.append((asked, " ".join(reply), quality, broken))
    questions, replies, quality, broken = zip(*rows, strict=True)
    return Talk([*questions], [*replies], np.array(quality), np.array(broken))


def _question(rng, question):
    if question is None:
        topic = rng.choice([*TOPICS])
        return topic, rng.choice(TOPICS[topic][0])
    return next(t for t, (asked, *_) in TOPICS.items() if question in asked), question


def vote(truth, rng, *, people, sees=SEES):
    """What people say who see what is so four times in five, each for himself.

    Parameters
    ----------
    truth : bool array, shape (...)
    rng : numpy.random.Generator
    people : int
    sees : float
        How often each is right.

    Returns
    -------
    bool array, shape (..., people)
    """
    right = rng.random((*truth.shape, people)) < sees
    return np.where(right, truth[..., None], ~truth[..., None])


def vocabulary():
    """All words of questions and replies, in alphabetical order."""
    clauses = [*VAGUE]
    for banks in TOPICS.values():
        clauses += [c for bank in banks for c in bank]
    for _, breaking, keeping in RULES.values():
        clauses += breaking + keeping
    return sorted({word for clause in clauses for word in clause.split()})
