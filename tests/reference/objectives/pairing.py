"""BLIP-2's contrast and matching beside the lines of LAVIS, restated in torch."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import best_query, pairing


@producer
def restated_first_stage():
    """salesforce/LAVIS, commit 013dd0f, blip2_qformer.py, forward; without label smoothing."""
    import torch
    from torch.nn import functional

    seed = 20230131
    rng = np.random.default_rng(seed)
    given = {
        "x": rng.normal(size=(4, 5, 6)).round(3),
        "y": rng.normal(size=(4, 6)).round(3),
    }
    given |= {
        "z": rng.normal(size=(6, 5, 3)).round(3),
        "weight": rng.normal(size=(3, 2)).round(3),
    }
    given |= {"bias": rng.normal(size=2).round(3), "belong": [1, 1, 0, 0, 0, 0]}
    t = {k: torch.tensor(np.array(v)) for k, v in given.items()}
    image, text = (
        functional.normalize(t["x"], dim=-1),
        functional.normalize(t["y"], dim=-1),
    )
    i2t = (
        torch.matmul(image.unsqueeze(1), text.unsqueeze(-1)).squeeze().max(-1)[0] / 0.07
    )
    t2i = (
        torch.matmul(text.unsqueeze(1).unsqueeze(1), image.permute(0, 2, 1))
        .squeeze()
        .max(-1)[0]
        / 0.07
    )
    right = torch.arange(4)
    told = (
        functional.cross_entropy(i2t, right) + functional.cross_entropy(t2i, right)
    ) / 2
    shares = functional.softmax(i2t, dim=1) + 1e-4
    shares.fill_diagonal_(0)
    logits = (t["z"] @ t["weight"] + t["bias"]).mean(dim=1)
    return record(
        "torch",
        "blip2_qformer.py: loss_itc, weights_i2t, loss_itm",
        seed,
        given,
        {
            "contrast": told.item(),
            "shares": shares / shares.sum(1, keepdim=True),
            "matching": functional.cross_entropy(logits, t["belong"]).item(),
        },
    )


@agrees("restated_first_stage")
def losses_and_shares_agree(vector):
    given = {k: np.array(v) for k, v in vector["inputs"].items()}
    out, head = vector["outputs"], {k: given[k] for k in ("weight", "bias")}
    same_numbers(best_query.best_query_loss(given["x"], given["y"]), out["contrast"])
    scores = (
        best_query.best_query_cosines(given["x"], given["y"]) / best_query.TEMPERATURE
    )
    same_numbers(pairing.stranger_shares(scores), out["shares"])
    same_numbers(
        pairing.matching_loss(given["z"], head, given["belong"]), out["matching"]
    )


plant("restated_first_stage", "objectives.pairing.FLOOR", 0.0)
plant(
    "restated_first_stage",
    "objectives.pairing.matching_scores",
    lambda z, p: (z @ p["weight"] + p["bias"]).max(-2),
)
