"""The machines of *Learning what people prefer*: InstructGPT's loop, ChatGPT's judge."""

from functools import partial

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear
from ...mechanisms.networks import transformer
from ...mechanisms.preferences import comparisons, leash, policies
from ...training import next_word
from .drawing import Machine, number

SPREAD = 0.6  # of random weights
READ = partial(next_word.read, heads=2, activation=transformer.gelu_tanh)


def _number(words, known):
    return np.array([known.index(w) for w in words])


def instructgpt_run(words, d=8, beta=0.5, seed=3):
    """An answer is judged by a reward model, and held against the model that only imitated."""
    rng = np.random.default_rng(seed)
    known = ["[CLS]", *sorted(set(words))]
    ids = _number(["[CLS]", *words], known)[None]
    old = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=len(words) + 1,
        d=d,
        layers=1,
        spread=SPREAD,
    )
    new = old | {
        "token_table": old["token_table"] + rng.normal(0, 0.3, (len(known), d))
    }
    judge, expect = (new_linear(rng, d=d, e=1, spread=SPREAD) for _ in range(2))
    written = ids[:, 1:]
    x, held = READ(new, ids[:, :-1]), READ(old, ids[:, :-1])
    log_p, supervised = (
        leash.token_log_probs(next_word.next_word_scores(p, stream), written)
        for p, stream in ((new, x), (old, held))
    )
    score = linear(READ(old, ids)[:, -1], judge)[:, 0]
    earned = leash.leashed_rewards(score, log_p, supervised, beta=beta)
    values = linear(x, expect)[..., 0]
    return {
        "x": x[0], "log p": log_p[0], "supervised": supervised[0], "score": score[0],
        "earned": earned[0], "values": values[0], "beta": beta,
        "advantages": policies.advantages(earned, values)[0],
    }  # fmt: skip


def instructgpt(words, **sizes):
    """Draw InstructGPT's third step: what an answer earns, token by token, and who learns."""
    r = instructgpt_run(words, **sizes)
    m = Machine("InstructGPT learns from a reward, on a leash", 590)
    m.box("words", 135, 14, "data", text=f"written: {' '.join(words)}")
    m.box("policy", 50, 84, wide=76)
    m.box("old", 144, 84, "frozen", text="supervised\nmodel", wide=82)
    m.box("judge", 230, 84, "frozen", text="reward\nmodel", wide=66)
    for name in ("policy", "old", "judge"):
        m.wire("words", name, bend=44)
    m.box("away", 144, 204, "fixed", text=f"difference × −{number(r['beta'])}", wide=112,
          said=f"difference times minus {number(r['beta'])}")  # fmt: skip
    m.wire("policy", "away", "log p", r["log p"], out=20, into=-30, bend=166,
           at=(70, 132), cells={}, side="below")  # fmt: skip
    m.wire(
        "old", "away", "log p", r["supervised"], cells={}, at=(144, 132), side="below"
    )
    m.box("end", 172, 286, "fixed", text="score to the last token", wide=140)
    m.wire("away", "end", out=10, into=-18, bend=244)
    m.wire("judge", "end", f"score {number(r['score'])}", into=58, at=(226, 240),
           side="left")  # fmt: skip
    m.box("expect", 50, 286, text="what to\nexpect", wide=56)
    m.wire("policy", "expect", "x", r["x"], at=(50, 220), cells={}, side="below")
    m.box("better", 135, 402, "fixed", text="better than expected?", wide=150)
    m.wire("end", "better", "earned", r["earned"], into=37, cells={}, at=(172, 334))
    m.wire("expect", "better", "values", r["values"], into=-45, bend=376, at=(50, 340),
           cells={})  # fmt: skip
    m.box("loss", 135, 520, "loss", text="clipped loss", wide=110)
    m.wire("better", "loss", "advantages", r["advantages"], cells={}, at=(135, 458))
    m.tap("policy", "loss", 118, x=8)
    told = zip(words, r["advantages"], strict=True)
    m.say(f"Advantages: {', '.join(f'{w} {number(x)}' for w, x in told)}.")
    m.box("back", 135, 574, "data", text="moves the policy and its expectations")
    m.wire("loss", "back", dashed=True)
    return m.picture(
        "A column is a token. Only the policy and its expectations learn here. "
        f"The leash is {number(r['beta'])}, so that it shows; the paper's is {leash.BETA}."
    )


def chatgpt_run(asked, answers, d=8, seed=4):
    """A question with several answers, best first, read by a reward model, a row each."""
    rng = np.random.default_rng(seed)
    known = ["[SEP]", *sorted({w for a in (asked, *answers) for w in a})]
    ids = np.array([_number([*asked, "[SEP]", *a], known) for a in answers])
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=ids.shape[1], d=d, layers=1, spread=SPREAD
    )
    x = READ(p, ids)[:, -1]
    rewards = linear(x, new_linear(rng, d=d, e=1, spread=SPREAD))[:, 0]
    pairs = comparisons.pairs(len(answers))
    better, worse = rewards[pairs].T
    return {
        "ids": ids, "x": x, "rewards": rewards, "lead": better - worse,
        "loss": comparisons.ranking_loss(rewards),
    }  # fmt: skip


def chatgpt(asked, answers, **sizes):
    """Draw ChatGPT's second step: a message is written several times, ranked, and learned from."""
    r = chatgpt_run(asked, answers, **sizes)
    places = [f"{k}." for k in range(1, len(answers) + 1)]
    m = Machine("ChatGPT's reward model learns from a ranking", 550)
    m.box("talk", 135, 14, "data", text=f"asked: {' '.join(asked)}")
    m.box("policy", 135, 62, "frozen", text="policy writes an answer", wide=150)
    m.box("people", 135, 140, "fixed", text="people put them in order", wide=160)
    m.wire("talk", "policy")
    m.wire("policy", "people", f"{len(answers)} times")
    m.box("judge", 135, 220, text="reward model reads each", wide=160)
    m.wire("people", "judge", "best first", r["ids"])
    m.box("head", 135, 322, text="a number each", wide=110)
    m.wire("judge", "head", "x", r["x"], cells={})
    m.numbers(135, 384, r["rewards"], places, wide=40)
    m.box("pairs", 135, 456, "fixed", text="lead of the better, all pairs", wide=180)
    m.wire("head", "pairs", "rewards", r["rewards"], at=(140, 352))
    m.box("loss", 135, 524, "loss", text=f"loss {number(r['loss'], 2)}", wide=90)
    m.wire("pairs", "loss", "leads", r["lead"])
    told = zip(answers, r["rewards"], strict=True)
    m.say(f"Rewards: {', '.join(f'{chr(32).join(a)} {number(x)}' for a, x in told)}.")
    return m.picture(
        f"What the people preferred: {'; '.join(' '.join(a) for a in answers)}. "
        "The policy learns nothing here."
    )
