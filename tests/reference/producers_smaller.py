"""Small encoders that we did not write: transformers, torch, Google's n-gram masking.

Weights are random and tiny; nothing is downloaded. producers.py imports this file and
tells how vectors are made.
"""

import random

import numpy as np
from producers import _google, _record, vector


def _random_state(model, rng, spread):
    """Random weights for all parameters of a torch module, as it names them."""
    state = {}
    for name, old in model.state_dict().items():
        if not old.is_floating_point():
            continue
        values = rng.normal(0, spread, tuple(old.shape)).round(2)
        gain = name.endswith("orm.weight")  # LayerNorm, ..._layer_norm
        state[name] = values + 1.0 if gain else values
    return {name: values.round(2) for name, values in state.items()}


def _load(model, state):
    import torch

    model = model.double().eval()
    state = {name: torch.from_numpy(values) for name, values in state.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert all("position_ids" in m or "token_type_ids" in m for m in missing), missing
    return model


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


def _as_lists(state):
    return {name: values.tolist() for name, values in state.items()}


@vector
def transformers_albert():
    """AlbertModel: two sentences, the second one padded, after each of three layers."""
    import torch
    from transformers import AlbertConfig, AlbertModel

    seed, n = 20190926, 6
    rng = np.random.default_rng(seed)
    sizes = {
        "vocab_size": 15,
        "embedding_size": 4,
        "hidden_size": 8,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "intermediate_size": 12,
        "max_position_embeddings": 10,
    }
    config = AlbertConfig(**sizes, attn_implementation="eager")
    model = AlbertModel(config, add_pooling_layer=False)
    state = _random_state(model, rng, 0.4)
    ids = rng.integers(2, 15, size=(2, n))
    ids[1, 4:] = 0
    segments = np.array([[0] * 4 + [1] * 2, [0] * 2 + [1] * 4])
    with torch.no_grad():
        out = _load(model, state)(
            torch.from_numpy(ids),
            attention_mask=torch.from_numpy((ids != 0).astype(int)),
            token_type_ids=torch.from_numpy(segments),
            output_hidden_states=True,
        )
    return _record(
        "transformers",
        "AlbertModel(AlbertConfig(...), add_pooling_layer=False).double().eval()"
        "(ids, attention_mask=ids != 0, token_type_ids=segments)",
        seed,
        {
            "config": sizes,
            **_as_lists(state),
            "ids": ids.tolist(),
            "segments": segments.tolist(),
        },
        {"hidden_states": [h.numpy().round(13).tolist() for h in out.hidden_states]},
    )


@vector
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
    state = _random_state(teacher, rng, 0.4)
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
        out = _load(student, copied)(
            torch.from_numpy(ids),
            attention_mask=torch.from_numpy((ids != 0).astype(int)),
        )
    return _record(
        "transformers",
        "DistilBertModel(DistilBertConfig(n_layers=6, ...)).double().eval()"
        "(ids, attention_mask=ids != 0), weights of layers 0, 2, 4, 7, 9, 11 of "
        "BertModel(BertConfig(num_hidden_layers=12, ...))",
        seed,
        {
            "config": sizes,
            "student_layers": 6,
            **_as_lists(_stacked(state, 12)),
            "ids": ids.tolist(),
        },
        {"last_hidden_state": out.last_hidden_state.numpy().round(13).tolist()},
    )


@vector
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
        out["ce_gradient"].append(s.grad.tolist())
    s = torch.from_numpy(student).requires_grad_()
    loss = nn.CrossEntropyLoss(ignore_index=-100)(s, torch.from_numpy(labels))
    loss.backward()
    out |= {"mlm": loss.item(), "mlm_gradient": s.grad.tolist()}
    h = torch.from_numpy(hidden[0]).requires_grad_()
    same = torch.ones(n, dtype=torch.double)
    cosine = nn.CosineEmbeddingLoss(reduction="mean")
    loss = cosine(h, torch.from_numpy(hidden[1]), same)
    loss.backward()
    out |= {"cos": loss.item(), "cos_gradient": h.grad.tolist()}
    return _record(
        "torch",
        "T**2 * KLDivLoss('batchmean')(log_softmax(s / T), softmax(t / T)); "
        "CrossEntropyLoss(ignore_index=-100)(s, labels); "
        "CosineEmbeddingLoss('mean')(hs, ht, ones)",
        seed,
        {
            "student": student.tolist(),
            "teacher": teacher.tolist(),
            "labels": labels.tolist(),
            "student_hidden": hidden[0].tolist(),
            "teacher_hidden": hidden[1].tolist(),
            "temperatures": temperatures,
        },
        out,
    )


@vector
def google_ngrams():
    """Which words Google's code hides together, in 20,000 sentences of 30 words.

    Its random numbers come from two places: the order of the runs from `rng`, their
    lengths from Python's own generator.
    """
    seed, rows, words, gap, most = 12345, 20_000, 30, 12, 6
    code, rng = _google(), random.Random(seed)
    random.seed(seed)
    # Words 0 ... 29, one token each; a [SEP] stands at place 12 and belongs to no word.
    places = [k for k in range(words + 1) if k != gap]
    grams = [code._Gram(k, k + 1) for k in places]
    first = np.zeros(4, int)
    runs = np.zeros((4, most + 1), int)
    chosen = np.zeros(words + 1, int)
    for _ in range(rows):
        spans = code._masking_ngrams(grams, 3, most, rng)
        lengths = [span.end - span.begin for span in spans]
        first[lengths[0]] += 1
        for n in (1, 2, 3):
            runs[n, lengths.count(n)] += 1
        for span in spans:
            chosen[span.begin : span.end] += 1
    return _record(
        "tf-models-official",
        "create_pretraining_data._masking_ngrams(grams, 3, 6, rng), a row",
        seed,
        {"rows": rows, "places": words + 1, "gap": gap, "most": most},
        {
            "first_length": first[1:].tolist(),
            "rows_with_so_many_runs": runs[1:].tolist(),
            "chosen_at_place": chosen.tolist(),
        },
    )


@vector
def restated_sentence_order():
    """Sentence-order pairs of the harbor stories, one by one, by a loop of our own.

    Restated from Lan et al. 2019, section 3.1: two consecutive segments of one document
    are a positive example, the same two in the other order a negative one, as often.
    Python's random throws the coins, which are kept.
    """
    from fieldguide import harbor

    seed = 20190926
    rng = random.Random(seed)
    documents = [[" ".join(s) for s in story] for story in harbor.stories()]
    coins, pairs = [], []
    for lines in documents:
        k = 0
        while k + 1 < len(lines):
            coin = round(rng.random(), 6)
            swapped = coin >= 0.5
            one, two = lines[k], lines[k + 1]
            if swapped:
                one, two = two, one
            coins.append(coin)
            pairs.append([one, two, int(not swapped)])
            k += 1
    assert 0.3 < sum(p[2] for p in pairs) / len(pairs) < 0.7
    return _record(
        "numpy",
        "restated from arXiv:1909.11942, section 3.1, not run; see the producer",
        seed,
        {"documents": documents, "coins": coins},
        {"pairs": pairs},
    )
