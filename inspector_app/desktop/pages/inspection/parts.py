"""Small helpers of these pages: frames, columns, rows, numbered points."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import key_cap, label

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
Margins = tuple[int, int, int, int]


def words(text: str = "", role: str = "") -> QLabel:
    """Return a label that wraps; texts of records are plain text, never markup."""
    return label(text, role, wrap=True)


def cap(text: str) -> QLabel:
    """Return the picture of a key, no higher than its word."""
    made = key_cap(text)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def frame(kind: str) -> QFrame:
    """Return a frame of the style sheet (card, panel, aside, rail, header, footer)."""
    made = QFrame()
    made.setProperty("frame", kind)
    return made


def ground(kind: str) -> QWidget:
    """Return an empty widget on a ground of the style sheet (bg, surface, desk, clear)."""
    made = QWidget()
    made.setProperty("ground", kind)
    return made


def column(parent: QWidget | None = None, *, margins: Margins = (0, 0, 0, 0), gap: int = 8) -> QVBoxLayout:
    """Return a column."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    return layout


def row(parent: QWidget | None = None, *, margins: Margins = (0, 0, 0, 0), gap: int = 8) -> QHBoxLayout:
    """Return a row."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := taken.layout()) is not None:
            clear(inner)


def numbered(points: Sequence[str]) -> str:
    """Return points as lines ①②③; a single one needs no number."""
    if len(points) == 1:
        return points[0]
    return "\n".join(f"{CIRCLED[n] if n < len(CIRCLED) else f'{n + 1}.'} {point}" for n, point in enumerate(points))


class StillLabel(QWidget):
    """Words whose change lays nothing out anew: for counts that change with every answer."""

    def __init__(self, role: str = "soft", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._role = "", role
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def text(self) -> str:
        """Return what is said."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.font(13)
        painter.setFont(font)
        painter.setPen(theme.color(self._role))
        words_shown = QFontMetrics(font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words_shown)
        painter.end()
