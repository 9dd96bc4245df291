"""Parallel decoding: MaskGIT's schedule and loop, restated, with noise that is written down."""

import numpy as np
from harness import agrees, draw, plant, producer, record

from fieldguide.mechanisms.sampling import parallel

B, N, V, STEPS = 2, 12, 6, 5
MASK = V  # there it is -1; here a token's number must not be negative

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_maskgit_decoding():
    """parallel_decode.decode, restated: google-research/maskgit, commit 1db2359.

    libml/mask_schedule.py: cos(pi / 2 ratio), clipped to 1e-6 ... 1; libml/parallel_decode.py: at
    each step a draw for each token, confidence = log of its probability + temperature (1 - ratio)
    Gumbel noise, infinite for known tokens, and the floor(unknown at first * mask ratio) least
    sure, at least one and less than are unknown, are masked again. What is returned is each
    step's tokens before they are masked; here also which are masked.
    """
    import torch

    seed = 20220208
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, table=(V + 1, V), places=(N, N, V))
    table, places = (torch.from_numpy(x) for x in drawn.values())
    noise = rng.gumbel(size=(2 * STEPS, *(B, N, V))).round(3)
    noise_of_choice = noise[1::2, :, :, 0]
    ids = torch.full((B, N), MASK)
    ids[:, 2], ids[1, 5], ids[0, 7] = 3, 1, 0
    given, unknown_first = ids.clone(), (ids == MASK).sum(-1, keepdim=True)
    before, masked = [], []
    for step in range(STEPS):
        logits = torch.einsum("bmv,mnv->bnv", table[ids], places)
        unknown = ids == MASK
        drawn_ids = (logits + torch.from_numpy(noise[2 * step])).argmax(-1)
        drawn_ids = torch.where(unknown, drawn_ids, ids)
        ratio = (step + 1) / STEPS
        mask_ratio = np.clip(np.cos(np.pi / 2 * ratio), 1e-6, 1.0)
        chance = torch.softmax(logits, -1).gather(-1, drawn_ids[..., None])[..., 0]
        chance = torch.where(unknown, chance, torch.inf)
        length = torch.floor(unknown_first * mask_ratio)
        length = length.minimum(unknown.sum(-1, keepdim=True) - 1).maximum(
            torch.ones_like(length)
        )
        sure = chance.log() + (1 - ratio) * torch.from_numpy(noise_of_choice[step])
        cut = sure.sort(-1).values.gather(-1, length.long())
        before.append(drawn_ids)
        ids = torch.where(sure < cut, MASK, drawn_ids)
        masked.append(ids == MASK)
    return record(
        "torch",
        "parallel_decode.decode, restated, num_iter=5, choice_temperature=1.0",
        seed,
        {"ids": given, **drawn, "noise": noise},
        {"tokens": torch.stack(before), "masked": torch.stack(masked)},
    )


@producer
def restated_maskgit_counts():
    """How many stay masked after each step, restated from the same files.

    In double precision; where exactly a half is masked, single precision may round to one less.
    """
    import torch

    found = []
    for n, steps in ((256, 12), (256, 24), (4096, 8), (1024, 8)):
        left, counts = n, []
        for step in range(steps):
            progress = torch.tensor((step + 1) / steps, dtype=torch.float64)
            ratio = torch.clip(torch.cos(np.pi / 2 * progress), 1e-6, 1.0)
            wanted = int(torch.floor(n * ratio))
            left = max(1, min(left - 1, wanted))
            counts.append(left)
        found.append({"n": n, "steps": steps, "counts": counts})
    return record(
        "torch",
        "max(1, min(unknown - 1, floor(n * clip(cos(pi / 2 * ratio), 1e-6, 1))))",
        0,
        {"sizes": [[f["n"], f["steps"]] for f in found]},
        {"counts": [f["counts"] for f in found]},
    )


# --- how ours is compared -------------------------------------------------------------


class Drawn(np.random.Generator):
    """A generator that hands out noise that was written down, step by step."""

    def __init__(self, noise):
        super().__init__(np.random.PCG64(0))
        self.noise = iter(np.array(noise))

    def gumbel(self, size):
        noise = next(self.noise)
        return noise if size == noise.shape else noise[..., 0]


@agrees("restated_maskgit_decoding")
def every_step_agrees(vector):
    given = {name: np.array(value) for name, value in vector["inputs"].items()}

    def guess(ids):
        return np.einsum("bmv,mnv->bnv", given["table"][ids], given["places"])

    found = parallel.fill_in(
        given["ids"], guess, Drawn(given["noise"]), mask_id=MASK, steps=STEPS
    )
    tokens, masked = (np.array(vector["outputs"][n]) for n in ("tokens", "masked"))
    # their last step masks one token in a copy that it does not return
    masked[-1] = False
    assert (found == np.where(masked, MASK, tokens)).all()


@agrees("restated_maskgit_counts")
def the_counts_agree(vector):
    for (n, steps), theirs in zip(
        vector["inputs"]["sizes"], vector["outputs"]["counts"], strict=True
    ):
        ours = parallel.hidden_counts(n, steps=steps)
        assert ours[:-1].tolist() == theirs[:-1] and ours[-1] == 0


# --- what must be noticed -------------------------------------------------------------

COUNTS, SURE = parallel.hidden_counts, parallel.least_sure


def _line(progress):
    """As many at each step."""
    return 1 - np.asarray(progress)


def _from_zero(n, *, steps):
    return np.roll(COUNTS(n, steps=steps), 1)


def _surest(sureness, *, count):
    """The surest are hidden again."""
    finite = np.where(np.isfinite(sureness), -sureness, np.inf)
    return SURE(finite, count=count)


def _steady(ids, score_all, rng, *, mask_id, steps, choice_temperature=1.0):
    """Nothing is chance in what is kept."""
    return FILL(ids, score_all, rng, mask_id=mask_id, steps=steps, choice_temperature=0)


FILL = parallel.fill_in

TARGET = "sampling.parallel."
plant("restated_maskgit_counts", TARGET + "hidden_share", _line)
plant("restated_maskgit_counts", TARGET + "hidden_counts", _from_zero)
plant("restated_maskgit_decoding", TARGET + "least_sure", _surest)
plant("restated_maskgit_decoding", TARGET + "fill_in", _steady)
