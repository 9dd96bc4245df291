"""The machines of *Learn from the prompt*: GPT-3's options and their bias, LLaMA as a whole."""

from functools import partial

import numpy as np

from ... import data
from ...mechanisms.attention.attention import causal_mask, softmax
from ...mechanisms.attention.rotary import rotate
from ...mechanisms.measures import counting
from ...mechanisms.networks import lean, transformer
from ...mechanisms.networks.norm import rms_norm
from ...mechanisms.objectives import prompts
from .drawing import Machine, number

SPREAD = 0.6  # of random weights


def gpt_3_run(words, options, nothing, d=8, heads=2, seed=12):
    """Options behind a prompt, and behind the same examples with a question without content."""
    rng = np.random.default_rng(seed)
    known = sorted({*words, *options, nothing})
    p = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=len(words),
        d=d,
        layers=2,
        spread=SPREAD,
    )
    ids = np.array([known.index(w) for w in words])
    empty = np.append(ids[:-1], known.index(nothing))
    choices = [[known.index(w)] for w in options]
    scores, bias = (
        prompts.sum_scores(
            prompts.option_log_probabilities(row, choices, p, heads=heads)
        )
        for row in (ids, empty)
    )
    calibrated = prompts.calibrate(softmax(scores), softmax(bias))
    return {
        "prompt": transformer.embed(ids, p), "empty": transformer.embed(empty, p),
        "shares": softmax(scores)[None], "bias": softmax(bias)[None],
        "calibrated": calibrated[None],
        "before": options[int(scores.argmax())], "after": options[int(calibrated.argmax())],
    }  # fmt: skip


def gpt_3(words, options, nothing, **sizes):
    """Draw how options are scored: behind the prompt, and against an empty question."""
    r = gpt_3_run(words, options, nothing, **sizes)
    *shown, query = words
    last = {"follow": len(words) - 1}
    m = Machine(f"Options for {query!r} after {' '.join(shown)!r}", 520)
    m.box("shown", 135, 14, "data", text=f"examples: {' '.join(shown)}", wide=200)
    m.box("query", 68, 66, "data", text=f"question: {query}")
    m.box("nothing", 206, 66, "data", text=f"question: {nothing}")
    m.wire("shown", "query").wire("shown", "nothing")
    m.box("read", 68, 190, text="decoder", wide=90)
    m.box("again", 206, 190, text="the same decoder", wide=112)
    m.wire("query", "read", "", r["prompt"], at=(68, 126), cells=last, side="below")
    m.wire("nothing", "again", "", r["empty"], at=(206, 126), cells=last, side="below")
    m.numbers(68, 262, r["shares"][0], options, wide=32, digits=2)
    m.numbers(206, 262, r["bias"][0], options, wide=32, digits=2)
    m.box("divide", 135, 350, "fixed", text="divide, then make shares again", wide=200)
    m.wire(
        "read", "divide", "shares", r["shares"], into=-67, at=(68, 314), side="right"
    )
    m.wire("again", "divide", "bias", r["bias"], into=71, at=(206, 314), side="left")
    m.numbers(135, 418, r["calibrated"][0], options, wide=32, digits=2)
    m.box("best", 135, 494, "data", text=f"best: {r['after']}; before: {r['before']}")
    m.wire("divide", "best", "shares", r["calibrated"], out=90, into=90, at=(225, 456),
           side="left")  # fmt: skip
    for said, key in (
        ("Shares", "shares"), ("Bias", "bias"), ("After the division", "calibrated")
    ):  # fmt: skip
        told = zip(options, r[key][0], strict=True)
        m.say(f"{said}: {', '.join(f'{w} {number(x, 2)}' for w, x in told)}.")
    return m.picture(
        "The outlined row is the question's; the examples are the same on both sides. "
        "Numbers: the share of each option."
    )


def llama_run(words, d=8, heads=2, blocks=3, seed=2):
    """Words through a small LLaMA: what each of its parts hands on."""
    known = sorted(set(words))
    ids = np.array([known.index(w) for w in words])
    p = lean.new_llama(
        np.random.default_rng(seed),
        vocab_size=len(known),
        d=d,
        layers=blocks,
        inner=lean.gated_width(d, multiple=2),
        spread=SPREAD,
    )
    x = p["token_table"][ids]
    turn = partial(rotate, place=np.arange(len(words)))
    how = {"heads": heads, "turn": turn, "mask": causal_mask(len(words))}
    first = lean.llama_block(x, p["blocks"][0], **how)
    last = first
    for block in p["blocks"][1:]:
        last = lean.llama_block(last, block, **how)
    return {
        "x": x, "first": first, "last": last, "normed": rms_norm(last, p["norm"]),
        "logits": lean.llama(ids, p, heads=heads), "blocks": blocks,
    }  # fmt: skip


def llama(words, size="7b", **sizes):
    """Draw LLaMA from its table to its scores, with where the parameters of a size lie."""
    r = llama_run(words, **sizes)
    fact = {
        q: int(data.fact(f"llama@{size}.{q}").number)
        for q in ("layers", "hidden_size", "ffn_size")
    }
    layers, d = fact["layers"], fact["hidden_size"]
    table = int(data.fact("llama.vocabulary").number) * d
    block = counting.gated_parameters(layers=1, width=d, inner=d, ffn=fact["ffn_size"])
    block += 2 * d  # its norms
    m = Machine(f"LLaMA reads {' '.join(words)!r}", 520)
    m.box("words", 90, 14, "data", text=" ".join(words))
    m.box("table", 90, 66, text="token table", wide=110)
    m.wire("words", "table")
    m.box("block", 90, 190, text="norm, attention,\nnorm, gated network", wide=150)
    m.wire("table", "block", "x", r["x"], cells={}, at=(90, 124))
    m.box("more", 90, 290, text="such blocks", wide=120, times=r["blocks"] - 1)
    m.wire("block", "more", "", r["first"], cells={}, at=(90, 238))
    m.box("norm", 90, 370, text="norm", wide=110)
    m.wire("more", "norm", "", r["last"])
    m.box("output", 90, 444, text="output table", wide=110)
    m.wire("norm", "output", "", r["normed"], at=(90, 408))
    m.box("next", 90, 506, "data", text="the next words' scores")
    m.wire("output", "next", "", r["logits"])
    for y, said in (
        (66, _millions(table)), (190, f"{_millions(block)} each,\n{layers} of them"),
        (370, f"{d:,}"), (444, _millions(table)),
    ):  # fmt: skip
        m.text(176, y, said, ha="left")
    m.say(
        f"In the size of {size.upper()} either table has {_millions(table)} parameters, a "
        f"block {_millions(block)}, and there are {layers} of them; the last norm has {d:,}."
    )
    return m.picture(
        f"Numbers at the right: parameters in the size of {size.upper()}, {layers} blocks of "
        f"{d:,} features. The drawn one is {r['x'].shape[1]} wide."
    )


def _millions(n):
    return f"{n / 1e6:,.0f} million"
