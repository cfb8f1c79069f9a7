"""What headquarters asks of its records: lists, one record with its history, counts."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.fault import Fault
from inspector_app.headquarters.devices import devices
from inspector_app.headquarters.folder import Headquarters
from inspector_app.headquarters.numbers import Doubt, doubts

# The newest revision of each inspection counts, once; cases are kept and not counted among them, even where two versions of it are in conflict.
_CURRENT = """
    WITH current AS (
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC, key) AS place FROM record
                       WHERE kind = 'inspection')
        WHERE place = 1
    )
"""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many inspections share a value; ``label`` is what a person reads."""

    code: str
    label: str
    count: int


class FailedItem(msgspec.Struct, frozen=True, kw_only=True):
    """How often an item of a checklist failed, among how many inspections with that checklist."""

    checklist: str
    item_id: str
    count: int
    of: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of everything received; conflicts and missing bundles first, because they ask for a person."""

    inspections: int
    conflicts: list[str]
    missing: dict[str, list[int]]
    by_verdict: list[Count]
    by_checklist: list[Count]
    by_month: list[Count]
    failed_items: list[FailedItem]
    bundles: int
    files: int
    bytes: int
    doubtful_numbers: list[Doubt] = []


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection in a list, at its newest revision."""

    id: str
    revision: int
    enterprise: str
    checklist: str
    started: str
    state: str
    verdict_label: str
    conflict: bool
    device: str


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a record and where it lies in the store."""

    role: str
    label: str
    number: str
    sha256: str
    size: int
    path: str


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a record as it arrived."""

    revision: int
    digest: str
    conflict: bool
    bundle_id: str
    device: str
    stored_at: str
    journal_head: str
    record: dict[str, Any]
    files: list[KeptFile]


def figures(headquarters: Headquarters, top: int = 10) -> Figures:
    """Count everything received; ``top`` limits the list of items that failed most."""
    missing = {d.id: d.missing for d in devices(headquarters) if d.missing}
    with headquarters.database() as db:

        def counts(code: str, label: str) -> list[Count]:
            sql = f"{_CURRENT} SELECT {code} AS code, max({label}) AS label, count(*) AS n FROM current GROUP BY 1 ORDER BY n DESC, 1"  # noqa: S608 - column names from below
            return [Count(code=row["code"], label=row["label"], count=row["n"]) for row in db.query(sql)]

        failed = db.query(
            f"""{_CURRENT} SELECT c.checklist, f.item_id, count(*) AS n,
                (SELECT count(*) FROM current AS o WHERE o.checklist = c.checklist) AS every
            FROM failed_item AS f JOIN current AS c ON c.key = f.record_key
            GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT ?""",  # noqa: S608 - nothing of a person's is in the text
            [top],
        )
        items = [
            FailedItem(checklist=r["checklist"], item_id=r["item_id"], count=r["n"], of=r["every"]) for r in failed
        ]
        verdicts = [
            Count(code=c.code, label=c.label or c.code or "未判定", count=c.count)
            for c in counts("verdict", "verdict_label")
        ]
        total = next(db.query("SELECT count(*) AS n, coalesce(sum(size), 0) AS bytes FROM file"))
        return Figures(
            inspections=db.execute("SELECT count(DISTINCT id) FROM record WHERE kind = 'inspection'").fetchone()[0],
            conflicts=[r["id"] for r in db.query("SELECT DISTINCT id FROM record WHERE conflict ORDER BY id")],
            missing=missing,
            by_verdict=verdicts,
            by_checklist=counts("checklist", "checklist"),
            by_month=sorted(counts("substr(started, 1, 7)", "substr(started, 1, 7)"), key=lambda c: c.code),
            failed_items=items,
            bundles=db["bundle"].count,
            files=total["n"],
            bytes=total["bytes"],
            doubtful_numbers=doubts(db),
        )


def inspections(headquarters: Headquarters) -> list[Line]:
    """List every inspection at its newest revision, the latest first."""
    sql = f"""{_CURRENT} SELECT c.*, b.device_id,
        EXISTS (SELECT 1 FROM record AS r WHERE r.id = c.id AND r.conflict) AS in_conflict
        FROM current AS c JOIN bundle AS b ON b.id = c.bundle_id ORDER BY c.started DESC, c.id"""  # noqa: S608
    with headquarters.database() as db:
        return [
            Line(
                id=row["id"],
                revision=row["revision"],
                enterprise=row["enterprise"],
                checklist=row["checklist"],
                started=row["started"],
                state=row["state"],
                verdict_label=row["verdict_label"],
                conflict=bool(row["in_conflict"]),
                device=row["device_id"],
            )
            for row in db.query(sql)
        ]


def versions(headquarters: Headquarters, identifier: str) -> list[Version]:
    """Return every version of one record, newest first; a Fault (``unknown_record``) if there is none."""
    with headquarters.database() as db:
        rows = list(
            db.query(
                "SELECT r.*, b.device_id FROM record AS r JOIN bundle AS b ON b.id = r.bundle_id"
                " WHERE r.id = ? ORDER BY revision DESC, key",
                [identifier],
            )
        )
        if not rows:
            raise Fault(f"没有收到过记录 {identifier}", code="unknown_record")
        return [
            Version(
                revision=row["revision"],
                digest=row["digest"],
                conflict=bool(row["conflict"]),
                bundle_id=row["bundle_id"],
                device=row["device_id"],
                stored_at=row["stored_at"],
                journal_head=row["journal_head"],
                record=msgspec.json.decode(row["body"]),
                files=[
                    KeptFile(**file)
                    for file in db.query(
                        "SELECT l.role, l.label, l.number, l.sha256, f.size, f.path FROM record_file AS l"
                        " JOIN file AS f USING (sha256) WHERE l.record_key = ? ORDER BY l.rowid",
                        [row["key"]],
                    )
                ],
            )
            for row in rows
        ]
