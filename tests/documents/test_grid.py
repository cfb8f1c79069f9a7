"""The grid of a form table: cells that grow, give room and go on over the page; nothing is lost, nothing overlaps."""

from __future__ import annotations

import io
from itertools import combinations

import msgspec
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.catalog.body import Block
from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.build import Builder
from inspector_app.documents.compose import Composer
from inspector_app.documents.grid import AGAIN, GridSlab
from inspector_app.documents.model import Stamp
from inspector_app.documents.paginate import paginate
from inspector_app.documents.render import render
from inspector_app.documents.sheet import MM, Sheet

from .conftest import pages_text, squeeze

DRAFT = Stamp("d", 1, "draft")
EMPTY = Stamp("d", 1, "empty")


def field(key, kind="longtext", **more):
    return {"key": key, "label": key, "type": kind, "required": False, "source": "manual", **more}


CELLS = [
    {"box": [27, 60, 37, 110], "label": "当事人", "vertical": True, "pitch": 30},
    {"box": [37, 60, 67, 70], "label": "名称"},
    {"box": [67, 60, 183, 70], "text": "{name}"},
    {"box": [37, 70, 67, 110], "label": "经过"},
    {"box": [67, 70, 183, 110], "text": "{story}"},
    {"box": [27, 110, 67, 160], "label": "意见"},
    {
        "box": [67, 110, 183, 160],
        "text": "{opinion}",
        "foot": [
            {"text": "负责人：", "at": [110, 145], "who": "负责人"},
            {"date": "day", "at": [140, 152]},
        ],
    },
    {"box": [27, 160, 67, 170], "label": "类别"},
    {
        "box": [67, 160, 183, 170],
        "marks": [
            {"text": "{kind:box|甲}", "at": [69, 163]},
            {"text": "{kind:box|其他}：", "at": [90, 163]},
            {"text": "{other}", "at": [108, 163], "rule": 180, "to": 180, "when": {"other": "*"}},
            {"text": "", "at": [108, 163], "rule": 180, "when": {"other": "-"}},
        ],
    },
]


def made(cells=CELLS, **page):
    return msgspec.convert(
        {
            "code": "probe",
            "version": "1",
            "name": "试验审批表",
            "set": "penalty",
            "stage": "立案",
            "kind": "审批表",
            "layout": "form_table",
            "audience": "internal",
            "numbered": {"has_number": False},
            "fields": [
                field("name", "text"),
                field("story"),
                field("opinion"),
                field("day", "date"),
                field("kind", "choice", options=["甲", "其他"]),
                field("other", "text"),
            ],
            "signatures": [{"who": "负责人", "where": "意见栏", "date": True}],
            "copies": {"total": None, "served": None, "file": 1, "verified": True},
            "verification": {"name_and_no": True, "page_count": True, "fields": "official", "why": ""},
            "verified": True,
            "page": {"top": 30, "height": 238, **page},
            "body": [{"block": "title", "lines": ["试验审批表"]}, {"block": "grid", "cells": cells}],
        },
        DocumentForm,
    )


FORM = made()


def laid(values, form=FORM, stamp=DRAFT):
    builder = Builder(form, Composer(form, values, stamp))
    slabs = builder.slabs()
    page = form.page
    pages = paginate(slabs, page.top * MM, (page.top + page.height) * MM, page.line)
    return [[(one.slab, one.top) for one in page.laid if isinstance(one.slab, GridSlab)] for page in pages]


def boxes(slab, top):
    tops = [top]
    for row in slab.rows:
        tops.append(tops[-1] + row)
    return [(cell.left, tops[cell.first], cell.right, tops[cell.last]) for cell in slab.cells]


def test_the_definition_is_sound():
    assert FORM.validate() == []


def test_an_empty_form_stands_at_its_measured_places():
    [[(slab, top)]] = laid({}, stamp=EMPTY)
    for got, cell in zip(boxes(slab, top), CELLS, strict=True):
        assert got == pytest.approx([one * MM for one in cell["box"]], abs=0.01)


def test_rules_of_an_empty_form_are_drawn_in_the_pieces_the_form_names():
    left, top, right, bottom = 30, 40, 90, 50
    cells = [
        {"box": [left, top, 60, bottom], "label": "名称"},
        {"box": [60, top, right, bottom], "text": "{name}"},
        {"box": [left, bottom, 60, 60], "label": "说明"},
        {"box": [60, bottom, right, 60], "text": "{story}"},
    ]
    form = made(cells)
    whole, parted = msgspec.to_builtins(form), msgspec.to_builtins(form)
    parted["body"][1] |= {"across": [[60, bottom]], "down": [[60, bottom], [right, bottom]]}

    def drawn(definition, stamp):
        [[(slab, at)]] = laid({"name": "甲"}, msgspec.convert(definition, DocumentForm), stamp)
        sheet = Sheet()
        slab.lay(sheet, at, 20)
        sheet.join()
        return sheet.rules

    assert len(drawn(parted, EMPTY)) == len(drawn(whole, EMPTY)) + 3
    assert drawn(parted, DRAFT) == drawn(whole, DRAFT)


