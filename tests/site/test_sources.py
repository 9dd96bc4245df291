# ruff: noqa: E501  (a fault is a line)
"""What the build refuses: faults planted in notebooks and quizzes, one at a time.

Each is named with its file and place; and what a run leaves behind is taken away by the
very command that the message names.
"""

import copy
import itertools
import json
import shutil
import subprocess
import sys

import pytest
from places import ROOT

from fieldguide import data
from fieldguide.page import quiz
from fieldguide.site import sources

CODE = {
    "cell_type": "code", "execution_count": None, "id": "say", "metadata": {},
    "outputs": [], "source": ["1"],
}  # fmt: skip
TEXT = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Über α"]}
BOOK = {
    "cells": [TEXT, CODE], "metadata": dict(sources.KERNEL), "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip
NAME = "notebooks/encoders/09-x.ipynb"
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["1\u200b"]}


def written(found):
    return json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@pytest.fixture
def tree(tmp_path):
    """A clone with one notebook and one quiz, both sound."""
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_text(written(BOOK), "utf-8")
    path.with_name("09-x.quiz.toml").write_text(QUIZ, "utf-8")
    return tmp_path


def book(**changes):
    """The notebook with changes at the top, as text."""
    return written(BOOK | changes)


def cell(**changes):
    """The notebook with changes in its code cell."""
    return book(cells=[TEXT, CODE | changes])


def text(source):
    """The notebook with another text."""
    return book(cells=[TEXT | {"source": source}, CODE])


def metadata(**changes):
    """The notebook with changes in its metadata."""
    return book(metadata=BOOK["metadata"] | changes)


def kernel(name, language=None, info=None):
    spec = {"name": name, "display_name": name}
    spec |= {"language": language} if language else {}
    return book(
        metadata={"kernelspec": spec, "language_info": {"name": info} if info else {}}
    )


QUIZ = """[[question]]
system = "bert"
ask = "Which?"
[[question.option]]
text = "This, for α"
why = "So it is."
right = true
[[question.option]]
text = "That"
why = "No."
"""

