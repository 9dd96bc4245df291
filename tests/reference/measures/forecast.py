"""A law with a floor fitted by torch's L-BFGS; calibration as Guo et al.'s code counts it."""

import itertools

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.measures import forecast, scaling

CLOSE = 1e-5  # the floors that are tried stand so far from each other, in shares of the least y
TRIES = 200_000

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_floor_fits():
    """The least sum of (ln(y - c) - ln a + k ln x)^2 over ln a, k and c, from five starts."""
    import torch

    seed = 20230314
    rng = np.random.default_rng(seed)
    x, at = np.geomspace(1e-8, 1e-4, 7), [1.0, 1e-2]
    points, found = [], []
    for floor, exponent, noise in (
        (1.1, 0.1, 0.003),
        (0.3, 0.25, 0.01),
        (0.9, 0.4, 0.0),
    ):
        y = floor + 0.15 * x**-exponent * np.exp(noise * rng.normal(size=7))
        y = y.round(9)
        points.append(y.tolist())
        lx, ty = torch.tensor(np.log(x)), torch.tensor(y)
        best = None
        for start in (0.1, 0.3, 0.5, 0.7, 0.9):
            q = torch.tensor(
                [np.log(start / (1 - start)), 0.0, 0.2], dtype=torch.double
            )
            q.requires_grad_()

            def off(q=q, ty=ty, lx=lx):
                c = torch.sigmoid(q[0]) * ty.min()
                return ((torch.log(ty - c) - q[1] + q[2] * lx) ** 2).sum()

            search = torch.optim.LBFGS(
                [q], max_iter=5000, max_eval=20_000, tolerance_grad=1e-14,
                tolerance_change=1e-18, history_size=20, line_search_fn="strong_wolfe",
            )  # fmt: skip

            def closure(search=search, off=off):
                search.zero_grad()
                value = off()
                value.backward()
                return value

            search.step(closure)
            if best is None or off() < best[0]:
                best = off().item(), q.detach().clone()
        c = torch.sigmoid(best[1][0]) * ty.min()
        law = torch.exp(best[1][1]) * torch.tensor(at) ** -best[1][2] + c
        found.append(law.tolist())
    return record(
        "torch",
        "optim.LBFGS on the sum of (ln(y - sigmoid(s) min y) - ln a + k ln x)^2, then "
        "a at^-k + c",
        seed,
        {"x": x, "points": points, "at": at},
        {"forecasts": found},
    )


@producer
def restated_calibration_error():
    """_ECELoss: gpleiss/temperature_scaling, commit 126a50d, temperature_scaling.py."""
    import torch

    seed, cases, found = 20170614, [], []
    rng = np.random.default_rng(seed)
    for n, bins in ((40, 10), (200, 15), (7, 3)):
        chances = rng.random(n).round(4)
        right = rng.random(n) < chances**1.5
        ends = torch.linspace(0, 1, bins + 1, dtype=torch.double)
        c, r = torch.tensor(chances), torch.tensor(right)
        error = torch.zeros(1, dtype=torch.double)
        for low, high in itertools.pairwise(ends):
            inside = c.gt(low) * c.le(high)
            if inside.any():
                off = torch.abs(c[inside].mean() - r[inside].double().mean())
                error += off * inside.double().mean()
        cases.append(
            {"chances": chances.tolist(), "right": right.tolist(), "bins": bins}
        )
        found.append(error.item())
    return record(
        "torch",
        "sum over bins of |mean chance - share right| times the bin's share",
        seed,
        {"cases": cases},
        {"errors": found},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_floor_fits")
def the_forecast_agrees(vector):
    given = vector["inputs"]
    for y, theirs in zip(given["points"], vector["outputs"]["forecasts"], strict=True):
        ours = forecast.forecast(given["x"], y, given["at"], tries=TRIES)
        same_numbers(ours, theirs, CLOSE)


@agrees("restated_calibration_error")
def calibration_errors_agree(vector):
    """No chance lies on the edge of two bins, which belongs to another of them there."""
    for case, theirs in zip(
        vector["inputs"]["cases"], vector["outputs"]["errors"], strict=True
    ):
        ours = forecast.calibration_error(
            case["chances"], np.array(case["right"]), bins=case["bins"]
        )
        same_numbers(np.array(ours), theirs)


# --- what must be noticed -------------------------------------------------------------


def _no_floor(x, y, *, tries):
    return (*scaling.fit_power_law(x, y), 0.0)


def _least_seen(x, y, *, tries):
    """The floor taken to lie just below the smallest loss that was seen."""
    floor = min(y) * 0.999
    return (*scaling.fit_power_law(x, y, floor=floor), floor)


def _plain_mean(chances, right, *, bins):
    """Over all answers at once: errors of different bins cancel."""
    return abs(np.mean(chances) - np.mean(right))


def _bins_alike(chances, right, *, bins):
    _, mean_chance, share = forecast.reliability(chances, right, bins=bins)
    return float(np.nanmean(np.abs(mean_chance - share)))


HERE = "measures.forecast."
plant("torch_floor_fits", HERE + "fit_floor", _no_floor, _least_seen)
plant(
    "restated_calibration_error",
    HERE + "calibration_error",
    _plain_mean,
    _bins_alike,
)
