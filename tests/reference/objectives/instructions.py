"""Flan's templates, lists of options, examples in front, and mixture: its code, restated.

google-research/FLAN, flan/v2/preprocessors.py, format_from_feature_dictionary and
format_options; flan/v2/few_shot.py with seqio's fewshot_preprocessor; seqio's
mixing_rate_num_examples, which flan/mixtures.py calls with maximum=3000. TensorFlow and
seqio are needed to run them.
"""

import re

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import instructions

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_flan_texts():
    """Patterns filled, options listed, and questions behind none to three examples."""
    fields = {
        "premise": "The lamp is lit.",
        "hypothesis": "It is {dark}.",
        "answer": "no",
    }
    options = ["yes", "it is not possible to tell", "no"]
    fields["options_"] = "OPTIONS:\n- " + "\n- ".join(options)
    patterns = [
        ['{premise}\n\nDoes it follow that "{hypothesis}"?\n\n{options_}', "{answer}"],
        ["{premise} {premise} Therefore: {hypothesis}? {options_}", "{answer}"],
        ["Say what may follow from {premise}", "{hypothesis} ({answer})"],
    ]
    posed = []
    for pair in patterns:
        texts = []
        for pattern in pair:
            parts = [p for p in re.split(r"({\w*})", pattern) if p]
            texts.append(
                "".join(
                    fields[p[1:-1]] if p[0] == "{" and p[-1] == "}" else p
                    for p in parts
                )
            )
        posed.append(texts)
    shown = [["a cat", "an animal"], ["a quay", "a place"], ["dusk", "a time"]]
    few = []
    for k in range(1, 4):
        shots = ""
        for inputs, targets in shown[:k]:
            inputs = inputs + "\n\n"  # x_y_delimiter
            shots += inputs + targets + "\n\n\n"  # example_separator
        few.append(shots + "a net" + "\n\n")
    return record(
        "numpy",
        "restated from google-research/FLAN@2c79a31, flan/v2/preprocessors.py, and "
        "flan/v2/few_shot.py with its default separators; not run",
        0,  # nothing is drawn
        {
            "fields": fields,
            "options": options,
            "patterns": patterns,
            "shown": shown,
            "question": "a net",
        },
        {"options": fields["options_"], "posed": posed, "few": few},
    )


@producer
def restated_seqio_rates():
    """Rates of tasks of 40 to 400,000 examples under four caps, as shares."""
    seed = 93
    rng = np.random.default_rng(seed)
    sizes = np.exp(rng.uniform(np.log(40), np.log(400_000), size=9)).astype(int)
    caps = [1, 3000, 30_000, 10**6]
    shares = []
    for maximum in caps:
        rates = [min(float(size), maximum) for size in sizes]
        shares.append([rate / sum(rates) for rate in rates])
    return record(
        "numpy",
        "restated from seqio's mixing_rate_num_examples(task, maximum), temperature 1, as "
        "google-research/FLAN@e9e4ec6, flan/mixtures.py calls it; not run",
        seed,
        {"sizes": sizes, "caps": caps},
        {"shares": shares},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("restated_flan_texts")
def examples_are_posed_alike(vector):
    given = vector["inputs"]
    for patterns, theirs in zip(
        given["patterns"], vector["outputs"]["posed"], strict=True
    ):
        assert list(instructions.pose(given["fields"], patterns)) == theirs


@agrees("restated_flan_texts")
def options_are_listed_alike(vector):
    ours = instructions.options_text(vector["inputs"]["options"])
    assert ours == vector["outputs"]["options"]


@agrees("restated_flan_texts")
def examples_stand_in_front_alike(vector):
    given = vector["inputs"]
    for k, theirs in enumerate(vector["outputs"]["few"], 1):
        ours = instructions.show_examples(given["shown"][:k], given["question"])
        assert ours == theirs


@agrees("restated_seqio_rates")
def shares_agree(vector):
    sizes = vector["inputs"]["sizes"]
    for cap, theirs in zip(
        vector["inputs"]["caps"], vector["outputs"]["shares"], strict=True
    ):
        same_numbers(instructions.mixing_rates(sizes, cap=cap), theirs)


# --- what must be noticed -------------------------------------------------------------


def _format(pattern, fields):
    """Python's own format."""
    text = pattern
    for name, part in fields.items():
        text = text.replace("{" + name + "}", part, 1)
    return text


def _one_line(options):
    return "OPTIONS: " + ", ".join(options)


def _without_a_gap(shown, question):
    return "\n\n".join(["\n\n".join(pair) for pair in shown] + [question])


def _cap_of_shares(examples, *, cap):
    """Capped after the shares were taken."""
    shares = np.asarray(examples) / np.sum(examples)
    shares = np.minimum(shares, cap / np.max(examples))
    return shares / shares.sum()


def _no_cap(examples, *, cap):
    return np.asarray(examples) / np.sum(examples)


plant("restated_flan_texts", "objectives.instructions.fill", _format)
plant("restated_flan_texts", "objectives.instructions.options_text", _one_line)
plant("restated_flan_texts", "objectives.instructions.show_examples", _without_a_gap)
plant(
    "restated_seqio_rates",
    "objectives.instructions.mixing_rates",
    _cap_of_shares,
    _no_cap,
)
