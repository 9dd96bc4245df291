"""Checks of notebooks/map, and what the notebooks and the checks share."""

from ... import data
from ...page.check import close, start

# Laboratories and earlier names, by the company that owns them. DeepMind belonged to
# Google's parent in these years but signed its papers alone, so it counts for itself.
HOUSES = {
    "Google Brain": "Google",
    "Google Research": "Google",
    "Facebook AI": "Meta",
    "Meta AI": "Meta",
}
COMPANIES = {
    "Databricks", "DeepMind", "Google", "Huawei", "Hugging Face", "Meta", "Microsoft",
    "NVIDIA", "OpenAI", "Runway", "Salesforce", "Stability AI",
}  # fmt: skip
SILENT = {"embedding", "label"}  # what a system that generates nothing puts out
REVIEW = "s004"  # the fullest rendering of the review whose figures are redrawn


def the_58():
    """The 58 systems of the book, wide, without the supporting ones."""
    return data.systems().query("kind == 'system'")


def review():
    """The systems that the review covers: id -> the review's category, a series."""
    rows = data.facts().query("quantity == 'survey_category' and variant == @REVIEW")
    return rows.set_index("system")["value"]


def makers(systems, count="names", deepmind_in_google=False):
    """Organizations of each system, counted in one of three ways.

    Parameters
    ----------
    systems : frame
        Rows of `data.systems()`.
    count : str
        names: as the sources print them; houses: laboratories under their company;
        companies: houses, without universities, collectives and private persons.
    deepmind_in_google : bool
        Count DeepMind as a house of Google, whose parent owned it.

    Returns
    -------
    series of sorted tuples of str, index as `systems`

    Raises
    ------
    ValueError
        If `count` is none of the three.
    """
    if count not in ("names", "houses", "companies"):
        raise ValueError(f"count must be names, houses or companies, got {count!r}")
    owner = {} if count == "names" else dict(HOUSES)
    if deepmind_in_google:
        owner["DeepMind"] = "Google"

    def of(names):
        found = {owner.get(name, name) for name in names}
        return tuple(sorted(found & COMPANIES if count == "companies" else found))

    return systems["organization"].map(of)


def reach(system, forward=True):
    """Ids of all descendants of a system, or of all ancestors; a set."""
    rows, a, b = data.lineage(), "parent", "child"
    a, b = (a, b) if forward else (b, a)
    found, todo = set(), [system]
    while todo:
        near = set(rows.loc[rows[a] == todo.pop(), b]) - found
        found |= near
        todo += near
    return found


def ex_silent(answer):
    """Exercise ex-map-silent: how many of the 58 put out nothing but vectors and labels."""
    report = start("ex-map-silent", answer)
    want = the_58()["output_modality"].map(lambda out: set(out) <= SILENT and out != ())
    report.mark(
        "roughly", 1, close(answer if report.answered else None, want.sum(), 2.5),
        "Look at output_modality, one category after the other. Who can write, draw or sound?",
    )  # fmt: skip
    report.mark(
        "exactly", 1, close(answer if report.answered else None, want.sum()),
        "A system that gives labels and also text does generate, and a supporting system is "
        "not one of the 58.",
    )  # fmt: skip
    return report


def ex_review(answer):
    """Exercise ex-map-review: ids of the systems that the review files under text-to-something
    although they take no text."""
    report = start("ex-map-review", answer)
    if report.answered and not isinstance(answer, (set, frozenset, list, tuple)):
        report.mark("a set of ids", 4, False, f"Got {answer!r}.")
        return report
    given = set(map(str, answer)) if report.answered else set()
    filed, takes = review(), the_58()["input_modality"]
    want = {
        s for s in filed.index if filed[s].startswith("text-to") and "text" not in takes[s]
    }  # fmt: skip
    known = bool(given) and given <= set(data.systems().index)
    report.mark(
        "ids of systems", 1, known, "Like bert: the index of data.systems(), not names."
    )
    report.mark(
        "one of them at least", 1, given & want,
        "Which of the review's categories begin with text? What do their systems take?",
    )  # fmt: skip
    report.mark(
        "none missing", 1, want <= given,
        "Look through all of the review's categories that begin with text, not one only.",
    )  # fmt: skip
    report.mark(
        "none too many", 1, given and given <= want,
        "Is each of them in a category whose name begins with text, in this review, and does "
        "it really take none?",
    )  # fmt: skip
    return report


def ex_six(answer):
    """Exercise ex-map-six: number of organizations behind the review's systems, counted by
    names, by houses and by companies."""
    report = start("ex-map-six", answer)
    keys = ["names", "houses", "companies"]
    given = report.expect_keys(answer, keys, 3)
    if given is None:
        return report
    hints = {
        "names": "One count of different names, over the systems of the review only.",
        "houses": "Replace each laboratory by its owner, then count different names again.",
        "companies": "Of the houses, those that are companies. DeepMind counts for itself here.",
    }
    covered = the_58().loc[review().index]
    for key in keys:
        want = makers(covered, key).explode().nunique()
        report.mark(key, 1, close(given[key], want), hints[key])
    return report


def _factor(size):
    """Largest of the 58 without published weights over the largest with open ones."""
    access = the_58()["weights"]
    return size[access == "closed"].max() / size[access == "open"].max()


def ex_larger(answer):
    """Exercise ex-map-larger: how many times the largest closed system exceeds the largest
    open one: (by all parameters, by those that work on one token)."""
    report = start("ex-map-larger", answer)
    if (given := report.expect(answer, 2, "a pair (all, active)", 2)) is None:
        return report
    size = the_58()["parameters"]
    rows = data.facts().query("quantity == 'parameters_active' and value != ''")
    rows = rows.set_index(["system", "variant"])["number"]
    active = size.copy()
    for system, variant in the_58()["variant"].items():
        active[system] = rows.get((system, variant), size[system])
    report.mark(
        "by all parameters", 1, close(given[0], _factor(size), 0.06),
        "Of the 58 only, and among those whose weights are open or closed. Large over small.",
    )  # fmt: skip
    report.mark(
        "by active parameters", 1, close(given[1], _factor(active), 0.06),
        "A mixture of experts uses a part of itself for each token: parameters_active. "
        "With that, is the same system still the largest?",
    )  # fmt: skip
    return report


def ex_descend(answer):
    """Exercise ex-map-descend: how many of the 58 descend from GPT-3, how many from the
    Transformer."""
    report = start("ex-map-descend", answer)
    if (given := report.expect(answer, 2, "a pair (gpt-3, transformer)", 2)) is None:
        return report
    for system, count in zip(("gpt-3", "transformer"), given, strict=True):
        want = len(reach(system) & set(the_58().index))
        report.mark(
            f"from {system}", 1, close(count, want),
            "All the way down, not only the children, and only systems among the 58.",
        )  # fmt: skip
    return report


def ex_catalog(answer):
    """Exercise ex-map-catalog: share of the facts with a value whose source is a catalog."""
    report = start("ex-map-catalog", answer)
    rows = data.facts().query("value != ''")
    want = rows["source"].map(data.sources()["kind"]).eq("catalog").mean()
    given = answer if report.answered else None
    report.mark(
        "a share", 1, close(given, 0.5, 0.5), "Between 0 and 1: a part of the facts."
    )
    report.mark(
        "the right one", 2, close(given, want, 5e-4),
        "Count facts and not sources, leave out the facts without a value, and divide by "
        "what is left.",
    )  # fmt: skip
    return report
