"""How the process of the tests and that of a student's code talk to each other.

A message is a JSON object that the grader reads, and bytes that it only hands on, its
body; each stands behind its length. A body from a student's side is put together from
numbers, texts, containers and arrays by `Wire.load`, which cannot run code; one that
goes there is a pickle, since the tests may hand out whatever they need. A function stays
where it is: the other side gets a stand-in that calls it.

Arguments go as copies, and nothing that is done to a copy comes back: what the tests
compare with is theirs. Each message says who sent it and how many came before it.
"""

import base64
import collections
import contextlib
import copyreg
import io
import itertools
import json
import pickle
import sys
import types
from array import array
from collections import abc
from decimal import Decimal
from fractions import Fraction

import numpy as np

MOST = 32_000_000  # bytes of one message
HEAD = (
    8_000_000  # of these, what the grader reads; as objects it is twenty times as much
)
ITEMS = 1_000_000  # that an endless generator may give
DEPTH = 50  # of containers in containers
PLAIN = "biufcSUmM"  # kinds of arrays without Python objects in them
CONTAINERS = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
NO_KEYS = {"list", "set", "dict", "bytearray", "array", "objects", "keys", "items"}
# A student's code may put something else into their places.
ARRAYS, AS_ARRAY = (np.generic, np.ndarray), np.asarray
CHANGEABLE = (list, dict, set, bytearray, np.ndarray, np.random.Generator)


class Broken(Exception):
    """The other side is gone, or what came from it is no message."""


def send(socket, message):
    """Send one message; OSError if nobody is there."""
    socket.sendall(packed(message))


def packed(message):
    """A message as it is sent; its key "body", if it has one, holds bytes.

    Raises
    ------
    MemoryError
        If it is too long.
    """
    body = message.get("body", b"")
    head = json.dumps({k: v for k, v in message.items() if k != "body"}).encode()
    size = 8 + len(head) + len(body)
    if len(head) > HEAD or size > MOST:
        raise MemoryError(f"a message of {size} bytes; {MOST} are allowed")
    return b"".join([_number(size), _number(len(head)), head, body])


def _number(n):
    return n.to_bytes(8, "big")


