"""看看示例: makes the demonstration vault while one waits, then opens it; nothing in it is real."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from inspector_app.casework import opening
from inspector_app.casework.desk import Desk
from inspector_app.desktop.background import Background
from inspector_app.desktop.widgets.basic import SecondaryButton, heading, soft
from inspector_app.fault import Fault

from .door import DoorPage


class DemonstrationPage(DoorPage):
    """A word on what is being made, and the way back if it fails."""

    back_requested = Signal()

    def __init__(self, folder: Path, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(folder, background, width=460, parent=parent)
        self.card.add(heading(self.tr("正在准备示例")))
        self.card.add(soft(self.tr("虚构的企业、检查、照片和文书，约需十几秒；与真实数据分开存放"), wrap=True))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("正在准备示例"))
        self.card.add(self.bar)
        self.step = soft("")
        self.card.add(self.step)
        self.back = SecondaryButton(self.tr("回去"))
        self.back.hide()
        self.card.add(self.back)
        self.back.clicked.connect(self.back_requested)

    def begin(self) -> None:
        """Open the demonstration, made first if it is not there yet."""
        from inspector_app.casework import demonstration

        folder = self.folder

        def work(context) -> Desk:
            if opening.vault_exists(folder):
                return opening.open_desk(folder, demonstration.PASSPHRASE)
            return demonstration.build(folder, progress=lambda text: context.progress(0, 0, text))

        job = self.open_with(work)
        job.progressed.connect(self._progressed)

    def _progressed(self, _done: int, _total: int, text: str) -> None:
        self.step.setText(text)

    def _failed(self, fault: Fault) -> None:
        super()._failed(fault)
        self.bar.hide()
        self.back.show()
