"""A pooler: as many answers as questions, whatever is asked."""

import autograd
import numpy as np

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import pooler
from fieldguide.mechanisms.networks.norm import layer_norm


def test_it_is_attention_with_learned_queries(rng):
    p = pooler.new_pooler(rng, d=8, c=6, queries=3, spread=0.5)
    x = rng.normal(size=(2, 5, 6))
    for picture, pooled in zip(x, pooler.attentional_pool(x, p, heads=2), strict=True):
        mixed, _ = attention.multi_head_attention(
            p["queries"], picture, p["attention"], heads=2
        )
        assert np.allclose(pooled, layer_norm(mixed, p["norm"]), atol=1e-12)
    assert pooler.attentional_pool(x[0], p, heads=2).shape == (3, 8)


def test_the_number_of_rows_and_their_order_do_not_matter(rng):
    p = pooler.new_pooler(rng, d=8, c=6, queries=3, spread=0.5)
    x = rng.normal(size=(7, 6))
    pooled = pooler.attentional_pool(x, p, heads=2)
    assert np.allclose(pooled, pooler.attentional_pool(x[::-1], p, heads=2))
    assert np.allclose(pooled, pooler.attentional_pool(np.tile(x, (4, 1)), p, heads=2))


def test_the_queries_learn(rng):
    p = pooler.new_pooler(rng, d=4, c=4, queries=2, spread=0.5)
    x = rng.normal(size=(3, 5, 4))

    def loss(queries):
        return (
            pooler.attentional_pool(x, p | {"queries": queries}, heads=1) ** 3
        ).sum()

    slope = autograd.grad(loss)(p["queries"])
    step = np.zeros_like(slope)
    step[1, 2] = 1e-6
    finite = (loss(p["queries"] + step) - loss(p["queries"] - step)) / 2e-6
    assert np.isclose(slope[1, 2], finite, rtol=1e-5)
    assert abs(slope[1, 2]) > 1e-4
