"""ELECTRA's two networks, losses and gradients, and Adam, must agree; see agreement.py."""

import numpy as np
from agreement import agrees, same_numbers
from autograd import grad

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.objectives import detection
from fieldguide.training import descent
from fieldguide.training.losses import cross_entropy


@agrees("transformers_electra_step")
def what_is_replaced_agrees(vector):
    """A lucky guess is no replacement, or the losses could not agree below."""
    given = vector["inputs"]
    ids, chosen = np.array(given["ids"]), np.array(given["chosen"], bool)
    corrupted, replaced = detection.replace_tokens(ids, chosen, given["samples"])
    assert replaced.sum() < chosen.sum()
    assert (corrupted[replaced] != ids[replaced]).all()


@agrees("transformers_electra_step")
def the_generators_scores_agree(vector):
    _, out, _ = _step(vector, _parameters(vector))
    same_numbers(out["token_scores"], vector["outputs"]["token_scores"])


@agrees("transformers_electra_step")
def the_discriminators_scores_agree(vector):
    _, out, real = _step(vector, _parameters(vector))
    ours = out["replaced_scores"][real]
    same_numbers(ours, vector["outputs"]["replaced_scores"])


@agrees("transformers_electra_step")
def the_losses_agree(vector):
    """Over the chosen tokens, and over all tokens that are no padding.

    transformers turns the labels into 32-bit floats, and with them the second loss; the
    gradient below is in 64.
    """
    (a, b), _, _ = _step(vector, _parameters(vector))
    theirs = vector["outputs"]["losses"]
    same_numbers(np.array([a]), theirs[:1])
    assert abs(b / theirs[1] - 1) < 1e-7


@agrees("transformers_electra_step")
def the_gradient_of_the_shared_table_agrees(vector):
    """autograd through our functions, torch through theirs: of L_MLM + 50 L_disc."""
    p = _parameters(vector)

    def loss(table):
        tables = p["tables"] | {"token_table": table}
        (a, b), _, _ = _step(vector, p | {"tables": tables})
        return a + detection.DISC_WEIGHT * b

    ours = grad(loss)(p["tables"]["token_table"])
    same_numbers(ours, vector["outputs"]["token_table_gradient"])


@agrees("torch_adam")
def every_step_of_adam_agrees(vector):
    given = vector["inputs"]
    steep, arrays = np.array(given["steep"]), [np.array(given["start"])]
    moments, path = [(np.zeros(4), np.zeros(4))], []
    for step in range(1, 13):
        slope = [2 * steep * arrays[0]]
        arrays, moments = descent.adam(arrays, slope, moments, step, given["rate"])
        path.append(arrays[0])
    same_numbers(np.array(path), vector["outputs"]["path"])


def _step(vector, p):
    """Losses, both networks' scores, and where there is no padding."""
    given = vector["inputs"]
    ids, chosen = np.array(given["ids"]), np.array(given["chosen"], bool)
    real, tables = ids != 0, p["tables"]
    mask = attention.padding_mask(ids)
    net, judge = p["generator"], p["discriminator"]
    masked = np.array(given["masked"])
    g = detection.encode(masked, tables, net, given["heads"][0], mask)
    tokens = detection.token_scores(g[chosen], tables, net["head"])
    corrupted, replaced = detection.replace_tokens(ids, chosen, given["samples"])
    h = detection.encode(corrupted, tables, judge, given["heads"][1], mask)
    scores = detection.replaced_scores(h, judge["head"])
    losses = (
        cross_entropy(tokens, ids[chosen]),
        detection.detection_loss(scores, replaced, real),
    )
    return losses, {"token_scores": tokens, "replaced_scores": scores}, real


def _parameters(vector):
    """torch's names and (out, in) weights to ours; segment 0 goes into the places."""
    state = {k: np.array(w) for k, w in vector["inputs"].items() if "." in k}

    def linear(name):
        return {"weight": state[f"{name}.weight"].T, "bias": state[f"{name}.bias"]}

    def norm(name):
        return {"gain": state[f"{name}.weight"], "bias": state[f"{name}.bias"]}

    def net(name):
        layer = f"{name}.electra.encoder.layer.0"
        block = {
            "attention": {
                part: linear(f"{layer}.attention.self.{part}")
                for part in ("query", "key", "value")
            },
            "attention_norm": norm(f"{layer}.attention.output.LayerNorm"),
            "feed_forward": {
                "up": linear(f"{layer}.intermediate.dense"),
                "down": linear(f"{layer}.output.dense"),
            },
            "feed_forward_norm": norm(f"{layer}.output.LayerNorm"),
        }
        block["attention"]["output"] = linear(f"{layer}.attention.output.dense")
        project = linear(f"{name}.electra.embeddings_project")
        return {"project": project, "blocks": [block]}

    segment = state["tables.token_type_embeddings.weight"][0]
    head = "generator.generator_predictions"
    judge = "discriminator.discriminator_predictions"
    return {
        "tables": {
            "token_table": state["tables.word_embeddings.weight"],
            "position_table": state["tables.position_embeddings.weight"] + segment,
            "norm": norm("tables.LayerNorm"),
        },
        "generator": net("generator")
        | {
            "head": {
                "dense": linear(f"{head}.dense"),
                "norm": norm(f"{head}.LayerNorm"),
                "bias": state["generator.generator_lm_head.bias"],
            }
        },
        "discriminator": net("discriminator")
        | {
            "head": {
                "dense": linear(f"{judge}.dense"),
                "score": linear(f"{judge}.dense_prediction"),
            }
        },
    }
