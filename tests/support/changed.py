"""``make check``: test what a change touches, and say what is left out.

    python tests/support/changed.py [BASE]

The change is all that differs from BASE: what is not committed, and the commits since BASE,
which is where this branch left origin/main if nothing else is given. What imports what is
read from the code, what a page rests on from its last run.
"""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import grimp
from places import ROOT

from fieldguide import data
from fieldguide.site import build, runs

sys.path.append(str(ROOT / "tests" / "reference"))  # where pytest finds it, too
import harness

# Tests that take long, and what must change to wake them; CI runs all.
SLOW = {
    "tests/classroom/": ("src/fieldguide/classroom/", "src/fieldguide/sandbox/", "assignments/"),
    "tests/experiments/": ("src/fieldguide/experiments/",),
    "tests/site/test_accessibility.py": ("tests/support/accessibility.py",),
    "tests/site/test_build.py": ("src/fieldguide/site/",),
    "tests/site/test_faults.py": ("tests/support/faults.py",),
    "tests/site/test_forks.py": ("src/fieldguide/site/",),
    "tests/site/test_lab.py": ("src/fieldguide/page/explore.py", "src/fieldguide/page/static/"),
    "tests/site/test_mathml.py": ("src/fieldguide/site/mathml.py", "src/fieldguide/site/fonts.py"),
    "tests/site/test_numbers.py": ("src/fieldguide/site/",),
    "tests/site/test_publish.py": ("src/fieldguide/site/", "pyproject.toml", "book/changelog.md"),
    "tests/site/test_runs.py": ("src/fieldguide/site/",),
}  # fmt: skip
# Sixteen thousand calls, of which those of touched modules count, unless the calls changed.
CALLS = "tests/mechanisms/test_contracts.py"
CALLED = (
    "an_entry_gives_every_argument",
    "a_bad_argument_is_named",
    "a_wrong_part_of_parameters",
)
# Chosen not by file but by page and by vector.
PAGE_TESTS, VECTOR_TESTS = "tests/site/test_pages.py", "tests/reference/test_stored.py"
LIVE = "tests/reference/test_live.py"  # make reference
# Tests that read texts, which no import tells.
READERS = {
    ("book/", "notebooks/", "data/", "_toc.yml"): (
        "tests/site/test_coverage.py", "tests/site/test_gallery.py", "tests/site/test_glossary.py",
        "tests/site/test_ideas.py", "tests/site/test_links.py", "tests/site/test_next.py",
        "tests/site/test_opening.py", "tests/site/test_typed_numbers.py"),
    ("data/",): ("tests/data/test_data.py",),
}  # fmt: skip
# What shows on every page.
EVERYWHERE = (
    "_config.yml", "requirements.txt", "src/fieldguide/site/", "src/fieldguide/page/static/",
    "tests/site/test_pages.py", "tests/support/faults.py", "tests/support/accessibility.py",
    "tests/conftest.py",
)  # fmt: skip


MOST_PAGES = 6  # visited; at five seconds a page more would not be done in two minutes


class Plan(NamedTuple):
    """What to run: test files, names of vectors."""

    tests: list
    vectors: list


def changed_files(base, root=ROOT):
    """Paths that differ from a revision, new and deleted ones included."""
    differ = _git(root, "diff", "--name-only", "--no-renames", base)
    new = _git(root, "ls-files", "--others", "--exclude-standard")
    return sorted({*differ.splitlines(), *new.splitlines()})


def default_base(root=ROOT):
    """Where this branch left origin/main; the last commit if there is no such branch."""
    try:
        return _git(root, "merge-base", "HEAD", "origin/main").strip()
    except subprocess.CalledProcessError:
        return "HEAD"


def _git(root, *command):
    done = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True)
    done.check_returncode()
    return done.stdout


# --- modules --------------------------------------------------------------------------


@cache
def library():
    """Which module of the library imports which."""
    graph = grimp.build_graph("fieldguide", cache_dir=None)
    machines = "fieldguide.page.machines"  # imports its modules when they are asked for
    for module in graph.find_children(machines):
        graph.add_import(importer=machines, imported=module)
    return graph


