"""The register of documents: states, differences, numbers, paper; numbers in the settings and on the first page."""

from __future__ import annotations

import msgspec
import pytest

from inspector_app.casework import inspecting, issuing, numbers, office, printing, reviewing
from inspector_app.desktop.pages.documents_register import DIFFERING, DocumentsPage
from inspector_app.desktop.pages.home import HomePage
from inspector_app.desktop.pages.settings import SettingsPage
from inspector_app.vault.vault import Act


@pytest.fixture
def page(qtbot, services, demonstration_desk):
    made = DocumentsPage(demonstration_desk, services)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.enter()
    return made


def issued_notice(desk):
    return next(d for d in issuing.documents(desk) if d.form_code == "order_correction_notice")


def change_address(desk):
    notice = issued_notice(desk)
    reviewing.reopen(desk, notice.inspection_id, "更正住所")
    inspecting.set_value(desk, notice.inspection_id, "enterprise.address", "滨河市新地址9号")


def test_documents_the_records_left_behind_are_marked_and_found(qtbot, page, demonstration_desk):
    qtbot.waitUntil(lambda: not page.services.background.busy)
    page.show_state(DIFFERING)
    assert page.view.lines.rowCount() == 0
    change_address(demonstration_desk)
    page.services.tell_changed("inspections")
    page.enter()
    qtbot.waitUntil(lambda: bool(page._differing), timeout=10_000)
    badges = [page.view.lines.line(n).badge for n in range(page.view.lines.rowCount())]
    assert badges
    assert all(badge.startswith("与记录不一致") for badge in badges)


def test_the_set_of_a_document_is_offered_and_a_void_one_is_not(page, demonstration_desk):
    notice = issued_notice(demonstration_desk)
    page.view.setCurrentIndex(page.view.lines.index(page.view.lines.row_of(notice.id)))
    assert page.print_button.isEnabled()
    page.print_button.click()
    ticked = {line.offer.key for line in page.print_panel.lines if line.box.isChecked()}
    assert ticked == {notice.id}
    assert len(page.print_panel.lines) == len(issuing.documents(demonstration_desk, notice.inspection_id))
    issuing.void(demonstration_desk, notice.id, "填错")
    page.services.tell_changed("documents")
    page.enter()
    page.view.setCurrentIndex(page.view.lines.index(page.view.lines.row_of(notice.id)))
    page._current(notice.id)
    assert not page.print_button.isEnabled()


def test_empty_forms_are_chosen_and_written(qtbot, page, demonstration_desk, tmp_path):
    page.empty_button.click()
    panel = page.print_panel
    assert len(panel.lines) == len(demonstration_desk.library.forms())
    assert not panel.save_button.isEnabled()
    panel.search.setText("现场笔录")
    shown = [line for line in panel.lines if not line.isHidden()]
    assert [line.offer.name for line in shown] == ["现场笔录"]
    panel.all_button.click()
    assert [sheaf.key for sheaf in panel.chosen()] == ["site_record"]
    folder = tmp_path / "空白"
    folder.mkdir()
    panel.write(str(folder))
    qtbot.waitUntil(lambda: not page.services.background.busy, timeout=20_000)
    (file,) = folder.iterdir()
    assert file.read_bytes() == printing.empty_form(demonstration_desk.library, "site_record")


def test_the_register_of_numbers_opens_the_document_of_a_number(qtbot, page, demonstration_desk):
    notice = issued_notice(demonstration_desk)
    issuing.void(demonstration_desk, notice.id, "填错")
    page.numbers_button.click()
    assert page.ledger_area.isVisible()
    assert not page.listing.isVisible()
    series = next(one for one in page.ledger._series if one.void)
    page.ledger.choose(series.title)
    line = page.ledger.numbers.lines.line(0)
    assert (line.title, line.badge) == (notice.number, "已作废")
    assert "理由：填错" in line.detail
    with qtbot.waitSignal(page.open_request) as told:
        page.ledger._open(line.key)
    assert told.args == ["document", notice.id]
    page.numbers_button.click()
    assert page.listing.isVisible()


def run_low(desk, left):
    block = office.number_blocks(desk)[0]
    desk.record(lambda _: Act(action="试验", puts=(msgspec.structs.replace(block, next=block.last + 1 - left),)))
    return numbers.title(block)


def test_the_first_page_warns_before_numbers_run_out(qtbot, services, demonstration_desk):
    home = HomePage(demonstration_desk, services)
    qtbot.addWidget(home)
    home.show()
    home.enter()
    assert home.number_warning.isHidden()
    name = run_low(demonstration_desk, 3)
    services.tell_changed("numbers")
    assert home.number_warning.words.text() == f"{name}的文号只剩3个"
    with qtbot.waitSignal(home.open_request) as told:
        home.number_warning.button.click()
    assert told.args == ["settings", "numbers"]
    run_low(demonstration_desk, 0)
    services.tell_changed("numbers")
    assert "已经用完" in home.number_warning.words.text()


def test_after_a_restore_the_settings_ask_for_the_next_number(qtbot, services, demonstration_desk):
    page = SettingsPage(demonstration_desk, services)
    qtbot.addWidget(page)
    page.show()
    page.show_named("numbers")
    blocks = page.number_blocks
    assert blocks.checking.isHidden()
    (demonstration_desk.vault.folder / "backup.json").write_text('{"made_at": "2026-11-21T15:00:00+08:00"}', "utf-8")
    later = demonstration_desk.now().replace(hour=16)
    demonstration_desk.clock = lambda: later
    page.enter()
    assert not blocks.checking.isHidden()
    waiting = blocks.check_block_box.count()
    chosen = blocks._checked_block()
    assert blocks.check_next.number() == chosen.next
    blocks.check_next.setText(str(chosen.next + 2))
    blocks.check_button.click()
    assert blocks.check_block_box.count() == waiting - 1
    checked = next(one for one in office.number_blocks(demonstration_desk) if one.id == chosen.id)
    assert checked.next == chosen.next + 2
    assert checked.skipped[0].reason == "恢复备份以前已经用过"
