"""The verdict: what the rule gives with its whole trail, or why no rule may give one and the team must."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from inspector_app.casework import reviewing
from inspector_app.desktop import theme
from inspector_app.desktop.models.lines import rank_of
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import Badge, Card, SeverityMark, label, set_state, soft
from inspector_app.desktop.widgets.buttons import LinkButton, SecondaryButton
from inspector_app.rules.judgement import Judgement

from .answer_buttons import Choices
from .parts import clear, column, frame, row, words
from .session import Session


class VerdictCard(Card):
    """Shows a ``Judgement`` and takes the team's verdict with its reasons."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("判定"), parent=parent)
        self._session = session
        self._wanted = ""
        self.state = Badge("", "neutral")
        self.add_head(self.state)
        self.headline = words("", "title")
        self.add(self.headline)
        self.refusal = words("", "warn")
        self.add(self.refusal)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(24)
        self._table.setVerticalSpacing(6)
        self.body.addLayout(self._table)
        self.why_button = LinkButton(self.tr("为什么"), "chevron-down")
        self.why_button.setCheckable(True)
        self.why_button.toggled.connect(self._show_why)
        self.add(self.why_button)
        self.because = words("", "soft")
        self.because.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self.because)
        self.why_button.setChecked(True)
        self.hints = words("", "soft")
        self.add(self.hints)
        self._build_team()

    def _build_team(self) -> None:
        self._team = frame("panel")
        layout = column(self._team, margins=(16, 12, 16, 14), gap=8)
        top = row(gap=8)
        self.team_name = label("", "strong")
        top.addWidget(self.team_name)
        top.addStretch(1)
        self.team_state = Badge("", "neutral")
        top.addWidget(self.team_state)
        layout.addLayout(top)
        self.suggestion = words("", "soft")
        layout.addWidget(self.suggestion)
        self.choices = Choices(self.tr("检查组结论"))
        self.choices.chosen.connect(self._choose)
        layout.addWidget(self.choices)
        layout.addWidget(label(self.tr("理由（必填，记入留痕）"), "label"))
        self.reasons = QPlainTextEdit()
        self.reasons.setAccessibleName(self.tr("结论的理由"))
        self.reasons.setTabChangesFocus(True)
        self.reasons.setFixedHeight(theme.px(76))
        self.reasons.textChanged.connect(self._typed)
        layout.addWidget(self.reasons)
        line = row(gap=8)
        self.decide_button = SecondaryButton(self.tr("作出结论"))
        self.decide_button.clicked.connect(self.decide)
        line.addWidget(self.decide_button)
        self.decided = soft("", wrap=True)
        line.addWidget(self.decided, 1)
        layout.addLayout(line)
        self.add(self._team)

    # Showing

    def show_judgement(self, judgement: Judgement) -> None:
        """Show a result."""
        states = (
            (not judgement.automatic, self.tr("须由检查组判定"), "major"),
            (judgement.provisional, self.tr("暂定"), "major"),
            (True, self.tr("按规则判定"), "ok"),
        )
        _, text, tone = next(state for state in states if state[0])
        self.state.set(text, tone)
        self.headline.setText(judgement.headline or judgement.label)
        self.refusal.setText(judgement.refusal)
        self.refusal.setVisible(bool(judgement.refusal))
        self._show_counts(judgement)
        self.because.setText("\n".join(f"· {one}" for one in judgement.because))
        said = []
        for one in judgement.hints:
            doubt = "" if one.verified is True else self.tr("（未核实）")
            law = f"　{one.law_ref}" if one.law_ref else ""
            said.append(f"· {one.text}{law}{doubt}")
        self.hints.setText("\n".join(said))
        self.hints.setVisible(bool(said))
        self._show_team(judgement)

    def _show_counts(self, judgement: Judgement) -> None:
        clear(self._table)
        columns = [
            ("total", self.tr("共")),
            ("compliant", self.tr("符合")),
            ("non_compliant", self.tr("不符合")),
            ("flaw", self.tr("瑕疵")),
            ("not_applicable", self.tr("不适用")),
            ("unchecked", self.tr("未查")),
        ]
        if not any(count.flaw for count in judgement.counts.values()):
            columns = [one for one in columns if one[0] != "flaw"]
        for place, (_, name) in enumerate(columns, 1):
            head = label(name, "label")
            self._table.addWidget(head, 0, place, Qt.AlignmentFlag.AlignRight)
        for line, (level, count) in enumerate(judgement.counts.items(), 1):
            rank = rank_of(level)
            name = SeverityMark(count.label, rank) if rank else label(count.label, "strong")
            self._table.addWidget(name, line, 0)
            # Where the inspector gives the levels, only defects have one: the other figures would all be noughts.
            only_defects = level != "overall" and self._session.checklist.severity_by_inspector
            for place, (key, _) in enumerate(columns, 1):
                if only_defects and key != "non_compliant":
                    continue
                number = int(getattr(count, key))
                role = "figure" if key == "non_compliant" and number else "soft" if not number else ""
                self._table.addWidget(label(str(number), role), line, place, Qt.AlignmentFlag.AlignRight)
        self._table.setColumnStretch(len(columns) + 1, 1)

    def _show_team(self, judgement: Judgement) -> None:
        team = self._session.inspection.team_verdict
        needed = not judgement.automatic or judgement.provisional
        self.team_name.setText(self.tr("检查组结论") if needed else self.tr("检查组结论（需要时另行作出）"))
        if team is not None:
            self.team_state.set(self.tr("已作出"), "ok")
        else:
            self.team_state.set(
                self.tr("还没有作出") if needed else self.tr("可不作"), "major" if needed else "neutral"
            )
        advice = judgement.suggestion
        if advice is not None:
            self.suggestion.setText(
                self.tr("产品建议，不是法规规定：{note}").format(
                    note=advice.note.removeprefix("产品建议，不是法规规定：")
                )
            )
        self.suggestion.setVisible(advice is not None)
        codes = [choice.code for choice in judgement.choices]
        if codes != self.choices.codes():
            self.choices.offer({c.code: (c.label, "", "accent") for c in judgement.choices})
        self._team.setVisible(bool(codes))
        if not self._wanted:
            self._wanted = team.code if team else (advice.preselect if advice else "")
        self.choices.show_choice(self._wanted)
        if team is not None and not self.reasons.toPlainText():
            self.reasons.blockSignals(True)
            self.reasons.setPlainText(team.reasons)
            self.reasons.blockSignals(False)
        self.decided.setText(
            self.tr("{who}于 {at} 作出：{what}").format(who=team.by, at=minute_text(team.at), what=team.label)
            if team
            else ""
        )
        for part in (self.choices, self.decide_button):
            part.setEnabled(self._session.editable)
        self.reasons.setReadOnly(not self._session.editable)

    def _show_why(self, shown: bool) -> None:
        self.because.setVisible(shown)

    # Deciding

    def _choose(self, code: str) -> None:
        self._wanted = code
        self.choices.show_choice(code)

    def _typed(self) -> None:
        set_state(self.reasons, "")

    def decide(self) -> None:
        """Record the team's verdict."""
        if not self._wanted:
            self._session.services.toast(self.tr("请先选一个结论"))
            return
        if not self.reasons.toPlainText().strip():
            set_state(self.reasons, "lacking")
            self.reasons.setFocus()
            return
        changed = self._session.attempt(
            lambda: reviewing.decide(self._session.desk, self._session.id, self._wanted, self.reasons.toPlainText())
        )
        if changed is not None:
            self._session.take_inspection(changed)

    def focus(self) -> None:
        """Go to the team's verdict."""
        if self.choices.codes():
            self.choices.button(self.choices.codes()[0]).setFocus()
