"""检查: every inspection of this laptop, newest first, fast with thousands."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework import inspecting
from inspector_app.casework.desk import Desk
from inspector_app.casework.inspecting import Summary
from inspector_app.desktop.errors import unexpected
from inspector_app.desktop.moments import day_text
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import ChipButton, EmptyState, PrimaryButton, SearchField
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.fault import Fault

from .base import Page

STATES: tuple[tuple[str, str, str], ...] = (
    ("under_way", QT_TRANSLATE_NOOP("InspectionsPage", "进行中"), "accent"),
    ("finalised", QT_TRANSLATE_NOOP("InspectionsPage", "已定稿"), "general"),
    ("exported", QT_TRANSLATE_NOOP("InspectionsPage", "已导出"), "general"),
    ("delivered", QT_TRANSLATE_NOOP("InspectionsPage", "已送达"), "ok"),
)


def said(text: str) -> str:
    """Translate a word of a list of inspections."""
    return QCoreApplication.translate("InspectionsPage", text)


def checklist_head(desk: Desk, code: str) -> tuple[str, int]:
    """Return the short title of a checklist and how many items it has; an unknown code is its own title."""
    try:
        entry = desk.library.entry("checklist", code)
    except Fault:
        return code, 0
    return entry.short_title, int(entry.counts.get("checkable", 0))


def line_of(desk: Desk, summary: Summary) -> Line:
    """Return an inspection as a line of a list."""
    title, total = (
        checklist_head(desk, summary.checklist_code) if summary.checklist_code else (said("还没有选检查表"), 0)
    )
    parts = [title]
    if total:
        parts.append(said("{0} / {1} 项").format(min(summary.answered, total), total))
    if summary.defects:
        parts.append(said("不符合 {0}").format(summary.defects))
    if summary.photos:
        parts.append(said("照片 {0}").format(summary.photos))
    words = {state: (word, tone) for state, word, tone in STATES}
    word, tone = words.get(summary.state, (summary.state, "neutral"))
    return Line(
        key=summary.id,
        title=summary.enterprise or said("还没有选企业"),
        detail=" · ".join(parts),
        right=day_text(datetime.fromisoformat(summary.created_at)),
        badge=said(word),
        tone=tone,
        part=min(1.0, summary.answered / total) if total else 0.0,
    )


class InspectionsPage(Page):
    """The list; Enter opens, the search narrows as one types."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("检查")
        self._state = ""
        self._stale = True
        self._make_header()
        self._make_filters()
        self._make_list()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(80)
        self._waiting.timeout.connect(self.guarded(self.refresh))
        services.changed.connect(self._changed)

    def _make_header(self) -> None:
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(self.services.search_request)
        self.new_button = PrimaryButton(self.tr("新建检查"), "plus")
        self.new_button.setToolTip(self.tr("新建检查 · Ctrl+N"))
        self.header.add(self.new_button)
        self.new_button.clicked.connect(self._new)
        self.body.addWidget(self.header)

    def _make_filters(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 16, 24, 12)
        bar.setSpacing(8)
        self.chips = QButtonGroup(self)
        for state, word in (("", self.tr("全部")), *((s, said(w)) for s, w, _ in STATES)):
            chip = ChipButton(word)
            chip.setChecked(not state)
            chip.clicked.connect(self.guarded(partial(self.show_state, state)))
            self.chips.addButton(chip)
            bar.addWidget(chip)
        bar.addStretch(1)
        self.search = SearchField(self.tr("查找企业"), "/")
        self.search.asked.connect(self._asked)
        bar.addWidget(self.search)
        self.body.addLayout(bar)
        slash = QShortcut(QKeySequence("/"), self)
        slash.activated.connect(self.search.setFocus)

    def _make_list(self) -> None:
        frame = QFrame()
        frame.setProperty("frame", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 6, 1, 6)
        self.view = LinesView(self._fetch, self.tr("检查列表"))
        self.view.opened.connect(self._open)
        self.view.lines.failed.connect(self._failed)
        self.empty = EmptyState(
            "inspection",
            self.tr("还没有检查"),
            self.tr("建立第一次检查：选企业、选检查表、带上两名执法人员，就可以逐项检查"),
            self.tr("新建检查"),
        )
        self.none = EmptyState(
            "search", self.tr("没有符合条件的检查"), self.tr("换一个词，或看全部"), self.tr("看全部")
        )
        self.empty.pressed.connect(self._new)
        self.none.pressed.connect(self._show_all)
        for widget in (self.view, self.empty, self.none):
            column.addWidget(widget)
        outer = QVBoxLayout()
        outer.setContentsMargins(24, 0, 24, 24)
        outer.addWidget(frame)
        self.body.addLayout(outer, 1)

    # What is shown

    def enter(self) -> None:
        if self._stale:
            self.refresh()
        self.view.setFocus()

    def leave(self) -> None:
        self._waiting.stop()

    def refresh(self) -> None:
        """Fetch again from the newest."""
        self._stale = False
        self.view.refresh()
        some = self.view.lines.rowCount() > 0
        narrowed = bool(self._state or self.search.text().strip())
        self.view.setVisible(some)
        self.empty.setVisible(not some and not narrowed)
        self.none.setVisible(not some and narrowed)
        self.header.set_subtitle(self.tr("共 {0} 次").format(inspecting.count(self.desk)))

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        found = inspecting.summaries(
            self.desk, self.search.text().strip(), state=self._state, limit=limit, offset=offset
        )
        return [line_of(self.desk, s) for s in found]

    def _failed(self, error: Exception) -> None:
        self.show_fault(unexpected(error))

    def show_state(self, state: str) -> None:
        """Show only inspections in a state; empty means all."""
        self._state = state
        self.attempt(self.refresh)

    def _asked(self) -> None:
        self._waiting.start()

    def _show_all(self) -> None:
        self.search.clear()
        self.chips.buttons()[0].click()

    def _changed(self, _what: str) -> None:
        self._stale = True

    def _new(self) -> None:
        self.open_request.emit("new-inspection", "")

    def _open(self, key: str) -> None:
        self._stale = True
        self.open_request.emit("inspection", key)

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+N", self.tr("新建检查")),
            ("/", self.tr("查找企业")),
            ("↑↓", self.tr("选择")),
            ("Enter", self.tr("打开")),
        ]
