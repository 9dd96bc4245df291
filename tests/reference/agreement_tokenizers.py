"""Where our tokenizers must agree with others, piece by piece; see agreement.py.

Ties. tokenizers joins, of the most frequent pairs, the one whose parts have the smallest
ids, which are given to the characters in their order and then to what is joined: our
rule `oldest`. The paper's code takes whichever its dictionary gives first: our
`first_seen`, which the book uses. Both are compared, each by its own check.
"""

from collections import Counter

from agreement import agrees

from fieldguide import harbor
from fieldguide.mechanisms.tokens import tokenizers


@agrees("tokenizers_bpe_merges")
def merges_come_in_the_same_order(vector):
    """All of them, until every word is a single piece, with ties as there."""
    for name, words in _corpora(vector).items():
        merges = vector["outputs"][name]
        ours = tokenizers.train_bpe(words, 10_000, tokenizers.oldest)
        assert [list(pair) for pair in ours] == merges, name


@agrees("tokenizers_bpe_merges")
def until_the_first_tie_any_rule_gives_the_same(vector):
    """And after it the paper's rule still joins a pair than which none is more frequent."""
    for name, words in _corpora(vector).items():
        theirs, tie = vector["outputs"][name], False
        for k, pair in enumerate(tokenizers.train_bpe(words, 10_000)):
            counts = tokenizers.count_pairs(words)
            tie = tie or [*counts.values()].count(max(counts.values())) > 1
            assert tie or list(pair) == theirs[k], (name, k)
            assert counts[pair] == max(counts.values()), (name, k)
            words = {tokenizers.merge_pair(w, pair): n for w, n in words.items()}


@agrees("tokenizers_bpe_merges")
def the_texts_are_the_harbor_stories(vector):
    """If this fails, the stories have changed: make the vectors again."""
    texts = [" ".join(s) for story in harbor.stories() for s in story]
    assert vector["inputs"]["harbor"] == texts


@agrees("tokenizers_bpe_pieces")
def texts_are_cut_into_the_same_words(vector):
    """But for the numbers that Python counts as letters; see `split_words`."""
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["words"], strict=True
    ):
        ours = [
            tokenizers.spell_bytes(word.encode())
            for word in tokenizers.split_words(text)
        ]
        assert ours == theirs, text


@agrees("tokenizers_bpe_pieces")
def the_same_merges_give_the_same_pieces(vector):
    """And our pieces, put together, are the text again."""
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["pieces"], strict=True
    ):
        ours = tokenizers.encode_bytes(text, vector["inputs"]["merges"])
        assert ours == theirs, text
        assert tokenizers.decode_bytes(theirs).decode() == text


@agrees("google_wordpieces", "tokenizers_wordpieces")
def wordpieces_are_the_same(vector):
    vocabulary = set(vector["inputs"]["vocabulary"])
    for word, theirs in zip(
        vector["inputs"]["words"], vector["outputs"]["pieces"], strict=True
    ):
        assert tokenizers.encode_wordpiece(word, vocabulary) == theirs, word


@agrees("tokenizers_unigram_pieces")
def the_most_probable_pieces_are_the_same(vector):
    scores = vector["inputs"]["scores"]
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["pieces"], strict=True
    ):
        assert _fused(tokenizers.encode_unigram(text, scores), scores) == theirs, text


@agrees("sentencepiece_pieces")
def sentencepiece_finds_the_same_path(vector):
    """It writes a space as ▁, and puts one in front of the text."""
    plain, in_bytes = vector["inputs"]["plain"], vector["inputs"]["bytes"]
    for k, text in enumerate(vector["inputs"]["texts"]):
        text = "▁" + text.replace(" ", "▁")
        ours = _fused(tokenizers.encode_unigram(text, plain), plain)
        assert ours == vector["outputs"]["plain"][k], text
        pieces = tokenizers.encode_unigram(text, in_bytes)
        ours = tokenizers.fall_back(pieces, in_bytes)
        assert ours == vector["outputs"]["bytes"][k], text


def _corpora(vector):
    """Words, as symbols, and their counts."""
    given = vector["inputs"]
    harbor_words = Counter(
        tokenizers.spell_bytes(word.encode())
        for text in given["harbor"]
        for word in tokenizers.split_words(text)
    )
    return {k: given[k] for k in ("sennrich", "letters")} | {"harbor": harbor_words}


def _fused(pieces, known):
    """Unknown neighbors as one piece, as both libraries show them."""
    out, unknown = [], False
    for piece in pieces:
        if piece not in known and unknown:
            out[-1] += piece
        else:
            out.append(piece)
        unknown = piece not in known
    return out
