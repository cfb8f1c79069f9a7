"""A seal never stands on a page of its own: some of the text goes with it (正文与落款同页)."""

from __future__ import annotations

import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

from .conftest import pages_text
from .glyphs import glyphs

LONG = "江州市和平区和平路88号一层非处方药区第3货架北侧不合格药品区的阴凉柜旁"


@pytest.mark.parametrize("times", range(1, 8))
def test_the_seal_stands_with_words_of_the_notice_whatever_its_length(times):
    form = Library(places.forms_folder()).form("evidence_preservation_notice")
    values = form.sample | {"store_place": LONG * times, "store_condition": LONG}
    stamp = Stamp("0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", 1, "issued", number="江药监先登〔2026〕3号")
    pages = pages_text(render(form, values, stamp).pdf)
    sealed = [page for page in pages if "（印章）" in page]
    assert len(sealed) == 1
    assert "逾期没有作出处理决定" in sealed[0]
    assert "附件：" in sealed[0]


def test_a_long_text_before_a_table_fills_its_pages():
    form = Library(places.forms_folder()).form("assist_identification_notice")
    values = {**form.sample, "content": LONG * 100}
    pages = pages_text(render(form, values, Stamp("0" * 32, 1, "draft")).pdf)
    assert len(pages) <= 8
    table = next(number for number, page in enumerate(pages) if "生产日期/批号" in page)
    assert LONG in pages[table], "the end of the text stands above its table"


def test_a_row_that_a_page_has_room_for_is_not_cut_at_the_head_of_its_table():
    form = Library(places.forms_folder()).form("inspection_plan")
    for status in ("empty", "draft"):
        first, second = pages_text(render(form, form.sample, Stamp("0" * 32, 1, status)).pdf)
        assert "检查重点与内容" not in first
        assert "检查重点与内容" in second
        assert "检查重点与内容（续）" not in second


def test_an_office_whose_name_is_longer_than_a_line_keeps_its_seal_and_date_under_it():
    form = Library(places.forms_folder()).form("order_correction_notice")
    values = {**form.sample, "org_title": "江州市药品监督管理局" * 6}
    made = render(form, values, Stamp("0" * 32, 1, "draft"))
    page, (wide, _) = list(glyphs(made.pdf))[-1]
    line = next(one for one in page if one.text == "章")
    assert abs(line.x - wide / 2) < 40


def test_a_table_that_leaves_no_room_for_the_copies_line_gives_it_a_row_and_keeps_its_title():
    form = Library(places.forms_folder()).form("sample_handover")
    seen = set()
    for times in range(1, 40):
        values = {**form.sample, "cold": LONG * times}
        pages = pages_text(render(form, values, Stamp("0" * 32, 1, "draft")).pdf)
        seen.add(len(pages))
        assert "抽样编号" in pages[0], "the title never stands alone"
        assert "签名" in pages[-1], "the copies line neither"
    assert seen == {1, 2}
