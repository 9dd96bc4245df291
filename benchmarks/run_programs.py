"""Time pass@k beside human-eval's estimator, and programs run apart beside bare ones; JSON.

The estimator is openai/human-eval's at 6d43fb9, human_eval/evaluation.py, written again as it
stands there: the package asks for commands of its own. Seconds are the processor's, those of
the programs' processes too; `clock` is by the clock, on a machine that may be busy.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np

from fieldguide.mechanisms.measures.evaluation import pass_at_k
from fieldguide.sandbox import programs

PROBLEMS, N, K, RUNS = 10_000, 200, 100, 5
PROGRAMS = 100
SOURCE, TEST = "print(sum(map(int, input().split())))", ("1 2 3", "6")


def human_eval(n, c, k):
    """estimate_pass_at_k: a problem after the other."""

    def estimator(n, c, k):
        if n - c < k:
            return 1.0
        return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))

    return np.array([estimator(n, int(each), k) for each in c])


def fewest(call):
    """Processor seconds of the fastest of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return min(found)


def spent(call):
    """Processor seconds of this process and of all that it has waited for; by the clock."""
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    before, start = [resource.getrusage(w) for w in who], time.perf_counter()
    for _ in range(PROGRAMS):
        assert call()
    clock, after = time.perf_counter() - start, [resource.getrusage(w) for w in who]
    used = sum(
        b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime
        for a, b in zip(before, after, strict=True)
    )
    return {"cpu": used / PROGRAMS, "clock": clock / PROGRAMS}


def apart():
    """One program in the sandbox."""
    return programs.run_program(SOURCE, [TEST]).solved


def bare():
    """The same program in a process like any other."""
    command = [sys.executable, *programs.PYTHON, SOURCE]
    done = subprocess.run(command, input=TEST[0], capture_output=True, text=True)
    return done.stdout.strip() == TEST[1]


def main():
    """Print what was measured."""
    c = np.random.default_rng(0).binomial(N, 0.02, PROBLEMS)
    assert np.allclose(pass_at_k(N, c, K), human_eval(N, c, K))
    said = {
        "problems": PROBLEMS,
        "pass_at_k": fewest(lambda: pass_at_k(N, c, K)),
        "human-eval": fewest(lambda: human_eval(N, c, K)),
        "lacking": programs.why_not(),
        "bare": spent(bare),
    }
    if not said["lacking"]:
        said["apart"] = spent(apart)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
