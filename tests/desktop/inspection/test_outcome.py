"""Steps 5 to 8: review, verdict, documents issued and frozen, signed pages, seal."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.casework import evidencing, inspecting, issuing, office, reviewing
from inspector_app.desktop.pages.inspection import paper, printing
from inspector_app.fault import Fault

from ..conftest import NOON
from .conftest import picture

DEFECT = "gsp-retail-15301"


@pytest.fixture
def found(desk, begin):
    """An inspection with one finding and one item that does not apply."""
    inspection = begin()
    inspecting.answer(desk, inspection.id, DEFECT, "non_compliant")
    inspecting.answer(desk, inspection.id, "gsp-retail-15401", "not_applicable")
    return inspection


@pytest.fixture
def record(desk, found):
    """A complete draft of the site record, ready to be issued."""
    fields = {
        "enterprise.licence_name": "药品经营许可证",
        "enterprise.uscc": "91330000MA0000000X",
        "enterprise.address": "和平路88号",
        "enterprise.legal_representative": "陈喆",
        "enterprise.phone": "0571-00000000",
        "topic": "日常监督检查",
        "place": "和平路88号营业场所",
        "started_at": NOON.replace(hour=9),
        "ended_at": NOON.replace(hour=11),
        "notice.presence": "本人到场",
        "notice.certificate_answer": "看清楚了",
        "notice.recusal_answer": "不申请回避",
        "party_statement": "无异议",
    }
    for field, value in fields.items():
        inspecting.set_value(desk, found.id, field, value)
    inspecting.write_text(desk, found.id, DEFECT, "随货同行单未附在途温度记录")
    document = issuing.draft(desk, found.id, "site_record")
    issuing.set_value(desk, document.id, "confirm", "属实")
    return document


def test_findings_are_reviewed_where_they_are_listed(desk, found, open_page, qtbot):
    page = open_page(found, 5)
    step = page._steps[5]
    card = step._cards[DEFECT]
    qtbot.waitUntil(lambda: bool(step.missing._lacks))
    card.text.setPlainText("随货同行单未附在途温度记录")
    card.saver.flush()
    assert inspecting.answers(desk, found.id)[DEFECT].text == "随货同行单未附在途温度记录"
    lack = next(one for one in step.missing._lacks if one.field == "photo")
    step._jump(lack)
    assert (page.step, page._steps[4].item_id) == (4, DEFECT)


def test_one_reason_serves_all_items_that_do_not_apply(desk, found, open_page):
    inspecting.answer(desk, found.id, "gsp-retail-15402", "not_applicable")
    step = open_page(found, 5)._steps[5]
    assert "15401" in step.reasons.listed.text()
    step.reasons.reason.setText("该店不经营中药饮片")
    step.reasons.give.click()
    given = inspecting.answers(desk, found.id)
    assert {given[i].reason for i in ("gsp-retail-15401", "gsp-retail-15402")} == {"该店不经营中药饮片"}
    assert step.reasons.isHidden()


def test_the_verdict_explains_itself_and_is_provisional(found, open_page):
    card = open_page(found, 6)._steps[6].overview.verdict
    assert card.state.text == "暂定"
    assert "限期整改" in card.headline.text()
    assert "命中第" in card.because.text()


def test_where_no_rule_may_judge_the_team_must_with_reasons(desk, begin, open_page):
    inspection = begin("gmp-2010")
    card = open_page(inspection, 6)._steps[6].overview.verdict
    assert card.state.text == "须由检查组判定"
    card.choices.button("pending_rectification").click()
    card.decide_button.click()
    assert inspecting.load(desk, inspection.id).team_verdict is None
    assert card.reasons.property("state") == "lacking"
    card.reasons.setPlainText("主要缺陷一项，体系基本健全")
    card.decide_button.click()
    team = inspecting.load(desk, inspection.id).team_verdict
    assert (team.label, team.reasons) == ("待整改后评定", "主要缺陷一项，体系基本健全")
    assert card.team_state.text == "已作出"


def test_every_form_of_the_packs_can_be_drafted(desk, found, open_page, qtbot, quiet):
    documents = open_page(found, 6)._steps[6].overview.documents
    assert "site_record" in documents.drafts
    documents.more.click()
    qtbot.waitUntil(lambda: not documents.search.isHidden(), timeout=20_000)
    assert set(documents.drafts) == {form.code for form in desk.library.forms()}
    documents.search.setText("现场笔录")
    assert [code for code, button in documents.drafts.items() if not button.isHidden()] == ["site_record"]
    quiet()


def test_a_document_is_filled_from_the_records_and_follows_the_typing(desk, found, open_page, qtbot):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["order_correction_notice"].click()
    editor = step.editor
    qtbot.waitUntil(lambda: bool(editor.paper.sheets()), timeout=15_000)
    assert editor._fields["party_name"].edit.text() == "安康大药房（和平路店）"
    assert editor._fields["party_name"].row.source_label.text() == "企业档案"
    before = editor._pdf
    editor._fields["mode"].choices.button("限期改正").click()
    QTest.keyClicks(editor._fields["deadline"].edit, "2026-12-6")
    qtbot.waitUntil(lambda: issuing.load(desk, editor.document.id).overrides.get("deadline") == "2026-12-06")
    qtbot.waitUntil(lambda: editor._pdf != before)
    editor._fields["party_name"].edit.setText("别的名字")
    editor._fields["party_name"].saver.typed("别的名字")
    editor._fields["party_name"].saver.flush()
    qtbot.waitUntil(lambda: editor._fields["party_name"].override is not None)
    editor._fields["party_name"].override.restore.click()
    qtbot.waitUntil(lambda: editor._fields["party_name"].edit.text() == "安康大药房（和平路店）")


def test_a_document_asked_for_by_its_id_is_opened(desk, found, open_page, qtbot, quiet):
    document = issuing.draft(desk, found.id, "site_record")
    step = open_page(found, 6, document.id)._steps[6]
    assert step._stack.currentWidget() is step.editor
    assert step.editor.document.id == document.id
    quiet()


def words_of(pdf):
    import pypdfium2

    read = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in read)
    read.close()
    return "".join(text.split())


def test_the_page_follows_the_typing_before_anything_is_committed(desk, found, open_page, qtbot, quiet):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["order_correction_notice"].click()
    editor = step.editor
    quiet()
    document_id, field = editor.document.id, editor._fields["party_name"]
    entries = len(desk.read.journal(found.id))
    field.saver._timer.setInterval(600_000)
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "XYZ Pharmacy")
    qtbot.waitUntil(lambda: "XYZPharmacy" in words_of(editor._pdf), timeout=15_000)
    assert len(desk.read.journal(found.id)) == entries
    assert issuing.load(desk, document_id).overrides == {}
    assert field.restore.isHidden()
    assert field.edit.text() == "XYZ Pharmacy"
    field.saver.flush()
    assert issuing.load(desk, document_id).overrides == {"party_name": "XYZ Pharmacy"}
    assert len(desk.read.journal(found.id)) == entries + 1
    qtbot.waitUntil(lambda: field.override is not None and not field.override.isHidden())


def test_a_page_that_is_late_never_undoes_typing(desk, found, open_page, qtbot, quiet):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["order_correction_notice"].click()
    editor = step.editor
    quiet()
    field = editor._fields["party_name"]
    for letter in "ABCDEFGH":
        field.edit.setFocus()
        QTest.keyClicks(field.edit, letter)
        field.saver.flush()
    quiet()
    assert field.edit.text().startswith("ABCDEFGH")
    qtbot.waitUntil(lambda: "ABCDEFGH" in words_of(editor._pdf), timeout=15_000)
    assert field.edit.text().startswith("ABCDEFGH")


def test_a_draft_is_thrown_away_only_after_asking(desk, found, open_page, qtbot, quiet):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["order_correction_notice"].click()
    editor = step.editor
    document_id = editor.document.id
    editor._fields["party_name"].saver.typed("还没提交的字")
    editor.discard_button.click()
    assert not editor.discard_confirm.isHidden()
    editor.discard_confirm.no.click()
    assert issuing.load(desk, document_id).status == "draft"
    editor.discard_button.click()
    editor.discard_confirm.yes.click()
    assert document_id not in {one.id for one in issuing.documents(desk)}
    assert step._stack.currentWidget() is step.overview
    quiet()


def test_the_bar_counts_what_the_check_found_and_goes_there(desk, found, open_page, qtbot, quiet):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["site_record"].click()
    editor = step.editor
    # Nothing is called faultless before anything was checked.
    assert editor.proofs_button.text() == "正在校对…"
    qtbot.waitUntil(lambda: editor.proofs.count > 0, timeout=15_000)
    assert editor.proofs_button.text() == f"校对 {editor.proofs.count}"
    editor.area.verticalScrollBar().setValue(editor.area.verticalScrollBar().maximum())
    editor.proofs_button.click()
    assert editor.area.verticalScrollBar().value() < 40
    assert editor.proofs.isAncestorOf(editor.focusWidget())
    quiet()


def test_an_unverified_citation_needs_a_person_and_a_reason(desk, found, open_page, qtbot):
    step = open_page(found, 6)._steps[6]
    step.overview.documents.drafts["order_correction_notice"].click()
    field = step.editor._fields["basis_law"]
    field.new.setText("《中华人民共和国行政处罚法》第二十八条第一款")
    field.add.click()
    document_id = step.editor.document.id
    qtbot.waitUntil(lambda: len(field._cited) == 1)
    assert any("未经核实" in p.message for p in issuing.problems(desk, document_id))
    field.confirm_requested.emit("basis_law", 0, "已对照国家法律法规数据库")
    qtbot.waitUntil(lambda: field._cited[0].get("confirmed_by") == "李敏")
    assert not any("未经核实" in p.message for p in issuing.problems(desk, document_id))


def test_issue_is_refused_while_something_is_missing_and_goes_there(desk, found, open_page, qtbot):
    faults: list = []
    step = open_page(found, 6, faults=faults)._steps[6]
    step.overview.documents.drafts["site_record"].click()
    step.editor._ask_issue()
    assert faults[-1].code == "document_errors"
    assert step.editor.confirm.isHidden()
    assert issuing.load(desk, step.editor.document.id).status == "draft"


def test_issue_freezes_print_and_file_are_the_same_bytes(desk, record, open_page, qtbot, tmp_path, quiet):
    inspection = inspecting.load(desk, record.inspection_id)
    step = open_page(inspection, 6)._steps[6]
    step.open_document(record.id)
    editor = step.editor
    editor._ask_issue()
    assert not editor.confirm.isHidden()
    editor.confirm.yes.click()
    qtbot.waitUntil(lambda: issuing.load(desk, record.id).status == "issued", timeout=20_000)
    qtbot.waitUntil(lambda: editor.state.text == "已印发")
    quiet()
    assert editor._fields == {}
    target = tmp_path / "现场 笔录.pdf"
    editor.write(str(target))
    quiet()
    assert target.read_bytes() == issuing.frozen(desk, record.id)
    assert not list(tmp_path.glob("*.part"))
    editor.facts.buttons["void"].click()
    editor.asks.void.reason.setText("打错当事人名称")
    editor.asks.void.yes.click()
    assert issuing.load(desk, record.id).status == "void"


def test_printing_sends_every_page_of_the_frozen_bytes(desk, record, tmp_path, qapp):
    import pypdfium2

    issued = issuing.issue(desk, record.id)
    printer = printing.make_printer()
    printer.setOutputFormat(printer.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert printing.draw(issuing.frozen(desk, record.id), printer)
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == issued.pages
    wide, high = printed.get_page_size(0)
    assert (round(wide), round(high)) == (595, 842)
    printed.close()


def test_without_a_printer_it_is_said(desk, record, open_page, qtbot, monkeypatch):
    faults: list = []
    inspection = inspecting.load(desk, record.inspection_id)
    step = open_page(inspection, 6, faults=faults)._steps[6]
    step.open_document(record.id)
    qtbot.waitUntil(lambda: bool(step.editor._pdf), timeout=15_000)
    monkeypatch.setattr(printing, "printers", list)
    step.editor.print()
    panel = step.editor.print_panel
    assert "没有安装打印机" in panel.printer.currentText()
    assert not panel.print_button.isEnabled()
    assert panel.save_button.isEnabled()
    assert not faults


def test_a_broken_pdf_is_a_fault():
    with pytest.raises(Fault):
        paper.Sheets(b"%PDF-1.7 torn")


def test_signed_pages_come_back_to_their_document(desk, record, open_page, qtbot, tmp_path, quiet):
    issued = issuing.issue(desk, record.id)
    inspection = inspecting.load(desk, issued.inspection_id)
    page = open_page(inspection, 7)
    step = page._steps[7]
    card = step._cards[issued.id]
    assert card.state.text == "还没有回传"
    qtbot.waitUntil(lambda: any("签字页" in lack.text for lack in step.missing._lacks))
    scan = tmp_path / "签字页 1.jpg"
    scan.write_bytes(picture("white"))
    page.shelf.add_files(f"document:{issued.id}", [scan])
    qtbot.waitUntil(lambda: card.block.strip.count() == 1)
    assert evidencing.photos(desk, inspection.id, f"document:{issued.id}")[0].link.label.startswith("S-")
    assert "已回传 1" in card.state.text
    quiet()


def test_self_check_finalise_and_reopen(desk, found, open_page, qtbot):
    page = open_page(found, 8)
    step = page._steps[8]
    qtbot.waitUntil(lambda: sum(len(v) for v in step._lacks.values()) > 3)
    step.finalise_button.click()
    assert not step.confirm.isHidden()
    step.confirm.yes.click()
    assert inspecting.load(desk, found.id).state == "finalised"
    step.reopen_button.click()
    step.reason.setText("补拍照片")
    step.reopen.yes.click()
    assert inspecting.load(desk, found.id).state == "under_way"


def test_seal_reads_out_its_digest_and_waits_for_the_receipt(desk, found, open_page, qtbot, tmp_path, quiet):
    from inspector_app.casework import exchange
    from inspector_app.headquarters import demonstration as collector

    exchange.enrol(desk, collector.establish(tmp_path / "总部", "省局", at=desk.now()))
    reviewing.finalise(desk, found.id)
    stick = tmp_path / "U 盘"
    stick.mkdir()
    page = open_page(inspecting.load(desk, found.id), 8)
    step = page._steps[8]
    step.seal_to(str(stick))
    qtbot.waitUntil(lambda: inspecting.load(desk, found.id).state == "exported", timeout=30_000)
    quiet()
    export = exchange.exports(desk)[0]
    shown = [w.text() for w in step.findChildren(type(step.target))]
    assert any(text.replace(" ", "") == export.sha256 for text in shown)
    assert (stick / export.file_name).is_file()
    assert step.state.text == "已导出"


def test_the_viewer_shows_turns_and_withdraws(desk, found, open_page, qtbot, quiet):
    for colour in ("steelblue", "seagreen"):
        evidencing.take_in(desk, found.id, DEFECT, picture(colour), name=f"{colour}.jpg")
    page = open_page(found, 4, DEFECT)
    photos = evidencing.photos(desk, found.id, DEFECT)
    page.view_photo(DEFECT, photos[1].link.id)
    viewer = page.viewer
    assert viewer.title.text() == f"照片 {photos[1].link.label}"
    qtbot.waitUntil(lambda: not viewer.canvas._image.isNull())
    QTest.keyClick(viewer, Qt.Key.Key_R)
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert (viewer.canvas.quarter, viewer.canvas.zoom > 0.99) == (1, True)
    assert evidencing.original(desk, photos[1].evidence.sha256) == picture("seagreen")
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.photo.link.id == photos[0].link.id
    viewer.withdraw_button.click()
    viewer.reason.setText("拍重了")
    viewer.confirm.yes.click()
    assert len(evidencing.photos(desk, found.id, DEFECT)) == 1
    quiet()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert page._top.currentWidget() is page._inside
    assert inspecting.photo_counts(desk, found.id)[DEFECT] == 1


def test_officers_of_another_page_show_when_the_page_is_entered_again(desk, begin, open_page):
    inspection = begin()
    page = open_page(inspection, 2)
    office.save_officer(desk, office.new_officer("赵一鸣", "辽药监执 0601"))
    page.enter()
    assert "赵一鸣" in {box.text() for box in page._steps[2]._boxes.values()}
