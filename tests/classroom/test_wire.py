"""Values that cross from a student's process to that of the tests, and back."""

import copy
import socket
from array import array
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    UserString,
    deque,
    namedtuple,
)
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from submissions import framed

from fieldguide.classroom import wire


def crossed(value):
    """A value as the other side gets it."""
    other = wire.Wire(lambda number, args, kwargs: ("called", number))
    return other.load(wire.Wire(None).dump(value))


Point = namedtuple("Point", "x y")
PLAIN = [
    None, True, 0, -7, 2**70, -(10**5000), 1.5, float("inf"), -0.0, "żółw", "\ud800", 2j, ...,
    b"ab", bytearray(b"c"), [1, [2, ("a", {3})]], {"a": (1,), 2: None}, frozenset("ab"),
    range(3, 9, 2), Fraction(1, 3), Decimal("1.10"), (), [], {}, set(), {(1, 2): 3},
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=lambda v: type(v).__name__)
def test_plain_values_stay_what_they_are(value):
    got = crossed(value)
    assert got == value and type(got) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6).reshape(2, 3),
        np.zeros((0, 4)),
        np.array(3.5),
        np.array([True, False]),
        np.array(["a", "fog"]),
        np.arange(6.0).reshape(2, 3).T,
        np.float32(0.1),
        np.int8(-3),
        np.array([1 + 2j]),
    ],
    ids=str,
)
def test_arrays_keep_shape_and_type(value):
    got = crossed(value)
    assert type(got) is type(value) and got.dtype == value.dtype
    assert got.shape == value.shape and np.array_equal(got, value)


def test_an_array_of_texts_of_any_length_arrives_with_its_texts():
    texts = np.array([["a", "fog"], ["", "owl"]], np.dtypes.StringDType())
    got = crossed(texts)
    assert got.shape == (2, 2) and got.tolist() == texts.tolist()


def test_a_subclass_becomes_what_it_is_a_kind_of():
    class Word(str):
        pass

    assert crossed(Counter("aab")) == {"a": 2, "b": 1}
    assert type(crossed(OrderedDict(a=1))) is dict and type(crossed(Word("a"))) is str
    assert crossed(Point(1, 2)) == (1, 2)


def test_what_can_be_gone_through_arrives_as_such():
    got = crossed(n * n for n in range(3))
    assert iter(got) is got and list(got) == [0, 1, 4]
    assert crossed({"a": 1}.values()) == [1]
    assert crossed(deque([1, "a"])) == [1, "a"] == [*crossed(deque([1, "a"]))]
    assert crossed(array("d", [0.5, 2])) == [0.5, 2]
    assert np.array_equal(crossed(memoryview(np.eye(2))), np.eye(2))
    assert crossed(UserList("ab")) == ["a", "b"] and crossed(UserString("ab")) == "ab"
    assert crossed(ChainMap({"a": 1})) == {"a": 1} == crossed(UserDict(a=1))

    class Night:
        def __iter__(self):
            return iter("owl")

    assert list(crossed(Night())) == ["o", "w", "l"]
    objects = crossed(np.array([1, "a", None], object))
    assert objects.dtype == object and list(objects) == [1, "a", None]
    import pandas as pd

    assert np.array_equal(crossed(pd.Series([1, 2])), [1, 2])


def test_other_objects_are_equal_to_nothing():
    class Yes:
        def __eq__(self, other):
            return True

    got = crossed([Yes(), 1])
    assert got[0] != 1 and got[0] != Yes.__name__ and got[1] == 1
    with pytest.raises(TypeError, match="<a Yes> is neither true nor false"):
        bool(got[0])
    nest = []
    nest.append(nest)
    assert "nest of many containers" in str(crossed(nest))


def test_a_function_stays_and_is_called_over_there():
    assert crossed(lambda: 3)() == ("called", 0)
    one = wire.Wire(None)
    assert one.load(framed({"yours": one.lend(len)})) is len


def test_keys_and_items_are_equal_to_sets_as_at_home():
    for made in ({"a": [1], "b": 2}, UserDict(a=[1], b=2)):
        keys, items = crossed(made.keys()), crossed(made.items())
        assert keys == {"a", "b"} == keys | {"a"} and keys != ["a", "b"]
        assert list(keys) == ["a", "b"] and list(items) == [("a", [1]), ("b", 2)]
        assert items == {"a": [1], "b": 2}.items() and items != list(items)
        tests, student = wire.Wire(None), wire.Wire(None)
        for one in (keys, items):  # a test hands on what it got
            assert student.unpickle(tests.pickle(copy.deepcopy(one))) == one


