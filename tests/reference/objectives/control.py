"""Control codes: probabilities of texts from transformers' GPT-2; CTRL's ranking, restated.

Restated from salesforce/ctrl, source_attribution.py, at commit 2b7e8eb: under each code
the perplexity of a text, the code itself not counted; the lowest comes first.
"""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers
from tiny_gpt2 import tiny_gpt2

from fieldguide.mechanisms.objectives import control

CODES = 8, 9, 10

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_code_losses():
    """GPT2LMHeadModel's loss on four texts behind each of three codes."""
    import torch

    seed = 55
    rng = np.random.default_rng(seed)
    model, state = tiny_gpt2(rng)
    texts = rng.integers(8, size=(4, 5))
    losses = np.empty((4, 3))
    with torch.no_grad():
        for j, code in enumerate(CODES):
            for k, text in enumerate(texts):
                row = torch.tensor([[code, *text]])
                logits = model(row).logits[0, :-1]  # `labels=` would round to float32
                losses[k, j] = torch.nn.functional.cross_entropy(logits, row[0, 1:])
    return record(
        "transformers",
        "cross_entropy(GPT2LMHeadModel(...)(row).logits, shifted), row = code and text",
        seed,
        {"texts": texts, "codes": CODES, "heads": 2, "state": state},
        {"losses": losses},
    )


@producer
def restated_ctrl_attribution():
    """The order of the codes by perplexity, from the probabilities of the words."""
    seed = 56
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.05, 0.9, size=(6, 4, 7)).round(3)  # texts, codes, words
    perplexity = np.empty((6, 4))
    for k, text in enumerate(p):
        for j, words in enumerate(text):
            cross = 0
            for chance in words:
                cross -= np.log(chance) / len(words)
            perplexity[k, j] = np.exp(cross)
    return record(
        "numpy",
        "xent -= log(p) / len(text); exp(xent); sorted",
        seed,
        {"p": p},
        {"order": np.argsort(perplexity, -1), "perplexity": perplexity},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_code_losses")
def texts_are_as_probable(vector):
    given = vector["inputs"]
    p, texts = weights.gpt2(given["state"]), np.array(given["texts"])
    for j, code in enumerate(given["codes"]):
        rows = control.put_code_first(texts, np.full(len(texts), code))
        ours = control.text_log_probabilities(rows, p, heads=given["heads"])
        theirs = np.array(vector["outputs"]["losses"])[:, j]
        same_numbers(-ours / texts.shape[1], theirs)


@agrees("restated_ctrl_attribution")
def equal_priors_rank_the_codes_alike(vector):
    log_p = np.log(vector["inputs"]["p"]).sum(-1)
    found = control.attribute(log_p, np.full(4, 0.25))
    np.testing.assert_array_equal(np.argsort(-found, -1), vector["outputs"]["order"])
    perplexity = np.array(vector["outputs"]["perplexity"])
    odds = perplexity**-7.0  # of seven words
    same_numbers(found, odds / odds.sum(-1, keepdims=True))


# --- what must be noticed -------------------------------------------------------------

LOG_P, ATTRIBUTE = control.text_log_probabilities, control.attribute


def _with_the_code(ids, p, **more):
    """Divides by all tokens, although nobody predicts the first."""
    return LOG_P(ids, p, **more) * (ids.shape[1] - 1) / ids.shape[1]


def _behind(texts, codes):
    return np.column_stack([texts, codes])


def _the_rarest(log_p, prior):
    return ATTRIBUTE(-log_p, prior)


def _shares_of_nats(log_p, prior):
    return log_p / log_p.sum(-1, keepdims=True)


plant(
    "transformers_code_losses",
    "objectives.control.text_log_probabilities",
    _with_the_code,
)
plant("transformers_code_losses", "objectives.control.put_code_first", _behind)
plant(
    "restated_ctrl_attribution",
    "objectives.control.attribute",
    _the_rarest,
    _shares_of_nats,
)
