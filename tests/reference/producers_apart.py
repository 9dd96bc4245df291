"""DeBERTa by transformers; ERNIE's rules restated, and equation 4 as it is printed.

What is restated is written anew in torch from the paper or the released code, one word or
one number at a time, and not run from there: thunlp/ERNIE needs packages of 2019, and no
released code computes DeBERTa's equation 4. producers.py imports this file.
"""

import numpy as np
from producers import _record, vector

CODE = "restated from thunlp/ERNIE, {}, not run"


def draw(rng, **shapes):
    """Arrays of four decimals, so that the stored ones are the ones that were used."""
    return {name: rng.normal(0, 1, shape).round(4) for name, shape in shapes.items()}


def as_lists(arrays):
    return {name: array.tolist() for name, array in arrays.items()}


# --- DeBERTa --------------------------------------------------------------------------

D, HEADS, INNER, K = (
    6,
    2,
    8,
    3,
)  # heads 3 wide: sqrt(3 x 3) is exact in single precision
BLOCK = {
    **dict.fromkeys(("query", "key", "value", "output"), (D, D)),
    **dict.fromkeys(("position_key", "position_query"), (D, D)),
    **dict.fromkeys(
        ("query_bias", "value_bias", "output_bias", "position_query_bias"), D
    ),
    **{"up": (D, INNER), "up_bias": INNER, "down": (INNER, D), "down_bias": D},
    **dict.fromkeys(("norm1_gain", "norm1_bias", "norm2_gain", "norm2_bias"), D),
}


@vector
def transformers_deberta_layer():
    """A layer of DeBERTa on 8 words with k = 3, so that both ends are clipped, and on 3."""
    import torch
    from transformers import DebertaConfig
    from transformers.models.deberta import modeling_deberta as m

    seed = 20200605
    w = draw(np.random.default_rng(seed), x=(8, D), table=(2 * K, D), **BLOCK)
    config = DebertaConfig(
        hidden_size=D,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        relative_attention=True,
        max_relative_positions=K,
        pos_att_type="c2p|p2c",
        layer_norm_eps=1e-7,
    )
    layer = m.DebertaLayer(config).double().eval()
    heads = [w[name].T.reshape(HEADS, -1, D) for name in ("query", "key", "value")]
    state = {
        # query, key and value of one head, then of the next
        "attention.self.in_proj.weight": np.concatenate(heads, 1).reshape(-1, D),
        "attention.self.q_bias": w["query_bias"],
        "attention.self.v_bias": w["value_bias"],
        "attention.self.pos_proj.weight": w["position_key"].T,
        "attention.self.pos_q_proj.weight": w["position_query"].T,
        "attention.self.pos_q_proj.bias": w["position_query_bias"],
        "attention.output.dense.weight": w["output"].T,
        "attention.output.dense.bias": w["output_bias"],
        "attention.output.LayerNorm.weight": w["norm1_gain"],
        "attention.output.LayerNorm.bias": w["norm1_bias"],
        "intermediate.dense.weight": w["up"].T,
        "intermediate.dense.bias": w["up_bias"],
        "output.dense.weight": w["down"].T,
        "output.dense.bias": w["down_bias"],
        "output.LayerNorm.weight": w["norm2_gain"],
        "output.LayerNorm.bias": w["norm2_bias"],
    }
    layer.load_state_dict({k: torch.tensor(a) for k, a in state.items()})
    out = {"lengths": [8, 3], "mixed": [], "shares": [], "layer": []}
    for n in out["lengths"]:
        x = torch.from_numpy(w["x"][None, :n])
        apart = {
            "relative_pos": m.build_relative_position(x, x),
            "rel_embeddings": torch.from_numpy(w["table"]),
        }
        mask = torch.ones(1, 1, n, n, dtype=torch.bool)
        with torch.no_grad():
            mixed, shares = layer.attention.self(x, mask, True, **apart)
            whole = layer(x, mask, **apart)[0]
        for key, value in (("mixed", mixed), ("shares", shares), ("layer", whole)):
            out[key].append(value[0].tolist())
    return _record(
        "transformers",
        "DebertaLayer(DebertaConfig(hidden_size=6, num_attention_heads=2, "
        "max_relative_positions=3, pos_att_type='c2p|p2c', ...)).double().eval()",
        seed,
        as_lists(w) | {"heads": HEADS},
        out,
    )


