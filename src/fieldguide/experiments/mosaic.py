"""A small DALL·E and a small Muse: pictures of the harbor as sixteen codes, written or filled in.

Three networks share the codes. The *tokenizer* turns each square of 4 x 4 pixels into one of
128 codes, and codes into a picture again. The *writer* continues a caption with codes, one after
the other, as DALL·E does. The *filler* guesses hidden codes, all at once, as Muse does; of the
captions it learned from, a tenth were left out.

    python -m fieldguide.experiments.mosaic

trains them, in some minutes, and writes their weights beside the notebook.
"""

from functools import lru_cache

import numpy as np
from autograd.tracer import getval

from ..harbor import views
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.codes.nearest import (
    codes_of,
    move_codes,
    nearest_code,
    new_codes,
    revive_codes,
    vq_loss,
)
from ..mechanisms.diffusion import learned
from ..mechanisms.diffusion.guidance import guide_beyond
from ..mechanisms.diffusion.schedules import (
    alpha_bars,
    scaled_linear_betas,
    spaced_times,
)
from ..mechanisms.diffusion.steps import walk_back
from ..mechanisms.networks import transformer
from ..mechanisms.networks.autoencoder import (
    decode_principal,
    encode_principal,
    fit_principal,
    latent_scale,
)
from ..mechanisms.networks.patches import cut_patches, join_patches
from ..mechanisms.objectives.streams import PICTURE, TEXT, join_stream
from ..mechanisms.sampling.choosing import sample_tokens
from ..mechanisms.sampling.parallel import draw_shares, fill_in, hide_tokens
from ..mechanisms.sampling.writing import write_on
from ..training import descent, layers, next_word, primitives
from ..training.held import straight_through
from . import weights

FILES = {name: f"04-codes.{name}.npy" for name in ("tokenizer", "writer", "filler")}
PATCH, PIECES, K = 4, 16, 128  # pixels of a side; squares of a picture; codes
CODE, INSIDE, INNER = 16, 64, 128  # numbers of a code; features of the tokenizer
WIDTH, HEADS, LAYERS, SPREAD = 56, 4, 2, 0.1  # of the writer and the filler
WORDS = len(views.VOCABULARY)
FIRST = WORDS + views.LONGEST  # the token of code 0: before it words, and empty places
PICTURES, BATCH, SEED = 6000, 64, 4
STEPS = {"tokenizer": 600, "writer": 400, "filler": 600}
STEP_SIZES = {"tokenizer": 0.004, "writer": 0.004, "filler": 0.004}
PARTS, WORN = 3, 4  # when dead codes are revived; uses among 500 pictures
GRAY = 0.2  # of a square that is not known, between black, -1, and white, 1
HIDDEN = K  # what stands for a code that is not known
DROPPED = 0.1  # of the captions, Chang et al. 2023, sec. 2.7


@lru_cache(1)
def seen():
    """The pictures that are learned from, cut into squares, and their scenes."""
    pictures, scenes = views.sample(PICTURES, np.random.default_rng(SEED))
    return squares(pictures), scenes


def squares(pictures):
    """Pictures (n, 16, 16, 3) in [0, 1] as squares (n, 16, 48) in [-1, 1]."""
    return cut_patches(2 * np.asarray(pictures, float) - 1, side=PATCH)


def pictures_of(found):
    """Squares (n, 16, 48) in [-1, 1] as pictures (n, 16, 16, 3) in [0, 1]."""
    size = views.SIZE
    whole = join_patches(found, height=size, width=size, side=PATCH)
    return ((whole + 1) / 2).clip(0, 1)


# --- the tokenizer --------------------------------------------------------------------


def new_tokenizer(rng):
    """A network for each square that ends in a code, and one for all that paints them."""
    d, e = INSIDE, PATCH * PATCH * 3
    return {
        "look": {
            "up": new_linear(rng, d=e, e=d, spread=e**-0.5),
            "down": new_linear(rng, d=d, e=CODE, spread=d**-0.5),
        },
        "codebook": rng.normal(size=(K, CODE)),
        "read": new_linear(rng, d=CODE, e=d, spread=CODE**-0.5),
        "position_table": rng.normal(0, 0.3, (PIECES, d)),
        "block": transformer.new_block(rng, d=d, inner=INNER, spread=d**-0.5),
        "norm": {"gain": np.ones(d), "bias": np.zeros(d)},
        "paint": new_linear(rng, d=d, e=e, spread=0.3 * d**-0.5),
    }