def test_a_key_that_would_arrive_without_a_hash_costs_nothing_else():
    """A list with a hash, of somebody's own; the whole value was lost, and all beside it."""
    hashed = type("Board", (list,), {"__hash__": lambda self: len(self)})
    boards = {hashed([np.zeros(2)]): 1, (hashed([np.ones(1)]), 2): 2}
    got = crossed([{**boards, "a": np.arange(3)}, {hashed([1])}, np.arange(2)])
    assert got[0]["a"].tolist() == [0, 1, 2] and got[2].tolist() == [0, 1]
    assert [*map(str, got[0])] == ["<a Board>", "<a tuple>", "a"] and len(got[1]) == 1
    assert crossed({((1, frozenset("a")), "b"): 3}) == {((1, frozenset("a")), "b"): 3}


def test_an_array_of_one_list_arrives():
    one = np.empty((), object)
    one[()] = [1, 2]
    assert crossed(one)[()] == [1, 2] and crossed(np.empty((0, 3), object)).size == 0
    assert crossed(np.array([np.zeros(2), np.ones(3)], object))[1].tolist() == [1, 1, 1]


@pytest.mark.parametrize("kind", [dict, list, tuple, set, UserDict])
def test_a_container_that_can_be_called_is_a_function(kind):
    """One that keeps what it has found, say; as a container it could not be called."""
    made = type("Kept", (kind,), {"__call__": lambda self: len(self)})
    assert crossed(made())() == ("called", 0)
    assert crossed([made()])[0]() == ("called", 0)


def test_a_random_generator_goes_on_where_it_was():
    rng = np.random.default_rng(3)
    rng.random()
    assert crossed(rng).random() == rng.random()


@pytest.mark.parametrize("bits", ["MT19937", "Philox", "SFC64", "PCG64DXSM"])
def test_a_generator_of_another_kind_costs_no_value_beside_it(bits):
    """It was sent, and could not be read: all names of the test cell were lost."""
    rng = np.random.Generator(getattr(np.random, bits)(3))
    wires = wire.Wire(None), wire.Wire(None)
    got = wires[0].load(wires[1].dump_all({"a": np.arange(2), "rng": rng, "b": 7}))
    assert got["a"].tolist() == [0, 1] and got["b"] == 7
    assert isinstance(got["rng"], wire.Opaque)


def test_what_is_too_large_does_not_set_out():
    with pytest.raises(MemoryError):
        wire.Wire(None).dump(
            np.zeros(wire.MOST, np.int8)[:, None] * np.ones(2, np.int8)
        )
    with pytest.raises(MemoryError):
        wire.Wire(None).dump("x" * (wire.MOST + 1))


@pytest.mark.parametrize(
    "sent",
    [
        [1],
        {"array": ["|O", [1], 8]},
        {"array": ["<f8", [10**9], 0]},
        {"array": ["<f8", [9], 72]},
        {"array": ["<f8", [1], "x"]},
        {"scalar": ["V8", [], 8]},
        {"no such kind": 1},
        {"call": 1},
        {"list": 3},
        {"set": [{"list": []}]},
        {"dict": [[1]]},
        {"yours": 9},
        {"int": "x"},
        {"generator": {"dict": []}},
        {"a": 1, "b": 2},
        {},
    ],
    ids=str,
)
def test_what_nobody_honest_sends_is_no_value(sent):
    with pytest.raises(wire.Broken):
        wire.Wire(None).load(framed(sent, bytes(8)))


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"3", b"[" * 10**5, b"\xff"])
def test_no_message(text):
    for head in (b"", len(text).to_bytes(8, "big"), bytes(8), b"\xff" * 8):
        with pytest.raises(wire.Broken):
            wire.parse(head + text)


def test_what_the_grader_reads_is_short_and_what_it_hands_on_may_be_long():
    sent = wire.packed({"do": 1, "body": b"[" * 20_000_000})
    assert wire.parse(sent[8:]) == {"do": 1, "body": b"[" * 20_000_000}
    assert wire.parse(wire.packed({"do": 1})[8:]) == {"do": 1}
    with pytest.raises(MemoryError):
        wire.packed({"do": "x" * (wire.HEAD + 1)})
    head = (wire.HEAD + 1).to_bytes(8, "big")
    with pytest.raises(wire.Broken):
        wire.parse(head + b"[" * (wire.HEAD + 1))


