"""Whole documents: what stands on the page, in which order, and that the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest
import rfc8785
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import pdfa

from inspector_app.documents import qr
from inspector_app.documents.check import check
from inspector_app.documents.fonts import missing_characters
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.fault import Fault

from .conftest import CODES, pages_text, squeeze


@pytest.mark.parametrize("code", CODES)
def test_the_sample_is_complete_and_its_pdf_is_archival(forms, stamp, code):
    form = forms[code]
    assert [problem for problem in check(form, form.sample) if problem.level == "error"] == []
    rendered = render(form, form.sample, stamp())
    assert pdfa.validate_written(io.BytesIO(rendered.pdf), "2b").passed
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        assert len(pdf.pages) == rendered.pages
        assert {tuple(round(float(one)) for one in page.MediaBox) for page in pdf.pages} == {(0, 0, 595, 842)}


@pytest.mark.parametrize("flavour", ["1b", "3b"])
def test_other_flavours_validate_and_3b_carries_the_record(forms, stamp, flavour):
    form = forms["order_correction_notice"]
    rendered = render(form, form.sample, stamp(), pdfa=flavour)
    assert pdfa.validate_written(io.BytesIO(rendered.pdf), flavour).passed
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        if flavour == "1b":
            assert len(pdf.attachments) == 0
            return
        data = pdf.attachments["record.json"].get_file().read_bytes()
        record = json.loads(data)
        assert rfc8785.dumps(record) == data
        assert record["form"] == form.code
        assert record["values"]["party_name"] == form.sample["party_name"]
        assert record["facts_digest"] == rendered.facts_digest


@pytest.mark.parametrize("status", ["draft", "empty"])
@pytest.mark.parametrize("code", CODES)
def test_a_preview_is_archival_too(forms, stamp, code, status):
    rendered = render(forms[code], {}, stamp(status))
    assert pdfa.validate_written(io.BytesIO(rendered.pdf), "2b").passed


_TWICE = """
import hashlib, sys
from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
library = Library(places.forms_folder())
for code in sys.argv[1:]:
    form = library.form(code)
    for status, flavour in (("issued", "2b"), ("issued", "3b"), ("draft", "2b")):
        pdf = render(form, form.sample, Stamp("doc-1", 2, status, None, "cd" * 32), pdfa=flavour).pdf
        print(code, status, flavour, hashlib.sha256(pdf).hexdigest())
