"""What is asked before something lasting is done to a document: issued, corrected, void, thrown away, kept as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework.numbers import Outlook
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.records.document import Document

from .parts import column, words


class ReasonPanel(ConfirmPanel):
    """A question that wants a reason; ``reasoned`` brings it, an empty one stays on the panel."""

    reasoned = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None, *, danger: bool = False) -> None:
        super().__init__(parent, danger=danger)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(placeholder)
        self.reason.setAccessibleName(placeholder)
        self.reason.returnPressed.connect(self.yes.click)
        self.extra.addWidget(self.reason)
        self.confirmed.connect(self._tell)

    def ask(self, question: str, explanation: str, verb: str) -> None:
        super().ask(question, explanation, verb)
        self.reason.clear()
        self.reason.setFocus()

    def _tell(self) -> None:
        text = self.reason.text().strip()
        if text:
            self.reasoned.emit(text)
        else:
            self.show()
            self.reason.setFocus()


class DocumentAsks(QWidget):
    """The panels at the head of the left side; at most one is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=12)
        self.issue = ConfirmPanel()
        self.overrides = words("", "warn")
        self.issue.extra.addWidget(self.overrides)
        self.void = ReasonPanel(self.tr("作废的理由（必填）"), danger=True)
        self.anew = ReasonPanel(self.tr("作废的理由（必填）"), danger=True)
        self.correct = ReasonPanel(self.tr("错在哪里、应是什么（必填）"))
        self.keep = ReasonPanel(self.tr("为什么不用改，例如：印发那天记录就是这样（必填）"))
        self.discard = ConfirmPanel(danger=True)
        for panel in self._panels():
            layout.addWidget(panel)
            panel.confirmed.connect(self._settle)
            panel.declined.connect(self._settle)
        self.hide()

    def _panels(self) -> tuple[ConfirmPanel, ...]:
        return self.issue, self.void, self.anew, self.correct, self.keep, self.discard

    def close_all(self) -> None:
        """Ask nothing any more."""
        for panel in self._panels():
            panel.hide()
        self.hide()

    def _settle(self) -> None:
        self.setVisible(any(not panel.isHidden() for panel in self._panels()))

    def _begin(self) -> None:
        self.close_all()
        self.show()

    def ask_issue(self, document: Document, ahead: Outlook | None, replaced: str, overridden: list[str]) -> None:
        """Ask whether to issue; say which number is taken, what is replaced, and what stands against the records."""
        self._begin()
        lines = []
        if ahead is not None:
            lines.append(self.tr("将取用 {0}，之后还剩 {1} 个。").format(ahead.next, ahead.remaining))
        if replaced:
            lines.append(self.tr("印发后取代 {0}，原来那份留着，标为已更正。").format(replaced))
        lines.append(self.tr("内容从此冻结：笔误可以更正，其他错误只能作废后另作。"))
        self.overrides.setText(
            self.tr("与记录不同、写明了理由的 {0} 处：").format(len(overridden)) + "\n" + "\n".join(overridden)
            if overridden
            else ""
        )
        self.overrides.setVisible(bool(overridden))
        self.issue.ask(self.tr("印发《{name}》？").format(name=document.name), "".join(lines), self.tr("印发"))

    def ask_void(self, document: Document) -> None:
        """Ask for the reason to declare it void."""
        self._begin()
        self.void.ask(
            self.tr("作废《{name}》{n}？").format(name=document.name, n=document.number),
            self.tr("原件和文号都保留，不能再用；需要时另作一份。"),
            self.tr("作废"),
        )

    def ask_anew(self, document: Document) -> None:
        """Ask for the reason to declare it void and make it anew."""
        self._begin()
        self.anew.ask(
            self.tr("作废《{name}》{n}，另作一份？").format(name=document.name, n=document.number),
            self.tr("这一份立即作废；新的一份先填好原来的内容，按现在的记录改好再印发，取新的文号。"),
            self.tr("作废并另作"),
        )

    def ask_correct(self, document: Document) -> None:
        """Ask what a correction mends."""
        self._begin()
        self.correct.ask(
            self.tr("更正《{name}》{n}？").format(name=document.name, n=document.number),
            self.tr(
                "更正只用于笔误（错字、漏字、号码抄错）。当事人、事实、依据、处罚有错，请作废后另作。"
                "新的一份填好原来的内容，每页注明更正并取代哪一份；印发以前，原来那份照旧有效。"
            ),
            self.tr("起草更正"),
        )

    def ask_keep(self, document: Document, count: int) -> None:
        """Ask why the printed values stand."""
        self._begin()
        self.keep.ask(
            self.tr("《{name}》的 {n} 处保留不改？").format(name=document.name, n=count),
            self.tr("文书印发那天是对的，不用更正；说明记在文书和留痕里，记录再变会重新提示。"),
            self.tr("保留"),
        )

    def ask_discard(self, document: Document) -> None:
        """Ask whether to throw a draft away."""
        self._begin()
        self.discard.ask(
            self.tr("删除《{name}》的草稿？").format(name=document.name),
            self.tr("这份草稿里手工填写的内容不再保留；检查记录不受影响，留痕里仍查得到。没有取用文号。"),
            self.tr("删除草稿"),
        )
