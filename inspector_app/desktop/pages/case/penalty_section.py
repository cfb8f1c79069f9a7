"""处罚与裁量: every violation held against the party, which of them fines, and what nobody verified."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import case_law_news, case_laws, case_rules, penalising, vouching
from inspector_app.casework.vouching import Unverified
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, EmptyState, SecondaryButton, label, line, soft

from .acts_card import ActsCard
from .charge_card import ChargeCard
from .laws_card import LawsCard
from .payment_card import PaymentCard
from .section import Section
from .session import CaseSession


class DoubtsCard(Card):
    """What the case rests on and nobody verified: each let stand by name and with a reason, or it stays out of every document."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DoubtsCard", "还没有核实的内容"), parent=parent)
        self.session = session
        self.add(soft(self.tr("写明理由、具名确认以前，进不了文书"), wrap=True))
        self._lines = column(gap=8)
        self.body.addLayout(self._lines)

    def show_doubts(self, found: list[Unverified]) -> None:
        """Show the entries; the card is not there where nothing is in doubt."""
        clear(self._lines)
        self.setVisible(bool(found))
        for place, one in enumerate(found):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(one, place))

    def _line(self, one: Unverified, place: int) -> QWidget:
        made = QWidget()
        layout = column(made, gap=4)
        given = one.confirmation
        layout.addWidget(label(("● " if given else "◆ ") + one.text, "" if given else "warn", wrap=True))
        if given is not None:
            at = minute_text(given.at)
            layout.addWidget(
                label(self.tr("{0} 于 {1} 确认：{2}").format(given.by, at, given.reason), "done", wrap=True)
            )
        elif self.session.editable:
            inner = row(gap=8)
            reason = QLineEdit()
            reason.setObjectName(f"doubt:{place}")
            reason.setPlaceholderText(self.tr("确认的理由，例如：已对照国家法律法规数据库核对原文"))
            reason.setAccessibleName(self.tr("确认的理由：{0}").format(one.text))
            button = SecondaryButton(self.tr("{0} 具名确认").format(self.session.desk.who))
            button.clicked.connect(partial(self._confirm, one.text, reason))
            inner.addWidget(reason, 1)
            inner.addWidget(button)
            layout.addLayout(inner)
        return made

    def _confirm(self, text: str, reason: QLineEdit, _checked: bool = False) -> None:
        session, why = self.session, reason.text()
        session.act(lambda: vouching.confirm(session.desk, session.id, text, why))


