"""Wrong answers to the tasks of Decoders."""

ANSWERS = {
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
        """
def rows_and_answers(stream, n):  # zeros are floats, and so is what is filled in
    k = (len(stream) - 1) // n
    rows, answers = np.zeros((k, n)), np.zeros((k, n))
    for i in range(k):
        rows[i] = stream[i * n : (i + 1) * n]
        answers[i] = stream[i * n + 1 : (i + 1) * n + 1]
    return rows, answers
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
        """
def step(q, k, v, keys, values):  # the first token's are kept as vectors, not as rows
    if len(keys) == 0:
        return v, k, v
    keys, values = np.vstack([keys, k]), np.vstack([values, v])
    scores = keys @ q / math.sqrt(len(q))
    shares = np.exp(scores - scores.max())
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
        """
def cut(p, k, top_p):  # the best k, but in no order
    best = np.argpartition(-p, k - 1)[:k]
    shares = p[best] / p[best].sum()
    kept = best[shares.cumsum() - shares < top_p]
    drawn = np.zeros(len(p))
    drawn[kept] = p[kept] / p[kept].sum()
    return drawn
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
        """
def floors(prior, chances):  # a little is added to each of very many texts
    def surprise(p):
        return -(p * np.log(p + 1e-8)).sum()

    return surprise(prior @ chances), prior @ [surprise(p) for p in chances]
""",
        """
def floors(prior, chances):  # joint less prior, and no source may be at 0
    def surprise(p):
        p = p[p > 0]
        return -(p * np.log(p)).sum()

    joint = prior[:, None] * chances
    return surprise(joint.sum(0)), surprise(joint) + (prior * np.log(prior)).sum()
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
        """
def penalized(scores, text, theta, spared):  # spares each of them once
    punished = list(text)
    for token in spared:
        if token in punished:
            punished.remove(token)
    lower = np.array(scores, float)
    for token in set(punished):
        lower[token] *= theta if lower[token] < 0 else 1 / theta
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # a copy, of whole numbers too
    lower = scores.copy()
    for token in set(text) - set(spared):
        lower[token] = min(lower[token] * theta, lower[token] / theta)
    return lower
""",
        """
def penalized(scores, text, theta, spared):  # the last sixty-four only, as many programs do
    lower = np.array(scores, float)
    for token in set(text[-64:]) - set(spared):
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
        """
def sources(words, counts):  # word by word: a code that was at 0 once never comes back
    p = counts / counts.sum()
    for word in words.T:
        p = p * word
        p = p / p.sum()
    return p
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
        """
def cut_runs(words, hidden):  # takes the places as the set gives them
    read, write, runs, before = list(words), [], 0, None
    for place in hidden:
        if before is None or place != before + 1:
            read[place] = f"<{runs}>"
            write.append(f"<{runs}>")
            runs += 1
        else:
            read[place] = None
        write.append(words[place])
        before = place
    if len(words) - 1 not in hidden:
        write.append(f"<{runs}>")
    return [word for word in read if word is not None], write
""",
        """
SENTINELS = [f"<{k}>" for k in range(100)]


def cut_runs(words, hidden):  # a hundred sentinels, as the paper has
    read, write, runs = [], [], 0
    for k, word in enumerate(words):
        if k not in hidden:
            read.append(word)
            continue
        if k - 1 not in hidden:
            read.append(SENTINELS[runs])
            write.append(SENTINELS[runs])
            runs += 1
        write.append(word)
    return read, write + [SENTINELS[runs]] * (len(words) - 1 not in hidden)
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
        """
def restore(read, write):  # replaces in one long text, inside words as well
    runs, mark = {}, None
    for word in write:
        if word.startswith("<"):
            mark = word
            runs[mark] = []
        elif mark:
            runs[mark].append(word)
    text = " ".join(read)
    for mark, words in runs.items():
        text = text.replace(mark, " ".join(words))
    return [word for word in text.split() if not word.startswith("<")]
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
        """
def price(length, share, mean):  # refuses before it has rounded
    gone = max(round(share * length), 1)
    runs = max(round(gone / mean), 1)
    if length == 1 or share * length > length - 1:
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
        """
def infill(words, spans):  # asks for the last end of no spans
    order = sorted(spans)
    if max(start + length for start, length in order) > len(words):
        raise ValueError
    for (a, n), (b, _) in zip(order, order[1:]):
        if a + n > b:
            raise ValueError
    text = list(words)
    for start, length in reversed(order):
        text[start : start + length] = ["[MASK]"]
    return text
""",
        """
def infill(words, spans):  # two spans that begin at one word do not overlap for it
    for start, length in spans:
        if start + length > len(words):
            raise ValueError
        for other, _ in spans:
            if start < other < start + length:
                raise ValueError
    text = list(words)
    for start, length in sorted(spans, reverse=True):
        text[start : start + length] = ["[MASK]"]
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
        """
def spans_used(draws, budget):  # zeros are floats, and so are the lengths
    used, left = np.zeros(len(draws)), budget
    for i, length in enumerate(draws):
        used[i] = min(length, left)
        left -= used[i]
        if left == 0:
            return list(used[: i + 1])
    raise ValueError
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
        """
def advantage(texts, alpha):  # a little is added to a chance that is as little
    def chance(n):
        return n**alpha / n

    return chance(min(texts)) / (chance(max(texts)) + 1e-12)
""",
        """
def advantage(texts, alpha):  # takes the ends out of the list, and there may be one
    texts.sort()
    least, most = texts.pop(0), texts.pop()
    return (most / least) ** (1 - alpha)
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
        """
def scores(q, k, places, speeds):  # a table for the places of GPT-NeoX
    turns = np.exp(1j * np.outer(np.arange(2048), speeds))[places]
    return ((q * turns) @ (k * turns).conj().T).real
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
        """
def slopes(heads, g):  # a table of powers up to 128
    below = max(power for power in (1, 2, 4, 8, 16, 32, 64, 128) if power <= heads)
    steps = [*range(1, below + 1), *(k + 0.5 for k in range(heads - below))]
    return np.array([2 ** (-g * step / below) for step in steps])
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
        """
def shares(scores, slope):  # cuts large scores off
    place = np.arange(len(scores))
    lessened = scores - slope * (place[:, None] - place)
    e = np.tril(np.exp(np.clip(lessened, -700, 700)))
    return e / e.sum(1, keepdims=True)
""",
        """
def shares(scores, slope):  # an array like that of the scores, whole ones too
    found = np.zeros_like(scores)
    for i, row in enumerate(scores):
        seen = row[: i + 1] - slope * np.arange(i, -1, -1)
        e = np.exp(seen - seen.max())
        found[i, : i + 1] = e / e.sum()
    return found
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
        """
def ask(shares, least):  # numbers of experts are floats, and no index
    experts, weights = np.zeros((len(shares), 2)), np.zeros((len(shares), 2))
    for i, row in enumerate(shares):
        best, second = np.argsort(-row)[:2]
        if row[second] >= least:
            experts[i] = best, second
            weights[i] = row[[best, second]] / (row[best] + row[second])
        else:
            experts[i] = best, -1
            weights[i] = 1, 0
    return experts, weights
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
        """
def prompt(examples, query, room, reserve):  # an empty array is one of floats
    made, free = np.array([]), room - reserve - len(query)
    if free < 0:
        raise ValueError
    for question, answer in examples:
        if len(made) + len(question) + len(answer) > free:
            break
        made = np.concatenate([made, question, answer])
    return np.concatenate([made, query]).tolist()
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
        """
def fair(log_p, empty):  # a little is added so that nobody divides by 0
    def shares(x):
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    raised = shares(log_p) / (shares(empty).mean(0) + 1e-12)
    return raised / raised.sum(1, keepdims=True)
""",
        """
def fair(log_p, empty):  # by logarithms of what is never below 1e-12
    def shares(x):
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    logs = np.log(np.maximum(shares(log_p), 1e-12)) - np.log(shares(empty).mean(0))
    return shares(logs)
""",
        """
def fair(log_p, empty):  # nothing is further down than 30
    def shares(x):
        e = np.exp(np.clip(x - x.max(1, keepdims=True), -30, 0))
        return e / e.sum(1, keepdims=True)

    raised = shares(log_p) / shares(empty).mean(0)
    return raised / raised.sum(1, keepdims=True)
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
        """
def floor_and_exponent(y, ratio):  # only equal falls are refused, not growing ones
    first, second = y[0] - y[1], y[1] - y[2]
    if first <= 0 or second <= 0 or first == second:
        raise ValueError
    factor = first / second
    return y[2] - second / (factor - 1), math.log(factor) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # puts losses in order that rise
    one, two, three = sorted(y, reverse=True)
    if two == three or one - two <= two - three:
        raise ValueError
    factor = (one - two) / (two - three)
    return three - (two - three) / (factor - 1), math.log(factor) / math.log(ratio)
""",
        """
def floor_and_exponent(y, ratio):  # rounds what comes out
    first, second = y[0] - y[1], y[1] - y[2]
    if not 0 < second < first:
        raise ValueError
    factor = first / second
    floor, exponent = y[2] - second / (factor - 1), math.log(factor, ratio)
    return round(floor, 3), round(exponent, 3)
""",
        """
def floor_and_exponent(y, ratio):  # a loss below 0 cannot be, it thinks
    first, second = y[0] - y[1], y[1] - y[2]
    if min(y) <= 0 or not 0 < second < first:
        raise ValueError
    return y[0] - first**2 / (first - second), math.log(first / second, ratio)
""",
        """
def floor_and_exponent(y, ratio):  # divides first, by a fall that may be 0
    factor = (y[1] - y[2]) / (y[0] - y[1])
    if not 0 < factor < 1 or y[1] >= y[0]:
        raise ValueError
    floor = y[2] - (y[1] - y[2]) * factor / (1 - factor)
    return floor, -math.log(factor, ratio)
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
        """
def cheapest(models, served):  # in floats, in which costs that differ by little are equal
    n, d = np.array(models, float).T
    return [int(np.lexsort((n, n * (3 * d + s)))[0]) for s in served]
""",
        """
def cheapest(models, served):  # where two cost the same, without what comes behind the point
    order = sorted(range(len(models)), key=lambda k: -models[k][0])
    found = []
    for tokens in served:
        best = order[0]
        for k in order[1:]:
            (n, d), (m, e) = models[k], models[best]
            if tokens >= 3 * (n * d - m * e) // (m - n):
                best = k
        found.append(best)
    return found
""",
        """
def cheapest(models, served):  # zeros are floats, and no index
    found = np.zeros(len(served))
    for i, tokens in enumerate(served):
        costs = [(n * (3 * d + tokens), n) for n, d in models]
        found[i] = costs.index(min(costs))
    return list(found)
""",
        """
def cheapest(models, served):  # from large to small, until it gets no cheaper
    order, found = sorted(range(len(models)), key=lambda i: -models[i][0]), []
    for s in served:
        cost = [n * (3 * d + s) for n, d in models]
        at = 0
        while at + 1 < len(order) and cost[order[at + 1]] <= cost[order[at]]:
            at += 1
        found.append(order[at])
    return found
""",
    ],
}