def look(p, found):
    """Squares to vectors of one length, (n, 16, 16): each square is seen alone."""
    z = layers.feed_forward(found, p["look"], activation=primitives.gelu_tanh)
    return primitives.norm(z, np.ones(CODE), np.zeros(CODE))


def paint(p, vectors, mask=None):
    """Vectors to squares: each is painted knowing the others, or those that `mask` lets it see."""
    x = layers.linear(vectors, p["read"]) + p["position_table"]
    x = layers.pre_norm_block(
        x, p["block"], heads=HEADS, mask=mask, activation=primitives.gelu_tanh
    )
    return layers.linear(layers.norm(x, p["norm"], eps=1e-5), p["paint"])


def tokenizer_loss(p, found):
    """How far the painted squares are from the true ones, and codes from their vectors."""
    z = look(p, found)
    ids = nearest_code(getval(z), getval(p["codebook"]))
    codes = primitives.take(p["codebook"], ids)
    made = paint(p, straight_through(z, codes))
    return ((made - found) ** 2).mean() + vq_loss(z, codes)


def encode(p, pictures):
    """Pictures as numbers of codes, (n, 16)."""
    return nearest_code(look(p, squares(pictures)), p["codebook"])


def decode(p, ids):
    """Numbers of codes as pictures."""
    return pictures_of(paint(p, p["codebook"][ids]))


def _revived(p, rng):
    """Put codes that hardly any square chooses where a square is."""
    z = look(p, seen()[0][:500]).reshape(-1, CODE)
    used = np.bincount(nearest_code(z, p["codebook"]), minlength=K).astype(float)
    alive = {"count": used, "total": used[:, None] * p["codebook"]}
    alive = revive_codes(alive, z, rng, least=float(WORN))
    return p | {"codebook": codes_of(alive, small=0)}


