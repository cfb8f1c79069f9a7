"""Printing: the very bytes of the PDF, drawn page by page onto the system's printer; one job for each document of a set."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec
from PySide6.QtCore import QLineF, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from inspector_app.fault import Fault, UsageFault

from .paper import Sheets

DPI = 300
MM = 72 / 25.4
A4 = (210.0, 297.0)
_SLACK = 1.0
"""A page may be so many millimetres larger than the paper and still lie on it."""


class Sheaf(NamedTuple):
    """One document to print: ``fetch`` returns its frozen bytes, so that a set is not held in memory at once.

    ``pages`` are the ones to print (from 1), all of them where it is empty: after a jam nobody prints the whole again.
    """

    key: str
    name: str
    copies: int
    fetch: Callable[[], bytes]
    pages: tuple[int, ...] = ()


class Setup(NamedTuple):
    """How a set is printed; both wishes hold where the printer can."""

    printer: str
    duplex: bool = False
    collate: bool = True


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one document of a set: ``pages`` were handed to the printer, ``why`` says what went wrong.

    ``waiting`` ones are in the system's queue, and the printer stands (no paper, a jam, paused).
    """

    key: str
    name: str
    copies: int
    pages: int
    state: Literal["printed", "waiting", "cancelled", "failed", "left"]
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


def pages_of(text: str) -> tuple[int, ...]:
    """Return the pages that a person wrote (``1,3-5``), each once and in order; none written means all. Nonsense is a Fault."""
    found: set[int] = set()
    for part in text.replace("，", ",").replace("、", ",").replace("—", "-").replace("–", "-").split(","):
        first, dash, last = (one.strip() for one in part.partition("-"))
        if not first and not dash:
            continue
        ends = (first, last if dash else first)
        if not all(one.isascii() and one.isdecimal() and 1 <= int(one) <= 999 for one in ends) or int(ends[0]) > int(
            ends[1]
        ):
            raise UsageFault(f"页码“{text.strip()}”看不懂", todo="写作 1,3-5 这样；不写就是全部", code="pages_wrong")
        found |= set(range(int(ends[0]), int(ends[1]) + 1))
    return tuple(sorted(found))


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
        stands = (
            whole and make is None and QPrinterInfo.printerInfo(setup.printer).state() == QPrinter.PrinterState.Error
        )
        if stands:
            why = "打印机停着（缺纸、卡纸或暂停），已排在队列里，恢复后会接着打，请不要重打"
            found.append(Came(**told, pages=sent[0], state="waiting", why=why))
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
    if _refuses(setup.printer):
        raise Fault(
            f"打印机“{setup.printer}”现在不收任务",
            kept="没有送出，文书都在",
            todo="请在系统的打印机设置里让它接受任务，或换一台打印机",
            code="printer",
        )
    printer = QPrinter(QPrinterInfo.printerInfo(setup.printer), QPrinter.PrinterMode.HighResolution)
    as_paper(printer)
    printer.setCollateCopies(setup.collate)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if setup.duplex else QPrinter.DuplexMode.DuplexNone)
    return printer