"""


def test_two_fresh_processes_give_the_same_bytes():
    runs = [
        subprocess.Popen([sys.executable, "-c", _TWICE, *CODES], stdout=subprocess.PIPE, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert first == second
    assert len(first.splitlines()) == 9


def test_the_record_reads_in_the_order_of_the_official_form(forms, stamp):
    form = forms["site_record"]
    pages = pages_text(render(form, form.sample, stamp()).pdf)
    text = "".join(pages)
    order = [
        "现场笔录",
        "时间：",
        "地点：",
        "检查人员：李敏",
        "检查人员：王海涛",
        "当事人：",
        "主体资格证照名称：",
        "统一社会信用代码：",
    ]
    order += [
        "住所（住址）：",
        "法定代表人",
        "身份证件号码：",
        "联系电话",
        "通知当事人到场情况：",
        "现场情况：",
        "以下空白",
    ]
    at = [text.index(one) for one in order]
    assert at == sorted(at)
    assert "2026年11月21日9时30分至2026年11月21日11时45分" in text
    for number, page in enumerate(pages, start=1):
        assert page.endswith(f"第{number}页共{len(pages)}页"), "every page is signed and counted"
        assert "见证人：年月日检查人员：、年月日" in page


def test_the_notice_states_remedy_choice_number_and_copies(forms, stamp):
    form = forms["order_correction_notice"]
    (text,) = pages_text(render(form, form.sample, stamp(number="江药监责改〔2026〕13号")).pdf)
    assert "江药监责改〔2026〕13号" in text
    assert "限期改正，于2026年12月6日前改正完毕" in text
    assert "立即改正" not in text, "the option not chosen is gone"
    assert "六十日内向江州市人民政府申请行政复议" in text
    assert "六个月内依法向江州市和平区人民法院提起行政诉讼" in text
    assert text.index("联系地址") < text.index("（印章）") < text.index("2026年11月21日本文书一式")
    assert "。。" not in text


def test_an_immediate_correction_needs_no_date(forms, stamp):
    form = forms["order_correction_notice"]
    values = {key: value for key, value in form.sample.items() if key not in ("deadline", "overdue")}
    values["mode"] = "立即改正"
    (text,) = pages_text(render(form, values, stamp()).pdf)
    assert "现责令你（单位）立即改正。" in text
    assert "限期" not in text
    assert "逾期" not in text


def test_a_draft_has_no_number_and_says_so_on_every_page(forms, stamp):
    form = forms["order_correction_notice"]
    for text in pages_text(render(form, form.sample, stamp("draft", number="江药监责改〔2026〕12号")).pdf):
        assert "草稿" in text
        assert "〔2026〕12号" not in text


def test_an_empty_form_shows_every_label_and_no_value(forms, stamp):
    form = forms["site_record"]
    text = "".join(pages_text(render(form, form.sample, stamp("empty")).pdf))
    assert "安康" not in text
    assert "以下空白" not in text
    assert "[对采取的行政强制措施" in text
    assert "当事人的陈述和申辩：]检查人员：本次" in text, "one pair of brackets around both optional paragraphs"
    assert "其他联系方式" not in text, "what is not on the official form is left out"


def test_a_draft_prints_what_there_is(forms, stamp):
    form = forms["site_record"]
    text = "".join(pages_text(render(form, {"place": "江州市和平路88号"}, stamp("draft")).pdf))
    assert "地点：江州市和平路88号" in text


def test_issuing_with_errors_is_refused_by_name(forms, stamp):
    form = forms["order_correction_notice"]
    values = {key: value for key, value in form.sample.items() if key != "court"}
    with pytest.raises(Fault, match="“人民法院”未填写") as caught:
        render(form, values, stamp())
    assert caught.value.code == "document-errors"
    without = {key: value for key, value in form.sample.items() if key != "doc_no"}
    with pytest.raises(Fault, match="还没有文号"):
        render(form, without, stamp())


@pytest.mark.parametrize("name", ["A&B<药业>", "𠮷野堃祎", "㐂𬭚喆镕珺有限公司", "<b>&amp;</b>"])
def test_unusual_names_print_as_typed(forms, stamp, name):
    form = forms["order_correction_notice"]
    text = "".join(pages_text(render(form, {**form.sample, "party_name": name}, stamp()).pdf))
    assert name + "：" in text


def test_an_emoji_stops_even_a_draft(forms, stamp):
    with pytest.raises(Fault, match=r"U\+1F600"):
        render(forms["site_record"], {"place": "和平路😀"}, stamp("draft"))


def test_a_value_a_hundred_times_too_long_goes_on_and_loses_nothing(forms, stamp):
    form = forms["site_record"]
    long = "".join(f"第{number}处货架陈列药品数量核对无误；" for number in range(400))
    place = "江州市和平区和平路88号" * 60
    word = "x" * 900
    values = {
        **form.sample,
        "scene": long,
        "place": place,
        "officer1_cert": word,
        "org_title": "江州市药品监督管理局" * 12,
    }
    rendered = render(form, values, stamp())
    pages = pages_text(rendered.pdf)
    assert rendered.pages > 8
    text = _without_feet(pages)
    for value in (long, place, word):
        assert squeeze(value) in text
    _assert_inside(rendered.pdf)


def test_six_hundred_rows_repeat_the_head_and_lose_none(forms, stamp):
    form = forms["deficiency_list"]
    rows = [
        ["", f"第{number}项缺陷事实描述，位置在{number}号货架", f"*{number:05}", "一般", f"IMG{number:04}"]
        for number in range(1, 601)
    ]
    rendered = render(form, {**form.sample, "deficiencies": rows}, stamp())
    pages = pages_text(rendered.pdf)
    assert rendered.pages > 15
    with_rows = [page for page in pages if "号货架" in page]
    assert all("缺陷描述" in page for page in with_rows), "the head is repeated"
    text = "".join(pages)
    at = [text.index(f"第{number}项缺陷事实描述") for number in range(1, 601)]
    assert at == sorted(at)
    _assert_inside(rendered.pdf)


def test_a_row_taller_than_a_page_is_cut_between_lines(forms, stamp):
    form = forms["deficiency_list"]
    long = "".join(f"{number}、缺陷事实逐条写明；" for number in range(700))
    rows = [["1", "短", "", "", ""], ["2", long, "", "", ""], ["3", "末", "", "", ""]]
    rendered = render(form, {**form.sample, "deficiencies": rows}, stamp())
    _assert_inside(rendered.pdf)
    text = "".join(re.sub(r"第\d+页共\d+页$", "", page) for page in pages_text(rendered.pdf))
    assert squeeze(long) in text.replace("序号缺陷描述对应条款缺陷等级证据编号", "")


def test_every_page_carries_a_code_a_camera_reads(forms, stamp):
    form = forms["site_record"]
    mark = stamp()
    rendered = render(form, form.sample, mark)
    document = pypdfium2.PdfDocument(rendered.pdf)
    for number in range(rendered.pages):
        image = document[number].render(scale=150 / 72, rotation=0, grayscale=True).to_pil()
        (found,) = zxingcpp.read_barcodes(image)
        page = qr.parse(found.text)
        assert page == qr.mark(mark, number + 1, rendered.pages, rendered.facts_digest)
    document.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_text_is_found_in_order(forms, data):
    form = forms["site_record"]
    alphabet = st.sampled_from("江州药品检查记录，。；：（）“”《》、！？—…·0123456789ABCabc-/.%℃㎡堃祎㐂𠮷 ")
    texts = st.text(alphabet, min_size=1, max_size=60).filter(
        lambda text: text.strip() and not missing_characters(text)
    )
    keys = [
        "place",
        "party_name",
        "license_name",
        "uscc",
        "address",
        "presence_notice",
        "ans_cert",
        "ans_recusal",
        "scene",
        "confirm",
    ]
    values = {key: data.draw(texts, key) for key in keys}
    rendered = render(form, values, Stamp("d", 1, "draft"))
    text = _without_feet(pages_text(rendered.pdf))
    at = 0
    for key in keys:
        wanted = squeeze(values[key])
        at = text.find(wanted, at)
        assert at >= 0, (key, wanted, text)
        at += len(wanted)


def _without_feet(pages: list[str]) -> str:
    """The running text: page feet and draft marks taken out."""
    kept = []
    for page in pages:
        body = page.replace("草稿，未编号，不作执法文书使用", "").replace("草稿", "")
        kept.append(body.rsplit("当事人：年月日见证人", 1)[0])
    return "".join(kept)


def _assert_inside(pdf: bytes) -> None:
    """No glyph lies outside the paper's printable part or beyond the right margin."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        textpage = page.get_textpage()
        for index in range(textpage.count_rects()):
            left, bottom, right, top = textpage.get_rect(index)
            assert left > 60, "left of the text area"
            assert right < 595 - 45, "right of the text area"
            assert bottom > 60
            assert top < 842 - 40
        textpage.close()
        page.close()
    document.close()
