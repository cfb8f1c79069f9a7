"""A responsible person as the party of its own case: the income decides, the degree acts on the person's range, nothing of the unit's shows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.discretion import decide, worksheet
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.trail import replay
from tests.rules.law_facts import book, penalty

INFERIOR = "drug-117-retail-inferior"
FAKE = "drug-116-produce-fake"
PERSON = {"punished": "person", "party": "natural_person"}
IMPOSED = [
    (one.id, stage)
    for one in book().violations
    for stage in one.stages
    if any(not p.by and (p.fine or p.ban or p.confiscate_income) for p in one.punished_at(stage))
]


def own(violation, stage="base", **more):
    return penalty(violation, stage=stage, **PERSON, **more)


def test_article_118_by_the_income_during_the_offence():
    found = own(INFERIOR, "serious", person_income=30000)
    assert (found.fine_min, found.fine_max) == (Decimal(9000), Decimal(90000))
    assert found.kinds == ("没收违法收入", "罚款", "限制从业")
    assert found.basis == ("药品管理法118条1款",)
    assert found.hearing == "required"
    assert "含限制从业" in found.hearing_reasons
    assert found.persons == ()
    assert any("公安机关" in note for note in found.notes)


def test_nobody_is_punished_where_the_law_asks_for_a_serious_case():
    with pytest.raises(UsageFault) as fault:
        own(INFERIOR, person_income=30000)
    assert fault.value.code == "person-not-punished"
    assert "首查" in fault.value.what


def test_without_the_income_there_is_no_figure():
    found = own(FAKE)
    assert found.fine_max is None
    assert [one.field for one in found.missing] == ["person_income"]
    assert "违法期间自本单位所获收入" in found.missing[0].say


def test_the_income_of_the_last_year_where_the_law_says_so():
    lacking = [own(*one).missing for one in IMPOSED if one[0].startswith("cos")]
    said = {one.say for found in lacking for one in found}
    assert said == {"缺少 person_income（责任人员的收入：上一年度从本单位取得的收入），无法确定责任人员的罚款"}


def test_the_unit_s_own_penalty_is_untouched_by_the_new_fact():
    unit = penalty(INFERIOR, stage="serious", value=35, person_income=30000)
    assert unit.punished == "party"
    assert unit.persons[0].fine_max == own(INFERIOR, "serious", person_income=30000).fine_max


@pytest.mark.parametrize(("violation", "stage"), IMPOSED)
def test_every_person_of_the_pack_gets_what_the_calculator_of_the_unit_says(violation, stage):
    """Two ways to the same figures: beside the unit, and as a party."""
    given_ = {"person_income": 40000}
    channel = book().violation(violation).channels
    more = {"channel": channel[0]} if channel else {}
    mine = own(violation, stage, **given_, **more)
    beside = assess(
        book(),
        read_facts(
            {
                "violation": violation,
                "stage": stage,
                "value": 60000,
                "income": 60000,
                "genuine_price": 1,
                **given_,
                **more,
            }
        ),
    ).persons
    fined = [one for one in beside if isinstance(one.fine_max, Decimal)]
    if fined:
        assert (mine.fine_min, mine.fine_max) == (fined[0].fine_min, fined[0].fine_max)
    else:
        assert mine.fine_max == 0
    assert ("限制从业" in mine.kinds) is any(isinstance(one.ban, str) for one in beside)
    assert ("没收违法收入" in mine.kinds) is any(one.confiscate_income for one in beside)
    assert mine.hearing == max(
        (one.hearing for one in beside), key=["not_required", "depends_on_amount", "unknown", "required"].index
    )
    known = replay(mine.trail)
    assert known.get("fine_max", Decimal(0)) == mine.fine_max


@given(
    income=st.decimals(min_value=1, max_value=10**9, places=2),
    case=st.sampled_from([one for one in IMPOSED if own(*one).missing]),
    band=st.sampled_from(["lenient", "normal", "severe"]),
)
def test_a_degree_stays_inside_the_person_s_range_and_grows_with_the_income(income, case, band):
    whole = own(*case, person_income=income)
    part = own(*case, person_income=income, band=band)
    assert whole.fine_min <= part.fine_min <= part.fine_max <= whole.fine_max
    more = own(*case, person_income=income + 1)
    assert more.fine_min >= whole.fine_min
    assert more.fine_max >= whole.fine_max


def test_the_worksheet_weighs_the_person_and_cites_the_person_s_article():
    facts = read_facts({"violation": INFERIOR, "stage": "serious", "person_income": 30000, **PERSON})
    sheet = worksheet(book(), facts, {})
    low, high = sheet.band("normal").range.low, sheet.band("normal").range.high
    assert Decimal(9000) < low < high < Decimal(90000)
    made = decide(book(), sheet, band="normal", fine=low)
    assert made.citations[0] == "《中华人民共和国药品管理法》第一百一十八条第一款"
    assert "第一百一十八条第一款，本案法定罚款幅度为9000元以上、90000元以下" in made.reasons[0]
    with pytest.raises(Fault, match="不在"):
        decide(book(), sheet, band="normal", fine=high + 1)


def test_a_word_for_who_is_punished_that_nobody_knows_is_named():
    with pytest.raises(UsageFault, match="punished"):
        read_facts({"violation": INFERIOR, "punished": "everybody"})


def test_a_stage_the_violation_does_not_have_is_still_refused():
    with pytest.raises(UsageFault, match="没有 stage overdue"):
        own(INFERIOR, "overdue")
