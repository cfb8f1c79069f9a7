"""The editable copy: the same words as the document, marked as a copy, whatever the form is made of."""

from __future__ import annotations

import io
import itertools
import re
from datetime import date

import docx
import msgspec
import pytest

from inspector_app import places
from inspector_app.catalog.form import BY_HAND
from inspector_app.catalog.library import Library
from inspector_app.documents.docx_copy import MARK, write
from inspector_app.documents.model import Stamp
from inspector_app.documents.values import is_empty

from .test_all_forms import printed_whole, wordings

ISSUED = Stamp("0" * 32, 1, "issued", number="江药监试〔2026〕7号", issued_on=date(2026, 11, 21))
EMPTY = Stamp("0" * 32, 1, "empty")
LIBRARY = Library(places.forms_folder())
CODES = [form.code for form in LIBRARY.forms()]


@pytest.fixture(scope="module")
def forms():
    return {code: LIBRARY.form(code) for code in CODES}


def words(data):
    """All words of the body, cell by cell, without spaces."""
    document = docx.Document(io.BytesIO(data))
    found = [one.text for one in document.paragraphs]
    for table in document.tables:
        found += [paragraph.text for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    return re.sub(r"\s+", "", "".join(found))


@pytest.mark.parametrize("code", CODES)
def test_every_page_says_that_it_is_a_copy(forms, code):
    form = forms[code]
    document = docx.Document(io.BytesIO(write(form, form.sample, ISSUED)))
    (section,) = document.sections
    assert section.header.paragraphs[0].text == MARK
    assert form.name in section.footer.paragraphs[0].text
    assert not section.different_first_page_header_footer


@pytest.mark.parametrize("code", CODES)
def test_the_copy_says_what_the_document_says(forms, code):
    form = forms[code]
    number = form.sample.get(form.numbered.field) or ISSUED.number
    said = words(write(form, form.sample, msgspec.structs.replace(ISSUED, number=number))).replace("□√", "☑")
    lost = []
    for field in form.fields:
        if is_empty(form.sample.get(field.key)) or field.type in BY_HAND or not printed_whole(form, field):
            continue
        for ways in wordings(form, field):
            wanted = [re.sub(r"\s+", "", one).rstrip("。；") for one in ways]
            if wanted and not any(one in said for one in wanted):
                lost.append(f"{field.key}: {ways[0]}")
    assert lost == []


@pytest.mark.parametrize("code", CODES)
def test_the_file_is_what_word_reads(forms, code):
    """Joined cells cover the whole grid, and no two tables run into each other."""
    form = forms[code]
    document = docx.Document(io.BytesIO(write(form, form.sample, ISSUED)))
    kinds = [element.tag.rpartition("}")[2] for element in document.element.body]
    assert ("tbl", "tbl") not in itertools.pairwise(kinds)
    for table in document.tables:
        for row in table.rows:
            assert len(row.cells) == len(table.columns)


def test_a_caption_of_upright_columns_reads_from_top_to_bottom(forms):
    said = words(write(forms["complaint_registration"], forms["complaint_registration"].sample, ISSUED))
    assert "消费者权益争议事实依据" in said


def test_the_lines_to_sign_on_stand_above_the_copies_line(forms):
    said = words(write(forms["site_inspection_record"], forms["site_inspection_record"].sample, ISSUED))
    assert 0 < said.rindex("被检查单位负责人/陪同人员") < said.rindex("本文书一式")


def test_a_label_is_copied_onto_a_whole_sheet(forms):
    form = forms["drug_seal_label"]
    (section,) = docx.Document(io.BytesIO(write(form, form.sample, ISSUED))).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_the_number_of_the_issued_document_stands_in_it(forms):
    form = forms["order_correction_notice"]
    assert "江药监试〔2026〕7号" in words(write(form, form.sample, ISSUED))


def test_an_empty_form_is_a_copy_with_blanks(forms):
    form = forms["order_correction_notice"]
    document = docx.Document(io.BytesIO(write(form, {}, EMPTY)))
    blanks = [run for one in document.paragraphs for run in one.runs if run.underline and not run.text.strip()]
    assert len(blanks) > 5


def test_the_same_document_gives_the_same_bytes(forms):
    form = forms["site_record"]
    assert write(form, form.sample, ISSUED) == write(form, form.sample, ISSUED)


@pytest.mark.parametrize("text", ["甲\x00乙\x0b丙", "<b>&amp;</b>", "😀\u202e倒", "𠮷野\n第二行", "长" * 5000])
def test_any_text_makes_a_file_that_opens(forms, text):
    form = forms["site_record"]
    data = write(form, form.sample | {"scene": text}, ISSUED)
    shown = re.sub(r"[\x00\x0b\s]", "", text)
    assert shown in words(data)


def test_every_row_of_a_long_table_is_there(forms):
    form = forms["property_list"]
    fact = next(one for one in form.tables if isinstance(form.sample.get(one.key), list))
    rows = [[f"第{number}件" if at == 1 else "" for at in range(len(fact.columns))] for number in range(60)]
    rows = [dict(zip(fact.columns, row, strict=True)) for row in rows]
    said = words(write(form, form.sample | {fact.key: rows}, ISSUED))
    assert all(f"第{number}件" in said for number in range(60))
    assert "以下空白" in said
