"""法规包已更新: what newer law packs would change for the violations of one case, beside what it is decided by now."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault
from inspector_app.records.case import Case, Charge
from inspector_app.records.law_edition import LawEdition, LawFile
from inspector_app.rules.penalty import Penalty, assess, range_words
from inspector_app.rules.trail import yuan
from inspector_app.rules.violation_words import person_words

from . import case_laws, cases, charges
from .desk import Desk
from .pack_changes import Change, changes

HINT = (
    "法律在行为之后修改的，新包把新旧规定并列，采用后按行为的日期从旧兼从轻（行政处罚法第37条）；"
    "只是更正录入的，应当采用新包"
)


class FileNews(msgspec.Struct, frozen=True, kw_only=True):
    """One law file that is another now; a version is empty where the file was not there."""

    kind: str
    code: str
    before: str
    after: str


class ChargeNews(msgspec.Struct, frozen=True, kw_only=True):
    """What would be different for one violation. ``decided``: it stays as it was, whatever is chosen. ``gone``: the new packs do not know it."""

    violation: str
    name: str
    decided: bool
    gone: bool
    changes: tuple[Change, ...]


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Newer packs than the case's. ``answered``: an officer decided to go on with the old ones (``edition.declined_…``).

    ``lost``: the case's own packs cannot be read any more, so that the new ones already stand in for them.
    """

    edition: LawEdition
    files: tuple[FileNews, ...]
    charges: tuple[ChargeNews, ...]
    rules: tuple[Change, ...]
    answered: bool
    lost: bool

    @property
    def touched(self) -> bool:
        """Whether anything is different for what is still to be decided."""
        return any((one.changes or one.gone) and not one.decided for one in self.charges) or (
            bool(self.rules) and any(not one.decided for one in self.charges)
        )

    @property
    def waiting(self) -> bool:
        """Whether an officer has to choose."""
        return self.touched and not self.answered


def news(desk: Desk, case_id: str) -> News | None:
    """What newer packs would change for a case; None where it is decided by the installed ones, or under way no more."""
    known = case_laws.editions(desk, case_id)
    case = cases.load(desk, case_id)
    if not known or case.state != "under_way":
        return None
    try:
        now = case_laws.in_use(desk.library)
        new = desk.library.lawbook()
    except Fault:
        return None  # said where packs are checked
    edition = known[-1]
    if case_laws.fingerprint(now) == case_laws.fingerprint(edition.files):
        return None
    laws = {law.id: law.short for law in new.laws}
    last = case_laws.book(desk, case_id)
    return News(
        edition=edition,
        files=tuple(_files(edition.files, now)),
        charges=tuple(_charge(desk, one, new, laws) for one in charges.charges(desk, case_id)),
        rules=_rules(case, last, new, laws),
        answered=edition.declined == case_laws.fingerprint(now),
        lost=case_laws.lost(desk, edition),
    )


def _files(before: tuple[LawFile, ...], after: tuple[LawFile, ...]) -> Iterator[FileNews]:
    old = {(one.kind, one.code): one for one in before}
    new = {(one.kind, one.code): one for one in after}
    for key in dict.fromkeys([*old, *new]):
        was, is_ = old.get(key), new.get(key)
        if was is None or is_ is None or was.digest != is_.digest:
            yield FileNews(
                kind=key[0],
                code=key[1],
                before=was.version if was is not None else "",
                after=is_.version if is_ is not None else "",
            )


def _charge(desk: Desk, one: Charge, new: LawBook, laws: dict[str, str]) -> ChargeNews:
    old = case_laws.book_of(desk, one)
    held = one.decided is not None
    if not new.has_violation(one.violation):
        return ChargeNews(
            violation=one.violation,
            name=old.violation(one.violation).name,
            decided=held,
            gone=True,
            changes=(Change(what="违法行为", before=old.violation(one.violation).name, after=""),),
        )
    was, is_ = old.violation(one.violation), new.violation(one.violation)
    found = list(_figures(one, old, new))
    if not found:
        # Nothing for these facts; what else the entry says differently is told all the same.
        found = list(changes(was, is_, laws))
    return ChargeNews(violation=one.violation, name=was.name, decided=held, gone=False, changes=tuple(found))


def _figures(one: Charge, old: LawBook, new: LawBook) -> Iterator[Change]:
    """The figures of this very case by both: range, kinds, articles, hearing, persons, and what neither can reckon."""
    was, is_ = _said(one, old), _said(one, new)
    for what in dict.fromkeys([*was, *is_]):
        before, after = was.get(what, ""), is_.get(what, "")
        if before != after:
            yield Change(what=what, before=before, after=after + _gap(what, one, old, new))


def _said(one: Charge, book: LawBook) -> dict[str, str]:
    facts = charges.stated_facts(one)
    violation = book.violation(one.violation)
    later = f"{violation.until}以前的行为，此后适用{violation.replaced_by}" if violation.until else ""
    try:
        found = assess(book, facts)
    except Fault as fault:
        return {"违法行为": violation.name, "适用于": later, "计算": fault.what}
    refs = violation.person_by if facts.punished == "person" else violation.party_by
    return {
        "违法行为": violation.name,
        "适用于": later,
        "法定幅度": range_words(found),
        "种类": "、".join(found.kinds),
        "处罚依据": "、".join(book.cite_all(refs)),
        "违反": "、".join(book.cite_all(violation.violates)),
        "听证": {"required": "应当告知", "not_required": "不需要告知"}.get(found.hearing, "看数额"),
        "处罚到人": "；".join(person_words(each) for each in violation.punished_at(facts.stage)),
        "未核实": "；".join(found.unverified),
    }


def _gap(what: str, one: Charge, old: LawBook, new: LawBook) -> str:
    """By how much the range moves, in 元."""
    if what != "法定幅度":
        return ""
    was, is_ = _penalty(one, old), _penalty(one, new)
    if was is None or is_ is None:
        return ""
    told = [
        f"{name}{'增加' if after > before else '减少'}{yuan(abs(after - before))}"
        for name, before, after in (
            ("下限", was.fine_min, is_.fine_min),
            ("上限", was.fine_max, is_.fine_max),
        )
        if isinstance(before, Decimal) and isinstance(after, Decimal) and before != after
    ]
    return f"（{'，'.join(told)}）" if told else ""


def _penalty(one: Charge, book: LawBook) -> Penalty | None:
    try:
        return assess(book, charges.stated_facts(one))
    except Fault:
        return None


def _rules(case: Case, old: LawBook, new: LawBook, laws: dict[str, str]) -> tuple[Change, ...]:
    """How the rules of discretion of the case differ; rules bound to a version of a province are the same in both."""
    try:
        return changes(old.discretion(case.rules), new.discretion(case.rules), laws)
    except Fault as fault:
        return (Change(what="裁量规则", before=case.rules, after=fault.what),)
