"""文号号段 in the settings: the office's words set, shared, taken back; data found elsewhere are asked about and go on in a minute."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt

from inspector_app.casework import home, number_words, numbers, office, opening
from inspector_app.desktop.pages.home import HomePage
from inspector_app.desktop.pages.settings import SettingsPage
from inspector_app.vault.vault import OFFICE_CHAIN

from ..conftest import NOON, PASSPHRASE

FILING, LIST = "case_filing_approval", "deficiency_list"


def opened_page(qtbot, desk, services):
    made = SettingsPage(desk, services)
    qtbot.addWidget(made)
    made.resize(1200, 900)
    made.show()
    made.show_named("numbers")
    return made


@pytest.fixture
def page(qtbot, desk, services):
    return opened_page(qtbot, desk, services)


@pytest.fixture
def words(page):
    page.numbers.words_chip.click()
    return page.numbers.words


def line(card, code):
    return card.view.lines.line(card.view.lines.row_of(code))


def test_every_numbered_form_is_listed_with_its_word_and_where_from(words):
    assert (line(words, "assist_investigation_letter").right, line(words, "assist_investigation_letter").badge) == (
        "协查",
        "表单",
    )
    words.search.setText("立案")
    found = line(words, FILING)
    assert (found.right, found.badge, found.tone) == ("检", "缺省 · 未核实", "major")
    assert "共用流水号" in found.detail
    words.search.clear()
    words.show_state("own")
    assert words.view.lines.rowCount() == 0


def test_a_word_is_tried_set_and_taken_back(qtbot, page, words):
    words.choose(FILING)
    assert "“检”（缺省，未核实）" in words.sources.text()
    assert not words.use_button.isEnabled()
    for typed, said, able in (
        ("立1", "只能用汉字", False),
        ("一二三四", "一到三个汉字", False),
        ("责改", "共用一个流水号", True),
    ):
        words.word.setText(typed)
        assert said in words.warning.text()
        assert words.use_button.isEnabled() is able
    words.word.setText("立")
    assert words.warning.isHidden()
    assert words.sample.text() == "和药监立〔2026〕1号"
    with qtbot.waitSignal(page.saved):
        words.use_button.click()
    assert number_words.word_of(page.desk, page.desk.library.form(FILING)) == "立"
    assert line(words, FILING).badge == "本机关"
    assert words.clear_button.isVisible()
    assert "李敏 2026-11-21 设" in words.sources.text()
    page.numbers.blocks_chip.click()
    assert page.block_word.findData("立") >= 0
    page.numbers.words_chip.click()
    with qtbot.waitSignal(page.saved):
        words.undo_button.click()
    assert number_words.word_of(page.desk, page.desk.library.form(FILING)) == "检"
    assert page.desk.read.journal(OFFICE_CHAIN)[-1]["action"].startswith("撤销 文种字")
    words.undo_button.click()
    assert page.banner.text == "没有可撤销的文种字改动"


def test_the_keys_do_it_too(qtbot, page, words):
    words.choose(LIST)
    words.word.setFocus()
    words.word.insert("缺清")
    qtbot.keyClick(words.word, Qt.Key.Key_Return)
    assert number_words.word_of(page.desk, page.desk.library.form(LIST)) == "缺清"
    words.undo_key.activated.emit()
    assert number_words.word_of(page.desk, page.desk.library.form(LIST)) == "检"


def test_an_own_word_can_be_given_up(qtbot, page, words):
    words.choose(LIST)
    words.word.setText("缺清")
    words.use_button.click()
    with qtbot.waitSignal(page.saved):
        words.clear_button.click()
    assert words.clear_button.isHidden()
    assert line(words, LIST).right == "检"


# Data found elsewhere


@pytest.fixture
def copied(desk, tmp_path):
    """A copy of data with one block, opened in another folder; the clock goes on."""
    office.add_number_block(desk, "检", year=2026, first=1, last=20)
    desk.close()
    shutil.copytree(desk.vault.folder, tmp_path / "U盘上的 数据")
    moments = iter(NOON.replace(hour=15, minute=minute, second=second) for minute in range(60) for second in range(60))
    made = opening.open_desk(tmp_path / "U盘上的 数据", PASSPHRASE, clock=lambda: next(moments))
    yield made
    made.close()


def test_at_home_nothing_is_asked(page):
    assert page.numbers.question.isHidden()


def test_data_found_elsewhere_are_asked_and_go_on_when_they_were_moved(qtbot, copied, services):
    first = HomePage(copied, services)
    qtbot.addWidget(first)
    first.show()
    first.enter()
    assert "数据不在原来的电脑或文件夹里" in first.number_warning.words.text()
    page = opened_page(qtbot, copied, services)
    question, blocks = page.numbers.question, page.number_blocks
    assert question.isVisible()
    assert "U盘上的 数据" in question.words.text()
    assert "原来的文件夹也还在" in question.words.text()
    assert not question.button.isEnabled()
    question.choose("moved")
    assert not question.button.isEnabled()
    question.reason.setText("搬到新电脑")
    with qtbot.waitSignal(page.saved):
        question.button.click()
    assert question.isHidden()
    assert home.away(copied) is None
    assert blocks.checking.isVisible()
    assert "数据搬到了这里" in blocks.check_words.text()
    with qtbot.waitSignal(page.saved):
        blocks.check_all_button.click()
    assert blocks.checking.isHidden()
    assert not any(numbers.unchecked(copied, block) for block in office.number_blocks(copied))


def test_a_copy_gives_its_blocks_up_and_the_list_says_so(qtbot, copied, services):
    page = opened_page(qtbot, copied, services)
    question = page.numbers.question
    question.choose("copy")
    question.reason.setText("给同事也装一份")
    question.button.click()
    assert question.isHidden()
    found = page.blocks.lines.line(0)
    assert found.badge == "归原来那一份"
    assert page.number_blocks.checking.isHidden()
