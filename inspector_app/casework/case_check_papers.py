"""What contradicts in the course and the papers of a case: order of dates, limits, notice and hearing, names, amounts in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from inspector_app.fault import Fault
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import case_clocks, issuing, penalising
from .case_papers import Material
from .case_reading import Contradiction, Jump, Reading

_DECISIONS = ("penalty_decision", "no_penalty_decision", "on_spot_penalty_decision")
_NUMBER = r"([\d,]+(?:\.\d{1,2})?)\s*元"
_FINE = re.compile(r"罚款[^\d；。]{0,12}" + _NUMBER)
_STAGES: tuple[tuple[str, str], ...] = (
    ("filed", "立案"),
    ("concluded", "调查终结"),
    ("noticed", "告知"),
    ("decided", "作出决定"),
    ("served", "送达决定"),
    ("closed", "结案"),
)


def order(reading: Reading) -> Iterator[Contradiction]:
    """The dates of the case follow each other: act, clue, filing, conclusion, notice, decision, service, closing."""
    known: list[tuple[datetime, str]] = []
    if reading.case.clue_at is not None:
        known.append((reading.case.clue_at, "收到线索"))
    for state, name in _STAGES:
        entered = reading.entered("ordinary", state)
        if entered:
            known.append((entered[-1][0], name))
    for (early, first), (late, second) in pairwise(known):
        if late < early:
            yield _disorder(f"{first}-{second}", f"{second}（{_day(late)}）早于{first}（{_day(early)}）", reading)
    clue = reading.case.clue_at
    for row in reading.rows:
        day = row.fact.act_date
        if day is not None and clue is not None and day > clue.astimezone(CHINA).date():
            yield Contradiction(
                id=f"act-after-clue:{row.fact.id}",
                level="error",
                heading="facts",
                text=f"违法事实的日期（{day}）晚于收到线索（{_day(clue)}）",
                jump=Jump(kind="fact", id=row.fact.id, field="act_date"),
            )
    made = {one.id: one for one in reading.materials}
    for key, step, _ in reading.steps():
        for one in (made[used] for used in step.documents if used in made):
            if one.made_at.astimezone(CHINA).date() > step.at.astimezone(CHINA).date():
                yield Contradiction(
                    id=f"paper-late:{key}:{step.transition}:{one.id}",
                    level="warning",
                    heading="documents",
                    text=f"{one.name}（{_day(one.made_at)}）晚于所凭的步骤（{_day(step.at)}）",
                    jump=Jump(kind="document", id=one.id),
                )
    for service in reading.services:
        one_made = made.get(service.document_id)
        if (
            one_made is not None
            and service.served_at.astimezone(CHINA).date() < one_made.made_at.astimezone(CHINA).date()
        ):
            yield _disorder(
                f"served-{service.id}",
                f"{one_made.name}的送达（{_day(service.served_at)}）早于制作（{_day(one_made.made_at)}）",
                reading,
                Jump(kind="service", id=service.id),
            )


def _disorder(key: str, text: str, reading: Reading, jump: Jump | None = None) -> Contradiction:
    return Contradiction(
        id=f"order:{key}",
        level="error",
        heading="procedure",
        text=text,
        jump=jump or Jump(kind="proceeding", id=reading.proceedings[0].key if reading.proceedings else ""),
    )


def _day(at: datetime) -> str:
    return at.astimezone(CHINA).date().isoformat()


def limits(reading: Reading) -> Iterator[Contradiction]:
    """No limit ran out before what it asks for was done; what was let pass by a reason is said, not blamed twice."""
    kept = reading.ledger
    for rule, run in case_clocks.runs(kept).items():
        clock = kept.book.clock(rule)
        if clock.expiry == "elapsed":
            continue
        asked = run.done_at or reading.at
        try:
            counted = case_clocks.counted(kept, run)
        except Fault:
            continue
        if not counted.passed(asked):
            continue
        fatal = rule == case_clocks.LIMITATION
        done = f"，{_day(run.done_at)}才办理" if run.done_at and not fatal else "，还没有办理" if not fatal else ""
        basis = tuple(
            f"《{one.title}》第{'、'.join(one.articles)}条" for one in counted.basis if one.purpose == "length"
        )
        yield Contradiction(
            id=f"limit:{rule}",
            level="error",
            heading="procedure",
            text=f"期限“{clock.name}”（{clock.words}）于{counted.date}届满{done}",
            jump=Jump(kind="clock", id=rule),
            basis=basis,
            fatal=fatal,
        )


def notice(reading: Reading) -> Iterator[Contradiction]:
    """A penalty follows a notice that was served, the party's days, and the hearing where one is due (行政处罚法第44、62、63条)."""
    if reading.summary:
        return
    decisions, notices = reading.made("penalty_decision"), reading.made("penalty_prior_notice")
    served = {one.document_id: one for one in reading.services}
    last = notices[-1] if notices else None
    service = served.get(last.id) if last else None
    if decisions and service is None:
        yield _unlawful(
            "notice",
            "作出处罚决定以前没有送达告知书",
            Jump(kind="document", id=last.id if last else "penalty_prior_notice"),
            ("《中华人民共和国行政处罚法》第四十四条", "《中华人民共和国行政处罚法》第六十二条"),
        )
    if decisions and service is not None and decisions[-1].made_at < service.served_at:
        yield _unlawful(
            "notice-after",
            "处罚决定早于告知书的送达",
            Jump(kind="document", id=decisions[-1].id),
            ("《中华人民共和国行政处罚法》第六十二条",),
        )
    due = penalising.hearing_due(reading.desk, reading.case.id)
    if last is not None and due == "required" and last.values.get("with_hearing") != "告知听证":
        yield _unlawful(
            "hearing",
            "应当告知听证权利，告知书没有告知",
            Jump(kind="document", id=last.id, field="with_hearing"),
            ("《中华人民共和国行政处罚法》第六十三条",),
        )
    if last is not None and decisions:
        told, fined = _fine_of(last), _fine_of(decisions[-1])
        if told is not None and fined is not None and fined > told:
            yield _unlawful(
                "heavier",
                f"决定的罚款{fined:f}元重于告知的{told:f}元，没有重新告知",
                Jump(kind="document", id=decisions[-1].id, field="penalty_items"),
                ("《中华人民共和国行政处罚法》第四十五条",),
            )


