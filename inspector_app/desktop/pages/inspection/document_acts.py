"""What is done to the document that is open: issued, corrected, void, made anew, kept, thrown away; each asked first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from inspector_app.casework import differing, issuing
from inspector_app.casework.desk import Desk
from inspector_app.casework.proofing import NUMBERS
from inspector_app.fault import Fault
from inspector_app.records.document import Document

from .document_asks import DocumentAsks
from .session import Session


class DocumentActs(QObject):
    """Asks on the panels of ``DocumentAsks`` and acts; what came of it is told by signal.

    ``refused`` names the field that keeps it from being issued, ``replaced`` brings the document to show now.
    """

    asked = Signal()
    refused = Signal(str)
    started = Signal()
    over = Signal()
    issued = Signal(object)
    kept = Signal(object)
    replaced = Signal(object)

    def __init__(self, session: Session, asks: DocumentAsks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.asks = session, asks
        self.document: Document | None = None
        asks.issue.confirmed.connect(self._issue)
        asks.void.reasoned.connect(self.void)
        asks.anew.reasoned.connect(self._void_and_remake)
        asks.correct.reasoned.connect(self._correct)
        asks.keep.reasoned.connect(self._keep)

    # Issuing

    def ask_issue(self) -> None:
        """Ask whether to issue, or say what keeps it from being issued and go there."""
        desk, document = self.session.desk, self.document
        examined = issuing.examine(desk, document.id)
        wrong = [p for p in examined.problems if p.level == "error"]
        if wrong:
            first = next((p for p in wrong if p.key != NUMBERS), wrong[0])
            self.refused.emit(first.key)
            self.session.failed.emit(
                Fault(
                    self.tr("还有 {n} 处要改才能印发：{first}").format(n=len(wrong), first=first.message),
                    kept=self.tr("草稿在"),
                    code="numbers_used_up" if first.key == NUMBERS else "document_errors",
                )
            )
            return
        ahead = issuing.outlook(desk, examined.form)
        against = [f"{one.label}：{one.reason}" for one in examined.filled if one.contradicts]
        self.asks.ask_issue(document, ahead, self.replaced_by(document), against)
        self.asked.emit()

    def replaced_by(self, document: Document) -> str:
        """Return what a document corrects, as one names it; empty where it corrects nothing."""
        desk = self.session.desk
        return issuing.called(issuing.load(desk, document.corrects)) if document.corrects else ""

    def _issue(self) -> None:
        desk, document_id = self.session.desk, self.document.id
        self.started.emit()
        job = self.session.run(lambda _: issuing.issue(desk, document_id), self._on_issued)
        job.finished.connect(self.over)

    def _on_issued(self, document: Document) -> None:
        self.session.note_saved()
        self._tell_changed()
        self.session.services.toast(self.tr("已印发 {n}").format(n=document.number or document.name))
        self.issued.emit(document)

    def _tell_changed(self) -> None:
        self.session.documents_changed.emit()
        self.session.services.tell_changed("documents")

    # Correct, void, make anew, keep

    def ask_correct(self) -> None:
        """Ask what a correction mends."""
        self.asks.ask_correct(self.document)
        self.asked.emit()

    def ask_void(self) -> None:
        """Ask for the reason to declare it void."""
        self.asks.ask_void(self.document)
        self.asked.emit()

    def ask_anew(self) -> None:
        """Ask for the reason to declare it void and make it anew."""
        self.asks.ask_anew(self.document)
        self.asked.emit()

    def ask_keep(self) -> None:
        """Ask why the printed values stand."""
        self.asks.ask_keep(self.document, len(self._waiting()))
        self.asked.emit()

    def ask_discard(self) -> None:
        """Ask whether to throw the draft away."""
        self.asks.ask_discard(self.document)
        self.asked.emit()

    def void(self, reason: str) -> None:
        """Declare the document void."""
        self._replace_by(lambda desk, key: issuing.void(desk, key, reason))

    def remake(self) -> None:
        """Make a void document anew."""
        self._replace_by(issuing.make_anew)

    def _void_and_remake(self, reason: str) -> None:
        def act(desk: Desk, key: str) -> Document:
            issuing.void(desk, key, reason)
            return issuing.make_anew(desk, key)

        self._replace_by(act)

    def _correct(self, reason: str) -> None:
        self._replace_by(lambda desk, key: issuing.correct(desk, key, reason))

    def _replace_by(self, act: Callable[[Desk, str], Document]) -> None:
        """Do an act on the document and show what came of it: itself, or the one made from it."""
        desk, document_id = self.session.desk, self.document.id
        made = self.session.attempt(lambda: act(desk, document_id))
        if made is not None:
            self._tell_changed()
            self.replaced.emit(made)

    def _waiting(self) -> list[str]:
        found = differing.differences(self.session.desk, self.document.id)
        return [one.key for one in found if one.open]

    def _keep(self, note: str) -> None:
        desk, document_id, keys = self.session.desk, self.document.id, self._waiting()
        kept = self.session.attempt(lambda: differing.keep(desk, document_id, keys, note))
        if kept is not None:
            self._tell_changed()
            self.kept.emit(kept)

    def discard(self) -> bool:
        """Throw the draft away; say whether it is gone."""
        desk, document_id = self.session.desk, self.document.id
        gone = self.session.attempt(lambda: issuing.discard(desk, document_id) or True)
        if gone:
            self._tell_changed()
            self.session.services.toast(self.tr("草稿已删除"))
        return bool(gone)
