"""LaMDA's tools: the paper's examples, what the calculator refuses, and when asking ends."""

import pytest

from fieldguide import data
from fieldguide.harbor import archive
from fieldguide.mechanisms.search import retrieval, toolset


def search(query):
    return [archive.texts()[k] for k in retrieval.retrieve(query, archive.texts())]


TOOLS = [toolset.calculate, lambda q: toolset.translate(q, archive.LEXICON), search]


def test_the_rounds_are_the_papers():
    assert toolset.ROUNDS == data.fact("lamda.max_research_rounds").number


def test_the_papers_sum():
    assert toolset.calculate("135+7721") == ["7856"]


@pytest.mark.parametrize(
    "sum_, value",
    [("31*3", "93"), ("(112 - 1) / 2", "55.5"), ("−3", None), ("-3", "-3"), ("1/3", "0.333333333333"),
     ("2 × 8 ÷ 4", "4"), ("--2", "2")],
)  # fmt: skip
def test_sums(sum_, value):
    assert toolset.calculate(sum_) == ([] if value is None else [value])


@pytest.mark.parametrize(
    "text",
    ["How old is Rafael Nadal?", "", "1/0", "2**9999", "9**9**9", "1+", "()", "1//2", "__import__('os')",
     "(1).real", "1 2", "007", "1e9", "(" * 30 + "1" + ")" * 30 + "*", "1+" * 40 + "1", "9*" * 39 + "9*9"],
)  # fmt: skip
def test_what_is_no_sum_gives_nothing(text):
    assert toolset.calculate(text) == []


def test_the_papers_translation():
    assert toolset.translate("hello in French", {"French": {"hello": "Bonjour"}}) == [
        "Bonjour"
    ]
    assert toolset.translate("lamp in German", archive.LEXICON) == ["Lampe"]
    assert toolset.translate("lamp in Latin", archive.LEXICON) == []
    assert toolset.translate("lamp", archive.LEXICON) == []


def test_all_tools_are_asked_and_those_that_cannot_read_it_add_nothing():
    assert toolset.ask_tools("31 + 1", TOOLS)[0] == "32"
    (found,) = toolset.ask_tools("how many steps to the lamp", TOOLS)
    assert "112 steps" in found
    said = toolset.ask_tools("x", [lambda q: ["a"], lambda q: [], lambda q: ["b", "c"]])
    assert said == ["a", "b", "c"]


def test_a_tool_that_gives_a_text_instead_of_a_list_is_named():
    with pytest.raises(ValueError, match=r"tools\[0\]"):
        toolset.ask_tools("x", [lambda q: "a"])


def test_addresses():
    assert toolset.addressed("TS, Rafael Nadal's age") == ("TS", "Rafael Nadal's age")
    assert toolset.addressed("User, he is 35, or so") == ("User", "he is 35, or so")
    assert toolset.addressed("Well, who knows") == ("User", "Well, who knows")
    assert toolset.addressed("TS") == ("User", "TS")


def write(context, turns):
    """Ask for the steps, then multiply them, then say it."""
    if len(turns) == 1:
        return "TS, how many steps to the lamp"
    if len(turns) == 3:
        return "TS, 112 * 2"
    return (
        f"User, there and back it is {turns[4]} steps."  # the calculator is asked first
    )


def test_a_search_whose_answer_is_reckoned_with():
    answer, turns = toolset.research(
        "How many steps there and back?", "Many.", write, TOOLS
    )
    assert answer == "there and back it is 224 steps."
    assert [toolset.addressed(t)[0] for t in turns].count("TS") == 2 and turns[
        0
    ] == "Many."


@pytest.mark.parametrize("rounds, asked", [(0, 0), (1, 1), (4, 4)])
def test_who_never_stops_asking_says_what_he_would_have_said(rounds, asked):
    answer, turns = toolset.research(
        "?", "Well.", lambda c, t: "TS, 1+1", TOOLS[:1], rounds=rounds
    )
    assert answer == "Well." and turns == ["Well.", *["TS, 1+1", "2"] * asked]


def test_one_round_is_enough_for_one_question():
    say = lambda c, t: "TS, 1+1" if len(t) == 1 else f"User, {t[-1]}"  # noqa: E731
    assert toolset.research("?", "Well.", say, TOOLS[:1], rounds=1)[0] == "2"


def test_what_is_written_must_be_text():
    with pytest.raises(ValueError, match="write"):
        toolset.research("?", "Well.", lambda c, t: None, TOOLS)


@pytest.mark.parametrize("text", ["...", "-...", "... + 1", "(...)", "2 * ..."])
def test_three_dots_are_no_number(text):
    assert toolset.calculate(text) == []


def test_a_lexicon_holds_words():
    assert toolset.translate("sea in French", {"Dutch": {}}) == []
    with pytest.raises(
        ValueError, match=r"lexicon\['French'\] must be a dict of words"
    ):
        toolset.translate("sea in French", {"French": ["mer"]})
    with pytest.raises(ValueError, match=r"lexicon\['French'\] must be a text"):
        toolset.translate("sea in French", {"French": {"sea": 3}})
