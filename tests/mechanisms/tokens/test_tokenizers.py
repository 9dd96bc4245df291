"""Tokenizers: the examples of the papers, by hand and by trying everything."""

import math
import unicodedata
from collections import Counter

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.mechanisms.tokens import tokenizers as tk

SENNRICH = {
    (*word, tk.END): n
    for word, n in {"low": 5, "lower": 2, "newest": 6, "widest": 3}.items()
}
NEWEST = {**dict.fromkeys("newst", -2.0), "new": -3.0, "est": -3.5, "ne": -2.5}


# --- byte-pair encoding ---------------------------------------------------------------


def test_pairs_of_the_papers_four_words_by_hand():
    pairs = tk.count_pairs(SENNRICH)
    # newest (6) and widest (3) end alike; low (5) and lower (2) begin alike
    assert pairs["e", "s"] == pairs["s", "t"] == pairs["t", tk.END] == 9
    assert pairs["l", "o"] == pairs["o", "w"] == 7
    assert pairs["w", "e"] == 2 + 6
    assert pairs[tk.END, "l"] == 0  # no pair reaches across words
    assert pairs.total() == 5 * 3 + 2 * 5 + 6 * 6 + 3 * 6


def test_the_first_ten_merges_of_the_papers_four_words():
    assert tk.train_bpe(SENNRICH, 10) == [
        ("e", "s"), ("es", "t"), ("est", "</w>"),  # 9 each
        ("l", "o"), ("lo", "w"),  # 7
        ("n", "e"), ("ne", "w"), ("new", "est</w>"),  # 6
        ("low", "</w>"),  # 5
        ("w", "i"),  # 3
    ]  # fmt: skip


def test_each_merge_joins_a_most_frequent_pair_whatever_the_tie_rule():
    for choose in (tk.first_seen, tk.oldest):
        words = dict(SENNRICH)
        counts = []
        for pair in tk.train_bpe(words, 10, choose=choose):
            pairs = tk.count_pairs(words)
            assert pairs[pair] == max(pairs.values())
            counts.append(pairs[pair])
            words = {tk.merge_pair(word, pair): n for word, n in words.items()}
        assert counts == [9, 9, 9, 7, 7, 6, 6, 6, 5, 3]


def test_ties_go_to_the_pair_seen_first_or_to_the_oldest_tokens():
    words = {"ba": 1, "ab": 1}
    assert tk.train_bpe(words, 1) == [("b", "a")]
    assert tk.train_bpe(words, 1, choose=tk.oldest) == [("a", "b")]
    back = dict(reversed(words.items()))
    assert tk.train_bpe(back, 1) == [("a", "b")]
    assert tk.train_bpe(back, 1, choose=tk.oldest) == [
        ("a", "b")
    ]  # order does not matter
    # a letter is older than what has been joined: after ab, c-d goes before ab-c
    assert tk.train_bpe({"abcd": 3, "ab": 1}, 2, choose=tk.oldest)[1] == ("c", "d")


def test_a_text_that_repeats_itself():
    merges = tk.train_bpe({"aaabdaaabac": 1}, 100)
    assert merges[0] == ("a", "a")  # four times: aa a b d aa a b a c
    assert tk.merge_pair("aaabdaaabac", ("a", "a")) == (
        "aa", "a", "b", "d", "aa", "a", "b", "a", "c",
    )  # fmt: skip
    assert merges[1:3] == [("aa", "a"), ("aaa", "b")]  # twice each
    assert tk.encode_bpe("aaabdaaabac", merges[:3]) == ["aaab", "d", "aaab", "a", "c"]
    assert "".join(merges[-1]) == "aaabdaaabac" and len(merges) < 100


def test_merges_go_from_left_to_right():
    assert tk.merge_pair("aaa", ("a", "a")) == ("aa", "a")
    assert tk.merge_pair("", ("a", "a")) == ()
    assert tk.merge_pair(["ab", "a", "b"], ("a", "b")) == ("ab", "ab")


def test_a_new_word_of_the_papers_kind():
    merges = tk.train_bpe(SENNRICH, 10)
    assert tk.encode_bpe([*"lowest", tk.END], merges) == ["low", "est</w>"]
    assert tk.encode_bpe("", merges) == []
    assert tk.encode_bpe("xyz", merges) == ["x", "y", "z"]


def test_what_was_learned_first_is_joined_first():
    assert tk.encode_bpe("abc", [("b", "c"), ("a", "b")]) == ["a", "bc"]
    assert tk.encode_bpe("abc", [("a", "b"), ("b", "c")]) == ["ab", "c"]


