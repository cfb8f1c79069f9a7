"""一事不二罚: which violations are one act, which of them fines it, and what the acts of the case add up to."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from inspector_app.casework import one_act
from inspector_app.casework.one_act import Grouped
from inspector_app.catalog.lawbook import LawBook
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, SecondaryButton, label, line, soft
from inspector_app.fault import Fault
from inspector_app.records.case import Charge
from inspector_app.rules.penalty import Penalty
from inspector_app.rules.tiers import Range

from .charge_words import said as word
from .charge_words import span, without_keys
from .session import CaseSession


def range_of(penalty: Penalty) -> str:
    """Return the fine of one violation as figures."""
    found = penalty.range
    if found is None:
        return word("还算不出")
    return span(found) if penalty.fined else word("不罚款")


class ActsCard(Card):
    """Shown where a case has more than one violation."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(word("一个行为还是几个行为"), parent=parent)
        self.session = session
        self.add(
            soft(
                self.tr(
                    "同一个行为违反几个规定都应罚款的，只按罚款数额高的罚一次（行政处罚法第29条）；几个行为分别裁量、合并执行"
                ),
                wrap=True,
            )
        )
        self.boxes: dict[str, QCheckBox] = {}
        self._inside = column(gap=8)
        self.body.addLayout(self._inside)

    def show_acts(self, charges: list[Charge], book: LawBook) -> None:
        """Show the acts of the case; the card is not there for a single violation."""
        clear(self._inside)
        self.boxes, self._book = {}, book
        self.setVisible(len(charges) > 1)
        if len(charges) < 2:
            return
        groups = one_act.groups(book, charges)
        for at, one in enumerate(groups):
            if at:
                self._inside.addWidget(line())
            self._inside.addWidget(self._group(one))
        grouped = {charge.violation for one in groups for charge in one.charges}
        alone = [one for one in charges if one.violation not in grouped]
        if groups and alone:
            self._inside.addWidget(line())
        for one in alone:
            self._inside.addWidget(self._alone(one))
        if self.session.editable and len(charges) > 1:
            self._offer(alone, groups)
        self._inside.addWidget(self._sum(charges))

    def _alone(self, one: Charge) -> QWidget:
        name = self._book.violation(one.applied).name
        if not self.session.editable:
            return label(name, wrap=True)
        box = QCheckBox(name)
        box.setObjectName(f"act:{one.violation}")
        self.boxes[one.violation] = box
        box.toggled.connect(self._ticked)
        return box

    def _offer(self, alone: list[Charge], groups: list[Grouped]) -> None:
        self.join_button = SecondaryButton(self.tr("勾选的是同一个行为"))
        self.join_button.setEnabled(False)
        self.join_button.clicked.connect(self._join)
        more = row(gap=12)
        more.addWidget(self.join_button)
        words = self.tr("勾选两个以上") if not groups else self.tr("勾选两个以上；已经并在一起的要先拆开")
        more.addWidget(soft(words))
        more.addStretch(1)
        if len(alone) > 1:
            self._inside.addLayout(more)

    def _ticked(self) -> None:
        self.join_button.setEnabled(sum(box.isChecked() for box in self.boxes.values()) > 1)

    def _join(self) -> None:
        session = self.session
        chosen = [violation for violation, box in self.boxes.items() if box.isChecked()]
        session.act(lambda: one_act.group(session.desk, session.id, chosen))

    def _group(self, one: Grouped) -> QWidget:
        book = self._book
        made = QWidget()
        layout = column(made, gap=4)
        head = row(gap=8)
        head.addWidget(label(self.tr("{0}：违反 {1} 个规定").format(one.act, len(one.charges)), "strong"))
        head.addStretch(1)
        if self.session.editable:
            apart = LinkButton(self.tr("拆开，各是各的行为"))
            apart.setAccessibleName(self.tr("拆开{0}").format(one.act))
            apart.clicked.connect(partial(self._apart, one.act))
            head.addWidget(apart)
        layout.addLayout(head)
        ranges = {found.violation: found for found in (one.one.candidates if one.one is not None else ())}
        for charge in one.charges:
            inner = row(gap=8)
            fines = charge.violation == one.fines
            inner.addWidget(Badge(self.tr("由它罚款"), "accent") if fines else Badge(self.tr("不另罚款"), "neutral"))
            inner.addWidget(label(book.violation(charge.applied).name, "strong" if fines else "", wrap=True), 1)
            known = ranges.get(charge.applied)
            if known is not None:
                inner.addWidget(label(range_of(known), "strong" if fines else "soft"))
            if charge.violation in one.equal and not fines and self.session.editable:
                take = LinkButton(self.tr("改由它罚款"))
                take.setAccessibleName(self.tr("改由{0}罚款").format(book.violation(charge.applied).name))
                take.clicked.connect(partial(self._fining, charge.violation))
                inner.addWidget(take)
            layout.addLayout(inner)
        if one.fault:
            layout.addWidget(label("◆ " + without_keys(one.fault, book), "warn", wrap=True))
        if one.one is not None:
            for note in one.one.notes:
                layout.addWidget(soft(note, wrap=True))
            layout.addWidget(
                soft(
                    self.tr("罚款只有一次；没收、吊证等其他种类不受这一条限制（{0}）").format(one_act.basis(book, one)),
                    wrap=True,
                )
            )
        return made

    def _apart(self, act: str, _checked: bool = False) -> None:
        session = self.session
        session.act(lambda: one_act.ungroup(session.desk, session.id, act) or True)

    def _fining(self, violation: str, _checked: bool = False) -> None:
        session = self.session
        session.act(lambda: one_act.choose_fining(session.desk, session.id, violation) or True)

    def _sum(self, charges: list[Charge]) -> QWidget:
        book = self._book
        try:
            found = one_act.together(book, charges)
        except Fault as fault:
            return soft(self.tr("法定幅度合计还算不出：{0}").format(without_keys(fault.what, book)), wrap=True)
        whole = span(Range(low=found.fine_min, high=found.fine_max, low_open=found.fine_min == 0))
        words = self.tr("{0} 个行为，法定幅度合计 {1}").format(len(found.acts), whole)
        return label(words, "strong", wrap=True)