def train_tokenizer(*, seed=SEED, steps=STEPS["tokenizer"]):
    """Parameters, and the losses of the steps."""
    rng, losses = np.random.default_rng(seed), []
    p = new_tokenizer(rng)
    z = look(p, seen()[0][:200]).reshape(-1, CODE)
    p["codebook"] = z[rng.choice(len(z), K, replace=False)]
    for part in range(PARTS):
        if part:
            p = _revived(p, rng)
        some = descent.minibatches(seen()[0], rng, size=BATCH, steps=steps // PARTS)
        step_size = STEP_SIZES["tokenizer"] / (1 + part)
        p, found, _ = descent.train(tokenizer_loss, p, some, step_size=step_size)
        losses.append(found)
    return p, np.concatenate(losses)


# --- tiles without a network ----------------------------------------------------------

ROUNDS, BITE, REVIVE = (
    60,
    1000,
    10,
)  # batches; squares of one; after so many, dead codes are moved
KEPT = 0.8  # of the averages from batch to batch


def learn_tiles(k, rng, *, begin="tiles", revive=True):
    """A codebook of squares themselves, (k, 48), by k-means in bites, and how many use each.

    Parameters
    ----------
    k : int
    rng : numpy.random.Generator
    begin : str
        "tiles" of the data, or "random numbers".
    revive : bool
        Whether dead codes are moved.
    """
    found = seen()[0].reshape(-1, PATCH * PATCH * 3)
    p = new_codes(found, rng, k=k)
    if begin == "random numbers":
        p["total"] = rng.uniform(-1, 1, p["total"].shape)
    for n in range(1, ROUNDS + 1):
        some = found[rng.choice(len(found), BITE)]
        p = move_codes(some, nearest_code(some, codes_of(p)), p, decay=KEPT)
        if revive and n % REVIVE == 0 and n < ROUNDS:
            p = revive_codes(p, some, rng, least=0.3)
    return codes_of(p), p["count"]


def tile_codes(book, pictures):
    """Pictures as numbers of tiles, (n, 16)."""
    return nearest_code(squares(pictures), book)


# --- what is looked at ----------------------------------------------------------------


def half_painted(ids):
    """Pictures of which some codes are not known yet: those squares are gray."""
    known, p = ids != HIDDEN, stored("tokenizer")
    mask = np.repeat(known[:, None, :], PIECES, axis=1)
    found = paint(p, p["codebook"][np.where(known, ids, 0)], mask)
    return pictures_of(np.where(known[..., None], found, GRAY))


def sheet(tiles, *, columns):
    """Squares (k, 48) in [-1, 1] as one picture, with a white line between them."""
    framed = np.pad(
        (tiles.reshape(-1, PATCH, PATCH, 3) + 1) / 2,
        ((0, 0), (0, 1), (0, 1), (0, 0)),
        constant_values=1.0,
    )
    rows = framed.reshape(-1, columns, *framed.shape[1:]).swapaxes(1, 2)
    return rows.reshape(rows.shape[0] * rows.shape[1], -1, 3).clip(0, 1)


# --- the writer and the filler --------------------------------------------------------


def rows(captions, codes):
    """Captions and codes as one stream; for a caption that is left out, ''."""
    numbers = [
        [int(k) for k in views.encode([c])[0] if k] if c else [] for c in captions
    ]
    return join_stream(numbers, codes, vocab_size=WORDS, text_places=views.LONGEST)


def new_reader(rng, *, more=0):
    """A model of the stream that has learned nothing, with `more` tokens behind the codes."""
    return transformer.new_model(
        rng,
        vocab_size=FIRST + K + more,
        positions=views.LONGEST + PIECES,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )


def stream():
    """What the writer and the filler learn from: captions and codes, a row a picture."""
    found, scenes = seen()
    ids = nearest_code(
        look(stored("tokenizer"), found), stored("tokenizer")["codebook"]
    )
    return rows([views.caption(s) for s in scenes], ids)


def writer_loss(p, ids):
    """The surprise by words and by codes, 1/8 and 7/8: `objectives.streams.stream_loss`."""
    x = next_word.read(p, ids[:, :-1], heads=HEADS, activation=primitives.gelu_tanh)
    scores, split = next_word.next_word_scores(p, x), views.LONGEST - 1

    def surprise(part):
        return primitives.cross_entropy(
            scores[:, part].reshape((-1, scores.shape[-1])), ids[:, 1:][:, part].ravel()
        )

    return TEXT * surprise(slice(split)) + PICTURE * surprise(slice(split, None))


def train_writer(*, seed=SEED, steps=STEPS["writer"]):
    """Parameters, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p, ids = new_reader(rng), stream()
    return _train(
        writer_loss,
        p,
        lambda n: descent.minibatches(ids, rng, size=BATCH, steps=n),
        steps,
        STEP_SIZES["writer"],
    )


def _train(loss, p, batches, steps, step_size):
    """In two halves, the second in smaller steps."""
    losses = []
    for part in (2, 1):
        p, found, _ = descent.train(
            loss, p, batches(steps // 2), step_size=step_size * part / 2
        )
        losses.append(found)
    return p, np.concatenate(losses)


def fill_batches(ids, rng, *, steps):
    """Rows with some of their codes hidden, where, and what stands there."""
    empty = rows([""], np.zeros((1, PIECES), int))[0, : views.LONGEST]
    for (some,) in descent.minibatches(ids, rng, size=BATCH, steps=steps):
        codes = some[:, views.LONGEST :] - FIRST
        shown, hidden = hide_tokens(codes, draw_shares(BATCH, rng), rng, mask_id=HIDDEN)
        words = np.where(
            rng.random((BATCH, 1)) < DROPPED, empty, some[:, : views.LONGEST]
        )
        yield np.append(words, FIRST + shown, axis=1), hidden, codes[hidden]


def read_all(p, ids):
    """The stream behind the last norm, (b, n, d): every token sees all."""
    x = primitives.take(p["token_table"], ids) + p["position_table"][: ids.shape[1]]
    for block in p["blocks"]:
        x = layers.pre_norm_block(
            x, block, heads=HEADS, activation=primitives.gelu_tanh
        )
    return layers.norm(x, p["norm"], eps=1e-5)


def filler_scores(p, ids):
    """Scores of the codes at the places of the picture, (b, 16, 128)."""
    x = read_all(p, ids)[:, views.LONGEST :]
    return next_word.next_word_scores(p, x)[..., FIRST : FIRST + K]


def filler_loss(p, ids, hidden, wanted):
    """The surprise by the codes that are hidden, in nats a code."""
    scores = filler_scores(p, ids).reshape((-1, K))
    return primitives.cross_entropy(scores[np.flatnonzero(hidden)], wanted)


def train_filler(*, seed=SEED, steps=STEPS["filler"]):
    """Parameters, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p, ids = new_reader(rng, more=1), stream()
    return _train(
        filler_loss,
        p,
        lambda n: fill_batches(ids, rng, steps=n),
        steps,
        STEP_SIZES["filler"],
    )


# --- what they paint ------------------------------------------------------------------


@lru_cache(3)
def stored(name):
    """The parameters that the script has written: of the tokenizer, writer or filler."""
    rng = np.random.default_rng(0)
    if name == "tokenizer":
        p = new_tokenizer(rng)
    else:
        p = new_reader(rng, more=name == "filler")
    return weights.read(FILES[name], p, np.float32)


def write(captions, rng, *, temperature=1.0):
    """Let the writer continue captions: codes, shape (n, 16).

    Parameters
    ----------
    captions : list of str
        '' for none.
    rng : numpy.random.Generator
    temperature : float
        Above 0.
    """
    prompt = rows(captions, np.zeros((len(captions), 0), int))

    def choose(logits, ids):
        codes = logits[:, FIRST : FIRST + K]
        return FIRST + sample_tokens(codes, rng, temperature=temperature)

    ids = write_on(prompt, stored("writer"), choose, tokens=PIECES, heads=HEADS)
    return ids[:, views.LONGEST :] - FIRST


def fill(captions, rng, *, steps, weight=0.0, against=None, noise=1.0, given=None):
    """Let the filler fill in pictures: codes after each step, shape (steps, n, 16).

    Parameters
    ----------
    captions : list of str
        '' for none.
    rng : numpy.random.Generator
    steps : int
    weight : float
        Of guidance, away from `against`: 0 is none.
    against : list of str, optional
        Captions of what is not wanted; none, where nothing is said.
    noise : float
        Of the choice what to settle first.
    given : int array, shape (n, 16), optional
        Codes to begin with, `HIDDEN` where one is to be filled in; by default everywhere.
    """
    n, p = len(captions), stored("filler")
    start = np.full((n, PIECES), HIDDEN) if given is None else given
    words = rows(captions, np.zeros((n, 0), int))
    away = rows(against or [""] * n, np.zeros((n, 0), int))

    def guess(codes):
        scores = filler_scores(p, np.append(words, FIRST + codes, axis=1))
        if not weight:
            return scores
        other = filler_scores(p, np.append(away, FIRST + codes, axis=1))
        return guide_beyond(scores, other, weight=weight)

    return fill_in(
        start, guess, rng, mask_id=HIDDEN, steps=steps, choice_temperature=noise
    )


# --- beside them, a diffusion that sees as many pictures ------------------------------

LATENT, WALK = 48, 20  # numbers of a latent; steps back
LEFT = alpha_bars(scaled_linear_betas(1000))


def train_diffusion(*, seed=SEED, steps=800):
    """A latent diffusion, as small and as soon trained as the others: all that it needs."""
    found, scenes = seen()
    squeeze = fit_principal(found.reshape(len(found), -1), d=LATENT)
    z = encode_principal(found.reshape(len(found), -1), squeeze)
    scale, told = latent_scale(z), views.one_hot(scenes)
    rng = np.random.default_rng(seed)
    net = learned.new_denoiser(rng, d=LATENT, condition_size=told.shape[1])
    net, _, _ = learned.teach_denoiser(
        net, z * scale, told, rng, alpha_bars=LEFT, steps=steps
    )
    return net, squeeze, scale


def diffuse(captions, rng, trained, *, weight=0.0):
    """Let the diffusion paint captions, guided by `weight`: pictures, in 20 steps."""
    net, squeeze, scale = trained
    told = views.one_hot(np.array([views.scene(c) for c in captions]))

    def denoise(x, t):
        guess = learned.learned_denoiser(x, told, net, alpha_bar=LEFT[t])
        if not weight:
            return guess
        other = learned.learned_denoiser(x, 0 * told, net, alpha_bar=LEFT[t])
        return guide_beyond(guess, other, weight=weight)

    noise = rng.normal(size=(len(captions), LATENT))
    z = walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=WALK))[-1]
    flat = decode_principal(z / scale, squeeze)
    return pictures_of(flat.reshape(len(flat), PIECES, -1))


def main():
    """Train, and write the weights beside the notebook."""
    weights.write(
        "pictures", {FILES[name]: globals()[f"train_{name}"] for name in FILES}
    )


if __name__ == "__main__":
    main()
