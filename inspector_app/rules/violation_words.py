"""What a violation brings, in words for lists and sheets: kinds, ranges of fines, persons, and what comes first.

Only restates the packs: nothing is computed for a case. Amounts are 元; bounds are inclusive, as the packs say.
"""

from __future__ import annotations

from decimal import Decimal

from inspector_app.catalog.violation import STAGE_NAMES, STAGES, Fine, PersonPenalty, StageName, Tier, Violation

FINE = "罚款"
_TEN_THOUSAND = Decimal(10000)
_SHORT_STAGES: dict[StageName, str] = {
    "base": "",
    "overdue": "逾期 ",
    "serious": "情节严重 ",
    "consequence": "造成后果 ",
}
_CORRECTION = {
    "none": "可以直接处罚，不以责令改正为前提",
    "concurrent": "责令改正与处罚同时作出",
    "before_fine": "先责令改正；逾期不改正的，才可以罚款",
}


def money(amount: Decimal) -> str:
    """Write an amount as laws do: 10万元, 1.5万元, 500元."""
    if amount >= _TEN_THOUSAND and amount % 100 == 0:
        return f"{(amount / _TEN_THOUSAND).normalize():f}万元"
    return f"{amount.normalize():f}元"


def fine_of(violation: Violation, name: StageName) -> Fine | None:
    """The fine of a stage, the one it refers to where it is the same as another stage's; None without a fine."""
    stage = violation.stage(name)
    fine = stage.fine if stage else None
    if fine is None or fine.same_as is None:
        return fine
    return fine_of(violation, fine.same_as)


def fine_words(fine: Fine) -> tuple[str, ...]:
    """Each tier of a fine as a phrase: its condition, its range, the amount its basis counts as at least."""
    return tuple(_tier_words(tier, fine.basis or "") for tier in fine.tiers)


def stage_kinds(violation: Violation, name: StageName) -> tuple[str, ...]:
    """The kinds of a stage as the pack lists them."""
    stage = violation.stage(name)
    return stage.kinds if stage else ()


def brief(violation: Violation) -> str:
    """The kinds and ranges in one line: ``责令改正、警告；逾期 10万–50万元；情节严重 50万–200万元``."""
    parts = []
    for name in STAGES:
        if violation.stage(name) is None:
            continue
        fine = fine_of(violation, name)
        if fine is not None and name != "base" and fine == fine_of(violation, "base"):
            # The same fine said twice would hide what the stage adds.
            fine, kinds = None, [one for one in stage_kinds(violation, name) if one != FINE]
        else:
            kinds = [one for one in stage_kinds(violation, name) if one != FINE or fine is None]
        # What the graver stages add beside the fine is on the sheet; the line says how much.
        kinds = kinds if name == "base" or fine is None else []
        ranges = [] if fine is None else [_short(fine)]
        said = "、".join([*kinds, *ranges])
        if said:
            parts.append(f"{_SHORT_STAGES[name]}{said}")
    return "；".join(parts)


def person_words(one: PersonPenalty) -> str:
    """What responsible persons incur, as one sentence."""
    said = []
    if one.confiscate_income:
        said.append("没收违法期间自本单位所获收入")
    if one.fine is not None:
        if one.fine.max_multiple is not None:
            low, high = _multiple(one.fine.min_multiple), _multiple(one.fine.max_multiple)
            said.append(f"处{one.fine.basis}{low}以上{high}以下罚款")
        elif one.fine.max is not None:
            said.append(f"处{_amounts(one.fine.min, one.fine.max)}罚款")
    if one.ban is not None:
        said.append(one.ban.words)
    if one.detention is not None:
        said.append(one.detention.words)
    said += one.other
    by = f"（由{one.by}）" if one.by else ""
    note = f"（{one.note}）" if one.note else ""
    return f"{STAGE_NAMES[one.trigger]}：对{'、'.join(one.who)}{by}，{'，'.join(said)}{note}"


def correction_words(violation: Violation) -> str:
    """Whether correction must be ordered, and fail, before a fine."""
    return _CORRECTION[violation.correction]


def _tier_words(tier: Tier, basis: str) -> str:
    condition = tier.condition
    before = "" if tier.when == "always" else f"{condition.words()}的，"
    if not tier.by_multiple:
        return before + _amounts(tier.min, tier.max)
    low, high = _multiple(tier.min_multiple), _multiple(tier.max_multiple)
    said = f"{before}{basis}{low}以上{high}以下" if tier.min_multiple else f"{before}{basis}{high}以下"
    if tier.floor_value is not None:
        said += f"（{basis}不足{money(tier.floor_value)}的，按{money(tier.floor_value)}计算）"
    return said


def _short(fine: Fine) -> str:
    ranges = []
    for tier in fine.tiers:
        if tier.by_multiple:
            low, high = tier.min_multiple or Decimal(0), tier.max_multiple or Decimal(0)
            basis = (fine.basis or "").removesuffix("金额")
            ranges.append(f"{basis}{low.normalize():f}–{_multiple(high)}" if low else f"{basis}{_multiple(high)}以下")
        else:
            low, high = tier.min or Decimal(0), tier.max or Decimal(0)
            ranges.append(f"{_start(low, high)}–{money(high)}" if low else f"{money(high)}以下")
    # Amounts below and above a bound: the lines of the sheet tell them apart.
    return " 或 ".join(dict.fromkeys(ranges))


def _start(low: Decimal, high: Decimal) -> str:
    """The lower end of a range; its 元 may go where both ends are counted in the same unit."""
    one, other = money(low), money(high)
    return one.removesuffix("元") if one.endswith("万元") == other.endswith("万元") else one


def _amounts(low: Decimal | None, high: Decimal | None) -> str:
    if high is None:
        return ""
    if not low:
        return f"{money(high)}以下"
    return money(high) if low == high else f"{money(low)}以上{money(high)}以下"


def _multiple(value: Decimal | None) -> str:
    value = value or Decimal(0)
    # A share of an income is written in per cent, as the laws do.
    if 0 < value < 1:
        return f"{(value * 100).normalize():f}%"
    return f"{value.normalize():f}倍"