@vector
def transformers_deberta_v2_attention():
    """The attention of version 2, which is written differently and has two biases more."""
    import torch
    from transformers import DebertaV2Config
    from transformers.models.deberta_v2 import modeling_deberta_v2 as m

    seed, n = 20210204, 7
    shapes = {
        k: s for k, s in BLOCK.items() if k[:4] in ("quer", "key", "valu", "posi")
    }
    shapes |= {"key_bias": D, "position_key_bias": D}
    w = draw(np.random.default_rng(seed), x=(n, D), table=(2 * K, D), **shapes)
    config = DebertaV2Config(
        hidden_size=D,
        num_attention_heads=HEADS,
        relative_attention=True,
        max_relative_positions=K,
        pos_att_type="c2p|p2c",
    )
    module = m.DisentangledSelfAttention(config).double().eval()
    theirs = {"position_key": "pos_key_proj", "position_query": "pos_query_proj"}
    theirs |= {name: f"{name}_proj" for name in ("query", "key", "value")}
    state = {f"{t}.weight": w[name].T for name, t in theirs.items()}
    state |= {f"{t}.bias": w[f"{name}_bias"] for name, t in theirs.items()}
    module.load_state_dict({k: torch.tensor(a) for k, a in state.items()})
    x = torch.from_numpy(w["x"][None])
    with torch.no_grad():
        mixed, shares = module(
            x,
            torch.ones(1, 1, n, n, dtype=torch.bool),
            True,
            relative_pos=m.build_relative_position(x, x),
            rel_embeddings=torch.from_numpy(w["table"]),
        )
    return _record(
        "transformers",
        "deberta_v2 DisentangledSelfAttention(DebertaV2Config(hidden_size=6, "
        "num_attention_heads=2, max_relative_positions=3, pos_att_type='c2p|p2c'))"
        ".double().eval()(...)",
        seed,
        as_lists(w) | {"heads": HEADS},
        {"mixed": mixed[0].tolist(), "shares": shares[0].tolist()},
    )


@vector
def restated_deberta_equation_4():
    """The score of each pair from equations 3 and 4 as printed; no code does this."""
    import torch

    seed, n, d = 20200606, 8, 5
    shapes = {"q": (n, d), "k": (n, d), "k_r": (2 * K, d), "q_r": (2 * K, d)}
    w = draw(np.random.default_rng(seed), **shapes)
    q, k, k_r, q_r = (torch.from_numpy(a) for a in w.values())

    def delta(i, j):
        if i - j <= -K:
            return 0
        return 2 * K - 1 if i - j >= K else i - j + K

    scores = torch.zeros(n, n, dtype=torch.float64)
    for i in range(n):
        for j in range(n):
            terms = (q[i] @ k[j], q[i] @ k_r[delta(i, j)], k[j] @ q_r[delta(j, i)])
            scores[i, j] = sum(terms) / (3 * d) ** 0.5
    rows = [[delta(i, j) for j in range(n)] for i in range(n)]
    return _record(
        "torch",
        "restated from He et al. 2020, equations 3 and 4, pair by pair",
        seed,
        as_lists(w),
        {"rows": rows, "scores": scores.tolist()},
    )


@vector
def restated_deberta_mask_decoder():
    """Two turns of one layer, whose query starts with absolute places."""
    import torch

    seed, n = 20200607, 5
    rng = np.random.default_rng(seed)
    w = draw(rng, hidden=(n, D), places=(n, D), table=(2 * K, D), **BLOCK)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    query = t["hidden"] + t["places"]
    for _ in range(2):
        query = _layer(query, t)
    return _record(
        "torch",
        "restated from microsoft/DeBERTa, masked_language_model.py, EnhancedMaskDecoder, "
        "bert.py and disentangled_attention.py, not run",
        seed,
        as_lists(w) | {"heads": HEADS},
        {"decoded": query.tolist()},
    )


def _layer(query, t):
    """A layer of DeBERTa in which `query` looks at t["hidden"], head by head."""
    import torch
    from torch.nn.functional import gelu, layer_norm

    n, e = len(query), D // HEADS
    mixed = torch.zeros(n, D, dtype=torch.float64)
    for h in range(HEADS):
        own = slice(h * e, (h + 1) * e)
        q = (query @ t["query"] + t["query_bias"])[:, own]
        k = (t["hidden"] @ t["key"])[:, own]
        v = (t["hidden"] @ t["value"] + t["value_bias"])[:, own]
        k_r = (t["table"] @ t["position_key"])[:, own]
        q_r = (t["table"] @ t["position_query"] + t["position_query_bias"])[:, own]
        for i in range(n):
            row = [min(max(i - j + K, 0), 2 * K - 1) for j in range(n)]
            scores = [q[i] @ k[j] + q[i] @ k_r[r] + k[j] @ q_r[r]
                      for j, r in enumerate(row)]  # fmt: skip
            mixed[i, own] = torch.softmax(torch.stack(scores) / (3 * e) ** 0.5, 0) @ v
    x = query + mixed @ t["output"] + t["output_bias"]
    x = layer_norm(x, (D,), t["norm1_gain"], t["norm1_bias"], 1e-7)
    inner = gelu(x @ t["up"] + t["up_bias"]) @ t["down"] + t["down_bias"]
    return layer_norm(x + inner, (D,), t["norm2_gain"], t["norm2_bias"], 1e-7)


