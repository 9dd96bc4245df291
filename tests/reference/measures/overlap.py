"""ROUGE-L and its words: Google's rouge_score, which Self-Instruct and Alpaca call."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers
from rouge_package import rouge

from fieldguide.mechanisms.measures import overlap

# --- how the vector is made -----------------------------------------------------------


@producer
def rouge_score_l():
    """ROUGE-L of made-up sentences in pairs, of signs, of nothing, and of other letters."""
    seed = 94
    rng = np.random.default_rng(seed)
    words = "the cat keeper lights steals lamp fish at dusk".split()
    texts = [" ".join(rng.choice(words, size=n)) for n in rng.integers(1, 12, size=24)]
    texts += ["The keeper's lamp, No. 2!", "", "маяк", "the-keeper_s  LAMP\nno 2"]
    scorer = rouge().RougeScorer(["rougeL"], use_stemmer=False)
    found = [
        [list(scorer.score(first, second)["rougeL"]) for second in texts]
        for first in texts
    ]
    return record(
        "rouge-score",
        "RougeScorer(['rougeL'], use_stemmer=False).score(target, prediction)",
        seed,
        {"texts": texts},
        {"scores": found},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("rouge_score_l")
def scores_agree(vector):
    """Precision, recall and their mean, of each text against each."""
    texts = [overlap.rouge_words(text) for text in vector["inputs"]["texts"]]
    ours = [[overlap.rouge_l(first, second) for second in texts] for first in texts]
    same_numbers(np.array(ours), vector["outputs"]["scores"])


# --- what must be noticed -------------------------------------------------------------

ROUGE = overlap.rouge_l


def _swapped(known, candidate):
    return ROUGE(candidate, known)


def _recall_for_f(known, candidate):
    found = ROUGE(known, candidate)
    return found._replace(f=found.recall)


def _as_sets(first, second):
    """Order does not count."""
    return len(set(first) & set(second))


def _at_spaces(text):
    return text.split()


plant("rouge_score_l", "measures.overlap.rouge_l", _swapped, _recall_for_f)
plant("rouge_score_l", "measures.overlap.longest_common", _as_sets)
plant("rouge_score_l", "measures.overlap.rouge_words", _at_spaces)
