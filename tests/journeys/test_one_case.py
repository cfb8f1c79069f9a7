"""From a finding to the bound dossier in a real window: expired medicine by the ordinary procedure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from inspector_app.casework import case_check, case_clocks, case_facts, cases, doctor, issuing, office, penalising

from .case_hand import EXPIRED, TICKET, WORDS, CaseHand, words_of
from .mouse import choose_folder

OFFICERS = 1
"""The section of the settings with the officers."""
VIOLATION = "drug-117-retail-inferior"


@pytest.mark.journey
@pytest.mark.timeout(600)
def test_expired_medicine_by_the_ordinary_procedure(hand):
    clock, look, desk = hand.clock, hand.look, hand.desk
    clock.go(2026, 11, 21, 11, 35)
    hand.inspect(WORDS, photographed=(EXPIRED,))
    clock.go(2026, 11, 21, 11, 50)
    hand.open_case()
    particulars(hand)
    facts(hand)

    # The clue is registered, the case filed.
    clock.go(2026, 11, 21, 14, 0)
    look(hand.window, "30-clue")
    hand.document("clue.checking", "case_source_registration")
    hand.take("clue.checking")
    assert "缺少必需的文书" in hand.refused("checking.filed") or "立案须" in hand.faults[-1]
    look(hand.window, "31-filing-refused")
    hand.answer("checking.filed", evidence_of_violation=True, penalty_due=True, own_jurisdiction=True)
    hand.document("checking.filed", "case_filing_approval")
    hand.take("checking.filed")
    assert hand.standing() == "filed"
    look(hand.window, "32-filed")

    # One officer is not enough, nor one whose certificate has run out.
    officers_missing(hand)
    hand.answer("filed.investigating", certificates_shown=True)
    hand.take("filed.investigating")

    preserve(hand)
    investigate(hand)
    decide_amount(hand)

    # A decision before the party was told is not issued.
    too_early(hand)

    clock.go(2026, 11, 30, 9, 0)
    hand.document("investigating.concluded", "investigation_final_report")
    hand.take("investigating.concluded")
    hand.document("concluded.reviewing", "case_review_form", dept="药品监管科")
    hand.take("concluded.reviewing")
    clock.go(2026, 12, 2, 9, 0)
    hand.answer("reviewing.noticed", reviewer_independent=True, review_opinion="同意", reviewer_first_time=False)
    notice = hand.document("reviewing.noticed", "penalty_prior_notice")
    hand.document("reviewing.noticed", "service_receipt", method="直接送达")
    hand.take("reviewing.noticed")
    clock.go(2026, 12, 2, 15, 0)
    hand.serve(notice, receiver="钱喆")
    assert hand.standing("legal_review") == "passed"
    assert hand.standing("notice_and_pleading") == "served"
    look(hand.window, "33-told")

    # The party's five working days are not over: no decision yet, and the article says why.
    clock.go(2026, 12, 4, 9, 0)
    said = hand.refused("noticed.deciding")
    assert "届满" in said
    assert "行政处罚法》第" in said
    look(hand.window, "34-too-early")

    clock.go(2026, 12, 10, 9, 0)
    hand.document("noticed.deciding", "disposition_approval")
    hand.take("noticed.deciding")
    hand.document(
        "deciding.discussing",
        "collective_discussion_record",
        start_time="2026-12-10 10:00",
        end_time="2026-12-10 10:40",
        place="局二楼会议室",
        host="周镕（局长）",
        recorder="孙珺",
        attendees=[["周镕", "局长"], ["吴祎", "副局长"]],
        opinions=[["周镕", "同意拟处理意见"], ["吴祎", "同意拟处理意见"]],
        conclusion="一致同意按拟处理意见作出行政处罚决定。",
    )
    hand.take("deciding.discussing")
    clock.go(2026, 12, 11, 9, 0)
    hand.answer("discussing.decided", legal_review_required=False, everyone_spoke=True, everyone_signed=True)
    hand.take("discussing.decided")
    assert hand.standing("collective_discussion") == "resolved"

    # The decision waits for its sheet, ticked line by line.
    correct = "立即停止销售超过有效期的药品，按规定养护药品"
    decision = hand.document("decided.served", "penalty_decision", issue=False, correct=correct)
    hand.open_document(decision)
    hand.issue()
    assert "逐项核对" in hand.faults[-1]
    look(hand.window, "35-sheet-missing")
    hand.leave_document()
    assert hand.tick_all() > 12
    look(hand.window, "36-sheet-ticked")
    hand.open_document(decision)
    hand.issue()
    assert issuing.load(desk, decision).status == "issued", hand.faults[-1]
    issuing.write_pdf(desk, decision, hand.papers / "50-penalty_decision.pdf")
    look(hand.window, "37-decision")
    hand.leave_document()

    clock.go(2026, 12, 14, 9, 0)
    hand.document("decided.served", "service_receipt", method="直接送达")
    hand.take("decided.served")
    clock.go(2026, 12, 14, 15, 0)
    hand.serve(decision, receiver="钱喆")
    assert hand.standing("service") == "completed"
    hand.take("served.enforcing")
    look(hand.window, "38-enforcing")

    clock.go(2026, 12, 22, 9, 0)
    hand.step("due.done", "执行")
    hand.answer("due.done", obligations_done=True)
    hand.take("due.done")
    left = {one.rule for one in case_clocks.deadlines(desk, date(2026, 12, 22), hand.case_id)}
    assert "enforcement.pay15" not in left
    assert "enforcement.sue" in left
    hand.document("enforcing.closed", "case_closure_approval", goods_disposal="没收的药品移交本局物品仓库，待销毁")
    hand.take("enforcing.closed")
    assert hand.standing() == "closed"

    report = case_check.check(desk, hand.case_id)
    assert [one.text for one in report.contradictions if one.level == "error"] == []
    section = hand.go("check")
    look(hand.window, "39-check")
    hand.until(lambda: section.sheet.state.text == "决定书已印发")
    the_lawyer_reads(hand.papers)
    dossier(hand)
    assert [one for one in doctor.examine(desk) if one.ok is False] == []
    assert any("登记送达" in entry["action"] for entry in desk.read.journal(hand.case_id))


def the_lawyer_reads(papers: Path) -> None:
    """Articles, amounts, rights and the order of the days, as they stand on paper."""
    notice = words_of(papers / "12-penalty_prior_notice.pdf")
    decision = words_of(papers / "50-penalty_decision.pdf")
    for text in (notice, decision):
        assert "《中华人民共和国药品管理法》第九十八条第一款、第三款" in text
        assert "《中华人民共和国药品管理法》第一百一十七条第一款" in text
        # Nobody is punished beside the pharmacy: what only reaches persons is not cited.
        assert "第一百一十八条" not in text
        assert "罚款：人民币130,000.00元（大写：人民币壹拾叁万元整）" in text
        assert "没收违法产品：板蓝根颗粒（批号20240512）1盒" in text
        assert "经查，当事人在非处方药区第3号货架陈列" in text
    assert "第六十三条、第六十四条第一项" in notice
    assert "可以要求听证" in notice
    assert "五个工作日" in notice
    days = ["2026年11月21日", "2026年11月23日", "2026年11月27日", "2026年11月30日", "2026年12月2日", "2026年12月11日"]
    assert [decision.index(day) for day in days] == sorted(decision.index(day) for day in days)
    assert "六十日内向滨河市人民政府申请行政复议" in decision
    assert "六个月内依法向滨河市和平区人民法院提起行政诉讼" in decision
    assert "十五日内将罚没款合计人民币壹拾叁万元整（小写：130,000.00元）缴至滨河银行" in decision.replace("—2—", "")
    kept = words_of(papers / "05-evidence_preservation_notice.pdf")
    assert "自2026年11月21日至2026年12月1日" in kept
    assert "《中华人民共和国行政处罚法》第五十六条" in kept


def particulars(hand: CaseHand) -> None:
    """What only the papers of the party tell: name of the case, identity, goods."""
    people = hand.go("people")
    for field, words in {
        "name": "滨河市安康大药房（和平路店）销售劣药案",
        "party.id_no": "330100198001010015",
        "party.service_address": "滨河市和平路118号一层",
    }.items():
        hand.type_into(people.findChild(QLineEdit, field), words)
    goods = people.tables[0]
    hand.click(goods.more)
    for field, words in {
        "name": "板蓝根颗粒",
        "spec": "10g×20袋",
        "batch": "20240512",
        "expiry": "2026-04-30",
        "quantity": "1",
        "unit": "盒",
        "unit_price": "35",
        "maker": "江南制药有限公司",
    }.items():
        hand.type_into(hand.named(f"goods:0:{field}"), words)
    hand.look(hand.window, "22-people")
    assert cases.goods_value(hand.case) == 35


def facts(hand: CaseHand) -> None:
    """The finding is held to be the sale of expired medicine; the other, without a photo, is red until something proves it."""
    section = hand.go("facts")
    hand.look(hand.window, "23-fact-without-evidence")
    rows = case_facts.matrix(hand.desk, hand.case_id)
    assert {row.fact.item_id: row.proven for row in rows} == {EXPIRED: True, TICKET: False}
    cards = {row.fact.item_id: section.cards[row.fact.id] for row in rows}
    assert cards[TICKET].proof.text == "缺证据"
    hand.click(cards[EXPIRED].choose)
    hand.look(hand.window, "24-violations")
    take = next(one for one in cards[EXPIRED].findChildren(QWidget) if one.property("violation") == VIOLATION)
    hand.click(take)
    assert [one.violation for one in penalising.charges(hand.desk, hand.case_id)] == [VIOLATION]
    # What nothing proves is not held against the party.
    card = section.cards[cards[TICKET].fact.id]
    hand.click(next(one for one in card.findChildren(QPushButton) if one.text().startswith("撤去这条")))
    hand.click(card.drop_panel.yes)
    assert [one.item_id for one in case_facts.facts(hand.desk, hand.case_id)] == [EXPIRED]


def officers_missing(hand: CaseHand) -> None:
    """A third officer is registered whose certificate has run out; neither one officer nor that one carries the step."""
    card = hand.setting(OFFICERS).officers
    hand.press(card.add_button)
    for field, words in (
        (card.form.name, "周扬"),
        (card.form.certificate, "滨003"),
        (card.form.valid_from, "2023-01-01"),
        (card.form.valid_until, "2026-06-30"),
    ):
        hand.write(field, words)
    hand.press(card.save_button)
    (expired,) = [one for one in office.officers(hand.desk) if one.name == "周扬"]
    hand.back_to_case()
    second = hand.case.officers[1]
    people = hand.go("people")
    hand.click(people._boxes[second.id])
    assert "不得少于两人" in people.officers_words.text()
    hand.look(hand.window, "25-one-officer")
    hand.step("filed.investigating")
    hand.look(hand.window, "26-one-officer-blocked")
    assert "第42条" in hand.refused("filed.investigating")
    people = hand.go("people")
    hand.click(people._boxes[expired.id])
    hand.step("filed.investigating")
    hand.look(hand.window, "27-certificate-expired")
    assert "第42条" in hand.refused("filed.investigating") or "证" in hand.faults[-1]
    people = hand.go("people")
    hand.click(people._boxes[expired.id])
    hand.click(people._boxes[second.id])
    assert len(hand.case.officers) == 2


def preserve(hand: CaseHand) -> None:
    """先行登记保存: approved, listed, told on the spot; seven working days; released in time."""
    hand.clock.go(2026, 11, 21, 15, 0)
    hand.begin("先行登记保存")
    step = "proposed.preserved"
    hand.answer(step, evidence_may_vanish=True, listed_on_spot=True)
    hand.document(step, "case_matter_approval")
    goods = hand.document(step, "property_list")
    notice = hand.document(
        step,
        "evidence_preservation_notice",
        mode="就地保存（由当事人保管）",
        store_place="当事人阴凉柜旁的不合格药品区",
    )
    hand.take(step)
    hand.look(hand.window, "28-preserved")
    for one in (goods, notice):
        hand.serve(one, receiver="钱喆")
    due = {one.rule: one for one in case_clocks.deadlines(hand.desk, date(2026, 11, 23), hand.case_id)}
    assert due["evidence_preservation.seven"].deadline.date == "2026-12-01"
    values = issuing.load(hand.desk, notice).values
    assert values["list_no"] == issuing.load(hand.desk, goods).number


def investigate(hand: CaseHand) -> None:
    """询问笔录, its evidence, an override with its reason, the preservation released within its limit."""
    hand.clock.go(2026, 11, 23, 10, 0)
    chip = "普通程序"
    hand.step("investigating.investigating", chip)
    hand.other("inquiry_record", "询问笔录")
    record = hand.complete(
        "inquiry_record",
        start_time="2026-11-23 09:00",
        end_time="2026-11-23 09:40",
        subject_name="钱喆",
        gender="女",
        subject_id="330100198505050026",
        position="质量负责人",
        phone="0999-8765432",
        ans_cert="看清楚了。",
        ans_recusal="不申请回避。",
        ans_duty="明白。",
        qa=[
            ["货架上超过有效期的板蓝根颗粒是怎么回事？", "养护检查时漏看了，一直摆在货架上，没有卖出去过。"],
            ["这一批药品的标价是多少？", "每盒35元。"],
        ],
        confirm="以上笔录我看过，与我说的一致。",
    )
    # Only a reason lets a step through that the recording was missing for; the journal keeps it.
    hand.answer("investigating.investigating", rights_told=True, party_refuses=False, recorded=False)
    hand.look(hand.window, "29-override")
    reason = "执法记录仪电量耗尽，当场拍照并在笔录中注明"
    hand.take("investigating.investigating", reason=reason)
    assert any(reason in str(entry["changes"]) for entry in hand.desk.read.journal(hand.case_id))
    section = hand.go("facts")
    links = [b for b in section.findChildren(QPushButton) if b.text() == "把询问笔录作为证据"]
    hand.click(links[0])
    exhibit = next(one for one in case_facts.exhibits(hand.desk, hand.case_id) if one.document_id == record)
    hand.type_into(hand.named(f"proves:{exhibit.id}"), "当事人承认陈列超过有效期的药品及标价")
    for row in case_facts.matrix(hand.desk, hand.case_id):
        hand.choose(section.cards[row.fact.id].more, exhibit.label)
    assert case_facts.unproven(hand.desk, hand.case_id) == []
    hand.look(hand.window, "30-proven")
    hand.clock.go(2026, 11, 27, 9, 0)
    step = "preserved.released"
    hand.step(step, "先行登记保存")
    hand.answer(step, no_need_to_keep=True)
    hand.document(step, "case_matter_approval")
    goods = hand.document(step, "property_list")
    # Everything on the list goes back, so nobody is asked how much of it does.
    release = hand.document(step, "evidence_preservation_release")
    assert issuing.load(hand.desk, release).values["scope"] == "全部解除"
    hand.take(step)
    for one in (goods, release):
        hand.serve(one, receiver="钱喆")


def decide_amount(hand: CaseHand) -> None:
    """The panel's range, a circumstance ticked, the amount held against the law."""
    section = hand.go("penalty")
    card = section.cards[VIOLATION]
    hand.look(hand.window, "31-penalty")
    penalty = penalising.panel(hand.desk, hand.case_id, VIOLATION).penalty
    assert (penalty.fine_min, penalty.fine_max) == (100_000, 200_000)
    assert penalty.basis_amount == 10_000
    hand.press(card.decision.bands.button("normal"))
    hand.type_into(card.amount, "99999")
    hand.click(card.decide_button)
    assert "超出" in hand.faults[-1]
    hand.look(hand.window, "32-amount-refused")
    card = hand.go("penalty").cards[VIOLATION]
    hand.press(card.decision.bands.button("normal"))
    hand.type_into(card.amount, "130000")
    gains = next(one for one in card.decision.kinds.rows if one.kind == "没收违法所得")
    hand.type_into(gains.reason.lineEdit(), "货架和账册上都没有这一批的销售")
    hand.click(card.decide_button)
    hand.look(hand.window, "33-decided")
    decided = penalising.charges(hand.desk, hand.case_id)[0].decided
    assert decided.amount == 130_000
    assert decided.hearing == "required"


def too_early(hand: CaseHand) -> None:
    """The decision is drafted and pressed for before anybody was told: refused, and the draft thrown away."""
    hand.other("penalty_decision", "行政处罚决定书")
    hand.issue()
    assert hand.faults
    hand.look(hand.window, "33-decision-too-early")
    editor = hand.page.editor
    hand.click(editor.discard_button)
    hand.click(editor.discard_confirm.yes)
    assert not [one for one in issuing.documents(hand.desk, case_id=hand.case_id) if one.status == "draft"]


def dossier(hand: CaseHand) -> None:
    """Both volumes written into a folder, the case archived and closed."""
    section = hand.go("dossier")
    hand.settle()
    hand.choose(section.retention, "长期")
    hand.look(hand.window, "51-dossier")
    hand.click(section.write_button)
    choose_folder(hand.papers)
    hand.settle()
    bound = sorted(hand.papers.glob("*卷.pdf"))
    assert len(bound) == 2
    hand.take("closed.archived")
    assert hand.standing() == "archived"
    hand.look(hand.window, "52-archived")
    section = hand.go("dossier")
    hand.click(section.close_button)
    hand.click(section.close_panel.yes)
    assert hand.case.state == "closed"
    hand.look(hand.window, "53-closed")