def touched_modules(files):
    """Modules of the library that a change of files touches: their own, and all that import them.

    A package's __init__ touches what lies in the package; a table touches fieldguide.data, and
    any other file below src touches the package where it lies.
    """
    touched = set()
    for module, name in ((_module(name), name) for name in files):
        if module:
            touched.add(module)
        if module and (name.endswith("/__init__.py") or not name.endswith(".py")):
            touched |= {m for m in library().modules if m.startswith(f"{module}.")}
    for module in touched & library().modules:
        touched = touched | library().find_downstream_modules(module)
    return touched


def _module(name):
    """The module of the library that a file is, or a part of; None outside the library."""
    path = Path(name)
    if path.parts[0] == "data":
        return "fieldguide.data"
    if path.parts[0] != "src":
        return None
    if path.suffix == ".py" and path.name != "__init__.py":
        return ".".join(path.with_suffix("").parts[1:])
    folder = path.parent
    while not (ROOT / folder / "__init__.py").exists() and len(folder.parts) > 2:
        folder = folder.parent  # from page/static to page
    return ".".join(folder.parts[1:])


@cache
def imported(path):
    """Names that a file of Python imports, anywhere in it, with what it takes from each."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def rests_on(path):
    """What a test file imports, by itself or by the helpers that it imports; files as paths."""
    found, open_ = set(), [path]
    while open_:
        path = open_.pop()
        found |= imported(path) | {path.relative_to(ROOT).as_posix()}
        for folder in ("support", "reference"):
            helpers = {
                ROOT / "tests" / folder / f"{name}.py" for name in imported(path)
            }
            open_ += [
                helper
                for helper in helpers
                if helper.exists() and helper.relative_to(ROOT).as_posix() not in found
            ]
    return found


# --- what to run ----------------------------------------------------------------------


def all_tests():
    """Every test file, as a path from the clone."""
    return sorted(
        p.relative_to(ROOT).as_posix() for p in (ROOT / "tests").rglob("test_*.py")
    )


def plan(files):
    """The tests that a change of files touches, those of pages aside."""
    touched = touched_modules(files) | set(files)
    tests = [
        test
        for test in all_tests()
        if test not in (PAGE_TESTS, VECTOR_TESTS, LIVE)
        and _touches(test, touched, files)
    ]
    return Plan(tests, vectors(files, touched))


def _touches(test, touched, files):
    """Whether a change touches a test; one that takes long is touched by little."""
    for slow, wakes in SLOW.items():
        if test.startswith(slow):
            return any(name.startswith((slow, *wakes)) for name in files)
    read = tuple(
        s for sources, tests in READERS.items() if test in tests for s in sources
    )
    return any(name.startswith(read) for name in files) or not touched.isdisjoint(
        rests_on(ROOT / test)
    )


def vectors(files, touched):
    """Names of the reference vectors of the ideas that a change touches."""
    harness.find_ideas()
    chosen = {Path(f).stem for f in files if f.startswith("tests/reference/vectors/")}
    for name, produce in harness.PRODUCERS.items():
        _, family, idea = produce.__module__.split(".")
        if touched & rests_on(ROOT / f"tests/reference/{family}/{idea}.py"):
            chosen.add(name)
    return sorted(chosen & set(harness.PRODUCERS))


def pages(files, names, root=ROOT):
    """Those of the pages whose text changed, or whose last run rests on something that did.

    Parameters
    ----------
    files : list of str
        What changed, as paths from the clone.
    names : list of str
        The pages of _toc.yml.
    """
    if any(name.startswith(EVERYWHERE) for name in files):
        return list(names)
    modules = {_module(f) for f in files if f.endswith(".py")} - {None}
    return [
        name
        for name in names
        if any(file.startswith(f"{name}.") for file in files)
        or _run_rests_on(runs.load(root, name), modules, files)
        or (any(f.startswith("data/") for f in files) and _shows_facts(root, name))
    ]


def nearest(chosen, files, most=MOST_PAGES):
    """The pages that are visited, of those that a change touches.

    First those whose text changed, then the homes of systems whose functions did, then the
    rest; of equals some from the beginning, the middle and the end.
    """
    modules = {_module(f) for f in files if f.startswith("src/")} - {None}
    stems = {m.removeprefix("fieldguide.mechanisms.") for m in modules}
    homes = set()
    for _, row in data.systems().iterrows():
        if stems & {name.rsplit(".", 1)[0] for name in row["mechanisms"]}:
            homes |= {*row["chapter"].split(), *row["notebook"].split()}
    ranks = [[], [], []]
    for name in chosen:
        own = any(file.startswith(f"{name}.") for file in files)
        ranks[0 if own else 1 if name in homes else 2].append(name)
    taken = []
    for names in ranks:
        room = min(most - len(taken), len(names))
        taken += [names[k * len(names) // room] for k in range(room)]
    return taken


def _run_rests_on(run, modules, files):
    return bool(run) and not (
        modules.isdisjoint(run["modules"]) and set(files).isdisjoint(run["files"])
    )


def _shows_facts(root, name):
    path = root / f"{name}.md"
    return path.exists() and "{fact}`" in path.read_text("utf-8")


def calls(files):
    """What of `CALLS` a change touches, as pytest's -k takes it; None if all of it."""
    if CALLS in files or "tests/support/contracts.py" in files:
        return None
    homes = [
        f"{module.removeprefix('fieldguide.').removeprefix('mechanisms.')}."
        for module in sorted(touched_modules(files))
        if module.startswith(("fieldguide.mechanisms.", "fieldguide.training."))
    ]
    return f"{' or '.join(homes)} or not ({' or '.join(CALLED)})"


