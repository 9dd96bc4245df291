"""Distillation: DistilBERT's three losses, and the student that starts from its teacher.

torch computes the losses and their gradients; transformers runs a DistilBertModel whose layers
are every second one or so of a BertModel.
"""

from functools import partial

import autograd
import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import distillation

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_distilbert_start():
    """DistilBertModel with six layers of a BertModel with twelve, before any training.

    Which weights go where is the table of scripts/extract_distilbert.py (huggingface/
    transformers, examples/research_projects/distillation), restated.
    """
    import torch
    from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertModel

    seed, n = 20191002, 7
    rng = np.random.default_rng(seed)
    sizes = {
        "vocab_size": 12,
        "hidden_size": 4,
        "num_hidden_layers": 12,
        "num_attention_heads": 2,
        "intermediate_size": 6,
        "max_position_embeddings": 8,
    }
    teacher = BertModel(BertConfig(**sizes), add_pooling_layer=False)
    state = weights.random_weights(teacher, rng, minus_zero=True)
    del state["embeddings.token_type_embeddings.weight"]  # what the student leaves out
    student = DistilBertModel(
        DistilBertConfig(
            vocab_size=12,
            dim=4,
            n_layers=6,
            n_heads=2,
            hidden_dim=6,
            max_position_embeddings=8,
        )
    )
    copied = {
        name: values for name, values in state.items() if name.startswith("embeddings.")
    }
    places = {
        "attention.q_lin": "attention.self.query",
        "attention.k_lin": "attention.self.key",
        "attention.v_lin": "attention.self.value",
        "attention.out_lin": "attention.output.dense",
        "sa_layer_norm": "attention.output.LayerNorm",
        "ffn.lin1": "intermediate.dense",
        "ffn.lin2": "output.dense",
        "output_layer_norm": "output.LayerNorm",
    }
    for layer, kept in enumerate([0, 2, 4, 7, 9, 11]):
        for ours, theirs in places.items():
            for part in ("weight", "bias"):
                name = f"transformer.layer.{layer}.{ours}.{part}"
                copied[name] = state[f"encoder.layer.{kept}.{theirs}.{part}"]
    ids = rng.integers(1, 12, size=(2, n))
    ids[1, 5:] = 0
    with torch.no_grad():
        out = weights.with_weights(student, copied)(
            torch.from_numpy(ids),
            attention_mask=torch.from_numpy((ids != 0).astype(int)),
        )
    return record(
        "transformers",
        "DistilBertModel(DistilBertConfig(n_layers=6, ...)).double().eval()"
        "(ids, attention_mask=ids != 0), weights of layers 0, 2, 4, 7, 9, 11 of "
        "BertModel(BertConfig(num_hidden_layers=12, ...))",
        seed,
        {
            "config": sizes,
            "student_layers": 6,
            **_stacked(state, 12),
            "ids": ids,
        },
        {"last_hidden_state": out.last_hidden_state.numpy().round(13)},
    )


def _stacked(state, layers):
    """All layers of one name in one array, "encoder.layer.*....", to write names once."""
    first = "encoder.layer.0."
    kept = {k: w for k, w in state.items() if not k.startswith("encoder.layer.")}
    for name in state:
        if name.startswith(first):
            rest = name.removeprefix(first)
            rows = [state[f"encoder.layer.{k}.{rest}"] for k in range(layers)]
            kept[f"encoder.layer.*.{rest}"] = np.stack(rows)
    return kept


