"""XLM: many languages in one model.

transformers runs what enters XLM's first layer; how rows are laid out and how often each
language is drawn are two rules of XLM's released code, restated and not run.
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import languages

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_xlm_embeddings():
    """What enters XLM's first layer, for two rows of two languages with places of their own."""
    import torch
    from transformers import XLMConfig, XLMModel

    seed, v, d, places, languages = 20190122, 20, 8, 12, 3
    rng = np.random.default_rng(seed)
    config = XLMConfig(
        vocab_size=v,
        emb_dim=d,
        n_layers=1,
        n_heads=2,
        n_langs=languages,
        max_position_embeddings=places,
        pad_index=2,
    )
    model = XLMModel(config).double().eval()
    shapes = {
        "embeddings.weight": (v, d),
        "position_embeddings.weight": (places, d),
        "lang_embeddings.weight": (languages, d),
        "layer_norm_emb.weight": (d,),
        "layer_norm_emb.bias": (d,),
    }
    state = {k: rng.normal(0, 0.02, s).round(6) for k, s in shapes.items()}
    state["layer_norm_emb.weight"] += 1
    model.load_state_dict({k: torch.from_numpy(w) for k, w in state.items()}, False)
    texts = [[[1, 7, 8, 9, 1], [1, 15, 16, 1]], [[1, 4, 1], [1, 10, 11, 12, 13, 1]]]
    numbers = [[0, 2], [2, 1]]
    ids = torch.tensor([a + b for a, b in texts])
    spots = torch.tensor([[*range(len(a)), *range(len(b))] for a, b in texts])
    langs = torch.tensor(
        [
            [i] * len(a) + [j] * len(b)
            for (a, b), (i, j) in zip(texts, numbers, strict=True)
        ]
    )
    with torch.no_grad():
        out = model(ids, langs=langs, position_ids=spots, output_hidden_states=True)
    return record(
        "transformers",
        "XLMModel(XLMConfig(...)).double().eval()(ids, langs=, position_ids=, "
        "output_hidden_states=True).hidden_states[0]",
        seed,
        {
            "texts": texts,
            "languages": numbers,
            **state,
        },
        {"embeddings": out.hidden_states[0]},
    )


@producer
def torch_xlm_rows():
    """Rows of a text and its translation: the rule of concat_batches, token by token.

    Restated from facebookresearch/XLM, xlm/utils.py (with reset_positions=True), not run.
    There a batch is a matrix with a column a sentence, filled up with padding; here each
    sentence is laid out by itself, which gives the same numbers above the padding.
    """
    import torch

    seed = 20190122
    rng = np.random.default_rng(seed)
    lengths = [(2, 2), (3, 7), (9, 4), (6, 6), (1, 1)]
    rows, laid = [], []
    for n, m in lengths:
        source, target = (rng.integers(4, 50, k).tolist() for k in (n, m))
        first, second = rng.choice(5, 2, replace=False).tolist()
        source, target = [1, *source, 1], [1, *target, 1]
        total = len(source) + len(target)
        ids, places = torch.zeros(total, dtype=int), torch.arange(total)
        langs = torch.full((total,), first)
        for k in range(total):
            behind = k >= len(source)
            ids[k] = target[k - len(source)] if behind else source[k]
            if behind:
                places[k] -= len(source)
                langs[k] = second
        rows.append([source, target, first, second])
        laid.append([ids, places, langs])
    return record(
        "torch",
        "concat_batches of facebookresearch/XLM with reset_positions=True, restated",
        seed,
        {"rows": rows},
        {"laid": laid},
    )


@producer
def torch_xlm_sampling():
    """Shares of languages: the rule of set_sampling_probs, language by language.

    Restated from facebookresearch/XLM, xlm/utils.py (lg_sampling_factor), not run.
    """
    import torch

    counts = [[1000, 100, 10, 1], [1_000_000, 200_000, 50_000, 500], [7, 7], [3]]
    exponents = [1.0, 0.7, 0.5, 0.3, 0.1]
    shares = []
    for sizes in counts:
        total, of_sizes = sum(sizes), []
        for exponent in exponents:
            powers = []
            for size in sizes:
                share = torch.tensor(size, dtype=torch.double) / total
                powers.append(torch.pow(share, exponent))
            of_sizes.append([(p / sum(powers)).item() for p in powers])
        shares.append(of_sizes)
    return record(
        "torch",
        "set_sampling_probs of facebookresearch/XLM, restated",
        0,  # nothing is drawn
        {"counts": counts, "exponents": exponents},
        {"shares": shares},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_xlm_embeddings")
def xlm_embeddings_agree(vector):
    given = vector["inputs"]
    gain, bias = (np.array(given[f"layer_norm_emb.{k}"]) for k in ("weight", "bias"))
    p = {
        "token_table": np.array(given["embeddings.weight"]),
        "position_table": np.array(given["position_embeddings.weight"]),
        "language_table": np.array(given["lang_embeddings.weight"]),
        "norm": {"gain": gain, "bias": bias},
    }
    ours = [
        languages.xlm_embeddings(_row(*texts, *numbers), p)
        for texts, numbers in zip(given["texts"], given["languages"], strict=True)
    ]
    same_numbers(np.array(ours), vector["outputs"]["embeddings"])


@agrees("torch_xlm_rows")
def rows_are_laid_out_alike(vector):
    laid = vector["outputs"]["laid"]
    for row, theirs in zip(vector["inputs"]["rows"], laid, strict=True):
        ours = _row(*row)
        assert [part.tolist() for part in ours] == theirs, row


@agrees("torch_xlm_sampling")
def languages_are_drawn_alike(vector):
    given = vector["inputs"]
    for counts, theirs in zip(
        given["counts"], vector["outputs"]["shares"], strict=True
    ):
        for alpha, shares in zip(given["exponents"], theirs, strict=True):
            same_numbers(languages.sampling_probabilities(counts, alpha=alpha), shares)


def _row(source, target, first, second):
    return languages.concatenate_translations(
        source, target, source_language=first, target_language=second
    )


# --- what must be noticed -------------------------------------------------------------

SAMPLING = languages.sampling_probabilities
CONCATENATE = languages.concatenate_translations
EMBED = languages.xlm_embeddings


def _temperature(counts, *, alpha):
    q = SAMPLING(counts, alpha=1) ** (1 / alpha)
    return q / q.sum()


def _no_second_normalization(counts, *, alpha):
    return SAMPLING(counts, alpha=1) ** alpha


def _places_run_on(source, target, **numbers):
    row = CONCATENATE(source, target, **numbers)
    return row._replace(positions=np.arange(len(row.ids)))


def _segments(source, target, **numbers):
    row = CONCATENATE(source, target, **numbers)
    return row._replace(languages=(np.arange(len(row.ids)) >= len(source)).astype(int))


def _one_separator(source, target, **numbers):
    """Between the two texts, as BERT has it."""
    return CONCATENATE(source, target[1:], **numbers)


def _without_languages(row, p):
    return EMBED(row, p | {"language_table": 0 * p["language_table"]})


SAMPLED = "objectives.languages.sampling_probabilities"
LAID_OUT = "objectives.languages.concatenate_translations"
plant("torch_xlm_sampling", SAMPLED, _temperature, _no_second_normalization)
plant("torch_xlm_rows", LAID_OUT, _places_run_on, _segments, _one_separator)
plant("transformers_xlm_embeddings", LAID_OUT, _places_run_on, _segments)
plant(
    "transformers_xlm_embeddings",
    "objectives.languages.xlm_embeddings",
    _without_languages,
)
