"""Wrong answers to the tasks of Thought and action."""

ANSWERS = {
    "search-blocks": [
        """
def multiplications(size, base, products, leaf):  # a logarithm that is rounded down
    return products ** int(math.log(size / leaf, base)) * leaf**3
""",
        """
def multiplications(size, base, products, leaf):  # goes down to numbers, whatever it is told
    return math.floor(products ** math.log(size, base) + 0.5)
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
        """
def multiplications(size, base, products, leaf):  # a logarithm that is rounded up
    cuts = math.ceil(math.log(size // leaf) / math.log(base))
    return products**cuts * leaf**3
""",
        """
def multiplications(size, base, products, leaf):  # a quotient of logarithms may be 2.99...
    return products ** int(np.log2(size / leaf) / np.log2(base)) * leaf**3
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
        """
def spaces(levels, marks):  # a level keeps the place where it began first
    begins, widths, found = {-1: 0}, {-1: 0}, []
    for level, mark in zip(levels, marks):
        found.append(begins[level - 1] + widths[level - 1])
        begins.setdefault(level, found[-1])
        widths[level] = len(mark) + 1
    return found
""",
        """
def spaces(levels, marks):  # the last point of level 0 or 1, and the first one of others
    above, found = {}, []
    for k, level in enumerate(levels):
        j = above.get(level - 1)
        found.append(0 if j is None else found[j] + len(marks[j]) + 1)
        if level < 2 or level not in above:
            above[level] = k
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
        """
def deck_size(slides, wide, tall, most):  # a slide has a line at least
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if len(word) > letters:
                return math.inf
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    for s in range(most, 0, -1):
        letters, room = 2 * wide // s, max(1, 5 * tall // (6 * s))
        if all(sum(lines(text, letters) for text in slide) <= room for slide in slides):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # looks for long words in the longest text
    def lines(text, letters):
        count, used = 1, -1
        for word in text.split():
            if used + 1 + len(word) > letters:
                count, used = count + 1, -1
            used += 1 + len(word)
        return count

    for s in range(most, 0, -1):
        letters, room = 2 * wide // s, 5 * tall // (6 * s)
        longest = [max(slide, key=len, default="") for slide in slides]
        if any(len(word) > letters for text in longest for word in text.split()):
            continue
        if all(sum(lines(text, letters) for text in slide) <= room for slide in slides):
            return s
    return 0
""",
        """
def deck_size(slides, wide, tall, most):  # a slide that fits at no size has no say
    def enters(slide, s):
        count, letters = 0, 2 * wide // s
        for text in slide:
            line = ""
            for word in text.split():
                if len(word) > letters:
                    return False
                longer = f"{line} {word}".strip()
                count += bool(line) and len(longer) > letters
                line = longer if len(longer) <= letters else word
            count += 1
        return count <= 5 * tall // (6 * s)

    largest = []
    for slide in slides:
        for s in range(most, 0, -1):
            if enters(slide, s):
                largest.append(s)
                break
    return min(largest, default=0)
""",
        """
def deck_size(slides, wide, tall, most):  # passes over sizes at which a slide has no line
    import textwrap

    words = [len(word) for slide in slides for text in slide for word in text.split()]
    for s in range(most, 0, -1):
        letters, room = 2 * wide // s, 5 * tall // (6 * s)
        if letters < max(words, default=1) or room < 1:
            continue
        wrap = textwrap.TextWrapper(letters, break_on_hyphens=False).wrap
        if max(sum(len(wrap(text)) for text in slide) for slide in slides) <= room:
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
        """
def tokens(values, low, high, bins, first):  # below 0 there is nothing if low is not
    found = []
    for value in values:
        if value is None:
            found.append(first + bins)
            continue
        value = abs(value) if low >= 0 else value
        k = math.floor((value - low) / (high - low) * bins)
        found.append(first + min(max(k, 0), bins - 1))
    return found
""",
        """
def tokens(values, low, high, bins, first):  # a millionth less than the upper end
    found = []
    for value in values:
        if value is None:
            found.append(first + bins)
        else:
            share = (min(max(value, low), high - 1e-6) - low) / (high - low)
            found.append(first + math.floor(share * bins))
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
        """
def read(row, words, bins, most):  # a word that stands in the list twice has one token
    known, n, found = dict(enumerate(dict.fromkeys(words))), len(words), []
    for token in row:
        if token == n:
            found.append("|")
        else:
            found.append(known.get(token, -most + (2 * (token - n) - 1) * most / bins))
    return found
""",
        """
def read(row, words, bins, most):  # six digits
    table = [*words, "|"]
    table += [round(most * ((2 * b + 1) / bins - 1), 6) for b in range(bins)]
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
        """
def learned(n, seen, done, begin):  # an empty piece gets a first token
    found = [(begin + k) % (seen + 1 + done) > seen for k in range(n)]
    if begin > seen:
        found[:1] = [False]
    return found
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
        """
def skating(places, heights):  # a foot deep in the ground is taken for an error
    down = (heights <= 0.005) & (heights > -0.1)
    both = down[1:] & down[:-1]
    moved = np.linalg.norm(places[1:] - places[:-1], axis=2) * both
    return np.mean(moved.sum(1) / np.maximum(both.sum(1), 1)) * 1000
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
        """
def walk(x, guesses, sigmas, k):  # adds a little, so that nothing is divided by 0
    for step, guess in enumerate(guesses):
        known = np.maximum(guess, 0) if step >= len(guesses) - k else guess
        x = known + sigmas[step + 1] / (sigmas[step] + 1e-8) * (x - known)
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
        """
def wrong_triples(u, v, w, n, modulus):  # in single precision
    u, v, w = (np.asarray(x, np.float32) for x in (u, v, w))
    built, wanted = np.einsum("ra,rb,rc->abc", u, v, w), np.zeros((n,) * 6)
    for i, j, k in np.ndindex(n, n, n):
        wanted[i, j, j, k, k, i] = 1
    return int(np.sum((built - wanted.reshape(built.shape)) % modulus != 0))
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
    sizes, least = dict(known), {}

    def count(size):
        if size not in least:
            ways = [sizes[size]] if size in sizes else []
            ways += [1] if size == (1, 1, 1) else []
            for k in range(3):
                for part in range(1, size[k]):
                    ways.append(
                        count((*size[:k], part, *size[k + 1 :]))
                        + count((*size[:k], size[k] - part, *size[k + 1 :]))
                    )
            best[size] = min(w for w in ways)
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
        """
def fewest(n, m, p, known):  # 1000 for what is not known
    from functools import cache

    ranks = {tuple(sorted(size)): rank for size, rank in known.items()}

    @cache
    def count(a, b, c):
        a, b, c = sorted((a, b, c))
        if c == 1:
            return 1
        best = ranks.get((a, b, c), 1000)
        for k in range(1, a):
            best = min(best, count(k, b, c) + count(a - k, b, c))
        for k in range(1, b):
            best = min(best, count(a, k, c) + count(a, b - k, c))
        for k in range(1, c):
            best = min(best, count(a, b, k) + count(a, b, c - k))
        return best

    return count(n, m, p)
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