texts = st.text(st.sampled_from("药品监督管理，。（）《》12Ab\n"), max_size=1500)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(name=texts, story=texts, opinion=texts, other=texts)
def test_no_text_is_lost_no_cell_overlaps_and_nothing_leaves_its_cell_or_the_page(name, story, opinion, other):
    values = {"name": name, "story": story, "opinion": opinion, "other": other, "kind": "其他"}
    pages = laid(values)
    written = []
    for page in pages:
        for slab, top in page:
            assert top + slab.height(0) <= (FORM.page.top + FORM.page.height) * MM + 0.1
            for one, two in combinations(boxes(slab, top), 2):
                wide = min(one[2], two[2]) - max(one[0], two[0])
                high = min(one[3], two[3]) - max(one[1], two[1])
                assert wide < 0.1 or high < 0.1
            for cell, (_, upper, _, lower) in zip(slab.cells, boxes(slab, top), strict=True):
                assert cell.need <= lower - upper + 0.1
                for piece in cell.pieces:
                    assert piece.x + piece.line.width <= cell.right + 0.1
            sheet = Sheet()
            slab.lay(sheet, top, 0)
            written.append("".join(item.text for text in sheet.texts if not text.hidden for item in text.items))
    together = squeeze("".join(written))
    for text in values.values():
        for character in set(squeeze(text)):
            assert together.count(character) >= squeeze(text).count(character)
    for text in (name, story, opinion):
        for line in text.splitlines():
            assert squeeze(line)[:20] in together


def test_what_goes_over_the_page_is_marked_and_signed_once(stamp):
    rendered = render(FORM, {"story": "药品检查记录。" * 900, "opinion": "同意。", "name": "甲店"}, DRAFT)
    pages = pages_text(rendered.pdf)
    assert rendered.pages > 2
    for page in pages[1:]:
        assert squeeze(f"试验审批表{AGAIN}") in page
    assert "经过" + AGAIN in pages[1]
    assert sum(page.count("负责人：") for page in pages) == 1
    assert sum(page.count("药品检查记录。") for page in pages) > 880, "the others are broken over a page's end"


def test_a_little_too_much_is_taken_from_rows_with_room():
    [[(plain, _)]] = laid({})
    tight = made(height=140)
    [[(slab, top)]] = laid({"story": "药品检查。" * 60}, form=tight)
    assert len(slab.rows) == len(plain.rows)
    assert slab.rows[1] > plain.rows[1]
    assert slab.rows[2] < plain.rows[2]
    assert slab.rows[2] >= 25 * MM - 0.1
    assert top + slab.height(0) <= 170 * MM + 0.1


def test_dates_stand_ready_to_write_or_are_printed(text_of):
    opened, filled = (render(FORM, values, DRAFT).pdf for values in ({}, {"day": "2026-11-21"}))
    assert "负责人：年月日" in text_of(opened)[0]
    assert "负责人：2026年11月21日" in text_of(filled)[0]
    assert "年月日" not in text_of(filled)[0]


def test_marks_are_ticked_and_conditions_hold_on_empty_forms_too(text_of):
    chosen = text_of(render(FORM, {"kind": "其他", "other": "乙"}, DRAFT).pdf)[0]
    assert "□甲□√其他：乙" in chosen
    assert "□甲□其他：" in text_of(render(FORM, {}, EMPTY).pdf)[0]


def test_shrinks_a_value_before_its_cell_grows():
    [[(plain, _)]] = laid({})
    [[(slab, _)]] = laid({"name": "江州市安康大药房有限公司和平路店二楼仓库三楼仓库四楼仓"})
    assert slab.rows == plain.rows
    assert slab.cells[2].pieces[0].size == 10.5


def test_overlapping_and_empty_cells_are_named():
    wrong = made(cells=[*CELLS, {"box": [100, 62, 120, 66]}, {"box": [10, 10, 10.2, 30]}])
    problems = wrong.validate()
    assert any("重叠" in one for one in problems)
    assert any("没有大小" in one for one in problems)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"text": "{nobody}"}, "{nobody} 没有对应的字段"),
        ({"text": "{kind:box|丙}"}, "选项不存在"),
        ({"text": "{name:words}"}, "不适用于text字段"),
        ({"marks": [{"text": "甲", "at": [1, 1], "who": "无名"}]}, "签名位“无名”不在 signatures 里"),
        ({"text": "{name}", "when": {"nobody": "*"}}, "when 里的 nobody"),
    ],
)
def test_a_cell_that_names_nothing_is_a_problem(cell, words):
    problems = made(cells=[*CELLS, {"box": [27, 200, 60, 220], **cell}]).validate()
    assert any(words in one for one in problems), problems


def strip(**values):
    form = msgspec.structs.replace(
        made(),
        page=msgspec.convert({"paper_by": "kind", "papers": {"甲": [110, 750], "其他": [70, 300]}}, type(FORM.page)),
        body=msgspec.convert(
            [
                {
                    "block": "strip",
                    "box": [62.7, 35.4, 147.3, 260.8],
                    "texts": [
                        {"text": "{name}", "x": 96, "top": 40, "bottom": 215},
                        {"text": "封", "x": 96, "top": 241, "bottom": 254},
                        {"text": "样张", "x": 31, "top": 264, "size": 14, "caption": True},
                    ],
                }
            ],
            list[Block],
        ),
    )
    return render(form, values, Stamp("d", 1, "issued")).pdf


@pytest.mark.parametrize(("kind", "size"), [(None, (210, 297)), ("甲", (110, 750)), ("其他", (70, 300))])
def test_a_strip_is_printed_in_its_own_size(kind, size):
    pdf = strip(name="江州市药品监督管理局", **({"kind": kind} if kind else {}))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        box = [float(one) / MM for one in opened.pages[0].MediaBox]
    assert box[2:] == pytest.approx(size, abs=0.1)
    text = pages_text(pdf)[0]
    assert "江州市药品监督管理局封" in text
    assert ("样张" in text) == (kind is None), "captions are about the strip, not on it"
