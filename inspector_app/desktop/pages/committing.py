"""The one way from a widget to a commit, for whatever record a page holds: an inspection, a case."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from inspector_app.casework.desk import Desk
from inspector_app.desktop.background import Context, Job
from inspector_app.desktop.errors import unexpected
from inspector_app.desktop.services import Services
from inspector_app.fault import Fault

if TYPE_CHECKING:
    from .inspection.autosave import Autosave

T = TypeVar("T")


class Committing(QObject):
    """Acts are done at once and reported; fields that save themselves are committed before the page goes."""

    saved = Signal(object)
    failed = Signal(object)
    documents_changed = Signal()
    touched = Signal()

    def __init__(self, desk: Desk, services: Services, record_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.services, self.id = desk, services, record_id
        self._savers: list[Autosave] = []

    @property
    @abstractmethod
    def record(self) -> Any:
        """The record as it is on the disk."""

    @property
    @abstractmethod
    def whose(self) -> str:
        """The name of the enterprise or party it concerns."""

    # Changing

    def attempt(self, act: Callable[[], T]) -> T | None:
        """Do one act at once; what goes wrong is reported and gives None. A success is on the disk, and said so."""
        try:
            result = act()
        except Exception as error:  # noqa: BLE001 - shown to the person; nothing may travel into Qt
            self.failed.emit(unexpected(error))
            return None
        self.note_saved()
        return result

    def run(self, work: Callable[[Context], Any], done: Callable[[Any], None] | None = None) -> Job:
        """Do long work off the interface thread; ``done`` gets the result unless the page has gone meanwhile."""

        def deliver(result: Any) -> None:
            if done is not None and isValid(self):
                done(result)

        return self.services.background.run(work, done=deliver, failed=self._report)

    def _report(self, fault: Fault) -> None:
        self.failed.emit(fault)

    def note_saved(self) -> None:
        """Say that everything up to now is on the disk."""
        self.saved.emit(self.desk.now())
        self.touched.emit()

    # What is pending

    def keep(self, saver: Autosave) -> Autosave:
        """Remember a field that saves itself, so that leaving the page commits it."""
        self._savers.append(saver)
        return saver

    def release(self, savers: Iterable[Autosave]) -> None:
        """Forget fields that are about to go; what they held was committed by ``flush``."""
        gone = set(savers)
        self._savers = [saver for saver in self._savers if saver not in gone]

    def flush(self) -> bool:
        """Commit everything that was typed; say whether all of it is on the disk."""
        for saver in self._savers:
            saver.flush()
        return not any(saver.pending for saver in self._savers)

    def now(self) -> datetime:
        """The time, with its zone."""
        return self.desk.now()
