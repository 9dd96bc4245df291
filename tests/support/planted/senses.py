"""Wrong answers to the tasks of Space, motion and sound."""

ANSWERS = {
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
        """
def heard(hertz, rate):  # looks no farther than a thousand times the rate
    return min(abs(hertz - k * rate) for k in range(1000))
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
        """
def wander(sound, start, stop):  # ears that hold what the sound holds, whole numbers too
    ears = np.zeros((len(sound), 2), dtype=sound.dtype)
    angle = (np.linspace(start, stop, len(sound)) + 1) / 4 * np.pi
    ears[:, 0], ears[:, 1] = sound * np.cos(angle), sound * np.sin(angle)
    return ears
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
        """
def shortest_span(frames, size, side, most):  # no tube is longer than 32 frames
    for span in range(1, 33):
        moments, left = divmod(frames - 1, span)
        if left == 0 and (moments + 1) * (size // side) ** 2 <= most:
            return span
    return None
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
        """
def seen_from_behind(density, colors, lengths, background):  # no color above 1
    color = background
    for dense, own, long in zip(density, colors, lengths):
        taken = 1 - np.exp(-dense * long)
        color = taken * own + (1 - taken) * color
    return np.clip(color, 0, 1)
""",
        """
def seen_from_behind(density, colors, lengths, background):  # stops where hardly any light is left
    color, left = np.zeros(3), 1.0
    for k in reversed(range(len(density))):
        taken = 1 - np.exp(-density[k] * lengths[k])
        color = color + left * taken * colors[k]
        left *= 1 - taken
        if left < 1e-4:
            break
    return color + left * background
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
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # writes into the painter's array
    spoiled = alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise
    guess = told(spoiled)
    guess += omega * (guess - untold(spoiled))
    guess -= noise
    return (1 - alpha_bar) * guess
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # the difference, in the painter's array
    spoiled = alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise
    difference = told(spoiled)
    difference -= untold(spoiled)
    return (1 - alpha_bar) * (told(spoiled) + omega * difference - noise)
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # adds into the other painter's array
    spoiled = alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise
    guess = untold(spoiled)
    guess *= -omega
    guess += (1 + omega) * told(spoiled)
    return (1 - alpha_bar) * (guess - noise)
""",
        """
def gradient(x, noise, told, untold, alpha_bar, omega):  # all in one array, the painter's
    spoiled = alpha_bar**0.5 * x + (1 - alpha_bar) ** 0.5 * noise
    guess = told(spoiled)
    guess *= 1 + omega
    guess -= omega * untold(spoiled)
    guess -= noise
    guess *= 1 - alpha_bar
    return guess
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
        """
def cut_area(corners, values):  # goes around as seen from above, where a cut may be a line
    inside, outside = np.flatnonzero(values > 0), np.flatnonzero(values < 0)
    pairs = [(i, j) for i in inside for j in outside]
    shares = [values[i] / (values[i] - values[j]) for i, j in pairs]
    ring = [corners[i] * (1 - s) + corners[j] * s for (i, j), s in zip(pairs, shares)]
    if not ring:
        return 0.0
    x, y, _ = (np.array(ring) - np.mean(ring, axis=0)).T
    a, *rest = [ring[k] for k in np.argsort(np.arctan2(y, x))]
    halves = [np.cross(b - a, c - a) / 2 for b, c in zip(rest, rest[1:])]
    return sum(np.linalg.norm(half) for half in halves)
""",
        """
def cut_area(corners, values):  # goes around as seen from above, edge by edge
    ring = []
    for i in range(4):
        for j in range(i):
            if values[i] * values[j] < 0:
                share = values[i] / (values[i] - values[j])
                ring.append(corners[i] + (corners[j] - corners[i]) * share)
    if not ring:
        return 0.0
    x, y, _ = np.mean(ring, axis=0)
    ring.sort(key=lambda place: np.arctan2(place[1] - y, place[0] - x))
    halves = [np.cross(b - ring[0], c - ring[0]) / 2 for b, c in zip(ring[1:], ring[2:])]
    return sum(np.linalg.norm(half) for half in halves)
""",
        """
def cut_area(corners, values):  # adds a little, so that nothing is divided by 0
    inside, outside = np.flatnonzero(values > 0), np.flatnonzero(values < 0)
    ring = []
    for i in inside:
        for j in outside if len(ring) < 2 else outside[::-1]:
            share = values[i] / (values[i] - values[j] + 1e-8)
            ring.append(corners[i] + share * (corners[j] - corners[i]))
    if not ring:
        return 0.0
    halves = [np.cross(b - ring[0], c - ring[0]) / 2 for b, c in zip(ring[1:], ring[2:])]
    return sum(np.linalg.norm(half) for half in halves)
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
        """
def top(scores, right, k):  # a little less for the right one, which large scores swallow
    scores = np.array(scores, float)
    scores[np.arange(len(right)), right] -= 1e-9
    best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return np.mean([r in row for r, row in zip(right, best)])
""",
        """
def top(scores, right, k):  # what is lower by a hundred-millionth is a tie, too
    own = scores[np.arange(len(right)), right]
    return np.mean(np.sum(scores >= own[:, None] - 1e-8, axis=1) <= k)
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
        """
def loss(guesses, candidates):  # adds a little, so that nothing is divided by 0
    lengths = np.linalg.norm(candidates, axis=1) + 1e-8
    scores = guesses @ candidates.T / lengths
    return np.mean(np.logaddexp.reduce(scores, axis=1) - np.diagonal(scores))
""",
        """
def loss(guesses, candidates):  # no length below a limit, as in a library
    lengths = np.maximum(np.linalg.norm(candidates, axis=1, keepdims=True), 1e-12)
    scores = guesses @ (candidates / lengths).T
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
        """
def merge(x, scores, works):  # a number that is not low enough for scores in the thousands
    x, scores = np.where(works, x, 0), np.where(works, scores, -1e4)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return x @ (shares / shares.sum(axis=1, keepdims=True)).T
""",
        """
def merge(x, scores, works):  # no share is less than exp(-30)
    x, scores = x[:, works], scores[:, works]
    shares = np.exp(np.clip(scores - scores.max(axis=1, keepdims=True), -30, 0))
    return x @ (shares / shares.sum(axis=1, keepdims=True)).T
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
        """
def pieces(tokens, first, interval):  # times in thousandths
    times = [k for k, token in enumerate(tokens) if token >= first]
    found = []
    for a, b in zip(times[::2], [*times[1::2], None]):
        begin = round((tokens[a] - first) * interval, 3)
        end = None if b is None else round((tokens[b] - first) * interval, 3)
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
        """
def cost(known, said, wrong, missing, added):  # looks for a word not far from its place
    n, m = len(known), len(said)
    least = np.full((n + 1, m + 1), np.inf)
    least[0], least[:, 0] = np.arange(m + 1) * added, np.arange(n + 1) * missing
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if abs(i - j) <= max(2, abs(n - m)):
                replaced = least[i - 1, j - 1] + wrong * (known[i - 1] != said[j - 1])
                put = least[i - 1, j] + missing
                least[i, j] = min(replaced, put, least[i, j - 1] + added)
    return least[n, m]
""",
        """
def cost(known, said, wrong, missing, added):  # capitals do not count
    known, said = [[word.lower() for word in words] for words in (known, said)]
    row = [j * added for j in range(len(said) + 1)]
    for i, word in enumerate(known):
        above, row = row, [(i + 1) * missing]
        for j, other in enumerate(said):
            best = min(above[j + 1] + missing, row[j] + added)
            row.append(min(best, above[j] + wrong * (word != other)))
    return row[-1]
""",
    ],
}
