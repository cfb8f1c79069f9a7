"""The shape a value of a case takes in a field of a form: its columns, its options, its words; what does not fit stays out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.records.case import Exhibit, Goods, PenaltyItem
from inspector_app.rules.trail import plain

from . import penalising
from .case_step_words import said


def shape(form: DocumentForm, field: Field, value: Any) -> Any:
    """Return a value as a field takes it, None where it does not fit."""
    if value in ("", None, []):
        return None
    if field.type == "table":
        return _table(form, field, value)
    if field.type in ("choice", "multichoice"):
        if field.type == "multichoice":
            return [one for one in value if one in field.options] if isinstance(value, list) else None
        return _option(field, value) if isinstance(value, str) else None
    if field.type == "law_refs":
        return value if isinstance(value, list) and all(isinstance(one, dict) for one in value) else None
    if field.type == "daterange":
        return value if isinstance(value, list) and len(value) == 2 else None
    if field.type == "date":
        return value if isinstance(value, str) and len(value) == 10 else None
    if field.type == "datetime":
        return value if isinstance(value, str) and len(value) > 10 else None
    if field.type == "money":
        return f"{value:.2f}" if not isinstance(value, str) else value
    return value if isinstance(value, str) else _text(value)


def _option(field: Field, value: str) -> str | None:
    """The option of those words, or the only one that is their beginning (不公开 of 不公开（涉国家秘密…）)."""
    near = [one for one in field.options if value == one or value.startswith(f"{one}（")]
    return near[0] if len(near) == 1 else None


def _text(value: Any) -> str | None:
    if not isinstance(value, list):
        return None
    if all(isinstance(one, Exhibit) for one in value):
        told = [f"{one.label}{one.name}" + (f"，证明{one.proves.rstrip('。')}" if one.proves else "") for one in value]
        return "；".join(told) + "。"
    if all(isinstance(one, PenaltyItem) for one in value):
        return "；".join(penalising.summary(one) for one in value)
    if all(isinstance(one, Goods) for one in value):
        return "；".join(f"{one.name}{plain(one.quantity):f}{one.unit}" for one in value)
    return None


def _expiry(text: str) -> str:
    """Write an expiry day as documents do; what is no day (2026.04, 有效期见包装) stays as it is."""
    try:
        return said(text)
    except ValueError:
        return text


_CELLS: dict[type, tuple[tuple[str, Callable[[Any], str]], ...]] = {
    Exhibit: (
        ("证据编号", lambda e: e.label),
        ("证据名称", lambda e: e.name),
        ("种类", lambda e: e.kind),
        ("证明", lambda e: e.proves),
    ),
    PenaltyItem: (
        ("种类", lambda p: p.kind),
        ("内容", lambda p: p.text),
        ("数额", lambda p: p.text),
    ),
    Goods: (
        ("名称", lambda g: g.name),
        ("规格", lambda g: "，".join(x for x in (g.spec, f"批号{g.batch}" if g.batch else "") if x)),
        ("批号", lambda g: g.batch),
        ("单位", lambda g: g.unit),
        ("数量", lambda g: f"{plain(g.quantity):f}"),
        ("备注", lambda g: "，".join(x for x in (f"有效期至{_expiry(g.expiry)}" if g.expiry else "", g.note) if x)),
    ),
}


def _table(form: DocumentForm, field: Field, value: Any) -> list[dict[str, str]] | None:
    fact = form.table(field.key)
    if fact is None or not isinstance(value, list):
        return None
    rows = []
    for number, one in enumerate(value, 1):
        if isinstance(one, dict):
            # Rows that are written out already (tables of an inspection).
            return value
        if isinstance(one, list):
            return value
        row: dict[str, str] = {}
        for column in fact.columns:
            cell = str(number) if column == "序号" else _cell(one, column, fact.columns)
            if cell:
                row[column] = cell
        rows.append(row)
    return rows


def _cell(one: Any, column: str, columns: list[str]) -> str:
    cells = _CELLS.get(type(one))
    if isinstance(one, Goods) and "规格" in column and any("批号" in other for other in columns):
        # The batch has a column of its own.
        return one.spec
    if cells is None:
        # A document to be served.
        named: dict[str, str] = {"文书名称": one.name, "文号": one.number, "份数": "1"}
        return named.get(column, "")
    return next((make(one) for mark, make in cells if mark in column), "")
