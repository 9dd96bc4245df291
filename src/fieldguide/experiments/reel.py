"""A small Phenaki: films of the harbor as 64 codes, which are filled in all at once.

The *coder* cuts a film of seven frames into a first frame and three pairs of frames, sixteen tubes
each, looks around in space and back in time, and names each tube by one of 256 codes; a second half
paints films from codes. The *filler* guesses hidden codes from a caption's three words and the codes
that are known; in half of its lessons the film's beginning was known, and of the captions a tenth
were left out.

    python -m fieldguide.experiments.reel

trains both, in some minutes, and writes their weights beside the notebook.
"""

from functools import lru_cache

import numpy as np
from autograd.tracer import getval

from ..harbor import films, views
from ..mechanisms.codes.nearest import codes_of, nearest_code, revive_codes, vq_loss
from ..mechanisms.diffusion.guidance import drop_conditions, guide_beyond
from ..mechanisms.networks import transformer, tubes
from ..mechanisms.sampling.parallel import draw_shares, fill_in, hide_tokens
from ..training import descent, next_word, primitives
from ..training.held import straight_through
from . import weights
from .mosaic import read_all

FILES = {name: f"02-frames.{name}.npy" for name in ("coder", "filler")}
SIDE, SPAN = 4, 2  # of a tube: pixels, frames
CUT = {"side": SIDE, "span": SPAN}
PLACES = (views.SIZE // SIDE) ** 2  # tubes of a moment
TIMES = tubes.moment_number(films.FRAMES, span=SPAN)
CODES = TIMES * PLACES  # of a film
NUMBERS = 3 * SIDE**2  # of a square of the first frame
K, CODE = 256, 16  # codes, and numbers of each
DEEP, INNER, HEADS = 48, 96, 4  # features of the coder
QUIET = 0.04  # of its weights at first: each tube begins by itself
WIDTH, LAYERS, SPREAD = 56, 2, 0.1  # of the filler
HIDDEN = K  # what stands for a code that is not known
SIZES = np.cumsum([0, *(len(v) for v in films.FACTORS.values())])  # 0, 3, 5, 7
EMPTY = SIZES[-1]  # the word of a caption that was left out
WORDS = len(films.FACTORS)  # of a caption: hour, vessel, way
FIRST = EMPTY + 1  # the token of code 0
FILMS, BATCH, SEED = 1500, 16, 5
STEPS = {"coder": 999, "filler": 600}
STEP_SIZE = 0.004
PARTS, WORN = 3, 4  # when dead codes are revived; uses in 60 films
MOTION = 0.3  # weight of what changes within a tube
DROPPED = 0.1  # of the captions, Villegas et al. 2022, sec. 2.2
BEGUN = 0.5  # share of lessons whose film has begun
COLD = 0.7  # temperature of the guesses
ROUNDS = 12  # of filling in; the paper takes 12 to 48
GRAY = 0.6  # of a tube that is not known, between black and white


@lru_cache(1)
def seen():
    """The films that are learned from, and their voyages."""
    return films.sample(FILMS, np.random.default_rng(SEED))


def cut(some):
    """Films (n, T, 16, 16, 3) in [0, 1] as squares and tubes in [-1, 1]."""
    return tubes.cut_tubes(2 * np.asarray(some, float) - 1, **CUT)


# --- the coder ------------------------------------------------------------------------


def new_coder(rng):
    """A C-ViViT that has learned nothing: encoder, codes, decoder."""
    sizes = {
        "d": DEEP, "m": PLACES, "t": TIMES, "r": NUMBERS, "s": SPAN * NUMBERS,
        "e": CODE, "depth": 1, "inner": INNER, "spread": QUIET,
    }  # fmt: skip
    return {
        "encoder": tubes.new_tube_encoder(rng, **sizes),
        "codebook": rng.normal(size=(K, CODE)),
        "decoder": tubes.new_tube_decoder(rng, **sizes),
    }


def look(p, squares, rest, mask=None):
    """Squares and tubes to vectors of one length, (n, moments, 16, 16)."""
    z = tubes.encode_tubes(squares, rest, p["encoder"], heads=HEADS, mask=mask)
    return primitives.norm(z, np.ones(CODE), np.zeros(CODE))


def coder_loss(p, squares, rest):
    """How far what is painted is from what was there, and how it moves, and codes from vectors.

    Squared errors forgive a ship that stands still in the middle of where it has been; so how
    a tube's frames differ counts by itself, where the paper asks a network that knows films.
    """
    z = look(p, squares, rest)
    ids = nearest_code(getval(z), getval(p["codebook"]))
    codes = primitives.take(p["codebook"], ids)
    made = tubes.decode_tubes(straight_through(z, codes), p["decoder"], heads=HEADS)
    off = sum(((a - b) ** 2).sum() for a, b in zip(made, (squares, rest), strict=True))
    moved = ((_moved(made[1]) - _moved(rest)) ** 2).mean()
    return off / (squares.size + rest.size) + MOTION * moved + vq_loss(z, codes)


def _moved(rest):
    """What changes from the first frame of each tube to the second."""
    return rest[..., NUMBERS:] - rest[..., :NUMBERS]


def _revived(p, rng):
    """Put codes that hardly any tube chooses where a tube is."""
    z = look(p, *cut(seen()[0][:60])).reshape(-1, CODE)
    used = np.bincount(nearest_code(z, p["codebook"]), minlength=K).astype(float)
    alive = {"count": used, "total": used[:, None] * p["codebook"]}
    alive = revive_codes(alive, z, rng, least=float(WORN))
    return p | {"codebook": codes_of(alive, small=0)}


def train_coder(*, seed=SEED, steps=STEPS["coder"]):
    """Parameters, and the losses of the steps."""
    rng, losses = np.random.default_rng(seed), []
    p = new_coder(rng)
    z = look(p, *cut(seen()[0][:60])).reshape(-1, CODE)
    p["codebook"] = z[rng.choice(len(z), K, replace=False)]
    for part in range(PARTS):
        if part:
            p = _revived(p, rng)
        some = descent.minibatches(seen()[0], rng, size=BATCH, steps=steps // PARTS)
        p, found, _ = descent.train(
            coder_loss, p, (cut(f) for (f,) in some), step_size=STEP_SIZE / (1 + part)
        )
        losses.append(found)
    return p, np.concatenate(losses)


def encode(p, some, mask=None):
    """Films (n, T, 16, 16, 3) as numbers of codes, (n, moments, 16)."""
    return nearest_code(look(p, *cut(some), mask), p["codebook"])


def decode(p, ids):
    """Numbers of codes (n, moments, 16) as films."""
    made = tubes.decode_tubes(p["codebook"][ids], p["decoder"], heads=HEADS)
    whole = tubes.join_tubes(*made, height=views.SIZE, width=views.SIZE, **CUT)
    return ((whole + 1) / 2).clip(0, 1)


# --- the filler -----------------------------------------------------------------------


def words(voyages):
    """Captions as three tokens each: hour, vessel, way."""
    return np.asarray(voyages) + SIZES[:-1]


def new_filler(rng):
    """A model of words and codes that has learned nothing."""
    return transformer.new_model(
        rng, vocab_size=FIRST + K + 1, positions=WORDS + CODES, d=WIDTH, layers=LAYERS,
        spread=SPREAD,
    )  # fmt: skip


def lessons():
    """What the filler learns from: words and codes, a row a film."""
    some, voyages = seen()
    ids = encode(stored("coder"), some).reshape(len(some), CODES)
    return np.append(words(voyages), FIRST + ids, axis=1)


def fill_batches(rows, rng, *, steps):
    """Rows with some of their codes hidden, where, and what stands there."""
    for (some,) in descent.minibatches(rows, rng, size=BATCH, steps=steps):
        codes = some[:, WORDS:] - FIRST
        _, hidden = hide_tokens(codes, draw_shares(BATCH, rng), rng, mask_id=HIDDEN)
        begun = PLACES * rng.integers(1, TIMES, BATCH) * (rng.random(BATCH) < BEGUN)
        hidden &= np.arange(CODES) >= begun[:, None]
        hidden[:, -1] |= ~hidden.any(1)
        told = drop_conditions(some[:, :WORDS], [EMPTY] * WORDS, rng, rate=DROPPED)
        told = told.astype(int)
        shown = np.where(hidden, HIDDEN, codes)
        yield np.append(told, FIRST + shown, axis=1), hidden, codes[hidden]


def filler_scores(p, rows):
    """Scores of the codes at the places of the film, (b, 64, 128)."""
    x = read_all(p, rows)[:, WORDS:]
    return next_word.next_word_scores(p, x)[..., FIRST : FIRST + K]


def filler_loss(p, rows, hidden, wanted):
    """The surprise by the codes that are hidden, in nats a code."""
    scores = filler_scores(p, rows).reshape((-1, K))
    return primitives.cross_entropy(scores[np.flatnonzero(hidden)], wanted)


def train_filler(*, seed=SEED, steps=STEPS["filler"]):
    """Parameters, and the losses of the steps."""
    rng, losses = np.random.default_rng(seed), []
    p, rows = new_filler(rng), lessons()
    for part in (2, 1):  # the second half in smaller steps
        some = fill_batches(rows, rng, steps=steps // 2)
        p, found, _ = descent.train(
            filler_loss, p, some, step_size=STEP_SIZE * part / 2
        )
        losses.append(found)
    return p, np.concatenate(losses)


# --- what they film -------------------------------------------------------------------


@lru_cache(2)
def stored(name):
    """The parameters that the script has written: of the coder or the filler."""
    rng = np.random.default_rng(0)
    p = new_coder(rng) if name == "coder" else new_filler(rng)
    return weights.read(FILES[name], p, np.float32)


def fill(voyages, rng, *, known=None, rounds=ROUNDS, weight=0.0):
    """Fill in films: codes after each round, shape (rounds, n, 4, 16).

    Parameters
    ----------
    voyages : int array, shape (n, 3)
        What the captions say.
    rng : numpy.random.Generator
    known : int array, shape (n, moments, 16), optional
        Codes of the moments with which the films begin.
    rounds : int
    weight : float
        Of guidance by the caption: 0 is none.
    """
    n, p, told = len(voyages), stored("filler"), words(voyages)
    start = np.full((n, CODES), HIDDEN)
    if known is not None:
        start[:, : known[0].size] = known.reshape(n, -1)
    away = np.full_like(told, EMPTY)

    def guess(codes):
        scores = filler_scores(p, np.append(told, FIRST + codes, axis=1))
        if weight:
            other = filler_scores(p, np.append(away, FIRST + codes, axis=1))
            scores = guide_beyond(scores, other, weight=weight)
        return scores / COLD

    found = fill_in(start, guess, rng, mask_id=HIDDEN, steps=rounds)
    return found.reshape(rounds, n, TIMES, PLACES)


def shoot(voyages, rng, *, given=None, **how):
    """Films of what captions say, (n, 7, 16, 16, 3), from frames that are `given` or from nothing.

    Parameters
    ----------
    voyages : int array, shape (n, 3)
    rng : numpy.random.Generator
    given : array, shape (n, 1, 3 or 5, 16, 16, 3), optional
        Frames with which the films begin; they come back as the coder paints them.
    **how
        As for `fill`.
    """
    p = stored("coder")
    known = None if given is None else encode(p, given)
    return decode(p, fill(voyages, rng, known=known, **how)[-1])


def teller(rng, n=1):
    """A function for `unroll`, which shoots n clips of a caption."""

    def make(caption, given):
        return shoot(np.tile(films.voyage(caption), (n, 1)), rng, given=given)

    return make


def half_filmed(found, rounds):
    """Films after so many rounds of `fill`: tubes that are not settled yet are gray."""
    known = found[rounds - 1] != HIDDEN
    made = cut(decode(stored("coder"), found[-1]))  # what is settled stays
    gray = [
        np.where(there[..., None], part, 2 * GRAY - 1)
        for there, part in zip((known[:, 0], known[:, 1:]), made, strict=True)
    ]
    whole = tubes.join_tubes(*gray, height=views.SIZE, width=views.SIZE, **CUT)
    return (whole + 1) / 2


def strip(film, *, gap=1):
    """A film (T, height, width, 3) as one picture: its frames from left to right, white between."""
    film = np.asarray(film)
    framed = np.pad(film, ((0, 0), (0, 0), (0, gap), (0, 0)), constant_values=1.0)
    return np.concatenate([*framed[:-1], film[-1]], axis=1)


def main():
    """Train, and write the weights beside the notebook."""
    weights.write("senses", {FILES[name]: globals()[f"train_{name}"] for name in FILES})


if __name__ == "__main__":
    main()
