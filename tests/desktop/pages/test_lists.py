"""Lists of inspections, enterprises, documents, photos, packs: fast, narrowed as one types, honest when empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector_app.casework import evidencing, inspecting, issuing, office
from inspector_app.desktop.pages.documents_register import DocumentsPage
from inspector_app.desktop.pages.enterprises import EnterprisesPage
from inspector_app.desktop.pages.evidence import EvidencePage, grouped
from inspector_app.desktop.pages.home import HomePage
from inspector_app.desktop.pages.inspections import InspectionsPage
from inspector_app.desktop.pages.library import LibraryPage
from inspector_app.records.enterprise import Enterprise


@pytest.fixture
def show(qtbot, services):
    def make(kind, desk):
        page = kind(desk, services)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        page.enter()
        return page

    return make


def test_inspections_are_paged_and_narrowed(qtbot, show, desk):
    for number in range(130):
        inspecting.start(desk, Enterprise(id=f"e{number}", name=f"第{number}药房"))
    page = show(InspectionsPage, desk)
    assert page.header.subtitle.text() == "共 130 次"
    assert page.view.lines.rowCount() < 130
    page.search.setText("第129")
    qtbot.waitUntil(lambda: page.view.lines.rowCount() == 1)
    assert page.view.lines.line(0).title == "第129药房"
    page.search.setText("没有")
    qtbot.waitUntil(page.none.isVisible)
    page.none.button.click()
    qtbot.waitUntil(lambda: page.view.lines.rowCount() > 1)


def test_a_list_without_inspections_offers_the_first_step(qtbot, show, desk):
    page = show(InspectionsPage, desk)
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.open_request) as told:
        page.empty.button.click()
    assert told.args[0] == "new-inspection"


def test_a_line_says_how_far_an_inspection_is(show, demonstration_desk):
    page = show(InspectionsPage, demonstration_desk)
    lines = {page.view.lines.line(n).title: page.view.lines.line(n) for n in range(3)}
    pharmacy = next(line for title, line in lines.items() if "安康" in title)
    assert pharmacy.part == 1.0
    assert "176 / 176 项" in pharmacy.detail
    assert "不符合 4" in pharmacy.detail


def test_enter_opens_an_inspection(qtbot, show, demonstration_desk):
    page = show(InspectionsPage, demonstration_desk)
    page.view.setCurrentIndex(page.view.lines.index(0))
    with qtbot.waitSignal(page.open_request) as told:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert told.args == ["inspection", page.view.lines.line(0).key]


def test_a_field_of_an_enterprise_is_committed_as_one_leaves_it(qtbot, show, desk):
    page = show(EnterprisesPage, desk)
    page.begin()
    page._fields["phone"].setText("0999-1")
    page._fields["phone"].commit()
    assert office.find_enterprises(desk) == []
    assert "先写名称" in page._rows["name"].below.text()
    page._fields["name"].setText("恒瑞药店")
    with qtbot.waitSignal(page.saved):
        page._fields["name"].commit()
    (stored,) = office.find_enterprises(desk, "hryd")
    assert (stored.name, stored.phone) == ("恒瑞药店", "0999-1")


def test_a_wrong_credit_code_is_kept_and_said(qtbot, show, demonstration_desk):
    page = show(EnterprisesPage, demonstration_desk)
    field = page._fields["uscc"]
    field.setText("91350100m000100y44")
    field.commit()
    assert "校验位" in page._rows["uscc"].below.text()
    assert demonstration_desk.read.get(Enterprise, page.enterprise.id).uscc == "91350100M000100Y44"


def test_what_is_typed_is_committed_when_the_page_is_left(show, demonstration_desk):
    page = show(EnterprisesPage, demonstration_desk)
    page._fields["contact_person"].setText("赵一")
    page.leave()
    assert demonstration_desk.read.get(Enterprise, page.enterprise.id).contact_person == "赵一"


def test_an_enterprise_shows_its_inspections_and_begins_another(qtbot, show, demonstration_desk):
    page = show(EnterprisesPage, demonstration_desk)
    assert page.history.lines.rowCount() == 1
    with qtbot.waitSignal(page.open_request) as told:
        page.inspect_button.click()
    assert inspecting.load(demonstration_desk, told.args[1]).enterprise == page.enterprise


def test_documents_are_registered_with_their_numbers(qtbot, show, demonstration_desk, tmp_path):
    page = show(DocumentsPage, demonstration_desk)
    count = len(issuing.documents(demonstration_desk))
    assert page.view.lines.rowCount() == count
    page.search.setText("责令改正")
    assert page.view.lines.rowCount() == 1
    key = page.view.lines.line(0).key
    with qtbot.waitSignal(page.services.toast_request, timeout=15000):
        page.write(key, str(tmp_path / "文书 1.pdf"))
    assert (tmp_path / "文书 1.pdf").read_bytes() == issuing.frozen(demonstration_desk, key)
    page.search.clear()
    page.show_state("void")
    assert page.none.isVisible()


def test_photos_show_their_facts_and_open_their_item(qtbot, show, demonstration_desk):
    page = show(EvidencePage, demonstration_desk)
    photos = evidencing.all_photos(demonstration_desk)
    assert page.view.tiles.rowCount() == len(photos)
    qtbot.waitUntil(lambda: page.pictures.get(photos[0].evidence.sha256) is not None)
    shown = [w.text() for w in page.side.findChildren(type(page.name))]
    assert grouped(photos[0].evidence.sha256) in shown
    assert grouped(photos[0].evidence.sm3) in shown
    with qtbot.waitSignal(page.open_request) as told:
        page.open_button.click()
    assert told.args == ["evidence", f"{photos[0].link.inspection_id}/{photos[0].link.item_id}"]


def test_a_lost_original_is_said_and_not_fatal(qtbot, show, demonstration_desk):
    for stored in (demonstration_desk.vault.folder / "evidence").rglob("*.age"):
        stored.unlink()
    page = show(EvidencePage, demonstration_desk)
    qtbot.waitUntil(lambda: "运行自检" in page.picture.text())


def test_without_photos_the_page_says_where_they_come_from(show, desk):
    page = show(EvidencePage, desk)
    assert page.pages.currentWidget() is page.empty


def test_packs_say_what_is_not_verified(qtbot, show, desk):
    page = show(LibraryPage, desk)
    page.show_item("gsp-retail-16107")
    part = page.packs
    assert part.view.current_key() == "checklist/gsp-retail"
    assert part.view.lines.rowCount() == min(60, len(desk.library.entries()))
    for row in range(part.view.lines.rowCount()):
        line = part.view.lines.line(row)
        entry = part._entries[line.key]
        expected = "未登记" if not entry.registered else "未核实" if entry.unverified else "已核实"
        assert line.badge.startswith(expected)
    qtbot.waitUntil(lambda: not page.services.background.busy, timeout=20_000)


def test_the_first_page_opens_what_it_lists(qtbot, show, demonstration_desk):
    page = show(HomePage, demonstration_desk)
    assert page.under_way.view.lines.rowCount() == 2
    assert page.returns.view.lines.rowCount() == 6
    qtbot.waitUntil(lambda: page.deadlines.view.lines.rowCount() == 3, timeout=20_000)
    told = [page.deadlines.view.lines.line(row).title for row in range(3)]
    assert told[0].startswith("登记保存处理期限")
    assert page.letter_button.isVisible()
    with qtbot.waitSignal(page.open_request) as told:
        page.returns.view._open(page.returns.view.lines.index(0))
    assert told.args[0] == "document"


def test_the_first_page_follows_what_changes(show, desk, services):
    page = show(HomePage, desk)
    assert page.under_way.empty.isVisible()
    inspecting.start(desk, Enterprise(id="e", name="新药房"))
    services.tell_changed("inspections")
    assert page.under_way.view.lines.line(0).title == "新药房"
