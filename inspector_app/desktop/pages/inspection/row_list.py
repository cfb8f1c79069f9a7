"""A list whose rows are all as high as each other: a change of one row repaints that row and lays nothing out anew."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget


class RowList(QListView):
    """What the lists of items and of chapters share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)

    def dataChanged(self, first: QModelIndex, last: QModelIndex, _roles: list[int] | None = None) -> None:
        """Repaint the rows that changed. Qt's own would lay the whole list out again for each of them."""
        area = self.visualRect(first).united(self.visualRect(last))
        self.viewport().update(area.intersected(self.viewport().rect()))

    def scrollTo(
        self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a row into view; from the edge on by half a page, so that what comes next is seen and the list stands still."""
        shown: QRect = self.visualRect(index)
        if hint is QAbstractItemView.ScrollHint.EnsureVisible:
            if self.viewport().rect().contains(shown, False):
                return
            hint = QAbstractItemView.ScrollHint.PositionAtCenter
        super().scrollTo(index, hint)
