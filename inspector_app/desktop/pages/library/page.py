"""法规: three parts, one search field each, one key that copies the citation that is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QWidget

from inspector_app.casework import law_index
from inspector_app.casework.desk import Desk
from inspector_app.casework.law_index import LawIndex
from inspector_app.casework.law_texts import Imported, ImportedSet
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.page_header import PageHeader

from ..base import Page
from .citing import copy
from .laws import LawsPart
from .packs import PacksPart
from .violations import ViolationsPart

LAWS, VIOLATIONS, PACKS = range(3)
WRONG_SHOWN = 3


class LibraryPage(Page):
    """Laws, violations and packs; the index behind them is built off the interface thread and kept."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("法规")
        self._index: LawIndex | None = None
        self._wanted: tuple[str, str] | None = None
        self._loading = False
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(services.search_request)
        self.body.addWidget(self.header)
        strip = QFrame()
        strip.setProperty("frame", "header")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 0, 24, 0)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("法规页的三个部分"))
        for name in (self.tr("法规"), self.tr("违法行为"), self.tr("表单包")):
            self.tabs.addTab(name)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.body.addWidget(strip)
        self.parts = QStackedWidget()
        self.laws = LawsPart(desk, services)
        self.violations = ViolationsPart(desk, services)
        self.packs = PacksPart(desk, services)
        for part in (self.laws, self.violations, self.packs):
            self.parts.addWidget(part)
        self.body.addWidget(self.parts, 1)
        self.tabs.currentChanged.connect(self.guarded(self.show_part))
        self.laws.violation_requested.connect(self.guarded(self.show_violation))
        self.laws.failed.connect(self.show_fault)
        self.packs.failed.connect(self.show_fault)
        self.laws.imported.connect(self._on_imported)
        self.laws.set_imported.connect(self._on_set)
        self.violations.article_requested.connect(self.guarded(self.show_law))
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.copy_citation)

    # Entering

    def enter(self) -> None:
        self.show_part(self.tabs.currentIndex())
        self._load()

    def _load(self) -> None:
        if self._loading or self.services.background.closed:
            return
        self._loading = True
        desk = self.desk
        job = self.services.background.run(
            lambda _context: law_index.index(desk), done=self._take, failed=self.show_fault
        )
        job.finished.connect(self._loaded)

    def _loaded(self) -> None:
        self._loading = False

    def _take(self, index: LawIndex) -> None:
        if index is not self._index:
            self._index = index
            book = index.book
            self.tabs.setTabText(LAWS, self.tr("法规 {n}").format(n=len(book.laws)))
            self.tabs.setTabText(VIOLATIONS, self.tr("违法行为 {n}").format(n=len(book.violations)))
            self.header.set_subtitle(
                self.tr("自写摘要，条文以公布文本为准 · 内容截至 {day}").format(day=book.catalogue.meta.as_of)
            )
            self.laws.take(index)
            self.violations.take(index)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.guarded(self._open)(*wanted)

    def show_part(self, number: int) -> None:
        """Bring one of the three parts to the front."""
        if self.tabs.currentIndex() != number:
            self.tabs.setCurrentIndex(number)
            return
        if number == PACKS:
            self.packs.enter()
        self.parts.setCurrentIndex(number)

    # Opening a thing

    def show_law(self, key: str) -> None:
        """Open a law by id, or an article as ``id/117``."""
        self._open("law", key)

    def show_violation(self, violation_id: str) -> None:
        """Open a violation by id; several, parted by commas, are put side by side."""
        self._open("violation", violation_id)

    def show_item(self, item_id: str) -> None:
        """Open the pack an item of a checklist belongs to."""
        self.show_part(PACKS)
        self.packs.show_item(item_id)

    def _open(self, kind: str, key: str) -> None:
        self.show_part(LAWS if kind == "law" else VIOLATIONS)
        if self._index is None:
            # Opened when the index is there; until then the lists are empty.
            self._wanted = (kind, key)
            self._load()
        elif kind == "law":
            self.laws.show_law(key)
        elif "," in key:
            self.violations.compare_these(key.split(","))
        else:
            self.violations.show_violation(key)

    # Copying

    def copy_citation(self) -> None:
        """Copy the citation that is open, in the standard form of documents."""
        part = self.parts.currentWidget()
        citation = part.citation() if isinstance(part, LawsPart | ViolationsPart) else ""
        if citation:
            copy(citation)
            self.services.toast(self.tr("已复制 {citation}").format(citation=citation))

    def _on_imported(self, found: Imported) -> None:
        said = self.tr("《{title}》已导入：{n} 条，核对法规包引用 {checked} 处").format(
            title=found.text.title, n=len(found.text.articles), checked=found.checked
        )
        lacking = [f"{one.citation}（{one.lacks}）" for one in found.wrong[:WRONG_SHOWN]]
        if found.wrong:
            more = self.tr("等") if len(found.wrong) > WRONG_SHOWN else ""
            said += self.tr("，{n} 处与文本不符：{which}{more}").format(
                n=len(found.wrong), which="；".join(lacking), more=more
            )
        elif found.checked:
            said += self.tr("，全部相符")
        if found.notes:
            said += "。" + "；".join(found.notes)
        self.banner.say(said, "warning" if found.wrong or found.notes else "ok")

    def _on_set(self, found: ImportedSet) -> None:
        wrong = [one for one in found.imported if one.wrong or one.notes]
        checked = sum(one.checked for one in found.imported)
        said = self.tr("已导入 {n} 部公布文本，核对法规包引用 {checked} 处").format(
            n=len(found.imported), checked=checked
        )
        if wrong:
            names = "、".join(f"《{one.text.title}》" for one in wrong[:WRONG_SHOWN])
            said += self.tr("；{n} 部与法规包有出入（打开可看）：{names}").format(n=len(wrong), names=names)
        if found.refused:
            said += self.tr("；{n} 份没有导入：").format(n=len(found.refused))
            said += "；".join(f"{name}（{why}）" for name, why in found.refused[:WRONG_SHOWN])
        if found.cancelled:
            said += self.tr("；已取消，没有读到的没有导入")
        self.banner.say(said, "warning" if wrong or found.refused or found.cancelled else "ok")

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("/", self.tr("查找")),
            ("Ctrl+C", self.tr("复制正在看的条文引用")),
            ("↑ ↓", self.tr("上一条 / 下一条")),
        ]
