"""The photos of one item as a strip: small pictures, a place to add one, and what is being taken in just now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from inspector_app.casework.evidencing import Photo
from inspector_app.desktop import theme

from .flow import FlowLayout

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class Thumbnail(QAbstractButton):
    """One small picture with its label; pressing it opens the viewer."""

    def __init__(self, label: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._label = label
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("照片 {label}").format(label=label))
        self.setToolTip(f"{label} {note}".strip())
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(94), theme.px(72))

    def show_picture(self, picture: QImage) -> None:
        """Show the picture once it is loaded."""
        self._picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline = QPainterPath()
        outline.addRoundedRect(box, 8, 8)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(box, theme.color("general_weak"))
        if not self._picture.isNull():
            width, height = self._picture.width(), self._picture.height()
            scale = max(box.width() / width, box.height() / height)
            source = QRectF(0, 0, box.width() / scale, box.height() / scale)
            source.moveCenter(QRectF(0, 0, width, height).center())
            painter.drawImage(box, self._picture, source)
        band = QRectF(box.left(), box.bottom() - theme.px(19), box.width(), theme.px(20))
        ground = theme.color("surface")
        ground.setAlpha(225)
        painter.fillRect(band, ground)
        painter.setFont(theme.font(12, fixed=True))
        painter.setPen(theme.color("text"))
        painter.drawText(band, _CENTRE, self._label)
        painter.restore()
        focus = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.color("accent" if focus else "line"), 2 if focus else 1))
        painter.drawPath(outline)
        painter.end()


class AddTile(QAbstractButton):
    """The empty place at the end of the strip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("添加照片"))
        self.setToolTip(self.tr("添加照片（P）；也可以拖进来，或按 Ctrl+V 粘贴"))
        self.setFixedSize(theme.px(72), theme.px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus() or self.underMouse()
        pen = QPen(theme.color("accent" if focus else "border"), 2 if self.hasFocus() else 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(QPen(theme.color("accent" if focus else "faint"), 1.7))
        centre, arm = QRectF(self.rect()).center(), theme.px(7)
        painter.drawLine(centre.x() - arm, centre.y(), centre.x() + arm, centre.y())
        painter.drawLine(centre.x(), centre.y() - arm, centre.x(), centre.y() + arm)
        painter.end()


class EvidenceStrip(QWidget):
    """Shows photos and asks to open or to add one; it loads nothing itself."""

    opened = Signal(str)
    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=8)
        self._tiles: dict[str, Thumbnail] = {}
        self._add = AddTile()
        self._add.clicked.connect(self.add_requested)
        self._flow.addWidget(self._add)
        self.setAccessibleName(self.tr("证据"))

    def show_photos(self, photos: list[Photo], pictures: dict[str, QImage]) -> None:
        """Show the photos of an item; pictures not loaded yet come later by ``show_picture``."""
        if not photos and not self._tiles:
            return
        for tile in self._tiles.values():
            self._flow.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles = {}
        self._flow.removeWidget(self._add)
        for photo in photos:
            tile = Thumbnail(photo.link.label, photo.evidence.original_name)
            tile.setProperty("link", photo.link.id)
            tile.setProperty("sha256", photo.evidence.sha256)
            tile.clicked.connect(self._open)
            if photo.evidence.sha256 in pictures:
                tile.show_picture(pictures[photo.evidence.sha256])
            self._flow.addWidget(tile)
            self._tiles[photo.link.id] = tile
        self._flow.addWidget(self._add)
        self._add.show()
        self.updateGeometry()

    def show_picture(self, sha256: str, picture: QImage) -> None:
        """Show one picture that was loaded."""
        for tile in self._tiles.values():
            if tile.property("sha256") == sha256:
                tile.show_picture(picture)

    def set_addable(self, addable: bool) -> None:
        """Offer the empty place or not."""
        self._add.setVisible(addable)

    def count(self) -> int:
        """Return how many photos are shown."""
        return len(self._tiles)

    def _open(self) -> None:
        self.opened.emit(str(self.sender().property("link")))
