"""What the calculator asks of one violation, as a form: only what its tiers need, each committed as it is given."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.casework import penalising, persons
from inspector_app.casework.penalising import Panel
from inspector_app.catalog.violation import STAGE_NAMES, StageName
from inspector_app.catalog.violation_when import CHANNEL_NAMES
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.widgets.form import FormRow, TextField, parse_day
from inspector_app.fault import Fault
from inspector_app.records.case import PARTY_NAMES, Charge
from inspector_app.rules.penalty_own import income_basis
from inspector_app.rules.tiers import BASIS_FIELDS

from .charge_words import without_keys
from .rows_card import read_amount
from .session import CaseSession

COLUMNS = 4


def panel_stage(charge: Charge) -> StageName:
    """Return the stage a charge is at."""
    return cast("StageName", str(charge.facts.get("stage", "base")))


class ChargeFacts(QWidget):
    """Fields of one charge; a value the calculator refuses is said at its field and not kept."""

    def __init__(self, session: CaseSession, panel: Panel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.panel = session, panel
        self.rows: dict[str, FormRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place, 1)
        book = panel.book
        violation = book.violation(panel.charge.violation)
        # Where the law changed, both rules are reckoned from the same facts: what either needs is asked for.
        later = [book.violation(violation.replaced_by)] if panel.laws is not None and violation.replaced_by else []
        self._rules = [violation, *later]
        stages = {name: STAGE_NAMES[name] for name in violation.stages}
        if len(stages) > 1:
            self._combo("stage", self.tr("档次"), stages)
        self._person = panel.facts is not None and panel.facts.punished == "person"
        if not self._person:
            self._combo("party", self.tr("当事人类型"), PARTY_NAMES)
        if self._asks("channel"):
            wanted = next((one.channels for one in self._rules if one.channels), tuple(CHANNEL_NAMES))
            self._combo("channel", self.tr("环节"), {"": self.tr("请选择")} | {c: CHANNEL_NAMES[c] for c in wanted})
        if self._asks("fine_stage"):
            self._combo(
                "fine_stage", self.tr("罚款按哪一档"), {"": self.tr("首查档")} | {"overdue": STAGE_NAMES["overdue"]}
            )
        self._line("act_date", self.tr("行为日期"))
        names = {
            "value": self.tr("货值金额（元）"),
            "income": self.tr("违法所得或违法收入（元）"),
            "illegal_income": self.tr("没收的违法所得（元）"),
            "goods_on_hand": self.tr("没收的非法财物价值（元）"),
            "person_income": self._income_name(),
            "genuine_price": self.tr("正品价格（元）"),
        }
        for key, name in names.items():
            if self._asks(key):
                self._line(key, name)

    def _asks(self, key: str) -> bool:
        """Whether the violation needs the fact, or it was given already."""
        charge, penalty = self.panel.charge, self.panel.penalty
        if self._person:
            # The amounts of the unit's goods are the unit's; the person is reckoned by income alone.
            return key == "person_income" and bool(self._basis())
        if key in charge.facts or key in {one.field for one in (penalty.missing if penalty else ())}:
            return True
        stages = [one.stage(name) for one in self._rules for name in one.stages]
        fines = [stage.fine for stage in stages if stage is not None and stage.fine is not None]
        kinds = penalty.kinds if penalty else ()
        if key in ("value", "income", "genuine_price"):
            bases = {BASIS_FIELDS.get(fine.basis or "") for fine in fines}
            needs = {tier.condition.subject for fine in fines for tier in fine.tiers}
            return key in bases or key in needs
        if key == "channel":
            tiers = [tier.condition for fine in fines for tier in fine.tiers]
            return any(one.channels for one in self._rules) or any(one.needs == "channel" for one in tiers)
        if key == "fine_stage":
            now = self._rules[0].stage(panel_stage(charge))
            overdue = self._rules[0].overdue
            without = now is not None and now.fine is None and panel_stage(charge) not in ("base", "overdue")
            return without and overdue is not None and overdue.fine is not None
        if key == "illegal_income":
            return "没收违法所得" in kinds or "没收违法收入" in kinds
        return key == "goods_on_hand" and "没收违法产品" in kinds

    def _basis(self) -> str:
        found = persons.groups(self._rules[0], panel_stage(self.panel.charge))
        return income_basis(found) if self._person else ""

    def _income_name(self) -> str:
        basis = self._basis()
        return self.tr("{0}（元）").format(basis) if basis else self.tr("责任人员的收入（元）")

    def _place(self, row: FormRow, key: str) -> None:
        count = len(self.rows)
        self.rows[key] = row
        self._grid.addWidget(row, count // COLUMNS, count % COLUMNS)

    def _combo(self, key: str, name: str, words: dict[str, str]) -> None:
        combo = CalmCombo()
        combo.setObjectName(f"charge:{self.panel.charge.violation}:{key}")
        for code, word in words.items():
            combo.addItem(word, code)
        default = {"stage": "base", "party": "organization"}.get(key, "")
        combo.setCurrentIndex(max(0, combo.findData(self.panel.charge.facts.get(key, default))))
        combo.setEnabled(self.session.editable)
        combo.activated.connect(partial(self._chosen, key, combo))
        self._place(FormRow(name, combo), key)

    def _chosen(self, key: str, combo: CalmCombo, _index: int = 0) -> None:
        self._set(key, str(combo.currentData()) or None)

    def _line(self, key: str, name: str) -> None:
        edit = TextField(str(self.panel.charge.facts.get(key, "")), "2026-11-21" if key == "act_date" else "")
        edit.setObjectName(f"charge:{self.panel.charge.violation}:{key}")
        edit.setReadOnly(not self.session.editable)
        edit.left.connect(partial(self._typed, key))
        self._place(FormRow(name, edit), key)

    def _typed(self, key: str, text: str) -> None:
        try:
            if key == "act_date":
                day = parse_day(text)
                value: Any = day.isoformat() if day else None
            else:
                value = read_amount(text)
        except Fault as fault:
            self.rows[key].set_problem(str(fault))
            return
        self._set(key, value)

    def _set(self, key: str, value: Any) -> None:
        session, violation = self.session, self.panel.charge.violation
        try:
            penalising.set_facts(session.desk, session.id, violation, {key: value})
        except Fault as fault:
            self.rows[key].set_problem(without_keys(str(fault)))
            return
        session.note_saved()
        session.reload()
