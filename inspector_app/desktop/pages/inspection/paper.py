"""Paper on the screen: pages of a PDF turned into pictures off the interface thread, shown as sheets that do not flicker."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from inspector_app.fault import Fault

MARGIN = 24
GAP = 20
WIDEST = 880
_SHADOW = QColor(0, 0, 0, 28)


class Sheets:
    """An opened PDF; to be made and used within one thread."""

    def __init__(self, pdf: bytes) -> None:
        self._bytes = QByteArray(pdf)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._buffer)
        if self.document.status() is not QPdfDocument.Status.Ready or not self.document.pageCount():
            raise Fault("文书打不开，PDF 可能已损坏", kept="记录都在", todo="请重新生成预览", code="pdf_unreadable")

    def page(self, number: int, width: int) -> QImage:
        """Draw one page ``width`` pixels wide, on white."""
        points = self.document.pagePointSize(number)
        size = QSize(width, max(1, round(width * points.height() / points.width())))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        drawn = self.document.render(number, size)
        painter = QPainter(image)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return image

    def pages(self, width: int) -> list[QImage]:
        """Draw every page."""
        return [self.page(number, width) for number in range(self.document.pageCount())]


def render(pdf: bytes, width: int) -> list[QImage]:
    """Turn a PDF into pictures of its pages, ``width`` pixels wide; may run in any thread."""
    return Sheets(pdf).pages(width)


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
