"""Tasks as text: how T5's released code lays examples out and reads answers; restated, not run.

google-research/text-to-text-transfer-transformer, t5/data/preprocessors.py, glue and stsb,
and t5/data/postprocessors.py, string_label_to_class_id, which has -1 where ours has None.
The code needs TensorFlow; it rounds in 32-bit floats, a half to the even number.
"""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.objectives import text_tasks

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_t5_tasks():
    """Examples of four tasks as text, ratings as words, and answers read back."""
    examples = [
        ["cola", [["sentence", "Lights lamp the keeper."]]],
        ["stsb", [["sentence1", "The lamp shines."], ["sentence2", "It is lit."]]],
        ["mnli", [["hypothesis", "It is night."], ["premise", "The lamp is lit."]]],
        ["wnli", [["sentence1", ""], ["sentence2", "fog"]]],
    ]
    texts = []
    for task, fields in examples:
        words = []
        for name, value in fields:
            words.append(f"{name}:")
            words.append(value)
        texts.append(" ".join([task, *words]))
    ratings = [k / 40 for k in range(201)] + [2.499, 2.501, 3.7, 4.999]
    written = []
    for rating in ratings:
        fifths = np.round(np.float32(rating) * np.float32(5))
        written.append(f"{fifths / np.float32(5):.1f}")
    names = ["entailment", "neutral", "contradiction"]
    answers = ["neutral", "contradiction", "Neutral", "neutral ", "not_entailment", ""]
    numbers = [names.index(a) if a in names else -1 for a in answers]
    return record(
        "numpy",
        "glue and stsb of t5/data/preprocessors.py, string_label_to_class_id of "
        "t5/data/postprocessors.py, restated",
        0,  # nothing is drawn
        {"examples": examples, "ratings": ratings, "names": names, "answers": answers},
        {"texts": texts, "written": written, "numbers": numbers},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_t5_tasks")
def examples_are_laid_out_alike(vector):
    for (task, fields), theirs in zip(
        vector["inputs"]["examples"], vector["outputs"]["texts"], strict=True
    ):
        assert text_tasks.phrase(task, dict(fields)) == theirs


@agrees("restated_t5_tasks")
def ratings_are_written_alike(vector):
    given, made = vector["inputs"]["ratings"], vector["outputs"]["written"]
    assert [text_tasks.similarity_text(x) for x in given] == made


@agrees("restated_t5_tasks")
def answers_are_read_alike(vector):
    given = vector["inputs"]
    for answer, theirs in zip(
        given["answers"], vector["outputs"]["numbers"], strict=True
    ):
        ours = text_tasks.read_class(answer, given["names"])
        assert (-1 if ours is None else ours) == theirs, answer


# --- what must be noticed -------------------------------------------------------------


def _names_last(task, fields):
    return " ".join([task, *(f"{value} {name}" for name, value in fields.items())])


def _half_up(score):
    return f"{int(score * 5 + 0.5) / 5:.1f}"


def _tenths(score):
    return f"{score:.1f}"


def _forgiving(written, names):
    found = [k for k, name in enumerate(names) if name in written.lower()]
    return found[0] if found else None


NAME = "objectives.text_tasks."
plant("restated_t5_tasks", NAME + "phrase", _names_last)
plant("restated_t5_tasks", NAME + "similarity_text", _half_up, _tenths)
plant("restated_t5_tasks", NAME + "read_class", _forgiving)
