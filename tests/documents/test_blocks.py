"""Blocks one by one: running rows, headings, brackets in a sentence, amounts in words, halves of a moment, closings."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.build import Builder
from inspector_app.documents.compose import Composer
from inspector_app.documents.inline import NOT_AT_START, Blank, Run, Setting, break_lines, items_of
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.sheet import Sheet
from inspector_app.documents.values import money_words

from .conftest import pages_text

DRAFT, EMPTY, ISSUED = (Stamp("d", 1, status) for status in ("draft", "empty", "issued"))
FIELDS = [
    {"key": "qa", "type": "table"},
    {"key": "items", "type": "multichoice", "options": ["营业执照", "购进票据", "检验报告"]},
    {"key": "fine", "type": "money"},
    {"key": "start", "type": "datetime"},
    {"key": "end", "type": "date"},
    {"key": "story", "type": "longtext"},
    {"key": "org", "type": "text"},
]


def made(*body, **more):
    return msgspec.convert(
        {
            "code": "probe",
            "version": "1",
            "name": "试验笔录",
            "set": "penalty",
            "stage": "调查取证",
            "kind": "笔录",
            "layout": "record",
            "audience": "party",
            "numbered": {"has_number": False},
            "fields": [{"label": one["key"], "required": False, "source": "manual", **one} for one in FIELDS],
            "tables": [{"key": "qa", "columns": ["问", "答（原话）", "备注"], "max_rows": 40}],
            "signatures": [{"who": "询问人", "where": "末页", "date": True}],
            "copies": {"total": None, "served": None, "file": 1, "verified": True},
            "verification": {"name_and_no": True, "page_count": True, "fields": "official", "why": ""},
            "verified": True,
            "body": list(body),
            **more,
        },
        DocumentForm,
    )


def text(form, values=(), stamp=DRAFT):
    return "".join(pages_text(render(form, dict(values), stamp).pdf))


DIALOGUE = {
    "block": "rows",
    "field": "qa",
    "lines": 6,
    "ruled": True,
    "parts": [{"lead": "问{#}：", "text": "{问}"}, {"lead": "答：", "text": "{答}{备注}"}],
}


def test_rows_run_as_question_and_answer():
    filled = text(made(DIALOGUE), {"qa": [["姓名？", "陈喆。", ""], ["职务？", "店长。", "（笑）"]]})
    assert "问1：姓名？答：陈喆。问2：职务？答：店长。（笑）" in filled
    empty = text(made(DIALOGUE), stamp=EMPTY)
    assert empty.startswith("问1：答：")


def test_rows_number_the_entries_of_a_list_and_the_lines_of_a_text():
    listed = {
        "block": "rows",
        "field": "items",
        "lines": 3,
        "ruled": True,
        "parts": [{"lead": "{#}.", "text": "{内容}"}],
    }
    assert "1.营业执照2.检验报告" in text(made(listed), {"items": ["营业执照", "检验报告"]})
    assert text(made(listed), stamp=EMPTY).startswith("1.2.3.")
    assert "1.甲2.乙" in text(made({**listed, "field": "story"}), {"story": "甲\n\n乙"})


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({**DIALOGUE, "field": "fine"}, "rows 要求表格、多选或文字字段"),
        ({**DIALOGUE, "parts": [{"text": "{问}{别的}{答}{备注}"}]}, "没有“别的”这一栏"),
        ({**DIALOGUE, "parts": [{"text": "{问}"}]}, "“备注”一栏没有印出"),
        ({"block": "paragraph", "text": "{qa:2.别的}"}, "没有“别的”这一栏"),
        ({"block": "paragraph", "text": "{qa:41.问}"}, "须写明 max_rows"),
        ({"block": "paragraph", "text": "{end:time}"}, "不适用于date字段"),
        ({"block": "signatures", "rows": [{"label": "甲", "who": "询问人", "date_field": "org"}]}, "不是日期字段"),
    ],
)
def test_what_a_block_names_wrongly_is_a_problem(block, words):
    assert any(words in one for one in made(block).validate())


def test_a_table_in_a_sentence_and_one_of_its_cells():
    form = made({"block": "paragraph", "text": "记：{qa}；次：{qa:2.问}。"})
    assert "记：甲（乙）、丙；次：丙。" in text(form, {"qa": [["甲", "乙", ""], ["丙", "", ""]]})
    too_many = [["甲", "", ""]] * 41
    assert any("最多 40 行" in one for one in messages(form, {"qa": too_many}))


def messages(form, values):
    from inspector_app.documents.check import check

    return [problem.message for problem in check(form, values)]


def test_brackets_inside_a_sentence_are_printed_only_on_the_empty_form():
    form = made(
        {
            "block": "paragraph",
            "text": "自即日起",
            "parts": [{"text": "至{end}止", "when": {"end": "*"}}, {"text": "。", "optional": False}],
        }
    )
    assert "自即日起。" in text(form)
    assert "自即日起至2026年11月21日止。" in text(form, {"end": "2026-11-21"})
    assert "自即日起[至年月日止]。" in text(form, stamp=EMPTY)


def rules(form):
    slabs = Builder(form, Composer(form, {}, EMPTY)).slabs()
    sheet = Sheet()
    for slab in slabs:
        slab.lay(sheet, 100, 20)
    return [(one.x1 - one.x0) / 15.79 for one in sheet.rules]


def test_lines_of_an_empty_form_are_as_long_as_the_template_says():
    assert rules(made({"block": "paragraph", "text": "{end:3-2.5-2}"})) == pytest.approx([3, 2.5, 2])
    assert rules(made({"block": "paragraph", "text": "{org:1.5-5}"})) == pytest.approx([1.5, 5])
    number = made({"block": "paragraph", "text": "（{org:1|药监强制〔_2〕_1.5号}）"})
    assert rules(number) == pytest.approx([1, 2, 1.5])
    assert "（药监强制〔〕号）" in text(number, stamp=EMPTY)
    assert "（江药监强制〔2026〕6号）" in text(number, {"org": "江药监强制〔2026〕6号"})


def test_a_slash_set_apart_is_narrow_and_read_as_a_slash():
    field = {"key": "way", "type": "choice", "options": ["查封", "扣押"], "label": "措施"}
    form = made(
        {"block": "paragraph", "text": "场所／设施或{way:|／}。"},
        fields=[{"required": False, "source": "manual", **field}],
    )
    assert "场所/设施或查封/扣押。" in text(form, stamp=EMPTY)
    assert "场所/设施或扣押。" in text(form, {"way": "扣押"})
    plain, apart = (items_of([Run("/", style)], Setting(16, 16))[0] for style in ("text", "apart"))
    assert apart.width < plain.width * 0.6
    assert apart.font != plain.font


def test_a_moment_is_printed_by_halves():
    form = made({"block": "paragraph", "text": "{start:date}自{start:time}"})
    assert "2026年11月21日自9时5分" in text(form, {"start": "2026-11-21T09:05"})
    assert text(form, stamp=EMPTY).startswith("年月日自时分")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("5000", "人民币伍仟元整"),
        ("35.50", "人民币叁拾伍元伍角"),
        ("10.05", "人民币壹拾元零伍分"),
        ("100000000", "人民币壹亿元整"),
        ("-3", "负人民币叁元整"),
    ],
)
def test_amounts_in_words(amount, words):
    assert money_words(Decimal(amount)) == words
    form = made({"block": "paragraph", "text": "罚款{fine:words}（{fine}元）"})
    assert f"罚款{words}（" in text(form, {"fine": amount})


@given(st.integers(1, 10**11))
def test_words_give_the_amount_back(cents):
    import cn2an

    amount = Decimal(cents) / 100
    words = money_words(amount).removeprefix("人民币").removesuffix("整")
    yuan, _, rest = words.rpartition("元") if "元" in words else ("零", "", words)
    jiao, fen = 0, 0
    rest = rest.removeprefix("零")
    for unit, digit in zip(rest[1::2], rest[::2], strict=True):
        jiao, fen = (cn2an.cn2an(digit), fen) if unit == "角" else (jiao, cn2an.cn2an(digit))
    assert Decimal(cn2an.cn2an(yuan, "smart")) + Decimal(jiao * 10 + fen) / 100 == amount


def test_a_closing_without_a_seal_has_no_line_for_it():
    closing = {"block": "closing", "org": "{org}（印章）", "date": "{end}"}
    values = {"org": "江州市药品监督管理局", "end": "2026-11-21"}
    assert "江州市药品监督管理局（印章）2026年11月21日" in text(made({**closing, "seal": ""}), values)
    assert "江州市药品监督管理局（印章）（印章）2026年11月21日" in text(made({**closing, "seal": "（印章）"}), values)


def test_the_date_of_a_signature_is_printed_when_the_record_has_it():
    form = made({"block": "signatures", "rows": [{"label": "询问人：", "who": "询问人", "date_field": "end"}]})
    assert "询问人：2026年11月21日" in text(form, {"end": "2026-11-21"})
    assert "询问人：年月日" in text(form)


def test_lines_to_sign_on_never_stand_alone_on_a_page():
    rows = [{"label": "询问人：", "who": "询问人"}] * 3
    form = made({"block": "paragraph", "text": "{story}"}, {"block": "signatures", "rows": rows})
    for lines in range(17, 24):
        pages = pages_text(render(form, {"story": "药" * (28 * lines)}, DRAFT).pdf)
        assert "药" in pages[-1]


def test_a_page_break_and_a_heading():
    form = made(
        {"block": "heading", "text": "一、事实"},
        {"block": "paragraph", "text": "甲"},
        {"block": "page_break"},
        {"block": "heading", "text": "（一）证据", "level": 2},
    )
    pages = pages_text(render(form, {}, ISSUED).pdf)
    assert [page.split("—")[0] for page in pages] == ["一、事实甲", "（一）证据"]


@given(st.integers(0, 60), st.sampled_from(sorted(NOT_AT_START & set("，。、）；："))))
def test_no_closing_mark_after_a_blank_begins_a_line(ems, mark):
    setting = Setting(16, 16)
    lines = break_lines(items_of([Run("药" * 20), Blank(ems / 2 + 0.5), Run(mark + "药品")], setting), 320, setting)
    assert not any(line.items and line.items[0].text == mark for line in lines)