# --- running --------------------------------------------------------------------------


def pytest(*arguments):
    """A command that runs tests on two cores."""
    parallel = "--numprocesses 2 --dist loadscope --no-loadscope-reorder".split()
    return [sys.executable, "-m", "pytest", *parallel, *arguments]


def run(*command):
    """Run a command in the clone and show what it is; True if all went well."""
    shown = " ".join(map(str, command[:8])) + (" ..." if len(command) > 8 else "")
    print(f"\n--- {shown.replace(f'{Path(sys.executable).parent}/', '')}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main(base=None):
    """Run what a change touches, tell what it was and what is left out; the exit code."""
    files = changed_files(base or default_base())
    print(f"{len(files)} files differ from {base or 'where this branch began'}:")
    print("".join(f"  {name}\n" for name in files), end="")
    tools = Path(sys.executable).parent
    well = [
        run(tools / "ruff", "check", "."),
        run(tools / "ruff", "format", "--check", "."),
        run(tools / "lint-imports"),
    ]
    todo = plan(files)
    which = calls(files) if CALLS in todo.tests else None
    if tests := [test for test in todo.tests if test != CALLS or which is None]:
        well.append(run(*pytest(*tests)))
    if which:
        well.append(run(*pytest(CALLS, "-k", which)))
    if todo.vectors:
        well.append(run(*pytest(VECTOR_TESTS, "-k", " or ".join(todo.vectors))))
    names = build.page_names(ROOT)
    book_changed = any(name.startswith(build.INPUTS) for name in files)
    if book_changed:
        well.append(run(sys.executable, "-m", "fieldguide.site.build"))
    chosen = pages(files, names) if book_changed and well[-1] else []
    visited = nearest(chosen, files)
    if visited:
        which = " or ".join(f"{name}.html" for name in visited)
        well.append(run(*pytest(PAGE_TESTS, "-k", f"{which} or not html")))
    print(f"\n{tell(todo, visited, len(chosen), len(names))}")
    print("All of it passed." if all(well) else "Not all of it passed.")
    return 0 if all(well) else 1


def tell(todo, visited, touched, known_pages):
    """What was run and what was left out, of so many pages that were touched and that there are."""
    tests = [t for t in all_tests() if t not in (PAGE_TESTS, VECTOR_TESTS, LIVE)]
    known = len(harness.PRODUCERS)
    ran = "".join(f"\n  {name}" for name in [*todo.tests, *todo.vectors, *visited])
    slow = [s for s in SLOW if not any(test.startswith(s) for test in todo.tests)]
    return (
        f"Ran: formatting, imports{', and' if ran else ''}{ran}\n"
        f"Left out: {len(tests) - len(todo.tests)} of {len(tests)} test files; "
        f"{known - len(todo.vectors)} of {known} reference vectors; "
        f"{known_pages - len(visited)} of {known_pages} pages, of which the change touches "
        f"{touched - len(visited)}; the reference packages; "
        f"of what takes long, {', '.join(slow)}. CI runs all."
    )


if __name__ == "__main__":
    sys.exit(main(*filter(None, sys.argv[1:2])))
