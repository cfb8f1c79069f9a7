"""Step 7, 签字回传: the signed pages of each issued document, photographed or scanned, or why there is no signature."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from inspector_app.casework import issuing
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.widgets.basic import Badge, Card, EmptyState, soft
from inspector_app.records.document import Document

from .evidence_block import EvidenceBlock
from .parts import clear, column
from .photo_shelf import PhotoShelf, files_of
from .session import Session
from .step import FormStep


class SignedCard(Card):
    """One issued document and its signed pages; files are dropped onto it."""

    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, document: Document) -> None:
        super().__init__(f"{document.name}　{document.number}".strip())
        self._shelf, self.item_id, self._pages = shelf, f"document:{document.id}", document.pages
        self._session = session
        self.setAcceptDrops(True)
        self.state = Badge("", "neutral")
        self.add_head(self.state)
        self.add(
            soft(
                self.tr(
                    "共 {n} 页。签字盖章后逐页拍照或扫描，拖到这里；当事人拒绝签字的，拍下注明拒签情况的页。"
                ).format(n=document.pages),
                wrap=True,
            )
        )
        self.block = EvidenceBlock(session, shelf, self.tr("签字页"))
        self.block.cap.hide()
        self.block.view_requested.connect(self.view_requested)
        self.add(self.block)
        self.show_state()

    def show_photos(self) -> None:
        """Show the pages that came back."""
        self.block.show_item(self.item_id)
        self.show_state()

    def show_state(self) -> None:
        """Show how many pages came back."""
        back = self._session.photo_counts.get(self.item_id, 0)
        if not back:
            self.state.set(self.tr("还没有回传"), "major")
        elif back < self._pages:
            self.state.set(self.tr("已回传 {n} / {all} 页").format(n=back, all=self._pages), "major")
        else:
            self.state.set(self.tr("已回传 {n} 页").format(n=back), "ok")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._shelf.add_files(self.item_id, files_of(event.mimeData()), "drag")
        event.acceptProposedAction()


class SignedStep(FormStep):
    """All issued documents with what came back."""

    number = 7
    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shelf = shelf
        self._cards: dict[str, SignedCard] = {}
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

    def enter(self) -> None:
        issued = [d for d in issuing.documents(self.session.desk, self.session.id) if d.status == "issued"]
        if [d.id for d in issued] != list(self._cards):
            clear(self._list)
            self._cards = {}
            for document in issued:
                card = SignedCard(self.session, self._shelf, document)
                card.view_requested.connect(self.view_requested)
                self._list.addWidget(card)
                self._cards[document.id] = card
        for card in self._cards.values():
            card.show_photos()
        self.empty.setVisible(not issued)

    def focus_field(self, field: str) -> None:
        card = self._cards.get(field)
        if card is not None:
            card.block.add_button.setFocus()
            self.area.ensureWidgetVisible(card)

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        super().show_lacks(lacks)

    def _on_photos(self, item_id: str) -> None:
        card = self._cards.get(item_id.removeprefix("document:"))
        if card is not None:
            card.show_state()

    def _to_documents(self) -> None:
        self.session.jump_requested.emit(6, "", "documents")
