"""What the last ``make test`` cost, and what it would cost at 58 systems.

Read from _build/tests.xml, which pytest writes. The seconds of all tests, set-up included,
are shared by two workers. What grows with the systems or with the pages is multiplied; the
rest stays. Installing, building and the reference packages come on top, and are measured by
the other parts or not at all.
"""

from collections import Counter
from xml.etree import ElementTree

from measure import ROOT, Row

RECORD = ROOT / "_build" / "tests.xml"
SYSTEMS_NOW, SYSTEMS = 11, 58
PAGES_EACH = 18 / 11  # stories and labs of the encoders, and their share of Foundations
WORKERS = 2
GROWS = {  # where a test stands: what it grows with
    "tests.mechanisms": "systems",
    "tests.exercises": "systems",
    "tests.reference": "systems",
    "tests.classroom": "systems",
    "tests.site.test_pages": "pages",
}


def tests():
    """Rows: seconds by what they grow with, the ten slowest, and the projection."""
    if not RECORD.exists():
        raise RuntimeError(
            f"{RECORD.relative_to(ROOT)} is not there: run make test first"
        )
    spent, slowest = Counter(), []
    for case in ElementTree.parse(RECORD).iter("testcase"):
        seconds, where = float(case.get("time")), case.get("classname")
        kind = next(
            (k for start, k in GROWS.items() if where.startswith(start)), "nothing"
        )
        spent[kind] += seconds
        slowest.append((seconds, f"{where.removeprefix('tests.')}: {case.get('name')}"))
    for kind, seconds in spent.items():
        yield Row("tests", f"grow with {kind}", "both workers", seconds, "s")
    for seconds, name in sorted(slowest, reverse=True)[:10]:
        yield Row("tests", name, "one of the ten slowest", seconds, "s")
    pages = len(list((ROOT / "_build" / "html").rglob("*.html")))
    more = (SYSTEMS - SYSTEMS_NOW) * PAGES_EACH
    grown = {
        "systems": SYSTEMS / SYSTEMS_NOW,
        "pages": (pages + more) / pages,
        "nothing": 1,
    }
    now = sum(spent.values()) / WORKERS / 60
    then = sum(grown[kind] * seconds for kind, seconds in spent.items()) / WORKERS / 60
    yield Row("tests", f"{SYSTEMS_NOW} systems", "tests", now, "min")
    yield Row("tests", f"{SYSTEMS} systems", "tests, projected", then, "min", most=35)
