"""Learning what people prefer: a small policy is asked, answers with a line, and is judged.

Three stages: the policy imitates, a reward model learns from rankings what the town likes,
and the policy follows the reward model, on a leash or without one. Nothing is asked in the
first trial, where any line of the log will do; in the second somebody is named, and the
line should be about him.

    python -m fieldguide.experiments.taste > 01-preferences.runs.csv

writes what becomes of the first trial under six leashes, for three seeds, a minute and a
half of training that the notebook shows beside the run that it makes itself.
"""

from functools import partial

import numpy as np
from autograd import grad

from ..harbor import logbook, text
from ..mechanisms.networks import transformer
from ..mechanisms.preferences import comparisons, leash, policies
from ..mechanisms.sampling.choosing import sample_tokens
from ..mechanisms.sampling.writing import write_on
from ..training import descent, layers, next_word, parameters, primitives

WIDTH, HEADS, LAYERS, SPREAD = 32, 2, 1, 0.1
LINE = logbook.WORDS + 1  # tokens of an answer, with [SEP] behind it
ASKED = 3  # tokens of a question: [CLS] somebody [SEP]
HOW = {"heads": HEADS, "activation": primitives.gelu_tanh}
LIKED, DISLIKED, NONSENSE = ("cat", "fish"), ("dusk",), 2.0
SURE = 2.0  # of the town: a line that is better by 1 wins seven times in eight
PROMPTS, RANKED = 134, 4  # rankings, and answers of each: 804 comparisons
BETAS = 0.5, 0.3, 0.1, 0.05, 0.02, 0.0
ROUNDS, ANSWERS, EPOCHS, STEP_SIZE = 60, 64, 3, 0.002


# --- what is liked --------------------------------------------------------------------


def taste(rows):
    """What the town thinks of lines: +1 for a cat, +1 for a fish, -1 for dusk, -2 for nonsense."""
    lines = rows[..., -LINE:]  # behind what was asked
    cat, fish, dusk = (
        np.isin(lines, text.encode([w])).any(-1) for w in (*LIKED, *DISLIKED)
    )
    return cat * 1.0 + fish - dusk - NONSENSE * ~makes_sense(rows)


def makes_sense(rows):
    """Whether rows end with a line that may stand in the log; (..., n) -> bool (...)."""
    lines = rows[..., -LINE:].reshape(-1, LINE)
    sound = logbook.are_possible(lines[:, :-1]) & (lines[:, -1] == text.SEP)
    return sound.reshape(rows.shape[:-1])


def names_him(rows):
    """Whether answers name the one that the question names; (..., 14) -> bool (...)."""
    return (rows[..., ASKED:] == rows[..., 1:2]).any(-1)


def rank(rows, worth, rng):
    """Let people put answers in order, best first, with their doubts.

    Noise of Gumbel's kind on what each is worth makes every pair of a ranking come out as
    Bradley and Terry say, with `SURE` as the unit.

    Parameters
    ----------
    rows : int array, shape (prompts, k, n)
    worth : function
        Such as `taste`.
    rng : numpy.random.Generator

    Returns
    -------
    int array, shape of `rows`
    """
    felt = SURE * worth(rows) + rng.gumbel(size=rows.shape[:-1])
    order = np.argsort(-felt, axis=-1)
    return np.take_along_axis(rows, order[..., None], axis=1)


# --- 1. imitate -----------------------------------------------------------------------


def learn(p, rows, rng, *, steps, step_size, prompt=1):
    """Learn to write rows behind their first `prompt` tokens; nothing is asked of these."""

    def loss(p, rows):
        asked = np.broadcast_to(np.arange(rows.shape[1]) >= prompt, rows.shape)
        return next_word.next_word_loss(p, rows, asked, **HOW)

    batches = descent.minibatches(rows, rng, size=min(64, len(rows)), steps=steps)
    return descent.train(loss, p, batches, step_size=step_size)[:2]


def imitate(rng, *, steps=150):
    """A policy that writes the log as it is, and the loss of each step."""
    p = transformer.new_model(
        rng,
        vocab_size=len(text.vocabulary()),
        positions=ASKED + LINE,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )
    lines, _ = logbook.write(64 * steps, rng)
    return learn(p, lines, rng, steps=steps, step_size=0.01)


