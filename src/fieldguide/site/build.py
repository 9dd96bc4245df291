"""``make book``: check the sources, run what has changed, make the pages, put them in place.

    python -m fieldguide.site.build [--page PAGE ... | --watch]

The pages are made in _build/work and moved to _build/html only if nothing went wrong, so
that the last good book stays where it is. What a build says in full stands in
_build/build.log.
"""

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from .. import data
from ..page import quiz
from . import runs
from .render import NOISE, digest
from .sources import BuildError, check_data, check_notebooks, check_quizzes

ROOT = data.ROOT
INPUTS = (  # all that a book depends on, besides the pages of _toc.yml
    "_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt", "book", "notebooks", "data", "src",
    "tests/reference",
)  # fmt: skip
FONTS = "import matplotlib.font_manager"
NO_INDEX = "search index couldn't be loaded"  # what Sphinx says of every preview


class Log:
    """What a build says: in short to the reader, in full to _build/build.log."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("w", encoding="utf-8")

    def say(self, text):
        """To both."""
        print(text, flush=True)
        self.note(text)

    def note(self, text):
        """To the file only."""
        print(text, file=self.file, flush=True)


def page_names(root):
    """The pages of _toc.yml in their order, as it names them, without endings."""
    try:
        return list(parse_toc_yaml(root / "_toc.yml"))
    except (MalformedError, OSError) as error:
        raise BuildError(f"_toc.yml: {error}") from None


def read_pages(root, names):
    """Those of the pages that have cells."""
    pages = []
    for name in names:
        try:
            pages.append(runs.read_page(root, name))
        except FileNotFoundError:
            raise BuildError(
                f"_toc.yml: expected a page {name}.md or {name}.ipynb, found none"
            ) from None
    return [page for page in pages if page]


def cores():
    """How many notebooks run, and pages are made, at a time."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


def run_changed(pages, root, jobs, log):
    """Run the pages whose runs no longer hold; returns the failures.

    Each is named when it is done, with its seconds and a guess of what is left.
    """
    runs.forget()
    again = {}
    for page in pages:
        if why := runs.why_again(page, root, runs.load(root, page.name)):
            again[page.name] = page
            log.note(f"{page.name}: {why}")
    if not again:
        return []
    expected = {n: runs.expected_seconds(p, root) for n, p in again.items()}
    log.say(f"{len(again)} of {len(pages)} pages with cells run, {jobs} at a time.")
    prepare_fonts(root)
    begun, done, width = time.perf_counter(), [], max(map(len, again))

    def report(page, seconds, failure):
        done.append(page.name)
        share = sum(expected[n] for n in done) / sum(expected.values())
        left = (time.perf_counter() - begun) * (1 / share - 1)
        count = f"[{len(done):{len(str(len(again)))}}/{len(again)}]"
        told = "failed" if failure else f"{seconds:5.1f} s"
        ahead = f"   about {left:.0f} s left" if len(done) < len(again) else ""
        log.say(f"{count} {page.name:{width}}  {told}{ahead}")

    return runs.run_all(list(again.values()), root, jobs, report)


def prepare_fonts(root):
    """Let matplotlib list the machine's fonts: it warns if a notebook has to wait for that."""
    command = [sys.executable, "-c", FONTS]
    subprocess.run(command, env=runs.environment(root), check=True, capture_output=True)


def make_pages(root, folder, jobs, log, pages=()):
    """Render into `folder`; returns what was wrong, a text, empty if nothing was."""
    command = [sys.executable, "-m", "fieldguide.site.render", root, folder, str(jobs)]
    said = []
    with subprocess.Popen(
        [*command, *pages], cwd=root, env=runs.environment(root), text=True,
        stdout=log.file, stderr=subprocess.PIPE, errors="replace",
    ) as process:  # fmt: skip
        for line in process.stderr:
            if pages and NO_INDEX in line:
                continue
            line = runs.COLORS.sub("", line).replace(f"{root}{os.sep}", "")
            log.note(line.rstrip())
            said.append(line)
    if process.returncode and not said:
        return f"Jupyter Book ended with {process.returncode} and said nothing"
    return "".join(said).strip() if process.returncode or pages else ""


def listing(pages):
    """Names and sizes of the files of a built book."""
    return sorted(
        (p.relative_to(pages).as_posix(), p.stat().st_size)
        for p in pages.rglob("*")
        if p.is_file()
    )


