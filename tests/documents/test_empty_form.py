"""What an empty form has beyond words: lines under hints, words ready in cells, closings and signing lines at their own places."""

from __future__ import annotations

import pypdfium2
import pytest

from inspector_app.documents.build import Builder
from inspector_app.documents.compose import Composer
from inspector_app.documents.inline import Blank, Run, Setting, break_lines, items_of
from inspector_app.documents.render import render
from inspector_app.documents.sheet import MM, Sheet
from inspector_app.documents.slabs import LineSlab, keep_short_end

from .test_blocks import DRAFT, EMPTY, ISSUED, made, text

LEFT = 28.0
"""Left edge of the text area of the form these tests use (mm)."""


def sheet_of(form, stamp=EMPTY, values=()):
    builder = Builder(form, Composer(form, dict(values), stamp))
    sheet, top = Sheet(), 100.0
    for slab in builder.slabs():
        slab.lay(sheet, top, 20)
        top += slab.height(20)
    return sheet


def level_rules(form, stamp=EMPTY, values=()):
    sheet = sheet_of(form, stamp, values)
    return [(round(one.x0 / MM - LEFT, 1), round(one.x1 / MM - LEFT, 1)) for one in sheet.rules if one.y0 == one.y1]


def starts(form, stamp=EMPTY, values=()):
    """Where each run of text begins (mm from the left edge of the text area), with its words."""
    return [
        (round(one.x / MM - LEFT, 1), "".join(item.text for item in one.items))
        for one in sheet_of(form, stamp, values).texts
    ]


@pytest.mark.parametrize(
    ("under", "lines"), [("", [(25.0, 156)]), ("whole", [(0, 156)]), ("parted", [(0, 25.0), (25.0, 156)])]
)
def test_a_line_runs_under_its_hint_as_the_form_says(under, lines):
    cell = {"label": "（事实）：", "text": "", "under": under}
    assert level_rules(made({"block": "info", "rows": [[cell]]})) == [pytest.approx(one, abs=0.3) for one in lines]


def test_a_lead_keeps_its_colon_before_the_line_and_an_empty_one_has_one_line():
    block = {"block": "paragraph", "lead": "意见", "indent": 0, "ruled": True, "text": "：{story}"}
    [(start, end)] = level_rules(made(block))
    assert (start, end) == pytest.approx((16.8, 156), abs=0.3)


def test_the_later_lines_of_a_numbered_line_stand_under_its_words():
    block = {"block": "paragraph", "indent": 2, "hang": 5, "text": "附件：" + "清单" * 20}
    assert [x for x, _ in starts(made(block))] == pytest.approx([11.1, 27.9], abs=0.2)
    inset = {"block": "paragraph", "indent": 0, "inset": 10, "text": "清单" * 20}
    assert [x for x, _ in starts(made(inset))] == pytest.approx([10, 10], abs=0.1)


def test_cells_of_an_empty_table_hold_what_stands_ready_and_end_in_a_total():
    table = {
        "block": "table",
        "field": "qa",
        "min_rows": 2,
        "total": "合计",
        "columns": [
            {"name": "问", "width": 30},
            {"name": "答（原话）", "width": 60, "empty": "年月日前"},
            {"name": "备注", "width": 40},
        ],
    }
    empty = text(made(table), stamp=EMPTY)
    assert empty.count("年月日前") == 2
    assert empty.index("合计") > empty.rindex("年月日前")
    filled = text(made(table), {"qa": [["甲", "乙", "丙"]]})
    assert "年月日前" not in filled
    assert "合计" not in filled


def test_a_closing_stands_where_the_form_says_on_an_empty_form_only():
    usual, moved = (
        made({"block": "closing", "org": "{org:4|药品监督管理局}", "date": "{end}", **more})
        for more in ({}, {"seal_back": 60, "date_back": 30})
    )
    seals = [next(x for x, words in starts(form) if words.startswith("（")) for form in (usual, moved)]
    assert seals == pytest.approx([156 - 48.2, 156 - 60], abs=0.1)
    values = {"org": "江州市药品监督管理局", "end": "2026-11-21"}
    assert starts(usual, ISSUED, values) == starts(moved, ISSUED, values)


def test_lines_to_sign_on_stand_lower_on_the_pages_before_the_last():
    foot = {"pages": "counted", "under": 5, "signatures": [{"label": "甲：", "who": "询问人"}]}
    long = {"story": "检查货架陈列的药品，" * 100}

    def lowest(lower):
        pdf = render(made({"block": "paragraph", "text": "{story}"}, foot={**foot, "lower": lower}), long, DRAFT).pdf
        with pypdfium2.PdfDocument(pdf) as document:
            return [box(document[at], "甲") for at in range(len(document))]

    usual, moved = lowest([]), lowest([6, 6])
    assert len(usual) == 2
    assert usual[0] - moved[0] == pytest.approx(6 * MM, abs=0.1)
    assert usual[1] == pytest.approx(moved[1], abs=0.1)


def box(page, word):
    """Lower edge of the last place where the word stands (points from the bottom of the page)."""
    textpage = page.get_textpage()
    at = textpage.get_text_range().rindex(word)
    return textpage.get_charbox(at)[1]


def test_words_on_a_line_of_the_empty_form_are_plain_words_when_filled_in():
    block = {"block": "paragraph", "text": "自收到起＿六十日 ＿内向{org:5}申请，{_:2}；＿场所/设施＿。"}
    assert len(level_rules(made(block))) == 4
    filled = {"org": "人民政府"}
    assert "自收到起六十日内向人民政府申请，；场所/设施。" in text(made(block), filled)
    assert len(level_rules(made(block), DRAFT, filled)) == 1


def test_no_opening_mark_ends_a_line_before_a_line_to_write_on():
    items = items_of([Run("药" * 9 + "〔"), Blank(3), Run("〕号")], Setting(16, 16))
    lines = break_lines(items, 160, Setting(16, 16))
    assert "".join(item.text for item in lines[0].items) == "药" * 9
    assert lines[1].items[0].text == "〔"


def test_what_is_to_be_written_on_keeps_its_length_when_a_line_is_spread():
    setting = Setting(16, 16)
    items = items_of([Run("药品监督"), Blank(4), Run("管理"), Run("局" * 12)], setting)
    line = break_lines(items, 164, setting)[0]
    assert line.extra > 0
    assert line.width == pytest.approx(164)
    assert sum(item.width for item in line.items if item.text == "") == pytest.approx(64)


def test_a_short_last_line_takes_the_line_before_it_along():
    def slabs(count):
        form = made({"block": "paragraph", "indent": 0, "text": "药" * count})
        return Builder(form, Composer(form, {}, DRAFT)).slabs()

    assert [slab.keep for slab in slabs(28 * 2 + 2)] == [False, True, False]
    assert [slab.keep for slab in slabs(28 * 2 + 20)] == [False, False, False]
    assert keep_short_end([LineSlab()], 100) == [LineSlab()]