def test_an_array_takes_its_own_size_and_no_more():
    """As numbers in a text it took 24 times as much."""
    large = np.arange(3_000_000.0)
    assert len(wire.Wire(None).dump([large, 1])) < large.nbytes + 100
    assert np.array_equal(crossed([large, 1])[0], large)


def test_truth_values_are_true_or_false():
    got = wire.Wire(None).load(framed({"array": ["|b1", [3], 3]}, b"\x00\x01\x02"))
    assert got.dtype == bool and got.view(np.uint8).tolist() == [0, 1, 1]


def test_what_branches_without_end_is_too_large(monkeypatch):
    monkeypatch.setattr(wire, "MOST", 1_000_000)
    knot, net = [], [1]
    knot += [knot, knot]
    for _ in range(40):
        net = [net, net]
    for value in (knot, net):
        with pytest.raises(MemoryError):
            wire.Wire(None).dump(value)


def test_of_several_values_those_that_can_be_sent_are():
    class Odd:
        def __array__(self, *_, **__):
            raise SystemExit

    knot = [np.zeros(9)]
    knot += [knot, knot]
    values = {"a": np.arange(3), "odd": Odd(), "knot": knot, "b": [np.ones(2)]}
    got = wire.Wire(None).load(wire.Wire(None).dump_all(values))
    assert got["a"].tolist() == [0, 1, 2] and got["b"][0].tolist() == [1, 1]
    assert str(got["odd"]) == str(got["knot"]) == "<a large or strange value>"
    assert wire.Wire(None).load(wire.Wire(None).dump_all({})) == {}


def test_a_long_message_is_refused_before_it_is_read():
    with pytest.raises(wire.Broken, match="32000000 are allowed"):
        wire.length((wire.MOST + 1).to_bytes(8, "big"))


def test_the_tests_arguments_arrive_and_changes_do_not_come_back():
    tests, student = wire.Wire(None), wire.Wire(None)
    given = ([1, 2], np.arange(3), {"a": 1}, {5}, np.random.default_rng(1), "fixed")
    args = student.unpickle(tests.pickle(given))
    assert args[0] == [1, 2] and list(args[1]) == [0, 1, 2] and args[5] == "fixed"
    assert args[4].random() == np.random.default_rng(1).random()
    args[0].append(3)
    args[1][0] = 9
    assert given[0] == [1, 2] and list(given[1]) == [0, 1, 2]


def test_what_is_kept_arrives_once_and_is_the_same_object():
    tests, student = wire.Wire(None), wire.Wire(None)
    words, more, number = ["fog"], np.zeros(2), 2.0
    with tests.keeping((words, more, number)):
        texts = [tests.pickle((words, [more], number)) for _ in range(2)]
    one, two = map(student.unpickle, texts)
    assert one[0] is two[0] and one[1][0] is two[1][0] and one[2] == 2.0
    assert len(texts[1]) < len(texts[0])
    assert student.unpickle(tests.pickle(words)) is not one[0]
    with tests.keeping((words,)):  # the next time it is another one
        assert student.unpickle(tests.pickle(words)) is not one[0]


def test_messages_are_counted_and_marked():
    ours, theirs = socket.socketpair()
    student = wire.Channel(ours, "student", "grader")
    grader = wire.Channel(theirs, "grader", "student")
    for n in range(2):
        student.send({"done": n})
        assert grader.receive() == {"done": n}
    grader.send({"do": "cell"})
    assert student.receive() == {"do": "cell"}
    for forged in (
        {"done": 1},
        {"done": 1, "from": "student", "number": 1},
        {"done": 1, "from": "student", "number": 3},
        {"done": 1, "from": "tester", "number": 2},
        {"done": 1, "from": "grader", "number": 2},
    ):
        wire.send(ours, forged)
        with pytest.raises(wire.Broken, match="not message 2 of the student"):
            grader.receive()


def test_functions_of_the_tests_are_lent_and_pythons_are_not():
    tests, student = wire.Wire(None), wire.Wire(lambda number, args, kwargs: "a test's")
    student.lend(len)
    given = lambda x: x, tests.borrow(0), abs
    mine, theirs, pythons = student.unpickle(tests.pickle(given))
    assert mine(1) == "a test's" and theirs is len and pythons is abs
