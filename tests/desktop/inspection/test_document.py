"""One document in its editor: reasons, differences, correction, keys, the page, paper."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inspector_app.casework import differing, inspecting, issuing
from inspector_app.desktop.pages.inspection import printing
from inspector_app.desktop.pages.inspection.printing import Setup, Sheaf
from inspector_app.fault import Fault

from ..conftest import NOON

DEFECT = "gsp-retail-15301"


@pytest.fixture
def out(tmp_path):
    """A folder with nothing in it yet."""
    made = tmp_path / "印出 来的"
    made.mkdir()
    return made


@pytest.fixture
def inspected(desk, begin):
    """An inspection with all its site record needs."""
    inspection = begin()
    inspecting.answer(desk, inspection.id, DEFECT, "non_compliant")
    inspecting.write_text(desk, inspection.id, DEFECT, "随货同行单未附在途温度记录")
    for field, value in {
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
    }.items():
        inspecting.set_value(desk, inspection.id, field, value)
    return inspecting.load(desk, inspection.id)


@pytest.fixture
def draft(desk, inspected):
    document = issuing.draft(desk, inspected.id, "site_record")
    return issuing.set_value(desk, document.id, "confirm", "属实")


@pytest.fixture
def edit(desk, inspected, open_page, qtbot, quiet):
    """Open a document in its editor and wait for its page."""

    def opened(document, *, faults=None):
        page = open_page(inspecting.load(desk, inspected.id), 6, faults=faults)
        step = page._steps[6]
        step.open_document(document.id)
        qtbot.waitUntil(lambda: bool(step.editor.paper.sheets()), timeout=20_000)
        quiet()
        return step.editor

    return opened


def test_a_value_against_the_records_asks_for_its_reason_by_chips(desk, draft, edit, qtbot, quiet):
    issuing.set_value(desk, draft.id, "party_name", "陈喆（个体）")
    faults: list = []
    editor = edit(draft, faults=faults)
    note = editor._fields["party_name"].override
    assert "企业档案：安康大药房（和平路店）" in note.record.text()
    assert not note.asking.isHidden()
    editor._ask_issue()
    assert "还没有写明理由" in str(faults[-1])
    assert editor.focusWidget() is note.text
    chip = next(b for b in note.asking.findChildren(type(note.give).__mro__[1]) if b.text() == "按证照原件填写")
    chip.click()
    quiet()
    assert issuing.load(desk, draft.id).typed["party_name"].reason == "按证照原件填写"
    qtbot.waitUntil(lambda: "理由：按证照原件填写" in note.reason.text())
    editor._ask_issue()
    assert not editor.confirm.isHidden()
    assert "按证照原件填写" in editor.asks.overrides.text()
    note.restore.click()
    quiet()
    assert issuing.load(desk, draft.id).overrides.keys() == {"confirm"}
    qtbot.waitUntil(note.isHidden)


def test_an_issued_document_shows_what_was_printed_and_why(desk, draft, edit):
    issuing.set_value(desk, draft.id, "party_name", "陈喆（个体）", reason="按证照原件填写")
    issued = issuing.issue(desk, draft.id)
    editor = edit(issued)
    shown = " ".join(w.text() for w in editor.facts.findChildren(type(editor.correction)))
    for words in (
        "陈喆（个体）",
        "印发时的记录：安康大药房（和平路店）",
        "理由：按证照原件填写",
        issued.pdf_sha256[:8],
    ):
        assert words in shown
    assert {"correct", "void", "anew"} <= set(editor.facts.buttons)
    assert not editor.bar.undo_button.isVisible()


def test_differences_are_shown_and_may_be_kept(desk, inspected, draft, edit, quiet):
    issued = issuing.issue(desk, draft.id)
    inspecting.set_value(desk, inspected.id, "enterprise.address", "和平路99号")
    editor = edit(issued)
    shown = " ".join(w.text() for w in editor.facts.findChildren(type(editor.correction)))
    assert "与现在的记录不一致：1 处" in shown
    assert "现在的记录：和平路99号" in shown
    editor.facts.buttons["differ-keep"].click()
    editor.asks.keep.yes.click()
    assert not editor.asks.keep.isHidden()
    editor.asks.keep.reason.setText("那天还没有搬")
    editor.asks.keep.yes.click()
    quiet()
    assert differing.affected(desk, issuing.documents(desk)) == {}
    assert "differ-keep" not in editor.facts.buttons


def test_a_correction_is_made_and_issued_in_the_window(desk, draft, edit, qtbot, quiet):
    issued = issuing.issue(desk, draft.id)
    editor = edit(issued)
    editor.facts.buttons["correct"].click()
    editor.asks.correct.reason.setText("“属实”漏字")
    editor.asks.correct.yes.click()
    quiet()
    made = editor.document
    assert (made.status, made.corrects) == ("draft", issued.id)
    assert "更正并取代" in editor.correction.text()
    editor._ask_issue()
    assert "取代" in editor.confirm.explanation.text()
    editor.confirm.yes.click()
    qtbot.waitUntil(lambda: issuing.load(desk, issued.id).status == "corrected", timeout=20_000)
    qtbot.waitUntil(lambda: f"open:{issued.id}" in editor.facts.buttons, timeout=10_000)
    editor.facts.buttons[f"open:{issued.id}"].click()
    qtbot.waitUntil(lambda: f"open:{made.id}" in editor.facts.buttons, timeout=10_000)
    assert editor.state.text == "已更正"
    assert not editor.print_button.isVisible()


def test_void_and_made_anew_in_one_go(desk, draft, edit, quiet):
    issued = issuing.issue(desk, draft.id)
    editor = edit(issued)
    editor.facts.buttons["anew"].click()
    editor.asks.anew.reason.setText("当事人写错")
    editor.asks.anew.yes.click()
    quiet()
    assert issuing.load(desk, issued.id).status == "void"
    assert (editor.document.status, editor.document.remakes) == ("draft", issued.id)


def test_keys_lead_through_a_document(desk, inspected, edit, quiet):
    document = issuing.draft(desk, inspected.id, "order_correction_notice")
    editor = edit(document)
    wrong = [p.key for p in issuing.problems(desk, document.id) if p.level == "error"]
    missing = [key for key in dict.fromkeys(wrong) if key in editor._fields]
    visited = []
    for _ in range(len(missing) + 1):
        QTest.keyClick(editor, Qt.Key.Key_F8)
        visited.append(editor._place)
    assert visited == [*missing, missing[0]]
    QTest.keyClick(editor, Qt.Key.Key_F6)
    assert editor.paper.hasFocus()
    QTest.keyClick(editor.paper, Qt.Key.Key_F6)
    assert editor._fields[missing[0]].isAncestorOf(editor.focusWidget())
    QTest.keyClick(editor, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert not editor.print_panel.isHidden()


def test_undo_is_a_new_entry_and_shows_the_field(desk, draft, edit, quiet):
    editor = edit(draft)
    issuing.set_value(desk, draft.id, "party_name", "陈喆（个体）")
    entries = len(desk.read.journal(draft.inspection_id))
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet()
    assert "party_name" not in issuing.load(desk, draft.id).overrides
    assert len(desk.read.journal(draft.inspection_id)) == entries + 1
    assert editor._fields["party_name"].edit.text() == "安康大药房（和平路店）"


def test_the_page_is_turned_and_sized(desk, draft, edit, quiet, qtbot):
    inspecting.write_text(desk, draft.inspection_id, DEFECT, "很长的情况。" * 400)
    editor = edit(draft)
    pages = len(editor.paper.sheets())
    assert pages > 1
    assert editor.paper.place() == (1, pages)
    editor.paper_bar.after.click()
    assert editor.paper.place()[0] == 2
    QTest.keyClick(editor.paper, Qt.Key.Key_PageUp)
    assert editor.paper.place()[0] == 1
    wide = editor.paper.sheets()[0].width()
    editor.paper_bar.larger.click()
    qtbot.waitUntil(lambda: editor.paper.sheets()[0].width() > wide, timeout=10_000)
    assert editor.paper_bar.size.text() == "125%"
    QTest.keyClick(editor, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    quiet()
    assert editor.paper.zoom == 1.0
    assert not editor.paper.horizontalScrollBar().isVisible()


def pdf_printer(folder):
    """A printer that writes what it is given into a folder, a file a job."""

    def make(_setup):
        printer = printing.make_printer()
        printer.setOutputFormat(printer.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(folder / f"{len(list(folder.iterdir()))}.pdf"))
        return printer

    return make


def test_a_set_is_printed_document_by_document(desk, draft, out, qapp):
    import pypdfium2

    issued = issuing.issue(desk, draft.id)
    sheaves = [
        Sheaf("a", "第一份", 1, lambda: issuing.frozen(desk, issued.id)),
        Sheaf("b", "第二份", 2, lambda: issuing.frozen(desk, issued.id)),
    ]
    steps = []
    came = printing.print_set(sheaves, Setup("任意"), lambda *told: steps.append(told), make=pdf_printer(out))
    assert [(one.key, one.state, one.pages) for one in came] == [
        ("a", "printed", issued.pages),
        ("b", "printed", 2 * issued.pages),
    ]
    assert steps[0][:2] == (0, 2)
    assert steps[-1][:2] == (2, 2)
    for name, pages in (("0.pdf", issued.pages), ("1.pdf", 2 * issued.pages)):
        read = pypdfium2.PdfDocument(out / name)
        assert len(read) == pages
        read.close()


def page_of(size, marks=b""):
    """A PDF of one page of a size in points."""
    import io

    import pikepdf

    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=size)
        made.pages[0].Contents = made.make_stream(marks)
        made.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("size", "paper", "at"),
    [
        pytest.param((595, 842), (595, 842), (72, 72), id="A4"),
        pytest.param((842, 595), (842, 595), (72, 72), id="lying"),
        pytest.param((312, 2126), (312, 2126), (72, 72), id="seal strip of 75 cm"),
        pytest.param((198, 850), (198, 850), (72, 72), id="seal strip of 30 cm"),
        pytest.param((510, 184), (595, 842), (72 + 42.5, 72 + 329), id="label, in the middle of A4"),
    ],
)
def test_a_page_is_printed_whole_and_at_its_true_size(size, paper, at, out, qapp):
    """Where a rule of the frozen page lies on the printed one: within half a millimetre."""
    import pypdfium2

    drawn = b"0 g 72 %d 100 2 re f" % (size[1] - 74)
    came = printing.print_set([Sheaf("a", "甲", 1, lambda: page_of(size, drawn))], Setup("任意"), make=pdf_printer(out))
    assert came[0].state == "printed", came[0].why
    read = pypdfium2.PdfDocument(out / "0.pdf")
    assert tuple(map(round, read.get_page_size(0))) == pytest.approx(paper, abs=1)
    picture = read[0].render(scale=4, grayscale=True).to_pil()
    read.close()
    middle = picture.crop((0, round(at[1] * 4) - 40, picture.width, round(at[1] * 4) + 60))
    left, top, right, bottom = (
        middle.point(lambda value: 255 if value < 100 else 0)
        .crop((round(at[0] * 4) - 40, 0, round(at[0] * 4) + 500, 100))
        .getbbox()
    )
    half_a_millimetre = 4 * 72 / 25.4 / 2
    assert (left - 40, top - 40) == pytest.approx((0, 0), abs=half_a_millimetre)
    assert (right - left, bottom - top) == pytest.approx((400, 8), abs=half_a_millimetre)


def test_single_pages_are_printed_again_after_a_jam(desk, draft, out, qapp):
    import pypdfium2

    issued = issuing.issue(desk, draft.id)
    again = Sheaf("a", "甲", 2, lambda: issuing.frozen(desk, issued.id), (2,))
    (came,) = printing.print_set([again], Setup("任意"), make=pdf_printer(out))
    assert (came.state, came.pages) == ("printed", 2)
    read = pypdfium2.PdfDocument(out / "0.pdf")
    assert len(read) == 2
    read.close()
    (beyond,) = printing.print_set([again._replace(pages=(1, 9))], Setup("任意"), make=pdf_printer(out))
    assert (beyond.state, beyond.pages) == ("failed", 0)
    assert "没有第9页" in beyond.why


@pytest.mark.parametrize(
    ("text", "pages"), [("", ()), (" 3 ", (3,)), ("1，3-5、2", (1, 2, 3, 4, 5)), ("2-2", (2,)), ("1,1", (1,))]
)
def test_pages_are_written_as_people_write_them(text, pages):
    assert printing.pages_of(text) == pages


@pytest.mark.parametrize("text", ["0", "a", "3-1", "-2", "2-", "1000", "²"])
def test_pages_that_mean_nothing_are_said(text):
    with pytest.raises(Fault, match="看不懂"):
        printing.pages_of(text)


def test_a_queue_that_takes_nothing_is_not_believed(tmp_path, monkeypatch):
    told = tmp_path / "lpstat"
    told.write_text('#!/bin/sh\necho "$2 not accepting requests since Thu"\n')
    told.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert printing._refuses("办公室")
    told.write_text('#!/bin/sh\necho "$2 accepting requests since Thu"\n')
    assert not printing._refuses("办公室")
    told.unlink()
    assert not printing._refuses("办公室")


def test_printing_stops_between_pages_and_tells_what_went(desk, draft, out, qapp):
    issued = issuing.issue(desk, draft.id)
    pages = issued.pages
    sheaves = [Sheaf(key, key, 2, lambda: issuing.frozen(desk, issued.id)) for key in "abc"]
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 2 * pages + 2

    came = printing.print_set(sheaves, Setup("任意"), cancelled=cancelled, make=pdf_printer(out))
    assert [one.state for one in came] == ["printed", "cancelled", "cancelled"]
    assert 0 < came[1].pages < 2 * pages
    assert came[2].pages == 0


def test_a_printer_that_is_gone_is_said_and_nothing_is_lost(desk, draft, qapp):
    issued = issuing.issue(desk, draft.id)
    sheaves = [Sheaf(key, key, 1, lambda: issuing.frozen(desk, issued.id)) for key in "ab"]
    first, second = printing.print_set(sheaves, Setup("拔掉的打印机"))
    assert (first.state, first.pages) == ("failed", 0)
    assert "找不到打印机“拔掉的打印机”" in first.why
    assert (second.state, second.why) == ("left", "找不到打印机“拔掉的打印机”")
    assert issuing.frozen(desk, issued.id)


def test_the_whole_set_is_offered_with_its_copies_and_written_as_files(desk, draft, inspected, open_page, out, quiet):
    issued = issuing.issue(desk, draft.id)
    other = issuing.draft(desk, inspected.id, "order_correction_notice")
    page = open_page(inspecting.load(desk, inspected.id), 6)
    card = page._steps[6].overview.documents
    card.print_button.click()
    panel = card.print_panel
    assert [(one.offer.key, one.box.isChecked()) for one in panel.lines] == [(issued.id, True), (other.id, False)]
    assert panel.lines[0].copies.value() == 2
    assert "1 种，共 2 份" in panel.count.text()
    panel.write(str(out))
    quiet()
    (file,) = out.iterdir()
    assert file.name == "01 现场笔录（2份）.pdf"
    assert file.read_bytes() == issuing.frozen(desk, issued.id)
    came = [
        printing.Came(key=issued.id, name="现场笔录", copies=2, pages=0, state="failed", why="打印机没有接受任务。")
    ]
    panel._printed(came)
    assert panel.lines[0].box.isChecked()
    assert panel.pages.isEnabled()
    panel.lines[1].box.setChecked(True)
    assert not panel.pages.isEnabled()
    panel.lines[1].box.setChecked(False)
    panel._printed([msgspec.structs.replace(came[0], state="waiting", pages=4, why="打印机停着")])
    assert not panel.lines[0].box.isChecked()


def test_a_set_of_files_that_meets_a_full_stick_says_which_are_there(desk, draft, inspected, open_page, out, quiet):
    issued = issuing.issue(desk, draft.id)
    other = issuing.draft(desk, inspected.id, "order_correction_notice")
    page = open_page(inspecting.load(desk, inspected.id), 6)
    panel = page._steps[6].overview.documents.print_panel
    page._steps[6].overview.documents.print_button.click()
    panel.lines[1].box.setChecked(True)
    (out / f".02 {other.name}（1份）.pdf.partial").mkdir()  # where the second file would begin there is no room
    panel.write(str(out))
    quiet()
    said = [label.text() for label in panel.findChildren(QLabel)]
    assert any(text.startswith("01 现场笔录") for text in said)
    assert any(text.startswith("02 ") and "没有留下" in text for text in said)
    assert (out / "01 现场笔录（2份）.pdf").read_bytes() == issuing.frozen(desk, issued.id)
    assert not (out / f"02 {other.name}（1份）.pdf").exists()
