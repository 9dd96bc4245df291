"""Where things are: the clone, the built book, its pages."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
# index.html only leads on to book/index.html.
PAGES = sorted(
    page
    for page in (p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html"))
    if not page.startswith("_static") and page != "index.html"
)
