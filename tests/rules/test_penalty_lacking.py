"""What is lacking is named once and only where it matters: incomes of persons, confiscations that may bring a hearing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import UNSET

from inspector_app.catalog.violation import Fine, PersonFine, PersonPenalty, Stage, Tier
from inspector_app.rules.penalty_facts import AMOUNTS
from inspector_app.rules.tiers import missing
from tests.rules.test_penalty_dates import altered, asked

ONE = "drug-117-retail-inferior"
BY_INCOME = PersonFine(basis="上一年度从本单位取得的收入", min_multiple=Decimal("0.1"), max_multiple=Decimal(1))
FIXED = PersonFine(basis="固定", min=Decimal(1000), max=Decimal(9000))


def with_persons(*persons):
    """One violation that fines 1 to 2 元 and punishes these persons."""
    fine = Fine(basis="固定", tiers=(Tier(when="always", min=Decimal(1), max=Decimal(2)),))
    return altered(
        **{ONE: {"base": Stage(kinds=("罚款",), fine=fine), "serious": None, "persons": persons, "persons_by": ()}}
    )


def person(who="法定代表人", **more):
    return PersonPenalty(trigger="base", who=(who,), **more)


def test_an_income_that_two_groups_need_is_asked_for_once():
    law = with_persons(person(fine=BY_INCOME), person("其他责任人员", fine=BY_INCOME), person("主要负责人", fine=FIXED))
    found = asked(law, ONE)
    assert [one.field for one in found.missing] == ["person_income"]
    assert BY_INCOME.basis in found.missing[0].say
    assert [one.fine_max for one in found.persons] == [None, None, 9000]
    assert [one.hearing for one in found.persons] == ["unknown", "unknown", "not_required"]
    known = asked(law, ONE, person_income=20000)
    assert known.missing == ()
    assert [one.hearing for one in known.persons] == ["depends_on_amount", "depends_on_amount", "not_required"]
    assert [(one.fine_min, one.fine_max) for one in known.persons] == [(2000, 20000), (2000, 20000), (1000, 9000)]


@pytest.mark.parametrize("income", [0, 9999, 10000, 500000])
def test_an_income_that_is_not_taken_does_not_bring_a_hearing(income):
    law = with_persons(
        person(fine=FIXED),
        person("其他责任人员", confiscate_income=True),
        person("主要负责人", fine=FIXED, confiscate_income=True),
    )
    plain, taken, both = asked(law, ONE, person_income=income).persons
    assert (plain.confiscated_income_amount, plain.income, plain.hearing) == (UNSET, UNSET, "not_required")
    assert (taken.fine_min, taken.fine_max, taken.fine_min_exclusive) == (UNSET, UNSET, UNSET)
    assert taken.confiscated_income_amount == both.confiscated_income_amount == income
    assert (taken.income, taken.income_basis) == (both.income, both.income_basis) == (UNSET, UNSET)
    due = "required" if income >= 10000 else "not_required"
    assert (taken.hearing, both.hearing) == (due, due)


def test_persons_who_are_only_deprived_of_their_income_are_told_so():
    law = with_persons(person(confiscate_income=True), person("其他责任人员", fine=BY_INCOME, confiscate_income=True))
    said = {one.key: one.say for one in asked(law, ONE, person_income=5).trail}
    assert (said["person1_income"], said["person1_confiscation"]) == ("责任人员收入 5元", "对法定代表人没收收入 5元")
    assert said["person2_confiscation"] == f"对其他责任人员没收{BY_INCOME.basis} 5元"


@pytest.mark.parametrize(
    ("kinds", "facts", "named"),
    [
        (("罚款",), {}, None),
        (("没收违法所得", "罚款"), {}, "illegal_income"),
        (("没收违法收入", "罚款"), {}, "illegal_income"),
        (("没收违法所得", "罚款"), {"income": 5}, None),
        (("没收违法所得", "罚款"), {"illegal_income": 5}, None),
        (("没收工具设备", "罚款"), {"illegal_income": 5}, "goods_on_hand"),
        (("没收违法产品", "没收违法所得", "罚款"), {}, "illegal_income、goods_on_hand"),
        (("没收违法产品", "没收违法所得", "罚款"), {"goods_on_hand": 0, "income": 0}, None),
        (("没收违法产品", "没收违法所得", "罚款"), {"goods_on_hand": 100000}, None),
        (("没收违法产品", "责令停产停业", "罚款"), {}, None),
    ],
)
def test_an_unknown_confiscation_is_named_until_the_hearing_is_certain(kinds, facts, named):
    fine = Fine(basis="固定", tiers=(Tier(when="always", min=Decimal(1), max=Decimal(2)),))
    law = altered(**{ONE: {"base": Stage(kinds=kinds, fine=fine), "persons": (), "persons_by": ()}})
    notes = [one for one in asked(law, ONE, **facts).notes if "没收的数额没有计入听证门槛" in one]
    assert notes == ([f"没有填写 {named}，没收的数额没有计入听证门槛"] if named else [])


def test_every_lacking_fact_is_named_by_its_code_and_its_name():
    for field, name in {**AMOUNTS, "channel": "环节"}.items():
        assert (missing(field).field, missing(field).say) == (field, f"缺少 {field}（{name}），无法确定罚款幅度")
