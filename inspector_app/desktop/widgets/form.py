"""Rows of a form: the label above, the field, below it what helps or what is wrong."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.desktop import theme
from inspector_app.fault import UsageFault, brief

from .basic import label, set_role, set_state


class FormRow(QWidget):
    """One field with its words. ``set_problem`` marks it wrong, ``set_lacking`` marks it still missing."""

    def __init__(
        self,
        name: str,
        field: QWidget,
        hint: str = "",
        *,
        source: str = "",
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        self.name_label = label(name + (self.tr("（必填）") if required else ""), "label", parent=self)
        self.source_label = label(source, "hint", parent=self)
        self.name_label.setBuddy(field)
        top.addWidget(self.name_label)
        top.addStretch(1)
        top.addWidget(self.source_label)
        column.addLayout(top)
        self.field = field
        if not field.accessibleName():
            field.setAccessibleName(name)
        column.addWidget(field)
        self._hint = hint
        self.below: QLabel = label(hint, "hint", wrap=True, parent=self)
        self.below.setVisible(bool(hint))
        column.addWidget(self.below)

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the field; an empty text says nothing is."""
        set_state(self.field, "problem" if text else "")
        set_role(self.below, "problem" if text else "hint")
        self.below.setText(text or self._hint)
        self.below.setVisible(bool(text or self._hint))
        self.field.setAccessibleDescription(text)

    def set_lacking(self, lacking: bool) -> None:
        """Mark the field as still missing."""
        set_state(self.field, "lacking" if lacking else "")

    def set_source(self, text: str) -> None:
        """Say where the value came from."""
        self.source_label.setText(text)


class TextField(QLineEdit):
    """A line of text that says ``left`` when one leaves it with a change; the natural moment to commit."""

    left = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self._kept = text
        self.returnPressed.connect(self.commit)
        self.textChanged.connect(theme.provide)

    def show_value(self, text: str) -> None:
        """Show a stored value without saying that it changed."""
        self._kept = text
        theme.provide(text)
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(0)

    def commit(self) -> None:
        """Say ``left`` if the text is not what was last stored."""
        text = self.text().strip()
        if text != self._kept:
            self._kept = text
            self.left.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.commit()


def parse_day(text: str) -> date | None:
    """Read a day as people type it: 2027-06-30, 2027.6.30, 20270630, 2027年6月30日; empty is None, else a UsageFault."""
    words = unicodedata.normalize("NFKC", text).strip()
    if not words:
        return None
    found = re.fullmatch(r"(\d{4})\s*[-./年 ]\s*(\d{1,2})\s*[-./月 ]\s*(\d{1,2})\s*日?", words) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", words
    )
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise UsageFault(
        QCoreApplication.translate("DayField", "“{0}”不是一个日期").format(brief(words)),
        todo=QCoreApplication.translate("DayField", "请写成 2027-06-30 这样"),
        code="date",
    )


class NumberField(TextField):
    """A whole number, typed."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(str(number), parent=parent)
        self.setValidator(QIntValidator(0, 999_999, self))

    def number(self) -> int:
        """Return the number; 0 where empty."""
        return int(self.text() or 0)


class DayField(TextField):
    """A day, typed; faster at a bench than a calendar."""

    def __init__(self, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(day.isoformat() if day else "", "2027-06-30", parent)

    def day(self) -> date | None:
        """Return the day; None where empty, a UsageFault where it is none."""
        return parse_day(self.text())

    def show_day(self, day: date | None) -> None:
        """Show a stored day."""
        self.show_value(day.isoformat() if day else "")
