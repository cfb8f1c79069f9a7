"""The penalty of one violation worked out a second time, from the text of the packs alone.

Nothing of the product is used here but the files it ships: plain YAML, plain fractions, the law's sentence written down once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import yaml

from inspector_app import places

FIELDS = {"货值金额": "value", "违法所得": "income", "违法收入": "income", "正品价格": "genuine_price"}
STAGES = ("base", "overdue", "serious", "consequence")
GROUNDS = {"h-business": ("责令停产停业", "责令关闭", "限制从业"), "h-license": ("吊销",)}
GAINS, GOODS = {"没收违法所得", "没收违法收入"}, {"没收违法产品", "没收工具设备"}


class Spread(NamedTuple):
    """From which to which amount, and which of the ends are left out."""

    low: Fraction
    high: Fraction
    low_open: bool
    high_open: bool


class NoFigureError(Exception):
    """The law gives no figure for these facts; the reason is one of a few words."""


@cache
def raw(name: str) -> Any:
    return yaml.safe_load((places.forms_folder() / "laws" / f"{name}.yaml").read_text("utf-8"))


@cache
def packs() -> tuple[str, ...]:
    return tuple(sorted(one.stem for one in (places.forms_folder() / "laws" / "violations").glob("*.yaml")))


def violations(pack: str) -> list[dict[str, Any]]:
    return raw(f"violations/{pack}")["violations"]


@cache
def laws() -> dict[str, Any]:
    return {one["id"]: one for one in raw("catalogue/laws")["laws"]}


@cache
def hearing_rule(kind: str) -> str:
    return {one["name"]: one["hearing"] for one in raw("catalogue/laws")["kinds"]}[kind]


def cite(ref: dict[str, Any]) -> str:
    tail = "".join(f"{ref[key]}{unit}" for key, unit in (("paragraph", "款"), ("item", "项")) if key in ref)
    return f"{laws()[ref['law']]['short']}{ref['article']}条{ref.get('suffix', '')}{tail}"


def exact(number: Any) -> Fraction:
    return Fraction(str(number))


def fine_at(violation: dict[str, Any], stage: str) -> tuple[dict[str, Any] | None, bool]:
    """The fine that holds at a stage and whether it is of its own; a stage that sets none leaves that of the first inspection."""
    own = violation[stage].get("fine")
    fine = own or violation["base"].get("fine")
    if fine is None:
        return None, False
    target = violation[fine["same_as"]]["fine"] if "same_as" in fine else fine
    return {**target, "mandatory": fine.get("mandatory", True) and target.get("mandatory", True)}, own is not None


def holds(when: str, facts: dict[str, Any]) -> bool:
    if when == "always":
        return True
    if when.startswith("channel"):
        return facts["channel"] in re.findall(r"produce|wholesale|retail|use", when)
    field, sign, bound = re.fullmatch(r"(value|income)(<|>=|==|>)(\d+)", when.replace(" ", "")).groups()
    apart = exact(facts[field]) - int(bound)
    return {"<": apart < 0, ">=": apart >= 0, ">": apart > 0, "==": apart == 0}[sign]


def legal(fine: dict[str, Any], facts: dict[str, Any]) -> tuple[Spread, Fraction | None]:
    tier = next((one for one in fine["tiers"] if holds(one["when"], facts)), None)
    if tier is None:
        raise NoFigureError("没有为 channel")
    if "max" in tier:
        return Spread(exact(tier["min"]), exact(tier["max"]), tier["min"] == 0, False), None
    basis = exact(facts[FIELDS[fine["basis"]]])
    if "floor_value" in tier and basis < tier["floor_value"]:
        basis = exact(tier["floor_value"])
    if not basis:
        raise NoFigureError("罚款无从计算")
    low, high = basis * exact(tier["min_multiple"]), basis * exact(tier["max_multiple"])
    return Spread(low, high, low == 0, False), basis


def degree(whole: Spread, band: str) -> Spread:
    """The degrees of 药监裁量规则第39条: under the minimum, below 30 %, 30 to 70 % with both ends, above 70 %."""
    low, high = whole.low, whole.high
    if band == "full":
        return whole
    if band == "mitigate":
        if not low:
            raise NoFigureError("谈不上减轻")
        return Spread(Fraction(0), low, True, True)
    third, upper = low + (high - low) * Fraction(3, 10), low + (high - low) * Fraction(7, 10)
    return {
        "lenient": Spread(low, third, low == 0, True),
        "normal": Spread(third, upper, False, False),
        "severe": Spread(upper, high, True, False),
    }[band]


def reaches(spread: Spread, limit: int) -> bool:
    return spread.high > limit or (spread.high == limit and not spread.high_open)


def confiscated(kinds: list[str], facts: dict[str, Any]) -> Fraction | None:
    """What is confiscated in money's worth, None where neither gains nor goods are confiscated."""
    facts = {"illegal_income": facts["income"], **facts}  # what was gained is taken, unless another sum is named
    taken = [exact(facts[key]) for key, of in (("illegal_income", GAINS), ("goods_on_hand", GOODS)) if of & set(kinds)]
    return sum(taken) if taken else None


