"""Wrong answers to the tasks of Assistants."""

ANSWERS = {
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
        """
def earned(score, new, old, lengths, beta):  # as wide as the longest answer
    rows = []
    for s, a, b, n in zip(score, new, old, lengths):
        row = -beta * (a[:n] - b[:n])
        row[-1] += s
        rows.append(np.pad(row, (0, max(lengths) - n)))
    return np.array(rows)
""",
        """
def earned(score, new, old, lengths, beta):  # the largest float, twice, is infinite again
    new, old = np.nan_to_num(new), np.nan_to_num(old)
    own = np.arange(new.shape[1]) < lengths[:, None]
    out = -beta * (new - old) * own
    out[np.arange(len(out)), lengths - 1] += score
    return out
""",
        """
def earned(score, new, old, lengths, beta):  # writes 0 into the padding it was given
    padding = np.arange(new.shape[1]) >= lengths[:, None]
    new[padding] = old[padding] = 0
    out = -beta * (new - old)
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
        """
def judged(messages, role):  # a message of the system begins anew
    found, before = [], []
    for speaker, words in messages:
        before = [] if speaker == "system" else before
        if speaker == role:
            found.append((list(before), words))
        if speaker != "note":
            before.append((speaker, words))
    return found
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
        """
def best_of(chances, rewards, n):  # in single precision
    p = chances.astype(np.float32)
    out = np.zeros(len(p), np.float32)
    for j, r in enumerate(rewards):
        below, alike = p[rewards < r].sum(), p[rewards == r].sum()
        if alike > 0:
            out[j] = ((below + alike) ** n - below**n) * p[j] / alike
    return out
""",
        """
def best_of(chances, rewards, n):  # nothing is quite impossible
    p = np.clip(chances, 1e-7, 1)
    out = 0 * p
    for j, r in enumerate(rewards):
        below, alike = p[rewards < r].sum(), p[rewards == r].sum()
        out[j] = ((below + alike) ** n - below**n) * p[j] / alike
    return out / out.sum()
""",
        """
def best_of(chances, rewards, n):  # divides by a difference that is rounded to 0
    out = np.zeros(len(chances))
    for j, reward in enumerate(rewards):
        up_to, below = chances[rewards <= reward].sum(), chances[rewards < reward].sum()
        if chances[j] > 0:
            out[j] = (up_to**n - below**n) * chances[j] / (up_to - below)
    return out
""",
        """
def best_of(chances, rewards, n):  # rewards that are nearly equal are equal
    out = np.zeros(len(chances))
    for j, reward in enumerate(np.round(rewards, 6)):
        alike = np.round(rewards, 6) == reward
        below = chances[np.round(rewards, 6) < reward].sum()
        if chances[j] > 0:
            whole = chances[alike].sum()
            out[j] = ((below + whole) ** n - below**n) * chances[j] / whole
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
        """
def labels(votes, needed):  # zeros are floats, and what is written into them, too
    out = np.zeros(votes.shape[:2])
    for i in range(len(votes)):
        for j in range(3):
            yes = np.count_nonzero(votes[i, j] == 1) >= needed
            out[i, j] = yes and (j == 0 or out[i, j - 1])
    return out
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
        """
def say(safe, quality, threshold, n):  # -1e9 for what may not be said
    for start in range(0, len(safe), n):
        allowed = safe[start : start + n] >= threshold
        if allowed.any():
            best = np.where(allowed, quality[start : start + n], -1e9).argmax()
            return start + int(best), min(start + n, len(safe))
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # quality times safety
    for start in range(0, len(safe), n):
        end = min(start + n, len(safe))
        allowed = [k for k in range(start, end) if safe[k] >= threshold]
        if allowed:
            return max(allowed, key=lambda k: quality[k] * safe[k]), end
    return None, len(safe)
""",
        """
def say(safe, quality, threshold, n):  # quality in whole numbers
    for start in range(0, len(safe), n):
        end = min(start + n, len(safe))
        allowed = [k for k in range(start, end) if safe[k] >= threshold]
        if allowed:
            return max(allowed, key=lambda k: int(quality[k])), end
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
        """
def scores(preference, kept, weights):  # a little under the division
    share = weights / (weights.sum() + 1e-8)
    liked = 1 / (1 + np.exp(-(preference - preference.mean())))
    return liked * np.prod(kept**share, axis=1)
""",
        """
def scores(preference, kept, weights):  # clipped before the sigmoid
    share = weights / weights.sum()
    lead = np.clip(preference - preference.mean(), -5, 5)
    return np.prod(kept**share, axis=1) / (1 + np.exp(-lead))
""",
        """
def scores(preference, kept, weights):  # an array like that of the preferences, whole ones too
    found, share = np.zeros_like(preference), weights / weights.sum()
    for k, row in enumerate(kept):
        found[k] = np.prod(row**share) / (1 + np.exp(preference.mean() - preference[k]))
    return found
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
        """
def passage(page, worth, size):  # more words first, then what they are worth
    best, most = (None, 0), (0, 0)
    for start in range(max(1, len(page) - size + 1)):
        here = {*page[start : start + size]} & {*worth}
        found = len(here), sum(worth[word] for word in here)
        if found > most:
            best, most = (start, found[1]), found
    return best
""",
        """
def passage(page, worth, size):  # in lower case
    best = None, 0
    for start in range(max(1, len(page) - size + 1)):
        here = {word.lower() for word in page[start : start + size]}
        found = sum(worth.get(word, 0) for word in here)
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # a short page has another rule
    if len(page) <= size:
        found = sum(worth.get(word, 0) for word in page)
        return (0, found) if found else (None, 0)
    best = None, 0
    for start in range(len(page) - size + 1):
        here = {*page[start : start + size]} & {*worth}
        found = sum(worth[word] for word in here)
        if found > best[1]:
            best = start, found
    return best
""",
        """
def passage(page, worth, size):  # Tide and tide are one word
    worth = {word.lower(): number for word, number in worth.items()}
    page, best = [word.lower() for word in page], (None, 0)
    for first in range(max(1, len(page) - size + 1)):
        found = sum(worth[w] for w in {*page[first : first + size]} if w in worth)
        if found > best[1]:
            best = first, found
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
        """
def teachers(versions):  # an empty page is no version
    lost, last = set(), {}
    for k, text in enumerate(versions):
        if text and text in last:
            lost |= {*range(last[text], k)}
        last[text] = k
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
        """
def asked(tokens, marker, end):  # takes back from the last marker, not from the first that is open
    mask, inside = [], False
    for token in tokens:
        mask.append(inside)
        if token == marker:
            inside = True
        elif token == end:
            inside = False
    if inside:
        last = len(tokens) - 1 - tokens[::-1].index(marker)
        mask[last:] = [False] * (len(tokens) - last)
    return mask
""",
        """
def asked(tokens, marker, end):  # marks that stand in a token
    mask, start = [False] * len(tokens), None
    for k, token in enumerate(tokens):
        if start is None:
            start = k + 1 if marker in token else None
        elif end in token:
            mask[start : k + 1] = [True] * (k + 1 - start)
            start = None
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
        """
def rates(sizes, caps, weights):  # caps by their order, not by their names
    whole = sum(weights[family] for family in sizes if sizes[family])
    found = {}
    for (family, tasks), cap in zip(sizes.items(), caps.values()):
        counted = [min(size, cap) for size in tasks]
        found[family] = [weights[family] / whole * c / sum(counted) for c in counted]
    return found
""",
        """
def rates(sizes, caps, weights):  # a little under the division
    whole = sum(weights[family] for family in sizes if sizes[family]) + 1e-8
    found = {}
    for family, tasks in sizes.items():
        counted = [min(size, caps[family]) for size in tasks]
        found[family] = [weights[family] / whole * c / sum(counted) for c in counted]
    return found
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
        r"""
def prompt(examples, question, most):  # blanks at the ends of the texts are cut off
    text, left = "", most - len(question.split())
    for source, target in examples:
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += f"{source.strip()}\n\n{target.strip()}\n\n\n"
    return text + question
""",
        r"""
def prompt(examples, question, most):  # words by a regular expression
    import re
    text, left = "", most - len(re.findall(r"\w+", question))
    for source, target in examples:
        left -= len(re.findall(r"\w+", source + " " + target))
        if left < 0:
            break
        text += f"{source}\n\n{target}\n\n\n"
    return text + question
""",
        r"""
def prompt(examples, question, most):  # a source has one target
    text, left = "", most - len(question.split())
    for source, target in dict(examples).items():
        left -= len(source.split()) + len(target.split())
        if left < 0:
            break
        text += f"{source}\n\n{target}\n\n\n"
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
        """
def closest(new, pool):  # in lower case, as packages for ROUGE do it
    def common(a, b):
        row = [0] * (len(b) + 1)
        for x in a:
            old = list(row)
            for j, y in enumerate(b):
                row[j + 1] = old[j] + 1 if x == y else max(old[j + 1], row[j])
        return row[-1]

    best, top = None, 0.0
    new = [word.lower() for word in new]
    for i, text in enumerate(pool):
        text = [word.lower() for word in text]
        f = 2 * common(new, text) / max(len(new) + len(text), 1)
        if f > top:
            best, top = i, f
    return best, top
""",
        """
def closest(new, pool):  # too like to be kept is like enough
    best = None, 0.0
    for k, old in enumerate(pool):
        row = [0] * (len(old) + 1)
        for word in new:
            before, row = row, [0]
            for j, other in enumerate(old):
                row.append(before[j] + 1 if word == other else max(before[j + 1], row[j]))
        f = 2 * row[-1] / (len(new) + len(old)) if row[-1] else 0.0
        if f > best[1]:
            best = k, f
        if f > 0.7:
            break
    return best
""",
        """
def closest(new, pool):  # a little under the division
    best = None, 0.0
    for k, old in enumerate(pool):
        row = [0] * (len(old) + 1)
        for word in new:
            before, row = row, [0]
            for j, other in enumerate(old):
                row.append(before[j] + 1 if word == other else max(before[j + 1], row[j]))
        p, r = row[-1] / max(1, len(new)), row[-1] / max(1, len(old))
        f = 2 * p * r / (p + r + 1e-8)
        if f > best[1]:
            best = k, f
    return best
""",
        """
def closest(new, pool):  # tries all that may be left out, again and again
    def common(a, b):
        if not (a and b):
            return 0
        if a[-1] == b[-1]:
            return 1 + common(a[:-1], b[:-1])
        return max(common(a[:-1], b), common(a, b[:-1]))

    best = None, 0.0
    for k, old in enumerate(pool):
        found = common(new, old)
        f = 2 * found / (len(new) + len(old)) if found else 0.0
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
        """
def shown(tasks, k):  # a word ends at a blank only, not at the end of a line
    verbs = [task.split(" ")[0].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verbs.index(verb) == i]
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
        r"""
def shown(tasks, k):  # a verb ends at a hyphen
    import re
    verbs = [re.match(r"\s*(\w+)", task)[1].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    rest = [i for i in range(len(tasks)) if i not in first]
    return (first + rest)[:k]
""",
        """
def shown(tasks, k):  # a verb that stands anywhere in what was taken
    words = [task.lower().split() for task in tasks]
    first = []
    for i, mine in enumerate(words):
        if not any(mine[0] in words[j] for j in first):
            first.append(i)
    rest = [i for i in range(len(tasks)) if i not in first]
    return (first + rest)[:k]
""",
        """
def shown(tasks, k):  # verbs in one text
    first, taken = [], ""
    for i, task in enumerate(tasks):
        verb = task.split()[0].lower()
        if verb not in taken:
            first.append(i)
            taken += verb + " "
    rest = [i for i in range(len(tasks)) if i not in first]
    return (first + rest)[:k]
""",
        """
def shown(tasks, k):  # what stands before a colon is a name, and no verb
    verbs = [task.split(":")[-1].split()[0].lower() for task in tasks]
    first = [i for i, verb in enumerate(verbs) if verb not in verbs[:i]]
    return (first + [i for i in range(len(tasks)) if i not in first])[:k]
""",
    ],
}
