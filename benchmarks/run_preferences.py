"""Time a round of PPO as the lab on preferences has it, in seconds of the processor; JSON."""

import json
import time

import numpy as np

from fieldguide.experiments import taste

ROUNDS, RUNS = 10, 3


def main():
    """Print seconds a round, the best of three runs."""
    policy, _ = taste.imitate(np.random.default_rng(1), steps=20)
    least = np.inf
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        start = time.process_time()
        taste.follow(policy, taste.taste, taste.NOTHING, rng, beta=0.3, rounds=ROUNDS)
        least = min(least, (time.process_time() - start) / ROUNDS)
    print(
        json.dumps({"answers": taste.ANSWERS, "epochs": taste.EPOCHS, "round": least})
    )


if __name__ == "__main__":
    main()
