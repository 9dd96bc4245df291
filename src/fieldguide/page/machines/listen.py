"""The machine of *Hear words*: Whisper, from a sound and a beginning to the next token."""

import numpy as np

from ...mechanisms.networks import listener
from ...mechanisms.sounds import mel
from ...training.losses import cross_entropy
from .drawing import Machine

RATE, WINDOW, HOP = 4000, 200, 150  # few frames, so that they can be drawn
COMMANDS = "<|start|> <|en|> <|transcribe|> <|notimes|>".split()
SPREAD = 0.6  # of random weights


def whisper_run(sound, word, bands=6, d=6, seed=3):
    """A sound through the encoder, a beginning through the decoder, and what it foretells."""
    rng = np.random.default_rng(seed)
    frames = mel.log_mel(sound, sample_rate=RATE, window=WINDOW, hop=HOP, bands=bands)
    text = [*COMMANDS, *word, "<|end|>"]
    known = sorted({*text})
    ids = np.array([known.index(token) for token in text])
    p = listener.new_listener(
        rng,
        bands=bands,
        vocab_size=len(known),
        positions=len(ids) - 1,
        d=d,
        layers=2,
        spread=SPREAD,
    )
    memory = listener.listen(frames, p, heads=1)
    asked = len(COMMANDS) - 1
    scores = listener.write_down(ids[:-1], memory, p["decoder"], heads=1)[asked:]
    return {
        "frames": frames, "places": listener.stem(frames, p),
        "memory": memory, "words": p["decoder"]["token_table"][ids[:-1]],
        "logits": scores, "loss": cross_entropy(scores, ids[asked + 1 :]),
    }  # fmt: skip


def whisper(sound, word, **sizes):
    """Draw Whisper: one half listens, the other goes on with a text whose beginning is given."""
    r = whisper_run(sound, word, **sizes)
    m = Machine("Whisper: told by tokens what to do with a sound", 556)
    m.box("sound", 68, 14, "data", text="a sound")
    m.box("mel", 68, 62, "fixed", text="log-mel", wide=70).wire("sound", "mel")
    m.box("stem", 68, 186, text="two convolutions", wide=112)
    m.wire("mel", "stem", "frames", r["frames"], cells={}, at=(68, 124))
    m.box("encoder", 68, 280, wide=80, times=2)
    m.wire("stem", "encoder", "", r["places"], cells={}, at=(68, 232))
    m.box("text", 204, 26, "data", text=f"4 commands,\n{' '.join(word)}, end", tall=34)
    m.box("table", 204, 84, text="token table", wide=84).wire("text", "table")
    m.box("decoder", 135, 420, wide=90, times=2)
    m.wire("encoder", "decoder", "memory", r["memory"], cells={}, into=-20, bend=382,
           at=(68, 345), side="below")  # fmt: skip
    m.wire("table", "decoder", "", r["words"], cells={}, into=20, bend=382, at=(204, 164),
           side="below")  # fmt: skip
    m.box("loss", 135, 490, "loss", text="next token?", wide=96)
    m.wire("decoder", "loss", "logits", r["logits"], at=(135, 457))
    m.box("nats", 135, 540, "data", text=f"{r['loss']:.2f} nats a token").wire(
        "loss", "nats"
    )
    return m.picture(
        "The second convolution keeps every other place. The decoder looks at all that was "
        "heard, and is asked for the word and the end, behind four commands that say what to do."
    )
