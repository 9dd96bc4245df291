"""One stream of words and codes: lucidrains' DALL·E, restated."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.objectives import streams

WORDS, PLACES, CODES, PIECES = 6, 4, 5, 9

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_dalle_stream():
    """Tokens and loss, restated: lucidrains/DALLE-pytorch, commit 15d2f35, DALLE.forward.

    An empty place k of the caption becomes token words + k; codes come behind. The loss is
    (F.cross_entropy of the words + 7 F.cross_entropy of the codes) / 8.
    """
    import torch
    from torch.nn.functional import cross_entropy

    seed = 20210105
    rng = np.random.default_rng(seed)
    text = np.array([[3, 1, 0, 0], [2, 5, 4, 1], [1, 0, 0, 0]])  # 0 is empty there
    image = rng.integers(0, CODES, (3, PIECES))
    drawn = draw(rng, 2, logits=(3, PLACES + PIECES, WORDS + PLACES + CODES))
    text, codes = torch.from_numpy(text), torch.from_numpy(image)
    own = torch.arange(PLACES) + WORDS
    text = torch.where(text == 0, own, text)
    labels = torch.cat((text, codes + WORDS + PLACES), 1)
    logits = torch.from_numpy(drawn["logits"]).transpose(1, 2)
    words = cross_entropy(logits[:, :, :PLACES], labels[:, :PLACES])
    pictures = cross_entropy(logits[:, :, PLACES:], labels[:, PLACES:])
    return record(
        "torch",
        "(cross_entropy(words) + 7 * cross_entropy(codes)) / 8",
        seed,
        {"captions": [[3, 1], [2, 5, 4, 1], [1]], "codes": image, **drawn},
        {"row": labels, "loss": ((words + 7 * pictures) / 8).item()},
    )


# --- how ours is compared -------------------------------------------------------------


def _rows(vector):
    given = vector["inputs"]
    return streams.join_stream(
        given["captions"],
        np.array(given["codes"]),
        vocab_size=WORDS,
        text_places=PLACES,
    )


@agrees("restated_dalle_stream")
def the_row_agrees(vector):
    assert _rows(vector).tolist() == vector["outputs"]["row"]


@agrees("restated_dalle_stream")
def the_loss_agrees(vector):
    logs = log_softmax(np.array(vector["inputs"]["logits"]))
    row = np.array(vector["outputs"]["row"])
    surprise = -np.take_along_axis(logs, row[..., None], -1)[..., 0]
    picture = np.arange(PLACES + PIECES) >= PLACES
    same_numbers(
        np.array(streams.stream_loss(surprise, picture)), vector["outputs"]["loss"]
    )


# --- what must be noticed -------------------------------------------------------------

JOIN, LOSS = streams.join_stream, streams.stream_loss


def _one_padding(captions, codes, *, vocab_size, text_places):
    rows = JOIN(captions, codes, vocab_size=vocab_size, text_places=text_places)
    empty = (rows >= vocab_size) & (rows < vocab_size + text_places)
    return np.where(empty, vocab_size, rows)


def _numbers_in_use_twice(captions, codes, *, vocab_size, text_places):
    rows = JOIN(captions, codes, vocab_size=vocab_size, text_places=text_places)
    rows[:, text_places:] -= vocab_size + text_places
    return rows


def _picture_first(captions, codes, *, vocab_size, text_places):
    rows = JOIN(captions, codes, vocab_size=vocab_size, text_places=text_places)
    return np.roll(rows, -text_places, axis=1)


def _swapped(surprise, is_picture):
    return LOSS(surprise, ~np.asarray(is_picture))


def _all_tokens_alike(surprise, is_picture):
    return surprise.mean()


def _weighted_tokens(surprise, is_picture):
    """The weights stand at tokens, so that it matters how many of a kind there are."""
    return np.average(surprise, axis=1, weights=np.where(is_picture, 7, 1)).mean()


TARGET = "objectives.streams."
plant(
    "restated_dalle_stream",
    TARGET + "join_stream",
    _one_padding,
    _numbers_in_use_twice,
    _picture_first,
)
plant(
    "restated_dalle_stream",
    TARGET + "stream_loss",
    _swapped,
    _all_tokens_alike,
    _weighted_tokens,
)
