"""Locks a window that nobody touches, but never while work is under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

_ACTIVITY = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleLock(QObject):
    """Counts idle minutes from the last key, touch or movement; ``over`` is given when they have passed."""

    over = Signal()

    def __init__(self, minutes: Callable[[], int], busy: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._minutes, self._busy = minutes, busy
        self._watched: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._passed)
        self.restart()

    @property
    def active(self) -> bool:
        """Whether it counts at all."""
        return self._timer.isActive()

    def restart(self) -> None:
        """Count from now; 0 minutes means never."""
        minutes = self._minutes()
        self._timer.stop()
        if minutes > 0:
            self._timer.start(minutes * 60_000)

    def watch(self, handle: QWindow | None) -> None:
        """Notice what comes from outside; a filter on the application would see every paint as well."""
        if handle is not None and self._watched is None:
            self._watched = handle
            handle.installEventFilter(self)

    def stop(self) -> None:
        """Count no more and let the window go."""
        self._timer.stop()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)

    def _passed(self) -> None:
        # Work under way is not cut off by the clock: sealing 5 GB takes longer than a person stays at the bench.
        if self._busy():
            self.restart()
        else:
            self.over.emit()
