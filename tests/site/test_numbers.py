"""Exercises, tables and figures are counted by chapter."""

import json
import re

from small_book import build, html, notebook, write

from fieldguide.site.numbers import by_chapter, numbered


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


def test_a_notebook_for_jupyterlab_says_the_numbers_of_its_exercises():
    text = '"**Exercise** <!-- ex-a -->\\n", "**Exercise** <!-- ex-b -->\\n"'
    said = '"**Exercise 2.3** <!-- ex-a -->\\n", "**Exercise** <!-- ex-b -->\\n"'
    assert numbered(text, {"ex-a": (2, 3)}) == said


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
      sections:
      - file: lab
- caption: Back
  chapters:
  - file: book/references
"""
EXERCISE = "```{exercise}\n:label: ex-%s\nCount.\n```\n"


def lab(text):
    """A notebook with an exercise, as a lab has it."""
    told = json.loads(notebook("answer = ..."))
    solution = "<details><summary>Solution</summary>\n\nOne.\n\n</details>"
    for name, source in (
        ("ask", f"**Exercise** <!-- ex-d -->\n{text}"),
        ("solve", solution),
    ):
        cell = {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}
        told["cells"].insert(1 if name == "ask" else 3, cell)
    return json.dumps(told)


def test_pages_links_and_downloads_say_the_same_number_and_warm_equals_clean(tmp_path):
    """A second build finds the numbers of the first, and counts again."""
    pages = {
        "index.md": "# Book\n\nSee {ref}`ex-c` and {ref}`ex-d`.\n",
        "first.md": "# First\n\n" + EXERCISE % "a",
        "second.md": "# Second\n",
        "story.md": "# Story\n\n" + EXERCISE % "b" + "\n" + EXERCISE % "c",
        "lab.ipynb": lab("Count."),
    }
    for folder, text in (("warm", "Count."), ("warm", "Say."), ("clean", "Say.")):
        write(tmp_path / folder, pages | {"lab.ipynb": lab(text)})
        (tmp_path / folder / "_toc.yml").write_text(TOC)
        done = build(tmp_path / folder)
        assert done.returncode == 0, done.stdout + done.stderr
    made = {name: html(tmp_path / name) for name in ("warm", "clean")}
    assert made["warm"] == made["clean"]
    texts = (".html", ".ipynb")
    made = {n: b.decode() for n, b in made["warm"].items() if n.endswith(texts)}
    assert "Exercise 1.1" in made["first.html"]
    assert "Exercise 2.2" in made["story.html"] and "Exercise 2.3" in made["lab.html"]
    for name, number in (("story.html#ex-c", "2.2"), ("lab.html#ex-d", "2.3")):
        link = rf"<a [^>]*{name}[^>]*>(<[^>]*>)*Exercise {number}<"
        assert re.search(link, made["index.html"])
    assert "**Exercise 2.3** <!-- ex-d -->" in made["_sources/lab.ipynb"]