def write(p, prompts, rng):
    """Answers of a policy behind prompts: (b, m) -> (b, m + 11)."""

    def draw(logits, _):
        return sample_tokens(logits, rng)

    return write_on(prompts, p, draw, tokens=LINE, heads=HEADS)


def log_probs(p, rows, *, prompt):
    """ln p of each token behind a prompt, (b, n - prompt), and the stream there, with width d."""
    x = next_word.read(p, rows[:, :-1], **HOW)[:, prompt - 1 :]
    scores = next_word.next_word_scores(p, x)
    return leash.token_log_probs(scores, rows[:, prompt:]), x


# --- 2. judge -------------------------------------------------------------------------


def rewards(p, rows):
    """What a reward model gives: it reads to the end and says a number; (..., n) -> (...)."""
    x = next_word.read(p["body"], rows.reshape(-1, rows.shape[-1]), **HOW)[:, -1]
    return layers.linear(x, p["head"]).reshape(rows.shape[:-1])


def learn_rewards(policy, ranked, rng, *, steps=200, size=16):
    """A reward model: the policy, with a number in the place of its words, learns rankings.

    Parameters
    ----------
    policy : dict
    ranked : int array, shape (prompts, k, n)
        As `rank` gives them.
    rng : numpy.random.Generator

    Returns
    -------
    p : dict
    losses : array, shape (steps,)
    """
    head = {"weight": rng.normal(0, SPREAD, (WIDTH, 1)), "bias": np.zeros(1)}
    p = {"body": policy, "head": head}
    batches = descent.minibatches(ranked, rng, size=size, steps=steps)

    def loss(p, batch):
        return comparisons.ranking_loss(rewards(p, batch))

    return descent.train(loss, p, batches, step_size=0.005)[:2]


def judge(policy, prompts, worth, demonstrations, rng):
    """Write answers, have them ranked, and learn: a function from rows to centered rewards.

    Parameters
    ----------
    policy : dict
    prompts : int array, shape (b, m)
        Each is answered `RANKED` times.
    worth : function
        What people like, such as `taste`.
    demonstrations : int array, shape (c, n)
        Written by people; the mean of their rewards will be 0.
    rng : numpy.random.Generator
    """
    rows = write(policy, np.repeat(prompts, RANKED, axis=0), rng)
    ranked = rank(rows.reshape(len(prompts), RANKED, -1), worth, rng)
    p, _ = learn_rewards(policy, ranked, rng)
    zero = rewards(p, demonstrations)
    return lambda rows: comparisons.center(rewards(p, rows), zero)


# --- 3. follow ------------------------------------------------------------------------


def follow(
    policy, judged, prompts, rng, *, beta, worth=taste, rounds=ROUNDS,
    texts=None, gamma=0.0,
):  # fmt: skip
    """PPO: write, be judged, take a few steps, and again; PPO-ptx, if texts are mixed in.

    Parameters
    ----------
    policy : dict
        Where it begins, and where the leash is tied.
    judged : function
        Rows to rewards, shape (b, n) -> (b,).
    prompts : int array, shape (m, width)
        `ANSWERS` of them are drawn in each round.
    rng : numpy.random.Generator
    beta : float
        Reward that a nat of divergence costs.
    worth : function
        What people really think; only noted, nothing learns from it.
    rounds : int
    texts : int array, shape (c, n), optional
        What the policy once learned to write; in each step it is reminded of `ANSWERS` of them.
    gamma : float
        How much their loss counts; needed with `texts`.

    Returns
    -------
    p : dict
        The policy at the end.
    history : array, shape (rounds, 3)
        Mean reward, mean worth, and nats an answer away from the beginning.
    """
    head = {"weight": rng.normal(0, 0.01, (WIDTH, 1)), "bias": np.zeros(1)}
    flat, spread = parameters.join({"policy": policy, "value": head})
    moments = [(np.zeros_like(flat), np.zeros_like(flat))]
    slope = grad(lambda flat, *batch: _ppo_loss(spread(flat), *batch))
    arrays, history, prompt = [flat], [], prompts.shape[1]
    for k in range(rounds):
        p = spread(arrays[0])
        rows = write(p["policy"], _some(prompts, rng), rng)
        old, x = log_probs(p["policy"], rows, prompt=prompt)
        supervised, _ = log_probs(policy, rows, prompt=prompt)
        score, expected = judged(rows), layers.linear(x, p["value"])[..., 0]
        earned = leash.leashed_rewards(score, old, supervised, beta=beta)
        better = policies.advantages(earned, expected)
        batch = rows, old, _standard(better), better + expected
        for epoch in range(EPOCHS):
            known = () if texts is None else (_some(texts, rng), gamma)
            gradient = slope(arrays[0], *batch, *known)
            step_size = STEP_SIZE * (1 - k / rounds)  # as OpenAI's code has it
            how = {"step": k * EPOCHS + epoch + 1, "step_size": step_size}
            arrays, moments = descent.adam(arrays, [gradient], moments, **how)
        away = (old - supervised).sum(1)  # nats an answer, as sampled
        history.append([x.mean() for x in (score, worth(rows), away)])
    return spread(arrays[0])["policy"], np.array(history)


