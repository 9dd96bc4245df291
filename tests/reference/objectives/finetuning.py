"""A head for classes on [CLS]: a tiny BertForSequenceClassification."""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention.attention import linear
from fieldguide.mechanisms.objectives import finetuning

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_bert_classifier():
    """BertForSequenceClassification with three classes, one layer, on two sentences."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    seed = 20181013
    rng = np.random.default_rng(seed)
    config = BertConfig(
        vocab_size=9,
        hidden_size=6,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=10,
        max_position_embeddings=7,
        num_labels=3,
        attn_implementation="eager",
    )
    model = BertForSequenceClassification(config)
    state = weights.random_weights(model, rng)
    model = weights.with_weights(model, state)
    ids = np.array([[2, 5, 6, 7, 3], [2, 8, 6, 4, 3]])
    with torch.no_grad():
        out = model(torch.from_numpy(ids), output_hidden_states=True)
    head = {name: w for name, w in state.items() if "pooler" in name or "class" in name}
    return record(
        "transformers",
        "BertForSequenceClassification(BertConfig(..., num_labels=3)).double().eval()"
        "(ids, output_hidden_states=True)",
        seed,
        {"hidden": out.hidden_states[-1], "state": head},
        {"logits": out.logits},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_bert_classifier")
def the_scores_agree(vector):
    state = weights.as_arrays(vector["inputs"]["state"])
    head = {
        "pooler": weights.linear(state, "bert.pooler.dense"),
        "output": weights.linear(state, "classifier"),
    }
    scores = finetuning.class_scores(np.array(vector["inputs"]["hidden"]), head)
    same_numbers(scores, vector["outputs"]["logits"])


# --- what must be noticed -------------------------------------------------------------


def _mean_of_all(hidden, head):
    return linear(np.tanh(linear(hidden.mean(-2), head["pooler"])), head["output"])


def _no_bend(hidden, head):
    return linear(linear(hidden[..., 0, :], head["pooler"]), head["output"])


plant(
    "transformers_bert_classifier", "objectives.finetuning.class_scores", _mean_of_all
)
plant(
    "transformers_bert_classifier",
    "objectives.finetuning.class_scores",
    _mean_of_all,
    _no_bend,
)
