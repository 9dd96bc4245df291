"""Self-Instruct's loop: what is shown, what is read back, what is dropped and why."""

import pytest

from fieldguide import data
from fieldguide.mechanisms.measures.overlap import rouge_l, rouge_words
from fieldguide.mechanisms.objectives import bootstrap

PEOPLE, MACHINE = [f"p{k}" for k in range(10)], [f"m{k}" for k in range(5)]
TASKS = [("Name a fish:", "", "herring"), ("Count the\n boats.", "two, three", "five")]


def alike(first, second):
    return rouge_l(rouge_words(first), rouge_words(second)).f


def test_eight_are_shown_six_of_them_peoples(rng):
    shown = bootstrap.choose_shown(PEOPLE, MACHINE, rng)
    assert len(set(shown)) == 8
    assert sum(task in PEOPLE for task in shown) == 6


def test_people_stand_in_while_the_machine_has_nothing(rng):
    assert set(bootstrap.choose_shown(PEOPLE, [], rng)) <= set(PEOPLE)
    shown = bootstrap.choose_shown(PEOPLE, ["m0"], rng)
    assert len(shown) == 8 and shown.count("m0") == 1


def test_alpaca_shows_three_of_peoples(rng):
    wanted = int(data.fact("alpaca.in_context_examples").number)
    sizes = {"from_people": wanted, "from_machine": 0}
    shown = bootstrap.choose_shown(PEOPLE, MACHINE, rng, **sizes)
    assert len(shown) == 3 and set(shown) <= set(PEOPLE)


def test_order_is_drawn_too(rng):
    """A task of the machine stands first in about 2 of 8 requests: 200 draws, 4 deviations."""
    first = sum(
        bootstrap.choose_shown(PEOPLE, MACHINE, rng)[0] in MACHINE for _ in range(200)
    )
    assert abs(first / 200 - 1 / 4) < 4 * (3 / 16 / 200) ** 0.5


def test_a_request_by_hand():
    assert bootstrap.request_text(TASKS) == (
        "###\n1. Instruction: Name a fish\n1. Input:\n<noinput>\n1. Output:\nherring\n"
        "###\n2. Instruction: Count the boats.\n2. Input:\ntwo, three\n2. Output:\nfive\n"
        "###\n3. Instruction:"
    )


def test_what_was_written_is_read_back():
    written = (
        " Say where the cat is.\n3. Input:\n<noinput>\n3. Output:\non the quay\n"
        "###\n4. Instruction: Sort them.\n4. Input:\nb a\n4. Output:\na b\n"
        "###\n5. Instruction: And this one is cut o"
    )
    found = [("Say where the cat is.", "", "on the quay"), ("Sort them.", "b a", "a b")]
    assert bootstrap.read_tasks(written, shown=2) == found
    assert bootstrap.read_tasks(written, shown=2, cut=True) == found
    whole = written.rpartition("###")[0]
    assert bootstrap.read_tasks(whole, shown=2, cut=True) == found[:1]
    assert bootstrap.read_tasks(written, shown=3) == []  # wrong numbers


@pytest.mark.parametrize(
    "instruction, why",
    [
        ("Name the lamp.", "too short"),
        ("Name the old lamp.", None),
        ("word " * 150, None),
        ("word " * 151, "too long"),
        ("Describe the Picture of a gull.", "not for text"),
        ("Describe a picturesque old town.", None),
        ("Tell how to go to sea.", "not for text"),
        ("Write a program that counts boats.", "a program"),
        ("Please write a program that counts.", None),
        ("- list all the boats", "begins with a sign"),
        ("Ölfarben sind schön und bunt.", "begins with another alphabet"),
    ],
)
def test_why_an_instruction_is_refused(instruction, why):
    assert bootstrap.why_refused(instruction) == why


def test_limits_are_alpacas():
    assert data.fact("alpaca.rouge_threshold").number == bootstrap.MOST_ALIKE
    fewest = data.fact("alpaca.min_instruction_words").number
    most = data.fact("alpaca.max_instruction_words").number
    assert (fewest, most) == (bootstrap.FEWEST_WORDS, bootstrap.MOST_WORDS)


def test_sift_counts_what_it_drops_and_compares_with_what_it_has_just_kept():
    pool = ["name all the boats"]
    new = [
        "name all the fish",
        "who lights the old lamp",
        "who lights the lamp",
        "lamp",
    ]
    kept, reasons = bootstrap.sift(new, pool, alike)
    assert kept == ["who lights the old lamp"]
    assert reasons == {"too much like another": 2, "too short": 1}
    assert pool == ["name all the boats"]


def test_exactly_at_the_limit_is_kept():
    assert bootstrap.sift(["a b c d"], ["x"], lambda *pair: 0.7)[0] == ["a b c d"]
    assert bootstrap.sift(["a b c d"], ["x"], lambda *pair: 0.71)[0] == []


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda rng: bootstrap.choose_shown(["a"], [], rng), "people must have 8"),
        (lambda rng: bootstrap.request_text([]), "tasks must hold"),
        (lambda rng: bootstrap.request_text([("a", "b")]), r"tasks\[0\] must be three"),
        (lambda rng: bootstrap.read_tasks("a", shown=-1), "shown must be.*got -1"),
        (
            lambda rng: bootstrap.sift([], [], alike, most_alike=7),
            r"most_alike must lie in \[0, 1\]",
        ),
        (lambda rng: bootstrap.sift([], [], "rouge"), "alike must be a function"),
    ],
)
def test_bad_input_is_refused(call, said, rng):
    with pytest.raises(ValueError, match=said):
        call(rng)
