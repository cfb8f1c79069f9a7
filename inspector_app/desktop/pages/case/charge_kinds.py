"""What a violation brings: every kind with its article and whether it must be, ticked where it is imposed; the persons beside the party.

A kind the article does not leave to the office asks for its reason as soon as it is not ticked.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from inspector_app.casework import penalising, penalty_kinds
from inspector_app.casework.penalising import Panel
from inspector_app.casework.penalty_kinds import KindLine, PersonLine
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import column, row
from inspector_app.desktop.widgets.basic import Badge, LinkButton, label, soft
from inspector_app.records.case import PenaltyItem

from .charge_words import figure, hearing_words, span
from .rows_card import read_amount
from .session import CaseSession


def said(text: str) -> str:
    """Translate a word of the list of kinds."""
    return QCoreApplication.translate("ChargeKinds", text)


def usual_reasons() -> tuple[str, ...]:
    """What is mostly the reason that a kind is not imposed, offered to be taken as it is."""
    return (
        said("没有违法所得"),
        said("没有在手的违法产品"),
        said("当事人没有这一证件"),
        said("由发证机关另行决定"),
        said("由有权的机关另行处理"),
    )


class KindRow(QWidget):
    """One kind; where it may be chosen a tick opens its words and its amount, and no tick the reason for leaving it out."""

    ticked = Signal()

    def __init__(
        self, shown: KindLine, panel: Panel, item: PenaltyItem | None, *, choosing: bool, reason: str = ""
    ) -> None:
        super().__init__()
        self.kind, self.line = shown.kind, shown
        self.box: QCheckBox | None = None
        layout = column(self, gap=4)
        top = row(gap=12, margins=(0, 2, 0, 2))
        name: QWidget
        if choosing and shown.kind != penalising.FINE:
            self.box = name = QCheckBox(shown.kind)
            name.setObjectName(f"kind:{panel.charge.violation}:{shown.kind}")
            name.setChecked(item is not None)
            name.toggled.connect(self._open)
        else:
            name = label(shown.kind, "strong" if item is not None else "")
        name.setFixedWidth(theme.px(170))
        top.addWidget(name)
        marks = QWidget()
        marks.setFixedWidth(theme.px(150))
        inside = row(marks, gap=6)
        words = {
            "shall": (said("应当"), "accent"),
            "may": (said("可以"), "neutral"),
            "choose": (said("至少选一"), "accent"),
            "unsaid": (said("以条文为准"), "neutral"),
        }
        word = Badge(*words[shown.must])
        if shown.among:
            word.setToolTip(said("条文并列：{0}；至少适用一种").format("、".join(shown.among)))
        inside.addWidget(word)
        if shown.stage:
            inside.addWidget(Badge(said("本档"), "major"))
        inside.addStretch(1)
        top.addWidget(marks)
        parts = [self._fine(panel)] if shown.kind == penalising.FINE else []
        parts += ["、".join(shown.articles)]
        if not shown.penalty:
            parts.append(said("不是行政处罚"))
        parts += [shown.note] if shown.note else []
        if reason and not choosing:
            parts.append(said("没有适用：{0}").format(reason))
        legal = soft(" · ".join(part for part in parts if part), wrap=True)
        legal.setToolTip("\n".join(shown.citations))
        top.addWidget(legal, 1)
        layout.addLayout(top)
        self.words = QLineEdit(item.text if item is not None else "")
        self.words.setPlaceholderText(said("写明内容，例如停产停业的期限、没收的物品"))
        self.words.setAccessibleName(said("{0}的内容").format(shown.kind))
        amount = "" if item is None or item.amount is None else f"{item.amount:f}"
        self.amount = QLineEdit(amount)
        self.amount.setPlaceholderText(said("金额（元）"))
        self.amount.setAccessibleName(said("{0}的金额").format(shown.kind))
        self._edits = QWidget()
        inner = row(self._edits, margins=(theme.px(28), 0, 0, 6), gap=8)
        inner.addWidget(self.words, 4)
        inner.addWidget(self.amount, 1)
        layout.addWidget(self._edits)
        self.reason = CalmCombo()
        self.reason.setEditable(True)
        self.reason.setObjectName(f"left_out:{panel.charge.violation}:{shown.kind}")
        self.reason.setAccessibleName(said("不适用{0}的理由").format(shown.kind))
        self.reason.addItems(usual_reasons())
        self.reason.setCurrentText(reason)
        hints = {"may": said("可以不适用，理由可写可不写"), "choose": said("一种都不适用的，写明理由")}
        self.reason.lineEdit().setPlaceholderText(hints.get(shown.must, said("不适用的，写明理由")))
        self.reason.lineEdit().setAccessibleName(self.reason.accessibleName())
        self._left = QWidget()
        left = row(self._left, margins=(theme.px(28), 0, 0, 6), gap=8)
        left.addWidget(soft(said("不适用的理由")))
        left.addWidget(self.reason, 1)
        self._left.hide()
        layout.addWidget(self._left)
        self._open(checked=self.box is not None and self.box.isChecked())

    @staticmethod
    def _fine(panel: Panel) -> str:
        if panel.fined_elsewhere:
            return said("同一行为由另一规定罚款，这里不罚（行政处罚法第29条）")
        legal = panel.penalty.legal_range if panel.penalty is not None else None
        return span(legal) if legal is not None else ""

    def _open(self, checked: bool) -> None:
        self._edits.setVisible(checked)
        self.ticked.emit()

    @property
    def imposed(self) -> bool:
        """Whether it is ticked."""
        return self.box is not None and self.box.isChecked()

    def ask_reason(self, *, asked: bool) -> None:
        """Open the reason for leaving the kind out, or close it."""
        self._left.setVisible(asked)

    def left_out(self) -> str:
        """Return the reason as written, an empty text where none is asked for."""
        return "" if self._left.isHidden() else self.reason.currentText().strip()

    def chosen(self) -> PenaltyItem | None:
        """Return the item as ticked and written, None where it is not ticked."""
        if not self.imposed:
            return None
        return PenaltyItem(kind=self.kind, text=self.words.text().strip(), amount=read_amount(self.amount.text()))


class ChargeKinds(QWidget):
    """The kinds as rows; ``choosing`` offers those beside the fine to be ticked."""

    def __init__(self, session: CaseSession, panel: Panel, *, choosing: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=2)
        head = said("处罚种类")
        person = panel.facts is not None and panel.facts.punished == "person"
        if choosing and person:
            head = said("处罚种类（法律规定应当的已经勾上；期限由法律留给裁量的，写明确定的期限）")
        elif choosing:
            head = said("处罚种类（已知的没收物品和违法所得已勾上；应当适用的，不勾要写理由）")
        layout.addWidget(label(head, "label"))
        assert panel.penalty is not None
        assert panel.facts is not None
        book = panel.book
        case = session.case
        if panel.decided is not None:
            items, reasons = panel.decided.items, {k: one.why for one in panel.decided.left_out for k in one.kinds}
        else:
            elsewhere = panel.fined_elsewhere or not choosing
            items = () if elsewhere else penalising.usual(book, case, panel.penalty, panel.facts)
            known = {k: penalty_kinds.known_reason(k, case, panel.facts) for k in panel.penalty.kinds}
            reasons = known if choosing else {}
        decided = {one.kind: one for one in items}
        self.rows: list[KindRow] = []
        for one in penalty_kinds.kinds(book, panel.penalty):
            item = decided.get(one.kind)
            made = KindRow(one, panel, item, choosing=choosing, reason=reasons.get(one.kind, ""))
            made.ticked.connect(self._ask_reasons)
            self.rows.append(made)
            layout.addWidget(made)
        if not self.rows:
            layout.addWidget(soft(said("这一档法规包没有列出处罚种类，请核对条文"), wrap=True))
        self._asks = choosing and not panel.fined_elsewhere and not person
        self._ask_reasons()
        found = penalty_kinds.persons(book, panel.facts, panel.penalty, case.responsible)
        if found:
            layout.addSpacing(theme.px(6))
            layout.addWidget(label(said("处罚到人（逐人另行立案、告知、决定）"), "label"))
        for person in found:
            layout.addWidget(self._person(session, person))
        if found and case.party.kind == "organization":
            self.persons_button = LinkButton(said("对责任人员立案…"), "case")
            self.persons_button.clicked.connect(lambda: session.jump_requested.emit("people", "persons"))
            foot = row()
            foot.addWidget(self.persons_button)
            foot.addStretch(1)
            layout.addLayout(foot)

    def chosen(self) -> list[PenaltyItem]:
        """Return the items that are ticked."""
        return [item for one in self.rows if (item := one.chosen()) is not None]

    def left_out(self) -> dict[str, str]:
        """Return the reasons for the kinds that are not ticked."""
        return {one.kind: text for one in self.rows if (text := one.left_out())}

    def _ask_reasons(self) -> None:
        """Of several of which one must be, one field asks for all of them."""
        imposed = {one.kind for one in self.rows if one.imposed}
        asked: set[tuple[str, ...]] = set()
        for one in reversed(self.rows):
            among = one.line.among or (one.kind,)
            wanted = self._asks and one.box is not None and one.line.penalty and one.line.must != "unsaid"
            # Where the article gives a fine or this, the amount says which.
            wanted = wanted and penalising.FINE not in among
            wanted = wanted and not imposed.intersection(among) and among not in asked
            asked |= {among} if wanted else set()
            one.ask_reason(asked=wanted)

    def _person(self, session: CaseSession, one: PersonLine) -> QWidget:
        made = QWidget()
        layout = row(made, gap=8, margins=(theme.px(20) if one.name else 0, 2, 0, 2))
        name = label(one.name or one.who, "strong" if one.name else "", wrap=True)
        name.setFixedWidth(theme.px(230 if one.name else 250))
        layout.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=2)
        words.addWidget(label("；".join(_incurs(one)), wrap=True))
        if one.detention:
            who = said("可以") if one.detention_may else said("应当")
            words.addWidget(
                label(said("◆ {0}；由公安机关决定（{1}），本机关移送").format(one.detention, who), "warn", wrap=True)
            )
        layout.addLayout(words, 1)
        if one.lacking and not one.name:
            link = LinkButton(said("去填收入"))
            link.setAccessibleName(said("去填责任人员的收入"))
            link.clicked.connect(lambda: session.jump_requested.emit("people", "responsible"))
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return made


def _incurs(one: PersonLine) -> list[str]:
    found = []
    if one.confiscated:
        found.append(
            said("没收收入 {0}").format(figure(one.income)) if one.income is not None else said("没收违法期间的收入")
        )
    if one.fine is not None:
        low, high = (figure(end) for end in one.fine)
        found.append(said("罚款不超过 {0}").format(high) if one.open_low else said("罚款 {0} – {1}").format(low, high))
        if one.income is not None and one.income_basis:
            found.append(said("以{0} {1} 计").format(one.income_basis, figure(one.income)))
    if one.lacking:
        found.append(said("罚款要看{0}，还没有填").format(one.lacking))
    found += [text for text in (one.ban, *one.other) if text]
    if one.hearing == "required":
        found.append(said("听证：{0}").format(hearing_words(one.hearing)))
    return found or [said("见条文")]
