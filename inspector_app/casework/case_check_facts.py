"""What contradicts in the substance of a case: facts, evidence, parties, officers, the law and the amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from inspector_app.fault import Fault
from inspector_app.records.case import Charge
from inspector_app.records.enterprise import uscc_fault
from inspector_app.rules import discretion
from inspector_app.rules.deadline_request import CHINA
from inspector_app.rules.penalty import assess

from . import case_laws, cases, penalising, reviewing
from .case_reading import Contradiction, Jump, Reading
from .charges import weighed_today


def party(reading: Reading) -> Iterator[Contradiction]:
    """Who it is: named, with a code that can be right, agents with a written authorisation."""
    case = reading.case
    if not case.party.name.strip():
        yield Contradiction(
            id="party-missing",
            level="error",
            heading="subject",
            text="没有写明当事人",
            jump=Jump(kind="case", id=case.id, field="party.name"),
            fatal=True,
        )
    wrong = uscc_fault(case.party.uscc)
    if wrong:
        yield Contradiction(
            id="party-uscc",
            level="error",
            heading="subject",
            text=wrong,
            jump=Jump(kind="case", id=case.id, field="party.uscc"),
        )
    for agent in case.agents:
        if agent.authorised_on is None:
            yield Contradiction(
                id=f"agent:{agent.name}",
                level="warning",
                heading="subject",
                text=f"代理人{agent.name}没有登记授权委托书",
                jump=Jump(kind="case", id=case.id, field="agents"),
            )


def officers(reading: Reading) -> Iterator[Contradiction]:
    """Not fewer than two, each with a certificate valid on every day something was done (行政处罚法第42条、第55条)."""
    case = reading.case
    if len(case.officers) < 2:
        yield Contradiction(
            id="officers-two",
            level="error",
            heading="subject",
            text=f"执法人员{len(case.officers)}人，不得少于两人",
            jump=Jump(kind="case", id=case.id, field="officers"),
            basis=("《中华人民共和国行政处罚法》第四十二条",),
            fatal=True,
        )
    days = {step.at.astimezone(CHINA).date() for _, step, _ in reading.steps()}
    days |= {one.collected_at.astimezone(CHINA).date() for one in reading.exhibits if one.collected_at}
    for officer in case.officers:
        bad = sorted(day for day in days or {reading.today} if officer.entitled(day) is not True)
        if bad:
            yield Contradiction(
                id=f"certificate:{officer.id}",
                level="error",
                heading="subject",
                text=reviewing.certificate_problem(officer, bad[0]),
                jump=Jump(kind="case", id=case.id, field="officers"),
                basis=("《中华人民共和国行政处罚法》第五十五条",),
                fatal=officer.entitled(bad[0]) is False,
            )


def facts(reading: Reading) -> Iterator[Contradiction]:
    """Every fact has a day, a violation that is charged, and evidence (行政处罚法第40条)."""
    if not reading.rows:
        yield Contradiction(
            id="facts-none",
            level="error",
            heading="facts",
            text="没有登记违法事实",
            jump=Jump(kind="case", id=reading.case.id, field="facts"),
        )
    charged = {one.violation for one in reading.charges}
    held = {row.fact.violation for row in reading.rows}
    for one in reading.charges:
        if one.violation not in held:
            name = case_laws.book_of(reading.desk, one).violation(one.violation).name
            yield Contradiction(
                id=f"factless:{one.violation}",
                level="error",
                heading="facts",
                text=f"认定了“{name}”，本案没有一条事实对应它",
                jump=Jump(kind="charge", id=one.violation),
                basis=("《中华人民共和国行政处罚法》第四十条",),
                fatal=True,
            )
    for row in reading.rows:
        at = Jump(kind="fact", id=row.fact.id)
        if not row.proven:
            yield Contradiction(
                id=f"unproven:{row.fact.id}",
                level="error",
                heading="facts",
                text=f"违法事实“{row.fact.text}”没有证据",
                jump=at,
                basis=("《中华人民共和国行政处罚法》第四十条",),
                fatal=True,
            )
        if row.fact.act_date is None:
            yield Contradiction(
                id=f"undated:{row.fact.id}",
                level="warning",
                heading="facts",
                text=f"违法事实“{row.fact.text}”没有日期，适用哪一版法律不能判断",
                jump=at,
            )
        if row.fact.violation and charged and row.fact.violation not in charged:
            yield Contradiction(
                id=f"uncharged:{row.fact.id}",
                level="warning",
                heading="facts",
                text=f"违法事实“{row.fact.text}”对应的违法行为没有认定",
                jump=at,
            )


def evidence(reading: Reading) -> Iterator[Contradiction]:
    """Evidence is taken by two officers, between the clue and the end of the investigation, and not while it is suspended."""
    concluded = [at for at, _ in reading.entered("ordinary", "concluded")]
    resumed = [at for at, _ in reading.entered("ordinary", "investigating")]
    pauses = list(zip(reading.entered("ordinary", "suspended"), _resumptions(reading), strict=False))
    used = {one.id for row in reading.rows for one in row.exhibits}
    for one in reading.exhibits:
        at = Jump(kind="exhibit", id=one.id, field="collected_at")
        if one.id not in used:
            yield _weak(one.id, f"{one.label}{one.name}没有对应任何违法事实", Jump(kind="exhibit", id=one.id))
        if one.collected_at is None:
            yield _weak(f"when-{one.id}", f"{one.label}{one.name}没有收集时间", at)
            continue
        if 0 < len(one.collectors) < 2 and not one.document_id:
            yield Contradiction(
                id=f"collectors:{one.id}",
                level="error",
                heading="facts",
                text=f"{one.label}{one.name}由{one.collectors[0]}一人收集，执法人员不得少于两人",
                jump=Jump(kind="exhibit", id=one.id, field="collectors"),
                basis=("《中华人民共和国行政处罚法》第四十二条",),
            )
        later = [step for step in resumed if concluded and step > concluded[-1]]
        if concluded and one.collected_at > concluded[-1] and not later:
            yield _outside(one.id, f"{one.label}{one.name}在调查终结之后收集", at)
        if any(start <= one.collected_at < end for (start, _), end in pauses):
            yield _outside(one.id, f"{one.label}{one.name}在中止调查期间收集", at)
        clue = reading.case.clue_at
        # What came from the unit's case was taken there, before this one began.
        if clue is not None and not one.origin and reading.case.source != "inspection" and one.collected_at < clue:
            yield _weak(f"before-{one.id}", f"{one.label}{one.name}的收集时间早于收到线索", at)


def _resumptions(reading: Reading) -> list[datetime]:
    return [step.at for _, step, _ in reading.steps("ordinary") if step.transition == "suspended.investigating"]


def _weak(key: str, text: str, jump: Jump) -> Contradiction:
    return Contradiction(id=f"evidence:{key}", level="warning", heading="facts", text=text, jump=jump)


def _outside(key: str, text: str, jump: Jump) -> Contradiction:
    return Contradiction(
        id=f"evidence-outside:{key}",
        level="error",
        heading="facts",
        text=text + "，不在程序之内",
        jump=jump,
        basis=("《中华人民共和国行政处罚法》第四十六条",),
        fatal=True,
    )


def goods(reading: Reading) -> Iterator[Contradiction]:
    """The amounts the penalty is reckoned from agree with the goods list."""
    listed, kept = cases.goods_value(reading.case), cases.goods_value(reading.case, on_hand=True)
    for one in reading.charges:
        known = penalising.facts_of(one)
        for field, name, wanted, stated in (
            ("value", "货值金额", listed, known.value),
            ("goods_on_hand", "没收的非法财物价值", kept, known.goods_on_hand),
        ):
            if wanted is not None and stated is not None and wanted != stated:
                yield Contradiction(
                    id=f"goods:{field}:{one.violation}",
                    level="error",
                    heading="facts",
                    text=f"{name}写的是{stated:f}元，财物清单合计{wanted:f}元",
                    jump=Jump(kind="charge", id=one.violation, field=field),
                )


def law(reading: Reading) -> Iterator[Contradiction]:
    """The rule held on the day of the act, what nobody verified was let stand, one act is fined once."""
    if not reading.charges:
        yield Contradiction(
            id="charges-none",
            level="warning",
            heading="law",
            text="没有认定违法行为",
            jump=Jump(kind="case", id=reading.case.id, field="charges"),
        )
    for one in reading.charges:
        at = Jump(kind="charge", id=one.violation, field="act_date")
        try:
            known = penalising.facts_of(one)
            assess(case_laws.book_of(reading.desk, one), known)
        except Fault as fault:
            yield Contradiction(
                id=f"law:{one.violation}",
                level="error",
                heading="law",
                text=str(fault.what),
                jump=at,
                fatal=fault.code == "law-not-in-force",
            )
            continue
        days = [
            row.fact.act_date for row in reading.rows if row.fact.act_date and row.fact.violation in ("", one.violation)
        ]
        if one.law is None and days and known.act_date is not None and known.act_date not in days:
            yield Contradiction(
                id=f"act-date:{one.violation}",
                level="warning",
                heading="law",
                text=f"处罚按{known.act_date}的法律计算，违法事实写的是{'、'.join(map(str, sorted(set(days))))}",
                jump=at,
            )
        yield from _before_law(reading, one, days)
    for doubt in reading.unverified:
        if doubt.confirmation is None:
            yield Contradiction(
                id=f"unverified:{doubt.text}",
                level="error",
                heading="law",
                text=f"{doubt.text}，还没有具名确认",
                jump=Jump(kind="case", id=reading.case.id, field="unverified"),
            )
    acts: dict[str, list[str]] = {}
    for one in reading.charges:
        if one.act and one.decided is not None and one.decided.amount:
            acts.setdefault(one.act, []).append(one.violation)
    for act, fined in acts.items():
        if len(fined) > 1:
            yield Contradiction(
                id=f"twice:{act}",
                level="error",
                heading="law",
                text=f"同一行为“{act}”罚款了{len(fined)}次",
                jump=Jump(kind="charge", id=fined[-1]),
                basis=("《中华人民共和国行政处罚法》第二十九条",),
                fatal=True,
            )


def _before_law(reading: Reading, one: Charge, days: list[date]) -> Iterator[Contradiction]:
    """A cited law that was not in force yet, or no longer, on the day of a fact."""
    book, violation = case_laws.book_of(reading.desk, one), one.violation
    entry = book.violation(violation)
    for ref in entry.violates:
        cited = book.law(ref.law)
        for day in sorted(set(days)):
            if cited.first_effective and day.isoformat() < cited.first_effective:
                yield Contradiction(
                    id=f"law-date:{violation}:{ref.law}",
                    level="error",
                    heading="law",
                    text=f"《{cited.name}》自{cited.first_effective}起施行，违法事实发生在{day}",
                    jump=Jump(kind="charge", id=violation, field="act_date"),
                    fatal=True,
                )


def amounts(reading: Reading) -> Iterator[Contradiction]:
    """What was decided still stands inside the range the facts give, by the law packs it was decided by."""
    for one in reading.charges:
        book = case_laws.book_of(reading.desk, one)
        made = one.decided
        if made is None:
            yield Contradiction(
                id=f"undecided:{one.violation}",
                level="warning",
                heading="discretion",
                text=f"{book.violation(one.violation).name}还没有作出裁量",
                jump=Jump(kind="charge", id=one.violation),
            )
            continue
        try:
            sheet = discretion.worksheet(book, weighed_today(reading.desk, penalising.facts_of(one)), one.ticks)
        except Fault:
            continue  # said by the check of the law
        legal = sheet.penalty.legal_range
        fine: Decimal | None = made.amount
        if fine is not None and legal is not None and made.band != "mitigate" and not legal.holds(fine):
            yield Contradiction(
                id=f"range:{one.violation}",
                level="error",
                heading="discretion",
                text=f"罚款{fine:f}元超出法定幅度（{legal.words()}）",
                jump=Jump(kind="charge", id=one.violation, field="fine"),
                fatal=True,
            )
        if made.band in ("mitigate", "lenient", "severe") and not made.circumstances and not made.approved_by:
            yield Contradiction(
                id=f"reasons:{one.violation}",
                level="error",
                heading="discretion",
                text="没有裁量情节而偏离一般档次，也没有批准人",
                jump=Jump(kind="charge", id=one.violation, field="band"),
            )


CHECKS: tuple[Callable[[Reading], Iterator[Contradiction]], ...] = (
    party,
    officers,
    facts,
    evidence,
    goods,
    law,
    amounts,
)
