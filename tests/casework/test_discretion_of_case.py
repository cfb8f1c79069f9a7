"""Discretion in a case: approval by name and day, a province's rules, why a circumstance is offered, kinds and persons with articles."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest

from inspector_app import places
from inspector_app.casework import cases, charges, penalising, penalty_kinds
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Responsible
from tests.rules.test_discretion import PROVINCE

from . import case_flow

V = case_flow.VIOLATION
DAY = case_flow.DAY.date()


@pytest.fixture
def desk(tmp_path):
    opened = case_flow.new_desk(tmp_path / "李 敏", case_flow.Setting(case_flow.DAY))
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    opened = case_flow.open_case(desk)
    penalising.charge(desk, opened.id, V, facts={"channel": "retail", "illegal_income": 0})
    return opened


@pytest.fixture
def province(desk, tmp_path):
    folder = tmp_path / "forms"
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    (folder / "laws" / "discretion" / "jiangnan.yaml").write_text(PROVINCE, "utf-8")
    desk.library = Library(folder)
    return desk.library


def decide(desk, case, **more):
    return penalising.decide(desk, case.id, V, band="mitigate", fine=Decimal(50000), **more).decided


def test_mitigation_needs_a_circumstance_and_the_leaders_name_and_day(desk, case):
    with pytest.raises(Fault, match="没有法定的减轻情节"):
        decide(desk, case, approved_by="王局长", approved_on=DAY)
    penalising.tick(desk, case.id, V, "ls-remedy", value=True)
    with pytest.raises(Fault, match="还没有写明批准人"):
        decide(desk, case)
    with pytest.raises(Fault, match="批准的日期"):
        decide(desk, case, approved_by="王局长")
    with pytest.raises(Fault, match="在今天之后"):
        decide(desk, case, approved_by="王局长", approved_on=DAY + timedelta(days=1))
    made = decide(desk, case, approved_by=" 王局长 ", approved_on=DAY)
    assert (made.approved_by, made.approved_on) == ("王局长", DAY)
    assert any("减轻处罚已由王局长于2026年11月2日批准" in line for line in made.reasons)


def test_an_approval_is_kept_where_it_was_given_without_need(desk, case):
    made = penalising.decide(
        desk, case.id, V, band="normal", fine=Decimal(150000), approved_by="王局长", approved_on=DAY
    ).decided
    assert (made.approved_by, made.approved_on) == ("王局长", DAY)


def test_a_provinces_rules_are_chosen_for_the_whole_case(desk, case, province):
    penalising.decide(desk, case.id, V, band="normal", fine=Decimal(165000))
    penalising.tick(desk, case.id, V, "ls-remedy", value=True)
    penalising.choose_rules(desk, case.id, "jiangnan")
    assert cases.load(desk, case.id).rules == "jiangnan"
    one = charges.load(desk, case.id, V)
    assert (one.decided, one.ticks, one.facts["rules"]) == (None, {"ls-remedy": True}, "jiangnan")
    panel = penalising.panel(desk, case.id, V)
    assert panel.worksheet.band("lenient").range.high == Decimal(125000)
    penalising.tick(desk, case.id, V, "jn-2", value=[True])
    penalising.choose_rules(desk, case.id, "national")
    # The province's own circumstance is not known to the national rules.
    assert charges.load(desk, case.id, V).ticks == {"ls-remedy": True}
    with pytest.raises(UsageFault):
        penalising.choose_rules(desk, case.id, "no-such")
    assert penalising.charge(desk, case.id, "drug-130-records").facts["rules"] == "national"


def test_each_circumstance_says_why_it_is_offered(desk, case, province):
    penalising.choose_rules(desk, case.id, "jiangnan")
    penalising.charge(desk, case.id, "drug-130-records")
    book = desk.library.lawbook()

    def why(violation, id_):
        panel = penalising.panel(desk, case.id, violation)
        option = next(one for one in panel.worksheet.options if one.id == id_)
        rules = book.discretion(panel.facts.rules)
        return penalty_kinds.why_offered(book, rules, book.violation(violation), option)

    assert why(V, "exempt-drug-no-knowledge") == "本违法行为的条文指明可以适用"
    assert why(V, "jn-2") == "这条规定列明了本违法行为"
    assert why("drug-130-records", "jn-1") == "江南省的免罚清单列有本违法行为"
    assert why(V, "ls-remedy") == "对各类违法行为都适用"
    severe = next(
        one
        for one in penalising.panel(desk, case.id, V).worksheet.options
        if any(ref.law == "drug-admin-law" and ref.article == 137 for ref in one.refs)
    )
    assert why(V, severe.id).startswith("药品管理法137条")


def test_every_kind_has_its_articles_and_whether_it_must_be(desk, case):
    book = desk.library.lawbook()
    panel = penalising.panel(desk, case.id, V)
    found = {one.kind: one for one in penalty_kinds.kinds(book, panel.penalty)}
    assert found["罚款"].must == "shall"
    # 118条1款 punishes persons alone.
    assert found["罚款"].articles == ("药品管理法117条1款",)
    assert (found["没收违法所得"].must, found["没收违法所得"].articles[-1]) == ("shall", "行政处罚法28条2款")
    assert found["没收违法产品"].must == "shall"
    penalising.set_facts(desk, case.id, V, {"stage": "serious"})
    panel = penalising.panel(desk, case.id, V)
    grave = {one.kind: one for one in penalty_kinds.kinds(book, panel.penalty)}
    assert grave["吊销许可证"].stage
    assert not grave["罚款"].stage
    assert grave["吊销许可证"].penalty
    # 停产停业整顿直至吊销: at least one of them.
    assert (grave["吊销许可证"].must, grave["责令停产停业"].must) == ("choose", "choose")
    assert grave["吊销许可证"].among == ("责令停产停业", "吊销批准证明文件", "吊销许可证")


def test_an_optional_fine_and_a_tool_that_may_be_taken_say_so(desk, case):
    book = desk.library.lawbook()
    for violation, kind in (("drug-117-2-decoction", "罚款"), ("cosmetic-62-1-1", None)):
        penalising.charge(desk, case.id, violation)
        panel = penalising.panel(desk, case.id, violation)
        found = {one.kind: one.must for one in penalty_kinds.kinds(book, panel.penalty)}
        if kind:
            assert found[kind] == "may"
        assert found["责令改正"] == "shall"
    penalising.charge(desk, case.id, "cosmetic-61-1-1")
    panel = penalising.panel(desk, case.id, "cosmetic-61-1-1")
    found = {one.kind: one.must for one in penalty_kinds.kinds(book, panel.penalty)}
    assert found["没收工具设备"] == "may"


def test_persons_are_reckoned_each_by_the_own_income(desk, case):
    people = (
        Responsible(name="陈喆", position="法定代表人", income=Decimal(50000)),
        Responsible(name="赵一", position="质量负责人"),
    )
    cases.set_value(desk, case.id, "responsible", people)
    penalising.set_facts(desk, case.id, V, {"stage": "serious"})
    panel = penalising.panel(desk, case.id, V)
    group, chen = penalty_kinds.persons(desk.library.lawbook(), panel.facts, panel.penalty, people)
    assert (group.name, group.fine, group.lacking) == ("", None, "违法期间自本单位所获收入")
    assert (chen.name, chen.fine) == ("陈喆 法定代表人", (Decimal(15000), Decimal(150000)))
    assert chen.confiscated
    assert "终身禁止" in chen.ban
    assert chen.detention_may
    assert "公安机关" in chen.detention


def test_other_cases_of_the_same_party_are_named(desk, case):
    assert penalising.earlier(desk, case.id) == []
    second = case_flow.open_case(desk)
    case_flow.open_case(desk, party=case_flow.PARTY.__class__(name="滨河市康宁大药房二店"))
    assert len(penalising.earlier(desk, second.id)) == 1


def test_dates_of_approval_travel_with_the_record(desk, case):
    penalising.tick(desk, case.id, V, "ls-remedy", value=True)
    decide(desk, case, approved_by="王局长", approved_on=date(2026, 11, 1))
    assert charges.load(desk, case.id, V).decided.approved_on == date(2026, 11, 1)


def test_an_exemption_that_came_after_the_act_is_weighed_in_a_decision_of_today(desk, case):
    """实施条例第86条 holds from 2026-05-15: for an act before it the lighter later rule is applied (行政处罚法第37条)."""
    penalising.set_facts(desk, case.id, V, {"act_date": "2026-04-20"})
    ids = {one.id for one in penalising.panel(desk, case.id, V).worksheet.options}
    assert "exempt-drug-no-knowledge" in ids
    penalising.tick(desk, case.id, V, "exempt-drug-no-knowledge", value=(True, True))
    made = penalising.decide(desk, case.id, V).decided
    assert (made.outcome, made.circumstances) == ("exempt", ("exempt-drug-no-knowledge",))
    penalising.choose_rules(desk, case.id, "national")
    assert charges.load(desk, case.id, V).ticks == {"exempt-drug-no-knowledge": (True, True)}
