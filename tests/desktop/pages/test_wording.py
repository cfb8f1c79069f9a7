"""表单包: the office's own wording taken from a file in the background, compared sentence by sentence, used, dropped."""

from __future__ import annotations

import threading

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from inspector_app.casework import wordings
from inspector_app.catalog.wording import WordingPack, write_wording
from inspector_app.desktop.pages.library import LibraryPage
from inspector_app.desktop.pages.library.page import PACKS
from inspector_app.desktop.pages.library.wording_sheet import WordingSheet
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

CODE = "order_correction_notice"


@pytest.fixture
def page(qtbot, services, desk):
    made = LibraryPage(desk, services)
    qtbot.addWidget(made)
    made.resize(1360, 840)
    made.show()
    made.enter()
    made.tabs.setCurrentIndex(PACKS)
    return made


@pytest.fixture
def official(desk, tmp_path):
    """The office's copy of one form, as it might have been printed."""
    path = tmp_path / "本局 格式.pdf"
    path.write_bytes(render(desk.library.form_as_shipped(CODE), {}, Stamp("0" * 32, 1, "empty")).pdf)
    return path


def words_in(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def adopted(qtbot, page, official):
    page.packs.wording.agency.setCurrentIndex(1)
    with qtbot.waitSignal(page.packs.wording.found, timeout=30_000):
        page.packs.wording.adopt(str(official))
    return page.packs._detail


def test_wording_is_compared_before_it_is_used_and_can_be_dropped(qtbot, page, desk, official):
    sheet = adopted(qtbot, page, official)
    qtbot.waitUntil(sheet.use.isVisible)
    assert "责令改正通知书" in sheet.chosen.currentText()
    assert wordings.in_use(wordings.where(desk)) == []
    with qtbot.waitSignal(page.services.changed):
        sheet.use.click()
    assert [one.code for one in wordings.in_use(wordings.where(desk))] == ["office"]
    assert "+office.1" in desk.library.form(CODE).version
    assert page.packs.view.current_key() == "own/office"
    qtbot.waitUntil(lambda: hasattr(page.packs._detail, "remove"), timeout=30_000)
    page.packs._detail.remove.click()
    assert page.packs.confirm.isVisible()
    assert wordings.in_use(wordings.where(desk)) != []
    page.packs.confirm.yes.click()
    assert wordings.in_use(wordings.where(desk)) == []
    assert "+" not in desk.library.form(CODE).version
    assert page.packs.view.current_key() != "own/office"


def test_what_is_left_is_left(qtbot, page, desk, official):
    sheet = adopted(qtbot, page, official)
    sheet.leave.click()
    assert wordings.in_use(wordings.where(desk)) == []
    assert page.packs._detail is not sheet


def test_adopting_shows_how_far_it_is_and_stops_when_asked(qtbot, page, official, monkeypatch):
    bar = page.packs.wording
    seen = threading.Event()
    real = wordings.adopt

    def held(place, path, *, agency, step):
        def slow(done, of, what):
            seen.wait(30)
            return step(done, of, what)

        return real(place, path, agency=agency, step=slow)

    monkeypatch.setattr(wordings, "adopt", held)
    bar.adopt(str(official))
    assert bar.progress.isVisible()
    assert not bar.adopt_button.isEnabled()
    bar.progress.cancel_button.click()
    seen.set()
    qtbot.waitUntil(bar.adopt_button.isEnabled, timeout=30_000)
    assert not bar.progress.isVisible()
    assert not isinstance(page.packs._detail, WordingSheet)


@pytest.mark.parametrize(("content", "said"), [(b"", "是空文件"), (b"x", "不是能打开的 PDF")])
def test_a_file_that_is_none_is_one_sentence(qtbot, page, tmp_path, content, said):
    path = tmp_path / "坏 文件.pdf"
    path.write_bytes(content)
    with qtbot.waitSignal(page.packs.failed, timeout=30_000) as caught:
        page.packs.wording.adopt(str(path))
    assert said in caught.args[0].what
    assert said in words_in(page)


def test_a_pack_of_which_something_does_not_fit_says_so(qtbot, page, tmp_path):
    path = tmp_path / "滨河.yaml"
    facts = {
        "code": "binhe",
        "version": "1",
        "name": "滨河局用语",
        "documents": [
            {"form": CODE, "fields": [{"key": "act", "set": {"label": "滨河局的叫法"}}]},
            {"form": "site_record", "fields": [{"key": "gone", "set": {"label": "x"}}]},
        ],
    }
    path.write_bytes(write_wording(msgspec.convert(facts, WordingPack)))
    with qtbot.waitSignal(page.packs.wording.found, timeout=30_000):
        page.packs.wording.read_pack(str(path))
    said = words_in(page.packs._detail)
    assert "没有字段 gone" in said
    assert "滨河局的叫法" in said
