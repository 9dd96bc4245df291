"""Lines of hidden tests by which one sees whether they came out."""

import re


def hidden(source):
    """The hidden tests of a cell's source; an empty text if it has none."""
    found = re.search(
        r"# BEGIN HIDDEN TESTS\n(.*)# END HIDDEN TESTS", source, re.DOTALL
    )
    return found[1] if found else ""


def secrets(cells):
    """Lines that stand in hidden tests and nowhere else, without what students are told."""
    sources = ["".join(cell["source"]) for cell in cells]
    parts = [hidden(source) for source in sources]
    known = "\n".join(s.replace(h, "") for s, h in zip(sources, parts, strict=True))
    lines = {line.strip() for text in parts for line in text.split("\n")}
    told = {line for line in lines if re.fullmatch(r'"[^"]*"(, \d)?,?', line)}
    return {x for x in lines - told if len(x) > 12 and x not in known and "{" not in x}
