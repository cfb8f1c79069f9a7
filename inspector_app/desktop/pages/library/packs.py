"""法规: the packs this laptop works with, each with what was verified and what was not."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from inspector_app.casework import wordings
from inspector_app.casework.desk import Desk
from inspector_app.casework.wordings import InUse, Preview
from inspector_app.catalog.kinds import WORDS
from inspector_app.catalog.library import PackEntry
from inspector_app.catalog.wording import WordingPack
from inspector_app.desktop import theme
from inspector_app.desktop.errors import guard
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import Badge, Banner, label, line, scrolled, soft, strong, title
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import Fault

from .wording_bar import WordingBar
from .wording_sheet import WordingSheet

OWN = "own/"
"""What the key of a wording pack in use begins with."""


class PacksPart(QWidget):
    """A list of packs, and beside it what the chosen one says about itself."""

    failed = Signal(object)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._services = desk, services
        self._own: dict[str, InUse] = {}
        self._shown_key = ""
        self._entries: dict[str, PackEntry] = {}
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        self.trouble = Banner()
        body.addWidget(self.trouble)
        self.summary = soft("")
        self.summary.setContentsMargins(18, 10, 18, 10)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        left = QFrame()
        left.setProperty("ground", "surface")
        left.setMinimumWidth(theme.px(380))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = LinesView(self._fetch, self.tr("已安装的检查表和文书"), keeps_selection=True)
        column.addWidget(self.view, 1)
        column.addWidget(line())
        column.addWidget(self.summary)
        column.addWidget(line())
        self.wording = WordingBar(desk, services)
        self.wording.found.connect(guard(self, self.show_preview))
        self.wording.failed.connect(self.failed)
        column.addWidget(self.wording)
        split.addWidget(left)
        self.side = QFrame()
        self.side.setProperty("ground", "surface")
        self._column = QVBoxLayout(self.side)
        self._column.setContentsMargins(24, 20, 12, 0)
        self.side.setMinimumWidth(theme.px(360))
        self._detail: QWidget | None = None
        self.confirm = ConfirmPanel()
        self.confirm.confirmed.connect(guard(self, self._remove))
        self._column.addWidget(self.confirm)
        split.addWidget(self.side)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        split.setSizes([760, 560])
        body.addWidget(split, 1)
        self.view.current_changed.connect(guard(self, self.show_pack))
        self._loaded = False

    def enter(self) -> None:
        """Read the list the first time the part is shown, and again when a pack of headquarters was installed."""
        entries = self.desk.library.entries()
        if self._loaded and list(self._entries.values()) == entries:
            return
        self._loaded = True
        self._read()
        if self._entries or self._own:
            self.view.setCurrentIndex(self.view.lines.index(0))

    def _read(self) -> None:
        """Read what is installed and what of the office's own is in use."""
        self._own = {f"{OWN}{one.code}": one for one in wordings.in_use(wordings.where(self.desk))}
        entries = self.desk.library.entries()
        self._entries = {f"{e.kind}/{e.code}": e for e in entries}
        faults = self.desk.library.faults()
        kinds = Counter(e.kind for e in entries)
        self.summary.setText(
            self.tr("检查表 {0} 张 · 文书 {1} 种 · 其他 {2} 个").format(
                kinds["checklist"], kinds["document"], len(entries) - kinds["checklist"] - kinds["document"]
            )
        )
        if faults:
            words = self.tr("有 {0} 个包不能用：{1}").format(len(faults), faults[0])
            self.trouble.say(words, "warning")
        else:
            self.trouble.clear()
        self.view.refresh()

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        found = [self._own_line(key, one) for key, one in self._own.items()][offset : offset + limit]
        start = max(0, offset - len(self._own))
        for key, e in list(self._entries.items())[start : start + limit - len(found)]:
            badge, tone = self._mark(e)
            words = self.tr("{0} 项").format(e.counts.get("checkable", 0)) if e.kind == "checklist" else WORDS[e.kind]
            found.append(
                Line(
                    key=key,
                    title=e.title,
                    detail=" · ".join(w for w in (words, e.issuer, self.tr("版本 {0}").format(e.version)) if w),
                    badge=badge,
                    tone=tone,
                    icon="inspection" if e.kind == "checklist" else "document",
                )
            )
        return found

    def _own_line(self, key: str, one: InUse) -> Line:
        pack = one.pack
        return Line(
            key=key,
            title=pack.name if pack else one.code,
            detail=self.tr("本机关的语句 · {0} 件文书 · 版本 {1}").format(len(pack.documents), pack.version)
            if pack
            else self.tr("这个用语包读不出来"),
            badge=self.tr("在用") if pack else self.tr("不能用"),
            tone="ok" if pack else "critical",
            icon="document",
        )

    def _mark(self, entry: PackEntry) -> tuple[str, str]:
        if not entry.registered:
            return self.tr("未登记"), "major"
        if entry.unverified:
            return (
                self.tr("未核实 {0}").format(entry.unverified) if entry.kind == "checklist" else self.tr("未核实")
            ), "general"
        return self.tr("已核实"), "ok"

    def show_pack(self, key: str) -> None:
        """Show what one pack says about itself."""
        self._shown_key = key
        if key in self._own:
            self._show_own(self._own[key])
            return
        entry = self._entries.get(key)
        if entry is None:
            return
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        head = title(entry.title)
        head.setWordWrap(True)
        column.addWidget(head)
        marks = QHBoxLayout()
        badge, tone = self._mark(entry)
        marks.addWidget(Badge(badge, tone, shape=tone == "major"))
        if entry.incomplete:
            marks.addWidget(Badge(self.tr("收录不全"), "major", shape=True))
        marks.addStretch(1)
        column.addLayout(marks)
        if entry.verified_note:
            column.addWidget(soft(entry.verified_note, wrap=True))
        if not entry.registered:
            column.addWidget(soft(self.tr("这个包不在总部的清单里，用它做的检查会标明“未登记”。"), wrap=True))
        for name, value in self._facts(entry):
            column.addWidget(line())
            row = QHBoxLayout()
            left = soft(name)
            left.setFixedWidth(theme.px(88))
            right = label(value, wrap=True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(right, 1)
            column.addLayout(row)
        if entry.kind == "checklist":
            column.addWidget(line())
            column.addWidget(strong(self.tr("章节")))
            checklist = self.desk.library.checklist(entry.code)
            for chapter in checklist.chapters:
                column.addWidget(soft(self.tr("{0}　{1} 项").format(chapter.title, len(chapter.items)), wrap=True))
        column.addStretch(1)
        self._put(scrolled(inside))

    def _put(self, detail: QWidget) -> None:
        """Show something beside the list in the place of what was there."""
        self.confirm.hide()
        if self._detail is not None:
            self._column.removeWidget(self._detail)
            self._detail.hide()
            self._detail.deleteLater()
        self._detail = detail
        self._column.addWidget(detail, 1)

    # The office's own wording

    def show_preview(self, preview: Preview) -> None:
        """Show a pack before it is put in use."""
        sheet = WordingSheet(preview, in_use=False)
        sheet.accepted.connect(guard(self, lambda: self._use(preview.pack)))
        sheet.declined.connect(guard(self, lambda: self.show_pack(self._shown_key)))
        self._put(sheet)
        sheet.use.setFocus()

    def _use(self, pack: WordingPack) -> None:
        used = wordings.install(self.desk, pack)
        self._read()
        self.view.choose(f"{OWN}{used.code}")
        self.show_pack(f"{OWN}{used.code}")
        self._services.tell_changed("documents")
        self._services.toast(self.tr("新做的文书将使用这些语句，已做的不变"))

    def _show_own(self, one: InUse) -> None:
        if one.pack is None:
            raise one.fault or Fault(self.tr("这个用语包读不出来"))
        pack, desk, key = one.pack, self.desk, self._shown_key

        def shown(preview: Preview) -> None:
            if self._shown_key == key:
                sheet = WordingSheet(preview, in_use=True)
                sheet.removal_wanted.connect(self._ask)
                self._put(sheet)

        self._services.background.run(
            lambda _context: wordings.look(wordings.where(desk), pack), done=shown, failed=self.failed.emit
        )

    def _ask(self) -> None:
        self.confirm.ask(
            self.tr("不再使用这些语句？"),
            self.tr("新做的文书改用随附的语句；用它做成的文书照旧，打印和核验都不受影响。"),
            self.tr("不再使用"),
        )

    def _remove(self) -> None:
        wordings.remove(self.desk, self._shown_key.removeprefix(OWN))
        self._read()
        self.view.setCurrentIndex(self.view.lines.index(0))
        self._services.tell_changed("documents")

    def show_fault(self, fault: Fault) -> None:
        """Hand a fault to the page."""
        self.failed.emit(fault)

    def _facts(self, entry: PackEntry) -> list[tuple[str, str]]:
        digest = " ".join(entry.digest.removeprefix("sha256:")[n : n + 8] for n in range(0, 64, 8))
        facts = [(self.tr("代码"), entry.code), (self.tr("版本"), entry.version)]
        if entry.origin:
            facts.append((self.tr("来自"), entry.origin))
        if entry.issuer:
            facts.append((self.tr("发布"), entry.issuer))
        if entry.effective:
            facts.append((self.tr("施行"), entry.effective))
        if entry.kind == "checklist":
            counts = entry.counts
            facts.append(
                (self.tr("数量"), self.tr("{0} 章 {1} 项").format(counts.get("chapters", 0), counts.get("items", 0)))
            )
        return [*facts, (self.tr("摘要"), digest.strip())]

    def show_item(self, item_id: str) -> None:
        """Show the pack an item belongs to."""
        for entry in self._entries.values():
            if entry.kind == "checklist" and any(
                i.id == item_id for i in self.desk.library.checklist(entry.code).items()
            ):
                self.view.choose(f"checklist/{entry.code}")
                return
