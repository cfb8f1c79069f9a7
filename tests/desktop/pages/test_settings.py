"""Settings: every change is committed and journalled, the self-check tells what it found."""

from __future__ import annotations

import pytest

from inspector_app.casework import office, opening
from inspector_app.desktop.pages.looks import LooksCard
from inspector_app.desktop.pages.settings import NUMBERS, OFFICERS, SettingsPage

from ..conftest import PASSPHRASE

PASSPHRASES, BACKUP, DOCTOR = 4, 5, 6


@pytest.fixture
def page(qtbot, desk, services):
    made = SettingsPage(desk, services)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.enter()
    return made


def test_a_field_of_the_office_is_committed_and_a_missing_name_refused(qtbot, page):
    page.organisation.fields["address"].setText("迎宾路8号")
    with qtbot.waitSignal(page.saved):
        page.organisation.fields["address"].commit()
    assert office.organisation(page.desk).address == "迎宾路8号"
    page.organisation.fields["name"].setText("")
    page.organisation.fields["name"].commit()
    assert page.organisation.rows["name"].below.text() == "请填写机关名称"
    assert office.organisation(page.desk).name


def test_an_officer_is_put_on_file_acts_and_is_retired(qtbot, page):
    page.show_section(OFFICERS)
    page.officers.begin()
    page.officers.form.name.setText("赵一")
    page.officers.form.certificate.setText("003")
    page.officers.form.valid_until.setText("20261201")
    with qtbot.waitSignal(page.saved):
        page.officers.save_button.click()
    added = next(o for o in office.officers(page.desk) if o.name == "赵一")
    row = page.officers.view.lines.row_of(added.id)
    assert page.officers.view.lines.line(row).badge == "10 天后到期"
    page.officers.edit(added.id)
    page.officers.act_button.click()
    assert page.desk.who == "赵一"
    page.officers.edit(added.id)
    page.officers.retire_button.click()
    assert page.officers.confirm.question.text() == "停用 赵一？"
    page.officers.confirm.yes.click()
    assert all(o.name != "赵一" for o in office.officers(page.desk))


def test_a_twin_certificate_is_refused_in_words(page):
    page.show_section(OFFICERS)
    page.officers.begin()
    page.officers.form.name.setText("赵一")
    page.officers.form.certificate.setText(office.officers(page.desk)[0].certificate_no)
    page.officers.save_button.click()
    assert "已登记给" in page.banner.text


def test_number_blocks_never_overlap(qtbot, page):
    page.show_section(NUMBERS)
    assert page.block_word.count() > 0
    with qtbot.waitSignal(page.saved):
        page.block_button.click()
    assert page.blocks.lines.line(0).badge == "剩 20"
    page.block_button.click()
    assert "重叠" in page.banner.text
    assert len(office.number_blocks(page.desk)) == 1


def test_a_new_passphrase_opens_the_vault_and_the_old_one_does_not(qtbot, page):
    page.show_section(PASSPHRASES)
    page.new.setText("新的口令要记住")
    page.again.setText("新的口令要记")
    page.change_button.click()
    assert page.again_row.below.text() == "两次输入不一样"
    page.new.setText("新的一句口令要记住")
    page.again.setText("新的一句口令要记住")
    page.change_button.click()
    qtbot.waitUntil(lambda: "口令已更换" in page.banner.text)
    folder = page.desk.vault.folder
    page.desk.close()
    opening.open_desk(folder, "新的一句口令要记住").close()
    with pytest.raises(Exception, match="口令不对"):
        opening.open_desk(folder, PASSPHRASE)


def test_a_backup_opens_with_the_same_passphrase(qtbot, page, tmp_path):
    page.show_section(BACKUP)
    other = tmp_path / "另一块 盘"
    other.mkdir()
    page.back_up(str(other))
    qtbot.waitUntil(lambda: "已备份到" in page.backup_words.text())
    (made,) = other.iterdir()
    copied = opening.open_desk(made, PASSPHRASE)
    assert office.organisation(copied).name == office.organisation(page.desk).name
    copied.close()


def test_the_self_check_tells_what_it_found(qtbot, page):
    page.show_section(DOCTOR)
    page.doctor_button.click()
    qtbot.waitUntil(page.checks.isVisible, timeout=20000)
    found = {page.checks.lines.line(n).title: page.checks.lines.line(n) for n in range(page.checks.lines.rowCount())}
    assert found["数据库"].badge == "正常"
    assert found["恢复密钥"].badge == "请注意"
    qtbot.waitUntil(page.doctor_button.isEnabled)


def test_the_recovery_sheet_names_the_vault_and_is_written(page, tmp_path):
    page.show_section(PASSPHRASES)
    page.sheet_button.click()
    sheet = page.sheet_holder.itemAt(0).widget()
    assert "辽A017" in sheet.document().toPlainText()
    sheet.write(str(tmp_path / "恢复单.pdf"))
    assert (tmp_path / "恢复单.pdf").read_bytes().startswith(b"%PDF")


def test_looks_are_asked_of_the_window(qtbot, page):
    page.show_section(3)
    with qtbot.waitSignal(page.services.theme_request) as told:
        page.pages.widget(3).findChild(LooksCard).pick_theme("dark")
    assert told.args == ["dark", ""]


def test_minutes_until_the_lock_are_kept(qtbot, page, tmp_path):
    from inspector_app.desktop.preferences import IDLE_MINUTES, Preferences

    page.services.preferences = Preferences(tmp_path / "window.ini")
    page.show_section(3)
    with qtbot.waitSignal(page.services.idle_changed):
        page.pages.widget(3).findChild(LooksCard).pick_idle(5)
    assert Preferences(tmp_path / "window.ini").get(IDLE_MINUTES) == 5
