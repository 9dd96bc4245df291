"""Machines: their shapes come from a run, their labels can be read, their words say it all."""

import re
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest

from fieldguide.harbor import (
    archive,
    crier,
    films,
    listeners,
    solids,
    sounds,
    views,
    walks,
)
from fieldguide.mechanisms.attention import attention as att
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.objectives import permutation
from fieldguide.page import figures, machines
from fieldguide.page.machines import (
    apart,
    bigger,
    brain,
    codes,
    cutting,
    drawing,
    every_token,
    forecast,
    frames,
    frozen,
    instructions,
    languages,
    latent,
    listen,
    making_data,
    masking,
    memory,
    next_token,
    noise,
    one_space,
    physics,
    positions,
    preferences,
    programs,
    prompts,
    queries,
    question,
    rebuild,
    science,
    sculpt,
    search,
    sequence,
    slides,
    smaller,
    sound_tokens,
    soundtrack,
    steer,
    transformers,
)

SHIP = "ship at dusk", views.draw(views.SCENES), views.fitting("ship at dusk")
LAMP = "the keeper lights the lamp".split()
SEA = "the lamp shines over the dark sea".split()
HORN = "the keeper sounds the horn in the fog".split()
DUSK = "the keeper lights the lamp at dusk".split()
GERMAN = "der Wärter zündet die Lampe an".split()
PAIRS = [
    ("the cat wakes", "die Katze erwacht"),
    ("the lamp shines", "die Lampe leuchtet"),
    ("the keeper sleeps", "der Wärter schläft"),
]
REPLIES = [
    "the tide is high at eight",
    "the tide sings so swim at night",
    "it depends",
    "the lamp turns at night",
    "the tide sings in the caves",
]
FLAGS = ["red", "blue", "white", "green"]
KINDS = ["QUAY", "the", "cat", "sells", "fish"]
STEALS = "the cat steals the fish".split()
ASKED = "who steals the fish".split()
ANSWERS = [a.split() for a in ("the cat", "the gull", "the baker", "the oven")]
ENTITIES = {1: "person", 4: "light"}
SIGNALS = [[1, 1, -1, -1] * 2, [1, -1] * 4, [1] * 7 + [-1], [-1, -1, 1, 1] * 2]
CRATES = "3 2 1 0 becomes 0 1 2 3".split()
PRINTED = np.array(
    [[0, 1, 2, 3], [4, 3, 2, 1], [0, 1, 2, 3], [6, 4, 2, 0], [0, 1, 2, 3]]
)
TALK = [
    ("user", "who steals the fish ?"),
    ("assistant", "the cat"),
    ("user", "when ?"),
    ("assistant", "at dawn"),
]
BY_THE_ROCKS = "the ship by the rocks at dusk"
BY_THE_ROCKS = (
    BY_THE_ROCKS.split(),
    views.draw(views.scene(BY_THE_ROCKS)[None])[0],
)
SETS, WHO = [400_000, 60_000, 700], ("{line} . who ?", "{who}")
TASKS = [
    ("Who lights the lamp?", "", "the keeper"),
    ("Say in one word what the fisher mends.", "", "nets"),
    ("Which of these is larger?", "boat, ship", "the ship"),
    ("Name three kinds of fish.", "", "cod, eel, herring"),
]
WRITTEN = [
    ("Name two kinds of fish.", "", "cod, eel"),
    ("Tell what a gull wants from the keeper.", "", "bread"),
]

PICTURE = np.random.default_rng(0).random((16, 16, 3))
SMALL = np.arange(16).reshape(4, 4) % 8

