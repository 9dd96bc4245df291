"""Where things are, the clone, the built book, its pages; and how long to wait for others."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
# index.html only leads on to book/index.html.
PAGES = sorted(
    page
    for page in (p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html"))
    if not page.startswith("_static") and page != "index.html"
)
# Seconds until a browser or a server counts as dead. Tests wait for what happens; on a machine
# that fifteen other programs keep busy, a page may take a minute to open.
PATIENCE = 600
