"""The legal range of a fine as a bar: the degrees of discretion side by side, and where the chosen amount lies."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.desktop import theme
from inspector_app.rules.discretion import Worksheet
from inspector_app.rules.trail import yuan

_GROUNDS = {"lenient": "ok_weak", "normal": "accent_weak", "severe": "critical_weak"}


def figure(amount: Decimal) -> str:
    """Write an amount as a figure is read: ``112,000 元``."""
    return f"{amount:,f}".rstrip("0").rstrip(".") + " 元" if amount % 1 else f"{int(amount):,} 元"


class RangeBar(QWidget):
    """Drawn to scale; where the law gives a single sum or nothing to scale, there is no bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, str, float, float]] = []
        self._mark: float | None = None
        self._amount: Decimal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(64))

    def show_sheet(self, sheet: Worksheet | None, amount: Decimal | None) -> None:
        """Show the degrees of a worksheet and an amount among them."""
        legal = sheet.penalty.legal_range if sheet else None
        self._parts, self._mark, self._amount = [], None, amount
        if sheet is None or legal is None or legal.high <= legal.low:
            self.hide()
            return
        width = legal.high - legal.low
        words = []
        for band in sheet.bands:
            if band.range is None or band.id not in _GROUNDS:
                continue
            left, right = (float((end - legal.low) / width) for end in (band.range.low, band.range.high))
            self._parts.append((band.id, band.name, left, right))
            words.append(f"{band.name} {band.range.words()}")
        if amount is not None:
            self._mark = min(1.0, max(0.0, float((amount - legal.low) / width)))
            words.append(self.tr("选定 {0}").format(yuan(amount)))
        self.setAccessibleName("；".join(words))
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12.5))
        high, top, wide = theme.px(12), theme.px(22), self.width()
        for kind, name, left, right in self._parts:
            box = QRectF(left * wide, top, max(2.0, (right - left) * wide - 1), high)
            painter.setPen(theme.color("border"))
            painter.setBrush(theme.color(_GROUNDS[kind]))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(theme.color("soft"))
            words = QRectF(box.left(), 0, max(box.width(), theme.px(40)), top)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), name)
        if self._mark is not None and self._amount is not None:
            at = self._mark * (wide - 4) + 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(at - 2, top - theme.px(6), 4, high + theme.px(12)), 2, 2)
            painter.setFont(theme.font(14, bold=True))
            painter.setPen(theme.color("accent"))
            text = figure(self._amount)
            span = painter.fontMetrics().horizontalAdvance(text)
            left = min(max(0.0, at - span / 2), wide - span)
            below = QRectF(left, top + high + theme.px(6), span + 4, theme.px(22))
            painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()
