"""What must hold for every violation, every stage and any facts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.fault import UsageFault
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.trail import replay
from tests.rules.law_facts import book, penalty

PAIRS = [(one.id, stage) for one in book().violations for stage in one.stages]
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
FIELD = {"货值金额": "value", "违法所得": "income", "违法收入": "income", "正品价格": "genuine_price"}
CLIFF_DOWN = {"narcotic-81-license"}
"""Without gains 2 to 5 times ten thousand, with the smallest gain twice that gain: the law's own step down."""


def fine_of(violation, stage):
    found = violation.stage(stage).fine or violation.base.fine
    return violation.stage(found.same_as).fine if found and found.same_as else found


@st.composite
def situations(draw, band="full"):
    id_, stage = draw(st.sampled_from(PAIRS))
    violation = book().violation(id_)
    channels = violation.channels or ("produce", "wholesale", "retail")
    facts = {
        "violation": id_,
        "stage": stage,
        "party": draw(st.sampled_from(["organization", "natural_person", "sole_trader"])),
        "value": draw(MONEY),
        "income": draw(MONEY),
        "genuine_price": draw(MONEY),
        "person_income": draw(MONEY),
        "channel": draw(st.sampled_from(channels)),
        "band": band,
    }
    if violation.until:
        facts["act_date"] = violation.until
    return facts


def tried(facts):
    """The penalty, or None where the law gives no figure for these facts (a multiple of nothing, 减轻 without a minimum)."""
    try:
        return assess(book(), read_facts(facts))
    except UsageFault as fault:
        if "罚款无从计算" not in fault.what and "谈不上减轻" not in fault.what:
            raise
        return None


@given(situations())
@settings(max_examples=300, deadline=None)
def test_the_range_is_the_statutes(facts):
    found = tried(facts)
    if found is None:
        return
    violation = book().violation(facts["violation"])
    fine = fine_of(violation, facts["stage"])
    assert found.missing == ()
    if fine is None:
        assert (found.fine_min, found.fine_max) == (0, 0)
        assert "罚款" not in violation.stage(facts["stage"]).kinds
        return
    assert 0 <= found.fine_min <= found.fine_max
    assert found.fine_max > 0
    assert found.fine_min_exclusive == (found.fine_min == 0)
    limits = []
    for tier in fine.tiers:
        if tier.by_multiple:
            basis = max(facts[FIELD[fine.basis]], tier.floor_value or 0)
            limits.append((basis * tier.min_multiple, basis * tier.max_multiple))
        else:
            limits.append((tier.min, tier.max))
    assert (found.fine_min, found.fine_max) in limits


@given(situations())
@settings(max_examples=200, deadline=None)
def test_a_floor_holds(facts):
    found = tried(facts)
    fine = fine_of(book().violation(facts["violation"]), facts["stage"])
    if found is None or fine is None:
        return
    floors = [tier.floor_value for tier in fine.tiers if tier.floor_value]
    if floors:
        assert found.basis_amount >= min(floors)
        assert found.basis_amount >= facts[FIELD[fine.basis]]


@given(situations(), MONEY)
@settings(max_examples=300, deadline=None)
def test_more_goods_never_mean_a_lower_fine(facts, more):
    fine = fine_of(book().violation(facts["violation"]), facts["stage"])
    if fine is None or fine.basis == "固定" or facts["violation"] in CLIFF_DOWN:
        return
    field = FIELD[fine.basis]
    low, high = sorted((facts[field], facts[field] + more))
    less, greater = tried({**facts, field: low}), tried({**facts, field: high})
    if less is None or greater is None:
        return
    assert (less.fine_min, less.fine_max) <= (greater.fine_min, greater.fine_max)
    assert less.fine_min <= greater.fine_min
    assert less.fine_max <= greater.fine_max


@pytest.mark.parametrize("band", ["lenient", "normal", "severe", "mitigate"])
def test_bands_lie_inside_the_range_and_tile_it(band):
    @given(situations(band=band))
    @settings(max_examples=150, deadline=None)
    def check(facts):
        found = tried(facts)
        if found is None or not found.fined:
            return
        whole = found.legal_range
        if band == "mitigate":
            assert (found.fine_max, found.fine_max_exclusive) == (whole.low, True)
            return
        assert whole.low <= found.fine_min < found.fine_max <= whole.high
        span = whole.high - whole.low
        edges = {"lenient": ("0", "0.3"), "normal": ("0.3", "0.7"), "severe": ("0.7", "1")}[band]
        assert [found.fine_min, found.fine_max] == [whole.low + Decimal(one) * span for one in edges]
        for amount in (found.fine_min, found.fine_max):
            inside = [tried({**facts, "band": one}).range.holds(amount) for one in ("lenient", "normal", "severe")]
            assert sum(inside) == (0 if amount == 0 else 1)

    check()


@given(situations(), st.sampled_from(["full", "lenient", "normal", "severe", "mitigate"]))
@settings(max_examples=300, deadline=None)
def test_the_trail_computes_to_the_result(facts, band):
    found = tried({**facts, "band": band})
    if found is None:
        return
    values = replay(found.trail)
    if found.fined:
        assert (values["fine_min"], values["fine_max"]) == (found.fine_min, found.fine_max)
        assert (values["statutory_min"], values["statutory_max"]) == (found.statutory_min, found.statutory_max)
    else:
        assert "fine_max" not in values


@given(situations())
@settings(max_examples=200, deadline=None)
def test_hearing_follows_the_amount_and_the_kind(facts):
    found = tried(facts)
    if found is None:
        return
    limit = 100000 if facts["party"] == "organization" else 10000
    heavy = any(book().kind(one).hearing == "always" for one in found.kinds)
    if heavy or (found.fine_min >= limit and not found.fine_optional):
        assert found.hearing == "required"
    if found.hearing == "not_required":
        assert found.fine_max < limit
        assert found.legal_review == "case_review"


def test_cosmetics_jump_at_ten_thousand():
    before, at = (penalty("cosmetic-59-1-unlicensed", value=one) for one in (Decimal("9999.99"), 10000))
    assert (before.fine_min, before.fine_max, before.basis_amount) == (50000, 150000, None)
    assert (at.fine_min, at.fine_max, at.basis_amount) == (150000, 300000, 10000)


def test_the_law_steps_down_where_there_is_a_gain():
    without, little = (penalty("narcotic-81-license", stage="serious", income=one) for one in (0, 1))
    assert (without.fine_min, without.fine_max) == (20000, 50000)
    assert (little.fine_min, little.fine_max) == (2, 5)


@pytest.mark.parametrize("violation", [one for one in book().violations if one.penalty_follows], ids=lambda one: one.id)
def test_what_follows_another_rule_has_its_figures(violation):
    followed = book().violation(violation.penalty_follows)
    for stage in violation.stages:
        facts = {"stage": stage, "value": 30000, "income": 30000, "person_income": 1000}
        mine = penalty(violation.id, **facts)
        theirs = penalty(followed.id, **facts)
        assert (mine.fine_min, mine.fine_max, mine.basis_amount) == (
            theirs.fine_min,
            theirs.fine_max,
            theirs.basis_amount,
        )
