"""A photo to look at closely: zoom, turn, move. What is turned is the view, never the original."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

STEP = 1.25
MOST = 8.0


class Canvas(QWidget):
    """Shows one picture; it starts fitted into the space there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._turned = QImage()
        self._quarter = 0
        self._zoom = 1.0
        self._shift = QPointF(0, 0)
        self._hold: QPoint | None = None
        self.message = ""
        self.setObjectName("canvas")
        self.setMinimumSize(QSize(240, 200))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("照片"))

    # What is shown

    def show_image(self, image: QImage, message: str = "") -> None:
        """Show a picture, fitted and upright; or a sentence in its place."""
        self._image, self.message = image, message
        self._quarter = 0
        self.fit()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom, self._shift = 1.0, QPointF(0, 0)
        self._turned = (
            self._image.transformed(QTransform().rotate(90 * self._quarter)) if self._quarter else self._image
        )
        self.update()

    def turn(self) -> None:
        """Turn the view by a quarter, clockwise."""
        self._quarter = (self._quarter + 1) % 4
        self.fit()

    def closer(self) -> None:
        """Zoom in."""
        self._scale(STEP, QPointF(self.rect().center()))

    def farther(self) -> None:
        """Zoom out, as far as the whole picture."""
        self._scale(1 / STEP, QPointF(self.rect().center()))

    @property
    def zoom(self) -> float:
        """How many times larger than fitted."""
        return self._zoom

    @property
    def quarter(self) -> int:
        """How many quarters the view is turned."""
        return self._quarter

    def _scale(self, factor: float, around: QPointF) -> None:
        zoom = min(max(self._zoom * factor, 1.0), MOST)
        factor, self._zoom = zoom / self._zoom, zoom
        from_centre = around - QPointF(self.rect().center())
        self._shift = QPointF(0, 0) if zoom == 1.0 else from_centre - (from_centre - self._shift) * factor
        self.update()

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._turned.isNull():
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        space, picture = self.size(), self._turned.size()
        scale = min(space.width() / picture.width(), space.height() / picture.height()) * self._zoom
        painter.translate(QPointF(self.rect().center()) + self._shift)
        painter.scale(scale, scale)
        painter.drawImage(QPointF(-picture.width() / 2, -picture.height() / 2), self._turned)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self._scale(STEP if event.angleDelta().y() > 0 else 1 / STEP, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hold = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._hold is not None and self._zoom > 1.0:
            here = event.position().toPoint()
            self._shift += QPointF(here - self._hold)
            self._hold = here
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._hold = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._zoom > 1.0:
            self.fit()
        else:
            self._scale(STEP**4, event.position())
