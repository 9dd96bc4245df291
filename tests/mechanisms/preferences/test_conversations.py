"""Comparisons within a conversation: whose message is replaced, and what stays."""

import numpy as np
import pytest

from fieldguide.mechanisms.preferences import conversations

TALK = [("user", "who is that?"), ("assistant", "the cat"), ("user", "and there?"),
        ("assistant", "the gull")]  # fmt: skip


def test_each_of_the_assistants_messages_is_picked_and_no_other(rng):
    roles = [role for role, _ in TALK]
    picked = np.array([conversations.pick_message(roles, rng) for _ in range(400)])
    assert set(picked) == {1, 3}
    assert abs((picked == 1).mean() - 0.5) < 4 * 0.5 / np.sqrt(400)
    assert conversations.pick_message(roles, rng, role="user") in (0, 2)


def test_what_came_before_stays_and_what_came_after_goes():
    found = conversations.compare_at(TALK, 1, ["a dog", "a cat"])
    assert found == [
        [TALK[0], ("assistant", "a dog")],
        [TALK[0], ("assistant", "a cat")],
    ]
    assert [len(x) for x in conversations.compare_at(TALK, 3, ["x", "y", "z"])] == [
        4
    ] * 3


def test_the_conversation_stays_as_it_is():
    talk = list(TALK)
    conversations.compare_at(talk, 1, ["x", "y"])[0].append(("user", "?"))
    assert talk == TALK


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda r: conversations.pick_message(["user"], r), "a message of 'assistant'"),
        (lambda r: conversations.pick_message([], r), "roles must have"),
        (lambda r: conversations.compare_at(TALK, 4, ["x", "y"]), "k must be.*got 4"),
        (
            lambda r: conversations.compare_at(TALK, 1, ["x"]),
            "alternatives must be two",
        ),
    ],
)
def test_bad_input_is_refused(call, said, rng):
    with pytest.raises(ValueError, match=said):
        call(rng)


@pytest.mark.parametrize("bad", [("user",), "ab", ("user", "who", "is"), 7])
def test_a_message_is_a_pair(bad):
    with pytest.raises(ValueError, match=r"messages\[1\] must be a pair"):
        conversations.compare_at([("user", "ahoy"), bad], 0, ["a", "b"])


def test_a_message_is_made_of_texts_and_there_is_one():
    with pytest.raises(ValueError, match=r"messages\[0\]\[1\] must be a text"):
        conversations.compare_at([("user", 3)], 0, ["a", "b"])
    with pytest.raises(ValueError, match="number of messages must be"):
        conversations.compare_at([], 0, ["a", "b"])