def receive(socket):
    """Wait for one message.

    Raises
    ------
    Broken
        If there is none, or not one as `packed` makes it.
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


def parse(data):
    """The message in some bytes, without the length in front."""
    end = 8 + int.from_bytes(data[:8], "big")
    if not 8 < end <= min(len(data), 8 + HEAD):
        raise Broken("no message")
    try:
        message = json.loads(data[8:end])
    except (ValueError, RecursionError) as error:
        raise Broken("no JSON") from error
    if not isinstance(message, dict):
        raise Broken("no JSON object")
    message.pop("body", None)
    return message | {"body": data[end:]} if data[end:] else message


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
        self.raw, self.left = [], MOST  # of the value that is being put together

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

    def dump(self, value):
        """A value as bytes: a tree as JSON, and behind it what its arrays hold."""
        self.raw, self.left = [], MOST
        return self._bytes(self._dump(value))

    def dump_all(self, values):
        """A dict of values by name; of one that cannot be sent, that it is there.

        It may have nothing to do with the tests but that they have such a name too. So
        each may be a tenth of a message.
        """
        pairs, raw = [], []
        for name, value in values.items():
            self.raw, self.left = raw.copy(), MOST // 10
            try:
                told = self._dump(value)
            except (
                BaseException
            ):  # too large, or an object of the student's that raises
                told = {"opaque": "large or strange value"}
            else:
                raw = self.raw
            pairs.append([name, told])
        self.raw = raw
        return self._bytes({"dict": pairs})

    def _bytes(self, tree):
        text = json.dumps(tree).encode()
        return b"".join([_number(len(text)), text, *self.raw])

    def _fits(self, size):
        """Count bytes of the value, roughly; MemoryError if they are too many."""
        self.left -= size
        if self.left < 0:
            raise MemoryError(f"a value of more bytes than the {MOST} of a message")

    def _dump(self, value, depth=0):
        """A value as JSON can hold it; what arrays hold goes into `raw`."""
        self._fits(10)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, ARRAYS):
            return self._dump_array(value, depth)
        if isinstance(value, str | bytes | bytearray):
            self._fits(len(value))
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            value = int(value)
            return value if abs(value) < 1 << 63 else {"int": hex(value)}
        if isinstance(value, float):
            return float(value)
        if depth >= DEPTH:
            return {"opaque": "nest of many containers"}
        self._fits(40)
        if callable(value):  # also a dict that can be called, with what it has found
            return self._dump_function(value)
        for name, kind in CONTAINERS.items():
            if isinstance(value, kind):
                one = self._dump if kind in (list, tuple) else self._dump_key
                return self._dump_items(name, kind.__iter__(value), depth, one)
        if isinstance(value, dict):
            return self._dump_dict(dict.items(value), depth)
        if isinstance(value, bytes | bytearray):
            kind = "bytes" if isinstance(value, bytes) else "bytearray"
            return {kind: base64.b64encode(value).decode()}
        return self._dump_rare(value, depth)

    def _dump_items(self, kind, items, depth, one=None):
        one = one or self._dump
        return {kind: [one(item, depth + 1) for item in items]}

    def _dump_dict(self, pairs, depth, kind="dict"):
        key, value = self._dump_key, self._dump
        return {kind: [[key(k, depth + 1), value(v, depth + 1)] for k, v in pairs]}

    def _dump_key(self, value, depth):
        """A member of a set, or a key; what arrives as something that is none is opaque."""
        before = len(self.raw)
        told = self._dump(value, depth)
        if _can_be_key(told):
            return told
        del self.raw[before:]
        return {"opaque": type(value).__name__[:50]}

    def _dump_array(self, value, depth):
        array = AS_ARRAY(value)
        self._fits(array.nbytes)
        if array.dtype.kind in PLAIN:
            self.raw.append(array.tobytes())
            kind = "scalar" if isinstance(value, np.generic) else "array"
            return {kind: [array.dtype.str, array.shape, array.nbytes]}
        if array.dtype.kind in "OT" and depth < DEPTH:  # T: texts of any length
            items = [self._dump(item, depth + 1) for item in array.ravel()]
            return {"objects": [array.shape, items]}
        return {"opaque": f"array of {array.dtype}"}

    def _dump_function(self, value):
        if getattr(value, "wire", None) is self:
            return {"yours": value.number}
        return {"function": self.lend(value)}

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
            state = value.bit_generator.state
            if state["bit_generator"] == "PCG64":
                return {"generator": self._dump(state, depth + 1)}
            return {"opaque": "generator of another kind"}
        if hasattr(type(value), "__array__"):  # a pandas Series, say
            return self._dump_array(AS_ARRAY(value), depth)
        if isinstance(value, memoryview):
            return self._dump_array(AS_ARRAY(value), depth)
        if isinstance(value, collections.UserString):
            return self._dump(str(value), depth + 1)
        if isinstance(value, abc.Mapping):  # a ChainMap, say
            return self._dump_dict(value.items(), depth)
        if isinstance(value, abc.ItemsView):
            return self._dump_dict(value, depth, "items")
        if isinstance(value, abc.KeysView):
            return self._dump_items("keys", value, depth, self._dump_key)
        if isinstance(value, abc.Sequence | array | abc.ValuesView):
            return self._dump_items("list", value, depth)
        if isinstance(value, abc.Set):
            return self._dump_items("set", value, depth, self._dump_key)
        if isinstance(value, abc.Iterable):
            # Gone through first: it may be this object's own work to go through it.
            items = list(itertools.islice(value, ITEMS))
            return self._dump_items("iterator", items, depth)
        return {"opaque": type(value).__name__[:50]}

    def load(self, data):
        """The value; Broken if nothing of ours could have sent this."""
        try:
            end = 8 + int.from_bytes(data[:8], "big")
            self.raw = io.BytesIO(data[end:])
            return self._load(json.loads(data[8:end]))
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
        if kind in ("dict", "items"):
            pairs = {self._load(key): self._load(value) for key, value in told}
            return pairs if kind == "dict" else pairs.items()
        if kind == "keys":
            return keys_of(self._load(key) for key in told)
        if kind in ("array", "scalar"):
            array = self._load_plain(*told)
            return array if kind == "array" else array[()]
        if kind == "objects":
            array = np.empty(len(told[1]), object)
            for place, item in enumerate(told[1]):
                array[place] = self._load(item)
            return array.reshape(told[0])
        return getattr(self, f"_load_{kind}")(told)

    def _load_plain(self, name, shape, size):
        dtype = np.dtype(name)
        if dtype.kind not in PLAIN:
            raise ValueError(name)
        data = self.raw.read(int(size))
        if dtype.kind == "b":  # a byte of 2 would be neither true nor false
            return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        return np.frombuffer(data, dtype).reshape(shape).copy()

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
        """A value of the tests, as bytes."""
        file = io.BytesIO()
        _Pickler(file, self.name).dump(value)
        return file.getvalue()

    def name(self, value):
        """What stands for a value that is not copied: the side that has it, and its number."""
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
        number, data = self.kept.pop(id(value)), None
        if number is None:
            number, data = next(self.counted), self.pickle(value)
        self.kept[id(value)] = number
        return "kept", number, data

    def unpickle(self, data):
        """The value; for the student's side only, since a pickle may run code."""
        return _Unpickler(io.BytesIO(data), self.named).load()

    def named(self, name):
        """The value that a name of `name` stands for on this side."""
        whose, number, *kept = name
        if whose == "kept":
            if kept[0] is not None:
                self.objects[number] = self.unpickle(kept[0])
            return self.objects[number]
        return self.lent[number] if whose == "yours" else self.borrow(number)


class _Pickler(pickle.Pickler):
    """Copies values but for those that have a name; a method, since 3.13 takes nothing else."""

    def __init__(self, file, name):
        super().__init__(file, protocol=5)
        self.name = name

    def persistent_id(self, value):
        return self.name(value)


class _Unpickler(pickle.Unpickler):
    """The other way."""

    def __init__(self, file, named):
        super().__init__(file)
        self.named = named

    def persistent_load(self, name):
        return self.named(name)


def keys_of(keys):
    """The keys of a dict: equal to a set, as at home, and to no list."""
    return dict.fromkeys(keys).keys()


def items_of(pairs):
    """The items of a dict."""
    return dict(pairs).items()


# A test may hand on what a function gave, and Python itself copies neither.
copyreg.pickle(type({}.keys()), lambda keys: (keys_of, ([*keys],)))
copyreg.pickle(type({}.items()), lambda items: (items_of, ([*items],)))


def _can_be_key(told):
    """True for what `Wire._dump` told of a value if it arrives as one that has a hash."""
    if not isinstance(told, dict):
        return True
    [(kind, parts)] = told.items()
    if kind in ("tuple", "frozenset"):
        return all(map(_can_be_key, parts))
    return kind not in NO_KEYS


def _importable(function):
    module = sys.modules.get(function.__module__)
    found = getattr(module, function.__qualname__, None)
    return found is function and function.__module__ != "__main__"
