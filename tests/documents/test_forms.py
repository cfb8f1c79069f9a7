"""The shipped definitions: sound, and true to the facts they were written from."""

from __future__ import annotations

import io

import msgspec
import pikepdf
import pytest

from inspector_app.catalog.body import Paragraph, SignatureBlock
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

from .conftest import CODES


@pytest.mark.parametrize("code", CODES)
def test_the_definition_is_sound(forms, code):
    assert forms[code].validate() == []


def test_what_was_compared_with_the_official_text_says_so_and_what_was_not_too(forms):
    assert forms["site_record"].verified
    assert forms["order_correction_notice"].verified
    assert not forms["deficiency_list"].verified
    assert forms["deficiency_list"].verification.why


def test_the_record_is_signed_by_all_on_every_page(forms):
    form = forms["site_record"]
    assert form.official is not None
    assert form.official.sign_each_page
    assert [row.label for row in form.foot.signatures] == ["当事人：", "见证人：", "检查人员："]
    assert form.foot.signatures[2].parts == 2
    assert not any(isinstance(block, SignatureBlock) for block in form.body)


def test_the_notice_keeps_right_article_body_and_term(forms):
    form = forms["order_correction_notice"]
    remedy = next(one for one in form.notices if one.key == "remedy")
    assert [(basis.law, basis.articles) for basis in remedy.legal] == [
        ("行政复议法(2023)", ["20", "24"]),
        ("行政诉讼法(2017)", ["46"]),
    ]
    assert form.numbered.doc_word == "责改"
    assert form.copies.served == 1


def test_facts_are_not_lost(forms):
    counts = {code: (len(form.fields), len(form.legal_basis), len(form.page_rules)) for code, form in forms.items()}
    assert counts == {"site_record": (28, 6, 7), "order_correction_notice": (24, 4, 0), "deficiency_list": (15, 3, 0)}


def test_options_may_be_printed_as_boxes(forms, text_of):
    base = forms["order_correction_notice"]
    fields = [msgspec.structs.replace(base.field("mode"), type="multichoice", options=["直接送达", "邮寄送达", "其他"])]
    form = msgspec.structs.replace(
        base, fields=fields, words={}, needs=[], order=[], body=[Paragraph(text="送达方式：{mode:box}以上。")]
    )
    stamp = Stamp("d", 1, "draft")
    chosen, open_ = (render(form, values, stamp, validate=True).pdf for values in ({"mode": ["邮寄送达"]}, {}))
    assert "送达方式：□直接送达□√邮寄送达□其他以上。" in text_of(chosen)[0]
    assert "送达方式：□直接送达□邮寄送达□其他以上。" in text_of(open_)[0]
    ticks = [page_code(pdf).count(b"1.4 w") for pdf in (chosen, open_)]
    assert ticks == [1, 0]


def page_code(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.pages[0].Contents.read_bytes()
