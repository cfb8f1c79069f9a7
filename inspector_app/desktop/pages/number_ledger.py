"""文号登记: every series of numbers, what is left of it, and each number with its document, its reason or its gap."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.casework import numbers
from inspector_app.casework.desk import Desk
from inspector_app.casework.numbers import Gap, Series, Used
from inspector_app.desktop.moments import day_text
from inspector_app.desktop.widgets.basic import Card, LinkButton, hint, label, line
from inspector_app.desktop.widgets.lines import Line, LinesView

FEW = 8
"""Up to so many series all are shown; of more, those nobody used yet are one press further."""


class NumberLedger(Card):
    """The series above; the numbers of the chosen one below. ``opened`` brings the id of a document."""

    opened = Signal(str)

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._desk = desk
        self._series: list[Series] = []
        self._all = False
        self._chosen = ""
        self.blocks = LinesView(self._series_lines, self.tr("号段列表"), fits=True)
        self.add(self.blocks)
        self.more = LinkButton("", "chevron-down")
        self.more.clicked.connect(self._show_all)
        self.add(self.more)
        self.none = hint(self.tr("还没有号段，带文号的文书不能印发"))
        self.add(self.none)
        self.rule = line()
        self.add(self.rule)
        self.series_name = label("", "strong")
        self.add(self.series_name)
        self.numbers = LinesView(self._number_lines, self.tr("文号"), fits=True)
        self.add(self.numbers)
        self.blocks.opened.connect(self.choose)
        self.blocks.current_changed.connect(self.choose)
        self.numbers.opened.connect(self._open)
        self._show_numbers()

    def refresh(self) -> None:
        """Read everything again."""
        self._series = numbers.register(self._desk)
        self._show_series()
        some = bool(self._series)
        self.blocks.setVisible(some)
        self.none.setVisible(not some)
        self._show_numbers()

    def _show_series(self) -> None:
        self.blocks.refresh()
        hidden = len(self._series) - len(self._listed())
        self.more.setText(self.tr("另有 {0} 个还没有用过的…").format(hidden))
        self.more.setVisible(hidden > 0)

    def _listed(self) -> list[Series]:
        """The series to show: all, or those that were used or need somebody to look at them."""
        if self._all or len(self._series) <= FEW:
            return self._series
        busy = [one for one in self._series if one.used or one.low or one.gaps or self._waits(one)]
        return busy or self._series[:FEW]

    def _waits(self, one: Series) -> bool:
        return any(numbers.unchecked(self._desk, block) for block in one.blocks)

    def _show_all(self) -> None:
        self._all = True
        self._show_series()

    def choose(self, title: str) -> None:
        """Show the numbers of a series."""
        self._chosen = title
        self._show_numbers()

    @property
    def chosen(self) -> Series | None:
        """The series whose numbers are shown."""
        return next((one for one in self._series if one.title == self._chosen), None)

    def _show_numbers(self) -> None:
        series = self.chosen
        for widget in (self.rule, self.series_name, self.numbers):
            widget.setVisible(series is not None)
        if series is not None:
            self.series_name.setText(self.tr("{0} 已取用 {1} 个").format(series.title, len(series.used)))
            self.numbers.refresh()

    def _series_lines(self, limit: int, offset: int) -> list[Line]:
        return [self._series_line(one) for one in self._listed()[offset : offset + limit]]

    def _series_line(self, one: Series) -> Line:
        ranges = "、".join(f"{block.first}–{block.last}" for block in one.blocks)
        ahead = next((block for block in one.blocks if block.remaining), None)
        parts = [
            self.tr("号段 {0}").format(ranges),
            self.tr("已印发 {0}").format(one.issued),
            self.tr("作废 {0}").format(one.void),
            self.tr("下一号 {0}").format(ahead.next) if ahead else "",
            "、".join(dict.fromkeys(block.source for block in one.blocks if block.source)),
        ]
        unexplained = sum(gap.last - gap.first + 1 for gap in one.gaps if not gap.explained)
        if unexplained:
            parts.append(self.tr("{0} 个号没有文书").format(unexplained))
        past = one.year < self._desk.now().year
        if self._waits(one) and not past:
            badge, tone = self.tr("待核对"), "critical"
        elif past:
            badge, tone = self.tr("往年"), "neutral"
        elif not one.remaining and any(block.given_up for block in one.blocks):
            badge, tone = self.tr("归原来那一份"), "neutral"
        elif not one.remaining:
            badge, tone = self.tr("用完"), "critical"
        else:
            badge, tone = self.tr("剩 {0}").format(one.remaining), "major" if one.low or unexplained else "ok"
        return Line(key=one.title, title=one.title, detail=" · ".join(p for p in parts if p), badge=badge, tone=tone)

    def _number_lines(self, limit: int, offset: int) -> list[Line]:
        series = self.chosen
        if series is None:
            return []
        entries: list[Used | Gap] = sorted(
            [*series.used, *series.gaps], key=lambda one: one.number if isinstance(one, Used) else one.first
        )
        return [self._number_line(one) for one in entries[offset : offset + limit]]

    def _number_line(self, one: Used | Gap) -> Line:
        if isinstance(one, Gap):
            span = f"{one.first}–{one.last}" if one.last > one.first else str(one.first)
            badge, tone = (self.tr("空号"), "neutral") if one.explained else (self.tr("待查明"), "critical")
            return Line(key="", title=self.tr("{0} 号").format(span), detail=one.why, badge=badge, tone=tone)
        words = {
            "issued": (self.tr("已印发"), "ok"),
            "void": (self.tr("已作废"), "critical"),
            "corrected": (self.tr("已更正"), "neutral"),
            "draft": (self.tr("草稿"), "major"),
        }
        badge, tone = words[one.status]
        when = day_text(one.at)
        detail = one.name + (self.tr(" · 理由：{0}").format(one.reason) if one.reason else "")
        return Line(key=one.document_id, title=one.text, detail=detail, right=when, badge=badge, tone=tone)

    def _open(self, key: str) -> None:
        if key:
            self.opened.emit(key)
