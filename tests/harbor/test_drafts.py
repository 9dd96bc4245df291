"""The keeper's draft is mended by three plans, and goes round in circles with two tables."""

from fieldguide.harbor import drafts
from fieldguide.mechanisms.sampling.rewriting import rewrite

FIRST = "mend the spelling", "say when"
OLD, NEW = "use the table of 1902", "use the table of 1931"


def edited(*plans, rounds=9):
    return rewrite(
        drafts.DRAFT, drafts.planner(*plans), drafts.carry_out, rounds=rounds
    )


def test_three_plans_and_it_is_done():
    history = edited(*FIRST, NEW)
    assert [plan for plan, _ in history] == [*FIRST, NEW]
    assert history[-1][1] == "the tide is high on market day at eight"


def test_with_the_old_table_it_ends_sooner_and_wrong():
    history = edited(*FIRST, OLD)
    assert len(history) == 2 and history[-1][1].endswith("at six")


def test_two_tables_never_agree():
    assert len(edited(*FIRST, NEW, OLD)) == 9


def test_every_plan_has_a_reason():
    assert all(drafts.reason(plan).endswith(".") for plan in drafts.PLANS)
    assert "breakwater" in drafts.reason(NEW)
