"""One step that leads on: who decides it, what it needs, what blocks it and which article says so, and taking it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.casework import case_following, case_papers, case_procedures, case_timeline, cases, issuing
from inspector_app.casework.case_timeline import Track
from inspector_app.casework.dossier import BOUND
from inspector_app.catalog.procedure_gate import AllOf, AnyOf, CaseFact, Check, When
from inspector_app.desktop import theme
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.fields import parse_minute
from inspector_app.desktop.pages.inspection.parts import column, frame, row
from inspector_app.desktop.widgets.basic import (
    Badge,
    LinkButton,
    PressableFrame,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.case import Answer
from inspector_app.records.document import Document
from inspector_app.rules.gate import find
from inspector_app.rules.procedure import Block, Option

from .question import Question
from .section import flow
from .session import CaseSession

MANY = 14
"""How many forms a step may need at most that are all shown; none of the packs has more."""


def said(text: str) -> str:
    """Translate a word of a step."""
    return QCoreApplication.translate("StepCard", text)


def standing_of(option: Option) -> tuple[str, str]:
    """Return how a step stands, and its tone."""
    if option.allowed:
        return said("可以办"), "ok"
    kinds = {block.kind for block in option.blocks if not block.unknown}
    if option.with_reason:
        return said("写明理由可以办"), "major"
    if not kinds:
        return said("先回答问题"), "accent"
    if kinds == {"document"}:
        return said("缺文书"), "accent"
    return said("现在不能做"), "critical"


def asked(check: Check, known: Mapping[str, object]) -> Iterator[Check]:
    """What a check asks a person, without what a condition that does not hold would ask."""
    if isinstance(check, When):
        yield from asked(check.if_, known)
        if find(check.if_, known).holds is not False:
            yield from asked(check.then, known)
    elif isinstance(check, AllOf | AnyOf):
        for one in check.checks:
            yield from asked(one, known)
    else:
        yield check


class StepCard(QWidget):
    """A line one presses to open it; inside it everything the step needs, each thing one press away."""

    toggled = Signal(str)
    paper_requested = Signal(str, str)

    def __init__(
        self,
        session: CaseSession,
        track: Track,
        option: Option,
        *,
        opened: bool,
        primary: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.track, self.option = session, track, option
        self._codes = frozenset(session.desk.library.codes("document")) if opened else frozenset()
        self.take_button: PrimaryButton | SecondaryButton | None = None
        self.reasons: dict[str, QLineEdit] = {}
        self._primary = primary
        layout = column(self, gap=0)
        layout.addWidget(self._head(opened))
        if opened:
            panel = frame("panel")
            inside = column(panel, margins=(16, 12, 16, 14), gap=10)
            self._body(inside)
            layout.addWidget(panel)

    # The line

    def _head(self, opened: bool) -> QWidget:
        word, tone = standing_of(self.option)
        head = PressableFrame(f"{self.option.event}，{word}")
        head.setObjectName(f"step:{self.option.transition}")
        head.setMinimumHeight(48)
        head.pressed.connect(self._toggle)
        outer = row(head, margins=(6, 6, 6, 6), gap=10)
        words = column(gap=1)
        words.addWidget(label(self.option.event, "strong" if opened else "", wrap=True))
        firm = [one for one in self.option.blocks if not one.unknown and one.kind != "document"]
        if firm and not opened:
            words.addWidget(label(self._blocked_text(firm[0]), "problem", wrap=True))
        outer.addLayout(words, 1)
        outer.addWidget(Badge(word, tone, shape=tone in ("critical", "major")), 0, Qt.AlignmentFlag.AlignVCenter)
        sign = soft("▾" if opened else "▸")
        outer.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        return head

    def _toggle(self) -> None:
        self.toggled.emit(self.option.transition)

    def _blocked_text(self, block: Block) -> str:
        book = case_procedures.book(self.session.desk, self.session.id)
        basis = "、".join(book.cite(one) for one in block.basis)
        return f"{block.text}（{basis}）" if basis else block.text

    # What it needs

    def _body(self, inside: QVBoxLayout) -> None:
        option, book = self.option, case_procedures.book(self.session.desk, self.session.id)
        facts = [said("由{0}办理").format(option.actor_name)]
        facts += [book.cite(one) for one in option.legal]
        inside.addWidget(soft(" · ".join(facts), wrap=True))
        if option.note:
            inside.addWidget(soft(option.note, wrap=True))
        for block in option.blocks:
            if not block.unknown and block.kind != "document":
                self._block(inside, block)
        self._questions(inside)
        self._documents(inside)
        for one in option.reminders:
            basis = "、".join(book.cite(ref) for ref in one.basis)
            inside.addWidget(soft(said("提醒：{0}").format(one.text + (f"（{basis}）" if basis else "")), wrap=True))
        if self.session.editable:
            inside.addWidget(line())
            inside.addLayout(self._taking())

    def _block(self, inside: QVBoxLayout, block: Block) -> None:
        inside.addWidget(label("■ " + self._blocked_text(block), "problem", wrap=True))
        if block.note:
            inside.addWidget(soft(block.note, wrap=True))
        if block.overridable:
            edit = QLineEdit()
            edit.setObjectName(f"reason:{block.id}")
            inside.addWidget(FormRow(said("仍要办理的理由（会留痕）"), edit))
            self.reasons[block.id] = edit

    def _questions(self, inside: QVBoxLayout) -> None:
        session = self.session
        known = case_timeline.known_facts(session.desk, session.case, session.now())
        for fact in self._asked(known):
            made = Question(
                fact,
                known.get(fact.id),
                stated=fact.id in session.case.answers,
                editable=session.editable,
            )
            made.answered.connect(self._answer)
            inside.addWidget(made)

    def _asked(self, known: dict[str, Answer]) -> list[CaseFact]:
        book = case_procedures.book(self.session.desk, self.session.id)
        machine = book.machine(self.track.machine)
        names: dict[str, None] = {}
        gates = [*machine.gates_on(self.option.transition)]
        for side, step in self._settled():
            gates += book.machine(side).gates_on(step.id)
        for gate in gates:
            for check in asked(gate.check, known) if gate.check else ():
                if hasattr(check, "fact"):
                    names[check.fact] = None
        return [fact for name in names if (fact := book.fact(name)) is not None]

    def _settled(self):
        """What a step settles beside itself is asked with it."""
        session, code = self.session, f"{self.track.machine}.{self.option.transition}"
        if code not in case_following.SETTLED:
            return []
        begun = case_following.open_machines(session.desk, session.id)
        return case_following.settled(case_procedures.book(session.desk, session.id), begun, code)

    def _answer(self, name: str, value: object) -> None:
        session = self.session
        session.act(lambda: cases.answer(session.desk, session.id, {name: value}))

    # Documents

    def _documents(self, inside: QVBoxLayout) -> None:
        needs, session = self.option.documents, self.session
        if not (needs.required or needs.one_of or needs.optional):
            return
        drafts, made = self._drafts(), self._made()
        known = case_timeline.known_facts(session.desk, session.case, session.now())
        due = case_timeline.decision_due(known, self.track.machine, self.option.transition)
        required = [*([due] if due else []), *case_timeline.making_order(needs.required)]
        if required:
            inside.addWidget(label(said("这一步的文书"), "label"))
            for code in required:
                inside.addLayout(self._document(code, drafts, made))
        if needs.one_of:
            inside.addWidget(label(said("以下至少一份"), "label"))
            for code in needs.one_of:
                inside.addLayout(self._document(code, drafts, made))
        if needs.optional:
            inside.addWidget(label(said("可能用到的文书，一按就起草"), "label"))
            holder, layout = flow(4)
            for code in needs.optional[:MANY]:
                button = LinkButton(self._name(code), "check" if code in made else "plus")
                button.setEnabled(self.session.editable and self._installed(code))
                button.clicked.connect(partial(self._draft, code))
                layout.addWidget(button)
            inside.addWidget(holder)

    def _drafts(self) -> dict[str, Document]:
        found = issuing.documents(self.session.desk, case_id=self.session.id)
        return {one.form_code: one for one in found if one.status == "draft"}

    def _made(self) -> dict[str, case_papers.Material]:
        return {one.form_code: one for one in case_papers.materials(self.session.desk, self.session.id)}

    def _installed(self, code: str) -> bool:
        return code in self._codes

    def _name(self, code: str) -> str:
        return self.session.desk.library.form(code).name if self._installed(code) else code

    def _document(self, code: str, drafts: dict[str, Document], made: dict[str, case_papers.Material]) -> QHBoxLayout:
        layout = row(gap=8)
        name = self._name(code)
        layout.addWidget(label(name, wrap=True), 1)
        draft, ready = drafts.get(code), made.get(code)
        if code not in self.option.to_make and ready is not None:
            layout.addWidget(Badge(said("已有 {0}").format(ready.number).strip(), "ok"))
            return layout
        if draft is not None:
            layout.addWidget(Badge(said("草稿"), "major"))
        if code in BOUND and draft is None:
            bind = SecondaryButton(said("随案卷制作"), "folder")
            bind.setObjectName(f"bind:{code}")
            bind.setAccessibleName(said("{0}：随案卷制作").format(name))
            bind.clicked.connect(self._bind)
            layout.addWidget(bind)
        elif self.session.editable:
            button = SecondaryButton(said("打开草稿") if draft else said("起草"), "edit")
            button.setObjectName(f"draft:{code}")
            button.setAccessibleName(f"{button.text()}：{name}")
            button.setEnabled(draft is not None or self._installed(code))
            button.clicked.connect(partial(self._draft, code))
            layout.addWidget(button)
            paper = LinkButton(said("已有纸质"))
            paper.setAccessibleName(said("登记已有的纸质文书：{0}").format(name))
            paper.clicked.connect(partial(self._ask_paper, code, name))
            layout.addWidget(paper)
        return layout

    def _bind(self) -> None:
        self.session.jump_requested.emit("dossier", "")

    def _draft(self, code: str, _checked: bool = False) -> None:
        session = self.session
        known = self._drafts().get(code)
        step = f"{self.track.key}/{self.option.transition}"
        made = known or session.attempt(lambda: issuing.draft_for_case(session.desk, session.id, code, step))
        if made is not None:
            session.services.tell_changed("documents")
            session.document_requested.emit(made.id)

    def _ask_paper(self, code: str, name: str, _checked: bool = False) -> None:
        self.paper_requested.emit(code, name)

    # Taking it

    def _taking(self) -> QHBoxLayout:
        layout = row(gap=10)
        self.at = QLineEdit(minute_text(self.session.now()))
        self.at.setFixedWidth(theme.px(180))
        self.at.setObjectName("step-at")
        self.at.setAccessibleName(said("办理时间"))
        layout.addWidget(soft(said("办理时间")))
        layout.addWidget(self.at)
        layout.addStretch(1)
        kind = PrimaryButton if self._primary and (self.option.allowed or self.option.with_reason) else SecondaryButton
        self.take_button = kind(said("登记这一步"))
        self.take_button.setObjectName("take")
        self.take_button.setAccessibleName(said("登记这一步：{0}").format(self.option.event))
        self.take_button.clicked.connect(self.take)
        layout.addWidget(self.take_button)
        return layout

    def take(self) -> None:
        """Record the step at the time given, with the reasons written; what blocks it is said by the fault."""
        session, option = self.session, self.option
        given = {key: edit.text().strip() for key, edit in self.reasons.items() if edit.text().strip()}

        def act() -> object:
            at = parse_minute(self.at.text(), session.now()) or session.now()
            # The field shows minutes; a step of this very minute is meant for now, not for before what was just done.
            if minute_text(at) == minute_text(session.now()):
                at = session.now()
            # Nor does a field that was filled in the minute of the last step mean before that step.
            since = self.track.standing.since
            if since is not None and minute_text(at) == minute_text(since):
                at = max(at, since)
            return case_timeline.take_step(
                session.desk, session.id, self.track.key, option.transition, at=at, override=given
            )

        if session.act(act) is not None:
            session.services.toast(said("已登记：{0}").format(option.to.name))
