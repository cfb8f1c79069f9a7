"""How many pages are recognised when they come back, and how long a page takes: a sample of forms through every kind of wear.

``python benchmarks/bench_paper.py [--forms N] [--kind TEXT] [--keep DIR]``. A page recognised as another is an error (exit 1).
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import pypdfium2

sys.path.insert(0, str(Path(__file__).parents[1]))

from inspector_app import places
from inspector_app.casework import verifying
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.qr import mark
from inspector_app.documents.render import render
from inspector_app.evidence.paper import Pile
from tests.casework import wear

SAMPLE = (
    "site_record",
    "penalty_decision",
    "case_filing_approval",
    "service_receipt",
    "order_correction_notice",
    "interview_record",
    "evidence_extraction",
    "deficiency_list",
)


def pages(count: int):
    """Pages of the sample, each with the mark that it must be recognised by."""
    library = Library(places.forms_folder())
    known = {form.code: form for form in library.forms()}
    chosen = [known[code] for code in SAMPLE if code in known]
    chosen += [form for form in known.values() if form not in chosen and form.page.paper == (210, 297)]
    for place, form in enumerate(chosen[:count]):
        number = "滨药监检〔2026〕7号" if form.numbered.has_number else None
        stamp = Stamp(f"0190a1b2c3d47e5f8a9b0c1d2e3f{place:04x}", 1, "issued", number, "ab" * 32, date(2026, 11, 21))
        made = render(form, form.sample, stamp, validate=False)
        document = pypdfium2.PdfDocument(made.pdf)
        page = document[made.pages - 1].render(scale=wear.DPI / 72).to_pil().convert("RGB")
        document.close()
        yield form.code, page, mark(stamp, made.pages, made.pages, made.facts_digest)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--forms", type=int, default=8)
    asked.add_argument("--kind", default="")
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    sample, wrong = list(pages(given.forms)), 0
    print(
        f"{len(sample)} pages of {len(sample)} forms\n\n| kind | recognised | CPU a page, ms | slowest, ms |\n|---|---|---|---|"
    )
    for name, spoil in wear.KINDS.items():
        if given.kind not in name:
            continue
        right, times = 0, []
        for seed, (code, page, wanted) in enumerate(sample, 1):
            content = spoil(page, seed)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (
                    given.keep / f"{name.replace('/', ' ')} {code}.{'png' if content[1:4] == b'PNG' else 'jpg'}"
                ).write_bytes(content)
            start = time.process_time()
            with Pile(content, name) as pile:
                read = verifying.read_page(pile, 1)
            times.append((time.process_time() - start) * 1000)
            right += read.mark == wanted
            wrong += read.mark is not None and read.mark != wanted
        print(f"| {name} | {right}/{len(sample)} | {sum(times) / len(times):.0f} | {max(times):.0f} |", flush=True)
    print(f"\nrecognised as another page: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
