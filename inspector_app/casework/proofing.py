"""校对: what is wrong or doubtful in a document as it stands, judged by its form, the records and the day; each at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.records.document import Document
from inspector_app.records.enterprise import Enterprise, uscc_fault
from inspector_app.records.person import Officer, id_fault
from inspector_app.rules.deadline_request import CHINA

from . import cases, document_values, inspecting, numbers, office
from .desk import Desk
from .document_shelf import form_of, load
from .document_values import Filled

if TYPE_CHECKING:
    from inspector_app.documents.model import Problem

NUMBERS = "numbers"
"""The key of a problem with the numbers themselves: it is mended in the settings, not in a field."""
_TWO = 2
"""行政处罚法第42条: not fewer than two officers."""


class Examined(msgspec.Struct, frozen=True):
    """A document as it stands, read once: its form, what the records say, what it is printed with, its fields, what is wrong."""

    document: Document
    form: DocumentForm
    record: dict[str, Any]
    given: dict[str, Any]
    filled: list[Filled]
    problems: list[Any]

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being issued, the numbers aside: those are asked for when one is taken."""
        return [p for p in self.problems if p.level == "error" and p.key != NUMBERS]


def examine(
    desk: Desk,
    document_id: str,
    overrides: Mapping[str, Any] | None = None,
    *,
    known: Mapping[str, Any] | None = None,
) -> Examined:
    """Read and check a document as it stands; ``overrides`` are values being typed, ``known`` the facts of its records."""
    document = load(desk, document_id)
    form = form_of(desk, document)
    if document.status != "draft":
        given = dict(document.values)
        filled = document_values.fields_of(form, document, {}, given, set())
        return Examined(document, form, {}, given, filled, [])
    document = document_values.with_typing(document, overrides)
    record = document_values.record_values(desk, document, known)
    given = document_values.merged(form, record, document)
    found = list(_problems(desk, document, form, record, given))
    lacking = {p.key for p in found if p.level == "error" and not given.get(p.key)}
    filled = document_values.fields_of(form, document, record, given, lacking)
    return Examined(document, form, record, given, filled, found)


