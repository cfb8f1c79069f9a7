"""The annex checks of an item: each is answered by itself, and the item falls with any of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.catalog.checklist import AnnexCheck, Checklist
from inspector_app.desktop.widgets.basic import label
from inspector_app.records.answer import Answer

from .answer_buttons import Choices
from .parts import column, numbered, words

CODES = ("compliant", "non_compliant", "defect", "not_applicable")


class AnnexPanel(QFrame):
    """One annex: what it asks for and how it was answered."""

    answered = Signal(str, str)

    def __init__(self, checklist: Checklist) -> None:
        super().__init__()
        self.setProperty("frame", "panel")
        self.key = ""
        inside = column(self, margins=(12, 10, 12, 12), gap=8)
        self.name = label("", "strong", wrap=True)
        inside.addWidget(self.name)
        self.checks = words("")
        inside.addWidget(self.checks)
        self.choices = Choices(self.tr("附录的结论"))
        tones = {"not_applicable": "quiet", "compliant": "ok"}
        self.choices.offer(
            {
                option.code: (option.label, "", tones.get(option.code, "bad"))
                for option in checklist.answer_options
                if option.code in CODES
            }
        )
        self.choices.chosen.connect(self._answer)
        inside.addWidget(self.choices)

    def show_check(self, check: AnnexCheck) -> None:
        """Show an annex."""
        self.key = check.key
        self.name.setText(self.tr("附录　{name}").format(name=check.annex))
        self.checks.setText(numbered(check.checks))
        self.choices.setAccessibleName(self.tr("附录 {name} 的结论").format(name=check.annex))

    def _answer(self, code: str) -> None:
        self.answered.emit(self.key, code)


class AnnexChecks(QWidget):
    """One panel an annex; ``answered(annex, code)`` asks for an answer. Panels are used again: building one costs a frame."""

    answered = Signal(str, str)

    def __init__(self, checklist: Checklist, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(self, gap=8)
        most = max((len(item.annex_checks) for item in checklist.items()), default=0)
        self._panels = [AnnexPanel(checklist) for _ in range(most)]
        for panel in self._panels:
            panel.answered.connect(self.answered)
            self._layout.addWidget(panel)
        self._shown: tuple[AnnexCheck, ...] | None = None

    def show_checks(self, checks: tuple[AnnexCheck, ...], answer: Answer) -> None:
        """Show the annex checks of an item and how they were answered."""
        if checks != self._shown:
            self._shown = checks
            for place, panel in enumerate(self._panels):
                if place < len(checks):
                    panel.show_check(checks[place])
                panel.setVisible(place < len(checks))
            self.setVisible(bool(checks))
        for panel, check in zip(self._panels, checks, strict=False):
            panel.choices.show_choice(answer.annex.get(check.key, ""))

    def choices(self, annex: str) -> Choices:
        """Return the buttons of an annex."""
        return next(panel.choices for panel in self._panels if panel.key == annex)
