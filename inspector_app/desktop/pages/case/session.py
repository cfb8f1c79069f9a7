"""The case that is open: its record as it is on the disk, and where one wants to go from what is said of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from inspector_app.casework import cases
from inspector_app.casework.desk import Desk
from inspector_app.desktop.pages.committing import Committing
from inspector_app.desktop.services import Services
from inspector_app.records.case import Case


class CaseSession(Committing):
    """Holds one case; ``changed`` comes after everything that may move its procedure, its limits or its figures."""

    changed = Signal()
    document_requested = Signal(str)
    jump_requested = Signal(str, str)

    def __init__(self, desk: Desk, services: Services, case_id: str, parent: QObject | None = None) -> None:
        super().__init__(desk, services, case_id, parent)
        self.case: Case = cases.load(desk, case_id)

    @property
    def record(self) -> Case:
        return self.case

    @property
    def whose(self) -> str:
        return self.case.party.name or cases.title(self.case)

    @property
    def editable(self) -> bool:
        """Whether the case is still under way."""
        return self.case.state == "under_way"

    def reload(self) -> None:
        """Read the case again and have everything shown anew."""
        self.case = cases.load(self.desk, self.id)
        self.changed.emit()

    def set_value(self, field: str, value: Any) -> bool:
        """Commit one field of the head or of the party."""
        changed = self.attempt(lambda: cases.set_value(self.desk, self.id, field, value))
        if changed is None:
            return False
        self.case = changed
        self.changed.emit()
        self.services.tell_changed("cases")
        return True

    def act(self, fn: Any) -> Any:
        """Do one act on what belongs to the case and have everything shown anew; None where it failed."""
        result = self.attempt(fn)
        if result is not None:
            self.reload()
            self.services.tell_changed("cases")
        return result
