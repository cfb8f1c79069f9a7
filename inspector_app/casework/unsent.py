"""What headquarters does not have yet: inspections and cases no receipt covers in their present revision."""

from __future__ import annotations

from typing import Literal

import msgspec

from inspector_app.records.case import Case
from inspector_app.records.document import Document
from inspector_app.records.inspection import Inspection

from . import cases, evidencing, issuing
from .desk import Desk


class Outstanding(msgspec.Struct, frozen=True, kw_only=True):
    """An inspection or a case that headquarters does not have yet; ``size`` is in bytes, of its photos.

    ``enterprise`` is the name it goes by: that of the enterprise, the title of a case.
    """

    id: str
    enterprise: str
    state: str
    photos: int
    documents: int
    size: int
    kind: Literal["inspection", "case"] = "inspection"

    @property
    def under_way(self) -> bool:
        """Whether it must be finalised before it can be sealed."""
        return self.state == "under_way"

    @property
    def sent(self) -> bool:
        """Whether it was sealed already, its receipt not here yet."""
        return self.state == "exported"


def outstanding(desk: Desk) -> list[Outstanding]:
    """Return the cases and the inspections that no receipt covers in their present revision, each newest first."""
    where, tail = "state <> 'delivered'", "ORDER BY created_at DESC"
    found = [
        _outstanding(desk, one, cases.title(one), issuing.documents(desk, case_id=one.id))
        for one in desk.read.find(Case, where, tail=tail)
    ]
    found += [
        _outstanding(desk, one, one.enterprise.name, issuing.documents(desk, one.id))
        for one in desk.read.find(Inspection, where, tail=tail)
    ]
    return found


def _outstanding(desk: Desk, one: Inspection | Case, name: str, documents: list[Document]) -> Outstanding:
    photos = evidencing.photos(desk, one.id, withdrawn=True)
    return Outstanding(
        id=one.id,
        enterprise=name,
        state=one.state,
        photos=len(photos),
        documents=sum(bool(d.pdf_sha256) for d in documents),
        size=sum({p.evidence.sha256: p.evidence.size for p in photos}.values()),
        kind="case" if isinstance(one, Case) else "inspection",
    )
