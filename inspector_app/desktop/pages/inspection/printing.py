"""Printing: the very bytes of the PDF, drawn page by page onto the system's printer; one job for each document of a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from inspector_app.fault import Fault

from .paper import Sheets

DPI = 300


class Sheaf(NamedTuple):
    """One document to print: ``fetch`` returns its frozen bytes, so that a set is not held in memory at once."""

    key: str
    name: str
    copies: int
    fetch: Callable[[], bytes]


class Setup(NamedTuple):
    """How a set is printed; both wishes hold where the printer can."""

    printer: str
    duplex: bool = False
    collate: bool = True


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one document of a set: ``pages`` were handed to the printer, ``why`` says what went wrong."""

    key: str
    name: str
    copies: int
    pages: int
    state: Literal["printed", "cancelled", "failed", "left"]
    why: str = ""


def printers() -> list[str]:
    """Return the names of the printers the system knows, the default one first."""
    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: (name != default, name))


def can_duplex(name: str) -> bool:
    """Whether a printer says it prints on both sides."""
    modes = QPrinterInfo.printerInfo(name).supportedDuplexModes()
    return any(mode != QPrinter.DuplexMode.DuplexNone for mode in modes)


def print_set(
    sheaves: Sequence[Sheaf],
    setup: Setup,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _text: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    make: Callable[[Setup], QPrinter] | None = None,
) -> list[Came]:
    """Print documents one after the other, each its own job; what happened to each is returned, never raised.

    A printer that vanishes stops the set: what came out and what did not is said document by document. May run in any thread.
    ``make`` makes the printer of one job (default: the system's by its name).
    """
    found: list[Came] = []
    stopped = ""
    for number, sheaf in enumerate(sheaves):
        told = {"key": sheaf.key, "name": sheaf.name, "copies": sheaf.copies}
        if cancelled():
            found.append(Came(**told, pages=0, state="cancelled"))
            continue
        if stopped:
            found.append(Came(**told, pages=0, state="left", why=stopped))
            continue
        progress(number, len(sheaves), sheaf.name)
        sent = [0]
        try:
            whole = _print_one(sheaf, (make or _system_printer)(setup), cancelled, sent)
        except Fault as fault:
            found.append(Came(**told, pages=sent[0], state="failed", why=str(fault)))
            stopped = fault.what if fault.code == "printer" else ""
            continue
        found.append(Came(**told, pages=sent[0], state="printed" if whole else "cancelled"))
    progress(len(sheaves), len(sheaves), "")
    return found


def _system_printer(setup: Setup) -> QPrinter:
    if setup.printer not in QPrinterInfo.availablePrinterNames():
        raise Fault(
            f"找不到打印机“{setup.printer}”",
            kept="文书都在，可以再打",
            todo="请检查电源和连线，或换一台打印机，或存为 PDF",
            code="printer",
        )
    printer = QPrinter(QPrinterInfo.printerInfo(setup.printer), QPrinter.PrinterMode.HighResolution)
    as_paper(printer)
    printer.setCollateCopies(setup.collate)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if setup.duplex else QPrinter.DuplexMode.DuplexNone)
    return printer


def _print_one(sheaf: Sheaf, printer: QPrinter, cancelled: Callable[[], bool], sent: list[int]) -> bool:
    """Print one document and say whether all of it went; ``sent[0]`` counts the pages as they go, copies included."""
    printer.setDocName(sheaf.name)
    together = sheaf.copies == 1 or printer.supportsMultipleCopies()
    rounds, each = (1, sheaf.copies) if together else (sheaf.copies, 1)
    if together:
        printer.setCopyCount(sheaf.copies)

    def went() -> bool:
        sent[0] += each
        return cancelled()

    pdf = sheaf.fetch()
    whole = draw(pdf, printer, went, rounds=rounds) == rounds * page_count(pdf)
    # The system takes a job only when it is complete, and says nothing where it could not: whoever is gone by now did not take it.
    gone = printer.outputFormat() == QPrinter.OutputFormat.NativeFormat and (
        printer.printerName() not in QPrinterInfo.availablePrinterNames()
    )
    if gone or printer.printerState() == QPrinter.PrinterState.Error:
        raise Fault(
            f"打印机“{printer.printerName()}”没有收下{sheaf.name}",
            kept="文书都在，可以再打",
            todo="请看打印机出了几页，再决定要不要重打",
            code="printer",
        )
    return whole


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    sheets = Sheets(pdf)
    sheets.close()
    return sheets.count


def draw(pdf: bytes, printer: QPrinter, cancelled: Callable[[], bool] = lambda: False, *, rounds: int = 1) -> int:
    """Draw a PDF onto a printer at its true size, ``rounds`` times over; return how many pages were drawn. May run in any thread.

    It stops between two pages when ``cancelled`` says so after one; the job is then given up as a whole.
    """
    sheets = Sheets(pdf)
    painter = QPainter()
    drawn = 0
    try:
        if not painter.begin(printer):
            raise Fault("打印机没有接受任务", kept="文书在", todo="请检查打印机，或先存为文件", code="printer")
        for number in [n for _ in range(rounds) for n in range(sheets.count)]:
            if drawn and not printer.newPage():
                raise Fault("打印机中途断开了", kept="文书在", todo="请检查打印机，看出了几页，再重打", code="printer")
            wide, high = sheets.sizes[number]
            unit = printer.resolution() / 72
            picture = sheets.page(number, round(wide * DPI / 72))
            painter.drawImage(QRectF(0, 0, wide * unit, high * unit), picture)
            drawn += 1
            if cancelled() and drawn < rounds * sheets.count:
                printer.abort()
                break
    finally:
        if painter.isActive():
            painter.end()
        sheets.close()
    return drawn


def as_paper(printer: QPrinter) -> QPrinter:
    """Set a printer up as documents are: A4, no margins of its own, one to one."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


def make_printer() -> QPrinter:
    """Return a printer set up as documents are."""
    return as_paper(QPrinter(QPrinter.PrinterMode.HighResolution))
