"""The whole way to headquarters and back, by the page: letter, fingerprint, seal, digest, receipt."""

from __future__ import annotations

import hashlib

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from inspector_app.casework import case_papers, case_timeline, cases, exchange, office, pack_shelf
from inspector_app.desktop.pages.exchange import ExchangePage, spoken
from inspector_app.headquarters import demonstration as collector
from inspector_app.records.case import Party
from tests.bundle.packing import PROVINCE, file_of, packed, save

from ..conftest import NOON


@pytest.fixture
def page(qtbot, demonstration_desk, services):
    made = ExchangePage(demonstration_desk, services)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.enter()
    return made


@pytest.fixture
def central(tmp_path):
    folder = tmp_path / "总部"
    return folder, collector.establish(folder, "省局执法监督处", at=NOON)


def _enrol(page, letter):
    page.take_letter(str(letter))
    page.enrol_panel.yes.click()


def test_a_letter_is_believed_only_after_its_fingerprint_was_compared(page, central):
    page.take_letter(str(central[1]))
    assert exchange.headquarters(page.desk) is None
    assert page.enrol_fingerprint.text() == exchange.read_enrolment(central[1])[1]
    page.enrol_panel.no.click()
    assert exchange.headquarters(page.desk) is None
    _enrol(page, central[1])
    assert exchange.headquarters(page.desk).name == "省局执法监督处"
    assert page.header.subtitle.text() == "总部：省局执法监督处 · 公钥已登记"
    assert page.seal_button.isEnabled()


def test_nothing_is_sealed_before_headquarters_is_known(page):
    assert not page.seal_button.isEnabled()
    assert "登记以前不能封存" in page.hq_name.text()


def test_from_sealing_to_delivered(qtbot, page, central, tmp_path):
    folder, letter = central
    _enrol(page, letter)
    page.write_device_letter(str(tmp_path / "本机.json"))
    collector.register(folder, tmp_path / "本机.json", at=NOON)
    stick = tmp_path / "U 盘"
    stick.mkdir()
    with qtbot.waitSignal(page.saved, timeout=20000):
        page.seal(str(stick))
    (bundle,) = list(stick.iterdir())
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert "".join(page.digest.text().split()) == digest
    assert page.exports.lines.line(0).badge == "已导出"
    receipt = collector.collect(folder, bundle, tmp_path / "回执.json", at=NOON)
    page.take_receipt(str(receipt))
    assert page.exports.lines.line(0).badge == "已送达"
    assert "已送达" in page.banner.text
    assert not page._boxes


def test_a_closed_case_is_offered_sealed_and_delivered(qtbot, page, central, tmp_path):
    folder, letter = central
    _enrol(page, letter)
    page.write_device_letter(str(tmp_path / "本机.json"))
    collector.register(folder, tmp_path / "本机.json", at=NOON)
    # One that was not filed, and so is at its end.
    made = cases.open_from_source(page.desk, "report", party=Party(name="滨河市康宁大药房"), clue="举报", clue_at=NOON)
    for code in ("case_source_registration", "case_filing_approval"):
        case_papers.add_paper(page.desk, made.id, code, made_at=NOON)
    case_timeline.take_step(page.desk, made.id, "ordinary", "clue.checking", at=NOON)
    not_filed = {"not_filed_reason": "minor_corrected"}
    case_timeline.take_step(page.desk, made.id, "ordinary", "checking.not_filed", at=NOON, facts=not_filed)
    page.services.tell_changed("cases")
    page.enter()
    assert made.id not in page._boxes
    cases.close(page.desk, made.id)
    page.services.tell_changed("cases")
    page.enter()
    for key, box in page._boxes.items():
        box.setChecked(key == made.id)
    assert page.chosen_words.text().startswith("案件 1 件")
    with qtbot.waitSignal(page.saved, timeout=20000):
        page.seal(str(tmp_path))
    (bundle,) = tmp_path.glob("*.age")
    receipt = collector.collect(folder, bundle, tmp_path / "回执.json", at=NOON)
    page.take_receipt(str(receipt))
    assert cases.load(page.desk, made.id).state == "delivered"
    assert made.id not in page._boxes


def test_a_full_or_absent_stick_is_a_sentence_and_leaves_nothing(qtbot, page, central, tmp_path):
    _enrol(page, central[1])
    with qtbot.waitSignal(page.fault):
        page.seal(str(tmp_path / "没有插"))
    assert "请插好 U 盘" in page.banner.text
    qtbot.waitUntil(page.seal_button.isEnabled)


