"""The form beside the page: one row a field, with where its value comes from and a way back to the records."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from inspector_app.casework.issuing import Filled
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import set_state
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.desktop.widgets.form import FormRow, parse_day
from inspector_app.fault import UsageFault

from . import autosave
from .answer_buttons import Choices
from .fields import CalmCombo, parse_minute
from .override_note import OverrideNote
from .parts import column, row
from .session import Session

FEW = 3


class DocumentField(QWidget):
    """One field of a document; ``typed`` shows a value, ``changed`` commits it, ``restored`` asks for what the records say."""

    typed = Signal(str, object)
    changed = Signal(str, object)
    restored = Signal(str)
    reasoned = Signal(str, str)

    def __init__(self, session: Session, filled: Filled) -> None:
        super().__init__()
        self.session, self.key, self.filled = session, filled.key, filled
        self.savers: list[autosave.Autosave] = []
        layout = column(self, gap=2)
        self.row = FormRow(filled.label, self.build(filled), filled.note)
        layout.addWidget(self.row)
        self.restore = LinkButton(self.tr("取消手工填写"))
        self.restore.clicked.connect(self._restore)
        layout.addWidget(self.restore)
        self._layout = layout
        self.override: OverrideNote | None = None
        self.show_filled(filled)

    @abstractmethod
    def build(self, filled: Filled) -> QWidget:
        """Build the widget that holds the value."""

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Show a stored value."""

    def show_filled(self, filled: Filled) -> None:
        """Show the field as it is recorded; nobody's typing is disturbed."""
        self.mark(lacking=filled.missing)
        if self.busy():
            # What it shows is of the page being drawn, not of the disk: the commit compares with the disk.
            return
        self.filled = filled
        self.row.set_source(filled.source)
        self.restore.setVisible(filled.overridden)
        self.show_value(filled.value)
        self._show_override(filled)

    def _show_override(self, filled: Filled) -> None:
        """A value against the records shows both sides and its reason; where no record gives one there is nothing to show."""
        if self.override is None:
            if not filled.contradicts:
                return
            self.override = OverrideNote(filled.label)
            self.override.restored.connect(self._restore)
            self.override.reasoned.connect(self._reason)
            self._layout.addWidget(self.override)
        self.override.setVisible(filled.contradicts)
        if filled.contradicts:
            self.restore.hide()
            self.override.show_filled(filled)

    def _reason(self, text: str) -> None:
        self.reasoned.emit(self.key, text)

    def mark(self, *, lacking: bool) -> None:
        """Mark the field as still missing."""
        set_state(self.row.field, "lacking" if lacking else "")

    def kept(self, saver: autosave.Autosave) -> autosave.Autosave:
        """Have what is typed committed when the page goes."""
        self.savers.append(saver)
        return self.session.keep(saver)

    def busy(self) -> bool:
        """Whether something typed is not committed yet."""
        return any(saver.pending for saver in self.savers)

    def take_focus(self) -> None:
        """Go to the field, or to the reason it still lacks."""
        self.row.field.setFocus()
        if self.override is not None and self.filled.needs_reason:
            self.override.focus_reason()

    def _restore(self) -> None:
        self.restored.emit(self.key)


class LineField(DocumentField):
    """A line of text, a name, an amount."""

    def build(self, filled: Filled) -> QWidget:
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.placeholder(filled))
        self.saver = self.kept(autosave.of_line(self.edit, self._save))
        self.edit.textEdited.connect(self._tell)
        return self.edit

    def placeholder(self, filled: Filled) -> str:
        """Return what stands in the empty field."""
        return self.tr("请填写") if filled.required else ""

    def show_value(self, value: Any) -> None:
        text = "" if value is None else str(value)
        if text != self.edit.text():
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def read(self, text: str) -> Any:
        """Return the value that is meant."""
        return text.strip()

    def _tell(self, text: str) -> None:
        self.typed.emit(self.key, self.read(text))

    def _save(self, text: str) -> bool:
        value = self.read(text)
        if value != ("" if self.filled.value is None else self.filled.value):
            self.changed.emit(self.key, value)
        return True


class DayLine(LineField):
    """A day, typed; what is no day is kept as typed and named by the check."""

    def placeholder(self, _filled: Filled) -> str:
        return "2026-11-21"

    def read(self, text: str) -> Any:
        try:
            day = parse_day(text)
        except UsageFault:
            return text.strip()
        return day.isoformat() if day else ""