def fill(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> list[Filled]:
    """Return every field with its value and where it comes from, in the form's order; ``overrides`` are values being typed."""
    return examine(desk, document_id, overrides).filled


def problems(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> list[Problem]:
    """Check a document as it stands, errors and warnings; an issued one has none."""
    return examine(desk, document_id, overrides).problems


def _problems(
    desk: Desk, document: Document, form: DocumentForm, record: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[Problem]:
    from inspector_app.documents.check import check

    # The number and the day are given at issue: until then they are not missing.
    later = {form.numbered.field} if form.numbered.own else set()
    yield from (p for p in check(form, given, on=desk.now().date()) if p.key not in later)
    yield from _overridden(form, document, record, given)
    sight = _Sight(desk, document, form, given)
    yield from _officers(sight)
    yield from _identity(sight)
    yield from _names(sight)
    yield from _days(sight)
    yield from _limits(sight)
    yield from _numbers(desk, form)


def _overridden(
    form: DocumentForm, document: Document, record: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[Problem]:
    for one in document_values.fields_of(form, document, record, given, set()):
        if one.needs_reason:
            yield _problem(one, f"“{one.label}”与{one.record_source or '记录'}不同，还没有写明理由")


def _problem(at: Field | Filled | None, message: str, level: str = "error") -> Problem:
    from inspector_app.documents.model import Problem

    return Problem(at.key if at else "", at.label if at else "", message, "error" if level == "error" else "warning")


class _Sight:
    """What the checks look at: a document with the people, the party and the days it is about."""

    def __init__(self, desk: Desk, document: Document, form: DocumentForm, given: Mapping[str, Any]) -> None:
        self.desk, self.document, self.form, self.given = desk, document, form, given
        self.today = desk.now().date()
        self.officers: tuple[Officer, ...]
        if document.case_id:
            case = cases.load(desk, document.case_id)
            self.officers, self.began = case.officers, case.clue_at
            self.enterprise_id, self.uscc = "", case.party.uscc
        else:
            inspection = inspecting.load(desk, document.inspection_id)
            self.officers, self.began = inspection.officers, inspection.started_at
            self.enterprise_id, self.uscc = inspection.enterprise.id, inspection.enterprise.uscc

    def filled_by(self, path: str) -> Field | None:
        """The field a path fills, if the form has one."""
        return next((field for field in self.form.fields if field.fill == path), None)

    def text(self, field: Field) -> str:
        """What a field says; of a table its first column, where names stand."""
        value = self.given.get(field.key, "")
        if not isinstance(value, list):
            return str(value).strip()
        table = self.form.table(field.key)
        first = table.columns[0] if table is not None and table.columns else ""
        names = (str(row.get(first, "")) if isinstance(row, dict) else str(row[0]) if row else "" for row in value)
        return "、".join(name.strip() for name in names if name.strip())

    @property
    def day(self) -> date:
        """The day the document speaks of: when what it records began, else the day it bears, else today."""
        for key in ("start_time", "issue_date"):
            try:
                return datetime.fromisoformat(str(self.given.get(key, ""))).date()
            except ValueError:
                continue
        return self.today


def _officers(sight: _Sight) -> Iterator[Problem]:
    """Not fewer than two officers, and each with a certificate valid on the day (行政处罚法第42条、第55条)."""
    from .reviewing import certificate_problem

    places = [(n, field) for n in range(9) if (field := sight.filled_by(f"officers[{n}].name")) is not None]
    listed = next((f for f in sight.form.fields if f.fill in ("officers", "officers.names")), None)
    if not places and listed is None:
        return
    team = {one.name: one for one in (*office.officers(sight.desk, retired=True), *sight.officers)}
    named = [(field, sight.text(field)) for _, field in places if sight.text(field)]
    if not named and listed is not None and sight.text(listed):
        named = [(listed, name) for name in sight.text(listed).replace(",", "、").replace("，", "、").split("、")]
    count = len({name for _, name in named})
    # An empty field that must be filled is named as missing; within the office one signature may do.
    if 0 < count < _TWO and (len(places) >= _TWO or listed is not None):
        at = next((field for _, field in places if not sight.text(field)), None) or listed or places[0][1]
        level = "warning" if sight.form.audience == "internal" else "error"
        yield _problem(at, f"执法人员不得少于两人，文书上只有{count}人（行政处罚法第四十二条）", level)
    for field, name in named:
        officer = team.get(name.strip())
        if officer is None:
            yield _problem(field, f"执法人员名册里没有“{name}”，执法证无法核对", "warning")
            continue
        wrong = certificate_problem(officer, sight.day)
        if wrong:
            article = "" if officer.entitled(sight.day) is None else "（行政处罚法第五十五条）"
            yield _problem(field, wrong + article, "warning" if officer.entitled(sight.day) is None else "error")


def _identity(sight: _Sight) -> Iterator[Problem]:
    """Credit codes and identity numbers can be right (GB 32100-2015, GB 11643-1999)."""
    for field in sight.form.fields:
        text = sight.text(field) if field.type in ("text", "person", "party") else ""
        if not text or text in ("／", "/"):
            continue
        if field.fill == "party.uscc" or "信用代码" in field.label:
            wrong = uscc_fault(text)
        elif field.fill == "party.id_no" or "身份证" in field.label:
            wrong = id_fault(text)
        else:
            continue
        if wrong:
            # A licence of before the unified codes, or one that was printed wrong, is copied as it is: said, not forbidden.
            yield _problem(field, f"“{field.label}”：{wrong}", "warning")


def _names(sight: _Sight) -> Iterator[Problem]:
    """The party is called as the enterprise file calls it; what was typed over the record answers for itself."""
    field = sight.filled_by("party.name")
    if field is None or not sight.text(field) or field.key in sight.document.overrides:
        return
    kept = sight.desk.read.get(Enterprise, sight.enterprise_id) if sight.enterprise_id else None
    if kept is None and sight.uscc:
        kept = next(iter(sight.desk.read.find(Enterprise, "uscc = ?", (sight.uscc,))), None)
    if kept is not None and kept.name and kept.name != sight.text(field):
        yield _problem(field, f"“{field.label}”与企业档案不同，档案里是“{kept.name}”", "warning")


def _days(sight: _Sight) -> Iterator[Problem]:
    """A document does not bear a day before what it is about began, and no term it sets is over."""
    made = sight.form.field("issue_date")
    began = sight.began.astimezone(CHINA).date() if sight.began else None
    if made is not None and began is not None:
        day = _day(sight.given.get(made.key))
        if day is not None and day < began:
            what = "收到线索" if sight.document.case_id else "检查开始"
            yield _problem(made, f"“{made.label}”（{day}）早于{what}的{began}")
    for field in sight.form.fields:
        if field.type in ("date", "datetime") and ("deadline" in field.key or "期限" in field.label):
            day = _day(sight.given.get(field.key))
            if day is not None and day < sight.today:
                yield _problem(field, f"“{field.label}”{day}已经过了", "warning")


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        return None


def _limits(sight: _Sight) -> Iterator[Problem]:
    """A limit of the case that ran out is said on every document still to be issued."""
    from . import case_clocks

    if not sight.document.case_id:
        return
    for due in case_clocks.deadlines(sight.desk, sight.today, sight.document.case_id):
        if due.kind == "act" and due.passed and due.deadline is not None:
            yield _problem(None, f"期限“{due.name}”已于{due.deadline.date}届满，还没有办理", "warning")


def _numbers(desk: Desk, form: DocumentForm) -> Iterator[Problem]:
    from inspector_app.documents.model import Problem

    ahead = numbers.outlook(desk, form)
    if ahead is None:
        return
    if ahead.problem:
        yield Problem(NUMBERS, "文号", f"{ahead.problem}，{ahead.todo}", "error")
    elif ahead.low:
        yield Problem(NUMBERS, "文号", f"印发后这一种文号只剩{ahead.remaining}个，请向总部要新的号段", "warning")