def test_pieces_of_a_training_word_are_those_that_training_left(rng):
    words = {"".join(rng.choice([*"abc"], rng.integers(1, 9))): 1 for _ in range(60)}
    for n in (0, 3, 12, 1000):
        merges = tk.train_bpe(words, n)
        left = {w: tuple(w) for w in words}
        for pair in merges:
            left = {w: tk.merge_pair(s, pair) for w, s in left.items()}
        assert all(tuple(tk.encode_bpe(w, merges)) == s for w, s in left.items())
    assert all(len(s) == 1 for s in left.values())


def test_training_changes_nothing_in_place():
    words = {"low": 5, "lower": 2}
    tk.train_bpe(words, 3)
    assert words == {"low": 5, "lower": 2}


@pytest.mark.parametrize(
    "words, merges, message",
    [
        ({"low": 5}, -1, "0 or more, got -1"),
        ({"low": 0}, 1, "words\\['low'\\] must be .*got 0"),
        ({("a", "bc"): 1, ("ab", "c"): 1}, 1, "same spelling twice: .'abc'"),
    ],
)
def test_training_refuses(words, merges, message):
    with pytest.raises(ValueError, match=message):
        tk.train_bpe(words, merges)


def test_numbers_that_the_page_states():
    texts = [" ".join(s) for story in harbor.stories() for s in story]
    spelled = Counter(
        tk.spell_bytes(w.encode()) for text in texts for w in tk.split_words(text)
    )
    merges = tk.train_bpe(spelled, 10_000)
    assert len({w for text in texts for w in text.split()}) == 76
    assert len(merges) == 218  # nearly three a word

    def occur(n):
        seen = {t for text in texts for t in tk.encode_bytes(text, merges[:n])}
        joined = {"".join(pair) for pair in merges[:n]}
        return len(joined & seen) / n, len(seen - joined), "Ġcapta" in seen

    assert occur(80)[0] == pytest.approx(3 / 4, abs=0.03)  # a quarter never occurs
    assert occur(218)[0] == pytest.approx(1 / 3, abs=0.03)
    assert occur(218)[1:] == (0, False)
    assert ("t", "s") in merges and ("Ġcapta", "in") in merges
    cat = "the cat sleeps by the oven at noon", "kot śpi przy piecu w południe"
    assert [len(tk.encode_bytes(text, merges)) for text in cat] == [8, 27]
    assert len(tk.encode_bytes("猫中午睡在炉子旁边", merges)) == 27


def test_numbers_that_the_quiz_states():
    rows, width, whole = (
        data.fact(f"labse.{quantity}").number
        for quantity in ("vocabulary", "hidden_size", "parameters_counted")
    )
    bert = data.fact("bert@base.parameters_counted").number
    assert width == data.fact("bert@base.hidden_size").number
    assert (
        data.fact("labse.layers").number == data.fact("bert@base.layers").number == 12
    )
    assert (
        15.5 < rows / data.fact("bert.vocabulary").number < 16.5
    )  # some sixteen times
    assert 4 < whole / bert < 5  # more than four times
    assert rows * width / whole == pytest.approx(4 / 5, abs=0.03)
    # without its larger vocabulary it would be BERT
    assert whole - (rows - data.fact("bert.vocabulary").number) * width == bert


# --- bytes ----------------------------------------------------------------------------


def test_every_byte_has_a_visible_character_of_its_own():
    alphabet = tk.byte_alphabet()
    assert len(set(alphabet)) == len(alphabet) == 256
    assert len(alphabet) == data.fact("gpt-2.byte_symbols").number
    assert all(not c.isspace() and unicodedata.category(c) != "Cc" for c in alphabet)
    assert alphabet[ord("a")] == "a" and alphabet[ord("~")] == "~"
    assert alphabet[0xE9] == "é" and alphabet[0xAD] == chr(256 + 67)  # the last of 68
    assert alphabet[0] == chr(256) and alphabet[ord(" ")] == chr(256 + 32) == "Ġ"
    assert alphabet[ord("\n")] == "Ċ"
    assert sum(ord(c) >= 256 for c in alphabet) == 68


def test_gpt2s_vocabulary_is_bytes_merges_and_one_end():
    parts = [data.fact(f"gpt-2.{k}").number for k in ("byte_symbols", "bpe_merges")]
    assert sum(parts) + 1 == data.fact("gpt-2.vocabulary").number


def test_any_bytes_come_back(rng):
    raw = rng.integers(0, 256, 5000).astype(np.uint8).tobytes() + bytes(range(256))
    spelled = tk.spell_bytes(raw)
    assert len(spelled) == len(raw)
    pieces = tk.encode_bpe(spelled[:400], tk.train_bpe({spelled[:400]: 1}, 20))
    assert tk.decode_bytes(pieces) == raw[:400]
    assert tk.decode_bytes(spelled) == raw


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "the cat",
        " the  cat\n\n\tsleeps ",
        "śpi",
        "猫中午",
        "🐈‍⬛",
        "a\u00a0b",
        "½ Ⅳ x_1",
    ],
)
def test_any_text_comes_back(text):
    merges = tk.train_bpe({"Ġcat": 3, "the": 2}, 4)
    assert tk.decode_bytes(tk.encode_bytes(text, merges)).decode() == text
    assert "".join(tk.split_words(text)) == text


