"""make check finds what a change touches, and leaves the rest alone."""

import subprocess
import sys

import changed
import pytest
from places import ROOT

from fieldguide.site import runs

MASKING = "src/fieldguide/mechanisms/objectives/masking.py"


def test_a_mechanism_touches_its_tests_and_those_of_all_that_import_it():
    tests = changed.plan([MASKING]).tests
    assert {
        "tests/mechanisms/objectives/test_masking.py",
        "tests/mechanisms/objectives/test_detection.py",  # detection imports masking
        "tests/exercises/encoders/test_smaller.py",
        "tests/page/test_show.py",  # shows one of its functions
    } <= set(tests)
    assert not any("tokenizers" in test or "search" in test for test in tests)
    assert not any(test.startswith(("tests/site/test_build", "tests/classroom")) for test in tests)  # fmt: skip


def test_of_all_bad_calls_those_of_touched_modules_are_made():
    chosen = changed.calls([MASKING])
    assert "objectives.masking. or " in chosen and "objectives.detection. or " in chosen
    assert "tokenizers" not in chosen
    command = [changed.CALLS, "--collect-only", "-k", chosen]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout
    assert "[objectives.masking.mask_tokens]" in said
    assert "[objectives.detection." in said and "[tokens." not in said
    assert "::test_every_public_function_has_an_entry" in said
    assert changed.calls(["tests/support/contracts.py", MASKING]) is None


def test_a_mechanism_touches_the_reference_checks_of_its_ideas():
    chosen = changed.plan([MASKING]).vectors
    assert {"google_masked_tokens", "transformers_masked_tokens"} <= set(chosen)
    assert "torch_layer_norm" not in chosen
    only = changed.plan(["tests/reference/vectors/torch_layer_norm.json"])
    assert only == ([], ["torch_layer_norm"])
    assert set(changed.plan(["tests/reference/harness.py"]).vectors) == set(
        changed.harness.PRODUCERS
    )


def test_a_test_touches_itself_and_a_helper_those_that_use_it():
    own = "tests/mechanisms/objectives/test_masking.py"
    assert changed.plan([own]).tests == [own]
    tests = changed.plan(["tests/support/small_book.py"]).tests
    assert tests == []  # what uses it takes long, and builds books
    tests = changed.plan(["tests/support/typed_numbers.py"]).tests
    assert tests == ["tests/site/test_typed_numbers.py"]


def test_what_takes_long_is_left_out_unless_it_is_what_changed():
    assert (
        "tests/site/test_lab.py"
        in changed.plan(["src/fieldguide/page/explore.py"]).tests
    )
    graded = "tests/classroom/test_graded.py"
    assert graded in changed.plan(["src/fieldguide/classroom/grader.py"]).tests
    assert graded not in changed.plan(["src/fieldguide/page/check.py"]).tests


def test_texts_and_tables_touch_the_tests_that_read_them():
    tests = changed.plan(["notebooks/encoders/02-memory.ipynb"]).tests
    assert "tests/site/test_glossary.py" in tests
    assert not any(test.startswith("tests/mechanisms") for test in tests)
    tests = changed.plan(["data/facts.csv"]).tests
    assert {"tests/data/test_data.py", "tests/page/test_chapter.py"} <= set(tests)


@pytest.mark.parametrize(
    "name, module",
    [
        (MASKING, "fieldguide.mechanisms.objectives.masking"),
        ("src/fieldguide/harbor/__init__.py", "fieldguide.harbor"),
        ("src/fieldguide/page/static/pages.js", "fieldguide.page"),
        ("data/facts.csv", "fieldguide.data"),
        ("book/index.md", None),
        ("tests/data/test_data.py", None),
    ],
)
def test_a_file_belongs_to_a_module(name, module):
    assert changed._module(name) == module


def test_a_package_touches_what_lies_in_it():
    touched = changed.touched_modules(
        ["src/fieldguide/mechanisms/objectives/__init__.py"]
    )
    assert "fieldguide.mechanisms.objectives.masking" in touched
    assert "fieldguide.mechanisms.tokens.tokenizers" not in touched
    assert "fieldguide.page.explore" in changed.touched_modules(
        ["src/fieldguide/page/static/pages.js"]
    )


