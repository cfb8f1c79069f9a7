"""Facts and evidence, people, penalty, the sheet before a decision, the self-check, the dossier."""

from __future__ import annotations

import shutil
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QPushButton

from inspector_app import places
from inspector_app.casework import (
    case_facts,
    case_papers,
    cases,
    confirming,
    dossier,
    issuing,
    office,
    penalising,
    vouching,
)
from inspector_app.catalog.library import Library
from inspector_app.desktop.pages.case.circumstances import Circumstances
from inspector_app.desktop.pages.case.page import SECTIONS
from inspector_app.desktop.pages.case.range_bar import figure
from inspector_app.desktop.pages.home import HomePage
from inspector_app.desktop.widgets.basic import Badge, PressableFrame

from .conftest import DAY, VIOLATION


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def badges(widget) -> list[str]:
    return [one.text for one in widget.findChildren(Badge) if one.isVisible()]


def charged(desk, case):
    return penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "illegal_income": 0})


# Everything


def test_every_section_opens_and_everything_pressed_has_a_name_and_size(desk, open_page, case, quiet):
    charged(desk, case)
    page = open_page(case)
    for key in SECTIONS:
        page.tabs[key].click()
        quiet()
        assert page.section == key
        for widget in [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]:
            if widget.isVisible() and not isinstance(widget.parent(), QLineEdit):
                assert widget.accessibleName() or (hasattr(widget, "text") and widget.text()), (key, widget)
            if (
                isinstance(widget, QAbstractButton)
                and widget.isVisible()
                and not isinstance(widget.parent(), QLineEdit)
            ):
                assert widget.height() >= 38 or widget.property("kind") == "chip", (key, widget.accessibleName())


# Facts and evidence


def test_a_fact_without_evidence_is_red_until_something_proves_it(desk, open_page, case, quiet):
    page = open_page(case, "facts")
    quiet()
    section = page.sections["facts"]
    proven, bare = list(section.cards.values())
    assert (proven.proof.text, bare.proof.text) == ("证据 1", "缺证据")
    assert "行政处罚法第40条" in texts(bare)
    assert section.summary.text() == "违法事实 2 条，其中 1 条缺证据"
    bare.more.setCurrentIndex(1)
    bare.more.activated.emit(1)
    quiet()
    assert [one.proof.text for one in section.cards.values()] == ["证据 1", "证据 1"]
    assert case_facts.unproven(desk, case.id) == []


def test_what_is_typed_into_a_fact_is_committed_when_the_page_is_left(desk, open_page, case, quiet):
    page = open_page(case, "facts")
    quiet()
    card = next(iter(page.sections["facts"].cards.values()))
    card.text.setPlainText("陈列、销售过期板蓝根颗粒1盒")
    page.leave()
    assert case_facts.facts(desk, case.id)[0].text == "陈列、销售过期板蓝根颗粒1盒"


def test_a_wrong_day_is_kept_in_the_field_and_said(desk, open_page, case, quiet):
    page = open_page(case, "facts")
    quiet()
    card = next(iter(page.sections["facts"].cards.values()))
    card.day.setText("上周")
    card.day.commit()
    assert "上周" in card.day_row.below.text()
    assert case_facts.facts(desk, case.id)[0].act_date.isoformat() == "2026-10-30"


def test_a_fact_goes_only_after_asking_and_nothing_else_is_built_anew(desk, open_page, case, quiet):
    page = open_page(case, "facts")
    quiet()
    section = page.sections["facts"]
    kept, gone = section.cards.values()
    drop = next(one for one in gone.findChildren(QPushButton) if one.text().startswith("撤去这条"))
    drop.click()
    gone.drop_panel.no.click()
    assert len(case_facts.facts(desk, case.id)) == 2
    drop.setFocus()
    drop.click()
    gone.drop_panel.yes.click()
    quiet()
    assert [one.id for one in case_facts.facts(desk, case.id)] == [kept.fact.id]
    assert list(section.cards.values()) == [kept]
    # The focus stays in the section instead of wandering to whatever comes next in the window.
    assert section.focusWidget() is None or section.isAncestorOf(section.focusWidget()) or section.hasFocus()