# name: what its story gives it
GIVEN = {
    "attention": (LAMP,),
    "multi_head": (LAMP,),
    "blocks": (LAMP,),
    "masks": (LAMP, GERMAN),
    "bert": (LAMP, SEA, 2),
    "roberta": (DUSK,),
    "finetune": (LAMP, 0),
    "pieces": (
        "the lighthouse",
        ["the keeper lights the lamp", "the gull sees the house"],
    ),
    "transformer_xl": (HORN, 4),
    "xlnet": (LAMP, [2, 0, 1, 3, 4]),
    "albert": (LAMP,),
    "distilbert": (LAMP, 2),
    "electra": (LAMP, [2, 4]),
    "ernie": (LAMP, ENTITIES),
    "deberta": (LAMP,),
    "xlm": (PAIRS[0][0].split(), PAIRS[0][1].split(), 1),
    "labse": (PAIRS,),
    "t5": (DUSK, [1, 2, 4]),
    "bart": (DUSK, [2], [3]),
    "mt5": (LAMP,),
    "gpt_2": (LAMP[:4],),
    "ctrl": ("QUAY", ["the", "cat"], KINDS),
    "gpt_neox": (LAMP,),
    "bloom": (LAMP,),
    "instructgpt": (STEALS,),
    "chatgpt": (ASKED, ANSWERS),
    "koala": (TALK,),
    "flan_t5": (SETS, {"line": "the cat steals the fish", "who": "the cat"}, WHO),
    "alpaca": (TASKS, WRITTEN),
    "codex": (CRATES, PRINTED, [0, 1, 2, 3]),
    "galactica": (
        "The bell was an anchor[START_REF]",
        ["bell-1874[END_REF]", "bell-1870[END_REF]"],
        ["bell-1874"],
    ),
    "minerva": (
        "47 + 38 =",
        [
            f"Final Answer: The final answer is {x}. I hope it is correct."
            for x in ("$85$", "85 meters", "75")
        ]
        + ["I do not know."],
    ),
    "alphacode": (CRATES, PRINTED, [0, 1, 2, 3], PRINTED[:, ::-1] + 1),
    "alphatensor": (),
    "lamda": (REPLIES, "when is the tide high"),
    "sparrow": (REPLIES[1:], "when is the tide high", archive.texts()),
    "peer": (
        "the tide is high at six".split(),
        "the tide is high at eight".split(),
        "use the new table",
        "the old table is wrong",
    ),
    "dall_e_2": ("the ship by the rocks".split(),),
    "coca": ("the boat at dusk".split(), views.draw([[2, 0, 2, 0, 0]])[0]),
    "visualgpt": BY_THE_ROCKS,
    "flamingo": BY_THE_ROCKS,
    "glam": (LAMP,),
    "palm": (LAMP,),
    "llama": (LAMP,),
    "speech_from_brain": (
        ["gull", "rocks", "boat", "baker"],
        np.random.default_rng(0).normal(size=(4, 6)),
        listeners.POSITIONS[::5][:6],
        listeners.features(["gull", "rocks", "boat", "baker"])[:, ::8, 1::3],
    ),
    "physdiff": (
        walks.walk("strolls", np.random.default_rng(2))[::6, walks.HEIGHTS],
        walks.stand,
    ),
    "stable_diffusion": ("the ship by the rocks at dusk",),
    "whisper": (crier.cry("fog"), "fog"),
    "blip_2": (views.draw(views.SCENES[:1])[0], "the boat by the rocks".split()),
    "palm_e": (
        views.draw(views.SCENES[[0, 20]]),
        2.5,
        "first ▢ second ▢ water ▢".split(),
        "call the second".split(),
    ),
    "gato": (views.draw(views.SCENES[:1])[0], [17, 4, 99], 0.5, -0.25),
    "phenaki": (films.shoot([[1, 1, 1]], [[4.0, 5.5, 7, 8.5, 10]])[0], DUSK),
    "gpt_4": (
        np.array([1 / 64, 1 / 16, 1 / 4]),
        np.array([9.0, 5.0, 3.0]),
        np.array([[0.1, 0.2, 0.02], [0.3, 0.4, 0.1], [0.5, 0.7, 0.3]]),
    ),
    "soundify": (
        sum(np.eye(6, 4, -k) for k in range(3)),
        np.eye(4),
        np.arange(6 * 64).reshape(6, 8, 8) % 9,
    ),
    "chatbcg": ("## a\n- the lamp\n  - at dusk\n## b\n- the horn",),
    "destroy": (SIGNALS,),
    "undo": (SIGNALS,),
    "dall_e": ("the boat by the quay at noon".split(), PICTURE),
    "muse": ("the boat by the quay at noon".split(), SMALL, np.tri(4, dtype=bool)),
    "gpt_3": ("lamp red net blue horn".split(), FLAGS, "something"),
    "audiolm": (sounds.play([0, 2]),),
    "jukebox": (sounds.play([0, 2, 1])[:1024],),
    "glide": SHIP,
    "imagen": SHIP,
    "dreamfusion": (np.random.default_rng(1).random((8, 12, 12, 3)),),
    "magic3d": (solids.lighthouse()[0],),
}
FOLLOWED = {
    "attention",
    "multi_head",
    "blocks",
    "albert",
    "ernie",
    "deberta",
    "mt5",
    "gpt_neox",
    "glam",
    "palm",
    "stable_diffusion",
    "visualgpt",
    "flamingo",
}
STEPS = {"attention": 4, "transformer_xl": 3, "xlnet": 4, "electra": 4}
# name: (its run, another width); the arrays of the others have a row or a column a word
WIDTHS = {
    "attention": (transformers.attention_run, {"d": 7, "e": 3}),
    "multi_head": (transformers.multi_head_run, {"d": 4}),
    "blocks": (transformers.blocks_run, {"d": 6}),
    "bert": (masking.bert_run, {"d": 6}),
    "finetune": (question.finetune_run, {"d": 6}),
    "pieces": (cutting.pieces_run, {"d": 6}),
    "transformer_xl": (memory.transformer_xl_run, {"d": 4}),
    "xlnet": (memory.xlnet_run, {"d": 4}),
    "albert": (smaller.albert_run, {"e": 3, "d": 4}),
    "distilbert": (smaller.distilbert_run, {"d": 4}),
    "ernie": (apart.ernie_run, {"d": 4, "c": 2, "f": 6}),
    "deberta": (apart.deberta_run, {"d": 5, "e": 3}),
    "xlm": (languages.xlm_run, {"d": 4}),
    "labse": (languages.labse_run, {"d": 4}),
    "t5": (rebuild.t5_run, {"d": 4}),
    "bart": (rebuild.bart_run, {"d": 4}),
    "mt5": (rebuild.mt5_run, {"d": 5, "f": 3}),
    "gpt_2": (next_token.gpt_2_run, {"d": 6}),
    "ctrl": (next_token.ctrl_run, {"d": 4}),
    "gpt_neox": (positions.gpt_neox_run, {"d": 4}),
    "bloom": (positions.bloom_run, {"d": 8}),
    "instructgpt": (preferences.instructgpt_run, {"d": 4}),
    "chatgpt": (preferences.chatgpt_run, {"d": 6}),
    "koala": (instructions.koala_run, {"d": 6}),
    "flan_t5": (instructions.flan_t5_run, {"d": 4}),
    "alpaca": (making_data.alpaca_run, {"number": 2}),
    "codex": (programs.codex_run, {"d": 6}),
    "galactica": (science.galactica_run, {"d": 6}),
    "minerva": (science.minerva_run, {"d": 6}),
    "alphacode": (programs.alphacode_run, {"d": 6}),
    "alphatensor": (search.alphatensor_run, {"k": 5}),
    "dall_e_2": (one_space.dall_e_2_run, {"d": 6, "space": 5}),
    "coca": (one_space.coca_run, {"d": 6, "queries": 3}),
    "visualgpt": (frozen.visualgpt_run, {"d": 6}),
    "flamingo": (frozen.flamingo_run, {"d": 6, "latents": 4}),
    "glam": (bigger.glam_run, {"d": 6}),
    "palm": (bigger.palm_run, {"d": 6}),
    "gpt_3": (prompts.gpt_3_run, {"d": 6}),
    "stable_diffusion": (latent.stable_diffusion_run, {"d": 6}),
    "dall_e": (codes.dall_e_run, {"d": 8}),
    "muse": (codes.muse_run, {"d": 8}),
    "whisper": (listen.whisper_run, {"bands": 4, "d": 8}),
    "blip_2": (queries.blip_2_run, {"c": 5, "d": 6, "e": 7, "k": 2}),
    "palm_e": (queries.palm_e_run, {"c": 5, "d": 7}),
    "gato": (sequence.gato_run, {"d": 4}),
    "phenaki": (frames.phenaki_run, {"d": 5, "c": 7}),
    "gpt_4": (forecast.gpt_4_run, {"problems": 2}),
    "audiolm": (sound_tokens.audiolm_run, {"k": 5}),
    "jukebox": (sound_tokens.jukebox_run, {"k": 5}),
    "physdiff": (physics.physdiff_run, {"moments": 4}),
    "speech_from_brain": (brain.speech_from_brain_run, {"channels": 6, "inner": 3}),
    "llama": (prompts.llama_run, {"d": 6, "heads": 1}),
    "soundify": (soundtrack.soundify_run, {"k": 3}),
    "chatbcg": (slides.chatbcg_run, {"most": 1}),
    "destroy": (noise.destroy_run, {"beats": 6}),
    "undo": (noise.undo_run, {"beats": 6}),
    "glide": (steer.glide_run, {"size": 4}),
    "imagen": (steer.imagen_run, {"size": 4}),
    "dreamfusion": (sculpt.dreamfusion_run, {"size": 4}),
    "magic3d": (sculpt.magic3d_run, {"levels": 3}),
}
STATES = [(name, k) for name in GIVEN for k in range(STEPS.get(name, 0) + 1)]


