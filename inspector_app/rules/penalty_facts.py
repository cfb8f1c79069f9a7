"""The facts a penalty is computed from, read strictly: each wrong one is named, none is filled in.

Amounts are 元 with at most two decimals, dates are ISO. What is not given stays None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

from inspector_app.catalog.discretion import BandId
from inspector_app.catalog.violation import STAGE_NAMES, STAGES, StageName
from inspector_app.catalog.violation_when import CHANNEL_NAMES, CHANNELS
from inspector_app.fault import UsageFault

Party = Literal["organization", "natural_person", "sole_trader"]
Punished = Literal["party", "person"]
"""Who is punished: the party that did it, or a responsible person of the unit, who is the party of a case of its own."""
BandChoice = Literal["full", "mitigate", "lenient", "normal", "severe"]
MAX_AMOUNT = Decimal(10) ** 12
"""One thousand milliards: more than any goods this field has seen, so a slip of the hand."""

YEARS = range(1949, 2100)
"""No act and no decision of this law lies outside."""

AMOUNTS = {
    "value": "货值金额",
    "income": "违法所得或违法收入",
    "illegal_income": "没收的违法所得",
    "goods_on_hand": "没收的非法财物价值",
    "person_income": "责任人员的收入",
    "genuine_price": "正品价格",
}
_PUNISHED = {"party": "当事人", "person": "责任人员"}
_PARTIES = {"organization": "单位", "natural_person": "自然人", "sole_trader": "个体工商户"}
_BANDS = {"full": "全幅度", "mitigate": "减轻", "lenient": "从轻", "normal": "一般", "severe": "从重"}


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one violation. ``fine_stage`` tells which stage's fine holds where the stage itself sets none."""

    violation: str
    stage: StageName = "base"
    party: Party = "organization"
    band: BandChoice = "full"
    value: Decimal | None = None
    income: Decimal | None = None
    illegal_income: Decimal | None = None
    goods_on_hand: Decimal | None = None
    person_income: Decimal | None = None
    genuine_price: Decimal | None = None
    channel: str | None = None
    act_date: date | None = None
    decision_date: date | None = None
    aggravating: tuple[str, ...] = ()
    fine_stage: Literal["base", "overdue"] | None = None
    rules: str = "national"
    punished: Punished = "party"


def read_facts(given: Mapping[str, Any], where: str = "") -> Facts:
    """Make facts of plain values; an unknown key, a wrong or absurd value is a ``UsageFault`` naming the field."""
    known = Facts.__struct_fields__
    for key in given:
        if key not in known:
            todo = f"可用的：{'、'.join(known)}"
            raise _wrong(f"{where}不认识的事实“{key}”", todo)
    if "violation" not in given:
        raise _wrong(f"{where}缺少 violation（违法行为的代码）")
    values: dict[str, Any] = {}
    for key, value in given.items():
        if value is None and key not in ("violation", "stage", "party", "band", "rules", "punished"):
            continue
        if key in AMOUNTS:
            values[key] = amount(key, value, where)
        elif key in ("act_date", "decision_date"):
            values[key] = day(key, value, where)
        elif key == "aggravating":
            values[key] = _names(key, value, where)
        else:
            values[key] = _word(key, value, where)
    facts = Facts(**values)
    if facts.act_date and facts.decision_date and facts.decision_date < facts.act_date:
        raise _wrong(f"{where}decision_date（决定日期）早于 act_date（行为日期）")
    return facts


def amount(key: str, value: object, where: str = "") -> Decimal:
    """Read an amount of 元: a number, not negative, at most 10^12, at most two decimals."""
    name = f"{where}{key}（{AMOUNTS[key]}）" if key in AMOUNTS else f"{where}{key}"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _wrong(f"{name} 应当是数字（元）")
    # A float means what it shows (0.29, not its binary neighbour); a number of thousands of digits cannot be shown at all.
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise _wrong(f"{name} 应当是一个确定的数字")
    if number < 0:
        raise _wrong(f"{name} 不能是负数，写的是 {number}")
    if number > MAX_AMOUNT:
        raise _wrong(f"{name} 超过一万亿元，请核对是否写错")
    if number != round(number, 2):
        raise _wrong(f"{name} 最多到分（两位小数），写的是 {value}")
    return number.copy_abs()  # JSON knows a -0.0, and a trail has no sign.


def day(key: str, value: object, where: str = "") -> date:
    """Read an ISO date."""
    try:
        if isinstance(value, str) and len(value) == 10:
            found = date.fromisoformat(value)
            if found.year not in YEARS:
                raise _wrong(f"{where}{key} {value} 不可能，应当在 {YEARS.start} 至 {YEARS.stop - 1} 年之间")
            return found
    except ValueError:
        pass
    raise _wrong(f"{where}{key} 应当是 2026-05-15 这样的日期，写的是 {value}")


def doubts(facts: Facts) -> tuple[str, ...]:
    """Amounts that do not go together: possible, and more often a slip of the hand."""
    found = []
    for key in ("goods_on_hand", "illegal_income"):
        amount_ = getattr(facts, key)
        if amount_ is not None and facts.value is not None and amount_ > facts.value:
            found.append(f"{key}（{AMOUNTS[key]}）大于 value（货值金额），请核对")
    if facts.income is not None and facts.illegal_income is not None and facts.income != facts.illegal_income:
        found.append("income（罚款所依的违法所得）与 illegal_income（没收的违法所得）不同，请核对")
    return tuple(found)


def _word(key: str, value: object, where: str) -> str:
    allowed: dict[str, Sequence[str]] = {
        "stage": STAGES,
        "party": get_args(Party),
        "band": get_args(BandChoice),
        "channel": CHANNELS,
        "fine_stage": ("base", "overdue"),
        "punished": get_args(Punished),
    }
    words = STAGE_NAMES | _PARTIES | _BANDS | CHANNEL_NAMES | _PUNISHED
    if not isinstance(value, str):
        raise _wrong(f"{where}{key} 应当是文字")
    if key in allowed and value not in allowed[key]:
        choices = "、".join(f"{one}（{words[one]}）" for one in allowed[key])
        raise _wrong(f"{where}{key} 没有“{value}”这个取值", f"可用的：{choices}")
    return value


def _names(key: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise _wrong(f"{where}{key} 应当是一列情节的代码")
    return tuple(value)


def _wrong(text: str, todo: str = "") -> UsageFault:
    return UsageFault(text, todo=todo, code="facts-invalid")


def band_name(band: BandChoice | BandId) -> str:
    """What a degree of discretion is called."""
    return _BANDS[band]
