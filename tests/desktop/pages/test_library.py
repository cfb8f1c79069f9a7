"""法规: laws, violations, packs; found, opened, copied, official texts brought in."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from inspector_app.casework import law_index, law_texts
from inspector_app.catalog.law import chinese_number
from inspector_app.desktop.pages.library import LibraryPage
from inspector_app.desktop.pages.library.citing import CitationLine
from inspector_app.desktop.pages.library.page import LAWS, PACKS, VIOLATIONS

RETAIL = "drug-117-retail-inferior"
PENAL = "《中华人民共和国药品管理法》第一百一十七条第一款、《中华人民共和国药品管理法》第一百一十八条第一款"


def words_in(widget):
    # What was just put into a layout is shown with the next event; what went before is gone from the sheet.
    return "\n".join(label.text() for label in widget._shown.findChildren(QLabel))


@pytest.fixture
def page(qtbot, services, desk):
    made = LibraryPage(desk, services)
    qtbot.addWidget(made)
    made.resize(1360, 840)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: made._index is not None, timeout=20_000)
    return made


@pytest.fixture
def official(tmp_path):
    """A text of 药品管理法 as a publisher's file; its words are ours."""
    before = "".join(f"第{chinese_number(number)}条 前文{number}。\n\n" for number in range(1, 117))
    file = tmp_path / "药品 管理法.md"
    file.write_text(
        f"# 中华人民共和国药品管理法\n\n{before}第一百一十七条 冰凌一句。\n冰凌二句。\n\n第一百一十八条 末句。\n",
        encoding="utf-8",
    )
    return file


def test_every_law_is_listed_with_its_version_and_what_was_not_read(page):
    book = page._index.book
    assert page.tabs.tabText(LAWS) == f"法规 {len(book.laws)}"
    assert page.tabs.tabText(VIOLATIONS) == f"违法行为 {len(book.violations)}"
    lines = {line.key: line for line in page.laws._lines}
    assert set(lines) == {law.id for law in book.laws}
    for law in book.laws:
        assert (lines[law.id].badge == "未核实") is not law.current.verified
    assert "2019-12-01 施行" in lines["drug-admin-law"].detail
    page.show_law("advertising-law")
    assert "未读" in words_in(page.laws.head)


