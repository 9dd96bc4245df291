"""Autoencoders: diffusers' distribution of latents, and torch's singular vectors."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import autoencoder

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_diagonal_gaussian():
    """Moments as Stable Diffusion's encoder gives them, two of them out of bounds."""
    import torch
    from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution

    seed, shape = 20211220, (2, 6, 3, 2)  # pictures, twice the channels, height, width
    moments = draw(np.random.default_rng(seed), 2, moments=shape)["moments"]
    moments[0, 3, 0, 0], moments[1, 5, 2, 1] = -50, 25
    latents = DiagonalGaussianDistribution(torch.from_numpy(moments))

    def chance():
        return torch.Generator().manual_seed(seed)

    noise = torch.randn(latents.mean.shape, generator=chance(), dtype=torch.float64)
    return record(
        "diffusers",
        "DiagonalGaussianDistribution(moments): mean, logvar, sample(generator), kl()",
        seed,
        {"moments": moments, "noise": noise},
        {
            "mean": latents.mean,
            "log_variance": latents.logvar,
            "sample": latents.sample(chance()),
            "kl": latents.kl(),
        },
    )


@producer
def torch_principal():
    """The best plane through points: cut off torch's singular value decomposition."""
    import torch

    seed, d = 1901, 2
    x = draw(np.random.default_rng(seed), 2, x=(9, 5))["x"]
    given = torch.from_numpy(x)
    mean = given.mean(0)
    u, s, v = torch.linalg.svd(given - mean, full_matrices=False)
    return record(
        "torch",
        "mean + u[:, :2] * s[:2] @ v[:2], with u, s, v = torch.linalg.svd(x - mean)",
        seed,
        {"x": x, "d": d},
        {"back": mean + u[:, :d] * s[:d] @ v[:d], "spread": s[:d]},
    )


# --- how ours is compared -------------------------------------------------------------


def _rows(vector, name, part="outputs"):
    """Channels last, as our latents have them."""
    return np.moveaxis(np.array(vector[part][name]), 1, -1)


@agrees("diffusers_diagonal_gaussian")
def moments_latents_and_penalty_agree(vector):
    found = autoencoder.split_moments(_rows(vector, "moments", "inputs"))
    for ours, name in zip(found, ("mean", "log_variance"), strict=True):
        same_numbers(ours, _rows(vector, name))
    latents = autoencoder.reparametrize(*found, _rows(vector, "noise", "inputs"))
    same_numbers(latents, _rows(vector, "sample"))
    same_numbers(autoencoder.normal_kl(*found).sum((1, 2)), vector["outputs"]["kl"])


@agrees("torch_principal")
def the_best_plane_agrees(vector):
    x, out = np.array(vector["inputs"]["x"]), vector["outputs"]
    p = autoencoder.fit_principal(x, d=vector["inputs"]["d"])
    z = autoencoder.encode_principal(x, p)
    same_numbers(autoencoder.decode_principal(z, p), out["back"])
    same_numbers(np.sqrt((z**2).sum(0)), out["spread"])


# --- what must be noticed -------------------------------------------------------------

HOME = "networks.autoencoder."
SPLIT, KL = autoencoder.split_moments, autoencoder.normal_kl


def _unbounded(moments):
    half = moments.shape[-1] // 2
    return moments[..., :half], moments[..., half:]


def _halves_swapped(moments):
    return SPLIT(moments)[::-1]


def _variance_for_deviation(mean, log_variance, noise):
    return mean + np.exp(log_variance) * noise


def _mean_over_numbers(mean, log_variance):
    return KL(mean, log_variance) / mean.shape[-1]


def _turned_round(mean, log_variance):
    """The standard normal's distance from ours, where ours from it is meant."""
    variance = np.exp(log_variance)
    return 0.5 * ((1 + mean**2) / variance - 1 + log_variance).sum(-1)


def _not_centered(x, p):
    return x @ p["directions"]


def _without_mean(z, p):
    return z @ p["directions"].T


plant(
    "diffusers_diagonal_gaussian", HOME + "split_moments", _unbounded, _halves_swapped
)
plant("diffusers_diagonal_gaussian", HOME + "reparametrize", _variance_for_deviation)
plant(
    "diffusers_diagonal_gaussian", HOME + "normal_kl", _mean_over_numbers, _turned_round
)
plant("torch_principal", HOME + "encode_principal", _not_centered)
plant("torch_principal", HOME + "decode_principal", _without_mean)
