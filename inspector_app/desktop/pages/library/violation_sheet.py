"""One violation side by side: the duty and the penal article, what each stage brings, persons, correction, grave circumstances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.law_index import LawIndex, article_key
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.lawtext import LawText
from inspector_app.catalog.violation import STAGE_NAMES, STAGES, Violation
from inspector_app.catalog.violation_when import CHANNEL_NAMES
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    LinkButton,
    SecondaryButton,
    label,
    line,
    scrolled,
    soft,
    strong,
    title,
)
from inspector_app.rules.finder import DOMAIN_NAMES
from inspector_app.rules.penalty_must import stage_words
from inspector_app.rules.violation_words import correction_words, fine_of, fine_words, person_words

from .citing import CitationLine, joined


class ViolationSheet(QFrame):
    """Shows one violation; a press on a citation asks for its article."""

    article_requested = Signal(str)
    violation_requested = Signal(str)
    compare_requested = Signal(str)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(460)
        self.violation: Violation | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 12, 0)
        self._shown: QWidget | None = None

    def show_violation(self, index: LawIndex, violation: Violation, texts: Mapping[str, LawText]) -> None:
        """Show one, with the official words of its articles where their law was imported."""
        self.violation = violation
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        book = index.book
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(14)
        column.addLayout(self._head(book, violation))
        pair = QHBoxLayout()
        pair.setSpacing(14)
        duty = self._refs_card(book, self.tr("违反的条款"), violation.violates, texts)
        if not violation.violates_verified:
            duty.add_head(Badge(self.tr("未核实"), "major", shape=True))
        pair.addWidget(duty, 1)
        pair.addWidget(self._refs_card(book, self.tr("处罚的条款"), violation.penalized_by, texts), 1)
        column.addLayout(pair)
        column.addWidget(self._stages_card(violation))
        column.addWidget(self._rules_card(book, violation))
        if violation.persons:
            column.addWidget(self._persons_card(violation))
        grave = self._grave_card(index, violation, texts)
        if grave is not None:
            column.addWidget(grave)
        column.addStretch(1)
        self._shown = scrolled(inside)
        self._column.addWidget(self._shown)

    def _head(self, book: LawBook, violation: Violation) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        name = title(violation.name)
        name.setWordWrap(True)
        self.copy_button = SecondaryButton(self.tr("复制罚则引用"), "copy")
        self.copy_button.setToolTip("Ctrl+C")
        citation = joined(book, violation.penalized_by)
        self.copy_button.clicked.connect(lambda: self.copied.emit(citation))
        top.addWidget(name, 1)
        self.compare_button = SecondaryButton("")
        self.compare_button.clicked.connect(lambda: self.compare_requested.emit(violation.id))
        self.show_compared(among=False)
        top.addWidget(self.compare_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        marks = QHBoxLayout()
        marks.setSpacing(8)
        marks.addWidget(Badge(DOMAIN_NAMES[violation.domain], "accent"))
        if not violation.verified:
            marks.addWidget(Badge(self.tr("未核实"), "major", shape=True))
        unread = book.unread(violation.refs())
        if unread:
            marks.addWidget(Badge(self.tr("有 {n} 部法规的文本未核实").format(n=len(unread)), "major", shape=True))
        if violation.until:
            marks.addWidget(Badge(self.tr("适用到 {day}").format(day=violation.until), "major", shape=True))
        since = book.effective_from(violation)
        if since and violation.until:
            marks.addWidget(
                soft(self.tr("适用于 {since} 至 {until} 的行为").format(since=since, until=violation.until))
            )
        elif since:
            marks.addWidget(soft(self.tr("适用于 {day} 以后的行为").format(day=since)))
        marks.addStretch(1)
        layout.addLayout(marks)
        about = [self.tr("主体：{who}").format(who="、".join(violation.subjects))]
        if violation.channels:
            about.append(
                self.tr("环节：{where}").format(where="、".join(CHANNEL_NAMES[one] for one in violation.channels))
            )
        about.append(self.tr("处罚机关：{who}").format(who=violation.authority))
        layout.addWidget(soft("　".join(about), wrap=True))
        if violation.replaced_by:
            after = LinkButton(self.tr("现在适用：{name}").format(name=book.violation(violation.replaced_by).name))
            after.clicked.connect(lambda: self.violation_requested.emit(violation.replaced_by))
            layout.addWidget(after, 0, Qt.AlignmentFlag.AlignLeft)
        return layout

    def show_compared(self, *, among: bool) -> None:
        """Say whether the open violation is among those to compare."""
        self.compare_button.setText(self.tr("移出比较") if among else self.tr("加入比较"))

    def _refs_card(self, book: LawBook, name: str, refs: Sequence[Ref], texts: Mapping[str, LawText]) -> Card:
        card = Card(name)
        card.body.setSpacing(6)
        self._fill(card.body, book, refs, texts)
        if not refs:
            card.add(soft(self.tr("法规包没有单列义务条款"), wrap=True))
        card.body.addStretch(1)
        return card

    def _fill(self, layout: QVBoxLayout, book: LawBook, refs: Sequence[Ref], texts: Mapping[str, LawText]) -> None:
        for ref in refs:
            made = CitationLine(book, ref, f"{ref.law}/{article_key(ref)}", texts.get(ref.law))
            made.opened.connect(self.article_requested)
            made.copied.connect(self.copied)
            layout.addWidget(made)

    def _stages_card(self, violation: Violation) -> Card:
        card = Card(self.tr("处罚种类和幅度"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 6)
        for at, name in enumerate(("", self.tr("种类"), self.tr("罚款"))):
            grid.addWidget(soft(name), 0, at)
        row_number = 1
        for stage_name in STAGES:
            stage = violation.stage(stage_name)
            if stage is None:
                continue
            grid.addWidget(line(), row_number, 0, 1, 3)
            head = strong(STAGE_NAMES[stage_name])
            grid.addWidget(head, row_number + 1, 0, Qt.AlignmentFlag.AlignTop)
            kinds = label("\n".join(stage_words(violation, stage_name)) or self.tr("同首查"), wrap=True)
            grid.addWidget(kinds, row_number + 1, 1, Qt.AlignmentFlag.AlignTop)
            said = self._fine(violation, stage_name)
            if stage.application_ban_years:
                said.append(self.tr("{n} 年内不受理许可申请").format(n=stage.application_ban_years))
            if stage.note:
                said.append(stage.note)
            fines = label("\n".join(said) or "—", wrap=True)
            fines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(fines, row_number + 1, 2, Qt.AlignmentFlag.AlignTop)
            row_number += 2
        card.body.addLayout(grid)
        return card

    def _fine(self, violation: Violation, stage_name) -> list[str]:
        stage = violation.stage(stage_name)
        fine = fine_of(violation, stage_name)
        if stage is None or stage.fine is None or fine is None:
            return []
        if stage.fine.same_as:
            return [self.tr("与{stage}的罚款相同").format(stage=STAGE_NAMES[stage.fine.same_as])]
        said = list(fine_words(fine))
        if not fine.mandatory:
            said.append(self.tr("（可以并处，不是必须）"))
        return said

    def _rules_card(self, book: LawBook, violation: Violation) -> Card:
        card = Card(self.tr("责令改正和说明"))
        card.add(label(correction_words(violation), wrap=True))
        if violation.penalty_follows:
            followed = book.violation(violation.penalty_follows)
            card.add(soft(self.tr("处罚转致：{name}").format(name=followed.name), wrap=True))
        if violation.note:
            note = label(violation.note, wrap=True)
            note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            card.add(note)
        if violation.topics:
            card.add(soft(self.tr("主题：{words}").format(words="、".join(violation.topics)), wrap=True))
        return card

    def _persons_card(self, violation: Violation) -> Card:
        card = Card(self.tr("处罚到人"))
        for one in violation.persons:
            card.add(label(person_words(one), wrap=True))
        return card

    def _grave_card(self, index: LawIndex, violation: Violation, texts: Mapping[str, LawText]) -> Card | None:
        book = index.book
        rules = book.discretion()
        listed = [one for one in rules.serious_circumstances if self._applies(one.applies_to, one.domain, violation)]
        exempting = [one for one in (*rules.exemptions,) if one.id in violation.exemptions]
        if not (listed or violation.serious_indicators or violation.aggravating or exempting):
            return None
        card = Card(self.tr("情节严重、从重和免罚"))
        for group in listed:
            row = QHBoxLayout()
            row.addWidget(soft(self.tr("情节严重的情形（{cite}）").format(cite="、".join(book.cite_all(group.refs)))))
            if not group.verified:
                row.addWidget(Badge(self.tr("未核实"), "major", shape=True))
            row.addStretch(1)
            card.body.addLayout(row)
            card.add(label("\n".join(f"· {item}" for item in group.items), wrap=True))
        if violation.serious_indicators:
            card.add(soft(self.tr("情节严重的条款")))
            self._fill(card.body, book, violation.serious_indicators, texts)
        if violation.aggravating:
            card.add(soft(self.tr("应当从重的条款")))
            self._fill(card.body, book, violation.aggravating, texts)
        for exemption in exempting:
            cite = "、".join(book.cite_all(exemption.refs))
            mark = "" if exemption.verified else self.tr("（未核实）")
            card.add(soft(self.tr("{name}{mark}　{cite}").format(name=exemption.name, mark=mark, cite=cite), wrap=True))
            card.add(
                label(
                    self.tr("{when}：{effect}").format(when="；".join(exemption.conditions), effect=exemption.effect),
                    wrap=True,
                )
            )
        return card

    @staticmethod
    def _applies(ids: Sequence[str], domain: str, violation: Violation) -> bool:
        return violation.id in ids if ids else domain == violation.domain and violation.serious is not None
