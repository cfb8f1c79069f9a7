"""Paper on the screen: pages of a PDF turned into pictures off the interface thread, shown as sheets that do not flicker."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from inspector_app.desktop import theme
from inspector_app.evidence.pdfium import PDFIUM
from inspector_app.fault import Fault

MARGIN = 24
GAP = 20
WIDEST = 880
_SHADOW = QColor(0, 0, 0, 9)


class Sheets:
    """An opened PDF. pdfium is one for the whole process and not safe in two threads, so every call holds its lock."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2

        with PDFIUM:
            try:
                self._document = pypdfium2.PdfDocument(pdf)
                self.count = len(self._document)
                self.sizes = [self._document.get_page_size(number) for number in range(self.count)]
            except pypdfium2.PdfiumError:
                self.count = 0
        if not self.count:
            raise Fault("文书打不开，PDF 可能已损坏", kept="记录都在", todo="请重新生成预览", code="pdf_unreadable")

    def page(self, number: int, width: int) -> QImage:
        """Draw one page ``width`` pixels wide, on white."""
        with PDFIUM:
            page = self._document[number]
            bitmap = page.render(scale=width / self.sizes[number][0], prefer_bgrx=True)
            # The picture must own its bytes before pdfium takes its buffer back.
            drawn = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
            page.close()
        return drawn

    def close(self) -> None:
        """Let the document go."""
        with PDFIUM:
            self._document.close()


def render(pdf: bytes, width: int) -> list[QImage]:
    """Turn a PDF into pictures of its pages, ``width`` pixels wide; may run in any thread."""
    sheets = Sheets(pdf)
    try:
        return [sheets.page(number, width) for number in range(sheets.count)]
    finally:
        sheets.close()


class _Desk(QWidget):
    """Where the sheets lie."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sheet_size(self, sheet: QImage) -> QSize:
        width = min(max(200, self.width() - 2 * MARGIN), WIDEST)
        return QSize(width, round(width * sheet.height() / sheet.width()))

    def fit(self) -> None:
        height = MARGIN * 2 + sum(self.sheet_size(s).height() + GAP for s in self.sheets) - (GAP if self.sheets else 0)
        self.setFixedHeight(max(1, height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("desk"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = MARGIN
        for sheet in self.sheets:
            size = self.sheet_size(sheet)
            place = QRect(QPoint((self.width() - size.width()) // 2, top), size)
            if place.adjusted(-6, -6, 6, 6).intersects(event.rect()):
                for spread in (5, 3, 1):
                    painter.fillRect(place.adjusted(-spread, -spread + 2, spread, spread + 2), _SHADOW)
                painter.drawImage(place, sheet)
            top += size.height() + GAP
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()


class PaperView(QScrollArea):
    """Shows sheets one below the other; new ones take the old ones' place without moving the eye."""

    width_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = _Desk()
        self.setObjectName("paper")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._desk)
        self.setAccessibleName(self.tr("文书预览"))

    def wanted_width(self) -> int:
        """Return how many device pixels wide a page should be drawn."""
        return round(min(max(200, self.viewport().width() - 2 * MARGIN), WIDEST) * self.devicePixelRatioF())

    def show_sheets(self, sheets: list[QImage]) -> None:
        """Show these pages."""
        self._desk.sheets = sheets
        self._desk.fit()
        self._desk.update()

    def sheets(self) -> list[QImage]:
        """Return the pages that are shown."""
        return self._desk.sheets

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit(event.size().width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()
