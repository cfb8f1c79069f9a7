"""文种字 in the settings: every form with the word of its numbers and where it comes from; the office's own set and taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from inspector_app.casework import number_words, office
from inspector_app.casework.desk import Desk
from inspector_app.casework.number_words import FormNumberWord
from inspector_app.catalog.number_words import LONGEST
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import (
    Card,
    ChipButton,
    IconButton,
    LinkButton,
    PrimaryButton,
    SearchField,
    label,
    set_role,
    set_state,
    soft,
    strong,
)
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.fault import Fault

ALL, UNREAD, OWN = "", "unread", "own"
_TONES = {"office": "accent", "headquarters": "ok", "form": "ok", "placeholder": "major", "default": "major"}


class NumberWordsCard(Card):
    """A line opens its form above the list. ``set_word``, ``clear_word`` and ``undo`` raise their faults; the page shows them."""

    saved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._words: list[FormNumberWord] = []
        self._state, self._chosen = ALL, ""
        self.add(
            soft(
                self.tr(
                    "文号里的文种字，如“责改”。本机关设的在先，其次是总部下发的，再次是表单里的；都没有的用“检”，没有人核实过。改动从下一个号起，已印发的不变。"
                ),
                wrap=True,
            )
        )
        self._make_editor()
        self._make_filters()
        self.view = LinesView(self._lines, self.tr("各种文书的文种字"), keeps_selection=True)
        self.view.setMinimumHeight(theme.px(360))
        self.add(self.view, 1)
        self.view.opened.connect(self.choose)
        self.view.current_changed.connect(self.choose)

    def _make_editor(self) -> None:
        self.name_of_form = strong("")
        self.name_of_form.setWordWrap(True)
        self.add(self.name_of_form)
        self.sources = soft("", wrap=True)
        self.add(self.sources)
        self.word = QLineEdit()
        self.word.setMaxLength(LONGEST * 2)
        self.word.setFixedWidth(theme.px(120))
        row_of_word = FormRow(self.tr("本机关的文种字"), self.word)
        self.sample = label("", "strong")
        self.sample.setMinimumHeight(theme.px(40))
        self.use_button = PrimaryButton(self.tr("用这个文种字"), "check")
        self.clear_button = LinkButton(self.tr("不用本机关的"))
        self.undo_button = IconButton("undo", self.tr("撤销上一次改动（Ctrl+Z）"))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(row_of_word, 0, Qt.AlignmentFlag.AlignTop)
        for widget in (self.sample, self.use_button, self.clear_button):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        line.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(line)
        self.warning = soft("", wrap=True)
        self.add(self.warning)
        self.word.textChanged.connect(self._tell)
        self.word.returnPressed.connect(self.use_button.click)
        self.undo_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        self.undo_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.undo_key.activated.connect(self.undo_button.click)

    def _make_filters(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.chips = QButtonGroup(self)
        for state, name in ((ALL, self.tr("全部")), (UNREAD, self.tr("未核实")), (OWN, self.tr("本机关设的"))):
            chip = ChipButton(name)
            chip.setChecked(state == ALL)
            chip.clicked.connect(partial(self.show_state, state))
            self.chips.addButton(chip)
            bar.addWidget(chip)
        bar.addStretch(1)
        self.search = SearchField(self.tr("查找文书、文种字"))
        self.search.asked.connect(self._narrow)
        bar.addWidget(self.search)
        self.body.addLayout(bar)

    # Showing

    def refresh(self) -> None:
        """Read everything again; the chosen form stays chosen."""
        self._words = number_words.words(self._desk)
        if self._one() is None:
            self._chosen = self._words[0].code if self._words else ""
        chosen = self._chosen
        self.view.refresh()
        self.view.choose(chosen)
        self._chosen = chosen
        self._show_one()

    def show_state(self, state: str) -> None:
        """Show all forms, those whose word nobody verified, or those the office set."""
        self._state = state
        self.view.refresh()

    def _narrow(self, _text: str) -> None:
        self.view.refresh()

    def choose(self, code: str) -> None:
        """Show one form above the list."""
        if code and code != self._chosen:
            self._chosen = code
            self._show_one()

    def _one(self) -> FormNumberWord | None:
        return next((one for one in self._words if one.code == self._chosen), None)

    def _show_one(self) -> None:
        one = self._one()
        if one is None:
            return
        self.name_of_form.setText(one.name)
        said = [self._said(source) for source in (one.source, *one.beneath)]
        self.sources.setText(
            self.tr("现在用 {0}").format("；".join([said[0], *(self.tr("其次 ") + s for s in said[1:])]))
        )
        own = one.source.origin == "office"
        self.word.setText(one.word if own else "")
        self.word.setPlaceholderText(one.word)
        self.clear_button.setVisible(own)
        self._tell()

    def _said(self, source: number_words.Source) -> str:
        doubt = "" if source.verified else self.tr("，未核实")
        told = f"，{source.told}" if source.told else ""
        return self.tr("“{0}”（{1}{2}{3}）").format(source.word, self._origin(source.origin), told, doubt)

    def _origin(self, origin: number_words.Origin) -> str:
        return {
            "office": self.tr("本机关"),
            "headquarters": self.tr("总部"),
            "form": self.tr("表单"),
            "placeholder": self.tr("表单占位"),
            "default": self.tr("缺省"),
        }[origin]

    def _tell(self, _text: str = "") -> None:
        """Show while one types what a number would read like, and what would be wrong or shared."""
        one, word = self._one(), self.word.text().strip()
        if one is None:
            return
        shown = word or one.word
        head = office.organisation(self._desk).number_word or self.tr("（机关代字）")
        self.sample.setText(f"{head}{shown}〔{self._desk.now().year}〕1号")
        fault, warning = "", number_words.shared_warning(shown, list(one.shared))
        if word and word != one.word:
            try:
                warning = number_words.check(self._desk, one.code, word)
            except Fault as problem:
                fault, warning = problem.what, ""
        set_state(self.word, "problem" if fault else "")
        set_role(self.warning, "problem" if fault else "warn")
        self.use_button.setEnabled(
            bool(word) and not fault and not (one.source.origin == "office" and word == one.word)
        )
        self.warning.setText(fault or warning)
        self.warning.setVisible(bool(fault or warning))

    def _lines(self, _limit: int, offset: int) -> list[Line]:
        if offset:
            return []
        text = self.search.text().strip()
        found = [
            one
            for one in self._words
            if (self._state != UNREAD or not one.source.verified)
            and (self._state != OWN or one.source.origin == "office")
            and (not text or text in one.name or text in one.word or text == one.code)
        ]
        return [self._line(one) for one in found]

    def _line(self, one: FormNumberWord) -> Line:
        alone = self.tr("流水号只用于这一种文书")
        shared = self.tr("与另外 {0} 种文书共用流水号").format(len(one.shared)) if one.shared else alone
        badge = self._origin(one.source.origin) + ("" if one.source.verified else self.tr(" · 未核实"))
        tone = _TONES[one.source.origin] if one.source.verified else "major"
        return Line(key=one.code, title=one.name, detail=shared, right=one.word, badge=badge, tone=tone)

    # Acting

    def set_word(self) -> None:
        """Give the chosen form the office's own word."""
        if self.word.text().strip():
            number_words.set_word(self._desk, self._chosen, self.word.text())
            self._done()

    def clear_word(self) -> None:
        """Take the office's own word from the chosen form."""
        number_words.clear_word(self._desk, self._chosen)
        self._done()

    def undo(self) -> str | None:
        """Take back the last change; return what it was."""
        undone = number_words.undo(self._desk)
        if undone is not None:
            self._done()
        return undone

    def _done(self) -> None:
        self.refresh()
        self.saved.emit()