def _unlawful(key: str, text: str, jump: Jump, basis: tuple[str, ...]) -> Contradiction:
    return Contradiction(
        id=f"notice:{key}", level="error", heading="procedure", text=text, jump=jump, basis=basis, fatal=True
    )


def _fine_of(one: Material) -> Decimal | None:
    """The fine a document names in its list of penalties, None where it names none that can be read."""
    rows = one.values.get("penalty_items")
    text = (
        "；".join(" ".join(map(str, r.values() if isinstance(r, dict) else r)) for r in rows)
        if isinstance(rows, list)
        else ""
    )
    found = _FINE.search(text)
    return _amount(found[1]) if found else None


def decision(reading: Reading) -> Iterator[Contradiction]:
    """The decision says what discretion came to."""
    wanted = next((one.amount for one in reading.items if one.kind == penalising.FINE), None)
    for one in reading.documents:
        if one.form_code not in ("penalty_decision", "on_spot_penalty_decision", "penalty_prior_notice"):
            continue
        values = reading.values(one)
        rows = values.get("penalty_items")
        if not isinstance(rows, list) or wanted is None:
            continue
        text = "；".join(" ".join(map(str, r.values() if isinstance(r, dict) else r)) for r in rows)
        found = _FINE.search(text)
        stated = _amount(found[1]) if found else None
        if stated is not None and stated != wanted:
            yield Contradiction(
                id=f"fine:{one.id}",
                level="error",
                heading="documents",
                text=f"{one.name}写的罚款是{stated:f}元，裁量决定是{wanted:f}元",
                jump=Jump(kind="document", id=one.id, field="penalty_items"),
            )


