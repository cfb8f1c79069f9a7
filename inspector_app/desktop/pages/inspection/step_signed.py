"""Step 7, 签字回传: signed pages find their document by themselves; what is missing is listed page by page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from inspector_app.casework import returning
from inspector_app.casework.evidencing import Photo
from inspector_app.casework.returning import PaperState
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.background import Context
from inspector_app.desktop.widgets.basic import Badge, Card, EmptyState, soft
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.records.evidence import EvidenceLink

from .evidence_block import EvidenceBlock
from .flow import FlowLayout
from .parts import clear, column
from .photo_shelf import PhotoShelf, files_of
from .refusal import RefusalLine
from .session import Session
from .signed_returns import ReturnCard, Returns, ask_files
from .step import FormStep

SMALL = 256


class SignedBlock(EvidenceBlock):
    """The pictures of one document; files added here are read for their code first, and stay here where there is none."""

    def __init__(self, session: Session, shelf: PhotoShelf, returns: Returns, document_id: str) -> None:
        super().__init__(session, shelf)
        self._name = self.tr("签字页")
        self.title.setText(self._name)
        self._returns, self._document_id = returns, document_id
        self._straight: dict[str, QImage] = {}
        self.add_button.setText(self.tr("添加照片或 PDF"))
        self.cap.hide()

    def choose_files(self) -> None:
        ask_files(self, self._session, self._chosen)

    def _chosen(self, names: list[str]) -> None:
        if names:
            self._session.services.setProperty("photoFolder", str(Path(names[0]).parent))
        self._returns.take([Path(name) for name in names], to=self._document_id)

    def _on_listed(self, item_id: str, photos: list[Photo]) -> None:
        super()._on_listed(item_id, photos)
        if item_id == self.item_id:
            self._show_straight({photo.evidence.sha256 for photo in photos})

    def _show_straight(self, wanted: set[str]) -> None:
        """Show the straightened pages: a small picture of a skewed page in poor light tells nothing."""
        for sha256 in wanted & set(self._straight):
            self.strip.show_picture(sha256, self._straight[sha256])
        desk, unknown = self._session.desk, wanted - set(self._straight)
        if not unknown:
            return

        def work(context: Context) -> dict[str, QImage]:
            found = {}
            for sha256 in unknown:
                if context.cancelled():
                    break
                page = returning.straightened(desk, sha256)
                if page is not None:
                    whole = QImage.fromData(QByteArray(page))
                    found[sha256] = whole.scaledToWidth(SMALL, Qt.TransformationMode.SmoothTransformation)
            return found

        def done(found: dict[str, QImage]) -> None:
            if isValid(self):
                self._straight |= found
                for sha256, picture in found.items():
                    self.strip.show_picture(sha256, picture)

        self._session.run(work, done)


class SignedCard(Card):
    """One issued document: which pages came back, which are missing, which picture still needs its page."""

    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, returns: Returns, paper: PaperState) -> None:
        document = paper.document
        super().__init__(f"{document.name}　{document.number}".strip())
        self.item_id, self.paper = returning.item_of(document.id), paper
        self._session, self._returns = session, returns
        self.setAcceptDrops(True)
        self.state = Badge("", "neutral")
        self.add_head(self.state)
        self._pages = FlowLayout(gap=8)
        holder = QWidget()
        holder.setLayout(self._pages)
        self.add(holder)
        self._asking = column(gap=4)
        self.body.addLayout(self._asking)
        self.block = SignedBlock(session, shelf, returns, document.id)
        self.block.view_requested.connect(self.view_requested)
        self.add(self.block)
        self.refusal = RefusalLine(session, document.id)
        self.add(self.refusal)
        self.show_state()

    def show_photos(self) -> None:
        """Show the pages that came back."""
        self.block.show_item(self.item_id)
        self.show_state()

    def show_state(self) -> None:
        """Show page by page what came back, and ask for the page of what was filed without one."""
        paper = self._session.attempt(lambda: returning.state(self._session.desk, self.paper.document.id))
        if paper is None:
            return
        self.paper = paper
        self._show_badge(paper)
        clear(self._pages)
        clear(self._asking)
        for page in range(1, paper.document.pages + 1):
            labels = paper.back.get(page)
            text = self.tr("第 {n} 页").format(n=page) + f"　{'、'.join(labels) if labels else self.tr('还缺')}"
            self._pages.addWidget(Badge(text, "ok" if labels else "major"))
        for link in paper.aside:
            self._pages.addWidget(Badge(f"{link.label}　{link.note}", "critical"))
        for link in paper.loose:
            self._asking.addWidget(self._question(link))

    def _show_badge(self, paper: PaperState) -> None:
        total = paper.document.pages
        back = min(total, len(paper.back) + len(paper.loose))
        if paper.complete:
            self.state.set(self.tr("已回传 {n} 页").format(n=total), "ok")
        elif back:
            self.state.set(self.tr("已回传 {n} / {all} 页").format(n=back, all=total), "major")
        else:
            self.state.set(self.tr("还没有回传"), "major")

    def _question(self, link: EvidenceLink) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        words = soft(self.tr("{label} 没有认出码，是第几页？").format(label=link.label))
        words.setFixedHeight(40)
        flow.addWidget(words)
        for page in range(1, self.paper.document.pages + 1):
            button = LinkButton(self.tr("第 {n} 页").format(n=page))
            button.setAccessibleName(self.tr("{label} 是第 {n} 页").format(label=link.label, n=page))
            button.setProperty("link", link.id)
            button.setProperty("page", page)
            button.clicked.connect(self._assign)
            flow.addWidget(button)
        return holder

    def _assign(self) -> None:
        button = self.sender()
        self._returns.assign(str(button.property("link")), int(button.property("page")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._returns.take(files_of(event.mimeData()), to=self.paper.document.id, how="drag")
        event.acceptProposedAction()


class SignedStep(FormStep):
    """Where pages come back, then all issued documents with what came back."""

    number = 7
    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shelf = shelf
        self._cards: dict[str, SignedCard] = {}
        self.returns = Returns(session)
        self.card = ReturnCard(session, self.returns)
        self.column.addWidget(self.card)
        self._list = column(gap=16)
        self.column.addLayout(self._list)
        self.empty = EmptyState(
            "signature",
            self.tr("还没有印发的文书"),
            self.tr("文书印发、签字以后，在这里收回签字页"),
            self.tr("去判定与文书"),
        )
        self.empty.pressed.connect(self._to_documents)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        session.photos_changed.connect(self._on_photos)
        self.returns.returned.connect(self._on_returned)

    def enter(self) -> None:
        papers = returning.states(self.session.desk, self.session.id)
        if [paper.document.id for paper in papers] != list(self._cards):
            clear(self._list)
            self._cards = {}
            for paper in papers:
                card = SignedCard(self.session, self._shelf, self.returns, paper)
                card.view_requested.connect(self.view_requested)
                self._list.addWidget(card)
                self._cards[paper.document.id] = card
        for card in self._cards.values():
            card.show_photos()
        self._show_choices()
        self.card.setVisible(bool(papers))
        self.empty.setVisible(not papers)

    def focus_field(self, field: str) -> None:
        card = self._cards.get(field)
        if card is not None:
            card.block.add_button.setFocus()
            self.area.ensureWidgetVisible(card)

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        super().show_lacks(lacks)

    def _show_choices(self) -> None:
        self.card.set_papers([card.paper for card in self._cards.values()])

    def _on_photos(self, item_id: str) -> None:
        card = self._cards.get(item_id.removeprefix("document:"))
        if card is not None:
            card.show_state()
            self._show_choices()

    def _on_returned(self, _results: object) -> None:
        for card in self._cards.values():
            card.show_photos()
        self.area.ensureWidgetVisible(self.card)

    def _to_documents(self) -> None:
        self.session.jump_requested.emit(6, "", "documents")
