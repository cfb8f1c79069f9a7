"""Step 7 as the inspector uses it: pages dropped at once find their place, the others are filed by hand."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from inspector_app.casework import evidencing, inspecting, issuing, returning
from inspector_app.desktop.pages.verify_panel import VerifyPanel
from inspector_app.fault import Fault

from ..conftest import NOON

DEFECT = "gsp-retail-15301"


@pytest.fixture
def issued(desk, begin):
    inspection = begin()
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
    inspecting.answer(desk, inspection.id, DEFECT, "non_compliant")
    inspecting.write_text(desk, inspection.id, DEFECT, "随货同行单未附在途温度记录" * 3)
    document = issuing.draft(desk, inspection.id, "site_record")
    issuing.set_value(desk, document.id, "confirm", "属实")
    made = issuing.issue(desk, document.id)
    assert made.pages == 2
    return made


@pytest.fixture
def pages(desk, issued):
    document = pypdfium2.PdfDocument(issuing.frozen(desk, issued.id))
    found = [page.render(scale=150 / 72).to_pil().copy() for page in document]
    document.close()
    return found


@pytest.fixture
def put(tmp_path):
    def write(name: str, *images: Image.Image):
        kept = io.BytesIO()
        if name.endswith("pdf"):
            images[0].save(kept, "PDF", save_all=True, append_images=list(images[1:]))
        else:
            images[0].save(kept, "JPEG", quality=70)
        path = tmp_path / name
        path.write_bytes(kept.getvalue())
        return path

    return write


def drop(widget, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    widget.dropEvent(event)


def words(lines):
    return [(line.badge.text, line.words.text()) for line in lines.lines]


def bare(page):
    """The page without its code."""
    copy = page.copy()
    copy.paste("white", (0, copy.height * 9 // 10, copy.width, copy.height))
    return copy


def test_pages_dropped_at_once_find_their_place(desk, issued, pages, put, open_page, qtbot, quiet):
    step = open_page(inspecting.load(desk, issued.inspection_id), 7)._steps[7]
    card = step._cards[issued.id]
    assert card.state.text == "还没有回传"
    drop(step.card, put("扫描 件.pdf", pages[1].rotate(180)))
    qtbot.waitUntil(lambda: card.state.text == "已回传 1 / 2 页", timeout=15_000)
    qtbot.waitUntil(lambda: card.block.strip.count() == 1)
    assert [word for word, _ in words(step.card.lines)] == ["已归档"]
    drop(step.card, put("第一页.jpg", pages[0]))
    qtbot.waitUntil(lambda: card.state.text == "已回传 2 页", timeout=15_000)
    quiet()
    assert returning.state(desk, issued.id).complete
    qtbot.waitUntil(lambda: not any("签字页" in lack.text for lack in step.missing._lacks))
    shown = {photo.evidence.sha256 for photo in evidencing.photos(desk, issued.inspection_id)}
    qtbot.waitUntil(lambda: set(card.block._straight) == shown, timeout=15_000)


def test_a_page_without_a_code_is_filed_by_hand_from_its_line(desk, issued, pages, put, open_page, qtbot, quiet):
    step = open_page(inspecting.load(desk, issued.inspection_id), 7)._steps[7]
    drop(step.card, put("没有码.jpg", bare(pages[1])))
    qtbot.waitUntil(lambda: bool(step.card.lines.lines), timeout=15_000)
    quiet()
    ((word, sentence),) = words(step.card.lines)
    assert word == "认不出"
    assert "没有认出二维码" in sentence
    assert evidencing.photos(desk, issued.inspection_id) == []
    row = step.card.lines.lines[0].row
    chooser, button = row.itemAt(2).widget(), row.itemAt(3).widget()
    assert [chooser.itemText(n)[-5:] for n in range(chooser.count())] == ["第 1 页", "第 2 页"]
    chooser.setCurrentIndex(1)
    button.click()
    qtbot.waitUntil(lambda: returning.state(desk, issued.id).back == {2: ("S-001",)}, timeout=15_000)
    quiet()
    assert [word for word, _ in words(step.card.lines)] == ["已归档"]


def test_dropped_on_its_document_it_stays_there_and_asks_for_its_page(
    desk, issued, pages, put, open_page, qtbot, quiet
):
    step = open_page(inspecting.load(desk, issued.inspection_id), 7)._steps[7]
    card = step._cards[issued.id]
    drop(card, put("没有码.jpg", bare(pages[0])))
    qtbot.waitUntil(lambda: card._asking.count() == 1, timeout=15_000)
    quiet()
    assert [word for word, _ in words(step.card.lines)] == ["待定页"]
    asked = card._asking.itemAt(0).widget().findChildren(type(card.block.add_button))
    assert [button.text() for button in asked] == ["第 1 页", "第 2 页"]
    asked[0].click()
    assert returning.state(desk, issued.id).missing == (2,)
    assert card.state.text == "已回传 1 / 2 页"
    assert card._asking.count() == 0


def test_what_is_no_page_is_one_line_and_the_others_go_on(desk, issued, pages, put, open_page, qtbot, quiet, tmp_path):
    step = open_page(inspecting.load(desk, issued.inspection_id), 7)._steps[7]
    text = tmp_path / "说明.jpg"
    text.write_text("不是图片", "utf-8")
    drop(step.card, text, put("第一页.jpg", pages[0]))
    qtbot.waitUntil(lambda: len(step.card.lines.lines) == 2, timeout=15_000)
    quiet()
    assert [word for word, _ in words(step.card.lines)] == ["认不出", "已归档"]
    assert step.card.lines.lines[0].row.count() == 2


def test_verifying_tells_paper_from_record(desk, services, issued, pages, put, qtbot, quiet):
    panel = VerifyPanel(desk, services)
    qtbot.addWidget(panel)
    panel.show()
    drop(panel, put("扫描.pdf", pages[0], bare(pages[1])))
    qtbot.waitUntil(lambda: len(panel.lines.lines) == 2, timeout=15_000)
    quiet()
    assert [word for word, _ in words(panel.lines)] == ["认不出", "码与记录一致"]
    assert "1 页的码与记录一致" in panel.summary.text()
    with qtbot.waitSignal(panel.open_requested) as told:
        panel.lines.lines[1].button.click()
    assert told.args == [issued.id]
    from inspector_app.documents import qr

    forged = qr.build(qr.PageMark(issued.id, 1, 1, issued.pages, "0" * 16, issued.journal_head[:8]))
    qtbot.keyClicks(panel.code, forged)
    qtbot.keyClick(panel.code, Qt.Key.Key_Return)
    assert [word for word, _ in words(panel.lines)] == ["与记录不符"]
    assert panel.code.text() == ""
    missing = put("x.jpg", pages[0]).with_name("没有.pdf")
    panel.verify([missing])
    qtbot.waitUntil(lambda: "找不到文件" in panel.lines.lines[0].words.text(), timeout=15_000)
    quiet()
    panel._failed(Fault("数据库已经关闭", code="vault_closed"))
    assert "数据库已经关闭" in panel.lines.lines[0].words.text()
