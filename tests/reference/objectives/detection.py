"""Replaced-token detection: ELECTRA's two networks, their losses, and a gradient.

One step of transformers' two models, tiny and with random weights, from texts to gradients.
"""

import numpy as np
import weights
from autograd import grad
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import detection
from fieldguide.training.losses import cross_entropy

V, N, PLACES = 20, 7, 8  # tokens, length of a text, places
EMBEDDING, WIDE, NARROW = 6, 8, 4  # widths
PADDING, HIDDEN = 0, 4  # ids of [PAD] and [MASK]


# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_electra_step():
    """One step of both networks, from texts with padding to losses and gradients.

    The two models of transformers share no weights, so both get the same embedding, and
    the gradients of the shared table are added. All texts have segment 0.
    """
    import torch
    from transformers import ElectraConfig, ElectraForMaskedLM, ElectraForPreTraining

    seed = 20200323
    rng = np.random.default_rng(seed)
    shape = {"vocab_size": V, "embedding_size": EMBEDDING, "num_hidden_layers": 1}
    shape |= {"max_position_embeddings": PLACES, "hidden_dropout_prob": 0.0}
    shape |= {"attention_probs_dropout_prob": 0.0, "tie_word_embeddings": True}
    generator = ElectraForMaskedLM(
        ElectraConfig(
            hidden_size=NARROW, num_attention_heads=1, intermediate_size=6, **shape
        )
    )
    discriminator = ElectraForPreTraining(
        ElectraConfig(
            hidden_size=WIDE, num_attention_heads=2, intermediate_size=10, **shape
        )
    )
    state = {}
    for name, model in (("generator", generator), ("discriminator", discriminator)):
        model.double().eval()
        for key, w in model.state_dict().items():
            if not w.is_floating_point():
                continue
            if "electra.embeddings." in key:
                key = "tables." + key.removeprefix("electra.embeddings.")
            elif key == "generator_lm_head.weight":
                key = "tables.word_embeddings.weight"
            else:
                key = f"{name}.{key}"
            if key not in state:
                about = 1 if "LayerNorm.weight" in key else 0
                state[key] = rng.normal(about, 0.4, tuple(w.shape)).round(4)
            w.copy_(torch.from_numpy(state[key]))
    ids = rng.integers(5, V, (3, N))
    ids[1, 5:] = ids[2, 4:] = PADDING
    real = ids != PADDING
    chosen = real & (rng.random(ids.shape) < 0.4)
    samples = rng.integers(5, V, chosen.sum())
    samples[0] = ids[chosen][0]  # a lucky guess
    masked, corrupted = ids.copy(), ids.copy()
    masked[chosen], corrupted[chosen] = HIDDEN, samples
    masked[tuple(np.argwhere(chosen)[-1])] = ids[chosen][-1]  # chosen, but kept
    labels = np.where(chosen, ids, -100)
    tensors = map(torch.from_numpy, (masked, labels, corrupted, 1 * (corrupted != ids)))
    masked_ids, wanted, read, replaced = tensors
    attention = torch.from_numpy(1 * real)
    a = generator(masked_ids, attention_mask=attention, labels=wanted)
    b = discriminator(read, attention_mask=attention, labels=replaced)
    (a.loss + 50 * b.loss).backward()
    tables = (
        m.electra.embeddings.word_embeddings.weight for m in (generator, discriminator)
    )
    by_table = sum(table.grad.numpy() for table in tables)
    return record(
        "transformers",
        "ElectraForMaskedLM(config).double()(masked, attention_mask, labels=tokens), "
        "ElectraForPreTraining(config).double()(corrupted, attention_mask, "
        "labels=replaced), (mlm_loss + 50 * disc_loss).backward()",
        seed,
        {
            **state,
            "heads": [1, 2],
            "ids": ids,
            "masked": masked,
            "chosen": chosen.astype(int),
            "samples": samples,
        },
        {
            "token_scores": a.logits.detach().numpy()[chosen],
            "replaced_scores": b.logits.detach().numpy()[real],
            "losses": [a.loss.item(), b.loss.item()],
            "token_table_gradient": by_table,
        },
    )


# --- how ours is compared -------------------------------------------------------------


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


