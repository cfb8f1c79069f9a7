"""The discretion worksheet (裁量): from ticked circumstances to a degree, an amount inside it, and the reasons in words.

Must goes before may. Nothing outside the legal range is let through; 减轻 and a departure from the benchmark need the leader's approval.
Amounts are 元, exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.discretion import BandId, DiscretionPack
from inspector_app.catalog.law import Ref, joined
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Violation
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.discretion_circumstances import Option, Tick, met, options_for, without_double_count
from inspector_app.rules.penalty import Penalty, assess
from inspector_app.rules.penalty_facts import Facts, amount, band_name
from inspector_app.rules.tiers import Range
from inspector_app.rules.trail import yuan

Outcome = Literal["no_penalty_shall", "no_penalty_may", "exempt", "penalty"]
_BELOW = ("mitigate", "mitigate_or_exempt")
"""What leads below the legal minimum, with no choice of 从轻 (药品管理法第124条第三款)."""

ORDER: tuple[BandId, ...] = ("mitigate", "lenient", "normal", "severe")


class BandOffer(msgspec.Struct, frozen=True, kw_only=True):
    """One degree: its range for these facts, whether it may be chosen, and why (not). ``approval`` names who must agree."""

    id: BandId
    name: str
    range: Range | None
    allowed: bool
    why: str
    approval: str = ""


class Worksheet(msgspec.Struct, frozen=True, kw_only=True):
    """Where the ticked circumstances lead before anything is chosen."""

    outcome: Outcome
    headline: str
    rules: str
    penalty: Penalty
    options: tuple[Option, ...]
    found: tuple[Option, ...]
    bands: tuple[BandOffer, ...]
    suggested: BandId | None
    conflict: bool
    keeps_gains: bool
    hints: tuple[str, ...]
    unverified: tuple[str, ...]

    def band(self, id_: str) -> BandOffer:
        """The offer of that degree."""
        return next(one for one in self.bands if one.id == id_)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, ready for the record: degree, amount, reasons in words, articles, approvals it rests on."""

    outcome: Outcome | Literal["fined"]
    band: BandId | None = None
    amount: Decimal | None = None
    reasons: tuple[str, ...]
    citations: tuple[str, ...]
    approved_by: str = ""
    circumstances: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()


def worksheet(book: LawBook, facts: Facts, ticks: Mapping[str, Tick], *, punished: Sequence[str] = ()) -> Worksheet:
    """Weigh the ticked circumstances of one violation.

    ``punished`` are circumstances that were already punished by themselves and do not count again.
    """
    violation = book.violation(facts.violation)
    rules = book.discretion(facts.rules)
    penalty = assess(book, msgspec.structs.replace(facts, band="full"))
    options = tuple(_of_its_field(book, violation, one) for one in options_for(rules, violation, facts))
    found, short = met(options, ticks)
    found, dropped = without_double_count(rules, found, punished)
    outcome, headline = _outcome(found)
    light = [one for one in found if one.leads not in ("severe", "no_penalty", "exempt")]
    heavy = [one for one in found if one.leads == "severe"]
    bands = tuple(_offer(book, facts, rules, penalty, band, light=light, heavy=heavy) for band in ORDER)
    hints = [*short, *dropped, *_duties(rules, outcome)]
    if heavy and outcome != "penalty":
        hints.append("既有不予处罚的情形又有从重情节，互相矛盾，请核对事实")
    if light and heavy and rules.conflict is not None:
        hints.append(rules.conflict.rule)
    if light and rules.lenient is not None and rules.lenient.choice:
        hints.append(rules.lenient.choice)
    return Worksheet(
        outcome=outcome,
        headline=headline,
        rules=facts.rules,
        penalty=penalty,
        options=options,
        found=found,
        bands=bands,
        suggested=_suggested(bands, light, heavy),
        conflict=bool(light and heavy),
        keeps_gains=any(one.keeps_gains for one in found) and outcome != "penalty",
        hints=tuple(hints),
        unverified=(*penalty.unverified, *(f"情节“{one.text}”未核实" for one in found if not one.verified)),
    )


