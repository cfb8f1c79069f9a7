"""Below the page: which page one sees, the way to the others, how large it is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from inspector_app.desktop.widgets.basic import soft
from inspector_app.desktop.widgets.buttons import IconButton

from .paper import PaperView


class PaperBar(QFrame):
    """Follows the view it is given."""

    def __init__(self, view: PaperView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "footer")
        self._view = view
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 2, 12, 2)
        line.setSpacing(4)
        self.before = IconButton("chevron-up", self.tr("上一页（PgUp）"))
        self.after = IconButton("chevron-down", self.tr("下一页（PgDn）"))
        self.page: QLabel = soft("")
        self.smaller = IconButton("zoom-out", self.tr("缩小（Ctrl+-）"))
        self.larger = IconButton("zoom-in", self.tr("放大（Ctrl+=）"))
        self.fitted = IconButton("fit", self.tr("适合宽度（Ctrl+0）"))
        self.size: QLabel = soft("")
        for label in (self.page, self.size):
            label.setMinimumWidth(92)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self.before)
        line.addWidget(self.page)
        line.addWidget(self.after)
        line.addStretch(1)
        for widget in (self.smaller, self.size, self.larger, self.fitted):
            line.addWidget(widget)
        self.before.clicked.connect(view.page_before)
        self.after.clicked.connect(view.page_after)
        self.smaller.clicked.connect(view.zoom_out)
        self.larger.clicked.connect(view.zoom_in)
        self.fitted.clicked.connect(view.fit_width)
        view.place_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        page, pages = self._view.place()
        self.page.setText(self.tr("第 {0} / {1} 页").format(page, pages) if pages else self.tr("没有页面"))
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)
        self.size.setText(self.tr("适宽") if self._view.zoom == 1.0 else f"{round(self._view.zoom * 100)}%")
        self.smaller.setEnabled(self._view.can_shrink)
        self.larger.setEnabled(self._view.can_grow)
