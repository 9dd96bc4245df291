"""Where ALBERT, DistilBERT and their training tasks must agree; see agreement.py."""

import autograd
import numpy as np
from agreement import agrees, near, same_numbers, same_share

from fieldguide import harbor
from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import sharing, transformer
from fieldguide.mechanisms.objectives import distillation, masking
from fieldguide.mechanisms.tokens import sentences


def _arrays(vector):
    """The weights of a vector, by the names that the package gives them."""
    return {k: np.array(w) for k, w in vector["inputs"].items() if "." in k}


def _linear(weights, name):
    """torch keeps a weight as (out, in)."""
    return {
        "weight": weights[f"{name}.weight"].T,
        "bias": weights[f"{name}.bias"],
    }


def _norm(weights, name):
    return {"gain": weights[f"{name}.weight"], "bias": weights[f"{name}.bias"]}


def _block(weights, at, names):
    """A block from eight names: query, key, value, output, norm, up, down, norm."""
    query, key, value, output, norm, up, down, last = (f"{at}{n}" for n in names)
    return {
        "attention": {
            "query": _linear(weights, query),
            "key": _linear(weights, key),
            "value": _linear(weights, value),
            "output": _linear(weights, output),
        },
        "attention_norm": _norm(weights, norm),
        "feed_forward": {"up": _linear(weights, up), "down": _linear(weights, down)},
        "feed_forward_norm": _norm(weights, last),
    }


def _layer(weights, k):
    """One layer of weights that are stacked by layer."""
    stem = "encoder.layer.*."
    return {
        name.removeprefix(stem): stack[k]
        for name, stack in weights.items()
        if name.startswith(stem)
    }


ALBERT_NAMES = (
    "attention.query",
    "attention.key",
    "attention.value",
    "attention.dense",
    "attention.LayerNorm",
    "ffn",
    "ffn_output",
    "full_layer_layer_norm",
)
BERT_NAMES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


@agrees("transformers_albert")
def albert_agrees_after_each_layer(vector):
    """With padding that nobody looks at; rows of padding themselves count as well."""
    weights, given = _arrays(vector), vector["inputs"]
    p = {
        "token_table": weights["embeddings.word_embeddings.weight"],
        "position_table": weights["embeddings.position_embeddings.weight"],
        "segment_table": weights["embeddings.token_type_embeddings.weight"],
        "norm": _norm(weights, "embeddings.LayerNorm"),
        "widen": _linear(weights, "encoder.embedding_hidden_mapping_in"),
        "block": _block(
            weights, "encoder.albert_layer_groups.0.albert_layers.0.", ALBERT_NAMES
        ),
    }
    heads = given["config"]["num_attention_heads"]
    theirs = np.array(vector["outputs"]["hidden_states"])  # (layers + 1, 2, n, d)
    assert len(theirs) == given["config"]["num_hidden_layers"] + 1
    for row, (ids, segments) in enumerate(
        zip(given["ids"], given["segments"], strict=True)
    ):
        mask = attention.padding_mask(ids)
        for layers, one in enumerate(theirs[:, row]):
            same_numbers(sharing.albert(ids, segments, p, heads, layers, mask), one)


@agrees("transformers_distilbert_start")
def a_new_student_agrees(vector):
    """Six of twelve blocks, no segments, and the encoder of the book."""
    weights, given = _arrays(vector), vector["inputs"]
    layers, heads = (
        given["config"][k] for k in ("num_hidden_layers", "num_attention_heads")
    )
    teacher = {
        "token_table": weights["embeddings.word_embeddings.weight"],
        "position_table": weights["embeddings.position_embeddings.weight"],
        "norm": _norm(weights, "embeddings.LayerNorm"),
        "blocks": [_block(_layer(weights, k), "", BERT_NAMES) for k in range(layers)],
    }
    student = distillation.start_student(teacher, given["student_layers"])
    ids = np.array(given["ids"])
    ours = transformer.encoder(ids, student, heads, attention.padding_mask(ids))
    same_numbers(ours, vector["outputs"]["last_hidden_state"])


