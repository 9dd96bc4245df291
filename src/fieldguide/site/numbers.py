"""What is counted is counted by chapter: the third exercise of the second one is 2.3.

Sphinx gives an exercise, a table or a figure the number of the section that it stands in. A
chapter's stories and labs have no numbers of their own, so it would count them through the
whole book.
"""

import re
from collections import Counter

from .exercises import EXERCISE


def by_chapter(root, below, sections, counted):
    """Numbers that begin with the chapter's, in the order of the table of contents.

    Parameters
    ----------
    root : str
        The first page.
    below : dict
        Page -> the pages under it.
    sections : dict
        Page -> {anchor: number}; a chapter's own number stands at the anchor "".
    counted : dict
        Page -> {kind: {id: number}}, in which numbers need only be in the page's order.

    Returns
    -------
    dict
        Like `counted`: (2, 3) in the second chapter, (3,) on a page of no chapter.
    """
    made, last = {}, Counter()

    def walk(page, chapter):
        chapter = (sections.get(page, {}).get("") or chapter)[:1]
        made[page] = {}
        for kind, numbers in counted.get(page, {}).items():
            made[page][kind] = {}
            for name in sorted(numbers, key=numbers.get):
                last[kind, chapter] += 1
                made[page][kind][name] = (*chapter, last[kind, chapter])
        for other in below.get(page, []):
            walk(other, chapter)

    walk(root, ())
    return made


def numbered(text, exercises):
    """A notebook's text with the numbers of its exercises, for who reads it in JupyterLab.

    ``**Exercise** <!-- ex-visible -->`` becomes ``**Exercise 2.3** <!-- ex-visible -->``.

    Parameters
    ----------
    text : str
        JSON, or any text in which exercises begin.
    exercises : dict
        Name -> number, a tuple; one without a number stays as it is.
    """

    def number(found):
        told = ".".join(map(str, exercises.get(found[1], ())))
        return found[0].replace("**Exercise**", f"**Exercise {told}**" if told else "**Exercise**")  # fmt: skip

    return re.sub(EXERCISE.pattern.removesuffix("\\n"), number, text)


def as_sphinx_left_them(app, env):
    """Put back Sphinx's own numbers, with which it compares: it writes again what differs."""
    env.toc_fignumbers = getattr(env, "fieldguide_counted", env.toc_fignumbers)
    return []


def count(app, env):
    """After Sphinx has counted, count by chapter."""
    env.fieldguide_counted = env.toc_fignumbers
    env.toc_fignumbers = by_chapter(
        app.config.root_doc,
        env.toctree_includes,
        env.toc_secnumbers,
        env.toc_fignumbers,
    )
    return []


def setup(app):
    """Sphinx counts at priority 500, and warm.py looks at all numbers at 900."""
    app.connect("env-get-updated", as_sphinx_left_them, priority=400)
    app.connect("env-get-updated", count, priority=800)
