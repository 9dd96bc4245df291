"""A reader and an eye that stay as they are, and looks that teach the one to use the other.

The *reader* is a small decoder that has seen text only: pages of the harbor's lines, all lines
of a page of one kind, such as captions, or hours, or vessels. The *eye* has learned to tell
the five things that differ in a picture, as twelve numbers, and knows no word. Both are
stored. What is trained on the page is a look before each block of the reader, on captions
alone; the other kinds have never been seen beside a picture.

    python -m fieldguide.experiments.seeing

trains reader and eye, in about half a minute, and writes their weights beside the notebook.
"""

from functools import lru_cache

import numpy as np

from ..harbor import views
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.networks import gated, patches, transformer
from ..training import descent, layers, next_word, parameters, primitives, seeing
from . import weights

FILE = "01-frozen.weights.npy"
WIDTH, HEADS, LAYERS, SPREAD, SIDE = 48, 4, 2, 0.1, 4
TOKENS = (views.SIZE // SIDE) ** 2  # that the eye makes of a picture
LENGTH = 2 * views.LONGEST + 1  # tokens of a page: two captions fit, or ten hours
LINES = 2  # of a page from which the looks learn
MANY = 10  # lines at most of one that the reader has read
READER_STEPS, EYE_STEPS, LOOK_STEPS = 700, 300, 240
BATCH, STEP_SIZE = 32, 0.004
PICTURES = 2000  # that the looks learn from
SEED = 1

END = views.VOCABULARY.index(views.END)
KINDS = "a caption", "the hour", "the vessel", "the place"


def line(scene, kind):
    """What a page says of a scene: its caption, or one part of it."""
    time, vessel, place = scene[:3]
    return {
        "a caption": views.caption(scene),
        "the hour": f"at {views.TIMES[time]}",
        "the vessel": f"the {views.VESSELS[vessel]}",
        "the place": views.PLACES[place],
    }[kind]


def page(scenes, kind):
    """Lines of one kind about some scenes as ids: [EOS] in front of each, and at the end.

    A picture stands at each [EOS] that a line follows. Lines that do not fit are left out.
    """
    ids = [END]
    for row in views.encode([line(scene, kind) for scene in scenes]):
        if len(ids) + np.count_nonzero(row) <= LENGTH:
            ids += row[row > 0].tolist()
    return np.array(ids + [0] * (LENGTH - len(ids)))


# --- the two that stay as they are ----------------------------------------------------


def new_reader(rng):
    """A decoder that has learned nothing."""
    return transformer.new_model(
        rng, vocab_size=len(views.VOCABULARY), positions=LENGTH - 1, d=WIDTH,
        layers=LAYERS, spread=SPREAD,
    )  # fmt: skip


def new_eye(rng):
    """An eye that has learned nothing."""
    return patches.new_eye(
        rng, d=WIDTH, positions=TOKENS, r=3 * SIDE**2, layers=1, inner=2 * WIDTH,
        spread=SPREAD,
    )  # fmt: skip


def train_reader(*, seed=SEED, steps=READER_STEPS):
    """A reader of pages without pictures, and the losses of the steps."""
    rng = np.random.default_rng(seed)

    def loss(p, ids, asked):
        return next_word.next_word_loss(
            p, ids, asked, heads=HEADS, activation=primitives.gelu_tanh
        )

    def batches():
        for _ in range(steps):
            ids = pages_of(rng, kinds=KINDS, lines=MANY)[0]
            yield ids, asked_of(ids)

    p, losses, _ = descent.train(loss, new_reader(rng), batches(), step_size=STEP_SIZE)
    return p, losses


def train_eye(*, seed=SEED, steps=EYE_STEPS):
    """An eye that tells what differs in pictures, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    answers = views.one_hot(views.SCENES).shape[1]
    p = {
        "eye": new_eye(rng),
        "tell": new_linear(rng, d=WIDTH, e=answers, spread=SPREAD),
    }

    def loss(p, cut, wanted):
        tokens = patches.eye(cut, p["eye"], heads=HEADS)
        told = layers.linear(tokens.mean(1), p["tell"])
        return ((told - wanted) ** 2).mean()

    def batches():
        for _ in range(steps):
            pictures, scenes = views.sample(2 * BATCH, rng)
            yield patches.cut_patches(pictures, side=SIDE), views.one_hot(scenes)

    p, losses, _ = descent.train(loss, p, batches(), step_size=STEP_SIZE)
    return p, losses


@lru_cache(1)
def frozen():
    """The reader and the eye that the script has written."""
    rng = np.random.default_rng(0)
    return weights.read(FILE, {"reader": new_reader(rng), "eye": new_eye(rng)})


def tokens_of(pictures, eye):
    """What the eye makes of pictures: (n, 16, 48)."""
    cut = patches.cut_patches(pictures, side=SIDE)
    return patches.eye(cut, eye, heads=HEADS)


# --- what learns ----------------------------------------------------------------------


def pages_of(rng, *, kinds, lines=LINES, scenes=views.SCENES):
    """A batch of pages, and which of the scenes they are about: (b, n), (b, lines)."""
    about = rng.integers(len(scenes), size=(BATCH, lines))
    chosen = rng.integers(len(kinds), size=BATCH)
    ids = [page(scenes[row], kinds[k]) for row, k in zip(about, chosen, strict=True)]
    return np.array(ids), about


def asked_of(ids):
    """Which words of pages count: all but the first, and padding."""
    asked = ids != 0
    asked[:, 0] = False
    return asked


def who_sees(ids, *, pictures=LINES):
    """Where each word may look; a picture stands at each [EOS]."""
    return gated.picture_mask(ids == END, images=pictures, each=TOKENS)


def new_looks(rng):
    """A look before each block of the reader, all gates shut."""
    return [
        gated.new_gated_look(rng, d=WIDTH, c=WIDTH, inner=2 * WIDTH, spread=SPREAD)
        for _ in range(LAYERS)
    ]


def gates_of(looks):
    """How far each gate is open: tanh, of attention and network, look by look."""
    names = "attention_gate", "feed_forward_gate"
    return [float(np.tanh(look[name][0])) for look in looks for name in names]


def teach(
    reader,
    eye,
    *,
    kinds=KINDS[:1],
    known=PICTURES,
    seed=SEED,
    steps=LOOK_STEPS,
    watch=gates_of,
):
    """Train looks on pages of captions with their pictures; reader and eye stay.

    Returns
    -------
    looks : list of dicts
    losses : array, shape (steps,)
    watched : list
        (steps done, what `watch` returned), every ten steps.
    """
    rng = np.random.default_rng(seed)
    pictures, scenes = views.sample(known, rng)
    seen = tokens_of(pictures, eye)

    def loss(p, ids, memory, asked, mask):
        return seeing.seeing_loss(
            p["looks"], reader, ids, memory, asked, mask, heads=HEADS,
            activation=primitives.gelu_tanh, look_activation=gated.squared_relu,
        )  # fmt: skip

    def batches():
        for _ in range(steps):
            ids, about = pages_of(rng, kinds=kinds, scenes=scenes)
            memory = seen[about].reshape(BATCH, LINES * TOKENS, WIDTH)
            yield ids, memory, asked_of(ids), who_sees(ids)

    p, losses, watched = descent.train(
        loss, {"looks": new_looks(rng)}, batches(), step_size=STEP_SIZE,
        watch=lambda p: watch(p["looks"]),
    )  # fmt: skip
    return p["looks"], losses, watched


# --- what has been learned ------------------------------------------------------------


def turned(looks, share):
    """The same looks with gates that are open `share` times as far, 1 at most."""
    names = "attention_gate", "feed_forward_gate"
    most = np.tanh(8.0)
    return [
        look
        | {
            name: np.arctanh(np.clip(share * np.tanh(look[name]), -most, most))
            for name in names
        }
        for look in looks
    ]


def write(looks, reader, memory, begun, *, most=views.LONGEST, mask=who_sees):
    """Go on with pages, the likeliest word each time, until [EOS] or after `most` words.

    Parameters
    ----------
    looks : list of dicts
    reader : dict
    memory : array, shape (b, m, 48)
        Tokens of the pages' pictures.
    begun : int array, shape (b, n)
        Ends with the [EOS] at which the picture stands that is asked for.
    most : int
    mask : function
        ``mask(ids, pictures=...)`` says where each word may look.

    Returns
    -------
    list of str
    """
    ids, n = begun, begun.shape[1]
    for _ in range(min(most, LENGTH - n)):
        scores = gated.seeing_decoder(
            ids, memory, reader, looks, heads=HEADS, every=1,
            mask=mask(ids, pictures=memory.shape[1] // TOKENS),
        )  # fmt: skip
        ids = np.append(ids, scores[:, -1].argmax(-1)[:, None], axis=1)
    return [views.decode(row) for row in ids[:, n:]]


def tried(looks, *, kind, examples, pages=60, seed=5, mask=who_sees):
    """What is written beside new pictures, after pages with so many examples of a kind.

    Parameters
    ----------
    looks : list of dicts
    kind : str
        One of `KINDS`.
    examples : int
        Lines with their pictures in front of the picture that is asked for.
    pages, seed : int
    mask : function
        See `write`.

    Returns
    -------
    list of (str, str)
        What was written and what was wanted, a pair a page.
    """
    rng = np.random.default_rng(seed)
    pictures, scenes = views.sample(pages * (examples + 1), rng)
    scenes = scenes.reshape(pages, examples + 1, -1)
    seen = tokens_of(pictures, frozen()["eye"]).reshape(pages, -1, WIDTH)
    begun = [page(row[:-1], kind) for row in scenes]
    lengths = np.array([np.count_nonzero(row) for row in begun])
    found = [None] * pages
    for n in set(lengths):  # pages of one length at once
        rows = np.flatnonzero(lengths == n)
        ids = np.array([begun[k][:n] for k in rows])
        lines = write(looks, frozen()["reader"], seen[rows], ids, mask=mask)
        for k, text in zip(rows, lines, strict=True):
            found[k] = text, line(scenes[k, -1], kind)
    return found


def moved(one, two):
    """The largest difference of any number of two dicts of parameters."""
    one, two = (parameters.join({"p": p})[0] for p in (one, two))
    return float(np.abs(one - two).max())


def right(pairs):
    """The share of pairs whose two parts are the same."""
    return float(np.mean([written == wanted for written, wanted in pairs]))


def train_both():
    """What `frozen` loads, reader and eye, and the losses of both, one after the other."""
    reader, read = train_reader()
    told, seen = train_eye()
    return {"reader": reader, "eye": told["eye"]}, np.concatenate([read, seen])


def main():
    """Train reader and eye, and write their weights beside the notebook."""
    weights.write("captions", {FILE: train_both})


if __name__ == "__main__":
    main()
