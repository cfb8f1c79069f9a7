"""The cases headquarters received, each at its newest revision: a unit's beside those of its responsible persons."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.headquarters.folder import Headquarters

_CURRENT = """
    SELECT *, EXISTS (SELECT 1 FROM record AS r WHERE r.id = c.id AND r.conflict) AS in_conflict FROM (
        SELECT *, row_number() OVER (PARTITION BY id ORDER BY revision DESC, key) AS place FROM record WHERE kind = 'case'
    ) AS c JOIN bundle AS b ON b.id = c.bundle_id WHERE place = 1 ORDER BY c.started DESC, c.id
"""


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case. ``unit_id`` and ``unit_title`` are of the unit's case where the party is a responsible person of it.

    ``unit_here`` false: the unit's case was not received yet. ``persons`` are the cases (ids) of persons that name this one as the unit's;
    ``no_persons`` is the written reason why nobody is punished beside the unit.
    """

    id: str
    revision: int
    no: str
    title: str
    party: str
    verdict_label: str
    device: str
    conflict: bool
    unit_id: str = ""
    unit_title: str = ""
    unit_here: bool = True
    persons: tuple[str, ...] = ()
    no_persons: str = ""


def cases(headquarters: Headquarters) -> list[CaseLine]:
    """List every case at its newest revision, the latest first, with what it is linked to."""
    with headquarters.database() as db:
        rows = list(db.query(_CURRENT))
    bodies: dict[str, dict[str, Any]] = {row["id"]: msgspec.json.decode(row["body"]) for row in rows}
    units = {id_: (body.get("unit") or {}) for id_, body in bodies.items()}
    return [
        CaseLine(
            id=row["id"],
            revision=row["revision"],
            no=bodies[row["id"]].get("no", ""),
            title=bodies[row["id"]].get("title", ""),
            party=row["enterprise"],
            verdict_label=row["verdict_label"],
            device=row["device_id"],
            conflict=bool(row["in_conflict"]),
            unit_id=units[row["id"]].get("case_id", ""),
            unit_title=units[row["id"]].get("title", ""),
            unit_here=not units[row["id"]] or units[row["id"]].get("case_id", "") in bodies,
            persons=tuple(id_ for id_, unit in units.items() if unit.get("case_id") == row["id"]),
            no_persons=bodies[row["id"]].get("no_persons", ""),
        )
        for row in rows
    ]
