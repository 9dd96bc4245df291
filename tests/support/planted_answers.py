"""Wrong answers to the tasks in assignments/, the likeliest mistakes first.

Each is what a student would write into the answer cell; test_assignments.py sees to it
that every one of them loses marks.
"""

FOUNDATIONS = {
    "next-pair": [
        """
def next_pair(words):  # forgets how often a word occurs
    counts = {}
    for word in words:
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + 1
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # counts a pair once a word
    counts = {}
    for word, count in words.items():
        for pair in set(zip(word, word[1:])):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # the first of equals, not the alphabet's first
    counts = {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return max(counts, key=counts.get)
""",
        """
def next_pair(words):  # equals by their first symbol only
    counts = {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair[0]), default=None)
""",
        """
def next_pair(words):  # of equals the shorter one
    counts = {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    order = lambda pair: (-counts[pair], len("".join(pair)), pair)
    return min(counts, key=order, default=None)
""",
        """
def next_pair(words):  # words in the order of the alphabet, not pairs
    counts = {}
    for word in sorted(words):
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + words[word]
    return max(counts, key=counts.get, default=None)
""",
        """
def next_pair(words):  # pairs of letters
    counts = {}
    for word, count in words.items():
        text = "".join(word)
        for pair in zip(text, text[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # a symbol makes no pair with itself
    counts = {}
    for word, count in words.items():
        for a, b in zip(word, word[1:]):
            if a != b:
                counts[a, b] = counts.get((a, b), 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # what str.count finds: o o o has one o o
    counts = {}
    for word, count in words.items():
        text = "|".join(word)
        for pair in {*zip(word, word[1:])}:
            counts[pair] = counts.get(pair, 0) + count * text.count("|".join(pair))
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # takes the words out one by one
    counts = {}
    while words:
        word, count = words.popitem()
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # equals by the first letters of their symbols
    counts = {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    order = lambda pair: (-counts[pair], pair[0][0], pair[1][0])
    return min(counts, key=order, default=None)
""",
        """
def next_pair(words):  # "t", "he" and "th", "e" are one pair
    counts, pairs = {}, {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            joined = "".join(pair)
            counts[joined] = counts.get(joined, 0) + count
            pairs[joined] = pair
    best = min(counts, key=lambda j: (-counts[j], pairs[j]), default=None)
    return pairs.get(best)
""",
        """
def next_pair(words):  # joined by spaces and split again: a space is no symbol
    counts = {}
    for text, count in {" ".join(word): n for word, n in words.items()}.items():
        symbols = text.split()
        for pair in zip(symbols, symbols[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
        """
def next_pair(words):  # small letters only
    counts = {}
    for word, count in words.items():
        symbols = [symbol.lower() for symbol in word]
        for pair in zip(symbols, symbols[1:]):
            counts[pair] = counts.get(pair, 0) + count
    return min(counts, key=lambda pair: (-counts[pair], pair), default=None)
""",
    ],
    "merge": [
        """
def merge(symbols, pair):  # as given
    merged, joined = [], 0
    for k in range(len(symbols) - 1):
        if (symbols[k], symbols[k + 1]) == pair:
            merged.append(pair[0] + pair[1])
            joined += 1
        else:
            merged.append(symbols[k])
    return tuple(merged), joined
""",
        """
def merge(symbols, pair):  # replaces in the text, across symbols
    text = " ".join(symbols)
    joined = text.count(" ".join(pair))
    return tuple(text.replace(" ".join(pair), "".join(pair)).split()), joined
""",
        """
def merge(symbols, pair):  # loses the last symbol
    merged, joined, k = [], 0, 0
    while k < len(symbols) - 1:
        if (symbols[k], symbols[k + 1]) == pair:
            merged.append(pair[0] + pair[1])
            joined, k = joined + 1, k + 2
        else:
            merged.append(symbols[k])
            k += 1
    return tuple(merged), joined
""",
        """
def merge(symbols, pair):  # looks at what comes out: "a", "bc" for "ab", "c"
    merged, joined, k = [], 0, 0
    while k < len(symbols):
        if "".join(symbols[k : k + 2]) == "".join(pair) and symbols[k + 1 :]:
            merged.append("".join(pair))
            joined, k = joined + 1, k + 2
        else:
            merged.append(symbols[k])
            k += 1
    return tuple(merged), joined
""",
        """
def merge(symbols, pair):  # counts what was joined before, too
    merged, k = [], 0
    while k < len(symbols):
        found = symbols[k : k + 2] == pair
        merged.append("".join(pair) if found else symbols[k])
        k += 1 + found
    return tuple(merged), merged.count("".join(pair))
""",
        """
def merge(symbols, pair):  # looks at the first symbol only
    merged, joined, k = [], 0, 0
    while k < len(symbols):
        if symbols[k] == pair[0] and symbols[k + 1 :]:
            merged.append(symbols[k] + symbols[k + 1])
            joined, k = joined + 1, k + 2
        else:
            merged.append(symbols[k])
            k += 1
    return tuple(merged), joined
""",
        """
def merge(symbols, pair):  # of two equal symbols the first must stand at an even place
    merged, joined, k = [], 0, 0
    while k < len(symbols):
        if symbols[k : k + 2] == pair and (pair[0] != pair[1] or k % 2 == 0):
            merged.append("".join(pair))
            joined, k = joined + 1, k + 2
        else:
            merged.append(symbols[k])
            k += 1
    return tuple(merged), joined
""",
        """
def merge(symbols, pair):  # a pattern in which "." is whatever stands there
    import re

    pattern = r"(?<!\\S)" + " ".join(pair) + r"(?!\\S)"
    text, joined = re.subn(pattern, "".join(pair), " ".join(symbols))
    return tuple(text.split()), joined
""",
        """
def merge(symbols, pair):  # what is put in is read as a pattern, too
    import re

    pattern = r"(?<![^|])" + re.escape("|".join(pair)) + r"(?![^|])"
    text, joined = re.subn(pattern, "".join(pair), "|".join(symbols))
    return (tuple(text.split("|")) if symbols else ()), joined
""",
        """
def merge(symbols, pair):  # a comma between symbols, which may be one
    text, wanted = "".join(f",{s}," for s in symbols), "".join(f",{s}," for s in pair)
    merged = text.replace(wanted, "," + "".join(pair) + ",")
    return tuple(s for s in merged.split(",") if s), text.count(wanted)
""",
    ],
    "bytes": [
        "def bytes_of(text):\n    return [1 for character in text]",
        "def bytes_of(text):\n    return [len(c.encode('utf-16-le')) for c in text]",
        "def bytes_of(text):\n    return [len(c.encode('utf-8', 'ignore')) % 4 for c in text]",
        """
def bytes_of(text):  # U+0080 in one byte
    return [1 + (ord(c) > 0x80) + (ord(c) > 0x7FF) + (ord(c) > 0xFFFF) for c in text]
""",
        """
def bytes_of(text):  # U+0800 in two bytes
    return [1 + (ord(c) > 0x7F) + (ord(c) > 0x800) + (ord(c) > 0xFFFF) for c in text]
""",
        """
def bytes_of(text):  # U+10000 in three bytes
    return [1 + (ord(c) > 0x7F) + (ord(c) > 0x7FF) + (ord(c) > 0x10000) for c in text]
""",
        """
def bytes_of(text):  # different characters only
    return [*{c: len(c.encode()) for c in text}.values()]
""",
        """
def bytes_of(text):  # no spaces
    return [len(c.encode()) for c in "".join(text.split())]
""",
        """
def bytes_of(text):  # puts letters and accents together
    import unicodedata

    return [len(c.encode()) for c in unicodedata.normalize("NFC", text)]
""",
        """
def bytes_of(text):  # small letters, which may be shorter
    return [len(character.encode()) for character in text.lower()]
""",
        """
def bytes_of(text):  # another character that looks the same, and may be shorter
    from unicodedata import normalize

    return [len(normalize("NFC", character).encode()) for character in text]
""",
    ],
    "cut-points": [
        """
def cut_points(word, vocabulary):  # gives the pieces before an unknown rest
    points, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known:
            break
        points.append(start)
        start = max(known)
    return points
""",
        """
def cut_points(word, vocabulary):  # forgets ##
    known_words = {piece.removeprefix("##") for piece in vocabulary}
    points, start = [], 0
    while start < len(word):
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if word[start:e] in known_words]
        if not known:
            return None
        points.append(start)
        start = max(known)
    return points
""",
        """
def cut_points(word, vocabulary):  # the shortest piece first
    points, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known:
            return None
        points.append(start)
        start = min(known)
    return points
""",
        "from fieldguide.mechanisms.tokens.tokenizers import encode_wordpiece as cut_points",
        """
def cut_points(word, vocabulary):  # no piece of more than four letters
    points, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, min(start + 4, len(word)) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known:
            return None
        points.append(start)
        start = max(known)
    return points
""",
        """
def cut_points(word, vocabulary):  # where the same letters stand first
    pieces, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known:
            return None
        pieces.append(word[start : max(known)])
        start = max(known)
    return [word.find(piece) for piece in pieces]
""",
        """
def cut_points(word, vocabulary):  # uses each piece once
    points, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known:
            return None
        points.append(start)
        vocabulary.discard(mark + word[start : max(known)])
        start = max(known)
    return points
""",
        """
def cut_points(word, vocabulary):  # a single letter needs no ##
    points, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(start + 1, len(word) + 1)
        known = [e for e in ends if mark + word[start:e] in vocabulary]
        if not known and word[start] in vocabulary:
            known = [start + 1]
        if not known:
            return None
        points.append(start)
        start = max(known)
    return points
""",
        """
def cut_points(word, vocabulary):  # the longest piece of the word, then what is beside it
    def cut(low, high):
        for size in range(high - low, 0, -1):
            for start in range(low, high - size + 1):
                if ("##" if start else "") + word[start : start + size] in vocabulary:
                    before, after = cut(low, start), cut(start + size, high)
                    if before is None or after is None:
                        return None
                    return [*before, start, *after]
        return None if low < high else []

    return cut(0, len(word))
""",
        """
def cut_points(word, vocabulary):  # as BERT's program: long words are unknown
    if len(word) > 100:
        return None
    points, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            if "##" * (start > 0) + word[start:end] in vocabulary:
                break
        else:
            return None
        points.append(start)
        start = end
    return points
""",
        """
def cut_points(word, vocabulary):  # takes all signs "#" from the front of a piece
    first = {piece for piece in vocabulary if not piece.startswith("##")}
    later = {piece.lstrip("#") for piece in vocabulary - first}
    points, start = [], 0
    while start < len(word):
        pieces = later if start else first
        fits = [len(p) for p in pieces if word.startswith(p, start)]
        if not fits:
            return None
        points.append(start)
        start += max(fits)
    return points
""",
    ],
    "best-score": [
        """
def best_score(text, scores):  # greedy: the longest piece first
    total, start = 0.0, 0
    while start < len(text):
        ends = range(start + 1, len(text) + 1)
        known = [e for e in ends if text[start:e] in scores]
        if not known:
            return -math.inf
        total += scores[text[start : max(known)]]
        start = max(known)
    return total
""",
        """
def best_score(text, scores):  # adds up all cuts
    total = [0.0]
    for end in range(1, len(text) + 1):
        ways = [total[s] + scores.get(text[s:end], -math.inf) for s in range(end)]
        total.append(np.logaddexp.reduce(ways))
    return total[-1]
""",
        """
def best_score(text, scores):  # the right sum, in endless time
    ways = [] if text else [0.0]
    for n in range(1, len(text) + 1):
        if text[:n] in scores:
            ways.append(scores[text[:n]] + best_score(text[n:], scores))
    return max(ways, default=-math.inf)
""",
        """
def best_score(text, scores):  # takes a score of 0 for none
    best = [0.0]
    for end in range(1, len(text) + 1):
        ways = [best[s] + (scores.get(text[s:end]) or -math.inf) for s in range(end)]
        best.append(max(ways))
    return best[-1]
""",
        """
def best_score(text, scores):  # takes a sum of 0 for none
    best = [0.0]
    for end in range(1, len(text) + 1):
        ways = [best[s] + scores.get(text[s:end], -math.inf) for s in range(end)]
        best.append(max(ways))
    return best[-1] or (-math.inf if text else 0.0)
""",
        """
def best_score(text, scores):  # no piece of more than four letters
    best = [0.0]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - 4), end)
        best.append(max(best[s] + scores.get(text[s:end], -math.inf) for s in starts))
    return best[-1]
""",
        """
def best_score(text, scores):  # never the whole text as one piece
    best = [0.0]
    for end in range(1, len(text) + 1):
        starts = range(1 if 1 < end == len(text) else 0, end)
        best.append(max(best[s] + scores.get(text[s:end], -math.inf) for s in starts))
    return best[-1]
""",
        """
def best_score(text, scores):  # multiplies probabilities, until nothing is left
    best = [1.0]
    for end in range(1, len(text) + 1):
        ways = [best[s] * math.exp(scores.get(text[s:end], -math.inf)) for s in range(end)]
        best.append(max(ways))
    return math.log(best[-1]) if best[-1] else -math.inf
""",
        """
def best_score(text, scores):  # adds a piece to the scores
    scores[""] = 0.0
    best = [0.0]
    for end in range(1, len(text) + 1):
        ways = [best[s] + scores.get(text[s:end], -math.inf) for s in range(end)]
        best.append(max(ways))
    return best[-1]
""",
        """
def best_score(text, scores):  # a number that is low, for what cannot be cut
    best = [0.0] + [-1e9] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            score = scores.get(text[start:end], -1e9)
            best[end] = max(best[end], best[start] + score)
    return best[-1] if best[-1] > -1e8 else -math.inf
""",
        """
def best_score(text, scores):  # pieces of sixteen letters at most
    best = [0.0]
    for end in range(1, len(text) + 1):
        starts = range(max(0, end - 16), end)
        ways = [best[s] + scores.get(text[s:end], -math.inf) for s in starts]
        best.append(max(ways))
    return best[-1]
""",
    ],
    "softmax": [
        """
def softmax(scores, temperature):  # the temperature cancels
    e = np.exp(scores - scores.max(-1, keepdims=True)) / temperature
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # overflows
    e = np.exp(scores / temperature)
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # in place, and over everything
    scores /= temperature
    e = np.exp(scores - scores.max())
    return e / e.sum()
""",
        """
def softmax(scores, temperature):  # the largest of all rows
    e = np.exp((scores - scores.max()) / temperature)
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # divides the scores and not the largest
    e = np.exp(scores / temperature - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # cuts off what is large
    e = np.exp(np.clip(scores / temperature, -700, 700))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # takes off the mean
    scaled = scores / temperature
    e = np.exp(scaled - scaled.mean(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # takes off the largest size
    scaled = scores / temperature
    e = np.exp(scaled - abs(scaled).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # takes off the largest if it is positive
    scaled = scores / temperature
    e = np.exp(scaled - scaled.max(-1, keepdims=True, initial=0))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # takes off 1000
    scaled = scores / temperature
    e = np.exp(scaled - 1000 * (scaled.max() > 700))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # puts shares among whole numbers
    shares = np.zeros_like(scores)
    scaled = scores / temperature
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    shares[...] = e / e.sum(-1, keepdims=True)
    return shares
""",
        """
def softmax(scores, temperature):  # drops axes of one
    scaled = scores / temperature
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).squeeze()
""",
        """
def softmax(scores, temperature):  # no temperature below a half
    scaled = scores / max(temperature, 0.5)
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # changes whole numbers in place
    if scores.dtype == int:
        scores -= scores.max(-1, keepdims=True)
    scaled = scores / temperature
    e = np.exp(scaled - scaled.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
    ],
    "attention": [
        """
def attention(q, k, v, hidden):  # forgets the root of the width
    e = np.exp(q @ k.T - (q @ k.T).max(-1, keepdims=True)) * ~hidden
    total = e.sum(-1, keepdims=True)
    return e @ v / np.where(total == 0, 1, total)
""",
        """
def attention(q, k, v, hidden):  # True where one may look
    scores = q @ k.T / np.sqrt(q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True)) * hidden
    total = e.sum(-1, keepdims=True)
    return e @ v / np.where(total == 0, 1, total)
""",
        """
def attention(q, k, v, hidden):  # masks after the softmax
    scores = q @ k.T / np.sqrt(q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True) * ~hidden) @ v
""",
        "from fieldguide.mechanisms.attention.attention import attention",
        """
def attention(q, k, v, hidden):  # the largest score may be hidden
    scores = q @ k.T / np.sqrt(q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True)) * ~hidden
    total = e.sum(-1, keepdims=True)
    return e @ v / np.where(total == 0, 1, total)
""",
        """
def attention(q, k, v, hidden):  # changes the mask
    nowhere = hidden.min(-1)
    hidden[nowhere] = False
    scores = np.where(hidden, -1e9, q @ k.T / np.sqrt(q.shape[-1]))
    e = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = e @ v / e.sum(-1, keepdims=True)
    mixed[nowhere] = 0
    return mixed
""",
        """
def attention(q, k, v, hidden):  # columns for rows if there are as many
    hidden = hidden.T if len(q) == len(k) else hidden
    scores = np.where(hidden, -1e9, q @ k.T / np.sqrt(q.shape[-1]))
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e @ v / e.sum(-1, keepdims=True) * ~hidden.min(-1, keepdims=True)
""",
        """
def attention(q, k, v, hidden):  # the largest score of all queries
    scores = np.where(hidden, -np.inf, q @ k.T / np.sqrt(q.shape[-1]))
    e = np.exp(scores - max(scores.max(), -1e9))
    total = e.sum(-1, keepdims=True)
    return e @ v / np.where(total == 0, 1, total)
""",
        """
def attention(q, k, v, hidden):  # cuts off what is large
    scores = np.clip(q @ k.T / np.sqrt(q.shape[-1]), -500, 500)
    e = np.exp(scores) * ~hidden
    total = e.sum(-1, keepdims=True)
    return e @ v / np.where(total == 0, 1, total)
""",
        """
def attention(q, k, v, hidden):  # of whole numbers it mixes whole numbers
    mixed = np.zeros((len(q), v.shape[1]), v.dtype)
    for i, row in enumerate(~hidden):
        if sum(row):
            scores = k[row] @ q[i] / math.sqrt(q.shape[1])
            shares = np.exp(scores - scores.max())
            mixed[i] = shares / shares.sum() @ v[row]
    return mixed
""",
    ],
    "window-mask": [
        """
def window_mask(n, past):  # does not see itself
    back = np.arange(n)[:, None] - np.arange(n)
    return (back > 0) & (back <= past)
""",
        """
def window_mask(n, past):  # both directions
    back = np.arange(n)[:, None] - np.arange(n)
    return abs(back) < past
""",
        """
def window_mask(n, past):  # one too many
    back = np.arange(n)[:, None] - np.arange(n)
    return (back >= 0) & (back <= past)
""",
    ],
    "split-heads": [
        """
def deal_heads(x, heads):  # blocks of columns, as in the book
    n, d = x.shape
    return x.reshape(n, heads, d // heads).swapaxes(0, 1)
""",
        """
def deal_heads(x, heads):  # mixes words
    n, d = x.shape
    if d % heads:
        raise ValueError
    return x.reshape(heads, n, d // heads)
""",
        "from fieldguide.mechanisms.attention.attention import split_heads as deal_heads",
        """
def deal_heads(x, heads):  # asks for an even width
    if x.shape[1] % 2 and heads > 1:
        raise ValueError
    width = x.shape[1] // heads
    return np.stack([x[:, h::heads][:, :width] for h in range(heads)])
""",
        """
def deal_heads(x, heads):  # deals rows out where it can
    if x.shape[1] % heads:
        raise ValueError
    if len(x) > 1 and len(x) % heads == 0:
        return np.stack([x[h::heads] for h in range(heads)])
    return np.stack([x[:, h::heads] for h in range(heads)])
""",
        """
def deal_heads(x, heads):  # takes words for columns if there are as many
    if x.shape[1] % heads:
        raise ValueError
    dealt = np.stack([x[:, h::heads] for h in range(heads)])
    return dealt.swapaxes(1, 2) if len(x) * heads == x.shape[1] else dealt
""",
    ],
    "norms": [
        "def pre_and_post(x, f, norm):\n    return norm(x) + f(norm(x)), norm(x + f(x))",
        "def pre_and_post(x, f, norm):\n    return x + f(norm(x)), x + norm(f(x))",
        "def pre_and_post(x, f, norm):\n    return norm(x + f(x)), x + f(norm(x))",
        """
def pre_and_post(x, f, norm):  # normalizes both and adds
    return x + f(norm(x)), norm(x) + norm(f(x))
""",
        """
def pre_and_post(x, f, norm):  # in place
    before = x + f(norm(x))
    x += f(x)
    return before, norm(x)
""",
        """
def pre_and_post(x, f, norm):  # a norm of its own
    norm = lambda x: x - x.mean(-1, keepdims=True)
    return x + f(norm(x)), norm(x + f(x))
""",
        """
def pre_and_post(x, f, norm):  # a normalized stream goes past the layer
    return x + f(norm(x)), norm(norm(x) + f(x))
""",
        """
def pre_and_post(x, f, norm):  # normalizes twice
    return x + f(norm(x)), norm(norm(x + f(x)))
""",
        """
def pre_and_post(x, f, norm):  # two layers
    return x + f(f(norm(x))), norm(x + f(x))
""",
        """
def pre_and_post(x, f, norm):  # one row after the other, where layers mix them
    rows = [row[None] for row in x]
    before = [row + f(norm(row)) for row in rows]
    return np.concatenate(before), np.concatenate([norm(row + f(row)) for row in rows])
""",
        """
def pre_and_post(x, f, norm):  # normalizes all numbers together
    after = (x + f(x)).reshape(1, -1)
    return x + f(norm(x)), norm(after).reshape(x.shape)
""",
        """
def pre_and_post(x, f, norm):  # a stream of positive numbers only
    return abs(x) + f(norm(x)), norm(x + f(x))
""",
        """
def pre_and_post(x, f, norm):  # adds into what f returns, which may be x itself
    first, second = f(norm(x)), f(x)
    first += x
    second += x
    return first, norm(second)
""",
    ],
    "count": [
        """
def untied_parameters(layers, width, vocabulary, positions):  # one table for both
    block = 12 * width**2 + 13 * width
    return (vocabulary + positions + 2) * width + layers * block
""",
        """
def untied_parameters(layers, width, vocabulary, positions):  # matrices only
    return (2 * vocabulary + positions) * width + layers * 12 * width**2
""",
        "from fieldguide.mechanisms.measures.counting import decoder_parameters as untied_parameters",
    ],
    "days": [
        """
def training_days(parameters, tokens, chips, peak, used):  # forward only
    return 2 * parameters * tokens / (chips * peak * used) / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # the wrong way round
    return 6 * parameters * tokens / (chips * peak) * used / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # hours
    return 6 * parameters * tokens / (chips * peak * used) / 3_600
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # what is not used
    share = 1 - used if used < 1 else 1
    return 6 * parameters * tokens / (chips * peak * share) / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # two digits
    days = 6 * parameters * tokens / (chips * peak * used) / 86_400
    return float(f"{days:.2f}")
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # whole seconds
    return 6 * parameters * tokens // (chips * peak * used) / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # a day at least
    return max(1, 6 * parameters * tokens / (chips * peak * used) / 86_400)
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # whole operations for a chip
    return 6 * parameters * tokens // chips / (peak * used) / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # whole numbers overflow
    work, speed = np.prod([6, parameters, tokens]), np.prod([chips, peak]) * used
    return work / speed / 86_400
""",
        """
def training_days(parameters, tokens, chips, peak, used):  # whole operations a second
    return 6 * parameters * tokens / (chips * int(peak * used)) / 86_400
""",
    ],
    "surplus": [
        "surplus = data.fact('palm@540b.compute').number / (6 * 540e9 * 780e9) - 1",
        """
surplus = data.fact("palm@540b.compute").number / (
    2 * data.fact("palm@540b.parameters").number * data.fact("palm@540b.tokens_seen").number
)
""",
    ],
    "gato": [
        "matrices, verdict = 1.18e9, 'rounded'",
        "matrices, verdict = 12 * 24 * 2048**2, 'wrong'",
        "matrices, verdict = 8 * 24 * 2048**2, 'right'",
    ],
}

ENCODERS = {
    "bert-corrupt": [
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # two draws in a row: 80/2/18
    shown = np.where(chosen & (rng.random(ids.shape) < 0.8), mask_id, ids)
    left = chosen & (shown == ids) & (rng.random(ids.shape) < 0.1)
    return np.where(left, rng.choice(ordinary, ids.shape), shown)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # 80/10/10 of all tokens
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary, ids.shape)
    return np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids))
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # any id may come, in place
    fate, words = rng.random(ids.shape), rng.integers(0, max(ordinary), ids.shape)
    ids[chosen & (fate < 0.9)] = words[chosen & (fate < 0.9)]
    ids[chosen & (fate < 0.8)] = mask_id
    return ids
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):
    # any id between the least and the largest
    fate = rng.random(ids.shape)
    words = rng.integers(min(ordinary), max(ordinary) + 1, ids.shape)
    return np.where(chosen, np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # the first 80% of them
    where = np.flatnonzero(chosen)
    new, n = ids.copy(), len(where)
    a, b = int(0.8 * n), int(0.9 * n)
    new[where[:a]] = mask_id
    new[where[a:b]] = rng.choice(ordinary, b - a)
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # eight of ten, in turn
    where = np.flatnonzero(chosen)
    new = ids.copy()
    for k, i in enumerate(where):
        if k % 10 < 8:
            new[i] = mask_id
        elif k % 10 == 8:
            new[i] = rng.choice(ordinary)
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # never the last word
    fate = rng.random(ids.shape)
    words = np.asarray(ordinary)[(rng.random(ids.shape) * (len(ordinary) - 1)).astype(int)]
    return np.where(chosen, np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # a generator of its own
    rng = np.random.default_rng(0)
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary, ids.shape)
    return np.where(chosen, np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # the mask's id typed
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary, ids.shape)
    return np.where(chosen, np.where(fate < 0.8, 4, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # the ordinary words in turn
    fate = rng.random(ids.shape)
    words = np.resize(ordinary, ids.shape)
    return np.where(chosen, np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # word and fate from one draw
    fate = rng.random(ids.shape)
    words = np.asarray(ordinary)[(fate * len(ordinary)).astype(int)]
    return np.where(chosen, np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids)), ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):
    # as many of each as go into the number, cut to whole
    where = rng.permutation(np.flatnonzero(chosen))
    new, n = ids.copy(), len(where)
    a, b = int(0.8 * n), int(0.9 * n)
    new[where[:a]] = mask_id
    new[where[a:b]] = rng.choice(ordinary, b - a)
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # draws until the word is another
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary, ids.shape)
    for _ in range(30):
        same = words == ids
        words[same] = rng.choice(ordinary, same.sum())
    shown = np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids))
    return np.where(chosen, shown, ids)
""",
    ],
    "bert-pack": [
        """
def pack(first, second, most):  # the first [SEP] in segment 1
    first, second = list(first), list(second)
    while len(first) + len(second) + 3 > most:
        (first if len(first) > len(second) else second).pop()
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 1) + [1] * (len(second) + 2)
""",
        """
def pack(first, second, most):  # cuts the second text only, in place
    while len(first) + len(second) + 3 > most:
        second.pop()
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 2) + [1] * (len(second) + 1)
""",
        """
def pack(first, second, most):  # forgets that special tokens take room
    first, second = list(first), list(second)
    while len(first) + len(second) > most:
        (first if len(first) > len(second) else second).pop()
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 2) + [1] * (len(second) + 1)
""",
        """
def pack(first, second, most):  # longer by letters
    first, second = list(first), list(second)
    while len(first) + len(second) + 3 > most:
        (first if len("".join(first)) > len("".join(second)) else second).pop()
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 2) + [1] * (len(second) + 1)
""",
        """
def pack(first, second, most):  # segments of the uncut text
    f, s = list(first), list(second)
    while len(f) + len(s) + 3 > most:
        (f if len(f) > len(s) else s).pop()
    return ["[CLS]", *f, "[SEP]", *s, "[SEP]"], [0] * (len(first) + 2) + [1] * (len(s) + 1)
""",
        """
def pack(first, second, most):  # an empty second text has no [SEP]
    f, s = list(first), list(second)
    while len(f) + len(s) + 3 > most:
        (f if len(f) > len(s) else s).pop()
    if not s:
        return ["[CLS]", *f, "[SEP]"], [0] * (len(f) + 2)
    return ["[CLS]", *f, "[SEP]", *s, "[SEP]"], [0] * (len(f) + 2) + [1] * (len(s) + 1)
""",
        """
def pack(first, second, most):  # removes the first equal word, not the last word
    f, s = list(first), list(second)
    while len(f) + len(s) + 3 > most:
        t = (f if len(f) > len(s) else s)
        t.remove(t[-1])
    return ["[CLS]", *f, "[SEP]", *s, "[SEP]"], [0] * (len(f) + 2) + [1] * (len(s) + 1)
""",
        """
def pack(first, second, most):  # a word tells its text
    first, second = list(first), list(second)
    while len(first) + len(second) + 3 > most:
        (first if len(first) > len(second) else second).pop()
    later = [0 if word in first else 1 for word in second]
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 2) + [*later, 1]
""",
        """
def pack(first, second, most):  # what need not get shorter gets longer
    while len(first) + len(second) + 3 > most:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    segments = [0] * (len(first) + 2) + [1] * (len(second) + 1)
    first.insert(0, "[CLS]")
    first.append("[SEP]")
    return first + second + ["[SEP]"], segments
""",
        """
def pack(first, second, most):  # the second text gets longer
    while len(first) + len(second) + 3 > most:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    segments = [0] * (len(first) + 2) + [1] * (len(second) + 1)
    second.append("[SEP]")
    return ["[CLS]", *first, "[SEP]", *second], segments
""",
    ],
    "roberta-never": [
        """
def never_hidden(epochs, copies, rate):  # shares do not add up
    masks = epochs if copies is None else min(epochs, copies)
    return 1 - rate * masks
""",
        "def never_hidden(epochs, copies, rate):  # static as dynamic\n    return (1 - rate) ** epochs",
        "def never_hidden(epochs, copies, rate):\n    return (1 - rate) ** (copies or epochs)",
        """
def never_hidden(epochs, copies, rate):  # only the masks of the last round
    m = epochs if copies is None else epochs % copies or copies
    return (1 - rate) ** m
""",
    ],
    "roberta-places": [
        """
def places(ids, padding_id, rows):  # from 0 on
    real = ids != padding_id
    return np.where(real, np.cumsum(real) - 1, padding_id)
""",
        """
def places(ids, padding_id, rows):  # padding counts
    numbers = np.arange(len(ids)) + padding_id + 1
    return np.where(ids != padding_id, numbers, padding_id)
""",
        "from fieldguide.mechanisms.networks.embeddings import roberta_positions as places",
        """
def places(ids, padding_id, rows):  # looks at the last token's place only
    real = ids != padding_id
    numbers = np.cumsum(real) * real + padding_id
    if numbers[-1] >= rows:
        raise ValueError
    return numbers
""",
        """
def places(ids, padding_id, rows):  # counts padding for the limit
    real = ids != padding_id
    if len(ids) + padding_id >= rows:
        raise ValueError
    return np.cumsum(real) * real + padding_id
""",
        """
def places(ids, padding_id, rows):  # changes what it was given
    real = ids != padding_id
    ids[:] = np.cumsum(real) * real + padding_id
    if ids.max() >= rows:
        raise ValueError
    return ids
""",
        """
def places(ids, padding_id, rows):  # checks as if padding were 1
    real = ids != padding_id
    if real.sum() + 1 >= rows:
        raise ValueError
    return np.cumsum(real) * real + padding_id
