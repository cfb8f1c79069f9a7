"""How much a finished document costs against raw drawing of the same text with the same fonts, in one run.

Raw: reportlab's canvas, one drawString a line, fonts registered and warm, no check of glyphs, no line breaking, no rules, no code,
no PDF/A. Ours: check, typesetting, the page's code, written as PDF/A-2b. Prints the ratio of the medians, twice: as the window's
preview makes it, and as it is issued, when the file is read back and proven to be PDF/A.
Usage: python benchmarks/bench_document.py [--json] [ROUNDS]
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents import draw, fonts
from inspector_app.documents.check import check
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

CODE = "order_correction_notice"
DRAFT = Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, "draft", None, "ab" * 32)
STAMP = Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, "issued", None, "ab" * 32)


def captured_sheets(form, values):
    """The lines of text our engine sets, so that the raw drawing draws the very same ones."""
    kept = []
    real = draw.draw

    def keep(sheets, codes, **options):
        kept.extend(sheets)
        return real(sheets, codes, **options)

    from inspector_app.documents import render as module

    module.draw = keep
    try:
        render(form, values, STAMP)
    finally:
        module.draw = real
    return [
        [
            (text.x, text.baseline, text.size, f"raw-{text.font}", "".join(i.text for i in text.items))
            for text in sheet.texts
        ]
        for sheet in kept
    ]


def raw(pages):
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595.28, 841.89), invariant=1)
    for page in pages:
        for x, baseline, size, name, text in page:
            canvas.setFont(name, size)
            canvas.drawString(x, 841.89 - baseline, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def median(work, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measured(rounds):
    """The figures of one page, for a whole run of several benchmarks too."""
    form = Library(places.forms_folder()).form(CODE)
    start = time.perf_counter()
    first = render(form, form.sample, STAMP)
    cold = time.perf_counter() - start
    pages = captured_sheets(form, form.sample)
    for name in {line[3] for page in pages for line in page}:
        pdfmetrics.registerFont(TTFont(name, str(fonts.fonts_folder() / f"{name.removeprefix('raw-')}.ttf")))
    raw(pages)
    theirs, ours, issued = [], [], []
    for _ in range(rounds):  # alternating, so that both meet the same moods of the machine
        theirs.append(median(lambda: raw(pages), 1))
        ours.append(median(lambda: (check(form, form.sample), render(form, form.sample, DRAFT)), 1))
        issued.append(median(lambda: render(form, form.sample, STAMP), 1))
    return {
        "document": CODE,
        "pages": first.pages,
        "raw_ms": round(statistics.median(theirs) * 1000, 2),
        "ours_ms": round(statistics.median(ours) * 1000, 2),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "issued_ms": round(statistics.median(issued) * 1000, 2),
        "issued_ratio": round(statistics.median(issued) / statistics.median(theirs), 2),
        "first_document_ms": round(cold * 1000, 1),
        "rounds": rounds,
    }


def sentence(result):
    """The figures as a sentence."""
    return (
        f"one page: raw reportlab {result['raw_ms']} ms, checked and typeset as PDF/A {result['ours_ms']} ms, "
        f"ratio {result['ratio']} (aim <= 1.5); issued, read back and proven {result['issued_ms']} ms, "
        f"ratio {result['issued_ratio']}; first document of a process {result['first_document_ms']} ms"
    )


def main():
    result = measured(next((int(one) for one in sys.argv[1:] if one.isdigit()), 40))
    print(json.dumps(result) if "--json" in sys.argv else sentence(result))


if __name__ == "__main__":
    main()
