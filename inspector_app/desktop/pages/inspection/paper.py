"""Paper on the screen: pages of a PDF turned into pictures off the interface thread, shown as sheets that do not flicker."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from inspector_app.desktop import theme
from inspector_app.evidence.pdfium import PDFIUM
from inspector_app.fault import Fault

MARGIN = 24
GAP = 20
WIDEST = 880
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_BUDGET = 400_000_000
"""Bytes that all pages together may take as pictures; a long document is drawn coarser before it takes more."""
_BYTES_A_SQUARE = 4 * 1.4143
"""Bytes of an A4 page for each square of its width in pixels."""
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
        self.room, self.zoom = 0, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sheet_size(self, sheet: QImage) -> QSize:
        width = round(min(max(200, (self.room or self.width()) - 2 * MARGIN), WIDEST) * self.zoom)
        return QSize(width, round(width * sheet.height() / sheet.width()))

    def tops(self) -> list[int]:
        """Where each sheet begins."""
        found, top = [], MARGIN
        for sheet in self.sheets:
            found.append(top)
            top += self.sheet_size(sheet).height() + GAP
        return found

    def fit(self) -> None:
        sizes = [self.sheet_size(sheet) for sheet in self.sheets]
        height = MARGIN * 2 + sum(s.height() + GAP for s in sizes) - (GAP if sizes else 0)
        self.setFixedHeight(max(1, height))
        self.setMinimumWidth(max((s.width() + 2 * MARGIN for s in sizes), default=0) if self.zoom > 1 else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("desk"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for top, sheet in zip(self.tops(), self.sheets, strict=True):
            size = self.sheet_size(sheet)
            place = QRect(QPoint((self.width() - size.width()) // 2, top), size)
            if place.adjusted(-6, -6, 6, 6).intersects(event.rect()):
                for spread in (5, 3, 1):
                    painter.fillRect(place.adjusted(-spread, -spread + 2, spread, spread + 2), _SHADOW)
                painter.drawImage(place, sheet)
        painter.end()


class PaperView(QScrollArea):
    """Shows sheets one below the other; new ones take the old ones' place without moving the eye.

    ``width_changed`` asks for sheets of another width, ``place_changed`` says that another page or another size is shown.
    """

    width_changed = Signal(int)
    place_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = _Desk()
        self.setObjectName("paper")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._desk)
        self.setAccessibleName(self.tr("文书预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self.place_changed)

    # Size

    @property
    def zoom(self) -> float:
        """How much larger than the width of the place it is shown."""
        return self._desk.zoom

    @property
    def can_grow(self) -> bool:
        """Whether it can be shown larger still."""
        return self.zoom < ZOOMS[-1]

    @property
    def can_shrink(self) -> bool:
        """Whether it can be shown smaller still."""
        return self.zoom > ZOOMS[0]

    def zoom_in(self) -> None:
        """Show the pages one step larger."""
        self.set_zoom(next((one for one in ZOOMS if one > self.zoom), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """Show the pages one step smaller."""
        self.set_zoom(next((one for one in reversed(ZOOMS) if one < self.zoom), ZOOMS[0]))

    def fit_width(self) -> None:
        """Show the pages as wide as there is room."""
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float) -> None:
        """Show the pages at a size, the same place of the text staying in view."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._desk.zoom = zoom
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if zoom > 1 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        self._fit()
        bar.setValue(round(share * bar.maximum()))
        across = self.horizontalScrollBar()
        across.setValue((across.minimum() + across.maximum()) // 2)
        self.width_changed.emit(self.wanted_width())
        self.place_changed.emit()

    def wanted_width(self) -> int:
        """Return how many device pixels wide a page should be drawn."""
        room = min(max(200, self.viewport().width() - 2 * MARGIN), WIDEST)
        wanted = round(room * self.zoom * self.devicePixelRatioF())
        return min(wanted, round(math.sqrt(_BUDGET / (_BYTES_A_SQUARE * max(1, len(self._desk.sheets))))))

    # Pages

    def show_sheets(self, sheets: list[QImage]) -> None:
        """Show these pages."""
        self._desk.sheets = sheets
        self._fit()
        self.place_changed.emit()

    def sheets(self) -> list[QImage]:
        """Return the pages that are shown."""
        return self._desk.sheets

    def place(self) -> tuple[int, int]:
        """Return the page in view and how many there are; both 0 while there is none."""
        tops = self._desk.tops()
        seen = self.verticalScrollBar().value() + self.viewport().height() // 3
        return sum(top <= seen for top in tops) or min(1, len(tops)), len(tops)

    def go_to_page(self, page: int) -> None:
        """Bring a page (from 1) into view."""
        tops = self._desk.tops()
        if tops:
            self.verticalScrollBar().setValue(tops[min(max(page, 1), len(tops)) - 1] - MARGIN)

    def page_before(self) -> None:
        """Go to the page before."""
        self.go_to_page(self.place()[0] - 1)

    def page_after(self) -> None:
        """Go to the next page."""
        self.go_to_page(self.place()[0] + 1)

    def _fit(self) -> None:
        self._desk.room = self.viewport().width()
        self._desk.fit()
        self._desk.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_PageUp: self.page_before, Qt.Key.Key_PageDown: self.page_after}
        move = moves.get(Qt.Key(event.key()))
        if move is not None and not event.modifiers():
            move()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit(event.size().width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
        else:
            super().wheelEvent(event)
        event.accept()
