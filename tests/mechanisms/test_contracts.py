"""What every function of mechanisms and training does with arguments that are wrong.

Each public function has an entry: a good value for each argument, as one of the kinds of
`contracts`, which know what can go wrong with it. A new function without an entry fails.
"""

import contracts
import numpy as np
import pytest
from contracts import (
    Chances,
    Count,
    Dicts,
    Entry,
    Filled,
    Finite,
    Flag,
    Flags,
    Function,
    Given,
    Ids,
    Kind,
    Merges,
    Number,
    Numbers,
    Parts,
    Places,
    Rate,
    Rng,
    Shares,
    Text,
    Texts,
    Whole,
    Words,
)

from fieldguide.mechanisms.attention import (
    attention,
    bands,
    grids,
    positions,
    rotary,
    slopes,
)
from fieldguide.mechanisms.codes import nearest, pixels, rates, residual, soft
from fieldguide.mechanisms.diffusion import (
    cascade,
    directions,
    exact,
    guidance,
    inpainting,
    learned,
    projected,
    schedules,
    steps,
    thresholds,
    worded,
)
from fieldguide.mechanisms.documents import deck, layout, outline
from fieldguide.mechanisms.measures import (
    answers,
    compute,
    counting,
    distance,
    errors,
    evaluation,
    forecast,
    mastery,
    motion,
    overlap,
    ranks,
    scaling,
)
from fieldguide.mechanisms.networks import (
    any_size,
    autoencoder,
    beginnings,
    cache,
    captioned,
    decoupled,
    disentangled,
    embeddings,
    encoder_decoder,
    experts,
    gated,
    lean,
    listener,
    norm,
    patches,
    placed,
    pooler,
    queries,
    recurrence,
    resampler,
    sensors,
    sharing,
    spliced,
    transformer,
    tubes,
    waves,
    window,
)
from fieldguide.mechanisms.objectives import (
    alignment,
    best_query,
    bootstrap,
    captions,
    chats,
    contrast,
    control,
    detection,
    distillation,
    edits,
    episodes,
    finetuning,
    instructions,
    knowledge,
    languages,
    masking,
    noises,
    pairing,
    permutation,
    prompts,
    ratings,
    ridge,
    spans,
    streams,
    text_tasks,
)
from fieldguide.mechanisms.preferences import (
    comparisons,
    conversations,
    leash,
    policies,
)
from fieldguide.mechanisms.sampling import (
    beams,
    candidates,
    choosing,
    parallel,
    penalty,
    rewriting,
    transcribing,
    unrolling,
    writing,
)
from fieldguide.mechanisms.scenes import (
    distilling,
    hashing,
    rendering,
    tetrahedra,
)
from fieldguide.mechanisms.search import (
    algorithms,
    demonstrations,
    film,
    flips,
    game,
    lifting,
    programs,
    published,
    rank_one,
    retrieval,
    toolset,
    tree,
)
from fieldguide.mechanisms.sounds import (
    mel,
    mixing,
    panning,
    placing,
    spectra,
)
from fieldguide.mechanisms.tokens import numbers, science, sentences, tokenizers
from fieldguide.training import (
    descent,
    held,
    layers,
    losses,
    next_word,
    parameters,
    rebuild,
    seeing,
)

V, D = 7, 4  # tokens in the vocabulary, width


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def rng():
    return np.random.default_rng(0)


# --- good values ----------------------------------------------------------------------

MATCH = attention.new_linear(rng(), d=D, e=2, spread=1.0)
TALK = outline.Outline("a", [outline.Slide("b", [outline.Point(0, "c")])])
BOX = {"wide": Number(648.0, above=0), "tall": Number(356.0, above=0)}
IDS = [[2, 5, 6, 3], [2, 4, 5, 3]]
CHOSEN = [[False, True, True, False], [False, False, True, False]]
X = draw(2, 5, D)
MASK = np.tri(5, dtype=bool)
LINEAR = attention.new_linear(rng(), d=D, e=3, spread=1.0)
CLASSIFIER = finetuning.new_classifier(rng(), d=D, classes=3)
BLOCK = transformer.new_block(rng(), d=D, spread=0.5)
SIZES = {"vocab_size": V, "positions": 6, "d": D}
MODEL = transformer.new_model(rng(), **SIZES, layers=1, spread=0.5)
BALANCED = {
    "norm": norm.new_norm(D),
    "attention": BLOCK["attention"],
    "gates": [attention.new_linear(rng(), d=2 * D, e=D, spread=1.0) for _ in range(2)],
}
MEMORY = draw(2, 6, 3, seed=4)  # tokens of pictures
LOOK = gated.new_gated_look(rng(), d=D, c=3, spread=0.5)
LOOK |= {f"{name}_gate": np.array([0.5]) for name in ("attention", "feed_forward")}
RESAMPLER = resampler.new_resampler(rng(), d=D, r=3, layers=1, spread=0.5)
FUSED = attention.new_linear(rng(), d=D, e=3 * D, spread=1.0)
NEOX = placed.new_gpt_neox(rng(), vocab_size=V, d=D, layers=1, spread=0.5)
BLOOM = placed.new_bloom(rng(), vocab_size=V, d=D, layers=1, spread=0.5)
GLAM = experts.new_glam(
    rng(), vocab_size=V, d=D, heads=2, layers=2, experts=3, spread=0.5
)
PALM = lean.new_palm(
    rng(), vocab_size=V, d=D, heads=2, head_size=2, layers=1, spread=0.5
)
LLAMA = lean.new_llama(rng(), vocab_size=V, d=D, layers=1, inner=3, spread=0.5)
Q_FORMER = queries.new_q_former(
    rng(),
    queries=2,
    d=D,
    image_width=3,
    layers=2,
    vocab_size=V,
    positions=6,
    spread=0.5,
)
CHOICES = [[0, 1], [2, 0], [1, 2], [0, 2], [0, 1]]  # experts of five tokens
KEPT = {"key": draw(2, 2, 3, 2), "value": draw(2, 2, 3, 2, seed=1)}
LOOKING = BLOCK | {
    "cross_attention": BLOCK["attention"],
    "cross_attention_norm": BLOCK["attention_norm"],
}
EYE = patches.new_eye(rng(), d=D, positions=5, r=6, layers=1, spread=0.5)
TUBES = {
    "d": D, "m": 4, "t": 3, "r": 6, "s": 12, "e": 3, "depth": 1, "spread": 0.5,
}  # fmt: skip
POOLER = pooler.new_pooler(rng(), d=D, c=D, queries=2, spread=0.5)
DECOUPLED = decoupled.new_decoupled(rng(), **SIZES, c=D, space=3, layers=1, spread=0.5)
ALBERT = sharing.new_albert(rng(), vocab_size=V, positions=6, e=2, d=D, spread=0.5)
RELATIVE = recurrence.new_relative_block(rng(), d=D, heads=2)
POSITION = {name: BLOCK["attention"][name] for name in ("key", "query")}
DEBERTA = BLOCK | {
    "attention": BLOCK["attention"]
    | {f"position_{name}": part for name, part in POSITION.items()}
}
ELECTRA = detection.new_electra(
    rng(), vocab_size=V, positions=6, e=D, widths=(D, D), layers=1
)
BERT_TABLES = {name: ALBERT[name] for name in ("token_table", "position_table", "norm")}
BERT_TABLES |= {"segment_table": ALBERT["segment_table"]}
BART = encoder_decoder.new_bart(rng(), **SIZES, layers=1, spread=0.5)
T5 = encoder_decoder.new_t5(rng(), vocab_size=V, d=D, heads=2, layers=1, buckets=8)
MT5 = encoder_decoder.new_mt5(rng(), vocab_size=V, d=D, heads=2, layers=1, buckets=8)
XLM = {
    "token_table": draw(V, D),
    "position_table": draw(6, D),
    "language_table": draw(4, D),
    "norm": norm.new_norm(D),
}
FUSION = {
    "token_in": attention.new_linear(rng(), d=D, e=6, spread=1.0),
    "entity_in": attention.new_linear(rng(), d=2, e=6, spread=1.0),
    "token_out": attention.new_linear(rng(), d=6, e=D, spread=1.0),
    "entity_out": attention.new_linear(rng(), d=6, e=2, spread=1.0),
}
FUSION_RELEASED = FUSION | {
    "token_norm": norm.new_norm(D),
    "entity_norm": norm.new_norm(2),
}
K_LAYER = {
    "attention": BLOCK["attention"],
    "attention_norm": norm.new_norm(D),
    "entity_attention": transformer.new_block(rng(), d=2)["attention"],
    "entity_attention_norm": norm.new_norm(2),
    "fusion": FUSION_RELEASED,
}
ROW = languages.concatenate_translations(
    [0, 1], [2, 3], source_language=0, target_language=3
)
CODEBOOK = {"count": np.array([2.0, 0.5, 1.0, 3.0]), "total": draw(4, 3)}
SHARES = [0.5, 0.25, 0.25]
STORIES = [[["a", "b"], ["c"]], [["d"], ["e", "f"]]]
WORDS = {"low": 5, "lower": 2}
MERGES = [("l", "o"), ("lo", "w")]
SCORES = {"a": -1.0, "b": -1.0, "ab": -3.0}
PAIR = sentences.Pair(["a", "b"], ["c"], True)
STRASSEN = dict(zip("uvw", algorithms.strassen(), strict=True))
CHAT = [("user", "ahoy"), ("assistant", "aye aye")]
WRITERS = {"writers": Ids([-1, 0, 0, 1], below=2, least=-1, fits=False)}
VAE = autoencoder.new_autoencoder(rng(), n=D, d=2, inner=3)
PRINCIPAL = autoencoder.fit_principal(draw(6, D), d=2)
CAPTIONED = captioned.new_captioned_block(rng(), d=D, c=3)
BRAIN = sensors.new_brain_encoder(
    rng(), people=2, features=3, channels=D, inner=5, depth=2, harmonics=2
)
HEAD = np.random.default_rng(0).random((5, 2))  # places of five sensors
WORDED = worded.new_worded(rng(), positions=5, k=3, vocab_size=V, d=D)
DENOISER = learned.new_denoiser(rng(), d=D, condition_size=3, width=8, blocks=1)
LISTENER = listener.new_listener(
    rng(), bands=3, vocab_size=V, positions=6, d=D, layers=1, spread=0.5
)
SPECIAL_NAMES = transcribing.special_tokens(["en"], seconds=0.1)
SPECIAL = transcribing.layout(SPECIAL_NAMES, ahead=4)
TOKENS = 4 + len(SPECIAL_NAMES)
ATTEMPT = transcribing.Attempt(np.array([0]), -0.5, 0.1)
TWO = algorithms.matmul_tensor(n=2, m=2, p=2)
TERMS = [[1, 2, 4], [1, 3, 5]]  # two products that share a factor, packed
FACTS = [(0, 0, 2), (1, 0, 3), (0, 1, 3)]
P2C = disentangled.position_to_content


def factors():
    return {name: Whole(x, axes=2) for name, x in STRASSEN.items()}


def move():
    return {name: Whole(x[0]) for name, x in STRASSEN.items()}


class Sentences(Kind):
    """Documents of sentences of tokens."""

    def mistakes(self):
        yield "a str", "documents", contracts.ERROR
        yield "a number", 5, contracts.ERROR
        yield "sentences as str", [["a b"], ["c d"]], contracts.ERROR
        yield "an empty document", [*STORIES, []], contracts.ERROR
        yield "an empty sentence", [*STORIES, [["a"], []]], contracts.ERROR
        yield "none", [], contracts.ERROR


class Pair(Kind):
    """Two texts."""

    def mistakes(self):
        yield "a str", "ab", contracts.ERROR
        yield "a tuple", (["a"], ["b"]), contracts.ERROR
        if isinstance(self.value, sentences.Pair):
            for wrong in ("ab", None, 5):
                yield (
                    f"{wrong} in it",
                    self.value._replace(second=wrong),
                    contracts.ERROR,
                )


class Rows(Kind):
    """Whatever there is to learn from, a row each."""

    def mistakes(self):
        yield "a number", 5, contracts.ERROR
        yield "a list", self.value.tolist(), contracts.SAME


class Ranks(Finite):
    """Numbers to put in order: infinite ones have their place, NaN has none."""

    def wrong_entries(self):
        yield "NaN", self.changed(np.nan), contracts.ERROR
        yield from self.kinds()


class Inside(Numbers):
    """Numbers between 0 and 1, without the ends."""

    def kinds(self):
        yield "bools", self.value > 0, contracts.ERROR
        yield "at an end", self.changed(0.0), contracts.ERROR
        yield "at the other", self.changed(1.0), contracts.ERROR


class Two(Kind):
    """A pair of whole numbers."""

    def mistakes(self):
        for wrong in (4, (4,), (4, 0), (4, 2.5), (4, True), "ab"):
            yield f"{wrong}", wrong, contracts.ERROR


class Axis(Kind):
    """One of three axes."""

    def mistakes(self):
        for wrong in (3, -4, 1.5, True, "0", (0, 1)):
            yield f"{type(wrong).__name__} {wrong}", wrong, contracts.ERROR


class Tree(Kind):
    """Parameters: arrays in dicts and lists."""

    def mistakes(self):
        yield "a str", "p", contracts.ERROR
        yield "a str in it", {"w": "x"}, contracts.ERROR
        yield "a list", [self.value], contracts.SAME


class Logarithms(Finite):
    """Of probabilities: 0 or less."""

    def kinds(self):
        yield "positive", self.changed(0.5), contracts.ERROR
        yield "bools", self.value < 0, contracts.ERROR
        yield "complex", self.value.astype(complex), contracts.ERROR


class Algorithm(Kind):
    """Three matrices of factors."""

    def mistakes(self):
        yield "a number", 5, contracts.ERROR
        yield "two of them", self.value[:2], contracts.ERROR
        yield "a str", "uvw", contracts.ERROR


class Alike(Kind):
    """Arrays, as many and of the shapes of others."""

    def mistakes(self):
        yield "one more", [*self.value, self.value[0]], contracts.BETWEEN
        yield "one less", self.value[1:], contracts.BETWEEN
        yield "longer ones", [np.append(x, 1) for x in self.value], contracts.BETWEEN


class Moments(Kind):
    """A pair of arrays for each of others."""

    def mistakes(self):
        yield "none", [], contracts.ERROR
        yield "a number", 5, contracts.ERROR


class Batches(Kind):
    """What a step of training is given, again and again."""

    def mistakes(self):
        yield "a number", 5, contracts.ERROR


class Functions(Kind):
    """A list of functions."""

    def mistakes(self):
        yield "one alone", self.value[0], contracts.ERROR
        yield "a number", 5, contracts.ERROR
        yield "a list of str", ["gelu"], contracts.ERROR


class Several(Kind):
    """A list of arrays."""

    def mistakes(self):
        yield "none", [], contracts.ERROR
        yield "a list of str", ["a"], contracts.ERROR
        yield "lists", [np.asarray(x).tolist() for x in self.value], contracts.SAME


def sizes(*names, **kinds):
    return {name: Count(k + 2, big=True) for k, name in enumerate(names)} | kinds


ffn = {"ffn": Count(5, optional=True, big=True)}
embedding = {"embedding": Count(3, optional=True, big=True)}
eps = {"eps": Number(1e-5, least=0)}
bend = {"activation": Function(transformer.gelu)}
rate = {"rate": Rate(0.5)}
masked = {"masked": Rate(0.6), "random": Rate(0.2)}
mask = {"mask": Flags(MASK, optional=True, axes=0)}
step_size = {"step_size": Number(0.1, above=0)}
melting = {"ridge": Number(0.1, above=0)}
looking = {"explore": Number(1.0, least=0)}
spread = {"spread": Number(0.1, least=0)}
heads = {"heads": Count(2)}
door = {
    "turn": Function(abs, optional=True),
    "bias": Numbers(draw(2, 5, 5), optional=True),
}
okapi = {"k1": Number(1.2, above=0), "b": Rate(0.75)}
theta = {
    "theta": Number(1.2, above=0),
    "spared": Ids([2, 3], below=V, fits=False),
}

texts = {
    "source": Ids(IDS, below=V, fits=False),
    "target": Ids([[1, 5, 6], [1, 4, 4]], below=V, fits=False),
    **heads,
    "mask": Flags(np.ones(4, bool), optional=True, axes=0),
}
density = {"density": Number(0.4, above=0), "mean_span": Number(2.0, least=1)}
sentinels = {"first_sentinel": Count(20, least=4), "sentinels": Count(4)}
mean_span = {"mean_span": Number(3.0, above=0)}
mask_id = {"mask_id": Count(7, least=0)}