def test_an_article_shows_who_cites_it_and_copies_in_the_standard_form(qtbot, page):
    page.show_law("drug-admin-law/117")
    assert page.tabs.currentIndex() == LAWS
    assert "零售劣药" in words_in(page.laws.sheet)
    assert "还没有导入" in words_in(page.laws.sheet)
    page.activateWindow()
    qtbot.waitUntil(page.laws.articles.hasFocus)
    QTest.keyClick(page.laws.articles, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "《中华人民共和国药品管理法》第一百一十七条"


def test_laws_and_articles_are_found_by_words(qtbot, page):
    page.laws.search.setText("ypglf 117条")
    qtbot.waitUntil(lambda: [one.key for one in page.laws._lines] == ["drug-admin-law/117"])
    assert page.laws.articles.current_key() == "117"
    page.laws.search.setText("齉龘")
    qtbot.waitUntil(page.laws.none.isVisible)
    page.laws.search.clear()
    qtbot.waitUntil(lambda: len(page.laws._lines) == len(page._index.book.laws))


def test_violations_are_found_by_words_initials_and_domain(qtbot, page):
    page.tabs.setCurrentIndex(VIOLATIONS)
    part = page.violations
    assert len(part._found) == len(page._index.book.violations)
    part.search.setText("lsly")
    qtbot.waitUntil(lambda: [one.id for one in part._found] == [RETAIL])
    part.search.setText("过期")
    qtbot.waitUntil(lambda: len(part._found) > 3)
    next(chip for chip in part.domains.buttons() if chip.property("domain") == "cosmetic").click()
    qtbot.waitUntil(lambda: {one.domain for one in part._found} == {"cosmetic"})
    part.search.setText("齉龘")
    qtbot.waitUntil(part.none.isVisible)
    part.search.clear()
    qtbot.waitUntil(lambda: len(part._found) > 50)


def test_one_violation_side_by_side(page):
    page.show_violation(RETAIL)
    said = words_in(page.violations.sheet)
    for words in (
        "零售劣药(含过期药品)",
        "货值金额10倍以上20倍以下（货值金额不足1万元的，按1万元计算）",
        "与首查的罚款相同",
        "可以直接处罚，不以责令改正为前提",
        "终身禁止药品生产经营活动",
        "药品经营企业、医疗机构不知情免罚",
    ):
        assert words in said
    cites = [line.citation for line in page.violations.sheet._shown.findChildren(CitationLine)]
    assert "《中华人民共和国药品管理法》第九十八条第三款" in cites
    page.copy_citation()
    assert QGuiApplication.clipboard().text() == PENAL
    page.show_violation("drug-126-gsp")
    said = words_in(page.violations.sheet)
    assert "先责令改正；逾期不改正的，才可以罚款" in said
    assert "未配备" in said or "弄虚作假" in said


def test_every_violation_can_be_shown(page):
    for violation in page._index.book.violations[::7]:
        page.violations.sheet.show_violation(page._index, violation, {})
        assert page.violations.sheet.violation is violation


def test_a_press_on_a_citation_opens_its_article_and_back(page):
    page.show_violation(RETAIL)
    line = next(
        one for one in page.violations.sheet._shown.findChildren(CitationLine) if "一百一十七条" in one.citation
    )
    line.copy_button.click()
    assert QGuiApplication.clipboard().text() == line.citation
    line.open_button.click()
    assert (page.tabs.currentIndex(), page.laws.law.id) == (LAWS, "drug-admin-law")
    assert page.laws.citation() == "《中华人民共和国药品管理法》第一百一十七条"
    page.laws.sheet.violation_requested.emit("drug-126-gsp")
    assert (page.tabs.currentIndex(), page.violations.sheet.violation.id) == (VIOLATIONS, "drug-126-gsp")


def test_an_official_text_stands_beside_our_summary(qtbot, page, desk, official):
    page.show_law("drug-admin-law/117")
    with qtbot.waitSignal(page.laws.imported, timeout=15_000):
        page.laws.import_file(str(official))
    assert page.laws.articles.current_key() == "117"
    said = words_in(page.laws.sheet)
    assert "冰凌二句。" in said
    assert "第 2 款" in said
    assert "零售劣药" in said
    assert "处与文本不符" in page.banner.text
    page.laws.search.setText("冰凌")
    qtbot.waitUntil(lambda: [one.key for one in page.laws._lines] == ["drug-admin-law/117"])
    page.show_violation(RETAIL)
    assert "冰凌一句。" in words_in(page.violations.sheet)


def test_a_text_of_another_title_is_asked_about(qtbot, page, desk, tmp_path):
    file = tmp_path / "某办法.txt"
    file.write_text("某办法\n第一条 一句。\n", encoding="utf-8")
    page.show_law("vaccine-law")
    page.laws.import_file(str(file))
    qtbot.waitUntil(lambda: not page.laws.confirm.isHidden(), timeout=15_000)
    assert law_texts.shelf(desk).laws() == []
    with qtbot.waitSignal(page.laws.imported, timeout=15_000):
        page.laws.confirm.yes.click()
    assert law_texts.shelf(desk).laws() == ["vaccine-law"]
    assert "可能不是同一个版本" in page.banner.text


def test_a_file_that_is_no_law_is_said(qtbot, page, tmp_path):
    file = tmp_path / "空.txt"
    file.write_text("没有条文", encoding="utf-8")
    with qtbot.waitSignal(page.fault, timeout=15_000):
        page.laws.import_file(str(file))
    assert "没有找到" in page.banner.text


def test_what_is_asked_for_before_the_index_is_there_opens_then(qtbot, services, desk):
    made = LibraryPage(desk, services)
    qtbot.addWidget(made)
    made.show()
    made.show_violation(RETAIL)
    assert made.violations.sheet.violation is None
    qtbot.waitUntil(lambda: made.violations.sheet.violation is not None, timeout=20_000)
    assert made.violations.sheet.violation.id == RETAIL


def test_an_unknown_thing_is_a_fault_on_the_page(qtbot, page):
    with qtbot.waitSignal(page.fault):
        page.laws.violation_requested.emit("no-such")
    assert "没有代码为" in page.banner.text


def test_the_packs_are_the_third_part(page, desk):
    page.tabs.setCurrentIndex(PACKS)
    assert page.packs.view.lines.rowCount() == min(60, len(desk.library.entries()))
    page.copy_citation()


def test_the_one_search_opens_articles_and_violations(qtbot, workspace):
    law_index.index(workspace.desk)
    workspace.palette_panel.open()
    workspace.palette_panel.field.setText("药品管理法117条")
    qtbot.waitUntil(
        lambda: any(
            workspace.palette_panel.results.item(n).data(Qt.ItemDataRole.UserRole).kind == "law"
            for n in range(workspace.palette_panel.results.count())
        ),
        timeout=15_000,
    )
    QTest.keyClick(workspace.palette_panel.field, Qt.Key.Key_Return)
    page = workspace.page
    assert isinstance(page, LibraryPage)
    qtbot.waitUntil(lambda: page.laws.citation() == "《中华人民共和国药品管理法》第一百一十七条", timeout=15_000)
    workspace.open("violation", RETAIL)
    assert page.violations.sheet.violation.id == RETAIL


# Beside each other


def test_two_or_three_violations_are_put_side_by_side(qtbot, page):
    part = page.violations
    page.show_violation(RETAIL)
    part.sheet.compare_button.click()
    assert part.sheet.compare_button.text() == "移出比较"
    assert not part.compare_button.isEnabled()
    page.show_violation("drug-126-gsp")
    part.sheet.compare_button.click()
    part.compare_button.click()
    assert part.right.currentWidget() is part.compare
    said = words_in(part.compare)
    for words in ("处罚的条款", "先责令改正；逾期不改正的，才可以罚款", "处罚到人", "首查：罚款"):
        assert words in said
    part.compare.dropped.emit("drug-126-gsp")
    assert part.right.currentWidget() is part.sheet
    assert part.chosen == [RETAIL]


def test_the_oldest_gives_way_to_a_fourth(page):
    page.show_violation(RETAIL)
    for violation in (RETAIL, "drug-126-gsp", "drug-130-records", "drug-116-sell-fake"):
        page.violations.toggle_compared(violation)
    assert page.violations.chosen == ["drug-126-gsp", "drug-130-records", "drug-116-sell-fake"]
    page.violations.show_compared()
    page.violations._forget()
    assert page.violations.tray.isHidden()


def test_candidates_of_a_finding_open_side_by_side(page):
    page.show_violation(f"{RETAIL},drug-126-gsp,device-86-3-expired")
    found = page.violations.compare.comparison
    assert [one.id for one in found.violations] == [RETAIL, "drug-126-gsp", "device-86-3-expired"]
    page.violations.compare.violation_requested.emit("drug-126-gsp")
    assert page.violations.sheet.violation.id == "drug-126-gsp"
    assert page.violations.right.currentWidget() is page.violations.sheet


# Found by our summaries, cited to the item, held against the text


def test_articles_are_found_by_what_the_packs_say_of_them(qtbot, page):
    page.laws.search.setText("零售劣药")
    qtbot.waitUntil(lambda: "drug-admin-law/117" in [one.key for one in page.laws._lines])
    line = next(one for one in page.laws._lines if one.key == "drug-admin-law/117")
    assert "零售劣药" in line.detail


def test_paragraph_and_item_are_copied_in_the_standard_form(qtbot, page, tmp_path):
    file = tmp_path / "a.md"
    before = "".join(f"第{chinese_number(number)}条 前文。\n\n" for number in range(1, 98))
    items = "\n".join(f"（{chinese_number(number)}）第{number}种；" for number in range(1, 4))
    file.write_text(f"# 中华人民共和国药品管理法\n\n{before}第九十八条 一句。\n下列情形：\n{items}\n", "utf-8")
    page.show_law("drug-admin-law/98")
    assert "《中华人民共和国药品管理法》第九十八条第三款" in words_in(page.laws.sheet)
    with qtbot.waitSignal(page.laws.imported, timeout=15_000):
        page.laws.import_file(str(file))
    page.show_law("drug-admin-law/98")
    names = [one.accessibleName() for one in page.laws.sheet._shown.findChildren(QToolButton)]
    wanted = "《中华人民共和国药品管理法》第九十八条第二款第（三）项"
    assert f"复制 {wanted}" in names
    next(
        one for one in page.laws.sheet._shown.findChildren(QToolButton) if one.accessibleName() == f"复制 {wanted}"
    ).click()
    assert QGuiApplication.clipboard().text() == wanted
    # The text ends at article 98: every citation beyond it stands at the head of the law until it is replaced.
    assert "处文本里没有，请核对版本" in words_in(page.laws.head)


def test_several_texts_are_imported_and_those_that_were_not_are_named(qtbot, page, desk, official, tmp_path):
    other = tmp_path / "不是法规.txt"
    other.write_text("没有条文", "utf-8")
    unknown = tmp_path / "某办法.txt"
    unknown.write_text("某办法\n第一条 一句。\n", "utf-8")
    with qtbot.waitSignal(page.laws.set_imported, timeout=15_000):
        page.laws.import_files([str(official), str(other), str(unknown)])
    assert law_texts.shelf(desk).laws() == ["drug-admin-law"]
    assert "已导入 1 部公布文本" in page.banner.text
    assert "2 份没有导入" in page.banner.text
    assert "不是法规.txt" in page.banner.text


def test_cancelling_keeps_what_was_read(desk, official, tmp_path):
    second = tmp_path / "b.md"
    second.write_bytes(official.read_bytes())
    told: list = []
    shelf = law_texts.shelf(desk)
    found = law_texts.import_set(
        desk.library, [official, second], shelf, lambda *one: told.append(one), lambda: bool(told)
    )
    assert (len(found.imported), found.cancelled) == (1, True)
    assert told[0][:2] == (0, 2)


def test_a_version_says_to_which_acts_it_applies(page):
    law = page._index.book.law("drug-admin-law")
    old = msgspec.structs.replace(law.current, label="2015年修正", effective="2015-04-24", verified=False)
    both = msgspec.structs.replace(law, versions=(old, law.current))
    page.laws.head.show_law(both, None)
    said = words_in(page.laws.head)
    assert "适用于 2015-04-24 至 2019-11-30 的行为" in said
    assert "适用于 2019-12-01 以后的行为" in said
    page.show_violation("online-33-special")
    assert "至 2026-05-14 的行为" in words_in(page.violations.sheet)