def decide(
    book: LawBook,
    sheet: Worksheet,
    *,
    band: BandId | None = None,
    fine: Decimal | None = None,
    reason: str = "",
    approved_by: str = "",
    punish_all_the_same: bool = False,
) -> Decision:
    """Hold a choice against the worksheet; what the rules do not allow is a ``Fault`` that says which rule.

    ``band`` None accepts not to punish where the circumstances lead there. ``reason`` is the officer's own, needed where both
    lighter and heavier circumstances weigh, and where a possible exemption is not used. ``approved_by`` names the leader.
    """
    if band is None:
        return _not_punished(book, sheet)
    if sheet.outcome == "no_penalty_shall" or (sheet.outcome == "exempt" and _must(sheet.found, ("exempt",))):
        raise _blocked(f"{sheet.headline}，不能处罚", sheet.found, book)
    if sheet.outcome in ("no_penalty_may", "exempt") and not (punish_all_the_same and reason.strip()):
        raise Fault(f"{sheet.headline}；仍要处罚的，请写明理由", code="discretion-reason")
    offer = sheet.band(band)
    if not offer.allowed:
        raise _blocked(f"不能选“{offer.name}”：{offer.why}", sheet.found, book)
    if offer.approval and not approved_by.strip():
        raise Fault(f"选“{offer.name}”须经{offer.approval}批准，还没有写明批准人", code="discretion-approval")
    if sheet.conflict and not reason.strip():
        raise Fault("同时有从轻减轻和从重的情节，请写明综合裁量的理由", code="discretion-reason")
    if offer.range is None and sheet.penalty.fined:
        raise Fault("；".join(one.say for one in sheet.penalty.missing) or "罚款幅度未定", code="facts-missing")
    chosen = _amount(sheet, offer, fine)
    reasons = _reasons(book, sheet, offer, chosen, reason=reason, approved_by=approved_by)
    refs = _refs(book, sheet, book.discretion(sheet.rules).band(band).refs)
    return Decision(
        outcome="fined" if chosen is not None else "penalty",
        band=band,
        amount=chosen,
        reasons=reasons,
        citations=tuple(book.citation(one) for one in refs),
        approved_by=approved_by.strip(),
        circumstances=tuple(one.id for one in sheet.found),
        unverified=sheet.unverified,
    )


def _outcome(found: Sequence[Option]) -> tuple[Outcome, str]:
    """What comes first: must not punish, must exempt, may leave unpunished, may exempt; else a penalty."""
    order: tuple[tuple[Outcome, str, bool], ...] = (
        ("no_penalty_shall", "no_penalty", True),
        ("exempt", "exempt", True),
        ("no_penalty_may", "no_penalty", False),
        ("exempt", "exempt", False),
    )
    for outcome, leads, shall in order:
        for one in found:
            if one.leads == leads and one.shall is shall:
                return outcome, f"{one.words}：{one.text}"
    return "penalty", "给予处罚"


def _offer(
    book: LawBook,
    facts: Facts,
    rules: DiscretionPack,
    penalty: Penalty,
    band: BandId,
    *,
    light: Sequence[Option],
    heavy: Sequence[Option],
) -> BandOffer:
    name = rules.band(band).name
    allowed, why = _allowed(band, light, heavy)
    legal = penalty.legal_range
    if band == "mitigate" and penalty.fined and legal is not None and legal.low == 0:
        return BandOffer(id=band, name=name, range=None, allowed=False, why="没有法定下限，谈不上减轻")
    found: Range | None = None
    if penalty.fined and legal is not None:
        found = assess(book, msgspec.structs.replace(facts, band=band)).range
    approval = "主要负责人" if band == "mitigate" else ""
    if not light and not heavy and band in ("lenient", "severe"):
        approval = "主要负责人（或者集体讨论）"
    return BandOffer(id=band, name=name, range=found, allowed=allowed, why=why, approval=approval)


def _allowed(band: BandId, light: Sequence[Option], heavy: Sequence[Option]) -> tuple[bool, str]:
    """Whether the circumstances let that degree be chosen, and why."""
    if light and heavy:
        return True, "同时有从轻减轻和从重的情节，结合案情综合裁量"
    named = "、".join(one.text for one in (*light, *heavy))
    if light:
        if must := next((one for one in light if one.shall and one.leads in _BELOW), None):
            return band == "mitigate", f"{must.words}（{named}）"
        if any(one.shall for one in light):
            return band in ("mitigate", "lenient"), f"应当从轻或者减轻处罚（{named}）"
        named_by_law = "、".join(dict.fromkeys(one.words for one in light))
        return band != "severe", f"{named_by_law}（{named}）"
    if heavy:
        if any(one.shall for one in heavy):
            return band == "severe", f"应当从重处罚（{named}）"
        return band in ("normal", "severe"), f"可以从重处罚（{named}）"
    if band == "normal":
        return True, "没有从轻、减轻或者从重的情节"
    if band == "mitigate":
        return False, "没有法定的减轻情节"
    return True, "没有相应的情节；适用裁量基准明显不当的，经批准可以调整"


def _suggested(bands: Sequence[BandOffer], light: Sequence[Option], heavy: Sequence[Option]) -> BandId | None:
    """The degree to begin with: none where lighter and heavier weigh against each other, for there is no formula."""
    if light and heavy:
        return None
    wanted: tuple[BandId, ...] = ("lenient", "mitigate") if light else ("severe",) if heavy else ("normal",)
    if light and all(one.leads in _BELOW for one in light):
        wanted = ("mitigate", "normal")
    return next((one.id for id_ in wanted for one in bands if one.id == id_ and one.allowed), None)


def _duties(rules: DiscretionPack, outcome: Outcome) -> list[str]:
    if outcome == "penalty":
        return []
    texts = [rules.no_penalty_duty.rule] if rules.no_penalty_duty is not None else []
    if outcome == "no_penalty_may" and rules.first_offence is not None:
        texts.append(rules.first_offence.record_required)
    return texts


