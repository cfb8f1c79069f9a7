"""The most used documents as they stand on paper: where every run of text lies, and a small picture of every page."""

from __future__ import annotations

import ctypes
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from inspector_app import places
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

DATA = Path(__file__).parent / "data"
CODES = [
    "site_record",
    "inquiry_record",
    "evidence_extraction_sheet",
    "evidence_preservation_notice",
    "coercive_measure_decision",
    "property_list",
    "order_correction_notice",
    "on_spot_penalty_decision",
    "penalty_prior_notice",
    "penalty_decision",
    "service_receipt",
    "service_address_confirmation",
    "case_source_registration",
    "case_filing_approval",
    "investigation_final_report",
    "case_closure_approval",
]
"""Fifteen, and the list that goes with the decision on coercive measures."""

DPI = 50
MM = 25.4 / 72
Run = tuple[str, float, float]


def library() -> Library:
    return Library(places.forms_folder())


def made(form: DocumentForm) -> bytes:
    """The sample, issued on a fixed day under a fixed number."""
    number = form.sample.get(form.numbered.field) if form.numbered.own else None
    stamp = Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, "issued", number, "ab" * 32, date(2026, 11, 21))
    return render(form, form.sample, stamp, validate=False).pdf


def half(millimetres: float) -> float:
    """To the half millimetre."""
    return round(millimetres * 2) / 2


def positions(pdf: bytes) -> list[list[Run]]:
    """Of each page the runs of text as the reader finds them, with left edge and top of the first character (mm)."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        height = page.get_height()
        textpage = page.get_textpage()
        runs: list[Run] = []
        text, x, y, end = "", 0.0, 0.0, 0.0
        for at in range(textpage.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(textpage.raw, at))
            if character.isspace() or character in "\ufffe\u0002":
                continue
            left, top = origin(textpage, at)
            top = height - top
            if text and abs(top - y) < 1 and -2 < left - end < 6:
                text += character
            else:
                if text:
                    runs.append((text, half(x * MM), half(y * MM)))
                text, x, y = character, left, top
            end = textpage.get_charbox(at, loose=True)[2]
        if text:
            runs.append((text, half(x * MM), half(y * MM)))
        pages.append(runs)
        textpage.close()
        page.close()
    document.close()
    return pages


def origin(textpage: pypdfium2.PdfTextPage, at: int) -> tuple[float, float]:
    """Where a character stands on its line (pt from the lower left corner)."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage.raw, at, x, y)
    return x.value, y.value


def pictures(pdf: bytes) -> list[Image.Image]:
    """Every page in grey, small."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L").copy() for page in document]
    finally:
        document.close()
