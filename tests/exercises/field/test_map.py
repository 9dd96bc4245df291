"""The exercises on the map grade: right answers full marks, stubs none, wrong ones less."""

import pytest
from grading import Grading

from fieldguide import data
from fieldguide.exercises.field import map as ex
from fieldguide.page import quiz

FILED, ALL = ex.review(), ex.the_58()
COVERED = ALL.loc[FILED.index]
TEXT_TO = [s for s in FILED.index if FILED[s].startswith("text-to")]
NO_TEXT = {s for s in TEXT_TO if "text" not in ALL["input_modality"][s]}
WAYS = ("names", "houses", "companies")
SIX = {k: len(ex.makers(COVERED, k).explode().dropna().unique()) for k in WAYS}
SIZE, ACCESS = ALL["parameters"], ALL["weights"]
ACTIVE = SIZE.where(SIZE.index != "glam", data.fact("glam.parameters_active").number)


def factor(size):
    return size[ACCESS == "closed"].max() / size[ACCESS == "open"].max()


def below(system):
    """Descendants among the 58, found step by step and not as the module does."""
    near, found = {system}, set()
    rows = data.lineage()
    while near:
        near = set(rows[rows["parent"].isin(near)]["child"]) - found
        found |= near
    return len(found & set(ALL.index))


def children(system):
    return len(set(data.lineage().query("parent == @system")["child"]) & set(ALL.index))


