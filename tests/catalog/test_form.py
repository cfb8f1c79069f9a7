"""A form definition is strict: what names nothing, repeats, or is never printed is said in a sentence."""

from __future__ import annotations

import msgspec
import pytest

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.template import Placeholder, parse_template


def field(key, kind="text", **more):
    return {"key": key, "label": f"{key}的标签", "type": kind, "required": False, "source": "manual", **more}


def definition(**changes):
    base = {
        "code": "probe",
        "version": "1",
        "name": "试验文书",
        "set": "penalty",
        "stage": "调查取证",
        "kind": "通知书",
        "layout": "narrative",
        "audience": "party",
        "numbered": {"has_number": False},
        "fields": [field("party"), field("mode", "choice", options=["甲", "乙"])],
        "copies": {"total": None, "served": 1, "file": 1, "verified": True},
        "verification": {"name_and_no": True, "page_count": True, "fields": "official", "why": ""},
        "verified": True,
        "body": [{"block": "paragraph", "text": "{party:8|厂}选{mode:box}"}],
    }
    return {**base, **changes}


def made(**changes):
    return msgspec.convert(definition(**changes), DocumentForm)


def test_a_sound_definition_has_no_problems():
    assert made().validate() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"surplus": 1},
        {"fields": [{**field("a"), "labell": "x"}]},
        {"body": [{"block": "paragraph", "text": "x", "indnt": 1}]},
        {"body": [{"block": "paragraf", "text": "x"}]},
        {"set": "other"},
        {"fields": [field("a", "string")]},
    ],
)
def test_an_unknown_key_or_kind_is_refused(changes):
    with pytest.raises(msgspec.ValidationError):
        made(**changes)


def body(*blocks):
    return {"body": [{"block": "paragraph", "text": "{party}{mode}"}, *blocks]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"fields": [field("party"), field("party"), field("mode", "choice", options=["甲"])]},
            "字段 party 重复了 2 次",
        ),
        (body({"block": "paragraph", "text": "{nobody}"}), "占位符 {nobody} 没有对应的字段"),
        (body({"block": "paragraph", "text": "{party"}), "花括号写法不对"),
        (body({"block": "paragraph", "text": "{party:wide}"}), "花括号写法不对"),
        (body({"block": "paragraph", "text": "{party:box}"}), "要求选择项"),
        (body({"block": "paragraph", "text": "x", "when": {"nobody": "*"}}), "when 里的 nobody 没有对应的字段"),
        (body({"block": "paragraph", "text": "x", "when": {"mode": "丙"}}), "没有“丙”这个选项"),
        (body({"block": "paragraph", "text": "x", "optional": True}), "须写明 when"),
        (body({"block": "paragraph", "text": "x", "joined": True}), "须接在 optional 的段落之后"),
        (body({"block": "table", "field": "rows", "columns": []}), "在 tables 里没有定义"),
        (body({"block": "number"}), "文书没有文号"),
        ({"numbered": {"has_number": True}}, "没有 number 块"),
        (body({"block": "signatures", "rows": [{"label": "甲：", "who": "甲"}]}), "签名位“甲”不在 signatures 里"),
        ({"signatures": [{"who": "乙", "where": "末页", "date": True}]}, "“乙”没有签名位"),
        (
            {"fields": [field("party"), field("mode", "choice", options=["甲"]), field("lost")]},
            "字段 lost（lost的标签）没有在 body 里印出",
        ),
        ({"fields": [field("party"), field("mode", "choice")]}, "没有 options"),
        ({"words": {"party": {"甲": "x"}}}, "不是选择项字段"),
        ({"words": {"mode": {"丙": "x"}}}, "没有“丙”这个选项"),
        ({"needs": [{"mode": "甲", "nobody": "*"}]}, "nobody 没有对应的字段"),
        ({"order": [["party"]]}, "party 不是日期字段"),
        ({"sample": {"nobody": 1}}, "sample 里的 nobody"),
        ({"tables": [{"key": "rows", "columns": ["甲"]}]}, "表格 rows 没有对应的 table 字段"),
    ],
)
def test_a_contradiction_is_one_sentence_naming_its_key(changes, words):
    problems = made(**changes).validate()
    assert len([one for one in problems if words in one]) == 1, problems


def test_a_table_prints_exactly_its_columns():
    rows = {
        "fields": [field("party"), field("mode", "choice", options=["甲"]), field("rows", "table")],
        "tables": [{"key": "rows", "columns": ["序号", "内容"]}],
    }
    wrong = made(
        **rows, **body({"block": "table", "field": "rows", "columns": [{"name": "序", "width": 10}]})
    ).validate()
    assert any("没有“序”这一栏" in one for one in wrong)
    assert any("“内容”一栏没有印出" in one for one in wrong)


def test_signatures_are_never_printed_as_text():
    problems = made(
        fields=[field("party"), field("mode", "choice", options=["甲"]), field("sign", "signature")],
        **body({"block": "paragraph", "text": "{sign}"}),
    ).validate()
    assert any("不能作为文字印出" in one for one in problems)


def test_templates_are_read_strictly():
    assert parse_template("自{a}至{b:12|局}。") == ["自", Placeholder("a"), "至", Placeholder("b", 12.0, "局"), "。"]
    assert parse_template("") == []
    for wrong in ("{A}", "{}", "a}b", "{a:1:2}"):
        with pytest.raises(ValueError, match=r"[{}]"):
            parse_template(wrong)
