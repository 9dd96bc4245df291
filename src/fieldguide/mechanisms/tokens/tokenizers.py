"""From text to tokens: byte-pair encoding, WordPiece, the unigram language model.

Byte-pair encoding joins the most frequent neighbors, again and again (Sennrich, Haddow
and Birch 2016, arXiv:1508.07909); GPT-2 does it with bytes (Radford et al. 2019).
WordPiece cuts the longest known piece off the front (Wu et al. 2016, arXiv:1609.08144;
google-research/bert, tokenization.py). The unigram model takes the most probable way to
cut (Kudo 2018, arXiv:1804.10959).
"""

import math
import re
import unicodedata
from collections import Counter
from heapq import heapify, heappop, heappush
from itertools import pairwise

from ... import checks

END = "</w>"  # end of a word, a symbol of its own: Sennrich et al. 2016, Algorithm 1
UNK = "[UNK]"
LONG = 100  # symbols; what is longer is joined with a heap, to the same result
LONGEST_WORD = 200  # characters; what is longer is [UNK]: BERT's tokenization.py
UNKNOWN_PENALTY = 10.0  # nats below the worst piece: sentencepiece, unigram_model.cc

# Blocks of Chinese characters, tokenization.py, _is_chinese_char; Japanese kana and
# Korean Hangul are not among them and are cut at spaces like Latin letters.
CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip

# GPT-2's pattern, src/encoder.py: a space belongs to the word behind it. Python's `re`
# has no \p{L}; [^\W\d_] is every letter, and takes a few numbers like ½ for letters too.
GPT2_WORD = re.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"
)


# --- byte-pair encoding ---------------------------------------------------------------


def count_pairs(words):
    """Count how often two symbols stand side by side.

    {"low": 5, "lower": 2} has ("l", "o") 7 times, and ("w", "e") twice.

    Parameters
    ----------
    words : dict of str, or tuple of str, to int
        A word as its symbols (the characters of a str), and how often it occurs.

    Returns
    -------
    Counter of (str, str) to int
        In the order in which the pairs are first seen.

    Raises
    ------
    ValueError
        If `words` is no dict, or a count is not a whole number of 1 or more.

    References
    ----------
    Sennrich et al. 2016, arXiv:1508.07909, Algorithm 1, get_stats.
    """
    return _count_pairs(_as_counts(words))


def _count_pairs(words):
    pairs = Counter()
    for symbols, count in words.items():
        for pair in pairwise(symbols):
            pairs[pair] += count
    return pairs


def merge_pair(symbols, merge):
    """Join every occurrence of a pair, from left to right.

    ("a", "a", "a", "b") with ("a", "a") becomes ("aa", "a", "b").

    Parameters
    ----------
    symbols : str or sequence of str
    merge : (str, str)

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        If `merge` is not two texts.

    References
    ----------
    Sennrich et al. 2016, arXiv:1508.07909, Algorithm 1, merge_vocab.
    """
    symbols, merge = _as_symbols(symbols), _as_pair("merge", merge)
    return _merge_pair(symbols, merge)


def _merge_pair(symbols, pair):
    first, second = pair
    merged, free = [], False  # whether the last of them may still be joined
    for symbol in symbols:
        if free and symbol == second:
            merged[-1], free = first + second, False
        else:
            merged.append(symbol)
            free = symbol == first
    return tuple(merged)


def first_seen(pairs, age):
    """The most frequent pair; among equals, the one that was seen first.

    What the paper's `max(pairs, key=pairs.get)` does in today's Python, whose
    dictionaries keep their order; in the Python of 2016 a tie was left to chance.
    """
    return max(checks.filled("pairs", pairs, "pairs"), key=pairs.get)


def oldest(pairs, age):
    """The most frequent pair; among equals, the one whose parts are the oldest tokens.

    The rule of the library tokenizers (bpe/trainer.rs). It does not depend on the order
    of the words.
    """
    checks.filled("pairs", pairs, "pairs")
    return min(pairs, key=lambda p: (-pairs[p], age[p[0]], age[p[1]]))


