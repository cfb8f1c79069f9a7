"""The left pane of the item page: how far everything is, the chapters, the filters."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from inspector_app.catalog.checklist import Checklist
from inspector_app.desktop import theme
from inspector_app.desktop.models.chapters import ChapterModel
from inspector_app.desktop.models.items import Filter
from inspector_app.desktop.models.lines import has_stars
from inspector_app.desktop.widgets.basic import label, line
from inspector_app.desktop.widgets.buttons import ChipButton

from .chapter_list import ChapterDelegate, ChapterList
from .flow import FlowLayout
from .parts import StillLabel, column, row


class ChapterPane(QFrame):
    """Asks for a chapter or a filter; the counts follow the model."""

    chapter_chosen = Signal(int)
    filter_chosen = Signal(object)

    def __init__(
        self, enterprise: str, checklist: Checklist, model: ChapterModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("frame", "rail")
        self._model = model
        layout = column(self, margins=(14, 18, 14, 12), gap=8)
        self.enterprise = label(enterprise, "soft", wrap=True)
        self.enterprise.setVisible(bool(enterprise))
        layout.addWidget(self.enterprise)
        top = row()
        name = label(checklist.short_title, "strong")
        name.setToolTip(checklist.title)
        name.setWordWrap(True)
        top.addWidget(name, 1)
        self.count = label("", "soft")
        top.addWidget(self.count)
        layout.addLayout(top)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("已查进度"))
        layout.addWidget(self.bar)
        self.tally = StillLabel()
        layout.addWidget(self.tally)
        self.list = ChapterList()
        self.delegate = ChapterDelegate(self.list)
        self.list.setItemDelegate(self.delegate)
        self.list.setModel(model)
        self.list.clicked.connect(self._clicked)
        self.list.activated.connect(self._clicked)
        layout.addWidget(self.list, 1000)
        layout.addWidget(line())
        layout.addWidget(label(self.tr("筛选"), "label"))
        self._chips: dict[Filter, ChipButton] = {}
        flow = FlowLayout(gap=6)
        names = {
            Filter.ALL: self.tr("全部"),
            Filter.UNANSWERED: self.tr("未查"),
            Filter.DEFECTS: self.tr("不符合"),
            Filter.STARRED: self.tr("*项"),
            Filter.MINE: self.tr("我的"),
        }
        for kind, word in names.items():
            if kind is Filter.STARRED and not has_stars(checklist):
                continue
            chip = ChipButton(word)
            chip.setProperty("filter", kind.value)
            chip.clicked.connect(self._chip)
            flow.addWidget(chip)
            self._chips[kind] = chip
        layout.addLayout(flow)
        layout.addStretch(1)
        self.show_filter(Filter.ALL)
        self.measure()
        model.dataChanged.connect(self.show_total)
        self.show_total()

    def show_total(self) -> None:
        """Show how far the whole checklist is."""
        total = self._model.total()
        self.count.setText(self.tr("{n} 项").format(n=total.total))
        self.bar.setMaximum(max(1, total.total))
        self.bar.setValue(total.answered)
        self.tally.setText(
            self.tr("已查 {done} · 不符合 {bad} · 剩 {left}").format(
                done=total.answered, bad=total.defects, left=total.total - total.answered
            )
        )

    def show_chapter(self, row_number: int) -> None:
        """Mark the chapter one is in."""
        index = self._model.index(row_number)
        if row_number >= 0 and self.list.currentIndex() != index:
            self.list.setCurrentIndex(index)

    def show_filter(self, kind: Filter) -> None:
        """Mark the filter in force."""
        for known, chip in self._chips.items():
            chip.setChecked(known is kind)

    def measure(self) -> None:
        """Follow a change of theme."""
        self.delegate.measure()
        self.list.setMinimumHeight(theme.px(120))
        # The filters stand right below the last chapter; a long list scrolls instead.
        self.list.setMaximumHeight(self._model.rowCount() * theme.px(42) + 4)

    def _clicked(self, index: QModelIndex) -> None:
        self.chapter_chosen.emit(index.row())

    def _chip(self) -> None:
        self.filter_chosen.emit(Filter(self.sender().property("filter")))
