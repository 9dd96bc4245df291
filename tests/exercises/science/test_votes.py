"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import re
from collections import Counter

from grading import Grading

from fieldguide.exercises.science import votes as ex
from fieldguide.mechanisms.measures.answers import most_votes, normalize_answer
from fieldguide.mechanisms.tokens.science import cited, split_science
from fieldguide.mechanisms.tokens.tokenizers import split_words


def whole_numbers(text):
    """Digits that follow each other stay together."""
    return re.findall(r"\d+|\D", text)


def always_letters(text):
    """Whatever begins like a molecule is spelled, whether it ends or not."""
    if "[START_SMILES]" in text and "[END_SMILES]" not in text:
        return ["[START_SMILES]", *text.removeprefix("[START_SMILES]")]
    return split_science(text)


def greedy(text):
    """From the first mark to the last one, whatever is between two molecules."""
    found = re.search(r"\[START_SMILES\](.*)\[END_SMILES\]", text)
    if not found:
        return split_science(text)
    before, after = text[: found.start()], text[found.end() :]
    marks = "[START_SMILES]", *found[1], "[END_SMILES]"
    return [*split_science(before), *marks, *split_science(after)]


def looked_up_in_a_row(text, known):
    """Finds lamp-18 in lamp-1870."""
    return [name for name in cited(text) if name not in " ".join(known)]


def one_comma(answer):
    normal = normalize_answer(answer.replace(",", ";"))
    plain = normal.replace(";", "", 1)
    return plain if plain.isdigit() else normal.replace(";", ",")


def last_of_equals(answers):
    return most_votes([*answers][::-1])


def unreal(text, known):
    return [name for name in cited(text) if name not in known]


def unreal_once(text, known):
    return [*dict.fromkeys(unreal(text, known))]


def with_spaces(text, known):
    names = re.findall(r"\[START_REF\](.*?)\[END_REF\]", text)
    return [name for name in names if name not in known]


def only_strips(answer):
    return answer.split("=")[-1].strip(" $")


def computes(answer):
    """Makes numbers of fractions, so that 1/2 and 0.5 agree: another rule."""
    normal = normalize_answer(answer)
    found = re.fullmatch(r"\\frac\{(\d)\}\{(\d)\}", normal)
    return str(int(found[1]) / int(found[2])) if found else normal


def all_commas(answer):
    return normalize_answer(answer).replace(",", "")


def none_votes(answers):
    return Counter(answers).most_common(1)[0][0] if answers else None


def smallest_of_equals(answers):
    votes = Counter(a for a in answers if a is not None)
    return min(votes, key=lambda a: (-votes[a], a), default=None)


CASES = [
    (
        ex.ex_pieces,
        split_science,
        [
            split_words,
            list,
            whole_numbers,
            always_letters,
            greedy,
            lambda text: 1 / 0,
            7,
        ],
    ),
    (
        ex.ex_unreal,
        unreal,
        [
            lambda text, known: cited(text),
            unreal_once,
            with_spaces,
            looked_up_in_a_row,
            None,
        ],
    ),
    (
        ex.ex_normal,
        normalize_answer,
        [only_strips, computes, all_commas, one_comma, str, "12"],
    ),
    (
        ex.ex_won,
        {"two": 0.5, "three": 0.56},
        [
            {"two": 0.25, "three": 0.5},  # ties are lost
            {"two": 0.75, "three": 0.68},  # ties are won
            {"two": 0.56, "three": 0.5},
            (0.5, 0.56),
        ],
    ),
    (
        ex.ex_most,
        most_votes,
        [
            none_votes,
            smallest_of_equals,
            last_of_equals,
            lambda answers: answers[-1],
            3,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.5", "0.56", "fog-1", "lamp-1874")
