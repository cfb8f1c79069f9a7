"""What a violation brings beside its range: each kind with its article and whether it must be, the persons, why a circumstance is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import UNSET

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import PersonPenalty, Violation
from inspector_app.fault import Fault
from inspector_app.records.case import Responsible
from inspector_app.rules.discretion_circumstances import Option
from inspector_app.rules.penalty import Penalty, assess
from inspector_app.rules.penalty_facts import Facts
from inspector_app.rules.penalty_own import income_basis
from inspector_app.rules.penalty_persons import PersonResult

from .persons import income

FINE = "罚款"
CORRECTION = "责令改正"
_PENALTY_LAW = "admin-penalty-law"
_GAINS = ("没收违法所得", "没收违法收入")
# What a kind holds is said by its name; who imposes it, and what is disputed of it, is not.
_TELLING = re.compile(r"实施|处理|争议|转致|命令")
Must = Literal["shall", "may", "unsaid"]


class KindLine(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of penalty or order as the violation gives it.

    ``must`` is ``unsaid`` where the packs do not tell 应当 from 可以: then the words of the article decide. ``stage`` is true for a kind
    that only the chosen stage brings; ``penalty`` false for an order that is no penalty. ``articles`` are the ``citations`` in short.
    """

    kind: str
    must: Must
    articles: tuple[str, ...]
    citations: tuple[str, ...]
    penalty: bool
    stage: bool
    note: str


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one group of responsible persons incurs, or one of them by name where the income is known.

    ``fine`` None: no fine, or it cannot be told (``lacking`` names the income that is missing). Amounts are 元. ``detention`` is the
    police's to decide.
    """

    who: str
    name: str
    income_basis: str
    income: Decimal | None
    fine: tuple[Decimal, Decimal] | None
    open_low: bool
    confiscated: bool
    ban: str
    detention: str
    detention_may: bool
    other: tuple[str, ...]
    lacking: str
    hearing: str


def kinds(book: LawBook, facts: Facts, penalty: Penalty) -> list[KindLine]:
    """Every kind the stage gives, in the order of the law packs."""
    violation = book.violation(penalty.violation)
    stage = violation.stage(facts.stage)
    notes = [one for one in (violation.note, violation.base.note, stage.note if stage else "") if one]
    person = penalty.punished == "person"
    found = []
    for name in penalty.kinds:
        kind = book.kind(name)
        refs = violation.person_by if person else (*violation.party_by, *_general(name))
        found.append(
            KindLine(
                kind=name,
                # What the articles set down for persons they set down as 应当, detention aside.
                must="shall" if person else _must(name, penalty, notes),
                articles=book.cite_all(refs),
                citations=tuple(book.citation(ref) for ref in refs),
                penalty=kind.is_penalty,
                stage=not person and name not in violation.base.kinds,
                note=_years(name, penalty) or (kind.note if _TELLING.search(kind.note) else ""),
            )
        )
    return found


def _must(name: str, penalty: Penalty, notes: Sequence[str]) -> Must:
    if name == FINE:
        return "may" if penalty.fine_optional else "shall"
    if any(re.search(rf"{name}[^，。；;]{{0,4}}可以", note) for note in notes):
        return "may"
    # 行政处罚法第28条: correction is always ordered, gains are always taken (what must be returned aside).
    return "shall" if name == CORRECTION or name in _GAINS else "unsaid"


def _general(name: str) -> tuple[Ref, ...]:
    paragraph = 1 if name == CORRECTION else 2 if name in _GAINS else None
    return (Ref(law=_PENALTY_LAW, article=28, paragraph=paragraph),) if paragraph is not None else ()


def _years(name: str, penalty: Penalty) -> str:
    years = penalty.application_ban_years
    return f"{years}年内不受理" if name == "不受理申请" and years else ""


def persons(book: LawBook, facts: Facts, penalty: Penalty, named: Sequence[Responsible]) -> list[PersonLine]:
    """Everyone who is punished beside the party: the groups the law names, and each responsible person whose income is known."""
    violation = book.violation(penalty.violation)
    found: list[PersonLine] = []
    if penalty.punished == "person":
        return found
    for at, (given, result) in enumerate(zip(_given(violation, facts), penalty.persons, strict=True)):
        found.append(_line(given, result, "", facts.person_income))
        if result.income_basis is UNSET and not given.confiscate_income:
            continue
        for one in named:
            earned = income(one, income_basis([given]))
            if earned is None:
                continue
            try:
                own = assess(book, msgspec.structs.replace(facts, person_income=earned)).persons[at]
            except Fault:
                continue
            found.append(_line(given, own, f"{one.name} {one.position}".strip(), earned))
    return found


def _given(violation: Violation, facts: Facts) -> Iterator[PersonPenalty]:
    return (one for one in violation.persons if one.trigger in ("base", facts.stage))


def _line(given: PersonPenalty, result: PersonResult, name: str, income: Decimal | None) -> PersonLine:
    low, high = result.fine_min, result.fine_max
    known = isinstance(low, Decimal) and isinstance(high, Decimal)
    basis = result.income_basis if isinstance(result.income_basis, str) else ""
    return PersonLine(
        who="、".join(result.who),
        name=name,
        income_basis=basis,
        income=income,
        fine=(low, high) if isinstance(low, Decimal) and isinstance(high, Decimal) else None,
        open_low=result.fine_min_exclusive is True,
        confiscated=result.confiscate_income,
        ban=given.ban.words if given.ban else "",
        detention=given.detention.words if given.detention else "",
        detention_may=bool(given.detention and given.detention.discretionary),
        other=given.other,
        lacking=basis if given.fine is not None and not known else "",
        hearing=result.hearing,
    )


def why_offered(book: LawBook, rules: DiscretionPack, violation: Violation, option: Option) -> str:
    """Why the worksheet offers a circumstance for this violation: by a general rule, by name, by its article, by a province's list."""
    if any(one.id == option.id for one in rules.minor_list):
        return f"{rules.province or '本地'}的免罚清单列有本违法行为"
    if any(one.id == option.id for one in rules.exemptions):
        by_name = option.id in violation.exemptions
        return "本违法行为的条文指明可以适用" if by_name else "这条规定列明了本违法行为"
    if option.id in violation.exemptions:
        return "本违法行为的条文指明可以适用"
    named = [ref for ref in option.refs if ref in violation.aggravating]
    if named:
        return f"{'、'.join(book.cite_all(named))}列明本违法行为应当从重"
    return "对各类违法行为都适用"
