"""Marching tetrahedra: Kaolin's rule for crossings and its numbers of triangles, restated."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.scenes import tetrahedra

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_kaolin():
    """Where edges cross, and how many triangles: NVIDIAGameWorks/kaolin, commit 6569ea3.

    kaolin/ops/conversions/tetmesh.py, _unbatched_marching_tetrahedra: edges whose ends lie on
    different sides, sorted; on each the place that counts either end by the other's value. The
    triangles of a pattern are num_triangles_table there, whose number is 1, 2, 4 and 8 for
    each corner inside.
    """
    import torch

    seed = 20211108
    rng = np.random.default_rng(seed)
    points, cut = tetrahedra.grid_tetrahedra(4)
    drawn = draw(rng, 2, values=(64,), shifts=(64, 3))
    drawn["points"] = (points + 0.1 * drawn.pop("shifts")).round(3)
    drawn["cut"] = cut
    values, places = (torch.from_numpy(drawn[name]) for name in ("values", "points"))
    inside = values > 0
    each = inside[torch.from_numpy(cut)].long()
    table = torch.tensor([0, 1, 1, 2, 1, 2, 2, 1, 1, 2, 2, 1, 2, 1, 1, 0])
    count = table[(each * torch.tensor([1, 2, 4, 8])).sum(-1)].sum()
    pairs = torch.tensor([[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]])
    edges = torch.from_numpy(cut)[:, pairs].reshape(-1, 2).sort(-1).values
    edges = torch.unique(edges, dim=0)
    edges = edges[inside[edges].sum(-1) == 1]
    ends, at = places[edges], values[edges][..., None].clone()
    at[:, -1] *= -1
    corners = (ends * at.flip(1) / at.sum(1, keepdim=True)).sum(1)
    return record(
        "torch", "sum(ends * flip(values) / sum), of sorted edges that cross; table of counts",
        seed, drawn, {"corners": corners, "triangles": count},
    )  # fmt: skip


# --- how ours is compared -------------------------------------------------------------


def _mesh(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    return tetrahedra.marching_tetrahedra(
        given["points"], given["cut"], given["values"]
    )


@agrees("restated_kaolin")
def corners_agree_in_their_order(vector):
    same_numbers(_mesh(vector)[0], vector["outputs"]["corners"])


@agrees("restated_kaolin")
def there_are_as_many_triangles(vector):
    assert len(_mesh(vector)[1]) == vector["outputs"]["triangles"]


# --- what must be noticed -------------------------------------------------------------


def _own_value(start, end, start_value, end_value):
    share = (end_value / (end_value - start_value))[..., None]
    return start + share * (end - start)


def _in_the_middle(start, end, start_value, end_value):
    return (start + end) / 2


ONE_EACH = {inside: found[:1] for inside, found in tetrahedra.CASES.items()}

plant("restated_kaolin", "scenes.tetrahedra.crossing", _own_value, _in_the_middle)
plant("restated_kaolin", "scenes.tetrahedra.CASES", ONE_EACH)