# --- ERNIE ----------------------------------------------------------------------------

C = 4  # width of an entity
FUSION = {
    **{"token_in": (D, INNER), "token_in_bias": INNER, "entity_in": (C, INNER)},
    **{"token_out": (INNER, D), "token_out_bias": D},
    **{"entity_out": (INNER, C), "entity_out_bias": C},
}
NORMS = {"token_norm_gain": D, "token_norm_bias": D,
         "entity_norm_gain": C, "entity_norm_bias": C}  # fmt: skip
ALIGNED = [True, False, True, False, False, True]


@vector
def restated_ernie_fusion():
    """Equations 4 and 5, token by token."""
    import torch
    from torch.nn.functional import gelu

    seed = 20190517
    w = draw(np.random.default_rng(seed), tokens=(6, D), entities=(6, C), **FUSION)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    tokens, entities = [], []
    for j, has in enumerate(ALIGNED):
        h = t["token_in"].T @ t["tokens"][j] + t["token_in_bias"]
        h = gelu(h + t["entity_in"].T @ t["entities"][j]) if has else gelu(h)
        tokens.append(gelu(t["token_out"].T @ h + t["token_out_bias"]).tolist())
        e = gelu(t["entity_out"].T @ h + t["entity_out_bias"]).tolist()
        entities.append(e if has else None)
    return _record(
        "torch",
        "restated from Zhang et al. 2019, equations 4 and 5, token by token",
        seed,
        as_lists(w) | {"aligned": ALIGNED},
        {"tokens": tokens, "entities": entities},
    )


@vector
def restated_ernie_layer():
    """A layer of the K-Encoder as released: two attentions, then the mixing."""
    import torch
    from torch.nn.functional import gelu, layer_norm

    seed = 20190518
    shapes = {
        f"{side}{name}{end}": (width, width)[: 1 if end else 2]
        for side, width in (("", D), ("entity_", C))
        for name in ("query", "key", "value", "output")
        for end in ("", "_bias")
    }
    for side, width in (("", D), ("entity_", C)):
        shapes |= {f"{side}attention_{p}": width for p in ("gain", "bias")}
    w = draw(
        np.random.default_rng(seed), tokens=(6, D), entities=(6, C),
        **shapes, **FUSION, entity_in_bias=INNER, **NORMS,
    )  # fmt: skip
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    has = torch.tensor(ALIGNED, dtype=torch.float64)[:, None]

    def attend(x, side, shown):
        """Hidden tokens lose 10,000 of their score, as in the code."""
        width = x.shape[1]
        e = width // HEADS
        q, k, v = (
            x @ t[f"{side}{name}"] + t[f"{side}{name}_bias"]
            for name in ("query", "key", "value")
        )
        out = torch.zeros_like(x)
        for h in range(HEADS):
            own = slice(h * e, (h + 1) * e)
            for i in range(len(x)):
                scores = torch.stack([q[i, own] @ k[j, own] for j in range(len(x))])
                scores = scores / e**0.5 - 10_000 * (1 - shown[:, 0])
                out[i, own] = torch.softmax(scores, 0) @ v[:, own]
        out = x + out @ t[f"{side}output"] + t[f"{side}output_bias"]
        gain, bias = t[f"{side}attention_gain"], t[f"{side}attention_bias"]
        return layer_norm(out, (width,), gain, bias, 1e-12)

    tokens = attend(t["tokens"], "", torch.ones_like(has))
    entities = attend(t["entities"], "entity_", has) * has
    h = gelu(
        tokens @ t["token_in"]
        + t["token_in_bias"]
        + entities @ t["entity_in"]
        + t["entity_in_bias"]
    )
    w_out = tokens + h @ t["token_out"] + t["token_out_bias"]
    e_out = entities + h @ t["entity_out"] + t["entity_out_bias"]
    w_out = layer_norm(w_out, (D,), t["token_norm_gain"], t["token_norm_bias"], 1e-12)
    e_out = layer_norm(e_out, (C,), t["entity_norm_gain"], t["entity_norm_bias"], 1e-12)
    return _record(
        "torch",
        CODE.format("code/knowledge_bert/modeling.py, BertLayer"),
        seed,
        as_lists(w) | {"aligned": ALIGNED, "heads": HEADS},
        {
            "attended_tokens": tokens.tolist(),
            "attended_entities": entities.tolist(),
            "tokens": w_out.tolist(),
            "entities": e_out.tolist(),
        },
    )


