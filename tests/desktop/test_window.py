"""From an empty laptop through the door and back: first start, lock, unlock, recovery."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from inspector_app.casework import office, opening
from inspector_app.desktop import theme
from inspector_app.desktop.application import Application
from inspector_app.desktop.pages.door import strength
from inspector_app.desktop.pages.first_start import FirstStartPage
from inspector_app.desktop.pages.unlock import UnlockPage, read_identity
from inspector_app.desktop.preferences import THEME
from inspector_app.fault import Fault

from .conftest import PASSPHRASE


@pytest.fixture
def application(qtbot, qapp, tmp_path):
    made = Application(qapp, tmp_path / "张 三" / "数据")
    qtbot.addWidget(made.window, before_close_func=lambda _: made.shut())
    yield made
    qapp.aboutToQuit.disconnect(made.shut)
    made.deleteLater()


def _fill(page: FirstStartPage) -> None:
    page.next.click()
    page.passphrase.setText(PASSPHRASE)
    page.again.setText(PASSPHRASE)
    page.next.click()
    page.organisation.fields["name"].setText("和平区药品监督管理局")
    page.next.click()
    for form, name, number in zip(page.officer_forms, ("李敏", "𠮷野堃"), ("001", "002"), strict=True):
        form.name.setText(name)
        form.certificate.setText(number)
        form.valid_until.setText("2028-12-31")


def test_first_start_leads_to_the_workspace(qtbot, application):
    application.start()
    page = application.window.centralWidget()
    assert isinstance(page, FirstStartPage)
    _fill(page)
    page.next.click()
    qtbot.waitUntil(lambda: hasattr(page, "sheet"))
    assert page.passphrase.text() == ""
    with qtbot.waitSignal(application.window.desk_opened):
        page.sheet.next.click()
    desk = application.window.desk
    assert [o.name for o in office.officers(desk)] == ["李敏", "𠮷野堃"]
    assert office.organisation(desk).name == "和平区药品监督管理局"
    assert application.window.workspace.place == "home"
    assert (application.folder / "log" / "window.log").exists()


def test_going_back_loses_nothing_and_nothing_is_written_before_the_end(application):
    application.start()
    page = application.window.centralWidget()
    _fill(page)
    page.back.click()
    page.back.click()
    assert page.passphrase.text() == PASSPHRASE
    page.next.click()
    assert page.organisation.fields["name"].text() == "和平区药品监督管理局"
    assert not opening.vault_exists(application.folder)


def test_what_is_wrong_is_said_at_its_field(application):
    application.start()
    page = application.window.centralWidget()
    page.next.click()
    page.passphrase.setText("short")
    page.next.click()
    assert "至少 8 个字符" in page.passphrase_row.below.text()
    page.passphrase.setText(PASSPHRASE)
    page.again.setText(PASSPHRASE + "x")
    page.next.click()
    assert page.again_row.below.text() == "两次输入不一样"
    page.again.setText(PASSPHRASE)
    page.next.click()
    page.next.click()
    assert page.organisation.rows["name"].below.text() == "请填写机关名称"
    page.organisation.fields["name"].setText("局")
    page.next.click()
    page.next.click()
    assert "还没有登记执法人员" in page.banner.text
    page.officer_forms[0].name.setText("李敏")
    page.officer_forms[0].certificate.setText("001")
    page.officer_forms[0].valid_until.setText("2028-13-01")
    page.next.click()
    assert "不是一个日期" in page.officer_forms[0].rows["valid_until"].below.text()


@pytest.fixture
def opened(qtbot, application):
    application.start()
    page = application.window.centralWidget()
    _fill(page)
    page.next.click()
    qtbot.waitUntil(lambda: hasattr(page, "sheet"))
    with qtbot.waitSignal(application.window.desk_opened):
        page.sheet.next.click()
    return application


def test_locking_closes_the_vault_and_unlocking_goes_back_to_the_same_place(qtbot, opened):
    opened.window.workspace.go("exchange")
    with qtbot.waitSignal(opened.window.locked):
        opened.window.workspace.lock_requested.emit()
    page = opened.window.centralWidget()
    assert isinstance(page, UnlockPage)
    assert opened.window.desk is None
    opening.open_desk(opened.folder, PASSPHRASE).close()
    page.field.setText("不对的口令呀呀")
    page.unlock()
    qtbot.waitUntil(lambda: "口令不对" in page.row.below.text())
    page.field.setText(PASSPHRASE)
    with qtbot.waitSignal(opened.window.desk_opened):
        page.unlock()
    assert opened.window.workspace.place == "exchange"


def test_a_second_window_is_told_who_has_the_vault(qtbot, opened):
    page = UnlockPage(opened.folder, opened.background)
    qtbot.addWidget(page)
    page.field.setText(PASSPHRASE)
    page.unlock()
    qtbot.waitUntil(lambda: "数据库正由" in page.banner.text)
    assert "请先关闭那个窗口" in page.banner.text


def test_an_empty_passphrase_is_not_tried(qtbot, opened):
    page = UnlockPage(opened.folder, opened.background)
    qtbot.addWidget(page)
    page.unlock()
    assert page.row.below.text() == "还没有输入口令"
    assert not opened.background.busy


def test_the_choice_of_theme_is_kept_and_the_text_size_builds_the_pages_anew(qtbot, opened):
    opened.window.workspace.services.theme_request.emit("dark", "")
    assert theme.current().tokens.dark
    opened.window.workspace.go("settings")
    with qtbot.waitSignal(opened.window.desk_opened):
        opened.window.workspace.services.theme_request.emit("", "large")
    assert theme.current().body == 16
    assert opened.preferences.get(THEME) == "dark"
    assert opened.window.workspace.place == "settings"


def test_caps_lock_is_guessed_from_what_is_typed(qtbot, opened):
    page = UnlockPage(opened.folder, opened.background)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.field.caps_lock) as told:
        qtbot.keyClicks(page.field, "A")
    assert told.args == [True]
    with qtbot.waitSignal(page.field.caps_lock) as told:
        qtbot.keyClicks(page.field, "a")
    assert told.args == [False]


@pytest.mark.parametrize(
    ("passphrase", "tone"),
    [("abc", "critical"), ("aaaaaaaaaaaa", "major"), ("潮湿的库房要除湿", "ok"), ("correct horse battery 9", "ok")],
)
def test_strength_has_a_word_for_every_passphrase(passphrase, tone):
    words, found = strength(passphrase)
    assert found == tone
    assert words


def test_a_file_without_a_recovery_key_is_refused(tmp_path):
    for content in (b"", b"\xff\xfe nothing", "只是文字".encode()):
        path = tmp_path / "文件 1.txt"
        path.write_bytes(content)
        with pytest.raises(Fault, match="没有恢复密钥"):
            read_identity(path)
    path.write_text("# created\nAGE-SECRET-KEY-1ABC\n", "utf-8")
    assert read_identity(path) == "AGE-SECRET-KEY-1ABC"


def test_qt_itself_speaks_chinese(qapp):
    from inspector_app.desktop.application import prepare

    assert prepare(["inspector"]) is QApplication.instance()
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
