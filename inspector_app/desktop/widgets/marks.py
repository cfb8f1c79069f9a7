"""Marks that say how a thing stands by shape and word: badges, severities, rings of progress."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.desktop import theme


def tone_colours(tone: str) -> tuple[QColor, QColor]:
    """Return the colour of a tone's word and of the ground it stands on."""
    if tone == "neutral":
        return theme.color("soft"), theme.color("general_weak")
    return theme.color(tone), theme.color(f"{tone}_weak")


def paint_shape(painter: QPainter, tone: str, centre: QPointF, side: float) -> None:
    """Draw the shape that says a severity without colour: ■ critical, ◆ major, ● general."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone_colours(tone)[0])
    half = side / 2
    if tone == "critical":
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, side, side))
    elif tone == "major":
        reach = half * 1.25
        painter.drawPolygon(
            QPolygonF(
                [
                    centre + QPointF(0, -reach),
                    centre + QPointF(reach, 0),
                    centre + QPointF(0, reach),
                    centre + QPointF(-reach, 0),
                ]
            )
        )
    else:
        painter.drawEllipse(centre, half, half)


class Badge(QWidget):
    """A short word on its ground; severities carry their shape. Tones: ok critical major general neutral accent."""

    def __init__(
        self, text: str = "", tone: str = "neutral", *, shape: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._shape = text, tone, shape
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, tone: str | None = None) -> None:
        """Say something else."""
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def _extra(self) -> int:
        return theme.px(14) if self._shape else 0

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self._metrics()
        return QSize(
            metrics.horizontalAdvance(self._text) + theme.px(16) + self._extra(),
            max(theme.px(23), metrics.height() + 4),
        )

    def _metrics(self):
        return QFontMetrics(theme.font(12.5))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word, ground = tone_colours(self._tone)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(word, 1) if theme.current().tokens.name == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        left = theme.px(8)
        if self._shape:
            paint_shape(painter, self._tone, QPointF(left + theme.px(4), box.center().y()), theme.px(8))
        painter.setFont(theme.font(12.5))
        painter.setPen(word)
        painter.drawText(
            box.adjusted(left + self._extra(), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )


class SeverityMark(QWidget):
    """A severity by shape and word, without a ground: ■ 严重 ◆ 主要 ● 一般. ``tone`` is critical, major or general."""

    def __init__(self, text: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(12.5, bold=True))
        return QSize(metrics.horizontalAdvance(self._text) + theme.px(18), metrics.height() + 4)

    def set(self, text: str, tone: str) -> None:
        """Say another severity."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        paint_shape(painter, self._tone, QPointF(theme.px(6), middle), theme.px(9))
        painter.setFont(theme.font(12.5, bold=True))
        painter.setPen(tone_colours(self._tone)[0])
        painter.drawText(
            self.rect().adjusted(theme.px(15), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )


class Ring(QWidget):
    """How far something is, as a ring with the percentage in it."""

    def __init__(self, done: int = 0, total: int = 0, size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = size
        self.set(done, total)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, done: int, total: int) -> None:
        """Say how much of how much is done."""
        self._part = min(1.0, done / total) if total else 0.0
        self.setAccessibleName(self.tr("进度 {0}%").format(int(self._part * 100)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._side), theme.px(self._side))

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_ring(QPainter(self), QRectF(self.rect()), self._part)


def paint_ring(painter: QPainter, box: QRectF, part: float) -> None:
    """Draw a ring of progress with its percentage into a square; never 100 % before it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(4.0, box.width() / 11)
    ring = box.adjusted(width / 2 + 1, width / 2 + 1, -width / 2 - 1, -width / 2 - 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    contrast = theme.current().tokens.name == "contrast"
    painter.setPen(QPen(theme.color("border"), 1) if contrast else QPen(theme.color("general_weak"), width))
    painter.drawEllipse(ring)
    if part > 0:
        pen = QPen(theme.color("accent"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring, 90 * 16, -round(part * 360 * 16))
    painter.setFont(theme.font(11))
    painter.setPen(theme.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{int(part * 100)}%")
