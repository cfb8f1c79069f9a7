"""案件: every case of this laptop, newest first, and opening a new one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework import cases
from inspector_app.casework.cases import CaseSummary
from inspector_app.casework.desk import Desk
from inspector_app.desktop import theme
from inspector_app.desktop.errors import unexpected
from inspector_app.desktop.moments import day_text
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import ChipButton, EmptyState, PrimaryButton, SearchField, scrolled
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader

from .base import Page
from .case.new_case import NewCaseCard
from .case.words import STATES, said, state_badge, where_it_stands


def line_of(desk: Desk, summary: CaseSummary) -> Line:
    """Return a case as a line of a list."""
    word, tone = state_badge(summary.state)
    title = summary.name or (said("{0}涉嫌违法案").format(summary.party) if summary.party else said("未命名案件"))
    parts = [summary.no, summary.party if summary.name else "", *where_it_stands(desk, summary.id)]
    return Line(
        key=summary.id,
        title=title,
        detail=" · ".join(part for part in parts if part),
        right=day_text(datetime.fromisoformat(summary.created_at)),
        badge=word,
        tone=tone,
        icon="case",
    )


class CasesPage(Page):
    """The list; Enter opens, the search narrows as one types, 「立案」 opens a new case on the page itself."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("案件")
        self._state = ""
        self._stale = True
        self._make_header()
        self._make_new()
        self._make_filters()
        self._make_list()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(80)
        self._waiting.timeout.connect(self.guarded(self.refresh))
        services.changed.connect(self._changed)

    # Building

    def _make_header(self) -> None:
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(self.services.search_request)
        self.new_button = PrimaryButton(self.tr("新建案件"), "plus")
        self.header.add(self.new_button)
        self.new_button.clicked.connect(self.guarded(self.ask_new))
        self.body.addWidget(self.header)

    def _make_new(self) -> None:
        self.new_card = NewCaseCard(self.desk)
        self.new_card.make_button.clicked.connect(self.guarded(self.make))
        self.new_card.declined.connect(self._close_new)
        inside = QWidget()
        outer = QHBoxLayout(inside)
        outer.setContentsMargins(24, 16, 24, 16)
        column = QVBoxLayout()
        column.addWidget(self.new_card)
        column.addStretch(1)
        outer.addLayout(column)
        self.new_area = scrolled(inside)
        self.new_area.hide()
        self.body.addWidget(self.new_area, 1)

    def _make_filters(self) -> None:
        self.list_side = QWidget()
        outer = QVBoxLayout(self.list_side)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.body.addWidget(self.list_side, 1)
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
        self.search = SearchField(self.tr("查找当事人、案由、案号"), "/")
        self.search.setMinimumWidth(theme.px(300))
        self.search.asked.connect(self._asked)
        bar.addWidget(self.search)
        outer.addLayout(bar)
        slash = QShortcut(QKeySequence("/"), self)
        slash.activated.connect(self.search.setFocus)

    def _make_list(self) -> None:
        frame = QFrame()
        frame.setProperty("frame", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 6, 1, 6)
        self.view = LinesView(self._fetch, self.tr("案件列表"))
        self.view.opened.connect(self._open)
        self.view.lines.failed.connect(self._failed)
        self.empty = EmptyState(
            "case",
            self.tr("还没有案件"),
            self.tr("从一次检查的缺陷，或者从投诉、举报、移送的线索建立案件，程序、期限和文书会一步步列出来"),
            self.tr("新建案件"),
        )
        self.none = EmptyState(
            "search", self.tr("没有符合条件的案件"), self.tr("换一个词，或看全部"), self.tr("看全部")
        )
        self.empty.pressed.connect(self.guarded(self.ask_new))
        self.none.pressed.connect(self._show_all)
        for widget in (self.view, self.empty, self.none):
            column.addWidget(widget)
        outer = QVBoxLayout()
        outer.setContentsMargins(24, 0, 24, 24)
        outer.addWidget(frame)
        self.list_side.layout().addLayout(outer, 1)

    # What is shown

    def enter(self) -> None:
        if self._stale:
            self.refresh()
        if not self.new_area.isVisible():
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
        self.header.set_subtitle(self.tr("共 {0} 件").format(len(cases.summaries(self.desk, limit=100_000))))

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        found = cases.summaries(self.desk, self.search.text().strip(), state=self._state, limit=limit, offset=offset)
        return [line_of(self.desk, s) for s in found]

    def _failed(self, error: Exception) -> None:
        self.show_fault(unexpected(error))

    def show_state(self, state: str) -> None:
        """Show only cases in a state; empty means all."""
        self._state = state
        self.attempt(self.refresh)

    def _asked(self) -> None:
        self._waiting.start()

    def _show_all(self) -> None:
        self.search.clear()
        self.chips.buttons()[0].click()

    def _changed(self, _what: str) -> None:
        self._stale = True

    # Opening

    def ask_new(self, inspection_id: str = "") -> None:
        """Ask where a new case comes from; with an inspection, from its findings."""
        self.new_card.ask(inspection_id if isinstance(inspection_id, str) else "")
        self.list_side.hide()
        self.new_area.show()

    def _close_new(self) -> None:
        self.new_area.hide()
        self.list_side.show()
        self.view.setFocus()

    def make(self) -> None:
        """Open the new case as chosen and go there."""
        made = self.new_card.make()
        self._close_new()
        self.tell_saved()
        self.services.tell_changed("cases")
        self.open_request.emit("case", made.id)

    def _open(self, key: str) -> None:
        self._stale = True
        self.open_request.emit("case", key)

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("/", self.tr("查找案件")),
            ("↑↓", self.tr("选择")),
            ("Enter", self.tr("打开")),
        ]