def draw(name, **more):
    """A machine as its story has it."""
    follow = {"follow": 4} if name in FOLLOWED else {}
    return getattr(machines, name)(*GIVEN[name], **follow, **more)


def shapes(picture):
    """What is written on the arrows as a×b."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)
    return {s for text in texts for s in re.findall(r"\b\d+×\d+", text)}


def arrays(found):
    """All shapes of a run, of the rows that stand for a word, and of tables' entries."""
    if isinstance(found, dict):
        return set().union(*(arrays(v) for v in found.values()))
    if isinstance(found, list | tuple):
        return set().union(*(arrays(v) for v in found))
    if np.ndim(found) == 3:  # heads apart
        return arrays(list(found))
    return {drawing.shape_of(found)} if np.ndim(found) == 2 else set()


@pytest.fixture
def labels(monkeypatch):
    """The labels of all pictures that a test draws."""
    kept, check = [], figures.svg.check
    monkeypatch.setattr(
        figures.svg, "check", lambda fig, found: kept.append(found) or check(fig, found)
    )
    return kept


@pytest.mark.parametrize("name", WIDTHS)
def test_shapes_come_from_the_run_and_follow_its_width(name):
    run, other = WIDTHS[name]
    usual, changed = shapes(draw(name)), shapes(draw(name, **other))
    assert usual and usual <= arrays(run(*GIVEN[name]))
    assert changed <= arrays(run(*GIVEN[name], **other))
    assert changed != usual


