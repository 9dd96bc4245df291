"""Mixtures of experts: transformers' Mixtral and Switch, and the seats of Mesh TensorFlow."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import experts, lean

N, D, INNER, EXPERTS, CHOSEN = 9, 6, 5, 4, 2
SINGLE = 1e-6  # routers compute in single precision there

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_mixtral_experts():
    """MixtralSparseMoeBlock on a few tokens: the router, its choices, and what comes out."""
    import torch
    from transformers import MixtralConfig
    from transformers.models.mixtral.modeling_mixtral import MixtralSparseMoeBlock

    seed = 20231211
    config = MixtralConfig(
        hidden_size=D,
        intermediate_size=INNER,
        num_local_experts=EXPERTS,
        num_experts_per_tok=CHOSEN,
        num_attention_heads=1,
        experts_implementation="eager",
    )
    layer = MixtralSparseMoeBlock(config).double().eval()
    rng = np.random.default_rng(seed)
    state = {
        name: rng.normal(0, 0.8, tuple(old.shape)).round(2)
        for name, old in layer.state_dict().items()
    }
    layer.load_state_dict({name: torch.from_numpy(w) for name, w in state.items()})
    x = draw(rng, 2, x=(1, N, D))["x"]
    with torch.no_grad():
        _, weights, chosen = layer.gate(torch.from_numpy(x))
        out = layer(torch.from_numpy(x))
    return record(
        "transformers",
        "MixtralSparseMoeBlock(MixtralConfig(...)).double().eval()(x)",
        seed,
        {"x": x, "state": state},
        {"experts": chosen, "weights": weights, "out": out},
    )


@producer
def transformers_balancing_losses():
    """The losses of Mixtral, which counts both choices, and of Switch, which has one."""
    import torch
    from transformers.models.mixtral import modeling_mixtral
    from transformers.models.switch_transformers import modeling_switch_transformers

    seed = 20210111
    scores = draw(np.random.default_rng(seed), 2, scores=(12, EXPERTS))["scores"]
    given = torch.from_numpy(scores)
    shares = given.softmax(-1)
    first = shares.argmax(-1)
    mixtral = modeling_mixtral.load_balancing_loss_func((given,), EXPERTS, CHOSEN)
    switch = modeling_switch_transformers.load_balancing_loss_func(
        shares[None], first[None]
    )
    even = torch.zeros(12, EXPERTS, dtype=torch.float64)
    return record(
        "transformers",
        "modeling_mixtral and modeling_switch_transformers: load_balancing_loss_func",
        seed,
        {"scores": scores},
        {
            "mixtral": mixtral,
            "switch": switch,
            "mixtral_even": modeling_mixtral.load_balancing_loss_func(
                (even,), EXPERTS, CHOSEN
            ),
        },
    )


@producer
def restated_seats():
    """Who finds a seat, restated: tensorflow/mesh, mesh_tensorflow/transformer/moe.py,
    _top_2_gating, commit 01231bb, with second_policy "all".

    First choices are numbered by a running sum for each expert and cut at the capacity;
    second ones go on counting where the first have ended.
    """
    import torch
    from torch.nn.functional import one_hot

    seed = 20200630
    rng = np.random.default_rng(seed)
    chosen = torch.from_numpy(np.argsort(rng.random((14, EXPERTS)), 1)[:, :2])
    kept = {}
    for capacity in (1, 2, 4, 6, 14):
        first, second = (one_hot(chosen[:, k], EXPERTS) for k in (0, 1))
        place = first.cumsum(0) - first  # exclusive
        first = first * (place < capacity)
        place = second.cumsum(0) - second + first.sum(0)
        second = second * (place < capacity)
        kept[str(capacity)] = torch.stack([first.sum(1), second.sum(1)], 1)
    return record(
        "torch",
        "running sums of one_hot choices, first and then second, below the capacity",
        seed,
        {"experts": chosen},
        kept,
    )


# --- how ours is compared -------------------------------------------------------------


def _mixtral(state):
    state = {name: np.array(w) for name, w in state.items()}
    networks = []
    for both, down in zip(
        state["experts.gate_up_proj"], state["experts.down_proj"], strict=True
    ):
        gate, up = np.split(both, 2)
        networks.append({"gate": gate.T, "up": up.T, "down": down.T})
    return {"router": state["gate.weight"].T, "experts": networks}


@agrees("transformers_mixtral_experts")
def the_same_experts_are_chosen_and_answer_alike(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    p, x = _mixtral(given["state"]), np.array(given["x"])
    chosen, weights, _ = experts.route(x[0], p["router"])
    np.testing.assert_array_equal(chosen, theirs["experts"])
    same_numbers(weights, theirs["weights"], SINGLE)
    out, routed = experts.mixture(x, p, layer=lean.swiglu_layer)
    same_numbers(out, theirs["out"], SINGLE)
    assert routed["kept"].all()


@agrees("transformers_balancing_losses")
def balancing_losses_agree(vector):
    scores, theirs = np.array(vector["inputs"]["scores"]), vector["outputs"]
    chosen, _, shares = experts.route(scores, np.eye(EXPERTS))
    some, _, even = experts.route(0 * scores, np.eye(EXPERTS))
    ours = {
        "mixtral": experts.balancing_loss(shares, chosen),
        "switch": experts.balancing_loss(shares, chosen[:, :1]),
        "mixtral_even": experts.balancing_loss(even, some),
    }
    for name, value in ours.items():
        same_numbers(np.array(value), theirs[name], SINGLE)


@agrees("restated_seats")
def the_same_tokens_find_seats(vector):
    chosen = np.array(vector["inputs"]["experts"])
    for capacity, theirs in vector["outputs"].items():
        ours = experts.take_seats(chosen, experts=EXPERTS, capacity=int(capacity))
        np.testing.assert_array_equal(ours, np.array(theirs, bool), capacity)


# --- what must be noticed -------------------------------------------------------------

ROUTE, SEATS, LOSS, MIXTURE = (
    experts.route,
    experts.take_seats,
    experts.balancing_loss,
    experts.mixture,
)


def _as_they_are(x, router, *, top=CHOSEN):
    """The shares of the chosen count as they are and do not add up to 1."""
    best, _, shares = ROUTE(x, router, top=top)
    return best, np.take_along_axis(shares, best, 1), shares


def _worst(x, router, *, top=CHOSEN):
    return ROUTE(x, -router, top=top)


def _equal(x, router, *, top=CHOSEN):
    best, weights, shares = ROUTE(x, router, top=top)
    return best, np.full(weights.shape, 1 / top), shares


def _all_experts(x, p, *, top=CHOSEN, capacity=None, layer=None):
    return MIXTURE(x, p, top=len(p["experts"]), capacity=capacity, layer=layer)


def _token_by_token(choices, *, experts, capacity):
    """Both choices of a token sit down before the next token comes."""
    queue = np.repeat(choices.ravel()[:, None], 2, 1)
    return SEATS(queue, experts=experts, capacity=capacity)[:, 0].reshape(choices.shape)


def _one_seat_more(choices, *, experts, capacity):
    return SEATS(choices, experts=experts, capacity=capacity + 1)


def _divided(shares, chosen):
    """By the choices, so that an even router has 1 with two of them, too."""
    return LOSS(shares, chosen) / chosen.shape[1]


def _shares_alone(shares, chosen):
    """A sum of squares of shares: who was asked is not counted."""
    return shares.shape[1] * (shares.mean(0) ** 2).sum()


def _no_factor(shares, chosen):
    return LOSS(shares, chosen) / shares.shape[1]


HERE = "networks.experts."
plant("transformers_mixtral_experts", HERE + "route", _as_they_are, _worst, _equal)
plant("transformers_mixtral_experts", HERE + "mixture", _all_experts)
plant(
    "transformers_balancing_losses",
    HERE + "balancing_loss",
    _divided,
    _shares_alone,
    _no_factor,
)
plant("restated_seats", HERE + "take_seats", _token_by_token, _one_seat_more)
