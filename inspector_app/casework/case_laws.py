"""Which version of the law packs a case is decided by: bound when it is opened, changed only by an officer, with a reason.

The law of an act is that of its day, and the packs tell it with their versions; but a newer pack may also put right what an older one said
wrongly, or bring a law that changed in between. Neither may happen behind an officer's back, and what was decided stays as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.library import Library, PackEntry
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Charge
from inspector_app.records.law_edition import LawEdition, LawFile
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import cases
from .desk import Desk


def in_use(library: Library) -> tuple[LawFile, ...]:
    """The law files as they are installed now."""
    return _bound(library.law_files())


def _bound(entries: Iterable[PackEntry]) -> tuple[LawFile, ...]:
    return tuple(
        LawFile(kind=one.kind, code=one.code, version=one.version, digest=one.digest)  # type: ignore[arg-type]
        for one in entries
    )


def fingerprint(files: Iterable[LawFile]) -> str:
    """One short name for a set of law files."""
    told = "\n".join(sorted(f"{one.kind} {one.code} {one.digest}" for one in files))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def first(desk: Desk, case: Case, *, late: bool = False) -> LawEdition | None:
    """The first edition of a case: what is installed now. None while a law file is damaged: then it is bound once that is mended."""
    try:
        files, procedures = in_use(desk.library), _bound(desk.library.procedure_files())
    except Fault:
        return None
    return LawEdition(
        id=f"{case.id}/laws/1",
        case_id=case.id,
        position=1,
        files=files,
        procedures=procedures,
        since=desk.now(),
        by=desk.who,
        late=late,
    )


def bind_old(desk: Desk) -> int:
    """Bind the cases from before editions were kept to what is installed now; returns how many. Called when a vault is opened."""
    waiting = desk.read.rows("SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM case_laws)")
    made = [one for (id_,) in waiting if (one := first(desk, cases.load(desk, id_), late=True)) is not None]
    for one in made:
        act = Act(action="记下本案所用的法规包", chain=one.case_id, puts=(one,))
        desk.record(lambda _, act=act: act)  # type: ignore[misc]
    return len(made)


def editions(desk: Desk, case_id: str, reader: Reader | None = None) -> list[LawEdition]:
    """The editions of a case, the one that holds now last."""
    return cases.belonging(desk, LawEdition, case_id, reader)


def book(desk: Desk, case_id: str) -> LawBook:
    """The law packs by which a case decides what is not decided yet."""
    known = editions(desk, case_id)
    return _read(desk, known[-1]) if known else desk.library.lawbook()


def with_rules(desk: Desk, case_id: str, code: str) -> tuple[LawBook, LawEdition | None]:
    """The law packs of a case with rules of discretion that came after they were bound, and the edition that binds them too.

    The edition is None where the case has those rules already; rules of a name that holds a version are the same on every day.
    """
    known = editions(desk, case_id)
    has = {one.code for one in known[-1].files if one.kind == "discretion"} if known else {code}
    if code in has or code in desk.library.versions:
        return book(desk, case_id), None
    more = tuple(one for one in in_use(desk.library) if (one.kind, one.code) == ("discretion", code))
    made = msgspec.structs.replace(known[-1], files=(*known[-1].files, *more))
    return _read(desk, made), made


def book_of(desk: Desk, one: Charge) -> LawBook:
    """The law packs of one charge: those it was decided by, else the case's."""
    known = editions(desk, one.case_id)
    if not known:
        return desk.library.lawbook()
    wanted = number_of(desk, one, known)
    return _read(desk, next((two for two in known if two.position == wanted), known[-1]))


def number_of(desk: Desk, one: Charge, known: Sequence[LawEdition] | None = None) -> int:
    """The number of the edition a charge follows: its decision's, that of a decision on the same act, else the case's last."""
    known = editions(desk, one.case_id) if known is None else known
    decided = one.decided
    if decided is None and one.act:
        # Violations of one act compete: they are weighed by one edition.
        beside = cases.belonging(desk, Charge, one.case_id)
        decided = next((two.decided for two in beside if two.act == one.act and two.decided is not None), None)
    if decided is None:
        return known[-1].position if known else 0
    return decided.edition or 1


def lost(desk: Desk, edition: LawEdition) -> bool:
    """Whether an edition cannot be read any more, so that the installed packs stand in for it."""
    try:
        desk.library.lawbook_of((one.kind, one.digest) for one in edition.files)
    except Fault:
        return True
    return False


def _read(desk: Desk, edition: LawEdition) -> LawBook:
    try:
        return desk.library.lawbook_of((one.kind, one.digest) for one in edition.files)
    except Fault:
        # The record must open all the same; the case says that its packs are lost.
        return desk.library.lawbook()


# Choosing


def take(desk: Desk, case_id: str, reason: str) -> LawEdition:
    """Decide by the newer packs from now on; what was decided keeps its own. A reason is asked for, and stays in the journal.

    Circumstances the new rules do not know are no longer ticked, and a choice between old and new law is made anew.
    """
    from .charges import with_known_ticks

    files = in_use(desk.library)
    known = editions(desk, case_id)
    if not known or fingerprint(known[-1].files) == fingerprint(files):
        raise UsageFault("本案用的就是现在安装的法规包，没有可以采用的新包", code="laws-current")
    if not reason.strip():
        raise Fault("采用新的法规包，请写明理由", kept="没有改动", code="reason_missing")
    now = desk.library.lawbook()
    made = LawEdition(
        id=f"{case_id}/laws/{known[-1].position + 1}",
        case_id=case_id,
        position=known[-1].position + 1,
        files=files,
        procedures=known[-1].procedures,
        since=desk.now(),
        by=desk.who,
        reason=reason.strip(),
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        if editions(desk, case_id, reader) != known:
            raise Fault("本案的法规包刚被改动过", kept="没有改动", todo="请再做一次", code="race")
        moved = []
        of_case = cases.belonging(desk, Charge, case_id, reader)
        held = {one.act for one in of_case if one.act and one.decided is not None}
        for one in of_case:
            if one.decided is not None or one.act in held:
                continue
            if not now.has_violation(one.violation):
                raise Fault(
                    f"新的法规包里没有违法行为 {one.violation}",
                    kept="没有改动",
                    todo="请先撤销这一项认定、按新包另行认定，或者沿用现在的版本",
                    code="violation-gone",
                )
            moved.append(with_known_ticks(now, msgspec.structs.replace(one, law=None)))
        return Act(action=f"采用新的法规包：{reason.strip()}", chain=case_id, puts=(made, *moved))

    desk.record(decide)
    return made


def keep(desk: Desk, case_id: str, reason: str) -> LawEdition:
    """Go on with the packs the case was made with although newer ones are installed; the question comes back with the next pack."""
    files = in_use(desk.library)
    known = editions(desk, case_id)
    if not known or fingerprint(known[-1].files) == fingerprint(files):
        raise UsageFault("本案用的就是现在安装的法规包", code="laws-current")
    if not reason.strip():
        raise Fault("沿用原来的法规包，请写明理由", kept="没有改动", code="reason_missing")
    made = msgspec.structs.replace(
        known[-1],
        declined=fingerprint(files),
        declined_by=desk.who,
        declined_at=desk.now(),
        declined_reason=reason.strip(),
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action=f"沿用原来的法规包：{reason.strip()}", chain=case_id, puts=(made,))

    desk.record(decide)
    return made