@producer
def torch_distillation_losses():
    """The three losses of distiller.py, with torch's own modules, and a gradient of each.

    The calls are restated from huggingface/transformers, examples/research_projects/
    distillation/distiller.py, function step; the script itself is not run.
    """
    import torch
    from torch import nn

    seed, n, v, d = 20191002, 6, 5, 4
    rng = np.random.default_rng(seed)
    student, teacher = rng.normal(0, 2, (2, n, v)).round(4)
    hidden = rng.normal(0, 1, (2, n, d)).round(4)
    labels = np.array([3, -100, 1, -100, -100, 0])
    temperatures = [1.0, 2.0, 8.0]
    out = {"ce": [], "ce_gradient": []}
    divergence = nn.KLDivLoss(reduction="batchmean")
    for t in temperatures:
        s = torch.from_numpy(student).requires_grad_()
        loss = t**2 * divergence(
            nn.functional.log_softmax(s / t, dim=-1),
            nn.functional.softmax(torch.from_numpy(teacher) / t, dim=-1),
        )
        loss.backward()
        out["ce"].append(loss.item())
        out["ce_gradient"].append(s.grad)
    s = torch.from_numpy(student).requires_grad_()
    loss = nn.CrossEntropyLoss(ignore_index=-100)(s, torch.from_numpy(labels))
    loss.backward()
    out |= {"mlm": loss.item(), "mlm_gradient": s.grad}
    h = torch.from_numpy(hidden[0]).requires_grad_()
    same = torch.ones(n, dtype=torch.double)
    cosine = nn.CosineEmbeddingLoss(reduction="mean")
    loss = cosine(h, torch.from_numpy(hidden[1]), same)
    loss.backward()
    out |= {"cos": loss.item(), "cos_gradient": h.grad}
    return record(
        "torch",
        "T**2 * KLDivLoss('batchmean')(log_softmax(s / T), softmax(t / T)); "
        "CrossEntropyLoss(ignore_index=-100)(s, labels); "
        "CosineEmbeddingLoss('mean')(hs, ht, ones)",
        seed,
        {
            "student": student,
            "teacher": teacher,
            "labels": labels,
            "student_hidden": hidden[0],
            "teacher_hidden": hidden[1],
            "temperatures": temperatures,
        },
        out,
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_distilbert_start")
def a_new_student_agrees(vector):
    """Six of twelve blocks, no segments, and the encoder of the book."""
    given = vector["inputs"]
    state = weights.as_arrays(given)
    layers, heads = (
        given["config"][k] for k in ("num_hidden_layers", "num_attention_heads")
    )
    teacher = {
        "token_table": state["embeddings.word_embeddings.weight"],
        "position_table": state["embeddings.position_embeddings.weight"],
        "norm": weights.norm(state, "embeddings.LayerNorm"),
        "blocks": [weights.block(_layer(state, k), "") for k in range(layers)],
    }
    student = distillation.start_student(teacher, layers=given["student_layers"])
    ids = np.array(given["ids"])
    ours = transformer.encoder(
        ids, student, heads=heads, mask=attention.padding_mask(ids)
    )
    same_numbers(ours, vector["outputs"]["last_hidden_state"])


def _layer(state, k):
    """One layer of weights that are stacked by layer."""
    stem = "encoder.layer.*."
    return {
        name.removeprefix(stem): stack[k]
        for name, stack in state.items()
        if name.startswith(stem)
    }


@agrees("torch_distillation_losses")
def the_soft_loss_agrees_at_every_temperature(vector):
    """And so does its gradient, which autograd takes of our function."""
    given, out = vector["inputs"], vector["outputs"]
    student, teacher = np.array(given["student"]), np.array(given["teacher"])
    for k, t in enumerate(given["temperatures"]):
        loss = distillation.soft_loss(student, teacher, temperature=t)
        same_numbers(np.array(loss), out["ce"][k])
        slope = autograd.grad(distillation.soft_loss)(student, teacher, temperature=t)
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


# --- what must be noticed -------------------------------------------------------------

SOFT_LOSS = distillation.soft_loss
MASKED_LOSS = distillation.masked_loss
COSINE_LOSS = distillation.cosine_loss


def _backwards(student, teacher, *, temperature=2.0):
    return SOFT_LOSS(teacher, student, temperature=temperature)


def _without_t_squared(student, teacher, *, temperature=2.0):
    return SOFT_LOSS(student, teacher, temperature=temperature) / temperature**2


def _mean_over_all(student, teacher, *, temperature=2.0):
    """KLDivLoss's default, which divides by the vocabulary as well."""
    return SOFT_LOSS(student, teacher, temperature=temperature) / student.shape[-1]


def _plain_cosine(student, teacher):
    return 1 - COSINE_LOSS(student, teacher)


def _sum_of_losses(logits, labels):
    return MASKED_LOSS(logits, labels) * np.count_nonzero(np.array(labels) != -100)


def _every_second(*, teacher_layers=12, student_layers=6):
    return list(range(0, teacher_layers, teacher_layers // student_layers))


def _first_layers(*, teacher_layers=12, student_layers=6):
    return list(range(student_layers))


START = "transformers_distilbert_start"
LOSSES = "torch_distillation_losses"
plant(START, "objectives.distillation.starting_layers", _every_second, _first_layers)
plant(
    START,
    "networks.transformer.encoder",
    partial(transformer.encoder, activation=transformer.gelu_tanh),
)
plant(
    LOSSES,
    "objectives.distillation.soft_loss",
    _backwards,
    _without_t_squared,
    _mean_over_all,
)
plant(LOSSES, "objectives.distillation.cosine_loss", _plain_cosine)
plant(LOSSES, "objectives.distillation.masked_loss", _sum_of_losses)
