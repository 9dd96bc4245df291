"""Wrong answers to the tasks of Foundations."""

ANSWERS = {
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
        """
def next_pair(words):  # one kind of pair is no choice
    counts = {}
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + count
    if len(counts) < 2:
        return None
    return min(counts, key=lambda pair: (-counts[pair], pair))
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
        """
def merge(symbols, pair):  # a bar between symbols, which may be one
    import re

    two = re.escape("|".join(pair))
    place = rf"(?<![^|]){two}(?![^|])"
    text, joined = re.subn(place, lambda _: "".join(pair), "|".join(symbols))
    return tuple(text.split("|")) if symbols else (), joined
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
        """
def cut_points(word, vocabulary):  # small letters only, as an uncased BERT
    word, points, start = word.lower(), [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            if "##" * (start > 0) + word[start:end] in vocabulary:
                points.append(start)
                start = end
                break
        else:
            return None
    return points
""",
        """
def cut_points(word, vocabulary):  # no piece of more than twenty letters
    points, start = [], 0
    while start < len(word):
        for end in range(min(start + 20, len(word)), start, -1):
            if "##" * (start > 0) + word[start:end] in vocabulary:
                points.append(start)
                start = end
                break
        else:
            return None
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
        """
def softmax(scores, temperature):  # a wider kind of number, which overflows later
    e = np.exp(scores.astype(np.longdouble) / temperature)
    return (e / e.sum(-1, keepdims=True)).astype(float)
""",
        """
def softmax(scores, temperature):  # powers of shares, of which some are 0 by then
    e = np.exp(scores - scores.max(-1, keepdims=True))
    powers = (e / e.sum(-1, keepdims=True)) ** (1 / temperature)
    return powers / powers.sum(-1, keepdims=True)
""",
        """
def softmax(scores, temperature):  # a little more than the temperature
    scaled = (scores - scores.max(-1, keepdims=True)) / (temperature + 1e-8)
    e = np.exp(scaled)
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
        """
def attention(q, k, v, hidden):  # -10,000 for what is hidden: scores may be lower
    scores = np.where(hidden, -1e4, q @ k.T / np.sqrt(q.shape[-1]))
    e = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = e @ v / e.sum(-1, keepdims=True)
    return np.where(hidden.all(-1, keepdims=True), 0, mixed)
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
        """
def pre_and_post(x, f, norm):  # three digits
    return np.round(x + f(norm(x)), 3), np.round(norm(x + f(x)), 3)
""",
        """
def pre_and_post(x, f, norm):  # adds into what f returns, which it may return again
    before = f(norm(x))
    before += x
    return before, norm(x + f(x))
""",
        """
def pre_and_post(x, f, norm):  # writes into what the norm returns, which may be x itself
    read = norm(x)
    read[:] = f(read)
    return x + read, norm(x + f(x))
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
        """
def untied_parameters(layers, width, vocabulary, positions):  # single precision
    w = np.float32(width)
    block = 12 * w**2 + 13 * w
    return int((2 * vocabulary + positions + 2) * w + layers * block)
""",
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
