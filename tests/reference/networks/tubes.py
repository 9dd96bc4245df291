"""C-ViViT: an open one's cuts and orders restated, and torch's own layers in them."""

import numpy as np
import weights
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import tubes

SIDE, SPAN, HEIGHT, WIDTH = 2, 2, 4, 6  # of tubes and films
PLACES = 6  # squares of such a frame
M, D, E, R, S, DEPTH = 3, 4, 3, 3, 5, 2  # of the networks, which see no pixels
PARTS = {"square": "first", "tube": "rest", "code": "code"}  # ours: theirs

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_tubes():
    """to_patch_emb and its like: lucidrains/phenaki-pytorch, commit 045bf53, cvivit.py.

    Rearrange('b c (t pt) (h p1) (w p2) -> b t h w (c pt p1 p2)') of all frames but the first,
    'b c 1 (h p1) (w p2) -> b 1 h w (c p1 p2)' of the first; num_tokens_per_frames; and
    calculate_video_token_mask, any(dim = -1) over the frames of a tube.
    """
    import torch

    seed = 20221005
    rng = np.random.default_rng(seed)
    films = rng.random((2, 5, HEIGHT, WIDTH, 3)).round(2)
    video = torch.from_numpy(films).permute(0, 4, 1, 2, 3)  # b c f h w
    h, w = HEIGHT // SIDE, WIDTH // SIDE
    first = video[:, :, 0].reshape(2, 3, h, SIDE, w, SIDE).permute(0, 2, 4, 1, 3, 5)
    rest = video[:, :, 1:].reshape(2, 3, -1, SPAN, h, SIDE, w, SIDE)
    rest = rest.permute(0, 2, 4, 6, 1, 3, 5, 7)  # b t h w c pt p1 p2
    exists = torch.tensor([[1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [1, 1, 1, 1, 0]]).bool()
    later = exists[:, 1:].reshape(3, -1, SPAN).any(dim=-1)
    tokens = [
        [frames, side, span, size, size**2 // side**2 * (1 + int((frames - 1) / span))]
        for frames, side, span, size in [
            (11, 8, 2, 128),
            (1, 8, 2, 128),
            (17, 32, 2, 256),
        ]
    ]
    return record(
        "torch",
        "permute(0, 2, 4, 6, 1, 3, 5, 7), any(dim=-1), as in cvivit.py",
        seed,
        {"films": films, "exists": exists},
        {
            "first": first.reshape(2, PLACES, 3, 1, SIDE, SIDE),
            "rest": rest.reshape(2, 2, PLACES, 3, SPAN, SIDE, SIDE),
            "exists": torch.cat([exists[:, :1], later], -1),
            "tokens": tokens,
        },
    )


@producer
def torch_cvivit():
    """TransformerEncoders in the orders of encode and decode of the same cvivit.py.

    encode: 'b t h w d -> (b t) (h w) d', attention to all, back, '(b h w) t d', attention that
    is causal, back. decode: the other way round. Places are added and the norm is last, as
    in ViT; there the one is a bias of attention and the other belongs to each Transformer.
    """
    import torch
    from torch.nn import functional

    seed = 20221006
    rng = np.random.default_rng(seed)

    def bend(x):
        return functional.gelu(x, approximate="tanh")

    how = {"activation": bend, "norm_first": True, "batch_first": True}
    how |= {"dim_feedforward": 6, "dropout": 0}

    def new():
        layer = torch.nn.TransformerEncoderLayer(D, 2, **how)
        return torch.nn.TransformerEncoder(layer, DEPTH, enable_nested_tensor=False)

    found, given = {}, {"heads": 2}
    cut = draw(rng, 2, first=(2, 1, M, R), rest=(2, 3, M, S))
    codes = draw(rng, 2, codes=(2, 4, M, E))
    for half in ("encoder", "decoder"):
        sizes = {"first": (R, D), "rest": (S, D), "code": (D, E)}
        if half == "decoder":
            sizes = {name: size[::-1] for name, size in sizes.items()}
        module = torch.nn.ModuleDict(
            {name: torch.nn.Linear(*size) for name, size in sizes.items()}
            | {"space": new(), "time": new(), "norm": torch.nn.LayerNorm(D)}
        )
        state = weights.random_weights(module, rng)
        weights.with_weights(module, state)
        places = draw(rng, 2, place_table=(M, D), time_table=(4, D))
        where = torch.from_numpy(places["place_table"] + places["time_table"][:, None])
        causal = torch.nn.Transformer.generate_square_subsequent_mask(4).double()

        def space(x, module=module):
            return module["space"](x.reshape(-1, M, D)).reshape(x.shape)

        def time(x, module=module, causal=causal):
            b, t, m, d = x.shape
            x = x.permute(0, 2, 1, 3).reshape(b * m, t, d)
            x = module["time"](x, mask=causal, is_causal=True)
            return x.reshape(b, m, t, d).permute(0, 2, 1, 3)

        with torch.no_grad():
            if half == "encoder":
                read = [module[n](torch.from_numpy(cut[n])) for n in ("first", "rest")]
                x = time(space(torch.cat(read, 1) + where))
                found["vectors"] = module["code"](module["norm"](x))
            else:
                x = module["code"](torch.from_numpy(codes["codes"])) + where
                x = module["norm"](space(time(x)))
                found["first"] = module["first"](x[:, 0])
                found["rest"] = module["rest"](x[:, 1:])
        given[half] = state | places
    return record(
        "torch",
        "TransformerEncoder(TransformerEncoderLayer(norm_first=True), 2) over (b t) (h w) d "
        "and, causal, over (b h w) t d",
        seed,
        given | cut | codes,
        found,
    )


# --- how ours is compared -------------------------------------------------------------


def _colors_first(rows, frames):
    """Our rows (..., frames SIDE SIDE colors) as (..., colors, frames, SIDE, SIDE)."""
    return np.moveaxis(rows.reshape((*rows.shape[:-1], frames, SIDE, SIDE, 3)), -1, -4)


@agrees("restated_tubes")
def cuts_agree(vector):
    films = np.array(vector["inputs"]["films"])
    first, rest = tubes.cut_tubes(films, side=SIDE, span=SPAN)
    wanted = vector["outputs"]
    np.testing.assert_array_equal(_colors_first(first, 1), np.array(wanted["first"]))
    np.testing.assert_array_equal(_colors_first(rest, SPAN), np.array(wanted["rest"]))
    back = tubes.join_tubes(
        first, rest, height=HEIGHT, width=WIDTH, side=SIDE, span=SPAN
    )
    np.testing.assert_array_equal(back, films)


@agrees("restated_tubes")
def what_exists_agrees(vector):
    ours = tubes.existing_moments(np.array(vector["inputs"]["exists"]), span=SPAN)
    np.testing.assert_array_equal(ours, np.array(vector["outputs"]["exists"]))


@agrees("restated_tubes")
def numbers_of_tokens_agree(vector):
    for frames, side, span, size, tokens in vector["outputs"]["tokens"]:
        ours = tubes.tube_number(
            length=frames, height=size, width=size, side=side, span=span
        )
        assert ours == tokens


def _parts(given):
    """torch's names to ours."""
    state = weights.as_arrays(given)
    tables = {n: np.array(given[n]) for n in ("place_table", "time_table")}
    blocks = {
        name: [weights.torch_layer(state, f"{name}.layers.{k}.") for k in range(DEPTH)]
        for name in ("space", "time")
    }
    maps = {ours: weights.linear(state, name) for ours, name in PARTS.items()}
    return tables | blocks | maps | {"norm": weights.norm(state, "norm")}


@agrees("torch_cvivit")
def encoders_agree(vector):
    given = vector["inputs"]
    first, rest = (np.array(given[name]) for name in ("first", "rest"))
    ours = tubes.encode_tubes(
        first[:, 0], rest, _parts(given["encoder"]), heads=given["heads"]
    )
    same_numbers(ours, vector["outputs"]["vectors"])


@agrees("torch_cvivit")
def decoders_agree(vector):
    given = vector["inputs"]
    ours = tubes.decode_tubes(
        np.array(given["codes"]), _parts(given["decoder"]), heads=given["heads"]
    )
    for name, found in zip(("first", "rest"), ours, strict=True):
        same_numbers(found, vector["outputs"][name])


# --- what must be noticed -------------------------------------------------------------

CUT, NUMBER = tubes.cut_tubes, tubes.tube_number


def _first_in_a_tube(films, *, side, span):
    """The first frame is no frame apart: tubes begin with it, and the last frame is lost."""
    _, rest = CUT(
        np.concatenate([films[:, :1], films[:, :-1]], 1), side=side, span=span
    )
    return CUT(films, side=side, span=span)[0], rest


def _every_other_frame(films, *, side, span):
    """Frames that are not neighbors share a tube."""
    later = np.concatenate([films[:, 1::2], films[:, 2::2]], 1)
    return CUT(np.concatenate([films[:, :1], later], 1), side=side, span=span)


def _frames_by_span(*, length, height, width, side, span):
    """As if the first frame were in a tube, too."""
    return length // span * (height // side) * (width // side)


def _all_must_exist(exists, *, span):
    later = exists[:, 1:].reshape(len(exists), -1, span)
    return np.concatenate([exists[:, :1], later.all(-1)], 1)


def _both_ways(n):
    return np.ones((n, n), bool)


def _time_as_space(x, p, mask, *, heads, eps):
    """Forgets to put moments next to each other."""
    return tubes._in_space(x, {"space": p["time"]}, heads=heads, eps=eps)


HERE = "networks.tubes."
plant("restated_tubes", HERE + "cut_tubes", _first_in_a_tube, _every_other_frame)
plant("restated_tubes", HERE + "tube_number", _frames_by_span)
plant("restated_tubes", HERE + "existing_moments", _all_must_exist)
plant("torch_cvivit", HERE + "causal_mask", _both_ways)
plant("torch_cvivit", HERE + "_in_time", _time_as_space)
