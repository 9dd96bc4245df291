"""The right candidate among the best k: scikit-learn's count."""

import numpy as np
from harness import agrees, draw, plant, producer, record

from fieldguide.mechanisms.measures import ranks

# --- how the vector is made -----------------------------------------------------------


@producer
def scikit_learn_top_k():
    """Twelve questions, six candidates, no ties: with a tie scikit-learn goes by their order."""
    from sklearn.metrics import top_k_accuracy_score

    seed = 20231007
    rng = np.random.default_rng(seed)
    scores = draw(rng, 4, scores=(12, 6))["scores"]
    partner = rng.permutation(np.arange(12) % 6)
    found = [
        top_k_accuracy_score(partner, scores, k=k, labels=range(6)) for k in range(1, 6)
    ]
    return record(
        "scikit-learn",
        "sklearn.metrics.top_k_accuracy_score(partner, scores, k=..., labels=range(6))",
        seed,
        {"scores": scores, "partner": partner},
        {"top": found},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("scikit_learn_top_k")
def shares_agree(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    for k, theirs in enumerate(vector["outputs"]["top"], 1):
        ours = ranks.top_k_accuracy(given["scores"], given["partner"], k=k)
        assert abs(ours - theirs) < 1e-12


# --- what must be noticed -------------------------------------------------------------

RANKS = ranks.ranks


def _counted_from_below(scores, partner):
    return RANKS(-np.asarray(scores), partner)


def _without_itself(scores, partner):
    return RANKS(scores, partner) - 1


plant(
    "scikit_learn_top_k", "measures.ranks.ranks", _counted_from_below, _without_itself
)
