"""Score distillation: threestudio's rule on a painter that torch differentiates."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import guidance
from fieldguide.mechanisms.scenes import distilling

LEFT = 0.3

# --- how the vectors are made ---------------------------------------------------------


@producer
def threestudio_guidance():
    """The gradient of a scene: threestudio, commit 02d05b0, stable_diffusion_guidance.py.

    Restated from compute_grad_sds and __call__: noise is added, two guesses are combined in the
    convention where 0 is no guidance, the gradient is (1 - alpha_bar) (guess - noise), and goes
    into the scene through a target that is held fixed. The painter is two small networks, and
    the scene a matrix from which a picture is made. Beside it the true gradient of the
    denoising loss, for which torch goes through the painter as well.
    """
    import torch

    seed = 20230505
    drawn = draw(
        np.random.default_rng(seed), 2,
        scene=(2, 3), eye=(3, 5), noise=(2, 5), told=(5, 5), untold=(5, 5),
    )  # fmt: skip
    scene, eye, noise, told, untold = (torch.from_numpy(x) for x in drawn.values())
    scene.requires_grad_()

    def guessed(z):
        c, u = torch.tanh(z @ told), torch.tanh(z @ untold)
        return c + 100.0 * (c - u)

    x = torch.sigmoid(scene @ eye)
    with torch.no_grad():
        noisy = LEFT**0.5 * x + (1 - LEFT) ** 0.5 * noise
        gradient = (1 - LEFT) * (guessed(noisy) - noise)
    target = (x - gradient).detach()
    loss = 0.5 * torch.nn.functional.mse_loss(x, target, reduction="sum")
    [by_scene] = torch.autograd.grad(loss, scene)
    x = torch.sigmoid(scene @ eye)
    noisy = LEFT**0.5 * x + (1 - LEFT) ** 0.5 * noise
    true = 0.5 * (1 - LEFT) * ((torch.tanh(noisy @ told) - noise) ** 2).sum()
    [by_picture] = torch.autograd.grad(true, x)
    return record(
        "torch",
        "autograd.grad of mse_loss(x, (x - gradient).detach()) / 2, and of the denoising loss",
        seed,
        drawn,
        {
            "x": x, "gradient": gradient, "target": target, "loss": loss,
            "by_scene": by_scene, "through_the_painter": by_picture,
        },
    )  # fmt: skip


# --- how ours is compared -------------------------------------------------------------


def _given(vector):
    return {name: np.array(x) for name, x in vector["inputs"].items()}


def _painter(given):
    def guessed(z):
        told, untold = np.tanh(z @ given["told"]), np.tanh(z @ given["untold"])
        return guidance.guide_beyond(told, untold, weight=distilling.GUIDANCE)

    return guessed


@agrees("threestudio_guidance")
def the_gradient_its_target_and_the_logged_number_agree(vector):
    given, out = _given(vector), vector["outputs"]
    x = np.array(out["x"])
    gradient = distilling.distillation_gradient(
        x, given["noise"], _painter(given), alpha_bar=LEFT
    )
    same_numbers(gradient, out["gradient"])
    target, loss = distilling.distillation_target(x, gradient)
    same_numbers(target, out["target"])
    same_numbers(np.array(loss), out["loss"])


@agrees("threestudio_guidance")
def what_reaches_the_scene_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    x = np.array(out["x"])
    gradient = distilling.distillation_gradient(
        x, given["noise"], _painter(given), alpha_bar=LEFT
    )
    by_scene = (gradient * x * (1 - x)) @ given["eye"].T
    same_numbers(by_scene, out["by_scene"])


@agrees("threestudio_guidance")
def the_gradient_through_the_painter_agrees(vector):
    given, out = _given(vector), vector["outputs"]
    got = distilling.denoising_gradient(
        np.array(out["x"]), given["noise"], lambda z: np.tanh(z @ given["told"]),
        alpha_bar=LEFT,
    )  # fmt: skip
    same_numbers(got, out["through_the_painter"])


# --- what must be noticed -------------------------------------------------------------

PAINTED, THROUGH = distilling.distillation_gradient, distilling.denoising_gradient


def _through_the_painter(x, noise, denoise, **more):
    return THROUGH(x, noise, denoise, **more)


def _noise_stays(x, noise, denoise, **more):
    return PAINTED(x, noise, denoise, **more) + (1 - LEFT) * noise


def _backwards(x, noise, denoise, **more):
    return -PAINTED(x, noise, denoise, **more)


def _not_through(x, noise, denoise, **more):
    return PAINTED(x, noise, denoise, **more)


plant(
    "threestudio_guidance",
    "scenes.distilling.distillation_gradient",
    _through_the_painter,
    _noise_stays,
    _backwards,
)
plant("threestudio_guidance", "scenes.distilling.denoising_gradient", _not_through)
plant("threestudio_guidance", "scenes.distilling.GUIDANCE", 99.0)