def train_bpe(words, count, *, choose=first_seen):
    """Learn merges: join the most frequent pair, count again, and so on.

    {"aaabdaaabac": 1} gives ("a", "a") first, which stands there four times.

    Parameters
    ----------
    words : dict of str, or tuple of str, to int
        A word as its symbols, and how often it occurs. Pairs never reach across words.
    count : int
        How many to learn; fewer if every word has become a single symbol before.
    choose : function
        `choose(pairs, age)` picks the pair to join: `first_seen` or `oldest`, which
        differ when counts are equal. `age` numbers the tokens in the order in which
        they came: the symbols, sorted, then what was joined.

    Returns
    -------
    list of (str, str)
        In the order in which they were learned.

    Raises
    ------
    ValueError
        If `count` is negative, `words` is no dict, or two words have the same spelling or
        a count below 1.

    References
    ----------
    Sennrich et al. 2016, arXiv:1508.07909, section 3.2 and Algorithm 1. The paper leaves
    ties open. It counts everything again after each merge, as this does; released code
    updates the counts.
    """
    words, learned = _check_words(words, count), []
    age = {s: k for k, s in enumerate(sorted({s for word in words for s in word}))}
    checks.function("choose", choose)
    while len(learned) < count and (pairs := _count_pairs(words)):
        if (best := choose(pairs, age)) not in pairs:
            raise ValueError(f"choose must give one of the pairs, got {best!r}")
        words = {_merge_pair(word, best): times for word, times in words.items()}
        age.setdefault("".join(best), len(age))
        learned.append(best)
    return learned


def encode_bpe(symbols, merges):
    """Cut a word into pieces: join what was learned first, until nothing can be joined.

    With the merges ("l", "o") and ("lo", "w"), "lowly" becomes "low", "l", "y".

    Parameters
    ----------
    symbols : str or sequence of str
        One word.
    merges : list of (str, str)
        In the order in which they were learned; or what `merge_ranks` makes of them, which
        saves time when there are many words.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If `merges` are not pairs of texts.

    References
    ----------
    openai/gpt-2, src/encoder.py, Encoder.bpe. Sennrich et al. 2016 apply the merges one
    after the other, which gives the same pieces.
    """
    rank, symbols = merge_ranks(merges), _as_symbols(symbols)
    if len(symbols) > LONG:
        return _encode_long(symbols, rank)  # the same, without looking at all each time
    while known := [p for p in pairwise(symbols) if p in rank]:
        symbols = _merge_pair(symbols, min(known, key=rank.get))
    return list(symbols)


def merge_ranks(merges):
    """Merges as a dict that tells how early each was learned: (("l", "o"), ...) -> 0, ...

    Parameters
    ----------
    merges : list of (str, str), or such a dict already

    Returns
    -------
    dict of (str, str) to int

    Raises
    ------
    ValueError
        If `merges` are not pairs of texts.
    """
    if isinstance(merges, Ranks):
        return merges
    if isinstance(merges, str) or not hasattr(merges, "__iter__"):
        raise ValueError(f"merges must be a list of pairs of texts, got {merges!r}")
    for pair in merges:
        if type(pair) is not tuple and (
            isinstance(pair, str) or not hasattr(pair, "__len__")
        ):
            raise ValueError(f"merges must be pairs of texts, got {pair!r}")
        if len(pair) != 2 or not (
            isinstance(pair[0], str) and isinstance(pair[1], str)
        ):
            raise ValueError(f"merges must be pairs of texts, got {pair!r}")
    if isinstance(merges, dict):
        checks.counts(0, **{f"merges[{pair}]": k for pair, k in merges.items()})
        return Ranks(merges)
    return Ranks({tuple(pair): k for k, pair in enumerate(merges)})


class Ranks(dict):
    """Pairs and when they were learned, as `merge_ranks` has looked at them."""