def test_cancelling_leaves_no_file(qtbot, page, central, tmp_path):
    _enrol(page, central[1])
    stick = tmp_path / "U 盘"
    stick.mkdir()
    page.seal(str(stick))
    page.progress.cancel_button.click()
    qtbot.waitUntil(lambda: not page.services.background.busy, timeout=20000)
    assert list(stick.iterdir()) == []
    assert "没有留下任何文件" in page.banner.text


def test_a_file_that_is_no_letter_is_refused_in_words(page, tmp_path):
    wrong = tmp_path / "照片.json"
    wrong.write_text("不是信", "utf-8")
    page.take_letter(str(wrong))
    assert page.banner.text
    assert page.enrol_panel.isHidden()
    page.take_receipt(str(wrong))
    assert page.banner.text


def test_a_digest_is_read_out_in_groups_of_four():
    lines = spoken("0123456789abcdef" * 4).splitlines()
    assert len(lines) == 2
    assert lines[0].split() == ["0123", "4567", "89ab", "cdef"] * 2


# What headquarters sends


def _offered(qtbot, page, *paths):
    page.receive([str(path) for path in paths])
    qtbot.waitUntil(lambda: not page.services.background.busy, timeout=20000)


@pytest.fixture
def known(page, tmp_path):
    """The page of a laptop that knows a made-up headquarters, whose key the test has."""
    from inspector_app.bundle.letters import save_letter
    from tests.bundle.packing import HQ
    from tests.casework.test_packs import ENROLMENT

    _enrol(page, save_letter(ENROLMENT, HQ, tmp_path / "登记信.json"))
    return page


def test_a_pack_is_shown_before_it_is_installed_and_nothing_happens_on_no(qtbot, known, tmp_path):
    part = known.receiving
    _offered(qtbot, known, save(tmp_path, packed(note="首次下发")))
    assert part.preview.isVisible()
    assert not part.card.isVisible()
    assert part.preview.name.text() == "法规包：虚构省裁量基准"
    assert "新增 1" in part.preview.tally.text()
    part.preview.no.click()
    assert pack_shelf.installed(known.desk) == []
    assert part.card.isVisible()


def test_installing_by_the_page(qtbot, known, tmp_path):
    part = known.receiving
    _offered(qtbot, known, save(tmp_path, packed()))
    with qtbot.waitSignal(known.saved, timeout=20000):
        part.preview.yes.click()
    assert "已安装 虚构省裁量基准 第 1 版" in known.banner.text
    assert part.packs.view.lines.line(0).badge == "在用"
    _offered(qtbot, known, tmp_path / "包.pack.zip")
    assert part.preview.badge.accessibleName() == "已经安装"
    assert not part.preview.yes.isVisible()
    part.preview.no.click()
    newer = PROVINCE.replace("version: '1'", "version: '2'").replace("0.25", "0.4")
    _offered(qtbot, known, save(tmp_path, packed(version=2, files=[file_of("discretion", newer)])))
    texts = [one.text() for one in part.preview.findChildren(QLabel)]
    assert "第 1 版 → 第 2 版" in texts
    assert {"裁量等级 › 从轻 › 幅度", "幅度的 0% 至 25%", "幅度的 0% 至 40%"} <= set(texts)
    with qtbot.waitSignal(known.saved, timeout=20000):
        part.preview.yes.click()
    assert [part.packs.view.lines.line(row).badge for row in (0, 1)] == ["在用", "旧版"]


def test_a_refused_pack_is_one_sentence_and_stops_no_other(qtbot, known, tmp_path):
    broken = save(tmp_path, packed()[:-40], "坏.pack.zip")
    strange = tmp_path / "照片.jpg"
    strange.write_bytes(b"\xff\xd8")
    with qtbot.waitSignal(known.fault):
        _offered(qtbot, known, strange, broken, save(tmp_path, packed()))
    qtbot.waitUntil(known.receiving.preview.isVisible, timeout=20000)
    assert "照片.jpg" in known.banner.text
    assert "没有正常的结尾" in known.banner.text
    assert known.receiving.preview.isVisible()


