"""Speech from Brain's module, restated in torch: where sensors are, whose head it is, time.

From facebookresearch/brainmagick, bm/models/common.py at 1c661e2 (FourierEmb, ChannelMerger,
SubjectLayers, ConvSequence) and bm/models/simpleconv.py at a52db72, in words of our own: no
package has it. Without batch norm, dropout and scaled residuals.
"""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import sensors

SENSORS, TIME, CHANNELS, INNER, FEATURES, PEOPLE, K = 5, 9, 4, 3, 2, 3, 3
DEPTH, PERIOD, MARGIN = 7, 5, 0.2

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_brain_encoder():
    """Two windows of five sensors, one of them broken, through seven convolutions."""
    import torch
    from torch.nn import functional

    seed = 20220825
    rng = np.random.default_rng(seed)
    given = draw(
        rng, 2, meg=(2, SENSORS, TIME), heads=(CHANNELS, 2 * K**2),
        persons=(PEOPLE, CHANNELS, CHANNELS), mix=(CHANNELS, CHANNELS), mix_bias=(CHANNELS,),
        widen=(2 * INNER, INNER), widen_bias=(2 * INNER,),
        leave=(FEATURES, 2 * INNER), leave_bias=(FEATURES,),
    )  # fmt: skip
    given["places"] = rng.random((SENSORS, 2)).round(2)
    for number in range(DEPTH):
        into = CHANNELS if number == 0 else INNER
        drawn = draw(rng, 2, w=(INNER, into, 3), b=(INNER,))
        if number % 2:
            drawn |= draw(rng, 2, gw=(2 * INNER, INNER, 3), gb=(2 * INNER,))
        given |= {f"{name}{number}": x for name, x in drawn.items()}
    given |= {"who": [2, 0], "broken": 3}
    t = {k: torch.as_tensor(np.asarray(v)) for k, v in given.items()}

    # the place of a sensor: cosines and sines of every pair of frequencies
    number = torch.arange(K, dtype=torch.double)
    turns = 2 * torch.pi * number / (1 + 2 * MARGIN)
    at = t["places"] + MARGIN
    phase = at[:, :1, None] * turns[:, None] + at[:, 1:, None] * turns
    phase = phase.reshape(SENSORS, K * K)
    embedding = torch.cat([phase.cos(), phase.sin()], 1)
    weights = []
    for banned in (None, given["broken"]):
        score = torch.einsum("sd,cd->cs", embedding, t["heads"])
        if banned is not None:
            score[:, banned] = -torch.inf
        weights.append(score.softmax(1))
    merged = torch.einsum("bst,cs->bct", t["meg"], weights[0])

    h = functional.conv1d(merged, t["mix"][..., None], t["mix_bias"])
    own = t["persons"].gather(0, t["who"].view(-1, 1, 1).expand(-1, CHANNELS, CHANNELS))
    h = subject = torch.einsum("bct,bcd->bdt", h, own)
    dilation = 1
    for number in range(DEPTH):
        dilation = 1 if number % PERIOD == 0 else dilation * 2
        old, w, b = h, t[f"w{number}"], t[f"b{number}"]
        h = functional.conv1d(h, w, b, padding=dilation, dilation=dilation)
        h = functional.gelu(h)
        h = h + old if h.shape == old.shape else h
        if number % 2:
            double = functional.conv1d(h, t[f"gw{number}"], t[f"gb{number}"], padding=1)
            h = functional.glu(double, dim=1)
    h = functional.gelu(functional.conv1d(h, t["widen"][..., None], t["widen_bias"]))
    out = functional.conv1d(h, t["leave"][..., None], t["leave_bias"])
    return record(
        "torch",
        "restated: FourierEmb, ChannelMerger, SubjectLayers, ConvSequence(skip, glu=2, "
        "glu_context=1, dilation_growth=2, dilation_period=5), complex_out; conv1d, glu",
        seed,
        given,
        {
            "embedding": embedding, "weights": weights[0], "one_broken": weights[1],
            "merged": merged, "subject": subject, "out": out,
        },
    )  # fmt: skip


