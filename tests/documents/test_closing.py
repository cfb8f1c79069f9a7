"""A seal never stands on a page of its own: some of the text goes with it (正文与落款同页)."""

from __future__ import annotations

import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

from .conftest import pages_text

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
