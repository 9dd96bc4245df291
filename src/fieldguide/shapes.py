"""What the parameters of networks look like, for `checks.weights` to compare with.

It is written as the parameters are: a dict of parts, a list with what each of its items must
be, and for an array its axes, "d e", where a letter is a size that is the same wherever it
stands. A capital may differ from item to item of a list. "e?" may be a single number
instead, and a part "name?" may be missing.

Here stand those that several modules share; others stand beside their functions.
"""


def affine(d, e):
    """A linear map from d features to e; both are letters."""
    return {"weight": f"{d} {e}", "bias": f"{e}?"}


def renamed(parts, **letters):
    """The same parts with other letters: renamed({"gain": "d?"}, d="e") is {"gain": "e?"}."""
    if isinstance(parts, dict):
        return {name: renamed(part, **letters) for name, part in parts.items()}
    if isinstance(parts, list):
        return [renamed(part, **letters) for part in parts]
    return parts.translate(str.maketrans(letters))


LINEAR = affine("d", "e")
ATTENTION = {  # of x, d wide, that looks at a context, c wide
    "query": affine("d", "A"),
    "key": affine("c", "A"),
    "value": affine("c", "B"),
    "output": affine("B", "d"),
}
SELF = ATTENTION | {"key": affine("d", "A"), "value": affine("d", "B")}
NORM = {"gain": "d?", "bias": "d?"}
RMS_NORM = {"gain": "d?"}
FEED_FORWARD = {"up": affine("d", "F"), "down": affine("F", "d")}
GATED = {"gate": "d F", "up": "d F", "down": "F d"}
BLOCK = {
    "attention": SELF,
    "attention_norm": NORM,
    "feed_forward": FEED_FORWARD,
    "feed_forward_norm": NORM,
}
TABLES = {"token_table": "v d", "position_table": "m d"}
MODEL = TABLES | {"norm": NORM, "blocks": [BLOCK]}

CROSS = {"cross_attention": ATTENTION, "cross_attention_norm": NORM}
READER = {name: MODEL[name] for name in ("norm", "blocks")} | {"position_table": "r d"}
WRITER = READER | {
    "position_table": "w d",
    "blocks": [BLOCK | CROSS | {"cross_attention": SELF}],
}
BART = {"token_table": "v d", "encoder": READER, "decoder": WRITER}
LOOK = {  # of a reader's stream, d wide, at pictures, c wide
    "attention": ATTENTION,
    "attention_norm": NORM,
    "attention_gate": "1",
    "feed_forward": FEED_FORWARD,
    "feed_forward_norm": NORM,
    "feed_forward_gate": "1",
}