def test_a_chinese_character_is_three_bytes():
    assert tk.encode_bytes("猫", []) == ["ç", "Į", "«"]
    assert tk.decode_bytes(["ç", "Į", "«"]) == b"\xe7\x8c\xab"
    assert tk.decode_bytes(["ç", "Į"]).decode("utf-8", "replace") == "\ufffd"


def test_a_space_belongs_to_the_word_behind_it():
    assert tk.split_words("the cat  sleeps") == ["the", " cat", " ", " sleeps"]
    assert tk.split_words("she'll buy 12 (fresh) fish!") == [
        "she", "'ll", " buy", " 12", " (", "fresh", ")", " fish", "!",
    ]  # fmt: skip


def test_where_we_differ_from_gpt2():
    """There \\p{N} takes every number, so that 10² is one word and x½ are two."""
    assert tk.split_words("10² x½") == ["10", "²", " x½"]


def test_bytes_refuse():
    with pytest.raises(ValueError, match="raw must be bytes.*got 'a'"):
        tk.spell_bytes("a")
    with pytest.raises(ValueError, match="'猫' stands for no byte"):
        tk.decode_bytes(["a", "猫"])


# --- WordPiece ------------------------------------------------------------------------


def test_the_example_of_berts_code():
    vocabulary = {"un", "##aff", "##able"}
    assert tk.encode_wordpiece("unaffable", vocabulary) == ["un", "##aff", "##able"]


def test_one_unknown_letter_makes_the_whole_word_unknown():
    vocabulary = {"un", "##aff", "##able"}
    assert tk.encode_wordpiece("unaffables", vocabulary) == [tk.UNK]
    assert tk.encode_wordpiece("aff", vocabulary) == [tk.UNK]  # only ##aff is known
    assert tk.encode_wordpiece("", vocabulary) == []


def test_the_longest_piece_may_lead_into_a_dead_end():
    assert tk.encode_wordpiece("unable", {"un", "##able"}) == ["un", "##able"]
    assert tk.encode_wordpiece("unable", {"un", "una", "##able"}) == [tk.UNK]


def test_a_very_long_word_is_unknown():
    vocabulary = {"a", "##a"}
    assert tk.encode_wordpiece("a" * 200, vocabulary) == ["a"] + ["##a"] * 199
    assert tk.encode_wordpiece("a" * 201, vocabulary) == [tk.UNK]
    assert tk.encode_wordpiece("aaa", vocabulary, longest=2) == [tk.UNK]


def test_a_vocabulary_for_wordpiece():
    words = {"low": 5, "lower": 2}
    assert tk.wordpiece_vocabulary(words, 0) == ["##e", "##o", "##r", "##w", "l"]
    assert tk.wordpiece_vocabulary(words, 2)[5:] == ["lo", "low"]
    assert tk.wordpiece_vocabulary({"abab": 2}, 3)[3:] == ["ab", "aba", "abab"]
    assert tk.wordpiece_vocabulary({"xabab": 1, "yab": 1}, 1)[-1] == "##ab"


def test_the_harbor_words_become_single_pieces():
    words = Counter(w for story in harbor.stories() for s in story for w in s)
    vocabulary = tk.wordpiece_vocabulary(words, 1000)
    assert all(tk.encode_wordpiece(w, set(vocabulary)) == [w] for w in words)
    assert len(set(vocabulary)) == len(vocabulary)


def test_wordpiece_refuses():
    with pytest.raises(ValueError, match="word must be one word, got 'the cat'"):
        tk.encode_wordpiece("the cat", {"the"})
    with pytest.raises(ValueError, match="words must not hold #.*'a#b'"):
        tk.wordpiece_vocabulary({"a#b": 1}, 1)


# --- the unigram language model -------------------------------------------------------


def test_the_most_probable_cut_by_hand():
    assert tk.encode_unigram("ab", {"a": -1, "b": -1, "ab": -3}) == ["a", "b"]
    assert tk.encode_unigram("ab", {"a": -1, "b": -1, "ab": -1.5}) == ["ab"]
    # new + est: -3 - 3.5 = -6.5; n e w + est: -9.5; ne + w + est: -8
    assert tk.encode_unigram("newest", NEWEST) == ["new", "est"]
    assert tk.score_of(["new", "est"], NEWEST) == -6.5
    assert tk.encode_unigram("", NEWEST) == []


