"""Every form, printed, scanned askew and badly: its code is still read, and says which page of which document it is."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest
from PIL import Image, ImageChops

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents import qr
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.evidence.codes import read_codes

FORMS = Library(places.forms_folder()).forms()
KEY = "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b"


def scanned(pdf: bytes, number: int = 0) -> Image.Image:
    """One page at 150 dpi, turned by three degrees, grainy, as a poor JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number].render(scale=150 / 72, grayscale=True).to_pil().copy()
    document.close()
    askew = page.rotate(3, Image.Resampling.BILINEAR, expand=True, fillcolor=255)
    tile = Image.effect_noise((512, 512), 40)
    grain = Image.new("L", askew.size)
    for x in range(0, askew.width, 512):
        for y in range(0, askew.height, 512):
            grain.paste(tile, (x, y))
    kept = io.BytesIO()
    ImageChops.add(askew, grain, offset=-128).save(kept, "JPEG", quality=60)
    return Image.open(io.BytesIO(kept.getvalue()))


@pytest.mark.parametrize("form", FORMS, ids=[form.code for form in FORMS])
def test_a_scanned_page_of_every_form_is_recognised(form):
    number = "滨药监检〔2026〕7号" if form.numbered.own else None
    stamp = Stamp(KEY, 1, "issued", number, "ab" * 32, date(2026, 11, 21))
    made = render(form, form.sample, stamp, validate=False)
    codes = read_codes(scanned(made.pdf), lambda text: qr.parse(text) is not None)
    assert [qr.parse(code.text) for code in codes] == [
        qr.PageMark(KEY, 1, 1, made.pages, made.facts_digest[:16], "abababab")
    ]
    assert codes[0].turn == pytest.approx(-3, abs=1)
