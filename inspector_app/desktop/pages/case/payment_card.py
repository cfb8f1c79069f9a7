"""执行: the fine to be paid and by when, in one sum or in parts, and the surcharge of being late with its arithmetic."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inspector_app.casework import case_laws, paying
from inspector_app.casework.paying import PaymentState
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, SecondaryButton, label, line, soft
from inspector_app.desktop.widgets.form import DayField, FormRow, TextField, parse_day
from inspector_app.fault import UsageFault, brief
from inspector_app.records.case import Pause, PaymentPart

from .charge_words import figure
from .rows_card import read_amount
from .section import beside
from .session import CaseSession


class PaymentCard(Card):
    """There while a decision with a fine is being carried out."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PaymentCard", "缴款与加处罚款"), parent=parent)
        self.session = session
        self._opened = ""
        self._inside = column(gap=10)
        self.body.addLayout(self._inside)

    def show_payment(self) -> None:
        """Reckon as of today and show it."""
        clear(self._inside)
        session = self.session
        found = paying.state(session.desk, session.id, session.now().date())
        self.setVisible(found is not None)
        if found is None:
            return
        self._figures(found)
        if found.fault:
            self._inside.addWidget(label("■ " + found.fault, "problem", wrap=True))
        if found.payment.parts:
            self._parts(found)
        elif found.due is not None:
            self._in_one_sum(found)
        if found.surcharge:
            self._trail(found)
        for number, one in enumerate(found.payment.pauses):
            self._pause(number, one)
        if session.editable:
            self._offer(found)

    def _figures(self, found: PaymentState) -> None:
        figures = row(gap=28)
        due = found.due.isoformat() if found.due is not None else self.tr("决定书还没有送达")
        owed = figure(found.owed) if found.owed is not None else self.tr("还算不出")
        parts = (
            (self.tr("罚款"), figure(found.fine)),
            (self.tr("应当缴清的日子"), found.payment.parts[-1].due.isoformat() if found.payment.parts else due),
            (self.tr("加处罚款"), figure(found.surcharge)),
            (self.tr("到 {0} 还应缴").format(found.on), owed),
        )
        for name, text in parts:
            holder = column(gap=0)
            holder.addWidget(label(name, "label"))
            holder.addWidget(label(text, "figure"))
            figures.addLayout(holder)
        figures.addStretch(1)
        self._inside.addLayout(figures)
        capped = found.late is not None and found.late.capped
        if found.surcharge and found.owed:
            words = self.tr("已逾期，每日按罚款数额的百分之三加处")
            if capped or found.surcharge == found.fine:
                words = self.tr("加处罚款已到罚款本数，不再增加")
            self._inside.addWidget(label("■ " + words, "problem", wrap=True))

    def _in_one_sum(self, found: PaymentState) -> None:
        paid = found.payment.paid_on
        made = row(gap=16)
        if self.session.editable:
            made.addWidget(self._paid_field(self.tr("缴清罚款的日子"), paid, None))
        if paid is not None:
            made.addWidget(Badge(self.tr("{0} 已缴清罚款").format(paid), "ok"))
        made.addStretch(1)
        self._inside.addLayout(made)

    def _paid_field(self, name: str, paid, part: int | None) -> QWidget:
        edit = DayField(paid)
        edit.setObjectName(f"paid:{'' if part is None else part}")
        edit.setFixedWidth(theme.px(180))
        made = FormRow(name, edit, self.tr("没有缴就空着"))
        edit.left.connect(partial(self._paid, made, part))
        return made

    def _paid(self, made: FormRow, part: int | None, text: str) -> None:
        session = self.session
        try:
            day = parse_day(text)
        except UsageFault as fault:
            made.set_problem(str(fault))
            return
        session.act(lambda: paying.paid(session.desk, session.id, day, part))

    def _parts(self, found: PaymentState) -> None:
        names = dict(paying.approvals(self.session.desk, self.session.id))
        approval = names.get(found.payment.approval, "")
        self._inside.addWidget(soft(self.tr("经批准分期、延期缴纳（{0}）").format(approval), wrap=True))
        states = found.plan.parts if found.plan is not None else ()
        for number, one in enumerate(found.payment.parts):
            made = row(gap=12)
            made.addWidget(label(self.tr("第 {0} 期").format(number + 1), "strong"))
            made.addWidget(label(self.tr("{0}，{1} 以前").format(figure(one.amount), one.due)))
            if number < len(states):
                state = states[number]
                if state.paid:
                    made.addWidget(Badge(self.tr("已缴"), "ok"))
                if state.late_fine:
                    late = self.tr("逾期 {0} 日，加处 {1}").format(state.days_overdue, figure(state.late_fine))
                    made.addWidget(Badge(late, "critical", shape=True))
            made.addStretch(1)
            if self.session.editable:
                made.addWidget(self._paid_field(self.tr("第 {0} 期缴清的日子").format(number + 1), one.paid_on, number))
            self._inside.addLayout(made)

    def _trail(self, found: PaymentState) -> None:
        book = case_laws.book(self.session.desk, self.session.id)
        steps = found.plan.trail if found.plan is not None else found.late.trail
        for step in steps:
            cited = "、".join(book.citation(ref) for ref in step.refs)
            self._inside.addWidget(soft(step.say + (f"（{cited}）" if cited else ""), wrap=True))

    # Days that do not count

    def _offer(self, found: PaymentState) -> None:
        made = row(gap=4)
        acts = [("pause", self.tr("登记复议、诉讼期间…"), "clock")]
        if found.payment.parts:
            off = LinkButton(self.tr("撤销分期、延期"))
            off.clicked.connect(self._no_parts)
            made.addWidget(off)
        else:
            acts.append(("plan", self.tr("批准延期或者分期…"), "calendar"))
        for part, word, icon in acts:
            button = LinkButton(word, icon)
            button.setObjectName(f"payment:{part}")
            button.clicked.connect(partial(self._open, part))
            made.addWidget(button)
        made.addStretch(1)
        self._inside.addLayout(made)
        if self._opened == "pause":
            self._ask_pause()
        elif self._opened == "plan" and not found.payment.parts:
            self._ask_parts()

    def _open(self, part: str, _checked: bool = False) -> None:
        self._opened = "" if self._opened == part else part
        self.session.changed.emit()

    def _pause(self, number: int, one: Pause) -> None:
        made = row(gap=8)
        words = self.tr("{0} 至 {1} 不计加处（行政处罚法第73条第3款）：{2}").format(one.first, one.last, one.notice)
        made.addWidget(label(words, wrap=True), 1)
        if self.session.editable:
            off = LinkButton(self.tr("去掉"))
            off.setAccessibleName(self.tr("去掉第 {0} 段停计").format(number + 1))
            off.clicked.connect(partial(self._drop_pause, number))
            made.addWidget(off)
        self._inside.addLayout(made)

    def _ask_pause(self) -> None:
        self._inside.addWidget(line())
        self.first, self.last, self.notice = DayField(), DayField(), TextField("", self.tr("受理或者立案通知"))
        for edit, key in ((self.first, "first"), (self.last, "last"), (self.notice, "notice")):
            edit.setObjectName(f"pause:{key}")
        self._inside.addLayout(
            beside(
                FormRow(self.tr("复议、诉讼期间从"), self.first),
                FormRow(self.tr("到"), self.last),
                FormRow(self.tr("凭什么通知"), self.notice),
            )
        )
        add = SecondaryButton(self.tr("这些日子不计加处罚款"))
        add.clicked.connect(self._add_pause)
        made = row()
        made.addWidget(add)
        made.addStretch(1)
        self._inside.addLayout(made)

    def _add_pause(self) -> None:
        session = self.session

        def act() -> object:
            first, last = parse_day(self.first.text()), parse_day(self.last.text())
            if first is None or last is None:
                raise UsageFault(self.tr("停计要写明从哪天到哪天"), code="payment-pause")
            made = Pause(first=first, last=last, notice=self.notice.text().strip())
            return paying.set_pauses(session.desk, session.id, (*session.case.payment.pauses, made))

        if session.act(act) is not None:
            self._opened = ""

    def _drop_pause(self, number: int, _checked: bool = False) -> None:
        session, known = self.session, self.session.case.payment.pauses
        session.act(lambda: paying.set_pauses(session.desk, session.id, known[:number] + known[number + 1 :]))

    # Paying in parts

    def _ask_parts(self) -> None:
        session = self.session
        self._inside.addWidget(line())
        self.approval = CalmCombo()
        self.approval.setObjectName("parts:approval")
        for key, name in paying.approvals(session.desk, session.id):
            self.approval.addItem(name, key)
        lacking = "" if self.approval.count() else self.tr("还没有印发或者登记批准的文书，先起草、审批")
        self._inside.addWidget(FormRow(self.tr("凭哪一份文书"), self.approval, lacking))
        self.parts = TextField("", self.tr("每期写“数额 日期”，用分号分开，例如 50000 2026-12-31；100000 2027-01-31"))
        self.parts.setObjectName("parts:text")
        self._inside.addWidget(FormRow(self.tr("各期的数额和期限（只写一期就是延期）"), self.parts))
        save = SecondaryButton(self.tr("按批准的分期、延期"))
        save.clicked.connect(self._save_parts)
        made = row()
        made.addWidget(save)
        made.addStretch(1)
        self._inside.addLayout(made)

    def _save_parts(self) -> None:
        session, key = self.session, str(self.approval.currentData() or "")
        made = session.act(lambda: paying.set_parts(session.desk, session.id, read_parts(self.parts.text()), key))
        self._opened = self._opened if made is None else ""

    def _no_parts(self) -> None:
        session = self.session
        session.act(lambda: paying.set_parts(session.desk, session.id, (), ""))


def read_parts(text: str) -> tuple[PaymentPart, ...]:
    """Read parts of a fine as typed: amount and day of each, parted by semicolons."""
    found = []
    for words in text.replace("；", ";").split(";"):
        if not words.strip():
            continue
        amount, _, day = words.strip().partition(" ")
        number, until = read_amount(amount), parse_day(day)
        if number is None or until is None:
            raise UsageFault(
                QCoreApplication.translate("PaymentCard", "“{0}”没有写全数额和日期").format(brief(words)),
                todo=QCoreApplication.translate("PaymentCard", "请写成 50000 2026-12-31 这样"),
                code="payment-part",
            )
        found.append(PaymentPart(amount=number, due=until))
    if not found:
        raise UsageFault(QCoreApplication.translate("PaymentCard", "还没有写各期的数额和期限"), code="payment-part")
    return tuple(found)
