"""Opening a case, its facts and its evidence, its head."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from inspector_app.casework import case_facts, cases, evidencing, inspecting, penalising
from inspector_app.casework.demo_pictures import picture
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Goods, Responsible
from inspector_app.vault.vault import Vault

from . import case_flow
from .conftest import PASSPHRASE

ITEM = "gsp-retail-16107"


@pytest.fixture(autouse=True)
def shared(desk):
    desk.library = case_flow.PACKS


@pytest.fixture
def found(desk, inspection):
    inspecting.answer(desk, inspection.id, ITEM, "non_compliant")
    inspecting.write_text(desk, inspection.id, ITEM, "货架上陈列超过有效期的板蓝根颗粒1盒")
    evidencing.take_in(desk, inspection.id, ITEM, picture("货架", "近景", desk.now()))
    return inspection


def test_a_finding_becomes_a_case_with_its_fact_its_photo_and_the_violation_it_may_be(desk, found):
    case = cases.open_from_inspection(desk, found.id, [ITEM])
    assert (case.party.name, case.domain, len(case.officers)) == (found.enterprise.name, "drug", 2)
    (row,) = case_facts.matrix(desk, case.id)
    assert row.proven
    assert row.exhibits[0].link_id
    assert case_facts.unproven(desk, case.id) == []
    best = case_facts.candidates(desk, case.id, row.fact.id)
    assert case_flow.VIOLATION in [one.violation.id for one in best]
    assert all(one.why for one in best)
    assert cases.of_inspection(desk, found.id) == [case]
    # Nothing happened to the inspection, and the case has a chain of its own.
    assert {e["action"] for e in desk.read.journal(case.id)} == {"建立案件"}


def test_an_item_without_a_finding_is_refused_and_leaves_no_case(desk, found):
    with pytest.raises(UsageFault) as caught:
        cases.open_from_inspection(desk, found.id, ["gsp-retail-16111"])
    assert caught.value.code == "finding_unknown"
    assert cases.summaries(desk) == []


def test_a_case_from_a_complaint_is_found_by_party_name_and_the_beginning_of_its_id(desk):
    case = cases.open_from_source(desk, "complaint", party=case_flow.PARTY, clue="举报", clue_at=desk.now())
    other = cases.open_from_source(desk, "sampling", name="100%_抽检不合格案")
    assert [one.id for one in cases.summaries(desk, "康宁")] == [case.id]
    assert [one.id for one in cases.summaries(desk, "100%_")] == [other.id]
    assert cases.find(desk, case.id[:8]).id == case.id
    with pytest.raises(UsageFault):
        cases.find(desk, "没有的")


def test_a_fact_without_evidence_is_listed_until_something_proves_it(desk):
    case = case_flow.open_case(desk)
    fact = case_facts.add_fact(desk, case.id, "没有建立验收记录")
    assert [one.id for one in case_facts.unproven(desk, case.id)] == [fact.id]
    exhibit = case_facts.add_exhibit(desk, case.id, "验收台账复印件", pages=2)
    case_facts.prove(desk, fact.id, exhibit.id)
    assert case_facts.unproven(desk, case.id) == []
    case_facts.withdraw_exhibit(desk, exhibit.id, "复印件不清")
    assert [one.id for one in case_facts.unproven(desk, case.id)] == [fact.id]
    case_facts.drop_fact(desk, fact.id)
    assert case_facts.unproven(desk, case.id) == []


def test_what_cannot_be_is_refused(desk):
    case, other = case_flow.open_case(desk), case_flow.open_case(desk)
    (fact,) = case_facts.facts(desk, case.id)
    (foreign,) = case_facts.exhibits(desk, other.id)
    for call in (
        lambda: case_facts.prove(desk, fact.id, foreign.id),
        lambda: case_facts.add_fact(desk, case.id, "事实", violation="no-such"),
        lambda: case_facts.add_exhibit(desk, case.id, "照片", kind="传闻"),
        lambda: case_facts.add_exhibit(desk, case.id, "照片", link_id="没有"),
        lambda: cases.set_value(desk, case.id, "id", "x"),
        lambda: cases.set_value(desk, case.id, "party.kind", "ghost"),
        lambda: cases.set_value(desk, case.id, "officers", 3),
        lambda: cases.answer(desk, case.id, {"expired": ["ordinary.case_period"]}),
        lambda: cases.answer(desk, case.id, {"officers": -1}),
        lambda: cases.load(desk, "没有"),
        lambda: penalising.charge(desk, case.id, "no-such"),
    ):
        with pytest.raises(UsageFault):
            call()
    assert cases.load(desk, case.id) == case


def test_money_and_quantities_stay_exact_through_the_vault(tmp_path):
    clock = case_flow.Setting(case_flow.DAY)
    folder = tmp_path / "案 件"
    desk = case_flow.new_desk(folder, clock)
    case = case_flow.open_case(desk)
    goods = (
        Goods(name="甲", quantity=Decimal("0.1"), unit_price=Decimal("0.30")),
        Goods(name="乙", quantity=Decimal(3), unit_price=Decimal("33.33"), on_hand=False),
    )
    cases.set_value(desk, case.id, "goods", goods)
    cases.set_value(desk, case.id, "responsible", (Responsible(name="陈喆", income=Decimal("5000.05")),))
    desk.close()
    with Vault.open(folder, PASSPHRASE, at=case_flow.DAY) as vault:
        again = vault.read.get(type(case), case.id)
        assert again.goods == goods
        assert again.responsible[0].income == Decimal("5000.05")
        assert cases.goods_value(again) == Decimal("100.020")
        assert cases.goods_value(again, on_hand=True) == Decimal("0.030")
        assert vault.broken_chains() == []


def test_a_goods_list_with_a_price_missing_has_no_sum(desk):
    case = case_flow.open_case(desk)
    changed = cases.set_value(desk, case.id, "goods", (*case_flow.GOODS, Goods(name="丙", quantity=Decimal(1))))
    assert cases.goods_value(changed) is None


def test_a_case_under_way_is_not_closed_and_a_closed_one_not_changed(desk):
    case = case_flow.open_case(desk)
    with pytest.raises(Fault) as caught:
        cases.close(desk, case.id)
    assert caught.value.code == "case_open"
    assert cases.load(desk, case.id).state == "under_way"
    assert case_facts.facts(desk, case.id)[0].act_date == date(2026, 10, 30)
