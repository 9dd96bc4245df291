"""The checks of attention and the block notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.attention import attention, positions
from fieldguide.mechanisms.networks import transformer


def _unscaled(q, k, v, mask=None):
    return attention.attend(q @ k.swapaxes(-1, -2), v, mask)


def _scaled_by_d(q, k, v, mask=None):
    return attention.attend(q @ k.swapaxes(-1, -2) / q.shape[-1], v, mask)


def _scaled_by_all_features(q, k, v, mask=None):
    """The root of the model's width, not of the head's."""
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1] * q.shape[-3])
    return attention.attend(scores, v, mask)


def _down_the_columns(scores, v, mask=None):
    """Softmax over those who look, not over those who are looked at."""
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    shares = SOFTMAX(scores, -2)
    return shares @ v, shares


def _hide_after(scores, v, mask=None):
    """Shares of what is hidden are dropped, and the others do not make up for it."""
    shares = SOFTMAX(scores)
    shares = shares if mask is None else shares * mask
    return shares @ v, shares


def _without_looking_at_itself(n):
    return np.tri(n, k=-1, dtype=bool)


def _padding_only(ids, padding_id=0):
    return np.equal(ids, padding_id)[..., None, :]


def _interleaved(x, heads):
    """Features 0, 2, 4, ... for the first head."""
    *batch, n, d = x.shape
    return x.reshape((*batch, n, d // heads, heads)).swapaxes(-1, -2).swapaxes(-2, -3)


def _reshaped_only(x, heads):
    """The right shape without swapping axes: mixes tokens."""
    *batch, n, d = x.shape
    return x.reshape((*batch, heads, n, d // heads))


def _pre(x, p, heads, mask=None, activation=transformer.gelu, eps=1e-12):
    return transformer.pre_norm_block(x, p, heads, mask, activation, eps)


def _post(x, p, heads, mask=None, activation=transformer.gelu_tanh, eps=1e-5):
    return transformer.post_norm_block(x, p, heads, mask, activation, eps)


def _with_activation(block, activation, eps):
    def other(x, p, heads, mask=None, *_):
        return block(x, p, heads, mask, activation, eps)

    return other


def _halves(n, d, slowest=10_000):
    """All sines, then all cosines."""
    pairs = SINUSOIDAL(n, d, slowest)
    return np.hstack([pairs[:, 0::2], pairs[:, 1::2]])


def _spaced_wider(n, d, slowest=10_000):
    """As in tensor2tensor: the last wave is exactly 10,000 times slower."""
    return SINUSOIDAL(n, d, slowest ** (d / (d - 2)))


def _from_one(n, d, slowest=10_000):
    return SINUSOIDAL(n + 1, d, slowest)[1:]


SOFTMAX = attention.softmax
SINUSOIDAL = positions.sinusoidal_positions
GELU, GELU_TANH, RELU = transformer.gelu, transformer.gelu_tanh, transformer.relu
POST, PRE = transformer.post_norm_block, transformer.pre_norm_block
WRONG = [
    ("torch_attention", attention, "attention", _unscaled),
    ("torch_attention", attention, "attention", _scaled_by_d),
    ("torch_attention", attention, "attend", _down_the_columns),
    ("torch_attention", attention, "attend", _hide_after),
    ("torch_attention", attention, "causal_mask", _without_looking_at_itself),
    ("torch_multi_head_attention", attention, "attention", _scaled_by_all_features),
    ("torch_multi_head_attention", attention, "split_heads", _interleaved),
    ("torch_multi_head_attention", attention, "split_heads", _reshaped_only),
    ("torch_multi_head_attention", attention, "padding_mask", _padding_only),
    ("torch_activations", transformer, "gelu", GELU_TANH),
    ("torch_activations", transformer, "gelu_tanh", GELU),
    ("transformers_bert_encoder", attention, "padding_mask", _padding_only),
    ("transformers_bert_encoder", transformer, "post_norm_block", _pre),
    (
        "transformers_bert_encoder",
        transformer,
        "post_norm_block",
        _with_activation(POST, GELU_TANH, 1e-12),
    ),
    (
        "transformers_bert_encoder",
        transformer,
        "post_norm_block",
        _with_activation(POST, GELU, 1e-5),
    ),
    ("transformers_gpt2_decoder", transformer, "pre_norm_block", _post),
    (
        "transformers_gpt2_decoder",
        transformer,
        "pre_norm_block",
        _with_activation(PRE, GELU, 1e-5),
    ),
    (
        "transformers_gpt2_decoder",
        transformer,
        "pre_norm_block",
        _with_activation(PRE, RELU, 1e-5),
    ),
    ("transformers_sinusoidal_positions", positions, "sinusoidal_positions", _halves),
    (
        "transformers_sinusoidal_positions",
        positions,
        "sinusoidal_positions",
        _spaced_wider,
    ),
    ("transformers_sinusoidal_positions", positions, "sinusoidal_positions", _from_one),
]


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_mechanism_is_noticed(name, module, attribute, wrong, monkeypatch):
    monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)


def test_a_transposed_weight_is_noticed():
    """Conv1D and nn.Linear keep theirs the other way round; squares would pass."""
    name = "transformers_gpt2_decoder"
    vector = producers.load(name)
    state = vector["inputs"]["state"]
    for key in ("h.0.attn.c_proj.weight", "h.1.attn.c_proj.weight"):
        state[key] = np.array(state[key]).T.tolist()
    assert agreement.caught(vector, name)