def test_a_module_that_was_deleted_touches_the_tests_that_import_it():
    touched = changed.touched_modules(["src/fieldguide/mechanisms/gone.py"])
    assert touched == {"fieldguide.mechanisms.gone"}


@pytest.fixture
def book(tmp_path):
    """Four pages: one that runs and imports masking, one that shows facts, two of text."""
    for name in ("index", "plain", "shows"):
        (tmp_path / f"{name}.md").write_text(
            "{fact}`bert.parameters`" * (name == "shows")
        )
    run = {
        "modules": {"fieldguide.mechanisms.objectives.masking": "1"},
        "files": {"data/map.csv": "2"},
    }
    runs.save(tmp_path, "lab", run)
    return tmp_path


@pytest.mark.parametrize(
    "files, chosen",
    [
        ([MASKING], ["lab"]),
        (["data/map.csv"], ["lab", "shows"]),
        (["data/facts.csv"], ["shows"]),
        (["plain.md"], ["plain"]),
        (["lab.quiz.toml"], ["lab"]),
        (["src/fieldguide/mechanisms/tokens/tokenizers.py", "labels.md"], []),
        (["src/fieldguide/page/static/pages.js"], ["index", "lab", "plain", "shows"]),
        (["tests/support/faults.py"], ["index", "lab", "plain", "shows"]),
    ],
)  # fmt: skip
def test_pages_are_those_whose_text_or_ground_changed(book, files, chosen):
    assert changed.pages(files, ["index", "lab", "plain", "shows"], book) == chosen


def test_of_many_pages_the_nearest_are_visited():
    homes = ["book/encoders/masking", "notebooks/encoders/01-masking"]  # of BERT
    far = [f"notebooks/decoders/{k}" for k in range(12)]
    own = "book/encoders/languages"
    chosen = [*far, own, *homes]
    files = [MASKING, f"{own}.md"]
    assert changed.nearest(chosen, files) == [own, *homes, far[0], far[4], far[8]]
    assert changed.nearest(far[:3], files) == far[:3]
    assert changed.nearest(chosen, files, 2) == [own, homes[0]]
    assert changed.nearest([], files) == []


def git(folder, *command):
    own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *own, *command], cwd=folder, check=True, capture_output=True)


def test_a_change_is_what_is_not_committed_and_what_was_since_the_base(tmp_path):
    git(tmp_path, "init", "--initial-branch=main")
    for name in ("kept", "edited", "deleted", "committed"):
        (tmp_path / name).write_text(name)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--message=first")
    (tmp_path / "committed").write_text("other")
    git(tmp_path, "commit", "--all", "--message=second")
    (tmp_path / "edited").write_text("other")
    (tmp_path / "deleted").unlink()
    (tmp_path / "new").write_text("new")
    assert changed.changed_files("HEAD", tmp_path) == ["deleted", "edited", "new"]
    assert changed.changed_files("HEAD~1", tmp_path) == [
        "committed",
        "deleted",
        "edited",
        "new",
    ]
    assert changed.default_base(tmp_path) == "HEAD"
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    assert "committed" in changed.changed_files(
        changed.default_base(tmp_path), tmp_path
    )


def test_it_says_what_it_ran_and_what_it_left_out():
    todo = changed.plan([MASKING])
    said = changed.tell(todo, ["notebooks/encoders/01-masking"], 2, 3)
    assert "  tests/mechanisms/objectives/test_masking.py\n" in said
    assert "  notebooks/encoders/01-masking\nLeft out: " in said
    assert "2 of 3 pages, of which the change touches 1; the reference" in said
    assert "of what takes long, tests/classroom/" in said


def test_every_name_that_it_knows_is_there():
    for name in (*changed.SLOW, changed.PAGE_TESTS, changed.VECTOR_TESTS, changed.LIVE):
        assert (ROOT / name).exists(), name
    for name in [
        *sum(changed.READERS, ()),
        *sum(changed.READERS.values(), ()),
        *changed.EVERYWHERE,
    ]:
        assert (ROOT / name).exists(), name
    for name in sum(changed.SLOW.values(), ()):
        assert (ROOT / name).exists(), name
