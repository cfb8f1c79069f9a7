"""The chapters of a checklist with their counts, kept up to date answer by answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from inspector_app.casework import inspecting
from inspector_app.casework.inspecting import Progress
from inspector_app.catalog.checklist import Checklist
from inspector_app.records.answer import Answer

from .lines import is_answered

PROGRESS_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class ChapterModel(QAbstractListModel):
    """One row a chapter; ``PROGRESS_ROLE`` gives its ``Progress``."""

    def __init__(self, checklist: Checklist, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checklist = checklist
        self._rows = [Progress(title=c.title, total=0, answered=0, defects=0) for c in checklist.chapters]
        self._chapter_of = {item.id: row for row, c in enumerate(checklist.chapters) for item in c.items}

    def fill(self, answers: Mapping[str, Answer]) -> None:
        """Count everything anew, when the page opens or after an undo."""
        self._rows = inspecting.progress(self._checklist, answers)
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def change(self, before: Answer | None, after: Answer) -> None:
        """Count one answer that changed."""
        row = self._chapter_of[after.item_id]
        was, count = self._rows[row], inspecting.is_defect
        self._rows[row] = Progress(
            title=was.title,
            total=was.total,
            answered=was.answered + is_answered(after) - is_answered(before),
            defects=was.defects + count(self._checklist, after) - count(self._checklist, before),
        )
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def row_of(self, item_id: str) -> int:
        """Return the row of the chapter in which an item stands, or -1."""
        return self._chapter_of.get(item_id, -1)

    def progress(self, row: int) -> Progress:
        """Return how far a chapter is."""
        return self._rows[row]

    def total(self) -> Progress:
        """Return how far the whole checklist is."""
        return Progress(
            title=self._checklist.short_title,
            total=sum(p.total for p in self._rows),
            answered=sum(p.answered for p in self._rows),
            defects=sum(p.defects for p in self._rows),
        )

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        progress = self._rows[index.row()]
        if role == PROGRESS_ROLE:
            return progress
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return progress.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("{title}，已查 {answered}，共 {total}，不符合 {defects}").format(
                title=progress.title, answered=progress.answered, total=progress.total, defects=progress.defects
            )
        return None
