"""Committing what is typed: after 400 ms of silence, when the field is left, and before the page goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

SILENCE_MS = 400


class Autosave(QObject):
    """Holds what one field has not committed yet. ``commit`` returns whether it is on the disk; if not, it is tried again."""

    def __init__(self, commit: Callable[[str], bool], parent: QObject, silence: int = SILENCE_MS) -> None:
        super().__init__(parent)
        self._commit = commit
        self._pending: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(silence)
        self._timer.timeout.connect(self.flush)

    @property
    def pending(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return self._pending is not None

    def typed(self, text: str) -> None:
        """Take note of what stands in the field now."""
        self._pending = text
        self._timer.start()

    def flush(self) -> None:
        """Commit now what is pending."""
        self._timer.stop()
        if self._pending is None:
            return
        text, self._pending = self._pending, None
        if not self._commit(text) and self._pending is None:
            self._pending = text

    def forget(self) -> None:
        """Drop what is pending, because the field now shows something else."""
        self._timer.stop()
        self._pending = None


class _Area(QObject):
    """Commits a text area when it is left."""

    def __init__(self, area: QPlainTextEdit, saver: Autosave) -> None:
        super().__init__(area)
        self._saver = saver
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._saver.flush()
        return super().eventFilter(watched, event)


def of_line(edit: QLineEdit, commit: Callable[[str], bool], silence: int = SILENCE_MS) -> Autosave:
    """Commit a one-line field by itself."""
    saver = Autosave(commit, edit, silence)
    edit.textEdited.connect(saver.typed)
    edit.editingFinished.connect(saver.flush)
    return saver


def of_area(area: QPlainTextEdit, commit: Callable[[str], bool], silence: int = SILENCE_MS) -> Autosave:
    """Commit a text area by itself; set its text with ``show_text`` so that showing is not taken for typing."""
    saver = Autosave(commit, area, silence)
    area.textChanged.connect(lambda: saver.typed(area.toPlainText()))
    _Area(area, saver)
    return saver


def show_text(area: QPlainTextEdit, saver: Autosave, text: str) -> None:
    """Show a stored text without saving it again; the cursor goes to its end."""
    if area.toPlainText() != text:
        area.blockSignals(True)
        area.setPlainText(text)
        area.blockSignals(False)
        area.moveCursor(area.textCursor().MoveOperation.End)
    saver.forget()
