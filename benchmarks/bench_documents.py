"""One page against raw drawing, all documents as a batch, one preview after a keystroke, and one document the way peers make it, in one run.

Ours: every form with its sample values, checked and typeset as PDF/A-2b, with and without reading each file back to prove it;
and the document on the screen: check, draft, first page as pixels (96 dpi).
Peers: a .docx template filled by docxtpl and turned into a PDF by LibreOffice without a window, once a document, as a server or a
macro does it, and once for all files together, which is the best that can be had of it. Their document has the same text as our
责令改正通知书, without grid, check, code or PDF/A. The comparison is left out, and says so, where they are not installed:
    python -m venv PEER && PEER/bin/pip install docxtpl
    apt-get install libreoffice-writer-nogui        (or LibreOffice for Windows or macOS)
    python benchmarks/bench_documents.py --peer PEER/bin/python
Usage: python benchmarks/bench_documents.py [--json] [--peer PYTHON] [--soffice PROGRAM] [COUNT]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import bench_document
import pypdfium2

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.check import check
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render

CODE = "order_correction_notice"
KEY = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
PEER = """
import json, pathlib, sys, time
from docx import Document
from docx.shared import Pt
from docxtpl import DocxTemplate
folder = pathlib.Path(sys.argv[1])
lines, count = json.loads((folder / "lines.json").read_text("utf8")), int(sys.argv[2])
template = Document()
for number, _ in enumerate(lines):
    run = template.add_paragraph().add_run("{{ line%d }}" % number)
    run.font.size = Pt(22 if number < 2 else 16)
template.save(folder / "template.docx")
start = time.perf_counter()
for copy in range(count):
    filled = DocxTemplate(folder / "template.docx")
    filled.render({"line%d" % number: line for number, line in enumerate(lines)})
    filled.save(folder / ("%d.docx" % copy))
print(time.perf_counter() - start)
"""


def issued(form) -> Stamp:
    number = form.sample.get(form.numbered.field) or "江药监字〔2026〕7号" if form.numbered.has_number else None
    return Stamp(KEY, 1, "issued", number, "ab" * 32, date(2026, 11, 21))


def batch(forms, *, proven: bool) -> tuple[float, int, int]:
    """Seconds, pages and bytes of all documents."""
    start = time.perf_counter()
    made = [render(form, form.sample, issued(form), validate=proven) for form in forms]
    return time.perf_counter() - start, sum(one.pages for one in made), sum(len(one.pdf) for one in made)


def preview(form) -> float:
    """Seconds from values to the pixels of the first page."""
    start = time.perf_counter()
    check(form, form.sample)
    pdf = render(form, form.sample, Stamp(KEY, 1, "draft")).pdf
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=96 / 72).to_pil()
    document.close()
    return time.perf_counter() - start


def lines_of(pdf: bytes) -> list[str]:
    """The text of a document, line by line, for the template of the others."""
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return [line.strip() for line in text.splitlines() if line.strip()]


def peers(python: str, soffice: str, pdf: bytes, count: int) -> dict[str, float]:
    """Milliseconds a document: filling the template, and converting file by file or all at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lines.json").write_text(json.dumps(lines_of(pdf)), "utf8")
        (folder / "fill.py").write_text(PEER, "utf8")
        done = subprocess.run(
            [python, str(folder / "fill.py"), name, str(count)], check=True, capture_output=True, text=True
        )
        filled = float(done.stdout)
        files = [str(folder / f"{copy}.docx") for copy in range(count)]
        convert = [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        convert += ["--outdir", name]
        run = lambda *names: subprocess.run([*convert, *names], check=True, capture_output=True)  # noqa: E731
        run(files[0])  # the profile of a first start is not counted
        start = time.perf_counter()
        for one in files:
            run(one)
        single = time.perf_counter() - start
        start = time.perf_counter()
        run(*files)
        together = time.perf_counter() - start
        missing = [one for one in files if not Path(one).with_suffix(".pdf").exists()]
        if missing:
            raise SystemExit(f"{soffice} made no PDF of {len(missing)} files")
    return {"one_by_one_ms": (filled + single) / count * 1000, "together_ms": (filled + together) / count * 1000}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("count", nargs="?", type=int, default=5)
    options.add_argument("--json", action="store_true")
    options.add_argument("--peer", default=sys.executable)
    options.add_argument("--soffice", default=shutil.which("soffice") or "")
    chosen = options.parse_args()
    page = bench_document.measured(20)
    forms = Library(places.forms_folder()).forms()
    form = next(one for one in forms if one.code == CODE)
    first = render(form, form.sample, issued(form))
    made, pages, size = batch(forms, proven=False)
    proven, _, _ = batch(forms, proven=True)
    previews = {one.code: statistics.median(preview(one) for _ in range(3)) for one in forms}
    slowest = max(previews, key=previews.__getitem__)
    ours = statistics.median(timed(form, proven=False) for _ in range(20))
    proof = statistics.median(timed(form, proven=True) for _ in range(20))
    result: dict[str, object] = {
        "page": page,
        "documents": len(forms),
        "pages": pages,
        "megabytes": round(size / 1e6, 2),
        "batch_s": round(made, 2),
        "batch_proven_s": round(proven, 2),
        "preview_ms": round(statistics.median(previews.values()) * 1000, 1),
        "slowest_preview_ms": round(previews[slowest] * 1000, 1),
        "slowest_preview": slowest,
        "one_ms": round(ours * 1000, 1),
        "one_proven_ms": round(proof * 1000, 1),
    }
    ready = subprocess.run([chosen.peer, "-c", "import docxtpl"], capture_output=True, check=False).returncode == 0
    if ready and chosen.soffice:
        for key, value in peers(chosen.peer, chosen.soffice, first.pdf, chosen.count).items():
            result[f"peers_{key}"] = round(value, 1)
            result[f"ratio_{key.removesuffix('_ms')}"] = round(value / ours / 1000, 1)
            result[f"ratio_proven_{key.removesuffix('_ms')}"] = round(value / proof / 1000, 1)
    if chosen.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(bench_document.sentence(page))
    print(
        f"{len(forms)} documents, {pages} pages, {result['megabytes']} MB: {result['batch_s']} s; "
        f"each read back and proven to be PDF/A-2b: {result['batch_proven_s']} s"
    )
    print(
        f"preview after a keystroke: {result['preview_ms']} ms in the middle, "
        f"slowest {result['slowest_preview_ms']} ms ({slowest}) (aim < 200 ms)"
    )
    if "ratio_together" not in result:
        print(
            "docxtpl and LibreOffice are not both installed here; the comparison is left out (see the head of this file)"
        )
        return
    print(
        f"{form.name}: {result['one_ms']} ms, read back and proven {result['one_proven_ms']} ms; docxtpl + LibreOffice "
        f"{result['peers_one_by_one_ms']} ms a document one by one "
        f"(ratio {result['ratio_one_by_one']}, against proven {result['ratio_proven_one_by_one']}), "
        f"{result['peers_together_ms']} ms with all {chosen.count} in one call "
        f"(ratio {result['ratio_together']}, against proven {result['ratio_proven_together']}) (aim >= 10)"
    )


def timed(form, *, proven: bool) -> float:
    start = time.perf_counter()
    render(form, form.sample, issued(form), validate=proven)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
