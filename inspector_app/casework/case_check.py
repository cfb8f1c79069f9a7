"""案件自查: a second reader that looks for contradictions in a case, each with the place to go to, and a score of its own.

The weights of the score are this product's own ordering after the usual headings of file reviews (主体、事实证据、程序、法律适用、裁量、文书); no
official table was read, and the score says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

import msgspec

from inspector_app.records.case import Case
from inspector_app.rules.deadline_request import CHINA

from . import case_check_facts, case_check_laws, case_check_papers, case_check_persons, case_clocks, case_papers, cases
from .case_reading import Contradiction, Reading
from .desk import Desk

Level = Literal["error", "warning"]
HEADINGS: dict[str, tuple[str, int]] = {
    "subject": ("主体", 10),
    "facts": ("事实与证据", 30),
    "procedure": ("程序", 25),
    "law": ("法律适用", 15),
    "discretion": ("裁量", 10),
    "documents": ("文书与归档", 10),
}
SCORE_NOTE = "自评，各项分值由本软件排定，不是官方评查分"
_COST = {"error": 5, "warning": 2}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One heading of the score: what it could give and what is left."""

    code: str
    name: str
    full: int
    points: int


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The self-score. ``passing`` is false where one contradiction alone makes the decision unlawful, whatever the points."""

    points: int
    full: int
    passing: bool
    parts: tuple[Part, ...]
    note: str = SCORE_NOTE


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the second reader found, worst first, and the score."""

    case: str
    no: str
    name: str
    at: datetime
    contradictions: tuple[Contradiction, ...]
    score: Score

    @property
    def sound(self) -> bool:
        """Whether nothing but remarks was found."""
        return all(one.level != "error" for one in self.contradictions)


def check(desk: Desk, case_id: str, *, at: datetime | None = None) -> Report:
    """Read the case as it stands at a moment (now) and return every contradiction, each with its jump target."""
    case = cases.load(desk, case_id)
    moment = at or desk.now()
    reading = read(desk, case, moment)
    found: list[Contradiction] = []
    for one in (
        *case_check_facts.CHECKS,
        *case_check_papers.CHECKS,
        *case_check_persons.CHECKS,
        *case_check_laws.CHECKS,
    ):
        found += _distinct(one, reading)
    found.sort(key=lambda one: (one.level != "error", list(HEADINGS).index(one.heading)))
    return Report(
        case=case.id,
        no=case.no,
        name=cases.title(case),
        at=moment,
        contradictions=tuple(found),
        score=score(found),
    )


def read(desk: Desk, case: Case, at: datetime) -> Reading:
    """Read everything the checks look at once."""
    from inspector_app.records.case import Proceeding, Service

    from . import case_facts, case_filling, confirming, issuing, penalising, vouching

    documents = [one for one in issuing.documents(desk, case_id=case.id) if one.status not in ("void", "corrected")]
    known = case_filling.facts(desk, case.id)
    return Reading(
        desk=desk,
        case=case,
        at=at,
        today=at.astimezone(CHINA).date(),
        rows=tuple(case_facts.matrix(desk, case.id)),
        exhibits=tuple(case_facts.exhibits(desk, case.id)),
        charges=tuple(penalising.charges(desk, case.id)),
        items=tuple(penalising.items(desk, case.id)),
        proceedings=tuple(cases.belonging(desk, Proceeding, case.id)),
        services=tuple(cases.belonging(desk, Service, case.id)),
        documents=tuple(documents),
        materials=tuple(case_papers.materials(desk, case.id)),
        ledger=case_clocks.ledger(desk, case.id),
        unverified=tuple(vouching.unverified(desk, case.id)),
        summary=confirming.on_the_spot(desk, case.id),
        written={one.id: issuing.values(desk, one, known=known) for one in documents},
    )


def _distinct(make: Callable[[Reading], Iterator[Contradiction]], reading: Reading) -> list[Contradiction]:
    return list({one.id: one for one in make(reading)}.values())


def score(found: list[Contradiction]) -> Score:
    """Take points off each heading for what was found there, never below nothing."""
    parts = []
    for code, (name, full) in HEADINGS.items():
        lost = sum(_COST[one.level] for one in found if one.heading == code)
        parts.append(Part(code=code, name=name, full=full, points=max(0, full - lost)))
    return Score(
        points=sum(one.points for one in parts),
        full=sum(one.full for one in parts),
        passing=not any(one.fatal for one in found),
        parts=tuple(parts),
    )
