"""Time mask_tokens beside transformers' collator; print seconds as JSON.

Runs in .venv-reference. Both get the same ids and special-token mask, each in its own
arrays (numpy, torch) and made before the clock starts. The collator writes into its
batch, so each of its runs gets a fresh copy, made before the clock starts as well.
"""

import json
import time

import numpy as np
import torch
from tokenizers import Tokenizer, models
from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

from fieldguide.mechanisms.objectives.masking import mask_tokens

ROWS, LENGTH, RUNS = 7_813, 128, 7  # 1,000,064 tokens: the first whole row above
VOCAB, CLS, SEP, MASK = 30_522, 101, 102, 103  # bert-base-uncased

names = [f"w{k}" for k in range(VOCAB)]
names[CLS], names[SEP], names[MASK] = "[CLS]", "[SEP]", "[MASK]"
model = models.WordLevel({name: k for k, name in enumerate(names)}, unk_token="w100")
collator = DataCollatorForLanguageModeling(
    PreTrainedTokenizerFast(tokenizer_object=Tokenizer(model), mask_token="[MASK]")
)

rng = np.random.default_rng(0)
ids = rng.integers(1_000, VOCAB, size=(ROWS, LENGTH))
ids[:, 0], ids[:, -1] = CLS, SEP
special = np.isin(ids, [CLS, SEP])
torch_ids, torch_special = torch.tensor(ids), torch.tensor(special)


def best(call, fresh):
    """Fewest seconds of the runs; `fresh` makes the ids of each, off the clock."""
    seconds = []
    for _ in range(RUNS):
        batch = fresh()
        start = time.perf_counter()
        _, labels = call(batch)
        seconds.append(time.perf_counter() - start)
        share = float((labels != -100).sum()) / (~special).sum()
        if not 0.14 < share < 0.16:
            raise RuntimeError(f"expected 15 % of the tokens chosen, got {share:.1%}")
    return min(seconds)


def ours(batch):
    """mask_tokens on numpy arrays."""
    return mask_tokens(batch, ~special, rng, vocab_size=VOCAB, mask_id=MASK)


def theirs(batch):
    """The collator's own step, without the padding that comes before it."""
    return collator.torch_mask_tokens(batch, special_tokens_mask=torch_special)


ours_seconds = best(ours, lambda: ids)
theirs_seconds = {}
for threads in sorted(
    {1, torch.get_num_threads()}
):  # more are slower on a busy machine
    torch.set_num_threads(threads)
    theirs_seconds[threads] = best(theirs, torch_ids.clone)
print(json.dumps({"tokens": ids.size, "ours": ours_seconds, "theirs": theirs_seconds}))
