"""Pictures of what a policy gains: a clipped step, a leash, the best of several, a whole run."""

import matplotlib.pyplot as plt
import numpy as np

from ..mechanisms.preferences import comparisons, leash, policies
from . import figures

COLORS = figures.COLORS


def clipped_gain(advantage, clip):
    """What a token gains as it becomes more or less probable, with the clip and without."""
    ratio = np.linspace(0.4, 1.8, 57)
    gain = [
        -policies.clipped_loss([x], [0.0], [advantage], clip=clip)
        for x in np.log(ratio)
    ]
    fig, ax = plt.subplots(figsize=(4.0, 2.3))
    ax.plot(ratio, advantage * ratio, ":", color=COLORS["soft"], marker="")
    ax.plot(ratio, gain, marker="", lw=2.5)
    ax.axvline(1, color=COLORS["line"], marker="")
    ax.set(xlabel="times as probable as when it was written", ylabel="gain")
    ax.set(ylim=(-2.1 * abs(advantage), 2.1 * abs(advantage)))
    end, side = (1 + clip, "above") if advantage > 0 else (1 - clip, "below")
    alt = f"Advantage {advantage:g}: the gain is flat {side} {end:.3g}."
    return figures.picture(ax, alt, f"{alt} Dotted: without the clip.")


def three_curves(run):
    """A run of PPO: the judge's reward, what people think of it, and how far it has gone.

    Parameters
    ----------
    run : pandas frame
        A row a round, with the columns round, reward, taste, kl and line.
    """
    fig, (high, low) = plt.subplots(2, 1, figsize=(4.0, 3.6), sharex=True)
    high.plot(run["round"], run["reward"], marker="", color=COLORS["orange"], ls="--")
    high.plot(run["round"], run["taste"], marker="", lw=2.5)
    low.plot(run["round"], run["kl"], marker="", color=COLORS["soft"], ls="-.")
    high.set(ylabel="points", ylim=(-3.2, 7))
    low.set(ylabel="KL (nats)", xlabel="round", ylim=(0, 90))
    high.text(2, 6.7, "dashed: the judge", va="top")
    high.text(2, -3.0, "solid: the town", va="bottom")
    end = run.iloc[-1]
    alt = (
        f"After {end['round']} rounds the judge gives {end['reward']:.1f}, the town "
        f"{end['taste']:.1f}, at {end['kl']:.0f} nats."
    )
    line = end["line"].replace("[SEP]", "").strip()
    return figures.picture(fig, alt, f"{alt} It writes: <em>{line}</em>.")


def tilted(old, rewards, beta):
    """The best policy on a leash, beside the one it is tied to."""
    new = leash.tilt(old, rewards, beta=beta)
    fig, ax = plt.subplots(figsize=(4.0, 2.2))
    place = np.arange(len(old))
    ax.bar(place - 0.2, old, 0.36, color=COLORS["soft"], hatch="//")
    ax.bar(place + 0.2, new, 0.36)
    ax.set_xticks(place, [f"{r:g}" for r in rewards])
    ax.set(xlabel="reward of the answer", ylabel="chance", ylim=(0, 1.02))
    far, mean = leash.divergence(new, old), new @ rewards
    alt = f"Leash {beta:g}: mean reward {mean:.2f}, {far:.2f} nats away."
    return figures.picture(ax, alt, f"{alt} Hatched: the supervised model.")


def best_of_curve(most=1024):
    """How far the best of n answers has moved."""
    n = 2 ** np.arange(int(np.log2(most)) + 1)
    far = [comparisons.best_of_kl(int(k)) for k in n]
    fig, ax = plt.subplots(figsize=(4.0, 2.1))
    ax.plot(n, far)
    ax.set_xscale("log", base=2)
    ax.set(xlabel="answers", ylabel="KL (nats)")
    alt = (
        f"Best of 2: {far[1]:.2f} nats; of 16: {far[4]:.2f}; of {most}: {far[-1]:.2f}."
    )
    return figures.picture(ax, alt, alt)
