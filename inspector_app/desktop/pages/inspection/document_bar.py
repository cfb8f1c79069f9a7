"""The bar above a document: which one it is, how it stands, what one may do with it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from inspector_app.desktop.widgets.basic import Badge, heading, soft
from inspector_app.desktop.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from inspector_app.records.document import Document


def state_words(parent: QWidget) -> dict[str, tuple[str, str]]:
    """The words and tones of the states of a document."""
    return {
        "draft": (parent.tr("草稿"), "major"),
        "issued": (parent.tr("已印发"), "ok"),
        "void": (parent.tr("已作废"), "critical"),
        "corrected": (parent.tr("已更正"), "neutral"),
    }


class DocumentBar(QFrame):
    """Holds the buttons; the editor says what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "header")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 16, 8)
        line.setSpacing(10)
        self.back = IconButton("chevron-left", self.tr("返回文书列表（Esc）"))
        self.name = heading("")
        self.state = Badge("", "major")
        self.whose = soft("")
        self.whose.setMinimumWidth(40)
        self.undo_button = IconButton("undo", self.tr("撤销上一处填写（Ctrl+Z）"))
        self.proofs_button = SecondaryButton("", "list")
        self.save_button = SecondaryButton(self.tr("存为文件…"), "disk")
        self.print_button = SecondaryButton(self.tr("打印草稿"), "print")
        self.print_button.setToolTip("Ctrl+P")
        self.issue_button = PrimaryButton(self.tr("印发…"))
        line.addWidget(self.back)
        line.addWidget(self.name)
        line.addWidget(self.state)
        line.addWidget(self.whose, 1)
        for button in (
            self.undo_button,
            self.proofs_button,
            self.save_button,
            self.print_button,
            self.issue_button,
        ):
            line.addWidget(button)

    def show_document(self, document: Document, whose: str) -> None:
        """Show which document it is and what may be done with it."""
        draft = document.status == "draft"
        self.name.setText(document.name)
        self.state.set(*state_words(self)[document.status])
        self.whose.setText(" · ".join(one for one in (document.number, whose) if one))
        self.print_button.setText(self.tr("打印草稿") if draft else self.tr("打印"))
        for button in (self.issue_button, self.proofs_button, self.undo_button):
            button.setVisible(draft)
        self.print_button.setVisible(document.status in {"draft", "issued"})

    def show_count(self, count: int | None) -> None:
        """Show how much the check found; None while nothing was checked yet."""
        done = self.tr("校对 {n}").format(n=count) if count else self.tr("校对无误")
        self.proofs_button.setText(self.tr("正在校对…") if count is None else done)
        self.proofs_button.setEnabled(bool(count))
