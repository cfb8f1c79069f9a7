"""核验文书: a picture, a PDF or a hand scanner's text, and whether that paper says what the record says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from inspector_app.casework import verifying
from inspector_app.casework.desk import Desk
from inspector_app.casework.verifying import Verified
from inspector_app.desktop import theme
from inspector_app.desktop.background import Context
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import Card, IconButton, SecondaryButton, scrolled, soft
from inspector_app.desktop.widgets.panels import ProgressPanel
from inspector_app.fault import Fault

from .paper_lines import PAPER_FILES, PaperLines


class VerifyPanel(Card):
    """Opens on the page of documents; files are chosen or dropped, a code's text is typed. It changes nothing."""

    open_requested = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("核验文书"), parent=parent)
        self._desk, self._services = desk, services
        self.setAcceptDrops(True)
        self.close_button = IconButton("cross", self.tr("收起核验"))
        self.close_button.clicked.connect(self.closed)
        self.add_head(self.close_button)
        self.add(
            soft(
                self.tr(
                    "把文书的照片、扫描件或 PDF 拖到这里，或用扫码枪读页脚的码：逐页说明码与本机记录是否一致；纸上的字有没有改，请对照列出的内容。只看，不改任何记录。"
                ),
                wrap=True,
            )
        )
        self.choose_button = SecondaryButton(self.tr("选择照片或 PDF…"), "folder")
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("扫码枪读到这里，或粘贴码的内容（IX1*…），按回车"))
        self.code.setAccessibleName(self.tr("码的内容"))
        self.code_button = SecondaryButton(self.tr("核验"))
        line = self.row(self.choose_button, self.code, self.code_button)
        line.setStretchFactor(self.code, 1)
        line.takeAt(line.count() - 1)
        self.progress = ProgressPanel()
        self.progress.assurance.hide()
        self.add(self.progress)
        self.summary = soft("", wrap=True)
        self.summary.hide()
        self.add(self.summary)
        self.lines = PaperLines()
        self.lines.pressed.connect(self.open_requested)
        self.area = scrolled(self.lines)
        self.area.hide()
        self.add(self.area)
        self.choose_button.clicked.connect(self._choose)
        self.code.returnPressed.connect(self._type)
        self.code_button.clicked.connect(self._type)

    def begin(self) -> None:
        """Show the panel, ready for the scanner."""
        self.show()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    # Asking

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("选择照片或 PDF"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [self.tr("照片和 PDF ({patterns})").format(patterns=PAPER_FILES), self.tr("所有文件 (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.verify([Path(name) for name in names])

    def verify(self, files: list[Path]) -> None:
        """Verify files off the interface thread; one that cannot be read is one line, the others go on."""
        if not files:
            return
        desk = self._desk

        def work(context: Context) -> list[Verified]:
            found: list[Verified] = []
            for place, path in enumerate(files, start=1):
                tell = context.progress if len(files) == 1 else None
                try:
                    found += verifying.verify(desk, path, progress=tell, cancelled=context.cancelled)
                except Fault as fault:
                    found.append(Verified(source=path.name, standing="unreadable", sentence=str(fault)))
                if tell is None:
                    context.progress(place, len(files))
            return found

        job = self._services.background.run(work, done=self.show_found, failed=self._failed)
        self.choose_button.setEnabled(False)
        job.finished.connect(self._finished)
        self.progress.follow(job, self.tr("正在核验"), self.tr("页") if len(files) == 1 else self.tr("个文件"))

    def _finished(self) -> None:
        self.choose_button.setEnabled(True)

    def _type(self) -> None:
        text = self.code.text().strip()
        if not text:
            return
        try:
            found = [verifying.verify_text(self._desk, text)]
        except Fault as fault:
            self._failed(fault)
            return
        self.code.clear()
        self.show_found(found)

    # Showing

    def show_found(self, found: list[Verified]) -> None:
        """Show what the pages are."""
        right = sum(one.standing == "matches" for one in found)
        self.summary.setText(
            self.tr("共 {all} 页，{right} 页的码与记录一致，{other} 页请看说明。").format(
                all=len(found), right=right, other=len(found) - right
            )
        )
        self.summary.setVisible(len(found) > 1)
        self.lines.show_verified(found, self.tr("打开文书"))
        self.area.setVisible(bool(found))
        self._fit()

    def _fit(self) -> None:
        """As high as the lines, up to a third of the page."""
        wanted = self.lines.layout().heightForWidth(self.area.viewport().width())
        self.area.setFixedHeight(min(theme.px(260), max(wanted, theme.px(44))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _failed(self, fault: Fault) -> None:
        self.show_found([Verified(source="", standing="unreadable", sentence=str(fault))])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.verify([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()
