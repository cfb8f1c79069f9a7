"""The shipped definitions: sound, and true to the facts they were written from."""

from __future__ import annotations

import pytest

from inspector_app.catalog.body import SignatureBlock

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
