"""Residual quantization: transformers' EnCodec quantizer, its codes, its sums and its bandwidths."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.codes import rates, residual

N, D, K, Q = 9, 5, 8, 4
HERTZ, HOP, CODES = 24_000, 320, 1024  # EnCodec's own

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_encodec_quantizer():
    """Codes of all stages and of two, and the sums of their codes."""
    import torch
    from transformers import EncodecConfig
    from transformers.models.encodec.modeling_encodec import (
        EncodecResidualVectorQuantizer,
    )

    seed = 20221024
    drawn = draw(np.random.default_rng(seed), 2, x=(N, D), codebooks=(Q, K, D))
    drawn["codebooks"] *= 0.6 ** np.arange(Q)[:, None, None]  # later ones are finer
    drawn["codebooks"] = drawn["codebooks"].round(3)
    kbps = HERTZ / HOP * np.log2(K) / 1000  # of a stage
    config = EncodecConfig(
        sampling_rate=HERTZ,
        codebook_size=K,
        codebook_dim=D,
        hidden_size=D,
        target_bandwidths=[Q * kbps],
    )
    quantizer = EncodecResidualVectorQuantizer(config).double()
    for layer, codebook in zip(quantizer.layers, drawn["codebooks"], strict=True):
        layer.codebook.embed.copy_(torch.from_numpy(codebook))
    x = torch.from_numpy(drawn["x"]).T[None]  # (batch, d, n)
    ids, two = quantizer.encode(x), quantizer.encode(x, 2 * kbps)
    return record(
        "transformers",
        "EncodecResidualVectorQuantizer(config).encode(x, bandwidth), .decode(codes)",
        seed,
        drawn,
        {
            "ids": ids[:, 0].T,
            "sum": quantizer.decode(ids)[0].T,
            "ids_of_two": two[:, 0].T,
            "sum_of_two": quantizer.decode(two)[0].T,
        },
    )


@producer
def transformers_encodec_bandwidths():
    """How many codebooks EnCodec uses at each of its bandwidths, and its frames a second."""
    from transformers import EncodecConfig
    from transformers.models.encodec.modeling_encodec import (
        EncodecResidualVectorQuantizer,
    )

    config = EncodecConfig(sampling_rate=HERTZ, codebook_size=CODES)
    quantizer = EncodecResidualVectorQuantizer(config)
    kbps = [1.5, 3.0, 6.0, 12.0, 24.0]
    return record(
        "transformers",
        "EncodecResidualVectorQuantizer(config).get_num_quantizers_for_bandwidth(kbps)",
        0,
        {"kbps": kbps, "hertz": HERTZ, "hop": config.hop_length, "size": CODES},
        {
            "stages": [quantizer.get_num_quantizers_for_bandwidth(b) for b in kbps],
            "frames": config.frame_rate,
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_encodec_quantizer")
def codes_of_all_stages_agree(vector):
    x, codebooks = (np.array(vector["inputs"][name]) for name in ("x", "codebooks"))
    theirs = vector["outputs"]
    ids = residual.quantize_residual(x, codebooks)
    assert ids.tolist() == theirs["ids"]
    same_numbers(residual.add_codes(ids, codebooks), theirs["sum"])
    two = residual.quantize_residual(x, codebooks, stages=2)
    assert two.tolist() == theirs["ids_of_two"]
    same_numbers(residual.add_codes(two, codebooks), theirs["sum_of_two"])


@agrees("transformers_encodec_bandwidths")
def bit_rates_agree(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    hertz, hop, size = given["hertz"], given["hop"], given["size"]
    assert rates.token_rate(hertz, hop=hop) == theirs["frames"]
    for kbps, stages in zip(given["kbps"], theirs["stages"], strict=True):
        bits = rates.bit_rate(hertz, hop=hop, size=size, stages=stages)
        same_numbers(np.array([bits]), [1000 * kbps])


# --- what must be noticed -------------------------------------------------------------

QUANTIZE, ADD = residual.quantize_residual, residual.add_codes
BITS, TOKENS = rates.bit_rate, rates.token_rate


def _whole_each_time(x, codebooks, *, stages=None):
    """Each stage codes the vector itself."""
    ids = [QUANTIZE(x, codebook[None])[..., 0] for codebook in codebooks[:stages]]
    return np.stack(ids, -1)


def _last_first(x, codebooks, *, stages=None):
    return QUANTIZE(x, codebooks[::-1], stages=stages)


def _mean(ids, codebooks):
    return ADD(ids, codebooks) / np.shape(ids)[-1]


def _last_alone(ids, codebooks):
    ids = np.asarray(ids)
    return codebooks[ids.shape[-1] - 1][ids[..., -1]]


def _natural(sample_rate, *, hop, size, stages=1):
    return BITS(sample_rate, hop=hop, size=size, stages=stages) * np.log(2)


def _one_stage(sample_rate, *, hop, size, stages=1):
    return BITS(sample_rate, hop=hop, size=size)


def _numbers(sample_rate, *, hop, stages=1):
    return TOKENS(sample_rate, hop=1, stages=stages)


plant(
    "transformers_encodec_quantizer",
    "codes.residual.quantize_residual",
    _whole_each_time,
    _last_first,
)
plant("transformers_encodec_quantizer", "codes.residual.add_codes", _mean, _last_alone)
plant("transformers_encodec_bandwidths", "codes.rates.bit_rate", _natural, _one_stage)
plant("transformers_encodec_bandwidths", "codes.rates.token_rate", _numbers)