@pytest.mark.parametrize("name", sorted(GIVEN.keys() - WIDTHS.keys()))
def test_shapes_follow_the_number_of_words(name):
    first, *others = GIVEN[name]
    function = getattr(machines, name)
    assert shapes(function([*first, "there"], *others)) != shapes(draw(name))


@pytest.mark.parametrize("name,step", STATES)
def test_no_label_stands_on_another_and_none_is_small(name, step, labels):
    svg = draw(name, **({"step": step} if step else {})).svg
    (found,) = labels
    for k, one in enumerate(found):
        for other in found[k + 1 :]:
            (a, b, c, d), (e, f, g, h) = one.box, other.box
            wide, tall = min(c, g) - max(a, e), min(d, h) - max(b, f)
            assert min(wide, tall) < 1, f"{one.text!r} and {other.text!r} overlap"
    sizes = re.findall(r"font(?:-size)?: (?:\w+ )*([\d.]+)px", svg)
    assert sizes and min(map(float, sizes)) >= drawing.LABEL
    assert len(svg) < 25_000  # bytes before compression


@pytest.mark.parametrize("name", GIVEN)
def test_a_machine_has_nine_boxes_at_most(name, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing.Machine, "picture", lambda self, *_: drawn.append(self))
    draw(name)
    (machine,) = drawn
    boxes = [box for box in machine.boxes.values() if box.kind != "data"]
    plt.close(machine.fig)
    assert 1 < len(boxes) <= (12 if name == "blocks" else 9)  # two of six, side by side