def test_a_long_name_ends_in_an_ellipsis_and_is_read_whole_by_its_tip(desk, open_page, case, quiet):
    cases.set_value(desk, case.id, "name", "滨河市和平区药品零售连锁有限责任公司" * 5 + "销售劣药案")
    page = open_page(cases.load(desk, case.id), "people")
    quiet()
    page.grab()
    assert page.name.toolTip() == page.name.text()
    cases.set_value(desk, case.id, "name", "销售劣药案")
    page.session.reload()
    quiet()
    page.grab()
    assert page.name.toolTip() == ""


def test_a_violation_is_found_by_the_fact_and_held_with_its_penalty(desk, open_page, case, quiet):
    page = open_page(case, "facts")
    quiet()
    card = next(iter(page.sections["facts"].cards.values()))
    card.choose.click()
    quiet()
    take = next(b for b in card.findChildren(QPushButton) if b.property("violation") == VIOLATION)
    assert "《中华人民共和国药品管理法》第一百一十七条" in texts(card)
    take.click()
    quiet()
    assert case_facts.facts(desk, case.id)[0].violation == VIOLATION
    (charge,) = penalising.charges(desk, case.id)
    assert charge.facts["value"] == "35"


def test_evidence_is_registered_and_withdrawn_with_a_reason(desk, open_page, case, quiet):
    faults: list = []
    page = open_page(case, "facts", faults=faults)
    quiet()
    card = page.sections["facts"].exhibits
    card.name.setText("销售小票")
    card.pages.setText("三")
    card.add_button.click()
    assert "页数" in str(faults[0])
    card.pages.setText("3")
    card.add_button.click()
    quiet()
    assert [one.name for one in case_facts.exhibits(desk, case.id)] == ["现场照片", "销售小票"]
    card._ask_withdraw(case_facts.exhibits(desk, case.id)[0])
    card.withdraw_panel.yes.click()
    assert "理由" in str(faults[-1])
    card._ask_withdraw(case_facts.exhibits(desk, case.id)[0])
    card.reason.setText("拍错了地方")
    card.withdraw_panel.yes.click()
    quiet()
    assert len(case_facts.unproven(desk, case.id)) == 2


# People


def test_each_field_of_the_party_commits_itself(qtbot, desk, open_page, case, quiet):
    page = open_page(case, "people")
    quiet()
    edit = page.findChild(QLineEdit, "party.name")
    edit.setFocus()
    edit.selectAll()
    edit.insert("滨河市康宁大药房有限公司")
    edit.textEdited.emit(edit.text())
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert cases.load(desk, case.id).party.name == "滨河市康宁大药房有限公司"
    assert page.name.text() == "滨河市康宁大药房有限公司涉嫌违法案"


def test_one_officer_is_too_few_and_says_which_article(desk, open_page, case, quiet):
    page = open_page(case, "people")
    quiet()
    section = page.sections["people"]
    next(iter(section._boxes.values())).click()
    quiet()
    assert len(cases.load(desk, case.id).officers) == 1
    assert "行政处罚法第42条" in section.officers_words.text()


def test_the_goods_add_up_to_their_value(desk, open_page, case, quiet):
    faults: list = []
    page = open_page(case, "people", faults=faults)
    quiet()
    table = page.sections["people"].tables[0]
    assert table.foot.text() == "货值金额 35元"
    cell = page.findChild(QLineEdit, "goods:0:quantity")
    cell.setText("三盒")
    cell.commit()
    assert "三盒" in str(faults[0])
    # What was not kept stays where it was typed, marked, after the banner has gone.
    assert (cell.text(), cell.property("state")) == ("三盒", "problem")
    cell.setText("3")
    cell.commit()
    quiet()
    assert cases.load(desk, case.id).goods[0].quantity == Decimal(3)
    assert cell.property("state") == ""
    assert table.foot.text() == "货值金额 105元"
    table.more.click()
    quiet()
    assert len(cases.load(desk, case.id).goods) == 2
    table.findChildren(QCheckBox)[0].click()
    assert not cases.load(desk, case.id).goods[0].on_hand
    assert "单价" in table.foot.text()


