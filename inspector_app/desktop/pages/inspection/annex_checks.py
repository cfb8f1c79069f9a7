"""The annex checks of an item: each is answered by itself, and the item falls with any of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.catalog.checklist import AnnexCheck, Checklist
from inspector_app.desktop.widgets.basic import label
from inspector_app.records.answer import Answer

from .answer_buttons import Choices
from .parts import column, frame, numbered, words

CODES = ("compliant", "non_compliant", "defect", "not_applicable")


class AnnexChecks(QWidget):
    """One panel an annex; ``answered(annex, code)`` asks for an answer."""

    answered = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(self, gap=8)
        self._panels: dict[str, Choices] = {}
        self._shown: tuple[AnnexCheck, ...] = ()

    def show_checks(self, checklist: Checklist, checks: tuple[AnnexCheck, ...], answer: Answer) -> None:
        """Show the annex checks of an item and how they were answered."""
        if checks != self._shown:
            self._build(checklist, checks)
        for key, choices in self._panels.items():
            choices.show_choice(answer.annex.get(key, ""))
        self.setVisible(bool(checks))

    def _build(self, checklist: Checklist, checks: tuple[AnnexCheck, ...]) -> None:
        from .parts import clear

        clear(self._layout)
        self._panels, self._shown = {}, checks
        for check in checks:
            panel = frame("panel")
            inside = column(panel, margins=(12, 10, 12, 12), gap=8)
            inside.addWidget(label(self.tr("附录　{name}").format(name=check.annex), "strong", wrap=True))
            inside.addWidget(words(numbered(check.checks)))
            choices = Choices(self.tr("附录 {name} 的结论").format(name=check.annex))
            options = {
                option.code: (option.label, "", "bad" if option.counts_as_defect else "ok")
                for option in checklist.answer_options
                if option.code in CODES
            }
            if "not_applicable" in options:
                options["not_applicable"] = (options["not_applicable"][0], "", "quiet")
            choices.offer(options)
            choices.setProperty("annex", check.key)
            choices.chosen.connect(self._answer)
            inside.addWidget(choices)
            self._layout.addWidget(panel)
            self._panels[check.key] = choices

    def choices(self, annex: str) -> Choices:
        """Return the buttons of an annex."""
        return self._panels[annex]

    def _answer(self, code: str) -> None:
        self.answered.emit(str(self.sender().property("annex")), code)
