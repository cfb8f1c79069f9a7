"""Whether a hearing must be offered, and which review follows (行政处罚法第57、58、63条, 听证办法第5条).

Fines and confiscations are compared with the amount one by one, never added to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import PenaltyKind
from inspector_app.rules.penalty_facts import Party
from inspector_app.rules.tiers import Range
from inspector_app.rules.trail import Trail, yuan

_BUSINESS = ("责令停产停业", "责令关闭", "限制从业")
_LICENCE = "吊销"
HearingAnswer = Literal["required", "depends_on_amount", "not_required", "unknown"]


class HearingDuty(msgspec.Struct, frozen=True, kw_only=True):
    """The answer and its reasons; without reasons it depends on the amount or is not due."""

    answer: HearingAnswer
    reasons: tuple[str, ...] = ()

    @property
    def legal_review(self) -> Literal["if_hearing_held", "case_review"]:
        """法制审核 follows a hearing that was held; without one the case is reviewed within the office (程序规定第50、55条)."""
        return "case_review" if self.answer == "not_required" else "if_hearing_held"


def threshold(rules: DiscretionPack, party: Party) -> Decimal:
    """From which amount (元) on a hearing must be offered to that party."""
    amounts = rules.amounts()
    counted = amounts.sole_trader_as if party == "sole_trader" else party
    return amounts.organization if counted == "organization" else amounts.natural_person


def hearing_for_party(
    rules: DiscretionPack,
    party: Party,
    kinds: Sequence[PenaltyKind],
    fine: Range | None,
    *,
    optional: bool,
    known: bool,
    confiscated: Sequence[Decimal],
    trail: Trail,
) -> HearingDuty:
    """Judge for the party itself. ``known`` false means its fine could not be determined."""
    limit = threshold(rules, party)
    reasons: list[str] = []
    triggers: list[str] = []
    always = [kind.name for kind in kinds if kind.hearing == "always"]
    if always:
        reasons.append("含" + "、".join(always))
        triggers += dict.fromkeys(_trigger_of(one) for one in always)
    if fine is not None and not optional and fine.low >= limit:
        reasons.append(f"罚款下限达到{yuan(limit)}")
        triggers.append("h-fine")
    total = sum(confiscated, Decimal(0))
    if confiscated and total >= limit:
        reasons.append(f"没收合计达到{yuan(limit)}")
        triggers.append("h-confiscation")
    doubtful = [kind.name for kind in kinds if kind.hearing == "check"]
    if doubtful and not reasons:
        reasons.append(f"含{'、'.join(doubtful)}（是否属于应当听证的种类有争议，按较重的处罚告知）")
        triggers.append("h-other")
    answer: HearingAnswer
    if reasons:
        answer = "required"
    elif not known:
        answer = "unknown"
    else:
        answer = "depends_on_amount" if fine is not None and reaches(fine, limit) else "not_required"
    _explain(rules, answer, reasons, triggers, limit=limit, trail=trail)
    return HearingDuty(answer=answer, reasons=tuple(reasons))


def _trigger_of(kind: str) -> str:
    """Which of the grounds of 听证办法第5条 a kind falls under: each has an article of its own."""
    if kind in _BUSINESS:
        return "h-business"
    return "h-license" if kind.startswith(_LICENCE) else "h-other"


def hearing_for_person(
    rules: DiscretionPack, *, banned: bool, fine: Range | None, known: bool, confiscated: Decimal | None
) -> HearingAnswer:
    """Judge for one responsible person, always by the amount for natural persons."""
    limit = threshold(rules, "natural_person")
    if banned or (fine is not None and fine.low >= limit) or (confiscated is not None and confiscated >= limit):
        return "required"
    if not known:
        return "unknown"
    return "depends_on_amount" if fine is not None and reaches(fine, limit) else "not_required"


def reaches(fine: Range, limit: Decimal) -> bool:
    """Whether some amount of the range is at or above the limit."""
    return fine.high > limit if fine.high_open else fine.high >= limit


def _explain(
    rules: DiscretionPack,
    answer: HearingAnswer,
    reasons: list[str],
    triggers: list[str],
    *,
    limit: Decimal,
    trail: Trail,
) -> None:
    assert rules.hearing is not None
    named = triggers or ["h-fine", "h-confiscation"]
    refs = tuple(ref for one in rules.hearing.triggers if one.id in named for ref in one.refs)
    word = {
        "required": "应当告知听证权利：" + "；".join(reasons),
        "depends_on_amount": f"拟罚款达到{yuan(limit)}的，应当告知听证权利",
        "not_required": f"没有达到听证门槛（{yuan(limit)}），不需要告知听证权利",
        "unknown": "罚款幅度未定，是否告知听证权利未定",
    }[answer]
    trail.say("hearing", word, refs)
