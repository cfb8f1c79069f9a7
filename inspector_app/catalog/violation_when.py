"""The small language of ``when``: which tier of a fine applies. Parsed, never evaluated as program text.

``always`` · ``value<10000`` · ``value>=10000`` · ``income<N`` · ``income>=N`` · ``income>0`` · ``income==0`` · ``channel == retail`` ·
``channel in [produce, wholesale]``. The first tier that is true applies; a set of tiers must leave no case without an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Literal, NamedTuple

CHANNELS = ("produce", "wholesale", "retail", "use")
CHANNEL_NAMES = {"produce": "生产或进口", "wholesale": "批发", "retail": "零售", "use": "使用"}

_FORMS = "always、value<N、value>=N、income<N、income>=N、income>0、income==0、channel == X、channel in [X, Y]"
_AMOUNT = re.compile(r"(value|income)\s*(<|>=|>|==)\s*(\d{1,15}(?:\.\d{1,2})?)")
_ONE_CHANNEL = re.compile(r"channel\s*==\s*([a-z]+)")
_CHANNELS = re.compile(r"channel\s+in\s+\[\s*([a-z]+(?:\s*,\s*[a-z]+)*)\s*\]")


class When(NamedTuple):
    """A parsed condition: on an amount, on the channel, or always (both None). Amounts are 元."""

    subject: Literal["value", "income"] | None = None
    operator: str = ""
    bound: Decimal = Decimal(0)
    channels: frozenset[str] = frozenset()

    @property
    def needs(self) -> str:
        """The fact that decides it: ``value``, ``income``, ``channel`` or nothing."""
        return self.subject or ("channel" if self.channels else "")

    def holds(self, amount: Decimal | None, channel: str | None) -> bool | None:
        """Say whether it holds, None when the fact it needs is unknown."""
        if self.channels:
            return None if channel is None else channel in self.channels
        if self.subject is None:
            return True
        if amount is None:
            return None
        return {
            "<": amount < self.bound,
            ">=": amount >= self.bound,
            ">": amount > self.bound,
            "==": amount == self.bound,
        }[self.operator]

    def words(self) -> str:
        """Say it in Chinese, for the trail."""
        if self.channels:
            return "环节为" + "、".join(CHANNEL_NAMES[one] for one in CHANNELS if one in self.channels)
        if self.subject is None:
            return "不分数额"
        name = {"value": "货值金额", "income": "违法所得"}[self.subject]
        if not self.bound and self.operator in ("==", ">"):
            return f"没有{name}" if self.operator == "==" else f"有{name}"
        word = {"<": "不足", ">=": "达到", ">": "超过", "==": "恰为"}[self.operator]
        return f"{name}{word}{self.bound:f}元"


@cache
def parse_when(text: str) -> When:
    """Read one condition; anything outside the grammar is a ``ValueError`` whose text says what it is."""
    written = text.strip()
    if written == "always":
        return When()
    if found := _AMOUNT.fullmatch(written):
        subject: Literal["value", "income"] = "value" if found[1] == "value" else "income"
        return When(subject=subject, operator=found[2], bound=Decimal(found[3]))
    names: list[str] = []
    if found := _ONE_CHANNEL.fullmatch(written):
        names = [found[1]]
    elif found := _CHANNELS.fullmatch(written):
        names = [one.strip() for one in found[1].split(",")]
    for name in names:
        if name not in CHANNELS:
            raise ValueError(f"条件“{text}”里没有 {name} 这个环节，可用：{'、'.join(CHANNELS)}")
    if not names:
        raise ValueError(f"条件“{text}”无法判断；可用的写法：{_FORMS}")
    return When(channels=frozenset(names))


def cases_of(conditions: Sequence[When]) -> Iterator[tuple[Decimal, str]]:
    """Every case that the conditions can tell apart: an amount on each side of and at each bound, in each channel."""
    bounds = {one.bound for one in conditions if one.subject}
    cent = Decimal("0.01")
    near = {one for bound in bounds for one in (bound - cent, bound, bound + cent) if one >= 0}
    yield from product(sorted({Decimal(0), *near}), CHANNELS)


def gaps(conditions: Sequence[When]) -> Iterator[tuple[int, str]]:
    """What keeps the tiers from being decided: the number of the tier concerned and what is wrong with it.

    Channels not named by any tier may be left out by the law (impl-79 names no use): only amounts must be covered in full.
    """
    reached: set[int] = set()
    named = frozenset().union(*(one.channels for one in conditions)) if conditions else frozenset()
    for amount, channel in cases_of(conditions):
        first = next((at for at, one in enumerate(conditions) if one.holds(amount, channel)), None)
        if first is not None:
            reached.add(first)
        elif not named or channel in named:
            yield len(conditions) - 1, f"金额为 {amount:f} 元、环节为 {channel} 时没有任何一档适用"
            break
    for at in range(len(conditions)):
        if at not in reached:
            yield at, "这一档永远轮不到：前面的档已经全部覆盖"
