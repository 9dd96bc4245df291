"""How the process of the tests and that of a student's code talk to each other.

Messages are JSON, each behind its length. What comes from a student's side is put
together from numbers, texts, containers and arrays by `Wire.load`, which cannot run
code; what goes there is pickled, since the tests may hand out whatever they need.
A function stays where it is: the other side gets a stand-in that calls it.

Arguments go as copies, and nothing that is done to a copy comes back: what the tests
compare with is theirs. Each message says who sent it and how many came before it.
"""

import base64
import collections.abc
import contextlib
import io
import itertools
import json
import pickle
import sys
import types
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np

MOST = 32_000_000  # bytes of one message
ITEMS = 1_000_000  # that an endless generator may give
DEPTH = 50  # of containers in containers
PLAIN = "biufcSUmM"  # kinds of arrays without Python objects in them
CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
CHANGEABLE = (list, dict, set, bytearray, np.ndarray, np.random.Generator)


class Broken(Exception):
    """The other side is gone, or what came from it is no message."""


def send(socket, message):
    """Send one message; OSError if nobody is there."""
    socket.sendall(packed(message))


def packed(message):
    """A message as it is sent, behind its length; MemoryError if it is too long."""
    text = json.dumps(message).encode()
    if len(text) > MOST:
        raise MemoryError(f"a message of {len(text)} bytes; {MOST} are allowed")
    return len(text).to_bytes(8, "big") + text


def receive(socket):
    """Wait for one message.

    Raises
    ------
    Broken
        If there is none, or not a JSON object.
    """
    return parse(exactly(socket, length(exactly(socket, 8))))


def exactly(socket, n):
    """The next n bytes."""
    parts = []
    while n:
        part = socket.recv(min(n, 1 << 20))
        if not part:
            raise Broken("the connection was closed")
        parts.append(part)
        n -= len(part)
    return b"".join(parts)


def length(head):
    """The length that stands in front of a message."""
    n = int.from_bytes(head, "big")
    if n > MOST:
        raise Broken(f"a message of {n} bytes; {MOST} are allowed")
    return n


