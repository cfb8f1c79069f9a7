"""What sampling and testing say for their documents: the samples, the days a test takes, the result and what may be done against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from inspector_app.records.case import Goods
from inspector_app.records.document import Document
from inspector_app.rules.trail import plain

from . import case_carrying, case_step_seizing, document_shelf
from .case_step_words import Told, cited, domain_of, said

_COLUMNS = {
    "样品名称": "sample.name",
    "规格/型号": "sample.spec",
    "等级": "sample.grade",
    "生产日期/批号": "sample.lot",
    "适用标准或者规则": "sample.standard",
    "样品数量": "sample.qty",
}
_TABLE = {"品名": "sample.name", "规格": "sample.spec", "批号": "sample.lot", "标示生产企业": "sample.maker"}
_OBJECTION = "objection"


def sole_goods(goods: tuple[Goods, ...]) -> dict[str, Any]:
    """What a sample is, where the case has one kind of goods on hand: by the fill path of a sample's fields."""
    here = [one for one in goods if one.on_hand]
    if len(here) != 1:
        return {}
    one = here[0]
    found = {
        "sample.name": one.name,
        "sample.spec": one.spec,
        "sample.lot": one.batch,
        "sample.maker": one.maker,
        "sample.expiry": said(one.expiry) if _is_day(one.expiry) else one.expiry,
        "sample.price": f"{plain(one.unit_price):f}元/{one.unit}" if one.unit_price is not None and one.unit else "",
    }
    return {path: value for path, value in found.items() if value}


def _is_day(text: str) -> bool:
    return len(text) == len("2026-11-21") and text.replace("-", "").isdecimal()


def samples(told: Told) -> list[dict[str, Any]]:
    """The samples taken, by fill path, from the records of sampling of the same run; two papers on one sample are one."""
    found: dict[tuple[Any, Any], dict[str, Any]] = {}
    for one in told.others.documents:
        if not case_carrying.may_tell(one, told.words, told.document):
            continue
        values = _sample_of(told, one)
        if values.get("sample.name") and values.get("sample.qty"):
            key = (values["sample.name"], values.get("sample.lot"))
            found[key] = found.get(key, {}) | values
    return list(found.values())


def _sample_of(told: Told, one: Document) -> dict[str, Any]:
    given: Mapping[str, Any] = one.values if one.status == "issued" else one.overrides
    form = document_shelf.form_of(told.desk, one)
    sole = sole_goods(told.kept.case.goods) if one.status == "draft" else {}
    told_by = {field.fill: given.get(field.key, sole.get(field.fill)) for field in form.fields}
    return {path: value for path, value in told_by.items() if path.startswith("sample.") and value}


def _rows(told: Told, columns: Mapping[str, str]) -> list[dict[str, str]]:
    taken = samples(told)
    return [{column: str(one[path]) for column, path in columns.items() if one.get(path)} for one in taken]


def _commission(told: Told) -> dict[str, Any]:
    return {"samples": _rows(told, _COLUMNS)}


def _period(told: Told) -> dict[str, Any]:
    commission = case_carrying.newest(told.others, "testing_commission", told.words, told.document)
    found: dict[str, Any] = {}
    if commission is not None and (until := commission.values.get("report_deadline")):
        found["period"] = [case_carrying.day_of(commission), str(until)]
    first, last = case_step_seizing.period_of(told.typed.get("period", found.get("period")))
    end = case_step_seizing.last_day(told)
    # Of drugs the law counts fifteen days from a report nobody has yet; what day that is is not guessed.
    if first and last and end and domain_of(told.kept) in ("cosmetic", "device"):
        found["extended_to"] = (end + timedelta(days=(last - first).days + 1)).isoformat()
    return found


def _result(told: Told) -> dict[str, Any]:
    names = (("", "sample.name"), ("规格", "sample.spec"), ("批号", "sample.lot"))
    taken = _commissioned(told) or samples(told)
    words = ["，".join(f"{mark}{one[path]}" for mark, path in names if one.get(path)) for one in taken]
    return {"sample": "；".join(words), "objection": objection(told)}


def _commissioned(told: Told) -> list[dict[str, Any]]:
    """The samples the newest commission lists, by fill path: what was tested is what was sent."""
    made = case_carrying.newest(told.others, "testing_commission", told.words, told.document)
    form = told.desk.library.form("testing_commission")
    table, rows = form.table("samples"), made.values.get("samples") if made is not None else None
    if table is None or not isinstance(rows, list):
        return []
    found = []
    for row in rows:
        cells = row if isinstance(row, dict) else dict(zip(table.columns, row, strict=False))
        found.append({path: cells[column] for column, path in _COLUMNS.items() if cells.get(column)})
    return [one for one in found if one.get("sample.name")]


def objection(told: Told) -> str:
    """What may be done against a result, within what time and where, by the law of the field (药品管理法第102条 and its like)."""
    domain, machine = domain_of(told.kept), told.kept.book.machine("sampling_testing")
    section = next((one for one in machine.sections if one.id == _OBJECTION), None)
    for clause in section.clauses if section is not None and domain else ():
        if cited(told.desk, told.kept, clause.legal, domain=domain, today=told.today):
            return clause.text
    return ""


def _table(told: Told) -> dict[str, Any]:
    return {"sample": _rows(told, _TABLE)}


def _sampled(told: Told) -> dict[str, Any]:
    return {"date": told.today.isoformat()}


def _labelled(told: Told) -> dict[str, Any]:
    """A label bears the day of the record it belongs to, else the day it is made."""
    record = case_carrying.newest(told.others, "drug_sampling_record", told.words, told.document)
    return {"date": str(record.values.get("date", "")) if record is not None else told.today.isoformat()}


FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {
    "testing_commission": _commission,
    "testing_period_notice": _period,
    "testing_result_notice": _result,
    "drug_test_result_notice": _table,
    "drug_sampling_record": _sampled,
    "drug_seal_label": _labelled,
}
