"""执法人员: who may inspect, with certificate and validity; shown within 设置."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework import office, opening
from inspector_app.casework.desk import Desk
from inspector_app.desktop.errors import guard
from inspector_app.desktop.widgets.basic import Card, DangerButton, PrimaryButton, SecondaryButton, soft
from inspector_app.desktop.widgets.form import DayField, FormRow, TextField
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import Fault
from inspector_app.records.person import Officer

EXPIRES_SOON_DAYS = 60


class OfficerForm(QWidget):
    """The four things on a certificate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self.name, self.certificate = TextField(), TextField()
        self.valid_from, self.valid_until = DayField(), DayField()
        self.rows = {
            "name": FormRow(self.tr("姓名"), self.name),
            "certificate": FormRow(self.tr("执法证号"), self.certificate, self.tr("照执法证填写")),
            "valid_from": FormRow(self.tr("发证日期"), self.valid_from),
            "valid_until": FormRow(self.tr("有效期至"), self.valid_until, self.tr("过期的执法证不能用于检查")),
        }
        for place, row in enumerate(self.rows.values()):
            grid.addWidget(row, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def show_officer(self, officer: Officer | None) -> None:
        """Show what is on file; None empties the fields."""
        self.name.show_value(officer.name if officer else "")
        self.certificate.show_value(officer.certificate_no if officer else "")
        self.valid_from.show_day(officer.valid_from if officer else None)
        self.valid_until.show_day(officer.valid_until if officer else None)
        for row in self.rows.values():
            row.set_problem("")

    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return not any(f.text().strip() for f in (self.name, self.certificate, self.valid_from, self.valid_until))

    def officer(self, known: Officer | None = None) -> Officer:
        """Return the officer as filled in; what is wrong is marked at its field and raised."""
        days: dict[str, date | None] = {}
        for key, field in (("valid_from", self.valid_from), ("valid_until", self.valid_until)):
            try:
                days[key] = field.day()
                self.rows[key].set_problem("")
            except Fault as fault:
                self.rows[key].set_problem(str(fault))
                raise
        for key, field, words in (
            ("name", self.name, self.tr("还没有填写姓名")),
            ("certificate", self.certificate, self.tr("还没有填写执法证号")),
        ):
            self.rows[key].set_problem("" if field.text().strip() else words)
            if not field.text().strip():
                raise Fault(words, code=f"officer_{key}")
        made = office.new_officer(self.name.text(), self.certificate.text(), days["valid_from"], days["valid_until"])
        return made if known is None else msgspec.structs.replace(made, id=known.id, unit=known.unit)


class OfficersCard(Card):
    """The list of officers; a line opens its form below; who acts is chosen here."""

    saved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("OfficersCard", "执法人员"), parent=parent)
        self.desk = desk
        self._officer: Officer | None = None
        self.add_button = SecondaryButton(self.tr("登记人员"), "plus")
        self.add_head(self.add_button)
        self.view = LinesView(self._fetch, self.tr("执法人员列表"), fits=True, keeps_selection=True)
        self.add(self.view)
        self.form_box = QWidget()
        column = QVBoxLayout(self.form_box)
        column.setContentsMargins(0, 8, 0, 0)
        self.form = OfficerForm()
        column.addWidget(self.form)
        self.add(self.form_box)
        self.save_button = PrimaryButton(self.tr("保存"))
        self.act_button = SecondaryButton(self.tr("由此人操作"), "user")
        self.retire_button = DangerButton(self.tr("停用"))
        self.close_button = SecondaryButton(self.tr("收起"))
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.save_button, self.act_button, self.retire_button, self.close_button):
            row.addWidget(button)
        row.addStretch(1)
        self.add(self.buttons)
        self.confirm = ConfirmPanel(danger=True)
        self.add(self.confirm)
        self.note = soft(self.tr("检查须有两名以上执法人员，并出示执法证（行政处罚法第42条、第55条）"), wrap=True)
        self.add(self.note)
        self._hide_form()
        self.view.opened.connect(self.edit)
        self.add_button.clicked.connect(self.begin)
        self.close_button.clicked.connect(self._hide_form)

    def connect_faults(self, page) -> None:
        """Let a page show the faults of this card."""
        self.save_button.clicked.connect(guard(page, self.save))
        self.act_button.clicked.connect(guard(page, self.act))
        self.retire_button.clicked.connect(self._ask_retire)
        self.confirm.confirmed.connect(guard(page, self.retire))

    def refresh(self) -> None:
        """Fetch the officers again."""
        self.view.refresh()
        self.view.setVisible(self.view.lines.rowCount() > 0)

    def _fetch(self, _limit: int, offset: int) -> list[Line]:
        if offset:
            return []
        today = self.desk.now().date()
        return [self._line(o, today) for o in office.officers(self.desk)]

    def _line(self, officer: Officer, today: date) -> Line:
        entitled = officer.entitled(today)
        if entitled is None:
            badge, tone = self.tr("有效期未登记"), "major"
        elif not entitled:
            badge, tone = self.tr("执法证无效"), "critical"
        elif officer.valid_until and (officer.valid_until - today).days <= EXPIRES_SOON_DAYS:
            badge, tone = self.tr("{0} 天后到期").format((officer.valid_until - today).days), "major"
        else:
            badge, tone = self.tr("有效"), "ok"
        acts = self.desk.actor is not None and self.desk.actor.id == officer.id
        until = self.tr("有效期至 {0}").format(officer.valid_until) if officer.valid_until else ""
        return Line(
            key=officer.id,
            title=officer.name,
            detail=" · ".join(w for w in (officer.certificate_no, until) if w),
            right=self.tr("现在操作") if acts else "",
            badge=badge,
            tone=tone,
        )

    def edit(self, key: str) -> None:
        """Open the form of an officer."""
        self._officer = next((o for o in office.officers(self.desk) if o.id == key), None)
        self._show_form()

    def begin(self) -> None:
        """Open an empty form."""
        self._officer = None
        self._show_form()
        self.form.name.setFocus()

    def _show_form(self) -> None:
        self.form.show_officer(self._officer)
        self.form_box.show()
        self.buttons.show()
        known = self._officer is not None
        self.act_button.setVisible(known)
        self.retire_button.setVisible(known)
        self.confirm.hide()

    def _hide_form(self) -> None:
        self.form_box.hide()
        self.buttons.hide()
        self.confirm.hide()

    def save(self) -> None:
        """Put the officer on file."""
        office.save_officer(self.desk, self.form.officer(self._officer))
        self._done()

    def act(self) -> None:
        """Let the chosen officer act from now on."""
        if self._officer is not None:
            opening.act_as(self.desk, self._officer)
            self._done()

    def _ask_retire(self) -> None:
        if self._officer is not None:
            self.confirm.ask(
                self.tr("停用 {0}？").format(self._officer.name),
                self.tr("以后的检查里不再出现；已有的检查和文书不变。"),
                self.tr("停用 {0}").format(self._officer.name),
            )

    def retire(self) -> None:
        """Take the chosen officer out of the lists."""
        if self._officer is not None:
            office.retire_officer(self.desk, self._officer.id)
            self._done()

    def _done(self) -> None:
        self._hide_form()
        self.refresh()
        self.saved.emit()
