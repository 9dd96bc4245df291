# ruff: noqa: E501  (a call is a line)
"""Bad calls that no kind of argument knows of by itself: two arguments that disagree, what a
function that was given gives back, what is wrong deep inside a list.

Each must be an error that says what was wrong, with the value and what was expected.
"""

import numpy as np
import pytest

from fieldguide.mechanisms.attention import attention, positions, rotary, slopes
from fieldguide.mechanisms.networks import (
    cache,
    encoder_decoder,
    experts,
    placed,
    transformer,
    waves,
)
from fieldguide.mechanisms.objectives import control, noises, spans, text_tasks
from fieldguide.mechanisms.sampling import beams, choosing, penalty, writing
from fieldguide.training import descent, losses, parameters


def rng():
    return np.random.default_rng(0)


def draw(*shape):
    return rng().normal(size=shape)


def best(scores, texts):
    return scores.argmax(-1)


SIZES = {"vocab_size": 7, "d": 4}
MODEL = transformer.new_model(rng(), **SIZES, positions=6, layers=2)
BART = encoder_decoder.new_bart(rng(), **SIZES, positions=6, layers=1)
T5 = encoder_decoder.new_t5(rng(), **SIZES, heads=2, layers=1, buckets=8)
NEOX = placed.new_gpt_neox(rng(), vocab_size=7, d=8, layers=1)
BLOOM = placed.new_bloom(rng(), **SIZES, layers=1)
WAVES = {k: MODEL[k] for k in ("token_table", "norm")} | {"bias": 0.0, "blocks": {}}
LOOKS = transformer.new_block(rng(), d=4)["attention"]
_, KEPT = cache.read_on([[2, 5, 6, 3]], MODEL, heads=2)
_, SHORT = cache.read_on([[2]], MODEL, heads=2)
SENTINELS = {"first_sentinel": 20, "sentinels": 2}
ONE = [np.ones(2)]


def on(p, *path, part):
    """The same parameters with another part somewhere inside."""
    first, *rest = path
    return p | {first: on(p[first], *rest, part=part) if rest else part}


def read(kept, ids=((1,),), heads=2):
    return cache.read_on(ids, MODEL, heads=heads, cache=kept)


def write(prompt, choose=best, tokens=1, p=MODEL):
    return writing.write_on(prompt, p, choose, tokens=tokens, heads=2)


def beam(model, prompt=(1,), tokens=2):
    return beams.beam_search(prompt, model, beams=2, tokens=tokens)


def write_out(model, end=0):
    return encoder_decoder.write_out([1], model, start=1, end=end, most=3)


def turned(turn):
    return placed.placed_attention(draw(3, 4), LOOKS, heads=2, turn=turn)


def moved(moments):
    return descent.adam(ONE, ONE, moments, step=1)


def trained(loss, batches=(ONE,), p=None):
    return descent.train(loss, p or {"w": np.ones(2)}, batches)