def _encode_long(symbols, rank):
    """`encode_bpe` with a heap of the pairs that can be joined: n log n steps, not n^2.

    As there, all pairs of one kind that stand there at one time are joined before what
    came of them is looked at.
    """
    symbols, n = list(symbols), len(symbols)
    after, before = [*range(1, n + 1)], [*range(-1, n - 1)]
    heap = [(rank[p], k) for k, p in enumerate(pairwise(symbols)) if p in rank]
    heapify(heap)
    while heap:
        now, grown = heap[0][0], []
        while heap and heap[0][0] == now:
            k = heappop(heap)[1]
            end = after[k]
            if (
                symbols[k] is None
                or end == n
                or rank.get((symbols[k], symbols[end])) != now
            ):
                continue  # one of the two has been joined with another since
            symbols[k], symbols[end] = symbols[k] + symbols[end], None
            after[k] = after[end]
            if after[k] < n:
                before[after[k]] = k
            grown += [before[k], k]
        for k in grown:
            if k >= 0 and symbols[k] is not None and after[k] < n:
                pair = symbols[k], symbols[after[k]]
                if pair in rank:
                    heappush(heap, (rank[pair], k))
    return [symbol for symbol in symbols if symbol is not None]


# --- bytes ----------------------------------------------------------------------------


def byte_alphabet():
    """One visible character for each of the 256 bytes; a space becomes Ġ.

    Bytes that are a visible character in Latin-1 keep it, so 97 is "a". The other 68 get
    the characters from number 256 on, in their order, so that 32, the 33rd of them,
    becomes character 288, "Ġ".

    Returns
    -------
    list of str
        The character of byte b at place b.

    References
    ----------
    openai/gpt-2, src/encoder.py, bytes_to_unicode.
    """
    seen = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("ÿ") + 1)} - {0xAD}
    hidden = [b for b in range(256) if b not in seen]
    return [chr(b) if b in seen else chr(256 + hidden.index(b)) for b in range(256)]


ALPHABET = byte_alphabet()
BYTE = {character: b for b, character in enumerate(ALPHABET)}


def spell_bytes(raw):
    """Bytes as a text with one visible character for each; b" a" becomes "Ġa".

    Parameters
    ----------
    raw : bytes

    Returns
    -------
    str, as long as `raw`

    Raises
    ------
    ValueError
        If `raw` is not bytes.
    """
    if not isinstance(raw, bytes):
        raise ValueError(f"raw must be bytes, such as 'a'.encode(), got {raw!r}")
    return "".join(ALPHABET[b] for b in raw)


def split_words(text):
    """Cut a text before each space, so that "the cat" becomes "the", " cat".

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Together they are the text again.

    Raises
    ------
    ValueError
        If `text` is no text, or has half of a character in it (a lone surrogate).

    References
    ----------
    openai/gpt-2, src/encoder.py, the pattern of Encoder. There \\p{N} takes every number;
    here ½ or Ⅳ count as letters, because Python's `re` has no such classes.
    """
    return GPT2_WORD.findall(checks.text("text", text))


def encode_bytes(text, merges):
    """Byte-level byte-pair encoding of any text: no character is ever unknown.

    Without merges every byte is a token: "猫" becomes "ç", "Į", "«".

    Parameters
    ----------
    text : str
    merges : list of (str, str)
        Learned from words that `spell_bytes` has spelled.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If `text` is no text, or has half of a character in it (a lone surrogate).

    References
    ----------
    Radford et al. 2019, section 2.2, "Input Representation"; openai/gpt-2,
    src/encoder.py, Encoder.encode.
    """
    words, rank = split_words(text), merge_ranks(merges)
    cut = {w: encode_bpe(spell_bytes(w.encode("utf-8")), rank) for w in set(words)}
    return [piece for word in words for piece in cut[word]]


def decode_bytes(pieces):
    """The bytes that byte-level tokens stand for.

    Parameters
    ----------
    pieces : list of str, or one str

    Returns
    -------
    bytes
        Not always whole characters: a token may hold a part of one.

    Raises
    ------
    ValueError
        If a token has a character that stands for no byte.
    """
    pieces = [pieces] if isinstance(pieces, str) else pieces
    text = "".join(checks.texts("pieces", pieces))
    strange = [character for character in text if character not in BYTE]
    if strange:
        raise ValueError(
            f"pieces: {strange[0]!r} stands for no byte; spell_bytes makes them"
        )
    return bytes(BYTE[character] for character in text)