class RulesRow(QWidget):
    """By which rules of discretion the case is weighed: the national ones, or a province's where one is installed."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        layout = row(self, gap=12)
        layout.addWidget(label(self.tr("裁量规则"), "label"))
        self.combo = CalmCombo()
        self.combo.setObjectName("discretion-rules")
        self.combo.setAccessibleName(self.tr("裁量规则"))
        self.words = soft("", wrap=True)
        layout.addWidget(self.combo)
        layout.addWidget(self.words, 1)
        self.combo.activated.connect(self._chosen)

    def show_rules(self) -> None:
        """Show which rules there are and which hold."""
        session = self.session
        offered = case_rules.available(session.desk, session.id)
        self.combo.clear()
        for one in offered:
            name = one.province or self.tr("国家层面")
            self.combo.addItem(self.tr("{0} {1}").format(name, one.version) if one.province else name, one.code)
        self.combo.setCurrentIndex(max(0, self.combo.findData(session.case.rules)))
        self.combo.setEnabled(session.editable)
        self.combo.setVisible(len(offered) > 1)
        rules = case_laws.book(session.desk, session.id).discretion(session.case.rules)
        if len(offered) > 1:
            chosen = next((one for one in offered if one.chosen), offered[0])
            said = [self.tr("{0} {1}").format(chosen.title, chosen.version)]
            said += [self.tr("免罚清单 {0} 项").format(len(rules.minor_list))] if rules.minor_list else []
            said += [] if chosen.current else [self.tr("不是最新的版本")]
            said += [self.tr("未核实 {0} 条").format(chosen.unverified)] if chosen.unverified else []
            self.words.setText("，".join(said))
        else:
            self.words.setText(self.tr("国家层面（没有安装本地的裁量基准和免罚清单；装了法规包就可以选）"))

    def _chosen(self) -> None:
        session, code = self.session, str(self.combo.currentData())
        if code != session.case.rules:
            session.act(lambda: penalising.choose_rules(session.desk, session.id, code))


class PenaltySection(Section):
    """Rules and acts on top, a card for each violation, what is in doubt, the sum and its payment below."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self.cards: dict[str, ChargeCard] = {}
        self._opened: dict[str, set[str]] = {}
        self.empty = EmptyState(
            "library",
            self.tr("还没有认定违法行为"),
            self.tr("在「事实与证据」里给一条事实查找并认定违法行为，这里就算出法定幅度"),
            self.tr("去事实与证据"),
        )
        self.empty.pressed.connect(self._to_facts)
        self.laws = LawsCard(session)
        self.column.addWidget(self.laws)
        self.column.addWidget(self.empty)
        self.rules = RulesRow(session)
        self.column.addWidget(self.rules)
        self.payment = PaymentCard(session)
        self.column.addWidget(self.payment)
        self.acts = ActsCard(session)
        self.column.addWidget(self.acts)
        self._cards = column(gap=16)
        self.column.addLayout(self._cards)
        self.doubts = DoubtsCard(session)
        self.column.addWidget(self.doubts)
        self.total = label("", "strong", wrap=True)
        self.column.addWidget(self.total)
        self.column.addStretch(1)

    def show_now(self) -> None:
        session = self.session
        clear(self._cards)
        self.cards = {}
        panels = penalising.panels(session.desk, session.id)
        found = [one.charge for one in panels]
        # One primary button a page: on the first violation that waits for its decision, once its law was chosen.
        waiting = next((one for one in panels if one.decided is None), None)
        for one, panel in zip(found, panels, strict=True):
            primary = panel is waiting and (panel.laws is None or panel.laws.chosen is not None)
            opened = self._opened.setdefault(one.violation, set())
            card = ChargeCard(session, panel, opened=opened, primary=primary)
            self._cards.addWidget(card)
            self.cards[one.violation] = card
        self.laws.show_news(case_law_news.news(session.desk, session.id))
        self.empty.setVisible(not found)
        self.rules.setVisible(bool(found))
        if panels:
            self.rules.show_rules()
            self.acts.show_acts(found, panels[0].book)
        self.acts.setVisible(len(panels) > 1)
        self.payment.show_payment()
        self.doubts.show_doubts(vouching.unverified(session.desk, session.id, panels))
        self._show_sums(bool(found))

    def _show_sums(self, some: bool) -> None:
        session = self.session
        items = penalising.items(session.desk, session.id)
        due = {
            "required": self.tr("应当告知听证权利"),
            "not_required": self.tr("不属于听证范围"),
            "unknown": self.tr("还有没有裁量的，听证暂不能定"),
        }[penalising.hearing_due(session.desk, session.id)]
        self.total.setVisible(some)
        self.total.setText(
            self.tr("合计应缴 {0} 元；{1}").format(f"{penalising.money_total(session.desk, session.id):,f}", due)
            if items
            else due
        )

    def _to_facts(self) -> None:
        self.session.jump_requested.emit("facts", "")

    def focus_part(self, key: str) -> None:
        if key == "laws":
            self.area.ensureWidgetVisible(self.laws, 0, 60)
            return
        if key == "payment":
            self.area.ensureWidgetVisible(self.payment, 0, 60)
            return
        violation, _, field = key.removeprefix("charge:").partition("/")
        if violation in self.cards:
            self.area.ensureWidgetVisible(self.cards[violation], 0, 60)
            self.focus_named(f"charge:{violation}:{field}" if field not in ("fine", "band") else f"fine:{violation}")