# name: (the call, what must be said)
CALLS = {
    # what issue 12 lists
    "an odd rotary width": (lambda: rotary.turning_angles([0.0], width=5), "width must be even.*got 5"),
    "an odd width that is turned": (lambda: rotary.rotate(draw(3, 5), np.arange(3.0)), "turned must be even.*got 5"),
    "an odd part that is turned": (lambda: placed.gpt_neox([1], NEOX, heads=2, rotary=0.8), "turned must be even.*got 3"),
    "a temperature below 0": (lambda: choosing.sample_tokens(draw(3, 7), rng(), temperature=-1), "temperature must be.* above 0, got -1"),
    "a temperature of 0": (lambda: choosing.sample_tokens(draw(3, 7), rng(), temperature=0), "temperature must be.* above 0, got 0"),
    "top-p 0": (lambda: choosing.keep_nucleus(draw(3, 7), top_p=0), r"top_p must lie in \(0, 1\], got 0"),
    "top-p above 1": (lambda: choosing.keep_nucleus(draw(3, 7), top_p=1.1), r"top_p must lie in \[0, 1\], got 1.1"),
    "top-p below 0": (lambda: choosing.keep_nucleus(draw(3, 7), top_p=-0.1), r"top_p must lie in \[0, 1\], got -0.1"),
    "a density that leaves no token": (lambda: spans.choose_spans(10, rng(), density=1.0), "density must leave tokens, below 1, got 1.0"),
    "a density that leaves no token between": (lambda: spans.choose_spans(10, rng(), density=0.9, mean_span=1), "density 0.9 must leave a token before each run.*1 stay, for 9 runs"),
    "more sentinels than the vocabulary has": (lambda: spans.corrupt_spans([1, 2], [True, False], first_sentinel=3, sentinels=9), "first_sentinel must be.* of 9 or more, got 3"),
    "more runs than sentinels": (lambda: spans.corrupt_spans([1, 2, 3, 4], [True, False] * 2, **SENTINELS), "chosen needs 3 sentinels.*got 2"),
    "a cache of two lengths": (lambda: read([KEPT[0], SHORT[1]]), "cache must have one length in all blocks, got 1, 4"),
    "a cache that is too long": (lambda: read(KEPT, ids=[[1, 2, 3]]), "at most 6 tokens have a position vector, got 7"),
    "an expert capacity of 0": (lambda: experts.take_seats([[0]], experts=1, capacity=0), "capacity must be.* of 1 or more, got 0"),
    "a capacity factor of 0": (lambda: experts.expert_capacity(8, experts=4, factor=0), "factor must be.* above 0, got 0"),
    "a prompt longer than the positions": (lambda: write([[1] * 7]), "prompt and tokens: at most 6 tokens have a position vector, got 7"),
    "a text that gets longer than the positions": (lambda: write([[1]], tokens=9), "prompt and tokens: at most 6 tokens have a position vector, got 9"),
    # caches
    "a cache in a tuple": (lambda: read(tuple(KEPT)), "cache must be a list of 2 dicts"),
    "a cache of fewer blocks": (lambda: read(KEPT[:1]), "cache must be a list of 2 dicts, got 1"),
    "an empty cache": (lambda: read([]), "cache must be a list of 2 dicts, got 0"),
    "one block's cache": (lambda: read(KEPT[0]), "cache must be a list of 2 dicts"),
    "a cache of nothing": (lambda: read([None, None]), "cache must be a dict with key, value, got None"),
    "a cache of keys without axes": (lambda: read([{"key": np.ones(3), "value": np.ones(3)}] * 2), "cache must have one length"),
    "a cache of another batch": (lambda: read(KEPT, ids=[[1], [2]]), r"kept key must have shape \(2, 2, any, 2\)"),
    "a cache of other heads": (lambda: read(KEPT, heads=4), r"kept key must have shape \(1, 4, any, 1\)"),
    "a key more than values": (lambda: cache.cached_attention(draw(1, 2, 4), LOOKS, heads=2, kept={"key": draw(1, 2, 3, 2), "value": draw(1, 2, 4, 2)}), "must have one shape: key"),
    "blocks that are one, read on": (lambda: cache.read_on([[1]], MODEL | {"blocks": MODEL["blocks"][0]}, heads=2), "blocks.* must be a list of dicts"),
    # writing
    "a choice of no token": (lambda: write([[1]], lambda z, ids: None), "what choose gives must be whole numbers"),
    "a choice of scores": (lambda: write([[1]], lambda z, ids: z.max(-1)), "what choose gives must be whole numbers"),
    "a choice outside the vocabulary": (lambda: write([[1]], lambda z, ids: [7]), "what choose gives must lie in 0 ... 6, got 7"),
    "parameters that are not finite": (lambda: write([[1]], p=on(MODEL, "token_table", part=np.full((7, 4), np.nan))), "scores by p must be finite"),
    "nothing to read on from": (lambda: write(np.zeros((1, 0), int)), "length of prompt must be a whole number of 1 or more, got 0"),
    "beams: no scores": (lambda: beam(lambda texts: np.zeros((len(texts), 0))), "what model gives.* of 1 or more, got 0"),
    "beams: another vocabulary the second time": (lambda: beam(lambda texts: draw(len(texts), 8 - texts.shape[1])), r"what model gives must have shape \(2, 7\), got \(2, 6\)"),
    "beams: None": (lambda: beam(lambda texts: None), "what model gives must be numbers.*None"),
    "beams: a text": (lambda: beam(lambda texts: "x"), "what model gives must be numbers"),
    "beams: NaN": (lambda: beam(lambda texts: np.full((len(texts), 7), np.nan)), "the largest of what model gives must be finite"),
    "beams: two prompts": (lambda: beam(lambda texts: draw(len(texts), 7), prompt=[[1]]), r"prompt must have shape \(any,\)"),
    "scores of nothing": (lambda: choosing.sample_tokens(np.zeros((3, 0)), rng()), "logits must hold something along axis -1"),
    "a row that is cut off": (lambda: choosing.sample_tokens([[0.0, 1.0], [-np.inf, -np.inf]], rng()), "the largest of logits in each row must be finite"),
    "a score of infinity": (lambda: choosing.keep_top_k([[0.0, np.inf]], k=1), "the largest of logits in each row must be finite"),
    "NaN beside the best": (lambda: choosing.keep_nucleus([[0.0, np.nan]], top_p=0.5), "the largest of logits in each row must be finite"),
    "more than there are": (lambda: choosing.keep_top_k(draw(3, 7), k=8), "k must be a whole number in 1 ... 7, got 8"),
    "a penalty for another batch": (lambda: penalty.penalize(draw(2, 7), [[1], [2], [3]]), r"ids must have shape \(2, any\)"),
    "spared in a text": (lambda: penalty.penalize(draw(7), [1], spared="x"), "spared must be whole numbers"),
    "a spared number alone": (lambda: penalty.penalize_signed(draw(7), [1], spared=3), "spared must have shape"),
    # what is written by an encoder and a decoder
    "a model that gives a number": (lambda: write_out(lambda source, target: 0.5), r"model's scores must have shape \(1, any\), got \(\)"),
    "a model that gives one row": (lambda: write_out(lambda source, target: draw(7)), r"model's scores must have shape \(1, any\), got \(7,\)"),
    "a model that gives nothing": (lambda: write_out(lambda source, target: None), "model's scores must be numbers.*None"),
    "an end that no score is for": (lambda: write_out(lambda source, target: draw(len(target), 7), end=70), "end must be a whole number in 0 ... 6, got 70"),
    "a decoder's blocks in a dict": (lambda: encoder_decoder.bart([[1]], [[1]], on(BART, "decoder", "blocks", part={}), heads=2), r"p\['decoder'\]\['blocks'\] must be a list of dicts"),
    "T5 without blocks": (lambda: encoder_decoder.t5([[1]], [[1]], on(T5, "encoder", "blocks", part=None), heads=2), r"p\['encoder'\]\['blocks'\] must be a list of dicts, got None"),
    "waves: blocks in a dict": (lambda: waves.wave_decoder([1], WAVES, heads=2), "blocks.* must be a list of dicts"),
    "BLOOM: blocks of None": (lambda: placed.bloom([1], on(BLOOM, "blocks", part=[None]), heads=2), r"p\['blocks'\]\[0\] must be a dict with .*, got None"),
    "two texts for three": (lambda: encoder_decoder.t5([[1, 2], [1, 2]], [[1], [2], [3]], T5, heads=2), r"must be of one batch: x \(3, 1, 4\), context \(2, 2, 4\)"),
    "a mask of texts for T5": (lambda: encoder_decoder.t5([[1, 2], [3, 4]], [[1], [2]], T5, heads=2, mask=np.ones((3, 1, 2), bool)), "mask"),
    "a memory of another batch": (lambda: encoder_decoder.cross_block(draw(2, 3, 4), draw(3, 3, 4), BART["decoder"]["blocks"][0], heads=2), "must be of one batch"),
    "attention between two batches": (lambda: attention.attention(draw(2, 3, 4), draw(3, 3, 4), draw(3, 3, 4)), r"must be of one batch: q \(2, 3, 4\), k \(3, 3, 4\)"),
    "heads between two batches": (lambda: attention.multi_head_attention(draw(2, 3, 4), draw(3, 3, 4), LOOKS, heads=2), "must be of one batch"),
    "heads between two batches, by weights that do not fit": (lambda: attention.multi_head_attention(draw(2, 3, 4), draw(3, 3, 4), LOOKS | {"value": attention.new_linear(rng(), d=3, e=4, spread=0.1)}, heads=2), r"p\['value'\]\['weight'\] must have shape"),
    "values of another batch": (lambda: attention.attend(draw(2, 3, 4), draw(3, 4, 4)), r"must be of one batch: scores \(2, 3, 4\), v \(3, 4, 4\)"),
    "a turn that gives nothing": (lambda: turned(lambda x: None), "what turn gives must be numbers.*None"),
    "a turn that makes narrower": (lambda: turned(lambda x: x[..., :1]), r"what turn gives must have shape \(2, 3, 2\), got \(2, 3, 1\)"),
    "a bias for one head": (lambda: placed.placed_attention(draw(3, 4), LOOKS, heads=2, bias=draw(3, 3)), r"bias must have shape \(2, 3, 3\)"),
    "places for other tokens": (lambda: rotary.rotate(draw(3, 4), np.arange(2.0)), r"place must have shape \(3,\), got \(2,\)"),
    "a base that is infinite": (lambda: rotary.rotate(draw(3, 4), np.arange(3.0), base=np.inf), "base must be a finite number above 0, got inf"),
    "a slope that rises": (lambda: slopes.alibi_bias([-1.0], n=3), "slopes must be 0 or more, got -1.0"),
    "a bucket without a row": (lambda: positions.bucket_bias(draw(3, 2), [[3]]), "bucket must lie in 0 ... 2, got 3"),
    # noises and tasks
    "a start twice": (lambda: noises.infill([1, 2, 3], [1, 1], [1, 1], mask_id=9), r"starts must be different places, got \[1, 1\]"),
    "a start without length": (lambda: noises.infill([1, 2, 3], [0], [1, 1], mask_id=9), r"lengths must have shape \(1,\)"),
    "a slot twice": (lambda: noises.insert_masks([1, 2], [1, 1], mask_id=9), r"slots must be different places, got \[1, 1\]"),
    "sentences in texts": (lambda: noises.permute_sentences(["ab", "c"], [1, 0]), r"sentences\[0\] must be whole numbers"),
    "an order of fewer": (lambda: noises.permute_sentences([[1], [2]], [0]), r"order must have shape \(2,\)"),
    "nothing to rotate": (lambda: noises.rotate([], 0), "k must be a whole number in 0 ... -1, got 0"),
    "codes for other texts": (lambda: control.put_code_first([[1, 2]], [1, 2]), r"codes must have shape \(1,\), got \(2,\)"),
    "a text of one token": (lambda: control.text_log_probabilities([[1]], MODEL, heads=2), "ids must have 2 tokens or more a text, got 1"),
    "a field that is a number": (lambda: text_tasks.phrase("cola", {"sentence": 3}), "sentence must be a text"),
    "a field's name that is a number": (lambda: text_tasks.phrase("cola", {3: "x"}), "a name of fields must be a text"),
    "no names to read": (lambda: text_tasks.read_class("yes", []), r"names must be some, all different, got \[\]"),
    "a similarity above 5": (lambda: text_tasks.similarity_text(5.1), "score must be a number from 0 to 5, got 5.1"),
    # learning
    "adam of numbers": (lambda: descent.adam(5, 5, 5, step=1), "arrays must be a list or its like, got 5"),
    "adam of texts": (lambda: descent.adam(["a"], ["a"], ["ab"], step=1), "arrays must be numbers"),
    "a moment that is a number": (lambda: moved([5]), "moments must be pairs of arrays, got 5"),
    "one moment of two": (lambda: moved([(np.ones(2),)]), "moments must be pairs of arrays"),
    "a moment of another shape": (lambda: moved([(np.ones(3), np.ones(2))]), r"moments must have shape \(2,\), got \(3,\)"),
    "moments in a text": (lambda: moved(["ab"]), "moments must be pairs of arrays, got 'ab'"),
    "a square below 0": (lambda: moved([(np.ones(2), -np.ones(2))]), "moments must have squares of 0 or more, got -1.0"),
    "a loss that is an array": (lambda: trained(lambda p, x: p["w"] - x), "loss must give one number"),
    "a loss that is a text": (lambda: trained(lambda p, x: "x"), "loss must give one number, a float, got 'x'"),
    "a batch that is no tuple": (lambda: trained(lambda p, x: p["w"].sum(), [5]), "batches must be tuples of arguments, got 5"),
    "parameters in a tuple": (lambda: parameters.join({"w": (np.ones(2),)}), "p must hold arrays, in dicts and lists, got"),
    "no parameters": (lambda: parameters.leaves({"w": None}), "p must hold arrays, in dicts and lists, got None"),
    "parameters that are a number": (lambda: trained(lambda p, x: p, p=5.0), "p must be a dict of arrays, got 5.0"),
    "parameters of texts": (lambda: trained(lambda p, x: p, p={"w": "x"}), "p must hold arrays, in dicts and lists, got 'x'"),
    "an answer below 0": (lambda: losses.cross_entropy(draw(2, 3), [-1, 0]), "targets must lie in 0 ... 2, got -1"),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_bad_call_says_what_is_wrong(name):
    call, said = CALLS[name]
    with pytest.raises(ValueError, match=said), np.errstate(all="ignore"):
        call()


def test_what_can_be_gone_through_once_is_gone_through_once():
    assert text_tasks.read_class("yes", iter(["no", "yes"])) == 1
    arrays, _ = descent.adam(iter(ONE), iter(ONE), iter([(ONE[0], ONE[0])]), step=1)
    assert len(arrays) == 1


def test_the_coldest_temperature_takes_the_best():
    logits = draw(50, 7)
    taken = choosing.sample_tokens(logits, rng(), temperature=5e-324)
    assert taken.tolist() == logits.argmax(-1).tolist()