BROKEN = {
    "nothing": ("", "row 1: expected some text"),
    "cut": (book()[:-40], "expected JSON"),
    "a brace": ("{\n", "row 2: expected JSON"),
    "a list": ("[]\n", "expected a notebook, an object with cells, got []"),
    "null": ("null\n", "expected a notebook, an object with cells, got null"),
    "a text": ('"cells"\n', "expected a notebook, an object with cells, got cells"),
    "an object without anything": ("{}\n", "expected nbformat 4, got nbformat null"),
    "brackets without end": ("[" * 99999 + "\n", "expected JSON, got brackets in brackets"),
    "a name twice": (book().replace('"nbformat": 4', '"nbformat": 3,\n "nbformat": 4'), "each name once in an object, got 'nbformat' twice"),
    "a conflict of two branches": ("<<<<<<< HEAD\n" + book(), "row 1: expected JSON"),
    "half a character": (cell(source=["x = '#'"]).replace("#", "\\ud83d"), "got half of one, \\ud83d"),
    "NaN": (cell(metadata={"rate": 1}).replace('"rate": 1', '"rate": NaN'), "expected numbers of JSON, got NaN"),
    "a byte order mark": ("\ufeff" + book(), "row 1: expected UTF-8 without a byte order mark"),
    "line ends of Windows": (book().replace("\n", "\r\n"), "row 1: expected lines that end in LF"),
    "Latin-1": (book().encode("latin-1", "replace"), "expected UTF-8, got the byte 0xdc"),
    "UTF-16": (book().encode("utf-16"), "expected UTF-8, got the byte 0x"),
    "nbformat 3": (book(nbformat=3, worksheets=[]), "expected nbformat 4, got nbformat 3"),
    "nbformat 4.4": (book(nbformat_minor=4), "expected nbformat_minor 5 or more"),
    "nbformat in words": (book(nbformat="4"), "expected nbformat 4, got nbformat 4"),
    "nbformat_minor null": (book(nbformat_minor=None), "got nbformat_minor null"),
    "cells null": (book(cells=None), "expected a list of cells, got cells null"),
    "cells an object": (book(cells={}), "expected a list of cells, got cells {}"),
    "no cells": (book(cells=[]), "expected a list of cells, got cells []"),
    "a cell that is a text": (book(cells=["1"]), "cell 1: expected a cell, an object, got 1"),
    "a cell that is null": (book(cells=[TEXT, None]), "cell 2: expected a cell, an object, got null"),
    "metadata null": (book(metadata=None), "expected metadata in an object, got metadata null"),
    "metadata a list": (book(metadata=[]), "expected metadata in an object, got metadata []"),
    "a source that is a number": (cell(source=1), "cell 2 (id say): expected a source of text or lines of text, got source 1"),
    "a source that is null": (cell(source=None), "expected a source of text or lines of text"),
    "a source of numbers": (cell(source=["1", 2]), "expected a source of text or lines of text"),
    "a source that is an object": (cell(source={}), "expected a source of text or lines of text"),
    "a cell of another type": (cell(cell_type="heading"), "expected a cell_type code, markdown or raw, got cell_type heading"),
    "a cell without type": (cell(cell_type=None), "expected a cell_type code, markdown or raw"),
    "a cell with metadata null": (cell(metadata=None), "cell 2 (id say): expected metadata in an object"),
    "no id": (book(cells=[{k: v for k, v in CODE.items() if k != "id"}]), "cell 1: expected an id of its own of letters, digits, - and _, got the id null"),
    "an empty id": (cell(id=""), "expected an id of its own"),
    "an id with a space": (cell(id="a b"), "expected an id of its own of letters, digits, - and _, got the id a b"),
    "an id that is a number": (cell(id=7), "expected an id of its own"),
    "an id twice": (book(cells=[CODE, CODE]), "cell 2 (id say): expected an id of its own, got the id say of an earlier cell"),
    "a NUL in a cell": (cell(source=["x = '\0'"]), "cell 2 (id say): expected characters that can be seen, got U+0000"),
    "a zero-width space in a cell": (cell(source=["x\u200b = 1"]), "got U+200B"),
    "a turn of direction in a cell": (cell(source=["x = 1  # \u202e"]), "got U+202E"),
    "a no-break space in a cell": (cell(source=["x =\u00a01"]), "got U+00A0"),
    "a Cyrillic letter in a name": (cell(source=["sc\u043ere = 1"]), "words in letters of one script, got U+043E"),
    "a kernel of R": (kernel("ir", "R"), "expected a notebook in Python, as kernelspec says, got R"),
    "a kernel of Julia": (kernel("julia-1.10", "julia", "julia"), "expected a notebook in Python"),
    "another language than its kernel": (kernel("python3", "python", "R"), "as language_info says, got R"),
    "a language in language_info only": (kernel("ir", None, "R"), "as language_info says, got R"),
    "a kernel of no language": (kernel("ir"), "expected a kernelspec that names Python as its language, got kernel ir"),
    "a kernel without name": (kernel(None, "python"), "expected a kernelspec with a name, got the name null"),
    "a kernel whose name is a list": (kernel(["python3"], "python"), 'expected a kernelspec with a name, got the name ["python3"]'),
    "a kernelspec that is a text": (book(metadata={"kernelspec": "python3"}), "expected kernelspec in an object"),
    "language_info that is a list": (book(metadata={"language_info": []}), "expected language_info in an object"),
    "a language that is a number": (book(metadata={"language_info": {"name": 3}}), "expected a notebook in Python"),
    "a system that is not there": (cell(metadata={"systems": "bert brat"}), "expected ids of systems.csv in the metadata systems, got brat"),
    "systems in a list": (cell(metadata={"systems": ["bert"]}), "expected systems as one text"),
    "tags in a text": (cell(metadata={"tags": "hide-input"}), "expected tags in a list of texts"),
    "a tag with a slip": (cell(metadata={"tags": ["hide_input"]}), "expected tags of hide-cell,"),
    "a tag twice": (cell(metadata={"tags": ["hide-input", "hide-input"]}), "each once, got"),
    "a system twice": (cell(metadata={"systems": "bert bert"}), "expected systems that are named, each once, got bert bert"),
    "no systems at all": (cell(metadata={"systems": ""}), "expected systems that are named, each once"),
    "code that is no Python": (cell(source=["def f(:\n"]), "expected Python alone, no magics or commands of a shell, got"),
    "a magic": (cell(source=["%pip install numpy"]), "expected Python alone"),
    "a command of a shell": (cell(source=["x = 1\n", "!ls"]), "in line 2: !ls"),
    "a magic for the cell": (cell(source=["%%bash\n", "ls"]), "expected Python alone"),
    "a question to IPython": (cell(source=["print?"]), "expected Python alone"),
    "a question to whoever builds": (cell(source=["x = input('?')"]), "expected no question to whoever builds the book, got input"),
    "a path of one machine": (cell(source=["open('/home/me/x.csv')"]), "expected no path of one machine, got '/home/"),
    "a conflict in a cell": (cell(source=["<<<<<<< HEAD\n", "x = 1\n"]), "expected no conflict of two branches"),
    "a conflict in a text": (text("a\n=======\nb"), "expected no conflict of two branches"),
    "lines without their ends": (cell(source=["x = 1", "y = 2"]), "expected lines that end in a line break, but the last, got x = 1"),
    "an attachment": (book(cells=[TEXT | {"attachments": {"a.png": {}}}, CODE]), "expected no attachments"),
    "a fence that stays open": (text("```{note}\nSo."), "expected each fence closed"),
    "an equation that stays open": (text("$$\nx = 1"), "expected each $$ closed"),
    "a script": (text("<script>x()</script>"), "and no scripts, got <script"),
    "a picture without words": (text("![](x.png)"), "expected pictures of ours with words"),
    "a picture of another host": (text("![a lamp](https://example.org/x.png)"), "expected pictures of ours"),
    "tags of numbers": (cell(metadata={"tags": [1]}), "expected tags in a list of texts"),
}  # fmt: skip