SILENT = sum(not set(out) - {"embedding", "label"} for out in ALL["output_modality"])
DESCEND = (below("gpt-3"), below("transformer"))
VALUED = data.facts().query("value != ''")
KIND = data.sources()["kind"]
CATALOG = (VALUED["source"].map(KIND) == "catalog").mean()

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_silent,
        SILENT,
        [
            0,  # the title of the book believed
            ALL["output_modality"].map(lambda o: bool(set(o) & ex.SILENT)).sum(),  # any
            data.systems()["output_modality"].map(lambda o: set(o) <= ex.SILENT).sum(),
            "nine",
        ],
    ),
    (
        ex.ex_review,
        NO_TEXT,
        [
            {"whisper"},  # the best-known one only
            {s for s in FILED.index if "text" not in ALL["input_modality"][s]},  # all
            {ALL["name"][s] for s in NO_TEXT},  # names, not ids
            {s for s in TEXT_TO if "text" not in ALL["output_modality"][s]},  # output
            set(),
            4,
        ],
    ),
    (
        ex.ex_six,
        SIX,
        [
            {"names": 6, "houses": 6, "companies": 6},  # the review believed
            {**SIX, "names": len(COVERED)},  # systems counted
            {**SIX, "companies": SIX["companies"] - 1},  # DeepMind within Google
            {**SIX, "houses": SIX["names"]},  # nothing folded
            {k: ex.makers(ALL, k).explode().nunique() for k in SIX},  # all 58
            {"names": SIX["names"]},
            6,
        ],
    ),
    (
        ex.ex_larger,
        (factor(SIZE), factor(ACTIVE)),
        [
            (factor(SIZE), factor(SIZE)),  # the mixture counted whole
            (factor(SIZE), ACTIVE["glam"] / SIZE["bloom"]),  # still thought the largest
            (1 / factor(SIZE), 1 / factor(ACTIVE)),
            (
                SIZE.max()
                / data.systems().query("weights == 'open'")["parameters"].max(),
                factor(ACTIVE),
            ),
            factor(SIZE),
        ],
    ),
    (
        ex.ex_descend,
        DESCEND,
        [
            (children("gpt-3"), children("transformer")),  # one step only
            (len(ex.reach("gpt-3")), len(ex.reach("transformer"))),  # supporting too
            (DESCEND[0] + 1, DESCEND[1] + 1),  # itself
            (len(ex.reach("gpt-3", False)), 0),  # ancestors
            DESCEND[0],
        ],
    ),
    (
        ex.ex_catalog,
        CATALOG,
        [
            (data.facts()["source"].map(KIND) == "catalog").mean(),  # empty ones too
            (KIND == "catalog").mean(),  # sources counted
            100 * CATALOG,  # percent
            (VALUED["source"].map(KIND) == "catalog").sum(),
            "few",
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = (str(SIX["names"]), str(SIX["houses"]), *NO_TEXT, *map(str, DESCEND))


def test_a_stub_with_a_part_left_gets_nothing():
    report = ex.ex_six({"names": ..., "houses": ..., "companies": ...})
    assert report.points == 0 and "replace the ..." in repr(report)


def test_the_ways_of_counting_do_what_the_text_says():
    """One way gives six, and the page says which; the others give more."""
    together = ex.makers(COVERED, "companies", deepmind_in_google=True).explode()
    named = {"OpenAI", "Google", "Meta", "NVIDIA", "Runway", "Stability AI"}
    assert set(together.dropna()) == named and len(named) == 6
    assert 6 < SIX["companies"] < SIX["houses"] < SIX["names"]
    assert ex.makers(COVERED, "companies")["visualgpt"] == ()
    with pytest.raises(ValueError, match="got 'firms'"):
        ex.makers(COVERED, "firms")


def test_every_house_is_an_organization_of_the_table():
    every = set(data.systems()["organization"].explode())
    assert set(ex.HOUSES) <= every
    assert {ex.HOUSES.get(name, name) for name in every} >= ex.COMPANIES


def test_reach_walks_both_ways():
    assert "bert" in ex.reach("transformer") and "transformer" in ex.reach(
        "bert", False
    )
    assert "bert" not in ex.reach("bert")


def test_what_the_pages_say_in_words_holds():
    """Sentences of the notebook that speak of the data without printing them."""
    untold = ALL[ALL["parameters_status"] == "undisclosed"]
    assert untold["date"].min().year >= 2022
    assert {"chatgpt", "gpt-4"} <= set(untold.index)
    n = ALL.groupby([ALL["date"].dt.year <= 2020, "weights"]).size()
    assert (
        n[True]["open"] > 0.9 * n[True].sum()
        and n[False]["open"] < 0.5 * n[False].sum()
    )
    silent = {s for s in ALL.index if set(ALL["output_modality"][s]) <= ex.SILENT}
    encoders = set(ALL.index[ALL["category"] == "encoders"])
    assert encoders - silent == {"xlm", "transformer-xl"} and silent < encoders
    longest = max(ALL.index, key=lambda s: len(ex.reach(s, False)))
    assert longest == "koala"
    alone = ex.makers(COVERED, "companies").map(len) == 0
    assert set(COVERED.index[alone]) == {"visualgpt", "chatbcg"}
    assert not any("OpenAI" in ALL["organization"][s] for s in encoders)
    year = SIZE[ALL["date"].dt.year == 2022]
    assert 300 < year.max() / year.min() < 1000
    assert (ALL["date"] >= "2022").mean() > 0.5
    assert children("bert") > 1
    said = {"text", "label", "embedding"}
    makes = ALL["output_modality"].map(lambda out: not set(out) & said)
    assert set(ALL.index[makes & (ACCESS == "open")]) == {"stable-diffusion", "jukebox"}
    assert (ACCESS == "").sum() == 5


def test_what_the_codebook_says_in_words_holds():
    """Its six facts are known in six ways, and most quantities are rare."""
    known = [
        ("dall-e-2.parameters", "computed"),
        ("bert.parameters", "stated"),
        ("gpt-4.parameters", "undisclosed"),
        ("soundify.parameters", "inapplicable"),
        ("labse.parameters", "unverified"),  # the narrative says so too
        ("roberta@large.tokens_seen", "estimated"),
    ]
    for key, status in known:
        assert data.fact(key).status == status, key
    systems = VALUED.groupby("quantity")["system"].nunique()
    assert (systems <= 2).mean() > 0.5 and 18 <= (systems >= 40).sum() <= 30


def test_the_quiz_can_be_asked():
    folder = data.ROOT / "notebooks" / "map"
    assert len(quiz.read(folder / "01-map.quiz.toml")) >= 5
