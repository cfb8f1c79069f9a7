"""A form, its values and a stamp become a finished PDF/A: the one way a document is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import rfc8785

from inspector_app.catalog.form import DocumentForm
from inspector_app.documents import qr
from inspector_app.documents.archive import archive
from inspector_app.documents.build import Builder
from inspector_app.documents.check import check
from inspector_app.documents.compose import Composer
from inspector_app.documents.draw import QR_SIDE, draw
from inspector_app.documents.facts import facts_digest
from inspector_app.documents.fonts import font, missing_characters
from inspector_app.documents.inline import Line, Run, Setting, break_lines, items_of, natural_width
from inspector_app.documents.model import CORRECTION_NOTE, Rendered, Stamp
from inspector_app.documents.paginate import Page, fit
from inspector_app.documents.sheet import MM, Sheet
from inspector_app.documents.slabs import SignSlab
from inspector_app.documents.stand import first_base
from inspector_app.documents.values import is_empty, plain
from inspector_app.fault import Fault

_NUMBER_BELOW = 7 * MM
"""The dash of the page number is 7 mm below the text area (GB/T 9704-2012, 7.5)."""
_DRAFT_TOP = 15 * MM
_CORRECTION_SIZE, _CORRECTION_PITCH = 10.5, 13.5
_BROAD = 150 * MM
"""Paper that is less than this in one direction is a strip."""
DRAFT_NOTE = "草稿，未编号，不作执法文书使用"


def render(
    form: DocumentForm,
    values: Mapping[str, Any],
    stamp: Stamp,
    *,
    pdfa: Literal["1b", "2b", "3b"] = "2b",
    validate: bool | None = None,
) -> Rendered:
    """Typeset a document as PDF/A. The same input gives the same bytes, in any process.

    Issued: values with errors, or a numbered form without a number, raise ``Fault``. Draft: what is missing is a line to write
    on. Empty: values are ignored. A character no font has raises ``Fault`` in every case.
    The file is always made as PDF/A; ``validate`` reads it back and proves it, by default for what is issued.
    """
    if stamp.status == "issued":
        _refuse_unfinished(form, values, stamp)
    digest = facts_digest(form, {} if stamp.status == "empty" else values)
    composer = Composer(form, values, stamp)
    builder = Builder(form, composer)
    page = form.page
    top, bottom = page.top * MM, (page.top + page.height) * MM
    pages, pitch = fit(builder.slabs(), top, bottom, page.line, page.closest_line)
    foot = builder.foot()
    paper = (builder.paper[0] * MM, builder.paper[1] * MM)
    code = _code_place(form, builder.paper)
    sheets = []
    for number, one in enumerate(pages, start=1):
        sheet = Sheet(*paper, code)
        if stamp.status == "draft":
            _draft_note(sheet, builder.left)
        if stamp.corrects and stamp.status != "empty":
            _correction(sheet, builder, stamp.corrects)
        for slab, at in one.laid:
            slab.lay(sheet, at, pitch)
        _foot(form, sheet, one, foot, pitch=pitch, of=(number, len(pages)), empty=composer.empty)
        sheet.join()
        sheets.append(sheet)
    codes = [qr.modules(qr.build(qr.mark(stamp, number, len(pages), digest))) for number in range(1, len(pages) + 1)]
    drawn = draw(sheets, codes, title=form.name, watermark=stamp.status == "draft")
    record = record_json(form, composer, stamp, digest) if pdfa == "3b" else None
    proven = stamp.status == "issued" if validate is None else validate
    return Rendered(archive(drawn, pdfa, record=record, on=stamp.issued_on, validate=proven), len(pages), digest)


def _correction(sheet: Sheet, builder: Builder, replaced: str) -> None:
    """Say at the head of a page which document this one replaces; above the text, so that no form loses its measured places."""
    setting = Setting(_CORRECTION_SIZE, _CORRECTION_SIZE)
    items = items_of([Run(CORRECTION_NOTE.format(replaced))], setting)
    lines = break_lines(items, builder.width, setting, justify=False)
    top = min(_DRAFT_TOP, builder.form.page.top * MM) - 1.5 * MM - len(lines) * _CORRECTION_PITCH
    top = max(top, 1.5 * MM)  # a label has hardly any margin
    for number, line in enumerate(lines):
        sheet.line(builder.left, top + number * _CORRECTION_PITCH, _CORRECTION_PITCH, _CORRECTION_SIZE, line)


def _draft_note(sheet: Sheet, left: float) -> None:
    """Above the text; on a strip, whose margin has no room for it, above the code."""
    if min(sheet.width, sheet.height) >= _BROAD:
        _put(sheet, left, _DRAFT_TOP, DRAFT_NOTE, 10.5)
    else:
        _put(sheet, sheet.code[0] + QR_SIDE, sheet.code[1] - 2 * 9.0, DRAFT_NOTE.partition("，不")[0], 9, align="right")


def _code_place(form: DocumentForm, paper: tuple[float, float]) -> tuple[float, float]:
    """Upper left corner of the page's code: as the form says, or the lower right corner of a strip in its own size."""
    if paper != form.page.paper:
        return paper[0] * MM - QR_SIDE - 1.5 * MM, paper[1] * MM - QR_SIDE - 1.5 * MM
    left = form.foot.code_left
    return (paper[0] * MM - QR_SIDE) / 2 if left is None else left * MM, form.foot.code * MM


