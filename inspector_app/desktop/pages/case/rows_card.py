"""A small table of the record (agents, responsible persons, goods): a line each, every cell committed as it is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from inspector_app.desktop.pages.inspection.parts import column
from inspector_app.desktop.widgets.basic import Card, LinkButton, label, set_state, soft
from inspector_app.desktop.widgets.form import TextField, parse_day
from inspector_app.fault import Fault, UsageFault, brief
from inspector_app.records.amount import amount_of

from .session import CaseSession


@dataclass(frozen=True)
class Cell:
    """One column: the record's field, its name, how wide it is, how it is read from what was typed."""

    field: str
    name: str
    share: int = 1
    read: Callable[[str], Any] = str
    switch: bool = False


def read_number(text: str) -> Decimal | None:
    """Read a number of the record, a unit price to a tenth of a 分 too; empty is None."""
    if not text.strip():
        return None
    number = amount_of(text)
    if number is None:
        raise UsageFault(
            QCoreApplication.translate("RowsCard", "“{0}”不是一个数").format(brief(text)),
            todo=QCoreApplication.translate("RowsCard", "请写成 35 或 35.50 这样"),
            code="number",
        )
    return number


def read_amount(text: str) -> Decimal | None:
    """Read an amount of 元, to the 分; empty is None."""
    number = read_number(text)
    if number is not None and number != round(number, 2):
        raise UsageFault(
            QCoreApplication.translate("RowsCard", "“{0}”不到一分").format(brief(text)),
            todo=QCoreApplication.translate("RowsCard", "金额最多两位小数"),
            code="number",
        )
    return number


def read_quantity(text: str) -> Decimal:
    """Read a quantity; empty is nothing."""
    return read_number(text) or Decimal(0)


def shown(value: Any) -> str:
    """Return a value as it is shown in a cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


class RowsCard(Card):
    """Edits one tuple of the case; ``blank`` makes a new line."""

    def __init__(
        self,
        session: CaseSession,
        name: str,
        field: str,
        *,
        cells: tuple[Cell, ...],
        blank: Callable[[], msgspec.Struct],
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent=parent)
        self.session, self.field, self.cells, self._blank = session, field, cells, blank
        self._shown: tuple[msgspec.Struct, ...] | None = None
        self._editable: bool | None = None
        self.foot = soft("")
        self.add_head(self.foot)
        self.hint = soft(hint, wrap=True)
        self.add(self.hint)
        self._holder = column(gap=0)
        self.body.addLayout(self._holder)
        self._grid: QWidget | None = None
        self.more = LinkButton(self.tr("加一行"), "plus")
        self.more.setAccessibleName(self.tr("{0}：加一行").format(name))
        self.more.clicked.connect(self._add)
        self.row(self.more)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The lines as they are on the disk."""
        return tuple(getattr(self.session.case, self.field))

    def show_rows(self) -> None:
        """Show the lines; nobody's typing is disturbed where nothing changed."""
        self.more.setVisible(self.session.editable)
        if self.rows == self._shown and self._editable == self.session.editable:
            return
        before = self._shown or ()
        added = bool(before) and self.rows[: len(before)] == before and self._editable == self.session.editable
        self._shown, self._editable = self.rows, self.session.editable
        self.hint.setVisible(bool(self.hint.text()) and not self.rows)
        # Two hundred lines are not made anew for one more.
        grid = self._grid.layout() if added and self._grid is not None else self._new_grid()
        assert isinstance(grid, QGridLayout)
        first = len(before) if added else 0
        for number, one in enumerate(self.rows[first:], first):
            for place, cell in enumerate(self.cells):
                grid.addWidget(self._cell(number, cell, getattr(one, cell.field)), number + 1, place)
            if self.session.editable:
                off = LinkButton(self.tr("去掉"))
                off.setAccessibleName(self.tr("去掉第 {0} 行").format(number + 1))
                off.clicked.connect(partial(self._drop, number))
                grid.addWidget(off, number + 1, len(self.cells))

    def _new_grid(self) -> QGridLayout:
        if self._grid is not None:
            self._grid.hide()
            self._grid.deleteLater()
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, cell in enumerate(self.cells):
            grid.setColumnStretch(place, cell.share)
            if self.rows:
                grid.addWidget(label(cell.name, "label"), 0, place)
        self._holder.addWidget(self._grid)
        return grid

    def _cell(self, number: int, cell: Cell, value: Any) -> QWidget:
        name = self.tr("第 {0} 行 {1}").format(number + 1, cell.name)
        if cell.switch:
            box = QCheckBox()
            box.setChecked(bool(value))
            box.setAccessibleName(name)
            box.setEnabled(self.session.editable)
            box.toggled.connect(partial(self._change, number, cell))
            return box
        edit = TextField(shown(value))
        edit.setCursorPosition(0)  # A long name shows its beginning in a narrow cell.
        edit.setObjectName(f"{self.field}:{number}:{cell.field}")
        edit.setAccessibleName(name)
        edit.setReadOnly(not self.session.editable)
        edit.left.connect(partial(self._type, edit, number, cell))
        return edit

    def _type(self, edit: TextField, number: int, cell: Cell, typed: str) -> None:
        """What cannot be read stays in its cell, marked: the banner goes with the next thing that works."""
        try:
            cell.read(typed)
        except Fault as fault:
            set_state(edit, "problem")
            edit.setToolTip(str(fault))
        else:
            set_state(edit, "")
            edit.setToolTip("")
        self._change(number, cell, typed)

    def _change(self, number: int, cell: Cell, typed: Any) -> None:
        def act() -> tuple[Any, ...]:
            value = typed if cell.switch else cell.read(typed)
            lines = list(self.rows)
            lines[number] = msgspec.structs.replace(lines[number], **{cell.field: value})
            return tuple(lines)

        lines = self.session.attempt(act)
        if lines is not None and self.session.set_value(self.field, lines):
            self._shown = self.rows

    def _add(self) -> None:
        self.session.set_value(self.field, (*self.rows, self._blank()))

    def _drop(self, number: int, _checked: bool = False) -> None:
        lines = self.rows
        self.session.set_value(self.field, (*lines[:number], *lines[number + 1 :]))


def read_day(text: str) -> date | None:
    """Read a day; empty is None."""
    return parse_day(text)
