"""The eight steps of an inspection, always visible, each reachable, each saying what it still lacks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from inspector_app.desktop import theme


class StepButton(QAbstractButton):
    """One step: its number or a tick, its name, how many things it lacks."""

    def __init__(self, number: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.name = number, name
        self.done, self.lacking, self.current = False, 0, False
        self.compact = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def show_state(self, *, done: bool, lacking: int, current: bool) -> None:
        """Say how the step stands."""
        if (done, lacking, current) != (self.done, self.lacking, self.current):
            self.done, self.lacking, self.current = done, lacking, current
            self._tell()
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        words = self.tr("第{0}步 {1}").format(self.number, self.name)
        if self.current:
            words += self.tr("，当前")
        words += (
            self.tr("，还差{0}项").format(self.lacking) if self.lacking else (self.tr("，已完成") if self.done else "")
        )
        self.setAccessibleName(words)
        self.setToolTip(words)

    def _side(self) -> int:
        return theme.px(24)

    def sizeHint(self) -> QSize:
        width = self._side() + theme.px(8)
        if not self.compact or self.current:
            width += QFontMetrics(theme.font(14, bold=True)).horizontalAdvance(self.name) + theme.px(14)
        return QSize(width, theme.current().control)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_weak" if self.current else "raised"))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 8, 8)
        self._paint_circle(painter, QPointF(theme.px(6) + self._side() / 2, box.center().y()))
        if not self.compact or self.current:
            painter.setFont(theme.font(14, bold=self.current))
            painter.setPen(theme.color("accent" if self.current else "text" if self.done or self.lacking else "soft"))
            left = theme.px(6) + self._side() + theme.px(7)
            painter.drawText(
                box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.name
            )

    def _paint_circle(self, painter: QPainter, centre: QPointF) -> None:
        radius = self._side() / 2
        ground, word = ("ok_weak", "ok") if self.done else ("general_weak", "soft")
        if self.current:
            ground, word = "accent", "on_accent"
        painter.setBrush(theme.color(ground))
        painter.setPen(
            QPen(theme.color("border"), 1) if theme.current().tokens.name == "contrast" else Qt.PenStyle.NoPen
        )
        painter.drawEllipse(centre, radius, radius)
        if self.done and not self.current:
            side = theme.px(15)
            painter.drawPixmap(QPointF(centre.x() - side / 2, centre.y() - side / 2), theme.pixmap("check", word, side))
        else:
            painter.setPen(theme.color(word))
            painter.setFont(theme.font(12, bold=True))
            painter.drawText(
                QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius),
                Qt.AlignmentFlag.AlignCenter,
                str(self.number),
            )
        if self.lacking:
            self._paint_lacking(painter, QPointF(centre.x() + radius * 0.78, centre.y() - radius * 0.72))

    def _paint_lacking(self, painter: QPainter, centre: QPointF) -> None:
        text = str(self.lacking) if self.lacking < 100 else "99+"
        painter.setFont(theme.font(10, bold=True))
        width = max(theme.px(15), QFontMetrics(painter.font()).horizontalAdvance(text) + theme.px(7))
        pill = QRectF(centre.x() - theme.px(7), centre.y() - theme.px(7), width, theme.px(15))
        painter.setPen(QPen(theme.color("surface"), 1.5))
        painter.setBrush(theme.color("major"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(theme.color("surface"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


class StepBar(QFrame):
    """The bar of steps; ``chosen(number)`` when one is pressed. Numbers count from 1, as everywhere."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "header")
        self.setAccessibleName(self.tr("检查步骤"))
        self.setFixedHeight(theme.px(56))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        self._row.setSpacing(4)
        self.buttons = [StepButton(number, name, self) for number, name in enumerate(names, 1)]
        for button in self.buttons:
            if button.number > 1:
                self._row.addWidget(_Link(self), 1)
            self._row.addWidget(button)
            button.clicked.connect(self._press)
        self.current = 1
        self.show_states({}, current=1)

    def _press(self) -> None:
        sender = self.sender()
        if isinstance(sender, StepButton):
            self.chosen.emit(sender.number)

    def show_states(self, lacking: dict[int, int], *, current: int, done: Sequence[int] = ()) -> None:
        """Say how all steps stand: how many things each lacks, which is shown, which are done."""
        self.current = current
        for button in self.buttons:
            missing = lacking.get(button.number, 0)
            button.show_state(
                done=button.number in done and not missing, lacking=missing, current=button.number == current
            )

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        full = sum(
            QFontMetrics(theme.font(14, bold=True)).horizontalAdvance(b.name) + theme.px(62) for b in self.buttons
        )
        compact = full > self.width() - theme.px(40)
        for button in self.buttons:
            if button.compact != compact:
                button.compact = compact
                button.updateGeometry()
                button.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(520), theme.px(56))


class _Link(QWidget):
    """The thin line between two steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(4)
        self.setMaximumWidth(60)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("line"), theme.current().tokens.line_width))
        middle = self.height() / 2
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
