"""Pages coming back from paper: taken in off the interface thread, told one by one, filed by hand where no code was read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from inspector_app.casework import returning
from inspector_app.casework.returning import PaperState, Returned
from inspector_app.casework.verifying import STANDINGS
from inspector_app.desktop import theme
from inspector_app.desktop.background import Context, Job
from inspector_app.desktop.pages.paper_lines import PAPER_FILES, TONES, PaperLine, PaperLines
from inspector_app.desktop.widgets.basic import Card, PrimaryButton, SecondaryButton, soft
from inspector_app.desktop.widgets.panels import ProgressPanel
from inspector_app.records.evidence import Source

from .fields import CalmCombo
from .photo_shelf import files_of
from .session import Session


class Returns(QObject):
    """Files pages of the open inspection and tells by signal: ``started`` a job, ``returned`` what became of its pages."""

    started = Signal(object, int)
    returned = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def take(self, files: list[Path], to: str = "", how: Source = "file") -> None:
        """Take files in; pages without a readable code go to the document ``to`` if one is named."""
        if not files:
            return
        desk = self._session.desk

        def work(context: Context) -> list[Returned]:
            return returning.file_pages(
                desk, files, to=to, how=how, progress=context.progress, cancelled=context.cancelled
            )

        job = self._session.run(work, self._done)
        job.failed.connect(self._count)
        self.started.emit(job, len(files))

    def attach(self, page: Returned, document_id: str, number: int) -> Job:
        """File a page by hand."""
        desk = self._session.desk

        def work(_context: Context) -> list[Returned]:
            taken = returning.attach(desk, document_id, page.file, sheet=page.sheet, page=number)
            assert taken.photo is not None
            named = self.tr("已手工归为{name}第{n}页（{label}）。").format(
                name=returning.state(desk, document_id).document.name, n=number, label=taken.photo.link.label
            )
            verified = page.verified
            return [
                Returned(
                    verified=verified,
                    sentence=f"“{verified.source}”{named}",
                    file=page.file,
                    sheet=page.sheet,
                    label=taken.photo.link.label,
                    link_id=taken.photo.link.id,
                )
            ]

        job = self._session.run(work, self._done)
        job.failed.connect(self._count)
        return job

    def assign(self, link_id: str, number: int) -> None:
        """Say which page a picture is."""
        desk = self._session.desk
        if self._session.attempt(lambda: returning.assign_page(desk, link_id, number)) is not None:
            self._count()

    def _done(self, results: list[Returned]) -> None:
        if any(one.filed for one in results):
            self._session.note_saved()
        self._count()
        self.returned.emit(results)

    def _count(self, *_: object) -> None:
        # Whatever was taken in before a batch stopped is there.
        for paper in returning.states(self._session.desk, self._session.id):
            self._session.take_photos(returning.item_of(paper.document.id))
        self._session.services.tell_changed("photos")


class ReturnCard(Card):
    """Where all pages of all documents are dropped at once; each finds its place by its code."""

    def __init__(self, session: Session, returns: Returns, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("收回签字页"), parent=parent)
        self._session, self._returns = session, returns
        self._pages: list[Returned] = []
        self._choices: list[tuple[str, str, int]] = []
        self.setAcceptDrops(True)
        self.choose_button = PrimaryButton(self.tr("选择照片或 PDF…"), "import")
        self.add_head(self.choose_button)
        self.add(
            soft(
                self.tr(
                    "签字盖章后逐页拍照，或扫描成 PDF，一起拖到这里：按页脚的码自动归到文书和页，原件不动，另存一张摆正的。"
                    "当事人拒绝签字的，拍下注明拒签情况的页。"
                ),
                wrap=True,
            )
        )
        self.progress = ProgressPanel()
        self.progress.assurance.setText(self.tr("取消后，已归档的页仍在"))
        self.add(self.progress)
        self.lines = PaperLines()
        self.lines.hide()
        self.add(self.lines)
        self.choose_button.clicked.connect(self.choose)
        returns.started.connect(self._started)
        returns.returned.connect(self._returned)

    def choose(self) -> None:
        """Ask for files."""
        ask_files(self, self._session, self._chosen)

    def _chosen(self, names: list[str]) -> None:
        self._returns.take([Path(name) for name in names])

    def _started(self, job: Job, files: int) -> None:
        self.progress.follow(job, self.tr("正在认页归档"), self.tr("页") if files == 1 else self.tr("个文件"))

    def set_papers(self, papers: list[PaperState]) -> None:
        """Remember what pages there are to choose from, the missing ones first."""
        pages = [(paper, page, True) for paper in papers for page in paper.missing]
        pages += [(paper, page, False) for paper in papers for page in paper.back]
        self._choices = [
            (
                f"{paper.document.name}{paper.document.number}　"
                + self.tr("第 {n} 页").format(n=page)
                + ("" if missing else self.tr("（已有）")),
                paper.document.id,
                page,
            )
            for paper, page, missing in pages
        ]

    def _returned(self, results: list[Returned]) -> None:
        # A page filed by hand just now no longer waits for a hand.
        handled = {(one.file, one.sheet) for one in results}
        waiting = [one for one in self._pages if one.attachable and (one.file, one.sheet) not in handled]
        self._pages = sorted([*results, *waiting], key=lambda one: one.filed)
        self._show()

    def _show(self) -> None:
        self.lines.clear()
        for page in self._pages:
            self._add_line(page)
        self.lines.setVisible(bool(self._pages))

    def _add_line(self, page: Returned) -> None:
        standing = page.verified.standing
        if page.filed and standing in {"matches", "unreadable"}:
            word, tone = (self.tr("已有"), "neutral") if page.already else (self.tr("已归档"), "ok")
            tone = "major" if page.twice or page.pageless else tone
            word = self.tr("待定页") if page.pageless else word
        else:
            word, tone = STANDINGS[standing], TONES[standing]
        line = self.lines.add(PaperLine(word, tone, page.sentence))
        if not page.attachable or not self._choices:
            return
        chooser = CalmCombo()
        chooser.setAccessibleName(self.tr("手工归到哪一页"))
        chooser.setFixedWidth(theme.px(320))
        for text, document_id, number in self._choices:
            chooser.addItem(text, (document_id, number))
        button = SecondaryButton(self.tr("手工归档"))

        def again(_fault: object) -> None:
            if isValid(button):
                button.setEnabled(True)

        def attach() -> None:
            document_id, number = chooser.currentData()
            button.setEnabled(False)
            self._returns.attach(page, document_id, number).failed.connect(again)

        button.clicked.connect(attach)
        line.row.addWidget(chooser, 0, Qt.AlignmentFlag.AlignVCenter)
        line.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._returns.take(files_of(event.mimeData()), how="drag")
        event.acceptProposedAction()


def ask_files(parent: QWidget, session: Session, chosen) -> None:
    """Open the file dialog for photos and PDFs; it is not modal to code."""
    dialog = QFileDialog(parent, parent.tr("选择照片或 PDF"), str(session.services.property("photoFolder") or ""))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = parent.tr("照片和 PDF ({patterns})").format(patterns=PAPER_FILES)
    dialog.setNameFilters([patterns, parent.tr("所有文件 (*)")])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(chosen)
    dialog.open()
