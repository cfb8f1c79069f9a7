"""A task (检查任务) that headquarters gave to this laptop: whom to inspect, by which checklist, who, until when."""

from __future__ import annotations

from datetime import date

import msgspec

from .enterprise import Enterprise


class TaskOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A task as headquarters writes it; ``checklist`` is the code of a checklist, ``officers`` are names, ``due`` a day."""

    id: str
    no: str
    enterprise: Enterprise
    checklist: str
    due: date
    officers: tuple[str, ...] = ()
    topic: str = ""
    kind: str = ""
    note: str = ""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task on this laptop; ``inspection_id`` names the inspection that was begun for it."""

    id: str
    order: TaskOrder
    pack: str
    issuer: str
    inspection_id: str = ""
    withdrawn: bool = False
