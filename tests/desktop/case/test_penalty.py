"""The penalty panel in its window: acts, old and new law, kinds and persons, approval, a province's rules, payment."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from inspector_app import places
from inspector_app.casework import case_facts, case_papers, cases, charges, one_act, paying, penalising
from inspector_app.catalog.library import Library
from inspector_app.desktop.pages.case.charge_words import span, without_keys
from inspector_app.desktop.pages.case.payment_card import read_parts
from inspector_app.desktop.widgets.basic import Badge
from inspector_app.fault import UsageFault
from inspector_app.records.case import Responsible
from inspector_app.rules.tiers import Range
from tests.rules.test_discretion import PROVINCE

from .conftest import DAY, PACKS, VIOLATION

OLD = "online-33-special"


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def badges(widget) -> list[str]:
    return [one.text for one in widget.findChildren(Badge) if one.isVisible()]


def press(widget, name: str) -> None:
    next(one for one in widget.findChildren(QPushButton) if one.accessibleName() == name).click()


@pytest.fixture
def section(open_page, quiet):
    def opened(case, **more):
        page = open_page(case, "penalty", **more)
        quiet()
        return page.sections["penalty"]

    return opened


# The figures


def test_value_base_multiple_and_range_stand_as_figures(desk, case, section):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    said = texts(section(case).cards[VIOLATION])
    for words in ("35 元", "10,000 元", "10 – 20 倍", "100,000 元 – 200,000 元", "货值金额不足10000元，按10000元计算"):
        assert words in said


def test_a_missing_fact_is_named_without_its_key_and_leads_to_its_field(desk, case, section, open_page, quiet):
    cases.set_value(desk, case.id, "goods", ())
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    page = open_page(case, "penalty")
    quiet()
    shown = page.sections["penalty"].cards[VIOLATION]
    assert "缺少货值金额，无法确定罚款幅度" in texts(shown)
    assert "value" not in texts(shown)
    assert "还算不出" in texts(shown)
    page.activateWindow()
    press(shown, "去填写货值金额")
    assert page.focusWidget().objectName() == f"charge:{VIOLATION}:value"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("缺少 value（货值金额），无法确定", "缺少货值金额，无法确定"),
        ("缺少 person_income（责任人员的收入：年收入），无法确定", "缺少责任人员的收入（年收入），无法确定"),
        ("没有填写 illegal_income、goods_on_hand，没有计入", "没有填写没收的违法所得、没收的非法财物价值，没有计入"),
        ("请填写 act_date（行为日期）", "请填写行为日期"),
        (f"此后适用 {OLD}", "此后适用 “网售特殊管理药品(规章兜底)”"),
    ],
)
def test_keys_of_the_calculator_never_reach_the_window(text, words):
    assert without_keys(text, PACKS.lawbook()) == words


def test_ranges_with_open_ends_are_read_as_such():
    assert span(Range(low=Decimal(0), high=Decimal(50000), low_open=True)) == "不超过 50,000 元"
    assert span(Range(low=Decimal(5), high=Decimal(5))) == "5 元"


def test_no_violation_shows_a_key_or_breaks_the_card(desk, case, section, quiet):
    shown = section(case)
    book = PACKS.lawbook()
    for violation in book.violations[::23]:
        for stage in violation.stages:
            penalising.charge(desk, case.id, violation.id, facts={"stage": stage})
            shown.session.reload()
            quiet()
            said = texts(shown.cards[violation.id])
            assert violation.name in said
            for key in ("value", "person_income", "illegal_income", "goods_on_hand", "fine_stage", violation.id):
                assert key not in said, (violation.id, stage, key)
            penalising.drop_charge(desk, case.id, violation.id)


# Kinds and persons


def test_kinds_say_whether_they_must_be_and_persons_are_reckoned_by_name(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "stage": "serious"})
    people = (Responsible(name="陈喆", position="法定代表人", income=Decimal(50000)),)
    cases.set_value(desk, case.id, "responsible", people)
    shown = section(case).cards[VIOLATION]
    said = texts(shown)
    assert {"应当", "至少选一", "本档"} <= set(badges(shown))
    assert "以条文为准" not in badges(shown)
    assert "行政处罚法28条2款" in said
    assert "陈喆 法定代表人" in said
    assert "罚款 15,000 元 – 150,000 元" in said
    assert "由公安机关决定（可以），本机关移送" in said


def test_a_ticked_kind_is_imposed_with_its_words(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "stage": "serious", "illegal_income": 0})
    shown = section(case)
    kinds = shown.cards[VIOLATION].decision.kinds
    row = next(one for one in kinds.rows if one.kind == "吊销许可证")
    assert not row.words.isVisible()
    # What is on hand is ticked already; what the facts explain has its reason; of three at least one asks once.
    assert [one.kind for one in kinds.rows if one.imposed] == ["没收违法产品"]
    assert [one.kind for one in kinds.rows if one.reason.isVisible()] == ["没收违法所得", "吊销许可证"]
    assert kinds.left_out() == {"没收违法所得": "没有违法所得"}
    row.box.click()
    assert row.words.isVisible()
    assert [one.kind for one in kinds.rows if one.reason.isVisible()] == ["没收违法所得"]
    row.words.setText("吊销《药品经营许可证》")
    shown.cards[VIOLATION].amount.setText("150000")
    shown.cards[VIOLATION].decide_button.click()
    quiet()
    items = charges.load(desk, case.id, VIOLATION).decided.items
    assert [one.kind for one in items] == ["没收违法产品", "吊销许可证", "罚款"]
    assert items[1].text == "吊销《药品经营许可证》"
    assert "没有适用：没有违法所得" in texts(shown)
    assert "吊销许可证：吊销《药品经营许可证》" in texts(shown)
    # Decided: shown as it is, opened again only when asked for.
    assert shown.cards[VIOLATION].decision is None
    shown.cards[VIOLATION].again_button.click()
    quiet()
    assert shown.cards[VIOLATION].amount.text() == "150000"


def test_what_must_be_is_left_out_with_a_reason_or_not_at_all(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    faults: list = []
    shown = section(case, faults=faults)
    card = shown.cards[VIOLATION]
    card.amount.setText("150000")
    card.decide_button.click()
    assert "没有写明理由：没收违法所得" in str(faults[0])
    row = next(one for one in card.decision.kinds.rows if one.kind == "没收违法所得")
    assert row.reason.findText("没有违法所得") >= 0
    row.reason.setCurrentText("账册上没有这一批的销售")
    card.decide_button.click()
    quiet()
    [left] = charges.load(desk, case.id, VIOLATION).decided.left_out
    assert (left.kinds, left.why) == (("没收违法所得",), "账册上没有这一批的销售")
    shown.cards[VIOLATION].again_button.click()
    quiet()
    assert shown.cards[VIOLATION].decision.kinds.left_out() == {"没收违法所得": "账册上没有这一批的销售"}


def test_what_may_be_says_so_and_asks_for_no_reason(desk, case, section, quiet):
    cosmetic = "cosmetic-61-1-1"
    penalising.charge(desk, case.id, cosmetic, facts={"value": 20000, "illegal_income": 0})
    card = section(case).cards[cosmetic]
    row = next(one for one in card.decision.kinds.rows if one.kind == "没收工具设备")
    assert "可以" in badges(row)
    assert row.reason.lineEdit().placeholderText() == "可以不适用，理由可写可不写"
    card.amount.setText("120000")
    card.decide_button.click()
    quiet()
    assert [one.kinds for one in charges.load(desk, case.id, cosmetic).decided.left_out] == [("没收违法所得",)]


def test_mitigation_asks_for_the_leader_and_the_day(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "illegal_income": 0})
    penalising.tick(desk, case.id, VIOLATION, "ls-remedy", value=True)
    faults: list = []
    shown = section(case, faults=faults)
    decision = shown.cards[VIOLATION].decision
    assert decision.approved_row.isHidden()
    decision.bands.button("mitigate").click()
    assert decision.approved_row.isVisible()
    decision.amount.setText("50000")
    decision.approved.setText("王局长")
    decision.decide_button.click()
    assert "批准的日期" in str(faults[0])
    decision.approved_on.setText("2026-11-02")
    decision.decide_button.click()
    quiet()
    assert charges.load(desk, case.id, VIOLATION).decided.approved_on == date(2026, 11, 2)
    assert "王局长于2026年11月2日" in texts(shown.cards[VIOLATION])


# The trail


def test_the_trail_opens_line_by_line_and_leads_to_its_articles(desk, case, section, services, qtbot, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    card = section(case).cards[VIOLATION]
    card.trail_button.click()
    quiet()
    assert "1. 零售劣药(含过期药品)，首查档" in texts(card)
    link = next(one for one in card.findChildren(QPushButton) if one.text() == "药品管理法117条1款")
    with qtbot.waitSignal(services.open_request) as asked:
        link.click()
    assert asked.args == ["law", "drug-admin-law/117"]
    card.trail_button.click()
    quiet()
    assert "1. 零售劣药" not in texts(card)


def test_an_amount_is_weighed_as_it_is_typed_and_the_steps_are_copied(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    card = section(case).cards[VIOLATION]
    card.amount.setText("90000")
    assert "不在“一般”的范围：130,000 元 – 170,000 元" in card.decision.amount_row.below.text()
    card.amount.setText("150000")
    assert card.decision.amount_row.below.isHidden()
    assert "选定 150000元" in card.bar.accessibleName()
    card.decision.bands.button("severe").click()
    assert "不在“从重”的范围" in card.decision.amount_row.below.text()
    card.trail_button.click()
    quiet()
    next(one for one in card.findChildren(QPushButton) if one.text() == "复制全部步骤").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("零售劣药(含过期药品)\n")
    assert "10000元×10倍＝100000元（《中华人民共和国药品管理法》第一百一十七条第一款" in copied


def test_a_cliff_and_another_authority_are_said(desk, case, section, quiet):
    for violation, words in (
        ("device-86-3-expired", "货值金额达到10000元的，货值金额5倍以上20倍以下"),
        ("narcotic-82-diversion", "请核对是否由本机关处罚"),
    ):
        penalising.charge(desk, case.id, violation)
        shown = section(case)
        assert words in texts(shown.cards[violation])


# One act


def test_violations_are_held_to_be_one_act_and_apart_again(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "value": Decimal(50000)})
    penalising.charge(desk, case.id, "drug-126-gsp", facts={"stage": "overdue"})
    shown = section(case)
    assert shown.acts.isVisible()
    assert not shown.acts.join_button.isEnabled()
    for box in shown.acts.boxes.values():
        box.click()
    shown.acts.join_button.click()
    quiet()
    assert {one.act for one in penalising.charges(desk, case.id)} == {"行为1"}
    assert badges(shown.acts) == ["由它罚款", "不另罚款"]
    assert "1 个行为，法定幅度合计 500,000 元 – 1,000,000 元" in texts(shown.acts)
    other = shown.cards["drug-126-gsp"]
    assert "不另罚款" in badges(other)
    assert other.decision.amount_row.isHidden()
    other.decide_button.click()
    quiet()
    assert charges.load(desk, case.id, "drug-126-gsp").decided.amount is None
    assert "已按零售劣药(含过期药品)处以罚款" in texts(shown.cards["drug-126-gsp"])
    press(shown.acts, "拆开行为1")
    quiet()
    assert one_act.groups(PACKS.lawbook(), penalising.charges(desk, case.id)) == []
    assert charges.load(desk, case.id, "drug-126-gsp").decided is None


def test_a_single_violation_asks_nothing_about_acts(desk, case, section):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    assert not section(case).acts.isVisible()


# Old and new law


def test_the_old_and_the_new_law_stand_side_by_side_until_one_is_chosen(desk, case, section, quiet):
    case_facts.add_fact(desk, case.id, "网售", violation=OLD, act_date=date(2026, 3, 1))
    penalising.charge(desk, case.id, OLD, facts={"act_date": "2026-03-01", "value": Decimal(30000)})
    faults: list = []
    shown = section(case, faults=faults)
    assert "幅度还算不出" in texts(shown.cards[OLD].laws)
    # What only the later rule needs is asked for as well.
    combo = shown.cards[OLD].facts.rows["channel"].field
    combo.setCurrentIndex(combo.findData("retail"))
    combo.activated.emit(combo.currentIndex())
    quiet()
    card = shown.cards[OLD]
    said = texts(card.laws)
    assert "50,000 元 – 100,000 元" in said
    assert "300,000 元 – 600,000 元" in said
    assert "适用于 2026-05-14 以前的行为" in said
    assert "新规定不较轻，不适用" in said
    assert {"还没有选定", "应当适用"} <= set(badges(card.laws))
    assert not card.laws.buttons["decision"].isEnabled()
    card.amount.setText("75000")
    card.decide_button.click()
    assert "还没有选定适用哪一个" in str(faults[0])
    card.laws.buttons["act"].click()
    quiet()
    card = shown.cards[OLD]
    assert "已选定适用" in badges(card.laws)
    assert "李敏 于" in texts(card.laws)
    card.amount.setText("75000")
    card.decide_button.click()
    quiet()
    assert charges.load(desk, case.id, OLD).decided.amount == Decimal(75000)


# Rules of discretion


def test_national_rules_alone_say_so_and_a_provinces_can_be_chosen(desk, case, section, quiet, tmp_path):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    shown = section(case)
    assert "国家层面（没有安装本地的" in shown.rules.words.text()
    assert shown.rules.combo.isHidden()
    folder = tmp_path / "表单"
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    (folder / "laws" / "discretion" / "jiangnan.yaml").write_text(PROVINCE, "utf-8")
    desk.library = Library(folder)
    shown.session.reload()
    quiet()
    combo = shown.rules.combo
    assert [combo.itemText(at) for at in range(combo.count())] == ["国家层面", "江南省 1"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    quiet()
    assert cases.load(desk, case.id).rules == "jiangnan"
    assert "免罚清单 1 项" in shown.rules.words.text()


def test_circumstances_say_why_they_are_offered_and_stay_open(desk, case, section, quiet):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    cases.open_from_source(desk, "report", party=case.party, clue="又一次举报", clue_at=DAY)
    shown = section(case)
    made = shown.cards[VIOLATION].circumstances
    made.more.click()
    quiet()
    said = texts(made)
    assert "本违法行为的条文指明可以适用 · 药品管理法实施条例" in said
    assert "对各类违法行为都适用" in said
    assert "首违不罚先查有无前案" in said
    made.boxes["ls-remedy"][0].click()
    quiet()
    assert shown.cards[VIOLATION].circumstances.opened
    assert any("应当从轻或者减轻处罚" in one for one in badges(shown.cards[VIOLATION].circumstances))


# Carrying out


@pytest.fixture
def served(desk, case, clock):
    """The decision was served on the 2nd; the fifteen days end on the 17th."""
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "illegal_income": 0})
    penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000))
    paper = case_papers.add_paper(desk, case.id, "penalty_decision", made_at=DAY)
    case_papers.serve(desk, case.id, paper.id, "direct", DAY, receiver="陈喆")
    return case


def test_before_the_decision_is_served_there_is_no_payment(desk, case, section):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    assert not section(case).payment.isVisible()


def test_being_late_shows_the_surcharge_and_its_arithmetic(desk, served, section, clock, quiet):
    clock.now = DAY + timedelta(days=20)
    shown = section(served).payment
    said = texts(shown)
    assert "2026-11-17" in said
    assert "22,500 元" in said
    assert "172,500 元" in said
    assert "150000元×3%×5日＝22500元（《中华人民共和国行政处罚法》第七十二条第一款第（一）项" in said
    field = shown.findChild(QLineEdit, "paid:")
    field.setText("2026-11-19")
    field.commit()
    quiet()
    assert paying.state(desk, served.id, clock.now.date()).owed == Decimal(9000)
    assert "2026-11-19 已缴清罚款" in badges(shown)


def test_the_procedure_says_how_the_fine_stands_and_leads_to_its_payment(desk, served, open_page, clock, quiet):
    clock.now = DAY + timedelta(days=20)
    page = open_page(served)
    quiet()
    card = page.sections["procedure"].deadlines
    assert "■ 罚款逾期，加处 22,500 元，还应缴 172,500 元" in texts(card)
    card.findChild(QPushButton, "clocks:payment").click()
    quiet()
    assert page.section == "penalty"
    assert page.sections["penalty"].payment.isVisible()


def test_days_of_a_review_are_taken_off_with_their_notice(desk, served, section, clock, quiet):
    clock.now = DAY + timedelta(days=20)
    faults: list = []
    shown = section(served, faults=faults).payment
    shown.findChild(QPushButton, "payment:pause").click()
    quiet()
    shown.first.setText("2026-11-18")
    shown.last.setText("2026-11-20")
    next(one for one in shown.findChildren(QPushButton) if one.text() == "这些日子不计加处罚款").click()
    assert "受理或者立案通知" in str(faults[0])
    shown.notice.setText("复议受理通知书")
    next(one for one in shown.findChildren(QPushButton) if one.text() == "这些日子不计加处罚款").click()
    quiet()
    assert "2026-11-18 至 2026-11-20 不计加处" in texts(shown)
    assert paying.state(desk, served.id, clock.now.date()).surcharge == Decimal(9000)
    press(shown, "去掉第 1 段停计")
    quiet()
    assert cases.load(desk, served.id).payment.pauses == ()


def test_a_fine_is_paid_in_parts_on_an_approval(desk, served, section, clock, quiet):
    clock.now = DAY + timedelta(days=20)
    case_papers.add_paper(desk, served.id, "fine_deferral_notice", made_at=DAY)
    shown = section(served).payment
    shown.findChild(QPushButton, "payment:plan").click()
    quiet()
    shown.parts.setText("50000 2026-12-31；100000 2027-01-31")
    next(one for one in shown.findChildren(QPushButton) if one.text() == "按批准的分期、延期").click()
    quiet()
    assert [one.amount for one in cases.load(desk, served.id).payment.parts] == [Decimal(50000), Decimal(100000)]
    assert "第 2 期" in texts(shown)
    assert "经批准分期、延期缴纳" in texts(shown)


@pytest.mark.parametrize("text", ["", "；", "50000", "五万 2026-12-31", "50000 下月"])
def test_parts_that_cannot_be_read_are_said(text):
    with pytest.raises(UsageFault):
        read_parts(text)
