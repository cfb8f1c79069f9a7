"""接收: one place for everything headquarters sends: chosen, dropped, or found on a stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from inspector_app.casework.receiving import WORDS, Found
from inspector_app.desktop.widgets.basic import Card, SecondaryButton, label, soft
from inspector_app.desktop.widgets.lines import Line, LinesView

SHOWN = 6


class ReceiveCard(Card):
    """Takes files; ``received(list of paths)`` says which. What lies on a stick is offered as lines."""

    received = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = label(self.tr("接收"), "heading", parent=self)
        self.add(self.name)
        self.setAccessibleName(self.tr("接收总部发来的文件"))
        self.zone = QFrame(self)
        self.zone.setProperty("frame", "panel")
        inside = QVBoxLayout(self.zone)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        self.words = label(self.tr("把总部发来的文件拖到这里，或者选择文件"), "strong", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self.words)
        kinds = soft(self.tr("登记信 · 回执 · 表单包 · 法规包 · 节假日包 · 用语包 · 号段包 · 任务包"), wrap=True)
        kinds.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(kinds)
        self.button = SecondaryButton(self.tr("接收…"), "import")
        self.button.setAccessibleName(self.tr("接收，选择总部发来的文件"))
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.add(self.zone)
        self.stick_words = soft("", wrap=True)
        self.add(self.stick_words)
        self._found: list[Found] = []
        self.found = LinesView(self._lines, self.tr("U 盘上总部发来的文件"), fits=True)
        self.add(self.found)
        self.setAcceptDrops(True)
        self.button.clicked.connect(self._ask)
        self.found.opened.connect(self._take)
        self.show_found([])

    def show_found(self, found: list[Found]) -> None:
        """Offer what lies on the sticks that are plugged in."""
        self._found = found
        self.stick_words.setText(self.tr("U 盘上有 {0} 份可以接收：").format(len(found)))
        for widget in (self.stick_words, self.found):
            widget.setVisible(bool(found))
        self.found.refresh()

    def _lines(self, limit: int, offset: int) -> list[Line]:
        shown = self._found[:SHOWN][offset : offset + limit]
        return [
            Line(
                key=str(one.path),
                title=one.path.name,
                detail=f"{WORDS[one.kind]} · {one.path.parent}",
                right=self.tr("接收"),
                icon="usb",
            )
            for one in shown
        ]

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("接收总部发来的文件"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("总部发来的文件 (*.pack.zip *.json)"), self.tr("所有文件 (*)")])
        # Not the signal itself: Qt refuses to join a list of words to a list of anything.
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, paths: list[str]) -> None:
        self.received.emit(paths)

    def _take(self, path: str) -> None:
        self.received.emit([path])

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()
            self._glow(on=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._glow(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._glow(on=False)
        if files := dropped(event):
            event.acceptProposedAction()
            self.received.emit(files)

    def _glow(self, *, on: bool) -> None:
        self.words.setText(self.tr("松开即接收") if on else self.tr("把总部发来的文件拖到这里，或者选择文件"))
        self.zone.setProperty("frame", "banner" if on else "panel")
        self.zone.setProperty("tone", "info" if on else "")
        self.zone.style().unpolish(self.zone)
        self.zone.style().polish(self.zone)


def dropped(event: QDragEnterEvent | QDropEvent) -> list[str]:
    """Return the files of a drag, folders and web addresses left out."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [str(path) for path in paths if path.is_file()]
