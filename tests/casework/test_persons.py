"""A responsible person gets a case of its own: party, facts, evidence and income taken over, its own range, hearing and decision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from inspector_app.casework import (
    case_check,
    case_facts,
    case_filling,
    case_laws,
    case_travel,
    cases,
    confirming,
    dossier,
    issuing,
    penalising,
    persons,
    proofing,
    vouching,
)
from inspector_app.fault import Fault
from inspector_app.records.case import PenaltyItem, Responsible
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import read_facts

from . import case_flow
from .case_flow import DAY, VIOLATION

CHEN = Responsible(
    name="陈喆",
    position="法定代表人",
    id_no="330100198001010015",
    income=Decimal(30000),
    income_last_year=Decimal(90000),
    address="和平路2号",
    phone="0999-2",
)
OPEN_TERM = "drug-126-gcp"
BAN = PenaltyItem(kind="限制从业", text="终身禁止从事药品生产经营活动")
TAKEN = PenaltyItem(kind="没收违法收入", text="没收违法行为发生期间自本单位所获收入", amount=Decimal(30000))


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    yield opened
    opened.close()


@pytest.fixture
def unit(desk):
    """A serious case of a pharmacy whose legal representative is on the list."""
    made = case_flow.open_case(desk)
    penalising.charge(desk, made.id, VIOLATION, facts={"channel": "retail", "stage": "serious", "income": 35})
    return cases.set_value(desk, made.id, "responsible", (CHEN,))


def found(desk, case):
    return {one.id: one for one in case_check.check(desk, case.id).contradictions}


def test_one_act_opens_the_person_s_case_with_everything_and_its_source(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    assert own.party.kind == "natural_person"
    assert (own.party.name, own.party.id_no, own.party.address) == (CHEN.name, CHEN.id_no, CHEN.address)
    assert own.party.uscc == own.party.legal_representative == ""
    assert own.unit.case_id == unit.id
    assert own.unit.party == unit.party.name
    assert own.officers == unit.officers
    facts = case_facts.matrix(desk, own.id)
    theirs = case_facts.matrix(desk, unit.id)
    assert [one.fact.origin for one in facts] == [theirs[0].fact.id, ""]
    assert [one.origin for one in facts[0].exhibits] == [one.id for one in theirs[0].exhibits]
    assert facts[0].fact.text == "滨河市康宁大药房陈列、销售超过有效期的板蓝根颗粒"
    assert "陈喆系滨河市康宁大药房法定代表人" in facts[1].fact.text
    assert "30000元" in facts[1].fact.text
    assert not facts[1].proven, "who answers for it is to be proved in this case"
    assert case_laws.editions(desk, own.id)[0].files == case_laws.editions(desk, unit.id)[0].files
    assert len(list(desk.read.journal_lines(own.id))) == 1
    assert persons.cases_of(desk, unit.id) == [own]
    assert persons.unit_of(desk, own) == cases.load(desk, unit.id)
    assert persons.standings(desk, unit)[0].case == own


def test_the_unit_s_words_do_not_accuse_the_person():
    assert persons.of_the_unit("当事人销售劣药，当事人未停止销售", "A药房") == "A药房销售劣药，A药房未停止销售"


def test_the_person_s_own_range_hearing_and_articles(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    shown = penalising.panel(desk, own.id, VIOLATION)
    assert shown.fault == ""
    assert (shown.penalty.fine_min, shown.penalty.fine_max) == (Decimal(9000), Decimal(90000))
    made = penalising.decide(desk, own.id, VIOLATION, band="normal", fine=Decimal(40000), items=(TAKEN, BAN)).decided
    assert made.hearing == "required"
    assert [one.kind for one in made.items] == ["没收违法收入", "限制从业", "罚款"]
    assert any("公安机关" in one for one in made.reasons)
    assert [one["text"] for one in vouching.penal(desk, own.id)] == ["《中华人民共和国药品管理法》第一百一十八条第一款"]
    assert "第一百一十七条第一款" not in "".join(made.reasons)
    assert penalising.charges(desk, unit.id)[0].decided is None
    assert penalising.money_total(desk, own.id) == Decimal(70000)


@pytest.mark.parametrize("items", [(BAN,), (TAKEN,)])
def test_what_the_law_says_must_be_is_not_left_out(desk, unit, items):
    own = persons.open_case(desk, unit.id, 0)
    with pytest.raises(Fault) as fault:
        penalising.decide(desk, own.id, VIOLATION, band="normal", fine=Decimal(40000), items=items)
    assert fault.value.code == "penalty-kind"


def test_without_a_choice_everything_that_must_be_is_imposed(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    made = penalising.decide(desk, own.id, VIOLATION, band="normal", fine=Decimal(40000)).decided
    assert [one.kind for one in made.items] == ["没收违法收入", "限制从业", "罚款"]
    assert made.items[0].amount == Decimal(30000)
    assert made.items[1].text == "终身禁止从事药品生产经营活动"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("终身禁止从事药品生产经营活动", True),
        ("禁止15年内从事药品生产经营活动", True),
        ("十年内禁止从事药品生产经营活动", True),
        ("二十年内禁止从事药品生产经营活动", True),
        ("三年内禁止从事药品生产经营活动", False),
        ("禁止从事药品生产经营活动", False),
        ("10年直至终身禁止从事药品生产经营活动", False),
    ],
)
def test_a_term_the_law_leaves_open_is_made_definite(text, fits):
    book = case_flow.PACKS.lawbook()
    penalty = assess(
        book, read_facts({"violation": OPEN_TERM, "stage": "serious", "punished": "person", "person_income": 1000})
    )
    items = (TAKEN, msgspec.structs.replace(BAN, text=text))
    if fits:
        persons.require_whole(book, penalty, items, Decimal(1000))
        return
    with pytest.raises(Fault) as fault:
        persons.require_whole(book, penalty, items, Decimal(1000))
    assert fault.value.code == "ban-term"


def test_who_cannot_be_punished_gets_no_case(desk, unit):
    def refused(code):
        with pytest.raises(Fault) as fault:
            persons.open_case(desk, unit.id, 0)
        assert fault.value.code == code

    penalising.set_facts(desk, unit.id, VIOLATION, {"stage": "base"})
    refused("person-not-punished")
    penalising.set_facts(desk, unit.id, VIOLATION, {"stage": "serious"})
    cases.set_value(desk, unit.id, "responsible", (Responsible(name=" "),))
    refused("person-unnamed")
    cases.set_value(desk, unit.id, "responsible", (CHEN,))
    cases.set_value(desk, unit.id, "party.kind", "sole_trader")
    refused("person-no-unit")
    cases.set_value(desk, unit.id, "party.kind", "organization")
    persons.open_case(desk, unit.id, 0)
    refused("person-twin")


def test_both_incomes_are_kept_and_the_article_chooses(desk, unit):
    assert persons.income(CHEN, "违法期间自本单位所获收入") == Decimal(30000)
    assert persons.income(CHEN, persons.LAST_YEAR) == Decimal(90000)
    assert persons.income(CHEN, "") is None


def test_the_self_check_asks_for_the_persons_the_law_punishes_too(desk, unit):
    key = f"persons-none:{VIOLATION}"
    assert found(desk, unit)[key].level == "warning"
    assert "药品管理法118条1款" in found(desk, unit)[key].text
    cases.set_value(desk, unit.id, "no_persons", "责任人员已由公安机关立案侦查")
    assert key not in found(desk, unit)
    cases.set_value(desk, unit.id, "no_persons", "")
    persons.open_case(desk, unit.id, 0)
    assert key not in found(desk, unit)
    second = Responsible(name="周平", position="质量负责人")
    cases.set_value(desk, unit.id, "responsible", (CHEN, second))
    assert "周平" in found(desk, unit)["person-none:1"].text


def test_nobody_is_asked_for_where_the_law_punishes_no_person(desk, unit):
    penalising.set_facts(desk, unit.id, VIOLATION, {"stage": "base"})
    assert not any(key.startswith("person") for key in found(desk, unit))
    assert persons.due(desk, unit) == []


def test_a_person_punished_for_a_serious_case_that_is_none_is_unlawful(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    assert not any(key.startswith("unfounded") for key in found(desk, own))
    penalising.set_facts(desk, unit.id, VIOLATION, {"stage": "base"})
    said = found(desk, own)[f"unfounded:{VIOLATION}"]
    assert said.fatal
    assert "情节严重" in said.text
    assert f"unfounded:{own.id}:{VIOLATION}" in found(desk, unit)
    penalising.drop_charge(desk, unit.id, VIOLATION)
    assert "没有认定" in found(desk, own)[f"unfounded:{VIOLATION}"].text


def test_a_person_without_number_or_address_is_named(desk, unit):
    cases.set_value(desk, unit.id, "responsible", (Responsible(name="陈喆"),))
    own = persons.open_case(desk, unit.id, 0)
    assert {"person-id_no", "person-address"} <= set(found(desk, own))


def test_documents_of_the_person_name_a_person(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    known = case_filling.facts(desk, own.id)
    assert known["party.name"] == "陈喆"
    assert known["party.license_name"] == "居民身份证"
    assert "party.uscc" not in known
    assert "party.legal_rep" not in known
    assert not known["findings.facts"].startswith("当事人有以下")
    assert "康宁大药房" in known["findings.facts"]


def test_the_confirm_sheet_is_the_person_s_own(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    penalising.decide(desk, own.id, VIOLATION, band="normal", fine=Decimal(40000), items=(TAKEN, BAN))
    lines = {one.id: one for one in confirming.sheet(desk, own.id).lines}
    assert lines["party"].text.startswith("陈喆，330100198001010015")
    assert lines["hearing"].obstacle
    assert any("终身禁止从事药品生产经营活动（条文：应当）" in one.text for one in lines.values())


def test_the_link_travels_and_what_was_sent_before_keeps_its_digest(desk, unit):
    sent = case_travel.record_of(desk, unit.id)
    assert "unit" not in sent
    assert "no_persons" not in sent
    own = persons.open_case(desk, unit.id, 0)
    record = case_travel.record_of(desk, own.id)
    assert record["unit"]["case_id"] == unit.id
    assert record["facts"][0]["origin"]
    assert "origin" not in record["facts"][1]
    assert record["laws"][0]["position"] == 1
    assert case_travel.record_of(desk, unit.id) == sent, "a person's case changes nothing in the unit's"


def test_dated_by_the_unit_s_act(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    assert penalising.facts_of(penalising.charges(desk, own.id)[0]).act_date == date(2026, 10, 30)


def test_a_violation_added_in_the_person_s_case_is_the_person_s_too(desk, unit):
    own = persons.open_case(desk, unit.id, 0)
    added = penalising.charge(desk, own.id, OPEN_TERM, facts={"stage": "serious", "person_income": 1000})
    assert added.facts["punished"] == "person"
    assert penalising.panel(desk, own.id, OPEN_TERM).penalty.fine_max == Decimal(500)


def test_a_degree_and_a_reason_for_nothing_are_the_person_s_own(desk, unit):
    """What is decided for the unit says nothing of the person: neither opens the other again."""
    own = persons.open_case(desk, unit.id, 0)
    nothing = {"没收违法所得": "没有违法所得", "责令停产停业": "已经停业"}
    penalising.decide(desk, unit.id, VIOLATION, band="normal", fine=Decimal(150000), left_out=nothing)
    assert penalising.hearing_due(desk, own.id) == "unknown"
    penalising.set_facts(desk, own.id, VIOLATION, {"person_income": 500})
    assert penalising.charges(desk, unit.id)[0].decided is not None


def test_the_person_s_own_decision_is_issued_and_served_on_the_person(desk, unit, clock):
    """From the click to the paper: told of the hearing, decided, read line by line, issued, with nothing of a unit on it."""
    own = persons.open_case(desk, unit.id, 0)
    role = case_facts.facts(desk, own.id)[-1]
    contract = case_facts.add_exhibit(
        desk, own.id, "劳动合同、工资明细", proves="任职和收入", collected_at=DAY, pages=3
    )
    case_facts.prove(desk, role.id, contract.id)
    case_flow.to_investigation(desk, own.id, clock)
    penalising.decide(desk, own.id, VIOLATION, band="normal", fine=Decimal(40000))
    case_flow.to_notice(desk, own.id, clock)
    at = case_flow.to_deciding(desk, own.id, clock)
    document = case_flow.draft_decision(desk, own.id, at)
    assert case_flow.tick_all(desk, own.id).complete
    assert proofing.problems(desk, document.id) == []
    issued = issuing.issue(desk, document.id)
    assert issued.values["uscc"] == issued.values["legal_rep"] == "／"
    assert issued.values["id_no"] == CHEN.id_no
    assert issued.values["opinion"].startswith("滨河市康宁大药房的上述行为违反了《中华人民共和国药品管理法》第九十八条")
    assert "当事人系该单位法定代表人" in issued.values["opinion"]
    assert issued.values["unit_name"] == "滨河市康宁大药房"
    assert penalising.charges(desk, unit.id)[0].decided is None
    assert not [one for one in found(desk, own).values() if one.fatal]


def test_a_record_of_the_unit_s_case_is_bound_into_the_person_s_volume_as_a_copy(desk, unit):
    note = issuing.draft_for_case(desk, unit.id, "dossier_note")
    for key, value in (("situation", "无缺损"), ("date", "2026-11-02")):
        issuing.set_value(desk, note.id, key, value)
    issuing.issue(desk, note.id)
    exhibit = case_facts.exhibit_of_document(desk, unit.id, note.id, proves="当事人承认")
    case_facts.prove(desk, case_facts.facts(desk, unit.id)[0].id, exhibit.id)
    own = persons.open_case(desk, unit.id, 0)
    taken = case_facts.exhibits(desk, own.id)[-1]
    assert (taken.document_id, taken.origin, taken.proves) == (note.id, exhibit.id, "滨河市康宁大药房承认")
    main = dossier.bind(desk, own.id)[0]
    [entry] = [one for one in main.entries if one.name.startswith(taken.label + " ")]
    assert entry.remark == "复制件，原件在单位案卷"
    assert not any(one.remark == entry.remark for volume in dossier.bind(desk, unit.id) for one in volume.entries)
