"""Tasks (检查任务) of headquarters: what is to be inspected, by when, and beginning the inspection of one."""

from __future__ import annotations

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.inspection import Inspection
from inspector_app.records.task import Task
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import inspecting, office
from .desk import Desk


class TaskSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One task in a list; ``days_left`` are calendar days until its due day, negative once it is past."""

    task: Task
    checklist: str
    days_left: int


def outstanding(desk: Desk, limit: int = 50) -> list[TaskSummary]:
    """Return the tasks that were not begun and not taken back, the most urgent first."""
    today = desk.now().date()
    found = desk.read.find(
        Task,
        "inspection_id = '' AND NOT json_extract(body, '$.withdrawn')",
        tail=f"ORDER BY due, id LIMIT {int(limit)}",
    )
    return [
        TaskSummary(task=one, checklist=_title(desk, one.order.checklist), days_left=(one.order.due - today).days)
        for one in found
    ]


def _title(desk: Desk, code: str) -> str:
    try:
        return desk.library.entry("checklist", code).short_title
    except Fault:
        return code


def begin(desk: Desk, task_id: str) -> Inspection:
    """Begin the inspection of a task, filled with what the task says; a task that was begun gives its inspection again.

    The enterprise on file with the same credit code is taken as it stands on file. Officers are found by name; who is not on file
    here is left to be chosen.
    """
    task = _load(desk, task_id)
    if task.inspection_id:
        return inspecting.load(desk, task.inspection_id)
    if task.withdrawn:
        raise Fault(f"任务 {task.order.no} 已由总部撤回", kept="没有新建检查", code="task_withdrawn")
    order = task.order
    inspection = inspecting.start(desk, _enterprise(desk, order.enterprise))
    given = {"task_no": order.no, "topic": order.topic, "kind": order.kind}
    for field, value in given.items():
        if value:
            inspecting.set_value(desk, inspection.id, field, value)
    named = [one for one in office.officers(desk) if one.name in order.officers]
    if named:
        inspecting.choose_officers(desk, inspection.id, tuple(named))
    made = inspecting.choose_checklist(desk, inspection.id, order.checklist)

    def decide(reader: Reader) -> Act:
        return Act(
            action=f"开始任务 {order.no}",
            puts=(msgspec.structs.replace(_load(desk, task_id, reader), inspection_id=inspection.id),),
        )

    desk.record(decide)
    return made


def _enterprise(desk: Desk, ordered: Enterprise) -> Enterprise:
    """The enterprise on file where headquarters' task names it, else the task's, put on file."""
    known = desk.read.find(Enterprise, "uscc = ? AND uscc <> ''", (ordered.uscc,))
    known = known or desk.read.find(Enterprise, "name = ?", (ordered.name,))
    return known[0] if known else office.save_enterprise(desk, ordered)


def _load(desk: Desk, task_id: str, reader: Reader | None = None) -> Task:
    found = (reader or desk.read).get(Task, task_id)
    if found is None:
        raise UsageFault(f"没有编号为“{task_id}”的任务", code="task_unknown")
    return found
