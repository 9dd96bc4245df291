"""Many languages in one model: torch, transformers, and two rules of XLM's released code.

producers.py imports this file and tells how vectors are made.
"""

import numpy as np
from producers import _record, vector


@vector
def torch_margin_losses():
    """cross_entropy in both directions, the margin taken off the diagonal; and slopes."""
    import torch
    from torch.nn import functional

    seed, cases = 20200703, []
    rng = np.random.default_rng(seed)
    asked = [(1, 3, 0.3, 1.0), (2, 4, 0.0, 1.0), (5, 3, 0.3, 1.0), (6, 8, 0.3, 20.0)]
    for n, d, margin, scale in [*asked, (12, 6, 0.5, 10.0), (12, 6, 0.0, 100.0)]:
        x, y = rng.normal(0, 1, (2, n, d)).round(4)
        x, y = (torch.tensor(a, requires_grad=True) for a in (x, y))
        cosine = functional.normalize(x, dim=1) @ functional.normalize(y, dim=1).T
        target = torch.arange(n)
        plain = [
            functional.cross_entropy(scale * c, target) for c in (cosine, cosine.T)
        ]
        harder = scale * (cosine - margin * torch.eye(n, dtype=torch.double))
        loss = sum(functional.cross_entropy(s, target) for s in (harder, harder.T))
        loss.backward()
        cases.append(
            {
                "x": x.tolist(),
                "y": y.tolist(),
                "margin": margin,
                "scale": scale,
                "loss": loss.item(),
                "plain": [p.item() for p in plain],
                "slope": x.grad.tolist(),
            }
        )
    inside = ("x", "y", "margin", "scale")
    return _record(
        "torch",
        "cross_entropy(s, arange(n)) + cross_entropy(s.T, arange(n)), s = scale * "
        "(normalize(x) @ normalize(y).T - margin * eye(n)); x.grad after backward()",
        seed,
        {"cases": [{k: c[k] for k in inside} for c in cases]},
        {k: [c[k] for c in cases] for k in ("loss", "plain", "slope")},
    )


@vector
def transformers_xlm_embeddings():
    """What enters XLM's first layer, for two rows of two languages with places of their own."""
    import torch
    from transformers import XLMConfig, XLMModel

    seed, v, d, places, languages = 20190122, 20, 8, 12, 3
    rng = np.random.default_rng(seed)
    config = XLMConfig(
        vocab_size=v,
        emb_dim=d,
        n_layers=1,
        n_heads=2,
        n_langs=languages,
        max_position_embeddings=places,
        pad_index=2,
    )
    model = XLMModel(config).double().eval()
    shapes = {
        "embeddings.weight": (v, d),
        "position_embeddings.weight": (places, d),
        "lang_embeddings.weight": (languages, d),
        "layer_norm_emb.weight": (d,),
        "layer_norm_emb.bias": (d,),
    }
    state = {k: rng.normal(0, 0.02, s).round(6) for k, s in shapes.items()}
    state["layer_norm_emb.weight"] += 1
    model.load_state_dict({k: torch.from_numpy(w) for k, w in state.items()}, False)
    texts = [[[1, 7, 8, 9, 1], [1, 15, 16, 1]], [[1, 4, 1], [1, 10, 11, 12, 13, 1]]]
    numbers = [[0, 2], [2, 1]]
    ids = torch.tensor([a + b for a, b in texts])
    spots = torch.tensor([[*range(len(a)), *range(len(b))] for a, b in texts])
    langs = torch.tensor(
        [
            [i] * len(a) + [j] * len(b)
            for (a, b), (i, j) in zip(texts, numbers, strict=True)
        ]
    )
    with torch.no_grad():
        out = model(ids, langs=langs, position_ids=spots, output_hidden_states=True)
    return _record(
        "transformers",
        "XLMModel(XLMConfig(...)).double().eval()(ids, langs=, position_ids=, "
        "output_hidden_states=True).hidden_states[0]",
        seed,
        {
            "texts": texts,
            "languages": numbers,
            **{k: w.tolist() for k, w in state.items()},
        },
        {"embeddings": out.hidden_states[0].tolist()},
    )


@vector
def torch_xlm_rows():
    """Rows of a text and its translation: the rule of concat_batches, token by token.

    Restated from facebookresearch/XLM, xlm/utils.py (with reset_positions=True), not run.
    There a batch is a matrix with a column a sentence, filled up with padding; here each
    sentence is laid out by itself, which gives the same numbers above the padding.
    """
    import torch

    seed = 20190122
    rng = np.random.default_rng(seed)
    lengths = [(2, 2), (3, 7), (9, 4), (6, 6), (1, 1)]
    rows, laid = [], []
    for n, m in lengths:
        source, target = (rng.integers(4, 50, k).tolist() for k in (n, m))
        first, second = rng.choice(5, 2, replace=False).tolist()
        source, target = [1, *source, 1], [1, *target, 1]
        total = len(source) + len(target)
        ids, places = torch.zeros(total, dtype=int), torch.arange(total)
        langs = torch.full((total,), first)
        for k in range(total):
            behind = k >= len(source)
            ids[k] = target[k - len(source)] if behind else source[k]
            if behind:
                places[k] -= len(source)
                langs[k] = second
        rows.append([source, target, first, second])
        laid.append([ids.tolist(), places.tolist(), langs.tolist()])
    return _record(
        "torch",
        "concat_batches of facebookresearch/XLM with reset_positions=True, restated",
        seed,
        {"rows": rows},
        {"laid": laid},
    )


@vector
def torch_xlm_sampling():
    """Shares of languages: the rule of set_sampling_probs, language by language.

    Restated from facebookresearch/XLM, xlm/utils.py (lg_sampling_factor), not run.
    """
    import torch

    counts = [[1000, 100, 10, 1], [1_000_000, 200_000, 50_000, 500], [7, 7], [3]]
    exponents = [1.0, 0.7, 0.5, 0.3, 0.1]
    shares = []
    for sizes in counts:
        total, of_sizes = sum(sizes), []
        for exponent in exponents:
            powers = []
            for size in sizes:
                share = torch.tensor(size, dtype=torch.double) / total
                powers.append(torch.pow(share, exponent))
            of_sizes.append([(p / sum(powers)).item() for p in powers])
        shares.append(of_sizes)
    return _record(
        "torch",
        "set_sampling_probs of facebookresearch/XLM, restated",
        0,  # nothing is drawn
        {"counts": counts, "exponents": exponents},
        {"shares": shares},
    )