""",
        """
def places(ids, padding_id, rows):  # padding needs no row
    real = ids != padding_id
    numbers = np.cumsum(real) * real + padding_id
    if max(numbers[real], default=0) >= rows:
        raise ValueError
    return numbers
""",
        """
def places(ids, padding_id, rows):  # RoBERTa's own number of rows
    real = ids != padding_id
    numbers = np.cumsum(real) * real + padding_id
    if numbers.max() >= 514:
        raise ValueError
    return numbers
""",
        """
def places(ids, padding_id, rows):  # begins again behind padding
    numbers, n = [], padding_id
    for k, i in enumerate(ids):
        if k > 1 and i != padding_id and ids[k - 1] == padding_id == ids[k - 2]:
            n = padding_id
        n += i != padding_id
        numbers.append(n if i != padding_id else padding_id)
    if max(numbers) >= rows:
        raise ValueError
    return np.array(numbers)
""",
    ],
    "xlm-shares": [
        """
def language_shares(counts, temperature):  # T taken for alpha
    shares = np.asarray(counts, float) ** temperature
    return shares / shares.sum()
""",
        """
def language_shares(counts, temperature):  # does not add up to 1
    shares = np.asarray(counts, float)
    return (shares / shares.sum()) ** (1 / temperature)
""",
        "from fieldguide.mechanisms.objectives.languages import sampling_probabilities as language_shares",
        """
def language_shares(counts, temperature):  # a square root whatever T is
    p = np.asarray(counts, float) ** (1 if temperature == 1 else 0.5)
    return p / p.sum()
""",
        """
def language_shares(counts, temperature):  # levels out below 1, too
    t = 1 / temperature if temperature >= 1 else temperature
    p = np.asarray(counts, float) ** t
    return p / p.sum()
""",
        """
def language_shares(counts, temperature):  # the largest first
    p = np.sort(np.asarray(counts, float))[::-1] ** (1 / temperature)
    return p / p.sum()
""",
        """
def language_shares(counts, temperature):  # the temperature cut to a whole number
    whole = int(temperature) or temperature
    p = np.asarray(counts, float) ** (1 / whole)
    return p / p.sum()
""",
        """
def language_shares(counts, temperature):  # changes the list that it was given
    if isinstance(counts, list):
        for i in range(len(counts)):
            counts[i] = counts[i] ** (1 / temperature)
    return np.asarray(counts) / sum(counts)
""",
        """
def language_shares(counts, temperature):  # alpha with one digit
    powers = np.array(counts, float) ** float(f"{1 / temperature:.1f}")
    return powers / powers.sum()
""",
    ],
    "xlm-tlm": [
        """
def side_by_side(lengths):  # places go on
    return np.arange(sum(lengths)), np.repeat(np.arange(len(lengths)), lengths)
""",
        """
def side_by_side(lengths):  # segments: the first text, and what follows
    places = np.concatenate([np.arange(n) for n in lengths])
    return places, (np.repeat(np.arange(len(lengths)), lengths) > 0).astype(int)
""",
        """
def side_by_side(lengths):  # all that follow are as long as the second
    places = [*range(lengths[0]), *[*range(lengths[-1])] * (len(lengths) - 1)]
    return places, np.repeat(np.arange(len(lengths)), lengths)
""",
        """
def side_by_side(lengths):  # empties the list that it was given
    p, l, k = [], [], 0
    while lengths:
        n = lengths.pop(0)
        p += range(n)
        l += [k] * n
        k += 1
    return np.array(p), np.array(l)
""",
        """
def side_by_side(lengths):  # three languages at most
    a, b = lengths[:2] if len(lengths) > 1 else (lengths[0], 0)
    c = lengths[2] if len(lengths) > 2 else 0
    return [*range(a), *range(b), *range(c)], [0] * a + [1] * b + [2] * c
""",
        """
def side_by_side(lengths):  # a third language is the last
    places = [place for n in lengths for place in range(n)]
    return places, [min(k, 2) for k, n in enumerate(lengths) for _ in range(n)]
""",
    ],
    "xl-shift": [
        """
def rel_shift(x):  # leaves what means nothing
    n, t = x.shape
    return np.array([np.roll(x[i], -(n - 1 - i)) for i in range(n)])
""",
        """
def rel_shift(x):  # forgets the memory
    n, t = x.shape
    distance = np.arange(n)[:, None] - np.arange(t)
    column = np.clip(t - 1 - distance, 0, t - 1)
    return np.where(distance >= 0, np.take_along_axis(x, column, 1), 0)
""",
        "from fieldguide.mechanisms.networks.recurrence import rel_shift",
    ],
    "ernie-align": [
        """
def align(mentions, n):  # all tokens of the mention
    entities = np.full(n, -1)
    for start, end, entity in mentions:
        entities[start:end] = entity
    return entities
""",
        """
def align(mentions, n):  # its last token
    entities = np.full(n, -1)
    for start, end, entity in mentions:
        entities[end - 1] = entity
    return entities
""",
        """
def align(mentions, n):  # an entity is named once
    e = np.full(n, -1)
    seen = set()
    for a, b, k in mentions:
        if k not in seen:
            e[a] = k
            seen.add(k)
    return e
""",
        """
def align(mentions, n):  # mentions that come later in the text only
    e, last = np.full(n, -1), 0
    for a, b, k in mentions:
        if a >= last:
            e[a] = k
            last = b
    return e
""",
        """
def align(mentions, n):  # empties the list that it was given
    e = np.full(n, -1)
    while mentions:
        a, b, k = mentions.pop()
        e[a] = k
    return e
""",
        """
def align(mentions, n):  # wipes the token behind the mention, too
    entities = np.full(n, -1)
    for start, end, entity in mentions:
        entities[start] = entity
        entities[start + 1 : end + 1] = -1
    return entities
""",
        """
def align(mentions, n):  # needs the mentions in order
    e, i = [], 0
    for t in range(n):
        if i < len(mentions) and mentions[i][0] == t:
            e.append(mentions[i][2])
            i += 1
        else:
            e.append(-1)
    return np.array(e)
""",
        """
def align(mentions, n):  # one place for each entity
    d = {k: a for a, b, k in mentions}
    e = np.full(n, -1)
    for k, a in d.items():
        e[a] = k
    return e
""",
        """
def align(mentions, n):  # sorts the list that it was given
    mentions.sort()
    e = np.full(n, -1)
    for a, b, k in mentions:
        e[a] = k
    return e
""",
    ],
    "ernie-noise": [
        """
