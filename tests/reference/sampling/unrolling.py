"""A film in scenes: an open Phenaki's make_video restated."""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.sampling import unrolling

WINDOW, KEPT, SCENES = 5, 2, 3

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_make_video():
    """make_video: lucidrains/phenaki-pytorch, commit 94fb2db, phenaki_pytorch.py.

    Each scene is sampled with the last prime_lengths frames of the scene before; `sample` leaves
    the prime out of what it returns, and the scenes are joined. The sampler here is one that
    can be followed: each new frame is half of the frame before, and the scene's number.
    """
    import torch

    first = torch.tensor([[[4.0], [8.0]]]).repeat(2, 1, 1)
    first[1] *= 3

    def sample(scene, prime, frames):
        film = first if prime is None else prime
        while film.shape[1] < frames:
            film = torch.cat([film, film[:, -1:] / 2 + scene], 1)
        return film if prime is None else film[:, prime.shape[1] :]

    prime, scenes = None, []
    for scene in range(SCENES):
        video = sample(scene, prime, WINDOW)
        scenes.append(video)
        prime = video[:, -KEPT:]
    return record(
        "torch",
        "make_video, restated, prime_lengths=2; num_frames counts the prime here",
        0,  # nothing is drawn
        {"first": first},
        {"video": torch.cat(scenes, 1)},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_make_video")
def films_agree(vector):
    first = np.array(vector["inputs"]["first"])

    def make(prompt, known):
        film = first if known is None else known
        while film.shape[1] < WINDOW:
            new = film[:, -1:] / 2 + int(prompt)
            film = np.concatenate([film, new], 1)
        return film

    prompts = [str(k) for k in range(SCENES)]
    ours = unrolling.unroll(prompts, make, overlap=KEPT)
    np.testing.assert_allclose(ours, np.array(vector["outputs"]["video"]), atol=1e-12)
    length = unrolling.unrolled_length(SCENES, window=WINDOW, overlap=KEPT)
    assert length == ours.shape[1]


# --- what must be noticed -------------------------------------------------------------

UNROLL = unrolling.unroll


def _turned_round(prompts, make, *, overlap):
    """Hands the frames on in the wrong order."""
    return UNROLL(
        prompts, lambda p, f: make(p, f if f is None else f[:, ::-1]), overlap=overlap
    )


def _without_memory(prompts, make, *, overlap):
    clips = [make(prompt, None) for prompt in prompts]
    return np.concatenate([clips[0], *(c[:, overlap:] for c in clips[1:])], 1)


def _twice(prompts, make, *, overlap):
    """The frames that were handed on stand in the film twice."""
    film = make(prompts[0], None)
    for prompt in prompts[1:]:
        film = np.concatenate([film, make(prompt, film[:, -overlap:])], 1)
    return film


def _as_many(clips, *, window, overlap):
    return clips * window


plant(
    "restated_make_video",
    "sampling.unrolling.unroll",
    _turned_round,
    _without_memory,
    _twice,
)
plant("restated_make_video", "sampling.unrolling.unrolled_length", _as_many)