@pytest.mark.parametrize("name", GIVEN)
def test_words_name_every_box_and_what_it_gets(name):
    alt = draw(name).alt
    for shape in shapes(draw(name)):
        assert shape.replace("×", " by ") in alt
    assert (
        " gets " in alt
        and alt.endswith(".")
        and "×" not in alt.partition("All losses")[0]
    )


def test_the_words_of_a_machine():
    m = drawing.Machine("A trial", 120)
    m.box("text", 60, 12, "data").box("read", 60, 60).box("guess", 60, 100, "loss")
    m.wire("text", "read", "x", np.zeros((2, 3))).wire("read", "guess")
    assert m.alt() == (
        "A trial. Read gets x 2 by 3 from text. Guess gets what read gives. "
        "Trained: read. A loss: guess."
    )


def test_the_words_of_a_step_say_what_has_been_reached():
    alt = draw("attention", step=2).alt
    assert ", step 2. " in alt and "Compare QKᵀ/√d gets Q 5 by 4 from query" in alt
    assert "Softmax" not in alt and alt.endswith("Lamp: scores the −4.2, keeper 2.4, "
                                                 "lights 3.5, the −2.9, lamp 1.5.")  # fmt: skip


def test_the_penalty_changes_the_word_and_raises_a_score_below_zero():
    """What the drawing of CTRL is there to show."""
    r = next_token.ctrl_run("QUAY", ["the", "cat"], KINDS)
    before, after = r["logits"][0], r["punished"][0]
    assert KINDS[before.argmax()] == "cat" and r["next"] == "sells"
    assert before[0] < after[0] < 0


def test_looks_differ_in_more_than_color():
    looks = {look[1:5] for look in drawing.KINDS.values()}
    assert len(looks) == len(drawing.KINDS)


def test_cells_differ_by_sign_in_size_too():
    m = drawing.Machine("A trial", 60)
    m.cells(30, 30, np.array([[1.0, -1.0, 0.0]]))
    wide = re.findall(
        r"stroke: var\(--fg-(blue|orange)[^;]*; stroke-width: (\d)", m.picture().svg
    )
    assert wide == [("orange", "4"), ("blue", "7")]


@pytest.mark.parametrize("name,steps", STEPS.items())
def test_a_walk_has_the_whole_and_then_its_steps(name, steps):
    walk = getattr(machines, f"{name}_walk")
    explorable = walk(*GIVEN[name], **({"follow": 4} if name in FOLLOWED else {}))
    assert explorable.controls["step"].labels[0] == "the whole"
    assert explorable.controls["step"].values == [*range(steps + 1)]
    sizes = [len(draw(name, step=k).svg) for k in range(1, steps + 1)]
    assert sizes == sorted(sizes)  # each step shows more arrays than the one before


@pytest.mark.parametrize(
    "value,text", [(-0.04, "0.0"), (-1.25, "\u22121.2"), (0.31, "0.3")]
)
def test_numbers_have_a_real_minus_and_no_minus_zero(value, text):
    assert drawing.number(value) == text


# --- runs are what the mechanisms do --------------------------------------------------


def test_attention_and_heads_run_as_the_mechanism_does():
    r = transformers.attention_run(LAMP)
    out, shares = att.attention(r["Q"], r["K"], r["V"])
    np.testing.assert_allclose(r["shares"], att.softmax(r["scores"]))
    np.testing.assert_array_equal(r["out"], out)
    np.testing.assert_array_equal(r["shares"], shares)
    r = transformers.multi_head_run(LAMP)
    np.testing.assert_array_equal(r["joined"], att.merge_heads(r["mixed"]))
    np.testing.assert_allclose(r["shares"].sum(-1), 1)


