"""The check names every fault at its field, in a sentence; digests, marks and numbers follow their rules."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents import qr
from inspector_app.documents.check import check
from inspector_app.documents.facts import facts_digest, facts_json
from inspector_app.documents.model import Stamp
from inspector_app.documents.numbering import NumberBlock, number_text, take
from inspector_app.documents.values import Citation, cite, numeral
from inspector_app.fault import Fault

NOTICE = "order_correction_notice"


def messages(form, level="error", **changes):
    values = {key: value for key, value in {**form.sample, **changes}.items() if value is not ...}
    return [(problem.key, problem.message) for problem in check(form, values) if problem.level == level]


@pytest.mark.parametrize("code", ["site_record", NOTICE, "deficiency_list"])
def test_every_required_field_is_asked_for(forms, code):
    form = forms[code]
    missing = {problem.key for problem in check(form, {}) if problem.level == "error"}
    by_hand = {"signature", "seal"}
    wanted = {f.key for f in form.fields if f.required and f.type not in by_hand and f.key != form.numbered.field}
    assert missing == wanted


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"nonsense": 1}, "nonsense", "没有名为 nonsense 的字段"),
        ({"party_name": ["a"]}, "party_name", "应是文字"),
        ({"party_name": True}, "party_name", "应是文字"),
        ({"issue_date": "2026年11月21日"}, "issue_date", "应是日期"),
        ({"issue_date": "2026-02-30"}, "issue_date", "应是日期"),
        ({"mode": "改正"}, "mode", "没有“改正”这个选项"),
        ({"deadline": ...}, "deadline", "必须填写，因为改正方式为“限期改正”"),
        ({"deadline": "2026-11-01"}, "deadline", "早于“成文日期”"),
        ({"act": "过期😀"}, "act", "U+1F600"),
        ({"act": "a\u202eb"}, "act", "U+202E"),
        ({"act": "a\x00b"}, "act", "U+0000"),
        ({"act": "a\ud800"}, "act", "U+D800"),
        ({"violated_law": "药品管理法"}, "violated_law", "法律条文的列表"),
        ({"violated_law": [{"law": "药品管理法", "articles": ["98"], "verified": False}]}, "violated_law", "未经核实"),
        ({"violated_law": [{"law": "药品管理法", "artikel": []}]}, "violated_law", "须写明"),
        ({"copies_others": "\u200b"}, "copies_others", "控制字符"),
    ],
)
def test_one_fault_is_named_at_its_field(forms, change, key, words):
    found = messages(forms[NOTICE], **change)
    assert len(found) == 1
    assert found[0][0] == key
    assert words in found[0][1]


def test_an_unverified_citation_may_be_confirmed_with_a_reason(forms):
    law = {"law": "药品管理法(2019)", "articles": ["98"], "verified": False, "confirmed_by": "李敏"}
    assert messages(forms[NOTICE], violated_law=[law])
    assert not messages(forms[NOTICE], violated_law=[{**law, "confirm_reason": "已与公报核对"}])


def test_an_ambiguous_bracket_is_a_warning(forms):
    law = {"law": "药品管理法(2019)", "articles": ["98(3)"], "verified": True}
    (found,) = [one for one in messages(forms[NOTICE], "warning", violated_law=[law]) if one[0] == "violated_law"]
    assert "98(3)" in found[1]


def test_times_run_forward_and_signatures_stay_by_hand(forms):
    form = forms["site_record"]
    assert messages(form, end_time="2026-11-21T09:29") == [("end_time", "“时间（止）”早于“时间（起）”")]
    assert messages(form, end_time="2026-11-21T09:30") == [("end_time", "“时间（止）”与“时间（起）”相同")]
    clue = Library(places.forms_folder()).form("case_source_registration")
    assert messages(clue, reg_time=clue.sample["clue_time"]) == []
    notice = forms[NOTICE]
    assert any("由人手写或盖章" in text for _, text in messages(notice, "warning", seal="x"))


def test_coercive_measures_need_the_partys_statement(forms):
    found = messages(forms["site_record"], coercive_notice="已当场告知")
    assert [key for key, _ in found] == ["party_statement"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("x", "应是行的列表"),
        ([["1"] * 9], "有9格"),
        ([{"缺陷": "x"}], "不认识的栏目“缺陷”"),
        ([3], "第1行应是"),
        ([{"缺陷描述": {"a": 1}}], "第1行的格子里应是文字"),
        ([{"缺陷描述": "药😀"}], "U+1F600"),
    ],
)
def test_wrong_rows_are_named(forms, rows, words):
    ((key, message),) = messages(forms["deficiency_list"], deficiencies=rows)
    assert key == "deficiencies"
    assert words in message


def test_the_day_of_issue_is_compared_only_when_given(forms):
    form = forms[NOTICE]
    assert not [p for p in check(form, form.sample) if "晚于今天" in p.message]
    assert [p.key for p in check(form, form.sample, on=date(2026, 11, 20)) if "晚于今天" in p.message] == ["issue_date"]


def test_typed_values_and_written_ones_state_the_same_facts(forms):
    form = forms["site_record"]
    typed = {**form.sample, "start_time": datetime(2026, 11, 21, 9, 30), "remark": ""}  # noqa: DTZ001 - a form has no zone
    assert facts_digest(form, typed) == facts_digest(form, form.sample)
    assert facts_digest(form, {**form.sample, "place": "别处"}) != facts_digest(form, form.sample)
    assert b'"form":"site_record"' in facts_json(form, form.sample)


def test_rows_by_name_and_by_place_state_the_same_facts(forms):
    form = forms["deficiency_list"]
    by_place = {"deficiencies": [["", "甲", "*1", "一般", "E1"]]}
    by_name = {
        "deficiencies": [{"缺陷描述": "甲", "对应条款": "*1", "缺陷等级（严重/主要/一般）": "一般", "证据编号": "E1"}]
    }
    assert facts_digest(form, by_place) == facts_digest(form, by_name)


def test_citations_read_as_law_is_cited():
    assert cite(Citation("药品管理法(2019)", ["98(3)(5)"])) == "《药品管理法》第九十八条第三款第（五）项"
    assert cite(Citation("《刑法》", ["142-1"])) == "《刑法》第一百四十二条之一"
    assert cite(Citation("x", text="《药品管理法》第五十三条")) == "《药品管理法》第五十三条"
    assert [numeral(one) for one in (10, 12, 20, 101, 117)] == ["十", "十二", "二十", "一百零一", "一百一十七"]


block = NumberBlock(id="b", organisation_word="×药监", document_word="责改", year=2026, first=12, last=13, next=12)


def test_numbers_are_taken_in_order_and_run_out():
    first, after = take(block)
    second, last = take(after)
    assert (first, second) == ("×药监责改〔2026〕12号", "×药监责改〔2026〕13号")
    assert last.remaining == 0
    with pytest.raises(Fault, match="已用完") as caught:
        take(last)
    assert caught.value.code == "numbers-exhausted"
    with pytest.raises(Fault, match="不在段内"):
        take(msgspec.structs.replace(block, next=3))
    assert number_text("江药监", "罚", 2027, 7) == "江药监罚〔2027〕7号"


@given(
    st.from_regex(r"[A-Za-z0-9._-]{1,40}", fullmatch=True),
    st.integers(0, 999),
    st.integers(1, 99),
    st.text("0123456789abcdef", max_size=8),
)
def test_a_mark_survives_its_code(document_id, revision, page, head):
    stamp = Stamp(document_id, revision, "issued", None, head)
    mark = qr.mark(stamp, page, 99, "ab" * 32)
    assert qr.parse(qr.build(mark)) == mark


@pytest.mark.parametrize(
    "text",
    ["", "https://example.org", "IX1*a*1*1*ab*cd", "IX1*a*x*1/2*" + "0" * 16 + "*", "IX1*a*1*1/²*" + "0" * 16 + "*"],
)
def test_foreign_codes_are_not_ours(text):
    assert qr.parse(text) is None


def test_an_id_that_cannot_be_written_is_a_fault():
    with pytest.raises(Fault, match="二维码"):
        qr.build(qr.mark(Stamp("文书*1", 1, "issued"), 1, 1, "0" * 64))