# --- how ours is compared -------------------------------------------------------------


def _given(vector):
    return {name: np.array(x) for name, x in vector["inputs"].items()}


def _rows(x):
    """Theirs are (..., channels, time)."""
    return np.swapaxes(np.array(x), -1, -2)


@agrees("restated_brain_encoder")
def places_agree(vector):
    ours = sensors.fourier_positions(
        _given(vector)["places"], harmonics=K, margin=MARGIN
    )
    same_numbers(ours, vector["outputs"]["embedding"])


@agrees("restated_brain_encoder")
def merged_sensors_agree(vector):
    given, made = _given(vector), vector["outputs"]
    shares = sensors.spatial_shares(given["places"], given["heads"])
    same_numbers(shares, made["weights"])
    works = np.arange(SENSORS) != given["broken"]
    shares = sensors.spatial_shares(given["places"], given["heads"], mask=works)
    same_numbers(shares, made["one_broken"])
    merged = sensors.merge_sensors(_rows(given["meg"]), given["places"], given["heads"])
    same_numbers(merged, _rows(made["merged"]))


@agrees("restated_brain_encoder")
def encoders_agree(vector):
    given, made = _given(vector), vector["outputs"]

    def looks(weight, bias):
        return {"weight": given[weight].transpose(2, 1, 0), "bias": given[bias]}

    def map_of(name):
        return {"weight": given[name].T, "bias": given[f"{name}_bias"]}

    blocks = []
    for k in range(DEPTH):
        blocks.append({"convolution": looks(f"w{k}", f"b{k}")})
        if k % 2:
            blocks[-1]["gate"] = looks(f"gw{k}", f"gb{k}")
    p = {
        "maps": given["heads"], "mix": map_of("mix"), "persons": given["persons"],
        "blocks": blocks, "widen": map_of("widen"), "leave": map_of("leave"),
    }  # fmt: skip
    mixed = sensors.layers.linear(_rows(made["merged"]), p["mix"])
    ours = sensors.person_layer(mixed, given["who"], given["persons"])
    same_numbers(ours, _rows(made["subject"]))
    out = sensors.brain_encoder(_rows(given["meg"]), given["places"], given["who"], p)
    same_numbers(out, _rows(made["out"]))


# --- what must be noticed -------------------------------------------------------------

PLACES, CONVOLVE, PERSONS = (
    sensors.fourier_positions,
    sensors.convolve,
    sensors.person_layer,
)


def _sines_first(places, **how):
    return np.roll(PLACES(places, **how), K * K, axis=-1)


def _no_margin(places, *, harmonics, margin=MARGIN):
    return PLACES(places, harmonics=harmonics, margin=0.0)


def _coordinates_exchanged(places, **how):
    return PLACES(np.asarray(places)[:, ::-1], **how)


def _never_wider(x, p, *, dilation=1):
    return CONVOLVE(x, p)


def _looks_back(x, p, *, dilation=1):
    """A true convolution: the kernel turned round."""
    return CONVOLVE(x, p | {"weight": p["weight"][::-1]}, dilation=dilation)


def _the_first_persons(x, persons, maps):
    return PERSONS(x, np.zeros_like(persons), maps)


def _transposed(x, persons, maps):
    return PERSONS(x, persons, maps.swapaxes(1, 2))


def _other_half(x):
    half = x.shape[-1] // 2
    return x[..., half:] * (0.5 + 0.5 * np.tanh(x[..., :half] / 2))


TARGET = "networks.sensors."
plant("restated_brain_encoder", TARGET + "fourier_positions", _sines_first, _no_margin,
      _coordinates_exchanged)  # fmt: skip
plant("restated_brain_encoder", TARGET + "convolve", _never_wider, _looks_back)
plant(
    "restated_brain_encoder", TARGET + "person_layer", _the_first_persons, _transposed
)
plant("restated_brain_encoder", TARGET + "gated", _other_half)
plant("restated_brain_encoder", TARGET + "PERIOD", 7, 4)
