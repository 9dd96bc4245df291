"""Files of plain text: UTF-8, lines that end in LF, nothing that cannot be seen.

What two people see alike must be alike, or a table that looks right joins with nothing.
"""

import json
import re
import unicodedata

ASCII = bytes(range(128))
# Characters that leave no mark although Unicode counts them as letters, marks or symbols.
BLANK = {
    *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0",
    *map(chr, range(0x180B, 0x1810)),  # Mongolian variation selectors
    *map(chr, range(0xFE00, 0xFE10)),  # variation selectors
    *map(chr, range(0xE0100, 0xE01F0)),
}
LEADS = frozenset(map(chr, range(0xC2, 0xF5)))  # first bytes of UTF-8, read as Latin-1


class DataError(ValueError):
    """A file that breaks its description: says file, row, column, value, expectation."""


def read_text(path, ended=True):
    """The text of a file.

    Parameters
    ----------
    path : Path
    ended : bool
        Whether a last line without LF is a fault: in a table it may be half a line.

    Raises
    ------
    DataError
        If it cannot be read, is not UTF-8, begins with a byte order mark, has other line
        ends than LF, or does not end with one; names file and row.
    """
    name = path.name
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError:
        raise DataError(f"{name}: expected in {path.parent}, not found") from None
    except OSError as error:
        raise DataError(
            f"{name}: expected a file to read, got {error.strerror}"
        ) from None
    except UnicodeDecodeError as error:
        row, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        raise DataError(
            f"{name}, row {row}: expected UTF-8, got the byte {byte:#04x}"
        ) from None
    if "\0" in text[:2]:
        raise DataError(f"{name}, row 1: expected UTF-8, got a NUL, as UTF-16 has them")
    if text.startswith("\ufeff"):
        raise DataError(
            f"{name}, row 1: expected UTF-8 without a byte order mark (BOM), got U+FEFF"
        )
    if "\r" in text:
        at = text.index("\r")
        row, got = text.count("\n", 0, at) + 1, "CR"
        got += " LF" if text[at : at + 2] == "\r\n" else ""
        raise DataError(f"{name}, row {row}: expected lines that end in LF, got {got}")
    if not text or (ended and not text.endswith("\n")):
        row, last = text.count("\n") + 1, text.rpartition("\n")[2]
        expected = "a line that ends in LF (is the file cut?)" if text else "some text"
        raise DataError(f"{name}, row {row}: expected {expected}, got {last[-60:]!r}")
    return text


def write_text(path, text):
    """Replace a file at once: whoever is killed meanwhile leaves the old one or the new."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, "utf-8", newline="\n")
    new.replace(path)


def unseen(text, allowed=""):
    """The first thing in a text that the eye takes for something else.

    Parameters
    ----------
    text : str
    allowed : str
        Characters that are let through all the same.

    Returns
    -------
    (int, str, str) or None
        Where it stands, what it is and what was expected. It may be a character without
        a mark of its own (NUL, tab, no-break and zero-width spaces, turns of direction),
        a digit that is not ASCII, a letter and its accent in two characters, a Cyrillic
        letter in a Latin word, or text that was decoded as Latin-1.
    """
    for character in allowed:
        text = text.replace(character, " ")
    printable = text.replace("\n", "").isprintable()
    if printable and text.isascii():
        return None
    strange = set(text.encode("utf-8", "replace").translate(None, ASCII).decode())
    kinds = {c: unicodedata.category(c) for c in strange}
    bad = {c for c in strange if c in BLANK or c == "\ufffd" or not c.isprintable()}
    if bad or not printable:
        at = next(
            i
            for i, c in enumerate(text)
            if c in bad or not (c.isprintable() or c == "\n")
        )
        return at, _named(text[at]), "characters that can be seen"
    if digits := {c for c, kind in kinds.items() if kind == "Nd"}:
        at = next(i for i, c in enumerate(text) if c in digits)
        return at, _named(text[at]), "digits out of 0 to 9"
    if any(k[0] == "M" for k in kinds.values()):
        for found in re.finditer(r"\w\W", text):
            if unicodedata.normalize("NFC", found[0]) != found[0]:
                expected = "a letter and its accent as one character (NFC)"
                return found.start(), _named(found[0][1]), expected
    if any("\u0400" <= c <= "\u052f" for c in strange):
        mixed = re.search(
            r"[A-Za-z](?=[\u0400-\u052f])|(?<=[A-Za-z])[\u0400-\u052f]"
            r"|[\u0400-\u052f](?=[A-Za-z])",
            text,
        )
        if mixed:
            at = mixed.start() + (text[mixed.start()].isascii())
            return at, _named(text[at]), "words in letters of one script"
    if strange & LEADS:
        for found in re.finditer(r"[^\x00-\x7f]{2,}", text):
            if (meant := _decoded_twice(found[0])) is not None:
                return found.start(), repr(found[0]), f"{meant!r}, UTF-8 decoded once"
    return None


def _named(character):
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _decoded_twice(run):
    """What characters meant before somebody read their UTF-8 as Windows-1252, or None."""
    try:
        return run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def read_json(path):
    """What a file of JSON holds.

    Raises
    ------
    DataError
        As in `read_text`, and if the text is not JSON: cut off, a name that stands twice
        in one object, NaN, or half of a character outside the basic plane.
    """
    text = read_text(path, ended=False)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1]
        raise DataError(
            f"{path.name}, row {error.lineno}: expected JSON ({error.msg}), "
            f"got {line[:80]!r}"
        ) from None
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise DataError(
            f"{path.name}: expected whole characters, got half of one, {half}"
        ) from None
    except RecursionError:
        raise DataError(
            f"{path.name}: expected JSON, got brackets in brackets without end"
        ) from None
    except ValueError as error:
        raise DataError(f"{path.name}: expected {error}") from None
    return found


def _once(pairs):
    """A JSON object; a name that stands twice would silently lose its first value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"each name once in an object, got {twice!r} twice")
    return found


def _no_constant(name):
    raise ValueError(f"numbers of JSON, got {name}")


TAGS = "a|b|br|code|div|em|i|iframe|img|p|script|span|strong|style|sub|sup|table|u"
SLIPS = {  # what was expected, and what is none of it
    "no conflict of two branches": re.compile(r"^(<{7}|={7}|>{7})( |$)", re.M),
    "no markup": re.compile(
        rf"</?({TAGS})\b[^<>]*>|&(amp|lt|gt|quot|nbsp|#\d+);", re.I
    ),
    "no place that waits to be filled": re.compile(r"\b(TODO|FIXME|TBD|XXX)\b|\?\?\?"),
    "no formula of a spreadsheet": re.compile(r"^[=@]"),
    "no word twice": re.compile(r"(?<![\w.])([^\W\d]{2,}) \1(?![\w.])"),
    "a number behind the last word": re.compile(r"(^| )(sec|app|fig|eq|ch|p)\.?$"),
}
PAIRS = "()", "[]", "“”"


def slip(text):
    """What was expected of a short text instead of a slip of its writer; None if it has none."""
    for expected, form in SLIPS.items():
        if form.search(text):
            return expected
    for opening, closing in PAIRS:
        if text.count(opening) != text.count(closing):
            return f"each {opening} closed by {closing}"
    return None
