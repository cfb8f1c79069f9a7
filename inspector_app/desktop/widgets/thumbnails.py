"""A grid of photos whose pictures arrive as they are seen, decrypted off the interface thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QWidget

from inspector_app.desktop import theme
from inspector_app.desktop.background import Background

from .basic import tone_colours

Index = QModelIndex | QPersistentModelIndex
TILE = int(Qt.ItemDataRole.UserRole)
KEPT = 400


@dataclass(frozen=True)
class Tile:
    """One photo of the grid: what it opens, which picture it is, its words, perhaps a mark."""

    key: str
    sha256: str
    title: str
    detail: str = ""
    badge: str = ""
    tone: str = "neutral"


class Pictures(QObject):
    """Pictures by digest: loaded off the interface thread when first asked for, kept while there is room."""

    arrived = Signal(str)

    def __init__(self, background: Background, load: Callable[[str], bytes], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background, self._load = background, load
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._asked: set[str] = set()
        self.lost: set[str] = set()

    def get(self, sha256: str) -> QPixmap | None:
        """Return the picture, or None and begin to load it."""
        if sha256 in self._kept:
            self._kept.move_to_end(sha256)
            return self._kept[sha256]
        if sha256 not in self._asked and sha256 not in self.lost and not self._background.closed:
            self._asked.add(sha256)

            def work(_context) -> QImage:
                return QImage.fromData(self._load(sha256))

            def failed(_fault) -> None:
                self._asked.discard(sha256)
                self.lost.add(sha256)
                self.arrived.emit(sha256)

            self._background.run(work, done=lambda image: self._take(sha256, image), failed=failed)
        return None

    def _take(self, sha256: str, image: QImage) -> None:
        self._asked.discard(sha256)
        if image.isNull():
            self.lost.add(sha256)
        else:
            self._kept[sha256] = QPixmap.fromImage(image)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self.arrived.emit(sha256)


class TilesModel(QAbstractListModel):
    """Fetches tiles as one scrolls."""

    page = 60

    def __init__(self, fetch: Callable[[int, int], list[Tile]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._tiles: list[Tile] = []
        self._offset, self._more = 0, True

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._tiles):
            return None
        tile = self._tiles[index.row()]
        if role == TILE:
            return tile
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "，".join(w for w in (tile.title, tile.detail, tile.badge) if w)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, _parent: Index) -> None:
        found = self._fetch(self.page, self._offset)
        self._offset += self.page
        self._more = len(found) == self.page
        theme.provide("".join(tile.title + tile.detail for tile in found))
        if found:
            first = len(self._tiles)
            self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
            self._tiles.extend(found)
            self.endInsertRows()

    def refresh(self) -> None:
        """Fetch again from the start."""
        self.beginResetModel()
        self._tiles, self._offset, self._more = [], 0, True
        self.endResetModel()
        self.fetchMore(QModelIndex())

    def tile(self, row: int) -> Tile | None:
        """Return a tile by its row."""
        return self._tiles[row] if 0 <= row < len(self._tiles) else None


class TileDelegate(QStyledItemDelegate):
    """Paints a tile: picture above, two lines of words below."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, _option, _index) -> QSize:
        return QSize(theme.px(190), theme.px(188))

    def paint(self, painter: QPainter, option, index) -> None:
        tile: Tile | None = index.data(TILE)
        if tile is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(option.rect).adjusted(7, 7, -7, -7)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setBrush(theme.color("surface"))
        painter.setPen(
            QPen(theme.color("accent" if selected else "line"), 2 if selected else theme.current().tokens.line_width)
        )
        painter.drawRoundedRect(box, 8, 8)
        picture = QRectF(box.left() + 1, box.top() + 1, box.width() - 2, box.height() - theme.px(50))
        self._picture(painter, tile, picture)
        words = QRectF(box.left() + 10, picture.bottom() + 5, box.width() - 20, theme.px(20))
        painter.setFont(theme.font(13))
        painter.setPen(theme.color("text"))
        painter.drawText(
            words,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(tile.title, Qt.TextElideMode.ElideRight, int(words.width())),
        )
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("soft"))
        words.translate(0, theme.px(19))
        painter.drawText(
            words,
            Qt.AlignmentFlag.AlignVCenter,
            painter.fontMetrics().elidedText(tile.detail, Qt.TextElideMode.ElideRight, int(words.width())),
        )
        if tile.badge:
            self._badge(painter, tile, picture)
        painter.restore()

    def _picture(self, painter: QPainter, tile: Tile, box: QRectF) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(box.adjusted(0, 0, 0, 8), 7, 7)
        painter.save()
        painter.setClipPath(clip)
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        found = self._pictures.get(tile.sha256)
        if found is None:
            painter.fillRect(box, theme.color("general_weak"))
            name = "problem" if tile.sha256 in self._pictures.lost else "picture"
            side = theme.px(28)
            painter.drawPixmap(
                int(box.center().x() - side / 2),
                int(box.center().y() - side / 2),
                theme.pixmap(name, "critical" if name == "problem" else "faint", side),
            )
        else:
            scale = max(box.width() / found.width(), box.height() / found.height())
            width, height = box.width() / scale, box.height() / scale
            source = QRectF((found.width() - width) / 2, (found.height() - height) / 2, width, height)
            painter.drawPixmap(box, found, source)
        painter.restore()

    def _badge(self, painter: QPainter, tile: Tile, picture: QRectF) -> None:
        word, ground = tone_colours(tile.tone)
        painter.setFont(theme.font(12))
        width = painter.fontMetrics().horizontalAdvance(tile.badge) + theme.px(14)
        pill = QRectF(picture.right() - width - 6, picture.top() + 6, width, theme.px(21))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, 5, 5)
        painter.setPen(word)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, tile.badge)


class TilesView(QListView):
    """The grid; ``current_changed(key)`` as one moves, ``opened(key)`` on Enter or double click."""

    opened = Signal(str)
    current_changed = Signal(str)

    def __init__(
        self, fetch: Callable[[int, int], list[Tile]], pictures: Pictures, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.tiles = TilesModel(fetch, self)
        self.setModel(self.tiles)
        self.setItemDelegate(TileDelegate(pictures, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "bg")
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.doubleClicked.connect(self._open)
        pictures.arrived.connect(self._arrived)

    def _arrived(self, _sha256: str) -> None:
        self.viewport().update()

    def currentChanged(self, current, previous) -> None:
        super().currentChanged(current, previous)
        tile = self.tiles.tile(current.row())
        if tile is not None:
            self.current_changed.emit(tile.key)

    def keyPressEvent(self, event) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        tile = self.tiles.tile(index.row())
        if tile is not None:
            self.opened.emit(tile.key)
