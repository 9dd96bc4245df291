"""Exercises, tables and figures are counted by chapter."""

import re

from small_book import build, write

from fieldguide.site.numbers import by_chapter


def test_numbers_begin_with_the_chapters_and_go_on_from_page_to_page():
    below = {"start": ["one", "two", "last"], "two": ["story"], "story": ["lab"]}
    sections = {"one": {"": (1,), "#a": None}, "two": {"": (2,)}}
    counted = {
        "start": {"table": {"cast": (1,)}},
        "lab": {"exercise": {"b": (2, 8), "a": (2, 7)}, "table": {"t": (9,)}},
        "story": {"exercise": {"s": (5,)}},
        "two": {"table": {"sizes": (2, 1)}},
        "last": {"table": {"terms": (12,)}},
    }
    made = by_chapter("start", below, sections, counted)
    assert made["story"] == {"exercise": {"s": (2, 1)}}
    assert made["lab"]["exercise"] == {"a": (2, 2), "b": (2, 3)}
    assert made["two"]["table"] | made["lab"]["table"] == {"sizes": (2, 1), "t": (2, 2)}
    assert made["start"]["table"] | made["last"]["table"] == {"cast": (1,), "terms": (2,)}  # fmt: skip


TOC = """format: jb-book
root: index
parts:
- caption: Learn
  numbered: 1
  chapters:
  - file: first
  - file: second
    sections:
    - file: story
- caption: Back
  chapters:
  - file: book/references
"""
EXERCISE = "```{exercise}\n:label: ex-%s\nCount.\n```\n"


def test_a_built_page_and_a_link_to_it_say_the_same_number(tmp_path):
    """And a second build, which finds the numbers kept, says them again."""
    pages = {
        "index.md": "# Book\n\nSee {ref}`ex-c`.\n",
        "first.md": "# First\n\n" + EXERCISE % "a",
        "second.md": "# Second\n",
        "story.md": "# Story\n\n" + EXERCISE % "b" + "\n" + EXERCISE % "c",
    }
    write(tmp_path, pages)
    (tmp_path / "_toc.yml").write_text(TOC)
    for text in ("Said once.", "Said again."):
        (tmp_path / "first.md").write_text(f"{pages['first.md']}\n{text}\n")
        done = build(tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        html = tmp_path / "_build/html"
        assert "Exercise 2.2" in (html / "story.html").read_text("utf-8")
        assert re.search(
            r"<a [^>]*story.html#ex-c[^>]*>(<[^>]*>)*Exercise 2.2<",
            (html / "index.html").read_text("utf-8"),
        )
        assert "Exercise 1.1" in (html / "first.html").read_text("utf-8")
