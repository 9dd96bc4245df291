"""CoCa's two losses: torch's cross entropies, as open_clip adds them up."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import captions, contrast

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_coca_losses():
    """mlfoundations/open_clip@89fb801, loss.py, CoCaLoss, restated: weights, and pads ignored."""
    import torch
    from torch.nn import functional

    seed, cases = 20220504, []
    rng = np.random.default_rng(seed)
    for weights in ((1.0, 2.0), (0.0, 1.0), (1.0, 0.0), (0.5, 3.0)):
        pictures, texts = rng.normal(size=(2, 3, 4)).round(3)
        logits = rng.normal(0, 2, size=(3, 5, 7)).round(3)
        ids = np.array([[3, 4, 1, 0, 0], [5, 1, 0, 0, 0], [6, 6, 2, 4, 1]])
        p, t = (
            functional.normalize(torch.tensor(a), dim=-1) for a in (pictures, texts)
        )
        scores = 14.0 * p @ t.T
        right = torch.arange(3)
        told = (
            functional.cross_entropy(scores, right)
            + functional.cross_entropy(scores.T, right)
        ) / 2
        written = functional.cross_entropy(
            torch.tensor(logits).permute(0, 2, 1), torch.tensor(ids), ignore_index=0
        )
        cases.append(
            {"pictures": pictures, "texts": texts, "logits": logits, "ids": ids}
            | {
                "weights": weights,
                "loss": (weights[0] * told + weights[1] * written).item(),
            }
        )
    given = ("pictures", "texts", "logits", "ids", "weights")
    return record(
        "torch",
        "w[0] * (cross_entropy(s, arange(3)) + cross_entropy(s.T, arange(3))) / 2 + w[1] * "
        "cross_entropy(logits.permute(0, 2, 1), ids, ignore_index=0)",
        seed,
        {"cases": [{k: c[k] for k in given} for c in cases], "scale": 14.0},
        {"loss": [c["loss"] for c in cases]},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_coca_losses")
def losses_agree(vector):
    ours = []
    for case in vector["inputs"]["cases"]:
        arrays = [np.array(case[k]) for k in ("pictures", "texts", "logits", "ids")]
        contrastive, captioning = case["weights"]
        ours.append(
            captions.coca_loss(
                *arrays,
                scale=vector["inputs"]["scale"],
                contrastive=contrastive,
                captioning=captioning,
            )
        )
    same_numbers(np.array(ours), vector["outputs"]["loss"])


# --- what must be noticed -------------------------------------------------------------

LOSS, CAPTION = captions.coca_loss, captions.caption_loss


def _padding_counts(logits, ids, *, padding_id=0):
    shares = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return -np.take_along_axis(shares, ids[..., None], -1).mean()


def _each_caption_alike(logits, ids, *, padding_id=0):
    """A mean of means: short captions count for as much as long ones."""
    each = [CAPTION(logits[k : k + 1], ids[k : k + 1]) for k in range(len(ids))]
    return np.mean(each)


def _sum_of_directions(x, y, *, scale):
    return 2 * contrast.contrastive_loss(x, y, scale=scale)


def _weights_swapped(*given, scale, contrastive, captioning):
    return LOSS(*given, scale=scale, contrastive=captioning, captioning=contrastive)


plant(
    "torch_coca_losses",
    "objectives.captions.caption_loss",
    _padding_counts,
    _each_caption_alike,
)
plant("torch_coca_losses", "objectives.captions.contrastive_loss", _sum_of_directions)
plant("torch_coca_losses", "objectives.captions.coca_loss", _weights_swapped)
