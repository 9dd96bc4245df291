"""Beam search and greedy writing: transformers' generate on a tiny GPT-2."""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers
from tiny_gpt2 import tiny_gpt2

from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.networks.transformer import decoder
from fieldguide.mechanisms.sampling import beams, writing

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_generate():
    """Five tokens after a prompt of three: greedy, and all of 2 and 4 beams."""
    import torch

    seed = 1409
    rng = np.random.default_rng(seed)
    model, state = tiny_gpt2(rng)
    prompts = rng.integers(11, size=(3, 3))
    more = {
        "max_new_tokens": 5,
        "do_sample": False,
        "pad_token_id": 0,
        "return_dict_in_generate": True,
    }
    found = {"greedy": model.generate(torch.from_numpy(prompts), **more).sequences}
    for width in (2, 4):
        out = model.generate(
            torch.from_numpy(prompts),
            num_beams=width,
            num_return_sequences=width,
            length_penalty=0.0,
            **more,
        )
        texts = out.sequences
        with torch.no_grad():  # its own scores are float32
            log_p = torch.log_softmax(model(texts).logits, -1)[:, 2:-1]
        scores = log_p.gather(-1, texts[:, 3:, None])[..., 0].sum(-1)
        found[f"{width} beams"] = texts.reshape(3, width, -1)
        found[f"{width} scores"] = scores.reshape(3, width)
    return record(
        "transformers",
        "GPT2LMHeadModel(...).generate(prompts, num_beams=..., length_penalty=0.0, ...)",
        seed,
        {"prompts": prompts, "heads": 2, "state": state},
        found,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_generate")
def greedy_writes_the_same(vector):
    given = vector["inputs"]
    p = weights.gpt2(given["state"])
    ours = writing.write_on(given["prompts"], p, _best, tokens=5, heads=given["heads"])
    np.testing.assert_array_equal(ours, vector["outputs"]["greedy"])


@agrees("transformers_generate")
def the_beams_are_the_same(vector):
    given, found = vector["inputs"], vector["outputs"]
    p = weights.gpt2(given["state"])

    def scores(texts):
        return decoder(texts, p, heads=given["heads"])[:, -1]

    for k, prompt in enumerate(given["prompts"]):
        for width in (2, 4):
            texts, log_p = beams.beam_search(prompt, scores, beams=width, tokens=5)
            np.testing.assert_array_equal(texts, found[f"{width} beams"][k])
            same_numbers(log_p, found[f"{width} scores"][k])


def _best(logits, ids):
    return logits.argmax(-1)


# --- what must be noticed -------------------------------------------------------------


def _each_beam_its_best(prompt, scores, *, beams, tokens):
    """Continues every beam with its own best token only."""
    texts, log_p = np.array([prompt]), np.zeros(1)
    for k in range(tokens):
        step = log_softmax(scores(texts))
        if k == 0:
            best = np.argsort(-step[0])[:beams]
            texts, log_p = (
                np.column_stack([texts.repeat(beams, 0), best]),
                step[0][best],
            )
        else:
            best = step.argmax(-1)
            texts = np.column_stack([texts, best])
            log_p = log_p + step.max(-1)
    order = np.argsort(-log_p)
    return texts[order], log_p[order]


def _adds_logits(prompt, scores, *, beams, tokens):
    """Sums of raw scores, which are no probabilities."""
    texts, total = np.array([prompt]), np.zeros(1)
    for _ in range(tokens):
        both = total[:, None] + scores(texts)
        best = np.argsort(-both, axis=None)[:beams]
        row, token = np.unravel_index(best, both.shape)
        texts, total = np.column_stack([texts[row], token]), both[row, token]
    return texts, total


def _reads_the_last_word_only(prompt, p, choose, *, tokens, heads):
    ids = np.array(prompt)
    for _ in range(tokens):
        new = choose(decoder(ids[:, -1:], p, heads=heads)[:, -1], ids)
        ids = np.column_stack([ids, new])
    return ids


plant(
    "transformers_generate",
    "sampling.beams.beam_search",
    _each_beam_its_best,
    _adds_logits,
)
plant("transformers_generate", "sampling.writing.write_on", _reads_the_last_word_only)
