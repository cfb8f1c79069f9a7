"""The office's own wording, under the list of packs: taken from its copy of the official file or from a pack file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework import wordings
from inspector_app.casework.desk import Desk
from inspector_app.casework.wordings import Preview
from inspector_app.desktop import theme
from inspector_app.desktop.background import Context
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import SecondaryButton, hint, strong
from inspector_app.desktop.widgets.panels import ProgressPanel
from inspector_app.fault import Fault


class WordingBar(QWidget):
    """Asks for the file and reads it off the interface thread; what it found is told, nothing is put in use here."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._services = desk, services
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        column.addWidget(strong(self.tr("本机关的语句")))
        column.addWidget(
            hint(self.tr("随附文书的语句是自拟的。可从本机关手里的官方格式文件（PDF）采集，先逐句对照，再决定用不用。"))
        )
        self.agency = QComboBox()
        self.agency.setAccessibleName(self.tr("机关简称"))
        self.agency.setMinimumSize(theme.px(200), theme.px(40))
        self.agency.addItem(self.tr("“市监”改作“药监”"), "药监")
        self.agency.addItem(self.tr("机关简称照文件"), "")
        self.adopt_button = SecondaryButton(self.tr("从官方文件采集…"), "import")
        self.adopt_button.clicked.connect(self.choose_official)
        self.pack_button = SecondaryButton(self.tr("装入用语包…"))
        self.pack_button.clicked.connect(self.choose_pack)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.adopt_button)
        row.addWidget(self.agency)
        row.addWidget(self.pack_button)
        row.addStretch(1)
        column.addLayout(row)
        self.progress = ProgressPanel()
        column.addWidget(self.progress)

    def choose_official(self) -> None:
        """Ask for the office's copy of the official file."""
        self._choose(self.tr("选择本机关的官方格式文件"), self.tr("PDF 文件 (*.pdf)"), self.adopt)

    def choose_pack(self) -> None:
        """Ask for a wording pack."""
        self._choose(self.tr("选择用语包"), self.tr("用语包 (*.yaml)"), self.read_pack)

    def _choose(self, words: str, kinds: str, chosen) -> None:
        dialog = QFileDialog(self, words)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds, self.tr("所有文件 (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def adopt(self, name: str) -> None:
        """Read the wording out of an official file."""
        desk, path, agency = self._desk, Path(name), self.agency.currentData()

        def work(context: Context) -> Preview:
            def step(done: int, of: int, what: str) -> bool:
                context.progress(done, of, what)
                return context.cancelled()

            return wordings.adopt(wordings.where(desk), path, agency=agency, step=step)

        self._run(work, self.tr("正在采集 {0} 的语句").format(path.name))

    def read_pack(self, name: str) -> None:
        """Read a wording pack and hold it against the forms here."""
        desk, path = self._desk, Path(name)
        self._run(
            lambda _context: wordings.look_at(wordings.where(desk), path), self.tr("正在读用语包 {0}").format(path.name)
        )

    def _run(self, work, name: str) -> None:
        for button in (self.adopt_button, self.pack_button):
            button.setEnabled(False)
        job = self._services.background.run(work, done=self.found.emit, failed=self._on_failed)
        job.finished.connect(self._ready)
        self.progress.follow(job, name, self.tr("步"))

    def _on_failed(self, fault: Fault) -> None:
        self.failed.emit(fault)

    def _ready(self) -> None:
        for button in (self.adopt_button, self.pack_button):
            button.setEnabled(True)
