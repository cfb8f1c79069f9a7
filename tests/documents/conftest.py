"""Forms as shipped, and text read back from a PDF by a library that had no part in making it."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2
import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp

CODES = ["site_record", "order_correction_notice", "deficiency_list"]


@pytest.fixture(scope="session")
def forms():
    library = Library(places.forms_folder())
    return {code: library.form(code) for code in CODES}


@pytest.fixture
def stamp():
    def make(status="issued", number=None, revision=1):
        return Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", revision, status, number, "ab" * 32)

    return make


def pages_text(pdf: bytes) -> list[str]:
    """Text of each page in reading order, without white space (line ends are the typesetter's)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(textpage.get_text_range())
            textpage.close()
            page.close()
    finally:
        document.close()
    return [squeeze(text) for text in texts]


def squeeze(text: str) -> str:
    text = text.replace("\ufffe", "-").replace("\u0002", "-")  # how the reader marks a hyphen that ends a line
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


@pytest.fixture
def text_of():
    return pages_text
