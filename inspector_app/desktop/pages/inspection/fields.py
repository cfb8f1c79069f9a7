"""Fields of the record that commit themselves: what stands in them is on the disk 400 ms after the last key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.committing import Committing
from inspector_app.desktop.widgets.buttons import SecondaryButton
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.fault import UsageFault, brief
from inspector_app.rules.deadline_request import CHINA

from . import autosave

_MINUTE = re.compile(r"(\d{4})[-./年 ]+(\d{1,2})[-./月 ]+(\d{1,2})日?\s*T?\s*(\d{1,2})[:：时](\d{1,2})分?")
_TIME = re.compile(r"(\d{1,2})[:：时](\d{1,2})分?")


def parse_minute(text: str, today: datetime) -> datetime | None:
    """Read a time as people type it: ``2026-11-21 09:05``, ``9:05`` (then of today), in Beijing time; empty is None, else a UsageFault."""
    words = unicodedata.normalize("NFKC", text).strip()
    if not words:
        return None
    try:
        if found := _MINUTE.fullmatch(words):
            return datetime(*map(int, found.groups()), tzinfo=CHINA)
        if found := _TIME.fullmatch(words):
            return today.astimezone(CHINA).replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    except ValueError:
        pass
    raise UsageFault(f"“{brief(words)}”不是一个时间", todo="请写成 2026-11-21 09:05，或 9:05", code="time")


def value_of(record: Any, field: str) -> Any:
    """Return what a field of the record holds (``enterprise.name``)."""
    value: Any = record
    for name in field.split("."):
        value = getattr(value, name)
    return value


class BoundLine(FormRow):
    """One line of text of the record."""

    def __init__(
        self,
        session: Committing,
        field: str,
        name: str,
        hint: str = "",
        *,
        placeholder: str = "",
        check: Callable[[str], str] | None = None,
    ) -> None:
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        super().__init__(name, self.edit, hint)
        self._session, self._field, self._check = session, field, check
        self.edit.setObjectName(field)
        self.saver = session.keep(autosave.of_line(self.edit, self._save))
        self.edit.textChanged.connect(self._on_text)

    def show_value(self) -> None:
        """Show what is recorded, unless somebody is just typing."""
        if self.saver.pending:
            return
        text = str(value_of(self._session.record, self._field))
        if text != self.edit.text().strip():
            self.edit.setText(text)
            self.edit.setCursorPosition(0)
        self.edit.setReadOnly(not self._session.editable)

    def _save(self, text: str) -> bool:
        if text.strip() == value_of(self._session.record, self._field):
            return True
        return self._session.set_value(self._field, text.strip())

    def _on_text(self, text: str) -> None:
        if self._check is not None:
            self.set_problem(self._check(text.strip()))


class BoundArea(FormRow):
    """A few lines of text of the record."""

    def __init__(self, session: Committing, field: str, name: str, hint: str = "", *, height: int = 84) -> None:
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(height)
        super().__init__(name, self.edit, hint)
        self._session, self._field = session, field
        self.edit.setObjectName(field)
        self.saver = session.keep(autosave.of_area(self.edit, self._save))

    def show_value(self) -> None:
        """Show what is recorded, unless somebody is just typing."""
        if not self.saver.pending:
            autosave.show_text(self.edit, self.saver, str(value_of(self._session.record, self._field)))
        self.edit.setReadOnly(not self._session.editable)

    def _save(self, text: str) -> bool:
        return self._session.set_value(self._field, text.strip())


class BoundMinute(FormRow):
    """A time of the record to the minute, typed or stamped by a button; what is no time is said and not kept."""

    def __init__(self, session: Committing, field: str, name: str, hint: str = "") -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("2026-11-21 09:05")
        self.edit.setAccessibleName(name)
        self.stamp = SecondaryButton("")
        line.addWidget(self.edit, 1)
        line.addWidget(self.stamp)
        super().__init__(name, holder, hint)
        holder.setFocusProxy(self.edit)
        self.stamp.setText(self.tr("现在"))
        self.stamp.setAccessibleName(self.tr("{name}：现在").format(name=name))
        self._session, self._field = session, field
        self.edit.setObjectName(field)
        self.saver = session.keep(autosave.of_line(self.edit, self._save))
        self.stamp.clicked.connect(self._stamp)

    def show_value(self) -> None:
        """Show what is recorded, unless somebody is just typing."""
        if not self.saver.pending:
            self.edit.setText(minute_text(value_of(self._session.record, self._field)))
            self.set_problem("")
        self.edit.setReadOnly(not self._session.editable)
        self.stamp.setEnabled(self._session.editable)

    def _save(self, text: str) -> bool:
        try:
            at = parse_minute(text, self._session.now())
        except UsageFault as fault:
            self.set_problem(str(fault))
            return True
        self.set_problem("")
        kept = value_of(self._session.record, self._field)
        return minute_text(kept) == minute_text(at) or self._session.set_value(self._field, at)

    def _stamp(self) -> None:
        at = self._session.now().replace(second=0, microsecond=0)
        self.saver.forget()
        self.edit.setText(minute_text(at))
        self._session.set_value(self._field, at)


class CalmCombo(QComboBox):
    """A list to choose from that does not change under a scrolling finger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
