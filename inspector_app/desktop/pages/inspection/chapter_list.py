"""The chapters at the left: title, how many of how many, how many fail."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector_app.casework.inspecting import Progress
from inspector_app.desktop import theme
from inspector_app.desktop.models.chapters import PROGRESS_ROLE

from .row_list import RowList

Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class ChapterDelegate(QStyledItemDelegate):
    """Paints one chapter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.measure()

    def measure(self) -> None:
        """Take the sizes of the theme in force."""
        self._body, self._bold = theme.font(14), theme.font(14, bold=True)
        self._small, self._small_bold = theme.font(13), theme.font(13, bold=True)
        self._row = theme.px(42)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        progress: Progress = index.data(PROGRESS_ROLE)
        px, box = theme.px, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(
                theme.color("accent") if option.state & QStyle.StateFlag.State_HasFocus else Qt.PenStyle.NoPen
            )
            painter.setBrush(theme.color("accent_weak"))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 1.5, -0.5, -1.5), 8, 8)
        right = box.right() - px(10)
        defects = f"{progress.defects}" if progress.defects else ""
        defects_width = QFontMetrics(self._small_bold).horizontalAdvance("88")
        painter.setFont(self._small_bold)
        painter.setPen(theme.color("critical"))
        painter.drawText(QRect(right - defects_width, box.top(), defects_width, box.height()), _RIGHT, defects)
        right -= defects_width + px(6)
        done = bool(progress.total) and progress.answered == progress.total
        counts = f"{progress.answered}/{progress.total}" if progress.total else "–"
        width = QFontMetrics(self._small).horizontalAdvance(counts) + 2
        painter.setFont(self._small)
        painter.setPen(theme.color("ok" if done else "faint"))
        painter.drawText(QRect(right - width, box.top(), width, box.height()), _RIGHT, counts)
        left = box.left() + px(10)
        title = QRect(left, box.top(), right - width - px(6) - left, box.height())
        font = self._bold if chosen else self._body
        painter.setFont(font)
        painter.setPen(theme.color("accent" if chosen else "text"))
        words = QFontMetrics(font).elidedText(progress.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, _LEFT, words)
        painter.restore()


class ChapterList(RowList):
    """The view of the chapters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("章节"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            super().keyPressEvent(event)
        else:
            event.ignore()
