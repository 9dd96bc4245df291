"""Time our codes beside two packages' quantizers; print CPU seconds as JSON.

Runs in .venv-reference, in double precision on one thread; both sides must choose the same codes.
- 10,000 tiles beside diffusers' VectorQuantizer: the nearest of 512 codes, the codes in the tiles'
  place, and the loss;
- 10,000 moments of sound beside EnCodec's residual quantizer in transformers: eight codes each from
  codebooks of 1,024, and their sums.
"""

import json
import time

import numpy as np
import torch
from diffusers.models.autoencoders.vae import VectorQuantizer
from transformers import EncodecConfig
from transformers.models.encodec.modeling_encodec import EncodecResidualVectorQuantizer

from fieldguide.mechanisms.codes import nearest, residual

RUNS, TILES, WIDTH, CODES = 7, 10_000, 48, 512
MOMENTS, SOUND_WIDTH, SOUND_CODES, STAGES = 10_000, 128, 1024, 8

torch.set_num_threads(1)


def spent(encode):
    """Fewest CPU seconds, and what came out."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = encode()
        least = min(least, time.process_time() - start)
    return least, out


def tiles(rng):
    """Seconds of both for tiles of pictures."""
    tiles, codes = rng.normal(size=(TILES, WIDTH)), rng.normal(size=(CODES, WIDTH))
    quantizer = VectorQuantizer(CODES, WIDTH, beta=0.25, legacy=False).double()
    quantizer.embedding.weight.data.copy_(torch.from_numpy(codes))
    z = torch.from_numpy(tiles).T[None, :, :, None].contiguous()

    def ours():
        ids = nearest.nearest_code(tiles, codes)
        return ids, nearest.vq_loss(tiles, codes[ids])

    def theirs():
        with torch.no_grad():
            _, loss, (_, _, ids) = quantizer(z)
        return ids.numpy(), loss.item()

    (mine, (ids, loss)), (other, (other_ids, other_loss)) = spent(ours), spent(theirs)
    np.testing.assert_array_equal(ids, other_ids)
    np.testing.assert_allclose(loss, other_loss)
    return {"nearest_code": mine, "diffusers": other}


def moments(rng):
    """Seconds of both for moments of sound."""
    x = rng.normal(size=(MOMENTS, SOUND_WIDTH))
    codebooks = rng.normal(size=(STAGES, SOUND_CODES, SOUND_WIDTH))
    codebooks *= (
        0.8 ** np.arange(STAGES)[:, None, None]
    )  # later stages have less to say
    config = EncodecConfig(
        target_bandwidths=[6.0], codebook_dim=SOUND_WIDTH, hidden_size=SOUND_WIDTH
    )  # eight codebooks of 1,024
    quantizer = EncodecResidualVectorQuantizer(config).double()
    for layer, codebook in zip(quantizer.layers, codebooks, strict=True):
        layer.codebook.embed.copy_(torch.from_numpy(codebook))
    z = torch.from_numpy(x).T[None].contiguous()

    def ours():
        ids = residual.quantize_residual(x, codebooks)
        return ids, residual.add_codes(ids, codebooks)

    def theirs():
        with torch.no_grad():
            ids = quantizer.encode(z)
            return ids[:, 0].T.numpy(), quantizer.decode(ids)[0].T.numpy()

    (mine, (ids, made)), (other, (other_ids, other_made)) = spent(ours), spent(theirs)
    np.testing.assert_array_equal(ids, other_ids)
    np.testing.assert_allclose(made, other_made, atol=1e-9)
    return {"quantize_residual": mine, "encodec": other}


def main():
    """Print seconds of both, for each work."""
    rng = np.random.default_rng(0)
    both = {f"{TILES:,} tiles": tiles(rng), f"{MOMENTS:,} moments": moments(rng)}
    print(json.dumps(both))


if __name__ == "__main__":
    main()
