"""The inspection that is open: what the page shows of it, and the one way from a widget to a commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from inspector_app.casework import inspecting
from inspector_app.casework.desk import Desk
from inspector_app.catalog.checklist import Checklist
from inspector_app.desktop.pages.committing import Committing
from inspector_app.desktop.services import Services
from inspector_app.fault import Fault
from inspector_app.records.answer import Answer
from inspector_app.records.inspection import Inspection

PLACE_MS = 20


class Session(Committing):
    """Holds the records of one inspection as they are on the disk; every change goes through casework and comes back by signal."""

    inspection_changed = Signal()
    checklist_changed = Signal()
    answer_changed = Signal(object, object)
    answers_reloaded = Signal()
    photos_changed = Signal(str)
    jump_requested = Signal(int, str, str)

    def __init__(self, desk: Desk, services: Services, inspection_id: str, parent: QObject | None = None) -> None:
        super().__init__(desk, services, inspection_id, parent)
        self.inspection: Inspection = inspecting.load(desk, inspection_id)
        self.checklist: Checklist | None = None
        self.answers: dict[str, Answer] = inspecting.answers(desk, inspection_id)
        self.photo_counts: dict[str, int] = inspecting.photo_counts(desk, inspection_id)
        self._place: tuple[int, str] | None = None
        self._place_timer = QTimer(self)
        self._place_timer.setSingleShot(True)
        # After the screen has shown the answer: a second commit in the same frame would be felt.
        self._place_timer.setInterval(PLACE_MS)
        self._place_timer.timeout.connect(self._keep_place)
        self._load_checklist()

    # Properties

    @property
    def record(self) -> Inspection:
        """The inspection."""
        return self.inspection

    @property
    def whose(self) -> str:
        """The name of the enterprise."""
        return self.inspection.enterprise.name

    @property
    def editable(self) -> bool:
        """Whether the inspection is still under way."""
        return self.inspection.state == "under_way"

    def answer_of(self, item_id: str) -> Answer:
        """Return the answer of an item; one never given is empty."""
        return self.answers.get(item_id) or Answer(inspection_id=self.id, item_id=item_id)

    # Changing

    def set_value(self, field: str, value: Any) -> bool:
        """Commit one field of the inspection."""
        changed = self.attempt(lambda: inspecting.set_value(self.desk, self.id, field, value))
        if changed is None:
            return False
        self.inspection = changed
        self.inspection_changed.emit()
        return True

    def answer(self, item_id: str, code: str) -> bool:
        """Commit the answer of one item."""
        return self._answered(lambda: inspecting.answer(self.desk, self.id, item_id, code))

    def answer_annex(self, item_id: str, annex: str, code: str) -> bool:
        """Commit the answer of one annex check."""
        return self._answered(lambda: inspecting.answer_annex(self.desk, self.id, item_id, annex, code))

    def write_text(self, item_id: str, text: str) -> bool:
        """Commit what was found."""
        return self._answered(lambda: inspecting.write_text(self.desk, self.id, item_id, text))

    def write_reason(self, item_id: str, reason: str) -> bool:
        """Commit why an item does not apply."""
        return self._answered(lambda: inspecting.write_reason(self.desk, self.id, item_id, reason))

    def set_severity(self, item_id: str, severity: str) -> bool:
        """Commit the severity the inspector judges a finding to have."""
        return self._answered(lambda: inspecting.set_severity(self.desk, self.id, item_id, severity))

    def _answered(self, act: Callable[[], Answer]) -> bool:
        answer = self.attempt(act)
        if answer is None:
            return False
        before = self.answers.get(answer.item_id)
        self.answers[answer.item_id] = answer
        self.answer_changed.emit(before, answer)
        return True

    def undo(self) -> str | None:
        """Take back the last act; return the item it concerned, or an empty string for a field, or None for nothing."""
        self.flush()
        touched = self.attempt(lambda: inspecting.undo(self.desk, self.id) or "")
        if not touched:
            return None
        self.reload()
        return "" if touched == self.id else touched

    # Reading again

    def reload(self) -> None:
        """Read everything anew: after an undo, or when the page is entered again."""
        self.inspection = inspecting.load(self.desk, self.id)
        self.answers = inspecting.answers(self.desk, self.id)
        self.photo_counts = inspecting.photo_counts(self.desk, self.id)
        self._load_checklist()
        self.inspection_changed.emit()
        self.answers_reloaded.emit()
        self.touched.emit()

    def take_inspection(self, inspection: Inspection) -> None:
        """Take over what a use case returned."""
        self.inspection = inspection
        self._load_checklist()
        self.inspection_changed.emit()

    def take_photos(self, item_id: str) -> None:
        """Count the photos of an item again, after one came in or was withdrawn."""
        self.photo_counts = inspecting.photo_counts(self.desk, self.id)
        self.photos_changed.emit(item_id)
        self.touched.emit()

    def _load_checklist(self) -> None:
        digest = self.inspection.checklist_digest
        if not digest:
            changed, self.checklist = self.checklist is not None, None
        else:
            checklist = inspecting.checklist_of(self.desk, self.inspection)
            changed, self.checklist = checklist is not self.checklist, checklist
        if changed:
            self.checklist_changed.emit()

    # What is pending, and where one stands

    def stand_at(self, step: int, item_id: str) -> None:
        """Remember the place, right after the screen has shown it."""
        self._place = (step, item_id)
        self._place_timer.start()

    def _keep_place(self) -> None:
        place, self._place = self._place, None
        if place is None:
            return
        try:
            inspecting.remember_place(self.desk, self.id, *place)
        except Fault as fault:
            self.failed.emit(fault)

    def settle(self) -> None:
        """Commit what is pending and the place; the page is about to go."""
        self.flush()
        self._place_timer.stop()
        self._keep_place()
