"""The whole way to headquarters and back, by the page: letter, fingerprint, seal, digest, receipt."""

from __future__ import annotations

import hashlib

import pytest

from inspector_app.casework import exchange
from inspector_app.desktop.pages.exchange import ExchangePage, spoken
from inspector_app.headquarters import demonstration as collector

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
