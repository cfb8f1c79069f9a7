"""One violation: facts → legal range → circumstances → degree and amount, with the trail of every figure and its articles."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from inspector_app.casework import penalising
from inspector_app.casework.penalising import Panel
from inspector_app.desktop.pages.inspection.answer_buttons import Choices
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.case import Charge, PenaltyItem
from inspector_app.rules.discretion import BandOffer, Worksheet

from .charge_facts import ChargeFacts
from .circumstances import Circumstances
from .range_bar import RangeBar, figure
from .rows_card import read_amount
from .section import beside
from .session import CaseSession

NOT_PUNISHED = "none"


class ChargeCard(Card):
    """What the law packs say is shown as it is; what is decided here is held against it before it is recorded."""

    def __init__(self, session: CaseSession, panel: Panel, *, ticking: bool, parent: QWidget | None = None) -> None:
        super().__init__(panel.name, parent=parent)
        self.session, self.panel = session, panel
        self.circumstances: Circumstances | None = None
        self.items: dict[str, tuple[QCheckBox, QLineEdit, QLineEdit]] = {}
        self._band = ""
        if panel.decided is not None:
            self.add_head(Badge(self.tr("已裁量"), "ok"))
        if panel.penalty is not None:
            self.add_head(soft(self.tr("依据 {0}").format("、".join(panel.penalty.article))))
        self.facts = ChargeFacts(session, panel)
        self.add(self.facts)
        if panel.fault:
            self.add(label("■ " + panel.fault, "problem", wrap=True))
        sheet = panel.worksheet
        if sheet is not None:
            self._show_range(sheet)
            self.circumstances = Circumstances(session, panel, opened=ticking)
            self.add(self.circumstances)
            self._show_decision(sheet)
            self._show_trail(sheet)
        if session.editable:
            off = LinkButton(self.tr("撤销认定"))
            off.setAccessibleName(self.tr("撤销认定：{0}").format(panel.name))
            off.clicked.connect(self._drop)
            self.row(off)

    # Range

    def _show_range(self, sheet: Worksheet) -> None:
        penalty = sheet.penalty
        legal = penalty.legal_range
        figures = row(gap=24)
        for name, text in (
            (self.tr("计算基数"), figure(penalty.basis_amount) if penalty.basis_amount is not None else "—"),
            (
                self.tr("法定幅度"),
                f"{figure(legal.low)} – {figure(legal.high)}" if legal is not None and penalty.fined else "—",
            ),
            (self.tr("听证"), _hearing(penalty.hearing)),
        ):
            holder = column(gap=0)
            holder.addWidget(label(name, "label"))
            holder.addWidget(label(text, "figure"))
            figures.addLayout(holder)
        figures.addStretch(1)
        self.body.addLayout(figures)
        for one in penalty.missing:
            self.add(label("◆ " + one.say, "warn", wrap=True))
        decided = self.panel.decided
        self.bar = RangeBar()
        self.bar.show_sheet(sheet, decided.amount if decided else None)
        self.add(self.bar)
        self.add(soft(self.tr("可以适用：{0}").format("、".join(penalty.kinds)), wrap=True))
        for person in penalty.persons:
            self.add(soft(self.tr("处罚到人：{0}").format(_person(person)), wrap=True))
        for note in penalty.notes:
            self.add(soft(note, wrap=True))
        for one in penalty.choices:
            chosen = self.tr("适用") if one.applies else self.tr("不适用")
            self.add(soft(self.tr("从旧兼从轻：{0}，{1}（{2}）").format(one.name, chosen, one.why), wrap=True))

    # Decision

    def _show_decision(self, sheet: Worksheet) -> None:
        self.add(line())
        self.add(label(sheet.headline, "strong", wrap=True))
        for text in sheet.hints:
            self.add(label("◆ " + text, "warn", wrap=True))
        decided = self.panel.decided
        if decided is not None:
            self._show_decided()
        if not self.session.editable:
            return
        self.bands = Choices(self.tr("裁量等级"))
        offers = {one.id: (self._band_word(one), "", "accent") for one in sheet.bands}
        if sheet.outcome != "penalty" or any(one.leads == "mitigate_or_exempt" for one in sheet.found):
            offers = {NOT_PUNISHED: (self.tr("不予（免予）处罚"), "", "accent")} | offers
        self.bands.offer(offers)
        for one in sheet.bands:
            self.bands.button(one.id).setEnabled(one.allowed)
            self.bands.button(one.id).setToolTip(one.why)
        self.bands.chosen.connect(self._choose_band)
        self.add(FormRow(self.tr("裁量等级"), self.bands))
        self.band_words = soft("", wrap=True)
        self.add(self.band_words)
        self.amount = QLineEdit()
        self.reason = QLineEdit()
        self.approved = QLineEdit()
        for edit, key in ((self.amount, "fine"), (self.reason, "reason"), (self.approved, "approved")):
            edit.setObjectName(f"{key}:{self.panel.charge.violation}")
        self.amount_row = FormRow(self.tr("罚款数额（元）"), self.amount)
        self.body.addLayout(
            beside(
                self.amount_row,
                FormRow(self.tr("批准人（要批准的才填）"), self.approved),
                FormRow(self.tr("补充的理由"), self.reason),
            )
        )
        self._items_list = column(gap=4)
        self.body.addLayout(self._items_list)
        self._show_items(sheet)
        self.all_the_same = QCheckBox(self.tr("可以不予处罚而仍要处罚（要写明理由）"))
        self.all_the_same.setVisible(sheet.outcome in ("no_penalty_may", "exempt"))
        self.add(self.all_the_same)
        kind = SecondaryButton if decided is not None else PrimaryButton
        self.decide_button = kind(self.tr("重新裁量") if decided else self.tr("按此裁量"))
        self.decide_button.setAccessibleName(self.tr("按此裁量：{0}").format(self.panel.name))
        self.decide_button.clicked.connect(self.decide)
        self.row(self.decide_button)
        first = (decided.band or NOT_PUNISHED) if decided else sheet.suggested or ""
        if first in offers:
            self._choose_band(first)
        if decided is not None and decided.amount is not None:
            self.amount.setText(f"{decided.amount:f}")

    @staticmethod
    def _band_word(one: BandOffer) -> str:
        return one.name if one.allowed else f"{one.name} ×"

    def _choose_band(self, band: str) -> None:
        self._band = band or self._band
        self.bands.show_choice(self._band)
        punished = self._band not in ("", NOT_PUNISHED)
        words = ""
        if punished:
            offer = self.panel.worksheet.band(self._band)
            words = offer.why
            if offer.range is not None:
                words += self.tr("；幅度 {0}").format(offer.range.words())
            if offer.approval:
                words += self.tr("；须经{0}批准").format(offer.approval)
        self.band_words.setText(words)
        self.amount_row.setVisible(punished and self.panel.worksheet.penalty.fined)

    def _show_items(self, sheet: Worksheet) -> None:
        kinds = [one for one in sheet.penalty.kinds if one != penalising.FINE and "罚款" not in one]
        if not kinds:
            return
        self._items_list.addWidget(label(self.tr("并处的内容（都不勾，就按已知的没收物品和违法所得）"), "label"))
        decided = self.panel.decided
        known = {one.kind: one for one in (decided.items if decided else ())}
        for kind in kinds:
            item = known.get(kind)
            made = row(gap=8)
            box = QCheckBox(kind)
            box.setChecked(item is not None)
            words = QLineEdit(item.text if item else "")
            words.setPlaceholderText(self.tr("内容"))
            words.setAccessibleName(self.tr("{0}的内容").format(kind))
            amount = QLineEdit("" if item is None or item.amount is None else f"{item.amount:f}")
            amount.setPlaceholderText(self.tr("金额（元）"))
            amount.setAccessibleName(self.tr("{0}的金额").format(kind))
            made.addWidget(box, 2)
            made.addWidget(words, 5)
            made.addWidget(amount, 2)
            self.items[kind] = (box, words, amount)
            self._items_list.addLayout(made)

    def _chosen_items(self) -> list[PenaltyItem]:
        return [
            PenaltyItem(kind=kind, text=words.text().strip(), amount=read_amount(amount.text()))
            for kind, (box, words, amount) in self.items.items()
            if box.isChecked()
        ]

    def decide(self) -> None:
        """Hold the choice against the law and record it; a refusal names the rule."""
        session = self.session

        def act() -> Charge:
            punished = self._band not in ("", NOT_PUNISHED)
            fine: Decimal | None = read_amount(self.amount.text()) if punished else None
            return penalising.decide(
                session.desk,
                session.id,
                self.panel.charge.violation,
                band=self._band if punished else None,
                fine=fine,
                reason=self.reason.text(),
                approved_by=self.approved.text(),
                punish_all_the_same=self.all_the_same.isChecked(),
                items=self._chosen_items() if punished else (),
            )

        session.act(act)

    def _show_decided(self) -> None:
        decided = self.panel.decided
        for one in decided.items:
            self.add(label(penalising.summary(one), "strong", wrap=True))
        for text in decided.reasons:
            self.add(soft(text, wrap=True))
        told = self.tr("须告知听证权利") if decided.hearing == "required" else self.tr("不属于听证范围")
        at = decided.at.astimezone().strftime("%Y-%m-%d %H:%M")
        self.add(soft(self.tr("{0} 于 {1} 裁量；{2}").format(decided.by, at, told)))

    # Trail

    def _show_trail(self, sheet: Worksheet) -> None:
        self.trail_button = LinkButton(self.tr("这些数是怎么来的"), "list")
        self.trail_button.clicked.connect(partial(self._toggle_trail, sheet))
        self.row(self.trail_button)
        self._trail = column(gap=2)
        self.body.addLayout(self._trail)

    def _toggle_trail(self, sheet: Worksheet, _checked: bool = False) -> None:
        if self._trail.count():
            clear(self._trail)
            return
        book = self.session.desk.library.lawbook()
        for number, step in enumerate(sheet.penalty.trail, 1):
            cited = "、".join(book.citation(ref) for ref in step.refs)
            self._trail.addWidget(soft(f"{number}. {step.say}" + (f"（{cited}）" if cited else ""), wrap=True))

    def _drop(self) -> None:
        session, violation = self.session, self.panel.charge.violation
        session.act(lambda: penalising.drop_charge(session.desk, session.id, violation) or True)


def _hearing(answer: str) -> str:
    words = {"required": "应当告知", "depends_on_amount": "看数额", "not_required": "不属于", "unknown": "还不能定"}
    return words[answer]


def _person(person) -> str:
    parts = ["、".join(person.who)]
    if isinstance(person.fine_min, Decimal) and isinstance(person.fine_max, Decimal):
        parts.append(f"罚款 {figure(person.fine_min)} – {figure(person.fine_max)}")
    if person.confiscate_income:
        parts.append("没收收入")
    for text in (person.ban, person.detention):
        if isinstance(text, str):
            parts.append(text)
    return "，".join(parts)
