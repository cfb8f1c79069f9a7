"""One violation: facts → legal range → circumstances → degree and amount, with the trail of every figure and its articles."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from inspector_app.casework import penalising
from inspector_app.casework.law_index import article_key
from inspector_app.casework.penalising import Panel
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, SecondaryButton, label, line, soft
from inspector_app.rules.discretion import Worksheet
from inspector_app.rules.tiers import Missing
from inspector_app.rules.trail import Step
from inspector_app.rules.violation_words import correction_words, fine_of, fine_words

from .charge_decision import ChargeDecision, DecidedWords
from .charge_facts import ChargeFacts
from .charge_kinds import ChargeKinds
from .charge_words import (
    basis_given,
    fact_name,
    figure,
    hearing_words,
    in_one_line,
    multiples,
    span,
    without_keys,
)
from .circumstances import Circumstances
from .law_choice_panel import LawChoicePanel
from .range_bar import RangeBar
from .session import CaseSession


class ChargeCard(Card):
    """What the law packs say is shown as it is; what is decided here is held against it before it is recorded.

    ``opened`` names the parts that stay open when the card is built anew: ``ticks``, ``trail``, ``again``. ``primary``: deciding this one is
    the next thing to do on the page.
    """

    def __init__(
        self,
        session: CaseSession,
        panel: Panel,
        *,
        opened: set[str],
        primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(panel.name, parent=parent)
        self.name.setWordWrap(True)
        self.session, self.panel, self.opened, self._primary = session, panel, opened, primary
        self._book = panel.book
        self.circumstances: Circumstances | None = None
        self.decision: ChargeDecision | None = None
        self._show_head()
        self.facts = ChargeFacts(session, panel)
        self.add(self.facts)
        self.laws: LawChoicePanel | None = None
        if panel.laws is not None:
            self.laws = LawChoicePanel(session, panel)
            self.add(self.laws)
        if panel.fault:
            self.add(label("■ " + without_keys(panel.fault, self._book), "problem", wrap=True))
        sheet = panel.worksheet
        if sheet is not None:
            self._show_range(sheet)
            self.circumstances = Circumstances(session, panel, opened="ticks" in opened)
            self.circumstances.toggled.connect(partial(self._keep_open, "ticks"))
            self.add(self.circumstances)
            self._show_decision(sheet)
        self._show_foot(sheet)

    def _show_head(self) -> None:
        panel = self.panel
        if panel.fined_elsewhere:
            self.add_head(Badge(self.tr("不另罚款"), "neutral"))
        if panel.decided is not None:
            self.add_head(Badge(self.tr("已裁量"), "ok"))
        if panel.unverified:
            self.add_head(Badge(self.tr("有未核实的内容"), "major", shape=True))
        if panel.penalty is not None:
            self.add_head(soft(self.tr("依据 {0}").format("、".join(panel.penalty.basis))))

    # Range

    def _show_range(self, sheet: Worksheet) -> None:
        penalty = sheet.penalty
        for one in penalty.missing:
            self._show_missing(one)
        legal = penalty.legal_range
        figures = row(gap=28)
        parts = []
        taken = basis_given(penalty, self.panel.facts)
        if taken is not None:
            parts.append(taken)
        if penalty.basis_amount is not None:
            parts.append((self.tr("计算基数"), figure(penalty.basis_amount)))
        if multiples(penalty):
            parts.append((self.tr("倍数"), multiples(penalty)))
        if not penalty.fined:
            fined = self.tr("这一档不罚款")
        else:
            fined = span(legal) if legal is not None else self.tr("还算不出")
        parts.append((self.tr("法定幅度（可以并处）") if penalty.fine_optional else self.tr("法定幅度"), fined))
        parts.append((self.tr("听证"), hearing_words(penalty.hearing)))
        for name, text in parts:
            holder = column(gap=0)
            holder.addWidget(label(name, "label"))
            holder.addWidget(label(text, "figure"))
            figures.addLayout(holder)
        figures.addStretch(1)
        self.body.addLayout(figures)
        decided = self.panel.decided
        self.bar = RangeBar()
        self.bar.show_sheet(sheet, decided.amount if decided else None)
        self.add(self.bar)
        told = in_one_line(penalty)
        if told:
            self.add(soft(told, wrap=True))
        violation = self._book.violation(penalty.violation)
        fine = fine_of(violation, self.panel.facts.stage) if penalty.punished == "party" else None
        if fine is not None and len(fine.tiers) > 1:
            # A cliff is seen before one falls over it: what a little more or less would bring.
            self.add(soft(self.tr("本条分档：{0}").format("；".join(fine_words(fine))), wrap=True))
        self._show_authority(violation.authority)
        if penalty.correction != "none":
            first = penalty.correction == "before_fine"
            words = correction_words(violation)
            self.add(label("◆ " + words if first else words, "warn" if first else "soft", wrap=True))
        for note in penalty.notes:
            if not (penalty.correction == "before_fine" and note.startswith("须先责令限期改正")):
                self.add(soft(without_keys(note, self._book), wrap=True))

    def _show_authority(self, authority: str) -> None:
        own = "药" in authority
        words = self.tr("处罚机关：{0}").format(authority)
        if not own:
            words = self.tr("◆ 处罚机关：{0}；请核对是否由本机关处罚，不是的应当移送").format(authority)
        self.add(label(words, "soft" if own else "warn", wrap=True))

    def _show_missing(self, one: Missing) -> None:
        made = row(gap=8)
        words = label("◆ " + without_keys(one.say, self._book), "warn", wrap=True)
        jump = LinkButton(self.tr("去填写"))
        jump.setAccessibleName(self.tr("去填写{0}").format(fact_name(one.field)))
        jump.clicked.connect(partial(self._to_field, one.field))
        made.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        made.addWidget(jump)
        self.body.addLayout(made)

    def _to_field(self, field: str, _checked: bool = False) -> None:
        self.session.jump_requested.emit("penalty", f"charge:{self.panel.charge.violation}/{field}")

    # Decision

    def _show_decision(self, sheet: Worksheet) -> None:
        self.add(line())
        self.add(label(sheet.headline, "strong", wrap=True))
        for text in sheet.hints:
            self.add(label("◆ " + text, "warn", wrap=True))
        decided = self.panel.decided
        if decided is not None:
            self.add(DecidedWords(decided))
        if self.session.editable and (decided is None or "again" in self.opened):
            self.decision = ChargeDecision(self.session, self.panel, primary=self._primary)
            self.decision.weighed.connect(partial(self._weighed, sheet))
            self.add(self.decision)
        else:
            self.add(ChargeKinds(self.session, self.panel, choosing=False))

    def _weighed(self, sheet: Worksheet, amount: Decimal | None) -> None:
        self.bar.show_sheet(sheet, amount)

    # What the tests and the section reach for

    @property
    def amount(self) -> QLineEdit:
        """The field of the fine."""
        assert self.decision is not None
        return self.decision.amount

    @property
    def decide_button(self) -> SecondaryButton:
        """The button that records the decision."""
        assert self.decision is not None
        return self.decision.decide_button

    # Foot: trail, decide again, drop

    def _show_foot(self, sheet: Worksheet | None) -> None:
        foot = row(gap=4)
        if sheet is not None:
            self.trail_button = LinkButton(self.tr("这些数是怎么来的"), "list")
            self.trail_button.clicked.connect(partial(self._toggle, "trail"))
            foot.addWidget(self.trail_button)
        if self.session.editable and self.panel.decided is not None:
            self.again_button = LinkButton(
                self.tr("收起裁量") if "again" in self.opened else self.tr("重新裁量…"), "edit"
            )
            self.again_button.clicked.connect(partial(self._toggle, "again"))
            foot.addWidget(self.again_button)
        foot.addStretch(1)
        if self.session.editable:
            off = LinkButton(self.tr("撤销认定"))
            off.setAccessibleName(self.tr("撤销认定：{0}").format(self.panel.name))
            off.clicked.connect(self._drop)
            foot.addWidget(off)
        self.body.addLayout(foot)
        self._trail = column(gap=2)
        self.body.addLayout(self._trail)
        if sheet is not None and "trail" in self.opened:
            self._show_trail(sheet)

    def _keep_open(self, part: str, opened: bool) -> None:
        (self.opened.add if opened else self.opened.discard)(part)

    def _toggle(self, part: str, _checked: bool = False) -> None:
        self._keep_open(part, part not in self.opened)
        if part == "again":
            # The decision is built or taken away; the card is made anew once this press is over.
            self.session.changed.emit()
        elif part in self.opened and self.panel.worksheet is not None:
            self._show_trail(self.panel.worksheet)
        else:
            clear(self._trail)

    def _show_trail(self, sheet: Worksheet) -> None:
        clear(self._trail)
        steps = [*sheet.penalty.trail]
        group = self.panel.group
        steps += group.one.trail if group is not None and group.one is not None else ()
        for number, step in enumerate(steps, 1):
            self._trail.addLayout(self._step(number, step))
        copy = LinkButton(self.tr("复制全部步骤"), "copy")
        copy.clicked.connect(self._copy_trail)
        foot = row()
        foot.addWidget(copy)
        foot.addStretch(1)
        self._trail.addLayout(foot)

    def _copy_trail(self) -> None:
        panel = self.panel
        lines = [panel.name, *penalising.trail(self._book, panel.charge, panel.penalty, panel.group)]
        lines += panel.decided.reasons if panel.decided is not None else ()
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.session.services.toast(self.tr("已复制“{0}”的计算步骤").format(panel.name))

    def _step(self, number: int, step: Step):
        book = self._book
        made = row(gap=8)
        words: QLabel = label(f"{number}. {step.say}", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.addWidget(words, 1)
        for ref in step.refs:
            link = LinkButton(book.cite(ref))
            link.setToolTip(book.citation(ref))
            link.clicked.connect(partial(self._open_article, f"{ref.law}/{article_key(ref)}"))
            made.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _open_article(self, key: str, _checked: bool = False) -> None:
        self.session.services.open("law", key)

    def _drop(self) -> None:
        session, violation = self.session, self.panel.charge.violation
        session.act(lambda: penalising.drop_charge(session.desk, session.id, violation) or True)
