"""Google's rouge_score: rouge_scorer.py, with nltk replaced by a stub."""

import sys
import types
from functools import lru_cache


@lru_cache(1)
def rouge():
    """The module; nltk is needed for word stems and summaries of sentences only."""
    absent = {name: types.ModuleType(name) for name in ("nltk", "nltk.stem")}
    absent["nltk.stem"].porter = None
    absent = {name: stub for name, stub in absent.items() if name not in sys.modules}
    sys.modules.update(absent)
    from rouge_score import rouge_scorer

    for name in absent:
        del sys.modules[name]
    return rouge_scorer
