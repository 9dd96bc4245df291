"""Wrong answers to the tasks of Words from pictures."""

ANSWERS = {
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
        """
def tokens(height, width, side, extra, zoom):  # divides first, and 61 / 7 * 7 is below 61
    return int(height / side * zoom) * int(width / side * zoom) + extra
""",
        """
def tokens(height, width, side, extra, zoom):  # smaller squares: 7 // (7 / 3) is 2
    return int(height // (side / zoom)) * int(width // (side / zoom)) + extra
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
        """
def coca(pictures, texts, scale, log_p, ids):  # of a single caption an axis is lost
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    scores = scale * p @ t.T
    both = np.logaddexp.reduce(scores, axis=0) + np.logaddexp.reduce(scores, axis=1)
    nats = -np.take_along_axis(log_p, np.maximum(ids, 0)[..., None], axis=2).squeeze()
    return (both / 2 - np.diag(scores)).mean() + 2 * nats[ids >= 0].mean()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # short vectors do not come to length 1
    p = pictures / (np.linalg.norm(pictures, axis=1, keepdims=True) + 1e-8)
    t = texts / (np.linalg.norm(texts, axis=1, keepdims=True) + 1e-8)
    s = scale * p @ t.T
    across, down = (np.logaddexp.reduce(s, axis) for axis in (1, 0))
    found = (across + down).mean() / 2 - np.diag(s).mean()
    i, j = np.nonzero(ids >= 0)
    return float(found - 2 * log_p[i, j, ids[i, j]].mean())
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # 0 times minus infinity
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    across, down = (np.logaddexp.reduce(s, axis) for axis in (1, 0))
    found = (across + down).mean() / 2 - np.diag(s).mean()
    one_hot = ids[..., None] == np.arange(log_p.shape[2])
    return float(found - 2 * (one_hot * log_p).sum() / one_hot.sum())
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # no word surprises more than so much
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    across, down = (np.logaddexp.reduce(s, axis) for axis in (1, 0))
    found = (across + down).mean() / 2 - np.diag(s).mean()
    i, j = np.nonzero(ids >= 0)
    return float(found - 2 * np.maximum(log_p[i, j, ids[i, j]], -100).mean())
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # where none came, 0 times the last word's
    p = pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
    t = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    s = scale * p @ t.T
    found = sum(np.logaddexp.reduce(s, axis=k) for k in (0, 1)) / 2 - np.diagonal(s)
    came = ids >= 0
    said = np.take_along_axis(log_p, ids[..., None], -1)[..., 0] * came
    return found.mean() - 2 * said.sum() / came.sum()
""",
        """
def coca(pictures, texts, scale, log_p, ids):  # no length below a limit, as in a library
    p, t = (
        x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
        for x in (pictures, texts)
    )
    s = scale * p @ t.T
    found = sum(np.logaddexp.reduce(s, axis=k) for k in (0, 1)) / 2 - np.diagonal(s)
    row, place = np.nonzero(ids >= 0)
    return found.mean() - 2 * log_p[row, place, ids[row, place]].mean()
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
        """
def padded_mask(k, n, length):  # numbers, of which ~ makes no mask
    mask = np.tril(np.ones((k + n, k + n)))
    mask[:k, :k] = 1
    mask[:, k + length :] = 0
    return mask
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
        """
def hard_texts(scores, least):  # takes off each row's mean, which may not be enough
    shares = np.exp(scores - scores.mean(1, keepdims=True))
    shares = shares / shares.sum(1, keepdims=True) + least
    np.fill_diagonal(shares, 0)
    return shares / shares.sum(1, keepdims=True)
""",
        """
def hard_texts(scores, least):  # a little below the line, beside chances as little
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares = shares / shares.sum(1, keepdims=True) + least
    np.fill_diagonal(shares, 0)
    return shares / (shares.sum(1, keepdims=True) + 1e-8)
""",
        """
def hard_texts(scores, least):  # what is left is what the right text lacks
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares = shares / shares.sum(1, keepdims=True) + least
    left = shares.sum(1) - np.diagonal(shares)
    np.fill_diagonal(shares, 0)
    return shares / left[:, None]
""",
        """
def hard_texts(scores, least):  # no share is less than exp(-30)
    shares = np.exp(np.clip(scores - scores.max(1, keepdims=True), -30, 0))
    shares = shares / shares.sum(1, keepdims=True) + least
    np.fill_diagonal(shares, 0)
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
        """
def places(entries):  # a word that comes again stands where it stood first
    found, at, first = [], 0, {}
    for entry in entries:
        room = 1 if isinstance(entry, str) else entry
        pair = (at, at + room - 1)
        found.append(first.setdefault(entry, pair) if isinstance(entry, str) else pair)
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
        """
def answer_nats(logits, ids, start):  # of a probability that is too small for a float
    shares = np.exp(logits - logits.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    words = [k for k in range(start, len(ids)) if ids[k] != -1]
    return -np.mean([np.log(shares[k - 1, ids[k]]) for k in words])
""",
        """
def answer_nats(logits, ids, start):  # a word that comes again counts once
    logs = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    cost = {int(w): -logs[i - 1, w] for i, w in enumerate(ids) if i >= start and w >= 0}
    return sum(cost.values()) / len(cost)
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
        """
def forecast_metric(passed, samples):  # the logarithm of a product that may be too small
    solved = passed[:, passed.min(axis=0) > 0]
    number = solved.shape[1]
    if number == 0:
        return np.full(len(passed), np.nan), 0
    return -np.log((solved / samples).prod(axis=1)) / number, number
""",
        """
def forecast_metric(passed, samples):  # adds a little, although no rate that is left is 0
    kept = passed[:, (passed > 0).all(0)]
    if not kept.size:
        return np.full(len(passed), np.nan), 0
    return -np.log(kept / samples + 1e-9).mean(1), kept.shape[1]
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
        """
def draw_on(losses, more):  # drops that are nearly equal are taken for equal
    one, two, three = losses
    if two - three >= one - two or math.isclose(two - three, one - two, rel_tol=1e-2):
        return math.nan, math.nan
    share = (two - three) / (one - two)
    floor = (one * three - two**2) / (one + three - 2 * two)
    return floor, floor + (three - floor) * share**more
""",
    ],
}
