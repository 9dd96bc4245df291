"""Every mechanism is some system's: named in data/systems.csv, or called by one that is."""

import inspect

import pytest
from contracts import public_functions

from fieldguide import data

HOME = "fieldguide.mechanisms."


def uses(function):
    """The functions of the mechanisms that a function names, or has as a default."""
    names, codes = set(), [inspect.unwrap(function).__code__]
    while codes:
        code = codes.pop()
        names |= {*code.co_names}
        codes += [inner for inner in code.co_consts if inspect.iscode(inner)]
    known = vars(inspect.getmodule(function))
    found = [known.get(name) for name in names]
    for module in filter(inspect.ismodule, found[:]):
        found += [getattr(module, name, None) for name in names]
    found += [p.default for p in inspect.signature(function).parameters.values()]
    return {
        each
        for each in found
        if inspect.isfunction(each) and each.__module__.startswith(HOME)
    }


def reached(functions):
    """These and all that they use, directly or not."""
    found, todo = set(), [*functions]
    while todo:
        if (function := todo.pop()) not in found:
            found.add(function)
            todo += uses(function)
    return found


FUNCTIONS = {
    f"{f.__module__.removeprefix(HOME)}.{f.__name__}": f
    for f in public_functions()
    if f.__module__.startswith(HOME)
}
NAMED = {name for names in data.systems()["mechanisms"] for name in names}

# Functions of no system, or whole modules and families of them, and why; `new_...` only
# make weights for the others.
WAITS = "its system's chapter is to come"
WITHOUT = {
    "measures any system, or compares two": """
        measures.compute.inference_compute measures.compute.training_compute
        measures.compute.even_length measures.compute.adam_memory
        measures.distance.frechet_distance
        measures.compute.kept_numbers measures.evaluation.wilson_interval
        measures.evaluation.difference_interval measures.evaluation.sign_test
        measures.evaluation.spread_pass_at_k measures.evaluation.exact_match
        measures.evaluation.token_f1 networks.transformer.size
        objectives.detection.multiply_adds objectives.chats.ask_everything""",
    "a microscope that a lab looks through": """
        networks.window.window networks.window.fit_window networks.window.predict_window
        networks.disentangled.summed_terms objectives.distillation.fit_student
        objectives.distillation.read_windows objectives.languages.nearby
        objectives.languages.fit_bag objectives.languages.predict_bag
        objectives.ratings.bag_of_words objectives.edits.marked
        search.retrieval.newest search.retrieval.support""",
    "older than all systems, or a step of their tokenizers shown by itself": """
        networks.transformer.relu tokens.tokenizers.count_pairs
        tokens.tokenizers.merge_pair tokens.tokenizers.oldest
        tokens.tokenizers.byte_alphabet tokens.tokenizers.score_of
        tokens.tokenizers.all_cuts tokens.tokenizers.seed_scores""",
    "common ground of all diffusion models, taught before any of them": """
        diffusion.exact diffusion.schedules diffusion.steps""",
    WAITS: """
        search.algorithms.matmul_tensor
        search.algorithms.strassen search.algorithms.schoolbook
        search.algorithms.compose search.algorithms.computed_tensor
        search.algorithms.is_exact search.algorithms.is_exact_modulo
        search.algorithms.multiply search.algorithms.exponent
        tokens.tokenizers.encode_unigram tokens.tokenizers.fall_back""",
}
EXCUSED = {name for names in WITHOUT.values() for name in names.split()}


def rooms(name):
    """A function's name, its module's and its family's."""
    family, module, _ = name.split(".")
    return family, f"{family}.{module}", name


def test_every_mechanism_is_some_systems_or_has_a_reason():
    """Name a new one in its system's row of data/systems.csv, or say above why not."""
    found = reached(FUNCTIONS[name] for name in NAMED)
    lost = {name for name, function in FUNCTIONS.items() if function not in found}
    makers = {name for name in FUNCTIONS if name.rpartition(".")[2].startswith("new_")}
    assert not {name for name in lost - makers if not EXCUSED & {*rooms(name)}}


def test_no_reason_is_given_for_what_is_named_or_gone():
    assert not NAMED & (EXCUSED - {*WITHOUT[WAITS].split()})
    assert EXCUSED <= {room for name in FUNCTIONS for room in rooms(name)}


@pytest.mark.parametrize(
    "name, used",
    [
        (
            "objectives.masking.mask_tokens",
            "objectives.masking.choose_each",
        ),  # a default
        ("objectives.masking.mask_tokens", "objectives.masking.corrupt"),  # by name
        ("objectives.masking.choose_exactly", "objectives.masking.prediction_number"),
        ("networks.transformer.decoder", "attention.attention.softmax"),  # far below
        ("tokens.tokenizers.encode_bytes", "tokens.tokenizers.encode_bpe"),  # in a loop
    ],
)
def test_what_a_function_uses_is_found(name, used):
    assert FUNCTIONS[used] in reached([FUNCTIONS[name]])
    assert FUNCTIONS[name] not in reached([FUNCTIONS[used]])