# What a run or a tool leaves behind: refused, and taken away by `strip`.
LEFT = {
    "an output": cell(outputs=[OUTPUT]),
    "a run number": cell(execution_count=3),
    "a run number of 0": cell(execution_count=0),
    "outputs null": cell(outputs=None),
    "outputs an object": cell(outputs={}),
    "no outputs at all": book(cells=[{k: v for k, v in CODE.items() if k != "outputs"}]),
    "no run number at all": book(cells=[{k: v for k, v in CODE.items() if k != "execution_count"}]),
    "outputs of text": book(cells=[TEXT | {"outputs": []}, CODE]),
    "a run number of text": book(cells=[TEXT | {"execution_count": None}, CODE]),
    "an initial cell with outputs": cell(metadata={"init_cell": True}, outputs=[OUTPUT]),
    "a cell that keeps its outputs": cell(metadata={"keep_output": True}, outputs=[OUTPUT]),
    "a cell that would keep its outputs": cell(metadata={"keep_output": True}),
    "a cell that need not keep them": cell(metadata={"keep_output": False}),
    "a tag keep_output": cell(metadata={"tags": ["keep_output", "hide-input"]}, outputs=[OUTPUT]),
    "a tag keep_output alone": cell(metadata={"tags": ["keep_output"]}),
    "a notebook that keeps its outputs": metadata(keep_output=True),
    "states of widgets": metadata(widgets={"application/vnd.jupyter.widget-state+json": {}}),
    "a signature": metadata(signature="sha256:0"),
    "times of a run": cell(metadata={"execution": {"iopub.status.busy": "2026-11-26"}}),
    "times of a run, in another form": cell(metadata={"ExecuteTime": {"end_time": "2026"}}),
    "outputs folded away": cell(metadata={"collapsed": True}),
    "outputs that scroll": cell(metadata={"scrolled": False}),
}  # fmt: skip

SOUND = {
    "as it is": book(),
    "no line end at the end": book()[:-1],
    "a kernel of another name": kernel("conda-env-nlp-py", "python", "python"),
    "a kernel as Colab has it": kernel("python3", None, "python"),
    "a kernel as an old Jupyter has it": kernel("python3"),
    "a kernel as IPython has it": kernel("py", None, "ipython"),
    "no kernel": book(metadata={}),
    "a source in one text": cell(source="1 + 1\n2"),
    "an empty cell": cell(source=[]),
    "a raw cell": book(cells=[TEXT | {"cell_type": "raw"}]),
    "a later format": book(nbformat_minor=9),
    "an emoji of several": cell(source=["'👩\u200d🚀 ❤\ufe0f'\n", "b = '\t\ufffd'"]),
    "an initial cell": cell(metadata={"init_cell": True}),
    "systems and tags": cell(
        metadata={"systems": "bert roberta", "tags": ["hide-input"]}
    ),
}