def parse(text):
    """The message in some bytes."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken("no JSON") from error
    if not isinstance(message, dict):
        raise Broken("no JSON object")
    return message


class Channel:
    """Messages over a socket, counted, and marked with who speaks.

    What comes twice, too late or from the wrong side is no message.

    Parameters
    ----------
    socket : socket
    me, them : str
        "grader", "student" or "tester".
    """

    def __init__(self, socket, me, them):
        self.socket, self.me, self.them = socket, me, them
        self.sent = self.got = 0

    def marked(self, message):
        """A message as it is sent next."""
        return {**message, "from": self.me, "number": self.sent}

    def send(self, message):
        """Send a message."""
        send(self.socket, self.marked(message))
        self.sent += 1

    def receive(self):
        """Wait for the next message."""
        return self.opened(receive(self.socket))

    def opened(self, told):
        """A message that came; Broken if it is not the next one of the other side."""
        if (told.pop("from", None), told.pop("number", None)) != (self.them, self.got):
            raise Broken(f"not message {self.got} of the {self.them}")
        self.got += 1
        return told


class Opaque:
    """A value of a kind that does not cross; it is equal to nothing."""

    def __init__(self, kind):
        self.kind = kind

    def __repr__(self):
        return f"<a {self.kind}>"

    def __bool__(self):
        raise TypeError(f"{self} is neither true nor false")


class Wire:
    """What one side knows of the other: functions of its own that it lent, by number.

    Parameters
    ----------
    call : function
        ``call(number, args, kwargs)`` calls a function of the other side.
    """

    def __init__(self, call):
        self.call, self.lent, self.numbers = call, [], {}
        self.kept, self.objects, self.counted = {}, {}, itertools.count()

    def lend(self, function):
        """The number of a function of this side."""
        if id(function) not in self.numbers:
            self.numbers[id(function)] = len(self.lent)
            self.lent.append(function)  # kept, so that its id stays its own
        return self.numbers[id(function)]

    def borrow(self, number):
        """A stand-in for a function of the other side."""

        def borrowed(*args, **kwargs):
            return self.call(number, args, kwargs)

        borrowed.number, borrowed.wire = number, self
        return borrowed

    # --- values without code: what a student's side sends

    def dump(self, value, depth=0):
        """A value as JSON can hold it."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, np.generic | np.ndarray):
            return self._dump_array(value, depth)
        if isinstance(value, str | bytes | bytearray):
            _fits(len(value))
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            value = int(value)
            return value if abs(value) < 1 << 63 else {"int": hex(value)}
        if isinstance(value, float):
            return float(value)
        if depth >= DEPTH:
            return {"opaque": "nest of many containers"}
        for name, kind in CONTAINERS.items():
            if isinstance(value, kind):
                return {name: [self.dump(v, depth + 1) for v in kind.__iter__(value)]}
        if isinstance(value, dict):
            pairs = dict.items(value)
            return {
                "dict": [
                    [self.dump(k, depth + 1), self.dump(v, depth + 1)] for k, v in pairs
                ]
            }
        if isinstance(value, bytes | bytearray):
            kind = "bytes" if isinstance(value, bytes) else "bytearray"
            return {kind: base64.b64encode(value).decode()}
        return self._dump_rare(value, depth)

    def _dump_array(self, value, depth):
        array = np.asarray(value)
        _fits(array.nbytes)
        if array.dtype.kind in PLAIN:
            data = base64.b64encode(array.tobytes()).decode()
            kind = "scalar" if isinstance(value, np.generic) else "array"
            return {kind: [array.dtype.str, array.shape, data]}
        if array.dtype.kind == "O" and depth < DEPTH:
            items = [self.dump(item, depth + 1) for item in array.ravel()]
            return {"objects": [array.shape, items]}
        return {"opaque": f"array of {array.dtype}"}

    def _dump_rare(self, value, depth):
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        if value is ...:
            return {"ellipsis": 0}
        if isinstance(value, range):
            return {"range": [hex(n) for n in (value.start, value.stop, value.step)]}
        if isinstance(value, Fraction):
            return {"fraction": [hex(value.numerator), hex(value.denominator)]}
        if isinstance(value, Decimal):
            return {"decimal": str(value)}
        if isinstance(value, np.random.Generator):
            return {"generator": self.dump(value.bit_generator.state, depth + 1)}
        if hasattr(type(value), "__array__"):  # a pandas Series, say
            return self._dump_array(np.asarray(value), depth)
        if isinstance(value, memoryview):
            return self._dump_array(np.asarray(value), depth)
        if isinstance(value, deque | array | collections.abc.MappingView):
            return {"list": [self.dump(v, depth + 1) for v in value]}
        if isinstance(value, collections.abc.Iterator):
            items = list(itertools.islice(value, ITEMS))
            return {"iterator": [self.dump(v, depth + 1) for v in items]}
        if getattr(value, "wire", None) is self:
            return {"yours": value.number}
        if callable(value):
            return {"function": self.lend(value)}
        return {"opaque": type(value).__name__[:50]}

    def load(self, sent):
        """The value; Broken if nothing of ours could have sent this."""
        try:
            return self._load(sent)
        except Exception as error:
            raise Broken(f"no value: {error}") from error

    def _load(self, sent):
        if not isinstance(sent, dict):
            if isinstance(sent, list):
                raise ValueError("a bare list")
            return sent
        [(kind, told)] = sent.items()
        if kind in CONTAINERS:
            return CONTAINERS[kind](self._load(item) for item in told)
        if kind == "dict":
            return {self._load(key): self._load(value) for key, value in told}
        if kind in ("array", "scalar"):
            name, shape, data = told
            if np.dtype(name).kind not in PLAIN:
                raise ValueError(name)
            array = np.frombuffer(base64.b64decode(data), name).reshape(shape).copy()
            return array if kind == "array" else array[()]
        if kind == "objects":
            array = np.empty(told[0], object)
            for place, item in zip(np.ndindex(array.shape), told[1], strict=True):
                array[place] = self._load(item)
            return array
        return getattr(self, f"_load_{kind}")(told)

    def _load_int(self, told):
        return int(told, 16)

    def _load_bytes(self, told):
        return base64.b64decode(told)

    def _load_bytearray(self, told):
        return bytearray(base64.b64decode(told))

    def _load_complex(self, told):
        return complex(*told)

    def _load_ellipsis(self, _):
        return ...

    def _load_range(self, told):
        return range(*(int(n, 16) for n in told))

    def _load_fraction(self, told):
        return Fraction(*(int(n, 16) for n in told))

    def _load_decimal(self, told):
        return Decimal(told)

    def _load_generator(self, told):
        state = self._load(told)
        bits = np.random.PCG64()  # others may be sent into states that do not exist
        bits.state = state
        return np.random.Generator(bits)

    def _load_iterator(self, told):
        return iter([self._load(item) for item in told])

    def _load_yours(self, told):
        return self.lent[told]

    def _load_function(self, told):
        return self.borrow(int(told))

    def _load_opaque(self, told):
        return Opaque(str(told))

    # --- values with code: what the tests send

    def pickle(self, value):
        """A value of the tests, as text."""
        file = io.BytesIO()
        pickler = pickle.Pickler(file, protocol=5)
        pickler.persistent_id = self._persistent_id
        pickler.dump(value)
        return base64.b64encode(file.getvalue()).decode()

    def _persistent_id(self, value):
        if id(value) in self.kept:
            return self._kept(value)
        if getattr(value, "wire", None) is self:
            return "yours", value.number
        if isinstance(value, types.FunctionType) and not _importable(value):
            return "mine", self.lend(value)
        return None

    @contextlib.contextmanager
    def keeping(self, values):
        """Have the other side keep its copies of some values: it gets each only once.

        So a function that is called twice finds what it did the first time.
        """
        self.kept = {id(v): None for v in values if isinstance(v, CHANGEABLE)}
        try:
            yield
        finally:
            self.kept = {}

    def _kept(self, value):
        number, text = self.kept.pop(id(value)), None
        if number is None:
            number, text = next(self.counted), self.pickle(value)
        self.kept[id(value)] = number
        return "kept", number, text

    def unpickle(self, text):
        """The value; for the student's side only, since a pickle may run code."""
        unpickler = pickle.Unpickler(io.BytesIO(base64.b64decode(text)))

        def load(name):
            whose, number, *text = name
            if whose == "kept":
                if text[0] is not None:
                    self.objects[number] = self.unpickle(text[0])
                return self.objects[number]
            return self.lent[number] if whose == "yours" else self.borrow(number)

        unpickler.persistent_load = load
        return unpickler.load()


def _fits(size):
    if size > MOST:
        raise MemoryError(f"a value of {size} bytes; {MOST} are allowed")


def _importable(function):
    module = sys.modules.get(function.__module__)
    found = getattr(module, function.__qualname__, None)
    return found is function and function.__module__ != "__main__"
