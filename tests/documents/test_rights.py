"""What a document has to tell whoever receives it: the whole right, the object of a measure, no room for later additions."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

from .conftest import pages_text, squeeze

LIBRARY = Library(places.forms_folder())
EMPTY = Stamp("0" * 32, 1, "empty")
MEASURES = [
    "coercive_measure_decision",
    "coercive_extension_decision",
    "coercive_release_decision",
    "seized_goods_transfer_notice",
    "testing_period_notice",
    "entrusted_custody",
]
"""Documents about what was sealed or seized."""


def said(code, values=None, status="issued"):
    """All words of a document with its sample."""
    form = LIBRARY.form(code)
    if status == "empty":
        return "".join(pages_text(render(form, {}, EMPTY).pdf))
    number = form.sample.get(form.numbered.field) if form.numbered.own else None
    stamp = Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, status, number, "ab" * 32, date(2026, 11, 21))
    made = render(form, {**form.sample, **(values or {})}, stamp, validate=False)
    return "".join(pages_text(made.pdf))


def test_whoever_is_fined_on_the_spot_is_told_to_ask_for_reconsideration_first_and_each_way_to_the_court():
    """行政复议法 20, 23; 行政诉讼法 45; 行政处罚法 73."""
    whole = said("on_spot_penalty_decision")
    for words in (
        "应当先自收到本当场行政处罚决定书之日起六十日内向江州市人民政府申请行政复议",
        "对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向江州市和平区人民法院提起行政诉讼",
        "复议机关逾期不作决定的，自复议期满之日起十五日内提起",
        "加处罚款的数额在此期间不予计算",
    ):
        assert words in whole
    empty = said("on_spot_penalty_decision", status="empty")
    for words in ("应当先自收到本当场", "六十日", "十五日", "自收到复议决定书之日起；逾期不作决定的，自期满之日起"):
        assert words in empty


@pytest.mark.parametrize("status", ["issued", "empty"])
def test_a_hearing_tells_that_every_one_who_conducts_it_may_be_challenged(status):
    """听证办法 4: whether the interest is a direct one or another that may impair fairness."""
    assert "有权申请主持人、听证员、记录员和翻译人员回避" in said("hearing_record", status=status)


@pytest.mark.parametrize("status", ["issued", "empty"])
def test_an_agent_at_a_hearing_may_not_give_it_up_without_being_told_so(status):
    """听证办法 15(3)."""
    assert "撤回听证申请、放弃听证权利的，须有委托人的明确授权" in said("hearing_notice", status=status)


@pytest.mark.parametrize("code", MEASURES)
def test_a_measure_names_what_it_was_laid_on(code):
    assert "有关财物" in said(code)
    assert "有关场所" not in said(code)
    assert "场所、设施" in said(code, {"objects": []}), "where nothing was chosen the law's three words stand"


def test_a_decision_with_a_fine_says_without_reserve_that_it_is_published():
    """公示规定 2, 8: only a mere warning is not."""
    assert "本局将依法向社会公示本行政处罚决定的信息" in said("penalty_decision")
    warned = {"payment": "没有罚没款", "total": "", "bank": ""}
    assert "仅警告的不公示" in said("penalty_decision", warned)


def test_the_copies_line_has_no_line_left_where_its_numbers_add_up():
    assert "本文书一式2份,1份送达,一份归档。" in said("on_spot_penalty_decision").replace("，", ",")
    assert "本文书一式1份,一份归档。" in said("inspection_plan").replace("，", ",")
    assert "0份送达" not in said("comprehensive_assessment")
    assert "一份归档，一份抄送" in said("crime_transfer_letter")


def test_lines_of_a_filled_record_are_closed():
    assert "（以下空白）" in said("property_disposal_record")
    assert "（以下空白）" not in said("property_disposal_record", status="empty")


def test_what_the_empty_form_offers_in_brackets_is_printed_without_them():
    assert "听证员、翻译人员：" in said("hearing_record")
    assert "[听证员][翻译人员]" in said("hearing_record", status="empty")
    assert "[听证员]" not in said("hearing_report")


def test_marks_of_the_measured_lines_are_ordinary_ones_in_a_filled_document():
    assert "保管条件：" in said("entrusted_custody")
    assert "保管条件:" in said("entrusted_custody", status="empty")


def test_a_title_keeps_only_what_was_chosen():
    assert "协助辨认通知书" in said("assist_identification_notice")
    assert squeeze("实施行政强制措施财物委托保管书") in said("entrusted_custody")


def test_a_unit_is_said_after_its_quantity():
    assert "12盒" in said("early_disposal_confirmation")
    assert "盒，12" not in said("early_disposal_confirmation")
