"""Contrastive losses: pairs of one batch told apart, with a margin, as torch computes them."""

import autograd
import numpy as np
import weights
from harness import SINGLE, agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import contrast

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_margin_losses():
    """cross_entropy in both directions, the margin taken off the diagonal; and slopes."""
    import torch
    from torch.nn import functional

    seed, cases = 20200703, []
    rng = np.random.default_rng(seed)
    asked = [(1, 3, 0.3, 1.0), (2, 4, 0.0, 1.0), (5, 3, 0.3, 1.0), (6, 8, 0.3, 20.0)]
    for n, d, margin, scale in [*asked, (12, 6, 0.5, 10.0), (12, 6, 0.0, 100.0)]:
        x, y = rng.normal(0, 1, (2, n, d)).round(4)
        x, y = (torch.tensor(a, requires_grad=True) for a in (x, y))
        cosine = functional.normalize(x, dim=1) @ functional.normalize(y, dim=1).T
        target = torch.arange(n)
        plain = [
            functional.cross_entropy(scale * c, target) for c in (cosine, cosine.T)
        ]
        harder = scale * (cosine - margin * torch.eye(n, dtype=torch.double))
        loss = sum(functional.cross_entropy(s, target) for s in (harder, harder.T))
        loss.backward()
        cases.append(
            {
                "x": x,
                "y": y,
                "margin": margin,
                "scale": scale,
                "loss": loss.item(),
                "plain": [p.item() for p in plain],
                "slope": x.grad,
            }
        )
    inside = ("x", "y", "margin", "scale")
    return record(
        "torch",
        "cross_entropy(s, arange(n)) + cross_entropy(s.T, arange(n)), s = scale * "
        "(normalize(x) @ normalize(y).T - margin * eye(n)); x.grad after backward()",
        seed,
        {"cases": [{k: c[k] for k in inside} for c in cases]},
        {k: [c[k] for c in cases] for k in ("loss", "plain", "slope")},
    )


@producer
def torch_retrieval_losses():
    """Three queries among three, four and ten candidates, in torch."""
    import torch

    rng = np.random.default_rng(20200703)
    cases, losses = [], []
    for m, margin, scale in [(3, 0.0, 1.0), (4, 0.3, 10.0), (10, 0.3, 20.0)]:
        case = draw(rng, 2, x=(3, 4), y=(m, 4))
        x, y = (torch.nn.functional.normalize(torch.tensor(case[k])) for k in "xy")
        scores = x @ y.T
        scores[range(3), range(3)] -= margin
        losses.append(
            torch.nn.functional.cross_entropy(scale * scores, torch.arange(3)).item()
        )
        cases.append({k: v.tolist() for k, v in case.items()})
        cases[-1] |= {"margin": margin, "scale": scale}
    return record(
        "torch",
        "torch.nn.functional.cross_entropy(scale * (cosines - margin), arange(3))",
        20200703,
        {"cases": cases},
        {"loss": losses},
    )


