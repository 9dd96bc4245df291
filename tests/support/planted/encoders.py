"""Wrong answers to the tasks of Encoders."""

ANSWERS = {
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
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # one ordinary word after the other
    fate, new = rng.random(ids.shape), ids.copy()
    new[chosen & (fate < 0.8)] = mask_id
    other = chosen & (fate >= 0.8) & (fate < 0.9)
    new[other] = np.resize(ordinary, other.sum())
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # a shuffled pack, dealt again and again
    fate, new = rng.random(ids.shape), ids.copy()
    new[chosen & (fate < 0.8)] = mask_id
    other = chosen & (fate >= 0.8) & (fate < 0.9)
    new[other] = np.resize(rng.permutation(ordinary), other.sum())
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # [CLS] and [SEP] stand at the ends
    new = ids.copy()
    for k in range(1, len(ids) - 1):
        fate = rng.random()
        if chosen[k] and fate < 0.8:
            new[k] = mask_id
        elif chosen[k] and fate < 0.9:
            new[k] = rng.choice(ordinary)
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # the first ids are never chosen
    chosen = chosen & (ids > 4)
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary, ids.shape)
    shown = np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids))
    return np.where(chosen, shown, ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # what stands before [MASK] is no word
    fate = rng.random(ids.shape)
    words = rng.choice(ordinary[ordinary > mask_id], ids.shape)
    shown = np.where(fate < 0.8, mask_id, np.where(fate < 0.9, words, ids))
    return np.where(chosen, shown, ids)
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # of a hundred, 0 to 80 are 81
    new = ids.copy()
    for k in np.flatnonzero(chosen):
        fate = rng.integers(100)
        if fate <= 80:
            new[k] = mask_id
        elif fate <= 90:
            new[k] = rng.choice(ordinary)
    return new
""",
        """
def corrupt(ids, chosen, ordinary, mask_id, rng):  # rounds: half as often at both ends
    fate = rng.random(ids.shape)
    at = np.round(rng.random(ids.shape) * (len(ordinary) - 1)).astype(int)
    shown = np.where(fate < 0.8, mask_id, np.where(fate < 0.9, ordinary[at], ids))
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
        """
def pack(first, second, most):  # small letters, as an uncased BERT
    first, second = ([word.lower() for word in text] for text in (first, second))
    while len(first) + len(second) + 3 > most:
        (first if len(first) > len(second) else second).pop()
    tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
    return tokens, [0] * (len(first) + 2) + [1] * (len(second) + 1)
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
        """
def side_by_side(lengths):  # one token is no array
    numbers = np.repeat(np.arange(len(lengths)), lengths)
    return np.concatenate([np.arange(n) for n in lengths]).squeeze(), numbers.squeeze()
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
        """
def align(mentions, n):  # what is beside the same entity belongs to it
    entities = np.full(n, -1)
    for start, end, entity in mentions:
        entities[start:end] = entity
    first = entities.copy()
    first[1:][entities[1:] == entities[:-1]] = -1
    return first
""",
        """
def align(mentions, n):  # single precision: no whole numbers above 16,777,216
    entities = -np.ones(n, np.float32)
    for start, _, entity in mentions:
        entities[start] = entity
    return entities
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
        """
def spoil(entities, number, rng):  # as many entities as the largest one of the text says
    fate, known = rng.random(len(entities)), max(int(entities.max()) + 1, 2)
    other = (entities + rng.integers(1, known, len(entities))) % known
    new = np.where(fate < 0.05, other, np.where(fate < 0.2, -1, entities))
    return np.where(entities >= 0, new, -1)
""",
        """
def spoil(entities, number, rng):  # forgets the last token
    new = entities.copy()
    for k in range(len(entities) - 1):
        fate = rng.random()
        if entities[k] >= 0 and fate < 0.05:
            new[k] = rng.choice([e for e in range(number) if e != entities[k]])
        elif entities[k] >= 0 and fate < 0.2:
            new[k] = -1
    return new
""",
        """
def spoil(entities, number, rng):  # forgets the first token
    new = entities.copy()
    for k in range(1, len(entities)):
        fate = rng.random()
        if entities[k] >= 0 and fate < 0.05:
            new[k] = rng.choice([e for e in range(number) if e != entities[k]])
        elif entities[k] >= 0 and fate < 0.2:
            new[k] = -1
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
        """
def soft_loss(student, teacher, temperature, real):  # the logarithm of a softmax
    def softmax(x):
        e = np.exp((x - x.max(-1, keepdims=True)) / temperature)
        return e / e.sum(-1, keepdims=True)

    p, q = softmax(teacher), softmax(student)
    return temperature**2 * (p * np.log(p / q)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # the largest of all tokens
    def log_softmax(x):
        z = (x - x.max()) / temperature
        return z - np.log(np.exp(z).sum(-1, keepdims=True))

    t, s = log_softmax(teacher), log_softmax(student)
    return temperature**2 * (np.exp(t) * (t - s)).sum(-1)[real].mean()
""",
        """
def soft_loss(student, teacher, temperature, real):  # the largest is not softened
    def log_softmax(x):
        z = x / temperature - x.max(-1, keepdims=True)
        return z - np.log(np.exp(z).sum(-1, keepdims=True))

    t, s = log_softmax(teacher), log_softmax(student)
    return temperature**2 * (np.exp(t) * (t - s)).sum(-1)[real].mean()
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
        """
def margin_losses(x, y, margin, scale):  # brings columns to length 1, not rows
    x, y = (a / np.linalg.norm(a, axis=0) for a in (x, y))
    scores = scale * (x @ y.T - margin * np.eye(len(x)))
    right = np.diag(scores)
    return [(np.logaddexp.reduce(scores, k) - right).mean() for k in (1, 0)]
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
        """
def detect(ids, places, guesses, logits):  # cuts logits off at 500 in the exponent
    shown = ids.copy()
    shown[places] = guesses
    labels = (shown != ids).astype(int)
    loss = np.log1p(np.exp(np.clip(logits, -500, 500))) - labels * logits
    return labels, loss.mean()
""",
        """
def detect(ids, places, guesses, logits):  # turns the sign where it stands
    labels = np.zeros(len(ids), int)
    for place, guess in zip(places, guesses):
        labels[place] = ids[place] != guess
    logits[labels == 1] *= -1
    return labels, np.logaddexp(0, logits).mean()
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
        """
def delta(here, there, k):  # each place looks once
    rows = {i: [min(max(i - j + k, 0), 2 * k - 1) for j in there] for i in here}
    return list(rows.values())
""",
    ],
    "claims": [
        "verdicts, times = dict.fromkeys('abcdef', 'wrong'), 18",
        "verdicts, times = dict(zip('abcdef', ['wrong', 'right'] * 3)), 235 / 18",
        "verdicts, times = dict.fromkeys('abcdef', 'right'), 335_141_888 / 17_683_968",
    ],
}
