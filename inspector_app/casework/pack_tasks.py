"""Tasks (检查任务) that headquarters gave: taken over from its pack, shown until done, begun with one press."""

from __future__ import annotations

from typing import Literal

import msgspec

from inspector_app.bundle.pack import Pack
from inspector_app.records.task import Task, TaskOrder
from inspector_app.vault.reader import Reader

from .desk import Desk


class TaskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One task of a pack, and whether it is new here."""

    order: TaskOrder
    state: Literal["new", "changed", "same", "gone"]


def lines(desk: Desk, pack: Pack) -> tuple[TaskLine, ...]:
    """The tasks of a pack, and those of its earlier versions that it takes back."""
    if pack.kind != "tasks":
        return ()
    known = {one.id: one for one in desk.read.find(Task) if one.pack == pack.code}
    found = [
        TaskLine(
            order=one,
            state="new" if one.id not in known else "same" if known[one.id].order == one else "changed",
        )
        for one in pack.tasks
    ]
    staying = {one.id for one in pack.tasks}
    gone = [one.order for one in known.values() if one.id not in staying and not one.withdrawn]
    return (*found, *(TaskLine(order=one, state="gone") for one in gone))


def taken_over(pack: Pack, reader: Reader) -> tuple[Task, ...]:
    """The tasks as they stand with the pack; what was begun stays begun, what is no longer listed is withdrawn."""
    if pack.kind != "tasks":
        return ()
    known = {one.id: one for one in reader.find(Task) if one.pack == pack.code}
    made = [
        msgspec.structs.replace(
            known.get(one.id, Task(id=one.id, order=one, pack=pack.code, issuer=pack.issuer)),
            order=one,
            withdrawn=False,
        )
        for one in pack.tasks
    ]
    staying = {one.id for one in pack.tasks}
    gone = [msgspec.structs.replace(one, withdrawn=True) for key, one in known.items() if key not in staying]
    return (*made, *gone)