@producer
def transformers_clip():
    """CLIPModel on three pairs: its loss, and how sure it is of each caption."""
    import torch
    from transformers import CLIPConfig, CLIPModel

    seed = 20210105
    rng = np.random.default_rng(seed)
    sizes = {
        "hidden_size": 8,
        "intermediate_size": 10,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
    words = {"vocab_size": 9, "max_position_embeddings": 6}
    config = CLIPConfig(
        text_config=sizes | words | {"eos_token_id": 8, "bos_token_id": 0},
        vision_config=sizes | {"image_size": 4, "patch_size": 2},
        projection_dim=5,
    )
    model = CLIPModel(config)
    state = weights.random_weights(model, rng)
    state["logit_scale"] = np.array(np.log(1 / 0.07))
    weights.with_weights(model, state)
    with torch.no_grad():
        out = model(
            input_ids=torch.tensor([[0, 3, 5, 8], [0, 2, 8, 8], [0, 7, 4, 8]]),
            pixel_values=torch.from_numpy(rng.random((3, 3, 4, 4)).round(3)),
            return_loss=True,
        )
        sure = out.logits_per_image.softmax(-1)
    return record(
        "transformers",
        "CLIPModel(CLIPConfig(...)).double().eval()(..., return_loss=True)",
        seed,
        {
            "pictures": out.image_embeds,
            "texts": out.text_embeds,
            "log_scale": model.logit_scale.item(),
        },
        {"loss": out.loss.item(), "sure": sure},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_margin_losses")
def margin_losses_agree(vector):
    """A batch of one has nothing to lose: both sides say 0."""
    ours = [
        contrast.additive_margin_loss(x, y, margin=margin, scale=scale)
        for x, y, margin, scale in _cases(vector)
    ]
    same_numbers(np.array(ours), vector["outputs"]["loss"])


@agrees("torch_margin_losses")
def plain_losses_agree(vector):
    """Each direction by itself, and their mean as CLIP takes it."""
    for case, theirs in zip(_cases(vector), vector["outputs"]["plain"], strict=True):
        x, y, _, scale = case
        scores = scale * contrast.cosines(x, y)
        ours = [contrast.in_batch_loss(s) for s in (scores, scores.T)]
        mean = contrast.contrastive_loss(x, y, scale=scale)
        assert np.allclose(ours, theirs, rtol=1e-12, atol=1e-14)
        assert np.isclose(mean, np.mean(theirs), rtol=1e-12, atol=1e-14)


@agrees("torch_margin_losses")
def slopes_agree(vector):
    """autograd through our NumPy against torch through its own."""
    for case, theirs in zip(_cases(vector), vector["outputs"]["slope"], strict=True):
        x, y, margin, scale = case

        def loss(x, y=y, margin=margin, scale=scale):
            return contrast.additive_margin_loss(x, y, margin=margin, scale=scale)

        ours = autograd.grad(loss)(x)
        assert np.allclose(ours, theirs, rtol=1e-10, atol=1e-12 * scale)


@agrees("torch_retrieval_losses")
def more_candidates_than_queries_agree(vector):
    ours = [
        contrast.retrieval_loss(x, y, scale=scale, margin=margin)
        for x, y, margin, scale in _cases(vector)
    ]
    same_numbers(np.array(ours), vector["outputs"]["loss"])


@agrees("transformers_clip")
def clip_agrees(vector):
    """Loss and shares, from the vectors of pictures and texts and the learned scale."""
    pictures, texts = (np.array(vector["inputs"][k]) for k in ("pictures", "texts"))
    scale = contrast.learned_scale(vector["inputs"]["log_scale"])
    loss = contrast.contrastive_loss(pictures, texts, scale=scale)
    same_numbers(np.array(loss), vector["outputs"]["loss"], SINGLE)
    sure = contrast.zero_shot(pictures, texts, scale=scale)
    same_numbers(sure, vector["outputs"]["sure"], SINGLE)


def _cases(vector):
    for case in vector["inputs"]["cases"]:
        yield np.array(case["x"]), np.array(case["y"]), case["margin"], case["scale"]


# --- what must be noticed -------------------------------------------------------------

MARGIN_LOSS = contrast.additive_margin_loss
RETRIEVAL = contrast.retrieval_loss


def _margin_added(x, y, *, scale, margin=0.3):
    scores = scale * (contrast.cosines(x, y) + margin * np.eye(len(x)))
    return contrast.in_batch_loss(scores) + contrast.in_batch_loss(scores.T)


def _mean_of_directions(x, y, *, scale, margin=0.3):
    return MARGIN_LOSS(x, y, margin=margin, scale=scale) / 2


def _one_direction(x, y, *, scale, margin=0.3):
    scores = scale * (contrast.cosines(x, y) - margin * np.eye(len(x)))
    return 2 * contrast.in_batch_loss(scores)


def _margin_after_scaling(x, y, *, scale, margin=0.3):
    return MARGIN_LOSS(x, y, margin=margin / scale, scale=scale)


def _margin_everywhere(x, y, *, scale, margin=0.3):
    return MARGIN_LOSS(x, y, margin=0, scale=scale)  # it cancels in the softmax


def _partners_only(x, y, *, scale, margin):
    """Forgets the strangers without a partner."""
    return RETRIEVAL(x, y[: len(x)], scale=scale, margin=margin)


def _not_normalized(x):
    return x


plant(
    "torch_margin_losses",
    "objectives.contrast.additive_margin_loss",
    _margin_added,
    _mean_of_directions,
    _one_direction,
    _margin_after_scaling,
    _margin_everywhere,
)
plant("torch_margin_losses", "objectives.contrast.normalize", _not_normalized)
plant("torch_retrieval_losses", "objectives.contrast.retrieval_loss", _partners_only)


def _other_direction(x, captions, *, scale):
    return contrast.softmax(scale * contrast.cosines(x, captions), axis=0)


def _as_it_is(log_scale):
    return log_scale


def _one_direction_only(x, y, *, scale):
    return contrast.in_batch_loss(scale * contrast.cosines(x, y))


plant("transformers_clip", "objectives.contrast.zero_shot", _other_direction)
plant("transformers_clip", "objectives.contrast.learned_scale", _as_it_is)
plant("transformers_clip", "objectives.contrast.contrastive_loss", _one_direction_only)
