"""Guesses among candidates: brainmagick's ClipLoss restated in torch, scikit-learn's ridge.

From facebookresearch/brainmagick, bm/losses.py at a52db72, in words of our own.
"""

import numpy as np
from harness import SINGLE, agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import contrast, ridge

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_clip_loss():
    """Three guesses among three and five candidates of 2 features at 4 moments, and slopes."""
    import torch
    from torch.nn import functional

    seed, cases, made = 20231005, [], []
    rng = np.random.default_rng(seed)
    for candidates in (3, 5):
        case = draw(rng, 2, estimates=(3, 2, 4), candidates=(candidates, 2, 4))
        estimates = torch.tensor(case["estimates"], requires_grad=True)
        given = torch.tensor(case["candidates"])
        lengths = 1e-8 + given.norm(dim=(1, 2), p=2)
        scores = torch.einsum("bct,oct,o->bo", estimates, given, 1 / lengths)
        loss = functional.cross_entropy(scores, torch.arange(3))
        loss.backward()
        cases.append({k: v.tolist() for k, v in case.items()})
        made.append(
            {
                "scores": scores.tolist(),
                "loss": loss.item(),
                "slope": estimates.grad.tolist(),
            }
        )
    return record(
        "torch",
        "restated: ClipLoss.get_scores, cross_entropy(scores, arange(3)), backward()",
        seed,
        {"cases": cases},
        {"made": made},
    )


@producer
def scikit_learn_ridge():
    """Ridge with a shift, three leashes."""
    from sklearn.linear_model import Ridge

    seed, made = 20231006, []
    given = draw(np.random.default_rng(seed), 2, x=(12, 4), y=(12, 3))
    for penalty in (0.1, 1.0, 30.0):
        fit = Ridge(alpha=penalty, solver="cholesky").fit(given["x"], given["y"])
        made.append(
            {
                "penalty": penalty,
                "weight": fit.coef_.T.tolist(),
                "bias": fit.intercept_.tolist(),
            }
        )
    return record(
        "scikit-learn",
        "Ridge(alpha=..., solver='cholesky').fit(x, y)",
        seed,
        given,
        {"made": made},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_clip_loss")
def candidates_agree(vector):
    """Theirs has 1e-8 beside each length, ours has none."""
    import autograd

    for case, made in zip(
        vector["inputs"]["cases"], vector["outputs"]["made"], strict=True
    ):
        x = np.array(case["estimates"]).reshape(3, -1)
        y = np.array(case["candidates"])
        y = y.reshape(len(y), -1)
        same_numbers(contrast.candidate_scores(x, y), made["scores"], SINGLE)
        same_numbers(np.array(contrast.candidate_loss(x, y)), made["loss"], SINGLE)
        slope = autograd.grad(lambda x, y=y: contrast.candidate_loss(x, y))(x)
        same_numbers(slope.reshape(3, 2, 4), made["slope"], SINGLE)


@agrees("scikit_learn_ridge")
def ridges_agree(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    for made in vector["outputs"]["made"]:
        fit = ridge.fit_ridge(given["x"], given["y"], penalty=made["penalty"])
        for part in ("weight", "bias"):
            same_numbers(fit[part], made[part], 1e-10)


# --- what must be noticed -------------------------------------------------------------


def _both_normalized(x, y):
    return contrast.cosines(x, y)


def _neither(x, y):
    return x @ y.T


def _guesses_normalized(x, y):
    return contrast.normalize(x) @ y.T


def _both_directions(x, y):
    scores = contrast.candidate_scores(x, y)
    back = contrast.in_batch_loss(scores.T) if len(x) == len(y) else 0
    return (contrast.in_batch_loss(scores) + back) / 2


def _leash_on_the_shift(x, y, *, penalty):
    x = np.hstack([x, np.ones((len(x), 1))])
    weight = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    return {"weight": weight[:-1], "bias": weight[-1]}


def _leash_of_the_mean(x, y, *, penalty):
    return FIT(x, y, penalty=penalty * len(x))


FIT = ridge.fit_ridge
plant("restated_clip_loss", "objectives.contrast.candidate_scores", _both_normalized,
      _neither, _guesses_normalized)  # fmt: skip
plant("restated_clip_loss", "objectives.contrast.candidate_loss", _both_directions)
plant("scikit_learn_ridge", "objectives.ridge.fit_ridge", _leash_on_the_shift,
      _leash_of_the_mean)  # fmt: skip
