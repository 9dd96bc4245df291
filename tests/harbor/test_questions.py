"""Questions about the log: rows and masks, echoes that become lines again, and the truth."""

import numpy as np
import pytest

from fieldguide.harbor import logbook, questions, text

LINE = "the keeper lights the lamp in the tower at dusk"
WORDS = LINE.split()


@pytest.fixture
def lines():
    return logbook.write(60, np.random.default_rng(4))[0]


def test_the_parts_are_the_line():
    assert [" ".join(WORDS[part]) for part in questions.PARTS.values()] == [
        "the keeper",
        "lights the lamp",
        "in the tower",
        "at dusk",
    ]


def test_an_exchange_as_a_row(lines):
    row = text.encode(f"[CLS] {LINE} [SEP]")
    ids, answers, everything = questions.exchanges(["what"], row[None])
    assert questions.decode(ids[0]) == (
        f"<|user|> what {LINE} <|end|> <|keeper|> lights the lamp <|end|>"
    )
    asked = questions.decode(ids[0][answers[0]])
    assert asked == "lights the lamp <|end|>"
    assert everything[0].sum() == questions.ROW - 1
    ids, answers, everything = questions.exchanges(["who", "first"] * 30, lines)
    assert (ids.shape, answers[0].sum(), answers[1].sum()) == ((60, 18), 3, 4)
    assert not (everything & (ids == questions.PAD)).any()
    assert not (answers & ~everything).any()


def test_the_log_alone_stands_where_an_exchange_has_it(lines):
    plain, asked = questions.plain(lines)
    ids, _, _ = questions.exchanges(["who"] * len(lines), lines)
    np.testing.assert_array_equal(plain[:, 2:12], ids[:, 2:12])
    assert asked[:, 2:13].all() and asked.sum() == 11 * len(lines)


@pytest.mark.parametrize(
    "kind, question, answer",
    [
        ("who", "who lights the lamp in the tower at dusk", "the keeper"),
        ("what", "the keeper does what in the tower at dusk", "lights the lamp"),
        ("where", "the keeper lights the lamp where at dusk", "in the tower"),
        ("when", "the keeper lights the lamp in the tower when", "at dusk"),
    ],
)
def test_an_echo_and_its_answer_are_the_line(kind, question, answer):
    assert questions.echo(kind, WORDS) == (question, answer)
    assert questions.statement(question, answer) == WORDS
    assert questions.is_true(question, answer)


def test_what_the_town_would_not_say():
    question = "who lights the lamp in the tower at dusk"
    assert not questions.is_true(question, "the baker")
    assert not questions.is_true(question, "keeper")
    assert not questions.is_true(question, "the dragon")
    assert not questions.is_true("does it matter", "the keeper")
    assert questions.statement("no question at all", "none") is None


def test_slips_are_false_and_there_are_as_many_as_the_grammar_says():
    """What is of one work cannot have come from a slip that shows."""
    lines, work = logbook.write(4000, np.random.default_rng(6))
    true = logbook.are_of_one_work(lines[:, 1:-1])
    possible, chances = logbook.possible_lines()
    want = chances[logbook.are_of_one_work(possible[:, 1:-1])].sum()
    assert abs(true.mean() - want) < 4 * np.sqrt(want * (1 - want) / 4000)
    no_slip = (1 - logbook.SLIP + logbook.SLIP / 4) ** 3
    assert no_slip < want < no_slip + 0.1  # some words belong to several kinds of work


def test_rows_of_questions_are_read_back(rng):
    rows = questions.questions(rng, size=40)
    read = [questions.read(row) for row in rows]
    assert None not in read
    assert all(questions.statement(*pair) is not None for pair in read)
    assert max((rows != questions.PAD).sum(1)) == rows.shape[1]


def test_what_is_no_question_with_an_answer_is_not_read():
    start, stop, mark = questions.START, questions.STOP, questions.encode("?")[0]
    cat = questions.encode("the cat").tolist()
    assert questions.read([start, *cat, mark, *cat, stop]) == ("the cat", "the cat")
    assert questions.read([start, *cat, mark, *cat]) is None  # never stops
    assert questions.read([start, *cat, stop]) is None
    assert questions.read([start, *cat, mark, stop]) is None
    assert questions.read([start, *cat, mark, *cat, mark, *cat, stop]) is None
