"""The editable copy: the same words as the document, marked as a copy, whatever the form is made of."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.docx_copy import MARK, write
from inspector_app.documents.model import Stamp

ISSUED = Stamp("0" * 32, 1, "issued", number="江药监试〔2026〕7号", issued_on=date(2026, 11, 21))
EMPTY = Stamp("0" * 32, 1, "empty")
# One of each skeleton: narrative, record, table, grid, strip.
CODES = ["order_correction_notice", "site_record", "property_list", "case_filing_approval", "seal_strip"]


@pytest.fixture(scope="module")
def forms():
    library = Library(places.forms_folder())
    return {code: library.form(code) for code in CODES}


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
    said = words(write(form, form.sample, ISSUED))
    for field in form.fields:
        value = form.sample.get(field.key)
        if isinstance(value, str) and field.in_form and field.type in ("text", "longtext", "party", "person"):
            for line in value.splitlines():
                if field.key != form.numbered.field:
                    assert re.sub(r"\s+", "", line).rstrip("。") in said, field.key


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