def record_json(form: DocumentForm, composer: Composer, stamp: Stamp, digest: str) -> bytes:
    """The record attached to a 3b: form, stamp and values as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(
        {
            "form": form.code,
            "form_version": form.version,
            "document_id": stamp.document_id,
            "revision": stamp.revision,
            "status": stamp.status,
            "number": stamp.number,
            "issued_on": stamp.issued_on.isoformat() if stamp.issued_on else None,
            "journal_head": stamp.journal_head,
            "facts_digest": digest,
            **({"corrects": stamp.corrects} if stamp.corrects else {}),
            "values": {key: plain(value) for key, value in composer.values.items()},
        }
    )


def _refuse_unfinished(form: DocumentForm, values: Mapping[str, Any], stamp: Stamp) -> None:
    errors = [problem for problem in check(form, values, on=stamp.issued_on) if problem.level == "error"]
    field = form.field(form.numbered.field)
    if field is not None and field.required and is_empty(stamp.number) and is_empty(values.get(field.key)):
        raise Fault(
            f"《{form.name}》还没有{form.numbered.label}", kept="没有印发", todo="请先取号", code="number-missing"
        )
    if errors:
        more = f"等 {len(errors)} 处" if len(errors) > 3 else ""
        what = f"《{form.name}》还不能印发：" + "；".join(problem.message for problem in errors[:3]) + more
        raise Fault(what, kept="没有印发", todo="请补正后再印，或先打印草稿", code="document-errors")


def _foot(
    form: DocumentForm,
    sheet: Sheet,
    page: Page,
    foot: SignSlab | None,
    *,
    pitch: float,
    of: tuple[int, int],
    empty: bool,
) -> None:
    number, count = of
    setup = form.page
    fixed = form.foot.at * MM
    left, right = setup.left * MM, (setup.left + setup.width) * MM
    below = (setup.top + setup.height) * MM
    if foot is not None:
        start = page.grid_end + (
            form.foot.lower[number - 1] * MM if number < count and number <= len(form.foot.lower) else 0.0
        )
        if empty and number <= len(form.foot.bases):
            start = first_base(foot, form.foot.bases[number - 1])
        foot.lay(sheet, start, pitch)
        below = start + foot.height(pitch)
        if form.foot.under is not None:
            fixed = below + form.foot.under * MM
    if form.foot.pages == "counted":
        text, size = f"第 {number} 页共 {count} 页", 14.0
        top = fixed or below + (0.0 if foot is not None else _NUMBER_BELOW / 2)
        _put(sheet, (left + right) / 2, top, text, size, align="center", height=size if fixed else setup.line)
    elif form.foot.pages == "dashed":
        # Odd pages at the right, even ones at the left, one character in.
        text, size = f"— {number} —", 14.0
        odd = number % 2 == 1
        x = right - setup.size if odd else left + setup.size
        _put(
            sheet,
            x,
            fixed or below + _NUMBER_BELOW - size / 2,
            text,
            size,
            align="right" if odd else "left",
            height=size,
        )


def _put(
    sheet: Sheet, x: float, top: float, text: str, size: float, *, align: str = "left", height: float = 0.0
) -> None:
    items = items_of([Run(text)], Setting(size, size))
    wide = natural_width(items)
    at = {"left": x, "center": x - wide / 2, "right": x - wide}[align]
    sheet.line(at, top, height or size, size, Line(items, wide))


def warm() -> None:
    """Open the fonts and load the libraries ahead of the first document (about a second); meant for a background thread."""
    from importlib import import_module

    import_module("pikepdf.pdfa")
    missing_characters("一")
    for name in ("song-bold", "window"):
        font(name)
