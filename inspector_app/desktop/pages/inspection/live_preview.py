"""The page beside the form: composed and drawn off the interface thread, and never more than one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from inspector_app.casework import differing, issuing, paper_way
from inspector_app.casework.differing import Difference
from inspector_app.casework.issuing import Filled
from inspector_app.casework.paper_way import DocumentWay
from inspector_app.documents.model import Problem
from inspector_app.fault import Fault
from inspector_app.records.document import Document

from . import paper
from .session import Session


class Shown(msgspec.Struct, frozen=True):
    """A document as it stands, with what is being typed: its fields, what is wrong, and its pages, or why there are none.

    ``latest`` is false where something newer was asked for meanwhile: its page may be shown, its fields would undo typing.
    """

    document: Document
    filled: list[Filled]
    problems: list[Problem]
    pdf: bytes
    sheets: list[QImage]
    fault: str
    latest: bool = True
    record: dict[str, Any] = {}
    way: DocumentWay | None = None
    differences: list[Difference] = []


class LivePreview(QObject):
    """Ask as often as one types: what is asked while one is being drawn is drawn once, after it."""

    shown = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: tuple[str, int, dict[str, Any]] | None = None
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._start)

    def ask(self, document_id: str, width: int, typed: Mapping[str, Any] | None = None) -> None:
        """Draw a document, ``width`` device pixels wide, with the values being typed; nothing is committed by drawing."""
        self._wanted = (document_id, width, dict(typed or {}))
        if not self._busy:
            self._timer.start()

    def stop(self) -> None:
        """Want nothing any more."""
        self._wanted = None

    def _start(self) -> None:
        if self._wanted is None or self._busy:
            return
        (document_id, width, typed), self._wanted, self._busy = self._wanted, None, True
        desk = self._session.desk

        def work(_context) -> Shown:
            examined = issuing.examine(desk, document_id, typed)
            try:
                pdf = issuing.preview_of(desk, examined)
                sheets, fault = paper.render(pdf, width), ""
            except Fault as error:
                pdf, sheets, fault = b"", [], str(error)
            document = issuing.load(desk, document_id)
            shown = Shown(document, examined.filled, examined.problems, pdf, sheets, fault, record=examined.record)
            if document.status == "draft":
                return shown
            return msgspec.structs.replace(
                shown, way=paper_way.way(desk, document_id), differences=differing.differences(desk, document_id)
            )

        job = self._session.run(work, self._done)
        job.finished.connect(self._finished)

    def _done(self, shown: Shown) -> None:
        self.shown.emit(shown if self._wanted is None else msgspec.structs.replace(shown, latest=False))

    def _finished(self) -> None:
        self._busy = False
        if self._wanted is not None:
            self._timer.start()
