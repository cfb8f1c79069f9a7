"""Which circumstances can be ticked for a violation, and what the ticked ones amount to: must, may, or nothing.

Only what fits is offered: an exemption its violation names, a drug law aggravation its article names, a province's own list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from inspector_app.catalog.discretion import Circumstance, DiscretionPack, Exemption, MinorListEntry
from inspector_app.catalog.law import Ref
from inspector_app.catalog.violation import Violation
from inspector_app.fault import UsageFault
from inspector_app.rules.penalty_facts import Facts

Leads = Literal["no_penalty", "exempt", "mitigate_or_exempt", "mitigate", "lenient_or_mitigate", "severe"]
Tick = bool | tuple[bool, ...]
_DRUG_LAW = "drug-admin-law"
_COSMETIC_SERIOUS = "ss-cosmetic-serious"
_OWN_LIST = "no-penalty-cosmetic-gmp-minor"
_LEADS_WORDS: dict[Leads, str] = {
    "no_penalty": "不予处罚",
    "exempt": "免予处罚",
    "mitigate_or_exempt": "减轻或者免予处罚",
    "mitigate": "减轻处罚",
    "lenient_or_mitigate": "从轻或者减轻处罚",
    "severe": "从重处罚",
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A circumstance as the worksheet offers it. ``parts`` must all be there; ``shall`` tells must from may."""

    id: str
    text: str
    leads: Leads
    shall: bool
    parts: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()
    verified: bool
    effect: str = ""
    keeps_gains: bool = False

    @property
    def words(self) -> str:
        """What it leads to, as a phrase: ``应当从轻或者减轻处罚``."""
        return ("应当" if self.shall else "可以") + _LEADS_WORDS[self.leads]


def options_for(rules: DiscretionPack, violation: Violation, facts: Facts) -> tuple[Option, ...]:
    """Everything that may be ticked for this violation at this stage, in the order of the rules."""
    on = facts.decision_date or facts.act_date
    found = [_no_penalty(one) for one in rules.no_penalty if one.id != _OWN_LIST or one.id in violation.exemptions]
    found += [_exemption(one) for one in rules.exemptions if _fits(one, violation, on)]
    found += [_listed(one) for one in rules.minor_list if violation.id in one.violations]
    for group, shall in ((rules.lenient.shall, True), (rules.lenient.may, False)) if rules.lenient else ():
        found += [_plain(one, "lenient_or_mitigate", shall=shall) for one in group]
    for group, shall in ((rules.severe.shall, True), (rules.severe.may, False)) if rules.severe else ():
        found += [_plain(one, "severe", shall=shall) for one in group if _aggravates(one, violation, facts)]
    return tuple(found)


def met(options: Sequence[Option], ticks: Mapping[str, Tick]) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The options that are fully there, and for those ticked in part what is lacking; an unknown id is a ``UsageFault``.

    An option with parts is ticked part by part, or as a whole when the officer confirms every part at once.
    """
    known = {one.id: one for one in options}
    full: list[Option] = []
    short: list[str] = []
    for id_, tick in ticks.items():
        if id_ not in known:
            raise UsageFault(f"这个违法行为没有“{id_}”这个裁量情节", code="circumstance-unknown")
        option = known[id_]
        if isinstance(tick, bool):
            full += [option] if tick else []
            continue
        if len(tick) != len(option.parts):
            raise UsageFault(
                f"情节 {id_} 有 {len(option.parts)} 项条件，勾选了 {len(tick)} 项", code="circumstance-parts"
            )
        lacking = [part for part, there in zip(option.parts, tick, strict=True) if not there]
        if not lacking:
            full.append(option)
        elif any(tick):
            short.append(f"“{option.text}”的各项条件须同时具备，缺：{'、'.join(lacking)}")
    order = list(known)
    return tuple(sorted(full, key=lambda one: order.index(one.id))), tuple(short)


def without_double_count(
    rules: DiscretionPack, found: Sequence[Option], punished: Sequence[str]
) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """Leave out what was punished by itself (裁量指导意见第16条第二款); ``punished`` names the circumstances concerned."""
    assert rules.severe is not None
    rule = rules.severe.no_double_count
    for id_ in punished:
        if id_ not in rule.excludes:
            raise UsageFault(f"“{id_}”不属于已经单独处罚就不再从重的情节", code="circumstance-unknown")
    left = tuple(one for one in found if one.id not in punished)
    dropped = tuple(f"“{one.text}”已被单独处罚，不再作为从重情节" for one in found if one.id in punished)
    return left, dropped


def _no_penalty(one: Circumstance) -> Option:
    return Option(
        id=one.id,
        text=one.condition,
        leads="no_penalty",
        shall=one.level == "shall",
        parts=one.parts,
        refs=one.refs,
        verified=one.verified,
        keeps_gains=one.confiscation == "none",
    )


def _exemption(one: Exemption) -> Option:
    return Option(
        id=one.id,
        text=one.name,
        leads=one.outcome,
        shall=one.level == "shall",
        parts=one.conditions,
        refs=one.refs,
        verified=one.verified,
        effect="；".join(text for text in (one.effect, one.scope, one.note) if text),
    )


def _listed(one: MinorListEntry) -> Option:
    return Option(
        id=one.id,
        text=f"免罚清单：{one.source or one.id}",
        leads="no_penalty",
        shall=one.level == "shall",
        parts=one.conditions,
        refs=one.refs,
        verified=one.verified,
        keeps_gains=True,
    )


def _plain(one: Circumstance, leads: Leads, *, shall: bool) -> Option:
    return Option(
        id=one.id,
        text=one.condition,
        leads=leads,
        shall=shall,
        parts=one.parts,
        refs=one.refs,
        verified=one.verified,
    )


def _fits(one: Exemption, violation: Violation, on: date | None) -> bool:
    if one.id not in violation.exemptions and violation.id not in one.violations:
        return False
    return one.effective_from is None or on is None or on >= date.fromisoformat(one.effective_from)


def _aggravates(one: Circumstance, violation: Violation, facts: Facts) -> bool:
    if one.id == _COSMETIC_SERIOUS:
        return violation.domain == "cosmetic" and facts.stage == "serious"
    named = [ref for ref in one.refs if ref.law == _DRUG_LAW]
    return not named or any(ref in violation.aggravating for ref in named)
