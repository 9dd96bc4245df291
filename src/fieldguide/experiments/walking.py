"""PhysDiff on the quay: a denoiser that has seen many walks, and rules that it has never seen.

Noise is laid on rows of 160 numbers, and a small network learns to guess what lies below. Then
walks are drawn, and within some of the fifty steps the guess is put right by `walks.obey`.
"""

import numpy as np

from ..harbor import walks
from ..mechanisms.diffusion import learned, projected, schedules, steps
from ..mechanisms.measures import distance, motion
from ..mechanisms.networks import autoencoder

WALKS, TRAINING, SEED = 3000, 500, 1  # walks seen, steps of training
WIDTH, BLOCKS = 128, 2
STEPS = 50  # of a walk back from noise, as in the paper
LEFT = schedules.alpha_bars(schedules.cosine_betas(STEPS))
TIMES = np.arange(STEPS)[::-1]
FEATURES = 12  # directions in which two crowds of walks are compared
WHEN = {  # which steps are put right
    "never": TIMES[:0],
    "the last 4": projected.last_times(TIMES),
    "4 spread evenly": projected.even_times(TIMES),
    "the first 4": projected.first_times(TIMES),
    "all 50": TIMES,
}


def told(paces):
    """Which of the paces is asked for, as a row of a one and zeros."""
    return np.eye(len(walks.PACES))[paces]


def fit_scale(rows):
    """Mean and spread of each number, so that all vary alike."""
    return rows.mean(0), np.maximum(rows.std(0), walks.LEAST)


def teach(*, seed=SEED, training=TRAINING, n=WALKS):
    """A painter of walks: weights, scale, and directions by which crowds are compared."""
    rng = np.random.default_rng(seed)
    seen, paces = walks.sample(n, rng)
    meters = walks.to_rows(seen)
    mean, spread = fit_scale(meters)
    rows = (meters - mean) / spread
    condition = told(paces)
    p = learned.new_denoiser(
        rng,
        d=rows.shape[1],
        condition_size=condition.shape[1],
        width=WIDTH,
        blocks=BLOCKS,
    )
    how = {"alpha_bars": LEFT, "steps": training}
    p, losses, _ = learned.teach_denoiser(p, rows, condition, rng, **how)
    principal = autoencoder.fit_principal(rows, d=FEATURES)
    crowd = autoencoder.encode_principal(rows, principal)
    return {
        "p": p, "mean": mean, "spread": spread, "losses": losses,
        "seen": meters, "principal": principal, "crowd": crowd,
    }  # fmt: skip


def obey(rows, model):
    """Rows of a denoiser put right: to meters, by the rules, and back."""
    lawful = walks.obey(walks.from_rows(rows * model["spread"] + model["mean"]))
    return (walks.to_rows(lawful) - model["mean"]) / model["spread"]


def draw(model, paces, rng, when=()):
    """Walks (n, 32, 5) from noise, guesses put right at the times `when`."""
    condition = told(paces)

    def guess(x, t):
        return learned.learned_denoiser(x, condition, model["p"], alpha_bar=LEFT[t])

    guess = projected.project_at(
        guess, lambda rows: obey(rows, model), np.asarray(when, int)
    )
    x = rng.normal(size=(len(condition), len(model["mean"])))
    rows = steps.walk_back(guess, x, LEFT, TIMES)[-1]
    return walks.from_rows(rows * model["spread"] + model["mean"])


def faults(drawn):
    """What is wrong with walks, in millimeters: penetration, floating, skating and their sum."""
    places, heights = walks.feet(drawn)
    return {
        "below": motion.penetration(heights).mean(),
        "above": motion.floating(heights).mean(),
        "sliding": motion.skating(places, heights).mean(),
        "all": motion.physical_error(places, heights).mean(),
    }


def apart(drawn, model):
    """How far a crowd of walks is from those that were seen: the Frechet distance."""
    rows = (walks.to_rows(drawn) - model["mean"]) / model["spread"]
    found = autoencoder.encode_principal(rows, model["principal"])
    return distance.frechet_distance(found, model["crowd"])


def nearest(drawn, model):
    """How far each walk is from the nearest that was seen, on the average, in millimeters of its
    160 numbers: root of the mean square, feet as seen from the hip."""
    rows, seen = walks.to_rows(drawn), model["seen"]
    squares = (rows**2).sum(1)[:, None] - 2 * rows @ seen.T + (seen**2).sum(1)
    off = np.sqrt(squares.min(1).clip(0) / rows.shape[1])
    return motion.MILLIMETERS * off.mean()
