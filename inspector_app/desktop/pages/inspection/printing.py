"""Printing: the very bytes of the PDF, drawn page by page onto the system's printer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from inspector_app.fault import Fault

from .paper import Sheets

DPI = 300


def has_printer() -> bool:
    """Whether the system knows a printer."""
    return bool(QPrinterInfo.availablePrinters())


def draw(pdf: bytes, printer: QPrinter, cancelled: Callable[[], bool] = lambda: False) -> int:
    """Draw a PDF onto a printer at its true size; return how many pages were sent. May run in any thread."""
    sheets = Sheets(pdf)
    first = printer.fromPage() or 1
    last = min(printer.toPage() or sheets.count, sheets.count)
    painter = QPainter()
    sent = 0
    try:
        if not painter.begin(printer):
            raise Fault("打印机没有接受任务", kept="文书在", todo="请检查打印机，或先存为文件", code="printer")
        for number in range(first - 1, last):
            if cancelled():
                printer.abort()
                break
            if sent:
                printer.newPage()
            wide, high = sheets.sizes[number]
            unit = printer.resolution() / 72
            picture = sheets.page(number, round(wide * DPI / 72))
            painter.drawImage(QRectF(0, 0, wide * unit, high * unit), picture)
            sent += 1
    finally:
        if painter.isActive():
            painter.end()
        sheets.close()
    return sent


def make_printer() -> QPrinter:
    """Return a printer set up as documents are: A4, no margins of its own, one to one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    return printer


def ask(parent: QWidget, title: str, chosen: Callable[[QPrinter], None]) -> QPrintDialog:
    """Open the system's print dialog; ``chosen`` gets the printer when the person agrees."""
    printer = make_printer()
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: chosen(printer))
    dialog.open()
    return dialog
