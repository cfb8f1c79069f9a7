"""当事人与人员: the head of the case, the party, who speaks for it, who is responsible, the goods, the officers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from inspector_app.casework import cases, office
from inspector_app.casework.reviewing import certificate_problem
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.answer_buttons import Choices
from inspector_app.desktop.pages.inspection.fields import BoundArea, BoundLine, BoundMinute
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, label, set_role, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.case import PARTY_NAMES, SOURCE_NAMES, Agent, Goods, Responsible
from inspector_app.records.enterprise import uscc_fault
from inspector_app.records.person import Officer
from inspector_app.rules.trail import yuan

from .persons_card import PersonsCard, UnitCard
from .rows_card import Cell, RowsCard, read_amount, read_day, read_number, read_quantity
from .section import Section, beside
from .session import CaseSession

_OF_UNITS = ("shop_name", "uscc", "legal_representative", "licence_name", "licence_no", "site_address", "quality_head")


class PeopleSection(Section):
    """Every field commits itself; nothing here waits for a button."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self.fields: list[BoundLine | BoundArea | BoundMinute] = []
        self._of_units: dict[str, BoundLine] = {}
        self._boxes: dict[str, QCheckBox] = {}
        self.column.addWidget(self._build_head())
        self.column.addWidget(self._build_party())
        self.column.addWidget(self._build_officers())
        self.tables = self._build_tables()
        self.unit = UnitCard(session)
        self.column.insertWidget(0, self.unit)
        self.persons = PersonsCard(session)
        for table in self.tables:
            self.column.addWidget(table)
            if table.field == "responsible":
                self.column.addWidget(self.persons)
        self.column.addWidget(self._build_course())
        self.column.addStretch(1)

    # Building

    def _line(self, field: str, name: str, hint: str = "", **more) -> BoundLine:
        made = BoundLine(self.session, field, name, hint, **more)
        self.fields.append(made)
        return made

    def _area(self, field: str, name: str, hint: str = "") -> BoundArea:
        made = BoundArea(self.session, field, name, hint)
        self.fields.append(made)
        return made

    def _build_head(self) -> Card:
        card = Card(self.tr("案件"))
        self.source = soft("")
        card.add_head(self.source)
        card.body.addLayout(
            beside(
                self._line("name", self.tr("案由"), placeholder=self.tr("例如：安康大药房（和平路店）销售劣药案")),
                self._line("no", self.tr("案号"), self.tr("立案时由本机关编定")),
            )
        )
        at = BoundMinute(self.session, "clue_at", self.tr("收到线索的时间"), self.tr("核查、立案的期限从这一天起算"))
        self.fields.append(at)
        card.body.addLayout(beside(at, self._line("place", self.tr("违法行为发生地"))))
        card.add(self._area("clue", self.tr("线索内容")))
        return card

    def _build_party(self) -> Card:
        card = Card(self.tr("当事人"))
        self.kind = Choices(self.tr("当事人的类型"))
        self.kind.offer({code: (word, "", "accent") for code, word in PARTY_NAMES.items()})
        self.kind.chosen.connect(self._choose_kind)
        card.add(FormRow(self.tr("类型"), self.kind))
        rows: tuple[tuple[tuple[str, str], ...], ...] = (
            (("name", self.tr("名称（姓名）")), ("shop_name", self.tr("字号"))),
            (("uscc", self.tr("统一社会信用代码")), ("legal_representative", self.tr("法定代表人（负责人、经营者）"))),
            (("licence_name", self.tr("许可证件名称")), ("licence_no", self.tr("许可证号"))),
            (("address", self.tr("住所")), ("site_address", self.tr("经营（生产）地址"))),
            (("id_no", self.tr("身份证件号码（法定代表人或者本人）")), ("quality_head", self.tr("质量负责人"))),
            (("contact_person", self.tr("联系人")), ("phone", self.tr("电话"))),
            (("service_address", self.tr("送达地址")), ("other_contact", self.tr("其他联系方式"))),
        )
        for pair in rows:
            made = [
                self._line(f"party.{field}", name, **({"check": uscc_fault} if field == "uscc" else {}))
                for field, name in pair
            ]
            self._of_units |= {field: line for (field, _), line in zip(pair, made, strict=True) if field in _OF_UNITS}
            card.body.addLayout(beside(*made))
        return card

    def _build_officers(self) -> Card:
        card = Card(self.tr("执法人员"))
        self.officers_words = label("", "soft")
        card.add_head(self.officers_words)
        self._people = column(gap=0)
        card.body.addLayout(self._people)
        return card

    def _build_tables(self) -> tuple[RowsCard, ...]:
        session = self.session
        return (
            RowsCard(
                session,
                self.tr("涉案物品"),
                "goods",
                cells=(
                    Cell("name", self.tr("品名"), 4),
                    Cell("spec", self.tr("规格"), 2),
                    Cell("batch", self.tr("批号"), 2),
                    Cell("expiry", self.tr("有效期至"), 2),
                    Cell("quantity", self.tr("数量"), 1, read_quantity),
                    Cell("unit", self.tr("单位"), 1),
                    Cell("unit_price", self.tr("单价（元）"), 2, read_number),
                    Cell("maker", self.tr("生产企业"), 3),
                    Cell("on_hand", self.tr("在库"), 1, switch=True),
                ),
                blank=lambda: Goods(name=""),
                hint=self.tr("货值金额由这里算出；没有勾「在库」的是已经售出的"),
            ),
            RowsCard(
                session,
                self.tr("责任人员"),
                "responsible",
                cells=(
                    Cell("name", self.tr("姓名"), 2),
                    Cell("position", self.tr("职务"), 2),
                    Cell("id_no", self.tr("身份证件号码"), 3),
                    Cell("address", self.tr("住址"), 3),
                    Cell("income", self.tr("违法期间所获收入（元）"), 2, read_amount),
                    Cell("income_last_year", self.tr("上一年度收入（元）"), 2, read_amount),
                ),
                blank=lambda: Responsible(name=""),
                hint=self.tr("法律规定处罚到人的，收入是罚款的基数；用哪一项收入由条文定"),
            ),
            RowsCard(
                session,
                self.tr("委托代理人"),
                "agents",
                cells=(
                    Cell("name", self.tr("姓名"), 2),
                    Cell("id_no", self.tr("身份证件号码"), 3),
                    Cell("phone", self.tr("电话"), 2),
                    Cell("scope", self.tr("委托权限"), 3),
                    Cell("authorised_on", self.tr("委托书日期"), 2, read_day),
                ),
                blank=lambda: Agent(name=""),
                hint=self.tr("没有委托书日期的，视为没有见到书面委托"),
            ),
        )

    def _build_course(self) -> Card:
        card = Card(self.tr("调查与申辩"))
        card.add(self._area("investigation", self.tr("调查经过"), self.tr("会写进调查终结报告和决定书")))
        card.add(self._area("correction", self.tr("改正情况")))
        card.add(self._area("pleading", self.tr("当事人的陈述和申辩"), self.tr("没有提出的，告知期满后写“没有提出”")))
        return card

    # Showing

    def show_now(self) -> None:
        case = self.session.case
        self.source.setText(self.tr("来源：{0}").format(SOURCE_NAMES[case.source]))
        for field in self.fields:
            field.show_value()
        self.kind.show_choice(case.party.kind)
        self.kind.setEnabled(self.session.editable)
        for table in self.tables:
            table.show_rows()
            # A responsible person's case punishes that person alone.
            table.setVisible(table.field != "responsible" or case.unit is None)
        for name, line in self._of_units.items():
            # A person has none of them; what was written all the same is not hidden.
            line.setVisible(case.party.kind != "natural_person" or bool(getattr(case.party, name)))
        self.unit.show_unit()
        self.persons.show_persons()
        value = cases.goods_value(case)
        self.tables[0].foot.setText(
            self.tr("货值金额 {0}").format(yuan(value)) if value is not None else self.tr("单价写全后算出货值金额")
        )
        self._show_officers()

    def _show_officers(self) -> None:
        session = self.session
        chosen = {one.id: one for one in session.case.officers}
        known = {one.id: one for one in office.officers(session.desk)} | chosen
        if set(self._boxes) != set(known):
            clear(self._people)
            self._boxes = {}
            for one in sorted(known.values(), key=lambda o: o.name):
                self._people.addLayout(self._person(one))
        for key, box in self._boxes.items():
            box.setChecked(key in chosen)
            box.setEnabled(session.editable)
        enough = len(chosen) >= 2
        few = "" if enough else self.tr("，不得少于两人（行政处罚法第42条）")
        self.officers_words.setText(self.tr("已选 {0} 人").format(len(chosen)) + few)
        set_role(self.officers_words, "soft" if enough else "problem")

    def _person(self, officer: Officer):
        layout = row(gap=16)
        box = QCheckBox(officer.name)
        box.setMinimumWidth(theme.px(140))
        box.setObjectName(f"officer:{officer.id}")
        box.clicked.connect(partial(self._choose_officer, officer.id))
        self._boxes[officer.id] = box
        layout.addWidget(box)
        layout.addWidget(soft(self.tr("执法证 {0}").format(officer.certificate_no)))
        problem = certificate_problem(officer, self.session.now().date())
        if problem:
            layout.addWidget(label(problem, "problem"))
        elif officer.valid_until:
            layout.addWidget(label(self.tr("有效期至 {0}").format(officer.valid_until.isoformat()), "done"))
        layout.addStretch(1)
        return layout

    # Changing

    def _choose_kind(self, kind: str) -> None:
        if kind:
            self.session.set_value("party.kind", kind)
        else:
            self.kind.show_choice(self.session.case.party.kind)

    def _choose_officer(self, officer_id: str, _checked: bool = False) -> None:
        session, checked = self.session, self._boxes[officer_id].isChecked()
        known = {one.id: one for one in (*session.case.officers, *office.officers(session.desk))}
        # The order in which they were chosen is the order on paper: the first one leads.
        kept = [one for one in session.case.officers if one.id != officer_id]
        wanted = (*kept, known[officer_id]) if checked else tuple(kept)
        session.act(lambda: cases.choose_officers(session.desk, session.id, wanted))

    def _to_persons(self) -> None:
        at = self.persons.mapTo(self.area.widget(), QPoint(0, 0)).y()
        self.area.verticalScrollBar().setValue(at - theme.px(120))

    def focus_part(self, key: str) -> None:
        names = {"party": "party.name", "officers": next(iter(self._boxes), "")}
        if key == "officers" and names["officers"]:
            self.focus_named(f"officer:{names['officers']}")
        elif key == "persons":
            # Where it lies is known once the section was laid out.
            QTimer.singleShot(0, self, self._to_persons)
        elif key in ("agents", "responsible", "goods"):
            self.focus_named(f"{key}:0:name")
        else:
            self.focus_named(names.get(key, key))
