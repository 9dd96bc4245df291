"""After a change, make only the pages that it changes, and all of those.

Sphinx reads a page again when its text has changed. What one page says stands on others too:
a title in every sidebar, the number of an equation in a reference, a citation in the list of
all. So when anything that pages share has changed, all of them are written again.
"""

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.search import js_index

from . import runs

SHARED = ("titles", "toctree_includes", "toc_secnumbers", "toc_fignumbers")


def changed(app, env, added, changed, removed):
    """Pages whose text, or whose run, is not what it was when they were read."""
    root, seen = Path(app.srcdir), getattr(env, "fieldguide_seen", {})
    env.fieldguide_seen = {name: page_hash(root, env, name) for name in env.found_docs}
    return [n for n, now in env.fieldguide_seen.items() if seen.get(n) != now]


def page_hash(root, env, name):
    """A hash of a page's text and of what came out when it ran."""
    found = hashlib.sha256(Path(env.doc2path(name)).read_bytes())
    run = runs.kept_in(root, name)
    if run.exists():
        found.update(run.read_bytes())
    return found.hexdigest()


def others(app, env):
    """All pages, if something that they share has changed, else those that Sphinx forgets.

    It keeps what a search finds from the last build, but not the entries of an index, which
    here are the terms of the glossary: a page that has some is written each time.
    """
    was, env.fieldguide_shared = getattr(env, "fieldguide_shared", None), shared(env)
    if was != env.fieldguide_shared:
        return list(env.found_docs)
    return [n for n, found in env.domaindata["index"]["entries"].items() if found]


def shared(env):
    """A hash of what pages know of each other: titles, order, labels, terms, citations."""
    known = {name: getattr(env, name) for name in SHARED}
    for name in ("std", "math"):
        known[name] = env.domaindata[name]
    cited = env.domaindata["cite"]
    known["cited"] = {
        (ref.docname, canonical(ref.targets)) for ref in cited["citation_refs"]
    }
    known["citations"] = {(c.key, c.formatted_entry.label) for c in cited["citations"]}
    known["exercises"] = {
        label: (entry["docname"], entry["type"], entry["node"].get("title"))
        for label, entry in getattr(env, "sphinx_exercise_registry", {}).items()
    }
    return hashlib.sha256(canonical(known).encode()).hexdigest()


def canonical(value):
    """A text that is the same for equal values, whatever their order in memory."""
    if isinstance(value, dict):
        items = [f"{canonical(k)}:{canonical(v)}" for k, v in value.items()]
        return "{" + ",".join(sorted(items)) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(canonical, value))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, nodes.Node):
        return value.pformat()
    return repr(value)


def tidy_index(app, error):
    """Drop words that stand in no page any more: Sphinx keeps them, with no page beside them."""
    path = Path(app.outdir) / "searchindex.js"
    if error or app.builder.format != "html" or not path.exists():
        return
    index = js_index.loads(path.read_text("utf-8"))
    for kind in ("terms", "titleterms"):
        index[kind] = {
            word: pages for word, pages in index[kind].items() if pages != []
        }
    path.write_text(js_index.dumps(index), "utf-8")


def setup(app):
    """Connect all."""
    app.connect("build-finished", tidy_index)
    app.connect("env-get-outdated", changed)
    app.connect("env-get-updated", others, priority=900)  # after figures are numbered
