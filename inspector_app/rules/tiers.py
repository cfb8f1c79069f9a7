"""The legal range of a fine: which tier applies, what counts as its basis, from which to which amount.

Exact in ``Decimal`` 元. What cannot be decided for want of a fact is a ``Missing`` that names the fact; nothing is assumed.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from inspector_app.catalog.discretion import Band
from inspector_app.catalog.law import Ref
from inspector_app.catalog.violation import Fine, Tier
from inspector_app.fault import UsageFault
from inspector_app.rules.penalty_facts import AMOUNTS, Facts
from inspector_app.rules.trail import Trail, yuan

ZERO = Decimal(0)
BASIS_FIELDS = {"货值金额": "value", "违法所得": "income", "违法收入": "income", "正品价格": "genuine_price"}
_CHANNEL_WORD = "环节"


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that is needed and not known."""

    field: str
    say: str


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """From which to which amount (元); an open end is not part of it."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def holds(self, amount: Decimal) -> bool:
        """Whether the amount lies in it."""
        above = amount > self.low if self.low_open else amount >= self.low
        return above and (amount < self.high if self.high_open else amount <= self.high)

    def words(self) -> str:
        """Say it as texts show it."""
        low = f"{'超过' if self.low_open else ''}{yuan(self.low)}{'' if self.low_open else '以上'}"
        return f"{low}、{'不足' if self.high_open else ''}{yuan(self.high)}{'' if self.high_open else '以下'}"


class Statutory(msgspec.Struct, frozen=True, kw_only=True):
    """The legal range with the basis it was computed from; no basis where the amounts are fixed."""

    range: Range
    basis: Decimal | None = None


def choose_tier(fine: Fine, facts: Facts) -> Tier | Missing:
    """The first tier that is true. A channel for which the law sets no tier is a ``UsageFault``."""
    assert fine.basis is not None
    for tier in fine.tiers:
        condition = tier.condition
        amount: Decimal | None = getattr(facts, condition.subject) if condition.subject else None
        holds = condition.holds(amount, facts.channel)
        if holds is None:
            return missing(condition.needs)
        if holds:
            return tier
    raise UsageFault(
        f"本条没有为 channel（环节）“{facts.channel}”规定罚款",
        todo="可用的：" + "、".join(tier.when for tier in fine.tiers),
        code="facts-invalid",
    )


def missing(field: str) -> Missing:
    """Say which fact is not known."""
    name = AMOUNTS.get(field, _CHANNEL_WORD)
    return Missing(field=field, say=f"缺少 {field}（{name}），无法确定罚款幅度")


def statutory(fine: Fine, facts: Facts, trail: Trail, refs: tuple[Ref, ...]) -> Statutory | Missing:
    """The legal range of a fine. ``same_as`` must have been resolved before.

    A multiple of nothing is no fine: a basis of 0 without a floor is a ``UsageFault``.
    """
    assert fine.basis is not None
    tier = choose_tier(fine, facts)
    if isinstance(tier, Missing):
        return tier
    if len(fine.tiers) > 1:
        trail.say("tier", f"适用的档：{tier.condition.words()}", refs)
    if not tier.by_multiple:
        assert tier.min is not None
        assert tier.max is not None
        low = trail.compute("statutory_min", "given", tier.min, say="法定下限 {}", refs=refs)
        high = trail.compute("statutory_max", "given", tier.max, say="法定上限 {}", refs=refs)
        return Statutory(range=Range(low=low, high=high, low_open=low == 0))
    assert tier.min_multiple is not None
    assert tier.max_multiple is not None
    field = BASIS_FIELDS[fine.basis]
    given: Decimal | None = getattr(facts, field)
    if given is None:
        return missing(field)
    trail.compute(field, "given", given, say=f"{fine.basis} {{}}")
    floor = tier.floor_value
    if floor is None:
        basis = trail.compute("basis_amount", "given", field, say="罚款基数 {}", refs=refs)
    else:
        counted = f"不足{yuan(floor)}，按{yuan(floor)}计算" if given < floor else f"达到{yuan(floor)}，按实际数额计算"
        say = f"{fine.basis}{counted}，罚款基数 {{}}"
        basis = trail.compute("basis_amount", "at_least", field, floor, say=say, refs=refs)
    if basis == 0:
        raise UsageFault(
            f"{field}（{AMOUNTS[field]}）为 0，本条按{fine.basis}的倍数罚款又没有保底，罚款无从计算",
            code="facts-invalid",
        )
    ends = []
    for key, multiple, name in (
        ("statutory_min", tier.min_multiple, "法定下限"),
        ("statutory_max", tier.max_multiple, "法定上限"),
    ):
        say = f"{name}：{yuan(basis)}×{multiple:f}倍＝{{}}"
        ends.append(trail.compute(key, "times", "basis_amount", multiple, say=say, refs=refs))
    low, high = ends
    return Statutory(range=Range(low=low, high=high, low_open=low == 0), basis=basis)


def banded(legal: Range, band: Band, trail: Trail) -> Range:
    """The part of the legal range that a degree of discretion leaves (药监裁量规则第39条).

    减轻 under a legal minimum of 0 means nothing and is a ``UsageFault``.
    """
    share = band.range
    if share.below_minimum:
        if legal.low == 0:
            raise UsageFault(
                "本条只规定上限、没有法定下限，谈不上减轻（band: mitigate）",
                todo="请选从轻（lenient），或者不予处罚",
                code="band-meaningless",
            )
        low = trail.compute(
            "fine_min", "times", "statutory_min", share.floor_share, say=f"{band.name}：不低于 {{}}", refs=band.refs
        )
        high = trail.compute(
            "fine_max", "given", "statutory_min", say=f"{band.name}：低于法定下限 {{}}", refs=band.refs
        )
        return Range(low=low, high=high, low_open=low == 0, high_open=True)
    words = f"{band.name}：法定幅度的{_percent(share.lower)}至{_percent(share.upper)}"
    low = trail.compute(
        "fine_min", "within", "statutory_min", "statutory_max", share.lower, say=f"{words}，下限 {{}}", refs=band.refs
    )
    high = trail.compute(
        "fine_max", "within", "statutory_min", "statutory_max", share.upper, say=f"{words}，上限 {{}}", refs=band.refs
    )
    return Range(low=low, high=high, low_open=share.lower_open or low == 0, high_open=share.upper_open)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