class MinuteLine(LineField):
    """A time to the minute."""

    def placeholder(self, _filled: Filled) -> str:
        return "2026-11-21 09:05"

    def show_value(self, value: Any) -> None:
        super().show_value("" if value is None else str(value)[:16].replace("T", " "))

    def read(self, text: str) -> Any:
        try:
            at = parse_minute(text, self.session.now())
        except UsageFault:
            return text.strip()
        return at.isoformat(timespec="minutes") if at else ""


class AreaField(DocumentField):
    """Several lines of text."""

    def build(self, filled: Filled) -> QWidget:
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(theme.px(104))
        self.edit.setPlaceholderText(self.tr("请填写") if filled.required else "")
        self.saver = self.kept(autosave.of_area(self.edit, self._save))
        self.edit.textChanged.connect(self._tell)
        return self.edit

    def show_value(self, value: Any) -> None:
        autosave.show_text(self.edit, self.saver, "" if value is None else str(value))

    def _tell(self) -> None:
        self.typed.emit(self.key, self.edit.toPlainText().strip())

    def _save(self, text: str) -> bool:
        if text.strip() != (self.filled.value or ""):
            self.changed.emit(self.key, text.strip())
        return True


class ChoiceField(DocumentField):
    """One of the options of the form."""

    def build(self, filled: Filled) -> QWidget:
        if len(filled.options) <= FEW:
            self.choices: Choices | None = Choices(filled.label)
            self.choices.offer({option: (option, "", "accent") for option in filled.options})
            self.choices.chosen.connect(self._chosen)
            return self.choices
        self.choices = None
        self.combo = CalmCombo()
        self.combo.addItems(["", *filled.options])
        self.combo.textActivated.connect(self._chosen)
        return self.combo

    def show_value(self, value: Any) -> None:
        if self.choices is not None:
            self.choices.show_choice(str(value or ""))
        else:
            self.combo.setCurrentText(str(value or ""))

    def _chosen(self, option: str) -> None:
        self.changed.emit(self.key, option)


class SeveralField(DocumentField):
    """Some of the options of the form."""

    def build(self, filled: Filled) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=0)
        self.boxes = []
        for option in filled.options:
            box = QCheckBox(option)
            box.clicked.connect(self._chosen)
            layout.addWidget(box)
            self.boxes.append(box)
        return holder

    def show_value(self, value: Any) -> None:
        for box in self.boxes:
            box.setChecked(box.text() in (value or []))

    def _chosen(self) -> None:
        self.changed.emit(self.key, [box.text() for box in self.boxes if box.isChecked()])


class RangeField(DocumentField):
    """Two days."""

    def build(self, filled: Filled) -> QWidget:
        holder = QWidget()
        layout = row(holder)
        self.ends = (QLineEdit(), QLineEdit())
        for edit, name in zip(self.ends, (self.tr("起"), self.tr("止")), strict=True):
            edit.setPlaceholderText("2026-11-21")
            edit.setAccessibleName(f"{filled.label} {name}")
            self.kept(autosave.of_line(edit, self._save))
            edit.textEdited.connect(self._tell)
            layout.addWidget(edit)
        return holder

    def show_value(self, value: Any) -> None:
        parts = value.split("/") if isinstance(value, str) else list(value or ["", ""])
        for edit, part in zip(self.ends, [*parts, "", ""], strict=False):
            if edit.text() != str(part):
                edit.setText(str(part))

    def _tell(self, _text: str) -> None:
        self.typed.emit(self.key, self._read())

    def _save(self, _text: str) -> bool:
        self.changed.emit(self.key, self._read())
        return True

    def _read(self) -> str:
        days = []
        for edit in self.ends:
            try:
                day = parse_day(edit.text())
            except UsageFault:
                days.append(edit.text().strip())
            else:
                days.append(day.isoformat() if day else "")
        return "/".join(days) if any(days) else ""


def make(session: Session, filled: Filled, columns: list[str]) -> DocumentField:
    """Make the row for a field by its type."""
    from .law_field import LawField
    from .table_field import TableField

    kinds: dict[str, type[DocumentField]] = {
        "longtext": AreaField,
        "date": DayLine,
        "datetime": MinuteLine,
        "daterange": RangeField,
        "choice": ChoiceField,
        "multichoice": SeveralField,
        "law_refs": LawField,
    }
    if filled.type == "table":
        return TableField(session, filled, columns)
    return kinds.get(filled.type, LineField)(session, filled)