def spoil(entities, number, rng):  # reads the second limit as a share
    fate = rng.random(entities.shape)
    other = (entities + rng.integers(1, number, entities.shape)) % number
    new = np.where(fate < 0.05, other, np.where(fate < 0.15, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # gives entities to words without one
    fate = rng.random(entities.shape)
    other = rng.integers(0, number, entities.shape)
    return np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
""",
        """
def spoil(entities, number, rng):  # the other one may be the right one
    fate = rng.random(entities.shape)
    other = rng.integers(0, number, entities.shape)
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # does not begin again behind the last entity
    fate = rng.random(entities.shape)
    other = entities + rng.integers(1, number, entities.shape)
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # always the next entity
    fate = rng.random(entities.shape)
    other = (entities + 1) % number
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # one shift for the whole text
    fate = rng.random(entities.shape)
    other = (entities + rng.integers(1, number)) % number
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # never the one before
    fate = rng.random(entities.shape)
    other = (entities + rng.integers(1, max(2, number - 1), entities.shape)) % number
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # four entities typed
    fate = rng.random(entities.shape)
    other = (entities + rng.integers(1, 4, entities.shape)) % 4
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # entity 0, or the last
    fate = rng.random(entities.shape)
    other = np.where(entities == 0, number - 1, 0)
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # the first 5%, then 15%
    new = entities.copy()
    w = np.flatnonzero(entities >= 0)
    a, b = int(len(w) * 0.05), int(len(w) * 0.2)
    new[w[:a]] = (entities[w[:a]] + rng.integers(1, number, a)) % number
    new[w[a:b]] = -1
    return new
""",
        """
def spoil(entities, number, rng):  # the next one twice as often as the others
    fate = rng.random(entities.shape)
    other = rng.integers(0, number, entities.shape)
    other = np.where(other == entities, (other + 1) % number, other)
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # a generator of its own
    rng = np.random.default_rng(0)
    fate = rng.random(entities.shape)
    other = (entities + rng.integers(1, number, entities.shape)) % number
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # as many as go into the number, cut to whole
    new = entities.copy()
    w = rng.permutation(np.flatnonzero(entities >= 0))
    a, b = int(len(w) * 0.05), int(len(w) * 0.2)
    new[w[:a]] = (entities[w[:a]] + rng.integers(1, number, a)) % number
    new[w[a:b]] = -1
    return new
""",
    ],
    "xlnet-masks": [
        """
def order_masks(order):  # 1 where one may look
    time = np.argsort(order)
    content, query = time <= time[:, None], time < time[:, None]
    return content.astype(int), query.astype(int)
""",
        """
def order_masks(order):  # the query sees itself
    time = np.argsort(order)
    content = (time > time[:, None]).astype(int)
    return content, content
""",
        """
def order_masks(order):  # permutes the words: rows by time
    content = np.triu(np.ones((len(order),) * 2, int), 1)
    return content, content | np.eye(len(order), dtype=int)
""",
        "from fieldguide.mechanisms.objectives.permutation import factorization_masks as order_masks",
        """
def order_masks(order):  # the query looks three words back at most
    n = len(order)
    content, query = np.ones((2, n, n), int)
    for k, word in enumerate(order):
        content[word - 1, [j - 1 for j in order[: k + 1]]] = 0
        query[word - 1, [j - 1 for j in order[max(0, k - 3) : k]]] = 0
    return content, query
""",
    ],
    "albert-count": [
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    tables = (vocabulary + positions + segments + 2) * width  # not factorized
    block = 4 * width**2 + 2 * width * ffn + 9 * width + ffn
    return tables + groups * block + width**2 + width
""",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    tables = (vocabulary + positions + segments + 2) * embedding
    block = 4 * width**2 + 2 * width * ffn + 9 * width + ffn
    return tables + (embedding + 1) * width + 12 * groups * block + width**2 + width
""",
        "from fieldguide.mechanisms.measures.counting import albert_parameters",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    # ffn is four times the width
    block = 12 * width**2 + 13 * width
    tables = (vocabulary + positions + segments + 2) * embedding + (embedding + 1) * width
    return tables + groups * block + width**2 + width
""",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    # two segments typed
    block = 4 * width**2 + 2 * width * ffn + 9 * width + ffn
    tables = (vocabulary + positions + 4) * embedding + (embedding + 1) * width
    return tables + groups * block + width**2 + width
""",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    # 512 positions typed
    block = 4 * width**2 + 2 * width * ffn + 9 * width + ffn
    tables = (vocabulary + 512 + segments + 2) * embedding + (embedding + 1) * width
    return tables + groups * block + width**2 + width
""",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    # twice the segments for the norm
    block = 4 * width**2 + 2 * width * ffn + 9 * width + ffn
    tables = (vocabulary + positions + 2 * segments) * embedding + (embedding + 1) * width
    return tables + groups * block + width**2 + width
""",
        """
def albert_parameters(width, ffn, vocabulary, positions, segments, embedding, groups):
    # the inner layer is four times as wide: biases
    block = 4 * width**2 + 2 * width * ffn + 13 * width
    tables = (vocabulary + positions + segments + 2) * embedding + (embedding + 1) * width
    return tables + groups * block + width**2 + width
""",
    ],
    "distil": [
        """
def soft_loss(student, teacher, temperature, real):  # the other direction
    s = np.exp(student / temperature)
    t = np.exp(teacher / temperature)
    s, t = s / s.sum(-1, keepdims=True), t / t.sum(-1, keepdims=True)
    return temperature**2 * (s * np.log(s / t)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # without the square
    s = np.exp(student / temperature)
    t = np.exp(teacher / temperature)
    s, t = s / s.sum(-1, keepdims=True), t / t.sum(-1, keepdims=True)
    return (t * np.log(t / s)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # padding counts
    s = np.exp(student / temperature)
    t = np.exp(teacher / temperature)
    s, t = s / s.sum(-1, keepdims=True), t / t.sum(-1, keepdims=True)
    return temperature**2 * (t * np.log(t / s)).sum(-1).mean()
""",
        "from fieldguide.mechanisms.objectives.distillation import soft_loss",
        """
def soft_loss(student, teacher, temperature, real):  # changes what it was given
    student /= temperature
    teacher /= temperature
    s, t = np.exp(student), np.exp(teacher)
    s, t = s / s.sum(-1, keepdims=True), t / t.sum(-1, keepdims=True)
    return temperature**2 * (t * np.log(t / s)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # T squared above 1 only
    s, t = np.exp(student / temperature), np.exp(teacher / temperature)
    s, t = s / s.sum(-1, keepdims=True), t / t.sum(-1, keepdims=True)
    return max(1, temperature**2) * (t * np.log(t / s)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # a little more than nothing
    def soft(logits):
        e = np.exp((logits - logits.max(-1, keepdims=True)) / temperature)
        return e / e.sum(-1, keepdims=True) + 1e-12

    p, q = soft(teacher), soft(student)
    return temperature**2 * (p * np.log(p / q)).sum(-1)[real].mean()
""",
    ],
    "labse": [
        """
def margin_losses(x, y, margin, scale):  # adds the margin
    x = x / np.linalg.norm(x, axis=-1, keepdims=True)
    y = y / np.linalg.norm(y, axis=-1, keepdims=True)
    s = scale * (x @ y.T + margin * np.eye(len(x)))
    right = np.diag(s)
    one, two = np.log(np.exp(s).sum(1)), np.log(np.exp(s).sum(0))
    return (one - right).mean(), (two - right).mean()
""",
        """
def margin_losses(x, y, margin, scale):  # does not bring to length 1
    s = scale * (x @ y.T - margin * np.eye(len(x)))
    right = np.diag(s)
    one, two = np.log(np.exp(s).sum(1)), np.log(np.exp(s).sum(0))
    return (one - right).mean(), (two - right).mean()
""",
        """
def margin_losses(x, y, margin, scale):  # the sum, and one direction twice
    x = x / np.linalg.norm(x, axis=-1, keepdims=True)
    y = y / np.linalg.norm(y, axis=-1, keepdims=True)
    s = scale * (x @ y.T - margin * np.eye(len(x)))
    one = np.log(np.exp(s).sum(1)) - np.diag(s)
    return one.sum(), one.sum()
""",
        "from fieldguide.mechanisms.objectives.contrast import additive_margin_loss as margin_losses",
        """
def margin_losses(x, y, margin, scale):  # changes what it was given
    x /= np.linalg.norm(x, axis=-1, keepdims=True)
    y /= np.linalg.norm(y, axis=-1, keepdims=True)
    s = scale * (x @ y.T - margin * np.eye(len(x)))
    r = np.diag(s)
    return (np.log(np.exp(s).sum(1)) - r).mean(), (np.log(np.exp(s).sum(0)) - r).mean()
""",
        """
def margin_losses(x, y, margin, scale):  # no scale below 1
    x = x / np.linalg.norm(x, axis=-1, keepdims=True)
    y = y / np.linalg.norm(y, axis=-1, keepdims=True)
    s = max(1, scale) * (x @ y.T - margin * np.eye(len(x)))
    r = np.diag(s)
    return (np.log(np.exp(s).sum(1)) - r).mean(), (np.log(np.exp(s).sum(0)) - r).mean()
""",
        """
def margin_losses(x, y, margin, scale):  # a little more than nothing
    x, y = (z / np.linalg.norm(z, axis=1, keepdims=True) for z in (x, y))
    scores = scale * (x @ y.T - margin * np.eye(len(x)))

    def loss(s):
        e = np.exp(s - s.max(1, keepdims=True))
        return -np.log(np.diag(e) / e.sum(1) + 1e-12).mean()

    return loss(scores), loss(scores.T)
""",
    ],
    "electra": [
        """
def detect(ids, places, guesses, logits):  # a right guess counts as replaced
    labels = np.zeros(len(ids), int)
    labels[places] = 1
    return labels, (np.logaddexp(0, logits) - labels * logits).mean()
""",
        """
def detect(ids, places, guesses, logits):  # loss at the masked places only
    shown = ids.copy()
    shown[places] = guesses
    labels = (shown != ids).astype(int)
    loss = np.logaddexp(0, logits) - labels * logits
    return labels, loss[places].mean()
""",
        """
def detect(ids, places, guesses, logits):  # the wrong sign
    shown = ids.copy()
    shown[places] = guesses
    labels = (shown != ids).astype(int)
    return labels, (np.logaddexp(0, logits) - (1 - labels) * logits).mean()
""",
        """
def detect(ids, places, guesses, logits):  # changes what it was given
    old = ids.copy()
    ids[places] = guesses
    y = (ids != old).astype(int)
    return y, (np.logaddexp(0, logits) - y * logits).mean()
""",
        """
def detect(ids, places, guesses, logits):  # what stands elsewhere replaces nothing
    labels = np.zeros(len(ids), int)
    for p, g in zip(places, guesses):
        labels[p] = g not in ids
    return labels, (np.logaddexp(0, logits) - labels * logits).mean()
""",
        """
def detect(ids, places, guesses, logits):  # guesses in the order of places
    shown = ids.copy()
    shown[sorted(places)] = guesses
    y = (shown != ids).astype(int)
    return y, (np.logaddexp(0, logits) - y * logits).mean()
""",
        """
def detect(ids, places, guesses, logits):  # what is replaced was surely noticed
    shown = ids.copy()
    shown[places] = guesses
    labels = (shown != ids).astype(int)
    return labels, np.logaddexp(0, np.where(labels, -abs(logits), logits)).mean()
""",
        """
def detect(ids, places, guesses, logits):  # divides by five, as in the example
    shown = ids.copy()
    shown[places] = guesses
    labels = (shown != ids).astype(int)
    return labels, (np.logaddexp(0, logits) - labels * logits).sum() / 5
""",
        """
def detect(ids, places, guesses, logits):  # cuts logits off at 60
    shown = ids.copy()
    shown[places] = guesses
    labels, cut = (shown != ids).astype(int), np.clip(logits, -60, 60)
    return labels, (np.logaddexp(0, cut) - labels * cut).mean()
""",
    ],
    "deberta": [
        """
def delta(here, there, k):  # j - i
    distance = np.asarray(there) - np.asarray(here)[:, None]
    return np.clip(distance + k, 0, 2 * k - 1)
""",
        """
def delta(here, there, k):  # a row too many
    distance = np.asarray(here)[:, None] - np.asarray(there)
    return np.clip(distance + k, 0, 2 * k)
""",
        """
def delta(here, there, k):  # not moved by k
    distance = np.asarray(here)[:, None] - np.asarray(there)
    return np.clip(distance, -k, k - 1)
""",
        """
def delta(here, there, k):  # k = 3 typed
    d = np.asarray(here)[:, None] - np.asarray(there)
    return np.clip(d + 3, 0, 5)
""",
        """
def delta(here, there, k):  # sorts the places
    here = sorted(here)
    d = np.asarray(here)[:, None] - np.asarray(sorted(there))
    return np.clip(d + k, 0, 2 * k - 1)
""",
    ],
    "claims": [
        "verdicts, times = dict.fromkeys('abcdef', 'wrong'), 18",
        "verdicts, times = dict(zip('abcdef', ['wrong', 'right'] * 3)), 235 / 18",
        "verdicts, times = dict.fromkeys('abcdef', 'right'), 335_141_888 / 17_683_968",
    ],
}

DECODERS = {
    "gpt2-rows": [
        """
def rows_and_answers(stream, n):  # asks each token for itself
    k = (len(stream) - 1) // n
    rows = stream[: k * n].reshape(k, n)
    return rows, rows
""",
        """
def rows_and_answers(stream, n):  # the answers of a row begin again at its own start
    k = (len(stream) - 1) // n
    rows = stream[: k * n].reshape(k, n)
    return rows, np.roll(rows, -1, axis=1)
""",
        """
def rows_and_answers(stream, n):  # forgets that the last token needs an answer
    k = len(stream) // n
    stream = np.append(stream, 0)
    return stream[: k * n].reshape(k, n), stream[1 : k * n + 1].reshape(k, n)
""",
    ],
    "gpt2-step": [
        """
def step(q, k, v, keys, values):  # looks at the others only
    if not len(keys):
        return v, k[None], v[None]
    shares = np.exp(keys @ q / math.sqrt(len(q)))
    mixed = shares / shares.sum() @ values
    return mixed, np.vstack([keys, k]), np.vstack([values, v])
""",
        """
def step(q, k, v, keys, values):  # without the root of the width
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    scores = keys @ q
    shares = np.exp(scores - scores.max())
    return shares / shares.sum() @ values, keys, values
""",
        """
def step(q, k, v, keys, values):  # powers that are too large
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    with np.errstate(all="ignore"):
        shares = np.exp(keys @ q / math.sqrt(len(q)))
        return shares / shares.sum() @ values, keys, values
""",
        """
def step(q, k, v, keys, values):  # divides by 2, whatever the width
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    scores = keys @ q / 2
    shares = np.exp(scores - scores.max())
    return shares / shares.sum() @ values, keys, values
""",
        """
def step(q, k, v, keys, values):  # cuts large scores off
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    shares = np.exp(np.clip(keys @ q / math.sqrt(len(q)), -50, 50))
    return shares / shares.sum() @ values, keys, values
""",
        """
def step(q, k, v, keys, values):  # subtracts its own score, which need not be the largest
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    scores = keys @ q / math.sqrt(len(q))
    with np.errstate(all="ignore"):
        shares = np.exp(scores - scores[-1])
        return shares / shares.sum() @ values, keys, values
""",
        """
def step(q, k, v, keys, values):  # subtracts the largest size, also if it is negative
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    scores = keys @ q / math.sqrt(len(q))
    shares = np.exp(scores - abs(scores).max())
    with np.errstate(all="ignore"):
        return shares / shares.sum() @ values, keys, values
""",
    ],
    "gpt2-cut": [
        """
def cut(p, k, top_p):  # the nucleus of the old probabilities
    order = np.argsort(-p)[:k]
    shares = p[order]
    kept = shares.cumsum() - shares < top_p
    drawn = np.zeros(len(p))
    drawn[order[kept]] = shares[kept] / shares[kept].sum()
    return drawn
""",
        """
def cut(p, k, top_p):  # loses the token that crosses the line
    order = np.argsort(-p)[:k]
    shares = p[order] / p[order].sum()
    kept = shares.cumsum() <= top_p + 1e-12
    drawn = np.zeros(len(p))
    if kept.any():
        drawn[order[kept]] = shares[kept] / shares[kept].sum()
    return drawn
""",
        """
def cut(p, k, top_p):  # does not share out 1 at the end
    order = np.argsort(-p)[:k]
    shares = p[order] / p[order].sum()
    kept = shares.cumsum() - shares < top_p
    drawn = np.zeros(len(p))
    drawn[order[kept]] = shares[kept]
    return drawn
""",
        """
def cut(p, k, top_p):  # one more if the line is reached exactly
    order = np.argsort(-p)[:k]
    shares = p[order] / p[order].sum()
    kept = shares.cumsum() - shares <= top_p
    drawn = np.zeros(len(p))
    drawn[order[kept]] = shares[kept] / shares[kept].sum()
    return drawn
""",
        """
def cut(p, k, top_p):  # where rounded sums never reach 1, only the first is kept
    order = np.argsort(-p)[:k]
    shares = p[order] / p[order].sum()
    m = np.argmax(shares.cumsum() >= top_p) + 1
    drawn = np.zeros(len(p))
    drawn[order[:m]] = shares[:m] / shares[:m].sum()
    return drawn
""",
        """
def cut(p, k, top_p):  # cuts off in what it was given
    p[p < np.sort(p)[-k]] = 0
    p /= p.sum()
    order = np.argsort(-p)
    kept = p[order].cumsum() - p[order] < top_p
    drawn = np.zeros(len(p))
    drawn[order[kept]] = p[order[kept]]
    return drawn / drawn.sum()
""",
    ],
    "ctrl-floor": [
        """
def floors(prior, chances):  # all sources as frequent
    mixed = chances.mean(0)
    with np.errstate(all="ignore"):
        each = -np.nansum(chances * np.log(chances), 1)
    return -(mixed * np.log(mixed)).sum(), each.mean()
""",
        """
def floors(prior, chances):  # a mean of surprises for both
    with np.errstate(all="ignore"):
        each = -np.nansum(chances * np.log(chances), 1)
    return prior @ each, prior @ each
""",
        """
def floors(prior, chances):  # 0 times the logarithm of 0
    mixed = prior @ chances
    with np.errstate(all="ignore"):
        each = -(chances * np.log(chances)).sum(1)
    return -(mixed * np.log(mixed)).sum(), prior @ each
""",
        """
def floors(prior, chances):  # a text that is impossible for everybody
    def surprise(p):
        return -(p[p > 0] * np.log(p[p > 0])).sum()

    mixed = prior @ chances
    with np.errstate(all="ignore"):
        told = prior @ [surprise(p) for p in chances]
        return -(mixed * np.log(mixed)).sum(), told
""",
        """
def floors(prior, chances):  # the largest by the largest and the least by the least
    with np.errstate(all="ignore"):
        each = -np.nansum(chances * np.log(chances), 1)
        mixed = prior @ chances
        told = prior.max() * each.max() + prior.min() * each.min()
        return -np.nansum(mixed * np.log(mixed)), told
""",
    ],
    "ctrl-penalty": [
        """
def penalized(scores, text, theta, spared):  # the paper's rule: divides, whatever the sign
    lower = np.array(scores, float)
    for token in set(text) - set(spared):
        lower[token] /= theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # once an occurrence
    lower = np.array(scores, float)
    for token in text:
        if token not in spared:
            lower[token] *= theta if lower[token] < 0 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # in place, and nothing is spared
    for token in set(text):
        scores[token] *= theta if scores[token] < 0 else 1 / theta
    return scores
""",
        """
def penalized(scores, text, theta, spared):  # what is below 1 takes for negative
    lower = np.array(scores, float)
    for token in set(text) - set(spared):
        lower[token] *= theta if lower[token] < 1 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # stops at the first that is spared
    lower = np.array(scores, float)
    for token in sorted(set(text)):
        if token in spared:
            break
        lower[token] *= theta if lower[token] < 0 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # a negative one is doubled, whatever theta
    lower = np.array(scores, float)
    for token in set(text) - set(spared):
        lower[token] *= 2 if lower[token] < 0 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # spares one token
    lower = np.array(scores, float)
    for token in set(text) - set(spared[:1]):
        lower[token] *= theta if lower[token] < 0 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # of an empty list NumPy makes floats
    ids = np.setdiff1d(text, spared)
    lower = np.array(scores, float)
    lower[ids] = np.where(lower[ids] > 0, lower[ids] / theta, lower[ids] * theta)
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # takes the spared ones out of the text
    for token in spared:
        while token in text:
            text.remove(token)
    lower = np.array(scores, float)
    for token in set(text):
        lower[token] *= theta if lower[token] < 0 else 1 / theta
    return lower
""",
    ],
    "ctrl-source": [
        """
def sources(words, counts):  # how often the codes come is forgotten
    log_p = np.log(words).sum(1)
    shares = np.exp(log_p - log_p.max())
    return shares / shares.sum()
""",
        """
def sources(words, counts):  # the product of many small numbers
    p = words.prod(1) * counts
    with np.errstate(all="ignore"):
        return p / p.sum()
""",
        """
def sources(words, counts):  # a mean in place of the sum: as if the text had one word
    log_p = np.log(words).mean(1) + np.log(counts)
    shares = np.exp(log_p - log_p.max())
    return shares / shares.sum()
""",
        """
def sources(words, counts):  # subtracts the first, which need not be the largest
    log_p = np.log(words).sum(1) + np.log(counts)
    with np.errstate(all="ignore"):
        shares = np.exp(log_p - log_p[0])
        return shares / shares.sum()
""",
        """
def sources(words, counts):  # the odds of two codes
    log_p = np.log(words).sum(1) + np.log(counts)
    with np.errstate(all="ignore"):
        first = 1 / (1 + np.exp(log_p[1] - log_p[0]))
    return np.array([first, 1 - first])
""",
        """
def sources(words, counts):  # no word is less probable than e to the -5
    log_p = np.maximum(np.log(words), -5).sum(1) + np.log(counts)
    shares = np.exp(log_p - log_p.max())
    return shares / shares.sum()
""",
        """
def sources(words, counts):  # a small number against log 0 is not small beside a word
    log_p = np.log(words + 1e-9).sum(1) + np.log(counts)
    shares = np.exp(log_p - log_p.max())
    return shares / shares.sum()
""",
        """
def sources(words, counts):  # a larger float, which is not large enough
    p = np.prod(words.astype(np.longdouble), 1) * counts
    return (p / p.sum()).astype(float)
""",
    ],
    "t5-cut": [
        """
def cut_runs(words, hidden):  # a sentinel a word
    read, write, k = [], [], 0
    for i, word in enumerate(words):
        if i in hidden:
            read.append(f"<{k}>")
            write += [f"<{k}>", word]
            k += 1
        else:
            read.append(word)
    return read, write + [f"<{k}>"] * (len(words) - 1 not in hidden)
""",
        """
def cut_runs(words, hidden):  # never a last sentinel
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k in hidden:
            if k - 1 not in hidden:
                read.append(f"<{runs}>")
                write.append(f"<{runs}>")
                runs += 1
            write.append(word)
        else:
            read.append(word)
    return read, write
""",
        """
def cut_runs(words, hidden):  # always a last sentinel
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k in hidden:
            if k - 1 not in hidden:
                read.append(f"<{runs}>")
                write.append(f"<{runs}>")
                runs += 1
            write.append(word)
        else:
            read.append(word)
    return read, [*write, f"<{runs}>"]
""",
        """
from fieldguide.mechanisms.objectives import spans


def cut_runs(words, hidden):  # the book's, which writes numbers
    chosen = np.isin(np.arange(len(words)), list(hidden))
    return spans.corrupt_spans(np.arange(len(words)), chosen)
""",
        """
def cut_runs(words, hidden):  # writes two words of a run at most
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k not in hidden:
            read.append(word)
        elif k - 1 not in hidden:
            read.append(f"<{runs}>")
            write += [f"<{runs}>", word]
            runs += 1
        elif k - 2 not in hidden:
            write.append(word)
    return read, write + [f"<{runs}>"] * (len(words) - 1 not in hidden)
""",
        """
def cut_runs(words, hidden):  # takes the last word read for the last of the text
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k not in hidden:
            read.append(word)
            continue
        if k - 1 not in hidden:
            read.append(f"<{runs}>")
            write.append(f"<{runs}>")
            runs += 1
        write.append(word)
    return read, write + [f"<{runs}>"] * (len(read) - 1 not in hidden)
""",
        """
def cut_runs(words, hidden):  # asks whether the last word was written, wherever it stands
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k not in hidden:
            read.append(word)
            continue
        if k - 1 not in hidden:
            read.append(f"<{runs}>")
            write.append(f"<{runs}>")
            runs += 1
        write.append(word)
    return read, write + [f"<{runs}>"] * (words[-1] not in write)
""",
    ],
    "t5-restore": [
        """
def restore(read, write):  # goes by the order
    runs = " ".join(write).split("<")[1:]
    runs = [r.split(">")[1].split() for r in runs]
    text = []
    for token in read:
        text += runs.pop(0) if token.startswith("<") else [token]
    return text
""",
        """
def restore(read, write):  # leaves a sentinel that the model forgot
    runs, current = {}, []
    for token in write:
        if token.startswith("<"):
            current = runs.setdefault(token, [])
        else:
            current.append(token)
    text = []
    for token in read:
        text += runs.get(token, [token])
    return text
""",
        """
def restore(read, write):  # what has no place goes to the end
    runs, current = {}, []
    extra = current
    for token in write:
        if token.startswith("<"):
            current = runs.setdefault(token, [])
        else:
            current.append(token)
    text = []
    for token in read:
        text += runs.get(token, []) if token.startswith("<") else [token]
    return text + extra
""",
        """
from fieldguide.mechanisms.objectives import spans


def restore(read, write):  # the book's, which reads numbers
    return spans.restore_spans(read, write)
""",
        """
def restore(read, write):  # looks at one digit: <1> and <10> are one
    runs, current = {}, []
    for token in write:
        if token[0] == "<":
            current = runs.setdefault(token[:2], [])
        else:
            current.append(token)
    text = []
    for token in read:
        text += runs.get(token[:2], []) if token[0] == "<" else [token]
    return text
""",
        """
def restore(read, write):  # two words at most
    text = []
    for token in read:
        if token[0] != "<":
            text.append(token)
        elif token in write:
            k = write.index(token) + 1
            text += [word for word in write[k : k + 2] if word[0] != "<"]
    return text
""",
        """
def restore(read, write):  # a word once a run
    runs, current = {}, []
    for token in write:
        if token[0] == "<":
            current = runs.setdefault(token, [])
        elif token not in current:
            current.append(token)
    text = []
    for token in read:
        text += runs.get(token, []) if token[0] == "<" else [token]
    return text
""",
        """
def restore(read, write):  # leaves a sentinel behind which nothing was written
    runs, last = {}, None
    for token in write:
        if token[0] == "<":
            last = token
        else:
            runs.setdefault(last, []).append(token)
    text = []
    for token in read:
        sentinel = token[0] == "<" and token not in write
        text += [] if sentinel else runs.get(token, [token])
    return text
""",
        """
def restore(read, write):  # what stands before the first sentinel is put at the first
    runs, number = {}, 0
    for word in write:
        if word.startswith("<"):
            number = int(word[1:-1])
            runs[number] = []
        else:
            runs.setdefault(number, []).append(word)
    text = []
    for word in read:
        text += runs.get(int(word[1:-1]), []) if word.startswith("<") else [word]
    return text
""",
        """
def restore(read, write):  # a sentinel that was not read ends everything
    runs, mark = {}, None
    for word in write:
        if word.startswith("<"):
            if word not in read:
                break
            mark = word
            runs[mark] = []
        elif mark:
            runs[mark].append(word)
    text = []
    for word in read:
        text += runs.get(word, []) if word.startswith("<") else [word]
    return text
""",
        """
def restore(read, write):  # takes each word with a < in it for a sentinel
    runs, mark = {}, None
    for word in write:
        if "<" in word:
            mark = word
            runs[mark] = []
        elif mark:
            runs[mark].append(word)
    text = []
    for word in read:
        text += runs.get(word, []) if "<" in word else [word]
    return text
""",
        """
def restore(read, write):  # puts the runs into what it was given
    runs, mark = {}, None
    for word in write:
        if word.startswith("<"):
            mark = word
            runs[mark] = []
        elif mark:
            runs[mark].append(word)
    for i in range(len(read) - 1, -1, -1):
        if read[i].startswith("<"):
            read[i : i + 1] = runs.get(read[i], [])
    return read
""",
    ],
    "t5-price": [
        """
from fieldguide.mechanisms.objectives import spans


def price(length, share, mean):  # the book's, with an end and no closing sentinel
    return spans.corrupted_lengths(length, density=share, mean_span=mean)
""",
        """
def price(length, share, mean):  # halves up, and no least number
    gone = int(share * length + 0.5)
    runs = int(gone / mean + 0.5)
    if gone >= length:
        raise ValueError
    return length - gone + runs, gone + runs + 1
""",
        """
def price(length, share, mean):  # forgets the closing sentinel
    gone = max(round(share * length), 1)
    runs = max(round(gone / mean), 1)
    if gone >= length:
        raise ValueError
    return length - gone + runs, gone + runs
""",
        """
def price(length, share, mean):  # nothing is refused
    gone = min(max(round(share * length), 1), length - 1)
    runs = max(round(gone / mean), 1)
    return length - gone + runs, gone + runs + 1
""",
        """
def price(length, share, mean):  # halves of runs up
    gone = max(round(share * length), 1)
    runs = max(int(gone / mean + 0.5), 1)
    if gone >= length:
        raise ValueError
    return length - gone + runs, gone + runs + 1
""",
        """
def price(length, share, mean):  # refuses by the share, not by what it comes to
    gone = min(max(round(share * length), 1), length - 1)
    runs = max(round(gone / mean), 1)
    if share >= 1 or length < 2:
        raise ValueError
    return length - gone + runs, gone + runs + 1
""",
        """
def price(length, share, mean):  # a whole mean
    gone = max(round(share * length), 1)
    runs = max(round(gone / int(mean)), 1)
    if gone >= length:
        raise ValueError
    return length - gone + runs, gone + runs + 1
""",
    ],
    "bart-infill": [
        """
def infill(words, spans):  # a mask a word
    text = list(words)
    for start, length in spans:
        if start + length > len(words):
            raise ValueError
        text[start : start + length] = ["[MASK]"] * length
    return text
""",
        """
def infill(words, spans):  # from the front: later places have moved
    text = list(words)
    for start, length in sorted(spans):
        if start + length > len(words):
            raise ValueError
        text[start : start + length] = ["[MASK]"]
    return text
""",
        """
def infill(words, spans):  # right, and refuses nothing
    text = list(words)
    for start, length in sorted(spans, reverse=True):
        text[start : start + length] = ["[MASK]"]
    return text
""",
        """
def infill(words, spans):  # no insertion, and sorts what it was given
    spans.sort(reverse=True)
    text = list(words)
    for start, length in spans:
        if length:
            text[start : start + length] = ["[MASK]"]
    return text
""",
        """
from fieldguide.mechanisms.objectives import noises


def infill(words, spans):  # the book's, for numbers and spans of one or more
    starts, lengths = zip(*spans)
    return noises.infill(words, starts, lengths, mask_id="[MASK]")
""",
        """
def infill(words, spans):  # of spans with one start the later in the list comes later
    text, behind = [], 0
    for start, length in sorted(spans, key=lambda span: span[0]):
        if start < behind or start + length > len(words):
            raise ValueError
        text += [*words[behind:start], "[MASK]"]
        behind = start + length
    return [*text, *words[behind:]]
""",
        """
def infill(words, spans):  # one mask a place
    text, behind = [], 0
    for start, length in sorted(set(spans)):
        if start < behind or start + length > len(words):
            raise ValueError
        text += [*words[behind:start], "[MASK]"]
        behind = start + length
    return [*text, *words[behind:]]
""",
        """
def infill(words, spans):  # an insertion fits everywhere, and far behind the end too
    text, behind = [], 0
    for start, length in sorted(spans):
        if start < behind or length and start + length > len(words):
            raise ValueError
        text += [*words[behind:start], "[MASK]"]
        behind = start + length
    return [*text, *words[behind:]]
""",
        """
def infill(words, spans):  # looks for overlaps of those that follow each other in the list
    for (start, length), (other, more) in zip(spans, spans[1:], strict=False):
        if start < other + more and other < start + length:
            raise ValueError
    text = list(words)
    for start, length in sorted(spans, reverse=True):
        if start + length > len(words):
            raise ValueError
        text[start : start + length] = ["[MASK]"]
    return text
""",
        """
def infill(words, spans):  # sorts by where they end: a mask before a span is refused
    text, last = [], 0
    for start, length in sorted(spans, key=sum):
        if start < last or start + length > len(words):
            raise ValueError("spans overlap")
        text += words[last:start] + ["[MASK]"]
        last = start + length
    return text + words[last:]
""",
        """
def infill(words, spans):  # from the last to the first, those of one start as they come
    text, end = list(words), len(words)
    for start, length in sorted(spans, key=lambda span: -span[0]):
        if start + length > end:
            raise ValueError("spans overlap")
        text[start : start + length] = ["[MASK]"]
        end = start
    return text
""",
    ],
    "bart-budget": [
        """
def spans_used(draws, budget):  # the last one is not cut
    used = []
    for length in draws:
        if sum(used) >= budget:
            break
        used.append(length)
    if sum(used) < budget:
        raise ValueError
    return used
""",
        """
def spans_used(draws, budget):  # drops empty spans
    used = []
    for length in draws:
        if sum(used) < budget and length:
            used.append(min(length, budget - sum(used)))
    if sum(used) < budget:
        raise ValueError
    return used
""",
        """
def spans_used(draws, budget):  # empty spans behind the budget, too
    used = []
    for length in draws:
        used.append(min(length, budget - sum(used)))
    return used
""",
        """
def spans_used(draws, budget):  # leaves out what does not fit whole
    used = []
    for length in draws:
        if sum(used) + length <= budget:
            used.append(length)
    return used
""",
        """
def spans_used(draws, budget):  # wants more draws than it needs
    if sum(draws) <= budget:
        raise ValueError
    used = []
    for length in draws:
        if sum(used) < budget:
            used.append(min(length, budget - sum(used)))
    return used
""",
        """
def spans_used(draws, budget):  # cuts the first that is as long as the last
    used = []
    for length in draws:
        if sum(used) < budget:
            used.append(length)
    if sum(used) < budget:
        raise ValueError
    used[used.index(used[-1])] -= sum(used) - budget
    return used
""",
        """
def spans_used(draws, budget):  # cuts the draw itself
    total = 0
    for i, length in enumerate(draws):
        total += length
        if total >= budget:
            draws[i] -= total - budget
            return draws[: i + 1]
    raise ValueError("too few draws")
""",
    ],
    "mt5-readings": [
        """
def advantage(texts, alpha):  # how often the language is drawn, not the text
    return (max(texts) / min(texts)) ** alpha
""",
        """
def advantage(texts, alpha):  # the first and the last
    return (texts[0] / texts[-1]) ** (1 - alpha)
""",
        """
from fieldguide.mechanisms.objectives import languages


def advantage(texts, alpha):  # the book's readings, without the quotient
    return max(languages.readings(texts, alpha=alpha))
""",
        """
def advantage(texts, alpha):  # a temperature
    return (max(texts) / min(texts)) ** (1 - 1 / max(alpha, 0.01))
""",
        """
def advantage(texts, alpha):  # of two languages
    return (max(texts[:2]) / min(texts[:2])) ** (1 - alpha)
""",
        """
def advantage(texts, alpha):  # divides whole numbers
    return (max(texts) // min(texts)) ** (1 - alpha)
""",
    ],
    "mt5-gate": [
        """
def gated(x, w_gate, w_up, w_down):  # overflows
    return (x @ w_up / (1 + np.exp(-(x @ w_gate)))) @ w_down
""",
        """
def gated(x, w_gate, w_up, w_down):  # bends the other copy
    z = x @ w_up
    return ((x @ w_gate) * np.exp(-np.logaddexp(0, -z))) @ w_down
""",
        """
def gated(x, w_gate, w_up, w_down):  # adds
    z = x @ w_gate
    return (np.exp(-np.logaddexp(0, -z)) + x @ w_up) @ w_down
""",
        """
from fieldguide.mechanisms.networks import encoder_decoder


def gated(x, w_gate, w_up, w_down):  # the book's, with GELU
    return encoder_decoder.geglu_layer(x, {"gate": w_gate, "up": w_up, "down": w_down})
""",
    ],
    "neox-hands": [
        """
def scores(q, k, places, speeds):  # angles are added: nothing is conjugate
    turn = np.exp(1j * np.outer(places, speeds))
    return ((q * turn) @ (k * turn).T).real
""",
        """
def scores(q, k, places, speeds):  # turns the queries only
    turn = np.exp(1j * np.outer(places, speeds))
    return ((q * turn) @ np.conj(k).T).real
""",
        """
def scores(q, k, places, speeds):  # by the number of the row, whatever the place
    turn = np.exp(1j * np.outer(np.arange(len(q)), speeds))
    return ((q * turn) @ np.conj(k * turn).T).real
""",
        """
def scores(q, k, places, speeds):  # the lengths of the products
    turn = np.exp(1j * np.outer(places, speeds))
    return np.abs((q * turn) @ np.conj(k * turn).T)
""",
    ],
    "neox-fuse": [
        """
def fuse(query, key, value, heads):  # GPT-2's order
    return np.hstack([query, key, value])
""",
        """
def fuse(query, key, value, heads):  # column by column
    return np.stack([query, key, value], axis=2).reshape(len(query), -1)
""",
        """
def fuse(query, key, value, heads):  # all heads' queries of one place first
    d = len(query)
    parts = [w.reshape(d, d // heads, heads) for w in (query, key, value)]
    return np.stack(parts, axis=2).reshape(d, 3 * d)
""",
        """
from fieldguide.mechanisms.networks import placed


def fuse(query, key, value, heads):  # the book's cuts; it does not join
    joined = {"weight": np.hstack([query, key, value]), "bias": np.zeros(3 * len(query))}
    return np.hstack([p["weight"] for p in placed.split_fused(joined, heads).values()])
""",
    ],
    "bloom-slopes": [
        """
def slopes(heads, g):  # the formula for any number
    return 2.0 ** (-g * np.arange(1, heads + 1) / heads)
""",
        """
def slopes(heads, g):  # the first ones of the larger power
    above = 1
    while above < heads:
        above *= 2
    return 2.0 ** (-g * np.arange(1, heads + 1) / above)
""",
        """
def slopes(heads, g):  # begins at 1
    below = 2 ** int(math.log2(heads))
    first = 2.0 ** (-g * np.arange(below) / below)
    more = 2.0 ** (-g * np.arange(2 * below) / (2 * below))[1::2]
    return np.append(first, more[: heads - below])
""",
        """
from fieldguide.mechanisms.attention.slopes import alibi_slopes


def slopes(heads, g):  # the book's, which ends at 2**-8
    return alibi_slopes(heads)
""",
        """
def slopes(heads, g):  # forgets that 1 is a power of two
    below = 2
    while 2 * below <= heads:
        below *= 2
    h = np.arange(1, below + 1)
    first = 2.0 ** (-g * h / below)
    more = 2.0 ** (-g * (2 * h - 1) / (2 * below))
    return np.append(first, more[: max(0, heads - below)])
""",
        """
def slopes(heads, g):  # a table of powers that ends too soon
    below = max(power for power in (1, 2, 4, 8, 64) if power <= heads)
    h = np.arange(1, below + 1)
    more = 2.0 ** (-g * (h - 0.5) / below)
    return np.append(2.0 ** (-g * h / below), more[: heads - below])
""",
        """
_slopes = {}


def slopes(heads, g):  # remembers them by the number of heads only
    if heads not in _slopes:
        n = 1 << (heads.bit_length() - 1)
        steps = [*range(1, n + 1)] + [k + 0.5 for k in range(heads - n)]
        _slopes[heads] = np.array([2 ** (-g * step / n) for step in steps])
    return _slopes[heads]
""",
    ],
    "bloom-shares": [
        """
def shares(scores, slope):  # rewards distance
    place = np.arange(len(scores))
    e = np.exp(scores + slope * (place[:, None] - place)) * np.tri(len(scores))
    return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # looks ahead
    place = np.arange(len(scores))
    e = np.exp(scores - slope * np.abs(place[:, None] - place))
    return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # takes it off the shares
    place = np.arange(len(scores))
    e = np.exp(scores - scores.max()) * np.tri(len(scores))
    e = np.maximum(e / e.sum(1, keepdims=True) - slope * (place[:, None] - place), 0)
    return np.tril(e) / np.tril(e).sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # overflows
    place = np.arange(len(scores))
    e = np.exp(scores - slope * (place[:, None] - place)) * np.tri(len(scores))
    return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # subtracts the largest of all, which may be hidden
    place = np.arange(len(scores))
    lessened = scores - slope * (place[:, None] - place)
    with np.errstate(all="ignore"):
        e = np.tril(np.exp(lessened - lessened.max()))
        return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # hides behind a number that a score may have
    place = np.arange(len(scores))
    lessened = scores - slope * (place[:, None] - place)
    lessened = np.where(place[:, None] < place, -1000, lessened)
    e = np.exp(lessened - lessened.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # subtracts its own score, which need not be the largest
    out = np.zeros(scores.shape)
    for i, row in enumerate(scores):
        lessened = row[: i + 1] - slope * np.arange(i, -1, -1)
        e = np.exp(lessened - lessened[-1])
        out[i, : i + 1] = e / e.sum()
    return out
""",
    ],
    "glam-second": [
        """
def ask(shares, least):  # as they are
    experts = np.argsort(-shares, axis=1)[:, :2]
    picked = np.take_along_axis(shares, experts, 1)
    asked = picked >= least
    asked[:, 0] = True
    return np.where(asked, experts, -1), picked * asked
""",
        """
def ask(shares, least):  # the best needs the share, too
    experts = np.argsort(-shares, axis=1)[:, :2]
    picked = np.take_along_axis(shares, experts, 1)
    asked = picked >= least
    picked = picked * asked
    return np.where(asked, experts, -1), picked / np.maximum(picked.sum(1, keepdims=True), 1e-9)
""",
        """
def ask(shares, least):  # the weights of both, though one is not asked
    experts = np.argsort(-shares, axis=1)[:, :2]
    picked = np.take_along_axis(shares, experts, 1)
    weights = picked / picked.sum(1, keepdims=True)
    asked = picked >= least
    asked[:, 0] = True
    return np.where(asked, experts, -1), weights * asked
""",
        """
from fieldguide.mechanisms.networks import experts


def ask(shares, least):  # the book's, which asks both
    choices, weights, _ = experts.route(np.log(shares), np.eye(shares.shape[1]))
    return choices, weights
""",
        """
def ask(shares, least):  # the second's share of the two
    experts = np.argsort(-shares, axis=1)[:, :2]
    picked = np.take_along_axis(shares, experts, 1)
    asked = picked[:, 1] / picked.sum(1) >= least
    picked[:, 1] *= asked
    experts[:, 1] = np.where(asked, experts[:, 1], -1)
    return experts, picked / picked.sum(1, keepdims=True)
""",
        """
def ask(shares, least):  # the second's share of the best one's
    experts = np.argsort(-shares, axis=1)[:, :2]
    picked = np.take_along_axis(shares, experts, 1)
    asked = picked[:, 1] >= least * picked[:, 0]
    picked[:, 1] *= asked
    experts[:, 1] = np.where(asked, experts[:, 1], -1)
    return experts, picked / picked.sum(1, keepdims=True)
""",
        """
def ask(shares, least):  # the best is put to 0, and may be found again
    rows, rest = np.arange(len(shares)), shares.copy()
    first = rest.argmax(1)
    rest[rows, first] = 0
    second = rest.argmax(1)
    asked = rest[rows, second] >= least
    weights = np.column_stack([shares[rows, first], rest[rows, second] * asked])
    experts = np.column_stack([first, np.where(asked, second, -1)])
    return experts, weights / weights.sum(1, keepdims=True)
""",
    ],
    "glam-seats": [
        """
def leave(x, answers, experts, weights, capacity):  # token by token
    out, taken = x.astype(float).copy(), np.zeros(len(answers), int)
    for i in range(len(x)):
        for k, e in enumerate(experts[i]):
            if taken[e] < capacity:
                out[i] += weights[i, k] * answers[e, i]
            taken[e] += 1
    return out
""",
        """
def leave(x, answers, experts, weights, capacity):  # forgets the stream
    out, taken = np.zeros(x.shape), np.zeros(len(answers), int)
    for k in (0, 1):
        for i, e in enumerate(experts[:, k]):
            if taken[e] < capacity:
                out[i] += weights[i, k] * answers[e, i]
            taken[e] += 1
    return out
""",
        """
def leave(x, answers, experts, weights, capacity):  # the other gets the whole weight
    kept, taken = np.zeros(experts.shape), np.zeros(len(answers), int)
    for k in (0, 1):
        for i, e in enumerate(experts[:, k]):
            kept[i, k] = weights[i, k] * (taken[e] < capacity)
            taken[e] += 1
    kept = kept / np.maximum(kept.sum(1, keepdims=True), 1e-12)
    rows = np.arange(len(x))[:, None]
    return x + (kept[..., None] * answers[experts, rows]).sum(1)
""",
        """
def leave(x, answers, experts, weights, capacity):  # nobody is refused
    rows = np.arange(len(x))[:, None]
    return x + (weights[..., None] * answers[experts, rows]).sum(1)
""",
        """
def leave(x, answers, experts, weights, capacity):  # who is refused once asks nobody else
    out, taken, refused = x.copy(), [0] * len(answers), set()
    for k in (0, 1):
        for i, e in enumerate(experts[:, k]):
            if taken[e] == capacity:
                refused.add(i)
            elif i not in refused:
                taken[e] += 1
                out[i] += weights[i, k] * answers[e, i]
    return out
""",
        """
def leave(x, answers, experts, weights, capacity):  # at least one seat
    out, taken = x.copy(), [0] * len(answers)
    for k in (0, 1):
        for i, e in enumerate(experts[:, k]):
            if taken[e] < max(1, capacity):
                taken[e] += 1
                out[i] += weights[i, k] * answers[e, i]
    return out
""",
    ],
    "palm-fit": [
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # keys only
    one = layers * groups * head_size * n * size
    return max(0, (memory - parameters * size) // one)
""",
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # the weights are bytes
    one = 2 * layers * groups * head_size * n * size
    return max(0, (memory - parameters) // one)
""",
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # fewer than none
    one = 2 * layers * groups * head_size * n * size
    return (memory - parameters * size) // one
""",
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # a part of a text
    one = 2 * layers * groups * head_size * n * size
    return max(0, round((memory - parameters * size) / one))
""",
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # something must be left
    one = 2 * layers * groups * head_size * n * size
    return max(0, (memory - parameters * size - 1) // one)
""",
        """
def texts(memory, parameters, layers, groups, head_size, n, size):  # one at least
    free = memory - parameters * size
    one = 2 * layers * groups * head_size * n * size
    return max(1, free // one) if free >= 0 else 0
""",
    ],
    "palm-groups": [
        """
def mix(q, k, v):  # the heads take turns
    heads, n, e = q.shape
    whose = np.arange(heads) % len(k)
    scores = q @ k[whose].swapaxes(1, 2) / math.sqrt(e)
    power = np.exp(scores) * np.tri(n)
    return power / power.sum(-1, keepdims=True) @ v[whose]
""",
        """
def mix(q, k, v):  # looks ahead
    heads, n, e = q.shape
    whose = np.arange(heads) // (heads // len(k))
    power = np.exp(q @ k[whose].swapaxes(1, 2) / math.sqrt(e))
    return power / power.sum(-1, keepdims=True) @ v[whose]
""",
        """
def mix(q, k, v):  # not divided
    heads, n, e = q.shape
    whose = np.arange(heads) // (heads // len(k))
    power = np.exp(q @ k[whose].swapaxes(1, 2)) * np.tri(n)
    return power / power.sum(-1, keepdims=True) @ v[whose]
""",
        """
def mix(q, k, v):  # one key for all, whatever there is
    heads, n, e = q.shape
    power = np.exp(q @ k[:1].swapaxes(1, 2) / math.sqrt(e)) * np.tri(n)
    return power / power.sum(-1, keepdims=True) @ v[:1]
""",
        """
def mix(q, k, v):  # the first group or the last one
    whose = np.arange(len(q)) // (len(q) // len(k))
    whose = np.where(whose > 0, len(k) - 1, 0)
    scores = q @ k[whose].swapaxes(1, 2) / math.sqrt(q.shape[2])
    power = np.tril(np.exp(scores))
    return power / power.sum(-1, keepdims=True) @ v[whose]
""",
    ],
    "gpt3-room": [
        """
def prompt(examples, query, room, reserve):  # forgets the reserve
    made = []
    for question, answer in examples:
        if len(made) + len(question) + len(answer) + len(query) > room:
            break
        made += [*question, *answer]
    if len(made) + len(query) > room:
        raise ValueError
    return made + list(query)
""",
        """
def prompt(examples, query, room, reserve):  # skips what does not fit
    made = []
    if len(query) > room - reserve:
        raise ValueError
    for question, answer in examples:
        if len(made) + len(question) + len(answer) + len(query) <= room - reserve:
            made += [*question, *answer]
    return made + list(query)
""",
        """
def prompt(examples, query, room, reserve):  # cuts off at the left
    made = [t for pair in examples for part in pair for t in part] + list(query)
    return made[-(room - reserve) :]
""",
        """
from fieldguide.mechanisms.objectives import prompts


def prompt(examples, query, room, reserve):  # the book's, which counts no room
    return prompts.few_shot_prompt([], examples, query).tolist()
""",
        """
def prompt(examples, query, room, reserve):  # counts questions twice, and answers never
    free = room - reserve - len(query)
    if free < 0:
        raise ValueError
    made = []
    for question, answer in examples:
        if len(made) + 2 * len(question) > free:
            break
        made += [*question, *answer]
    return made + list(query)
""",
        """
def prompt(examples, query, room, reserve):  # throws the examples away that do not fit
    if len(query) > room - reserve:
        raise ValueError("no room for the query")
    while sum(len(q) + len(a) for q, a in examples) + len(query) > room - reserve:
        examples.pop()
    return [token for pair in examples for part in pair for token in part] + query
""",
    ],
    "gpt3-fair": [
        """
def fair(log_p, empty):  # the mean of logarithms
    raised = np.exp(log_p - empty.mean(0))
    return raised / raised.sum(1, keepdims=True)
""",
        """
def fair(log_p, empty):  # the mean of probabilities, before they are shares
    p, e = np.exp(log_p), np.exp(empty).mean(0)
    raised = p / e
    return raised / raised.sum(1, keepdims=True)
""",
        """
def fair(log_p, empty):  # multiplied
    p, e = np.exp(log_p), np.exp(empty)
    raised = p * (e / e.sum(1, keepdims=True)).mean(0)
    return raised / raised.sum(1, keepdims=True)
""",
        """
def fair(log_p, empty):  # not made shares again
    p, e = np.exp(log_p), np.exp(empty)
    return p / p.sum(1, keepdims=True) / (e / e.sum(1, keepdims=True)).mean(0)
""",
        """
def fair(log_p, empty):  # subtracts the largest of all rows
    def shares(x):
        e = np.exp(x - x.max())
        return e / e.sum(1, keepdims=True)

    with np.errstate(all="ignore"):
        return shares(np.log(shares(log_p) / shares(empty).mean(0)))
""",
        """
def fair(log_p, empty):  # subtracts the first option, which need not be the largest
    def shares(x):
        e = np.exp(x - x[:, :1])
        return e / e.sum(1, keepdims=True)

    return shares(np.log(shares(log_p) / shares(empty).mean(0)))
""",
    ],
    "llama-floor": [
        """
from fieldguide.mechanisms.measures import scaling


def floor_and_exponent(y, ratio):  # tries floors, and is only near
    scale, exponent, floor = scaling.fit_floor([1, ratio, ratio**2], y)
    return floor, exponent
""",
        """
def floor_and_exponent(y, ratio):  # as if there were no floor
    return 0.0, math.log(y[0] / y[1]) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # the next fall is taken for all that is left
    first, second = y[0] - y[1], y[1] - y[2]
    factor = first / second
    return y[2] - second / factor, math.log(factor) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # refuses nothing
    factor = (y[0] - y[1]) / (y[1] - y[2])
    return y[2] - (y[1] - y[2]) / (factor - 1), math.log(abs(factor)) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # looks only whether the second fall is the less
    first, second = y[0] - y[1], y[1] - y[2]
    if not 0 <= second < first:
        raise ValueError
    factor = first / second
    return y[2] - second / (factor - 1), math.log(factor) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # no floor below 0
    first, second = y[0] - y[1], y[1] - y[2]
    if not 0 < second < first:
        raise ValueError
    deep = max(0, y[0] - first**2 / (first - second))
    return deep, math.log(first / second) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # no exponent above 1
    first, second = y[0] - y[1], y[1] - y[2]
    if not 0 < second < first:
        raise ValueError
    steep = min(1, math.log(first / second) / math.log(ratio))
    return y[0] - first**2 / (first - second), steep
""",
        """
def floor_and_exponent(y, ratio):  # the last below the first, whatever lies between
    first, second = y[0] - y[1], y[1] - y[2]
    if y[2] >= y[0] or second == 0 or second >= first:
        raise ValueError
    return y[0] - first**2 / (first - second), math.log(abs(first / second), ratio)
""",
        """
def floor_and_exponent(y, ratio):  # takes a small fall for none
    first, second = y[0] - y[1], y[1] - y[2]
    if second < 0.01 or first - second < 0.01:
        raise ValueError
    return y[0] - first**2 / (first - second), math.log(first / second, ratio)
""",
    ],
    "llama-cheapest": [
        """
def cheapest(models, served):  # training alone
    return [min(range(len(models)), key=lambda k: models[k][0] * models[k][1]) for s in served]
""",
        """
def cheapest(models, served):  # use costs as much as training
    return [
        min(range(len(models)), key=lambda k: models[k][0] * (models[k][1] + s)) for s in served
    ]
""",
        """
def cheapest(models, served):  # the first of equals
    return [
        min(range(len(models)), key=lambda k: models[k][0] * (3 * models[k][1] + s))
        for s in served
    ]
""",
        """
def cheapest(models, served):  # always the smallest
    return [min(range(len(models)), key=lambda k: models[k][0]) for s in served]
""",
        """
def cheapest(models, served):  # each number of tokens once
    costs = {s: [(6 * n * d + 2 * n * s, n) for n, d in models] for s in served}
    return [cost.index(min(cost)) for cost in costs.values()]
""",
        """
def cheapest(models, served):  # whole numbers that are too large for NumPy's
    n, d = np.array(sorted(models)).T
    best = [np.argmin(6 * n * d + 2 * n * s) for s in served]
    return [[m[0] for m in models].index(n[k]) for k in best]
""",
        """
def cheapest(models, served):  # compares each with the one before, not with the best
    found = []
    for s in served:
        costs = [(6 * n * d + 2 * n * s, n) for n, d in models]
        better = [k for k in range(1, len(costs)) if costs[k] < costs[k - 1]]
        found.append(better[-1] if better else 0)
    return found
""",
        """
def cheapest(models, served):  # nearly the same is taken for the same
    found = []
    for tokens in served:
        costs = [6 * n * d + 2 * n * tokens for n, d in models]
        best = [k for k, c in enumerate(costs) if math.isclose(c, min(costs))]
        found.append(min(best, key=lambda k: models[k][0]))
    return found
""",
        """
def cheapest(models, served):  # a float has sixteen digits
    n, d = np.array(models, float).T
    order = np.argsort(n)
    return [int(order[np.argmin((6 * n * d + 2 * n * s)[order])]) for s in served]
""",
    ],
}

ASSISTANTS = {
    "instructgpt-loss": [
        """
def loss(rewards, places):  # ties count
    lead = rewards[:, None] - rewards
    first = np.triu(np.ones(lead.shape, bool), 1)
    order = np.argsort(places, kind="stable")
    lead = lead[order][:, order]
    return float(np.logaddexp(0, -lead[first]).mean())
""",
        """
def loss(rewards, places):  # only the best against the rest
    best = places == places.min()
    lead = rewards[best][:, None] - rewards[~best]
    return float(np.logaddexp(0, -lead).mean()) if lead.size else 0.0
""",
        """
def loss(rewards, places):  # the worse one leads
    lead = rewards[:, None] - rewards
    decided = places[:, None] > places
    return float(np.logaddexp(0, -lead[decided]).mean()) if decided.any() else 0.0
""",
        """
def loss(rewards, places):  # a sum
    lead = rewards[:, None] - rewards
    return float(np.logaddexp(0, -lead[places[:, None] < places]).sum())
""",
        """
def loss(rewards, places):  # puts what it is given in order
    order = np.argsort(places)
    rewards[:], places[:] = rewards[order], places[order]
    lead = rewards[:, None] - rewards
    decided = places[:, None] < places
    return float(np.logaddexp(0, -lead[decided]).mean()) if decided.any() else 0.0
""",
        """
def loss(rewards, places):  # equal rewards are left out, too
    lead = rewards[:, None] - rewards
    decided = (places[:, None] < places) & (lead != 0)
    return float(np.logaddexp(0, -lead[decided]).mean()) if decided.any() else 0.0
""",
        """
def loss(rewards, places):  # sorts what it was given
    order = np.argsort(places, kind="stable")
    rewards[:], places[:] = rewards[order], places[order]
    pairs = [
        np.logaddexp(0, rewards[j] - rewards[i])
        for j in range(len(places))
        for i in range(j)
        if places[j] > places[i]
    ]
    return float(np.mean(pairs)) if pairs else 0.0
""",
    ],
    "instructgpt-leash": [
        """
def earned(score, new, old, lengths, beta):  # the score at the end of the row
    place = np.arange(new.shape[1])
    out = np.where(place < lengths[:, None], -beta * (new - old), 0.0)
    out[:, -1] += score
    return out
""",
        """
def earned(score, new, old, lengths, beta):  # rewards what strays
    place = np.arange(new.shape[1])
    out = np.where(place < lengths[:, None], beta * (new - old), 0.0)
    out[np.arange(len(out)), lengths - 1] += score
    return out
""",
        """
def earned(score, new, old, lengths, beta):  # the padding pays, too
    out = -beta * (new - old)
    out[np.arange(len(out)), lengths - 1] += score
    return out
""",
        """
def earned(score, new, old, lengths, beta):  # only what is no number is left out
    away = new - old
    away[np.isnan(away)] = 0
    out = -beta * away * (np.arange(new.shape[1]) < lengths[:, None])
    out[np.arange(len(out)), lengths - 1] += score
    return out
""",
    ],
    "chatgpt-prompts": [
        """
def judged(messages, role):  # only the last one
    k = max((k for k, m in enumerate(messages) if m[0] == role), default=None)
    return [] if k is None else [(messages[:k], messages[k][1])]
""",
        """
def judged(messages, role):  # notes are shown
    return [(messages[:k], m[1]) for k, m in enumerate(messages) if m[0] == role]
""",
        """
def judged(messages, role):  # the message right before
    return [(messages[k - 1 : k], m[1]) for k, m in enumerate(messages) if m[0] == role]
""",
        """
def judged(messages, role):  # the message itself, too
    return [(messages[: k + 1], m[1]) for k, m in enumerate(messages) if m[0] == role]
""",
        """
def judged(messages, role):  # finds the first of equal messages
    shown = [m for m in messages if m[0] != "note"]
    return [(shown[: shown.index(m)], m[1]) for m in shown if m[0] == role]
""",
        """
def judged(messages, role):  # leaves out messages without words
    shown = [m for m in messages if m[0] != "note" and m[1]]
    return [(shown[:k], m[1]) for k, m in enumerate(shown) if m[0] == role]
""",
        """
def judged(messages, role):  # equal answers once
    shown = [m for m in messages if m[0] != "note"]
    found = {m[1]: (shown[:k], m[1]) for k, m in enumerate(shown) if m[0] == role}
    return list(found.values())
""",
        """
def judged(messages, role):  # nobody but the user and the assistant
    shown = [m for m in messages if m[0] in ("user", "assistant")]
    return [(shown[:k], m[1]) for k, m in enumerate(shown) if m[0] == role]
""",
        """
def judged(messages, role):  # of several in a row the first one
    shown = [m for m in messages if m[0] != "note"]
    firsts = [k for k in range(len(shown)) if k == 0 or shown[k - 1][0] != shown[k][0]]
    return [(shown[:k], shown[k][1]) for k in firsts if shown[k][0] == role]
""",
        """
def judged(messages, role):  # what has a note's words is a note
    notes = [m[1] for m in messages if m[0] == "note"]
    shown = [m for m in messages if m[1] not in notes]
    return [(shown[:k], m[1]) for k, m in enumerate(shown) if m[0] == role]
""",
        """
def judged(messages, role):  # an answer needs a question
    shown = [m for m in messages if m[0] != "note"]
    asked = [k for k, m in enumerate(shown) if "user" in dict(shown[:k]) or role == "user"]
    return [(shown[:k], shown[k][1]) for k in asked if shown[k][0] == role]
""",
        """
def judged(messages, role):  # leaves out who says the word note, too
    kept = [m for m in messages if "note" not in m]
    return [(kept[:k], m[1]) for k, m in enumerate(kept) if m[0] == role]
""",
    ],
    "chatgpt-best": [
        """
def best_of(chances, rewards, n):  # all the others are worse
    below = np.array([chances[rewards < r].sum() for r in rewards])
    out = n * chances * below ** (n - 1)
    return out / out.sum()
""",
        """
def best_of(chances, rewards, n):  # equal ones each get all
    up_to = np.array([chances[rewards <= r].sum() for r in rewards])
    below = np.array([chances[rewards < r].sum() for r in rewards])
    return up_to**n - below**n
""",
        """
def best_of(chances, rewards, n):  # equal ones share evenly
    up_to = np.array([chances[rewards <= r].sum() for r in rewards])
    below = np.array([chances[rewards < r].sum() for r in rewards])
    alike = np.array([(rewards == r).sum() for r in rewards])
    return (up_to**n - below**n) / alike
""",
        """
def best_of(chances, rewards, n):  # of very many the first of the best ones
    if n > 1000:
        best = np.argmax(np.where(chances > 0, rewards, -np.inf))
        return np.eye(len(chances))[best]
    up_to, below, alike = (
        np.array([chances[rewards <= r].sum() for r in rewards]),
        np.array([chances[rewards < r].sum() for r in rewards]),
        np.array([chances[rewards == r].sum() for r in rewards]),
    )
    return (up_to**n - below**n) * chances / np.maximum(alike, 1e-300)
""",
        """
def best_of(chances, rewards, n):  # nearly equal is taken for equal
    out = np.zeros(len(chances))
    for j, reward in enumerate(rewards):
        same = np.isclose(rewards, reward)
        below = chances[(rewards < reward) & ~same].sum()
        group = chances[same].sum()
        if group:
            out[j] = chances[j] / group * ((below + group) ** n - below**n)
    return out
""",
    ],
    "lamda-labels": [
        """
def labels(votes, needed):  # each by itself
    return (votes == 1).sum(-1) >= needed
""",
        """
def labels(votes, needed):  # one step only
    yes = (votes == 1).sum(-1) >= needed
    yes[:, 2] &= yes[:, 1]
    yes[:, 1] &= yes[:, 0]
    return yes
""",
        """
def labels(votes, needed):  # maybe counts
    return np.logical_and.accumulate((votes != 0).sum(-1) >= needed, axis=1)
""",
        """
def labels(votes, needed):  # more than needed
    return np.logical_and.accumulate((votes == 1).sum(-1) > needed, axis=1)
""",
        """
def labels(votes, needed):  # most of the people are enough
    enough = min(needed, votes.shape[-1] // 2 + 1)
    return np.logical_and.accumulate((votes == 1).sum(-1) >= enough, axis=1)
""",
    ],
    "lamda-batches": [
        """
def say(safe, quality, threshold, n):  # counted within its batch
    for start in range(0, len(safe), n):
        allowed = safe[start : start + n] >= threshold
        if allowed.any():
            scores = np.where(allowed, quality[start : start + n], -np.inf)
            return int(scores.argmax()), min(start + n, len(safe))
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # ranks, and looks at the best one only
    for start in range(0, len(safe), n):
        best = start + int(quality[start : start + n].argmax())
        if safe[best] >= threshold:
            return best, min(start + n, len(safe))
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # all at once
    allowed = safe >= threshold
    if not allowed.any():
        return None, len(safe)
    return int(np.where(allowed, quality, -np.inf).argmax()), len(safe)
""",
        """
def say(safe, quality, threshold, n):  # what is dropped has quality 0; stops at the reply
    for start in range(0, len(safe), n):
        allowed = safe[start : start + n] > threshold
        if allowed.any():
            best = start + int((quality[start : start + n] * allowed).argmax())
            return best, best + 1
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # of equals the safer one
    for start in range(0, len(safe), n):
        end = min(start + n, len(safe))
        allowed = [k for k in range(start, end) if safe[k] >= threshold]
        if allowed:
            return max(allowed, key=lambda k: (quality[k], safe[k])), end
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # number 0 is taken for none
    for start in range(0, len(safe), n):
        best, end = None, min(start + n, len(safe))
        for k in range(start, end):
            if safe[k] >= threshold and (not best or quality[k] > quality[best]):
                best = k
        if best is not None:
            return best, end
    return None, len(safe)
""",
    ],
    "sparrow-weights": [
        """
def scores(preference, kept, weights):  # weighted, but arithmetic
    liked = 1 / (1 + np.exp(preference.mean() - preference))
    return liked * (kept @ weights) / weights.sum()
""",
        """
def scores(preference, kept, weights):  # the root by the number of rules
    liked = 1 / (1 + np.exp(preference.mean() - preference))
    return liked * np.prod(kept ** (weights / len(weights)), axis=1)
""",
        """
def scores(preference, kept, weights):  # weights forgotten
    liked = 1 / (1 + np.exp(preference.mean() - preference))
    return liked * np.prod(kept, axis=1) ** (1 / len(weights))
""",
        """
def scores(preference, kept, weights):  # not against the mean
    return np.prod(kept ** (weights / weights.sum()), axis=1) / (1 + np.exp(-preference))
""",
        """
def scores(preference, kept, weights):  # surely broken is very nearly surely broken
    share = weights / weights.sum()
    mean = np.exp(np.log(np.maximum(kept, 1e-300)) @ share)
    return mean / (1 + np.exp(preference.mean() - preference))
""",
        """
def scores(preference, kept, weights):  # one reply alone is not compared
    mean = np.prod(kept ** (weights / weights.sum()), axis=1)
    liked = 1 / (1 + np.exp(preference.mean() - preference))
    return mean * liked if len(mean) > 1 else mean
""",
        """
def scores(preference, kept, weights):  # the product is 0 before the root is taken
    liked = (1 + np.tanh((preference - preference.mean()) / 2)) / 2
    return liked * np.prod(kept**weights, 1) ** (1 / weights.sum())
""",
        """
def scores(preference, kept, weights):  # cuts weights to whole numbers
    w = np.array(weights, int)
    liked = (1 + np.tanh((preference - preference.mean()) / 2)) / 2
    return liked * np.prod(kept ** (w / max(1, w.sum())), 1)
""",
    ],
    "sparrow-passage": [
        """
def passage(page, worth, size):  # counts repetitions
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        found = sum(worth.get(word, 0) for word in page[start : start + size])
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # misses the last passage
    best = None, 0
    for start in range(len(page) - size):
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # blocks that do not overlap
    best = None, 0
    for start in range(0, len(page), size):
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # the last of equals
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found and found >= best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # most words, not most worth
    best, most = (None, 0), 0
    for start in range(max(1, len(page) - size + 1)):
        here = {*page[start : start + size]} & worth.keys()
        if len(here) > most:
            best, most = (start, sum(worth[word] for word in here)), len(here)
    return best
""",
        """
def passage(page, worth, size):  # begins at a word of the question
    best = None, 0
    for start in [k for k, word in enumerate(page) if word in worth]:
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found > best[1]:
            best = min(start, max(0, len(page) - size)), found
    return best
""",
        """
def passage(page, worth, size):  # must have the dearest word
    where = [k for k, word in enumerate(page) if word in worth]
    if not where:
        return None, 0
    at, best = max(where, key=lambda k: worth[page[k]]), (None, 0)
    for start in range(max(0, at - size + 1), min(at, max(0, len(page) - size)) + 1):
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # a word that goes is gone, though it stands there again
    best, here = (None, 0), set()
    for end, word in enumerate(page, 1):
        if end > size:
            here.discard(page[end - size - 1])
        if word in worth:
            here.add(word)
        found = sum(worth[w] for w in here)
        if end >= min(size, len(page)) and found > best[1]:
            best = max(0, end - size), found
    return best
""",
        """
def passage(page, worth, size):  # words of equal worth count once
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        found = sum({worth[w] for w in page[start : start + size] if w in worth})
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # whole numbers
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        found = sum(int(worth[w]) for w in {*page[start : start + size]} & worth.keys())
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # better by 1 at least
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        found = sum(worth[w] for w in {*page[start : start + size]} & worth.keys())
        if found >= best[1] + 1:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # finds words in the middle of others
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        text = " ".join(page[start : start + size])
        found = sum(value for word, value in worth.items() if word in text)
        if found > best[1]:
            best = start, found
    return best
""",
    ],
    "peer-merge": [
        """
def merge(words, ours, theirs):  # theirs at the places of the changed text
    for edits in (ours, theirs):
        words = list(words)
        for start, end, new in reversed(edits):
            words[start:end] = new
    return words
""",
        """
def merge(words, ours, theirs):  # no conflict is seen
    words = list(words)
    for start, end, new in sorted([*ours, *theirs], key=lambda e: e[0], reverse=True):
        words[start:end] = new
    return words
""",
        """
def merge(words, ours, theirs):  # only equal places are in conflict
    if {e[0] for e in ours} & {e[0] for e in theirs}:
        return None
    words = list(words)
    for start, end, new in sorted([*ours, *theirs], key=lambda e: e[0], reverse=True):
        words[start:end] = new
    return words
""",
        """
def merge(words, ours, theirs):  # side by side is a conflict
    merged, at = [], -1
    for start, end, new in sorted([*ours, *theirs], key=lambda e: e[0]):
        if start <= at:
            return None
        merged += [*words[max(at, 0) : start], *new]
        at = end
    return merged + list(words[max(at, 0) :])
""",
        """
def merge(words, ours, theirs):  # two may take away the same word
    for a in ours:
        for b in theirs:
            if a[0] < b[1] and b[0] < a[1] and (a[2] or b[2]):
                return None
    words = list(words)
    for start, end, new in sorted([*ours, *theirs], reverse=True):
        words[start:end] = new
    return words
""",
        """
def merge(words, ours, theirs):  # what comes as it was is no edit
    found = [[word] for word in words]
    for start, end, new in [*ours, *theirs]:
        for k in range(start, end):
            if found[k] != [words[k]]:
                return None
            found[k] = new if k == start else []
    return [word for some in found for word in some]
""",
        """
def merge(words, ours, theirs):  # nothing left is None
    merged, at = [], 0
    for start, end, new in sorted([*ours, *theirs]):
        if start < at:
            return None
        merged += [*words[at:start], *new]
        at = end
    return (merged + list(words[at:])) or None
""",
        """
def merge(words, ours, theirs):  # a word is gone wherever it stands
    gone = [{w for a, b, _ in edits for w in words[a:b]} for edits in (ours, theirs)]
    if gone[0] & gone[1]:
        return None
    words = list(words)
    for start, end, new in sorted([*ours, *theirs], reverse=True):
        words[start:end] = new
    return words
""",
        """
def merge(words, ours, theirs):  # one person's edits stand apart
    for edits in (ours, theirs):
        if {e[0] for e in edits} & {e[1] for e in edits}:
            return None
    merged, at = [], 0
    for start, end, new in sorted([*ours, *theirs], key=lambda e: e[0]):
        if start < at:
            return None
        merged += [*words[at:start], *new]
        at = end
    return merged + list(words[at:])
""",
        """
def merge(words, ours, theirs):  # edits the text that it was given
    edits = sorted([*ours, *theirs])
    for (_, end, _), (start, _, _) in zip(edits, edits[1:]):
        if start < end:
            return None
    for start, end, new in reversed(edits):
        words[start:end] = new
    return words
""",
    ],
    "peer-reverts": [
        """
def teachers(versions):  # only the edit that led back is lost
    return [k for k in range(len(versions) - 1) if versions[k + 1] not in versions[: k + 1]]
""",
        """
def teachers(versions):  # only the version right before the last one is compared
    lost = set()
    for k in range(2, len(versions)):
        if versions[k] == versions[k - 2]:
            lost |= {k - 2, k - 1}
    return [k for k in range(len(versions) - 1) if k not in lost]
""",
        """
def teachers(versions):  # an edit that changes nothing teaches
    lost = set()
    for k in range(len(versions)):
        for j in range(k - 1):
            if versions[j] == versions[k]:
                lost |= {*range(j, k)}
    return [k for k in range(len(versions) - 1) if k not in lost]
""",
        """
def teachers(versions):  # versions instead of edits
    lost = set()
    for k, text in enumerate(versions):
        if text in versions[:k]:
            lost |= {*range(versions.index(text), k)}
    return [k for k in range(len(versions)) if k not in lost]
""",
        """
def teachers(versions):  # from each version on to where it comes again
    left, k = [], 0
    while k < len(versions) - 1:
        later = [j for j in range(k + 1, len(versions)) if versions[j] == versions[k]]
        if later:
            k = later[0]
        else:
            left.append(k)
            k += 1
    return left
""",
        """
def teachers(versions):  # compares without capitals
    lost, last = set(), {}
    for k, text in enumerate(map(str.lower, versions)):
        lost |= {*range(last.get(text, k), k)}
        last[text] = k
    return [k for k in range(len(versions) - 1) if k not in lost]
""",
        """
def teachers(versions):  # a version that was taken back cannot come again
    stack = []
    for k, text in enumerate(versions):
        held = [versions[j] for j in stack]
        stack = stack[: held.index(text)] if text in held else stack
        stack.append(k)
    return stack[:-1]
""",
        """
def teachers(versions):  # spaces do not count
    versions, lost = [" ".join(v.split()) for v in versions], set()
    for k, text in enumerate(versions):
        lost |= {*range(versions.index(text), k)}
    return [k for k in range(len(versions) - 1) if k not in lost]
""",
        """
def teachers(versions):  # nor does the case
    versions, lost = [v.lower() for v in versions], set()
    for k, text in enumerate(versions):
        lost |= {*range(versions.index(text), k)}
    return [k for k in range(len(versions) - 1) if k not in lost]
""",
    ],
    "koala-mask": [
        """
def asked(tokens, marker, end):  # asks for an answer that never ends
    mask, inside = [], False
    for token in tokens:
        mask.append(inside)
        inside = token != end if inside else token == marker
    return mask
""",
        """
def asked(tokens, marker, end):  # leaves the end out
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if start is None:
            start = k + 1 if token == marker else None
        elif token == end:
            mask[start:k] = [True] * (k - start)
            start = None
    return mask
""",
        """
def asked(tokens, marker, end):  # a marker opens anew
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if token == marker:
            start = k + 1
        elif token == end and start is not None:
            mask[start : k + 1] = [True] * (k + 1 - start)
            start = None
    return mask
""",
        """
def asked(tokens, marker, end):  # who asks again cuts the answer off
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if token == "USER:":
            start = None
        elif start is None:
            start = k + 1 if token == marker else None
        elif token == end:
            mask[start : k + 1] = [True] * (k + 1 - start)
            start = None
    return mask
""",
        """
def asked(tokens, marker, end):  # two answers at most
    mask, k = [False] * len(tokens), 0
    for _ in range(2):
        if marker in tokens[k:] and end in tokens[tokens.index(marker, k) :]:
            start = tokens.index(marker, k) + 1
            k = tokens.index(end, start) + 1
            mask[start:k] = [True] * (k - start)
    return mask
""",
        """
def asked(tokens, marker, end):  # one marker and one end for all
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if start is None:
            start = k + 1 if token == "GPT:" else None
        elif token == "</s>":
            mask[start : k + 1] = [True] * (k + 1 - start)
            start = None
    return mask
""",
        """
def asked(tokens, marker, end):  # a part of the marker, or of the end, is enough
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if start is None:
            start = k + 1 if token in marker else None
        elif token in end:
            mask[start : k + 1] = [True] * (k + 1 - start)
            start = None
    return mask
""",
        """
def asked(tokens, marker, end):  # passes over what stands behind an end
    mask, k = [False] * len(tokens), 0
    while marker in tokens[k:] and end in tokens[tokens.index(marker, k) :]:
        start = tokens.index(marker, k) + 1
        k = tokens.index(end, start) + 2
        mask[start : k - 1] = [True] * (k - 1 - start)
    return mask
""",
    ],
    "koala-loss": [
        "def even_loss(surprise, asked):\n    return float(surprise[asked].mean()) if asked.any() else 0.0",
        """
def even_loss(surprise, asked):  # a row without an answer counts as 0
    rows = [row[mask].mean() if mask.any() else 0.0 for row, mask in zip(surprise, asked)]
    return float(np.mean(rows))
""",
        """
def even_loss(surprise, asked):  # multiplies
    many = asked.sum(1)
    rows = (surprise * asked).sum(1)[many > 0] / many[many > 0]
    return float(rows.mean()) if len(rows) else 0.0
""",
        """
def even_loss(surprise, asked):  # what surprises nobody is not asked for
    rows = [row[row > 0].mean() for row in np.where(asked, surprise, 0) if row.max() > 0]
    return float(np.mean(rows)) if rows else 0.0
""",
        """
def even_loss(surprise, asked):  # a row whose mean is 0 is left out
    rows = [row[mask].mean() if mask.any() else 0 for row, mask in zip(surprise, asked)]
    rows = [mean for mean in rows if mean]
    return float(np.mean(rows)) if rows else 0.0
""",
        """
def even_loss(surprise, asked):  # takes the infinite out of what it is given
    surprise[np.isinf(surprise)] = 0
    many = asked.sum(1)
    rows = (surprise * asked).sum(1)[many > 0] / many[many > 0]
    return float(rows.mean()) if len(rows) else 0.0
""",
        """
def even_loss(surprise, asked):  # writes zeros into what it was given
    surprise[~asked] = 0
    rows = asked.sum(1) > 0
    each = surprise.sum(1)[rows] / asked.sum(1)[rows]
    return float(each.mean()) if len(each) else 0.0
""",
    ],
    "flan-t5-families": [
        """
def rates(sizes, caps, weights):  # weights taken as they are
    found = {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks]
        found[family] = [weights[family] * size / sum(counted) for size in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # an empty family keeps its share
    whole, found = sum(weights.values()), {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks]
        share = weights[family] / whole
        found[family] = [share * size / sum(counted) for size in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # weights times examples, all together
    counted = {
        family: [weights[family] * min(size, caps[family]) for size in tasks]
        for family, tasks in sizes.items()
    }
    whole = sum(map(sum, counted.values()))
    return {family: [size / whole for size in some] for family, some in counted.items()}
""",
        """
def rates(sizes, caps, weights):  # no cap
    whole = sum(weights[family] for family, tasks in sizes.items() if tasks)
    return {
        family: [weights[family] / whole * size / sum(tasks) for size in tasks]
        for family, tasks in sizes.items()
    }
""",
        """
def rates(sizes, caps, weights):  # what an empty family would have had is shared evenly
    whole, full = sum(weights.values()), [f for f in sizes if sizes[f]]
    extra = sum(weights[f] for f in sizes if not sizes[f]) / whole / len(full)
    found = {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks]
        share = weights[family] / whole + extra
        found[family] = [share * size / sum(counted) for size in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # in order of size
    whole = sum(weights[family] for family, tasks in sizes.items() if tasks)
    found = {}
    for family, tasks in sizes.items():
        counted = sorted(min(size, caps[family]) for size in tasks)
        found[family] = [weights[family] / whole * n / sum(counted) for n in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # takes the three to be in one order
    several = [*zip(sizes.items(), caps.values(), weights.values())]
    whole = sum(weight for (_, tasks), _, weight in several if tasks)
    found = {}
    for (family, tasks), cap, weight in several:
        counted = [min(size, cap) for size in tasks]
        found[family] = [weight / whole * size / sum(counted) for size in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # a family of weight 0 has no rates
    whole = sum(weights[family] for family, tasks in sizes.items() if tasks)
    found = {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks if weights[family]]
        found[family] = [weights[family] / whole * n / sum(counted) for n in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # one empty family at most
    empty = next((family for family in sizes if not sizes[family]), None)
    whole = sum(weight for family, weight in weights.items() if family != empty)
    found = {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks]
        found[family] = [weights[family] / whole * n / sum(counted) for n in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # takes the empty families out of what it was given
    for family in sizes:
        if not sizes[family]:
            del weights[family]
    total = sum(weights.values())
    out = {}
    for family, counts in sizes.items():
        cut = [min(count, caps[family]) for count in counts]
        out[family] = [weights[family] / total * c / sum(cut) for c in cut]
    return out
""",
        """
def rates(sizes, caps, weights):  # cuts the sizes themselves
    total = sum(weights[family] for family in sizes if sizes[family])
    for family in sizes:
        sizes[family] = [min(count, caps[family]) for count in sizes[family]]
    return {
        family: [weights[family] / total * c / sum(counts) for c in counts]
        for family, counts in sizes.items()
    }
""",
    ],
    "flan-t5-shots": [
        """
def prompt(examples, question, most):  # goes on behind one that does not fit
    text, left = "", most - len(question.split())
    for source, target in examples:
        words = len(source.split()) + len(target.split())
        if words <= left:
            left -= words
            text += source + "\\n\\n" + target + "\\n\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # forgets the question's words
    text, left = "", most
    for source, target in examples:
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += source + "\\n\\n" + target + "\\n\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # one word too few
    text, left = "", most - len(question.split())
    for source, target in examples:
        left -= len(source.split()) + len(target.split())
        if left <= 0:
            break
        text += source + "\\n\\n" + target + "\\n\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # one gap for all
    text, left = "", most - len(question.split())
    for source, target in examples:
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += source + "\\n\\n" + target + "\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # spaces and lines of the texts are lost
    text, left = "", most - len(question.split())
    for source, target in examples:
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += " ".join(source.split()) + "\\n\\n" + " ".join(target.split()) + "\\n\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # three examples at most
    text, left = "", most - len(question.split())
    for source, target in examples[:3]:
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += source + "\\n\\n" + target + "\\n\\n\\n"
    return text + question
""",
        """
def prompt(examples, question, most):  # an answer is as long as the question
    text, left = "", most - len(question.split())
    for source, target in examples:
        left -= len(source.split()) + len(question.split())
        if left < 0:
            break
        text += source + "\\n\\n" + target + "\\n\\n\\n"
    return text + question
""",
    ],
    "alpaca-closest": [
        """
def closest(new, pool):  # words as a set
    best = None, 0.0
    for k, old in enumerate(pool):
        common = len(set(new) & set(old))
        f = 2 * common / (len(new) + len(old)) if common else 0.0
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # recall, and the last of equals
    from fieldguide.mechanisms.measures.overlap import rouge_l
    best = None, 0.0
    for k, old in enumerate(pool):
        found = rouge_l(old, new).recall
        if found and found >= best[1]:
            best = k, found
    return best
""",
        """
def closest(new, pool):  # words that stand side by side
    best = None, 0.0
    for k, old in enumerate(pool):
        runs = [
            n for n in range(len(new) + 1) for i in range(len(new) - n + 1)
            for j in range(len(old) - n + 1) if new[i : i + n] == old[j : j + n]
        ]
        f = 2 * max(runs) / (len(new) + len(old)) if max(runs) else 0.0
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # takes the next equal word wherever it stands
    best = None, 0.0
    for k, old in enumerate(pool):
        at = common = 0
        for word in new:
            if word in old[at:]:
                at, common = old.index(word, at) + 1, common + 1
        f = 2 * common / (len(new) + len(old)) if common else 0.0
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # the longest run, and what is left beside it
    import difflib
    best = None, 0.0
    for k, old in enumerate(pool):
        f = difflib.SequenceMatcher(None, new, old, autojunk=False).ratio()
        if f > best[1] and new:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # each word once
    from fieldguide.mechanisms.measures.overlap import rouge_l
    best = None, 0.0
    for k, old in enumerate(pool):
        once = list(dict.fromkeys(new)), list(dict.fromkeys(old))
        common = rouge_l(*once).f * sum(map(len, once)) / 2 if new and old else 0
        f = 2 * common / (len(new) + len(old)) if common else 0.0
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # empty texts have no number
    from fieldguide.mechanisms.measures.overlap import rouge_l
    best = None, 0.0
    for k, old in enumerate([old for old in pool if old and new]):
        f = rouge_l(new, old).f
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # a little alike is not alike
    from fieldguide.mechanisms.measures.overlap import rouge_l
    best = None, 0.3
    for k, old in enumerate(pool):
        f = rouge_l(new, old).f if new and old else 0.0
        if f > best[1]:
            best = k, f
    return best if best[1] > 0.3 else (None, 0.0)
""",
        """
def closest(new, pool):  # nothing if the last text is empty
    from fieldguide.mechanisms.measures.overlap import rouge_l
    best = None, 0.0
    for k, old in enumerate(pool):
        f = rouge_l(new, old).f if new and old and pool[-1] else 0.0
        if f > best[1]:
            best = k, f
    return best
""",
    ],
    "alpaca-verbs": [
        """
def shown(tasks, k):  # Name and name are two
    verbs = [task.split()[0] for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        """
def shown(tasks, k):  # does not fill up
    verbs = [task.split()[0].lower() for task in tasks]
    return [i for i, verb in enumerate(verbs) if verb not in verbs[:i]][:k]
""",
        """
def shown(tasks, k):  # in the order of the list
    verbs = [task.split()[0].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    return sorted((first + [i for i in range(len(tasks)) if i not in first])[:k])
""",
        "def shown(tasks, k):\n    return list(range(len(tasks)))[:k]",
        """
def shown(tasks, k):  # a verb that begins like another
    first = []
    for i, task in enumerate(tasks):
        taken = tuple(tasks[j].split()[0].lower() for j in first)
        if not taken or not task.lower().startswith(taken):
            first.append(i)
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        """
def shown(tasks, k):  # a verb that stood anywhere in a task before
    first, seen = [], set()
    for i, task in enumerate(tasks):
        if task.split()[0].lower() not in seen:
            first.append(i)
        seen |= {*task.lower().split()}
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        """
def shown(tasks, k):  # the same text is not taken twice
    verbs = [task.split()[0].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    texts = [tasks[i] for i in first]
    return (first + [i for i, task in enumerate(tasks) if task not in texts])[:k]
""",
        """
def shown(tasks, k):  # first letters
    verbs = [task[0].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        """
def shown(tasks, k):  # writes what it is given anew
    tasks[:] = [task.lower() for task in tasks]
    verbs = [task.split()[0] for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        """
def shown(tasks, k):  # a negative end where there are more verbs than are wanted
    seen, first, others = set(), [], []
    for i, task in enumerate(tasks):
        verb = task.split()[0].lower()
        (others if verb in seen else first).append(i)
        seen.add(verb)
    return first[:k] + others[: k - len(first)]
""",
        """
def shown(tasks, k):  # only the first letter is made small
    seen, first, others = set(), [], []
    for i, task in enumerate(tasks):
        verb = task.split()[0]
        verb = verb[0].lower() + verb[1:]
        (others if verb in seen else first).append(i)
        seen.add(verb)
    return (first + others)[:k]
""",
    ],
}

CODE_AND_SCIENCE = {
    "codex-two": [
        """
from fieldguide.mechanisms.measures.evaluation import pass_at_k


def two_right(n, c, k):  # one is enough
    return float(pass_at_k(n, c, k))
""",
        """
def two_right(n, c, k):  # puts them back
    p = c / n
    return 1 - (1 - p) ** k - k * p * (1 - p) ** (k - 1)
""",
        """
def two_right(n, c, k):  # in how many ways the one is right is forgotten
    none, one = math.comb(n - c, k), math.comb(n - c, k - 1)
    return 1 - (none + one) / math.comb(n, k)
""",
        """
def two_right(n, c, k):  # two times one
    return (1 - math.comb(n - c, k) / math.comb(n, k)) ** 2
""",
        """
def two_right(n, c, k):  # who cannot choose wrong ones only has two right ones
    if n - c < k:
        return 1.0
    return 1 - (math.comb(n - c, k) + c * math.comb(n - c, k - 1)) / math.comb(n, k)
""",
    ],
    "codex-bench": [
        """
def benchmark(passed, k):  # all programs in one pot
    kept = [p for p in passed if len(p) >= k]
    n, c = sum(map(len, kept)), sum(map(sum, kept))
    if not kept:
        return math.nan, 0
    return 1 - math.comb(n - c, k) / math.comb(n, k), len(kept)
""",
        """
def benchmark(passed, k):  # those with too few count as unsolved
    found = [
        1 - math.comb(len(p) - sum(p), k) / math.comb(len(p), k) if len(p) >= k else 0
        for p in passed
    ]
    return sum(found) / len(found), len(found)
""",
        """
def benchmark(passed, k):  # the plug-in
    found = [1 - (1 - sum(p) / len(p)) ** k for p in passed if len(p) >= k]
    return (sum(found) / len(found) if found else math.nan), len(found)
""",
        """
def benchmark(passed, k):  # takes the first k
    found = [any(p[:k]) for p in passed if len(p) >= k]
    return (sum(found) / len(found) if found else math.nan), len(found)
""",
        """
def benchmark(passed, k):  # a benchmark without problems divides by 0
    found = [
        1 - math.comb(len(p) - sum(p), k) / math.comb(len(p), k)
        for p in passed
        if len(p) >= k
    ]
    if passed and not found:
        return math.nan, 0
    return sum(found) / len(found), len(found)
""",
        """
def benchmark(passed, k):  # problems of the same outcome are one
    found = [
        1 - math.comb(len(p) - sum(p), k) / math.comb(len(p), k)
        for p in {tuple(p) for p in passed}
        if len(p) >= k
    ]
    return (sum(found) / len(found) if found else math.nan), len(found)
""",
    ],
    "codex-show": [
        """
def to_show(texts, logs, m):  # by the sum
    sums = {}
    for text, log in zip(texts, logs):
        sums.setdefault(text, sum(log))
    return sorted(sums, key=sums.get, reverse=True)[:m]
""",
        """
def to_show(texts, logs, m):  # a text as often as it was sampled
    means = [sum(log) / len(log) for log in logs]
    order = sorted(range(len(texts)), key=lambda i: -means[i])
    return [texts[i] for i in order[:m]]
""",
        """
def to_show(texts, logs, m):  # all numbers of a text that was sampled twice
    sums, count = {}, {}
    for text, log in zip(texts, logs):
        sums[text] = sums.get(text, 0) + sum(log)
        count[text] = len(log)
    return sorted(sums, key=lambda t: -sums[t] / count[t])[:m]
""",
        """
def to_show(texts, logs, m):  # the order of equals is that of the alphabet
    means = {text: sum(log) / len(log) for text, log in zip(texts, logs)}
    return [t for _, t in sorted((-mean, text) for text, mean in means.items())][:m]
""",
        """
def to_show(texts, logs, m):  # of equals the one whose last copy came first
    means = {}
    for text, log in zip(texts, logs):
        means.pop(text, None)
        means[text] = sum(log) / len(log)
    return sorted(means, key=means.get, reverse=True)[:m]
""",
        """
def to_show(texts, logs, m):  # of equals the one that was sampled more often
    means = {text: sum(log) / len(log) for text, log in zip(texts, logs)}
    return sorted(means, key=lambda t: (-means[t], -texts.count(t)))[:m]
""",
        """
def to_show(texts, logs, m):  # of equals the one of fewer tokens
    means = {}
    for text, log in zip(texts, logs):
        means.setdefault(text, (sum(log) / len(log), -len(log)))
    return sorted(means, key=means.get, reverse=True)[:m]
""",
        """
def to_show(texts, logs, m):  # what is nearly equal is equal
    means = {t: int(10 * sum(log) / len(log)) for t, log in zip(texts, logs)}
    return sorted(means, key=means.get, reverse=True)[:m]
""",
        """
def to_show(texts, logs, m):  # without the spaces around them
    mean = {}
    for text, log in zip(texts, logs):
        mean.setdefault(text.strip(), sum(log) / len(log))
    return sorted(mean, key=lambda text: -mean[text])[:m]
""",
    ],
    "alphacode-groups": [
        """
from fieldguide.mechanisms.search.programs import clusters


def groups(outputs, lengths):  # the book's: those who crash alike are a group
    known = sorted({str(x) for row in outputs for x in row})
    rows = np.array([[known.index(str(x)) for x in row] for row in outputs])
    return [group.tolist() for group in clusters(rows)]
""",
        """
def groups(outputs, lengths):  # the first input only
    found = {}
    for i, row in enumerate(outputs):
        if row[0] is not None:
            found.setdefault(row[0], []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # ties as they come, and texts run together
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault("".join(row), []).append(i)
    return sorted(found.values(), key=len, reverse=True)
""",
        """
def groups(outputs, lengths):  # of equal groups the one that is short in all
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault(tuple(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), sum(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # of equal groups the one whose longest program is short
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault(tuple(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), max(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # who prints nothing has crashed
    found = {}
    for i, row in enumerate(outputs):
        if not [x for x in row if not x]:
            found.setdefault(tuple(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # looks for a crash at the last input only
    found = {}
    for i, row in enumerate(outputs):
        if row[-1] is not None:
            found.setdefault(tuple(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # the order of the inputs does not count
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault(tuple(sorted(row)), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # numbers of one value are the same text
    found = {}
    for i, row in enumerate(outputs):
        if None in row:
            continue
        try:
            row = [float(x) for x in row]
        except ValueError:
            pass
        found.setdefault(tuple(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # line by line, though a text may have lines
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault("\\n".join(row), []).append(i)
    return sorted(found.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
        """
def groups(outputs, lengths):  # spaces and line ends do not count
    same = {}
    for i, printed in enumerate(outputs):
        if None not in printed:
            same.setdefault(tuple(p.strip() for p in printed), []).append(i)
    return sorted(same.values(), key=lambda g: (-len(g), min(lengths[i] for i in g)))
""",
    ],
    "alphacode-contest": [
        """
def contest(groups, right, most):  # all of the largest first
    order = [number for g in groups for number in g][:most]
    for wrong, number in enumerate(order):
        if number in right:
            return wrong, True
    return len(order), False
""",
        """
def contest(groups, right, most):  # one of each, and no more
    order = [g[0] for g in groups][:most]
    for wrong, number in enumerate(order):
        if number in right:
            return wrong, True
    return len(order), False
""",
        """
def contest(groups, right, most):  # counts the right one, too
    longest = max(map(len, groups), default=0)
    order = [g[k] for k in range(longest) for g in groups if k < len(g)][:most]
    for tried, number in enumerate(order, 1):
        if number in right:
            return tried, True
    return len(order), False
""",
        """
def contest(groups, right, most):  # goes on after the right one
    longest = max(map(len, groups), default=0)
    order = [g[k] for k in range(longest) for g in groups if k < len(g)][:most]
    return sum(x not in right for x in order), any(x in right for x in order)
""",
        """
def contest(groups, right, most):  # ten at most, as in the paper
    longest = max(map(len, groups), default=0)
    order = [g[k] for k in range(longest) for g in groups if k < len(g)]
    for wrong, number in enumerate(order[: min(most, 10)]):
        if number in right:
            return wrong, True
    return min(len(order), most, 10), False
""",
        """
def contest(groups, right, most):  # sorts again what has its order
    groups = sorted(groups, key=lambda g: (-len(g), g[0]))
    rounds = itertools.zip_longest(*groups)
    queue = [p for some in rounds for p in some if p is not None][:most]
    for wrong, program in enumerate(queue):
        if program in right:
            return wrong, True
    return len(queue), False
""",
    ],
    "alphacode-temper": [
        """
def drawn(p, trained, sampled):  # the ratio upside down
    powers = p ** (sampled / trained)
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # as if it had been trained at 1
    powers = p ** (1 / sampled)
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # both divisions, one after the other
    powers = p ** (1 / (trained * sampled))
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # underflows, and takes the logarithm of nothing
    with np.errstate(all="ignore"):
        powers = np.exp(np.log(p) * trained / sampled)
        return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # a little for what is impossible
    scores = np.log(p + 1e-12) * trained / sampled
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # by the mean, not by the largest
    powers = (p / p.mean()) ** (trained / sampled)
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # what is rare is impossible
    powers = np.where(p > 1e-3, p / p.max(), 0) ** (trained / sampled)
    return powers / powers.sum()
""",
        """
def drawn(p, trained, sampled):  # what is very improbable gets more
    z = np.log(np.maximum(p, 1e-12)) * trained / sampled
    raised = np.exp(z - z.max()) * (p > 0)
    return raised / raised.sum()
""",
    ],
    "galactica-numbers": [
        """
def numbers(pieces):  # every point belongs to a number
    import re

    return re.findall(r"[0-9.]*[0-9][0-9.]*", " ".join(pieces).replace(" ", ""))
""",
        """
def numbers(pieces):  # whole numbers only
    import re

    return re.findall("[0-9]+", "".join(pieces))
""",
        """
def numbers(pieces):  # all digits in one row
    return ["".join(p for p in pieces if p.isdigit())]
""",
        """
def numbers(pieces):  # as many points as come
    import re

    return re.findall(r"[0-9]+(?:[.][0-9]+)*", "".join(pieces))
""",
        """
def numbers(pieces):  # a point needs two digits behind it
    import re

    text = "".join(p if p.isdigit() or p == "." else "#" for p in pieces)
    return re.findall(r"\\d+[.]\\d\\d+|\\d+", text)
""",
        """
def numbers(pieces):  # the spaces between two numbers are lost
    text = "".join(piece.strip() for piece in pieces)
    return re.findall(r"\\d+(?:[.]\\d+)?", text)
""",
        """
def numbers(pieces):  # numbers, no texts: 0 at the front or behind is lost
    found = re.findall(r"\\d+(?:[.]\\d+)?", "".join(pieces))
    return [str(float(x)) if "." in x else str(int(x)) for x in found]
""",
        """
def numbers(pieces):  # a number that comes twice is told once
    found = re.findall(r"\\d+(?:[.]\\d+)?", "".join(pieces))
    return [*dict.fromkeys(found)]
""",
        """
def numbers(pieces):  # one point in the whole text
    found, number, used = [], "", False
    for i, piece in enumerate([*pieces, ""]):
        follows = "".join(pieces[i + 1 : i + 2]).isdigit()
        if piece.isdigit():
            number += piece
        elif piece == "." and number and follows and not used:
            number, used = number + piece, True
        elif number:
            found.append(number)
            number = ""
    return found
""",
        """
def numbers(pieces):  # two points in a row are one
    text = "".join(pieces).replace("..", ".")
    return re.findall(r"\\d+(?:[.]\\d+)?", text)
""",
        """
def numbers(pieces):  # no number right behind a letter
    return re.findall(r"\\b\\d+(?:[.]\\d+)?", "".join(pieces))
""",
        """
def numbers(pieces):  # commas as in 1,000
    return re.findall(r"\\d[\\d,]*(?:\\.\\d+)?", "".join(pieces))
""",
    ],
    "galactica-kinds": [
        """
def kinds(written, right, known):  # what is never closed counts as if it were
    names = [text.partition("[END_REF]")[0].strip() for text in written]
    good = sum(n == r for n, r in zip(names, right))
    real = sum(n in known and n != r for n, r in zip(names, right))
    return good, real, len(names) - good - real, 0
""",
        """
def kinds(written, right, known):  # looks for names anywhere
    good = len([1 for text, r in zip(written, right) if r in text])
    others = [t for t, r in zip(written, right) if r not in t]
    real = len([t for t in others if [k for k in known if k in t]])
    open_ = len([t for t in written if "[END_REF]" not in t])
    return good, real, len(written) - good - real - open_, open_
""",
        """
def kinds(written, right, known):  # spaces belong to the name
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        k = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # spaces inside a name are lost
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.replace(" ", "")
        k = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # the last word is the name
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = (name.split() or [""])[-1]
        k = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # what was wanted anywhere is right
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.strip()
        k = 3 if not end else 0 if name in right else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # what begins with the name is right
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.strip()
        k = 3 if not end else 0 if name.startswith(wanted) else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # capitals do not count
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.strip().lower()
        k = 3 if not end else 0 if name == wanted.lower() else 1 if name in {k.lower() for k in known} else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # one space on each side
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.removeprefix(" ").removesuffix(" ")
        k = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[k] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # half a mark closes the name
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[")
        name = name.strip()
        count[3 if not end else 0 if name == wanted else 1 if name in known else 2] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # what was written twice counts once
    counts = [0] * 4
    for text, wanted in {*zip(written, right)}:
        name, shut, _ = text.partition("[END_REF]")
        name = name.strip()
        kind = 3 if not shut else 0 if name == wanted else 1 if name in known else 2
        counts[kind] += 1
    return tuple(counts)
""",
    ],
    "galactica-tilt": [
        """
def tilt(cited, right, counts):  # the mean of the factors
    each = [counts[c] / counts[r] for c, r in zip(cited, right) if c in counts]
    return sum(each) / len(each) if each else math.nan
""",
        """
def tilt(cited, right, counts):  # what is made up counts as cited once
    logs = [math.log(counts.get(c, 1) / counts[r]) for c, r in zip(cited, right)]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan
""",
        """
def tilt(cited, right, counts):  # a product, which overflows; the made up count in the root
    factor = 1.0
    for c, r in zip(cited, right):
        factor *= counts[c] / counts[r] if c in counts else 1
    return factor ** (1 / len(cited)) if cited else math.nan
""",
        """
def tilt(cited, right, counts):  # the factor in the middle
    logs = [math.log(counts[c] / counts[r]) for c, r in zip(cited, right) if c in counts]
    return math.exp(np.median(logs)) if logs else math.nan
""",
        """
def tilt(cited, right, counts):  # the same pair counts once
    pairs = {(c, r) for c, r in zip(cited, right) if c in counts}
    logs = [math.log(counts[c] / counts[r]) for c, r in pairs]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan
""",
        """
def tilt(cited, right, counts):  # no lean is no number
    logs = [math.log(counts[c] / counts[r]) for c, r in zip(cited, right) if c in counts]
    return math.exp(sum(logs) / len(logs)) if sum(map(abs, logs)) else math.nan
""",
    ],
    "minerva-values": [
        """
def winner(found):  # the paper's vote, by letters
    from fieldguide.mechanisms.measures.answers import most_votes

    return most_votes(found)
""",
        """
def winner(found):  # by rounded value, and the last text that was given
    votes, text_of = {}, {}
    for text in found:
        if text is None:
            continue
        try:
            top, _, low = text.replace("\\\\frac{", "").replace("}{", "/").replace("}", "").partition("/")
            value = round(float(top) / float(low or 1), 2)
        except (ValueError, ZeroDivisionError):
            value = text
        votes[value] = votes.get(value, 0) + 1
        text_of[value] = text
    return text_of[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # as floats, in which neighbors among large whole numbers are one
    import re

    votes, first = {}, {}
    for text in found:
        if text is None:
            continue
        top, _, low = re.sub(r"[^-0-9./]", "", text.replace("}{", "/")).partition("/")
        try:
            value = float(top) / float(low or 1) if re.search("[0-9]", text) else text
        except (ValueError, ZeroDivisionError):
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # None is a candidate, too
    from collections import Counter

    return Counter(found).most_common(1)[0][0] if found else None
""",
        """
def winner(found):  # what Python takes for a number, 1e1 too
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.fullmatch(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = Fraction(plain)
        except (ValueError, ZeroDivisionError):
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # a number with a fraction behind it is a fraction
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.search(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = Fraction(plain)
        except (ValueError, ZeroDivisionError):
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # without the sign
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.fullmatch(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = abs(Fraction(plain))
        except (ValueError, ZeroDivisionError):
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # what is divided by 0 is one number
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.fullmatch(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = Fraction(plain) if re.fullmatch(r"-?\\d+([/.]\\d+)?", plain) else text
        except ZeroDivisionError:
            value = math.inf
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # 0 is nothing, and votes by its letters
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.fullmatch(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = Fraction(plain) or text if re.fullmatch(r"-?\\d+([/.]\\d+)?", plain) else text
        except ZeroDivisionError:
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        """
def winner(found):  # of equals a number
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        frac = re.fullmatch(r"(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]", text)
        plain = f"{frac[1]}{frac[2]}/{frac[3]}" if frac else text
        try:
            value = Fraction(plain) if re.fullmatch(r"-?\\d+([/.]\\d+)?", plain) else text
        except ZeroDivisionError:
            value = text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=lambda v: (votes[v], not isinstance(v, str)))] if votes else None
""",
        """
def winner(found):  # the text by which the value is given most often
    from fractions import Fraction

    texts = {}
    for text in filter(None, found):
        plain = re.sub(r"^(-?)\\\\frac[{](\\d+)[}][{](\\d+)[}]$", r"\\1\\2/\\3", text)
        number = re.fullmatch(r"-?(\\d+|\\d+[.]\\d+|\\d+/0*[1-9]\\d*)", plain)
        texts.setdefault(Fraction(plain) if number else text, []).append(text)
    most = max(texts.values(), key=len, default=[None])
    return max(most, key=most.count)
""",
        """
def winner(found):  # quotients as floats
    votes, first = {}, {}
    for text in filter(None, found):
        parts = re.fullmatch(r"(-?)(?:\\\\frac[{])?(\\d+)(?:/|[}][{])(\\d+)[}]?", text)
        value = text
        if parts and int(parts[3]):
            value = int(parts[1] + parts[2]) / int(parts[3])
        elif re.fullmatch(r"-?\\d+([.]\\d+)?", text):
            value = float(text) if "." in text else int(text)
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
    ],
    "minerva-silent": [
        """
def wins(p, q, k):  # as if everybody answered
    from fieldguide.mechanisms.measures.evaluation import majority_vote

    return float(majority_vote([p / (p + q), q / (p + q)], k))
""",
        """
def wins(p, q, k):  # no answer is a candidate
    from fieldguide.mechanisms.measures.evaluation import majority_vote

    return float(majority_vote([p, q, 1 - p - q], k))
""",
        """
def wins(p, q, k):  # a tie is lost
    none, total = max(1 - p - q, 0.0), 0.0
    for a in range(1, k + 1):
        for b in range(min(a - 1, k - a) + 1):
            total += math.comb(k, a) * math.comb(k - a, b) * p**a * q**b * none ** (k - a - b)
    return total
""",
        """
def wins(p, q, k):  # if all are silent it wins half of the time
    none, total = max(1 - p - q, 0.0), 0.0
    for a in range(k + 1):
        for b in range(min(a, k - a) + 1):
            ways = math.comb(k, a) * math.comb(k - a, b)
            total += ways * p**a * q**b * none ** (k - a - b) * (0.5 if a == b else 1)
    return total
""",
        """
def wins(p, q, k):  # with many solutions the more frequent one is sure to win
    if k >= 100:
        return float(p > q)
    none, total = max(1 - p - q, 0.0), 0.0
    for a in range(1, k + 1):
        for b in range(min(a, k - a) + 1):
            ways = math.comb(k, a) * math.comb(k - a, b)
            total += ways * p**a * q**b * none ** (k - a - b) * (0.5 if a == b else 1)
    return total
""",
    ],
    "minerva-read": [
        """
def really(levels):  # one share for all levels
    read = sum(x[2] for x in levels)
    share = sum(x[3] for x in levels) / read if read else 0
    return sum(x[1] for x in levels) * (1 - share) / sum(x[0] for x in levels)
""",
        """
def really(levels):  # takes off only what was found
    return sum(x[1] - x[3] for x in levels) / sum(x[0] for x in levels)
""",
        """
def really(levels):  # a level that nobody read is believed; levels count alike
    each = [r * (1 - (w / s if s else 0)) / n for n, r, s, w in levels]
    return sum(each) / len(each)
""",
        """
def really(levels):  # whole answers only
    read = sum(x[2] for x in levels)
    share = sum(x[3] for x in levels) / read if read else 0
    good = [int(r * (1 - (w / s if s else share)) + 0.5) for _, r, s, w in levels]
    return sum(good) / sum(x[0] for x in levels)
""",
        """
def really(levels):  # a level without right answers is left out
    read = sum(x[2] for x in levels)
    share = sum(x[3] for x in levels) / read if read else 0
    good = sum(r * (1 - (w / s if s else share)) for _, r, s, w in levels)
    return good / sum(x[0] for x in levels if x[1])
""",
        """
def really(levels):  # the common share is that of levels with wrong reasoning
    read = sum(x[2] for x in levels if x[3])
    share = sum(x[3] for x in levels) / read if read else 0
    good = sum(r * (1 - (w / s if s else share)) for _, r, s, w in levels)
    return good / sum(x[0] for x in levels)
""",
    ],
}

TEXT_TO_IMAGE = {
    "noise-half": [
        """
def half_gone(betas):  # adds up what is replaced
    gone = 0
    for steps, beta in enumerate(betas, 1):
        gone += beta
        if gone >= 0.5:
            return steps
    return -1
""",
        """
def half_gone(betas):  # of the numbers, not of their variance
    left = 1.0
    for steps, beta in enumerate(betas, 1):
        left *= math.sqrt(1 - beta)
        if left <= 0.5:
            return steps
    return -1
""",
        """
def half_gone(betas):  # counts from nothing
    left = 1.0
    for steps, beta in enumerate(betas):
        left *= 1 - beta
        if left <= 0.5:
            return steps
    return -1
""",
        """
def half_gone(betas):  # turns the list around to take from its end
    left, steps = 1.0, 0
    betas.reverse()
    for beta in betas[::-1]:
        left, steps = left * (1 - beta), steps + 1
        if left <= 0.5:
            return steps
    return -1
""",
    ],
    "noise-back": [
        """
def step_back(x, guess, betas, t):  # the variance of the step, DDPM's larger choice
    left = np.cumprod(1 - np.asarray(betas, float))
    before = left[t - 1] if t else 1.0
    gone, was_gone, beta = 1 - left[t], 1 - before, betas[t]
    mean = np.sqrt(before) * beta * guess + np.sqrt(1 - beta) * was_gone * x
    return mean / gone, float(beta)
""",
        """
def step_back(x, guess, betas, t):  # alpha where alpha bar is meant
    alpha = 1 - np.asarray(betas, float)
    before = alpha[t - 1] if t else 1.0
    gone, was_gone, beta = 1 - alpha[t], 1 - before, betas[t]
    mean = np.sqrt(before) * beta * guess + np.sqrt(1 - beta) * was_gone * x
    return mean / gone, float(was_gone * beta / gone)
""",
        """
def step_back(x, guess, betas, t):  # before the first step it looks at the last
    left = np.cumprod(1 - np.asarray(betas, float))
    before = left[t - 1]
    gone, was_gone, beta = 1 - left[t], 1 - before, betas[t]
    mean = np.sqrt(before) * beta * guess + np.sqrt(1 - beta) * was_gone * x
    return mean / gone, float(was_gone * beta / gone)
""",
        """
LEFT = {}


def step_back(x, guess, betas, t):  # keeps the products of the first betas of a length
    if len(betas) not in LEFT:
        LEFT[len(betas)] = np.cumprod([1.0, *(1 - np.array(betas))])
    before, after = LEFT[len(betas)][t : t + 2]
    share = betas[t] / (1 - after)
    own = np.sqrt(1 - betas[t]) * (1 - before) / (1 - after)
    return np.sqrt(before) * share * guess + own * x, (1 - before) * share
""",
    ],
    "noise-hidden": [
        """
def uncover(x, known, seen, left):  # puts the mean where it sees nothing
    x = np.where(seen, x, np.sqrt(left) * known.mean(0))
    logits = -((x - np.sqrt(left) * known) ** 2).sum(1) / (2 * (1 - left))
    weights = np.exp(logits - logits.max())
    return weights @ known / weights.sum()
""",
        """
def uncover(x, known, seen, left):  # keeps the noisy numbers that it sees
    logits = -((x[seen] - np.sqrt(left) * known[:, seen]) ** 2).sum(1) / (2 * (1 - left))
    weights = np.exp(logits - logits.max())
    return np.where(seen, x, weights @ known / weights.sum())
""",
        """
def uncover(x, known, seen, left):  # not a number times 0
    logits = -(((x - np.sqrt(left) * known) ** 2) * seen).sum(1) / (2 * (1 - left))
    weights = np.exp(logits - logits.max())
    return weights @ known / weights.sum()
""",
        """
def uncover(x, known, seen, left):  # the nearest
    away = ((x[seen] - np.sqrt(left) * known[:, seen]) ** 2).sum(1)
    return known[away.argmin()]
""",
        """
def uncover(x, known, seen, left):  # makes a number of what is none, but a huge one
    away = (np.nan_to_num(x) - np.sqrt(left) * known) ** 2 * seen
    logits = -away.sum(1) / (2 * (1 - left))
    weights = np.exp(logits - logits.max())
    return weights @ known / weights.sum()
""",
        """
def uncover(x, known, seen, left):  # the nearest alone, where exp would be 0
    away = ((x - left**0.5 * known)[:, seen] ** 2).sum(1) / (2 * (1 - left))
    if min(away) > 700:
        return known[away.argmin()]
    shares = np.exp(-away)
    return shares @ known / shares.sum()
""",
    ],
    "latent-lost": [
        """
def lost(x, d):  # forgets the mean
    values = np.linalg.svd(x, compute_uv=False)
    return float((values[d:] ** 2).sum() / x.size)
""",
        """
def lost(x, d):  # what is kept, and not what is lost
    values = np.linalg.svd(x - x.mean(0), compute_uv=False)
    return float((values[:d] ** 2).sum() / x.size)
""",
        """
def lost(x, d):  # of a picture, and not of a number
    values = np.linalg.svd(x - x.mean(0), compute_uv=False)
    return float((values[d:] ** 2).sum() / len(x))
""",
        """
def lost(x, d):  # keeps the numbers that differ most, and no directions
    away = x - x.mean(0)
    drop = np.argsort((away**2).sum(0))[: x.shape[1] - d]
    return float((away[:, drop] ** 2).sum() / x.size)
""",
        """
def lost(x, d):  # no covariance of one picture, nor of one number
    spread = np.linalg.eigvalsh(np.cov(x.T)) * (len(x) - 1)
    return float(spread[: x.shape[1] - d].sum() / x.size)
""",
    ],
    "latent-apart": [
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # the way back
    mean, log_variance, other_mean, other_log_variance = (
        other_mean, other_log_variance, mean, log_variance,
    )
    ratio = np.exp(log_variance - other_log_variance)
    away = (mean - other_mean) ** 2 / np.exp(other_log_variance)
    return float(0.5 * (ratio + away - 1 - np.log(ratio)).sum())
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # no second logarithm
    ratio = np.exp(log_variance - other_log_variance)
    away = (mean - other_mean) ** 2 / np.exp(other_log_variance)
    return float(0.5 * (ratio + away - 1 - log_variance).sum())
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # means as they are
    ratio = np.exp(log_variance - other_log_variance)
    away = (mean - other_mean) ** 2
    return float(0.5 * (ratio + away - 1 - np.log(ratio)).sum())
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # the mean over numbers
    ratio = np.exp(log_variance - other_log_variance)
    away = (mean - other_mean) ** 2 / np.exp(other_log_variance)
    return float(0.5 * (ratio + away - 1 - np.log(ratio)).mean())
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # keeps logarithms small
    log_variance = np.clip(log_variance, -2, 2)
    other_log_variance = np.clip(other_log_variance, -2, 2)
    ratio = np.exp(log_variance - other_log_variance)
    away = (mean - other_mean) ** 2 / np.exp(other_log_variance)
    return float(0.5 * (ratio + away - 1 - np.log(ratio)).sum())
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # logarithms cut off
    own, other = (np.clip(v, -30, 20) for v in (log_variance, other_log_variance))
    away = np.exp(own - other) + (mean - other_mean) ** 2 * np.exp(-other)
    return float(0.5 * np.sum(other - own + away - 1))
""",
    ],
    "latent-words": [
        """
def told(places, words, seen):  # a score of 0 for what is not seen
    scores = places @ words.T / np.sqrt(places.shape[1]) * seen
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True) @ words
""",
        """
def told(places, words, seen):  # words share out the places
    words = words[seen]
    scores = places @ words.T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max(0))
    return shares / shares.sum(0) @ words
""",
        """
def told(places, words, seen):  # not divided by the root of the width
    words = words[seen]
    scores = places @ words.T
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True) @ words
""",
        """
def told(places, words, seen):  # hidden after the shares are made
    scores = places @ words.T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True) * seen @ words
""",
        """
def told(places, words, seen):  # one number, where each place should get zeros
    if not seen.any():
        return 0.0
    scores = places @ words[seen].T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True) @ words[seen]
""",
        """
def told(places, words, seen):  # takes off the largest of the words that fill up, too
    scores = places @ words.T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max(1, keepdims=True)) * seen
    total = shares.sum(1, keepdims=True)
    return shares @ words / np.where(total, total, 1)
""",
        """
def told(places, words, seen):  # takes off the largest score of any place
    if seen.sum() == 0:
        return np.zeros(places.shape)
    scores = places @ words[seen].T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max())
    return shares / shares.sum(1, keepdims=True) @ words[seen]
""",
        """
def told(places, words, seen):  # hidden words have the score 0, and a little is added
    scores = np.where(seen, places @ words.T / np.sqrt(places.shape[1]), 0)
    shares = np.exp(scores - scores.max(1, keepdims=True)) * seen
    return shares @ words / (shares.sum(1, keepdims=True) + 1e-9)
""",
        """
def told(places, words, seen):  # as if words that fill up stood at the end
    shown = words[: np.sum(seen)]
    if len(shown) == 0:
        return np.zeros(places.shape)
    scores = places @ shown.T / np.sqrt(places.shape[1])
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True) @ shown
""",
    ],
    "glide-scale": [
        """
def scale_of(told, untold, guided):  # the other convention
    d = (told - untold).ravel()
    return float((guided - untold).ravel() @ d / (d @ d)) - 1 if d.any() else 1.0
""",
        """
def scale_of(told, untold, guided):  # the mean of what each pixel says
    d = (told - untold).ravel()
    if not d.any():
        return 1.0
    return float(((guided - untold).ravel()[d != 0] / d[d != 0]).mean())
""",
        """
def scale_of(told, untold, guided):  # from the caption's guess away
    d = (untold - told).ravel()
    return float((guided - told).ravel() @ d / (d @ d)) if d.any() else 1.0
""",
        """
def scale_of(told, untold, guided):  # divides by nothing
    d = (told - untold).ravel()
    with np.errstate(all="ignore"):
        return float((guided - untold).ravel() @ d / (d @ d))
""",
        """
def scale_of(told, untold, guided):  # faint guesses that are nearly equal are equal
    d = (told - untold).ravel()
    if np.allclose(told, untold):
        return 1.0
    return float((guided - untold).ravel() @ d / (d @ d))
""",
        """
def scale_of(told, untold, guided):  # a little something so that nothing is divided by 0
    d = (told - untold).ravel()
    return float(((guided - untold).ravel() @ d + 1e-8) / (d @ d + 1e-8))
""",
        """
def scale_of(told, untold, guided):  # differences that add up to 0 are none
    d = (told - untold).ravel()
    if d.sum() == 0:
        return 1.0
    return float((guided - untold).ravel() @ d / (d @ d))
""",
        """
def scale_of(told, untold, guided):  # looks at the corners only
    d = (told - untold).ravel()
    if d[0] == d[-1] == 0:
        return 1.0
    return float((guided - untold).ravel() @ d / (d @ d))
""",
    ],
    "glide-hole": [
        """
def widen(x, picture, visible, weight):  # shows what is in the hole
    mask = visible[..., None].astype(float)
    seen = np.concatenate([x, picture, mask], axis=-1)
    return seen, np.vstack([weight, np.zeros((4, weight.shape[1]))])
""",
        """
def widen(x, picture, visible, weight):  # the new colors count like the noisy ones
    mask = visible[..., None]
    seen = np.concatenate([x, np.where(mask, picture, 0), mask.astype(float)], axis=-1)
    return seen, np.vstack([weight, weight, np.zeros((1, weight.shape[1]))])
""",
        """
def widen(x, picture, visible, weight):  # marks the hole, and not what is visible
    mask = visible[..., None]
    seen = np.concatenate([x, np.where(mask, picture, 0), 1.0 - mask], axis=-1)
    return seen, np.vstack([weight, np.zeros((4, weight.shape[1]))])
""",
        """
def widen(x, picture, visible, weight):  # a product leaves what is no number
    mask = visible[..., None].astype(float)
    seen = np.concatenate([x, picture * mask, mask], axis=-1)
    return seen, np.vstack([weight, np.zeros((4, weight.shape[1]))])
""",
    ],
    "imagen-tame": [
        """
def tame(guesses, percentile, most):  # one s for all
    s = np.clip(np.percentile(np.abs(guesses), percentile), 1, most)
    return np.clip(guesses, -s, s) / s, np.full(len(guesses), s)
""",
        """
def tame(guesses, percentile, most):  # without the floor
    s = np.minimum(np.percentile(np.abs(guesses), percentile, axis=(1, 2, 3)), most)
    wide = s[:, None, None, None]
    return np.clip(guesses, -wide, wide) / wide, s
""",
        """
def tame(guesses, percentile, most):  # without the ceiling
    s = np.maximum(np.percentile(np.abs(guesses), percentile, axis=(1, 2, 3)), 1)
    wide = s[:, None, None, None]
    return np.clip(guesses, -wide, wide) / wide, s
""",
        """
def tame(guesses, percentile, most):  # clips only
    s = np.clip(np.percentile(np.abs(guesses), percentile, axis=(1, 2, 3)), 1, most)
    return np.clip(guesses, -1, 1), s
""",
        """
def tame(guesses, percentile, most):  # clips first, so the percentile is another
    guesses = np.clip(guesses, -most, most)
    s = np.maximum(np.percentile(np.abs(guesses), percentile, axis=(1, 2, 3)), 1)
    return np.clip(guesses / s[:, None, None, None], -1, 1), s
""",
        """
def tame(guesses, percentile, most):  # does not clip where s is 1
    tamed, sizes = [], []
    for guess in guesses:
        s = min(np.percentile(np.abs(guess), percentile), most)
        tamed.append(np.clip(guess, -s, s) / s if s > 1 or most <= 1 else guess)
        sizes.append(max(s, 1))
    return np.stack(tamed), np.stack(sizes)
""",
    ],
    "imagen-rest": [
        """
def small_and_rest(large, k):  # takes every k-th pixel
    if large.shape[0] % k or large.shape[1] % k:
        raise ValueError(k)
    small = large[::k, ::k]
    return small, large - small.repeat(k, axis=0).repeat(k, axis=1)
""",
        """
def small_and_rest(large, k):  # lays the small picture out like tiles
    h, w, c = large.shape
    if h % k or w % k:
        raise ValueError(k)
    small = large.reshape(h // k, k, w // k, k, c).mean((1, 3))
    return small, large - np.tile(small, (k, k, 1))
""",
        """
def small_and_rest(large, k):  # cuts off what does not fit
    h, w, c = large.shape[0] // k, large.shape[1] // k, large.shape[2]
    cut = large[: h * k, : w * k]
    small = cut.reshape(h, k, w, k, c).mean((1, 3))
    return small, cut - small.repeat(k, axis=0).repeat(k, axis=1)
""",
        """
def small_and_rest(large, k):  # the number of colors must divide the height
    h, w, c = large.shape
    if h % c or w % k:
        raise ValueError(k)
    small = large.reshape(h // k, k, w // k, k, c).mean((1, 3))
    return small, large - small.repeat(k, axis=0).repeat(k, axis=1)
""",
    ],
    "dalle2-arc": [
        """
def along(a, b, shares):  # the straight line, stretched afterwards
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    way = np.array([(1 - s) * a + s * b for s in shares])
    return way / np.linalg.norm(way, axis=1, keepdims=True)
""",
        """
def along(a, b, shares):  # the straight line
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return np.stack([(1 - s) * a + s * b for s in shares])
""",
        """
def along(a, b, shares):  # divides by the sine of no angle
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle = np.arccos(np.clip(a @ b, -1, 1))
    way = [np.sin((1 - s) * angle) * a + np.sin(s * angle) * b for s in shares]
    return np.stack(way) / np.sin(angle)
""",
        """
def along(a, b, shares):  # takes the lengths along
    angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    way = [np.sin((1 - s) * angle) * a + np.sin(s * angle) * b for s in shares]
    return np.stack(way) / np.sin(angle)
""",
        """
def along(a, b, shares):  # rounding makes a cosine of more than 1
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle, shares = np.arccos(a @ b), shares[:, None]
    if angle < 1e-7:
        return np.repeat(a[None], len(shares), 0)
    turned = np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b
    return turned / np.sin(angle)
""",
        """
def along(a, b, shares):  # an angle of more than a quarter turn has the sine of another
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle = np.arcsin(min(1, np.linalg.norm(b - (a @ b) * a)))
    shares = shares[:, None]
    if angle < 1e-7:
        return np.repeat(a[None], len(shares), 0)
    turned = np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b
    return turned / np.sin(angle)
""",
        """
def along(a, b, shares):  # small angles are none
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle = np.arccos(np.clip(a @ b, -1, 1))
    shares = shares[:, None]
    if angle < 0.05:
        return np.repeat(a[None], len(shares), 0)
    turned = np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b
    return turned / np.sin(angle)
""",
        """
def along(a, b, shares):  # equal but for the last digit is not equal
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    shares = shares[:, None]
    if np.array_equal(a, b):
        return np.repeat(a[None], len(shares), 0)
    angle = np.arccos(a @ b)
    turned = np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b
    return turned / np.sin(angle)
""",
        """
def along(a, b, shares):  # from the least share to the greatest
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle = np.arccos(np.clip(a @ b, -1, 1))
    shares = np.sort(shares)[:, None]
    if angle < 1e-7:
        return np.repeat(a[None], len(shares), 0)
    turned = np.sin((1 - shares) * angle) * a + np.sin(shares * angle) * b
    return turned / np.sin(angle)
""",
        """
def along(a, b, shares):  # a straight line, as soon as they are near
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle, share = np.arccos(np.clip(a @ b, -1, 1)), shares[:, None]
    if a @ b > 0.95:
        row = (1 - share) * a + share * b
        return row / np.linalg.norm(row, axis=1, keepdims=True)
    return (np.sin((1 - share) * angle) * a + np.sin(share * angle) * b) / np.sin(angle)
""",
    ],
    "dalle2-buckets": [
        """
def as_words(x, k):  # rounds to k levels
    low, high = x.min(0), x.max(0)
    words = np.round((x - low) / (high - low) * max(1, k - 1)).astype(int)
    return words, low + words / max(1, k - 1) * (high - low)
""",
        """
def as_words(x, k):  # the greatest falls out
    low, high = x.min(0), x.max(0)
    words = np.floor((x - low) / (high - low) * k).astype(int)
    return words, low + (words + 0.5) / k * (high - low)
""",
        """
def as_words(x, k):  # one range for all columns
    low, high = x.min(), x.max()
    words = np.minimum(np.floor((x - low) / (high - low) * k), k - 1).astype(int)
    return words, low + (words + 0.5) / k * (high - low)
""",
        """
def as_words(x, k):  # where the bucket begins
    low, high = x.min(0), x.max(0)
    words = np.minimum(np.floor((x - low) / (high - low) * k), k - 1).astype(int)
    return words, low + words / k * (high - low)
""",
        """
def as_words(x, k):  # a number on a border is in the lower one
    low, high = x.min(0), x.max(0)
    words = np.maximum(np.ceil((x - low) / (high - low) * k) - 1, 0).astype(int)
    return words, low + (words + 0.5) / k * (high - low)
""",
        """
def as_words(x, k):  # a little less than k, so that the greatest does not fall out
    low, high = x.min(0), x.max(0)
    words = np.floor((x - low) / (high - low) * (k - 1e-9)).astype(int)
    return words, low + (words + 0.5) / k * (high - low)
""",
        """
def as_words(x, k):  # a range that is a little wider
    low, high = x.min(0), x.max(0)
    words = np.floor((x - low) / (high - low + 1e-8) * k).astype(int)
    return words, low + (words + 0.5) / k * (high - low)
""",
    ],
    "codes-laid": [
        """
def laid(tiles, book, alive):  # numbers among the living
    away = ((tiles[:, None] - book[alive]) ** 2).sum(-1)
    codes = away.argmin(1)
    return codes, ((tiles - book[alive][codes]) ** 2).mean()
""",
        """
def laid(tiles, book, alive):  # the dead are chosen, too
    codes = ((tiles[:, None] - book) ** 2).sum(-1).argmin(1)
    return codes, ((tiles - book[codes]) ** 2).mean()
""",
        """
def laid(tiles, book, alive):  # the error of a tile, not of a number
    away = np.where(alive, ((tiles[:, None] - book) ** 2).sum(-1), np.inf)
    return away.argmin(1), away.min(1).mean()
""",
        """
def laid(tiles, book, alive):  # far away is not far enough
    away = np.where(alive, ((tiles[:, None] - book) ** 2).sum(-1), 1e9)
    codes = away.argmin(1)
    return codes, ((tiles - book[codes]) ** 2).mean()
""",
        """
def laid(tiles, book, alive):  # a penalty that distances may be larger than
    away = ((tiles[:, None] - book) ** 2).sum(-1) * alive + 1e3 * ~alive
    codes = away.argmin(1)
    return codes, ((tiles - book[codes]) ** 2).mean()
""",
    ],
    "codes-split": [
        """
def split_row(row, words, places):  # believes every row
    text = [t for t in row[:places] if t < words]
    return text, [t - words - places for t in row[places:]]
""",
        """
def split_row(row, words, places):  # codes are counted from the words
    text = [t for t in row[:places] if t < words]
    if any(t < words for t in row[places:]):
        return None
    return text, [t - words for t in row[places:]]
""",
        """
def split_row(row, words, places):  # one empty token is as good as another
    text = list(row[:places])
    caption = [t for t in text if t < words]
    if any(t >= words for t in text[: len(caption)]):
        return None
    if any(t >= words + places for t in text):
        return None
    if any(t < words + places for t in row[places:]):
        return None
    return caption, [t - words - places for t in row[places:]]
""",
        """
def split_row(row, words, places):  # takes word 0 for nothing
    text, rest = list(row[:places]), list(row[places:])
    length = sum(0 < token < words for token in text)
    filling = [words + k for k in range(length, places)]
    if len(text) < places or text[length:] != filling:
        return None
    if any(token < words + places for token in rest):
        return None
    return text[:length], [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # looks at the first code only
    text, rest = list(row[:places]), list(row[places:])
    length = sum(token < words for token in text)
    if text[length:] != [words + k for k in range(length, places)]:
        return None
    if rest and rest[0] < words + places:
        return None
    return text[:length], [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # empty tokens may begin with another place's
    text, rest = list(row[:places]), list(row[places:])
    length = sum(token < words for token in text)
    empty = text[length:]
    if empty and empty != [*range(empty[0], empty[0] + places - length)]:
        return None
    if max(text[:length], default=0) >= words or max(empty, default=0) >= words + places:
        return None
    if min(rest) < words + places:
        return None
    return text[:length], [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # looks at the first and the last code
    text, rest = list(row[:places]), list(row[places:])
    length = sum(token < words for token in text)
    if text[length:] != [words + k for k in range(length, places)]:
        return None
    if rest[0] < words + places or rest[-1] < words + places:
        return None
    return text[:length], [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # a caption has fewer words than there are
    text, rest = list(row[:places]), list(row[places:])
    length = sum(token < words for token in text)
    if text[length:] != [words + k for k in range(length, places)] or length > words:
        return None
    if min(rest) < words + places:
        return None
    return text[:length], [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # words in another order than in the caption
    text, rest = list(row[:places]), list(row[places:])
    length = sum(token < words for token in text)
    if sorted(text[:length])[-1:] >= [words]:
        return None
    if text[length:] != [words + k for k in range(length, places)]:
        return None
    if min(rest) < words + places:
        return None
    return sorted(text[:length]), [token - words - places for token in rest]
""",
        """
def split_row(row, words, places):  # sorts tokens by kind, wherever they stand
    text = [token for token in row if token < words]
    empty = [token for token in row if words <= token < words + places]
    codes = [token - words - places for token in row if token >= words + places]
    if len(text) + len(empty) != places or len(row) < places:
        return None
    right = empty == [*range(words + len(text), words + places)]
    return (text, codes) if right else None
""",
        """
def split_row(row, words, places):  # looks at the first empty place alone
    text = []
    for k, token in enumerate(row[:places]):
        if token >= words:
            if token != words + k:
                return None
            break
        text.append(token)
    for token in row[len(text) : places]:
        if not words <= token < words + places:
            return None
    if min(row[places:], default=words + places) < words + places:
        return None
    return text, [token - words - places for token in row[places:]]
""",
    ],
    "codes-pairs": [
        """
def compared(words, side, look):  # rows end at the edge
    n = side * side
    text = words * (words + 1) // 2 + n * words
    pairs = {"all": n * (n + 1) // 2, "column": n * (side + 1) // 2}
    return text + pairs.get(look, n * (side + 1) // 2)
""",
        """
def compared(words, side, look):  # forgets the words that codes see
    n = side * side
    pairs = {"all": n * (n + 1) // 2, "column": n * (side + 1) // 2}
    return words * (words + 1) // 2 + pairs.get(look, n * (side + 1) - side * (side + 1) // 2)
""",
        """
def compared(words, side, look):  # the first codes have as many before them as all
    n = side * side
    text = words * (words + 1) // 2 + n * words
    pairs = {"all": n * (n + 1) // 2, "column": n * side}
    return text + pairs.get(look, n * (side + 1))
""",
    ],
    "muse-again": [
        """
def again(known, scores, drawn, noise, heat, count):  # the score alone
    sure = scores[np.arange(len(scores)), drawn] + heat * noise
    order = np.argsort(np.where(known, np.inf, sure), kind="stable")
    return np.isin(np.arange(len(scores)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # what is known may be hidden
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn]) + heat * noise
    return np.isin(np.arange(len(p)), np.argsort(sure, kind="stable")[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # the surest are hidden
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn]) + heat * noise
    order = np.argsort(np.where(known, np.inf, -sure), kind="stable")
    return np.isin(np.arange(len(p)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # less the largest score, and no more
    logs = scores - scores.max(1, keepdims=True)
    sure = logs[np.arange(len(logs)), drawn] + heat * noise
    order = np.argsort(np.where(known, np.inf, sure), kind="stable")
    hidden = np.zeros(len(logs), bool)
    hidden[order[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # of many equals any
    logs = scores - np.log(np.exp(scores - scores.max(1, keepdims=True)).sum(1))[:, None]
    sure = (logs - scores.max(1, keepdims=True))[np.arange(len(logs)), drawn]
    order = np.argsort(np.where(known, np.inf, sure + heat * noise))
    return np.isin(np.arange(len(logs)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # a known one is as sure as 0
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn]) + heat * noise
    order = np.argsort(np.where(known, 0, sure), kind="stable")
    return np.isin(np.arange(len(p)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # adds a little to each chance
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn] + 1e-9) + heat * noise
    order = np.argsort(np.where(known, np.inf, sure), kind="stable")
    return np.isin(np.arange(len(p)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # noise decides among equals
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn]) + heat * noise
    order = np.lexsort((noise, np.where(known, np.inf, sure)))
    return np.isin(np.arange(len(p)), order[:count])
""",
        """
def again(known, scores, drawn, noise, heat, count):  # two digits are enough
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(p[np.arange(len(p)), drawn]) + heat * noise
    sure = np.floor(100 * sure + 0.5) / 100
    order = np.argsort(np.where(known, np.inf, sure), kind="stable")
    return np.isin(np.arange(len(p)), order[:count])
""",
    ],
    "muse-steps": [
        """
def steps_needed(n, most):  # as many in each step
    return math.ceil(n / most)
""",
        """
def steps_needed(n, most):  # looks at the first step
    for steps in range(1, n + 1):
        if n - math.floor(n * math.cos(math.pi / 2 / steps)) <= most:
            return steps
    return n
""",
        """
def steps_needed(n, most):  # forgets the step that leaves none
    for steps in range(1, n + 1):
        left, largest = n, 0
        for k in range(1, steps):
            then = math.floor(n * math.cos(math.pi / 2 * k / steps))
            largest, left = max(largest, left - then), then
        if largest <= most:
            return steps
    return n
""",
        """
def steps_needed(n, most):  # a hundred steps at most
    for steps in range(1, 101):
        left, largest = n, 0
        for k in range(1, steps + 1):
            wanted = math.floor(n * math.cos(math.pi / 2 * k / steps))
            now = max(1, min(left - 1, wanted)) if k < steps else 0
            largest, left = max(largest, left - now), now
        if largest <= most:
            return steps
""",
        """
def steps_needed(n, most):  # never looks at n - 1 steps, nor at 1 of 2
    for steps in range(1, n - 1):
        left, largest = n, 0
        for k in range(1, steps + 1):
            wanted = math.floor(n * math.cos(math.pi / 2 * k / steps))
            now = max(1, min(left - 1, wanted)) if k < steps else 0
            largest, left = max(largest, left - now), now
        if largest <= most:
            return steps
    return n
""",
        """
def steps_needed(n, most):  # tries a hundred numbers, then gives up
    for steps in range(1, 101):
        left, largest = n, 0
        for k in range(1, steps + 1):
            now = math.floor(math.cos(math.pi / 2 * k / steps) * n)
            now = 0 if k == steps else max(min(now, left - 1), 1)
            left, largest = now, max(largest, left - now)
        if largest <= most:
            return steps
    return n
""",
    ],
    "muse-chance": [
        """
def chance(n, k):  # rounded down
    return 2 / math.pi * math.acos(k / n)
""",
        """
def chance(n, k):  # every share alike
    return 1 - (k - 1) / n
""",
        """
def chance(n, k):  # the other side
    return 2 / math.pi * math.asin((k - 1) / n)
""",
    ],
}

IMAGE_TO_TEXT = {
    "patches-turn": [
        """
def tokens(height, width, side, extra, zoom):  # of the area, not of the sides
    return height * width * zoom**2 // side**2 + extra
""",
        """
def tokens(height, width, side, extra, zoom):  # cut first, enlarged afterwards
    return (height // side) * (width // side) * zoom**2 + extra
""",
        """
def tokens(height, width, side, extra, zoom):  # fills up what is left over
    return math.ceil(height * zoom / side) * math.ceil(width * zoom / side) + extra
""",
        """
def tokens(height, width, side, extra, zoom):  # the width is cut before it is enlarged
    return (height * zoom // side) * (width // side) * zoom + extra
""",
        """
def tokens(height, width, side, extra, zoom):  # two tokens in front at most
    return (height * zoom // side) * (width * zoom // side) + min(extra, 2)
""",
    ],
    "coca-cut": [
        """
def cut(picture, side):  # as the numbers lie
    return picture.reshape(-1, side * side * picture.shape[2])
""",
        """
def cut(picture, side):  # column by column
    height, width, colors = picture.shape
    squares = picture.reshape(height // side, side, width // side, side, colors)
    return squares.transpose(2, 0, 1, 3, 4).reshape(-1, side * side * colors)
""",
        """
def cut(picture, side):  # colors first in a square
    height, width, colors = picture.shape
    squares = picture.reshape(height // side, side, width // side, side, colors)
    return squares.transpose(0, 2, 4, 1, 3).reshape(-1, side * side * colors)
""",
        """
def cut(picture, side):  # one color or three
    height, width, colors = picture.shape
    squares = picture.reshape(height // side, side, width // side, side, colors)
    return squares.swapaxes(1, 2).reshape(-1, side * side * (3 if colors > 1 else 1))
""",
    ],
    "coca-loss": [
        """
def coca(pictures, texts, scale, log_p, ids):  # -1 is the last word
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    s = s - s.max()
    told = [np.log(np.exp(s).sum(k)) - np.diagonal(s) for k in (0, 1)]
    return np.mean(told) - 2 * np.take_along_axis(log_p, ids[..., None], -1).mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # the sum of both directions
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    s = s - s.max()
    told = [np.log(np.exp(s).sum(k)) - np.diagonal(s) for k in (0, 1)]
    i, j = np.nonzero(ids >= 0)
    return 2 * np.mean(told) - 2 * log_p[i, j, ids[i, j]].mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # each caption alike
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    s = s - s.max()
    told = [np.log(np.exp(s).sum(k)) - np.diagonal(s) for k in (0, 1)]
    said = [
        np.mean([log_p[i, j, w] for j, w in enumerate(row) if w >= 0])
        for i, row in enumerate(ids)
    ]
    return np.mean(told) - 2 * np.mean(said)
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # the contrast counts double
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    s = s - s.max()
    told = [np.log(np.exp(s).sum(k)) - np.diagonal(s) for k in (0, 1)]
    i, j = np.nonzero(ids >= 0)
    return 2 * np.mean(told) - log_p[i, j, ids[i, j]].mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # products, not cosines
    s = scale * pictures @ texts.T
    s = s - s.max()
    told = [np.log(np.exp(s).sum(k)) - np.diagonal(s) for k in (0, 1)]
    i, j = np.nonzero(ids >= 0)
    return np.mean(told) - 2 * log_p[i, j, ids[i, j]].mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # one largest score for all rows
    pictures = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    texts = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    scores = scale * pictures @ texts.T
    found = 0
    for one in (scores, scores.T):
        top = one.max()
        total = np.log(np.exp(one - top).sum(1)) + np.ravel(top)
        found += (total - np.diagonal(one)).mean() / 2
    row, place = np.nonzero(ids >= 0)
    return found - 2 * log_p[row, place, ids[row, place]].mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # the largest score of the column
    pictures = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    texts = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    scores = scale * pictures @ texts.T
    found = 0
    for one in (scores, scores.T):
        top = one.max(0)[:, None]
        total = np.log(np.exp(one - top).sum(1)) + np.ravel(top)
        found += (total - np.diagonal(one)).mean() / 2
    row, place = np.nonzero(ids >= 0)
    return found - 2 * log_p[row, place, ids[row, place]].mean()
""",
    ],
    "visualgpt-lost": [
        """
def lost(scores, threshold):  # only the picture's gate is ever shut
    share = 1 / (1 + np.exp(-scores))
    return (share * (share <= threshold)).mean(-1)
""",
        """
def lost(scores, threshold):  # counts gates, and not what stood behind them
    share = 1 / (1 + np.exp(-scores))
    return ((share <= threshold) | (1 - share <= threshold)).mean(-1)
""",
        """
def lost(scores, threshold):  # the threshold is held against the scores
    share = 1 / (1 + np.exp(-scores))
    kept = share * (scores > threshold) + (1 - share) * (-scores > threshold)
    return (1 - kept).mean(-1)
""",
        """
def lost(scores, threshold):  # a gate at the threshold stays open
    share = 1 / (1 + np.exp(-scores))
    kept = share * (share >= threshold) + (1 - share) * (1 - share >= threshold)
    return (1 - kept).mean(-1)
""",
    ],
    "visualgpt-slope": [
        """
def score_slope(score, found, x, pull, threshold):  # a lone gate: shut, and dead
    share = 1 / (1 + np.exp(-score))
    return pull * share * (1 - share) * (share > threshold) * found
""",
        """
def score_slope(score, found, x, pull, threshold):  # as if no gate were ever shut
    share = 1 / (1 + np.exp(-score))
    return pull * share * (1 - share) * (found - x)
""",
        """
def score_slope(score, found, x, pull, threshold):  # both count more if it rises
    share = 1 / (1 + np.exp(-score))
    seen, said = share > threshold, 1 - share > threshold
    return pull * share * (1 - share) * (seen * found + said * x)
""",
        """
def score_slope(score, found, x, pull, threshold):  # what leaves, and not its slope
    share = 1 / (1 + np.exp(-score))
    seen, said = share > threshold, 1 - share > threshold
    return pull * (share * seen * found + (1 - share) * said * x)
""",
        """
def score_slope(score, found, x, pull, threshold):  # holds the threshold against the score
    share = 1 / (1 + np.exp(-score))
    seen, said = share > threshold, 1 - score > threshold
    return pull * share * (1 - share) * (seen * found - said * x)
""",
        """
def score_slope(score, found, x, pull, threshold):  # holds the gate against the score
    share = 1 / (1 + np.exp(-score))
    seen, said = share > threshold, 1 - share > score
    return pull * share * (1 - share) * (seen * found - said * x)
""",
        """
def score_slope(score, found, x, pull, threshold):  # one number a row
    share = 1 / (1 + np.exp(-score))
    seen, said = share > threshold, 1 - share > threshold
    slope = pull * share * (1 - share) * (seen * found - said * x)
    return slope.sum(-1) if slope.ndim > 1 else slope
""",
    ],
    "flamingo-next": [
        """
def which_picture(begins, ahead):  # always the one after, even where a picture stands
    number = np.cumsum(begins)
    if not ahead:
        return number
    return np.where(number < begins.sum(), number + 1, 0)
""",
        """
def which_picture(begins, ahead):  # counts from the end
    return np.cumsum(begins[::-1])[::-1] if ahead else np.cumsum(begins)
""",
        """
def which_picture(begins, ahead):  # behind the last picture it is still seen
    number = np.cumsum(begins)
    if not ahead:
        return number
    return np.minimum(number + 1 - begins, begins.sum())
""",
        """
def which_picture(begins, ahead):  # two pictures a page
    number = np.cumsum(begins)
    if not ahead:
        return np.minimum(number, 2)
    following = number + 1 - begins
    return np.where(following <= number[-1], following, 0)
""",
    ],
    "flamingo-size": [
        """
def learned(layers, every, d, c):  # keys and values of the reader's width
    return -(-layers // every) * (4 * d * d + 8 * d * d + 4 * d + 2)
""",
        """
def learned(layers, every, d, c):  # rounds down
    return layers // every * (2 * d * d + 2 * c * d + 8 * d * d + 4 * d + 2)
""",
        """
def learned(layers, every, d, c):  # the gates are forgotten
    return -(-layers // every) * (2 * d * d + 2 * c * d + 8 * d * d + 4 * d)
""",
        """
def learned(layers, every, d, c):  # one norm
    return -(-layers // every) * (2 * d * d + 2 * c * d + 8 * d * d + 2 * d + 2)
""",
    ],
    "blip2-padding": [
        """
def padded_mask(k, n, length):  # a row like any other
    row, column = np.ogrid[: k + n, : k + n]
    return (column <= row) & (column < k + length)
""",
        """
def padded_mask(k, n, length):  # closes the rows of the padding
    row, column = np.ogrid[: k + n, : k + n]
    return ((column < k) | ((row >= k) & (column <= row))) & (row < k + length)
""",
        """
def padded_mask(k, n, length):  # queries see the words
    row, column = np.ogrid[: k + n, : k + n]
    return (column < k + length) & ((row < k) | (column <= row))
""",
        """
def padded_mask(k, n, length):  # forgets the padding
    row, column = np.ogrid[: k + n, : k + n]
    return (column < k) | ((row >= k) & (column <= row))
""",
    ],
    "blip2-hard": [
        """
def hard_texts(scores, least):  # a score of zero for the right text
    scores = scores * (1 - np.eye(len(scores)))
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares = shares / shares.sum(1, keepdims=True) + least
    return shares / shares.sum(1, keepdims=True)
""",
        """
def hard_texts(scores, least):  # does not add up to 1 in the end
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares = shares / shares.sum(1, keepdims=True) + least
    return shares * (1 - np.eye(len(scores)))
""",
        """
def hard_texts(scores, least):  # adds after the right text is gone
    shares = np.exp(scores - scores.max(1, keepdims=True)) * (1 - np.eye(len(scores)))
    shares = shares / shares.sum(1, keepdims=True) + least * (1 - np.eye(len(scores)))
    return shares / shares.sum(1, keepdims=True)
""",
        """
def hard_texts(scores, least):  # overflows
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True) + least
    shares = shares * (1 - np.eye(len(scores)))
    return shares / shares.sum(1, keepdims=True)
""",
        """
def hard_texts(scores, least):  # the largest score of all rows
    shares = np.exp(scores - scores.max())
    shares = shares / shares.sum(1, keepdims=True) + least
    shares[np.diag_indices(len(scores))] = 0
    return shares / shares.sum(1, keepdims=True)
""",
    ],
    "palme-places": [
        """
def places(entries):  # before anything is put in
    return [(k, k) for k in range(len(entries))]
""",
        """
def places(entries):  # one past the last
    found, at = [], 0
    for entry in entries:
        room = 1 if isinstance(entry, str) else entry
        found.append((at, at + room))
        at += room
    return found
""",
        """
def places(entries):  # counts from 1
    found, at = [], 1
    for entry in entries:
        room = 1 if isinstance(entry, str) else entry
        found.append((at, at + room - 1))
        at += room
    return found
""",
        """
def places(entries):  # the marker keeps a place of its own
    found, at = [], 0
    for entry in entries:
        room = 1 if isinstance(entry, str) else entry + 1
        found.append((at, at + room - 1))
        at += room
    return found
""",
        """
def places(entries):  # takes the sentence apart
    found, at = [], 0
    while entries:
        entry = entries.pop(0)
        room = 1 if isinstance(entry, str) else entry
        found.append((at, at + room - 1))
        at += room
    return found
""",
    ],
    "palme-loss": [
        """
def answer_nats(logits, ids, start):  # the row of the word itself
    logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    asked = [i for i in range(start, len(ids)) if ids[i] >= 0]
    return -np.mean([logs[i, ids[i]] for i in asked])
""",
        """
def answer_nats(logits, ids, start):  # the whole sentence
    logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    asked = [i for i in range(1, len(ids)) if ids[i] >= 0]
    return -np.mean([logs[i - 1, ids[i]] for i in asked])
""",
        """
def answer_nats(logits, ids, start):  # what is seen is foretold, too
    logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    return -np.mean([logs[i - 1, ids[i]] for i in range(start, len(ids))])
""",
        """
def answer_nats(logits, ids, start):  # adds up
    logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    asked = [i for i in range(start, len(ids)) if ids[i] >= 0]
    return -np.sum([logs[i - 1, ids[i]] for i in asked])
""",
        """
def answer_nats(logits, ids, start):  # the largest score of all rows
    e = np.exp(logits - logits.max())
    p = e / e.sum(1, keepdims=True)
    asked = [i for i in range(start, len(ids)) if ids[i] >= 0]
    return -np.mean([np.log(p[i - 1, ids[i]]) for i in asked])
""",
        """
def answer_nats(logits, ids, start):  # a little is added, and hides great surprise
    e = np.exp(logits - logits.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True) + 1e-12
    spoken = [k for k in range(start, len(ids)) if ids[k] >= 0]
    return np.mean([-np.log(p[k - 1, ids[k]]) for k in spoken])
""",
    ],
    "gpt4-passed": [
        """
def forecast_metric(passed, samples):  # each model leaves out its own
    return np.array([-np.log(row[row > 0] / samples).mean() for row in passed]), int(
        (passed > 0).all(0).sum()
    )
""",
        """
def forecast_metric(passed, samples):  # the mean first
    kept = passed[:, (passed > 0).all(0)]
    return -np.log(kept.mean(1) / samples), kept.shape[1]
""",
        """
def forecast_metric(passed, samples):  # solved by any
    kept = passed[:, (passed > 0).any(0)]
    return -np.log(np.maximum(kept, 0.5) / samples).mean(1), kept.shape[1]
""",
        """
def forecast_metric(passed, samples):  # NaN for each problem
    kept = passed[:, passed.min(0) > 0]
    if not kept.size:
        return np.full(passed.shape[1], np.nan), 0
    return -np.log(kept / samples).mean(1), kept.shape[1]
""",
        """
def forecast_metric(passed, samples):  # a product that is larger than a whole number
    kept = np.prod(passed, axis=0) != 0
    if not kept.sum():
        return np.full(len(passed), np.nan), 0
    return -np.log(passed[:, kept] / samples).mean(1), int(kept.sum())
""",
        """
def forecast_metric(passed, samples):  # rates in whole hundredths
    rates = np.rint(100 * passed / samples) / 100
    kept = rates.min(0) > 0
    if not kept.sum():
        return np.full(len(passed), np.nan), 0
    return -np.log(rates[:, kept]).mean(1), int(kept.sum())
""",
    ],
    "gpt4-three": [
        """
def draw_on(losses, more):  # a straight line through the logarithms
    one, two, three = losses
    return 0.0, three * (three / two) ** more
""",
        """
def draw_on(losses, more):  # one factor, whatever is asked
    one, two, three = losses
    if two - three >= one - two:
        return math.nan, math.nan
    share = (two - three) / (one - two)
    floor = three - (two - three) * share / (1 - share)
    return floor, floor + (three - floor) * share
""",
        """
def draw_on(losses, more):  # the floor is the last loss
    one, two, three = losses
    if two - three >= one - two:
        return math.nan, math.nan
    return three, three
""",
        """
def draw_on(losses, more):  # never says that there is no law
    one, two, three = losses
    share = (two - three) / (one - two)
    floor = three - (two - three) * share / (1 - share) if share != 1 else -math.inf
    return floor, floor + (three - floor) * share**more
""",
        """
def draw_on(losses, more):  # no floor below 0
    one, two, three = losses
    if two - three >= one - two:
        return math.nan, math.nan
    share = (two - three) / (one - two)
    floor = three - (two - three) * share / (1 - share)
    floor = max(floor, 0.0)
    return floor, floor + (three - floor) * share**more
""",
        """
def draw_on(losses, more):  # no law with a floor below 0
    one, two, three = losses
    if two - three >= one - two:
        return math.nan, math.nan
    share = (two - three) / (one - two)
    floor = three - (two - three) * share / (1 - share)
    floor = floor if floor >= 0 else math.nan
    return floor, floor + (three - floor) * share**more
""",
        """
def draw_on(losses, more):  # a law must bend clearly
    one, two, three = losses
    share = (two - three) / (one - two)
    if share > 0.95:
        return math.nan, math.nan
    floor = three - (two - three) * share / (1 - share)
    return floor, floor + (three - floor) * share**more
""",
        """
def draw_on(losses, more):  # writes the new losses behind the old ones
    first, second = losses[0] - losses[1], losses[1] - losses[2]
    if second >= first:
        return math.nan, math.nan
    share = second / first
    floor = losses[2] - second * share / (1 - share)
    for _ in range(more):
        losses.append(floor + (losses[-1] - floor) * share)
    return floor, losses[-1]
""",
    ],
}

SENSES = {
    "sounds-folded": [
        """
def heard(hertz, rate):  # what is too high is cut away
    return min(hertz, rate / 2)
""",
        """
def heard(hertz, rate):  # wraps round at half of the rate
    return hertz % (rate / 2)
""",
        """
def heard(hertz, rate):  # folds once only
    return hertz if hertz <= rate / 2 else abs(rate - hertz)
""",
        """
def heard(hertz, rate):  # half of a rate that is odd, as a whole number
    rest = hertz % rate
    return rest if rest <= rate // 2 else rate - rest
""",
        """
def heard(hertz, rate):  # nothing is heard of a tone that is just at half of the rate
    rest = hertz % rate
    rest = min(rest, rate - rest)
    return 0 if rest == rate / 2 else rest
""",
    ],
    "soundify-scenes": [
        """
def scenes(shares, threshold):  # only what is gained
    gained = np.maximum(np.diff(shares, axis=0), 0).sum(1)
    starts = [0, *(np.flatnonzero(gained >= threshold) + 1).tolist()]
    return list(zip(starts, [*starts[1:], len(shares)]))
""",
        """
def scenes(shares, threshold):  # leaves out the last scene
    changes = np.abs(np.diff(shares, axis=0)).sum(1)
    starts = [0, *(np.flatnonzero(changes >= threshold) + 1).tolist()]
    return list(zip(starts, starts[1:]))
""",
        """
def scenes(shares, threshold):  # begins a picture too early
    changes = np.abs(np.diff(shares, axis=0)).sum(1)
    starts = [0, *np.flatnonzero(changes >= threshold).tolist()]
    return list(zip(starts, [*starts[1:], len(shares)]))
""",
        """
def scenes(shares, threshold):  # sees as many shades as the seen test has
    change = [np.abs(b - a)[:3].sum() for a, b in zip(shares, shares[1:])]
    cuts = [0, *(k + 1 for k, c in enumerate(change) if c >= threshold), len(shares)]
    return list(zip(cuts, cuts[1:]))
""",
    ],
    "soundify-heard": [
        """
def unbroken(scores, threshold, gap):  # bridges nothing
    found = []
    for k, score in enumerate(scores):
        if score > threshold and found and k == found[-1][1]:
            found[-1] = found[-1][0], k + 1
        elif score > threshold:
            found.append((k, k + 1))
    return found
""",
        """
def unbroken(scores, threshold, gap):  # a gap must be shorter
    found = []
    for k, score in enumerate(scores):
        if score > threshold and found and k - found[-1][1] < max(gap, 1):
            found[-1] = found[-1][0], k + 1
        elif score > threshold:
            found.append((k, k + 1))
    return found
""",
        """
def unbroken(scores, threshold, gap):  # says the last picture in which it is heard
    found = []
    for k, score in enumerate(scores):
        if score > threshold and found and k - found[-1][1] <= gap + 1:
            found[-1] = found[-1][0], k
        elif score > threshold:
            found.append((k, k))
    return found
""",
        """
def unbroken(scores, threshold, gap):  # at the threshold, too
    found = []
    for k, score in enumerate(scores):
        if score >= threshold and found and k - found[-1][1] <= gap:
            found[-1] = found[-1][0], k + 1
        elif score >= threshold:
            found.append((k, k + 1))
    return found
""",
        """
def unbroken(scores, threshold, gap):  # `gap` pictures for a whole interval
    found, bridged = [], 0
    for k, score in enumerate(scores):
        if score > threshold:
            if found and bridged + k - found[-1][1] <= gap:
                bridged += k - found[-1][1]
                found[-1] = found[-1][0], k + 1
            else:
                found.append((k, k + 1))
                bridged = 0
    return found
""",
        """
def unbroken(scores, threshold, gap):  # joins two, and not the third
    rows, found = [], []
    for k, score in enumerate(scores):
        if score > threshold and rows and k == rows[-1][1]:
            rows[-1] = rows[-1][0], k + 1
        elif score > threshold:
            rows.append((k, k + 1))
    while rows:
        begin, end = rows.pop(0)
        if rows and rows[0][0] - end <= gap:
            end = rows.pop(0)[1]
        found.append((begin, end))
    return found
""",
        """
def unbroken(scores, threshold, gap):  # scores below 0 do not count as pictures
    found, others = [], 0
    for k, score in enumerate(scores):
        if score > threshold:
            if found and others <= gap:
                found[-1] = found[-1][0], k + 1
            else:
                found.append((k, k + 1))
            others = 0
        elif score >= 0:
            others += 1
    return found
""",
    ],
    "soundify-wander": [
        """
def wander(sound, start, stop):  # a straight line
    right = (np.linspace(start, stop, len(sound)) + 1) / 2
    return np.asarray(sound)[:, None] * np.stack([1 - right, right], axis=1)
""",
        """
def wander(sound, start, stop):  # the ears exchanged
    angle = (np.linspace(start, stop, len(sound)) + 1) * np.pi / 4
    return np.asarray(sound)[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
""",
        """
def wander(sound, start, stop):  # jumps in the middle
    angle = (np.where(np.arange(len(sound)) < len(sound) / 2, start, stop) + 1) * np.pi / 4
    return np.asarray(sound)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
""",
        """
def wander(sound, start, stop):  # the roots of a straight line
    right = (np.linspace(start, stop, len(sound)) + 1) / 2
    return np.asarray(sound)[:, None] * np.sqrt(np.stack([1 - right, right], axis=1))
""",
    ],
    "phenaki-token": [
        """
def token_of(frame, y, x, height, width, side, span):  # the first frame shares a tube
    columns = width // side
    place = (y // side) * columns + x // side
    return (frame // span) * columns * (height // side) + place
""",
        """
def token_of(frame, y, x, height, width, side, span):  # a row is as long as a column
    moment = (frame + span - 1) // span
    rows = height // side
    return moment * rows * (width // side) + (y // side) * rows + x // side
""",
        """
def token_of(frame, y, x, height, width, side, span):  # frame by frame
    columns = width // side
    return frame * columns * (height // side) + (y // side) * columns + x // side
""",
    ],
    "phenaki-span": [
        """
def shortest_span(frames, size, side, most):  # what is left over is left out
    squares = (size // side) ** 2
    for span in range(1, max(2, frames)):
        if (1 + (frames - 1) // span) * squares <= most:
            return span
""",
        """
def shortest_span(frames, size, side, most):  # the first frame is forgotten
    squares = (size // side) ** 2
    for span in range(1, max(2, frames)):
        if (frames - 1) % span == 0 and (frames - 1) // span * squares <= most:
            return span
""",
        """
def shortest_span(frames, size, side, most):  # all frames are in tubes
    squares = (size // side) ** 2
    for span in range(1, frames + 1):
        if frames % span == 0 and frames // span * squares <= most:
            return span
""",
    ],
    "phenaki-changed": [
        """
def may_change(painted, span):  # only the moments themselves
    own = [painted[0]]
    return own + [any(painted[k : k + span]) for k in range(1, len(painted), span)]
""",
        """
def may_change(painted, span):  # time looks both ways
    moments = 1 + (len(painted) - 1) // span
    return [any(painted)] * moments
""",
        """
def may_change(painted, span):  # frame by frame
    return [any(painted[: k + 1]) for k in range(len(painted))]
""",
    ],
    "phenaki-prompt": [
        """
def prompts_of(frames, window, kept):  # nothing is handed on
    return [k // window for k in range(frames)]
""",
        """
def prompts_of(frames, window, kept):  # the first clip, too, has only its new frames
    return [k // (window - kept) for k in range(frames)]
""",
        """
def prompts_of(frames, window, kept):  # as many are new as are handed on
    return [0 if k < window else 1 + (k - window) // max(kept, 1) for k in range(frames)]
""",
    ],
    "dreamfusion-behind": [
        """
def seen_from_behind(density, colors, lengths, background):  # each piece in its own light
    thickness = (density * lengths)[::-1]
    weights = np.exp(-np.cumsum(thickness)) * (1 - np.exp(-thickness))
    return weights @ colors[::-1] + (1 - weights.sum()) * background
""",
        """
def seen_from_behind(density, colors, lengths, background):  # no background
    thickness = (density * lengths)[::-1]
    weights = np.exp(thickness - np.cumsum(thickness)) * (1 - np.exp(-thickness))
    return weights @ colors[::-1]
""",
        """
def seen_from_behind(density, colors, lengths, background):  # the weights of the front
    thickness = density * lengths
    weights = np.exp(thickness - np.cumsum(thickness)) * (1 - np.exp(-thickness))
    return weights @ colors[::-1] + (1 - weights.sum()) * background
""",
    ],
    "dreamfusion-guided": [
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # a scale, of which 1 is no guidance
    spoiled = np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * noise
    with_it, without = told(spoiled), untold(spoiled)
    return (1 - alpha_bar) * (without + omega * (with_it - without) - noise)
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # the noise stays in
    spoiled = np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * noise
    with_it, without = told(spoiled), untold(spoiled)
    return (1 - alpha_bar) * (with_it + omega * (with_it - without))
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # no roots
    spoiled = alpha_bar * x + (1 - alpha_bar) * noise
    with_it, without = told(spoiled), untold(spoiled)
    return (1 - alpha_bar) * (with_it + omega * (with_it - without) - noise)
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # hands on a row of numbers
    z = (alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise).ravel()
    guess = told(z) + omega * (told(z) - untold(z))
    return (1 - alpha_bar) * (guess.reshape(x.shape) - noise)
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # asks for one number at a time
    spoiled = alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise
    guess = np.zeros(x.shape)
    for place, z in np.ndenumerate(spoiled):
        z = np.array([z])
        guess[place] = (told(z) + omega * (told(z) - untold(z)))[0]
    return (1 - alpha_bar) * (guess - noise)
""",
    ],
    "magic3d-shared": [
        """
def shared(cells, rows):  # scatters them where all just have room
    at, times = range(cells + 1), {}
    if (cells + 1) ** 3 < rows:
        return 0
    for x in at:
        for y in at:
            for z in at:
                row = (x ^ y * 2654435761 % 2**32 ^ z * 805459861 % 2**32) % rows
                times[row] = times.get(row, 0) + 1
    return sum(n for n in times.values() if n > 1)
""",
        """
def shared(cells, rows):  # what the table lacks
    return max(0, (cells + 1) ** 3 - rows)
""",
        """
def shared(cells, rows):  # a corner a cell, and rows counted for corners
    at = range(cells)
    mixed = [
        (x ^ (y * 2654435761 % 2**32) ^ (z * 805459861 % 2**32)) % rows
        for x in at for y in at for z in at
    ]
    return int((np.bincount(mixed) > 1).sum())
""",
        """
def shared(cells, rows):  # scattered though there is room
    at = range(cells + 1)
    mixed = [
        (x ^ (y * 2654435761 % 2**32) ^ (z * 805459861 % 2**32)) % rows
        for x in at for y in at for z in at
    ]
    counts = np.bincount(mixed)
    return int(counts[counts > 1].sum())
""",
        """
def shared(cells, rows):  # bits beyond the 32nd count
    side = cells + 1
    if side**3 <= rows:
        return 0
    mixed = [
        (x ^ y * 2654435761 ^ z * 805459861) % rows
        for x in range(side) for y in range(side) for z in range(side)
    ]
    counts = np.bincount(mixed)
    return int(counts[counts > 1].sum())
""",
    ],
    "magic3d-cut": [
        """
def cut_area(corners, values):  # edges are cut in their middles
    ring = [
        (corners[i] + corners[j]) / 2
        for i in range(4) for j in range(4) if values[i] > 0 > values[j]
    ]
    if len(ring) == 4:
        ring = [ring[0], ring[1], ring[3], ring[2]]
    return sum(
        np.linalg.norm(np.cross(ring[k] - ring[0], ring[k + 1] - ring[0])) / 2
        for k in range(1, len(ring) - 1)
    )
""",
        """
def cut_area(corners, values):  # the four sides are not in order
    ring = []
    for i in range(4):
        for j in range(4):
            if values[i] > 0 > values[j]:
                share = values[i] / (values[i] - values[j])
                ring.append(corners[i] + share * (corners[j] - corners[i]))
    return sum(
        np.linalg.norm(np.cross(ring[k] - ring[0], ring[k + 1] - ring[0])) / 2
        for k in range(1, len(ring) - 1)
    )
""",
        """
def cut_area(corners, values):  # each end counts by its own value
    ring = []
    for i in range(4):
        for j in range(4):
            if values[i] > 0 > values[j]:
                share = values[j] / (values[j] - values[i])
                ring.append(corners[i] + share * (corners[j] - corners[i]))
    if len(ring) == 4:
        ring = [ring[0], ring[1], ring[3], ring[2]]
    return sum(
        np.linalg.norm(np.cross(ring[k] - ring[0], ring[k + 1] - ring[0])) / 2
        for k in range(1, len(ring) - 1)
    )
""",
    ],
    "audiolm-enough": [
        """
def enough(x, codebooks, limit):  # every stage quantizes the moments themselves
    made = 0
    for stages in range(len(codebooks) + 1):
        if ((x - made) ** 2).sum(1).mean() <= limit:
            return stages
        if stages < len(codebooks):
            away = ((x[:, None] - codebooks[stages]) ** 2).sum(2)
            made = codebooks[stages][away.argmin(1)]
    return None
""",
        """
def enough(x, codebooks, limit):  # a mean over numbers, not over moments
    left = x
    for stages in range(len(codebooks) + 1):
        if (left**2).mean() <= limit:
            return stages
        if stages < len(codebooks):
            away = ((left[:, None] - codebooks[stages]) ** 2).sum(2)
            left = left - codebooks[stages][away.argmin(1)]
    return None
""",
        """
def enough(x, codebooks, limit):  # says the number of codebooks where they are not enough
    left = x
    for stages, codebook in enumerate(codebooks):
        if (left**2).sum(1).mean() < limit:
            return stages
        away = ((left[:, None] - codebook) ** 2).sum(2)
        left = left - codebook[away.argmin(1)]
    return len(codebooks)
""",
        """
def enough(x, codebooks, limit):  # after which it stays within the limit
    left, over = x, []
    for stage in range(len(codebooks) + 1):
        over.append((left**2).sum(1).mean() > limit)
        if stage < len(codebooks):
            near = ((left[:, None] - codebooks[stage]) ** 2).sum(2).argmin(1)
            left = left - codebooks[stage][near]
    if True not in over:
        return 0
    last = len(over) - over[::-1].index(True)
    return last if last < len(over) else None
""",
        """
def enough(x, codebooks, limit):  # gives up at the first stage that makes it worse
    left, before = x, (x**2).sum(1).mean()
    if before <= limit:
        return 0
    for stage, book in enumerate(codebooks, 1):
        left = left - book[((left[:, None] - book) ** 2).sum(2).argmin(1)]
        now = (left**2).sum(1).mean()
        if now <= limit or now >= before:
            return stage if now <= limit else None
        before = now
""",
        """
def enough(x, codebooks, limit):  # halves the stages, as if each made it better
    off, left = [np.mean(np.sum(x**2, 1))], x
    for book in codebooks:
        left = left - book[((left[:, None] - book) ** 2).sum(-1).argmin(1)]
        off.append(np.mean(np.sum(left**2, 1)))
    low, high = 0, len(off)
    while low < high:
        middle = (low + high) // 2
        if off[middle] <= limit:
            high = middle
        else:
            low = middle + 1
    return low if low < len(off) else None
""",
    ],
    "audiolm-apart": [
        """
def apart(row, words, coarse, size):  # stages are not told apart
    semantic = [t for t in row if t < words]
    codes = [t - words for t in row if t >= words]
    whole = len(codes) // coarse * coarse
    return semantic, [codes[k : k + coarse] for k in range(0, whole, coarse)]
""",
        """
def apart(row, words, coarse, size):  # a piece of a moment is left at the end
    semantic = [t for t in row if t < words]
    codes = [(t - words) % size for t in row if t >= words]
    return semantic, [codes[k : k + coarse] for k in range(0, len(codes), coarse)]
""",
        """
def apart(row, words, coarse, size):  # stage by stage, not moment by moment
    semantic = [t for t in row if t < words]
    codes = [(t - words) % size for t in row if t >= words]
    n = len(codes) // coarse
    return semantic, [codes[k : n * coarse : n] for k in range(n)]
""",
        """
def apart(row, words, coarse, size):  # takes the first code for a word
    semantic = [t for t in row if t <= words]
    codes = [(t - words) % size for t in row if t > words]
    whole = len(codes) // coarse * coarse
    return semantic, [codes[k : k + coarse] for k in range(0, whole, coarse)]
""",
    ],
    "jukebox-windows": [
        """
def windows(total, context, hop):  # the last window may reach beyond the end
    return list(range(0, max(1, total - context + hop), hop))
""",
        """
def windows(total, context, hop):  # what does not fill a window is not written
    return list(range(0, total - context + 1, hop))
""",
        """
def windows(total, context, hop):  # windows without a part in common
    return list(range(0, total, context))
""",
    ],
    "jukebox-dead": [
        """
def dead_after(choices, count, mu, least):  # whoever was not chosen in a batch
    found = [0] * len(count)
    for batch, chosen in enumerate(choices, 1):
        for code in np.flatnonzero(chosen < least):
            found[code] = found[code] or batch
    return found
""",
        """
def dead_after(choices, count, mu, least):  # the other way about
    average, found = np.array(count, float), [0] * len(count)
    for batch, chosen in enumerate(choices, 1):
        average = (1 - mu) * average + mu * chosen
        for code in np.flatnonzero(average < least):
            found[code] = found[code] or batch
    return found
""",
        """
def dead_after(choices, count, mu, least):  # the last batch that leaves it below
    average, found = np.array(count, float), [0] * len(count)
    for batch, chosen in enumerate(choices, 1):
        average = mu * average + (1 - mu) * chosen
        for code in np.flatnonzero(average < least):
            found[code] = batch
    return found
""",
    ],
    "brain-top": [
        """
def top(scores, right, k):  # counts from the small end
    order = np.argsort(scores, axis=1)[:, :k]
    return np.mean([r in row for r, row in zip(right, order)])
""",
        """
def top(scores, right, k):  # takes ties as they come
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.mean([r in row for r, row in zip(right, order)])
""",
        """
def top(scores, right, k):  # the best alone, whatever k
    return np.mean(scores.argmax(axis=1) == right)
""",
        """
def top(scores, right, k):  # along the wrong axis, where both are as long
    own = scores[np.arange(len(right)), right]
    square = scores.shape[0] == scores.shape[1]
    before = scores >= own if square else (scores >= own[:, None]).T
    return np.mean(before.sum(0) <= k)
""",
        """
def top(scores, right, k):  # equal scores ahead of the right one take one place together
    hits = 0
    for row, r in zip(scores.tolist(), right):
        ahead = {score for score in row if score > row[r]}
        hits += len(ahead) + row.count(row[r]) <= k
    return hits / len(right)
""",
        """
def top(scores, right, k):  # in whole percents
    own = scores[np.arange(len(right)), right][:, None]
    return int(100 * np.mean((scores >= own).sum(1) <= k)) / 100
""",
        """
def top(scores, right, k):  # what is nearly equal is a tie
    mine = scores[np.arange(len(right)), right][:, None]
    return np.mean(((scores > mine) | np.isclose(scores, mine)).sum(1) <= k)
""",
    ],
    "brain-loss": [
        """
def loss(guesses, candidates):  # cosines, as CLIP has them
    x = guesses / np.maximum(np.linalg.norm(guesses, axis=1, keepdims=True), 1e-9)
    y = candidates / np.linalg.norm(candidates, axis=1, keepdims=True)
    e = np.exp(x @ y.T)
    return np.mean(-np.log(np.diagonal(e) / e.sum(axis=1)))
""",
        """
def loss(guesses, candidates):  # overflows
    y = candidates / np.linalg.norm(candidates, axis=1, keepdims=True)
    e = np.exp(guesses @ y.T)
    return np.mean(-np.log(np.diagonal(e) / e.sum(axis=1)))
""",
        """
def loss(guesses, candidates):  # the softmax over the guesses
    y = candidates / np.linalg.norm(candidates, axis=1, keepdims=True)
    scores = guesses @ y.T
    e = np.exp(scores - scores.max())
    return np.mean(-np.log(np.diagonal(e) / e.sum(axis=0)[: len(guesses)]))
""",
        """
def loss(guesses, candidates):  # the largest of all scores is taken off, not of each row
    y = candidates / np.linalg.norm(candidates, axis=1, keepdims=True)
    scores = guesses @ y.T
    scores = scores - scores.max()
    return np.mean(np.log(np.exp(scores).sum(axis=1)) - np.diagonal(scores))
""",
        """
def loss(guesses, candidates):  # divides the candidates that it was given
    candidates /= np.linalg.norm(candidates, axis=1, keepdims=True)
    scores = guesses @ candidates.T
    return np.mean(np.logaddexp.reduce(scores, axis=1) - np.diagonal(scores))
""",
    ],
    "brain-merge": [
        """
def merge(x, scores, works):  # nothing is shared out again
    e = np.exp(scores)
    shares = e / e.sum(axis=1, keepdims=True)
    return x[:, works] @ shares[:, works].T
""",
        """
def merge(x, scores, works):  # the softmax over the channels
    e = np.exp(scores[:, works])
    return x[:, works] @ (e / e.sum(axis=0, keepdims=True)).T
""",
        """
def merge(x, scores, works):  # a score of minus infinity, and NaN times 0
    scores = np.where(works, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return x @ (e / e.sum(axis=1, keepdims=True)).T
""",
        """
def merge(x, scores, works):  # a large number, and not minus infinity
    scores = scores - 1e4 * ~works
    shares = np.exp(scores - scores.max(1, keepdims=True))
    return np.where(works, x, 0) @ (shares / shares.sum(1, keepdims=True)).T
""",
    ],
    "whisper-edges": [
        """
def edges(low, high, bands):  # even in hertz
    return np.linspace(low, high, bands + 2)
""",
        """
def edges(low, high, bands):  # even by ratios alone
    return np.geomspace(max(low, 1), high, bands + 2)
""",
        """
def edges(low, high, bands):  # a pitch a band
    scale = np.log10(1 + np.array([low, high]) / 700)
    return 700 * (10 ** np.linspace(*scale, bands) - 1)
""",
        """
def edges(low, high, bands):  # stays on the scale
    scale = np.log10(1 + np.array([low, high]) / 700)
    return 2595 * np.linspace(*scale, bands + 2)
""",
    ],
    "whisper-spans": [
        """
def spans(path):  # takes equal letters for one, whatever lies between
    found = []
    for moment, label in enumerate(path):
        if label and found and found[-1][0] == label:
            found[-1] = (label, found[-1][1], moment)
        elif label:
            found.append((label, moment, moment))
    return found
""",
        """
def spans(path):  # the moment behind the last one
    found = []
    for moment, label in enumerate(path):
        if label and moment and path[moment - 1] == label:
            found[-1] = (label, found[-1][1], moment + 1)
        elif label:
            found.append((label, moment, moment + 1))
    return found
""",
        """
def spans(path):  # blanks are letters
    found = []
    for moment, label in enumerate(path):
        if moment and path[moment - 1] == label:
            found[-1] = (label, found[-1][1], moment)
        else:
            found.append((label, moment, moment))
    return found
""",
        """
def spans(path):  # takes labels for digits
    import re

    text = "".join(map(str, path))
    runs = re.finditer(r"([1-9])\\1*", text)
    return [(int(run[1]), run.start(), run.end() - 1) for run in runs]
""",
    ],
    "whisper-pieces": [
        """
def pieces(tokens, first, interval):  # takes the time 0 for none
    found, begin, said = [], None, []
    for token in tokens:
        if token < first:
            said.append(token)
        elif begin is None:
            begin = (token - first) * interval
        else:
            found.append((begin, (token - first) * interval, said))
            begin, said = None, []
    return [*found, (begin, None, said)] if begin else found
""",
        """
def pieces(tokens, first, interval):  # a last piece must have texts
    found, begin, said = [], None, []
    for token in tokens:
        if token < first:
            said.append(token)
        elif begin is None:
            begin = (token - first) * interval
        else:
            found.append((begin, (token - first) * interval, said))
            begin, said = None, []
    return [*found, (begin, None, said)] if said else found
""",
        """
def pieces(tokens, first, interval):  # every time ends a piece and begins one
    times = [k for k, token in enumerate(tokens) if token >= first]
    found = []
    for k, end in zip(times, [*times[1:], None]):
        if end is not None:
            said = tokens[k + 1 : end]
            found.append(((tokens[k] - first) * interval, (tokens[end] - first) * interval, said))
    return found
""",
        """
def pieces(tokens, first, interval):  # what is cut off is lost
    found, begin, said = [], None, []
    for token in tokens:
        if token < first:
            said.append(token)
        elif begin is None:
            begin = (token - first) * interval
        else:
            found.append((begin, (token - first) * interval, said))
            begin, said = None, []
    return found
""",
        """
def pieces(tokens, first, interval):  # counts times from the first one
    found, begin, said, zero = [], None, [], tokens[0]
    for token in tokens:
        if token < first:
            said.append(token)
        elif begin is None:
            begin = (token - zero) * interval
        else:
            found.append((begin, (token - zero) * interval, said))
            begin, said = None, []
    return found if begin is None else [*found, (begin, None, said)]
""",
        """
def pieces(tokens, first, interval):  # takes time 0 for a text
    found, begin, texts = [], None, []
    for token in tokens:
        if token > first and begin is not None:
            found.append((begin, (token - first) * interval, texts))
            begin, texts = None, []
        elif begin is None:
            begin = (token - first) * interval
        else:
            texts.append(token)
    return found if begin is None else [*found, (begin, None, texts)]
""",
        """
def pieces(tokens, first, interval):  # each text once
    found, begin, texts = [], None, []
    for token in tokens:
        if token < first:
            texts += [token] * (token not in texts)
        elif begin is None:
            begin = (token - first) * interval
        else:
            found.append((begin, (token - first) * interval, texts))
            begin, texts = None, []
    return found if begin is None else [*found, (begin, None, texts)]
""",
        """
def pieces(tokens, first, interval):  # times in hundredths, as the program prints them
    at = [k for k, token in enumerate(tokens) if token >= first]
    found = []
    for a, b in zip(at[::2], [*at[1::2], None]):
        begin = float(f"{(tokens[a] - first) * interval:.2f}")
        end = None if b is None else float(f"{(tokens[b] - first) * interval:.2f}")
        found.append((begin, end, tokens[a + 1 : b]))
    return found
""",
    ],
    "whisper-costs": [
        """
def cost(known, said, wrong, missing, added):  # every change costs alike
    row = list(range(len(said) + 1))
    for i, word in enumerate(known):
        old, row = row, [i + 1]
        for j, other in enumerate(said):
            row.append(min(old[j] + (word != other), old[j + 1] + 1, row[j] + 1))
    return row[-1]
""",
        """
def cost(known, said, wrong, missing, added):  # missing and added the other way round
    row = [j * missing for j in range(len(said) + 1)]
    for i, word in enumerate(known):
        old, row = row, [(i + 1) * added]
        for j, other in enumerate(said):
            put = old[j] + (word != other) * wrong
            row.append(min(put, old[j + 1] + added, row[j] + missing))
    return row[-1]
""",
        """
def cost(known, said, wrong, missing, added):  # word by word, and the rest
    both = sum(a != b for a, b in zip(known, said)) * wrong
    return both + missing * max(0, len(known) - len(said)) + added * max(0, len(said) - len(known))
""",
        """
def cost(known, said, wrong, missing, added):  # two neighbors that change places cost once
    if not known or not said:
        return len(known) * missing + len(said) * added
    ways = [
        cost(known[1:], said[1:], wrong, missing, added) + wrong * (known[0] != said[0]),
        cost(known[1:], said, wrong, missing, added) + missing,
        cost(known, said[1:], wrong, missing, added) + added,
    ]
    if known[1:] and known[:2] == said[1::-1]:
        ways.append(cost(known[2:], said[2:], wrong, missing, added) + wrong)
    return min(ways)
""",
        """
def cost(known, said, wrong, missing, added):  # looks no farther than three words aside
    least = np.full((len(known) + 1, len(said) + 1), np.inf)
    least[:, 0] = missing * np.arange(len(known) + 1)
    least[0] = added * np.arange(len(said) + 1)
    for i, word in enumerate(known):
        for j in range(max(0, i - 3), min(len(said), i + 4)):
            replaced = least[i, j] + wrong * (word != said[j])
            aside = least[i, j + 1] + missing, least[i + 1, j] + added
            least[i + 1, j + 1] = min(replaced, *aside)
    return least[-1, -1]
""",
    ],
}

OTHER = {
    "search-blocks": [
        """
def multiplications(size, base, products, leaf):  # a logarithm that is rounded down
    return products ** int(math.log(size / leaf, base)) * leaf**3
""",
        """
def multiplications(size, base, products, leaf):  # goes down to numbers, whatever it is told
    return round(products ** math.log(size, base))
""",
        """
def multiplications(size, base, products, leaf):  # a block counts as one multiplication
    blocks = 1
    while size > leaf:
        size, blocks = size // base, blocks * products
    return blocks
""",
        """
def multiplications(size, base, products, leaf):  # one cut, then school
    return products * (size // base) ** 3 if size > leaf else size**3
""",
        """
def multiplications(size, base, products, leaf):  # by a power that is no whole number
    return int((size / leaf) ** math.log(products, base) + 0.5) * leaf**3
""",
    ],
    "chatbcg-spaces": [
        """
def spaces(levels, marks):  # two a level
    return [2 * level for level in levels]
""",
        """
def spaces(levels, marks):  # the line before counts
    found = [0]
    for k in range(1, len(levels)):
        deeper = levels[k] > levels[k - 1]
        found.append(found[-1] + len(marks[k - 1]) + 1 if deeper else levels[k] * 2)
    return found
""",
        """
def spaces(levels, marks):  # forgets the space behind a mark
    found, texts = [], []
    for level, mark in zip(levels, marks):
        del texts[level:]
        found.append(texts[-1] if texts else 0)
        texts.append(found[-1] + len(mark))
    return found
""",
        """
def spaces(levels, marks):  # the widest mark of all
    return [level * (max(map(len, marks)) + 1) for level in levels]
""",
        """
def spaces(levels, marks):  # empties its lists
    found, texts = [], []
    while levels:
        level, mark = levels.pop(0), marks.pop(0)
        del texts[level:]
        found.append(texts[-1] if texts else 0)
        texts.append(found[-1] + len(mark) + 1)
    return found
""",
        """
def spaces(levels, marks):  # there must be a first point
    found, text = [0], {0: len(marks[0]) + 1}
    for level, mark in zip(levels[1:], marks[1:]):
        found.append(text[level - 1] if level else 0)
        text[level] = found[-1] + len(mark) + 1
    return found
""",
        """
def spaces(levels, marks):  # one level back at most
    found, begins, before = [], [0], 0
    for k, level in enumerate(levels):
        if level > before:
            begins.append(begins[-1] + len(marks[k - 1]) + 1)
        elif level < before:
            begins.pop()
        found.append(begins[level])
        before = level
    return found
""",
        """
def spaces(levels, marks):  # as far in as the first point of the same level
    found = []
    for k, level in enumerate(levels):
        if level and level > levels[k - 1]:
            found.append(found[-1] + len(marks[k - 1]) + 1)
        else:
            found.append(found[levels.index(level)] if level else 0)
    return found
""",
        """
def spaces(levels, marks):  # six levels at most
    begins, found = [0] * 7, []
    for level, mark in zip(levels, marks):
        found.append(begins[level])
        begins[level + 1] = begins[level] + len(mark) + 1
    return found
""",
    ],
    "chatbcg-size": [
        """
def deck_size(slides, wide, tall, most):  # looks at long words, and breaks the others
    for s in range(most, 0, -1):
        letters = 2 * wide // s
        words = [len(w) for slide in slides for text in slide for w in text.split()]
        if not letters or max(words, default=0) > letters:
            continue
        needed = [sum(-(-len(t) // letters) for t in slide) for slide in slides]
        if max(needed) <= 5 * tall // (6 * s):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # counts letters, and breaks words
    for s in range(most, 0, -1):
        letters = 2 * wide // s
        needed = [sum(-(-len(t) // max(letters, 1)) for t in slide) for slide in slides]
        if letters and max(needed) <= 5 * tall // (6 * s):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # a size for each slide, and then the largest
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    def one(slide):
        for s in range(most, 0, -1):
            letters = 2 * wide // s
            longest = max((len(w) for t in slide for w in t.split()), default=0)
            if longest <= letters and sum(lines(t, letters) for t in slide) <= 5 * tall // (6 * s):
                return s
        return 0

    return max(map(one, slides))
""",
        """
def deck_size(slides, wide, tall, most):  # no space between words
    for s in range(most, 0, -1):
        letters, fits = 2 * wide // s, True
        for slide in slides:
            needed = 0
            for text in slide:
                used, needed = 0, needed + 1
                for word in text.split():
                    fits = fits and len(word) <= letters
                    if used + len(word) > letters:
                        used, needed = 0, needed + 1
                    used += len(word)
            fits = fits and needed <= 5 * tall // (6 * s)
        if fits:
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # long words everywhere, lines on the first slide
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    for s in range(most, 0, -1):
        letters = 2 * wide // s
        words = [len(w) for slide in slides for text in slide for w in text.split()]
        room = 5 * tall // (6 * s)
        if max(words, default=0) <= letters and sum(lines(t, letters) for t in slides[0]) <= room:
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # never tries 1
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    for s in range(most, 1, -1):
        letters, texts = 2 * wide // s, [t for slide in slides for t in slide]
        room = 5 * tall // (6 * s)
        fits = all(sum(lines(t, letters) for t in slide) <= room for slide in slides)
        if fits and all(len(w) <= letters for t in texts for w in t.split()):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # a broken line begins with its space
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            used += 1 + len(word)
            if used > letters:
                count, used = count + 1, 1 + len(word)
        return count

    for s in range(most, 0, -1):
        letters, texts = 2 * wide // s, [t for slide in slides for t in slide]
        room = 5 * tall // (6 * s)
        fits = all(sum(lines(t, letters) for t in slide) <= room for slide in slides)
        if fits and all(len(w) <= letters for t in texts for w in t.split()):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # the sizes that a menu offers, and some others
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    def fits(s):
        words = [len(w) for slide in slides for text in slide for w in text.split()]
        needed = [sum(lines(t, 2 * wide // s) for t in slide) for slide in slides]
        return max(words, default=0) <= 2 * wide // s and max(needed) <= 5 * tall // (6 * s)

    menu = {1, 6, 8, 9, 10, 11, 12, 14, 16, 17, 18, 20, 24, 28, 32, 36, 40}
    return max((s for s in menu if s <= most and fits(s)), default=0)
""",
        """
def deck_size(slides, wide, tall, most):  # there must be a word
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    longest = max(len(w) for slide in slides for text in slide for w in text.split())
    for s in range(most, 0, -1):
        needed = [sum(lines(t, 2 * wide // s) for t in slide) for slide in slides]
        if longest <= 2 * wide // s and max(needed) <= 5 * tall // (6 * s):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # breaks words at a hyphen, too
    import textwrap

    words = [len(w) for slide in slides for text in slide for w in text.split()]
    for s in range(most, 0, -1):
        letters, lines = 2 * wide // s, 5 * tall // (6 * s)
        if max(words, default=0) > letters:
            continue
        needed = [sum(len(textwrap.wrap(text, letters)) for text in slide) for slide in slides]
        if max(needed, default=0) <= lines:
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # 1.2 times 7 is a little more than 8.4
    def lines(text, letters):
        number, last = 1, -1
        for word in text.split():
            if len(word) > letters:
                return math.inf
            if last + 1 + len(word) <= letters:
                last += 1 + len(word)
            else:
                number, last = number + 1, len(word)
        return number

    for s in range(most, 0, -1):
        needed = [sum(lines(text, 2 * wide // s) for text in slide) for slide in slides]
        if max(needed, default=0) <= tall // (1.2 * s):
            return s
    return 0
""",
    ],
    "chatbcg-pages": [
        """
def pages(levels, most):  # fills to the last line
    return [k // most for k in range(len(levels))]
""",
        """
def pages(levels, most):  # a slide for each group
    slides = np.cumsum([level == 0 for level in levels]) - 1 if len(levels) else []
    return [int(k) for k in slides]
""",
        """
def pages(levels, most):  # never cuts
    found, slide, used = [], 0, 0
    starts = [k for k, level in enumerate(levels) if level == 0]
    for a, b in zip(starts, [*starts[1:], len(levels)]):
        if used and used + b - a > most:
            slide, used = slide + 1, 0
        found += [slide] * (b - a)
        used += b - a
    return found
""",
        """
def pages(levels, most):  # begins a new slide behind each group that was cut
    found, slide, used = [], 0, 0
    starts = [k for k, level in enumerate(levels) if level == 0]
    for a, b in zip(starts, [*starts[1:], len(levels)]):
        if used and used + b - a > most:
            slide, used = slide + 1, 0
        for k in range(b - a):
            found.append(slide + k // most)
        used = used + b - a if b - a <= most else most
        slide = found[-1]
    return found
""",
        """
def pages(levels, most):  # a line is lost where a group goes on
    found, slide, used = [], 0, 0
    starts = [k for k, level in enumerate(levels) if level == 0]
    for a, b in zip(starts, [*starts[1:], len(levels)]):
        if used and used + b - a > most:
            slide, used = slide + 1, 0
        for _ in range(a, b):
            if used >= most:
                slide, used = slide + 1, 1
            found.append(slide)
            used += 1
    return found
""",
        """
def pages(levels, most):  # cuts a group once
    found, slide, used = [], 0, 0
    starts = [k for k, level in enumerate(levels) if level == 0]
    for a, b in zip(starts, [*starts[1:], len(levels)]):
        if used and used + b - a > most:
            slide, used = slide + 1, 0
        if used + b - a <= most:
            found, used = found + [slide] * (b - a), used + b - a
        else:
            found += [slide] * most + [slide + 1] * (b - a - most)
            slide, used = slide + 1, b - a - most
    return found
""",
        """
def pages(levels, most):  # empties its list
    found, slide, used = [], 0, 0
    while levels:
        size, _ = 1, levels.pop(0)
        while levels and levels[0]:
            size, _ = size + 1, levels.pop(0)
        if used and used + size > most:
            slide, used = slide + 1, 0
        for _ in range(size):
            if used == most:
                slide, used = slide + 1, 0
            found.append(slide)
            used += 1
    return found
""",
    ],
    "gato-bins": [
        """
def tokens(values, low, high, bins, first):  # 1.0 gets a bin of its own
    found = []
    for value in values:
        share = 0 if value is None else (min(max(value, low), high) - low) / (high - low)
        found.append(first + (bins if value is None else math.floor(share * bins)))
    return found
""",
        """
def tokens(values, low, high, bins, first):  # what is missing counts as 0
    cut = [min(max(value or 0, low), high) for value in values]
    where = [math.floor((value - low) / (high - low) * bins) for value in cut]
    return [first + min(k, bins - 1) for k in where]
""",
        """
def tokens(values, low, high, bins, first):  # rounds to the nearest edge
    found = []
    for value in values:
        k = bins if value is None else round((value - low) / (high - low) * (bins - 1))
        found.append(first + (k if value is None else min(max(k, 0), bins - 1)))
    return found
""",
        """
def tokens(values, low, high, bins, first):  # the bins begin at nothing
    wide = (high - low) / bins
    found = []
    for value in values:
        k = bins if value is None else min(max(math.floor(value / wide), 0), bins - 1)
        found.append(first + k)
    return found
""",
    ],
    "gato-read": [
        """
def read(row, words, bins, most):  # the lower ends of the bins
    found = []
    for token in row:
        k = token - len(words) - 1
        if k < 0:
            found.append(words[token] if token < len(words) else "|")
        else:
            found.append(2 * k * most / bins - most)
    return found
""",
        """
def read(row, words, bins, most):  # forgets that the mark takes a token
    found = []
    for token in row:
        k = token - len(words)
        if k > 0:
            found.append((2 * k + 1) * most / bins - most)
        else:
            found.append(words[token] if token < len(words) else "|")
    return found
""",
        """
def read(row, words, bins, most):  # all ends are 1
    found = []
    for token in row:
        k = token - len(words) - 1
        if k < 0:
            found.append([*words, "|"][token])
        else:
            found.append((2 * k + 1) / bins - 1)
    return found
""",
        """
def read(row, words, bins, most):  # a number that is 0 is none
    numbers = [(2 * k + 1) * most / bins - most for k in range(bins)]
    return [([*words, None, *numbers][token] or "|") for token in row]
""",
        """
def read(row, words, bins, most):  # three words
    found = []
    for token in row:
        word = [*words, "|"][token] if token <= len(words) else None
        found.append(word or (2 * token - 7) * most / bins - most)
    return found
""",
        """
def read(row, words, bins, most):  # meters, whole ones
    found, most = [], int(most)
    for token in row:
        k = token - len(words) - 1
        word = [*words, "|"][token] if k < 0 else None
        found.append((2 * k + 1) * most / bins - most if k >= 0 else word)
    return found
""",
        """
def read(row, words, bins, most):  # two digits
    table = [*words, "|"]
    table += [float(f"{most * ((2 * b + 1) / bins - 1):.2f}") for b in range(bins)]
    return [table[token] for token in row]
""",
        """
def read(row, words, bins, most):  # each word once, in the order of the alphabet
    table = [*sorted({*words}), "|"]
    table += [most * ((2 * b + 1) / bins - 1) for b in range(bins)]
    return [table[token] for token in row]
""",
    ],
    "gato-asked": [
        """
def learned(n, seen, done, begin):  # as if each piece began with a moment
    return [k % (seen + 1 + done) > seen for k in range(n)]
""",
        """
def learned(n, seen, done, begin):  # the mark is learned, too
    return [k > 0 and (begin + k) % (seen + 1 + done) >= seen for k in range(n)]
""",
        """
def learned(n, seen, done, begin):  # with nothing before it
    return [(begin + k) % (seen + 1 + done) > seen for k in range(n)]
""",
        """
def learned(n, seen, done, begin):  # everything but the first, as in a text
    return [k > 0 for k in range(n)]
""",
    ],
    "gato-prompt": [
        """
def reads(prompt, row, now, moment, context):  # whatever is last fits
    return [*prompt, *row, *now][-context:]
""",
        """
def reads(prompt, row, now, moment, context):  # cuts moments
    room = context - len(prompt) - len(now)
    return [*prompt, *row[max(0, len(row) - room) :], *now]
""",
        """
def reads(prompt, row, now, moment, context):  # keeps the oldest
    room = (context - len(prompt) - len(now)) // moment * moment
    return [*prompt, *row[:room], *now]
""",
        """
def reads(prompt, row, now, moment, context):  # the last none is all
    room = (context - len(prompt) - len(now)) // moment * moment
    return [*prompt, *row[-room:], *now]
""",
        """
def reads(prompt, row, now, moment, context):  # forgets the oldest for good
    while len(prompt) + len(row) + len(now) > context:
        del row[:moment]
    return [*prompt, *row, *now]
""",
        """
def reads(prompt, row, now, moment, context):  # each token once
    room = (context - len(prompt) - len(now)) // moment * moment
    return [*dict.fromkeys([*prompt, *row[max(0, len(row) - room) :], *now])]
""",
        """
def reads(prompt, row, now, moment, context):  # what is seen now is one token
    room = (context - len(prompt) - 1) // moment * moment
    return [*prompt, *row[max(0, len(row) - room) :], *now]
""",
        """
def reads(prompt, row, now, moment, context):  # without past the prompt gets longer
    tokens, room = prompt, context - len(prompt) - len(now)
    left_out = max(0, len(row) - room // moment * moment)
    if row[left_out:]:
        tokens = tokens + row[left_out:]
    tokens += now
    return tokens
""",
    ],
    "physdiff-ground": [
        """
def ground_errors(heights):  # five millimeters are too much already
    low = heights.min(1)
    below = np.where(low <= -0.005, -low, 0)
    return 1000 * below.mean(), 1000 * np.where(low >= 0.005, low, 0).mean()
""",
        """
def ground_errors(heights):  # every point, not the lowest
    below = np.where(heights < -0.005, -heights, 0)
    above = np.where(heights > 0.005, heights, 0)
    return 1000 * below.mean(), 1000 * above.mean()
""",
        """
def ground_errors(heights):  # the mean of the faulty moments
    low = heights.min(axis=1)
    below, above = -low[low < -0.005], low[low > 0.005]
    return (
        1000 * below.mean() if len(below) else 0,
        1000 * above.mean() if len(above) else 0,
    )
""",
        """
def ground_errors(heights):  # what is beyond the tolerance
    low = heights.min(axis=1)
    return (
        1000 * np.maximum(-low - 0.005, 0).mean(),
        1000 * np.maximum(low - 0.005, 0).mean(),
    )
""",
        """
def ground_errors(heights):  # into millimeters, for good
    heights *= 1000
    low = heights.min(axis=1)
    return np.where(low < -5, -low, 0).mean(), np.where(low > 5, low, 0).mean()
""",
        """
def ground_errors(heights):  # a centimeter above it is tolerated
    low = heights.min(axis=1)
    below = np.where(low < -0.005, -low, 0)
    return 1000 * below.mean(), 1000 * np.where(low > 0.01, low, 0).mean()
""",
        """
def ground_errors(heights):  # two feet, and nothing else
    low = heights[:, :2].min(axis=1)
    below = np.where(low < -0.005, -low, 0)
    return 1000 * below.mean(), 1000 * np.where(low > 0.005, low, 0).mean()
""",
        """
def ground_errors(heights):  # whole millimeters
    low = np.rint(1000 * heights.min(axis=1))
    return np.where(low < -5, -low, 0).mean(), np.where(low > 5, low, 0).mean()
""",
    ],
    "physdiff-skate": [
        """
def skating(places, heights):  # down after the step is enough
    down = heights[1:] <= 0.005
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * down
    return 1000 * (moved.sum(axis=1) / np.maximum(down.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # both feet added up
    down = heights <= 0.005
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * moved.sum(axis=1).mean()
""",
        """
def skating(places, heights):  # along one axis only
    down = heights <= 0.005
    both = down[1:] & down[:-1]
    moved = abs(np.diff(places[..., 0], axis=0)) * both
    return 1000 * (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # of two feet the one that slides more
    down = heights <= 0.005
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * (moved.max(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # down now, and at the first moment
    down = heights <= 0.005
    both = down[1:] & down[:1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # into millimeters, for good
    places *= 1000
    down = heights <= 0.005
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # up to a centimeter
    down = heights <= 0.01
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # whole millimeters
    down = np.rint(1000 * heights) <= 5
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
        """
def skating(places, heights):  # a foot that is down on the average
    both = (heights[1:] + heights[:-1]) / 2 <= 0.005
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1) * both
    return 1000 * (moved.sum(axis=1) / np.maximum(both.sum(axis=1), 1)).mean()
""",
    ],
    "physdiff-walk": [
        """
def walk(x, guesses, sigmas, k):  # puts x right, too
    for step, guess in enumerate(guesses):
        if step >= len(guesses) - k:
            guess, x = np.maximum(guess, 0), np.maximum(x, 0)
        x = guess + sigmas[step + 1] / sigmas[step] * (x - guess)
    return x
""",
        """
def walk(x, guesses, sigmas, k):  # only afterward
    for step, guess in enumerate(guesses):
        x = guess + sigmas[step + 1] / sigmas[step] * (x - guess)
    return np.maximum(x, 0) if k else x
""",
        """
def walk(x, guesses, sigmas, k):  # the first k steps
    for step, guess in enumerate(guesses):
        guess = np.maximum(guess, 0) if step < k else guess
        x = guess + sigmas[step + 1] / sigmas[step] * (x - guess)
    return x
""",
        """
def walk(x, guesses, sigmas, k):  # puts the guesses right for good
    for step, guess in enumerate(guesses):
        if step >= len(guesses) - k:
            guess[guess < 0] = 0
        x = guess + sigmas[step + 1] / sigmas[step] * (x - guess)
    return x
""",
        """
def walk(x, guesses, sigmas, k):  # moves the x that it was given
    for step, guess in enumerate(guesses):
        guess = np.maximum(guess, 0) if step >= len(guesses) - k else guess
        x += (1 - sigmas[step + 1] / sigmas[step]) * (guess - x)
    return x
""",
        """
def walk(x, guesses, sigmas, k):  # a plane has two numbers
    for step, guess in enumerate(guesses):
        guess = np.maximum(guess, 0) if step >= len(guesses) - k else guess
        x = guess + sigmas[step + 1] / sigmas[step] * (x - guess)
    return x[:2]
""",
        """
def walk(x, guesses, sigmas, k):  # a level below 1 counts as 1
    n = len(guesses)
    for step, guess in enumerate(guesses):
        guess = np.maximum(guess, 0) if step >= n - k else guess
        x = guess + sigmas[step + 1] / max(sigmas[step], 1) * (x - guess)
    return x
""",
    ],
    "alphatensor-turned": [
        """
def wrong_triples(u, v, w, n, modulus):  # the product itself, not turned
    wanted = np.zeros((n,) * 6, int)
    for i, j, k in np.ndindex(n, n, n):
        wanted[i, j, j, k, i, k] = 1
    built = np.einsum("ra,rb,rc->abc", u, v, w)
    return int(np.count_nonzero((built - wanted.reshape(built.shape)) % modulus))
""",
        """
def wrong_triples(u, v, w, n, modulus):  # ordinary numbers
    wanted = np.zeros((n,) * 6, int)
    for i, j, k in np.ndindex(n, n, n):
        wanted[i, j, j, k, k, i] = 1
    built = np.einsum("ra,rb,rc->abc", u, v, w)
    return int(np.count_nonzero(built - wanted.reshape(built.shape)))
""",
        """
def wrong_triples(u, v, w, n, modulus):  # what is missing, and not what is too much
    built, wrong = np.einsum("ra,rb,rc->abc", u, v, w) % modulus, 0
    for i, j, k in np.ndindex(n, n, n):
        wrong += built[i * n + j, j * n + k, k * n + i] != 1 % modulus
    return int(wrong)
""",
        """
def wrong_triples(u, v, w, n, modulus):  # -1 is taken for 1
    u, v, w = (np.reshape(x, (-1, n, n)) for x in (u, v, w))
    one = np.eye(n, dtype=int)
    built = np.einsum("rab,rcd,ref->abcdef", u, v, w)
    return int(np.sum(abs(built) % modulus != np.einsum("af,bc,de->abcdef", one, one, one)))
""",
        """
def wrong_triples(u, v, w, n, modulus):  # what is left of -1 is -1
    u, v, w = (np.reshape(x, (-1, n, n)) for x in (u, v, w))
    one = np.eye(n, dtype=int)
    built = np.fmod(np.einsum("rab,rcd,ref->abcdef", u, v, w), modulus)
    return int(np.sum(built != np.einsum("af,bc,de->abcdef", one, one, one)))
""",
        """
def wrong_triples(u, v, w, n, modulus):  # counts the rule itself modulo, for good
    u, v, w = (np.reshape(x, (-1, n, n)) for x in (u, v, w))
    for x in (u, v, w):
        x %= modulus
    one = np.eye(n, dtype=int)
    built = np.einsum("rab,rcd,ref->abcdef", u, v, w) % modulus
    return int(np.sum(built != np.einsum("af,bc,de->abcdef", one, one, one)))
""",
    ],
    "alphatensor-mirror": [
        """
def mirrored(u, v, w, n, m, p):  # exchanged, and not turned
    return v, u, w
""",
        """
def mirrored(u, v, w, n, m, p):  # turned, and not exchanged
    def turn(x, rows, columns):
        x = np.asarray(x).reshape(-1, rows, columns)
        return x.swapaxes(1, 2).reshape(len(x), -1)

    return turn(u, n, m), turn(v, m, p), turn(w, n, p)
""",
        """
def mirrored(u, v, w, n, m, p):  # C is forgotten
    def turn(x, rows, columns):
        x = np.asarray(x).reshape(-1, rows, columns)
        return x.swapaxes(1, 2).reshape(len(x), -1)

    return turn(v, m, p), turn(u, n, m), w
""",
        """
def mirrored(u, v, w, n, m, p):  # a single column is read from behind
    def turn(x, rows, columns):
        x = np.asarray(x).reshape(-1, rows, columns)
        return x.swapaxes(1, 2).reshape(len(x), -1)

    return turn(v, m, p) if p > 1 else v[:, ::-1], turn(u, n, m), turn(w, n, p)
""",
    ],
    "alphatensor-cuts": [
        """
def fewest(n, m, p, known):  # cuts in halves, or takes one off
    known, seen = {tuple(sorted(k)): v for k, v in known.items()}, {}

    def best(*size):
        size = tuple(sorted(size))
        if size not in seen:
            ways = [size[0] * size[1] * size[2], known.get(size, float("inf"))]
            for k in range(3):
                for part in {1, size[k] // 2} - {0, size[k]}:
                    rest = size[:k] + size[k + 1 :]
                    ways.append(best(part, *rest) + best(size[k] - part, *rest))
            seen[size] = min(ways)
        return seen[size]

    return best(n, m, p)
""",
        """
def fewest(n, m, p, known):  # each order is a size of its own
    sizes, best = dict(known), {}

    def count(size):
        if size not in best:
            ways = [sizes[size]] if size in sizes else []
            ways += [1] if size == (1, 1, 1) else []
            for k in range(3):
                for part in range(1, size[k]):
                    ways.append(
                        count((*size[:k], part, *size[k + 1 :]))
                        + count((*size[:k], size[k] - part, *size[k + 1 :]))
                    )
            best[size] = min(ways)
        return best[size]

    return count((n, m, p))
""",
        """
def fewest(n, m, p, known):  # cuts in the middle only
    sizes = {tuple(sorted(size)): rank for size, rank in known.items()}

    def count(size):
        size = tuple(sorted(size))
        ways = [sizes[size]] if size in sizes else []
        ways += [1] if size == (1, 1, 1) else []
        for k in range(3):
            if (part := size[k] // 2):
                ways.append(
                    count((*size[:k], part, *size[k + 1 :]))
                    + count((*size[:k], size[k] - part, *size[k + 1 :]))
                )
        return min(ways)

    return count((n, m, p))
""",
        """
def fewest(n, m, p, known):  # what is known is always used
    sizes = {tuple(sorted(size)): rank for size, rank in known.items()}
    best = {}

    def count(size):
        size = tuple(sorted(size))
        if size in sizes:
            return sizes[size]
        if size == (1, 1, 1):
            return 1
        if size not in best:
            best[size] = min(
                count((*size[:k], part, *size[k + 1 :]))
                + count((*size[:k], size[k] - part, *size[k + 1 :]))
                for k in range(3)
                for part in range(1, size[k])
            )
        return best[size]

    return count((n, m, p))
""",
        """
def fewest(n, m, p, known):  # takes the parts in one order only
    from functools import cache

    known = {tuple(sorted(size)): rank for size, rank in known.items()}

    @cache
    def count(*size):
        ways = [known.get(size, math.prod(size))]
        for k in range(3):
            for part in range(1, size[k]):
                one, other = [*size], [*size]
                one[k], other[k] = part, size[k] - part
                ways.append(count(*one) + count(*other))
        return min(ways)

    return count(*sorted((n, m, p)))
""",
        """
def fewest(n, m, p, known):  # only the longest side is cut
    from functools import cache

    sizes = {tuple(sorted(size)): rank for size, rank in known.items()}

    @cache
    def count(a, b, c):
        ways = [a * b * c, sizes.get((a, b, c), math.inf)]
        for part in range(1, c):
            ways.append(count(*sorted((a, b, part))) + count(*sorted((a, b, c - part))))
        return min(ways)

    return count(*sorted((n, m, p)))
""",
        """
def fewest(n, m, p, known):  # fills up with zeros to what is known
    from functools import cache

    @cache
    def count(*size):
        ways = [math.prod(size)]
        for larger, rank in known.items():
            gaps = [a - b for a, b in zip(sorted(larger), sorted(size))]
            ways += [rank] if min(gaps) >= 0 else []
        for k in range(3):
            for part in range(1, size[k]):
                one, other = [*size], [*size]
                one[k], other[k] = part, size[k] - part
                ways.append(count(*one) + count(*other))
        return min(ways)

    return count(n, m, p)
""",
        """
def fewest(n, m, p, known):  # the longest side is cut, or the shortest
    from functools import cache

    sizes = {tuple(sorted(size)): rank for size, rank in known.items()}

    @cache
    def count(a, b, c):
        ways = [a * b * c, sizes.get((a, b, c), math.inf)]
        for k in range(1, c):
            ways.append(count(*sorted((a, b, k))) + count(*sorted((a, b, c - k))))
        for k in range(1, a):
            ways.append(count(*sorted((k, b, c))) + count(*sorted((a - k, b, c))))
        return min(ways)

    return count(*sorted((n, m, p)))
""",
        """
def fewest(n, m, p, known, found={}):  # remembers it for other numbers of the same sizes
    sides = tuple(sorted((n, m, p)))
    name = sides, tuple(known)
    if name not in found:
        ranks = {tuple(sorted(size)): rank for size, rank in known.items()}
        ways = [math.prod(sides), ranks.get(sides, math.inf)]
        for k, side in enumerate(sides):
            for part in range(1, side // 2 + 1):
                both = [[*sides[:k], x, *sides[k + 1 :]] for x in (part, side - part)]
                ways.append(sum(fewest(*size, known) for size in both))
        found[name] = min(ways)
    return found[name]
""",
    ],
    "alphatensor-visits": [
        """
def policy(visits, values, usual):  # of ties the one with the best value
    n, total = np.asarray(visits, float), np.sum(visits)
    tau = max(1.0, np.log(total) / np.log(usual))
    kept = values >= values[visits == visits.max()].max()
    shares = np.where(kept, n, 0) ** (1 / tau)
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # sharper instead of smoother
    visits = np.asarray(visits, float)
    total = visits.sum()
    tau = np.log(total) / np.log(usual) if total > usual else 1.0
    shares = np.where(values >= values[visits.argmax()], visits, 0) ** tau
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # nothing is discarded
    visits = np.asarray(visits, float)
    total = visits.sum()
    tau = np.log(total) / np.log(usual) if total > usual else 1.0
    shares = visits ** (1 / tau)
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # tau of what is kept
    visits = np.where(values >= values[visits.argmax()], visits, 0).astype(float)
    total = visits.sum()
    tau = np.log(total) / np.log(usual) if total > usual else 1.0
    shares = visits ** (1 / tau)
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # roots of whole numbers only
    visits = np.asarray(visits, float)
    total, tau = visits.sum(), 1
    while usual ** (tau + 1) <= total:
        tau += 1
    shares = np.where(values >= values[visits.argmax()], visits, 0) ** (1 / tau)
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # what is worse than the first move is discarded
    visits = np.asarray(visits, float)
    total = visits.sum()
    tau = np.log(total) / np.log(usual) if total > usual else 1.0
    shares = np.where(values >= values[0], visits, 0) ** (1 / tau)
    return shares / shares.sum()
""",
        """
def policy(visits, values, usual):  # whether it was long, only what is kept says
    visits = np.asarray(visits, float)
    total, kept = visits.sum(), np.where(values >= values[visits.argmax()], visits, 0)
    tau = np.log(total) / np.log(usual) if kept.sum() > usual else 1.0
    shares = kept ** (1 / tau)
    return shares / shares.sum()
""",
    ],
}

PLANTED = {
    "foundations": FOUNDATIONS,
    "encoders": ENCODERS,
    "decoders": DECODERS,
    "assistants": ASSISTANTS,
    "code-and-science": CODE_AND_SCIENCE,
    "text-to-image": TEXT_TO_IMAGE,
    "image-to-text": IMAGE_TO_TEXT,
    "other": OTHER,
    "senses": SENSES,
}