# --- WordPiece ------------------------------------------------------------------------


def basic_words(text, *, lower=True):
    """Cut a text at spaces and punctuation, as BERT does before WordPiece.

    "Héllo, 世界!" becomes "hello", ",", "世", "界", "!".

    Parameters
    ----------
    text : str
    lower : bool
        Turn letters to lower case and take their accents off, as BERT's uncased models do.

    Returns
    -------
    list of str
        Words, single marks of punctuation, single Chinese characters. Control characters
        are gone.

    Raises
    ------
    ValueError
        If `text` is no text, or has half of a character in it (a lone surrogate).

    References
    ----------
    google-research/bert, tokenization.py, BasicTokenizer; the paper is silent.
    """
    lower = checks.flag("lower", lower)
    spaced = "".join(map(_space_out, checks.text("text", text)))
    words = spaced.split()
    if lower:
        words = [_without_accents(word.lower()) for word in words]
    marks = (c if not _is_punctuation(c) else f" {c} " for c in " ".join(words))
    return "".join(marks).split()


def _space_out(character):
    """A space around a Chinese character, one in place of any space, none of a control."""
    if character in "\t\n\r" or unicodedata.category(character) == "Zs":
        return " "
    if character in "\0\ufffd" or unicodedata.category(character) in ("Cc", "Cf"):
        return ""
    chinese = any(first <= ord(character) <= last for first, last in CHINESE)
    return f" {character} " if chinese else character


def _without_accents(word):
    """Letters taken apart (é is e and an accent), the accents left out."""
    apart = unicodedata.normalize("NFD", word)
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")


def _is_punctuation(character):
    """All that ASCII has besides letters, digits and spaces, and Unicode's punctuation."""
    ascii_mark = "!" <= character <= "~" and not character.isalnum()
    return ascii_mark or unicodedata.category(character).startswith("P")


def encode_wordpiece(word, vocabulary, *, longest=LONGEST_WORD):
    """Cut off the longest known piece, from left to right; else the word is [UNK].

    With the pieces "un", "##aff", "##able", "unaffable" becomes these three.

    Parameters
    ----------
    word : str
    vocabulary : set or dict of str
        A piece that does not begin a word stands there with "##" in front.
    longest : int
        Longer words are [UNK].

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If `word` has a space in it: BERT cuts a text at spaces and punctuation before,
        see `basic_words`.

    References
    ----------
    google-research/bert, tokenization.py, WordpieceTokenizer.tokenize, and its example.
    """
    longest = checks.count("longest", longest)
    if any(map(str.isspace, checks.text("word", word))):
        raise ValueError(f"word must be one word, got {word!r}")
    _as_vocabulary(vocabulary)
    if len(word) > longest:
        return [UNK]
    pieces, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(len(word), start, -1)  # the longest stretch first
        end = next((e for e in ends if mark + word[start:e] in vocabulary), None)
        if end is None:
            return [UNK]
        pieces.append(mark + word[start:end])
        start = end
    return pieces


def wordpiece_vocabulary(words, count):
    """A vocabulary for WordPiece: every character, then what byte-pair encoding joins.

    {"low": 5, "lower": 2} with one merge has "l", "##o", "##w", "##e", "##r", and "lo".

    Parameters
    ----------
    words : dict of str to int
    count : int
        Of merges, 0 or more.

    Returns
    -------
    list of str
        The characters sorted, then the joined pieces in the order in which they came.

    Raises
    ------
    ValueError
        As `train_bpe`, or if a word has a # in it.

    References
    ----------
    A stand-in: the code that made BERT's vocabulary was not released with BERT. The
    library tokenizers makes vocabularies for WordPiece in this way too. Wu et al. 2016,
    arXiv:1609.08144, section 4.1, want as few pieces as possible for the training text,
    and leave the algorithm to Schuster and Nakajima 2012.
    """
    words = _as_counts(words)
    if hashed := [word for word in words if "#" in word]:
        raise ValueError(f"words must not hold #, which marks pieces, got {hashed}")
    marked = {tuple(_marks(word)): times for word, times in words.items()}
    alphabet = sorted({symbol for word in marked for symbol in word})
    joined = ["".join(pair) for pair in train_bpe(marked, count)]
    return list(dict.fromkeys([*alphabet, *map(_mark_once, joined)]))


