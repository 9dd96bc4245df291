"""Edits: as short as GNU diff's shortest, and carried out as patch carries out its own."""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.objectives import edits

# --- how the vector is made -----------------------------------------------------------


@producer
def gnu_diff_words():
    """diff --minimal --normal on a word a line: how many words go, and how many come."""
    import subprocess
    import tempfile
    from pathlib import Path

    seed = 64
    rng = np.random.default_rng(seed)
    words = "the keeper cat gull sees lamp at dusk".split()
    pairs, counts = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(40):
            pair = [rng.choice(words, rng.integers(0, 13)).tolist() for _ in range(2)]
            paths = [Path(folder) / name for name in ("before", "after")]
            for path, text in zip(paths, pair, strict=True):
                path.write_text("".join(f"{word}\n" for word in text))
            said = subprocess.run(
                ["diff", "--minimal", "--normal", *paths],
                capture_output=True,
                text=True,
            ).stdout
            pairs.append(pair)
            counts.append(
                [sum(line[0] == sign for line in said.splitlines()) for sign in "<>"]
            )
    return record(
        "numpy",  # which draws the texts; the counts are those of GNU diffutils 3.8
        "diff --minimal --normal before after, lines that begin with < and >",
        seed,
        {"pairs": pairs},
        {"counts": counts},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("gnu_diff_words")
def as_few_words_go_and_come(vector):
    for (before, after), counts in zip(
        vector["inputs"]["pairs"], vector["outputs"]["counts"], strict=True
    ):
        found = edits.find_edits(before, after)
        gone = sum(end - start for start, end, _ in found)
        come = sum(len(words) for _, _, words in found)
        assert [gone, come] == counts


@agrees("gnu_diff_words")
def texts_lead_to_each_other(vector):
    for before, after in vector["inputs"]["pairs"]:
        found = edits.find_edits(before, after)
        assert edits.apply_edits(before, found) == after
        back = edits.undo_edits(before, found)
        try:
            undone = edits.apply_edits(after, back)
        except ValueError:  # edits that do not fit the text
            undone = None
        assert undone == before


# --- what must be noticed -------------------------------------------------------------

UNDO, APPLY = edits.undo_edits, edits.apply_edits


def _replace_all(before, after):
    return [] if before == after else [(0, len(before), list(after))]


def _place_by_place(before, after):
    """Compare the words at equal places, and forget that words shift."""
    n = min(len(before), len(after))
    changed = [(k, k + 1, [after[k]]) for k in range(n) if before[k] != after[k]]
    tail = [(n, len(before), after[n:])]
    return changed + (tail if len(before) != len(after) else [])


def _without_shift(words, given):
    return [(start, start + len(new), words[start:end]) for start, end, new in given]


def _from_the_front(words, given):
    words = list(words)
    for start, end, new in given:
        words[start:end] = new
    return words


plant("gnu_diff_words", "objectives.edits.find_edits", _replace_all, _place_by_place)
plant("gnu_diff_words", "objectives.edits.undo_edits", _without_shift)
plant("gnu_diff_words", "objectives.edits.apply_edits", _from_the_front)