def hearing(
    kinds: list[str], spread: Spread | None, facts: dict[str, Any], *, optional: bool
) -> tuple[str, tuple[str, ...]]:
    """Whether a hearing is due (行政处罚法第63条) and the articles of the grounds that are there."""
    limit = 100_000 if facts["party"] == "organization" else 10_000
    sure = {name for name, of in GROUNDS.items() if any(one.startswith(of) for one in kinds)}
    if any(hearing_rule(one) == "always" and not one.startswith(sum(GROUNDS.values(), ())) for one in kinds):
        sure.add("h-other")
    if (confiscated(kinds, facts) or 0) >= limit:
        sure.add("h-confiscation")
    if spread and not optional and spread.low >= limit:
        sure.add("h-fine")
    if not sure and any(hearing_rule(one) == "check" for one in kinds):
        sure.add("h-other")
    possible = "depends_on_amount" if spread and reaches(spread, limit) else "not_required"
    named = sure or {"h-fine", "h-confiscation"}
    triggers = raw("discretion/national")["hearing"]["triggers"]
    return "required" if sure else possible, tuple(
        cite(ref) for one in triggers if one["id"] in named for ref in one["refs"]
    )


def degree_articles(band: str) -> tuple[str, ...]:
    bands = {one["id"]: one for one in raw("discretion/national")["bands"]}
    return tuple(map(cite, bands[band]["refs"])) if band != "full" else ()


def people(violation: dict[str, Any], stage: str, income: Decimal) -> Iterator[dict[str, Any]]:
    for one in violation.get("persons", ()):
        if one["trigger"] not in ("base", stage):
            continue
        fine, spread = one.get("fine"), None
        if fine and fine["basis"] == "固定":
            spread = Spread(exact(fine["min"]), exact(fine["max"]), fine["min"] == 0, False)
        elif fine:
            spread = Spread(*(exact(income) * exact(fine[f"{end}_multiple"]) for end in ("min", "max")), False, False)
        taken = exact(income) if one.get("confiscate_income") else None
        heavy = "ban" in one or (taken or 0) >= 10_000 or (spread is not None and spread.low >= 10_000)
        maybe = spread is not None and reaches(spread, 10_000)
        yield {
            "who": tuple(one["who"]),
            "spread": spread,
            "taken": taken,
            "ban": one["ban"]["text"] + one["ban"]["scope"] if "ban" in one else None,
            "days": (one["detention"]["min_days"], one["detention"]["max_days"]) if "detention" in one else None,
            "other": tuple(one.get("other", ())),
            "by": one.get("by"),
            "hearing": "required" if heavy else "depends_on_amount" if maybe else "not_required",
        }


def worked_out(violation: dict[str, Any], stage: str, facts: dict[str, Any]) -> dict[str, Any]:
    """Everything the law gives for the facts; ``NoFigureError`` where it gives no figure."""
    fine, own = fine_at(violation, stage)
    whole, basis = legal(fine, facts) if fine else (None, None)
    spread = degree(whole, facts["band"]) if whole else None
    kinds = list(dict.fromkeys(violation["base"]["kinds"] + violation[stage]["kinds"]))
    optional = bool(fine) and not fine["mandatory"]
    persons = list(people(violation, stage, facts["person_income"]))
    apart = violation.get("persons_by", [])
    party = [one for one in violation["penalized_by"] if one not in apart]
    due, grounds = hearing(kinds, spread, facts, optional=optional)
    return {
        "spread": spread,
        "whole": whole,
        "basis_amount": basis,
        "tiers": len(fine["tiers"]) if fine else 0,
        "own": own,
        "optional": optional,
        "kinds": tuple(kinds),
        "hearing": due,
        "hearing_articles": grounds,
        "confiscated": confiscated(kinds, facts),
        "degree_articles": degree_articles(facts["band"]),
        "persons": persons,
        "article": tuple(map(cite, violation["penalized_by"])),
        "party": tuple(map(cite, party)),
        "basis": tuple(map(cite, violation["penalized_by"] if persons else party)),
        "person_articles": tuple(map(cite, apart or violation["penalized_by"])),
        "ban_years": violation[stage].get("application_ban_years") or violation["base"].get("application_ban_years"),
        "correction": violation["correction"],
    }


def recompute(steps: Any) -> dict[str, Fraction]:
    """Follow a trail by hand: each figure from the figures before it, as the words of the step's kind say."""
    known: dict[str, Fraction] = {}
    for step in steps:
        if step.operation == "say":
            assert (step.operands, step.result) == ((), None)
            continue
        given = [known[one] if one in known else Fraction(one) for one in step.operands]
        if step.operation == "given":
            [found] = given
        elif step.operation == "within":
            low, high, share = given
            found = low * (1 - share) + high * share
        elif step.operation == "times":
            found = given[0]
            for one in given[1:]:
                found *= one
        else:
            found = {"at_least": max, "at_most": min, "plus": sum}[step.operation](given)
        assert Fraction(step.result) == found, step
        known[step.key] = found
    return known
