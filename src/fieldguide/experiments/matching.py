"""Pictures and captions that find each other, and pictures painted from where they meet.

CLIP on the harbor: a small network looks at the picture, a Transformer's block reads the
caption, and both answer with a vector of 16 numbers; those of a pair must point the same way.
The captions are as people write them: the hour, the place, the fog and the gull are each left
out now and then. So one caption fits many pictures, and its vector can be that of none of them.

From a picture's vector a denoiser paints, and another, the prior, draws such a vector for a
caption: DALL·E 2.
"""

import numpy as np

from ..harbor import views, witness
from ..mechanisms.attention.attention import new_linear
from ..mechanisms.diffusion import learned, schedules, steps
from ..mechanisms.networks import autoencoder, transformer
from ..mechanisms.objectives import contrast
from ..training import descent, layers
from ..training.primitives import gelu_tanh, take

WIDTH, HEADS, SPREAD = 48, 2, 0.14
INNER = 96  # features between the pixels and the vector
SPACE = 16  # numbers of the vector in which pictures and captions meet
SCALE = (
    5.0  # at first; CLIP's 14 would take a small batch longer to leave its blind guess
)
STEPS, BATCH, STEP_SIZE, SEED = 300, 128, 0.005, 1
PICTURES = 6000
UNSAID = 0.4  # how often each of the things that may be left out is
OPTIONAL = (
    "time",
    "place",
    "fog",
    "gull",
)  # one cannot speak of a vessel without saying which
# A boat by the quay at dusk is in no picture that is learned from.
HELD_OUT = (views.SCENES[:, :3] == (views.DUSK, 0, 2)).all(1)
ALPHA_BARS = schedules.alpha_bars(schedules.cosine_betas(1000))


def new(rng):
    """Parameters of the two towers before they have learned anything."""
    pixels = views.SIZE * views.SIZE * 3
    reader = transformer.new_model(
        rng, vocab_size=len(views.VOCABULARY), positions=views.LONGEST, d=WIDTH,
        layers=1, inner=2 * WIDTH, spread=SPREAD,
    )  # fmt: skip
    reader["token_table"] *= 7  # words are told apart from the start, places less
    reader["position_table"] *= 2
    return {
        "eye": {
            "up": new_linear(rng, d=pixels, e=INNER, spread=pixels**-0.5),
            "down": new_linear(rng, d=INNER, e=SPACE, spread=SPREAD),
        },
        "reader": reader,
        "text": new_linear(rng, d=WIDTH, e=SPACE, spread=SPREAD),
        "log_scale": np.array(np.log(SCALE)),
    }


def look(p, pictures):
    """A vector for each picture (n, 16, 16, 3), of whatever length."""
    return layers.feed_forward(_flat(pictures), p["eye"], activation=gelu_tanh)


def read(p, ids):
    """A vector for each caption, as `views.encode` writes it: the mean of what its words say."""
    x = take(p["reader"]["token_table"], ids) + p["reader"]["position_table"]
    word = ids != views.VOCABULARY.index(views.PAD)  # (n, 15)
    for block in p["reader"]["blocks"]:
        x = layers.pre_norm_block(
            x, block, heads=HEADS, mask=word[:, None], activation=gelu_tanh
        )
    x = layers.norm(x, p["reader"]["norm"], eps=transformer.GPT2_EPS)
    mean = (x * (word / word.sum(1, keepdims=True))[..., None]).sum(1)
    return layers.linear(mean, p["text"])


def pictures_to(p, pictures):
    """Directions of pictures (n, 16, 16, 3): array, shape (n, SPACE), of length 1."""
    return contrast.normalize(look(p, pictures))


def captions_to(p, captions):
    """Directions of captions, a list of n: array, shape (n, SPACE), of length 1."""
    return contrast.normalize(read(p, views.encode(captions)))


def loss(p, pictures, ids):
    """CLIP's: each picture must find its caption in the batch, and each caption its picture."""
    scale = contrast.learned_scale(p["log_scale"])
    return contrast.contrastive_loss(look(p, pictures), read(p, ids), scale=scale)


def say_less(scenes, rng, *, unsaid=UNSAID):
    """Captions in which each thing that may be left out is left out by chance."""
    said = rng.random((len(scenes), len(OPTIONAL))) >= unsaid
    return [
        views.caption(
            scene, said=[name for name, is_ in zip(OPTIONAL, row, strict=True) if is_]
        )
        for scene, row in zip(scenes, said, strict=True)
    ]


def learn_from(rng, size=PICTURES):
    """Pictures and their scenes, none of them held out."""
    return views.sample(size, rng, scenes=views.SCENES[~HELD_OUT])


def train(pictures, scenes, *, seed=SEED, steps=STEPS):
    """Parameters of the two towers after training, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    order = descent.minibatches(np.arange(len(scenes)), rng, size=BATCH, steps=steps)

    def batches():
        for (rows,) in order:
            yield pictures[rows], views.encode(say_less(scenes[rows], rng))

    p, losses, _ = descent.train(loss, new(rng), batches(), step_size=STEP_SIZE)
    return p, losses


def draw(denoiser, condition, rng, *, steps_back=20):
    """Rows (n, d) of a trained denoiser, one for each condition, by DDIM."""
    x = rng.normal(size=(len(condition), len(denoiser["enter"]["weight"])))

    def guess(x, t):
        return learned.learned_denoiser(x, condition, denoiser, alpha_bar=ALPHA_BARS[t])

    times = schedules.spaced_times(len(ALPHA_BARS), steps=steps_back)
    return steps.walk_back(guess, x, ALPHA_BARS, times)[-1]


def fit_latents(pictures, *, d=48):
    """Pictures as few numbers: what `to_latents` and `to_pictures` need, from some thousand."""
    principal = autoencoder.fit_principal(_flat(pictures), d=d)
    rows = autoencoder.encode_principal(_flat(pictures), principal)
    return {"principal": principal, "scale": autoencoder.latent_scale(rows)}


def to_latents(pictures, latents):
    """Pictures (n, 16, 16, 3) as rows (n, d) of variance 1."""
    rows = autoencoder.encode_principal(_flat(pictures), latents["principal"])
    return rows * latents["scale"]


def to_pictures(rows, latents):
    """Rows (n, d) as pictures (n, 16, 16, 3): undoes `to_latents`, nearly."""
    flat = autoencoder.decode_principal(rows / latents["scale"], latents["principal"])
    return ((flat + 1) / 2).reshape(-1, views.SIZE, views.SIZE, 3).clip(0, 1)


def teach(rows, condition, rng, *, steps=500):
    """A denoiser of rows (m, d) that is told a vector (m, SPACE) for each."""
    p = learned.new_denoiser(rng, d=rows.shape[1], condition_size=SPACE, blocks=2)
    how = {"alpha_bars": ALPHA_BARS, "steps": steps}
    return learned.teach_denoiser(p, rows, condition, rng, **how)[0]


def keeps_its_word(pictures, scenes, said):
    """Whether all that captions say is to be seen: bool array (n,).

    The vessel is always said, hour and place if they are in `said`; fog and gull if they are
    there, too. What is not said may be as it likes.
    """
    told, _ = witness.tell(pictures)
    right = told == scenes
    names = [*views.FACTORS]
    asked = np.array([name == "vessel" or name in said for name in names])
    there = np.array([name in ("fog", "gull") for name in names])
    return (right | ~asked | (there & (scenes == 0))).all(1)


def _flat(pictures):
    return 2.0 * pictures.reshape(len(pictures), -1) - 1