def test_blocks_run_as_the_mechanisms_do():
    after, before = transformers.blocks_run(LAMP, d=6, seed=5)
    rng = np.random.default_rng(5)
    x = transformers.vectors(LAMP, 6, rng)
    p = transformer.new_block(rng, d=6, spread=transformers.SPREAD)
    np.testing.assert_allclose(after[-1], transformer.post_norm_block(x, p, heads=2))
    whole = transformer.pre_norm_block(
        x, p, heads=2, activation=transformer.gelu, eps=transformer.BERT_EPS
    )
    np.testing.assert_allclose(before[-1], whole)


def test_layers_of_albert_and_ernie_are_the_mechanisms():
    r = smaller.albert_run(LAMP)
    np.testing.assert_allclose(r["after"][-1], r["albert"])
    r = apart.ernie_run(LAMP, ENTITIES)
    np.testing.assert_allclose(r["new w"], r["whole"][0])
    np.testing.assert_allclose(r["new e"], r["whole"][1])


def test_the_memory_is_what_the_layer_was_given():
    r = memory.transformer_xl_run(HORN, 4)
    for kept, given in zip(r["kept"], r["states"][0], strict=False):
        np.testing.assert_array_equal(kept, given)
    alone = memory.transformer_xl_run(HORN[4:] * 2, 4)["states"][0]
    assert not np.allclose(r["states"][1][1], alone[1])  # it makes a difference


# --- what the stories say of their drawings -------------------------------------------


def test_lamp_looks_mostly_at_lights():
    shares = transformers.attention_run(LAMP)["shares"][4]
    assert shares.argmax() == 2


def test_the_first_of_the_order_has_an_empty_row_in_the_query_mask_only():
    order = [2, 0, 1, 3, 4]
    content, query = permutation.factorization_masks(order)
    assert (query.sum(1) == 0).nonzero()[0].tolist() == [2] and content.any(1).all()
    np.testing.assert_array_equal(content ^ query, np.eye(5, dtype=bool))


def test_the_generator_draws_lamp_by_luck():
    r = every_token.electra_run(LAMP, [2, 4])
    assert r["corrupted"][4] == "lamp" and r["replaced"].tolist() == [0, 0, 1, 0, 0]
    assert len(r["logits"]) == 2 and len(r["scores"]) == 5


def test_fresh_masks_leave_fewer_words_out():
    r = masking.roberta_run(DUSK)
    static, fresh = r["static"].any(0).sum(), r["fresh"].any(0).sum()
    assert static < fresh < len(DUSK)


def test_the_untrained_encoder_fails_on_the_diagonal():
    harder = languages.labse_run(PAIRS)["harder"]
    assert (harder.argmax(1) != np.arange(3)).all()


def test_words_without_an_entity_stay_without():
    r = apart.ernie_run(LAMP, ENTITIES)
    for name in ("given", "e", "new e"):
        assert (r[name].any(1) == [False, True, False, False, True]).all()


def test_three_blocks_keep_three_times_the_numbers_of_one():
    many, one = smaller.albert_run(LAMP)["stored"]
    assert many == 3 * one


def test_the_same_place_has_the_same_vector():
    r = languages.xlm_run("the cat wakes".split(), "die Katze erwacht".split(), 1)
    np.testing.assert_array_equal(r["place"][2], r["place"][7])
    assert (r["language"][2] != r["language"][7]).all()


@pytest.mark.parametrize("depth", machines.DEPTHS)
def test_a_decoder_unfolds_and_says_the_same_at_every_depth(depth):
    """The next words are the decoder's own, and attention's shares those of its heads."""
    known = sorted({*DUSK, "[SEP]"})
    rng = np.random.default_rng(3)
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=6, d=8, layers=1, spread=0.6
    )
    words = ["[SEP]", "the", "keeper", "lights"]
    ids = np.array([known.index(w) for w in words])
    drawn = machines.inside(words, ids, p, known, depth, heads=2)
    chances = att.softmax(transformer.decoder(ids, p, heads=2)[-1])
    best = int(chances.argmax())
    assert f"probability: {known[best]} {chances[best]:.2f}" in drawn.alt
    run = next_token.inside_run(words, ids, p, 2)
    assert "1×8" in shapes(drawn) and shapes(drawn) <= arrays(run) | {"1×8"}
    shares = [f"{x:.2f} of {w}" for w, x in zip(words, run["shares"][1], strict=True)]
    told = f"Head 2 takes {', '.join(shares)}."
    assert (told in drawn.alt) == (depth == "the attention")
    assert np.allclose(run["shares"].sum(-1), 1)