# Penalty


def test_without_a_violation_the_first_step_is_offered(open_page, case, quiet):
    page = open_page(case, "penalty")
    quiet()
    page.sections["penalty"].empty.button.click()
    assert page.section == "facts"


def test_facts_give_the_range_and_its_trail(desk, open_page, case, quiet):
    charged(desk, case)
    page = open_page(case, "penalty")
    quiet()
    card = page.sections["penalty"].cards[VIOLATION]
    assert "100,000 元 – 200,000 元" in texts(card)
    assert "10,000 元" in texts(card)
    card.trail_button.click()
    quiet()
    assert "10000元×10倍＝100000元" in texts(card)
    field = page.findChild(QLineEdit, f"charge:{VIOLATION}:value")
    field.setText("-5")
    field.commit()
    assert "-5" in card.facts.rows["value"].below.text()
    field.setText("20000")
    field.commit()
    quiet()
    assert "200,000 元 – 400,000 元" in texts(page.sections["penalty"].cards[VIOLATION])


def test_a_fine_outside_the_range_is_refused_and_inside_recorded(desk, open_page, case, quiet):
    charged(desk, case)
    faults: list = []
    page = open_page(case, "penalty", faults=faults)
    quiet()
    card = page.sections["penalty"].cards[VIOLATION]
    card.amount.setText("90000")
    card.decide_button.click()
    assert "超出法定幅度" in str(faults[0])
    assert penalising.charges(desk, case.id)[0].decided is None
    card.amount.setText("150000")
    card.decide_button.click()
    quiet()
    decided = penalising.charges(desk, case.id)[0].decided
    assert (decided.amount, decided.band) == (Decimal(150000), "normal")
    section = page.sections["penalty"]
    assert "已裁量" in badges(section)
    assert section.total.text() == "合计应缴 150,000 元；应当告知听证权利"
    assert section.cards[VIOLATION].bar.isVisible()


def test_a_ticked_circumstance_opens_the_decision_again_and_moves_the_degree(desk, open_page, case, quiet):
    charged(desk, case)
    penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000))
    page = open_page(case, "penalty")
    quiet()
    section = page.sections["penalty"]
    made = section.cards[VIOLATION].circumstances
    assert isinstance(made, Circumstances)
    made.more.click()
    option = next(one for one in made.panel.worksheet.options if one.leads == "lenient_or_mitigate" and not one.parts)
    made.boxes[option.id][0].click()
    quiet()
    assert penalising.charges(desk, case.id)[0].decided is None
    card = section.cards[VIOLATION]
    assert card.panel.worksheet.suggested in ("lenient", "mitigate")
    assert card.circumstances.opened


def test_an_unverified_entry_wants_a_name_and_a_reason(desk, open_page, case, quiet, tmp_path):
    folder = tmp_path / "表单"
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    file = folder / "laws" / "violations" / "drug.yaml"
    before, mark, after = file.read_text("utf-8").partition(f"id: {VIOLATION}\n")
    file.write_text(before + mark + after.replace("  verified: true", "  verified: false", 1), "utf-8")
    desk.library = Library(folder)
    charged(desk, case)
    doubts = vouching.unverified(desk, case.id)
    assert doubts
    faults: list = []
    page = open_page(case, "penalty", faults=faults)
    quiet()
    card = page.sections["penalty"].doubts
    button = next(b for b in card.findChildren(QPushButton) if b.text() == "李敏 具名确认")
    button.click()
    assert "理由" in str(faults[0])
    card.findChild(QLineEdit, "doubt:0").setText("已对照原文")
    button.click()
    quiet()
    given = vouching.unverified(desk, case.id)[0].confirmation
    assert (given.by, given.reason) == ("李敏", "已对照原文")
    assert "李敏" in texts(page.sections["penalty"].doubts)


