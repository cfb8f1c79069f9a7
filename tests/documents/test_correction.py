"""A correction says on every page of every form what it replaces, above everything else and inside the paper."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.docx_copy import write
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import record_json, render

REPLACED = "责令改正通知书（滨药监责改〔2026〕101号）"
STAMP = Stamp("a" * 32, 1, "draft", corrects=REPLACED)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def forms():
    """Every form as shipped."""
    return {form.code: form for form in Library(places.forms_folder()).forms()}


def _pages(pdf):
    """Each page as the box of the line, and the upper edge of the text nearest below it (mm from the top)."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        read, high = page.get_textpage(), page.get_size()[1]
        hit = read.search("更正并取代").get_next()
        assert hit is not None
        boxes = [read.get_charbox(number) for number in range(read.count_chars())]
        line = boxes[hit[0]]
        top, bottom = (high - line[3]) / MM, (high - line[1]) / MM
        below = [(high - box[3]) / MM for box in boxes if box[3] < line[1] and box[3] > box[1]]
        yield top, bottom, min(below)
    document.close()


def test_the_line_stands_on_every_page_of_every_form(forms):
    for code, form in forms.items():
        for top, bottom, below in _pages(render(form, form.sample, STAMP, validate=False).pdf):
            assert top >= 1, code
            assert below > bottom, code


def test_nothing_else_moves(forms):
    for code in ("site_record", "order_correction_notice", "property_list"):
        form = forms[code]
        plain, other = Stamp("a" * 32, 1, "draft"), Stamp("a" * 32, 1, "draft", corrects="另一份（1号）")
        places = []
        for stamp in (plain, other):
            document = pypdfium2.PdfDocument(render(form, form.sample, stamp, validate=False).pdf)
            read = document[0].get_textpage()
            hit = read.search(form.name[-3:]).get_next()
            places.append((len(document), read.get_charbox(hit[0])))
            document.close()
        assert places[0] == places[1]


def test_an_ordinary_document_and_an_empty_form_say_nothing_of_it(forms):
    form = forms["site_record"]
    for stamp in (Stamp("a" * 32, 1, "draft"), Stamp("a" * 32, 1, "empty", corrects=REPLACED)):
        document = pypdfium2.PdfDocument(render(form, form.sample, stamp, validate=False).pdf)
        assert all(page.get_textpage().search("更正并取代").get_next() is None for page in document)
        document.close()


@pytest.mark.parametrize("replaced", [REPLACED, "很长的文书名称" * 12 + "（滨药监责改〔2026〕101号）"])
def test_a_long_name_wraps_and_stays_on_the_paper(forms, replaced):
    form = forms["site_record"]
    pdf = render(form, form.sample, Stamp("a" * 32, 1, "draft", corrects=replaced), validate=False).pdf
    for top, bottom, below in _pages(pdf):
        assert top >= 1
        assert below > bottom


def test_the_copy_says_it_too(forms):
    import docx

    form = forms["site_record"]
    read = docx.Document(io.BytesIO(write(form, form.sample, STAMP)))
    head = [paragraph.text for paragraph in read.sections[0].header.paragraphs]
    assert f"更正文书：本文书更正并取代{REPLACED}。" in head


def test_the_attached_record_names_it(forms):
    from inspector_app.documents.compose import Composer

    form = forms["site_record"]
    composer = Composer(form, form.sample, STAMP)
    assert REPLACED.encode() in record_json(form, composer, STAMP, "0" * 64)
    plain = Stamp("a" * 32, 1, "draft")
    assert b"corrects" not in record_json(form, Composer(form, form.sample, plain), plain, "0" * 64)