def _marks(word):
    """The characters of a word, all but the first with ## in front."""
    return [f"##{letter}" if k else letter for k, letter in enumerate(word)]


def _mark_once(joined):
    """Of the ## inside a joined piece only one in front stays: ##a##b -> ##ab."""
    begins = "##" if joined.startswith("##") else ""
    return begins + joined.replace("##", "")


# --- the unigram language model -------------------------------------------------------


def encode_unigram(text, scores):
    """The most probable way to cut a text into pieces, by Viterbi's algorithm.

    With a: -1, b: -1, ab: -3 it is "a", "b", as -1 - 1 is more than -3.

    Parameters
    ----------
    text : str
        Any characters; SentencePiece writes a space as "▁".
    scores : dict of str to float
        Logarithm of each piece's probability, nats. A character that is no piece is
        taken as one, 10 nats less probable than the worst.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If `text` is no text, there are no pieces, one is empty, or a score is not finite.

    References
    ----------
    Kudo 2018, arXiv:1804.10959, section 3.2: the most probable cut, by Viterbi.
    sentencepiece, unigram_model.cc, for unknown characters.
    """
    text, scores = checks.text("text", text), _as_scores(scores)
    if not scores or "" in scores:
        raise ValueError(f"scores must be of pieces, none empty, got {[*scores]}")
    unknown, fronts = min(scores.values()) - UNKNOWN_PENALTY, _fronts(scores)
    best, begin = [0.0] + [-math.inf] * len(text), [0] * (len(text) + 1)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            score = scores.get(piece := text[start:end])
            if score is None:
                if end == start + 1:
                    score = unknown
                elif piece in fronts:
                    continue
                else:  # no piece goes on like this
                    break
            if best[start] + score > best[end]:
                best[end], begin[end] = best[start] + score, start
    return _walk_back(text, begin)


def _fronts(pieces):
    """The beginnings of pieces that have two characters or more, and are not the whole."""
    long = [piece for piece in pieces if len(piece) > 2]
    return {piece[:k] for piece in long for k in range(2, len(piece))}


def _walk_back(text, begin):
    """From the end, take the piece that arrived there with the best score."""
    pieces, end = [], len(text)
    while end:
        pieces.append(text[begin[end] : end])
        end = begin[end]
    return pieces[::-1]


def score_of(pieces, scores):
    """The logarithm of the probability of a way to cut, nats: the sum over its pieces.

    Parameters
    ----------
    pieces : list of str
    scores : dict of str to float
        Nats.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If a piece has no score, or one that is not finite.

    References
    ----------
    Kudo 2018, arXiv:1804.10959, section 3.2: pieces are drawn independently.
    """
    pieces, scores = checks.texts("pieces", pieces), _as_scores(scores)
    missing = [piece for piece in pieces if piece not in scores]
    if missing:
        raise ValueError(f"scores must have all pieces, got none for {missing}")
    return sum(scores[piece] for piece in pieces)


def all_cuts(word, pieces):
    """Every way to cut a word into known pieces; "abc" with all of its parts has four.

    Parameters
    ----------
    word : str
    pieces : set or dict of str

    Returns
    -------
    list of list of str
        The number doubles with each character: for short words only.

    Raises
    ------
    ValueError
        If `word` is no text.
    """
    checks.text("word", word)
    _as_vocabulary(pieces, "pieces")
    if not word:
        return [[]]
    fronts = [word[:k] for k in range(1, len(word) + 1) if word[:k] in pieces]
    return [[f, *rest] for f in fronts for rest in all_cuts(word[len(f) :], pieces)]


