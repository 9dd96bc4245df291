"""Published sizes of language models, counted again from the shapes that the dataset has."""

import pandas as pd

from .. import data
from ..mechanisms.measures import counting
from . import tables

SIZES = {  # system: its sizes, as the dataset calls them; GLaM's second is what one token meets
    "gpt-2": ("small", "medium", "large", "xl"),
    "t5": ("small", "base", "large", "3b", "11b"),
    "ctrl": ("",),
    "bart": ("base", "large"),
    "gpt-3": ("small", "medium", "large", "xl", "2.7b", "6.7b", "13b", "175b"),
    "mt5": ("small", "base", "large", "xl", "xxl"),
    "glam": ("64b-64e", "64b-64e, active"),
    "gpt-neox-20b": ("",),
    "palm": ("8b", "62b", "540b"),
    "bloom": ("560m", "1.1b", "1.7b", "3b", "7.1b", "176b"),
    "llama": ("7b", "13b", "33b", "65b"),
}
# Where a printed width cannot be: 40 heads of 128 are no 5140 (Brown et al. 2020, Table 2.1).
WIDTHS = {("gpt-3", "13b"): 40 * 128}


def recount(system, size):
    """The parameters of one size of a system, from its shape alone.

    Parameters
    ----------
    system, size : str
        As in `SIZES`.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no such size.
    """
    if size not in SIZES.get(system, ()):
        raise ValueError(f"system and size must be in SIZES, got {system!r}, {size!r}")
    variant = size.removesuffix(", active")

    def fact(quantity):
        return _whole(system, variant, quantity)

    shape = {"layers": fact("layers"), "width": fact("hidden_size")}
    shape["width"] = WIDTHS.get((system, size), shape["width"])
    rows = {"vocab_size": _rows(system)}
    match system:
        case "gpt-2" | "gpt-3":
            return counting.decoder_parameters(
                **shape, **rows, positions=fact("context_length")
            )
        case "t5" | "mt5":
            count = (
                counting.t5_parameters if system == "t5" else counting.mt5_parameters
            )
            heads = fact("heads")
            return count(
                **shape,
                **rows,
                inner=heads * fact("head_size"),
                ffn=fact("ffn_size"),
                biases=heads * fact("relative_buckets"),
            )
        case "bart":
            return counting.bart_parameters(
                **shape,
                **rows,
                positions=fact("context_length") + 2,
                ffn=fact("ffn_size"),
            )
        case "ctrl":
            return counting.ctrl_parameters(**shape, **rows, ffn=fact("ffn_size"))
        case "gpt-neox-20b":
            return counting.gpt_neox_parameters(**shape, **rows)
        case "bloom":
            return counting.bloom_parameters(**shape, **rows)
        case "palm":
            return counting.palm_parameters(
                **shape, **rows, heads=fact("heads"), head_size=fact("head_size")
            )
        case "llama":
            return counting.llama_parameters(**shape, **rows, ffn=fact("ffn_size"))
        case "glam":
            active = size.endswith(", active")
            return counting.mixture_parameters(
                **shape,
                **rows,
                inner=fact("heads") * fact("head_size"),
                ffn=fact("ffn_size"),
                experts=fact("experts_per_token" if active else "experts"),
            )


def printed(system, size):
    """What was published of a size, as `data.fact`; GPT-2's table has numbers of its own."""
    variant, _, active = size.partition(", ")
    quantity = "parameters_active" if active else "parameters"
    quantity = "parameters_printed" if system == "gpt-2" else quantity
    return data.fact(
        f"{system}@{variant}.{quantity}" if variant else f"{system}.{quantity}"
    )


def recounted():
    """All of `SIZES`: what was printed, what the shapes make, and how far they are apart.

    Returns
    -------
    tables.Table
    """
    names = data.systems()["name"]
    found = []
    for system, sizes in SIZES.items():
        for size in sizes:
            fact, counted = printed(system, size), recount(system, size)
            found.append(
                {
                    "system": names[system],
                    "size": size,
                    "printed": tables.Link(fact.text, fact.url(), fact.number),
                    "counted": tables.Link(f"{counted:,}", fact.url(), counted),
                    "off by (%)": round(100 * (counted / fact.number - 1), 1),
                }
            )
    label = f"{len(found)} published sizes, counted again"
    return tables.table(pd.DataFrame(found), label, filters=["system"])


def _whole(system, variant, quantity):
    """A size of a variant, or of the system where all variants share it."""
    for key in (f"{system}@{variant}.{quantity}", f"{system}.{quantity}"):
        try:
            return int(data.fact(key).number)
        except KeyError:
            continue
    raise KeyError(f"{system}@{variant}.{quantity}")


def _rows(system):
    """Rows of the table of tokens, padded ones too."""
    return _whole(system, "embedding-rows", "vocabulary")
