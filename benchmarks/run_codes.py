"""Time the codes of 10,000 tiles beside diffusers' VectorQuantizer; print CPU seconds as JSON.

Runs in .venv-reference. Both look up the nearest of 512 codes, put the codes in the tiles' place and
work out the loss, in double precision on one thread, and must choose the same codes.
"""

import json
import time

import numpy as np
import torch
from diffusers.models.autoencoders.vae import VectorQuantizer

from fieldguide.mechanisms.codes import nearest

RUNS, TILES, WIDTH, CODES = 7, 10_000, 48, 512

torch.set_num_threads(1)


def spent(encode):
    """Fewest CPU seconds, and what came out."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = encode()
        least = min(least, time.process_time() - start)
    return least, out


def main():
    """Print seconds of both."""
    rng = np.random.default_rng(0)
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
    print(json.dumps({"tiles": TILES, "nearest_code": mine, "diffusers": other}))


if __name__ == "__main__":
    main()
