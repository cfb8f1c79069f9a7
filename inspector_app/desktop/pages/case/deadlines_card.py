"""The limits of a case with the days left, by word, shape and colour; what rests on an unpublished calendar says so."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from inspector_app.casework import case_clocks, issuing
from inspector_app.casework.case_clocks import Due
from inspector_app.desktop.pages.inspection.fields import CalmCombo, minute_text, parse_minute
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, label, line, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.records.document import Document

from .session import CaseSession

SOON, NEAR = 1, 3
"""Days left from which a limit is shown as critical, and as near."""


def said(text: str) -> str:
    """Translate a word of the deadlines."""
    return QCoreApplication.translate("DeadlinesCard", text)


def tone_of(due: Due) -> str:
    """Return how near a limit is: ``critical``, ``major`` or ``general``; waiting is never an alarm."""
    if due.kind == "wait" or due.days_left is None:
        return "general"
    if due.days_left <= SOON:
        return "critical"
    return "major" if due.days_left <= NEAR else "general"


def left_text(due: Due) -> str:
    """Return the days left in words: 3 天, 今天, 已过 2 天."""
    left = due.days_left
    if left is None:
        return said("尽快")
    if left < 0:
        return said("已过 {0} 天").format(-left)
    if left == 0:
        return said("今天到期") if due.kind == "act" else said("今天期满")
    return said("{0} 天").format(left) if due.kind == "act" else said("还等 {0} 天").format(left)


def articles(due: Due) -> str:
    """Return the articles a limit stands on, short: 行政处罚法第60条."""
    if due.deadline is None:
        return ""
    found = []
    for one in due.deadline.basis:
        if one.purpose == "length":
            text = f"{one.title}{'、'.join(_article(a) for a in one.articles)}"
            found.append(text if one.verified else text + said("（未核实）"))
    return "、".join(dict.fromkeys(found))


def _article(text: str) -> str:
    number, _, rest = text.partition("(")
    words = f"第{number}条"
    for place, unit in zip(rest.replace("(", "").split(")"), ("款", "项"), strict=False):
        if place:
            words += f"第{place}{unit}"
    return words


def detail(due: Due) -> str:
    """Return until when a limit runs, on which article, and what is not certain of it."""
    parts = []
    if due.deadline is not None:
        day = date.fromisoformat(due.deadline.date)
        until = due.deadline.instant[11:16] if due.deadline.instant else ""
        parts.append(said("至 {0}月{1}日 {2}").format(day.month, day.day, until).strip())
    # Before the article: where a line is too short, that it is not certain must still be read.
    if due.provisional:
        parts.append(said("暂按周末推算"))
    parts.append(articles(due) or due.note)
    return " · ".join(part for part in parts if part)


class DeadlinesCard(Card):
    """The nearest first; what may be done only after a time has passed is said as waiting."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(said("期限"), parent=parent)
        self._session = session
        self._rule = ""
        self._build_extend()
        self._build_done()
        self._lines = column(gap=8)
        self.body.addLayout(self._lines)
        self.none = soft(said("现在没有在走的期限"), wrap=True)
        self.add(self.none)

    def _build_extend(self) -> None:
        self.extend_panel = ConfirmPanel()
        self.approval = CalmCombo()
        self.length = QLineEdit()
        self.length.setValidator(QIntValidator(1, 3650, self))
        self.extend_panel.extra.addWidget(FormRow(said("凭哪一份审批文书"), self.approval))
        self.length_row = FormRow(said("批准的长度"), self.length, said("空着就按法律规定的长度"))
        self.extend_panel.extra.addWidget(self.length_row)
        self.extend_panel.confirmed.connect(self._extend)
        self.add(self.extend_panel)

    def _build_done(self) -> None:
        self.done_panel = ConfirmPanel()
        self.done_at = QLineEdit()
        self.done_panel.extra.addWidget(FormRow(said("什么时候办好的"), self.done_at))
        self.done_panel.confirmed.connect(self._finish)
        self.add(self.done_panel)

    # Changing a limit

    def _approvals(self, rule: str) -> list[Document]:
        """The issued documents of the case that may stand for the next lengthening of a limit."""
        session = self._session
        allowed = session.desk.library.procedures().clock(rule).extensions
        codes = {code for one in allowed for code in one.documents}
        found = issuing.documents(session.desk, case_id=session.id)
        return [one for one in found if one.status == "issued" and (not codes or one.form_code in codes)]

    def extend_words(self, rule: str) -> str:
        """Say by what a limit may be lengthened, and what is lacking for that."""
        clock = self._session.desk.library.procedures().clock(rule)
        words = "；".join(one.text for one in clock.extensions) or clock.extension_text
        if not self._approvals(rule):
            words += said("；还没有印发的审批文书，先起草、审批")
        return words

    def ask_extend(self, rule: str, name: str, _checked: bool = False) -> None:
        """Ask on which approval a limit is lengthened."""
        self._rule = rule
        self.approval.clear()
        for one in self._approvals(rule):
            self.approval.addItem(f"{one.name} {one.number}".strip(), one.id)
        self.length.clear()
        self.extend_panel.ask(said("延长“{0}”").format(name), self.extend_words(rule), said("延长"))
        self.extend_panel.yes.setEnabled(self.approval.count() > 0)

    def _extend(self) -> None:
        session, key = self._session, str(self.approval.currentData())
        length = int(self.length.text()) if self.length.text() else None
        session.act(lambda: case_clocks.extend(session.desk, session.id, self._rule, key, length))

    def ask_done(self, rule: str, name: str, _checked: bool = False) -> None:
        """Ask when what a limit wants was done; where a step says it, the step does this by itself."""
        self._rule = rule
        self.done_at.setText(minute_text(self._session.now()))
        self.done_panel.ask(
            said("“{0}”已经办好？").format(name),
            said("登记程序的一步会自动了结它的期限；没有对应步骤的在这里登记"),
            said("已办"),
        )

    def _finish(self) -> None:
        session = self._session

        def act() -> object:
            at = parse_minute(self.done_at.text(), session.now()) or session.now()
            return case_clocks.finish_clock(session.desk, session.id, self._rule, at)

        session.act(act)

    # Showing

    def _actions(self, due: Due) -> QHBoxLayout:
        layout = row(gap=4)
        clock = self._session.desk.library.procedures().clock(due.rule)
        acts = [(said("已办…"), self.ask_done)]
        if clock.extensions and not clock.never_longer:
            acts.append((said("延长…"), self.ask_extend))
        for word, ask in acts:
            button = LinkButton(word)
            button.setAccessibleName(f"{word}{due.name}")
            button.clicked.connect(partial(ask, due.rule, due.name))
            layout.addWidget(button)
        layout.addStretch(1)
        return layout

    def show_deadlines(self, found: list[Due]) -> None:
        """Show the limits still running or missed."""
        clear(self._lines)
        for place, due in enumerate(found):
            if place:
                self._lines.addWidget(line())
            holder = QWidget()
            layout = column(holder, gap=2)
            top = row(gap=8)
            top.addWidget(label(due.name, wrap=True), 1)
            tone = tone_of(due)
            badge = Badge(left_text(due), "neutral" if tone == "general" else tone, shape=tone != "general")
            top.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(top)
            layout.addWidget(soft(detail(due), wrap=True))
            if due.kind == "act" and self._session.editable:
                layout.addLayout(self._actions(due))
            holder.setAccessibleName(f"{due.name}，{left_text(due)}，{detail(due)}")
            holder.setToolTip(said("从{0}起算：{1}").format(f"{due.start.astimezone():%Y-%m-%d}", due.because))
            self._lines.addWidget(holder)
        self.none.setVisible(not found)
