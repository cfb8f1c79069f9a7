"""处罚到人 and 法规包已更新 in the window: a case opened with one click, both ways between the cases, the choice of law packs with its reason."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from inspector_app import places
from inspector_app.casework import case_laws, cases, charges, penalising, persons
from inspector_app.catalog.library import Library
from inspector_app.desktop.widgets.basic import Badge
from inspector_app.records.case import Responsible
from tests.casework.test_case_laws import dearer

from .conftest import PACKS, VIOLATION

CHEN = Responsible(
    name="陈喆", position="法定代表人", id_no="330100198001010015", income=Decimal(30000), address="和平路2号"
)


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def badges(widget) -> list[str]:
    return [one.text for one in widget.findChildren(Badge) if one.isVisible()]


@pytest.fixture
def unit(desk, case):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "stage": "serious"})
    return cases.set_value(desk, case.id, "responsible", (CHEN, Responsible(name="周平", position="质量负责人")))


@pytest.fixture
def opened(services):
    """What the page asked the window to open."""
    asked = []
    services.open_request.connect(lambda kind, key: asked.append((kind, key)))
    return asked


def test_one_click_opens_the_person_s_case(desk, unit, open_page, quiet, opened):
    page = open_page(unit, "people")
    quiet()
    card = page.sections["people"].persons
    assert card.isVisible()
    assert "药品管理法118条1款" in texts(card)
    assert badges(card) == ["还没有立案，也没有写明理由"]
    assert not page.linked.isVisible()
    card.buttons[0].click()
    quiet()
    [own] = persons.cases_of(desk, unit.id)
    assert opened == [("case", f"{own.id}/people")]
    assert set(card.buttons) == {1}
    assert "还有 1 人没有立案，也没有写明理由" in badges(card)
    assert page.linked.text() == "责任人员案件：陈喆"
    page.linked.click()
    assert opened[-1] == ("case", own.id)


def test_the_reason_why_nobody_is_punished_is_kept(desk, unit, open_page, quiet):
    page = open_page(unit, "people")
    quiet()
    card = page.sections["people"].persons
    edit = card.reason.edit
    edit.setPlainText("责任人员已由公安机关立案侦查")
    page.session.flush()
    quiet()
    assert cases.load(desk, unit.id).no_persons == "责任人员已由公安机关立案侦查"
    assert badges(card) == ["写明了理由"]


def test_no_card_where_the_law_punishes_nobody_beside_the_unit(desk, case, open_page, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    page = open_page(case, "people")
    quiet()
    assert not page.sections["people"].persons.isVisible()
    assert not page.sections["people"].unit.isVisible()


def test_the_person_s_page_is_a_person_s(desk, unit, open_page, quiet, opened):
    own = persons.open_case(desk, unit.id, 0)
    page = open_page(own, "people")
    quiet()
    section = page.sections["people"]
    assert "陈喆在该单位任法定代表人" in texts(section.unit)
    shown = {one.objectName() for one in section.findChildren(QLineEdit) if one.isVisible()}
    assert {"party.name", "party.id_no", "party.address"} <= shown
    assert not {"party.uscc", "party.legal_representative", "party.quality_head"} & shown
    assert not section.persons.isVisible()
    section.unit.open_button.click()
    assert opened == [("case", unit.id)]


def test_the_person_is_decided_by_income_alone(desk, unit, open_page, quiet):
    own = persons.open_case(desk, unit.id, 0)
    page = open_page(own, "penalty")
    quiet()
    card = page.sections["penalty"].cards[VIOLATION]
    said = texts(card)
    assert "9,000 元 – 90,000 元" in said
    assert "应当告知" in said
    assert set(card.facts.rows) == {"stage", "act_date", "person_income"}
    assert "违法期间自本单位所获收入（元）" in said
    kinds = {one.kind: one for one in card.decision.kinds.rows}
    assert kinds["没收违法收入"].box.isChecked()
    assert kinds["限制从业"].box.isChecked()
    assert kinds["限制从业"].words.text() == "终身禁止从事药品生产经营活动"
    card.amount.setText("40000")
    card.decide_button.click()
    quiet()
    items = charges.load(desk, own.id, VIOLATION).decided.items
    assert [one.kind for one in items] == ["没收违法收入", "限制从业", "罚款"]
    assert penalising.charges(desk, unit.id)[0].decided is None


def test_from_the_unit_s_penalty_one_comes_to_the_persons(desk, unit, open_page, quiet):
    page = open_page(unit, "penalty")
    quiet()
    page.sections["penalty"].cards[VIOLATION].decision.kinds.persons_button.click()
    quiet()
    assert page.section == "people"


@pytest.fixture
def newer(desk, unit, tmp_path):
    """A program with other forms on the same vault, after the case was opened by the shipped ones."""
    desk.library = Library(places.forms_folder(), desk.vault)
    case_laws.in_use(desk.library)
    folder = tmp_path / "新"
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    (folder / "laws" / "violations" / "drug.yaml").write_text(dearer(), "utf-8")
    desk.library = Library(folder, desk.vault)
    return unit


def test_newer_packs_are_said_in_the_head_and_chosen_with_a_reason(desk, newer, open_page, quiet):
    seen: list = []
    page = open_page(newer, "procedure", faults=seen)
    quiet()
    assert page.laws.isVisible()
    page.laws.click()
    quiet()
    section = page.sections["penalty"]
    assert badges(section.laws) == ["要作出选择"]
    assert "下限增加50000元，上限增加100000元" in texts(section.laws)
    assert "100,000 元 – 200,000 元" in texts(section.cards[VIOLATION])
    section.laws.take_button.click()
    assert "请写明理由" in str(seen[-1])
    section.laws.reason.setText("行为在修改之前")
    section.laws.keep_button.click()
    quiet()
    assert badges(section.laws) == ["沿用本案的版本"]
    assert not page.laws.isVisible()
    section.laws.reason.setText("新包更正了录入")
    section.laws.take_button.click()
    quiet()
    assert not section.laws.isVisible()
    assert "150,000 元 – 300,000 元" in texts(section.cards[VIOLATION])


def test_nothing_is_said_while_the_packs_are_the_case_s(desk, unit, open_page, quiet):
    desk.library = PACKS
    page = open_page(unit, "penalty")
    quiet()
    assert not page.laws.isVisible()
    assert not page.sections["penalty"].laws.isVisible()
