"""The legal range of a fine as a bar: the degrees of discretion side by side, and where the chosen amount lies."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.desktop import theme
from inspector_app.rules.discretion import Worksheet
from inspector_app.rules.trail import yuan

from .charge_words import figure

__all__ = ["RangeBar", "figure"]
_GROUNDS = {"lenient": "ok_weak", "normal": "accent_weak", "severe": "critical_weak"}


class RangeBar(QWidget):
    """Drawn to scale; where the law gives a single sum or nothing to scale, there is no bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[str, str, float, float]] = []
        self._mark: float | None = None
        self._amount: Decimal | None = None
        self._ends: tuple[str, str] = ("", "")
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
        self._ends = (figure(legal.low), figure(legal.high))
        words = [f"{self._ends[0]} – {self._ends[1]}"]
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
        painter.setPen(theme.color("soft"))
        below = QRectF(0, top + high + theme.px(6), wide, theme.px(22))
        taken = self._amount_box(below)
        for text, side in zip(self._ends, (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight), strict=True):
            span = painter.fontMetrics().horizontalAdvance(text) + theme.px(8)
            own = QRectF(0 if side == Qt.AlignmentFlag.AlignLeft else wide - span, below.top(), span, below.height())
            if taken is None or not taken.intersects(own):
                painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter | side), text)
        if self._mark is not None and self._amount is not None and taken is not None:
            at = self._mark * (wide - 4) + 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(at - 2, top - theme.px(2), 4, high + theme.px(7)), 2, 2)
            painter.setFont(theme.font(14, bold=True))
            painter.setPen(theme.color("accent"))
            painter.drawText(
                taken, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), figure(self._amount)
            )
        painter.end()

    def _amount_box(self, below: QRectF) -> QRectF | None:
        """Where the amount is written: under its mark, never beyond the ends."""
        if self._mark is None or self._amount is None:
            return None
        span = QFontMetricsF(theme.font(14, bold=True)).horizontalAdvance(figure(self._amount)) + 4
        at = self._mark * (below.width() - 4) + 2
        return QRectF(min(max(0.0, at - span / 2), below.width() - span), below.top(), span, below.height())
