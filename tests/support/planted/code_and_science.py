"""Wrong answers to the tasks of Writing programs and Doing science."""

ANSWERS = {
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
        """
def benchmark(passed, k):  # factorials as floats
    def choose(n, m):
        if m > n:
            return 0.0
        parts = [np.prod(np.arange(1.0, x + 1)) for x in (n, m, n - m)]
        return float(parts[0] / parts[1] / parts[2])

    each = [1 - choose(p.count(False), k) / choose(len(p), k) for p in passed if len(p) >= k]
    return (sum(each) / len(each) if each else math.nan), len(each)
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
        """
def groups(outputs, lengths):  # takes lengths from the list without those that crash
    found = {}
    for i, row in enumerate(outputs):
        if None not in row:
            found.setdefault(tuple(row), []).append(i)
    left = [n for row, n in zip(outputs, lengths) if None not in row]
    left += lengths
    return sorted(found.values(), key=lambda g: (-len(g), min(left[i] for i in g)))
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
        """
def drawn(p, trained, sampled):  # -1000 is not minus infinity when the temperature is high
    z = np.full(len(p), -1000.0)
    z[p > 0] = trained * np.log(p[p > 0])
    e = np.exp((z - z.max()) / sampled)
    shares = e / e.sum()
    return shares
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
        """
def numbers(pieces):  # signs too
    return re.findall(r"-?\\d+(?:[.]\\d+)?", "".join(pieces))
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
        """
def kinds(written, right, known):  # without the marks around a name
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = name.strip(" .,'")
        place = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[place] += 1
    return tuple(count)
""",
        """
def kinds(written, right, known):  # two spaces are one
    count = [0, 0, 0, 0]
    for text, wanted in zip(written, right):
        name, end, _ = text.partition("[END_REF]")
        name = " ".join(name.split())
        place = 3 if not end else 0 if name == wanted else 1 if name in known else 2
        count[place] += 1
    return tuple(count)
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
        """
def tilt(cited, right, counts):  # a little under the logarithm
    logs = [
        math.log(counts[c] / counts[r] + 1e-8) for c, r in zip(cited, right) if c in counts
    ]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan
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
        r"""
def winner(found):  # divides as decimals, to 28 digits
    from decimal import Decimal

    def value(text):
        parts = re.fullmatch(r"(-?)\\frac\{(\d+)\}\{(\d+)\}", text)
        parts = parts or re.fullmatch(r"(-?)(\d+)/(\d+)", text)
        if parts and int(parts[3]):
            size = Decimal(parts[2]) / Decimal(parts[3])
            return -size if parts[1] else size
        return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text

    votes = [text for text in found if text is not None]
    values = [value(text) for text in votes]
    return votes[values.index(max(values, key=values.count))] if votes else None
""",
        r"""
def winner(found):  # what begins with a fraction is one
    from fractions import Fraction

    votes, first = {}, {}
    for text in found:
        if text is None:
            continue
        start = re.match(r"(-?)\\frac\{(\d+)\}\{(\d+)\}", text)
        plain = "{}{}/{}".format(*start.groups()) if start else text
        value = text
        if re.fullmatch(r"-?\d+(\.\d+)?|-?\d+/0*[1-9]\d*", plain):
            value = Fraction(plain)
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        r"""
def winner(found):  # an empty text is no answer
    from fractions import Fraction

    votes, first = {}, {}
    for text in filter(None, found):
        plain = re.sub(r"^(-?)\\frac\{(\d+)\}\{(\d+)\}$", r"\1\2/\3", text)
        number = re.fullmatch(r"-?\d+(\.\d+)?|-?\d+/0*[1-9]\d*", plain)
        value = Fraction(plain) if number else text
        votes[value] = votes.get(value, 0) + 1
        first.setdefault(value, text)
    return first[max(votes, key=votes.get)] if votes else None
""",
        r"""
def winner(found):  # other kinds of fraction, too
    from fractions import Fraction

    votes, first = {}, {}
    for text in found:
        if text is None:
            continue
        plain = re.sub(r"^(-?)\\[dt]?frac\{?(\d+?)\}?\{?(\d+)\}?$", r"\1\2/\3", text)
        number = re.fullmatch(r"-?\d+(\.\d+)?|-?\d+/0*[1-9]\d*", plain)
        value = Fraction(plain) if number else text
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
        """
def wins(p, q, k):  # factorials as floats
    f = np.cumprod([1.0, *range(1, k + 1)])
    none = max(1 - p - q, 0.0)
    return sum(
        f[k] / f[a] / f[b] / f[k - a - b] * p**a * q**b * none ** (k - a - b)
        * (0.5 if a == b else 1)
        for a in range(1, k + 1)
        for b in range(min(a, k - a) + 1)
    )
""",
        """
def wins(p, q, k):  # equally probable, so one half
    if p == q:
        return 0.5 - 0.5 * (p == 0)
    none = max(1 - p - q, 0.0)
    return sum(
        math.comb(k, a) * math.comb(k - a, b) * p**a * q**b * none ** (k - a - b)
        * (0.5 if a == b else 1)
        for a in range(1, k + 1)
        for b in range(min(a, k - a) + 1)
    )
""",
        """
def wins(p, q, k):  # of those who answer the share p / (p + q) is right, if there are any
    total, right = 0.0, p / (p + q)
    for n in range(1, k + 1):
        votes = math.comb(k, n) * (p + q) ** n * (1 - p - q) ** (k - n)
        for r in range((n + 1) // 2, n + 1):
            chance = math.comb(n, r) * right**r * (1 - right) ** (n - r)
            total += votes * chance * (1 if 2 * r > n else 0.5)
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
        """
def really(levels):  # doubts a level of which all that was read was wrong
    read = sum(level[2] for level in levels)
    pooled = sum(level[3] for level in levels) / read if read else 0.0
    solved = 0.0
    for _, right, seen, wrong in levels:
        share = wrong / seen if seen and wrong < seen else pooled
        solved += right * (1 - share)
    return solved / sum(level[0] for level in levels)
""",
    ],
}
