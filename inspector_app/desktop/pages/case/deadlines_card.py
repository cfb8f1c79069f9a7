"""The limits of a case with the days left, by word, shape and colour; what rests on an unpublished calendar says so."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector_app.casework import clock_sheet, paying
from inspector_app.casework.case_clocks import Due
from inspector_app.desktop.moments import day_text
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, SecondaryButton, label, line, soft

from .charge_words import figure
from .deadline_changes import DeadlineChanges, narrow
from .deadline_detail import DeadlineDetail
from .deadline_words import NEAR, SOON, articles, detail, left_text, said, tone_of
from .section import flow
from .session import CaseSession

__all__ = ["NEAR", "SOON", "DeadlinesCard", "articles", "detail", "left_text", "tone_of"]


class DeadlinesCard(Card):
    """The nearest first; what may be done only after a time has passed is said as waiting."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(said("期限"), parent=parent)
        self._session = session
        self._opened: set[str] = set()
        self._acting: set[str] = set()
        self._more = False
        self.changes = DeadlineChanges(session)
        self.add(self.changes)
        self._payment = column(gap=4)
        self.body.addLayout(self._payment)
        self._lines = column(gap=8)
        self.body.addLayout(self._lines)
        self.none = soft(said("现在没有在走的期限"), wrap=True)
        self.add(self.none)
        self._over = column(gap=8)
        self.body.addLayout(self._over)
        self.done_panel, self.extend_panel = self.changes.done_panel, self.changes.extend_panel

    def ask_done(self, rule: str, name: str) -> None:
        """Ask when what a limit wants was done."""
        self.changes.ask("done", rule, name)

    def ask_extend(self, rule: str, name: str) -> None:
        """Ask on which approval a limit is lengthened."""
        self.changes.ask("extend", rule, name)

    def extend_words(self, rule: str) -> str:
        """Say by what a limit may be lengthened, and what is lacking for that."""
        return self.changes.extend_words(rule)

    # Showing

    def show_deadlines(self, found: list[Due]) -> None:
        """Show the limits still running or missed, and below, when asked for, those that ended."""
        clear(self._lines)
        self.changes.refresh()
        self._show_payment()
        for place, due in enumerate(found):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(due))
        self.none.setVisible(not found)
        self._show_over()

    def _show_payment(self) -> None:
        """Say how the fine stands while the decision is carried out; the arithmetic is one press further."""
        clear(self._payment)
        session = self._session
        found = paying.state(session.desk, session.id, session.now().date())
        if found is None or not found.owed:
            return
        if found.surcharge:
            words = said("罚款逾期，加处 {0}，还应缴 {1}").format(figure(found.surcharge), figure(found.owed))
            self._payment.addWidget(label("■ " + words, "problem", wrap=True))
        else:
            self._payment.addWidget(label(said("罚款 {0} 还没有缴").format(figure(found.owed)), "", wrap=True))
        link = LinkButton(said("缴款与加处罚款…"))
        link.setObjectName("clocks:payment")
        link.clicked.connect(self._to_payment)
        low = row()
        low.addWidget(link)
        low.addStretch(1)
        self._payment.addLayout(low)
        self._payment.addWidget(line())

    def _to_payment(self) -> None:
        self._session.jump_requested.emit("penalty", "payment")

    def _line(self, due: Due, done: datetime | None = None, *, over: bool = False) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=2)
        top = row(gap=8)
        top.addWidget(label(due.name, wrap=True), 1)
        tone = "general" if over else tone_of(due)
        word = self._over_word(due, done) if over else left_text(due)
        badge = Badge(word, "neutral" if tone == "general" else tone, shape=tone != "general")
        top.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        if due.provisional and not over:
            guess = row()
            guess.addWidget(Badge(said("暂按周末推算"), "major", shape=True))
            guess.addStretch(1)
            layout.addLayout(guess)
        layout.addWidget(soft(detail(due, guess=over), wrap=True))
        layout.addWidget(self._actions(due, over=over))
        if due.rule in self._opened:
            sheet = clock_sheet.sheet(self._session.desk, self._session.id, due.rule, self._session.now().date())
            if sheet is not None:
                layout.addWidget(DeadlineDetail(self._session, sheet))
        holder.setAccessibleName(f"{due.name}，{word}，{detail(due)}")
        holder.setToolTip(said("从{0}起算：{1}").format(day_text(due.start), due.because))
        return holder

    @staticmethod
    def _over_word(due: Due, done: datetime | None) -> str:
        if due.rule == clock_sheet.LIMITATION:
            if done is None or due.deadline is None:
                return said("还没有发现日")
            return said("已过时效") if due.deadline.passed(done) else said("未过时效")
        if done is None:
            return said("期满")
        late = due.deadline is not None and due.kind == "act" and due.deadline.passed(done)
        return said("逾期了结") if late else said("已了结")

    def _actions(self, due: Due, *, over: bool) -> QWidget:
        holder, layout = flow(4)
        opened = due.rule in self._opened
        how = LinkButton(said("收起") if opened else said("怎么算的"))
        how.setAccessibleName(said("怎么算的：{0}").format(due.name))
        how.setObjectName(f"how:{due.rule}")
        how.clicked.connect(partial(self._toggle, self._opened, due.rule))
        layout.addWidget(how)
        if not self._session.editable:
            return holder
        acts = self.changes.acts(due.rule, owed=due.kind == "act" and not over)
        # What is done every day stands there; what is rare comes at one press more.
        shown = {key: acts[key] for key in ("done", "extend") if key in acts}
        rest = {key: word for key, word in acts.items() if key not in shown}
        if due.rule in self._acting:
            shown |= rest
        elif rest:
            more = LinkButton(said("调整…"))
            more.setAccessibleName(said("调整{0}").format(due.name))
            more.setObjectName(f"adjust:{due.rule}")
            more.clicked.connect(partial(self._toggle, self._acting, due.rule))
        for act, word in shown.items():
            button = LinkButton(word)
            button.setAccessibleName(f"{word}{due.name}")
            button.setObjectName(f"clock:{act}:{due.rule}")
            button.clicked.connect(partial(self._ask, act, due.rule, due.name))
            layout.addWidget(button)
        if due.rule not in self._acting and rest:
            layout.addWidget(more)
        return holder

    def _ask(self, act: str, rule: str, name: str, _checked: bool = False) -> None:
        self.changes.ask(act, rule, name)

    def _toggle(self, which: set[str], rule: str, _checked: bool = False) -> None:
        which.symmetric_difference_update({rule})
        self._session.changed.emit()

    # What no longer runs, and what only a person can begin

    def _show_over(self) -> None:
        clear(self._over)
        session = self._session
        word = said("收起") if self._more else said("时效和已了结的期限…")
        self.more_button = LinkButton(word, "clock")
        self.more_button.setObjectName("clocks:over")
        self.more_button.clicked.connect(self._toggle_more)
        top = row()
        top.addWidget(self.more_button)
        top.addStretch(1)
        self._over.addLayout(top)
        if not self._more:
            return
        for due, done in clock_sheet.over(session.desk, session.id, session.now().date()):
            self._over.addWidget(line())
            self._over.addWidget(self._line(due, done, over=True))
        rest = clock_sheet.not_begun(session.desk, session.id) if session.editable else []
        if rest:
            self._over.addWidget(line())
            self.others = narrow(CalmCombo())
            self.others.setObjectName("clocks:others")
            self.others.setAccessibleName(said("还没有起算的期限"))
            for rule, clock in rest:
                self.others.addItem(said("{0}（从{1}起）").format(clock.name, clock.start), rule)
            begin = SecondaryButton(said("登记起算…"))
            begin.clicked.connect(self._begin)
            self._over.addWidget(self.others)
            low = row()
            low.addWidget(begin)
            low.addStretch(1)
            self._over.addLayout(low)

    def _toggle_more(self) -> None:
        self._more = not self._more
        self._session.changed.emit()

    def _begin(self) -> None:
        rule = str(self.others.currentData())
        self.changes.ask("start", rule, self.changes.clock(rule).name)
