"""First start: five minutes to a useful state, or a look at the examples."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.casework import opening
from inspector_app.casework.desk import Desk
from inspector_app.desktop.background import Background
from inspector_app.desktop.errors import guard
from inspector_app.desktop.widgets.basic import (
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    heading,
    label,
    line,
    set_role,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow, TextField
from inspector_app.fault import Fault
from inspector_app.records.person import Officer, Organisation

from .door import DoorPage, PassphraseField, strength
from .officers import OfficerForm
from .recovery_sheet import RecoverySheet

STEPS = 4


class FirstStartPage(DoorPage):
    """Four short steps; going back loses nothing, nothing is written before the last one."""

    demonstration_requested = Signal()

    def __init__(self, folder: Path, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(folder, background, width=680, parent=parent)
        self.where = soft("")
        self.heading = heading("")
        self.card.add(self.where)
        self.card.add(self.heading)
        self.steps = QStackedWidget()
        self.card.add(self.steps)
        for make in (self._make_welcome, self._make_passphrase, self._make_organisation, self._make_officers):
            page = make()
            page.layout().addStretch(1)
            self.steps.addWidget(page)
        self.card.add(line())
        row = QHBoxLayout()
        self.back = SecondaryButton(self.tr("上一步"), "chevron-left")
        self.next = PrimaryButton(self.tr("下一步"))
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        self.card.body.addLayout(row)
        self.back.clicked.connect(self._go_back)
        self.next.clicked.connect(guard(self, self.go_on))
        self._desk: Desk | None = None
        self._show(0)

    # Building

    def _make_welcome(self) -> QWidget:
        page, column = _page()
        for text in (
            self.tr("在这台电脑上建立一个加密数据库：检查、照片、文书都存在里面，不连网络。"),
            self.tr("要准备：一句口令、本机关的名称和地址、两名以上执法人员的执法证。"),
        ):
            column.addWidget(label(text, wrap=True))
        self.example = LinkButton(self.tr("先看看示例（虚构的企业和检查）"), "eye")
        column.addWidget(self.example)
        self.example.clicked.connect(self.demonstration_requested)
        return page

    def _make_passphrase(self) -> QWidget:
        page, column = _page()
        self.passphrase = PassphraseField(self.tr("口令"))
        self.again = PassphraseField(self.tr("再输一遍"))
        self.passphrase_row = FormRow(
            self.tr("口令"), self.passphrase, self.tr("至少 8 个字符；一句自己记得住的话最好")
        )
        self.again_row = FormRow(self.tr("再输一遍"), self.again)
        self.caps = label(self.tr("大写锁定（Caps Lock）好像开着"), "warn")
        self.caps.hide()
        for widget in (self.passphrase_row, self.again_row, self.caps):
            column.addWidget(widget)
        column.addWidget(label(self.tr("忘记口令会怎样"), "strong"))
        column.addWidget(
            soft(
                self.tr(
                    "口令不存在任何地方，没有人能查到。登记总部以后，总部的恢复密钥可以打开本机数据；"
                    "登记以前忘记口令，数据就打不开了。建好后请先到「收发」登记总部，并把恢复单打印存档。"
                ),
                wrap=True,
            )
        )
        self.passphrase.textChanged.connect(self._tell_strength)
        self.again.textChanged.connect(self._tell_same)
        self.passphrase.caps_lock.connect(self.caps.setVisible)
        return page

    def _make_organisation(self) -> QWidget:
        page, column = _page()
        self.organisation = OrganisationForm()
        column.addWidget(self.organisation)
        self.device = TextField(platform.node())
        column.addWidget(FormRow(self.tr("这台电脑叫什么"), self.device, self.tr("印在导出包上，总部据此认得是哪台")))
        return page

    def _make_officers(self) -> QWidget:
        page, column = _page()
        self.officer_forms = [OfficerForm(), OfficerForm()]
        for number, form in enumerate(self.officer_forms, 1):
            column.addWidget(label(self.tr("执法人员 {0}").format(number), "strong"))
            column.addWidget(form)
        column.addWidget(soft(self.tr("检查须有两名以上执法人员；更多人员以后在「设置」里登记"), wrap=True))
        return page

    # Going through

    def _show(self, number: int) -> None:
        self.steps.setCurrentIndex(number)
        for place in range(self.steps.count()):
            policy = self.steps.widget(place).sizePolicy()
            kind = policy.Policy.Preferred if place == number else policy.Policy.Ignored
            policy.setVerticalPolicy(kind)
            self.steps.widget(place).setSizePolicy(policy)
        names = (self.tr("欢迎使用现场执法"), self.tr("定一个口令"), self.tr("本机关"), self.tr("执法人员"))
        self.heading.setText(names[number])
        self.where.setText(self.tr("第 {0} 步，共 {1} 步").format(number + 1, STEPS))
        self.back.setVisible(number > 0)
        self.next.setText(self.tr("建立数据库") if number == STEPS - 1 else self.tr("下一步"))
        first = (self.next, self.passphrase, self.organisation.fields["name"], self.officer_forms[0].name)[number]
        first.setFocus()

    def _go_back(self) -> None:
        self.banner.clear()
        self._show(self.steps.currentIndex() - 1)

    def go_on(self) -> None:
        """Check this step and show the next; after the last, make the vault."""
        number = self.steps.currentIndex()
        if (
            not (self._check_passphrase, self._check_organisation, self._check_officers)[number - 1]()
            if number
            else False
        ):
            return
        self.banner.clear()
        if number < STEPS - 1:
            self._show(number + 1)
        else:
            self._create()

    def _tell_strength(self, text: str) -> None:
        self.passphrase_row.set_problem("")
        if text:
            words, tone = strength(text)
            self.passphrase_row.below.setText(words)
            set_role(self.passphrase_row.below, {"ok": "done", "major": "warn", "critical": "problem"}[tone])
        self._tell_same()

    def _tell_same(self, _text: str = "") -> None:
        one, other = self.passphrase.text(), self.again.text()
        self.again_row.set_problem("" if one.startswith(other) else self.tr("两次输入不一样"))

    def _check_passphrase(self) -> bool:
        if len(self.passphrase.text()) < 8:
            self.passphrase_row.set_problem(self.tr("口令太短，请用至少 8 个字符"))
            self.passphrase.setFocus()
            return False
        if self.passphrase.text() != self.again.text():
            self.again_row.set_problem(self.tr("两次输入不一样"))
            self.again.setFocus()
            return False
        return True

    def _check_organisation(self) -> bool:
        return self.organisation.check()

    def _check_officers(self) -> bool:
        self._officers()
        return True

    def _officers(self) -> list[Officer]:
        filled = [form for form in self.officer_forms if not form.blank()]
        if not filled:
            raise Fault(
                self.tr("还没有登记执法人员"), todo=self.tr("请至少登记一名，检查时须有两名"), code="officers_missing"
            )
        officers = [form.officer() for form in filled]
        if len({o.certificate_no for o in officers}) < len(officers):
            raise Fault(self.tr("两名执法人员的执法证号相同"), todo=self.tr("请照执法证更正"), code="officer_twin")
        return officers

    def _create(self) -> None:
        folder, passphrase, device = self.folder, self.passphrase.text(), self.device.text()
        organisation, officers = self.organisation.value(), self._officers()

        def work(_context) -> Desk:
            return opening.create_desk(
                folder, passphrase, organisation=organisation, officers=officers, device_name=device
            )

        self.banner.clear()
        self.setEnabled(False)
        job = self.background.run(work, done=self._created, failed=self._failed)
        job.finished.connect(self._rest)

    def _created(self, desk: Desk) -> None:
        self._desk = desk
        self.passphrase.clear()
        self.again.clear()
        sheet = RecoverySheet(desk)
        sheet.left.connect(self._go_in)
        self.card.hide()
        self.sign.hide()
        self.foot.hide()
        self.card.parentWidget().layout().itemAt(1).layout().insertWidget(2, sheet)
        self.sheet = sheet
        sheet.next.setFocus()

    def _go_in(self) -> None:
        self.opened.emit(self._desk)


class OrganisationForm(QWidget):
    """What the documents of an office say about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.fields: dict[str, TextField] = {}
        self.rows: dict[str, FormRow] = {}
        words = (
            (("name", self.tr("机关名称"), self.tr("与印章一致，印在每份文书上")),),
            (
                ("number_word", self.tr("机关代字"), self.tr("文号开头，例如“滨药监”")),
                ("contact_person", self.tr("联系人"), ""),
            ),
            (("address", self.tr("地址"), ""), ("contact_phone", self.tr("联系电话"), "")),
            (
                ("reconsideration_body", self.tr("行政复议机关"), self.tr("印在救济告知里")),
                ("court", self.tr("行政诉讼管辖法院"), self.tr("印在救济告知里")),
            ),
            (("bank", self.tr("罚款代收机构"), self.tr("名称、地址、户名、账号，印在处罚决定书里")),),
        )
        for group in words:
            row = QHBoxLayout()
            row.setSpacing(16)
            for key, name, hint in group:
                self.fields[key] = TextField()
                self.rows[key] = FormRow(name, self.fields[key], hint, required=key == "name")
                row.addWidget(self.rows[key], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)

    def show_value(self, value: Organisation) -> None:
        """Show what is stored."""
        for key, field in self.fields.items():
            field.show_value(getattr(value, key))

    def value(self) -> Organisation:
        """Return what is filled in."""
        return Organisation(**{key: field.text().strip() for key, field in self.fields.items()})

    def check(self) -> bool:
        """Mark a missing name; say whether all is well."""
        missing = not self.fields["name"].text().strip()
        self.rows["name"].set_problem(self.tr("请填写机关名称") if missing else "")
        if missing:
            self.fields["name"].setFocus()
        return not missing


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    return page, column
