"""One fact the procedure asks for: what is asked, the answers there are, what was stated or what the records show."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.catalog.procedure_gate import CaseFact
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.widgets.basic import SecondaryButton, label, soft
from inspector_app.desktop.widgets.form import TextField
from inspector_app.records.case import Answer


def words_of(fact: CaseFact, value: Answer) -> str:
    """Return an answer in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value} {fact.unit}".strip()
    return fact.words.get(value, value)


class Question(QWidget):
    """``answered(id, value)`` comes with every answer; None takes a stated one back."""

    answered = Signal(str, object)

    def __init__(
        self, fact: CaseFact, value: Answer | None, *, stated: bool, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.fact = fact
        self._value = value
        derived = value is not None and not stated
        layout: QHBoxLayout | QVBoxLayout = QVBoxLayout(self) if fact.type == "word" else QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(8)
        layout.addWidget(label(fact.label, "" if value is not None else "strong", wrap=True), 1)
        if derived:
            layout.addWidget(soft(self.tr("{0}（由记录得出）").format(words_of(fact, value))))
        elif fact.type == "bool":
            self._yes_no(layout, editable)
        elif fact.type == "word":
            self._choice(layout, editable)
        else:
            self._number(layout, editable)

    def _yes_no(self, layout, editable: bool) -> None:
        for value, word in ((True, self.tr("是")), (False, self.tr("否"))):
            button = SecondaryButton(word)
            button.setCheckable(True)
            button.setChecked(self._value is value)
            button.setEnabled(editable)
            button.setFixedWidth(theme.px(64))
            button.setAccessibleName(f"{self.fact.label}：{word}")
            button.setObjectName(f"fact:{self.fact.id}:{word}")
            button.setProperty("value", value)
            button.clicked.connect(self._pressed)
            layout.addWidget(button)

    def _pressed(self) -> None:
        value = bool(self.sender().property("value"))
        self.answered.emit(self.fact.id, None if self._value is value else value)

    def _choice(self, layout, editable: bool) -> None:
        self.combo = CalmCombo()
        self.combo.setObjectName(f"fact:{self.fact.id}")
        self.combo.setAccessibleName(self.fact.label)
        self.combo.setEnabled(editable)
        self.combo.addItem(self.tr("请选择"), "")
        for code, words in self.fact.words.items():
            self.combo.addItem(words, code)
        self.combo.setCurrentIndex(max(0, self.combo.findData(self._value)))
        self.combo.activated.connect(self._chosen)
        layout.addWidget(self.combo)

    def _chosen(self) -> None:
        self.answered.emit(self.fact.id, str(self.combo.currentData()) or None)

    def _number(self, layout, editable: bool) -> None:
        self.edit = TextField("" if self._value is None else str(self._value))
        self.edit.setValidator(QIntValidator(0, 2_000_000_000, self))
        self.edit.setFixedWidth(theme.px(140))
        self.edit.setReadOnly(not editable)
        self.edit.setObjectName(f"fact:{self.fact.id}")
        self.edit.setAccessibleName(self.fact.label)
        self.edit.left.connect(self._typed)
        layout.addWidget(self.edit)
        layout.addWidget(soft(self.fact.unit))

    def _typed(self, text: str) -> None:
        self.answered.emit(self.fact.id, int(text) if text else None)
