"""Step 3, 亮证告知: what is shown and said at the door, stamped as it happens, and what is answered (行政处罚法第43、44、45、55条)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector_app.casework.reviewing import Lack
from inspector_app.desktop import theme
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import Card, label, set_role, set_state
from inspector_app.desktop.widgets.buttons import ChipButton, LinkButton, PrimaryButton, SecondaryButton

from .fields import BoundLine, value_of
from .flow import FlowLayout
from .parts import column, row, words
from .session import Session
from .step import FormStep


class Stamp(QWidget):
    """One thing that was done, with the time it was done; pressing it again says so anew."""

    def __init__(self, session: Session, field: str, verb: str, *, primary: bool) -> None:
        super().__init__()
        self._session, self._field, self._verb, self._primary = session, field, verb, primary
        line = row(self, gap=12)
        self.button = (PrimaryButton if primary else SecondaryButton)(verb, "clock")
        self.button.clicked.connect(self._press)
        self.done = label("", "done")
        self.again = LinkButton(self.tr("清除"))
        self.again.clicked.connect(self._clear)
        line.addWidget(self.button)
        line.addWidget(self.done)
        line.addWidget(self.again)
        line.addStretch(1)

    def show_value(self) -> None:
        """Show whether it was done."""
        at = value_of(self._session.inspection, self._field)
        self.done.setText(self.tr("已记下 {at}").format(at=minute_text(at)) if at else "")
        self.button.setText(self.tr("再记一次") if at else self._verb)
        self.button.setEnabled(self._session.editable)
        first = self._primary and not at
        self.button.setProperty("kind", "primary" if first else "secondary")
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)
        theme.set_icon(self.button, "clock", "on_accent" if first else "text", 18)
        self.again.setVisible(bool(at) and self._session.editable)

    def _press(self) -> None:
        self._session.set_value(self._field, self._session.now().replace(microsecond=0))

    def _clear(self) -> None:
        self._session.set_value(self._field, None)


class QuickLine(QWidget):
    """A line with ready answers under it: one press writes it, anything else can be typed."""

    def __init__(self, session: Session, field: str, name: str, phrases: Sequence[str]) -> None:
        super().__init__()
        layout = column(self, gap=6)
        self.line = BoundLine(session, field, name)
        layout.addWidget(self.line)
        flow = FlowLayout(gap=8)
        self.chips: list[ChipButton] = []
        for phrase in phrases:
            chip = ChipButton(phrase)
            chip.setCheckable(False)
            chip.setMinimumHeight(theme.current().control)
            chip.clicked.connect(self._take)
            flow.addWidget(chip)
            self.chips.append(chip)
        layout.addLayout(flow)
        self._session, self._field = session, field

    def show_value(self) -> None:
        """Show what is recorded."""
        self.line.show_value()
        for chip in self.chips:
            chip.setEnabled(self._session.editable)

    def _take(self) -> None:
        phrase = self.sender().text()
        self.line.saver.forget()
        self.line.edit.setText(phrase)
        self._session.set_value(self._field, phrase)


class NoticeStep(FormStep):
    """The words to say, large enough to read standing, and the record that they were said."""

    number = 3

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._parts: dict[str, Stamp | QuickLine | BoundLine] = {}
        self.column.addWidget(self._build_identity())
        self.column.addWidget(self._build_rights())
        self.column.addWidget(self._build_presence())
        self.column.addStretch(1)
        session.inspection_changed.connect(self.show_values)
        self.show_values()

    def _build_identity(self) -> Card:
        card = Card(self.tr("一、出示执法证件，说明来意"))
        card.add_head(label(self.tr("行政处罚法第五十五条"), "hint"))
        self.identity = words("", "title")
        card.add(self.identity)
        stamp = Stamp(self.session, "notice.identity_shown_at", self.tr("已出示证件"), primary=True)
        self._put(card, "notice.identity_shown_at", stamp)
        answer = QuickLine(
            self.session,
            "notice.certificate_answer",
            self.tr("问：请确认是否看清执法证件？答："),
            (self.tr("看清楚了"), self.tr("看清楚了，无异议"), self.tr("没有看清，请再出示")),
        )
        self._put(card, "notice.certificate_answer", answer)
        return card

    def _build_rights(self) -> Card:
        card = Card(self.tr("二、告知权利和义务"))
        card.add_head(label(self.tr("行政处罚法第四十三条至第四十五条、第五十五条"), "hint"))
        said = (
            self.tr("您有权对检查的情况进行陈述和申辩。"),
            self.tr("您认为执法人员与本案有直接利害关系或者其他关系，可能影响公正执法的，有权申请其回避。"),
            self.tr("您应当如实回答询问，协助检查，不得拒绝或者阻挠。"),
        )
        card.add(words("\n".join(said), "title"))
        self._put(
            card,
            "notice.rights_told_at",
            Stamp(self.session, "notice.rights_told_at", self.tr("已告知"), primary=False),
        )
        answer = QuickLine(
            self.session,
            "notice.recusal_answer",
            self.tr("问：是否申请执法人员回避？答："),
            (self.tr("不申请回避"), self.tr("听清楚了，不申请回避"), self.tr("申请回避，理由：")),
        )
        self._put(card, "notice.recusal_answer", answer)
        return card

    def _build_presence(self) -> Card:
        card = Card(self.tr("三、到场情况"))
        presence = QuickLine(
            self.session,
            "notice.presence",
            self.tr("通知当事人到场"),
            (
                self.tr("法定代表人（负责人）本人到场"),
                self.tr("委托人到场"),
                self.tr("当事人未到场，见证人到场"),
                self.tr("当事人拒绝到场"),
            ),
        )
        self._put(card, "notice.presence", presence)
        witness = BoundLine(
            self.session,
            "notice.witness",
            self.tr("见证人"),
            self.tr("当事人到场的可以不填"),
            placeholder=self.tr("姓名、身份、联系方式"),
        )
        self._put(card, "notice.witness", witness)
        return card

    def _put(self, card: Card, field: str, part: Stamp | QuickLine | BoundLine) -> None:
        card.add(part)
        self._parts[field] = part

    def enter(self) -> None:
        self.show_values()

    def show_values(self) -> None:
        """Show what is recorded; the words to say name the officers and their certificates."""
        inspection = self.session.inspection
        named = "、".join(
            self.tr("{name}（执法证号 {no}）").format(name=o.name, no=o.certificate_no) for o in inspection.officers
        )
        who = named or self.tr("（请先在第2步选择执法人员）")
        purpose = inspection.topic or inspection.kind
        from inspector_app.casework import office

        organisation = office.organisation(self.session.desk).name
        self.identity.setText(
            self.tr(
                "我们是{office}的执法人员{who}，这是我们的执法证件，请您过目。今天依法对您单位进行检查，事由是：{why}。"
            ).format(office=organisation, who=who, why=purpose.rstrip("。"))
        )
        set_role(self.identity, "title")
        for part in self._parts.values():
            part.show_value()

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        super().show_lacks(lacks)
        lacking = {lack.field for lack in lacks.get(self.number, [])}
        for field, part in self._parts.items():
            if isinstance(part, QuickLine):
                set_state(part.line.edit, "lacking" if field in lacking else "")

    def focus_field(self, field: str) -> None:
        part = self._parts.get(field)
        if part is None:
            return
        target = (
            part.button if isinstance(part, Stamp) else part.line.edit if isinstance(part, QuickLine) else part.edit
        )
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(part)
