"""Lists of things one can open: a line each, fetched as one scrolls, painted without a widget a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QWidget

from inspector_app.desktop import theme

from .basic import paint_ring, paint_shape, tone_colours

Index = QModelIndex | QPersistentModelIndex
PAGE = 60
LINE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Line:
    """One line: what it opens, its words, perhaps a ring (0 to 1), words at the right, a mark with its tone."""

    key: str
    title: str
    detail: str = ""
    right: str = ""
    badge: str = ""
    tone: str = "neutral"
    part: float | None = None
    figure: str = ""
    figure_tone: str = "text"
    icon: str = ""


class LinesModel(QAbstractListModel):
    """Fetches ``PAGE`` lines at a time from ``fetch(limit, offset)``; a fault while fetching ends the list and is told."""

    failed = Signal(object)

    def __init__(self, fetch: Callable[[int, int], list[Line]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._lines: list[Line] = []
        self._more = True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            # The delegate cuts what has no room; the mouse reads it whole.
            return "\n".join(word for word in (line.title, line.detail) if word)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "，".join(word for word in (line.title, line.detail, line.badge, line.right) if word)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid():
            self._take()

    def _take(self) -> None:
        try:
            found = self._fetch(PAGE, len(self._lines))
        except Exception as error:  # noqa: BLE001 - inside Qt's own call: told by signal, never thrown through it
            self._more = False
            self.failed.emit(error)
            return
        self._more = len(found) == PAGE
        theme.provide("".join(line.title + line.detail for line in found))
        if found:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._lines.extend(found)
            self.endInsertRows()

    def refresh(self) -> None:
        """Fetch again from the start."""
        self.beginResetModel()
        self._lines, self._more = [], True
        self.endResetModel()
        self._take()

    def line(self, row: int) -> Line | None:
        """Return a line by its row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str) -> int:
        """Return the row of a key among those fetched, or -1."""
        return next((n for n, line in enumerate(self._lines) if line.key == key), -1)


class LineDelegate(QStyledItemDelegate):
    """Paints a line from the tokens in force."""

    def sizeHint(self, _option, index) -> QSize:
        line = index.data(LINE)
        return QSize(200, theme.px(64 if line is not None and line.detail else 48))

    def paint(self, painter: QPainter, option, index) -> None:
        line: Line | None = index.data(LINE)
        if line is None:
            return
        painter.save()
        box = option.rect
        view = option.widget
        selected = bool(option.state & QStyle.StateFlag.State_Selected) and getattr(view, "keeps_selection", False)
        if selected:
            painter.fillRect(box, theme.color("accent_weak"))
            painter.fillRect(box.left(), box.top(), 3, box.height(), theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("raised"))
        tokens = theme.current().tokens
        if not (index.row() == index.model().rowCount() - 1 and getattr(view, "fits", False)):
            painter.setPen(QPen(theme.color("line"), tokens.line_width))
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        self._words(painter, line, box)
        if option.state & QStyle.StateFlag.State_HasFocus and view is not None and view.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -3), 6, 6)
        painter.restore()

    def _words(self, painter: QPainter, line: Line, box) -> None:
        left, right = box.left() + theme.px(18), box.right() - theme.px(18)
        if line.part is not None:
            side = theme.px(44)
            paint_ring(painter, QRectF(left, box.center().y() - side / 2, side, side), line.part)
            left += side + theme.px(14)
        if line.icon:
            side = theme.px(20)
            painter.drawPixmap(left, box.center().y() - side // 2, theme.pixmap(line.icon, "soft", side))
            left += side + theme.px(14)
        if line.figure:
            painter.setFont(theme.font(20, bold=True))
            painter.setPen(theme.color(line.figure_tone))
            painter.drawText(left, box.top(), theme.px(64), box.height(), Qt.AlignmentFlag.AlignVCenter, line.figure)
            left += theme.px(72)
        if line.badge:
            right -= self._badge(painter, line, right, box) + theme.px(12)
        painter.setFont(theme.font(12.5))
        if line.right:
            painter.setPen(theme.color("soft"))
            width = painter.fontMetrics().horizontalAdvance(line.right)
            painter.drawText(right - width, box.top(), width, box.height(), Qt.AlignmentFlag.AlignVCenter, line.right)
            right -= width + theme.px(16)
        room = max(40, right - left)
        title_font = theme.font(14)
        title_height = QFontMetrics(title_font).height()
        detail_height = painter.fontMetrics().height() + 1 if line.detail else 0
        top = box.top() + (box.height() - title_height - detail_height) // 2
        if line.detail:
            painter.setPen(theme.color("soft"))
            words = painter.fontMetrics().elidedText(line.detail, Qt.TextElideMode.ElideRight, room)
            painter.drawText(left, top + title_height + 1, room, detail_height, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(title_font)
        painter.setPen(theme.color("text"))
        words = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(left, top, room, title_height, Qt.AlignmentFlag.AlignVCenter, words)

    def _badge(self, painter: QPainter, line: Line, right: int, box) -> int:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word, ground = tone_colours(line.tone)
        painter.setFont(theme.font(12.5))
        shaped = line.tone in {"critical", "major"}
        extra = theme.px(14) if shaped else 0
        width = painter.fontMetrics().horizontalAdvance(line.badge) + theme.px(16) + extra
        height = theme.px(23)
        pill = QRectF(right - width, box.center().y() - height / 2, width, height)
        painter.setPen(QPen(word, 1) if theme.current().tokens.name == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, 6, 6)
        if shaped:
            paint_shape(painter, line.tone, pill.topLeft() + QRectF(0, 0, theme.px(24), height).center(), theme.px(8))
        painter.setPen(word)
        painter.drawText(pill.adjusted(theme.px(8) + extra, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.badge)
        return width


class LinesView(QListView):
    """Shows lines; a press or Enter says ``opened(key)``. ``fits`` makes it as high as its lines (inside a card)."""

    opened = Signal(str)
    current_changed = Signal(str)

    def __init__(
        self,
        fetch: Callable[[int, int], list[Line]],
        name: str,
        *,
        fits: bool = False,
        keeps_selection: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.fits, self.keeps_selection = fits, keeps_selection
        self.lines = LinesModel(fetch, self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(not fits)
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.lines.rowsInserted.connect(self._fit)
            self.lines.modelReset.connect(self._fit)
        self.clicked.connect(self._open)

    def refresh(self) -> None:
        """Fetch again; what was current stays current where it still is."""
        key = self.current_key()
        self.lines.refresh()
        row = self.lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row))

    def current_key(self) -> str:
        """Return the key of the current line, or an empty string."""
        line = self.lines.line(self.currentIndex().row())
        return line.key if line else ""

    def choose(self, key: str) -> None:
        """Make a line current."""
        row = self.lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row))

    def currentChanged(self, current, previous) -> None:
        super().currentChanged(current, previous)
        line = self.lines.line(current.row())
        if line is not None:
            self.current_changed.emit(line.key)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0))

    def keyPressEvent(self, event) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        line = self.lines.line(index.row())
        if line is not None and line.key:
            self.opened.emit(line.key)

    def _fit(self) -> None:
        height = sum(self.sizeHintForRow(row) for row in range(self.lines.rowCount()))
        self.setFixedHeight(max(height, 1))

    def sizeHint(self) -> QSize:
        return QSize(320, self.height() if self.fits else 400)