def seed_scores(words, size):
    """Pieces and scores as SentencePiece begins: what covers most characters stays.

    A stretch of two characters or more counts as often as it occurs, times its length;
    one that occurs only once is left out, and every single character stays.

    Parameters
    ----------
    words : dict of str to int
    size : int
        Number of pieces.

    Returns
    -------
    dict of str to float
        Logarithm of each piece's share, nats; the characters first.

    Raises
    ------
    ValueError
        If `size` is less than the number of different characters, or `words` is no dict.

    References
    ----------
    sentencepiece, unigram_model_trainer.cc, MakeSeedSentencePieces. A toy: SentencePiece
    begins so with a million pieces, then estimates the scores by expectation
    maximization (Kudo 2018, arXiv:1804.10959, section 3.2) and drops the pieces that
    are missed least. Neither is done here.
    """
    size = checks.count("size", size)
    counts = _count_stretches(_as_counts(words))
    single = {p: n for p, n in counts.items() if len(p) == 1}
    if size < len(single):
        raise ValueError(f"size must be at least {len(single)} characters, got {size}")
    longer = {p: n * len(p) for p, n in counts.items() if len(p) > 1 and n > 1}
    ranked = sorted(longer, key=lambda p: (-longer[p], p))[: size - len(single)]
    kept = {p: single[p] for p in sorted(single)} | {p: longer[p] for p in ranked}
    total = sum(kept.values())
    return {piece: math.log(n / total) for piece, n in kept.items()}


def _count_stretches(words):
    """How often each stretch of characters occurs within words."""
    counts = Counter()
    for word, count in words.items():
        for start in range(len(word)):
            for end in range(start + 1, len(word) + 1):
                counts[word[start:end]] += count
    return counts


def fall_back(pieces, vocabulary):
    """Replace each unknown piece by its bytes, written <0xE7> and so on.

    "猫", if unknown, becomes "<0xE7>", "<0x8C>", "<0xAB>".

    Parameters
    ----------
    pieces : list of str
    vocabulary : set or dict of str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If a piece is no text, or half of a character (a lone surrogate).

    References
    ----------
    sentencepiece, option byte_fallback: 256 byte pieces join the vocabulary.
    """
    out = []
    _as_vocabulary(vocabulary)
    for piece in checks.texts("pieces", pieces):
        spelled = [f"<0x{b:02X}>" for b in piece.encode("utf-8")]
        out.extend([piece] if piece in vocabulary else spelled)
    return out


def _check_words(words, count):
    checks.count("count", count, least=0)
    words = _as_counts(words)
    spelled = Counter("".join(word) for word in words)
    if double := [word for word, n in spelled.items() if n > 1]:
        raise ValueError(f"words must differ, got the same spelling twice: {double}")
    return {tuple(word): times for word, times in words.items()}


def _as_counts(words):
    """Words, each a str or a tuple of them, and how often they occur."""
    if not isinstance(words, dict):
        raise ValueError(f"words must be a dict from words to counts, got {words!r}")
    return {
        _as_word(word): checks.count(f"words[{word!r}]", times)
        for word, times in words.items()
    }


def _as_word(word):
    if isinstance(word, tuple):
        return checks.texts("a word", word)
    return checks.text("a word of words", word)


def _as_symbols(symbols):
    if isinstance(symbols, str):
        return tuple(checks.text("symbols", symbols))
    return tuple(checks.texts("symbols", symbols))


def _as_pair(name, pair):
    if isinstance(pair, str) or not hasattr(pair, "__len__") or len(pair) != 2:
        raise ValueError(f"{name} must be two texts, got {pair!r}")
    return tuple(checks.texts(name, pair))


def _as_scores(scores):
    if not isinstance(scores, dict):
        raise ValueError(f"scores must be a dict from pieces to nats, got {scores!r}")
    for piece, score in scores.items():
        if type(piece) is not str:
            checks.text("a piece of scores", piece)
        if type(score) is not float or not -math.inf < score < math.inf:
            checks.number(f"scores[{piece!r}]", score)
    return scores


def _as_vocabulary(pieces, name="vocabulary"):
    if isinstance(pieces, str | bytes) or not hasattr(pieces, "__contains__"):
        raise ValueError(f"{name} must be a set or dict of pieces, got {pieces!r}")