def _not_punished(book: LawBook, sheet: Worksheet) -> Decision:
    leads = {"penalty": "mitigate_or_exempt", "exempt": "exempt"}.get(sheet.outcome, "no_penalty")
    used = [one for one in sheet.found if one.leads == leads]
    if not used:
        raise Fault("没有不予处罚或者免予处罚的情形，应当选定裁量等级", code="discretion-band")
    reasons = [_reason(book, one) for one in used]
    reasons += [one.effect for one in used if one.effect]
    if sheet.keeps_gains:
        reasons.append("依法不予行政处罚的，不再没收违法所得，退赔责任不免")
    refs = tuple(dict.fromkeys(ref for one in used for ref in one.refs))
    return Decision(
        outcome="exempt" if sheet.outcome == "penalty" else sheet.outcome,
        reasons=tuple(reasons),
        citations=tuple(book.citation(one) for one in refs),
        circumstances=tuple(one.id for one in used),
        unverified=sheet.unverified,
    )


def _amount(sheet: Worksheet, offer: BandOffer, fine: Decimal | None) -> Decimal | None:
    """The fine, held against degree and statute. None is right only where none need be imposed."""
    penalty = sheet.penalty
    if not penalty.fined:
        if fine is not None:
            raise UsageFault("这一档没有罚款，不能填罚款数额（fine）", code="amount-out-of-range")
        return None
    if fine is None:
        if penalty.fine_optional or offer.id == "mitigate":
            return None
        raise UsageFault("缺少 fine（罚款数额）", code="facts-missing")
    chosen = amount("fine", fine)
    assert offer.range is not None
    legal = penalty.legal_range
    assert legal is not None
    if offer.id != "mitigate" and not legal.holds(chosen):
        raise Fault(f"罚款 {yuan(chosen)} 超出法定幅度（{legal.words()}）", code="amount-out-of-range")
    if not offer.range.holds(chosen):
        raise Fault(
            f"罚款 {yuan(chosen)} 不在“{offer.name}”的范围（{offer.range.words()}）内", code="amount-out-of-range"
        )
    return chosen


def _reasons(
    book: LawBook, sheet: Worksheet, offer: BandOffer, chosen: Decimal | None, *, reason: str, approved_by: str
) -> tuple[str, ...]:
    penalty = sheet.penalty
    legal = penalty.legal_range
    lines = []
    if penalty.fined and legal is not None:
        sources = joined(book.citation(ref) for ref in _fined_by(book, penalty))
        lines.append(f"依据{sources}，本案法定罚款幅度为{legal.words()}")
    lines += [_reason(book, one) for one in sheet.found if one.leads not in ("no_penalty", "exempt")]
    if not sheet.found:
        lines.append("没有查明从轻、减轻、从重或者不予处罚的情节")
    if reason.strip():
        lines.append(reason.strip().rstrip("。"))
    if offer.approval:
        lines.append(f"{offer.name}处罚已由{approved_by.strip()}批准")
    if chosen is not None and offer.range is not None:
        lines.append(f"综合以上情形，给予{offer.name}处罚，在{offer.range.words()}的范围内罚款{yuan(chosen)}")
    elif penalty.fined:
        lines.append(f"综合以上情形，给予{offer.name}处罚，不并处罚款")
    else:
        lines.append(f"综合以上情形，给予{offer.name}处罚")
    return tuple(lines)


def _reason(book: LawBook, one: Option) -> str:
    sources = "、".join(book.citation(ref) for ref in one.refs)
    return f"经查明，当事人有“{one.text}”的情形，依据{sources}，{one.words}"


def _fined_by(book: LawBook, penalty: Penalty) -> tuple[Ref, ...]:
    """The articles that punish the party of this case: a person's case cites those for persons, the unit's its own alone."""
    violation = book.violation(penalty.violation)
    return violation.person_by if penalty.punished == "person" else violation.party_by


def _refs(book: LawBook, sheet: Worksheet, band: Sequence[Ref]) -> tuple[Ref, ...]:
    penal = _fined_by(book, sheet.penalty)
    return tuple(dict.fromkeys((*penal, *(ref for one in sheet.found for ref in one.refs), *band)))


def _of_its_field(book: LawBook, violation: Violation, one: Option) -> Option:
    """A circumstance with the articles that hold for this violation: a cosmetics rule beside a general one is not cited in a drug case."""
    fields = {"general", violation.domain}.union(*(book.law(ref.law).domains for ref in violation.refs()))
    refs = tuple(ref for ref in one.refs if fields.intersection(book.law(ref.law).domains))
    return msgspec.structs.replace(one, refs=refs or one.refs)


def _must(found: Sequence[Option], leads: Sequence[str]) -> bool:
    return any(one.shall and one.leads in leads for one in found)


def _blocked(text: str, found: Sequence[Option], book: LawBook) -> Fault:
    sources = "、".join(dict.fromkeys(book.citation(ref) for one in found for ref in one.refs))
    return Fault(text + (f"（{sources}）" if sources else ""), code="discretion-blocked")


def describe(sheet: Worksheet) -> str:
    """The state of a worksheet in one line."""
    offered = "、".join(band_name(one.id) for one in sheet.bands if one.allowed)
    return f"{sheet.headline}；可选：{offered}"
