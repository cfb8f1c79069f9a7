"""恢复单: one sheet of paper that says which vault this is and how headquarters opens it again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.casework import exchange, office, standing
from inspector_app.casework.desk import Desk
from inspector_app.desktop.widgets.basic import Card, PrimaryButton, SecondaryButton, label, line, soft


class RecoverySheet(Card):
    """The sheet on the screen, to print or to keep as a file; it holds no secret."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("RecoverySheet", "恢复单"), padding=24, parent=parent)
        self.desk = desk
        self.add(label(self.tr("数据库已建立。请把这一张打印存档，不要和电脑放在一起。"), wrap=True))
        for name, value in self.facts():
            self.add(line())
            row_value = label(value, wrap=True)
            row_value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            left = soft(name)
            left.setFixedWidth(110)
            self.row(left, row_value, stretch_last=True)
        self.add(line())
        for text in self.instructions():
            self.add(soft(text, wrap=True))
        self.print_button = SecondaryButton(self.tr("打印…"), "print")
        self.file_button = SecondaryButton(self.tr("存为 PDF…"), "export")
        self.next = PrimaryButton(self.tr("进入工作台"))
        self.row(self.print_button, self.file_button, self.next)
        self.print_button.clicked.connect(self._print)
        self.file_button.clicked.connect(self._ask_file)
        self.next.clicked.connect(self.left)

    def facts(self) -> list[tuple[str, str]]:
        """What identifies this vault."""
        here = exchange.device(self.desk)
        number = standing.vault_id(self.desk)
        grouped = " ".join(number[n : n + 4] for n in range(0, len(number), 4))
        return [
            (self.tr("数据库编号"), grouped),
            (self.tr("设备"), f"{here.name}（{here.id}）"),
            (self.tr("机关"), office.organisation(self.desk).name),
            (self.tr("位置"), str(self.desk.vault.folder)),
            (self.tr("日期"), f"{self.desk.now():%Y-%m-%d %H:%M}"),
        ]

    def instructions(self) -> list[str]:
        """What to do when the passphrase is lost."""
        return [
            self.tr("1. 忘记口令时，不要反复试，也不要重装。证据还在。"),
            self.tr("2. 带上电脑和这一张，请总部用恢复密钥打开（锁定页的「忘记口令」），当场设新口令。"),
            self.tr("3. 这只在登记过总部以后有效：第一件事就是到「收发」导入总部的登记信。"),
        ]

    def document(self) -> QTextDocument:
        """Return the sheet as it is printed."""
        from html import escape

        rows = "".join(
            f"<tr><td width='110'>{escape(name)}</td><td><b>{escape(value)}</b></td></tr>"
            for name, value in self.facts()
        )
        steps = "".join(f"<p>{escape(text)}</p>" for text in self.instructions())
        made = QTextDocument(self)
        made.setHtml(f"<h2>{escape(self.tr('现场执法　恢复单'))}</h2><table cellpadding='6'>{rows}</table>{steps}")
        return made

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.document().print_(printer))
        self._dialog = dialog
        dialog.open()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("存为 PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self.tr("恢复单-{0}.pdf").format(exchange.device(self.desk).name))
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, name: str) -> None:
        """Write the sheet as a PDF file."""
        from PySide6.QtGui import QPageSize, QPdfWriter

        writer = QPdfWriter(name)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self.document().print_(writer)