def last_book(root):
    """The hash of the sources that the book in _build/html was made from, if it is whole."""
    stamp, pages = root / "_build" / "state.json", root / "_build" / "html"
    try:
        made_from, files = json.loads(stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return made_from if files == [list(file) for file in listing(pages)] else None


def put_in_place(made, pages):
    """Replace the published pages by the new ones, by renaming; see `recover`."""
    fresh, old = pages.with_name("html-new"), pages.with_name("html-old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    made.rename(fresh)
    if pages.exists():
        pages.rename(old)
    fresh.rename(pages)
    shutil.rmtree(old, ignore_errors=True)


def recover(pages):
    """Put the last good book back, if a build was killed between the two renames."""
    old = pages.with_name("html-old")
    if not pages.exists() and old.exists():
        old.rename(pages)


def build(root, jobs, log):
    """Build the book; returns the path of its first page.

    Raises
    ------
    BuildError, data.DataError, quiz.QuizError
        Says what is wrong with the sources, or which pages failed, and where.
    """
    check_notebooks(root)
    check_quizzes(root)
    check_data()
    html, work = root / "_build" / "html", root / "_build" / "work"
    recover(html)
    names = page_names(root)
    sources = [f"{name}{end}" for name in names for end in (".md", ".ipynb")]
    now = digest(root, [*INPUTS, *sources])
    last = last_book(root)
    if last == now:
        log.say("Nothing has changed.")
        return html / "index.html"
    if failures := run_changed(read_pages(root, names), root, jobs, log):
        raise BuildError(tell(failures, log))
    log.say(f"Making {len(names)} pages ...")
    shutil.rmtree(work / "html", ignore_errors=True)
    if last:  # a whole book, of which most pages may stay
        shutil.copytree(html, work / "html", ignore=shutil.ignore_patterns("_static"))
    if wrong := make_pages(root, work, jobs, log):
        raise BuildError(f"The pages have errors:\n{wrong}\n")
    put_in_place(work / "html", html)
    stamp = root / "_build" / "state.json"
    stamp.write_text(json.dumps([now, listing(html)]), "utf-8")
    return html / "index.html"


def tell(failures, log):
    """All failures in a list, a line or two each; tracebacks go to the log."""
    lines = [f"{len(failures)} of the pages failed:"]
    for name, where, why, traceback in failures:
        lines.append(
            f"  {name}, {where}:\n    {why.replace(chr(10), chr(10) + '    ')}"
        )
        log.note(f"\n--- {name}, {where}\n{traceback}")
    return "\n".join(lines) + "\n"


# --- one page for its author ----------------------------------------------------------


def preview(root, names, jobs, log):
    """Run and render some pages only, in _build/preview; returns the path of the first.

    Links to other pages lead nowhere, and warnings are shown but stop nothing.
    """
    known = page_names(root)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise BuildError(f"expected a page of _toc.yml, got {name!r}{hint}")
    pages = read_pages(root, names)
    if failures := run_changed(pages, root, jobs, log):
        raise BuildError(tell(failures, log))
    sources = [str(p) for n in names for p in (root / f"{n}.ipynb", root / f"{n}.md")]
    sources = [source for source in sources if os.path.exists(source)]
    folder = root / "_build" / "preview"
    if said := make_pages(root, folder, jobs, log, sources):
        log.say(said)
    return folder / "html" / f"{names[0]}.html"


def watch(root, jobs, log):
    """Preview whatever page is touched by a saved file, until Ctrl-C."""
    log.say("Watching; save a page, a notebook, a table or a module. Ctrl-C ends it.")
    seen = saved(root)
    while True:
        time.sleep(0.3)
        now = saved(root)
        changed = {path for path in now if now[path] != seen.get(path)}
        seen = now
        if not changed:
            continue
        try:
            if names := touched(root, changed):
                page = preview(root, names, jobs, log)
                log.say(f"Made {', '.join(names)}. Open: {page}")
        except PROBLEMS as error:
            log.say(f"{error}")


def saved(root):
    """When each source was last saved."""
    found = {}
    for name in INPUTS:
        path = root / name
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and not NOISE & set(file.parts):
                found[file] = file.stat().st_mtime_ns
    return found


def touched(root, changed):
    """The pages that a change of these files changes: their own, or one that must run."""
    runs.forget()
    names = page_names(root)
    own = {path.relative_to(root).with_suffix("").as_posix() for path in changed}
    rerun = {
        page.name
        for page in read_pages(root, names)
        if runs.why_again(page, root, runs.load(root, page.name))
    }
    return [name for name in names if name in own | rerun]


PROBLEMS = (BuildError, data.DataError, quiz.QuizError)


def main():
    """Build, or say what is wrong and leave the last good book in place."""
    parser = argparse.ArgumentParser(description="Build the book.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the clone")
    parser.add_argument("--jobs", type=int, default=cores(), help="processes at a time")
    parser.add_argument(
        "--page", nargs="+", default=[], help="preview these pages only"
    )
    parser.add_argument(
        "--watch", action="store_true", help="preview what is being edited"
    )
    asked = parser.parse_args()
    root = asked.root.resolve()
    begun = time.perf_counter()
    with alone(root):
        log = Log(root / "_build" / "build.log")
        try:
            if asked.watch:
                watch(root, asked.jobs, log)
            elif asked.page:
                page = preview(root, asked.page, asked.jobs, log)
            else:
                page = build(root, asked.jobs, log)
        except PROBLEMS as error:
            log.say(f"\n{error}")
            pages = root / "_build" / "html"
            stays = (
                f" The last good book is still in {pages}." if pages.exists() else ""
            )
            sys.exit(f"The book was not built. The whole log: {log.file.name}.{stays}")
        except KeyboardInterrupt:
            sys.exit("\nStopped. What had finished is kept.")
    log.say(f"Built in {time.perf_counter() - begun:.1f} s. Open: {page}")


@contextmanager
def alone(root):
    """One build at a time: a second one says that it waits, and waits."""
    (root / "_build").mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / "_build" / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print("Another build is at work here; this one waits for it.", flush=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


if __name__ == "__main__":
    main()
