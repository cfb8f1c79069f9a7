"""处罚到人: whom of the unit the law punishes too, each with a case of its own or the reason why not; and from there back to the unit."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inspector_app.casework import cases, penalising, persons
from inspector_app.casework.desk import Desk
from inspector_app.casework.persons import Standing
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.fields import BoundArea
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, SecondaryButton, label, soft
from inspector_app.records.case import Case

from .charge_words import figure
from .session import CaseSession
from .words import where_it_stands


def linked_words(desk: Desk, case: Case) -> str:
    """Return what the head of a case says of the cases it is linked with; empty where there is none."""
    if case.unit is not None:
        here = persons.unit_of(desk, case) is not None
        return QCoreApplication.translate("PersonsCard", "单位案件：{0}").format(case.unit.party) if here else ""
    opened = persons.cases_of(desk, case.id)
    if len(opened) == 1:
        return QCoreApplication.translate("PersonsCard", "责任人员案件：{0}").format(opened[0].party.name)
    return QCoreApplication.translate("PersonsCard", "责任人员案件 {0} 件").format(len(opened)) if opened else ""


class PersonsCard(Card):
    """In a unit's case: what the law asks for, one line for each responsible person, the reason where nobody is punished."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PersonsCard", "处罚到人"), parent=parent)
        self.session = session
        self.state = Badge("", "neutral")
        self.add_head(self.state)
        self.words = soft("", wrap=True)
        self.add(self.words)
        self._lines = column(gap=6)
        self.body.addLayout(self._lines)
        self.reason = BoundArea(
            session,
            "no_persons",
            self.tr("不处罚责任人员的理由"),
            self.tr("法律规定应当处罚到人而不立案的，写明理由，例如：已由公安机关立案侦查"),
        )
        self.add(self.reason)
        self.buttons: dict[int, SecondaryButton] = {}

    def show_persons(self) -> None:
        """Show who is to be punished and who has a case; the card is not there where the case has neither persons nor a duty."""
        session = self.session
        case = session.case
        owed = persons.due(session.desk, case)
        standing = [one for one in persons.standings(session.desk, case) if one.person.name.strip()]
        opened = [one for one in standing if one.case is not None]
        self.setVisible(case.unit is None and bool(owed or opened))
        clear(self._lines)
        self.buttons = {}
        self.words.setText("\n".join(self._owed(one) for one in owed))
        self.words.setVisible(bool(owed))
        for one in standing:
            self._lines.addWidget(self._line(one, bool(owed)))
        if not standing:
            self._lines.addWidget(soft(self.tr("先在上面「责任人员」里写明是谁、什么职务"), wrap=True))
        settled = bool(standing) and len(opened) == len(standing)
        if settled:
            self.state.set(self.tr("已立案 {0} 人").format(len(opened)), "ok")
        elif owed and not case.no_persons.strip():
            words = self.tr("还有 {0} 人没有立案，也没有写明理由").format(len(standing) - len(opened))
            self.state.set(words if opened else self.tr("还没有立案，也没有写明理由"), "major")
        else:
            self.state.set(self.tr("写明了理由") if case.no_persons.strip() else self.tr("不属于处罚到人"), "neutral")
        self.reason.setVisible(bool(owed) and not settled)
        self.reason.show_value()

    def _owed(self, one: persons.Due) -> str:
        words = self.tr("“{0}”（{1}）：依据{2}，还应当处罚责任人员")
        told = words.format(one.name, one.stage, "、".join(one.articles))
        return told + (self.tr("，以{0}计").format(one.income_basis) if one.income_basis else "")

    def _line(self, one: Standing, owed: bool) -> QWidget:
        made = QWidget()
        layout = row(made, gap=12)
        person = one.person
        name = label(" ".join(part for part in (person.name, person.position) if part), "strong")
        name.setMinimumWidth(theme.px(180))
        layout.addWidget(name)
        if one.case is not None:
            procedure, state = where_it_stands(self.session.desk, one.case.id)
            layout.addWidget(Badge(state or procedure, "accent"))
            items = penalising.items(self.session.desk, one.case.id)
            layout.addWidget(soft("；".join(_short(item) for item in items) or self.tr("还没有裁量"), wrap=True), 1)
            link = LinkButton(self.tr("打开案件"))
            link.setAccessibleName(self.tr("打开{0}的案件").format(person.name))
            link.clicked.connect(partial(self._open, one.case.id))
            layout.addWidget(link)
            return made
        layout.addWidget(soft(self._incomes(one)), 1)
        if self.session.editable and owed:
            button = SecondaryButton(self.tr("对责任人员立案"), "case")
            button.setAccessibleName(self.tr("对责任人员立案：{0}").format(person.name))
            button.setObjectName(f"person-case:{one.at}")
            button.clicked.connect(partial(self._make, one.at))
            layout.addWidget(button)
            self.buttons[one.at] = button
        return made

    def _incomes(self, one: Standing) -> str:
        known = [
            (self.tr("违法期间所获收入 {0}"), one.person.income),
            (self.tr("上一年度收入 {0}"), one.person.income_last_year),
        ]
        told = [words.format(figure(amount)) for words, amount in known if amount is not None]
        return "，".join(told) or self.tr("收入还没有填")

    def _make(self, at: int, _checked: bool = False) -> None:
        session = self.session
        made = session.act(lambda: persons.open_case(session.desk, session.id, at))
        if made is not None:
            session.services.toast(self.tr("已对{0}立案").format(made.party.name))
            session.services.open("case", f"{made.id}/people")

    def _open(self, case_id: str, _checked: bool = False) -> None:
        self.session.services.open("case", case_id)


class UnitCard(Card):
    """In a person's case: whose case it belongs to, what the person is there, and what came from it."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PersonsCard", "单位案件"), parent=parent)
        self.session = session
        self.open_button = LinkButton(QCoreApplication.translate("PersonsCard", "打开单位案件"), "case")
        self.open_button.clicked.connect(self._open)
        self.add_head(self.open_button)
        self.words = label("", wrap=True)
        self.add(self.words)
        self.add(
            soft(
                self.tr(
                    "事实、证据和认定的违法行为是立案时从单位案件照录的，以后各自修改互不影响；两案认定是否一致由自查核对"
                ),
                wrap=True,
            )
        )

    def show_unit(self) -> None:
        """Show the link; the card is not there in a case of its own."""
        case = self.session.case
        self.setVisible(case.unit is not None)
        if case.unit is None:
            return
        unit = persons.unit_of(self.session.desk, case)
        self.open_button.setVisible(unit is not None)
        title = cases.title(unit) if unit is not None else case.unit.title
        no = (unit.no if unit is not None else case.unit.no) or self.tr("还没有案号")
        told = self.tr("{0}（{1}）。{2}在该单位任{3}").format(title, no, case.party.name, case.unit.position)
        self.words.setText(told if unit is not None else told + self.tr("。单位案件不在这台电脑上"))

    def _open(self) -> None:
        case = self.session.case
        if case.unit is not None:
            self.session.services.open("case", case.unit.case_id)


def _short(item) -> str:
    return f"{item.kind} {figure(item.amount)}" if item.amount is not None else item.text
