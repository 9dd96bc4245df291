"""Google's own BERT code: official/nlp/data/create_pretraining_data.py."""

import sys
import types
from functools import lru_cache


@lru_cache(1)
def google():
    """The module; what it imports only to read files stays empty."""
    absent = ["tensorflow", "tf_keras", "sentencepiece", "six"]
    absent = [name for name in absent if name not in sys.modules]
    sys.modules.update((name, types.ModuleType(name)) for name in absent)
    from official.nlp.data import create_pretraining_data

    for name in absent:
        del sys.modules[name]
    return create_pretraining_data
