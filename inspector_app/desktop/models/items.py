"""The items of a checklist as a list: one answer changes one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from inspector_app.casework import inspecting
from inspector_app.catalog.checklist import Checklist, Item
from inspector_app.records.answer import Answer

from .lines import ItemLine, is_answered, line_of

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class Filter(Enum):
    """Which items the list shows."""

    ALL = "all"
    UNANSWERED = "unanswered"
    DEFECTS = "defects"
    STARRED = "starred"
    MINE = "mine"


class ItemModel(QAbstractListModel):
    """Shows one chapter, or what a filter or a search finds in the whole checklist.

    A row stays where it is when its answer changes, even if it no longer fits the filter: the list never jumps under a hand.
    """

    def __init__(self, checklist: Checklist, me: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checklist, self._me = checklist, me
        self._answers: dict[str, Answer] = {}
        self._photos: dict[str, int] = {}
        self._lines: dict[str, ItemLine] = {}
        self._rows: list[str] = []
        self._row_of: dict[str, int] = {}

    # What it holds

    def fill(self, answers: Mapping[str, Answer], photos: Mapping[str, int], me: str = "") -> None:
        """Take over all answers and photo counts, when the page opens or after an undo; ``me`` is who acts now."""
        self._answers, self._photos, self._me = dict(answers), dict(photos), me or self._me
        self._lines.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def show_items(self, items: Iterable[Item]) -> None:
        """Show these items and no others."""
        self.beginResetModel()
        self._rows = [item.id for item in items]
        self._row_of = {item_id: row for row, item_id in enumerate(self._rows)}
        self.endResetModel()

    def matching(self, kind: Filter, text: str = "") -> list[Item]:
        """Return the items of the whole checklist that a filter and a search keep, in order."""
        words = text.strip().casefold().split()
        return [i for i in self._checklist.items() if self._fits(i, kind) and _mentions(i, words)]

    def _fits(self, item: Item, kind: Filter) -> bool:
        given = self._answers.get(item.id)
        if kind is Filter.UNANSWERED:
            return item.checkable and not is_answered(given)
        if kind is Filter.DEFECTS:
            return inspecting.is_defect(self._checklist, given)
        if kind is Filter.STARRED:
            return self._line(item.id).starred
        if kind is Filter.MINE:
            return self._line(item.id).mine
        return True

    def set_answer(self, answer: Answer) -> None:
        """Repaint the row of an item whose answer changed."""
        self._answers[answer.item_id] = answer
        self._touch(answer.item_id)

    def set_photos(self, item_id: str, count: int) -> None:
        """Repaint the row of an item whose photos changed."""
        self._photos[item_id] = count
        self._touch(item_id)

    def _touch(self, item_id: str) -> None:
        self._lines.pop(item_id, None)
        row = self._row_of.get(item_id)
        if row is not None:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    # Rows and ids

    def row(self, item_id: str) -> int:
        """Return the row of an item, or -1 where it is not shown."""
        return self._row_of.get(item_id, -1)

    def item_id(self, row: int) -> str:
        """Return the item of a row, or nothing."""
        return self._rows[row] if 0 <= row < len(self._rows) else ""

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        line = self._line(self._rows[index.row()])
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (line.number, line.severity, line.title, line.answer or self.tr("未查"))
            return "，".join(part for part in said if part)
        return None

    def _line(self, item_id: str) -> ItemLine:
        line = self._lines.get(item_id)
        if line is None:
            line = line_of(
                self._checklist,
                self._checklist.item(item_id),
                self._answers.get(item_id),
                self._photos.get(item_id, 0),
                self._me,
            )
            self._lines[item_id] = line
        return line


def _mentions(item: Item, words: list[str]) -> bool:
    if not words:
        return True
    text = "\n".join((item.number, item.title, *item.check_points)).casefold()
    return all(word in text for word in words)