@agrees("torch_distillation_losses")
def the_soft_loss_agrees_at_every_temperature(vector):
    """And so does its gradient, which autograd takes of our function."""
    given, out = vector["inputs"], vector["outputs"]
    student, teacher = np.array(given["student"]), np.array(given["teacher"])
    for k, t in enumerate(given["temperatures"]):
        loss = distillation.soft_loss(student, teacher, t)
        same_numbers(np.array(loss), out["ce"][k])
        slope = autograd.grad(distillation.soft_loss)(student, teacher, t)
        same_numbers(slope, out["ce_gradient"][k])


@agrees("torch_distillation_losses")
def the_other_losses_agree(vector):
    given, out = vector["inputs"], vector["outputs"]
    student = np.array(given["student"])
    loss = distillation.masked_loss(student, given["labels"])
    same_numbers(np.array(loss), out["mlm"])
    slope = autograd.grad(distillation.masked_loss)(student, given["labels"])
    same_numbers(slope, out["mlm_gradient"])
    hidden = np.array(given["student_hidden"]), np.array(given["teacher_hidden"])
    # torch adds 1e-12 to each squared length, so these agree to about that only.
    slope = autograd.grad(distillation.cosine_loss)(*hidden)
    assert np.allclose(distillation.cosine_loss(*hidden), out["cos"], 1e-10, 0)
    assert np.allclose(slope, out["cos_gradient"], 1e-10, 1e-10)


@agrees("torch_distillation_losses")
def the_sum_agrees(vector):
    """With the weights of the released code: 5, 2 and 1, at temperature 2."""
    given, out = vector["inputs"], vector["outputs"]
    names = "student", "teacher", "labels", "student_hidden", "teacher_hidden"
    loss = distillation.distillation_loss(*(np.array(given[k]) for k in names))
    two = given["temperatures"].index(2.0)
    total = 5 * out["ce"][two] + 2 * out["mlm"] + out["cos"]
    same_numbers(np.array(loss["total"]), total)


@agrees("google_ngrams")
def lengths_follow_the_rule(vector):
    """The first run of a sentence is never in anybody's way."""
    near(
        vector["outputs"]["first_length"],
        vector["inputs"]["rows"],
        masking.ngram_probabilities(),
    )


@agrees("google_ngrams")
def runs_are_chosen_as_often(vector):
    """How many runs of each length, and how often each place is chosen."""
    given, out = vector["inputs"], vector["outputs"]
    rows, n, most = 8_000, given["places"], given["most"]
    free = np.arange(n) != given["gap"]
    rng = np.random.default_rng(vector["seed"])
    first, runs = np.zeros(4, int), np.zeros((4, most + 1), int)
    chosen = np.zeros(n, int)
    for _ in range(rows):
        spans = masking.ngram_spans(free, rng, most / n)
        lengths = [length for _, length in spans]
        first[lengths[0]] += 1
        for length in (1, 2, 3):
            runs[length, lengths.count(length)] += 1
        for start, length in spans:
            chosen[start : start + length] += 1
    assert chosen.sum() == most * rows
    same_share(first[1:], rows, out["first_length"], given["rows"])
    same_share(chosen, rows, out["chosen_at_place"], given["rows"])
    theirs = np.array(out["rows_with_so_many_runs"])
    same_share(runs[1:], rows, theirs, given["rows"])


@agrees("restated_sentence_order")
def the_same_coins_give_the_same_order(vector):
    documents = [
        [text.split() for text in story] for story in vector["inputs"]["documents"]
    ]
    assert documents == harbor.stories()  # else: make the vectors again
    coins = Coins(vector["inputs"]["coins"])
    pairs = sentences.sentence_order_pairs(documents, coins)
    assert not coins.left
    said = [[" ".join(p.first), " ".join(p.second), int(p.is_next)] for p in pairs]
    assert said == vector["outputs"]["pairs"]


class Coins:
    """In place of a NumPy Generator: throws the coins that were thrown before."""

    def __init__(self, coins):
        self.left = list(coins)

    def random(self):
        assert self.left, "one coin too many"
        return self.left.pop(0)
