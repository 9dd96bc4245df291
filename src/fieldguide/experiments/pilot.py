"""PaLM-E on the harbor: a question about the berth with two pictures and a measurement in it.

    first [picture] second [picture] water [meters] [EOS] call the first [EOS]

The reader of `prompted` knows such questions in words. Here a picture becomes two vectors, a
measurement one, each by a small map that is trained; and with them, if one likes, the reader.
"""

import numpy as np

from ..harbor import berths, views
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.networks import spliced
from ..mechanisms.networks.spliced import MARKER
from ..training import descent, next_word, primitives
from ..training.layers import linear
from . import prompted, seeing

EACH = 2  # vectors of a picture
HIDDEN = 16  # features of a measurement, in between
STEPS, BATCH, STEP_SIZE, SEED = 120, 64, 0.005, 1
PREFIX = [
    MARKER if word == "<seen>" else berths.VOCABULARY.index(word)
    for word in f"first <seen> second <seen> water <seen> {views.END}".split()
]
SIZES = [EACH, EACH, 1]


def new(rng):
    """Maps from what is seen and measured to rows like those of the table, untrained."""
    return {
        "picture": new_linear(rng, d=seeing.WIDTH, e=EACH * prompted.WIDTH, spread=0.1),
        "up": new_linear(rng, d=1, e=HIDDEN, spread=1.0),
        "down": new_linear(rng, d=HIDDEN, e=prompted.WIDTH, spread=0.1),
    }


def observe(maps, seen, depth):
    """Two pictures (n, 2, 48), the mean of their patches, and meters (n,): vectors (n, 5, 48)."""
    pictures = linear(seen, maps["picture"]).reshape(
        (len(seen), 2 * EACH, prompted.WIDTH)
    )
    meters = (np.asarray(depth)[:, None, None] - 3) / 1.5  # about -1 ... 1
    inner = primitives.gelu_tanh(linear(meters, maps["up"]))
    # one after the other, as a product with zeros and ones: autograd follows it
    first, last = np.eye(2 * EACH + 1)[: 2 * EACH], np.eye(2 * EACH + 1)[2 * EACH :]
    return first.T @ pictures + last.T @ linear(inner, maps["down"])


def sentences(who):
    """Questions with the answers `who` (n,): ids (n, 14) with markers, and what is asked for."""
    rows = []
    for one in who:
        answer = berths.ids([*berths.answer(one), views.PAD][:4])
        ids, asked = spliced.multimodal_sentence(PREFIX, SIZES, answer)
        rows.append((ids, asked & (ids != prompted.PAD)))
    ids, asked = zip(*rows, strict=True)
    return np.array(ids), np.array(asked)


def sample(size, rng, eye):
    """Questions: what the eye sees (n, 2, 48), meters (n,), who is called (n,), scenes, pictures."""
    pictures, scenes, depth = berths.sample(size, rng)
    seen = seeing.tokens_of(pictures.reshape(-1, *pictures.shape[2:]), eye).mean(1)
    who = berths.called(*scenes.swapaxes(0, 1), depth)
    return seen.reshape(size, 2, -1), depth, who, scenes, pictures


def scores(maps, reader, ids, seen, depth):
    """What the reader expects after each place of questions with what is seen in them."""
    return prompted.expected(ids, observe(maps, seen, depth), reader)


def loss(maps, reader, seen, depth, ids, asked):
    """How surprised the reader is by the answers, and by nothing else, in nats a word."""
    found = scores(maps, reader, ids[:, :-1], seen, depth)
    rows = np.flatnonzero(asked[:, 1:])
    found = found.reshape((-1, found.shape[-1]))[rows]
    return primitives.cross_entropy(found, ids[:, 1:].ravel()[rows])


def train(reader, eye, *, frozen, words=0.0, examples=2000, steps=STEPS, seed=SEED):
    """Train the maps, and the reader unless it is frozen.

    Parameters
    ----------
    reader, eye : dict
    frozen : bool
        Whether the reader stays as it is.
    words : float
        Share of the loss that is about captions in words, which the reader knew before.
    examples : int
        Questions that there are to learn from.

    Returns
    -------
    maps, reader : dict
    losses : array, shape (steps,)
    """
    rng = np.random.default_rng(seed)
    seen, depth, who, *_ = sample(examples, rng, eye)
    ids, asked = sentences(who)

    def batches():
        for _ in range(steps):
            k = rng.integers(examples, size=BATCH)
            yield (
                seen[k],
                depth[k],
                ids[k],
                asked[k],
                *prompted.caption_texts(BATCH // 2, rng),
            )

    def together(p, seen, depth, ids, asked, known, wanted):
        read = reader if frozen else p["reader"]
        found = (1 - words) * loss(p["maps"], read, seen, depth, ids, asked)
        if words:
            found = found + words * next_word.next_word_loss(
                read,
                known,
                wanted,
                heads=prompted.HEADS,
                activation=primitives.gelu_tanh,
            )
        return found

    p = {"maps": new(rng)} | ({} if frozen else {"reader": reader})
    p, losses, _ = descent.train(together, p, batches(), step_size=STEP_SIZE)
    return p["maps"], p.get("reader", reader), losses


def chances(maps, reader, seen, depth):
    """How probable each of the three answers is: array (n, 3), adding up to 1 or less."""
    found = []
    for one in range(len(berths.WHO)):
        ids, asked = sentences(np.full(len(seen), one))
        said = scores(maps, reader, ids[:, :-1], seen, depth)
        logs = said - np.log(np.exp(said).sum(-1, keepdims=True))
        each = np.take_along_axis(logs, np.maximum(ids[:, 1:, None], 0), -1)[..., 0]
        found.append((each * asked[:, 1:]).sum(1))
    return np.exp(np.array(found).T)


def right(maps, reader, eye, *, size=500, seed=9):
    """Share of new questions that are answered rightly."""
    seen, depth, who, *_ = sample(size, np.random.default_rng(seed), eye)
    return float((chances(maps, reader, seen, depth).argmax(1) == who).mean())


def remembered(reader, *, size=200, seed=9):
    """Share of prompts in key words that the reader still turns into their captions, exactly."""
    rng = np.random.default_rng(seed)
    scenes = views.SCENES[rng.integers(len(views.SCENES), size=size)]
    prompts = np.hstack(
        [prompted.key_words(scenes, rng), np.full((size, 1), prompted.END)]
    )
    said = prompted.go_on(reader, prompts)
    return float(
        np.mean([a == views.caption(s) for a, s in zip(said, scenes, strict=True)])
    )