def _step(vector, p):
    """Losses, both networks' scores, and where there is no padding."""
    given = vector["inputs"]
    ids, chosen = np.array(given["ids"]), np.array(given["chosen"], bool)
    real, tables = ids != 0, p["tables"]
    mask = attention.padding_mask(ids)
    net, judge = p["generator"], p["discriminator"]
    masked = np.array(given["masked"])
    g = detection.encode(masked, tables, net, heads=given["heads"][0], mask=mask)
    tokens = detection.token_scores(g[chosen], tables, net["head"])
    corrupted, replaced = detection.replace_tokens(ids, chosen, given["samples"])
    h = detection.encode(corrupted, tables, judge, heads=given["heads"][1], mask=mask)
    scores = detection.replaced_scores(h, judge["head"])
    losses = (
        cross_entropy(tokens, ids[chosen]),
        detection.detection_loss(scores, replaced, counted=real),
    )
    return losses, {"token_scores": tokens, "replaced_scores": scores}, real


def _parameters(vector):
    """torch's names and (out, in) weights to ours; segment 0 goes into the places."""
    state = weights.as_arrays(vector["inputs"])

    def net(name):
        project = weights.linear(state, f"{name}.electra.embeddings_project")
        layer = weights.block(state, f"{name}.electra.encoder.layer.0.")
        return {"project": project, "blocks": [layer]}

    segment = state["tables.token_type_embeddings.weight"][0]
    head = "generator.generator_predictions"
    judge = "discriminator.discriminator_predictions"
    return {
        "tables": {
            "token_table": state["tables.word_embeddings.weight"],
            "position_table": state["tables.position_embeddings.weight"] + segment,
            "norm": weights.norm(state, "tables.LayerNorm"),
        },
        "generator": net("generator")
        | {
            "head": {
                "dense": weights.linear(state, f"{head}.dense"),
                "norm": weights.norm(state, f"{head}.LayerNorm"),
                "bias": state["generator.generator_lm_head.bias"],
            }
        },
        "discriminator": net("discriminator")
        | {
            "head": {
                "dense": weights.linear(state, f"{judge}.dense"),
                "score": weights.linear(state, f"{judge}.dense_prediction"),
            }
        },
    }


# --- what must be noticed -------------------------------------------------------------

REPLACE = detection.replace_tokens
DETECTION_LOSS = detection.detection_loss
TOKEN_SCORES = detection.token_scores


def _unlucky(ids, chosen, samples):
    """Calls every sample a replacement, right or wrong."""
    return REPLACE(ids, chosen, samples)[0], chosen


def _over_padding(scores, replaced, *, counted=None):
    return DETECTION_LOSS(scores, replaced)


def _over_replaced(scores, replaced, *, counted=None):
    return DETECTION_LOSS(scores, replaced, counted=replaced)


def _original_is_one(scores, replaced, *, counted=None):
    return DETECTION_LOSS(scores, ~replaced, counted=counted)


def _summed(scores, replaced, *, counted=None):
    return DETECTION_LOSS(scores, replaced, counted=counted) * counted.sum()


def _without_projection_norm(ids, tables, net, *, heads, mask=None):
    """Forgets the norm of the embedding."""
    x = transformer.linear(transformer.embed(ids, tables), net["project"])
    return transformer.post_norm_blocks(x, net["blocks"], heads=heads, mask=mask)


def _without_bias(hidden, tables, head, **rest):
    return TOKEN_SCORES(hidden, tables, head | {"bias": 0.0})


def _w_h_alone(hidden, head, **rest):
    """As the paper prints it, without the layer in between."""
    return transformer.linear(hidden, head["score"])[..., 0]


STEP = "transformers_electra_step"
plant(STEP, "objectives.detection.replace_tokens", _unlucky)
plant(
    STEP,
    "objectives.detection.detection_loss",
    _over_padding,
    _over_replaced,
    _original_is_one,
    _summed,
)
plant(STEP, "objectives.detection.encode", _without_projection_norm)
plant(STEP, "objectives.detection.token_scores", _without_bias)
plant(STEP, "objectives.detection.replaced_scores", _w_h_alone)
plant(STEP, "objectives.detection.DISC_WEIGHT", 1.0)
