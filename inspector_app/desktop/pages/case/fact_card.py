"""One fact held against the party: its words, its day, its violation, and what proves it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from inspector_app.casework import case_facts, case_laws, penalising
from inspector_app.casework.case_facts import Row
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection import autosave
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    LinkButton,
    SearchField,
    SecondaryButton,
    label,
    line,
    soft,
)
from inspector_app.desktop.widgets.form import DayField, FormRow, parse_day
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import UsageFault
from inspector_app.records.case import CaseFact, Exhibit
from inspector_app.rules.finder import Candidate

from .session import CaseSession

SHOWN = 6


class FactCard(Card):
    """``Row`` of the matrix: 违法事实 at the left, 证据 at the right; without evidence it is red by word and shape."""

    gone = Signal()

    def __init__(
        self, session: CaseSession, place: int, shown: Row, exhibits: list[Exhibit], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.session, self.fact = session, shown.fact
        self._rest = (place, shown.exhibits, tuple(exhibits), session.editable)
        self.savers: list[autosave.Autosave] = []
        top = row(gap=10)
        top.addWidget(label(self.tr("事实 {0}").format(place), "strong"))
        proof = self.tr("证据 {0}").format(len(shown.exhibits)) if shown.proven else self.tr("缺证据")
        self.proof = Badge(proof, "ok" if shown.proven else "critical", shape=not shown.proven)
        top.addWidget(self.proof)
        if shown.fact.origin:
            top.addWidget(soft(self.tr("照录自单位案件")))
        top.addStretch(1)
        if session.editable:
            drop = LinkButton(self.tr("撤去这条…"))
            drop.setAccessibleName(self.tr("撤去事实 {0}").format(place))
            drop.clicked.connect(partial(self._ask_drop, place))
            top.addWidget(drop)
        self.body.addLayout(top)
        self.drop_panel = ConfirmPanel(danger=True)
        self.drop_panel.confirmed.connect(self._drop)
        self.body.addWidget(self.drop_panel)
        sides = row(gap=20)
        self.body.addLayout(sides)
        left, right = column(gap=8), column(gap=6)
        sides.addLayout(left, 6)
        sides.addLayout(right, 5)
        self._words(left, place)
        self._proofs(right, shown, exhibits)
        self._candidates = column(gap=4)
        self.body.addLayout(self._candidates)

    def shows(self, place: int, shown: Row, exhibits: list[Exhibit]) -> bool:
        """Whether the card says this already; what was typed into it is part of it."""
        return self.fact == shown.fact and self._rest == (
            place,
            shown.exhibits,
            tuple(exhibits),
            self.session.editable,
        )

    # The fact

    def _words(self, left, place: int) -> None:
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"fact-text:{self.fact.id}")
        self.text.setAccessibleName(self.tr("事实 {0} 的内容").format(place))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(84))
        self.text.setReadOnly(not self.session.editable)
        saver = self.session.keep(autosave.of_area(self.text, self._save_text))
        autosave.show_text(self.text, saver, self.fact.text)
        self.savers.append(saver)
        left.addWidget(self.text)
        below = row(gap=12)
        self.day = DayField(self.fact.act_date)
        self.day.setObjectName(f"fact-day:{self.fact.id}")
        self.day.setFixedWidth(theme.px(150))
        self.day.setReadOnly(not self.session.editable)
        self.day_row = FormRow(self.tr("行为发生（终了）的日子"), self.day)
        self.day.left.connect(self._save_day)
        below.addWidget(self.day_row)
        below.addLayout(self._violation(), 1)
        left.addLayout(below)
        left.addStretch(1)

    def _violation(self):
        layout = column(gap=4)
        layout.addWidget(label(self.tr("违法行为"), "label"))
        name = ""
        if self.fact.violation:
            name = case_laws.book(self.session.desk, self.session.id).violation(self.fact.violation).name
        layout.addWidget(label(name or self.tr("还没有认定"), "" if name else "warn", wrap=True))
        self.choose = LinkButton(self.tr("改选…") if name else self.tr("查找违法行为…"), "search")
        self.choose.setEnabled(self.session.editable)
        self.choose.clicked.connect(self._toggle_candidates)
        layout.addWidget(self.choose)
        return layout

    def _save_text(self, text: str) -> bool:
        if text.strip() == self.fact.text:
            return True
        return self._change(text=text.strip())

    def _save_day(self, text: str) -> None:
        try:
            day = parse_day(text)
        except UsageFault as fault:
            self.day_row.set_problem(str(fault))
            return
        self.day_row.set_problem("")
        self._change(act_date=day)

    def _change(self, **fields) -> bool:
        # The card is not built anew for what was typed into it.
        changed = self.session.attempt(lambda: case_facts.change_fact(self.session.desk, self.fact.id, **fields))
        if changed is not None:
            self.fact: CaseFact = changed
        return changed is not None

    def _ask_drop(self, place: int, _checked: bool = False) -> None:
        words = self.tr("这条的文字和对应的证据一起撤去，证据本身不动；留痕里仍有")
        if self.fact.violation:
            words += self.tr("。认定的违法行为还在「处罚与裁量」里，没有别的事实时要一并撤销")
        self.drop_panel.ask(self.tr("撤去事实 {0}？").format(place), words, self.tr("撤去"))

    def _drop(self) -> None:
        self.session.flush()
        self.session.act(lambda: case_facts.drop_fact(self.session.desk, self.fact.id) or True)

    # What proves it

    def _proofs(self, right, shown: Row, exhibits: list[Exhibit]) -> None:
        right.addWidget(label(self.tr("证明它的证据"), "label"))
        mine = {one.id for one in shown.exhibits}
        for one in shown.exhibits:
            made = row(gap=8)
            made.addWidget(label(f"{one.label} {one.name}", wrap=True), 1)
            if self.session.editable:
                off = LinkButton(self.tr("不对应"))
                off.setAccessibleName(self.tr("{0}不证明这条事实").format(one.label))
                off.clicked.connect(partial(self._unprove, one.id))
                made.addWidget(off)
            right.addLayout(made)
        if not shown.proven:
            words = self.tr("没有证据的事实不能作为处罚的根据（行政处罚法第40条）")
            right.addWidget(label("■ " + words, "problem", wrap=True))
        others = [one for one in exhibits if one.id not in mine]
        if others and self.session.editable:
            self.more = CalmCombo()
            self.more.setObjectName(f"prove:{self.fact.id}")
            self.more.setAccessibleName(self.tr("加上一份证据"))
            self.more.addItem(self.tr("加上一份证据…"), "")
            for one in others:
                self.more.addItem(f"{one.label} {one.name}", one.id)
            self.more.activated.connect(self._prove)
            right.addWidget(self.more)
        right.addStretch(1)

    def _prove(self) -> None:
        key = str(self.more.currentData())
        if key:
            self.session.act(lambda: case_facts.prove(self.session.desk, self.fact.id, key))

    def _unprove(self, exhibit_id: str, _checked: bool = False) -> None:
        self.session.act(lambda: case_facts.unprove(self.session.desk, self.fact.id, exhibit_id))

    # Which violation it is

    def _toggle_candidates(self) -> None:
        if self._candidates.count():
            clear(self._candidates)
            return
        self._candidates.addWidget(line())
        self.words = SearchField(self.tr("换个说法、拼音首字母或者条号，例如 117条"))
        self.words.asked.connect(self._show_candidates)
        self._candidates.addWidget(self.words)
        self._found = column(gap=2)
        self._candidates.addLayout(self._found)
        self._show_candidates()
        self.words.setFocus()

    def _show_candidates(self) -> None:
        clear(self._found)
        session = self.session
        self.session.flush()
        found = (
            session.attempt(
                lambda: case_facts.candidates(
                    session.desk, session.id, self.fact.id, words=self.words.text(), limit=SHOWN
                )
            )
            or []
        )
        for one in found:
            self._found.addWidget(self._candidate(one))
        if not found:
            self._found.addWidget(soft(self.tr("没有找到；换几个字试试，或者到「法规」里查")))

    def _candidate(self, one: Candidate) -> QWidget:
        book = case_laws.book(self.session.desk, self.session.id)
        violation = one.violation
        made = QWidget()
        layout = row(made, margins=(0, 4, 0, 4), gap=12)
        words = column(gap=1)
        words.addWidget(label(violation.name, "strong", wrap=True))
        against = "、".join(book.citation(ref) for ref in violation.violates)
        by = "、".join(book.citation(ref) for ref in violation.penalized_by)
        words.addWidget(soft(self.tr("违反 {0}；罚则 {1}").format(against or "—", by or "—"), wrap=True))
        words.addWidget(soft(self.tr("为什么：{0}").format("；".join(one.why)), wrap=True))
        layout.addLayout(words, 1)
        if not violation.verified:
            layout.addWidget(Badge(self.tr("未核实"), "major", shape=True))
        take = SecondaryButton(self.tr("认定"))
        take.setAccessibleName(self.tr("认定为：{0}").format(violation.name))
        take.setProperty("violation", violation.id)
        take.clicked.connect(partial(self.take, violation.id))
        layout.addWidget(take)
        return made

    def take(self, violation: str, _checked: bool = False) -> None:
        """Hold the fact to be a violation; the penalty of it is reckoned from then on."""
        session = self.session

        def act() -> CaseFact:
            changed = case_facts.change_fact(session.desk, self.fact.id, violation=violation)
            if violation not in {one.violation for one in penalising.charges(session.desk, session.id)}:
                penalising.charge(session.desk, session.id, violation)
            return changed

        session.act(act)
