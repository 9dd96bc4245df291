"""Options behind a prompt: log-likelihoods of transformers' GPT-2, and calibration, restated.

Restated from tonyzhaozh/few-shot-learning, run_classification.py, at commit 9d35e26:
get_p_content_free and eval_accuracy, with W = diag(p_cf)^-1.
"""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers
from tiny_gpt2 import tiny_gpt2

from fieldguide.mechanisms.objectives import prompts

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_option_likelihoods():
    """Minus GPT2LMHeadModel's cross entropy of each token of options of 1 to 4 tokens."""
    import torch

    seed = 61
    rng = np.random.default_rng(seed)
    model, state = tiny_gpt2(rng)
    given = {"prompt": rng.integers(11, size=4), "answer": rng.integers(11, size=2)}
    options = [rng.integers(11, size=n) for n in (1, 3, 2, 4, 1)]
    found = {name: [] for name in given}
    with torch.no_grad():
        for name, prompt in given.items():
            for option in options:
                row = torch.tensor([[*prompt, *option]])
                logits = model(row).logits[0, len(prompt) - 1 : -1]
                found[name].append(
                    -torch.nn.functional.cross_entropy(
                        logits, row[0, len(prompt) :], reduction="none"
                    )
                )
    return record(
        "transformers",
        "-cross_entropy(GPT2LMHeadModel(...)(prompt and option).logits, option, "
        "reduction='none')",
        seed,
        given | {"options": options, "heads": 2, "state": state},
        found,
    )


@producer
def restated_contextual_calibration():
    """Answers before and after W p, with W from the mean of three empty questions."""
    seed = 62
    rng = np.random.default_rng(seed)
    label_probs = rng.dirichlet([4, 1, 1, 2], size=60).round(4) * 0.8
    empty = rng.dirichlet([6, 1, 1, 2], size=3).round(4) * 0.8
    p_y = np.mean(empty, axis=0)
    p_cf = p_y / np.sum(p_y)
    w = np.linalg.inv(np.identity(4) * p_cf)
    answers, calibrated = [], []
    for probs in label_probs:
        probs = probs / np.sum(probs)
        answers.append(int(np.argmax(probs)))
        calibrated.append(int(np.argmax(np.matmul(w, np.expand_dims(probs, axis=-1)))))
    return record(
        "numpy",
        "argmax(inv(identity * p_cf) @ p), p_cf the normalized mean of empty questions",
        seed,
        {"label_probs": label_probs, "empty": empty},
        {"answers": answers, "calibrated": calibrated},
    )


# --- how ours is compared -------------------------------------------------------------


def _ours(given, prompt):
    return prompts.option_log_probabilities(
        given[prompt],
        given["options"],
        weights.gpt2(given["state"]),
        heads=given["heads"],
    )


@agrees("transformers_option_likelihoods")
def each_token_is_as_probable(vector):
    for prompt, theirs in vector["outputs"].items():
        ours = _ours(vector["inputs"], prompt)
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            same_numbers(a, b)


@agrees("transformers_option_likelihoods")
def the_three_scores_come_from_the_same_likelihoods(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    asked, alone = _ours(given, "prompt"), _ours(given, "answer")
    sums = {name: np.array([sum(x) for x in theirs[name]]) for name in theirs}
    same_numbers(prompts.sum_scores(asked), sums["prompt"])
    same_numbers(
        prompts.per_token_scores(asked),
        np.array([sum(x) / len(x) for x in theirs["prompt"]]),
    )
    same_numbers(
        prompts.ratio_scores(asked, alone),
        np.log(np.exp(sums["prompt"]) / np.exp(sums["answer"])),
        1e-9,
    )


@agrees("restated_contextual_calibration")
def the_same_option_wins(vector):
    p = np.array(vector["inputs"]["label_probs"])
    empty = np.array(vector["inputs"]["empty"]).mean(0)
    found = prompts.calibrate(p / p.sum(1, keepdims=True), empty / empty.sum())
    np.testing.assert_array_equal(found.argmax(1), vector["outputs"]["calibrated"])
    np.testing.assert_array_equal(p.argmax(1), vector["outputs"]["answers"])
    assert vector["outputs"]["answers"] != vector["outputs"]["calibrated"]


# --- what must be noticed -------------------------------------------------------------

LOG_P, CALIBRATE = prompts.option_log_probabilities, prompts.calibrate


def _one_place_late(prompt, options, p, **more):
    """Each token scored by the row that has already read it."""
    late = LOG_P([*prompt, options[0][0]], options, p, **more)
    return late


def _first_token_only(prompt, options, p, **more):
    return [x[:1] for x in LOG_P(prompt, options, p, **more)]


def _sum(by_option):
    return np.array([x.sum() for x in by_option])


def _difference_of_means(by_option, by_itself):
    return np.array(
        [a.mean() - b.mean() for a, b in zip(by_option, by_itself, strict=True)]
    )


def _subtracted(chances, content_free):
    """The code's other mode, identity_W: b = -p_cf."""
    return chances - content_free


def _times(chances, content_free):
    return CALIBRATE(chances, (1 / content_free) / (1 / content_free).sum())


plant(
    "transformers_option_likelihoods",
    "objectives.prompts.option_log_probabilities",
    _one_place_late,
    _first_token_only,
)
plant("transformers_option_likelihoods", "objectives.prompts.per_token_scores", _sum)
plant(
    "transformers_option_likelihoods",
    "objectives.prompts.ratio_scores",
    _difference_of_means,
)
plant(
    "restated_contextual_calibration",
    "objectives.prompts.calibrate",
    _subtracted,
    _times,
)
