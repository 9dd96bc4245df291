"""Adam: every step of torch's optimizer down a bowl that is steeper one way than the other."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.training import descent

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_adam():
    """Twelve steps down a bowl that is steeper one way than the other."""
    import torch

    seed = 20141222
    rng = np.random.default_rng(seed)
    start, steep = rng.normal(0, 1, 4).round(4), [0.01, 1.0, 30.0, 0.0]
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=0.1)
    path = []
    for _ in range(12):
        optimizer.zero_grad()
        (torch.tensor(steep, dtype=torch.float64) * x**2).sum().backward()
        optimizer.step()
        path.append(x.tolist())
    return record(
        "torch",
        "torch.optim.Adam([x], lr=0.1).step(), loss (steep * x**2).sum(), 12 times",
        seed,
        {"start": start, "steep": steep, "rate": 0.1},
        {"path": path},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_adam")
def every_step_of_adam_agrees(vector):
    given = vector["inputs"]
    steep, arrays = np.array(given["steep"]), [np.array(given["start"])]
    moments, path = [(np.zeros(4), np.zeros(4))], []
    for step in range(1, 13):
        slope = [2 * steep * arrays[0]]
        arrays, moments = descent.adam(
            arrays, slope, moments, step=step, step_size=given["rate"]
        )
        path.append(arrays[0])
    same_numbers(np.array(path), vector["outputs"]["path"])


# --- what must be noticed -------------------------------------------------------------

ADAM = descent.adam


def _uncorrected(arrays, gradients, moments, *, step, step_size=descent.STEP_SIZE):
    return ADAM(arrays, gradients, moments, step=10**6, step_size=step_size)


def _epsilon_inside(arrays, gradients, moments, *, step, step_size=descent.STEP_SIZE):
    """Adds it below the root."""
    moved, kept = ADAM(arrays, gradients, moments, step=step, step_size=step_size)
    mean, square = kept[0]
    mean, square = mean / (1 - 0.9**step), square / (1 - 0.999**step)
    return [arrays[0] - step_size * mean / np.sqrt(square + 1e-8)], kept


plant("torch_adam", "training.descent.adam", _uncorrected, _epsilon_inside)
plant("torch_adam", "training.descent.BETA2", 0.99)
