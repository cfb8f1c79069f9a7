"""设置: the office, its officers, numbers, looks, passphrase, backup, self-check."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app import __version__
from inspector_app.casework import doctor, office
from inspector_app.casework.desk import Desk
from inspector_app.casework.doctor import Check
from inspector_app.desktop import theme
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    Card,
    LinkButton,
    NavButton,
    PrimaryButton,
    SecondaryButton,
    label,
    scrolled,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.desktop.widgets.panels import ProgressPanel

from .base import Page
from .door import PassphraseField, strength
from .first_start import OrganisationForm
from .looks import LooksCard
from .numbers_section import NumbersSection
from .officers import OfficersCard
from .recovery_sheet import RecoverySheet

ORGANISATION, OFFICERS, NUMBERS = 0, 1, 2


class SettingsPage(Page):
    """Sections at the left, one at a time at the right."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("设置")
        self.header = PageHeader(self.title)
        self.header.set_subtitle(self.tr("现场执法 {0}").format(__version__))
        self.header.search_requested.connect(services.search_request)
        self.body.addWidget(self.header)
        row = QHBoxLayout()
        row.setContentsMargins(24, 22, 24, 0)
        row.setSpacing(20)
        self.body.addLayout(row, 1)
        self.sections = QButtonGroup(self)
        self._makers: list[Callable[[], QWidget]] = []
        self._made: set[int] = set()
        self.pages = QStackedWidget()
        column = QVBoxLayout()
        column.setSpacing(4)
        for name, make in (
            (self.tr("本机关"), self._make_organisation),
            (self.tr("执法人员"), self._make_officers),
            (self.tr("文号号段"), self._make_numbers),
            (self.tr("外观"), self._make_looks),
            (self.tr("口令与恢复"), self._make_passphrase),
            (self.tr("备份"), self._make_backup),
            (self.tr("自检"), self._make_doctor),
        ):
            chip = NavButton(name)
            chip.setFixedWidth(theme.px(150))
            chip.clicked.connect(self.guarded(partial(self.show_section, self.pages.count())))
            self.sections.addButton(chip, self.pages.count())
            column.addWidget(chip)
            self.pages.addWidget(QWidget())
            self._makers.append(make)
        column.addStretch(1)
        row.addLayout(column)
        row.addWidget(self.pages, 1)
        self.show_section(0)

    def show_section(self, number: int) -> None:
        """Show one section."""
        self.sections.button(number).setChecked(True)
        if number not in self._made:
            self._made.add(number)
            empty = self.pages.widget(number)
            self.pages.removeWidget(empty)
            empty.deleteLater()
            self.pages.insertWidget(number, _column(self._makers[number]()))
        self.pages.setCurrentIndex(number)
        self._show_stored()

    def show_named(self, name: str) -> None:
        """Show a section by its name; an unknown one is the first."""
        self.show_section({"officers": OFFICERS, "numbers": NUMBERS}.get(name, ORGANISATION))

    def enter(self) -> None:
        self._show_stored()

    def _show_stored(self) -> None:
        number = self.pages.currentIndex()
        if number == ORGANISATION:
            self.organisation.show_value(office.organisation(self.desk))
        elif number == OFFICERS:
            self.officers.refresh()
        elif number == NUMBERS:
            self.numbers.refresh()

    def leave(self) -> None:
        if ORGANISATION in self._made:
            for field in self.organisation.fields.values():
                field.commit()

    # 本机关

    def _make_organisation(self) -> QWidget:
        card = Card(self.tr("本机关"))
        card.add(soft(self.tr("印在文书上；改动只影响以后的文书，离开一栏就保存"), wrap=True))
        self.organisation = OrganisationForm()
        card.add(self.organisation)
        for field in self.organisation.fields.values():
            field.left.connect(self.guarded(self._save_organisation))
        return card

    def _save_organisation(self) -> None:
        if self.organisation.check():
            office.set_organisation(self.desk, self.organisation.value())
            self.tell_saved()
            self.services.tell_changed("organisation")

    # 执法人员

    def _make_officers(self) -> QWidget:
        self.officers = OfficersCard(self.desk)
        self.officers.connect_faults(self)
        self.officers.saved.connect(self._officers_saved)
        return self.officers

    def _officers_saved(self) -> None:
        self.banner.clear("fault")
        self.tell_saved()
        self.services.tell_changed("officers")

    # 文号号段

    def _make_numbers(self) -> QWidget:
        self.numbers = section = NumbersSection(self.desk)
        self.number_blocks = card = section.blocks
        self.blocks, self.no_blocks = card.blocks, card.no_blocks
        self.block_word, self.block_year = card.word, card.year
        self.block_first, self.block_last, self.block_button = card.first, card.last, card.button
        for button, act in (
            (card.button, self.add_block),
            (card.check_button, self.check_block),
            (card.check_all_button, self._changing(card.check_all)),
            (section.question.button, self._changing(section.question.settle)),
            (section.words.use_button, self._changing(section.words.set_word)),
            (section.words.clear_button, self._changing(section.words.clear_word)),
            (section.words.undo_button, self.undo_word),
        ):
            button.clicked.connect(self.guarded(act))
        card.opened.connect(self._open_document)
        return section

    def _open_document(self, key: str) -> None:
        self.open_request.emit("document", key)

    def _changing(self, act: Callable[[], object]) -> Callable[[], None]:
        """Do something to the numbers and say that it is committed."""

        def done() -> None:
            act()
            self.numbers.refresh()
            self._numbers_saved()

        return done

    def add_block(self) -> None:
        """Take over a range of numbers."""
        self.number_blocks.add_block()
        self._numbers_saved()

    def check_block(self) -> None:
        """State the next free number of a block after a restore."""
        self.number_blocks.check_block()
        self._numbers_saved()

    def undo_word(self) -> None:
        """Take back the last change of a form's word."""
        undone = self.numbers.words.undo()
        if undone is None:
            self.banner.say(self.tr("没有可撤销的文种字改动"), "info")
            return
        self._numbers_saved()
        self.services.toast(self.tr("已撤销：{0}").format(undone))

    def _numbers_saved(self) -> None:
        self.banner.clear("fault")
        self.tell_saved()
        self.services.tell_changed("numbers")

    # 外观

    def _make_looks(self) -> QWidget:
        return LooksCard(self.services)

    # 口令与恢复

    def _make_passphrase(self) -> QWidget:
        card = Card(self.tr("口令与恢复"))
        self.new, self.again = PassphraseField(self.tr("新口令")), PassphraseField(self.tr("再输一遍新口令"))
        self.new_row = FormRow(self.tr("新口令"), self.new, self.tr("至少 8 个字符；一句话最好记"))
        self.again_row = FormRow(self.tr("再输一遍"), self.again)
        self.change_button = PrimaryButton(self.tr("更换口令"), "key")
        self.lock_button = SecondaryButton(self.tr("现在锁定"), "lock")
        self.sheet_button = LinkButton(self.tr("恢复单"), "document")
        self.recovery_words = soft("", wrap=True)
        for widget in (self.new_row, self.again_row):
            card.add(widget)
        card.row(self.change_button, self.lock_button, self.sheet_button)
        card.add(self.recovery_words)
        known = self.desk.vault.recovery_recipient is not None
        self.recovery_words.setText(
            self.tr("总部的恢复密钥可以打开本机数据；忘记口令时请总部到场重设。")
            if known
            else self.tr("还没有登记总部：现在忘记口令，数据就打不开了。请到「收发」导入总部的登记信。")
        )
        self.sheet_holder = QVBoxLayout()
        card.body.addLayout(self.sheet_holder)
        self.new.textChanged.connect(self._tell_strength)
        self.change_button.clicked.connect(self.guarded(self.change_passphrase))
        self.lock_button.clicked.connect(self.services.lock_request)
        self.sheet_button.clicked.connect(self._show_sheet)
        return card

    def _tell_strength(self, text: str) -> None:
        self.new_row.set_problem("")
        if text:
            self.new_row.below.setText(strength(text)[0])

    def change_passphrase(self) -> None:
        """Wrap the key by a new passphrase; the old one opens nothing any more."""
        if self.new.text() != self.again.text():
            self.again_row.set_problem(self.tr("两次输入不一样"))
            return
        self.again_row.set_problem("")
        passphrase = self.new.text()

        def done(_nothing: object) -> None:
            self.new.clear()
            self.again.clear()
            self.new_row.set_problem("")
            self.banner.say(self.tr("口令已更换，下次请用新口令打开"), "ok")

        self.services.background.run(
            lambda _: self.desk.vault.set_passphrase(passphrase), done=done, failed=self.show_fault
        )

    def _show_sheet(self) -> None:
        if not self.sheet_holder.count():
            sheet = RecoverySheet(self.desk)
            sheet.next.setText(self.tr("收起"))
            sheet.left.connect(self._hide_sheet)
            self.sheet_holder.addWidget(sheet)

    def _hide_sheet(self) -> None:
        self.sheet_holder.takeAt(0).widget().deleteLater()

    # 备份

    def _make_backup(self) -> QWidget:
        card = Card(self.tr("备份"))
        card.add(soft(self.tr("备份是完整的加密副本，用同一口令打开；请写到另一块盘上"), wrap=True))
        self.backup_button = PrimaryButton(self.tr("选择位置并备份…"), "disk")
        card.row(self.backup_button)
        self.backup_progress = ProgressPanel()
        self.backup_progress.cancel_button.hide()
        self.backup_progress.assurance.setText(self.tr("正在写，请不要拔出磁盘"))
        card.add(self.backup_progress)
        self.backup_words = label("", wrap=True)
        self.backup_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(self.backup_words)
        self.backup_button.clicked.connect(self._ask_backup)
        return card

    def _ask_backup(self) -> None:
        dialog = QFileDialog(self, self.tr("备份到哪里"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.back_up)
        dialog.open()

    def back_up(self, folder: str) -> None:
        """Write a backup into a new folder below the chosen one."""
        target = Path(folder) / self.tr("现场执法备份-{0}").format(f"{self.desk.now():%Y%m%d-%H%M%S}")
        job = self.services.background.run(
            lambda _: self.desk.vault.back_up(target, at=self.desk.now()), done=self._backed_up, failed=self.show_fault
        )
        self.backup_progress.follow(job, self.tr("正在备份"))

    def _backed_up(self, target: Path) -> None:
        self.backup_words.setText(self.tr("已备份到 {0}").format(str(target)))

    # 自检

    def _make_doctor(self) -> QWidget:
        card = Card(self.tr("自检"))
        card.add(soft(self.tr("核对数据库、留痕、每一个证据原件、字体、表单包和磁盘；只看不改"), wrap=True))
        self.doctor_button = PrimaryButton(self.tr("开始自检"), "shield")
        card.row(self.doctor_button)
        self.doctor_progress = ProgressPanel()
        self.doctor_progress.cancel_button.hide()
        self.doctor_progress.assurance.setText("")
        card.add(self.doctor_progress)
        self._checks: list[Check] = []
        self.checks = LinesView(self._check_lines, self.tr("自检结果"), fits=True)
        self.checks.hide()
        card.add(self.checks)
        self.doctor_button.clicked.connect(self.examine)
        return card

    def examine(self) -> None:
        """Look at everything, off the interface thread."""

        def work(context) -> list[Check]:
            return doctor.examine(self.desk, progress=context.progress)

        self.doctor_button.setEnabled(False)
        job = self.services.background.run(work, done=self._examined, failed=self.show_fault)
        job.finished.connect(self._doctor_rests)
        self.doctor_progress.follow(job, self.tr("正在自检"), self.tr("个文件"))

    def _doctor_rests(self) -> None:
        self.doctor_button.setEnabled(True)

    def _examined(self, checks: list[Check]) -> None:
        self._checks = checks
        self.checks.show()
        self.checks.refresh()

    def _check_lines(self, limit: int, offset: int) -> list[Line]:
        words = {
            True: (self.tr("正常"), "ok"),
            False: (self.tr("有问题"), "critical"),
            None: (self.tr("请注意"), "major"),
        }
        return [
            Line(
                key="",
                title=c.name,
                detail=" · ".join(w for w in (c.detail, c.todo) if w),
                badge=words[c.ok][0],
                tone=words[c.ok][1],
            )
            for c in self._checks[offset : offset + limit]
        ]

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Tab", self.tr("下一栏；离开一栏就保存")),
            ("Ctrl+Z", self.tr("撤销上一次改文种字（在文号号段里）")),
            ("Ctrl+L", self.tr("锁定")),
        ]


def _column(card: QWidget) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 8, 24)
    column.addWidget(card)
    column.addStretch(1)
    card.setMaximumWidth(theme.px(860))
    return scrolled(inside)
