"""A table of a document: rows from the records, each cell may be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from inspector_app.casework.issuing import Filled
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.documents.values import short_name

from .document_fields import DocumentField
from .parts import column, row
from .session import Session

ROWS = 6


class TableField(DocumentField):
    """Cells are committed when one leaves them; rows are added and taken away below."""

    def __init__(self, session: Session, filled: Filled, columns: list[str]) -> None:
        self._columns = columns
        self._rows: list[list[str]] = []
        super().__init__(session, filled)

    def build(self, filled: Filled) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=4)
        self.table = QTableWidget(0, len(self._columns))
        self.table.setAccessibleName(filled.label)
        self.table.setHorizontalHeaderLabels([short_name(name) for name in self._columns])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setTabKeyNavigation(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.itemChanged.connect(self._edited)
        layout.addWidget(self.table)
        tools = row(gap=8)
        more, less = LinkButton(self.tr("加一行"), "plus"), LinkButton(self.tr("删去所选行"), "minus")
        more.clicked.connect(self._more)
        less.clicked.connect(self._less)
        tools.addWidget(more)
        tools.addWidget(less)
        tools.addStretch(1)
        layout.addLayout(tools)
        return holder

    def show_value(self, value: Any) -> None:
        rows = [self._cells(one) for one in value] if isinstance(value, list) else []
        if rows == self._rows and self.table.rowCount() == len(rows):
            return
        self._rows = rows
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                made = QTableWidgetItem(cell)
                made.setToolTip(cell)
                self.table.setItem(line, place, made)
        self.table.blockSignals(False)
        self._fit(rows)

    def _fit(self, rows: list[list[str]]) -> None:
        """Give the width to the column with the longest words; the others take what theirs need."""
        header = self.table.horizontalHeader()
        longest = [max((len(cells[place]) for cells in rows), default=0) for place in range(len(self._columns))]
        widest = longest.index(max(longest)) if longest else 0
        for place, name in enumerate(self._columns):
            mode = QHeaderView.ResizeMode.Stretch if place == widest else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(place, mode)
            if place != widest:
                letters = min(max(len(short_name(name)), longest[place]), 6)
                header.resizeSection(place, theme.px(14 * letters + 26))
        high = theme.px(60 if rows else 40)
        self.table.verticalHeader().setDefaultSectionSize(high)
        self.table.setFixedHeight(min(max(len(rows), 1), ROWS) * high + theme.px(44))

    def _cells(self, one: Any) -> list[str]:
        if isinstance(one, Mapping):
            return [str(one.get(name, one.get(short_name(name), ""))) for name in self._columns]
        cells = [str(cell) for cell in one] if isinstance(one, list | tuple) else []
        return [*cells, *[""] * len(self._columns)][: len(self._columns)]

    def _edited(self, item: QTableWidgetItem) -> None:
        rows = [list(cells) for cells in self._rows]
        rows[item.row()][item.column()] = item.text().strip()
        # The table shows this already: it is not built anew under the cell one has gone on to.
        self._rows = rows
        self._ask(rows)

    def _more(self) -> None:
        self._ask([*self._rows, [""] * len(self._columns)])

    def _less(self) -> None:
        gone = self.table.currentRow()
        if gone >= 0:
            self._ask([cells for line, cells in enumerate(self._rows) if line != gone])

    def _ask(self, rows: list[list[str]]) -> None:
        self.changed.emit(self.key, rows)
