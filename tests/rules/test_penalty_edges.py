"""Edges the worked examples do not touch: the lighter later law, confiscation at the amount, persons at later stages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Fine, Tier
from inspector_app.rules.penalty import Penalty, assess, range_words
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.penalty_payment import Instalment, instalments
from tests.rules.law_facts import book, penalty

OLD, NEW = "online-33-special", "impl-79-4-online-special"


def changed(low, high, kinds):
    """The law with the later rule's fine and kinds put otherwise; the earlier one fines 50000 to 100000 and orders correction."""
    packs = []
    for pack in book().packs:
        found = []
        for one in pack.violations:
            if one.id == NEW:
                fine = Fine(basis="固定", tiers=(Tier(when="always", min=Decimal(low), max=Decimal(high)),))
                base = msgspec.structs.replace(one.base, fine=fine, kinds=kinds)
                found.append(msgspec.structs.replace(one, base=base))
            else:
                found.append(one)
        packs.append(msgspec.structs.replace(pack, violations=tuple(found)))
    return LawBook(book().catalogue, packs, [book().discretion()])


@pytest.mark.parametrize(
    ("low", "high", "kinds", "lighter"),
    [
        (10000, 50000, ("责令改正", "罚款"), True),
        (40000, 100000, ("责令改正", "罚款"), True),
        (50000, 90000, ("责令改正", "罚款"), True),
        (50000, 100000, ("责令改正", "罚款"), False),
        (50000, 100000, ("罚款",), True),
        (60000, 90000, ("责令改正", "罚款"), False),
        (40000, 110000, ("责令改正", "罚款"), False),
        (10000, 50000, ("责令改正", "罚款", "责令停产停业"), False),
    ],
)
def test_the_later_rule_applies_only_when_it_is_lighter(low, high, kinds, lighter):
    found = assess(changed(low, high, kinds), read_facts({"violation": OLD, "act_date": "2026-05-01"}))
    assert [one.applies for one in found.choices] == [not lighter, lighter]
    assert (found.fine_min, found.fine_max) == (50000, 100000)


def test_a_stage_the_later_rule_lacks_leaves_the_earlier():
    found = penalty(OLD, stage="consequence", act_date="2026-05-01", value=1, channel="retail")
    assert [(one.violation, one.applies) for one in found.choices] == [(OLD, True)]


@pytest.mark.parametrize(
    ("gains", "goods", "hearing"),
    [(60000, 40000, "required"), (60000, Decimal("39999.99"), "not_required"), (0, 100000, "required")],
)
def test_confiscations_are_added_to_each_other_and_not_to_the_fine(gains, goods, hearing):
    found = penalty("cosmetic-61-1-5", value=9999, illegal_income=gains, goods_on_hand=goods)
    assert found.fine_max == 30000
    assert found.hearing == hearing


def test_an_unknown_confiscation_is_said():
    assert any("illegal_income、goods_on_hand" in one for one in penalty("cosmetic-61-1-5", value=1).notes)
    known = penalty("cosmetic-61-1-5", value=1, illegal_income=0, goods_on_hand=0)
    assert not any("没有计入听证门槛" in one for one in known.notes)


def test_what_persons_incur_at_once_they_incur_when_it_is_serious():
    first = penalty("drug-116-sell-fake", value=500, person_income=80000)
    serious = penalty("drug-116-sell-fake", stage="serious", value=500, person_income=80000)
    assert [one.fine_max for one in first.persons] == [one.fine_max for one in serious.persons] == [240000]
    both = penalty("drug-119-use-fake", stage="serious", value=500, person_income=80000)
    assert len(both.persons) == 2
    assert both.persons[1].other == ("有医疗卫生执业证书的，吊销执业证书",)
    assert both.persons[1].hearing == "not_required"
    assert penalty("drug-117-produce-inferior", value=500).persons == ()


def test_a_fixed_fine_of_persons_without_a_minimum():
    [person] = penalty("drug-138-false-test-report").persons
    assert (person.fine_min, person.fine_max, person.fine_min_exclusive) == (0, 50000, True)
    assert person.hearing == "depends_on_amount"
    assert person.confiscated_income_amount is msgspec.UNSET


def test_years_without_applications_stay_with_the_later_stage():
    assert penalty("drug-116-produce-fake", value=1, person_income=0).application_ban_years is None
    assert penalty("drug-116-produce-fake", stage="serious", value=1, person_income=0).application_ban_years == 10
    assert penalty("device-83-1-fraud", stage="serious", value=1, person_income=0).application_ban_years == 10
    assert penalty("cosmetic-65-1-false-filing", stage="serious", value=1, person_income=0).application_ban_years == 3


def test_disputed_kinds_make_a_hearing_due_and_say_so():
    found = penalty("narcotic-66-1", stage="serious")
    assert found.hearing == "required"
    assert "有争议" in found.hearing_reasons[0]


def test_a_sole_trader_counts_by_the_lower_amount():
    assert penalty("cosmetic-60-5-expired", value=800, party="sole_trader").hearing_reasons == ("罚款下限达到10000元",)


def test_an_instalment_paid_early_bears_nothing():
    rule = book().discretion().late_payment
    parts = [Instalment(amount=Decimal(100), due=date(2026, 3, 1), paid_on=date(2026, 2, 1))]
    plan = instalments(rule, Decimal(100), parts, date(2026, 4, 1))
    assert (plan.late_fine, plan.unpaid, plan.parts[0].days_overdue) == (0, 0, 0)


def test_the_range_in_words():
    assert range_words(penalty("drug-126-gsp")) == "不罚款"
    assert range_words(penalty("impl-85-2")) == "罚款：50000元以下"
    assert range_words(penalty("drug-117-2-decoction")) == "可以并处罚款：100000元以上、500000元以下"
    assert range_words(penalty("drug-117-retail-inferior", value=35, band="mitigate")) == "罚款：不足100000元"
    assert range_words(penalty("drug-117-retail-inferior")).startswith("罚款幅度未定：缺少 value")


def test_a_result_can_be_stored_and_read_again():
    found = penalty("drug-119-use-fake", stage="serious", value=500, person_income=80000)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Penalty) == found
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Penalty) == found
