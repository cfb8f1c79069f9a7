"""Item models: one answer changes one row, counts follow, filters find."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.desktop.models.chapters import PROGRESS_ROLE, ChapterModel
from inspector_app.desktop.models.items import LINE_ROLE, Filter, ItemModel
from inspector_app.desktop.models.lines import (
    answer_word,
    fails_by_annex,
    has_numbers,
    has_stars,
    next_unanswered,
    short_severity,
)
from inspector_app.records.answer import Answer


@pytest.fixture(scope="module")
def library():
    return Library(places.forms_folder())


@pytest.fixture(scope="module")
def retail(library):
    return library.checklist("gsp-retail")


def given(item_id, code="compliant", **more):
    return Answer(inspection_id="i", item_id=item_id, code=code, **more)


@pytest.fixture
def model(retail, qtmodeltester):
    made = ItemModel(retail, "李敏")
    made.fill({}, {})
    made.show_items(retail.chapters[5].items)
    qtmodeltester.check(made)
    return made


def test_the_item_model_keeps_the_contract_of_models(model):
    assert model.rowCount() == 26


def test_one_answer_changes_one_row(model, qtbot):
    item_id = model.item_id(3)
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.set_answer(given(item_id, "non_compliant"))
    first, last = changed.args[0], changed.args[1]
    assert (first.row(), last.row()) == (3, 3)
    line = model.index(3).data(LINE_ROLE)
    assert (line.answer, line.tone) == ("不符合", "bad")
    assert "不符合" in model.index(3).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_answer_out_of_sight_changes_no_row(model, retail, qtbot):
    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_answer(given(retail.chapters[0].items[0].id))


def test_filters_look_at_the_whole_list(retail):
    model = ItemModel(retail, "李敏")
    ids = [item.id for item in retail.items()]
    model.fill(
        {
            ids[0]: given(ids[0], answered_by="李敏"),
            ids[100]: given(ids[100], "non_compliant", answered_by="王海涛"),
            ids[5]: given(ids[5], "not_checked", answered_by="王海涛"),
        },
        {},
    )
    assert [i.id for i in model.matching(Filter.DEFECTS)] == [ids[100]]
    assert [i.id for i in model.matching(Filter.MINE)] == [ids[0]]
    assert len(model.matching(Filter.UNANSWERED)) == 174
    assert len(model.matching(Filter.STARRED)) == 61
    assert [i.number for i in model.matching(Filter.ALL, "15301")] == ["15301"]
    assert model.matching(Filter.DEFECTS, "没有这样的词") == []


def test_chapter_counts_follow_each_answer(retail, qtmodeltester):
    chapters = ChapterModel(retail)
    chapters.fill({})
    qtmodeltester.check(chapters)
    item = retail.chapters[5].items[2]
    bad, good = given(item.id, "non_compliant"), given(item.id)
    chapters.change(None, bad)
    assert (chapters.progress(5).answered, chapters.progress(5).defects) == (1, 1)
    chapters.change(bad, good)
    chapters.change(good, given(item.id, ""))
    assert (chapters.progress(5).answered, chapters.progress(5).defects) == (0, 0)
    assert chapters.index(5).data(PROGRESS_ROLE).total == 26
    assert chapters.total().total == 176


def test_a_failing_annex_check_fails_the_item(retail):
    item = next(i for i in retail.items() if i.annex_checks)
    answer = given(item.id, annex={item.annex_checks[0].key: "non_compliant"})
    assert fails_by_annex(retail, answer)
    assert answer_word(retail, answer) == ("不符合", "bad")


def test_a_cosmetics_item_without_an_official_number_shows_none(library):
    checklist = library.checklist("cos-prod")
    model = ItemModel(checklist, "李敏")
    model.fill({}, {})
    nameless = next(i for i in checklist.items() if i.no is None)
    model.show_items([nameless])
    assert model.index(0).data(LINE_ROLE).number == ""
    assert str(nameless.seq) not in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_what_a_list_does_not_have_is_not_offered(library, retail):
    assert has_stars(retail)
    assert has_numbers(retail)
    assert not has_stars(library.checklist("gmp-2010"))
    assert short_severity(retail, "major") == "主要"
    assert short_severity(library.checklist("cos-prod"), "key") == "重点"


def test_gmp_shows_the_severity_the_inspector_gave(library):
    checklist = library.checklist("gmp-2010")
    item = checklist.checkable_items()[0]
    model = ItemModel(checklist, "李敏")
    model.fill({item.id: given(item.id, "defect", severity="major")}, {})
    model.show_items([item])
    assert (model.index(0).data(LINE_ROLE).rank, model.index(0).data(LINE_ROLE).severity) == ("major", "主要")


def test_next_unanswered_goes_round(retail):
    items = retail.checkable_items()
    answers = {i.id: given(i.id) for i in items[1:]}
    assert next_unanswered(retail, answers, items[50].id) == items[0].id
    answers[items[0].id] = given(items[0].id)
    assert next_unanswered(retail, answers, items[50].id) == ""
