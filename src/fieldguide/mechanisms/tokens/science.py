"""Text that is also science: digits, formulas, molecules and citations, cut as Galactica does.

Pieces that are frequent in a text say little about a number or a molecule, whose every
character counts. So these are cut into characters before anything is merged.
"""

import re

from ... import checks
from .tokenizers import split_words

SEQUENCES = "DNA", "SMILES", "I_SMILES", "AMINO"  # what is spelled out
REFERENCE = "[START_REF]", "[END_REF]"
WORK = "<work>", "</work>"
SPECIAL = (
    *REFERENCE, *WORK, *(f"[{side}_{name}]" for name in SEQUENCES for side in ("START", "END")),
)  # fmt: skip

_SEQUENCE = re.compile(rf"\[START_({'|'.join(SEQUENCES)})\](.*?)\[END_\1\]")
_MARK = re.compile("(" + "|".join(map(re.escape, SPECIAL)) + ")")
# A digit; a parenthesis; an operation, which may be repeated, like == or ...
_ALONE = re.compile(r"\d|[()\[\]{}]|([!\"#$%&'*+,\-./:;<=>?\\^_`|])\1*")


def split_science(text):
    """Cut a text into what byte-pair encoding may join no further across.

    "at 19 miles" is cut into "at", " ", "1", "9", " miles"; "[START_SMILES]CO[END_SMILES]"
    into the two special tokens and the atoms "C" and "O" between them.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Together they are the text again. Special tokens are whole; inside of a molecule, a
        protein or a gene every character is alone; elsewhere digits and parentheses are,
        operations with their repetitions, and the rest is cut into words as GPT-2 does.

    Raises
    ------
    ValueError
        If `text` is no text.

    References
    ----------
    Taylor et al. 2022, arXiv:2211.09085, sec. 3.1, the list of seven rules; what is cut into
    words there is not said. paperswithcode/galai at 04dff86, galai/utils.py, for what counts
    as a sequence: it must be closed, on the same line.
    """
    pieces, end = [], 0
    for found in _SEQUENCE.finditer(checks.text("text", text)):
        name, letters = found.groups()
        pieces += _outside(text[end : found.start()])
        pieces += [f"[START_{name}]", *letters, f"[END_{name}]"]
        end = found.end()
    return pieces + _outside(text[end:])


def _outside(text):
    """Special tokens, digits, operations and words."""
    pieces = []
    for part in _MARK.split(text):
        if part in SPECIAL:
            pieces.append(part)
            continue
        end = 0
        for found in _ALONE.finditer(part):
            pieces += [*split_words(part[end : found.start()]), found.group()]
            end = found.end()
        pieces += split_words(part[end:])
    return pieces


def cited(text):
    """What a text cites: all that stands between [START_REF] and [END_REF], in its order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        A citation that is not closed is none. Whether a cited work exists is not asked.

    Raises
    ------
    ValueError
        If `text` is no text.

    References
    ----------
    Taylor et al. 2022, arXiv:2211.09085, sec. 3.1.
    """
    start, end = map(re.escape, REFERENCE)
    name = (
        f"(?:(?!{start}).)*?"  # a mark that opens again leaves the one before it open
    )
    found = re.findall(f"{start}({name}){end}", checks.text("text", text))
    return [x.strip() for x in found]