def test_figures_are_read_in_thousands():
    assert figure(Decimal("112000")) == "112,000 元"
    assert figure(Decimal("35.50")) == "35.5 元"
    assert figure(Decimal("0")) == "0 元"


# Before the decision


def test_the_check_names_what_is_wrong_and_leads_there(desk, open_page, case, quiet):
    page = open_page(case, "check")
    quiet()
    section = page.sections["check"]
    shown = texts(section.check)
    assert "没有证据" in shown
    assert "不是官方评查分" in shown
    line = next(f for f in section.check.findChildren(PressableFrame) if "没有建立进货查验记录" in f.accessibleName())
    line.pressed.emit()
    quiet()
    assert page.section == "facts"


def test_lines_are_ticked_by_name_and_one_with_an_obstacle_is_not(desk, open_page, case, quiet):
    page = open_page(case, "check")
    quiet()
    card = page.sections["check"].sheet
    assert not card.boxes["stage"].isEnabled()
    before = len(confirming.sheet(desk, case.id).missing)
    card.boxes["party"].click()
    quiet()
    sheet = confirming.sheet(desk, case.id)
    assert len(sheet.missing) == before - 1
    assert next(one for one in sheet.lines if one.id == "party").ticked_by == "李敏"
    assert "障碍" in card.state.text
    # A line that reads otherwise is open again.
    cases.set_value(desk, case.id, "party.name", "另一家药房")
    page.session.reload()
    quiet()
    assert not page.sections["check"].sheet.boxes["party"].isChecked()


# Dossier


def test_the_dossier_is_bound_and_written(qtbot, desk, open_page, case, quiet, tmp_path):
    case_papers.add_paper(desk, case.id, "case_filing_approval", made_at=DAY)
    page = open_page(case, "dossier")
    quiet()
    section = page.sections["dossier"]
    assert "立案/不予立案审批表" in texts(section)
    section.write(str(tmp_path))
    quiet()
    found = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert [name.rpartition("_")[2] for name in found] == ["副卷.pdf", "正卷.pdf"]
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF") for name in found)
    assert "已写入" in section.written.text()


def test_a_binding_that_comes_late_is_not_shown(desk, open_page, case, quiet):
    page = open_page(case, "dossier")
    quiet()
    section = page.sections["dossier"]
    shown = section._volumes.count()
    assert shown == 2
    (main, _) = dossier.bind(desk, case.id)
    section._bound(section._asked - 1, (main,))
    assert section._volumes.count() == shown
    section._bound(section._asked, (main,))
    assert section._volumes.count() == 1


def test_an_unfinished_case_is_not_closed(desk, open_page, case, quiet):
    faults: list = []
    page = open_page(case, "dossier", faults=faults)
    quiet()
    section = page.sections["dossier"]
    section.close_button.click()
    section.close_panel.yes.click()
    assert "不能定稿" in str(faults[0])
    assert cases.load(desk, case.id).state == "under_way"
    quiet()


# Elsewhere


def test_lists_name_the_party_of_a_document_of_a_case(qtbot, desk, services, case, clock):
    from inspector_app.desktop.pages.documents_register import DocumentsPage

    office.add_number_block(desk, "案源", year=2026, first=1, last=9)
    document = issuing.draft_for_case(desk, case.id, "case_source_registration")
    page = DocumentsPage(desk, services)
    qtbot.addWidget(page)
    page.enter()
    assert page.view.lines.line(0).detail.startswith("滨河市康宁大药房")
    assert document.case_id == case.id
    home = HomePage(desk, services)
    qtbot.addWidget(home)
    home.enter()
    qtbot.waitUntil(lambda: not services.background.busy, timeout=10_000)