def names(reading: Reading) -> Iterator[Contradiction]:
    """The party has one name in all documents."""
    wanted = reading.case.party.name.strip()
    if not wanted:
        return
    for one in reading.documents:
        form = issuing.form_of(reading.desk, one)
        values = reading.values(one)
        for field in form.fields:
            if field.fill != "party.name" or field.key in ("work_unit", "custodian"):
                continue
            stated = str(values.get(field.key, "")).strip()
            if stated and stated != wanted:
                yield Contradiction(
                    id=f"name:{one.id}:{field.key}",
                    level="error",
                    heading="documents",
                    text=f"{one.name}里的{field.label}是“{stated}”，本案当事人是“{wanted}”",
                    jump=Jump(kind="document", id=one.id, field=field.key),
                )


def words(reading: Reading) -> Iterator[Contradiction]:
    """Amounts in words agree with the figures beside them."""
    from inspector_app.documents.amounts import disagreements

    for one in reading.documents:
        for key, text in _texts(reading.values(one)):
            for figures, written, right in disagreements(text):
                yield Contradiction(
                    id=f"words:{one.id}:{key}:{figures}",
                    level="error",
                    heading="documents",
                    text=f"{one.name}里{figures}元的大写是“{written}”，应为“{right}”",
                    jump=Jump(kind="document", id=one.id, field=key),
                )


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _texts(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, list):
            for row in value:
                cells = row.values() if isinstance(row, dict) else row if isinstance(row, list) else [row]
                yield from ((key, str(cell)) for cell in cells)


def cited(reading: Reading) -> Iterator[Contradiction]:
    """Laws cited by documents were in force on the day of the act."""
    book = reading.desk.library.lawbook()
    by_name = {name: law for law in book.laws for name in (law.name, law.short)}
    days = sorted(row.fact.act_date for row in reading.rows if row.fact.act_date is not None)
    if not days:
        return
    for one in reading.documents:
        for key in ("violated_law", "nature", "penalty_law"):
            for entry in _refs(reading.values(one).get(key)):
                law = by_name.get(re.sub(r"[（(].*$", "", str(entry.get("law", ""))).strip())
                if law is None or law.first_effective is None or law.first_effective <= days[0].isoformat():
                    continue
                yield Contradiction(
                    id=f"cited:{one.id}:{key}:{law.id}",
                    level="error",
                    heading="law",
                    text=f"{one.name}引用的《{law.name}》自{law.first_effective}起施行，违法事实发生在{days[0]}",
                    jump=Jump(kind="document", id=one.id, field=key),
                    fatal=True,
                )


def _refs(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def service(reading: Reading) -> Iterator[Contradiction]:
    """What goes to the party was served, and every service has its receipt (行政处罚法第61条)."""
    served = {one.document_id for one in reading.services}
    for one in reading.documents:
        if one.status == "issued" and one.form_code in (*_DECISIONS, "penalty_prior_notice") and one.id not in served:
            yield Contradiction(
                id=f"unserved:{one.id}",
                level="warning",
                heading="procedure",
                text=f"{one.name}{one.number}还没有送达记录",
                jump=Jump(kind="document", id=one.id),
                basis=("《中华人民共和国行政处罚法》第六十一条",),
            )
    receipts = len(reading.made("service_receipt"))
    if reading.services and not receipts and not reading.summary:
        yield Contradiction(
            id="receipt",
            level="warning",
            heading="documents",
            text=f"登记了{len(reading.services)}次送达，没有送达回证",
            jump=Jump(kind="service", id=reading.services[0].id),
        )
    if reading.case.state != "under_way":
        yield from (_left_over(one) for one in reading.documents if one.status == "draft")


def _left_over(one: Document) -> Contradiction:
    return Contradiction(
        id=f"draft:{one.id}",
        level="warning",
        heading="documents",
        text=f"案件已经结案，{one.name}还是草稿",
        jump=Jump(kind="document", id=one.id),
    )


CHECKS: tuple[Callable[[Reading], Iterator[Contradiction]], ...] = (
    order,
    limits,
    notice,
    decision,
    names,
    words,
    cited,
    service,
)
