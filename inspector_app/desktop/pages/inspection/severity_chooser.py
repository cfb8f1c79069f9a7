"""Choosing how severe a finding is, with the criteria of the pack at hand, where the list leaves it to the inspector."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.catalog.checklist import Checklist
from inspector_app.desktop.widgets.basic import label

from .answer_buttons import Choices
from .parts import column, numbered, words

_TONES = {"critical": "bad", "major": "warn", "general": "quiet"}


class SeverityChooser(QWidget):
    """Three levels; under them the criteria of the one that is chosen, or of all while none is."""

    chosen = Signal(str)

    def __init__(self, checklist: Checklist, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checklist = checklist
        layout = column(self, gap=8)
        layout.addWidget(label(self.tr("缺陷等级（由检查员评定）"), "label"))
        self.levels = Choices(self.tr("缺陷等级"))
        self.levels.offer(
            {level.code: (level.label, "", _TONES.get(level.code, "accent")) for level in checklist.severity_levels}
        )
        self.levels.chosen.connect(self.chosen)
        layout.addWidget(self.levels)
        self.criteria = words("", "soft")
        layout.addWidget(self.criteria)
        self.basis = words("", "hint")
        layout.addWidget(self.basis)

    def show_severity(self, severity: str) -> None:
        """Show the level that is recorded and its criteria."""
        self.levels.show_choice(severity)
        rules = self._checklist.judgement.defect_classification
        if rules is None:
            self.criteria.setText(self.tr("本表没有收录分级标准，请按所依据的指导原则评定"))
            self.basis.setVisible(False)
            return
        shown = [level for level in self._checklist.severity_levels if not severity or level.code == severity]
        blocks = []
        for level in shown:
            criteria = rules.criteria(level.code)
            if criteria:
                doubt = "" if rules.criteria_verified(level.code) is True else self.tr("（未核实）")
                blocks.append(f"{level.label}{doubt}\n{numbered(criteria)}")
        if severity:
            blocks.append(rules.upgrade.text + ("" if rules.upgrade.verified is True else self.tr("（未核实）")))
        self.criteria.setText("\n".join(blocks))
        self.criteria.setVisible(bool(blocks))
        self.basis.setText(self.tr("依据：{basis}").format(basis=rules.basis))
        self.basis.setVisible(True)