def put(tree, text):
    path = tree / NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_notebook_is_named(tree, fault):
    text, said = BROKEN[fault]
    put(tree, text)
    with pytest.raises(sources.BuildError) as caught:
        sources.check_notebooks(tree)
    assert str(caught.value).startswith(NAME)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_notebook_passes(tree, name):
    put(tree, SOUND[name])
    sources.check_notebooks(tree)


@pytest.mark.parametrize("fault", LEFT)
def test_what_a_run_left_is_refused_and_stripped(tree, fault):
    path = put(tree, LEFT[fault])
    with pytest.raises(sources.BuildError) as caught:
        sources.check_notebooks(tree)
    assert sources.STRIP in str(caught.value)
    assert sources.strip(path)
    sources.check_notebooks(tree)
    assert not sources.strip(path)  # nothing is left to do
    assert "\u200b" not in path.read_text("utf-8")


def test_stripping_keeps_ids_and_all_other_metadata(tree):
    kept = {
        "init_cell": True, "jupyter": {"source_hidden": True}, "nbgrader": {"points": 2},
        "systems": "bert", "mystnb": {"image": {"alt": "α"}},
    }  # fmt: skip
    left = {"tags": ["keep_output", "hide-input"], "execution": {}, "scrolled": True}
    found = copy.deepcopy(BOOK)
    found["cells"][1] |= {
        "metadata": kept | left,
        "outputs": [OUTPUT],
        "execution_count": 2,
    }
    found["cells"][0]["attachments"] = {"a.png": {}}
    found["metadata"] = {
        "kernelspec": {"name": "conda-env-nlp-py"},
        "authors": ["α"],
        "toc": {},
    }
    path = put(tree, json.dumps(found) + "\n")
    assert sources.strip(path)
    wanted = copy.deepcopy(found)
    wanted["cells"][1] = CODE | {"metadata": kept | {"tags": ["hide-input"]}}
    wanted["metadata"] = {"authors": ["α"], "toc": {}} | sources.KERNEL
    assert path.read_text("utf-8") == written(wanted)


@pytest.mark.parametrize(
    "text", ["[]\n", "{", book(cells=None), book(cells=[1]), book(metadata=1)]
)
def test_what_is_no_notebook_is_not_stripped(tree, text):
    path = put(tree, text)
    with pytest.raises(sources.BuildError, match=r"09-x\.ipynb.*expected"):
        sources.strip(path)
    assert path.read_text("utf-8") == text


