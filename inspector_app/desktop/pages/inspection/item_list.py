"""The list of items: one line each, painted; nothing in it is a widget, so that an answer costs one row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector_app.catalog.checklist import Checklist
from inspector_app.desktop import theme
from inspector_app.desktop.models.items import LINE_ROLE
from inspector_app.desktop.models.lines import ItemLine, has_numbers
from inspector_app.desktop.widgets.basic import paint_shape

from .row_list import RowList

TONES: dict[str, tuple[str, str]] = {
    "ok": ("ok", "ok_weak"),
    "bad": ("critical", "critical_weak"),
    "warn": ("major", "major_weak"),
    "quiet": ("general", "general_weak"),
}
_ALIGN = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
CRAMPED = 440
"""Width of a line (at 100 %) below which the level is a shape without its word."""
ROLES = (
    *("accent", "accent_weak", "surface", "line", "text", "soft", "faint", "critical", "critical_weak"),
    *("major", "major_weak", "general", "general_weak", "ok", "ok_weak"),
)
Index = QModelIndex | QPersistentModelIndex


class ItemDelegate(QStyledItemDelegate):
    """Paints one line: number, severity, title, photos, answer."""

    def __init__(self, checklist: Checklist, parent: QWidget) -> None:
        super().__init__(parent)
        self._numbers = has_numbers(checklist)
        self._severities = bool(checklist.severity_levels)
        self._answers = [option.label for option in checklist.answer_options]
        self._unchecked = self.tr("未查")
        self._not_judged = self.tr("说明")
        self._photos = self.tr("照片 {n}")
        self.measure()

    def measure(self) -> None:
        """Take the sizes and colours of the theme in force: a row is painted too often to ask for them each time."""
        px = theme.px
        self._colours = {role: theme.color(role) for role in ROLES}
        self._body, self._bold = theme.font(14), theme.font(14, bold=True)
        self._small, self._small_bold = theme.font(13), theme.font(13, bold=True)
        self._fixed = theme.font(13, fixed=True)
        small = QFontMetrics(self._small)
        self._body_metrics, self._bold_metrics = QFontMetrics(self._body), QFontMetrics(self._bold)
        self._row = px(44)
        self._number_width = QFontMetrics(self._fixed).horizontalAdvance("00000") + px(24) if self._numbers else 0
        self._severity_width = px(66) if self._severities else 0
        self._photo_width = small.horizontalAdvance(self._photos.format(n=88)) + px(12)
        widest = max(small.horizontalAdvance(word) for word in (*self._answers, self._unchecked))
        self._badge_width = max(px(80), widest + px(20))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: ItemLine = index.data(LINE_ROLE)
        if line is None:
            return
        px, box = theme.px, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box, self._colours["accent_weak" if chosen else "surface"])
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), self._colours["line"])
        if chosen:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), self._colours["accent"])
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._colours["accent"])
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        left = box.left() + px(12)
        if self._numbers:
            self._text(
                painter, (self._fixed, "soft"), QRect(left, box.top(), self._number_width, box.height()), line.number
            )
            left += self._number_width
        # Where large letters leave little room the title needs it most: the shape stands for the level.
        cramped = box.width() < px(CRAMPED)
        if self._severities:
            wide = px(24) if cramped else self._severity_width
            self._severity(painter, line, QRect(left, box.top(), wide, box.height()), words=not cramped)
            left += wide
        right = box.right() - px(12) - self._badge_width
        self._badge(painter, line, QRect(right, box.top(), self._badge_width, box.height()))
        if line.photos or not cramped:
            right -= self._photo_width
        if line.photos:
            words = self._photos.format(n=line.photos)
            self._text(painter, (self._small, "soft"), QRect(right, box.top(), self._photo_width, box.height()), words)
        title = QRect(left, box.top(), max(0, right - left - px(8)), box.height())
        font = self._bold if chosen else self._body
        words = (self._bold_metrics if chosen else self._body_metrics).elidedText(
            line.title, Qt.TextElideMode.ElideRight, title.width()
        )
        self._text(painter, (font, "text" if line.checkable else "soft"), title, words)
        painter.restore()

    def _text(self, painter: QPainter, style: tuple[QFont, str], box: QRect, words: str, align: int = _ALIGN) -> None:
        painter.setFont(style[0])
        painter.setPen(self._colours[style[1]])
        painter.drawText(box, align, words)

    def _severity(self, painter: QPainter, line: ItemLine, box: QRect, *, words: bool) -> None:
        if not line.rank:
            return
        size = theme.px(9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_shape(painter, line.rank, QPointF(box.left() + size / 2 + 1, box.center().y() + 1), size)
        if words:
            beside = QRect(box.left() + size + theme.px(6), box.top(), box.width(), box.height())
            self._text(painter, (self._small_bold, line.rank), beside, line.severity)

    def _badge(self, painter: QPainter, line: ItemLine, box: QRect) -> None:
        if not line.checkable:
            self._text(painter, (self._small, "faint"), box, self._not_judged, _CENTRE)
            return
        if not line.tone:
            self._text(painter, (self._small, "faint"), box, line.answer or self._unchecked, _CENTRE)
            return
        ink, ground = TONES[line.tone]
        height = theme.px(24)
        pill = QRectF(box.left(), box.center().y() - height / 2 + 0.5, box.width(), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours[ground])
        painter.drawRoundedRect(pill, 5, 5)
        self._text(
            painter, (self._small_bold if line.tone == "bad" else self._small, ink), pill.toRect(), line.answer, _CENTRE
        )


class ItemList(RowList):
    """The view. Letters and digits are the page's keys, so the list's own type-to-search is off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("检查项目"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()