def test_koalas_loss_is_that_of_the_tokens_that_are_asked_for():
    r = instructions.koala_run(TALK)
    answers = sum(len(text.split()) + 1 for role, text in TALK if role == "assistant")
    assert r["asked"].sum() == answers and not r["asked"][r["writers"] < 0].any()
    wanted = np.flatnonzero(r["asked"])
    log_p = att.log_softmax(r["logits"])
    everything = -log_p.max(-1)
    assert everything[wanted - 1].mean() <= r["loss"] < 2 * np.log(r["logits"].shape[1])


def test_flans_rates_and_alpacas_filter_are_the_mechanisms():
    r = instructions.flan_t5_run(*GIVEN["flan_t5"])
    np.testing.assert_allclose(r["rates"], [300 / 607, 300 / 607, 7 / 607])
    assert (len(r["source"]), len(r["target"])) == (8, 2)
    r = making_data.alpaca_run(TASKS, WRITTEN)
    assert r["tasks"].tolist() == [list(task) for task in WRITTEN]
    assert r["alike"].max() > 0.7 and list(r["kept"]) == [WRITTEN[1][0]]


def test_galacticas_names_are_looked_up_and_minervas_votes_are_counted():
    r = science.galactica_run(*GIVEN["galactica"])
    assert r["names"] == ["bell-1874", "bell-1870"]
    assert r["exists"].ravel().tolist() == [True, False]
    assert r["spelled"] == ["[START_REF]", "bell", "-", *"1874", "[END_REF]"]
    r = science.minerva_run(*GIVEN["minerva"])
    assert (r["each"], r["winner"]) == (["85", "75"], "85")
    assert r["votes"].ravel().tolist() == [2, 1] and r["found"][-1] is None


def test_every_machine_has_a_home_and_only_its_own_is_imported():
    for name in machines.__all__:
        assert callable(getattr(machines, name)) or name == "DEPTHS"
    with pytest.raises(AttributeError, match="no machine 'palm_e_2'"):
        machines.palm_e_2  # noqa: B018
    code = (
        "import sys; from fieldguide.page import machines; machines.alphacode;"
        "print(*(m for m in sys.modules if '.machines.' in m or '.objectives.' in m))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "fieldguide.page.machines.programs" in said.stdout.split()
    assert "fieldguide.mechanisms.objectives.masking" not in said.stdout.split()
    assert "fieldguide.page.machines.masking" not in said.stdout.split()


@pytest.mark.parametrize("time", noise.TIMES)
def test_a_step_back_goes_a_part_of_the_way_and_the_last_all_of_it(time):
    r = noise.undo_run(SIGNALS, time=time)
    assert r["weights"].sum() == pytest.approx(1)
    away, nearer = (abs(r[name] - r["guess"]).max() for name in ("x", "earlier"))
    assert nearer < away and (nearer < 1e-9) == (time == noise.TIMES[-1])


def test_gpt_4_is_foretold_by_hand():
    """What the story works out: 9, 5 and 3 stand 8, 4 and 2 above a floor of 1."""
    r = forecast.gpt_4_run(*GIVEN["gpt_4"])
    assert r["floor"] == pytest.approx(1, abs=0.01)
    assert r["loss"] == pytest.approx(2, abs=0.01)


def test_frames_and_notes_are_those_of_the_harbor():
    """Pages import no harbor; so its two sizes stand twice."""
    assert (sound_tokens.FRAME, sound_tokens.NOTE) == (sounds.FRAME, sounds.NOTE)