def test_the_command_that_the_message_names_strips(tree):
    path = put(tree, LEFT["a tag keep_output"])
    command = sources.STRIP.split()
    assert command.pop(0) == "python"
    done = subprocess.run(
        [sys.executable, *command, path], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (0, f"Stripped {path}\n"), done.stderr
    assert path.read_text("utf-8") == cell(metadata={"tags": ["hide-input"]})
    put(tree, "[]\n")
    done = subprocess.run(
        [sys.executable, *command, path], capture_output=True, text=True
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "expected a notebook with cells and metadata" in done.stderr


def test_what_jupyter_keeps_for_itself_is_not_looked_at(tree):
    folder = tree / "notebooks/encoders/.ipynb_checkpoints"
    folder.mkdir()
    (folder / "09-x-checkpoint.ipynb").write_text("{ cut")
    (folder / "09-x.quiz.toml").write_text("[[ cut")
    sources.check_notebooks(tree)
    sources.check_quizzes(tree)


def test_assignments_are_looked_at_too(tree):
    path = tree / "assignments/encoders/encoders.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(LEFT["an output"], "utf-8")
    with pytest.raises(
        sources.BuildError, match=r"^assignments/encoders/encoders\.ipynb, cell 2"
    ):
        sources.check_notebooks(tree)


def test_ours_are_sound():
    sources.check_notebooks(ROOT)
    sources.check_quizzes(ROOT)
    sources.check_data()


@pytest.mark.parametrize("path", sources.notebooks(ROOT), ids=lambda path: path.stem)
def test_ours_are_stripped_and_say_python3(path, tmp_path):
    found = json.loads(path.read_text("utf-8"))
    assert found["metadata"]["kernelspec"]["name"] == "python3"
    again = shutil.copy(path, tmp_path)
    assert not sources.strip(again), "run: " + sources.STRIP


# --- quizzes ------------------------------------------------------------------------------

QUIZZES = {
    "nothing": ("", "row 1: expected some text"),
    "a comment only": ("# to do\n", "expected at least one [[question]], found none"),
    "a byte order mark": ("\ufeff" + QUIZ, "row 1: expected UTF-8 without a byte order mark"),
    "Latin-1": (QUIZ.replace("α", "é").encode("latin-1"), "row 5: expected UTF-8, got the byte 0xe9"),
    "UTF-16": (QUIZ.encode("utf-16"), "row 1: expected UTF-8, got the byte 0x"),
    "line ends of Windows": (QUIZ.replace("\n", "\r\n"), "row 1: expected lines that end in LF"),
    "no line end at the end": (QUIZ[:-1], "row 10: expected a line that ends in LF"),
    "cut": (QUIZ[: QUIZ.index("right")], "question 1: expected one right answer"),
    "cut in a line": (QUIZ[: QUIZ.index("it is")] + "\n", "not TOML"),
    "JSON": ("{}\n", "not TOML"),
    "brackets without end": ("a = " + "[" * 99999 + "\n", "not TOML"),
    "a key twice": (QUIZ.replace('ask = "Which?"', 'ask = "Which?"\nask = "What?"'), "not TOML"),
    "a question that is a number": ("question = 3\n", "expected [[question]] to be tables, got 3"),
    "a question that is one table": ('[question]\nask = "x"\n', "expected [[question]] to be tables, got {"),
    "questions that are texts": ('question = ["Which?"]\n', "expected [[question]] to be tables, got ['Which?']"),
    "questions by another name": (QUIZ.replace("[[question", "[[questions"), "expected at least one [[question]]"),
    "a table besides": (QUIZ + "[more]\nx = 1\n", "expected [[question]] only, got 'more'"),
    "options that are texts": ('[[question]]\nsystem = ""\nask = "x"\noption = ["a", "b"]\n', "question 1: expected [[question.option]] to be tables"),
    "an option that is one table": ('[[question]]\nsystem = ""\nask = "x"\n[question.option]\ntext = "a"\nwhy = "b"\n', "question 1: expected [[question.option]] to be tables"),
    "a name with a slip": (QUIZ.replace("right = true", "rigth = true"), "got rigth"),
    "a hint that nobody shows": (QUIZ.replace("ask =", 'hint = "x"\nask ='), "question 1: expected system, ask, got hint"),
    "a system that is not there": (QUIZ.replace('"bert"', '"bart-9"'), "question 1: expected a system that is an id of systems.csv, or an empty one, got 'bart-9'"),
    "a system in capitals": (QUIZ.replace('"bert"', '"BERT"'), "question 1: expected a system"),
    "two systems": (QUIZ.replace('"bert"', '"bert roberta"'), "question 1: expected a system"),
    "a system that is a number": (QUIZ.replace('"bert"', "3"), "question 1: expected"),
    "systems in a list": (QUIZ.replace('"bert"', '["bert"]'), "question 1: expected"),
    "a second question on nobody": (QUIZ + QUIZ.replace('"bert"', '"nobody"').replace("Which?", "Who?"), "question 2: expected a system"),
    "a zero-width space": (QUIZ.replace("This,", "This\u200b,"), "row 5: expected characters that can be seen, got U+200B"),
    "a turn of direction": (QUIZ.replace("This,", "This\u202e,"), "row 5: expected characters that can be seen, got U+202E"),
    "a no-break space": (QUIZ.replace("it is", "it\u00a0is"), "row 6: expected characters that can be seen, got U+00A0"),
    "a NUL": (QUIZ.replace("This,", "This\0,"), "row 5: expected characters that can be seen, got U+0000"),
    "a tab": (QUIZ.replace("This,", "This\t,"), "row 5: expected characters that can be seen, got U+0009"),
    "an Arabic digit": (QUIZ.replace("This,", "These \u0663,"), "row 5: expected digits out of 0 to 9, got U+0663"),
    "a zero-width space that is escaped": (QUIZ.replace("This,", "This\\u200b,"), "question 1, text: expected characters that can be seen, got U+200B"),
    "a NUL that is escaped": (QUIZ.replace("it is", "it\\u0000is"), "question 1, why: expected characters that can be seen, got U+0000"),
    "two options alike": (QUIZ.replace('"That"', '"This, for α"'), "question 1: expected options that differ in text, got 'This, for α' twice"),
    "two reasons alike": (QUIZ.replace('"No."', '"So it is."'), "question 1: expected options that differ in why"),
    "a question asked twice": (QUIZ + QUIZ, "question 2: expected another question, got 'Which?' again"),
    "markup": (QUIZ.replace('"That"', '"<b>That"'), "option 2, text: expected no markup"),
    "an entity of HTML": (QUIZ.replace('"That"', '"This &amp; that"'), "option 2, text: expected no markup"),
    "a role": (QUIZ.replace('"That"', '"{fact}`bert.parameters`"'), "option 2, text: expected no role"),
    "spaces at an end": (QUIZ.replace('"That"', '" That"'), "option 2, text: expected one line without spaces at its ends"),
    "two lines": (QUIZ.replace('"That"', '"This\\nor that"'), "option 2, text: expected one line"),
    "a word twice": (QUIZ.replace('"No."', '"No, it is is not."'), "option 2, why: expected no word twice"),
    "a place to fill": (QUIZ.replace('"No."', '"TODO"'), "option 2, why: expected no place that waits to be filled"),
    "a bracket that stays open": (QUIZ.replace('"No."', '"No (never."'), "option 2, why: expected each ( closed by )"),
    "a Cyrillic letter": (QUIZ.replace("This,", "Th\u0456s,"), "row 5: expected words in letters of one script, got U+0456"),
}  # fmt: skip


@pytest.mark.parametrize("fault", QUIZZES)
def test_a_broken_quiz_is_named(tree, fault):
    text, said = QUIZZES[fault]
    path = tree / "notebooks/encoders/09-x.quiz.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(quiz.QuizError) as caught:
        sources.check_quizzes(tree)
    assert "notebooks/encoders/09-x.quiz.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_quiz_that_is_a_folder(tree):
    path = tree / "notebooks/encoders/10-x.quiz.toml"
    path.mkdir()
    with pytest.raises(quiz.QuizError, match="10-x.quiz.toml: expected a file"):
        sources.check_quizzes(tree)
    with pytest.raises(quiz.QuizError, match="10-x.quiz.toml: expected a quiz, got"):
        quiz.read(path)


def test_a_question_on_no_system_in_particular_passes(tree):
    path = tree / "notebooks/encoders/09-x.quiz.toml"
    path.write_text(QUIZ.replace('"bert"', '""'), "utf-8")
    sources.check_quizzes(tree)


# --- what tables name ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("book/encoders/masking,", "book/encoders/marking,", "row 2, column chapter: expected a page that there is, without .md, got 'book/encoders/marking'"),
        ("notebooks/encoders/01-masking,", "notebooks/encoders/01-x,", "row 3, column notebook: expected a page that there is, without .ipynb"),
        ("objectives.masking.mask_tokens", "objectives.masking.mask_token", "row 2, column mechanisms: expected family.module.function of fieldguide.mechanisms, got 'objectives.masking.mask_token'"),
        ("objectives.masking.mask_tokens", "objectives.marking.mask_tokens", "row 2, column mechanisms: expected family.module.function"),
        ("objectives.masking.mask_tokens", "objective.masking.mask_tokens", "row 2, column mechanisms: expected family.module.function"),
    ],
)  # fmt: skip
def test_a_table_names_what_there_is(tmp_path, old, new, said):
    folder = tmp_path / "data"
    shutil.copytree(data.FOLDER, folder)
    text = (folder / "systems.csv").read_text("utf-8")
    assert old in text
    (folder / "systems.csv").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(data.DataError) as caught:
        sources.check_data(folder)
    assert str(caught.value).startswith(f"systems.csv, {said}")


SHOWS_SOMETHING_ELSE = {  # a cell right below a prediction, and the notebook that has it
    "decoders/05-prompts": "counts of all models",
    "senses/03-soundtrack": "a sound that goes from ear to ear",
    "senses/06-brain": "which words were named instead",
}


def test_no_cell_right_below_a_prediction_shows_its_answer():
    """What a cell shows in the open belongs into `shows`, or below the text that is kept back."""
    found = set()
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for cell, below in itertools.pairwise(cells):
            asks = cell["cell_type"] == "code" and "predict(\n" in cell["source"]
            if asks and below["cell_type"] == "code":
                found.add(f"{path.parent.name}/{path.stem}")
    assert found == {*SHOWS_SOMETHING_ELSE}
