"""工作台: what to do now; each line opens the thing itself, an empty card says the first step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from inspector_app.casework import case_clocks, exchange, inspecting, numbers, pack_shelf, standing, tasks
from inspector_app.casework.case_clocks import Due
from inspector_app.casework.desk import Desk
from inspector_app.casework.tasks import TaskSummary
from inspector_app.desktop.moments import short_minute
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    Card,
    EmptyState,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    scrolled,
    soft,
)
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader

from .base import Page
from .case.deadlines_card import detail, left_text, said, tone_of
from .case.words import whose
from .inspections import line_of

SHOWN = 6
NAMED = 3


class ListCard(Card):
    """A card with a list in it, or with what will be there."""

    def __init__(
        self, name: str, fetch: Callable[[int, int], list[Line]], empty: EmptyState, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, padding=16, parent=parent)
        self.body.setContentsMargins(0, 16, 0, 0)
        self.body.setSpacing(0)
        self.head.setContentsMargins(18, 0, 18, 14)
        self.rule = line(self)
        self.view = LinesView(fetch, name, fits=True, parent=self)
        self.empty = empty
        self.add(self.rule)
        self.add(self.view)
        self.add(self.empty)
        self.body.addStretch(1)
        self.body.addSpacing(8)

    def refresh(self) -> None:
        """Fetch again, and show the list or the words for none."""
        self.view.refresh()
        some = self.view.lines.rowCount() > 0
        self.view.setVisible(some)
        self.empty.setVisible(not some)


def deadline_line(due: Due) -> Line:
    """Return a deadline as a line: the days left large, what it is, whose case, which article; near ones marked by word and shape."""
    tone = tone_of(due)
    left = due.days_left
    badges = {"critical": said("紧迫"), "major": said("临近")}
    return Line(
        key=f"{due.case_id}|{due.rule}",
        title=f"{due.name} · {due.case_name}",
        detail=detail(due),
        figure=said("逾期") if left is not None and left < 0 else left_text(due).removesuffix(said("到期")),
        figure_tone="text" if tone == "general" else tone,
        badge=said("已过 {0} 天").format(-left) if left is not None and left < 0 else badges.get(tone, ""),
        tone=tone,
    )


class NumberWarning(QFrame):
    """Says before it is too late that document numbers run out; not there while there are enough."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "banner")
        self.setProperty("tone", "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        self.words = label("", wrap=True)
        self.button = LinkButton(self.tr("去设置文号"))
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_warnings(self, found: list[str]) -> None:
        """Show what runs out: the first ones by name, the others counted."""
        more = self.tr("；另有 {0} 种").format(len(found) - NAMED) if len(found) > NAMED else ""
        self.words.setText("；".join(found[:NAMED]) + more)
        self.setVisible(bool(found))


def task_line(one: TaskSummary) -> Line:
    """Return a task as a line: the days left large, whom, by which checklist, by whom; late and near ones by word and shape."""
    order, left = one.task.order, one.days_left
    tone = "critical" if left < 0 else "major" if left <= 1 else "text"
    words = (one.checklist, "、".join(order.officers), order.no)
    return Line(
        key=one.task.id,
        title=order.enterprise.name,
        detail=" · ".join(word for word in words if word),
        figure=said("逾期") if left < 0 else said("今天") if left == 0 else said("{0} 天").format(left),
        figure_tone=tone,
        badge=said("已过 {0} 天").format(-left) if left < 0 else said("临近") if left <= 1 else "",
        tone="critical" if left < 0 else "major",
        right=said("开始检查"),
    )


class HomePage(Page):
    """The first page of the day."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("工作台")
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(services.search_request)
        self.body.addWidget(self.header)
        inside = QWidget()
        self.number_warning = NumberWarning(self)
        self.number_warning.pressed.connect(self._to_numbers)
        holder = QVBoxLayout()
        holder.setContentsMargins(24, 0, 24, 0)
        holder.addWidget(self.number_warning)
        self.body.addLayout(holder)
        self.body.addWidget(scrolled(inside), 1)
        grid = QGridLayout(inside)
        grid.setContentsMargins(24, 22, 24, 24)
        grid.setSpacing(20)
        self._make_tasks()
        self._make_under_way()
        self._make_deadlines()
        self._make_returns()
        self._make_unsent()
        grid.addWidget(self.tasks, 0, 0, 1, 2)
        grid.addWidget(self.under_way, 1, 0)
        grid.addWidget(self.deadlines, 1, 1)
        grid.addWidget(self.returns, 2, 0)
        grid.addWidget(self.unsent, 2, 1)
        grid.setColumnStretch(0, 23)
        grid.setColumnStretch(1, 20)
        grid.setRowStretch(3, 1)
        services.changed.connect(self._changed)
        self._stale = True

    # Building

    def _make_tasks(self) -> None:
        # There only while headquarters gave something to do: most offices begin inspections by themselves.
        empty = EmptyState("inspection", self.tr("没有等着开始的任务"))
        self.tasks = ListCard(self.tr("总部下达的检查任务"), self._tasks, empty, self)
        self.tasks.view.opened.connect(self.guarded(self.begin_task))

    def _make_under_way(self) -> None:
        empty = EmptyState(
            "inspection",
            self.tr("还没有进行中的检查"),
            self.tr("从企业和检查表开始，做到哪里都会保存，随时接着做"),
        )
        self.under_way = ListCard(self.tr("正在检查"), self._under_way, empty, self)
        self.new_button = PrimaryButton(self.tr("新建检查　Ctrl N"), "plus")
        self.new_button.setAccessibleName(self.tr("新建检查，Ctrl+N"))
        self.under_way.add_head(self.new_button)
        self.new_button.clicked.connect(self._new)
        self.under_way.view.opened.connect(self._open_inspection)

    def _make_deadlines(self) -> None:
        empty = EmptyState(
            "clock",
            self.tr("没有临近的期限"),
            self.tr("立案以后，陈述申辩、办案、查封等期限会按天数列在这里，并注明依据的条文"),
        )
        self._dues: list[Due] = []
        self.deadlines = ListCard(self.tr("临近期限"), self._deadline_lines, empty, self)
        self.deadlines.view.opened.connect(self._open_case)

    def _make_returns(self) -> None:
        empty = EmptyState(
            "signature",
            self.tr("没有等着签字回传的文书"),
            self.tr("印发的文书签好字、拍照收进来之前，会列在这里"),
        )
        self.returns = ListCard(self.tr("待签字回传"), self._unsigned, empty, self)
        self.returns.view.opened.connect(self._open_document)

    def _make_unsent(self) -> None:
        self.unsent = Card(self.tr("还没送到总部的"), parent=self)
        self.unsent_count = QLabel(self)
        self.unsent_last = soft("", wrap=True)
        self.seal_button = SecondaryButton(self.tr("封存导出"), "exchange")
        self.letter_button = LinkButton(self.tr("先登记总部"), "key")
        self.unsent.add(line())
        self.unsent.add(self.unsent_count)
        self.unsent.add(self.unsent_last)
        self.unsent.row(self.seal_button, self.letter_button)
        self.unsent.body.addStretch(1)
        self.seal_button.clicked.connect(self._to_exchange)
        self.letter_button.clicked.connect(self._to_exchange)

    # What is shown

    def enter(self) -> None:
        now = self.desk.now()
        days = (
            self.tr("星期一"),
            self.tr("星期二"),
            self.tr("星期三"),
            self.tr("星期四"),
            self.tr("星期五"),
            self.tr("星期六"),
            self.tr("星期日"),
        )
        today = self.tr("{0}月{1}日 {2}").format(now.month, now.day, days[now.weekday()])
        self.header.set_subtitle(f"{today} · {self.desk.who}")
        if self._stale:
            self._stale = False
            self.tasks.refresh()
            self.tasks.setVisible(self.tasks.view.lines.rowCount() > 0)
            self.under_way.refresh()
            self.returns.refresh()
            self._warn_of_expired()
            self._show_unsent()
            self.number_warning.show_warnings(numbers.warnings(self.desk))
            self._count_deadlines()

    def _changed(self, _what: str) -> None:
        self._stale = True
        if self.isVisible():
            self.enter()

    def _under_way(self, limit: int, offset: int) -> list[Line]:
        if offset:
            return []
        return [
            replace(line_of(self.desk, s), right="")
            for s in inspecting.summaries(self.desk, state="under_way", limit=min(limit, SHOWN))
        ]

    def _count_deadlines(self) -> None:
        # Every open case is reckoned from its steps: with many of them that is longer than a page may take.
        if not self.services.background.closed:
            today = self.desk.now().date()
            self.services.background.run(
                lambda _: case_clocks.deadlines(self.desk, today), done=self._show_deadlines, failed=self.show_fault
            )

    def _show_deadlines(self, found: list[Due]) -> None:
        if isValid(self):
            self._dues = [one for one in found if one.kind == "act"]
            self.deadlines.refresh()

    def _deadline_lines(self, limit: int, offset: int) -> list[Line]:
        return [] if offset else [deadline_line(one) for one in self._dues[: min(limit, SHOWN)]]

    def _unsigned(self, limit: int, offset: int) -> list[Line]:
        if offset:
            return []
        return [
            Line(
                key=d.id,
                title=d.name,
                detail=" · ".join(w for w in (whose(self.desk, d), d.number) if w),
                badge=self.tr("待回传"),
                tone="accent",
            )
            for d in standing.unsigned(self.desk, min(limit, SHOWN))
        ]

    def _show_unsent(self) -> None:
        figures = standing.standing(self.desk)
        enrolled = exchange.headquarters(self.desk) is not None
        exports = exchange.exports(self.desk)
        said = [
            self.tr("{0} {1} 件，其中 {2} 件正在进行").format(name, count, going)
            for name, count, going in (
                (self.tr("检查"), figures.unsent - figures.cases, figures.under_way),
                (self.tr("案件"), figures.cases, figures.cases_under_way),
            )
            if count
        ]
        self.unsent_count.setText("；".join(said) or self.tr("没有，全部已送达"))
        words = self.tr("还没有封存过")
        if exports:
            last = exports[0]
            answer = self.tr("总部回执已收到") if last.receipt_id else self.tr("等待总部回执")
            words = self.tr("上次封存 {0} · {1}").format(short_minute(last.sealed_at), answer)
        if not enrolled:
            words = self.tr("还没有登记总部，封存前要先导入总部的登记信")
        self.unsent_last.setText(words)
        self.letter_button.setVisible(not enrolled)

    def _tasks(self, limit: int, offset: int) -> list[Line]:
        return [] if offset else [task_line(one) for one in tasks.outstanding(self.desk, min(limit, SHOWN))]

    def _warn_of_expired(self) -> None:
        old = pack_shelf.expired(self.desk)
        if old:
            names = "、".join(one.title for one in old)
            self.banner.say(
                self.tr("总部下发的包已经失效，仍在使用，请索取新的：{0}").format(names), "warning", "expired"
            )
        else:
            self.banner.clear("expired")

    # What is pressed

    def begin_task(self, key: str) -> None:
        """Begin the inspection of a task, filled with what the task says, and open it."""
        begun = tasks.begin(self.desk, key)
        self.tell_saved()
        self.services.tell_changed("inspections")
        self.open_request.emit("inspection", begun.id)

    def _new(self) -> None:
        self.open_request.emit("new-inspection", "")

    def _open_inspection(self, key: str) -> None:
        self.open_request.emit("inspection", key)

    def _open_document(self, key: str) -> None:
        self.open_request.emit("document", key)

    def _open_case(self, key: str) -> None:
        self.open_request.emit("case", key.partition("|")[0])

    def _to_numbers(self) -> None:
        self.open_request.emit("settings", "numbers")

    def _to_exchange(self) -> None:
        self.open_request.emit("page", "exchange")

    def keys(self) -> list[tuple[str, str]]:
        return [("Ctrl+N", self.tr("新建检查")), ("Tab", self.tr("下一栏")), ("↑↓ Enter", self.tr("选择并打开"))]