def _refuses(name: str) -> bool:
    """Whether a queue of CUPS takes no jobs: Qt would hand one over, hear nothing, and it would be lost."""
    lpstat = shutil.which("lpstat")
    if lpstat is None:
        return False
    try:
        asked = subprocess.run(
            [lpstat, "-a", name],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return " not accepting requests" in asked.stdout


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

    whole = draw(sheaf.fetch(), printer, went, rounds=rounds, pages=sheaf.pages)
    # The system takes a job only when it is complete, and says nothing where it could not: whoever is gone by now did not take it.
    gone = printer.outputFormat() == QPrinter.OutputFormat.NativeFormat and (
        printer.printerName() not in QPrinterInfo.availablePrinterNames()
    )
    if gone or printer.printerState() == QPrinter.PrinterState.Error:
        raise Fault(
            f"打印机“{printer.printerName()}”断开了，没有收下《{sheaf.name}》",
            kept="文书都在，可以再打",
            todo="请看打印机出了几页，再决定要不要重打",
            code="printer",
        )
    return whole


def draw(
    pdf: bytes,
    printer: QPrinter,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    rounds: int = 1,
    pages: Sequence[int] = (),
) -> bool:
    """Draw a PDF onto a printer at its true size, ``rounds`` times over; say whether all of it was drawn. May run in any thread.

    It stops between two pages when ``cancelled`` says so after one; the job is then given up as a whole. A page that fits on
    no paper the printer takes, or a page the document does not have, is a Fault before anything is drawn.
    """
    sheets = Sheets(pdf)
    painter = QPainter()
    try:
        if beyond := [page for page in pages if page > sheets.count]:
            raise UsageFault(f"只有{sheets.count}页，没有第{beyond[0]}页", todo="请改页码再打", code="pages_wrong")
        wanted = [page - 1 for page in pages] or list(range(sheets.count))
        layouts = {number: _layout(printer, sheets.sizes[number]) for number in wanted}
        if printer.duplex() == QPrinter.DuplexMode.DuplexLongSide and all(map(_lies, layouts.values())):
            printer.setDuplex(QPrinter.DuplexMode.DuplexShortSide)
        printer.setPageLayout(layouts[wanted[0]])
        if not painter.begin(printer):
            raise Fault("打印机没有接受任务", kept="文书在", todo="请检查打印机，或先存为文件", code="printer")
        todo = [number for _ in range(rounds) for number in wanted]
        for place, number in enumerate(todo, 1):
            printer.setPageLayout(layouts[number])
            if place > 1 and not printer.newPage():
                raise Fault("打印机中途断开了", kept="文书在", todo="请检查打印机，看出了几页，再重打", code="printer")
            _put(painter, printer, sheets, number)
            if cancelled() and place < len(todo):
                printer.abort()
                return False
    finally:
        if painter.isActive():
            painter.end()
        sheets.close()
    return True


def _layout(printer: QPrinter, size: tuple[float, float]) -> QPageLayout:
    """The paper of one page: A4 as it stands or lies, else, for what is larger (a seal strip), a paper of the page's own size."""
    wide, high = size[0] / MM, size[1] / MM
    paper, orientation = QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait
    if not _fits(wide, high):
        if _fits(high, wide):
            orientation = QPageLayout.Orientation.Landscape
        else:
            _needs_own_paper(printer, wide, high)
            paper = QPageSize(QSizeF(wide, high), QPageSize.Unit.Millimeter, f"{wide:.0f}×{high:.0f} mm")
    layout = QPageLayout(paper, orientation, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _fits(wide: float, high: float) -> bool:
    return wide <= A4[0] + _SLACK and high <= A4[1] + _SLACK


def _lies(layout: QPageLayout) -> bool:
    return layout.orientation() == QPageLayout.Orientation.Landscape


def _needs_own_paper(printer: QPrinter, wide: float, high: float) -> None:
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        return
    info = QPrinterInfo.printerInfo(printer.printerName())
    most = info.maximumPhysicalPageSize().size(QPageSize.Unit.Millimeter)
    able = info.supportsCustomPageSizes() and (
        most.isEmpty() or (wide <= most.width() + _SLACK and high <= most.height() + _SLACK)
    )
    if not able:
        raise Fault(
            f"纸张要 {wide / 10:g}×{high / 10:g} 厘米，打印机“{printer.printerName()}”打不了这么大的纸",
            kept="没有送出，文书都在",
            todo="请换一台能打长纸的打印机，或存为 PDF 到别处打印，或改用 A4 上的封条",
            code="paper_size",
        )


def _put(painter: QPainter, printer: QPrinter, sheets: Sheets, number: int) -> None:
    """Draw one page at its true size; one that is smaller than its paper lies in the middle, with marks to cut along."""
    wide, high = sheets.sizes[number]
    unit = printer.resolution() / 72
    picture = sheets.page(number, round(wide * DPI / 72))
    paper = printer.pageLayout().fullRectPoints()
    left, top = max(0.0, (paper.width() - wide) / 2), max(0.0, (paper.height() - high) / 2)
    if left < 5 * MM or top < 5 * MM:
        left = top = 0.0
    painter.drawImage(QRectF(left * unit, top * unit, wide * unit, high * unit), picture)
    if not left:
        return
    painter.setPen(QPen(Qt.GlobalColor.black, 0.2 * MM * unit))
    for x, away in ((left, -1), (left + wide, 1)):
        for y, down in ((top, -1), (top + high, 1)):
            painter.drawLine(QLineF((x + away * 2 * MM) * unit, y * unit, (x + away * 5 * MM) * unit, y * unit))
            painter.drawLine(QLineF(x * unit, (y + down * 2 * MM) * unit, x * unit, (y + down * 5 * MM) * unit))


def as_paper(printer: QPrinter) -> QPrinter:
    """Set a printer up as documents are: A4, no margins of its own, one to one."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


def make_printer() -> QPrinter:
    """Return a printer set up as documents are."""
    return as_paper(QPrinter(QPrinter.PrinterMode.HighResolution))
