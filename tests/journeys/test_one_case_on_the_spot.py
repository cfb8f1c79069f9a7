"""A small fault is punished on the spot, in a real window: told, decided, served and filed within two days."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import case_check, issuing, penalising

from .case_hand import TICKET, WORDS, words_of
from .mouse import choose_folder


@pytest.mark.journey
@pytest.mark.timeout(600)
def test_a_small_fault_is_punished_on_the_spot(hand):
    clock, look, desk = hand.clock, hand.look, hand.desk
    clock.go(2026, 11, 21, 11, 35)
    hand.inspect({TICKET: WORDS[TICKET]}, photographed=(TICKET,))
    hand.open_case(procedure="summary")
    people = hand.go("people")
    hand.type_into(people.findChild(QLineEdit, "name"), "滨河市安康大药房（和平路店）未遵守药品经营质量管理规范案")
    hand.type_into(people.findChild(QLineEdit, "party.id_no"), "330100198001010015")
    section = hand.go("facts")
    (card,) = section.cards.values()
    hand.click(card.choose)
    hand.write(card.words, "126条")
    QTest.keyClick(card.words, Qt.Key.Key_Return)
    hand.settle()
    gsp = "drug-126-gsp"
    take = [one for one in card.findChildren(QWidget) if one.property("violation") == gsp]
    look(hand.window, "24-violations")
    hand.click(take[0])
    # The tickets are of the day before: that is the day of the act, and its hour is not the hour it was found.
    (card,) = hand.go("facts").cards.values()
    hand.type_into(card.day, "2026-11-20")
    panel = hand.go("penalty").cards[gsp]
    look(hand.window, "31-penalty")
    hand.click(panel.decide_button)
    look(hand.window, "33-decided")
    decided = penalising.charges(desk, hand.case_id)[0].decided
    assert [item.kind for item in decided.items] == ["警告"]

    clock.go(2026, 11, 21, 11, 50)
    hand.answer("found.told", certificates_shown=True)
    hand.take("found.told")
    hand.answer(
        "told.issued",
        facts_certain=True,
        rights_told=True,
        pleading_heard=True,
        reconsider_first_told=True,
    )
    look(hand.window, "34-issued-next")
    act_time = "2026-11-20 18:40"
    decision = hand.document(
        "told.issued", "on_spot_penalty_decision", issue=False, correct="限期改正", act_time=act_time
    )
    assert hand.tick_all() > 6
    look(hand.window, "36-sheet")
    hand.open_document(decision)
    hand.issue()
    assert issuing.load(desk, decision).status == "issued", hand.faults[-1]
    issuing.write_pdf(desk, decision, hand.papers / "10-on_spot_penalty_decision.pdf")
    look(hand.window, "37-decision")
    hand.leave_document()
    hand.take("told.issued")
    clock.go(2026, 11, 21, 12, 0)
    hand.serve(decision, receiver="钱喆")
    look(hand.window, "38-served")
    clock.go(2026, 11, 23, 9, 0)
    hand.take("issued.filed_record")
    assert hand.standing("summary") == "filed_record"
    report = case_check.check(desk, hand.case_id)
    assert [one.text for one in report.contradictions if one.level == "error"] == []
    read = words_of(hand.papers / "10-on_spot_penalty_decision.pdf")
    assert "2026年11月20日销售小票未打印药品批号的行为" in read
    assert "《中华人民共和国药品管理法》第一百二十六条第一款" in read
    assert "应当先自收到本当场行政处罚决定书之日起六十日内向滨河市人民政府申请行政复议" in read
    assert "违法行为的时间：2026年11月20日18时40分" in read
    assert "限期改正" in read
    section = hand.go("dossier")
    hand.settle()
    hand.choose(section.retention, "短期")
    look(hand.window, "51-dossier")
    hand.click(section.write_button)
    choose_folder(hand.papers)
    hand.settle()
    assert len(list(hand.papers.glob("*卷.pdf"))) == 1
    hand.click(section.close_button)
    hand.click(section.close_panel.yes)
    assert hand.case.state == "closed"
    look(hand.window, "53-closed")
