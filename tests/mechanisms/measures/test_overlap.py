"""ROUGE-L: by hand, against all subsequences, and what it does not see."""

from itertools import combinations

import pytest

from fieldguide.mechanisms.measures.overlap import longest_common, rouge_l, rouge_words

CAT, SEES = "the cat eats the fish".split(), "the cat sees a fish".split()


def every(words):
    """All rows of words that can be left when some are crossed out."""
    return {
        tuple(words[k] for k in kept)
        for n in range(len(words) + 1)
        for kept in combinations(range(len(words)), n)
    }


def test_by_hand():
    assert longest_common(CAT, SEES) == 3
    assert rouge_l(CAT, SEES) == pytest.approx((0.6, 0.6, 0.6))
    assert rouge_l(CAT, ["the", "fish"]) == pytest.approx((1, 0.4, 4 / 7))
    assert rouge_l(["the", "fish"], CAT) == pytest.approx((0.4, 1, 4 / 7))


def test_order_counts():
    assert longest_common("a b c".split(), "c b a".split()) == 1


def test_the_longest_of_all_that_are_common(rng):
    for _ in range(30):
        first, second = (["abc"[k] for k in rng.integers(3, size=7)] for _ in "12")
        want = max(map(len, every(first) & every(second)))
        assert longest_common(first, second) == want == longest_common(second, first)


def test_nothing_is_like_nothing():
    assert rouge_l([], []) == rouge_l(CAT, []) == rouge_l([], CAT) == (0, 0, 0)
    assert rouge_l(CAT, CAT) == (1, 1, 1)


def test_words_are_small_letters_and_digits():
    assert rouge_words("The keeper's lamp, No. 2!") == ["the", "keeper", "s", "lamp", "no", "2"]  # fmt: skip
    assert rouge_words("маяк и лампа") == []


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: rouge_words(5), "text must be a text"),
        (lambda: longest_common("the cat", CAT), "first must be a list"),
        (lambda: rouge_l(CAT, [1]), r"candidate\[0\] must be a text"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_words_may_be_such_that_can_be_gone_through_only_once():
    words = "the cat eats the fish".split()
    assert rouge_l(iter(words), iter(words[:2])) == rouge_l(words, words[:2])
