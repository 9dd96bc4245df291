"""Guidance: diffusers' guider in both conventions, and GLIDE's own notebooks restated."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import guidance, inpainting

SHAPE = 2, 4, 5, 3

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_guidance():
    """A scale in GLIDE's convention, and the same number taken for the paper's weight."""
    import torch
    from diffusers.guiders import ClassifierFreeGuidance

    seed = 20220726
    drawn = draw(np.random.default_rng(seed), 2, conditional=SHAPE, unconditional=SHAPE)
    given = [torch.from_numpy(x) for x in drawn.values()]
    out = {}
    for scale in (3.0, 1.35, 7.5):
        for name, original in (("scale", False), ("weight", True)):
            guider = ClassifierFreeGuidance(
                guidance_scale=scale, use_original_formulation=original
            )
            out[f"{name} {scale}"] = guider.forward(*given).pred
    return record(
        "diffusers",
        "ClassifierFreeGuidance(guidance_scale, use_original_formulation=...).forward(c, u).pred",
        seed,
        drawn,
        out,
    )


@producer
def restated_glide():
    """Two rules of GLIDE's notebooks, restated: openai/glide-text2im, commit 69b5307.

    notebooks/inpaint.ipynb, model_fn: one batch holds both guesses, split in halves and
    combined with a scale of 5; denoised_fn: the visible part by products with the mask.
    """
    import torch

    seed = 20211220
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, conditional=SHAPE, unconditional=SHAPE, picture=SHAPE[1:])
    drawn["visible"] = rng.random(SHAPE[1:3]) < 0.5
    c, u, picture, visible = (torch.from_numpy(x) for x in drawn.values())
    both = torch.cat([c, u], dim=0)
    cond, uncond = torch.split(both, len(both) // 2, dim=0)
    guided = uncond + 5.0 * (cond - uncond)
    mask = visible[None, ..., None].double()
    kept = guided * (1 - mask) + (picture * mask) * mask
    return record(
        "torch",
        "u + 5 (c - u) of the halves of a batch; x (1 - mask) + (picture mask) mask",
        seed,
        drawn,
        {"guided": guided, "kept": kept},
    )


# --- how ours is compared -------------------------------------------------------------


def _both(vector):
    given = vector["inputs"]
    return np.array(given["conditional"]), np.array(given["unconditional"])


@agrees("diffusers_guidance")
def both_conventions_agree(vector):
    ways = {"scale": guidance.guide, "weight": guidance.guide_beyond}
    for name, wanted in vector["outputs"].items():
        what, number = name.split()
        ours = ways[what](*_both(vector), **{what: float(number)})
        same_numbers(ours, wanted)


@agrees("restated_glide")
def glides_guidance_and_what_it_keeps_agree(vector):
    given = vector["inputs"]
    guided = guidance.guide(*_both(vector), scale=5.0)
    same_numbers(guided, vector["outputs"]["guided"])
    picture, visible = np.array(given["picture"]), np.array(given["visible"])
    kept = inpainting.keep_visible(guided, picture, visible)
    same_numbers(kept, vector["outputs"]["kept"])


# --- what must be noticed -------------------------------------------------------------

GUIDE = guidance.guide


def _other_convention(c, u, *, scale):
    return GUIDE(c, u, scale=scale + 1)


def _swapped(c, u, *, scale):
    return GUIDE(u, c, scale=scale)


def _from_the_caption(c, u, *, weight):
    return GUIDE(c, u, scale=weight)


def _hole_kept(guess, picture, visible):
    return np.where(np.asarray(visible)[..., None], guess, picture)


plant("diffusers_guidance", "diffusion.guidance.guide", _other_convention, _swapped)
plant("diffusers_guidance", "diffusion.guidance.guide_beyond", _from_the_caption)
plant("restated_glide", "diffusion.inpainting.keep_visible", _hole_kept)
