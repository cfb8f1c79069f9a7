"""The decision on one violation: degree, amount, approval, what is imposed beside the fine; a refusal names the rule."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from inspector_app.casework import penalising
from inspector_app.casework.penalising import Panel
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.answer_buttons import Choices
from inspector_app.desktop.pages.inspection.parts import column, row
from inspector_app.desktop.widgets.basic import PrimaryButton, SecondaryButton, label, soft
from inspector_app.desktop.widgets.form import DayField, FormRow, parse_day
from inspector_app.fault import Fault
from inspector_app.records.case import Charge, Decided
from inspector_app.rules.discretion import BandOffer

from .charge_kinds import ChargeKinds
from .charge_words import said, span
from .rows_card import read_amount
from .section import beside
from .session import CaseSession

NOT_PUNISHED = "none"


class DecidedWords(QWidget):
    """What was decided, its reasons and who decided it."""

    def __init__(self, decided: Decided, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=4)
        for one in decided.items:
            layout.addWidget(label(penalising.summary(one), "strong", wrap=True))
        if not decided.items:
            outcome = said("不予（免予）处罚") if decided.outcome not in ("fined", "penalty") else said("不并处罚款")
            layout.addWidget(label(outcome, "strong"))
        for text in decided.reasons:
            layout.addWidget(soft(text, wrap=True))
        told = said("须告知听证权利") if decided.hearing == "required" else said("不属于听证范围")
        at = minute_text(decided.at)
        layout.addWidget(soft(said("{0} 于 {1} 裁量；{2}").format(decided.by, at, told), wrap=True))


class ChargeDecision(QWidget):
    """What is chosen here is held against the worksheet before it is recorded; ``weighed`` says the amount as it is typed."""

    weighed = Signal(object)

    def __init__(
        self, session: CaseSession, panel: Panel, *, primary: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.panel = session, panel
        sheet = panel.worksheet
        assert sheet is not None
        self._band = ""
        self._column = column(self, gap=10)
        decided = panel.decided
        self.bands = Choices(said("裁量等级"))
        offers = {one.id: (self._word(one), "", "accent") for one in sheet.bands}
        if sheet.outcome != "penalty" or any(one.leads == "mitigate_or_exempt" for one in sheet.found):
            offers = {NOT_PUNISHED: (said("不予（免予）处罚"), "", "accent")} | offers
        self.bands.offer(offers)
        for one in sheet.bands:
            self.bands.button(one.id).setEnabled(one.allowed)
            self.bands.button(one.id).setToolTip(one.why)
        self.bands.chosen.connect(self._choose)
        self._column.addWidget(FormRow(said("裁量等级"), self.bands))
        self.band_words = soft("", wrap=True)
        self._column.addWidget(self.band_words)
        self.amount, self.reason, self.approved, self.approved_on = QLineEdit(), QLineEdit(), QLineEdit(), DayField()
        keys = (
            (self.amount, "fine"),
            (self.reason, "reason"),
            (self.approved, "approved"),
            (self.approved_on, "approved_on"),
        )
        for edit, key in keys:
            edit.setObjectName(f"{key}:{panel.charge.violation}")
        self.amount_row = FormRow(said("罚款数额（元）"), self.amount)
        self.amount.textChanged.connect(self._weigh)
        self.approved_row = FormRow(said("批准人"), self.approved)
        self.approved_on_row = FormRow(said("批准日期"), self.approved_on)
        self._column.addLayout(
            beside(self.amount_row, self.approved_row, self.approved_on_row, FormRow(said("补充的理由"), self.reason))
        )
        self.kinds = ChargeKinds(session, panel, choosing=True)
        self._column.addWidget(self.kinds)
        self.all_the_same = QCheckBox(said("可以不予处罚而仍要处罚（要写明理由）"))
        self.all_the_same.setVisible(sheet.outcome in ("no_penalty_may", "exempt"))
        self._column.addWidget(self.all_the_same)
        kind = PrimaryButton if primary else SecondaryButton
        self.decide_button = kind(said("重新裁量") if decided else said("按此裁量"))
        self.decide_button.setAccessibleName(said("按此裁量：{0}").format(panel.name))
        self.decide_button.clicked.connect(self.decide)
        buttons = row()
        buttons.addWidget(self.decide_button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        first = (decided.band or NOT_PUNISHED) if decided else sheet.suggested or ""
        if first in offers:
            self._choose(first)
        else:
            self._show_fields()
        if decided is not None:
            self.amount.setText("" if decided.amount is None else f"{decided.amount:f}")
            self.approved.setText(decided.approved_by)
            self.approved_on.setText(decided.approved_on.isoformat() if decided.approved_on else "")

    @staticmethod
    def _word(one: BandOffer) -> str:
        return one.name if one.allowed else said("{0}（不能选）").format(one.name)

    def _choose(self, band: str) -> None:
        self._band = band or self._band
        self.bands.show_choice(self._band)
        words = ""
        if self._punished:
            offer = self.panel.worksheet.band(self._band)
            words = offer.why
            if offer.range is not None and not self.panel.fined_elsewhere:
                words += said("；幅度 {0}").format(span(offer.range))
            if offer.approval:
                words += said("；须经{0}批准，写明批准人和日期").format(offer.approval)
        self.band_words.setText(words)
        self.band_words.setVisible(bool(words))
        self._show_fields()
        self._weigh()

    def _weigh(self) -> None:
        """Say at once whether the amount lies in the degree that is chosen; recording holds it against the law again."""
        try:
            typed = read_amount(self.amount.text())
        except Fault as fault:
            self.amount_row.set_problem(str(fault))
            return
        found = self.panel.worksheet.band(self._band).range if self._punished else None
        outside = typed is not None and found is not None and not found.holds(typed)
        self.amount_row.set_problem(
            said("不在“{0}”的范围：{1}").format(self.panel.worksheet.band(self._band).name, span(found))
            if outside
            else ""
        )
        self.weighed.emit(typed)

    @property
    def _punished(self) -> bool:
        return self._band not in ("", NOT_PUNISHED)

    def _show_fields(self) -> None:
        sheet = self.panel.worksheet
        fined = self._punished and sheet.penalty.fined and not self.panel.fined_elsewhere
        self.amount_row.setVisible(fined)
        wants = self._punished and bool(sheet.band(self._band).approval)
        self.approved_row.setVisible(wants)
        self.approved_on_row.setVisible(wants)
        self.kinds.setVisible(self._band != NOT_PUNISHED)

    def decide(self) -> None:
        """Hold the choice against the law and record it; a refusal names the rule."""
        session, panel = self.session, self.panel

        def act() -> Charge:
            punished = self._punished
            fine: Decimal | None = read_amount(self.amount.text()) if not self.amount_row.isHidden() else None
            wants = punished and bool(panel.worksheet.band(self._band).approval)
            return penalising.decide(
                session.desk,
                session.id,
                panel.charge.violation,
                band=self._band if punished else None,
                fine=fine if punished else None,
                reason=self.reason.text(),
                approved_by=self.approved.text() if wants else "",
                approved_on=parse_day(self.approved_on.text()) if wants else None,
                punish_all_the_same=self.all_the_same.isChecked(),
                items=self.kinds.chosen() if punished else (),
                left_out=self.kinds.left_out() if punished else {},
            )

        session.act(act)
