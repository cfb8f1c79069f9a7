"""What the pages in front of the vault share: a card in the middle of the window, and work that ends in an open desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.desktop import theme
from inspector_app.desktop.background import Background, Job
from inspector_app.desktop.widgets.banner import Banner
from inspector_app.desktop.widgets.basic import Card, IconButton, label, scrolled, soft
from inspector_app.fault import Fault


class DoorPage(QWidget):
    """A page in front of the vault; ``opened(desk)`` when there is one."""

    opened = Signal(object)

    def __init__(
        self, folder: Path, background: Background, *, width: int = 560, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.folder, self.background = folder, background
        self.setProperty("ground", "bg")
        self.setAutoFillBackground(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        middle = QWidget()
        outer.addWidget(scrolled(middle, self))
        row = QHBoxLayout(middle)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(12)
        column.addStretch(2)
        self.sign = label(self.tr("现场执法"), "title")
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sign)
        self.banner = Banner()
        self.banner.layout().setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.card = Card(padding=24)
        self.card.setFixedWidth(theme.px(width))
        column.addWidget(self.card)
        self.foot = soft(self.tr("数据保存在 {0}").format(str(folder)), wrap=True)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.foot.setFixedWidth(theme.px(width))
        column.addWidget(self.foot)
        column.addStretch(3)
        row.addLayout(column)
        row.addStretch(1)

    def show_fault(self, fault: Fault) -> None:
        """Show what went wrong."""
        self.banner.show_fault(fault)

    def open_with(self, work: Callable[[Any], Any]) -> Job:
        """Do the work off the interface thread; what it returns is the open desk."""
        self.banner.clear()
        self.setEnabled(False)
        job = self.background.run(work, done=self.opened.emit, failed=self._failed)
        job.finished.connect(self._rest)
        return job

    def _rest(self) -> None:
        self.setEnabled(True)

    def _failed(self, fault: Fault) -> None:
        self.setEnabled(True)
        self.show_fault(fault)


class PassphraseField(QLineEdit):
    """A passphrase: hidden until one asks to see it, with a word when Caps Lock seems to be on."""

    caps_lock = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)
        self._eye = self.addAction(theme.icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip(self.tr("显示口令"))
        self._eye.setText(self.tr("显示口令"))
        self._eye.triggered.connect(self._turn)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setIcon(theme.icon("eye-off" if hidden else "eye"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_eye"):
            self._eye.setIcon(theme.icon("eye"))

    def keyPressEvent(self, event) -> None:
        text = event.text()
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        # Qt tells no state of Caps Lock; a capital without Shift, or a small letter with it, gives it away.
        if len(text) == 1 and text.isascii() and text.isalpha():
            self.caps_lock.emit(text.isupper() != shift)
        super().keyPressEvent(event)


def strength(passphrase: str) -> tuple[str, str]:
    """Return a word for how hard a passphrase is to guess, and its tone; length counts most."""
    from PySide6.QtCore import QCoreApplication

    def said(text: str) -> str:
        return QCoreApplication.translate("PassphraseField", text)

    kinds = sum(
        (
            any(c.isdigit() for c in passphrase),
            any(c.isascii() and c.isalpha() for c in passphrase),
            any(not c.isascii() for c in passphrase),
            any(c.isascii() and not c.isalnum() for c in passphrase),
        )
    )
    # A Chinese character carries about as much as two Latin letters.
    weight = sum(1 if c.isascii() else 2 for c in passphrase) + 2 * (kinds - 1)
    weight = min(weight, 3 * len(set(passphrase)))
    if len(passphrase) < 8:
        return said("太短，至少 8 个字符"), "critical"
    if weight < 13:
        return said("容易猜到，再长一些"), "major"
    if weight < 19:
        return said("可以用"), "ok"
    return said("很难猜到"), "ok"


__all__ = ["DoorPage", "IconButton", "PassphraseField", "strength"]
