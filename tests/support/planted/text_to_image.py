"""Wrong answers to the tasks of Pictures from words."""

ANSWERS = {
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
        """
def half_gone(betas):  # adds logarithms: of a step that leaves nothing there is none
    left = 0.0
    for steps, beta in enumerate(betas, 1):
        left += math.log(1 - beta)
        if left <= math.log(0.5):
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
        """
def step_back(x, guess, betas, t):  # a little below the line, beside steps as little
    alphas = 1 - np.asarray(betas)
    left = np.cumprod(alphas)
    prev = left[t - 1] if t > 0 else 1.0
    gone = 1 - left[t] + 1e-8
    mean = np.sqrt(prev) * betas[t] * guess + np.sqrt(alphas[t]) * (1 - prev) * x
    return mean / gone, (1 - prev) / gone * betas[t]
""",
        """
def step_back(x, guess, betas, t):  # as if all schedules were straight lines
    beta = np.linspace(betas[0], betas[-1], len(betas))
    left = np.cumprod(1 - beta)
    prev = left[t - 1] if t else 1.0
    mean = np.sqrt(prev) * beta[t] * guess + np.sqrt(1 - beta[t]) * (1 - prev) * x
    return mean / (1 - left[t]), (1 - prev) * beta[t] / (1 - left[t])
""",
        """
def step_back(x, guess, betas, t):  # adds a little below the mean
    left = np.cumprod(1 - np.asarray(betas, float))
    if t == 0:
        return guess, 0.0
    before, gone, beta = left[t - 1], 1 - left[t], betas[t]
    mean = np.sqrt(before) * beta * guess + np.sqrt(1 - beta) * (1 - before) * x
    return mean / (gone + 1e-8), (1 - before) * beta / gone
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
        """
def uncover(x, known, seen, left):  # a little more variance, where there is hardly any
    away = ((x[seen] - np.sqrt(left) * known[:, seen]) ** 2).sum(1)
    logits = -away / (2 * (1 - left) + 1e-8)
    weights = np.exp(logits - logits.max())
    return weights @ known / weights.sum()
""",
        """
def uncover(x, known, seen, left):  # no share is less than exp(-30)
    away = ((x[seen] - np.sqrt(left) * known[:, seen]) ** 2).sum(1)
    logits = -away / (2 * (1 - left))
    weights = np.exp(np.clip(logits - logits.max(), -30, 0))
    return weights @ known / weights.sum()
""",
        """
def uncover(x, known, seen, left):  # a single picture comes back in its box
    if len(known) == 1:
        return known
    logits = -((x[seen] - np.sqrt(left) * known[:, seen]) ** 2).sum(1) / (2 * (1 - left))
    weights = np.exp(logits - logits.max())
    return weights @ known / weights.sum()
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
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # a little below the line
    own, other = np.exp(log_variance), np.exp(other_log_variance)
    away = (own + (mean - other_mean) ** 2) / (other + 1e-12)
    return float(0.5 * np.sum(other_log_variance - log_variance + away - 1))
""",
        """
def apart(mean, log_variance, other_mean, other_log_variance):  # products, which overflow
    own, other = np.exp(log_variance), np.exp(other_log_variance)
    spread = own / other + (mean - other_mean) ** 2 / other - 1
    return float(0.5 * (np.log(np.prod(other) / np.prod(own)) + spread.sum()))
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
        """
def told(places, words, seen):  # a score that is low, but not the lowest
    if not seen.any():
        return np.zeros_like(places)
    scores = places @ words.T / np.sqrt(places.shape[1])
    scores = np.where(seen, scores, -1e9)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ words
""",
        """
def told(places, words, seen):  # no share is less than exp(-30)
    words = words[seen]
    if not len(words):
        return np.zeros(places.shape)
    scores = places @ words.T / np.sqrt(places.shape[1])
    shares = np.exp(np.clip(scores - scores.max(1, keepdims=True), -30, 0))
    return shares / shares.sum(1, keepdims=True) @ words
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
        """
def widen(x, picture, visible, weight):  # only what is not a number is taken out
    clean = np.where(np.isnan(picture), 0, picture)
    seen = np.concatenate([x, clean, visible[..., None]], axis=2)
    return seen, np.vstack([weight, np.zeros((4, weight.shape[1]))])
""",
        """
def widen(x, picture, visible, weight):  # takes black pixels for holes
    clean = np.where(visible[..., None], picture, 0)
    mask = clean.any(2, keepdims=True)
    seen = np.concatenate([x, clean, mask], axis=2)
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
        """
def tame(guesses, percentile, most):  # s of a single guess has no axis left
    s = np.percentile(np.abs(guesses), percentile, axis=(1, 2, 3), keepdims=True)
    s = np.clip(s, 1, most)
    return np.clip(guesses / s, -1, 1), s.squeeze()
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
        """
def small_and_rest(large, k):  # means of whole numbers are made whole
    h, w, c = large.shape
    if h % k or w % k:
        raise ValueError("k does not divide the sides")
    small = large.reshape(h // k, k, w // k, k, c).mean((1, 3))
    enlarged = np.zeros_like(large)
    for i in range(h):
        for j in range(w):
            enlarged[i, j] = small[i // k, j // k]
    return small, large - enlarged
""",
        """
def small_and_rest(large, k):  # looks at the sum of the sides
    h, w, c = large.shape
    if (h + w) % k:
        raise ValueError("k does not divide the sides")
    small = large[: h // k * k, : w // k * k].reshape(h // k, k, w // k, k, c)
    small = small.mean((1, 3))
    enlarged = small.repeat(k, 0).repeat(k, 1)
    return small, large[: len(enlarged), : enlarged.shape[1]] - enlarged
""",
        """
def small_and_rest(large, k):  # adds up in the picture's own kind of numbers
    h, w, c = large.shape
    if h % k or w % k:
        raise ValueError
    small = np.add.reduce([large[i::k, j::k] for i in range(k) for j in range(k)], dtype=large.dtype)
    small = small / k**2
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
        """
def along(a, b, shares):  # takes small angles for none
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    angle, s = np.arccos(np.clip(a @ b, -1, 1)), shares[:, None]
    if angle < 1e-3:
        return np.tile(a, (len(s), 1))
    return (np.sin((1 - s) * angle) * a + np.sin(s * angle) * b) / np.sin(angle)
""",
        """
def along(a, b, shares):  # short vectors do not come to length 1
    a, b = a / (np.linalg.norm(a) + 1e-8), b / (np.linalg.norm(b) + 1e-8)
    angle, s = np.arccos(np.clip(a @ b, -1, 1)), shares[:, None]
    if angle < 1e-7:
        return np.tile(a, (len(s), 1))
    return (np.sin((1 - s) * angle) * a + np.sin(s * angle) * b) / np.sin(angle)
""",
        """
def along(a, b, shares):  # no length below a limit, as in a library
    a, b = (v / max(np.linalg.norm(v), 1e-12) for v in (a, b))
    angle = np.arccos(np.clip(a @ b, -1, 1))
    s = np.asarray(shares, float)[:, None]
    if angle < 1e-7:
        return np.repeat(a[None], len(s), 0)
    return (np.sin((1 - s) * angle) * a + np.sin(s * angle) * b) / np.sin(angle)
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
        """
def as_words(x, k):  # the middles of whole numbers are cut off
    low, high = x.min(0), x.max(0)
    words = np.minimum((x - low) / (high - low) * k, k - 1).astype(int)
    middles = np.empty_like(x)
    middles[:] = low + (words + 0.5) / k * (high - low)
    return words, middles
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
        """
def laid(tiles, book, alive):  # sorts, and equals come in any order
    away = np.where(alive, ((tiles[:, None] - book) ** 2).sum(2), np.inf)
    codes = away.argsort(axis=1)[:, 0]
    return codes, ((tiles - book[codes]) ** 2).mean()
""",
        """
def laid(tiles, book, alive):  # puts the dead ones far away, but not far enough
    living = np.where(alive[:, None], book, 1e9)
    codes = ((tiles[:, None] - living) ** 2).sum(2).argmin(1)
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
        """
def split_row(row, words, places):  # empty places that rise, up to the last
    text, codes = list(row[:places]), row[places:]
    n = words + places
    said = [token for token in text if token < words]
    empty = [token for token in text if token >= words]
    if said + empty != text or empty != sorted(set(empty)):
        return None
    if (empty and empty[-1] != n - 1) or min(codes) < n:
        return None
    return said, [code - n for code in codes]
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
        """
def again(known, scores, drawn, noise, heat, count):  # nothing is less likely than 1e-20
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    sure = np.log(np.clip(p[np.arange(len(p)), drawn], 1e-20, None)) + heat * noise
    hidden = np.zeros(len(p), bool)
    hidden[np.argsort(np.where(known, np.inf, sure), kind="stable")[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # the exponential runs over
    logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    sure = logs[np.arange(len(logs)), drawn] + heat * noise
    hidden = np.zeros(len(logs), bool)
    hidden[np.argsort(np.where(known, np.inf, sure), kind="stable")[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # the largest of all rows
    less = scores - scores.max()
    logs = less - np.log(np.exp(less).sum(1, keepdims=True))
    sure = logs[np.arange(len(logs)), drawn] + heat * noise + 100 * known
    hidden = np.zeros(len(logs), bool)
    hidden[np.argsort(sure, kind="stable")[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # takes heat for a temperature
    cool = scores / heat if heat else scores
    logs = cool - np.logaddexp.reduce(cool, axis=1)[:, None]
    sure = logs[np.arange(len(logs)), drawn] + (noise if heat else 0)
    hidden = np.zeros(len(logs), bool)
    hidden[np.argsort(np.where(known, np.inf, sure), kind="stable")[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # a hundred is not sure enough
    top = scores.max(1)
    logs = scores[np.arange(len(scores)), drawn] - top
    sure = logs - np.log(np.exp(scores - top[:, None]).sum(1)) + heat * noise
    hidden = np.zeros(len(scores), bool)
    hidden[np.argsort(np.where(known, 100, sure), kind="stable")[:count]] = True
    return hidden
""",
        """
def again(known, scores, drawn, noise, heat, count):  # of equals any, among those not known
    logs = scores - np.logaddexp.reduce(scores, 1, keepdims=True)
    sure = logs[np.arange(len(logs)), drawn] + heat * noise
    open_ones = np.flatnonzero(~known)
    hidden = np.zeros(len(logs), bool)
    hidden[open_ones[np.argsort(sure[open_ones])[:count]]] = True
    return hidden
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
        """
def steps_needed(n, most):  # after the last step, too, the floor of a cosine: it may be -1
    for steps in range(1, n + 1):
        left = [math.floor(n * math.cos(math.pi / 2 * k / steps)) for k in range(steps + 1)]
        if max(a - b for a, b in zip(left, left[1:])) <= most:
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