ENTRIES = [
    # attention
    Entry(attention.softmax, x=Numbers(X, fits=False, axes=0), axis=Axis(-1)),
    Entry(attention.log_softmax, x=Numbers(draw(3, V), fits=False)),
    Entry(
        attention.attend,
        scores=Numbers(draw(2, 5, 5)),
        v=Numbers(X, fits=False, axes=2),
        **mask,
    ),
    Entry(
        attention.attention,
        q=Numbers(X),
        k=Numbers(X),
        v=Numbers(X, fits=False, axes=2),
        **mask,
    ),
    Entry(attention.causal_mask, n=Count(3, least=0)),
    Entry(attention.prefix_mask, n=Count(4, least=2), prefix=Count(2, least=0, most=4)),
    Entry(
        attention.padding_mask,
        ids=Whole(IDS, fits=False),
        padding_id=Count(0, least=0),
    ),
    Entry(attention.linear, x=Numbers(X), p=Parts(LINEAR)),
    Entry(attention.new_linear, rng=Rng(), d=Count(2), e=Count(3), **spread),
    Entry(attention.split_heads, x=Numbers(X, fits=True, axes=2), heads=Count(2)),
    Entry(attention.merge_heads, x=Numbers(draw(2, 5, 2), fits=False, axes=2)),
    Entry(attention.for_all_heads, mask=Flags(MASK, optional=True, fits=False, axes=0)),
    Entry(
        attention.multi_head_attention,
        x=Numbers(X, axes=2),
        context=Numbers(X),
        p=Parts(BLOCK["attention"]),
        **heads,
        **mask,
    ),
    Entry(
        positions.sinusoidal_positions,
        n=Count(3, least=0),
        d=Count(4),
        slowest=Number(100.0, above=0),
    ),
    Entry(
        positions.timing_signal,
        n=Count(3, least=0),
        d=Count(4, least=4),
        slowest=Number(100.0, above=0),
    ),
    Entry(
        positions.relative_position_bucket,
        offset=Whole([[-9, 0, 9]], fits=False, axes=0),
        buckets=Count(8, least=4),
        furthest=Count(20),
    ),
    Entry(
        positions.causal_position_bucket,
        offset=Whole([[-9, 0, 9]], fits=False, axes=0),
        buckets=Count(8, least=2),
        furthest=Count(20),
    ),
    Entry(
        positions.bucket_bias,
        table=Numbers(draw(8, 2), fits=False, axes=2),
        bucket=Ids([[0, 7], [1, 0]], below=8, fits=False, axes=2),
    ),
    Entry(
        rotary.turning_angles,
        place=Finite([0.0, 1.5], fits=False),
        width=Count(4),
        base=Number(100.0, above=0),
    ),
    *(
        Entry(
            turn,
            x=Numbers(X, axes=2),
            place=Finite(np.arange(5.0)),
            turned=Count(4, least=0, most=4, optional=True),
            base=Number(100.0, above=0),
        )
        for turn in (rotary.rotate, rotary.rotate_halves)
    ),
    Entry(rotary.halves_order, width=Count(4)),
    Entry(slopes.alibi_slopes, heads=Count(3)),
    Entry(
        slopes.alibi_bias, slopes=Finite([0.5, 0.25], fits=False), n=Count(3, least=0)
    ),
    Entry(bands.band_mask, n=Count(4, least=0), width=Count(2)),
    Entry(
        bands.alternating_masks, layers=Count(3), n=Count(4, least=0), width=Count(2)
    ),
    Entry(bands.band_pairs, n=Count(4, least=0), width=Count(2)),
    Entry(grids.row_mask, side=Count(3)),
    Entry(grids.column_mask, side=Count(3)),
    Entry(grids.neighborhood_mask, side=Count(3), kernel=Count(3)),
    Entry(
        grids.after_text,
        mask=Flags(np.tri(4, dtype=bool), axes=2),
        text_places=Count(2, least=0),
    ),
    Entry(
        grids.picture_masks,
        layers=Count(3),
        side=Count(2),
        text_places=Count(2, least=0),
        kernel=Count(3),
    ),
    # codes
    Entry(nearest.nearest_code, x=Finite(X), codebook=Finite(draw(6, D), axes=2)),
    Entry(
        nearest.vq_loss,
        x=Numbers(X),
        quantized=Numbers(X[::-1]),
        commitment=Number(0.25, least=0),
    ),
    Entry(
        nearest.new_codes,
        x=Finite(draw(9, 3), axes=2, fits=False),
        rng=Rng(),
        k=Count(4, most=9),
    ),
    Entry(nearest.codes_of, p=Parts(CODEBOOK), small=Number(1e-5, least=0)),
    Entry(
        nearest.move_codes,
        x=Finite(draw(5, 3), axes=2),
        ids=Ids([0, 1, 1, 3, 2], below=4),
        p=Parts(CODEBOOK),
        decay=Rate(0.9),
    ),
    Entry(
        nearest.revive_codes,
        p=Parts(CODEBOOK),
        x=Finite(draw(5, 3), axes=2),
        rng=Rng(),
        least=Number(1.0, least=0),
    ),
    Entry(
        nearest.restarted_codes,
        p=Parts(CODEBOOK),
        x=Finite(draw(5, 3), axes=2),
        rng=Rng(),
        least=Number(1.0, above=0),
    ),
    Entry(
        nearest.perplexity,
        ids=Ids([0, 1, 1, 3], below=4, fits=False, axes=0),
        k=Count(4),
    ),
    Entry(
        residual.quantize_residual,
        x=Finite(X),
        codebooks=Finite(draw(3, 6, D), axes=2),
        stages=Count(2, most=3, optional=True),
    ),
    Entry(
        residual.add_codes,
        ids=Ids([[0, 5], [2, 2]], below=6, fits=False),
        codebooks=Finite(draw(3, 6, D), axes=2, fits=False),
    ),
    Entry(
        residual.fit_residual,
        x=Finite(draw(9, 3), axes=2, fits=False),
        rng=Rng(),
        k=Count(4, most=9),
        stages=Count(2),
        rounds=Count(2),
    ),
    Entry(
        residual.flatten_codes,
        ids=Ids([[0, 5], [2, 2]], below=6, fits=False, axes=2),
        size=Count(6, least=6),
        before=Count(3, least=0, big=True),
    ),
    Entry(
        residual.unflatten_codes,
        line=Ids([4, 11, 4, 13], below=15, least=3),
        stages=Count(2),
        size=Count(6),
        before=Count(3, least=0),
    ),
    Entry(
        residual.three_rows,
        semantic=Ids([[0, 1]], below=3, fits=False),
        acoustic=Ids([[[0, 5, 1], [2, 2, 4]]], below=6, fits=False, axes=2),
        coarse=Count(1, most=2),
        semantic_size=Count(3, least=2),
        size=Count(6, least=6),
    ),
    Entry(
        rates.token_rate,
        sample_rate=Number(4000.0, above=0),
        hop=Count(100, big=True),
        stages=Count(4, big=True),
    ),
    Entry(
        rates.bit_rate,
        sample_rate=Number(4000.0, above=0),
        hop=Count(100, big=True),
        size=Count(32, big=True),
        stages=Count(4, big=True),
    ),
    Entry(
        rates.context_seconds,
        tokens=Count(64, big=True),
        sample_rate=Number(4000.0, above=0),
        hop=Count(100, big=True),
        stages=Count(4, big=True),
    ),
    Entry(
        spectra.spectrum,
        x=Finite(draw(2, 40), fits=False),
        size=Count(16),
        hop=Count(4),
        window=Count(12, most=16),
    ),
    Entry(
        spectra.spectral_loss,
        x=Finite(draw(2, 40)),
        y=Finite(draw(2, 40, seed=1)),
        scales=Given([(16, 4, 12), (8, 2, 8)]),
    ),
    Entry(
        spectra.spectral_convergence,
        x=Finite(draw(2, 40)),
        y=Finite(draw(2, 40, seed=1)),
        size=Count(16),
        hop=Count(4),
        window=Count(12, most=16),
    ),
    Entry(
        soft.gumbel_softmax,
        logits=Numbers(X, fits=False),
        rng=Rng(),
        temperature=Number(0.5, above=0),
    ),
    Entry(soft.uniform_divergence, logits=Numbers(X, fits=False)),
    Entry(pixels.map_pixels, x=Numbers(X, fits=False, axes=0), margin=Rate(0.25)),
    Entry(pixels.unmap_pixels, x=Numbers(X, fits=False, axes=0), margin=Rate(0.25)),
    Entry(
        pixels.logit_laplace_log_density,
        x=Inside([0.25, 0.5, 0.75]),
        mean=Numbers(draw(3)),
        log_spread=Numbers(draw(3, seed=1)),
    ),
    # autoencoders, and pictures that look at words
    Entry(
        autoencoder.fit_principal,
        x=Finite(draw(6, D), axes=2, fits=False),
        d=Count(2, most=D),
    ),
    Entry(
        autoencoder.encode_principal, x=Finite(draw(3, D), axes=2), p=Parts(PRINCIPAL)
    ),
    Entry(
        autoencoder.decode_principal, z=Finite(draw(3, 2), axes=2), p=Parts(PRINCIPAL)
    ),
    Entry(autoencoder.latent_scale, z=Finite(draw(3, 2), fits=False)),
    Entry(autoencoder.split_moments, stacked=Numbers(draw(3, 4), fits=False)),
    Entry(
        autoencoder.reparametrize,
        mean=Numbers(draw(3, 2)),
        log_variance=Numbers(draw(3, 2)),
        noise=Numbers(draw(3, 2)),
    ),
    Entry(
        autoencoder.normal_kl,
        mean=Numbers(draw(3, 2)),
        log_variance=Numbers(draw(3, 2)),
    ),
    Entry(
        autoencoder.new_autoencoder, rng=Rng(), n=Count(D), d=Count(2), inner=Count(3)
    ),
    Entry(
        autoencoder.encode,
        x=Numbers(draw(3, D), axes=2),
        p=Parts(VAE, spare=("decoder",)),
    ),
    Entry(
        autoencoder.decode,
        z=Numbers(draw(3, 2), axes=2),
        p=Parts(VAE, spare=("encoder",)),
    ),
    Entry(
        autoencoder.autoencoder_loss,
        p=Parts(VAE),
        x=Numbers(draw(3, D), axes=2),
        noise=Numbers(draw(3, 2), axes=2),
        kl_weight=Number(0.1, least=0),
    ),
    Entry(
        autoencoder.teach_autoencoder,
        p=Parts(VAE),
        x=Finite(draw(5, D), axes=2),
        rng=Rng(),
        size=Count(2, most=5),
        steps=Count(1, least=0),
        kl_weight=Number(0.1, least=0),
        step_size=Number(0.01, above=0),
    ),
    Entry(
        captioned.captioned_block,
        x=Numbers(X, axes=2),
        context=Numbers(draw(2, 3, 3), axes=2),
        p=Parts(CAPTIONED),
        heads=Count(2),
        mask=Flags([True, False, True], optional=True, axes=0),
        **bend,
        eps=Number(1e-5, least=0),
    ),
    Entry(
        captioned.new_captioned_block,
        rng=Rng(),
        d=Count(D),
        c=Count(3),
        inner=Count(5, optional=True),
        spread=Number(0.5, least=0, optional=True),
    ),
    Entry(
        sensors.fourier_positions,
        places=Finite(HEAD),
        harmonics=Count(3),
        margin=Number(0.2, least=0),
    ),
    Entry(
        sensors.spatial_shares,
        places=Finite(HEAD, axes=2),
        maps=Numbers(draw(D, 8), axes=2),
        margin=Number(0.2, least=0),
        mask=Flags([True, True, False, True, True], optional=True),
    ),
    Entry(
        sensors.merge_sensors,
        x=Numbers(draw(2, 3, 5), axes=2),
        places=Finite(HEAD, axes=2),
        maps=Numbers(draw(D, 8), axes=2),
        margin=Number(0.2, least=0),
        mask=Flags([True, True, False, True, True], optional=True),
    ),
    Entry(
        sensors.person_layer,
        x=Numbers(X, axes=3),
        persons=Ids([1, 0], below=2),
        maps=Numbers(draw(2, D, 3), fits=False, axes=3),
    ),
    Entry(
        sensors.convolve,
        x=Numbers(X, axes=2),
        p=Parts({"weight": draw(3, D, 2), "bias": draw(2)}),
        dilation=Count(2),
    ),
    Entry(sensors.gated, x=Numbers(X)),
    Entry(
        sensors.brain_encoder,
        x=Numbers(draw(2, 4, 5), axes=3),
        places=Finite(HEAD, axes=2),
        persons=Ids([1, 0], below=2),
        p=Parts(BRAIN),
        activation=Function(transformer.gelu),
        margin=Number(0.2, least=0),
    ),
    Entry(
        sensors.new_brain_encoder,
        rng=Rng(),
        people=Count(2),
        features=Count(3),
        channels=Count(D),
        inner=Count(5),
        depth=Count(2),
        harmonics=Count(2),
        kernel=Count(3),
        every=Count(2),
    ),
    # diffusion
    Entry(
        projected.project_at,
        denoise=Function(lambda x, t: x),
        project=Function(lambda x: x),
        times=Ids([3, 1], fits=False),
    ),
    Entry(
        projected.last_times,
        times=Ids([7, 5, 4, 1], fits=False),
        steps=Count(2, least=0, most=4),
        space=Count(1),
    ),
    Entry(
        projected.first_times,
        times=Ids([7, 5, 4, 1], fits=False),
        steps=Count(2, least=0, most=4),
    ),
    Entry(
        projected.even_times,
        times=Ids([7, 5, 4, 1], fits=False),
        steps=Count(2, most=4),
    ),
    Entry(
        directions.slerp,
        a=Finite(draw(3, D), axes=1),
        b=Finite(draw(3, D, seed=1), axes=1),
        t=Number(0.25),
    ),
    Entry(
        directions.closest_sample,
        drawn=Finite(draw(2, 3, D), axes=3),
        captions=Finite(draw(3, D, seed=1), axes=2),
    ),
    Entry(
        directions.keep_conditions,
        n=Count(4, least=0),
        rng=Rng(),
        vector_dropped=Rate(0.1),
        text_dropped=Rate(0.5),
    ),
    Entry(
        directions.to_buckets,
        x=Finite(X, fits=False, axes=0),
        low=Finite([-2.0], fits=False, axes=0),
        high=Finite([200.0], fits=False, axes=0),
        buckets=Count(8),
    ),
    Entry(
        directions.from_buckets,
        ids=Ids(IDS, below=8, fits=False, axes=0),
        low=Finite([-2.0], fits=False, axes=0),
        high=Finite([200.0], fits=False, axes=0),
        buckets=Count(8, least=7),
    ),
    Entry(
        schedules.linear_betas, steps=Count(4), beta_start=Rate(0.1), beta_end=Rate(0.2)
    ),
    Entry(
        schedules.scaled_linear_betas,
        steps=Count(4),
        beta_start=Rate(0.1),
        beta_end=Rate(0.2),
    ),
    Entry(
        schedules.cosine_betas,
        steps=Count(4),
        s=Number(0.008, least=0),
        beta_max=Rate(0.9),
    ),
    Entry(schedules.alpha_bars, betas=Chances([0.1, 0.2, 0.5], fits=False)),
    Entry(schedules.cosine_alpha_bar, time=Chances([0.1, 0.5], fits=False, axes=0)),
    Entry(schedules.signal_to_noise, alpha_bar=Chances([0.1, 0.5], fits=False, axes=0)),
    Entry(schedules.spaced_times, total=Count(9), steps=Count(3, most=9)),
    Entry(
        steps.add_noise,
        x=Numbers(X),
        noise=Numbers(X[::-1]),
        alpha_bar=Chances([[[0.5]], [[0.5]]], fits=False, axes=0),
    ),
    Entry(
        steps.noise_in,
        x=Numbers(X),
        picture=Numbers(X[::-1]),
        alpha_bar=Chances([[[0.5]], [[0.5]]], fits=False, axes=0),
    ),
    Entry(
        steps.picture_below,
        x=Numbers(X),
        noise=Numbers(X[::-1]),
        alpha_bar=Chances([[[0.5]], [[0.5]]], fits=False, axes=0),
    ),
    Entry(
        steps.velocity,
        picture=Numbers(X),
        noise=Numbers(X[::-1]),
        alpha_bar=Chances([[[0.5]], [[0.5]]], fits=False, axes=0),
    ),
    Entry(
        steps.picture_of_velocity,
        x=Numbers(X),
        v=Numbers(X[::-1]),
        alpha_bar=Chances([[[0.5]], [[0.5]]], fits=False, axes=0),
    ),
    Entry(
        steps.posterior,
        x=Numbers(X),
        picture=Numbers(X[::-1]),
        earlier=Rate(0.5),
        alpha_bar=Rate(0.2),
    ),
    Entry(
        steps.ddim_step,
        x=Numbers(X),
        picture=Numbers(X[::-1]),
        alpha_bar=Rate(0.2),
        earlier=Rate(0.5),
        eta=Number(0.5, least=0),
        rng=Rng(),
    ),
    Entry(
        steps.walk_back,
        denoise=Function(lambda x, t: x * 0.5),
        x=Numbers(X, fits=False, axes=0),
        alpha_bars=Chances([0.9, 0.5, 0.1], fits=False),
        times=Ids([2, 1, 0], below=3, fits=False),
        eta=Number(0.5, least=0),
        rng=Rng(),
    ),
    Entry(
        exact.exact_denoiser,
        x=Finite(X.reshape(2, -1)),
        pictures=Finite(draw(3, 5 * D)),
        alpha_bar=Rate(0.5),
        shares=Shares([0.5, 0.25, 0.25], optional=True),
    ),
    Entry(
        exact.patch_denoiser,
        x=Finite(draw(2, 4, 4, 3)),
        pictures=Finite(draw(5, 4, 4, 3)),
        alpha_bar=Rate(0.5),
        radius=Count(1, least=0),
    ),
    Entry(
        exact.gaussian_denoiser,
        x=Finite(draw(2, 3)),
        mean=Finite(draw(3)),
        directions=Finite(np.eye(3)),
        variances=Finite([0.5, 0.25, 0.75]),
        alpha_bar=Rate(0.5),
    ),
    Entry(
        learned.new_denoiser,
        rng=Rng(),
        d=Count(4),
        condition_size=Count(3),
        width=Count(8),
        blocks=Count(1),
    ),
    Entry(learned.level_features, alpha_bar=Chances([0.1, 0.5], fits=False)),
    Entry(
        learned.learned_denoiser,
        x=Numbers(draw(2, D), axes=2),
        condition=Numbers(draw(2, 3), axes=2),
        p=Parts(DENOISER),
        alpha_bar=Chances([0.1, 0.5], axes=0),
    ),
    Entry(
        learned.denoising_loss,
        p=Parts(DENOISER),
        x=Numbers(draw(2, D), axes=2),
        noise=Numbers(draw(2, D), axes=2),
        condition=Numbers(draw(2, 3), axes=2),
        alpha_bar=Chances([0.1, 0.5]),
    ),
    Entry(
        learned.teach_denoiser,
        p=Parts(DENOISER),
        x=Finite(draw(5, D), axes=2),
        condition=Finite(draw(5, 3), axes=2),
        rng=Rng(),
        alpha_bars=Chances([0.9, 0.5, 0.1], fits=False),
        size=Count(2, most=5),
        steps=Count(1, least=0),
        dropped=Rate(0.1),
        step_size=Number(0.01, above=0),
        average=Number(0.5, least=0),
        watch=Function(None, optional=True),
        every=Count(1),
    ),
    Entry(
        exact.narrow_errors,
        variances=Finite([0.5, 0.25, 0.75], fits=False),
        alpha_bar=Rate(0.5),
        width=Count(2, most=3),
    ),
    Entry(
        learned.noisy_examples,
        x=Finite(draw(5, D), axes=2, fits=False),
        condition=Numbers(draw(5, 3), axes=2),
        blank=Given(draw(3)),
        rng=Rng(),
        alpha_bars=Chances([0.9, 0.5, 0.1], fits=False),
        size=Count(2, most=5),
        steps=Count(1, least=0),
        dropped=Rate(0.1),
    ),
    Entry(
        worded.new_worded,
        rng=Rng(),
        positions=Count(5),
        k=Count(3),
        vocab_size=Count(V),
        d=Count(D),
        blocks=Count(1),
    ),
    Entry(
        worded.worded_denoiser,
        x=Numbers(draw(2, 5, 3), axes=3),
        ids=Ids(IDS, below=V, fits=False, axes=2),
        p=Parts(WORDED),
        alpha_bar=Chances([0.1, 0.5]),
        **heads,
    ),
    Entry(
        worded.teach_worded,
        p=Parts(WORDED),
        x=Finite(draw(2, 5, 3), axes=3),
        ids=Ids(IDS, below=V, axes=2),
        blank=Ids([1, 0, 0, 0], below=V),
        rng=Rng(),
        alpha_bars=Chances([0.9, 0.5, 0.1], fits=False),
        **heads,
        size=Count(1, most=2),
        steps=Count(1, least=0),
        dropped=Rate(0.1),
        step_size=Number(0.01, above=0),
        average=Number(0.5, least=0),
    ),
    Entry(
        guidance.guide,
        conditional=Numbers(X),
        unconditional=Numbers(X[::-1]),
        scale=Number(3.0),
    ),
    Entry(
        guidance.guide_beyond,
        conditional=Numbers(X),
        unconditional=Numbers(X[::-1]),
        weight=Number(2.0),
    ),
    Entry(
        guidance.drop_conditions,
        conditions=Numbers(X),
        empty=Numbers(X[0]),
        rng=Rng(),
        rate=Rate(0.3),  # of the two rows it leaves out one
    ),
    Entry(thresholds.clip_picture, pictures=Numbers(X, fits=False, axes=0)),
    Entry(
        thresholds.dynamic_threshold,
        pictures=Numbers(3 * X, fits=False, axes=2),
        percentile=Number(90.0, least=0),
    ),
    *(
        Entry(part, densities=Numbers(abs(X)), deltas=Numbers(np.ones(D)))
        for part in (
            rendering.opacities,
            rendering.transmittance,
            rendering.ray_weights,
        )
    ),
    Entry(
        rendering.see_along,
        densities=Numbers(abs(draw(2, 5))),
        colors=Numbers(draw(2, 5, 3), axes=3),
        deltas=Numbers(np.ones(5)),
        background=Numbers(np.ones(3)),
    ),
    Entry(rendering.turned_plane, n=Count(4), angle=Number(30.0)),
    Entry(
        rendering.render,
        densities=Numbers(abs(draw(3, 3, 3)), axes=3),
        colors=Numbers(draw(3, 3, 3, 2), axes=4),
        plane=Numbers(np.eye(9), axes=2),
        background=Numbers(np.ones(2)),
        edge=Number(1.0, least=0),
    ),
    Entry(
        rendering.density_blob,
        points=Numbers(draw(5, 3)),
        scale=Number(5.0),
        blob_width=Number(0.2, above=0),
    ),
    *(
        Entry(
            gradient,
            x=Numbers(X),
            noise=Numbers(X[::-1]),
            denoise=Function(lambda z: z * 0.5),
            alpha_bar=Rate(0.5),
            weight=Number(0.25, optional=True),
        )
        for gradient in (
            distilling.distillation_gradient,
            distilling.denoising_gradient,
        )
    ),
    Entry(distilling.distillation_target, x=Numbers(X), gradient=Numbers(X[::-1])),
    Entry(distilling.view_words, azimuth=Number(30.0), elevation=Number(10.0)),
    Entry(
        hashing.hash_corners, corners=Ids([[0, 1, 2], [3, 1, 0]]), table_size=Count(64)
    ),
    Entry(
        hashing.table_rows,
        corners=Ids([[0, 1, 2], [3, 1, 0]], below=4),
        grid_size=Count(3),
        table_size=Count(20),
    ),
    Entry(
        hashing.level_cells,
        coarsest=Count(4),
        finest=Count(16),
        levels=Count(3, least=2),
    ),
    Entry(
        hashing.encode_points,
        points=Chances([[0.5, 0.2, 0.9], [0.0, 1.0, 0.3]], axes=2),
        tables=[draw(8, 2), draw(20, 2)],
        cells=Ids([1, 3], least=1),
    ),
    Entry(
        hashing.new_tables,
        rng=Rng(),
        cells=Ids([1, 3], least=1, fits=False),
        table_size=Count(20),
        features=Count(2),
    ),
    Entry(
        hashing.shared_mean,
        values=Finite(draw(4, 2), axes=2, fits=False),
        strengths=Finite([1.0, 2.0, 3.0, 1.0]),
        rows=Ids([0, 1, 1, 0]),
    ),
    Entry(
        tetrahedra.crossing,
        corner=Numbers(draw(2, 3)),
        other_corner=Numbers(draw(2, 3, seed=1)),
        corner_value=np.array([1.0, -2.0]),
        other_value=np.array([-3.0, 1.0]),
    ),
    Entry(tetrahedra.triangles, inside=Flags([True, False, False, True])),
    Entry(
        tetrahedra.marching_tetrahedra,
        points=Finite(tetrahedra.grid_tetrahedra(2)[0], axes=2),
        tetrahedra=Ids(tetrahedra.grid_tetrahedra(2)[1], below=8, axes=2),
        values=Finite(draw(8)),
    ),
    Entry(tetrahedra.grid_tetrahedra, n=Count(2, least=2)),
    Entry(
        inpainting.put_back,
        x=Numbers(draw(2, 4, 4, 3), axes=4),
        picture=Numbers(draw(4, 4, 3), axes=3),
        visible=Flags(np.tri(4, dtype=bool), axes=2),
        rng=Rng(),
        alpha_bar=Rate(0.5),
    ),
    Entry(
        inpainting.keep_visible,
        guess=Numbers(draw(2, 4, 4, 3), axes=4),
        picture=Numbers(draw(4, 4, 3), axes=3),
        visible=Flags(np.tri(4, dtype=bool), axes=2),
    ),
    Entry(
        cascade.shrink,
        pictures=Numbers(draw(2, 4, 4, 3), fits=False, axes=4),
        zoom=Count(2),
    ),
    Entry(
        cascade.enlarge,
        pictures=Numbers(draw(2, 4, 4, 3), fits=False, axes=4),
        zoom=Count(2),
    ),
    Entry(
        cascade.augment,
        pictures=Numbers(X),
        noise=Numbers(X[::-1]),
        level=Chances([0.2, 0.6], fits=False, axes=0),
    ),
    Entry(
        cascade.surroundings,
        pictures=Numbers(draw(2, 4, 4, 3), fits=False, axes=4),
        radius=Count(1, least=0),
    ),
    Entry(distance.frechet_distance, x=Finite(draw(5, 3)), y=Finite(draw(6, 3))),
    # preferences
    Entry(
        comparisons.win_chance,
        reward=Numbers(draw(3), axes=0),
        other=Numbers(draw(3, seed=1), axes=0),
    ),
    Entry(comparisons.pairs, k=Count(4, least=2)),
    Entry(comparisons.ranking_loss, rewards=Numbers(draw(2, 3), fits=False)),
    Entry(
        comparisons.center,
        rewards=Numbers(draw(2, 3), fits=False, axes=0),
        demonstrations=Finite(draw(4), fits=False),
    ),
    Entry(comparisons.best_of, rewards=Finite(draw(2, 3), fits=False)),
    Entry(comparisons.best_of_kl, n=Count(4)),
    Entry(
        conversations.pick_message,
        roles=Texts(["user", "assistant", "user", "assistant"]),
        rng=Rng(),
        role=Text("assistant"),
    ),
    Entry(
        conversations.compare_at,
        messages=Given([("user", "a"), ("assistant", "b")]),
        k=Count(1, least=0, most=1),
        alternatives=Texts(["b", "c"]),
    ),
    Entry(
        leash.token_log_probs,
        logits=Numbers(draw(2, 4, V), axes=2),
        ids=Ids(IDS, below=V),
    ),
    Entry(
        leash.leashed_rewards,
        reward=Numbers(draw(2)),
        log_probs=Numbers(draw(2, 4), axes=2),
        supervised=Numbers(draw(2, 4, seed=1), axes=2),
        beta=Number(0.1, least=0),
    ),
    Entry(
        leash.tilt,
        chances=Shares(SHARES),
        rewards=Finite(draw(3)),
        beta=Number(0.5, above=0),
    ),
    Entry(leash.divergence, q=Shares(SHARES), p=Shares(SHARES[::-1])),
    Entry(
        policies.reinforce_loss,
        log_probs=Numbers(draw(2, 4)),
        advantage=Numbers(draw(2, 4, seed=1)),
    ),
    Entry(
        policies.advantages,
        rewards=Numbers(draw(2, 4)),
        values=Numbers(draw(2, 4, seed=1)),
        discount=Rate(0.9),
        lam=Rate(0.5),
    ),
    Entry(
        policies.clipped_loss,
        log_probs=Numbers(draw(2, 4)),
        old_log_probs=Numbers(draw(2, 4, seed=1)),
        advantage=Numbers(draw(2, 4, seed=2)),
        clip=Number(0.2, above=0),
    ),
    Entry(
        policies.value_loss,
        values=Numbers(draw(2, 4)),
        returns=Numbers(draw(2, 4, seed=1)),
    ),
    Entry(
        policies.mixed_loss,
        policy_loss=Given(1.0),
        pretraining_loss=Given(0.5),
        gamma=Number(27.8, least=0),
    ),
    # networks
    Entry(norm.layer_norm, x=Numbers(X), p=Parts(norm.new_norm(D)), **eps),
    Entry(norm.new_norm, d=Count(3)),
    Entry(norm.rms_norm, x=Numbers(X), p=Parts(norm.new_rms_norm(D)), **eps),
    Entry(norm.new_rms_norm, d=Count(3)),
    Entry(
        embeddings.bert_embeddings,
        ids=Ids(IDS, below=V),
        segments=Ids(np.zeros((2, 4), int), below=2),
        p=Parts(BERT_TABLES),
    ),
    Entry(
        embeddings.roberta_positions,
        ids=Whole(IDS, fits=False),
        padding_id=Count(1, least=0),
    ),
    Entry(window.window, ids=Ids(IDS, fits=False)),
    Entry(
        window.fit_window,
        windows=Ids([[0, 1, 2], [1, 2, 3]], below=V, axes=2),
        targets=Ids([1, 2], below=V),
        vocab_size=Count(V, least=4),
        steps=Count(3, least=0),
        **step_size,
    ),
    Entry(
        window.predict_window,
        windows=Ids([[0, 1, 2]], below=V, axes=2),
        table=Numbers(draw(3, V, V), fits=False, axes=3),
    ),
    Entry(
        sharing.factorized_embeddings,
        ids=Ids(IDS[0], below=V),
        segments=Ids([0, 0, 1, 1], below=2),
        p=Parts(ALBERT, spare=("block",)),
    ),
    Entry(
        sharing.repeat_block,
        x=Numbers(X),
        block=Parts(BLOCK),
        layers=Count(2, least=0),
        **heads,
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        sharing.albert,
        ids=Ids(IDS[0], below=V),
        segments=Ids([0, 0, 1, 1], below=2),
        p=Parts(ALBERT),
        layers=Count(2, least=0),
        **heads,
        mask=Flags(np.tri(4, dtype=bool), optional=True, axes=0),
    ),
    Entry(
        sharing.new_albert,
        rng=Rng(),
        vocab_size=Count(5),
        positions=Count(4),
        e=Count(2),
        d=Count(4),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(sharing.break_even, **sizes("vocab_size", "width")),
    Entry(recurrence.new_relative_block, rng=Rng(), d=Count(4), **heads),
    Entry(
        recurrence.relative_encoding,
        distance=Whole([-1, 0, 2], fits=False, axes=0),
        d=Count(4),
    ),
    Entry(recurrence.rel_shift, x=Numbers(draw(2, 3), fits=False, axes=2)),
    Entry(
        recurrence.relative_scores,
        q=Numbers(draw(2, D), axes=2),
        k=Numbers(draw(3, D), axes=2),
        r=Numbers(draw(5, D), axes=2),
        u=Numbers(draw(D), fits=False, axes=0),
        v=Numbers(draw(D), fits=False, axes=0),
    ),
    Entry(
        recurrence.relative_attention,
        x=Numbers(X),
        seen=Numbers(X),
        p=Parts(RELATIVE, spare=("norm",)),
        **mask,
    ),
    Entry(
        recurrence.relative_block,
        x=Numbers(X),
        seen=Numbers(X),
        p=Parts(RELATIVE),
        **mask,
        **eps,
    ),
    Entry(
        recurrence.remember,
        memory=Numbers(draw(2, D), axes=2),
        h=Numbers(draw(3, D), axes=2),
        most=Count(4, least=0),
    ),
    Entry(
        recurrence.beside_memory,
        mask=Flags(MASK, fits=False, axes=2),
        columns=Count(2, least=0),
    ),
    Entry(
        recurrence.read_segments,
        segments=Several([draw(2, D), draw(2, D)]),
        stack=Functions([lambda h, seen, mask: h]),
        most=Count(2, least=0),
    ),
    Entry(
        recurrence.reach,
        layers=Count(2, big=True),
        segment=Count(3, big=True),
        memory=Count(4, least=0, big=True),
    ),
    Entry(transformer.relu, x=Numbers(X, fits=False, axes=0)),
    Entry(transformer.normal_cdf, x=Numbers(X, fits=False, axes=0)),
    Entry(transformer.gelu, x=Numbers(X, fits=False, axes=0)),
    Entry(transformer.silu, x=Numbers(X, fits=False, axes=0)),
    Entry(transformer.gelu_tanh, x=Numbers(X, fits=False, axes=0)),
    Entry(
        transformer.feed_forward, x=Numbers(X), p=Parts(BLOCK["feed_forward"]), **bend
    ),
    Entry(
        transformer.gated_feed_forward,
        x=Numbers(X),
        p=Parts(MT5["encoder"]["blocks"][0]["feed_forward"]),
        **bend,
    ),
    Entry(
        transformer.post_norm_block,
        x=Numbers(X),
        p=Parts(BLOCK),
        **heads,
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        transformer.pre_norm_block,
        x=Numbers(X),
        p=Parts(BLOCK),
        **heads,
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        any_size.scale_pixels,
        patches=Numbers(draw(2, 4, 12), fits=False, axes=0),
        side=Count(4),
    ),
    Entry(
        any_size.place_intervals,
        height=Count(4),
        width=Count(4),
        side=Count(2),
        bins=Count(8),
    ),
    Entry(
        any_size.middle_places,
        intervals=Ids([[0, 3], [3, 8]], below=9),
        bins=Count(8),
    ),
    Entry(
        any_size.draw_places,
        intervals=Ids([[0, 3], [3, 8]], below=9),
        rng=Rng(),
        bins=Count(8),
    ),
    Entry(
        patches.cut_patches,
        pictures=Numbers(draw(2, 4, 4, 3), fits=False, axes=3),
        side=Count(2),
    ),
    Entry(
        patches.join_patches,
        patches=Numbers(draw(2, 4, 12), axes=2),
        height=Count(4),
        width=Count(4),
        side=Count(2),
    ),
    Entry(patches.patch_number, height=Count(4), width=Count(4), side=Count(2)),
    Entry(
        patches.eye,
        patches=Numbers(draw(2, 5, 6), axes=2),
        p=Parts(EYE),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        patches.new_eye,
        rng=Rng(),
        d=Count(4),
        positions=Count(5),
        r=Count(6),
        layers=Count(1, least=0),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(tubes.moment_number, length=Count(5), span=Count(2)),
    Entry(
        tubes.tube_number,
        length=Count(5),
        height=Count(4),
        width=Count(4),
        side=Count(2),
        span=Count(2),
    ),
    Entry(
        tubes.cut_tubes,
        films=Numbers(draw(2, 3, 4, 4, 3), fits=False, axes=4),
        side=Count(2),
        span=Count(2),
    ),
    Entry(
        tubes.join_tubes,
        squares=Numbers(draw(2, 4, 12), axes=2),
        tubes=Numbers(draw(2, 3, 4, 24), axes=3),
        height=Count(4),
        width=Count(4),
        side=Count(2),
        span=Count(2),
    ),
    Entry(
        tubes.existing_moments,
        exists=Flags([[True, True, False], [True, False, False]]),
        span=Count(2),
    ),
    *(
        Entry(mask, t=Count(2), m=Count(3))
        for mask in (tubes.space_mask, tubes.time_mask)
    ),
    Entry(
        tubes.encode_tubes,
        squares=Numbers(draw(2, 4, 6), axes=2),
        tubes=Numbers(draw(2, 2, 4, 12), axes=3),
        p=Parts(tubes.new_tube_encoder(rng(), **TUBES)),
        mask=Flags(np.tri(3, dtype=bool), optional=True),
        **heads,
        **eps,
    ),
    Entry(
        tubes.decode_tubes,
        z=Numbers(draw(2, 3, 4, 3), axes=3),
        p=Parts(tubes.new_tube_decoder(rng(), **TUBES)),
        mask=Flags(np.tri(3, dtype=bool), optional=True),
        **heads,
        **eps,
    ),
    *(
        Entry(
            new,
            rng=Rng(),
            d=Count(4),
            m=Count(4),
            t=Count(3),
            r=Count(6),
            s=Count(12),
            e=Count(3),
            depth=Count(1, least=0),
            inner=Count(3, optional=True),
            **spread,
        )
        for new in (tubes.new_tube_encoder, tubes.new_tube_decoder)
    ),
    Entry(
        pooler.attentional_pool,
        x=Numbers(X, axes=2),
        p=Parts(POOLER),
        **heads,
        **eps,
    ),
    Entry(
        pooler.new_pooler,
        rng=Rng(),
        d=Count(4),
        c=Count(3),
        queries=Count(2),
        **spread,
    ),
    Entry(
        decoupled.class_mask,
        ids=Whole(IDS, fits=False),
        padding_id=Count(0, least=0),
    ),
    Entry(
        decoupled.decoupled_decoder,
        ids=Ids(IDS, below=V, fits=False, axes=2),
        seen=Numbers(X, axes=3),
        p=Parts(DECOUPLED),
        **heads,
        padding_id=Count(0, least=0),
        **bend,
        **eps,
    ),
    Entry(
        decoupled.new_decoupled,
        rng=Rng(),
        vocab_size=Count(5),
        positions=Count(6),
        d=Count(4),
        c=Count(3),
        space=Count(2),
        layers=Count(1),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        transformer.post_norm_blocks,
        x=Numbers(X),
        blocks=Dicts([BLOCK]),
        **heads,
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        transformer.embed,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(MODEL, spare=("norm", "blocks")),
    ),
    Entry(
        transformer.encoder,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(MODEL),
        **heads,
        mask=Flags(np.tri(4, dtype=bool), optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(
        transformer.decoder,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(MODEL),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        transformer.new_block,
        rng=Rng(),
        d=Count(4),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        transformer.new_model,
        rng=Rng(),
        vocab_size=Count(5),
        positions=Count(4),
        d=Count(4),
        layers=Count(1, least=0),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(transformer.size, p=Tree(MODEL)),
    Entry(
        placed.placed_attention,
        x=Numbers(X, axes=2),
        p=Parts(BLOCK["attention"]),
        **heads,
        **door,
        **mask,
    ),
    Entry(placed.split_fused, p=Parts(FUSED), **heads),
    *(
        Entry(
            block,
            x=Numbers(X, axes=2),
            p=Parts(BLOCK),
            **heads,
            **door,
            **mask,
            **bend,
            **eps,
        )
        for block in (placed.placed_block, placed.parallel_block)
    ),
    Entry(
        placed.gpt_neox,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(NEOX),
        **heads,
        rotary=Rate(1.0),
        **bend,
        **eps,
    ),
    Entry(
        placed.bloom,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(BLOOM),
        **heads,
        **bend,
        **eps,
    ),
    *(
        Entry(
            new,
            rng=Rng(),
            vocab_size=Count(5),
            d=Count(4),
            layers=Count(1, least=0),
            inner=Count(3, optional=True),
            **spread,
        )
        for new in (placed.new_gpt_neox, placed.new_bloom)
    ),
    *(
        Entry(mask, k=Count(2, least=0), n=Count(3, least=0))
        for mask in (
            queries.contrast_mask,
            queries.generation_mask,
            queries.matching_mask,
        )
    ),
    Entry(
        queries.query_block,
        x=Numbers(X, axes=2),
        image=Numbers(draw(2, 7, 3), axes=2),
        p=Parts(
            Q_FORMER["blocks"][0], spare=("cross_attention", "cross_attention_norm")
        ),
        queries=Count(2, most=5),
        **heads,
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        queries.q_former,
        image=Numbers(draw(2, 7, 3), axes=2),
        p=Parts(Q_FORMER),
        ids=Ids(IDS, below=V, fits=False, optional=True),
        mask=Flags(queries.generation_mask(k=2, n=4), optional=True),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        queries.new_q_former,
        rng=Rng(),
        queries=Count(2),
        d=Count(4),
        image_width=Count(3),
        layers=Count(2, least=0),
        every=Count(2),
        vocab_size=Count(5, least=0),
        positions=Count(3, least=0),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        spliced.multimodal_sentence,
        ids=Ids([2, -1, 3, -1], least=-1, fits=False),
        sizes=[2, 1],
        target=Ids([4, 1], fits=False),
    ),
    Entry(
        spliced.splice,
        x=Numbers(X, axes=2),
        observations=Numbers(draw(2, 2, D), axes=2),
        marked=Flags([True, False, False, True, False]),
    ),
    Entry(
        spliced.spliced_decoder,
        ids=Ids([2, -1, 3, -1], below=V, least=-1, fits=False),
        observations=Numbers(draw(2, 2, D), axes=2),
        p=Parts(MODEL),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        experts.route,
        x=Numbers(X[0], axes=2),
        router=Numbers(draw(D, 3), fits=False, axes=2),
        top=Count(2, most=3),
    ),
    Entry(
        experts.expert_capacity,
        tokens=Count(16),
        experts=Count(8),
        factor=Number(1.0, above=0),
        top=Count(2, most=8),
    ),
    Entry(
        experts.take_seats,
        choices=Ids(CHOICES, below=3, fits=False, axes=2),
        experts=Count(3),
        capacity=Count(1),
    ),
    Entry(
        experts.mixture,
        x=Numbers(X),
        p=Parts(GLAM["blocks"][1]["feed_forward"]),
        top=Count(2, most=3),
        capacity=Count(1, optional=True),
        layer=Function(encoder_decoder.relu_layer),
    ),
    Entry(
        experts.balancing_loss,
        shares=Numbers(attention.softmax(draw(5, 3)), fits=False, axes=2),
        choices=Ids(CHOICES, below=3, fits=False, axes=2),
    ),
    Entry(
        experts.gated_block,
        x=Numbers(X, axes=2),
        p=Parts(GLAM["blocks"][0]),
        **heads,
        **mask,
        **eps,
    ),
    Entry(
        experts.expert_block,
        x=Numbers(X, axes=2),
        p=Parts(GLAM["blocks"][1]),
        **heads,
        **mask,
        top=Count(2, most=3),
        capacity=Count(1, optional=True),
        **eps,
    ),
    Entry(
        experts.glam,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(GLAM),
        **heads,
        top=Count(2, most=3),
        capacity=Count(1, optional=True),
        **eps,
    ),
    Entry(
        experts.new_mixture,
        rng=Rng(),
        d=Count(4),
        inner=Count(3),
        experts=Count(2),
        **spread,
    ),
    Entry(
        experts.new_glam,
        rng=Rng(),
        vocab_size=Count(5),
        d=Count(4),
        **heads,
        layers=Count(2),
        experts=Count(2),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        gated.resurrecting_gates,
        scores=Numbers(draw(2, 3), fits=False, axes=0),
        threshold=Number(0.2, least=0),
    ),
    Entry(
        gated.balanced_look,
        x=Numbers(X, axes=2),
        levels=[draw(2, 3, D), draw(2, 3, D, seed=1)],
        p=Parts(BALANCED),
        **heads,
        threshold=Number(0.2, least=0),
        **eps,
    ),
    Entry(gated.squared_relu, x=Numbers(X, fits=False, axes=0)),
    Entry(gated.latest_picture, begins=Flags(CHOSEN, fits=False)),
    Entry(
        gated.picture_mask,
        begins=Flags(CHOSEN, fits=False),
        images=Count(2),
        each=Count(3),
    ),
    Entry(
        gated.gated_look,
        x=Numbers(X, axes=2),
        memory=Numbers(MEMORY, axes=2),
        p=Parts(LOOK),
        **heads,
        mask=Flags(np.ones((5, 6), bool), optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(
        gated.new_gated_look,
        rng=Rng(),
        d=Count(4),
        c=Count(3),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(gated.looks_before, layers=Count(8), every=Count(4)),
    Entry(
        gated.seeing_decoder,
        ids=Ids(IDS, below=V, fits=False),
        memory=Numbers(MEMORY, axes=2),
        p=Parts(MODEL),
        looks=Dicts([LOOK]),
        **heads,
        mask=Flags(np.ones((4, 6), bool), optional=True, axes=0),
        every=Count(4),
        **bend,
        look_activation=Function(transformer.relu),
        **eps,
    ),
    Entry(
        resampler.resample_layer,
        latents=Numbers(draw(2, 3, D, seed=5), axes=2),
        context=Numbers(X, axes=2),
        p=Parts(RESAMPLER["layers"][0]),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        resampler.resample,
        frames=Numbers(draw(2, 2, 5, D), axes=2),
        p=Parts(RESAMPLER),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        resampler.new_resampler,
        rng=Rng(),
        d=Count(4),
        r=Count(3),
        layers=Count(1),
        t=Count(2),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(lean.swiglu_layer, x=Numbers(X), p=Parts(LLAMA["blocks"][0]["feed_forward"])),
    Entry(lean.gated_width, d=Count(4), multiple=Count(8)),
    Entry(
        lean.grouped_attention,
        x=Numbers(X, axes=2),
        p=Parts(PALM["blocks"][0]["attention"]),
        **heads,
        groups=Count(1),
        turn=Function(np.negative, optional=True),
        **mask,
    ),
    *(
        Entry(
            block,
            x=Numbers(X, axes=2),
            p=Parts(p["blocks"][0]),
            **heads,
            turn=Function(np.negative, optional=True),
            **mask,
            **eps,
        )
        for block, p in ((lean.palm_block, PALM), (lean.llama_block, LLAMA))
    ),
    *(
        Entry(
            model,
            ids=Ids(IDS, below=V, fits=False),
            p=Parts(p),
            **heads,
            base=Number(100.0, above=0),
            **eps,
        )
        for model, p in ((lean.palm, PALM), (lean.llama, LLAMA))
    ),
    Entry(
        lean.new_palm,
        rng=Rng(),
        vocab_size=Count(5),
        d=Count(4),
        **heads,
        head_size=Count(2),
        layers=Count(1),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        lean.new_llama,
        rng=Rng(),
        vocab_size=Count(5),
        d=Count(4),
        layers=Count(1),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        cache.cached_attention,
        x=Numbers(X),
        p=Parts(BLOCK["attention"]),
        **heads,
        kept=Parts(KEPT, optional=True),
    ),
    Entry(
        cache.cached_block,
        x=Numbers(X),
        p=Parts(BLOCK),
        **heads,
        kept=Parts(KEPT, optional=True),
        **bend,
        **eps,
    ),
    Entry(
        cache.read_on,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(MODEL),
        **heads,
        cache=Given([{name: part[..., :2, :] for name, part in KEPT.items()}]),
        **bend,
        **eps,
    ),
    Entry(
        waves.wave_decoder,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(
            {k: MODEL[k] for k in ("token_table", "norm", "blocks")}
            | {"bias": np.zeros(V)}
        ),
        **heads,
        **bend,
        **eps,
    ),
    Entry(beginnings.residual_scale, layers=Count(2, big=True)),
    Entry(
        beginnings.stream_spreads,
        ids=Ids(IDS, below=V, fits=False),
        p=Parts(MODEL, spare=("norm",)),
        **heads,
    ),
    *(
        Entry(
            new,
            rng=Rng(),
            vocab_size=Count(5),
            positions=Count(4),
            d=Count(4),
            layers=Count(1),
            inner=Count(3, optional=True),
        )
        for new in (beginnings.new_decoder, beginnings.new_decoder_released)
    ),
    Entry(
        disentangled.delta,
        i=Whole([3, 4], fits=False, axes=0),
        j=Whole([1, 5], fits=False, axes=0),
        k=Count(3),
    ),
    Entry(
        disentangled.summed_terms,
        content=Numbers(draw(5, D), axes=2),
        position=Numbers(draw(5, D)),
        w_q=Numbers(draw(D, 3), axes=2),
        w_k=Numbers(draw(D, 3)),
    ),
    Entry(disentangled.content_to_content, q=Numbers(X), k=Numbers(X)),
    Entry(disentangled.content_to_position, q=Numbers(X), k_r=Numbers(draw(6, D))),
    Entry(disentangled.position_to_content, k=Numbers(X), q_r=Numbers(draw(6, D))),
    Entry(
        disentangled.position_to_content_released, k=Numbers(X), q_r=Numbers(draw(6, D))
    ),
    Entry(disentangled.add_terms, terms=Several([draw(3, 3), draw(3, 3)]), d=Count(4)),
    Entry(
        disentangled.disentangled_scores,
        q=Numbers(X),
        k=Numbers(X),
        k_r=Numbers(draw(6, D)),
        q_r=Numbers(draw(6, D)),
        p2c=Function(P2C),
    ),
    Entry(
        disentangled.disentangled_attention,
        q=Numbers(X),
        k=Numbers(X),
        v=Numbers(X, fits=False),
        k_r=Numbers(draw(6, D)),
        q_r=Numbers(draw(6, D)),
        p2c=Function(P2C),
        **mask,
    ),
    Entry(
        disentangled.disentangled_block,
        query=Numbers(X),
        hidden=Numbers(X),
        table=Numbers(draw(6, D), axes=2),
        p=Parts(DEBERTA),
        **heads,
        p2c=Function(P2C),
        **mask,
        **bend,
        **eps,
    ),
    Entry(
        disentangled.enhanced_mask_decoder,
        hidden=Numbers(X),
        places=Numbers(draw(5, D)),
        layer=Function(lambda q, h: q + h),
        layers=Count(2),
    ),
    Entry(
        encoder_decoder.cross_block,
        x=Numbers(X, axes=2),
        memory=Numbers(draw(2, 3, D), axes=2),
        p=Parts(BART["decoder"]["blocks"][0]),
        **heads,
        **mask,
        memory_mask=Flags(np.ones((5, 3), bool), optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(encoder_decoder.bart, **texts, p=Parts(BART), **bend, **eps),
    Entry(
        encoder_decoder.new_bart,
        rng=Rng(),
        vocab_size=Count(5),
        positions=Count(4),
        d=Count(4),
        layers=Count(1, least=0),
        inner=Count(3, optional=True),
        **spread,
    ),
    Entry(
        encoder_decoder.write_out,
        source=Ids([2, 5], fits=False),
        model=Function(lambda source, target: np.eye(V)[(target + source[0]) % V]),
        start=Count(1, least=0),
        end=Count(0, least=0),
        most=Count(4),
    ),
    Entry(
        encoder_decoder.biased_attention,
        x=Numbers(X, axes=2),
        context=Numbers(X),
        p=Parts(T5["encoder"]["blocks"][0]["attention"]),
        **heads,
        bias=Numbers(draw(2, 5, 5), optional=True, axes=2),
        **mask,
    ),
    Entry(
        encoder_decoder.relu_layer,
        x=Numbers(X),
        p=Parts(T5["encoder"]["blocks"][0]["feed_forward"]),
    ),
    Entry(
        encoder_decoder.geglu_layer,
        x=Numbers(X),
        p=Parts(MT5["encoder"]["blocks"][0]["feed_forward"]),
    ),
    Entry(
        encoder_decoder.t5_stack,
        ids=Ids(IDS, below=V, fits=False),
        table=Numbers(T5["token_table"], fits=False, axes=2),
        p=Parts(T5["decoder"]),
        **heads,
        memory=Numbers(draw(2, 3, D), optional=True, axes=2),
        mask=Flags(np.ones(4, bool), optional=True, axes=0),
        memory_mask=Flags(np.ones(3, bool), optional=True, axes=0),
        layer=Function(encoder_decoder.relu_layer),
        furthest=Count(12, least=5),
        **eps,
    ),
    Entry(encoder_decoder.t5, **texts, p=Parts(T5), furthest=Count(12, least=5)),
    Entry(encoder_decoder.mt5, **texts, p=Parts(MT5), furthest=Count(12, least=5)),
    *(
        Entry(
            new,
            rng=Rng(),
            vocab_size=Count(5),
            d=Count(4),
            **heads,
            layers=Count(1, least=0),
            inner=Count(3, optional=True),
            head_size=Count(3, optional=True),
            buckets=Count(8, least=4),
        )
        for new in (encoder_decoder.new_t5, encoder_decoder.new_mt5)
    ),
    Entry(
        listener.stem,
        mel=Numbers(draw(2, 5, 3), axes=2),
        p=Parts(LISTENER, spare=("encoder", "decoder")),
        **bend,
    ),
    Entry(
        listener.listen,
        mel=Numbers(draw(2, 5, 3), axes=2),
        p=Parts(LISTENER, spare=("decoder",)),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        listener.write_down,
        ids=Ids(IDS, below=V, fits=False),
        memory=Numbers(draw(2, 3, D), axes=2),
        p=Parts(LISTENER["decoder"]),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        listener.where_it_listens,
        ids=Ids(IDS, below=V, fits=False),
        memory=Numbers(draw(2, 3, D), axes=2),
        p=Parts(LISTENER["decoder"], spare=("norm",)),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        listener.new_listener,
        rng=Rng(),
        bands=Count(3),
        vocab_size=Count(5),
        positions=Count(6),
        d=Count(4),
        layers=Count(1, least=0),
        inner=Count(3, optional=True),
        **spread,
    ),
    # sounds
    Entry(mel.hann_window, n=Count(4, big=True)),
    Entry(
        mel.power_frames,
        sound=Numbers(draw(2, 40), fits=False),
        window=Count(8),
        hop=Count(4),
    ),
    Entry(mel.hertz_to_mel, hertz=Finite([100.0, 2000.0], fits=False, axes=0)),
    Entry(mel.mel_to_hertz, mel=Finite([7.0, 20.0], fits=False, axes=0)),
    Entry(
        mel.mel_filters,
        sample_rate=Number(4000.0, above=0),
        window=Count(40),
        bands=Count(5),
    ),
    Entry(
        mel.log_mel,
        sound=Numbers(draw(2, 40), fits=False),
        sample_rate=Number(4000.0, above=0),
        window=Count(8),
        hop=Count(4),
        bands=Count(2),
    ),
    Entry(mel.fit_length, sound=Numbers(draw(2, 5), fits=False), length=Count(7)),
    # objectives
    Entry(
        alignment.read_path,
        path=Ids([1, 1, 0, 2], fits=False),
        blank_id=Count(0, least=0),
    ),
    Entry(
        alignment.alignment_loss,
        logits=Numbers(draw(2, 6, V), fits=False, axes=3),
        targets=Ids([[1, 2], [3, 3]], below=V, axes=2),
        lengths=Ids([2, 1], below=3),
        blank_id=Count(0, least=0, most=V - 1),
    ),
    Entry(contrast.normalize, x=Numbers(X, fits=False)),
    Entry(
        contrast.cosines, x=Numbers(draw(3, D), axes=2), y=Numbers(draw(4, D), axes=2)
    ),
    Entry(
        best_query.best_query_cosines,
        x=Numbers(draw(2, 3, D), axes=2),
        y=Numbers(draw(4, D), axes=2),
    ),
    Entry(
        best_query.best_query_loss,
        x=Numbers(draw(2, 3, D), axes=3),
        y=Numbers(draw(2, D), axes=2),
        temperature=Number(0.07, above=0),
    ),
    Entry(pairing.hard_negatives, scores=Finite(draw(3, 3), axes=2), rng=Rng()),
    Entry(pairing.stranger_shares, scores=Finite(draw(3, 3), axes=2)),
    Entry(pairing.matching_batch, scores=Finite(draw(3, 3), axes=2), rng=Rng()),
    Entry(pairing.matching_scores, z=Numbers(draw(2, 3, D)), p=Parts(MATCH)),
    Entry(
        pairing.matching_loss,
        z=Numbers(draw(2, 3, D), axes=3),
        p=Parts(MATCH),
        belong=Ids([1, 0], below=2, axes=1),
    ),
    Entry(contrast.in_batch_loss, scores=Numbers(draw(3, 3), axes=2)),
    Entry(
        contrast.retrieval_loss,
        x=Numbers(draw(3, D), axes=2),
        y=Numbers(draw(5, D), axes=2),
        scale=Number(2.0, above=0),
        margin=Number(0.3, least=0),
    ),
    Entry(
        contrast.candidate_scores,
        x=Numbers(draw(3, D), axes=2),
        y=Numbers(draw(5, D), axes=2),
    ),
    Entry(
        contrast.candidate_loss,
        x=Numbers(draw(3, D), axes=2),
        y=Numbers(draw(5, D), axes=2),
    ),
    Entry(
        ridge.lagged,
        x=Numbers(X, fits=False, axes=2),
        lags=Whole([-1, 0, 2], fits=False),
    ),
    Entry(
        ridge.fit_ridge,
        x=Finite(draw(6, D), fits=False, axes=2),
        y=Finite(draw(6, 3, seed=1), fits=False, axes=2),
        penalty=Number(0.5, above=0),
    ),
    Entry(
        contrast.contrastive_loss,
        x=Numbers(draw(3, D), axes=2),
        y=Numbers(draw(3, D), axes=2),
        scale=Number(2.0, above=0),
    ),
    Entry(
        contrast.additive_margin_loss,
        x=Numbers(draw(3, D), axes=2),
        y=Numbers(draw(3, D), axes=2),
        scale=Number(2.0, above=0),
        margin=Number(0.3, least=0),
    ),
    Entry(
        contrast.needed_gap,
        n=Count(3, least=2),
        margin=Number(0.3),
        scale=Number(2.0, above=0),
        confidence=Rate(0.25),
    ),
    Entry(
        contrast.lowest_loss,
        n=Count(3, least=2),
        margin=Number(0.3),
        scale=Number(2.0, above=0),
    ),
    Entry(
        contrast.learned_scale,
        log_scale=Number(1.0),
        largest=Number(100.0, above=0),
    ),
    Entry(
        contrast.zero_shot,
        x=Numbers(draw(3, D), axes=2),
        captions=Numbers(draw(5, D), axes=2),
        scale=Number(2.0, above=0),
    ),
    Entry(contrast.average_direction, x=Numbers(draw(3, D), fits=False, axes=2)),
    Entry(
        captions.caption_loss,
        logits=Numbers(draw(2, 4, V), axes=3),
        ids=Ids(IDS, below=V, axes=2),
        padding_id=Count(0, least=0),
    ),
    Entry(
        captions.coca_loss,
        pictures=Numbers(draw(2, D), axes=2),
        read=Numbers(draw(2, D, seed=1), axes=2),
        logits=Numbers(draw(2, 4, V), axes=3),
        ids=Ids(IDS, below=V, axes=2),
        scale=Number(2.0, above=0),
        padding_id=Count(0, least=0),
        contrastive=Number(1.0, least=0),
        captioning=Number(2.0, least=0),
    ),
    Entry(contrast.retrieval_accuracy, scores=Finite(draw(3, 3), axes=2)),
    Entry(
        detection.replace_tokens,
        ids=Ids(IDS),
        chosen=Flags(CHOSEN),
        samples=Ids([4, 5, 6]),
    ),
    Entry(
        detection.detection_loss,
        scores=Numbers(draw(2, 4)),
        replaced=Flags(CHOSEN),
        counted=Flags(np.ones((2, 4), bool), optional=True),
    ),
    Entry(
        detection.encode,
        ids=Ids(IDS, below=V, fits=False),
        tables=Parts(ELECTRA["tables"]),
        net=Parts(ELECTRA["generator"], spare=("head",)),
        **heads,
        mask=Flags(np.tri(4, dtype=bool), optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(
        detection.token_scores,
        hidden=Numbers(X),
        tables=Parts(ELECTRA["tables"], spare=("position_table", "norm")),
        head=Parts(ELECTRA["generator"]["head"]),
        **bend,
        **eps,
    ),
    Entry(
        detection.replaced_scores,
        hidden=Numbers(X),
        head=Parts(ELECTRA["discriminator"]["head"]),
        **bend,
    ),
    Entry(
        detection.masked_lm_step,
        ids=Ids(IDS, below=V),
        candidates=Flags(CHOSEN),
        p=Parts(ELECTRA, spare=("discriminator",)),
        rng=Rng(),
        mask_id=Count(4, least=0, most=V - 1),
        **heads,
        **rate,
        **bend,
    ),
    Entry(
        detection.electra_step,
        ids=Ids(IDS, below=V),
        candidates=Flags(CHOSEN),
        p=Parts(ELECTRA),
        rng=Rng(),
        mask_id=Count(4, least=0, most=V - 1),
        heads=Two((2, 2)),
        **rate,
        **bend,
    ),
    Entry(detection.suspect, prior=Shares(SHARES), generator=Shares(SHARES), **rate),
    Entry(
        detection.new_electra,
        rng=Rng(),
        vocab_size=Count(5),
        positions=Count(4),
        e=Count(2),
        widths=Two((2, 4)),
        layers=Count(1, least=0),
    ),
    Entry(
        detection.multiply_adds,
        n=Count(2, big=True),
        e=Count(3, big=True),
        d=Count(4, big=True),
        layers=Count(5, least=0, big=True),
        predicted=Number(0.5, least=0),
        vocab_size=Count(6, least=0, big=True),
    ),
    Entry(
        finetuning.class_scores,
        hidden=Numbers(X),
        head=Parts(CLASSIFIER),
    ),
    Entry(finetuning.new_classifier, rng=Rng(), d=Count(D), classes=Count(3, least=2)),
    Entry(
        distillation.soften,
        logits=Numbers(draw(3, V), fits=False),
        temperature=Number(2.0, above=0),
    ),
    Entry(
        distillation.soft_loss,
        student=Numbers(draw(3, V)),
        teacher=Numbers(draw(3, V)),
        temperature=Number(2.0, above=0),
    ),
    Entry(
        distillation.masked_loss,
        logits=Numbers(draw(3, V), fits=False, axes=2),
        labels=Ids([-100, 2, 3], below=V, least=-100),
    ),
    Entry(
        distillation.cosine_loss,
        student=Numbers(draw(3, V)),
        teacher=Numbers(draw(3, V)),
    ),
    Entry(
        distillation.distillation_loss,
        student=Numbers(draw(3, V), axes=2),
        teacher=Numbers(draw(3, V)),
        labels=Ids([-100, 2, 3], below=V, least=-100),
        student_hidden=Numbers(draw(3, D)),
        teacher_hidden=Numbers(draw(3, D)),
        temperature=Number(2.0, above=0),
        weights=Parts(dict(distillation.LOSS_WEIGHTS)),
    ),
    Entry(
        distillation.starting_layers,
        teacher_layers=Count(12, least=6),
        student_layers=Count(6, most=12),
    ),
    Entry(
        distillation.start_student,
        p=Parts(MODEL, spare=("token_table", "position_table", "norm")),
        layers=Count(1, most=1),
    ),
    Entry(
        distillation.fit_student,
        windows=Ids([[0, 1, 2]], below=3, axes=2),
        shares=Shares([SHARES], axes=2),
        rng=Rng(),
        rank=Count(2),
        temperature=Number(1.0, above=0),
        steps=Count(3, least=0),
        **step_size,
    ),
    Entry(
        distillation.read_windows,
        windows=Ids([[0, 1, 2]], below=V, axes=2),
        table=Numbers(draw(3, V, 2), fits=False, axes=3),
    ),
    Entry(
        knowledge.translation_distance,
        head=Numbers(draw(D)),
        relation=Numbers(draw(D)),
        tail=Numbers(draw(D)),
    ),
    Entry(
        knowledge.fit_translations,
        triples=Ids(FACTS, axes=2),
        rng=Rng(),
        entity_count=Count(4, least=4),
        relation_count=Count(2, least=2),
        d=Count(2),
        steps=Count(3, least=0),
        **step_size,
        margin=Number(1.0),
    ),
    Entry(
        knowledge.align,
        mentions=Ids([(0, 2, 7), (3, 4, 1)], axes=2),
        n=Count(5, least=4),
    ),
    Entry(knowledge.align_released, links=Ids([-1, 2, 2, 2], least=-1, fits=False)),
    Entry(
        knowledge.corrupt_alignments,
        links=Ids([-1, 2, 0, 2], least=-1, below=3, fits=False, axes=0),
        rng=Rng(),
        entity_count=Count(3, least=3),
        wrong=Rate(0.5),
        unaligned=Rate(0.25),
    ),
    Entry(
        knowledge.believe_link,
        prior=Shares(SHARES, fits=True),
        linked=Count(1, least=-1, most=2),
        pool=Count(4),
        wrong=Rate(0.5),
        unaligned=Rate(0.25),
    ),
    Entry(
        knowledge.fuse,
        tokens=Numbers(draw(3, D), axes=2),
        entities=Numbers(draw(3, 2), axes=2),
        aligned=Flags([True, False, True]),
        p=Parts(FUSION),
        **bend,
    ),
    Entry(
        knowledge.fuse_released,
        tokens=Numbers(draw(3, D), axes=2),
        entities=Numbers(draw(3, 2), axes=2),
        aligned=Flags([True, False, True]),
        p=Parts(FUSION_RELEASED),
        **bend,
        **eps,
    ),
    Entry(
        knowledge.entity_outputs_released,
        tokens=Numbers(draw(3, D), axes=2),
        entities=Numbers(draw(3, 2), axes=2),
        aligned=Flags([True, False, True]),
        p=Parts(FUSION_RELEASED),
        **bend,
        **eps,
    ),
    Entry(
        knowledge.knowledge_block,
        tokens=Numbers(draw(3, D), axes=2),
        entities=Numbers(draw(3, 2), axes=2),
        aligned=Flags([True, False, True]),
        p=Parts(K_LAYER),
        **heads,
        entity_heads=Count(2),
    ),
    Entry(
        knowledge.entity_shares,
        tokens=Numbers(draw(3, D), axes=2),
        entities=Numbers(draw(2, 3), axes=2),
        p=Parts(LINEAR),
    ),
    Entry(knowledge.entity_parameters, **sizes("layers", "width", "inner")),
    Entry(
        languages.sampling_probabilities,
        counts=Finite([90.0, 10.0], fits=False),
        alpha=Rate(0.5),
    ),
    Entry(
        languages.readings,
        counts=Finite([90.0, 10.0], fits=False),
        alpha=Rate(0.5),
        draws=Number(100.0, least=0, optional=True),
    ),
    Entry(
        languages.concatenate_translations,
        source=Ids([0, 1], fits=False),
        target=Ids([2, 3], fits=False),
        source_language=Count(0, least=0),
        target_language=Count(3, least=0),
    ),
    Entry(languages.xlm_embeddings, row=Pair(ROW), p=Parts(XLM)),
    Entry(
        languages.nearby,
        place_numbers=Ids([0, 1, 0, 1], fits=False),
        reach=Number(1.0, above=0),
    ),
    Entry(
        languages.fit_bag,
        bags=Finite(draw(3, V), fits=False, axes=2),
        targets=Ids([0, 1, 2], below=3),
        answers=Count(3, least=3),
        steps=Count(3, least=0),
        **step_size,
    ),
    Entry(
        languages.predict_bag,
        bags=Numbers(draw(3, V), axes=2),
        table=Numbers(draw(V, 3), fits=False, axes=2),
    ),
    Entry(
        languages.fit_sentences,
        originals=Finite(draw(4, V), axes=2),
        translations=Several([draw(4, V, seed=1)]),
        rng=Rng(),
        width=Count(2),
        scale=Number(2.0, above=0),
        margin=Number(0.3, least=0),
        batch=Count(4),
        steps=Count(2, least=0),
    ),
    Entry(
        masking.choose_each,
        candidates=Flags(CHOSEN, fits=False, axes=0),
        rng=Rng(),
        **rate,
    ),
    Entry(
        masking.choose_exactly,
        candidates=Flags(CHOSEN, fits=False),
        rng=Rng(),
        **rate,
        most=Count(2),
        counted=Flags(np.ones((2, 4), bool), optional=True),
    ),
    Entry(masking.prediction_number, length=Count(20), **rate, most=Count(5)),
    Entry(
        masking.choose_whole_words,
        candidates=Flags([False, True, True, True]),
        continues=Flags([False, False, True, False]),
        rng=Rng(),
        **rate,
        most=Count(2),
    ),
    Entry(masking.ngram_probabilities, longest=Count(3)),
    Entry(
        masking.ngram_spans,
        candidates=Flags(np.ones(9, bool), fits=False),
        rng=Rng(),
        **rate,
        longest=Count(3),
        most=Count(4),
    ),
    Entry(
        masking.choose_ngrams,
        candidates=Flags(np.ones(9, bool), fits=False),
        rng=Rng(),
        **rate,
        longest=Count(3),
        most=Count(4),
    ),
    Entry(
        masking.corrupt,
        ids=Ids(IDS, below=V),
        chosen=Flags(CHOSEN),
        rng=Rng(),
        vocab_size=Count(V, least=7),
        mask_id=Count(4, least=0, most=V - 1),
        **masked,
    ),
    Entry(
        masking.mask_tokens,
        ids=Ids(IDS, below=V),
        candidates=Flags(CHOSEN),
        rng=Rng(),
        vocab_size=Count(V, least=7),
        mask_id=Count(4, least=0, most=V - 1),
        **rate,
        **masked,
        choose=Function(masking.choose_exactly),
    ),
    Entry(
        masking.believe,
        prior=Shares(SHARES),
        shown=Count(1, least=0, most=2),
        mask_id=Count(0, least=0, most=2),
        **masked,
    ),
    Entry(
        masking.static_masks,
        candidates=Flags([True, False, True], fits=False),
        rng=Rng(),
        epochs=Count(3),
        **rate,
        copies=Count(2),
    ),
    Entry(
        masking.dynamic_masks,
        candidates=Flags([True, False, True], fits=False),
        rng=Rng(),
        epochs=Count(3),
        **rate,
    ),
    Entry(masking.coverage, masks=Ids([0, 1, 5], fits=False, axes=0), **rate),
    Entry(noises.mask_places, ids=Ids(IDS), chosen=Flags(CHOSEN), **mask_id),
    Entry(
        noises.delete_tokens,
        ids=Ids([2, 5, 6, 3]),
        chosen=Flags([False, True, True, False]),
    ),
    Entry(
        noises.infill,
        ids=Ids([2, 5, 6, 3, 4], fits=False),
        starts=Ids([0, 3], below=5),
        lengths=Ids([2, 1], least=1),
        **mask_id,
    ),
    Entry(
        noises.insert_masks,
        ids=Ids([2, 5, 6], fits=False),
        slots=Ids([0, 3], below=5, fits=False),
        **mask_id,
    ),
    Entry(noises.infill_lengths, budget=Count(8), rng=Rng(), **mean_span),
    Entry(
        noises.text_infilling,
        ids=Ids([2, 5, 6, 3], fits=False),
        rng=Rng(),
        **mask_id,
        **rate,
        **mean_span,
    ),
    Entry(
        noises.permute_sentences,
        sentences=Several([np.array([2, 3]), np.array([4])]),
        order=Ids([1, 0], below=2),
    ),
    Entry(
        streams.join_stream,
        captions=[[1, 2], [3]],
        codes=Ids([[0, 2], [1, 1]], fits=False, axes=2),
        vocab_size=Count(7),
        text_places=Count(3),
    ),
    Entry(
        streams.stream_loss,
        surprise=Numbers(draw(2, 3), axes=2),
        is_picture=Flags([False, True, True]),
    ),
    Entry(noises.rotate, ids=Ids([2, 5, 6], fits=False), k=Count(1, least=0, most=2)),
    Entry(spans.noise_numbers, length=Count(20, least=2), **density),
    Entry(spans.random_segmentation, items=Count(5), runs=Count(2, most=5), rng=Rng()),
    Entry(spans.choose_spans, length=Count(20, least=2), rng=Rng(), **density),
    Entry(
        spans.corrupt_spans,
        ids=Ids([2, 5, 6, 3], below=17),
        chosen=Flags([False, True, True, False]),
        **sentinels,
    ),
    Entry(
        spans.restore_spans,
        inputs=Ids([2, 20, 3], below=21, fits=False),
        targets=Ids([20, 5, 6, 19], below=21, fits=False),
        **sentinels,
    ),
    Entry(spans.corrupted_lengths, length=Count(20, least=2), **density),
    Entry(spans.raw_length, inputs_length=Count(20, least=3), **density),
    Entry(spans.split_prefix, ids=Ids([2, 5, 6, 3], fits=False), rng=Rng()),
    Entry(
        text_tasks.phrase,
        task=Text("cola"),
        fields=Parts({"sentence": "a"}, spare=["sentence"]),
    ),
    Entry(text_tasks.similarity_text, score=Number(2.5, least=0)),
    Entry(text_tasks.read_class, written=Text("yes"), names=Texts(["no", "yes"])),
    Entry(permutation.factorization_masks, order=Ids([2, 0, 1], below=3)),
    Entry(
        permutation.predicted_places,
        order=Ids([2, 0, 1], below=3),
        k=Number(2.0, least=1),
    ),
    Entry(
        permutation.order_in_blocks, rng=Rng(), n=Count(6, least=6), block_size=Count(3)
    ),
    Entry(
        permutation.released_masks,
        order=Ids([2, 0, 1], below=3),
        asked=Flags([True, False, True]),
        marks=Flags([False, True, False], optional=True),
    ),
    Entry(
        permutation.two_stream,
        h=Numbers(X),
        g=Numbers(X),
        content_mask=Flags(MASK),
        query_mask=Flags(MASK),
        p=Parts(RELATIVE),
        memory=Numbers(draw(2, 3, D), optional=True),
        **eps,
    ),
    # sampling
    Entry(parallel.hidden_share, progress=Chances([0.0, 0.5, 1.0], fits=False, axes=0)),
    Entry(parallel.hidden_counts, n=Count(16), steps=Count(4)),
    Entry(parallel.share_density, shares=Chances([0.0, 0.5, 0.25], fits=False, axes=0)),
    Entry(parallel.draw_shares, size=Count(5, least=0), rng=Rng()),
    Entry(
        parallel.hide_tokens,
        ids=Ids(IDS, fits=False, axes=2),
        shares=Chances([0.25, 0.5]),
        rng=Rng(),
        mask_id=Count(9, least=0),
    ),
    Entry(
        parallel.least_sure,
        sureness=Ranks(draw(2, 4), fits=False, axes=2),
        count=Count(2, least=0, most=4),
    ),
    Entry(
        parallel.fill_in,
        ids=Ids([[9, 2, 9], [1, 9, 9]], fits=False, axes=2),
        score_all=Function(lambda ids: np.ones((*ids.shape, 5))),
        rng=Rng(),
        mask_id=Count(9, least=0),
        steps=Count(2),
        choice_temperature=Number(1.0, least=0),
    ),
    Entry(
        unrolling.unrolled_length,
        clips=Count(3),
        window=Count(5),
        overlap=Count(2, most=4),
    ),
    Entry(
        unrolling.unroll,
        prompts=Texts(["a", "b"]),
        make=Function(lambda prompt, known: np.ones((2, 5, 3))),
        overlap=Count(2),
    ),
    Entry(
        transcribing.special_tokens,
        languages=Texts(["en", "de"]),
        seconds=Number(0.1, above=0),
        interval=Number(0.02, above=0),
    ),
    Entry(transcribing.layout, names=Texts(SPECIAL_NAMES), ahead=Count(5, least=0)),
    Entry(
        transcribing.allowed,
        logits=Finite(draw(TOKENS), fits=False),
        so_far=Ids([SPECIAL.first_time, 2, 1], below=TOKENS, fits=False),
        special=Given(SPECIAL),
        latest=Count(3, least=0),
    ),
    Entry(
        transcribing.transcribe,
        model=Function(lambda ids: np.ones((len(ids), TOKENS))),
        begun=Ids([SPECIAL.start, 6], fits=False),
        special=Given(SPECIAL),
        rng=Rng(),
        temperature=Number(0.5, least=0),
        never=Ids([1], below=TOKENS, fits=False),
        latest=Count(3, least=0),
        most=Count(3),
    ),
    Entry(transcribing.compression_ratio, text=Text("fog fog")),
    Entry(
        transcribing.verdict,
        ratio=Number(1.0, least=0),
        mean_log_probability=Number(-0.5),
        no_speech=Rate(0.1),
        repetitive=Number(2.4, least=0),
        unsure=Number(-1.0),
        silent=Rate(0.6),
    ),
    Entry(
        transcribing.with_fallback,
        attempt=Function(lambda temperature: ATTEMPT),
        text_of=Function(lambda tokens: "fog"),
        temperatures=Given([0.0, 0.2]),
        repetitive=Number(2.4, least=0),
        unsure=Number(-1.0),
        silent=Rate(0.6),
    ),
    Entry(
        choosing.sample_tokens,
        logits=Finite(draw(3, V), fits=False),
        rng=Rng(),
        temperature=Number(1.0, above=0),
    ),
    Entry(
        choosing.keep_top_k,
        logits=Finite(draw(3, V), fits=False),
        k=Count(2, most=V),
    ),
    Entry(
        choosing.keep_nucleus,
        logits=Finite(draw(3, V), fits=False),
        top_p=Rate(0.25),
    ),
    Entry(
        penalty.written,
        ids=Ids(IDS, below=V, fits=False),
        vocab_size=Count(V, least=7),
        spared=Ids([2, 3], below=V, fits=False),
    ),
    Entry(
        penalty.penalize,
        logits=Numbers(draw(2, V)),
        ids=Ids(IDS, below=V, fits=False),
        **theta,
    ),
    Entry(
        penalty.penalize_signed,
        logits=Numbers(draw(2, V)),
        ids=Ids(IDS, below=V, fits=False),
        **theta,
    ),
    Entry(
        beams.beam_search,
        prompt=Ids([2, 3], fits=False),
        model=Function(lambda texts: draw(1, V).repeat(len(texts), 0)),
        beams=Count(2),
        tokens=Count(3),
    ),
    Entry(
        writing.write_on,
        prompt=Ids(IDS, below=V, fits=False, axes=2),
        p=Parts(MODEL),
        choose=Function(lambda logits, ids: logits.argmax(-1)),
        tokens=Count(3, most=3),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        control.put_code_first,
        ids=Ids(IDS, fits=False, axes=2),
        codes=Ids([1, 2]),
    ),
    Entry(
        control.text_log_probabilities,
        ids=Ids(IDS, below=V, fits=False, axes=2),
        p=Parts(MODEL),
        **heads,
        **bend,
        **eps,
    ),
    Entry(control.attribute, log_p=Finite(draw(2, 3)), prior=Shares(SHARES)),
    Entry(chats.chat_text, turns=CHAT, template=chats.KOALA, ask=Flag(True)),
    Entry(chats.alpaca_prompt, instruction=Text("Name a fish."), given=Text("a list")),
    Entry(chats.cut_marks, text=Text("aye</s>"), special_marks=Texts(["</s>"])),
    Entry(
        chats.encode_marked,
        text=Text("aye</s>"),
        special_marks=Texts(["</s>"]),
        encode=Function(str.split),
    ),
    Entry(
        chats.lay_out,
        turns=CHAT,
        template=chats.CHATML,
        encode=Function(str.split),
        ask=Flag(False),
    ),
    Entry(chats.ask_everything, writers=Ids([-1, 0, 0, 1], least=-1, fits=False)),
    *(
        Entry(function, **WRITERS, roles=Texts(["user", "user"]), role=Text("user"))
        for function in (chats.ask_answers, chats.ask_last_answer)
    ),
    Entry(chats.find_answers, tokens=["GPT:", "aye"], before=["GPT:"], end="</s>"),
    Entry(
        chats.answer_loss,
        logits=Numbers(draw(2, 4, V), axes=3),
        ids=Ids(IDS, below=V, axes=2),
        asked=Flags(CHOSEN, axes=2),
    ),
    Entry(instructions.fill, pattern=Text("Who {what}?"), fields=Parts({"what": "b"})),
    Entry(instructions.options_text, options=Texts(["yes", "no"])),
    Entry(
        instructions.pose,
        fields=Parts({"what": "b"}),
        patterns=Texts(["Who {what}?", "x"]),
    ),
    Entry(instructions.show_examples, shown=[("a", "b")], question=Text("c")),
    Entry(
        instructions.mixing_rates,
        examples=Ids([10, 100], least=1, fits=False),
        cap=Count(50),
    ),
    Entry(
        bootstrap.choose_shown,
        people=["a", "b", "c"],
        machine=["d", "e"],
        rng=Rng(),
        from_people=Count(2, least=0),
        from_machine=Count(1, least=0),
    ),
    Entry(bootstrap.request_text, tasks=[("a", "", "b")]),
    Entry(
        bootstrap.read_tasks,
        written=Text(" a\n2. Input:\nb\n2. Output:\nc"),
        shown=Count(1, least=0),
        cut=Flag(False),
    ),
    Entry(bootstrap.why_refused, instruction=Text("Name a fish.")),
    Entry(
        bootstrap.sift,
        candidates=["a b c d"],
        pool=["e f g h"],
        alike=Function(lambda first, second: 0.5),
        most_alike=Rate(0.7),
        refuse=Function(lambda instruction: None),
    ),
    # choosing among replies, with evidence
    Entry(
        candidates.quality,
        sensible=Chances([0.9, 0.5], axes=0),
        specific=Chances([0.5, 0.2], axes=0),
        interesting=Chances([0.2, 0.1], axes=0),
        importance=Finite([3.0, 1.0, 1.0]),
    ),
    Entry(
        candidates.filter_then_rank,
        safe=Chances([0.9, 0.4, 0.8]),
        scores=Finite([2.0, 5.0, 3.0]),
        threshold=Rate(0.5),
    ),
    Entry(
        candidates.rerank,
        preference=Finite([1.0, 2.0]),
        obeyed=Chances([[0.9, 0.4, 0.5], [0.9, 0.9, 0.6]], fits=False, axes=2),
    ),
    Entry(
        rewriting.rewrite,
        text=Text("a"),
        planner=Function(lambda text: "more"),
        editor=Function(lambda text, plan: text + "a"),
        rounds=Count(2, least=0),
    ),
    Entry(
        ratings.majority,
        votes=Flags([[True, True, False], [False, True, False]], fits=False),
        needed=Count(2, most=3),
    ),
    Entry(
        ratings.nest,
        makes_sense=Flags([True, False]),
        is_specific=Flags([True, True]),
        is_interesting=Flags([False, True]),
    ),
    Entry(ratings.reply_example, question=Text("a b"), reply=Text("c")),
    Entry(
        ratings.rating_example,
        question=Text("a b"),
        reply=Text("c"),
        attribute=Text("SAFE"),
        rating=Count(1, least=0, most=1),
    ),
    Entry(ratings.yes_chance, scores=Numbers([0.5, -1.0], fits=False, axes=0)),
    Entry(
        ratings.bag_of_words,
        questions=Texts(["a b"]),
        replies=Texts(["b c"]),
        vocabulary=Texts(["b"]),
    ),
    Entry(
        episodes.lay_out_step,
        observation=Filled({"ship": [4], "lamp": [2, 3]}),
        action=Ids([9, 8], fits=False, axes=0),
        texts=["ship"],
        separator=Count(7, least=0),
    ),
    Entry(
        episodes.lay_out_episode,
        observations=[{"ship": [4]}, {"ship": [5]}],
        actions=[[9], [8]],
        texts=["ship"],
        separator=Count(7, least=0),
    ),
    Entry(episodes.choose_prompted, rng=Rng(), batch=Count(8), share=Rate(0.25)),
    Entry(
        episodes.prompt_start,
        rng=Rng(),
        steps=Count(5),
        length=Count(2, most=5),
        from_end=Rate(0.5),
    ),
    Entry(episodes.expert_return, returns=Finite([1.0, 3.0, 2.0], fits=False)),
    Entry(
        episodes.good_episodes,
        returns=Finite([1.0, 3.0, 2.0], fits=False),
        least=Number(0.8, least=0),
    ),
    Entry(edits.find_edits, old=Texts(["a"]), edited=Texts(["b"])),
    Entry(edits.apply_edits, old=Texts(["a"]), edits=[(0, 1, ["b"])]),
    Entry(edits.undo_edits, old=Texts(["a"]), edits=[(0, 1, ["b"])]),
    Entry(edits.marked, old=Texts(["a"]), edits=[(0, 1, ["b"])]),
    Entry(
        edits.peer_examples,
        draft=Text("a"),
        revised=Text("b"),
        plan=Text("c"),
        explanation=Text("d"),
        document=Text("e"),
    ),
    Entry(
        edits.spoiled_examples,
        texts=Texts(["a b"]),
        undo=Function(lambda text: ("add b", "a")),
    ),
    Entry(
        film.histograms,
        frames=Chances(np.full((2, 3, 4, 3), 0.5), axes=4),
        bins=Count(4),
    ),
    Entry(film.changes, shares=Numbers(draw(3, 4), fits=False, axes=2)),
    Entry(
        film.cuts,
        changes=Finite([0.0, 0.5, 0.0], fits=False),
        threshold=Number(0.2),
    ),
    Entry(
        film.intervals,
        scores=Finite([0.0, 0.5, 0.0], fits=False),
        threshold=Number(0.2),
    ),
    *(
        Entry(law, position=Places([-0.5, 0.0, 0.75], fits=False, axes=0))
        for law in (
            panning.linear_pan,
            panning.constant_power_pan,
            panning.boosted_pan,
        )
    ),
    Entry(panning.amplitude, decibels=Numbers([-6.0, 3.0], fits=False, axes=0)),
    Entry(panning.level, gains=Numbers([[0.5, 0.5], [1.0, 0.25]])),
    *(
        Entry(function, heat=Finite([[0.5, 1.0], [0.25, 2.0]], fits=False, axes=2))
        for function in (placing.glow, placing.middle)
    ),
    Entry(placing.loudness, glow=Finite([[0.5, 1.0]], fits=False, axes=2)),
    Entry(
        mixing.crossfade,
        leaving=Numbers(draw(6), fits=False),
        coming=Numbers(draw(5), fits=False),
        length=Count(2, least=0, most=5),
    ),
    Entry(
        mixing.follow,
        sound=Numbers(draw(9), fits=False),
        gains=Numbers(draw(2, 2), axes=2),
        piece=Count(4),
        fade=Count(2, least=0, most=4),
    ),
    Entry(
        mixing.overlay,
        track=Numbers(draw(6), fits=False),
        sound=Numbers(draw(3), fits=False),
        start=Count(4, least=0, most=6),
    ),
    Entry(outline.as_points, points=Given([(0, "a")])),
    Entry(outline.as_outline, outline=Given(TALK)),
    Entry(outline.parse_outline, text=Text("## a\n- b")),
    Entry(outline.write_outline, outline=Given(TALK)),
    Entry(layout.room, size=Count(24), **BOX),
    Entry(layout.wrap, text=Text("a b"), width=Count(4)),
    Entry(layout.line_numbers, points=Given([(0, "a b")]), width=Count(4)),
    Entry(layout.fits, points=Given([(0, "a b")]), size=Count(24), **BOX),
    Entry(
        layout.largest_size,
        points=Given([(0, "a b")]),
        sizes=Ids([10, 8], least=1, fits=False),
        **BOX,
    ),
    Entry(layout.split_points, points=Given([(0, "a b")]), size=Count(24), **BOX),
    Entry(deck.write_pptx, outline=Given(TALK), size=Count(20, optional=True)),
    Entry(deck.read_pptx, data=Given(deck.write_pptx(TALK))),
    Entry(retrieval.words_of, text=Text("a b")),
    Entry(retrieval.rarity, notes=Texts(["a b", "b"])),
    Entry(retrieval.bm25, query=Text("a"), notes=Texts(["a b", "b"]), **okapi),
    Entry(
        retrieval.retrieve,
        query=Text("a"),
        notes=Texts(["a b", "b"]),
        most=Count(2, big=True),
        **okapi,
    ),
    Entry(
        retrieval.newest,
        scores=Finite([3.0, 2.0, 1.0]),
        days=Finite([1.0, 2.0, 3.0]),
        share=Rate(0.5),
    ),
    Entry(
        retrieval.support,
        claim=Text("a"),
        evidence=Text("b"),
        rare=Words({"a": 1.0, "b": 2.0}, wrong=(0, -1, np.nan, "1", None)),
    ),
    Entry(toolset.calculate, text=Text("1 + 2")),
    Entry(toolset.translate, text=Text("a in X"), lexicon=Filled({"X": {"a": "b"}})),
    Entry(toolset.ask_tools, query=Text("1 + 2"), tools=Functions([toolset.calculate])),
    Entry(toolset.addressed, utterance=Text("TS, 1 + 2")),
    Entry(
        toolset.research,
        question=Text("how many?"),
        draft=Text("many"),
        write=Function(lambda question, turns: "TS, 1 + 2"),
        tools=Functions([toolset.calculate]),
        rounds=Count(2, least=0),
    ),
    Entry(
        prompts.few_shot_prompt,
        description=Ids([4, 5], fits=False),
        examples=Given([([1], [2]), ([3], [4])]),
        query=Ids([5], fits=False),
        arrow=Ids([6], fits=False),
        delimiter=Ids([0], fits=False),
    ),
    Entry(
        prompts.option_log_probabilities,
        prompt=Ids([2, 5], below=V, fits=False),
        options=Several([np.array([1]), np.array([3, 4])]),
        p=Parts(MODEL),
        **heads,
        **bend,
        **eps,
    ),
    Entry(prompts.sum_scores, by_option=Several([draw(1), draw(2)])),
    Entry(prompts.per_token_scores, by_option=Several([draw(1), draw(2)])),
    Entry(
        prompts.ratio_scores,
        by_option=Several([draw(1), draw(2)]),
        by_itself=Several([draw(1), draw(2)]),
    ),
    Entry(
        prompts.calibrate, chances=Shares(SHARES), content_free=Shares([0.2, 0.2, 0.6])
    ),
    # measures
    Entry(
        ranks.ranks,
        scores=Finite(draw(3, 4), fits=False, axes=2),
        partner=Ids([0, 3, 1], below=4),
    ),
    Entry(
        ranks.top_k_accuracy,
        scores=Finite(draw(3, 4), fits=False, axes=2),
        partner=Ids([0, 3, 1], below=4),
        k=Count(2, most=4),
    ),
    *(
        Entry(
            measure,
            heights=Finite(draw(2, 4, 2), fits=False, axes=2),
            tolerance=Number(0.005, least=0),
        )
        for measure in (motion.penetration, motion.floating)
    ),
    *(
        Entry(
            measure,
            places=Finite(draw(2, 4, 2), axes=2),
            heights=Finite(draw(2, 4, 2, seed=1), axes=2),
            tolerance=Number(0.005, least=0),
        )
        for measure in (motion.skating, motion.physical_error)
    ),
    Entry(
        answers.final_answer,
        text=Text("Final Answer: The final answer is 7. I hope it is correct."),
    ),
    Entry(answers.normalize_answer, answer=Text("x = 7 meters")),
    Entry(answers.most_votes, found=Texts(["7", "6", "6"])),
    Entry(errors.edit_distance, known=Texts(["a", "b"]), said=Texts(["b"])),
    Entry(
        errors.error_rate, known=Given([["a", "b"], ["c"]]), said=Given([["b"], ["c"]])
    ),
    Entry(overlap.rouge_words, text=Text("The lamp!")),
    Entry(overlap.longest_common, first=Texts(["a", "b"]), second=Texts(["b"])),
    Entry(overlap.rouge_l, known=Texts(["a", "b"]), candidate=Texts(["b"])),
    Entry(
        compute.inference_compute,
        parameters=Number(3.0, above=0),
        tokens=Number(2.0, above=0),
    ),
    Entry(
        compute.training_compute,
        parameters=Number(3.0, above=0),
        tokens=Number(2.0, above=0),
    ),
    Entry(compute.block_compute, **sizes("n", "width"), **ffn),
    Entry(compute.forward_compute, **sizes("n", "layers", "width"), **ffn),
    Entry(
        compute.reading_compute,
        **sizes("new", "layers", "width"),
        before=Count(3, least=0, big=True),
        **ffn,
    ),
    Entry(compute.cache_numbers, **sizes("n", "layers", "width")),
    Entry(compute.grouped_cache_numbers, **sizes("n", "layers", "groups", "head_size")),
    Entry(
        compute.token_compute,
        parameters=Number(3.0, above=0),
        **sizes("n", "layers", "heads", "head_size"),
    ),
    Entry(
        compute.utilization,
        tokens_per_second=Number(3.0, above=0),
        compute=Number(20.0, above=0),
        chips=Count(4),
        peak=Number(100.0, above=0),
    ),
    Entry(compute.output_compute, **sizes("n", "width", "vocab_size")),
    Entry(compute.even_length, **sizes("width"), **ffn),
    Entry(
        compute.electra_compute,
        **sizes("n", "layers", "width", "vocab_size", "sequences"),
        **embedding,
    ),
    Entry(compute.adam_memory, parameters=Number(3.0, above=0), size=Count(4)),
    Entry(
        compute.kept_numbers,
        n=Count(2, big=True),
        width=Count(4, big=True),
        heads=Count(2),
        **ffn,
    ),
    Entry(counting.matrix_parameters, **sizes("layers", "width"), **ffn),
    Entry(counting.block_parameters, **sizes("width"), **ffn),
    Entry(
        counting.decoder_parameters,
        **sizes("layers", "width", "vocab_size", "positions"),
        **ffn,
    ),
    Entry(
        counting.gpt_neox_parameters, **sizes("layers", "width", "vocab_size"), **ffn
    ),
    Entry(counting.bloom_parameters, **sizes("layers", "width", "vocab_size"), **ffn),
    Entry(counting.ctrl_parameters, **sizes("layers", "width", "vocab_size"), **ffn),
    Entry(
        counting.encoder_parts,
        **sizes("blocks", "width", "vocab_size"),
        positions=Count(5, least=0, big=True),
        segments=Count(2, least=0, big=True),
        **embedding,
        **ffn,
    ),
    Entry(
        counting.encoder_parameters,
        **sizes("layers", "width", "vocab_size"),
        positions=Count(5, least=0, big=True),
        segments=Count(2, least=0, big=True),
        **ffn,
    ),
    Entry(counting.pooler_parameters, **sizes("width")),
    Entry(
        counting.albert_parameters,
        **sizes("width", "vocab_size"),
        positions=Count(5, least=0, big=True),
        segments=Count(2, least=0, big=True),
        embedding=Count(3, optional=True, big=True),
        **ffn,
    ),
    Entry(
        counting.electra_parameters,
        **sizes("layers", "width", "vocab_size"),
        positions=Count(5, least=0, big=True),
        segments=Count(2, least=0, big=True),
        embedding=Count(3, optional=True, big=True),
        **ffn,
    ),
    Entry(counting.xlnet_parameters, **sizes("layers", "width", "vocab_size"), **ffn),
    Entry(
        counting.deberta_parameters,
        **sizes("layers", "width", "vocab_size", "distances"),
        **ffn,
    ),
    Entry(
        counting.ernie_parameters,
        **sizes("layers", "entity_layers", "width", "entity_width", "vocab_size"),
        positions=Count(5, least=0, big=True),
        segments=Count(2, least=0, big=True),
        **ffn,
    ),
    Entry(counting.llama_parameters, **sizes("layers", "width", "ffn", "vocab_size")),
    Entry(counting.gated_parameters, **sizes("layers", "width", "inner", "ffn")),
    Entry(
        counting.palm_parameters,
        **sizes("layers", "width", "heads", "head_size", "vocab_size"),
    ),
    Entry(
        counting.t5_parameters,
        **sizes("layers", "width", "inner", "ffn", "vocab_size", "biases"),
    ),
    Entry(
        counting.mt5_parameters,
        **sizes("layers", "width", "inner", "ffn", "vocab_size", "biases"),
    ),
    Entry(
        counting.bart_parameters,
        **sizes("layers", "width", "vocab_size", "positions"),
        **ffn,
    ),
    Entry(
        counting.whisper_parameters,
        **sizes("layers", "width", "vocab_size", "bands", "sounds", "positions"),
        **ffn,
    ),
    Entry(
        counting.galactica_parameters,
        **sizes("layers", "width", "vocab_size", "positions"),
    ),
    Entry(
        counting.alphacode_parameters,
        **sizes(
            "encoder_layers",
            "decoder_layers",
            "width",
            "head_size",
            "ffn",
            "vocab_size",
        ),
        heads=Count(6),
        key_value_heads=Count(3),
    ),
    Entry(
        counting.mixture_parameters,
        **sizes("layers", "width", "inner", "ffn", "vocab_size", "experts"),
    ),
    Entry(
        counting.q_former_parameters,
        **sizes("queries", "layers", "width", "image_width", "reader_width", "every"),
        **ffn,
    ),
    Entry(
        counting.q_former_text_parameters,
        **sizes("layers", "width", "vocab_size", "positions"),
        **ffn,
    ),
    Entry(counting.inner_width, **sizes("width"), **ffn),
    Entry(
        scaling.power_law,
        x=Numbers([1.0, 2.0, 2.4], fits=False, axes=0),
        scale=Number(2.0, above=0),
        exponent=Number(0.5, above=0),
        floor=Number(1.0),
    ),
    Entry(
        scaling.fit_power_law,
        x=Finite([1.0, 2.0, 2.4]),
        y=Finite([2.0, 1.5, 1.2]),
        floor=Number(0.5),
    ),
    Entry(
        scaling.fit_floor,
        x=Finite([1.0, 2.0, 2.4]),
        y=Finite([2.0, 1.5, 1.2]),
        tries=Count(10),
    ),
    Entry(
        scaling.chinchilla_loss,
        n=Numbers([1.0, 2.0], fits=False, axes=0),
        d=Numbers([2.0, 3.0], fits=False, axes=0),
        law=Parts(scaling.CHINCHILLA),
    ),
    Entry(
        scaling.chinchilla_optimum,
        operations=Number(1e20, above=0),
        law=Parts(scaling.CHINCHILLA),
    ),
    Entry(scaling.kaplan_optimum, operations=Number(1e20, above=0)),
    Entry(
        scaling.even_optimum,
        operations=Number(1e20, above=0),
        ratio=Number(20.0, above=0),
    ),
    Entry(
        scaling.tokens_for_loss,
        parameters=Number(1e9, above=0),
        wanted=Number(3.0),
        law=Parts(scaling.CHINCHILLA),
    ),
    Entry(
        scaling.lifetime_compute,
        parameters=Number(3.0, above=0),
        tokens=Number(2.0, above=0),
        served=Number(5.0, least=0),
    ),
    Entry(
        mastery.expert_share,
        achieved=Finite([1.0, 2.0, 3.0]),
        chance=Finite([-1.0, -2.0, -3.0]),
        expert=Finite([5.0, 6.0, 7.0]),
    ),
    Entry(
        mastery.tasks_above,
        shares=Finite([0.2, 0.7], fits=False),
        thresholds=Finite([0.0, 0.5], fits=False, axes=0),
    ),
    Entry(
        forecast.forecast,
        x=Finite([1.0, 2.0, 2.4]),
        y=Finite([2.0, 1.5, 1.2]),
        at=Finite([5.0, 7.0], fits=False, axes=0),
        tries=Count(10),
    ),
    Entry(
        forecast.mean_log_pass_rate,
        rates=Chances([[0.5, 0.25], [1.0, 0.1]], fits=False),
    ),
    Entry(
        forecast.solved_by_all,
        rates=Chances([[0.5, 0.25], [1.0, 0.1]], fits=False, axes=2),
    ),
    Entry(
        forecast.difficulty_buckets,
        rates=Chances([[0.5, 0.25, 0.1], [1.0, 0.1, 0.3]], fits=False, axes=2),
        buckets=Count(2, most=2),
        hardest=Count(1, least=0),
    ),
    *(
        Entry(
            look,
            chances=Chances([0.5, 0.25, 0.1]),
            right=Flags([True, False, True]),
            bins=Count(4),
        )
        for look in (forecast.reliability, forecast.calibration_error)
    ),
    Entry(
        evaluation.wilson_interval,
        correct=Finite([2.0, 3.5], fits=False, axes=0),
        n=Given([200, 400]),
        z=Number(1.96, least=0),
    ),
    Entry(
        evaluation.difference_interval,
        correct_1=Finite([2.0, 3.0], fits=False, axes=0),
        n_1=Given([200, 400]),
        correct_2=Finite([2.0, 3.0], fits=False, axes=0),
        n_2=Given([200, 400]),
        z=Number(1.96, least=0),
    ),
    Entry(
        evaluation.sign_test,
        only_first=Count(1, least=0, big=True),
        only_second=Count(5, least=0),
    ),
    Entry(
        evaluation.pass_at_k,
        n=Ids([5, 6], least=2, fits=False, axes=0),
        c=Ids([2, 3], fits=False, axes=0),
        k=Count(2, most=5),
    ),
    Entry(
        evaluation.plug_in_pass_at_k,
        n=Ids([5, 6], least=2, fits=False, axes=0),
        c=Ids([2, 3], fits=False, axes=0),
        k=Count(2),
    ),
    Entry(
        evaluation.mean_estimate,
        estimate=Function(evaluation.pass_at_k),
        p=Rate(0.25),
        n=Count(5),
        k=Count(2),
    ),
    Entry(
        evaluation.spread_pass_at_k,
        a=Number(1.0, above=0),
        b=Number(1.0, above=0),
        k=Ids([1, 2], least=1, fits=False, axes=0),
    ),
    Entry(evaluation.majority_vote, chances=Shares(SHARES, fits=True), k=Count(3)),
    Entry(evaluation.exact_match, answer=Text("The harbor!"), reference=Text("harbor")),
    Entry(evaluation.token_f1, answer=Text("in the harbor"), reference=Text("harbor")),
    # search
    Entry(
        programs.passes,
        outputs=Finite([[5.0, 7.0], [5.0, 6.0]], axes=2),
        expected=Finite([5.0, 7.0]),
    ),
    Entry(
        programs.clusters, outputs=Finite([[1.0, 2.0], [9.0, 2.0]], fits=False, axes=2)
    ),
    Entry(
        programs.submissions,
        groups=Given([np.array([0, 2]), np.array([1])]),
        most=Count(2),
    ),
    Entry(
        programs.best_by_probability,
        log_chances=Logarithms(-np.abs(draw(3, 4)), axes=2),
        own=Flags(np.ones((3, 4), bool), axes=2),
    ),
    Entry(algorithms.matmul_tensor, n=Count(2), m=Count(2), p=Count(2)),
    Entry(algorithms.strassen),
    Entry(algorithms.schoolbook, n=Count(2), m=Count(2), p=Count(2)),
    Entry(
        algorithms.compose,
        outer=Algorithm(algorithms.strassen()),
        nested=Algorithm(algorithms.strassen()),
    ),
    Entry(
        algorithms.computed_tensor,
        **{name: Whole(x, fits=False, axes=2) for name, x in STRASSEN.items()},
    ),
    Entry(algorithms.is_exact, **factors(), tensor=Whole(TWO, axes=3)),
    Entry(
        algorithms.is_exact_modulo,
        **factors(),
        tensor=Whole(TWO, axes=3),
        modulus=Count(2, least=2),
    ),
    Entry(
        algorithms.multiply,
        **factors(),
        a=Numbers(draw(2, 2), axes=2),
        b=Numbers(draw(2, 2), axes=2),
    ),
    Entry(algorithms.exponent, n=Count(2, least=2), multiplications=Count(7)),
    Entry(game.play, residual=Whole(TWO, axes=3), **move()),
    Entry(game.rank_bound, residual=Whole(TWO, fits=False, axes=3)),
    Entry(game.game_return, tensor=Whole(TWO, axes=3), **factors()),
    Entry(
        game.canonical_move,
        **{name: Whole(kind.value, fits=False) for name, kind in move().items()},
    ),
    Entry(
        demonstrations.draw_factors,
        rng=Rng(),
        rank=Count(2),
        a=Count(2),
        b=Count(3),
        c=Count(2),
        entries=Whole([0, 1], fits=False),
    ),
    Entry(demonstrations.draw_basis, rng=Rng(), size=Count(3)),
    Entry(demonstrations.draw_signed_permutation, rng=Rng(), size=Count(3)),
    Entry(
        demonstrations.change_basis,
        tensor=Whole(TWO, axes=3),
        **{name: Whole(np.eye(4, dtype=int), axes=2) for name in "abc"},
    ),
    Entry(
        demonstrations.inverse_basis, basis=Whole([[1, 1], [0, 1]], fits=False, axes=2)
    ),
    Entry(flips.pack, factors=Whole([[1, 0, 1]], fits=False, axes=2)),
    Entry(
        flips.unpack, packed=Ids([5, 4], below=8, fits=False), width=Count(3, most=62)
    ),
    Entry(
        flips.flip,
        rows=Ids(TERMS, axes=2),
        i=Count(0, least=0, most=1),
        j=Count(1, least=0, most=1),
        mode=Count(0, least=0, most=2),
    ),
    Entry(flips.join, rows=Ids(TERMS, axes=2)),
    Entry(
        flips.flip_walk,
        rows=Ids(TERMS, axes=2),
        rng=Rng(),
        steps=Count(2, least=0),
        goal=Count(1),
    ),
    Entry(published.forty_seven),
    Entry(
        lifting.solve_modulo_two,
        a=Ids([[1, 1], [0, 1]], below=2, fits=False, axes=2),
        b=Ids([1, 1], below=2),
    ),
    Entry(lifting.lift, **factors(), tensor=Whole(TWO, axes=3)),
    Entry(
        rank_one.best_factor,
        x=Finite(TWO + 0.0, axes=3),
        **{name: Finite(x + 0.0, axes=2) for name, x in STRASSEN.items()},
        mode=Count(0, least=0, most=2),
        **melting,
    ),
    Entry(
        rank_one.alternating_least_squares,
        x=Finite(TWO + 0.0, fits=False, axes=3),
        rng=Rng(),
        rank=Count(2),
        rounds=Count(2, least=0),
        **melting,
        shrink=Rate(0.9),
    ),
    Entry(
        tree.puct,
        values=Finite(-np.arange(3.0)),
        prior=Shares(np.full(3, 1 / 3)),
        visits=Ids([2, 0, 1]),
        **looking,
    ),
    Entry(
        tree.risk_seeking,
        quantiles=Numbers(-np.arange(4.0), fits=False),
        above=Rate(0.5),
    ),
    Entry(
        tree.tree_search,
        residual=Whole([[[2]]], fits=False, axes=3),
        propose=Function(lambda state: ([1, 2], [0.5, 0.5], -1.0)),
        play=Function(lambda state, move: state - move),
        simulations=Count(3),
        limit=Count(2),
        **looking,
    ),
    # tokens
    Entry(sentences.next_sentence_pairs, documents=Sentences(STORIES), rng=Rng()),
    Entry(
        sentences.packed_pairs,
        documents=Sentences(STORIES),
        rng=Rng(),
        max_tokens=Count(3, least=2),
    ),
    Entry(sentences.sentence_order_pairs, documents=Sentences(STORIES), rng=Rng()),
    Entry(
        sentences.truncate_pair,
        pair=Pair(PAIR),
        rng=Rng(),
        max_tokens=Count(2, least=2),
    ),
    Entry(sentences.pack, pair=Pair(PAIR), cls="[CLS]", sep="[SEP]"),
    Entry(sentences.pack_at_end, pair=Pair(PAIR), cls="<cls>", sep="<sep>"),
    Entry(science.split_science, text=Text("at 19 miles")),
    Entry(science.cited, text=Text("a bell[START_REF]bell-1874[END_REF]")),
    Entry(
        numbers.mu_law,
        x=Numbers(X, fits=False, axes=0),
        mu=Number(100.0, above=0),
        reach=Number(256.0, above=0),
    ),
    Entry(
        numbers.undo_mu_law,
        y=Numbers(X, fits=False, axes=0),
        mu=Number(0.5, above=0),
        reach=Number(2.0, above=0),
    ),
    Entry(numbers.bin_numbers, y=Finite(X, fits=False, axes=0), bins=Count(4)),
    Entry(
        numbers.bin_centers,
        ids=Ids([[0, 3], [1, 2]], below=4, fits=False, axes=0),
        bins=Count(4),
    ),
    Entry(numbers.observation_tokens, x=Finite(X, fits=False, axes=0)),
    Entry(
        numbers.observed_numbers,
        ids=Ids([32_000, 33_023], below=33_024, least=32_000, fits=False, axes=0),
    ),
    Entry(numbers.action_tokens, x=Finite(X, fits=False, axes=0)),
    Entry(
        numbers.action_numbers,
        ids=Ids([32_000, 33_023], below=33_024, least=32_000, fits=False, axes=0),
    ),
    Entry(
        numbers.discrete_tokens,
        x=Ids([[3, 0], [7, 5]], below=1024, fits=False, axes=0),
    ),
    Entry(tokenizers.count_pairs, words=Words(WORDS)),
    Entry(tokenizers.merge_pair, symbols=Text("aaab"), merge=Texts(("a", "a"))),
    Entry(
        tokenizers.first_seen,
        pairs=Filled({("a", "b"): 2}),
        age=Given({"a": 0, "b": 1}),
    ),
    Entry(
        tokenizers.oldest, pairs=Filled({("a", "b"): 2}), age=Given({"a": 0, "b": 1})
    ),
    Entry(
        tokenizers.train_bpe,
        words=Words(WORDS),
        count=Count(2, least=0),
        choose=Function(tokenizers.oldest),
    ),
    Entry(tokenizers.encode_bpe, symbols=Text("lowly"), merges=Merges(MERGES)),
    Entry(tokenizers.merge_ranks, merges=Merges(MERGES)),
    Entry(tokenizers.byte_alphabet),
    Entry(tokenizers.spell_bytes, raw=Given(b" a")),
    Entry(tokenizers.split_words, text=Text("the cat")),
    Entry(tokenizers.encode_bytes, text=Text("the cat"), merges=Merges(MERGES)),
    Entry(tokenizers.decode_bytes, pieces=Texts(["Ġa", "b"])),
    Entry(tokenizers.basic_words, text=Text("Héllo!"), lower=Flag(True)),
    Entry(
        tokenizers.encode_wordpiece,
        word=Text("unable"),
        vocabulary=Given({"un", "##able"}),
        longest=Count(20),
    ),
    Entry(tokenizers.wordpiece_vocabulary, words=Words(WORDS), count=Count(2, least=0)),
    Entry(
        tokenizers.encode_unigram,
        text=Text("abc"),
        scores=Words(SCORES, wrong=(np.nan, np.inf, "1", None)),
    ),
    Entry(
        tokenizers.score_of,
        pieces=Texts(["a", "ab"]),
        scores=Words(SCORES, wrong=(np.nan, np.inf, "1", None)),
    ),
    Entry(tokenizers.all_cuts, word=Text("ab"), pieces=Given({"a", "b", "ab"})),
    Entry(tokenizers.seed_scores, words=Words(WORDS), size=Count(9, least=5)),
    Entry(tokenizers.fall_back, pieces=Texts(["a", "猫"]), vocabulary=Given({"a"})),
    # training
    Entry(
        descent.adam,
        arrays=Alike([np.ones(2)]),
        gradients=Alike([np.ones(2)]),
        moments=Moments([(np.zeros(2), np.zeros(2))]),
        step=Count(1),
        **step_size,
    ),
    Entry(
        descent.train,
        loss=Function(lambda p, x: ((p["w"] - x) ** 2).sum()),
        p=Given({"w": np.ones(2)}),
        batches=Batches([(np.ones(2),)]),
        **step_size,
        average=Number(0.5, least=0),
        watch=Function(None, optional=True),
        every=Count(1),
    ),
    Entry(
        descent.minibatches,
        rows=Rows(draw(4, 2)),
        rng=Rng(),
        size=Count(2, most=4),
        steps=Count(2, least=0),
    ),
    Entry(
        losses.cross_entropy,
        logits=Numbers(draw(3, V), fits=False, axes=2),
        targets=Ids([1, 2, 3], below=V),
    ),
    Entry(held.straight_through, x=Numbers(X), quantized=Numbers(X[::-1])),
    Entry(layers.linear, x=Numbers(X), p=Parts(LINEAR)),
    Entry(layers.norm, x=Numbers(X), p=Parts(norm.new_norm(D)), **eps),
    Entry(
        layers.multi_head_attention,
        x=Numbers(X, axes=2),
        context=Numbers(X),
        p=Parts(BLOCK["attention"]),
        **heads,
        **mask,
    ),
    Entry(layers.feed_forward, x=Numbers(X), p=Parts(BLOCK["feed_forward"]), **bend),
    Entry(
        layers.pre_norm_block,
        x=Numbers(X, axes=2),
        p=Parts(LOOKING),
        **heads,
        **mask,
        memory=Numbers(X, optional=True, axes=2),
        memory_mask=Flags(MASK, optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(
        layers.post_norm_block,
        x=Numbers(X, axes=2),
        p=Parts(LOOKING),
        **heads,
        **mask,
        memory=Numbers(X, optional=True, axes=2),
        memory_mask=Flags(MASK, optional=True, axes=0),
        **bend,
        **eps,
    ),
    Entry(
        seeing.gated_look,
        x=Numbers(X, axes=2),
        memory=Numbers(MEMORY, axes=2),
        p=Parts(LOOK),
        **heads,
        **bend,
        mask=Flags(np.ones((5, 6), bool), optional=True, axes=0),
        **eps,
    ),
    Entry(
        seeing.seeing_loss,
        looks=Dicts([LOOK]),
        p=Parts(MODEL),
        ids=Ids(IDS, below=V, fits=False, axes=2),
        memory=Numbers(MEMORY, axes=2),
        asked=Flags(CHOSEN, axes=2),
        mask=Flags(np.ones((2, 4, 6), bool), optional=True, axes=2),
        **heads,
        **bend,
        look_activation=Function(transformer.relu),
        **eps,
    ),
    Entry(
        rebuild.rebuild_loss,
        p=Parts(BART),
        source=Ids(IDS, below=V, fits=False, axes=2),
        target=Ids([[5, 6, 3], [4, 3, 0]], below=V, fits=False, axes=2),
        **heads,
        **bend,
        start=Count(1, least=0, most=V - 1),
        padding=Count(0, least=0),
        **eps,
    ),
    Entry(
        next_word.next_word_loss,
        p=Parts(MODEL),
        ids=Ids(IDS, below=V, axes=2),
        asked=Flags(CHOSEN, optional=True, axes=2),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        next_word.teach,
        p=Parts(MODEL),
        rows=Ids(IDS, below=V, fits=False, axes=2),
        rng=Rng(),
        **heads,
        size=Count(1, most=2),
        steps=Count(1, least=0),
        **step_size,
        watch=Function(None, optional=True),
        every=Count(1),
    ),
    Entry(
        next_word.read,
        p=Parts(MODEL),
        ids=Ids(IDS, below=V, fits=False, axes=2),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        next_word.read_rows,
        p=Parts({name: MODEL[name] for name in ("blocks", "norm")}),
        x=Numbers(X, axes=2),
        **heads,
        **bend,
        **eps,
    ),
    Entry(
        next_word.next_word_scores,
        p=Parts({"token_table": draw(V, D)}),
        x=Numbers(X),
    ),
    Entry(parameters.leaves, p=Given({"w": np.ones(2)})),
    Entry(parameters.rebuild, p=Given({"w": np.ones(2)}), arrays=Alike([np.zeros(2)])),
    Entry(parameters.join, p=Given({"w": np.ones(2)})),
]

CASES = [
    pytest.param(entry, *mistake, id=f"{entry}-{mistake[0]}-{mistake[1]}")
    for entry in ENTRIES
    for mistake in entry.mistakes()
]


def test_every_public_function_has_an_entry():
    """A new function needs one: which arguments has it, and what kind is each?"""
    without = set(contracts.public_functions()) - {entry.function for entry in ENTRIES}
    assert not without, sorted(f"{f.__module__}.{f.__name__}" for f in without)
    assert len(ENTRIES) == len({entry.function for entry in ENTRIES})


ALIKE = {
    Rows: Whole,
    Finite: Numbers,
    Places: Numbers,
    Shares: Numbers,
    Chances: Numbers,
    Ids: Whole,
    Rate: Number,
}
TWICE = {  # words that the field itself uses for two things, and where each is meant
    "alpha_bar": "at one time, and at a time each for the pictures of a batch",
    "blocks": "a list of them, and in counting how many are stored, as ALBERT stores one",
    "head": "of a network, and of a fact: TransE's triples are head, relation and tail",
    "heads": "a number, and in ELECTRA one for each of its two networks",
    "memory": "vectors that are looked at, and in `reach` how many of them there are",
    "options": "the answers to choose from: their texts, and their tokens to be scored",
    "query": "a vector that asks in attention, and a text that asks in a search",
    "scores": "of pairs or answers, and SentencePiece's word for what a piece is worth",
    "segments": "BERT's number of a token's text, Transformer-XL's stretches, and how many",
    "tokens": "how many, and in ERNIE, beside entities, their vectors",
}


def test_a_word_has_one_meaning():
    """An argument's name stands for one kind of thing; letters are shared out anew."""
    kinds = {}
    for entry in ENTRIES:
        for name, kind in entry.kinds.items():
            if len(name) > 1 and type(kind) is not Given:
                kinds.setdefault(name, set()).add(ALIKE.get(type(kind), type(kind)))
    assert {name for name, found in kinds.items() if len(found) > 1} == {*TWICE}


@pytest.mark.parametrize("entry", ENTRIES, ids=repr)
def test_an_entry_gives_every_argument_and_a_call_that_works(entry):
    assert not entry.missing()
    entry.call()


@pytest.mark.parametrize("entry, name, what, value, wanted", CASES)
def test_a_bad_argument_is_named_or_means_what_it_says(
    entry, name, what, value, wanted
):
    outcome, said = entry.outcome(name, value, wanted)
    if wanted in (contracts.ERROR, contracts.BETWEEN):
        assert outcome == "clear", (outcome, said)
        named = {name} if wanted == contracts.ERROR else set(entry.kinds)
        assert any(contracts.names_it(said, n) for n in named), said
    else:
        assert outcome == "right", (outcome, said)


# --- parameters, all the way down -----------------------------------------------------

LEARNED = [entry for entry in ENTRIES if hasattr(entry.function, "weights")]


def test_who_takes_parameters_says_what_they_must_look_like():
    """A dict of weights, wherever it is an argument; what is no network's is left out."""
    others = {"weights", "kept", "fields", "law"}  # losses; a cache; texts; a fit
    for entry in ENTRIES:
        if entry.function is distillation.start_student:
            continue  # it hands them on and computes with none
        kinds = entry.kinds.items()
        given = {name for name, kind in kinds if isinstance(kind, Parts | Dicts)}
        said = {*getattr(entry.function, "weights", ())} - {"table"}
        assert given - others == said, entry


def axes_of(wanted, path):
    """The letters of an array among parameters, as its function wants them; None if not."""
    for name in path:
        if isinstance(wanted, list):
            wanted = wanted[0]
        else:
            wanted = wanted.get(name, wanted.get(f"{name}?"))
        if wanted is None:
            return None
    return wanted.rstrip("?").split()


def letters(wanted):
    """All letters, as often as they stand there."""
    if isinstance(wanted, str):
        return wanted.rstrip("?").split()
    parts = wanted.values() if isinstance(wanted, dict) else wanted
    return [letter for part in parts for letter in letters(part)]


@pytest.mark.parametrize("entry", LEARNED, ids=repr)
def test_a_wrong_part_of_parameters_is_named_however_deep(entry):
    """Unless it only says a size that nothing else must share: then it may be so."""
    every, wrong = letters(entry.function.weights), []
    for name, wanted in entry.function.weights.items():
        kind = entry.kinds[name]
        for path, what, value, must in contracts.spoilt(
            kind.good(), getattr(kind, "spare", ())
        ):
            axes = axes_of(wanted, path)
            if axes is None:
                continue
            free = {"a row more": axes[0], "a column more": axes[-1]}.get(what)
            free = every.count(free) == 1
            outcome, said = entry.outcome(name, value, must)
            if must == contracts.SHOWS:
                fine = outcome in ("right", "clear")
            elif outcome == "clear":
                known = [str(path[-1])] if path else [name]
                known += [*entry.kinds] if free else []
                fine = any(contracts.names_it(said, word) for word in known)
            else:
                fine = free and outcome == "silent"
            if not fine:
                wrong.append((path, what, outcome, str(said)[:200]))
    assert not wrong, wrong
