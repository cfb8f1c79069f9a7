"""Tasks as headquarters writes them: one YAML file, read as strictly as a form."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import msgspec

from inspector_app.catalog import packfile
from inspector_app.records.enterprise import Enterprise, uscc_fault
from inspector_app.records.task import TaskOrder


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Enterprise(_Strict, frozen=True, kw_only=True):
    name: str
    uscc: str = ""
    licence_name: str = ""
    licence_no: str = ""
    address: str = ""
    site_address: str = ""
    legal_representative: str = ""
    contact_person: str = ""
    phone: str = ""
    business: str = ""


class _Task(_Strict, frozen=True, kw_only=True):
    no: str
    enterprise: _Enterprise
    checklist: str
    due: date
    officers: tuple[str, ...] = ()
    topic: str = ""
    kind: str = ""
    note: str = ""


class _Sheet(_Strict, frozen=True, kw_only=True):
    tasks: tuple[_Task, ...]


def read_tasks(path: Path) -> tuple[TaskOrder, ...]:
    """Read the tasks of a file; whatever is wrong is a Fault naming file, line and key."""
    data = packfile.parse(packfile.read_bytes(path), path.name)
    sheet = packfile.convert(data, _Sheet)
    seen: set[str] = set()
    for at, one in enumerate(sheet.tasks):
        place = f"$.tasks[{at}]"
        if not one.no.strip() or one.no in seen:
            raise data.fault(f"{place}.no", "任务编号不能为空，也不能重复")
        if not one.enterprise.name.strip():
            raise data.fault(f"{place}.enterprise.name", "企业名称不能为空")
        if wrong := uscc_fault(one.enterprise.uscc):
            raise data.fault(f"{place}.enterprise.uscc", wrong)
        seen.add(one.no)
    return tuple(_order(one) for one in sheet.tasks)


def _order(task: _Task) -> TaskOrder:
    named = task.enterprise.uscc or task.enterprise.name
    enterprise = Enterprise(
        id=f"E-{hashlib.sha256(named.encode()).hexdigest()[:16]}", **msgspec.structs.asdict(task.enterprise)
    )
    return TaskOrder(
        id=f"T-{hashlib.sha256(task.no.encode()).hexdigest()[:16]}",
        no=task.no,
        enterprise=enterprise,
        checklist=task.checklist,
        due=task.due,
        officers=task.officers,
        topic=task.topic,
        kind=task.kind,
        note=task.note,
    )
