"""The lock: the passphrase, what to do when it is wrong, and the way in with headquarters' recovery key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from inspector_app.casework import opening
from inspector_app.desktop.background import Background
from inspector_app.desktop.errors import guard
from inspector_app.desktop.widgets.basic import LinkButton, PrimaryButton, SecondaryButton, heading, label, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.fault import Fault

from .door import DoorPage, PassphraseField, strength


class UnlockPage(DoorPage):
    """Opens the vault of this laptop."""

    recovery_shown = Signal()

    def __init__(self, folder: Path, background: Background, reason: str = "", parent: QWidget | None = None) -> None:
        super().__init__(folder, background, width=460, parent=parent)
        self.card.add(heading(self.tr("输入口令")))
        if reason:
            self.card.add(soft(reason, wrap=True))
        self.field = PassphraseField(self.tr("口令"))
        self.row = FormRow(self.tr("口令"), self.field)
        self.card.add(self.row)
        self.caps = label(self.tr("大写锁定（Caps Lock）好像开着"), "warn")
        self.caps.hide()
        self.card.add(self.caps)
        self.button = PrimaryButton(self.tr("打开"), "lock")
        self.card.add(self.button)
        self.forgot = LinkButton(self.tr("忘记口令：用总部的恢复密钥打开"), "key")
        self.card.add(self.forgot)
        self._make_recovery()
        self.field.caps_lock.connect(self.caps.setVisible)
        self.field.returnPressed.connect(self.unlock)
        self.button.clicked.connect(self.unlock)
        self.forgot.clicked.connect(self._show_recovery)
        self.setFocusProxy(self.field)
        QTimer.singleShot(0, self, self._warm)

    def _warm(self) -> None:
        if not self.background.closed:
            self.background.run(lambda _: opening.warm())

    def _make_recovery(self) -> None:
        self.recovery = QWidget()
        column = QVBoxLayout(self.recovery)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        words = self.tr(
            "请联系总部，凭恢复单上的编号取得恢复密钥文件（由总部保管人员带来，用完收回）。打开后原口令作废，证据和检查一件不少。"
        )
        column.addWidget(soft(words, wrap=True))
        self.file_button = SecondaryButton(self.tr("选择恢复密钥文件…"), "folder")
        self.file_name = soft(self.tr("还没有选择"), wrap=True)
        self.new = PassphraseField(self.tr("新口令"))
        self.again = PassphraseField(self.tr("再输一遍新口令"))
        self.new_row = FormRow(self.tr("新口令"), self.new, self.tr("至少 8 个字符，一句话最好记"))
        self.again_row = FormRow(self.tr("再输一遍"), self.again)
        self.recover_button = SecondaryButton(self.tr("用恢复密钥打开"), "key")
        for widget in (self.file_button, self.file_name, self.new_row, self.again_row, self.recover_button):
            column.addWidget(widget)
        self.recovery.hide()
        self.card.add(self.recovery)
        self._key_file: Path | None = None
        self.file_button.clicked.connect(self._choose_file)
        self.recover_button.clicked.connect(guard(self, self.recover))
        self.new.textChanged.connect(self._tell_strength)

    def _show_recovery(self) -> None:
        self.recovery.setVisible(self.recovery.isHidden())
        self.recovery_shown.emit()

    def _tell_strength(self, text: str) -> None:
        self.new_row.set_problem("")
        if text:
            self.new_row.below.setText(strength(text)[0])

    # Doing

    def unlock(self) -> None:
        """Open the vault with the passphrase in the field."""
        passphrase = self.field.text()
        if not passphrase:
            self.row.set_problem(self.tr("还没有输入口令"))
            self.field.setFocus()
            return
        self.row.set_problem("")
        self.open_with(lambda _: opening.open_desk(self.folder, passphrase))

    def _failed(self, fault: Fault) -> None:
        super()._failed(fault)
        if fault.code == "passphrase_wrong":
            self.banner.clear()
            self.row.set_problem(str(fault))
            self.field.selectAll()
        self.field.setFocus()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("恢复密钥文件"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    def take_file(self, name: str) -> None:
        """Take the file headquarters brought."""
        self._key_file = Path(name)
        self.file_name.setText(self._key_file.name)

    def recover(self) -> None:
        """Open the vault with headquarters' recovery key and give it a new passphrase."""
        if self._key_file is None:
            raise Fault(self.tr("还没有选择恢复密钥文件"), code="recovery_file")
        if self.new.text() != self.again.text():
            self.again_row.set_problem(self.tr("两次输入不一样"))
            return
        self.again_row.set_problem("")
        identity, passphrase = read_identity(self._key_file), self.new.text()
        self.open_with(lambda _: opening.recover_desk(self.folder, identity, passphrase))


def said(text: str) -> str:
    """Translate a word of the lock."""
    return QCoreApplication.translate("UnlockPage", text)


def read_identity(path: Path) -> str:
    """Return the secret line of an age identity file; a file that has none is a Fault."""
    try:
        text = path.read_text("utf-8") if path.stat().st_size < 64 * 1024 else ""
    except (OSError, UnicodeDecodeError):
        text = ""
    found = [line.strip() for line in text.splitlines() if line.strip().startswith("AGE-SECRET-KEY-")]
    if not found:
        raise Fault(
            said("“{0}”里没有恢复密钥").format(path.name),
            kept=said("没有改动"),
            todo=said("请向总部要 recovery 恢复密钥文件"),
            code="recovery_file",
        )
    return found[0]