def test_viterbi_finds_what_trying_everything_finds(rng):
    for _ in range(300):
        word = "".join(rng.choice([*"abc"], rng.integers(1, 9)))
        stretches = {word[s:e] for e in range(len(word) + 1) for s in range(e)}
        pieces = [*"abc", *(p for p in sorted(stretches) if rng.random() < 0.5)]
        scores = {p: rng.uniform(-9, -1) for p in pieces}
        cuts = tk.all_cuts(word, scores)
        best = max(tk.score_of(cut, scores) for cut in cuts)
        found = tk.encode_unigram(word, scores)
        assert "".join(found) == word
        assert math.isclose(tk.score_of(found, scores), best)


def test_all_cuts():
    parts = {"a", "b", "c", "ab", "bc", "abc"}
    assert sorted(tk.all_cuts("abc", parts)) == [
        ["a", "b", "c"], ["a", "bc"], ["ab", "c"], ["abc"],
    ]  # fmt: skip
    assert tk.all_cuts("abd", parts) == [] and tk.all_cuts("", parts) == [[]]
    assert len(tk.all_cuts("aaaaaaaaaa", {"a" * k for k in range(1, 11)})) == 2**9


def test_an_unknown_character_is_a_piece_of_last_resort():
    assert tk.encode_unigram("axb", {"a": -1, "b": -2}) == ["a", "x", "b"]
    # x alone costs 12 + 10, so x, ab is -23; xa, b is -12 - 12 or, the second time, -22.5
    assert tk.encode_unigram("xab", {"xa": -12, "b": -12, "ab": -1}) == ["x", "ab"]
    assert tk.encode_unigram("xab", {"xa": -12, "b": -10.5, "ab": -1}) == ["xa", "b"]


def test_seed_scores_by_hand():
    # ab occurs 3 times: 3 * 2 = 6; aba once, so it is left out; a 4 + b 3 + ab 6 = 13
    assert tk.seed_scores({"ab": 2, "aba": 1}, 3) == pytest.approx(
        {"a": math.log(4 / 13), "b": math.log(3 / 13), "ab": math.log(6 / 13)}
    )
    assert [*tk.seed_scores({"ab": 2, "aba": 1}, 100)] == ["a", "b", "ab"]


def test_seed_scores_are_logarithms_of_probabilities():
    words = Counter("▁" + w for story in harbor.stories() for s in story for w in s)
    scores = tk.seed_scores(words, 150)
    assert len(scores) == 150
    assert sum(map(math.exp, scores.values())) == pytest.approx(1)


def test_bytes_stand_for_an_unknown_piece():
    pieces = ["▁a", "猫", "b"]
    assert tk.fall_back(pieces, {"▁a", "b"}) == [
        "▁a", "<0xE7>", "<0x8C>", "<0xAB>", "b",
    ]  # fmt: skip
    assert tk.fall_back(pieces, {"▁a", "猫", "b"}) == pieces


def test_unigram_refuses():
    with pytest.raises(ValueError, match="scores must be of pieces"):
        tk.encode_unigram("a", {})
    with pytest.raises(ValueError, match="scores must be of pieces"):
        tk.encode_unigram("a", {"": -1.0, "a": -1.0})
    with pytest.raises(ValueError, match="got none for .'z'"):
        tk.score_of(["a", "z"], {"a": -1.0})
    with pytest.raises(ValueError, match="at least 2 characters, got 1"):
        tk.seed_scores({"ab": 1}, 1)


# --- words before WordPiece, long words, and what is refused ---------------------------


def test_basic_words_by_hand():
    assert tk.basic_words("Héllo, 世界!") == ["hello", ",", "世", "界", "!"]
    assert tk.basic_words("Héllo", lower=False) == ["Héllo"]
    assert tk.basic_words("a\x00b\u200bc\tdon't") == ["abc", "don", "'", "t"]
    assert tk.basic_words(" \n") == []


@pytest.mark.parametrize("letters", ["ab", "abc"])
def test_long_words_are_cut_like_short_ones(letters, monkeypatch):
    """With a heap; also where a later merge comes before an earlier one."""
    rng = np.random.default_rng(0)
    for _ in range(40):
        word = "".join(rng.choice([*letters], 60))
        merges = tk.train_bpe({word: 1}, 12)
        merges = [merges[k] for k in rng.permutation(len(merges))]
        short = tk.encode_bpe(word, merges)
        monkeypatch.setattr(tk, "LONG", 0)
        assert tk.encode_bpe(word, merges) == short
        monkeypatch.undo()


def test_words_are_a_dict():
    with pytest.raises(ValueError, match=r"words must be a dict.*got \['low'\]"):
        tk.train_bpe(["low"], 1)


@pytest.mark.parametrize(
    "read",
    [tk.basic_words, tk.split_words, lambda text: tk.encode_bytes(text, [])],
)
def test_half_a_character_is_refused(read):
    with pytest.raises(ValueError, match="got half of one, .* at place 1"):
        read("a\ud83d")
