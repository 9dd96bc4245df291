"""pass@k as human-eval has it, and AlphaCode's sizes as its paper prints them."""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide import data
from fieldguide.mechanisms.measures import counting, evaluation

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_human_eval():
    """openai/human-eval at 6d43fb9, human_eval/evaluation.py, estimate_pass_at_k, restated.

    The package asks for commands that run programs; the estimator needs none of them.
    """

    def estimator(n, c, k):
        if n - c < k:
            return 1.0
        return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))

    rng = np.random.default_rng(51)
    n = rng.integers(1, 301, size=200)
    c = rng.binomial(n, rng.beta(0.5, 1.5, size=200))
    k = [1, *rng.integers(1, n[1:] + 1)]
    found = [estimator(*map(int, one)) for one in zip(n, c, k, strict=True)]
    return record(
        "numpy",
        "openai/human-eval, estimate_pass_at_k of 200 problems, restated",
        51,
        {"n": n, "c": c, "k": k},
        found,
    )


@producer
def printed_alphacode_sizes():
    """Li et al. 2022, arXiv:2203.07814, table 3: millions of parameters, as printed."""
    shapes = {
        "300m": (4, 24, 768, 6, 1),
        "1b": (5, 30, 1408, 11, 1),
        "3b": (6, 36, 2048, 16, 1),
        "9b": (8, 48, 3072, 24, 4),
        "41b": (8, 56, 6144, 48, 16),
    }
    names = "encoder_layers", "decoder_layers", "width", "heads", "key_value_heads"
    more = {"head_size": 128, "vocab_size": 8000}
    sizes = {
        variant: dict(zip(names, shape, strict=True)) | more | {"ffn": 6 * shape[2]}
        for variant, shape in shapes.items()
    }
    millions = {"300m": 284, "1b": 1100, "3b": 2800, "9b": 8700, "41b": 41_100}
    return record("numpy", "arXiv:2203.07814, table 3", 0, sizes, millions)


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_human_eval")
def every_problem_gets_the_same_estimate(vector):
    told = vector["inputs"]
    for n, c, k, theirs in zip(
        told["n"], told["c"], told["k"], vector["outputs"], strict=True
    ):
        np.testing.assert_allclose(evaluation.pass_at_k(n, c, k), theirs, atol=1e-9)


@agrees("restated_human_eval")
def it_is_the_mean_over_what_could_have_come(vector):
    """An estimate without bias: for any chance p its mean is 1 - (1 - p)**k."""
    for n, k in zip(
        vector["inputs"]["n"][:30], vector["inputs"]["k"][:30], strict=True
    ):
        for p in (0.03, 0.4):
            found = evaluation.mean_estimate(evaluation.pass_at_k, p, n=n, k=k)
            np.testing.assert_allclose(found, 1 - (1 - p) ** k, atol=1e-9)


@agrees("printed_alphacode_sizes")
def every_size_is_within_a_hundredth(vector):
    """The paper rounds, and leaves out of its table what a bias or a norm would add."""
    for variant, printed in vector["outputs"].items():
        ours = counting.alphacode_parameters(**vector["inputs"][variant]) / 1e6
        # half a unit of the last printed digit, and a hundredth
        digit = 100 if printed in (1100, 2800, 8700, 41_100) else 1
        assert abs(ours - printed) < digit / 2 + 0.01 * printed, (variant, ours)


@agrees("printed_alphacode_sizes")
def the_dataset_has_these_shapes(vector):
    own = {
        "encoder_layers": "encoder_layers",
        "decoder_layers": "decoder_layers",
        "width": "hidden_size",
        "heads": "heads",
        "key_value_heads": "key_value_heads",
    }
    for variant, shape in vector["inputs"].items():
        for name, quantity in own.items():
            found = data.fact(f"alphacode@{variant}.{quantity}").number
            assert found == shape[name], (variant, name)
        assert data.fact("alphacode.head_size").number == shape["head_size"]
        assert data.fact("alphacode.vocabulary").number == shape["vocab_size"]
        assert data.fact("alphacode.ffn_ratio").number * shape["width"] == shape["ffn"]


# --- what must be noticed -------------------------------------------------------------

COUNT, ESTIMATE = counting.alphacode_parameters, evaluation.pass_at_k


def _mistaken(n, c, k):
    """A right try is enough only if there are k of them."""
    return np.where(np.asarray(c) >= k, 1.0, ESTIMATE(n, c, k))


def _deep_encoder(*, encoder_layers, decoder_layers, **sizes):
    """Layers the other way round, as a survey has them."""
    return COUNT(encoder_layers=decoder_layers, decoder_layers=encoder_layers, **sizes)


def _own_keys(*, heads, key_value_heads, **sizes):
    """Every head has keys and values of its own."""
    return COUNT(heads=heads, key_value_heads=heads, **sizes)


plant(
    "restated_human_eval",
    "measures.evaluation.pass_at_k",
    evaluation.plug_in_pass_at_k,
    _mistaken,
)
plant(
    "restated_human_eval",
    "measures.evaluation.mean_estimate",
    lambda estimate, p, *, n, k: float(estimate(n, round(n * p), k)),
)
plant(
    "printed_alphacode_sizes",
    "measures.counting.alphacode_parameters",
    _deep_encoder,
    _own_keys,
)
