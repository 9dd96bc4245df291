"""Our mechanisms agree with the stored vectors, and mistakes in them are noticed.

No reference package is needed. The ideas are found; see harness.py.
"""

import harness
import pytest

harness.find_ideas()
STORED = sorted(path.stem for path in harness.FOLDER.glob("*.json"))
CHECKS = [(name, check) for name, checks in harness.CHECKS.items() for check in checks]


@pytest.mark.parametrize(
    ("name", "check"), CHECKS, ids=lambda value: getattr(value, "__name__", value)
)
def test_agrees(name, check):
    check(harness.load(name))


@pytest.mark.parametrize(
    ("name", "put"),
    [(name, put) for name, _, put in harness.PLANTS],
    ids=[f"{name}-{what}" for name, what, _ in harness.PLANTS],
)
def test_a_mistake_is_noticed(name, put, monkeypatch):
    vector = harness.load(name)
    put(monkeypatch, vector)
    assert harness.caught(vector, name), f"no check of {name} fails"


# --- vectors --------------------------------------------------------------------------


def test_every_vector_has_a_producer_a_check_and_a_mistake():
    planted = {name for name, _, _ in harness.PLANTS}
    assert STORED == sorted(harness.PRODUCERS)
    assert STORED == sorted(harness.CHECKS)
    assert STORED == sorted(planted)


@pytest.mark.parametrize("name", STORED)
def test_vector_says_where_it_comes_from(name):
    harness.check_provenance(harness.load(name))


@pytest.mark.parametrize("key", [*harness.PROVENANCE, "inputs", "outputs"])
def test_vector_that_lacks_something_is_refused(key):
    vector = harness.load("torch_layer_norm")
    del vector[key]
    with pytest.raises(AssertionError, match=key):
        harness.check_provenance(vector)


@pytest.mark.parametrize("name", STORED)
def test_vector_is_small(name):
    assert (harness.FOLDER / f"{name}.json").stat().st_size < 30_000


# --- the harness ----------------------------------------------------------------------


def test_a_second_producer_of_a_vector_is_refused():
    def torch_layer_norm():
        """A copy in another file, say."""

    with pytest.raises(ValueError, match="two producers make .* torch_layer_norm"):
        harness.producer(torch_layer_norm)


def test_a_share_may_stray_four_standard_deviations():
    # 400 draws of probability 0.2 have standard deviation sqrt(0.2 * 0.8 / 400) = 0.02
    harness.near(0.27 * 400, 400, 0.2)
    with pytest.raises(AssertionError):
        harness.near(0.29 * 400, 400, 0.2)


def test_two_shares_may_differ_by_four_standard_deviations():
    # twice 800 draws, half of them hits: sqrt(0.25 * 2 / 800) = 0.025
    harness.same_share(435, 800, 365, 800)  # 0.0875 apart
    with pytest.raises(AssertionError):
        harness.same_share(445, 800, 355, 800)  # 0.1125 apart


def test_two_means_may_differ_by_four_standard_deviations():
    # variances 9 and 16: the difference has standard deviation 5
    harness.same_mean(0, 9, 19, 16)
    with pytest.raises(AssertionError):
        harness.same_mean(0, 9, 21, 16)
