"""The machine of *Forecast a model before it exists*: small runs, two laws, one reading."""

import numpy as np

from ...mechanisms.measures.forecast import mean_log_pass_rate
from ...mechanisms.measures.scaling import fit_floor, fit_power_law, power_law
from .drawing import Machine, number


def gpt_4_run(compute, losses, rates, problems=None):
    """Losses (k,) and pass rates (k, problems) of small models, and what they foretell at 1.

    With `problems` only so many of them.
    """
    scale, exponent, floor = fit_floor(compute, losses)
    rates = np.asarray(rates)[:, :problems]
    far = mean_log_pass_rate(rates)
    alpha, k = fit_power_law(compute, far)
    return {
        "compute": np.asarray(compute), "losses": np.asarray(losses), "rates": rates,
        "far": far, "loss": power_law(1.0, scale=scale, exponent=exponent, floor=floor),
        "floor": floor, "rate": np.exp(-power_law(1.0, scale=alpha, exponent=k)),
    }  # fmt: skip


def gpt_4(compute, losses, rates, **sizes):
    """Draw GPT-4's forecast: from small runs, by two laws, to a run that is yet to come."""
    r = gpt_4_run(compute, losses, rates, **sizes)
    m = Machine("Forecasting a large run from small ones", 420)
    m.box("runs", 135, 20, text=f"{len(r['compute'])} small runs", wide=110)
    m.box("mean", 204, 150, "fixed", text="logarithms,\nthen the mean", wide=104)
    m.wire("runs", "mean", "pass rates", r["rates"], cells={}, into=0, bend=46, at=(204, 92),
           side="below")  # fmt: skip
    m.box("floor", 68, 238, "fixed", text="a law with\na floor", wide=90)
    m.box("plain", 204, 238, "fixed", text="a law without\na floor", wide=104)
    listed = ", ".join(number(loss, 0) for loss in r["losses"])
    m.box("losses", 68, 150, "data", text=f"losses\n{listed}", tall=34)
    m.wire("runs", "losses", bend=46).wire("losses", "floor")
    m.wire("mean", "plain", "", r["far"], at=(204, 196))
    m.box("read", 135, 318, "fixed", text="read off at compute 1", wide=150)
    m.wire("floor", "read", into=-30, bend=282).wire("plain", "read", into=30, bend=282)
    m.box(
        "told",
        135,
        366,
        "data",
        text=f"loss {number(r['loss'], 1)}, pass rate {r['rate']:.0%}",
    )
    m.wire("read", "told")
    m.box("then", 135, 406, "data", text="and only then the large run")
    return m.picture(
        f"The floor that is found is {number(r['floor'], 1)}. A typical problem is passed in "
        f"{r['rate']:.0%} of the tries, says the other law, if it may be drawn on so far."
    )
