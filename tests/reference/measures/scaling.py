"""Power laws fitted by torch's least squares, and Chinchilla's optimum found by descent."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.measures import scaling

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_power_law_fits():
    """torch.linalg.lstsq on logarithms of noisy points, with and without a floor."""
    import torch

    seed = 63
    rng = np.random.default_rng(seed)
    x = np.geomspace(100, 1e7, 9).round()
    points, found = [], []
    for floor in (0.0, 0.7):
        y = (floor + 5 * x**-0.21 * np.exp(rng.normal(0, 0.05, 9))).round(6)
        a = torch.tensor(np.column_stack([np.ones(9), np.log(x)]))
        b = torch.tensor(np.log(y - floor))[:, None]
        start, slope = torch.linalg.lstsq(a, b).solution[:, 0].tolist()
        points.append({"floor": floor, "y": y.tolist()})
        found.append([float(np.exp(start)), -slope])
    return record(
        "torch",
        "linalg.lstsq([1, ln x], ln(y - floor))",
        seed,
        {"x": x, "points": points},
        {"fits": found},
    )


@producer
def torch_compute_optima():
    """The least loss for a budget, by Newton's method on ln N, with autograd's slopes."""
    import torch

    budgets = [1e19, 1e21, 5.76e23, 1e26]
    laws = {name: getattr(scaling, name) for name in ("CHINCHILLA", "REFITTED")}
    found = {}
    for name, law in laws.items():
        found[name] = []
        for budget in budgets:
            log_n = torch.tensor(0.5 * np.log(budget / 120), requires_grad=True)
            for _ in range(60):
                n = torch.exp(log_n)
                loss = (
                    law["E"]
                    + law["A"] / n ** law["alpha"]
                    + law["B"] / (budget / 6 / n) ** law["beta"]
                )
                (slope,) = torch.autograd.grad(loss, log_n, create_graph=True)
                (curve,) = torch.autograd.grad(slope, log_n)
                log_n = (log_n - slope / curve).detach().requires_grad_()
            found[name].append([torch.exp(log_n).item(), loss.item()])
    return record(
        "torch",
        "Newton's method on ln N, E + A / N^alpha + B / (C / 6 / N)^beta",
        0,  # nothing is drawn
        {"budgets": budgets, "laws": laws},
        found,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_power_law_fits")
def the_same_line_is_fitted(vector):
    given = vector["inputs"]
    for points, theirs in zip(given["points"], vector["outputs"]["fits"], strict=True):
        ours = scaling.fit_power_law(given["x"], points["y"], floor=points["floor"])
        same_numbers(np.array(ours), theirs, 1e-9)


@agrees("torch_compute_optima")
def the_closed_form_is_where_descent_ends(vector):
    given = vector["inputs"]
    for name, law in given["laws"].items():
        for budget, (n, loss) in zip(
            given["budgets"], vector["outputs"][name], strict=True
        ):
            ours = scaling.chinchilla_optimum(budget, law=law)
            same_numbers(np.array(ours), [n, budget / 6 / n], 1e-6)
            same_numbers(np.array(scaling.chinchilla_loss(*ours, law=law)), loss)


# --- what must be noticed -------------------------------------------------------------

FIT, OPTIMUM, LOSS = (
    scaling.fit_power_law,
    scaling.chinchilla_optimum,
    scaling.chinchilla_loss,
)


def _floor_forgotten(x, y, *, floor=0.0):
    return FIT(x, y)


def _slope_not_turned(x, y, *, floor=0.0):
    scale, exponent = FIT(x, y, floor=floor)
    return scale, -exponent


def _exponents_swapped(budget, *, law):
    return OPTIMUM(budget, law=law | {"alpha": law["beta"], "beta": law["alpha"]})


def _two_operations(budget, *, law):
    """6 N D taken for 2 N D."""
    return OPTIMUM(3 * budget, law=law)


def _no_floor(n, d, *, law):
    return LOSS(n, d, law=law) - law["E"]


plant(
    "torch_power_law_fits",
    "measures.scaling.fit_power_law",
    _floor_forgotten,
    _slope_not_turned,
)
plant(
    "torch_compute_optima",
    "measures.scaling.chinchilla_optimum",
    _exponents_swapped,
    _two_operations,
)
plant("torch_compute_optima", "measures.scaling.chinchilla_loss", _no_floor)
