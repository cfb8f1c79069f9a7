"""Bringing official texts in: the files asked for, read off the interface thread with their progress, a doubtful title asked about."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from inspector_app.casework import law_texts
from inspector_app.casework.desk import Desk
from inspector_app.casework.law_texts import Imported, ImportedSet
from inspector_app.catalog.citations import every_citation
from inspector_app.catalog.law import Law
from inspector_app.desktop.background import Context
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.panels import ConfirmPanel, ProgressPanel
from inspector_app.fault import Fault


class TextImport(QWidget):
    """Takes no room until something is under way. ``law`` (the one that is open) is told by the page."""

    imported = Signal(object)
    set_imported = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._services = desk, services
        self.law: Law | None = None
        self._file = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.confirm = ConfirmPanel()
        self.confirm.confirmed.connect(self._import_for_open)
        column.addWidget(self.confirm)
        self.progress = ProgressPanel()
        column.addWidget(self.progress)

    def show_fault(self, fault: Fault) -> None:
        """Pass a fault on to the page."""
        self.failed.emit(fault)

    def choose_file(self) -> None:
        """Ask for the files of official texts."""
        dialog = QFileDialog(self, self.tr("选择公布文本"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("法规文本 (*.md *.txt *.docx)"), self.tr("所有文件 (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.import_files)
        dialog.open()

    def import_files(self, names: list[str]) -> None:
        """Read official texts in: one by itself, several in a row with what became of each."""
        if len(names) == 1:
            self.import_file(names[0])
        elif names:
            library, desk, paths = self._desk.library, self._desk, [Path(one) for one in names]

            def work(context: Context) -> ImportedSet:
                return law_texts.import_set(library, paths, law_texts.shelf(desk), context.progress, context.cancelled)

            job = self._services.background.run(work, done=self._on_set, failed=self.show_fault)
            self.progress.follow(job, self.tr("正在导入公布文本"), self.tr("份"))

    def import_file(self, name: str) -> None:
        """Read an official text in: for the law whose title it has."""
        self._file = name
        self._import("")

    def _import(self, law_id: str) -> None:
        library, desk, path = self._desk.library, self._desk, Path(self._file)

        def work(_context: object) -> Imported:
            cited = every_citation(library)
            return law_texts.import_text(library.lawbook(), path, law_texts.shelf(desk), law_id, cited=cited)

        job = self._services.background.run(work, done=self._on_one, failed=self._not_imported)
        self.progress.follow(job, self.tr("正在读取 {file}").format(file=path.name), self.tr("份"))

    def _not_imported(self, fault: Fault) -> None:
        if fault.code != "law-unknown" or self.law is None:
            self.failed.emit(fault)
            return
        self.confirm.ask(
            self.tr("把这份文本当作《{name}》？").format(name=self.law.name),
            self.tr("{what}。如果它就是这部法规，可以照样导入；引用仍会逐条核对。").format(what=fault.what),
            self.tr("照样导入"),
        )

    def _import_for_open(self) -> None:
        if self.law is not None:
            self._import(self.law.id)

    def _on_one(self, found: Imported) -> None:
        self.imported.emit(found)

    def _on_set(self, found: ImportedSet) -> None:
        self.set_imported.emit(found)
