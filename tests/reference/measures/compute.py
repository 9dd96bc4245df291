"""Operations and memory: torch's own counters around whole encoders and around a block.

Our counts must be the same to the last one. Encoders run on the device "meta", which has shapes
and no numbers, so the largest costs nothing.
"""

from harness import agrees, plant, producer, record

from fieldguide.mechanisms.measures import compute

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_operation_counts():
    """Operations of whole encoders, forward and with the way back, as torch counts them."""
    import torch
    import transformers
    from torch.utils.flop_counter import FlopCounterMode

    tiny, large = _sizes(12, 2, 3, 20, vocab_size=30), _sizes(1024, 24, 16, 4096)
    asked = [("Bert", tiny, n) for n in (1, 7, 16)]
    asked += [("Albert", tiny | {"embedding_size": 8}, 7)]
    asked += [("Bert", {}, n) for n in (128, 512)]
    asked += [("Bert", large, 512), ("Albert", large, 512)]
    asked += [("Albert", _sizes(4096, 12, 64, 16_384), 512)]
    inputs, counts = {}, {}
    for family, sizes, n in asked:
        config = getattr(transformers, f"{family}Config")(**sizes)
        config._attn_implementation = "eager"
        with torch.device("meta"):
            model = getattr(transformers, f"{family}Model")(config)
            ids = torch.zeros((1, n), dtype=torch.long)
        with FlopCounterMode(display=False) as forward:
            out = model(ids)
        with FlopCounterMode(display=False) as back:
            (out.last_hidden_state.sum() + out.pooler_output.sum()).backward()
        name = f"{family.lower()} {len(inputs)}"
        inputs[name] = {
            "n": n,
            "layers": config.num_hidden_layers,
            "width": config.hidden_size,
            "ffn": config.intermediate_size,
            "embedding": getattr(config, "embedding_size", config.hidden_size),
        }
        counts[name] = {
            "forward": forward.get_total_flops(),
            "back": back.get_total_flops(),
        }
    return record(
        "torch",
        "FlopCounterMode around transformers' BertModel or AlbertModel, eager attention",
        0,
        inputs,
        counts,
    )


def _sizes(d, layers, heads, ffn, **more):
    return {
        "hidden_size": d,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": ffn,
        **more,
    }


@producer
def torch_kept_numbers():
    """What autograd keeps of one block, read off while it is being kept."""
    shapes = [[5, 8, 2, 32], [16, 12, 3, 20], [64, 32, 4, 128], [1, 4, 1, 16]]
    return record(
        "torch",
        "torch.autograd.graph.saved_tensors_hooks around a post-norm block that is "
        "written out: linear, softmax, linear, layer_norm, linear, gelu, linear, layer_norm",
        0,
        {"shapes": shapes, "order": ["n", "width", "heads", "ffn"]},
        {"kept": [_kept(*shape) for shape in shapes]},
    )


def _kept(n, d, heads, f):
    """Numbers, each storage once, without the weights."""
    import torch
    from torch.nn import functional as F

    def weight(*shape):
        return torch.ones(shape, dtype=torch.double, requires_grad=True)

    weights = [weight(d, d) for _ in range(4)] + [weight(f, d), weight(d, f)]
    vectors = [weight(len(w)) for w in weights]
    gains = [weight(d) for _ in range(4)]
    own = {w.data_ptr() for w in (*weights, *vectors, *gains)}
    found = {}

    def keep(tensor):
        if tensor.data_ptr() not in own:
            found[tensor.untyped_storage().data_ptr()] = (tensor, tensor.numel())
        return tensor

    def linear(k, x):
        return F.linear(x, weights[k], vectors[k])

    def heads_of(x):
        return x.view(n, heads, d // heads).transpose(0, 1)

    x = torch.linspace(-1, 1, n * d, dtype=torch.double).reshape(n, d)
    x = x.clone().requires_grad_()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        q, k, v = (heads_of(linear(j, x)) for j in range(3))
        scores = q @ k.transpose(1, 2) / (d // heads) ** 0.5
        mixed = scores.softmax(-1) @ v
        y = linear(3, mixed.transpose(0, 1).reshape(n, d)) + x
        y = F.layer_norm(y, (d,), gains[0], gains[1])
        z = linear(5, F.gelu(linear(4, y))) + y
        F.layer_norm(z, (d,), gains[2], gains[3])
    return sum(size for _, size in found.values())


# --- how ours are compared ------------------------------------------------------------


@agrees("torch_operation_counts")
def operations_forward_agree_exactly(vector):
    for name, s in vector["inputs"].items():
        assert _forward(s) == vector["outputs"][name]["forward"], name


@agrees("torch_operation_counts")
def the_way_back_takes_twice_as_many(vector):
    for name, counts in vector["outputs"].items():
        ours = (compute.TRAINING - 1) * _forward(vector["inputs"][name])
        assert ours == counts["back"], name


def _forward(s):
    """With ALBERT's projection, and the pooler, which reads one vector."""
    n, d, e = s["n"], s["width"], s["embedding"]
    widen = compute.FORWARD * n * e * d if e != d else 0
    blocks = compute.forward_compute(n=n, layers=s["layers"], width=d, ffn=s["ffn"])
    return blocks + widen + compute.inference_compute(d * d)


@agrees("torch_kept_numbers")
def what_a_block_keeps_agrees_exactly(vector):
    names = "n", "width", "heads", "ffn"
    for shape, theirs in zip(
        vector["inputs"]["shapes"], vector["outputs"]["kept"], strict=True
    ):
        sizes = dict(zip(names, shape, strict=True))
        assert compute.kept_numbers(**sizes) == theirs, shape


# --- what must be noticed -------------------------------------------------------------

BLOCK_COMPUTE, KEPT = compute.block_compute, compute.kept_numbers


def _no_scores(n, width, ffn=None):
    return BLOCK_COMPUTE(n=n, width=width, ffn=ffn) | {"scores": 0, "mixing": 0}


def _looks_back(n, width, ffn=None):
    """Half of the pairs, as for a causal mask; BERT has no such mask."""
    parts = BLOCK_COMPUTE(n=n, width=width, ffn=ffn)
    return parts | {k: parts[k] // 2 for k in ("scores", "mixing")}


def _heads_forgotten(n, width, heads, ffn=None):
    return KEPT(n=n, width=width, heads=1, ffn=ffn)


def _scores_too(n, width, heads, ffn=None):
    """What softmax has read is not needed again, for its result tells enough."""
    return KEPT(n=n, width=width, heads=heads, ffn=ffn) + heads * n**2


OPERATIONS, KEEP = "torch_operation_counts", "torch_kept_numbers"
plant(OPERATIONS, "measures.compute.block_compute", _no_scores, _looks_back)
plant(OPERATIONS, "measures.compute.FORWARD", 1)  # multiply and add as one
plant(OPERATIONS, "measures.compute.TRAINING", 2)  # the way back as one pass
plant(KEEP, "measures.compute.kept_numbers", _heads_forgotten, _scores_too)