@vector
def restated_ernie_entity_shares():
    """Equation 7: each token against each entity of the sentence."""
    import torch

    seed = 20190519
    shapes = {"tokens": (4, D), "candidates": (3, C), "weight": (D, C), "bias": C}
    w = draw(np.random.default_rng(seed), **shapes)
    t = {name: torch.from_numpy(a) for name, a in w.items()}
    rows = []
    for token in t["tokens"]:
        asked = t["weight"].T @ token + t["bias"]
        e = torch.stack([torch.exp(asked @ one) for one in t["candidates"]])
        rows.append((e / e.sum()).tolist())
    return _record(
        "torch",
        "restated from Zhang et al. 2019, equation 7",
        seed,
        as_lists(w),
        {"shares": rows},
    )


@vector
def restated_ernie_alignments():
    """How often each entity was seen in place of each, in 200,000 draws."""
    import random

    seed, draws, entities = 20190520, 200_000, 5
    rng = random.Random(seed)
    aligned = [0, 1, 1, 2, 3, 4, -1]
    seen = np.zeros((entities + 1, entities + 1), int)  # the last for none
    for n in range(draws):
        before = aligned[n % len(aligned)]
        after = before
        if before != -1:
            chance = rng.uniform(0, 1)
            if chance < 0.05:
                after = rng.randint(0, entities - 1)
            elif chance < 0.2:
                after = -1
        seen[before, after] += 1
    return _record(
        "torch",
        CODE.format("code/run_pretrain.py, collate_fn; drawn by Python's random"),
        seed,
        {"aligned": aligned, "entities": entities, "draws": draws},
        {"seen": seen.tolist()},
    )


@vector
def restated_ernie_mentions():
    """What is left of the entities of mentions of one to six tokens, and of mixed ones."""
    seed = 20190521
    rng = np.random.default_rng(seed)
    texts = [[7] * n for n in range(1, 7)]
    texts += [rng.choice([-1, 3, 4], 12).tolist() for _ in range(10)]
    kept = []
    for text in texts:
        vec = [f"Q{e}" if e >= 0 else "#UNK#" for e in text]
        for i, name in enumerate(vec):
            if name == "#UNK#":
                vec[i] = -1
            else:
                vec[i] = int(name[1:])
                if i != 0 and vec[i] == vec[i - 1]:
                    vec[i] = -1
        kept.append(vec)
    return _record(
        "torch",
        CODE.format("code/create_instances.py, create_training_instances"),
        seed,
        {"entities": texts},
        {"kept": kept},
    )


@vector
def restated_translations():
    """Three steps of TransE, the gradients by torch, one false triple after the other."""
    import torch

    seed, d, rate, margin = 20131205, 3, 0.02, 1.0
    triples = [[0, 0, 3], [1, 0, 3], [1, 1, 2], [2, 1, 4]]
    e, r = (a.numpy() for a in _start(seed, 5, 2, d))
    facts, steps = {tuple(t) for t in triples}, []
    for _ in range(3):
        ent, rel = (torch.tensor(a, requires_grad=True) for a in (e, r))
        loss, count = 0, 0
        for h, k, t in triples:
            for other in range(5):
                for a, b in ((other, t), (h, other)):
                    if (a, k, b) not in facts:
                        near = ((ent[h] + rel[k] - ent[t]) ** 2).sum()
                        far = ((ent[a] + rel[k] - ent[b]) ** 2).sum()
                        loss = loss + torch.clamp(margin + near - far, min=0)
                        count += 1
        loss.backward()
        e = (ent - rate * ent.grad).detach()
        e = (e / torch.clamp(e.norm(dim=1, keepdim=True), min=1)).numpy()
        r = (rel - rate * rel.grad).detach().numpy()
        steps.append(loss.item() / count)
    return _record(
        "torch",
        "restated from Bordes et al. 2013, section 2, all false triples at once; "
        "gradients by torch.autograd",
        seed,
        {"triples": triples, "entities": 5, "relations": 2, "d": d,
         "rate": rate, "margin": margin},
        {"losses": steps, "entity_vectors": e.tolist(), "relation_vectors": r.tolist()},
    )  # fmt: skip


def _start(seed, entities, relations, d):
    """Uniform vectors, cut to length 1, drawn in the order that our function draws them."""
    import torch

    rng, bound = np.random.default_rng(seed), 6 / d**0.5
    drawn = (torch.from_numpy(rng.uniform(-bound, bound, (n, d)))
             for n in (entities, relations))  # fmt: skip
    return [x / torch.clamp(x.norm(dim=1, keepdim=True), min=1) for x in drawn]