def _ppo_loss(p, rows, old, better, returns, texts=None, gamma=0.0):
    new, x = log_probs(p["policy"], rows, prompt=rows.shape[1] - LINE)
    expected = layers.linear(x, p["value"])[..., 0]
    gained = policies.clipped_loss(new, old, better)
    loss = gained + policies.value_loss(expected, returns)
    if texts is None:
        return loss
    return policies.mixed_loss(loss, surprise(p["policy"], texts), gamma=gamma)


def surprise(policy, texts):
    """How surprised a policy is at texts that others wrote: nats a token."""
    return next_word.next_word_loss(policy, texts, **HOW)


def _some(rows, rng):
    return rows[rng.integers(len(rows), size=ANSWERS)]


def _standard(x):
    return (x - x.mean()) / (x.std() + 1e-8)


# --- the trials -----------------------------------------------------------------------

NOTHING = np.full((PROMPTS, 1), text.CLS)  # prompts of the first trial


def prepare(seed):
    """The first trial as far as the leash: a policy, and a judge of its lines."""
    rng = np.random.default_rng(seed)
    policy, _ = imitate(rng)
    written, _ = logbook.write(500, rng)
    return policy, judge(policy, NOTHING, taste, written, rng)


def as_dialogues(lines):
    """Lines of the log as answers: who is asked for, and what he did; (b, 12) -> (b, 14)."""
    asked = lines[:, [0, 2]]
    return np.column_stack([asked, np.full(len(lines), text.SEP), lines[:, 1:]])


def three_stages(seed, *, demonstrations=60, beta=0.1):
    """The second trial, from the first step to the last.

    Parameters
    ----------
    seed : int
    demonstrations : int
        Dialogues that people have written.
    beta : float

    Returns
    -------
    dict of str to function
        What answers after each stage: prompts, (b, 3), to rows, (b, 14).
    """
    rng = np.random.default_rng(seed)
    base, _ = imitate(rng)
    written = as_dialogues(logbook.write(demonstrations, rng)[0])
    supervised, _ = learn(base, written, rng, steps=40, step_size=0.005, prompt=ASKED)
    prompts = as_dialogues(logbook.write(PROMPTS, rng)[0])[:, :ASKED]
    judged = judge(supervised, prompts, taste, written, rng)
    policy, _ = follow(supervised, judged, prompts, rng, beta=beta)
    stages = {"pre-trained": base, "supervised": supervised, "policy": policy}
    return {name: partial(write, p, rng=rng) for name, p in stages.items()}


def main(seeds=(1, 2, 3)):
    """Print a row for each seed, leash and round, the last with a line that was written."""
    print("seed,beta,round,reward,taste,kl,line")
    for seed in seeds:
        policy, judged = prepare(seed)
        for beta in BETAS:
            rng = np.random.default_rng([seed, 2])
            p, history = follow(policy, judged, NOTHING, rng, beta=beta)
            line = " ".join(text.decode(write(p, NOTHING[:1], rng)[0, 1:]))
            for k, row in enumerate(history, 1):
                found = ",".join(f"{x:.2f}" for x in row)
                print(f"{seed},{beta},{k},{found},{line * (k == ROUNDS)}", flush=True)


if __name__ == "__main__":
    main()
