"""The head of a page: its name, a word beside it, what one can do here, the one search for everything."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from inspector_app.desktop import theme

from .basic import PressableFrame, key_cap, label, soft, title


class SearchEntry(PressableFrame):
    """Looks like a field, opens the search for everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("搜索一切，Ctrl+K"))
        self.setProperty("frame", "panel")
        self.setFixedHeight(theme.current().control)
        self.setMinimumWidth(theme.px(280))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        glass = QLabel(self)
        theme.set_icon(glass, "search", "faint", 18)
        row.addWidget(glass)
        row.addWidget(label(self.tr("搜索企业、项目、文号"), "hint", parent=self))
        row.addStretch(1)
        row.addWidget(key_cap("Ctrl K", self), 0, Qt.AlignmentFlag.AlignVCenter)


class PageHeader(QFrame):
    """``subtitle`` says what one sees, ``add`` puts a button at the right."""

    search_requested = Signal()

    def __init__(self, name: str, *, search: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "header")
        self.setFixedHeight(theme.px(60))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 0, 24, 0)
        self._row.setSpacing(12)
        self.name = title(name, self)
        self.subtitle = soft("", parent=self)
        self._row.addWidget(self.name)
        self._row.addWidget(self.subtitle)
        self._row.addStretch(1)
        self.entry: SearchEntry | None = None
        if search:
            self.entry = SearchEntry(self)
            self.entry.pressed.connect(self.search_requested)
            self._row.addWidget(self.entry)

    def set_title(self, text: str) -> None:
        """Name the page again."""
        self.name.setText(text)

    def set_subtitle(self, text: str) -> None:
        """Say what one sees."""
        self.subtitle.setText(text)

    def add(self, widget: QWidget) -> QWidget:
        """Put a button at the right of the name, after the search."""
        self._row.addWidget(widget)
        return widget

    def add_left(self, widget: QWidget) -> QWidget:
        """Put a widget before the name."""
        self._row.insertWidget(0, widget)
        return widget
