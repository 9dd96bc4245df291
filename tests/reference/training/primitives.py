"""The primitives: values and gradients as torch's own functions and its autograd have them."""

import numpy as np
from autograd import value_and_grad
from autograd.extend import defvjp, primitive
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.training import primitives

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_ways_back():
    """Each step once, pulled at by random numbers: what comes out, and every gradient."""
    import torch
    from torch.nn import functional

    seed = 19861009
    rng = np.random.default_rng(seed)
    ids, targets = [[0, 2, 2], [4, 0, 2]], [3, 0, 3, 1]
    mask = np.tri(3, 4, 1, dtype=bool)
    calls = {
        "affine": lambda x, w, b: functional.linear(x, w.T, b),
        "take": lambda table: functional.embedding(torch.tensor(ids), table),
        "softmax": lambda x: functional.softmax(x, -1),
        "norm": lambda x, gain, bias: functional.layer_norm(x, (5,), gain, bias, 1e-5),
        "attention": lambda q, k, v: functional.scaled_dot_product_attention(
            q, k, v, torch.tensor(mask)
        ),
        "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
        "cross_entropy": lambda z: functional.cross_entropy(z, torch.tensor(targets)),
    }
    shapes = {
        "affine": [(2, 3, 5), (5, 4), (4,)],
        "take": [(6, 3)],
        "softmax": [(2, 5)],
        "norm": [(2, 3, 5), (5,), (5,)],
        "attention": [(2, 3, 5), (2, 4, 5), (2, 4, 2)],
        "gelu_tanh": [(3, 4)],
        "cross_entropy": [(4, 5)],
    }
    given, made = {}, {}
    for name, call in calls.items():
        arrays = [rng.normal(0, 1.5, shape).round(6) for shape in shapes[name]]
        tensors = [torch.tensor(a, requires_grad=True) for a in arrays]
        out = call(*tensors)
        pull = np.array(rng.normal(size=tuple(out.shape))).round(6)
        (out * torch.tensor(pull)).sum().backward()
        given[name] = {"arrays": arrays, "pull": pull}
        made[name] = {"out": out, "gradients": [t.grad for t in tensors]}
    return record(
        "torch",
        "torch.nn.functional's linear, embedding, softmax, layer_norm, "
        "scaled_dot_product_attention, gelu and cross_entropy; backward()",
        seed,
        {"ids": ids, "targets": targets, "mask": mask, "steps": given},
        made,
    )


# --- how ours is compared -------------------------------------------------------------


def _ours(vector):
    """Our steps, of what learns only."""
    given = vector["inputs"]
    mask = np.array(given["mask"])
    return {
        "affine": primitives.affine,
        "take": lambda table: primitives.take(table, np.array(given["ids"])),
        "softmax": primitives.softmax,
        "norm": primitives.norm,
        "attention": lambda q, k, v: primitives.attention(q, k, v, mask),
        "gelu_tanh": primitives.gelu_tanh,
        "cross_entropy": lambda z: primitives.cross_entropy(z, given["targets"]),
    }


@agrees("torch_ways_back")
def steps_and_their_ways_back_agree(vector):
    for name, step in _ours(vector).items():
        arrays, pull = (
            [np.array(a) for a in vector["inputs"]["steps"][name]["arrays"]],
            np.array(vector["inputs"]["steps"][name]["pull"]),
        )
        theirs = vector["outputs"][name]
        same_numbers(np.asarray(step(*arrays)), theirs["out"])
        back = value_and_grad(
            lambda *a, f=step, pull=pull: (f(*a) * pull).sum(),
            argnum=[*range(len(arrays))],
        )
        for ours, gradient in zip(back(*arrays)[1], theirs["gradients"], strict=True):
            same_numbers(ours, gradient)


# --- what must be noticed -------------------------------------------------------------

STANDARD, AFFINE = primitives._standard, primitives.affine


def _shares_taken_as_free(s, g):
    """Forgets that the other shares pay for it."""
    return s * g


def _sample_variance(x, eps=1e-5):
    d = x.shape[-1]
    y, sigma = STANDARD(x, eps)
    return y * np.sqrt((d - 1) / d), sigma / np.sqrt((d - 1) / d)


@primitive
def _last_one_counts(table, ids):
    return table[ids]


def _back(_, table, ids):
    def back(g):
        total = np.zeros_like(table)
        total[ids] += g  # NumPy writes a row that is taken twice only once
        return total

    return back


defvjp(_last_one_counts, _back, argnums=(0,))


def _added_up(logits, targets):
    return CROSS_ENTROPY(logits, targets) * len(logits)


def _bias_forgotten(x, w, b):
    return AFFINE(x, w, 0 * b)


CROSS_ENTROPY = primitives.cross_entropy

plant("torch_ways_back", "training.primitives._through_shares", _shares_taken_as_free)
plant("torch_ways_back", "training.primitives._standard", _sample_variance)
plant("torch_ways_back", "training.primitives.take", _last_one_counts)
plant("torch_ways_back", "training.primitives.cross_entropy", _added_up)
plant("torch_ways_back", "training.primitives.affine", _bias_forgotten)
plant("torch_ways_back", "training.primitives.GELU_CUBE", 0.04)