def test_one_place_takes_letters_receipts_and_packs(qtbot, page, central, tmp_path):
    folder, letter = central
    _offered(qtbot, page, letter)
    page.enrol_panel.yes.click()
    page.write_device_letter(str(tmp_path / "本机.json"))
    collector.register(folder, tmp_path / "本机.json", at=NOON)
    export = exchange.seal(page.desk, [w.id for w in page._waiting], tmp_path)
    receipt = collector.collect(folder, tmp_path / export.file_name, tmp_path / "回执.json", at=NOON)
    _offered(qtbot, page, receipt)
    assert "已送达" in page.banner.text
    made = collector.allot(
        folder, exchange.device(page.desk).id, ["责改"], year=2026, count=20, at=NOON, typed=(101, 150)
    )
    _offered(qtbot, page, made)
    with qtbot.waitSignal(page.saved, timeout=20000):
        page.receiving.preview.yes.click()
    (block,) = [one for one in office.number_blocks(page.desk) if one.source.startswith("总部")]
    assert (block.first, block.last) == (151, 170)
    _offered(qtbot, page, tmp_path / "本机.json")
    assert "要交给总部" in page.banner.text


def test_the_button_opens_a_dialog_and_what_it_chooses_is_received(qtbot, known, tmp_path):
    card = known.receiving.card
    card.button.click()
    (dialog,) = card.findChildren(QFileDialog)
    with qtbot.waitSignal(card.received) as told:
        dialog.filesSelected.emit([str(tmp_path / "x.json")])
    assert told.args == [[str(tmp_path / "x.json")]]
    dialog.reject()
    qtbot.waitUntil(lambda: not known.services.background.busy, timeout=20000)


def test_what_lies_on_a_stick_is_offered_once(qtbot, known, tmp_path, monkeypatch):
    stick = tmp_path / "U 盘"
    (stick / "总部").mkdir(parents=True)
    save(stick / "总部", packed())
    (stick / "别的.json").write_text("{}", "utf-8")
    monkeypatch.setattr(type(known.receiving), "sticks", staticmethod(lambda: [stick]))
    known.enter()
    qtbot.waitUntil(lambda: known.receiving.card.found.lines.rowCount() == 1, timeout=20000)
    known.receiving.card.found.opened.emit(known.receiving.card.found.lines.line(0).key)
    qtbot.waitUntil(known.receiving.preview.isVisible, timeout=20000)
    with qtbot.waitSignal(known.saved, timeout=20000):
        known.receiving.preview.yes.click()
    qtbot.waitUntil(lambda: known.receiving.card.found.lines.rowCount() == 0, timeout=20000)


def test_files_are_dropped(qtbot, known, tmp_path):
    from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(save(tmp_path, packed())))])
    card = known.receiving.card
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    card.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), copy, data, Qt.MouseButton.LeftButton, none))
    assert card.words.text() == "松开即接收"
    card.dropEvent(QDropEvent(QPointF(5, 5), copy, data, Qt.MouseButton.LeftButton, none))
    qtbot.waitUntil(known.receiving.preview.isVisible, timeout=20000)


def test_an_expired_pack_warns_on_both_pages(qtbot, known, tmp_path):
    from datetime import timedelta

    from inspector_app.casework import packs
    from inspector_app.desktop.pages.home import HomePage

    packs.install(known.desk, save(tmp_path, packed(expires=NOON.date() - timedelta(days=1))))
    known.services.tell_changed("packs")
    known.enter()
    assert "已经失效，仍在使用" in known.banner.text
    assert known.receiving.packs.view.lines.line(0).badge == "已失效，仍在用"
    home = HomePage(known.desk, known.services)
    qtbot.addWidget(home)
    home.enter()
    assert "虚构省裁量基准" in home.banner.text
    qtbot.waitUntil(lambda: not known.services.background.busy, timeout=20000)


def test_a_task_of_headquarters_is_begun_from_the_first_page(qtbot, known, tmp_path):
    from inspector_app.casework import inspecting, packs
    from inspector_app.desktop.pages.home import HomePage
    from tests.casework.test_packs import order, task_pack

    home = HomePage(known.desk, known.services)
    qtbot.addWidget(home)
    home.show()
    home.enter()
    assert not home.tasks.isVisible()
    packs.install(known.desk, save(tmp_path, task_pack(known.desk, order())))
    known.services.tell_changed("packs")
    assert home.tasks.isVisible()
    line = home.tasks.view.lines.line(0)
    assert (line.title, line.figure) == ("虚构大药房", "4 天")
    with qtbot.waitSignal(home.open_request) as opened:
        home.tasks.view.opened.emit(line.key)
    kind, key = opened.args
    assert kind == "inspection"
    assert inspecting.load(known.desk, key).task_no == "虚检〔2026〕1号"
    assert not home.tasks.isVisible()
    qtbot.waitUntil(lambda: not known.services.background.busy, timeout=20000)
