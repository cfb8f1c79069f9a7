"""证据: the photos of every inspection, and the facts beside the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.casework import cases, evidencing, inspecting
from inspector_app.casework.desk import Desk
from inspector_app.casework.evidencing import Photo
from inspector_app.desktop import theme
from inspector_app.desktop.moments import second_text, short_minute
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    heading,
    label,
    line,
    scrolled,
    soft,
)
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.desktop.widgets.panels import bytes_text
from inspector_app.desktop.widgets.thumbnails import Pictures, Tile, TilesView
from inspector_app.fault import Fault
from inspector_app.records.case import Case

from .base import Page


def grouped(digest: str) -> str:
    """Return a digest in groups of eight, as one reads it out."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


class EvidencePage(Page):
    """The grid of all photos; Enter opens the item a photo proves something about."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("证据")
        self._photos: dict[str, Photo] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._stale = True
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(services.search_request)
        self.body.addWidget(self.header)
        self.pictures = Pictures(services.background, self._thumbnail, self)
        self.pages = QStackedWidget()
        self.body.addWidget(self.pages, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        holder = QWidget()
        inset = QHBoxLayout(holder)
        inset.setContentsMargins(16, 12, 4, 4)
        self.view = TilesView(self._fetch, self.pictures, self.tr("全部照片"))
        inset.addWidget(self.view)
        split.addWidget(holder)
        self.side = self._make_side()
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setSizes([900, 380])
        self.pages.addWidget(split)
        self.empty = EmptyState(
            "evidence",
            self.tr("还没有证据"),
            self.tr("在检查的「逐项检查」里把照片拖到项目上，或按 P；原件原样加密保存，这里汇总全部检查的照片"),
            self.tr("去检查"),
        )
        self.empty.pressed.connect(self._to_inspections)
        self.pages.addWidget(self.empty)
        self.view.current_changed.connect(self.show_photo)
        self.view.opened.connect(self._open)
        self.pictures.arrived.connect(self._picture_arrived)
        services.changed.connect(self._changed)

    def _make_side(self) -> QFrame:
        side = QFrame()
        side.setProperty("frame", "aside")
        side.setMinimumWidth(theme.px(320))
        outer = QVBoxLayout(side)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        outer.addWidget(scrolled(inside))
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        self.picture = QLabel()
        self.picture.setFixedHeight(theme.px(220))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(self.tr("照片"))
        column.addWidget(self.picture)
        self.name = heading("")
        self.name.setWordWrap(True)
        self.what = soft("", wrap=True)
        column.addWidget(self.name)
        column.addWidget(self.what)
        buttons = QHBoxLayout()
        self.open_button = PrimaryButton(self.tr("打开项目"))
        self.copy_button = SecondaryButton(self.tr("复制摘要"), "copy")
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.facts = QVBoxLayout()
        self.facts.setSpacing(8)
        column.addLayout(self.facts)
        column.addStretch(1)
        self.open_button.clicked.connect(self._open_current)
        self.copy_button.clicked.connect(self._copy)
        self._shown = ""
        return side

    # What is shown

    def enter(self) -> None:
        if self._stale:
            self._stale = False
            self._photos.clear()
            self.view.tiles.refresh()
            some = self.view.tiles.rowCount() > 0
            self.pages.setCurrentIndex(0 if some else 1)
            if some:
                self.view.setCurrentIndex(self.view.tiles.index(0))
            self._tell_count()
        self.view.setFocus()

    def _tell_count(self) -> None:
        if not self._photos:
            self.header.set_subtitle("")
            return
        more = self.tr("（向下滚动继续取）") if self.view.tiles.canFetchMore(self.view.rootIndex()) else ""
        self.header.set_subtitle(self.tr("照片 {0} 张，最新在前{1}").format(len(self._photos), more))

    def _fetch(self, limit: int, offset: int) -> list[Tile]:
        found = evidencing.all_photos(self.desk, limit, offset)
        self._photos.update({p.link.id: p for p in found})
        if offset:
            self._tell_count()
        return [self._tile(p) for p in found]

    def _tile(self, photo: Photo) -> Tile:
        item = self._item(photo)
        return Tile(
            key=photo.link.id,
            sha256=photo.evidence.sha256,
            title=f"{photo.link.label}　{item}",
            detail=f"{short_minute(photo.link.linked_at)} · {self._place(photo.link.inspection_id)[0]}",
            badge=self.tr("已撤下") if photo.link.withdrawn else "",
            tone="major",
        )

    def _place(self, inspection_id: str) -> tuple[str, str]:
        if inspection_id not in self._places:
            case = self._case(inspection_id)
            if case is not None:
                self._places[inspection_id] = (cases.title(case), "")
            else:
                inspection = inspecting.load(self.desk, inspection_id)
                self._places[inspection_id] = (inspection.enterprise.name, inspection.checklist_digest)
        return self._places[inspection_id]

    def _case(self, owner: str) -> Case | None:
        """The case a photo was taken into, None where it belongs to an inspection."""
        return self.desk.read.get(Case, owner)

    def _item(self, photo: Photo) -> str:
        if photo.link.item_id.startswith("document:"):
            return self.tr("签字页")
        if not photo.link.item_id and self._case(photo.link.inspection_id) is not None:
            return self.tr("案件证据")
        digest = self._place(photo.link.inspection_id)[1]
        try:
            item = self.desk.library.checklist_by_digest(digest).item(photo.link.item_id)
        except Fault:
            return photo.link.item_id or self.tr("未关联项目")
        return f"{item.number} {item.title}".strip()

    def _thumbnail(self, sha256: str) -> bytes:
        return evidencing.thumbnail(self.desk, sha256)

    def show_photo(self, key: str) -> None:
        """Show one photo and its facts."""
        photo = self._photos.get(key)
        if photo is None:
            return
        self._shown = key
        self.name.setText(f"{photo.link.label}　{self._item(photo)}")
        state = (
            self.tr("已撤下：{0}").format(photo.link.withdrawn_reason)
            if photo.link.withdrawn
            else self.tr("原件，未改动")
        )
        self.what.setText(f"{self._place(photo.link.inspection_id)[0]} · {state}")
        self._show_picture(photo)
        while self.facts.count():
            taken = self.facts.takeAt(0).widget()
            taken.deleteLater()
        for name, value in self._facts(photo):
            self.facts.addWidget(line())
            self.facts.addWidget(_fact(name, value))

    def _show_picture(self, photo: Photo) -> None:
        found = self.pictures.get(photo.evidence.sha256)
        if found is None:
            lost = photo.evidence.sha256 in self.pictures.lost
            self.picture.setText(self.tr("原件打不开，请运行自检") if lost else self.tr("正在打开…"))
            return
        room = self.picture.size().expandedTo(self.picture.minimumSizeHint())
        self.picture.setPixmap(
            found.scaled(
                max(200, room.width()),
                theme.px(220),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def _picture_arrived(self, sha256: str) -> None:
        photo = self._photos.get(self._shown)
        if photo is not None and photo.evidence.sha256 == sha256:
            self._show_picture(photo)

    def _facts(self, photo: Photo) -> list[tuple[str, str]]:
        e, exif = photo.evidence, photo.evidence.exif
        unknown = self.tr("照片里没有")
        taken = f"{exif.datetime_original} {exif.offset or ''}".strip() if exif and exif.datetime_original else unknown
        place = (
            f"{exif.latitude:.5f}, {exif.longitude:.5f}"
            if exif and exif.latitude is not None and exif.longitude is not None
            else unknown
        )
        camera = " ".join(w for w in (exif.make, exif.model) if w) if exif else ""
        facts = [
            (self.tr("拍摄时间"), taken),
            (self.tr("收进时间"), second_text(e.taken_in_at)),
        ]
        if e.clock_note:
            facts.append((self.tr("时钟"), e.clock_note))
        return [
            *facts,
            (self.tr("地点"), place),
            (self.tr("相机"), camera or unknown),
            (self.tr("采集人"), e.taken_in_by),
            (self.tr("原文件"), f"{e.original_name} · {e.width}×{e.height} · {bytes_text(e.size)}"),
            ("SHA-256", grouped(e.sha256)),
            ("SM3", grouped(e.sm3)),
        ]

    # What is pressed

    def _open(self, key: str) -> None:
        photo = self._photos.get(key)
        if photo is None:
            return
        if self._case(photo.link.inspection_id) is not None:
            self.open_request.emit("case", photo.link.inspection_id)
        else:
            self.open_request.emit("evidence", f"{photo.link.inspection_id}/{photo.link.item_id}")

    def _open_current(self) -> None:
        self._open(self._shown)

    def _copy(self) -> None:
        photo = self._photos.get(self._shown)
        if photo is not None:
            QGuiApplication.clipboard().setText(
                f"{photo.link.label} SHA-256 {photo.evidence.sha256} SM3 {photo.evidence.sm3}"
            )
            self.services.toast(self.tr("摘要已复制"))

    def _to_inspections(self) -> None:
        self.open_request.emit("page", "inspections")

    def _changed(self, what: str) -> None:
        if what in {"photos", "inspections"}:
            self._stale = True

    def keys(self) -> list[tuple[str, str]]:
        return [("←→↑↓", self.tr("选择照片")), ("Enter", self.tr("打开项目"))]


def _fact(name: str, value: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    left = soft(name)
    left.setFixedWidth(theme.px(76))
    right = label(value, "number" if len(value) > 60 else "", wrap=True)
    right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1)
    return made
