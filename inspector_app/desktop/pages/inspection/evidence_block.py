"""The evidence of the open item: how many, add, the strip, and what is being taken in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.casework.evidencing import Photo, TakenIn
from inspector_app.desktop.background import Job
from inspector_app.desktop.widgets.basic import label
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.desktop.widgets.panels import ProgressPanel

from .evidence_strip import EvidenceStrip
from .parts import cap, column, row, words
from .photo_shelf import PICTURE_FILES, PhotoShelf, summary
from .session import Session


class EvidenceBlock(QWidget):
    """Shows the photos of one item and takes new ones in by file dialog; drops and pastes come through the page."""

    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._shelf = session, shelf
        self._name = name or self.tr("证据")
        self.item_id = ""
        self.photos: list[Photo] = []
        layout = column(self, gap=8)
        top = row(gap=6)
        self.title = label(self._name, "label")
        self.add_button = LinkButton(self.tr("添加照片"))
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_button.clicked.connect(self.choose_files)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.add_button)
        self.cap = cap("P")
        top.addWidget(self.cap)
        layout.addLayout(top)
        self.strip = EvidenceStrip()
        self.strip.add_requested.connect(self.choose_files)
        self.strip.opened.connect(self._open)
        layout.addWidget(self.strip)
        self.progress = ProgressPanel()
        layout.addWidget(self.progress)
        self.outcome = words("", "hint")
        self.outcome.hide()
        layout.addWidget(self.outcome)
        shelf.listed.connect(self._on_listed)
        shelf.picture.connect(self.strip.show_picture)
        shelf.taken.connect(self._on_taken)
        shelf.started.connect(self._on_started)

    def show_item(self, item_id: str) -> None:
        """Show the photos of an item; they come when they are read, the strip is empty until then."""
        self.item_id = item_id
        self.outcome.hide()
        self._show([])
        self._shelf.list(item_id)

    def choose_files(self) -> None:
        """Open the file dialog; it is not modal to code, so that nothing waits inside a key press."""
        dialog = QFileDialog(self, self.tr("选择照片"), self._last_folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("照片 ({patterns})").format(patterns=PICTURE_FILES), self.tr("所有文件 (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _last_folder(self) -> str:
        return str(self._session.services.property("photoFolder") or "")

    def _chosen(self, names: list[str]) -> None:
        if names:
            self._session.services.setProperty("photoFolder", str(Path(names[0]).parent))
        self._shelf.add_files(self.item_id, [Path(name) for name in names])

    def _show(self, photos: list[Photo]) -> None:
        self.photos = photos
        counted = self._session.photo_counts.get(self.item_id, 0)
        self.title.setText(f"{self._name} {counted}" if counted else self._name)
        self.strip.show_photos(photos, self._shelf.pictures())

    def _on_listed(self, item_id: str, photos: list[Photo]) -> None:
        if item_id == self.item_id:
            self._show(photos)

    def _on_taken(self, item_id: str, results: list[TakenIn]) -> None:
        if item_id != self.item_id:
            return
        text, tone = summary(self, results)
        self.outcome.setText(text)
        self.outcome.setProperty("role", "problem" if tone == "error" else "hint")
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.setVisible(bool(text))

    def _on_started(self, job: Job, count: int) -> None:
        if count > 3:
            self.progress.follow(job, self.tr("正在收进照片"), self.tr("张"))

    def _open(self, link_id: str) -> None:
        self.view_requested.emit(self.item_id, link_id)
