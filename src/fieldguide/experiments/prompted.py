"""A small decoder that follows prompts, and has never seen a picture: BLIP-2's frozen reader.

It has read key words, in any order, with the caption that belongs to them; and questions about
the berth at the quay, with their answers.

    python -m fieldguide.experiments.prompted

trains it, in half a minute, and writes its weights beside the notebook.
"""

from functools import lru_cache

import numpy as np

from ..harbor import berths, views
from ..mechanisms.networks import spliced, transformer
from ..mechanisms.sampling.writing import write_on
from ..training import descent, next_word, primitives
from . import weights

FILE = "02-queries.weights.npy"
WIDTH, HEADS, LAYERS, SPREAD = 48, 4, 2, 0.1
STEPS, BATCH, STEP_SIZE, SEED = 700, 64, 0.004, 1
KEYS = 5  # words of a prompt, some of them padding
POSITIONS = 24
PAD, END = (berths.VOCABULARY.index(word) for word in (views.PAD, views.END))
ASKED = 8  # place of the [EOS] that ends a question about the berth


def new(rng):
    """A decoder that has read nothing."""
    return transformer.new_model(
        rng,
        vocab_size=len(berths.VOCABULARY),
        positions=POSITIONS,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )


def key_words(scenes, rng):
    """The key words of scenes, in any order: int array (n, 5), padding where nothing is said."""
    rows = []
    for scene in scenes:
        time, _, _, fog, gull = scene
        words = [views.TIMES[time], *berths.keys(scene)]
        words += ["fog" if fog else views.PAD, "gull" if gull else views.PAD]
        rows.append(rng.permutation(berths.ids(words)))
    return np.array(rows)


def captions(scenes):
    """Captions as they are written: [EOS], the words, [EOS], padding; (n, 1 + LONGEST)."""
    written = views.encode([views.caption(scene) for scene in scenes])
    return np.hstack([np.full((len(scenes), 1), END), written])


def caption_texts(size, rng):
    """Prompts with their captions, and which words are asked for."""
    scenes = views.SCENES[rng.integers(len(views.SCENES), size=size)]
    ids = np.hstack([key_words(scenes, rng), captions(scenes)])
    return ids, (np.arange(ids.shape[1]) > KEYS) & (ids != PAD)


def berth_texts(size, rng):
    """Questions about the berth in words, with their answers, and which words are asked for."""
    _, scenes, depth = berths.sample(size, rng)
    who = berths.called(*scenes.swapaxes(0, 1), depth)
    rows = []
    for (first, second), meters, one in zip(scenes, depth, who, strict=True):
        rows.append(
            [*berths.told(first, second, meters), *berths.answer(one), views.PAD][
                : ASKED + 5
            ]
        )
    ids = np.array([berths.ids(row) for row in rows])
    return ids, (np.arange(ids.shape[1]) > ASKED) & (ids != PAD)


def train(*, steps=STEPS, seed=SEED):
    """A reader after training, captions and berths by turns, and the losses of the steps."""
    rng = np.random.default_rng(seed)

    def batches():
        for step in range(steps):
            yield (berth_texts if step % 2 else caption_texts)(BATCH, rng)

    def loss(p, ids, asked):
        return next_word.next_word_loss(
            p, ids, asked, heads=HEADS, activation=primitives.gelu_tanh
        )

    p, losses, _ = descent.train(loss, new(rng), batches(), step_size=STEP_SIZE)
    return p, losses


@lru_cache(1)
def stored():
    """The reader that the script has written."""
    return weights.read(FILE, new(np.random.default_rng(0)))


def expected(ids, observations, p):
    """What the reader expects behind each place of sentences in which something is seen.

    The scores of `spliced.spliced_decoder`, made of the primitives, so that it learns sooner.

    Parameters
    ----------
    ids : int array, shape (b, n)
        With the same markers in all rows, see `spliced.multimodal_sentence`.
    observations : array, shape (b, k, 48)
    p : dict

    Returns
    -------
    array, shape (b, n, v)
    """
    marked = ids == spliced.MARKER
    said = primitives.take(p["token_table"], np.where(marked, 0, ids))
    x = spliced.splice(said, observations, marked[0])
    x = next_word.read_rows(
        p, x + p["position_table"][: ids.shape[1]], heads=HEADS,
        activation=primitives.gelu_tanh,
    )  # fmt: skip
    return next_word.next_word_scores(p, x)


def go_on(p, prompts, *, most=views.LONGEST):
    """What the reader writes after prompts (n, m), the likeliest word each time: list of str."""
    ids = write_on(
        prompts, p, lambda scores, _: scores.argmax(-1), tokens=most, heads=HEADS
    )
    return [words(row) for row in ids[:, prompts.shape[1] :]]


def words(ids):
    """Ids as text, up to the first [EOS]."""
    said = [berths.VOCABULARY[k] for k in ids]
    return " ".join(said[: said.index(views.END)] if views.END in said else said)


def main():
    """Train the reader, and write its weights beside the notebook."""
    weights.write("captions", {FILE: train})


if __name__ == "__main__":
    main()
