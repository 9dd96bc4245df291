"""ELECTRA and Adam as others have them: transformers and torch, random tiny networks."""

import numpy as np
from producers import _record, vector

V, N, PLACES = 20, 7, 8  # tokens, length of a text, places
EMBEDDING, WIDE, NARROW = 6, 8, 4  # widths
PADDING, HIDDEN = 0, 4  # ids of [PAD] and [MASK]


@vector
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
    return _record(
        "transformers",
        "ElectraForMaskedLM(config).double()(masked, attention_mask, labels=tokens), "
        "ElectraForPreTraining(config).double()(corrupted, attention_mask, "
        "labels=replaced), (mlm_loss + 50 * disc_loss).backward()",
        seed,
        {
            **{key: w.tolist() for key, w in state.items()},
            "heads": [1, 2],
            "ids": ids.tolist(),
            "masked": masked.tolist(),
            "chosen": chosen.astype(int).tolist(),
            "samples": samples.tolist(),
        },
        {
            "token_scores": a.logits.detach().numpy()[chosen].tolist(),
            "replaced_scores": b.logits.detach().numpy()[real].tolist(),
            "losses": [a.loss.item(), b.loss.item()],
            "token_table_gradient": by_table.tolist(),
        },
    )


@vector
def torch_adam():
    """Twelve steps down a bowl that is steeper one way than the other."""
    import torch

    seed = 20141222
    rng = np.random.default_rng(seed)
    start, steep = rng.normal(0, 1, 4).round(4), [0.01, 1.0, 30.0, 0.0]
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=0.1)
    path = []
    for _ in range(12):
        optimizer.zero_grad()
        (torch.tensor(steep, dtype=torch.float64) * x**2).sum().backward()
        optimizer.step()
        path.append(x.tolist())
    return _record(
        "torch",
        "torch.optim.Adam([x], lr=0.1).step(), loss (steep * x**2).sum(), 12 times",
        seed,
        {"start": start.tolist(), "steep": steep, "rate": 0.1},
        {"path": path},
    )
