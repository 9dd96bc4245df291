"""Time cached writing beside transformers' GPT-2 of the same size; print CPU seconds as JSON.

Runs in .venv-reference. Both have the same random weights, in single precision, the same
prompts, and take the most probable word each time; what they write must be the same. One
run of ours and one of theirs alternate, on one thread.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel

from fieldguide.mechanisms.networks.transformer import decoder
from fieldguide.mechanisms.sampling.writing import write_on

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reference"))
import weights  # the tests' own reader of transformers' weights

RUNS, PROMPT, WORDS = 5, 4, 100  # what is read anew each time is run once
SIZES = {  # texts, tokens in the vocabulary, width, blocks, heads
    "the lab's": (50, 81, 32, 1, 4),
    "small": (8, 1000, 128, 4, 4),
}

torch.set_num_threads(1)


def models(vocab_size, width, blocks, heads):
    """transformers' model with large random weights, so that no two scores are alike; ours."""
    config = GPT2Config(
        vocab_size=vocab_size,
        n_embd=width,
        n_layer=blocks,
        n_head=heads,
        n_positions=PROMPT + WORDS,
        bos_token_id=None,
        eos_token_id=None,
        initializer_range=0.3,
    )
    torch.manual_seed(0)
    model = GPT2LMHeadModel(config).eval()
    state = model.transformer.state_dict()
    return model, weights.gpt2({name: w.numpy() for name, w in state.items()})


def spent(call):
    """CPU seconds, and what came out."""
    start = time.process_time()
    out = call()
    return time.process_time() - start, np.asarray(out)


def compare(texts, vocab_size, width, blocks, heads):
    """Fewest CPU seconds of each way to write."""
    model, p = models(vocab_size, width, blocks, heads)
    prompt = np.random.default_rng(0).integers(1, vocab_size, size=(texts, PROMPT))
    ids = torch.from_numpy(prompt)
    more = {"max_new_tokens": WORDS, "do_sample": False, "pad_token_id": 0}

    def best(scores, _):
        return scores.argmax(-1)

    def anew():
        text = prompt
        for _ in range(WORDS):
            chosen = decoder(text, p, heads=heads)[:, -1].argmax(-1)
            text = np.column_stack([text, chosen])
        return text

    ways = {
        "write_on": lambda: write_on(prompt, p, best, tokens=WORDS, heads=heads),
        "transformers, generate": lambda: model.generate(ids, **more),
        "ours, all anew": anew,
    }
    seconds = {name: [] for name in ways}
    for k in range(RUNS):
        written = {}
        for name, way in ways.items():
            if k and way is anew:
                continue
            cost, written[name] = spent(way)
            seconds[name].append(cost)
        first, *others = written.values()
        for other in others:
            same = (first == other).mean()
            if same < 0.9:  # single precision may part where two scores are close
                raise RuntimeError(f"expected the same texts, got {same:.0%} alike")
    return {name: min(found) for name, found in seconds.items()}


print(
    json.dumps(
        {
            f"{name} size, {size[0]} texts of {WORDS} words": compare(*size)
            for name, size in SIZES.items()
        }
    )
)
